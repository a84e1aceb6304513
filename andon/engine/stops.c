/* SPDX-License-Identifier: MIT */
/* Stops as the machine makes them: from the first planned moment that is lost to the next time it
 * runs. Unknown time, breaks and planned time inside neither end a stop nor add to it. A stop is
 * small until its lost time passes the limit; then all of it turns long, back to its beginning and
 * into windows that have ended (standards.md §1.2). A long one asks for a reason once it is long by
 * the machine's own fault: starved and blocked are the neighbours'. Called by interval.c, and by
 * the step when a limit passes. Owns st->stop (open); a closed one goes into the book. */
#include "andon/engine/parts.h"
#include "data/model/text.h"

bool stop_small(const struct station *st, int64_t ms)
{
    return st->config->small_stop_ms > 0 && ms <= st->config->small_stop_ms;
}

bool stop_unexplained(const struct stop *stop)
{
    return !stop->small && stop->asks && stop->reason[0] == '\0';
}

int64_t stop_from(const struct station *st)
{
    return st->stop.from > st->interval.begin ? st->stop.from : st->interval.begin;
}

static int64_t open_ms(const struct station *st, int64_t t)
{
    bool lost = st->stop.open && phase_is_loss(&st->interval.phase);
    return lost && t > stop_from(st) ? t - stop_from(st) : 0;
}

int64_t stop_lost(const struct station *st, int64_t t)
{
    return st->stop.ms + open_ms(st, t);
}

static bool is_own(enum machine_state state)
{
    return state != MS_STARVED && state != MS_BLOCKED;
}

static void suggest(struct station *st, size_t signal)
{
    const struct signal *sig = &st->signal[signal];
    if (signals_usable(sig) && !sig->bad && st->stop.suggested[0] == '\0')
        (void)faults_text(st, signal, st->stop.suggested);
}

/* The first fault that is told is the likely cause; what follows are its consequences. */
void stop_suggest(struct station *st, size_t signal)
{
    if (st->stop.open)
        suggest(st, signal);
}

static void open_stop(struct station *st, int64_t at)
{
    const struct phase *phase = &st->interval.phase;
    st->stop = (struct stop){.open = true,
                             .small = true,
                             .number = st->next_stop++,
                             .begin = at,
                             .begin_wall = station_wall(st, at),
                             .from = at,
                             .end_wall = TIME_NONE,
                             .noticed = TIME_NONE,
                             .arrived = TIME_NONE,
                             .repaired = TIME_NONE,
                             .detected_wall = station_wall(st, st->t),
                             .state = phase->state};
    (void)text_copy(st->stop.detail, sizeof st->stop.detail, phase->detail);
    st->stop.home[0] = 1;
    st->stop.home[FIXED] = window_overlap(st, FIXED, at, at + 1) > 0;
    for (size_t i = 0; i < st->config->signals; i++)
        if (st->config->signal[i].role == ROLE_FAULT)
            suggest(st, i);
}

/* Past windows that hold a part of the stop change with it. */
static void classify(struct station *st, bool small, bool asks)
{
    struct stop *stop = &st->stop;
    if (stop->small == small && stop->asks == asks)
        return;
    stop->small = small;
    stop->asks = asks;
    book_amend(st, stop);
}

static void close_stop(struct station *st, int64_t at)
{
    struct stop *stop = &st->stop;
    bool small = stop_small(st, stop->ms);
    stop->end = at > stop->begin ? at : stop->begin; /* before: cut off by a person since */
    stop->end_wall = station_wall(st, stop->end);
    if (!stop->shaped)
        classify(st, small, !small && stop->own_ms > st->config->small_stop_ms);
    stop->open = false;
    book_count(st, stop, 1);
    records_stop(st, stop);
    book_add(st, stop);
    window_write(st);
}

void stop_on_begin(struct station *st, int64_t at)
{
    const struct phase *phase = &st->interval.phase;
    if (st->stop.open && !phase_is_loss(phase) && st->stop.from > at)
        book_cut(st, at);
    if (st->stop.open && phase->state == MS_RUNNING)
        close_stop(st, at);
    else if (!st->stop.open && phase_is_loss(phase))
        open_stop(st, at);
}

void stop_on_replace(struct station *st, const struct phase *next)
{
    struct stop *stop = &st->stop;
    if (!stop->open || stop->begin != st->interval.begin || stop->ms > 0)
        return;
    if (phase_is_loss(next)) {
        stop->state = next->state;
        (void)text_copy(stop->detail, sizeof stop->detail, next->detail);
    } else if (stop->rev == 0) {
        stop->open = false;   /* nobody was told: it never was */
        book_amend(st, stop); /* but a shift that ended in that moment counted it */
        window_write(st);
        if (stop->number == st->next_stop - 1) /* nor did a split come after it */
            st->next_stop--;
    } else if (next->state != MS_RUNNING) {
        close_stop(st, stop->begin); /* told as long, and taken back: a stop of no time */
    }
}

static void add_span(struct stop *stop, int64_t begin, int64_t end)
{
    int last = stop->spans * 2 - 1;
    if (last > 0 && stop->span[last] == begin) {
        stop->span[last] = end;
    } else if (stop->spans < STOP_SPANS) {
        stop->span[stop->spans * 2] = begin;
        stop->span[stop->spans * 2 + 1] = end;
        stop->spans++;
    } else {
        stop->ragged = true;
    }
}

void stop_book(struct station *st, int64_t begin, int64_t end)
{
    struct stop *stop = &st->stop;
    if (begin < stop->from)
        begin = stop->from;
    if (end <= begin)
        return;
    if (begin < stop->begin) { /* told late, from before a person's split */
        stop->begin = begin;
        stop->begin_wall = station_wall(st, begin);
    }
    stop->ms += end - begin;
    if (is_own(st->interval.phase.state))
        stop->own_ms += end - begin;
    for (int i = 0; i < WINDOW_COUNT; i++)
        stop->part[i] += window_overlap(st, i, begin, end);
    add_span(stop, begin, end);
}

/* The first moment at which the stop is no longer small, or asks. */
int64_t stop_deadline(const struct station *st)
{
    const struct stop *stop = &st->stop;
    const struct phase *phase = &st->interval.phase;
    int64_t due = stop_from(st) + st->config->small_stop_ms + 1;
    if (!stop->open || !phase_is_loss(phase))
        return TIME_NEVER;
    if (stop->small)
        return due - stop->ms;
    return !stop->asks && is_own(phase->state) ? due - stop->own_ms : TIME_NEVER;
}

void stop_turn_long(struct station *st)
{
    const struct stop *stop = &st->stop;
    int64_t own = stop->own_ms + (is_own(st->interval.phase.state) ? open_ms(st, st->t) : 0);
    classify(st, false, stop->asks || own > st->config->small_stop_ms);
    records_stop(st, &st->stop);
    window_write(st);
    station_touch(st);
}
