/* SPDX-License-Identifier: MIT */
/* Measures loop turns (design.md §9: ≤ 5 ms at the 99th percentile) with libuv's own idle time, so
 * that callbacks run inside poll count as work. A turn over the alarm is reported. */
#include "data/service/turn.h"

#include "data/service/crash.h"
#include "data/service/report.h"

#define ALARM_US UINT64_C(50000)

static void on_prepare(uv_prepare_t *prepare)
{
    struct turn *turn = prepare->data;
    crash_phase("waiting, or what came next");
    uint64_t now_ns = uv_hrtime(), idle_ns = uv_metrics_idle_time(prepare->loop);
    uint64_t passed = now_ns - turn->mark_ns, idle = idle_ns - turn->idle_ns;
    uint64_t us = passed > idle ? (passed - idle) / 1000 : 0;
    turn->mark_ns = now_ns;
    turn->idle_ns = idle_ns;
    lag_add(&turn->lag, us, now_ns);
    if (us > ALARM_US)
        report(turn->slow, "a turn of the loop took %llu ms", (unsigned long long)us / 1000);
}

int turn_start(struct turn *turn, uv_loop_t *loop, int slow)
{
    *turn = (struct turn){.mark_ns = uv_hrtime(), .slow = slow};
    turn->lag.rolled_ns = turn->mark_ns;
    int error = uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
    if (error == 0)
        error = uv_prepare_init(loop, &turn->prepare);
    if (error == 0)
        error = uv_prepare_start(&turn->prepare, on_prepare);
    turn->prepare.data = turn;
    return error;
}

void turn_stop(struct turn *turn)
{
    uv_close((uv_handle_t *)&turn->prepare, NULL);
}
