/* SPDX-License-Identifier: MIT */
/* The shipped reasons, scrap reasons, modes and calls: a layer below those of the plant, which may
 * change them key by key, retire them, or do without. Called by load.c around its reading. */
#include "data/config/plant/plant.h"
#include "data/config/response/call_fields.h"
#include "data/model/text.h"

#include <string.h>

#define SHIPPED_LAYER 0

static void load_lines(struct loader *l, const char *name, const char *const *lines)
{
    char text[16 * 1024];
    size_t length = 0;
    for (const char *const *line = lines; *line; line++) {
        if (!text_format(text + length, sizeof text - length, "%s\n", *line))
            break;
        length += strlen(text + length);
    }
    load_text(l, name, text, length);
}

void shipped_load(struct loader *l)
{
    l->layer = SHIPPED_LAYER;
    l->shipped = true;
    load_lines(l, "shipped reasons", config_default_reasons);
    load_lines(l, "shipped calls", config_default_calls);
    l->shipped = false;
    l->layer = SHIPPED_LAYER + 1;
}

static bool is_wanted(struct loader *l)
{
    const struct entry *entry =
        section_entry(section_find(l, kind_find("entry", false), ""), "shipped");
    bool yes;
    return !entry || bool_parse(entry->value, &yes) != 0 || yes;
}

/* What the shipped layer gave to a section that the plant wrote as well. */
static void drop_entries(struct section *s)
{
    struct entry **at = &s->entry;
    s->entry_last = NULL;
    while (*at) {
        struct entry *e = *at;
        if (e->layer == SHIPPED_LAYER) {
            *at = e->next;
            s->entries--;
            continue;
        }
        if (e->former_layer == SHIPPED_LAYER)
            e->former = NULL;
        s->entry_last = e;
        at = &e->next;
    }
}

void shipped_drop(struct loader *l)
{
    if (is_wanted(l))
        return;
    struct section **at = &l->section;
    l->section_last = NULL;
    while (*at) {
        struct section *s = *at;
        if (s->shipped) {
            *at = s->next;
            continue;
        }
        drop_entries(s);
        l->section_last = s;
        at = &s->next;
    }
}
