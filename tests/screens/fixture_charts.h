/* SPDX-License-Identifier: MIT */
/* What andond answers about the fixture's shift: its timeline and stops, parts by the minute, a
 * temperature that warms up, is not heard for a while and passes its limit, losses, reasons. */
#ifndef TESTS_SCREENS_FIXTURE_CHARTS_H
#define TESTS_SCREENS_FIXTURE_CHARTS_H

#include "console/panels/charts/charts.h"
#include "tests/screens/fixture.h"

static inline void fixture_span_rows(struct view *v)
{
    struct charts *c = v->charts;
    memcpy(c->timeline.row, v->timeline.row, v->timeline.count * sizeof *v->timeline.row);
    c->timeline.count = v->timeline.count;
    memcpy(c->stops.row, v->stops.row, v->stops.count * sizeof *v->stops.row);
    c->stops.count = v->stops.count;
}

static inline bool fixture_runs(const struct charts *c, int64_t at_ms)
{
    for (size_t i = 0; i < c->timeline.count; i++)
        if (c->timeline.row[i].begin_ms <= at_ms && at_ms < c->timeline.row[i].end_ms)
            return c->timeline.row[i].state == MS_RUNNING;
    return at_ms >= at(12, 54, 0);
}

/* Spans of four minutes from 6:00 to 13:06; nothing between 12:00 and 12:12. */
static inline void fixture_history(struct chart_series *s, const char *signal)
{
    s->known = true;
    s->points = 0;
    (void)text_copy(s->about, sizeof s->about, signal);
    for (int m = 0; m < 426; m += 4) {
        if (m >= 360 && m < 372)
            continue;
        int64_t warm = 22 * AMOUNT_ONE * m / (m + 40);
        int64_t wave = (m * 37 % 11 - 5) * AMOUNT_ONE / 10 + (m % 100 == 0 ? AMOUNT_ONE * 2 : 0);
        int64_t mean = 49 * AMOUNT_ONE + warm + wave;
        s->point[s->points++] = (struct trend_point){
            at(6, m, 0), at(6, m + 4, 0), mean - AMOUNT_ONE / 2, mean, mean + AMOUNT_ONE + wave};
    }
}

static inline void fixture_parts(struct charts *c)
{
    for (int k = 0; k < PARTS_SERIES; k++)
        c->parts[k].known = true;
    for (int m = 0; m < 426; m++) {
        int64_t good = fixture_runs(c, at(6, m, 30)) ? (13 + m % 3) * AMOUNT_ONE : 0;
        if (good > 0)
            c->parts[PARTS_GOOD].point[c->parts[PARTS_GOOD].points++] =
                (struct trend_point){at(6, m, 0), at(6, m + 1, 0), good, good, good};
    }
}

/* OEE of quarters of an hour, the latest not yet over; nobody knows that of 12:00. */
static inline void fixture_slices(struct chart_slices *o)
{
    *o = (struct chart_slices){.series = {.known = true}};
    for (int m = 0; m < 427; m += 15) {
        int64_t oee = (60 + m * 7 % 31 - (m == 240 ? 35 : 0)) * AMOUNT_ONE;
        if (m != 360)
            o->series.point[o->series.points++] = (struct trend_point){
                at(6, m, 0), at(6, m + 15 < 427 ? m + 15 : 427, 0), oee, oee, oee};
    }
}

static inline void fixture_losses(struct charts *c)
{
    /* what the fixture's A, P and Q leave: 25642 s planned, 22078 s run, 20104 s of them good */
    static const struct chart_loss rows[] = {
        {"breakdown", INT64_C(1514000000), true},  {"setup", INT64_C(900000000), true},
        {"small-stop", INT64_C(300000000), true},  {"slow", INT64_C(1201234567), true},
        {"defect", INT64_C(473200000), true},      {"startup", 0, true},
        {"unexplained", INT64_C(370000000), true}, {"waiting", INT64_C(780000000), true},
    };
    c->losses = (struct chart_losses){.known = true, .span = {at(6, 0, 0), at(13, 7, 0)}};
    memcpy(c->losses.row, rows, sizeof rows);
    c->losses.rows = (int)(sizeof rows / sizeof *rows);
}

static inline void fixture_pareto(struct chart_pareto *p)
{
    static const struct chart_reason rows[] = {
        {"reason", "mech.jam", "die jam", 3, 1442000},
        {"reason", "changeover", "changeover", 1, 900000},
        {"waiting", "", "", 1, 780000},
        {"unexplained", "", "", 2, 370000},
        {"small", "", "", 5, 300000},
        {"reason", "mat.misfeed", "misfeed", 1, 120400},
    };
    *p = (struct chart_pareto){.known = true, .span = {at(6, 0, 0), at(13, 7, 0)}};
    memcpy(p->row, rows, sizeof rows);
    p->rows = (int)(sizeof rows / sizeof *rows);
}

static inline void fixture_charts(struct view *v)
{
    struct charts *c = v->charts;
    fixture_span_rows(v);
    c->round = (struct chart_span){at(6, 0, 0), at(13, 7, 22)};
    fixture_history(&c->history, "oil_temp");
    fixture_parts(c);
    c->kpi = (struct chart_kpi){.known = true,
                                .span = {at(6, 0, 0), at(13, 7, 0)},
                                .oee = v->snap.oee,
                                .total = v->snap.counts.total,
                                .good = v->snap.counts.good,
                                .scrap = v->snap.counts.scrap,
                                .rework = v->snap.counts.rework,
                                .failures = 3,
                                .mtbf_ms = 7359333,
                                .mttr_ms = 480000};
    c->limit[0] = (struct chart_limit){"oil_temp", {PLOT_WARNING, false, 72 * AMOUNT_ONE}};
    c->limit[1] = (struct chart_limit){"oil_temp", {PLOT_ALARM, false, 80 * AMOUNT_ONE}};
    c->limits = 2;
    fixture_slices(&c->oee);
    c->alerts = (struct chart_alerts){.at_ms = {at(8, 40, 0), at(11, 59, 0)}, .count = 2};
    fixture_losses(c);
    fixture_pareto(&c->pareto);
}

#endif
