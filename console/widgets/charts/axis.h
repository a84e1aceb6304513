/* SPDX-License-Identifier: MIT */
/* Axes: ticks at round values (1, 2, 5) and at round plant times, with labels that people read.
 * Pure. */
#ifndef CONSOLE_AXIS_H
#define CONSOLE_AXIS_H

#include "console/widgets/canvas.h"
#include "console/widgets/format.h"
#include "data/model/clock.h"

#include <stdint.h>

/* Outwards to whole steps; never of no height. Returns the step. */
int64_t axis_round(int64_t *low, int64_t *high, int most);

/* What is drawn of time, and where. */
struct time_axis {
    int64_t begin_ms, end_ms;
    const struct zone *zone;
};
/* The column of an instant in `width`, -1: outside; and where a column begins. */
int axis_column(const struct time_axis *t, int64_t at_ms, int width);
int64_t axis_time(const struct time_axis *t, int x, int width);
/* The distance of ticks that leaves room for labels. */
int64_t axis_time_step(const struct time_axis *t, int width);
/* A row of labels, each beginning at its tick. */
void draw_time_axis(struct area a, struct rect where, const struct time_axis *t);

#endif
