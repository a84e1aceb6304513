/* SPDX-License-Identifier: MIT */
/* Plan and actual by the hour, booked together with the window's own figures, so that the hours of
 * a shift add up to them. What is due follows from the time that was really planned (breaks and
 * declared modes are not) and from what was made in it. Called by window.c as it books and counts,
 * and by the daemon for the board; the cause of an hour is looked up when it is asked for, so that
 * whatever people say afterwards is in it. */
#include "andon/engine/people/book.h"
#include "andon/engine/people/people.h"
#include "data/model/text.h"

#include <string.h>

#define HOUR_TEXT 128 /* bytes of one in the record */

__extension__ typedef __int128 wide;

/* Wall time at which the first hour would have begun. */
static int64_t grid_of(const struct station *st, const struct window *w)
{
    int64_t local = zone_local(st->config->calendar.zone, w->begin_wall);
    return w->begin_wall - (local % MS_PER_HOUR + MS_PER_HOUR) % MS_PER_HOUR;
}

static int hour_at(const struct station *st, const struct window *w, int64_t wall)
{
    int64_t hour = (wall - grid_of(st, w)) / MS_PER_HOUR;
    return hour < 0 ? 0 : hour < HOURS ? (int)hour : HOURS - 1;
}

/* The target if all planned time of the window made parts of this ideal cycle; 0: there is none. */
static int64_t target_for(const struct station *st, const struct window *w, int64_t ideal_us)
{
    const struct config *config = st->config;
    bool fixed = config->planned_ms > 0 && w->id[0] != '\0';
    int64_t planned = fixed ? config->planned_ms : w->planned_ms;
    if (config->target_per_shift > 0)
        return config->target_per_shift;
    if (config->target_oee <= 0 || ideal_us <= 0)
        return 0;
    return (int64_t)((wide)planned * 1000 * config->target_oee / ideal_us);
}

/* What is due for so much planned time, in thousandths of an amount. */
static int64_t due_for(const struct station *st, const struct window *w, int64_t ideal_us,
                       int64_t ms)
{
    int64_t target = target_for(st, w, ideal_us);
    if (target <= 0 || w->planned_ms <= 0 || ms <= 0)
        return 0;
    return (int64_t)(((wide)target * ms * 1000 + w->planned_ms / 2) / w->planned_ms);
}

static int64_t amount_of(int64_t thousandths)
{
    return (thousandths + 500) / 1000;
}

/* Nothing was due before the station watched; what is made changes with the interval. */
static int64_t due_in(const struct station *st, const struct window *w, int64_t begin, int64_t end)
{
    return due_for(st, w, product_at(st, begin)->ideal_us,
                   end - (begin > st->first ? begin : st->first));
}

static void book_hour(const struct station *st, struct window *w, int hour, int64_t begin,
                      int64_t end, const struct phase *phase)
{
    if (phase->in_plan)
        w->hours.due[hour] += due_in(st, w, begin, end);
    if (phase_is_loss(phase))
        w->hours.lost_ms[hour] += end - begin;
}

void hours_book(const struct station *st, struct window *w, int64_t begin, int64_t end,
                const struct phase *phase)
{
    int64_t grid = grid_of(st, w);
    if (phase->in_plan)
        w->hours.all_due += due_in(st, w, begin, end);
    while (begin < end) {
        int64_t wall = station_wall(st, begin);
        int hour = hour_at(st, w, wall);
        int64_t next = grid + (hour + 1) * MS_PER_HOUR - st->wall_offset;
        if (next <= begin || next > end || hour == HOURS - 1)
            next = end;
        book_hour(st, w, hour, begin, next, phase);
        begin = next;
    }
}

/* What people enter is settled with the machine's rejects over the whole shift: an hour has what
 * the figures of the shift changed by what was counted at its time. */
void hours_count(const struct station *st, struct window *w, int64_t at,
                 const struct account_segment *before)
{
    const struct account_segment now = account_totals(&w->account);
    int hour = hour_at(st, w, station_wall(st, at));
    w->hours.good[hour] += now.good - before->good;
    w->hours.scrap[hour] += now.scrap - before->scrap;
}

