/* SPDX-License-Identifier: MIT */
/* What a terminal can do, as the encoder needs to know it: told by console/output/terminfo.c, or by
 * a test. A sequence that the terminal does not have is empty. */
#ifndef CONSOLE_ENCODE_ABILITIES_H
#define CONSOLE_ENCODE_ABILITIES_H

#include <stdbool.h>
#include <stddef.h>

#define ABILITY_SIZE 48 /* a longer sequence counts as none */

/* Without numbers first, then with one, then with two. The names are those of terminfo. */
#define ABILITIES_FIXED(X)  \
    X(HOME, "home")         \
    X(CR, "cr")             \
    X(UP, "cuu1")           \
    X(DOWN, "cud1")         \
    X(LEFT, "cub1")         \
    X(RIGHT, "cuf1")        \
    X(CLEAR, "clear")       \
    X(ERASE_END, "el")      \
    X(PLAIN, "sgr0")        \
    X(BOLD, "bold")         \
    X(UNDERLINE, "smul")    \
    X(REVERSE, "rev")       \
    X(STANDOUT, "smso")     \
    X(STANDOUT_OFF, "rmso") \
    X(UNDERLINE_OFF, "rmul") X(MARGIN_OFF, "rmam") X(MARGIN_ON, "smam") X(INSERT_ONE, "ich1")
#define ABILITIES_NUMBERED(X) \
    X(COLUMN, "hpa")          \
    X(ROW, "vpa")             \
    X(UP_BY, "cuu")           \
    X(DOWN_BY, "cud")         \
    X(LEFT_BY, "cub")         \
    X(RIGHT_BY, "cuf")        \
    X(ERASE, "ech") X(INSERT, "ich") X(FOREGROUND, "setaf") X(BACKGROUND, "setab") X(PLACE, "cup")

#define ABILITY_ENUM(name, terminfo) CAN_##name,
enum ability {
    ABILITIES_FIXED(ABILITY_ENUM) CAN_FIXED_COUNT,
    CAN_BEFORE_NUMBERED = CAN_FIXED_COUNT - 1,
    ABILITIES_NUMBERED(ABILITY_ENUM) ABILITY_COUNT
};
#undef ABILITY_ENUM

struct abilities {
    /* The sequence for these numbers into `out` (ABILITY_SIZE), not ended; its length. */
    size_t (*expand)(const void *ctx, enum ability which, int first, int second, char *out);
    const void *ctx;
    bool utf8;
    bool erases_with_ground; /* bce */
    bool wraps, wraps_late;  /* am; xenl: only when the next character comes */
    bool moves_in_style;     /* msgr */
    bool newline_is_down;    /* "\n" only moves down: the line is raw, nobody adds a return */
    bool takes_off;          /* SGR 22, 24, 27 take off bold, underline, reverse */
    bool no_tilde;           /* hz */
    unsigned not_in_colour;  /* ncv, as LOOK_ bits: what cannot be together with colours */
};

#endif
