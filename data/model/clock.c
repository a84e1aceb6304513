/* SPDX-License-Identifier: MIT */
/* Time as data: reading times that sources and people state (standards.md §6.1), writing them, the
 * civil calendar, and local time from a table of offsets. Pure: reads no clock, knows no libc zone,
 * owns nothing. */
#include "data/model/clock.h"

#include "data/model/amount.h"

#include <math.h>
#include <string.h>

/* Anything that changes an offset is further apart than this from where the local time says. */
#define ZONE_REACH (26 * MS_PER_HOUR)

const struct zone zone_utc = {.name = "UTC", .count = 1, .change = {{0, 0}}};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int in_range(int64_t ms, int64_t *wall_ms)
{
    if (ms < TIME_LEAST || ms > TIME_MOST)
        return -1;
    *wall_ms = ms;
    return 0;
}

/* 10 digits s, 13 ms, 16 us, 19 ns; TIME_AUTO when it is none of them. */
static enum time_unit unit_of(double value)
{
    static const struct {
        double from;
        enum time_unit unit;
    } unit[] = {{1e9, TIME_S}, {1e12, TIME_MS}, {1e15, TIME_US}, {1e18, TIME_NS}};
    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++)
        if (value >= unit[i].from && value < unit[i].from * 10)
            return unit[i].unit;
    return TIME_AUTO;
}

int time_from_number(double value, enum time_unit unit, int64_t *wall_ms)
{
    if (!isfinite(value))
        return -1;
    if (unit == TIME_AUTO)
        unit = unit_of(value);
    double ms = value;
    switch (unit) {
    case TIME_S:
        /* 1631266595.43 is a hair under its text as a double: give back two units in the last
         * place before the floor. */
        ms = value * 1e3;
        ms += fabs(ms) * 4.5e-16;
        break;
    case TIME_MS:
        break;
    case TIME_US:
        ms = value / 1e3;
        break;
    case TIME_NS:
        ms = value / 1e6;
        break;
    case TIME_AUTO:
    case TIME_ISO8601:
        return -1;
    }
    ms = floor(ms);
    if (!(ms >= (double)TIME_LEAST && ms <= (double)TIME_MOST))
        return -1;
    return in_range((int64_t)ms, wall_ms);
}

int time_from_integer(int64_t value, enum time_unit unit, int64_t *wall_ms)
{
    if (unit == TIME_AUTO)
        unit = unit_of((double)value);
    switch (unit) {
    case TIME_S:
        if (value < TIME_LEAST || value > TIME_MOST)
            return -1;
        return in_range(value * MS_PER_S, wall_ms);
    case TIME_MS:
        return in_range(value, wall_ms);
    case TIME_US:
        return in_range(floor_div(value, 1000), wall_ms);
    case TIME_NS:
        return in_range(floor_div(value, 1000000), wall_ms);
    case TIME_AUTO:
    case TIME_ISO8601:
        break;
    }
    return -1;
}

/* ---- ISO 8601 ----------------------------------------------------------------------------- */

struct reader {
    const char *p, *end;
};

