/* SPDX-License-Identifier: MIT */
/* A ring of messages between the simulator and data/link: what the link does not take yet waits,
 * QoS 1 messages stay until the broker has confirmed them, and after a loss of the link they go
 * again from the first unconfirmed one, in order. Owned by main; one thread. */
#include "andon/sim/publisher.h"

#include "data/link/link.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define RING 256

struct message {
    char *topic; /* owned; the payload stands behind it */
    size_t topic_size, length;
    int flags;
    bool done, failed;
};

struct publisher {
    struct link *link;
    int wake;
    bool up, keep;
    int ups;
    struct message ring[RING];
    uint64_t head, next, tail; /* first unconfirmed, first not handed to the link, end */
};

static struct message *at(struct publisher *p, uint64_t index)
{
    return &p->ring[index % RING];
}

static void wake(void *ctx)
{
    const struct publisher *p = ctx;
    uint64_t one = 1;
    if (write(p->wake, &one, sizeof one) != (ssize_t)sizeof one)
        return; /* full: it is readable anyway */
}

struct publisher *publisher_open(const struct publisher_conf *conf, struct cause *why)
{
    char id[64];
    unsigned dice = 0;
    struct publisher *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    if (getrandom(&dice, sizeof dice, GRND_NONBLOCK) != (ssize_t)sizeof dice)
        dice = (unsigned)time(NULL);
    (void)text_format(id, sizeof id, "andon-sim-%ld-%08x", (long)getpid(), dice);
    p->keep = conf->keep;
    p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const struct link_conf link = {
        .url = conf->url,
        .client_id = id,
        .tls = conf->tls,
        .user = conf->user,
        .password = conf->password,
        .retry_min_ms = 250,
        .retry_max_ms = 5000,
        .status_topic = conf->alive_topic,
        .status_online = "online",
        .status_offline = "offline",
    };
    p->link = p->wake >= 0 ? link_open(&link, wake, p, why) : NULL;
    if (p->link)
        return p;
    if (p->wake >= 0)
        (void)close(p->wake);
    free(p);
    return NULL;
}

static void drop_done(struct publisher *p)
{
    while (p->head < p->next && at(p, p->head)->done) {
        free(at(p, p->head)->topic);
        *at(p, p->head++) = (struct message){0};
    }
}

void publisher_close(struct publisher **publisher)
{
    struct publisher *p = *publisher;
    if (!p)
        return;
    *publisher = NULL;
    link_close(&p->link);
    (void)close(p->wake);
    for (; p->head < p->tail; p->head++)
        free(at(p, p->head)->topic);
    free(p);
}

static void hand_on(struct publisher *p)
{
    for (; p->up && p->next < p->tail; p->next++) {
        struct message *m = at(p, p->next);
        if (m->done)
            continue;
        int qos = m->flags & PUBLISH_QOS1;
        if (link_publish(p->link, m->topic, m->topic + m->topic_size, m->length, qos,
                         m->flags & PUBLISH_RETAIN, p->next) != 0)
            break;
        m->done = qos == 0;
    }
    drop_done(p);
}

/* Without the wish to keep, old news are dropped: the machine has gone on meanwhile. */
static void on_down(struct publisher *p, const char *why)
{
    (void)fprintf(stderr, "andon-sim: no broker: %s\n", why);
    p->up = false;
    for (uint64_t i = p->head; i < p->tail; i++) {
        at(p, i)->failed = false;
        at(p, i)->done |= !p->keep;
    }
    p->next = p->keep ? p->head : p->tail;
    drop_done(p);
}

static void on_event(void *ctx, const struct link_event *event)
{
    struct publisher *p = ctx;
    switch (event->kind) {
    case LINK_EVENT_SENT:
        if (event->tag >= p->head && event->tag < p->tail)
            *(event->ok ? &at(p, event->tag)->done : &at(p, event->tag)->failed) = true;
        break;
    case LINK_EVENT_STATE:
        if (event->state == LINK_DOWN) {
            on_down(p, event->why);
        } else if (event->state == LINK_UP) {
            p->up = true;
            p->ups++;
            (void)fprintf(stderr, "andon-sim: connected\n");
        }
        break;
    case LINK_EVENT_MESSAGE:
    case LINK_EVENT_OVERRUN:
        break; /* it subscribes to nothing */
    }
}

int publisher_fd(const struct publisher *p)
{
    return p->wake;
}

/* What failed though the link holds was refused by the broker: again would not help. */
static void settle_refused(struct publisher *p)
{
    for (uint64_t i = p->head; p->up && i < p->next; i++)
        if (at(p, i)->failed && !at(p, i)->done) {
            at(p, i)->done = true;
            (void)fprintf(stderr, "andon-sim: the broker refused a message for %s\n",
                          at(p, i)->topic);
        }
}

void publisher_turn(struct publisher *p)
{
    uint64_t count;
    if (read(p->wake, &count, sizeof count) > 0)
        (void)link_drain(p->link, on_event, p);
    settle_refused(p);
    hand_on(p);
}

bool publisher_is_up(const struct publisher *p)
{
    return p->up;
}

int publisher_ups(const struct publisher *p)
{
    return p->ups;
}

bool publisher_has_room(const struct publisher *p)
{
    return p->tail - p->head < RING;
}

bool publisher_is_idle(const struct publisher *p)
{
    return p->tail == p->head;
}

bool publisher_put(struct publisher *p, const char *topic, const void *payload, size_t length,
                   int qos_and_retain)
{
    size_t size = strlen(topic) + 1;
    char *block = publisher_has_room(p) ? malloc(size + length) : NULL;
    if (!block)
        return false;
    memcpy(block, topic, size);
    if (length)
        memcpy(block + size, payload, length);
    *at(p, p->tail++) = (struct message){
        .topic = block, .topic_size = size, .length = length, .flags = qos_and_retain};
    hand_on(p);
    return true;
}
