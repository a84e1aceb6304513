/* SPDX-License-Identifier: MIT */
/* The host's front: finds the edge node of a message, takes the payload apart and hands it to who
 * knows its kind; deaths, the connection, timers. Called by data/decode for the daemon and for
 * replay. The host owns everything that is known of nodes. */
#include "data/sparkplug/host_private.h"

#include "data/model/text.h"
#include "data/sparkplug/inflate.h"

#include <stdlib.h>
#include <string.h>

#define NODES_MAX   1024
#define DEVICES_MAX 256
#define BYTES_MAX   (16U << 20)
#define HELD_MAX    (4U << 20)

/* ---- coming and going ---- */

void spb_host_set(struct spb_host *host, const struct spb_host_conf *conf)
{
    host->conf.observer = conf->observer;
    host->conf.silent = conf->silent;
    host->conf.reorder_ms = conf->reorder_ms;
}

struct spb_host *spb_host_new(const struct spb_host_conf *conf)
{
    struct spb_host *host = calloc(1, sizeof *host);
    if (!host)
        return NULL;
    host->conf = *conf;
    if (host->conf.nodes_max == 0)
        host->conf.nodes_max = NODES_MAX;
    if (host->conf.devices_max == 0)
        host->conf.devices_max = DEVICES_MAX;
    host->tables.max = conf->bytes_max ? conf->bytes_max : BYTES_MAX;
    host->holds.max = conf->held_max ? conf->held_max : HELD_MAX;
    host->random = conf->seed ? conf->seed : 1;
    host->due = TIME_NEVER;
    host->slots = 16;
    while (host->slots < 2 * host->conf.nodes_max)
        host->slots *= 2;
    host->slot = calloc(host->slots, sizeof *host->slot);
    host->room = (struct spb_room){.at = malloc(SPB_ROOM_SIZE), .size = SPB_ROOM_SIZE};
    if (!host->slot || !host->room.at)
        spb_host_free(&host);
    return host;
}

static void free_peer(struct spb_host *host, struct peer *peer)
{
    order_drop(host, &peer->order);
    free(peer->order.held);
    spb_table_free(&peer->own.table, &host->tables);
    for (size_t i = 0; i < peer->devices; i++) {
        spb_table_free(&peer->device[i]->table, &host->tables);
        free(peer->device[i]);
    }
    free(peer->device);
    free(peer);
}

void spb_host_free(struct spb_host **host)
{
    struct spb_host *h = *host;
    if (!h)
        return;
    for (size_t i = 0; i < h->peers; i++)
        free_peer(h, h->peer[i]);
    free(h->peer);
    free(h->slot);
    free(h->room.at);
    free(h);
    *host = NULL;
}

/* One more pointer in a list that doubles. */
static bool list_grow(void ***list, size_t count, size_t *room)
{
    if (count < *room)
        return true;
    size_t more = *room ? 2 * *room : 4;
    void **bigger = realloc(*list, more * sizeof *bigger);
    if (!bigger)
        return false;
    *list = bigger;
    *room = more;
    return true;
}

static uint32_t *peer_slot(const struct spb_host *host, const char *group, const char *node)
{
    uint64_t hash = spb_hash(node, strlen(node), spb_hash(group, strlen(group), 0));
    for (size_t i = (size_t)hash & (host->slots - 1);; i = (i + 1) & (host->slots - 1)) {
        const struct peer *peer = host->slot[i] ? host->peer[host->slot[i] - 1] : NULL;
        if (!peer || (strcmp(peer->node, node) == 0 && strcmp(peer->group, group) == 0))
            return &host->slot[i];
    }
}

static struct peer *peer_made(struct spb_host *host, const char *group, const char *node)
{
    uint32_t *slot = peer_slot(host, group, node);
    if (*slot)
        return host->peer[*slot - 1];
    void **list = (void **)host->peer;
    struct peer *peer = NULL;
    if (host->peers < host->conf.nodes_max && list_grow(&list, host->peers, &host->peer_room)) {
        host->peer = (struct peer **)list;
        peer = calloc(1, sizeof *peer);
    }
    if (!peer) {
        host->stats.no_room++;
        return NULL;
    }
    (void)text_copy(peer->group, sizeof peer->group, group);
    (void)text_copy(peer->node, sizeof peer->node, node);
    peer->order.due = peer->ask.due = TIME_NEVER;
    peer->ask.last = TIME_NONE;
    peer->own.grace = TIME_NEVER;
    host->peer[host->peers++] = peer;
    *slot = (uint32_t)host->peers;
    return peer;
}

