/* SPDX-License-Identifier: MIT */
/* Counts of opened screens: names from outside, roles apart, more screens than there is room for.
 */
#include "data/model/opened.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct opened o;

static const char *put(enum person_role role)
{
    static char text[2000];
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    opened_put(&w, &o, role);
    jw_object_end(&w);
    assert_false(w.overflow);
    return text;
}

static void what_counts(void **state)
{
    (void)state;
    static const struct {
        const char *screen;
        int64_t count;
    } rows[] = {{"details", 2},
                {"report", 1},
                {"details", 3},
                {"", 5},
                {"a b", 5},
                {"\"x", 5},
                {"\033[2J", 5},
                {"report", -4},
                {"log", 0},
                {"Anna", 1},
                {"anna@plant", 1},
                {"log", 999999999},
                {"a-screen-whose-name-is-too-long", 1}};
    o = (struct opened){.rows = 0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        opened_add(&o, rows[i].screen, PERSON_OPERATOR, rows[i].count);
    assert_string_equal(put(PERSON_OPERATOR),
                        "{\"screens\":{\"details\":5,\"report\":1,\"log\":1000}}");
    assert_string_equal(put(PERSON_SUPERVISOR), "{\"screens\":{}}");
    assert_int_equal(opened_sum(&o, PERSON_OPERATOR), 1006);
    assert_int_equal(opened_sum(&o, PERSON_VIEWER), 0);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    json_t *json = json_loads("{\"details\":2,\"log\":\"many\",\"help\":1.5,\"stop\":7}", 0, NULL);
    o = (struct opened){.rows = 0};
    opened_read(&o, json, PERSON_SUPERVISOR);
    opened_read(&o, NULL, PERSON_SUPERVISOR);
    assert_string_equal(put(PERSON_SUPERVISOR), "{\"screens\":{\"details\":2,\"stop\":7}}");
    json_decref(json);
}

static void there_is_an_end_of_screens(void **state)
{
    (void)state;
    char name[16];
    o = (struct opened){.rows = 0};
    for (int i = 0; i < 3 * OPENED_SCREENS; i++) {
        (void)snprintf(name, sizeof name, "s%d", i);
        opened_add(&o, name, PERSON_OPERATOR, 1);
    }
    assert_int_equal(o.rows, OPENED_SCREENS);
    assert_int_equal(opened_sum(&o, PERSON_OPERATOR), 3 * OPENED_SCREENS);
    assert_string_equal(o.row[OPENED_SCREENS - 1].screen, "others");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_counts),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(there_is_an_end_of_screens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
