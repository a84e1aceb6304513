/* SPDX-License-Identifier: MIT */
/* Topics and their last messages, between the poller thread, which puts, and the main thread, which
 * publishes through data/link. One mutex, held for a copy at a time. Owned by worker.c. */
#include "data/gateway/outlet.h"

#include "data/gateway/messages.h"
#include "data/link/link.h"
#include "data/model/text.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define TOPIC_SIZE 300

struct place {
    char topic[TOPIC_SIZE];
    char payload[OUTLET_PAYLOAD_MAX];
    size_t length;
    bool filled, due;
};

struct outlet {
    const struct gateway_conf *conf;
    pthread_mutex_t lock;
    struct place *place;
    size_t places, next; /* where to go on with values */
    int64_t replaced, refused;
    struct link *link;
    int wake;
    bool up;
    char status[TOPIC_SIZE], password[256];
    char why[96]; /* the broker is not there, sanitised */
};

static void wake(void *ctx)
{
    const struct outlet *o = ctx;
    uint64_t one = 1;
    if (write(o->wake, &one, sizeof one) != (ssize_t)sizeof one)
        return; /* full: it is readable anyway */
}

static size_t at(const struct outlet *o, enum outlet_what what, size_t index)
{
    const struct gateway_conf *c = o->conf;
    const size_t first[] = {[OUT_STATUS] = 0,
                            [OUT_INFO] = c->devices,
                            [OUT_REGISTER] = 2 * c->devices,
                            [OUT_RUNNING] = 2 * c->devices + c->registers,
                            [OUT_LEARNED] = 2 * c->devices + c->registers + c->runnings};
    return first[what] + index;
}

static void name_places(struct outlet *o)
{
    const struct gateway_conf *c = o->conf;
    for (size_t i = 0; i < c->devices; i++) {
        (void)text_format(o->place[at(o, OUT_STATUS, i)].topic, TOPIC_SIZE, "%s/%s/status", c->root,
                          c->device[i].name);
        (void)text_format(o->place[at(o, OUT_INFO, i)].topic, TOPIC_SIZE, "%s/%s/info", c->root,
                          c->device[i].name);
    }
    for (size_t i = 0; i < c->registers; i++)
        (void)text_format(o->place[at(o, OUT_REGISTER, i)].topic, TOPIC_SIZE, "%s/%s/%s", c->root,
                          c->device[c->reg[i].device].name, c->reg[i].topic);
    for (size_t i = 0; i < c->runnings; i++) {
        const char *device = c->device[c->reg[c->running[i].reg].device].name;
        (void)text_format(o->place[at(o, OUT_RUNNING, i)].topic, TOPIC_SIZE, "%s/%s/%s", c->root,
                          device, c->running[i].topic);
        (void)text_format(o->place[at(o, OUT_LEARNED, i)].topic, TOPIC_SIZE, "%s/%s/%s/learned",
                          c->root, device, c->running[i].topic);
    }
}

static int connect_broker(struct outlet *o, struct cause *why)
{
    const struct broker_conf *b = &o->conf->broker;
    char client[80];
    if (!text_format(client, sizeof client, "andon-gateway-%s", o->conf->name) ||
        !text_format(o->status, sizeof o->status, "%s/status", o->conf->root))
        return cause_set(why, -1, "[gateway] name: it is too long");
    if (b->password_file[0] &&
        link_read_password(b->password_file, o->password, sizeof o->password, why) != 0)
        return -1;
    const struct link_conf link = {
        .url = b->url,
        .client_id = client,
        .tls = {b->ca_file[0] ? b->ca_file : NULL, b->cert_file[0] ? b->cert_file : NULL,
                b->key_file[0] ? b->key_file : NULL},
        .user = b->user[0] ? b->user : NULL,
        .password = b->password_file[0] ? o->password : NULL,
        .keepalive_s = b->keepalive_s,
        .retry_min_ms = b->retry_min_ms,
        .retry_max_ms = b->retry_max_ms,
        .status_topic = o->status,
        .status_online = "online",
        .status_offline = "offline",
    };
    o->link = link_open(&link, wake, o, why);
    return o->link ? 0 : -1;
}

struct outlet *outlet_open(const struct gateway_conf *conf, struct cause *why)
{
    struct outlet *o = calloc(1, sizeof *o);
    if (o) {
        o->conf = conf;
        o->places = 2 * conf->devices + conf->registers + 2 * conf->runnings;
        o->place = calloc(o->places + 1, sizeof *o->place);
        o->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        (void)pthread_mutex_init(&o->lock, NULL);
    }
    if (!o || !o->place || o->wake < 0) {
        (void)cause_set(why, -1, "not enough memory or descriptors");
        if (o)
            outlet_close(&o);
        return NULL;
    }
    name_places(o);
    if (connect_broker(o, why) != 0)
        outlet_close(&o);
    return o;
}

