/* SPDX-License-Identifier: MIT */
/* [checks] and the condition data-quality: what good ones become, and what is refused. */
#include "tests/unit/config/kit.h"

#include "data/model/andon/check.h"

#define BASE KIT_STATION "[signal oil]\ntopic = a\nunit = 1/min\n[lamp red]\n"

static struct config *load(const char *body)
{
    return kit_load_of(BASE, body);
}

static void defaults(void **state)
{
    (void)state;
    struct config *c = load("");
    assert_true(c->checks.enabled);
    assert_int_equal(c->checks.off_bits, 0);
    assert_int_equal(c->checks.count_tolerance, 20000);
    assert_int_equal(c->checks.stopped_parts, 10000000);
    assert_int_equal(c->checks.running_ms, 600000);
    assert_int_equal(c->checks.clock_ms, 120000);
    assert_int_equal(c->checks.stuck_ms, 7200000);
    config_free(&c);
}

static void all_of_it(void **state)
{
    (void)state;
    struct config *c =
        load("[checks]\noff = stuck, speed-unit\ncount_tolerance = 5 %\nstopped_parts = 3\n"
             "running_without_parts = 1 h\nclock_off = 30 s\nstuck = 0\nspeed = oil\n"
             "[alert data]\nwhen = data-quality\n[alert clock]\nwhen = data-quality clock-off\n"
             "[rule r]\nwhen = not data-quality count-balance unit\nshow = red on\n");
    assert_int_equal(c->checks.off_bits, 1U << CHECK_STUCK | 1U << CHECK_SPEED);
    assert_int_equal(c->checks.count_tolerance, 50000);
    assert_int_equal(c->checks.stuck_ms, 0);
    assert_string_equal(c->checks.speed, "oil");
    assert_int_equal(c->alert[0].condition[0].words, (1U << CHECK_KIND_COUNT) - 1);
    assert_int_equal(c->alert[1].condition[0].words, 1U << CHECK_CLOCK);
    assert_int_equal(c->rule[0].condition[0].words, 1U << CHECK_BALANCE | 1U << CHECK_UNIT);
    assert_true(c->rule[0].condition[0].negated && !c->rule[0].fault);
    config_free(&c);
}

static void refused(void **state)
{
    (void)state;
    static const struct kit_mistake rows[] = {
        {"[checks]\noff = stuk\n", "did you mean stuck?"},
        {"[checks]\nspeed = oul\n", "there is no [signal oul]; did you mean oil?"},
        {"[checks]\nclock_of = 1 s\n", "no such key; did you mean clock_off?"},
        {"[checks]\ncount_tolerance = 200 %\n", "count_tolerance"},
        {"[alert a]\nwhen = data-quality clock\n", "\"clock\" is not one of"},
        {"[alert a]\nwhen = data-qualiti\n", "did you mean data-quality?"},
    };
    kit_mentions(BASE, rows);
}

/* They change no figure, so they are no part of what figures depend on. */
static void no_digest(void **state)
{
    (void)state;
    struct config *a = load(""), *b = load("[checks]\nenabled = no\nclock_off = 1 h\n");
    assert_string_equal(a->digest, b->digest);
    config_free(&a);
    config_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(defaults), cmocka_unit_test(all_of_it),
                                       cmocka_unit_test(refused), cmocka_unit_test(no_digest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
