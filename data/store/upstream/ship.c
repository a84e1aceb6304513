/* SPDX-License-Identifier: MIT */
/* The log read for upstream. The store's thread calls this: a page of at most 64 KiB is made by a
 * few hundred steps of one statement, well within a slice. What upstream has stands with each
 * epoch (epoch.acked), so that it outlives the numbering of this file. */
#include "data/store/upstream/ship.h"

#include "data/model/clock.h"
#include "data/model/sync/batch.h"
#include "data/model/text.h"
#include "data/store/hash.h"
#include "data/store/log.h"
#include "data/store/retain.h"
#include "data/store/upstream/parked.h"

#include <string.h>

/* The hash that record n follows: of the one before, of where the chain was cut, or none. */
static int find_before(struct db *db, int64_t n, char before[RECORD_HASH_SIZE])
{
    sqlite3_stmt *s = NULL;
    (void)text_copy(before, RECORD_HASH_SIZE, hash_genesis);
    int rc = sqlite3_prepare_v2(db->sql, "SELECT hash FROM record WHERE n = ?1", -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, n - 1);
        rc = sqlite3_step(s);
    }
    bool found = rc == SQLITE_ROW && log_hash_column(s, 0, before);
    sqlite3_finalize(s);
    if (rc == SQLITE_DONE || (rc == SQLITE_ROW && !found))
        rc = log_anchor(db->sql, n - 1, before);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* What the epoch goes on from, as its `open` record says. A salvaged file may not have its first
 * epoch any more, or not yet: then no root is told. */
static int find_lineage(struct db *db, const char *epoch, struct batch_lineage *out)
{
    sqlite3_stmt *s = NULL;
    *out = (struct batch_lineage){.told = false};
    int rc = sqlite3_prepare_v2(
        db->sql,
        "SELECT p.name, e.base - p.base, r.name, e.number FROM epoch e LEFT JOIN epoch p ON "
        "p.number = (SELECT max(number) FROM epoch WHERE number < e.number) LEFT JOIN epoch r ON "
        "r.number = 1 WHERE e.name = ?1",
        -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(s, 1, epoch, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        const char *previous = (const char *)sqlite3_column_text(s, 0);
        const char *root = (const char *)sqlite3_column_text(s, 2);
        (void)text_copy(out->previous, sizeof out->previous, previous ? previous : "");
        (void)text_copy(out->root, sizeof out->root, root ? root : "");
        out->seq = sqlite3_column_int64(s, 1);
        out->told = previous || sqlite3_column_int64(s, 3) == 1;
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static void take_first(struct db *db, struct batch_writer *b, char *out, size_t size,
                       const struct log_row *row, struct shipment *ship, int *rc)
{
    char before[RECORD_HASH_SIZE];
    struct batch_lineage lineage;
    *rc = find_before(db, row->n, before);
    if (*rc == SQLITE_OK)
        *rc = find_lineage(db, row->record.epoch, &lineage);
    batch_begin(b, out, size, &row->record, before, *rc == SQLITE_OK ? &lineage : NULL);
    ship->from = row->n;
    ship->first = row->record.seq;
    ship->wall_ms = row->record.wall_ms;
    (void)text_copy(ship->epoch, sizeof ship->epoch, row->record.epoch);
}

int ship_read(struct db *db, int64_t from, int64_t limit, char *out, size_t size, size_t *length,
              struct shipment *ship, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    struct batch_writer b;
    struct log_row row;
    *ship = (struct shipment){.to = 0, .wall_ms = TIME_NONE};
    *length = 0;
    int rc = sqlite3_prepare_v2(db->sql, LOG_ROWS, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(s, 1, from - 1);
    while (rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW) {
        log_row_read(s, &row);
        if (row.n > limit)
            break;
        if (!row.whole && ship->to == 0)
            continue; /* damaged: nobody can take it, and `verify` names it */
        if (!row.whole)
            break;
        if (ship->to == 0)
            take_first(db, &b, out, size, &row, ship, &rc);
        (void)text_copy(row.record.hash, sizeof row.record.hash, row.hash);
        if (rc != SQLITE_OK || (ship->to != 0 && row.n != ship->to + 1) ||
            !batch_add(&b, &row.record))
            break;
        ship->to = row.n;
        ship->last = row.record.seq;
        (void)text_copy(ship->hash, sizeof ship->hash, row.hash);
    }
    sqlite3_finalize(s);
    if (rc == SQLITE_OK && ship->to != 0)
        *length = batch_end(&b);
    return db_words(db, rc, "be read for upstream", why);
}

int ship_write_acked(struct db *db, int64_t before, int64_t n, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(
        db->sql,
        "WITH e AS (SELECT number, base, coalesce((SELECT min(base) FROM epoch later "
        "WHERE later.number > epoch.number), ?2) AS next FROM epoch WHERE base < ?2 AND number >= "
        "coalesce((SELECT max(number) FROM epoch WHERE base <= ?1), 0)) "
        "UPDATE epoch SET acked = max(acked, min(e.next, ?2) - e.base) FROM e "
        "WHERE e.number = epoch.number",
        -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, before);
        (void)sqlite3_bind_int64(s, 2, n);
        rc = sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return db_words(db, rc == SQLITE_DONE ? SQLITE_OK : rc, "note what upstream has", why);
}

int ship_state(struct db *db, struct ship_state *state, struct cause *why)
{
    state->head = db->chain.n;
    state->oldest_wall = TIME_NONE;
    int rc = retain_sent(db, true, &state->acked, why);
    sqlite3_stmt *s = NULL;
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(
            db->sql, "SELECT wall_ms FROM record WHERE n > ?1 ORDER BY n LIMIT 1", -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, state->acked);
        rc = sqlite3_step(s);
    }
    if (rc == SQLITE_ROW)
        state->oldest_wall = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    rc = rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
    if (rc != SQLITE_OK)
        return db_words(db, rc, "be asked what upstream has", why);
    return parked_total(db, &state->parked, why);
}
