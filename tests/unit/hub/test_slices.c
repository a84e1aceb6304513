/* SPDX-License-Identifier: MIT */
/* Which subscriptions are made, in which order, against a broker that answers only part of a big
 * one. */
#include "data/hub/line/slices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ONLINE "{\"online\":true}"

static struct slices s;
static struct board *b;

static int begin(void **state)
{
    (void)state;
    b = board_new();
    return b == NULL;
}

static int end(void **state)
{
    (void)state;
    slices_done(&s);
    board_free(&b);
    return 0;
}

static bool asks(const char *filter)
{
    for (size_t i = 0; i < s.filters; i++)
        if (strcmp(s.filter[i], filter) == 0)
            return true;
    return false;
}

static void hear(int from, int to, bool whole)
{
    char path[64];
    for (int i = from; i < to; i++) {
        (void)snprintf(path, sizeof path, "e/s/a%d/l%d/p%d", i / 100, i / 10, i);
        assert_int_equal(board_summary(b, path, "{}", 2, 1), 0);
        if (whole)
            assert_int_equal(board_status(b, path, ONLINE, strlen(ONLINE), 1), 0);
    }
    (void)board_refresh(b);
}

static void areas_one_after_the_other(void **state)
{
    (void)state;
    static const char *const areas[] = {"e/s/a0", "e/s/a1"};
    assert_int_equal(slices_init(&s, areas, 2), 0);
    assert_int_equal(s.filters, 2);
    assert_true(asks("andon/v1/e/s/a0/+/+/state") && asks("andon/v1/e/s/a0/+/+/status"));
    slices_restart(&s, 1000);
    slices_heard(&s, 2400);
    assert_false(slices_step(&s, b, 2500)); /* more may come */
    assert_true(slices_step(&s, b, slices_next(&s)));
    assert_int_equal(s.filters, 4);
    assert_true(asks("andon/v1/e/s/a1/+/+/state"));
    hear(0, 20, true);
    assert_true(slices_step(&s, b, slices_next(&s)));
    assert_int_equal(s.stage, SLICES_DONE); /* few, and whole */
    assert_int_equal(s.filters, 4);
    assert_false(slices_step(&s, b, slices_next(&s)));
}

static void half_of_a_station_is_asked_for(void **state)
{
    (void)state;
    assert_int_equal(slices_init(&s, NULL, 0), 0);
    assert_true(asks("andon/v1/+/+/+/+/+/state"));
    hear(0, 3, true);
    hear(3, 4, false);
    assert_true(slices_step(&s, b, slices_next(&s)));
    assert_int_equal(s.filters, 4);
    assert_true(asks("andon/v1/e/s/a0/l0/p3/state") && asks("andon/v1/e/s/a0/l0/p3/status"));
    assert_true(slices_step(&s, b, slices_next(&s)));
    assert_int_equal(s.stage, SLICES_DONE);
}

static void many_are_fetched_again_in_lots(void **state)
{
    (void)state;
    size_t most = 0, turns = 0;
    assert_int_equal(slices_init(&s, NULL, 0), 0);
    hear(0, 1000, true);
    while (s.stage != SLICES_DONE && turns++ < 200) {
        (void)slices_step(&s, b, slices_next(&s));
        if (s.filters > most)
            most = s.filters;
        if (turns == 2)
            hear(1000, 1200, true); /* what the broker had dropped */
    }
    assert_int_equal(s.stage, SLICES_DONE);
    assert_in_range(turns, 10, 60);
    assert_in_range(most, 10, SLICES_FILTERS);
    assert_int_equal(s.filters, 2);
    hear(1200, 1300, true); /* a line that nobody knew of begins to talk */
    assert_true(slices_step(&s, b, slices_next(&s)));
    assert_int_equal(s.stage, SLICES_LINES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(areas_one_after_the_other, begin, end),
        cmocka_unit_test_setup_teardown(half_of_a_station_is_asked_for, begin, end),
        cmocka_unit_test_setup_teardown(many_are_fetched_again_in_lots, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
