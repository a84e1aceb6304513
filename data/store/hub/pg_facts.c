/* SPDX-License-Identifier: MIT */
/* PostgreSQL's side of facts.c and views.c: rows as arrays of one statement a table; tables made
 * and made anew from the log, page by page. pg.c and pg_link.c are the callers, inside their
 * transactions. */
#include "data/store/hub/pg_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows ------------------------------------------------------------------------------------ */

static enum pg_type type_of(const struct fact_table *t, int parameter)
{
    static const enum pg_type own[FACT_OWN] = {PG_INT4, PG_TEXT, PG_INT8, PG_INT8, PG_BYTEA};
    if (parameter < FACT_OWN)
        return own[parameter];
    return t->column[parameter - FACT_OWN].type == FACT_TEXT ? PG_TEXT : PG_INT8;
}

void pg_facts_begin(struct pg *p)
{
    for (int i = 0; i < FACT_TABLES; i++)
        for (int c = 0; c < FACT_OWN + fact_tables[i].columns; c++)
            pg_array_begin(&p->fact[i][c], type_of(&fact_tables[i], c));
}

struct row {
    struct pg *p;
    int64_t station, rev;
    const char *id;
    const void *hash;
    size_t hash_length;
};

static int put_row(void *ctx, int table, int64_t place, const struct fact_value *value)
{
    const struct row *r = ctx;
    struct pg_array *a = r->p->fact[table];
    pg_array_number(&a[FACT_STATION], r->station);
    pg_array_bytes(&a[FACT_ID], r->id, strlen(r->id));
    pg_array_number(&a[FACT_PLACE], place);
    pg_array_number(&a[FACT_REV], r->rev);
    pg_array_bytes(&a[FACT_HASH], r->hash, r->hash_length);
    for (int c = 0; c < fact_tables[table].columns; c++) {
        if (value[c].none)
            pg_array_null(&a[FACT_OWN + c]);
        else if (value[c].text)
            pg_array_bytes(&a[FACT_OWN + c], value[c].text, value[c].length);
        else
            pg_array_number(&a[FACT_OWN + c], value[c].number);
    }
    return 0;
}

void pg_facts_add(struct pg *p, int64_t station, const struct batch_record *record,
                  const unsigned char hash[HASH_BYTES])
{
    struct row row = {p, station, record->rev, record->id, hash, HASH_BYTES};
    if (facts_of(record->kind))
        (void)facts_read(record->kind, record->body, record->body_length, put_row, &row);
}

enum hub_result pg_facts_end(struct pg *p, struct cause *why)
{
    struct pg_array *array[FACT_PARAMETERS];
    enum hub_result rc = HUB_DONE;
    for (int i = 0; i < FACT_TABLES && rc == HUB_DONE; i++) {
        int parameters = FACT_OWN + fact_tables[i].columns;
        if (p->fact[i][0].count == 0)
            continue;
        for (int c = 0; c < parameters; c++) {
            array[c] = &p->fact[i][c];
            pg_array_end(array[c]);
        }
        rc = pg_call_arrays(p, fact_tables[i].name, array, parameters, NULL, why);
    }
    return rc;
}

void pg_facts_done(struct pg *p)
{
    for (int i = 0; i < FACT_TABLES; i++)
        for (int c = 0; c < FACT_PARAMETERS; c++)
            pg_array_done(&p->fact[i][c]);
}

enum hub_result pg_facts_prepare(struct pg *p, struct cause *why)
{
    char text[FACT_SQL];
    enum hub_result rc = HUB_DONE;
    for (int i = 0; i < FACT_TABLES && rc == HUB_DONE; i++) {
        fact_upsert(FACT_POST, &fact_tables[i], text);
        rc = pg_prepare(p, fact_tables[i].name, text, 0, NULL, why);
    }
    return rc;
}

/* ---- tables ---------------------------------------------------------------------------------- */

enum hub_result pg_facts_drop(struct pg *p, struct cause *why)
{
    char text[FACT_SQL];
    enum hub_result rc = HUB_DONE;
    for (int i = HUB_VIEWS - 1; i >= 0 && rc == HUB_DONE; i--) {
        (void)snprintf(text, sizeof text, "DROP VIEW IF EXISTS %s", hub_views_postgres[i].name);
        rc = pg_command(p, text, why);
    }
    for (int i = 0; i < FACT_TABLES && rc == HUB_DONE; i++) {
        fact_drop(&fact_tables[i], text);
        rc = pg_command(p, text, why);
    }
    return rc;
}

#define PAGE 2000 /* records */

static const char page_text[] =
    "SELECT station, epoch, seq, kind, id, rev, encode(hash, 'hex'), body FROM record"
    " WHERE (station, epoch, seq) > ($1::int4, $2::int4, $3::int8) AND kind <> 'minute'"
    " ORDER BY station, epoch, seq LIMIT $4::int8";

static void feed_row(struct pg *p, const PGresult *result, int i)
{
    unsigned char hash[HASH_BYTES];
    struct batch_record r = {.kind = PQgetvalue(result, i, 3),
                             .id = PQgetvalue(result, i, 4),
                             .rev = strtoll(PQgetvalue(result, i, 5), NULL, 10),
                             .body = PQgetvalue(result, i, 7),
                             .body_length = (size_t)PQgetlength(result, i, 7)};
    if (hash_from_hex(PQgetvalue(result, i, 6), hash) == 0)
        pg_facts_add(p, strtoll(PQgetvalue(result, i, 0), NULL, 10), &r, hash);
}

static enum hub_result feed(struct pg *p, struct cause *why)
{
    struct number_text key[3], most;
    const char *const v[] = {number_text(&key[0], 0), number_text(&key[1], 0),
                             number_text(&key[2], 0), number_text(&most, PAGE)};
    int rows = PAGE;
    enum hub_result rc = pg_prepare(p, "page", page_text, 0, NULL, why);
    while (rc == HUB_DONE && rows == PAGE) {
        PGresult *result = NULL;
        rc = pg_call(p, "page", v, 4, &result, why);
        rows = rc == HUB_DONE ? PQntuples(result) : 0;
        pg_facts_begin(p);
        for (int i = 0; i < rows; i++)
            feed_row(p, result, i);
        for (int k = 0; k < 3 && rows > 0; k++)
            (void)number_text(&key[k], strtoll(PQgetvalue(result, rows - 1, k), NULL, 10));
        PQclear(result);
        if (rows > 0)
            rc = pg_facts_end(p, why);
    }
    return rc;
}

enum hub_result pg_facts_make(struct pg *p, struct cause *why)
{
    char text[FACT_SQL];
    enum hub_result rc = HUB_DONE;
    for (int i = 0; i < FACT_TABLES && rc == HUB_DONE; i++) {
        fact_make(FACT_POST, &fact_tables[i], text);
        rc = pg_command(p, text, why);
    }
    if (rc == HUB_DONE)
        rc = pg_facts_prepare(p, why);
    if (rc == HUB_DONE)
        rc = feed(p, why);
    if (rc == HUB_DONE)
        rc = pg_command(p, "DEALLOCATE ALL", why);
    for (int i = 0; i < HUB_VIEWS && rc == HUB_DONE; i++)
        rc = pg_command(p, hub_views_postgres[i].text, why);
    return rc;
}
