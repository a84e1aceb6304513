/* SPDX-License-Identifier: MIT */
/* Quantiles against tables, Jacobi against matrices known by hand, components, limits and scores of
 * twenty rows against numpy and scipy, and what may never get in. */
#include "data/predict/pca.h"
#include "data/predict/quantile.h"
#include "tests/unit/predict/noise.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void near(double got, double want, const char *what)
{
    if (!(fabs(got - want) <= 1e-9 * fmax(1, fabs(want))))
        fail_msg("%s: %.12f, not %.12f", what, got, want);
}

static void test_quantiles(void **state)
{
    static const struct {
        double part, above, below, want;
    } f[] = {
        {0.95, 2, 10, 4.1028210151304005}, {0.99, 5, 20, 4.102684630584732},
        {0.99, 1, 1000, 6.66029481158896}, {0.95, 10, 2, 19.39589672357173},
        {0.5, 3, 7, 0.8709442531872845},
    };
    static const double normal[][2] = {{0.975, 1.959963984540054},
                                       {0.99, 2.3263478740408408},
                                       {0.5, 0},
                                       {0.001, -3.090232306167813}};
    (void)state;
    for (size_t i = 0; i < sizeof f / sizeof *f; i++)
        near(quantile_f(f[i].part, f[i].above, f[i].below), f[i].want, "F");
    for (size_t i = 0; i < sizeof normal / sizeof *normal; i++)
        near(quantile_normal(normal[i][0]), normal[i][1], "normal");
}

static void test_jacobi(void **state)
{
    double two[PCA_MAX][PCA_MAX] = {{2, 1}, {1, 2}};
    double three[PCA_MAX][PCA_MAX] = {{2, -1, 0}, {-1, 2, -1}, {0, -1, 2}};
    double plain[PCA_MAX][PCA_MAX] = {{1, 0, 0}, {0, 3, 0}, {0, 0, 2}};
    double value[PCA_MAX], vector[PCA_MAX][PCA_MAX];
    (void)state;
    jacobi(2, two, value, vector);
    near(value[0], 3, "first of two");
    near(value[1], 1, "second of two");
    near(vector[0][0], sqrt(0.5), "its vector");
    near(vector[0][1], sqrt(0.5), "its vector");
    near(vector[1][0] * vector[1][1], -0.5, "the other's");
    jacobi(3, three, value, vector);
    near(value[0], 2 + sqrt(2), "first of three");
    near(value[1], 2, "second of three");
    near(value[2], 2 - sqrt(2), "third of three");
    jacobi(3, plain, value, vector);
    near(value[0], 3, "sorted");
    near(vector[0][1], 1, "sorted");
    near(vector[2][0], 1, "sorted");
}

/* A full matrix of 16: A v = l v, and vectors at right angles. */
static void test_jacobi_full(void **state)
{
    double a[PCA_MAX][PCA_MAX], kept[PCA_MAX][PCA_MAX], value[PCA_MAX], v[PCA_MAX][PCA_MAX];
    uint64_t seed = 21;
    (void)state;
    for (int i = 0; i < PCA_MAX; i++)
        for (int j = 0; j <= i; j++)
            a[i][j] = a[j][i] = noise(&seed);
    memcpy(kept, a, sizeof a);
    jacobi(PCA_MAX, a, value, v);
    for (int c = 0; c < PCA_MAX; c++)
        for (int i = 0; i < PCA_MAX; i++) {
            double along = 0, dot = 0;
            for (int j = 0; j < PCA_MAX; j++) {
                along += kept[i][j] * v[c][j];
                dot += v[c][j] * v[i][j];
            }
            near(along, value[c] * v[c][i], "A v");
            near(dot, c == i, "v v");
        }
}

static const double rows[20][3] = {
    {1.2, 2.1, 0.3},   {0.4, 1.0, -0.2},   {-0.9, -1.6, 0.5},  {-1.4, -3.1, -0.6},
    {2.2, 4.1, 0.1},   {0.1, 0.3, 1.2},    {-0.3, -0.9, -1.1}, {0.8, 1.4, 0.4},
    {-2.0, -3.8, 0.2}, {0.0, 0.4, -0.8},   {1.5, 3.2, 0.9},    {-0.7, -1.2, -0.4},
    {0.6, 1.1, 0.7},   {-1.1, -2.3, -0.9}, {1.9, 3.7, -0.3},   {-0.2, -0.5, 0.6},
    {0.3, 0.8, -0.7},  {-1.6, -3.0, 0.8},  {1.0, 1.8, -1.0},   {-0.5, -1.1, 0.0}};

