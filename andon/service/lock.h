/* SPDX-License-Identifier: MIT */
/* One andond per run directory and per data directory, and who started it. */
#ifndef ANDON_SERVICE_LOCK_H
#define ANDON_SERVICE_LOCK_H

#include "data/model/cause.h"

#include <stdbool.h>

struct lock {
    int run_fd;  /* RUN/andond.lock, which holds our pid; -1: none */
    int data_fd; /* the data directory itself; -1: none */
    char path[320];
};

/* Take RUN/andond.lock, before GPIO or MQTT is touched. 0, or -1 with who holds it. */
int lock_take(struct lock *lock, const char *run_dir, struct cause *why);

/* Take the data directory too. 0: ours; 1: it cannot be locked (it is not there), the store will
 * say more; -1: another andond uses it. */
int lock_take_data(struct lock *lock, const char *data_dir, struct cause *why);

/* Remove the lock file, as long as it is still ours, and let go. */
void lock_release(struct lock *lock);

/* Whether a service manager started this process. */
bool started_by_service(void);

/* Leave the mark DATA/service ("systemd") when a unit owns this station, remove it when not: the
 * console does not start a daemon of its own where the mark stands. */
int service_mark(const char *data_dir, bool service);

#endif
