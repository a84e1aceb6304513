/* SPDX-License-Identifier: MIT */
/* Screens in touch mode against the pictures that were looked at. */
#include "console/screens/touch_keys.h"
#include "tests/screens/bench.h"

struct golden {
    const char *screen, *fixture;
    int width, height;
    enum glyph_tier tier;
    const char *keys, *name;
};

static const struct golden goldens[] = {
    {"station", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "running", 40, 12, GLYPH_UNICODE, "", ""},
    {"station", "stopped", 132, 43, GLYPH_UNICODE, "", ""},
    {"station", "running", 80, 24, GLYPH_ASCII, ":la", "palette"},
    {"station", "running", 40, 12, GLYPH_UNICODE, ":sp", "palette"},
    {"stop", "stopped", 80, 24, GLYPH_UNICODE, "", ""},
    {"stop", "stopped", 40, 12, GLYPH_UNICODE, "", ""},
    {"stop", "stopped", 80, 24, GLYPH_UNICODE, "n", "note"},
    {"stop", "stopped", 40, 12, GLYPH_UNICODE, "n", "note"},
    {"scrap", "job", 80, 24, GLYPH_UNICODE, "12", "number"},
    {"scrap", "job", 40, 12, GLYPH_LINUX, "12", "number"},
    {"scrap", "job", 132, 43, GLYPH_UNICODE, "12\r", "reason"},
    {"alerts", "andon", 80, 24, GLYPH_UNICODE, "", ""},
    {"calls", "andon", 40, 12, GLYPH_UNICODE, "", ""},
    {"handover", "running", 40, 12, GLYPH_UNICODE, "g", "sign"},
    {"mode", "running", 80, 24, GLYPH_UNICODE, "2", "until"},
    {"log", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"lines", "line", 80, 24, GLYPH_UNICODE, "", ""},
};

static void test_pictures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goldens / sizeof *goldens; i++) {
        const struct golden *g = &goldens[i];
        struct bench b = {.ui = picture_ui(g->fixture, g->screen, g->tier)};
        struct canvas c;
        char name[128];
        touch_begin(b.ui);
        b.ui->desk.asked_stop = 1000;
        press(&b, g->keys);
        assert_int_equal(canvas_init(&c, g->width, g->height, g->tier), 0);
        ui_paint(b.ui, &c);
        (void)text_format(name, sizeof name, "touch-%s-%s%s%s-%dx%d-%s", g->screen, g->fixture,
                          g->name[0] != '\0' ? "-" : "", g->name, g->width, g->height,
                          tier_names[g->tier]);
        char *text = picture_text(&c);
        golden_check(name, text);
        free(text);
        canvas_done(&c);
        picture_done(b.ui);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pictures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
