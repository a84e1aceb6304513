/* SPDX-License-Identifier: MIT */
/* The choices of this terminal, done: at the start what options, environment and the kept file say,
 * later what the screen "terminal" wishes. Called by console/loop.c. */
#ifndef CONSOLE_TERMINAL_H
#define CONSOLE_TERMINAL_H

#include "console/options.h"
#include "console/screens/ui.h"
#include "console/tty.h"

#include <stdbool.h>

/* Tells the view what this terminal is, and gives the terminal its theme and characters. */
void terminal_begin(struct ui *ui, const struct options *options, struct tty *tty);

/* After keys were taken in: does what was wished. Whether all of the picture is to be sent anew. */
bool terminal_turn(struct ui *ui, struct tty *tty);

#endif
