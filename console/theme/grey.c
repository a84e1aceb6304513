/* SPDX-License-Identifier: MIT */
/* Grey on grey as ISA-101 has it: only what is abnormal has colour, and as a block, which is seen
 * from afar; waiting and changeover are told by word and shape.
 * Listed in theme.c; tests/unit/theme measures every row. */
#include "console/theme/table.h"

const struct look theme_grey[COLOUR_TIERS][STYLE_COUNT] = {
    [COLOUR_256] =
        {
            [ST_NORMAL] = {235, 251, 0},     [ST_DIM] = {238, 251, 0},
            [ST_BOLD] = {16, 251, B},        [ST_BAND] = {16, 247, 0},
            [ST_BAND_DIM] = {234, 247, 0},   [ST_BAND_BOLD] = {16, 247, B},
            [ST_BAND_BAD] = {231, 160, B},   [ST_RULE] = {244, 251, 0},
            [ST_HEAD] = {236, 251, B},       [ST_GOOD] = {235, 251, 0},
            [ST_WARN] = {16, 214, 0},        [ST_BAD] = {231, 160, B},
            [ST_BAD_BLOCK] = {231, 160, B},  [ST_WARN_BLOCK] = {16, 214, 0},
            [ST_UNKNOWN] = {239, 251, 0},    [ST_OLD] = {239, 251, 0},
            [ST_KEY] = {16, 254, B},         [ST_KEY_TEXT] = {236, 251, 0},
            [ST_SELECTED] = {231, 238, 0},   [ST_BAR] = {240, 251, 0},
            [ST_BAR_REST] = {248, 251, 0},   [ST_MARK] = {16, 251, B},
            [ST_WAIT] = {238, 251, 0},       [ST_CHANGE] = {238, 251, 0},
            [ST_LAMP_OFF] = {236, 249, 0},   [ST_LAMP_RED] = {231, 160, B},
            [ST_LAMP_YELLOW] = {16, 220, B}, [ST_LAMP_GREEN] = {16, 40, B},
            [ST_LAMP_BLUE] = {231, 27, B},   [ST_LAMP_WHITE] = {16, 231, B},
        },
    [COLOUR_16] =
        {
            [ST_NORMAL] = {0, 7, 0},       [ST_DIM] = {0, 7, 0},
            [ST_BOLD] = {0, 7, B},         [ST_BAND] = {15, 0, 0},
            [ST_BAND_DIM] = {15, 0, 0},    [ST_BAND_BOLD] = {15, 0, B},
            [ST_BAND_BAD] = {15, 1, B},    [ST_RULE] = {8, 7, 0},
            [ST_HEAD] = {0, 7, B},         [ST_GOOD] = {0, 7, 0},
            [ST_WARN] = {0, 11, 0},        [ST_BAD] = {15, 1, B},
            [ST_BAD_BLOCK] = {15, 1, B},   [ST_WARN_BLOCK] = {0, 11, 0},
            [ST_UNKNOWN] = {0, 7, 0},      [ST_OLD] = {0, 7, 0},
            [ST_KEY] = {0, 15, 0},         [ST_KEY_TEXT] = {0, 7, 0},
            [ST_SELECTED] = {15, 0, 0},    [ST_BAR] = {0, 7, 0},
            [ST_BAR_REST] = {8, 7, 0},     [ST_MARK] = {0, 7, B},
            [ST_WAIT] = {0, 7, 0},         [ST_CHANGE] = {0, 7, 0},
            [ST_LAMP_OFF] = {0, 7, 0},     [ST_LAMP_RED] = {15, 1, B},
            [ST_LAMP_YELLOW] = {0, 11, 0}, [ST_LAMP_GREEN] = {0, 10, 0},
            [ST_LAMP_BLUE] = {15, 4, B},   [ST_LAMP_WHITE] = {0, 15, 0},
        },
    [COLOUR_8] =
        {
            [ST_NORMAL] = {0, 7, 0},     [ST_DIM] = {0, 7, 0},        [ST_BOLD] = {0, 7, 0},
            [ST_BAND] = {7, 0, 0},       [ST_BAND_DIM] = {7, 0, 0},   [ST_BAND_BOLD] = {7, 0, B},
            [ST_BAND_BAD] = {7, 1, B},   [ST_RULE] = {0, 7, 0},       [ST_HEAD] = {0, 7, 0},
            [ST_GOOD] = {0, 7, 0},       [ST_WARN] = {0, 3, 0},       [ST_BAD] = {7, 1, B},
            [ST_BAD_BLOCK] = {7, 1, B},  [ST_WARN_BLOCK] = {0, 3, 0}, [ST_UNKNOWN] = {0, 7, 0},
            [ST_OLD] = {0, 7, 0},        [ST_KEY] = {7, 0, 0},        [ST_KEY_TEXT] = {0, 7, 0},
            [ST_SELECTED] = {7, 0, 0},   [ST_BAR] = {0, 7, 0},        [ST_BAR_REST] = {0, 7, 0},
            [ST_MARK] = {0, 7, 0},       [ST_WAIT] = {0, 7, 0},       [ST_CHANGE] = {0, 7, 0},
            [ST_LAMP_OFF] = {0, 7, 0},   [ST_LAMP_RED] = {7, 1, B},   [ST_LAMP_YELLOW] = {0, 3, 0},
            [ST_LAMP_GREEN] = {0, 2, 0}, [ST_LAMP_BLUE] = {7, 4, B},  [ST_LAMP_WHITE] = {7, 0, B},
        },
};
