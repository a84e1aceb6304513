/* SPDX-License-Identifier: MIT */
/* Payloads by protobuf-c, from our own sparkplug.proto, which nests nowhere: see there. Its
 * structures stay in this file; memory is the caller's room, from which protobuf-c allocates and to
 * which it gives nothing back. Called by the edge node's session and by tests. */
#include "data/sparkplug/payload.h"

#include "gen/sparkplug.pb-c.h"

#include <string.h>

#define ALIGNMENT _Alignof(max_align_t)

/* ---- the room ---- */

static void *room_take(void *ctx, size_t size)
{
    struct spb_room *room = ctx;
    size_t start = (room->used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (start > room->size || size > room->size - start)
        return NULL;
    room->used = start + size;
    return room->at + start;
}

static void room_give_back(void *ctx, void *block)
{
    (void)ctx;
    (void)block;
}

void *spb_room_take(struct spb_room *room, size_t count, size_t size)
{
    void *block = count <= SIZE_MAX / size ? room_take(room, count * size) : NULL;
    if (block)
        memset(block, 0, count * size);
    return block;
}

/* ---- from the wire ---- */

static struct spb_bytes bytes_of(const ProtobufCBinaryData *data)
{
    return (struct spb_bytes){.at = data->data, .length = data->len};
}

static struct spb_value value_of(const Spb__Metric *m)
{
    switch (m->value_case) {
    case SPB__METRIC__VALUE_INT_VALUE:
        return (struct spb_value){.form = SPB_FORM_INT, .word = m->int_value};
    case SPB__METRIC__VALUE_LONG_VALUE:
        return (struct spb_value){.form = SPB_FORM_LONG, .wide = m->long_value};
    case SPB__METRIC__VALUE_FLOAT_VALUE:
        return (struct spb_value){.form = SPB_FORM_FLOAT, .single = m->float_value};
    case SPB__METRIC__VALUE_DOUBLE_VALUE:
        return (struct spb_value){.form = SPB_FORM_DOUBLE, .real = m->double_value};
    case SPB__METRIC__VALUE_BOOLEAN_VALUE:
        return (struct spb_value){.form = SPB_FORM_BOOL, .flag = m->boolean_value != 0};
    case SPB__METRIC__VALUE_STRING_VALUE:
        return (struct spb_value){.form = SPB_FORM_STRING, .text = m->string_value};
    case SPB__METRIC__VALUE_BYTES_VALUE:
        return (struct spb_value){.form = SPB_FORM_BYTES, .bytes = bytes_of(&m->bytes_value)};
    case SPB__METRIC__VALUE_DATASET_VALUE:
        return (struct spb_value){.form = SPB_FORM_DATASET, .bytes = bytes_of(&m->dataset_value)};
    case SPB__METRIC__VALUE_TEMPLATE_VALUE:
        return (struct spb_value){.form = SPB_FORM_TEMPLATE, .bytes = bytes_of(&m->template_value)};
    case SPB__METRIC__VALUE_EXTENSION_VALUE:
        return (struct spb_value){.form = SPB_FORM_EXTENSION,
                                  .bytes = bytes_of(&m->extension_value)};
    case SPB__METRIC__VALUE__NOT_SET:
    case _SPB__METRIC__VALUE__CASE_IS_INT_SIZE:
        break;
    }
    return (struct spb_value){.form = SPB_FORM_NONE};
}

static struct spb_value property_value_of(const Spb__PropertyValue *p)
{
    switch (p->value_case) {
    case SPB__PROPERTY_VALUE__VALUE_INT_VALUE:
        return (struct spb_value){.form = SPB_FORM_INT, .word = p->int_value};
    case SPB__PROPERTY_VALUE__VALUE_LONG_VALUE:
        return (struct spb_value){.form = SPB_FORM_LONG, .wide = p->long_value};
    case SPB__PROPERTY_VALUE__VALUE_FLOAT_VALUE:
        return (struct spb_value){.form = SPB_FORM_FLOAT, .single = p->float_value};
    case SPB__PROPERTY_VALUE__VALUE_DOUBLE_VALUE:
        return (struct spb_value){.form = SPB_FORM_DOUBLE, .real = p->double_value};
    case SPB__PROPERTY_VALUE__VALUE_BOOLEAN_VALUE:
        return (struct spb_value){.form = SPB_FORM_BOOL, .flag = p->boolean_value != 0};
    case SPB__PROPERTY_VALUE__VALUE_STRING_VALUE:
        return (struct spb_value){.form = SPB_FORM_STRING, .text = p->string_value};
    case SPB__PROPERTY_VALUE__VALUE_PROPERTYSET_VALUE:
        return (struct spb_value){.form = SPB_FORM_SET, .bytes = bytes_of(&p->propertyset_value)};
    case SPB__PROPERTY_VALUE__VALUE_PROPERTYSETS_VALUE:
        return (struct spb_value){.form = SPB_FORM_SETS, .bytes = bytes_of(&p->propertysets_value)};
    case SPB__PROPERTY_VALUE__VALUE_EXTENSION_VALUE:
        return (struct spb_value){.form = SPB_FORM_EXTENSION,
                                  .bytes = bytes_of(&p->extension_value)};
    case SPB__PROPERTY_VALUE__VALUE__NOT_SET:
    case _SPB__PROPERTY_VALUE__VALUE__CASE_IS_INT_SIZE:
        break;
    }
    return (struct spb_value){.form = SPB_FORM_NONE};
}

/* Keys and values are two lists; what has no partner is nothing. */
static int take_properties(const Spb__PropertySet *set, struct spb_room *room,
                           struct spb_metric *out)
{
    size_t count = !set ? 0 : set->n_keys < set->n_values ? set->n_keys : set->n_values;
    if (count == 0)
        return 0;
    struct spb_property *property = spb_room_take(room, count, sizeof *property);
    if (!property)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const Spb__PropertyValue *p = set->values[i];
        property[i] = (struct spb_property){.key = set->keys[i],
                                            .type = p->has_type ? p->type : SPB_UNKNOWN,
                                            .null = p->has_is_null && p->is_null,
                                            .value = property_value_of(p)};
    }
    out->property = property;
    out->properties = count;
    return 0;
}

