/* SPDX-License-Identifier: MIT */
/* Two open-addressing indexes over one list of metrics. A birth clears and fills it again; what it
 * takes of the budget is given back when the table goes. Called by the host's session only. */
#include "data/sparkplug/table.h"

#include <stdlib.h>
#include <string.h>

#define FIRST 16 /* metrics, and bytes of text each */

uint64_t spb_hash(const void *bytes, size_t length, uint64_t seed)
{
    const unsigned char *at = bytes;
    uint64_t hash = seed ^ UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 29;
}

static size_t alias_hash(uint64_t alias)
{
    alias *= UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(alias >> 20);
}

void spb_table_clear(struct spb_table *table)
{
    table->count = table->used = 0;
    if (table->slot)
        memset(table->slot, 0, 2 * table->slots * sizeof *table->slot);
}

void spb_table_free(struct spb_table *table, struct spb_budget *budget)
{
    budget->used -= table->room * sizeof *table->known + table->text_room +
                    2 * table->slots * sizeof *table->slot;
    free(table->known);
    free(table->text);
    free(table->slot);
    *table = (struct spb_table){0};
}

/* `block` of `size` bytes instead of `old`. NULL: it would be too much, and all is as it was. */
static void *grow(void *block, size_t old, size_t size, struct spb_budget *budget)
{
    if (size - old > budget->max - budget->used)
        return NULL;
    void *bigger = realloc(block, size);
    if (bigger)
        budget->used += size - old;
    return bigger;
}

static uint32_t *name_slot(const struct spb_table *table, const char *name, size_t length)
{
    size_t mask = table->slots - 1;
    for (size_t i = (size_t)spb_hash(name, length, 0) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &table->slot[i];
        if (*slot == 0 || strcmp(table->text + table->known[*slot - 1].name, name) == 0)
            return slot;
    }
}

static uint32_t *alias_slot(const struct spb_table *table, uint64_t alias)
{
    size_t mask = table->slots - 1;
    uint32_t *half = table->slot + table->slots;
    for (size_t i = alias_hash(alias) & mask;; i = (i + 1) & mask)
        if (half[i] == 0 || table->known[half[i] - 1].alias == alias)
            return &half[i];
}

static void index_again(struct spb_table *table)
{
    memset(table->slot, 0, 2 * table->slots * sizeof *table->slot);
    for (size_t i = 0; table->known && i < table->count; i++) {
        const struct spb_known *known = &table->known[i];
        const char *name = table->text + known->name;
        uint32_t *slot = known->has_alias ? alias_slot(table, known->alias) : NULL;
        *name_slot(table, name, strlen(name)) = (uint32_t)i + 1;
        if (slot && *slot == 0)
            *slot = (uint32_t)i + 1;
    }
}

static bool make_room(struct spb_table *table, struct spb_budget *budget)
{
    if (table->count < table->room)
        return true;
    size_t room = table->room ? 2 * table->room : FIRST, slots = 2 * room;
    uint32_t *slot =
        grow(table->slot, 2 * table->slots * sizeof *slot, 2 * slots * sizeof *slot, budget);
    if (!slot)
        return false;
    table->slot = slot;
    table->slots = slots;
    index_again(table);
    struct spb_known *known =
        grow(table->known, table->room * sizeof *known, room * sizeof *known, budget);
    if (!known)
        return false;
    table->known = known;
    table->room = room;
    return true;
}

static bool text_room(struct spb_table *table, size_t length, struct spb_budget *budget)
{
    size_t room = table->text_room ? table->text_room : FIRST * FIRST;
    while (room - table->used < length)
        room *= 2;
    if (room == table->text_room)
        return true;
    char *text = grow(table->text, table->text_room, room, budget);
    if (!text)
        return false;
    table->text = text;
    table->text_room = room;
    return true;
}

struct spb_known *spb_table_find(const struct spb_table *table, const char *name)
{
    if (table->slots == 0)
        return NULL;
    uint32_t place = *name_slot(table, name, strlen(name));
    return place ? &table->known[place - 1] : NULL;
}

struct spb_known *spb_table_by_alias(const struct spb_table *table, uint64_t alias)
{
    if (table->slots == 0)
        return NULL;
    uint32_t place = *alias_slot(table, alias);
    return place ? &table->known[place - 1] : NULL;
}

struct spb_known *spb_table_name(struct spb_table *table, const char *name,
                                 struct spb_budget *budget)
{
    size_t length = strlen(name);
    struct spb_known *known = spb_table_find(table, name);
    if (known || length == 0 || length > SPB_METRIC_NAME_MAX)
        return known;
    if (!make_room(table, budget) || !text_room(table, length + 1, budget) || !table->known)
        return NULL;
    known = &table->known[table->count++];
    *known = (struct spb_known){.name = (uint32_t)table->used, .told_ms = INT64_MIN};
    memcpy(table->text + table->used, name, length + 1);
    table->used += length + 1;
    *name_slot(table, name, length) = (uint32_t)table->count;
    return known;
}

void spb_table_alias(struct spb_table *table, struct spb_known *known, uint64_t alias)
{
    if (known->has_alias && known->alias == alias)
        return;
    uint32_t *slot = alias_slot(table, alias);
    uint32_t place = (uint32_t)(known - table->known) + 1;
    if (*slot != 0) {
        table->known[*slot - 1].shared = true;
        known->shared = true;
        return;
    }
    if (!known->has_alias) { /* the first one that a birth gave stays */
        known->has_alias = true;
        known->alias = alias;
        *slot = place;
    }
}
