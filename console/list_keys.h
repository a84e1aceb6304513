/* SPDX-License-Identifier: MIT */
/* --list-keys: every key of the console, as the tables have them that it works by. */
#ifndef CONSOLE_LIST_KEYS_H
#define CONSOLE_LIST_KEYS_H

/* Prints, in the language in use; returns the exit status. */
int list_keys(void);

#endif
