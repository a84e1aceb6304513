/* SPDX-License-Identifier: MIT */
/* The way to the broker (uplink.c), and records on their way to the hubs (ship.c). Parts of struct
 * daemon; loop thread only. */
#ifndef ANDON_UPSTREAM_H
#define ANDON_UPSTREAM_H

#include "data/link/link.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHIP_FILTERS 4

struct daemon;
struct ship_state;
struct snapshot;
struct store_event;
struct way;

/* uplink.c */
int uplink_prepare(struct daemon *d, struct cause *why); /* URL, password, topics: may refuse */
int uplink_open(struct daemon *d, struct cause *why);
void uplink_broker(const struct daemon *d, struct link_conf *conf); /* where, and as whom */
void uplink_drain(struct daemon *d);
void uplink_epoch_changed(struct daemon *d); /* or the nonce */
void uplink_follow(struct daemon *d);        /* other signals, other topics */
void uplink_tick(struct daemon *d, int64_t boot_ms);
void uplink_close(struct daemon *d);

/* ship.c */
int ship_prepare(struct daemon *d, struct cause *why); /* topics, key: may refuse */
size_t ship_filters(const struct daemon *d, const char *filters[SHIP_FILTERS]);
void ship_opened(struct daemon *d, const struct ship_state *state); /* the store, right after it */
void ship_grown(struct daemon *d);                                  /* records are on disk */
void ship_gate(struct daemon *d); /* the link or a hub has come or gone */
bool ship_rows(struct daemon *d, const struct store_event *event); /* false: not ours */
bool ship_message(struct daemon *d, const struct link_event *event);
void ship_way(const struct daemon *d, struct way *out); /* how far each record has come */
void ship_fill(const struct daemon *d, struct snapshot *out);
void ship_tick(struct daemon *d, int64_t boot_ms);
int64_t ship_deadline(const struct daemon *d); /* boot_ms */
void ship_done(struct daemon *d);

#endif
