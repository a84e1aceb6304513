/* SPDX-License-Identifier: MIT */
/* The layout solver against strings, the reader against its complaints, the shipped screens. */
#include "console/panels/panel.h"
#include "console/screens/layout_check.h"
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

static const struct layout_option options[] = {
    {.key = "signals", .type = OPTION_NAMES, .help = "h"},
    {.key = "text", .type = OPTION_TEXT, .help = "h"},
    {.key = "span", .type = OPTION_NUMBER, .help = "h", .min = 1, .max = 24},
    {.key = "legend", .type = OPTION_YES, .help = "h"},
    {.key = "records", .type = OPTION_WORDS, .help = "h", .words = "stop call"},
    {.key = NULL},
};
static const struct layout_kind kinds[] = {{.name = "a"},
                                           {.name = "b"},
                                           {.name = "c"},
                                           {.name = "delta", .options = options},
                                           {.name = NULL}};

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

/* One line each: "machine 0,2 39x8". */
static void tell(const struct layout_placed *placed, int count, char *out, size_t size)
{
    size_t length = 0;
    out[0] = '\0';
    for (int i = 0; i < count && length < size; i++) {
        const struct rect *r = &placed[i].rect;
        const char *what = placed[i].node != NULL ? placed[i].node->name : "line";
        length += (size_t)snprintf(out + length, size - length, "%s %d,%d %dx%d\n", what, r->x,
                                   r->y, r->w, r->h);
    }
    assert_true(length < size);
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
    /* one at its largest, one at its least: together they are no wider than the row */
    {"[screen s]\nroot = r\n[row r]\nchildren = a b\n[panel a]\nwidth = flex 9 max 8\n"
     "[panel b]\nwidth = flex 1 min 5\n",
     10, 1, "a 0,0 5x1\nb 5,0 5x1\n"},
    {"[screen s]\nroot = r\n[row r]\nchildren = a b c\n[panel a]\nwidth = flex 9 max 30\n"
     "[panel b]\nwidth = flex 1 min 20\n[panel c]\nwidth = flex 1 max 2\n",
     50, 1, "a 0,0 28x1\nb 28,0 20x1\nc 48,0 2x1\n"},
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
     "[row x]\nchildren = c d\n[panel c]\nshow = width >= 50\n[panel d]\nkind = c\nshow = height > "
     "20\n"
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
        const struct layout_now now = {.width = c->width, .height = c->height, .role = -1};
        int count = layout_solve(&layout, &now, placed);
        tell(placed, count, text, sizeof text);
        if (strcmp(text, c->want) != 0)
            fail_msg("case %zu is\n%sshould be\n%s", i, text, c->want);
    }
}

struct problem_case {
    const char *text, *want;
};

