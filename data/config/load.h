/* SPDX-License-Identifier: MIT */
/* Insides of config_load, for the files of data/config only.
 *
 * Flow: load.c reads each layer's files into sections of entries (a later layer replaces entries),
 * then fills the structs of every kind from them through the schema; resolve.c and rules.c look at
 * what one value means for another. Problems are noted on the way and sorted at the end. Texts and
 * structs live in the arena. */
#ifndef DATA_CONFIG_LOAD_H
#define DATA_CONFIG_LOAD_H

#include "data/config/arena.h"
#include "data/config/config.h"
#include "data/config/schema.h"

#define PROBLEMS_MAX 200

struct entry {
    struct entry *next;
    const char *key, *value;
    struct config_origin origin;
    int layer;
};

struct section {
    struct section *next;
    const struct section_kind *kind;
    const char *name; /* "" of kinds without one */
    struct config_origin origin;
    int layer;    /* the last one that holds it */
    bool shipped; /* not from a file of the user */
    struct entry *entry, *entry_last;
    size_t entries;
    unsigned used_by; /* of a [map]: bits of the roles whose signals use it */
    void *item;       /* what it fills */
};

struct source {
    struct source *next;
    const char *name;
};

struct problem;
struct loader {
    struct arena *arena;
    struct config *config;
    struct source *source; /* files and directories, newest first */
    struct section *section, *section_last;
    size_t kind_used[32]; /* sections of each kind */

    /* while reading */
    int layer;
    const char *file;
    const char *where; /* directory, for what stands in no file */
    bool shipped;
    struct section *current; /* NULL: entries are left out */

    struct problem *problem, *problem_last; /* in the order they were found */
    size_t problems, dropped;
};

/* Note a problem: "file:line: [kind name] key = value: …". */
void problem_at(struct loader *l, struct config_origin origin, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void problem_section(struct loader *l, const struct section *section, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void problem_entry(struct loader *l, const struct section *section, const struct entry *entry,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Hand them over in the order of files and lines. */
void problems_report(struct loader *l, struct config_report *report);

/* The first section of this kind at or after `from`; NULL: none. */
struct section *section_next(struct section *from, const struct section_kind *kind);
struct section *section_find(struct loader *l, const struct section_kind *kind, const char *name);
struct entry *section_entry(const struct section *section, const char *key);

/* A name for origins, fit to show. */
const char *load_source(struct loader *l, const char *name);

/* Read a text of a layer. */
void load_text(struct loader *l, const char *file, const char *text, size_t length);
/* Read the files of a directory as the next layer. */
void load_directory(struct loader *l, const char *directory);

/* Make structs of the sections. */
void build_config(struct loader *l);
/* … of those of one kind that were read after `build_config` (the shipped rules). */
void build_kind(struct loader *l, const struct section_kind *kind);

/* What one value means for another. */
void resolve_config(struct loader *l);
void resolve_signals(struct loader *l);
void resolve_lamps(struct loader *l);
void resolve_rules(struct loader *l);

/* The whole of config_load behind the reading; frees what it does not return. */
struct config *load_finish(struct loader *l, struct config_report *report);
int load_begin(struct loader *l);

/* Load one text as the only layer: tests and fuzzing. */
struct config *config_load_text(const char *file, const char *text, size_t length,
                                struct config_report *report);

void config_digest(const struct config *config, char out[17]);

/* layouts/rules-default.ini, line by line, ends with NULL. */
extern const char *const config_default_rules[];

#endif
