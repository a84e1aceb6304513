/* SPDX-License-Identifier: MIT */
/* Lists of named values, as Kepware's IoT Gateway sends them (standards.md §6.2):
 * {"timestamp":1623786169180,"values":[{"id":"Channel1.Device1.Good","v":630,"q":true,"t":…}]},
 * and what its advanced template is mostly made into: [{"tagname":…,"timestamp":…,"value":…}]. Each
 * value has its own time, else the list's; without `q` it is good. */
#include "data/decode/formats/format.h"
#include "data/decode/quality.h"
#include "data/decode/walk.h"

#include <string.h>

struct pass {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    int64_t time; /* of the list */
};

/* Which of a row's members are what, in any order and by any of their names. */
struct row {
    struct scan_value name, value, quality, time;
};

static const struct row_key {
    const char *key;
    size_t member;
} keys[] = {
    {"id", offsetof(struct row, name)},      {"v", offsetof(struct row, value)},
    {"q", offsetof(struct row, quality)},    {"t", offsetof(struct row, time)},
    {"tagname", offsetof(struct row, name)}, {"value", offsetof(struct row, value)},
    {"name", offsetof(struct row, name)},    {"quality", offsetof(struct row, quality)},
    {"tag", offsetof(struct row, name)},     {"timestamp", offsetof(struct row, time)},
};

static void read_row(const struct scan_value *object, struct row *row)
{
    struct walk walk;
    struct scan_value key, value;
    *row = (struct row){0};
    walk_begin(&walk, object);
    while (walk_next(&walk, &key, &value))
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (walk_is(&key, keys[i].key))
                memcpy((char *)row + keys[i].member, &value, sizeof value);
}

static bool emit_row(struct pass *pass, const struct scan_value *object)
{
    static const struct scan_value none = {.kind = SCAN_ABSENT};
    struct row row;
    struct item item = {.also = NULL};
    read_row(object, &row);
    if (row.name.kind != SCAN_TEXT || row.value.kind == SCAN_ABSENT ||
        !scratch_text(pass->in->scratch, &row.name, ITEM_NAME_MAX, &item.name, &item.length)) {
        pass->in->stats->skipped++;
        return true;
    }
    item.value = row.value;
    item.quality = quality_read(&row.quality, &none, false);
    item.source_ms = format_time(pass->in, &row.time);
    if (item.source_ms == TIME_NONE)
        item.source_ms = pass->time;
    return format_emit(pass->in, pass->sink, pass->ctx, &item);
}

static int read_list(const struct format_input *in, item_sink *sink, void *ctx, struct cause *why)
{
    struct scan_value root, list, stamp, one;
    struct walk walk;
    if (walk_document(in->message->payload, in->message->length, &root, why) != 0)
        return -1;
    list = root.kind == SCAN_ARRAY ? root : walk_get(&root, "values");
    stamp = walk_get(&root, "timestamp");
    if (list.kind != SCAN_ARRAY)
        return cause_set(why, -1, "no list: neither an array nor an object with \"values\"");
    struct pass pass = {.in = in, .sink = sink, .ctx = ctx, .time = format_time(in, &stamp)};
    walk_begin(&walk, &list);
    while (walk_next(&walk, NULL, &one))
        if (!emit_row(&pass, &one))
            break;
    return in->stats->items;
}

const struct format format_list = {.name = "list", .read = read_list};
