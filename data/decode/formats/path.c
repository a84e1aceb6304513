/* SPDX-License-Identifier: MIT */
/* Paths through a document and the scalars at their ends. Used by the formats whose values may be
 * objects: envelopes, Telegraf's fields, OPC UA's structures. Owns nothing; the copies lie in the
 * message's scratch. */
#include "data/decode/formats/path.h"

#include "data/decode/walk.h"

#include <stdio.h>
#include <string.h>

static bool append(struct path *path, const char *text, size_t length)
{
    size_t slash = path->length > 0;
    if (length + slash > sizeof path->text - path->length)
        return false;
    if (slash)
        path->text[path->length] = '/';
    memcpy(path->text + path->length + slash, text, length);
    path->length += slash + length;
    return true;
}

bool path_enter(struct path *path, const struct scan_value *key, size_t index, size_t *mark)
{
    char text[ITEM_NAME_MAX];
    bool whole;
    *mark = path->length;
    path->first = NULL;
    if (key->kind != SCAN_TEXT) {
        int n = snprintf(text, sizeof text, "%zu", index);
        return append(path, text, (size_t)n);
    }
    if (!key->escaped) {
        path->first = path->length == 0 ? key->text : NULL;
        return append(path, key->text, key->length);
    }
    size_t length = scan_text(key, text, sizeof text, &whole);
    return whole && append(path, text, length);
}

void path_leave(struct path *path, size_t mark)
{
    path->length = mark;
    path->first = NULL;
}

const char *path_keep(const struct path *path, struct scratch *scratch)
{
    if (path->first != NULL)
        return path->first;
    char *copy = scratch_take(scratch, path->length);
    if (copy != NULL)
        memcpy(copy, path->text, path->length);
    return copy;
}

static bool emit_scalar(struct leaves *leaves, const struct scan_value *value)
{
    struct item *item = &leaves->item;
    item->name = path_keep(&leaves->path, leaves->in->scratch);
    item->length = leaves->path.length;
    if (item->name == NULL) {
        leaves->in->stats->skipped++;
        return true;
    }
    bool shorter = leaves->skip > 0 && leaves->skip < item->length;
    item->also = shorter ? item->name + leaves->skip : NULL;
    item->also_length = shorter ? item->length - leaves->skip : 0;
    item->value = *value;
    return format_emit(leaves->in, leaves->sink, leaves->ctx, item);
}

bool leaves_emit(struct leaves *leaves, const struct scan_value *value)
{
    struct walk walk;
    struct scan_value key, member;
    size_t mark, index = 0;
    bool more = true;
    if (value->kind != SCAN_OBJECT && value->kind != SCAN_ARRAY)
        return emit_scalar(leaves, value);
    walk_begin(&walk, value);
    for (; more && walk_next(&walk, &key, &member); index++) {
        if (path_enter(&leaves->path, &key, index, &mark))
            more = leaves_emit(leaves, &member);
        else
            leaves->in->stats->skipped++;
        path_leave(&leaves->path, mark);
    }
    return more;
}
