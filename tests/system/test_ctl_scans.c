/* SPDX-License-Identifier: MIT */
/* A whole shift by scans into andonctl (a reader without a screen), on the real daemon: ten stops
 * and two bursts explained, a wrong reason undone, a stop of two causes split, scrap and rework, a
 * changeover, the handover signed by both. What it adds up to is counted by hand. */
#include "tests/support/live.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static int64_t made;

static int setup(void **state)
{
    (void)state;
    return live_make("[product plate]\nideal_cycle = 1 s\n"
                     "[job A-1]\nproduct = bracket\nquantity = 500\n"
                     "[job B-1]\nproduct = plate\nquantity = 300\n");
}

static void scan(const char *code)
{
    char arguments[400], said[4096];
    (void)snprintf(arguments, sizeof arguments, "scan '%s'", code);
    if (andond_ctl(&a, arguments, "&1", said, sizeof said) != 0 || strncmp(said, "kept: ", 6) != 0)
        fail_msg("%s: %s", code, said);
}

/* ---- the press ---- */

static void parts(int64_t count)
{
    made += count;
    assert_true(press_counts(&press, 1000 + made, 0));
    assert_true(status_number(&talk, "counts.total", (double)made));
}

static void runs(void)
{
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
}

/* Until it is none of the small ones, or has lasted for so long. */
static void lasts(double seconds)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    for (double now = 0, since = 0; now - since < seconds * 1000;) {
        json_t *status = ask("status", "");
        now = json_number(status, "snapshot.ts");
        since = json_number(status, "snapshot.stop.since");
        json_decref(status);
        assert_true(test_now_ms() < give_up);
        test_pause();
    }
}

static void burst(void)
{
    for (int i = 0; i < 3; i++) {
        press_stops("");
        lasts(0.1);
        runs();
    }
    assert_true(status_number(&talk, "asks.0.burst", 3));
}

/* ---- the shift ---- */

static void ten_stops(void)
{
    static const char *const codes[] = {"REASON:mech.jam",
                                        "REASON:MECH.FEED",
                                        NULL,
                                        "reason:elec.sensor",
                                        NULL,
                                        "REASON:material.missing",
                                        "REASON:process.adjust",
                                        "REASON:people.help",
                                        "REASON:planned.cleaning",
                                        "REASON:other.line"};
    for (int i = 0; i < 10; i++) {
        parts(10);
        press_stops("E-104 misfeed");
        lasts(1.2);
        if (i == 2) { /* the wrong one first */
            scan("REASON:mech.feed");
            scan("UNDO");
            scan("REASON:mech.jam");
        } else if (i == 4) { /* two causes, the second since 0.6 s */
            scan("REASON:mech.jam");
            scan("SPLIT:tool.worn:0.01");
        } else {
            scan(codes[i]);
        }
        if (i == 0) {
            scan("ARRIVED");
            scan("REPAIRED");
        } else if (i == 6) { /* it was one after all */
            scan("SPLIT:tool.worn:0.01");
            scan("MERGE");
        }
        runs();
    }
}

/* The stops of the latest revisions that have this reason, and are so; none that is part of another
 * one. */
static int explained(const char *reason, bool small)
{
    json_t *reply = ask("stops", "");
    const json_t *rows = json_object_get(reply, "rows");
    int count = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        count += strcmp(json_word(row, "reason"), reason) == 0 &&
                 json_is_true(json_object_get(row, "small")) == small &&
                 !json_is_string(json_object_get(row, "into"));
    }
    json_decref(reply);
    return count;
}

static int packet_number(json_t *reply, const char *figure)
{
    char path[64];
    (void)snprintf(path, sizeof path, "packet.figures.%s", figure);
    return (int)(json_number(reply, path) + 0.5);
}

static void a_shift_is_worked_by_scans_alone(void **state)
{
    (void)state;
    daemon_up();
    assert_true(press_open(&press, broker.url));
    assert_true(press_alive(&press, "online"));
    assert_true(press_counts(&press, 1000, 0));
    runs();
    scan("JOB:A-1");
    scan("PAUSE");
    scan("JOB:A-1");
    ten_stops();
    burst();
    scan("REASON:mech.feed");
    scan("SCRAP:crack:2");
    scan("SCRAP:surface:1");
    scan("REWORK:burr:3");
    scan("SCRAP:surface:7");
    scan("REVERSE");
    scan("PRODUCT:plate");
    assert_true(press_state(&press, "SETUP", ""));
    assert_true(status_word(&talk, "machine.state", "changeover"));
    scan("JOB:B-1");
    lasts(1.2);
    scan("REASON:planned.changeover");
    runs();
    parts(20);
    burst();
    scan("REASON:process.adjust");
    scan("FINISH");
    scan("NOTE:oil: below the mark");
    andond_end_shift(&a);
    assert_true(status_number(&talk, "handover.waiting", 1));
    scan("SIGN:outgoing");
    scan("SIGN:incoming");

    json_t *reply = ask("handovers", "");
    assert_string_equal(json_word(reply, "rows.0.state"), "signed");
    char arguments[80];
    (void)snprintf(arguments, sizeof arguments, ",\"shift\":\"%s\"",
                   json_word(reply, "rows.0.shift"));
    json_decref(reply);
    reply = ask("handover", arguments);
    assert_int_equal(packet_number(reply, "total"), 120);
    assert_int_equal(packet_number(reply, "scrap"), 3);
    assert_int_equal(packet_number(reply, "rework"), 3);
    assert_int_equal(packet_number(reply, "good"), 114);
    assert_int_equal(packet_number(reply, "unexplained"), 0);
    assert_int_equal(packet_number(reply, "small_stops"), 6);
    assert_int_equal(packet_number(reply, "stops"), 18); /* ten, a split, a changeover, six small */
    json_decref(reply);
    assert_int_equal(explained("mech.jam", false), 3);
    assert_int_equal(explained("mech.feed", false), 1);
    assert_int_equal(explained("tool.worn", false) + explained("tool.worn", true), 1);
    assert_int_equal(explained("planned.changeover", false), 1);
    assert_int_equal(explained("mech.feed", true), 3);
    assert_int_equal(explained("process.adjust", true), 3);
    assert_int_equal(explained("process.adjust", false), 1);
    json_t *verify = ask("verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    json_decref(verify);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_shift_is_worked_by_scans_alone, setup, live_teardown),
    };
    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
