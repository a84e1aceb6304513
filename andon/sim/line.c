/* SPDX-License-Identifier: MIT */
/* The coupling of presses. Called by the plant, which owns the struct. The press that is due first
 * does one thing; then its parts move, and its neighbours are told what they may do. Of two that
 * are due at the same time the one further up goes first. */
#include "andon/sim/line.h"

#define BELT_MS 25000 /* from one press to the next */

static void put(struct belt *b, int64_t there_ms)
{
    if (b->count < LINE_BELT_PARTS)
        b->there_ms[(b->first + b->count++) % LINE_BELT_PARTS] = there_ms;
}

static void take(struct belt *b)
{
    if (b->count == 0)
        return;
    b->first = (b->first + 1) % LINE_BELT_PARTS;
    b->count--;
}

/* When there will be a part for this press. */
static int64_t material_at(const struct line *line, size_t i)
{
    if (i == 0)
        return 0;
    const struct belt *b = &line->belt[i - 1];
    return b->count > 0 ? b->there_ms[b->first] : PRESS_NEVER;
}

/* The part under the press needs its place, too. */
static bool has_room(const struct line *line, size_t i)
{
    return i + 1 == line->stations || line->belt[i].count < LINE_BELT_PARTS;
}

static void move_parts(struct line *line, size_t i, int64_t at_ms)
{
    const struct press *p = &line->press[i];
    for (; line->taken[i] < p->started; line->taken[i]++)
        if (i > 0)
            take(&line->belt[i - 1]);
    for (; line->given[i] < p->handed_on; line->given[i]++)
        if (i + 1 < line->stations)
            put(&line->belt[i], at_ms + BELT_MS);
}

/* Opening a gate takes a part in, which makes room further up: from here to the first. */
static void settle(struct line *line, size_t i, int64_t at_ms)
{
    size_t k = i + 1 < line->stations ? i + 1 : i;
    move_parts(line, i, at_ms);
    for (;; k--) {
        press_gates(&line->press[k], at_ms, material_at(line, k) <= at_ms, has_room(line, k));
        move_parts(line, k, at_ms);
        if (k == 0)
            break;
    }
}

void line_init(struct line *line, const struct press_conf *conf, uint64_t seed, size_t stations)
{
    *line = (struct line){.stations = stations};
    for (size_t i = 0; i < stations; i++) {
        press_init(&line->press[i], conf, seed, i, stations);
        line->taken[i] = line->press[i].started; /* what is under them lies on no belt */
        for (int n = 0; n < LINE_BELT_FILL; n++)
            put(&line->belt[i], n);
    }
}

static bool waits(const struct press *p)
{
    return !p->in_work && (p->state == PRESS_RUN || p->gated);
}

static int64_t next_of(const struct line *line, size_t i)
{
    const struct press *p = &line->press[i];
    int64_t due = press_next(p), part = material_at(line, i);
    if (waits(p) && has_room(line, i) && part < due)
        return part > p->now_ms ? part : p->now_ms;
    return due;
}

static size_t first_due(const struct line *line)
{
    size_t first = 0;
    for (size_t i = 1; i < line->stations; i++)
        if (next_of(line, i) < next_of(line, first))
            first = i;
    return first;
}

int64_t line_next(const struct line *line)
{
    return next_of(line, first_due(line));
}

bool line_step(struct line *line, int64_t now_ms, size_t *station, struct press_event *out)
{
    for (;;) {
        size_t i = first_due(line);
        int64_t due = next_of(line, i);
        if (due > now_ms)
            break;
        bool own = press_next(&line->press[i]) <= due;
        bool spoke = own && press_turn(&line->press[i], due, out);
        settle(line, i, due > line->press[i].now_ms ? due : line->press[i].now_ms);
        *station = i;
        if (spoke)
            return true;
    }
    for (size_t i = 0; i < line->stations; i++)
        press_pass(&line->press[i], now_ms);
    return false;
}
