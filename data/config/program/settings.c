/* SPDX-License-Identifier: MIT */
/* Files by data/config/ini.c, values by field.c, keys by the caller's tables. A section is a part:
 * where its struct is, and where each of its keys was said. Called by main() of andon-hub and
 * andon-gateway, before anything runs; the caller owns the structs that are filled. */
#include "data/config/program/settings.h"

#include "data/config/ini.h"
#include "data/config/paths.h"
#include "data/model/text.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PARTS_MAX 4096

struct settings_part {
    size_t kind;
    char name[CONFIG_ID_SIZE];
    void *item;
    struct config_origin origin, given[SETTINGS_FIELDS];
    int layer[SETTINGS_FIELDS]; /* which gave it last; -1: none */
};

void settings_problem(struct settings *s, const struct config_origin *at, const char *format, ...)
{
    char what[700], text[1000], clean[1000], number[16] = "";
    va_list args;
    if (s->problems++ >= SETTINGS_PROBLEMS)
        return;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (at->line > 0)
        (void)text_format(number, sizeof number, "%d:", at->line);
    (void)text_format(text, sizeof text, "%.250s:%s %s", at->file ? at->file : "configuration",
                      number, what);
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    fprintf(stderr, "%s\n", clean);
}
#define problem(s, n, ...) \
    settings_problem((s), &(struct config_origin){.file = (s)->file, .line = (n)}, __VA_ARGS__)

/* ---- sections ---- */

static struct settings_part *find(const struct settings *s, size_t kind, const char *name)
{
    for (size_t i = 0; i < s->parts; i++)
        if (s->part[i].kind == kind && strcmp(s->part[i].name, name) == 0)
            return &s->part[i];
    return NULL;
}

static struct settings_part *only_one(const struct settings *s, size_t kind)
{
    for (size_t i = 0; i < s->parts && s->kind[kind].most == 1; i++)
        if (s->part[i].kind == kind)
            return &s->part[i];
    return NULL;
}

static struct settings_part *begin(struct settings *s, size_t kind, const char *name, int line)
{
    const struct settings_kind *k = &s->kind[kind];
    const struct config_origin at = {.file = s->file, .line = line};
    size_t count = 0;
    struct cause why;
    for (size_t i = 0; i < s->parts; i++)
        count += s->part[i].kind == kind;
    void *item = count < k->most && s->parts < PARTS_MAX ? s->item(s->out, kind, name, &at) : NULL;
    if (!item) {
        problem(s, line, "[%s %.60s]: one too many; %zu may be", k->word, name, k->most);
        return NULL;
    }
    struct settings_part *part = &s->part[s->parts++];
    *part = (struct settings_part){.kind = kind, .item = item, .origin = at};
    (void)text_copy(part->name, sizeof part->name, name);
    for (size_t i = 0; i < k->fields && i < SETTINGS_FIELDS; i++) {
        part->layer[i] = -1;
        if (k->field[i].initial)
            (void)field_parse(&k->field[i], k->field[i].initial, item, &why);
    }
    return part;
}

static struct settings_part *named(struct settings *s, size_t kind, const char *name, int line)
{
    const struct settings_kind *k = &s->kind[kind];
    const size_t longest = k->longest ? k->longest : CONFIG_ID_SIZE - 1;
    struct settings_part *part = find(s, kind, name), *other = only_one(s, kind);
    if (part)
        return part;
    if (!name[0])
        problem(s, line, "[%s]: needs a name; write [%s %s]", k->word, k->word, k->example);
    else if (!text_is_id(name) || strlen(name) > longest)
        problem(s, line,
                "[%s %.60s]: a name is lower-case letters, digits, - _ and ., at most %zu of them",
                k->word, name, longest);
    else if (other)
        problem(s, line, "[%s %.60s]: a %s has one %s, and %s is another", k->word, name, s->whose,
                k->word, other->name);
    else
        return begin(s, kind, name, line);
    return NULL;
}

static void on_section(void *ctx, int line, const char *word, const char *name)
{
    struct settings *s = ctx;
    const char *names[16];
    struct cause why = {{0}};
    for (size_t i = 0; i < s->kinds && i < sizeof names / sizeof *names; i++)
        names[i] = s->kind[i].word;
    const struct words words = {names, s->kinds};
    int kind = word_find(&words, word, strlen(word));
    s->current = NULL;
    if (kind < 0) {
        words_advice(&words, word, &why);
        problem(s, line, "[%.60s]: no such kind of section in a %s's configuration: %s", word,
                s->whose, why.text);
    } else if (s->kind[kind].example) {
        s->current = named(s, (size_t)kind, name, line);
    } else if (name[0]) {
        problem(s, line, "[%s %.60s]: takes no name; write [%s]", word, name, word);
    } else {
        s->current = find(s, (size_t)kind, "");
    }
}

/* ---- entries ---- */

static void no_key(struct settings *s, int line, const char *key)
{
    const struct settings_kind *kind = &s->kind[s->current->kind];
    const char *names[SETTINGS_FIELDS];
    struct cause why = {{0}};
    for (size_t i = 0; i < kind->fields && i < SETTINGS_FIELDS; i++)
        names[i] = kind->field[i].key;
    const struct words keys = {names, kind->fields};
    words_advice(&keys, key, &why);
    problem(s, line, "[%s] %.60s: no such key: %s", kind->word, key, why.text);
}

