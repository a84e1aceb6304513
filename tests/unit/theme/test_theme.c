/* SPDX-License-Identifier: MIT */
/* Every row of every theme is measured: text against its background as WCAG has it, lamps and
 * states against each other, also as eyes see them that lack a kind of cone (Machado, Oliveira and
 * Fernandes 2009, complete). The 256 colours are known from 16 on; 16 and 8 are the terminal's own:
 * xterm's are taken, and for 8 those of the Linux console too, where bold text is bright. */
#include "console/theme/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_LEAST     4.5
#define CONTRAST_LEAST 7.0
#define BLOCK_LEAST    4.0 /* black on what is brown on the Linux console, the best there is */
#define BAR_LEAST      3.0
#define HINT_LEAST     1.2 /* lines, the empty part of a bar: no text */
#define APART          20.0
#define APART_FEW      12.0 /* with 8 or 16 colours, foreground or background */

struct rgb {
    double r, g, b;
};

static const char *const style_names[STYLE_COUNT] = {
#define NAME(value, letter) #value,
    STYLES(NAME)
#undef NAME
};

static const struct rgb xterm[16] = {
    {0, 0, 0},     {205, 0, 0},     {0, 205, 0},     {205, 205, 0},   {0, 0, 238}, {205, 0, 205},
    {0, 205, 205}, {229, 229, 229}, {127, 127, 127}, {255, 0, 0},     {0, 255, 0}, {255, 255, 0},
    {92, 92, 255}, {255, 0, 255},   {0, 255, 255},   {255, 255, 255},
};
static const struct rgb vga[16] = {
    {0, 0, 0},     {170, 0, 0},     {0, 170, 0},    {170, 85, 0},    {0, 0, 170},   {170, 0, 170},
    {0, 170, 170}, {170, 170, 170}, {85, 85, 85},   {255, 85, 85},   {85, 255, 85}, {255, 255, 85},
    {85, 85, 255}, {255, 85, 255},  {85, 255, 255}, {255, 255, 255},
};

/* What a terminal makes of a look. */
struct terminal {
    enum colour_tier tier;
    const struct rgb *palette;
    const char *name;
};
static const struct terminal terminals[] = {
    {COLOUR_256, xterm, "256 colours"},
    {COLOUR_16, xterm, "16 colours"},
    {COLOUR_8, xterm, "8 colours of xterm"},
    {COLOUR_8, vga, "8 colours of the Linux console"},
};
#define TERMINALS (sizeof terminals / sizeof *terminals)

static struct rgb colour_of(const struct terminal *t, unsigned number)
{
    static const double steps[6] = {0, 95, 135, 175, 215, 255};
    if (number >= 232) {
        double v = 8 + 10 * (double)(number - 232);
        return (struct rgb){v, v, v};
    }
    if (number < 16)
        return t->palette[number];
    number -= 16;
    return (struct rgb){steps[number / 36], steps[number / 6 % 6], steps[number % 6]};
}

static struct rgb fg_of(const struct terminal *t, const struct look *look)
{
    bool bright = t->tier == COLOUR_8 && (look->attributes & LOOK_BOLD) != 0;
    return colour_of(t, look->fg + (bright ? 8U : 0U));
}

