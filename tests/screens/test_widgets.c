/* SPDX-License-Identifier: MIT */
/* Canvas, glyph tiers, bars, block letters, the ribbon's arithmetic. */
#include "console/widgets/bar.h"
#include "console/widgets/canvas.h"
#include "console/widgets/digits.h"
#include "console/widgets/ribbon.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char picture[4096];

static const char *shown(const struct canvas *c)
{
    assert_true(canvas_text(c, picture, sizeof picture) < sizeof picture);
    return picture;
}

static struct area fresh(struct canvas *c, int width, int height, enum glyph_tier tier)
{
    assert_int_equal(canvas_init(c, width, height, tier), 0);
    return canvas_area(c);
}

static void test_text_is_clipped(void **state)
{
    (void)state;
    struct canvas c;
    struct area a = fresh(&c, 8, 3, GLYPH_UNICODE);
    assert_int_equal(draw_text(a, 5, 0, ST_NORMAL, "abcdef"), 8);
    draw_text(a, -2, 1, ST_NORMAL, "xyz");
    draw_text(a, 0, 7, ST_NORMAL, "below");
    assert_int_equal(draw_text_cut(a, (struct rect){0, 2, 5, 1}, ST_NORMAL, "longer"), 5);
    assert_string_equal(shown(&c), "     abc\nz\nlong\u2026\n");
    struct area part = area_part(a, (struct rect){6, 1, 9, 9});
    assert_int_equal(part.r.w, 2);
    assert_int_equal(part.r.h, 2);
    draw_fill(part, (struct rect){-5, -5, 50, 50}, ST_BAD, '#');
    assert_string_equal(shown(&c), "     abc\nz     ##\nlong\u2026 ##\n");
    assert_int_equal(draw_text_right(a, 8, 0, ST_NORMAL, "42"), 6);
    assert_string_equal(shown(&c), "     a42\nz     ##\nlong\u2026 ##\n");
    canvas_done(&c);
}

static void test_wide_and_combining(void **state)
{
    (void)state;
    struct canvas c;
    struct area a = fresh(&c, 6, 3, GLYPH_UNICODE);
    draw_text(a, 0, 0, ST_NORMAL, "\u6F22\u5B57e\u0301x");
    assert_string_equal(shown(&c), "\u6F22\u5B57e\u0301x\n\n\n");
    draw_text(a, 1, 0, ST_NORMAL, "|"); /* half of a wide one: its other half goes */
    assert_string_equal(shown(&c), " |\u5B57e\u0301x\n\n\n");
    draw_text(a, 5, 1, ST_NORMAL, "\u6F22"); /* no room for both halves */
    assert_int_equal(canvas_cell(&c, 5, 1)->code, ' ');
    draw_text_cut(a, (struct rect){0, 2, 4, 1}, ST_NORMAL, "a\u6F22\u5B57b");
    assert_string_equal(shown(&c), " |\u5B57e\u0301x\n\na\u6F22\u2026\n");
    canvas_done(&c);
    a = fresh(&c, 6, 1, GLYPH_ASCII);
    draw_text(a, 0, 0, ST_NORMAL, "\u6F22e\u0301\u00E9\u20AC");
    assert_string_equal(shown(&c), "??eeE\n");
    canvas_done(&c);
}

/* Measured as it is spelt, so that it ends where it should. */
static void test_umlauts_in_ascii(void **state)
{
    (void)state;
    struct canvas c;
    char text[256];
    assert_int_equal(canvas_init(&c, 12, 4, GLYPH_ASCII), 0);
    struct area a = canvas_area(&c);
    draw_text(a, 0, 0, ST_NORMAL, "Störung");
    c.german = true;
    assert_int_equal(draw_text(a, 0, 1, ST_NORMAL, "Störung"), 8);
    assert_int_equal(draw_text_right(a, 12, 2, ST_NORMAL, "Maße"), 7);
    draw_text_cut(a, (struct rect){0, 3, 8, 1}, ST_NORMAL, "Ölstände");
    canvas_text(&c, text, sizeof text);
    assert_string_equal(text, "Storung\nStoerung\n       Masse\nOelstae~\n");
    canvas_done(&c);
}

