/* SPDX-License-Identifier: MIT */
/* Backtests: a line of CSV in its fields, names, and a trial's verdicts against what failed. */
#include "andon/ctl/predict/feeding.h"
#include "andon/ctl/predict/trial.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void test_split(void **state)
{
    static const struct {
        const char *line;
        char delimiter;
        int count;
        const char *field[4];
    } rows[] = {
        {"a,b,c", ',', 3, {"a", "b", "c"}},
        {"a;;c;", ';', 4, {"a", "", "c", ""}},
        {"\"a,b\",\"say \"\"no\"\"\"", ',', 2, {"a,b", "say \"no\""}},
        {"", ',', 1, {""}},
        {"\"open", ',', -1, {NULL}},
        {"1,2,3,4,5", ',', -1, {NULL}},
        {"\"a\"x,b", ',', 2, {"ax", "b"}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[64], *field[4];
        assert_true(text_copy(line, sizeof line, rows[i].line));
        assert_int_equal(csv_split(line, rows[i].delimiter, field, 4), rows[i].count);
        for (int k = 0; k < rows[i].count; k++)
            assert_string_equal(field[k], rows[i].field[k]);
    }
}

static void test_names(void **state)
{
    static const char *const rows[][2] = {{"Volume Flow RateRMS", "volume_flow_raterms"},
                                          {"  oil_temp ", "oil_temp"},
                                          {"Vib (mm/s)", "vib_mm_s"},
                                          {"a.b-c", "a.b-c"},
                                          {"°C", "c"},
                                          {"", ""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[32];
        csv_name(rows[i][0], name, sizeof name);
        assert_string_equal(name, rows[i][1]);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        const char *field;
        char delimiter;
        int result;
        int64_t amount;
    } rows[] = {{"1.5", ',', 0, 1500000},
                {" 1.5 ", ',', 0, 1500000},
                {"1,5", ';', 0, 1500000},
                {"-0,25", '\t', 0, -250000},
                {"2e3", ';', 0, 2000000000},
                {"1,5", ',', -1, 0},
                {"1.234,5", ';', -1, 0},
                {"1,2,3", ';', -1, 0},
                {"nan", ',', -1, 0},
                {"inf", ',', -1, 0},
                {"", ',', -1, 0},
                {"  ", ',', -1, 0},
                {"12x", ',', -1, 0},
                {"1e300", ',', -1, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t amount = 0;
        int result = csv_number(rows[i].field, rows[i].delimiter, &amount);
        if ((result == 0) != (rows[i].result == 0) || (result == 0 && amount != rows[i].amount))
            fail_msg("\"%s\": %d %lld", rows[i].field, result, (long long)amount);
    }
}

static const char station[] =
    "[site]\nenterprise = acme\nname = lab\n[line]\narea = test\nname = line1\n"
    "[station]\nname = bench\n[broker plant]\nurl = mqtt://localhost\n"
    "[signal state]\nrole = state\ntopic = b/state\nmap = words\n[map words]\n* = running\n"
    "[signal vibration]\ntopic = b/vibration\n"
    "[prediction bearing]\ntitle = Bearing\n"
    "[predictor bearing]\nsignals = vibration\nevery = 1 min\nlearn = 6 h\nsettle = 0 s\n"
    "horizon = 8 h\n";

static struct config *load(void)
{
    char dir[] = "/tmp/test-trial-XXXXXX", path[64];
    struct config_report report = {0};
    assert_non_null(mkdtemp(dir));
    assert_true(text_format(path, sizeof path, "%s/station.ini", dir));
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fputs(station, f) >= 0, 1);
    assert_int_equal(fclose(f), 0);
    const char *layers[] = {dir};
    struct config *config = config_load(layers, 1, &report);
    if (!config)
        fail_msg("%s", report.count ? report.message[0] : "?");
    config_report_done(&report);
    (void)unlink(path);
    (void)rmdir(dir);
    return config;
}

#define BEGIN (INT64_C(29000000) * MS_PER_MIN)

/* Noise of ±0.1 about 2, and 3 more in the minutes [from, to). */
static void feed(struct trial *t, int minutes, int from, int to)
{
    uint64_t dice = 12345;
    predict_set_machine(t->set, true, true, "", BEGIN);
    for (int m = 0; m < minutes; m++) {
        for (int s = 0; s < 60; s += 20) {
            int64_t at = BEGIN + m * MS_PER_MIN + s * MS_PER_S;
            dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407U;
            int64_t noise = (int64_t)(dice >> 44) % 200000 - 100000;
            bool away = m >= from && m < to;
            predict_set_sample(t->set, 1, 2 * AMOUNT_ONE + noise + (away ? 3 * AMOUNT_ONE : 0),
                               true, at);
            trial_tick(t, at);
        }
    }
    trial_tick(t, BEGIN + (minutes + 1) * MS_PER_MIN);
}

static void test_verdicts(void **state)
{
    struct config *config = load();
    struct trial t;
    struct trial_score s;
    struct cause why;
    (void)state;
    assert_int_equal(trial_begin(&t, config, "nobody", &why), -1);
    trial_done(&t);
    assert_int_equal(trial_begin(&t, config, "bearing", &why), 0);
    feed(&t, 3000, 1000, 1200);
    trial_fail(&t, BEGIN + 500 * MS_PER_MIN, "early");  /* nobody saw it coming */
    trial_fail(&t, BEGIN + 1180 * MS_PER_MIN, "later"); /* … but this */
    trial_end(&t);
    trial_score(&t, &s);
    assert_int_equal(t.warnings, 1);
    assert_true(t.warning[0].on_ms >= BEGIN + 1000 * MS_PER_MIN);
    assert_true(t.warning[0].on_ms < BEGIN + 1030 * MS_PER_MIN);
    assert_true(t.warning[0].off_ms != TIME_NONE);
    assert_string_equal(t.failure[t.warning[0].failure].what, "later");
    assert_non_null(strstr(t.warning[0].why, "vibration"));
    assert_int_equal(s.right, 1);
    assert_int_equal(s.wrong, 0);
    assert_int_equal(s.missed, 1);
    assert_true(fabs(s.precision - 1) < 1e-9 && fabs(s.recall - 0.5) < 1e-9);
    assert_true(s.lead_ms > 150 * MS_PER_MIN && s.lead_ms <= 180 * MS_PER_MIN);
    assert_int_equal(t.rows, 3000);
    assert_true(t.points <= TRIAL_POINTS);
    trial_done(&t);
    config_free(&config);
}

/* Nothing failed within its horizon: wrong; the data ended before: not known. */
static void test_wrong_and_open(void **state)
{
    static const struct {
        int minutes;
        int64_t wrong, open;
    } rows[] = {{3000, 1, 0}, {1300, 0, 1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct config *config = load();
        struct trial t;
        struct trial_score s;
        struct cause why;
        assert_int_equal(trial_begin(&t, config, "bearing", &why), 0);
        feed(&t, rows[i].minutes, 1000, 1200);
        trial_end(&t);
        trial_score(&t, &s);
        assert_int_equal(s.wrong, rows[i].wrong);
        assert_int_equal(s.open, rows[i].open);
        assert_int_equal(s.lead_ms, -1);
        assert_true(isnan(s.recall));
        trial_done(&t);
        config_free(&config);
    }
}

static void test_failures_by_reason(void **state)
{
    const struct feeding f = {.failures = "mech.drive, elec.motor"};
    (void)state;
    assert_true(feeding_is_failure(&f, "mech.drive", NULL));
    assert_true(feeding_is_failure(&f, "elec.motor", NULL));
    assert_false(feeding_is_failure(&f, "mech", NULL));
    assert_false(feeding_is_failure(&f, "", NULL));
    assert_false(feeding_is_failure(&f, NULL, NULL));
    assert_false(feeding_is_failure(&(struct feeding){0}, "mech.drive", NULL));
    /* What a fault of the machine means, where nobody gave a reason. */
    static struct reason_conf drive = {.name = "mech.drive", .leaf = true, .faults = "E-310"};
    const struct config config = {.reason = &drive, .reasons = 1};
    const struct feeding of = {.config = &config, .failures = "mech.drive"};
    assert_true(feeding_is_failure(&of, NULL, "E-310 spindle bearing"));
    assert_false(feeding_is_failure(&of, "elec.motor", "E-310 spindle bearing"));
    assert_false(feeding_is_failure(&of, NULL, "E-31 door"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),          cmocka_unit_test(test_names),
        cmocka_unit_test(test_numbers),        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_wrong_and_open), cmocka_unit_test(test_failures_by_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
