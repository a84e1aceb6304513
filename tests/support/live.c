/* SPDX-License-Identifier: MIT */
/* A broker, a daemon, a press and a client: the set-up that tests of the daemon share. */
#include "tests/support/live.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

struct broker broker;
struct andond a;
struct press press;
struct talk talk;

int live_make(const char *extra)
{
    if (broker_start(&broker, "set_tcp_nodelay true\n") != 0)
        return -1;
    andond_make(&a, broker.url, extra);
    return 0;
}

int live_setup(void **state)
{
    (void)state;
    return live_make(NULL);
}

int live_teardown(void **state)
{
    (void)state;
    talk_close(&talk);
    press_close(&press);
    andond_kill(&a);
    andond_remove(&a);
    broker_done(&broker);
    return 0;
}

json_t *ask(const char *cmd, const char *arguments)
{
    json_t *reply = talk_ask(&talk, cmd, arguments);
    if (!reply)
        fail_msg("no answer to %s", cmd);
    return reply;
}

void keeps(const char *cmd, const char *arguments, const char *text)
{
    json_t *reply = ask(cmd, arguments);
    if (!json_is_true(json_object_get(reply, "ok")) ||
        strcmp(json_word(reply, "text"), text) != 0 || !json_path(reply, "kept.id"))
        fail_msg("%s%s: %s", cmd, arguments, json_dumps(reply, 0));
    json_decref(reply);
}

void refuses(const char *cmd, const char *arguments, const char *code, const char *text)
{
    json_t *reply = ask(cmd, arguments);
    if (json_is_true(json_object_get(reply, "ok")) ||
        (code[0] != '\0' && strcmp(json_word(reply, "error.code"), code) != 0) ||
        !strstr(json_word(reply, "error.text"), text))
        fail_msg("%s%s: %s", cmd, arguments, json_dumps(reply, 0));
    json_decref(reply);
}

void daemon_heard(void)
{
    assert_true(talk_open(&talk, a.socket));
    assert_true(status_word(&talk, "sync.link", "up"));
}

void daemon_up(void)
{
    assert_true(andond_start(&a, NULL));
    daemon_heard();
}

void daemon_again(void)
{
    talk_close(&talk);
    andond_kill(&a);
    daemon_up();
}

static void press_says_run(void)
{
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
}

static void press_connects(void)
{
    assert_true(press_open(&press, broker.url));
    assert_true(press_alive(&press, "online"));
}

void press_runs(void)
{
    press_connects();
    press_says_run();
}

void press_runs_from(int64_t total)
{
    press_connects();
    assert_true(press_counts(&press, total, 0));
    press_says_run();
}

void press_stops(const char *code)
{
    assert_true(press_state(&press, "FAULT", code));
    assert_true(status_word(&talk, "machine.state", "stopped"));
}

void all_up(void)
{
    daemon_up();
    press_runs();
}
