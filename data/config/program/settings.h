/* SPDX-License-Identifier: MIT */
/* The configuration of a program that is no station (hub, gateway): *.ini files whose sections are
 * tables of fields, read as strictly and told in the same words as a station's. A later path wins.
 * Problems go to stderr, one a line, at most SETTINGS_PROBLEMS of them. */
#ifndef DATA_CONFIG_PROGRAM_SETTINGS_H
#define DATA_CONFIG_PROGRAM_SETTINGS_H

#include "data/config/field.h"
#include "data/config/origin.h"

#include <stdio.h>

#define SETTINGS_FIELDS   24 /* of a section */
#define SETTINGS_FILES    64
#define SETTINGS_PROBLEMS 50

/* A kind of section: [word] or [word NAME]. */
struct settings_kind {
    const char *word, *example; /* a name to show; NULL: it takes none */
    const char *help;
    const struct field *field;
    size_t fields;
    size_t most;    /* so many of them may be; 1: there is one, whatever its name */
    size_t longest; /* characters of a name; 0: as many as an id may have */
    bool optional;  /* a dump shows all of it as comments */
    bool elsewhere; /* what it requires may be said on the command line instead */
};

/* One section while it is read. */
struct settings_part;

/* Zeroed but for what the caller says: the first five. */
struct settings {
    const char *whose; /* "hub", for messages */
    const struct settings_kind *kind;
    size_t kinds;
    void *out;
    /* The struct of a section that is new, or NULL: there is no more room. `name` is an id, or ""
     * where the kind takes none; `at` lives until settings_end. */
    void *(*item)(void *out, size_t kind, const char *name, const struct config_origin *at);

    struct settings_part *part, *current; /* owned */
    size_t parts;
    const char *file;
    char *path[SETTINGS_FILES]; /* owned: origins point to them */
    int paths, layer, problems;
};

/* Read files, or directories of *.ini, into what `item` gives; kinds without a name get their
 * defaults though no file says them. Then what has to be said and was not is told. */
void settings_read(struct settings *s, const char *const *path, int count);

/* What the tables cannot say, found after settings_read. line 0: the file, or all of it. */
void settings_problem(struct settings *s, const struct config_origin *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Where the key of the section `item` was given, else where the section was. */
const struct config_origin *settings_origin(const struct settings *s, const void *item,
                                            const char *key);

/* Frees all; origins are void. 0, or -1 when there was a problem. */
int settings_end(struct settings *s);

/* Every key with its default, as INI. */
void settings_dump(const struct settings_kind *kind, size_t kinds, FILE *out);

#endif
