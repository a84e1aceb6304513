/* SPDX-License-Identifier: MIT */
/* The field's words: every list spelt once, found again, and the nearest named for a slip. */
#include "data/model/cause.h"
#include "data/model/protocol.h"
#include "data/model/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const struct words *list;
    size_t count;
} lists[] = {
    {&words_machine_state, MACHINE_STATE_COUNT},
    {&words_station_mode, STATION_MODE_COUNT},
    {&words_quality, QUALITY_COUNT},
    {&words_signal_role, SIGNAL_ROLE_COUNT},
    {&words_counter_kind, COUNTER_KIND_COUNT},
    {&words_lamp_pattern, LAMP_PATTERN_COUNT},
    {&words_link_state, LINK_STATE_COUNT},
    {&words_person_role, PERSON_ROLE_COUNT},
    {&words_record_kind, RECORD_KIND_COUNT},
};

static void every_word_is_found_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct words *list = lists[i].list;
        assert_int_equal(list->count, lists[i].count);
        for (size_t j = 0; j < list->count; j++) {
            const char *name = word_name(list, (int)j);
            assert_int_equal(word_find(list, name, strlen(name)), (int)j);
            assert_ptr_equal(word_nearest(list, name), name);
        }
    }
}

static void spelling_follows_the_enum(void **state)
{
    (void)state;
    assert_string_equal(word_name(&words_machine_state, MS_STARVED), "starved");
    assert_string_equal(word_name(&words_lamp_pattern, LAMP_FLASH_FAST), "flash_fast");
    assert_string_equal(word_name(&words_record_kind, REC_FAULT), "fault");
    assert_string_equal(word_name(&words_quality, -1), "?");
    assert_string_equal(word_name(&words_quality, QUALITY_COUNT), "?");
}

static void a_stranger_is_not_found(void **state)
{
    (void)state;
    assert_int_equal(word_find(&words_machine_state, "Running", 7), -1);
    assert_int_equal(word_find(&words_machine_state, "runnin", 6), -1);
    assert_int_equal(word_find(&words_machine_state, "running", 6), -1);
    assert_int_equal(word_find(&words_machine_state, "", 0), -1);
    /* only the given bytes count */
    assert_int_equal(word_find(&words_machine_state, "runningXX", 7), MS_RUNNING);
}

static void the_nearest_word_is_named(void **state)
{
    static const struct {
        const struct words *list;
        const char *text, *nearest;
    } cases[] = {
        {&words_machine_state, "runing", "running"},
        {&words_machine_state, "RUNNING", "running"},
        {&words_machine_state, "rnuning", "running"},
        {&words_machine_state, "stoped", "stopped"},
        {&words_machine_state, "idel", "idle"},
        {&words_machine_state, "changeovr", "changeover"},
        {&words_lamp_pattern, "flash-fast", "flash_fast"},
        {&words_lamp_pattern, "flash", NULL},
        {&words_machine_state, "xyz", NULL},
        {&words_machine_state, "", NULL},
        {&words_lamp_pattern, "x", NULL},
        {&words_lamp_pattern, "onn", "on"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *nearest = word_nearest(cases[i].list, cases[i].text);
        if (cases[i].nearest)
            assert_string_equal(nearest ? nearest : "(none)", cases[i].nearest);
        else
            assert_null(nearest);
    }
}

static void the_nearest_row_is_named(void **state)
{
    static const struct {
        char name[12];
        int other;
    } row[] = {{"burr", 1}, {"surface", 2}, {"crack", 3}};
    (void)state;
    assert_string_equal(word_nearest_row(row, 3, sizeof *row, "Crak"), "crack");
    assert_string_equal(word_nearest_row(row, 3, sizeof *row, "burr"), "burr");
    assert_null(word_nearest_row(row, 3, sizeof *row, "voltage"));
    assert_null(word_nearest_row(row, 3, sizeof *row, ""));
    assert_null(word_nearest_row(row, 0, sizeof *row, "burr"));
}

static void a_word_of_any_length_is_safe(void **state)
{
    (void)state;
    char text[300];
    for (size_t n = 0; n < sizeof text; n++) {
        memset(text, 'r', n);
        text[n] = '\0';
        (void)word_nearest(&words_machine_state, text);
    }
    static const char *const long_names[] = {
        "a-name-of-far-more-than-forty-eight-characters-is-skipped", "short"};
    const struct words list = {long_names, 2};
    assert_string_equal(word_nearest(&list, "shorT"), "short");
}

static void errors_of_the_protocol_have_names(void **state)
{
    (void)state;
    assert_string_equal(protocol_error_name(PE_BAD_REQUEST), "bad-request");
    assert_string_equal(protocol_error_name(PE_PROTOCOL), "protocol-version");
    assert_string_equal(protocol_error_name(PROTOCOL_ERROR_COUNT), "?");
}

static void a_cause_is_cut_not_overrun(void **state)
{
    (void)state;
    struct cause why;
    assert_int_equal(cause_set(&why, -7, "line %d: %s", 12, "no"), -7);
    assert_string_equal(why.text, "line 12: no");
    assert_int_equal(cause_set(&why, -1, "%1000d", 1), -1);
    assert_int_equal(strlen(why.text), sizeof why.text - 1);
    assert_int_equal(cause_set(NULL, -2, "nobody listens"), -2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_found_again),
        cmocka_unit_test(spelling_follows_the_enum),
        cmocka_unit_test(a_stranger_is_not_found),
        cmocka_unit_test(the_nearest_word_is_named),
        cmocka_unit_test(the_nearest_row_is_named),
        cmocka_unit_test(a_word_of_any_length_is_safe),
        cmocka_unit_test(errors_of_the_protocol_have_names),
        cmocka_unit_test(a_cause_is_cut_not_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
