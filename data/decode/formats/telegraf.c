/* SPDX-License-Identifier: MIT */
/* Telegraf's data_format = "json" (standards.md §6.2), a metric a message, {"metrics":[…]} or a
 * bare array of them:
 * {"fields":{"good":30},"name":"press","tags":{"host":"h"},"timestamp":1458229140}. Each field is
 * item "name/field", also "field"; fields that are objects (json_nested_fields) give
 * "name/field/member". */
#include "data/decode/formats/names.h"
#include "data/decode/formats/path.h"
#include "data/decode/formats/where.h"
#include "data/decode/walk.h"

#include <string.h>

struct pass {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    struct where where;
    struct names names;
};

struct metric {
    struct scan_value name, fields, tags, timestamp;
};

static const struct metric_key {
    const char *key;
    size_t member;
} keys[] = {
    {"name", offsetof(struct metric, name)},
    {"fields", offsetof(struct metric, fields)},
    {"tags", offsetof(struct metric, tags)},
    {"timestamp", offsetof(struct metric, timestamp)},
};

static bool is_wanted(const struct pass *pass, const struct scan_value *tags)
{
    struct where_check check = {.where = &pass->where};
    struct walk walk;
    struct scan_value key, value;
    walk_begin(&walk, tags);
    while (pass->where.count > 0 && walk_next(&walk, &key, &value)) {
        char name_room[ITEM_NAME_MAX], said_room[ITEM_NAME_MAX];
        struct kept_name name, said;
        if (names_plain(&key, name_room, &name) && names_plain(&value, said_room, &said))
            where_tag(&check, name.text, name.length, said.text, said.length);
    }
    return where_holds(&check);
}

/* Scalars within a field that is an object or a list. */
static bool emit_deep(struct pass *pass, const struct item *item, const struct scan_value *value)
{
    struct leaves leaves = {.in = pass->in, .sink = pass->sink, .ctx = pass->ctx, .item = *item};
    memcpy(leaves.path.text, item->name, item->length);
    leaves.path.length = item->length;
    leaves.skip = item->length - item->also_length;
    return leaves_emit(&leaves, value);
}

static bool emit_metric(struct pass *pass, const struct metric *metric)
{
    char room[ITEM_NAME_MAX], field_room[ITEM_NAME_MAX];
    struct kept_name name, field;
    struct walk walk;
    struct scan_value key, value;
    bool more = true;
    if (metric->name.kind != SCAN_TEXT || metric->fields.kind != SCAN_OBJECT ||
        !names_plain(&metric->name, room, &name)) {
        pass->in->stats->skipped++;
        return true;
    }
    if (!is_wanted(pass, &metric->tags))
        return true;
    struct item item = {.quality = Q_GOOD, .source_ms = format_time(pass->in, &metric->timestamp)};
    walk_begin(&walk, &metric->fields);
    while (more && walk_next(&walk, &key, &value)) {
        item.value = value;
        if (!names_plain(&key, field_room, &field) ||
            !names_set(&pass->names, &item, &name, &field))
            pass->in->stats->skipped++;
        else if (value.kind == SCAN_OBJECT || value.kind == SCAN_ARRAY)
            more = emit_deep(pass, &item, &value);
        else
            more = format_emit(pass->in, pass->sink, pass->ctx, &item);
    }
    return more;
}

static void read_metric(const struct scan_value *object, struct metric *metric)
{
    struct walk walk;
    struct scan_value key, value;
    *metric = (struct metric){0};
    walk_begin(&walk, object);
    while (walk_next(&walk, &key, &value))
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            if (walk_is(&key, keys[i].key))
                memcpy((char *)metric + keys[i].member, &value, sizeof value);
}

static int read_telegraf(const struct format_input *in, item_sink *sink, void *ctx,
                         struct cause *why)
{
    struct scan_value root, list, one;
    struct metric metric;
    struct walk walk;
    struct pass pass = {.in = in, .sink = sink, .ctx = ctx};
    if (walk_document(in->message->payload, in->message->length, &root, why) != 0)
        return -1;
    where_read(&pass.where, in->where);
    names_begin(&pass.names, in->scratch);
    read_metric(&root, &metric);
    if (metric.fields.kind == SCAN_OBJECT) {
        (void)emit_metric(&pass, &metric);
        return in->stats->items;
    }
    list = root.kind == SCAN_ARRAY ? root : walk_get(&root, "metrics");
    if (list.kind != SCAN_ARRAY)
        return cause_set(why, -1, "no metric: neither \"fields\" nor \"metrics\" in it");
    walk_begin(&walk, &list);
    while (walk_next(&walk, NULL, &one)) {
        read_metric(&one, &metric);
        if (!emit_metric(&pass, &metric))
            break;
    }
    return in->stats->items;
}

const struct format format_telegraf = {.name = "telegraf", .read = read_telegraf};
