/* SPDX-License-Identifier: MIT */
/* Running the console on a terminal until told to quit. */
#ifndef CONSOLE_LOOP_H
#define CONSOLE_LOOP_H

#include "console/options.h"
#include "data/model/cause.h"

#define LOOP_NO_TERMINAL (-1)

/* The program's exit status; 1 with the cause. `explain` ("" or words) is said while nobody answers
 * at the socket. LOOP_NO_TERMINAL, with the cause, when the terminal is of no use. */
int loop_run(const struct options *options, const char *explain, struct cause *why);

#endif
