/* SPDX-License-Identifier: MIT */
/* One SQLite connection to a station's record, set up as the store needs it; the chain of records
 * and its head. Inside data/store only. Functions return 0 or an SQLite result code, with the words
 * in `why`; a code other than 0 may leave a transaction open: db_rollback. */
#ifndef DATA_STORE_DB_H
#define DATA_STORE_DB_H

#include "data/model/cause.h"
#include "data/model/record.h"
#include "data/store/backup.h"
#include "data/store/history.h"
#include "data/store/projection.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the log ends. `n` numbers all records of the file and rises for ever; epoch and seq are
 * what the world knows a record by. `commits` rises with every commit of what was handed over,
 * `minutes` counts rows of signal history. All of it lives in the counter row `head`. */
struct chain {
    int64_t n, epoch_number, seq, commits, minutes;
    char epoch[RECORD_EPOCH_SIZE];
    char hash[RECORD_HASH_SIZE];
};

enum db_statement {
    DB_BEGIN,
    DB_COMMIT,
    DB_INSERT,
    DB_HEAD,
    DB_CHECKPOINT,
    DB_STATEMENTS /* how many */
};

#define DB_PAGE_SIZE 4096

struct db {
    sqlite3 *sql; /* NULL: closed */
    char *path;
    sqlite3_stmt *statement[DB_STATEMENTS];
    struct projector projector;
    struct history_writer history;
    struct chain chain;
    struct backup backup; /* being made; at most one */
    int64_t schema;       /* version found at opening */
    bool empty;           /* no tables were there */
    bool clean;           /* was closed properly */
    int wal_pages;        /* in the write-ahead log since it was last folded back */
};

struct db_conf {
    const char *path;
    bool create; /* make the file when there is none; else look only: nothing is written */
    int busy_ms; /* how long to wait for another holder of the file */
};

/* Open, take the exclusive lock, refuse what is no station's record or a newer one's, before
 * anything is written to it. Not yet prepared. */
int db_open(struct db *db, const struct db_conf *conf, struct cause *why);
/* Prepare the statements; the schema is in place. Reads the head. */
int db_prepare(struct db *db, struct cause *why);
/* From now on the file may not grow beyond this (or beyond what it has already). 0: no limit. */
int db_limit(struct db *db, int64_t quota_bytes, struct cause *why);
void db_close(struct db *db);

int db_begin(struct db *db, struct cause *why);
int db_commit(struct db *db, struct cause *why);
void db_rollback(struct db *db); /* harmless without a transaction */
int db_exec(struct db *db, const char *sql, struct cause *why);
/* The first column of the first row as an integer, `fallback` without a row. */
int db_integer(struct db *db, const char *sql, int64_t fallback, int64_t *value, struct cause *why);

/* Give the record its epoch, seq and hash, insert and project it. Inside a transaction; db_head
 * before its commit. On failure the caller puts `chain` back. */
int db_record(struct db *db, struct record *record, struct cause *why);
/* Likewise a minute of a signal. */
int db_minute(struct db *db, const struct history_row *row, struct cause *why);
int db_head(struct db *db, bool clean, struct cause *why);
int db_checkpoint(struct db *db, int64_t wall_ms, const char *text, size_t length,
                  struct cause *why);

/* Somebody has moved the file away, removed it, or put another in its place. */
bool db_has_moved(const struct db *db);
/* Copy the write-ahead log into the file; `cut` it to nothing too, else it is written over from its
 * beginning. */
int db_fold(struct db *db, bool cut, struct cause *why);
int db_quick_check(struct db *db, struct cause *why);

/* Words and a remedy for a result code. Returns `rc`. */
int db_words(const struct db *db, int rc, const char *doing, struct cause *why);
bool db_is_broken(int rc);    /* the file's content is not what it should be */
bool db_wants_reopen(int rc); /* the connection cannot be trusted after this */

/* Who else holds the file: "andond (pid 12)" or "another process". */
void db_holder(const char *path, char *out, size_t size);

#endif
