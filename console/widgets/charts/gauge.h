/* SPDX-License-Identifier: MIT */
/* A linear gauge: a value on its scale, with target and limits. Pure. */
#ifndef CONSOLE_GAUGE_H
#define CONSOLE_GAUGE_H

#include "console/widgets/charts/plot.h"

#include <stdint.h>

struct gauge {
    int64_t low, high; /* the scale, amounts */
    int64_t value;     /* TREND_NONE: not known */
    struct plot_limit limit[PLOT_LIMITS];
    int limits;
};

/* How the value stands to the limits. */
enum style gauge_style(const struct gauge *g);
/* A bar with marks at target and limits; with two rows or more the marks' values below it. */
void draw_gauge(struct area a, struct rect where, const struct gauge *g,
                const struct number_style *numbers);

#endif
