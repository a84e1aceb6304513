/* SPDX-License-Identifier: MIT */
/* One andond per data directory, and who started it. */
#ifndef ANDON_SERVICE_LOCK_H
#define ANDON_SERVICE_LOCK_H

#include "data/model/cause.h"

#include <stdbool.h>

/* Lock the data directory. 0: it is ours until `*lock` is closed; 1: it cannot be locked (it is not
 * there), the store will say more; -1: another andond uses it. What is not 0 leaves -1 there. */
int lock_take_data(const char *data_dir, int *lock, struct cause *why);

/* Whether a service manager started this process. */
bool started_by_service(void);

/* Leave the mark DATA/service ("systemd") when a unit owns this station, remove it when not: the
 * console does not start a daemon of its own where the mark stands. */
int service_mark(const char *data_dir, bool service);

#endif
