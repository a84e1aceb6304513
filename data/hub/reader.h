/* SPDX-License-Identifier: MIT */
/* The hub's waiting room: batches as the broker brought them, and a thread that reads them and
 * looks at every record's hash, so that the database's thread finds them ready. Order is kept.
 * What waits is bounded by number and by bytes, what is read ahead by READER_AHEAD. */
#ifndef DATA_HUB_READER_H
#define DATA_HUB_READER_H

#include "data/store/hub/hub_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define READER_WAITING 16384               /* batches */
#define READER_BYTES   (INT64_C(32) << 20) /* of them in sum: 512 of the longest */
#define READER_AHEAD   (2 * HUB_TOGETHER)

/* A batch that was read. */
struct read {
    struct hub_item item;
    bool bad; /* it is none: only `station` and `wall_ms` of the item are to be used */
    struct cause why;
    const char *payload; /* what came, when it is bad */
    size_t length;
    struct message *message; /* the reader's own */
};

struct reader;

/* `ready` is called from the thread, without a lock, whenever one more has been read. NULL with the
 * cause. */
struct reader *reader_new(void (*ready)(void *), void *ctx, struct cause *why);
void reader_free(struct reader *reader); /* all that were taken have been given back */

/* Any thread. False: no room. */
bool reader_add(struct reader *reader, const char *station, const char *payload, size_t length,
                int64_t wall_ms);
int64_t reader_waiting(struct reader *reader); /* not read yet */
bool reader_has(struct reader *reader);        /* one that was read */

/* The next one; NULL: none is ready. To be given back, in any order. */
struct read *reader_take(struct reader *reader);
void reader_give_back(struct reader *reader, struct read *read);

#endif
