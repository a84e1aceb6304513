/* SPDX-License-Identifier: MIT */
/* Does the record still say what was written? Each row's hash is made again from the one before it
 * and from the row's own columns; numbers must have no gap, and the log must end where the counter
 * row says. store.c walks its open file in slices; andonctl verify a file that nobody holds. */
#include "data/store/verify.h"

#include "data/model/text.h"
#include "data/store/clock.h"
#include "data/store/db.h"
#include "data/store/hash.h"
#include "data/store/schema.h"
#include "data/store/store.h"

#include <string.h>

#define VERIFY_BUSY_MS 200

/* Columns of the walk. */
enum {
    COL_N,
    COL_EPOCH,
    COL_NAME,
    COL_BOOT_ID,
    COL_SEQ,
    COL_KIND,
    COL_ID,
    COL_REV,
    COL_WALL,
    COL_BOOT,
    COL_SYNCED,
    COL_ACTOR,
    COL_CONFIG,
    COL_HASH,
    COL_BODY,
    COL_BASE
};

static const char walk_sql[] =
    "SELECT r.n, r.epoch, e.name, e.boot_id, r.seq, r.kind, r.id, r.rev, r.wall_ms, r.boot_ms, "
    "r.synced, r.actor, r.config, r.hash, r.body, e.base "
    "FROM record r LEFT JOIN epoch e ON e.number = r.epoch WHERE r.n > ?1 ORDER BY r.n";

static const char head_sql[] = "SELECT n, epoch, seq, hash, floor_n, floor_hash FROM head";

static const char *column(sqlite3_stmt *s, int index)
{
    const char *text = (const char *)sqlite3_column_text(s, index);
    return text ? text : "";
}

static void bad(struct walk *walk, sqlite3_stmt *s, const char *what)
{
    char where[96];
    (void)text_format(where, sizeof where, "%.32s/%lld %.16s %.31s: %s", column(s, COL_NAME),
                      (long long)sqlite3_column_int64(s, COL_SEQ), column(s, COL_KIND),
                      column(s, COL_ID), what);
    (void)text_sanitise(where, strlen(where), walk->first_bad, sizeof walk->first_bad);
}

static bool hex_column(sqlite3_stmt *s, int index, char out[RECORD_HASH_SIZE])
{
    const unsigned char *bytes = sqlite3_column_blob(s, index);
    if (!bytes || sqlite3_column_bytes(s, index) != HASH_BYTES)
        return false;
    hash_to_hex(bytes, HASH_BYTES, out);
    return true;
}

/* The row as the record that was hashed; false when a column cannot have been one. */
static bool record_of(sqlite3_stmt *s, struct record *r)
{
    const char *kind = column(s, COL_KIND);
    int word = word_find(&words_record_kind, kind, strlen(kind));
    *r = (struct record){
        .seq = sqlite3_column_int64(s, COL_SEQ),
        .kind = (enum record_kind)(word < 0 ? 0 : word),
        .rev = sqlite3_column_int64(s, COL_REV),
        .wall_ms = sqlite3_column_int64(s, COL_WALL),
        .boot_ms = sqlite3_column_int64(s, COL_BOOT),
        .synced = sqlite3_column_int(s, COL_SYNCED),
        .body = column(s, COL_BODY),
        .body_length = (size_t)sqlite3_column_bytes(s, COL_BODY),
    };
    return word >= 0 && text_copy(r->epoch, sizeof r->epoch, column(s, COL_NAME)) &&
           text_copy(r->id, sizeof r->id, column(s, COL_ID)) &&
           text_copy(r->boot_id, sizeof r->boot_id, column(s, COL_BOOT_ID)) &&
           text_copy(r->actor, sizeof r->actor, column(s, COL_ACTOR)) &&
           text_copy(r->config, sizeof r->config, column(s, COL_CONFIG));
}

