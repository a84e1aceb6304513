/* SPDX-License-Identifier: MIT */
/* standards.md §1.2 (threshold invariance), §1.4 (edge cases), §1.6 (mixed products), §1.7 (worked
 * examples). */
#include "data/model/account.h"
#include "data/model/amount.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N   AMOUNT_ONE
#define MIN INT64_C(60000)

static const struct oee_conf measured = {.quality_measured = true};

static bool near(double got, double want)
{
    return (isnan(got) && isnan(want)) || fabs(got - want) < 1e-9;
}

struct example {
    const char *name;
    int64_t plan_ms, run_ms, ideal_us;
    double total, good;
    double a, p, q,
        oee; /* rounded to 7 digits in the source: compared exactly through num/den below */
};

static const struct example examples[] = {
    {"E1", 420 * MIN, 373 * MIN, 1000000, 19271, 18848, 0.8880952, 0.8610813, 0.9780499, 0.7479365},
    {"E3", 480 * MIN, 420 * MIN, 60000000, 400, 380, 0.875, 0.9523810, 0.95, 0.7916667},
    {"E4", 900 * MIN, 810 * MIN, 90000000, 525, 469, 0.90, 0.9722222, 0.8933333, 0.7816667},
    {"E5", 420 * MIN, 378 * MIN, 60000000, 300, 294, 0.90, 0.7936508, 0.98, 0.7},
    {"E7", 460 * MIN, 400 * MIN, 30000000, 400, 392, 0.8695652, 0.5, 0.98, 0.4260870},
    {"E8", 1980 * MIN, 1930 * MIN, 30000000, 2498, 2498, 0.9747475, 0.6471503, 1.0, 0.6308081},
    {"E11", 60 * MIN, 50 * MIN, 46000000, 71, 70, 0.8333333, 1.0886667, 0.9859155, 0.8944444},
};

static void test_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const struct example *e = &examples[i];
        struct account a = {0};
        account_time(&a, true, MS_RUNNING, e->run_ms);
        account_time(&a, true, MS_STOPPED, e->plan_ms - e->run_ms);
        int64_t total = (int64_t)(e->total * N), good = (int64_t)(e->good * N);
        account_count(
            &a, e->ideal_us,
            &(struct account_segment){.total = total, .good = good, .scrap = total - good});
        struct oee o = oee_of(&a, &measured);
        if (fabs(o.availability - e->a) > 6e-8 || fabs(o.performance - e->p) > 6e-8 ||
            fabs(o.quality - e->q) > 6e-8 || fabs(o.oee - e->oee) > 6e-8)
            fail_msg("%s: %.9f %.9f %.9f %.9f", e->name, o.availability, o.performance, o.quality,
                     o.oee);
        assert_true(near(o.availability * o.performance * o.quality, o.oee));
        assert_true(near(o.coverage, 1));
        assert_int_equal(o.performance_over, e->p > 1);
    }
}

/* E9: fixed planned time of 8 h. */
static void test_fixed_planned(void **state)
{
    (void)state;
    struct account a = {0};
    account_time(&a, true, MS_RUNNING, 10800 * 1000);
    account_time(&a, true, MS_STOPPED, 3600 * 1000);
    account_count(&a, 30000000,
                  &(struct account_segment){.total = 240 * N, .good = 236 * N, .scrap = 4 * N});
    struct oee o =
        oee_of(&a, &(struct oee_conf){.planned_ms = 28800 * 1000, .quality_measured = true});
    assert_true(near(o.availability, 0.375));
    assert_true(near(o.performance, 2.0 / 3));
    assert_true(near(o.quality, 236.0 / 240));
    assert_true(near(o.oee, 0.375 * 2 / 3 * 236 / 240));
}

static void test_threshold_invariance(void **state)
{
    (void)state;
    double oee[2], avail[2], perf[2];
    for (int small = 0; small < 2; small++) {
        struct account a = {0};
        account_time(&a, true, MS_RUNNING, 400 * MIN);
        account_time(&a, true, MS_STOPPED, 80 * MIN);
        a.small_ms = small ? 20 * MIN : 0;
        account_count(
            &a, 60000000,
            &(struct account_segment){.total = 380 * N, .good = 370 * N, .scrap = 10 * N});
        struct oee o = oee_of(&a, &measured);
        oee[small] = o.oee;
        avail[small] = o.availability;
        perf[small] = o.performance;
    }
    assert_true(near(avail[1], 0.875) && near(perf[1], 380.0 / 420));
    assert_true(near(avail[0], 400.0 / 480) && near(perf[0], 0.95));
    assert_true(near(oee[0], oee[1]) && near(oee[0], 370.0 / 480));
}

