/* SPDX-License-Identifier: MIT */
/* Windows: the spans that figures are for. window[0] is the current shift (or plant day, or gap
 * between shifts); the ones after it have ended, yet late counts and stops that turn long still
 * change them; window[FIXED] is what a replay asked for. Accounts hold what is closed; window_view
 * puts the open interval and the open stop on top, so nothing is ever booked twice. */
#include "andon/engine/parts.h"
#include "data/model/text.h"

#include <string.h>

int window_shown(const struct station *st)
{
    return st->fixed ? FIXED : 0;
}

int64_t window_overlap(const struct station *st, int index, int64_t begin, int64_t end)
{
    const struct window *w = &st->window[index];
    if (index != FIXED)
        return index == 0 ? end - begin : 0; /* intervals are split where shifts change */
    int64_t from = begin > w->begin ? begin : w->begin;
    int64_t to = end < w->end ? end : w->end;
    return st->fixed && to > from ? to - from : 0;
}

/* ---- booking -------------------------------------------------------------------------------- */

void window_book_detail(struct window *w, const char *name, int64_t ms)
{
    if (name[0] == '\0' || ms <= 0)
        return;
    /* The last row takes all words that found no row of their own. */
    int i = 0;
    while (i < w->details && i < SNAPSHOT_DETAILS - 1 && strcmp(w->detail[i].name, name) != 0)
        i++;
    if (i == w->details) {
        bool last = i == SNAPSHOT_DETAILS - 1;
        (void)text_copy(w->detail[i].name, sizeof w->detail[i].name, last ? "other" : name);
        w->detail[i].ms = 0;
        w->details++;
    }
    w->detail[i].ms += ms;
}

void window_book(struct station *st, int64_t begin, int64_t end, const struct phase *phase)
{
    hours_book(st, &st->window[0], begin, end, phase);
    static const int booked[] = {0, FIXED};
    for (size_t i = 0; i < sizeof booked / sizeof *booked; i++) {
        int64_t ms = window_overlap(st, booked[i], begin, end);
        if (ms <= 0)
            continue;
        account_time(&st->window[booked[i]].account, phase->in_plan, phase->state, ms);
        window_book_detail(&st->window[booked[i]], phase->detail, ms);
    }
}

int window_at(const struct station *st, int64_t at)
{
    int i = 0;
    while (i + 1 < WINDOWS && at < st->window[i].begin && st->window[i + 1].end > 0)
        i++;
    return i;
}

/* Whether `at` is planned time. What is open began with the last change of that; for late counts
 * the calendar and the former modes tell. */
static bool is_planned(const struct station *st, int64_t at)
{
    if (at >= st->interval.begin)
        return st->interval.phase.in_plan;
    struct calendar_span span = calendar_at(&st->config->calendar, station_wall(st, at));
    return span.in_shift && !span.in_break && modes_at(st, at)->planned;
}

/* Unknown time is no run time: what is made in it is shown, and in no ratio. Where nothing ever
 * tells the state there is no run time either, and quality is all there is. */
static bool is_unknown(const struct station *st, int64_t at)
{
    return at >= st->interval.begin && st->interval.phase.state == MS_UNKNOWN && state_is_told(st);
}

enum parts_kind window_kind(const struct station *st, int64_t at)
{
    if (modes_at(st, at)->mode == MODE_TRIAL)
        return PARTS_TRIAL;
    return is_planned(st, at) && !is_unknown(st, at) ? PARTS_PLANNED : PARTS_OUTSIDE;
}

static void count_in(struct window *w, const struct lot *lot)
{
    if (lot->kind == PARTS_PLANNED)
        account_count(&w->account, lot->made.ideal_us, &lot->made);
    else if (lot->kind == PARTS_OUTSIDE)
        account_count_outside(&w->account, &lot->made);
    else
        account_count_trial(&w->account, &lot->made);
}

bool window_keeps(const struct station *st, int64_t at)
{
    return at >= st->window[window_at(st, at)].begin;
}

void window_count(struct station *st, const struct lot *lot)
{
    if (window_overlap(st, FIXED, lot->at, lot->at + 1) > 0)
        count_in(&st->window[FIXED], lot);
    int i = window_at(st, lot->at);
    const struct account_segment before = account_totals(&st->window[i].account);
    count_in(&st->window[i], lot);
    hours_count(st, &st->window[i], lot->at, &before);
    if (i > 0)
        window_amend(st, i);
}

