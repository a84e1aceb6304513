/* SPDX-License-Identifier: MIT */
/* A screen as a tree of rows and columns of panels, and the solver that gives each its rectangle.
 * Pure arithmetic: trees come from layout_read.h, tests compare strings. */
#ifndef CONSOLE_LAYOUT_H
#define CONSOLE_LAYOUT_H

#include "console/widgets/canvas.h"
#include "console/widgets/layout_when.h"

#include <stdbool.h>
#include <stddef.h>

#define LAYOUT_NODES      64 /* of one screen */
#define LAYOUT_CHILDREN   16
#define LAYOUT_NAME_SIZE  32
#define LAYOUT_TITLE_SIZE 48
#define LAYOUT_SETTINGS   64 /* of all panels of one screen */
#define LAYOUT_VALUE_SIZE 112

enum layout_type { LAYOUT_PANEL, LAYOUT_ROW, LAYOUT_COLUMN };

/* How much room along an axis: a number of cells, or a share of what is left within limits. */
struct layout_extent {
    int fixed;    /* cells; 0: flexible */
    int flex;     /* weight of the share */
    int min, max; /* cells; max 0: no limit */
};

/* An option of a kind of panel, beside what all panels have. */
enum layout_option_type {
    OPTION_TEXT,
    OPTION_NAMES,  /* of signals, lamps, …, as they stand in andon.conf(5) */
    OPTION_NUMBER, /* min to max */
    OPTION_YES,    /* yes or no */
    OPTION_WORDS,  /* some of `words`, which are separated by blanks */
    OPTION_NAME,   /* one of a signal, or a word of the panel's */
    OPTION_SPAN    /* "shift", or minutes, hours or days up to now: 30m, 24h, 7d */
};
struct layout_option {
    const char *key;
    enum layout_option_type type;
    const char *help; /* one line for people who write layouts */
    const char *words;
    int min, max;
    bool shared; /* panels of one screen look at the same: nowhere another value */
};
#define LAYOUT_SPAN_MIN_MS INT64_C(600000)     /* ten minutes … */
#define LAYOUT_SPAN_MAX_MS INT64_C(2678400000) /* … to 31 days */

/* A kind of panel, as the reader must know it. */
struct layout_kind {
    const char *name;
    int min_width, min_height;           /* smaller ones stay empty */
    const struct layout_option *options; /* ended by key NULL; or NULL */
};

struct layout_node {
    enum layout_type type;
    char name[LAYOUT_NAME_SIZE];
    char kind[LAYOUT_NAME_SIZE];   /* panels: which one */
    char title[LAYOUT_TITLE_SIZE]; /* written on the line above */
    struct layout_extent width, height;
    struct layout_when show;
    bool rule; /* rows and columns: a line between children that are shown */
    int child[LAYOUT_CHILDREN];
    int children;
    int line; /* of the file, for messages */
};

/* `signals = oil_temp, pressure` of a panel. */
struct layout_setting {
    int node;
    char key[LAYOUT_NAME_SIZE], value[LAYOUT_VALUE_SIZE];
    int line;
};

struct layout {
    char name[LAYOUT_NAME_SIZE], title[LAYOUT_TITLE_SIZE];
    struct layout_when when;   /* this variant of the screen is for */
    uint32_t key;              /* opens it; 0: none of its own */
    int min_width, min_height; /* below: the picture "too small" */
    struct layout_node node[LAYOUT_NODES];
    int nodes, root;
    struct layout_setting setting[LAYOUT_SETTINGS];
    int settings;
    int line; /* of its [screen] */
};

/* What is where. A line has node NULL and is one cell wide or high. */
struct layout_placed {
    const struct layout_node *node;
    struct rect rect;
};
#define LAYOUT_PLACED 128

/* Rectangles of all panels and lines for this moment, in tree order. Panels that get no room are
 * left out. Returns how many; 0 when the screen is smaller than its minimum. */
int layout_solve(const struct layout *layout, const struct layout_now *now,
                 struct layout_placed placed[LAYOUT_PLACED]);

/* What the file says of this panel under that key, or NULL. */
const char *layout_setting(const struct layout *layout, const struct layout_node *node,
                           const char *key);
/* "shift": 0, "24h": so many ms. False: no span. */
bool layout_span(const char *text, int64_t *ms);
/* Whether a list of names has this one. */
bool layout_has_name(const char *names, const char *name);

#endif
