/* SPDX-License-Identifier: MIT */
/* The memory of an MTConnect source: tables of fixed size, found by a hash of the data item's id.
 * What does not fit is refused, never something older thrown out: what is known stays true. Called
 * by mtconnect.c. */
#include "data/decode/formats/mtconnect.h"

#include <string.h>

uint64_t mt_hash(const char *text, size_t length)
{
    uint64_t hash = 14695981039346656037U; /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211U;
    return hash != 0 ? hash : 1;
}

/* ---- names ---- */

static struct mt_name *name_slot(struct mt_memory *memory, uint64_t id)
{
    size_t at = (size_t)(id % MT_NAMES);
    while (memory->name[at].id != 0 && memory->name[at].id != id)
        at = (at + 1) % MT_NAMES; /* a quarter is free */
    return &memory->name[at];
}

bool mt_name_put(struct mt_memory *memory, uint64_t id, const char *name, size_t length)
{
    struct mt_name *slot = name_slot(memory, id);
    bool fresh = slot->id == 0;
    if (!fresh && slot->length == length && memcmp(memory->text + slot->at, name, length) == 0)
        return true;
    if (length > sizeof memory->text - memory->used || (fresh && memory->names >= MT_NAMES / 4 * 3))
        return false;
    *slot = (struct mt_name){.id = id, .at = memory->used, .length = (uint16_t)length};
    memcpy(memory->text + memory->used, name, length);
    memory->used += (uint32_t)length;
    memory->names += fresh;
    return true;
}

const char *mt_name_get(const struct mt_memory *memory, uint64_t id, size_t *length)
{
    size_t at = (size_t)(id % MT_NAMES);
    while (memory->name[at].id != 0 && memory->name[at].id != id)
        at = (at + 1) % MT_NAMES;
    if (memory->name[at].id == 0)
        return NULL;
    *length = memory->name[at].length;
    return memory->text + memory->name[at].at;
}

/* ---- conditions ---- */

void mt_condition_drop(struct mt_memory *memory, uint64_t id)
{
    for (size_t i = 0; i < MT_CONDITIONS; i++)
        if (memory->condition[i].id == id)
            memory->condition[i].id = 0;
}

/* Where it is, else where it could be; NULL: all are taken. */
static struct mt_condition *condition_slot(struct mt_memory *memory, uint64_t id, uint64_t key)
{
    struct mt_condition *slot = NULL;
    for (size_t i = 0; i < MT_CONDITIONS; i++) {
        struct mt_condition *one = &memory->condition[i];
        if (one->id == id && one->key == key)
            return one;
        if (one->id == 0 && slot == NULL)
            slot = one;
    }
    return slot;
}

bool mt_condition_put(struct mt_memory *memory, uint64_t id, enum mt_level level,
                      const struct scan_value *key, const struct scan_value *code)
{
    uint64_t hash = mt_hash(key->text, key->length);
    struct mt_condition *slot = condition_slot(memory, id, hash);
    if (slot == NULL)
        return level < MT_WARNING;
    *slot = (struct mt_condition){.id = level < MT_WARNING ? 0 : id, .key = hash, .level = level};
    if (code->kind == SCAN_TEXT && code->length > 0) {
        slot->length = (uint8_t)(code->length < MT_CODE ? code->length : MT_CODE);
        memcpy(slot->text, code->text, slot->length);
    }
    return true;
}

const struct mt_condition *mt_condition_worst(const struct mt_memory *memory, uint64_t id)
{
    const struct mt_condition *worst = NULL;
    for (size_t i = 0; i < MT_CONDITIONS; i++) {
        const struct mt_condition *one = &memory->condition[i];
        if (one->id != 0 && (id == 0 || one->id == id) &&
            (worst == NULL || one->level > worst->level))
            worst = one;
    }
    return worst;
}

/* ---- types ---- */

bool mt_speaks(struct mt_memory *memory, enum mt_type type, uint64_t id)
{
    if (memory->speaker[type] == 0)
        memory->speaker[type] = id;
    else if (memory->speaker[type] != id)
        memory->many[type] = true;
    return !memory->many[type];
}
