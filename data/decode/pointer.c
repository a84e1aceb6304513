/* SPDX-License-Identifier: MIT */
/* JSON Pointers with places for captured topic levels, {1} to {16}: one signal's pointer then finds
 * its member by what the topic says. Called by the decoder. */
#include "data/decode/pointer.h"

#include <string.h>

/* The level number of a place at `p`, 0 when there is none; `*length` of the place. */
static int place_at(const char *p, size_t *length)
{
    int number = 0;
    size_t n = 1;
    if (*p != '{')
        return 0;
    for (; p[n] >= '0' && p[n] <= '9' && n < 4; n++)
        number = number * 10 + (p[n] - '0');
    if (p[n] != '}')
        return 0;
    *length = n + 1;
    return number;
}

bool pointer_has_places(const char *pointer)
{
    size_t length;
    for (const char *p = strchr(pointer, '{'); p; p = strchr(p + 1, '{'))
        if (place_at(p, &length))
            return true;
    return false;
}

struct pointer_out {
    char *text;
    size_t used;
    bool full;
};

static void put(struct pointer_out *out, char c)
{
    if (out->used == SCAN_POINTER_MAX)
        out->full = true;
    else
        out->text[out->used++] = c;
}

static void put_escaped(struct pointer_out *out, const struct topic_level *level)
{
    for (size_t i = 0; i < level->length && !out->full; i++) {
        char c = level->text[i];
        bool special = c == '~' || c == '/';
        put(out, special ? '~' : c);
        if (special)
            put(out, c == '~' ? '0' : '1');
    }
}

int pointer_fill(const char *pointer, const struct topic_level *level, int levels,
                 char text[SCAN_POINTER_MAX])
{
    struct pointer_out out = {.text = text};
    for (const char *p = pointer; *p;) {
        size_t length;
        int number = place_at(p, &length);
        if (number > levels)
            return -1;
        if (number > 0) {
            put_escaped(&out, &level[number - 1]);
            p += length;
        } else {
            put(&out, *p++);
        }
    }
    return out.full ? -2 : (int)out.used;
}
