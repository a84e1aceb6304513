/* SPDX-License-Identifier: MIT */
/* Built-in detectors: what they cost, and what they are worth on the simulated press. Ten seeds
 * over eight weeks each, with everything that happens to a press and its sensors; a bearing that
 * failed is replaced. Cost: a year of minutes of ten signals through every method, and an hour of
 * a hundred signals at 10 Hz in steps of a second. */
#include "tests/unit/predict/press_life.h"

#include "tests/bench/figure.h"

#define SEEDS       10
#define DAYS        56
#define YEAR_ROWS   525600
#define TEN         10
#define HUNDRED     100
#define HOUR_MS     INT64_C(3600000)
#define BUDGET_S    10.0
#define CORE        0.05
#define FALSE_MOST  1.0
#define LEAST_SEEDS 9.0

static double dice(uint64_t *state)
{
    double sum = -2;
    for (int i = 0; i < 4; i++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        sum += (double)(*state >> 11) / 9007199254740992.0;
    }
    return sum;
}

static struct predictor_conf conf_of(int first, int64_t every_ms)
{
    struct predictor_conf conf = {.name = "bench",
                                  .mode = "bench",
                                  .signal_count = TEN,
                                  .methods = (1U << METHOD_USAGE) - 1,
                                  .every_ms = every_ms,
                                  .learn_ms = 1440 * every_ms,
                                  .limit = 30,
                                  .horizon_ms = 24 * HOUR_MS,
                                  .sensitivity = SENSITIVITY_NORMAL};
    for (int i = 0; i < TEN; i++)
        (void)snprintf(conf.signals[i], sizeof conf.signals[i], "s%d", first + i);
    return conf;
}

