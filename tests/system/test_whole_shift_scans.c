/* SPDX-License-Identifier: MIT */
/* A whole shift by scans alone (tests/system/whole_shift.h), whatever screen happens to be open, on
 * a terminal without a keyboard: a badge signs. */
#include "tests/system/whole_shift.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char last_stop[32]; /* that was explained */

static void scan(struct shift *s, const char *what, const char *id, const char *rest)
{
    char code[128];
    snprintf(code, sizeof code, "%s%s%s", what, id, rest);
    shift_scan(s, code);
}

/* Nobody scans before the question is on the screen. */
static void face(struct shift *s, const char *code)
{
    char says[64];
    json_t *reply = talk_ask(&s->talk, "status", "");
    int waiting = (int)json_number(reply, "snapshot.stops.unexplained");
    bool burst = json_word(reply, "snapshot.asks.0.id")[0] == 'B';
    json_decref(reply);
    snprintf(says, sizeof says, "%d not explained", waiting);
    shift_shows(s, burst ? "Why did it stop?" : says);
    snprintf(says, sizeof says, "machine says: %s", code != NULL ? code : "");
    if (code != NULL && code[0] != '\0')
        shift_shows(s, says);
}

static void reason(struct shift *s, const char *code, const char *id)
{
    face(s, code);
    snprintf(last_stop, sizeof last_stop, "%s", shift_asked(s));
    scan(s, "REASON:", id, "");
    shift_explained(s, last_stop, id);
    shift_shows(s, "kept S");
}

static void later(struct shift *s, const char *code)
{
    face(s, code); /* and nobody touches it */
}

static void undo(struct shift *s)
{
    shift_scan(s, "UNDO");
    shift_explained(s, last_stop, "");
}

static void split(struct shift *s, const char *code, const char *id)
{
    char asked[32];
    face(s, code);
    snprintf(asked, sizeof asked, "%s", shift_asked(s));
    scan(s, "SPLIT:", id, ":0.01"); /* 600 ms ago */
    shift_shows(s, "later part");
    assert_string_equal(shift_asked(s), asked); /* the first part */
}

static void scrap(struct shift *s, int count, const char *id)
{
    char number[16];
    snprintf(number, sizeof number, ":%d", count);
    scan(s, "SCRAP:", id, number);
    shift_shows(s, "kept R");
}

static void take_back(struct shift *s)
{
    shift_scan(s, "UNDO");
}

static void job(struct shift *s, const char *id)
{
    scan(s, "JOB:", id, "");
    shift_shows(s, "started");
}

static void sign(struct shift *s, const char *as, const char *person)
{
    bool goes = strcmp(as, "outgoing") == 0;
    shift_scan(s, goes ? "BADGE:B-7" : "BADGE:B-8");
    shift_shows(s, goes ? "at this terminal: Anna" : "at this terminal: Ben");
    scan(s, "SIGN:", as, "");
    shift_shows(s, "It cannot be undone.");
    shift_shows(s, "scan your badge to sign");
    shift_scan(s, goes ? "BADGE:B-7" : "BADGE:B-8");
    shift_shows(s, goes ? "signed by anna" : "signed by ben");
    (void)person;
}

static void test_by_scans(void **state)
{
    static const struct hands hands = {.reason = reason,
                                       .later = later,
                                       .undo = undo,
                                       .split = split,
                                       .scrap = scrap,
                                       .take_back = take_back,
                                       .job = job,
                                       .sign = sign,
                                       .files = "[entry]\nsign_by = badge\n"};
    (void)state;
    shift_whole(&hands);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {cmocka_unit_test_teardown(test_by_scans, shift_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
