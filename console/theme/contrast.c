/* SPDX-License-Identifier: MIT */
/* High contrast: white on black, seven to one at least where the terminal's colours are known;
 * what is secondary is as bright as the rest, what is chosen is yellow.
 * Listed in theme.c; tests/unit/theme measures every row. */
#include "console/theme/table.h"

const struct look theme_contrast[COLOUR_TIERS][STYLE_COUNT] = {
    [COLOUR_256] =
        {
            [ST_NORMAL] = {231, 16, 0},      [ST_DIM] = {254, 16, 0},
            [ST_BOLD] = {231, 16, B},        [ST_BAND] = {16, 231, 0},
            [ST_BAND_DIM] = {16, 231, 0},    [ST_BAND_BOLD] = {16, 231, B},
            [ST_BAND_BAD] = {231, 124, B},   [ST_RULE] = {250, 16, 0},
            [ST_HEAD] = {123, 16, B},        [ST_GOOD] = {120, 16, 0},
            [ST_WARN] = {226, 16, B},        [ST_BAD] = {217, 16, B},
            [ST_BAD_BLOCK] = {231, 124, B},  [ST_WARN_BLOCK] = {16, 226, B},
            [ST_UNKNOWN] = {250, 16, 0},     [ST_OLD] = {249, 16, 0},
            [ST_KEY] = {16, 231, B},         [ST_KEY_TEXT] = {231, 16, 0},
            [ST_SELECTED] = {16, 226, B},    [ST_BAR] = {231, 16, 0},
            [ST_BAR_REST] = {243, 16, 0},    [ST_MARK] = {226, 16, B},
            [ST_WAIT] = {117, 16, 0},        [ST_CHANGE] = {219, 16, 0},
            [ST_LAMP_OFF] = {252, 16, 0},    [ST_LAMP_RED] = {231, 124, B},
            [ST_LAMP_YELLOW] = {16, 226, B}, [ST_LAMP_GREEN] = {16, 46, B},
            [ST_LAMP_BLUE] = {231, 19, B},   [ST_LAMP_WHITE] = {16, 231, B},
        },
    [COLOUR_16] =
        {
            [ST_NORMAL] = {15, 0, 0},      [ST_DIM] = {15, 0, 0},
            [ST_BOLD] = {15, 0, B},        [ST_BAND] = {0, 15, 0},
            [ST_BAND_DIM] = {0, 15, 0},    [ST_BAND_BOLD] = {0, 15, 0},
            [ST_BAND_BAD] = {15, 1, B},    [ST_RULE] = {15, 0, 0},
            [ST_HEAD] = {14, 0, B},        [ST_GOOD] = {10, 0, 0},
            [ST_WARN] = {11, 0, B},        [ST_BAD] = {15, 1, B},
            [ST_BAD_BLOCK] = {15, 1, B},   [ST_WARN_BLOCK] = {0, 11, 0},
            [ST_UNKNOWN] = {7, 0, 0},      [ST_OLD] = {7, 0, 0},
            [ST_KEY] = {0, 15, 0},         [ST_KEY_TEXT] = {15, 0, 0},
            [ST_SELECTED] = {0, 11, 0},    [ST_BAR] = {15, 0, 0},
            [ST_BAR_REST] = {8, 0, 0},     [ST_MARK] = {11, 0, B},
            [ST_WAIT] = {14, 0, 0},        [ST_CHANGE] = {13, 0, 0},
            [ST_LAMP_OFF] = {7, 0, 0},     [ST_LAMP_RED] = {15, 1, B},
            [ST_LAMP_YELLOW] = {0, 11, 0}, [ST_LAMP_GREEN] = {0, 10, 0},
            [ST_LAMP_BLUE] = {15, 4, B},   [ST_LAMP_WHITE] = {0, 15, 0},
        },
    [COLOUR_8] =
        {
            [ST_NORMAL] = {7, 0, B},     [ST_DIM] = {7, 0, B},        [ST_BOLD] = {7, 0, B},
            [ST_BAND] = {0, 7, 0},       [ST_BAND_DIM] = {0, 7, 0},   [ST_BAND_BOLD] = {0, 7, 0},
            [ST_BAND_BAD] = {7, 1, B},   [ST_RULE] = {7, 0, 0},       [ST_HEAD] = {6, 0, B},
            [ST_GOOD] = {2, 0, B},       [ST_WARN] = {3, 0, B},       [ST_BAD] = {7, 1, B},
            [ST_BAD_BLOCK] = {7, 1, B},  [ST_WARN_BLOCK] = {0, 3, 0}, [ST_UNKNOWN] = {7, 0, 0},
            [ST_OLD] = {7, 0, 0},        [ST_KEY] = {0, 7, 0},        [ST_KEY_TEXT] = {7, 0, B},
            [ST_SELECTED] = {0, 7, 0},   [ST_BAR] = {7, 0, B},        [ST_BAR_REST] = {7, 0, 0},
            [ST_MARK] = {3, 0, B},       [ST_WAIT] = {6, 0, B},       [ST_CHANGE] = {5, 0, B},
            [ST_LAMP_OFF] = {7, 0, 0},   [ST_LAMP_RED] = {7, 1, B},   [ST_LAMP_YELLOW] = {0, 3, 0},
            [ST_LAMP_GREEN] = {0, 2, 0}, [ST_LAMP_BLUE] = {7, 4, B},  [ST_LAMP_WHITE] = {0, 7, 0},
        },
};
