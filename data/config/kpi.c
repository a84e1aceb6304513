/* SPDX-License-Identifier: MIT */
/* The values that figures depend on as one text, the same however they are spelt, ordered or spread
 * over layers; its fingerprint; and the records that keep both. Called by load.c at the end and by
 * the daemon. A default that changes its meaning needs another TEXT_VERSION: values of sections are
 * left out while they are the default, so that a new key changes no old digest. */
#include "data/config/load.h"
#include "data/model/json.h"
#include "data/model/record.h"
#include "data/model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_VERSION 1

#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

#define FIRST_SIZE 8192
#define PIECE_SIZE 1900 /* of the text in a record: twice as long when every byte is escaped */
_Static_assert(2 * PIECE_SIZE + 200 < RECORD_BODY_MAX, "a piece fits a record");

/* ---- values of sections ---- */

struct named {
    const char *name;
    const void *item;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static bool matters(const struct section_kind *kind)
{
    for (size_t i = 0; i < kind->fields; i++) {
        if (kind->field[i].flags & FIELD_KPI)
            return true;
    }
    return false;
}

/* What it is when nobody writes it. `scratch` has room for any item. */
static void print_default(const struct field *field, void *scratch, char *out, size_t size)
{
    struct cause why;
    out[0] = '\0';
    if (field->initial && field_parse(field, field->initial, scratch, &why) == 0)
        field_print(field, scratch, out, size);
}

struct writing {
    struct jw w;
    const struct config *config;
    void *scratch;
    bool failed;
};

/* Those that are not the default. Returns how many; `open`: the object that they stand in is begun
 * with the first one. */
static int write_fields(struct writing *at, const struct section_kind *kind, const void *item,
                        bool open)
{
    int count = 0;
    for (size_t i = 0; i < kind->fields; i++) {
        const struct field *field = &kind->field[i];
        char value[512];
        char usual[512];
        if (!(field->flags & FIELD_KPI))
            continue;
        field_print(field, item, value, sizeof value);
        print_default(field, at->scratch, usual, sizeof usual);
        if (strcmp(value, usual) == 0)
            continue;
        if (open && count == 0)
            jw_object(&at->w, kind->word);
        jw_text(&at->w, field->key, value);
        count++;
    }
    return count;
}

/* A shipped source brings all its maps, and its presets, which the sources made like them have
 * taken over. */
static bool in_use(const struct config *config, const struct section_kind *kind, const void *item)
{
    if (kind->free_keys) {
        bool used = false;
        for (size_t i = 0; i < config->signals && !used; i++)
            used = config->signal[i].map == item;
        return used;
    }
    return strcmp(kind->word, "preset") != 0;
}

/* Whether figures depend on this item. What is there without a section is always the same. */
static bool counts(struct writing *at, const struct section_kind *kind, const void *item)
{
    struct config_origin origin;
    memcpy(&origin, (const char *)item + kind->origin, sizeof origin);
    if (!origin.file || !in_use(at->config, kind, item))
        return false;
    for (size_t i = 0; kind->sparse && i < kind->fields; i++) {
        char value[512];
        char usual[512];
        const struct field *field = &kind->field[i];
        if (!(field->flags & FIELD_KPI))
            continue;
        field_print(field, item, value, sizeof value);
        print_default(field, at->scratch, usual, sizeof usual);
        if (strcmp(value, usual) != 0)
            return true;
    }
    return !kind->sparse;
}

static struct named *sorted(struct writing *at, size_t count, const void *items, size_t size,
                            size_t name)
{
    struct named *list = calloc(count ? count : 1, sizeof *list);
    at->failed = at->failed || !list;
    for (size_t i = 0; i < count && list; i++) {
        const char *item = (const char *)items + i * size;
        list[i] = (struct named){.name = item + name, .item = item};
    }
    if (list)
        qsort(list, count, sizeof *list, by_name);
    return list;
}

static void write_map(struct writing *at, const struct value_map *map)
{
    struct named *row =
        sorted(at, map->count, map->entry, sizeof *map->entry, offsetof(struct map_entry, from));
    for (size_t i = 0; i < map->count && row; i++)
        jw_text(&at->w, row[i].name, ((const struct map_entry *)row[i].item)->to);
    free(row);
}

static void write_list(struct writing *at, const struct section_kind *kind)
{
    const char *items;
    size_t count;
    memcpy(&items, (const char *)at->config + kind->list, sizeof items);
    memcpy(&count, (const char *)at->config + kind->count, sizeof count);
    struct named *list = sorted(at, count, items, kind->item_size, kind->name->offset);
    char key[40];
    int written = 0;
    (void)text_format(key, sizeof key, "%ss", kind->word); /* "shift" is another kind */
    for (size_t i = 0; i < count && list; i++) {
        if (!counts(at, kind, list[i].item))
            continue;
        if (written++ == 0)
            jw_object(&at->w, key);
        jw_object(&at->w, list[i].name);
        if (kind->free_keys)
            write_map(at, list[i].item);
        else
            (void)write_fields(at, kind, list[i].item, false);
        jw_object_end(&at->w);
    }
    if (written > 0)
        jw_object_end(&at->w);
    free(list);
}

/* ---- the text ---- */

/* What every reader of records wants to know, by names of its own. */
static void write_head(struct jw *w, const struct config *c)
{
    char path[5 * CONFIG_ID_SIZE] = "";
    (void)config_path(c, path, sizeof path);
    jw_int(w, "v", TEXT_VERSION);
    jw_text(w, "station", path);
    jw_text(w, "zone", c->zone_name);
    jw_seconds(w, "small_stop_s", c->small_stop_ms);
    jw_seconds(w, "pulse_stop_after_s", c->pulse_stop_after_ms);
    jw_int(w, "ideal_us", c->ideal_us);
    jw_text(w, "product", c->product);
    jw_amount(w, "target_per_shift", c->target_per_shift);
    jw_amount(w, "target_oee", c->target_oee);
    const struct section_kind *station = kind_find("station", false);
    static const char *const policies[] = {"unknown", "quality"};
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        char word[32];
        field_print(kind_field(station, policies[i]), c, word, sizeof word);
        jw_text(w, policies[i], word);
    }
    jw_seconds(w, "planned_s", c->planned_ms);
    jw_int(w, "signals", (int64_t)c->signals);
    jw_int(w, "products", (int64_t)c->products);
}

