/* SPDX-License-Identifier: MIT */
/* What the pictures of console/panels/charts/ share. */
#ifndef CONSOLE_CHARTS_PAINT_H
#define CONSOLE_CHARTS_PAINT_H

#include "console/panels/charts/charts.h"
#include "console/widgets/charts/fall.h"

/* "06:00–13:06", with dates where it is another day. */
void chart_span_words(const struct view *v, const struct chart_span *span, char *out, size_t size);

/* The plot and a line above it: whose it is, and its value at the cursor or now. */
void paint_trend(const struct view *v, struct area a);
void paint_losses(const struct view *v, struct area a);
void paint_pareto(const struct view *v, struct area a);

/* Planned time step by step down to good time. False: nothing is known yet. */
bool charts_fall(const struct charts *c, struct fall *out);

/* The intervals of the span, oldest first; the one at an instant, -1: none. */
int charts_interval_at(const struct charts *c, int64_t at_ms);
/* Whether it is one of those that are listed. */
bool charts_listed(const struct charts *c, int index);
/* The event nearest after (step 1) or before (-1) an instant; TIME_NONE: there is none. */
int64_t charts_event(const struct view *v, int64_t from_ms, int step);

#endif
