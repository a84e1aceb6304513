/* SPDX-License-Identifier: MIT */
/* Sensors of the press model, which owns them and steps them once a second. */
#include "andon/sim/sensors.h"

#include <math.h>
#include <string.h>

#define MINUTE 60000.0
#define HOUR   3600000.0
#define NEVER  (INT64_MAX / 4)
#define TURN   6.283185307179586

#define SENSOR_NAME(value, text) text,
const char *const press_sensor_names[] = {PRESS_SENSORS(SENSOR_NAME)};
const char *const sensor_fault_names[] = {SENSOR_FAULTS(SENSOR_NAME)};

static const struct sensor {
    double rest, running, off;
    double pace;    /* how fast it follows, per second */
    double ambient; /* how much of the hall's daily swing it shows */
    double noise, step;
} kinds[PRESS_SENSOR_COUNT] = {
    [PRESS_OIL_TEMP] = {36, 54, 22, 1.0 / 1500, 1.0, 0.12, 0.1},
    [PRESS_VIBRATION] = {0.3, 2.1, 0, 0.4, 0, 0.1, 0.01},
    [PRESS_LOAD] = {4, 62, 0, 0.5, 0, 2.5, 0.1},
    [PRESS_PRESSURE] = {150, 182, 0, 0.3, 0, 0.9, 0.1},
    [PRESS_SPINDLE_TEMP] = {30, 58, 22, 1.0 / 700, 0.8, 0.2, 0.1},
};

static int64_t until_next_fault(struct rng *dice)
{
    return (int64_t)fmax(rng_wait(dice, 3 * HOUR), 5 * MINUTE);
}

void sensors_init(struct sensors *s, uint64_t seed, bool by_chance)
{
    *s = (struct sensors){.level = {46, 1.8, 55, 180, 52}, .next_fault_ms = NEVER};
    rng_seed(&s->dice, seed);
    if (by_chance)
        s->next_fault_ms = until_next_fault(&s->dice);
}

static double wanted(const struct sensor_world *world, int sensor)
{
    const struct sensor *k = &kinds[sensor];
    double hall = 2.5 * k->ambient * sin(TURN * (double)world->now_ms / (24 * HOUR));
    if (world->off)
        return k->off + hall;
    double x = (world->running ? k->running : k->rest) + hall;
    if (!world->running)
        return sensor == PRESS_PRESSURE ? world->bar : x;
    switch ((enum press_sensor)sensor) {
    case PRESS_VIBRATION:
        return x + world->shake;
    case PRESS_SPINDLE_TEMP:
        return x + world->heat;
    case PRESS_LOAD:
        return x + world->overload;
    case PRESS_PRESSURE:
        return x - world->leak;
    case PRESS_OIL_TEMP:
    case PRESS_SENSOR_COUNT:
        break;
    }
    return x;
}

void sensors_follow(struct sensors *s, const struct sensor_world *world)
{
    for (int i = 0; i < PRESS_SENSOR_COUNT; i++)
        s->level[i] += kinds[i].pace * (wanted(world, i) - s->level[i]);
}

static double rounded(int sensor, double x)
{
    return x < 0 ? 0 : round(x / kinds[sensor].step) * kinds[sensor].step;
}

/* A worn bearing shakes unevenly. */
static double noise_of(int sensor, const struct sensor_world *world)
{
    double factor = sensor == PRESS_VIBRATION && world->running ? 1 + 0.3 * world->shake : 1;
    return kinds[sensor].noise * factor;
}

static void break_by_chance(struct sensors *s, int64_t now_ms)
{
    if (now_ms < s->next_fault_ms)
        return;
    uint32_t sensor = rng_next(&s->dice) % PRESS_SENSOR_COUNT;
    uint32_t fault = 1 + rng_next(&s->dice) % (SENSOR_FAULT_COUNT - 1);
    double span = rng_between(&s->dice, 20e3, 10 * MINUTE);
    sensors_break(s, (enum press_sensor)sensor, (enum sensor_fault)fault, now_ms + (int64_t)span);
    s->next_fault_ms = now_ms + until_next_fault(&s->dice);
}

static double spoilt(struct sensors *s, int sensor, double x)
{
    if (s->fault[sensor] == SENSOR_SPIKES && rng_chance(&s->dice, 0.15))
        return rounded(sensor, x * rng_between(&s->dice, 3, 12));
    if (s->fault[sensor] != SENSOR_STUCK)
        return x;
    if (isnan(s->stuck[sensor]))
        s->stuck[sensor] = x;
    return s->stuck[sensor];
}

void sensors_read(struct sensors *s, const struct sensor_world *world, struct rng *noise,
                  struct readings *out)
{
    break_by_chance(s, world->now_ms);
    for (int i = 0; i < PRESS_SENSOR_COUNT; i++) {
        double x = s->level[i] + noise_of(i, world) * rng_normal(noise);
        if (s->fault[i] != SENSOR_SOUND && world->now_ms >= s->fault_end[i])
            s->fault[i] = SENSOR_SOUND;
        out->value[i] = spoilt(s, i, rounded(i, s->is_forced[i] ? s->forced[i] : x));
        out->fault[i] = s->fault[i];
    }
}

void sensors_force(struct sensors *s, enum press_sensor sensor, double value)
{
    s->forced[sensor] = value;
    s->is_forced[sensor] = true;
}

void sensors_free(struct sensors *s, enum press_sensor sensor)
{
    s->is_forced[sensor] = false;
}

void sensors_break(struct sensors *s, enum press_sensor sensor, enum sensor_fault fault,
                   int64_t end_ms)
{
    s->fault[sensor] = fault;
    s->fault_end[sensor] = end_ms;
    s->stuck[sensor] = NAN;
}
