/* SPDX-License-Identifier: MIT */
/* Siemens Industrial Edge, common databus payload (standards.md §6.2). Values come by ids:
 *   ie/d/j/simatic/v1/s7c1/dp/r/Plc/default {"seq":1,"vals":[{"id":"101","qc":3,"ts":…,"val":80}]}
 * and only the connector's retained metadata says what these are:
 *   ie/m/j/simatic/v1/s7c1/dp                 {"connections":[{"name":"Plc","dataPoints":[{…}]}]}
 * so the names are kept, bounded. An id without a name is counted, never guessed: ids are given
 * anew when somebody changes the connector's tags. Called through format.h. */
#include "data/decode/formats/format.h"
#include "data/decode/walk.h"

#include <string.h>

#define TAGS_MAX  4096
#define SLOTS     (2 * TAGS_MAX)
#define TEXT_SIZE (256 * 1024)
#define DATA      "/dp/r/"

struct tag {
    uint64_t key;          /* of its place and id; 0: free */
    uint32_t at;           /* "connection/name" in the text */
    uint16_t length, also; /* length 0: given anew, under a name that could not be kept */
};

struct tags {
    uint64_t owner; /* hash of the topic that told them; 0: nobody has */
    bool many;      /* more than one connector has */
    uint32_t count, used;
    struct tag tag[SLOTS];
    char text[TEXT_SIZE];
};

struct pass {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    const char *place; /* connection and collection, as the topic ends */
    int64_t time;      /* of the list */
};

/* ---- names ---- */

static uint64_t hash_more(uint64_t hash, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211U; /* FNV-1a */
    return hash;
}

#define HASH_BEGIN 14695981039346656037U

/* Ids are told apart by the topic that they come on. */
static uint64_t key_of(const char *place, size_t place_length, const struct scan_value *id)
{
    uint64_t hash = hash_more(HASH_BEGIN, place, place_length);
    hash = hash_more(hash, "", 1);
    hash = hash_more(hash, id->text, id->length);
    return hash != 0 ? hash : 1;
}

static struct tag *slot_of(struct tags *tags, uint64_t key)
{
    size_t at = (size_t)(key % SLOTS);
    while (tags->tag[at].key != 0 && tags->tag[at].key != key)
        at = (at + 1) % SLOTS; /* half of them are free */
    return &tags->tag[at];
}

static void forget_tags(struct tags *tags)
{
    memset(tags->tag, 0, sizeof tags->tag);
    tags->count = tags->used = 0;
    tags->owner = 0;
    tags->many = false;
}

/* Where a collection's values come, and whose they are. */
struct collection {
    const char *place;
    size_t place_length;
    struct scan_value connection;
};

static bool keep_tag(struct tags *tags, const struct collection *from, const struct scan_value *id,
                     const struct scan_value *name)
{
    struct tag *tag = slot_of(tags, key_of(from->place, from->place_length, id));
    char full[2 * ITEM_NAME_MAX];
    bool whole = true, fits = true;
    size_t also = scan_text(&from->connection, full, ITEM_NAME_MAX, &whole);
    full[also++] = '/';
    size_t length = also + scan_text(name, full + also, ITEM_NAME_MAX, &fits);
    if (tag->key != 0 && tag->length == length && memcmp(tags->text + tag->at, full, length) == 0)
        return true;
    if (!whole || !fits || length > ITEM_NAME_MAX || length > TEXT_SIZE - tags->used ||
        (tag->key == 0 && tags->count == TAGS_MAX)) {
        tag->length = 0; /* it has another name now, which is not known: not the one before */
        return false;
    }
    tags->count += tag->key == 0;
    *tag = (struct tag){.key = key_of(from->place, from->place_length, id),
                        .at = tags->used,
                        .length = (uint16_t)length,
                        .also = (uint16_t)also};
    memcpy(tags->text + tags->used, full, length);
    tags->used += (uint32_t)length;
    return true;
}

/* ---- metadata ---- */

/* Behind "/dp/r/"; NULL: the topic is another. */
static const char *place_in(const char *topic, size_t length, size_t *rest)
{
    size_t mark = strlen(DATA);
    for (size_t i = 0; i + mark < length; i++) {
        if (memcmp(topic + i, DATA, mark) != 0)
            continue;
        *rest = length - i - mark;
        return topic + i + mark;
    }
    return NULL;
}

