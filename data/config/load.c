/* SPDX-License-Identifier: MIT */
/* config_load: layers of files into sections of entries, these into structs. Called at start and at
 * a reload, and by `andonctl check` and `replay`; what it makes lives in one arena that config_free
 * gives back. layers.c finds the files. */
#include "data/config/load.h"

#include "data/config/ini.h"
#include "data/config/plant/plant.h"
#include "data/config/source/fields.h"
#include "data/model/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX   1000 /* in a [map] */
#define KEYS_TOLD_MAX 8

_Static_assert(sizeof(((struct loader *)0)->kind_used) / sizeof(size_t) >= 64, "room for kinds");

/* ---- sections and entries ---- */

struct section *section_next(struct section *from, const struct section_kind *kind)
{
    while (from && from->kind != kind)
        from = from->next;
    return from;
}

struct section *section_live(struct section *from, const struct section_kind *kind)
{
    struct section *s = section_next(from, kind);
    while (s && s->retired)
        s = section_next(s->next, kind);
    return s;
}

struct section *section_find(struct loader *l, const struct section_kind *kind, const char *name)
{
    struct section *s = section_next(l->section, kind);
    while (s && strcmp(s->name, name) != 0)
        s = section_next(s->next, kind);
    return s;
}

struct entry *section_entry(const struct section *section, const char *key)
{
    struct entry *e = section ? section->entry : NULL;
    while (e && strcmp(e->key, key) != 0)
        e = e->next;
    return e;
}

bool section_has(const struct section *section, const char *key)
{
    const struct entry *entry = section_entry(section, key);
    return entry && !entry->bad;
}

const char *load_source(struct loader *l, const char *name)
{
    char clean[PATH_MAX];
    text_sanitise(name, strlen(name), clean, sizeof clean);
    struct source *source = arena_alloc(l->arena, sizeof *source);
    const char *copy = arena_text(l->arena, clean);
    if (!source || !copy)
        return "?";
    *source = (struct source){.next = l->source, .name = copy};
    l->source = source;
    return copy;
}

static struct config_origin origin_here(const struct loader *l, int line)
{
    return (struct config_origin){.file = l->file, .line = line};
}

static void unknown_kind(struct loader *l, int line, const char *word, const char *name)
{
    const char *near = kind_nearest(word);
    const struct section_kind *other = kind_find(word, name[0] == '\0');
    const char *blank = name[0] ? " " : "";
    char all[400];
    if (other && other->what)
        problem_at(l, origin_here(l, line), "[%s]: needs a name; write [%s %s]", word, word,
                   other->name->example);
    else if (other)
        problem_at(l, origin_here(l, line), "[%s %s]: takes no name; write [%s]", word, name, word);
    else if (near)
        problem_at(l, origin_here(l, line),
                   "[%s%s%s]: no such kind of section; did you mean [%s%s%s]?", word, blank, name,
                   near, blank, name);
    else
        problem_at(l, origin_here(l, line), "[%s%s%s]: no such kind of section; there are %s", word,
                   blank, name, kind_words(all, sizeof all));
}

static void too_many(struct loader *l, const struct section *section)
{
    const struct section_kind *kind = section->kind;
    problem_section(l, section, "there can be %s%zu [%s %s]; remove this one",
                    kind->max > 1 ? "at most " : "only ", kind->max, kind->word, kind->what);
}

static struct section *add_section(struct loader *l, const struct section_kind *kind,
                                   const char *name, int line)
{
    size_t *used = &l->kind_used[kind - section_kinds];
    struct section *section = arena_alloc(l->arena, sizeof *section);
    if (!section)
        return NULL;
    *section = (struct section){.kind = kind,
                                .name = arena_text(l->arena, name),
                                .origin = origin_here(l, line),
                                .layer = l->layer,
                                .shipped = l->shipped};
    if (!section->name)
        return NULL;
    if (++*used > kind->max + RETIRED_MAX) {
        if (*used == kind->max + RETIRED_MAX + 1)
            too_many(l, section);
        return NULL;
    }
    if (l->section_last)
        l->section_last->next = section;
    else
        l->section = section;
    l->section_last = section;
    return section;
}

static bool name_fits(struct loader *l, const struct section_kind *kind, const char *name, int line)
{
    if (!kind->name)
        return true;
    char scratch[512];
    struct field check = *kind->name;
    struct cause why;
    check.offset = 0;
    if (field_parse(&check, name, scratch, &why) == 0)
        return true;
    problem_at(l, origin_here(l, line), "[%s %s]: the name is %s", kind->word, name, why.text);
    return false;
}