int spb_host_want(struct spb_host *host, const char *group, const char *node)
{
    struct peer *peer = peer_made(host, group, node);
    if (!peer)
        return -1;
    peer->wanted = true;
    return 0;
}

void spb_host_want_none(struct spb_host *host)
{
    for (size_t i = 0; i < host->peers; i++)
        host->peer[i]->wanted = false;
}

void spb_host_seek(struct spb_host *host, int64_t now)
{
    for (size_t i = 0; i < host->peers; i++)
        if (host->peer[i]->wanted && !host->peer[i]->dead)
            ask_rebirth(host, host->peer[i], now);
}

static struct scope *host_device(const struct peer *peer, const char *name)
{
    for (size_t i = 0; i < peer->devices; i++)
        if (strcmp(peer->device[i]->name, name) == 0)
            return peer->device[i];
    return NULL;
}

struct scope *host_device_made(struct spb_host *host, struct peer *peer, const char *name)
{
    struct scope *device = host_device(peer, name);
    if (device)
        return device;
    void **list = (void **)peer->device;
    if (peer->devices < host->conf.devices_max &&
        list_grow(&list, peer->devices, &peer->device_room)) {
        peer->device = (struct scope **)list;
        device = calloc(1, sizeof *device);
    }
    if (!device) {
        host->stats.no_room++;
        return NULL;
    }
    (void)text_copy(device->name, sizeof device->name, name);
    device->grace = TIME_NEVER;
    peer->device[peer->devices++] = device;
    return device;
}

/* ---- telling ---- */

void host_soon(struct spb_host *host, int64_t due)
{
    if (due < host->due)
        host->due = due;
}

void host_tell(const struct pass *pass, enum spb_event_kind kind, const char *device, int64_t at_ms)
{
    struct spb_event event = {.kind = kind,
                              .group = pass->peer->group,
                              .node = pass->peer->node,
                              .device = device,
                              .at_ms = at_ms,
                              .source_ms = TIME_NONE};
    if (kind == SPB_EVENT_BIRTH || kind == SPB_EVENT_BORN)
        event.unverified = !pass->peer->online || !pass->peer->synced;
    pass->sink(pass->ctx, &event);
}

int64_t host_payload_ms(const struct pass *pass)
{
    const struct spb_payload *p = &pass->payload;
    return p->has_timestamp && p->timestamp <= INT64_MAX ? (int64_t)p->timestamp : pass->wall_ms;
}

/* ---- messages ---- */

int host_decode(struct pass *pass)
{
    struct spb_host *host = pass->host;
    struct cause why;
    host->room.used = 0;
    if (spb_decode(pass->bytes, pass->length, &host->room, &pass->payload, &why) == 0 &&
        spb_inflate(&pass->payload, &host->room, &why) == 0)
        return 0;
    host->stats.malformed++;
    if (pass->peer && pass->verb != SPB_NDEATH)
        ask_rebirth(host, pass->peer, pass->now);
    return -1;
}

static void node_dies(struct pass *pass, int64_t at_ms)
{
    struct peer *peer = pass->peer;
    bool was_born = peer->own.born;
    order_drop(pass->host, &peer->order);
    peer->online = peer->synced = peer->own.born = false;
    if (was_born)
        host_tell(pass, SPB_EVENT_DEATH, "", at_ms);
    for (size_t i = 0; i < peer->devices; i++)
        apply_device_death(pass, peer->device[i], at_ms);
}

/* A death certificate says by its number which session it is of; its time is that of the connect.
 * One that says no number kills: what is dead is never shown as alive. */
static void take_node_death(struct pass *pass)
{
    struct peer *peer = pass->peer;
    int64_t bdseq;
    if (host_decode(pass) != 0)
        pass->payload = (struct spb_payload){.metrics = 0};
    bool numbered = apply_bdseq(pass, &bdseq);
    if (!peer->online || (numbered && peer->has_bdseq && bdseq != peer->bdseq)) {
        pass->host->stats.deaths_ignored++;
        return;
    }
    peer->dead = true;
    node_dies(pass, pass->wall_ms);
}

static void take_node_birth(struct pass *pass)
{
    struct peer *peer = pass->peer;
    if (host_decode(pass) != 0)
        return;
    int64_t bdseq = 0;
    bool numbered = apply_bdseq(pass, &bdseq);
    bool same = peer->online && numbered == peer->has_bdseq && bdseq == peer->bdseq;
    peer->has_bdseq = numbered;
    peer->bdseq = bdseq;
    peer->online = true;
    peer->dead = false;
    peer->births++;
    ask_done(peer);
    order_birth(pass);
    for (size_t i = 0; i < peer->devices; i++) {
        struct scope *device = peer->device[i];
        if (!same) {
            apply_device_death(pass, device, pass->wall_ms);
        } else if (device->born && device->grace == TIME_NEVER) {
            device->grace = pass->now + GRACE_MS + pass->host->conf.reorder_ms;
            host_soon(pass->host, device->grace);
        }
    }
    apply_node_birth(pass);
}

