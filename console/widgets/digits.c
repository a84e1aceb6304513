/* SPDX-License-Identifier: MIT */
/* The block-letter font: five rows of pixels, widths 1 to 5. A pixel is half a cell (two rows of
 * pixels in a row of cells), a cell, or two cells; for a wall, letters are of any height. Called by
 * panels for the state word, OEE and the count. */
#include "console/widgets/digits.h"

#include "data/model/text.h"

#include <stddef.h>
#include <string.h>

#define FONT_ROWS 5

struct block_letter {
    uint32_t code;
    const char *row[FONT_ROWS];
};

static const struct block_letter font[] = {
    {' ', {" ", " ", " ", " ", " "}},
    {'%', {"# #", "  #", " # ", "#  ", "# #"}},
    {'+', {"   ", " # ", "###", " # ", "   "}},
    {',', {" ", " ", " ", "#", "#"}},
    {'-', {"   ", "   ", "###", "   ", "   "}},
    {'.', {" ", " ", " ", " ", "#"}},
    {'/', {"  #", "  #", " # ", "#  ", "#  "}},
    {'0', {"###", "# #", "# #", "# #", "###"}},
    {'1', {" # ", "## ", " # ", " # ", "###"}},
    {'2', {"###", "  #", "###", "#  ", "###"}},
    {'3', {"###", "  #", "###", "  #", "###"}},
    {'4', {"# #", "# #", "###", "  #", "  #"}},
    {'5', {"###", "#  ", "###", "  #", "###"}},
    {'6', {"###", "#  ", "###", "# #", "###"}},
    {'7', {"###", "  #", "  #", "  #", "  #"}},
    {'8', {"###", "# #", "###", "# #", "###"}},
    {'9', {"###", "# #", "###", "  #", "###"}},
    {':', {" ", "#", " ", "#", " "}},
    {'A', {" # ", "# #", "###", "# #", "# #"}},
    {'B', {"## ", "# #", "## ", "# #", "## "}},
    {'C', {" ##", "#  ", "#  ", "#  ", " ##"}},
    {'D', {"## ", "# #", "# #", "# #", "## "}},
    {'E', {"###", "#  ", "## ", "#  ", "###"}},
    {'F', {"###", "#  ", "## ", "#  ", "#  "}},
    {'G', {" ##", "#  ", "# #", "# #", " ##"}},
    {'H', {"# #", "# #", "###", "# #", "# #"}},
    {'I', {"#", "#", "#", "#", "#"}},
    {'J', {"  #", "  #", "  #", "# #", " # "}},
    {'K', {"# #", "# #", "## ", "# #", "# #"}},
    {'L', {"#  ", "#  ", "#  ", "#  ", "###"}},
    {'M', {"#   #", "## ##", "# # #", "#   #", "#   #"}},
    {'N', {"#  #", "## #", "# ##", "#  #", "#  #"}},
    {'O', {"###", "# #", "# #", "# #", "###"}},
    {'P', {"## ", "# #", "## ", "#  ", "#  "}},
    {'Q', {"###", "# #", "# #", "## ", "  #"}},
    {'R', {"## ", "# #", "## ", "# #", "# #"}},
    {'S', {"###", "#  ", "###", "  #", "###"}},
    {'T', {"###", " # ", " # ", " # ", " # "}},
    {'U', {"# #", "# #", "# #", "# #", "###"}},
    {'V', {"# #", "# #", "# #", "# #", " # "}},
    {'W', {"#   #", "#   #", "# # #", "## ##", "#   #"}},
    {'X', {"# #", "# #", " # ", "# #", "# #"}},
    {'Y', {"# #", "# #", " # ", " # ", " # "}},
    {'Z', {"###", "  #", " # ", "#  ", "###"}},
    {0xC4, {"# #", " # ", "# #", "###", "# #"}}, /* with two dots above */
    {0xD1, {"####", "    ", "## #", "# ##", "#  #"}},
    {0xD6, {"# #", "   ", "###", "# #", "###"}},
    {0xDC, {"# #", "   ", "# #", "# #", "###"}},
    {0x2013, {"   ", "   ", "###", "   ", "   "}}, /* dashes: not known, minus */
    {0x2212, {"   ", "   ", "###", "   ", "   "}},
};

