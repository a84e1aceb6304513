/* SPDX-License-Identifier: MIT */
/* One value of an object: what is absent, of another type or out of range is none, whatever stood
 * in its place before. */
#include "data/model/members.h"

#include "data/model/amount.h"
#include "data/model/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const colour_names[] = {"red", "green"};
static const struct words colours = {colour_names, 2};

static json_t *object_of(const char *value)
{
    json_t *object = json_object();
    json_t *json = json_loads(value, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    (void)json_object_set_new(object, "key", json);
    return object;
}

static void what_is_one_is_taken(void **state)
{
    static const struct {
        const char *value, *text;
        int64_t time, amount;
        int word;
    } rows[] = {
        {"\"red\"", "red", TIME_NONE, -7, 0},
        {"\"green\"", "green", TIME_NONE, -7, 1},
        {"\"blue\"", "blue", TIME_NONE, -7, -1},
        {"\"\\u001b[2Jr\"", "?[2Jr", TIME_NONE, -7, -1},
        {"12", "", 12, 12 * AMOUNT_ONE, -1},
        {"-1", "", -1, -AMOUNT_ONE, -1},
        {"0.5", "", TIME_NONE, AMOUNT_ONE / 2, -1},
        {"1e300", "", TIME_NONE, -7, -1},
        {"253402300799999", "", INT64_C(253402300799999), -7, -1},
        {"253402300800000", "", TIME_NONE, -7, -1},
        {"-62167219200001", "", TIME_NONE, -7, -1},
        {"-9223372036854775807", "", TIME_NONE, -7, -1},
        {"null", "", TIME_NONE, -7, -1},
        {"true", "", TIME_NONE, -7, -1},
        {"[\"red\", 12]", "", TIME_NONE, -7, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[16] = "before";
        json_t *object = object_of(rows[i].value);
        member_take_text(object, "key", text, sizeof text);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(member_take_time(object, "key"), rows[i].time);
        assert_int_equal(member_take_amount(object, "key", -7), rows[i].amount);
        assert_int_equal(member_take_word(object, "key", &colours), rows[i].word);
        json_decref(object);
    }
}

static void what_is_not_there_is_none(void **state)
{
    char text[16] = "before";
    json_t *object = json_object();
    (void)state;
    member_take_text(object, "key", text, sizeof text);
    assert_string_equal(text, "");
    assert_int_equal(member_take_time(object, "key"), TIME_NONE);
    assert_int_equal(member_take_amount(object, "key", -7), -7);
    assert_int_equal(member_take_word(object, "key", &colours), -1);
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_one_is_taken),
        cmocka_unit_test(what_is_not_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