static void test_lines_join(void **state)
{
    static const char *const ends[GLYPH_TIERS] = {
        "\u2500\u2500\u252C\u2500\u2500\n  \u2502\n\u2534\u2500\u2534\u2500\u2500\n",
        "\u2500\u2500\u252C\u2500\u2500\n  \u2502\n\u2534\u2500\u2534\u2500\u2500\n",
        "--+--\n  |\n+-+--\n"};
    static const char *const cross[GLYPH_TIERS] = {
        "  \u2502\n\u2500\u2500\u253C\u2500\u2500\n  \u2502\n",
        "  \u2502\n\u2500\u2500\u253C\u2500\u2500\n  \u2502\n", "  |\n--+--\n  |\n"};
    (void)state;
    for (int tier = 0; tier < GLYPH_TIERS; tier++) {
        struct canvas c;
        struct area a = fresh(&c, 5, 3, (enum glyph_tier)tier);
        draw_hline(a, 0, 0, 5, ST_RULE);
        draw_hline(a, 0, 2, 5, ST_RULE);
        draw_vline(a, 2, 0, 3, ST_RULE); /* its ends meet the lines, and go no further */
        draw_join(a, 0, 2, GLYPH_ARM_N);
        draw_join(a, 4, 2, GLYPH_ARM_W);
        draw_join(a, 3, 1, GLYPH_ARM_W); /* no line there: nothing */
        assert_string_equal(shown(&c), ends[tier]);
        canvas_done(&c);
        a = fresh(&c, 5, 3, (enum glyph_tier)tier);
        draw_hline(a, 0, 1, 5, ST_RULE);
        draw_vline(a, 2, 0, 3, ST_RULE);
        assert_string_equal(shown(&c), cross[tier]);
        canvas_done(&c);
    }
}

static void test_hostile_codes(void **state)
{
    (void)state;
    for (int tier = 0; tier < GLYPH_TIERS; tier++)
        for (uint32_t code = 0; code < 0x11000; code++) {
            uint32_t out = glyph_for((enum glyph_tier)tier, code);
            if (!glyph_allowed((enum glyph_tier)tier, out))
                fail_msg("U+%04X becomes U+%04X on %d", code, out, tier);
        }
    /* the kernel's font has the one and not the other */
    assert_int_equal(glyph_for(GLYPH_LINUX, 0xB2), 0xB2);
    assert_int_equal(glyph_for(GLYPH_LINUX, 0xB3), '3');
    assert_int_equal(glyph_for(GLYPH_LINUX, 0xFE), 't');
    struct canvas c;
    struct area a = fresh(&c, 6, 1, GLYPH_UNICODE);
    draw_text(a, 0, 0, ST_NORMAL, "a\x1B[\xC2\x9B\xFF");
    assert_string_equal(shown(&c), "a?[??\n");
    canvas_done(&c);
}

static void test_fade(void **state)
{
    (void)state;
    struct canvas c;
    char styles[64];
    struct area a = fresh(&c, 5, 1, GLYPH_UNICODE);
    draw_text(a, 0, 0, ST_BAD, "ab");
    draw_hline(a, 3, 0, 1, ST_RULE);
    draw_fade(a, ST_OLD);
    canvas_styles(&c, styles, sizeof styles);
    assert_string_equal(styles, "oo -\n");
    canvas_done(&c);
}

static void test_sizes_are_bounded(void **state)
{
    (void)state;
    struct canvas c;
    assert_int_equal(canvas_init(&c, 100000, -5, GLYPH_UNICODE), 0);
    assert_int_equal(c.width, CANVAS_WIDTH_MAX);
    assert_int_equal(c.height, 0);
    assert_null(canvas_cell(&c, 0, 0));
    canvas_done(&c);
    struct area a = fresh(&c, 3, 1, GLYPH_UNICODE);
    draw_text(a, 0, 0, ST_NORMAL, "abc");
    char small[3];
    assert_int_equal(canvas_text(&c, small, sizeof small), 4);
    assert_string_equal(small, "ab");
    canvas_done(&c);
}

