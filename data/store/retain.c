/* SPDX-License-Identifier: MIT */
/* Retention. care.c decides what may go and when. Records go in the order of their numbers, with
 * their rows in the tables made from the log; head.floor_* says how far it has come. Kinds that
 * stay are passed over: before the first of them after a gap an anchor keeps the hash that the
 * chain goes on from. */
#include "data/store/retain.h"

#include "data/model/text.h"
#include "data/store/clock.h"
#include "data/store/hash.h"
#include "data/store/log.h"

#include <string.h>

#define BATCH        64
#define SPAN_MINUTES 720 /* of one signal at a time */

/* Where retention is: record n, and whether it is still there. */
struct floor {
    int64_t n;
    char hash[RECORD_HASH_SIZE];
    bool there;
};

/* What is to be known of a record to remove it. */
struct old_row {
    int64_t n;
    int kind; /* -1: of a newer program */
    char id[RECORD_ID_SIZE], hash[RECORD_HASH_SIZE];
};

static bool stays(int kind)
{
    static const bool kept[RECORD_KIND_COUNT] = {
        [REC_SHIFT] = true, [REC_HANDOVER] = true, [REC_CONFIG] = true,
        [REC_OPEN] = true,  [REC_GOAL] = true,     [REC_IMPROVEMENT] = true};
    return kind < 0 || kept[kind];
}

/* ---- the floor ------------------------------------------------------------------------------- */

static int read_floor(sqlite3 *sql, struct floor *floor)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql,
                                "SELECT floor_n, floor_hash, floor_n = 0 OR EXISTS "
                                "(SELECT 1 FROM record WHERE n = floor_n) FROM head",
                                -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        floor->n = sqlite3_column_int64(s, 0);
        floor->there = sqlite3_column_int(s, 2) != 0;
        rc = log_hash_column(s, 1, floor->hash) ? SQLITE_OK : SQLITE_CORRUPT;
    }
    sqlite3_finalize(s);
    return rc;
}

