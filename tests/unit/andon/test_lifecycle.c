/* SPDX-License-Identifier: MIT */
/* The transition table of an alert row by row, and what holds after any sequence of events. */
#include "data/model/andon/lifecycle.h"

#include "data/model/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "ar" ack required, "L" latching, "R" a reset acknowledges. */
static struct life_conf conf_of(const char *text)
{
    return (struct life_conf){.ack = strstr(text, "ar") != NULL,
                              .latching = strchr(text, 'L') != NULL,
                              .reset_acks = strchr(text, 'R') != NULL,
                              .shelf_ms = 1800};
}

#define LIFE_TEXT(value, text) text,
static const char *const event_names[] = {LIFE_EVENTS(LIFE_TEXT)};
static const struct words events = {event_names, LIFE_EVENT_COUNT};

/* Events by their words; "shelve" is until 1000 as of 0. Returns the letter after each, with what
 * came of it: * announced, + a new occurrence, 0 nothing, ! refused. */
static const char *play(const char *how, struct life *life, const char *script)
{
    static char out[256];
    char copy[256], *save = NULL;
    const struct life_conf conf = conf_of(how);
    size_t n = 0;
    life_init(life);
    (void)snprintf(copy, sizeof copy, "%s", script);
    for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        int event = word_find(&events, word, strlen(word));
        assert_true(event >= 0);
        unsigned r = event == LIFE_SHELVE || event == LIFE_ONE_SHOT
                         ? life_shelve(&conf, life, event == LIFE_ONE_SHOT, 0, 1000)
                         : life_event(&conf, life, (enum life_event)event);
        n += (size_t)snprintf(
            out + n, sizeof out - n, "%s%c%s%s%s%s", n > 0 ? " " : "", life_letter(life),
            (r & LIFE_ANNOUNCE) != 0 ? "*" : "", (r & LIFE_OCCURRENCE) != 0 ? "+" : "",
            (r & LIFE_NOTHING) != 0 ? "0" : "", (r & LIFE_REFUSED) != 0 ? "!" : "");
    }
    return out;
}

