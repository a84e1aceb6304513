/* SPDX-License-Identifier: MIT */
/* What people say about the work: the mode they declared. Part of the station
 * (station_private.h); times are on its axis unless a name says `wall`. */
#ifndef ANDON_ENGINE_PEOPLE_WORK_H
#define ANDON_ENGINE_PEOPLE_WORK_H

#include "data/model/record.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define MODES_BACK 12 /* changes of mode that late counts still find */

/* What a person declared. It holds until production is declared, something else is, or the
 * machine's own mode signal changes; `over`: it lasts longer than it was to, and from then on the
 * time is planned production time again. */
struct declared {
    int64_t number, rev; /* of its record; 0: nothing is declared */
    char id[48];         /* of a [mode], or a station mode's word */
    enum station_mode mode;
    char note[160];
    int64_t begin, begin_wall;
    int64_t until_wall; /* TIME_NONE: open end */
    int64_t over_wall;
    bool over;
};

/* What held from a time on. */
struct mode_since {
    int64_t from;
    enum station_mode mode;
    bool planned; /* whether shift time is planned production time in it */
};

struct work {
    struct declared declared;
    int machine_mode;                   /* as its signal says; -1: it never did */
    struct mode_since mode[MODES_BACK]; /* ascending; the last one is now */
    int modes;
    int64_t next_mode;
};

#endif
