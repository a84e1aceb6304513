/* SPDX-License-Identifier: MIT */
/* The real console on a pty calls for attention: what bytes a terminal gets, of which kind it may
 * be, against the real daemon, a real broker and a machine that stands without a reason. */
#include "tests/support/andond.h"
#include "tests/support/broker.h"
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
#include <vterm.h>

struct bench {
    struct broker broker;
    struct andond andond;
    struct press press;
    struct talk talk;
    char program[256];
};

/* A layer with a title that would be parts of a message; calls light no lamp at first. */
static bool write_title(const char *layer)
{
    char path[128];
    FILE *f = NULL;
    snprintf(path, sizeof path, "%s/title.ini", layer);
    if (mkdir(layer, 0700) == 0)
        f = fopen(path, "w");
    if (f == NULL)
        return false;
    bool good = fputs("[station]\ntitle = Press;3\n[tier called]\nchannels = notify\n", f) >= 0;
    return fclose(f) == 0 && good;
}

static int set_up(void **state)
{
    char layer[96];
    struct bench *b = calloc(1, sizeof *b);
    const char *build = getenv("BUILD");
    if (b == NULL || broker_start(&b->broker, NULL) != 0)
        return -1;
    snprintf(b->program, sizeof b->program, "%s/andon-console", build != NULL ? build : "build");
    andond_make(&b->andond, b->broker.url, NULL);
    snprintf(layer, sizeof layer, "%s/title", b->andond.dir);
    const char *const more[] = {"--config", layer, NULL};
    *state = b;
    if (!write_title(layer) || !andond_start(&b->andond, more) ||
        !press_open(&b->press, b->broker.url) || !talk_open(&b->talk, b->andond.socket))
        return -1;
    return status_word(&b->talk, "sync.link", "up") ? 0 : -1;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    talk_close(&b->talk);
    press_close(&b->press);
    andond_remove(&b->andond);
    broker_done(&b->broker);
    free(b);
    return 0;
}

static bool term_gets(struct term *t, const char *bytes)
{
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    while (!term_sent(t, bytes) && test_now_ms() < end && !t->gone)
        term_pump(t, 20);
    return term_sent(t, bytes);
}

static void run_press(struct bench *b)
{
    assert_true(press_alive(&b->press, "online"));
    assert_true(press_counts(&b->press, 100, 0));
    assert_true(press_state(&b->press, "RUN", ""));
    assert_true(status_word(&b->talk, "machine.state", "running"));
}

struct row {
    const char *term, *by, *env;
    bool bell;
    const char *sent, *never; /* NULL: nothing to look for */
};

static void call_at(struct bench *b, const struct row *row)
{
    char by[40];
    const char *const argv[] = {b->program, "--run",       b->andond.run,    "--attention",
                                by,         "--attention", "stop-after=2 s", "--screen",
                                "log",      NULL};
    const char *const env[] = {row->env != NULL ? row->env : "LC_TERMINAL", NULL};
    const struct term_conf conf = {
        .term = row->term, .cols = 80, .rows = 24, .argv = argv, .env = env};
    struct term t;
    snprintf(by, sizeof by, "by=%s", row->by);
    run_press(b);
    assert_true(term_start(&t, &conf));
    assert_true(term_shows(&t, "RUNNING"));
    assert_false(term_sent(&t, "\a"));
    assert_true(press_state(&b->press, "FAULT", "E-217"));
    if (row->sent != NULL && !term_gets(&t, row->sent))
        fail_msg("%s by %s did not send %s", row->term, row->by, row->sent + 1);
    if (row->bell)
        assert_true(term_gets(&t, "\a"));
    for (int i = 0; i < 20; i++) /* what follows the bell at once */
        term_pump(&t, 5);
    if (row->never != NULL && term_sent(&t, row->never))
        fail_msg("%s by %s sent %s", row->term, row->by, row->never + 1);
    term_keys(&t, "q");
    (void)term_wait_end(&t);
    term_done(&t);
}

static void test_terminals(void **state)
{
    static const struct row rows[] = {
        {"xterm-256color", "bell", NULL, true, NULL, "\033]9"},
        {"xterm-256color", "bell,auto", NULL, true, NULL, "notify;"},
        {"xterm-256color", "osc9", NULL, false,
         "\033]9;andon: Press,3: stopped for more than 2 s, not explained\033\\", "\033]777"},
        {"xterm-256color", "auto", "VTE_VERSION=7002", false,
         "\033]777;notify;andon;Press,3: stopped for more than 2 s, not explained\033\\", "\033]9"},
        {"xterm-kitty", "auto", NULL, false, "\033]9;andon: Press,3", NULL},
        {"linux", "bell,osc9", NULL, true, NULL, "\033]9"},
        {"vt220", "bell,osc777", NULL, true, NULL, "notify;"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        call_at(*state, &rows[i]);
}

/* Whether the first cell of the header is on red. */
static bool header_is_red(struct term *t)
{
    VTermScreenCell cell;
    const VTermPos at = {.row = 0, .col = 0};
    return vterm_screen_get_cell(t->screen, at, &cell) != 0 && VTERM_COLOR_IS_INDEXED(&cell.bg) &&
           cell.bg.indexed.idx == 160;
}

static bool header_becomes(struct term *t, bool red)
{
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    while (header_is_red(t) != red && test_now_ms() < end && !t->gone)
        term_pump(t, 20);
    return header_is_red(t) == red;
}

/* The header flashes and is then as it was. */
static void test_flash(void **state)
{
    struct bench *b = *state;
    const char *const argv[] = {b->program, "--run",       b->andond.run,    "--attention",
                                "by=flash", "--attention", "stop-after=2 s", "--screen",
                                "log",      NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    struct term t;
    run_press(b);
    assert_true(term_start(&t, &conf));
    assert_true(term_shows(&t, "RUNNING"));
    assert_false(header_is_red(&t));
    assert_true(press_state(&b->press, "FAULT", "E-217"));
    assert_true(header_becomes(&t, true));
    assert_true(header_becomes(&t, false));
    assert_true(term_shows(&t, "Press;3"));
    assert_false(term_sent(&t, "\a"));
    term_done(&t);
}

/* A call that names who is here rings, and the station knows that it was shown to somebody. */
static void test_call(void **state)
{
    struct bench *b = *state;
    const char *const argv[] = {b->program, "--run",       b->andond.run,     "--attention",
                                "by=bell",  "--attention", "role=supervisor", "--screen",
                                "log",      NULL};
    const struct term_conf conf = {.term = "vt220", .cols = 80, .rows = 24, .argv = argv};
    struct term t;
    run_press(b);
    assert_true(term_start(&t, &conf));
    assert_true(term_shows(&t, "RUNNING"));
    json_t *reply = talk_ask(&b->talk, "call-raise", ",\"type\":\"maintenance\"");
    assert_true(json_is_true(json_object_get(reply, "ok")));
    json_decref(reply);
    assert_true(status_word(&b->talk, "calls.0.reach", "waiting"));
    assert_false(term_sent(&t, "\a")); /* it is for others */
    reply = talk_ask(&b->talk, "call-cancel", ",\"call\":\"C1\"");
    json_decref(reply);
    reply = talk_ask(&b->talk, "call-raise", ",\"type\":\"supervisor\"");
    json_decref(reply);
    assert_true(status_word(&b->talk, "calls.0.type", "supervisor"));
    assert_true(term_gets(&t, "\a"));
    assert_true(status_word(&b->talk, "calls.0.reach", "reached"));
    term_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_terminals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_call, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
