/* SPDX-License-Identifier: MIT */
/* Block letters for what must be read from two metres: capital letters, digits, a few signs. */
#ifndef CONSOLE_DIGITS_H
#define CONSOLE_DIGITS_H

#include "console/widgets/canvas.h"

enum digits_size {
    DIGITS_NONE,   /* does not fit: write it as text */
    DIGITS_HALF,   /* half blocks: three rows; full Unicode only */
    DIGITS_TALL,   /* full cells: five rows, narrow */
    DIGITS_DOUBLE, /* two cells a pixel: five rows, wide */
};

/* Cells that the text takes at this size, or -1 when a character has no block letter. */
int digits_width(enum digits_size size, const char *text);
int digits_height(enum digits_size size);

/* The largest size at which the text fits, and at which `widest` would: so that a figure keeps its
 * size while its digits change. */
enum digits_size digits_fit(enum glyph_tier tier, const char *text, const char *widest,
                            const struct rect *room);

/* Draw at (x, y). Returns the x after it. */
int draw_digits(struct area a, struct rect where, enum digits_size size, enum style style,
                const char *text);

/* ---- of any height: for a wall, to be read from ten metres ---- */

/* How large: so many rows of cells, a pixel so many cells wide. rows 0: does not fit. */
struct digits_scale {
    int rows, column;
};

/* The largest at which both texts fit into the room; the strokes are as
 * wide as the room allows, up to square. Where `text` alone fits, at its own size. */
struct digits_scale digits_scale(enum glyph_tier tier, const char *text, const char *widest,
                                 const struct rect *room);
int digits_scale_width(struct digits_scale scale, const char *text);

/* Draw with the top left corner at (where.x, where.y), clipped to `where`. Returns the x after. */
int draw_scaled(struct area a, struct rect where, struct digits_scale scale, enum style style,
                const char *text);

#endif
