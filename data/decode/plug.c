/* SPDX-License-Identifier: MIT */
/* From what the host tells of nodes, devices and metrics to what signals of sources want: values as
 * the other formats give them, and which signals nothing is known of any more. A death, missing
 * messages, and a birth without the metric end a value; a birth alone is no news of a part. Called
 * by decode.c; owns the host. */
#include "data/decode/plug.h"

#include "data/model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUALITY_LIMIT 256 /* from SPB_QUALITY_GOOD on: shades of good */

struct plug {
    size_t source;
    struct spb_topic at; /* group, node; device "" the node itself */
};

struct plugs {
    struct feeds *feeds;
    struct spb_host *host;
    struct plug plug[CONFIG_SOURCES_MAX];
    size_t count;
    struct spb_host_conf conf;
    bool *awaited; /* by signal: the birth that is being told has not said it yet */
    const struct plug_sink *sink;
};

/* ---- setting up ---- */

/* Another one for each station, so that they do not all ask at once. */
static uint64_t seed_of(const struct config *config)
{
    const char *const part[] = {config->enterprise, config->site, config->area, config->line,
                                config->station};
    uint64_t seed = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        for (const char *c = part[i]; *c; c++)
            seed = (seed ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    return seed;
}

static struct spb_host_conf host_conf(const struct config *config)
{
    const struct sparkplug_host_conf *own = &config->sparkplug_host;
    return (struct spb_host_conf){.observer = own->role == SPARKPLUG_OBSERVER,
                                  .silent = !own->rebirth,
                                  .reorder_ms = own->reorder_ms,
                                  .seed = seed_of(config)};
}

static void want_all(struct plugs *plugs)
{
    for (size_t i = 0; i < plugs->count; i++)
        (void)spb_host_want(plugs->host, plugs->plug[i].at.group, plugs->plug[i].at.node);
}

struct plugs *plugs_new(const struct config *config, struct feeds *feeds)
{
    struct plugs *plugs = calloc(1, sizeof *plugs);
    if (!plugs)
        return NULL;
    plugs->feeds = feeds;
    plugs->conf = host_conf(config);
    for (size_t i = 0; i < config->sources; i++) {
        struct plug *plug = &plugs->plug[plugs->count];
        const struct source_conf *source = &config->source[i];
        if (source->format != FORMAT_SPARKPLUG ||
            !spb_root_read(source->root[0] ? source->root : config->topic_root, &plug->at))
            continue;
        plug->source = i;
        plugs->count++;
    }
    if (plugs->count == 0)
        return plugs;
    plugs->awaited = calloc(config->signals + 1, sizeof *plugs->awaited);
    plugs->host = spb_host_new(&plugs->conf);
    if (!plugs->awaited || !plugs->host)
        plugs_free(&plugs);
    else
        want_all(plugs);
    return plugs;
}

void plugs_free(struct plugs **plugs)
{
    struct plugs *p = *plugs;
    if (!p)
        return;
    spb_host_free(&p->host);
    free(p->awaited);
    free(p);
    *plugs = NULL;
}

void plugs_adopt(struct plugs *plugs, struct plugs *old)
{
    if (!plugs->host || !old->host)
        return;
    struct spb_host *fresh = plugs->host;
    spb_host_set(old->host, &plugs->conf);
    plugs->host = old->host;
    old->host = fresh;
    spb_host_want_none(plugs->host);
    want_all(plugs);
}

void plugs_seek(struct plugs *plugs, int64_t now_ms)
{
    if (plugs->host)
        spb_host_seek(plugs->host, now_ms);
}

const struct spb_host *plugs_host(const struct plugs *plugs)
{
    return plugs->host;
}

/* ---- values ---- */

static struct scan_value number(char *text, int length)
{
    return (struct scan_value){
        .kind = SCAN_NUMBER, .text = text, .length = length > 0 ? (size_t)length : 0};
}

#define NUMBER_SIZE 40
/* As a JSON document would have it. */
static struct scan_value value_of(const struct spb_event *e, char out[NUMBER_SIZE])
{
    int64_t integer;
    double real;
    if (e->null)
        return (struct scan_value){.kind = SCAN_NULL, .text = "null", .length = 4};
    if (e->value.form == SPB_FORM_STRING)
        return (struct scan_value){
            .kind = SCAN_TEXT, .text = e->value.text, .length = strlen(e->value.text)};
    if (spb_integer(&e->value, e->type, &integer) == 0) {
        if (e->type == SPB_BOOLEAN)
            return (struct scan_value){.kind = integer ? SCAN_TRUE : SCAN_FALSE,
                                       .text = integer ? "true" : "false",
                                       .length = integer ? 4 : 5};
        if (e->type == SPB_UINT64)
            return number(out, snprintf(out, NUMBER_SIZE, "%" PRIu64, (uint64_t)integer));
        return number(out, snprintf(out, NUMBER_SIZE, "%" PRId64, integer));
    }
    if (spb_real(&e->value, e->type, &real) == 0)
        return number(out, snprintf(out, NUMBER_SIZE, "%.*g",
                                    e->value.form == SPB_FORM_FLOAT ? 9 : 17, real));
    if (spb_array_of(e->type) != SPB_UNKNOWN)
        return (struct scan_value){.kind = SCAN_ARRAY, .text = "[]", .length = 2};
    return (struct scan_value){.kind = SCAN_TEXT, .text = "nan", .length = 3};
}

static enum quality quality_of(int64_t quality)
{
    if (quality >= SPB_QUALITY_GOOD && quality < QUALITY_LIMIT)
        return Q_GOOD;
    return quality == SPB_QUALITY_BAD ? Q_BAD : Q_NONE;
}

/* ---- what the host tells ---- */

static void mark_awaited(const struct plugs *plugs, const struct plug *plug, bool awaited)
{
    const uint16_t *signal;
    size_t count = feeds_signals(plugs->feeds, plug->source, &signal);
    for (size_t i = 0; i < count; i++)
        plugs->awaited[signal[i]] = awaited;
}

/* Of those that are awaited still. */
static void tell_gone(const struct plugs *plugs, const struct plug *plug, enum plug_gone why)
{
    const uint16_t *signal;
    size_t count = feeds_signals(plugs->feeds, plug->source, &signal);
    for (size_t i = 0; i < count; i++)
        if (plugs->awaited[signal[i]])
            plugs->sink->gone(plugs->sink->ctx, signal[i], why);
}

/* One item on its way to who wants it. */
struct offer {
    struct plugs *plugs;
    bool none;  /* it has no value now */
    bool quiet; /* it only needs no waiting for */
};

static void on_found(void *ctx, uint16_t signal, const struct item *item)
{
    const struct offer *offer = ctx;
    const struct plug_sink *sink = offer->plugs->sink;
    offer->plugs->awaited[signal] = false;
    if (offer->quiet)
        return;
    if (offer->none)
        sink->gone(sink->ctx, signal, PLUG_NULL);
    else
        sink->item(sink->ctx, signal, item);
}

static void offer_item(struct plugs *plugs, const struct plug *plug, const struct spb_event *e)
{
    char text[NUMBER_SIZE];
    struct offer offer = {.plugs = plugs,
                          .none = (e->null || e->quality == SPB_QUALITY_STALE) && !e->historical};
    struct item item = {.name = e->name,
                        .length = strlen(e->name),
                        .value = value_of(e, text),
                        .quality = quality_of(e->quality),
                        .source_ms = e->birth && !e->historical ? e->at_ms : e->source_ms,
                        .historical = e->historical,
                        .restated = e->birth,
                        .unsure = e->unverified};
    feeds_offer(plugs->feeds, plug->source, &item, on_found, &offer);
}

static void offer_online(struct plugs *plugs, const struct plug *plug, const struct spb_event *e)
{
    bool online = e->kind == SPB_EVENT_BIRTH;
    struct offer offer = {.plugs = plugs, .quiet = e->kind == SPB_EVENT_LOST};
    struct item item = {.name = PLUG_ONLINE,
                        .length = strlen(PLUG_ONLINE),
                        .value = {.kind = online ? SCAN_TRUE : SCAN_FALSE,
                                  .text = online ? "true" : "false",
                                  .length = online ? 4 : 5},
                        .quality = Q_GOOD,
                        .source_ms = e->at_ms,
                        .unsure = e->unverified};
    feeds_offer(plugs->feeds, plug->source, &item, on_found, &offer);
}

static void take_event(struct plugs *plugs, const struct plug *plug, const struct spb_event *e)
{
    if (e->kind == SPB_EVENT_ITEM) {
        offer_item(plugs, plug, e);
        return;
    }
    if (e->kind == SPB_EVENT_BORN) {
        tell_gone(plugs, plug, PLUG_ABSENT);
        return;
    }
    mark_awaited(plugs, plug, true);
    offer_online(plugs, plug, e);
    if (e->kind == SPB_EVENT_DEATH)
        tell_gone(plugs, plug, PLUG_DEAD);
    else if (e->kind == SPB_EVENT_LOST)
        tell_gone(plugs, plug, PLUG_LOST);
}

static void on_event(void *ctx, const struct spb_event *e)
{
    struct plugs *plugs = ctx;
    for (size_t i = 0; i < plugs->count; i++) {
        const struct plug *plug = &plugs->plug[i];
        bool scope = e->kind == SPB_EVENT_LOST || strcmp(plug->at.device, e->device) == 0;
        if (scope && strcmp(plug->at.node, e->node) == 0 && strcmp(plug->at.group, e->group) == 0)
            take_event(plugs, plug, e);
    }
}

/* ---- what comes, and when ---- */

int plugs_message(struct plugs *plugs, const struct message *message, const struct plug_sink *sink,
                  struct cause *why)
{
    const struct spb_message m = {.topic = message->topic,
                                  .payload = message->payload,
                                  .length = message->length,
                                  .stored = message->stored,
                                  .wall_ms = message->arrival_ms};
    if (!plugs->host)
        return 0;
    int64_t malformed = spb_host_stats(plugs->host)->malformed;
    plugs->sink = sink;
    spb_host_message(plugs->host, &m, message->now_ms, on_event, plugs);
    if (spb_host_stats(plugs->host)->malformed == malformed)
        return 0;
    return cause_set(why, -1, "payload: none of Sparkplug's, or too large");
}

int64_t plugs_due(const struct plugs *plugs)
{
    return plugs->host ? spb_host_due(plugs->host) : TIME_NEVER;
}

void plugs_tick(struct plugs *plugs, int64_t now_ms, int64_t wall_ms, const struct plug_sink *sink)
{
    plugs->sink = sink;
    if (plugs->host)
        spb_host_tick(plugs->host, now_ms, wall_ms, on_event, plugs);
}

void plugs_link(struct plugs *plugs, bool up, int64_t now_ms, int64_t wall_ms,
                const struct plug_sink *sink)
{
    plugs->sink = sink;
    if (plugs->host)
        spb_host_link(plugs->host, up, now_ms, wall_ms, on_event, plugs);
}

size_t plugs_command(struct plugs *plugs, int64_t wall_ms, char topic[CONFIG_TOPIC_MAX],
                     unsigned char out[SPB_COMMAND_SIZE])
{
    struct spb_topic to;
    size_t length = 0;
    while (plugs->host && (length = spb_host_command(plugs->host, wall_ms, &to, out)) > 0 &&
           !spb_topic_format(&to, topic, CONFIG_TOPIC_MAX))
        ;
    return length;
}
