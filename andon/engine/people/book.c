/* SPDX-License-Identifier: MIT */
/* The table of closed stops that may still change, and what each stop is in the figures of windows.
 * Called by stops.c when one closes, by window.c when shifts change, and by the verbs of edits.c,
 * reasons.c and undo.c. Owns st->book. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"

#include <stdlib.h>
#include <string.h>

int book_init(struct station *st)
{
    st->book = calloc(1, sizeof *st->book);
    return st->book ? 0 : -1;
}

/* ---- the table ------------------------------------------------------------------------------ */

static void remove_at(struct book *b, size_t i)
{
    memmove(&b->stop[i], &b->stop[i + 1], (b->stops - i - 1) * sizeof *b->stop);
    b->stops--;
}

static void make_room(struct book *b)
{
    size_t i = 0;
    while (i < b->stops && !b->stop[i].small)
        i++;
    remove_at(b, i < b->stops ? i : 0);
}

bool book_at_hand(const struct stop *stop)
{
    int64_t ms = 0, home = 0;
    for (int i = 0; i < WINDOWS; i++) {
        ms += stop->part[i];
        home += stop->home[i];
    }
    return ms == stop->ms && home == 1;
}

void book_add(struct station *st, const struct stop *stop)
{
    struct book *b = st->book;
    if (!book_at_hand(stop))
        return;
    if (b->stops == BOOK_STOPS)
        make_room(b);
    size_t i = b->stops;
    while (i > 0 && b->stop[i - 1].begin > stop->begin)
        i--;
    memmove(&b->stop[i + 1], &b->stop[i], (b->stops - i) * sizeof *b->stop);
    b->stop[i] = *stop;
    b->stops++;
}

struct stop *book_find(struct station *st, int64_t number)
{
    struct book *b = st->book;
    if (st->stop.open && st->stop.number == number)
        return &st->stop;
    for (size_t i = 0; i < b->stops; i++)
        if (b->stop[i].number == number)
            return &b->stop[i];
    return NULL;
}

void book_remove(struct station *st, int64_t number)
{
    struct book *b = st->book;
    for (size_t i = 0; i < b->stops; i++)
        if (b->stop[i].number == number) {
            remove_at(b, i);
            return;
        }
}

const struct stop *book_last(const struct station *st)
{
    const struct book *b = st->book;
    if (st->stop.open)
        return &st->stop;
    return b->stops > 0 ? &b->stop[b->stops - 1] : NULL;
}

struct stop *book_next(struct station *st, const struct stop *stop)
{
    struct book *b = st->book;
    if (stop == &st->stop)
        return NULL;
    size_t i = (size_t)(stop - b->stop) + 1;
    if (i < b->stops)
        return &b->stop[i];
    return st->stop.open ? &st->stop : NULL;
}

struct stop *book_before(struct station *st, const struct stop *stop)
{
    struct book *b = st->book;
    size_t i = stop == &st->stop ? b->stops : (size_t)(stop - b->stop);
    return i > 0 ? &b->stop[i - 1] : NULL;
}

bool book_locked(const struct station *st, const struct stop *stop)
{
    for (int i = 0; i < WINDOWS; i++)
        if ((stop->part[i] > 0 || stop->home[i]) && people_locked(st, st->window[i].begin_wall))
            return true;
    return false;
}

/* ---- the windows' figures ------------------------------------------------------------------- */

void book_count(struct station *st, const struct stop *stop, int sign)
{
    for (int i = 0; i < WINDOW_COUNT; i++) {
        struct window *w = &st->window[i];
        w->account.stops += sign * stop->home[i];
        w->account.small_stops += stop->small ? sign * stop->home[i] : 0;
        if (stop->small) {
            w->account.small_ms += sign * stop->part[i];
        } else if (stop_unexplained(stop) && stop->part[i] > 0) {
            w->unexplained += sign;
            w->unexplained_ms += sign * stop->part[i];
        }
    }
}

void book_amend(struct station *st, const struct stop *stop)
{
    for (int i = 1; i < WINDOWS; i++)
        if (stop->part[i] > 0 || stop->home[i])
            window_amend(st, i);
}

static void rotate(struct stop *stop, int index, bool fresh)
{
    int64_t part = fresh ? 0 : stop->part[index];
    int64_t home = fresh ? 0 : stop->home[index];
    for (int i = index; i > 0; i--) {
        stop->part[i] = stop->part[i - 1];
        stop->home[i] = stop->home[i - 1];
    }
    stop->part[0] = part;
    stop->home[0] = home;
}

