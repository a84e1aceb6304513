/* SPDX-License-Identifier: MIT */
/* Kinds whose messages hold many items under the source's own names: read by the decoder's item
 * formats, told apart by device, each to be heard again through a [source] of a shipped preset.
 * Called by read.c; spark.c uses the same places. */
#include "data/decode/formats/format.h"
#include "data/decode/walk.h"
#include "data/discover/private.h"
#include "data/model/text.h"

#include <string.h>

enum split { SPLIT_NONE, SPLIT_DOT, SPLIT_SLASH };

static const struct way {
    enum discover_kind kind;
    enum decode_format format;
    const char *preset;
    size_t skip, levels; /* of the topic: those of the root; levels 0: all */
    enum split split;    /* what part of an item's name is a device */
} ways[] = {
    {FOUND_LIST, FORMAT_LIST, "kepware", 0, 0, SPLIT_DOT},
    {FOUND_OPCUA, FORMAT_OPCUA, "opcua", 0, 5, SPLIT_SLASH},
    {FOUND_MTCONNECT, FORMAT_MTCONNECT, "mtconnect", 0, 3, SPLIT_NONE},
    {FOUND_SIEMENS, FORMAT_SIEMENS, "siemens-databus", 5, 1, SPLIT_SLASH},
    {FOUND_VDA5050, FORMAT_VDA5050, "vda5050", 0, 4, SPLIT_NONE},
    {FOUND_LINE, FORMAT_LINE, "telegraf", 0, 0, SPLIT_NONE},
    {FOUND_TELEGRAF, FORMAT_TELEGRAF, "telegraf-json", 0, 0, SPLIT_NONE},
};

struct pass {
    struct discover *d;
    const struct way *way;
    const struct message *message; /* of the broker */
    struct device device;
};

/* ---- places ---------------------------------------------------------------------------------- */

static const char *asset_path(struct discover *d, const struct device *device)
{
    char text[300];
    const char *at = device->root;
    int length = (int)device->root_length;
    (void)text_format(text, sizeof text, "%.*s%s%.*s", length, at, device->name_length ? "/" : "",
                      (int)device->name_length, device->name);
    return store_text(d, text, strlen(text));
}

struct place *items_place(struct discover *d, const struct device *device,
                          const struct message *message)
{
    char key[700];
    bool made;
    if (!text_format(key, sizeof key, "%.*s\001%.*s\001%s\001%d", (int)device->root_length,
                     device->root, (int)device->name_length, device->name, device->where,
                     (int)device->kind))
        return NULL;
    struct place *place = store_place(d, key, strlen(key), &made);
    if (!place)
        return NULL;
    if (made) {
        const char *asset = asset_path(d, device);
        const char *root = store_text(d, device->root, device->root_length);
        const char *where = store_text(d, device->where, strlen(device->where));
        const char *topic = store_text(d, device->topic, strlen(device->topic));
        if (!asset || !root || !where || !topic)
            return NULL;
        place->kind = device->kind;
        place->asset = asset;
        place->root = root;
        place->where = where;
        place->topic = topic;
        place->preset = device->preset;
        place->device = device->where[0] ? 0 : device->name_length;
    }
    place->messages++;
    place->stored += message->stored;
    if (place->first_ms == TIME_NONE)
        place->first_ms = message->arrival_ms;
    place->last_ms = message->arrival_ms;
    return place;
}

/* ---- items ----------------------------------------------------------------------------------- */

static size_t device_length(enum split split, const struct item *item)
{
    size_t length = item->length;
    if (split == SPLIT_NONE)
        return 0;
    if (split == SPLIT_SLASH) {
        const char *slash = memchr(item->name, '/', length);
        return slash ? (size_t)(slash - item->name) : 0;
    }
    while (length > 0 && item->name[length - 1] != '.')
        length--;
    return length > 0 ? length - 1 : 0;
}