static const struct block_letter *letter_find(uint32_t code)
{
    /* Letters of Latin-1 with a mark that five rows have no room for, from U+00C0 on. */
    static const char bare[] = "AAAA?A?CEEEEIIIID?OOOO??OUUU?Y";
    if (code >= 0xC0 && code < 0xC0 + sizeof bare - 1 && bare[code - 0xC0] != '?')
        code = (uint32_t)bare[code - 0xC0];
    for (size_t i = 0; i < sizeof font / sizeof *font; i++)
        if (font[i].code == code)
            return &font[i];
    return NULL;
}

/* The next letter of a text, advancing it; NULL at its end or where the font has none. */
static const struct block_letter *letter_next(const char **text, bool *missing)
{
    size_t left = strlen(*text);
    uint32_t code = 0;
    size_t n = left > 0 ? utf8_decode(*text, left, &code) : 0;
    *missing = false;
    if (left == 0)
        return NULL;
    const struct block_letter *letter = n > 0 ? letter_find(code) : NULL;
    *missing = letter == NULL;
    *text += n > 0 ? n : 1;
    return letter;
}

int digits_height(enum digits_size size)
{
    static const int height[] = {
        [DIGITS_NONE] = 1, [DIGITS_HALF] = 3, [DIGITS_TALL] = 5, [DIGITS_DOUBLE] = 5};
    return height[size];
}

int digits_width(enum digits_size size, const char *text)
{
    int width = 0, pixel = size == DIGITS_DOUBLE ? 2 : 1;
    bool missing;
    const struct block_letter *letter;
    while ((letter = letter_next(&text, &missing)) != NULL)
        width += ((int)strlen(letter->row[0]) + 1) * pixel;
    return missing ? -1 : width > 0 ? width - pixel : 0;
}

static bool fits(enum digits_size size, const char *text, const struct rect *room)
{
    int need = digits_width(size, text);
    return need >= 0 && need <= room->w && digits_height(size) <= room->h;
}

enum digits_size digits_fit(enum glyph_tier tier, const char *text, const char *widest,
                            const struct rect *room)
{
    static const enum digits_size order[] = {DIGITS_DOUBLE, DIGITS_TALL, DIGITS_HALF};
    bool halves = tier == GLYPH_UNICODE; /* they have the better shape than tall ones */
    enum digits_size best = DIGITS_NONE;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        enum digits_size size = order[i];
        if ((size == DIGITS_HALF && !halves) || (size == DIGITS_TALL && halves))
            continue;
        if (fits(size, text, room)) {
            best = size;
            if (fits(size, widest, room))
                return size;
        }
    }
    return best;
}

static bool pixel(const struct block_letter *letter, int row, int column)
{
    return row < FONT_ROWS && letter->row[row][column] == '#';
}

static void draw_half(struct area a, int x, int y, enum style style, const struct block_letter *l)
{
    int width = (int)strlen(l->row[0]);
    for (int column = 0; column < width; column++)
        for (int row = 0; row < FONT_ROWS; row += 2) {
            bool top = pixel(l, row, column), bottom = pixel(l, row + 1, column);
            if (top || bottom)
                draw_code(a, x + column, y + row / 2, style,
                          top && bottom ? 0x2588
                          : top         ? 0x2580
                                        : 0x2584);
        }
}

static void draw_full(struct area a, struct rect at, enum style style, const struct block_letter *l)
{
    int width = (int)strlen(l->row[0]);
    for (int column = 0; column < width; column++)
        for (int row = 0; row < FONT_ROWS; row++)
            if (pixel(l, row, column))
                draw_fill(a, (struct rect){at.x + column * at.w, at.y + row, at.w, 1}, style,
                          0x2588);
}

int draw_digits(struct area a, struct rect where, enum digits_size size, enum style style,
                const char *text)
{
    if (size == DIGITS_NONE)
        return draw_text(a, where.x, where.y, style, text);
    struct area part = area_part(a, where);
    int x = 0, scale = size == DIGITS_DOUBLE ? 2 : 1;
    bool missing;
    const struct block_letter *letter;
    while ((letter = letter_next(&text, &missing)) != NULL) {
        if (size == DIGITS_HALF)
            draw_half(part, x, 0, style, letter);
        else
            draw_full(part, (struct rect){x, 0, scale, 0}, style, letter);
        x += ((int)strlen(letter->row[0]) + 1) * scale;
    }
    return where.x + x;
}

