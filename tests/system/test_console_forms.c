/* SPDX-License-Identifier: MIT */
/* What people enter at the real console, on a pty, with the real daemon, broker and disk: reasons,
 * notes, splits, undo, scrap, scans; and console or daemon killed in the middle of it: what was
 * entered is kept once or still on the screen. */
#include "tests/support/memory.h"
#include "tests/support/stand.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char plant[] = "[reason crane]\ntitle = Crane\nplace = 8\n"
                            "[scrap-reason scratch]\ntitle = Scratch\nplace = 8\n"
                            "[job 4711]\nproduct = bracket\nquantity = 100\n";

static int set_up(void **state)
{
    return stand_make(state, plant);
}

/* A form that has opened by itself takes keys only after a moment, and says so. */
static void wait_takes_keys(struct stand *b)
{
    for (int64_t give_up = test_now_ms() + 10000; term_has(&b->term, "keys count in a moment");) {
        if (test_now_ms() > give_up)
            fail_msg("it takes no keys");
        term_pump(&b->term, 10);
    }
}

/* A stop that wants a reason. */
static void stop_press(struct stand *b)
{
    assert_true(press_state(&b->press, "FAULT", "E-217 die jam"));
    assert_true(status_word(&b->talk, "machine.state", "stopped"));
    assert_true(status_number(&b->talk, "stops.unexplained", 1));
}

/* Parts that would outlive a crash of the daemon. */
static void make_parts(struct stand *b)
{
    stand_runs(b, 100);
    assert_true(press_counts(&b->press, 140, 0));
    assert_true(status_number(&b->talk, "counts.total", 40));
    json_t *reply = talk_ask(&b->talk, "status", "");
    double now = json_number(reply, "snapshot.ts");
    json_decref(reply);
    assert_true(status_number(&b->talk, "health.safe", now));
}

/* The member of the newest row of a question, as text; "": null or none. */
static void row_word(struct stand *b, const char *question, const char *id, const char *key,
                     char *out, size_t size)
{
    json_t *reply = talk_ask(&b->talk, question, "");
    out[0] = '\0';
    assert_non_null(reply);
    const json_t *rows = json_object_get(reply, "rows");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *is = json_string_value(json_object_get(row, "id"));
        const char *word = json_string_value(json_object_get(row, key));
        if (is != NULL && strcmp(is, id) == 0)
            snprintf(out, size, "%s", word != NULL ? word : "");
    }
    json_decref(reply);
}

static void assert_row(struct stand *b, const char *question, const char *id, const char *key,
                       const char *want)
{
    char is[128];
    row_word(b, question, id, key, is, sizeof is);
    if (strcmp(is, want) != 0)
        fail_msg("%s %s is \"%s\", not \"%s\"", id, key, is, want);
}

/* It opens by itself, and one key is the reason: two for who comes from elsewhere. */
static void test_reason_note_undo(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "SHIFT");
    stop_press(b);
    stand_shows(b, "Why did it stop?");
    stand_shows(b, "Crane");
    stand_shows(b, "keys count in a moment");
    stand_keys(b, "8"); /* nobody can have read it yet */
    wait_takes_keys(b);
    assert_row(b, "stops", "S1", "reason", "");
    stand_keys(b, "8");
    stand_shows(b, "kept S1");
    assert_row(b, "stops", "S1", "reason", "crane");
    stand_shows(b, "SHIFT"); /* nothing else waits: back by itself */
    stand_keys(b, "sn");
    term_keys(&b->term, "\x1B[200~hook slipped\x1B[201~");
    stand_shows(b, "hook slipped");
    stand_keys(b, "\r");
    stand_shows(b, "kept S1");
    assert_true(status_word(&b->talk, "stop.note", "hook slipped"));
    stand_keys(b, "u");
    stand_shows(b, "undo");
    assert_row(b, "stops", "S1", "reason", "crane"); /* the note's entry was undone */
}

static void test_split(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "SHIFT");
    stop_press(b);
    stand_shows(b, "Why did it stop?");
    for (int64_t until = test_now_ms() + 2500; test_now_ms() < until;)
        term_pump(&b->term, 50); /* long enough to have a middle */
    stand_keys(b, "s");
    stand_shows(b, "second cause");
    stand_keys(b, "\r");
    stand_shows(b, "kept S2");
    stand_keys(b, "8");
    stand_shows(b, "kept S2");
    assert_row(b, "stops", "S2", "reason", "crane");
    assert_row(b, "stops", "S1", "reason", "");
    stand_shows(b, "Why did it stop?"); /* of the first part */
    stand_keys(b, "11");
    stand_shows(b, "kept S1");
    assert_row(b, "stops", "S1", "reason", "mech.jam");
}

static double entered(struct stand *b)
{
    json_t *reply = talk_ask(&b->talk, "status", "");
    assert_non_null(reply);
    double number = json_number(reply, "snapshot.counts.entered_scrap");
    json_decref(reply);
    return number;
}

static void test_scrap_and_scan(void **state)
{
    struct stand *b = *state;
    make_parts(b);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "SHIFT");
    stand_keys(b, "r3\r");
    stand_shows(b, "Scratch");
    stand_keys(b, "8");
    stand_shows(b, "kept R1");
    assert_true(entered(b) > 2.9 && entered(b) < 3.1);
    stand_keys(b, "\x1B");
    stand_shows(b, "SHIFT");
    term_keys(&b->term, "SCRAP:scratch:2\r"); /* as a scanner types it */
    stand_shows(b, "kept R2");
    assert_true(entered(b) > 4.9 && entered(b) < 5.1);
    stand_shows(b, "SHIFT"); /* none of its letters was a key */
    term_keys(&b->term, "SCRAP:scra\r");
    stand_shows(b, "SCRAP");
    assert_true(entered(b) > 4.9 && entered(b) < 5.1);
    stand_keys(b, "r0\r");
    stand_shows(b, "how many?");
    stand_keys(b, "\x1B"
                  "999999\r8");
    stand_shows(b, "not kept:"); /* more than was made */
    stand_shows(b, "How many?");
    assert_true(entered(b) > 4.9 && entered(b) < 5.1);
}

