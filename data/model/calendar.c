/* SPDX-License-Identifier: MIT */
/* The plant calendar: which shift, break or gap an instant lies in. Called by the engine at each
 * edge and for windows; keeps nothing. Shift edges are local times; each is turned into an instant
 * by the zone, so that a day of 23 or 25 hours has the shifts people expect and durations are true.
 * An overnight shift belongs to the day on which it starts, its team and holiday too. A break
 * begins by the clock and lasts as long as agreed, in the night of the clock change as well. */
#include "data/model/calendar.h"

#include <string.h>

#define DAY_MIN 1440

/* Gaps over this many midnights are told day by day: a shift that ends before the gap or begins
 * after it is at most one day further away. */
#define GAP_DAYS 7
#define FAR_DAYS (GAP_DAYS + 1)

/* Reaches over yesterday, and over tomorrow with the shift that starts on it. */
#define NEAR_MS (4 * MS_PER_DAY)

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

/* ---- which shifts start on a day ---- */

/* A local day in the forms that are asked for. */
struct day {
    int64_t number;
    int32_t of_year; /* 32 * month + day of the month */
    int weekday;     /* 0 Monday */
};

static struct day day_of(const struct calendar *c, int64_t number)
{
    /* 1970-01-01 was a Thursday. */
    struct day day = {.number = number, .weekday = (int)(((number + 3) % 7 + 7) % 7)};
    if (c->offs > 0) { /* only holidays come every year */
        int64_t year;
        int month, of_month;
        days_to_civil(number, &year, &month, &of_month);
        day.of_year = month * 32 + of_month;
    }
    return day;
}

static bool span_has(const struct date_span *span, const struct day *day)
{
    if (!span->yearly)
        return span->first <= day->number && day->number <= span->last;
    bool behind = span->first <= day->of_year;
    bool before = day->of_year <= span->last;
    return span->first <= span->last ? behind && before : behind || before;
}

static uint32_t shifts_off(const struct calendar *c, const struct day *day)
{
    uint32_t off = 0;
    for (int i = 0; i < c->offs; i++) {
        if (span_has(&c->off[i].span, day))
            off |= c->off[i].shifts ? c->off[i].shifts : UINT32_MAX;
    }
    return off;
}

static bool starts_on(const struct shift_plan *s, const struct day *day, bool off)
{
    for (int i = 0; i < s->dates.count; i++) {
        if (span_has(&s->dates.item[i], day))
            return true;
    }
    if (off)
        return false;
    return s->days == 0 ? s->dates.count == 0 : (s->days >> day->weekday & 1) != 0;
}

bool calendar_starts(const struct calendar *calendar, int shift, int64_t day)
{
    struct day d = day_of(calendar, day);
    bool off = (shifts_off(calendar, &d) >> shift & 1) != 0;
    return starts_on(&calendar->shift[shift], &d, off);
}

static const char *team_of(const struct calendar *c, const struct shift_plan *s, int64_t day)
{
    int64_t turn = 0;
    if (s->turns == 0)
        return "";
    if (c->rotation_days > 0)
        turn = floor_div(day - c->rotation_start, c->rotation_days);
    turn -= floor_div(turn, s->turns) * s->turns;
    return c->team[s->rota[turn]];
}

/* ---- what lies around an instant ---- */

struct around {
    const struct calendar *calendar;
    int64_t wall;
    bool steady; /* the days that are looked at have one offset: no need to search the zone */
    int64_t offset;
    const struct shift_plan *shift; /* that it lies in; NULL: none */
    int64_t day;                    /* on which that one started */
    struct range range;
    int64_t last_end; /* of the shifts before it, TIME_NONE: not found */
    int64_t next;     /* begin of the shifts after it, TIME_NEVER: not found */
};

static int64_t moment(const struct around *a, int64_t day, int32_t minute)
{
    if (a->steady)
        return day * MS_PER_DAY + minute * MS_PER_MIN - a->offset;
    return instant(a->calendar, day, minute);
}

static struct range shift_range(const struct around *a, const struct shift_plan *s, int64_t day)
{
    int32_t end = s->end_min > s->begin_min ? s->end_min : s->end_min + DAY_MIN;
    return (struct range){moment(a, day, s->begin_min), moment(a, day, end)};
}

/* Breaks are told in local minutes of the clock; one before the shift's begin lies after midnight.
 */
static struct range break_range(const struct around *a, int i)
{
    const struct shift_break *b = &a->shift->pause[i];
    int32_t minutes = b->end_min - b->begin_min;
    int32_t later = b->begin_min < a->shift->begin_min ? DAY_MIN : 0;
    int64_t begin = moment(a, a->day, b->begin_min + later);
    if (minutes <= 0)
        minutes += DAY_MIN;
    return (struct range){begin, begin + minutes * MS_PER_MIN};
}

