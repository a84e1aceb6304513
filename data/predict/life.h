/* SPDX-License-Identifier: MIT */
/* Remaining life: a robust trend to a limit, in operating time. Assumes that what has gone on since
 * its onset goes on alike, in a straight line of the signal or of its logarithm, and that load
 * stays as it was. Onset (flat before, Theil's line after) and form are those with the least sum of
 * distances; a trend must be sure to 95 %. Pure. */
#ifndef DATA_PREDICT_LIFE_H
#define DATA_PREDICT_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#define LIFE_POINTS 256
struct life {
    double at_h[LIFE_POINTS], value[LIFE_POINTS]; /* operating hours, rising */
    int count;                                    /* when full, the longer ago the thinner */
};
struct life_left {
    bool known;           /* a trend that is not chance (95 %), towards the limit */
    bool curved;          /* of the logarithm */
    double h, lo_h, hi_h; /* median and 80 % interval, operating hours; hi may be INFINITY */
    double slope;         /* units an hour at the end */
};
/* Ignores what is not later than the last, or no number. */
void life_take(struct life *l, double at_h, double value);
void life_forget(struct life *l);
/* Costs a tenth of a millisecond: for when something is stated, not for each row. Not known: h,
 * lo_h and hi_h are NAN. */
void life_left(const struct life *l, double limit, bool below, double now_h, struct life_left *out);

#endif
