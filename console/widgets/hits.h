/* SPDX-License-Identifier: MIT */
/* What can be touched: rectangles of the picture and the keys they stand for. Painters report them
 * while they draw; a tap becomes the key of the last one that holds the point. */
#ifndef CONSOLE_HITS_H
#define CONSOLE_HITS_H

#include "console/widgets/canvas.h"

#include <stdbool.h>
#include <stdint.h>

#define HITS_MAX 320 /* further ones are not taken; `full` says so */

struct hit {
    struct rect r; /* of the canvas */
    uint32_t key;  /* 0: a row of a list */
    int steps;     /* … so many rows below the marked one; negative: above */
    bool opens;    /* … and Enter, when it is the marked one */
};

struct hits {
    struct hit hit[HITS_MAX];
    int count;
    bool full;
};

void hits_clear(struct hits *h);
/* A part of the area stands for a key. Does nothing where nobody asks. */
void hit_key(struct area a, struct rect r, uint32_t key);
/* Row y of the area is a list's, `steps` below the marked one. */
void hit_row(struct area a, int y, int steps, bool opens);
/* The whole of the area is one. */
void hit_item(struct area a, int steps, bool opens);
/* What is there; NULL: nothing. */
const struct hit *hits_at(const struct hits *h, int x, int y);

#endif
