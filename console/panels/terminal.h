/* SPDX-License-Identifier: MIT */
/* This terminal: what it is, as the main loop found it, and what is wished of it. The form of the
 * screen "terminal" reads the one and writes the other; console/terminal/ does it and keeps it. */
#ifndef CONSOLE_PANEL_TERMINAL_H
#define CONSOLE_PANEL_TERMINAL_H

#include "console/theme/theme.h"

#include <stdbool.h>

enum terminal_source {
    FROM_DEFAULT,
    FROM_KEPT,        /* chosen here before */
    FROM_ENVIRONMENT, /* ANDON_THEME */
    FROM_OPTION       /* --theme */
};

struct terminal_view {
    char term[32], codeset[24]; /* $TERM and the character set of the locale, sanitised */
    const char *message; /* how the terminal program is told of something, in words; or NULL */
    enum colour_tier colours;
    int width, height;
    int theme; /* that is shown */
    enum terminal_source theme_from;
    char kept[160]; /* where choices are kept; "": nowhere */
};

struct terminal_wish {
    int theme; /* -1: as it is */
};

#endif
