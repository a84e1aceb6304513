/* SPDX-License-Identifier: MIT */
/* DDL and migrations, by user_version. db_open has a first look before it writes anything; epoch.c
 * calls schema_prepare before db_prepare. Every step runs in the same transaction as its new
 * user_version, so a power cut leaves the old file or the new one.
 *
 *   record      the log, one immutable row a record; n numbers all records of the file
 *   epoch       one row an opening of the database; a record of it has n = base + seq; up to seq
 *               `acked` upstream has them
 *   head        one row: where the log ends. Numbers are taken from here, never from max(n), so
 *               none is used twice even when rows are removed. floor_*: the record up to which
 *               retention has come. clean: closed properly. commits: how many there were. minutes:
 *               rows of `history`. salvage: a damaged file, put aside, that is still being read, up
 *               to record salvage_n
 *   checkpoint  one row: the engine's state as of record n
 *   records     the log as people want to see it
 *   parked      records that a hub has put aside, with its words; head.parked: how many there were
 *   anchor      where the chain goes on although records before it are missing: hash of record n
 *   model       what built-in detectors have learnt: rows of a version, and (0 and below) of where
 *               one stands; bulk data outside the log
 *   signal      names of signals, for `history`: minutes of signals, bulk data outside the log */
#include "data/store/schema.h"

#include "data/model/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char first_schema[] =
    "CREATE TABLE record ("
    " n INTEGER PRIMARY KEY,"
    " epoch INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " kind TEXT NOT NULL,"
    " id TEXT NOT NULL,"
    " rev INTEGER NOT NULL,"
    " wall_ms INTEGER NOT NULL,"
    " boot_ms INTEGER NOT NULL,"
    " synced INTEGER NOT NULL,"
    " actor TEXT NOT NULL,"
    " config TEXT NOT NULL,"
    " hash BLOB NOT NULL,"
    " body TEXT NOT NULL) STRICT;"
    "CREATE TABLE epoch ("
    " number INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " base INTEGER NOT NULL,"
    " boot_id TEXT NOT NULL) STRICT;"
    "CREATE TABLE head ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " n INTEGER NOT NULL,"
    " epoch INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " hash BLOB NOT NULL,"
    " floor_n INTEGER NOT NULL,"
    " floor_hash BLOB NOT NULL,"
    " clean INTEGER NOT NULL) STRICT;"
    "INSERT INTO head VALUES (1, 0, 0, 0, zeroblob(32), 0, zeroblob(32), 1);"
    "CREATE TABLE checkpoint ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " n INTEGER NOT NULL,"
    " wall_ms INTEGER NOT NULL,"
    " body TEXT NOT NULL) STRICT;"
    "CREATE VIEW records AS SELECT r.n, e.name AS epoch, r.seq, r.kind, r.id, r.rev, r.wall_ms,"
    " r.boot_ms, e.boot_id, r.synced, r.actor, r.config, lower(hex(r.hash)) AS hash, r.body"
    " FROM record r JOIN epoch e ON e.number = r.epoch;";

/* Retention, what upstream has, signal history. */
static const char second_schema[] =
    "ALTER TABLE epoch ADD COLUMN acked INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE head ADD COLUMN commits INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE head ADD COLUMN minutes INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE head ADD COLUMN salvage TEXT;"
    "CREATE TABLE anchor ("
    " n INTEGER PRIMARY KEY,"
    " hash BLOB NOT NULL) STRICT;"
    "CREATE TABLE signal ("
    " number INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE history (" /* values in millionths; mean * samples + rest is their sum */
    " signal INTEGER NOT NULL,"
    " minute INTEGER NOT NULL," /* since the epoch */
    " min INTEGER,"
    " mean INTEGER,"
    " rest INTEGER,"
    " max INTEGER,"
    " last INTEGER,"
    " samples INTEGER NOT NULL,"
    " bad INTEGER NOT NULL,"
    " quality INTEGER NOT NULL," /* at its end: 0 none, 1 good, 2 bad, 3 stale */
    " PRIMARY KEY (signal, minute)) STRICT, WITHOUT ROWID;";

/* Damaged files are read out. */
static const char third_schema[] =
    "ALTER TABLE head ADD COLUMN salvage_n INTEGER NOT NULL DEFAULT 0";

/* What upstream cannot take. It says what the record was, which retention may remove. */
static const char fourth_schema[] = "ALTER TABLE head ADD COLUMN parked INTEGER NOT NULL DEFAULT 0;"
                                    "CREATE TABLE parked ("
                                    " number INTEGER PRIMARY KEY,"
                                    " epoch TEXT NOT NULL,"
                                    " seq INTEGER NOT NULL,"
                                    " kind TEXT NOT NULL,"
                                    " id TEXT NOT NULL,"
                                    " rev INTEGER NOT NULL,"
                                    " wall_ms INTEGER NOT NULL,"
                                    " actor TEXT NOT NULL,"
                                    " why TEXT NOT NULL,"
                                    " UNIQUE (epoch, seq)) STRICT;";

/* What built-in detectors have learnt. */
static const char fifth_schema[] = "CREATE TABLE model ("
                                   " name TEXT NOT NULL,"
                                   " version INTEGER NOT NULL,"
                                   " made_ms INTEGER NOT NULL,"
                                   " body TEXT NOT NULL,"
                                   " PRIMARY KEY (name, version)) STRICT;";

