/* SPDX-License-Identifier: MIT */
/* Rows numbered by their ids, and found by time without an index. `interval` and `minute` are
 * appended in order; as numbers their keys cost half of what texts cost, and an index by time would
 * cost as much again. So <table>_span holds of every block of numbers the first and the last begin
 * in it (or an earlier and a later one), but for the block of the highest number; whoever looks for
 * a time looks through the blocks that reach over it. All negative numbers are block -1. Inside
 * data/store only. */
#ifndef DATA_STORE_SPAN_H
#define DATA_STORE_SPAN_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* SQL. A block has 256 numbers of ids; the 21 lower bits tell ids of the same number apart. */
#define SPAN_BLOCK(row)        "max(" row ".number >> 29, -1)"
#define SPAN_OPEN_BLOCK(table) "SELECT max(max(number) >> 29, -1) FROM " table
#define SPAN_IN_BLOCK(row, block)                                                               \
    row ".number BETWEEN iif(" block " < 0, -9223372036854775807, " block " << 29) AND (" block \
        " << 29) + 536870911"
/* Follows the table's own definition: schema and table. */
#define SPAN_TABLE                                                                      \
    "; CREATE TABLE %s.%s_span (block INTEGER PRIMARY KEY, first_ms INTEGER NOT NULL, " \
    "last_ms INTEGER NOT NULL) STRICT"

/* The key of an id: "I12" and "M29400360.1" are numbers themselves (and rise with time), any other
 * id gets a negative one made from its letters. Should two of these be the same, the log has both
 * and the table the first. */
int64_t span_number(const char *id);

enum { SPAN_LATEST, SPAN_CLOSE, SPAN_WIDEN, SPAN_STATEMENTS };

struct span_keeper {
    sqlite3_stmt *statement[SPAN_STATEMENTS];
    bool open_known; /* in this transaction */
    int64_t open;    /* the block of the highest number */
};

/* All return 0 or an SQLite code. */
int span_prepare(sqlite3 *sql, const char *schema, const char *table, struct span_keeper *keeper);
void span_done(struct span_keeper *keeper);
/* A transaction begins: what the last one knew may have been rolled back. */
void span_begin(struct span_keeper *keeper);
/* Before a row goes in; without a begin it is found by nobody anyway. */
int span_keep(struct span_keeper *keeper, int64_t number, const int64_t *begin_ms);
/* *difference gets "" or words about a row outside of the span of its block. */
int span_compare(sqlite3 *sql, const char *table, char *difference, size_t size);

#endif