static void test_bars(void **state)
{
    static const struct {
        double ratio, mark;
        enum glyph_tier tier;
        const char *want;
    } cases[] = {
        {0, NAN, GLYPH_UNICODE, "\u2591\u2591\u2591\u2591\n"},
        {1, NAN, GLYPH_UNICODE, "\u2588\u2588\u2588\u2588\n"},
        {7, NAN, GLYPH_UNICODE, "\u2588\u2588\u2588\u2588\n"},
        {-1, NAN, GLYPH_ASCII, "....\n"},
        {0.999, NAN, GLYPH_UNICODE, "\u2588\u2588\u2588\u2589\n"},
        {0.999, NAN, GLYPH_ASCII, "###.\n"},
        {0.5, 0.75, GLYPH_UNICODE, "\u2588\u2588\u2591\u2503\n"},
        {0.5, 1, GLYPH_ASCII, "##.|\n"},
        {0.5, 0, GLYPH_LINUX, "|\u2588\u2591\u2591\n"},
        {NAN, 0.5, GLYPH_UNICODE, "\u2508\u2508\u2508\u2508\n"},
        {NAN, NAN, GLYPH_ASCII, "????\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct canvas c;
        struct area a = fresh(&c, 4, 1, cases[i].tier);
        draw_bar_mark(a, (struct rect){0, 0, 4, 1}, cases[i].ratio, cases[i].mark, ST_BAR);
        assert_string_equal(shown(&c), cases[i].want);
        canvas_done(&c);
    }
    struct canvas c;
    struct area a = fresh(&c, 4, 2, GLYPH_ASCII);
    draw_meter(a, (struct rect){0, 0, 4, 1}, 0.5, ST_BAR);
    draw_meter(a, (struct rect){0, 1, 4, 1}, NAN, ST_BAR);
    assert_string_equal(shown(&c), "==..\n????\n");
    canvas_done(&c);
}

static void test_digits(void **state)
{
    (void)state;
    struct canvas c;
    struct area a = fresh(&c, 12, 3, GLYPH_UNICODE);
    assert_int_equal(draw_digits(a, (struct rect){0, 0, 12, 3}, DIGITS_HALF, ST_BOLD, "17.2"), 14);
    assert_string_equal(shown(&c), "\u2584\u2588  \u2580\u2580\u2588   \u2580\u2580\n"
                                   " \u2588    \u2588   \u2588\u2580\n"
                                   "\u2580\u2580\u2580   \u2580 \u2580 \u2580\u2580\n");
    canvas_done(&c);
    a = fresh(&c, 16, 5, GLYPH_ASCII);
    draw_digits(a, (struct rect){0, 0, 16, 5}, DIGITS_DOUBLE, ST_BOLD, "1:");
    assert_string_equal(shown(&c), "  ##\n####    ##\n  ##\n  ##    ##\n######\n");
    canvas_done(&c);
    assert_int_equal(digits_width(DIGITS_HALF, ""), 0);
    assert_int_equal(digits_width(DIGITS_HALF, "a"), -1);
    assert_int_equal(digits_width(DIGITS_DOUBLE, "II"), 6);
    assert_true(digits_width(DIGITS_HALF, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:%/-") > 0);
}

static void test_digits_fit(void **state)
{
    static const struct {
        enum glyph_tier tier;
        const char *text, *widest;
        int w, h;
        enum digits_size want;
    } cases[] = {
        {GLYPH_UNICODE, "88", "88", 7, 3, DIGITS_HALF},
        {GLYPH_UNICODE, "88", "88", 6, 3, DIGITS_NONE},
        {GLYPH_UNICODE, "88", "88", 14, 5, DIGITS_DOUBLE},
        {GLYPH_UNICODE, "8", "88", 13, 5, DIGITS_HALF}, /* keeps its size when it grows */
        {GLYPH_UNICODE, "888", "88", 11, 3, DIGITS_HALF},
        {GLYPH_LINUX, "88", "88", 7, 3, DIGITS_NONE},
        {GLYPH_LINUX, "88", "88", 7, 5, DIGITS_TALL},
        {GLYPH_ASCII, "x", "x", 70, 50, DIGITS_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct rect room = {0, 0, cases[i].w, cases[i].h};
        assert_int_equal(digits_fit(cases[i].tier, cases[i].text, cases[i].widest, &room),
                         cases[i].want);
    }
}

static void test_ribbon(void **state)
{
    static struct ribbon r;
    (void)state;
    ribbon_init(&r, 1000, 2000, 10);
    ribbon_add(&r, 0, 1250, RIBBON_RUN); /* reaches in from before */
    ribbon_add(&r, 1250, 1300, RIBBON_STOP);
    ribbon_add(&r, 1330, 1390, RIBBON_SMALL); /* 60 of 100 */
    ribbon_add(&r, 1300, 1330, RIBBON_RUN);
    ribbon_add(&r, 1410, 1439, RIBBON_STOP); /* 29 of 100, twice its weight: not enough */
    ribbon_add(&r, 1439, 1500, RIBBON_RUN);
    ribbon_add(&r, 1900, 5000, RIBBON_UNKNOWN); /* reaches out */
    static const enum ribbon_kind want[10] = {RIBBON_RUN,  RIBBON_RUN,    RIBBON_STOP, RIBBON_SMALL,
                                              RIBBON_RUN,  RIBBON_NONE,   RIBBON_NONE, RIBBON_NONE,
                                              RIBBON_NONE, RIBBON_UNKNOWN};
    for (int x = 0; x < 10; x++)
        assert_int_equal(ribbon_kind_at(&r, x), want[x]);
    assert_int_equal(ribbon_kind_at(&r, -1), RIBBON_NONE);
    assert_int_equal(ribbon_kind_at(&r, 10), RIBBON_NONE);
    assert_int_equal(ribbon_column(&r, 999), -1);
    assert_int_equal(ribbon_column(&r, 1000), 0);
    assert_int_equal(ribbon_column(&r, 1999), 9);
    assert_int_equal(ribbon_column(&r, 2000), 10);
}

/* Every millisecond of a span lands in exactly one column, whatever the width. */
static void test_ribbon_loses_nothing(void **state)
{
    static struct ribbon r;
    (void)state;
    for (int width = 1; width <= 200; width += 13) {
        int64_t begin = 123457, end = begin + 28800001, sum = 0;
        ribbon_init(&r, begin, end, width);
        for (int64_t at = begin - 5000; at < end + 5000; at += 7919)
            ribbon_add(&r, at, at + 7919, at % 2 == 0 ? RIBBON_RUN : RIBBON_WAIT);
        for (int x = 0; x < width; x++)
            for (int k = 0; k < RIBBON_KINDS; k++)
                sum += r.ms[x][k];
        assert_int_equal(sum, end - begin);
    }
    ribbon_init(&r, 10, 10, 5); /* no span: nothing to divide by */
    ribbon_add(&r, 0, 100, RIBBON_RUN);
    ribbon_init(&r, 0, 100, 0);
    ribbon_add(&r, 0, 100, RIBBON_RUN);
    assert_int_equal(ribbon_kind_at(&r, 0), RIBBON_NONE);
}

/* What has no blanks is broken beside any character of two cells, but never before a full stop. */
static void test_paragraph(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shows;
        int width;
    } rows[] = {
        {"one two three", " one two\n three\n\n\n", 9},
        {"longerthanthat", " longer\u2026\n\n\n\n", 9},
        {"\u505C\u6B62\u306E\u7406\u7531", " \u505C\u6B62\u306E\n \u7406\u7531\n\n\n", 9},
        {"\u505C\u6B62\u4E2D\u3002\u7406\u7531", " \u505C\u6B62\n \u4E2D\u3002\u7406\n \u7531\n\n",
         9},
        {"PIN\u3092\u5165\u529B", " PIN\u3092\n \u5165\u529B\n\n\n", 8},
        {"\u505C\u6B62(E-217)", " \u505C\u6B62\n (E-217)\n\n\n", 10},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct canvas c;
        struct area a = fresh(&c, rows[i].width, 4, GLYPH_UNICODE);
        (void)draw_paragraph(a, 0, 4, ST_NORMAL, rows[i].text);
        assert_string_equal(shown(&c), rows[i].shows);
        canvas_done(&c);
    }
    assert_int_equal(draw_row_of("", 5), 0);
    assert_int_equal(draw_row_of("\xFF\xFE", 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_clipped),
        cmocka_unit_test(test_wide_and_combining),
        cmocka_unit_test(test_umlauts_in_ascii),
        cmocka_unit_test(test_lines_join),
        cmocka_unit_test(test_paragraph),
        cmocka_unit_test(test_hostile_codes),
        cmocka_unit_test(test_fade),
        cmocka_unit_test(test_sizes_are_bounded),
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_digits_fit),
        cmocka_unit_test(test_ribbon),
        cmocka_unit_test(test_ribbon_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
