/* SPDX-License-Identifier: MIT */
/* Taps, drags and the wheel as keys. */
#ifndef CONSOLE_TOUCH_KEYS_H
#define CONSOLE_TOUCH_KEYS_H

#include "console/screens/ui.h"

/* From now on buttons instead of the key bar, and lists with higher rows. */
void touch_begin(struct ui *ui);
/* True: a finger or a mouse did it, or it is a button of the bar that only concerns the bar. */
bool touch_key(struct ui *ui, uint32_t key, unsigned *reaction);
/* What the buttons are at this moment, and how many rows they take. */
void touch_note(struct ui *ui, int width, int height);
/* In the line above the buttons of a low terminal: what is being typed. */
void touch_paint_field(const struct ui *ui, struct area line);
/* The key that a panel stands for where nothing in it does: its own screen's; 0 none. */
uint32_t touch_panel_key(const char *kind);

#endif