static void test_mixed_products(void **state)
{
    (void)state;
    struct account a = {0};
    account_time(&a, true, MS_RUNNING, 210 * MIN);
    account_time(&a, true, MS_STOPPED, 30 * MIN);
    account_count(&a, 30000000,
                  &(struct account_segment){.total = 400 * N, .good = 390 * N, .scrap = 10 * N});
    account_time(&a, true, MS_RUNNING, 220 * MIN);
    account_time(&a, true, MS_STOPPED, 20 * MIN);
    account_count(&a, 60000000,
                  &(struct account_segment){.total = 180 * N, .good = 171 * N, .scrap = 9 * N});
    struct oee o = oee_of(&a, &measured);
    assert_true(fabs(o.availability - 0.8958333) < 6e-8);
    assert_true(fabs(o.performance - 0.8837209) < 6e-8);
    assert_true(fabs(o.quality - 0.9631579) < 6e-8);
    assert_true(near(o.oee, 0.7625));
}

struct edge {
    const char *name;
    int64_t run, stopped, small, unknown, ideal_us, total, good, scrap, rework;
    struct oee_conf conf;
    double a, p, q, oee, coverage;
    bool over, counts_stopped, scrap_over, good_over;
};

static const struct edge edges[] = {
    {.name = "no planned time",
     .conf = {0, false, true},
     .a = NAN,
     .p = NAN,
     .q = NAN,
     .oee = NAN,
     .coverage = NAN},
    {.name = "run 0, total 0",
     .stopped = 10,
     .ideal_us = 1,
     .conf = {0, false, true},
     .a = 0,
     .p = NAN,
     .q = NAN,
     .oee = 0,
     .coverage = 1},
    {.name = "run 0, total > 0",
     .stopped = 10,
     .ideal_us = 1000,
     .total = 5,
     .good = 5,
     .conf = {0, false, true},
     .a = 0,
     .p = NAN,
     .q = 1,
     .oee = 0.5,
     .coverage = 1,
     .counts_stopped = true},
    {.name = "total 0, run > 0",
     .run = 10,
     .ideal_us = 1000,
     .conf = {0, false, true},
     .a = 1,
     .p = 0,
     .q = NAN,
     .oee = 0,
     .coverage = 1},
    {.name = "only scrap",
     .run = 10,
     .ideal_us = 1000,
     .total = 10,
     .scrap = 10,
     .conf = {0, false, true},
     .a = 1,
     .p = 1,
     .q = 0,
     .oee = 0,
     .coverage = 1},
    {.name = "ideal unknown",
     .run = 10,
     .stopped = 10,
     .total = 10,
     .good = 9,
     .scrap = 1,
     .conf = {0, false, true},
     .a = 0.5,
     .p = NAN,
     .q = 0.9,
     .oee = NAN,
     .coverage = 1},
    {.name = "performance over 1",
     .run = 10,
     .ideal_us = 2000,
     .total = 10,
     .good = 10,
     .conf = {0, false, true},
     .a = 1,
     .p = 2,
     .q = 1,
     .oee = 2,
     .coverage = 1,
     .over = true},
    {.name = "more scrap than parts",
     .run = 10,
     .ideal_us = 1000,
     .total = 5,
     .good = -2,
     .scrap = 7,
     .conf = {0, false, true},
     .a = 1,
     .p = 0.5,
     .q = 0,
     .oee = 0,
     .coverage = 1,
     .scrap_over = true},
    {.name = "rework makes it more rejects than parts",
     .run = 10,
     .ideal_us = 1000,
     .total = 5,
     .good = -1,
     .scrap = 2,
     .rework = 4,
     .conf = {0, false, true},
     .a = 1,
     .p = 0.5,
     .q = 0,
     .oee = 0,
     .coverage = 1,
     .scrap_over = true},
    {.name = "more good parts than parts",
     .run = 10,
     .ideal_us = 1000,
     .total = 5,
     .good = 7,
     .conf = {0, false, true},
     .a = 1,
     .p = 0.5,
     .q = 1,
     .oee = 0.5,
     .coverage = 1,
     .good_over = true},
    {.name = "… and no ideal cycle",
     .run = 10,
     .total = 5,
     .good = 7,
     .conf = {0, false, true},
     .a = 1,
     .p = NAN,
     .q = 1,
     .oee = NAN,
     .coverage = 1,
     .good_over = true},
    {.name = "parts taken back: nothing made",
     .run = 10,
     .ideal_us = 1000,
     .total = -5,
     .good = -5,
     .conf = {0, false, true},
     .a = 1,
     .p = -0.5,
     .q = NAN,
     .oee = 0,
     .coverage = 1,
     .scrap_over = true},
    {.name = "no reject sensor",
     .run = 10,
     .stopped = 10,
     .ideal_us = 1000,
     .total = 5,
     .good = 5,
     .conf = {0, false, false},
     .a = 0.5,
     .p = 0.5,
     .q = NAN,
     .oee = 0.25,
     .coverage = 1},
    {.name = "unknown excluded",
     .run = 10,
     .unknown = 30,
     .ideal_us = 1000,
     .total = 10,
     .good = 10,
     .conf = {0, false, true},
     .a = 1,
     .p = 1,
     .q = 1,
     .oee = 1,
     .coverage = 0.25},
    {.name = "unknown is loss",
     .run = 10,
     .unknown = 30,
     .ideal_us = 1000,
     .total = 10,
     .good = 10,
     .conf = {0, true, true},
     .a = 0.25,
     .p = 1,
     .q = 1,
     .oee = 0.25,
     .coverage = 0.25},
};

