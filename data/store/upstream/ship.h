/* SPDX-License-Identifier: MIT */
/* Pages of the log as batches for upstream, and how far upstream has it. Inside data/store only:
 * the loop asks by store_ship and store_acked. Functions return 0 or an SQLite code. */
#ifndef DATA_STORE_UPSTREAM_SHIP_H
#define DATA_STORE_UPSTREAM_SHIP_H

#include "data/store/db.h"
#include "data/store/store.h"

/* The first records from number `from` on, none beyond `limit`, that stand in one epoch without a
 * gap and fit into a batch (data/model/sync/batch.h). `ship->to` 0: there is none. */
int ship_read(struct db *db, int64_t from, int64_t limit, char *out, size_t size, size_t *length,
              struct shipment *ship, struct cause *why);

/* Upstream has everything up to record n. Inside a transaction. */
int ship_write_acked(struct db *db, int64_t before, int64_t n, struct cause *why);

/* Up to which record upstream has everything, and when the one after it was written: TIME_NONE when
 * there is none. */
int ship_state(struct db *db, struct ship_state *state, struct cause *why);

#endif
