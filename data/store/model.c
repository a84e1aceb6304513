/* SPDX-License-Identifier: MIT */
/* Learnt models in the file. The loop adds to a list under the store's lock; the thread writes it
 * in a transaction of its own, so that no record waits for room that a model has found none in.
 *
 * Limits: STORE_MODEL_VERSIONS of a name, STORE_MODEL_NAMES, MODELS_WAITING_MAX on their way. */
#include "data/store/model.h"

#include "data/store/inside.h"

#include <stdlib.h>
#include <string.h>

/* ---- on their way --------------------------------------------------------------------------- */

static struct model_item *copy(const struct store_model *one)
{
    size_t name = strlen(one->name) + 1;
    struct model_item *item = malloc(sizeof *item + name + one->length + 1);
    if (!item)
        return NULL;
    char *text = (char *)(item + 1);
    memcpy(text, one->name, name);
    memcpy(text + name, one->body, one->length);
    text[name + one->length] = '\0';
    item->model = *one;
    item->model.name = text;
    item->model.body = text + name;
    return item;
}

/* Takes it over. */
static bool put(struct model_list *list, struct model_item *item)
{
    size_t i = 0;
    while (i < list->count && (list->item[i]->model.version != item->model.version ||
                               strcmp(list->item[i]->model.name, item->model.name) != 0))
        i++;
    if (i == MODELS_WAITING_MAX) {
        free(item);
        return false;
    }
    if (i == list->count)
        list->count++;
    else
        free(list->item[i]);
    list->item[i] = item;
    return true;
}

int model_list_add(struct model_list *list, const struct store_model *one)
{
    struct model_item *item = one->length <= STORE_MODEL_MAX ? copy(one) : NULL;
    return item && put(list, item) ? 0 : -1;
}

size_t model_list_move(struct model_list *to, struct model_list *from)
{
    size_t lost = 0;
    for (size_t i = 0; i < from->count; i++)
        lost += !put(to, from->item[i]);
    from->count = 0;
    return lost;
}

void model_list_done(struct model_list *list)
{
    while (list->count > 0)
        free(list->item[--list->count]);
}

/* ---- there ---------------------------------------------------------------------------------- */

static const char insert_sql[] =
    "INSERT INTO model (name, version, made_ms, body) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (name, version) DO UPDATE SET made_ms = excluded.made_ms, body = excluded.body";
static const char thin_sql[] =
    "DELETE FROM model WHERE name = ?1 AND version > 0 AND version NOT IN (SELECT version FROM "
    "model WHERE name = ?1 ORDER BY version DESC LIMIT ?2)";
static const char forget_sql[] =
    "DELETE FROM model WHERE name IN (SELECT name FROM model GROUP BY name "
    "ORDER BY max(made_ms) DESC, name LIMIT -1 OFFSET ?2)";

static int run(struct db *db, const char *sql, const struct store_model *m, int64_t number)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql, sql, -1, &s, NULL);
    if (rc != SQLITE_OK)
        return rc;
    int parameters = sqlite3_bind_parameter_count(s);
    (void)sqlite3_bind_text(s, 1, m->name, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 2, number);
    if (parameters >= 4) {
        (void)sqlite3_bind_int64(s, 3, m->made_ms);
        (void)sqlite3_bind_text(s, 4, m->body, (int)m->length, SQLITE_STATIC);
    }
    rc = sqlite3_step(s);
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int models_write(struct db *db, const struct model_list *list, struct cause *why)
{
    int rc = SQLITE_OK;
    for (size_t i = 0; i < list->count && rc == SQLITE_OK; i++) {
        const struct store_model *m = &list->item[i]->model;
        rc = run(db, insert_sql, m, m->version);
        if (rc == SQLITE_OK && m->version > 0)
            rc = run(db, thin_sql, m, STORE_MODEL_VERSIONS);
        if (rc == SQLITE_OK)
            rc = run(db, forget_sql, m, STORE_MODEL_NAMES);
    }
    return db_words(db, rc, "keep what was learnt", why);
}

int models_salvage(struct db *db, sqlite3 *from)
{
    sqlite3_stmt *read = NULL, *write = NULL;
    int rc = sqlite3_prepare_v2(
        db->sql,
        "INSERT OR IGNORE INTO model (name, version, made_ms, body) VALUES (?1, ?2, ?3, ?4)", -1,
        &write, NULL);
    if (sqlite3_prepare_v2(from, "SELECT name, version, made_ms, body FROM model", -1, &read,
                           NULL) == SQLITE_OK)
        while (rc == SQLITE_OK && sqlite3_step(read) == SQLITE_ROW) {
            for (int i = 0; i < 4; i++)
                (void)sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
            rc = sqlite3_step(write);
            (void)sqlite3_reset(write);
            rc = rc == SQLITE_DONE || (rc & 0xff) == SQLITE_CONSTRAINT ? SQLITE_OK : rc;
        }
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    return rc;
}

/* ---- read at start -------------------------------------------------------------------------- */

int store_models(struct store *store, store_model_sink *each, void *ctx, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(store->db.sql,
                                "SELECT name, version, made_ms, CASE WHEN version <= 0 THEN body "
                                "END FROM model ORDER BY name, version",
                                -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = SQLITE_ROW;
    while (rc == SQLITE_ROW && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        const struct store_model one = {
            .name = (const char *)sqlite3_column_text(s, 0),
            .version = sqlite3_column_int64(s, 1),
            .made_ms = sqlite3_column_int64(s, 2),
            .body = (const char *)sqlite3_column_text(s, 3),
            .length = (size_t)sqlite3_column_bytes(s, 3),
        };
        if (one.name)
            each(ctx, &one);
    }
    sqlite3_finalize(s);
    return db_words(&store->db, rc == SQLITE_DONE ? SQLITE_OK : rc, "read what was learnt", why) ==
                   SQLITE_OK
               ? 0
               : -1;
}
