/* SPDX-License-Identifier: MIT */
#ifndef DATA_CONFIG_ZONE_H
#define DATA_CONFIG_ZONE_H

#include "data/model/cause.h"
#include "data/model/clock.h"

/* Fill `zone` with the offsets of an IANA time zone (from the system's zone files) for 1970..2099.
 * Returns 0, or -1 with the cause when there is no such zone. Touches neither TZ nor the C
 * library's own zone: any thread may call it. */
int zone_load(const char *name, struct zone *zone, struct cause *why);

#endif
