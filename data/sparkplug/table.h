/* SPDX-License-Identifier: MIT */
/* What a birth said of metrics: names, aliases, types; of an edge node's own or of one device's, so
 * that careless clients may use an alias twice. Pure; memory within a budget. */
#ifndef DATA_SPARKPLUG_TABLE_H
#define DATA_SPARKPLUG_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPB_METRIC_NAME_MAX 512 /* bytes; longer ones are not kept */

struct spb_budget {
    size_t used, max;
};

struct spb_known {
    uint64_t alias, mark; /* mark: of the value that came last */
    int64_t told_ms;      /* its metric's own time, TIME_NONE none */
    uint32_t type;
    uint32_t name; /* where in the table's text */
    bool has_alias;
    bool frozen; /* its own time stands still */
    bool shared; /* two metrics of this birth have the alias: it names neither */
};

struct spb_table {
    struct spb_known *known;
    size_t count, room;
    char *text;
    size_t used, text_room;
    uint32_t *slot; /* by name, then by alias: place + 1, 0 none */
    size_t slots;   /* of each */
};

void spb_table_clear(struct spb_table *table); /* keeps its memory */
void spb_table_free(struct spb_table *table, struct spb_budget *budget);

/* The entry of that name, made when there is none. NULL: the budget is spent, or no name. */
struct spb_known *spb_table_name(struct spb_table *table, const char *name,
                                 struct spb_budget *budget);
void spb_table_alias(struct spb_table *table, struct spb_known *known, uint64_t alias);
struct spb_known *spb_table_find(const struct spb_table *table, const char *name);
struct spb_known *spb_table_by_alias(const struct spb_table *table, uint64_t alias);

uint64_t spb_hash(const void *bytes, size_t length, uint64_t seed);

#endif
