/* SPDX-License-Identifier: MIT */
/* What a layout comes to at a size, for whoever writes it: a map of its panels, and what of it does
 * not fit. Pure; console/check_layout.c prints it. */
#ifndef CONSOLE_LAYOUT_CHECK_H
#define CONSOLE_LAYOUT_CHECK_H

#include "console/widgets/canvas.h"
#include "console/widgets/layout_read.h"

/* A moment at which the layout is the one: whom and what its `when` names, else an operator, a
 * machine that runs, nothing open. False: it is not for terminals of this size. */
bool layout_moment(const struct layout *layout, int width, int height, struct layout_now *now);

/* Each panel with its name, kind and size in its place. */
void layout_map(const struct layout *layout, const struct layout_now *now, struct canvas *canvas);

/* What does not fit at this size, in any state, for anybody: to `report`, with the panel's line.
 * Returns how many. */
int layout_misfits(const struct layout *layout, int width, int height,
                   const struct layout_report *report);

/* What people would miss on it, which is not wrong: no keys, no messages, no machine's state. */
void layout_remarks(const struct layout *layout, const struct layout_report *report);

#endif
