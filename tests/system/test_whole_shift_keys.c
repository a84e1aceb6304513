/* SPDX-License-Identifier: MIT */
/* A whole shift from the keyboard alone (tests/system/whole_shift.h). */
#include "tests/system/whole_shift.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define QUESTION "Why did it stop?"
#define STATION  "\u2500 SHIFT \u2500"

#define SETTLED_MS 40   /* with no byte: the picture is whole */
#define TAKEN_MS   3000 /* far more than a key takes on a busy machine */

/* What an operator has in the fingers: places of the shipped reasons. */
static const char *keys_of(const char *reason)
{
    static const struct {
        const char *reason, *keys;
    } rows[] = {
        {"mech.jam", "\r"}, /* the machine suggests it */
        {"mech.feed", "12"},          {"material.missing", "41"}, {"tool.broken", "33"},
        {"elec.sensor", "21"},        {"elec.motor", "23"},       {"tool.worn", "32"},
        {"tool.stuck", "31"},         {"process.adjust", "51"},   {"people.help", "62"},
        {"planned.changeover", "71"}, {"elec.guard", "0guard\r"}, {"mech.hydraulics", "15"},
        {"material.wrong", "42"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].reason, reason) == 0)
            return rows[i].keys;
    fail_msg("no keys for %s", reason);
    return "";
}

static void leave(struct shift *s)
{
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; !term_has(&s->term, STATION);) {
        assert_true(test_now_ms() < end);
        shift_keys(s, "\x1B");
    }
}

/* All of the form is painted, its last row included, nothing of another picture is under way, and
 * no line says that it has just opened or turned. */
static bool takes_keys(struct shift *s)
{
    for (size_t before = s->term.raw_length + 1; before != s->term.raw_length;) {
        before = s->term.raw_length;
        for (int64_t end = test_now_ms() + SETTLED_MS; test_now_ms() < end;)
            term_pump(&s->term, 10);
    }
    return term_has(&s->term, "Esc later") && !term_has(&s->term, "keys count in a moment");
}

/* The form is open, takes keys, and asks about the stop of which the machine says this. */
static void face(struct shift *s, const char *code)
{
    char says[64];
    code = code != NULL ? code : "";
    snprintf(says, sizeof says, "machine says: %s", code);
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end;) {
        term_pump(&s->term, 20);
        bool asks = term_has(&s->term, QUESTION);
        if (asks && !takes_keys(s))
            continue;
        if (asks && (code[0] == '\0' || term_has(&s->term, says)))
            return;
        for (int64_t opens = test_now_ms() + 600; !asks && test_now_ms() < opens;) {
            term_pump(&s->term, 20); /* it opens by itself */
            asks = term_has(&s->term, QUESTION);
        }
        if (!asks)
            shift_keys(s, "s");
        else if (code[0] != '\0' && !term_has(&s->term, says))
            shift_keys(s, "\x1B");
    }
    term_print(&s->term);
    fail_msg("nothing asks about %s", code);
}

/* A first key that is a digit leads away from the question, or was not taken: when the form turned
 * to another stop between the look and the key, that one is faced again. */
static void answer(struct shift *s, const char *code, const char *id)
{
    const char first[2] = {keys_of(id)[0], '\0'};
    bool taken = false;
    for (int tries = 0; tries < 5 && !taken; tries++) {
        face(s, code);
        shift_keys(s, first);
        taken = first[0] < '1' || first[0] > '9';
        for (int64_t end = test_now_ms() + TAKEN_MS; !taken && test_now_ms() < end;) {
            term_pump(&s->term, 20);
            taken = !term_has(&s->term, QUESTION);
        }
    }
    if (!taken)
        fail_msg("the form takes no key");
    shift_keys(s, keys_of(id) + 1);
}

static void reason(struct shift *s, const char *code, const char *id)
{
    char asked[32];
    snprintf(asked, sizeof asked, "%s", shift_asked(s));
    answer(s, code, id);
    shift_explained(s, asked, id);
    shift_shows(s, "kept");
    leave(s);
}