static void keep_collection(const struct format_input *in, const struct scan_value *connection,
                            const struct scan_value *points)
{
    struct scan_value list = walk_get(points, "dataPointDefinitions");
    struct scan_value topic = walk_get(points, "topic"), definition;
    struct collection from = {.connection = *connection};
    struct walk walk;
    if (topic.kind == SCAN_TEXT)
        from.place = place_in(topic.text, topic.length, &from.place_length);
    walk_begin(&walk, &list);
    while (walk_next(&walk, NULL, &definition)) {
        struct scan_value id = walk_get(&definition, "id"), name = walk_get(&definition, "name");
        bool read = from.place != NULL && name.kind == SCAN_TEXT &&
                    (id.kind == SCAN_TEXT || id.kind == SCAN_NUMBER);
        if (!read || !keep_tag(in->state, &from, &id, &name))
            in->stats->skipped++;
    }
}

/* The connector tells of all its connections at once: what it does not name is gone. */
static int read_metadata(const struct format_input *in, const struct scan_value *root)
{
    struct tags *tags = in->state;
    uint64_t owner = hash_more(HASH_BEGIN, in->message->topic, strlen(in->message->topic));
    struct scan_value list = walk_get(root, "connections"), connection, points;
    struct walk walk, inner;
    bool other = tags->owner != 0 && tags->owner != owner;
    if (!other && !tags->many)
        forget_tags(tags);
    tags->many = tags->many || other;
    tags->owner = owner;
    walk_begin(&walk, &list);
    while (walk_next(&walk, NULL, &connection)) {
        struct scan_value name = walk_get(&connection, "name");
        struct scan_value data = walk_get(&connection, "dataPoints");
        if (name.kind != SCAN_TEXT) {
            in->stats->skipped++;
            continue;
        }
        walk_begin(&inner, &data);
        while (walk_next(&inner, NULL, &points))
            keep_collection(in, &name, &points);
    }
    return 0;
}

/* ---- values ---- */

/* 3 is good, 2 is good though not for control, 1 uncertain, 0 bad; the bits of the whole quality
 * byte mean the same. Without a code it is good. */
static enum quality quality_of(const struct scan_value *code)
{
    int value = 0;
    if (code->kind == SCAN_ABSENT || code->kind == SCAN_NULL)
        return Q_GOOD;
    if ((code->kind != SCAN_NUMBER && code->kind != SCAN_TEXT) || code->length == 0 ||
        code->length > 3)
        return Q_NONE;
    for (size_t i = 0; i < code->length; i++) {
        if (code->text[i] < '0' || code->text[i] > '9')
            return Q_NONE;
        value = value * 10 + (code->text[i] - '0');
    }
    return (value > 3 ? value >> 6 : value) >= 2 ? Q_GOOD : Q_BAD;
}

static bool emit_value(struct pass *pass, struct item *item, const struct scan_value *object)
{
    struct scan_value code = walk_get(object, "qc"), time = walk_get(object, "ts");
    item->value = walk_get(object, "val");
    if (item->value.kind == SCAN_ABSENT || item->value.kind == SCAN_OBJECT ||
        item->value.kind == SCAN_ARRAY) {
        pass->in->stats->skipped++;
        return true;
    }
    item->quality = quality_of(&code);
    item->source_ms = format_time(pass->in, &time);
    if (item->source_ms == TIME_NONE)
        item->source_ms = pass->time;
    return format_emit(pass->in, pass->sink, pass->ctx, item);
}

/* One of a list: its id has a name, or is passed over. */
static bool emit_listed(struct pass *pass, const struct scan_value *object)
{
    struct tags *tags = pass->in->state;
    struct scan_value id = walk_get(object, "id");
    const struct tag *tag = NULL;
    if (id.kind == SCAN_TEXT || id.kind == SCAN_NUMBER)
        tag = slot_of(tags, key_of(pass->place, strlen(pass->place), &id));
    if (tag == NULL || tag->key == 0 || tag->length == 0) {
        pass->in->stats->skipped++;
        return true;
    }
    struct item item = {.name = tags->text + tag->at,
                        .length = tag->length,
                        .also = tags->text + tag->at + tag->also,
                        .also_length = (size_t)tag->length - tag->also};
    return emit_value(pass, &item, object);
}

