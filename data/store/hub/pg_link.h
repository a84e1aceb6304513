/* SPDX-License-Identifier: MIT */
/* One connection to PostgreSQL with its statements prepared: pg_link.c makes it and calls them,
 * pg.c takes batches by them. Inside data/store/hub only. */
#ifndef DATA_STORE_HUB_PG_LINK_H
#define DATA_STORE_HUB_PG_LINK_H

#include "data/store/hub/facts.h"
#include "data/store/hub/inside.h"
#include "data/store/hub/lineage.h"
#include "data/store/hub/pg_array.h"

#include <libpq-fe.h>

/* Columns of a record. */
enum column {
    C_STATION,
    C_EPOCH,
    C_SEQ,
    C_KIND,
    C_ID,
    C_REV,
    C_WALL,
    C_BOOT,
    C_SYNCED,
    C_ACTOR,
    C_CONFIG,
    C_HASH,
    C_BODY,
    COLUMNS
};

struct pg_column {
    enum pg_type type;
    Oid array;   /* pg_type.oid of the array */
    bool object; /* an object has it, too */
};
extern const struct pg_column pg_columns[COLUMNS];

#define PG_BATCH_COLUMNS 4

struct pg {
    PGconn *link;
    char *url;
    bool down;  /* to be connected again before anything else */
    bool again; /* the last failure was another transaction's doing */
    bool built; /* object and fact are of the batches at hand */
    struct hub_names *names;
    struct pg_array row[COLUMNS], object[COLUMNS], fact[FACT_TABLES][FACT_PARAMETERS];
    struct pg_array batch[PG_BATCH_COLUMNS]; /* one element a batch */
};

/* Connect, make or renew the tables, prepare. After it failed `down` is set: call it again. */
enum hub_result pg_connect(struct pg *p, struct cause *why);

/* HUB_LATER: the connection, the server or another transaction is to blame; HUB_SINGLE: a row is.
 */
enum hub_result pg_command(struct pg *p, const char *text, struct cause *why);
/* One that is not prepared. */
enum hub_result pg_ask(struct pg *p, const char *text, const char *const *value, int count,
                       PGresult **out, struct cause *why);
/* What hub_asker asks, engine a struct pg. */
enum hub_result pg_one_call(void *engine, const struct hub_call *call, struct cause *why);
/* A prepared statement. `*out`, when not NULL, gets the result, which the caller clears. */
enum hub_result pg_call(struct pg *p, const char *name, const char *const *value, int count,
                        PGresult **out, struct cause *why);
enum hub_result pg_prepare(struct pg *p, const char *name, const char *text, int count,
                           const Oid *types, struct cause *why);
enum hub_result pg_call_arrays(struct pg *p, const char *name, struct pg_array *const *array,
                               int count, PGresult **out, struct cause *why);

/* In two steps, so that something can be done while the server works: what the first returned goes
 * to the second, and nothing else is called between them. */
int pg_send_arrays(struct pg *p, const char *name, struct pg_array *const *array, int count);
enum hub_result pg_answer(struct pg *p, int sent, PGresult **out, struct cause *why);

struct number_text {
    char text[24];
};
const char *number_text(struct number_text *out, int64_t value);

#endif
