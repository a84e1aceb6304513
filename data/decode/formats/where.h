/* SPDX-License-Identifier: MIT */
/* A source's `where`: the tags that a thing must have, "host=h1, source=press 3". */
#ifndef DATA_DECODE_FORMATS_WHERE_H
#define DATA_DECODE_FORMATS_WHERE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WHERE_PAIRS 16 /* what is beyond is not asked for */

struct where {
    size_t count;
    struct where_pair {
        const char *name, *value;
        size_t name_length, value_length;
    } pair[WHERE_PAIRS];
};
/* Points into `text`. */
void where_read(struct where *where, const char *text);

/* The tags of one thing: begin, tell all that it has, ask. */
struct where_check {
    const struct where *where;
    uint32_t met; /* bit i: pair i */
};
void where_tag(struct where_check *check, const char *name, size_t name_length, const char *value,
               size_t length);
bool where_holds(const struct where_check *check);

#endif
