/* SPDX-License-Identifier: MIT */
/* The press model: cycles with jitter, small stops, breakdowns with the controller's fault codes,
 * starving and blocking, coil changes and changeovers, breaks, scrap that comes in streaks, and a
 * bearing that wears. Pure; the line owns the structs and the clock. Proportions (a day of three
 * shifts): about 80 small stops, 8 breakdowns, 2 % scrap. */
#include "andon/sim/press.h"

#include <math.h>
#include <string.h>

#define SECOND      1000.0
#define MINUTE      60000.0
#define HOUR        3600000.0
#define SENSOR_MS   1000
#define WARN_MS     (20 * MINUTE) /* running time before a failure that the sensors feel */
#define PATIENCE_MS 8000          /* a press waits for a part so long before it says so */

#define PRESS_NAME(value, text) text,
const char *const press_state_names[] = {PRESS_STATES(PRESS_NAME)};

/* The same ideal cycle for all, so that a station which knows of one product is right about all. */
const struct press_conf press_conf_default = {
    .break_every_ms = 120 * 60000,
    .break_ms = 15 * 60000,
    .product = {{"bracket", 4000}, {"bracket-rh", 4000}, {"cover", 4000}},
    .products = 3,
};

static const char *const micro_codes[] = {
    "E-104 misfeed",
    "E-118 light curtain",
    "E-131 part not ejected",
    "E-140 lubrication low",
};

static const struct fault {
    const char *code;
    double median;   /* of its duration */
    double overload; /* % of load by which it announces itself */
    double leak;     /* bar of hydraulic pressure, likewise */
    double bar;      /* hydraulic pressure while it lasts */
} faults[] = {
    {"E-217 die jam", 14 * MINUTE, 0, 0, 150},
    {"E-305 hydraulic pressure low", 11 * MINUTE, 0, 22, 84},
    {"E-412 main drive overload", 18 * MINUTE, 20, 0, 150},
    {"E-233 die temperature", 7 * MINUTE, 0, 0, 150},
    {"E-540 guard door", 4 * MINUTE, 0, 0, 150},
};
#define FAULTS       (sizeof faults / sizeof *faults)
#define BEARING_CODE "E-310 spindle bearing"

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
    [TROUBLE_CHANGEOVER] = {6 * HOUR, 14 * MINUTE, 0.3, 6 * MINUTE, 40 * MINUTE, PRESS_SETUP, true},
    [TROUBLE_BEARING] = {0, 70 * MINUTE, 0.3, 35 * MINUTE, 150 * MINUTE, PRESS_FAULT, true},
};

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void set_text(char *to, size_t size, const char *text)
{
    size_t length = strnlen(text, size - 1);
    memcpy(to, text, length);
    to[length] = '\0';
}

static bool can_have(const struct press *p, enum press_trouble t)
{
    return (t != TROUBLE_STARVED || p->first) && (t != TROUBLE_BLOCKED || p->last) &&
           (t != TROUBLE_CHANGEOVER || p->conf->products > 1);
}

/* A coil has a length and a job a size, so their ends are regular; what was repaired holds for a
 * while; all else is chance. */
static int64_t next_trouble(struct press *p, enum press_trouble t)
{
    double every = troubles[t].every, wait;
    if (!can_have(p, t))
        return PRESS_NEVER;
    if (t == TROUBLE_BEARING) {
        wear_renew(&p->bearing, &p->rng, p->run_ms);
        return p->bearing.end_ms;
    }
    if (t == TROUBLE_COIL || t == TROUBLE_CHANGEOVER)
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
    return (int64_t)(p->conf->product[p->product].cycle_ms * clamp(factor, 1.0, 2.0));
}

/* The next part goes under the press, if there is one and the last one is out of the way. */
static void start_part(struct press *p)
{
    p->in_work = p->material && p->room;
    p->patience_ms = p->now_ms + PATIENCE_MS;
    if (!p->in_work)
        return;
    p->started++;
    p->part_due = p->now_ms + cycle(p);
}

void press_init(struct press *p, const struct press_conf *conf, uint64_t seed, size_t place,
                size_t places)
{
    *p = (struct press){.conf = conf,
                        .state = PRESS_RUN,
                        .first = place == 0,
                        .last = place + 1 == places,
                        .material = true,
                        .room = true,
                        .say_state = true,
                        .say_counts = true};
    uint64_t own = seed ^ (uint64_t)place << 32U;
    rng_seed(&p->rng, own);
    sensors_init(&p->sensors, own ^ UINT64_C(1) << 48U, conf->sensor_faults);
    p->total = p->first_total = 10000 + (int64_t)(rng_next(&p->rng) % 40000);
    p->scrap = p->first_scrap = p->total / 64;
    for (int t = 0; t < TROUBLE_COUNT; t++)
        p->trouble[t] = next_trouble(p, (enum press_trouble)t);
    wear_begin(&p->bearing, &p->rng);
    p->trouble[TROUBLE_BEARING] = p->bearing.end_ms;
    start_part(p);
}

