/* SPDX-License-Identifier: MIT */
/* A private PostgreSQL for a system test: a real cluster in a directory of its own, on an ephemeral
 * loopback port. It is killed when the test program is. */
#ifndef TESTS_SUPPORT_POSTGRES_H
#define TESTS_SUPPORT_POSTGRES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct postgres {
    int port;
    pid_t pid;    /* 0: not running */
    char url[96]; /* postgresql://postgres@127.0.0.1:PORT/postgres */
    char directory[64];
};

/* Make a cluster, start it and wait until it answers. 0 or -1 (the reason is on stderr). */
int postgres_start(struct postgres *pg);
void postgres_kill(struct postgres *pg); /* at once, as a power cut would */
int postgres_resume(struct postgres *pg);
void postgres_freeze(struct postgres *pg, bool frozen); /* all of its processes */
void postgres_done(struct postgres *pg);                /* safe to call twice */

/* The first column of the first row, "" without one; false: it failed. */
bool postgres_ask(const struct postgres *pg, const char *sql, char *out, size_t size);
int64_t postgres_number(const struct postgres *pg, const char *sql); /* INT64_MIN: it failed */

#endif
