/* SPDX-License-Identifier: MIT */
/* Stops as people shape them: split where a second cause began, merged with their neighbour,
 * touched when somebody noticed, came, or had mended. Called by commands.c and undo.c. No time is
 * made or lost: what the parts of a stop hold always adds up to what the machine lost. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

/* ---- one way to change stops ---------------------------------------------------------------- */

static void take_out(struct station *st, const struct stop *was)
{
    if (was->number == 0)
        return;
    if (!was->open) {
        book_count(st, was, -1);
        book_remove(st, was->number);
    }
    book_amend(st, was);
}

static void put_in(struct station *st, const struct stop *is)
{
    if (is->into)
        return;
    if (is->open) {
        st->stop = *is;
    } else {
        book_count(st, is, 1);
        book_add(st, is);
    }
    book_amend(st, is);
}

void people_change(struct station *st, struct change *change, size_t count)
{
    bool undoing = st->command && st->command->verb == COMMAND_UNDO;
    for (size_t i = 0; i < count; i++)
        take_out(st, &change[i].was);
    for (size_t i = 0; i < count; i++) {
        struct stop *is = &change[i].is;
        if (!undoing)
            is->edited = is->rev + 1;
        if (is->open)
            st->stop = *is; /* its record tells what is lost so far */
        st->book->before = change[i].was.number > 0 ? &change[i].was : NULL;
        records_stop(st, is);
        st->book->before = NULL;
        put_in(st, is);
    }
    window_write(st);
}

static int64_t wall_now(const struct station *st)
{
    return station_wall(st, st->t);
}

void people_sign_stop(const struct station *st, struct stop *stop)
{
    (void)text_copy(stop->by, sizeof stop->by, st->command->actor);
    stop->by_role = st->command->role;
    stop->by_wall = wall_now(st);
}

struct stop *people_stop(struct station *st, const char *target, struct outcome *out)
{
    struct book *b = st->book;
    int64_t number = people_number(target, 'S');
    struct stop *stop = number > 0 ? book_find(st, number) : NULL;
    if (strcmp(target, "current") == 0)
        stop = st->stop.open ? &st->stop : b->stops > 0 ? &b->stop[b->stops - 1] : NULL;
    if (stop)
        return stop;
    if (number > 0 && number < st->next_stop)
        outcome_refuse(out, COMMAND_LOCKED,
                       "%.31s can no longer be changed: it is older than what is kept at hand, or "
                       "part of another stop",
                       target);
    else
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no stop %.31s",
                       strcmp(target, "current") == 0 ? "yet" : target);
    return NULL;
}

bool people_may_change(struct station *st, const struct stop *stop, int64_t rev,
                       struct outcome *out)
{
    if (rev != 0 && rev != stop->rev) {
        people_stale_stop(st, stop, out);
        return false;
    }
    if (!stop->open && book_locked(st, stop)) {
        outcome_refuse(out, COMMAND_LOCKED, "S%lld lies in a shift that is signed or frozen",
                       (long long)stop->number);
        return false;
    }
    return stop->by[0] == '\0' || people_may_amend(st, stop->by_role, stop->by_wall, out);
}

/* ---- split ---------------------------------------------------------------------------------- */

/* The stop with what is open of it booked. */
static struct stop whole_stop(struct station *st, const struct stop *stop)
{
    if (!stop->open)
        return *stop;
    const struct stop saved = st->stop;
    if (phase_is_loss(&st->interval.phase))
        stop_book(st, st->interval.begin, st->t);
    const struct stop whole = st->stop;
    st->stop = saved;
    return whole;
}