/* NULL when the row follows the one before. */
static const char *misfit(const struct walk *walk, sqlite3_stmt *s, char hash[RECORD_HASH_SIZE])
{
    struct record record;
    unsigned char bytes[HASH_BYTES];
    char stored[RECORD_HASH_SIZE];
    bool same_epoch = sqlite3_column_int64(s, COL_EPOCH) == walk->epoch;
    if (sqlite3_column_int64(s, COL_N) != walk->n + 1)
        return "records before it are missing";
    if (!record_of(s, &record) || !hex_column(s, COL_HASH, stored))
        return "a column is damaged";
    if ((walk->records > 0 && record.seq != (same_epoch ? walk->seq + 1 : 1)) ||
        sqlite3_column_int64(s, COL_N) - record.seq != sqlite3_column_int64(s, COL_BASE))
        return "its number does not follow";
    if (hash_record(walk->hash, &record, bytes, hash) != 0 || strcmp(hash, stored) != 0)
        return "was changed";
    return NULL;
}

static void take(struct walk *walk, sqlite3_stmt *s)
{
    char hash[RECORD_HASH_SIZE];
    const char *what = misfit(walk, s, hash);
    if (what) {
        bad(walk, s, what);
        return;
    }
    int64_t epoch = sqlite3_column_int64(s, COL_EPOCH);
    if (walk->records == 0 || epoch != walk->epoch)
        walk->epochs++;
    walk->records++;
    walk->n = sqlite3_column_int64(s, COL_N);
    walk->epoch = epoch;
    walk->seq = sqlite3_column_int64(s, COL_SEQ);
    (void)text_copy(walk->hash, sizeof walk->hash, hash);
}

/* Beginning: where the oldest record kept continues from. End: what the counter row says. */
static int look_at_head(sqlite3 *sql, struct walk *walk)
{
    sqlite3_stmt *s = NULL;
    char hash[RECORD_HASH_SIZE];
    int rc = sqlite3_prepare_v2(sql, head_sql, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW && !walk->begun) {
        walk->n = sqlite3_column_int64(s, 4);
        if (!hex_column(s, 5, walk->hash))
            (void)text_copy(walk->first_bad, sizeof walk->first_bad, "the counter row is damaged");
        walk->begun = true;
    } else if (rc == SQLITE_ROW) {
        bool fits = hex_column(s, 3, hash) && strcmp(hash, walk->hash) == 0 &&
                    sqlite3_column_int64(s, 0) == walk->n &&
                    (walk->records == 0 || (sqlite3_column_int64(s, 1) == walk->epoch &&
                                            sqlite3_column_int64(s, 2) == walk->seq));
        if (!fits)
            (void)text_format(walk->first_bad, sizeof walk->first_bad,
                              "the log ends at record %lld, the counter says %lld",
                              (long long)walk->n, (long long)sqlite3_column_int64(s, 0));
        walk->done = true;
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW ? SQLITE_OK : rc == SQLITE_DONE ? SQLITE_CORRUPT : rc;
}

int walk_slice(sqlite3 *sql, struct walk *walk, int64_t until_us)
{
    int rc = walk->begun ? SQLITE_OK : look_at_head(sql, walk);
    sqlite3_stmt *s = NULL;
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(sql, walk_sql, -1, &s, NULL);
    if (rc == SQLITE_OK)
        (void)sqlite3_bind_int64(s, 1, walk->records > 0 ? walk->n : INT64_MIN);
    while (rc == SQLITE_OK || rc == SQLITE_ROW) {
        rc = walk->first_bad[0] ? SQLITE_DONE : sqlite3_step(s);
        if (rc == SQLITE_ROW)
            take(walk, s);
        if (rc == SQLITE_ROW && clock_us() >= until_us)
            break;
    }
    sqlite3_finalize(s);
    walk->done = walk->first_bad[0] != '\0';
    if (rc == SQLITE_DONE && !walk->done)
        rc = look_at_head(sql, walk);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
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