static int take_metric(const Spb__Metric *m, struct spb_room *room, struct spb_metric *out)
{
    *out = (struct spb_metric){
        .name = m->name,
        .alias = m->has_alias ? m->alias : 0,
        .timestamp = m->has_timestamp ? m->timestamp : 0,
        .type = m->has_datatype ? m->datatype : SPB_UNKNOWN,
        .has_alias = m->has_alias != 0,
        .has_timestamp = m->has_timestamp != 0,
        .historical = m->has_is_historical && m->is_historical,
        .transient = m->has_is_transient && m->is_transient,
        .null = m->has_is_null && m->is_null,
        .value = value_of(m),
    };
    if (m->has_metadata)
        out->metadata = bytes_of(&m->metadata);
    return take_properties(m->properties, room, out);
}

static const struct spb_metric *take_metrics(Spb__Metric *const *from, size_t count,
                                             struct spb_room *room)
{
    struct spb_metric *metric = spb_room_take(room, count, sizeof *metric);
    for (size_t i = 0; metric && i < count; i++)
        if (take_metric(from[i], room, &metric[i]) != 0)
            return NULL;
    return metric;
}

int spb_decode_template(const struct spb_bytes *bytes, struct spb_room *room,
                        struct spb_template *out)
{
    ProtobufCAllocator allocator = {
        .alloc = room_take, .free = room_give_back, .allocator_data = room};
    const Spb__Template *t = spb__template__unpack(&allocator, bytes->length, bytes->at);
    const struct spb_metric *metric = t ? take_metrics(t->metrics, t->n_metrics, room) : NULL;
    if (!metric)
        return -1;
    *out = (struct spb_template){.metric = metric,
                                 .metrics = t->n_metrics,
                                 .definition = t->has_is_definition && t->is_definition};
    return 0;
}

