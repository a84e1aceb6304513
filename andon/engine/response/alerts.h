/* SPDX-License-Identifier: MIT */
/* What the station knows of its alerts: part of it (station_private.h). Unless a name says `wall`,
 * a time is on its axis, so that a clock that is set moves no shelf and no delay. */
#ifndef ANDON_ENGINE_RESPONSE_ALERTS_H
#define ANDON_ENGINE_RESPONSE_ALERTS_H

#include "data/config/alerts.h"
#include "data/model/record.h"

#define ALERT_CAME 8 /* begins that tell whether it chatters */
#define LOAD_ITEMS                                                                 \
    4096 /* occurrences that the load meter remembers; older ones are told as such \
          */

/* One [alert NAME] at run time. */
struct alert {
    struct life life; /* shelved_until on the axis */
    struct severity_state severity;
    bool in_flood;       /* announced as a number only */
    bool unwritten;      /* it chatters: what it is now waits to be recorded */
    int64_t written;     /* when it was last */
    int64_t number, rev; /* of the occurrence's record; 0: there is none */
    int64_t begin, begin_wall;
    int64_t end, end_wall;    /* end_wall TIME_NONE: it goes on */
    int64_t times, times_of;  /* occurrences in the shift that began at this wall time */
    int64_t came[ALERT_CAME]; /* the latest begins, ascending */
    int comes;
    int64_t realarm_at; /* TIME_NEVER: not */
    int64_t acked_wall, shelved_wall;
    char acked_by[32], note[96];
    char shelved_by[32], shelved_why[64];
    char text[96]; /* what is the matter */
    char order[RECORD_ID_SIZE];
};

/* An occurrence that was announced to the operator. */
struct load_entry {
    int64_t number;        /* 0: free */
    struct load_item item; /* wall times */
};

/* What conditions look at beside signals. What of it changed is looked at by those that ask. */
struct alerts_view {
    int state, mode;
    uint32_t facts;            /* a bit for each that is so: a stop, a break, no link … */
    uint64_t warned, contacts; /* which predictions and inputs are as conditions can ask for */
    uint64_t odd;              /* which cross-checks find something */
    int64_t oldest_ms, free_bytes;
    uint32_t suppress; /* SUPPRESS_ bits that hold now */
};

struct alerts {
    size_t count;
    struct alert *item;      /* [config->alerts] */
    int *first, *of;         /* alerts that look at signal s: of[first[s]] … of[first[s+1]-1] */
    bool *general;           /* of each alert: it asks for more than signals */
    bool timed;              /* one asks for what changes with time alone */
    uint32_t asked;          /* 1 << kind of every condition of theirs */
    int64_t announced_at;    /* when one was last */
    int64_t next;            /* number of the next occurrence */
    int64_t due;             /* nothing is due before */
    int64_t minute_due;      /* when those that ask for what time changes are looked at */
    size_t cursor, left;     /* so many from there are still to be looked at */
    int marked;              /* a signal that was heard in this step, -1 none, -2 several */
    struct alerts_view view; /* as last looked at */
    bool viewed;
    int64_t running_since;         /* TIME_NONE: it does not run */
    int64_t stepped_at;            /* when the clock was last set, TIME_NONE */
    int64_t oldest_ms, free_bytes; /* as the daemon says; -1: it did not */

    struct flood flood;
    bool flood_silenced;
    int64_t in_flood;

    struct alert_counts counts;       /* flood and in_flood are filled in by who asks */
    int64_t sounding;                 /* alerts that sound */
    int64_t shown[PRIORITY_COUNT][2]; /* that nothing hides: unacknowledged, acknowledged */
    struct load_entry *load;          /* [LOAD_ITEMS], by number */
};

#endif
