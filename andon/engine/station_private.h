/* SPDX-License-Identifier: MIT */
/* What a station is made of, for the files of andon/engine only; what they do for each other is in
 * parts.h. Unless a name says `wall`, a time is on the station's axis (station.h). */
#ifndef ANDON_ENGINE_STATION_PRIVATE_H
#define ANDON_ENGINE_STATION_PRIVATE_H

#include "andon/engine/checks/checks.h"
#include "andon/engine/light/light.h"
#include "andon/engine/people/goals.h"
#include "andon/engine/people/handover.h"
#include "andon/engine/people/work.h"
#include "andon/engine/response/alerts.h"
#include "andon/engine/response/calls.h"
#include "andon/engine/response/predictions.h"
#include "andon/engine/station.h"
#include "data/model/account.h"
#include "data/model/calendar.h"
#include "data/model/counter.h"
#include "data/model/history.h"

/* Shift windows whose figures may still change: the current one, and those before it (gaps between
 * shifts are some), so that people can still explain and correct what is not signed. */
#define WINDOWS      8
#define FIXED        WINDOWS /* index of the window that a replay asked for */
#define WINDOW_COUNT (WINDOWS + 1)
#define LATE_MINUTES 10 /* what was made before so many minutes is told late */
#define LATE_PART                                                                       \
    (INT64_C(1) << 32)      /* part numbers from here: of minutes that are opened again \
                             */
#define MINUTES          32 /* … several products in one, and room for the clock to slew back */
#define MAKINGS          16 /* changes of product or ideal that late counts still find */
#define CLOCK_STEPPED_MS MS_PER_MIN /* so long a clock counts as just set */
#define CYCLES           20         /* increments that the recent cycle time looks at */
#define STARTING_MS      10000      /* how long `starting` may last when nothing is heard */

/* Where a machine state comes from, or why there is none. */
#define ORIGINS(X)                                                                     \
    X(ORIGIN_START, "start")     /* nothing was heard yet */                           \
    X(ORIGIN_SIGNAL, "signal")   /* a state signal */                                  \
    X(ORIGIN_RUNNING, "running") /* a running bit */                                   \
    X(ORIGIN_PULSE, "pulse")     /* parts being made */                                \
    X(ORIGIN_STALE, "stale")     /* silent for longer than its max_age */              \
    X(ORIGIN_LINK, "link")       /* the broker was lost and it has not spoken since */ \
    X(ORIGIN_OFFLINE, "offline") /* the source said it is offline */                   \
    X(ORIGIN_OVERRUN, "overrun") /* messages of it were dropped */                     \
    X(ORIGIN_RESTART, "restart") /* andond was away */                                 \
    X(ORIGIN_LINE, "line")       /* the contact that says it cannot be read */
#define ORIGIN_ENUM(value, text) value,
enum origin { ORIGINS(ORIGIN_ENUM) ORIGIN_COUNT };
#undef ORIGIN_ENUM
extern const struct words words_origin;

/* Data-quality faults of a signal. */
#define FAULTS(X)                                                                      \
    X(FAULT_WORD, "unknown-word")     /* a word that is in no map */                   \
    X(FAULT_LATE, "late")             /* older than what was heard before */           \
    X(FAULT_CLOCK, "source-clock")    /* its time is beyond the allowed skew */        \
    X(FAULT_OVERRUN, "overrun")       /* messages were dropped before decoding */      \
    X(FAULT_QUARANTINE, "quarantine") /* counts faster than rate_max */                \
    X(FAULT_INVALID, "invalid")       /* no amount, negative, or beyond range */       \
    X(FAULT_HISTORY, "history")       /* told afterwards: shown here, not used */      \
    X(FAULT_LOST, "late-lost")        /* parts told after all figures were closed */   \
    X(FAULT_STUCK, "stuck")           /* a button stays closed */                      \
    X(FAULT_EDGES, "edges-lost")      /* a contact was faster than it could be read */ \
    X(FAULT_LINE, "line-lost")        /* a contact cannot be read */
#define FAULT_ENUM(value, text) value,
enum fault_kind { FAULTS(FAULT_ENUM) FAULT_KIND_COUNT };
#undef FAULT_ENUM
extern const struct words words_fault;

/* One fault record: the first occurrence is written at once, the rest of the hour is counted and
 * written once. `number` 0: none is open. */
struct fault {
    int64_t number, rev;
    int64_t first, last; /* axis */
    int64_t count, written;
    char text[96];
};

