/* SPDX-License-Identifier: MIT */
/* A value over time: dots of half by a quarter of a cell where the tier has them, marks at three
 * heights of a cell elsewhere, steps where there is only one row. Pure. A time without data is
 * hatched, never drawn through; the limit is a line of its own. */
#ifndef CONSOLE_TREND_H
#define CONSOLE_TREND_H

#include "console/widgets/canvas.h"

#include <stddef.h>
#include <stdint.h>

#define TREND_NONE INT64_MIN

/* What was heard in a span of time. */
struct trend_point {
    int64_t begin_ms, end_ms;
    int64_t min, mean, max; /* amounts */
};

struct trend {
    const struct trend_point *point; /* in order of time; borrowed */
    int count;
    int64_t begin_ms, end_ms; /* what is drawn */
    int64_t limit;            /* amount, TREND_NONE: none */
};

/* The scale of a trend: the least and the largest, with the limit, never of no height. */
void trend_scale(const struct trend *t, int64_t *low, int64_t *high);
/* What column x of `width` shows: the largest in it; TREND_NONE: no data. */
int64_t trend_at(const struct trend *t, int x, int width);
/* Beyond the limit it is drawn as ST_WARN, else as `style`. */
void draw_trend(struct area a, struct rect where, const struct trend *t, enum style style);

/* An interval with its middle on a scale of 0 .. `whole`: remaining life. Values below zero are not
 * known; what lies beyond the scale ends in an arrow. */
void draw_interval(struct area a, struct rect where, const int64_t low_mid_high[3], int64_t whole);

#endif
