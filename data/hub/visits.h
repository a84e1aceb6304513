/* SPDX-License-Identifier: MIT */
/* Clients of a view that work at a station: `visit` takes one there, from then on its lines are the
 * station's, through the broker, signed both ways (data/model/sync/visit.h); `leave` brings it
 * back. A request that is not answered in time is told so, once. */
#ifndef DATA_HUB_VISITS_H
#define DATA_HUB_VISITS_H

#include "data/hub/line/board.h"
#include "data/link/link.h"
#include "data/model/json.h"
#include "data/model/sync/visit.h"
#include "data/serve/serve.h"
#include "data/store/upstream/mac.h"

#define VISITS_MAX          SERVE_CLIENTS_MAX
#define VISITS_OPEN_MAX     128 /* requests that wait for their answer */
#define VISITS_ANSWER_MS    INT64_C(10000)
#define VISITS_SLOW_MS      INT64_C(60000) /* of what walks the whole record */
#define VISITS_REPLY_FILTER "andon/v1/+/+/+/+/+/reply"

struct visit {
    uint64_t client; /* 0: free */
    char station[LINE_STATION_SIZE], name[64];
    char id[VISIT_ID_SIZE], nonce[VISIT_ID_SIZE]; /* one for each run of the station */
    char person[33];
    enum person_role role; /* as the kernel says who it is */
    struct mac_key key;
    int64_t n, heard; /* of the last that was sent; that came */
    int64_t stay_at;  /* boot_ms */
    bool arrived;     /* the station has greeted */
    bool watches;     /* it wants snapshots */
    int64_t request;  /* `visit`, until it has arrived */
    int64_t until;
};

struct visit_open {
    uint64_t client; /* 0: free */
    int64_t request, until, wait_ms;
};

struct visits {
    const char *hub, *keys; /* keys NULL: nobody visits */
    struct link *link;
    struct server *server;
    struct board *board;
    bool up; /* the broker is there */
    int64_t refused, late;
    struct visit visit[VISITS_MAX];
    struct visit_open open[VISITS_OPEN_MAX];
};

/* serve.h's divert: a request of somebody who is at a station, and `visit`. */
bool visits_take(struct visits *v, struct client *client, const json_t *request);
/* Came on …/<station>/reply. */
void visits_reply(struct visits *v, const char *station, const struct link_event *event);
void visits_tick(struct visits *v, int64_t boot_ms);
void visits_link(struct visits *v, bool up);
/* It is at a station: what it is told of comes from there. */
bool visits_at(const struct visits *v, const struct client *client);
/* Who is where, as members. */
void visits_put(const struct visits *v, struct jw *w);
void visits_closed(struct visits *v, const struct client *client);

#endif
