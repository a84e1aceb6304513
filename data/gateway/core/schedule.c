/* SPDX-License-Identifier: MIT */
/* The order of requests. The most overdue read of a device that may be asked goes first, so a
 * budget that is too small slows all down alike. Called by the poller thread only, which owns the
 * schedule; --check asks for the plan. */
#include "data/gateway/core/schedule.h"

#include "data/model/clock.h"

#include <string.h>

#define LATE_RUN 3 /* rounds in a row that make a device slow, or no longer */

static void replan(struct schedule_device *d, int64_t now_ms)
{
    d->reads = plan_make(d->item, d->order, d->items, &d->rule.limits, d->scratch);
    for (size_t i = 0; i < d->reads; i++)
        d->read[i] =
            (struct schedule_read){.plan = d->scratch[i], .due_ms = now_ms, .last_ms = TIME_NONE};
}

void schedule_begin(struct schedule_device *d, int64_t now_ms)
{
    plan_sort(d->item, d->items, d->order);
    replan(d, now_ms);
    d->due_ms = now_ms;
    d->probe = 0;
}

int64_t schedule_demand(const struct schedule_device *d)
{
    return d->rule.poll_ms > 0 ? (int64_t)d->reads * 1000 * 1000 / d->rule.poll_ms : 0;
}

/* Which read of a device is next, and when. */
static int64_t next_of(const struct schedule_device *d, size_t *read)
{
    int64_t best = TIME_NEVER;
    if (d->known && !d->online) {
        *read = d->probe < d->reads ? d->probe : 0;
        return d->reads > 0 ? d->due_ms : TIME_NEVER;
    }
    for (size_t i = 0; i < d->reads; i++)
        if (d->read[i].due_ms < best) {
            best = d->read[i].due_ms;
            *read = i;
        }
    return best < d->due_ms ? d->due_ms : best;
}

int schedule_next(struct schedule *s, int64_t now_us, size_t *device, int64_t *wait_ms)
{
    int64_t best = TIME_NEVER;
    size_t found = 0;
    for (size_t i = 0; i < s->devices; i++) {
        size_t read = 0;
        int64_t due = next_of(&s->device[i], &read);
        if (due < best) {
            best = due;
            *device = i;
            found = read;
        }
    }
    if (best == TIME_NEVER) {
        *wait_ms = MS_PER_S;
        return -1;
    }
    int64_t at_us = best > s->free_us / 1000 ? best * 1000 : s->free_us;
    *wait_ms = at_us > now_us ? (at_us - now_us + 999) / 1000 : 0;
    if (*wait_ms > 0)
        return -1;
    s->free_us = now_us + s->space_us;
    return (int)found;
}

/* Twice as long with each failure, up to the most, of which the second half is diced. */
static int64_t backoff(const struct schedule_rule *rule, int failed, uint32_t dice)
{
    int64_t wait = rule->retry_min_ms;
    for (int i = 1; i < failed && wait < rule->retry_max_ms; i++)
        wait *= 2;
    if (wait > rule->retry_max_ms)
        wait = rule->retry_max_ms;
    return wait / 2 + (wait / 2 * (int64_t)(dice >> 8) >> 24);
}

/* Rounds that come too late are left out, not made up for. */
static void count_round(struct schedule_device *d, struct schedule_read *r, int64_t now_ms)
{
    const int64_t poll = d->rule.poll_ms;
    if (r->last_ms != TIME_NONE) {
        const int64_t apart = now_ms - r->last_ms;
        const bool late = apart >= poll + poll / 2;
        d->stats.round_ms =
            d->stats.round_ms > 0 ? d->stats.round_ms + (apart - d->stats.round_ms) / 4 : apart;
        d->stats.late += late;
        d->late_run = late == d->slow ? 0 : d->late_run + 1;
        if (d->late_run >= LATE_RUN * (int)d->reads) {
            d->slow = late;
            d->late_run = 0;
        }
    }
    r->last_ms = now_ms;
    r->due_ms += poll;
    if (r->due_ms <= now_ms)
        r->due_ms = now_ms + poll - (now_ms - r->due_ms) % poll;
}

/* It answered. When it was offline all its other reads are due. */
static void answered(struct schedule_device *d, const struct schedule_read *r, int64_t now_ms)
{
    const bool back = d->known && !d->online;
    d->known = d->online = true;
    d->silent = d->failed = 0;
    for (size_t i = 0; back && i < d->reads; i++)
        if (&d->read[i] != r) {
            d->read[i].due_ms = now_ms;
            d->read[i].last_ms = TIME_NONE;
        }
}

