/* SPDX-License-Identifier: MIT */
/* Why this number: every figure of the station screen as a formula, with the numbers that andond
 * said put in. One table; the list, the panel and the tests read it. Pure. */
#ifndef CONSOLE_WHY_H
#define CONSOLE_WHY_H

#include "console/panels/charts/charts.h"

#include <stdbool.h>

/* Time step by step, in microseconds: planned, running, ideal time of all parts, of the good ones.
 * Beyond `steps` it is not known. */
enum why_step { WHY_PLANNED, WHY_RUN, WHY_IDEAL, WHY_GOOD, WHY_STEPS };
struct why_time {
    int64_t us[WHY_STEPS];
    int steps;
};
struct why_time why_time_of(const struct charts *c);

/* Of a ratio: what is divided by what; -1: no ratio. */
struct why_ratio {
    int above, below; /* enum why_step */
};

#define WHY_SIZE 160
struct why_row {
    const char *id, *title;
    const char *formula; /* in words */
    struct why_ratio ratio;
    double (*said)(const struct oee *o); /* of a ratio: what andond made of it */
    /* Otherwise: the value, and the formula with numbers. */
    void (*value)(const struct view *v, char out[WHY_SIZE]);
    void (*numbers)(const struct view *v, char out[WHY_SIZE]);
    const char *leaves_out; /* what is in it, what is not */
    const char *source;
    unsigned kinds;      /* of intervals that it is made of: 1 << enum ribbon_kind */
    const char *subject; /* … or the trend of a subject */
};
extern const struct why_row why_rows[]; /* ended by id NULL */
int why_count(void);
const struct why_row *why_at(const struct charts *c);

/* "78.4 %"; the formula with numbers: "367.9 min / 427.4 min = 0.861". */
void why_value(const struct view *v, const struct why_row *row, char out[WHY_SIZE]);
void why_numbers(const struct view *v, const struct why_row *row, char out[WHY_SIZE]);

#endif
