/* SPDX-License-Identifier: MIT */
/* Colours and attributes of the styles, by what the terminal can do. Data only; console/tty.c
 * turns it into curses pairs and attributes. */
#ifndef CONSOLE_TTY_STYLE_H
#define CONSOLE_TTY_STYLE_H

#include "console/widgets/style.h"

#include <stdint.h>

enum colour_tier { COLOUR_MONO, COLOUR_8, COLOUR_16, COLOUR_256, COLOUR_TIERS };

enum { LOOK_BOLD = 1, LOOK_REVERSE = 2, LOOK_UNDERLINE = 4 };

struct look {
    int16_t fg, bg; /* colour numbers; unused in mono */
    uint8_t attributes;
};

extern const struct look tty_looks[COLOUR_TIERS][STYLE_COUNT];

#endif
