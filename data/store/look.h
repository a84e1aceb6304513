/* SPDX-License-Identifier: MIT */
/* Looking through the whole file after an unclean stop, a slice at a time while records are being
 * kept: the chain of records and every row of every table, so that damage is found now and not in
 * the year in which somebody asks. Inside data/store only. */
#ifndef DATA_STORE_LOOK_H
#define DATA_STORE_LOOK_H

#include "data/store/verify.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct look {
    struct walk walk;
    size_t table;          /* behind the chain: the one that is being read */
    sqlite3_value *key[2]; /* of the last row read, NULL: none yet */
    bool done;
};

/* 0, or the SQLite code of what cannot be read. look->walk.first_bad tells of a changed record. */
int look_run(sqlite3 *sql, struct look *look, int64_t until_us);
void look_done(struct look *look);

#endif
