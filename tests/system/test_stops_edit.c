/* SPDX-License-Identifier: MIT */
/* Stops explained and shaped over the socket of the real daemon: kept on the disk before it is
 * said, there after a kill, changeable after a restart; two people at one stop. */
#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static struct broker broker;
static struct andond a;
static struct press press;
static struct talk anna, bob;

static const char *const layer = "[reason test]\n"
                                 "title = Test\n"
                                 "[reason test.die]\n"
                                 "title = Die jam\n"
                                 "faults = E-991\n"
                                 "[reason test.far]\n"
                                 "title = Elsewhere\n"
                                 "stations = press99\n"
                                 "[scrap-reason test.dent]\n"
                                 "title = Dent\n"
                                 "[entry]\n"
                                 "burst_stops = 3\n";

static int setup(void **state)
{
    (void)state;
    if (broker_start(&broker, "set_tcp_nodelay true\n") != 0)
        return -1;
    andond_make(&a, broker.url, layer);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    talk_close(&anna);
    talk_close(&bob);
    press_close(&press);
    andond_kill(&a);
    andond_remove(&a);
    broker_done(&broker);
    return 0;
}

/* ---- what the tests say ---- */

static json_t *ask(struct talk *t, const char *cmd, const char *arguments)
{
    json_t *reply = talk_ask(t, cmd, arguments);
    if (!reply)
        fail_msg("no answer to %s", cmd);
    return reply;
}

static json_t *done(struct talk *t, const char *cmd, const char *arguments)
{
    json_t *reply = ask(t, cmd, arguments);
    if (!json_is_true(json_path(reply, "ok")))
        fail_msg("%s %s: %s", cmd, arguments, json_word(reply, "error.text"));
    return reply;
}

static void did(struct talk *t, const char *cmd, const char *arguments)
{
    json_decref(done(t, cmd, arguments));
}

static void refused(struct talk *t, const char *cmd, const char *arguments, const char *code)
{
    json_t *reply = ask(t, cmd, arguments);
    if (strcmp(json_word(reply, "error.code"), code) != 0)
        fail_msg("%s %s: %s %s", cmd, arguments, json_word(reply, "error.code"),
                 json_word(reply, "error.text"));
    json_decref(reply);
}

static void open_both(void)
{
    assert_true(talk_open(&anna, a.socket));
    assert_true(talk_open(&bob, a.socket));
    assert_true(status_word(&anna, "sync.link", "up"));
}

static void start(void)
{
    assert_true(andond_start(&a, NULL));
    open_both();
    assert_true(press_open(&press, broker.url));
    assert_true(press_alive(&press, "online"));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&anna, "machine.state", "running"));
}

static void killed_and_back(void)
{
    talk_close(&anna);
    talk_close(&bob);
    andond_kill(&a);
    assert_true(andond_start(&a, NULL));
    open_both();
}

/* A long stop: it asks, and then the press runs again. */
static void long_stop(const char *code, double unexplained)
{
    assert_true(press_state(&press, "FAULT", code));
    assert_true(status_number(&anna, "stops.unexplained", unexplained));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&anna, "machine.state", "running"));
}

static json_t *find_row(const char *id)
{
    json_t *reply = ask(&anna, "log", ",\"limit\":200"), *row, *found = NULL;
    size_t i;
    json_array_foreach(json_object_get(reply, "rows"), i, row)
    {
        if (!found && strcmp(json_word(row, "kind"), "stop") == 0 &&
            strcmp(json_word(row, "id"), id) == 0)
            found = json_incref(row);
    }
    json_decref(reply);
    return found;
}

/* The latest record of a stop that is over; what the machine says is on the disk a little later. */
static json_t *stop_row(const char *id)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    json_t *row = find_row(id);
    while ((!row || !json_is_integer(json_path(row, "body.end"))) && test_now_ms() < give_up) {
        json_decref(row);
        test_pause();
        row = find_row(id);
    }
    if (!row)
        fail_msg("no record of %s", id);
    return row;
}

static int64_t integer(json_t *object, const char *path)
{
    return json_integer_value(json_path(object, path));
}

/* ---- the tests ---- */

