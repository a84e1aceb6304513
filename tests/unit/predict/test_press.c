/* SPDX-License-Identifier: MIT */
/* The simulated press with everything that happens to one: stops, breaks, changeovers, faults of
 * sensors by chance. Its bearing's failure is warned of hours ahead; a sound one is left alone.
 * Ten seeds over eight weeks each: tests/bench/bench_predict.c. */
#include "press_life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* What it says names what it is of, and how long it lasts in operating hours. */
static void check_words(const struct prediction_view *said)
{
    assert_true(said->p >= 900000 && said->evidences >= 1);
    assert_string_equal(said->mode, "bearing");
    assert_string_equal(said->version, "v1");
    assert_true(said->rul_run && said->rul_ms >= 0 && said->rul_ms < 6 * PRESS_HOURS);
    assert_true(said->rul_lo_ms <= said->rul_ms && said->rul_ms <= said->rul_hi_ms);
}

static void test_the_failure_is_warned_of_hours_ahead(void **state)
{
    (void)state;
    static const char *const signals[] = {"vibration", "spindle_temp"};
    static const uint64_t seeds[] = {3, 11};
    struct press_conf conf = press_conf_default;
    int wrong = 0;
    conf.sensor_faults = true;
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        struct press_life l;
        press_life_conf(&l, signals, 2);
        press_life_run(&l, &conf, seeds[i], 16, 1);
        assert_int_equal(l.judged, 1);
        assert_int_equal(l.warned, 1);
        assert_true(l.messages < 16 * 24 * 3); /* nobody is flooded */
        wrong += l.false_warnings;
        check_words(&l.warning.said);
    }
    assert_true(wrong == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_failure_is_warned_of_hours_ahead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
