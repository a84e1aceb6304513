/* SPDX-License-Identifier: MIT */
/* What detectors cost, all of them at once: 100 signals at 10 Hz beside a machine that runs, as a
 * part of one core; a year of minutes of ten signals gone through; memory a signal. Targets are
 * those of the issue; the same numbers summed up bare say what the machine is worth. Prints one
 * JSON object a figure. */
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/predict/set.h"
#include "tests/bench/figure.h"
#include "tests/unit/predict/noise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN   INT64_C(1795330800000)
#define SIGNALS 100
#define OF_ONE  10 /* signals of a predictor */
#define LIVE_S  900
#define HERTZ   10
#define YEAR    INT64_C(525600)
#define ROUNDS  3

static struct signal_conf signals[SIGNALS];
static struct predictor_conf predictors[SIGNALS / OF_ONE];
static int64_t amounts[65536]; /* noise, made once: it is not what is measured */
static volatile int64_t total;

static struct predictor_conf conf_of(int first, int count, int64_t every_ms, int64_t rows)
{
    struct predictor_conf conf = {.signal_count = count,
                                  .methods = (1U << METHOD_COUNT) - 1,
                                  .every_ms = every_ms,
                                  .learn_ms = rows * every_ms,
                                  .limit = 40,
                                  .uses = USES_HOURS,
                                  .life = 20000,
                                  .horizon_ms = MS_PER_DAY,
                                  .sensitivity = SENSITIVITY_NORMAL};
    (void)snprintf(conf.name, sizeof conf.name, "p%d", first);
    for (int i = 0; i < count; i++)
        (void)snprintf(conf.signals[i], sizeof conf.signals[i], "s%d", first + i);
    return conf;
}

static int64_t amount_at(int64_t n, int signal)
{
    return amounts[(n * 7919 + signal * 104729) & 65535];
}

static struct predict_set *set_of(struct config *config, int count, int64_t every_ms, int64_t rows)
{
    *config = (struct config){.zone = zone_utc, .signal = signals, .predictor = predictors};
    config->signals = (size_t)count;
    config->predictors = (size_t)(count / OF_ONE);
    for (int i = 0; i < count; i++)
        (void)snprintf(signals[i].name, sizeof signals[i].name, "s%d", i);
    for (int i = 0; i < count / OF_ONE; i++)
        predictors[i] = conf_of(i * OF_ONE, OF_ONE, every_ms, rows);
    struct predict_set *set = predict_set_new(config);
    if (!set)
        figure_die("out of memory");
    predict_set_machine(set, true, true, "A", BEGIN);
    return set;
}

static void must_have_learnt(struct predict_set *set)
{
    struct predictor_view view;
    predictor_view(predict_set_active(set, 0), &view);
    if (view.state != PREDICTOR_WATCHING || view.version != 1)
        figure_die("a predictor that does not watch");
}

static double by_sum(int64_t from, int64_t to, int count)
{
    int64_t start = figure_cpu_ns(0);
    for (int64_t n = from; n < to; n++)
        for (int i = 0; i < count; i++)
            total += amount_at(n, i);
    return (double)(figure_cpu_ns(0) - start);
}

/* Seconds of samples; ns of CPU. */
static double live(struct predict_set *set, int64_t from_s, int64_t to_s)
{
    int64_t start = figure_cpu_ns(0);
    for (int64_t n = from_s * HERTZ; n < to_s * HERTZ; n++) {
        int64_t at = BEGIN + n * (1000 / HERTZ) + 50;
        for (int i = 0; i < SIGNALS; i++)
            predict_set_sample(set, (size_t)i, amount_at(n, i), true, at);
        predict_set_tick(set, at, NULL, NULL);
    }
    return (double)(figure_cpu_ns(0) - start);
}

static void run_live(void)
{
    static struct config config;
    double part[ROUNDS], bare[ROUNDS];
    struct predict_set *set = set_of(&config, SIGNALS, 1000, 300);
    (void)live(set, 0, 310);
    must_have_learnt(set);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t from = 310 + i * LIVE_S;
        part[i] = 100 * live(set, from, from + LIVE_S) / (LIVE_S * 1e9);
        bare[i] = 100 * by_sum(from * HERTZ, (from + LIVE_S) * HERTZ, SIGNALS) / (LIVE_S * 1e9);
    }
    predict_set_free(&set);
    figure_print(&(struct figure){.name = "predict.100_signals_at_10_hz",
                                  .value = figure_median(part, ROUNDS),
                                  .unit = "% of a core",
                                  .baseline = "budget",
                                  .baseline_value = 5,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    figure_print(&(struct figure){.name = "predict.beside_a_bare_sum",
                                  .value = figure_median(part, ROUNDS),
                                  .unit = "% of a core",
                                  .baseline = "sum",
                                  .baseline_value = figure_median(bare, ROUNDS)});
}

static void run_year(void)
{
    static struct config config;
    struct predict_set *set = set_of(&config, OF_ONE, MS_PER_MIN, 3 * 1440);
    int64_t start = figure_cpu_ns(0);
    for (int64_t m = 0; m < YEAR; m++) {
        for (int i = 0; i < OF_ONE; i++) {
            struct history span = {.samples = 0};
            history_take(&span, amount_at(m, i), true);
            predict_set_minute(set, (size_t)i, history_minute(BEGIN) + m, &span);
        }
        predict_set_tick(set, BEGIN + (m + 1) * MS_PER_MIN, NULL, NULL);
    }
    double s = (double)(figure_cpu_ns(0) - start) / 1e9;
    must_have_learnt(set);
    predict_set_free(&set);
    figure_print(&(struct figure){.name = "predict.year_of_ten_signals",
                                  .value = s,
                                  .unit = "s",
                                  .baseline = "budget",
                                  .baseline_value = 10,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    figure_print(&(struct figure){.name = "predict.year_beside_a_bare_sum",
                                  .value = s,
                                  .unit = "s",
                                  .baseline = "sum",
                                  .baseline_value = by_sum(0, YEAR, OF_ONE) / 1e9});
}

/* The largest: every group has a baseline of its own, and it knows the day. */
static void run_memory(void)
{
    static const int counts[] = {1, 10, 16};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct predictor_conf conf = conf_of(0, counts[i], MS_PER_MIN, 1440);
        char name[64];
        conf.by_product = conf.daily = true;
        struct predictor *p = predictor_new(&conf);
        if (!p)
            figure_die("out of memory");
        (void)snprintf(name, sizeof name, "predict.bytes_a_signal_of_%d", counts[i]);
        figure_print(&(struct figure){.name = name,
                                      .value = (double)predictor_bytes(p) / counts[i],
                                      .unit = "bytes",
                                      .baseline = "budget",
                                      .baseline_value = 65536,
                                      .aim = AIM_AT_MOST,
                                      .target = 1});
        predictor_free(&p);
    }
}

int main(void)
{
    uint64_t seed = 1;
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        amounts[i] = 20 * AMOUNT_ONE + (int64_t)(noise(&seed) * 1e6);
    run_live();
    run_year();
    run_memory();
    return 0;
}
