/* SPDX-License-Identifier: MIT */
/* Questions about a span of time. They come in rounds: all of a round are about the same span, so
 * that figures and losses belong together; a new round begins when another span is looked at, or
 * now and then while the span reaches up to now. Called by console/panels/asks.c. */
#include "console/panels/charts/charts.h"

#include "console/panels/panel.h"
#include "console/panels/rows.h"
#include "data/model/amount.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define LINE_SIZE  256
#define ANSWER_MS  10000 /* after this a reply is given up */
#define AGAIN_MS   5000  /* after a refusal */
#define SETTLE_MS  600   /* what a snapshot tells is on record a moment later */
#define ROUND_MS   30000 /* figures up to now are asked for so often … */
#define ROUND_MOST 300000
#define ROWS_MAX   100000 /* neighbours become one: charts.h */

/* ---- replies ---- */

static double ratio(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static int64_t duration(const json_t *row, const char *key)
{
    int64_t ms = -1;
    member_read_duration(json_object_get(row, key), &ms);
    return ms;
}

static int64_t amount(const json_t *row, const char *key)
{
    int64_t value = 0;
    member_read_amount(json_object_get(row, key), &value);
    return value;
}

/* Amounts of history and of minutes are millionths already. */
static bool millionths(const json_t *row, const char *key, int64_t *out)
{
    const json_t *value = json_object_get(row, key);
    *out = json_is_integer(value) ? (int64_t)json_integer_value(value) : 0;
    return json_is_integer(value);
}

/* Both of a span, or the ones before. */
static void adopt(struct charts *c)
{
    const struct chart_span *a = &c->next_kpi.span, *b = &c->next_losses.span;
    if (!c->next_kpi.known || !c->next_losses.known || a->from_ms != b->from_ms ||
        a->to_ms != b->to_ms)
        return;
    c->kpi = c->next_kpi;
    c->losses = c->next_losses;
}

static void take_kpi(struct charts *c, const json_t *rows, bool first)
{
    const json_t *row = json_array_get(rows, 0), *oee = json_object_get(row, "oee");
    const json_t *counts = json_object_get(row, "counts");
    (void)first;
    if (!json_is_object(oee))
        return;
    c->next_kpi = (struct chart_kpi){
        .known = true,
        .span = c->round,
        .oee = {.availability = ratio(oee, "availability"),
                .performance = ratio(oee, "performance"),
                .quality = ratio(oee, "quality"),
                .oee = ratio(oee, "oee"),
                .coverage = ratio(oee, "coverage"),
                .planned_ms = duration(oee, "planned_s"),
                .run_ms = duration(oee, "run_s"),
                .unknown_ms = duration(oee, "unknown_s")},
        .total = amount(counts, "total"),
        .good = amount(counts, "good"),
        .scrap = amount(counts, "scrap"),
        .rework = amount(counts, "rework"),
        .failures = (int64_t)json_integer_value(json_object_get(row, "failures")),
        .mtbf_ms = duration(row, "mtbf_s"),
        .mttr_ms = duration(row, "mttr_s"),
    };
    adopt(c);
}

static void take_losses(struct charts *c, const json_t *rows, bool first)
{
    struct chart_losses *l = &c->next_losses;
    size_t i;
    const json_t *row;
    (void)first;
    *l = (struct chart_losses){.known = true, .span = c->round};
    json_array_foreach(rows, i, row)
    {
        const json_t *lost = json_object_get(row, "lost_s");
        double us = json_is_number(lost) ? json_number_value(lost) * 1e6 : 0;
        if (l->rows == CHART_LOSSES || fabs(us) > 9e18)
            return;
        struct chart_loss *out = &l->row[l->rows++];
        *out = (struct chart_loss){.known = json_is_number(lost), .us = llround(us)};
        member_take_text(row, "loss", out->name, sizeof out->name);
    }
    adopt(c);
}

static void take_pareto(struct charts *c, const json_t *rows, bool first)
{
    struct chart_pareto *p = &c->pareto;
    size_t i;
    const json_t *row;
    (void)first;
    *p = (struct chart_pareto){.known = true, .by_count = c->by_count, .span = c->round};
    json_array_foreach(rows, i, row)
    {
        if (p->rows == CHART_REASONS)
            return;
        struct chart_reason *r = &p->row[p->rows++];
        *r = (struct chart_reason){.count =
                                       (int64_t)json_integer_value(json_object_get(row, "count")),
                                   .ms = duration(row, "lost_s")};
        member_take_text(row, "kind", r->kind, sizeof r->kind);
        member_take_text(row, "reason", r->reason, sizeof r->reason);
        member_take_text(row, "title", r->title, sizeof r->title);
    }
}

static void take_timeline(struct charts *c, const json_t *rows, bool first)
{
    timeline_take(&c->timeline, rows, INT64_MIN, first);
}

static void take_stops(struct charts *c, const json_t *rows, bool first)
{
    stops_take(&c->stops, rows, INT64_MIN, first);
}

/* Two neighbours become one, so that the whole span stays in sight. */
static void halve(struct chart_series *s)
{
    __extension__ typedef __int128 wide;
    int n = 0;
    for (int i = 0; i < s->points; i += 2) {
        struct trend_point p = s->point[i];
        if (i + 1 < s->points) {
            const struct trend_point *next = &s->point[i + 1];
            int64_t a = p.end_ms - p.begin_ms, b = next->end_ms - next->begin_ms;
            p.mean = (int64_t)(((wide)p.mean * a + (wide)next->mean * b) / (a + b));
            p.min = next->min < p.min ? next->min : p.min;
            p.max = next->max > p.max ? next->max : p.max;
            p.end_ms = next->end_ms;
        }
        s->point[n++] = p;
    }
    s->points = n;
}

static void add_point(struct chart_series *s, const struct trend_point *p)
{
    if (s->points == CHART_POINTS)
        halve(s);
    s->point[s->points++] = *p;
}

/* A span in whose other minutes nothing was made has a least of none. */
static void add_parts(struct chart_series *s, const json_t *row, const char *what)
{
    char low[16], high[16];
    struct trend_point p = {.begin_ms = 0};
    int64_t minutes = 0, parts = 0;
    (void)text_format(low, sizeof low, "%s_min", what);
    (void)text_format(high, sizeof high, "%s_max", what);
    bool sound = millionths(row, "begin", &p.begin_ms) && millionths(row, "end", &p.end_ms) &&
                 millionths(row, what, &parts) && millionths(row, low, &p.min) &&
                 millionths(row, high, &p.max) && millionths(row, "minutes", &minutes);
    int64_t all = (p.end_ms - p.begin_ms) / MS_PER_MIN;
    if (!sound || all <= 0 || minutes <= 0)
        return;
    p.mean = parts / all;
    if (minutes < all && p.min > 0)
        p.min = 0;
    if (s->points == 0 || s->point[s->points - 1].end_ms <= p.begin_ms)
        add_point(s, &p);
}

static void take_parts(struct charts *c, const json_t *rows, bool first)
{
    static const char *const keys[] = {"good", "scrap"}, *const names[] = {"=good", "=scrap"};
    size_t i;
    const json_t *row;
    for (int k = 0; k < PARTS_SERIES; k++) {
        struct chart_series *s = &c->parts[k];
        if (first)
            s->points = 0;
        s->known = true;
        s->span = c->round;
        (void)text_copy(s->about, sizeof s->about, names[k]);
        json_array_foreach(rows, i, row)
        {
            add_parts(s, row, keys[k]);
        }
    }
}

static void take_history(struct charts *c, const json_t *rows, bool first)
{
    struct chart_series *s = &c->history;
    size_t i;
    const json_t *row;
    struct trend_point p;
    if (first)
        s->points = 0;
    s->known = true;
    s->span = c->round;
    (void)text_copy(s->about, sizeof s->about, c->about);
    json_array_foreach(rows, i, row)
    {
        bool sound = millionths(row, "begin", &p.begin_ms) && millionths(row, "end", &p.end_ms) &&
                     millionths(row, "min", &p.min) && millionths(row, "mean", &p.mean) &&
                     millionths(row, "max", &p.max);
        if (sound && p.end_ms > p.begin_ms)
            add_point(s, &p);
    }
}

static void take_limits(struct charts *c, const json_t *signals, bool first)
{
    size_t i, k;
    const json_t *signal, *row;
    (void)first;
    c->limits = 0;
    json_array_foreach(signals, i, signal)
    {
        json_array_foreach(json_object_get(signal, "limits"), k, row)
        {
            if (c->limits == CHART_LIMITS_MAX)
                return;
            struct chart_limit *l = &c->limit[c->limits++];
            char priority[16];
            member_take_text(signal, "name", l->signal, sizeof l->signal);
            member_take_text(row, "priority", priority, sizeof priority);
            l->limit = (struct plot_limit){.kind = strcmp(priority, "high") == 0 ? PLOT_ALARM
                                                                                 : PLOT_WARNING,
                                           .low = json_is_true(json_object_get(row, "low")),
                                           .at = amount(row, "at")};
        }
    }
}

static void take_marks(struct charts *c, const json_t *rows, bool first)
{
    size_t i;
    const json_t *row;
    c->marks = first ? 0 : c->marks;
    json_array_foreach(rows, i, row)
    {
        int64_t at = member_take_time(row, "at");
        if (at == TIME_NONE || c->marks == CHART_MARKS)
            continue;
        struct chart_mark *m = &c->mark[c->marks++];
        m->at_ms = at;
        member_take_text(row, "text", m->text, sizeof m->text);
    }
}

static void take_slice(struct charts *c, const json_t *rows, bool first)
{
    (void)first;
    kpi_slices_take(&c->oee, rows);
}

static void take_alerts(struct charts *c, const json_t *rows, bool first)
{
    past_alerts_take(&c->alerts, rows, first);
}

/* ---- questions ---- */

static const struct {
    const char *command;
    unsigned need;
    void (*take)(struct charts *c, const json_t *rows, bool first);
} kinds[CHART_ASKS] = {
    [CHART_KPI] = {"kpi", NEED_CHART_FIGURES, take_kpi},
    [CHART_LOSS] = {"losses", NEED_CHART_FIGURES, take_losses},
    [CHART_PARETO] = {"pareto", NEED_CHART_PARETO, take_pareto},
    [CHART_TIMELINE] = {"timeline", NEED_CHART_TIME, take_timeline},
    [CHART_STOPS] = {"stops", NEED_CHART_TIME, take_stops},
    [CHART_PARTS] = {"minutes", NEED_CHART_SERIES, take_parts},
    [CHART_HISTORY] = {"history", NEED_CHART_SERIES, take_history},
    [CHART_IMPROVEMENTS] = {"export", NEED_CHART_SERIES, take_marks},
    [CHART_SLICE] = {"kpi", NEED_CHART_SERIES, take_slice},
    [CHART_ALERTS] = {"export", NEED_CHART_SERIES, take_alerts},
    [CHART_LIMITS] = {"signals", NEED_CHART_SERIES | NEED_CHART_LIMITS, take_limits},
};

void charts_begin(struct charts *c)
{
    for (int i = 0; i < CHART_ASKS; i++)
        c->question[i] = (struct chart_question){.again_ms = INT64_MIN};
    c->round = (struct chart_span){TIME_NONE, TIME_NONE};
    c->stale_ms = TIME_NEVER;
}

void charts_stale(struct charts *c, int64_t boot_ms)
{
    if (c->stale_ms == TIME_NEVER)
        c->stale_ms = boot_ms + SETTLE_MS;
    c->recount = true; /* what is past may have become something else */
}

/* Of which kind the figure is that is looked at: enum chart_parts, -1: a signal. */
static int parts_chosen(const struct view *v)
{
    struct chart_subject s;
    return charts_subject(v, charts_chosen(v), &s) ? s.parts : -1;
}

static bool is_wanted(const struct view *v, unsigned needs, int i)
{
    if ((kinds[i].need & needs) == 0)
        return false;
    int parts = parts_chosen(v);
    return i == CHART_PARTS     ? parts >= 0 && parts < PARTS_SERIES
           : i == CHART_HISTORY ? parts < 0
           : i == CHART_SLICE   ? parts == PARTS_OEE
                                : true;
}

/* What is on record of the span by now: figures up to the snapshot, the rest in whole minutes. */
static struct chart_span wanted(const struct view *v)
{
    struct chart_span span = charts_span(v);
    int64_t now = v->snap.ts;
    if (span.from_ms == TIME_NONE || now == TIME_NONE || span.from_ms >= now)
        return (struct chart_span){TIME_NONE, TIME_NONE};
    if (span.to_ms > now)
        span.to_ms = now;
    return span;
}

static int64_t round_ms(const struct chart_span *span)
{
    int64_t often = (span->to_ms - span->from_ms) / 1000;
    return often < ROUND_MS ? ROUND_MS : often > ROUND_MOST ? ROUND_MOST : often;
}

/* The span grew by what has passed since: it is the same one. */
static bool is_same(const struct charts *c, const struct view *v, const struct chart_span *span)
{
    bool live = c->round.to_ms <= span->to_ms && span->to_ms - c->round.to_ms < ROUND_MOST * 2 &&
                span->to_ms + ROUND_MOST > v->snap.ts;
    bool moved =
        span->from_ms - c->round.from_ms > ROUND_MOST * 2 || span->from_ms < c->round.from_ms;
    bool chosen = charts_length(v) != c->round_length_ms || charts_end(v) != c->round_end_ms;
    bool grown = live && !chosen && (span->from_ms == c->round.from_ms || !moved);
    return grown || (span->from_ms == c->round.from_ms && span->to_ms == c->round.to_ms);
}

static int64_t round_due(const struct charts *c, const struct view *v,
                         const struct chart_span *span)
{
    if (c->round.from_ms == TIME_NONE || !is_same(c, v, span))
        return INT64_MIN;
    bool ended = span->to_ms == c->round.to_ms;
    int64_t due = ended ? TIME_NEVER : c->begun_ms + round_ms(span);
    return c->stale_ms < due ? c->stale_ms : due;
}

static void begin_round(struct charts *c, const struct view *v, const struct chart_span *span)
{
    bool grown = c->round.from_ms != TIME_NONE && is_same(c, v, span) && !c->recount;
    bool alerts = grown && c->question[CHART_ALERTS].done &&
                  v->boot_ms - c->alerts_ms < ROUND_MOST; /* new ones are in the snapshot */
    if (c->recount)
        kpi_slices_forget(&c->oee);
    c->recount = false;
    charts_begin(c);
    c->question[CHART_ALERTS].done = alerts;
    c->alerts_ms = alerts ? c->alerts_ms : v->boot_ms;
    kpi_slices_begin(&c->oee, span);
    c->round = *span;
    c->round_length_ms = charts_length(v);
    c->round_end_ms = charts_end(v);
    c->begun_ms = v->boot_ms;
}

/* What the person has chosen since. */
static void note_choices(struct charts *c, const struct view *v)
{
    struct chart_subject s;
    bool by_count = c->picture == CHART_PARETO_COUNT;
    if (by_count != c->by_count && c->question[CHART_PARETO].id == 0) {
        c->by_count = by_count;
        c->question[CHART_PARETO].done = false;
    }
    if (c->question[CHART_HISTORY].id != 0 || !charts_subject(v, charts_chosen(v), &s))
        return;
    if (s.parts < 0 && strcmp(s.id, c->about) != 0) {
        (void)text_copy(c->about, sizeof c->about, s.id);
        c->question[CHART_HISTORY].done = false;
    }
}

static bool write_request(const struct charts *c, int i, char *line)
{
    struct jw w;
    jw_init(&w, line, LINE_SIZE);
    jw_object(&w, NULL);
    jw_text(&w, "cmd", kinds[i].command);
    jw_int(&w, "id", c->question[i].id);
    struct chart_span span = c->round;
    if (i == CHART_SLICE && !kpi_slices_next(&c->oee, &span))
        return false;
    jw_int(&w, "from", span.from_ms);
    jw_int(&w, "to", span.to_ms);
    if (i == CHART_PARETO) {
        jw_text(&w, "by", c->by_count ? "count" : "minutes");
        jw_int(&w, "limit", CHART_REASONS);
    }
    if (i == CHART_IMPROVEMENTS)
        jw_text(&w, "kind", "improvements");
    if (i == CHART_HISTORY)
        jw_text(&w, "signal", c->about);
    if (i == CHART_HISTORY || i == CHART_PARTS) { /* of parts twice as many may come */
        int points = (i == CHART_HISTORY ? 2 : 1) * c->width, most = CHART_POINTS / 2;
        jw_int(&w, "points", points < 16 ? 16 : points > most ? most : points);
    }
    if (i == CHART_ALERTS)
        jw_text(&w, "kind", "alerts");
    if (i == CHART_TIMELINE || i == CHART_STOPS || i == CHART_ALERTS)
        jw_int(&w, "limit", ROWS_MAX);
    jw_object_end(&w);
    return !w.overflow;
}

bool charts_next(struct charts *c, const struct view *v, unsigned needs, int64_t *next_id,
                 char *line)
{
    struct chart_span span = wanted(v);
    if (span.from_ms == TIME_NONE || charts_deadline(c, v, needs) > v->boot_ms)
        return false;
    if (round_due(c, v, &span) <= v->boot_ms)
        begin_round(c, v, &span);
    note_choices(c, v);
    for (int i = 0; i < CHART_ASKS; i++) {
        struct chart_question *q = &c->question[i];
        if (q->id != 0 && v->boot_ms - q->sent_ms > ANSWER_MS)
            q->id = 0;
        if (q->id != 0 || q->done || q->again_ms > v->boot_ms || !is_wanted(v, needs, i))
            continue;
        *q = (struct chart_question){.id = ++*next_id,
                                     .sent_ms = v->boot_ms,
                                     .again_ms = v->boot_ms + AGAIN_MS,
                                     .first = true};
        if (write_request(c, i, line))
            return true;
        q->id = 0;
        q->done = true;
    }
    return false;
}

static bool has_changed(const struct charts *c, const struct view *v, int i)
{
    struct chart_subject s;
    if (i == CHART_PARETO)
        return (c->picture == CHART_PARETO_COUNT) != c->by_count;
    return i == CHART_HISTORY && charts_subject(v, charts_chosen(v), &s) && s.parts < 0 &&
           strcmp(s.id, c->about) != 0;
}

int64_t charts_deadline(const struct charts *c, const struct view *v, unsigned needs)
{
    struct chart_span span = wanted(v);
    int64_t next = TIME_NEVER;
    bool any = false;
    if (span.from_ms == TIME_NONE)
        return TIME_NEVER;
    for (int i = 0; i < CHART_ASKS; i++) {
        const struct chart_question *q = &c->question[i];
        if (!is_wanted(v, needs, i))
            continue;
        any = true;
        int64_t at = q->id != 0             ? q->sent_ms + ANSWER_MS + 1
                     : !q->done             ? q->again_ms
                     : has_changed(c, v, i) ? INT64_MIN
                                            : TIME_NEVER;
        next = at < next ? at : next;
    }
    int64_t due = any ? round_due(c, v, &span) : TIME_NEVER;
    return due < next ? due : next;
}

bool charts_waits(const struct charts *c)
{
    for (int i = 0; i < CHART_ASKS; i++)
        if (c->question[i].id != 0)
            return true;
    return false;
}

bool charts_take(struct charts *c, struct view *v, const json_t *reply)
{
    json_int_t id = json_integer_value(json_object_get(reply, "id"));
    for (int i = 0; i < CHART_ASKS; i++) {
        struct chart_question *q = &c->question[i];
        if (q->id == 0 || q->id != id)
            continue;
        bool ok = json_is_true(json_object_get(reply, "ok"));
        if (ok)
            kinds[i].take(c, json_object_get(reply, i == CHART_LIMITS ? "signals" : "rows"),
                          q->first);
        q->first = false;
        q->sent_ms = v->boot_ms;
        if (ok && json_is_true(json_object_get(reply, "more")))
            return true;
        q->id = 0;
        q->done = ok && (i != CHART_SLICE || c->oee.to_ms >= c->oee.span.to_ms);
        q->again_ms = ok ? INT64_MIN : v->boot_ms + AGAIN_MS;
        return true;
    }
    return false;
}
