/* SPDX-License-Identifier: MIT */
/* Lamp patterns: shape over one period, rates in the IEC 60073 bands, one phase for all. */
#include "data/model/pattern.h"

#include "data/model/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Any boot time that is a whole number of every period. */
#define EPOCH INT64_C(1000000)

struct level_case {
    enum lamp_pattern pattern;
    bool odd;
    int64_t at_ms; /* after EPOCH */
    bool lit;
    int64_t until_ms; /* after EPOCH; -1: never */
};

static const struct level_case level_cases[] = {
    {LAMP_OFF, false, 0, false, -1},
    {LAMP_OFF, true, 777, false, -1},
    {LAMP_ON, false, 123, true, -1},
    {LAMP_FLASH_SLOW, false, 0, true, 1000},
    {LAMP_FLASH_SLOW, false, 999, true, 1000},
    {LAMP_FLASH_SLOW, false, 1000, false, 2000},
    {LAMP_FLASH_SLOW, true, 1000, false, 2000}, /* odd means nothing to it */
    {LAMP_FLASH_SLOW, false, 1999, false, 2000},
    {LAMP_FLASH_SLOW, false, 2000, true, 3000},
    {LAMP_FLASH_FAST, false, 0, true, 250},
    {LAMP_FLASH_FAST, false, 250, false, 500},
    {LAMP_FLASH_FAST, false, 1499, false, 1500},
    {LAMP_PULSE, false, 99, true, 100},
    {LAMP_PULSE, false, 100, false, 2000},
    {LAMP_ALTERNATE, false, 0, true, 1000},
    {LAMP_ALTERNATE, true, 0, false, 1000},
    {LAMP_ALTERNATE, false, 1500, false, 2000},
    {LAMP_ALTERNATE, true, 1500, true, 2000},
    {LAMP_CHIME, false, 0, true, 150},
    {LAMP_CHIME, false, 150, false, 300},
    {LAMP_CHIME, false, 300, true, 450},
    {LAMP_CHIME, false, 599, false, 600},
    {LAMP_CHIME, false, 749, true, 750},
    {LAMP_CHIME, false, 750, false, 5000},
    {LAMP_CHIME, false, 4999, false, 5000},
    {LAMP_CHIME, false, 5000, true, 5150},
    {LAMP_FLASH_DOUBLE, false, 0, true, 200},
    {LAMP_FLASH_DOUBLE, false, 399, false, 400},
    {LAMP_FLASH_DOUBLE, false, 599, true, 600},
    {LAMP_FLASH_DOUBLE, false, 600, false, 2000},
    {LAMP_BEEP, false, 399, true, 400},
    {LAMP_BEEP, false, 400, false, 1000},
    {LAMP_VARYING, false, 349, true, 350},
    {LAMP_VARYING, false, 1000, true, 1100},
    {LAMP_VARYING, false, 1699, true, 1700},
    {LAMP_VARYING, false, 1700, false, 2000},
};

static void levels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof level_cases / sizeof level_cases[0]; i++) {
        const struct level_case *c = &level_cases[i];
        int64_t until = 0;
        bool lit = pattern_level(c->pattern, c->odd, EPOCH + c->at_ms, &until);
        int64_t expected = c->until_ms < 0 ? TIME_NEVER : EPOCH + c->until_ms;
        if (lit != c->lit || until != expected)
            fail_msg("case %zu: lit %d until %lld", i, lit, (long long)(until - EPOCH));
    }
}

/* Walk by edges alone and by milliseconds: both must tell the same story, with no edge missed. */
static void edges_are_all_there(void **state)
{
    (void)state;
    for (int p = 0; p < LAMP_PATTERN_COUNT; p++) {
        for (int odd = 0; odd < 2; odd++) {
            int64_t until = 0, next = 0;
            bool lit = pattern_level((enum lamp_pattern)p, odd, 0, &until);
            for (int64_t t = 1; t < 20000; t++) {
                bool now = pattern_level((enum lamp_pattern)p, odd, t, &next);
                assert_true(next > t);
                if (t < until)
                    assert_int_equal(now, lit);
                else
                    assert_int_equal(t, until);
                lit = now;
                until = next;
            }
        }
    }
}

struct rate_case {
    enum lamp_pattern pattern;
    int64_t low_mhz, high_mhz; /* permitted rate, thousandths of a hertz */
    int64_t lit_per_mille;
};

static const struct rate_case rate_cases[] = {
    {LAMP_FLASH_SLOW, 400, 800, 500},   /* IEC 60073 slow: 0.4..0.8 Hz  */
    {LAMP_FLASH_FAST, 1400, 2800, 500}, /* IEC 60073 normal: 1.4..2.8 Hz */
    {LAMP_ALTERNATE, 400, 800, 500},     {LAMP_PULSE, 400, 800, 50},
    {LAMP_FLASH_DOUBLE, 800, 1600, 200}, /* two flashes a period of f1 */
};

static void rates_lie_in_the_iec_bands(void **state)
{
    (void)state;
    const int64_t span_ms = 100000;
    for (size_t i = 0; i < sizeof rate_cases / sizeof rate_cases[0]; i++) {
        int64_t until = 0, rises = 0, lit_ms = 0;
        bool before = pattern_level(rate_cases[i].pattern, false, EPOCH - 1, &until);
        for (int64_t t = 0; t < span_ms; t++) {
            bool lit = pattern_level(rate_cases[i].pattern, false, EPOCH + t, &until);
            rises += lit && !before;
            lit_ms += lit;
            before = lit;
        }
        int64_t mhz = rises * 1000 * 1000 / span_ms;
        assert_in_range(mhz, rate_cases[i].low_mhz, rate_cases[i].high_mhz);
        assert_int_equal(lit_ms * 1000 / span_ms, rate_cases[i].lit_per_mille);
        assert_int_equal(pattern_lit(rate_cases[i].pattern, span_ms), lit_ms);
    }
}

/* Only off and on are steady; nothing that sounds does without pauses. */
static void how_long_of_a_time_a_lamp_is_lit(void **state)
{
    (void)state;
    assert_int_equal(pattern_lit(LAMP_OFF, 5000), 0);
    assert_int_equal(pattern_lit(LAMP_ON, 5000), 5000);
    assert_int_equal(pattern_lit(LAMP_FLASH_SLOW, 3000), 1500);
    for (int p = LAMP_FLASH_SLOW; p < LAMP_PATTERN_COUNT; p++) {
        int64_t lit = pattern_lit((enum lamp_pattern)p, 10000);
        assert_in_range(lit, 1, 7000);
    }
}

/* Before boot (a virtual clock may start anywhere) the phase still holds. */
static void times_below_zero_keep_phase(void **state)
{
    (void)state;
    int64_t until = 0;
    assert_true(pattern_level(LAMP_FLASH_SLOW, false, -2000, &until));
    assert_int_equal(until, -1000);
    assert_false(pattern_level(LAMP_FLASH_SLOW, false, -1, &until));
    assert_int_equal(until, 0);
    assert_true(pattern_level(LAMP_ALTERNATE, true, -1, &until));
}

static void an_unknown_pattern_is_dark(void **state)
{
    (void)state;
    int64_t until = 0;
    assert_false(pattern_level((enum lamp_pattern)99, false, 5, &until));
    assert_int_equal(until, TIME_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels),
        cmocka_unit_test(edges_are_all_there),
        cmocka_unit_test(rates_lie_in_the_iec_bands),
        cmocka_unit_test(how_long_of_a_time_a_lamp_is_lit),
        cmocka_unit_test(times_below_zero_keep_phase),
        cmocka_unit_test(an_unknown_pattern_is_dark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
