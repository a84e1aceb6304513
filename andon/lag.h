/* SPDX-License-Identifier: MIT */
/* How long the loop's turns take: a turn is the time between two waits in poll. */
#ifndef ANDON_LAG_H
#define ANDON_LAG_H

#include <stdint.h>
#include <uv.h>

#define LAG_BUCKETS 40

/* Counts of one span of time; bucket i holds turns up to 2^(i/2) microseconds. */
struct lag_window {
    uint64_t count[LAG_BUCKETS], turns, max_us;
};

struct lag {
    uv_prepare_t prepare;
    uint64_t mark_ns, idle_ns; /* when the last turn ended; time spent waiting until then */
    uint64_t rolled_ns;
    struct lag_window window[2]; /* the minute under way and the one before */
    uint64_t turns;
};

/* Before the loop runs: 0 or a uv error. */
int lag_start(struct lag *lag, uv_loop_t *loop);
void lag_stop(struct lag *lag); /* closes its handle */

/* Over the last one to two minutes. */
uint64_t lag_percentile_us(const struct lag *lag, unsigned per_cent);
uint64_t lag_max_us(const struct lag *lag);

#endif