/* ---- what is due ---------------------------------------------------------------------------- */

static bool has_target(const struct station *st)
{
    return target_for(st, &st->window[0], product_now(st)->ideal_us) > 0;
}

static int64_t due_until(const struct station *st, int64_t t)
{
    const struct window *w = &st->window[0];
    const struct interval *iv = &st->interval;
    return w->hours.all_due + (iv->phase.in_plan ? due_in(st, w, iv->begin, t) : 0);
}

int64_t hours_due(const struct station *st, int64_t t)
{
    bool any = has_target(st) && st->window[0].planned_ms > 0;
    return any ? amount_of(due_until(st, t)) : -1;
}

/* What was due, and what will be for the rest of the shift; as if it had watched from its begin. */
int64_t hours_target(const struct station *st)
{
    const struct window *w = &st->window[0];
    const struct calendar *calendar = &st->config->calendar;
    int64_t ideal_us = product_now(st)->ideal_us;
    int64_t now = station_wall(st, st->t), first = station_wall(st, st->first);
    int64_t unwatched = first < w->end_wall ? first : w->end_wall, ms = 0;
    if (!has_target(st) || w->planned_ms <= 0)
        return target_for(st, w, ideal_us);
    if (unwatched > w->begin_wall)
        ms += calendar_planned(calendar, w->begin_wall, unwatched);
    if (now < w->end_wall)
        ms += calendar_planned(calendar, now, w->end_wall);
    return amount_of(due_until(st, st->t) + due_for(st, w, ideal_us, ms));
}

int64_t hours_due_at(const struct station *st, int64_t due)
{
    const struct window *w = &st->window[0];
    const struct interval *iv = &st->interval;
    int64_t target = target_for(st, w, product_at(st, iv->begin)->ideal_us);
    if (!iv->phase.in_plan || target <= 0 || w->planned_ms <= 0)
        return TIME_NEVER;
    wide need = (wide)due * 1000 - 500 - w->hours.all_due;
    wide room = need * w->planned_ms - w->planned_ms / 2;
    wide ms = room > 0 ? (room + (wide)target * 1000 - 1) / ((wide)target * 1000) : 0;
    int64_t from = iv->begin > st->first ? iv->begin : st->first;
    int64_t left = w->end_wall - st->wall_offset - from;
    return ms < left ? from + (int64_t)ms : TIME_NEVER;
}

/* ---- the board ------------------------------------------------------------------------------ */

static int64_t common(int64_t begin, int64_t end, int64_t from, int64_t to)
{
    int64_t a = begin > from ? begin : from, b = end < to ? end : to;
    return b > a ? b - a : 0;
}

/* What of the stop was lost from `from` to `to`. */
static int64_t lost_in(const struct station *st, const struct stop *s, int64_t from, int64_t to)
{
    int64_t ms = 0;
    if (s->ragged) /* not known by the minute: as if all of it were lost */
        return common(s->begin, s->open ? st->t : s->end, from, to);
    for (int i = 0; i < s->spans; i++)
        ms += common(s->span[2 * i], s->span[2 * i + 1], from, to);
    if (s->open && phase_is_loss(&st->interval.phase))
        ms += common(stop_from(st), st->t, from, to);
    return ms;
}

void hours_say(const struct config *config, bool small, const char *reason, struct hour_row *row)
{
    int index = reason[0] != '\0' ? config_reason_index(config, reason) : -1;
    const char *title = small ? "small stop" : "not explained";
    if (reason[0] != '\0')
        title = index >= 0 ? config->reason[index].title : reason;
    (void)text_copy(row->reason, sizeof row->reason, reason);
    (void)text_copy(row->cause, sizeof row->cause, title);
}

static void put_cause(const struct station *st, const struct stop *s, int64_t ms,
                      struct hour_row *row)
{
    row->cause_ms = ms;
    people_id(row->stop, 'S', s->number);
    hours_say(st->config, s->small, s->reason, row);
}

