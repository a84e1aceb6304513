/* SPDX-License-Identifier: MIT */
/* Keys of the scoreboard. */
#ifndef CONSOLE_SCREENS_SCORE_KEYS_H
#define CONSOLE_SCREENS_SCORE_KEYS_H

#include "console/screens/ui.h"

/* The scoreboard is shown. */
bool score_screen(const struct ui *ui);
/* At a hub the scoreboard wants the output of the line that its board shows: asks for it. */
void score_follow(struct ui *ui);
/* A key there: whether it was one of its own. Any key holds the page that is shown. */
bool score_key(struct ui *ui, uint32_t key, unsigned *reaction);

#endif
