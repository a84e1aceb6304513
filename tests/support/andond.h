/* SPDX-License-Identifier: MIT */
/* The real andond for a system test: in directories of its own, on the shipped press station with a
 * layer of the test's, asked over its real socket; and a real MQTT client that plays the press. */
#ifndef TESTS_SUPPORT_ANDOND_H
#define TESTS_SUPPORT_ANDOND_H

#include "data/link/link.h"
#include "data/model/protocol.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ANDOND_WAIT_MS 30000 /* generous: a condition that holds is seen at once */
#define PRESS_ROOT     "factory/line1/press3"

struct andond {
    char dir[64], run[80], data[80], layer[80], log[80], socket[96], tower[96];
    char broker[64];
    pid_t pid; /* 0: not running */
};

/* Directories and a layer over layouts/stations/press: this broker, small_stop 1 s, no target, no
 * breaks (lamps would depend on the time of day), parts as fast as a test makes them, and `extra`
 * (INI text or NULL). */
void andond_make(struct andond *a, const char *broker_url, const char *extra);
void andond_remove(struct andond *a); /* ends it, prints its log when asked by ANDOND_LOG=1 */

/* Start in the foreground with these further arguments (NULL-terminated list or NULL) and wait
 * until its socket answers. False: it ended or did not come up. */
bool andond_start(struct andond *a, const char *const *more);
/* Run with arguments of the test's own until it ends; what it wrote comes into out. Exit status, or
 * -1. */
int andond_run(const struct andond *a, const char *const *arguments, char *out, size_t size);
int andond_stop(struct andond *a);  /* SIGTERM; the exit status, -1 when it had to be killed */
void andond_kill(struct andond *a); /* SIGKILL */
bool andond_log_has(const struct andond *a, const char *text);
/* Until the log has the text; false: it never had. */
bool andond_log_comes(const struct andond *a, const char *text);
/* Its program, "…/andond" of the build folder under test. */
const char *andond_program(void);

/* andonctl at its socket, with these arguments in quotes as a shell takes them; its exit status, -1
 * without one. What it printed comes into `out`; `errors` is where its errors go: "&1" with the
 * rest, or a file. */
int andond_ctl(const struct andond *a, const char *arguments, const char *errors, char *out,
               size_t size);

/* It is between ten and eleven: by the layer, read again, the early shift ended at ten. The daemon
 * has no more than the signal yet. */
void andond_end_shift(const struct andond *a);

/* A lamp's field in the simulated tower: lamp_is(a, "red", "set", '1'), now or within the wait. */
bool lamp_is(const struct andond *a, const char *lamp, const char *field, char value);
bool lamp_becomes(const struct andond *a, const char *lamp, const char *field, char value);
void lamp_force(const struct andond *a, const char *lamp, char value);

/* ---- a client of the socket ---- */

struct talk {
    int fd;
    struct line_buffer lines;
    char *last; /* the last line read */
    int64_t id;
};

bool talk_open(struct talk *t, const char *socket_path); /* exchanges hellos */
void talk_close(struct talk *t);
/* The next line as JSON (the caller's to release), NULL: closed or nothing within the wait. */
json_t *talk_read(struct talk *t, int64_t wait_ms);
/* Ask and wait for the answer with its id, events passed over; arguments "" or ",\"lamp\":\"red\"".
 * Pages are joined. NULL: none came. */
json_t *talk_ask(struct talk *t, const char *cmd, const char *arguments);
bool talk_say(struct talk *t, const char *line);

/* A value deep in an object: json_path(reply, "snapshot.counts.total"). NULL: absent. */
json_t *json_path(json_t *object, const char *path);
double json_number(json_t *object, const char *path);    /* NaN: none */
const char *json_word(json_t *object, const char *path); /* "": none */

/* Ask `status` until snapshot PATH is this word or at least this number. */
bool status_word(struct talk *t, const char *path, const char *word);
bool status_number(struct talk *t, const char *path, double least);

/* ---- the press ---- */

struct press {
    struct link *link;
    int wake[2];
    int64_t total, scrap;
    bool up;
};

bool press_open(struct press *p, const char *broker_url);
void press_close(struct press *p);
bool press_say(struct press *p, const char *topic, const void *payload, size_t length, bool retain);
bool press_state(struct press *p, const char *state, const char *code);
bool press_alive(struct press *p, const char *word);
bool press_counts(struct press *p, int64_t total, int64_t scrap);

int64_t test_now_ms(void);  /* monotonic */
int64_t test_wall_ms(void); /* of the calendar, since 1970 */
void test_pause(void);      /* a few ms, inside a loop that waits for a condition */

#endif
