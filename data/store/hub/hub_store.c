/* SPDX-License-Identifier: MIT */
/* The hub's record whatever the database: which engine a URL means, and what an `open` record says.
 * data/hub's thread for the database is the only caller. */
#include "data/store/hub/hub_store.h"

#include "data/model/text.h"
#include "data/store/hub/inside.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct hub_store {
    const struct hub_engine *engine;
    void *at;
    char name[256];
};

static const struct hub_engine *const engines[] = {&hub_sqlite, &hub_postgres, NULL};

struct hub_store *hub_store_open(const char *url, struct cause *why)
{
    struct hub_store *store = calloc(1, sizeof *store);
    if (!store) {
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    for (const struct hub_engine *const *e = engines; *e && !store->engine; e++)
        if (strncmp(url, (*e)->scheme, strlen((*e)->scheme)) == 0)
            store->engine = *e;
    if (!store->engine)
        (void)cause_set(why, -1, "%.60s is no database: give sqlite:PATH or postgresql://HOST/NAME",
                        url);
    else
        store->at = store->engine->open(url, store->name, sizeof store->name, why);
    if (!store->at) {
        free(store);
        return NULL;
    }
    return store;
}

void hub_store_close(struct hub_store **store)
{
    if (!*store)
        return;
    (*store)->engine->close((*store)->at);
    free(*store);
    *store = NULL;
}

const struct hub_engine *hub_store_engine(const struct hub_store *store, void **at)
{
    *at = store->at;
    return store->engine;
}

const char *hub_store_name(const struct hub_store *store)
{
    return store->name;
}

enum hub_result hub_store_take(struct hub_store *store, struct hub_item *const *items, int count,
                               struct cause *why)
{
    return store->engine->take(store->at, items, count, why);
}

enum hub_result hub_store_dead(struct hub_store *store, const char *station, int64_t wall_ms,
                               const char *payload, size_t length, const char *reason,
                               struct cause *why)
{
    return store->engine->dead(store->at, station, wall_ms, payload, length, reason, why);
}

enum hub_result hub_store_history(struct hub_store *store, const struct hub_history *in,
                                  int64_t *have, struct cause *why)
{
    return store->engine->history(store->at, in, have, why);
}

enum hub_result hub_store_age(struct hub_store *store, int64_t before_day, struct cause *why)
{
    return store->engine->age(store->at, before_day, why);
}

struct hub_letter hub_letter_of(const struct hub_item *item, int record)
{
    const struct batch_record *r = &item->batch.record[record];
    return (struct hub_letter){.station = item->station,
                               .epoch = item->batch.epoch,
                               .seq = r->seq,
                               .wall_ms = item->wall_ms,
                               .reason = item->parked[record],
                               .payload = r->body,
                               .length = strlen(r->body)};
}

const char *hub_alarm_name(enum hub_alarm_kind kind)
{
    static const char *const names[HUB_ALARM_COUNT] = {
#define HUB_ALARM_TEXT(value, text) [value] = text,
        HUB_ALARMS(HUB_ALARM_TEXT)
#undef HUB_ALARM_TEXT
    };
    return names[kind];
}

const char *hub_alarm_detail(enum hub_alarm_kind kind)
{
    static const char *const details[HUB_ALARM_COUNT] = {
        [HUB_CONFLICT] = "records with the key of others",
        [HUB_BROKEN] = "records that are not what was written",
        [HUB_SEAM] = "a batch does not follow the record before it",
        [HUB_FLOOD] = "more dead letters than are kept of a station",
    };
    return details[kind];
}

bool hub_is_projected(const char *kind)
{
    return strcmp(kind, "minute") != 0 && strcmp(kind, "interval") != 0;
}

static bool copy_member(const json_t *object, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && text_copy(out, size, text);
}

bool hub_opening_read(const struct batch_record *record, struct hub_opening *out)
{
    *out = (struct hub_opening){.seq = 0};
    if (strcmp(record->kind, "open") != 0)
        return false;
    json_t *body = json_loadb(record->body, record->body_length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *previous = json_object_get(body, "previous");
    out->seq = json_integer_value(json_object_get(previous, "seq"));
    bool says = json_is_object(body);
    if (json_is_object(previous))
        says = says && copy_member(previous, "epoch", out->previous, sizeof out->previous) &&
               copy_member(previous, "hash", out->hash, sizeof out->hash);
    (void)copy_member(body, "machine_id", out->machine, sizeof out->machine);
    json_decref(body);
    return says;
}

bool hub_opening_follows(const struct hub_opening *opening, const struct batch *batch)
{
    return opening->previous[0] == '\0' || strcmp(opening->hash, batch->before) == 0;
}
