/* SPDX-License-Identifier: MIT */
/* The meter's memory: a histogram of half octaves for the minute under way and one for the minute
 * before. Called by turn.c for every turn of the loop; read for snapshots. */
#include "data/service/lag.h"

#define WINDOW_NS (UINT64_C(60) * 1000000000)

static unsigned bucket_of(uint64_t us)
{
    unsigned bucket = 0;
    for (uint64_t limit = 1; us > limit && bucket + 2 < LAG_BUCKETS; limit *= 2) {
        bucket += 2;
        if (us <= limit * 3 / 2) /* about the square root of 2 */
            return bucket - 1;
    }
    return bucket;
}

uint64_t lag_bucket_us(unsigned bucket)
{
    uint64_t low = UINT64_C(1) << bucket / 2;
    return bucket % 2 == 0 ? low : low * 3 / 2;
}

static void roll(struct lag *lag, uint64_t now_ns)
{
    if (now_ns - lag->rolled_ns < WINDOW_NS)
        return;
    /* A minute that nobody looked at is not the minute before. */
    bool next = now_ns - lag->rolled_ns < 2 * WINDOW_NS;
    lag->window[1] = next ? lag->window[0] : (struct lag_window){0};
    lag->window[0] = (struct lag_window){0};
    lag->rolled_ns = now_ns;
}

void lag_add(struct lag *lag, uint64_t us, uint64_t now_ns)
{
    roll(lag, now_ns);
    struct lag_window *w = &lag->window[0];
    lag->turns++;
    lag->count[bucket_of(us)]++;
    w->turns++;
    w->count[bucket_of(us)]++;
    if (us > w->max_us)
        w->max_us = us;
}

uint64_t lag_percentile_us(const struct lag *lag, unsigned per_cent)
{
    uint64_t total = lag_samples(lag), seen = 0;
    for (unsigned i = 0; i < LAG_BUCKETS; i++) {
        seen += lag->window[0].count[i] + lag->window[1].count[i];
        if (total == 0 || seen * 100 < total * per_cent)
            continue;
        /* The last one in use holds whatever is longer. */
        uint64_t limit = lag_bucket_us(i), most = lag_max_us(lag);
        return limit < most && i + 2 < LAG_BUCKETS ? limit : most;
    }
    return 0;
}

uint64_t lag_samples(const struct lag *lag)
{
    return lag->window[0].turns + lag->window[1].turns;
}

uint64_t lag_max_us(const struct lag *lag)
{
    return lag->window[0].max_us > lag->window[1].max_us ? lag->window[0].max_us
                                                         : lag->window[1].max_us;
}
