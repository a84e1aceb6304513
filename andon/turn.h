/* SPDX-License-Identifier: MIT */
/* Measures the loop's turns: a turn is the time between two waits in poll. */
#ifndef ANDON_TURN_H
#define ANDON_TURN_H

#include "andon/service/lag.h"

#include <uv.h>

struct turn {
    uv_prepare_t prepare;
    uint64_t mark_ns, idle_ns; /* when the last turn ended; time spent waiting until then */
    struct lag lag;
};

/* Before the loop runs: 0 or a uv error. */
int turn_start(struct turn *turn, uv_loop_t *loop);
void turn_stop(struct turn *turn); /* closes its handle */

#endif
