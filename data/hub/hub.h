/* SPDX-License-Identifier: MIT */
/* The hub: records of many stations in, acknowledgements out. */
#ifndef DATA_HUB_HUB_H
#define DATA_HUB_HUB_H

#include "data/hub/hook/hooks.h"
#include "data/link/link.h"
#include "data/model/cause.h"

#include <stdint.h>

struct hub_conf {
    const char *broker, *user, *password; /* user NULL: none */
    struct link_tls tls;                  /* of mqtts:// */
    int keepalive_s;                      /* 0: the link's own, and so are these */
    int64_t retry_min_ms, retry_max_ms;
    const char *id; /* in …/hub/<id>/status and the client id */
    const char *database, *keys;
    const char *data;     /* where reports of crashes are; NULL: nowhere */
    const char *run;      /* the socket is RUN/andon-hub-ingest.sock; NULL: the service manager's
                             directory, else there is none */
    int64_t history_days; /* 0: for ever */
    int64_t drain_gap_ms; /* what stations are asked to pause between batches of a backlog */
    const struct hook_conf *hook; /* [webhook NAME], so many */
    int hooks;
};

/* Serve until SIGTERM or SIGINT. 0, or -1 with the cause: it could not begin. */
int hub_run(const struct hub_conf *conf, struct cause *why);

#endif
