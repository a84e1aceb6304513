/* SPDX-License-Identifier: MIT */
/* Tables derived from the records (design.md §7): the highest rev of each object, in typed columns
 * so that SQL can sum and select. Table and upsert come from one list of columns; the same
 * statement serves live records and a rebuild, in any order of arrival. Inside data/store only. */
#ifndef DATA_STORE_PROJECTION_H
#define DATA_STORE_PROJECTION_H

#include "data/decode/scan.h"
#include "data/model/record.h"
#include "data/store/span.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#define PROJECTIONS        6 /* interval, minute, stop, shift, scrap; `object`: all other kinds */
#define PROJECTION_SQL     2048
#define PROJECTION_COLUMNS 20

/* What to pick out of a body, and where its columns find it. */
struct projection_reader {
    struct scan_plan plan;
    struct scan_node node[PROJECTION_COLUMNS + 1];
    char text[PROJECTION_COLUMNS * 12];
    int slot[PROJECTION_COLUMNS];
};

/* Not to be moved once prepared. */
struct projector {
    sqlite3_stmt *upsert[PROJECTIONS], *forget[PROJECTIONS];
    struct span_keeper span[PROJECTIONS]; /* of tables that are numbered */
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
