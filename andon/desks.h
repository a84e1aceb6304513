/* SPDX-License-Identifier: MIT */
/* What the files of andon/ *.c that serve people and the objects they respond to do for each other:
 * the lower half of daemon.h, which includes it. */
#ifndef ANDON_DESKS_H
#define ANDON_DESKS_H

#include "data/link/link.h"
#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/record.h"
#include "data/serve/serve.h"

struct daemon;
struct proof;
struct figures;
struct open_query;
struct store_event;

/* sessions.c */
void sessions_run(void *ctx, struct client *client, const json_t *request);
/* The PIN that came with an entry: entries_proved when it is right, else it is answered here. */
void sessions_prove(struct daemon *d, struct client *client, json_t *request);
bool sessions_proven(struct daemon *d, const struct client *client); /* a badge is not enough */
int64_t sessions_deadline(const struct daemon *d);                   /* boot_ms */
void sessions_tick(struct daemon *d, int64_t boot_ms);
void sessions_client_is_gone(struct daemon *d, uint64_t client);
void sessions_follow(struct daemon *d); /* another configuration */
void sessions_again(struct daemon *d);  /* the engine began anew */
void sessions_stop(struct daemon *d);

/* wiring.c: contacts of the station */
int wiring_open(struct daemon *d, struct cause *why);
void wiring_tick(struct daemon *d, int64_t boot_ms); /* before the engine's tick */
int64_t wiring_deadline(const struct daemon *d);     /* boot_ms */
void wiring_follow(struct daemon *d);                /* another configuration */
void wiring_again(struct daemon *d);                 /* the engine began anew */
void wiring_close(struct daemon *d); /* lines are given back; then the loop turns once more */
void wiring_free(struct daemon *d);
void wiring_run(void *ctx, struct client *client, const json_t *request);

/* forecast.c */
struct snapshot;
/* neighbours.c: of the configuration in force; room for NEIGHBOUR_FILTERS */
size_t neighbours_filters(struct daemon *d, const char **filters);
void neighbours_message(struct daemon *d, const struct link_event *event);
void neighbours_link(struct daemon *d, bool up);
void neighbours_fill(const struct daemon *d, struct snapshot *view);

int forecast_prepare(struct daemon *d, struct cause *why);
/* Behind the `count` that are there; room for FORECAST_FILTERS. */
size_t forecast_filters(const struct daemon *d, const char **filters, size_t count);
/* True: it was for us alone. */
bool forecast_message(struct daemon *d, const struct link_event *event, struct now now);
void forecast_recorded(struct daemon *d, const struct record_list *records);
void forecast_sent(struct daemon *d, bool ok);
void forecast_refeed(struct daemon *d); /* to an engine that was restored late */
void forecast_close(struct daemon *d);
void forecast_tick(struct daemon *d, int64_t boot_ms);
int64_t forecast_deadline(const struct daemon *d); /* boot_ms */
void forecast_predictions(void *ctx, struct client *client, const json_t *request);
void forecast_models(void *ctx, struct client *client, const json_t *request);
void forecast_workorders(void *ctx, struct client *client, const json_t *request);

/* remote.c: people at hubs */
#define REMOTE_FILTERS 1
int remote_prepare(struct daemon *d, struct cause *why);
size_t remote_filters(const struct daemon *d, const char **filters);
const char *
remote_nonce(const struct daemon *d); /* for commands to be of now; NULL: none are taken */
bool remote_message(struct daemon *d, const struct link_event *event);
void remote_sent(struct daemon *d, uint64_t tag);
void remote_tick(struct daemon *d, int64_t boot_ms);
int64_t remote_deadline(const struct daemon *d);             /* boot_ms */
void remote_put(const struct daemon *d, struct jw *members); /* what came and what was refused */
void remote_close(struct daemon *d);

/* alarms.c */
void alarms_tick(struct daemon *d,
                 int64_t boot_ms);               /* what only the daemon can tell of its health */
int64_t alarms_deadline(const struct daemon *d); /* boot_ms */
void alarms_alerts(void *ctx, struct client *client, const json_t *request);
void alarms_guidance(void *ctx, struct client *client, const json_t *request);
void alarms_load(void *ctx, struct client *client, const json_t *request);

/* manager.c */
void manager_ready(struct daemon *d);
void manager_reloading(struct daemon *d, bool over);
void manager_stopping(struct daemon *d);
void manager_tick(struct daemon *d, int64_t boot_ms);
int64_t manager_deadline(const struct daemon *d); /* boot_ms */

/* choices.c */
void choices_reasons(void *ctx, struct client *client, const json_t *request);
void choices_scrap_reasons(void *ctx, struct client *client, const json_t *request);
void money_run(void *ctx, struct client *client, const json_t *request); /* money.c */
void choices_modes(void *ctx, struct client *client, const json_t *request);
void choices_calls(void *ctx, struct client *client, const json_t *request);

/* figures.c: pareto, losses, kpi */
void figures_run(void *ctx, struct client *client, const json_t *request);
void figures_reply(struct daemon *d, struct client *client, const struct open_query *asker,
                   const struct figures *f);

/* board.c: hours of a shift */
void board_run(void *ctx, struct client *client, const json_t *request);
void board_reply(struct daemon *d, struct client *client, const struct open_query *asker,
                 const struct store_event *event);

#endif
