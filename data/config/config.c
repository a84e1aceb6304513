/* SPDX-License-Identifier: MIT */
/* Questions to a loaded configuration, whether a running daemon can go over to another one, and
 * giving it back. Called by everybody. */
#include "data/config/config.h"

#include "data/config/load.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

void config_free(struct config **config)
{
    if (!*config)
        return;
    struct arena *arena = (*config)->memory;
    arena_free(arena); /* the configuration itself lies in it */
    free(arena);
    *config = NULL;
}

bool config_path(const struct config *config, char *out, size_t size)
{
    return text_format(out, size, "%s/%s/%s/%s/%s", config->enterprise, config->site, config->area,
                       config->line, config->station);
}

bool config_topic(const struct config *config, const char *leaf, char *out, size_t size)
{
    char path[5 * CONFIG_ID_SIZE];
    return config_path(config, path, sizeof path) &&
           text_format(out, size, "andon/v1/%s/%s", path, leaf);
}

bool config_neighbour(const struct config *config, int which, const char *leaf, char *out,
                      size_t size)
{
    const char *name = which == 0 ? config->before : config->after;
    char path[5 * CONFIG_ID_SIZE];
    bool fits = strchr(name, '/') != NULL
                    ? text_copy(path, sizeof path, name)
                    : text_format(path, sizeof path, "%s/%s/%s/%s/%s", config->enterprise,
                                  config->site, config->area, config->line, name);
    out[0] = '\0';
    if (name[0] == '\0' || !fits)
        return false;
    return leaf != NULL ? text_format(out, size, "andon/v1/%s/%s", path, leaf)
                        : text_copy(out, size, path);
}

/* Index of `name` in a list whose items begin with their name, -1 none. */
static int index_of(const void *list, size_t count, size_t size, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp((const char *)list + i * size, name) == 0)
            return (int)i;
    }
    return -1;
}

int config_signal_index(const struct config *config, const char *name)
{
    return index_of(config->signal, config->signals, sizeof *config->signal, name);
}

int config_reason_index(const struct config *config, const char *name)
{
    return index_of(config->reason, config->reasons, sizeof *config->reason, name);
}

int config_scrap_reason_index(const struct config *config, const char *name)
{
    return index_of(config->scrap_reason, config->scrap_reasons, sizeof *config->scrap_reason,
                    name);
}

int config_mode_index(const struct config *config, const char *name)
{
    return index_of(config->mode, config->modes, sizeof *config->mode, name);
}

int config_call_index(const struct config *config, const char *name)
{
    return index_of(config->call, config->calls, sizeof *config->call, name);
}

const struct product_conf *config_product(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->products; i++) {
        if (strcmp(config->product_list[i].name, name) == 0)
            return &config->product_list[i];
    }
    return NULL;
}

const struct retired_conf *config_retired(const struct config *config, const char *kind,
                                          const char *name)
{
    for (size_t i = 0; i < config->retireds; i++) {
        const struct retired_conf *retired = &config->retired[i];
        if (strcmp(retired->kind, kind) == 0 && strcmp(retired->name, name) == 0)
            return retired;
    }
    return NULL;
}

/* ---- going over to another configuration: which changes a daemon cannot follow (the broker, who
 * the station is, the tower and its lines), and which ids come back that were retired. All else it
 * follows: signals and their topics, maps, products, shifts, rules, targets. ---- */

#define REMEDY "needs a restart: systemctl restart andond"

/* Where a message points: at the wanted entry, else its section, else what was there before. */
struct place {
    const struct section *running, *wanted;
};

static const struct section *find(const struct config *config, const struct section_kind *kind,
                                  const char *name)
{
    const struct section *s = config->section;
    while (s && (s->kind != kind || s->retired || strcmp(s->name, name) != 0))
        s = s->next;
    return s;
}

static struct config_origin origin_of(const struct place *place, const char *key)
{
    const struct section *sections[] = {place->wanted, place->running};
    for (size_t i = 0; i < 2; i++) {
        const struct entry *entry = key ? section_entry(sections[i], key) : NULL;
        if (entry)
            return entry->origin;
        if (sections[i])
            return sections[i]->origin;
    }
    return (struct config_origin){.file = "configuration"};
}

/* Two kinds may fill the same member ([site] and [line] area): a change is told where it was made.
 */
static bool written_otherwise(const struct place *place, const char *key)
{
    const struct entry *old = section_entry(place->running, key);
    const struct entry *new = section_entry(place->wanted, key);
    return old && new ? strcmp(old->value, new->value) != 0 : old || new;
}

static void refuse(struct config_report *report, struct config_origin origin, const char *what)
{
    char text[sizeof *report->message];
    char line[16] = "";
    if (origin.line > 0)
        (void)text_format(line, sizeof line, ":%d", origin.line);
    (void)text_format(text, sizeof text, "%.200s%s: %s", origin.file, line, what);
    report_add(report, text);
}

