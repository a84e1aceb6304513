/* SPDX-License-Identifier: MIT */
/* A shift handed over on the real daemon: it ends (another calendar cuts it short), waits over a
 * crash, is signed by two, and nothing of it is changed any more. */
#include "tests/support/live.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Done, or refused with that code. */
static void expect(const char *cmd, const char *arguments, const char *code)
{
    json_t *reply = ask(cmd, arguments);
    bool ok = json_is_true(json_object_get(reply, "ok"));
    if (ok != (code[0] == '\0') || strcmp(json_word(reply, "error.code"), code) != 0)
        fail_msg("%s%s: %s %s", cmd, arguments, json_word(reply, "error.code"),
                 json_word(reply, "error.text"));
    if (ok)
        assert_string_equal(json_word(reply, "state"), "kept");
    json_decref(reply);
}

/* A press that has run, stopped for longer than a small stop, and runs. */
static void run_a_while(void)
{
    all_up();
    assert_true(press_counts(&press, 100, 0));
    assert_true(press_counts(&press, 112, 2));
    assert_true(status_number(&talk, "counts.good", 10));
    assert_true(press_state(&press, "FAULT", "E-217"));
    assert_true(status_number(&talk, "stops.unexplained", 1));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
}

static void restart(void)
{
    talk_close(&talk);
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
}

static void a_shift_is_handed_over(void **state)
{
    (void)state;
    run_a_while();
    expect("note", ",\"note\":\"die is worn\"", "");
    expect("sign", ",\"as\":\"outgoing\"", "not-found"); /* it goes on */
    andond_end_shift(&a);
    assert_true(status_number(&talk, "handover.waiting", 1));
    assert_true(status_word(&talk, "handover.name", "early"));
    andond_kill(&a);
    restart();
    json_t *reply = ask("handover", "");
    assert_string_equal(json_word(reply, "packet.state"), "waiting");
    assert_string_equal(json_word(reply, "packet.name"), "early");
    assert_string_equal(json_word(reply, "packet.notes.0.text"), "die is worn");
    assert_string_equal(json_word(reply, "packet.stops.0.id"), "S1");
    assert_true(json_number(reply, "packet.figures.good") >= 9.9);
    assert_true(json_number(reply, "packet.pending") >= 0);
    json_decref(reply);

    expect("reason", ",\"stop\":\"S1\",\"reason\":\"mech.jam\"", "");
    expect("sign", ",\"as\":\"outgoing\"", "");
    expect("sign", ",\"as\":\"outgoing\"", "bad-request");
    expect("sign", ",\"as\":\"incoming\"", "");
    expect("sign", ",\"as\":\"incoming\"", "not-found");
    expect("reason", ",\"stop\":\"S1\",\"reason\":\"mech.feed\"", "locked");
    expect("undo", ",\"entry\":\"S1\"", "locked");
    reply = ask("handovers", "");
    assert_int_equal(json_array_size(json_object_get(reply, "rows")), 1);
    assert_string_equal(json_word(reply, "rows.0.name"), "early");
    assert_string_equal(json_word(reply, "rows.0.state"), "signed");
    assert_true(json_word(reply, "rows.0.outgoing")[0] != '\0');
    assert_string_equal(json_word(reply, "rows.0.notes.0.text"), "die is worn");
    assert_true(json_number(reply, "rows.0.figures.good") >= 9.9);
    json_decref(reply);
    andond_kill(&a);
    restart();
    expect("reason", ",\"stop\":\"S1\",\"reason\":\"mech.feed\"", "locked");
    assert_true(status_number(&talk, "handover.waiting", 0));
}

static long long thousandths(double value)
{
    return llround(value * 1000);
}

/* The board of the running shift adds up to the live figures. */
static void hours_add_up(void **state)
{
    (void)state;
    run_a_while();
    json_t *reply = ask("hours", ""), *row, *status = ask("status", "");
    double good = 0, scrap = 0, lost = 0;
    size_t i;
    json_array_foreach(json_object_get(reply, "hours"), i, row)
    {
        good += json_number_value(json_object_get(row, "actual"));
        scrap += json_number_value(json_object_get(row, "scrap"));
        lost += json_number_value(json_object_get(row, "stop_s"));
        if (json_number_value(json_object_get(row, "stop_s")) > 0) {
            assert_string_equal(json_word(row, "cause_stop"), "S1");
            assert_string_equal(json_word(row, "cause"), "not explained");
        }
    }
    assert_int_equal(json_array_size(json_object_get(reply, "hours")), 8);
    assert_true(good >= 9.9);
    assert_int_equal(thousandths(good), thousandths(json_number(status, "snapshot.counts.good")));
    assert_int_equal(thousandths(scrap), thousandths(json_number(status, "snapshot.counts.scrap")));
    assert_int_equal(thousandths(lost),
                     thousandths(json_number(status, "snapshot.time_s.stopped")));
    json_decref(reply);
    json_decref(status);
    reply = ask("hours", ",\"shift\":\"W1\"");
    assert_string_equal(json_word(reply, "error.code"), "not-found");
    json_decref(reply);
}

/* The engine remembers no shift any more, as of one that is long over. */
static void forget_the_state(void)
{
    sqlite3 *sql = NULL;
    char path[160];
    (void)snprintf(path, sizeof path, "%s/station.db", a.data);
    assert_int_equal(sqlite3_open(path, &sql), SQLITE_OK);
    assert_int_equal(sqlite3_exec(sql, "DELETE FROM checkpoint", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(sql), SQLITE_OK);
}

static json_t *hours_of(const char *shift)
{
    char arguments[64];
    (void)snprintf(arguments, sizeof arguments, ",\"shift\":\"%s\"", shift);
    return ask("hours", arguments);
}

/* The board of a shift that is not at hand is that of its record, equal to what was told live. */
static void hours_of_long_ago(void **state)
{
    (void)state;
    char shift[32];
    run_a_while();
    andond_end_shift(&a);
    assert_true(status_number(&talk, "handover.waiting", 1));
    json_t *reply = ask("handover", "");
    (void)text_copy(shift, sizeof shift, json_word(reply, "packet.shift"));
    json_decref(reply);
    expect("reason", ",\"stop\":\"S1\",\"reason\":\"mech.jam\"", "");
    json_t *live = hours_of(shift);
    assert_int_equal(json_array_size(json_object_get(live, "hours")), 8);
    andond_kill(&a);
    forget_the_state();
    restart();
    json_t *kept = hours_of(shift);
    size_t i;
    json_t *row;
    assert_int_equal(json_array_size(json_object_get(kept, "hours")), 8);
    json_array_foreach(json_object_get(live, "hours"), i, row)
    {
        json_t *other = json_array_get(json_object_get(kept, "hours"), i);
        if (!json_equal(row, other))
            fail_msg("live %s, kept %s", json_dumps(row, 0), json_dumps(other, 0));
    }
    json_decref(live);
    json_decref(kept);
    kept = hours_of("W12x");
    assert_string_equal(json_word(kept, "error.code"), "not-found");
    json_decref(kept);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, live_setup, live_teardown)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        CASE(a_shift_is_handed_over),
        CASE(hours_add_up),
        CASE(hours_of_long_ago),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