static bool emit_list(struct pass *pass, const struct scan_value *object)
{
    struct scan_value list = walk_get(object, "vals"), time = walk_get(object, "ts"), one;
    struct walk walk;
    bool more = true;
    if (time.kind != SCAN_ABSENT)
        pass->time = format_time(pass->in, &time);
    walk_begin(&walk, &list);
    while (more && walk_next(&walk, NULL, &one))
        more = emit_listed(pass, &one);
    return more;
}

/* Bulk: vals. Time series: records of vals. Single (older connectors): the topic names the tag. */
static int read_data(struct pass *pass, const struct scan_value *root, struct cause *why)
{
    struct scan_value records = walk_get(root, "records"), one;
    struct walk walk;
    bool more = true;
    if (records.kind == SCAN_ARRAY) {
        walk_begin(&walk, &records);
        while (more && walk_next(&walk, NULL, &one))
            more = emit_list(pass, &one);
    } else if (walk_get(root, "vals").kind == SCAN_ARRAY) {
        (void)emit_list(pass, root);
    } else if (walk_get(root, "val").kind != SCAN_ABSENT) {
        const char *slash = strchr(pass->place, '/');
        struct item item = {.name = pass->place, .length = strlen(pass->place)};
        item.also = slash != NULL ? slash + 1 : NULL;
        item.also_length = slash != NULL ? strlen(slash + 1) : 0;
        (void)emit_value(pass, &item, root);
    } else {
        return cause_set(why, -1, "neither vals, records nor val");
    }
    return pass->in->stats->items;
}

/* ---- the connector's health ---- */

static bool emit_status(struct pass *pass, const char *name, size_t length,
                        const struct scan_value *object)
{
    struct item item = {.name = name,
                        .length = length,
                        .value = walk_get(object, "status"),
                        .quality = Q_GOOD,
                        .source_ms = pass->time};
    if (item.value.kind == SCAN_TEXT)
        return format_emit(pass->in, pass->sink, pass->ctx, &item);
    pass->in->stats->skipped++;
    return true;
}

static int read_status(struct pass *pass, const struct scan_value *root)
{
    static const char word[] = "status/";
    struct scan_value connector = walk_get(root, "connector"), time = walk_get(root, "ts");
    struct scan_value list = walk_get(root, "connections"), one;
    struct walk walk;
    bool more = true;
    pass->time = format_time(pass->in, &time);
    if (connector.kind == SCAN_OBJECT)
        more = emit_status(pass, "status", 6, &connector);
    walk_begin(&walk, &list);
    while (more && walk_next(&walk, NULL, &one)) {
        struct scan_value name = walk_get(&one, "name");
        char *at = name.kind == SCAN_TEXT
                       ? scratch_take(pass->in->scratch, sizeof word - 1 + name.length)
                       : NULL;
        if (at == NULL) {
            pass->in->stats->skipped++;
            continue;
        }
        memcpy(at, word, sizeof word - 1);
        size_t length = scan_text(&name, at + sizeof word - 1, name.length, NULL);
        more = emit_status(pass, at, sizeof word - 1 + length, &one);
    }
    return pass->in->stats->items;
}

static int read_siemens(const struct format_input *in, item_sink *sink, void *ctx,
                        struct cause *why)
{
    const struct message *message = in->message;
    struct scan_value root;
    size_t rest, length = strlen(message->topic);
    struct pass pass = {.in = in,
                        .sink = sink,
                        .ctx = ctx,
                        .place = place_in(message->topic, length, &rest),
                        .time = TIME_NONE};
    bool metadata = strncmp(message->topic, "ie/m/", 5) == 0;
    if (in->state == NULL)
        return cause_set(why, -1, "no memory of the source");
    if (metadata && message->length == 0) {
        forget_tags(in->state); /* taken back */
        return 0;
    }
    if (walk_document(message->payload, message->length, &root, why) != 0)
        return -1;
    if (root.kind != SCAN_OBJECT)
        return cause_set(why, -1, "no object");
    if (metadata)
        return read_metadata(in, &root);
    if (strncmp(message->topic, "ie/s/", 5) == 0)
        return read_status(&pass, &root);
    if (pass.place == NULL)
        return cause_set(why, -1, "the topic is neither ie/m/…, ie/s/… nor ie/d/…/dp/r/…");
    return read_data(&pass, &root, why);
}

const struct format format_siemens = {
    .name = "siemens", .state_size = sizeof(struct tags), .read = read_siemens};