static void a_reason_is_kept_and_outlives_a_kill(void **state)
{
    (void)state;
    start();
    long_stop("E-991", 1);
    json_t *choices = done(&anna, "reasons", "");
    assert_string_equal(json_word(choices, "suggested"), "test.die");
    json_decref(choices);
    json_t *reply = done(&anna, "reason",
                         ",\"stop\":\"current\",\"reason\":\"test.die\","
                         "\"note\":\"third time\"");
    assert_string_equal(json_word(reply, "kept.kind"), "stop");
    assert_string_equal(json_word(reply, "kept.id"), "S1");
    assert_string_equal(json_word(reply, "object.reason"), "test.die");
    int64_t rev = integer(reply, "kept.rev");
    json_decref(reply);
    killed_and_back();
    json_t *row = stop_row("S1");
    assert_string_equal(json_word(row, "body.reason"), "test.die");
    assert_string_equal(json_word(row, "body.note"), "third time");
    assert_int_equal(integer(row, "rev"), rev);
    assert_true(json_word(row, "actor")[0] != '\0' && json_word(row, "body.from")[0] != '\0');
    assert_true(json_is_null(json_path(row, "body.was.reason")));
    json_decref(row);
    json_t *status = done(&anna, "status", "");
    assert_string_equal(json_word(status, "snapshot.stop.id"), "S1");
    assert_string_equal(json_word(status, "snapshot.stop.reason"), "test.die");
    assert_int_equal(integer(status, "snapshot.stops.unexplained"), 0);
    json_decref(status);
    /* and it can still be changed: the record was read back */
    refused(&anna, "undo", ",\"entry\":\"S9\"", "not-found");
    did(&anna, "reason", ",\"stop\":\"S1\",\"reason\":\"mech.jam\"");
    row = stop_row("S1");
    assert_string_equal(json_word(row, "body.was.reason"), "test.die");
    json_decref(row);
    did(&anna, "undo", ",\"entry\":\"S1\"");
    row = stop_row("S1");
    assert_string_equal(json_word(row, "body.reason"), "test.die");
    json_decref(row);
    did(&anna, "reason", ",\"stop\":\"S1\",\"reason\":\"mech.jam\"");
    killed_and_back();
    did(&anna, "undo", ""); /* its record says what was before */
    choices = done(&anna, "reasons", "");
    json_t *one;
    size_t i, found = 0;
    json_array_foreach(json_object_get(choices, "reasons"), i, one)
    {
        if (strcmp(json_word(one, "id"), "test.die") == 0 && integer(one, "used") == 1)
            found++;
        if (strcmp(json_word(one, "id"), "test.far") == 0)
            found += json_is_false(json_object_get(one, "fits"));
    }
    assert_int_equal(found, 2);
    json_decref(choices);
}

static bool has_id(json_t *reply, const char *list, const char *id)
{
    json_t *one;
    size_t i;
    bool found = false;
    json_array_foreach(json_object_get(reply, list), i, one)
    {
        found = found || strcmp(json_word(one, "id"), id) == 0;
    }
    json_decref(reply);
    return found;
}

static void what_can_be_chosen(void **state)
{
    (void)state;
    start();
    assert_true(has_id(done(&anna, "scrap-reasons", ""), "reasons", "test.dent"));
    assert_true(has_id(done(&anna, "modes", ""), "modes", "production"));
    assert_true(has_id(done(&anna, "modes", ""), "modes", "trial"));
    assert_true(has_id(done(&anna, "reasons", ""), "reasons", "mech.jam"));
    json_t *choices = done(&anna, "reasons", "");
    assert_true(json_is_null(json_object_get(choices, "suggested"))); /* nothing has stopped */
    json_decref(choices);
}

static void two_people_edit_one_stop(void **state)
{
    (void)state;
    char arguments[128];
    start();
    long_stop("E-1", 1);
    json_t *status = done(&bob, "status", "");
    int64_t rev = integer(status, "snapshot.asks.0.rev");
    assert_string_equal(json_word(status, "snapshot.asks.0.id"), "S1");
    json_decref(status);
    snprintf(arguments, sizeof arguments, ",\"stop\":\"S1\",\"rev\":%lld,\"reason\":\"mech.jam\"",
             (long long)rev);
    did(&anna, "reason", arguments);
    json_t *reply = ask(&bob, "reason", arguments);
    assert_string_equal(json_word(reply, "error.code"), "stale");
    const char *path = json_path(reply, "error.object") ? "error.object.reason" : "object.reason";
    assert_string_equal(json_word(reply, path), "mech.jam"); /* what it is now */
    int64_t now = integer(reply, json_path(reply, "error.rev") ? "error.rev" : "rev");
    assert_int_equal(now, rev + 1);
    json_decref(reply);
    snprintf(arguments, sizeof arguments, ",\"stop\":\"S1\",\"rev\":%lld,\"reason\":\"mech.feed\"",
             (long long)now);
    did(&bob, "reason", arguments);
    long_stop("E-2", 1);
    snprintf(arguments, sizeof arguments,
             ",\"stop\":\"S1\",\"with\":\"S2\",\"rev\":%lld,\"with_rev\":1", (long long)now + 1);
    refused(&anna, "stop-merge", arguments, "stale");
    refused(&anna, "reason", ",\"stop\":\"S1\",\"reason\":\"test.far\"", "bad-request");
    refused(&anna, "reason", ",\"stop\":\"S1\",\"reason\":\"no.such\"", "not-found");
    refused(&anna, "reason", ",\"stop\":7,\"reason\":\"mech.jam\"", "bad-request");
    refused(&anna, "stop-split", ",\"stop\":\"S1\",\"at\":\"noon\"", "bad-request");
    refused(&anna, "stop-touch", ",\"stop\":\"S9\",\"what\":\"arrived\"", "not-found");
}

