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
/* Asked, it is done and kept, and its text is this one; or it is refused with this code ("": any),
 * and its text has these words. Else the answer is told, and the test fails. */
void keeps(const char *cmd, const char *arguments, const char *text);
void refuses(const char *cmd, const char *arguments, const char *code, const char *text);

/* andond, which runs already, has the client connected and is connected to the broker;
 * `daemon_up` starts it before. */
void daemon_heard(void);
void daemon_up(void);
/* It is killed, and another one goes on; the press has heard nothing of it. */
void daemon_again(void);

/* The press is connected and says RUN; `all_up` starts the daemon before it. */
void press_runs(void);
void all_up(void);
/* As `press_runs`, and its counter has a base: this total. */
void press_runs_from(int64_t total);
/* The machine stops, with this code of a fault. */
void press_stops(const char *code);

#endif
