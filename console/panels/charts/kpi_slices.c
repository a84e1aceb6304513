/* SPDX-License-Identifier: MIT */
/* OEE over the span, slice by slice: andond gives the figures of any span, so each slice is a
 * question of its own, and one that is over is asked once. Also alerts that were. Called by
 * charts_ask.c; what is kept is the view's. */
#include "console/panels/charts/charts.h"

#include "data/model/amount.h"
#include "data/model/members.h"

#include <math.h>
#include <string.h>

#define SLICES_MOST 32

static int64_t slice_of(const struct chart_span *span)
{
    static const int64_t minutes[] = {10, 15, 20, 30, 60, 120, 240, 480, 1440};
    size_t i = 0, last = sizeof minutes / sizeof *minutes - 1;
    while (i < last && (span->to_ms - span->from_ms) / (minutes[i] * MS_PER_MIN) >= SLICES_MOST)
        i++;
    return minutes[i] * MS_PER_MIN;
}

static int64_t floor_of(int64_t ms, int64_t slice_ms)
{
    return ms - (ms % slice_ms + slice_ms) % slice_ms;
}

void kpi_slices_forget(struct chart_slices *s)
{
    s->slice_ms = 0;
    s->series.points = 0;
    s->series.known = false;
}

void kpi_slices_begin(struct chart_slices *s, const struct chart_span *span)
{
    int64_t slice_ms = slice_of(span), from = floor_of(span->from_ms, slice_ms);
    s->span = *span;
    if (slice_ms != s->slice_ms || from < s->from_ms || from > s->to_ms) {
        kpi_slices_forget(s);
        s->slice_ms = slice_ms;
        s->from_ms = s->to_ms = from;
        return;
    }
    s->to_ms = floor_of(s->to_ms, slice_ms); /* the latest was not over when it was asked for */
    struct chart_series *p = &s->series;
    while (p->points > 0 && p->point[p->points - 1].begin_ms >= s->to_ms)
        p->points--;
}

bool kpi_slices_next(const struct chart_slices *s, struct chart_span *out)
{
    int64_t end = s->to_ms + s->slice_ms;
    bool clipped = s->to_ms < s->span.from_ms;
    *out = (struct chart_span){clipped ? s->span.from_ms : s->to_ms,
                               end < s->span.to_ms ? end : s->span.to_ms};
    return s->slice_ms > 0 && s->to_ms < s->span.to_ms;
}

void kpi_slices_take(struct chart_slices *s, const json_t *rows)
{
    struct chart_span span;
    struct chart_series *p = &s->series;
    const json_t *oee = json_object_get(json_array_get(rows, 0), "oee");
    const json_t *value = json_object_get(oee, "oee");
    double percent = json_is_number(value) ? json_number_value(value) * 100 : (double)NAN;
    if (!kpi_slices_next(s, &span))
        return;
    s->to_ms = span.to_ms;
    p->known = true;
    if (!(percent >= 0 && percent < 1e6)) /* nothing was planned, or nobody knows */
        return;
    if (p->points == CHART_POINTS) { /* a span that has moved on for long */
        kpi_slices_forget(s);
        return;
    }
    int64_t at = llround(percent * (double)AMOUNT_ONE);
    p->point[p->points++] =
        (struct trend_point){.begin_ms = span.from_ms, .end_ms = span.to_ms, at, at, at};
}

void past_alerts_take(struct chart_alerts *a, const json_t *rows, bool first)
{
    size_t i;
    const json_t *row;
    if (first) {
        a->count = 0;
        a->cut = false;
    }
    json_array_foreach(rows, i, row)
    {
        const json_t *begin = json_object_get(row, "begin");
        if (!json_is_integer(begin))
            continue;
        if (a->count == CHART_ALERTS_MAX) { /* the earliest half goes */
            a->cut = true;
            a->count /= 2;
            memmove(a->at_ms, a->at_ms + a->count, (size_t)a->count * sizeof *a->at_ms);
        }
        a->at_ms[a->count++] = (int64_t)json_integer_value(begin);
    }
}
