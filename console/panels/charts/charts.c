/* SPDX-License-Identifier: MIT */
/* What is looked at: the span of time, the figure, and its plot put together from what andond said.
 * The view owns it; keys change it (console/screens/detail_keys.c). */
#include "console/panels/charts/charts.h"

#include "console/words/words.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define SETTLE_MS 5000 /* a minute is on record so long after it is over */
#define NO_SHIFT  (8 * MS_PER_HOUR)

struct charts *charts_new(void)
{
    struct charts *c = calloc(1, sizeof *c);
    if (c == NULL)
        return NULL;
    c->timeline.row = calloc(VIEW_TIMELINE_MAX, sizeof *c->timeline.row);
    c->stops.row = calloc(CHART_STOPS_MAX, sizeof *c->stops.row);
    c->stops.max = CHART_STOPS_MAX;
    if (c->timeline.row == NULL || c->stops.row == NULL) {
        charts_free(&c);
        return NULL;
    }
    c->end_ms = TIME_NEVER;
    c->cursor_ms = TIME_NONE;
    c->width = 60;
    charts_begin(c);
    return c;
}

void charts_free(struct charts **charts)
{
    if (*charts != NULL) {
        free((*charts)->timeline.row);
        free((*charts)->stops.row);
    }
    free(*charts);
    *charts = NULL;
}

void charts_forget(struct charts *c)
{
    charts_begin(c);
    c->kpi.known = c->next_kpi.known = c->losses.known = c->next_losses.known = false;
    c->pareto.known = c->history.known = c->rows = false;
    c->parts[PARTS_GOOD].known = c->parts[PARTS_SCRAP].known = false;
    c->timeline.count = c->stops.count = 0;
    c->stops.cut = false;
    c->alerts.count = 0;
    kpi_slices_forget(&c->oee);
    c->limits = 0;
    c->end_ms = TIME_NEVER;
    c->cursor_ms = TIME_NONE;
    c->subject[0] = '\0';
}

int64_t charts_now(const struct view *v)
{
    int64_t now = v->has_snapshot && v->snap.ts != TIME_NONE ? v->snap.ts : v->wall_ms;
    int64_t settled = now - SETTLE_MS;
    return settled - (settled % MS_PER_MIN + MS_PER_MIN) % MS_PER_MIN;
}

static bool on_details(const struct view *v)
{
    return v->screen != NULL && strcmp(v->screen, "details") == 0;
}

int64_t charts_length(const struct view *v)
{
    return on_details(v) ? v->charts->length_ms : v->charts->own_length_ms;
}

int64_t charts_end(const struct view *v)
{
    return on_details(v) ? v->charts->end_ms : TIME_NEVER;
}

static bool has_shift(const struct view *v)
{
    return v->snap.shift.start != TIME_NONE && v->snap.shift.end > v->snap.shift.start &&
           v->snap.shift.end - v->snap.shift.start <= CHART_SPAN_MAX;
}

struct chart_span charts_span(const struct view *v)
{
    int64_t now = charts_now(v), long_ms = charts_length(v), end_ms = charts_end(v);
    if (!v->has_snapshot)
        return (struct chart_span){TIME_NONE, TIME_NONE};
    bool chosen = long_ms > 0 || end_ms != TIME_NEVER;
    if (!chosen && has_shift(v))
        return (struct chart_span){v->snap.shift.start, v->snap.shift.end};
    int64_t length = long_ms > 0 ? long_ms : NO_SHIFT;
    int64_t end = end_ms != TIME_NEVER ? end_ms : now;
    return (struct chart_span){end - length, end};
}

/* ---- what can be chosen ---- */

static bool is_plottable(const struct snapshot_signal *s)
{
    return s->value.type == VALUE_NUMBER && s->role != ROLE_STATE;
}

static const struct chart_subject figures[] = {
    {.id = "=good", .title = N_("good parts"), .unit = "1/min", .parts = PARTS_GOOD, .signal = -1},
    {.id = "=scrap",
     .title = N_("scrap parts"),
     .unit = "1/min",
     .parts = PARTS_SCRAP,
     .signal = -1},
    {.id = "=oee", .title = N_("OEE"), .unit = "%", .parts = PARTS_OEE, .signal = -1},
};
#define FIGURES ((int)(sizeof figures / sizeof *figures))

int charts_subjects(const struct view *v)
{
    int n = FIGURES;
    for (int i = 0; i < v->snap.signals; i++)
        n += is_plottable(&v->snap.signal[i]);
    return n;
}

bool charts_subject(const struct view *v, int index, struct chart_subject *out)
{
    if (index >= 0 && index < FIGURES) {
        *out = figures[index];
        return true;
    }
    int n = FIGURES;
    for (int i = 0; i < v->snap.signals; i++) {
        const struct snapshot_signal *s = &v->snap.signal[i];
        if (!is_plottable(s) || n++ != index)
            continue;
        *out = (struct chart_subject){
            .id = s->name, .title = s->name, .unit = s->unit, .parts = -1, .signal = i};
        return true;
    }
    return false;
}

/* What the layout says, and where it does not, or on the screen of details, the person's choice.
 * -1: there is none of that name. */
static int chosen(const struct view *v)
{
    struct chart_subject s;
    const char *own = on_details(v) ? "" : v->charts->own_subject;
    const char *wanted = own[0] != '\0' ? own : v->charts->subject;
    for (int i = 0; charts_subject(v, i, &s); i++)
        if (strcmp(s.parts >= 0 && own[0] != '\0' ? s.id + 1 : s.id, wanted) == 0)
            return i;
    return own[0] != '\0' ? -1 : 0;
}

int charts_chosen(const struct view *v)
{
    int i = chosen(v);
    return i >= 0 ? i : 0;
}

