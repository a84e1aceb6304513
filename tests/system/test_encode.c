/* SPDX-License-Identifier: MIT */
/* Random pictures through the encoder, with what terminfo says of several terminals, into libvterm:
 * after each frame it shows exactly these cells, and nothing was sent that no picture needs. */
#include "console/encode/encode.h"
#include "console/output/terminfo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include <cmocka.h>

/* Of curses, whose header has too many names. */
extern struct term *cur_term;
int setupterm(const char *term, int fd, int *error);
int del_curterm(struct term *term);

#define FRAMES 120

struct kind {
    const char *term;
    enum colour_tier colours;
    bool utf8;
};

struct bench {
    const struct kind *kind;
    struct terminfo terminfo;
    struct encoder encoder;
    struct look looks[STYLE_COUNT];
    struct canvas canvas;
    VTerm *vt;
    VTermScreen *screen;
    size_t sent;
};

static uint32_t seed;

static uint32_t dice(uint32_t sides)
{
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8U) % sides;
}

static void random_looks(struct bench *b)
{
    static const uint32_t colours[COLOUR_TIERS] = {1, 8, 16, 256};
    for (int i = 0; i < STYLE_COUNT; i++) {
        b->looks[i] = (struct look){.fg = (uint8_t)dice(colours[b->kind->colours]),
                                    .bg = (uint8_t)dice(colours[b->kind->colours]),
                                    .attributes = (uint8_t)(dice(2) == 0 ? 0 : dice(8))};
        if (i > 0 && dice(2) == 0)
            b->looks[i].bg = b->looks[0].bg;
    }
    b->looks[ST_NORMAL].attributes = 0;
    encoder_looks(&b->encoder, b->looks, b->kind->colours);
}

/* ---- pictures ---- */

static void put_random(struct bench *b, int x, int y, uint8_t style)
{
    static const uint32_t codes[] = {' ',    ' ',    '0',  '1',  '7',    '~',    'x', 0x2588,
                                     0x2500, 0x28B8, 0xE9, 0x1B, 0x202E, 0x6F22, ' ', 0x9B};
    struct cell *row = &b->canvas.cell[y * b->canvas.width];
    struct cell *cell = &row[x];
    if (cell->code == 0 && x > 0 && row[x - 1].wide != 0) /* as the canvas does: halves go too */
        row[x - 1] = (struct cell){.code = ' ', .style = row[x - 1].style};
    if (cell->wide != 0)
        cell[1] = (struct cell){.code = ' ', .style = cell[1].style};
    *cell = (struct cell){.code = codes[dice(sizeof codes / sizeof *codes)], .style = style};
    if (cell->code == '7' && x + 1 < b->canvas.width && dice(4) == 0) /* there libvterm loses it */
        cell->mark[0] = 0x0301;
    if (cell->code != 0x6F22)
        return;
    if (x + 1 >= b->canvas.width) {
        cell->code = '>';
        return;
    }
    if (cell[1].wide != 0)
        cell[2] = (struct cell){.code = ' ', .style = cell[2].style};
    cell->wide = 1;
    cell[1] = (struct cell){.code = 0, .style = style};
}

static void change_picture(struct bench *b)
{
    int width = b->canvas.width, height = b->canvas.height;
    uint32_t kind = dice(10);
    int count = kind < 6 ? (int)dice(12) : kind < 9 ? width : width * height;
    uint8_t style = (uint8_t)dice(STYLE_COUNT);
    for (int i = 0; i < count; i++) {
        int x = (int)dice((uint32_t)width), y = (int)dice((uint32_t)height);
        put_random(b, x, y, dice(3) == 0 ? (uint8_t)dice(STYLE_COUNT) : style);
    }
    if (dice(6) == 0) { /* a stretch of blanks, to the end or not */
        struct area all = canvas_area(&b->canvas);
        int x = (int)dice((uint32_t)width), y = (int)dice((uint32_t)height);
        int w = dice(2) == 0 ? width - x : (int)dice((uint32_t)width);
        for (int at = x; at < x + w && at < width; at++)
            put_random(b, at, y, style); /* no half is left of a wide one */
        draw_fill(all, (struct rect){x, y, w, 1}, (enum style)style, ' ');
        for (int at = 0; at < width; at++) {
            struct cell *cell = &b->canvas.cell[y * width + at];
            bool half = cell->code == 0 && (at == 0 || cell[-1].wide == 0);
            if (half || (cell->wide != 0 && (at + 1 >= width || cell[1].code != 0)))
                *cell = (struct cell){.code = ' ', .style = cell->style};
        }
    }
}

/* ---- what the terminal shows ---- */

static uint32_t as_sent(const struct bench *b, uint32_t code)
{
    bool foreign = code < ' ' || (code >= 0x7F && code < 0xA0) || code == 0x202E;
    return foreign || (code >= 0x80 && !b->kind->utf8) ? '?' : code;
}

static int index_of(const VTermColor *colour, bool fg)
{
    if (fg ? VTERM_COLOR_IS_DEFAULT_FG(colour) : VTERM_COLOR_IS_DEFAULT_BG(colour))
        return -1;
    return VTERM_COLOR_IS_INDEXED(colour) ? colour->indexed.idx : -2;
}

