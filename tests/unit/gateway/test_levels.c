/* SPDX-License-Identifier: MIT */
/* What is worth a message, the running bit's thresholds and times, and what it learns of levels:
 * it finds two where there are two, also of very different share and spread, and never two in
 * one. */
#include "data/gateway/core/report.h"
#include "data/gateway/core/running.h"
#include "data/model/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct reg_value number(double v)
{
    struct reg_value value = {.kind = REG_NUMBER, .number = v};
    (void)text_format(value.text, sizeof value.text, "%.10g", v);
    return value;
}

static void test_report(void **state)
{
    static const struct report_rule rule = {0.5, 60000};
    static const struct {
        int64_t at;
        double value; /* NAN: bad */
        const char *error;
        bool told;
    } rows[] = {
        {0, 10, "", true},         {1000, 10, "", false},      {2000, 10.5, "", false},
        {3000, 10.6, "", true},    {4000, 10.2, "", false},    {5000, 10, "", true},
        {6000, NAN, "gone", true}, {7000, NAN, "gone", false}, {8000, NAN, "refused", true},
        {9000, 10, "", true},      {68999, 10, "", false},     {69000, 10, "", true},
        {70000, 9.4, "", true},    {71000, NAN, "x", true},    {131000, NAN, "x", true},
    };
    struct report report = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct reg_value value = number(rows[i].value);
        print_message("row %zu\n", i);
        assert_int_equal(report_take(&report, &rule, isnan(rows[i].value) ? NULL : &value,
                                     rows[i].error, rows[i].at),
                         rows[i].told);
    }
}

/* Without a deadband every change is one, also beyond what a double can tell. */
static void test_report_exact(void **state)
{
    static const struct report_rule rule = {0, 60000};
    struct report report = {0};
    struct reg_value value = {.kind = REG_NUMBER, .number = 9007199254740992.0};
    (void)state;
    (void)text_copy(value.text, sizeof value.text, "9007199254740992");
    assert_true(report_take(&report, &rule, &value, "", 0));
    assert_false(report_take(&report, &rule, &value, "", 1));
    (void)text_copy(value.text, sizeof value.text, "9007199254740993");
    assert_true(report_take(&report, &rule, &value, "", 2));
}

static void test_json(void **state)
{
    char out[256], small[20];
    struct reg_value value = number(1.5);
    (void)state;
    size_t length = report_json(out, sizeof out, 1795353245123, &value, "kW");
    assert_int_equal(length, strlen(out));
    assert_string_equal(out, "{\"ts\":1795353245123,\"v\":1.5,\"q\":\"good\",\"unit\":\"kW\"}");
    (void)report_json(out, sizeof out, 1, NULL, "it does not answer");
    assert_string_equal(out,
                        "{\"ts\":1,\"v\":null,\"q\":\"bad\",\"error\":\"it does not answer\"}");
    value.kind = REG_TEXT;
    (void)text_copy(value.text, sizeof value.text, "say \"A\\\"");
    (void)report_json(out, sizeof out, 1, &value, "");
    assert_string_equal(out, "{\"ts\":1,\"v\":\"say \\\"A\\\\\\\"\",\"q\":\"good\"}");
    assert_int_equal(report_json(small, sizeof small, 1, &value, ""), 0);
}

static void test_running(void **state)
{
    static const struct running_rule rule = {
        .on = 5, .off = 3, .on_for_ms = 2000, .off_for_ms = 4000};
    static const struct {
        int64_t at;
        double level; /* NAN: lost */
        int want;     /* -1: not known */
    } rows[] = {
        {0, 4, -1},       {1000, 4.9, -1}, {2000, 5, -1},   {3000, 6, -1},
        {4000, 5, 1},     {5000, 4, 1},    {60000, 3.1, 1}, {61000, 3, 1},
        {63000, 2, 1},    {64000, 4, 1}, /* not long enough */
        {65000, 2, 1},    {68999, 2, 1},   {69000, 0, 0},   {70000, 4, 0},
        {71000, 8, 0},    {72000, 4.9, 0}, {73000, 8, 0},   {75000, 8, 1},
        {76000, NAN, -1}, {77000, 4, -1},  {78000, 8, -1},  {80000, 8, 1},
        {81000, NAN, -1}, {82000, 1, -1},  {86000, 1, 0},
    };
    struct running running = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("at %lld\n", (long long)rows[i].at);
        if (isnan(rows[i].level))
            running_lose(&running);
        else
            running_take(&running, &rule, rows[i].level, rows[i].at);
        assert_int_equal(running.known ? running.on : -1, rows[i].want);
    }
}