/* ---- states ---- */

static bool in_break(const struct press *p)
{
    int64_t every = p->conf->break_every_ms;
    return every > 0 && p->now_ms % every >= every - p->conf->break_ms;
}

static int64_t break_begin(const struct press *p)
{
    int64_t every = p->conf->break_every_ms;
    if (every == 0 || in_break(p))
        return every == 0 ? PRESS_NEVER : p->now_ms;
    return p->now_ms - p->now_ms % every + every - p->conf->break_ms;
}

static void enter(struct press *p, enum press_state state, const char *code)
{
    bool was = p->state == PRESS_RUN, is = state == PRESS_RUN;
    if (was && !is && p->in_work)
        p->part_left = p->part_due - p->now_ms;
    if (p->changing)
        p->product = p->next_product;
    p->changing = p->gated = false;
    p->state = state;
    set_text(p->code, sizeof p->code, code);
    p->say_state = true;
    if (!was && is && p->in_work)
        p->part_due = p->now_ms + p->part_left;
    else if (!was && is)
        start_part(p);
}

/* Run, unless all are at break: they come back together, more or less. */
static void go_on(struct press *p)
{
    int64_t every = p->conf->break_every_ms;
    p->restart = false;
    if (p->held || !in_break(p)) {
        enter(p, PRESS_RUN, "");
        return;
    }
    p->state_end = p->now_ms - p->now_ms % every + every;
    p->state_end += (int64_t)rng_between(&p->rng, 0, 60 * SECOND);
    enter(p, PRESS_IDLE, "break");
}

static void begin_change(struct press *p, size_t product)
{
    char code[PRESS_CODE_SIZE] = "changeover to ";
    size_t length = strlen(code);
    set_text(code + length, sizeof code - length, p->conf->product[product].name);
    enter(p, PRESS_SETUP, code);
    p->next_product = product;
    p->changing = true;
}

static size_t other_product(struct press *p)
{
    size_t step = 1 + rng_next(&p->rng) % (p->conf->products - 1);
    return (p->product + step) % p->conf->products;
}

static void set_end(struct press *p, enum press_trouble t, double median)
{
    const struct trouble *kind = &troubles[t];
    double span = clamp(rng_span(&p->rng, median, kind->sigma), kind->shortest, kind->longest);
    p->restart = kind->restart;
    p->state_end = p->now_ms + (int64_t)span;
}

static void start_trouble(struct press *p, enum press_trouble t)
{
    const char *code = t == TROUBLE_COIL ? "coil change" : t == TROUBLE_BEARING ? BEARING_CODE : "";
    double median = troubles[t].median;
    if (t == TROUBLE_MICRO)
        code = micro_codes[rng_next(&p->rng) % (sizeof micro_codes / sizeof *micro_codes)];
    if (t == TROUBLE_BREAKDOWN) {
        code = faults[p->next_fault].code;
        median = faults[p->next_fault].median;
    }
    set_end(p, t, median);
    if (t == TROUBLE_CHANGEOVER)
        begin_change(p, other_product(p));
    else
        enter(p, troubles[t].state, code);
}