static void test_edges(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        const struct edge *e = &edges[i];
        struct account a = {.small_ms = e->small};
        account_time(&a, true, MS_RUNNING, e->run);
        account_time(&a, true, MS_STOPPED, e->stopped);
        account_time(&a, true, MS_UNKNOWN, e->unknown);
        account_time(&a, true, MS_PLANNED, 77); /* never counts */
        account_time(&a, false, MS_RUNNING, 99);
        account_count(&a, e->ideal_us,
                      &(struct account_segment){.total = e->total * N,
                                                .good = e->good * N,
                                                .scrap = e->scrap * N,
                                                .rework = e->rework * N});
        struct oee o = oee_of(&a, &e->conf);
        if (!near(o.availability, e->a) || !near(o.performance, e->p) || !near(o.quality, e->q) ||
            !near(o.oee, e->oee) || !near(o.coverage, e->coverage) ||
            o.performance_over != e->over || o.counts_while_stopped != e->counts_stopped ||
            o.scrap_over != e->scrap_over || o.good_over != e->good_over)
            fail_msg("%s: a %f p %f q %f oee %f coverage %f", e->name, o.availability,
                     o.performance, o.quality, o.oee, o.coverage);
    }
}

/* A·P·Q == good·ideal/planned on random segments (seed printed on failure). */
static void test_identity(void **state)
{
    (void)state;
    unsigned seed = 20261122;
    for (int i = 0; i < 2000; i++) {
        unsigned first = seed;
        struct account a = {0};
        account_time(&a, true, MS_RUNNING, 1 + rand_r(&seed) % 30000000);
        account_time(&a, true, MS_STOPPED, rand_r(&seed) % 30000000);
        a.small_ms = a.ms[1][MS_STOPPED] / (1 + rand_r(&seed) % 5);
        int products = 1 + rand_r(&seed) % 20;
        for (int k = 0; k < products; k++) {
            int64_t total = (1 + rand_r(&seed) % 5000) * N + rand_r(&seed) % N;
            int64_t scrap = total / (2 + rand_r(&seed) % 50);
            account_count(
                &a, 1 + rand_r(&seed) % 90000000,
                &(struct account_segment){.total = total, .good = total - scrap, .scrap = scrap});
        }
        struct oee o = oee_of(&a, &measured);
        double product = o.availability * o.performance * o.quality;
        if (fabs(product - o.oee) > 1e-9 * (1 + o.oee))
            fail_msg("seed %u: %.12f != %.12f", first, product, o.oee);
    }
}

static void test_segments_full(void **state)
{
    (void)state;
    struct account a = {0};
    for (int i = 1; i <= ACCOUNT_SEGMENTS + 5; i++)
        account_count(&a, i, &(struct account_segment){.total = N, .good = N});
    assert_int_equal(a.segments, ACCOUNT_SEGMENTS);
    assert_int_equal(account_totals(&a).total, (ACCOUNT_SEGMENTS + 5) * N);
    assert_int_equal(a.crowded, 5);
    /* Another product of an ideal that is there: the ratios stay exact. */
    account_count(&a, 3, &(struct account_segment){.product = "p9", .total = N, .good = N});
    assert_int_equal(a.segment[2].total, 2 * N);
    assert_int_equal(a.crowded, 5);
}

static void count(struct account *a, const char *product, int64_t ideal_us, int64_t n)
{
    struct account_segment made = {.total = n * N, .good = n * N};
    memcpy(made.product, product, strlen(product) + 1);
    account_count(a, ideal_us, &made);
}

