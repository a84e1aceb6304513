/* SPDX-License-Identifier: MIT */
/* For eyes that do not tell red from green (protanopia, deuteranopia): vermilion, yellow, blues and
 * bluish green after Okabe and Ito, on black.
 * Listed in theme.c; tests/unit/theme measures every row. */
#include "console/theme/table.h"

const struct look theme_red_green[COLOUR_TIERS][STYLE_COUNT] = {
    [COLOUR_256] =
        {
            [ST_NORMAL] = {251, 0, 0},       [ST_DIM] = {245, 0, 0},
            [ST_BOLD] = {255, 0, B},         [ST_BAND] = {252, 237, 0},
            [ST_BAND_DIM] = {248, 237, 0},   [ST_BAND_BOLD] = {255, 237, B},
            [ST_BAND_BAD] = {16, 208, B},    [ST_RULE] = {239, 0, 0},
            [ST_HEAD] = {109, 0, 0},         [ST_GOOD] = {79, 0, 0},
            [ST_WARN] = {227, 0, 0},         [ST_BAD] = {208, 0, B},
            [ST_BAD_BLOCK] = {16, 208, B},   [ST_WARN_BLOCK] = {16, 227, 0},
            [ST_UNKNOWN] = {244, 0, 0},      [ST_OLD] = {243, 0, 0},
            [ST_KEY] = {255, 239, B},        [ST_KEY_TEXT] = {248, 0, 0},
            [ST_SELECTED] = {16, 250, 0},    [ST_BAR] = {249, 0, 0},
            [ST_BAR_REST] = {237, 0, 0},     [ST_MARK] = {231, 0, B},
            [ST_WAIT] = {75, 0, 0},          [ST_CHANGE] = {33, 0, 0},
            [ST_LAMP_OFF] = {246, 235, 0},   [ST_LAMP_RED] = {16, 166, B},
            [ST_LAMP_YELLOW] = {16, 227, B}, [ST_LAMP_GREEN] = {16, 36, B},
            [ST_LAMP_BLUE] = {231, 25, B},   [ST_LAMP_WHITE] = {16, 255, B},
        },
    [COLOUR_16] =
        {
            [ST_NORMAL] = {7, 0, 0},       [ST_DIM] = {7, 0, 0},
            [ST_BOLD] = {15, 0, B},        [ST_BAND] = {0, 7, 0},
            [ST_BAND_DIM] = {0, 7, 0},     [ST_BAND_BOLD] = {0, 7, 0},
            [ST_BAND_BAD] = {15, 1, B},    [ST_RULE] = {8, 0, 0},
            [ST_HEAD] = {6, 0, 0},         [ST_GOOD] = {6, 0, 0},
            [ST_WARN] = {11, 0, 0},        [ST_BAD] = {9, 0, B},
            [ST_BAD_BLOCK] = {15, 1, B},   [ST_WARN_BLOCK] = {0, 11, 0},
            [ST_UNKNOWN] = {8, 0, 0},      [ST_OLD] = {8, 0, 0},
            [ST_KEY] = {0, 7, 0},          [ST_KEY_TEXT] = {7, 0, 0},
            [ST_SELECTED] = {0, 7, 0},     [ST_BAR] = {7, 0, 0},
            [ST_BAR_REST] = {8, 0, 0},     [ST_MARK] = {15, 0, B},
            [ST_WAIT] = {15, 4, 0},        [ST_CHANGE] = {13, 0, 0},
            [ST_LAMP_OFF] = {7, 0, 0},     [ST_LAMP_RED] = {15, 1, B},
            [ST_LAMP_YELLOW] = {0, 11, 0}, [ST_LAMP_GREEN] = {0, 6, 0},
            [ST_LAMP_BLUE] = {15, 4, B},   [ST_LAMP_WHITE] = {0, 15, 0},
        },
    [COLOUR_8] =
        {
            [ST_NORMAL] = {7, 0, 0},     [ST_DIM] = {7, 0, 0},        [ST_BOLD] = {7, 0, B},
            [ST_BAND] = {0, 7, 0},       [ST_BAND_DIM] = {0, 7, 0},   [ST_BAND_BOLD] = {0, 7, 0},
            [ST_BAND_BAD] = {7, 1, B},   [ST_RULE] = {7, 0, 0},       [ST_HEAD] = {7, 0, B},
            [ST_GOOD] = {2, 0, 0},       [ST_WARN] = {3, 0, B},       [ST_BAD] = {1, 0, B},
            [ST_BAD_BLOCK] = {7, 1, B},  [ST_WARN_BLOCK] = {0, 3, 0}, [ST_UNKNOWN] = {6, 0, 0},
            [ST_OLD] = {6, 0, 0},        [ST_KEY] = {0, 7, 0},        [ST_KEY_TEXT] = {7, 0, 0},
            [ST_SELECTED] = {0, 7, 0},   [ST_BAR] = {7, 0, 0},        [ST_BAR_REST] = {7, 0, 0},
            [ST_MARK] = {7, 0, B},       [ST_WAIT] = {7, 4, 0},       [ST_CHANGE] = {5, 0, B},
            [ST_LAMP_OFF] = {7, 0, 0},   [ST_LAMP_RED] = {7, 1, B},   [ST_LAMP_YELLOW] = {0, 3, 0},
            [ST_LAMP_GREEN] = {4, 6, 0}, [ST_LAMP_BLUE] = {7, 4, B},  [ST_LAMP_WHITE] = {0, 7, 0},
        },
};