static void year(void)
{
    struct predictor_conf conf = conf_of(0, MS_PER_MIN);
    struct predictor *p = predictor_new(&conf);
    struct predict_row *row = calloc(YEAR_ROWS, sizeof *row);
    uint64_t state = 7;
    if (!p || !row)
        figure_die("memory");
    for (int i = 0; i < YEAR_ROWS; i++) {
        row[i] = (struct predict_row){.end_ms = PRESS_BEGIN + (i + 1) * MS_PER_MIN,
                                      .step_ms = MS_PER_MIN,
                                      .run_ms = MS_PER_MIN,
                                      .known = true};
        for (int s = 0; s < TEN; s++)
            row[i].value[s] = 10.0 * (s + 1) + dice(&state);
    }
    int64_t begin = figure_cpu_ns(0);
    for (int i = 0; i < YEAR_ROWS; i++)
        predictor_step(p, &row[i]);
    figure_print(&(struct figure){.name = "predict.year: of minutes of ten signals",
                                  .value = (double)(figure_cpu_ns(0) - begin) / 1e9,
                                  .unit = "s",
                                  .baseline = "budget",
                                  .baseline_value = BUDGET_S,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    figure_print(&(struct figure){.name = "predict.memory: a signal of ten",
                                  .value = (double)predictor_bytes(p) / TEN / 1024,
                                  .unit = "KiB",
                                  .baseline = "budget",
                                  .baseline_value = 64,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    predictor_free(&p);
    free(row);
}

static void feed_hour(struct predict_set *set, uint64_t *state)
{
    for (int64_t ms = 0; ms < HOUR_MS; ms += 100) {
        for (size_t s = 0; s < HUNDRED; s++)
            predict_set_sample(set, s, (int64_t)((10 + dice(state)) * 1e6), true, PRESS_BEGIN + ms);
        predict_set_tick(set, PRESS_BEGIN + ms, NULL, NULL);
    }
}

static void hundred(void)
{
    static struct signal_conf signal[HUNDRED];
    static struct predictor_conf predictor[HUNDRED / TEN];
    struct config config = {.zone = zone_utc, .signal = signal, .predictor = predictor};
    uint64_t state = 7;
    config.signals = HUNDRED;
    config.predictors = HUNDRED / TEN;
    for (int i = 0; i < HUNDRED; i++)
        (void)snprintf(signal[i].name, sizeof signal[i].name, "s%d", i);
    for (int i = 0; i < HUNDRED / TEN; i++)
        predictor[i] = conf_of(i * TEN, 1000);
    struct predict_set *set = predict_set_new(&config);
    if (!set)
        figure_die("memory");
    predict_set_machine(set, true, true, "", PRESS_BEGIN);
    int64_t begin = figure_cpu_ns(0);
    feed_hour(set, &state);
    double all = (double)(figure_cpu_ns(0) - begin) / 1e9;
    begin = figure_cpu_ns(0);
    volatile double sum = 0; /* what making them up costs */
    for (int64_t i = 0; i < HOUR_MS / 100 * HUNDRED; i++)
        sum = sum + dice(&state);
    all -= (double)(figure_cpu_ns(0) - begin) / 1e9;
    figure_print(&(struct figure){.name = "predict.hundred: signals at 10 Hz, part of a core",
                                  .value = all / 3600,
                                  .unit = "",
                                  .baseline = "budget",
                                  .baseline_value = CORE,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    predict_set_free(&set);
}

struct worth {
    int failures, in_time, judged, warned, wrong, seeds, calm, messages;
    double weeks, least_lead;
};

static void live_once(struct worth *w, const char *const *signals, int count, uint64_t seed)
{
    struct press_conf conf = press_conf_default;
    struct press_life l;
    conf.sensor_faults = true;
    press_life_conf(&l, signals, count);
    press_life_run(&l, &conf, seed, DAYS, INT32_MAX);
    w->failures += l.failures;
    w->in_time += l.in_time;
    w->judged += l.judged;
    w->warned += l.warned;
    w->wrong += l.false_warnings;
    w->messages += l.messages;
    w->weeks += l.watched_weeks;
    w->seeds += l.judged > 0 && l.warned == l.judged;
    w->calm += l.false_warnings <= l.watched_weeks;
    for (int i = 0; i < l.judged; i++)
        w->least_lead = fmin(w->least_lead, l.lead_h[i]);
}

static void tell(const char *name, double value, const char *unit)
{
    figure_print(&(struct figure){
        .name = name, .value = value, .unit = unit, .baseline = "", .baseline_value = 1});
}

static void press_of(const char *const *signals, int count, const char *words)
{
    struct worth w = {.least_lead = 1e9};
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        live_once(&w, signals, count, seed);
    (void)printf("# %s: %d seeds of %d days\n", words, SEEDS, DAYS);
    figure_print(&(struct figure){.name = "press.seeds: all judged failures warned of 4 h ahead",
                                  .value = w.seeds,
                                  .unit = "",
                                  .baseline = "wanted",
                                  .baseline_value = LEAST_SEEDS,
                                  .aim = AIM_AT_LEAST,
                                  .target = 1});
    figure_print(&(struct figure){.name = "press.false: warnings a week that it watched",
                                  .value = w.wrong / w.weeks,
                                  .unit = "",
                                  .baseline = "allowed",
                                  .baseline_value = FALSE_MOST,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    tell("press.calm: seeds with at most one a week", w.calm, "");
    tell("press.judged: failures whose decline began when it had learnt", w.judged, "");
    tell("press.warned: of them, 4 h ahead and more", w.warned, "");
    tell("press.least: the shortest lead of them", w.least_lead, "h");
    tell("press.all: failures, also of parts it was still learning", w.failures, "");
    tell("press.all_warned: of those, 4 h ahead and more", w.in_time, "");
    tell("press.messages: a day", (double)w.messages / (SEEDS * DAYS), "");
}

int main(void)
{
    static const char *const two[] = {"vibration", "spindle_temp"};
    static const char *const four[] = {"vibration", "spindle_temp", "oil_temp", "load"};
    press_of(two, 2, "vibration, spindle_temp");
    press_of(four, 4, "vibration, spindle_temp, oil_temp, load");
    year();
    hundred();
    return 0;
}
