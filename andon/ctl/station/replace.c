/* SPDX-License-Identifier: MIT */
/* See replace.h. Signals are told apart by their roles, since a station has one total whatever it
 * is called; sensors by their names. Called by andon/ctl/discover/follow.c. */
#include "andon/ctl/station/replace.h"

#include "data/config/ini.h"
#include "data/model/text.h"

#include <stdbool.h>
#include <string.h>

#define SECTION 200
#define ROOT    "{root}"

const char *const replace_deeds[REPLACE_DEEDS] = {"same", "changed", "new", "stays", "retired"};

/* ---- reading --------------------------------------------------------------------------------- */

struct reading {
    json_t *sections, *keys; /* keys: borrowed, of the section that is read */
    struct cause *why;
    bool failed;
};

static void on_section(void *ctx, int line, const char *kind, const char *name)
{
    struct reading *r = ctx;
    char section[SECTION];
    (void)line;
    (void)text_format(section, sizeof section, "%s%s%s", kind, name[0] != '\0' ? " " : "", name);
    r->keys = json_object_get(r->sections, section);
    if (r->keys == NULL && json_object_set_new(r->sections, section, json_object()) == 0)
        r->keys = json_object_get(r->sections, section);
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct reading *r = ctx;
    (void)line;
    if (r->keys != NULL)
        (void)json_object_set_new(r->keys, key, json_string(value));
}

static void on_problem(void *ctx, int line, const char *what)
{
    struct reading *r = ctx;
    if (!r->failed)
        (void)cause_set(r->why, -1, "line %d: %s", line, what);
    r->failed = true;
}

int replace_read(json_t *sections, const char *text, size_t length, struct cause *why)
{
    struct reading r = {.sections = sections, .why = why};
    const struct ini_sink sink = {&r, on_section, on_entry, on_problem};
    ini_parse_text(text, length, &sink);
    return r.failed ? -1 : 0;
}

/* ---- what is said of a signal ---------------------------------------------------------------- */

static const char *value_of(const json_t *keys, const char *key)
{
    const char *text = json_string_value(json_object_get(keys, key));
    return text != NULL ? text : "";
}

static const char *role_of(const json_t *keys)
{
    const char *role = value_of(keys, "role");
    return role[0] != '\0' ? role : "sensor";
}

static bool is_sensor(const json_t *keys)
{
    return strcmp(role_of(keys), "sensor") == 0;
}

/* "signal total": "total"; NULL: another kind. */
static const char *name_of(const char *section, const char *kind)
{
    size_t n = strlen(kind);
    return strncmp(section, kind, n) == 0 && section[n] == ' ' ? section + n + 1 : NULL;
}

/* Where it is heard, with {root} as the station has it. */
static void say_where(const json_t *sections, const json_t *keys, char *out, size_t size)
{
    const char *source = value_of(keys, "source"), *topic = value_of(keys, "topic");
    const char *then = value_of(keys, source[0] != '\0' ? "item" : "pointer");
    const char *root = "", *first = topic;
    char section[SECTION];
    if (source[0] != '\0') {
        (void)text_format(section, sizeof section, "source %s", source);
        first = value_of(json_object_get(sections, section), "root");
        first = first[0] != '\0' ? first : source;
    } else if (strncmp(topic, ROOT, strlen(ROOT)) == 0) {
        root = value_of(json_object_get(sections, "station"), "topic_root");
        first = topic + strlen(ROOT);
    }
    (void)text_format(out, size, "%s%s%s%s", root, first, then[0] != '\0' ? " " : "", then);
}

/* Keys that say where and how a machine is heard. The others of a signal are the plant's. */
static const char *const places[] = {"topic", "source",  "item",      "format", "pointer", "level",
                                     "time",  "quality", "time_unit", "scale",  "offset",  "above",
                                     "below", "counter", "modulus",   "guard",  "retired"};
#define PLACES (sizeof places / sizeof *places)

static bool is_same(const json_t *was, const json_t *is)
{
    for (size_t i = 0; i < PLACES; i++)
        if (strcmp(value_of(was, places[i]), value_of(is, places[i])) != 0)
            return false;
    return true;
}

/* Whether a text speaks of an id, as a word of it. */
static bool speaks_of(const char *text, const char *id)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t n = strlen(id);
    for (const char *p = strstr(text, id); p != NULL; p = strstr(p + 1, id)) {
        bool before = p > text && strchr(letters, p[-1]) != NULL;
        bool behind = p[n] != '\0' && strchr(letters, p[n]) != NULL;
        if (!before && !behind)
            return true;
    }
    return false;
}

