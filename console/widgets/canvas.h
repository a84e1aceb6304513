/* SPDX-License-Identifier: MIT */
/* A grid of cells that everything is drawn into. Pure: the terminal copies it out, tests print it.
 * Drawing goes through an `area`, which clips to its rectangle; coordinates are relative to it. */
#ifndef CONSOLE_CANVAS_H
#define CONSOLE_CANVAS_H

#include "console/widgets/glyph.h"
#include "console/widgets/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CANVAS_WIDTH_MAX  512
#define CANVAS_HEIGHT_MAX 200
#define CANVAS_MARKS      2 /* combining marks kept after a character */

struct rect {
    int x, y, w, h;
};

struct cell {
    uint32_t code; /* what the terminal shows, or a line cell; 0: right half of a wide character */
    uint16_t mark[CANVAS_MARKS];
    uint8_t style;
    uint8_t wide; /* 1: the next cell is its right half */
};

struct hits;

/* Told of text that does not fit: `cut` ends in an ellipsis, else its end or what stood there
 * before is lost. Tests of the languages watch. */
struct canvas_watch {
    void *ctx;
    void (*lost)(void *ctx, const char *text, bool cut);
};

struct canvas {
    int width, height;
    enum glyph_tier tier;
    bool german;       /* without umlauts: names are spelt ae, oe, ue, ss */
    struct cell *cell; /* owned; row by row */
    struct hits *hits; /* borrowed: where painters report what can be touched; may be NULL */
    const struct canvas_watch *watch; /* borrowed; NULL: nobody */
};

/* Owns its cells. Sizes are cut to the maxima. 0, or -1 without memory (then it is empty). */
int canvas_init(struct canvas *c, int width, int height, enum glyph_tier tier);
void canvas_done(struct canvas *c);
void canvas_clear(struct canvas *c, enum style style);

/* A rectangle of a canvas that clips what is drawn. Borrows the canvas. */
struct area {
    struct canvas *canvas;
    struct rect r;
};
struct area canvas_area(struct canvas *c);
/* A part of an area, clipped to it; (x, y) relative to it. */
struct area area_part(struct area a, struct rect part);

/* Sanitised text, up to the right edge. Return the x after it. */
int draw_text(struct area a, int x, int y, enum style style, const char *text);
int draw_format(struct area a, int x, int y, enum style style, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* At most `width` cells; longer text ends in an ellipsis. */
int draw_text_cut(struct area a, struct rect where, enum style style, const char *text);
/* So that it ends before `right`. Returns where it began. */
int draw_text_right(struct area a, int right, int y, enum style style, const char *text);
/* Bytes of the row of at most w cells that a text begins with, broken at a blank or beside a
 * character of two cells; 0: nowhere. */
size_t draw_row_of(const char *text, int w);
/* A text in as many rows as it needs and has. Returns the row after. */
int draw_paragraph(struct area a, int y, int rows, enum style style, const char *text);
void draw_code(struct area a, int x, int y, enum style style, uint32_t code);
void draw_fill(struct area a, struct rect where, enum style style, uint32_t code);
void draw_hline(struct area a, int x, int y, int length, enum style style);
void draw_vline(struct area a, int x, int y, int length, enum style style);
/* A line that is there gets these arms too; elsewhere nothing happens. */
void draw_join(struct area a, int x, int y, uint32_t arms);
/* Everything drawn in the area but lines becomes `style`. */
void draw_fade(struct area a, enum style style);

/* The character a cell shows. */
uint32_t canvas_code(const struct canvas *c, const struct cell *cell);
const struct cell *canvas_cell(const struct canvas *c, int x, int y); /* NULL outside */

/* The picture as text, rows without trailing blanks, newline after each. Returns the length needed
 * (like snprintf). */
size_t canvas_text(const struct canvas *c, char *out, size_t size);
/* The same with each cell's style letter. */
size_t canvas_styles(const struct canvas *c, char *out, size_t size);

#endif
