/* SPDX-License-Identifier: MIT */
/* What a source has of its preset and a signal of its source, at the level of entries: all that
 * follows (structs, checks, digest) sees signals as if everything had been written there. Called
 * once by load.c before structs are made. Complaints name the entry that led here. */
#include "data/config/source/fields.h"

#include "data/config/zone.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

#define CHAIN_MAX 4 /* presets made like presets */

/* ---- entries ---- */

static void give(struct loader *l, struct section *s, const char *key, const char *value,
                 struct config_origin origin)
{
    if (section_entry(s, key))
        return;
    struct entry *e = arena_alloc(l->arena, sizeof *e);
    const char *text = arena_text(l->arena, value);
    if (!e || !text)
        return;
    *e = (struct entry){.key = key, .value = text, .origin = origin, .layer = s->layer};
    if (s->entry_last)
        s->entry_last->next = e;
    else
        s->entry = e;
    s->entry_last = e;
    s->entries++;
}

static const char *said(const struct section *s, const char *key)
{
    const struct entry *e = section_entry(s, key);
    return e && e->value[0] ? e->value : NULL;
}

/* ---- presets ---- */

static const struct section_kind *kind_of_line(const char *line, char name[CONFIG_ID_SIZE])
{
    char word[16];
    size_t length = strcspn(line, "] ");
    const char *at = line + length + strspn(line + length, " ");
    if (line[0] != '[' || !text_copy_n(word, sizeof word, line + 1, length - 1) ||
        !text_copy_n(name, CONFIG_ID_SIZE, at, strcspn(at, "]")))
        return NULL;
    return kind_find(word, true);
}

static bool holds_preset(const struct shipped_source *file, const char *name)
{
    char found[CONFIG_ID_SIZE];
    for (const char *const *line = file->line; *line; line++) {
        const struct section_kind *kind = kind_of_line(*line, found);
        if (kind && strcmp(kind->word, "preset") == 0 && strcmp(found, name) == 0)
            return true;
    }
    return false;
}

/* The plant's own sections stand for shipped ones of the same name. */
static void load_shipped(struct loader *l, const struct shipped_source *file)
{
    char found[CONFIG_ID_SIZE], title[80];
    size_t size = 1;
    bool skipped = false;
    for (const char *const *line = file->line; *line; line++)
        size += strlen(*line) + 1;
    char *text = arena_alloc(l->arena, size), *at = text;
    if (!text)
        return;
    for (const char *const *line = file->line; *line; line++) {
        const struct section_kind *kind = kind_of_line(*line, found);
        if ((*line)[0] == '[')
            skipped = kind && section_find(l, kind, found);
        at += snprintf(at, size - (size_t)(at - text), "%s\n", skipped ? "" : *line);
    }
    (void)text_format(title, sizeof title, "shipped presets, %s.ini", file->name);
    l->shipped = true;
    l->layer++;
    load_text(l, title, text, (size_t)(at - text));
    l->shipped = false;
}

static struct section *find_preset(struct loader *l, const char *name)
{
    const struct section_kind *kind = kind_find("preset", true);
    struct section *s = section_find(l, kind, name);
    for (const struct shipped_source *file = config_shipped_sources; !s && file->name; file++) {
        if (!holds_preset(file, name))
            continue;
        load_shipped(l, file);
        s = section_find(l, kind, name);
    }
    return s;
}