/* The section that needs a signal, in whatever condition or formula; NULL: none. Rather one too
 * many is kept than an alert lost, so every value counts but those that are words for people. */
static const char *needed_by(json_t *was, const char *signal)
{
    const char *section, *key;
    json_t *keys, *value;
    json_object_foreach(was, section, keys)
    {
        if (name_of(section, "signal") != NULL || name_of(section, "map") != NULL ||
            name_of(section, "source") != NULL)
            continue;
        json_object_foreach(keys, key, value)
        {
            bool words = strncmp(key, "title", 5) == 0 || strcmp(key, "note") == 0;
            if (!words && json_is_string(value) && speaks_of(json_string_value(value), signal))
                return section;
        }
    }
    return NULL;
}

/* ---- the patch ------------------------------------------------------------------------------- */

struct replacing {
    json_t *was, *is; /* read only */
    const json_t *heard;
    json_t *patch, *rows, *taken; /* taken: sections of `was` that have a new one */
};

static json_t *keys_in(json_t *patch, const char *section)
{
    json_t *keys = json_object_get(patch, section);
    if (keys == NULL && json_object_set_new(patch, section, json_object()) == 0)
        keys = json_object_get(patch, section);
    return keys;
}

static void add_row(struct replacing *r, const char *name, const json_t *was, const json_t *is,
                    enum replace_deed deed, const char *by)
{
    char from[320] = "", to[320] = "";
    say_where(r->was, was, from, sizeof from);
    say_where(r->is, is, to, sizeof to);
    if (deed == REPLACE_SAME && strcmp(from, to) != 0)
        deed = REPLACE_CHANGED; /* by the root alone */
    (void)json_array_append_new(r->rows, json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "signal", name,
                                                   "role", role_of(is != NULL ? is : was), "was",
                                                   from, "is", to, "deed", replace_deeds[deed],
                                                   "for", by != NULL ? by : ""));
}

/* The old signal that a new one takes the place of: that of its name and role, else the first of
 * its role. NULL: none. */
static const char *place_of(const struct replacing *r, const char *section, const json_t *is)
{
    const char *old, *found = NULL;
    json_t *keys;
    json_object_foreach(r->was, old, keys)
    {
        if (name_of(old, "signal") == NULL || json_object_get(r->taken, old) != NULL ||
            strcmp(role_of(keys), role_of(is)) != 0)
            continue;
        if (strcmp(old, section) == 0)
            return old;
        if (found == NULL && !is_sensor(is))
            found = old;
    }
    return found;
}

/* Words that the plant's map knows already mean what it says. Of the others those that were heard
 * are added; all that are usual only where there was no map. */
static const char *patch_map(struct replacing *r, const char *was, const char *is)
{
    char old[SECTION], section[SECTION], quoted[SECTION];
    const char *word;
    json_t *means;
    (void)text_format(section, sizeof section, "map %s", is);
    (void)text_format(old, sizeof old, "map %s", was[0] != '\0' ? was : is);
    const json_t *known = json_object_get(r->was, old);
    json_object_foreach(json_object_get(r->is, section), word, means)
    {
        size_t n = strlen(word);
        bool quotes =
            strpbrk(word, ":=;#[") != NULL || word[0] == ' ' || word[n > 0 ? n - 1 : 0] == ' ';
        bool said = known == NULL || json_object_get(r->heard, word) != NULL;
        if (json_object_get(known, word) != NULL || !said ||
            !text_format(quoted, sizeof quoted, quotes ? "\"%s\"" : "%s", word))
            continue;
        (void)json_object_set(keys_in(r->patch, old), quoted, means);
    }
    return was[0] != '\0' ? was : is;
}

