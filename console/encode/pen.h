/* SPDX-License-Identifier: MIT */
/* Pens: colours and attributes that cells are drawn with, and the cheapest bytes from one to the
 * other. Pure; the encoder owns them. */
#ifndef CONSOLE_ENCODE_PEN_H
#define CONSOLE_ENCODE_PEN_H

#include "console/encode/abilities.h"
#include "console/theme/theme.h"

#include <stdint.h>

#define PEN_MAX     (2 * STYLE_COUNT)
#define PEN_UNKNOWN PEN_MAX /* what the terminal draws with is not known */
#define PEN_ROOM    256     /* the most that pen_change writes */

struct sequence {
    uint8_t length;
    char text[ABILITY_SIZE];
};

struct pen {
    int fg, bg; /* -1: the terminal's own */
    unsigned attributes;
    uint8_t ground; /* the first pen of which a blank looks the same */
    struct sequence foreground, background;
};

struct pens {
    struct pen pen[PEN_MAX];
    int count;
    uint8_t of_style[STYLE_COUNT], of_block[STYLE_COUNT];
    uint8_t cost[PEN_MAX + 1][PEN_MAX];
    struct sequence plain, full_plain, on[3], off[3]; /* bold, reverse, underline as LOOK_ has it */
};

/* Of all styles. Sequences that nothing can take off again are not used. */
void pens_make(struct pens *p, const struct abilities *can, const struct look *looks,
               enum colour_tier tier);
/* The bytes that change `from` (or PEN_UNKNOWN) into `to`: their number, PEN_ROOM at most. */
size_t pen_change(const struct pens *p, int from, int to, char *out);

/* Whether blanks of these pens look alike. */
static inline bool pen_same_ground(const struct pens *p, int a, int b)
{
    return a < PEN_MAX && b < PEN_MAX && p->pen[a].ground == p->pen[b].ground;
}

#endif