static bool says_retired(const struct section *section)
{
    const struct entry *entry = section_entry(section, "retired");
    bool yes;
    return !section->kind->free_keys && entry && bool_parse(entry->value, &yes) == 0 && yes;
}

static void on_section(void *ctx, int line, const char *word, const char *name)
{
    struct loader *l = ctx;
    l->current = NULL;
    const struct section_kind *kind = kind_find(word, name[0] != '\0');
    if (!kind) {
        unknown_kind(l, line, word, name);
        return;
    }
    if (!name_fits(l, kind, name, line))
        return;
    struct section *section = section_find(l, kind, name);
    const struct section here = {.kind = kind, .name = name, .origin = origin_here(l, line)};
    if (section && section->layer == l->layer)
        problem_section(l, &here, "stands twice; the other one is %s:%d", section->origin.file,
                        section->origin.line);
    if (section && section->layer != l->layer) {
        if (says_retired(section))
            problem_section(l, &here,
                            "is retired (%s:%d), and an id is never used again; choose another one",
                            section->origin.file, section->origin.line);
        section->layer = l->layer;
        section->origin = here.origin;
        section->shipped = l->shipped;
    }
    l->current = section ? section : add_section(l, kind, name, line);
}

/* An entry that is already there: of a former layer it gives way, else it is an error and stays. */
static void replace_entry(struct loader *l, struct entry *old, const struct entry *entry)
{
    if (old->layer == l->layer) {
        problem_entry(l, l->current, entry, "given twice; the other one is %s:%d", old->origin.file,
                      old->origin.line);
        return;
    }
    old->former = old->value;
    old->was = old->origin;
    old->former_layer = old->layer;
    old->value = entry->value;
    old->origin = entry->origin;
    old->layer = l->layer;
}

/* "; there are title, role, …" where they are few enough to read. */
static const char *keys_there_are(const struct section_kind *kind, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < kind->fields && kind->fields <= KEYS_TOLD_MAX; i++) {
        size_t n = strlen(out);
        (void)text_format(out + n, size - n, "%s%s", i ? ", " : "; there are ", kind->field[i].key);
    }
    return out;
}

static void no_such_key(struct loader *l, const struct section *section, const struct entry *entry)
{
    char keys[200];
    const char *near = kind_key_nearest(section->kind, entry->key);
    if (near)
        problem_entry(l, section, entry, "no such key; did you mean %s?", near);
    else
        problem_entry(l, section, entry, "no such key%s",
                      keys_there_are(section->kind, keys, sizeof keys));
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct loader *l = ctx;
    struct section *section = l->current;
    if (!section)
        return;
    const struct section_kind *kind = section->kind;
    const struct field *field = kind->free_keys ? NULL : kind_field(kind, key);
    if (field)
        key = field->key; /* it may have been the other spelling */
    struct entry entry = {.key = key, .value = value, .origin = origin_here(l, line)};
    if (!field && !kind->free_keys) {
        no_such_key(l, section, &entry);
        return;
    }
    if (section->entries == ENTRIES_MAX) {
        problem_entry(l, section, &entry, "more than %d entries", ENTRIES_MAX);
        l->current = NULL;
        return;
    }
    entry.key = arena_text(l->arena, key);
    entry.value = arena_text(l->arena, value);
    entry.layer = l->layer;
    struct entry *old = section_entry(section, key);
    if (!entry.key || !entry.value)
        return;
    if (old) {
        replace_entry(l, old, &entry);
        return;
    }
    struct entry *kept = arena_alloc(l->arena, sizeof *kept);
    if (!kept)
        return;
    *kept = entry;
    if (section->entry_last)
        section->entry_last->next = kept;
    else
        section->entry = kept;
    section->entry_last = kept;
    section->entries++;
}

static void on_problem(void *ctx, int line, const char *what)
{
    struct loader *l = ctx;
    problem_at(l, origin_here(l, line), "%s", what);
}

void load_text(struct loader *l, const char *file, const char *text, size_t length)
{
    const struct ini_sink sink = {
        .ctx = l, .section = on_section, .entry = on_entry, .problem = on_problem};
    l->file = load_source(l, file);
    l->current = NULL;
    ini_parse_text(text, length, &sink);
}

/* ---- structs from sections ---- */

