/* SPDX-License-Identifier: MIT */
/* Choosing one of a tree by single keys: nine fixed places in a grid of three by three, levels
 * below them, and a search through all leaves. The suggested one is marked and has Enter too; the
 * last and the most used are marked. Pure. */
#ifndef CONSOLE_PICKER_H
#define CONSOLE_PICKER_H

#include "console/forms/field.h"
#include "console/panels/choices.h"
#include "console/widgets/canvas.h"

#include <stdbool.h>
#include <stdint.h>

#define PICKER_FOUND_MAX 64

struct picker {
    const struct choices *choices; /* borrowed from the view */
    char level[48];                /* whose children are shown, "": the first level */
    char suggested[48];            /* of this question, "": none */
    bool searching;
    struct field search;
    int selected; /* of what was found */
};

enum picked { PICKED_NOT, PICKED_MOVED, PICKED_ONE };

void picker_begin(struct picker *p, const struct choices *choices, const char *suggested);
/* One key: not mine, something changed, or `*choice` is chosen. */
enum picked picker_key(struct picker *p, uint32_t key, const struct choice **choice);
/* Esc: a level up or out of the search; false at the first level. */
bool picker_back(struct picker *p);
void picker_paint(const struct picker *p, struct area a);

#endif