static const struct problem_case problem_cases[] = {
    {"", "0: there is no [screen NAME]\n"},
    {"[screen s]\n", "1: [screen] has no root = NAME of a row, column or panel\n"},
    {"[screen s]\nroot = x\n",
     "1: root \"x\" is not in this file; add [panel x], [row x] or [column x]\n"},
    {"[screen s]\nroot = pge\n[column page]\nchildren = a\n[panel a]\n",
     "1: root \"pge\" is not in this file; did you mean page?\n"},
    {"[screen s]\nroot = a\n[panel a]\ncolour = red\n",
     "4: colour is not a key of panel a; it has kind, width, height, show, title\n"},
    {"[screen s]\nroot = a\n[panel a]\nhight = 3\n",
     "4: hight is not a key of panel a; did you mean height?\n"},
    {"[screen s]\nroot = a\ncolour = red\n[panel a]\n",
     "3: colour is not a key of this section; it may have key, min, root, title, when\n"},
    {"[screen s]\nroot = r\n[row r]\nchild = a\nchildren = a\n[panel a]\n",
     "4: child is not a key of this section; it may have children, height, "
     "rule, show, title, width\n"},
    {"[screen s]\nroot = a\n[panel a]\nheight = tall\n",
     "4: height = tall: must be a number of rows, or flex [weight] [min N] [max N]\n"},
    {"[screen s]\nroot = a\n[panel a]\nheight = flex min\n",
     "4: height = flex min: must be a number of rows, or flex [weight] [min N] [max N]\n"},
    {"[screen s]\nroot = a\n[panel a]\nwidth = flex min 9 max 3\n",
     "4: width = flex min 9 max 3: must be a number of columns, or flex [weight] [min N] [max "
     "N]\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = depth > 3\n",
     "4: show = depth > 3: \"depth\" is no condition; there are width, height, colours, glyphs, "
     "role, state, open\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = widht > 3\n",
     "4: show = widht > 3: \"widht\" is no condition; did you mean width?\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = width >80\n",
     "4: show = width >80: width is compared with a number, with blanks between: width >= 80; the "
     "signs are < <= > >=\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = width > 3 or height > 2\n",
     "4: show = width > 3 or height > 2: between two conditions stands \"and\", not \"or\"; for "
     "\"or\" make a second panel\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = state stoped\n",
     "4: show = state stoped: \"stoped\" is no state; did you mean stopped?\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = role boss\n",
     "4: show = role boss: \"boss\" is no role; there are viewer, operator, maintenance, "
     "supervisor\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = open\n",
     "4: show = open: open wants a word: open call\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = width > 1 and\n",
     "4: show = width > 1 and: a condition is missing; e.g. width >= 80, state stopped\n"},
    {"[screen s]\nroot = a\nwhen = shift early\n[panel a]\n",
     "3: when = shift early: \"shift\" is no condition; there are width, height, colours, glyphs, "
     "role, "
     "state, open\n"},
    {"[screen s]\nroot = a\nkey = F9\n[panel a]\n",
     "3: key = F9: must be one letter, digit or sign\n"},
    {"[screen s]\nroot = a\nmin = big\n[panel a]\n",
     "3: min = big: must be COLUMNSxROWS, like 40x12\n"},
    {"[screen s]\nroot = z\n[panel z]\n", "3: there is no panel \"z\"; give its kind\n"},
    {"[screen s]\nroot = dleta\n[panel dleta]\n",
     "3: there is no panel \"dleta\"; give its kind, perhaps kind = delta\n"},
    {"[screen s]\nroot = z\n[panel z]\nkind = y\n",
     "4: kind = y: there is no panel \"y\"; andon-console --list-panels lists them\n"},
    {"[screen s]\nroot = z\n[panel z]\nkind = detla\n",
     "4: kind = detla: there is no panel \"detla\"; did you mean delta?\n"},
    {"[screen s]\nroot = r\n[row r]\n", "3: \"r\" has no children\n"},
    {"[screen s]\nroot = r\n[row r]\nchildren = q\n",
     "3: child \"q\" is not in this file; add [panel q], [row q] or [column q]\n3: \"r\" has no "
     "children\n"},
    {"[screen s]\nroot = r\n[row r]\nchildren = a a\n[panel a]\n",
     "3: child \"a\" stands in two places; for the same panel twice give two names and a kind\n"},
    {"[screen s]\nroot = r\n[row r]\nchildren = a x\n[panel a]\n[row x]\nchildren = r b\n[panel "
     "b]\n",
     "6: child \"r\" stands in two places; for the same panel twice give two names and a kind\n"},
    {"[screen s]\nroot = a\n[panel a]\n[panel b]\n",
     "4: \"b\" is not reached from the root; name it in children\n"},
    {"[screen s]\nroot = a\n[panel a]\n[panel a]\n",
     "4: \"a\" is there already; names are given once, kind may repeat\n"},
    {"[screen s]\nroot = a\nroot = a\n[panel a]\n", "3: root is set twice; keep one of them\n"},
    {"[screen s]\nroot = a\n[screen t]\n[panel a]\n",
     "3: a second [screen]; a file holds one: make another file\n"},
    {"[window s]\n",
     "1: [window …]: a section is screen, row, column or panel\n0: there is no [screen NAME]\n"},
    {"[screen s]\nroot = a\n[panel A!]\n[panel a]\n",
     "3: the section needs a name of small letters, digits, - and _\n"},
    {"[screen s]\nroot = a\n[panel a]\nheight\n", NULL},
    {"[screen s]\nroot = x\n[panel x]\nsignal = oil\nkind = delta\n",
     "4: signal is not a key of panel delta; did you mean signals?\n"},
    {"[screen s]\nroot = x\n[panel x]\nkind = delta\nsignals = oil temp, Bad!\n",
     "5: signals = oil temp, Bad!: \"Bad!\" is no name; names are small letters, digits, _ - and "
     ".\n"},
    {"[screen s]\nroot = x\n[panel x]\nkind = delta\nspan = 25\n",
     "5: span = 25: must be a number from 1 to 24\n"},
    {"[screen s]\nroot = x\n[panel x]\nkind = delta\nlegend = maybe\n",
     "5: legend = maybe: must be yes or no\n"},
    {"[screen s]\nroot = x\n[panel x]\nkind = delta\nrecords = stop, lunch\n",
     "5: records = stop, lunch: \"lunch\" is none of: stop call\n"},
    /* a word longer than any that is one */
    {"[screen s]\nroot = x\n[column x]\nchildren = a thirty-two-bytes-are-more-than-a-name\n"
     "[panel a]\n",
     "3: child \"thirty-two-bytes-are-more-than-\u2026\" is longer than 31 bytes; shorten it\n"},
    {"[screen s]\nroot = x\n[column x]\nchildren = a "
     "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9"
     "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\n[panel a]\n",
     "3: child \"\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9"
     "\u00E9\u00E9?\u2026\" is longer than 31 bytes; shorten it\n"},
    {"[screen s]\nroot = a\n[panel a]\nwidth = 12 sixteen-or-more-bytes\n",
     "4: width = 12 sixteen-or-more-bytes: must be a number of columns, or flex [weight] [min N] "
     "[max N]\n"},
    {"[screen s]\nroot = a\n[panel a]\nwidth = flex 2 sixteen-or-more-bytes\n",
     "4: width = flex 2 sixteen-or-more-bytes: must be a number of columns, or flex [weight] [min "
     "N] [max N]\n"},
    {"[screen s]\nroot = a\n[panel a]\nshow = state stopped, twenty-four-or-more-bytes\n", NULL},
    {"[screen s]\nroot = x\n[panel x]\nkind = delta\nspan = 2\nspan = 3\n",
     "6: span is set twice; keep one of them\n"},
};

