/* SPDX-License-Identifier: MIT */
/* The meter of the loop's turns: percentiles never too low, and old minutes forgotten. */
#include "data/service/lag.h"
#include "data/service/usage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE_NS (UINT64_C(60) * 1000000000)

static void nothing_is_no_lag(void **state)
{
    (void)state;
    struct lag lag = {0};
    assert_int_equal(lag_percentile_us(&lag, 99), 0);
    assert_int_equal(lag_max_us(&lag), 0);
}

/* For any one value: at least as much, and at most half as much again. */
static void a_percentile_is_never_too_low(void **state)
{
    (void)state;
    for (uint64_t us = 0; us < 2000000; us = us * 9 / 8 + 1) {
        struct lag lag = {0};
        for (int i = 0; i < 100; i++)
            lag_add(&lag, us, 1);
        lag_add(&lag, 10 * us, 1); /* beyond the 99th of 101 */
        uint64_t p = lag_percentile_us(&lag, 99);
        assert_true(p >= us && p <= us * 3 / 2 + 1);
        assert_int_equal(lag_max_us(&lag), 10 * us);
        assert_int_equal(lag.turns, 101);
    }
}

static void huge_turns_are_the_largest_seen(void **state)
{
    (void)state;
    struct lag lag = {0};
    lag_add(&lag, UINT64_C(3600) * 1000000, 1);
    assert_int_equal(lag_percentile_us(&lag, 99), UINT64_C(3600) * 1000000);
    assert_int_equal(lag_percentile_us(&lag, 50), UINT64_C(3600) * 1000000);
}

static void half_of_them(void **state)
{
    (void)state;
    struct lag lag = {0};
    for (int i = 0; i < 50; i++)
        lag_add(&lag, 8, 1);
    for (int i = 0; i < 50; i++)
        lag_add(&lag, 4096, 1);
    assert_int_equal(lag_percentile_us(&lag, 50), 8);
    assert_int_equal(lag_percentile_us(&lag, 51), 4096);
}

/* Since the start, each in the first bucket that holds it: two looks give a span of one's own. */
static void turns_of_a_span(void **state)
{
    static const uint64_t turns[] = {0, 1, 2, 3, 5, 700, 4096, 90000, UINT64_C(3600) * 1000000};
    (void)state;
    struct lag lag = {0};
    for (unsigned i = 0; i + 1 < LAG_BUCKETS; i++)
        assert_true(i == 0 || lag_bucket_us(i) < lag_bucket_us(i + 1));
    for (size_t t = 0; t < sizeof turns / sizeof *turns; t++) {
        uint64_t before[LAG_BUCKETS], sum = 0;
        memcpy(before, lag.count, sizeof before);
        lag_add(&lag, turns[t], t * 3 * MINUTE_NS); /* what the minutes forget stays here */
        for (unsigned i = 0; i < LAG_BUCKETS; i++) {
            sum += lag.count[i];
            if (lag.count[i] == before[i])
                continue;
            assert_true(turns[t] <= lag_bucket_us(i) || i + 2 >= LAG_BUCKETS);
            assert_true(i < 2 || turns[t] > lag_bucket_us(i) / 2);
        }
        assert_int_equal(sum, t + 1);
    }
}

static void minutes_pass(void **state)
{
    (void)state;
    struct lag lag = {.rolled_ns = 5};
    lag_add(&lag, 1000, 5);
    lag_add(&lag, 10, 5 + MINUTE_NS);
    assert_int_equal(lag_max_us(&lag), 1000); /* the minute before */
    lag_add(&lag, 10, 5 + 2 * MINUTE_NS);
    assert_int_equal(lag_max_us(&lag), 10);
    assert_int_equal(lag_samples(&lag), 2);
    lag_add(&lag, 500, 6 + 2 * MINUTE_NS);
    lag_add(&lag, 20, 7 + 10 * MINUTE_NS); /* long asleep: that was not the minute before */
    assert_int_equal(lag_max_us(&lag), 20);
    assert_int_equal(lag.turns, 5);
    assert_int_equal(lag_samples(&lag), 1);
}

/* How long the room will do is said when a file has grown for an hour. */
static void room_ends_at_the_pace_so_far(void **state)
{
    (void)state;
    static const struct {
        int64_t hours, file_bytes, free_bytes, full_h; /* -1: not said */
    } rows[] = {
        {0, 1000, 9000, -1},  {0, 2000, 8000, -1},                        /* not an hour yet */
        {1, 2000, 8000, 8},   {10, 2000, 8000, 80}, {10, 1000, 9000, -1}, /* it does not grow */
        {11, 500, 9500, -1},                      /* made smaller: the pace is that from now on */
        {13, 1500, 8500, 17}, {14, 1500, -1, -1}, /* the disk cannot be asked */
    };
    struct room room = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        room_reckon(&room, rows[i].free_bytes, rows[i].file_bytes, rows[i].hours * 3600000);
        assert_int_equal(room.free_bytes, rows[i].free_bytes);
        assert_int_equal(room.full_ms, rows[i].full_h < 0 ? -1 : rows[i].full_h * 3600000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_no_lag),
        cmocka_unit_test(a_percentile_is_never_too_low),
        cmocka_unit_test(huge_turns_are_the_largest_seen),
        cmocka_unit_test(half_of_them),
        cmocka_unit_test(turns_of_a_span),
        cmocka_unit_test(minutes_pass),
        cmocka_unit_test(room_ends_at_the_pace_so_far),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