static void kill_console(struct stand *b)
{
    (void)kill(b->term.pid, SIGKILL);
    (void)term_wait_end(&b->term);
    term_done(&b->term);
    b->term.fd = -1;
}

/* The console dies in the middle of an entry: the next one has what was typed on its screen. */
static void test_console_killed(void **state)
{
    struct stand *b = *state;
    make_parts(b);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "SHIFT");
    stand_keys(b, "r7\r");
    stand_shows(b, "Scratch");
    kill_console(b);
    assert_true(entered(b) < 0.1);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "Scratch");
    stand_keys(b, "8");
    stand_shows(b, "kept R1");
    assert_true(entered(b) > 6.9 && entered(b) < 7.1);
    stand_keys(b, "q");
    assert_int_equal(term_wait_end(&b->term), 0);
    term_done(&b->term);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "SHIFT"); /* nothing was left over */
}

/* And at any moment around that at which it is sent: once, by itself or still on the screen. */
static void test_console_killed_while_sending(void **state)
{
    struct stand *b = *state;
    make_parts(b);
    for (int round = 0; round < 4; round++) {
        stand_open(b, "xterm-256color", 80, 24);
        stand_shows(b, "SHIFT");
        stand_keys(b, "r1\r");
        stand_shows(b, "Scratch");
        term_keys(&b->term, "8");
        for (int64_t until = test_now_ms() + round * 12; test_now_ms() < until;)
            term_pump(&b->term, 2);
        kill_console(b);
        stand_open(b, "xterm-256color", 80, 24);
        stand_shows(b, "live");
        for (int64_t until = test_now_ms() + 10000;
             test_now_ms() < until && entered(b) < round + 0.9 && !term_has(&b->term, "Scratch");)
            term_pump(&b->term, 20);
        if (entered(b) < round + 0.9)
            stand_keys(b, "8"); /* it was still on the screen */
        for (int64_t until = test_now_ms() + 5000;
             test_now_ms() < until && entered(b) < round + 0.9;)
            term_pump(&b->term, 20);
        double is = entered(b);
        if (is < round + 0.9 || is > round + 1.1)
            fail_msg("round %d: %g parts of scrap", round, is);
        stand_keys(b, "\x1B\x1Bq");
        assert_int_equal(term_wait_end(&b->term), 0);
        term_done(&b->term);
        b->term.fd = -1;
    }
}

/* Typed, sent and refused: hidden on the screen, and nowhere afterwards. */
static void test_a_pin_stays_nowhere(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "SHIFT");
    stand_keys(b, "b");
    stand_shows(b, "Who is here?");
    stand_keys(b, "sue\r");
    stand_shows(b, "PIN");
    stand_keys(b, "73914268");
    assert_false(term_has(&b->term, "73914268"));
    stand_keys(b, "\r");
    stand_shows(b, "not kept:");
    int control = memory_has(b->term.pid, b->andond.run);
    if (control < 0)
        skip(); /* only root may look */
    assert_int_equal(control, 1);
    assert_int_equal(memory_has(b->term.pid, "73914268"), 0);
    assert_int_equal(memory_has(b->term.pid, "7391426"), 0);
}

/* The daemon dies while something is typed: it is still on the screen, and is sent when it can be.
 */
static void test_daemon_killed_while_typing(void **state)
{
    struct stand *b = *state;
    make_parts(b);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "SHIFT");
    stand_keys(b, "r6");
    stand_shows(b, "How many?");
    andond_kill(&b->andond);
    stand_shows(b, "no connection to andond");
    stand_shows(b, "How many?");
    stand_keys(b, "\r");
    stand_shows(b, "Scratch");
    stand_keys(b, "8");
    stand_shows(b, "is not lost");
    assert_true(andond_start(&b->andond, NULL));
    stand_link(b);
    stand_shows(b, "kept R1");
    assert_true(entered(b) > 5.9 && entered(b) < 6.1);
}

/* The daemon dies at any moment after an entry was sent: it is there once. */
static void test_daemon_killed_in_an_entry(void **state)
{
    struct stand *b = *state;
    make_parts(b);
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "SHIFT");
    stand_keys(b, "r");
    for (int round = 0; round < 4; round++) {
        char kept[16];
        stand_keys(b, "1\r");
        stand_shows(b, "Scratch");
        term_keys(&b->term, "8");
        for (int64_t until = test_now_ms() + 20 + round * 8; test_now_ms() < until;)
            term_pump(&b->term, 2);
        talk_close(&b->talk);
        andond_kill(&b->andond);
        assert_true(andond_start(&b->andond, NULL));
        stand_link(b);
        snprintf(kept, sizeof kept, "kept R%d", round + 1);
        stand_shows(b, kept);
        double is = entered(b);
        if (is < round + 0.9 || is > round + 1.1)
            fail_msg("round %d: %g parts of scrap", round, is);
    }
}

int main(void)
{
#define FORMS_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, stand_teardown)
    const struct CMUnitTest tests[] = {
        FORMS_TEST(test_reason_note_undo),
        FORMS_TEST(test_split),
        FORMS_TEST(test_scrap_and_scan),
        FORMS_TEST(test_console_killed),
        FORMS_TEST(test_console_killed_while_sending),
        FORMS_TEST(test_a_pin_stays_nowhere),
        FORMS_TEST(test_daemon_killed_while_typing),
        FORMS_TEST(test_daemon_killed_in_an_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
