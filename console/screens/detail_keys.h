/* SPDX-License-Identifier: MIT */
/* Keys of the screen "details"; called by ui.c before the common ones. */
#ifndef CONSOLE_DETAIL_KEYS_H
#define CONSOLE_DETAIL_KEYS_H

#include "console/screens/ui.h"

#include <stdbool.h>
#include <stdint.h>

bool detail_screen(const struct ui *ui);
/* Whether the key was ours; `*reaction` as of ui_key. */
bool detail_key(struct ui *ui, uint32_t key, unsigned *reaction);
int detail_hints(const struct ui *ui, struct hint out[HINTS_MAX]);
/* How wide the plot is, and how long the list: of what is about to be painted. */
void detail_room(struct ui *ui, const struct layout_placed *placed, int count);

#endif
