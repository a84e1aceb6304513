/* SPDX-License-Identifier: MIT */
/* Keys of the console at a hub. */
#ifndef CONSOLE_SCREENS_LINE_KEYS_H
#define CONSOLE_SCREENS_LINE_KEYS_H

#include "console/screens/ui.h"

/* A key on the line board: whether it was one; what it asks of the main loop in `reaction`. */
bool line_key(struct ui *ui, uint32_t key, unsigned *reaction);
/* One of the screens of a hub is shown. */
bool line_screen(const struct ui *ui);
/* What the key bar offers there. Returns how many. */
int line_hints(const struct ui *ui, struct hint out[HINTS_MAX]);

#endif