static double linear(double c)
{
    c /= 255;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(struct rgb c)
{
    return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

static double contrast(struct rgb a, struct rgb b)
{
    double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return x > y ? x / y : y / x;
}

/* ---- eyes ---- */

enum { USUAL, PROTAN, DEUTAN, TRITAN, KINDS };

static const double cones[KINDS][3][3] = {
    [USUAL] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    [PROTAN] = {{0.152286, 1.052583, -0.204868},
                {0.114503, 0.786281, 0.099216},
                {-0.003882, -0.048116, 1.051998}},
    [DEUTAN] = {{0.367322, 0.860646, -0.227968},
                {0.280085, 0.672501, 0.047413},
                {-0.011820, 0.042940, 0.968881}},
    [TRITAN] = {{1.255528, -0.076749, -0.178779},
                {-0.078411, 0.930809, 0.147602},
                {0.004733, 0.691367, 0.303900}},
};

static double bend(double t)
{
    return t > 0.008856 ? cbrt(t) : 7.787 * t + 16.0 / 116;
}

/* CIE L*a*b* of what is left of a colour. */
static void lab_of(struct rgb c, int kind, double out[3])
{
    const double in[3] = {linear(c.r), linear(c.g), linear(c.b)};
    double l[3];
    for (int i = 0; i < 3; i++) {
        l[i] = cones[kind][i][0] * in[0] + cones[kind][i][1] * in[1] + cones[kind][i][2] * in[2];
        l[i] = fmin(1, fmax(0, l[i]));
    }
    double x = bend((0.4124 * l[0] + 0.3576 * l[1] + 0.1805 * l[2]) / 0.95047);
    double y = bend(0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]);
    double z = bend((0.0193 * l[0] + 0.1192 * l[1] + 0.9505 * l[2]) / 1.08883);
    out[0] = 116 * y - 16;
    out[1] = 500 * (x - y);
    out[2] = 200 * (y - z);
}

static double apart(struct rgb a, struct rgb b, int kind)
{
    double p[3], q[3];
    lab_of(a, kind, p);
    lab_of(b, kind, q);
    return sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) +
                (p[2] - q[2]) * (p[2] - q[2]));
}

/* ---- tests ---- */

static double least_of(const struct theme *theme, const struct terminal *t, int style,
                       const struct look *look)
{
    if (style == ST_RULE || style == ST_BAR_REST)
        return HINT_LEAST;
    if (style == ST_BAR)
        return BAR_LEAST;
    if (t->tier == COLOUR_8 && look->bg == 3)
        return BLOCK_LEAST;
    bool high = strcmp(theme->name, "contrast") == 0 && t->tier == COLOUR_256;
    return high ? CONTRAST_LEAST : TEXT_LEAST;
}

static void test_every_style_can_be_read(void **state)
{
    (void)state;
    for (int i = 0; i < theme_count(); i++)
        for (size_t k = 0; k < TERMINALS; k++)
            for (int style = 0; style < STYLE_COUNT; style++) {
                const struct terminal *t = &terminals[k];
                const struct look *look = &theme_looks(i, t->tier)[style];
                double ratio = contrast(fg_of(t, look), colour_of(t, look->bg));
                if (ratio < least_of(&theme_list[i], t, style, look))
                    fail_msg("%s, %s, %s: %d on %d is %.2f", theme_list[i].name, t->name,
                             style_names[style], look->fg, look->bg, ratio);
            }
}

static void check_apart(int theme, const struct terminal *t, int kind, int a, int b)
{
    const struct look *x = &theme_looks(theme, t->tier)[a], *y = &theme_looks(theme, t->tier)[b];
    double front = apart(fg_of(t, x), fg_of(t, y), kind);
    double back = apart(colour_of(t, x->bg), colour_of(t, y->bg), kind);
    bool lamps = a >= ST_LAMP_OFF, known = t->tier == COLOUR_256;
    double is = lamps && known ? back : fmax(front, back);
    if (is < (known ? APART : APART_FEW))
        fail_msg("%s, %s, eyes %d: %s and %s are %.1f apart", theme_list[theme].name, t->name, kind,
                 style_names[a], style_names[b], is);
}

static void check_all_apart(int theme, const struct terminal *t, int kind)
{
    static const int lamps[] = {ST_LAMP_OFF,   ST_LAMP_RED,  ST_LAMP_YELLOW,
                                ST_LAMP_GREEN, ST_LAMP_BLUE, ST_LAMP_WHITE};
    /* the last one is told from the first by its hatch where there are few colours */
    static const int states[] = {ST_NORMAL, ST_WAIT, ST_CHANGE, ST_WARN, ST_BAD, ST_UNKNOWN};
    int known = t->tier == COLOUR_256 ? 6 : 5;
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < i; k++)
            check_apart(theme, t, kind, lamps[i], lamps[k]);
    for (int i = 0; i < known; i++)
        for (int k = 0; k < i; k++)
            check_apart(theme, t, kind, states[i], states[k]);
}

