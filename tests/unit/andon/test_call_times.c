/* SPDX-License-Identifier: MIT */
/* Response times by type: medians, the worst, and what is in no figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/model/andon/call_times.h"

#include <stdio.h>

static void add(struct call_times *times, const char *json)
{
    json_t *row = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(row);
    call_times_add(times, row);
    json_decref(row);
}

static void medians(void **state)
{
    (void)state;
    struct call_times t = {.rows = 0};
    add(&t, "{\"type\":\"m\",\"title\":\"M\",\"state\":\"solved\",\"take_ms\":9,\"arrive_ms\":20,"
            "\"solve_ms\":100}");
    add(&t, "{\"type\":\"m\",\"title\":\"M\",\"state\":\"cancelled\",\"take_ms\":null}");
    add(&t, "{\"type\":\"m\",\"title\":\"M\",\"state\":\"taken\",\"take_ms\":3,\"line_stop\":7}");
    add(&t, "{\"type\":\"q\",\"state\":\"raised\"}");
    assert_int_equal(t.rows, 2);
    assert_string_equal(t.row[0].title, "M");
    assert_int_equal(t.row[0].calls, 3);
    assert_int_equal(t.row[0].solved, 1);
    assert_int_equal(t.row[0].cancelled, 1);
    assert_int_equal(t.row[0].open, 1);
    assert_int_equal(t.row[0].line_stops, 1);
    assert_int_equal(call_times_median(&t.row[0], CALL_STEP_TAKE), 6);
    assert_int_equal(call_times_worst(&t.row[0], CALL_STEP_TAKE), 9);
    assert_int_equal(call_times_median(&t.row[0], CALL_STEP_SOLVE), 100);
    assert_int_equal(call_times_median(&t.row[1], CALL_STEP_TAKE), -1);
    assert_int_equal(call_times_worst(&t.row[1], CALL_STEP_TAKE), -1);
    add(&t, "{\"type\":\"m\",\"state\":\"solved\",\"take_ms\":5}");
    assert_int_equal(call_times_median(&t.row[0], CALL_STEP_TAKE), 5);
    call_times_done(&t);
    assert_int_equal(t.rows, 0);
}

static void in_no_figure(void **state)
{
    (void)state;
    struct call_times t = {.rows = 0};
    static const char *const odd[] = {"{}",
                                      "[]",
                                      "1",
                                      "{\"type\":\"x\"}",
                                      "{\"type\":\"x\",\"state\":\"lost\"}",
                                      "{\"type\":5,\"state\":\"solved\"}"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        add(&t, odd[i]);
    assert_int_equal(t.others, 6);
    for (int i = 0; i < CALL_TIMES_TYPES + 3; i++) {
        char row[80];
        (void)snprintf(row, sizeof row, "{\"type\":\"t%d\",\"state\":\"solved\",\"take_ms\":-5}",
                       i);
        add(&t, row);
    }
    assert_int_equal(t.rows, CALL_TIMES_TYPES);
    assert_int_equal(t.others, 9);
    assert_int_equal(call_times_median(&t.row[0], CALL_STEP_TAKE), -1);
    for (int i = 0; i < 1000; i++)
        add(&t, "{\"type\":\"t0\",\"state\":\"solved\",\"take_ms\":7}");
    assert_int_equal(t.row[0].span[CALL_STEP_TAKE].count, 1000);
    call_times_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(medians),
        cmocka_unit_test(in_no_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
