/* SPDX-License-Identifier: MIT */
/* One reading of one of the kernel's clocks. Logic takes the time as an argument: this is for those
 * at the edge, who hand it in. */
#ifndef DATA_SERVICE_CLOCK_MS_H
#define DATA_SERVICE_CLOCK_MS_H

#include <stdint.h>
#include <time.h>

/* ms since what that clock counts from; the clocks that are asked for exist on every kernel. */
static inline int64_t clock_ms(clockid_t clock)
{
    struct timespec t = {0};
    (void)clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#endif
