/* SPDX-License-Identifier: MIT */
/* The broker's side of the daemon: opens the link, drains it, turns messages into updates for the
 * engine and the order system's queue to orders.c, and publishes the retained `status` (presence)
 * and `state` (summary). The link thread only rings link_wake; everything here runs on the loop.
 * Owns the link. */
#include "andon/daemon.h"
#include "andon/foresee.h"
#include "andon/host.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/topics.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAIN_NS     UINT64_C(1500000) /* of a turn's 5 ms: the others want some, too */
#define STATUS_SIZE  256
#define SUMMARY_SIZE 2049
#define TOWER_TAG    (UINT64_C(1) << 62) /* of what a network tower is told */

/* ---- opening ---- */

static int read_password(const struct broker_conf *broker, char *out, size_t size,
                         struct cause *why)
{
    struct cause reason;
    if (link_read_password(broker->password_file, out, size, &reason) == 0)
        return 0;
    return cause_set(why, -1, "[broker %s] password_file = %s", broker->name, reason.text);
}

static const char *or_null(const char *text)
{
    return text[0] ? text : NULL;
}

/* The same station on the same machine is the same client; a clone elsewhere is another one. 23
 * characters, which every broker takes. */
static void make_client_id(struct daemon *d)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    const char *const part[] = {d->path, d->machine};
    for (size_t i = 0; i < 2; i++)
        for (const char *c = part[i]; *c; c++)
            hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    snprintf(d->uplink.client_id, sizeof d->uplink.client_id, "andond-%016llx",
             (unsigned long long)hash);
}

int uplink_prepare(struct daemon *d, struct cause *why)
{
    struct uplink *u = &d->uplink;
    const struct broker_conf *broker = d->config->brokers > 0 ? &d->config->broker[0] : NULL;
    const char *url = d->options->broker ? d->options->broker : broker ? broker->url : "";
    u->state = LINK_DOWN;
    plant_follow(d);
    for (size_t i = 1; i < d->config->brokers; i++)
        report(MSG_BROKERS, "[broker %s] is not used: a station has one broker, %s",
               d->config->broker[i].name, broker->name);
    if (!text_copy(u->url, sizeof u->url, url))
        return cause_set(why, -1, "--broker %.40s…: the URL is too long", url);
    if (broker && broker->password_file[0] != '\0' &&
        read_password(broker, u->password, sizeof u->password, why) != 0)
        return -1;
    if (!topic_own(d->config, TOPIC_STATUS, u->status_topic, sizeof u->status_topic) ||
        !topic_own(d->config, TOPIC_STATE, u->state_topic, sizeof u->state_topic) ||
        !topic_own(d->config, TOPIC_JOB, u->job_topic, sizeof u->job_topic))
        return cause_set(why, -1, "the station's names make a topic longer than %d bytes",
                         CONFIG_TOPIC_MAX - 1);
    if (ship_prepare(d, why) != 0 || remote_prepare(d, why) != 0)
        return -1;
    if (forecast_prepare(d, why) != 0)
        return -1;
    make_client_id(d);
    if (u->url[0] == '\0')
        text_copy(u->why, sizeof u->why, "no broker is configured");
    return 0;
}

static void status_text(const struct daemon *d, bool online, char out[STATUS_SIZE])
{
    struct jw w;
    jw_init(&w, out, STATUS_SIZE);
    jw_object(&w, NULL);
    jw_bool(&w, "online", online);
    jw_text(&w, "epoch", d->keeper.epoch[0] ? d->keeper.epoch : NULL);
    jw_text(&w, "version", ANDON_VERSION);
    if (online && remote_nonce(d))
        jw_text(&w, "nonce", remote_nonce(d));
    jw_int(&w, "ts", clock_now().wall_ms);
    jw_object_end(&w);
}

static void on_link_thread(void *ctx)
{
    struct daemon *d = ctx;
    wake_ring(&d->link_wake);
}

/* What to subscribe to: the signals' topics and our own. The list is the caller's to free, its
 * texts are not. NULL: out of memory. */
static const char **make_filters(struct daemon *d, size_t *count)
{
    const char *const *signals;
    size_t n = decoder_filters(d->decoder, &signals);
    const char **filters =
        calloc(n + 2 + SHIP_FILTERS + REMOTE_FILTERS + FORECAST_FILTERS + NEIGHBOUR_FILTERS,
               sizeof *filters);
    if (!filters)
        return NULL;
    for (size_t i = 0; i < n; i++)
        filters[i] = signals[i];
    filters[n] = d->uplink.job_topic;
    *count = n + 1 + ship_filters(d, filters + n + 1);
    *count += remote_filters(d, filters + *count);
    *count += forecast_filters(d, filters, *count);
    *count += neighbours_filters(d, filters + *count);
    *count += plant_filters(d, filters + *count);
    return filters;
}

