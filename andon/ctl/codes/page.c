/* SPDX-License-Identifier: MIT */
/* Pages of codes as SVG in millimetres. A module is a whole number of printer's dots, never under
 * four of them (0.34 mm), with the quiet zones that the standards ask for; what it means stands
 * beside or under it in letters for people. A long code becomes a QR code. Titles are strange text:
 * cleaned, escaped, and clipped at their cell. Called by ../sheet.c. */
#include "andon/ctl/codes/codes.h"

#include "data/model/text.h"
#include "data/model/words.h"

#include <stdlib.h>
#include <string.h>

#define MM            CODES_MM
#define PAD           (2 * MM)
#define BARS_HIGH     (15 * MM)
#define QUIET_128     10 /* modules on each side */
#define QUIET_QR      4
#define DOTS_LEAST    4 /* of 300 an inch: 0.34 mm */
#define DOTS_128_MOST 6
#define DOTS_QR_MOST  9 /* 0.76 mm */
#define LINES         2
#define LINE_SIZE     160

static const char *const part_titles[CODES_PART_COUNT] = {
    [CODES_REASONS] = "Why it stopped",
    [CODES_SCRAP] = "Scrap and rework",
    [CODES_CALLS] = "Calls",
    [CODES_JOBS] = "Jobs",
    [CODES_MODES] = "Modes",
    [CODES_ACTIONS] = "What I do",
    [CODES_BADGES] = "Badges",
};

/* ---- pieces ---- */

static void number(FILE *out, int64_t nm)
{
    (void)fprintf(out, "%s%lld.%04lld", nm < 0 ? "-" : "", (long long)(llabs(nm) / MM),
                  (long long)(llabs(nm) % MM / 100));
}

static void attribute(FILE *out, const char *name, int64_t nm)
{
    (void)fprintf(out, " %s=\"", name);
    number(out, nm);
    (void)fputc('"', out);
}