/* What of `stop` is left without its head, which ends at `at`. */
static struct stop tail_of(const struct station *st, const struct stop *stop,
                           const struct stop *head, int64_t at)
{
    struct stop tail = *stop;
    tail.spans = 0;
    if (stop->open && at > stop_from(st)) {
        tail.ms = tail.own_ms = 0;
        memset(tail.part, 0, sizeof tail.part);
    } else {
        book_join(&tail, head, -1);
        for (int i = 0; i < stop->spans; i++) {
            int64_t begin = stop->span[2 * i], end = stop->span[2 * i + 1];
            if (end <= at)
                continue;
            tail.span[2 * tail.spans] = begin > at ? begin : at;
            tail.span[2 * tail.spans + 1] = end;
            tail.spans++;
        }
    }
    if (tail.from < at)
        tail.from = at;
    tail.begin = at;
    memset(tail.home, 0, sizeof tail.home);
    tail.home[window_at(st, at)] = 1;
    tail.home[FIXED] = window_overlap(st, FIXED, at, at + 1) > 0;
    return tail;
}

static struct stop head_of(const struct stop *stop, const struct stop *head, int64_t at)
{
    struct stop first = *stop;
    first.open = false;
    first.ms = head->ms;
    first.own_ms = head->own_ms;
    memcpy(first.part, head->part, sizeof first.part);
    memcpy(first.span, head->span, sizeof first.span);
    first.spans = head->spans;
    first.end = at;
    return first;
}

static void forget_after(int64_t *wall, int64_t at_wall)
{
    if (*wall != TIME_NONE && *wall > at_wall)
        *wall = TIME_NONE;
}

/* Where the person says that the second cause began, on the axis; TIME_NONE with the refusal. */
static int64_t split_at(const struct station *st, const struct command *c, const struct stop *stop,
                        struct outcome *out)
{
    int64_t end = stop->open ? st->t : stop->end;
    int64_t end_wall = stop->open ? wall_now(st) : stop->end_wall;
    if (stop->small)
        outcome_refuse(out, COMMAND_BAD, "S%lld is a small stop: it has one cause",
                       (long long)stop->number);
    else if (c->at == TIME_NONE)
        outcome_refuse(out, COMMAND_BAD, "say when the second cause began");
    else if (c->at <= stop->begin_wall || c->at >= end_wall ||
             c->at - stop->begin_wall >= end - stop->begin)
        outcome_refuse(out, COMMAND_BAD, "give a time within S%lld", (long long)stop->number);
    else if (people_locked(st, c->at))
        outcome_refuse(out, COMMAND_LOCKED, "that lies in a shift that is signed or frozen");
    else
        return stop->begin + (c->at - stop->begin_wall);
    return TIME_NONE;
}

static void set_parts(struct station *st, const struct command *c, struct change change[2])
{
    struct stop *first = &change[0].is, *later = &change[1].is;
    first->shaped = later->shaped = true;
    first->end_wall = later->begin_wall = later->detected_wall = c->at;
    forget_after(&first->noticed, c->at);
    forget_after(&first->arrived, c->at);
    forget_after(&first->repaired, c->at);
    later->number = st->next_stop++;
    later->rev = 0;
    later->of = first->number;
    (void)text_copy(later->reason, sizeof later->reason, c->reason);
    (void)text_copy(later->note, sizeof later->note, c->note);
    later->suggested[0] = '\0';
    people_sign_stop(st, first);
    people_sign_stop(st, later);
}

static void done_with(struct station *st, const struct change *of, struct outcome *out)
{
    char id[RECORD_ID_SIZE];
    (void)st;
    people_id(id, 'S', of->is.number);
    outcome_done(out, REC_STOP, id);
}

/* Both as they were before; the entry is of the first, which the second is beside. */
static void remember(struct station *st, const struct change change[2])
{
    char id[RECORD_ID_SIZE];
    people_id(id, 'S', change[0].is.number);
    struct undo *u = undo_add(st, REC_STOP, id, change[0].is.rev);
    people_id(u->other, 'S', change[1].is.number);
    u->other_rev = change[1].is.rev;
    u->was.stop[0] = change[0].was;
    u->was.stop[1] = change[1].was;
}

