/* SPDX-License-Identifier: MIT */
/* Which windows a report is made of: the shift, day or week around a time, the one before, and the
 * hours, shifts or days in it. Called by report_take.c when the shifts of the time are known. */
#include "data/model/report/report.h"

#include "data/model/text.h"

#include <string.h>

#define WORD(value, text) text,
static const char *const spans[] = {REPORT_SPANS_X(WORD)};
static const char *const parts[] = {REPORT_PARTS_X(WORD)};
#undef WORD
const struct words words_report_span = {spans, sizeof spans / sizeof *spans};
const struct words words_report_part = {parts, sizeof parts / sizeof *parts};

#define MONDAY(day) ((day) - ((((day) + 3) % 7 + 7) % 7)) /* 1970-01-01 was a Thursday */

static int64_t date_of(const struct report *r, int64_t at)
{
    int64_t local = zone_local(r->zone, at);
    return (local - ((local % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY) / MS_PER_DAY;
}

/* Where the day with that number (days since the epoch, plant time) begins. */
static int64_t report_day(const struct report *r, int64_t day)
{
    int64_t midnight = zone_instant(r->zone, day * MS_PER_DAY), edge = midnight;
    for (int i = 0; i < r->shifts; i++) {
        const struct report_shift *s = &r->shift[i];
        if (date_of(r, s->begin_ms) == day)
            return s->begin_ms;
        if (s->begin_ms < midnight && s->end_ms > edge)
            edge = s->end_ms;
    }
    return edge;
}

static int64_t day_of(const struct report *r, int64_t at)
{
    int64_t day = date_of(r, at);
    if (at < report_day(r, day))
        return day - 1;
    return at >= report_day(r, day + 1) ? day + 1 : day;
}

static void date_text(int64_t day, char *out, size_t size)
{
    int64_t year;
    int month, mday;
    days_to_civil(day, &year, &month, &mday);
    (void)text_format(out, size, "%04lld-%02d-%02d", (long long)year, month, mday);
}

/* ISO 8601: a week belongs to the year of its Thursday. */
static void week_text(int64_t monday, char *out, size_t size)
{
    int64_t year;
    int month, mday;
    days_to_civil(monday + 3, &year, &month, &mday);
    int64_t week = (monday + 3 - civil_to_days(year, 1, 1)) / 7 + 1;
    (void)text_format(out, size, "%04lld-W%02lld", (long long)year, (long long)week);
}

static void add(struct report *r, enum report_part part, const char *name, int64_t from, int64_t to)
{
    if (from >= r->now_ms || to <= from)
        return;
    if (r->windows == REPORT_WINDOWS) {
        r->windows_beyond++;
        return;
    }
    struct report_window *w = &r->window[r->windows++];
    *w = (struct report_window){.part = part, .from_ms = from, .to_ms = to};
    (void)text_copy(w->name, sizeof w->name, name);
}

/* Plant hours, the first and the last as much of them as is in it. */
static void add_hours(struct report *r)
{
    if (r->of_line)
        return; /* a hub has sums of shifts, no shorter ones */
    int64_t local = zone_local(r->zone, r->from_ms);
    int64_t at = local - ((local % MS_PER_HOUR) + MS_PER_HOUR) % MS_PER_HOUR;
    for (int64_t begin = r->from_ms; begin < r->end_ms && r->windows < REPORT_WINDOWS;) {
        char name[64];
        int64_t end = zone_instant(r->zone, at += MS_PER_HOUR);
        if (end <= begin)
            continue; /* the hour that a spring night leaves out */
        if (end > begin + MS_PER_HOUR)
            end = begin + MS_PER_HOUR - (zone_local(r->zone, begin) % MS_PER_HOUR); /* one twice */
        int64_t minute = zone_local(r->zone, begin) % MS_PER_DAY / MS_PER_MIN;
        (void)text_format(name, sizeof name, "%02lld:%02lld", (long long)(minute / 60),
                          (long long)(minute % 60));
        add(r, PART_HOUR, name, begin, end < r->to_ms ? end : r->to_ms);
        begin = end;
    }
}

static void add_shifts(struct report *r)
{
    for (int i = 0; i < r->shifts; i++) {
        const struct report_shift *s = &r->shift[i];
        char name[64], date[16];
        if (s->begin_ms < r->from_ms || s->begin_ms >= r->to_ms)
            continue;
        date_text(date_of(r, s->begin_ms), date, sizeof date);
        (void)text_format(name, sizeof name, "%s %s", date, s->name[0] ? s->name : "shift");
        add(r, PART_SHIFT, name, s->begin_ms, s->end_ms);
    }
}

/* The shift around a time; between two of them the one before. */
static int shift_at(const struct report *r, int64_t at)
{
    int found = r->shifts > 0 ? 0 : -1;
    for (int i = 0; i < r->shifts; i++)
        if (r->shift[i].begin_ms <= at)
            found = i;
    return found;
}

int64_t report_beside(const struct report *r, int by)
{
    if (by < 0)
        return r->from_ms - 1;
    for (int i = 0; i < r->shifts && r->span == REPORT_SHIFT; i++)
        if (r->shift[i].begin_ms >= r->to_ms)
            return r->shift[i].begin_ms;
    return r->to_ms;
}

/* Of a line: each station over the whole. */
static void add_stations(struct report *r)
{
    for (int i = 0; i < r->line.stations; i++) {
        int at = r->windows;
        add(r, PART_STATION, r->line.station[i].name, r->from_ms, r->to_ms);
        if (r->windows > at)
            r->window[at].station = i + 1;
    }
}

static void set(struct report *r, const char *name, int64_t from, int64_t to)
{
    (void)text_copy(r->name, sizeof r->name, name);
    r->from_ms = from;
    r->to_ms = to;
    r->end_ms = to < r->now_ms ? to : r->now_ms;
    add(r, PART_WHOLE, name, from, to);
}

static void plan_shift(struct report *r)
{
    int at = shift_at(r, r->at_ms);
    char name[64], date[16];
    if (at < 0)
        return;
    const struct report_shift *s = &r->shift[at];
    date_text(date_of(r, s->begin_ms), date, sizeof date);
    (void)text_format(name, sizeof name, "%s%s%s", date, s->name[0] ? " " : "", s->name);
    set(r, name, s->begin_ms, s->end_ms);
    if (at > 0)
        add(r, PART_BEFORE, r->shift[at - 1].name, r->shift[at - 1].begin_ms,
            r->shift[at - 1].end_ms);
    add_stations(r);
    add_hours(r);
}

static void plan_day(struct report *r)
{
    char name[16];
    int64_t day = day_of(r, r->at_ms);
    date_text(day, name, sizeof name);
    set(r, name, report_day(r, day), report_day(r, day + 1));
    date_text(day - 1, name, sizeof name);
    add(r, PART_BEFORE, name, report_day(r, day - 1), r->from_ms);
    add_stations(r);
    add_shifts(r);
    add_hours(r);
}

static void plan_week(struct report *r)
{
    char name[16];
    int64_t monday = MONDAY(day_of(r, r->at_ms));
    week_text(monday, name, sizeof name);
    set(r, name, report_day(r, monday), report_day(r, monday + 7));
    week_text(monday - 7, name, sizeof name);
    add(r, PART_BEFORE, name, report_day(r, monday - 7), r->from_ms);
    add_stations(r);
    for (int i = 0; i < 7; i++) {
        date_text(monday + i, name, sizeof name);
        add(r, PART_DAY, name, report_day(r, monday + i), report_day(r, monday + i + 1));
    }
    add_shifts(r);
}

void report_plan(struct report *r)
{
    static void (*const plans[])(struct report *) = {
        [REPORT_SHIFT] = plan_shift, [REPORT_DAY] = plan_day, [REPORT_WEEK] = plan_week};
    plans[r->span](r);
    if (r->windows > 0 && r->window[0].part == PART_WHOLE)
        return;
    r->failed = true;
    (void)text_format(r->why, sizeof r->why, "there is no %s at that time yet",
                      word_name(&words_report_span, (int)r->span));
}