static bool take(struct reader *r, char c)
{
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

static bool take_one_of(struct reader *r, const char *set)
{
    if (r->p == r->end || *r->p == '\0' || !strchr(set, *r->p))
        return false;
    r->p++;
    return true;
}

/* Exactly `digits` digits with a value in [low, high], or -1. */
static int take_number(struct reader *r, int digits, int low, int high)
{
    int value = 0;
    if (r->end - r->p < digits)
        return -1;
    for (int i = 0; i < digits; i++, r->p++) {
        if (*r->p < '0' || *r->p > '9')
            return -1;
        value = value * 10 + (*r->p - '0');
    }
    return value >= low && value <= high ? value : -1;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool take_date(struct reader *r, int64_t *days)
{
    int year = take_number(r, 4, 0, 9999);
    if (year < 0 || !take(r, '-'))
        return false;
    int month = take_number(r, 2, 1, 12);
    if (month < 0 || !take(r, '-'))
        return false;
    int day = take_number(r, 2, 1, days_in_month(year, month));
    if (day < 0)
        return false;
    *days = civil_to_days(year, month, day);
    return true;
}

/* One to nine digits after the point, cut to ms. */
static bool take_fraction(struct reader *r, int *ms)
{
    int digits = 0;
    *ms = 0;
    for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++, digits++)
        if (digits < 3)
            *ms = *ms * 10 + (*r->p - '0');
    for (int i = digits; i < 3; i++)
        *ms *= 10;
    return digits >= 1 && digits <= 9;
}

/* hh:mm[:ss[.f]] as ms of the day. A leap second is the second after it, as Unix time has it. */
static bool take_clock(struct reader *r, int64_t *ms)
{
    int second = 0, fraction = 0;
    int hour = take_number(r, 2, 0, 23);
    if (hour < 0 || !take(r, ':'))
        return false;
    int minute = take_number(r, 2, 0, 59);
    if (minute < 0)
        return false;
    if (take(r, ':')) {
        second = take_number(r, 2, 0, 60);
        if (second < 0 || (take_one_of(r, ".,") && !take_fraction(r, &fraction)))
            return false;
    }
    *ms = ((int64_t)hour * 60 + minute) * MS_PER_MIN + second * MS_PER_S + fraction;
    return true;
}

/* Z, ±hh, ±hhmm, ±hh:mm, or nothing. */
static bool take_zone(struct reader *r, int64_t *offset_ms, bool *has_zone)
{
    *offset_ms = 0;
    *has_zone = r->p < r->end;
    if (!*has_zone || take_one_of(r, "Zz"))
        return true;
    bool west = *r->p == '-';
    if (!take_one_of(r, "+-"))
        return false;
    int minute = 0;
    int hour = take_number(r, 2, 0, 23);
    if (hour < 0)
        return false;
    if (take(r, ':') || r->p < r->end)
        minute = take_number(r, 2, 0, 59);
    if (minute < 0)
        return false;
    *offset_ms = (hour * 60 + minute) * MS_PER_MIN * (west ? -1 : 1);
    return true;
}

int time_from_iso8601(const char *text, size_t length, int64_t *wall_ms, bool *has_zone)
{
    struct reader r = {text, text + length};
    int64_t days, ms, offset_ms;
    if (!take_date(&r, &days) || !take_one_of(&r, "Tt ") || !take_clock(&r, &ms) ||
        !take_zone(&r, &offset_ms, has_zone) || r.p != r.end)
        return -1;
    return in_range(days * MS_PER_DAY + ms - offset_ms, wall_ms);
}

int time_from_text(const char *text, int64_t *wall_ms)
{
    size_t length = strlen(text);
    int64_t amount, days;
    bool has_zone;
    if (amount_from_text(text, length, &amount) == 0) {
        int64_t whole = amount / AMOUNT_ONE;
        enum time_unit unit = unit_of((double)whole);
        if (unit == TIME_S)
            return in_range(amount / 1000, wall_ms);
        return unit == TIME_MS ? in_range(whole, wall_ms) : -1;
    }
    struct reader r = {text, text + length};
    if (take_date(&r, &days) && r.p == r.end)
        return in_range(days * MS_PER_DAY, wall_ms);
    return time_from_iso8601(text, length, wall_ms, &has_zone);
}

static char *put_number(char *p, int64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        p[i] = (char)('0' + value % 10);
    return p + digits;
}

const char *time_to_iso8601(int64_t wall_ms, char out[TIME_ISO_SIZE])
{
    int64_t checked, year;
    int month, day;
    if (in_range(wall_ms, &checked) != 0)
        return memcpy(out, "-", 2);
    int64_t days = floor_div(wall_ms, MS_PER_DAY);
    int64_t ms = wall_ms - days * MS_PER_DAY;
    days_to_civil(days, &year, &month, &day);
    const struct {
        int64_t value;
        int digits;
        char after;
    } part[] = {
        {year, 4, '-'},
        {month, 2, '-'},
        {day, 2, 'T'},
        {ms / MS_PER_HOUR, 2, ':'},
        {ms / MS_PER_MIN % 60, 2, ':'},
        {ms / MS_PER_S % 60, 2, '.'},
        {ms % MS_PER_S, 3, 'Z'},
    };
    char *p = out;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        p = put_number(p, part[i].value, part[i].digits);
        *p++ = part[i].after;
    }
    *p = '\0';
    return out;
}

/* ---- civil calendar, zones ---------------------------------------------------------------- */

int64_t civil_to_days(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void days_to_civil(int64_t days, int64_t *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = yoe + era * 400 + (*month <= 2);
}

/* Index of the row in force at an instant; 0 also before the first one. */
static size_t zone_row(const struct zone *zone, int64_t wall_ms)
{
    size_t low = 0, high = zone->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->change[middle].from_ms <= wall_ms)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int64_t offset_ms(const struct zone *zone, size_t row)
{
    return zone->change[row].offset_s * MS_PER_S;
}

int64_t zone_local(const struct zone *zone, int64_t wall_ms)
{
    return zone->count ? wall_ms + offset_ms(zone, zone_row(zone, wall_ms)) : wall_ms;
}

bool zone_steady(const struct zone *zone, int64_t from_ms, int64_t to_ms, int64_t *offset)
{
    size_t row = zone->count ? zone_row(zone, from_ms) : 0;
    *offset = zone->count ? offset_ms(zone, row) : 0;
    return row + 1 >= zone->count || to_ms < zone->change[row + 1].from_ms;
}

const char *time_to_iso8601_in(const struct zone *zone, int64_t wall_ms, char out[TIME_ISO_SIZE])
{
    int64_t checked;
    if (in_range(wall_ms, &checked) != 0)
        return memcpy(out, "-", 2);
    int64_t local = zone_local(zone, wall_ms), offset = (local - wall_ms) / MS_PER_MIN;
    (void)time_to_iso8601(local, out);
    char *p = out + strlen(out) - 1; /* the Z */
    if (*out == '-')
        return out;
    *p++ = offset < 0 ? '-' : '+';
    offset = offset < 0 ? -offset : offset;
    p = put_number(p, offset / 60, 2);
    *p++ = ':';
    p = put_number(p, offset % 60, 2);
    *p = '\0';
    return out;
}

int64_t zone_instant(const struct zone *zone, int64_t local_ms)
{
    if (zone->count == 0)
        return local_ms;
    size_t row = zone_row(zone, local_ms - ZONE_REACH);
    size_t last = zone_row(zone, local_ms + ZONE_REACH);
    for (; row < last; row++) {
        int64_t end = zone->change[row + 1].from_ms;
        if (local_ms - offset_ms(zone, row) < end)
            break;
        /* The clock had gone past this row and the next one begins later than it says: the gap. */
        if (local_ms - offset_ms(zone, row + 1) < end)
            return end;
    }
    return local_ms - offset_ms(zone, row);
}
