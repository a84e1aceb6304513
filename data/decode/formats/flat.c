/* SPDX-License-Identifier: MIT */
/* A walk down an object's members. The path grows and shrinks in one buffer; each item gets a copy
 * of it from the scratch, and when that is used up the rest is counted. Called by the formats. */
#include "data/decode/formats/flat.h"

#include "data/decode/walk.h"

#include <string.h>

bool flat_push(struct flat *flat, const char *name, size_t length)
{
    if (length >= sizeof flat->path - flat->length)
        return false;
    memcpy(flat->path + flat->length, name, length);
    flat->length += length;
    flat->path[flat->length++] = '/';
    return true;
}

/* The same of a key, its escapes resolved. */
static bool push_key(struct flat *flat, const struct scan_value *key)
{
    size_t room = sizeof flat->path - flat->length;
    bool whole;
    size_t length = scan_text(key, flat->path + flat->length, room, &whole);
    if (!whole || length >= room)
        return false;
    flat->length += length;
    flat->path[flat->length++] = '/';
    return true;
}

bool flat_one(struct flat *flat, const struct scan_value *value)
{
    size_t length = flat->length > 0 ? flat->length - 1 : 0; /* without the last "/" */
    char *name = scratch_take(flat->in->scratch, length);
    if (name == NULL || length == 0) {
        flat->in->stats->skipped++;
        return true;
    }
    memcpy(name, flat->path, length);
    struct item item = {.name = name,
                        .length = length,
                        .value = *value,
                        .quality = Q_GOOD,
                        .source_ms = flat->source_ms,
                        .historical = flat->historical};
    if (flat->also) {
        const char *end = name + length, *last = end;
        while (last > name && last[-1] != '/')
            last--;
        item.also = last;
        item.also_length = (size_t)(end - last);
    }
    return format_emit(flat->in, flat->sink, flat->ctx, &item);
}

bool flat_emit(struct flat *flat, const struct scan_value *object) // NOLINT(misc-no-recursion)
{
    struct walk walk;
    struct scan_value key, value;
    size_t before = flat->length;
    bool more = true;
    walk_begin(&walk, object);
    while (more && walk_next(&walk, &key, &value)) {
        if (flat->skip != NULL && flat->skip(&key))
            continue;
        if (value.kind == SCAN_ARRAY || !push_key(flat, &key))
            flat->in->stats->skipped++;
        else if (value.kind == SCAN_OBJECT) /* at most SCAN_DEPTH_MAX levels: it has been checked */
            more = flat_emit(flat, &value);
        else
            more = flat_one(flat, &value);
        flat->length = before;
    }
    return more;
}
