/* SPDX-License-Identifier: MIT */
/* A screen as a tree of rows and columns of panels, and the solver that gives each its rectangle.
 * Pure arithmetic: trees come from layout_read.h, tests compare strings. */
#ifndef CONSOLE_LAYOUT_H
#define CONSOLE_LAYOUT_H

#include "console/widgets/canvas.h"

#include <stdbool.h>
#include <stddef.h>

#define LAYOUT_NODES      64 /* of one screen */
#define LAYOUT_CHILDREN   16
#define LAYOUT_TERMS      6
#define LAYOUT_NAME_SIZE  32
#define LAYOUT_TITLE_SIZE 48

enum layout_type { LAYOUT_PANEL, LAYOUT_ROW, LAYOUT_COLUMN };

/* How much room along an axis: a number of cells, or a share of what is left within limits. */
struct layout_extent {
    int fixed;    /* cells; 0: flexible */
    int flex;     /* weight of the share */
    int min, max; /* cells; max 0: no limit */
};

/* `show = width >= 100 and height < 30`, of the whole screen. */
struct layout_term {
    bool of_height, less; /* less: at most `value`; else at least */
    int value;
};

struct layout_node {
    enum layout_type type;
    char name[LAYOUT_NAME_SIZE];
    char kind[LAYOUT_NAME_SIZE];   /* panels: which one */
    char title[LAYOUT_TITLE_SIZE]; /* written on the line above */
    struct layout_extent width, height;
    struct layout_term show[LAYOUT_TERMS];
    int shows;
    bool rule; /* rows and columns: a line between children that are shown */
    int child[LAYOUT_CHILDREN];
    int children;
    int line; /* of the file, for messages */
};

struct layout {
    char name[LAYOUT_NAME_SIZE], title[LAYOUT_TITLE_SIZE];
    int min_width, min_height; /* below: the picture "too small" */
    struct layout_node node[LAYOUT_NODES];
    int nodes, root;
};

/* What is where. A line has node NULL and is one cell wide or high. */
struct layout_placed {
    const struct layout_node *node;
    struct rect rect;
};
#define LAYOUT_PLACED 128

/* Rectangles of all panels and lines for a screen of this size, in tree order. Panels that get no
 * room are left out. Returns how many; 0 when the screen is smaller than its minimum. */
int layout_solve(const struct layout *layout, int width, int height,
                 struct layout_placed placed[LAYOUT_PLACED]);

bool layout_shown(const struct layout_node *node, int width, int height);

/* One line each: "panel machine 0,2 39x8". Returns the length needed. */
size_t layout_text(const struct layout_placed *placed, int count, char *out, size_t size);

#endif
