/* SPDX-License-Identifier: MIT */
/* The hub's record of many stations, in SQLite (the default) or PostgreSQL 15 and what is built on
 * it. One connection, used by one thread; any number of hubs may write to one PostgreSQL at once.
 *
 * A batch is taken in one transaction: its records once each, whatever was taken before; those that
 * nobody can take as dead letters; the latest version of each object; how far the epoch has come.
 * Only after its commit may it be acknowledged. Nothing is swallowed: a record whose key is there
 * with other content is put aside and an alarm is raised, and so it is when an epoch's predecessor
 * has another successor or goes on behind it (a cloned or restored station). */
#ifndef DATA_STORE_HUB_HUB_STORE_H
#define DATA_STORE_HUB_HUB_STORE_H

#include "data/model/cause.h"
#include "data/model/sync/batch.h"
#include "data/model/sync/minutes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HUB_STATION_SIZE 320
#define HUB_TOGETHER     32 /* batches in one transaction */

/* What happened to a record of a batch. */
enum hub_fate {
    HUB_TAKEN,  /* it is there now, or was before */
    HUB_PARKED, /* a dead letter, with the reason */
};

#define HUB_ALARMS(X)                                                                         \
    X(HUB_CONFLICT, "conflict") /* the same key came with another content */                  \
    X(HUB_FORK, "fork")         /* two epochs name the same predecessor: a clone, a backup */ \
    X(HUB_REWIND, "rewind")     /* a predecessor went on behind the point that was named */   \
    X(HUB_BROKEN, "broken")     /* a record's hash is not that of its content */              \
    X(HUB_SEAM, "seam")         /* a batch does not follow the record before it */            \
    X(HUB_FLOOD, "flood")       /* more dead letters than are kept */
#define HUB_ALARM_ENUM(value, text) value,
enum hub_alarm_kind { HUB_ALARMS(HUB_ALARM_ENUM) HUB_ALARM_COUNT };
#undef HUB_ALARM_ENUM

const char *hub_alarm_name(enum hub_alarm_kind kind);

struct hub_note;
struct hub_item {
    char station[HUB_STATION_SIZE]; /* enterprise/site/area/line/station, from the topic */
    int64_t wall_ms;                /* when it was heard */
    const struct hub_note *note;    /* what others are to be told with it (outbox.h) */
    int notes;
    struct batch batch;
    unsigned char hash[BATCH_RECORDS][32]; /* of those that are not parked, by hub_check */
    const char *parked[BATCH_RECORDS];     /* why, or NULL; static texts */
    int64_t inserted;                      /* records that were not there before */
    uint32_t alarms;                       /* a bit for each hub_alarm_kind that was raised */
};

/* Which records of it can only be parked: they make no sense, or their hash is not that of their
 * content. Pure but for the hashing. */
void hub_check(struct hub_item *item);

/* The acknowledgement that it earned, not signed. */
void hub_ack(const struct hub_item *item, struct batch_ack *ack);

enum hub_result {
    HUB_DONE,
    HUB_LATER, /* nothing was taken: try again after a while; `why` tells */
    HUB_SINGLE /* one is to blame: try several one by one; a single one cannot be taken */
};

struct hub_store;

/* sqlite:PATH or postgresql://… . Makes the tables, or brings them up to date. NULL with the cause
 * in words: wrong credentials, no such host, newer schema, locked, disk full … */
struct hub_store *hub_store_open(const char *url, struct cause *why);
void hub_store_close(struct hub_store **store);
const char *hub_store_name(const struct hub_store *store); /* for people: no password in it */

/* Take them, all or none; hub_check was there before. After HUB_LATER the connection may be a new
 * one. */
enum hub_result hub_store_take(struct hub_store *store, struct hub_item *const *items, int count,
                               struct cause *why);

/* A batch that cannot even be read: its bytes, for people to look at. */
enum hub_result hub_store_dead(struct hub_store *store, const char *station, int64_t wall_ms,
                               const char *payload, size_t length, const char *reason,
                               struct cause *why);

/* Signal history, behind the records: all of it or none. `*have`: up to which minute the station's
 * is here now, 0 none. A minute that comes again is as it came last. */
struct hub_history {
    const char *station;
    int64_t wall_ms;
    const struct minutes *minutes;
};
enum hub_result hub_store_history(struct hub_store *store, const struct hub_history *in,
                                  int64_t *have, struct cause *why);

/* Minutes before this day (since the epoch, UTC) become a row a day, which stays for good. */
enum hub_result hub_store_age(struct hub_store *store, int64_t before_day, struct cause *why);

#endif
