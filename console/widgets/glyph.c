/* SPDX-License-Identifier: MIT */
/* The tier tables. One row per character of our own pictures with its stand-ins; Latin letters of
 * text from outside fall back to their base letter, the rest to '?'.
 * Called by canvas.c for each character put; pure. */
#include "console/widgets/glyph.h"

#include <stddef.h>

struct stand_in {
    uint32_t code;
    uint8_t on_linux, on_ascii; /* Latin-1 at most; 0 on_linux: the character itself */
};

/* Sorted by code. */
static const struct stand_in stand_ins[] = {
    {0x00A0, ' ', ' '},   /* no-break space */
    {0x00B0, 0, '\''},    /* degree */
    {0x00B1, 0, '~'},     /* plus minus */
    {0x00B2, 0, '2'},     /* squared */
    {0x00B3, '3', '3'},   /* cubed */
    {0x00B5, 0, 'u'},     /* micro */
    {0x00B7, 0, '-'},     /* middle dot */
    {0x00D7, 0, 'x'},     /* times */
    {0x2010, '-', '-'},   /* hyphen */
    {0x2011, '-', '-'},   /* no-break hyphen */
    {0x2012, '-', '-'},   /* figure dash */
    {0x2013, '-', '-'},   /* en dash */
    {0x2014, '-', '-'},   /* em dash */
    {0x2018, '\'', '\''}, /* quotes */
    {0x2019, '\'', '\''}, {0x201C, '"', '"'}, {0x201D, '"', '"'}, {0x2022, 0xB7, '*'}, /* bullet */
    {0x2026, '~', '~'}, /* ellipsis: the text goes on */
    {0x202F, ' ', ' '}, /* narrow no-break space */
    {0x20AC, 'E', 'E'}, /* euro */
    {0x2190, '<', '<'}, /* arrows */
    {0x2191, '^', '^'},   {0x2192, '>', '>'}, {0x2193, 'v', 'v'}, {0x2212, '-', '-'}, /* minus */
    {0x2260, '!', '!'},                                           /* not equal */
    {0x2264, '<', '<'},   {0x2265, '>', '>'}, {0x2500, 0, '-'},   /* light line */
    {0x2502, 0, '|'},     {0x2503, '|', '|'}, {0x2508, '?', '?'}, /* hatch: no data */
    {0x253C, 0, '+'},     {0x2580, '"', '"'},                     /* upper half */
    {0x2581, '_', '_'},                                           /* eighths upwards: sparklines */
    {0x2582, '_', '_'},   {0x2583, '.', '.'}, {0x2584, '_', '_'}, {0x2585, '-', '-'},
    {0x2586, '=', '='},   {0x2587, '=', '='}, {0x2588, 0, '#'}, /* full block */
    {0x2589, 0, '#'}, /* eighths leftwards: bars round them off before */
    {0x258A, '#', '#'},   {0x258B, '#', '#'}, {0x258C, '|', '|'}, {0x258D, '|', '|'},
    {0x258E, '|', '|'},   {0x258F, '|', '|'}, {0x2591, 0, '.'}, /* light shade */
    {0x2592, 0, '='},                                           /* medium shade */
    {0x2593, '#', '#'},   {0x25A0, '#', '#'},                   /* square: wants somebody */
    {0x25A1, 'o', 'o'},                                         /* open square: waiting */
    {0x25AA, '*', '*'},   {0x25B2, '^', '^'},                   /* triangles */
    {0x25B6, '>', '>'},   {0x25B8, '>', '>'}, {0x25BC, 'v', 'v'}, {0x25C6, '*', '*'},
    {0x25C7, 'o', 'o'},   {0x25CB, 'o', 'o'}, {0x25CC, '?', '?'}, /* dotted circle: unknown */
    {0x25CF, '*', '*'},   {0x266A, '!', '!'},                     /* note: buzzer */
};

/* Base letters of U+00A0..U+00FF for ASCII; '?' where there is none. */
static const char latin_base[] = " !cL?Y|S\"Ca<--R-"
                                 "'~23'uP-,1o>qhq?"
                                 "AAAAAAACEEEEIIII"
                                 "DNOOOOOxOUUUUYTs"
                                 "aaaaaaaceeeeiiii"
                                 "dnooooo/ouuuuyty";

static const struct stand_in *stand_in_find(uint32_t code)
{
    size_t low = 0, high = sizeof stand_ins / sizeof *stand_ins;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (stand_ins[middle].code == code)
            return &stand_ins[middle];
        if (stand_ins[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static uint32_t line_for(enum glyph_tier tier, uint32_t code)
{
    static const uint32_t box[16] = {
        ' ',    0x2502, 0x2500, 0x2514, 0x2502, 0x2502, 0x250C, 0x251C,
        0x2500, 0x2518, 0x2500, 0x2534, 0x2510, 0x2524, 0x252C, 0x253C,
    };
    static const char ascii[] = " |-+||++-+-++++";
    uint32_t arms = code & 15U;
    if (tier == GLYPH_ASCII)
        return arms == 15U ? '+' : (uint32_t)ascii[arms];
    return box[arms];
}

/* Of Latin-1, what the kernel's own font (code page 437) has neither itself nor a relative for;
 * most fonts that are loaded later have it, but nobody can tell which one is. */
static bool is_rare(uint32_t code)
{
    static const uint8_t rare[] = {0xAF, 0xB3, 0xB9, 0xBE, 0xDE, 0xFE};
    for (size_t i = 0; i < sizeof rare; i++)
        if (rare[i] == code)
            return true;
    return false;
}

bool glyph_allowed(enum glyph_tier tier, uint32_t code)
{
    if (code >= 0x20 && code < 0x7F)
        return true;
    if (tier == GLYPH_ASCII || code < 0xA0)
        return false;
    if (tier == GLYPH_UNICODE)
        return true;
    static const uint32_t boxes[] = {0x2500, 0x2502, 0x250C, 0x2510, 0x2514, 0x2518, 0x251C,
                                     0x2524, 0x252C, 0x2534, 0x253C, 0x2588, 0x2591, 0x2592};
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++)
        if (boxes[i] == code)
            return true;
    return code <= 0xFF && !is_rare(code);
}

uint32_t glyph_for(enum glyph_tier tier, uint32_t code)
{
    if (GLYPH_IS_LINE(code))
        return line_for(tier, code);
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return '?'; /* the sanitiser stands before us; this is the second fence */
    if (code < 0x7F || tier == GLYPH_UNICODE)
        return code;
    const struct stand_in *row = stand_in_find(code);
    if (row != NULL) {
        if (tier == GLYPH_ASCII)
            return row->on_ascii;
        return row->on_linux != 0 ? row->on_linux : (code == 0x2589 ? 0x2588 : code);
    }
    if (code <= 0xFF)
        return tier == GLYPH_LINUX && !is_rare(code)
                   ? code
                   : (uint32_t)(unsigned char)latin_base[code - 0xA0];
    return '?';
}
