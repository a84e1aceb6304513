/* SPDX-License-Identifier: MIT */
/* The simulated press with everything that happens to one: stops, breaks, changeovers, faults of
 * sensors by chance. Its bearing's failure is warned of hours ahead; a sound one is left alone.
 * Ten seeds over eight weeks each: tests/bench/bench_predict.c. */
#include "press_life.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_the_failure_is_warned_of_hours_ahead(void **state)
{
    (void)state;
    static const char *const signals[] = {"vibration", "spindle_temp"};
    struct press_conf conf = press_conf_default;
    int judged = 0, warned = 0, wrong = 0;
    conf.sensor_faults = true;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct press_life l;
        press_life_conf(&l, signals, 2);
        press_life_run(&l, &conf, seed, 16, 2);
        judged += l.judged;
        warned += l.warned;
        wrong += l.false_warnings;
        assert_true(l.messages < 16 * 24 * 3); /* nobody is flooded */
    }
    assert_true(judged >= 3);
    assert_int_equal(warned, judged);
    assert_true(wrong <= 1);
}

/* What it says names what it is of, and how long it lasts in operating hours. */
static void test_the_warning_names_its_evidence(void **state)
{
    (void)state;
    static const char *const signals[] = {"vibration", "spindle_temp"};
    struct press_conf conf = press_conf_default;
    struct press_life l;
    press_life_conf(&l, signals, 2);
    l.stop_h = 3; /* before it fails */
    press_life_run(&l, &conf, 3, 30, 1);
    const struct prediction_view *said = &l.last.said;
    assert_true(l.up && said->p >= 900000 && said->evidences >= 1);
    assert_string_equal(said->mode, "bearing");
    assert_true(said->rul_run && said->rul_ms > 0 && said->rul_ms < 12 * PRESS_HOURS);
    assert_true(said->rul_lo_ms <= said->rul_ms && said->rul_ms <= said->rul_hi_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_failure_is_warned_of_hours_ahead),
        cmocka_unit_test(test_the_warning_names_its_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