static void test_problems(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof problem_cases / sizeof *problem_cases; i++) {
        const struct problem_case *c = &problem_cases[i];
        struct layout layout;
        struct problems problems;
        if (read_text(c->text, &layout, &problems) == 0)
            fail_msg("case %zu is taken:\n%s", i, c->text);
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
    static const int usual[][2] = {{40, 9},   {40, 12},  {60, 18}, {80, 24},
                                   {100, 30}, {132, 43}, {200, 60}};
    (void)state;
    for (size_t b = 0; b < builtin_layout_count; b++) {
        struct layout layout;
        struct problems problems = {.text = ""};
        const struct layout_report report = {.ctx = &problems, .problem = note};
        const struct builtin_layout *file = &builtin_layouts[b];
        if (layout_read(file->text, file->length, panel_kinds(), &layout, &report) != 0)
            fail_msg("%s.ini: %s", file->name, problems.text);
        assert_string_equal(layout.name, file->name);
        const struct layout_report complain = {.ctx = &problems, .problem = note};
        for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
            if (layout_misfits(&layout, usual[i][0], usual[i][1], &complain) != 0)
                fail_msg("%s.ini: %s", file->name, problems.text);
        for (int w = 30; w <= 260; w += 7)
            for (int h = 6; h <= 80; h += 3) {
                struct layout_placed placed[LAYOUT_PLACED];
                const struct layout_now now = {.width = w, .height = h, .role = -1};
                int count = layout_solve(&layout, &now, placed);
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

/* One moment, and what is so then. */
static void test_when(void **state)
{
    static const struct {
        const char *text;
        bool holds;
    } cases[] = {
        {"width >= 80", true},
        {"width > 80", false},
        {"width <= 80 and height < 25", true},
        {"not width < 80", true},
        {"state stopped, changeover", true},
        {"not state running", true},
        {"state running idle", false},
        {"role maintenance", true},
        {"not role operator, viewer", true},
        {"open call", true},
        {"open alert, call", true},
        {"not open alert", true},
        {"open stop", false},
        {"colours >= 16", true},
        {"colours < 16", false},
        {"glyphs unicode", true},
        {"glyphs linux, ascii", false},
        {"width >= 80 and state stopped and open call and role maintenance", true},
    };
    const struct layout_now now = {.width = 80,
                                   .height = 24,
                                   .tier = GLYPH_UNICODE,
                                   .colours = 256,
                                   .role = PERSON_MAINTENANCE,
                                   .state = MS_STOPPED,
                                   .open = 1U << OPEN_CALL};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct layout_when when;
        struct cause why = {.text = ""};
        if (layout_when_read(cases[i].text, &when, &why) != 0)
            fail_msg("%s: %s", cases[i].text, why.text);
        if (layout_holds(&when, &now) != cases[i].holds)
            fail_msg("%s", cases[i].text);
    }
    const struct layout_now nobody = {.role = -1};
    struct layout_when when;
    struct cause why;
    assert_int_equal(layout_when_read("role operator", &when, &why), 0);
    assert_false(layout_holds(&when, &nobody));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_solve),   cmocka_unit_test(test_problems),
        cmocka_unit_test(test_limits),  cmocka_unit_test(test_when),
        cmocka_unit_test(test_shipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
