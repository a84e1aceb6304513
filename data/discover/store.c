/* SPDX-License-Identifier: MIT */
/* What discovery remembers: topics, places and tags in growing tables with a hash beside each, and
 * memory in blocks that is given back in one go. Everything has a limit; what is beyond is counted
 * and left out. Called by the other files of this folder only. */
#include "data/discover/private.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)256 << 10)

struct block {
    struct block *next;
    size_t size, used;
    max_align_t at[];
};

static void *take(struct block **list, size_t size)
{
    struct block *block = *list;
    size = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
    if (!block || size > block->size - block->used) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        block = calloc(1, sizeof *block + room);
        if (!block)
            return NULL;
        block->size = room;
        block->next = *list;
        *list = block;
    }
    void *piece = (char *)block->at + block->used;
    block->used += size;
    return piece;
}

static void drop(struct block **list)
{
    for (struct block *block = *list, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    *list = NULL;
}

void *store_take(struct discover *d, size_t size)
{
    if (size > DISCOVER_BYTES_MAX - d->bytes)
        return NULL;
    void *piece = take(&d->block, size);
    if (piece)
        d->bytes += size;
    return piece;
}

void *store_spare(struct discover *d, size_t size)
{
    return d->bytes < DISCOVER_BYTES_MAX / 4 * 3 ? store_take(d, size) : NULL;
}

void *store_look(struct discover *d, size_t size)
{
    return take(&d->looked, size);
}

void store_forget(struct discover *d)
{
    drop(&d->looked);
    d->result = (struct discover_result){0};
}

const char *store_text(struct discover *d, const char *text, size_t length)
{
    char *copy = store_take(d, length + 1);
    if (copy)
        memcpy(copy, text, length);
    return copy;
}

bool store_usable(const char *text, size_t length)
{
    if (!text_is_clean(text, length) || memchr(text, '{', length) || memchr(text, '}', length) ||
        memchr(text, '"', length) || memchr(text, ';', length))
        return false;
    return length == 0 || (text[0] != ' ' && text[length - 1] != ' ');
}

/* ---- tables ---------------------------------------------------------------------------------- */

static uint32_t hash_of(uint32_t seed, const char *text, size_t length)
{
    uint32_t h = 2166136261U ^ seed * 2654435761U;
    for (size_t i = 0; i < length; i++)
        h = (h ^ (unsigned char)text[i]) * 16777619U;
    return (h ^ h >> 15) % BUCKETS;
}

/* Room for one more row; false: at the limit, or out of memory. */
static bool grow(void **rows, uint32_t *room, uint32_t used, size_t size, uint32_t limit)
{
    if (used < *room)
        return true;
    if (used >= limit)
        return false;
    uint32_t more = *room ? *room * 2 : 256;
    void *larger = realloc(*rows, (more < limit ? more : limit) * size);
    if (!larger)
        return false;
    *rows = larger;
    *room = more < limit ? more : limit;
    return true;
}

struct topic *store_topic(struct discover *d, const char *text)
{
    size_t length = strlen(text);
    uint32_t *bucket = &d->topic_bucket[hash_of(0, text, length)];
    for (uint32_t i = *bucket; i != NONE; i = d->topic[i].next)
        if (strcmp(d->topic[i].text, text) == 0)
            return &d->topic[i];
    void *rows = d->topic;
    bool room = grow(&rows, &d->topic_room, d->topics, sizeof *d->topic, DISCOVER_TOPICS_MAX);
    d->topic = rows;
    const char *copy = room ? store_text(d, text, length) : NULL;
    if (!copy)
        return NULL;
    struct topic *topic = &d->topic[d->topics];
    *topic = (struct topic){.next = *bucket, .place = NONE, .text = copy};
    *bucket = d->topics++;
    return topic;
}

struct place *store_place(struct discover *d, const char *key, size_t length, bool *made)
{
    uint32_t *bucket = &d->place_bucket[hash_of(1, key, length)];
    *made = false;
    for (uint32_t i = *bucket; i != NONE; i = d->place[i].next)
        if (strlen(d->place[i].key) == length && memcmp(d->place[i].key, key, length) == 0)
            return &d->place[i];
    void *rows = d->place;
    bool room = grow(&rows, &d->place_room, d->places, sizeof *d->place, DISCOVER_TOPICS_MAX);
    d->place = rows;
    const char *copy = room ? store_text(d, key, length) : NULL;
    if (!copy)
        return NULL;
    struct place *place = &d->place[d->places];
    *place = (struct place){.next = *bucket,
                            .key = copy,
                            .asset = "",
                            .topic = copy,
                            .where = "",
                            .first_tag = NONE,
                            .last_tag = NONE,
                            .first_ms = TIME_NONE,
                            .last_ms = TIME_NONE,
                            .offset_min = INT64_MAX,
                            .offset_max = INT64_MIN,
                            .source_first = TIME_NONE,
                            .source_last = TIME_NONE};
    *bucket = d->places++;
    *made = true;
    return place;
}

uint32_t store_place_index(const struct discover *d, const struct place *place)
{
    return (uint32_t)(place - d->place);
}

static void link_tag(struct discover *d, struct place *place, uint32_t index)
{
    if (place->last_tag == NONE)
        place->first_tag = index;
    else
        d->tag[place->last_tag].sibling = index;
    place->last_tag = index;
    place->tags++;
}

struct tag *store_tag(struct discover *d, uint32_t place, const char *name, size_t length)
{
    uint32_t *bucket = &d->tag_bucket[hash_of(place + 2, name, length)];
    for (uint32_t i = *bucket; i != NONE; i = d->tag[i].next) {
        const struct tag *tag = &d->tag[i];
        if (tag->place == place && strncmp(tag->name, name, length) == 0 && !tag->name[length])
            return &d->tag[i];
    }
    void *rows = d->tag;
    bool room = grow(&rows, &d->tag_room, d->tags, sizeof *d->tag, DISCOVER_TAGS_MAX);
    d->tag = rows;
    const char *copy = room ? store_text(d, name, length) : NULL;
    if (!copy) {
        d->counts.skipped_tags++;
        return NULL;
    }
    struct tag *tag = &d->tag[d->tags];
    *tag = (struct tag){.place = place,
                        .next = *bucket,
                        .sibling = NONE,
                        .name = copy,
                        .integers = true,
                        .cumulative = true,
                        .delta = true,
                        .first_ms = TIME_NONE,
                        .last_ms = TIME_NONE,
                        .live_ms = TIME_NONE,
                        .min = INT64_MAX,
                        .max = INT64_MIN};
    link_tag(d, &d->place[place], d->tags);
    *bucket = d->tags++;
    d->counts.tags = d->tags;
    names_hints(&d->place[place], copy, &tag->hints);
    return tag;
}

void store_free(struct discover *d)
{
    drop(&d->block);
    drop(&d->looked);
    free(d->topic);
    free(d->place);
    free(d->tag);
    free(d->topic_bucket);
    free(d->place_bucket);
    free(d->tag_bucket);
    free(d->scratch);
    spark_free(d);
}