static void no_preset(struct loader *l, const struct section *s, const struct entry *entry)
{
    const char *names[CONFIG_PRESETS_MAX];
    static char found[CONFIG_PRESETS_MAX][CONFIG_ID_SIZE];
    size_t count = 0;
    for (const struct shipped_source *file = config_shipped_sources; file->name; file++) {
        for (const char *const *line = file->line; *line && count < CONFIG_PRESETS_MAX; line++) {
            const struct section_kind *kind = kind_of_line(*line, found[count]);
            if (kind && strcmp(kind->word, "preset") == 0) {
                names[count] = found[count];
                count++;
            }
        }
    }
    const struct words list = {names, count};
    const char *near = words_meant(&list, entry->value);
    problem_entry(l, s, entry, "there is no such preset%s%s%s; andonctl presets lists them",
                  near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static void take_preset(struct loader *l, struct section *s, int depth)
{
    const struct entry *entry = section_entry(s, "preset");
    if (!entry || !entry->value[0])
        return;
    struct section *preset = find_preset(l, entry->value);
    if (!preset) {
        no_preset(l, s, entry);
        return;
    }
    if (depth == CHAIN_MAX || preset == s) {
        problem_entry(l, s, entry, "presets made like presets, more than %d deep", CHAIN_MAX);
        return;
    }
    take_preset(l, preset, depth + 1);
    for (const struct entry *e = preset->entry; e; e = e->next)
        give(l, s, e->key, e->value, e->origin);
}

/* ---- templates ---- */

struct filling {
    const char *root, *item; /* NULL: there is none */
    char *out;
    size_t size, used;
};

static bool put(struct filling *f, const char *text, size_t length)
{
    if (length >= f->size - f->used)
        return false;
    memcpy(f->out + f->used, text, length);
    f->used += length;
    f->out[f->used] = '\0';
    return true;
}

/* Level `n` of the root, from 1; NULL: it has none. */
static const char *root_level(const char *root, int n, size_t *length)
{
    for (; root && n > 1; n--) {
        root = strchr(root, '/');
        root = root ? root + 1 : NULL;
    }
    *length = root ? strcspn(root, "/") : 0;
    return root;
}

/* One {…} at `at`; returns the bytes it takes, 0: it is none of ours; `*missing` gets what it wants
 * and does not get. */
static size_t put_place(struct filling *f, const char *at, const char **missing, bool *fits)
{
    size_t length;
    if (strncmp(at, "{item}", 6) == 0) {
        *missing = f->item ? *missing : "item";
        const char *item = f->item ? f->item : "";
        bool doubled = item[0] == '/' && f->used > 0 && f->out[f->used - 1] == '/';
        *fits = *fits && put(f, item + doubled, strlen(item + doubled));
        return 6;
    }
    if (strncmp(at, "{root}", 6) == 0) {
        *missing = f->root ? *missing : "root";
        *fits = *fits && (!f->root || put(f, f->root, strlen(f->root)));
        return 6;
    }
    if (strncmp(at, "{root", 5) == 0 && at[5] >= '1' && at[5] <= '9' && at[6] == '}') {
        const char *level = root_level(f->root, at[5] - '0', &length);
        *missing = level ? *missing : f->root ? "level" : "root";
        *fits = *fits && (!level || put(f, level, length));
        return 7;
    }
    return 0;
}

/* NULL: filled; else "item", "root", "level" that the template wants, or "room". */
static const char *fill_template(const char *text, size_t length, struct filling *f)
{
    const char *missing = NULL, *end = text + length;
    bool fits = f->size > 0;
    f->used = 0;
    f->out[0] = '\0';
    while (text < end) {
        size_t taken = *text == '{' ? put_place(f, text, &missing, &fits) : 0;
        if (taken == 0) {
            taken = 1;
            fits = fits && put(f, text, 1);
        }
        text += taken;
    }
    return missing ? missing : fits ? NULL : "room";
}

static const char *root_of(struct loader *l, const struct section *source)
{
    const char *root = said(source, "root");
    struct section *station = section_find(l, kind_find("station", false), "");
    return root || !station ? root : said(station, "topic_root");
}

static void cannot_fill(struct loader *l, const struct section *s, const struct entry *at,
                        const char *missing, const char *source)
{
    if (strcmp(missing, "item") == 0)
        problem_entry(l, s, at,
                      "item is missing: what the source calls it; write e.g. item = good_count");
    else if (strcmp(missing, "room") == 0)
        problem_entry(l, s, at, "with its root and item a template of it becomes too long");
    else
        problem_entry(l, s, at, "[source %s] needs a root%s", source,
                      strcmp(missing, "level") == 0 ? " with more levels" : "");
}

/* ---- signals ---- */

struct giving {
    struct loader *l;
    struct section *signal;
    const struct section *source;
    const struct entry *entry; /* source = … */
    const char *root, *item;
    bool failed;
};

/* The source's template `from` as the signal's entry `key`. */
static void give_filled(struct giving *g, const char *key, const char *from)
{
    char out[SOURCE_TOPIC_SIZE + SOURCE_ITEM_SIZE];
    const char *template = said(g->source, from);
    struct filling f = {.root = g->root, .item = g->item, .out = out, .size = sizeof out};
    if (!template || section_entry(g->signal, key))
        return;
    const char *missing = fill_template(template, strlen(template), &f);
    if (missing && !g->failed)
        cannot_fill(g->l, g->signal, g->entry, missing, g->source->name);
    g->failed = g->failed || missing;
    if (!missing)
        give(g->l, g->signal, key, out, g->entry->origin);
}

static void give_as_is(struct giving *g, const char *key, const char *value)
{
    if (value)
        give(g->l, g->signal, key, value, g->entry->origin);
}

static void give_json(struct giving *g, const char *format, const char *prefix)
{
    char pointer[32];
    if (!format || strcmp(format, "json") != 0)
        return;
    (void)text_format(pointer, sizeof pointer, "%spointer", prefix);
    give_filled(g, "pointer", pointer);
    if (prefix[0])
        return;
    give_filled(g, "time", "time");
    give_filled(g, "quality", "quality");
    if (said(g->signal, "time"))
        give_as_is(g, "time_unit", said(g->source, "time_unit"));
}

static void give_plain(struct giving *g)
{
    const char *format = said(g->source, "format");
    const char *topic = said(g->source, "topic");
    if (!topic && !section_entry(g->signal, "topic")) {
        problem_entry(g->l, g->signal, g->entry, "[source %s] has no topic", g->source->name);
        return;
    }
    if (topic && strchr(topic, ','))
        problem_entry(g->l, g->signal, g->entry,
                      "[source %s] has several topics, which only formats with items can have",
                      g->source->name);
    give_filled(g, "topic", "topic");
    give_as_is(g, "format", format);
    give_json(g, said(g->signal, "format"), "");
}

static bool per_item(const char *topic)
{
    return topic && strstr(topic, "{item}");
}

/* Formats with items: the source is subscribed to, the signal only names its item; unless each has
 * a topic of its own, whose messages then hold that one (or more of them, by `pointer`). */
static void give_item(struct giving *g, const char *format)
{
    if (per_item(said(g->source, "topic"))) {
        give_filled(g, "topic", "topic");
        give_as_is(g, "format", format);
        return;
    }
    static const char *const own[] = {"topic", "format", NULL};
    for (const char *const *key = own; *key; key++) {
        const struct entry *e = section_entry(g->signal, *key);
        if (e)
            problem_entry(g->l, g->signal, e, "is [source %s]'s to say; remove it",
                          g->source->name);
    }
    if (!g->item && strcmp(format, "envelope") != 0) /* where none means the whole */
        cannot_fill(g->l, g->signal, g->entry, "item", g->source->name);
    give_as_is(g, "item", g->item);
    give_as_is(g, "format", format);
}

static bool counts(enum signal_role role)
{
    return role == ROLE_TOTAL || role == ROLE_GOOD || role == ROLE_SCRAP || role == ROLE_REWORK;
}

static void take_source(struct loader *l, struct section *s, const struct entry *entry)
{
    const struct section *source = section_find(l, kind_find("source", true), entry->value);
    const char *role_word = said(s, "role");
    int role =
        role_word ? word_find(&words_signal_role, role_word, strlen(role_word)) : (int)ROLE_SENSOR;
    if (!source) {
        no_such(l, s, entry, "source", entry->value);
        return;
    }
    if (role < 0)
        return; /* said when it is read */
    const char *word = word_name(&words_signal_role, role), *item = said(s, "item");
    const char *format = said(source, "format");
    char map[32];
    int known = format ? word_find(&words_decode_format, format, strlen(format)) : FORMAT_RAW;
    struct giving g = {.l = l,
                       .signal = s,
                       .source = source,
                       .entry = entry,
                       .root = root_of(l, source),
                       .item = item ? item : said(source, word)};
    if (role == ROLE_ALIVE && !g.item && said(source, "alive_topic")) {
        give_filled(&g, "topic", "alive_topic");
        give_as_is(&g, "format", said(source, "alive_format"));
        give_json(&g, said(s, "format"), "alive_");
    } else if (known >= 0 && format_has_items((enum decode_format)known)) {
        give_item(&g, format);
    } else {
        give_plain(&g);
    }
    (void)text_format(map, sizeof map, "%s_map", word);
    give_as_is(&g, "map", said(source, map));
    if (counts((enum signal_role)role))
        give_as_is(&g, "counter", said(source, "counter"));
}

void sources_inherit(struct loader *l)
{
    for (each_section(l, kind_find("source", true), s))
        take_preset(l, s, 0);
    for (each_section(l, kind_find("signal", true), s)) {
        const struct entry *source = section_entry(s, "source"), *item = section_entry(s, "item");
        if (source && source->value[0])
            take_source(l, s, source);
        else if (item)
            problem_entry(l, s, item,
                          "means nothing without source; remove it, or write source = "
                          "NAME of a [source NAME]");
    }
}

/* ---- afterwards ---- */

/* GROUP/NODE or GROUP/NODE/DEVICE */
static bool is_node(const char *root)
{
    size_t length;
    return root && root[0] != '\0' && root_level(root, 2, &length) && length > 0 &&
           !root_level(root, 4, &length);
}

static void make_filters(struct loader *l, const struct section *s, struct source_conf *source)
{
    const struct entry *entry = section_entry(s, "topic");
    const char *at = source->topic, *piece, *root = root_of(l, s);
    size_t length;
    while (entry && piece_next(&at, ',', &piece, &length)) {
        if (source->filters == SOURCE_FILTERS_MAX) {
            problem_entry(l, s, entry, "more than %d filters", SOURCE_FILTERS_MAX);
            return;
        }
        char *out = source->filter[source->filters];
        struct filling f = {.root = root, .out = out, .size = SOURCE_TOPIC_SIZE};
        const char *missing = fill_template(piece, length, &f);
        if (missing && strcmp(missing, "level") == 0)
            continue; /* of a root that is shorter: a node without a device */
        if (missing)
            problem_section(l, s, "%s",
                            strcmp(missing, "room") == 0
                                ? "topic: too long with its root"
                                : "root is missing; write e.g. root = plant/press3");
        else if (!filter_valid(out))
            problem_entry(l, s, entry, "'%s' is no topic filter", out);
        else
            source->filters++;
    }
    if (source->format == FORMAT_SPARKPLUG && !is_node(root))
        problem_section(l, s,
                        "root names no edge node; write root = GROUP/NODE for its own "
                        "metrics, GROUP/NODE/DEVICE for those of a device");
    if (source->filters == 0 && !entry)
        problem_section(l, s, "topic is missing; write e.g. topic = {root}/#");
}

static void make_zone(struct loader *l, const struct section *s, struct source_conf *source)
{
    struct cause why;
    struct zone *zone;
    source->zone = &l->config->zone;
    if (!source->zone_name[0] || !(zone = arena_alloc(l->arena, sizeof *zone)))
        return;
    if (zone_load(source->zone_name, zone, &why) != 0)
        problem_entry(l, s, section_entry(s, "zone"), "%s", why.text);
    source->zone = zone;
}

void resolve_sources(struct loader *l)
{
    for (each_section(l, kind_find("source", true), s)) {
        struct source_conf *source = s->item;
        if (!source)
            continue;
        make_zone(l, s, source);
        if (format_has_items(source->format) && !per_item(source->topic))
            make_filters(l, s, source);
    }
    for (each_section(l, kind_find("signal", true), s)) {
        struct signal_conf *signal = s->item;
        if (!signal)
            continue;
        signal->source = -1;
        for (size_t i = 0; i < l->config->sources; i++)
            if (strcmp(l->config->source[i].name, signal->source_name) == 0)
                signal->source = (int)i;
        const struct entry *format = section_entry(s, "format");
        if (signal->source < 0 && format_has_items(signal->format) && !section_entry(s, "source"))
            problem_entry(l, s, format, "needs source = NAME of a [source NAME]");
    }
}
