/* SPDX-License-Identifier: MIT */
/* Pictures of a span of time: what is looked at (which figure, from when to when, where the cursor
 * is) and what andond answered about it. On the screen "details" the person chooses the span, on
 * all others the layout does, or it is the shift so far. Nothing here computes a figure; pure. */
#ifndef CONSOLE_CHARTS_H
#define CONSOLE_CHARTS_H

#include "console/panels/view.h"
#include "console/widgets/charts/plot.h"
#include "console/widgets/layout.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define CHART_POINTS     1024 /* of a series: two a column of the widest terminal */
#define CHART_LOSSES     16
#define CHART_REASONS    40
#define CHART_MARKS      32 /* improvements; beyond: not drawn */
#define CHART_EVENTS     8192
#define CHART_STOPS_MAX  4000 /* of a span; that there are more is said */
#define CHART_ALERTS_MAX 2000 /* … that were, and are marked; too */
#define CHART_LIMITS_MAX 64   /* beyond: not drawn */
#define CHART_SPAN_MIN   (10 * MS_PER_MIN)
#define CHART_SPAN_MAX   (31 * MS_PER_DAY)

enum chart_picture {
    CHART_TREND,
    CHART_WATERFALL,
    CHART_PARETO_TIME,
    CHART_PARETO_COUNT,
    CHART_PICTURES
};

enum chart_ask {
    CHART_KPI,
    CHART_LOSS, /* of the same span as kpi, always */
    CHART_PARETO,
    CHART_TIMELINE,
    CHART_STOPS,
    CHART_PARTS,
    CHART_HISTORY,
    CHART_IMPROVEMENTS,
    CHART_LIMITS, /* of signals: where alerts begin */
    CHART_SLICE,  /* OEE of a part of the span */
    CHART_ALERTS, /* that were */
    CHART_ASKS
};

struct chart_span {
    int64_t from_ms, to_ms; /* wall; from TIME_NONE: nothing to look at yet */
};

struct chart_kpi {
    bool known;
    struct chart_span span;
    struct oee oee;
    int64_t total, good, scrap, rework; /* amounts */
    int64_t failures, mtbf_ms, mttr_ms; /* the last two -1: none */
};

struct chart_loss {
    char name[16];
    int64_t us;
    bool known;
};
struct chart_losses {
    bool known;
    struct chart_span span;
    struct chart_loss row[CHART_LOSSES];
    int rows;
};

struct chart_reason {
    char kind[16], reason[48], title[64];
    int64_t count, ms;
};
struct chart_pareto {
    bool known, by_count;
    struct chart_span span;
    struct chart_reason row[CHART_REASONS];
    int rows;
};

/* A figure or signal over time. */
struct chart_series {
    char about[32]; /* whose it is */
    struct chart_span span;
    bool known;
    struct trend_point point[CHART_POINTS];
    int points;
};

struct chart_limit {
    char signal[32];
    struct plot_limit limit;
};

/* An improvement that somebody annotated. */
struct chart_mark {
    int64_t at_ms;
    char text[96];
};

enum chart_parts { PARTS_GOOD, PARTS_SCRAP, PARTS_SERIES, PARTS_OEE = PARTS_SERIES };

/* OEE over the span, in slices of equal length; known from from_ms to to_ms. */
struct chart_slices {
    int64_t slice_ms; /* 0: none is asked for */
    int64_t from_ms, to_ms;
    struct chart_span span; /* that is wanted */
    struct chart_series series;
};

/* When alerts began, oldest first. */
struct chart_alerts {
    int64_t at_ms[CHART_ALERTS_MAX];
    int count;
    bool cut; /* there were more */
};

/* One request and where it stands. */
struct chart_question {
    int64_t id, sent_ms; /* id 0: none under way */
    int64_t again_ms;    /* boot: not before */
    bool done, first;
};

