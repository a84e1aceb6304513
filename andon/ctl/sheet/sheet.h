/* SPDX-License-Identifier: MIT */
/* Scan sheets: what stands on them (items.c, pure), how a code looks (symbol.c, the only one that
 * knows libzint), and where it stands on the page (place.c, pure; page.c writes SVG). ../sheet.c is
 * the command. Lengths are nanometres. */
#ifndef ANDON_CTL_SHEET_H
#define ANDON_CTL_SHEET_H

#include "data/config/config.h"
#include "data/model/scan_code.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SHEET_PARTS(X)          \
    X(SHEET_REASONS, "reasons") \
    X(SHEET_SCRAP, "scrap")     \
    X(SHEET_CALLS, "calls")     \
    X(SHEET_JOBS, "jobs")       \
    X(SHEET_MODES, "modes")     \
    X(SHEET_ACTIONS, "actions") \
    X(SHEET_BADGES, "badges")
#define SHEET_ENUM(value, text) value,
enum sheet_part { SHEET_PARTS(SHEET_ENUM) SHEET_PART_COUNT };
#undef SHEET_ENUM
extern const struct words words_sheet_part;

#define SHEET_ITEMS_MAX      4096
#define SHEET_QUANTITIES_MAX 8
#define SHEET_TITLE_SIZE     128

struct sheet_item {
    enum sheet_part part;
    char group[64];               /* a heading within the part; "" none */
    char title[SHEET_TITLE_SIZE]; /* what it means, for people */
    char code[SCAN_CODE_MAX + 1];
    bool secret; /* what the code says is not written beside it */
};

/* Zero-initialise; sheet_done frees it and wipes what was secret. */
struct sheet {
    struct sheet_item *item;
    size_t count, room;
    size_t left_out; /* what a scan could not say, or beyond the limit */
};
void sheet_done(struct sheet *s);

/* One more item when the code is read back as what it is to mean; else it is left out. */
void sheet_add(struct sheet *s, const struct sheet_item *item);

/* All of one part, in the order of the screens; badges are no part of a configuration. */
void sheet_fill(struct sheet *s, enum sheet_part part, const struct config *config,
                const int64_t *quantity, size_t quantities);

/* ---- symbols ---- */

#define SYMBOL_SIDE_MAX 400 /* modules */

enum symbology { SYMBOL_CODE128, SYMBOL_QR };

struct symbol {
    enum symbology symbology;
    int width, rows; /* modules, without the quiet zone; a Code 128 has one row */
    uint8_t dark[SYMBOL_SIDE_MAX / 2][SYMBOL_SIDE_MAX / 8];
};

/* 0; -1: it cannot be said in this symbology. */
int symbol_make(enum symbology symbology, const char *text, struct symbol *out);
bool symbol_is_dark(const struct symbol *symbol, int x, int y);

/* ---- pages ---- */

#define SHEET_DOT INT64_C(84667) /* a three-hundredth of an inch: modules are whole dots */
#define SHEET_MM  INT64_C(1000000)

struct sheet_paper {
    int64_t width, height;
    const char *name; /* of @page */
};

enum sheet_kind { PLACED_PART, PLACED_GROUP, PLACED_ITEM };

struct sheet_placed {
    enum sheet_kind kind;
    size_t item; /* what it is of */
    int page;
    int64_t x, y, width, height;
};

struct sheet_plan {
    struct sheet_placed *placed;
    size_t count, room;
    int pages;
};

/* Where everything stands. 0, or -1: out of memory. */
int sheet_place(const struct sheet *s, const struct sheet_paper *paper, struct sheet_plan *plan);

struct sheet_print {
    const struct sheet *sheet;
    const struct sheet_plan *plan;
    const struct sheet_paper *paper;
    const char *title, *foot; /* of each page */
    enum symbology symbology; /* what is too long for Code 128 is a QR code */
};
/* One page as an svg element. 0; -1: a code cannot be drawn. */
int sheet_page(const struct sheet_print *print, int page, FILE *out);
/* All pages as one HTML file. */
int sheet_html(const struct sheet_print *print, FILE *out);

#endif
