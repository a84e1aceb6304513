/* SPDX-License-Identifier: MIT */
/* Dark on white, for bright halls. What has no dark shade of its own in few colours is a block.
 * Listed in theme.c; tests/unit/theme measures every row. */
#include "console/theme/table.h"

const struct look theme_light[COLOUR_TIERS][STYLE_COUNT] = {
    [COLOUR_256] =
        {
            [ST_NORMAL] = {236, 231, 0},     [ST_DIM] = {241, 231, 0},
            [ST_BOLD] = {16, 231, B},        [ST_BAND] = {234, 253, 0},
            [ST_BAND_DIM] = {239, 253, 0},   [ST_BAND_BOLD] = {16, 253, B},
            [ST_BAND_BAD] = {231, 160, B},   [ST_RULE] = {249, 231, 0},
            [ST_HEAD] = {24, 231, 0},        [ST_GOOD] = {22, 231, 0},
            [ST_WARN] = {130, 231, 0},       [ST_BAD] = {160, 231, B},
            [ST_BAD_BLOCK] = {231, 160, B},  [ST_WARN_BLOCK] = {16, 214, 0},
            [ST_UNKNOWN] = {243, 231, 0},    [ST_OLD] = {242, 231, 0},
            [ST_KEY] = {16, 251, B},         [ST_KEY_TEXT] = {239, 231, 0},
            [ST_SELECTED] = {231, 238, 0},   [ST_BAR] = {240, 231, 0},
            [ST_BAR_REST] = {253, 231, 0},   [ST_MARK] = {16, 231, B},
            [ST_WAIT] = {25, 231, 0},        [ST_CHANGE] = {91, 231, 0},
            [ST_LAMP_OFF] = {236, 248, 0},   [ST_LAMP_RED] = {231, 160, B},
            [ST_LAMP_YELLOW] = {16, 220, B}, [ST_LAMP_GREEN] = {16, 40, B},
            [ST_LAMP_BLUE] = {231, 27, B},   [ST_LAMP_WHITE] = {16, 255, B},
        },
    [COLOUR_16] =
        {
            [ST_NORMAL] = {0, 15, 0},      [ST_DIM] = {0, 15, 0},
            [ST_BOLD] = {0, 15, B},        [ST_BAND] = {0, 7, 0},
            [ST_BAND_DIM] = {0, 7, 0},     [ST_BAND_BOLD] = {0, 7, B},
            [ST_BAND_BAD] = {15, 1, B},    [ST_RULE] = {8, 15, 0},
            [ST_HEAD] = {4, 15, 0},        [ST_GOOD] = {0, 15, 0},
            [ST_WARN] = {0, 11, 0},        [ST_BAD] = {1, 15, B},
            [ST_BAD_BLOCK] = {15, 1, B},   [ST_WARN_BLOCK] = {0, 11, 0},
            [ST_UNKNOWN] = {0, 15, 0},     [ST_OLD] = {0, 15, 0},
            [ST_KEY] = {0, 7, 0},          [ST_KEY_TEXT] = {0, 15, 0},
            [ST_SELECTED] = {15, 0, 0},    [ST_BAR] = {0, 15, 0},
            [ST_BAR_REST] = {8, 15, 0},    [ST_MARK] = {0, 15, B},
            [ST_WAIT] = {4, 15, 0},        [ST_CHANGE] = {5, 15, 0},
            [ST_LAMP_OFF] = {0, 8, 0},     [ST_LAMP_RED] = {15, 1, B},
            [ST_LAMP_YELLOW] = {0, 11, 0}, [ST_LAMP_GREEN] = {0, 10, 0},
            [ST_LAMP_BLUE] = {15, 4, B},   [ST_LAMP_WHITE] = {0, 15, 0},
        },
    [COLOUR_8] =
        {
            [ST_NORMAL] = {0, 7, 0},     [ST_DIM] = {0, 7, 0},        [ST_BOLD] = {0, 7, 0},
            [ST_BAND] = {7, 0, 0},       [ST_BAND_DIM] = {7, 0, 0},   [ST_BAND_BOLD] = {7, 0, B},
            [ST_BAND_BAD] = {7, 1, B},   [ST_RULE] = {0, 7, 0},       [ST_HEAD] = {4, 7, 0},
            [ST_GOOD] = {0, 7, 0},       [ST_WARN] = {0, 3, 0},       [ST_BAD] = {7, 1, B},
            [ST_BAD_BLOCK] = {7, 1, B},  [ST_WARN_BLOCK] = {0, 3, 0}, [ST_UNKNOWN] = {0, 7, 0},
            [ST_OLD] = {0, 7, 0},        [ST_KEY] = {7, 0, 0},        [ST_KEY_TEXT] = {0, 7, 0},
            [ST_SELECTED] = {7, 0, 0},   [ST_BAR] = {0, 7, 0},        [ST_BAR_REST] = {0, 7, 0},
            [ST_MARK] = {0, 7, 0},       [ST_WAIT] = {4, 7, 0},       [ST_CHANGE] = {7, 5, B},
            [ST_LAMP_OFF] = {0, 7, 0},   [ST_LAMP_RED] = {7, 1, B},   [ST_LAMP_YELLOW] = {0, 3, 0},
            [ST_LAMP_GREEN] = {0, 2, 0}, [ST_LAMP_BLUE] = {7, 4, B},  [ST_LAMP_WHITE] = {7, 0, B},
        },
};
