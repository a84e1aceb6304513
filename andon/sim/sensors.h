/* SPDX-License-Identifier: MIT */
/* The sensors of the press: levels that follow what the machine does, noise, and what sensors and
 * their wires do wrong. Pure. */
#ifndef ANDON_SIM_SENSORS_H
#define ANDON_SIM_SENSORS_H

#include "andon/sim/rng.h"

#define PRESS_SENSORS(X)            \
    X(PRESS_OIL_TEMP, "oil_temp")   \
    X(PRESS_VIBRATION, "vibration") \
    X(PRESS_LOAD, "load")           \
    X(PRESS_PRESSURE, "pressure")   \
    X(PRESS_SPINDLE_TEMP, "spindle_temp")

#define SENSOR_FAULTS(X)                                              \
    X(SENSOR_SOUND, "off")                                            \
    X(SENSOR_STUCK, "stuck")     /* the same value again and again */ \
    X(SENSOR_SPIKES, "spikes")   /* single readings far off */        \
    X(SENSOR_DROPOUT, "dropout") /* no reading */                     \
    X(SENSOR_NAN, "nan")         /* the text NaN */                   \
    X(SENSOR_BAD, "bad")         /* a reading that is marked as such */

#define SENSOR_ENUM(value, text) value,
enum press_sensor { PRESS_SENSORS(SENSOR_ENUM) PRESS_SENSOR_COUNT };
enum sensor_fault { SENSOR_FAULTS(SENSOR_ENUM) SENSOR_FAULT_COUNT };
#undef SENSOR_ENUM

extern const char *const press_sensor_names[PRESS_SENSOR_COUNT];
extern const char *const sensor_fault_names[SENSOR_FAULT_COUNT];

/* What the machine does, as far as a sensor feels it. */
struct sensor_world {
    int64_t now_ms;
    bool running, off;
    double bar;         /* hydraulic pressure when not running */
    double shake, heat; /* of the bearing */
    double overload;    /* of the drive, % */
    double leak;        /* of the hydraulics, bar */
};

struct sensors {
    double level[PRESS_SENSOR_COUNT];
    double forced[PRESS_SENSOR_COUNT];
    bool is_forced[PRESS_SENSOR_COUNT];
    enum sensor_fault fault[PRESS_SENSOR_COUNT];
    int64_t fault_end[PRESS_SENSOR_COUNT];
    double stuck[PRESS_SENSOR_COUNT];
    struct rng dice;       /* faults have dice of their own: they change nothing else */
    int64_t next_fault_ms; /* by chance */
};

struct readings {
    double value[PRESS_SENSOR_COUNT];
    enum sensor_fault fault[PRESS_SENSOR_COUNT];
};

/* Of a warm machine. `by_chance`: with a fault about every three hours. */
void sensors_init(struct sensors *s, uint64_t seed, bool by_chance);
/* A second passes. */
void sensors_follow(struct sensors *s, const struct sensor_world *world);
/* What is read now; noise comes from the machine's dice. */
void sensors_read(struct sensors *s, const struct sensor_world *world, struct rng *noise,
                  struct readings *out);

void sensors_force(struct sensors *s, enum press_sensor sensor, double value);
void sensors_free(struct sensors *s, enum press_sensor sensor);
/* From the next reading on until `end_ms`. */
void sensors_break(struct sensors *s, enum press_sensor sensor, enum sensor_fault fault,
                   int64_t end_ms);

#endif
