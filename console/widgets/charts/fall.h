/* SPDX-License-Identifier: MIT */
/* A waterfall: a whole, what is taken from it piece by piece, what is left. Its figures are rounded
 * so that they add up in the last digit shown. Pure. */
#ifndef CONSOLE_FALL_H
#define CONSOLE_FALL_H

#include "console/widgets/canvas.h"
#include "console/widgets/format.h"

#include <stdbool.h>
#include <stdint.h>

#define FALL_ROWS 20

enum fall_kind {
    FALL_LOSS,  /* taken away */
    FALL_LEVEL, /* what is there by now: the whole, what is left, a sum between */
};

struct fall_row {
    enum fall_kind kind;
    const char *word; /* borrowed */
    int64_t us;       /* a loss: so much; a level: nothing, it follows */
    enum style style;
    /* filled by fall_level */
    int64_t from_us, to_us;   /* where its bar ends and begins */
    int64_t tenths, permille; /* of minutes, of the whole */
};

struct fall {
    struct fall_row row[FALL_ROWS];
    int rows;
};

/* Where every bar begins and ends, and the rounded figures: those of a level are those of the level
 * before less those of the losses between. */
void fall_level(struct fall *f, int64_t whole_us);
/* One row each; what has no room is left out from below. `f` is levelled. */
void draw_fall(struct area a, const struct fall *f, const struct number_style *numbers);

#define US_A_MIN INT64_C(60000000)
/* Of less than a minute, never 0 nor 60. */
int fall_seconds(int64_t us);

#endif
