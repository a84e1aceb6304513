/* SPDX-License-Identifier: MIT */
/* The United Manufacturing Hub's topics with a contract (standards.md §6.2):
 *   umh/v1/<where>/_historian[/group…]         {"timestamp_ms":…,"tag":1,"group":{"a":1}}
 *   umh/v1/<where>/_analytics/<kind>/<verb>    {"state":10000,"start_time_unix_ms":…}
 *   umh/v1/<where>/_raw[/group…]/<tag>         {"timestamp_ms":…,"value":1}
 *   ia/<customer>/<location>/<asset>/<kind>    {"timestamp_ms":…,"count":10,"scrap":5}
 * Items are named by what stands behind the contract and by the member: "group/a",
 * "state/add/state", "count/scrap". Called through format.h. */
#include "data/decode/formats/flat.h"
#include "data/decode/walk.h"

#include <string.h>

enum shape { SHAPE_TAGS, SHAPE_VALUE, SHAPE_EVENT };

/* What the topic says. */
struct place {
    enum shape shape;
    const char *rest; /* behind the contract; may be empty */
    char slash;       /* between levels: bridges from Kafka leave its dots */
};

/* The level behind the `n`th slash. */
static const char *level_of(const char *topic, int n, char slash)
{
    for (; n > 0 && topic != NULL; n--) {
        topic = strchr(topic, slash);
        topic = topic != NULL ? topic + 1 : NULL;
    }
    return topic;
}

/* The first level that begins with "_". */
static const char *contract_of(const char *topic, char slash)
{
    const char *level = topic;
    while (level != NULL && *level != '_')
        level = level_of(level, 1, slash);
    return level;
}

static bool level_is(const char *level, const char *word, char slash)
{
    size_t length = strlen(word);
    return strncmp(level, word, length) == 0 && (level[length] == slash || level[length] == '\0');
}

static bool place_of(const char *topic, struct place *place)
{
    const char *level;
    place->slash = strchr(topic, '/') != NULL ? '/' : '.';
    if (level_is(topic, "ia", place->slash)) {
        place->shape = SHAPE_EVENT;
        place->rest = level_of(topic, 4, place->slash);
        return place->rest != NULL;
    }
    level = contract_of(topic, place->slash);
    if (level == NULL)
        return false;
    place->shape = level_is(level, "_historian", place->slash)   ? SHAPE_TAGS
                   : level_is(level, "_analytics", place->slash) ? SHAPE_EVENT
                                                                 : SHAPE_VALUE;
    place->rest = level_of(level, 1, place->slash);
    return place->shape == SHAPE_TAGS || place->rest != NULL;
}

/* The levels behind the contract begin each name, with slashes between them. */
static bool push_rest(struct flat *flat, const struct place *place)
{
    const char *level = place->rest;
    while (level != NULL && *level != '\0') {
        const char *end = strchr(level, place->slash);
        size_t length = end != NULL ? (size_t)(end - level) : strlen(level);
        if (!flat_push(flat, level, length))
            return false;
        level = end != NULL ? end + 1 : NULL;
    }
    return true;
}

static bool is_time(const struct scan_value *key)
{
    static const char *const keys[] = {"timestamp_ms",     "start_time_unix_ms", "end_time_unix_ms",
                                       "timestamp_ms_end", "timestamp",          "timestamp_end"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (walk_is(key, keys[i]))
            return true;
    return false;
}

/* What is made counts when it is done; all else begins to be true at its start. */
static int64_t time_of(const struct format_input *in, const struct scan_value *root, bool made)
{
    static const char *const begin[] = {"timestamp_ms", "start_time_unix_ms", "end_time_unix_ms"};
    static const char *const done[] = {"timestamp_ms", "end_time_unix_ms", "start_time_unix_ms"};
    const char *const *keys = made ? done : begin;
    for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
        struct scan_value value = walk_get(root, keys[i]);
        if (value.kind != SCAN_ABSENT)
            return format_time(in, &value);
    }
    return TIME_NONE;
}

/* Messages that correct what has been said before. */
static bool corrects(const struct place *place)
{
    static const char *const rests[] = {"state/overwrite",        "state/delete",
                                        "product/setBadQuantity", "modifyState",
                                        "modifyProducedPieces",   "shift/delete"};
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++)
        if (place->shape == SHAPE_EVENT && strcmp(place->rest, rests[i]) == 0)
            return true;
    return false;
}

static int read_umh(const struct format_input *in, item_sink *sink, void *ctx, struct cause *why)
{
    struct scan_value root;
    struct place place;
    struct flat flat = {.in = in, .sink = sink, .ctx = ctx, .skip = is_time};
    if (!place_of(in->message->topic, &place))
        return cause_set(why, -1, "the topic holds neither _historian nor another contract");
    if (walk_document(in->message->payload, in->message->length, &root, why) != 0)
        return -1;
    if (root.kind != SCAN_OBJECT)
        return cause_set(why, -1, "no object");
    if (!push_rest(&flat, &place)) {
        in->stats->skipped++;
        return 0;
    }
    flat.source_ms =
        time_of(in, &root, place.shape == SHAPE_EVENT && level_is(place.rest, "product", '/'));
    flat.historical = corrects(&place);
    flat.also = !flat.historical &&
                (place.shape != SHAPE_EVENT || level_is(in->message->topic, "ia", place.slash));
    struct scan_value value = walk_get(&root, "value");
    if (place.shape == SHAPE_VALUE && value.kind != SCAN_ABSENT)
        (void)flat_one(&flat, &value);
    else
        (void)flat_emit(&flat, &root);
    return in->stats->items;
}

const struct format format_umh = {.name = "umh", .read = read_umh};