static const char *shown(const char *value)
{
    return value[0] ? value : "nothing";
}

struct pair {
    const void *running, *wanted; /* items of the kind */
};

static void compare_fields(const struct section_kind *kind, const char *name, struct pair item,
                           const struct place *place, struct config_report *report)
{
    for (size_t i = 0; i < kind->fields; i++) {
        const struct field *field = &kind->field[i];
        char was[300];
        char is[300];
        char text[400];
        if (!(field->flags & FIELD_RESTART) || !written_otherwise(place, field->key))
            continue;
        field_print(field, item.running, was, sizeof was);
        field_print(field, item.wanted, is, sizeof is);
        if (strcmp(was, is) == 0)
            continue;
        (void)text_format(text, sizeof text, "[%s%s%s] %s: %.60s runs, %.60s is wanted; " REMEDY,
                          kind->word, name[0] ? " " : "", name, field->key, shown(was), shown(is));
        refuse(report, origin_of(place, field->key), text);
    }
}

static bool follows(const struct section_kind *kind)
{
    for (size_t i = 0; i < kind->fields; i++) {
        if (kind->field[i].flags & FIELD_RESTART)
            return false;
    }
    return true;
}

static size_t items_of(const struct config *config, const struct section_kind *kind,
                       const char **items)
{
    size_t count;
    memcpy(items, (const char *)config + kind->list, sizeof *items);
    memcpy(&count, (const char *)config + kind->count, sizeof count);
    return count;
}

static const char *item_name(const struct section_kind *kind, const void *item)
{
    return (const char *)item + kind->name->offset;
}

/* What one of them has and the other has not. */
static void compare_names(const struct section_kind *kind, const struct config *have,
                          const struct config *lack, const char *what, struct config_report *report)
{
    const char *items;
    size_t count = items_of(have, kind, &items);
    for (size_t i = 0; i < count; i++) {
        const char *name = item_name(kind, items + i * kind->item_size);
        const struct place place = {.wanted = find(have, kind, name)};
        char text[300];
        if (find(lack, kind, name))
            continue;
        (void)text_format(text, sizeof text, "[%s %s] %s; " REMEDY, kind->word, name, what);
        refuse(report, origin_of(&place, NULL), text);
    }
}

static void compare_list(const struct section_kind *kind, const struct config *running,
                         const struct config *wanted, struct config_report *report)
{
    const char *old;
    const char *new;
    size_t olds = items_of(running, kind, &old);
    size_t news = items_of(wanted, kind, &new);
    size_t before = report->count + report->dropped;
    compare_names(kind, running, wanted, "is gone", report);
    compare_names(kind, wanted, running, "is new", report);
    if (olds != news || report->count + report->dropped != before)
        return;
    for (size_t i = 0; i < news; i++) {
        struct pair item = {old + i * kind->item_size, new + i * kind->item_size};
        const char *name = item_name(kind, item.wanted);
        const struct place place = {find(running, kind, name), find(wanted, kind, name)};
        if (strcmp(name, item_name(kind, item.running)) != 0) {
            char text[300];
            (void)text_format(text, sizeof text, "[%s %s] has another place in the order; " REMEDY,
                              kind->word, name);
            refuse(report, origin_of(&place, NULL), text);
            return;
        }
        compare_fields(kind, name, item, &place, report);
    }
}

static void compare_retired(const struct config *running, const struct config *wanted,
                            struct config_report *report)
{
    for (size_t i = 0; i < running->retireds; i++) {
        const struct retired_conf *old = &running->retired[i];
        const struct section *again = find(wanted, kind_find(old->kind, true), old->name);
        char text[400];
        if (!again || again->shipped)
            continue; /* a shipped one means what it meant before */
        (void)text_format(text, sizeof text,
                          "[%s %s] was retired (%.200s:%d), and an id is never used again; choose "
                          "another one",
                          old->kind, old->name, old->origin.file, old->origin.line);
        refuse(report, again->origin, text);
    }
}

size_t config_reload_refusals(const struct config *running, const struct config *wanted,
                              struct config_report *report)
{
    size_t before = report->count + report->dropped;
    for (size_t i = 0; i < section_kind_count; i++) {
        const struct section_kind *kind = &section_kinds[i];
        const struct place place = {find(running, kind, ""), find(wanted, kind, "")};
        if (follows(kind))
            continue;
        if (kind->storage == KIND_LIST)
            compare_list(kind, running, wanted, report);
        else
            compare_fields(kind, "", (struct pair){running, wanted}, &place, report);
    }
    compare_retired(running, wanted, report);
    return report->count + report->dropped - before;
}
