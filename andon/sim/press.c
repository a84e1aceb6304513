/* SPDX-License-Identifier: MIT */
/* The press model: cycles with jitter, small stops, breakdowns with the controller's fault codes,
 * starving and blocking by the neighbours, coil changes, scrap that comes in streaks, and sensors
 * that follow what the machine does. Pure; the caller owns the struct and the clock. Proportions
 * (a day of three shifts): about 80 small stops, 8 breakdowns, 2 % scrap. */
#include "andon/sim/press.h"

#include <math.h>
#include <string.h>

#define SECOND    1000.0
#define MINUTE    60000.0
#define HOUR      3600000.0
#define CYCLE_MS  4000.0 /* the ideal; a real cycle takes a little longer */
#define SENSOR_MS 1000
#define WARN_MS   (20 * MINUTE) /* running time before a failure that shows in the vibration */

#define PRESS_NAME(value, text) text,
const char *const press_state_names[] = {PRESS_STATES(PRESS_NAME)};
const char *const press_sensor_names[] = {PRESS_SENSORS(PRESS_NAME)};

static const char *const micro_codes[] = {
    "E-104 misfeed",
    "E-118 light curtain",
    "E-131 part not ejected",
    "E-140 lubrication low",
};

static const struct fault {
    const char *code;
    double median; /* of its duration */
    double shake;  /* mm/s by which it announces itself */
    double bar;    /* hydraulic pressure while it lasts */
} faults[] = {
    {"E-217 die jam", 14 * MINUTE, 0, 150},
    {"E-305 hydraulic pressure low", 11 * MINUTE, 0.6, 84},
    {"E-412 main drive overload", 18 * MINUTE, 2.4, 150},
    {"E-233 die temperature", 7 * MINUTE, 0, 150},
    {"E-540 guard door", 4 * MINUTE, 0, 150},
    {"E-618 bearing", 22 * MINUTE, 3.1, 150},
};
#define FAULTS (sizeof faults / sizeof *faults)

/* How often (mean running time) and how long (median, spread, limits) each trouble is. */
static const struct trouble {
    double every;
    double median, sigma, shortest, longest;
    enum press_state state;
    bool restart;
} troubles[TROUBLE_COUNT] = {
    [TROUBLE_MICRO] = {14 * MINUTE, 22 * SECOND, 0.6, 5 * SECOND, 100 * SECOND, PRESS_FAULT, false},
    [TROUBLE_BREAKDOWN] = {2.4 * HOUR, 0, 0.5, 150 * SECOND, 75 * MINUTE, PRESS_FAULT, true},
    [TROUBLE_STARVED] = {70 * MINUTE, 75 * SECOND, 0.8, 15 * SECOND, 12 * MINUTE, PRESS_STARVED,
                         false},
    [TROUBLE_BLOCKED] = {100 * MINUTE, 60 * SECOND, 0.8, 15 * SECOND, 9 * MINUTE, PRESS_BLOCKED,
                         false},
    [TROUBLE_COIL] = {2.8 * HOUR, 4.5 * MINUTE, 0.25, 2 * MINUTE, 10 * MINUTE, PRESS_SETUP, true},
};

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void set_code(struct press *p, const char *code)
{
    size_t length = strnlen(code, sizeof p->code - 1);
    memcpy(p->code, code, length);
    p->code[length] = '\0';
}

/* A coil has a length, so its end is regular; what was repaired holds for a while; all else is
 * chance. */
static int64_t next_trouble(struct press *p, enum press_trouble t)
{
    double every = troubles[t].every, wait;
    if (t == TROUBLE_COIL)
        wait = every * (1 + 0.06 * rng_normal(&p->rng));
    else if (t == TROUBLE_BREAKDOWN)
        wait = 0.35 * every + rng_wait(&p->rng, 0.65 * every);
    else
        wait = rng_wait(&p->rng, every);
    if (t == TROUBLE_BREAKDOWN)
        p->next_fault = rng_next(&p->rng) % FAULTS;
    return p->run_ms + (int64_t)clamp(wait, 20 * SECOND, 40 * HOUR);
}

static int64_t cycle(struct press *p)
{
    double factor = 1.03 + 0.012 * rng_normal(&p->rng);
    if (rng_chance(&p->rng, 0.01))
        factor += rng_between(&p->rng, 0.1, 0.8); /* the operator straightens a blank */
    return (int64_t)(CYCLE_MS * clamp(factor, 1.0, 2.0));
}