void people_split(struct station *st, const struct command *c, struct outcome *out)
{
    struct stop *stop = people_stop(st, c->target, out), head;
    if (!stop || !people_may_change(st, stop, c->rev, out))
        return;
    int64_t at = split_at(st, c, stop, out);
    bool says = at != TIME_NONE && c->reason[0] != '\0';
    const struct reason_conf *reason = says ? people_find_reason(st, c, out) : NULL;
    if (at == TIME_NONE || (says && (!reason || !people_reason_fits(st, reason, stop, out))))
        return;
    const struct stop whole = whole_stop(st, stop);
    if (book_head(st, &whole, at, &head) != 0) {
        outcome_refuse(out, COMMAND_BAD, "what was lost before and after is not known any more");
        return;
    }
    if (head.ms <= 0 || head.ms >= whole.ms) {
        outcome_refuse(out, COMMAND_BAD, "nothing was lost %s it",
                       head.ms <= 0 ? "before" : "after");
        return;
    }
    struct change change[2] = {{.was = *stop, .is = head_of(stop, &head, at)},
                               {.is = tail_of(st, stop, &head, at)}};
    set_parts(st, c, change);
    people_change(st, change, 2);
    remember(st, change);
    done_with(st, &change[1], out);
    (void)snprintf(out->text, sizeof out->text, "S%lld split: S%lld is the later part",
                   (long long)change[0].is.number, (long long)change[1].is.number);
}

/* ---- merge ---------------------------------------------------------------------------------- */

static struct stop gone_into(const struct stop *stop, int64_t into)
{
    struct stop gone = *stop;
    gone.open = gone.asks = gone.shaped = gone.ragged = false;
    gone.into = into;
    gone.ms = gone.own_ms = 0;
    gone.spans = 0;
    memset(gone.part, 0, sizeof gone.part);
    memset(gone.home, 0, sizeof gone.home);
    gone.end = gone.begin;
    gone.end_wall = gone.begin_wall;
    return gone;
}

/* The time of both; what was said of the first. */
static struct stop both(const struct stop *first, const struct stop *later)
{
    struct stop m = *first;
    book_join(&m, later, 1);
    m.open = later->open;
    m.end = later->end;
    m.end_wall = later->end_wall;
    m.from = later->from;
    return m;
}

static void earlier_of(int64_t *to, int64_t other)
{
    if (*to == TIME_NONE)
        *to = other;
}

static void merge_words(struct stop *m, const struct stop *later)
{
    if (m->reason[0] == '\0') {
        (void)text_copy(m->reason, sizeof m->reason, later->reason);
        (void)text_copy(m->note, sizeof m->note, later->note);
    }
    if (m->suggested[0] == '\0')
        (void)text_copy(m->suggested, sizeof m->suggested, later->suggested);
    earlier_of(&m->noticed, later->noticed);
    earlier_of(&m->arrived, later->arrived);
    if (later->repaired != TIME_NONE)
        m->repaired = later->repaired;
}

static void merge_class(struct station *st, struct stop *m, const struct stop *later)
{
    int64_t ms = whole_stop(st, later).ms + m->ms - later->ms;
    int64_t own = whole_stop(st, later).own_ms + m->own_ms - later->own_ms;
    m->small = m->small && later->small && stop_small(st, ms);
    m->asks = m->asks || later->asks || (!m->small && own > st->config->small_stop_ms);
    m->shaped = !m->small;
}

/* The stop that is named, else the one before `a`; NULL with the refusal. */
static struct stop *find_other(struct station *st, const struct command *c, const struct stop *a,
                               struct outcome *out)
{
    if (c->other[0] != '\0')
        return people_stop(st, c->other, out);
    struct stop *before = book_before(st, a);
    if (!before)
        outcome_refuse(out, COMMAND_NOT_FOUND, "there is no stop at hand before S%lld",
                       (long long)a->number);
    return before;
}

/* The neighbours of the command in their order: the first one, or NULL with the refusal. */
static struct stop *find_neighbours(struct station *st, const struct command *c,
                                    struct stop **later, struct outcome *out)
{
    struct stop *a = people_stop(st, c->target, out);
    struct stop *b = a ? find_other(st, c, a, out) : NULL;
    if (!b || !people_may_change(st, a, c->rev, out) ||
        !people_may_change(st, b, c->other_rev, out))
        return NULL;
    bool rising = a != b && book_next(st, a) == b;
    if (!rising && (a == b || book_next(st, b) != a)) {
        outcome_refuse(out, COMMAND_BAD, "%.31s and %.31s are not neighbours", c->target, c->other);
        return NULL;
    }
    *later = rising ? b : a;
    return rising ? a : b;
}

