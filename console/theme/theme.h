/* SPDX-License-Identifier: MIT */
/* Themes: what each style (console/widgets/style.h) looks like in each kind of terminal. A theme is
 * a table, one row a style, three times: 256, 16 and 8 colours; without colours reverse, bold and
 * underline carry the meaning, in all themes alike. Pure; console/encode makes pens of it.
 */
#ifndef CONSOLE_THEME_H
#define CONSOLE_THEME_H

#include "console/widgets/style.h"

#include <stdint.h>

enum colour_tier { COLOUR_MONO, COLOUR_8, COLOUR_16, COLOUR_256, COLOUR_TIERS };

#define LOOK_BOLD      1U
#define LOOK_REVERSE   2U
#define LOOK_UNDERLINE 4U

struct look {
    uint8_t fg, bg; /* colour numbers of the tier; ST_NORMAL's bg is that of the whole screen */
    uint8_t attributes;
};

/* Eyes that a theme's lamps and states were chosen for, beside the usual ones; or'ed. */
enum theme_eyes { EYES_PROTAN = 1, EYES_DEUTAN = 2, EYES_TRITAN = 4 };

struct theme {
    const char *name;  /* as --theme has it */
    const char *title; /* what it is, in a few words */
    unsigned eyes;
    const struct look (*looks)[STYLE_COUNT]; /* by tier; that of COLOUR_MONO is not used */
};

#define THEME_NAME_SIZE 16
#define THEME_DEFAULT   0

extern const struct theme theme_list[]; /* ended by a name of NULL; [0] is the default */

int theme_find(const char *name); /* -1: none of that name */
int theme_count(void);
/* One row a style; a theme that is none is the default. */
const struct look *theme_looks(int theme, enum colour_tier tier);

/* "256 colours" */
const char *theme_tier_title(enum colour_tier tier);

#endif
