/* SPDX-License-Identifier: MIT */
/* The hub's outbox whatever the database: one SQL text a question, which both engines run with text
 * parameters. Called by the hub's database thread through outbox.h. */
#include "data/store/hub/outbox.h"

#include "data/model/clock.h"
#include "data/model/text.h"
#include "data/store/hub/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAITING "(SELECT count(*) FROM webhook WHERE hook = $1 AND done_ms IS NULL)"
static const struct hub_sql add = {
    "INSERT INTO webhook (hook, key, station, body, made_ms, due_ms)"
    " SELECT $1, $2, $3, $4, CAST($5 AS INTEGER), CAST($5 AS INTEGER) WHERE " WAITING
    " < 1000 ON CONFLICT DO NOTHING",
    "INSERT INTO webhook (hook, key, station, body, made_ms, due_ms)"
    " SELECT $1, $2, $3, $4, $5::int8, $5::int8 WHERE " WAITING " < 1000 ON CONFLICT DO NOTHING"};
_Static_assert(HUB_NOTES_MAX == 1000, "the SQL texts say so");

#define TAKEN " RETURNING number, made_ms, tries, key, station, body"
static const struct hub_sql take = {
    "UPDATE webhook SET due_ms = CAST($3 AS INTEGER), tries = tries + 1 WHERE number ="
    " (SELECT number FROM webhook WHERE hook = $1 AND done_ms IS NULL AND due_ms <= "
    "CAST($2 AS INTEGER) ORDER BY due_ms, number LIMIT 1)" TAKEN,
    "UPDATE webhook SET due_ms = $3::int8, tries = tries + 1 WHERE number ="
    " (SELECT number FROM webhook WHERE hook = $1 AND done_ms IS NULL AND due_ms <= $2::int8"
    " ORDER BY due_ms, number LIMIT 1 FOR UPDATE SKIP LOCKED)" TAKEN};
static const struct hub_sql again = {
    "UPDATE webhook SET due_ms = CAST($2 AS INTEGER), outcome = $3 WHERE number = "
    "CAST($1 AS INTEGER) AND done_ms IS NULL",
    "UPDATE webhook SET due_ms = $2::int8, outcome = $3 WHERE number = $1::int8"
    " AND done_ms IS NULL"};
static const struct hub_sql done = {
    "UPDATE webhook SET done_ms = CAST($2 AS INTEGER), outcome = $3, body = '' WHERE number = "
    "CAST($1 AS INTEGER) AND done_ms IS NULL",
    "UPDATE webhook SET done_ms = $2::int8, outcome = $3, body = '' WHERE number = $1::int8"
    " AND done_ms IS NULL"};
static const struct hub_sql forget = {"DELETE FROM webhook WHERE done_ms < CAST($1 AS INTEGER)",
                                      "DELETE FROM webhook WHERE done_ms < $1::int8"};
static const struct hub_sql waiting = {"SELECT " WAITING, "SELECT " WAITING};

static enum hub_result ask(struct hub_store *store, const struct hub_sql *sql,
                           const char *const *value, int count, struct hub_row *row,
                           struct cause *why)
{
    void *at;
    const struct hub_engine *engine = hub_store_engine(store, &at);
    const struct hub_call call = {.sql = sql, .value = value, .count = count, .row = row};
    return engine->call(at, &call, why);
}

struct number {
    char text[24];
};

static const char *number_of(struct number *out, int64_t value)
{
    (void)snprintf(out->text, sizeof out->text, "%lld", (long long)value);
    return out->text;
}

const struct hub_sql *const hub_note_sql = &add;

void hub_note_values(const struct hub_note *note, int64_t wall_ms, char number[24],
                     const char *value[HUB_NOTE_VALUES])
{
    (void)snprintf(number, 24, "%lld", (long long)wall_ms);
    value[0] = note->hook;
    value[HUB_NOTE_OF] = note->key;
    value[2] = note->station;
    value[3] = note->body;
    value[4] = number;
}

enum hub_result hub_outbox_add(struct hub_store *store, const struct hub_note *note,
                               int64_t wall_ms, struct cause *why)
{
    const char *value[HUB_NOTE_VALUES];
    char number[24];
    hub_note_values(note, wall_ms, number, value);
    return ask(store, &add, value, HUB_NOTE_VALUES, NULL, why);
}

static void take_column(void *ctx, int column, const char *text)
{
    struct hub_due *out = ctx;
    const struct {
        int64_t *number;
        char *text;
        size_t size;
    } where[] = {{&out->number, NULL, 0},
                 {&out->made_ms, NULL, 0},
                 {&out->tries, NULL, 0},
                 {NULL, out->key, sizeof out->key},
                 {NULL, out->station, sizeof out->station},
                 {NULL, out->body, sizeof out->body}};
    if (where[column].number)
        *where[column].number = strtoll(text, NULL, 10);
    else
        (void)text_copy(where[column].text, where[column].size, text);
}

enum hub_result hub_outbox_take(struct hub_store *store, const char *hook, int64_t now_ms,
                                int64_t lease_ms, struct hub_due *out, struct cause *why)
{
    struct number now, until;
    const char *const value[] = {hook, number_of(&now, now_ms),
                                 number_of(&until, now_ms + lease_ms)};
    struct hub_row row = {.columns = 6, .column = take_column, .ctx = out};
    out->number = 0;
    return ask(store, &take, value, 3, &row, why);
}

enum hub_result hub_outbox_settle(struct hub_store *store, int64_t number, int64_t due_ms,
                                  int64_t now_ms, const char *outcome, struct cause *why)
{
    struct number which, when;
    bool over = due_ms == TIME_NONE;
    const char *const value[] = {number_of(&which, number),
                                 number_of(&when, over ? now_ms : due_ms), outcome};
    return ask(store, over ? &done : &again, value, 3, NULL, why);
}

enum hub_result hub_outbox_forget(struct hub_store *store, int64_t before_ms, struct cause *why)
{
    struct number before;
    const char *const value[] = {number_of(&before, before_ms)};
    return ask(store, &forget, value, 1, NULL, why);
}

static void take_number(void *ctx, int column, const char *text)
{
    (void)column;
    *(int64_t *)ctx = strtoll(text, NULL, 10);
}

enum hub_result hub_outbox_waiting(struct hub_store *store, const char *hook, int64_t *out,
                                   struct cause *why)
{
    const char *const value[] = {hook};
    struct hub_row row = {.columns = 1, .column = take_number, .ctx = out};
    *out = 0;
    return ask(store, &waiting, value, 1, &row, why);
}
