/* SPDX-License-Identifier: MIT */
/* Numbers that the database has given to stations and epochs, so that it is asked once for each. A
 * hash table with open addressing; when it is three quarters full it forgets everything, which
 * costs a question each. */
#include "data/store/hub/inside.h"

#include <stdlib.h>
#include <string.h>

#define PLACES 65536
#define FULL   (PLACES / 4 * 3)

struct place {
    int64_t number;
    char name[];
};

struct hub_names {
    struct place *place[PLACES];
    int count;
};

struct hub_names *hub_names_new(void)
{
    return calloc(1, sizeof(struct hub_names));
}

void hub_names_forget(struct hub_names *names)
{
    for (int i = 0; i < PLACES; i++) {
        free(names->place[i]);
        names->place[i] = NULL;
    }
    names->count = 0;
}

void hub_names_free(struct hub_names *names)
{
    if (!names)
        return;
    hub_names_forget(names);
    free(names);
}

/* FNV-1a. */
static size_t place_of(const struct hub_names *names, const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    size_t at = (size_t)(hash % PLACES);
    while (names->place[at] && strcmp(names->place[at]->name, name) != 0)
        at = (at + 1) % PLACES;
    return at;
}

int64_t hub_names_find(const struct hub_names *names, const char *name)
{
    const struct place *place = names->place[place_of(names, name)];
    return place ? place->number : 0;
}

void hub_names_add(struct hub_names *names, const char *name, int64_t number)
{
    if (names->count >= FULL)
        hub_names_forget(names);
    size_t at = place_of(names, name);
    struct place *place = names->place[at];
    if (!place) {
        size_t size = strlen(name) + 1;
        place = malloc(sizeof *place + size);
        if (!place)
            return; /* it is asked for again */
        memcpy(place->name, name, size);
        names->place[at] = place;
        names->count++;
    }
    place->number = number;
}
