/* SPDX-License-Identifier: MIT */
/* What ui.c and ui_paint.c share. */
#ifndef CONSOLE_UI_PARTS_H
#define CONSOLE_UI_PARTS_H

#include "console/panels/keys.h"
#include "console/screens/ui.h"

#include <stdbool.h>

/* Nobody is entering anything, nor has looked something up a moment ago: another question may take
 * the screen. */
bool ui_may_interrupt(const struct ui *ui);

#define UI_HASTY_MS 700 /* nobody reads a question and answers it in less */

/* The stop form has just opened by itself, or turned to another stop. */
bool ui_guarded(const struct ui *ui);

/* A key as if it had been pressed where nothing lies over the screen; what an action does. */
unsigned ui_press(struct ui *ui, uint32_t key);
unsigned ui_act(struct ui *ui, enum action action);

/* What andond is asked about: of the alert that is read, of the prediction that is marked, of the
 * trends on the screen. */
void ui_note_subject(struct ui *ui);

/* The lines of a solved layout, which join where they meet. */
void ui_paint_lines(const struct layout_placed *placed, int count, struct area a);
/* On the line above it; where there is none it takes the panel's first row, if that can be spared.
 */
void ui_paint_title(struct layout_placed *p, struct area a);

/* The list of the screen that scrolls: its rows, and its mark moved to where there is one. */
int ui_list_rows(const struct ui *ui);
void ui_list_clamp(struct ui *ui);

#endif
