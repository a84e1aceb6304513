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

int lite_facts_take(struct lite_facts *facts, int64_t station, const struct hub_lineage *lineage,
                    const struct batch_record *record, const unsigned char hash[HASH_BYTES])
{
    struct row row = {facts, station, record->rev, record->id, hash, HASH_BYTES};
    if (!facts_of(record->kind))
        return SQLITE_OK;
    return hub_lineage_facts(lineage, record, put_row, &row);
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

/* In front of what a record goes into tables as: where it stands, and whether tags are in it. */
enum { STATION, EPOCH, TAGGED, ANEW, KIND, ID, REV, WALL, HASH, BODY };
static const char all_records[] =
    "SELECT r.station, r.epoch, coalesce(d.lineage, '') <> '', r.station " HUB_OF_LINEAGES
    ", r.kind, r.id, r.rev, r.wall_ms, r.hash, r.body FROM record r LEFT JOIN descent d"
    " ON d.epoch = r.epoch WHERE r.kind <> 'minute' ORDER BY r.station, r.epoch, r.seq";

static int put_object(sqlite3_stmt *put, int64_t station, const struct batch_record *r,
                      const void *hash)
{
    (void)sqlite3_bind_int64(put, 1, station);
    (void)sqlite3_bind_text(put, 2, r->kind, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(put, 3, r->id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(put, 4, r->rev);
    (void)sqlite3_bind_int64(put, 5, r->wall_ms);
    (void)sqlite3_bind_blob(put, 6, hash, HASH_BYTES, SQLITE_STATIC);
    (void)sqlite3_bind_text(put, 7, r->body, (int)r->body_length, SQLITE_STATIC);
    int rc = sqlite3_step(put);
    (void)sqlite3_reset(put);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int feed_one(struct lite_facts *facts, const struct hub_lineage *lineage, sqlite3_stmt *s,
                    sqlite3_stmt *put)
{
    struct hub_lineage_record own;
    const struct batch_record said = {.kind = (const char *)sqlite3_column_text(s, KIND),
                                      .id = (const char *)sqlite3_column_text(s, ID),
                                      .rev = sqlite3_column_int64(s, REV),
                                      .wall_ms = sqlite3_column_int64(s, WALL),
                                      .body = (const char *)sqlite3_column_text(s, BODY),
                                      .body_length = (size_t)sqlite3_column_bytes(s, BODY)};
    const unsigned char *hash = sqlite3_column_blob(s, HASH);
    if (!said.kind || !said.id || !said.body || !hash ||
        sqlite3_column_bytes(s, HASH) != HASH_BYTES)
        return SQLITE_OK;
    const struct batch_record *r = hub_lineage_record(lineage, &said, &own);
    int64_t station = sqlite3_column_int64(s, STATION);
    int rc = lite_facts_take(facts, station, lineage, r, hash);
    if (rc == SQLITE_OK && sqlite3_column_int(s, ANEW) != 0 && hub_is_projected(r->kind))
        rc = put_object(put, station, r, hash);
    return rc;
}

static int feed(sqlite3 *sql, struct lite_facts *facts, const struct hub_asker *asker)
{
    sqlite3_stmt *s = NULL, *put = NULL;
    struct hub_lineage lineage = {.depth = 0};
    struct cause why;
    int64_t epoch = 0;
    int rc =
        sqlite3_exec(sql, "DELETE FROM object WHERE station " HUB_OF_LINEAGES, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(sql, all_records, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(sql,
                                "INSERT INTO object VALUES (?1,?2,?3,?4,?5,?6,?7)" HUB_OBJECT_NEWER,
                                -1, &put, NULL);
    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        bool same = sqlite3_column_int64(s, EPOCH) == epoch;
        rc = SQLITE_OK;
        epoch = sqlite3_column_int64(s, EPOCH);
        lineage.depth = same ? lineage.depth : 0;
        if (!same && sqlite3_column_int(s, TAGGED) != 0 &&
            hub_lineage_load(asker, sqlite3_column_int64(s, STATION), epoch, &lineage, &why) !=
                HUB_DONE)
            rc = SQLITE_ERROR;
        if (rc == SQLITE_OK)
            rc = feed_one(facts, &lineage, s, put);
    }
    sqlite3_finalize(put);
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int lite_facts_make(sqlite3 *sql, const struct hub_asker *asker)
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
        rc = feed(sql, &facts, asker);
    lite_facts_done(&facts);
    for (int i = 0; i < HUB_VIEWS && rc == SQLITE_OK; i++)
        rc = sqlite3_exec(sql, hub_views_sqlite[i].text, NULL, NULL, NULL);
    return rc;
}
