/* SPDX-License-Identifier: MIT */
/* Puts two-part names together in the message's scratch and remembers those made last, so that a
 * thousand lines of one measurement need the room of one. Used by the formats of Telegraf and OPC
 * UA. */
#include "data/decode/formats/names.h"

#include <string.h>

void names_begin(struct names *names, struct scratch *scratch)
{
    *names = (struct names){.scratch = scratch};
}

static size_t place_of(const struct kept_name *group, const struct kept_name *field)
{
    uint32_t hash = (uint32_t)group->length;
    for (size_t i = 0; i < field->length; i++)
        hash = hash * 31 + (unsigned char)field->text[i];
    return (hash ^ (hash >> 7)) % NAMES_KEPT;
}

static bool is_kept(const struct kept_name *kept, const struct kept_name *group,
                    const struct kept_name *field)
{
    size_t skip = group->length > 0 ? group->length + 1 : 0;
    return kept->length == skip + field->length && kept->text != NULL &&
           (skip == 0 || (memcmp(kept->text, group->text, group->length) == 0 &&
                          kept->text[group->length] == '/')) &&
           memcmp(kept->text + skip, field->text, field->length) == 0;
}

bool names_plain(const struct scan_value *text, char room[ITEM_NAME_MAX], struct kept_name *out)
{
    bool whole = text->length <= ITEM_NAME_MAX;
    *out = (struct kept_name){text->text, text->length};
    if (text->escaped)
        *out = (struct kept_name){room, scan_text(text, room, ITEM_NAME_MAX, &whole)};
    return whole;
}

bool names_set(struct names *names, struct item *item, const struct kept_name *group,
               const struct kept_name *field)
{
    struct kept_name *kept = &names->kept[place_of(group, field)];
    size_t skip = group->length > 0 ? group->length + 1 : 0;
    if (!is_kept(kept, group, field)) {
        size_t length = skip + field->length;
        char *text = length <= ITEM_NAME_MAX ? scratch_take(names->scratch, length) : NULL;
        if (text == NULL)
            return false;
        if (skip > 0) {
            memcpy(text, group->text, group->length);
            text[group->length] = '/';
        }
        memcpy(text + skip, field->text, field->length);
        *kept = (struct kept_name){text, length};
    }
    item->name = kept->text;
    item->length = kept->length;
    item->also = skip > 0 ? kept->text + skip : NULL;
    item->also_length = skip > 0 ? field->length : 0;
    return true;
}