/* A value that was refused and looks as if somebody had put a comment behind it. */
static const char *comment_note(const char *value)
{
    return strstr(value, " #") ? " (a comment needs a line of its own)" : "";
}

static void fill_field(struct loader *l, struct section *section, const struct field *field,
                       void *item)
{
    struct cause why;
    struct entry *entry = section_entry(section, field->key);
    if (field->initial)
        (void)field_parse(field, field->initial, item, &why);
    if (entry && field_parse(field, entry->value, item, &why) != 0) {
        problem_entry(l, section, entry, "%s%s", why.text, comment_note(entry->value));
        entry->bad = true;
    }
    if (entry || !(field->flags & FIELD_REQUIRED))
        return;
    if (section)
        problem_section(l, section, "%s is missing; write e.g. %s = %s", field->key, field->key,
                        field->example);
}

/* A section that stands nowhere is complained about once, with its required keys. */
static void missing_section(struct loader *l, const struct section_kind *kind)
{
    const struct config_origin nowhere = {.file = l->where};
    for (size_t i = 0; i < kind->fields; i++) {
        const struct field *field = &kind->field[i];
        if (field->flags & FIELD_REQUIRED)
            problem_at(l, nowhere, "[%s] %s is missing; write e.g. %s = %s under [%s]", kind->word,
                       field->key, field->key, field->example, kind->word);
    }
}

static void fill_map(struct loader *l, struct section *section, struct value_map *map)
{
    map->entry = arena_alloc(l->arena, section->entries * sizeof *map->entry);
    for (struct entry *e = section->entry; e && map->entry; e = e->next) {
        struct map_entry *row = &map->entry[map->count];
        struct cause why;
        if (!text_copy(row->from, sizeof row->from, e->key))
            problem_entry(l, section, e, "the source's word is longer than %zu bytes",
                          sizeof row->from - 1);
        if (field_parse(&section->kind->field[0], e->value, row, &why) != 0)
            problem_entry(l, section, e, "%s", why.text);
        map->count++;
    }
}

static void fill(struct loader *l, struct section *section, void *item)
{
    const struct section_kind *kind = section->kind;
    struct cause why;
    section->item = item;
    if (kind->name)
        (void)field_parse(kind->name, section->name, item, &why);
    if (kind->storage == KIND_LIST)
        memcpy((char *)item + kind->origin, &section->origin, sizeof section->origin);
    if (kind->free_keys) {
        fill_map(l, section, item);
        return;
    }
    for (size_t i = 0; i < kind->fields; i++)
        fill_field(l, section, &kind->field[i], item);
}

static char *items_of(struct loader *l, const struct section_kind *kind, size_t count)
{
    char *items = arena_alloc(l->arena, count * kind->item_size);
    if (!items)
        count = 0;
    memcpy((char *)l->config + kind->list, &items, sizeof items);
    memcpy((char *)l->config + kind->count, &count, sizeof count);
    return items;
}

static void build_single(struct loader *l, const struct section_kind *kind)
{
    struct section *section = section_find(l, kind, "");
    if (section) {
        fill(l, section, l->config);
        return;
    }
    for (size_t i = 0; i < kind->fields; i++) {
        struct cause why;
        if (kind->field[i].initial)
            (void)field_parse(&kind->field[i], kind->field[i].initial, l->config, &why);
    }
    missing_section(l, kind);
}

/* The first section beyond the kind's limit is complained about; none of those fills anything. */
static size_t count_live(struct loader *l, const struct section_kind *kind)
{
    size_t count = 0;
    for (each_section(l, kind, s)) {
        if (count == kind->max) {
            too_many(l, s);
            return count;
        }
        count++;
    }
    return count;
}

void build_kind(struct loader *l, const struct section_kind *kind)
{
    if (kind->storage == KIND_SINGLE) {
        build_single(l, kind);
        return;
    }
    size_t left = count_live(l, kind);
    char *item = items_of(l, kind, left);
    for (each_section(l, kind, s)) {
        if (!item || left-- == 0)
            return;
        fill(l, s, item);
        item += kind->item_size;
    }
}

/* ---- retired ---- */

