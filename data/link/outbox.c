/* SPDX-License-Identifier: MIT */
/* What goes out: a bounded queue that link_publish fills, a window of messages in flight below the
 * broker's limits, and an answer for each QoS 1 message whatever happens. Called by the session in
 * the link thread; outbox_landed by paho's threads. The link owns all of it, under its lock, which
 * is never held across a call of the client's. */
#include "data/link/internal.h"

#include <stdlib.h>
#include <string.h>

static void flight_land(struct flight *f, bool ok)
{
    struct link *link = f->link;
    *(f->qos > 0 ? &link->in_flight : &link->in_flight_qos0) -= 1;
    if (f->report)
        queue_sent(link->queue, f->tag, ok);
}

void outbox_landed(struct client_flight *flight, bool ok)
{
    struct flight *f = (struct flight *)(void *)flight;
    struct link *link = f->link;
    (void)pthread_mutex_lock(&link->lock);
    if (f->used && !f->orphan)
        flight_land(f, ok);
    f->used = false;
    link->stalled = false;
    (void)pthread_cond_signal(&link->turn);
    (void)pthread_mutex_unlock(&link->lock);
}

/* A free slot, else the one that paho has owed an answer for longest. Under link.lock. */
static struct flight *flight_take(struct link *link)
{
    struct flight *oldest = NULL;
    for (size_t i = 0; i < FLIGHTS; i++) {
        struct flight *f = &link->flights[i];
        if (!f->used)
            return f;
        if (f->orphan && (!oldest || f->serial < oldest->serial))
            oldest = f;
    }
    return oldest;
}

static struct flight *flight_start(struct link *link, int qos, bool report, uint64_t tag)
{
    struct flight *f = flight_take(link);
    if (!f)
        return NULL;
    *f = (struct flight){.link = link,
                         .tag = tag,
                         .serial = ++link->flight_serial,
                         .qos = qos,
                         .used = true,
                         .report = report};
    *(qos > 0 ? &link->in_flight : &link->in_flight_qos0) += 1;
    return f;
}

static void outbox_pop(struct link *link)
{
    free(link->outbox[link->outbox_head].topic);
    link->outbox_head = (link->outbox_head + 1) % OUTBOX_MAX;
    link->outbox_count--;
    if (link->want_room) {
        link->want_room = false;
        queue_nudge(link->queue);
    }
}

bool outbox_can_send(const struct link *link)
{
    if (!link->up || link->stalled || link->outbox_count == 0)
        return false;
    return link->outbox[link->outbox_head].qos > 0 ? link->in_flight < WINDOW
                                                   : link->in_flight_qos0 < WINDOW_QOS0;
}

/* The next message that the window lets through, as a flight; NULL when there is none. */
static struct flight *send_next(struct link *link, struct outgoing *out)
{
    if (!outbox_can_send(link))
        return NULL;
    *out = link->outbox[link->outbox_head];
    return flight_start(link, out->qos, out->qos > 0, out->tag);
}

void outbox_send(struct link *link, struct client *client)
{
    struct outgoing out;
    struct flight *f;
    (void)pthread_mutex_lock(&link->lock);
    while ((f = send_next(link, &out))) {
        (void)pthread_mutex_unlock(&link->lock);
        struct client_message message = {.topic = out.topic,
                                         .payload = out.payload,
                                         .length = out.length,
                                         .qos = out.qos,
                                         .retain = out.retain};
        int rc = client_send(client, &message, &f->base);
        (void)pthread_mutex_lock(&link->lock);
        if (rc == CLIENT_BUSY) {
            *(f->qos > 0 ? &link->in_flight : &link->in_flight_qos0) -= 1;
            f->used = false;
            link->stalled = link->in_flight > 0 || link->in_flight_qos0 > 0;
            break;
        }
        if (rc != 0) {
            flight_land(f, false);
            f->used = false;
        }
        outbox_pop(link);
    }
    (void)pthread_mutex_unlock(&link->lock);
}

void outbox_send_own(struct link *link, struct client *client, const struct client_message *own)
{
    (void)pthread_mutex_lock(&link->lock);
    struct flight *f = flight_start(link, 1, false, 0);
    (void)pthread_mutex_unlock(&link->lock);
    if (!f || client_send(client, own, &f->base) == 0)
        return;
    (void)pthread_mutex_lock(&link->lock);
    flight_land(f, false);
    f->used = false;
    (void)pthread_mutex_unlock(&link->lock);
}

void outbox_give_up(struct link *link)
{
    (void)pthread_mutex_lock(&link->lock);
    link->up = link->stalled = false;
    for (size_t i = 0; i < FLIGHTS; i++) {
        struct flight *f = &link->flights[i];
        if (f->used && !f->orphan) {
            flight_land(f, false);
            f->orphan = true;
        }
    }
    while (link->outbox_count > 0) {
        const struct outgoing *out = &link->outbox[link->outbox_head];
        if (out->qos > 0)
            queue_sent(link->queue, out->tag, false);
        outbox_pop(link);
    }
    (void)pthread_mutex_unlock(&link->lock);
}

bool outbox_is_landed(const struct link *link)
{
    return link->outbox_count == 0 && link->in_flight == 0 && link->in_flight_qos0 == 0;
}
