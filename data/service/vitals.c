/* SPDX-License-Identifier: MIT */
/* Called by the loops of hub, view and gateway; andond has the same in its snapshot. */
#include "data/service/vitals.h"

#include "data/model/clock.h"
#include "data/service/clock_ms.h"
#include "data/service/usage.h"

int vitals_begin(struct vitals *v, uv_loop_t *loop, int slow)
{
    v->started_ms = clock_ms(CLOCK_BOOTTIME);
    v->crash.wall_ms = TIME_NONE;
    return turn_start(&v->turn, loop, slow);
}

void vitals_crashes(struct vitals *v, const char *data, const char *program)
{
    if (data)
        (void)crash_list(data, program, &v->crash, 1);
}

void vitals_put(const struct vitals *v, size_t clients, size_t backlog, struct jw *w)
{
    const struct lag *lag = &v->turn.lag;
    const struct usage usage = usage_read();
    jw_object(w, "health");
    jw_int(w, "loop_turns", (int64_t)lag_samples(lag));
    jw_int(w, "loop_p50_us", (int64_t)lag_percentile_us(lag, 50));
    jw_int(w, "loop_p99_us", (int64_t)lag_percentile_us(lag, 99));
    jw_int(w, "loop_max_us", (int64_t)lag_max_us(lag));
    jw_int(w, "clients", (int64_t)clients);
    jw_int(w, "backlog", (int64_t)backlog);
    jw_int(w, "resident_bytes", usage.resident_bytes);
    jw_int(w, "descriptors", usage.descriptors);
    jw_seconds(w, "uptime_s", clock_ms(CLOCK_BOOTTIME) - v->started_ms);
    jw_time(w, "crashed", v->crash.wall_ms);
    jw_text(w, "crash", v->crash.wall_ms == TIME_NONE ? NULL : v->crash.what);
    jw_object_end(w);
}

void vitals_end(struct vitals *v)
{
    turn_stop(&v->turn);
}
