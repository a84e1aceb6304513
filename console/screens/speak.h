/* SPDX-License-Identifier: MIT */
/* The language of a terminal and of who is there: that of the person while there is one with a
 * language, else the terminal's own. Called by the main loop before it draws. */
#ifndef CONSOLE_SCREENS_SPEAK_H
#define CONSOLE_SCREENS_SPEAK_H

#include "console/screens/ui.h"

/* True: it has changed, so that everything is to be drawn anew. */
bool speak_follow(struct ui *ui, const char *own);

#endif
