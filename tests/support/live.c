/* SPDX-License-Identifier: MIT */
/* A broker, a daemon, a press and a client: the set-up that tests of the daemon share. */
#include "tests/support/live.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

void daemon_up(void)
{
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
    assert_true(status_word(&talk, "sync.link", "up"));
}

void press_runs(void)
{
    assert_true(press_open(&press, broker.url));
    assert_true(press_alive(&press, "online"));
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
}

void all_up(void)
{
    daemon_up();
    press_runs();
}
