/* SPDX-License-Identifier: MIT */
/* One console on a pty that tends two real stations: a stop at the second comes forward by itself
 * and is explained there, the record is at the second alone; scrap of the first stays at the first;
 * and when one daemon dies the other goes on. */
#include "data/model/text.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/memory.h"
#include "tests/support/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define OTHER_ROOT "factory/line1/press4"

static const char plant[] = "[reason crane]\ntitle = Crane\nplace = 8\n";
static const char second[] = "[station]\nname = press4\ntitle = Press 4\n"
                             "topic_root = " OTHER_ROOT "\n";

struct bench {
    struct broker broker;
    struct andond andond[2];
    struct press press;
    struct talk talk[2];
    struct term term;
    char program[256];
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    const char *build = getenv("BUILD");
    if (b == NULL || broker_start(&b->broker, NULL) != 0)
        return -1;
    snprintf(b->program, sizeof b->program, "%s/andon-console", build != NULL ? build : "build");
    b->term.fd = -1;
    *state = b;
    for (int i = 0; i < 2; i++)
        andond_make(&b->andond[i], b->broker.url, plant);
    char path[128], dir[96];
    if (!text_format(dir, sizeof dir, "%s/other", b->andond[1].dir) ||
        !text_format(path, sizeof path, "%s/station.ini", dir))
        return -1;
    FILE *file = mkdir(dir, 0700) == 0 ? fopen(path, "w") : NULL;
    if (file == NULL || fputs(second, file) < 0 || fclose(file) != 0)
        return -1;
    const char *const more[] = {"--config", dir, NULL};
    for (int i = 0; i < 2; i++)
        if (!andond_start(&b->andond[i], i == 1 ? more : NULL) ||
            !talk_open(&b->talk[i], b->andond[i].socket))
            return -1;
    return press_open(&b->press, b->broker.url) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    term_done(&b->term);
    press_close(&b->press);
    for (int i = 0; i < 2; i++) {
        talk_close(&b->talk[i]);
        andond_remove(&b->andond[i]);
    }
    broker_done(&b->broker);
    free(b);
    return 0;
}

static void say(struct bench *b, const char *what, const char *payload, bool keep)
{
    char topic[64];
    snprintf(topic, sizeof topic, OTHER_ROOT "/%s", what);
    assert_true(press_say(&b->press, topic, payload, strlen(payload), keep));
}

static void both_run(struct bench *b)
{
    for (int i = 0; i < 2; i++)
        assert_true(status_word(&b->talk[i], "sync.link", "up"));
    assert_true(press_alive(&b->press, "online"));
    assert_true(press_counts(&b->press, 100, 0));
    assert_true(press_state(&b->press, "RUN", ""));
    say(b, "alive", "online", true);
    say(b, "state", "{\"state\":\"RUN\",\"code\":\"\"}", false);
    for (int i = 0; i < 2; i++)
        assert_true(status_word(&b->talk[i], "machine.state", "running"));
    assert_true(press_counts(&b->press, 140, 0));
    assert_true(status_number(&b->talk[0], "counts.total", 40));
}

static void wait_shows(struct bench *b, const char *text)
{
    if (!term_shows(&b->term, text)) {
        term_print(&b->term);
        fail_msg("not on the screen: %s", text);
    }
}

/* As fingers press: apart. */
static void press_keys(struct bench *b, const char *keys)
{
    char one[2] = "";
    for (; *keys != '\0'; keys++) {
        one[0] = *keys;
        term_keys(&b->term, one);
        for (int64_t until = test_now_ms() + 60; test_now_ms() < until;)
            term_pump(&b->term, 10);
    }
}

/* A station that has come by itself takes keys only after a moment, and says so. */
static void wait_takes_keys(struct bench *b)
{
    for (int64_t until = test_now_ms() + 1000; test_now_ms() < until;)
        term_pump(&b->term, 20);
    assert_true(term_hides(&b->term, "keys count in a moment"));
}

/* Rows of a question in which `key` is this word. */
static int rows_with(struct talk *t, const char *question, const char *key, const char *word)
{
    json_t *reply = talk_ask(t, question, ""), *rows = json_object_get(reply, "rows"), *row;
    size_t i;
    int n = 0;
    json_array_foreach(rows, i, row) n += strcmp(json_word(row, key), word) == 0;
    json_decref(reply);
    return n;
}

static void wait_reason(struct bench *b, int station)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (rows_with(&b->talk[station], "stops", "reason", "crane") != 1) {
        if (test_now_ms() > give_up)
            fail_msg("the reason did not come to its station");
        term_pump(&b->term, 20);
    }
}

static void test_two_stations(void **state)
{
    struct bench *b = *state;
    both_run(b);
    const char *const argv[] = {b->program,          "--socket", b->andond[0].socket, "--socket",
                                b->andond[1].socket, "--run",    b->andond[0].run,    NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 25, .argv = argv};
    assert_true(term_start(&b->term, &conf));
    wait_shows(b, "2 \u25B6 Press 4");
    wait_shows(b, "\u25B81 \u25B6 Press 3");

    /* the second stops: it comes by itself, and is explained there */
    say(b, "state", "{\"state\":\"FAULT\",\"code\":\"E-217 die jam\"}", false);
    wait_shows(b, "\u25B82 \u25A0 Press 4");
    wait_shows(b, "Crane");
    wait_takes_keys(b);
    press_keys(b, "8");
    wait_reason(b, 1);
    assert_int_equal(rows_with(&b->talk[0], "stops", "reason", "crane"), 0);
    json_t *reply = talk_ask(&b->talk[0], "status", "");
    assert_true(json_number(reply, "snapshot.stops.count") < 1);
    json_decref(reply);

    /* at the first somebody enters scrap: the next stop of the second waits */
    press_keys(b, "\t");
    wait_shows(b, "\u25B81 \u25B6 Press 3");
    press_keys(b, "r3");
    wait_shows(b, "SCRAP AND REWORK");
    say(b, "state", "{\"state\":\"RUN\",\"code\":\"\"}", false);
    assert_true(status_word(&b->talk[1], "machine.state", "running"));
    say(b, "state", "{\"state\":\"FAULT\",\"code\":\"E-9\"}", false);
    assert_true(status_number(&b->talk[1], "stops.unexplained", 1));
    wait_shows(b, "\u25A0 Press 4");
    assert_true(term_has(&b->term, "SCRAP AND REWORK"));

    /* the second dies: the first goes on, and its scrap is at the first */
    andond_kill(&b->andond[1]);
    wait_shows(b, "\u25CC Press 4");
    press_keys(b, "\r1");
    assert_true(status_number(&b->talk[0], "counts.scrap", 3));
    press_keys(b, "q");
    assert_int_equal(term_wait_end(&b->term), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_stations, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
