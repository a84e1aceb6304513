/* SPDX-License-Identifier: MIT */
/* What a step of the engine costs, with the tower's rules and twenty signals: nanoseconds of CPU,
 * beside a snprintf of one number in this run, so that machines can be compared. Prints one JSON
 * object a figure. */
#include "andon/engine/station.h"
#include "data/model/amount.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SIGNALS 20
#define BATCHES 15
#define BEGIN   INT64_C(1795330800000)

static struct signal_conf signals[SIGNALS];
static struct lamp_conf lamps[] = {{.name = "red", .colour = "red"},
                                   {.name = "yellow", .colour = "yellow"},
                                   {.name = "green", .colour = "green"},
                                   {.name = "white", .colour = "white"}};
static struct rule_conf rules[15];
static struct config config = {.station = "press",
                               .signal = signals,
                               .signals = SIGNALS,
                               .lamp = lamps,
                               .lamps = 4,
                               .rule = rules,
                               .rules = 15,
                               .small_stop_ms = 120000,
                               .ideal_us = 1000000,
                               .target_per_shift = 20000 * AMOUNT_ONE,
                               .skew_past_ms = 3600000,
                               .skew_future_ms = 10000};

static struct station *st;
static struct effects fx;
static struct now now = {.boot_ms = 1000000, .wall_ms = BEGIN};
static char checkpoint[CHECKPOINT_MAX];
static size_t checkpoint_length;
static struct snapshot snapshot;
static char number[32];
static int64_t round_number;

static void configure(void)
{
    static const enum signal_role roles[] = {ROLE_STATE, ROLE_MODE,  ROLE_TOTAL,
                                             ROLE_SCRAP, ROLE_FAULT, ROLE_ALIVE};
    config.zone = zone_utc;
    config.calendar =
        (struct calendar){.zone = &config.zone,
                          .shifts = 3,
                          .shift = {{.name = "early", .begin_min = 360, .end_min = 840},
                                    {.name = "late", .begin_min = 840, .end_min = 1320},
                                    {.name = "night", .begin_min = 1320, .end_min = 360}}};
    for (size_t i = 0; i < SIGNALS; i++) {
        signals[i].role = i < sizeof roles / sizeof *roles ? roles[i] : ROLE_SENSOR;
        signals[i].max_age_ms = signals[i].role == ROLE_SENSOR ? 60000 : 0;
        (void)snprintf(signals[i].name, sizeof signals[i].name, "signal%zu", i);
    }
    for (size_t i = 0; i < 15; i++) {
        rules[i] = (struct rule_conf){.conditions = 1, .shows = 2};
        rules[i].condition[0] = (struct condition){.kind = (enum condition_kind)(i % COND_SIGNAL),
                                                   .words = 1 << MS_BLOCKED};
        rules[i].show[0].lamp = (int)i % 4;
        rules[i].show[1].lamp = (int)(i + 1) % 4;
    }
}

static void step(size_t signal, int64_t amount, int mapped)
{
    struct update u = {.signal = (uint16_t)signal,
                       .quality = Q_GOOD,
                       .mapped = mapped,
                       .source_ms = TIME_NONE,
                       .value = {.type = VALUE_NUMBER, .amount = amount}};
    station_step(st, &(struct event){.kind = EVENT_UPDATE, .update = &u}, now, &fx);
}

static void pass(int64_t ms)
{
    now.boot_ms += ms;
    now.wall_ms += ms;
}

static void a_sensor_value(void)
{
    pass(10);
    round_number++;
    step(6 + (size_t)(round_number % 14), round_number * 1000, -1);
}

static void a_part(void)
{
    pass(1000);
    step(2, ++round_number * AMOUNT_ONE, -1);
}

static void a_stop_and_a_start(void)
{
    pass(5000);
    step(0, 0, MS_STOPPED);
    pass(5000);
    step(0, 0, MS_RUNNING);
}

static void a_checkpoint(void)
{
    checkpoint_length = station_checkpoint(st, now, checkpoint, sizeof checkpoint);
}

static void a_snapshot(void)
{
    station_snapshot(st, now, &snapshot);
}

static void a_number(void)
{
    (void)snprintf(number, sizeof number, "%lld", (long long)(BEGIN + ++round_number));
}

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median CPU of a call, in ns. */
static double cost(void (*work)(void), int rounds)
{
    double batch[BATCHES];
    for (int b = 0; b < BATCHES; b++) {
        int64_t start = cpu_ns();
        for (int n = 0; n < rounds; n++)
            work();
        batch[b] = (double)(cpu_ns() - start) / rounds;
    }
    qsort(batch, BATCHES, sizeof *batch, compare);
    return batch[BATCHES / 2];
}

int main(void)
{
    static const struct figure {
        const char *name;
        void (*work)(void);
        int rounds;
    } figures[] = {
        {"sensor_step", a_sensor_value, 20000},       {"part_step", a_part, 20000},
        {"stop_and_start", a_stop_and_a_start, 5000}, {"snapshot", a_snapshot, 5000},
        {"checkpoint", a_checkpoint, 5000},
    };
    configure();
    st = station_new(&config, now, TIME_NONE, TIME_NONE);
    if (!st)
        return 1;
    step(2, 0, -1);
    step(0, 0, MS_RUNNING);
    double baseline = cost(a_number, 100000);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        double value = cost(figures[i].work, figures[i].rounds);
        printf(
            "{\"name\":\"engine.%s\",\"value\":%.0f,\"unit\":\"ns\",\"baseline\":\"snprintf of a "
            "number\",\"baseline_value\":%.0f,\"ratio\":%.3g}\n",
            figures[i].name, value, baseline, value / baseline);
    }
    (void)fprintf(stderr, "checkpoint of %d signals: %zu bytes\n", SIGNALS, checkpoint_length);
    station_free(&st);
    effects_done(&fx);
    return 0;
}
