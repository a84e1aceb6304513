/* SPDX-License-Identifier: MIT */
/* Remaining life: a robust trend to a limit, in operating time. Assumes that what has gone on for
 * the length of the window goes on alike (linear in the signal; also tried linear in its logarithm,
 * the better of both by the median error is used); load stays as it was. Pure. */
#ifndef DATA_PREDICT_LIFE_H
#define DATA_PREDICT_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#define LIFE_POINTS 256
struct life {
    double at_h[LIFE_POINTS], value[LIFE_POINTS]; /* operating hours; thinned evenly when full */
    int count;
    int64_t stride, seen;
};
struct life_left {
    bool known;           /* a trend that is not chance (95 %), towards the limit */
    bool curved;          /* of the logarithm */
    double h, lo_h, hi_h; /* median and 80 % interval, operating hours; hi may be INFINITY */
    double slope;         /* units an hour at the end */
};
void life_take(struct life *l, double at_h, double value);
void life_forget(struct life *l);
void life_left(const struct life *l, double limit, bool below, double now_h, struct life_left *out);

#endif