static void later(struct shift *s, const char *code)
{
    face(s, code);
    leave(s);
}

static void undo(struct shift *s)
{
    char id[32] = "", *end = NULL;
    for (int row = 0; row < s->term.rows && id[0] == '\0'; row++) {
        const char *at = strstr(term_row(&s->term, row), "kept S");
        if (at != NULL)
            snprintf(id, sizeof id, "%.*s", (int)strspn(at + 5, "S0123456789"), at + 5);
    }
    (void)end;
    assert_string_not_equal(id, "");
    shift_keys(s, "u");
    shift_explained(s, id, "");
    shift_shows(s, "undo");
}

static void split(struct shift *s, const char *code, const char *id)
{
    face(s, code);
    for (int i = 0; i < 20 && !term_has(&s->term, "second cause"); i++)
        shift_keys(s, "s"); /* too soon after the form has opened it is no key of the form */
    shift_shows(s, "When did the second cause begin?");
    shift_keys(s, "\r"); /* the middle is offered */
    shift_shows(s, "later part");
    shift_shows(s, QUESTION);
    char asked[32];
    snprintf(asked, sizeof asked, "%s", shift_asked(s));
    answer(s, NULL, id);
    shift_explained(s, asked, id);
}

static void scrap(struct shift *s, int count, const char *id)
{
    char text[16];
    const char *key = strcmp(id, "surface") == 0 ? "2" : strcmp(id, "crack") == 0 ? "4" : "1";
    leave(s);
    shift_keys(s, "r");
    shift_shows(s, "How many?");
    snprintf(text, sizeof text, "%d\r", count);
    shift_keys(s, text);
    shift_shows(s, "Why?");
    shift_keys(s, key);
    shift_shows(s, "kept R");
    leave(s);
}

static void take_back(struct shift *s)
{
    shift_keys(s, "r");
    shift_shows(s, "How many?");
    shift_shows(s, "Crack");
    term_keys(&s->term, "\x1B[B");
    shift_shows(s, "X reverses");
    shift_keys(s, "x");
    shift_shows(s, "reversed");
    leave(s);
}

static void job(struct shift *s, const char *id)
{
    char started[32];
    snprintf(started, sizeof started, "JOB %s", id);
    leave(s);
    shift_keys(s, "j");
    shift_shows(s, "the queue");
    shift_shows(s, "queued");
    shift_keys(s, "\r");
    shift_shows(s, started);
    leave(s);
}

static void sign(struct shift *s, const char *as, const char *person)
{
    bool goes = strcmp(as, "outgoing") == 0;
    leave(s);
    shift_keys(s, "b");
    if (!goes) {
        shift_shows(s, "At this terminal");
        shift_keys(s, "\r");
    }
    shift_shows(s, "badge or name");
    shift_keys(s, person);
    shift_keys(s, "\r");
    shift_shows(s, "PIN");
    shift_keys(s, goes ? "1234\r" : "5678\r");
    shift_shows(s, goes ? "at this terminal: Anna" : "at this terminal: Ben");
    leave(s);
    shift_keys(s, "o");
    shift_shows(s, "Handover of early");
    shift_keys(s, goes ? "g" : "i");
    shift_shows(s, "It cannot be undone.");
    shift_keys(s, goes ? "1234\r" : "5678\r");
    shift_shows(s, goes ? "signed by anna" : "signed by ben");
    leave(s);
}

static void test_by_keys(void **state)
{
    static const struct hands hands = {.reason = reason,
                                       .later = later,
                                       .undo = undo,
                                       .split = split,
                                       .scrap = scrap,
                                       .take_back = take_back,
                                       .job = job,
                                       .sign = sign};
    (void)state;
    shift_whole(&hands);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {cmocka_unit_test_teardown(test_by_keys, shift_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
