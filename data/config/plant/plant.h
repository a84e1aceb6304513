/* SPDX-License-Identifier: MIT */
/* What the files of this folder do for load.c and for each other. */
#ifndef DATA_CONFIG_PLANT_PLANT_H
#define DATA_CONFIG_PLANT_PLANT_H

#include "data/config/load.h"

/* The shipped reasons as the layer below all others; and away again with [entry] shipped = no. */
void shipped_load(struct loader *l);
void shipped_drop(struct loader *l);

/* Whether a section of a tree goes because what it is below is retired. One that the same layer or
 * a later one has written is complained about. */
bool below_retired(struct loader *l, const struct section *s);

void resolve_reasons(struct loader *l);
void resolve_scrap_reasons(struct loader *l);
void resolve_modes(struct loader *l);
void resolve_changeovers(struct loader *l);
void resolve_jobs(struct loader *l);
void resolve_money(struct loader *l);
void resolve_sparkplug(struct loader *l, const struct section *section); /* NULL: none */

/* What is chosen by a key: its place, given or 0, and the section it comes from (NULL: none). */
struct placed {
    const struct section *section;
    int *place;
    const void *item;
};
/* Give those without a place the next that is free, and put the list into their order (those that
 * get none at the end). Returns how many got none. Two that want the same one are complained about.
 */
size_t places_give(struct loader *l, struct placed *list, size_t count);

/* The names in a list of products. */
void check_products(struct loader *l, const struct section *s, const char *key, const char *list);
void check_product(struct loader *l, const struct section *s, const char *key, const char *name);
/* What people call it: the id when nobody says otherwise. */
void default_title(char *title, size_t size, const char *name);

/* Jobs while they are gathered; what is beyond `capacity` is counted. */
struct job_list {
    struct job_conf *job;
    size_t count, capacity, dropped;
};
/* Put the rows of a comma-separated text behind those. */
void job_list_read(struct loader *l, const char *file, const char *text, size_t length,
                   struct job_list *out);

/* layouts/reasons-default.ini, line by line, ends with NULL. */
extern const char *const config_default_reasons[];

#endif
