/* SPDX-License-Identifier: MIT */
/* A station's snapshot as the metrics of an edge node: one table of rows, with folders, units and
 * words for people; then its lamps, the failure modes that models watch, and its signals. Pure. */
#ifndef DATA_SPARKPLUG_STATION_H
#define DATA_SPARKPLUG_STATION_H

#include "data/model/snapshot.h"
#include "data/sparkplug/node.h"

void spb_station_rows(const struct snapshot *s, const char *version, struct spb_rows *out);

#endif
