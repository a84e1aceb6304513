/* SPDX-License-Identifier: MIT */
/* What a person has chosen for the console, kept from one start to the next: NAME = VALUE, a line
 * each, in $XDG_STATE_HOME/andon-console (else ~/.local/state/andon-console), mode 0600. */
#ifndef CONSOLE_KEPT_H
#define CONSOLE_KEPT_H

#include <stdbool.h>
#include <stddef.h>

/* The file's path; "" when there is no place for it. */
bool kept_path(char *out, size_t size);
/* The value of a name; "" and false: nothing is kept of it. */
bool kept_get(const char *name, char *out, size_t size);
/* Keep it; the other lines stay as they are. Replaced by rename. False: it could not be written, or
 * what stands there could not be read to its end (64 KiB, no zero bytes). */
bool kept_set(const char *name, const char *value);

#endif
