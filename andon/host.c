/* SPDX-License-Identifier: MIT */
/* The shell around data/sparkplug/host.h, which lives in the decoder: it lets time pass there and
 * publishes what edge nodes are asked, on the station's own link, which also hears them. STATE is a
 * connection of its own: its Will says offline with the time of the connect, the birth online with
 * the same, and what the broker or another says wrongly of us is put right. Called by daemon.c and
 * uplink.c; everything but make_will runs on the loop. Owns its link. */
#include "andon/host.h"

#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/topics.h"
#include "data/decode/plug.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS_MAX  16 /* of a turn */
#define QUEUE_BYTES (64U << 10)
#define STATE_SIZE  64
#define NODES_SAID  16
#define AGAIN_MS    INT64_C(1000) /* between putting right what is said of us */

struct host {
    struct link *link;
    enum link_state state;
    bool told_down; /* that it is down was said */
    char client_id[32];
    char topic[CONFIG_TOPIC_MAX];
    _Atomic int64_t since; /* wall: of the latest connect, stands in Will and birth */
    bool birth_due;
    int64_t birth_at; /* boot_ms: not before */
};

/* On the link thread. */
static size_t make_will(void *ctx, enum link_will_for what, char *out, size_t size)
{
    struct host *h = ctx;
    struct spb_host_state state = {.timestamp = clock_now().wall_ms};
    if (what == LINK_WILL_CONNECT)
        atomic_store(&h->since, state.timestamp);
    return spb_host_state_write(&state, out, size);
}

static void on_link_thread(void *ctx)
{
    struct daemon *d = ctx;
    wake_ring(&d->link_wake);
}

int host_open(struct daemon *d, struct cause *why)
{
    if (!topics_host(d->config) || d->uplink.url[0] == '\0')
        return 0;
    struct host *h = calloc(1, sizeof *h);
    if (!h || !topic_host_state(d->config, h->topic, sizeof h->topic)) {
        free(h);
        return cause_set(why, -1, "[sparkplug-host]: out of memory, or an id that is too long");
    }
    d->host = h;
    h->state = LINK_CONNECTING;
    (void)text_format(h->client_id, sizeof h->client_id, "sphost%s",
                      d->uplink.client_id + strlen("andond"));
    const char *const filters[] = {h->topic};
    struct link_conf conf = {
        .client_id = h->client_id,
        .filters = filters,
        .filter_count = 1,
        .queue_messages = EVENTS_MAX * 4,
        .queue_bytes = QUEUE_BYTES,
        .will = {.topic = h->topic, .retain = true, .plain = true, .make = make_will, .ctx = h},
    };
    uplink_broker(d, &conf);
    h->link = link_open(&conf, on_link_thread, d, why);
    return h->link ? 0 : -1;
}

void host_follow(struct daemon *d)
{
    struct cause why;
    if (!topics_host(d->config))
        host_close(d);
    else if (!d->host && host_open(d, &why) != 0)
        report(MSG_HOST, "%s", why.text);
    if (d->uplink.state == LINK_UP)
        plugs_seek(decoder_plugs(d->decoder), clock_now().boot_ms);
}

/* ---- that we are there ---- */

static void take_state(struct host *h, const struct link_event *event)
{
    bool was_up = h->state == LINK_UP;
    h->state = event->state;
    if (event->state == LINK_UP && was_up)
        return;
    h->birth_due = event->state == LINK_UP;
    h->birth_at = 0;
    if (event->state == LINK_UP && event->why[0] != '\0')
        report(MSG_HOST, "%s", event->why);
    if (event->state == LINK_DOWN && !h->told_down)
        report(MSG_HOST, "not connected: %s", event->why);
    if (event->state == LINK_UP && h->told_down)
        report(MSG_HOST, "connected again");
    h->told_down = event->state == LINK_DOWN;
}

static void on_event(void *ctx, const struct link_event *event)
{
    struct daemon *d = ctx;
    struct host *h = d->host;
    struct spb_host_state heard;
    if (event->kind == LINK_EVENT_STATE)
        take_state(h, event);
    else if (event->kind == LINK_EVENT_MESSAGE && strcmp(event->topic, h->topic) == 0 &&
             spb_host_state_read(event->payload, event->length, &heard) == 0 && !heard.online)
        h->birth_due = true; /* an earlier connection's Will, or somebody's mistake */
}

static void say_online(struct host *h, int64_t boot_ms)
{
    char text[STATE_SIZE];
    struct spb_host_state state = {.online = true, .timestamp = atomic_load(&h->since)};
    size_t length = spb_host_state_write(&state, text, sizeof text);
    h->birth_at = boot_ms + AGAIN_MS;
    if (link_publish(h->link, h->topic, text, length, 1, true, 0) == 0)
        h->birth_due = false;
}

