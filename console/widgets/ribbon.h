/* SPDX-License-Identifier: MIT */
/* The state ribbon: a span of time as columns of cells, each with what counted most in it. Pure. */
#ifndef CONSOLE_RIBBON_H
#define CONSOLE_RIBBON_H

#include "console/widgets/canvas.h"

#include <stdint.h>

enum ribbon_kind {
    RIBBON_NONE, /* not yet, or nothing known to be there */
    RIBBON_RUN,
    RIBBON_SMALL,
    RIBBON_STOP,
    RIBBON_WAIT,
    RIBBON_CHANGE,
    RIBBON_UNKNOWN,
    RIBBON_BREAK,
    RIBBON_KINDS
};

struct ribbon {
    int64_t begin_ms, end_ms;
    int width;
    int64_t ms[CANVAS_WIDTH_MAX][RIBBON_KINDS];
};

void ribbon_init(struct ribbon *r, int64_t begin_ms, int64_t end_ms, int width);
void ribbon_add(struct ribbon *r, int64_t begin_ms, int64_t end_ms, enum ribbon_kind kind);
/* What column x shows: losses weigh twice, so that a stop of a third of the column is seen. */
enum ribbon_kind ribbon_kind_at(const struct ribbon *r, int x);
/* The column of an instant; may lie outside 0..width-1. */
int ribbon_column(const struct ribbon *r, int64_t at_ms);

/* Character and style of a kind, and its word for the legend. */
uint32_t ribbon_code(enum ribbon_kind kind);
enum style ribbon_style(enum ribbon_kind kind);
const char *ribbon_word(enum ribbon_kind kind);

/* What its signs mean, only of those that occur, closer together where they would not fit. */
void ribbon_legend(const struct ribbon *r, struct area a, int x, int y);

#endif
