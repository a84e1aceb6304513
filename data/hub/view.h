/* SPDX-License-Identifier: MIT */
/* andon-hub --view: the line board of many stations on a socket of its own, for andon-console and
 * andonctl. It knows what the broker holds; on disk it
 * keeps only which stations there are. */
#ifndef DATA_HUB_VIEW_H
#define DATA_HUB_VIEW_H

#include "data/hub/line/slices.h"
#include "data/link/link.h"
#include "data/model/cause.h"

struct view_conf {
    const char *broker, *user, *password; /* user NULL: none */
    struct link_tls tls;                  /* of mqtts:// */
    const char *id;                       /* in the client id */
    const char *run;                      /* the socket is RUN/andon-hub.sock; NULL: the default */
    const char *keys;                     /* directory of the stations' keys; NULL: nobody visits */
    const char *data;                     /* where the list of stations is kept; NULL: in run */
    const char *database;                 /* of the ingest hubs, read only; NULL: no past */
    const char *config;                   /* an INI file: [site] timezone, [line …]; NULL: none */
    const char *area[SLICES_AREAS_MAX];   /* enterprise/site/area; none: everything */
    size_t areas;
};

/* Serve until SIGTERM or SIGINT. 0, or -1 with the cause: it could not begin. */
int view_run(const struct view_conf *conf, struct cause *why);

#endif