static void on_item(void *ctx, const struct item *item)
{
    struct pass *pass = ctx;
    struct device device = pass->device;
    if (item->length > 120 || item->length == 0 || !store_usable(item->name, item->length)) {
        pass->d->counts.skipped_names++;
        return;
    }
    if (pass->way->split != SPLIT_NONE) {
        device.name = item->name;
        device.name_length = device_length(pass->way->split, item);
    }
    struct place *place = items_place(pass->d, &device, pass->message);
    if (!place) {
        pass->d->counts.skipped_topics++;
        return;
    }
    int64_t at_ms = read_time(place, pass->message, item->source_ms);
    struct tag *tag =
        store_tag(pass->d, store_place_index(pass->d, place), item->name, item->length);
    if (!tag || item->historical)
        return;
    const struct sample sample = {.value = item->value,
                                  .at_ms = at_ms,
                                  .arrival_ms = pass->message->arrival_ms,
                                  .stored = pass->message->stored,
                                  .bad = item->quality != Q_GOOD};
    stats_take(pass->d, tag, &sample);
}

/* What a format keeps of a source, in a place of its own. False: no memory. */
static bool find_state(struct pass *pass, const struct format *format, void **out)
{
    char key[300];
    bool made;
    *out = NULL;
    if (format->state_size == 0)
        return true;
    (void)text_format(key, sizeof key, "\002%.*s", (int)pass->device.root_length,
                      pass->device.root);
    struct place *place = store_place(pass->d, key, strlen(key), &made);
    if (place && !place->state)
        place->state = store_take(pass->d, format->state_size);
    *out = place ? place->state : NULL;
    return *out != NULL;
}

static int read_part(struct pass *pass, const char *payload, size_t length)
{
    static const struct zone utc;
    struct scratch scratch = {.at = pass->d->scratch, .size = FORMAT_SCRATCH};
    struct format_stats stats = {0};
    struct message part = *pass->message;
    const struct format *format = format_of(pass->way->format);
    void *state;
    part.payload = payload;
    part.length = length;
    if (!format || !find_state(pass, format, &state))
        return 0;
    const struct format_input in = {.message = &part,
                                    .zone = &utc,
                                    .where = "",
                                    .state = state,
                                    .scratch = &scratch,
                                    .stats = &stats};
    int result = format->read(&in, on_item, pass, NULL);
    pass->d->counts.skipped_names += stats.skipped;
    return result < 0 ? -1 : 1;
}

/* ---- tags: which of several machines a metric is of ------------------------------------------ */

/* Tags that name a machine, the most particular first. */
static const char *const naming[] = {"machine", "asset", "station", "equipment", "device", "source",
                                     "slave",   "unit",  "cell",    "line",      "name",   "host"};

struct naming_tag {
    char where[128], value[64];
    size_t rank;
};

static void offer_tag(struct naming_tag *best, const char *key, size_t key_length,
                      const char *value, size_t length)
{
    for (size_t i = 0; i < sizeof naming / sizeof *naming && i < best->rank; i++) {
        if (strlen(naming[i]) != key_length || memcmp(naming[i], key, key_length) != 0)
            continue;
        if (memchr(value, ',', length) || !store_usable(value, length) || length > 60)
            continue;
        (void)text_format(best->where, sizeof best->where, "%s=%.*s", naming[i], (int)length,
                          value);
        (void)text_copy_n(best->value, sizeof best->value, value, length);
        best->rank = i;
    }
}

static int read_tagged(struct pass *pass, const struct naming_tag *tag, const char *payload,
                       size_t length)
{
    pass->device.where = tag->where;
    pass->device.name = tag->value;
    pass->device.name_length = strlen(tag->value);
    return read_part(pass, payload, length);
}

/* The tags of a line, with `\,` `\=` and `\ ` as what they are. */
static void line_tags(const char *p, const char *end, struct naming_tag *best)
{
    char text[2][64];
    size_t length[2] = {0, 0}, which = 0;
    bool tags = false;
    for (;; p++) {
        bool over = p >= end || *p == ' ' || *p == ',';
        if (over) {
            if (tags && which == 1)
                offer_tag(best, text[0], length[0], text[1], length[1]);
            if (p >= end || *p == ' ')
                return;
            tags = true;
            which = length[0] = length[1] = 0;
            continue;
        }
        if (*p == '=' && which == 0) {
            which = 1;
            continue;
        }
        if (*p == '\\' && p + 1 < end && strchr(",= ", p[1]))
            p++;
        if (length[which] + 1 < sizeof text[0])
            text[which][length[which]++] = *p;
    }
}

