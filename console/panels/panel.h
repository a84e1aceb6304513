/* SPDX-License-Identifier: MIT */
/* A panel is a table of ops over the view. recalc computes and never draws; paint draws and never
 * computes a figure. One file a panel; the list is in console/screens/panel_list.c. */
#ifndef CONSOLE_PANEL_H
#define CONSOLE_PANEL_H

#include "console/panels/view.h"
#include "console/widgets/canvas.h"
#include "console/widgets/layout.h"
#include "console/widgets/ribbon.h"

#include <stdbool.h>
#include <stdint.h>

/* Rows that a panel wants the client to ask andond for. */
enum panel_need {
    NEED_TIMELINE = 1,
    NEED_MINUTES = 2,
    NEED_STOPS = 4,
    NEED_LOG = 8,
    NEED_WHY = 16,
    NEED_REASONS = 32,
    NEED_SCRAP_REASONS = 64,
    NEED_MODES = 128,
    NEED_JOBS = 256,
    NEED_SCRAPS = 512,
    NEED_BOARD = 1024,
    NEED_PACKET = 2048,
    NEED_VERIFY = 4096, /* no panel's: somebody asked for it by a key */
    NEED_CALL_TYPES = 8192,
    NEED_GUIDANCE = 16384,
    NEED_TREND = 32768,
    NEED_MODELS = 65536,
    NEED_LOAD = 131072,
    NEED_INPUTS = 524288,
    NEED_ALERTS = 262144,         /* those that the snapshot has no room for */
    NEED_CHART_FIGURES = 1048576, /* of a span of time: console/panels/charts/charts.h */
    NEED_CHART_PARETO = 2097152,
    NEED_CHART_TIME = 4194304,
    NEED_CHART_SERIES = 8388608,
    NEED_CHART_LIMITS = 16777216,
    NEED_REPORT = 33554432
};

struct panel_ops {
    const char *name;
    const char *help; /* one line for people who write layouts */
    int min_width, min_height;
    unsigned needs;
    const struct layout_option *options; /* that a layout may set, ended by key NULL; or NULL */
    bool fades;                          /* drawn as old when the view is */
    void (*recalc)(struct view *v);      /* may be NULL */
    void (*paint)(const struct view *v, struct area a);
    int64_t (*next)(const struct view *v); /* boot_ms of its next change by itself; may be NULL */
    int (*rows)(const struct view *v);     /* rows of a list that scrolls; NULL: not a list */
};

extern const struct panel_ops *const panel_list[]; /* ended by NULL */
const struct panel_ops *panel_find(const char *name);
/* The same for layout_read, ended by name NULL. */
const struct layout_kind *panel_kinds(void);

extern const struct panel_ops panel_header, panel_machine, panel_oee, panel_counts, panel_tower,
    panel_ribbon, panel_stop, panel_stops, panel_signals, panel_message, panel_keys, panel_events,
    panel_hours, panel_lamps, panel_help, panel_board, panel_times, panel_signal_table, panel_log,
    panel_line_board, panel_line_head, panel_line_page, panel_wanted, panel_pressing, panel_deeds,
    panel_load, panel_score, panel_score_foot, panel_score_state, panel_score_pace, panel_score_oee,
    panel_score_hours, panel_score_line, panel_note, panel_trends;
extern const struct panel_ops panel_trend, panel_losses, panel_pareto, panel_details,
    panel_subjects, panel_span, panel_lives, panel_report;
extern const struct panel_ops panel_why, panel_why_list, panel_gauges;

/* What the layout says of the panel that is being painted, under the key of one of its options:
 * the text, or NULL; a number; yes or no; whether a name is among those of the list, which it is
 * when there is no list. */
const char *panel_setting(const struct view *v, const char *key);
int panel_number(const struct view *v, const char *key, int otherwise);
bool panel_yes(const struct view *v, const char *key, bool otherwise);
bool panel_wants(const struct view *v, const char *key, const char *name);

/* The signals that a panel "trends" with these options shows; names NULL: the first measured ones.
 * Returns how many. */
#define TRENDS_MOST 2
int trends_signals(const struct view *v, const char *names, int most,
                   const struct snapshot_signal *out[EVIDENCE_MAX]);

/* In the last row: which of the option "signals" this station has none of. */
void draw_missing_signals(const struct view *v, struct area a);

/* How a machine state looks. */
struct state_look {
    const char *word; /* capitals */
    uint32_t code;    /* its shape */
    enum style style;
};
struct state_look state_look(enum machine_state state, bool small);
/* … and what it is in a ribbon. */
enum ribbon_kind machine_ribbon(enum machine_state state, bool planned, bool small);

/* What a lamp does, in words of the language in use. */
const char *lamp_pattern_words(enum lamp_pattern pattern);

/* First row of a list that keeps `selected` in a page of `page` rows. */
int list_top(int top, int selected, int count, int page);

/* A figure and its label in a row: label dim, figure as given. Return the x after. */
int draw_labelled(struct area a, int x, int y, const char *label, enum style style,
                  const char *value);
/* A text and blanks to at least so many cells; %-10s counts bytes. Returns the cell after. */
int draw_padded(struct area a, int x, int y, int cells, enum style style, const char *text);

#endif
