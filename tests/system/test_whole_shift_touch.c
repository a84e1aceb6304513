/* SPDX-License-Identifier: MIT */
/* A whole shift by fingers alone (tests/system/whole_shift.h): nothing goes to the console but the
 * reports of a mouse, at places where its own picture says what to touch. */
#include "tests/system/whole_shift.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define QUESTION "Why did it stop?"
#define STATION  "\u2500 SHIFT \u2500"

#define SETTLED_MS 30 /* with no byte: the picture is whole */
#define TOUCHED_MS 25
#define PAGES      12 /* of buttons */
#define BUTTONS_AT 10 /* above that row there are none */

/* ---- fingers ---- */

static void settle(struct shift *s)
{
    for (size_t before = s->term.raw_length + 1; before != s->term.raw_length;) {
        before = s->term.raw_length;
        for (int64_t end = test_now_ms() + SETTLED_MS; test_now_ms() < end;)
            term_pump(&s->term, 5);
    }
}

static void touch_at(struct shift *s, int x, int y)
{
    char report[64];
    snprintf(report, sizeof report, "\x1B[<0;%d;%dM\x1B[<0;%d;%dm", x + 1, y + 1, x + 1, y + 1);
    term_keys(&s->term, report);
    for (int64_t end = test_now_ms() + TOUCHED_MS; test_now_ms() < end;)
        term_pump(&s->term, 5);
}

/* The cell of a byte of a row. */
static int cell_of(const char *row, const char *at)
{
    char before[1024];
    (void)text_copy_n(before, sizeof before, row, (size_t)(at - row));
    return text_cells(before);
}

static bool touch_text(struct shift *s, const char *text)
{
    settle(s);
    for (int y = 1; y < s->term.rows; y++) {
        const char *row = term_row(&s->term, y), *at = strstr(row, text);
        if (at != NULL) {
            touch_at(s, cell_of(row, at), y);
            return true;
        }
    }
    return false;
}

/* A cap stands alone on its button. */
static const char *cap_in(const char *row, const char *cap)
{
    size_t n = strlen(cap);
    for (const char *at = strstr(row, cap); at != NULL; at = strstr(at + 1, cap)) {
        bool left = at == row || (at[-1] == ' ' && (at == row + 1 || at[-2] == ' '));
        bool right = at[n] == '\0' || (at[n] == ' ' && (at[n + 1] == ' ' || at[n + 1] == '\0'));
        if (left && right)
            return at;
    }
    return NULL;
}

static bool sees_button(struct shift *s, const char *cap)
{
    for (int y = s->term.rows - 1; y >= BUTTONS_AT; y--) {
        const char *row = term_row(&s->term, y), *at = cap_in(row, cap);
        if (at != NULL) {
            touch_at(s, cell_of(row, at), y);
            return true;
        }
    }
    return false;
}

/* … after turning the pages of the buttons. */
static void touch_button(struct shift *s, const char *cap)
{
    for (int page = 0; page < PAGES; page++) {
        settle(s);
        if (sees_button(s, cap))
            return;
        if (!sees_button(s, "\u203A"))
            settle(s); /* it was not yet painted */
    }
    term_print(&s->term);
    fail_msg("no button %s", cap);
}

static void touch_buttons(struct shift *s, const char *caps)
{
    char cap[2] = "";
    for (; *caps != '\0'; caps++) {
        cap[0] = *caps;
        touch_button(s, cap);
    }
}

/* The choice with this digit, where it stands. */
static bool touch_choice(struct shift *s, char digit)
{
    char open[16], chosen[16];
    snprintf(open, sizeof open, "%c   ", digit);
    snprintf(chosen, sizeof chosen, "%c \u25B8 ", digit);
    return touch_text(s, chosen) || touch_text(s, open);
}

static void leave(struct shift *s)
{
    settle(s);
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; !term_has(&s->term, STATION);) {
        assert_true(test_now_ms() < end);
        (void)sees_button(s, "Esc");
        settle(s);
    }
}

/* ---- the stop form ---- */

static bool takes_fingers(struct shift *s)
{
    settle(s);
    return term_has(&s->term, " later ") && !term_has(&s->term, "keys count in a moment");
}

