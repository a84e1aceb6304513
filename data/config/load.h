/* SPDX-License-Identifier: MIT */
/* Insides of config_load, for the files of data/config only.
 *
 * Flow: load.c reads each layer's files into sections of entries (a later layer replaces entries),
 * then fills the structs of every kind from them through the schema; resolve.c and rules.c look at
 * what one value means for another. Problems are noted on the way and sorted at the end. Texts and
 * structs live in the arena. */
#ifndef DATA_CONFIG_LOAD_H
#define DATA_CONFIG_LOAD_H

#include "data/config/config.h"
#include "data/config/schema.h"

/* Memory that a configuration owns, given back in one go. */
struct arena_block;
struct arena {
    struct arena_block *block; /* newest first */
    bool failed;               /* an allocation failed; what was made is still good */
};
void *arena_alloc(struct arena *arena, size_t size); /* zeroed; NULL: out of memory */
/* `old` of `old_size` bytes copied into a new piece of `size` bytes. The old piece stays. */
void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t size);
const char *arena_text(struct arena *arena, const char *text);
void arena_free(struct arena *arena);

#define PROBLEMS_MAX 200
#define RETIRED_MAX  1000 /* of each kind */

struct entry {
    struct entry *next;
    const char *key, *value;
    struct config_origin origin;
    int layer;
    bool bad;           /* its value was refused: nothing follows from it */
    const char *former; /* value of the layer before that this one replaced, or NULL */
    struct config_origin was;
    int former_layer;
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
    bool retired;
    void *item; /* what it fills; NULL: nothing */
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
    size_t kind_used[64]; /* sections of each kind */

    /* while reading */
    int layer;
    const char *file;
    const char *where; /* directory, for what stands in no file */
    bool shipped;
    bool unread;             /* a file or directory could not be: nothing is known to be missing */
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

/* Put one behind those that a report holds; it counts those beyond the limit. */
void report_add(struct config_report *report, const char *message);

/* The first section of this kind at or after `from`; NULL: none. */
struct section *section_next(struct section *from, const struct section_kind *kind);
/* … that is not retired. */
struct section *section_live(struct section *from, const struct section_kind *kind);
#define each_section(l, kind, s)                          \
    struct section *s = section_live((l)->section, kind); \
    s;                                                    \
    s = section_live(s->next, kind)
struct section *section_find(struct loader *l, const struct section_kind *kind, const char *name);
struct entry *section_entry(const struct section *section, const char *key);
/* … when there is one and its value was accepted. */
bool section_has(const struct section *section, const char *key);

/* A name for origins, fit to show. */
const char *load_source(struct loader *l, const char *name);

/* Read a text of a layer. */
void load_text(struct loader *l, const char *file, const char *text, size_t length);
/* Read the files of a directory as the next layer. */
void load_directory(struct loader *l, const char *directory);

/* Make structs of the sections of one kind. */
void build_kind(struct loader *l, const struct section_kind *kind);

/* What one value means for another. */
void resolve_config(struct loader *l);
void resolve_calendar(struct loader *l);
void resolve_lamps(struct loader *l);
void resolve_rules(struct loader *l);
void resolve_predictions(struct loader *l);

/* The whole of config_load behind the reading; frees what it does not return. */
struct config *load_finish(struct loader *l, struct config_report *report);
int load_begin(struct loader *l);

/* Load one text as the only layer: tests and fuzzing. */
struct config *config_load_text(const char *file, const char *text, size_t length,
                                struct config_report *report);

/* Why a name is not that of a live section: "there is no [lamp rad]; did you mean red?". */
void section_missing(struct loader *l, const char *word, const char *name, struct cause *why);
/* Complain about an entry that names a section that is not there. */
void no_such(struct loader *l, const struct section *section, const struct entry *entry,
             const char *word, const char *name);

/* Make config.kpi and config.digest. */
void kpi_make(struct config *config, struct arena *arena);

/* layouts/rules-default.ini, line by line, ends with NULL. */
extern const char *const config_default_rules[];

#endif
