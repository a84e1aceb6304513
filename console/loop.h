/* SPDX-License-Identifier: MIT */
/* Running the console: on a terminal until told to quit, or once as a page of text. */
#ifndef CONSOLE_LOOP_H
#define CONSOLE_LOOP_H

#include "console/options.h"
#include "data/model/cause.h"

#define LOOP_NO_TERMINAL (-1)

/* Both return the program's exit status; 1 with the cause. `explain` ("" or words) is said while
 * nobody answers at the socket. loop_run returns LOOP_NO_TERMINAL, with the cause, when the
 * terminal is of no use. */
int loop_run(const struct options *options, const char *explain, struct cause *why);
int loop_plain(const struct options *options, const char *explain, struct cause *why);

#endif
