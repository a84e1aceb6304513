/* SPDX-License-Identifier: MIT */
/* A value over time with axes: a line of braille dots where the tier has them, of marks at three
 * heights of a cell elsewhere; or an area of eighth blocks, or of shades. Limits are lines of their
 * own with their names; events stand in a lane below; a cursor is a column. A time without data is
 * hatched, never drawn through; what lies ahead is blank. Pure. */
#ifndef CONSOLE_PLOT_H
#define CONSOLE_PLOT_H

#include "console/widgets/charts/axis.h"
#include "console/widgets/trend.h"

#include <stdbool.h>

#define PLOT_LIMITS 4

enum plot_limit_kind { PLOT_TARGET, PLOT_WARNING, PLOT_ALARM };
struct plot_limit {
    enum plot_limit_kind kind;
    bool low;   /* it is exceeded below */
    int64_t at; /* amount */
};

enum plot_event_kind {
    PLOT_SMALL_STOP,
    PLOT_CHANGEOVER,
    PLOT_ALERT,
    PLOT_STOP,
    PLOT_IMPROVEMENT,
    PLOT_EVENT_KINDS
};
struct plot_event {
    int64_t at_ms;
    enum plot_event_kind kind;
};

/* How a value is drawn on a tier. */
enum plot_ink { PLOT_BRAILLE, PLOT_EIGHTHS, PLOT_SHADES, PLOT_MARKS };

struct plot {
    const struct trend_point *point; /* in order of time; borrowed */
    int count;
    struct time_axis time;
    int64_t now_ms;    /* what is later is blank */
    int64_t cursor_ms; /* TIME_NONE: none */
    struct plot_limit limit[PLOT_LIMITS];
    int limits;
    const struct plot_event *event; /* borrowed */
    int events;
    bool filled;    /* an area rather than a line */
    bool from_zero; /* the scale begins at 0: counts */
    const struct number_style *numbers;
};

enum plot_ink plot_ink(const struct plot *p, enum glyph_tier tier);

/* Where the values are drawn in `where`: beside their labels, above the events and the times. */
struct rect plot_body(const struct plot *p, struct rect where);
void draw_plot(struct area a, struct rect where, const struct plot *p);

/* The values of a column: false when nothing is known there. */
bool plot_at(const struct plot *p, int x, int width, struct trend_point *out);

#endif
