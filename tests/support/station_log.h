/* SPDX-License-Identifier: MIT */
/* A station's log as a hub gets it, for tests of what a hub keeps: records in batches, chained and
 * written as a station writes them. */
#ifndef TESTS_SUPPORT_STATION_LOG_H
#define TESTS_SUPPORT_STATION_LOG_H

#include "data/model/record.h"
#include "data/model/sync/batch.h"
#include "data/store/hub/hub_store.h"

#include <stddef.h>
#include <stdint.h>

#define STATION_LOG_WALL INT64_C(1764000000000)

struct station_log {
    char epoch[RECORD_EPOCH_SIZE], hash[RECORD_HASH_SIZE]; /* of the last record */
    int64_t seq;
    struct batch_lineage lineage; /* what its batches say it goes on from: at first nothing */
};

struct station_entry {
    enum record_kind kind;
    const char *id;
    int64_t rev;
    const char *body;
};

/* The first epoch of a station, named by the number. */
struct station_log station_log_new(int number);
/* The next records, at most BATCH_RECORDS: the length of their batch in `out`, which has room for
 * BATCH_MAX + 1. Aborts when they do not fit. */
size_t station_log_write(struct station_log *log, const struct station_entry *entry, int count,
                         char *out);
/* What an `open` record says whose epoch goes on from where `before` is now; NULL: the first. */
void station_log_opening(const struct station_log *before, char *out, size_t size);
/* A batch that arrived from `station`, looked through (hub_check). Its batch is the caller's to
 * free. */
void station_log_arrive(const char *station, const char *payload, size_t length,
                        struct hub_item *item);

#endif
