/* SPDX-License-Identifier: MIT */
/* Signal history at the hub: batches wait here, behind the records, until the database thread has
 * nothing else to do. What has no room is dropped and counted: its station sends it again. */
#ifndef DATA_HUB_BULK_H
#define DATA_HUB_BULK_H

#include "data/store/hub/hub_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BULK_WAITING 32 /* batches, of 64 KiB at most each */

struct bulk;
struct bulk *bulk_new(int64_t history_days); /* 0: minutes stay for ever; NULL: no memory */
void bulk_free(struct bulk *bulk);

/* The loop: false, no room. */
bool bulk_add(struct bulk *bulk, const char *station, const char *payload, size_t length,
              int64_t wall_ms);

/* The thread: the next one into the database; once an hour what is old becomes days. */
struct bulk_done {
    char station[HUB_STATION_SIZE]; /* "": nothing is to be said */
    struct minutes_ack ack;         /* … not signed */
    bool bad;                       /* it made no sense, or the database refuses it: `why` */
    bool more;
};
/* HUB_LATER: the database is away; `why` tells. */
enum hub_result bulk_take(struct bulk *bulk, struct hub_store *store, struct bulk_done *done,
                          struct cause *why);

#endif
