/* SPDX-License-Identifier: MIT */
/* Sparkplug B for discovery: a host that only listens names the metrics by their births; each
 * device, and each node that has metrics of its own, is a place. Called by items.c. */
#include "data/discover/private.h"
#include "data/model/text.h"
#include "data/sparkplug/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct spark {
    struct spb_host *host;
    struct discover *d;
    const struct message *message;
    int64_t said; /* values of this message that had a name and no birth */
};

/* A metric's value as a JSON value would say it; `room` holds its text. */
static struct scan_value value_of(const struct spb_event *event, char *room, size_t size)
{
    struct scan_value out = {.kind = SCAN_NULL, .text = room};
    int64_t whole;
    double real;
    if (event->null)
        return out;
    if (event->value.form == SPB_FORM_STRING) {
        out.kind = SCAN_TEXT;
        out.text = event->value.text;
        out.length = strlen(event->value.text);
    } else if (event->type == SPB_BOOLEAN && spb_integer(&event->value, event->type, &whole) == 0) {
        out.kind = whole ? SCAN_TRUE : SCAN_FALSE;
    } else if (spb_integer(&event->value, event->type, &whole) == 0) {
        out.kind = SCAN_NUMBER;
        if (event->type == SPB_UINT64)
            (void)text_format(room, size, "%llu", (unsigned long long)whole);
        else
            (void)text_format(room, size, "%lld", (long long)whole);
        out.length = strlen(room);
    } else if (spb_real(&event->value, event->type, &real) == 0) {
        out.kind = SCAN_NUMBER;
        (void)text_format(room, size, "%.9g", real);
        out.length = strlen(room);
    }
    return out;
}

/* What runs the session, not the machine. */
static bool is_protocol(const char *name)
{
    return strcmp(name, "bdSeq") == 0 || strncmp(name, "Node Control/", 13) == 0 ||
           strncmp(name, "Device Control/", 15) == 0 || strncmp(name, "Node Info/", 10) == 0 ||
           strncmp(name, "Properties/", 11) == 0;
}

static void on_event(void *ctx, const struct spb_event *event)
{
    struct spark *spark = ctx;
    spark->said += event->kind == SPB_EVENT_ITEM && event->name && event->unverified;
    char root[3 * SPB_ID_SIZE], topic[3 * SPB_ID_SIZE + 32], room[64];
    if (event->kind != SPB_EVENT_ITEM || event->historical || !event->name ||
        is_protocol(event->name))
        return;
    size_t length = strlen(event->name);
    if (length == 0 || length > 120 || !store_usable(event->name, length)) {
        spark->d->counts.skipped_names++;
        return;
    }
    bool device = event->device && event->device[0];
    (void)text_format(root, sizeof root, "%s/%s%s%s", event->group, event->node, device ? "/" : "",
                      device ? event->device : "");
    (void)text_format(topic, sizeof topic, "spBv1.0/%s/+/%s%s%s", event->group, event->node,
                      device ? "/" : "", device ? event->device : "");
    const struct device is = {.kind = FOUND_SPARKPLUG,
                              .topic = topic,
                              .preset = "sparkplug",
                              .where = "",
                              .root = root,
                              .root_length = strlen(root),
                              .name = ""};
    struct place *place = items_place(spark->d, &is, spark->message);
    if (!place)
        return;
    int64_t at_ms = read_time(place, spark->message, event->source_ms);
    struct tag *tag = store_tag(spark->d, store_place_index(spark->d, place), event->name, length);
    if (!tag)
        return;
    const struct sample sample = {.value = value_of(event, room, sizeof room),
                                  .at_ms = at_ms,
                                  .arrival_ms = spark->message->arrival_ms,
                                  .stored = false,
                                  .bad = event->quality != SPB_QUALITY_GOOD};
    stats_take(spark->d, tag, &sample);
}

int spark_read(struct discover *d, const struct message *message)
{
    struct spark *spark = d->spark;
    if (!spark) {
        const struct spb_host_conf conf = {.observer = true, .silent = true};
        spark = d->spark = calloc(1, sizeof *spark);
        if (spark)
            spark->host = spb_host_new(&conf);
    }
    if (!spark || !spark->host)
        return -1;
    int64_t before = spb_host_stats(spark->host)->malformed;
    int64_t strays = spb_host_stats(spark->host)->unknown;
    spark->said = 0;
    spark->d = d;
    spark->message = message;
    spb_host_message(spark->host,
                     &(struct spb_message){.topic = message->topic,
                                           .payload = message->payload,
                                           .length = message->length,
                                           .stored = message->stored,
                                           .wall_ms = message->arrival_ms},
                     message->arrival_ms, on_event, spark);
    /* Many nodes send names with every value: then nothing is missing without a birth. */
    strays = spb_host_stats(spark->host)->unknown - strays - spark->said;
    d->counts.nameless += strays > 0 ? strays : 0;
    return spb_host_stats(spark->host)->malformed > before ? -1 : 1;
}

void spark_free(struct discover *d)
{
    struct spark *spark = d->spark;
    if (spark)
        spb_host_free(&spark->host);
    free(spark);
    d->spark = NULL;
}
