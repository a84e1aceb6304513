/* SPDX-License-Identifier: MIT */
/* A row of the log as the record that was hashed, whether it follows the one before it, and where
 * the chain goes on when that one is gone. Inside data/store only. */
#ifndef DATA_STORE_LOG_H
#define DATA_STORE_LOG_H

#include "data/model/record.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What log_row_read reads. */
#define LOG_COLUMNS                                                            \
    "r.n, r.epoch, e.name, e.boot_id, r.seq, r.kind, r.id, r.rev, r.wall_ms, " \
    "r.boot_ms, r.synced, r.actor, r.config, r.hash, r.body, e.base"

/* Rows after ?1, rising; `schema` "main." of another connection is the same. */
#define LOG_ROWS                                                                                  \
    "SELECT " LOG_COLUMNS " FROM record r LEFT JOIN epoch e ON e.number = r.epoch WHERE r.n > ?1" \
    " ORDER BY r.n"

struct log_row {
    int64_t n, epoch, base;
    bool whole;                  /* every column can be what it should be */
    char hash[RECORD_HASH_SIZE]; /* as it stands in the row */
    struct record record;        /* body borrowed from the statement */
};

void log_row_read(sqlite3_stmt *s, struct log_row *row);
/* NULL when the row's hash is that of its content after `before`, else what is wrong. */
const char *log_row_misfit(const struct log_row *row, const char before[RECORD_HASH_SIZE]);
/* "epoch/seq kind id: what", cleaned. */
void log_row_name(const struct log_row *row, const char *what, char *out, size_t size);

/* The hash that the chain goes on from after record n, which is not there: SQLITE_ROW when it is
 * known, SQLITE_DONE when not, or an SQLite code. */
int log_anchor(sqlite3 *sql, int64_t n, char hash[RECORD_HASH_SIZE]);
/* Remember it. Inside a transaction. */
int log_set_anchor(sqlite3 *sql, int64_t n, const char hash[RECORD_HASH_SIZE]);

/* A column that holds a hash, as hex; false: it does not. */
bool log_hash_column(sqlite3_stmt *s, int index, char out[RECORD_HASH_SIZE]);

#endif