static void on_entry(void *ctx, int line, const char *key, const char *value)
{
    struct settings *s = ctx;
    struct settings_part *part = s->current;
    struct cause why = {{0}};
    size_t i = 0;
    if (!part)
        return;
    const struct settings_kind *kind = &s->kind[part->kind];
    while (i < kind->fields && strcmp(kind->field[i].key, key) != 0)
        i++;
    if (i >= kind->fields || i >= SETTINGS_FIELDS) {
        no_key(s, line, key);
        return;
    }
    if (part->layer[i] == s->layer)
        problem(s, line, "[%s] %s: given twice; the other one is %s:%d", kind->word, key,
                part->given[i].file, part->given[i].line);
    else if (field_parse(&kind->field[i], value, part->item, &why) != 0)
        problem(s, line, "[%s] %s: %s", kind->word, key, why.text);
    part->layer[i] = s->layer;
    part->given[i] = (struct config_origin){.file = s->file, .line = line};
}

static void on_problem(void *ctx, int line, const char *what)
{
    struct settings *s = ctx;
    problem(s, line, "%s", what);
}

/* ---- files ---- */

static void read_file(struct settings *s, const char *path)
{
    const struct ini_sink sink = {s, on_section, on_entry, on_problem};
    struct cause why = {{0}};
    size_t length = 0;
    char *text = ini_read_file(path, &length, &why);
    char *own = s->paths < SETTINGS_FILES ? strdup(path) : NULL;
    s->file = own ? own : "configuration";
    s->current = NULL;
    if (own)
        s->path[s->paths++] = own;
    if (!own)
        problem(s, 0, "%s is one file too many: %d may be read", path, SETTINGS_FILES);
    else if (!text)
        problem(s, 0, "%s", why.text);
    else
        ini_parse_text(text, length, &sink);
    free(text);
}

static void read_path(struct settings *s, const char *path)
{
    struct stat is;
    struct dirent **list = NULL;
    s->file = path;
    if (stat(path, &is) == 0 && !S_ISDIR(is.st_mode)) {
        read_file(s, path);
        return;
    }
    int count = ini_files(path, &list);
    if (count < 0)
        problem(s, 0, "cannot be read: %s", strerror(errno));
    else if (count == 0)
        problem(s, 0, "holds no *.ini file");
    for (int i = 0; i < count; i++) {
        char file[PATH_MAX];
        struct cause why;
        if (paths_join(file, sizeof file, path, list[i]->d_name, &why) == 0)
            read_file(s, file);
        free(list[i]);
    }
    free(list);
}

static void check_required(struct settings *s, const struct settings_part *part)
{
    const struct settings_kind *kind = &s->kind[part->kind];
    for (size_t i = 0; i < kind->fields && i < SETTINGS_FIELDS; i++) {
        const struct field *f = &kind->field[i];
        if ((f->flags & FIELD_REQUIRED) && !kind->elsewhere && part->layer[i] < 0)
            settings_problem(s, &part->origin, "[%s %s] %s: is missing; write e.g. %s = %s",
                             kind->word, part->name, f->key, f->key, f->example ? f->example : "…");
    }
}

void settings_read(struct settings *s, const char *const *path, int count)
{
    size_t room = 1; /* at least, for calloc */
    for (size_t k = 0; k < s->kinds; k++)
        room += s->kind[k].most;
    s->part = calloc(room, sizeof *s->part);
    if (!s->part) {
        problem(s, 0, "out of memory");
        return;
    }
    for (size_t k = 0; k < s->kinds; k++)
        if (!s->kind[k].example)
            (void)begin(s, k, "", 0);
    for (s->layer = 0; s->layer < count; s->layer++)
        read_path(s, path[s->layer]);
    for (size_t i = 0; i < s->parts; i++)
        check_required(s, &s->part[i]);
}

const struct config_origin *settings_origin(const struct settings *s, const void *item,
                                            const char *key)
{
    static const struct config_origin nowhere;
    size_t p = 0, i = 0;
    while (p < s->parts && s->part[p].item != item)
        p++;
    if (p == s->parts)
        return &nowhere;
    const struct settings_part *part = &s->part[p];
    const struct settings_kind *kind = &s->kind[part->kind];
    while (i < kind->fields && strcmp(kind->field[i].key, key) != 0)
        i++;
    bool given = i < kind->fields && i < SETTINGS_FIELDS && part->layer[i] >= 0;
    return given ? &part->given[i] : &part->origin;
}

int settings_end(struct settings *s)
{
    if (s->problems > SETTINGS_PROBLEMS)
        fprintf(stderr, "and %d more\n", s->problems - SETTINGS_PROBLEMS);
    while (s->paths > 0)
        free(s->path[--s->paths]);
    free(s->part);
    s->part = s->current = NULL;
    s->parts = 0;
    return s->problems == 0 ? 0 : -1;
}

void settings_dump(const struct settings_kind *kind, size_t kinds, FILE *out)
{
    for (size_t k = 0; k < kinds; k++) {
        const char *off = kind[k].optional ? "# " : "";
        fprintf(out, "%s# %s\n%s[%s%s%s]\n", k ? "\n" : "", kind[k].help, off, kind[k].word,
                kind[k].example ? " " : "", kind[k].example ? kind[k].example : "");
        for (size_t i = 0; i < kind[k].fields; i++) {
            const struct field *f = &kind[k].field[i];
            const bool live = !kind[k].optional && (f->initial || (f->flags & FIELD_REQUIRED));
            fprintf(out, "# %s\n%s%s = %s\n", f->help, live ? "" : "# ", f->key,
                    f->initial   ? f->initial
                    : f->example ? f->example
                                 : "");
        }
    }
}
