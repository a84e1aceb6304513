/* SPDX-License-Identifier: MIT */
/* A virtual press: what its controller would publish, and when. Pure: the same seed and the same
 * calls give the same events, on a clock of its own in milliseconds from 0. */
#ifndef ANDON_SIM_PRESS_H
#define ANDON_SIM_PRESS_H

#include "andon/sim/rng.h"
#include "andon/sim/sensors.h"
#include "andon/sim/wear.h"

#include <stddef.h>

#define PRESS_STATES(X)         \
    X(PRESS_OFF, "OFF")         \
    X(PRESS_IDLE, "IDLE")       \
    X(PRESS_RUN, "RUN")         \
    X(PRESS_FAULT, "FAULT")     \
    X(PRESS_STARVED, "STARVED") \
    X(PRESS_BLOCKED, "BLOCKED") \
    X(PRESS_SETUP, "SETUP")

#define PRESS_ENUM(value, text) value,
enum press_state { PRESS_STATES(PRESS_ENUM) PRESS_STATE_COUNT };
#undef PRESS_ENUM

extern const char *const press_state_names[PRESS_STATE_COUNT];

#define PRESS_CODE_SIZE    64
#define PRESS_PRODUCT_SIZE 32
#define PRESS_PRODUCTS_MAX 8
#define PRESS_NEVER        (INT64_MAX / 4)

struct press_product {
    char name[PRESS_PRODUCT_SIZE];
    double cycle_ms; /* the ideal; a real cycle takes a little longer */
};

/* What is the same for all presses of a line. */
struct press_conf {
    int64_t break_every_ms, break_ms; /* the last minutes of each such span; 0: no breaks */
    struct press_product product[PRESS_PRODUCTS_MAX];
    size_t products; /* at least 1; of a single one there are no changeovers */
    bool sensor_faults;
};
extern const struct press_conf press_conf_default;

enum press_event_kind { PRESS_EVENT_STATE, PRESS_EVENT_COUNTS, PRESS_EVENT_SENSORS };

struct press_event {
    enum press_event_kind kind;
    int64_t at_ms;
    enum press_state state; /* these five as they are at that time, whatever the kind */
    char code[PRESS_CODE_SIZE];
    char product[PRESS_PRODUCT_SIZE];
    int64_t total, scrap;
    struct readings sensors;
};

/* What can interrupt a run; times are in running time, so that a stop does not bring the next. */
enum press_trouble {
    TROUBLE_MICRO,
    TROUBLE_BREAKDOWN,
    TROUBLE_STARVED,
    TROUBLE_BLOCKED,
    TROUBLE_COIL,
    TROUBLE_CHANGEOVER,
    TROUBLE_BEARING,
    TROUBLE_COUNT
};

struct press {
    const struct press_conf *conf; /* borrowed */
    struct rng rng;
    int64_t now_ms;
    enum press_state state;
    char code[PRESS_CODE_SIZE];
    bool first, last;               /* of its line: what comes in or goes out is up to chance */
    bool held;                      /* a command holds the state: nothing happens by itself */
    bool gated;                     /* starved or blocked by its neighbour until that goes on */
    bool restart;                   /* after this state somebody must press start */
    int64_t state_end;              /* when not running, held or gated */
    int64_t run_ms;                 /* running time so far */
    int64_t trouble[TROUBLE_COUNT]; /* in running time */
    size_t next_fault;              /* what the next breakdown will be: it may announce itself */
    struct wear bearing;
    size_t product, next_product;
    bool changing;       /* to next_product when this state ends */
    bool material, room; /* what the neighbours allow */
    bool in_work;        /* a part is under the press */
    int64_t part_due;    /* of it, while running */
    int64_t part_left;   /* of it, while not running */
    int64_t patience_ms; /* running without a part: when the press says so */
    int64_t started;     /* parts taken in, and good ones handed on: the line moves them */
    int64_t handed_on;
    int64_t sensors_due;
    int64_t total, scrap, first_total, first_scrap;
    int scrap_streak; /* parts that will be scrap */
    struct sensors sensors;
    bool say_state, say_counts;      /* owed events of commands */
    int64_t span[PRESS_STATE_COUNT]; /* what it did so far: the truth */
};

/* A press that is warm and starts to run at 0. `place`: 0 for the first of a line of `places`. */
void press_init(struct press *p, const struct press_conf *conf, uint64_t seed, size_t place,
                size_t places);

/* When press_turn will have something to do. */
int64_t press_next(const struct press *p);
/* Do one thing that is due at `at_ms`, which is no later than press_next. True: `out` is to be
 * said. The line moves parts after each turn. */
bool press_turn(struct press *p, int64_t at_ms, struct press_event *out);
/* Time passes in which nothing is due. */
void press_pass(struct press *p, int64_t at_ms);
/* What its neighbours allow: a part to take in, a place to put the finished one. */
void press_gates(struct press *p, int64_t at_ms, bool material, bool room);

/* The press as it is, for whoever connects anew. */
void press_look(const struct press *p, enum press_event_kind kind, struct press_event *out);

/* Commands; what follows from them comes out of press_turn at once. */
void press_hold(struct press *p, enum press_state state, const char *code);
void press_release(struct press *p);               /* run, and have troubles of its own again */
void press_make_scrap(struct press *p, int count); /* that many parts, now */
void press_fail_bearing(struct press *p, int64_t in_ms); /* of running time */
bool press_change(struct press *p, const char *product); /* ""; false: unknown, or held */

#endif
