/* SPDX-License-Identifier: MIT */
/* This terminal: what it is, as the main loop found it, and what is wished of it. The form of the
 * screen "terminal" reads the one and writes the other; console/terminal/ does it and keeps it. */
#ifndef CONSOLE_PANEL_TERMINAL_H
#define CONSOLE_PANEL_TERMINAL_H

#include "console/theme/theme.h"
#include "console/widgets/glyph.h"

#include <stdbool.h>

enum terminal_source {
    FROM_DEFAULT,
    FROM_KEPT,        /* chosen here before */
    FROM_ENVIRONMENT, /* ANDON_THEME, ANDON_GLYPHS, ANDON_LANGUAGE */
    FROM_OPTION       /* --theme, --glyphs, --language */
};

/* Choices of characters and of language begin with this one: as it is found, as the environment
 * says. Then come the tiers, and the languages in the order of words_tag. */
#define TERMINAL_AUTO    0
#define GLYPHS_NAME_SIZE 16

int glyphs_count(void);              /* with "auto" */
const char *glyphs_name(int glyphs); /* as --glyphs has it */
int glyphs_find(const char *name);   /* -1: none of that name */

/* Fonts of bare consoles have Latin letters at most: whether the name of a language of words_tag
 * can be written with these characters. One that cannot is shown in English there. */
bool language_fits(enum glyph_tier tier, int index);

struct terminal_view {
    char term[32], codeset[24]; /* $TERM and the character set of the locale, sanitised */
    const char *message; /* how the terminal program is told of something, in words; or NULL */
    enum colour_tier colours;
    int width, height;
    int theme; /* that is shown */
    enum terminal_source theme_from;
    int glyphs, language; /* that were chosen; TERMINAL_AUTO … */
    enum terminal_source glyphs_from, language_from;
    char kept[160]; /* where choices are kept; "": nowhere */
};

struct terminal_wish {
    int theme, glyphs, language; /* -1: as it is */
};

#endif
