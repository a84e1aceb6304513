/* SPDX-License-Identifier: MIT */
/* Reads the list of tags that a source's section asks for, and holds the tags of what a message
 * says against it. Used by the formats with tags. Points into the configuration's text; owns
 * nothing. */
#include "data/decode/formats/where.h"

#include "data/decode/formats/format.h"

#include <string.h>

/* The next "tag=value" of the list, blanks around it taken off. False: no more. */
static bool next_pair(const char **at, struct where_pair *pair)
{
    for (;;) {
        const char *p = *at + strspn(*at, ", ");
        size_t whole = strcspn(p, ",");
        *at = p + whole;
        if (whole == 0)
            return false;
        while (whole > 0 && p[whole - 1] == ' ')
            whole--;
        const char *equals = memchr(p, '=', whole);
        if (equals == NULL)
            continue;
        *pair = (struct where_pair){.name = p,
                                    .value = equals + 1,
                                    .name_length = (size_t)(equals - p),
                                    .value_length = (size_t)(p + whole - equals) - 1};
        return true;
    }
}

static bool is_name(const struct where_pair *pair, const char *name, size_t length)
{
    return pair->name_length == length && memcmp(pair->name, name, length) == 0;
}

static bool is_value(const struct where_pair *pair, const char *value, size_t length)
{
    return pair->value_length == length && (length == 0 || memcmp(pair->value, value, length) == 0);
}

void where_read(struct where *where, const char *text)
{
    where->count = 0;
    while (where->count < WHERE_PAIRS && next_pair(&text, &where->pair[where->count]))
        where->count++;
}

void where_tag(struct where_check *check, const char *name, size_t name_length, const char *value,
               size_t length)
{
    for (size_t i = 0; i < check->where->count; i++)
        if (is_name(&check->where->pair[i], name, name_length) &&
            is_value(&check->where->pair[i], value, length))
            check->met |= UINT32_C(1) << i;
}

bool where_holds(const struct where_check *check)
{
    return check->met == (UINT32_C(1) << check->where->count) - 1;
}