void outlet_put(struct outlet *o, enum outlet_what what, size_t index, const char *payload,
                size_t length)
{
    struct place *p = &o->place[at(o, what, index)];
    if (length == 0 || length > sizeof p->payload)
        return;
    (void)pthread_mutex_lock(&o->lock);
    o->replaced += p->due;
    memcpy(p->payload, payload, length);
    p->length = length;
    p->filled = p->due = true;
    (void)pthread_mutex_unlock(&o->lock);
    wake(o);
}

/* False: the link takes no more for now. */
static bool publish(struct outlet *o, size_t index)
{
    struct place *p = &o->place[index];
    char payload[OUTLET_PAYLOAD_MAX];
    (void)pthread_mutex_lock(&o->lock);
    const bool due = p->due;
    const size_t length = p->length;
    memcpy(payload, p->payload, length);
    p->due = false;
    (void)pthread_mutex_unlock(&o->lock);
    if (!due || link_publish(o->link, p->topic, payload, length, 1, true, index) == 0)
        return true;
    (void)pthread_mutex_lock(&o->lock);
    p->due = true;
    (void)pthread_mutex_unlock(&o->lock);
    return false;
}

static void publish_all(struct outlet *o)
{
    const size_t statuses = o->conf->devices, rest = o->places - statuses;
    for (size_t i = 0; i < statuses; i++)
        if (!publish(o, i))
            return;
    for (size_t i = 0; i < rest; i++) {
        if (!publish(o, statuses + o->next % rest))
            return;
        o->next = (o->next + 1) % rest;
    }
}

static void on_state(struct outlet *o, const struct link_event *event)
{
    const bool was = o->up;
    o->up = event->state == LINK_UP;
    (void)text_sanitise(event->why, o->up ? 0 : strlen(event->why), o->why, sizeof o->why);
    if (o->up && !was) {
        report(GATEWAY_LINK_UP, "connected to the broker%s%s", event->why[0] ? ": " : "",
               event->why);
        (void)pthread_mutex_lock(&o->lock);
        for (size_t i = 0; i < o->places; i++)
            o->place[i].due = o->place[i].filled;
        (void)pthread_mutex_unlock(&o->lock);
    } else if (event->state == LINK_DOWN) {
        report(GATEWAY_LINK_DOWN, "no broker: %s (it is tried again)", event->why);
    }
}

static void on_link(void *ctx, const struct link_event *event)
{
    struct outlet *o = ctx;
    switch (event->kind) {
    case LINK_EVENT_STATE:
        on_state(o, event);
        break;
    case LINK_EVENT_SENT: /* when the link is lost all is sent again after the next connect */
        if (event->ok || !o->up || event->tag >= o->places)
            break;
        if (o->refused++ == 0)
            report(GATEWAY_REFUSED,
                   "the broker refused %s; may this user write below %s? (told once)",
                   o->place[event->tag].topic, o->conf->root);
        break;
    case LINK_EVENT_MESSAGE:
    case LINK_EVENT_OVERRUN:
        break; /* it subscribes to nothing */
    }
}

int outlet_fd(const struct outlet *o)
{
    return o->wake;
}

void outlet_turn(struct outlet *o)
{
    uint64_t count;
    if (read(o->wake, &count, sizeof count) > 0)
        (void)link_drain(o->link, on_link, o);
    if (o->up && o->places > 0)
        publish_all(o);
}

int64_t outlet_replaced(struct outlet *o)
{
    (void)pthread_mutex_lock(&o->lock);
    int64_t replaced = o->replaced;
    (void)pthread_mutex_unlock(&o->lock);
    return replaced;
}

void outlet_stats(struct outlet *o, struct outlet_stats *out)
{
    *out = (struct outlet_stats){.up = o->up, .why = o->why, .refused = o->refused};
    (void)pthread_mutex_lock(&o->lock);
    out->replaced = o->replaced;
    for (size_t i = 0; i < o->places; i++)
        out->waiting += o->place[i].due;
    (void)pthread_mutex_unlock(&o->lock);
}

size_t outlet_last(struct outlet *o, enum outlet_what what, size_t index, char *out, size_t size)
{
    const struct place *p = &o->place[at(o, what, index)];
    (void)pthread_mutex_lock(&o->lock);
    const size_t length = p->filled && p->length < size ? p->length : 0;
    memcpy(out, p->payload, length);
    (void)pthread_mutex_unlock(&o->lock);
    out[length] = '\0';
    return length;
}

void outlet_flush(struct outlet *o)
{
    if (o->link)
        link_close(&o->link);
}

void outlet_close(struct outlet **outlet)
{
    struct outlet *o = *outlet;
    *outlet = NULL;
    outlet_flush(o);
    if (o->wake >= 0)
        (void)close(o->wake);
    (void)pthread_mutex_destroy(&o->lock);
    free(o->place);
    free(o);
}
