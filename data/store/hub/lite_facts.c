/* SPDX-License-Identifier: MIT */
/* SQLite's side of facts.c and views.c: tables made, filled and made anew from the log. lite.c is
 * the only caller, inside its transactions. */
#include "data/store/hub/lite_facts.h"

#include "data/store/hub/inside.h"

#include <stdio.h>

/* ---- rows ------------------------------------------------------------------------------------ */

struct row {
    const struct lite_facts *facts;
    int64_t station, rev;
    const char *id;
    const void *hash;
    int hash_length;
};

static int put_row(void *ctx, int table, int64_t place, const struct fact_value *value)
{
    const struct row *r = ctx;
    sqlite3_stmt *s = r->facts->upsert[table];
    (void)sqlite3_bind_int64(s, FACT_STATION + 1, r->station);
    (void)sqlite3_bind_text(s, FACT_ID + 1, r->id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, FACT_PLACE + 1, place);
    (void)sqlite3_bind_int64(s, FACT_REV + 1, r->rev);
    (void)sqlite3_bind_blob(s, FACT_HASH + 1, r->hash, r->hash_length, SQLITE_STATIC);
    for (int c = 0; c < fact_tables[table].columns; c++) {
        int at = FACT_OWN + c + 1;
        if (value[c].none)
            (void)sqlite3_bind_null(s, at);
        else if (value[c].text)
            (void)sqlite3_bind_text(s, at, value[c].text, (int)value[c].length, SQLITE_STATIC);
        else
            (void)sqlite3_bind_int64(s, at, value[c].number);
    }
    int rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    (void)sqlite3_clear_bindings(s); /* texts live no longer than this call */
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int lite_facts_take(struct lite_facts *facts, int64_t station, const struct batch_record *record,
                    const unsigned char hash[HASH_BYTES])
{
    struct row row = {facts, station, record->rev, record->id, hash, HASH_BYTES};
    if (!facts_of(record->kind))
        return SQLITE_OK;
    return facts_read(record->kind, record->body, record->body_length, put_row, &row);
}

int lite_facts_prepare(sqlite3 *sql, struct lite_facts *facts)
{
    char text[FACT_SQL];
    int rc = SQLITE_OK;
    for (int i = 0; i < FACT_TABLES && rc == SQLITE_OK; i++) {
        fact_upsert(FACT_LITE, &fact_tables[i], text);
        rc = sqlite3_prepare_v3(sql, text, -1, SQLITE_PREPARE_PERSISTENT, &facts->upsert[i], NULL);
    }
    return rc;
}

void lite_facts_done(struct lite_facts *facts)
{
    for (int i = 0; i < FACT_TABLES; i++)
        sqlite3_finalize(facts->upsert[i]);
    *facts = (struct lite_facts){.upsert = {NULL}};
}

/* ---- tables ---------------------------------------------------------------------------------- */

int lite_facts_drop(sqlite3 *sql)
{
    char text[FACT_SQL];
    int rc = SQLITE_OK;
    for (int i = HUB_VIEWS - 1; i >= 0 && rc == SQLITE_OK; i--) {
        (void)snprintf(text, sizeof text, "DROP VIEW IF EXISTS %s", hub_views_sqlite[i].name);
        rc = sqlite3_exec(sql, text, NULL, NULL, NULL);
    }
    for (int i = 0; i < FACT_TABLES && rc == SQLITE_OK; i++) {
        fact_drop(&fact_tables[i], text);
        rc = sqlite3_exec(sql, text, NULL, NULL, NULL);
    }
    return rc;
}

static int feed(sqlite3 *sql, const struct lite_facts *facts)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql,
                                "SELECT station, kind, id, rev, hash, body FROM record"
                                " WHERE kind <> 'minute' ORDER BY station, epoch, seq",
                                -1, &s, NULL);
    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *kind = (const char *)sqlite3_column_text(s, 1);
        struct row row = {facts,
                          sqlite3_column_int64(s, 0),
                          sqlite3_column_int64(s, 3),
                          (const char *)sqlite3_column_text(s, 2),
                          sqlite3_column_blob(s, 4),
                          sqlite3_column_bytes(s, 4)};
        const char *body = (const char *)sqlite3_column_text(s, 5);
        rc = !kind || !row.id || !body || !facts_of(kind)
                 ? SQLITE_OK
                 : facts_read(kind, body, (size_t)sqlite3_column_bytes(s, 5), put_row, &row);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int lite_facts_make(sqlite3 *sql)
{
    struct lite_facts facts = {.upsert = {NULL}};
    char text[FACT_SQL];
    int rc = SQLITE_OK;
    for (int i = 0; i < FACT_TABLES && rc == SQLITE_OK; i++) {
        fact_make(FACT_LITE, &fact_tables[i], text);
        rc = sqlite3_exec(sql, text, NULL, NULL, NULL);
    }
    if (rc == SQLITE_OK)
        rc = lite_facts_prepare(sql, &facts);
    if (rc == SQLITE_OK)
        rc = feed(sql, &facts);
    lite_facts_done(&facts);
    for (int i = 0; i < HUB_VIEWS && rc == SQLITE_OK; i++)
        rc = sqlite3_exec(sql, hub_views_sqlite[i].text, NULL, NULL, NULL);
    return rc;
}
