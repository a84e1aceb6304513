/* SPDX-License-Identifier: MIT */
/* The hour-by-hour board of one shift: part of its window (station_private.h). Hours are full hours
 * of the plant's clock, the first and the last as much of one as the shift has. */
#ifndef ANDON_ENGINE_PEOPLE_HOURS_H
#define ANDON_ENGINE_PEOPLE_HOURS_H

#include <stdint.h>

#define HOURS 26 /* a day of 25 hours that begins within one; beyond it the last one takes all */

struct hours {
    int64_t good[HOURS], scrap[HOURS]; /* amounts */
    int64_t due[HOURS];     /* for the planned time that has passed: thousandths of an amount, so
                               that many short spans add up to what one long one is */
    int64_t all_due;        /* … of the whole window */
    int64_t lost_ms[HOURS]; /* planned time lost in stops, small ones too */
};

#endif
