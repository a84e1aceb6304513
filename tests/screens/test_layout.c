/* SPDX-License-Identifier: MIT */
/* The layout solver against strings, the reader against its complaints, the shipped screens. */
#include "console/panels/panel.h"
#include "console/widgets/builtin.h"
#include "console/widgets/layout_read.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const kinds[] = {"a", "b", "c", "d", NULL};

struct problems {
    char text[2048];
};

static void note(void *ctx, int line, const char *what)
{
    struct problems *p = ctx;
    size_t n = strlen(p->text);
    (void)text_format(p->text + n, sizeof p->text - n, "%d: %s\n", line, what);
}

static int read_text(const char *text, struct layout *layout, struct problems *problems)
{
    const struct layout_report report = {.ctx = problems, .problem = note};
    problems->text[0] = '\0';
    return layout_read(text, strlen(text), kinds, layout, &report);
}

struct solve_case {
    const char *text;
    int width, height;
    const char *want;
};

static const struct solve_case solve_cases[] = {
    {"[screen s]\nroot = r\n[row r]\nchildren = a, b\n[panel a]\nwidth = 10\n[panel b]\n", 30, 5,
     "a 0,0 10x5\nb 10,0 20x5\n"},
    {"[screen s]\nroot = r\n[row r]\nrule = yes\nchildren = a, b\n[panel a]\n[panel b]\n", 31, 5,
     "a 0,0 15x5\nline 15,0 1x5\nb 16,0 15x5\n"},
    {"[screen s]\nroot = r\n[column r]\nrule = yes\nchildren = a b c\n[panel a]\nheight = 2\n"
     "[panel b]\nheight = flex 2\n[panel c]\nheight = flex\n",
     10, 13, "a 0,0 10x2\nline 0,2 10x1\nb 0,3 10x6\nline 0,9 10x1\nc 0,10 10x3\n"},
    /* limits: the one that meets its limit settles, the others share the rest */
    {"[screen s]\nroot = r\n[row r]\nchildren = a b c\n[panel a]\nwidth = flex max 5\n"
     "[panel b]\nwidth = flex min 20\n[panel c]\n",
     40, 1, "a 0,0 5x1\nb 5,0 20x1\nc 25,0 15x1\n"},
    /* all limited: what is left stays empty */
    {"[screen s]\nroot = r\n[row r]\nchildren = a b\n[panel a]\nwidth = flex max 5\n"
     "[panel b]\nwidth = flex max 5\n",
     40, 1, "a 0,0 5x1\nb 5,0 5x1\n"},
    /* too little: taken from the last */
    {"[screen s]\nroot = r\n[row r]\nrule = yes\nchildren = a b c\n[panel a]\nwidth = 10\n"
     "[panel b]\nwidth = flex min 10\n[panel c]\nwidth = 10\n",
     24, 1, "a 0,0 10x1\nline 10,0 1x1\nb 11,0 10x1\nline 21,0 1x1\nc 22,0 2x1\n"},
    {"[screen s]\nroot = r\n[row r]\nrule = yes\nchildren = a b c\n[panel a]\nwidth = 10\n"
     "[panel b]\nwidth = flex min 10\n[panel c]\nwidth = 10\n",
     20, 1, "a 0,0 10x1\nline 10,0 1x1\nb 11,0 8x1\n"},
    /* what is not shown takes no room and no line; a row of such is none itself */
    {"[screen s]\nroot = r\n[column r]\nrule = yes\nchildren = a x b\n[panel a]\nheight = 1\n"
     "[row x]\nchildren = c d\n[panel c]\nshow = width >= 50\n[panel d]\nshow = height > 20\n"
     "[panel b]\n",
     40, 10, "a 0,0 40x1\nline 0,1 40x1\nb 0,2 40x8\n"},
    {"[screen s]\nroot = r\n[column r]\nchildren = a b\n[panel a]\nshow = width < 40\n"
     "[panel b]\nshow = width >= 40 and height <= 10\n",
     40, 10, "b 0,0 40x10\n"},
    {"[screen s]\nroot = r\nmin = 40x12\n[panel r]\nkind = a\n", 39, 12, ""},
    {"[screen s]\nroot = r\nmin = 40x12\n[panel r]\nkind = a\n", 40, 11, ""},
    {"[screen s]\nroot = r\nmin = 40x12\n[panel r]\nkind = a\n", 40, 12, "r 0,0 40x12\n"},
};

static void test_solve(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof solve_cases / sizeof *solve_cases; i++) {
        const struct solve_case *c = &solve_cases[i];
        struct layout layout;
        struct problems problems;
        struct layout_placed placed[LAYOUT_PLACED];
        char text[1024];
        if (read_text(c->text, &layout, &problems) != 0)
            fail_msg("case %zu: %s", i, problems.text);
        int count = layout_solve(&layout, c->width, c->height, placed);
        assert_true(layout_text(placed, count, text, sizeof text) < sizeof text);
        if (strcmp(text, c->want) != 0)
            fail_msg("case %zu is\n%sshould be\n%s", i, text, c->want);
    }
}

struct problem_case {
    const char *text, *want;
};

