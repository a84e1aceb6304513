/* SPDX-License-Identifier: MIT */
/* An operator's stand: a broker, the real andond of the press station, the press, a client that
 * looks, and andon-console on a terminal when the test opens it. One a test. */
#ifndef TESTS_SUPPORT_STAND_H
#define TESTS_SUPPORT_STAND_H

#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/term.h"

struct stand {
    struct broker broker;
    struct andond andond;
    struct press press;
    struct talk talk;
    struct term term;
    char program[256]; /* andon-console of the build folder under test */
};

/* Everything but the console, with `extra` (INI text, NULL: none) over the press's configuration.
 * For cmocka's set-up: 0 or -1, the stand in *state. */
int stand_make(void **state, const char *extra);
int stand_teardown(void **state);

/* The client connects, again after the daemon was killed; and the daemon hears its broker. */
void stand_link(struct stand *s);
/* The console on such a terminal. */
void stand_open(struct stand *s, const char *term, int cols, int rows);
/* Until the text is on the screen; else the screen is printed and the test fails. */
void stand_shows(struct stand *s, const char *text);
/* Keys as fingers press them: apart, or they would be a scanner's. */
void stand_keys(struct stand *s, const char *keys);
/* The press is connected and runs, with this total. */
void stand_runs(struct stand *s, int64_t total);

#endif