/* Without minimum times one sample is enough. */
static void test_at_once(void **state)
{
    static const struct running_rule rule = {.on = 5, .off = 3};
    struct running running = {0};
    (void)state;
    running_take(&running, &rule, 2, 0);
    assert_true(running.known && !running.on);
    running_take(&running, &rule, 5, 1);
    assert_true(running.on);
    running_take(&running, &rule, 4, 2);
    assert_true(running.on);
    running_take(&running, &rule, 3, 3);
    assert_false(running.on);
}

/* ---- learning ----------------------------------------------------------------------------------
 */

/* Sum of twelve: near enough to a normal distribution. */
static double normal(double mean, double deviation)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += (double)rand() / RAND_MAX;
    return mean + deviation * sum;
}

#define HALF_HOUR INT64_C(1800000)

static void test_learning(void **state)
{
    static const struct {
        const char *what;
        double idle, idle_spread, load, load_spread;
        int load_percent;
        double step; /* of the sensor; 0: none */
    } rows[] = {
        {"plain", 1, 0.05, 8, 0.3, 50, 0},
        {"mostly running, its load varies", 1, 0.05, 8, 1.2, 90, 0},
        {"mostly standing", 1, 0.05, 8, 1, 8, 0},
        {"hardly ever standing", 2, 0.1, 9, 0.8, 95, 0},
        {"a small difference", 5, 0.1, 7, 0.15, 60, 0},
        {"a coarse sensor", 1, 0.1, 8, 0.5, 70, 0.1},
        {"nothing at idle", 0, 0, 6, 0.4, 70, 0.1},
        {"large numbers", 1e6, 1e3, 3e6, 5e4, 50, 0},
        {"below nought", -8, 0.3, -1, 0.1, 50, 0},
    };
    (void)state;
    srand(11);
    for (size_t i = 0; i < COUNT(rows); i++) {
        static struct learner l;
        struct learned is;
        struct cause why = {{0}};
        int rc = 1;
        learner_begin(&l, HALF_HOUR);
        for (int64_t t = 0; t <= HALF_HOUR; t += 1000) {
            bool load = (t / 1000) % 100 < rows[i].load_percent;
            double v = load ? normal(rows[i].load, rows[i].load_spread)
                            : normal(rows[i].idle, rows[i].idle_spread);
            if (rows[i].step > 0)
                v = round(v / rows[i].step) * rows[i].step;
            learner_take(&l, v, t);
            rc = learner_judge(&l, HALF_HOUR, &is, &why);
            assert_true(t == HALF_HOUR || rc == 1);
        }
        print_message("%s: %d, %g %g, off %g on %g %s\n", rows[i].what, rc, is.idle, is.load,
                      is.off, is.on, why.text);
        assert_int_equal(rc, 0);
        double apart = rows[i].load - rows[i].idle;
        assert_true(fabs(is.idle - rows[i].idle) < apart * 0.1);
        assert_true(fabs(is.load - rows[i].load) < apart * 0.1);
        assert_true(is.idle < is.off && is.off < is.on && is.on < is.load);
    }
}

enum shape { SHAPE_NORMAL, SHAPE_UNIFORM, SHAPE_RAMP, SHAPE_CONSTANT, SHAPE_SKEWED };

