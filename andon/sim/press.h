/* SPDX-License-Identifier: MIT */
/* A virtual press: what its controller would publish, and when. Pure: the same seed and the same
 * calls give the same events, on a clock of its own in milliseconds from 0. */
#ifndef ANDON_SIM_PRESS_H
#define ANDON_SIM_PRESS_H

#include "andon/sim/rng.h"

#include <stddef.h>

#define PRESS_STATES(X)         \
    X(PRESS_OFF, "OFF")         \
    X(PRESS_IDLE, "IDLE")       \
    X(PRESS_RUN, "RUN")         \
    X(PRESS_FAULT, "FAULT")     \
    X(PRESS_STARVED, "STARVED") \
    X(PRESS_BLOCKED, "BLOCKED") \
    X(PRESS_SETUP, "SETUP")

#define PRESS_SENSORS(X)            \
    X(PRESS_OIL_TEMP, "oil_temp")   \
    X(PRESS_VIBRATION, "vibration") \
    X(PRESS_LOAD, "load")           \
    X(PRESS_PRESSURE, "pressure")

#define PRESS_ENUM(value, text) value,
enum press_state { PRESS_STATES(PRESS_ENUM) PRESS_STATE_COUNT };
enum press_sensor { PRESS_SENSORS(PRESS_ENUM) PRESS_SENSOR_COUNT };
#undef PRESS_ENUM

extern const char *const press_state_names[PRESS_STATE_COUNT];
extern const char *const press_sensor_names[PRESS_SENSOR_COUNT];

#define PRESS_CODE_SIZE 64

enum press_event_kind { PRESS_EVENT_STATE, PRESS_EVENT_COUNTS, PRESS_EVENT_SENSORS };

struct press_event {
    enum press_event_kind kind;
    int64_t at_ms;
    enum press_state state; /* these four as they are at that time, whatever the kind */
    char code[PRESS_CODE_SIZE];
    int64_t total, scrap;
    double sensors[PRESS_SENSOR_COUNT];
};

/* What can interrupt a run; times are in running time, so that a stop does not bring the next. */
enum press_trouble {
    TROUBLE_MICRO,
    TROUBLE_BREAKDOWN,
    TROUBLE_STARVED,
    TROUBLE_BLOCKED,
    TROUBLE_COIL,
    TROUBLE_COUNT
};

struct press {
    struct rng rng;
    int64_t now_ms;
    enum press_state state;
    char code[PRESS_CODE_SIZE];
    bool held;                      /* a command holds the state: nothing happens by itself */
    bool restart;                   /* after this state somebody must press start */
    int64_t state_end;              /* when not running and not held */
    int64_t run_ms;                 /* running time so far */
    int64_t trouble[TROUBLE_COUNT]; /* in running time */
    size_t next_fault;              /* what the next breakdown will be: it may announce itself */
    int64_t part_due;               /* while running */
    int64_t part_left;              /* of the part under the press, while not running */
    int64_t sensors_due;
    int64_t total, scrap;
    int scrap_streak; /* parts that will be scrap */
    double level[PRESS_SENSOR_COUNT];
    double forced[PRESS_SENSOR_COUNT];
    bool is_forced[PRESS_SENSOR_COUNT];
    bool say_state, say_counts; /* owed events of commands */
};

/* A press that is warm and starts to run at 0. */
void press_init(struct press *p, uint64_t seed);

/* The next thing that happens at or before `now_ms`: true and the event; false when nothing does.
 * Call until false. */
bool press_step(struct press *p, int64_t now_ms, struct press_event *out);
/* When press_step will have something next. */
int64_t press_next(const struct press *p);

/* The press as it is, for whoever connects anew. */
void press_look(const struct press *p, enum press_event_kind kind, struct press_event *out);

/* Commands; what follows from them comes out of press_step at once. */
void press_hold(struct press *p, enum press_state state, const char *code);
void press_release(struct press *p);               /* run, and have troubles of its own again */
void press_make_scrap(struct press *p, int count); /* that many parts, now */
void press_set_sensor(struct press *p, enum press_sensor sensor, double value);
void press_free_sensor(struct press *p, enum press_sensor sensor);

#endif
