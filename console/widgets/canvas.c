/* SPDX-License-Identifier: MIT */
/* The cell grid. Panels draw here through areas that clip; console/tty.c copies the cells to the
 * terminal; tests print them. Every character passes glyph_for, so the picture holds only what the
 * terminal's tier can show. Pure: no I/O, no clock. */
#include "console/widgets/canvas.h"

#include "data/model/text.h"
#include "data/words/spell.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAW_TEXT_MAX 1024

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

int canvas_init(struct canvas *c, int width, int height, enum glyph_tier tier)
{
    *c = (struct canvas){
        .width = clamp(width, 0, CANVAS_WIDTH_MAX),
        .height = clamp(height, 0, CANVAS_HEIGHT_MAX),
        .tier = tier,
    };
    size_t count = (size_t)c->width * (size_t)c->height;
    c->cell = calloc(count > 0 ? count : 1, sizeof *c->cell);
    if (c->cell == NULL) {
        c->width = c->height = 0;
        return -1;
    }
    canvas_clear(c, ST_NORMAL);
    return 0;
}

void canvas_done(struct canvas *c)
{
    free(c->cell);
    *c = (struct canvas){0};
}

void canvas_clear(struct canvas *c, enum style style)
{
    for (int i = 0; i < c->width * c->height; i++)
        c->cell[i] = (struct cell){.code = ' ', .style = (uint8_t)style};
}

struct area canvas_area(struct canvas *c)
{
    return (struct area){.canvas = c, .r = {0, 0, c->width, c->height}};
}

struct area area_part(struct area a, struct rect part)
{
    int x0 = clamp(part.x, 0, a.r.w), y0 = clamp(part.y, 0, a.r.h);
    int x1 = clamp(part.x + part.w, x0, a.r.w), y1 = clamp(part.y + part.h, y0, a.r.h);
    return (struct area){.canvas = a.canvas, .r = {a.r.x + x0, a.r.y + y0, x1 - x0, y1 - y0}};
}

static struct cell *area_cell(struct area a, int x, int y)
{
    if (x < 0 || y < 0 || x >= a.r.w || y >= a.r.h)
        return NULL;
    int cx = a.r.x + x, cy = a.r.y + y;
    if (cx < 0 || cy < 0 || cx >= a.canvas->width || cy >= a.canvas->height)
        return NULL;
    return &a.canvas->cell[cy * a.canvas->width + cx];
}

/* Half of a wide character that loses its other half becomes blank. */
static void cell_split(struct area a, int x, int y)
{
    struct area all = canvas_area(a.canvas);
    int cx = a.r.x + x, cy = a.r.y + y;
    struct cell *here = area_cell(all, cx, cy);
    if (here == NULL)
        return;
    if (here->code == 0) {
        struct cell *left = area_cell(all, cx - 1, cy);
        if (left != NULL && left->wide != 0)
            *left = (struct cell){.code = ' ', .style = left->style};
    } else if (here->wide != 0) {
        struct cell *right = area_cell(all, cx + 1, cy);
        if (right != NULL && right->code == 0)
            *right = (struct cell){.code = ' ', .style = right->style};
    }
}

static void cell_put(struct area a, int x, int y, struct cell cell)
{
    struct cell *at = area_cell(a, x, y);
    if (at == NULL)
        return;
    cell_split(a, x, y);
    *at = cell;
}

/* Put one character that is at least one cell wide. Returns the cells taken. */
static int put_base(struct area a, int x, int y, enum style style, uint32_t code)
{
    enum glyph_tier tier = a.canvas->tier;
    int cells = GLYPH_IS_LINE(code) ? 1 : utf8_cells(code);
    uint32_t shown = GLYPH_IS_LINE(code) ? code : glyph_for(tier, code);
    if (cells < 2) {
        cell_put(a, x, y, (struct cell){.code = shown, .style = (uint8_t)style});
        return 1;
    }
    if (shown != code || x + 1 >= a.r.w) { /* no glyph, or only half of it would fit */
        uint32_t half = shown != code ? shown : ' ';
        cell_put(a, x, y, (struct cell){.code = half, .style = (uint8_t)style});
        cell_put(a, x + 1, y, (struct cell){.code = half, .style = (uint8_t)style});
        return 2;
    }
    cell_put(a, x, y, (struct cell){.code = shown, .style = (uint8_t)style, .wide = 1});
    cell_put(a, x + 1, y, (struct cell){.code = 0, .style = (uint8_t)style});
    return 2;
}

static void put_mark(struct area a, int x, int y, uint32_t code)
{
    struct cell *at = area_cell(a, x, y);
    if (at != NULL && at->code == 0)
        at = area_cell(a, x - 1, y);
    if (at == NULL || a.canvas->tier != GLYPH_UNICODE || code > 0xFFFF)
        return;
    for (int i = 0; i < CANVAS_MARKS; i++)
        if (at->mark[i] == 0) {
            at->mark[i] = (uint16_t)code;
            return;
        }
}

