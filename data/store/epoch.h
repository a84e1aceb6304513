/* SPDX-License-Identifier: MIT */
/* Opening a station's record for writing: every opening starts a new epoch. Inside data/store only.
 */
#ifndef DATA_STORE_EPOCH_H
#define DATA_STORE_EPOCH_H

#include "data/store/db.h"
#include "data/store/store.h"

struct epoch_facts {
    char previous[RECORD_EPOCH_SIZE]; /* "" for a new file */
    int64_t commits;                  /* that the file knew of */
    bool fresh, clean;
    bool condemned;           /* in: the file is damaged; out: and was not put aside yet */
    char broken[300];         /* where a damaged file was put, or "" */
    const struct chain *told; /* as given */
    char *checkpoint;         /* the engine's, allocated, or NULL; not read after a disk error */
    size_t checkpoint_length;
    int64_t checkpoint_wall_ms;
};

/* Open, make or migrate, start a new epoch with its `open` record. A damaged file is put aside and
 * a new one begun that goes on from where that one ended (salvage.h). `told`: after a disk error,
 * where the log ended as far as anybody was told (else NULL); bring what the write-ahead log holds
 * into the file and check that first. 0 or an SQLite code; `db` is closed then. */
int epoch_open(struct db *db, const struct store_conf *conf, const struct chain *told,
               struct epoch_facts *facts, struct cause *why);

#endif