int spb_decode(const void *bytes, size_t length, struct spb_room *room, struct spb_payload *out,
               struct cause *why)
{
    ProtobufCAllocator allocator = {
        .alloc = room_take, .free = room_give_back, .allocator_data = room};
    if (length > SPB_PAYLOAD_MAX)
        return cause_set(why, -1, "a payload of %zu bytes: more than %u", length, SPB_PAYLOAD_MAX);
    const Spb__Payload *p = spb__payload__unpack(&allocator, length, bytes);
    if (!p)
        return cause_set(why, -1, "no Sparkplug payload: malformed, or larger than the room");
    const struct spb_metric *metric = take_metrics(p->metrics, p->n_metrics, room);
    if (!metric)
        return cause_set(why, -1, "a payload of %zu metrics does not fit", p->n_metrics);
    *out = (struct spb_payload){
        .timestamp = p->has_timestamp ? p->timestamp : 0,
        .seq = p->has_seq ? p->seq : 0,
        .has_timestamp = p->has_timestamp != 0,
        .has_seq = p->has_seq != 0,
        .uuid = p->uuid,
        .metric = metric,
        .metrics = p->n_metrics,
    };
    if (p->has_body)
        out->body = bytes_of(&p->body);
    return 0;
}

/* ---- to the wire ---- */

/* protobuf-c's structures want what they do not change writable. */
static char *writable(const char *text)
{
    union {
        const char *in;
        char *out;
    } same = {.in = text};
    return same.out;
}

static ProtobufCBinaryData data_of(struct spb_bytes bytes)
{
    union {
        const void *in;
        uint8_t *out;
    } same = {.in = bytes.at};
    return (ProtobufCBinaryData){.len = bytes.length, .data = same.out};
}

static void put_value(Spb__Metric *m, const struct spb_value *v)
{
    switch (v->form) {
    case SPB_FORM_INT:
        m->value_case = SPB__METRIC__VALUE_INT_VALUE;
        m->int_value = v->word;
        break;
    case SPB_FORM_LONG:
        m->value_case = SPB__METRIC__VALUE_LONG_VALUE;
        m->long_value = v->wide;
        break;
    case SPB_FORM_FLOAT:
        m->value_case = SPB__METRIC__VALUE_FLOAT_VALUE;
        m->float_value = v->single;
        break;
    case SPB_FORM_DOUBLE:
        m->value_case = SPB__METRIC__VALUE_DOUBLE_VALUE;
        m->double_value = v->real;
        break;
    case SPB_FORM_BOOL:
        m->value_case = SPB__METRIC__VALUE_BOOLEAN_VALUE;
        m->boolean_value = v->flag;
        break;
    case SPB_FORM_STRING:
        m->value_case = SPB__METRIC__VALUE_STRING_VALUE;
        m->string_value = writable(v->text);
        break;
    case SPB_FORM_BYTES:
        m->value_case = SPB__METRIC__VALUE_BYTES_VALUE;
        m->bytes_value = data_of(v->bytes);
        break;
    case SPB_FORM_DATASET:
        m->value_case = SPB__METRIC__VALUE_DATASET_VALUE;
        m->dataset_value = data_of(v->bytes);
        break;
    case SPB_FORM_TEMPLATE:
        m->value_case = SPB__METRIC__VALUE_TEMPLATE_VALUE;
        m->template_value = data_of(v->bytes);
        break;
    case SPB_FORM_EXTENSION:
        m->value_case = SPB__METRIC__VALUE_EXTENSION_VALUE;
        m->extension_value = data_of(v->bytes);
        break;
    case SPB_FORM_NONE:
    case SPB_FORM_SET:
    case SPB_FORM_SETS:
        break;
    }
}