static bool same_cell(const struct bench *b, const struct cell *want, const VTermScreenCell *is)
{
    uint32_t code = want->code == 0 && !b->kind->utf8 ? ' ' : as_sent(b, want->code);
    bool block = code == ' ' || (want->code >= 0x2580 && want->code <= 0x259F);
    const struct pens *pens = &b->encoder.pens;
    const struct pen *pen = &pens->pen[(block ? pens->of_block : pens->of_style)[want->style]];
    bool reverse = (pen->attributes & LOOK_REVERSE) != 0;
    bool under = (pen->attributes & LOOK_UNDERLINE) != 0;
    uint32_t shown = is->chars[0] == 0 ? ' ' : is->chars[0];
    bool ground = index_of(&is->bg, false) == pen->bg && (is->attrs.reverse != 0) == reverse &&
                  (is->attrs.underline != 0) == under;
    if (want->code == 0 && b->kind->utf8)
        return true; /* judged with its left half */
    if (shown != code || !ground || (want->wide != 0 && b->kind->utf8 && is->width != 2))
        return false;
    if (b->kind->utf8 && is->chars[0] != 0 && is->chars[1] != want->mark[0])
        return false;
    return code == ' ' || (index_of(&is->fg, true) == pen->fg &&
                           (is->attrs.bold != 0) == ((pen->attributes & LOOK_BOLD) != 0));
}

static void compare(struct bench *b, int frame)
{
    for (int y = 0; y < b->canvas.height; y++)
        for (int x = 0; x < b->canvas.width; x++) {
            VTermScreenCell is;
            const struct cell *want = &b->canvas.cell[y * b->canvas.width + x];
            (void)vterm_screen_get_cell(b->screen, (VTermPos){.row = y, .col = x}, &is);
            if (!same_cell(b, want, &is))
                fail_msg("%s, frame %d of %dx%d, column %d row %d: U+%04X style %d is U+%04X "
                         "fg %d bg %d bold %d",
                         b->kind->term, frame, b->canvas.width, b->canvas.height, x, y,
                         (unsigned)want->code, want->style, (unsigned)is.chars[0],
                         index_of(&is.fg, true), index_of(&is.bg, false), (int)is.attrs.bold);
        }
}

static void check_bytes(const struct bench *b)
{
    const struct bytes *out = &b->encoder.out;
    for (size_t i = 0; i < out->length; i++) {
        unsigned char c = (unsigned char)out->text[i];
        if (c < ' ' && memchr("\033\b\n\r\016\017", c, 6) == NULL)
            fail_msg("%s: control byte %02x", b->kind->term, c);
        if (c >= 0x7F && !b->kind->utf8)
            fail_msg("%s: byte %02x", b->kind->term, c);
    }
}

static void new_size(struct bench *b, int width, int height)
{
    canvas_done(&b->canvas);
    assert_int_equal(
        canvas_init(&b->canvas, width, height, b->kind->utf8 ? GLYPH_UNICODE : GLYPH_ASCII), 0);
    canvas_clear(&b->canvas, ST_NORMAL);
    vterm_set_size(b->vt, height, width);
    encoder_forget(&b->encoder);
}

static void one_frame(struct bench *b, int frame)
{
    static const int sizes[][2] = {{40, 7}, {1, 1}, {2, 3}, {133, 5}, {80, 24}};
    uint32_t kind = dice(30);
    if (kind == 0 || frame == 0) {
        const int *size = sizes[frame == 0 ? 4 : dice(5)];
        if (size[0] == 1 &&
            !b->encoder.can.wraps_late) /* a single cell is the corner that scrolls */
            size = sizes[2];
        new_size(b, size[0], size[1]);
    } else if (kind == 1) {
        encoder_forget(&b->encoder);
    } else if (kind == 2) {
        random_looks(b);
    }
    change_picture(b);
    assert_int_equal(encoder_frame(&b->encoder, &b->canvas, b->canvas.width, b->canvas.height), 0);
    check_bytes(b);
    b->sent += b->encoder.out.length;
    (void)vterm_input_write(b->vt, b->encoder.out.text, b->encoder.out.length);
    vterm_screen_flush_damage(b->screen);
    compare(b, frame);
    assert_int_equal(encoder_frame(&b->encoder, &b->canvas, b->canvas.width, b->canvas.height), 0);
    assert_int_equal(b->encoder.out.length, 0); /* the same picture costs nothing */
}

static void check_kind(const struct kind *kind, bool newline_is_down)
{
    struct bench *b = calloc(1, sizeof *b);
    struct abilities can;
    int error = 0;
    assert_non_null(b);
    b->kind = kind;
    if (setupterm(kind->term, 1, &error) != 0)
        fail_msg("%s is not known here", kind->term);
    terminfo_read(&b->terminfo, kind->utf8, newline_is_down, &can);
    encoder_init(&b->encoder, &can);
    b->vt = vterm_new(24, 80);
    vterm_set_utf8(b->vt, kind->utf8 ? 1 : 0);
    b->screen = vterm_obtain_screen(b->vt);
    vterm_screen_reset(b->screen, 1);
    random_looks(b);
    for (int frame = 0; frame < FRAMES; frame++)
        one_frame(b, frame);
    vterm_free(b->vt);
    canvas_done(&b->canvas);
    encoder_done(&b->encoder);
    (void)del_curterm(cur_term);
    free(b);
}

static void test_random_pictures(void **state)
{
    static const struct kind kinds[] = {
        {"xterm-256color", COLOUR_256, true},
        {"xterm-256color", COLOUR_MONO, true},
        {"xterm-16color", COLOUR_16, true},
        {"xterm", COLOUR_8, true},
        {"linux", COLOUR_8, true},
        {"vt220", COLOUR_MONO, false},
        {"vt100", COLOUR_MONO, false},
        {"screen-256color", COLOUR_256, true},
        {"tmux-256color", COLOUR_256, true},
        {"ansi", COLOUR_8, false},
        {"xterm-256color", COLOUR_256, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        seed = (uint32_t)i + 1;
        check_kind(&kinds[i], i % 2 == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