/* Their values are looked at, and kept out of every list but one. */
static void retire(struct loader *l, struct section *s, struct retired_conf *out)
{
    const struct entry *title = section_entry(s, "title");
    union {
        struct signal_conf signal;
        struct product_conf product;
        struct shift_conf shift;
        struct team_conf team;
        struct lamp_conf lamp;
        struct input_conf input;
        struct alert_conf alert;
        struct call_conf call;
        struct tier_conf tier;
        struct reason_conf reason;
        struct scrap_reason_conf scrap_reason;
        struct mode_conf mode;
        struct person_conf person;
    } scratch;
    *out = (struct retired_conf){.kind = s->kind->word,
                                 .name = s->name,
                                 .title = title ? title->value : "",
                                 .origin = s->origin};
    for (struct entry *e = s->entry; e; e = e->next) {
        struct cause why;
        if (field_parse(kind_field(s->kind, e->key), e->value, &scratch, &why) != 0)
            problem_entry(l, s, e, "%s", why.text);
    }
}

static void retire_all(struct loader *l)
{
    struct config *config = l->config;
    size_t count = 0;
    for (struct section *s = l->section; s; s = s->next) {
        s->retired = says_retired(s) || (s->kind->tree && below_retired(l, s));
        count += s->retired;
    }
    config->retired = arena_alloc(l->arena, count * sizeof *config->retired);
    for (struct section *s = l->section; s && config->retired; s = s->next) {
        if (s->retired)
            retire(l, s, &config->retired[config->retireds++]);
    }
}

/* ---- the whole ---- */

int load_begin(struct loader *l)
{
    *l = (struct loader){.arena = calloc(1, sizeof *l->arena), .where = "configuration"};
    if (!l->arena)
        return -1;
    l->config = arena_alloc(l->arena, sizeof *l->config);
    if (!l->config) {
        arena_free(l->arena);
        free(l->arena);
        return -1;
    }
    l->config->memory = l->arena;
    shipped_load(l);
    return 0;
}

/* For when there was no room even to note it. */
static void report_no_memory(struct config_report *report)
{
    report->message = calloc(1, sizeof *report->message);
    report->capacity = report->count = report->message ? 1 : 0;
    if (report->message)
        (void)text_copy(report->message[0], sizeof report->message[0],
                        "configuration: out of memory");
}

struct config *load_finish(struct loader *l, struct config_report *report)
{
    struct config *config = l->config;
    shipped_drop(l);
    if (!l->unread)
        sources_inherit(l);
    retire_all(l);
    for (size_t i = 0; i < section_kind_count && !l->unread; i++)
        build_kind(l, &section_kinds[i]);
    if (!l->unread)
        resolve_config(l);
    problems_report(l, report);
    config->section = l->section;
    if (l->problems == 0)
        kpi_make(config, l->arena);
    bool failed = l->arena->failed;
    if (l->problems > 0 || failed)
        config_free(&config);
    if (failed && report->count == 0)
        report_no_memory(report);
    return config;
}

/* Texts as a layer, in the order given. */
static void load_texts(struct loader *l, const struct config_text *text, size_t texts)
{
    l->where = texts > 0 ? load_source(l, text[0].file) : "configuration";
    for (size_t i = 0; i < texts; i++)
        load_text(l, text[i].file, text[i].text, text[i].length);
    l->layer++;
}

struct config *config_load_layers(const struct config_layer *layer, size_t count,
                                  struct config_report *report)
{
    struct loader l;
    *report = (struct config_report){0};
    if (load_begin(&l) != 0) {
        report_no_memory(report);
        return NULL;
    }
    l.unread = count == 0;
    if (count == 0)
        problem_at(&l, (struct config_origin){.file = "configuration"},
                   "no directory is given; use --config DIR");
    for (size_t i = 0; i < count; i++) {
        if (layer[i].directory)
            load_directory(&l, layer[i].directory);
        else
            load_texts(&l, layer[i].text, layer[i].texts);
    }
    return load_finish(&l, report);
}

struct config *config_load(const char *const *directories, size_t count,
                           struct config_report *report)
{
    struct config_layer layer[CONFIG_LAYERS_MAX];
    for (size_t i = 0; i < count && i < CONFIG_LAYERS_MAX; i++)
        layer[i] = (struct config_layer){.directory = directories[i]};
    return config_load_layers(layer, count < CONFIG_LAYERS_MAX ? count : CONFIG_LAYERS_MAX, report);
}

struct config *config_load_text(const char *file, const char *text, size_t length,
                                struct config_report *report)
{
    struct loader l;
    *report = (struct config_report){0};
    if (load_begin(&l) != 0) {
        report_no_memory(report);
        return NULL;
    }
    load_text(&l, file, text, length);
    l.where = l.file;
    l.layer++;
    return load_finish(&l, report);
}
