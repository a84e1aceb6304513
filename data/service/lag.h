/* SPDX-License-Identifier: MIT */
/* How long the loop's turns take, as counts over the last one to two minutes. Pure. */
#ifndef DATA_SERVICE_LAG_H
#define DATA_SERVICE_LAG_H

#include <stdbool.h>
#include <stdint.h>

#define LAG_BUCKETS 48

/* Counts of one span of time; bucket i holds turns up to 2^(i/2) microseconds. */
struct lag_window {
    uint64_t count[LAG_BUCKETS], turns, max_us;
};

struct lag {
    uint64_t rolled_ns;
    struct lag_window window[2];        /* the minute under way and the one before */
    uint64_t turns, count[LAG_BUCKETS]; /* since the start */
};

/* Zero-initialised but for rolled_ns: when it begins. */
void lag_add(struct lag *lag, uint64_t us, uint64_t now_ns);

/* Over the last one to two minutes; a percentile is exact to half an octave, never too low. */
uint64_t lag_percentile_us(const struct lag *lag, unsigned per_cent);
/* The longest turn that a bucket holds; of the last one: what is longer, too. */
uint64_t lag_bucket_us(unsigned bucket);
/* Turns of which these are. */
uint64_t lag_samples(const struct lag *lag);
uint64_t lag_max_us(const struct lag *lag);

#endif
