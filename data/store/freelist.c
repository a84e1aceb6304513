/* SPDX-License-Identifier: MIT */
/* Free pages: a chain of trunks, each with the numbers of others. A number that is in it twice, is
 * none of the file's, or is the root of a tree would have a page with rows in it written over.
 * look.c calls this at the end. Read from the file below SQLite's cache, through its own handle:
 * another one would, when closed, drop the locks of this. */
#include "data/store/freelist.h"

#include "data/store/db.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define HEADER_SIZE  100
#define FIRST_TRUNK  32
#define FREE_COUNT   36
#define TRUNK_HEADER 8
#define LEAVES_MAX   (DB_PAGE_SIZE / 4 - 2)

struct freelist {
    sqlite3_file *file;
    uint32_t pages; /* of the file */
    unsigned char *taken;
    unsigned char page[DB_PAGE_SIZE];
};

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Once each. */
static bool take(struct freelist *list, uint32_t page)
{
    if (page < 2 || page > list->pages)
        return false;
    unsigned char bit = (unsigned char)(1U << (page & 7));
    bool first = (list->taken[page >> 3] & bit) == 0;
    list->taken[page >> 3] |= bit;
    return first;
}

static int take_roots(sqlite3 *sql, struct freelist *list)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql, "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0", -1,
                                &s, NULL);
    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW)
        rc = take(list, (uint32_t)sqlite3_column_int64(s, 0)) ? SQLITE_OK : SQLITE_CORRUPT;
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int read_bytes(const struct freelist *list, unsigned char *to, int size, uint32_t page)
{
    sqlite3_int64 at = (sqlite3_int64)(page - 1) * DB_PAGE_SIZE;
    int rc = list->file->pMethods->xRead(list->file, to, size, at);
    return rc == SQLITE_IOERR_SHORT_READ ? SQLITE_CORRUPT : rc;
}

static int follow(struct freelist *list)
{
    int rc = read_bytes(list, list->page, HEADER_SIZE, 1);
    uint32_t trunk = rc == SQLITE_OK ? number_at(list->page + FIRST_TRUNK) : 0;
    uint32_t count = rc == SQLITE_OK ? number_at(list->page + FREE_COUNT) : 0, found = 0;
    while (rc == SQLITE_OK && trunk != 0) {
        if (!take(list, trunk))
            return SQLITE_CORRUPT;
        rc = read_bytes(list, list->page, DB_PAGE_SIZE, trunk);
        uint32_t leaves = rc == SQLITE_OK ? number_at(list->page + 4) : 0;
        if (leaves > LEAVES_MAX)
            return SQLITE_CORRUPT;
        for (uint32_t i = 0; i < leaves; i++)
            if (!take(list, number_at(list->page + TRUNK_HEADER + (size_t)i * 4)))
                return SQLITE_CORRUPT;
        found += leaves + 1;
        trunk = rc == SQLITE_OK ? number_at(list->page) : 0;
    }
    return rc != SQLITE_OK || found == count ? rc : SQLITE_CORRUPT;
}

static int count_pages(sqlite3 *sql, uint32_t *pages)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql, "PRAGMA main.page_count", -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    *pages = rc == SQLITE_ROW ? (uint32_t)sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

int freelist_check(sqlite3 *sql)
{
    struct freelist list = {.file = NULL};
    int in_log = 0, folded = 0;
    int rc = sqlite3_wal_checkpoint_v2(sql, "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &folded);
    if (rc == SQLITE_OK && in_log != folded)
        rc = SQLITE_LOCKED;
    if (rc == SQLITE_OK)
        rc = sqlite3_file_control(sql, "main", SQLITE_FCNTL_FILE_POINTER, &list.file);
    if (rc == SQLITE_OK)
        rc = count_pages(sql, &list.pages);
    if (rc != SQLITE_OK)
        return (rc & 0xff) == SQLITE_BUSY ? SQLITE_LOCKED : rc;
    list.taken = calloc(list.pages / 8 + 1, 1);
    rc = list.taken ? take_roots(sql, &list) : SQLITE_NOMEM;
    if (rc == SQLITE_OK)
        rc = follow(&list);
    free(list.taken);
    return rc;
}
