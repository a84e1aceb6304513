/* SPDX-License-Identifier: MIT */
/* OPC UA PubSub in JSON (OPC 10000-14, 7.2.5; standards.md §6.2): network messages, data set
 * messages, bare payloads and lists of any of them; fields raw, as DataValues and as Variants of
 * the old and the new encoding; Microsoft's OPC Publisher's samples of one node. A field is item
 * "Writer/Field", also "Field". Bad and uncertain status drive nothing. */
#include "data/decode/formats/names.h"
#include "data/decode/formats/path.h"
#include "data/decode/formats/where.h"
#include "data/decode/quality.h"
#include "data/decode/walk.h"
#include "data/model/amount.h"

#include <string.h>

#define TIME_FIRST    INT64_C(946684800000) /* what is before 2000 is OPC UA's "no time" */
#define WRAPPINGS_MAX 4                     /* a DataValue of a Variant of a … */

struct pass {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    struct where where;
    struct names names;
};

/* ---- members --------------------------------------------------------------------------------- */

struct member_key {
    const char *key;
    size_t member;
};

/* Put the members of `object` that are named in `keys` into `out`. Returns how many others it has.
 */
static size_t read_members(const struct scan_value *object, const struct member_key *keys,
                           size_t count, void *out)
{
    struct walk walk;
    struct scan_value key, value;
    size_t others = 0;
    walk_begin(&walk, object);
    while (walk_next(&walk, &key, &value)) {
        size_t i = 0;
        while (i < count && !walk_is(&key, keys[i].key))
            i++;
        if (i < count)
            memcpy((char *)out + keys[i].member, &value, sizeof value);
        else
            others++;
    }
    return others;
}

/* What network messages, data set messages and samples say beside their values. */
struct head {
    struct scan_value type, publisher, group, writer, id, sequence, time, status;
    struct scan_value messages, payload, node, name, value;
};

static const struct member_key head_keys[] = {
    {"MessageType", offsetof(struct head, type)},
    {"PublisherId", offsetof(struct head, publisher)},
    {"WriterGroupName", offsetof(struct head, group)},
    {"DataSetWriterGroup", offsetof(struct head, group)},
    {"DataSetWriterName", offsetof(struct head, writer)},
    {"DataSetWriterId", offsetof(struct head, id)},
    {"SequenceNumber", offsetof(struct head, sequence)},
    {"Timestamp", offsetof(struct head, time)},
    {"Status", offsetof(struct head, status)},
    {"Messages", offsetof(struct head, messages)},
    {"Payload", offsetof(struct head, payload)},
    {"NodeId", offsetof(struct head, node)},
    {"DisplayName", offsetof(struct head, name)},
    {"Value", offsetof(struct head, value)},
};

/* What a field that is an object may be made of. */
struct box {
    struct scan_value value, body, type, type_id, status, source, server, code, text, ignored;
};

static const struct member_key box_keys[] = {
    {"Value", offsetof(struct box, value)},
    {"Body", offsetof(struct box, body)},
    {"Type", offsetof(struct box, type)},
    {"UaType", offsetof(struct box, type)},
    {"TypeId", offsetof(struct box, type_id)},
    {"StatusCode", offsetof(struct box, status)},
    {"Status", offsetof(struct box, status)},
    {"SourceTimestamp", offsetof(struct box, source)},
    {"ServerTimestamp", offsetof(struct box, server)},
    {"Code", offsetof(struct box, code)},
    {"Symbol", offsetof(struct box, ignored)},
    {"Text", offsetof(struct box, text)},
    {"Locale", offsetof(struct box, ignored)},
    {"Dimensions", offsetof(struct box, ignored)},
    {"Encoding", offsetof(struct box, ignored)},
    {"SourcePicoseconds", offsetof(struct box, ignored)},
    {"ServerPicoseconds", offsetof(struct box, ignored)},
};

#define READ(object, keys, out) read_members(object, keys, sizeof(keys) / sizeof *(keys), out)

static bool is_there(const struct scan_value *value)
{
    return value->kind != SCAN_ABSENT;
}

/* ---- status and time ------------------------------------------------------------------------- */

/* The two top bits of a status code decide: 00 good, 01 uncertain, 1x bad. */
static enum quality severity_of(const struct scan_value *code)
{
    int64_t amount;
    if (code->kind == SCAN_NUMBER || code->kind == SCAN_TEXT) {
        if (amount_from_text(code->text, code->length, &amount) == 0 && amount % AMOUNT_ONE == 0)
            return ((uint64_t)(amount / AMOUNT_ONE) >> 30 & 3) == 0 ? Q_GOOD : Q_BAD;
        return code->kind == SCAN_TEXT ? quality_read(code, NULL, true) : Q_NONE;
    }
    return is_there(code) && code->kind != SCAN_NULL ? Q_NONE : Q_GOOD;
}

