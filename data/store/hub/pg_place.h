/* SPDX-License-Identifier: MIT */
/* Where a batch belongs in PostgreSQL: the numbers of its station and epoch, and its lineage.
 * Inside data/store/hub only. */
#ifndef DATA_STORE_HUB_PG_PLACE_H
#define DATA_STORE_HUB_PG_PLACE_H

#include "data/store/hub/pg_link.h"

struct place {
    struct hub_item *item;
    int64_t station, epoch;
    struct hub_lineage *lineage; /* allocated, the caller's to free; NULL: the first */
};

/* Numbers that are not there yet are made, each in a transaction of its own, outside of any other,
 * so that they never vanish with a rollback; those once known are not asked for again. Not
 * HUB_DONE: `why`. */
enum hub_result pg_station_number(struct pg *p, const char *station, int64_t wall_ms, int64_t *out,
                                  struct cause *why);
/* The place of `place->item`. */
enum hub_result pg_place_find(struct pg *p, struct place *place, struct cause *why);

/* Whether the epoch is one that is not known, so that where it belongs is still to be decided. */
bool pg_place_is_new(const struct pg *p, const struct hub_item *item);

#endif
