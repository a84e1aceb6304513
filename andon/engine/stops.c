/* SPDX-License-Identifier: MIT */
/* Stops: from the first planned moment that is lost to the next time the machine runs. Unknown
 * time, breaks and planned time inside neither end a stop nor add to it. A stop is small until its
 * lost time passes the limit; then all of it turns long, back to its beginning and into windows
 * that have ended (standards.md §1.2). Called by interval.c, and by the step when the limit passes.
 * Owns st->stop (open) and st->last_stop. */
#include "andon/engine/parts.h"
#include "data/model/text.h"

static bool is_small(const struct station *st, int64_t ms)
{
    return st->config->small_stop_ms > 0 && ms <= st->config->small_stop_ms;
}

int64_t stop_lost(const struct station *st, int64_t t)
{
    const struct interval *iv = &st->interval;
    int64_t running_on = st->stop.open && phase_is_loss(&iv->phase) ? t - iv->begin : 0;
    return st->stop.ms + running_on;
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
                             .end_wall = TIME_NONE,
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
static void classify(struct station *st, bool small)
{
    if (st->stop.small == small)
        return;
    st->stop.small = small;
    for (int i = 1; i < WINDOWS; i++)
        if (st->stop.part[i] > 0 || st->stop.home[i])
            window_amend(st, i);
}

/* From now on the stop is part of the windows' closed figures. */
static void fold(struct station *st)
{
    const struct stop *stop = &st->stop;
    for (int i = 0; i < WINDOW_COUNT; i++) {
        struct window *w = &st->window[i];
        w->account.stops += stop->home[i];
        w->account.small_stops += stop->small ? stop->home[i] : 0;
        if (stop->small) {
            w->account.small_ms += stop->part[i];
        } else if (stop->part[i] > 0) {
            w->unexplained++;
            w->unexplained_ms += stop->part[i];
        }
    }
}

static void close_stop(struct station *st, int64_t at)
{
    struct stop *stop = &st->stop;
    stop->end = at;
    stop->end_wall = station_wall(st, at);
    classify(st, is_small(st, stop->ms));
    fold(st);
    stop->open = false;
    records_stop(st, &st->stop);
    st->last_stop = *stop;
    window_write(st);
}

void stop_on_begin(struct station *st, int64_t at)
{
    const struct phase *phase = &st->interval.phase;
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
        stop->open = false; /* nobody was told: it never was */
        st->next_stop--;
    } else if (next->state != MS_RUNNING) {
        close_stop(st, stop->begin); /* told as long, and taken back: a stop of no time */
    }
}

void stop_book(struct station *st, int64_t begin, int64_t end)
{
    st->stop.ms += end - begin;
    for (int i = 0; i < WINDOW_COUNT; i++)
        st->stop.part[i] += window_overlap(st, i, begin, end);
}

/* The first moment at which the stop is no longer small. */
int64_t stop_deadline(const struct station *st)
{
    if (!st->stop.open || !st->stop.small || !phase_is_loss(&st->interval.phase))
        return TIME_NEVER;
    return st->interval.begin + st->config->small_stop_ms - st->stop.ms + 1;
}

void stop_turn_long(struct station *st)
{
    classify(st, false);
    records_stop(st, &st->stop);
    window_write(st);
    station_touch(st);
}
