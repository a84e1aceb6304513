/* SPDX-License-Identifier: MIT */
/* Calls with the real daemon: raised over the socket and kept, still there after a kill while their
 * deadlines went on, told and confirmed, on record with the times that andonctl reckons with. */
#include "tests/support/live.h"

#include "data/model/andon/call_times.h"
#include "data/model/record.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char plant[] =
    "[call cord]\ntitle = Cord\nrole = supervisor\nstop_after = 2 s\n"
    "[call gauge]\ntitle = Gauge\nnote = yes\n"
    "[tier third]\nretired = yes\n"
    "[tier quick]\ncalls = cord\nafter = 1 h\nafter_stop = 1 s\nrole = maintenance\n"
    "channels = notify\ntext = the line stands\n";

static int setup(void **state)
{
    (void)state;
    return live_make(plant);
}

/* "C1 cord raised line-stop" */
static const char *calls(void)
{
    static char text[1024];
    json_t *reply = ask("status", ""), *list = json_path(reply, "snapshot.calls"), *row;
    size_t i, at = 0;
    text[0] = '\0';
    json_array_foreach(list, i, row)
    {
        at +=
            (size_t)snprintf(text + at, sizeof text - at, "%s%s %s %s%s", i ? ", " : "",
                             json_word(row, "id"), json_word(row, "type"), json_word(row, "state"),
                             json_is_true(json_object_get(row, "line_stop")) ? " line-stop" : "");
    }
    json_decref(reply);
    return text;
}

static void calls_become(const char *expected)
{
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    while (strcmp(calls(), expected) != 0) {
        if (test_now_ms() > end)
            fail_msg("calls:\n  got  %s\n  want %s", calls(), expected);
        test_pause();
    }
}

static json_t *record_of(const char *id)
{
    json_t *reply = ask("calls", ""), *row, *found = NULL;
    size_t i;
    json_array_foreach(json_object_get(reply, "rows"), i, row)
    {
        if (strcmp(json_word(row, "id"), id) == 0)
            found = json_incref(row);
    }
    json_decref(reply);
    assert_non_null(found);
    return found;
}

/* Once it is on disk. */
static int64_t kept_number(const char *id, const char *key)
{
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    for (;;) {
        json_t *row = record_of(id);
        double number = json_number(row, key);
        json_decref(row);
        if (!isnan(number))
            return (int64_t)number;
        if (test_now_ms() > end)
            fail_msg("%s of %s is not on record", key, id);
        test_pause();
    }
}

static void test_types(void **state)
{
    (void)state;
    daemon_up();
    keeps("call-raise", ",\"type\":\"material\"", "C1 Material called");
    json_t *reply = ask("call-types", ""), *list = json_object_get(reply, "types");
    assert_int_equal(json_array_size(list), 7);
    assert_string_equal(json_word(json_array_get(list, 0), "id"), "maintenance");
    assert_string_equal(json_word(json_array_get(list, 0), "roles"), "maintenance");
    assert_string_equal(json_word(json_array_get(list, 1), "open"), "C1");
    assert_string_equal(json_word(json_array_get(list, 5), "id"), "cord");
    assert_true(fabs(json_number(json_array_get(list, 5), "stop_after_s") - 2) < 1e-9);
    json_decref(reply);
    refuses("call-raise", ",\"type\":\"gauge\"", "bad-request", "wants a note");
    refuses("call-raise", ",\"type\":\"gague\"", "not-found", "did you mean gauge?");
    refuses("call-raise", ",\"type\":7", "bad-request", "is a text");
    refuses("call-take", ",\"call\":\"C9\"", "not-found", "no open call C9");
    keeps("call-raise", ",\"type\":\"material\"", "Material is called already: C1, raised");
    refuses("call-take", ",\"call\":\"C1\",\"rev\":0.5", "bad-request", "whole number");
    calls_become("C1 material raised");
}

