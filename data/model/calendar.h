/* SPDX-License-Identifier: MIT */
/* The plant calendar, pure: shifts with breaks, across midnight, days of 23 and 25 hours, holidays,
 * single days, and teams that take turns. */
#ifndef DATA_MODEL_CALENDAR_H
#define DATA_MODEL_CALENDAR_H

#include "data/model/clock.h"

#include <stdbool.h>
#include <stdint.h>

#define SHIFTS_MAX      16
#define BREAKS_MAX      8
#define SHIFT_NAME_SIZE 32
#define DATES_MAX       16  /* of one shift or holiday */
#define DAYS_OFF_MAX    256 /* of all holidays */
#define TEAMS_MAX       16
#define ROTA_MAX        64 /* turns of a shift's teams before they begin again */

struct shift_break {
    int32_t begin_min,
        end_min; /* local minutes from midnight of the shift's starting day; may exceed 1440 */
};

/* Local days, both ends included: days since the epoch; or of every year, as 32 * month + day, then
 * `last` < `first` goes over New Year. */
struct date_span {
    int32_t first, last;
    bool yearly;
};

struct date_list {
    struct date_span item[DATES_MAX];
    int count;
};

struct shift_plan {
    char name[SHIFT_NAME_SIZE];
    uint8_t days; /* bit 0 Monday … bit 6 Sunday: the days on which it starts; 0: every day, or
                     `dates` only when there are any */
    int32_t begin_min, end_min; /* local minutes; end <= begin means the next day */
    struct shift_break pause[BREAKS_MAX];
    int pauses;
    struct date_list dates; /* days (of one year) on which it starts besides, holiday or not */
    uint8_t rota[ROTA_MAX]; /* indices into calendar.team: one turn each */
    int turns;
};

/* No shift of `shifts` starts on these days. */
struct day_off {
    struct date_span span;
    uint32_t shifts; /* bit set of indices into calendar.shift; 0: every one, and the plant day */
};

struct calendar {
    const struct zone *zone; /* borrowed */
    struct shift_plan shift[SHIFTS_MAX];
    int shifts; /* 0: no calendar, the window is the plant day from local midnight */
    struct day_off off[DAYS_OFF_MAX];
    int offs;
    char team[TEAMS_MAX][SHIFT_NAME_SIZE];
    int teams;
    int32_t rotation_start; /* local day on which each rota's first turn begins */
    int rotation_days;      /* how long a turn is; 0: the first team always */
};

/* Where an instant lies. Without a calendar: name "", begin/end of the local day, in_shift true
 * (false on a holiday). Between shifts: in_shift false, begin/end of the gap; a gap that reaches
 * over more than 7 midnights is told day by day. The spans of a time zone's instants tile time:
 * every instant of a span has the same begin, end, name and team. */
struct calendar_span {
    char name[SHIFT_NAME_SIZE];
    char team[SHIFT_NAME_SIZE]; /* whose turn it is; "": nobody's */
    int64_t begin_ms, end_ms;   /* wall: the shift (or day, or gap) */
    bool in_shift, in_break;
    int64_t change_ms; /* wall: next instant at which any of this changes */
};

struct calendar_span calendar_at(const struct calendar *calendar, int64_t wall_ms);

/* Planned time (shift less breaks) of [begin, end), in ms. Takes a step for each change. */
int64_t calendar_planned(const struct calendar *calendar, int64_t begin_ms, int64_t end_ms);

/* Whether a shift starts on a local day (days since the epoch). */
bool calendar_starts(const struct calendar *calendar, int shift, int64_t day);

#endif
