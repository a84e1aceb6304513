/* SPDX-License-Identifier: MIT */
/* A page of text in place of the terminal's picture: --plain, and where there is no terminal. */
#ifndef CONSOLE_PLAIN_H
#define CONSOLE_PLAIN_H

#include "console/options.h"
#include "data/model/cause.h"

/* Prints the screen that the options name, else "plain", at a hub the line board; of each station
 * of the options one after the other. 0, or 1 with the cause: what the first that did not answer
 * said; the others are printed all the same. */
int plain_print(const struct options *options, const char *explain, struct cause *why);

#endif