/* Row k brings a file from version k to k + 1. */
static const char *const migrations[SCHEMA_VERSION] = {first_schema, second_schema, third_schema,
                                                       fourth_schema, fifth_schema};

/* Which program wrote the file last, as the newest opening says: "andond 1.2.0", or only "andond"
 * when a newer schema does not show it any more where this one looks. */
static void writer_of(struct db *db, char *out, size_t size)
{
    sqlite3_stmt *s = NULL;
    char version[32] = "";
    if (sqlite3_prepare_v2(db->sql,
                           "SELECT json_extract(r.body, '$.version') FROM epoch e"
                           " JOIN record r ON r.n = e.base + 1 ORDER BY e.number DESC LIMIT 1",
                           -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(s, 0);
        if (text)
            (void)text_sanitise(text, (size_t)sqlite3_column_bytes(s, 0), version, sizeof version);
    }
    sqlite3_finalize(s);
    (void)text_format(out, size, version[0] ? "andond %s" : "andond", version);
}

int schema_look(struct db *db, struct cause *why)
{
    char writer[48];
    int64_t tables = 0, application = 0;
    int rc = db_integer(db, "SELECT count(*) FROM main.sqlite_schema", 0, &tables, why);
    if (rc == SQLITE_OK)
        rc = db_integer(db, "PRAGMA main.application_id", 0, &application, why);
    if (rc == SQLITE_OK)
        rc = db_integer(db, "PRAGMA main.user_version", 0, &db->schema, why);
    if (rc != SQLITE_OK)
        return rc;
    db->empty = tables == 0;
    if (!db->empty && application != SCHEMA_APPLICATION)
        return cause_set(why, SQLITE_MISMATCH,
                         "%s is a database of another program, not a station's record; give "
                         "another data directory",
                         db->path);
    if (db->schema <= SCHEMA_VERSION)
        return SQLITE_OK;
    writer_of(db, writer, sizeof writer);
    return cause_set(why, SQLITE_MISMATCH,
                     "%s is of a newer %s (record schema %lld, this one knows %d) and left as it "
                     "is; install %s again",
                     db->path, writer, (long long)db->schema, SCHEMA_VERSION, writer);
}

int schema_check(struct db *db, struct cause *why)
{
    if (!db->empty && db->schema == SCHEMA_VERSION)
        return SQLITE_OK;
    return cause_set(why, SQLITE_MISMATCH, "%s holds %s; start andond on it once, then try again",
                     db->path, db->empty ? "no records yet" : "records of an older version");
}

static int migrate(struct db *db, struct cause *why)
{
    int64_t version = db->empty || db->schema < 0 ? 0 : db->schema;
    if (version == SCHEMA_VERSION)
        return SQLITE_OK;
    for (int64_t v = version; v < SCHEMA_VERSION; v++) {
        int rc = db_exec(db, migrations[v], why);
        if (rc != SQLITE_OK)
            return rc;
    }
    char marks[96];
    (void)sqlite3_snprintf((int)sizeof marks, marks,
                           "PRAGMA application_id = %d; PRAGMA user_version = %d",
                           SCHEMA_APPLICATION, SCHEMA_VERSION);
    return db_exec(db, marks, why);
}

/* Every table is fed when one is new: what is already there stays as it is (highest rev wins). */
static int renew_projections(struct db *db, struct cause *why)
{
    int made = 0;
    struct projector projector = {.upsert = {NULL}};
    int rc = projection_renew(db->sql, &made);
    if (rc == SQLITE_OK && made > 0) {
        rc = projection_prepare(db->sql, "main", &projector);
        if (rc == SQLITE_OK)
            rc = projection_rebuild(db->sql, &projector);
    }
    projection_done(&projector);
    return db_words(db, rc, "make the tables", why);
}

/* A copy of the file as it is goes to "…db.schema-1" before it is migrated: who must go back to the
 * older program has it. It is made beside and renamed, so a half one never bears the name. */
static int back_up(struct db *db, struct cause *why)
{
    char path[400], half[420];
    if (!text_format(path, sizeof path, "%s.schema-%lld", db->path, (long long)db->schema) ||
        !text_format(half, sizeof half, "%s.part", path))
        return cause_set(why, SQLITE_CANTOPEN, "%s: the path is too long", db->path);
    (void)unlink(half);
    int rc = backup_whole(db->sql, half, why);
    if (rc == SQLITE_OK && rename(half, path) != 0)
        rc = cause_set(why, SQLITE_CANTOPEN, "the backup %s cannot be made: %s", path,
                       strerror(errno));
    return rc;
}

int schema_prepare(struct db *db, struct cause *why)
{
    bool older = !db->empty && db->schema > 0 && db->schema < SCHEMA_VERSION;
    int rc = older ? back_up(db, why) : SQLITE_OK;
    if (rc == SQLITE_OK)
        rc = db_exec(db, "BEGIN IMMEDIATE", why);
    if (rc == SQLITE_OK)
        rc = migrate(db, why);
    if (rc == SQLITE_OK)
        rc = renew_projections(db, why);
    if (rc == SQLITE_OK)
        rc = db_exec(db, "COMMIT", why);
    if (rc != SQLITE_OK)
        db_rollback(db);
    return rc;
}