static void test_products(void **state)
{
    (void)state;
    struct account a = {0};
    account_time(&a, true, MS_RUNNING, 100000);
    count(&a, "bracket", 1000000, 10);
    count(&a, "cover", 1000000, 20);
    count(&a, "bracket", 2000000, 5);
    count(&a, "bracket", 1000000, 1);
    assert_int_equal(a.segments, 3);
    assert_int_equal(a.segment[0].total, 11 * N);
    assert_string_equal(a.segment[1].product, "cover");
    assert_true(near(oee_of(&a, &measured).performance, 0.41));
}

/* A wrong ideal: what was made under it counts under the right one, and what is told later of that
 * time, too. */
static void test_corrected(void **state)
{
    (void)state;
    struct account a = {0};
    account_time(&a, true, MS_RUNNING, 100000);
    count(&a, "bracket", 1000000, 10);
    count(&a, "cover", 1000000, 20);
    assert_false(account_correct(&a, "bracket", 3000000, 2000000));
    assert_false(account_correct(&a, "bracket", 1000000, 1000000));
    assert_true(account_correct(&a, "bracket", 1000000, 2000000));
    assert_true(near(oee_of(&a, &measured).performance, 0.4));
    count(&a, "bracket", 1000000, 5); /* late */
    assert_int_equal(a.segments, 2);
    count(&a, "bracket", 2000000, 5);
    assert_int_equal(a.segments, 3);
    assert_true(near(oee_of(&a, &measured).performance, 0.6));
    /* Corrected again: all of it. */
    assert_true(account_correct(&a, "bracket", 2000000, 4000000));
    assert_true(near(oee_of(&a, &measured).performance, 1.0));
}

/* Rejects of the machine and entries of people: the greater of both, by segment; what exceeds is
 * taken from the good ones. */
static void test_entered(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct account_segment told;
        int64_t total, good, scrap, rework;
    } rows[] = {
        {"nothing entered", {.total = 10, .good = 8, .scrap = 2}, 10, 8, 2, 0},
        {"explains", {.total = 10, .good = 8, .scrap = 2, .entered_scrap = 1}, 10, 8, 2, 0},
        {"all of them", {.total = 10, .good = 8, .scrap = 2, .entered_scrap = 2}, 10, 8, 2, 0},
        {"exceeds", {.total = 10, .good = 8, .scrap = 2, .entered_scrap = 5}, 10, 5, 5, 0},
        {"not counted", {.total = 10, .good = 10, .entered_scrap = 3}, 10, 7, 3, 0},
        {"rework by itself",
         {.total = 10, .good = 8, .scrap = 2, .entered_rework = 1},
         10,
         7,
         2,
         1},
        {"taken back by the machine",
         {.total = 10, .good = 11, .scrap = -1, .entered_scrap = 1},
         10,
         9,
         1,
         0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct account_segment s = account_settled(&rows[i].told);
        if (s.total != rows[i].total || s.good != rows[i].good || s.scrap != rows[i].scrap ||
            s.rework != rows[i].rework)
            fail_msg("%s: %lld %lld %lld %lld", rows[i].what, (long long)s.total, (long long)s.good,
                     (long long)s.scrap, (long long)s.rework);
        struct account_segment twice = account_settled(&s);
        assert_memory_equal(&twice, &s, sizeof s);
    }
}

static void test_entered_figures(void **state)
{
    (void)state;
    static const struct oee_conf not_measured = {.quality_measured = false};
    struct account a = {0};
    account_time(&a, true, MS_RUNNING, 100000);
    account_count(&a, 1000000, &(struct account_segment){.total = 80 * N, .good = 80 * N});
    assert_true(isnan(oee_of(&a, &not_measured).quality));
    account_count(&a, 1000000, &(struct account_segment){.entered_scrap = 20 * N});
    struct oee o = oee_of(&a, &not_measured);
    assert_true(near(o.quality, 0.75) && near(o.oee, 0.6) && near(o.performance, 0.8));
    /* A trial is in no figure. */
    account_count_trial(&a, &(struct account_segment){.total = 9 * N, .good = 9 * N});
    assert_int_equal(account_totals(&a).total, 80 * N);
    assert_int_equal(a.trial.total, 9 * N);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_fixed_planned),
        cmocka_unit_test(test_threshold_invariance),
        cmocka_unit_test(test_mixed_products),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_segments_full),
        cmocka_unit_test(test_products),
        cmocka_unit_test(test_corrected),
        cmocka_unit_test(test_entered),
        cmocka_unit_test(test_entered_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