void press_init(struct press *p, uint64_t seed)
{
    *p = (struct press){.state = PRESS_RUN, .say_state = true, .say_counts = true};
    rng_seed(&p->rng, seed);
    p->total = 10000 + (int64_t)(rng_next(&p->rng) % 40000);
    p->scrap = p->total / 64;
    for (int t = 0; t < TROUBLE_COUNT; t++)
        p->trouble[t] = next_trouble(p, (enum press_trouble)t);
    p->part_due = cycle(p);
    p->level[PRESS_OIL_TEMP] = 46;
    p->level[PRESS_VIBRATION] = 1.8;
    p->level[PRESS_LOAD] = 55;
    p->level[PRESS_PRESSURE] = 180;
}

/* ---- states ---- */

static void enter(struct press *p, enum press_state state, const char *code)
{
    if (p->state == PRESS_RUN && state != PRESS_RUN)
        p->part_left = p->part_due - p->now_ms;
    if (p->state != PRESS_RUN && state == PRESS_RUN)
        p->part_due = p->now_ms + p->part_left;
    p->state = state;
    set_code(p, code);
    p->say_state = true;
}

static void start_trouble(struct press *p, enum press_trouble t)
{
    const struct trouble *kind = &troubles[t];
    const char *code = "";
    double median = kind->median;
    if (t == TROUBLE_MICRO)
        code = micro_codes[rng_next(&p->rng) % (sizeof micro_codes / sizeof *micro_codes)];
    if (t == TROUBLE_COIL)
        code = "coil change";
    if (t == TROUBLE_BREAKDOWN) {
        code = faults[p->next_fault].code;
        median = faults[p->next_fault].median;
    }
    double span = clamp(rng_span(&p->rng, median, kind->sigma), kind->shortest, kind->longest);
    p->restart = kind->restart;
    p->state_end = p->now_ms + (int64_t)span;
    enter(p, kind->state, code);
}

/* A repaired machine waits for somebody to start it, and its first parts are often scrap. */
static void end_state(struct press *p)
{
    if (!p->restart) {
        enter(p, PRESS_RUN, "");
        return;
    }
    p->restart = false;
    p->state_end = p->now_ms + (int64_t)rng_between(&p->rng, 8 * SECOND, 50 * SECOND);
    if (rng_chance(&p->rng, 0.5))
        p->scrap_streak += 1 + (int)(rng_next(&p->rng) % 3);
    enter(p, PRESS_IDLE, "");
}

static void finish_part(struct press *p)
{
    if (p->scrap_streak == 0 && rng_chance(&p->rng, 0.0008))
        p->scrap_streak = 3 + (int)(rng_next(&p->rng) % 6);
    bool scrap = p->scrap_streak > 0 || rng_chance(&p->rng, 0.012);
    if (p->scrap_streak > 0)
        p->scrap_streak--;
    p->total++;
    p->scrap += scrap;
    p->say_counts = true;
    p->part_due = p->now_ms + cycle(p);
}

/* ---- sensors ---- */

/* A bearing does not fail out of the blue: over the last running minutes the vibration grows. */
static double warning(const struct press *p)
{
    double left = (double)(p->trouble[TROUBLE_BREAKDOWN] - p->run_ms);
    return left < WARN_MS ? faults[p->next_fault].shake * (1 - left / WARN_MS) : 0;
}

static double wanted(const struct press *p, enum press_sensor s)
{
    static const double rest[PRESS_SENSOR_COUNT] = {36, 0.3, 4, 150};
    static const double running[PRESS_SENSOR_COUNT] = {54, 2.1, 62, 182};
    if (p->state == PRESS_RUN)
        return running[s] + (s == PRESS_VIBRATION ? warning(p) : 0);
    if (p->state == PRESS_OFF)
        return s == PRESS_OIL_TEMP ? 22 : 0;
    if (p->state == PRESS_FAULT && s == PRESS_PRESSURE)
        for (size_t i = 0; i < FAULTS; i++)
            if (strcmp(p->code, faults[i].code) == 0)
                return faults[i].bar;
    return rest[s];
}

static void sense(struct press *p)
{
    static const double pace[PRESS_SENSOR_COUNT] = {1.0 / 1500, 0.4, 0.5, 0.3}; /* per second */
    for (int s = 0; s < PRESS_SENSOR_COUNT; s++)
        p->level[s] += pace[s] * (wanted(p, (enum press_sensor)s) - p->level[s]);
    p->sensors_due += SENSOR_MS;
}

