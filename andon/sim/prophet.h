/* SPDX-License-Identifier: MIT */
/* A model that watches a press's bearing and says when it will fail: what a prediction service
 * would publish. It knows how far the wear is, which no real one does. Pure. */
#ifndef ANDON_SIM_PROPHET_H
#define ANDON_SIM_PROPHET_H

#include "andon/sim/press.h"

#include <stdbool.h>
#include <stddef.h>

struct prophet {
    bool on;
    int64_t next_ms; /* when it speaks next, line time */
    int64_t count;   /* of what it said */
};

/* Whether it has something to say now; it then speaks again after a while, sooner when there is
 * news. */
bool prophet_turn(struct prophet *prophet, const struct press *press, int64_t now_ms);

/* The message of standards' prediction/v1, said at `ts` (ms since 1970). Returns its length. */
size_t prophet_say(const struct prophet *prophet, const struct press *press, int64_t ts, char *out,
                   size_t size);

#endif
