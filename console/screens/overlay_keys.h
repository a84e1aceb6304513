/* SPDX-License-Identifier: MIT */
/* Keys that come before those of the screens: F-keys, the palette, the search in a list. */
#ifndef CONSOLE_OVERLAY_KEYS_H
#define CONSOLE_OVERLAY_KEYS_H

#include "console/screens/ui.h"

/* True: the key was taken; `reaction` says what came of it. */
bool overlay_key(struct ui *ui, uint32_t key, unsigned *reaction);
/* Begin to search in the list that is shown. */
void overlay_search(struct ui *ui);
/* Letters are text at this moment, wherever they go. */
bool overlay_typing(const struct ui *ui);
/* Its part of the key bar: how many hints, 0: nothing lies over the screen. */
int overlay_hints(const struct ui *ui, struct hint out[HINTS_MAX]);
/* Over what is painted: `body` for the palette, `line` for the search. */
void overlay_paint(struct ui *ui, struct area body, struct area line);

#endif