/* Grey has no colour for waiting and changeover, on purpose. */
static void test_lamps_and_states_stay_apart(void **state)
{
    (void)state;
    for (int i = 0; i < theme_count(); i++)
        for (size_t k = 0; k < TERMINALS; k++)
            for (int kind = USUAL; kind < KINDS; kind++) {
                unsigned eyes = kind == USUAL ? 0 : 1U << (kind - 1);
                if (strcmp(theme_list[i].name, "grey") != 0 && (theme_list[i].eyes & eyes) == eyes)
                    check_all_apart(i, &terminals[k], kind);
            }
}

/* Somebody is wanted looks like nothing else, in each theme. */
static void test_wanted_stands_out(void **state)
{
    static const int calm[] = {ST_NORMAL, ST_DIM, ST_BOLD, ST_HEAD, ST_BAND, ST_KEY, ST_SELECTED};
    (void)state;
    for (int i = 0; i < theme_count(); i++)
        for (size_t k = 0; k < TERMINALS; k++)
            for (size_t c = 0; c < sizeof calm / sizeof *calm; c++) {
                check_apart(i, &terminals[k], USUAL, ST_BAD_BLOCK, calm[c]);
                check_apart(i, &terminals[k], USUAL, ST_BAD, calm[c]);
            }
}

/* The picture stands on one ground: what is no block has the background of the screen. */
static void test_one_ground(void **state)
{
    static const int plain[] = {ST_NORMAL, ST_DIM, ST_BOLD, ST_RULE,    ST_HEAD,    ST_BAR,
                                ST_GOOD,   ST_OLD, ST_MARK, ST_UNKNOWN, ST_KEY_TEXT};
    (void)state;
    for (int i = 0; i < theme_count(); i++)
        for (int tier = COLOUR_8; tier < COLOUR_TIERS; tier++) {
            const struct look *looks = theme_looks(i, (enum colour_tier)tier);
            for (size_t k = 0; k < sizeof plain / sizeof *plain; k++)
                assert_int_equal(looks[plain[k]].bg, looks[ST_NORMAL].bg);
        }
}

/* Numbers that the tier has; below 256 colours only its own. */
static void test_colours_exist(void **state)
{
    static const int colours[COLOUR_TIERS] = {[COLOUR_8] = 8, [COLOUR_16] = 16, [COLOUR_256] = 256};
    (void)state;
    for (int i = 0; i < theme_count(); i++)
        for (int tier = COLOUR_8; tier < COLOUR_TIERS; tier++)
            for (int style = 0; style < STYLE_COUNT; style++) {
                const struct look *look = &theme_looks(i, (enum colour_tier)tier)[style];
                assert_true(look->fg < colours[tier] && look->bg < colours[tier]);
                assert_true(look->fg != look->bg);
            }
}

static void test_names(void **state)
{
    (void)state;
    assert_int_equal(theme_count(), 6);
    for (int i = 0; i < theme_count(); i++) {
        assert_int_equal(theme_find(theme_list[i].name), i);
        assert_true(strlen(theme_list[i].name) < THEME_NAME_SIZE);
    }
    assert_int_equal(theme_find("dark"), THEME_DEFAULT);
    assert_int_equal(theme_find("mauve"), -1);
    assert_ptr_equal(theme_looks(99, COLOUR_8), theme_looks(THEME_DEFAULT, COLOUR_8));
    assert_string_equal(theme_tier_title(COLOUR_16), "16 colours");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_style_can_be_read),
        cmocka_unit_test(test_lamps_and_states_stay_apart),
        cmocka_unit_test(test_wanted_stands_out),
        cmocka_unit_test(test_one_ground),
        cmocka_unit_test(test_colours_exist),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
