/* SPDX-License-Identifier: MIT */
/* Figures of any window over the real socket and by andonctl: equal to what the station shows of
 * the same window, with what is still open in it, before and after a restart. */
#include "tests/support/live.h"

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
#include <sys/wait.h>

static char said[65536];

static json_t *done(const char *cmd, const char *arguments)
{
    json_t *reply = talk_ask(&talk, cmd, arguments);
    if (!reply || !json_is_true(json_object_get(reply, "ok")))
        fail_msg("%s%s: %s", cmd, arguments, reply ? json_word(reply, "error.text") : "no answer");
    return reply;
}

static void says(const char *words, const char *arguments)
{
    if (andond_ctl(&a, arguments, "&1", said, sizeof said) != 0 || !strstr(said, words))
        fail_msg("andonctl %s: wanted \"%s\"; it said: %s", arguments, words, said);
}

static double clock_of(const char *path, json_t *reply)
{
    double value = json_number(reply, path);
    return isnan(value) ? -1 : value;
}

/* What does not move while it is asked twice: everything but the time that runs. */
static void is_as_live(void)
{
    static const char *const same[] = {"counts.total",         "counts.good",   "counts.scrap",
                                       "counts.entered_scrap", "stops.count",   "stops.unexplained",
                                       "stops.small",          "time_s.running"};
    static const char *const runs[] = {"oee.planned_s",  "oee.run_s",      "oee.unexplained_s",
                                       "time_s.stopped", "time_s.unknown", "oee.unknown_s"};
    char window[80], one[80], other[80];
    json_t *before = done("status", "");
    (void)snprintf(window, sizeof window, ",\"from\":%lld",
                   (long long)json_number(before, "snapshot.shift.start"));
    json_t *kpi = done("kpi", window), *after = done("status", "");
    if (json_number(before, "snapshot.stops.small") > json_number(after, "snapshot.stops.small")) {
        json_decref(before); /* it turned long meanwhile */
        json_decref(kpi);
        json_decref(after);
        is_as_live();
        return;
    }
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        (void)snprintf(one, sizeof one, "rows.0.%s", same[i]);
        (void)snprintf(other, sizeof other, "snapshot.%s", same[i]);
        if (fabs(clock_of(one, kpi) - clock_of(other, after)) > 1e-9)
            fail_msg("%s: %f, live %f", same[i], clock_of(one, kpi), clock_of(other, after));
    }
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        (void)snprintf(one, sizeof one, "rows.0.%s", runs[i]);
        (void)snprintf(other, sizeof other, "snapshot.%s", runs[i]);
        double is = clock_of(one, kpi);
        if (is < clock_of(other, before) - 1e-9 || is > clock_of(other, after) + 1e-9)
            fail_msg("%s: %f, live %f .. %f", runs[i], is, clock_of(other, before),
                     clock_of(other, after));
    }
    json_decref(before);
    json_decref(kpi);
    json_decref(after);
}

static void figures_are_the_live_ones(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    assert_true(press_counts(&press, 112, 2));
    assert_true(status_number(&talk, "counts.total", 12));
    assert_true(status_number(&talk, "counts.scrap", 2));
    assert_true(press_state(&press, "FAULT", "E-217"));
    assert_true(status_word(&talk, "machine.state", "stopped"));
    is_as_live(); /* a small stop so far, in no record; the minute's parts are in none either */
    assert_true(status_number(&talk, "stops.unexplained", 1));
    is_as_live();
    json_t *row = done("pareto", "");
    assert_string_equal(json_word(row, "rows.0.kind"), "unexplained");
    assert_int_equal((int)json_number(row, "rows.0.count"), 1);
    json_decref(row);
    json_decref(done("reason", ",\"stop\":\"current\",\"reason\":\"mech.jam\""));
    is_as_live();
    row = done("pareto", ",\"by\":\"count\"");
    assert_string_equal(json_word(row, "rows.0.reason"), "mech.jam");
    assert_true(json_word(row, "rows.0.title")[0] != '\0');
    assert_string_equal(json_word(row, "rows.0.loss"), "breakdown");
    json_decref(row);
    says("mech.jam", "pareto --by count");
    says("MTTR", "kpi");
    says("breakdown", "losses");
    says("\"failures\":1", "kpi --json");
    talk_close(&talk);
    andond_kill(&a);
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
    assert_true(status_number(&talk, "counts.total", 12));
    is_as_live();
    row = talk_ask(&talk, "pareto", ",\"by\":\"colour\"");
    assert_string_equal(json_word(row, "error.code"), "bad-request");
    json_decref(row);
}

/* A window that begins before all time is answered at once, and hurts nobody. */
static void windows_without_end(void **state)
{
    (void)state;
    static const char *const windows[] = {
        ",\"from\":-9223372036854775807", ",\"from\":-9000000000000000000",
        ",\"from\":-9223372036854775807,\"to\":9223372036854775806",
        ",\"from\":9000000000000000000,\"to\":9223372036854775806", ",\"from\":0"};
    static const char *const views[] = {"kpi", "losses", "pareto", "stops", "timeline", "minutes"};
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
        for (size_t k = 0; k < sizeof views / sizeof *views; k++) {
            json_t *reply = talk_ask(&talk, views[k], windows[i]);
            if (!reply)
                fail_msg("%s %s", views[k], windows[i]);
            assert_true(json_is_true(json_object_get(reply, "ok")));
            json_decref(reply);
        }
    json_decref(done("status", ""));
}

static void entries_are_listed(void **state)
{
    (void)state;
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
    json_decref(done("mode", ",\"mode\":\"maintenance\",\"note\":\"oil\""));
    json_t *rows = done("modes-log", "");
    assert_string_equal(json_word(rows, "rows.0.id"), "D1");
    assert_string_equal(json_word(rows, "rows.0.note"), "oil");
    json_decref(rows);
    rows = done("scraps", "");
    assert_int_equal(json_array_size(json_object_get(rows, "rows")), 0);
    json_decref(rows);
    says("nothing was entered", "scrap list");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(figures_are_the_live_ones, live_setup, live_teardown),
        cmocka_unit_test_setup_teardown(entries_are_listed, live_setup, live_teardown),
        cmocka_unit_test_setup_teardown(windows_without_end, live_setup, live_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
