/* SPDX-License-Identifier: MIT */
/* Signal history for upstream (data/model/sync/minutes.h). Inside data/store only: the loop asks by
 * `ship-history`. Returns 0 or an SQLite code. */
#ifndef DATA_STORE_UPSTREAM_BULK_H
#define DATA_STORE_UPSTREAM_BULK_H

#include "data/store/db.h"
#include "data/store/store.h"

/* All there is of the wall minutes from..to, or of the first of them as far as it fits: in
 * `ship->from` and `ship->to` are the minutes that the batch answers for; `to` 0: there is nothing
 * in from..to. */
int bulk_read(struct db *db, int64_t from, int64_t to, char *out, size_t size, size_t *length,
              struct shipment *ship, struct cause *why);

#endif
