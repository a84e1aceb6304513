/* SPDX-License-Identifier: MIT */
/* What is subscribed to, and what changes when that changes. link.c makes the sets, the link thread
 * compares and frees them. */
#include "data/link/filters.h"

#include <stdlib.h>
#include <string.h>

struct filters *filters_new(const char *const *item, size_t count)
{
    size_t head = sizeof(struct filters) + count * sizeof(const char *), size = head;
    for (size_t i = 0; i < count; i++)
        size += strlen(item[i]) + 1;
    struct filters *f = malloc(size);
    if (!f)
        return NULL;
    f->count = count;
    char *at = (char *)f + head;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(item[i]) + 1;
        f->item[i] = memcpy(at, item[i], length);
        at += length;
    }
    return f;
}

static bool has(const struct filters *set, const char *text)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->item[i], text) == 0)
            return true;
    return false;
}

struct filters *filters_minus(const struct filters *set, const struct filters *without)
{
    struct filters *f = malloc(sizeof *f + set->count * sizeof f->item[0]);
    if (!f)
        return NULL;
    f->count = 0;
    for (size_t i = 0; i < set->count; i++)
        if (!has(without, set->item[i]))
            f->item[f->count++] = set->item[i];
    return f;
}