/* ---- of any height ---- */

/* Rows 0, 2 and 4 of a letter are strokes, 1 and 3 the gaps between them. Unit: half a cell where
 * the tier has half blocks, else a cell. Where the first unit of a row of pixels is; [5]: the
 * height. */
static void scale_rows(int units, int top[FONT_ROWS + 1])
{
    int stroke = (units + 3) / 6; /* thinner than gaps, which tell 6 from 8 */
    stroke = stroke < 1 ? 1 : stroke;
    int gaps = units - 3 * stroke;
    const int height[FONT_ROWS] = {stroke, gaps / 2, stroke, gaps - gaps / 2, stroke};
    top[0] = 0;
    for (int i = 0; i < FONT_ROWS; i++)
        top[i + 1] = top[i] + height[i];
}

static int units_of(enum glyph_tier tier, int rows)
{
    if (tier != GLYPH_UNICODE)
        return rows;
    return rows == 3 ? FONT_ROWS : 2 * rows; /* the half row that is left stays blank */
}

/* How wide a pixel is to be at this height: square, or for want of room half of it. */
static void columns_of(int rows, int *least, int *most)
{
    int square = (2 * rows + 2) / FONT_ROWS; /* a cell is twice as high as wide */
    *least = (square + 1) / 2;
    *most = square + square / 4;
    *least = *least < 1 ? 1 : *least;
    *most = *most < *least ? *least : *most;
}

static int pixels_of(const char *text)
{
    return digits_width(DIGITS_TALL, text);
}

static struct digits_scale scale_of(enum glyph_tier tier, int pixels, const struct rect *room)
{
    int lowest = tier == GLYPH_UNICODE ? 3 : FONT_ROWS;
    for (int rows = room->h; pixels > 0 && rows >= lowest; rows--) {
        int least, most;
        columns_of(rows, &least, &most);
        if (pixels * least <= room->w)
            return (struct digits_scale){rows, room->w / pixels < most ? room->w / pixels : most};
    }
    return (struct digits_scale){0, 0};
}

struct digits_scale digits_scale(enum glyph_tier tier, const char *text, const char *widest,
                                 const struct rect *room)
{
    int own = pixels_of(text), other = pixels_of(widest);
    if (own <= 0)
        return (struct digits_scale){0, 0};
    struct digits_scale scale = scale_of(tier, own > other ? own : other, room);
    return scale.rows > 0 ? scale : scale_of(tier, own, room);
}

int digits_scale_width(struct digits_scale scale, const char *text)
{
    int pixels = pixels_of(text);
    return pixels > 0 ? pixels * scale.column : 0;
}

static bool lit(const struct block_letter *l, const int top[FONT_ROWS + 1], int unit, int column)
{
    for (int row = 0; row < FONT_ROWS; row++)
        if (unit >= top[row] && unit < top[row + 1])
            return pixel(l, row, column);
    return false;
}

static void draw_scaled_letter(struct area a, int x, struct digits_scale scale, enum style style,
                               const struct block_letter *l)
{
    bool halves = a.canvas->tier == GLYPH_UNICODE;
    int top[FONT_ROWS + 1], width = (int)strlen(l->row[0]);
    scale_rows(units_of(a.canvas->tier, scale.rows), top);
    for (int y = 0; y < scale.rows; y++)
        for (int column = 0; column < width; column++) {
            bool upper = lit(l, top, halves ? 2 * y : y, column);
            bool lower = halves ? lit(l, top, 2 * y + 1, column) : upper;
            uint32_t code = upper && lower ? 0x2588 : upper ? 0x2580 : 0x2584;
            if (upper || lower)
                draw_fill(a, (struct rect){x + column * scale.column, y, scale.column, 1}, style,
                          code);
        }
}

int draw_scaled(struct area a, struct rect where, struct digits_scale scale, enum style style,
                const char *text)
{
    struct area part = area_part(a, where);
    int x = 0;
    bool missing;
    const struct block_letter *letter;
    while (scale.rows > 0 && (letter = letter_next(&text, &missing)) != NULL) {
        draw_scaled_letter(part, x, scale, style, letter);
        x += ((int)strlen(letter->row[0]) + 1) * scale.column;
    }
    return where.x + x;
}
