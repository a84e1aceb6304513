/* SPDX-License-Identifier: MIT */
/* Sparkplug B payloads: bytes to metrics and back, whatever their types; pure. The one place that
 * knows protobuf-c. Values stand as the wire has them: metric.h says what they mean under a type.
 * Texts are as they came: sanitise before showing. */
#ifndef DATA_SPARKPLUG_PAYLOAD_H
#define DATA_SPARKPLUG_PAYLOAD_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPB_PAYLOAD_MAX (256U << 10)
/* Room in which every payload of ordinary metrics of that size fits. */
#define SPB_ROOM_SIZE (8U << 20)

enum spb_type {
    SPB_UNKNOWN,
    SPB_INT8,
    SPB_INT16,
    SPB_INT32,
    SPB_INT64,
    SPB_UINT8,
    SPB_UINT16,
    SPB_UINT32,
    SPB_UINT64,
    SPB_FLOAT,
    SPB_DOUBLE,
    SPB_BOOLEAN,
    SPB_STRING,
    SPB_DATETIME,
    SPB_TEXT,
    SPB_UUID,
    SPB_DATASET,
    SPB_BYTES,
    SPB_FILE,
    SPB_TEMPLATE,
    SPB_PROPERTY_SET,
    SPB_PROPERTY_SETS,
    SPB_INT8_ARRAY, /* … in the order of the types above */
    SPB_DATETIME_ARRAY = 34,
    SPB_TYPE_COUNT
};

/* Which field of the message holds the value. */
enum spb_form {
    SPB_FORM_NONE,
    SPB_FORM_INT,
    SPB_FORM_LONG,
    SPB_FORM_FLOAT,
    SPB_FORM_DOUBLE,
    SPB_FORM_BOOL,
    SPB_FORM_STRING,
    SPB_FORM_BYTES,     /* arrays and files, too */
    SPB_FORM_DATASET,   /* the bytes of one */
    SPB_FORM_TEMPLATE,  /* likewise */
    SPB_FORM_SET,       /* of a property: the bytes of a property set */
    SPB_FORM_SETS,      /* … of a list of them */
    SPB_FORM_EXTENSION, /* whatever a vendor put there */
};

struct spb_bytes {
    const void *at;
    size_t length;
};

struct spb_value {
    enum spb_form form;
    union {
        uint32_t word;
        uint64_t wide;
        float single;
        double real;
        bool flag;
        const char *text;
        struct spb_bytes bytes;
    };
};

struct spb_property {
    const char *key;
    uint32_t type; /* enum spb_type, or a number that is none */
    bool null;
    struct spb_value value;
};

struct spb_metric {
    const char *name; /* NULL: only the alias names it */
    uint64_t alias, timestamp;
    uint32_t type; /* SPB_UNKNOWN: not said; may be a number that is none of enum spb_type */
    bool has_alias, has_timestamp;
    bool historical, transient, null;
    struct spb_value value;
    const struct spb_property *property;
    size_t properties;
    struct spb_bytes metadata; /* the bytes of a MetaData */
};

struct spb_payload {
    uint64_t timestamp, seq;
    bool has_timestamp, has_seq;
    const char *uuid;      /* NULL: none */
    struct spb_bytes body; /* of compressed ones */
    const struct spb_metric *metric;
    size_t metrics;
};

/* Memory of the caller's that a payload is taken apart in: `used` begins as 0, and setting it to 0
 * again lets go of all payloads in it. Aligned as malloc aligns. */
struct spb_room {
    char *at;
    size_t size, used;
};

/* Zeroed memory of the room; NULL: there is no more. */
void *spb_room_take(struct spb_room *room, size_t count, size_t size);

/* What `out` points to lies in the room. 0; -1: malformed, or larger than the room. */
int spb_decode(const void *bytes, size_t length, struct spb_room *room, struct spb_payload *out,
               struct cause *why);

/* A template: an instance's members are metrics by themselves, a definition's are none. */
struct spb_template {
    const struct spb_metric *metric;
    size_t metrics;
    bool definition;
};
int spb_decode_template(const struct spb_bytes *bytes, struct spb_room *room,
                        struct spb_template *out);

/* Returns the length; 0: it does not fit into `size`, or what is on the way not into the room. */
size_t spb_encode(const struct spb_payload *payload, struct spb_room *room, void *out, size_t size);

#endif
