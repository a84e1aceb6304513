/* SPDX-License-Identifier: MIT */
/* Walking the chain of records, in slices so that a daemon can do it between its writes. Inside
 * data/store only; store_verify (store.h) is the offline form. */
#ifndef DATA_STORE_VERIFY_H
#define DATA_STORE_VERIFY_H

#include "data/model/record.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct walk {
    bool begun, done;
    int64_t n, epoch, seq; /* of the last record that fitted */
    int64_t last_epoch;
    char hash[RECORD_HASH_SIZE];
    int64_t records, epochs;
    int64_t missing;    /* removed or lost, as anchors say */
    char from[56];      /* "epoch/seq" after the last of those: from there on none is missing */
    char first_bad[96]; /* "epoch/seq kind id: what"; "": everything so far fits */
};

/* Walk until the end, the first record that does not fit, or `until_us` (monotonic). `walk` starts
 * as zeros. 0 or an SQLite code. */
int walk_slice(sqlite3 *sql, struct walk *walk, int64_t until_us);

#endif
