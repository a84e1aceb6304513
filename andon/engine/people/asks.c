/* SPDX-License-Identifier: MIT */
/* What wants a reason: long stops one by one, latest first, and bursts of small ones as one
 * question each. What the machine's fault suggests, and how often each reason was given. Called by
 * snapshot_fill.c, reasons.c and, through station.h, by the daemon. Changes nothing. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- bursts --------------------------------------------------------------------------------- */

/* Small, and mostly the machine's own: what waited for a neighbour is his. */
bool asks_in_burst(const struct stop *stop)
{
    return stop->small && stop->reason[0] == '\0' && stop->own_ms * 2 > stop->ms;
}

static bool follows(const struct station *st, const struct stop *before, const struct stop *stop)
{
    return before->small && stop->begin - before->end <= st->config->entry.burst_gap_ms;
}

/* The burst that ends with the stop at `last`, of which there may be one. */
static bool burst_before(const struct station *st, size_t last, struct burst *burst)
{
    const struct book *b = st->book;
    *burst = (struct burst){.last = last};
    for (size_t i = last + 1; i > 0; i--) {
        const struct stop *stop = &b->stop[i - 1];
        if (!stop->small || (i <= last && !follows(st, stop, &b->stop[i])))
            break;
        if (!asks_in_burst(stop))
            continue;
        burst->first = i - 1;
        burst->count++;
        burst->ms += stop->ms;
    }
    return st->config->entry.burst_stops > 0 && burst->count >= st->config->entry.burst_stops;
}

static bool ends_burst(const struct station *st, size_t i)
{
    const struct book *b = st->book;
    return b->stop[i].small && (i + 1 == b->stops || !b->stop[i + 1].small ||
                                !follows(st, &b->stop[i], &b->stop[i + 1]));
}

bool asks_burst(const struct station *st, int64_t number, struct burst *burst)
{
    const struct book *b = st->book;
    for (size_t i = 0; i < b->stops; i++)
        if (ends_burst(st, i) && burst_before(st, i, burst) &&
            b->stop[burst->first].number == number)
            return true;
    return false;
}

/* ---- the snapshot's questions --------------------------------------------------------------- */

static struct snapshot_ask *add(struct snapshot *s, const struct stop *stop, int64_t ms)
{
    struct snapshot_ask *ask = &s->ask[s->asks++];
    people_id(ask->id, 'S', stop->number);
    ask->rev = stop->rev;
    ask->since = stop->begin_wall;
    ask->end = stop->end_wall;
    ask->ms = ms;
    ask->state = stop->state;
    (void)text_copy(ask->detail, sizeof ask->detail, stop->detail);
    (void)text_copy(ask->suggested, sizeof ask->suggested, stop->suggested);
    return ask;
}

static void add_burst(const struct station *st, const struct burst *burst, struct snapshot *s)
{
    const struct book *b = st->book;
    struct snapshot_ask *ask = add(s, &b->stop[burst->first], burst->ms);
    people_id(ask->id, 'B', b->stop[burst->first].number);
    ask->rev = 0; /* it may grow: the answer is for all of it */
    ask->end = b->stop[burst->last].end_wall;
    ask->burst = burst->count;
}

void asks_fill(const struct station *st, int64_t t, struct snapshot *s)
{
    const struct book *b = st->book;
    s->asks = 0;
    if (st->stop.open && stop_unexplained(&st->stop))
        (void)add(s, &st->stop, stop_lost(st, t));
    for (size_t i = b->stops; i > 0 && s->asks < SNAPSHOT_ASKS; i--) {
        const struct stop *stop = &b->stop[i - 1];
        struct burst burst;
        if (stop_unexplained(stop) && stop->ms > 0 && !book_locked(st, stop))
            (void)add(s, stop, stop->ms);
        else if (ends_burst(st, i - 1) && burst_before(st, i - 1, &burst) &&
                 !book_locked(st, &b->stop[burst.first]))
            add_burst(st, &burst, s);
    }
}

/* ---- what is likely ------------------------------------------------------------------------- */

struct use {
    int64_t count, last;
};

static void add_use(struct use *use, const char *given, const char *reason, int64_t wall)
{
    if (strcmp(given, reason) != 0)
        return;
    use->count++;
    if (use->last == TIME_NONE || wall > use->last)
        use->last = wall;
}

int64_t station_reason_use(const struct station *st, enum record_kind kind, const char *reason,
                           int64_t *last)
{
    const struct book *b = st->book;
    struct use use = {.last = TIME_NONE};
    for (size_t i = 0; kind == REC_STOP && i < b->stops; i++)
        add_use(&use, b->stop[i].reason, reason, b->stop[i].by_wall);
    if (kind == REC_STOP && st->stop.open)
        add_use(&use, st->stop.reason, reason, st->stop.by_wall);
    for (int i = 0; kind == REC_SCRAP && i < st->work.scraps; i++)
        add_use(&use, st->work.scrap[i].reason, reason, st->work.scrap[i].entered_wall);
    *last = use.last;
    return use.count;
}

/* "E-217" is said by "E-217" and by "E-217 die jam", not by "E-2171". */
static bool says(const char *fault, const char *code, size_t length)
{
    return length > 0 && strncasecmp(fault, code, length) == 0 &&
           !isalnum((unsigned char)fault[length]);
}

/* Codes have ", " between them. */
static bool is_suggested(const char *codes, const char *fault)
{
    for (const char *at = codes; *at != '\0';) {
        size_t length = strcspn(at, ",");
        if (says(fault, at, length))
            return true;
        at += length;
        at += strspn(at, ", ");
    }
    return false;
}

const struct reason_conf *station_reason_suggested(const struct station *st)
{
    const struct stop *stop = book_last(st);
    for (size_t i = 0; stop && stop->suggested[0] != '\0' && i < st->config->reasons; i++)
        if (st->config->reason[i].leaf &&
            is_suggested(st->config->reason[i].faults, stop->suggested))
            return &st->config->reason[i];
    return NULL;
}

static bool is_among(const char *list, const char *id)
{
    size_t length = strlen(id);
    for (const char *at = list; *at != '\0';) {
        size_t one = strcspn(at, ",");
        if (one == length && strncmp(at, id, one) == 0)
            return true;
        at += one;
        at += strspn(at, ", ");
    }
    return list[0] == '\0';
}

bool station_fits(const struct station *st, const char *stations, const char *products)
{
    return is_among(stations, st->config->station) && is_among(products, product_now(st)->product);
}
