/* SPDX-License-Identifier: MIT */
/* Remaining life: lines and curves to a limit, outliers, a late onset, chance, and how often the
 * interval holds. */
#include "data/predict/life.h"
#include "tests/unit/predict/noise.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum form { LINE, CURVE, ONSET, FLAT };

struct example {
    const char *name;
    enum form form;
    double slope, noisy;
    int outlier_every;
    double hours, limit;
    bool below, known;
    double want, within;
};

static double value_of(const struct example *e, double h)
{
    switch (e->form) {
    case LINE:
        return 10 + e->slope * h;
    case CURVE:
        return 2 * exp(e->slope * h);
    case ONSET:
        return 10 + e->slope * fmax(0, h - 80);
    case FLAT:
        break;
    }
    return 10;
}

static struct life_left left_of(const struct example *e, uint64_t seed)
{
    struct life l = {0};
    struct life_left out;
    int i = 0;
    for (double h = 0; h <= e->hours; h += 1.0 / 6, i++) {
        bool wrong = e->outlier_every && i % e->outlier_every == 3;
        life_take(&l, h, value_of(e, h) + e->noisy * noise(&seed) + (wrong ? 400 : 0));
        if (i % 20 == 0) {
            life_take(&l, h + 0.01, NAN);
            life_take(&l, INFINITY, 3);
            life_take(&l, h - 1, 3); /* not later */
        }
    }
    assert_true(l.count <= LIFE_POINTS);
    for (int k = 1; k < l.count; k++)
        assert_true(l.at_h[k] > l.at_h[k - 1]);
    life_left(&l, e->limit, e->below, e->hours, &out);
    return out;
}

static const struct example examples[] = {
    {"a line", LINE, 0.1, 0, 0, 100, 30, false, true, 100, 1e-6},
    {"falling to a limit", LINE, -0.1, 0, 0, 50, 2, true, true, 30, 1e-6},
    {"noisy", LINE, 0.1, 0.5, 0, 100, 30, false, true, 100, 15},
    {"each seventh row wrong", LINE, 0.1, 0.1, 7, 100, 30, false, true, 100, 10},
    {"a curve", CURVE, 0.02, 0, 0, 60, 14.7781121978613, false, true, 40, 1e-6},
    {"a late onset", ONSET, 0.5, 0.05, 0, 100, 30, false, true, 20, 4},
    {"nothing but noise", FLAT, 0, 1, 0, 100, 30, false, false, NAN, 0},
    {"nothing at all", FLAT, 0, 0, 0, 100, 30, false, false, NAN, 0},
    {"away from the limit", LINE, 0.1, 0, 0, 100, 5, true, false, NAN, 0},
    {"there already", LINE, 0.1, 0, 0, 100, 15, false, true, 0, 1e-12},
    {"too short", LINE, 0.1, 0, 0, 2, 30, false, false, NAN, 0},
};

static void test_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        const struct example *e = &examples[i];
        struct life_left out = left_of(e, 17);
        if (out.known != e->known)
            fail_msg("%s: %d", e->name, out.known);
        if (!e->known) {
            assert_true(isnan(out.h) && isnan(out.lo_h) && isnan(out.hi_h));
            continue;
        }
        if (!(fabs(out.h - e->want) <= e->within))
            fail_msg("%s: %.3f h, not %.3f", e->name, out.h, e->want);
        assert_true(out.lo_h <= out.h && out.h <= out.hi_h);
        assert_int_equal(out.curved, e->form == CURVE);
    }
}

/* Of many seeds the true end is inside of the 80 % interval in most, and chance is rarely taken for
 * a trend. */
static void test_interval(void **state)
{
    int inside = 0, known = 0, chance = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct example e = {.form = LINE, .slope = 0.1, .noisy = 0.8, .hours = 60, .limit = 22};
        struct life_left out = left_of(&e, seed * 7919);
        known += out.known;
        inside += out.known && out.lo_h <= 60 && out.hi_h >= 60;
        e.form = FLAT;
        e.noisy = 1;
        chance += left_of(&e, seed * 104729).known;
    }
    assert_true(known >= 57);
    assert_in_range(inside, 36, 60);
    assert_in_range(chance, 0, 30);
}

static void test_forgets(void **state)
{
    struct life l = {0};
    struct life_left a, b;
    (void)state;
    for (int i = 0; i < 400; i++)
        life_take(&l, i, 10 + 0.01 * i);
    life_left(&l, 20, false, 399, &a);
    life_left(&l, 20, false, 399, &b);
    assert_memory_equal(&a.h, &b.h, sizeof a.h);
    assert_true(a.known);
    life_left(&l, NAN, false, 399, &a);
    assert_false(a.known);
    life_forget(&l);
    assert_int_equal(l.count, 0);
    life_left(&l, 20, false, 399, &a);
    assert_false(a.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_interval),
        cmocka_unit_test(test_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