/* It opens by itself, or is opened; asks about the stop of which the machine says this. */
static void face(struct shift *s, const char *code)
{
    char says[64];
    code = code != NULL ? code : "";
    snprintf(says, sizeof says, "machine says: %s", code);
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end;) {
        term_pump(&s->term, 20);
        bool asks = term_has(&s->term, QUESTION);
        if (asks && !takes_fingers(s))
            continue;
        if (asks && (code[0] == '\0' || term_has(&s->term, says)))
            return;
        for (int64_t opens = test_now_ms() + 600; !asks && test_now_ms() < opens;) {
            term_pump(&s->term, 20);
            asks = term_has(&s->term, QUESTION);
        }
        settle(s);
        (void)sees_button(s, asks ? "Esc" : "S");
    }
    term_print(&s->term);
    fail_msg("nothing asks about %s", code);
}

/* Places of the shipped reasons: two choices, the one that the machine suggests, or letters. */
static const char *places_of(const char *reason)
{
    static const struct {
        const char *reason, *places;
    } rows[] = {
        {"mech.jam", ""},          {"mech.feed", "12"},          {"material.missing", "41"},
        {"tool.broken", "33"},     {"elec.sensor", "21"},        {"elec.motor", "23"},
        {"tool.worn", "32"},       {"tool.stuck", "31"},         {"process.adjust", "51"},
        {"people.help", "62"},     {"planned.changeover", "71"}, {"elec.guard", "guard"},
        {"mech.hydraulics", "15"}, {"material.wrong", "42"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].reason, reason) == 0)
            return rows[i].places;
    fail_msg("no places for %s", reason);
    return "";
}