/* Japanese has no spaces: a line ends beside any of its characters, but begins with none that ends
 * something, and ends with none that begins it. */
static bool may_break(uint32_t last, uint32_t next)
{
    static const uint32_t ends[] = {
        0x3001, 0x3002, 0x30FB, 0x30FC, 0x300D, 0x300F, 0xFF09, 0xFF1A, 0xFF1F, 0xFF5E,
        0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x30A1,
        0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30C3, 0x30E3, 0x30E5, 0x30E7, ':',    ';',
        ',',    '.',    ')',    '%',    '?',    '!',    '"',
    };
    if (next == ' ' || next == 0)
        return true;
    if (utf8_cells(last) < 2 && utf8_cells(next) < 2)
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends[i] == next)
            return false;
    return last != 0x300C && last != 0x300E && last != 0xFF08 && last != '(';
}

size_t draw_row_of(const char *text, int w)
{
    char line[512];
    size_t take = 0, n;
    uint32_t last = ' ', next = ' ';
    for (size_t i = 0; next != 0 && i < sizeof line; i += n, last = next) {
        n = text[i] != '\0' ? utf8_decode(text + i, strlen(text + i), &next) : 0;
        next = n > 0 ? next : 0;
        if (i == 0 || !may_break(last, next))
            continue;
        (void)text_copy_n(line, sizeof line, text, i);
        if (text_cells(line) > w)
            break;
        take = i;
    }
    return take;
}

int draw_paragraph(struct area a, int y, int rows, enum style style, const char *text)
{
    int w = a.r.w - 2;
    for (; rows > 0 && *text != '\0'; rows--, y++) {
        char line[512];
        size_t take = draw_row_of(text, w);
        if (take == 0 || rows == 1)
            take = strlen(text);
        (void)text_copy_n(line, sizeof line, text, take);
        draw_text_cut(a, (struct rect){1, y, w, 1}, style, line);
        text += take;
        text += *text == ' ' ? 1 : 0;
    }
    return y;
}

void draw_code(struct area a, int x, int y, enum style style, uint32_t code)
{
    put_base(a, x, y, style, code);
}

static void report(struct area a, const char *text, bool cut)
{
    if (a.canvas->watch != NULL)
        a.canvas->watch->lost(a.canvas->watch->ctx, text, cut);
}

/* Is there a letter already? Lines, bars and blanks may be written over. */
static bool is_taken(struct area a, int x, int y)
{
    const struct cell *at = a.canvas->watch != NULL ? area_cell(a, x, y) : NULL;
    return at != NULL && at->code > ' ' && !GLYPH_IS_LINE(at->code) &&
           (at->code < 0x2500 || at->code > 0x25FF);
}

static int draw_text_n(struct area a, struct rect where, enum style style, const char *text)
{
    size_t left = strlen(text);
    int x = where.x, end = where.x + where.w;
    while (left > 0) {
        uint32_t code;
        size_t n = utf8_decode(text, left, &code);
        if (n == 0) {
            code = '?';
            n = 1;
        }
        int cells = utf8_cells(code);
        if (cells > 0 && x + cells > end)
            break;
        if (code > ' ' && is_taken(a, x, where.y))
            report(a, text, false);
        if (cells == 0)
            put_mark(a, x - 1, where.y, code);
        else
            x += put_base(a, x, where.y, style, code);
        text += n;
        left -= n;
    }
    return x;
}

/* Before it is measured, so that columns hold. Texts that are too long for `out` are cut anyway. */
static const char *spelt(struct area a, const char *text, char out[DRAW_TEXT_MAX])
{
    if (!a.canvas->german || strchr(text, 0xC3) == NULL)
        return text;
    (void)text_copy(out, DRAW_TEXT_MAX, text);
    spell_german(out, strlen(out));
    return out;
}

int draw_text(struct area a, int x, int y, enum style style, const char *text)
{
    char letters[DRAW_TEXT_MAX];
    text = spelt(a, text, letters);
    if (a.canvas->watch != NULL && y >= 0 && y < a.r.h && (x < 0 || x + text_cells(text) > a.r.w))
        report(a, text, false);
    return draw_text_n(a, (struct rect){x, y, a.r.w - x, 1}, style, text);
}

int draw_format(struct area a, int x, int y, enum style style, const char *format, ...)
{
    char text[DRAW_TEXT_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args); /* a cut line is cut at the edge anyway */
    va_end(args);
    return draw_text(a, x, y, style, text);
}

int draw_text_cut(struct area a, struct rect where, enum style style, const char *text)
{
    char letters[DRAW_TEXT_MAX];
    text = spelt(a, text, letters);
    if (where.x + where.w > a.r.w)
        where.w = a.r.w - where.x;
    if (where.w <= 0 || text_cells(text) > where.w)
        report(a, text, true);
    if (where.w <= 0)
        return where.x;
    if (text_cells(text) <= where.w)
        return draw_text_n(a, where, style, text);
    where.w--;
    int x = draw_text_n(a, where, style, text);
    draw_code(a, x, where.y, style, 0x2026);
    return x + 1;
}

