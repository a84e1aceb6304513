/* SPDX-License-Identifier: MIT */
/* The alarm load meter. Called by andon/engine/response with the occurrences that it remembers, and
 * by tests. Everything is a count or a duration; what is divided is divided here, once. */
#include "data/model/andon/load.h"

#include "data/model/amount.h"
#include "data/model/clock.h"

#include <stdlib.h>
#include <string.h>

#define TEN_MIN (10 * MS_PER_MIN)

/* ---- floods --------------------------------------------------------------------------------- */

/* How many are within the window that ends now; its far edge belongs to it. */
static int within(const struct flood_conf *conf, const struct flood *f, int64_t t)
{
    int n = 0;
    while (n < f->count && t - f->at[f->count - 1 - n] <= conf->window_ms)
        n++;
    return n;
}

bool flood_come(const struct flood_conf *conf, struct flood *f, int64_t t)
{
    bool changed = flood_tick(conf, f, t);
    int room = conf->start < FLOOD_MAX ? conf->start : FLOOD_MAX;
    if (f->count >= room) {
        f->count = room - 1;
        memmove(f->at, f->at + 1, sizeof *f->at * (size_t)f->count);
    }
    f->at[f->count++] = t;
    if (f->on || within(conf, f, t) < conf->start)
        return changed;
    f->on = true;
    f->since = t;
    return !changed;
}

bool flood_tick(const struct flood_conf *conf, struct flood *f, int64_t t)
{
    if (!f->on || within(conf, f, t) >= conf->end)
        return false;
    f->on = false;
    return true;
}

int64_t flood_deadline(const struct flood_conf *conf, const struct flood *f)
{
    if (!f->on)
        return TIME_NEVER;
    if (f->count < conf->end)
        return f->at[f->count - 1];
    return f->at[f->count - conf->end] + conf->window_ms + 1;
}

/* ---- the report ------------------------------------------------------------------------------ */

static bool counts(const struct load_report *out, const struct load_item *item)
{
    return item->begin >= out->from && item->begin < out->to;
}

/* The most that began within any span of `length`. */
static int64_t worst(const struct load_report *out, const struct load_item *items, size_t count,
                     int64_t length)
{
    int64_t most = 0;
    size_t first = 0;
    for (size_t i = 0; i < count; i++) {
        while (items[i].begin - items[first].begin >= length || !counts(out, &items[first])) {
            if (first == i)
                break;
            first++;
        }
        int64_t n = counts(out, &items[i]) ? (int64_t)(i - first + 1) : 0;
        most = n > most ? n : most;
    }
    return most;
}

static void add_flood(struct load_report *out, int64_t from, int64_t to)
{
    from = from > out->from ? from : out->from;
    to = to < out->to ? to : out->to;
    if (to <= from)
        return;
    out->floods++;
    out->flood_ms += to - from;
}

static void measure_floods(const struct load_conf *conf, const struct load_item *items,
                           size_t count, struct load_report *out)
{
    struct flood f = {0};
    for (size_t i = 0; i < count && items[i].begin < out->to; i++) {
        int64_t due = flood_deadline(&conf->flood, &f);
        if (due <= items[i].begin && flood_tick(&conf->flood, &f, due))
            add_flood(out, f.since, due);
        (void)flood_come(&conf->flood, &f, items[i].begin);
    }
    if (f.on)
        add_flood(out, f.since, flood_deadline(&conf->flood, &f));
}

/* It came so often within the time, with this one as the last. */
static bool chatters(const struct load_conf *conf, const struct load_item *items, size_t i)
{
    int n = 0;
    for (size_t k = i + 1; k-- > 0 && items[i].begin - items[k].begin <= conf->chatter_ms;)
        n += items[k].source == items[i].source;
    return conf->chatter_n > 0 && n >= conf->chatter_n;
}

static void take_top(struct load_report *out, int source, int64_t n, bool chattering)
{
    int at = out->tops;
    while (at > 0 && out->top[at - 1].count < n)
        at--;
    if (n == 0 || at == LOAD_TOP)
        return;
    if (out->tops < LOAD_TOP)
        out->tops++;
    memmove(&out->top[at + 1], &out->top[at], sizeof *out->top * (size_t)(out->tops - 1 - at));
    out->top[at].source = source;
    out->top[at].count = n;
    out->top[at].chattering = chattering;
}

static void measure_sources(const struct load_conf *conf, const struct load_item *items,
                            size_t count, struct load_report *out, int64_t *scratch, size_t sources)
{
    memset(scratch, 0, sizeof *scratch * sources);
    for (size_t i = 0; i < count; i++) {
        if (!counts(out, &items[i]) || (size_t)items[i].source >= sources)
            continue;
        int64_t *n = &scratch[items[i].source];
        bool before = *n < 0; /* a negative count is that of one that chatters */
        *n = before ? *n - 1 : *n + 1;
        if (!before && chatters(conf, items, i)) {
            *n = -*n;
            out->chattering++;
        }
    }
    for (size_t s = 0; s < sources; s++)
        take_top(out, (int)s, scratch[s] < 0 ? -scratch[s] : scratch[s], scratch[s] < 0);
    for (int i = 0; i < out->tops; i++)
        out->top_count += out->top[i].count;
}

static int by_size(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void measure_acks(const struct load_conf *conf, const struct load_item *items, size_t count,
                         struct load_report *out, int64_t *scratch)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!counts(out, &items[i]) || items[i].acked == TIME_NONE)
            continue;
        scratch[n++] = items[i].acked - items[i].begin;
        out->acked++;
        bool young = !items[i].acted && out->to - items[i].acked < conf->action_ms;
        out->waiting += young;
        out->idle_acks += !items[i].acted && !young;
    }
    qsort(scratch, n, sizeof *scratch, by_size);
    out->ack_ms = n > 0 ? scratch[n / 2] : -1;
}

static int64_t per(const struct load_conf *conf, const struct load_report *out, int64_t length)
{
    int64_t span = out->to - out->from;
    int64_t operators = conf->operators > 0 ? conf->operators : 1;
    /* 4096 alerts × 3.6e6 ms × 1e6 does not fit: the span is cut to seconds first. */
    span = span / MS_PER_S > 0 ? span / MS_PER_S : 1;
    return out->alerts * (length / MS_PER_S) * AMOUNT_ONE / span / operators;
}

void load_make(const struct load_conf *conf, const struct load_item *items, size_t count,
               struct load_report *out, int64_t *scratch, size_t sources)
{
    *out = (struct load_report){.from = out->from, .to = out->to};
    for (size_t i = 0; i < count; i++) {
        const struct load_item *item = &items[i];
        int64_t end = item->end == TIME_NONE || item->end > out->to ? out->to : item->end;
        if (item->begin < out->to && end > out->from && end - item->begin > conf->standing_ms)
            out->standing++;
        if (!counts(out, item))
            continue;
        out->alerts++;
        out->by_priority[item->priority]++;
    }
    out->per_operator_hour = per(conf, out, MS_PER_HOUR);
    out->per_operator_10_min = per(conf, out, TEN_MIN);
    out->worst_hour = worst(out, items, count, MS_PER_HOUR);
    out->worst_10_min = worst(out, items, count, TEN_MIN);
    measure_floods(conf, items, count, out);
    measure_sources(conf, items, count, out, scratch, sources);
    measure_acks(conf, items, count, out, scratch);
}
