/* SPDX-License-Identifier: MIT */
/* The store thread's own clocks: deadlines and stamps of what it does by itself. Inside data/store
 * only. */
#ifndef DATA_STORE_CLOCK_H
#define DATA_STORE_CLOCK_H

#include "data/model/clock.h"

#include <stdint.h>
#include <time.h>

static inline int64_t clock_read_us(clockid_t id)
{
    struct timespec t = {0};
    (void)clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static inline int64_t clock_us(void)
{
    return clock_read_us(CLOCK_MONOTONIC);
}

#endif
