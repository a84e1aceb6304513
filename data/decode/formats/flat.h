/* SPDX-License-Identifier: MIT */
/* Objects inside objects as items named by their path: {"a":{"b":1}} says a/b. For the formats
 * whose members have names of the plant's own. */
#ifndef DATA_DECODE_FORMATS_FLAT_H
#define DATA_DECODE_FORMATS_FLAT_H

#include "data/decode/formats/format.h"

/* What all items of one object have. */
struct flat {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    int64_t source_ms;
    bool historical;
    bool also; /* the last member's name means it, too */
    /* Members to pass over, of any level; NULL: none. */
    bool (*skip)(const struct scan_value *key);
    char path[ITEM_NAME_MAX + 1];
    size_t length; /* of what stands before the members' names, its "/" with it */
};

/* Put a name of `length` bytes before what follows. False: there is no room. */
bool flat_push(struct flat *flat, const char *name, size_t length);

/* Emit the members of an object, each scalar one item. Lists are left out and counted. False: no
 * more of this message. */
bool flat_emit(struct flat *flat, const struct scan_value *object);

/* One value under the path as it stands. */
bool flat_one(struct flat *flat, const struct scan_value *value);

#endif
