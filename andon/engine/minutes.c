/* SPDX-License-Identifier: MIT */
/* The record of each minute in which parts were made: one for each product, ideal cycle, job and
 * window of it. Called by counts.c for what is booked, and by a deadline when a minute is over.
 * Owns the ring of records that are open: what is told late makes a new revision of them. A minute
 * whose record had to make room gets a further one (`part`), since its revisions are not known any
 * more; so however late parts are told, they are in a record of their own minute, and none is lost.
 */
#include "andon/engine/parts.h"
#include "data/model/text.h"

#include <string.h>

static int64_t wall_minute(const struct station *st, int64_t t)
{
    return station_wall(st, t) / MS_PER_MIN;
}

int64_t minutes_deadline(const struct station *st)
{
    return st->minutes_due;
}

void minutes_write(struct station *st)
{
    st->minutes_due = TIME_NEVER;
    for (int i = 0; i < MINUTES; i++)
        if (st->minute[i].dirty)
            records_minute(st, &st->minute[i]);
    jobs_write(st);
    window_write(st);
}

static bool is_before(const struct minute *a, const struct minute *b)
{
    if (a->era != b->era)
        return a->era < b->era;
    return a->number != b->number ? a->number < b->number : a->part < b->part;
}

static bool is_same(const struct minute *a, const struct minute *b)
{
    return a->number == b->number && a->era == b->era && a->ideal_us == b->ideal_us &&
           strcmp(a->product, b->product) == 0 && strcmp(a->job, b->job) == 0 &&
           strcmp(a->window, b->window) == 0;
}

static struct minute *find(struct station *st, const struct minute *want)
{
    for (int i = 0; i < MINUTES; i++)
        if (is_same(&st->minute[i], want))
            return &st->minute[i];
    return NULL;
}

/* The oldest one is written and makes room. */
static struct minute *make_room(struct station *st)
{
    struct minute *oldest = &st->minute[0];
    for (int i = 1; i < MINUTES; i++)
        if (is_before(&st->minute[i], oldest))
            oldest = &st->minute[i];
    if (oldest->dirty)
        records_minute(st, oldest);
    struct minute gone = {.era = st->gone.era, .number = st->gone.number};
    if (oldest->number != 0 && is_before(&gone, oldest)) {
        st->gone.era = oldest->era;
        st->gone.number = oldest->number;
    }
    return oldest;
}

/* Of a minute that has lost none of its records: 1, 2, … */
static int64_t next_part(struct station *st, const struct minute *want)
{
    if (st->gone.era == want->era && want->number <= st->gone.number)
        return LATE_PART + st->next_late++;
    int64_t part = 1;
    for (int i = 0; i < MINUTES; i++) {
        const struct minute *m = &st->minute[i];
        if (m->number == want->number && m->era == want->era && m->part >= part)
            part = m->part + 1;
    }
    return part;
}

/* The bucket of what was made at `lot->at`. */
static struct minute *minute_of(struct station *st, const struct lot *lot)
{
    const struct window *w = &st->window[window_at(st, lot->at)];
    struct minute want = {
        .number = wall_minute(st, lot->at), .era = st->era, .ideal_us = lot->made.ideal_us};
    (void)text_copy(want.product, sizeof want.product, lot->made.product);
    (void)text_copy(want.job, sizeof want.job, lot->job);
    (void)text_copy(want.shift, sizeof want.shift, w->name);
    (void)text_copy(want.window, sizeof want.window, w->id);
    struct minute *m = find(st, &want);
    if (m)
        return m;
    want.part = next_part(st, &want);
    m = make_room(st);
    *m = want;
    return m;
}

static void add(struct account_segment *to, const struct account_segment *made)
{
    to->total += made->total;
    to->good += made->good;
    to->scrap += made->scrap;
    to->rework += made->rework;
}

/* Minutes are written when the current one is over, late changes to earlier ones with it. */
void minutes_book(struct station *st, const struct lot *lot)
{
    struct minute *m = minute_of(st, lot);
    int64_t now = wall_minute(st, st->t);
    add(lot->kind == PARTS_TRIAL ? &m->trial : &m->made, &lot->made);
    if (lot->kind == PARTS_OUTSIDE)
        add(&m->outside, &lot->made);
    m->gap = m->gap || lot->gap;
    m->late = m->late || lot->historical || m->number < now - LATE_MINUTES ||
              (m->rev > 0 && m->number < now);
    m->dirty = true;
    if (st->minutes_due == TIME_NEVER)
        st->minutes_due = (now + 1) * MS_PER_MIN - st->wall_offset;
}