/* Killed while the call waits: the line-stop comes at its time all the same. */
static void test_kill(void **state)
{
    (void)state;
    daemon_up();
    keeps("call-raise", ",\"type\":\"cord\"", "C1 Cord called");
    daemon_again();
    assert_non_null(strstr(calls(), "C1 cord raised"));
    calls_become("C1 cord raised line-stop");
    assert_int_equal(kept_number("C1", "line_stop_ms"), 2000); /* by the boot clock */
    daemon_again();
    calls_become("C1 cord raised line-stop");
    keeps("call-take", "", "C1 Cord taken by root");
    daemon_again();
    calls_become("C1 cord taken line-stop");
    keeps("call-solve", ",\"call\":\"cord\",\"note\":\"sensor\"", "C1 Cord solved");
    daemon_again();
    calls_become("");
    keeps("call-raise", ",\"type\":\"cord\"", "C2 Cord called");
}

/* What its ladder told, and a client that says that it showed it. */
static void test_ladder(void **state)
{
    (void)state;
    daemon_up();
    keeps("call-raise", ",\"type\":\"cord\"", "C1 Cord called");
    json_t *reply;
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    for (;;) {
        reply = ask("status", "");
        json_t *call = json_array_get(json_path(reply, "snapshot.calls"), 0);
        bool told = strstr(json_word(call, "told"), "the line stands") != NULL;
        if (told)
            break;
        json_decref(reply);
        if (test_now_ms() > end)
            fail_msg("the step for a line that stands was not told");
        test_pause();
    }
    json_t *call = json_array_get(json_path(reply, "snapshot.calls"), 0);
    assert_string_equal(json_word(call, "reach"), "waiting");
    assert_string_equal(json_word(call, "told"), "maintenance by notify: the line stands");
    json_decref(reply);
    keeps("call-told", ",\"call\":\"C1\",\"what\":\"notify\"", "C1 is told by notify");
    reply = ask("status", "");
    call = json_array_get(json_path(reply, "snapshot.calls"), 0);
    assert_string_equal(json_word(call, "reach"), "reached");
    json_decref(reply);
}

/* Response times are those of the records. */
static void test_times(void **state)
{
    (void)state;
    daemon_up();
    int64_t take[3], sum = 0;
    for (int i = 0; i < 3; i++) {
        char id[RECORD_ID_SIZE], arguments[64], text[64];
        (void)snprintf(id, sizeof id, "C%d", i + 1);
        (void)snprintf(text, sizeof text, "%s Supervisor called", id);
        keeps("call-raise", ",\"type\":\"supervisor\"", text);
        (void)snprintf(arguments, sizeof arguments, ",\"call\":\"%s\"", id);
        (void)snprintf(text, sizeof text, "%s Supervisor arrived by root", id);
        keeps("call-arrive", arguments, text);
        (void)snprintf(text, sizeof text, "%s Supervisor solved", id);
        keeps("call-solve", "", text);
        json_t *row = record_of(id);
        take[i] = (int64_t)json_number(row, "take_ms");
        sum += take[i];
        assert_true(take[i] >= 0 && json_number(row, "arrive_ms") >= (double)take[i] &&
                    json_number(row, "solve_ms") >= json_number(row, "arrive_ms"));
        json_decref(row);
    }
    struct call_times times = {.rows = 0};
    json_t *reply = ask("calls", ""), *row;
    size_t i;
    json_array_foreach(json_object_get(reply, "rows"), i, row) call_times_add(&times, row);
    int64_t median = call_times_median(&times.row[0], CALL_STEP_TAKE);
    int64_t worst = call_times_worst(&times.row[0], CALL_STEP_TAKE), best = sum - median - worst;
    assert_int_equal(times.row[0].solved, 3);
    assert_true(best <= median && median <= worst);
    for (int k = 0; k < 3; k++)
        assert_true(take[k] == best || take[k] == median || take[k] == worst);
    call_times_done(&times);
    json_decref(reply);
    reply = ask("verify", "");
    assert_true(json_is_true(json_object_get(reply, "ok")));
    json_decref(reply);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_types, setup, live_teardown),
        cmocka_unit_test_setup_teardown(test_kill, setup, live_teardown),
        cmocka_unit_test_setup_teardown(test_ladder, setup, live_teardown),
        cmocka_unit_test_setup_teardown(test_times, setup, live_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
