/* SPDX-License-Identifier: MIT */
/* The look through a file that was not closed properly. PRAGMA integrity_check does the same in one
 * piece, which for the file of a year takes longer than a record may wait; so the rows are read in
 * the order of their keys, some at a time, with all that belongs to them. care.c calls it and has
 * the file put aside when it is damaged. */
#include "data/store/look.h"

#include "data/store/clock.h"
#include "data/store/freelist.h"

int look_run(sqlite3 *sql, struct look *look, int64_t until_us, struct cause *note)
{
    int rc = look->walk.done ? SQLITE_OK : walk_slice(sql, &look->walk, until_us);
    look->trees.proven = !look->walk.first_bad[0];
    if (rc == SQLITE_OK && look->walk.done)
        rc = tree_slice(sql, &look->trees, until_us, note);
    if (rc != SQLITE_OK || !look->trees.done)
        return rc;
    rc = freelist_check(sql);
    look->done = rc == SQLITE_OK;
    return rc == SQLITE_LOCKED ? SQLITE_OK : rc;
}

void look_done(struct look *look)
{
    tree_done(&look->trees);
    *look = (struct look){.done = true};
}