static void escaped(FILE *out, const char *text)
{
    static const struct {
        char c;
        const char *as;
    } table[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    char clean[4 * LINE_SIZE];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    for (const char *at = clean; *at; at++) {
        size_t i = 0;
        while (i < sizeof table / sizeof *table && table[i].c != *at)
            i++;
        if (i < sizeof table / sizeof *table)
            (void)fputs(table[i].as, out);
        else
            (void)fputc(*at, out);
    }
}

struct style {
    int64_t size; /* of the letters */
    const char *class;
};

static void letters(FILE *out, int64_t x, int64_t y, const struct style *style, const char *text)
{
    (void)fprintf(out, "<text class=\"%s\"", style->class);
    attribute(out, "x", x);
    attribute(out, "y", y);
    attribute(out, "font-size", style->size);
    (void)fputc('>', out);
    escaped(out, text);
    (void)fputs("</text>\n", out);
}

/* One line, or two as even as its words allow; what is too long even so has smaller letters. */
static int wrap(const char *text, int cells, char line[LINES][LINE_SIZE])
{
    int least = text_cells(text);
    const char *space = NULL;
    for (const char *at = least > cells ? strchr(text, ' ') : NULL; at; at = strchr(at + 1, ' ')) {
        (void)text_copy_n(line[0], LINE_SIZE, text, (size_t)(at - text));
        int before = text_cells(line[0]), behind = text_cells(at + 1);
        int longer = before > behind ? before : behind;
        if (longer >= least)
            continue;
        least = longer;
        space = at;
    }
    (void)text_copy_n(line[0], LINE_SIZE, text, space ? (size_t)(space - text) : strlen(text));
    (void)text_copy(line[1], LINE_SIZE, space ? space + 1 : "");
    return space ? 2 : 1;
}

/* A letter is some six tenths as wide as its size, an East Asian one twice that. */
static void title(FILE *out, int64_t x, int64_t y, int64_t width, const char *text)
{
    const int64_t size = 5 * MM, line_high = 55 * MM / 10;
    char line[LINES][LINE_SIZE], clean[LINE_SIZE];
    (void)text_sanitise(text, strlen(text), clean, sizeof clean);
    int lines = wrap(clean, (int)(width * 10 / (size * 6)), line);
    for (int i = 0; i < lines; i++) {
        int64_t wide = text_cells(line[i]) * size * 6 / 10;
        struct style style = {wide > width ? size * width / wide : size, "title"};
        letters(out, x, y + i * line_high, &style, line[i]);
    }
}

/* ---- symbols ---- */

/* Rectangles of one row from dark to light; a Code 128 has one row that is high. */
static void bars(FILE *out, const struct symbol *s, const int64_t at[2], int64_t module,
                 int64_t high)
{
    (void)fputs("<path class=\"ink\" d=\"", out);
    for (int y = 0; y < s->rows; y++)
        for (int x = 0, end; x < s->width; x = end) {
            for (end = x + 1;
                 end < s->width && symbol_is_dark(s, end, y) == symbol_is_dark(s, x, y);)
                end++;
            if (!symbol_is_dark(s, x, y))
                continue;
            (void)fputc('M', out);
            number(out, at[0] + x * module);
            (void)fputc(' ', out);
            number(out, at[1] + y * module);
            (void)fputc('h', out);
            number(out, (end - x) * module);
            (void)fputc('v', out);
            number(out, high);
            (void)fputc('H', out);
            number(out, at[0] + x * module);
            (void)fputc('z', out);
        }
    (void)fputs("\"/>\n", out);
}

static int64_t on_dot(int64_t nm)
{
    return (nm + CODES_DOT - 1) / CODES_DOT * CODES_DOT;
}

/* The largest module of whole dots with which so many fit; 0: none that can be read. */
static int64_t module_for(int64_t modules, int64_t width, int64_t most)
{
    int64_t dots = width / (modules * CODES_DOT);
    return dots < DOTS_LEAST ? 0 : (dots < most ? dots : most) * CODES_DOT;
}

static const char *beside(const struct codes_item *item)
{
    return item->secret ? "" : item->code;
}

static bool code128(const struct codes_item *item, const struct codes_placed *p, FILE *out)
{
    struct symbol s;
    int64_t width = p->width - 2 * MM;
    if (symbol_make(SYMBOL_CODE128, item->code, &s) != 0)
        return false;
    int64_t module = module_for(s.width + 2 * QUIET_128, width, DOTS_128_MOST);
    if (module == 0)
        return false;
    int64_t x = on_dot(p->x + MM + QUIET_128 * module), y = on_dot(p->y + PAD);
    static const struct style small = {26 * MM / 10, "code"};
    bars(out, &s, (const int64_t[]){x, y}, module, BARS_HIGH);
    title(out, p->x + 4 * MM, y + BARS_HIGH + 55 * MM / 10, p->width - 8 * MM, item->title);
    letters(out, p->x + 4 * MM, p->y + p->height - PAD, &small, beside(item));
    return true;
}

static bool qr(const struct codes_item *item, const struct codes_placed *p, FILE *out)
{
    struct symbol s;
    if (symbol_make(SYMBOL_QR, item->code, &s) != 0)
        return false;
    int64_t module = module_for(s.width + 2 * QUIET_QR, p->height, DOTS_QR_MOST);
    if (module == 0)
        return false;
    int64_t side = (s.width + 2 * QUIET_QR) * module;
    int64_t x = on_dot(p->x + QUIET_QR * module);
    int64_t y = on_dot(p->y + (p->height - side) / 2 + QUIET_QR * module);
    int64_t beyond = p->x + side + MM, room = p->width - side - 3 * MM;
    static const struct style small = {26 * MM / 10, "code"};
    bars(out, &s, (const int64_t[]){x, y}, module, module);
    title(out, beyond, p->y + 12 * MM, room, item->title);
    letters(out, beyond, p->y + 25 * MM, &small, beside(item));
    return true;
}

/* ---- pages ---- */

static void heading(const struct codes_print *print, const struct codes_placed *p, FILE *out)
{
    static const struct style part = {6 * MM, "part"}, group = {45 * MM / 10, "group"};
    const struct codes_item *item = &print->sheet->item[p->item];
    bool is_part = p->kind == PLACED_PART;
    char said[LINE_SIZE];
    const char *text = is_part ? part_titles[item->part] : item->group;
    if (print->say != NULL)
        text = print->say(text, said, sizeof said);
    letters(out, p->x + MM, p->y + p->height - 25 * MM / 10, is_part ? &part : &group, text);
}

static int draw(const struct codes_print *print, const struct codes_placed *p, FILE *out)
{
    const struct codes_item *item = &print->sheet->item[p->item];
    if (p->kind != PLACED_ITEM) {
        heading(print, p, out);
        return 0;
    }
    (void)fputs("<rect class=\"cut\"", out);
    attribute(out, "x", p->x);
    attribute(out, "y", p->y);
    attribute(out, "width", p->width);
    attribute(out, "height", p->height);
    /* Clipped: no title reaches into the next code. */
    (void)fputs("/>\n<svg", out);
    attribute(out, "x", p->x);
    attribute(out, "y", p->y);
    attribute(out, "width", p->width);
    attribute(out, "height", p->height);
    (void)fputs(" viewBox=\"", out);
    const int64_t box[] = {p->x, p->y, p->width, p->height};
    for (int i = 0; i < 4; i++) {
        (void)fputs(i > 0 ? " " : "", out);
        number(out, box[i]);
    }
    (void)fputs("\">\n", out);
    bool drawn = (print->symbology == SYMBOL_CODE128 && code128(item, p, out)) || qr(item, p, out);
    (void)fputs("</svg>\n", out);
    return drawn ? 0 : -1;
}

static void margins(const struct codes_print *print, int page, FILE *out)
{
    static const struct style head = {4 * MM, "head"}, foot = {3 * MM, "foot"};
    char text[LINE_SIZE];
    int64_t low = print->paper->height - 13 * MM;
    letters(out, 13 * MM, 16 * MM, &head, print->title);
    (void)text_format(text, sizeof text, "%d / %d · %s", page + 1, print->plan->pages, print->foot);
    letters(out, 13 * MM, low, &foot, text);
}

int codes_page(const struct codes_print *print, int page, FILE *out)
{
    const struct codes_plan *plan = print->plan;
    int result = 0;
    (void)fputs("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", out);
    number(out, print->paper->width);
    (void)fputs("mm\" height=\"", out);
    number(out, print->paper->height);
    (void)fputs("mm\" viewBox=\"0 0 ", out);
    number(out, print->paper->width);
    (void)fputc(' ', out);
    number(out, print->paper->height);
    (void)fputs("\">\n<style>text{font-family:\"Liberation Sans\",Arial,Helvetica,sans-serif;"
                "fill:#000}.title,.part,.group{font-weight:bold}.code{font-family:monospace;"
                "fill:#555}.head,.foot{fill:#555}.ink{fill:#000;shape-rendering:crispEdges}"
                ".cut{fill:none;stroke:#bbb;stroke-width:.15;stroke-dasharray:1 1}</style>\n"
                "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
                out);
    margins(print, page, out);
    for (size_t i = 0; i < plan->count && result == 0; i++)
        if (plan->placed[i].page == page)
            result = draw(print, &plan->placed[i], out);
    (void)fputs("</svg>\n", out);
    return result;
}

int codes_html(const struct codes_print *print, FILE *out)
{
    int result = 0;
    (void)fputs("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>", out);
    escaped(out, print->title);
    (void)fprintf(out,
                  "</title>\n<style>@page{size:%s;margin:0}body{margin:0;background:#ccc}"
                  "svg{display:block}body>svg{break-after:page;margin:0 auto 4mm}"
                  "@media print{body{background:none}body>svg{margin:0}}</style></head><body>\n",
                  print->paper->name);
    for (int page = 0; page < print->plan->pages && result == 0; page++)
        result = codes_page(print, page, out);
    (void)fputs("</body></html>\n", out);
    return result;
}