static void patch_signal(struct replacing *r, const char *section, json_t *is)
{
    const char *old = place_of(r, section, is);
    const json_t *was = old != NULL ? json_object_get(r->was, old) : NULL;
    const char *map = value_of(is, "map"), *key;
    char free_name[SECTION];
    json_t *value;
    (void)text_copy(free_name, sizeof free_name, old != NULL ? old : section);
    for (int i = 2; old == NULL && json_object_get(r->was, free_name) != NULL && i < 100; i++)
        (void)text_format(free_name, sizeof free_name, "%s%d", section, i); /* of another role */
    const char *name = name_of(free_name, "signal");
    if (old != NULL)
        (void)json_object_set_new(r->taken, old, json_true());
    const char *mapped = map[0] != '\0' ? patch_map(r, value_of(was, "map"), map) : "";
    if (was != NULL && is_same(was, is)) {
        add_row(r, name, was, is, REPLACE_SAME, NULL);
        return;
    }
    json_t *keys = keys_in(r->patch, free_name);
    for (size_t i = 0; i < PLACES; i++)
        if (json_object_get(was, places[i]) != NULL)
            (void)json_object_set_new(keys, places[i], json_null());
    json_object_foreach(is, key, value)
    {
        bool ours = strcmp(key, "role") == 0 || strcmp(key, "max_age") == 0;
        if (strcmp(key, "map") == 0 || (ours && json_object_get(was, key) != NULL))
            continue;
        (void)json_object_set(keys, key, value);
    }
    if (mapped[0] != '\0' && strcmp(value_of(was, "map"), mapped) != 0)
        (void)json_object_set_new(keys, "map", json_string(mapped));
    add_row(r, name, was, is, was != NULL ? REPLACE_CHANGED : REPLACE_NEW, NULL);
}

/* The new machine has what it stands in, though nothing was said there yet: a fault that nobody
 * had so far. */
static bool has_place(const struct replacing *r, const json_t *was)
{
    const char *topic = value_of(was, "topic"), *section;
    json_t *keys;
    if (strncmp(topic, ROOT, strlen(ROOT)) != 0)
        return false;
    json_object_foreach(r->is, section, keys)
    {
        if (name_of(section, "signal") != NULL && strcmp(value_of(keys, "topic"), topic) == 0)
            return true;
    }
    return false;
}

/* Those that were not found at the new machine. */
static void patch_left(struct replacing *r)
{
    const char *section;
    json_t *keys;
    json_object_foreach(r->was, section, keys)
    {
        const char *name = name_of(section, "signal");
        if (name == NULL || json_object_get(r->taken, section) != NULL ||
            value_of(keys, "retired")[0] == 'y')
            continue;
        const char *by = needed_by(r->was, name);
        bool stays = by != NULL || has_place(r, keys);
        if (!stays)
            (void)json_object_set_new(keys_in(r->patch, section), "retired", json_string("yes"));
        add_row(r, name, keys, NULL, stays ? REPLACE_STAYS : REPLACE_RETIRED, by);
    }
}

static void patch_source(struct replacing *r, const char *section, json_t *is)
{
    const char *key;
    json_t *value, *was = json_object_get(r->was, section);
    json_object_foreach(was, key, value)
    {
        if (json_object_get(is, key) == NULL && strcmp(key, "title") != 0)
            (void)json_object_set_new(keys_in(r->patch, section), key, json_null());
    }
    json_object_foreach(is, key, value)
    {
        if (!json_equal(value, json_object_get(was, key)))
            (void)json_object_set(keys_in(r->patch, section), key, value);
    }
}

/* Where its topics are. A cycle that somebody confirmed stays: only a person knows whether it is
 * the same machine again. */
static void patch_station(struct replacing *r)
{
    json_t *was = json_object_get(r->was, "station"), *is = json_object_get(r->is, "station");
    json_t *root = json_object_get(is, "topic_root"), *ideal = json_object_get(is, "ideal_cycle");
    if (root != NULL ? !json_equal(root, json_object_get(was, "topic_root"))
                     : json_object_get(was, "topic_root") != NULL)
        (void)json_object_set(keys_in(r->patch, "station"), "topic_root",
                              root != NULL ? root : json_null());
    if (ideal != NULL && json_object_get(was, "ideal_cycle") == NULL)
        (void)json_object_set(keys_in(r->patch, "station"), "ideal_cycle", ideal);
}

json_t *replace_patch(json_t *was, json_t *is, const json_t *heard, json_t *rows)
{
    struct replacing r = {.was = was,
                          .is = is,
                          .heard = heard,
                          .rows = rows,
                          .patch = json_object(),
                          .taken = json_object()};
    const char *section;
    json_t *keys;
    if (r.patch == NULL || r.taken == NULL) {
        json_decref(r.patch);
        json_decref(r.taken);
        return NULL;
    }
    patch_station(&r);
    json_object_foreach(is, section, keys)
    {
        if (name_of(section, "source") != NULL)
            patch_source(&r, section, keys);
        else if (name_of(section, "signal") != NULL)
            patch_signal(&r, section, keys);
    }
    patch_left(&r);
    json_decref(r.taken);
    return r.patch;
}
