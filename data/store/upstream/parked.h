/* SPDX-License-Identifier: MIT */
/* Records that a hub has put aside: on their way to the disk, and there. Inside data/store only. */
#ifndef DATA_STORE_UPSTREAM_PARKED_H
#define DATA_STORE_UPSTREAM_PARKED_H

#include "data/store/db.h"
#include "data/store/store.h"

#define PARKED_WAITING_MAX 5120 /* ten batches of nothing else */

/* What one acknowledgement parked. */
struct parking {
    struct parking *next;
    size_t count;
    struct parked_record row[];
};

/* All that is to be written, oldest first. `unlisted`: those for which there was no room. */
struct parkings {
    struct parking *first;
    size_t rows;
    int64_t unlisted;
};

void parkings_add(struct parkings *list, const struct parked_record *rows, size_t count);
void parkings_move(struct parkings *to, struct parkings *from); /* behind what is there */
void parkings_done(struct parkings *list);

/* Inside a transaction. One that is listed already counts once. 0 or an SQLite code. */
int parkings_write(struct db *db, const struct parkings *list, struct cause *why);
/* Those of a damaged file, as far as they can be read. */
int parked_salvage(struct db *db, sqlite3 *from);
/* How many there were, listed or not. */
int parked_total(struct db *db, int64_t *total, struct cause *why);

#endif
