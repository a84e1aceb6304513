/* SPDX-License-Identifier: MIT */
/* Whether the service manager may be told that all is well: not that the process lives, but that
 * each of its threads works. Pure. */
#ifndef ANDON_SERVICE_WATCHDOG_H
#define ANDON_SERVICE_WATCHDOG_H

#include "data/model/words.h"

#include <stdint.h>

/* When each last turned, boot_ms; TIME_NEVER: there is no such thread now. */
struct heartbeats {
    int64_t loop_ms, store_ms, link_ms;
    enum link_state link; /* while the broker is away the link may wait for a resolver for long */
};

/* NULL when all are fresh as of now, else the name of one that is not. `period_ms` is how often the
 * service manager wants to hear: a thread may be silent for half of it, but each beats only once a
 * second. A broker that is away makes nothing stale: restarting would not bring it back. */
const char *watchdog_stale(const struct heartbeats *beats, int64_t period_ms, int64_t now_ms);

/* $WATCHDOG_USEC in ms when it is meant for the process `pid` ($WATCHDOG_PID); 0: nobody waits. */
int64_t watchdog_period_ms(const char *usec, const char *watchdog_pid, long pid);

#endif