/* A tower on the network; what it cannot be told now it is told later. */
static int tell_tower(void *ctx, const char *topic, const char *payload, size_t length)
{
    struct daemon *d = ctx;
    if (!d->uplink.link || d->uplink.state != LINK_UP)
        return -1;
    return link_publish(d->uplink.link, topic, payload, length, 1, true, TOWER_TAG);
}

void uplink_broker(const struct daemon *d, struct link_conf *conf)
{
    const struct uplink *u = &d->uplink;
    const struct broker_conf *broker = d->config->brokers > 0 ? &d->config->broker[0] : NULL;
    conf->url = u->url;
    if (!broker)
        return;
    conf->user = or_null(broker->user);
    conf->password = or_null(u->password);
    conf->tls = (struct link_tls){.ca_file = or_null(broker->ca_file),
                                  .cert_file = or_null(broker->cert_file),
                                  .key_file = or_null(broker->key_file)};
    conf->keepalive_s = broker->keepalive_s;
    conf->retry_min_ms = broker->retry_min_ms;
    conf->retry_max_ms = broker->retry_max_ms;
}

int uplink_open(struct daemon *d, struct cause *why)
{
    struct uplink *u = &d->uplink;
    if (u->url[0] == '\0')
        return 0;
    char online[STATUS_SIZE], offline[STATUS_SIZE];
    status_text(d, true, online);
    status_text(d, false, offline);
    text_copy(u->status_epoch, sizeof u->status_epoch, d->keeper.epoch);
    text_copy(u->status_nonce, sizeof u->status_nonce, remote_nonce(d) ? remote_nonce(d) : "");
    struct link_conf conf = {
        .client_id = u->client_id,
        .status_topic = u->status_topic,
        .status_online = online,
        .status_offline = offline,
    };
    const char **filters = make_filters(d, &conf.filter_count);
    if (!filters)
        return cause_set(why, -1, "out of memory for the topics");
    conf.filters = filters;
    uplink_broker(d, &conf);
    u->link = link_open(&conf, on_link_thread, d, why);
    free(filters);
    tower_attach(d->tower, tell_tower, d);
    return u->link ? 0 : -1;
}

/* ---- what comes ---- */

struct arrival {
    struct daemon *daemon;
    struct now now;
};

static void on_update(void *ctx, const struct update *update)
{
    struct arrival *arrival = ctx;
    step_update(arrival->daemon, update, arrival->now);
}

/* Messages of a burst keep the times at which they came, not the time at which we got to them. */
static void take_message(struct daemon *d, const struct link_event *event)
{
    struct arrival arrival = {
        .daemon = d,
        .now = clock_not_before((struct now){.boot_ms = event->arrival_boot_ms,
                                             .wall_ms = event->arrival_wall_ms,
                                             .synced = d->last.synced},
                                d->last),
    };
    if (strcmp(event->topic, d->uplink.job_topic) == 0) {
        orders_take(d, event, arrival.now);
        return;
    }
    if (ship_message(d, event) || remote_message(d, event) || plant_message(d, event) ||
        forecast_message(d, event, arrival.now))
        return;
    neighbours_message(d, event);
    struct message message = {
        .topic = event->topic,
        .payload = event->payload,
        .length = event->length,
        .stored = event->stored,
        .duplicate = event->duplicate,
        .arrival_ms = event->arrival_wall_ms,
        .now_ms = arrival.now.boot_ms,
    };
    decoder_message(d->decoder, &message, on_update, &arrival);
}

static void take_state(struct daemon *d, const struct link_event *event)
{
    struct uplink *u = &d->uplink;
    bool was_up = u->state == LINK_UP;
    u->state = event->state;
    text_sanitise(event->why, strlen(event->why), u->why, sizeof u->why);
    if (event->state == LINK_UP && u->why[0] != '\0')
        report(MSG_SUBSCRIPTION, "%s: %s", u->url, u->why);
    if (event->state == LINK_UP && was_up)
        return;
    if (event->state == LINK_UP) {
        report(MSG_LINK_UP, "connected to %s", u->url);
        u->summary_due = true;
        u->summary_at = 0;
        uplink_epoch_changed(d);
    } else if (event->state == LINK_DOWN) {
        report(was_up ? MSG_LINK_LOST : MSG_LINK_DOWN, "%s: %s", u->url, u->why);
    }
    if (event->state != LINK_CONNECTING)
        tower_link(d->tower, event->state == LINK_UP);
    d->tower_next = 0;
    neighbours_link(d, event->state == LINK_UP);
    if (event->state == LINK_DOWN)
        d->shipper.hubs = 0; /* told again after the next connect, even before that is known here */
    if (event->state == LINK_UP)
        foresee_link(d);
    ship_gate(d);
    struct event link = {.kind = EVENT_LINK, .link = event->state, .why = u->why};
    step_event(d, &link, clock_now());
    if (event->state != LINK_CONNECTING)
        host_link(d, event->state == LINK_UP);
}

