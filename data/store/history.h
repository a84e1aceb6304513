/* SPDX-License-Identifier: MIT */
/* Signal history in the file: bulk data outside log and chain, one row a signal and minute in which
 * something was heard. Names stand in a dictionary, so that a signal that is configured no more
 * stays readable. Inside data/store only. */
#ifndef DATA_STORE_HISTORY_H
#define DATA_STORE_HISTORY_H

#include "data/model/history.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum history_statement {
    HISTORY_FIND, /* number of a name */
    HISTORY_NAME, /* a new one */
    HISTORY_INSERT,
    HISTORY_READ,
    HISTORY_REPLACE,
    HISTORY_STATEMENTS /* how many */
};

struct history_writer {
    sqlite3_stmt *statement[HISTORY_STATEMENTS];
};

/* All return 0 or an SQLite code. */
int history_prepare(sqlite3 *sql, struct history_writer *writer);
void history_done(struct history_writer *writer);
/* Add a row; `*minutes` counts those that are new. A minute that is there already (the wall clock
 * was set back) is merged with what comes now. Inside a transaction. */
int history_write(struct history_writer *writer, const struct history_row *row, int64_t *minutes);

/* Likewise one that comes from elsewhere: what is there already stays as it is. `*restored` counts
 * all. */
int history_restore(struct history_writer *writer, const struct history_row *row, int64_t *minutes,
                    int64_t *restored);
/* All minutes of another file after this one of this signal (a number of that file). */
int history_read_prepare(sqlite3 *sql, int64_t signal, int64_t minute, sqlite3_stmt **s);
/* The row a step has come to; without a name when it is of no signal. */
void history_read_row(sqlite3_stmt *s, struct history_row *row, int64_t *signal);

/* Minutes of one signal, merged as they are read. */
struct history_scan {
    bool begun;
    int64_t signal;    /* number; 0: there is none of that name */
    int64_t next, end; /* minutes still to be read: [next, end) */
    int64_t first;     /* begin of the first bucket */
    int64_t width;     /* minutes a bucket */
    int64_t bucket;    /* number of the open one, -1: none */
    bool whole;        /* … and it only waits for room */
    struct history span;
};

/* What a scan of [from_ms, to_ms) in at most `points` buckets is to read; the bounds may be
 * TIME_NONE and TIME_NEVER. */
int history_scan_begin(sqlite3 *sql, struct history_scan *scan, const char *name,
                       const int64_t range_ms[2], int64_t points);
/* Hand on the buckets of a slice as JSON texts, until `until_us` (monotonic), the end, or `put`
 * says that there is no room: that bucket comes again first next time. */
typedef bool history_put(void *ctx, const char *json, size_t length);
int history_scan_slice(sqlite3 *sql, struct history_scan *scan, int64_t until_us, history_put *put,
                       void *ctx);
bool history_scan_over(const struct history_scan *scan);

#endif
