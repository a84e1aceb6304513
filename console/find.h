/* SPDX-License-Identifier: MIT */
/* A station by its name: which socket is its. */
#ifndef CONSOLE_FIND_H
#define CONSOLE_FIND_H

#include "console/options.h"
#include "data/model/cause.h"

#include <stdbool.h>

/* For --station: sets `socket` to that of the station's own daemon, or of a hub, at which the
 * station is then to be visited; looks where --socket says, else below --run, else where sockets of
 * daemons are. 0, or -1 with the cause: what there is instead. Waits for nobody longer than two
 * seconds. */
int find_station(struct options *options, struct cause *why);

#endif
