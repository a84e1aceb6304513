/* SPDX-License-Identifier: MIT */
/* What is usual: medians and quantiles by hand, MAD, thinning, and what may never get in. */
#include "data/predict/detectors.h"
#include "tests/unit/predict/noise.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool near(double got, double want)
{
    return (isnan(got) && isnan(want)) || fabs(got - want) <= 1e-12 * fmax(1, fabs(want));
}

static void test_medians(void **state)
{
    static const struct {
        const char *name;
        int count;
        double value[24], median, low;
    } cases[] = {
        {"none", 0, {0}, NAN, NAN},
        {"one", 1, {7}, 7, 7},
        {"even", 4, {4, 1, 3, 2}, 2.5, 1.75},
        {"odd", 5, {5, 1, 4, 2, 3}, 3, 2},
        {"alike", 6, {2, 2, 2, 2, 2, 2}, 2, 2},
        {"not numbers", 5, {NAN, 3, NAN, 1, 2}, 2, 1.5},
        {"only not numbers", 2, {NAN, NAN}, NAN, NAN},
        {"falling",
         21,
         {21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1},
         11,
         6},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double a[24], b[24];
        memcpy(a, cases[i].value, sizeof a);
        memcpy(b, cases[i].value, sizeof b);
        if (!near(median_of(a, cases[i].count), cases[i].median) ||
            !near(quantile_of(b, cases[i].count, 0.25), cases[i].low))
            fail_msg("%s", cases[i].name);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Against a whole sort, for many sizes and ties. */
static void test_selection(void **state)
{
    uint64_t seed = 7;
    (void)state;
    for (int n = 1; n < 300; n += 7) {
        double v[300], sorted[300];
        for (int i = 0; i < n; i++)
            v[i] = sorted[i] = floor(noise(&seed) * 4);
        qsort(sorted, (size_t)n, sizeof *sorted, by_value);
        double want = n % 2 ? sorted[n / 2] : (sorted[n / 2] + sorted[n / 2 - 1]) / 2;
        assert_true(near(median_of(v, n), want));
        assert_true(near(quantile_of(v, n, 0), sorted[0]));
        assert_true(near(quantile_of(v, n, 1), sorted[n - 1]));
    }
}

static void test_close(void **state)
{
    struct baseline b = {0};
    (void)state;
    assert_true(isnan(baseline_z(&b, 1)));
    for (int i = 1; i <= 19; i++)
        baseline_take(&b, i);
    assert_false(baseline_close(&b, 0)); /* too few */
    baseline_take(&b, 20);
    baseline_take(&b, 1e9); /* one that does not belong moves nothing */
    baseline_take(&b, NAN);
    baseline_take(&b, INFINITY);
    assert_int_equal(b.count, 21);
    assert_true(baseline_close(&b, 0));
    assert_true(near(b.median, 11));
    assert_true(near(b.spread, 5 * 1.482602218505602));
    assert_true(fabs(b.lean) < 0.2); /* the one far off counts three spreads */
    assert_true(near(baseline_z(&b, 11 + 2 * b.spread), 2));
    assert_true(near(baseline_z(&b, 1e300), 1e6));
    assert_true(near(baseline_z(&b, -1e300), -1e6));
    assert_true(isnan(baseline_z(&b, NAN)));
    assert_true(isnan(baseline_z(&b, -INFINITY)));
    assert_true(baseline_close(&b, 50)); /* the least that is believed */
    assert_true(near(b.spread, 50));
}

static void test_hardly_varies(void **state)
{
    struct baseline constant = {0}, mostly = {0};
    (void)state;
    for (int i = 0; i < 100; i++) {
        baseline_take(&constant, 4.25);
        baseline_take(&mostly, i % 10 == 0 ? 5 : 4);
    }
    assert_false(baseline_close(&constant, 0.5));
    assert_true(baseline_close(&mostly, 0));
    assert_true(near(mostly.median, 4));
    assert_true(near(mostly.spread, 1 / 3.2897072539029444)); /* nine in ten are within 1 */
    assert_true(near(mostly.lean, 0.3));                      /* one in ten at 3.29, counted 3 */
}

/* A level that moves while it learns may move on: steps of one in each quarter, twice that. */
static void test_wander(void **state)
{
    struct baseline steps = {0}, noisy = {0}, rare = {0};
    uint64_t seed = 8;
    (void)state;
    for (int i = 0; i < 400; i++) {
        baseline_take(&steps, 10 + i / 100 + 0.001 * (i % 10));
        baseline_take(&noisy, 10 + noise(&seed));
        baseline_take(&rare, i % 100 == 99 ? 11 : 10); /* less than MAD and nine tenths see */
    }
    assert_true(baseline_close(&steps, 0));
    assert_true(fabs(steps.wander * steps.spread - 2) < 0.01);
    assert_true(baseline_close(&noisy, 0));
    assert_true(noisy.wander > 0 && noisy.wander < 0.6);
    assert_true(fabs(noisy.lean) < 0.15);
    assert_true(baseline_close(&rare, 0));
    assert_true(near(rare.spread, 1.2533141373155001 * 0.01));
}

/* A million rows of a rising signal: those kept are even, and the first is among them. */
static void test_thinning(void **state)
{
    struct baseline b = {0};
    (void)state;
    for (int i = 0; i < 1000000; i++)
        baseline_take(&b, i);
    assert_true(b.count > BASELINE_KEPT / 2 - 1 && b.count <= BASELINE_KEPT);
    assert_int_equal(b.seen, 1000000);
    for (int i = 0; i < b.count; i++)
        assert_true(near(b.kept[i], (double)b.stride * i));
    assert_true(baseline_close(&b, 0));
    assert_true(fabs(b.median - 500000) < 3000);
    assert_true(fabs(b.low - 5000) < 3000 && fabs(b.high - 995000) < 3000);
}

static void test_same_bits(void **state)
{
    struct baseline a = {0}, b = {0};
    (void)state;
    for (int twice = 0; twice < 2; twice++) {
        uint64_t seed = 99;
        for (int i = 0; i < 3000; i++)
            baseline_take(twice ? &b : &a, 100 + 3 * noise(&seed));
        assert_true(baseline_close(twice ? &b : &a, 0));
    }
    assert_memory_equal(&a.median, &b.median, sizeof a.median);
    assert_memory_equal(&a.spread, &b.spread, sizeof a.spread);
    assert_true(fabs(a.median - 100) < 0.4 && fabs(a.spread - 3) < 0.4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_medians),   cmocka_unit_test(test_selection),
        cmocka_unit_test(test_close),     cmocka_unit_test(test_hardly_varies),
        cmocka_unit_test(test_thinning),  cmocka_unit_test(test_wander),
        cmocka_unit_test(test_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