/* A repaired machine waits for somebody to start it, and its first parts are often scrap. */
static void end_state(struct press *p)
{
    if (!p->restart) {
        go_on(p);
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
    p->handed_on += !scrap;
    p->say_counts = true;
    p->in_work = false;
    p->patience_ms = p->now_ms + PATIENCE_MS;
}

/* The neighbour lets it wait. */
static void give_up_waiting(struct press *p)
{
    enter(p, p->room ? PRESS_STARVED : PRESS_BLOCKED, "");
    p->gated = true;
}

/* ---- sensors ---- */

/* Some failures do not come out of the blue: over the last running minutes the sensors feel them.
 */
static struct sensor_world world(const struct press *p)
{
    double left = (double)(p->trouble[TROUBLE_BREAKDOWN] - p->run_ms);
    double near = left < WARN_MS ? 1 - left / WARN_MS : 0;
    double worn = wear_level(&p->bearing, p->run_ms);
    struct sensor_world w = {
        .now_ms = p->now_ms,
        .running = p->state == PRESS_RUN,
        .off = p->state == PRESS_OFF,
        .bar = 150,
        .shake = worn * p->bearing.shake,
        .heat = worn * p->bearing.heat,
        .overload = near * faults[p->next_fault].overload,
        .leak = near * faults[p->next_fault].leak,
    };
    for (size_t i = 0; p->state == PRESS_FAULT && i < FAULTS; i++)
        if (strcmp(p->code, faults[i].code) == 0)
            w.bar = faults[i].bar;
    return w;
}

static void sense(struct press *p, struct press_event *out)
{
    struct sensor_world w = world(p);
    sensors_follow(&p->sensors, &w);
    p->sensors_due += SENSOR_MS;
    press_look(p, PRESS_EVENT_SENSORS, out);
    sensors_read(&p->sensors, &w, &p->rng, &out->sensors);
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

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t press_next(const struct press *p)
{
    enum press_trouble which;
    int64_t due = p->sensors_due;
    if (p->say_state || p->say_counts)
        return p->now_ms;
    if (p->state == PRESS_RUN)
        due = earlier(due, p->in_work ? p->part_due : p->patience_ms);
    if (p->state == PRESS_RUN && !p->held)
        due = earlier(due, earlier(break_begin(p), trouble_due(p, &which)));
    if (p->state != PRESS_RUN && !p->held)
        due = earlier(due, p->gated ? break_begin(p) : p->state_end);
    return due;
}

void press_pass(struct press *p, int64_t at_ms)
{
    if (at_ms <= p->now_ms)
        return;
    p->span[p->state] += at_ms - p->now_ms;
    if (p->state == PRESS_RUN)
        p->run_ms += at_ms - p->now_ms;
    p->now_ms = at_ms;
}

void press_look(const struct press *p, enum press_event_kind kind, struct press_event *out)
{
    *out = (struct press_event){
        .kind = kind, .at_ms = p->now_ms, .state = p->state, .total = p->total, .scrap = p->scrap};
    set_text(out->code, sizeof out->code, p->code);
    set_text(out->product, sizeof out->product, p->conf->product[p->product].name);
    memcpy(out->sensors.value, p->sensors.level, sizeof out->sensors.value);
}

static bool say(struct press *p, bool *owed, enum press_event_kind kind, struct press_event *out)
{
    if (!*owed)
        return false;
    *owed = false;
    press_look(p, kind, out);
    return true;
}

/* What a running press does next. A part, then the change of state, so that the last part of a run
 * is counted before the run ends. */
static void work(struct press *p)
{
    enum press_trouble which;
    if (p->in_work && p->part_due <= p->now_ms) {
        finish_part(p);
        return;
    }
    if (!p->held && in_break(p)) {
        go_on(p);
        return;
    }
    if (!p->held && trouble_due(p, &which) <= p->now_ms) {
        start_trouble(p, which);
        p->trouble[which] = next_trouble(p, which);
        return;
    }
    if (!p->in_work && p->patience_ms <= p->now_ms)
        give_up_waiting(p);
}

bool press_turn(struct press *p, int64_t at_ms, struct press_event *out)
{
    press_pass(p, at_ms);
    if (say(p, &p->say_state, PRESS_EVENT_STATE, out) ||
        say(p, &p->say_counts, PRESS_EVENT_COUNTS, out))
        return true;
    if (p->sensors_due <= p->now_ms) {
        sense(p, out);
        return true;
    }
    if (p->state == PRESS_RUN)
        work(p);
    else if (p->held)
        return false;
    else if (p->gated && in_break(p))
        go_on(p);
    else if (!p->gated && p->state_end <= p->now_ms)
        end_state(p);
    return false;
}

void press_gates(struct press *p, int64_t at_ms, bool material, bool room)
{
    press_pass(p, at_ms);
    p->material = material;
    p->room = room;
    if (!material || !room || p->in_work)
        return;
    if (p->state == PRESS_RUN)
        start_part(p);
    else if (p->gated)
        go_on(p);
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
        if (p->trouble[t] <= p->run_ms && t != TROUBLE_BEARING)
            p->trouble[t] = next_trouble(p, (enum press_trouble)t);
    if (p->state != PRESS_RUN)
        go_on(p);
}

void press_make_scrap(struct press *p, int count)
{
    p->total += count;
    p->scrap += count;
    p->say_counts = true;
}

void press_fail_bearing(struct press *p, int64_t in_ms)
{
    wear_end_in(&p->bearing, p->run_ms, in_ms);
    p->trouble[TROUBLE_BEARING] = p->bearing.end_ms;
}

bool press_change(struct press *p, const char *product)
{
    size_t to = 0;
    while (*product && to < p->conf->products && strcmp(p->conf->product[to].name, product) != 0)
        to++;
    if (p->held || to == p->conf->products || (!*product && p->conf->products < 2))
        return false;
    set_end(p, TROUBLE_CHANGEOVER, troubles[TROUBLE_CHANGEOVER].median);
    begin_change(p, *product ? to : other_product(p));
    p->trouble[TROUBLE_CHANGEOVER] = next_trouble(p, TROUBLE_CHANGEOVER);
    return true;
}
