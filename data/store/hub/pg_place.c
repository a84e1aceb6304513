/* SPDX-License-Identifier: MIT */
#include "data/store/hub/pg_place.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

static enum hub_result number_for(struct pg *p, const char *statement, const char *name,
                                  const char *const *value, int count, int64_t *number,
                                  struct cause *why)
{
    PGresult *result = NULL;
    *number = hub_names_find(p->names, name);
    if (*number != 0)
        return HUB_DONE;
    enum hub_result rc = pg_call(p, statement, value, count, &result, why);
    if (rc != HUB_DONE)
        return rc;
    *number = PQntuples(result) == 1 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    return HUB_DONE;
}

/* The name of an epoch of another lineage than the first has its number below 0. */
static enum hub_result find_lineage(struct pg *p, struct place *place, const char *name,
                                    struct cause *why)
{
    const struct hub_asker asker = {p, pg_one_call};
    enum hub_result rc = HUB_DONE;
    bool tagged = place->epoch < 0;
    place->epoch = tagged ? -place->epoch : place->epoch;
    if (hub_names_find(p->names, name) == 0) {
        rc = hub_lineage_settle(&asker, place->station, place->epoch, place->item, &tagged, why);
        if (rc == HUB_DONE)
            hub_names_add(p->names, name, tagged ? -place->epoch : place->epoch);
    }
    if (rc != HUB_DONE || !tagged)
        return rc;
    place->lineage = malloc(sizeof *place->lineage);
    if (!place->lineage) {
        (void)cause_set(why, -1, "out of memory");
        return HUB_LATER;
    }
    return hub_lineage_load(&asker, place->station, place->epoch, place->lineage, why);
}

enum hub_result pg_station_number(struct pg *p, const char *station, int64_t wall_ms, int64_t *out,
                                  struct cause *why)
{
    struct number_text wall;
    const char *const made[] = {station, number_text(&wall, wall_ms)};
    enum hub_result rc = number_for(p, "station", station, made, 2, out, why);
    if (rc == HUB_DONE)
        hub_names_add(p->names, station, *out);
    return rc;
}

#define NAME_SIZE (HUB_STATION_SIZE + RECORD_EPOCH_SIZE)

static const char *name_of(const struct hub_item *item, char out[NAME_SIZE])
{
    (void)text_format(out, NAME_SIZE, "%s %s", item->batch.epoch, item->station);
    return out;
}

bool pg_place_is_new(const struct pg *p, const struct hub_item *item)
{
    char name[NAME_SIZE];
    return hub_names_find(p->names, name_of(item, name)) == 0;
}

enum hub_result pg_place_find(struct pg *p, struct place *place, struct cause *why)
{
    struct hub_item *item = place->item;
    struct number_text wall, station;
    char name[NAME_SIZE];
    enum hub_result rc = pg_station_number(p, item->station, item->wall_ms, &place->station, why);
    if (rc != HUB_DONE)
        return rc;
    (void)name_of(item, name);
    const char *const opened[] = {number_text(&station, place->station), item->batch.epoch,
                                  item->batch.boot_id, number_text(&wall, item->wall_ms)};
    rc = number_for(p, "epoch", name, opened, 4, &place->epoch, why);
    return rc == HUB_DONE ? find_lineage(p, place, name, why) : rc;
}