/* What the open stop has lost of the window by `t`. */
static int64_t open_part(const struct station *st, int index, int64_t t)
{
    int64_t from = stop_from(st), part = st->stop.part[index];
    if (phase_is_loss(&st->interval.phase) && t > from)
        part += window_overlap(st, index, from, t);
    return part;
}

/* Looked at by rules in every step: a view is a large copy. */
int64_t window_unexplained(const struct station *st, int index, int64_t t)
{
    const struct stop *stop = &st->stop;
    bool open = stop->open && !stop->small && stop_unexplained(stop);
    return st->window[index].unexplained + (open && open_part(st, index, t) > 0);
}

struct window_view window_view(const struct station *st, int index, int64_t t)
{
    const struct window *w = &st->window[index];
    const struct interval *iv = &st->interval;
    const struct stop *stop = &st->stop;
    struct window_view v = {
        .account = w->account, .unexplained = w->unexplained, .unexplained_ms = w->unexplained_ms};
    int64_t open_ms = t > iv->begin ? window_overlap(st, index, iv->begin, t) : 0;
    account_time(&v.account, iv->phase.in_plan, iv->phase.state, open_ms);
    if (!stop->open)
        return v;
    int64_t part = open_part(st, index, t);
    v.account.stops += stop->home[index];
    v.account.small_stops += stop->small ? stop->home[index] : 0;
    if (stop->small) {
        v.account.small_ms += part;
    } else if (stop_unexplained(stop) && part > 0) {
        v.unexplained++;
        v.unexplained_ms += part;
    }
    return v;
}

/* ---- records of windows --------------------------------------------------------------------- */

void window_announce(struct station *st)
{
    if (st->window[0].rev == 0 && st->window[0].id[0] != '\0')
        records_window(st, 0, false);
}

void window_amend(struct station *st, int index)
{
    st->window[index].dirty = st->window[index].id[0] != '\0';
}

void window_write(struct station *st)
{
    for (int i = 1; i < WINDOWS; i++)
        if (st->window[i].dirty)
            records_window(st, i, true);
}

/* ---- planned time elapsed ------------------------------------------------------------------- */

/* Nothing was due before anybody watched: a station set up in mid-shift is not behind at once. */
static void pace(struct station *st, struct window *w, int64_t begin, int64_t end)
{
    const struct calendar *calendar = &st->config->calendar;
    int64_t wall = station_wall(st, st->t), first = station_wall(st, st->first);
    w->planned_ms = calendar_planned(calendar, begin, end);
    w->paced_ms =
        calendar_planned(calendar, begin > first ? begin : first, wall < end ? wall : end);
    w->paced_wall = wall > first ? wall : first;
    w->paced_on = st->span.in_shift && !st->span.in_break;
}

int64_t window_paced(const struct window *w, int64_t wall)
{
    int64_t from = w->paced_wall > w->begin_wall ? w->paced_wall : w->begin_wall;
    int64_t to = wall < w->end_wall ? wall : w->end_wall;
    return w->paced_ms + (w->paced_on && to > from ? to - from : 0);
}

/* ---- the calendar moves on ------------------------------------------------------------------ */

static bool is_window_of(const struct window *w, const struct calendar_span *span)
{
    return w->begin_wall == span->begin_ms && strcmp(w->name, span->name) == 0 &&
           (w->id[0] != '\0') == span->in_shift;
}

/* The ideal cycle is known before the first part: no parts is performance 0, not unknown. */
static void know_ideal(const struct station *st, struct window *w)
{
    const struct making *now = product_now(st);
    struct account_segment none = {0};
    (void)text_copy(none.product, sizeof none.product, now->product);
    account_count(&w->account, now->ideal_us, &none);
}

void window_know_ideal(struct station *st)
{
    know_ideal(st, &st->window[0]);
    if (window_overlap(st, FIXED, st->t, st->t + 1) > 0)
        know_ideal(st, &st->window[FIXED]);
}

static bool id_is_taken(const struct station *st, const struct window *w)
{
    for (int i = 0; i < WINDOWS; i++)
        if (&st->window[i] != w && strcmp(st->window[i].id, w->id) == 0)
            return true;
    return false;
}

/* Of the wall minute it begins at. A shift that a reload named anew begins when its former did. */
static void name_window(const struct station *st, struct window *w)
{
    long long minute = (long long)(w->begin_wall / MS_PER_MIN);
    char first[RECORD_ID_SIZE - 4];
    if (st->era > 0)
        (void)text_format(first, sizeof first, "W%lld.%lld", minute, (long long)st->era);
    else
        (void)text_format(first, sizeof first, "W%lld", minute);
    (void)text_copy(w->id, sizeof w->id, first);
    for (int n = 2; id_is_taken(st, w); n++)
        (void)text_format(w->id, sizeof w->id, "%s-%d", first, n);
}

