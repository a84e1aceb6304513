/* SPDX-License-Identifier: MIT */
/* The command palette: everything that can be done, found by a few letters. Enter does it; the row
 * shows the key that does the same. Pure: console/screens/overlay_keys.c does what is chosen. */
#ifndef CONSOLE_INPUT_PALETTE_H
#define CONSOLE_INPUT_PALETTE_H

#include "console/forms/field.h"
#include "console/panels/keys.h"
#include "console/panels/view.h"
#include "console/widgets/canvas.h"

#include <stdbool.h>
#include <stdint.h>

#define PALETTE_ROWS 320
#define PALETTE_USED 8

struct palette {
    bool open;
    struct field query;
    int selected, page;          /* of what was found; rows as last painted */
    char used[PALETTE_USED][64]; /* what was done last, latest first */
};

enum palette_kind { PALETTE_ACTION, PALETTE_DEED, PALETTE_SCREEN, PALETTE_STATION };

struct palette_row {
    enum palette_kind kind;
    char title[96];     /* "stop: split" */
    char id[64];        /* of `used`; of a screen or a station its name */
    const char *help;   /* a sentence */
    const char *cap;    /* the key that does the same, "" none */
    const char *screen; /* DEED: where */
    uint32_t key;       /* ACTION, DEED */
    enum action action; /* ACTION; NONE: press the key */
    int fkey;           /* 0: none */
    int score, order;
};

/* A screen that no key of the table opens. */
struct palette_screen {
    const char *name, *help;
};

void palette_open(struct palette *p);

/* How well a text fits what is typed: 0 not at all; begins with it, a word of it begins with it, a
 * part of it, its letters in this order. */
int palette_score(const char *query, const char *text);

/* All that fit, best first. `screens` ends with name NULL. Returns how many. */
int palette_rows(const struct palette *p, const struct view *v,
                 const struct palette_screen *screens, struct palette_row out[PALETTE_ROWS]);

enum palette_result { PALETTE_STAYS, PALETTE_CLOSED, PALETTE_CHOSEN };
/* A key while it is open: always taken. CHOSEN: `chosen` is to be done, and is remembered. */
enum palette_result palette_key(struct palette *p, const struct view *v,
                                const struct palette_screen *screens, uint32_t key,
                                struct palette_row *chosen);

/* Into the whole of the area; notes its page. */
void palette_paint(struct palette *p, const struct view *v, const struct palette_screen *screens,
                   struct area a);

#endif
