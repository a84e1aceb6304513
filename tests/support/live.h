/* SPDX-License-Identifier: MIT */
/* What most tests of the daemon need: a broker of their own, the real andond of the press station,
 * the press's gateway, and one client of the socket. One of each a program. */
#ifndef TESTS_SUPPORT_LIVE_H
#define TESTS_SUPPORT_LIVE_H

#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include <jansson.h>

extern struct broker broker;
extern struct andond a;
extern struct press press;
extern struct talk talk;

/* A broker, and the station's directories with `extra` (INI text, NULL: none) over the press's
 * configuration. Nothing runs yet but the broker. 0 or -1, as cmocka's set-up wants. */
int live_make(const char *extra);

/* cmocka's set-up without `extra`, and the tear-down of both: whatever runs is killed, whatever was
 * written is removed. */
int live_setup(void **state);
int live_teardown(void **state);

/* The answer to `cmd`; the caller's to give back. None fails the test. */
json_t *ask(const char *cmd, const char *arguments);

/* andond runs, the client is connected, and andond is connected to the broker. */
void daemon_up(void);

/* The press is connected and says RUN; `all_up` starts the daemon before it. */
void press_runs(void);
void all_up(void);

#endif
