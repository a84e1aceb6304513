/* SPDX-License-Identifier: MIT */
/* Which row of a list is meant: by its id, not its place, for lists sort themselves while hands
 * move. When the chosen one goes, the next key that would act on what took its place counts only
 * after a moment. */
#ifndef CONSOLE_CHOSEN_H
#define CONSOLE_CHOSEN_H

#include "console/forms/desk.h"

#include <stdbool.h>

#define CHOSEN_MAX 256

struct ids {
    const char *id[CHOSEN_MAX];
    int count;
};

/* A screen that is a list opens: what was last looked at elsewhere (d->focus) is the chosen one. */
void chosen_open(const struct desk *d, const struct view *v, struct draft *draft,
                 const struct ids *ids);
/* The station has spoken: what was sent is answered, or the list is followed. */
void chosen_update(const struct view *v, struct draft *draft, const struct ids *ids);
/* Follow the chosen one to where it is now. */
void chosen_follow(struct draft *draft, const struct view *v, const struct ids *ids);
/* Up, down, pages; false: another key. */
bool chosen_move(struct draft *draft, const struct view *v, const struct ids *ids, uint32_t key);
/* May a key act on the chosen one? Else it is said why not. */
bool chosen_holds(struct draft *draft, const struct view *v, const struct ids *ids);
/* A work order of `of` with one key; what is "" is andond's to say. */
void chosen_order(struct desk *d, const struct view *v, const char *of, const char *symptom,
                  const char *priority);
/* First row of a page of `page` rows. */
int chosen_top(const struct draft *draft, int count, int page);

#endif
