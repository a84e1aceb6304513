/* SPDX-License-Identifier: MIT */
/* The plant calendar: which shift, break or gap an instant lies in. Shift edges are local times;
 * each is turned into an instant by the zone, so that a day of 23 or 25 hours has the shifts people
 * expect and durations are true. An overnight shift belongs to the day on which it starts. */
#include "data/model/calendar.h"

#include <string.h>

/* How far a gap between shifts is looked over; a longer shutdown is told day by day. */
#define DAYS_BACK    8
#define DAYS_FORWARD 8

struct range {
    int64_t begin, end;
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0));
}

static int64_t local_day(const struct calendar *c, int64_t wall_ms)
{
    return floor_div(zone_local(c->zone, wall_ms), MS_PER_DAY);
}

static int64_t instant(const struct calendar *c, int64_t day, int32_t minute)
{
    return zone_instant(c->zone, day * MS_PER_DAY + minute * MS_PER_MIN);
}

/* 1970-01-01 was a Thursday; bit 0 is Monday. */
static bool starts_on(const struct shift_plan *s, int64_t day)
{
    int weekday = (int)(((day + 3) % 7 + 7) % 7);
    return s->days == 0 || (s->days >> weekday & 1) != 0;
}

static struct range shift_range(const struct calendar *c, const struct shift_plan *s, int64_t day)
{
    int32_t end = s->end_min > s->begin_min ? s->end_min : s->end_min + 24 * 60;
    return (struct range){instant(c, day, s->begin_min), instant(c, day, end)};
}

/* Breaks are told in local minutes of the clock; one before the shift's begin lies after midnight.
 */
static struct range break_range(const struct calendar *c, const struct shift_plan *s, int i,
                                int64_t day)
{
    const struct shift_break *b = &s->pause[i];
    int32_t shift = b->begin_min < s->begin_min ? 24 * 60 : 0;
    int32_t end = b->end_min + shift;
    if (b->end_min <= b->begin_min)
        end += 24 * 60;
    return (struct range){instant(c, day, b->begin_min + shift), instant(c, day, end)};
}

/* The earliest of `edge` and the span's next change, when it lies ahead. */
static void change_at(struct calendar_span *span, int64_t edge, int64_t now)
{
    if (edge > now && edge < span->change_ms)
        span->change_ms = edge;
}

static struct calendar_span plant_day(const struct calendar *c, int64_t wall_ms)
{
    int64_t day = local_day(c, wall_ms);
    struct calendar_span span = {.in_shift = true};
    span.begin_ms = instant(c, day, 0);
    span.end_ms = span.change_ms = instant(c, day + 1, 0);
    return span;
}

static void enter_shift(const struct calendar *c, const struct shift_plan *s, int64_t day,
                        struct range r, struct calendar_span *span, int64_t wall_ms)
{
    *span = (struct calendar_span){
        .begin_ms = r.begin, .end_ms = r.end, .in_shift = true, .change_ms = r.end};
    memcpy(span->name, s->name, sizeof span->name);
    for (int i = 0; i < s->pauses; i++) {
        struct range p = break_range(c, s, i, day);
        change_at(span, p.begin, wall_ms);
        change_at(span, p.end, wall_ms);
        if (wall_ms >= p.begin && wall_ms < p.end)
            span->in_break = true;
    }
}

struct calendar_span calendar_at(const struct calendar *calendar, int64_t wall_ms)
{
    const struct calendar *c = calendar;
    if (c->shifts == 0)
        return plant_day(c, wall_ms);
    int64_t today = local_day(c, wall_ms);
    struct calendar_span span = {0};
    int64_t last_end = TIME_NONE;
    int64_t next = TIME_NEVER; /* begin of the next shift: cuts an overlapping one short */
    bool found = false;
    for (int64_t day = today - DAYS_BACK; day <= today + DAYS_FORWARD; day++) {
        for (int i = 0; i < c->shifts; i++) {
            const struct shift_plan *s = &c->shift[i];
            if (!starts_on(s, day))
                continue;
            struct range r = shift_range(c, s, day);
            if (r.begin > wall_ms && r.begin < next)
                next = r.begin;
            if (r.end <= wall_ms && r.end > last_end)
                last_end = r.end;
            bool covers = r.begin <= wall_ms && wall_ms < r.end;
            /* The later one wins where two overlap. */
            if (covers && (!found || r.begin > span.begin_ms)) {
                enter_shift(c, s, day, r, &span, wall_ms);
                found = true;
            }
        }
    }
    if (found) {
        if (next < span.end_ms)
            span.end_ms = next;
        change_at(&span, next, wall_ms);
        return span;
    }
    struct calendar_span day = plant_day(c, wall_ms);
    span.begin_ms = last_end == TIME_NONE ? day.begin_ms : last_end;
    span.end_ms = next == TIME_NEVER || last_end == TIME_NONE ? day.end_ms : next;
    if (next < span.end_ms)
        span.end_ms = next;
    span.change_ms = span.end_ms;
    return span;
}

int64_t calendar_planned(const struct calendar *calendar, int64_t begin_ms, int64_t end_ms)
{
    int64_t sum = 0;
    for (int64_t at = begin_ms; at < end_ms;) {
        struct calendar_span span = calendar_at(calendar, at);
        int64_t to = span.change_ms < end_ms ? span.change_ms : end_ms;
        if (span.in_shift && !span.in_break)
            sum += to - at;
        at = to;
    }
    return sum;
}