const char *charts_missing(const struct view *v)
{
    return v->has_snapshot && chosen(v) < 0 ? v->charts->own_subject : NULL;
}

#define SPAN_OPTION                                                                               \
    {                                                                                             \
        .key = "span", .type = OPTION_SPAN, .help = "up to now, not the shift; one for a screen", \
        .shared = true                                                                            \
    }

const struct layout_option chart_span_options[] = {SPAN_OPTION, {.key = NULL}};
const struct layout_option chart_trend_options[] = {
    SPAN_OPTION,
    {.key = "subject",
     .type = OPTION_NAME,
     .help = "good, scrap, oee or a signal; one for a screen",
     .shared = true},
    {.key = NULL},
};

/* ---- the plot ---- */

/* Where alerts begin, and what a model says that the signal should not exceed. */
static void add_limits(const struct view *v, const char *signal, struct plot *out)
{
    const struct charts *c = v->charts;
    for (int i = 0; i < c->limits && out->limits < PLOT_LIMITS; i++)
        if (strcmp(c->limit[i].signal, signal) == 0)
            out->limit[out->limits++] = c->limit[i].limit;
    if (out->limits > 0)
        return;
    for (int i = 0; i < v->snap.predictions; i++) {
        const struct prediction_view *p = &v->snap.prediction[i];
        for (int e = 0; e < p->evidences && out->limits < PLOT_LIMITS; e++)
            if (strcmp(p->evidence[e].signal, signal) == 0 &&
                p->evidence[e].limit != EVIDENCE_NONE) {
                out->limit[out->limits++] =
                    (struct plot_limit){.kind = PLOT_WARNING, .at = p->evidence[e].limit};
                return;
            }
    }
}

static int add_event(struct plot_event *event, int n, int64_t at_ms, enum plot_event_kind kind)
{
    if (n < CHART_EVENTS)
        event[n++] = (struct plot_event){at_ms, kind};
    return n;
}

/* Stops, changeovers, alerts that were, and those that are there now. */
static int gather_events(const struct view *v, struct plot_event event[CHART_EVENTS])
{
    const struct charts *c = v->charts;
    int n = 0;
    for (size_t i = 0; i < c->stops.count; i++)
        n = add_event(event, n, c->stops.row[i].begin_ms,
                      c->stops.row[i].small ? PLOT_SMALL_STOP : PLOT_STOP);
    for (size_t i = 0; i < c->timeline.count; i++)
        if (c->timeline.row[i].state == MS_CHANGEOVER)
            n = add_event(event, n, c->timeline.row[i].begin_ms, PLOT_CHANGEOVER);
    for (int i = 0; i < c->marks; i++)
        n = add_event(event, n, c->mark[i].at_ms, PLOT_IMPROVEMENT);
    for (int i = 0; i < c->alerts.count; i++)
        n = add_event(event, n, c->alerts.at_ms[i], PLOT_ALERT);
    for (int i = 0; i < v->snap.alerts; i++)
        if (v->snap.alert[i].since != TIME_NONE)
            n = add_event(event, n, v->snap.alert[i].since, PLOT_ALERT);
    return n;
}

/* Points and, between them, nothing made in the time whose state is known. */
struct filled {
    struct trend_point point[CHART_POINTS + VIEW_TIMELINE_MAX];
    int points;
};

static void fill_zero(struct filled *f, const struct timeline *t, int64_t from_ms, int64_t to_ms)
{
    for (size_t i = 0; i < t->count && from_ms < to_ms; i++) {
        const struct timeline_row *row = &t->row[i];
        int64_t begin = row->begin_ms > from_ms ? row->begin_ms : from_ms;
        int64_t end = row->end_ms < to_ms ? row->end_ms : to_ms;
        if (begin >= end || row->state == MS_UNKNOWN || f->points >= CHART_POINTS * 2)
            continue;
        f->point[f->points++] = (struct trend_point){.begin_ms = begin, .end_ms = end};
    }
}

static const struct filled *fill(const struct charts *c, const struct chart_series *series,
                                 const struct chart_span *span)
{
    static struct filled f;
    int64_t at = span->from_ms;
    f.points = 0;
    for (int i = 0; i < series->points; i++) {
        const struct trend_point *p = &series->point[i];
        fill_zero(&f, &c->timeline, at, p->begin_ms);
        f.point[f.points++] = *p;
        at = p->end_ms;
    }
    fill_zero(&f, &c->timeline, at, span->to_ms);
    return &f;
}

void charts_plot(const struct view *v, struct plot *out)
{
    static struct plot_event event[CHART_EVENTS];
    const struct charts *c = v->charts;
    struct chart_subject subject;
    struct chart_span span = charts_span(v);
    *out = (struct plot){.time = {span.from_ms, span.to_ms, &v->zone},
                         .now_ms = view_is_old(v) ? v->wall_ms : charts_now(v),
                         .cursor_ms = c->cursor_ms,
                         .numbers = &v->numbers,
                         .event = event,
                         .events = gather_events(v, event)};
    if (!charts_subject(v, charts_chosen(v), &subject))
        return;
    if (subject.parts == PARTS_OEE) {
        out->filled = out->from_zero = true;
        out->point = c->oee.series.point;
        out->count = c->oee.series.points;
        return;
    }
    if (subject.parts >= 0) {
        out->filled = out->from_zero = true;
        if (!c->parts[subject.parts].known) /* nothing was made, or nobody said so yet */
            return;
        const struct filled *f = fill(c, &c->parts[subject.parts], &span);
        out->point = f->point;
        out->count = f->points;
        return;
    }
    if (c->history.known && strcmp(c->history.about, subject.id) == 0) {
        out->point = c->history.point;
        out->count = c->history.points;
    }
    add_limits(v, subject.id, out);
}
