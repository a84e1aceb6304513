/* SPDX-License-Identifier: MIT */
/* A program that sits below the set-up: lines to it, lines from it, and the last words it said. */
#ifndef CONSOLE_SETUP_HELPER_H
#define CONSOLE_SETUP_HELPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define HELPER_LINE_BYTES ((size_t)256 << 10)

struct helper {
    pid_t pid; /* 0: none */
    int in, out, words;
    char *line; /* HELPER_LINE_BYTES */
    size_t have;
    char said[512]; /* on its standard error, the last of it */
    size_t said_have;
};

/* False: out of memory. helper_done in any case. */
bool helper_init(struct helper *h);
void helper_done(struct helper *h);

/* Start `andonctl` with these arguments (NULL-terminated, the first is its own name); what ran
 * before is ended. 0 or an errno. */
int helper_begin(struct helper *h, const char *const *arguments);
/* Close its pipes, and wait until it has ended: SIGTERM when it was asked to end. Returns the
 * status of waitpid; -1: there was none. */
int helper_end(struct helper *h, bool ask);

/* Write all of it now; false: it takes nothing. */
bool helper_send(struct helper *h, const char *text, size_t length);
/* Read what is there; each whole line goes to `take`, one that is too long to nobody. True: one of
 * them was news. `*ended`: its output has ended. Never waits. */
bool helper_read(struct helper *h, bool (*take)(void *ctx, const char *line, size_t length),
                 void *ctx, bool *ended);
void helper_read_words(struct helper *h);
/* Its last line on standard error, without its name. Lives until the next call. */
const char *helper_words(struct helper *h);

#endif
