/* SPDX-License-Identifier: MIT */
/* Machine state intervals: one is always open; an edge ends it, books it and begins the next. Times
 * are settled only when an interval ends, so an edge that is told late still counts right; it never
 * goes back before the open interval. Called by state.c for edges of the machine and by window.c
 * for edges of the calendar. */
#include "andon/engine/parts.h"

#include <string.h>

bool phase_is_loss(const struct phase *phase)
{
    return phase->in_plan && state_is_loss(phase->state);
}

static bool same_phase(const struct phase *a, const struct phase *b)
{
    return a->state == b->state && a->mode == b->mode && a->in_plan == b->in_plan &&
           strcmp(a->detail, b->detail) == 0 && strcmp(a->product, b->product) == 0 &&
           strcmp(a->job, b->job) == 0;
}

void interval_begin(struct station *st, int64_t at, const struct phase *phase)
{
    bool changed = st->interval.number == 0 || st->interval.phase.state != phase->state;
    st->interval = (struct interval){.number = st->next_interval,
                                     .begin = at,
                                     .begin_wall = station_wall(st, at),
                                     .phase = *phase};
    if (changed) {
        st->since = at;
        st->since_wall = station_wall(st, at);
    }
    if (phase->state != MS_RUNNING)
        cycle_forget(st);
    stop_on_begin(st, at);
    if (changed)
        checks_state(st);
    station_touch(st);
}

void interval_end(struct station *st, int64_t at, const struct phase *next)
{
    struct interval *iv = &st->interval;
    if (at <= iv->begin) {
        /* It has no time: the next one takes its place and its number. */
        stop_on_replace(st, next);
        return;
    }
    window_book(st, iv->begin, at, &iv->phase);
    if (phase_is_loss(&iv->phase))
        stop_book(st, iv->begin, at);
    records_interval(st, at);
    st->next_interval++;
    iv->begin = at; /* booked up to here */
}

void interval_edge(struct station *st, int64_t at, const struct phase *next)
{
    struct interval *iv = &st->interval;
    if (same_phase(&iv->phase, next)) {
        if (iv->phase.stored != next->stored)
            station_touch(st);
        iv->phase.stored = next->stored;
        return;
    }
    if (at > st->t)
        at = st->t;
    if (at < iv->begin)
        at = iv->begin;
    interval_end(st, at, next);
    interval_begin(st, at, next);
}
