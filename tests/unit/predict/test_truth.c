/* SPDX-License-Identifier: MIT */
/* The scores that benchmarks are judged by, on cases made by hand; and the predictor on sets made
 * from a seed: a water loop whose valve closes, a bearing run to failure, a hall through seasons.
 * The settings are those of tests/bench/bench_truth.c. */
#include "data/model/clock.h"
#include "data/predict/predictor.h"
#include "tests/bench/truth.h"
#include "tests/unit/predict/noise.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- scores --------------------------------------------------------------------------------- */

static void test_rows(void **state)
{
    struct truth_rows t = {0};
    (void)state;
    for (int i = 0; i < 100;
         i++) /* 40 anomalous, 30 of them alarmed; 6 of 60 alarmed for nothing */
        truth_row(&t, i < 40, i < 30 || (i >= 40 && i < 46));
    assert_true(fabs(truth_f1(&t) - 60.0 / 76) < 1e-12);
    assert_true(fabs(truth_far(&t) - 10) < 1e-12);
    assert_true(fabs(truth_mar(&t) - 25) < 1e-12);
}

static void test_nab(void **state)
{
    static const struct truth_window window[2] = {{500, 599}, {800, 899}};
    static const struct {
        const char *name;
        int windows, alarm[3];
        double want;
    } cases[] = {
        {"silence", 1, {-1, -1, -1}, 0},
        {"at the first row", 1, {500, -1, -1}, 100},
        {"half way", 1, {550, -1, -1}, 100 * (1 + 0.848283640 / 0.986614298) / 2},
        {"at the last row", 1, {599, -1, -1}, 100 * (1 + 0.024994793 / 0.986614298) / 2},
        {"the best of two", 1, {550, 599, -1}, 100 * (1 + 0.848283640 / 0.986614298) / 2},
        {"for nothing", 1, {300, -1, -1}, -5.5},
        {"in probation", 1, {149, -1, -1}, 0},
        {"for nothing, and the first row", 1, {300, 500, -1}, 94.5},
        {"a window's length too late", 1, {698, -1, -1}, -100 * 0.11 * 0.986614298 / 2},
        {"three of them too late", 1, {999, -1, -1}, -5.5},
        {"one of two", 2, {500, -1, -1}, 50},
        {"both", 2, {500, 800, -1}, 100},
        {"both, and one between", 2, {500, 698, 800}, 100 - 100 * 0.11 * 0.986614298 / 4},
    };
    (void)state;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        bool alarm[1000] = {false};
        for (int i = 0; i < 3; i++)
            if (cases[n].alarm[i] >= 0)
                alarm[cases[n].alarm[i]] = true;
        double got = truth_nab(window, cases[n].windows, alarm, 1000);
        if (fabs(got - cases[n].want) > 1e-5)
            fail_msg("%s: %.6f, not %.6f", cases[n].name, got, cases[n].want);
    }
}

static void test_times(void **state)
{
    static const struct {
        const char *text;
        int64_t want;
    } cases[] = {{"2014-04-13 09:00:00", 1397379600000},
                 {"2014-04-13T09:00:00", 1397379600000},
                 {"2014-04-13 09:00:00.500000", 1397379600500},
                 {"2004.02.12.10.32.39", 1076581959000},
                 {"600", 600000},
                 {"yesterday", -1}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t at = -1;
        assert_int_equal(table_time(cases[i].text, &at), cases[i].want >= 0);
        if (cases[i].want >= 0)
            assert_int_equal(at, cases[i].want);
    }
}

static void test_table(void **state)
{
    struct table t;
    char path[] = "/tmp/truth-XXXXXX";
    int fd = mkstemp(path);
    (void)state;
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    (void)fputs("datetime;a;b\n2020-03-09 12:00:00;1.5;\nno time;1;2\n"
                "2020-03-09 12:00:01;2;3\n2020-03-09 12:00:02;x;4\n",
                f);
    (void)fclose(f);
    assert_int_equal(table_read(&t, path), 0);
    (void)remove(path);
    assert_int_equal(t.rows, 3);
    assert_int_equal(t.columns, 2);
    assert_int_equal(table_column(&t, "b"), 1);
    assert_int_equal(table_column(&t, "c"), -1);
    assert_true(fabs(table_value(&t, 0, 0) - 1.5) < 1e-12);
    assert_true(isnan(table_value(&t, 0, 1)) && isnan(table_value(&t, 2, 0)));
    assert_int_equal(table_step_ms(&t), 1000);
    table_free(&t);
    assert_int_equal(table_read(&t, "/nonexistent/file.csv"), -1);
}

/* ---- sets ----------------------------------------------------------------------------------- */

static struct predictor_conf conf_of(int signals, uint32_t methods, int64_t every_ms, int64_t rows)
{
    struct predictor_conf conf = {.name = "truth",
                                  .signal_count = signals,
                                  .methods = methods,
                                  .always = true,
                                  .every_ms = every_ms,
                                  .learn_ms = rows * every_ms,
                                  .limit = (double)NAN,
                                  .horizon_ms = MS_PER_DAY,
                                  .sensitivity = SENSITIVITY_LOW};
    for (int i = 0; i < signals; i++)
        (void)snprintf(conf.signals[i], sizeof conf.signals[i], "s%d", i);
    return conf;
}