static void write_sections(struct writing *at)
{
    jw_object(&at->w, "values");
    for (size_t i = 0; i < section_kind_count; i++) {
        const struct section_kind *kind = &section_kinds[i];
        if (!matters(kind))
            continue;
        if (kind->storage == KIND_LIST)
            write_list(at, kind);
        else if (write_fields(at, kind, at->config, true) > 0)
            jw_object_end(&at->w);
    }
    jw_object_end(&at->w);
}

static void write_text(struct writing *at, char *out, size_t size)
{
    jw_init(&at->w, out, size);
    jw_object(&at->w, NULL);
    write_head(&at->w, at->config);
    write_sections(at);
    jw_object_end(&at->w);
}

static void fingerprint(const char *text, char out[17])
{
    uint64_t hash = FNV_BASIS;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * FNV_PRIME;
    (void)text_format(out, 17, "%016" PRIx64, hash);
}

void kpi_make(struct config *config, struct arena *arena)
{
    struct writing at = {.config = config, .scratch = calloc(1, sizeof *config)};
    char *text = NULL;
    at.failed = !at.scratch;
    for (size_t size = FIRST_SIZE; !at.failed && (!text || at.w.overflow); size *= 2) {
        char *bigger = realloc(text, size);
        at.failed = !bigger;
        text = bigger ? bigger : text;
        if (bigger)
            write_text(&at, text, size);
    }
    config->kpi = at.failed ? NULL : arena_text(arena, text);
    arena->failed = arena->failed || !config->kpi;
    if (config->kpi)
        fingerprint(config->kpi, config->digest);
    free(at.scratch);
    free(text);
}

/* ---- records ---- */

/* Where piece `part` (from 1) begins; at a whole character. */
static size_t piece_begin(const char *text, size_t length, int part)
{
    size_t at = (size_t)(part - 1) * PIECE_SIZE;
    if (at >= length)
        return length;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

static int piece_count(size_t length)
{
    return (int)((length + PIECE_SIZE - 1) / PIECE_SIZE);
}

/* The digest before the text's own members, when both fit. */
static bool whole_body(const struct config *config, char *out, size_t size)
{
    size_t room = size < RECORD_BODY_MAX ? size : RECORD_BODY_MAX;
    return text_format(out, room, "{\"id\":\"%s\",%s", config->digest, config->kpi + 1);
}

static int head_body(const struct config *config, int parts, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_text(&w, "id", config->digest);
    write_head(&w, config);
    jw_int(&w, "parts", parts);
    jw_object_end(&w);
    return w.overflow ? -1 : 1;
}

static int piece_body(const struct config *config, int part, const char *id, char *out, size_t size)
{
    char piece[PIECE_SIZE + 8];
    size_t length = strlen(config->kpi);
    size_t begin = piece_begin(config->kpi, length, part);
    size_t end = piece_begin(config->kpi, length, part + 1);
    struct jw w;
    (void)text_copy_n(piece, sizeof piece, config->kpi + begin, end - begin);
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_text(&w, "id", id);
    jw_text(&w, "of", config->digest);
    jw_int(&w, "part", part);
    jw_int(&w, "parts", piece_count(length));
    jw_text(&w, "text", piece);
    jw_object_end(&w);
    return w.overflow ? -1 : 1;
}

int config_kpi_record(const struct config *config, int part, char id[32], char *out, size_t size)
{
    int parts = piece_count(strlen(config->kpi));
    bool whole = strlen(config->kpi) + strlen(config->digest) + 16 < RECORD_BODY_MAX;
    if (part < 0 || part > (whole ? 0 : parts))
        return 0;
    if (part > 0) {
        (void)text_format(id, 32, "%s.%d", config->digest, part);
        return piece_body(config, part, id, out, size);
    }
    (void)text_copy(id, 32, config->digest);
    if (!whole)
        return head_body(config, parts, out, size);
    return whole_body(config, out, size) ? 1 : -1;
}
