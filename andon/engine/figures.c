/* SPDX-License-Identifier: MIT */
/* What the records do not say yet, for questions about a window that reaches into the present.
 * Called by the daemon; changes nothing. */
#include "data/model/figures.h"

#include "andon/engine/parts.h"
#include "data/model/text.h"

static void tell_stop(const struct station *st, struct figures_open *out)
{
    const struct stop *stop = &st->stop;
    if (!stop->open)
        return;
    (void)text_format(out->stop_id, sizeof out->stop_id, "S%lld", (long long)stop->number);
    out->stop = (struct figure_stop){.begin_ms = stop->begin_wall,
                                     .end_ms = TIME_NONE,
                                     .ms = stop_lost(st, st->t),
                                     .small = stop->small,
                                     .asks = stop->asks};
    (void)text_copy(out->stop.reason, sizeof out->stop.reason, stop->reason);
}

static void tell_minute(const struct minute *m, struct figure_minute *out)
{
    *out = (struct figure_minute){
        .begin_ms = m->number * MS_PER_MIN,
        .parts = {.planned = m->made, .outside = m->outside, .trial = m->trial}};
    struct account_segment *planned = &out->parts.planned;
    records_minute_id(m, out->id);
    planned->ideal_us = m->ideal_us;
    (void)text_copy(planned->product, sizeof planned->product, m->product);
    planned->total -= m->outside.total;
    planned->good -= m->outside.good;
    planned->scrap -= m->outside.scrap;
    planned->rework -= m->outside.rework;
}

void station_figures(const struct station *st, struct figures_open *out)
{
    const struct interval *iv = &st->interval;
    _Static_assert(MINUTES == FIGURE_MINUTES, "room for every open minute");
    *out = (struct figures_open){
        .now_ms = station_wall(st, st->t),
        .interval = {.begin_ms = iv->begin_wall,
                     .end_ms = station_wall(st, st->t),
                     .ms = st->t - iv->begin,
                     .state = iv->phase.state,
                     .in_plan = iv->phase.in_plan},
    };
    tell_stop(st, out);
    for (int i = 0; i < MINUTES; i++)
        if (st->minute[i].dirty)
            tell_minute(&st->minute[i], &out->minute[out->minutes++]);
}

struct oee_conf station_figures_conf(const struct station *st, bool *ideal_known)
{
    *ideal_known = product_now(st)->ideal_us > 0;
    return station_oee_conf(st, FIXED);
}