void book_rotate(struct station *st, int index, bool fresh)
{
    struct book *b = st->book;
    rotate(&st->stop, index, fresh);
    for (size_t i = 0; i < BOOK_UNDOS; i++)
        for (size_t k = 0; k < 2 && b->undo[i].live && b->undo[i].kind == REC_STOP; k++)
            rotate(&b->undo[i].was.stop[k], index, fresh);
    for (size_t i = b->stops; i > 0; i--) {
        rotate(&b->stop[i - 1], index, fresh);
        if (!book_at_hand(&b->stop[i - 1]))
            remove_at(b, i - 1);
    }
}

/* ---- time ----------------------------------------------------------------------------------- */

void book_join(struct stop *stop, const struct stop *other, int sign)
{
    stop->ms += sign * other->ms;
    stop->own_ms += sign * other->own_ms;
    if (stop->own_ms < 0) /* how it was shared between the parts of a split is a guess */
        stop->own_ms = 0;
    for (int i = 0; i < WINDOW_COUNT; i++)
        stop->part[i] += sign * other->part[i];
    if (sign < 0)
        return;
    stop->ragged = stop->ragged || other->ragged;
    for (int i = 0; i < other->spans; i++) {
        int64_t begin = other->span[2 * i], end = other->span[2 * i + 1];
        if (stop->spans > 0 && stop->span[2 * stop->spans - 1] == begin) {
            stop->span[2 * stop->spans - 1] = end;
        } else if (stop->spans < STOP_SPANS) {
            stop->span[2 * stop->spans] = begin;
            stop->span[2 * stop->spans + 1] = end;
            stop->spans++;
        } else {
            stop->ragged = true;
        }
    }
}

static int64_t overlap(const struct window *w, int64_t begin, int64_t end)
{
    int64_t from = begin > w->begin ? begin : w->begin;
    int64_t to = end < w->end ? end : w->end;
    return to > from ? to - from : 0;
}

/* A span's share of each window: on the axis windows follow each other, but for a shift that a
 * clock set back made go on; then the shares do not add up, and nothing is cut. */
static void add_shares(const struct station *st, int64_t begin, int64_t end,
                       int64_t part[WINDOW_COUNT])
{
    for (int i = 0; i < WINDOW_COUNT; i++)
        if (i != FIXED || st->fixed)
            part[i] += overlap(&st->window[i], begin, end);
}

int book_head(const struct station *st, const struct stop *stop, int64_t at, struct stop *head)
{
    int64_t whole[WINDOW_COUNT] = {0};
    *head = (struct stop){0};
    for (int i = 0; i < stop->spans; i++) {
        int64_t begin = stop->span[2 * i], end = stop->span[2 * i + 1];
        add_shares(st, begin, end, whole);
        if (begin >= at)
            continue;
        end = end < at ? end : at;
        add_shares(st, begin, end, head->part);
        head->ms += end - begin;
        head->span[2 * head->spans] = begin;
        head->span[2 * head->spans + 1] = end;
        head->spans++;
    }
    head->own_ms = head->ms < stop->own_ms ? head->ms : stop->own_ms;
    return stop->ragged || memcmp(whole, stop->part, sizeof whole) != 0 ? -1 : 0;
}

static void keep_head(struct station *st, struct stop *stop, const struct stop *head, int64_t at)
{
    stop->ms = head->ms;
    stop->own_ms = head->own_ms;
    memcpy(stop->part, head->part, sizeof stop->part);
    memcpy(stop->span, head->span, sizeof stop->span);
    stop->spans = head->spans;
    stop->end = at > stop->begin ? at : stop->begin;
    stop->end_wall = station_wall(st, stop->end);
}

/* Told late: what people had cut off from the open interval, or joined to it, was not lost from
 * `at` on. */
void book_cut(struct station *st, int64_t at)
{
    struct book *b = st->book;
    struct stop *open = &st->stop, head;
    for (size_t i = b->stops; i > 0; i--) {
        struct stop *stop = &b->stop[i - 1];
        if (stop->end <= at || book_head(st, stop, at, &head) != 0)
            continue;
        book_count(st, stop, -1);
        keep_head(st, stop, &head, at);
        book_count(st, stop, 1);
        book_amend(st, stop);
        records_stop(st, stop);
    }
    if (open->spans > 0 && open->span[2 * open->spans - 1] > at &&
        book_head(st, open, at, &head) == 0) {
        book_amend(st, open);
        keep_head(st, open, &head, at);
        open->end_wall = TIME_NONE;
    }
    open->from = at;
    window_write(st);
}
