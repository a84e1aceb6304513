/* SPDX-License-Identifier: MIT */
/* MQTT topic names and filters: validity, matching with captured levels, and the index that finds
 * the filters wanting a topic without trying each. Used by the decoder for every message and by the
 * configuration's checks. Nothing is allocated after topic_index_new. */
#include "data/decode/topic.h"

#include "data/model/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TOPIC_BYTES_MAX 65535

/* ---- validity -------------------------------------------------------------------------------- */

static bool text_allowed(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= TOPIC_BYTES_MAX && utf8_valid(text, length);
}

bool topic_name_valid(const char *topic)
{
    return text_allowed(topic) && !topic[strcspn(topic, "+#")];
}

/* A wildcard at `at` must be a whole level, and # the last one. */
static bool wildcard_placed(const char *filter, const char *at)
{
    if (at != filter && at[-1] != '/')
        return false;
    return at[1] == '\0' || (at[0] == '+' && at[1] == '/');
}

bool topic_filter_valid(const char *filter)
{
    if (!text_allowed(filter))
        return false;
    for (const char *p = strpbrk(filter, "+#"); p; p = strpbrk(p + 1, "+#"))
        if (!wildcard_placed(filter, p))
            return false;
    return true;
}

/* ---- matching -------------------------------------------------------------------------------- */

struct captures {
    struct topic_level *level;
    size_t count, max;
};

static void capture(struct captures *to, const char *text, size_t length)
{
    if (to->count < to->max)
        to->level[to->count++] = (struct topic_level){text, length};
}

/* The one level at *filter against the one at *topic; both move to their level's end. */
static bool level_matches(const char **filter, const char **topic, struct captures *to)
{
    const char *f = *filter, *t = *topic;
    size_t wanted = (size_t)(strchrnul(f, '/') - f), given = (size_t)(strchrnul(t, '/') - t);
    *filter += wanted;
    *topic += given;
    if (wanted == 1 && *f == '+') {
        capture(to, t, given);
        return true;
    }
    return wanted == given && memcmp(f, t, given) == 0;
}

int topic_match(const char *filter, const char *topic, struct topic_level *captured, size_t max)
{
    struct captures to = {.level = captured, .max = max};
    if (topic[0] == '$' && (filter[0] == '+' || filter[0] == '#'))
        return -1;
    for (const char *f = filter, *t = topic;; f++, t++) {
        if (f[0] == '#' && f[1] == '\0') {
            capture(&to, t, strlen(t));
            return (int)to.count;
        }
        if (!level_matches(&f, &t, &to))
            return -1;
        if (*t == '\0') {
            if (strcmp(f, "/#") == 0) /* # includes the parent level */
                capture(&to, t, 0);
            else if (*f != '\0')
                return -1;
            return (int)to.count;
        }
        if (*f == '\0')
            return -1;
    }
}

/* ---- index ----------------------------------------------------------------------------------- */

struct exact {
    const char *topic; /* NULL: free */
    size_t length, filter;
    uint64_t hash;
};

struct topic_index {
    const char *const *filters;
    struct exact *exact; /* open addressing, at most half full */
    size_t mask;
    size_t *wild;
    size_t wilds;
};

static uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 32);
}

static uint64_t hash_text(const char *text, size_t length)
{
    uint64_t h = length, word;
    for (; length >= sizeof word; text += sizeof word, length -= sizeof word) {
        memcpy(&word, text, sizeof word);
        h = mix(h, word);
    }
    word = 0;
    memcpy(&word, text, length);
    return mix(h, word);
}

/* Where `topic` is, or where it would go. */
static struct exact *find_exact(const struct topic_index *index, const char *topic, size_t length,
                                uint64_t hash)
{
    for (size_t i = (size_t)hash & index->mask;; i = (i + 1) & index->mask) {
        struct exact *e = &index->exact[i];
        if (!e->topic ||
            (e->hash == hash && e->length == length && memcmp(e->topic, topic, length) == 0))
            return e;
    }
}

static void index_add(struct topic_index *index, size_t filter)
{
    const char *text = index->filters[filter];
    if (strpbrk(text, "+#")) {
        index->wild[index->wilds++] = filter;
        return;
    }
    size_t length = strlen(text);
    uint64_t hash = hash_text(text, length);
    *find_exact(index, text, length, hash) = (struct exact){text, length, filter, hash};
}

struct topic_index *topic_index_new(const char *const *filters, size_t count)
{
    size_t size = 8;
    while (size < count * 2)
        size *= 2;
    struct topic_index *index = calloc(1, sizeof *index);
    if (!index)
        return NULL;
    *index = (struct topic_index){
        .filters = filters,
        .exact = calloc(size, sizeof *index->exact),
        .mask = size - 1,
        .wild = calloc(count + 1, sizeof *index->wild),
    };
    if (!index->exact || !index->wild) {
        topic_index_free(&index);
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        index_add(index, i);
    return index;
}

void topic_index_free(struct topic_index **index)
{
    if (!*index)
        return;
    free((*index)->exact);
    free((*index)->wild);
    free(*index);
    *index = NULL;
}

static bool hit_exact(const struct topic_index *index, const char *topic, struct topic_hit *hit)
{
    size_t length = strlen(topic);
    const struct exact *e = find_exact(index, topic, length, hash_text(topic, length));
    if (!e->topic)
        return false;
    hit->filter = e->filter;
    hit->levels = 0;
    return true;
}

bool topic_index_next(const struct topic_index *index, const char *topic, struct topic_hit *hit)
{
    while (hit->position < index->wilds) {
        hit->filter = index->wild[hit->position++];
        hit->levels = topic_match(index->filters[hit->filter], topic, hit->level, TOPIC_LEVELS_MAX);
        if (hit->levels >= 0)
            return true;
    }
    return false;
}

bool topic_index_first(const struct topic_index *index, const char *topic, struct topic_hit *hit)
{
    hit->position = 0;
    return hit_exact(index, topic, hit) || topic_index_next(index, topic, hit);
}
