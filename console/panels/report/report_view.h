/* SPDX-License-Identifier: MIT */
/* The report that the console shows: which one, the one that is shown and the one that is being
 * asked for, which takes its place when it is whole. The model is data/model/report. */
#ifndef CONSOLE_REPORT_VIEW_H
#define CONSOLE_REPORT_VIEW_H

#include "data/model/report/report.h"

struct view;

struct report_page {
    struct report report;
    int lines, rows; /* as last painted: what it takes, what there is room for */
};

struct report_view {
    enum report_span span;
    bool earlier;                       /* not the one that runs … */
    int64_t at_ms;                      /* … but the one around this time */
    unsigned wish;                      /* counts what was chosen, for asks.c */
    struct report_page *shown, *making; /* owned; NULL until the screen is opened */
};

void report_view_done(struct report_view *rv);
/* Another one is wanted: what is being asked for is dropped. */
void report_view_choose(struct view *v, enum report_span span, int64_t at_ms);
/* The one before (-1) or after (1) the one that is shown. */
void report_view_step(struct view *v, int by);
/* The question that is due: its command and members, or NULL. Begins a report when none is there.
 */
const char *report_view_ask(struct view *v, char members[REPORT_MEMBERS]);
void report_view_answer(struct view *v, const json_t *reply);
/* Whether something is still to be asked. */
bool report_view_pending(const struct view *v);

#endif
