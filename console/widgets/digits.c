/* SPDX-License-Identifier: MIT */
/* The block-letter font: five rows of pixels, widths 1 to 5. A pixel is half a cell (two rows of
 * pixels in a row of cells), a cell, or two cells. Called by panels for the state word, OEE and the
 * count. */
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
    {0x2013, {"   ", "   ", "###", "   ", "   "}}, /* dashes: not known, minus */
    {0x2212, {"   ", "   ", "###", "   ", "   "}},
};

static const struct block_letter *letter_find(uint32_t code)
{
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
