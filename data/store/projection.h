/* SPDX-License-Identifier: MIT */
/* Tables derived from the records (design.md §7): the highest rev of each object, in typed columns
 * so that SQL can sum and select. Table and upsert come from one list of columns; the same
 * statement serves live records and a rebuild, in any order of arrival. Inside data/store only. */
#ifndef DATA_STORE_PROJECTION_H
#define DATA_STORE_PROJECTION_H

#include "data/decode/scan.h"
#include "data/model/record.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROJECTIONS        5 /* interval, minute, stop, shift, and `object` for all other kinds */
#define PROJECTION_SQL     2048
#define PROJECTION_COLUMNS 16

/* Rows of `interval` and `minute` are numbered by their ids: appended in order they cost half of
 * what a text key costs. They are found by their begin without an index: <table>_span holds of
 * every block of numbers the first and the last begin in it (or an earlier and a later one), but
 * for the block of the highest number. All rows with a negative number are block -1. */
#define PROJECTION_BLOCK_BITS 29 /* 256 numbers; the lower bits tell ids of one number apart */
#define PROJECTION_IN_BLOCK(row, block)                                                         \
    row ".number BETWEEN iif(" block " < 0, -9223372036854775807, " block " << 29) AND (" block \
        " << 29) + 536870911"
#define PROJECTION_OPEN_BLOCK(table) "SELECT max(max(number) >> 29, -1) FROM " table

/* What to pick out of a body, and where its columns find it. */
struct projection_reader {
    struct scan_plan plan;
    struct scan_node node[PROJECTION_COLUMNS + 1];
    char text[PROJECTION_COLUMNS * 12];
    int slot[PROJECTION_COLUMNS];
};

enum { SPAN_LATEST, SPAN_CLOSE, SPAN_WIDEN, SPAN_STATEMENTS };

/* Not to be moved once prepared. */
struct projector {
    sqlite3_stmt *upsert[PROJECTIONS], *forget[PROJECTIONS], *span[PROJECTIONS][SPAN_STATEMENTS];
    bool open_known[PROJECTIONS]; /* in this transaction */
    int64_t open[PROJECTIONS];    /* the block of the highest number */
    struct projection_reader reader[PROJECTIONS];
};

struct projection_row {
    int64_t n, rev, wall_ms;
    enum record_kind kind;
    const char *id, *body;
    size_t body_length;
};

const char *projection_table(size_t index);
/* Where objects of the kind are: the table, the column by which they came (`begin_ms` where there
 * is an index of it, else `n`), and whether it has a column `kind`. */
struct projection_place {
    const char *table, *order;
    bool shared;
};
struct projection_place projection_place(enum record_kind kind);

/* `schema` is "main" or the name of an attached database. 0 or an SQLite code. */
int projection_create(sqlite3 *sql, const char *schema, size_t index);
/* Drop and make again every table whose definition is not today's; `*made` counts them. */
int projection_renew(sqlite3 *sql, int *made);

int projection_prepare(sqlite3 *sql, const char *schema, struct projector *projector);
void projection_done(struct projector *projector);
/* A transaction begins: what the last one knew may have been rolled back. */
void projection_begin(struct projector *projector);
/* A body that is no JSON leaves no row: the log has it nevertheless. What a column cannot hold is
 * unknown. */
int projection_apply(struct projector *projector, const struct projection_row *row);
/* The record is being removed from the log: so is its row, when it is the latest of its id. */
int projection_forget(struct projector *projector, enum record_kind kind, const char *id,
                      int64_t n);
/* Feed the whole log through. */
int projection_rebuild(sqlite3 *sql, struct projector *projector);

/* Compare table `index` of main with that of `schema`. *difference gets "" or words about the first
 * row that differs. */
int projection_compare(sqlite3 *sql, const char *schema, size_t index, char *difference,
                       size_t size);

#endif