static void split_and_merged_over_a_kill(void **state)
{
    (void)state;
    char arguments[128];
    start();
    long_stop("E-1", 1);
    json_t *row = stop_row("S1");
    int64_t begin = integer(row, "body.begin"), ms = integer(row, "body.ms");
    json_decref(row);
    snprintf(arguments, sizeof arguments, ",\"stop\":\"S1\",\"at\":%lld,\"reason\":\"mech.jam\"",
             (long long)begin + 400);
    json_t *reply = done(&anna, "stop-split", arguments);
    assert_string_equal(json_word(reply, "kept.id"), "S2");
    assert_string_equal(json_word(reply, "object.of"), "S1");
    json_decref(reply);
    json_t *status = done(&anna, "status", "");
    assert_int_equal(integer(status, "snapshot.stops.count"), 2);
    assert_int_equal(integer(status, "snapshot.stops.unexplained"), 1);
    json_decref(status);
    killed_and_back();
    row = stop_row("S1");
    assert_int_equal(integer(row, "body.ms"), 400);
    assert_int_equal(integer(row, "body.was.ms"), ms);
    json_decref(row);
    reply = done(&anna, "stop-merge", ",\"stop\":\"S1\",\"with\":\"S2\"");
    assert_int_equal(integer(reply, "object.ms"), ms);
    assert_string_equal(json_word(reply, "object.reason"), "mech.jam");
    json_decref(reply);
    row = stop_row("S2");
    assert_string_equal(json_word(row, "body.into"), "S1");
    assert_int_equal(integer(row, "body.ms"), 0);
    json_decref(row);
    did(&anna, "undo", "");
    status = done(&anna, "status", "");
    assert_int_equal(integer(status, "snapshot.stops.count"), 2);
    json_decref(status);
    did(&anna, "stop-touch", ",\"stop\":\"S1\",\"what\":\"repaired\"");
    json_t *verify = done(&anna, "verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    json_decref(verify);
}

static void a_burst_is_one_question(void **state)
{
    (void)state;
    start();
    for (int i = 1; i <= 3; i++) {
        assert_true(press_state(&press, "FAULT", "E-5"));
        assert_true(status_word(&anna, "machine.state", "stopped"));
        assert_true(status_number(&anna, "machine.for_s", 0.01)); /* what takes no time is none */
        assert_true(press_state(&press, "RUN", ""));
        assert_true(status_word(&anna, "machine.state", "running"));
        assert_true(status_number(&anna, "machine.for_s", 0.01));
    }
    json_t *status = done(&anna, "status", "");
    if (integer(status, "snapshot.stops.small") < 3) { /* a slow machine: one of them was long */
        json_decref(status);
        skip();
    }
    assert_string_equal(json_word(status, "snapshot.asks.0.id"), "B1");
    assert_int_equal(integer(status, "snapshot.asks.0.burst"), 3);
    json_decref(status);
    json_t *reply = done(&anna, "reason", ",\"stop\":\"B1\",\"reason\":\"mech.feed\"");
    assert_string_equal(json_word(reply, "object.burst"), "B1");
    json_decref(reply);
    json_t *stops = done(&anna, "stops", "");
    for (int i = 0; i < 3; i++) {
        char path[32];
        snprintf(path, sizeof path, "rows.%d.reason", i);
        assert_string_equal(json_word(stops, path), "mech.feed");
    }
    json_decref(stops);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    anna.fd = bob.fd = -1;
    const struct CMUnitTest tests[] = {
        CASE(a_reason_is_kept_and_outlives_a_kill),
        CASE(what_can_be_chosen),
        CASE(two_people_edit_one_stop),
        CASE(split_and_merged_over_a_kill),
        CASE(a_burst_is_one_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
