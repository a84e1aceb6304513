/* SPDX-License-Identifier: MIT */
/* What a cell means to the eye. Widgets and panels speak of meaning; console/theme alone knows the
 * attributes and colours that each terminal shows for it. Colour means abnormal: what is normal is
 * grey. */
#ifndef CONSOLE_STYLE_H
#define CONSOLE_STYLE_H

/* name, letter in test pictures */
#define STYLES(X)                                             \
    X(ST_NORMAL, '.') /* figures and text */                  \
    X(ST_DIM, ',')    /* labels, units, what is secondary */  \
    X(ST_BOLD, 'b')   /* the figure of a panel */             \
    X(ST_BAND, 't')   /* header band */                       \
    X(ST_BAND_DIM, 'u')                                       \
    X(ST_BAND_BOLD, 'T')                                      \
    X(ST_BAND_BAD, 'X')                                       \
    X(ST_RULE, '-')      /* lines and frames */               \
    X(ST_HEAD, 'h')      /* title of a panel on its line */   \
    X(ST_GOOD, 'g')      /* back to normal; used sparingly */ \
    X(ST_WARN, 'w')      /* look at it */                     \
    X(ST_BAD, 'r')       /* somebody is wanted */             \
    X(ST_BAD_BLOCK, 'R') /* the same, as a block */           \
    X(ST_WARN_BLOCK, 'W')                                     \
    X(ST_UNKNOWN, '?') /* no data: hatch, dash */             \
    X(ST_OLD, 'o')     /* was true once */                    \
    X(ST_KEY, 'k')     /* a key cap */                        \
    X(ST_KEY_TEXT, 'K')                                       \
    X(ST_SELECTED, 's')                                       \
    X(ST_BAR, 'B') /* the filled part of a bar: normal */     \
    X(ST_BAR_REST, 'e')                                       \
    X(ST_MARK, 'm')   /* target and now marks */              \
    X(ST_WAIT, 'i')   /* waiting for a neighbour */           \
    X(ST_CHANGE, 'c') /* changeover, planned */               \
    X(ST_LAMP_OFF, 'z')                                       \
    X(ST_LAMP_RED, '1')                                       \
    X(ST_LAMP_YELLOW, '2')                                    \
    X(ST_LAMP_GREEN, '3')                                     \
    X(ST_LAMP_BLUE, '4')                                      \
    X(ST_LAMP_WHITE, '5')

#define STYLE_ENUM(value, letter) value,
enum style { STYLES(STYLE_ENUM) STYLE_COUNT };
#undef STYLE_ENUM

#endif