/* Behind the end of the line: line ends in quoted texts are none. */
static const char *line_end(const char *p, const char *end)
{
    bool quoted = false;
    for (; p < end && (quoted || *p != '\n'); p++) {
        if (*p == '\\' && p + 1 < end)
            p++;
        else if (*p == '"')
            quoted = !quoted;
    }
    return p < end ? p + 1 : end;
}

static int read_lines(struct pass *pass)
{
    const char *p = pass->message->payload, *end = p + pass->message->length;
    int result = 0;
    while (p < end) {
        const char *next = line_end(p, end);
        struct naming_tag tag = {.rank = SIZE_MAX};
        line_tags(p, next, &tag);
        if (read_tagged(pass, &tag, p, (size_t)(next - p)) > 0)
            result = 1;
        p = next;
    }
    return result ? 1 : -1;
}

static int read_metric(struct pass *pass, const struct scan_value *metric)
{
    struct naming_tag best = {.rank = SIZE_MAX};
    struct scan_value tags = walk_get(metric, "tags"), key, value;
    struct walk walk;
    walk_begin(&walk, &tags);
    while (walk.object && walk_next(&walk, &key, &value))
        if (value.kind == SCAN_TEXT && !value.escaped)
            offer_tag(&best, key.text, key.length, value.text, value.length);
    return read_tagged(pass, &best, metric->text, metric->length);
}

static int read_metrics(struct pass *pass)
{
    struct scan_value root, list, one;
    struct walk walk;
    int result = -1;
    if (walk_document(pass->message->payload, pass->message->length, &root, NULL) != 0)
        return -1;
    list = root.kind == SCAN_ARRAY ? root : walk_get(&root, "metrics");
    if (list.kind != SCAN_ARRAY)
        return read_metric(pass, &root);
    walk_begin(&walk, &list);
    while (walk_next(&walk, NULL, &one))
        if (read_metric(pass, &one) > 0)
            result = 1;
    return result;
}

/* ---- any of them ----------------------------------------------------------------------------- */

static void find_root(struct pass *pass)
{
    const char *p = pass->message->topic;
    for (size_t i = 0; i < pass->way->skip && strchr(p, '/'); i++)
        p = strchr(p, '/') + 1;
    pass->device.root = p;
    pass->device.root_length = strlen(p);
    if (pass->way->levels == 0)
        return;
    const char *end = p;
    for (size_t i = 0; i < pass->way->levels && *end; i++) {
        end += i > 0 ? 1 : 0;
        end += strcspn(end, "/");
    }
    pass->device.root_length = (size_t)(end - p);
}

/* Documents stand under Current and Sample, each with the device behind it. */
static void find_documents(struct pass *pass, char root[256])
{
    static const char *const kinds[] = {"/Current/", "/Sample/", "/Probe/"};
    const char *topic = pass->message->topic;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *at = strstr(topic, kinds[i]);
        if (!at)
            continue;
        const char *device = at + strlen(kinds[i]);
        (void)text_format(root, 256, "%.*s/%.*s", (int)(at - topic), topic,
                          (int)strcspn(device, "/"), device);
        pass->device.root = root;
        pass->device.root_length = strlen(root);
        pass->device.preset = "mtconnect-documents";
    }
}

int items_read(struct discover *d, enum discover_kind kind, const struct message *message)
{
    char root[256];
    struct pass pass = {.d = d, .message = message};
    if (kind == FOUND_SPARKPLUG)
        return spark_read(d, message);
    if (message->length > DECODE_PAYLOAD_MAX)
        return 0;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i].kind == kind)
            pass.way = &ways[i];
    if (!pass.way)
        return 0;
    pass.device = (struct device){
        .kind = kind, .topic = message->topic, .preset = pass.way->preset, .where = "", .name = ""};
    find_root(&pass);
    if (kind == FOUND_MTCONNECT)
        find_documents(&pass, root);
    if (kind == FOUND_LINE)
        return read_lines(&pass);
    if (kind == FOUND_TELEGRAF)
        return read_metrics(&pass);
    return read_part(&pass, message->payload, message->length);
}