struct signal {
    bool seen, stored;
    bool bad;  /* the latest update had no good value; `value` is the one before it */
    bool lost; /* what is held can no longer be believed: */
    enum origin lost_by;
    struct value value;
    int mapped;    /* word after the value map, or -1 */
    int truth;     /* of a bit: 0, 1; -1 it has none */
    int64_t heard; /* when the source last spoke */
    int64_t at;    /* time of the value */
    bool stated;   /* … which the source stated */
    int64_t source_wall, ts_wall;
    int64_t past_wall, past_amount; /* the latest that was told afterwards */
    struct counter counter;
    struct history history; /* of the minute that is open; quality Q_NONE: none is */
    int64_t history_minute;
    bool rated; /* `rate` is known: what a number changes by in a minute, between two messages */
    int64_t rate, rate_at, rate_from;
    int64_t errors; /* refused here; what cannot be decoded is counted by data/decode */
    char error[96];
    struct fault fault[FAULT_KIND_COUNT];
    struct watch watch; /* evidence of cross-checks */
};

/* What an interval is all of: a change of any of it (stored and origin apart) ends the interval. */
struct phase {
    enum machine_state state;
    char detail[VALUE_TEXT_SIZE]; /* the source's word */
    enum station_mode mode;
    bool in_plan; /* shift time, no break, a productive mode */
    char job[32], product[CONFIG_ID_SIZE];
    bool stored;
    enum origin origin;
};

struct interval {
    int64_t number, begin, begin_wall;
    struct phase phase;
};

/* From the first planned moment that is lost to the next time the machine runs. The open one is in
 * the station; closed ones that people may still change are in its book (people/book.h). */
#define STOP_SPANS 12
struct stop {
    bool open, small;
    bool asks;   /* wants a reason: long, and by more than the limit the machine's own */
    bool shaped; /* a person split or merged it: it stays long and asks */
    int64_t number, rev;
    int64_t begin, begin_wall, end_wall, detected_wall;
    int64_t from;   /* what is open before this moment belongs to the stop it was split from */
    int64_t ms;     /* lost in closed intervals; the open one comes on top */
    int64_t own_ms; /* … of it neither starved nor blocked */
    int64_t part[WINDOW_COUNT]; /* … of ms in each window */
    int64_t home[WINDOW_COUNT]; /* 1 in the window in which it began: that one counts it */
    int64_t end;
    int64_t span[STOP_SPANS * 2]; /* what was lost: begin, end, begin, end, … */
    int spans;
    bool ragged; /* there were more of them */
    enum machine_state state;
    char detail[VALUE_TEXT_SIZE], suggested[VALUE_TEXT_SIZE];
    /* As people said: */
    char reason[48], note[160];         /* "" not yet */
    int64_t noticed, arrived, repaired; /* wall; TIME_NONE */
    int64_t burst;                      /* first stop of the burst that one answer explained; 0 */
    int64_t of, into;                   /* split from, merged into; 0 */
    int64_t edited;                     /* rev of a person's last change; 0: none */
    char by[32];                        /* who entered what there is, or "" */
    enum person_role by_role;
    int64_t by_wall;
};

struct window_detail {
    char name[VALUE_TEXT_SIZE];
    int64_t ms;
};

struct window {
    char id[RECORD_ID_SIZE]; /* of its shift record; "" none: a gap between shifts, a replay's */
    char name[SHIFT_NAME_SIZE], team[SHIFT_NAME_SIZE];
    int64_t rev;
    bool dirty;                   /* past, and changed since its record */
    int64_t begin_wall, end_wall; /* by the calendar */
    int64_t begin, end;           /* what is booked to it */
    struct account account;       /* of closed intervals and closed stops: see window_view */
    struct window_detail detail[SNAPSHOT_DETAILS];
    int details;
    int64_t unexplained, unexplained_ms;
    int64_t missing; /* amount: parts that may have been made and were not counted */
    struct hours hours;
    /* planned time: of the whole, elapsed at `paced_wall`, and whether it runs on from there */
    int64_t planned_ms, paced_ms, paced_wall;
    bool paced_on;
};

/* A window with the open interval and the open stop on top. */
struct window_view {
    struct account account;
    int64_t unexplained, unexplained_ms;
};

/* What was made from a time on. */
struct making {
    int64_t from, ideal_us;
    char product[CONFIG_ID_SIZE], job[32];
    int64_t run; /* of the job; 0: none */
};

/* Counts of one wall minute, of one product under one ideal in one window: a minute in which any of
 * them changes has several, told apart by `part`. */