static void answer(struct shift *s, const char *code, const char *id)
{
    const char *places = places_of(id);
    face(s, code);
    if (places[0] == '\0') {
        assert_true(touch_text(s, "Enter "));
    } else if (places[0] > '9') {
        touch_button(s, "0");
        shift_shows(s, "search");
        touch_buttons(s, places);
        touch_button(s, "OK");
    } else {
        for (int tries = 0; tries < 5 && term_has(&s->term, QUESTION); tries++) {
            face(s, code); /* the form may have turned to another stop meanwhile */
            assert_true(touch_choice(s, places[0]));
            settle(s);
        }
        assert_true(touch_choice(s, places[1]));
    }
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

/* Found among all actions, by letters. */
static void undo(struct shift *s)
{
    char id[32] = "";
    for (int row = 0; row < s->term.rows && id[0] == '\0'; row++) {
        const char *at = strstr(term_row(&s->term, row), "kept S");
        if (at != NULL)
            snprintf(id, sizeof id, "%.*s", (int)strspn(at + 5, "S0123456789"), at + 5);
    }
    assert_string_not_equal(id, "");
    touch_button(s, "\u2026");
    shift_shows(s, "what shall be done?");
    touch_button(s, "abc");
    touch_buttons(s, "undo");
    touch_button(s, "OK");
    shift_explained(s, id, "");
    shift_shows(s, "undo");
}

static void split(struct shift *s, const char *code, const char *id)
{
    face(s, code);
    for (int i = 0; i < 20 && !term_has(&s->term, "second cause"); i++) {
        touch_button(s, "S");
        settle(s);
    }
    shift_shows(s, "When did the second cause begin?");
    touch_button(s, "OK"); /* the middle is offered */
    shift_shows(s, "later part");
    shift_shows(s, QUESTION);
    char asked[32];
    snprintf(asked, sizeof asked, "%s", shift_asked(s));
    answer(s, NULL, id);
    shift_explained(s, asked, id);
}

/* ---- other forms ---- */

static void scrap(struct shift *s, int count, const char *id)
{
    char text[16];
    char place = strcmp(id, "surface") == 0 ? '2' : strcmp(id, "crack") == 0 ? '4' : '1';
    leave(s);
    touch_button(s, "R");
    shift_shows(s, "How many?");
    snprintf(text, sizeof text, "%d", count);
    touch_buttons(s, text);
    touch_button(s, "OK");
    shift_shows(s, "Why?");
    assert_true(touch_choice(s, place));
    shift_shows(s, "kept R");
    leave(s);
}

static void take_back(struct shift *s)
{
    leave(s);
    touch_button(s, "R");
    shift_shows(s, "How many?");
    shift_shows(s, "Crack");
    touch_button(s, "\u2193");
    shift_shows(s, "X reverses");
    touch_button(s, "X");
    shift_shows(s, "reversed");
    leave(s);
}

static void job(struct shift *s, const char *id)
{
    char started[32];
    snprintf(started, sizeof started, "JOB %s", id);
    leave(s);
    touch_button(s, "J");
    shift_shows(s, "the queue");
    shift_shows(s, "queued");
    touch_button(s, "Enter");
    shift_shows(s, started);
    leave(s);
}

static void sign(struct shift *s, const char *as, const char *person)
{
    bool goes = strcmp(as, "outgoing") == 0;
    leave(s);
    touch_at(s, 2, 0); /* the band at the top: who is here */
    if (!goes) {
        shift_shows(s, "At this terminal");
        touch_button(s, "Enter");
    }
    shift_shows(s, "badge or name");
    touch_buttons(s, person);
    touch_button(s, "OK");
    shift_shows(s, "PIN");
    touch_buttons(s, goes ? "1234" : "5678");
    touch_button(s, "OK");
    shift_shows(s, goes ? "at this terminal: Anna" : "at this terminal: Ben");
    leave(s);
    touch_button(s, "O");
    shift_shows(s, "Handover of early");
    touch_button(s, goes ? "G" : "I");
    shift_shows(s, "It cannot be undone.");
    touch_buttons(s, goes ? "1234" : "5678");
    touch_button(s, "OK");
    shift_shows(s, goes ? "signed by anna" : "signed by ben");
    leave(s);
}

static void call(struct shift *s)
{
    leave(s);
    touch_button(s, "C");
    shift_shows(s, "Who is needed?");
    assert_true(touch_choice(s, '1'));
    shift_shows(s, "kept C1");
    assert_true(status_word(&s->talk, "calls.0.state", "raised"));
    leave(s);
    touch_button(s, "C");
    shift_shows(s, "Who is needed?");
    touch_button(s, "T");
    assert_true(status_word(&s->talk, "calls.0.state", "taken"));
    leave(s);
}

static void mode(struct shift *s)
{
    leave(s);
    touch_button(s, "M");
    settle(s);
    assert_true(touch_choice(s, '2'));
    settle(s);
    touch_button(s, "OK"); /* the end that is offered */
    shift_shows(s, "kept D");
    leave(s);
}

static void handover(struct shift *s)
{
    leave(s);
    touch_at(s, 2, 0); /* the band at the top: who is here */
    shift_shows(s, "badge or name");
    touch_buttons(s, "anna");
    touch_button(s, "OK");
    shift_shows(s, "PIN");
    touch_buttons(s, "1234");
    touch_button(s, "OK");
    shift_shows(s, "at this terminal: Anna");
    leave(s);
    touch_button(s, "O");
    settle(s);
    touch_button(s, "N");
    settle(s);
    touch_button(s, "Aa"); /* a capital: the next letter only */
    touch_buttons(s, "Box");
    touch_button(s, "OK");
    shift_shows(s, "kept");
    shift_shows(s, "Box");
    leave(s);
}

/* All of it as by keys takes until a minute is full: SHIFT_WHOLE=1. */
static void test_by_fingers(void **state)
{
    static const struct hands hands = {.reason = reason,
                                       .later = later,
                                       .undo = undo,
                                       .split = split,
                                       .scrap = scrap,
                                       .take_back = take_back,
                                       .job = job,
                                       .sign = sign,
                                       .option = "--touch"};
    (void)state;
    if (getenv("SHIFT_WHOLE") != NULL) {
        shift_whole(&hands);
        return;
    }
    struct shift *s = shift_part(&hands);
    call(s);
    mode(s);
    handover(s);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {cmocka_unit_test_teardown(test_by_fingers, shift_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
