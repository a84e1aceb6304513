/* SPDX-License-Identifier: MIT */
/* One hash a source from the names of items to signals; several signals may want the same item.
 * Called by decode.c for each message of a source; what a format remembers of its source (names of
 * ids, say) lives here. */
#include "data/decode/feed.h"

#include "data/decode/topic.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

struct want {
    const char *name;
    size_t length;
    uint16_t signal;
    uint16_t next; /* 1 + place of another want of the same bucket; 0: none */
};

struct feed {
    const struct source_conf *conf;
    const struct format *format; /* NULL: none that is read here */
    void *state;
    uint16_t *signal;
    struct want *want;
    uint16_t *bucket; /* 1 + place of the first want */
    size_t wants, mask;
};

struct feeds {
    const struct config *config;
    struct feed *feed;
    size_t count;
    char *scratch;
};

static uint32_t hash_of(const char *text, size_t length)
{
    uint32_t hash = UINT32_C(2166136261);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT32_C(16777619);
    return hash;
}

/* ---- setting up ---- */

static void add_want(struct feed *feed, uint16_t signal, const char *name)
{
    struct want *want = &feed->want[feed->wants];
    size_t length = strlen(name);
    uint16_t *bucket = &feed->bucket[hash_of(name, length) & feed->mask];
    *want = (struct want){.name = name, .length = length, .signal = signal};
    uint16_t *at = bucket; /* at the end: signals keep their order */
    while (*at)
        at = &feed->want[*at - 1].next;
    feed->signal[feed->wants++] = signal;
    *at = (uint16_t)feed->wants;
}

static bool fill_feed(struct feed *feed, const struct config *config, size_t source)
{
    size_t count = 0, buckets = 4;
    for (size_t i = 0; i < config->signals; i++)
        count += config->signal[i].source == (int)source ? 1 : 0;
    while (buckets < 2 * count)
        buckets *= 2;
    feed->conf = &config->source[source];
    feed->format = format_of(feed->conf->format);
    feed->mask = buckets - 1;
    feed->want = calloc(count + 1, sizeof *feed->want);
    feed->signal = calloc(count + 1, sizeof *feed->signal);
    feed->bucket = calloc(buckets, sizeof *feed->bucket);
    if (feed->format && feed->format->state_size > 0) {
        feed->state = calloc(1, feed->format->state_size);
        if (!feed->state)
            return false;
    }
    if (!feed->want || !feed->signal || !feed->bucket)
        return false;
    for (size_t i = 0; i < config->signals; i++)
        if (config->signal[i].source == (int)source && format_has_items(config->signal[i].format) &&
            !config->signal[i].topic[0])
            add_want(feed, (uint16_t)i, config->signal[i].item);
    return true;
}

struct feeds *feeds_new(const struct config *config)
{
    struct feeds *feeds = calloc(1, sizeof *feeds);
    if (!feeds)
        return NULL;
    feeds->config = config;
    feeds->scratch = malloc(FORMAT_SCRATCH);
    feeds->feed = calloc(config->sources + 1, sizeof *feeds->feed);
    bool made = feeds->scratch && feeds->feed;
    feeds->count = made ? config->sources : 0;
    for (size_t i = 0; i < feeds->count && made; i++)
        made = fill_feed(&feeds->feed[i], config, i);
    if (!made)
        feeds_free(&feeds);
    return feeds;
}

void feeds_free(struct feeds **feeds)
{
    struct feeds *f = *feeds;
    if (!f)
        return;
    for (size_t i = 0; i < f->count; i++) {
        free(f->feed[i].state);
        free(f->feed[i].signal);
        free(f->feed[i].want);
        free(f->feed[i].bucket);
    }
    free(f->feed);
    free(f->scratch);
    free(f);
    *feeds = NULL;
}

/* Whether both hear the same, and read it alike. */
static bool is_same(const struct source_conf *a, const struct source_conf *b)
{
    bool same = a->format == b->format && a->filters == b->filters &&
                strcmp(a->name, b->name) == 0 && strcmp(a->root, b->root) == 0 &&
                strcmp(a->topic, b->topic) == 0;
    for (size_t i = 0; same && i < a->filters; i++)
        same = strcmp(a->filter[i], b->filter[i]) == 0;
    return same;
}

void feeds_adopt(struct feeds *feeds, struct feeds *old)
{
    for (size_t i = 0; i < feeds->count; i++) {
        for (size_t k = 0; k < old->count; k++) {
            void *fresh = feeds->feed[i].state;
            if (!is_same(feeds->feed[i].conf, old->feed[k].conf))
                continue;
            feeds->feed[i].state = old->feed[k].state;
            old->feed[k].state = fresh;
        }
    }
}