struct minute {
    int64_t number, era; /* wall minute; 0: free */
    int64_t part;        /* from 1 */
    int64_t ideal_us;
    char product[CONFIG_ID_SIZE], job[32];
    struct account_segment made, outside; /* outside: the part of it not in planned time */
    struct account_segment trial;         /* made in a trial: not in `made` */
    bool gap, late, dirty; /* late: something of it was told long after, or after it was written */
    int64_t rev;
    char shift[SHIFT_NAME_SIZE], window[RECORD_ID_SIZE];
};

/* What parts count as. */
enum parts_kind { PARTS_PLANNED, PARTS_OUTSIDE, PARTS_TRIAL };

/* Parts to be booked. */
struct lot {
    int64_t at; /* when they were made */
    struct account_segment made;
    const char *job; /* "": none */
    enum parts_kind kind;
    bool gap;
    bool historical; /* told afterwards */
};

enum pulse_state { PULSE_UNKNOWN, PULSE_RUNNING, PULSE_STOPPED };

struct rule_state {
    bool timed;   /* time alone may change it: by its conditions, or by `for` */
    bool matches; /* its conditions hold */
    int64_t since;
};

/* A lamp's line that does not follow what was set. */
struct line {
    bool open, well;     /* well: it follows again, for now */
    int64_t number, rev; /* of its record; 0: there is none yet */
    int64_t begin, begin_wall, well_at;
    char why[96];
};

struct lamp_test {
    bool on;
    int64_t number, rev;
    int64_t begin, begin_wall, looked;
    char actor[32], from[48];
};

struct station {
    const struct config *config;

    int64_t t;           /* now */
    int64_t arrival;     /* of the event in hand: t, or a little before it */
    int64_t boot_to_t;   /* t = boot + boot_to_t */
    int64_t wall_offset; /* wall = t + wall_offset */
    bool synced;         /* the wall clock, as of this step */
    int64_t born;        /* when this process began */
    int64_t first;       /* when the station began to watch at all: no target before */
    int64_t era; /* times the wall clock was set back: keeps ids made from wall times apart */
    struct calendar_span span;

    struct signal *signal;       /* [config->signals] */
    int role[SIGNAL_ROLE_COUNT]; /* first signal of each role, -1 none */
    enum station_mode mode;
    struct work work;               /* what people declared, entered and make */
    struct predictions predictions; /* what models said, and work that was asked for */
    struct {
        enum pulse_state state;
        int64_t since; /* last part, or since when parts are being waited for; TIME_NONE */
    } pulse;

    struct interval interval;
    enum origin origin;        /* of the state now; an interval keeps the one it began with */
    int64_t since, since_wall; /* of the machine state, over shift and mode edges */
    struct stop stop;
    struct book *book; /* of closed stops, and of what can be undone */
    struct window window[WINDOW_COUNT];
    bool fixed;
    int64_t fixed_from_wall, fixed_to_wall;

    struct calls calls;
    struct goals goals; /* baselines */

    struct making making[MAKINGS]; /* ascending; the last one is now */
    int makings;
    int64_t parts; /* counted since this process began: see station_machine */

    struct handover handover[HANDOVERS]; /* oldest first */
    int handovers;
    int64_t locked_wall; /* what was before can be changed no more */

    struct minute minute[MINUTES];
    struct {
        int64_t era, number;
    } gone;              /* the last minute that had to make room */
    int64_t next_late;   /* counts the records of minutes that are opened again */
    int64_t minutes_due; /* when the changed ones are written */
    int64_t samples_due; /* … those of signals are handed out */
    struct {
        int64_t at[CYCLES], amount[CYCLES];
        int count, next;
    } cycle;

    struct {
        enum link_state state;
        bool lost;
        int64_t since_wall;
        char why[96];
    } link;
    struct {
        bool failed;
        int64_t since_wall;
        char why[96];
    } store;
    bool started, stopping; /* started: a state was known, or STARTING_MS have passed */

    struct rule_state *rule; /* [config->rules] */
    struct lamp_show lamp[CONFIG_LAMPS_MAX];
    bool lit;        /* the tower has been told once */
    bool lamps_owed; /* events were taken that the lamps have not followed yet */
    int64_t looked;  /* when the rules were last looked at */

    struct alerts alerts;
    struct checks checks;

    struct line line[CONFIG_LAMPS_MAX];
    struct lamp_test test;
    struct light light;
    struct contact_state contact[CONFIG_INPUTS_MAX];

    int64_t next_interval, next_stop, next_fault, next_clock, next_lamp;
    int64_t next_session;
    int64_t faults, records_lost;
    int64_t faults_due; /* when the counts of repeated faults are written */

    struct effects *effects;       /* of the step in hand */
    const struct command *command; /* … when it is a person's, for who and from where */
};

#endif
