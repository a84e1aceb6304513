/* SPDX-License-Identifier: MIT */
/* Amounts: exact from text, shortest to text, overflow told. */
#include "data/model/amount.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void text_is_read_exactly(void **state)
{
    static const struct {
        const char *text;
        int64_t amount;
    } cases[] = {
        {"0", 0},
        {"-0", 0},
        {"12", 12000000},
        {"+12", 12000000},
        {"-3", -3000000},
        {"1.6666666666666667", 1666667},
        {"0.1", 100000},
        {".5", 500000},
        {"5.", 5000000},
        {"0.0000004", 0},
        {"0.0000005", 1},
        {"-0.0000005", -1},
        {"0.00000049999999999999999999999999999999999999999999", 0},
        {"1e3", 1000000000},
        {"1E+3", 1000000000},
        {"1.5e-3", 1500},
        {"25e-7", 3},
        {"0e999999999999", 0},
        {"1e-999999999999", 0},
        {"9223372036854.775807", INT64_MAX},
        {"-9223372036854.775807", -INT64_MAX},
        {"9223372036854.7758074999", INT64_MAX},
        {"0000000000000000000000000000000000000000000000000000000007.25", 7250000},
        {"1.00000000000000000000000000000000000000000000000000000001", 1000000},
        {"2223.8", 2223800000},
        {"100000000000000000000000000000000000000000e-40", 10000000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t amount = -77;
        print_message("%s\n", cases[i].text);
        assert_int_equal(amount_from_text(cases[i].text, strlen(cases[i].text), &amount), 0);
        assert_int_equal(amount, cases[i].amount);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    static const struct {
        const char *text;
        int result;
    } cases[] = {
        {"", -1},
        {"-", -1},
        {".", -1},
        {"e5", -1},
        {"1e", -1},
        {"1e+", -1},
        {"1.2.3", -1},
        {"1,5", -1},
        {" 1", -1},
        {"1 ", -1},
        {"0x10", -1},
        {"NaN", -1},
        {"inf", -1},
        {"Infinity", -1},
        {"--1", -1},
        {"1-", -1},
        {"١", -1},
        {"1e5x", -1},
        {"9223372036854.775808", -2},
        {"-9223372036854.775808", -2},
        {"1e13", -2},
        {"1e999999999999", -2},
        {"99999999999999999999999999999999999999999999999999999999999999", -2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t amount = -77;
        print_message("%s\n", cases[i].text);
        assert_int_equal(amount_from_text(cases[i].text, strlen(cases[i].text), &amount),
                         cases[i].result);
        assert_int_equal(amount, -77);
    }
    int64_t amount;
    assert_int_equal(amount_from_text("1\0", 2, &amount), -1);
    assert_int_equal(amount_from_text("123", 2, &amount), 0); /* only the given bytes */
    assert_int_equal(amount, 12000000);
}

static void text_is_the_shortest(void **state)
{
    static const struct {
        int64_t amount;
        const char *text;
    } cases[] = {
        {0, "0"},
        {12000000, "12"},
        {1500000, "1.5"},
        {-1, "-0.000001"},
        {100000, "0.1"},
        {1666667, "1.666667"},
        {-3000000, "-3"},
        {INT64_MAX, "9223372036854.775807"},
        {INT64_MIN, "-9223372036854.775808"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[AMOUNT_TEXT_SIZE];
        assert_string_equal(amount_to_text(cases[i].amount, text), cases[i].text);
    }
}

static void text_and_back_is_the_same(void **state)
{
    (void)state;
    unsigned seed = 20261122;
    for (int i = 0; i < 20000; i++) {
        int64_t amount = 0, again = 0;
        for (int j = 0; j < 5; j++)
            amount = (int64_t)((uint64_t)amount << 15 ^ (uint64_t)rand_r(&seed));
        amount >>= rand_r(&seed) % 60;
        if (amount == INT64_MIN)
            continue;
        char text[AMOUNT_TEXT_SIZE];
        amount_to_text(amount, text);
        assert_int_equal(amount_from_text(text, strlen(text), &again), 0);
        assert_int_equal(again, amount);
    }
}

static void doubles_are_rounded_to_millionths(void **state)
{
    (void)state;
    int64_t amount = -77;
    assert_int_equal(amount_from_double(1.6666666666666667, &amount), 0);
    assert_int_equal(amount, 1666667);
    assert_int_equal(amount_from_double(-0.0000005, &amount), 0);
    assert_int_equal(amount, -1);
    assert_int_equal(amount_from_double(1e12, &amount), 0);
    assert_int_equal(amount, INT64_C(1000000000000000000));
    amount = -77;
    assert_int_equal(amount_from_double(1e13, &amount), -2);
    assert_int_equal(amount_from_double(-1e300, &amount), -2);
    assert_int_equal(amount_from_double((double)NAN, &amount), -1);
    assert_int_equal(amount_from_double((double)INFINITY, &amount), -1);
    assert_int_equal(amount, -77);
    assert_true(fabs(amount_to_double(1500000) - 1.5) < 1e-12);
}

static void scaling_rounds_and_tells_overflow(void **state)
{
    static const struct {
        int64_t amount, scale, result;
        int code;
    } cases[] = {
        {3000000, 500000, 1500000, 0},
        {3, 500000, 2, 0}, /* half away from zero */
        {-3, 500000, -2, 0},
        {1, 400000, 0, 0},
        {INT64_MAX, 1000000, INT64_MAX, 0},
        {INT64_MAX, 2000000, 0, -1},
        {INT64_MAX, -2000000, 0, -1},
        {INT64_MIN, INT64_MIN, 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t result = -77;
        assert_int_equal(amount_scale(cases[i].amount, cases[i].scale, &result), cases[i].code);
        assert_int_equal(result, cases[i].code ? -77 : cases[i].result);
    }
}

static void text_is_scaled_before_it_is_rounded(void **state)
{
    static const struct {
        const char *text;
        int64_t scale, amount;
        int code;
    } cases[] = {
        {"12.5", AMOUNT_ONE, 12500000, 0},
        {"0.0000004", 1000 * AMOUNT_ONE, 400, 0}, /* alone it would have been nothing */
        {"-3", AMOUNT_ONE / 2, -1500000, 0},
        {"3", -AMOUNT_ONE / 2, -1500000, 0},
        {"-3", -AMOUNT_ONE, 3000000, 0},
        {"9223372036854775807", 1, INT64_MAX, 0}, /* beyond an amount by itself */
        {"18446744073709551615", 1, 0, -2},
        {"123456789012345678901234567890", 1, 0, -2},
        {"123456789012345678901234567890e-20", AMOUNT_ONE, 1234567890123457, 0},
        {"0.5", 1, 1, 0},
        {"0.49999999999999999999999999999999999", 1, 0, 0},
        {"7", 0, 0, 0},
        {"1e400", AMOUNT_ONE, 0, -2},
        {"1x", AMOUNT_ONE, 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t amount = -77;
        print_message("%s\n", cases[i].text);
        assert_int_equal(
            amount_from_text_scaled(cases[i].text, strlen(cases[i].text), cases[i].scale, &amount),
            cases[i].code);
        assert_int_equal(amount, cases[i].code ? -77 : cases[i].amount);
    }
}

static void adding_tells_overflow(void **state)
{
    (void)state;
    int64_t sum = -77;
    assert_int_equal(amount_add(INT64_MAX, 1, &sum), -1);
    assert_int_equal(amount_add(INT64_MIN, -1, &sum), -1);
    assert_int_equal(sum, -77);
    assert_int_equal(amount_add(40, 2, &sum), 0);
    assert_int_equal(sum, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_read_exactly),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(text_is_the_shortest),
        cmocka_unit_test(text_and_back_is_the_same),
        cmocka_unit_test(doubles_are_rounded_to_millionths),
        cmocka_unit_test(scaling_rounds_and_tells_overflow),
        cmocka_unit_test(text_is_scaled_before_it_is_rounded),
        cmocka_unit_test(adding_tells_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