/* ---- messages ---- */

/* What stands for the wildcards: the topics of one source are told apart by it. */
static const char *below_root(const struct source_conf *conf, const char *topic)
{
    for (size_t i = 0; i < conf->filters; i++) {
        const char *filter = conf->filter[i];
        size_t before = strcspn(filter, "+#"), length = strlen(topic);
        if (topic_match(filter, topic, NULL, 0) < 0)
            continue;
        if (filter[before] == '\0')
            return NULL;
        return topic + (before < length ? before : length); /* a/# is a, too */
    }
    return NULL;
}

struct pass {
    const struct feed *feed;
    feed_found *found;
    void *ctx;
    /* of a signal with a topic of its own */
    const char *wanted;
    uint16_t signal;
    bool done;
};

static void look_up(const struct pass *pass, const struct item *item, const char *name,
                    size_t length)
{
    const struct feed *feed = pass->feed;
    uint16_t at = feed->bucket[hash_of(name, length) & feed->mask];
    for (; at; at = feed->want[at - 1].next) {
        const struct want *want = &feed->want[at - 1];
        if (want->length == length && memcmp(want->name, name, length) == 0)
            pass->found(pass->ctx, want->signal, item);
    }
}

static void on_item(void *ctx, const struct item *item)
{
    const struct pass *pass = ctx;
    look_up(pass, item, item->name, item->length);
    bool other = item->also && (item->also_length != item->length ||
                                memcmp(item->also, item->name, item->length) != 0);
    if (other)
        look_up(pass, item, item->also, item->also_length);
}

/* Take the message apart, bounded. Returns what the format does. */
static int take(struct feeds *feeds, size_t source, const struct message *message, item_sink *sink,
                struct pass *pass, struct cause *why)
{
    struct feed *feed = &feeds->feed[source];
    struct scratch scratch = {.at = feeds->scratch, .size = FORMAT_SCRATCH};
    struct format_stats stats = {0};
    const struct format_input in = {.message = message,
                                    .below = below_root(feed->conf, message->topic),
                                    .time_unit = feed->conf->time_unit,
                                    .zone = feed->conf->zone,
                                    .where = feed->conf->where,
                                    .state = feed->state,
                                    .scratch = &scratch,
                                    .stats = &stats};
    if (!feed->format)
        return 0;
    int result = message->length > DECODE_PAYLOAD_MAX
                     ? cause_set(why, -1, "payload: %zu bytes, more than %d", message->length,
                                 DECODE_PAYLOAD_MAX)
                     : feed->format->read(&in, sink, pass, why);
    return result >= 0 ? 0 : -1;
}

int feeds_read(struct feeds *feeds, size_t source, const struct message *message, feed_found *found,
               void *ctx, struct cause *why)
{
    struct pass pass = {.feed = &feeds->feed[source], .found = found, .ctx = ctx};
    return take(feeds, source, message, on_item, &pass, why);
}

/* Of a topic of its own only what it names, once: the whole may be there under several names. */
static void on_own_item(void *ctx, const struct item *item)
{
    struct pass *pass = ctx;
    size_t length = strlen(pass->wanted);
    if (pass->done || item->length != length || memcmp(item->name, pass->wanted, length) != 0)
        return;
    pass->done = true;
    pass->found(pass->ctx, pass->signal, item);
}

int feeds_read_one(struct feeds *feeds, uint16_t signal, const struct message *message,
                   feed_found *found, void *ctx, struct cause *why)
{
    const struct signal_conf *conf = &feeds->config->signal[signal];
    struct pass pass = {.found = found, .ctx = ctx, .signal = signal};
    pass.wanted = conf->pointer[0] == '/' ? conf->pointer + 1 : "";
    return take(feeds, (size_t)conf->source, message, on_own_item, &pass, why);
}

void feeds_offer(struct feeds *feeds, size_t source, const struct item *item, feed_found *found,
                 void *ctx)
{
    struct feed *feed = &feeds->feed[source];
    struct pass pass = {.feed = feed, .found = found, .ctx = ctx};
    look_up(&pass, item, item->name, item->length);
}

size_t feeds_signals(const struct feeds *feeds, size_t source, const uint16_t **signals)
{
    *signals = feeds->feed[source].signal;
    return feeds->feed[source].wants;
}
