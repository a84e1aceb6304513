/* SPDX-License-Identifier: MIT */
/* Time as data. Pure code reads no clock: `struct now` is handed in.
 * All times are int64 milliseconds; wall times count from the Unix epoch, UTC. */
#ifndef DATA_MODEL_CLOCK_H
#define DATA_MODEL_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MS_PER_S    INT64_C(1000)
#define MS_PER_MIN  INT64_C(60000)
#define MS_PER_HOUR INT64_C(3600000)
#define MS_PER_DAY  INT64_C(86400000)
#define TIME_NEVER  INT64_MAX /* a deadline that does not come */
#define TIME_NONE   INT64_MIN /* a time that is not known */
/* Of the years 0 to 9999: what else somebody says is none, and would overflow what is reckoned. */
#define TIME_LEAST INT64_C(-62167219200000)
#define TIME_MOST  INT64_C(253402300799999)

struct now {
    int64_t boot_ms; /* CLOCK_BOOTTIME: never steps, counts through suspend */
    int64_t wall_ms; /* CLOCK_REALTIME: may step */
    bool synced;     /* whether the wall clock was synchronised */
};

/* Units in which a source states a time. TIME_AUTO decides by magnitude (standards.md §6.1):
 * 10 digits s, 13 ms, 16 us, 19 ns. */
enum time_unit { TIME_AUTO, TIME_S, TIME_MS, TIME_US, TIME_NS, TIME_ISO8601 };

/* A number of `unit` since the epoch to ms (floor). `value` may have a fraction when unit is s or
 * ms. Returns 0, or -1 when the magnitude fits no unit or overflows. */
int time_from_number(double value, enum time_unit unit, int64_t *wall_ms);
int time_from_integer(int64_t value, enum time_unit unit, int64_t *wall_ms);

/* ISO 8601 date-time: 'T' or blank, optional fraction (up to 9 digits, floor to ms), 'Z' or
 * ±hh[:]mm. Without a zone `*has_zone` is false and the value is as if UTC. Returns 0 or -1. */
int time_from_iso8601(const char *text, size_t length, int64_t *wall_ms, bool *has_zone);

/* A time a person types: ISO 8601 or epoch seconds/milliseconds by magnitude. Returns 0 or -1. */
int time_from_text(const char *text, int64_t *wall_ms);

#define TIME_ISO_SIZE 32
/* "2026-11-22T13:14:05.123Z" into `out`. Returns `out`. */
const char *time_to_iso8601(int64_t wall_ms, char out[TIME_ISO_SIZE]);

/* Days since the epoch of a proleptic Gregorian date and back (Howard Hinnant's civil calendar). */
int64_t civil_to_days(int64_t year, int month, int day);
void days_to_civil(int64_t days, int64_t *year, int *month, int *day);

/* A time zone as a table, made at the edge (data/config/zone) so that pure code needs no libc zone.
 * Before the first row the offset of the first row holds. */
#define ZONE_MAX 320 /* Asia/Hebron changes 301 times in 1970..2099 */
struct zone {
    char name[48];
    size_t count; /* at least 1 in a valid zone */
    struct zone_change {
        int64_t from_ms;  /* UTC, wall */
        int32_t offset_s; /* local = UTC + offset */
    } change[ZONE_MAX];
};

extern const struct zone zone_utc;

/* Local time of an instant, as ms since the local epoch (a broken-down carrier, not an instant). */
int64_t zone_local(const struct zone *zone, int64_t wall_ms);

/* Whether one offset (local = UTC + `offset_ms`) holds at every instant of [from, to]. */
bool zone_steady(const struct zone *zone, int64_t from_ms, int64_t to_ms, int64_t *offset_ms);

/* "2026-11-22T07:14:05.123-06:00": the local time of an instant and how far it is from UTC. */
const char *time_to_iso8601_in(const struct zone *zone, int64_t wall_ms, char out[TIME_ISO_SIZE]);

/* Instant of a local time. In the gap of a spring change: the instant the gap ends. In the overlap
 * of an autumn change: the earlier instant. */
int64_t zone_instant(const struct zone *zone, int64_t local_ms);

#endif
