/* SPDX-License-Identifier: MIT */
/* Which subscriptions fetch the retained summaries of many stations. Stock mosquitto drops, in
 * silence, what one big subscription brings beyond its queue: so the areas that were given are
 * subscribed one after the other, then each area and line that is known is fetched once more in
 * small lots, then single stations of which half is missing. Pure: the caller tells the time. */
#ifndef DATA_HUB_LINE_SLICES_H
#define DATA_HUB_LINE_SLICES_H

#include "data/hub/line/board.h"

#define SLICES_AREAS_MAX 64
#define SLICES_LOT       150 /* known stations in a lot: well under what the broker holds for us */
#define SLICES_FILTERS   (2 * SLICES_AREAS_MAX + 2 * SLICES_LOT)

enum slices_stage { SLICES_AREAS, SLICES_LINES, SLICES_SINGLE, SLICES_DONE };

struct slices {
    char area[SLICES_AREAS_MAX][LINE_STATION_SIZE];
    size_t areas, opened;
    enum slices_stage stage;
    size_t cursor; /* in floor order: where the next lot begins */
    size_t before; /* stations known when this round over the lines began */
    int rounds;
    bool asked;       /* a lot is out */
    int64_t quiet_at; /* when it counts as answered */
    char *text;       /* of the filters */
    const char **filter;
    size_t filters;
};

/* Areas as enterprise/site/area; none: everything. 0, or -1 without memory or with too many. */
int slices_init(struct slices *s, const char *const *areas, size_t count);
void slices_done(struct slices *s);

/* A new connection: from the beginning. The filters are those of the first slice. */
void slices_restart(struct slices *s, int64_t boot_ms);
/* A retained message came. */
void slices_heard(struct slices *s, int64_t boot_ms);
/* Time passed. The board has been refreshed. Whether the filters are others now. */
bool slices_step(struct slices *s, const struct board *b, int64_t boot_ms);
/* boot_ms at which slices_step may have something to do. */
int64_t slices_next(const struct slices *s);

#endif
