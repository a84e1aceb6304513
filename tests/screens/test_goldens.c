/* SPDX-License-Identifier: MIT */
/* Every screen in its sizes, states and tiers against the picture that was looked at. `make
 * goldens` rewrites them. */
#include "tests/screens/picture.h"

struct golden {
    const char *screen, *fixture;
    int width, height;
    enum glyph_tier tier;
};

static const struct golden goldens[] = {
    {"station", "running", 80, 24, GLYPH_UNICODE},
    {"station", "running", 100, 30, GLYPH_UNICODE},
    {"station", "running", 132, 43, GLYPH_UNICODE},
    {"station", "running", 200, 60, GLYPH_UNICODE},
    {"station", "running", 40, 12, GLYPH_UNICODE},
    {"station", "running", 60, 22, GLYPH_UNICODE},
    {"station", "running", 30, 8, GLYPH_UNICODE},
    {"station", "running", 80, 24, GLYPH_LINUX},
    {"station", "running", 132, 43, GLYPH_LINUX},
    {"station", "running", 40, 12, GLYPH_LINUX},
    {"station", "running", 80, 24, GLYPH_ASCII},
    {"station", "running", 40, 12, GLYPH_ASCII},
    {"station", "stopped", 80, 24, GLYPH_UNICODE},
    {"station", "stopped", 132, 43, GLYPH_UNICODE},
    {"station", "stopped", 200, 60, GLYPH_UNICODE},
    {"station", "stopped", 40, 12, GLYPH_UNICODE},
    {"station", "stopped", 80, 24, GLYPH_LINUX},
    {"station", "stopped", 80, 24, GLYPH_ASCII},
    {"station", "small-stop", 80, 24, GLYPH_UNICODE},
    {"station", "small-stop", 100, 30, GLYPH_UNICODE},
    {"station", "room-low", 80, 24, GLYPH_UNICODE},
    {"station", "link-lost", 80, 24, GLYPH_UNICODE},
    {"station", "link-lost", 40, 12, GLYPH_UNICODE},
    {"station", "link-lost", 80, 24, GLYPH_LINUX},
    {"station", "link-lost", 80, 24, GLYPH_ASCII},
    {"station", "stale-signals", 80, 24, GLYPH_UNICODE},
    {"station", "stale-signals", 100, 30, GLYPH_LINUX},
    {"station", "connection-lost", 80, 24, GLYPH_UNICODE},
    {"station", "connection-lost", 132, 43, GLYPH_UNICODE},
    {"station", "connection-lost", 40, 12, GLYPH_UNICODE},
    {"station", "connection-lost", 80, 24, GLYPH_LINUX},
    {"station", "connection-lost", 80, 24, GLYPH_ASCII},
    {"station", "starting", 80, 24, GLYPH_UNICODE},
    {"station", "starting", 200, 60, GLYPH_UNICODE},
    {"station", "starting", 40, 12, GLYPH_ASCII},
    {"station", "hostile", 80, 24, GLYPH_UNICODE},
    {"station", "hostile", 132, 43, GLYPH_UNICODE},
    {"station", "hostile", 80, 24, GLYPH_LINUX},
    {"station", "hostile", 80, 24, GLYPH_ASCII},
    {"station", "huge", 80, 24, GLYPH_UNICODE},
    {"station", "huge", 200, 60, GLYPH_UNICODE},
    {"station", "huge", 40, 12, GLYPH_UNICODE},
    {"station", "break", 80, 24, GLYPH_UNICODE},
    {"station", "no-shift", 80, 24, GLYPH_UNICODE},
    {"station", "no-shift", 132, 43, GLYPH_UNICODE},
    {"station", "p-over", 80, 24, GLYPH_UNICODE},
    {"signals", "stale-signals", 80, 24, GLYPH_UNICODE},
    {"signals", "stale-signals", 132, 43, GLYPH_UNICODE},
    {"signals", "link-lost", 80, 24, GLYPH_LINUX},
    {"signals", "hostile", 80, 24, GLYPH_UNICODE},
    {"signals", "huge", 40, 12, GLYPH_ASCII},
    {"lamps", "stopped", 80, 24, GLYPH_UNICODE},
    {"lamps", "stopped", 80, 24, GLYPH_LINUX},
    {"lamps", "stopped", 40, 12, GLYPH_ASCII},
    {"lamps", "connection-lost", 80, 24, GLYPH_UNICODE},
    {"log", "running", 80, 24, GLYPH_UNICODE},
    {"log", "running", 132, 43, GLYPH_ASCII},
    {"log", "starting", 80, 24, GLYPH_UNICODE},
    {"help", "running", 80, 24, GLYPH_UNICODE},
    {"help", "running", 40, 12, GLYPH_UNICODE},
    {"plain", "running", 80, 60, GLYPH_UNICODE},
    {"plain", "stopped", 80, 60, GLYPH_ASCII},
};

static void test_golden(void **state)
{
    const struct golden *g = *state;
    struct ui *ui = picture_ui(g->fixture, g->screen, g->tier);
    struct canvas canvas;
    char name[128];
    assert_int_equal(canvas_init(&canvas, g->width, g->height, g->tier), 0);
    ui_paint(ui, &canvas);
    char *text = picture_text(&canvas);
    snprintf(name, sizeof name, "%s-%s-%dx%d-%s", g->screen, g->fixture, g->width, g->height,
             tier_names[g->tier]);
    golden_check(name, text);
    free(text);
    canvas_done(&canvas);
    picture_done(ui);
}

int main(void)
{
    size_t count = sizeof goldens / sizeof *goldens;
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    static char names[sizeof goldens / sizeof *goldens][128];
    for (size_t i = 0; i < count; i++) {
        const struct golden *g = &goldens[i];
        snprintf(names[i], sizeof names[i], "%s %s %dx%d %s", g->screen, g->fixture, g->width,
                 g->height, tier_names[g->tier]);
        union {
            const struct golden *is;
            void *asked;
        } u = {.is = g};
        tests[i] = (struct CMUnitTest){names[i], test_golden, NULL, NULL, u.asked};
    }
    int failed = _cmocka_run_group_tests("goldens", tests, count, NULL, NULL);
    free(tests);
    return failed;
}