/* ---- what nodes are asked, and time ---- */

static void on_update(void *ctx, const struct update *update)
{
    struct daemon *d = ctx;
    step_update(d, update, d->last);
}

static void pass_time(struct daemon *d, enum decoder_event what)
{
    struct now now = clock_not_before(clock_now(), d->last);
    step_event(d, &(struct event){.kind = EVENT_TICK}, now);
    decoder_time(d->decoder, what, &now, on_update, d);
}

static void send_commands(struct daemon *d)
{
    char topic[CONFIG_TOPIC_MAX];
    unsigned char payload[SPB_COMMAND_SIZE];
    size_t length;
    struct plugs *plugs = decoder_plugs(d->decoder);
    while ((length = plugs_command(plugs, clock_now().wall_ms, topic, payload)) > 0)
        if (d->uplink.link && d->uplink.state == LINK_UP)
            (void)link_publish(d->uplink.link, topic, payload, length, 0, false, 0);
}

void host_link(struct daemon *d, bool up)
{
    if (plugs_host(decoder_plugs(d->decoder)))
        pass_time(d, up ? DECODER_LINK_UP : DECODER_LINK_DOWN);
}

void host_time(struct daemon *d)
{
    if (decoder_due(d->decoder) > clock_now().boot_ms)
        return;
    pass_time(d, DECODER_TICK);
    send_commands(d);
}

void host_tick(struct daemon *d, int64_t boot_ms)
{
    struct host *h = d->host;
    if (!h || !h->link)
        return;
    if (link_drain_some(h->link, EVENTS_MAX, on_event, d) == EVENTS_MAX)
        wake_ring(&d->link_wake);
    if (h->state == LINK_UP && h->birth_due && boot_ms >= h->birth_at)
        say_online(h, boot_ms);
}

int64_t host_deadline(const struct daemon *d)
{
    const struct host *h = d->host;
    int64_t due = decoder_due(d->decoder);
    if (h && h->link && h->state == LINK_UP && h->birth_due && h->birth_at < due)
        return h->birth_at;
    return due;
}

static void say_nodes(const struct spb_host *host, struct jw *w)
{
    struct spb_host_view node;
    jw_array(w, "nodes");
    for (size_t i = 0; i < NODES_SAID && spb_host_node(host, i, &node); i++) {
        jw_object(w, NULL);
        jw_text(w, "group", node.group);
        jw_text(w, "node", node.node);
        jw_bool(w, "wanted", node.wanted);
        jw_bool(w, "online", node.online);
        jw_bool(w, "synced", node.synced);
        jw_int(w, "devices", (int64_t)node.devices);
        jw_int(w, "devices_online", (int64_t)node.devices_online);
        jw_int(w, "metrics", (int64_t)node.metrics);
        jw_int(w, "births", node.births);
        jw_int(w, "asked", node.asked);
        jw_int(w, "gaps", node.expired);
        jw_int(w, "unverified", node.unverified);
        jw_object_end(w);
    }
    jw_array_end(w);
}

void host_say(const struct daemon *d, struct jw *w)
{
    const struct spb_host *host = plugs_host(decoder_plugs(d->decoder));
    if (!host)
        return;
    const struct spb_host_stats *s = spb_host_stats(host);
    const struct {
        const char *name;
        int64_t count;
    } rows[] = {
        {"messages", s->messages},     {"malformed", s->malformed},
        {"gaps", s->expired},          {"closed_gaps", s->gaps - s->expired},
        {"repeated", s->repeated},     {"late", s->late},
        {"dropped", s->dropped},       {"no_seq", s->no_seq},
        {"stored", s->stored},         {"deaths_ignored", s->deaths_ignored},
        {"asked", s->asked},           {"not_asked", s->not_asked},
        {"unverified", s->unverified}, {"unknown", s->unknown},
        {"nameless", s->nameless},     {"skipped", s->skipped},
        {"retyped", s->retyped},       {"frozen", s->frozen},
        {"no_room", s->no_room},
    };
    jw_object(w, "sparkplug");
    jw_bool(w, "observer", d->config->sparkplug_host.role == SPARKPLUG_OBSERVER);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        jw_int(w, rows[i].name, rows[i].count);
    say_nodes(host, w);
    jw_object_end(w);
}

void host_close(struct daemon *d)
{
    struct host *h = d->host;
    if (!h)
        return;
    d->host = NULL;
    if (h->link)
        link_close(&h->link);
    free(h);
}