static double step(struct predictor *p, const struct predictor_conf *conf, int64_t at_ms,
                   const double *value)
{
    struct predictor_view view;
    struct predict_row row = {.end_ms = at_ms,
                              .local_ms = at_ms,
                              .step_ms = conf->every_ms,
                              .run_ms = conf->every_ms,
                              .known = true,
                              .speed = (double)NAN};
    memcpy(row.value, value, (size_t)conf->signal_count * sizeof *value);
    predictor_step(p, &row);
    predictor_view(p, &view);
    return view.state == PREDICTOR_WATCHING ? view.evidence : 0;
}

/* Eight signals of a water loop, a second each: two hum together, the flow comes in lumps, one
 * drifts by itself; from row 560 to 950 the valve is half closed. */
static void loop(uint64_t seed, struct truth_rows *rows)
{
    struct predictor_conf conf =
        conf_of(8, 1U << METHOD_EWMA | 1U << METHOD_T2 | 1U << METHOD_Q, 1000, 400);
    struct predictor *p = predictor_new(&conf);
    double drift = 0;
    assert_non_null(p);
    for (int i = 0; i < 1100; i++) {
        double hum = noise(&seed), value[8];
        bool closed = i >= 560 && i < 950;
        drift += 0.05 * noise(&seed);
        value[0] = 0.027 + 0.0003 * (hum + 0.3 * noise(&seed));
        value[1] = 0.039 + 0.0004 * (hum + 0.3 * noise(&seed));
        value[2] = 1.3 + 0.1 * noise(&seed);
        value[3] = 0.33 * floor(2 * noise_even(&seed)) + (closed ? 0.1 : 0);
        value[4] = 68 + drift;
        value[5] = 24 + 0.01 * noise(&seed) + 0.01 * drift;
        value[6] = 230 + 9 * noise(&seed);
        value[7] = (noise_even(&seed) < 0.4 ? 31 : 32) - (closed ? 1 : 0);
        double evidence = step(p, &conf, 1000 * (i + 1), value);
        if (i >= 400)
            truth_row(rows, closed, evidence >= 1);
    }
    predictor_free(&p);
}

static void test_a_valve_closes(void **state)
{
    struct truth_rows rows = {0};
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++)
        loop(seed * 7919, &rows);
    if (100 - truth_far(&rows) - truth_mar(&rows) < 58 || truth_f1(&rows) < 0.78)
        fail_msg("F1 %.3f, FAR %.1f, MAR %.1f", truth_f1(&rows), truth_far(&rows),
                 truth_mar(&rows));
}

/* Hours before the end of the first warning; ten-minute rows of RMS and kurtosis of two bearings,
 * that of the first grows slowly for its last third, then fast. */
static double bearing(uint64_t seed, int rows)
{
    struct predictor_conf conf =
        conf_of(4, 1U << METHOD_LEVEL | 1U << METHOD_EWMA, 600000, rows * 3 / 10);
    struct predictor *p = predictor_new(&conf);
    double left = -1;
    assert_non_null(p);
    for (int i = 0; i < rows; i++) {
        double worn = fmax(0, i - 0.65 * rows) / (0.35 * rows);
        const double value[4] = {0.08 + 0.002 * noise(&seed) + 0.012 * worn + 0.25 * pow(worn, 8),
                                 3.4 + 0.12 * noise(&seed) + worn + 6 * pow(worn, 6),
                                 0.07 + 0.002 * noise(&seed), 3.5 + 0.12 * noise(&seed)};
        if (step(p, &conf, 600000 * (int64_t)(i + 1), value) >= 1 && left < 0)
            left = (rows - i) / 6.0;
    }
    predictor_free(&p);
    return left;
}

static void test_a_bearing_fails(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        int rows = 1500 + 700 * (int)seed;
        double left = bearing(seed * 104729, rows);
        if (left < 48 || left > rows / 12.0)
            fail_msg("seed %d: %.1f of %.1f h before the end", (int)seed, left, rows / 6.0);
    }
}

/* A year of hours: seasons of eight spreads are followed, a hot day is told once. */
static void test_seasons_are_followed(void **state)
{
    (void)state;
    for (int follows = 0; follows < 2; follows++) {
        struct predictor_conf conf =
            conf_of(1, 1U << METHOD_LEVEL | 1U << METHOD_EWMA, MS_PER_HOUR, 750);
        conf.follow_ms = follows * 7 * MS_PER_DAY;
        conf.sensitivity = SENSITIVITY_NORMAL;
        struct predictor *p = predictor_new(&conf);
        struct predictor_view view;
        uint64_t seed = 5;
        int hot = 0, wrong = 0;
        assert_non_null(p);
        for (int i = 0; i < 8760; i++) {
            bool is_hot = i >= 5000 && i < 5024;
            double value = 70 - 4 * cos(i * 2 * 3.14159265 / 8760) + noise(&seed);
            value += is_hot ? 9 : 0;
            bool warns = step(p, &conf, MS_PER_HOUR * (i + 1), &value) >= 1;
            hot += warns && is_hot;
            wrong += warns && (i < 5000 || i > 5100);
        }
        predictor_view(p, &view);
        if (follows) {
            assert_true(hot > 5);
            assert_in_range(wrong, 0, 50);
            assert_true(fabs(view.usual[0] - 66) < 2); /* it is winter again */
        } else {
            assert_true(wrong > 1000);
        }
        predictor_free(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_nab),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_a_valve_closes),
        cmocka_unit_test(test_a_bearing_fails),
        cmocka_unit_test(test_seasons_are_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