static void open_window(struct station *st, struct window *w)
{
    const struct calendar_span *span = &st->span;
    *w = (struct window){.begin_wall = span->begin_ms, .end_wall = span->end_ms, .begin = st->t};
    (void)text_copy(w->name, sizeof w->name, span->name);
    (void)text_copy(w->team, sizeof w->team, span->team);
    know_ideal(st, w);
    if (span->in_shift)
        name_window(st, w);
}

/* Bring window `index` to the front; those before it move back by one. */
static void rotate(struct station *st, int index, bool fresh)
{
    struct window front = st->window[index];
    for (int i = index; i > 0; i--)
        st->window[i] = st->window[i - 1];
    st->window[0] = front;
    book_rotate(st, index, fresh);
}

/* The current window ends here. When the clock was set back into the one before, that one goes on:
 * it is the same shift, and its record is open again. */
static void change_window(struct station *st)
{
    struct phase next = st->interval.phase;
    next.in_plan = state_in_plan(st);
    interval_end(st, st->t, &next);
    st->window[0].end = st->t;
    if (st->window[0].id[0] != '\0')
        records_window(st, 0, true);
    if (st->window[0].id[0] != '\0')
        goals_shift(st, 0);
    window_write(st);
    handover_ended(st);
    int back = 1;
    while (back < WINDOWS && !is_window_of(&st->window[back], &st->span))
        back++;
    rotate(st, back < WINDOWS ? back : WINDOWS - 1, back == WINDOWS);
    if (back == WINDOWS)
        open_window(st, &st->window[0]);
    else
        handover_reopened(st);
    st->window[0].end = TIME_NEVER;
    if (st->window[0].id[0] != '\0')
        records_window(st, 0, false);
    interval_begin(st, st->t, &next);
}

static void follow_span(struct station *st)
{
    struct window *w = &st->window[0];
    w->end_wall = st->span.end_ms;
    (void)text_copy(w->team, sizeof w->team, st->span.team);
    pace(st, w, w->begin_wall, w->end_wall);
    if (!st->fixed)
        return;
    w = &st->window[FIXED];
    w->begin = st->fixed_from_wall - st->wall_offset;
    w->end = st->fixed_to_wall == TIME_NEVER ? TIME_NEVER : st->fixed_to_wall - st->wall_offset;
    pace(st, w, w->begin_wall, w->end_wall);
}

int64_t window_deadline(const struct station *st)
{
    return st->span.change_ms - st->wall_offset;
}

void window_refresh(struct station *st)
{
    st->span = calendar_at(&st->config->calendar, station_wall(st, st->t));
    if (!is_window_of(&st->window[0], &st->span)) {
        change_window(st);
    } else {
        struct phase next = st->interval.phase;
        next.in_plan = state_in_plan(st);
        interval_edge(st, st->t, &next);
    }
    follow_span(st);
    station_touch(st);
}

/* What a replay asks for. Time of it before the axis begins is unknown. */
static void fix_window(struct station *st, int64_t from_wall, int64_t to_wall)
{
    struct window *w = &st->window[FIXED];
    st->fixed = true;
    st->fixed_from_wall = from_wall != TIME_NONE ? from_wall : st->span.begin_ms;
    st->fixed_to_wall = to_wall != TIME_NONE ? to_wall : TIME_NEVER;
    w->begin_wall = st->fixed_from_wall;
    w->end_wall = to_wall != TIME_NONE ? to_wall : st->span.end_ms;
    know_ideal(st, w);
    int64_t before = st->span.begin_ms < w->end_wall ? st->span.begin_ms : w->end_wall;
    if (w->begin_wall >= before)
        return;
    int64_t planned = calendar_planned(&st->config->calendar, w->begin_wall, before);
    account_time(&w->account, true, MS_UNKNOWN, planned);
    account_time(&w->account, false, MS_UNKNOWN, before - w->begin_wall - planned);
}

void window_init(struct station *st, int64_t from_wall, int64_t to_wall)
{
    st->span = calendar_at(&st->config->calendar, station_wall(st, st->t));
    st->t = st->span.begin_ms - st->wall_offset;
    st->span = calendar_at(&st->config->calendar, st->span.begin_ms);
    open_window(st, &st->window[0]);
    st->window[0].end = TIME_NEVER;
    if (from_wall != TIME_NONE || to_wall != TIME_NONE)
        fix_window(st, from_wall, to_wall);
    follow_span(st);
}
