/* SPDX-License-Identifier: MIT */
/* What a neighbour's summary tells, and what is said of it when it is silent. */
#include "data/model/clock.h"
#include "data/model/line/neighbour.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define STOPPED                                                                                  \
    "{\"title\":\"Press "                                                                        \
    "2\",\"machine\":{\"state\":\"stopped\",\"since\":1700,\"detail\":\"Held\","                 \
    "\"stale\":false},\"stop\":{\"id\":\"S1\",\"end\":null,\"reason\":null,\"suggested\":\"die " \
    "jam\"}}"

static bool take(struct neighbour_view *n, const char *json)
{
    return neighbour_summary(n, json, strlen(json));
}

static bool status(struct neighbour_view *n, const char *json)
{
    return neighbour_status(n, json, strlen(json));
}

static void what_it_says(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        enum machine_state state;
        const char *why;
    } rows[] = {
        {STOPPED, MS_STOPPED, "die jam"},
        {"{\"machine\":{\"state\":\"stopped\",\"detail\":\"Held\"},\"stop\":{\"end\":null,"
         "\"reason\":\"mech.jam\",\"suggested\":\"die jam\"}}",
         MS_STOPPED, "mech.jam"},
        {"{\"machine\":{\"state\":\"stopped\",\"detail\":\"Held\"},\"stop\":{\"end\":5,"
         "\"reason\":\"old\"}}",
         MS_STOPPED, "Held"},
        {"{\"machine\":{\"state\":\"running\",\"detail\":\"Execute\"},\"stop\":null}", MS_RUNNING,
         ""},
        {"{\"machine\":{\"state\":\"running\",\"stale\":true}}", MS_UNKNOWN, ""},
        {"{\"machine\":{\"state\":\"dancing\"}}", MS_UNKNOWN, ""},
        {"{}", MS_UNKNOWN, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neighbour_view n;
        neighbour_init(&n, "before", "a/b/c/d/press2");
        assert_true(status(&n, "{\"online\":true}"));
        (void)take(&n, rows[i].json);
        if (neighbour_state(&n) != rows[i].state || strcmp(n.why, rows[i].why) != 0)
            fail_msg("%s: %d %s", rows[i].json, (int)neighbour_state(&n), n.why);
    }
}

static void only_what_is_of_now(void **state)
{
    (void)state;
    struct neighbour_view n;
    neighbour_init(&n, "after", "a/b/c/d/pack1");
    assert_string_equal(neighbour_name(&n), "pack1");
    assert_true(take(&n, STOPPED));
    assert_false(take(&n, STOPPED)); /* nothing new */
    assert_string_equal(neighbour_name(&n), "Press 2");
    assert_int_equal(neighbour_state(&n), MS_UNKNOWN); /* it may be gone for long */
    assert_true(status(&n, "{\"online\":true,\"ts\":1}"));
    assert_int_equal(neighbour_state(&n), MS_STOPPED);
    assert_false(take(&n, "nonsense"));
    assert_int_equal(neighbour_state(&n), MS_STOPPED);
    assert_true(status(&n, "{\"online\":false}"));
    assert_int_equal(neighbour_state(&n), MS_UNKNOWN);
    assert_true(status(&n, "{\"online\":true}"));
    assert_true(neighbour_lost(&n)); /* our own broker is gone */
    assert_int_equal(neighbour_state(&n), MS_UNKNOWN);
    assert_true(take(&n, STOPPED));
    assert_true(neighbour_summary(&n, "", 0));
    assert_true(n.since == TIME_NONE && !n.heard);
}

static void there_and_back(void **state)
{
    (void)state;
    char text[1024];
    struct neighbour_view n, back;
    struct jw w;
    neighbour_init(&n, "before", "a/b/c/d/press2");
    (void)take(&n, STOPPED);
    jw_init(&w, text, sizeof text);
    neighbour_put(&w, &n);
    json_t *json = json_loads(text, 0, NULL);
    neighbour_get(json, &back);
    json_decref(json);
    assert_true(back.heard && !back.online && back.state == MS_STOPPED && back.since == 1700);
    assert_string_equal(back.side, "before");
    assert_string_equal(back.station, n.station);
    assert_string_equal(back.why, "die jam");
    assert_true(take(&n, "{\"title\":\"a\\u001b[2Jb\",\"machine\":{}}"));
    assert_null(strchr(n.title, '\033'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_says),
        cmocka_unit_test(only_what_is_of_now),
        cmocka_unit_test(there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
