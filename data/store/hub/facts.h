/* SPDX-License-Identifier: MIT */
/* Tables of typed columns that a hub makes from the latest version of each object, so that views
 * sum and select without reading JSON. One list of columns is the table, the upsert of either
 * database and what is picked from a body: a new column needs no more than a row here and a new
 * HUB_SCHEMA_VERSION, at which all of them are made anew from the log. Minutes are in the log
 * alone: a shift's record has their sums. Inside data/store/hub only. */
#ifndef DATA_STORE_HUB_FACTS_H
#define DATA_STORE_HUB_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fact_type {
    FACT_TEXT,
    FACT_REF,    /* a text: the id of another object of the station, or another system's */
    FACT_NUMBER, /* integers; booleans as 0 and 1 */
    FACT_AMOUNT, /* a decimal number in millionths */
    FACT_SUM     /* of a shift's parts: see facts.c */
};

struct fact_column {
    const char *name;
    enum fact_type type;
    const char *path; /* "plan_ms.running"; of a row of `rows` where there is one */
};

static inline bool fact_is_text(enum fact_type type)
{
    return type == FACT_TEXT || type == FACT_REF;
}

struct fact_table {
    const char *name; /* of the table; also of its prepared statement */
    const char *kind;
    const char *rows; /* NULL: a row an object; else one for each member of this array, numbered */
    const struct fact_column *column;
    int columns;
    const char *index;
};

#define FACT_TABLES 11
extern const struct fact_table fact_tables[FACT_TABLES];

/* In front of the columns stand: station, id, place in its array (0), rev, hash. */
enum { FACT_STATION, FACT_ID, FACT_PLACE, FACT_REV, FACT_HASH, FACT_OWN };
#define FACT_COLUMNS    26
#define FACT_PARAMETERS (FACT_OWN + FACT_COLUMNS)

struct fact_value {
    const char *text; /* NULL: it is a number */
    int64_t number;
    size_t length;
    bool none;
};

/* Whether bodies of the kind are worth reading. */
bool facts_of(const char *kind);
/* Hands over each row that the body makes; what is no JSON makes none. Stops at a sink that does
 * not return 0, and returns that. */
typedef int fact_sink(void *ctx, int table, int64_t place, const struct fact_value *value);
int facts_read(const char *kind, const char *body, size_t length, fact_sink *sink, void *ctx);

/* SQL. `size` of all: FACT_SQL. */
#define FACT_SQL 4096
enum fact_engine { FACT_LITE, FACT_POST };
void fact_make(enum fact_engine engine, const struct fact_table *t, char out[FACT_SQL]);
void fact_drop(const struct fact_table *t, char out[FACT_SQL]);
/* SQLite: parameters in order of the columns. PostgreSQL: arrays of them. */
void fact_upsert(enum fact_engine engine, const struct fact_table *t, char out[FACT_SQL]);

#endif
