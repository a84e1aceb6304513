/* SPDX-License-Identifier: MIT */
/* Keys 1 to 9 for what is chosen from a list: fixed where the plant says so, the next free one
 * otherwise. Called for each level of reasons, for scrap reasons and modes. */
#include "data/config/plant/plant.h"
#include "data/model/text.h"

#include <stdlib.h>

#define PLACES_MAX 9

static void tell_taken(struct loader *l, const struct placed *p, const struct placed *other)
{
    const struct section *s = p->section;
    const struct section *o = other->section;
    const struct entry *entry = section_entry(s, "place");
    if (entry && o)
        problem_entry(l, s, entry, "is already that of [%s %s] (%s:%d); choose another one",
                      o->kind->word, o->name, o->origin.file, o->origin.line);
}

/* In the order of places; those without one at the end, as they came. */
static void sort(struct placed *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct placed p = list[i];
        int key = *p.place == 0 ? PLACES_MAX + 1 : *p.place;
        size_t at = i;
        for (; at > 0; at--) {
            int before = *list[at - 1].place;
            if ((before == 0 ? PLACES_MAX + 1 : before) <= key)
                break;
            list[at] = list[at - 1];
        }
        list[at] = p;
    }
}

/* The places that are given: the plant's first, a shipped one gives way to it. */
static void take(struct loader *l, struct placed *list, size_t count,
                 const struct placed *taken[PLACES_MAX + 1], bool shipped)
{
    for (size_t i = 0; i < count; i++) {
        int place = *list[i].place;
        if (place == 0 || list[i].section->shipped != shipped)
            continue;
        if (!taken[place])
            taken[place] = &list[i];
        else if (shipped)
            *list[i].place = 0;
        else
            tell_taken(l, &list[i], taken[place]);
    }
}

size_t places_give(struct loader *l, struct placed *list, size_t count)
{
    const struct placed *taken[PLACES_MAX + 1] = {NULL};
    size_t without = 0;
    take(l, list, count, taken, false);
    take(l, list, count, taken, true);
    for (size_t i = 0, next = 1; i < count; i++) {
        if (*list[i].place > 0)
            continue;
        while (next <= PLACES_MAX && taken[next])
            next++;
        if (next <= PLACES_MAX)
            *list[i].place = (int)next++;
        else
            without++;
    }
    sort(list, count);
    return without;
}
