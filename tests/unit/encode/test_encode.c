/* SPDX-License-Identifier: MIT */
/* The encoder byte by byte, with a terminal of our own making: what a change of cells costs, and
 * what old terminals need. tests/system/test_encode.c shows random pictures to real ones. */
#include "console/encode/encode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Like an xterm; what is in `without` it cannot do. */
struct terminal {
    enum ability without[8];
    size_t count;
};

static size_t expand(const void *ctx, enum ability which, int first, int second, char *out)
{
    static const char *const fixed[CAN_FIXED_COUNT] = {
        [CAN_HOME] = "\033[H",
        [CAN_CR] = "\r",
        [CAN_UP] = "\033[A",
        [CAN_DOWN] = "\n",
        [CAN_LEFT] = "\b",
        [CAN_RIGHT] = "\033[C",
        [CAN_CLEAR] = "\033[H\033[2J",
        [CAN_ERASE_END] = "\033[K",
        [CAN_PLAIN] = "\033(B\033[m",
        [CAN_BOLD] = "\033[1m",
        [CAN_UNDERLINE] = "\033[4m",
        [CAN_REVERSE] = "\033[7m",
        [CAN_STANDOUT] = "\033[7m",
        [CAN_STANDOUT_OFF] = "\033[27m",
        [CAN_UNDERLINE_OFF] = "\033[24m",
        [CAN_MARGIN_OFF] = "\033[?7l",
        [CAN_MARGIN_ON] = "\033[?7h",
        [CAN_INSERT_ONE] = "\033[@",
    };
    static const struct {
        enum ability which;
        int add;
        const char *before, *after;
    } numbered[] = {
        {CAN_COLUMN, 1, "\033[", "G"},      {CAN_ROW, 1, "\033[", "d"},
        {CAN_UP_BY, 0, "\033[", "A"},       {CAN_DOWN_BY, 0, "\033[", "B"},
        {CAN_LEFT_BY, 0, "\033[", "D"},     {CAN_RIGHT_BY, 0, "\033[", "C"},
        {CAN_ERASE, 0, "\033[", "X"},       {CAN_INSERT, 0, "\033[", "@"},
        {CAN_FOREGROUND, 30, "\033[", "m"}, {CAN_BACKGROUND, 40, "\033[", "m"},
    };
    const struct terminal *t = ctx;
    char text[64];
    int n = 0;
    for (size_t i = 0; i < t->count; i++)
        if (t->without[i] == which)
            return 0;
    if (which == CAN_PLACE)
        n = snprintf(text, sizeof text, "\033[%d;%dH", first + 1, second + 1);
    else if (which < CAN_FIXED_COUNT)
        n = snprintf(text, sizeof text, "%s", fixed[which]);
    for (size_t i = 0; i < sizeof numbered / sizeof *numbered; i++)
        if (numbered[i].which == which)
            n = snprintf(text, sizeof text, "%s%d%s", numbered[i].before, first + numbered[i].add,
                         numbered[i].after);
    memcpy(out, text, (size_t)n);
    return (size_t)n;
}

static const struct terminal all = {.count = 0};

static const struct abilities modern = {
    .expand = expand,
    .ctx = &all,
    .utf8 = true,
    .erases_with_ground = true,
    .wraps = true,
    .wraps_late = true,
    .moves_in_style = true,
    .newline_is_down = true,
    .takes_off = true,
};

struct bench {
    struct encoder encoder;
    struct canvas canvas;
};

static void begin(struct bench *b, const struct abilities *can, int width, int height)
{
    struct look looks[STYLE_COUNT];
    *b = (struct bench){0};
    for (int i = 0; i < STYLE_COUNT; i++)
        looks[i] = (struct look){.fg = 7};
    looks[ST_BAD] = (struct look){.fg = 1};
    looks[ST_BOLD] = (struct look){.fg = 7, .attributes = LOOK_BOLD};
    looks[ST_BAND] = (struct look){.fg = 0, .bg = 7};
    looks[ST_SELECTED] = (struct look){.fg = 7, .attributes = LOOK_REVERSE};
    encoder_init(&b->encoder, can);
    encoder_looks(&b->encoder, looks, COLOUR_8);
    assert_int_equal(canvas_init(&b->canvas, width, height, GLYPH_UNICODE), 0);
    canvas_clear(&b->canvas, ST_NORMAL);
}

static void end(struct bench *b)
{
    canvas_done(&b->canvas);
    encoder_done(&b->encoder);
}

static void expect(struct bench *b, const char *bytes)
{
    char seen[512];
    assert_int_equal(encoder_frame(&b->encoder, &b->canvas, b->canvas.width, b->canvas.height), 0);
    const struct bytes *out = &b->encoder.out;
    snprintf(seen, sizeof seen, "%.*s", (int)out->length, out->text != NULL ? out->text : "");
    assert_string_equal(seen, bytes);
}

static void put(struct bench *b, int x, int y, enum style style, const char *text)
{
    (void)draw_text(canvas_area(&b->canvas), x, y, style, text);
}

