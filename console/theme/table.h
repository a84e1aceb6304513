/* SPDX-License-Identifier: MIT */
/* Shared by the files of tables and theme.c, which lists them. */
#ifndef CONSOLE_THEME_TABLE_H
#define CONSOLE_THEME_TABLE_H

#include "console/theme/theme.h"

#define B LOOK_BOLD
#define R LOOK_REVERSE
#define U LOOK_UNDERLINE

extern const struct look theme_dark[COLOUR_TIERS][STYLE_COUNT],
    theme_light[COLOUR_TIERS][STYLE_COUNT], theme_contrast[COLOUR_TIERS][STYLE_COUNT],
    theme_red_green[COLOUR_TIERS][STYLE_COUNT], theme_blue_yellow[COLOUR_TIERS][STYLE_COUNT],
    theme_grey[COLOUR_TIERS][STYLE_COUNT];

#endif