static enum read_scope take_good(struct schedule_device *d, struct schedule_read *r, int64_t now_ms)
{
    answered(d, r, now_ms);
    d->item[d->order[r->plan.first]].refused = false;
    d->probe = (size_t)(r - d->read);
    r->tried = r->failed = 0;
    count_round(d, r, now_ms);
    return SCOPE_READ;
}

/* One of the two reads that a refused one becomes. */
static struct schedule_read part(const struct schedule_device *d, size_t first, size_t items,
                                 int64_t now_ms)
{
    const struct reg_place *begin = &d->item[d->order[first]].place;
    unsigned end = begin->address;
    for (size_t i = first; i < first + items; i++) {
        const struct reg_place *p = &d->item[d->order[i]].place;
        if ((unsigned)p->address + p->count > end)
            end = (unsigned)p->address + p->count;
    }
    return (struct schedule_read){
        .plan = {{begin->kind, begin->address, (uint16_t)(end - begin->address)}, first, items},
        .due_ms = now_ms,
        .last_ms = TIME_NONE};
}

/* It is halved; what is left of it alone is asked for ever more seldom. */
static enum read_scope take_refused(struct schedule_device *d, struct schedule_read *r,
                                    int64_t now_ms, uint32_t dice)
{
    const struct plan_read plan = r->plan;
    const size_t half = plan.items / 2;
    answered(d, r, now_ms);
    r->tried = 0;
    if (plan.items > 1) {
        d->item[d->order[plan.first + half]].apart = true;
        memmove(r + 2, r + 1, (d->reads - (size_t)(r - d->read) - 1) * sizeof *r);
        d->reads++;
        r[0] = part(d, plan.first, half, now_ms);
        r[1] = part(d, plan.first + half, plan.items - half, now_ms);
        return SCOPE_NONE;
    }
    d->item[d->order[plan.first]].refused = true;
    r->failed++;
    r->last_ms = TIME_NONE;
    r->due_ms = now_ms + d->rule.poll_ms + backoff(&d->rule, r->failed, dice);
    return SCOPE_READ;
}

/* What it refused may have been for the time being: when it is back all is asked anew. */
static void go_offline(struct schedule_device *d, int64_t now_ms)
{
    if (d->known && !d->online)
        return;
    for (size_t i = 0; i < d->items; i++)
        d->item[i].apart = d->item[i].refused = false;
    replan(d, now_ms);
    d->known = true;
    d->online = false;
}

static enum read_scope take_silence(struct schedule_device *d, struct schedule_read *r,
                                    enum read_outcome outcome, int64_t now_ms, uint32_t dice)
{
    const bool offline = d->known && !d->online;
    if (outcome == READ_BUSY) {
        answered(d, r, now_ms);
    } else {
        if (!offline && outcome == READ_SILENT && r->tried++ < d->rule.retries) {
            r->due_ms = now_ms;
            return SCOPE_NONE;
        }
        d->silent += r->failed == 0 || outcome == READ_LOST || offline;
    }
    r->tried = 0;
    r->failed++;
    r->last_ms = TIME_NONE;
    r->due_ms = now_ms + d->rule.poll_ms + backoff(&d->rule, r->failed, dice);
    if (outcome == READ_BUSY ||
        (outcome == READ_SILENT && !offline && d->silent < 2 && d->reads > 1))
        return SCOPE_READ;
    go_offline(d, now_ms);
    d->failed++;
    d->due_ms = now_ms + backoff(&d->rule, d->failed, dice);
    d->probe = (d->probe + 1) % d->reads;
    return SCOPE_DEVICE;
}

static void count(struct schedule_stats *stats, enum read_outcome outcome)
{
    int64_t *const counter[READ_OUTCOMES] = {&stats->good, &stats->refused, &stats->busy,
                                             &stats->silent, &stats->lost};
    stats->requests++;
    ++*counter[outcome];
}

enum read_scope schedule_result(struct schedule *s, size_t device, size_t read,
                                enum read_outcome outcome, int64_t now_us, uint32_t dice)
{
    struct schedule_device *d = &s->device[device];
    struct schedule_read *r = &d->read[read];
    const int64_t now_ms = now_us / 1000;
    count(&d->stats, outcome);
    if (d->online || !d->known)
        d->due_ms = now_ms + d->rule.pause_ms;
    if (outcome == READ_GOOD)
        return take_good(d, r, now_ms);
    if (outcome == READ_REFUSED)
        return take_refused(d, r, now_ms, dice);
    return take_silence(d, r, outcome, now_ms, dice);
}
