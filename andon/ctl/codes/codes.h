/* SPDX-License-Identifier: MIT */
/* Scan sheets: what stands on them (items.c, pure), how a code looks (symbol.c, the only one that
 * knows libzint), and where it stands on the page (place.c, pure; page.c writes SVG). ../sheet.c is
 * the command. Lengths are nanometres. */
#ifndef ANDON_CTL_CODES_H
#define ANDON_CTL_CODES_H

#include "data/config/config.h"
#include "data/model/scan_code.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CODES_PARTS(X)          \
    X(CODES_REASONS, "reasons") \
    X(CODES_SCRAP, "scrap")     \
    X(CODES_CALLS, "calls")     \
    X(CODES_JOBS, "jobs")       \
    X(CODES_MODES, "modes")     \
    X(CODES_ACTIONS, "actions") \
    X(CODES_BADGES, "badges")
#define CODES_ENUM(value, text) value,
enum codes_part { CODES_PARTS(CODES_ENUM) CODES_PART_COUNT };
#undef CODES_ENUM
extern const struct words words_codes_part;

#define CODES_ITEMS_MAX      4096
#define CODES_QUANTITIES_MAX 8
#define CODES_TITLE_SIZE     128

struct codes_item {
    enum codes_part part;
    char group[64];               /* a heading within the part; "" none */
    char title[CODES_TITLE_SIZE]; /* what it means, for people */
    char code[SCAN_CODE_MAX + 1];
    bool secret; /* what the code says is not written beside it */
};

/* Zero-initialise; codes_done frees it and wipes what was secret. */
struct codes {
    struct codes_item *item;
    size_t count, room;
    size_t left_out; /* what a scan could not say, or beyond the limit */
};
void codes_done(struct codes *s);

/* One more item when the code is read back as what it is to mean; else it is left out. */
void codes_add(struct codes *s, const struct codes_item *item);

/* All of one part, in the order of the screens; badges are no part of a configuration. */
void codes_fill(struct codes *s, enum codes_part part, const struct config *config,
                const int64_t *quantity, size_t quantities);

/* What CODES_JOBS is made of: a job to start, and the products that one goes on with. */
struct codes_job {
    const char *id, *title, *product; /* "": it has none */
};
void codes_job(struct codes *s, const struct codes_job *job);
void codes_products(struct codes *s, const struct config *config);

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

#define CODES_DOT INT64_C(84667) /* a three-hundredth of an inch: modules are whole dots */
#define CODES_MM  INT64_C(1000000)

struct codes_paper {
    int64_t width, height;
    const char *name; /* of @page */
};

enum codes_kind { PLACED_PART, PLACED_GROUP, PLACED_ITEM };

struct codes_placed {
    enum codes_kind kind;
    size_t item; /* what it is of */
    int page;
    int64_t x, y, width, height;
};

struct codes_plan {
    struct codes_placed *placed;
    size_t count, room;
    int pages;
};

/* Where everything stands. 0, or -1: out of memory. */
int codes_place(const struct codes *s, const struct codes_paper *paper, struct codes_plan *plan);

struct codes_print {
    const struct codes *sheet;
    const struct codes_plan *plan;
    const struct codes_paper *paper;
    const char *title, *foot; /* of each page */
    /* Headings in a reader's language, into `out`; NULL: English. */
    const char *(*say)(const char *english, char *out, size_t size);
    enum symbology symbology; /* what is too long for Code 128 is a QR code */
};
/* One page as an svg element. 0; -1: a code cannot be drawn. */
int codes_page(const struct codes_print *print, int page, FILE *out);
/* All pages as one HTML file. */
int codes_html(const struct codes_print *print, FILE *out);

#endif