static int write_floor(sqlite3 *sql, const struct floor *floor)
{
    unsigned char hash[HASH_BYTES];
    sqlite3_stmt *s = NULL;
    if (hash_from_hex(floor->hash, hash) != 0)
        return SQLITE_CORRUPT;
    int rc = sqlite3_prepare_v2(sql, "UPDATE head SET floor_n = ?1, floor_hash = ?2", -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, floor->n);
        (void)sqlite3_bind_blob(s, 2, hash, HASH_BYTES, SQLITE_STATIC);
        rc = sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* ---- records --------------------------------------------------------------------------------- */

static int read_row(sqlite3_stmt *s, struct old_row *row)
{
    const char *kind = (const char *)sqlite3_column_text(s, 1);
    const char *id = (const char *)sqlite3_column_text(s, 2);
    row->n = sqlite3_column_int64(s, 0);
    row->kind = kind ? word_find(&words_record_kind, kind, strlen(kind)) : -1;
    (void)text_copy(row->id, sizeof row->id, id ? id : "");
    return log_hash_column(s, 3, row->hash) ? SQLITE_OK : SQLITE_CORRUPT;
}

/* The next ones after the floor; all are read before any is removed. */
static int read_rows(sqlite3 *sql, const struct floor *floor, int64_t upto_n,
                     struct old_row rows[BATCH], int *count)
{
    sqlite3_stmt *s = NULL;
    *count = 0;
    int rc = sqlite3_prepare_v2(sql,
                                "SELECT n, kind, id, hash FROM record "
                                "WHERE n > ?1 AND n <= ?2 ORDER BY n",
                                -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, floor->n);
        (void)sqlite3_bind_int64(s, 2, upto_n);
    }
    while (rc == SQLITE_OK && *count < BATCH) {
        rc = sqlite3_step(s);
        if (rc != SQLITE_ROW)
            break;
        rc = read_row(s, &rows[(*count)++]);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int run_for(sqlite3 *sql, const char *text, int64_t n)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql, text, -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, n);
        rc = sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int remove_row(struct db *db, const struct old_row *row)
{
    int rc = run_for(db->sql, "DELETE FROM record WHERE n = ?1", row->n);
    if (rc == SQLITE_OK)
        rc = run_for(db->sql, "DELETE FROM anchor WHERE n = ?1 - 1", row->n);
    return rc == SQLITE_OK
               ? projection_forget(&db->projector, (enum record_kind)row->kind, row->id, row->n)
               : rc;
}

static int pass(struct db *db, struct floor *floor, const struct old_row *row, int64_t *removed)
{
    bool stay = stays(row->kind), gap = row->n != floor->n + 1;
    int rc = SQLITE_OK;
    if (!stay)
        rc = remove_row(db, row);
    else if (!gap && !floor->there) /* over a gap there is one already */
        rc = log_set_anchor(db->sql, floor->n, floor->hash);
    floor->n = row->n;
    floor->there = stay;
    (void)text_copy(floor->hash, sizeof floor->hash, row->hash);
    ++*removed;
    return rc;
}

static int pass_rows(struct db *db, int64_t upto_n, int64_t until_us, int64_t *removed)
{
    struct floor floor = {0};
    struct old_row rows[BATCH];
    int count = 1, rc = read_floor(db->sql, &floor);
    while (rc == SQLITE_OK && count > 0) {
        rc = read_rows(db->sql, &floor, upto_n, rows, &count);
        for (int i = 0; i < count && rc == SQLITE_OK; i++)
            rc = pass(db, &floor, &rows[i], removed);
        if (clock_us() >= until_us)
            break;
    }
    if (rc == SQLITE_OK && *removed > 0)
        rc = write_floor(db->sql, &floor);
    return rc;
}

int retain_records(struct db *db, int64_t upto_n, int64_t until_us, int64_t *removed,
                   struct cause *why)
{
    *removed = 0;
    int rc = db_begin(db, why);
    if (rc == SQLITE_OK)
        rc = db_words(db, pass_rows(db, upto_n, until_us, removed), "remove old records", why);
    if (rc == SQLITE_OK)
        rc = db_commit(db, why);
    if (rc != SQLITE_OK)
        db_rollback(db);
    return rc;
}

int retain_floor(struct db *db, int64_t *n, struct cause *why)
{
    return db_integer(db, "SELECT floor_n FROM head", 0, n, why);
}

static int scan_rows(sqlite3 *sql, struct retain_scan *scan, int64_t until_us)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(
        sql, "SELECT n, wall_ms FROM record WHERE n > ?1 AND synced ORDER BY n", -1, &s, NULL);
    if (rc == SQLITE_OK)
        (void)sqlite3_bind_int64(s, 1, scan->n);
    for (int rows = 1; rc == SQLITE_OK; rows++) {
        rc = sqlite3_step(s);
        if (rc != SQLITE_ROW)
            break;
        rc = SQLITE_OK;
        scan->n = sqlite3_column_int64(s, 0);
        scan->done = sqlite3_column_int64(s, 1) >= scan->before_ms;
        if (!scan->done)
            scan->upto_n = scan->n;
        if (scan->done || (rows % BATCH == 0 && clock_us() >= until_us))
            break;
    }
    sqlite3_finalize(s);
    scan->done = scan->done || rc == SQLITE_DONE;
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int retain_scan(struct db *db, struct retain_scan *scan, int64_t until_us, struct cause *why)
{
    int rc = scan->begun ? SQLITE_OK : retain_floor(db, &scan->n, why);
    if (!scan->begun)
        scan->upto_n = scan->n;
    scan->begun = true;
    if (rc == SQLITE_OK)
        rc = db_words(db, scan_rows(db->sql, scan, until_us), "be read", why);
    return rc;
}

int retain_sent(struct db *db, bool upstream, int64_t *n, struct cause *why)
{
    *n = db->chain.n;
    if (!upstream)
        return SQLITE_OK;
    return db_integer(db,
                      "SELECT base + acked FROM epoch e WHERE base + acked < coalesce("
                      "(SELECT min(base) FROM epoch later WHERE later.number > e.number), "
                      "(SELECT n FROM head)) ORDER BY number LIMIT 1",
                      db->chain.n, n, why);
}

/* ---- minutes --------------------------------------------------------------------------------- */

/* The signal that has the first minute, and that. */
static int find_first(sqlite3 *sql, int64_t *signal, int64_t *minute)
{
    sqlite3_stmt *s = NULL;
    *minute = INT64_MAX;
    int rc = sqlite3_prepare_v2(
        sql,
        "SELECT number, first FROM (SELECT number, (SELECT min(minute) FROM history "
        "WHERE signal = number) AS first FROM signal) WHERE first NOT NULL ORDER BY first LIMIT 1",
        -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        *signal = sqlite3_column_int64(s, 0);
        *minute = sqlite3_column_int64(s, 1);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int remove_minutes(sqlite3 *sql, int64_t signal, int64_t before, int64_t *removed)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql, "DELETE FROM history WHERE signal = ?1 AND minute < ?2", -1,
                                &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, signal);
        (void)sqlite3_bind_int64(s, 2, before);
        rc = sqlite3_step(s);
    }
    sqlite3_finalize(s);
    *removed += sqlite3_changes(sql);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int pass_minutes(struct db *db, int64_t before, int64_t until_us, int64_t *removed)
{
    int rc;
    int64_t signal, first;
    do {
        rc = find_first(db->sql, &signal, &first);
        if (rc != SQLITE_OK || first >= before)
            return rc;
        int64_t end = first + SPAN_MINUTES < before ? first + SPAN_MINUTES : before;
        rc = remove_minutes(db->sql, signal, end, removed);
    } while (rc == SQLITE_OK && clock_us() < until_us);
    return rc;
}

int retain_minutes(struct db *db, int64_t before, int64_t until_us, int64_t *removed,
                   struct cause *why)
{
    int64_t minutes = db->chain.minutes;
    *removed = 0;
    int rc = db_begin(db, why);
    if (rc == SQLITE_OK)
        rc = db_words(db, pass_minutes(db, before, until_us, removed), "remove old signal history",
                      why);
    db->chain.minutes -= *removed;
    if (rc == SQLITE_OK && *removed > 0)
        rc = db_head(db, false, why);
    if (rc == SQLITE_OK)
        rc = db_commit(db, why);
    if (rc != SQLITE_OK) {
        db->chain.minutes = minutes;
        db_rollback(db);
    }
    return rc;
}

int retain_first_minute(struct db *db, int64_t *minute, struct cause *why)
{
    int64_t signal;
    return db_words(db, find_first(db->sql, &signal, minute), "be read", why);
}
