/* SPDX-License-Identifier: MIT */
/* The kinds of sections, each one table of fields (design.md §8). */
#ifndef DATA_CONFIG_SCHEMA_H
#define DATA_CONFIG_SCHEMA_H

#include "data/config/config.h"
#include "data/config/field.h"

/* Where a kind's items are. SINGLE: fields lie in struct config itself. LIST: an array that load
 * makes. */
enum kind_storage { KIND_SINGLE, KIND_LIST };

struct section_kind {
    const char *word; /* "signal" */
    const char *what; /* stands for the name in messages: "[signal NAME]"; NULL: takes no name */
    const struct field *field;
    size_t fields;
    const struct field *name;      /* named kinds: how the section's name is checked and kept */
    size_t item_size, list, count; /* LIST: offsets of pointer and number in struct config */
    size_t origin;                 /* LIST: offset of struct config_origin in an item */
    size_t max;                    /* sections of this kind that are not retired */
    enum kind_storage storage;
    bool free_keys; /* [map]: any key; field[0] describes it */
    bool sparse;    /* figures do not depend on an item whose values are the defaults */
    bool tree;      /* what is below a retired item is retired */
    const char *help;
};

extern const struct section_kind section_kinds[];
extern const size_t section_kind_count;

/* The kind of `[word]` or `[word name]`; NULL: none. */
const struct section_kind *kind_find(const char *word, bool named);
const struct field *kind_field(const struct section_kind *kind, const char *key);

/* "site, line, station, …" */
const char *kind_words(char *out, size_t size);

/* The nearest valid word, or NULL. */
const char *kind_nearest(const char *word);
const char *kind_key_nearest(const struct section_kind *kind, const char *key);

#endif
