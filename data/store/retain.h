/* SPDX-License-Identifier: MIT */
/* Removing what is old: records from the beginning of the log, minutes of signals. In slices, each
 * a transaction of its own, so that a file that is kept for years stays within its limits while
 * records are being written. Inside data/store only. */
#ifndef DATA_STORE_RETAIN_H
#define DATA_STORE_RETAIN_H

#include "data/store/db.h"

#include <stdbool.h>
#include <stdint.h>

/* Roll-ups that everything else is measured against, and what explains them, stay for ever: records
 * of shifts, handovers, configurations and openings. The chain goes on over what is removed before
 * them by anchors; verify knows them. */

/* Up to which record the log is older than a wall time. Only records that were written while the
 * clock was synchronised tell: a station that once started in 1970 or 2036 is not emptied by that,
 * nor full for ever. */
struct retain_scan {
    int64_t before_ms; /* set by the caller, the rest begins as zeros */
    bool begun, done;
    int64_t n;      /* looked at */
    int64_t upto_n; /* the last old one */
};
/* All return 0 or an SQLite code with the words, and work until `until_us` (monotonic). */
int retain_scan(struct db *db, struct retain_scan *scan, int64_t until_us, struct cause *why);

/* Records up to this one; `*removed` 0: all are gone. */
int retain_records(struct db *db, int64_t upto_n, int64_t until_us, int64_t *removed,
                   struct cause *why);
/* Minutes before this one, of all signals. */
int retain_minutes(struct db *db, int64_t before, int64_t until_us, int64_t *removed,
                   struct cause *why);

/* Where removing records has come to. */
int retain_floor(struct db *db, int64_t *n, struct cause *why);
/* The last record up to which upstream has all; without upstream the last one there is. */
int retain_sent(struct db *db, bool upstream, int64_t *n, struct cause *why);
/* The first minute of any signal, INT64_MAX: there is none. */
int retain_first_minute(struct db *db, int64_t *minute, struct cause *why);

#endif
