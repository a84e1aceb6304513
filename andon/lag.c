/* SPDX-License-Identifier: MIT */
/* Measures loop turns (design.md §9: ≤ 5 ms at the 99th percentile) with libuv's own idle time, so
 * that callbacks run inside poll count as work. A turn over the alarm is reported. */
#include "andon/lag.h"

#include "andon/report.h"

#define WINDOW_NS (UINT64_C(60) * 1000000000)
#define ALARM_US  UINT64_C(50000)

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

static uint64_t bucket_limit_us(unsigned bucket)
{
    uint64_t low = UINT64_C(1) << bucket / 2;
    return bucket % 2 == 0 ? low : low * 3 / 2;
}

static void roll(struct lag *lag, uint64_t now_ns)
{
    if (now_ns - lag->rolled_ns < WINDOW_NS)
        return;
    lag->window[1] = lag->window[0];
    lag->window[0] = (struct lag_window){0};
    lag->rolled_ns = now_ns;
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct lag *lag = prepare->data;
    uint64_t now_ns = uv_hrtime(), idle_ns = uv_metrics_idle_time(prepare->loop);
    uint64_t passed = now_ns - lag->mark_ns, idle = idle_ns - lag->idle_ns;
    uint64_t us = passed > idle ? (passed - idle) / 1000 : 0;
    lag->mark_ns = now_ns;
    lag->idle_ns = idle_ns;
    roll(lag, now_ns);
    lag->turns++;
    lag->window[0].turns++;
    lag->window[0].count[bucket_of(us)]++;
    if (us > lag->window[0].max_us)
        lag->window[0].max_us = us;
    if (us > ALARM_US)
        report(REPORT_WARNING, "lag", "a turn of the loop took %llu ms",
               (unsigned long long)us / 1000);
}

int lag_start(struct lag *lag, uv_loop_t *loop)
{
    *lag = (struct lag){0};
    int error = uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
    if (error == 0)
        error = uv_prepare_init(loop, &lag->prepare);
    if (error == 0)
        error = uv_prepare_start(&lag->prepare, on_prepare);
    lag->prepare.data = lag;
    lag->mark_ns = lag->rolled_ns = uv_hrtime();
    return error;
}

void lag_stop(struct lag *lag)
{
    uv_close((uv_handle_t *)&lag->prepare, NULL);
}

uint64_t lag_percentile_us(const struct lag *lag, unsigned per_cent)
{
    uint64_t total = lag->window[0].turns + lag->window[1].turns, seen = 0;
    for (unsigned i = 0; i < LAG_BUCKETS; i++) {
        seen += lag->window[0].count[i] + lag->window[1].count[i];
        if (total == 0 || seen * 100 < total * per_cent)
            continue;
        uint64_t limit = bucket_limit_us(i), most = lag_max_us(lag);
        return limit < most ? limit : most;
    }
    return 0;
}

uint64_t lag_max_us(const struct lag *lag)
{
    return lag->window[0].max_us > lag->window[1].max_us ? lag->window[0].max_us
                                                         : lag->window[1].max_us;
}
