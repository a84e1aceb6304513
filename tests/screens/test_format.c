/* SPDX-License-Identifier: MIT */
/* Figures as text. */
#include "console/widgets/format.h"
#include "data/model/amount.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct number_style german = {.group = ".", .point = ","};
static char out[FORMAT_SIZE];

static void test_counts(void **state)
{
    static const struct {
        int64_t amount;
        const char *want;
    } cases[] = {
        {0, "0"},
        {AMOUNT_ONE, "1"},
        {999 * AMOUNT_ONE, "999"},
        {1842 * AMOUNT_ONE, "1 842"},
        {1234567 * AMOUNT_ONE, "1 234 567"},
        {1842500000, "1 842.5"},
        {49999, "0"},
        {50000, "0.1"},
        {-3 * AMOUNT_ONE, "\u22123"},
        {-1, "0"},
        {INT64_MAX, "9 223 372 036 854.8"},
        {INT64_MIN, "\u22129 223 372 036 854.8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(format_count(cases[i].amount, &number_style_plain, out), cases[i].want);
    assert_string_equal(format_count(1842500000, &german, out), "1.842,5");
}

static void test_counts_that_must_fit(void **state)
{
    (void)state;
    assert_string_equal(format_count_fit(12345 * AMOUNT_ONE, 6, &number_style_plain, out),
                        "12 345");
    assert_string_equal(format_count_fit(12345 * AMOUNT_ONE, 5, &number_style_plain, out), "12.3k");
    assert_string_equal(format_count_fit(12345 * AMOUNT_ONE, 3, &number_style_plain, out), "12k");
    assert_string_equal(format_count_fit(1234567 * AMOUNT_ONE, 5, &number_style_plain, out),
                        "1.23M");
    assert_string_equal(format_count_fit(INT64_MAX, 5, &number_style_plain, out), "9.22T");
    assert_string_equal(format_number(INT64_MAX, 6, &number_style_plain, out), "9 223G");
    assert_string_equal(format_number(42, 6, &number_style_plain, out), "42");
    assert_string_equal(format_number(INT64_MIN, 6, &number_style_plain, out), "\u22129.22T");
}

static void test_values(void **state)
{
    static const struct {
        double value;
        const char *want;
    } cases[] = {
        {71.2, "71.2"},      {71.25, "71.25"},    {64, "64"}, {0.4831, "0.483"}, {182.44, "182.4"},
        {12400.7, "12 401"}, {-5.5, "\u22125.5"}, {0, "0"},   {0.0001, "0"},     {99.999, "100"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t amount;
        assert_int_equal(amount_from_double(cases[i].value, &amount), 0);
        assert_string_equal(format_value(amount, &number_style_plain, out), cases[i].want);
    }
}

static void test_percent(void **state)
{
    (void)state;
    assert_string_equal(format_percent(0.784, &number_style_plain, out), "78.4");
    assert_string_equal(format_percent(1, &number_style_plain, out), "100");
    assert_string_equal(format_percent(0.99949, &number_style_plain, out), "99.9");
    assert_string_equal(format_percent(1.081, &german, out), "108,1");
    assert_string_equal(format_percent(0, &number_style_plain, out), "0.0");
    assert_string_equal(format_percent(NAN, &number_style_plain, out), FORMAT_NONE);
    assert_string_equal(format_percent(INFINITY, &number_style_plain, out), FORMAT_NONE);
    assert_string_equal(format_percent(1e300, &number_style_plain, out), FORMAT_NONE);
}

static void test_cycle_and_age(void **state)
{
    (void)state;
    assert_string_equal(format_cycle(4200000, &number_style_plain, out), "4.2 s");
    assert_string_equal(format_cycle(850000, &number_style_plain, out), "0.85 s");
    assert_string_equal(format_cycle(95000000, &number_style_plain, out), "95.0 s");
    assert_string_equal(format_cycle(195000000, &number_style_plain, out), "195 s");
    assert_string_equal(format_cycle(-1, &number_style_plain, out), FORMAT_NONE);
    static const struct {
        int64_t ms;
        const char *want;
    } ages[] = {
        {-1, "never"},
        {0, "now"},
        {1999, "now"},
        {2000, "2 s"},
        {41999, "41 s"},
        {119999, "119 s"},
        {120000, "2 min"},
        {7199999, "119 min"},
        {7200000, "2 h"},
        {172800000, "2 d"},
        {INT64_MAX, "106 751 991 167 d"},
    };
    for (size_t i = 0; i < sizeof ages / sizeof *ages; i++)
        assert_string_equal(format_age(ages[i].ms, &number_style_plain, out), ages[i].want);
}

static void test_times(void **state)
{
    (void)state;
    const struct zone zone = {.name = "x", .count = 1, .change = {{INT64_MIN / 2, -6 * 3600}}};
    int64_t noon = INT64_C(1773273600000) + 18 * MS_PER_HOUR; /* 2026-03-12 12:00 there */
    assert_string_equal(format_time(&zone, noon, out), "12:00");
    assert_string_equal(format_time_s(&zone, noon + 61500, out), "12:01:01");
    assert_string_equal(format_time(&zone, TIME_NONE, out), FORMAT_NONE);
    assert_string_equal(format_time(&zone, INT64_MAX, out), FORMAT_NONE);
    assert_string_equal(format_time(&zone_utc, -1000, out), "23:59");
    assert_string_equal(format_when(&zone, noon, noon + MS_PER_HOUR, out), "12:00");
    assert_string_equal(format_when(&zone, noon, noon + 13 * MS_PER_HOUR, out), "12 Mar 12:00");
    assert_string_equal(format_when(&zone, TIME_NONE, noon, out), FORMAT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),        cmocka_unit_test(test_counts_that_must_fit),
        cmocka_unit_test(test_values),        cmocka_unit_test(test_percent),
        cmocka_unit_test(test_cycle_and_age), cmocka_unit_test(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
