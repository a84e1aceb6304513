/* SPDX-License-Identifier: MIT */
/* Glyph tiers: what each kind of terminal can show. Panels write plain Unicode; the canvas puts
 * every character through glyph_for, so that no cell can hold what the terminal cannot show. */
#ifndef CONSOLE_GLYPH_H
#define CONSOLE_GLYPH_H

#include <stdbool.h>
#include <stdint.h>

enum glyph_tier {
    GLYPH_UNICODE, /* a UTF-8 terminal emulator */
    GLYPH_LINUX,   /* the Linux console: light boxes, full block, two shades, Latin-1 */
    GLYPH_ASCII,   /* anything else */
    GLYPH_TIERS
};

/* A line cell is GLYPH_LINE plus the arms that leave it; lines that meet join by themselves. */
#define GLYPH_LINE          UINT32_C(0x110000)
#define GLYPH_ARM_N         1U
#define GLYPH_ARM_E         2U
#define GLYPH_ARM_S         4U
#define GLYPH_ARM_W         8U
#define GLYPH_IS_LINE(code) (((code) & ~UINT32_C(15)) == GLYPH_LINE)

/* The character that shows `code` (a character, or a line cell) on this tier. Always one that
 * glyph_allowed. A wide character keeps its width or becomes '?', twice. */
uint32_t glyph_for(enum glyph_tier tier, uint32_t code);

/* Whether the tier may show this character. */
bool glyph_allowed(enum glyph_tier tier, uint32_t code);

#endif