static void look_at_shift(struct around *a, const struct shift_plan *s, int64_t day)
{
    struct range r = shift_range(a, s, day);
    if (r.begin >= r.end)
        return; /* the clock jumped over it */
    if (r.begin > a->wall) {
        if (r.begin < a->next)
            a->next = r.begin;
    } else if (r.end <= a->wall) {
        if (r.end > a->last_end)
            a->last_end = r.end;
    } else if (!a->shift || r.begin > a->range.begin) { /* of two that overlap the later one */
        a->shift = s;
        a->day = day;
        a->range = r;
    }
}

static void look_at_day(struct around *a, int64_t number)
{
    const struct calendar *c = a->calendar;
    struct day day = day_of(c, number);
    uint32_t off = shifts_off(c, &day);
    for (int i = 0; i < c->shifts; i++) {
        if (starts_on(&c->shift[i], &day, (off >> i & 1) != 0))
            look_at_shift(a, &c->shift[i], number);
    }
}

/* A shift is at most a day long: it starts today or did yesterday. */
static struct around look_around(const struct calendar *c, int64_t wall_ms, int64_t today)
{
    struct around a = {.calendar = c, .wall = wall_ms, .last_end = TIME_NONE, .next = TIME_NEVER};
    a.steady = zone_steady(c->zone, wall_ms - NEAR_MS, wall_ms + NEAR_MS, &a.offset);
    for (int64_t day = today - 1; day <= today + 1; day++)
        look_at_day(&a, day);
    a.steady = a.steady && a.shift;
    for (int far = 2; !a.shift && far <= FAR_DAYS; far++) {
        if (a.last_end == TIME_NONE)
            look_at_day(&a, today - far);
        if (a.next == TIME_NEVER)
            look_at_day(&a, today + far);
    }
    return a;
}

/* ---- spans ---- */

/* Whether the instant lies in a break, and until when that stays so. Breaks that touch are one. */
static void place_in_breaks(const struct around *a, struct calendar_span *span)
{
    struct range r[BREAKS_MAX];
    int64_t until = a->wall;
    span->change_ms = span->end_ms;
    for (int i = 0; i < a->shift->pauses; i++) {
        r[i] = break_range(a, i);
        if (r[i].begin > a->wall && r[i].begin < span->change_ms)
            span->change_ms = r[i].begin;
    }
    for (int i = 0; i < a->shift->pauses; i++) {
        if (r[i].begin <= until && until < r[i].end) {
            until = r[i].end;
            i = -1; /* again: another one may begin where this one ends */
        }
    }
    span->in_break = until > a->wall;
    if (span->in_break)
        span->change_ms = until < span->end_ms ? until : span->end_ms;
}

static struct calendar_span shift_span(const struct around *a)
{
    struct calendar_span span = {.begin_ms = a->range.begin, .in_shift = true};
    span.end_ms = a->next < a->range.end ? a->next : a->range.end;
    memcpy(span.name, a->shift->name, sizeof span.name);
    const char *team = team_of(a->calendar, a->shift, a->day);
    memcpy(span.team, team, strlen(team) + 1);
    place_in_breaks(a, &span);
    return span;
}

static struct calendar_span day_span(const struct calendar *c, int64_t day)
{
    struct calendar_span span = {.begin_ms = instant(c, day, 0), .end_ms = instant(c, day + 1, 0)};
    span.change_ms = span.end_ms;
    return span;
}

static struct calendar_span gap_span(const struct around *a, int64_t today)
{
    const struct calendar *c = a->calendar;
    bool known = a->last_end != TIME_NONE && a->next != TIME_NEVER;
    struct calendar_span span = day_span(c, today);
    if (known && local_day(c, a->next) - local_day(c, a->last_end) <= GAP_DAYS) {
        span.begin_ms = a->last_end;
        span.end_ms = a->next;
    } else {
        if (a->last_end > span.begin_ms)
            span.begin_ms = a->last_end;
        if (a->next < span.end_ms)
            span.end_ms = a->next;
    }
    span.change_ms = span.end_ms;
    return span;
}

struct calendar_span calendar_at(const struct calendar *calendar, int64_t wall_ms)
{
    int64_t today = local_day(calendar, wall_ms);
    if (calendar->shifts == 0) {
        struct day day = day_of(calendar, today);
        struct calendar_span span = day_span(calendar, today);
        span.in_shift = shifts_off(calendar, &day) == 0;
        return span;
    }
    struct around a = look_around(calendar, wall_ms, today);
    return a.shift ? shift_span(&a) : gap_span(&a, today);
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
