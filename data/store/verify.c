/* SPDX-License-Identifier: MIT */
/* Does the record still say what was written? Each row's hash is made again from the one before it
 * and from the row's own columns; numbers must have no gap but where an anchor says from which hash
 * the chain goes on (old records are removed, damaged ones lost), and the log must end where the
 * counter row says. store.c walks its open file in slices; andonctl verify a file that nobody
 * holds. */
#include "data/store/verify.h"

#include "data/model/text.h"
#include "data/store/clock.h"
#include "data/store/db.h"
#include "data/store/hash.h"
#include "data/store/log.h"
#include "data/store/schema.h"
#include "data/store/store.h"

#include <string.h>

#define VERIFY_BUSY_MS 200

/* The last column: what floor_hash must be, NULL when that record is gone. */
static const char head_sql[] =
    "SELECT n, epoch, seq, hash, floor_n, floor_hash, coalesce((SELECT hash FROM record "
    "WHERE record.n = floor_n), CASE floor_n WHEN 0 THEN zeroblob(32) END) FROM head";

static void bad(struct walk *walk, const struct log_row *row, const char *what)
{
    log_row_name(row, what, walk->first_bad, sizeof walk->first_bad);
}

/* Records before the row are not there: the chain goes on from an anchor, or is broken. */
static int over_a_gap(sqlite3 *sql, struct walk *walk, const struct log_row *row)
{
    int rc = log_anchor(sql, row->n - 1, walk->hash);
    if (rc == SQLITE_DONE)
        bad(walk, row, "records before it are missing");
    walk->missing += row->n - 1 - walk->n;
    (void)text_format(walk->from, sizeof walk->from, "%.32s/%lld", row->record.epoch,
                      (long long)row->record.seq);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int take(sqlite3 *sql, struct walk *walk, const struct log_row *row)
{
    bool gap = row->n != walk->n + 1;
    int rc = gap ? over_a_gap(sql, walk, row) : SQLITE_OK;
    if (rc != SQLITE_OK || walk->first_bad[0])
        return rc;
    bool same_epoch = row->epoch == walk->epoch;
    const char *what = log_row_misfit(row, walk->hash);
    if (!what && !gap && row->record.seq != (same_epoch ? walk->seq + 1 : 1))
        what = "its number does not follow";
    if (what) {
        bad(walk, row, what);
        return rc;
    }
    if (row->epoch != walk->last_epoch)
        walk->epochs++;
    walk->records++;
    walk->n = row->n;
    walk->epoch = walk->last_epoch = row->epoch;
    walk->seq = row->record.seq;
    (void)text_copy(walk->hash, sizeof walk->hash, row->hash);
    return rc;
}

/* A record that can be read one after the other must also be found by its number. */
static int find(sqlite3_stmt *finder, int64_t n)
{
    (void)sqlite3_bind_int64(finder, 1, n);
    int rc = sqlite3_step(finder);
    (void)sqlite3_reset(finder);
    return rc == SQLITE_ROW ? SQLITE_OK : rc == SQLITE_DONE ? SQLITE_CORRUPT : rc;
}

/* What an anchor was left for must be there. */
static int look_at_anchors(sqlite3 *sql, struct walk *walk)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql,
                                "SELECT n + 1 FROM anchor WHERE NOT EXISTS "
                                "(SELECT 1 FROM record WHERE record.n = anchor.n + 1) LIMIT 1",
                                -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        (void)text_format(walk->first_bad, sizeof walk->first_bad, "record %lld is missing",
                          (long long)sqlite3_column_int64(s, 0));
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The end: what the counter row says. */
static void compare_head(sqlite3_stmt *s, struct walk *walk)
{
    char hash[RECORD_HASH_SIZE], floor[RECORD_HASH_SIZE], of_record[RECORD_HASH_SIZE];
    int64_t n = sqlite3_column_int64(s, 0);
    if (!log_hash_column(s, 5, floor) ||
        (log_hash_column(s, 6, of_record) && strcmp(floor, of_record) != 0)) {
        (void)text_copy(walk->first_bad, sizeof walk->first_bad, "the counter row is damaged");
        return;
    }
    if (walk->n < sqlite3_column_int64(s, 4)) { /* all the rest was removed */
        walk->missing += sqlite3_column_int64(s, 4) - walk->n;
        walk->n = sqlite3_column_int64(s, 4);
        walk->epoch = 0;
        (void)text_copy(walk->hash, sizeof walk->hash, floor);
    }
    bool fits = log_hash_column(s, 3, hash) && strcmp(hash, walk->hash) == 0 && n == walk->n &&
                (walk->epoch == 0 || (sqlite3_column_int64(s, 1) == walk->epoch &&
                                      sqlite3_column_int64(s, 2) == walk->seq));
    if (!fits)
        (void)text_format(walk->first_bad, sizeof walk->first_bad,
                          "the log ends at record %lld, the counter says %lld", (long long)walk->n,
                          (long long)n);
}

static int look_at_head(sqlite3 *sql, struct walk *walk)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql, head_sql, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        compare_head(s, walk);
    sqlite3_finalize(s);
    return rc == SQLITE_ROW ? SQLITE_OK : rc == SQLITE_DONE ? SQLITE_CORRUPT : rc;
}

