/* SPDX-License-Identifier: MIT */
/* The JSON writer: valid, the same each time, bounded, the same in every locale. */
#include "data/model/clock.h"
#include "data/model/json.h"

#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_document_of_every_kind(void **state)
{
    char out[512];
    struct jw w;
    (void)state;
    jw_init(&w, out, sizeof out);
    jw_object(&w, NULL);
    jw_text(&w, "t", "x");
    jw_text(&w, "n", NULL);
    jw_int(&w, "i", INT64_MIN);
    jw_bool(&w, "b", true);
    jw_null(&w, "z");
    jw_object(&w, "o");
    jw_object_end(&w);
    jw_array(&w, "a");
    jw_int(&w, NULL, 1);
    jw_object(&w, NULL);
    jw_bool(&w, "f", false);
    jw_object_end(&w);
    jw_array(&w, NULL);
    jw_array_end(&w);
    jw_array_end(&w);
    jw_amount(&w, "m", 1666667);
    jw_seconds(&w, "s", 1500);
    jw_time(&w, "at", 1702286893123);
    jw_time(&w, "never", TIME_NONE);
    jw_raw(&w, "r", "{\"k\":[]}");
    jw_object_end(&w);
    assert_string_equal(out,
                        "{\"t\":\"x\",\"n\":null,\"i\":-9223372036854775808,\"b\":true,\"z\":null,"
                        "\"o\":{},\"a\":[1,{\"f\":false},[]],\"m\":1.666667,\"s\":1.5,"
                        "\"at\":1702286893123,\"never\":null,\"r\":{\"k\":[]}}");
    assert_false(w.overflow);
    assert_int_equal(w.length, strlen(out));
}

static void text_is_escaped(void **state)
{
    static const struct {
        const char *text, *json;
    } cases[] = {
        {"", "\"\""},
        {"plain", "\"plain\""},
        {"a\"b\\c/", "\"a\\\"b\\\\c/\""},
        {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
        {"\x01\x1f", "\"\\u0001\\u001f\""},
        {"\x7f", "\"\x7f\""},
        {"Müller 停", "\"Müller 停\""},
        {"bad\xff!", "\"bad?!\""}, /* never an invalid document */
        {"cut\xe2\x82", "\"cut??\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[64];
        struct jw w;
        jw_init(&w, out, sizeof out);
        jw_text(&w, NULL, cases[i].text);
        assert_string_equal(out, cases[i].json);
        json_t *json = json_loads(out, JSON_DECODE_ANY, NULL);
        assert_non_null(json);
        json_decref(json);
    }
}

static const char *real(double value)
{
    static char out[64];
    struct jw w;
    jw_init(&w, out, sizeof out);
    jw_real(&w, NULL, value);
    assert_false(w.overflow);
    return out;
}

static void check_reals(void)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {1, "1"},
        {-1, "-1"},
        {10, "10"},
        {0.1, "0.1"},
        {0.5, "0.5"},
        {0.623, "0.623"},
        {1.0 / 3, "0.333333333333"},
        {2.0 / 3, "0.666666666667"},
        {0.05, "0.05"},
        {123456.789, "123456.789"},
        {1e15, "1000000000000000"},
        {1e16, "1e16"},
        {-2.5e20, "-2.5e20"},
        {1e-6, "0.000001"},
        {1.5e-7, "1.5e-7"},
        {1e300, "1e300"},
        {5e-324, "4.94065645841e-324"},
        {999999999999.9, "1000000000000"},
        {(double)NAN, "null"},
        {(double)INFINITY, "null"},
        {-(double)INFINITY, "null"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(real(cases[i].value), cases[i].text);
}

static void reals_are_short(void **state)
{
    (void)state;
    check_reals();
}

/* Twelve digits or fewer read back as the very same double; others to 1e-9 and better. */
static void reals_read_back(void **state)
{
    (void)state;
    unsigned seed = 7;
    for (int i = 0; i < 20000; i++) {
        char text[40];
        int digits = 1 + rand_r(&seed) % 12, exponent = rand_r(&seed) % 40 - 20;
        uint64_t mantissa = 0, limit = 1;
        for (int d = 0; d < digits; d++) {
            mantissa = mantissa * 10 + (uint64_t)(rand_r(&seed) % 10);
            limit *= 10;
        }
        (void)snprintf(text, sizeof text, "%llue%d", (unsigned long long)(mantissa % limit),
                       exponent);
        double value = strtod(text, NULL), again = strtod(real(value), NULL);
        assert_memory_equal(&value, &again, sizeof value);
        double odd = value * 1.2345678901234567;
        assert_true(fabs(strtod(real(odd), NULL) - odd) <= fabs(odd) * 1e-11);
    }
}

/* Any locale whose decimal point is a comma must not reach the text; C.UTF-8 is what the others
 * run under. */
static void the_locale_does_not_matter(void **state)
{
    static const char *const locales[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8",
                                          "cs_CZ.UTF-8"};
    (void)state;
    const char *set = NULL;
    for (size_t i = 0; i < sizeof locales / sizeof *locales && !set; i++)
        set = setlocale(LC_ALL, locales[i]);
    check_reals();
    (void)setlocale(LC_ALL, "C");
    if (!set)
        print_message("no locale with a decimal comma is installed\n");
}

static void seconds_and_amounts(void **state)
{
    static const struct {
        int64_t ms;
        const char *text;
    } cases[] = {
        {0, "0"},
        {1, "0.001"},
        {1380200, "1380.2"},
        {-500, "-0.5"},
        {86400000, "86400"},
        {INT64_C(9223372036854775), "9223372036854.775"},
        {INT64_MAX, "9223372036854775"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[64];
        struct jw w;
        jw_init(&w, out, sizeof out);
        jw_seconds(&w, NULL, cases[i].ms);
        assert_string_equal(out, cases[i].text);
    }
}

static void what_does_not_fit_is_told(void **state)
{
    static const char whole[] = "{\"key\":\"value\",\"n\":12}";
    (void)state;
    for (size_t size = 0; size < sizeof whole + 2; size++) {
        char out[64];
        struct jw w;
        memset(out, 'X', sizeof out);
        jw_init(&w, out, size);
        jw_object(&w, NULL);
        jw_text(&w, "key", "value");
        jw_int(&w, "n", 12);
        jw_object_end(&w);
        assert_int_equal(w.overflow, size < sizeof whole);
        if (size > 0)
            assert_true(memchr(out, '\0', size) != NULL);
        for (size_t i = size; i < sizeof out; i++)
            assert_int_equal(out[i], 'X');
        if (!w.overflow)
            assert_string_equal(out, whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_of_every_kind),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(reals_are_short),
        cmocka_unit_test(reals_read_back),
        cmocka_unit_test(the_locale_does_not_matter),
        cmocka_unit_test(seconds_and_amounts),
        cmocka_unit_test(what_does_not_fit_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
