/* SPDX-License-Identifier: MIT */
/* Working with a finger alone: in place of the key bar buttons of two rows and six cells at least,
 * and where something is typed a keyboard of them. Pure: a button stands for a key, a tap presses
 * it (console/screens/touch_keys.c). */
#ifndef CONSOLE_INPUT_TOUCH_H
#define CONSOLE_INPUT_TOUCH_H

#include "console/panels/view.h"
#include "console/widgets/canvas.h"
#include "console/widgets/hits.h"

#include <stdbool.h>
#include <stdint.h>

#define TOUCH_BUTTONS 96
#define TOUCH_ROW     2 /* rows of a button */
#define TOUCH_WIDTH   6 /* cells of a button, at least */

/* What is asked for at this moment. */
enum touch_asks { TOUCH_KEYS, TOUCH_TEXT, TOUCH_NUMBER, TOUCH_CLOCK, TOUCH_PIN };

struct touch_button {
    uint32_t key;
    char cap[16];
    const char *word; /* in the language in use; "" none */
};

struct touch {
    bool on;
    bool over;     /* the palette is open: its button asks for letters */
    bool keyboard; /* letters were asked for by their button */
    bool capital;  /* the next letter is one */
    enum touch_asks asks;
    int page, pages;
    uint32_t of; /* what the page is of: another screen or field begins at the first */
    struct touch_button button[TOUCH_BUTTONS]; /* that change with the page … */
    int count;
    struct touch_button control[8]; /* … and that stay */
    int controls;
    int width;         /* of the terminal */
    int columns, rows; /* of buttons */
    bool down;         /* a finger is on the glass … */
    int down_x, down_y;
};

/* The keys that a cap of the key bar stands for; 0: none, it is touched elsewhere. */
#define TOUCH_CAP_KEYS 10
int touch_keys_of(const char *cap, uint32_t out[TOUCH_CAP_KEYS]);

struct hint;
/* What the keys do at a moment. */
struct touch_moment {
    const struct hint *hint; /* borrowed */
    int hints;
    enum touch_asks asks;
    bool own;     /* the hints are of this form alone: its keyboard has room for no more */
    bool at_home; /* Esc leads nowhere */
    bool bare;    /* there is neither help nor a palette */
    uint32_t of;  /* tells one moment from another */
};
void touch_fill_of(struct touch *t, const struct touch_moment *m);
/* What the buttons are, and how many rows of them this size has. `at_home`: Esc leads nowhere.
 * `of` tells one moment from another. */
void touch_fill(struct touch *t, const struct view *v, enum touch_asks asks, bool at_home,
                uint32_t of);
void touch_arrange(struct touch *t, int width, int height);
/* Rows of the terminal that the buttons take; 0: not in touch mode. */
int touch_height(const struct touch *t);
void touch_paint(const struct touch *t, struct area a);
void touch_next_page(struct touch *t);

/* Rows of a list that were reported from `first` on get two rows each where all of them are shown
 * and as many rows below them are empty. */
void touch_stretch(struct hits *hits, int first, struct area a);

#endif
