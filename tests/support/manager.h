/* SPDX-License-Identifier: MIT */
/* The service manager's end of $NOTIFY_SOCKET: what a daemon tells it, datagram by datagram. */
#ifndef TESTS_SUPPORT_MANAGER_H
#define TESTS_SUPPORT_MANAGER_H

#include "tests/support/andond.h"

#include <stdbool.h>

struct manager {
    int fd;
    char text[1024]; /* what was told last, "" nothing */
};

/* andond starts as a service of this manager, with further arguments as andond_start takes them;
 * nobody who is started later tells it anything. False: it did not come up. */
bool manager_start(struct manager *m, struct andond *a, const char *const *more);
void manager_close(struct manager *m); /* safe to call twice; fd -1: never opened */

/* The next that is told within the wait; "" nothing. */
const char *manager_told(struct manager *m, int wait_ms);
/* Pass over what else is told until one begins so; false: none came. */
bool manager_hears(struct manager *m, const char *begin);

#endif
