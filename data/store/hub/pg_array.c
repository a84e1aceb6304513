/* SPDX-License-Identifier: MIT */
/* The binary form of arrays (array_recv): dimensions 1, whether there are nulls, the element's
 * type, how many, lower bound 1; then each element's length (-1: null) and bytes, all in network
 * order. pg.c is the only user.
 */
#include "data/store/hub/pg_array.h"

#include <stdlib.h>
#include <string.h>

#define HEAD 20

static bool reserve(struct pg_array *a, size_t more)
{
    if (a->broken || a->length + more <= a->capacity)
        return !a->broken;
    size_t wanted = (a->length + more) * 2;
    char *data = realloc(a->data, wanted);
    if (!data) {
        a->broken = true;
        return false;
    }
    a->data = data;
    a->capacity = wanted;
    return true;
}

static void put(char *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = (char)(value >> (8 * (bytes - 1 - i)) & 0xff);
}

void pg_array_begin(struct pg_array *a, enum pg_type type)
{
    a->type = type;
    a->length = 0;
    a->count = 0;
    a->broken = a->nulls = false;
    if (reserve(a, HEAD))
        a->length = HEAD;
}

void pg_array_bytes(struct pg_array *a, const void *bytes, size_t length)
{
    if (!reserve(a, 4 + length))
        return;
    put(a->data + a->length, length, 4);
    if (length > 0)
        memcpy(a->data + a->length + 4, bytes, length);
    a->length += 4 + length;
    a->count++;
}

void pg_array_number(struct pg_array *a, int64_t value)
{
    char bytes[8];
    size_t length = a->type == PG_INT8 ? 8 : a->type == PG_INT4 ? 4 : 1;
    put(bytes, (uint64_t)value, length);
    pg_array_bytes(a, bytes, length);
}

void pg_array_null(struct pg_array *a)
{
    if (!reserve(a, 4))
        return;
    put(a->data + a->length, UINT32_MAX, 4);
    a->length += 4;
    a->count++;
    a->nulls = true;
}

void pg_array_end(struct pg_array *a)
{
    if (a->broken)
        return;
    put(a->data, a->count > 0 ? 1 : 0, 4);
    put(a->data + 4, a->nulls, 4);
    put(a->data + 8, (uint64_t)a->type, 4);
    put(a->data + 12, (uint64_t)a->count, 4);
    put(a->data + 16, 1, 4);
    if (a->count == 0)
        a->length = 12;
}

void pg_array_done(struct pg_array *a)
{
    free(a->data);
    *a = (struct pg_array){.type = PG_TEXT};
}
