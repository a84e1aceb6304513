/* SPDX-License-Identifier: MIT */
/* A pareto: bars, the largest first, each with its share and what it makes with those before. Pure.
 */
#ifndef CONSOLE_RANK_H
#define CONSOLE_RANK_H

#include "console/widgets/canvas.h"
#include "console/widgets/format.h"

#include <stdint.h>

struct rank_row {
    const char *word, *figure; /* borrowed; figure: the value as it is written */
    int64_t value;
    enum style style;
};

/* Shares are of `total`, which the rows need not reach; a row that is cut off is in no share. What
 * has no room is left out, and a line says how many: the last one. */
void draw_rank(struct area a, const struct rank_row *row, int rows, int64_t total,
               const struct number_style *numbers);

#endif
