/* SPDX-License-Identifier: MIT */
/* The plant calendar, pure: shifts with breaks, across midnight, days of 23 and 25 hours. */
#ifndef DATA_MODEL_CALENDAR_H
#define DATA_MODEL_CALENDAR_H

#include "data/model/clock.h"

#include <stdbool.h>
#include <stdint.h>

#define SHIFTS_MAX      16
#define BREAKS_MAX      8
#define SHIFT_NAME_SIZE 32

struct shift_break {
    int32_t begin_min,
        end_min; /* local minutes from midnight of the shift's starting day; may exceed 1440 */
};

struct shift_plan {
    char name[SHIFT_NAME_SIZE];
    uint8_t days; /* bit 0 Monday … bit 6 Sunday: the days on which it starts; 0: every day */
    int32_t begin_min, end_min; /* local minutes; end <= begin means the next day */
    struct shift_break pause[BREAKS_MAX];
    int pauses;
};

struct calendar {
    const struct zone *zone; /* borrowed */
    struct shift_plan shift[SHIFTS_MAX];
    int shifts; /* 0: no calendar, the window is the plant day from local midnight */
};

/* Where an instant lies. Without a calendar: name "", begin/end of the local day, in_shift true.
 * Between shifts: in_shift false, begin/end of the gap (bounded to 7 days). */
struct calendar_span {
    char name[SHIFT_NAME_SIZE];
    int64_t begin_ms, end_ms; /* wall: the shift (or day, or gap) */
    bool in_shift, in_break;
    int64_t change_ms; /* wall: next instant at which any of this changes */
};

struct calendar_span calendar_at(const struct calendar *calendar, int64_t wall_ms);

/* Planned time (shift less breaks) of [begin, end), in ms. */
int64_t calendar_planned(const struct calendar *calendar, int64_t begin_ms, int64_t end_ms);

#endif
