/* SPDX-License-Identifier: MIT */
/* EWMA and CUSUM against Montgomery's example (30 rows, mean 10, spread 1, shifted by one from row
 * 21 on), slope and change of level against rows made by hand, and what may never get in. */
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

static const double montgomery[30] = {9.45,  7.99,  9.29,  11.66, 12.16, 10.18, 8.04,  11.46,
                                      9.20,  10.34, 9.03,  11.47, 10.51, 9.40,  10.08, 9.37,
                                      10.62, 10.31, 8.52,  10.84, 10.90, 9.33,  12.29, 11.50,
                                      10.60, 11.08, 10.38, 11.62, 11.31, 10.52};

static void test_ewma(void **state)
{
    /* As printed: lambda 0.1, around 10. */
    static const double book[30] = {
        9.945,   9.7495,  9.70355, 9.8992,  10.1253, 10.1307, 9.92167, 10.0755, 9.98796, 10.0232,
        9.92384, 10.0785, 10.1216, 10.0495, 10.0525, 9.98426, 10.0478, 10.074,  9.91864, 10.0108,
        10.0997, 10.0227, 10.2495, 10.3745, 10.3971, 10.4654, 10.4568, 10.5731, 10.6468, 10.6341};
    struct ewma e = {0};
    (void)state;
    for (int i = 0; i < 30; i++) {
        double got = ewma_step(&e, montgomery[i] - 10, 0.1);
        if (fabs(e.s + 10 - book[i]) > 6e-5)
            fail_msg("row %d: %.6f, not %.6f", i + 1, e.s + 10, book[i]);
        double error = sqrt(0.1 / 1.9 * (1 - pow(0.9, 2.0 * (i + 1))));
        assert_true(fabs(got - e.s / error) < 1e-12);
        assert_int_equal(fabs(got) > 2.7, i >= 28); /* 9.38 … 10.62 are the book's limits */
    }
    assert_int_equal(e.n, 30);
}

static void test_cusum(void **state)
{
    struct cusum c = {0};
    double got = 0;
    (void)state;
    for (int i = 0; i < 30; i++) {
        got = cusum_step(&c, montgomery[i] - 10, 0.5);
        assert_int_equal(got > 5, i >= 28);
        if (i == 28)
            assert_true(fabs(c.up - 5.28) < 1e-9);
    }
    assert_true(fabs(got - 5.30) < 1e-9);
    assert_true(fabs(c.down) < 1e-9);
}

static void test_rate(void **state)
{
    static const struct {
        const char *name;
        double slope;
        int outlier_every;
        double want, within;
    } cases[] = {
        {"flat", 0, 0, 0, 1e-12},
        {"rising", 0.1, 0, 0.1, 1e-12},
        {"falling", -0.5, 0, -0.5, 1e-12},
        {"rising, each ninth row wrong", 0.1, 9, 0.1, 1e-12},
    };
    (void)state;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct rate r = {0};
        double got = 0;
        for (int i = 0; i < 3 * RATE_ROWS; i++) {
            bool wrong = cases[n].outlier_every && i % cases[n].outlier_every == 0;
            got = rate_step(&r, wrong ? 500 : cases[n].slope * i);
            if (i < RATE_ROWS - 1)
                assert_true(fabs(got) < 1e-12); /* not full */
        }
        if (fabs(got - cases[n].want) > cases[n].within)
            fail_msg("%s: %.9f", cases[n].name, got);
    }
}

static void test_change(void **state)
{
    uint64_t seed = 3;
    struct change c = {0};
    double most = 0;
    int at = 0;
    (void)state;
    for (int i = 0; i < 2000; i++)
        most = fmax(most, change_step(&c, noise(&seed), NULL));
    assert_true(most > 0 && most < 6); /* nothing changes */
    for (int i = 0; i < 20; i++)
        most = change_step(&c, 3 + noise(&seed), &at);
    assert_true(most > 6);
    assert_true(at >= 15 && at <= 25);
    for (int i = 0; i < 100; i++)
        most = change_step(&c, 3 + noise(&seed), &at);
    assert_true(most < 6); /* the new level is all there is */
}

static void test_change_waits(void **state)
{
    struct change c = {0};
    int at = -1;
    (void)state;
    for (int i = 0; i < CHANGE_ROWS * CHANGE_BLOCKS - 1; i++)
        assert_true(fabs(change_step(&c, i < 30 ? 0 : 10, &at)) < 1e-12);
    assert_int_equal(at, 0);
    assert_true(change_step(&c, 10, &at) > 10);
    assert_int_equal(at, 30);
}

/* Twice the same rows, once with what is no number between them: the same bits, always finite. */
static void test_never_gets_in(void **state)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    double last[2][4];
    (void)state;
    for (int twice = 0; twice < 2; twice++) {
        struct ewma e = {0};
        struct cusum u = {0};
        struct rate r = {0};
        struct change c = {0};
        uint64_t seed = 11;
        for (int i = 0; i < 400; i++) {
            double z = i % 50 == 49 ? 1e300 : noise(&seed);
            for (int again = 0; again < 1 + 2 * twice; again++) {
                double v = again > 0 ? bad[(i + again) % 3] : z;
                last[twice][0] = ewma_step(&e, v, 0.2);
                last[twice][1] = cusum_step(&u, v, 0.5);
                last[twice][2] = rate_step(&r, v);
                last[twice][3] = change_step(&c, v, NULL);
                for (int k = 0; k < 4; k++)
                    assert_true(isfinite(last[twice][k]));
            }
        }
    }
    assert_memory_equal(last[0], last[1], sizeof last[0]);
}

static void test_nothing_yet(void **state)
{
    struct ewma e = {0};
    struct rate r = {0};
    (void)state;
    assert_true(fabs(ewma_step(&e, NAN, 0.1)) < 1e-12);
    assert_true(fabs(rate_step(&r, NAN)) < 1e-12);
    for (int i = 0; i < 100000; i++)
        (void)ewma_step(&e, 1, 0.1);
    assert_true(fabs(ewma_step(&e, 1, 0.1) - sqrt(19)) < 1e-9); /* the error is at its end */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ewma),         cmocka_unit_test(test_cusum),
        cmocka_unit_test(test_rate),         cmocka_unit_test(test_change),
        cmocka_unit_test(test_change_waits), cmocka_unit_test(test_never_gets_in),
        cmocka_unit_test(test_nothing_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
