/* SPDX-License-Identifier: MIT */
#include "tests/support/stand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define APART_MS 60

int stand_make(void **state, const char *extra)
{
    struct stand *s = calloc(1, sizeof *s);
    const char *build = getenv("BUILD");
    if (s == NULL || broker_start(&s->broker, NULL) != 0)
        return -1;
    snprintf(s->program, sizeof s->program, "%s/andon-console", build != NULL ? build : "build");
    andond_make(&s->andond, s->broker.url, extra);
    s->term.fd = -1;
    *state = s;
    /* What is published before andond has subscribed is lost. */
    bool up = andond_start(&s->andond, NULL) && press_open(&s->press, s->broker.url) &&
              talk_open(&s->talk, s->andond.socket) && status_word(&s->talk, "sync.link", "up");
    return up ? 0 : -1;
}

int stand_teardown(void **state)
{
    struct stand *s = *state;
    term_done(&s->term);
    talk_close(&s->talk);
    press_close(&s->press);
    andond_remove(&s->andond);
    broker_done(&s->broker);
    free(s);
    return 0;
}

void stand_link(struct stand *s)
{
    talk_close(&s->talk);
    assert_true(talk_open(&s->talk, s->andond.socket));
    assert_true(status_word(&s->talk, "sync.link", "up"));
}

void stand_open(struct stand *s, const char *term, int cols, int rows)
{
    const char *const argv[] = {s->program, "--run", s->andond.run, NULL};
    const struct term_conf conf = {.term = term, .cols = cols, .rows = rows, .argv = argv};
    assert_true(term_start(&s->term, &conf));
}

void stand_shows(struct stand *s, const char *text)
{
    if (!term_shows(&s->term, text)) {
        term_print(&s->term);
        fail_msg("not on the screen: %s", text);
    }
}

void stand_keys(struct stand *s, const char *keys)
{
    char one[2] = "";
    for (; *keys != '\0'; keys++) {
        one[0] = *keys;
        term_keys(&s->term, one);
        for (int64_t until = test_now_ms() + APART_MS; test_now_ms() < until;)
            term_pump(&s->term, 10);
    }
}

void stand_runs(struct stand *s, int64_t total)
{
    assert_true(press_alive(&s->press, "online"));
    assert_true(press_counts(&s->press, total, 0));
    assert_true(press_state(&s->press, "RUN", ""));
    assert_true(status_word(&s->talk, "machine.state", "running"));
}