/* A status is a number, a word, or {"Code":…,"Symbol":…}, in which good may be left out. */
static enum quality status_of(const struct scan_value *status)
{
    struct scan_value code = *status;
    if (status->kind == SCAN_OBJECT)
        code = walk_get(status, "Code");
    return severity_of(&code);
}

static int64_t time_of(const struct pass *pass, const struct scan_value *value, int64_t otherwise)
{
    int64_t ms = format_time(pass->in, value);
    return ms != TIME_NONE && ms >= TIME_FIRST ? ms : otherwise;
}

/* ---- fields ---------------------------------------------------------------------------------- */

static const struct scan_value no_value = {.kind = SCAN_NULL, .text = "null", .length = 4};

/* A status in place of the value: there is none, unless the status itself is what is told. */
static void take_status(struct item *item, const struct scan_value *status)
{
    enum quality quality = status_of(status);
    item->value = no_value;
    if (quality != Q_GOOD)
        item->quality = quality;
    else if (status->kind != SCAN_OBJECT)
        item->value = *status;
}

/* Take one wrapping off the item's value. False: there is none (any more). */
static bool unwrap(const struct pass *pass, struct item *item)
{
    struct box box = {0};
    if (item->value.kind != SCAN_OBJECT || READ(&item->value, box_keys, &box) > 0)
        return false;
    if (is_there(&box.status))
        item->quality = status_of(&box.status);
    item->source_ms = time_of(pass, &box.server, item->source_ms);
    item->source_ms = time_of(pass, &box.source, item->source_ms);
    bool is_status =
        walk_is(&box.type, "StatusCode") || (box.type.kind == SCAN_NUMBER && box.type.length == 2 &&
                                             memcmp(box.type.text, "19", 2) == 0);
    struct scan_value inner = is_there(&box.value) ? box.value : box.body;
    if (is_status && is_there(&inner)) {
        take_status(item, &inner);
        return false;
    }
    if (is_there(&box.code)) {
        struct scan_value whole = item->value;
        take_status(item, &whole);
        return false;
    }
    if (is_there(&inner))
        item->value = inner;
    else if (is_there(&box.text))
        item->value = box.text;
    else
        item->value = no_value;
    return true;
}

static bool emit_field(struct pass *pass, const struct item *common, const struct kept_name *writer,
                       const struct scan_value *key, const struct scan_value *value)
{
    char room[ITEM_NAME_MAX];
    struct kept_name field;
    struct item item = *common;
    if (!names_plain(key, room, &field) || !names_set(&pass->names, &item, writer, &field)) {
        pass->in->stats->skipped++;
        return true;
    }
    item.value = *value;
    for (int i = 0; i < WRAPPINGS_MAX && unwrap(pass, &item); i++)
        ;
    if (item.value.kind != SCAN_OBJECT && item.value.kind != SCAN_ARRAY)
        return format_emit(pass->in, pass->sink, pass->ctx, &item);
    struct leaves leaves = {.in = pass->in, .sink = pass->sink, .ctx = pass->ctx, .item = item};
    memcpy(leaves.path.text, item.name, item.length);
    leaves.path.length = item.length;
    leaves.skip = item.also != NULL ? item.length - item.also_length : 0;
    return leaves_emit(&leaves, &item.value);
}

/* ---- messages -------------------------------------------------------------------------------- */

/* What holds for all fields of a message: its time and status, those of what it is part of. */
static struct item common_of(const struct pass *pass, const struct head *head)
{
    struct item item = {.quality = status_of(&head->status)};
    item.source_ms = time_of(pass, &head->time, TIME_NONE);
    return item;
}

static void tell_tag(struct where_check *check, const char *name, const struct scan_value *value)
{
    char room[ITEM_NAME_MAX];
    struct kept_name said;
    if ((value->kind == SCAN_TEXT || value->kind == SCAN_NUMBER) && names_plain(value, room, &said))
        where_tag(check, name, strlen(name), said.text, said.length);
}

/* Publisher and group may be named by the data set message, or by what it is in. */
static bool is_wanted(const struct pass *pass, const struct head *head, const struct head *outer)
{
    struct where_check check = {.where = &pass->where};
    if (pass->where.count == 0)
        return true;
    tell_tag(&check, "PublisherId",
             is_there(&head->publisher) ? &head->publisher : &outer->publisher);
    tell_tag(&check, "WriterGroupName", is_there(&head->group) ? &head->group : &outer->group);
    tell_tag(&check, "DataSetWriterName", &head->writer);
    tell_tag(&check, "DataSetWriterId", &head->id);
    tell_tag(&check, "NodeId", &head->node);
    return where_holds(&check);
}