int draw_text_right(struct area a, int right, int y, enum style style, const char *text)
{
    char letters[DRAW_TEXT_MAX];
    text = spelt(a, text, letters);
    int x = right - text_cells(text);
    draw_text(a, x, y, style, text);
    return x;
}

void draw_fill(struct area a, struct rect where, enum style style, uint32_t code)
{
    for (int y = where.y; y < where.y + where.h; y++)
        for (int x = where.x; x < where.x + where.w; x++)
            put_base(a, x, y, style, code);
}

/* Lines that meet join: the arms of both are kept. */
static void put_arms(struct area a, int x, int y, enum style style, uint32_t arms)
{
    struct cell *at = area_cell(a, x, y);
    if (at == NULL)
        return;
    if (GLYPH_IS_LINE(at->code))
        arms |= at->code & 15U;
    cell_put(a, x, y, (struct cell){.code = GLYPH_LINE | arms, .style = (uint8_t)style});
}

void draw_hline(struct area a, int x, int y, int length, enum style style)
{
    for (int i = 0; i < length; i++)
        put_arms(a, x + i, y, style, GLYPH_ARM_E | GLYPH_ARM_W);
}

void draw_vline(struct area a, int x, int y, int length, enum style style)
{
    for (int i = 0; i < length; i++) {
        struct cell *at = area_cell(a, x, y + i);
        bool meets = at != NULL && GLYPH_IS_LINE(at->code);
        uint32_t arms = GLYPH_ARM_N | GLYPH_ARM_S;
        if (meets && i == 0)
            arms = GLYPH_ARM_S;
        else if (meets && i == length - 1)
            arms = GLYPH_ARM_N;
        put_arms(a, x, y + i, style, arms);
    }
}

void draw_join(struct area a, int x, int y, uint32_t arms)
{
    struct cell *at = area_cell(a, x, y);
    if (at != NULL && GLYPH_IS_LINE(at->code))
        put_arms(a, x, y, (enum style)at->style, arms);
}

void draw_fade(struct area a, enum style style)
{
    for (int y = 0; y < a.r.h; y++)
        for (int x = 0; x < a.r.w; x++) {
            struct cell *at = area_cell(a, x, y);
            bool bare = at != NULL && at->code == ' ' && at->style == ST_NORMAL;
            if (at != NULL && !bare && !GLYPH_IS_LINE(at->code))
                at->style = (uint8_t)style;
        }
}

uint32_t canvas_code(const struct canvas *c, const struct cell *cell)
{
    return GLYPH_IS_LINE(cell->code) ? glyph_for(c->tier, cell->code) : cell->code;
}

const struct cell *canvas_cell(const struct canvas *c, int x, int y)
{
    if (x < 0 || y < 0 || x >= c->width || y >= c->height)
        return NULL;
    return &c->cell[y * c->width + x];
}

struct sink {
    char *out;
    size_t size, length;
};

static void sink_code(struct sink *s, uint32_t code)
{
    char bytes[4];
    size_t n = utf8_encode(code, bytes);
    for (size_t i = 0; i < n; i++) {
        if (s->length + 1 < s->size)
            s->out[s->length] = bytes[i];
        s->length++;
    }
}

static size_t sink_end(struct sink *s)
{
    if (s->size > 0)
        s->out[s->length < s->size ? s->length : s->size - 1] = '\0';
    return s->length;
}

size_t canvas_text(const struct canvas *c, char *out, size_t size)
{
    struct sink s = {.out = out, .size = size};
    for (int y = 0; y < c->height; y++) {
        const struct cell *row = &c->cell[y * c->width];
        int end = c->width;
        while (end > 0 && row[end - 1].code == ' ' && row[end - 1].mark[0] == 0)
            end--;
        for (int x = 0; x < end; x++) {
            if (row[x].code == 0)
                continue;
            sink_code(&s, canvas_code(c, &row[x]));
            for (int i = 0; i < CANVAS_MARKS && row[x].mark[i] != 0; i++)
                sink_code(&s, row[x].mark[i]);
        }
        sink_code(&s, '\n');
    }
    return sink_end(&s);
}

size_t canvas_styles(const struct canvas *c, char *out, size_t size)
{
#define STYLE_LETTER(value, letter) letter,
    static const char letters[] = {STYLES(STYLE_LETTER)};
#undef STYLE_LETTER
    struct sink s = {.out = out, .size = size};
    for (int y = 0; y < c->height; y++) {
        const struct cell *row = &c->cell[y * c->width];
        int end = c->width;
        while (end > 0 && row[end - 1].code == ' ' && row[end - 1].style == ST_NORMAL)
            end--;
        for (int x = 0; x < end; x++) {
            bool blank = row[x].code == ' ' && row[x].style == ST_NORMAL;
            sink_code(&s, blank ? ' ' : (uint32_t)(unsigned char)letters[row[x].style]);
        }
        sink_code(&s, '\n');
    }
    return sink_end(&s);
}
