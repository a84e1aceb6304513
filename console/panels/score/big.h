/* SPDX-License-Identifier: MIT */
/* What the pages of the scoreboard are made of. */
#ifndef CONSOLE_PANELS_SCORE_BIG_H
#define CONSOLE_PANELS_SCORE_BIG_H

#include "console/panels/score/score.h"
#include "console/panels/view.h"
#include "console/widgets/canvas.h"
#include "console/widgets/digits.h"

/* A figure as large as fits, `widest` too; as text where block letters do not fit or exist. `right`
 * ends at the right edge. Returns the rows that it took. */
struct big {
    const char *text, *widest;
    enum style style;
    bool right;
};
int draw_big(struct area a, struct rect where, const struct big *figure);
/* Capital letters of Latin-1, as many words as there are block letters and room for. */
void score_capitals(const char *text, char *out, int size);
/* "12:41", "1:02:15", "3 D 4 H"; a dash where it is below 0. */
const char *score_clock(int64_t ms, char *out, int size);

/* A page each, into its place below the state. */
void score_paint_state(const struct view *v, struct area a);
void score_paint_pace(const struct view *v, struct area a);
void score_paint_oee(const struct view *v, struct area a);
void score_paint_hours(const struct view *v, struct area a);
void score_paint_line(const struct view *v, struct area a);

#endif
