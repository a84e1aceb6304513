/* SPDX-License-Identifier: MIT */
/* The hub's database thread: batches go in, acknowledgements come out after their commit. Those
 * that were read while a transaction runs (reader.h) share the next one. While the database is away
 * it tries again for ever; what has no room meanwhile is dropped, and its station sends it again.
 */
#ifndef DATA_HUB_INGEST_H
#define DATA_HUB_INGEST_H

#include "data/hub/hook/hooks.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ingest_conf {
    const char *database; /* sqlite:PATH or postgresql://… */
    int64_t history_days; /* minutes of signals stay for so long; 0: for ever */
    const char *keys;     /* directory of the stations' keys, NULL: acknowledgements are not signed:
                             a file enterprise.site.area.line.station.key each */
    const struct hook_conf *hook; /* copied */
    int hooks;
};

enum ingest_event_kind {
    INGEST_ACK,     /* `station`, `payload`: to be published on its …/ack */
    INGEST_TOLD,    /* … on its …/told */
    INGEST_HISTORY, /* likewise on its …/history/ack */
    INGEST_NEWS,    /* `text`: a conflict, a fork, a batch that made no sense: for the log */
    INGEST_HOOK,    /* `text`: how a webhook fares: likewise */
    INGEST_DOWN,    /* `text`: the database cannot be used */
    INGEST_UP       /* `text`: which database */
};
struct ingest_event {
    enum ingest_event_kind kind;
    const char *station, *payload, *text; /* valid during the call */
    size_t length;
};

struct ingest_stats {
    int64_t batches, records, duplicates, parked, unreadable, dropped, commits, waiting;
    int64_t refused; /* batches that the database cannot take: not acknowledged */
    int64_t heartbeat_boot_ms;
};

struct ingest;

/* `wake` is called from the thread when ingest_drain has something; it may do no more than
 * wake_ring does. Copies what it is given. The database is opened by the thread. */
struct ingest *ingest_open(const struct ingest_conf *conf, void (*wake)(void *), void *ctx,
                           struct cause *why);
/* Finishes the transaction at hand and waits for it, up to 5 s: a database that hangs is left
 * behind with its thread, for the process ends. */
void ingest_close(struct ingest **ingest);

/* A payload of a station's …/record. False: no room, it was dropped. */
bool ingest_add(struct ingest *ingest, const char *station, const char *payload, size_t length,
                int64_t wall_ms);

/* A payload of a station's …/history: taken when there are no records to take. */
bool ingest_add_history(struct ingest *ingest, const char *station, const char *payload,
                        size_t length, int64_t wall_ms);

typedef void ingest_sink(void *ctx, const struct ingest_event *event);
size_t ingest_drain(struct ingest *ingest, ingest_sink *sink, void *ctx);
void ingest_stats(struct ingest *ingest, struct ingest_stats *out);

#endif