static void row_by_row(void **state)
{
    (void)state;
    static const struct {
        const char *how, *script, *want;
    } rows[] = {
        /* ALM */
        {"ar", "alm", "B*+"},
        {"", "alm", "C*+"},
        {"ar", "alm alm", "B*+ B0"},
        {"ar", "alm rtn alm", "B*+ D B*+"},
        {"ar L", "alm rtn alm", "B*+ L B*+"},
        {"ar L", "alm ack rtn alm", "B*+ C M B*+"},
        /* higher level */
        {"ar", "alm higher", "B*+ B*"},
        {"ar", "alm ack higher", "B*+ C B*"},
        {"", "alm higher", "C*+ C*"},
        {"ar", "higher", "A0"},
        /* RTN */
        {"ar", "alm rtn", "B*+ D"},
        {"", "alm rtn", "C*+ A"},
        {"ar L", "alm rtn", "B*+ L"},
        {"ar", "alm ack rtn", "B*+ C A"},
        {"ar L", "alm ack rtn", "B*+ C M"},
        {"ar", "rtn", "A0"},
        /* ACK */
        {"ar", "alm ack ack", "B*+ C C0"},
        {"ar", "alm rtn ack", "B*+ D A"},
        {"ar L", "alm rtn ack", "B*+ L M"},
        {"ar", "ack", "A0"},
        {"", "alm ack", "C*+ C0"},
        {"ar", "alm ack unack", "B*+ C B"},
        {"ar", "unack", "A0"},
        {"ar L", "alm ack rtn unack", "B*+ C M L"},
        /* RESET */
        {"ar L", "alm ack rtn reset", "B*+ C M A"},
        {"ar L", "alm rtn reset", "B*+ L L!"},
        {"ar L R", "alm rtn reset", "B*+ L A"},
        {"ar L", "alm ack reset", "B*+ C C!"},
        {"ar", "reset", "A0"},
        /* SHELVE */
        {"ar", "shelve", "E"},
        {"ar", "alm shelve", "B*+ E"},
        {"ar", "shelve alm", "E E+"},
        {"ar", "shelve alm unshelve", "E E+ B*"},
        {"ar", "alm ack shelve unshelve", "B*+ C E C"},
        {"ar", "alm shelve rtn unshelve", "B*+ E E D"},
        {"ar", "shelve unshelve unshelve", "E A A0"},
        {"ar", "alm one-shot rtn", "B*+ E D"},
        {"ar", "one-shot alm rtn alm", "E E+ D B*+"},
        {"ar L", "alm one-shot rtn", "B*+ E L"},
        {"ar", "alm one-shot unshelve", "B*+ E B*"},
        {"ar", "alm one-shot shelve rtn", "B*+ E E E"},
        /* SUPPRESS */
        {"ar", "suppress alm unsuppress", "F F+ B*"},
        {"ar", "alm suppress unsuppress", "B*+ F B*"},
        {"ar", "suppress suppress alm rtn unsuppress", "F F0 F+ F D"},
        {"ar", "alm ack suppress unsuppress", "B*+ C F C"},
        /* OOS */
        {"ar", "out-of-service alm in-service", "G G+ B*+"},
        {"ar", "alm ack out-of-service in-service", "B*+ C G B*+"},
        {"", "alm out-of-service in-service", "C*+ G C*+"},
        {"ar", "out-of-service in-service in-service", "G A A0"},
        {"ar", "shelve suppress out-of-service unsuppress in-service", "E F G G E"},
        /* RE-ALARM, SILENCE */
        {"ar", "alm ack realarm", "B*+ C B*"},
        {"ar", "alm realarm", "B*+ B0"},
        {"", "alm realarm", "C*+ C0"},
        {"ar", "alm silence silence", "B*+ B B0"},
        {"ar", "alm ack silence", "B*+ C C0"},
        /* restart without the shelf's end */
        {"ar", "shelve unkept", "E A"},
        {"ar", "alm shelve unkept", "B*+ E B*"},
        {"ar", "alm unkept", "B*+ B0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct life life;
        const char *got = play(rows[i].how, &life, rows[i].script);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("[%s] %s: %s, not %s", rows[i].how, rows[i].script, got, rows[i].want);
    }
}

static void sound(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        bool sounds;
    } rows[] = {
        {"alm", true},
        {"alm silence", false},
        {"alm silence higher", true},
        {"alm ack", false},
        {"alm rtn", false},
        {"alm silence rtn alm", true},
        {"alm shelve", false},
        {"alm silence ack unack", false},
        {"alm silence suppress", false},
        {"alm ack realarm", true},
        {"alm silence shelve unshelve", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct life life;
        (void)play("ar", &life, rows[i].script);
        assert_int_equal(life_sounds(&life), rows[i].sounds);
    }
}

static void shelf_limits(void **state)
{
    (void)state;
    const struct life_conf conf = conf_of("ar");
    struct life life;
    life_init(&life);
    assert_int_equal(life_shelve(&conf, &life, false, 100, 100 + 1801), LIFE_REFUSED);
    assert_int_equal(life_shelve(&conf, &life, false, 100, 100), LIFE_REFUSED);
    assert_int_equal(life.shelve, SHELVE_NONE);
    assert_int_equal(life_shelve(&conf, &life, true, 100, 1900), LIFE_CHANGED);
    assert_true(life.shelve == SHELVE_ONE_SHOT && life.shelved_until == 1900);
    assert_int_equal(life_shelve(&conf, &life, false, 200, 300), LIFE_CHANGED); /* shorter now */
    assert_true(life.shelve == SHELVE_TIMED && life.shelved_until == 300);
    (void)life_event(&conf, &life, LIFE_UNSHELVE);
    assert_true(life.shelved_until == TIME_NONE);
}

/* Whatever happens in whatever order, the flags say something that can be. */
static void anything(void **state)
{
    (void)state;
    srand(20261122);
    static const char *const hows[] = {"", "ar", "L", "ar L", "ar L R"};
    for (int run = 0; run < 500; run++) {
        const struct life_conf conf = conf_of(hows[run % 5]);
        struct life life;
        life_init(&life);
        for (int i = 0; i < 200; i++) {
            enum life_event event = (enum life_event)(rand() % LIFE_EVENT_COUNT);
            const struct life was = life;
            unsigned r = life_event(&conf, &life, event);
            if ((r & (LIFE_NOTHING | LIFE_REFUSED)) != 0)
                assert_memory_equal(&was, &life, sizeof life);
            assert_false(life.active && life.latched);
            assert_false(!conf.latching && life.latched);
            assert_false(!conf.ack && !life.acked);
            assert_false((r & LIFE_ANNOUNCE) != 0 && life_hidden(&life));
            assert_true(strchr("ABCDEFGLM", life_letter(&life)) != NULL);
            assert_int_equal(life_normal(&life), life_letter(&life) == 'A');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(row_by_row), cmocka_unit_test(sound),
                                       cmocka_unit_test(shelf_limits), cmocka_unit_test(anything)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
