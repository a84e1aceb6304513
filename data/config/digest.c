/* SPDX-License-Identifier: MIT */
/* A fingerprint of everything that figures depend on, the same however it is spelt, ordered or
 * spread over layers. Called once a load; written into the `config` record. */
#include "data/config/load.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

static void add(uint64_t *hash, const char *text)
{
    for (; *text; text++)
        *hash = (*hash ^ (unsigned char)*text) * FNV_PRIME;
}

static void add_value(uint64_t *hash, const char *key, const char *value)
{
    add(hash, key);
    add(hash, "=");
    add(hash, value);
    add(hash, "\n");
}

struct named {
    const char *name;
    const void *item;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void add_map(uint64_t *hash, const struct value_map *map)
{
    struct named *rows = calloc(map->count ? map->count : 1, sizeof *rows);
    if (!rows)
        return;
    for (size_t i = 0; i < map->count; i++)
        rows[i] = (struct named){.name = map->entry[i].from, .item = map->entry[i].to};
    qsort(rows, map->count, sizeof *rows, by_name);
    for (size_t i = 0; i < map->count; i++)
        add_value(hash, rows[i].name, rows[i].item);
    free(rows);
}

static void add_item(uint64_t *hash, const struct section_kind *kind, const void *item)
{
    add_value(hash, "[", kind->word);
    if (kind->name)
        add_value(hash, "name", (const char *)item + kind->name->offset);
    if (kind->free_keys) {
        add_map(hash, item);
        return;
    }
    for (size_t i = 0; i < kind->fields; i++) {
        char value[512];
        const struct field *field = &kind->field[i];
        if (!(field->flags & FIELD_KPI))
            continue;
        field_print(field, item, value, sizeof value);
        add_value(hash, field->key, value);
    }
}

static bool matters(const struct section_kind *kind)
{
    for (size_t i = 0; i < kind->fields; i++) {
        if (kind->field[i].flags & FIELD_KPI)
            return true;
    }
    return false;
}

static size_t items_of(const struct config *config, const struct section_kind *kind,
                       const char **items)
{
    size_t count = (size_t)config->calendar.shifts;
    *items = (const char *)config->calendar.shift;
    if (kind->storage == KIND_LIST) {
        memcpy(items, (const char *)config + kind->list, sizeof *items);
        memcpy(&count, (const char *)config + kind->count, sizeof count);
    }
    return count;
}

static void add_list(uint64_t *hash, const struct config *config, const struct section_kind *kind)
{
    const char *items;
    size_t count = items_of(config, kind, &items);
    struct named *list = calloc(count ? count : 1, sizeof *list);
    if (!list)
        return;
    for (size_t i = 0; i < count; i++) {
        const char *item = items + i * kind->item_size;
        list[i] = (struct named){.name = item + kind->name->offset, .item = item};
    }
    qsort(list, count, sizeof *list, by_name);
    for (size_t i = 0; i < count; i++)
        add_item(hash, kind, list[i].item);
    free(list);
}

void config_digest(const struct config *config, char out[17])
{
    uint64_t hash = FNV_BASIS;
    char path[5 * CONFIG_ID_SIZE];
    if (config_path(config, path, sizeof path))
        add_value(&hash, "path", path);
    for (size_t i = 0; i < section_kind_count; i++) {
        const struct section_kind *kind = &section_kinds[i];
        if (!matters(kind))
            continue;
        if (kind->storage == KIND_SINGLE)
            add_item(&hash, kind, config);
        else
            add_list(&hash, config, kind);
    }
    (void)text_format(out, 17, "%016" PRIx64, hash);
}
