/* SPDX-License-Identifier: MIT */
/* One seq over all messages of an edge node (standards.md §5.3): what comes too early waits for
 * what is missing; once that is given up, what is known of the node may be outdated. Who may ask
 * asks for a rebirth then and believes nothing until it; who may not goes on. Called by host.c. */
#include "data/sparkplug/host_private.h"

#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

static size_t size_of(const struct held *held)
{
    return sizeof *held + held->length;
}

static void let_go(struct spb_host *host, struct order *order, size_t seq)
{
    host->holds.used -= size_of(order->held[seq]);
    free(order->held[seq]);
    order->held[seq] = NULL;
    order->holds--;
}

void order_drop(struct spb_host *host, struct order *order)
{
    order->due = TIME_NEVER;
    for (size_t s = 0; s < SEQS && order->holds > 0; s++) {
        if (!order->held[s])
            continue;
        host->stats.dropped++;
        let_go(host, order, s);
    }
}

static bool seq_of(const struct spb_payload *payload, uint8_t *out)
{
    if (!payload->has_seq || payload->seq >= SEQS)
        return false;
    *out = (uint8_t)payload->seq;
    return true;
}

void order_birth(struct pass *pass)
{
    struct order *order = &pass->peer->order;
    uint8_t seq = 0;
    order_drop(pass->host, order);
    memset(order->gone, 0, sizeof order->gone);
    order->recents = 0;
    order->any = !seq_of(&pass->payload, &seq);
    order->next = (uint8_t)(seq + 1U);
    pass->peer->synced = true;
}

/* ---- in order ---- */

static uint64_t hash_of(const struct pass *pass)
{
    uint64_t seed = spb_hash(pass->device, strlen(pass->device), (uint64_t)pass->verb);
    return spb_hash(pass->bytes, pass->length, seed);
}

static bool is_recent(const struct order *order, uint64_t hash)
{
    size_t count = order->recents < RECENT ? order->recents : RECENT;
    for (size_t i = 0; i < count; i++)
        if (order->recent[i] == hash)
            return true;
    return false;
}

static void take_next(struct pass *pass, uint8_t seq)
{
    struct order *order = &pass->peer->order;
    uint8_t far = (uint8_t)(seq + SEQS / 2U);
    order->recent[order->recents++ % RECENT] = hash_of(pass);
    order->gone[far / 64] &= ~(UINT64_C(1) << far % 64);
    order->next = (uint8_t)(seq + 1U);
    order->any = false;
    apply(pass);
}

/* The held message in `pass`'s place. */
static void take_held(const struct pass *pass, uint8_t seq)
{
    struct order *order = &pass->peer->order;
    struct held *held = order->held[seq];
    struct pass own = *pass;
    own.wall_ms = held->wall_ms;
    own.verb = held->verb;
    own.device = held->device;
    own.bytes = held->payload;
    own.length = held->length;
    if (host_decode(&own) == 0)
        take_next(&own, seq);
    let_go(pass->host, order, seq);
}

/* When what has waited longest has waited enough. */
static int64_t due_of(const struct pass *pass)
{
    const struct order *order = &pass->peer->order;
    int64_t due = TIME_NEVER;
    for (size_t s = 0; s < SEQS && order->holds > 0; s++)
        if (order->held[s] && order->held[s]->due < due)
            due = order->held[s]->due;
    return due;
}

/* What was missing has come, but there may be another gap behind it. */
static void drain(const struct pass *pass)
{
    struct order *order = &pass->peer->order;
    bool waited = order->holds > 0;
    while (order->holds > 0 && order->held[order->next])
        take_held(pass, order->next);
    if (!waited)
        return;
    order->due = due_of(pass);
    host_soon(pass->host, order->due);
}

/* ---- out of order ---- */

static bool hold(const struct pass *pass, uint8_t seq)
{
    struct spb_host *host = pass->host;
    struct order *order = &pass->peer->order;
    size_t size = sizeof(struct held) + pass->length;
    if (!order->held)
        order->held = calloc(SEQS, sizeof(struct held *));
    if (!order->held || size > host->holds.max - host->holds.used)
        return false;
    struct held *held = malloc(size);
    if (!held)
        return false;
    *held = (struct held){.due = pass->now + host->conf.reorder_ms,
                          .wall_ms = pass->wall_ms,
                          .verb = pass->verb,
                          .length = pass->length};
    (void)text_copy(held->device, sizeof held->device, pass->device);
    memcpy(held->payload, pass->bytes, pass->length);
    host->holds.used += size;
    order->held[seq] = held;
    order->holds++;
    return true;
}

/* Who may not ask for a rebirth goes on with what the last birth said. */
static void go_on(const struct pass *pass)
{
    struct order *order = &pass->peer->order;
    while (order->holds > 0) {
        uint8_t seq = order->next;
        if (order->held[seq]) {
            take_held(pass, seq);
            continue;
        }
        order->gone[seq / 64] |= UINT64_C(1) << seq % 64;
        order->next = (uint8_t)(seq + 1U);
    }
}

void order_expire(struct pass *pass)
{
    struct spb_host *host = pass->host;
    struct peer *peer = pass->peer;
    host->stats.expired++;
    peer->expired++;
    peer->order.due = TIME_NEVER;
    ask_rebirth(host, peer, pass->now);
    peer->synced = host->conf.observer || host->conf.silent;
    host_tell(pass, SPB_EVENT_LOST, "", pass->wall_ms);
    go_on(pass);
}

static void wait_for_missing(struct pass *pass, uint8_t seq)
{
    struct spb_host *host = pass->host;
    struct order *order = &pass->peer->order;
    if (order->held && order->held[seq]) {
        host->stats.repeated++;
        return;
    }
    if (order->holds == 0)
        host->stats.gaps++;
    if (host->conf.reorder_ms > 0 && hold(pass, seq)) {
        order->due = due_of(pass);
        host_soon(host, order->due);
        return;
    }
    order_expire(pass);
    if (host_decode(pass) == 0)
        take_next(pass, seq);
}

void order_take(struct pass *pass)
{
    struct peer *peer = pass->peer;
    struct order *order = &peer->order;
    struct spb_host_stats *stats = &pass->host->stats;
    uint8_t seq = 0;
    if (!peer->online || !peer->synced) {
        apply(pass);
        ask_rebirth(pass->host, peer, pass->now);
    } else if (!seq_of(&pass->payload, &seq)) {
        stats->no_seq++;
        apply(pass);
    } else if (order->any || seq == order->next) {
        take_next(pass, seq);
        drain(pass);
    } else if (is_recent(order, hash_of(pass))) {
        stats->repeated++;
    } else if (order->gone[seq / 64] & UINT64_C(1) << seq % 64) {
        order->gone[seq / 64] &= ~(UINT64_C(1) << seq % 64);
        stats->late++;
    } else {
        wait_for_missing(pass, seq);
    }
}