static bool emit_fields(struct pass *pass, const struct head *head,
                        const struct scan_value *payload)
{
    char room[ITEM_NAME_MAX];
    struct kept_name writer = {.length = 0};
    struct walk walk;
    struct scan_value key, value;
    struct item common = common_of(pass, head);
    const struct scan_value *name =
        head->writer.kind == SCAN_TEXT && head->writer.length > 0 ? &head->writer : &head->id;
    bool more = true;
    if ((name->kind == SCAN_TEXT || name->kind == SCAN_NUMBER) && !names_plain(name, room, &writer))
        writer.length = 0;
    walk_begin(&walk, payload);
    while (more && walk_next(&walk, &key, &value))
        more = emit_field(pass, &common, &writer, &key, &value);
    return more;
}

/* OPC Publisher's message of one node: its id is the name, its display name the other. */
static bool emit_sample(struct pass *pass, const struct head *head)
{
    struct item item = common_of(pass, head);
    if (!scratch_text(pass->in->scratch, &head->node, ITEM_NAME_MAX, &item.name, &item.length)) {
        pass->in->stats->skipped++;
        return true;
    }
    if (head->name.kind != SCAN_TEXT ||
        !scratch_text(pass->in->scratch, &head->name, ITEM_NAME_MAX, &item.also, &item.also_length))
        item.also = NULL;
    item.value = head->value;
    for (int i = 0; i < WRAPPINGS_MAX && unwrap(pass, &item); i++)
        ;
    return format_emit(pass->in, pass->sink, pass->ctx, &item);
}

/* Keep-alives, metadata, status and connection messages hold no values. */
static bool holds_values(const struct head *head)
{
    static const char *const types[] = {"ua-data", "ua-keyframe", "ua-deltaframe", "ua-event"};
    if (head->type.kind != SCAN_TEXT || head->type.length < 3 ||
        memcmp(head->type.text, "ua-", 3) != 0)
        return true;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (walk_is(&head->type, types[i]))
            return true;
    return false;
}

static bool emit_any(struct pass *pass, const struct scan_value *any, const struct head *outer);

static bool emit_all(struct pass *pass, const struct scan_value *list, const struct head *outer)
{
    struct walk walk;
    struct scan_value one;
    bool more = true;
    walk_begin(&walk, list);
    while (more && walk_next(&walk, NULL, &one))
        more = emit_any(pass, &one, outer);
    return more;
}

static bool emit_any(struct pass *pass, const struct scan_value *any, const struct head *outer)
{
    struct head head = {0};
    if (any->kind == SCAN_ARRAY)
        return emit_all(pass, any, outer);
    if (any->kind != SCAN_OBJECT) {
        pass->in->stats->skipped++;
        return true;
    }
    (void)READ(any, head_keys, &head);
    if (!holds_values(&head))
        return true;
    if (head.messages.kind == SCAN_ARRAY || head.messages.kind == SCAN_OBJECT)
        return emit_any(pass, &head.messages, &head);
    if (!is_wanted(pass, &head, outer))
        return true;
    if (head.payload.kind == SCAN_OBJECT)
        return emit_fields(pass, &head, &head.payload);
    if (head.node.kind == SCAN_TEXT && is_there(&head.value))
        return emit_sample(pass, &head);
    if (is_there(&head.payload) || is_there(&head.type) || is_there(&head.id) ||
        is_there(&head.sequence) || is_there(&head.writer))
        return true; /* a keep-alive */
    return emit_fields(pass, &(struct head){.type = {.kind = SCAN_ABSENT}}, any);
}

static int read_opcua(const struct format_input *in, item_sink *sink, void *ctx, struct cause *why)
{
    static const struct head nothing;
    struct scan_value root;
    struct pass pass = {.in = in, .sink = sink, .ctx = ctx};
    if (walk_document(in->message->payload, in->message->length, &root, why) != 0)
        return -1;
    if (root.kind != SCAN_OBJECT && root.kind != SCAN_ARRAY)
        return cause_set(why, -1, "no PubSub message: neither an object nor an array");
    where_read(&pass.where, in->where);
    names_begin(&pass.names, in->scratch);
    (void)emit_any(&pass, &root, &nothing);
    return in->stats->items;
}

const struct format format_opcua = {.name = "opcua", .read = read_opcua};
