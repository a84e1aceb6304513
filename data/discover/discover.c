/* SPDX-License-Identifier: MIT */
/* The door of data/discover: begins and ends it, takes messages in, and makes a result of what was
 * heard when somebody looks. Owns all its memory. */
#include "data/discover/discover.h"

#include "data/decode/topic.h"
#include "data/discover/private.h"

#include <stdlib.h>
#include <string.h>

/* What stations and hubs of ours say is no machine. */
#define OWN "andon/v1/"

static const struct kind_row {
    const char *name, *title;
} kinds[] = {
#define KIND_ROW(id, name, title) {name, title},
    DISCOVER_KINDS(KIND_ROW)
#undef KIND_ROW
};
static const char *const roles[] = {
#define ROLE_ROW(id, name) name,
    DISCOVER_ROLES(ROLE_ROW)
#undef ROLE_ROW
};

const char *discover_kind_name(enum discover_kind kind)
{
    return (unsigned)kind < DISCOVER_KIND_COUNT ? kinds[kind].name : "?";
}

const char *discover_kind_title(enum discover_kind kind)
{
    return (unsigned)kind < DISCOVER_KIND_COUNT ? kinds[kind].title : "?";
}

const char *discover_role_name(enum discover_role role)
{
    return (unsigned)role < DISCOVER_ROLE_COUNT ? roles[role] : "?";
}

static uint32_t *buckets(void)
{
    uint32_t *bucket = malloc(BUCKETS * sizeof *bucket);
    if (bucket)
        memset(bucket, 0xff, BUCKETS * sizeof *bucket);
    return bucket;
}

struct discover *discover_new(void)
{
    struct discover *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->counts.first_ms = d->counts.last_ms = TIME_NONE;
    d->topic_bucket = buckets();
    d->place_bucket = buckets();
    d->tag_bucket = buckets();
    d->scratch = malloc(FORMAT_SCRATCH);
    if (!d->topic_bucket || !d->place_bucket || !d->tag_bucket || !d->scratch)
        discover_free(&d);
    return d;
}

void discover_free(struct discover **discover)
{
    if (*discover) {
        store_free(*discover);
        free(*discover);
    }
    *discover = NULL;
}

const struct discover_counts *discover_counts(const struct discover *discover)
{
    return &discover->counts;
}

void discover_message(struct discover *d, const struct message *message)
{
    struct discover_counts *counts = &d->counts;
    counts->messages++;
    counts->bytes += (int64_t)message->length;
    if (counts->first_ms == TIME_NONE)
        counts->first_ms = message->arrival_ms;
    if (counts->last_ms == TIME_NONE || message->arrival_ms > counts->last_ms)
        counts->last_ms = message->arrival_ms;
    if (strncmp(message->topic, OWN, strlen(OWN)) == 0) {
        counts->own++;
        return;
    }
    /* What cannot stand in a configuration, or be shown as it is, is of no use. */
    if (!topic_name_valid(message->topic) ||
        !store_usable(message->topic, strlen(message->topic)) || strlen(message->topic) > 250) {
        counts->skipped_names++;
        return;
    }
    struct topic *topic = store_topic(d, message->topic);
    if (!topic) {
        counts->skipped_topics++;
        return;
    }
    counts->topics = d->topics;
    read_message(d, topic, message);
}

const struct discover_result *discover_look(struct discover *d)
{
    store_forget(d);
    return group_assets(d) == 0 ? &d->result : NULL;
}

const struct discover_candidate *discover_chosen(const struct discover_asset *asset,
                                                 enum discover_role role)
{
    for (size_t i = 0; i < asset->candidates; i++)
        if (asset->candidate[i].chosen && asset->candidate[i].role == role)
            return &asset->candidate[i];
    return NULL;
}