static void learn(struct pca *p)
{
    static const double bad[3] = {NAN, 1, 2}, worse[3] = {1, INFINITY, 0};
    pca_begin(p, 3);
    for (int i = 0; i < 20; i++) {
        pca_take(p, rows[i]);
        pca_take(p, i % 2 ? bad : worse);
    }
}

static void test_known(void **state)
{
    static const double x[3] = {1, -1, 2}, bad[3] = {1, NAN, 2};
    struct pca p;
    struct pca_score s;
    (void)state;
    learn(&p);
    assert_int_equal(p.rows, 20);
    pca_score(&p, x, &s);
    near(s.t2 + s.q, 0, "not closed");
    assert_true(pca_close(&p, 0.9, 0.01));
    assert_int_equal(p.components, 1);
    near(p.value[0], 6.494718246537, "value");
    near(p.value[2], 0.008916811597, "value");
    near(p.q_limit, 3.1572240005671093, "limit of Q, two left");
    learn(&p);
    assert_true(pca_close(&p, 0.95, 0.01));
    assert_int_equal(p.components, 2);
    near(p.mean[1], 0.12, "mean");
    near(p.vector[0][1], 0.889959067454, "vector");
    near(p.t2_limit, 13.328605717141173, "limit of T2");
    near(p.q_limit, 0.05872409792365275, "limit of Q, one left");
    pca_score(&p, x, &s);
    near(s.t2 * p.t2_limit, 8.381258854030913, "T2");
    near(s.q * p.q_limit, 1.9638518032986667, "Q");
    near(s.t2_part[0] + s.t2_part[1] + s.t2_part[2], 1, "shares");
    near(s.q_part[0] + s.q_part[1] + s.q_part[2], 1, "shares");
    assert_true(s.q_part[0] > 0.7 && s.t2_part[2] > 0.9);
    pca_score(&p, bad, &s);
    near(s.t2 + s.q, 0, "not a number");
}

static void test_refuses(void **state)
{
    struct pca p;
    (void)state;
    learn(&p);
    p.rows = 18;
    assert_false(pca_close(&p, 0.9, 0.01)); /* too few */
    pca_begin(&p, 2);
    for (int i = 0; i < 100; i++)
        pca_take(&p, (const double[2]){0, 0});
    assert_false(pca_close(&p, 0.9, 0.01)); /* nothing varies */
    pca_begin(&p, 0);
    assert_false(pca_close(&p, 0.9, 0.01));
}

/* Two signals that are one and the same: rounding is no alarm, a tenth apart is. */
static void test_one_and_the_same(void **state)
{
    uint64_t seed = 4;
    struct pca p;
    struct pca_score s;
    (void)state;
    pca_begin(&p, 2);
    for (int i = 0; i < 500; i++) {
        double z = noise(&seed);
        pca_take(&p, (const double[2]){z, z});
    }
    assert_true(pca_close(&p, 0.9, 0.01));
    assert_int_equal(p.components, 1);
    pca_score(&p, (const double[2]){1.5, 1.5 + 1e-7}, &s);
    assert_true(s.q < 0.01);
    pca_score(&p, (const double[2]){1.5, 1.7}, &s);
    assert_true(s.q > 1 && s.t2 < 1);
    pca_score(&p, (const double[2]){1e300, -1e300}, &s);
    assert_true(isfinite(s.q) && isfinite(s.t2) && s.q > 1);
    assert_true(isfinite(s.q_part[0] + s.t2_part[0]));
}

/* Of ordinary rows one in a hundred is over a limit for one in a hundred. */
static void test_limits_hold(void **state)
{
    uint64_t seed = 12;
    struct pca p;
    struct pca_score s;
    int over[2] = {0};
    (void)state;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < 4000; i++) {
            double shared = noise(&seed), z[6];
            if (pass == 0 && i == 0)
                pca_begin(&p, 6);
            for (int k = 0; k < 6; k++)
                z[k] = (k < 3 ? 2 * shared : 0) + noise(&seed);
            if (pass == 0) {
                pca_take(&p, z);
                continue;
            }
            if (i == 0)
                assert_true(pca_close(&p, 0.7, 0.01));
            pca_score(&p, z, &s);
            over[0] += s.t2 > 1;
            over[1] += s.q > 1;
        }
    assert_in_range(over[0], 15, 75);
    assert_in_range(over[1], 15, 75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles),   cmocka_unit_test(test_jacobi),
        cmocka_unit_test(test_jacobi_full), cmocka_unit_test(test_known),
        cmocka_unit_test(test_refuses),     cmocka_unit_test(test_one_and_the_same),
        cmocka_unit_test(test_limits_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