void people_merge(struct station *st, const struct command *c, struct outcome *out)
{
    struct stop *later, *first = find_neighbours(st, c, &later, out);
    if (!first)
        return;
    struct change change[2] = {{.was = *first, .is = both(first, later)},
                               {.was = *later, .is = gone_into(later, first->number)}};
    merge_class(st, &change[0].is, &change[1].was);
    merge_words(&change[0].is, &change[1].was);
    people_sign_stop(st, &change[0].is);
    people_change(st, change, 2);
    remember(st, change);
    done_with(st, &change[0], out);
    /* small ones stand in no list: who did not mean it is to notice */
    bool small = change[0].was.small != change[1].was.small;
    (void)snprintf(out->text, sizeof out->text, "S%lld%s is part of S%lld now%s",
                   (long long)change[1].is.number,
                   small && change[1].was.small ? ", a small stop," : "",
                   (long long)change[0].is.number,
                   small && change[0].was.small ? ", which was a small stop" : "");
}

/* ---- undone --------------------------------------------------------------------------------- */

/* The stop if nobody changed it since, or NULL with the refusal. */
struct stop *people_unchanged(struct station *st, const char *id, int64_t rev, struct outcome *out)
{
    struct stop *stop = people_stop(st, id, out);
    if (!stop)
        return NULL;
    if (stop->edited != rev) {
        people_stale_stop(st, stop, out);
        return NULL;
    }
    if (!stop->open && book_locked(st, stop)) {
        outcome_refuse(out, COMMAND_LOCKED, "S%lld lies in a shift that is signed or frozen",
                       (long long)stop->number);
        return NULL;
    }
    return stop;
}

void split_undo(struct station *st, struct undo *u, struct outcome *out)
{
    const struct stop *first = people_unchanged(st, u->id, u->rev, out);
    const struct stop *later = first ? people_unchanged(st, u->other, u->other_rev, out) : NULL;
    const struct stop *was = &u->was.stop[0];
    if (!later)
        return;
    struct change change[2] = {{.was = *first, .is = both(first, later)},
                               {.was = *later, .is = gone_into(later, first->number)}};
    struct stop *is = &change[0].is;
    (void)text_copy(is->reason, sizeof is->reason, was->reason);
    (void)text_copy(is->note, sizeof is->note, was->note);
    (void)text_copy(is->by, sizeof is->by, was->by);
    is->by_role = was->by_role;
    is->by_wall = was->by_wall;
    is->noticed = was->noticed;
    is->arrived = was->arrived;
    is->repaired = was->repaired;
    is->shaped = was->shaped;
    is->edited = was->edited;
    people_change(st, change, 2);
    done_with(st, &change[0], out);
}

/* The later one goes on as what has become of it since. */
static struct stop grown(struct station *st, const struct stop *m, const struct stop *first,
                         const struct stop *later)
{
    struct stop is = *later;
    if (!later->open)
        return is;
    struct stop rest = *m;
    book_join(&rest, first, -1);
    is.open = m->open;
    is.ms = rest.ms;
    is.own_ms = rest.own_ms;
    memcpy(is.part, rest.part, sizeof is.part);
    is.from = m->from;
    is.end = m->end;
    is.end_wall = m->end_wall;
    is.ragged = m->ragged;
    is.spans = 0;
    for (int i = 0; i < m->spans; i++)
        if (m->span[2 * i] >= later->begin) {
            memcpy(&is.span[2 * is.spans], &m->span[2 * i], 2 * sizeof *is.span);
            is.spans++;
        }
    int64_t ms = m->open ? stop_lost(st, st->t) - first->ms : is.ms;
    int64_t own = is.own_ms + ms - is.ms;
    is.small = !is.shaped && stop_small(st, ms);
    is.asks = is.shaped ? is.asks : !is.small && own > st->config->small_stop_ms;
    return is;
}

