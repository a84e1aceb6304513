/* SPDX-License-Identifier: MIT */
/* What people say about the work: the mode they declared, the job that is made, scrap and
 * rework that they found. Part of the station (station_private.h); times are on its axis unless a
 * name says `wall`. */
#ifndef ANDON_ENGINE_PEOPLE_WORK_H
#define ANDON_ENGINE_PEOPLE_WORK_H

#include "data/model/account.h"
#include "data/model/job.h"
#include "data/model/record.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define MODES_BACK 12       /* changes of mode that late counts still find */
#define SCRAPS     96       /* entries that can still be reversed */
#define RUNS       8        /* of jobs whose counts may still change */
#define ORDERS     JOBS_MAX /* of which something was made */

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

/* From the last good part of one product to the first good one of another. */
struct changeover {
    char from[ACCOUNT_PRODUCT_SIZE], to[ACCOUNT_PRODUCT_SIZE]; /* from "": there is none */
    int64_t begin, begin_wall;
    int64_t end, end_wall; /* end_wall TIME_NONE: it goes on */
    int64_t target_ms;     /* -1: none */
};

/* An order on the machine, from its start until it is paused or finished. */
struct job_run {
    int64_t number, rev; /* of its record */
    struct job_order order;
    char product[ACCOUNT_PRODUCT_SIZE]; /* of now; the order's unless it was changed part-way */
    int64_t ideal_us;                   /* under which that is made */
    struct account_segment made;
    int64_t begin, begin_wall, end, end_wall; /* end_wall TIME_NONE: it runs */
    enum job_state state;                     /* running, or how it ended */
    int64_t pace_ms;                          /* time a good part takes; -1: not known yet */
    struct changeover changeover;             /* into it */
    bool dirty;                               /* it ended, and changed since its record */
};

/* What was made of an order in all its runs. */
struct order {
    char id[32];
    enum job_state state;
    struct account_segment made;
    int64_t since_wall; /* of the latest run */
};

/* Scrap or rework that a person entered. What it changes in the figures is that of the segment that
 * it names, in the window that holds `at`. */
struct scrap_entry {
    int64_t number; /* of its record */
    int64_t at, entered_wall;
    int64_t amount, left; /* left: of it, less what was reversed */
    bool rework;
    int part; /* enum parts_kind: of which parts it is */
    int64_t ideal_us, run;
    char product[ACCOUNT_PRODUCT_SIZE], job[32], reason[48];
    enum person_role role; /* of who entered it */
    char actor[32];        /* … and who */
};

struct work {
    struct declared declared;
    int machine_mode;                   /* as its signal says; -1: it never did */
    struct mode_since mode[MODES_BACK]; /* ascending; the last one is now */
    int modes;
    int64_t next_mode, next_run, next_scrap, next_improvement;

    struct job_queue queue;
    bool queue_heard; /* from the order system; else it is the configuration's */
    struct order order[ORDERS];
    int orders;
    struct job_run run[RUNS]; /* ascending; the last one may be running */
    int runs;
    struct changeover changeover;     /* that goes on, or went last */
    struct scrap_entry scrap[SCRAPS]; /* ascending */
    int scraps;
    struct {
        int64_t at, wall; /* wall TIME_NONE: none was made yet */
        char product[ACCOUNT_PRODUCT_SIZE];
    } last_good;
};

#endif