static void test_a_figure_changes(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, &modern, 80, 24);
    put(&b, 10, 3, ST_NORMAL, "figure 17");
    put(&b, 10, 4, ST_NORMAL, "figure 21");
    expect(&b, "\033(B\033[m\033[37;40m\033[H\033[2J\033[4;11Hfigure 17\n\033[9Dfigure 21");
    expect(&b, "");
    put(&b, 10, 3, ST_NORMAL, "figure 18");
    put(&b, 10, 4, ST_NORMAL, "figure 22");
    expect(&b, "\b2\033[A\b8");
    put(&b, 10, 4, ST_NORMAL, "figure 33");
    put(&b, 60, 3, ST_BAD, "x");
    expect(&b, "\n\b\b33\033[31m\033[4;61Hx");
    put(&b, 62, 3, ST_BAD, "y"); /* a blank of the same ground is written on the way */
    expect(&b, " y");
    end(&b);
}

/* Pen by pen, not row by row; and what is worn already comes first. */
static void test_pens(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, &modern, 80, 24);
    expect(&b, "\033(B\033[m\033[37;40m\033[H\033[2J");
    for (int row = 0; row < 3; row++) {
        put(&b, 0, row, ST_BAD, "r");
        put(&b, 40, row, ST_NORMAL, "n");
    }
    expect(&b, "\033[1;41Hn\n\bn\n\bn\033[31m\rr\033[Hr\n\br");
    put(&b, 0, 0, ST_BOLD, "b");
    put(&b, 0, 1, ST_BAND, "t");
    put(&b, 0, 2, ST_SELECTED, "s");
    expect(&b, "\033[30;47m\bt\033[7;37;40m\n\bs\033[27;1m\033[Hb");
    end(&b);
}

static void test_erasing(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, &modern, 40, 2);
    put(&b, 0, 0, ST_NORMAL, "a long text up to its end");
    put(&b, 0, 1, ST_NORMAL, "another text with its end");
    put(&b, 39, 1, ST_NORMAL, "!");
    expect(&b, "\033(B\033[m\033[37;40m\033[H\033[2J\033[Ha long text up to its end\n\r"
               "another text with its end\033[40G!");
    draw_fill(canvas_area(&b.canvas), (struct rect){1, 0, 39, 1}, ST_NORMAL, ' ');
    draw_fill(canvas_area(&b.canvas), (struct rect){1, 1, 38, 1}, ST_NORMAL, ' ');
    expect(&b, "\033[1;3H\033[K\n\b\033[24X");
    end(&b);
}

static void test_no_foreign_byte(void **state)
{
    static const uint32_t foreign[] = {0x1B, 0x07, 0x9B, 0x7F, 0x202E, 0x200B, 0xFEFF, 0xD800};
    struct bench b;
    (void)state;
    begin(&b, &modern, 80, 1);
    expect(&b, "\033(B\033[m\033[37;40m\033[H\033[2J");
    for (int i = 0; i < 8; i++)
        b.canvas.cell[i].code = foreign[i];
    b.canvas.cell[8].mark[0] = 0x200F;
    b.canvas.cell[8].code = 'x';
    expect(&b, "\033[H????????x");
    end(&b);
}

/* The last cell of the last row, on terminals that go on at once; moving that takes style off. */
static void test_old_terminals(void **state)
{
    static const struct terminal no_margin = {{CAN_MARGIN_OFF}, 1},
                                 no_way = {{CAN_MARGIN_OFF, CAN_INSERT, CAN_INSERT_ONE}, 3},
                                 no_erasing = {{CAN_ERASE, CAN_ERASE_END}, 2};
    static const struct {
        const struct terminal *terminal;
        const char *bytes;
    } rows[] = {
        {&all, "\033[1;4H\033[?7lb\033[?7h\033[1;3Ha"},
        {&no_margin, "\033[1;3Hb\033[1;3H\033[1@a"},
        {&no_way, "\033[1;3Ha"},
    };
    struct bench b;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct abilities can = modern;
        can.ctx = rows[i].terminal;
        can.wraps_late = false;
        begin(&b, &can, 4, 1);
        expect(&b, "\033(B\033[m\033[37;40m\033[H\033[2J");
        put(&b, 3, 0, ST_NORMAL, "b");
        put(&b, 2, 0, ST_NORMAL, "a");
        assert_int_equal(encoder_frame(&b.encoder, &b.canvas, 4, 1), 0);
        const struct bytes *out = &b.encoder.out;
        assert_non_null(memmem(out->text, out->length, "a", 1));
        assert_true((memmem(out->text, out->length, "b", 1) != NULL) == (i < 2));
        end(&b);
    }
    struct abilities can = modern;
    can.moves_in_style = can.utf8 = false;
    can.no_tilde = true;
    can.ctx = &no_erasing;
    begin(&b, &can, 40, 2);
    expect(&b, "\033(B\033[m\033[37;40m\033[H\033[2J");
    put(&b, 4, 0, ST_BOLD, "a~");
    b.canvas.cell[6].code = 0xE9;
    put(&b, 4, 1, ST_BOLD, "c");
    expect(&b, "\033[1;7H?\b\b\b\033[1ma`\033(B\033[m\n\b\b\033(B\033[m\033[1;37;40mc");
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_figure_changes), cmocka_unit_test(test_pens),
        cmocka_unit_test(test_erasing),          cmocka_unit_test(test_no_foreign_byte),
        cmocka_unit_test(test_old_terminals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
