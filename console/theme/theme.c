/* SPDX-License-Identifier: MIT */
/* The list of themes, and the one table for terminals without colours. A new theme is a file of
 * tables beside this one and a row here; tests/unit/theme says whether it can be read, and whether
 * lamps and states stay apart for the eyes it is made for. */
#include "console/theme/table.h"
#include "console/words/words.h"

#include <stddef.h>
#include <string.h>

const struct theme theme_list[] = {
    {"dark", N_("grey on black"), 0, theme_dark},
    {"light", N_("dark on white, bright halls"), 0, theme_light},
    {"contrast", N_("high contrast"), 0, theme_contrast},
    {"red-green", N_("when red and green look alike"), EYES_PROTAN | EYES_DEUTAN, theme_red_green},
    {"blue-yellow", N_("when blue and green look alike"), EYES_TRITAN, theme_blue_yellow},
    {"grey", N_("colour only for what is wrong"), 0, theme_grey},
    {NULL, NULL, 0, NULL},
};

static const struct look mono[STYLE_COUNT] = {
    [ST_BOLD] = {0, 0, B},
    [ST_BAND] = {0, 0, R},
    [ST_BAND_DIM] = {0, 0, R},
    [ST_BAND_BOLD] = {0, 0, R | B},
    [ST_BAND_BAD] = {0, 0, B},
    [ST_HEAD] = {0, 0, B},
    [ST_WARN] = {0, 0, B},
    [ST_BAD] = {0, 0, B | R},
    [ST_BAD_BLOCK] = {0, 0, R | B},
    [ST_WARN_BLOCK] = {0, 0, R},
    [ST_KEY] = {0, 0, R},
    [ST_SELECTED] = {0, 0, R},
    [ST_MARK] = {0, 0, B},
    [ST_WAIT] = {0, 0, U},
    [ST_CHANGE] = {0, 0, U},
    [ST_LAMP_RED] = {0, 0, R | B},
    [ST_LAMP_YELLOW] = {0, 0, R | B},
    [ST_LAMP_GREEN] = {0, 0, R | B},
    [ST_LAMP_BLUE] = {0, 0, R | B},
    [ST_LAMP_WHITE] = {0, 0, R | B},
};

int theme_count(void)
{
    int n = 0;
    while (theme_list[n].name != NULL)
        n++;
    return n;
}

int theme_find(const char *name)
{
    for (int i = 0; theme_list[i].name != NULL; i++)
        if (strcmp(theme_list[i].name, name) == 0)
            return i;
    return -1;
}

const struct look *theme_looks(int theme, enum colour_tier tier)
{
    if (tier == COLOUR_MONO)
        return mono;
    return theme_list[theme >= 0 && theme < theme_count() ? theme : THEME_DEFAULT].looks[tier];
}

const char *theme_tier_title(enum colour_tier tier)
{
    static const char *const titles[COLOUR_TIERS] = {
        [COLOUR_MONO] = N_("no colours"),
        [COLOUR_8] = N_("8 colours"),
        [COLOUR_16] = N_("16 colours"),
        [COLOUR_256] = N_("256 colours"),
    };
    return titles[tier];
}
