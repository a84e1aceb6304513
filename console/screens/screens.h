/* SPDX-License-Identifier: MIT */
/* The screens of this console: those that are compiled in, and those of the plant's own layouts,
 * which replace them or are new. A layout that cannot be used leaves its last good version in
 * force. Pure: console/layouts.c reads the files. */
#ifndef CONSOLE_SCREENS_H
#define CONSOLE_SCREENS_H

#include "console/panels/keys.h"
#include "console/widgets/layout_read.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stdint.h>

#define SCREENS_BUILTIN 40
#define SCREENS_OWN     24 /* names of new screens; kept until the program ends */
#define SCREENS_FILES   64
#define SCREENS_FILE    64  /* bytes of a file's name */
#define SCREENS_TROUBLE 256 /* "FILE:LINE: what" */

struct screen_file {
    char name[SCREENS_FILE];
    struct layout *layout; /* its last good version; NULL: it never was */
    char trouble[SCREENS_TROUBLE];
    bool seen; /* in this round */
};

struct screens {
    struct layout *builtin[SCREENS_BUILTIN]; /* of screen_list, in order */
    int builtins;
    char own[SCREENS_OWN][LAYOUT_NAME_SIZE];
    int owns;
    struct screen_file file[SCREENS_FILES]; /* by name */
    int files, left_out;                    /* left_out: files of this round without a place */
    char first_out[SCREENS_FILE];
    char no_place[SCREENS_TROUBLE]; /* … in words */
    struct key_row
        key[SCREENS_OWN + 1]; /* of new screens, for bar and help; ended by action NONE */
    char cap[SCREENS_OWN][2];
};

/* Reads the compiled-in layouts. 0, or -1 with the cause. */
int screens_init(struct screens *s, struct cause *why);
void screens_done(struct screens *s);

/* The plant's own layouts, all of them each time: begin, each file in the order of the names, end.
 * What is wrong is kept with the file and told to `report`, which may be NULL. */
void screens_begin(struct screens *s);
int screens_take(struct screens *s, const char *file, const char *text, size_t length,
                 const struct layout_report *report);
void screens_refuse(struct screens *s, const char *file, const char *what);
void screens_end(struct screens *s);

/* What is wrong with the first file that is not right, else that some are left out; "" when all are
 * in force. */
const char *screens_trouble(const struct screens *s);

/* Screens by index: first those of screen_list, then new ones. */
int screens_count(const struct screens *s);
int screens_find(const struct screens *s, const char *name); /* -1: none */
bool screens_is_there(const struct screens *s, int screen);  /* its layouts may be gone */
const char *screens_name(const struct screens *s, int screen);
const char *screens_help(const struct screens *s, int screen); /* a line, for lists */
int screens_of_key(const struct screens *s, uint32_t key);     /* a new screen, or -1 */

/* The layout for this moment: the first own file that is for it, else the compiled-in one. */
const struct layout *screens_pick(const struct screens *s, int screen,
                                  const struct layout_now *now);
/* The panel of the screen that scrolls, or NULL. */
const char *screens_list(const struct screens *s, int screen);

#endif