void merge_undo(struct station *st, struct undo *u, struct outcome *out)
{
    const struct stop *m = people_unchanged(st, u->id, u->rev, out);
    if (!m)
        return;
    if (!book_at_hand(&u->was.stop[0]) ||
        (!u->was.stop[1].open && !book_at_hand(&u->was.stop[1]))) {
        outcome_refuse(out, COMMAND_LOCKED, "the merged stops are older than what is kept at hand");
        return;
    }
    struct change change[2] = {{.was = *m, .is = u->was.stop[0]},
                               {.is = grown(st, m, &u->was.stop[0], &u->was.stop[1])}};
    change[0].is.rev = m->rev;
    change[1].is.rev = u->other_rev;
    people_change(st, change, 2);
    done_with(st, &change[0], out);
}

/* ---- touch ---------------------------------------------------------------------------------- */

/* So long after it ended people still say what they did. */
#define TOUCH_LATE_MS (10 * MS_PER_MIN)

static const char *const touch_names[] = {"noticed", "arrived", "repaired"};
static const struct words words_touch = {touch_names, 3};

/* When, or TIME_NONE with the refusal. */
static int64_t touch_time(const struct station *st, const struct command *c,
                          const struct stop *stop, struct outcome *out)
{
    int64_t at = c->at == TIME_NONE ? wall_now(st) : c->at;
    bool over = !stop->open && at > stop->end_wall + TOUCH_LATE_MS;
    if (at >= stop->begin_wall && at <= wall_now(st) && !over)
        return at;
    if (over && at <= wall_now(st)) {
        char ago[TEXT_DURATION_SIZE];
        outcome_refuse(out, COMMAND_BAD, "S%lld has been over for %s: say when, while it lasted",
                       (long long)stop->number, text_duration(wall_now(st) - stop->end_wall, ago));
        return TIME_NONE;
    }
    outcome_refuse(out, COMMAND_BAD, "that was not after S%lld began, or is still to come",
                   (long long)stop->number);
    return TIME_NONE;
}

static void touch(struct stop *stop, int what, int64_t at)
{
    int64_t *times[] = {&stop->noticed, &stop->arrived, &stop->repaired};
    *times[what] = at;
    if (stop->noticed == TIME_NONE || stop->noticed > at)
        stop->noticed = at;
}

void people_touch(struct station *st, const struct command *c, struct outcome *out)
{
    struct stop *stop = people_stop(st, c->target, out);
    int what = word_find(&words_touch, c->word, strlen(c->word));
    if (!stop)
        return;
    if (what < 0) {
        outcome_refuse(out, COMMAND_BAD, "say what: noticed, arrived or repaired");
        return;
    }
    const int64_t had[] = {stop->noticed, stop->arrived, stop->repaired};
    int64_t at = touch_time(st, c, stop, out);
    if (at == TIME_NONE || !people_may_change(st, stop, c->rev, out))
        return;
    if (had[what] != TIME_NONE && c->at == TIME_NONE) {
        outcome_refuse(out, COMMAND_BAD, "S%lld is %s already; say when to change that",
                       (long long)stop->number, touch_names[what]);
        return;
    }
    struct change change = {.was = *stop, .is = *stop};
    touch(&change.is, what, at);
    people_change(st, &change, 1);
    char id[RECORD_ID_SIZE];
    people_id(id, 'S', change.is.number);
    undo_add(st, REC_STOP, id, change.is.rev)->was.stop[0] = change.was;
    outcome_done(out, REC_STOP, id);
    (void)snprintf(out->text, sizeof out->text, "%s: %s", id, touch_names[what]);
}

void touch_undo(struct station *st, struct undo *u, struct outcome *out)
{
    const struct stop *stop = people_unchanged(st, u->id, u->rev, out);
    if (!stop)
        return;
    struct change change = {.was = *stop, .is = *stop};
    change.is.noticed = u->was.stop[0].noticed;
    change.is.arrived = u->was.stop[0].arrived;
    change.is.repaired = u->was.stop[0].repaired;
    change.is.edited = u->was.stop[0].edited;
    people_change(st, &change, 1);
    done_with(st, &change, out);
}