static const struct problem_case problem_cases[] = {
    {"", "0: there is no [screen NAME]\n"},
    {"[screen s]\n", "1: root \"\" is not in this file\n"},
    {"[screen s]\nroot = x\n", "1: root \"x\" is not in this file\n"},
    {"[screen s]\nroot = a\n[panel a]\ncolour = red\n", "4: colour is not a key of this section\n"},
    {"[screen s]\nroot = a\n[panel a]\nchildren = b\n",
     "4: children is not a key of this section\n"},
    {"[screen s]\nroot = a\n[panel a]\nheight = tall\n",
     "4: height = tall: must be a number of rows, or flex [weight] [min N] [max N]\n"},
    {"[screen s]\nroot = a\n[panel a]\nheight = flex min\n",
     "4: height = flex min: must be a number of rows, or flex [weight] [min N] [max N]\n"},
    {"[screen s]\nroot = a\n[panel a]\nwidth = flex min 9 max 3\n",
     "4: width = flex min 9 max 3: must be a number of columns, or flex [weight] [min N] [max "
     "N]\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = depth > 3\n",
     "4: show = depth > 3: must be width or height, a comparison, a number [and ...]\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = width > 3 or height > 2\n",
     "4: show = width > 3 or height > 2: must be width or height, a comparison, a number "
     "[and ...]\n"},
    {"[screen s]\nroot = a\nmin = big\n[panel a]\n",
     "3: min = big: must be COLUMNSxROWS, like 40x12\n"},
    {"[screen s]\nroot = z\n[panel z]\n", "3: there is no panel \"z\"; give its kind\n"},
    {"[screen s]\nroot = z\n[panel z]\nkind = y\n",
     "4: kind = y: must be the name of a panel that exists\n3: there is no panel \"z\"; give its "
     "kind\n"},
    {"[screen s]\nroot = r\n[row r]\n", "3: \"r\" has no children\n"},
    {"[screen s]\nroot = r\n[row r]\nchildren = q\n",
     "3: child \"q\" is not in this file\n3: \"r\" "
     "has no children\n"},
    {"[screen s]\nroot = r\n[row r]\nchildren = a a\n[panel a]\n",
     "3: child \"a\" stands in two places\n"},
    {"[screen s]\nroot = r\n[row r]\nchildren = a x\n[panel a]\n[row x]\nchildren = r b\n[panel "
     "b]\n",
     "6: child \"r\" stands in two places\n"},
    {"[screen s]\nroot = a\n[panel a]\n[panel b]\n", "4: \"b\" is not reached from the root\n"},
    {"[screen s]\nroot = a\n[panel a]\n[panel a]\n", "4: \"a\" is there already\n"},
    {"[screen s]\nroot = a\nroot = a\n[panel a]\n", "3: root is set twice\n"},
    {"[screen s]\nroot = a\n[screen t]\n[panel a]\n", "3: a second [screen]; a file holds one\n"},
    {"[window s]\n", "1: [window …]: a section is screen, row, column or panel\n0: there is no "
                     "[screen NAME]\n"},
    {"[screen s]\nroot = a\n[panel A!]\n[panel a]\n",
     "3: the section needs a name of small letters, digits, - and _\n"},
    {"[screen s]\nroot = a\n[panel a]\nheight\n", NULL},
};

static void test_problems(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof problem_cases / sizeof *problem_cases; i++) {
        const struct problem_case *c = &problem_cases[i];
        struct layout layout;
        struct problems problems;
        assert_true(read_text(c->text, &layout, &problems) > 0);
        if (c->want != NULL && strcmp(problems.text, c->want) != 0)
            fail_msg("case %zu is\n%sshould be\n%s", i, problems.text, c->want);
    }
}

/* Limits of the reader are said, not overrun. */
static void test_limits(void **state)
{
    (void)state;
    char text[8192] = "[screen s]\nroot = r\n[row r]\nchildren = a\n[panel a]\n";
    struct layout layout;
    struct problems problems;
    for (int i = 0; i < 80; i++) {
        size_t n = strlen(text);
        (void)text_format(text + n, sizeof text - n, "[panel p%d]\nkind = a\n", i);
    }
    assert_true(read_text(text, &layout, &problems) > 0);
    assert_non_null(strstr(problems.text, "more than 64 rows, columns and panels"));
    (void)text_copy(text, sizeof text, "[screen s]\nroot = r\n[row r]\nchildren = ");
    for (int i = 0; i < 17; i++) {
        size_t n = strlen(text);
        (void)text_format(text + n, sizeof text - n, " p%d", i);
    }
    for (int i = 0; i < 17; i++) {
        size_t n = strlen(text);
        (void)text_format(text + n, sizeof text - n, "\n[panel p%d]\nkind = a\n", i);
    }
    assert_true(read_text(text, &layout, &problems) > 0);
    assert_non_null(strstr(problems.text, "more than 16 children"));
}

/* The shipped screens are right, and at every size nothing lies outside or on something else. */
static void test_shipped(void **state)
{
    static char taken[80 * 260];
    (void)state;
    for (size_t b = 0; b < builtin_layout_count; b++) {
        struct layout layout;
        struct problems problems = {.text = ""};
        const struct layout_report report = {.ctx = &problems, .problem = note};
        const struct builtin_layout *file = &builtin_layouts[b];
        if (layout_read(file->text, file->length, panel_names(), &layout, &report) != 0)
            fail_msg("%s.ini: %s", file->name, problems.text);
        assert_string_equal(layout.name, file->name);
        for (int w = 30; w <= 260; w += 7)
            for (int h = 6; h <= 80; h += 3) {
                struct layout_placed placed[LAYOUT_PLACED];
                int count = layout_solve(&layout, w, h, placed);
                assert_true(count < LAYOUT_PLACED);
                memset(taken, 0, sizeof taken);
                for (int i = 0; i < count; i++) {
                    const struct rect *r = &placed[i].rect;
                    assert_true(r->x >= 0 && r->y >= 0 && r->x + r->w <= w && r->y + r->h <= h);
                    for (int y = r->y; y < r->y + r->h; y++)
                        for (int x = r->x; x < r->x + r->w; x++)
                            assert_int_equal(taken[y * 260 + x]++, 0);
                }
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_solve),
        cmocka_unit_test(test_problems),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_shipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
