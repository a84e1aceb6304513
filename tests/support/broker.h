/* SPDX-License-Identifier: MIT */
/* A private mosquitto for a system test: a real broker on an ephemeral loopback port, with its
 * files in a directory of its own. It dies with the test program, whatever happens to that. */
#ifndef TESTS_SUPPORT_BROKER_H
#define TESTS_SUPPORT_BROKER_H

#include <stdbool.h>
#include <sys/types.h>

struct broker {
    int port;     /* kept over broker_stop and broker_resume */
    pid_t pid;    /* 0: not running */
    char url[64]; /* mqtt://127.0.0.1:PORT */
    char directory[64];
    char extra[512];
};

/* A TCP port of the loopback that was free a moment ago. -1 on failure. */
int broker_free_port(void);

/* Start on a free port and wait until it accepts. `extra` (or NULL) are more lines for
 * mosquitto.conf; anybody may connect unless they set allow_anonymous. 0 or -1 (the reason is on
 * stderr). */
int broker_start(struct broker *broker, const char *extra);

/* As broker_start, but only this user with this password is let in. */
int broker_start_with_password(struct broker *broker, const char *user, const char *password);

/* End the process (as SIGTERM does); its port and files stay for broker_resume. */
void broker_stop(struct broker *broker);
/* End it at once, as a power cut would. */
void broker_kill(struct broker *broker);
/* Start again on the same port, with nothing remembered (persistence is off). */
int broker_resume(struct broker *broker);

/* The broker hangs (SIGSTOP: TCP stays open, nobody answers) and goes on (SIGCONT). */
void broker_freeze(struct broker *broker);
void broker_thaw(struct broker *broker);

/* End it and remove its files. Safe to call twice, and on a zeroed struct. */
void broker_done(struct broker *broker);

#endif