/* One level is one level, whatever its shape and however coarse the sensor. */
static void test_one_level(void **state)
{
    static const struct {
        enum shape shape;
        double mean, spread, step;
    } rows[] = {
        {SHAPE_NORMAL, 8, 1, 0},
        {SHAPE_NORMAL, 8, 1, 0.1},
        {SHAPE_NORMAL, 8, 0.01, 0.01},
        {SHAPE_NORMAL, 0, 0.01, 0.01},
        {SHAPE_NORMAL, 0.005, 0.002, 0.01},
        {SHAPE_UNIFORM, 8, 4, 0},
        {SHAPE_UNIFORM, 8, 4, 1},
        {SHAPE_RAMP, 5, 5, 0},
        {SHAPE_CONSTANT, 3, 0, 0},
        {SHAPE_SKEWED, 1, 1, 0},
        {SHAPE_SKEWED, 1, 1, 0.1},
    };
    (void)state;
    srand(5);
    for (size_t i = 0; i < COUNT(rows); i++) {
        static struct learner l;
        learner_begin(&l, HALF_HOUR);
        int judged = 0;
        for (int64_t t = 0; t <= 4 * HALF_HOUR; t += 1000) {
            struct learned is;
            struct cause why = {{0}};
            const double even = (double)rand() / RAND_MAX;
            const double shape[] = {normal(0, 1), 2 * even - 1,
                                    2 * ((double)(t % HALF_HOUR) / (double)HALF_HOUR) - 1, 0,
                                    -log(even + 1e-9) / 3};
            double v = rows[i].mean + rows[i].spread * shape[rows[i].shape];
            if (rows[i].step > 0)
                v = round(v / rows[i].step) * rows[i].step;
            learner_take(&l, v, t);
            int rc = learner_judge(&l, HALF_HOUR, &is, &why);
            if (rc == 0)
                fail_msg("row %zu: %g and %g are no two levels", i, is.idle, is.load);
            judged += rc < 0;
            assert_true(rc == 1 || why.text[0] != '\0');
        }
        assert_in_range(judged, 10, 60);
    }
}

/* Hours at one level, then the other one: it has still learnt both in the end. */
static void test_late(void **state)
{
    static struct learner l;
    struct learned is = {0};
    struct cause why;
    int64_t t = 0;
    int rc = -1;
    (void)state;
    srand(2);
    learner_begin(&l, HALF_HOUR);
    for (; t < 12 * HALF_HOUR; t += 1000) {
        learner_take(&l, normal(1, 0.05), t);
        assert_true(learner_judge(&l, HALF_HOUR, &is, &why) != 0);
    }
    for (; t < 16 * HALF_HOUR && rc != 0; t += 1000) {
        learner_take(&l, normal(8, 0.5), t);
        rc = learner_judge(&l, HALF_HOUR, &is, &why);
    }
    assert_int_equal(rc, 0);
    assert_true(is.on > 1.3 && is.on < 8);
    assert_true(l.samples <= LEARN_SAMPLES);
}

/* Time without values is not time of learning; what is no number is no sample. */
static void test_gaps(void **state)
{
    static struct learner l;
    struct learned is;
    struct cause why;
    (void)state;
    learner_begin(&l, HALF_HOUR);
    learner_take(&l, 1, 0);
    learner_take(&l, 8, HALF_HOUR);
    assert_int_equal(learner_judge(&l, HALF_HOUR, &is, &why), 1);
    learner_take(&l, 8, HALF_HOUR + 1000);
    learner_gap(&l);
    learner_take(&l, 8, HALF_HOUR + 2000);
    assert_int_equal(l.good_ms, 1000);
    learner_take(&l, NAN, HALF_HOUR + 3000);
    learner_take(&l, INFINITY, HALF_HOUR + 3000);
    assert_int_equal(l.samples, 4);
    learner_begin(&l, 0);
    assert_int_equal(learner_judge(&l, 0, &is, &why), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_report),    cmocka_unit_test(test_report_exact),
        cmocka_unit_test(test_json),      cmocka_unit_test(test_running),
        cmocka_unit_test(test_at_once),   cmocka_unit_test(test_learning),
        cmocka_unit_test(test_one_level), cmocka_unit_test(test_late),
        cmocka_unit_test(test_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