static int end(sqlite3 *sql, struct walk *walk)
{
    int rc = look_at_anchors(sql, walk);
    if (rc == SQLITE_OK && !walk->first_bad[0])
        rc = look_at_head(sql, walk);
    return rc;
}

int walk_slice(sqlite3 *sql, struct walk *walk, int64_t until_us)
{
    sqlite3_stmt *s = NULL, *finder = NULL;
    struct log_row row;
    if (!walk->begun)
        (void)text_copy(walk->hash, sizeof walk->hash, hash_genesis);
    walk->begun = true;
    int rc = sqlite3_prepare_v2(sql, LOG_ROWS, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(sql, "SELECT 1 FROM record WHERE n = ?1", -1, &finder, NULL);
    if (rc == SQLITE_OK)
        (void)sqlite3_bind_int64(s, 1, walk->records > 0 ? walk->n : INT64_MIN);
    while (rc == SQLITE_OK && !walk->first_bad[0]) {
        rc = sqlite3_step(s);
        if (rc != SQLITE_ROW)
            break;
        log_row_read(s, &row);
        rc = take(sql, walk, &row);
        if (rc == SQLITE_OK)
            rc = find(finder, row.n);
        if (clock_us() >= until_us)
            break;
    }
    sqlite3_finalize(s);
    sqlite3_finalize(finder);
    if (rc == SQLITE_DONE)
        rc = end(sql, walk);
    else if (rc == SQLITE_OK && !walk->first_bad[0])
        return rc; /* to be continued */
    walk->done = true;
    return rc;
}

/* ---- offline --------------------------------------------------------------------------------- */

static int open_to_look(struct db *db, const char *path, struct cause *why)
{
    int rc = db_open(db, &(struct db_conf){.path = path, .busy_ms = VERIFY_BUSY_MS}, why);
    return rc == SQLITE_OK ? schema_check(db, why) : rc;
}

int store_verify(const char *path, struct verify_result *out, struct cause *why)
{
    struct db db;
    struct walk walk = {.begun = false};
    *out = (struct verify_result){0};
    int rc = open_to_look(&db, path, why);
    if (rc == SQLITE_OK)
        rc = db_words(&db, walk_slice(db.sql, &walk, INT64_MAX), "be read", why);
    db_close(&db);
    out->records = walk.records;
    out->epochs = walk.epochs;
    out->missing = walk.missing;
    (void)text_copy(out->from, sizeof out->from, walk.from);
    (void)text_copy(out->head, sizeof out->head, walk.hash);
    (void)text_copy(out->first_bad, sizeof out->first_bad, walk.first_bad);
    return rc != SQLITE_OK ? -1 : walk.first_bad[0] ? 1 : 0;
}

static int rebuild(struct db *db)
{
    struct projector projector = {.upsert = {NULL}};
    /* A temporary file, not memory: a year of records is large. */
    int rc = sqlite3_exec(db->sql, "ATTACH '' AS rebuilt", NULL, NULL, NULL);
    for (size_t i = 0; i < PROJECTIONS && rc == SQLITE_OK; i++)
        rc = projection_create(db->sql, "rebuilt", i);
    if (rc == SQLITE_OK)
        rc = projection_prepare(db->sql, "rebuilt", &projector);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db->sql, "BEGIN", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = projection_rebuild(db->sql, &projector);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db->sql, "COMMIT", NULL, NULL, NULL);
    projection_done(&projector);
    return rc;
}

int store_rebuild_check(const char *path, char *difference, size_t size, struct cause *why)
{
    struct db db;
    difference[0] = '\0';
    int rc = open_to_look(&db, path, why);
    if (rc == SQLITE_OK) {
        rc = rebuild(&db);
        for (size_t i = 0; i < PROJECTIONS && rc == SQLITE_OK && !difference[0]; i++)
            rc = projection_compare(db.sql, "rebuilt", i, difference, size);
        rc = db_words(&db, rc, "be read", why);
    }
    db_close(&db);
    return rc != SQLITE_OK ? -1 : difference[0] ? 1 : 0;
}
