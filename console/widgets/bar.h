/* SPDX-License-Identifier: MIT */
/* Bars: a share of a whole, and progress against a mark. Pure. */
#ifndef CONSOLE_BAR_H
#define CONSOLE_BAR_H

#include "console/widgets/canvas.h"

/* `ratio` of the rectangle's width filled, never rounded up to full; NaN is drawn as the hatch of
 * no data. Eighths of a cell where the tier has them. */
void draw_bar(struct area a, struct rect where, double ratio, enum style style);

/* The same with a mark at `mark` (0..1, NaN: none): a target, the pace due by now. */
void draw_bar_mark(struct area a, struct rect where, double ratio, double mark, enum style style);

/* A bar for one row of a list: half as high where the tier can, so that rows stay apart. */
void draw_meter(struct area a, struct rect where, double ratio, enum style style);

#endif
