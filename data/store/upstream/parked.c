/* SPDX-License-Identifier: MIT */
/* What upstream cannot take is listed for good, with the hub's words: the record itself may leave
 * with retention, for upstream has acknowledged it. The loop adds to a list under the store's lock,
 * the thread writes it in the commit that notes the acknowledgement, or in an earlier one.
 *
 * Limits: STORE_PARKED_MAX are listed, PARKED_WAITING_MAX wait for the disk; all are counted. */
#include "data/store/upstream/parked.h"

#include <stdlib.h>
#include <string.h>

void parkings_add(struct parkings *list, const struct parked_record *rows, size_t count)
{
    struct parking **end = &list->first;
    struct parking *more = NULL;
    if (list->rows + count <= PARKED_WAITING_MAX)
        more = malloc(sizeof *more + count * sizeof *rows);
    if (!more) {
        list->unlisted += (int64_t)count;
        return;
    }
    more->next = NULL;
    more->count = count;
    memcpy(more->row, rows, count * sizeof *rows);
    while (*end)
        end = &(*end)->next;
    *end = more;
    list->rows += count;
}

void parkings_move(struct parkings *to, struct parkings *from)
{
    struct parking **end = &to->first;
    while (*end)
        end = &(*end)->next;
    *end = from->first;
    to->rows += from->rows;
    to->unlisted += from->unlisted;
    *from = (struct parkings){.first = NULL};
}

void parkings_done(struct parkings *list)
{
    while (list->first) {
        struct parking *next = list->first->next;
        free(list->first);
        list->first = next;
    }
    *list = (struct parkings){.first = NULL};
}

/* ?1 epoch, ?2 seq, ?3 why, ?4 the limit. */
static const char listing[] =
    "INSERT OR IGNORE INTO parked (epoch, seq, kind, id, rev, wall_ms, actor, why) "
    "SELECT ?1, ?2, coalesce(r.kind, ''), coalesce(r.id, ''), coalesce(r.rev, 0), "
    "coalesce(r.wall_ms, 0), coalesce(r.actor, ''), ?3 FROM (SELECT 1) "
    "LEFT JOIN epoch e ON e.name = ?1 LEFT JOIN record r ON r.n = e.base + ?2 "
    "AND r.epoch = e.number WHERE (SELECT count(*) FROM parked) < ?4";
/* 1: it is not listed. */
static const char missing[] =
    "SELECT NOT EXISTS (SELECT 1 FROM parked WHERE epoch = ?1 AND seq = ?2)";

static int run(struct db *db, const char *sql, const struct parked_record *row, int64_t *value)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql, sql, -1, &s, NULL);
    if (rc != SQLITE_OK)
        return rc;
    (void)sqlite3_bind_text(s, 1, row->epoch, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 2, row->seq);
    (void)sqlite3_bind_text(s, 3, row->why, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 4, STORE_PARKED_MAX);
    rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        *value = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int add_total(struct db *db, int64_t more)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql, "UPDATE head SET parked = parked + ?1", -1, &s, NULL);
    if (rc != SQLITE_OK)
        return rc;
    (void)sqlite3_bind_int64(s, 1, more);
    rc = sqlite3_step(s);
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* What does not fit into the list is counted; should it be acknowledged twice, then twice. */
int parkings_write(struct db *db, const struct parkings *list, struct cause *why)
{
    int64_t news = list->unlisted;
    int rc = SQLITE_OK;
    for (const struct parking *p = list->first; p; p = p->next)
        for (size_t i = 0; i < p->count && rc == SQLITE_OK; i++) {
            int64_t is_new = 0;
            rc = run(db, missing, &p->row[i], &is_new);
            if (rc == SQLITE_OK && is_new)
                rc = run(db, listing, &p->row[i], &is_new);
            news += is_new;
        }
    if (rc == SQLITE_OK && news > 0)
        rc = add_total(db, news);
    return db_words(db, rc, "list what upstream has put aside", why);
}

int parked_salvage(struct db *db, sqlite3 *from)
{
    sqlite3_stmt *read = NULL, *write = NULL;
    int64_t news = 0;
    int rc = sqlite3_prepare_v2(db->sql,
                                "INSERT OR IGNORE INTO parked (epoch, seq, kind, id, rev, wall_ms, "
                                "actor, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                                -1, &write, NULL);
    if (sqlite3_prepare_v2(from,
                           "SELECT epoch, seq, kind, id, rev, wall_ms, actor, why FROM parked", -1,
                           &read, NULL) == SQLITE_OK)
        while (rc == SQLITE_OK && sqlite3_step(read) == SQLITE_ROW) {
            for (int i = 0; i < 8; i++)
                (void)sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
            rc = sqlite3_step(write);
            news += rc == SQLITE_DONE ? sqlite3_changes(db->sql) : 0;
            (void)sqlite3_reset(write);
            rc = rc == SQLITE_DONE || (rc & 0xff) == SQLITE_CONSTRAINT ? SQLITE_OK : rc;
        }
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    return rc == SQLITE_OK && news > 0 ? add_total(db, news) : rc;
}

int parked_total(struct db *db, int64_t *total, struct cause *why)
{
    return db_integer(db, "SELECT parked FROM head", 0, total, why);
}
