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
    return fact_is_text(t->column[parameter - FACT_OWN].type) ? PG_TEXT : PG_INT8;
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

void pg_facts_add(struct pg *p, int64_t station, const struct hub_lineage *lineage,
                  const struct batch_record *record, const unsigned char hash[HASH_BYTES])
{
    struct row row = {p, station, record->rev, record->id, hash, HASH_BYTES};
    if (facts_of(record->kind))
        (void)hub_lineage_facts(lineage, record, put_row, &row);
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

/* In front of what a record goes into tables as: where it stands, and whether tags are in it. */
enum { STATION, EPOCH, SEQ, TAGGED, ANEW, KIND, ID, REV, WALL, HASH, BODY };
static const char page_text[] =
    "SELECT r.station, r.epoch, r.seq, (coalesce(d.lineage, '') <> '')::int4,"
    " (r.station " HUB_OF_LINEAGES ")::int4, r.kind, r.id, r.rev, r.wall_ms,"
    " encode(r.hash, 'hex'), r.body FROM record r LEFT JOIN descent d ON d.epoch = r.epoch"
    " WHERE (r.station, r.epoch, r.seq) > ($1::int4, $2::int4, $3::int8) AND r.kind <> 'minute'"
    " ORDER BY r.station, r.epoch, r.seq LIMIT $4::int8";
static const char object_text[] =
    "INSERT INTO object VALUES ($1::int4,$2,$3,$4::int8,$5::int8,decode($6,'hex'),$7)" //
    HUB_OBJECT_NEWER;

static enum hub_result put_object(struct pg *p, const PGresult *result, int i,
                                  const struct batch_record *r, struct cause *why)
{
    struct number_text rev;
    const char *const v[] = {PQgetvalue(result, i, STATION),
                             r->kind,
                             r->id,
                             number_text(&rev, r->rev),
                             PQgetvalue(result, i, WALL),
                             PQgetvalue(result, i, HASH),
                             r->body};
    return pg_ask(p, object_text, v, 7, NULL, why);
}

static enum hub_result feed_row(struct pg *p, const PGresult *result, int i,
                                const struct hub_lineage *lineage, struct cause *why)
{
    unsigned char hash[HASH_BYTES];
    struct hub_lineage_record own;
    const struct batch_record said = {.kind = PQgetvalue(result, i, KIND),
                                      .id = PQgetvalue(result, i, ID),
                                      .rev = strtoll(PQgetvalue(result, i, REV), NULL, 10),
                                      .body = PQgetvalue(result, i, BODY),
                                      .body_length = (size_t)PQgetlength(result, i, BODY)};
    if (hash_from_hex(PQgetvalue(result, i, HASH), hash) != 0)
        return HUB_DONE;
    const struct batch_record *r = hub_lineage_record(lineage, &said, &own);
    pg_facts_add(p, strtoll(PQgetvalue(result, i, STATION), NULL, 10), lineage, r, hash);
    bool anew = PQgetvalue(result, i, ANEW)[0] == '1' && hub_is_projected(r->kind);
    return anew ? put_object(p, result, i, r, why) : HUB_DONE;
}

static enum hub_result feed_page(struct pg *p, const PGresult *result, struct cause *why)
{
    const struct hub_asker asker = {p, pg_one_call};
    struct hub_lineage lineage = {.depth = 0};
    int64_t epoch = 0;
    enum hub_result rc = HUB_DONE;
    pg_facts_begin(p);
    for (int i = 0; i < PQntuples(result) && rc == HUB_DONE; i++) {
        int64_t next = strtoll(PQgetvalue(result, i, EPOCH), NULL, 10);
        if (next != epoch)
            lineage.depth = 0;
        if (next != epoch && PQgetvalue(result, i, TAGGED)[0] == '1')
            rc = hub_lineage_load(&asker, strtoll(PQgetvalue(result, i, STATION), NULL, 10), next,
                                  &lineage, why);
        epoch = next;
        if (rc == HUB_DONE)
            rc = feed_row(p, result, i, &lineage, why);
    }
    return rc == HUB_DONE ? pg_facts_end(p, why) : rc;
}

static enum hub_result feed(struct pg *p, struct cause *why)
{
    struct number_text key[3], most;
    const char *const v[] = {number_text(&key[0], 0), number_text(&key[1], 0),
                             number_text(&key[2], 0), number_text(&most, PAGE)};
    int rows = PAGE;
    enum hub_result rc = pg_command(p, "DELETE FROM object WHERE station " HUB_OF_LINEAGES, why);
    if (rc == HUB_DONE)
        rc = pg_prepare(p, "page", page_text, 0, NULL, why);
    while (rc == HUB_DONE && rows == PAGE) {
        PGresult *result = NULL;
        rc = pg_call(p, "page", v, 4, &result, why);
        rows = rc == HUB_DONE ? PQntuples(result) : 0;
        for (int k = 0; k < 3 && rows > 0; k++)
            (void)number_text(&key[k], strtoll(PQgetvalue(result, rows - 1, k), NULL, 10));
        if (rows > 0)
            rc = feed_page(p, result, why);
        PQclear(result);
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