static void find_cause(const struct station *st, struct hour_row *row)
{
    const struct book *b = st->book;
    int64_t from = row->begin - st->wall_offset, to = row->end - st->wall_offset;
    for (size_t i = 0; i <= b->stops; i++) {
        const struct stop *s = i < b->stops ? &b->stop[i] : &st->stop;
        bool there = i < b->stops || s->open;
        int64_t ms = there ? lost_in(st, s, from, to) : 0;
        if (ms > row->cause_ms)
            put_cause(st, s, ms, row);
    }
}

static void fill_row(const struct station *st, const struct window *w, int hour,
                     struct hour_row *row)
{
    int64_t now = station_wall(st, st->t);
    int64_t due = has_target(st) ? amount_of(w->hours.due[hour]) : -1;
    int64_t grid = grid_of(st, w) + hour * MS_PER_HOUR;
    *row = (struct hour_row){.begin = grid > w->begin_wall ? grid : w->begin_wall,
                             .end = grid + MS_PER_HOUR < w->end_wall ? grid + MS_PER_HOUR
                                                                     : w->end_wall,
                             .good = w->hours.good[hour],
                             .scrap = w->hours.scrap[hour],
                             .lost_ms = w->hours.lost_ms[hour],
                             .due = due,
                             .plan = due};
    row->future = row->begin > now;
    if (row->lost_ms > 0)
        find_cause(st, row);
}

/* What will be due in the rest of an hour of the running shift, by the calendar. */
static void look_ahead(const struct station *st, const struct window *w, int hour,
                       struct hour_row *row)
{
    int64_t now = station_wall(st, st->t), from = row->begin > now ? row->begin : now;
    int64_t ahead = from < row->end ? calendar_planned(&st->config->calendar, from, row->end) : 0;
    if (row->plan >= 0)
        row->plan =
            amount_of(w->hours.due[hour] + due_for(st, w, product_now(st)->ideal_us, ahead));
}

int station_hours(const struct station *st, const char *shift, struct hour_row row[HOURS])
{
    int index = 0;
    while (index < WINDOWS && (st->window[index].id[0] == '\0' ||
                               (shift[0] != '\0' && strcmp(st->window[index].id, shift) != 0)))
        index++;
    if (index == WINDOWS)
        return -1;
    struct window w = st->window[index];
    if (index == 0)
        hours_book(st, &w, st->interval.begin, st->t, &st->interval.phase);
    int count = hour_at(st, &w, w.end_wall - 1) + 1;
    for (int i = 0; i < count; i++) {
        fill_row(st, &w, i, &row[i]);
        if (index == 0)
            look_ahead(st, &w, i, &row[i]);
    }
    return count;
}

/* ---- on record ------------------------------------------------------------------------------ */

static void put_row(struct jw *w, const struct hour_row *row)
{
    jw_array(w, NULL);
    jw_int(w, NULL, row->begin);
    jw_int(w, NULL, row->end);
    if (row->due >= 0)
        jw_amount(w, NULL, row->due);
    else
        jw_null(w, NULL);
    jw_amount(w, NULL, row->good);
    jw_amount(w, NULL, row->scrap);
    jw_int(w, NULL, row->lost_ms);
    jw_int(w, NULL, row->cause_ms);
    jw_text(w, NULL, row->cause_ms > 0 ? row->stop : NULL);
    jw_array_end(w);
}

void hours_put(const struct station *st, int index, struct jw *w, size_t reserve)
{
    const struct window *window = &st->window[index];
    char text[HOURS * HOUR_TEXT];
    struct hour_row row;
    struct jw rows;
    int count = hour_at(st, window, window->end_wall - 1) + 1;
    jw_init(&rows, text, sizeof text);
    jw_array(&rows, NULL);
    for (int i = 0; i < count; i++) {
        fill_row(st, window, i, &row);
        put_row(&rows, &row);
    }
    jw_array_end(&rows);
    if (!rows.overflow && w->length + rows.length + reserve < w->size)
        jw_raw(w, "hours", text);
}
