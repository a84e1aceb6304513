/* SPDX-License-Identifier: MIT */
/* A copy of the whole file, consistent in itself, while records are being written: pages are copied
 * over the same connection, a slice at a time. Inside data/store only. */
#ifndef DATA_STORE_BACKUP_H
#define DATA_STORE_BACKUP_H

#include "data/model/cause.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct backup {
    sqlite3_backup *job; /* NULL: none is being made */
    sqlite3 *to;
    char *path;
    uint64_t owner; /* the query that asked for it */
    int fd;
    int unsynced; /* pages since the last sync */
};

/* Make the file, which must not be there yet. 0 or an SQLite code with the words; nothing is left
 * then. */
int backup_begin(struct backup *backup, sqlite3 *from, const char *path, struct cause *why);
/* Copy until `until_us` (monotonic). SQLITE_OK: to be continued; SQLITE_DONE: whole and on disk,
 * still to be ended; else a code with the words. */
int backup_slice(struct backup *backup, int64_t until_us, struct cause *why);
int64_t backup_pages(const struct backup *backup, int64_t *left); /* in all; still to be copied */
/* `keep` the copy, else remove it. Harmless when none is being made. */
void backup_end(struct backup *backup, bool keep);

/* A copy that was kept gets its name, which nobody may have yet. 0 or an SQLite code with the
 * words, then the copy is removed. */
int backup_name(const char *half, const char *path, struct cause *why);

/* All at once. */
int backup_whole(sqlite3 *from, const char *path, struct cause *why);

#endif
