/* SPDX-License-Identifier: MIT */
/* The decision behind WATCHDOG=1. Called by andon/manager.c, which collects the heartbeats. */
#include "andon/service/watchdog.h"

#include "data/model/clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define BEAT_MS      INT64_C(1000)
#define LIMIT_MIN_MS (3 * BEAT_MS)
#define RESOLVER_MS  INT64_C(300000) /* longer than any list of dead name servers takes */
#define PERIOD_MAX   INT64_C(86400000)

static bool is_stale(int64_t beat_ms, int64_t limit_ms, int64_t now_ms)
{
    return beat_ms != TIME_NEVER && now_ms - beat_ms > limit_ms;
}

const char *watchdog_stale(const struct heartbeats *beats, int64_t period_ms, int64_t now_ms)
{
    int64_t limit_ms = period_ms / 2 > LIMIT_MIN_MS ? period_ms / 2 : LIMIT_MIN_MS;
    int64_t away_ms = limit_ms > RESOLVER_MS ? limit_ms : RESOLVER_MS;
    if (is_stale(beats->loop_ms, limit_ms, now_ms))
        return "loop";
    if (is_stale(beats->store_ms, limit_ms, now_ms))
        return "store";
    if (is_stale(beats->link_ms, beats->link == LINK_UP ? limit_ms : away_ms, now_ms))
        return "link";
    return NULL;
}

static bool read_number(const char *text, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    *out = text ? strtoll(text, &end, 10) : 0;
    return text && end != text && *end == '\0' && errno == 0;
}

int64_t watchdog_period_ms(const char *usec, const char *watchdog_pid, long pid)
{
    int64_t us = 0, meant = 0;
    if (!read_number(usec, &us) || us < 1000 || us / 1000 > PERIOD_MAX)
        return 0;
    if (watchdog_pid && (!read_number(watchdog_pid, &meant) || meant != pid))
        return 0;
    return us / 1000;
}
