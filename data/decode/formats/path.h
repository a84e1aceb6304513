/* SPDX-License-Identifier: MIT */
/* Names of values that stand deep in a document: the keys on the way to them, "a/b/0". */
#ifndef DATA_DECODE_FORMATS_PATH_H
#define DATA_DECODE_FORMATS_PATH_H

#include "data/decode/formats/format.h"

/* The way to the value at hand. The text is built up and taken back while a document is walked; an
 * item gets a copy of its own. */
struct path {
    char text[ITEM_NAME_MAX];
    size_t length;
    const char *first; /* the only key, where it stands in the payload; NULL: copy */
};

/* One step down: a key of an object, or a place in an array. False: too long, or no such key can be
 * (the path is as before). `*mark` is what path_leave wants. */
bool path_enter(struct path *path, const struct scan_value *key, size_t index, size_t *mark);
void path_leave(struct path *path, size_t mark);

/* The path's text, valid until the message is done. NULL: there is no room. */
const char *path_keep(const struct path *path, struct scratch *scratch);

/* Emit `value` under the path, and all scalars in it when it is a container. `item` gives time and
 * quality; its `also` is the name without the first `skip` bytes (0: none). False: no more of this
 * message. */
struct leaves {
    const struct format_input *in;
    item_sink *sink;
    void *ctx;
    struct path path;
    size_t skip;
    struct item item;
};
bool leaves_emit(struct leaves *leaves, const struct scan_value *value);

#endif
