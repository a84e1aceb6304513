/* SPDX-License-Identifier: MIT */
/* Measures the loop's turns: a turn is the time between two waits in poll. */
#ifndef DATA_SERVICE_TURN_H
#define DATA_SERVICE_TURN_H

#include "data/service/lag.h"

#include <uv.h>

struct turn {
    uv_prepare_t prepare;
    uint64_t mark_ns, idle_ns; /* when the last turn ended; time spent waiting until then */
    struct lag lag;
    int slow; /* the message that a turn took long */
};

/* Before the loop runs: 0 or a uv error. `slow`: the message of a turn that took long. */
int turn_start(struct turn *turn, uv_loop_t *loop, int slow);
void turn_stop(struct turn *turn); /* closes its handle */

#endif
