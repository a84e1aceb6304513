/* SPDX-License-Identifier: MIT */
/* Looking through the whole file after an unclean stop, a slice at a time while records are being
 * kept: the chain of records, every tree, the free pages, so that damage is found now and not in
 * the year in which somebody asks. Inside data/store only. */
#ifndef DATA_STORE_LOOK_H
#define DATA_STORE_LOOK_H

#include "data/store/tree.h"
#include "data/store/verify.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct look {
    struct walk walk;
    struct tree_walk trees; /* behind the chain */
    bool done;
};

/* 0, or the SQLite code of what cannot be read. look->walk.first_bad tells of a changed record;
 * `note` of an index that was made anew. */
int look_run(sqlite3 *sql, struct look *look, int64_t until_us, struct cause *note);
void look_done(struct look *look);

#endif
