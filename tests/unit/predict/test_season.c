/* SPDX-License-Identifier: MIT */
/* The daily profile: offsets by hour, between hours, over midnight, with holes. */
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

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

/* Days of minutes: 20, and 5 more from 8 to 16. */
static void learn(struct season *s, int days, double noisy)
{
    uint64_t seed = 5;
    for (int64_t t = 0; t < days * DAY; t += 60000) {
        int64_t of_day = t % DAY;
        double value = 20 + (of_day >= 8 * HOUR && of_day < 16 * HOUR ? 5 : 0);
        season_take(s, t, value + noisy * noise(&seed));
    }
    season_close(s);
}

static void test_hours(void **state)
{
    static const struct {
        double hour, want;
    } cases[] = {{3.5, 0},  {8.5, 5}, {12, 5},  {15.5, 5},    {16.5, 0},
                 {23.9, 0}, {0.1, 0}, {8, 2.5}, {7.75, 1.25}, {16.25, 1.25}};
    struct season s = {0};
    (void)state;
    learn(&s, 4, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int day = -2; day < 3; day++) {
            int64_t at = (int64_t)(cases[i].hour * (double)HOUR) + day * DAY;
            if (fabs(season_offset(&s, at) - cases[i].want) > 1e-9)
                fail_msg("%.2f h: %.6f", cases[i].hour, season_offset(&s, at));
        }
}

static void test_noise_and_wrong(void **state)
{
    struct season s = {0};
    (void)state;
    for (int i = 0; i < 100; i++) {
        season_take(&s, 12 * HOUR, NAN);
        season_take(&s, 12 * HOUR, 1e300);
    }
    assert_int_equal(s.count[12], 0);
    learn(&s, 7, 0.5);
    assert_true(fabs(season_offset(&s, 12 * HOUR) - 5) < 0.5);
    for (int i = 0; i < SEASON_SLOTS; i++) {
        assert_int_equal(s.seen[i], 7 * 60);
        assert_true(s.count[i] > SEASON_KEPT / 2 && s.count[i] <= SEASON_KEPT);
        assert_true(isfinite(s.offset[i]));
    }
}

static void test_not_known(void **state)
{
    struct season s = {0};
    (void)state;
    assert_true(fabs(season_offset(&s, 12 * HOUR)) < 1e-12); /* not closed */
    for (int i = 0; i < 200; i++)
        season_take(&s, 9 * HOUR + i, 10 + i % 2);
    for (int i = 0; i < 3; i++)
        season_take(&s, 20 * HOUR + i, 99); /* too few of it */
    season_close(&s);
    assert_true(fabs(season_offset(&s, 20 * HOUR + HOUR / 2)) < 1e-12);
    struct season none = {0};
    season_close(&none);
    assert_true(fabs(season_offset(&none, 0)) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_noise_and_wrong),
        cmocka_unit_test(test_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