struct charts {
    /* what is looked at */
    int64_t length_ms; /* 0: the shift */
    int64_t end_ms;    /* TIME_NEVER: now */
    int64_t cursor_ms; /* TIME_NONE: none */
    char subject[32];  /* of which figure or signal; "": the first */
    enum chart_picture picture;
    int width;             /* columns of the plot, as last laid out */
    bool rows;             /* the intervals are listed */
    int row;               /* … and this one is chosen */
    unsigned kinds;        /* … of them only these, 1 << enum ribbon_kind; 0: all */
    int why;               /* the figure that is explained */
    int listed;            /* rows of the list on the screen */
    int64_t own_length_ms; /* what the layout of the screen says: 0: the shift */
    char own_subject[32];  /* … "": nothing; good, scrap, oee or a signal */
    /* the round of questions under way */
    struct chart_span round;
    int64_t round_length_ms, round_end_ms; /* what was chosen when it began */
    int64_t begun_ms, stale_ms;            /* boot; stale: what was answered changes then */
    bool recount;                          /* … and slices that are known, too */
    bool by_count;                         /* of the pareto asked for */
    char about[32];                        /* of the history asked for */
    struct chart_question question[CHART_ASKS];
    /* what was answered */
    struct chart_kpi kpi, next_kpi;
    struct chart_losses losses, next_losses;
    struct chart_pareto pareto;
    struct timeline timeline;
    struct stops stops;
    struct chart_series parts[PARTS_SERIES], history;
    struct chart_limit limit[CHART_LIMITS_MAX];
    int limits;
    struct chart_mark mark[CHART_MARKS];
    int marks;
    struct chart_slices oee;
    struct chart_alerts alerts;
    int64_t alerts_ms; /* boot: when they were asked for */
};

struct charts *charts_new(void);
void charts_free(struct charts **charts);
void charts_forget(struct charts *c); /* another station */

/* The span that is drawn, and up to when it is on record by now. */
struct chart_span charts_span(const struct view *v);
int64_t charts_now(const struct view *v);
/* How long it is, 0: the shift, and its end, TIME_NEVER: now; of the person's choice or the
 * layout's.
 */
int64_t charts_length(const struct view *v);
int64_t charts_end(const struct view *v);

/* What can be chosen: figures, then numeric signals. */
struct chart_subject {
    const char *id, *title, *unit; /* borrowed from the snapshot */
    int parts;                     /* enum chart_parts, or -1: a signal */
    int signal;                    /* index into the snapshot, -1 none */
};
int charts_subjects(const struct view *v);
bool charts_subject(const struct view *v, int index, struct chart_subject *out);
int charts_chosen(const struct view *v);
/* The subject that the layout names and this station has not; NULL: none. */
const char *charts_missing(const struct view *v);

/* The options of panels that show a span; of a trend also `subject`. */
extern const struct layout_option chart_span_options[], chart_trend_options[];

/* The plot of the chosen subject, ready to be drawn; borrows static tables until the next call. */
void charts_plot(const struct view *v, struct plot *out);

/* ---- slices and alerts (slices.c) ---- */

void kpi_slices_forget(struct chart_slices *s);
/* Another span is looked at, or it has grown: what is over and known stays. */
void kpi_slices_begin(struct chart_slices *s, const struct chart_span *span);
/* The next slice to ask for; false: all are known. */
bool kpi_slices_next(const struct chart_slices *s, struct chart_span *out);
void kpi_slices_take(struct chart_slices *s, const json_t *rows); /* of that one */
void past_alerts_take(struct chart_alerts *a, const json_t *rows, bool first);

/* ---- asking (console/panels/asks.c) ---- */

/* The next request that is due, without newline; `*next_id` numbers it. */
bool charts_next(struct charts *c, const struct view *v, unsigned needs, int64_t *next_id,
                 char *line);
int64_t charts_deadline(const struct charts *c, const struct view *v, unsigned needs);
bool charts_waits(const struct charts *c); /* for an answer */
bool charts_take(struct charts *c, struct view *v, const json_t *reply);
/* Everything is asked for anew: a new connection; or a moment from now, since something changed. */
void charts_begin(struct charts *c);
void charts_stale(struct charts *c, int64_t boot_ms);

#endif
