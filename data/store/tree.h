/* SPDX-License-Identifier: MIT */
/* Reading every tree of the file, tables and indexes alike, a slice at a time; look.c calls it.
 * Inside data/store only. */
#ifndef DATA_STORE_TREE_H
#define DATA_STORE_TREE_H

#include "data/model/cause.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TREE_KEYS 6

struct tree_walk {
    int64_t tree;  /* the one that is being read, as the schema lists them */
    int64_t table; /* … and the table that it belongs to */
    bool renewed;  /* the indexes of that table were made anew already */
    bool proven;   /* in: what the log says is right, and bodies must be the same */
    bool done;
    size_t keys;                   /* 0: no row was read yet */
    sqlite3_value *key[TREE_KEYS]; /* of the last row read */
};

/* Read on until `until_us` (monotonic). `walk` starts as zeros. A damaged index that can be made
 * anew is, and `note` says so. 0 or an SQLite code: of what cannot be read, or SQLITE_CORRUPT where
 * trees contradict each other. */
int tree_slice(sqlite3 *sql, struct tree_walk *walk, int64_t until_us, struct cause *note);
void tree_done(struct tree_walk *walk);

#endif