static void take_overrun(struct daemon *d, const struct link_event *event)
{
    struct arrival arrival = {.daemon = d, .now = clock_now()};
    report(MSG_OVERRUN, "%lld messages of %s were dropped: the queue was full",
           (long long)event->dropped, event->topic ? event->topic : "several topics");
    decoder_overrun(d->decoder, event->topic, on_update, &arrival);
}

static void on_link_event(void *ctx, const struct link_event *event)
{
    struct daemon *d = ctx;
    switch (event->kind) {
    case LINK_EVENT_MESSAGE:
        take_message(d, event);
        break;
    case LINK_EVENT_STATE:
        take_state(d, event);
        break;
    case LINK_EVENT_OVERRUN:
        take_overrun(d, event);
        break;
    case LINK_EVENT_SENT: /* status and summary are said again anyway */
        if (event->tag == TOWER_TAG && !event->ok)
            tower_link(d->tower, d->uplink.state == LINK_UP);
        if (event->tag == FORECAST_TAG)
            forecast_sent(d, event->ok);
        remote_sent(d, event->tag);
        break;
    }
    if (d->keeper.pending.count >= KEEP_AT)
        keep_flush(d, false);
}

/* As much as a turn of the loop may take; the rest in the next one, so that lamps, clients and the
 * store have theirs in between. */
void uplink_drain(struct daemon *d)
{
    struct uplink *u = &d->uplink;
    if (!u->link)
        return;
    uint64_t end = uv_hrtime() + DRAIN_NS;
    do
        u->behind = link_drain_some(u->link, 1, on_link_event, d) == 1;
    while (u->behind && uv_hrtime() < end);
    if (u->behind)
        wake_ring(&d->link_wake);
}

/* ---- what goes ---- */

static void say_status(struct daemon *d)
{
    char text[STATUS_SIZE];
    status_text(d, true, text);
    if (link_publish(d->uplink.link, d->uplink.status_topic, text, strlen(text), 1, true, 0) != 0)
        report(MSG_PUBLISH, "the status with the new epoch could not be published");
}

void uplink_follow(struct daemon *d)
{
    size_t count = 0;
    const char **filters = make_filters(d, &count);
    if (d->uplink.link && (!filters || link_subscribe(d->uplink.link, filters, count) != 0))
        report(MSG_SUBSCRIPTION, "out of memory: new topics are heard after the next connect");
    free(filters);
    if (d->uplink.link && d->uplink.state == LINK_UP)
        say_status(d);
}

/* The link says `online` by itself at each connect, with the epoch it was opened with. */
void uplink_epoch_changed(struct daemon *d)
{
    struct uplink *u = &d->uplink;
    const char *nonce = remote_nonce(d);
    bool same = strcmp(u->status_epoch, d->keeper.epoch) == 0 &&
                strcmp(u->status_nonce, nonce ? nonce : "") == 0;
    if (u->link && u->state == LINK_UP && !same)
        say_status(d);
}

void uplink_tick(struct daemon *d, int64_t boot_ms)
{
    struct uplink *u = &d->uplink;
    if (!u->link || u->state != LINK_UP || !u->summary_due || boot_ms < u->summary_at)
        return;
    char text[SUMMARY_SIZE];
    size_t length = snapshot_summary(view_now(d), text, sizeof text);
    if (length == 0)
        report(MSG_SUMMARY, "the summary does not fit into 2 KiB");
    else if (link_publish(u->link, u->state_topic, text, length, 0, true, 0) != 0)
        report(MSG_PUBLISH, "the summary could not be published");
    u->summary_due = false;
    u->summary_at = boot_ms + SUMMARY_MS;
}

void uplink_close(struct daemon *d)
{
    if (d->uplink.link)
        link_close(&d->uplink.link);
    free(d->uplink.jobs);
    d->uplink.jobs = NULL;
    forecast_close(d);
    publish_close(d);
    explicit_bzero(d->uplink.password, sizeof d->uplink.password);
}