static double reading(struct press *p, int s)
{
    static const double noise[PRESS_SENSOR_COUNT] = {0.12, 0.1, 2.5, 0.9};
    static const double step[PRESS_SENSOR_COUNT] = {0.1, 0.01, 0.1, 0.1};
    double x = p->level[s] + noise[s] * rng_normal(&p->rng);
    if (p->is_forced[s])
        x = p->forced[s];
    return x < 0 ? 0 : round(x / step[s]) * step[s];
}

/* ---- time ---- */

/* The next trouble and when it comes on the wall, if the press runs on. */
static int64_t trouble_due(const struct press *p, enum press_trouble *which)
{
    *which = TROUBLE_MICRO;
    for (int t = 1; t < TROUBLE_COUNT; t++)
        if (p->trouble[t] < p->trouble[*which])
            *which = (enum press_trouble)t;
    int64_t left = p->trouble[*which] - p->run_ms;
    return p->now_ms + (left > 0 ? left : 0);
}

int64_t press_next(const struct press *p)
{
    enum press_trouble which;
    int64_t due = p->sensors_due;
    if (p->say_state || p->say_counts)
        return p->now_ms;
    if (p->state == PRESS_RUN && p->part_due < due)
        due = p->part_due;
    if (p->state == PRESS_RUN && !p->held && trouble_due(p, &which) < due)
        due = trouble_due(p, &which);
    if (p->state != PRESS_RUN && !p->held && p->state_end < due)
        due = p->state_end;
    return due;
}

static void advance(struct press *p, int64_t to)
{
    if (p->state == PRESS_RUN && to > p->now_ms)
        p->run_ms += to - p->now_ms;
    p->now_ms = to;
}

void press_look(const struct press *p, enum press_event_kind kind, struct press_event *out)
{
    *out = (struct press_event){
        .kind = kind, .at_ms = p->now_ms, .state = p->state, .total = p->total, .scrap = p->scrap};
    memcpy(out->code, p->code, sizeof out->code);
    memcpy(out->sensors, p->level, sizeof out->sensors);
}

static bool say(struct press *p, bool *owed, enum press_event_kind kind, struct press_event *out)
{
    if (!*owed)
        return false;
    *owed = false;
    press_look(p, kind, out);
    return true;
}

/* One thing at a time: what is due first; at the same moment the sensors, then the part, then the
 * change of state, so that the last part of a run is counted before the run ends. */
static bool happen(struct press *p, struct press_event *out)
{
    enum press_trouble which;
    if (p->sensors_due <= p->now_ms) {
        sense(p);
        press_look(p, PRESS_EVENT_SENSORS, out);
        for (int s = 0; s < PRESS_SENSOR_COUNT; s++)
            out->sensors[s] = reading(p, s);
        return true;
    }
    if (p->state == PRESS_RUN && p->part_due <= p->now_ms) {
        finish_part(p);
    } else if (p->state == PRESS_RUN && !p->held && trouble_due(p, &which) <= p->now_ms) {
        start_trouble(p, which);
        p->trouble[which] = next_trouble(p, which);
    } else if (p->state != PRESS_RUN && !p->held && p->state_end <= p->now_ms) {
        end_state(p);
    }
    return false;
}

bool press_step(struct press *p, int64_t now_ms, struct press_event *out)
{
    for (;;) {
        if (say(p, &p->say_state, PRESS_EVENT_STATE, out) ||
            say(p, &p->say_counts, PRESS_EVENT_COUNTS, out))
            return true;
        int64_t due = press_next(p);
        if (due > now_ms) {
            if (now_ms > p->now_ms)
                advance(p, now_ms);
            return false;
        }
        advance(p, due > p->now_ms ? due : p->now_ms);
        if (happen(p, out))
            return true;
    }
}

/* ---- commands ---- */

void press_hold(struct press *p, enum press_state state, const char *code)
{
    p->held = true;
    p->restart = false;
    enter(p, state, code);
}

void press_release(struct press *p)
{
    p->held = false;
    p->state_end = p->now_ms;
    for (int t = 0; t < TROUBLE_COUNT; t++) /* what would have come meanwhile */
        if (p->trouble[t] <= p->run_ms)
            p->trouble[t] = next_trouble(p, (enum press_trouble)t);
    if (p->state != PRESS_RUN)
        enter(p, PRESS_RUN, "");
}

void press_make_scrap(struct press *p, int count)
{
    p->total += count;
    p->scrap += count;
    p->say_counts = true;
}

void press_set_sensor(struct press *p, enum press_sensor sensor, double value)
{
    p->forced[sensor] = value;
    p->is_forced[sensor] = true;
}

void press_free_sensor(struct press *p, enum press_sensor sensor)
{
    p->is_forced[sensor] = false;
}
