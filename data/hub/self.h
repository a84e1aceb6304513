/* SPDX-License-Identifier: MIT */
/* How a view itself is: its answer to `status`. */
#ifndef DATA_HUB_SELF_H
#define DATA_HUB_SELF_H

#include "data/hub/line/board.h"
#include "data/link/link.h"
#include "data/model/json.h"
#include "data/serve/serve.h"
#include "data/service/vitals.h"

struct self {
    struct vitals vitals;
    char why[96]; /* why there is no broker */
};

struct self_view {
    const struct board *board;
    struct link *link;
    const struct server *server;
    bool up, complete, keys, database;
    int64_t dropped;
    int64_t wall_ms;
};

/* Members of the object that is open. */
void self_put(const struct self *self, const struct self_view *v, struct jw *w);

#endif