static void put_property_value(Spb__PropertyValue *p, const struct spb_value *v)
{
    switch (v->form) {
    case SPB_FORM_INT:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_INT_VALUE;
        p->int_value = v->word;
        break;
    case SPB_FORM_LONG:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_LONG_VALUE;
        p->long_value = v->wide;
        break;
    case SPB_FORM_FLOAT:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_FLOAT_VALUE;
        p->float_value = v->single;
        break;
    case SPB_FORM_DOUBLE:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_DOUBLE_VALUE;
        p->double_value = v->real;
        break;
    case SPB_FORM_BOOL:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_BOOLEAN_VALUE;
        p->boolean_value = v->flag;
        break;
    case SPB_FORM_STRING:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_STRING_VALUE;
        p->string_value = writable(v->text);
        break;
    case SPB_FORM_SET:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_PROPERTYSET_VALUE;
        p->propertyset_value = data_of(v->bytes);
        break;
    case SPB_FORM_SETS:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_PROPERTYSETS_VALUE;
        p->propertysets_value = data_of(v->bytes);
        break;
    case SPB_FORM_EXTENSION:
        p->value_case = SPB__PROPERTY_VALUE__VALUE_EXTENSION_VALUE;
        p->extension_value = data_of(v->bytes);
        break;
    case SPB_FORM_NONE:
    case SPB_FORM_BYTES:
    case SPB_FORM_DATASET:
    case SPB_FORM_TEMPLATE:
        break;
    }
}

static int put_properties(const struct spb_metric *in, struct spb_room *room, Spb__Metric *out)
{
    size_t count = in->properties;
    if (count == 0)
        return 0;
    Spb__PropertySet *set = spb_room_take(room, 1, sizeof *set);
    char **keys = spb_room_take(room, count, sizeof(void *));
    Spb__PropertyValue **values = spb_room_take(room, count, sizeof(void *));
    Spb__PropertyValue *value = spb_room_take(room, count, sizeof *value);
    if (!set || !keys || !values || !value)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const struct spb_property *p = &in->property[i];
        spb__property_value__init(&value[i]);
        value[i].has_type = 1;
        value[i].type = p->type;
        value[i].has_is_null = p->null;
        value[i].is_null = p->null;
        put_property_value(&value[i], &p->value);
        values[i] = &value[i];
        keys[i] = writable(p->key);
    }
    spb__property_set__init(set);
    set->n_keys = set->n_values = count;
    set->keys = keys;
    set->values = values;
    out->properties = set;
    return 0;
}

static int put_metric(const struct spb_metric *in, struct spb_room *room, Spb__Metric *out)
{
    spb__metric__init(out);
    out->name = in->name ? writable(in->name) : NULL;
    out->has_alias = in->has_alias;
    out->alias = in->alias;
    out->has_timestamp = in->has_timestamp;
    out->timestamp = in->timestamp;
    out->has_datatype = in->type != SPB_UNKNOWN;
    out->datatype = in->type;
    out->has_is_historical = out->is_historical = in->historical;
    out->has_is_transient = out->is_transient = in->transient;
    out->has_is_null = out->is_null = in->null;
    out->has_metadata = in->metadata.at != NULL;
    out->metadata = data_of(in->metadata);
    put_value(out, &in->value);
    return put_properties(in, room, out);
}

size_t spb_encode(const struct spb_payload *payload, struct spb_room *room, void *out, size_t size)
{
    Spb__Payload p = SPB__PAYLOAD__INIT;
    Spb__Metric *metric = spb_room_take(room, payload->metrics, sizeof *metric);
    Spb__Metric **metrics = spb_room_take(room, payload->metrics, sizeof(void *));
    if (!metric || !metrics)
        return 0;
    for (size_t i = 0; i < payload->metrics; i++) {
        if (put_metric(&payload->metric[i], room, &metric[i]) != 0)
            return 0;
        metrics[i] = &metric[i];
    }
    p.has_timestamp = payload->has_timestamp;
    p.timestamp = payload->timestamp;
    p.has_seq = payload->has_seq;
    p.seq = payload->seq;
    p.uuid = payload->uuid ? writable(payload->uuid) : NULL;
    p.has_body = payload->body.at != NULL;
    p.body = data_of(payload->body);
    p.n_metrics = payload->metrics;
    p.metrics = metrics;
    if (spb__payload__get_packed_size(&p) > size)
        return 0;
    return spb__payload__pack(&p, out);
}