static void take_in_order(struct pass *pass)
{
    if (host_decode(pass) == 0)
        order_take(pass);
}

/* Births are never kept by a broker, but for copies of it that say what things are called. */
static void take_stored(struct pass *pass)
{
    bool birth = pass->verb == SPB_NBIRTH || pass->verb == SPB_DBIRTH;
    pass->host->stats.stored++;
    if (birth && !pass->peer->online && host_decode(pass) == 0)
        apply_learn(pass);
}

static void take_message(struct pass *pass, bool stored)
{
    if (stored)
        take_stored(pass);
    else if (pass->verb == SPB_NBIRTH)
        take_node_birth(pass);
    else if (pass->verb == SPB_NDEATH)
        take_node_death(pass);
    else
        take_in_order(pass);
}

void spb_host_message(struct spb_host *host, const struct spb_message *message, int64_t now,
                      spb_sink *sink, void *ctx)
{
    struct spb_topic topic;
    struct pass pass = {.host = host,
                        .now = now,
                        .wall_ms = message->wall_ms,
                        .sink = sink,
                        .ctx = ctx,
                        .bytes = message->payload,
                        .length = message->length};
    host->stats.messages++;
    if (!spb_topic_parse(message->topic, &topic))
        host->stats.foreign++;
    else if (topic.verb == SPB_STATE)
        host->stats.states++;
    else if (topic.verb == SPB_NCMD || topic.verb == SPB_DCMD)
        host->stats.commands++;
    else
        pass.peer = peer_made(host, topic.group, topic.node);
    if (!pass.peer)
        return;
    pass.verb = topic.verb;
    pass.device = topic.device;
    take_message(&pass, message->stored || message->topic[0] == '$');
}

/* ---- times ---- */

int64_t spb_host_due(const struct spb_host *host)
{
    return host->due;
}

static void tick_device(struct pass *pass, struct scope *device)
{
    if (device->grace <= pass->now)
        apply_device_death(pass, device, pass->wall_ms);
    host_soon(pass->host, device->grace);
}

void spb_host_tick(struct spb_host *host, int64_t now, int64_t wall_ms, spb_sink *sink, void *ctx)
{
    if (host->due > now)
        return;
    host->due = TIME_NEVER;
    for (size_t i = 0; i < host->peers; i++) {
        struct peer *peer = host->peer[i];
        struct pass pass = {
            .host = host, .peer = peer, .now = now, .wall_ms = wall_ms, .sink = sink, .ctx = ctx};
        if (peer->order.due <= now)
            order_expire(&pass);
        for (size_t k = 0; k < peer->devices; k++)
            tick_device(&pass, peer->device[k]);
        ask_tick(host, i, now);
        host_soon(host, peer->order.due);
        host_soon(host, peer->ask.due);
    }
}

void spb_host_link(struct spb_host *host, bool up, int64_t now, int64_t wall_ms, spb_sink *sink,
                   void *ctx)
{
    host->commands = 0;
    for (size_t i = 0; i < host->peers; i++) {
        struct peer *peer = host->peer[i];
        struct pass pass = {
            .host = host, .peer = peer, .now = now, .wall_ms = wall_ms, .sink = sink, .ctx = ctx};
        ask_done(peer);
        node_dies(&pass, wall_ms);
        peer->dead = false; /* it may have come back unheard */
        if (up && (peer->wanted || peer->births > 0))
            ask_rebirth(host, peer, now);
    }
}

/* ---- figures ---- */

const struct spb_host_stats *spb_host_stats(const struct spb_host *host)
{
    return &host->stats;
}

bool spb_host_node(const struct spb_host *host, size_t i, struct spb_host_view *out)
{
    if (i >= host->peers)
        return false;
    const struct peer *peer = host->peer[i];
    *out = (struct spb_host_view){.group = peer->group,
                                  .node = peer->node,
                                  .wanted = peer->wanted,
                                  .online = peer->online,
                                  .synced = peer->synced,
                                  .devices = peer->devices,
                                  .metrics = peer->own.table.count,
                                  .births = peer->births,
                                  .expired = peer->expired,
                                  .asked = peer->asked,
                                  .unverified = peer->unverified};
    for (size_t k = 0; k < peer->devices; k++) {
        out->metrics += peer->device[k]->table.count;
        out->devices_online += peer->online && peer->device[k]->born;
    }
    return true;
}
