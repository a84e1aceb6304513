/* SPDX-License-Identifier: MIT */
/* Every screen in its sizes, states and tiers against the picture that was looked at. `make
 * goldens` rewrites them. */
#include "console/panels/record.h"
#include "tests/screens/picture.h"

struct golden {
    const char *screen, *fixture;
    int width, height;
    enum glyph_tier tier;
    const char *keys, *name; /* pressed first, and what that is called in the name of the file */
};

static const struct golden goldens[] = {
    {"station", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "running", 100, 30, GLYPH_UNICODE, "", ""},
    {"station", "running", 132, 43, GLYPH_UNICODE, "", ""},
    {"station", "running", 200, 60, GLYPH_UNICODE, "", ""},
    {"station", "running", 40, 12, GLYPH_UNICODE, "", ""},
    {"station", "running", 60, 22, GLYPH_UNICODE, "", ""},
    {"station", "running", 30, 8, GLYPH_UNICODE, "", ""},
    {"station", "running", 80, 24, GLYPH_LINUX, "", ""},
    {"station", "running", 132, 43, GLYPH_LINUX, "", ""},
    {"station", "running", 40, 12, GLYPH_LINUX, "", ""},
    {"station", "running", 80, 24, GLYPH_ASCII, "", ""},
    {"station", "running", 40, 12, GLYPH_ASCII, "", ""},
    {"station", "stopped", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "stopped", 132, 43, GLYPH_UNICODE, "", ""},
    {"station", "stopped", 200, 60, GLYPH_UNICODE, "", ""},
    {"station", "stopped", 40, 12, GLYPH_UNICODE, "", ""},
    {"station", "stopped", 80, 24, GLYPH_LINUX, "", ""},
    {"station", "stopped", 80, 24, GLYPH_ASCII, "", ""},
    {"station", "small-stop", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "small-stop", 100, 30, GLYPH_UNICODE, "", ""},
    {"station", "room-low", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "link-lost", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "link-lost", 40, 12, GLYPH_UNICODE, "", ""},
    {"station", "link-lost", 80, 24, GLYPH_LINUX, "", ""},
    {"station", "link-lost", 80, 24, GLYPH_ASCII, "", ""},
    {"station", "stale-signals", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "stale-signals", 100, 30, GLYPH_LINUX, "", ""},
    {"station", "connection-lost", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "connection-lost", 132, 43, GLYPH_UNICODE, "", ""},
    {"station", "connection-lost", 40, 12, GLYPH_UNICODE, "", ""},
    {"station", "connection-lost", 80, 24, GLYPH_LINUX, "", ""},
    {"station", "connection-lost", 80, 24, GLYPH_ASCII, "", ""},
    {"station", "starting", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "starting", 200, 60, GLYPH_UNICODE, "", ""},
    {"station", "starting", 40, 12, GLYPH_ASCII, "", ""},
    {"station", "hostile", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "hostile", 132, 43, GLYPH_UNICODE, "", ""},
    {"station", "hostile", 80, 24, GLYPH_LINUX, "", ""},
    {"station", "hostile", 80, 24, GLYPH_ASCII, "", ""},
    {"station", "huge", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "huge", 200, 60, GLYPH_UNICODE, "", ""},
    {"station", "huge", 40, 12, GLYPH_UNICODE, "", ""},
    {"station", "break", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "no-shift", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "no-shift", 132, 43, GLYPH_UNICODE, "", ""},
    {"station", "p-over", 80, 24, GLYPH_UNICODE, "", ""},
    {"signals", "stale-signals", 80, 24, GLYPH_UNICODE, "", ""},
    {"signals", "stale-signals", 132, 43, GLYPH_UNICODE, "", ""},
    {"signals", "link-lost", 80, 24, GLYPH_LINUX, "", ""},
    {"signals", "hostile", 80, 24, GLYPH_UNICODE, "", ""},
    {"signals", "huge", 40, 12, GLYPH_ASCII, "", ""},
    {"lamps", "stopped", 80, 24, GLYPH_UNICODE, "", ""},
    {"lamps", "stopped", 80, 24, GLYPH_LINUX, "", ""},
    {"lamps", "stopped", 40, 12, GLYPH_ASCII, "", ""},
    {"lamps", "connection-lost", 80, 24, GLYPH_UNICODE, "", ""},
    {"lamps", "overridden", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "overridden", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "overridden", 40, 12, GLYPH_ASCII, "", ""},
    {"log", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"log", "running", 132, 43, GLYPH_ASCII, "", ""},
    {"log", "starting", 80, 24, GLYPH_UNICODE, "", ""},
    {"help", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"help", "running", 40, 12, GLYPH_UNICODE, "", ""},
    {"plain", "running", 80, 60, GLYPH_UNICODE, "", ""},
    {"plain", "stopped", 80, 60, GLYPH_ASCII, "", ""},
    {"stop", "stopped", 40, 12, GLYPH_UNICODE, "", ""},
    {"stop", "stopped", 80, 24, GLYPH_UNICODE, "", ""},
    {"stop", "stopped", 132, 43, GLYPH_UNICODE, "", ""},
    {"stop", "stopped", 200, 60, GLYPH_UNICODE, "", ""},
    {"stop", "stopped", 80, 24, GLYPH_LINUX, "", ""},
    {"stop", "stopped", 80, 24, GLYPH_ASCII, "", ""},
    {"stop", "stopped", 40, 12, GLYPH_UNICODE, "1", "level"},
    {"stop", "stopped", 80, 24, GLYPH_UNICODE, "1", "level"},
    {"stop", "stopped", 132, 43, GLYPH_UNICODE, "1", "level"},
    {"stop", "stopped", 40, 12, GLYPH_UNICODE, "2", "note"},
    {"stop", "stopped", 80, 24, GLYPH_UNICODE, "2", "note"},
    {"stop", "stopped", 40, 12, GLYPH_UNICODE, "s", "split"},
    {"stop", "stopped", 80, 24, GLYPH_UNICODE, "s", "split"},
    {"stop", "stopped", 80, 24, GLYPH_ASCII, "s", "split"},
    {"stop", "stopped", 40, 12, GLYPH_UNICODE, "0ma", "search"},
    {"stop", "stopped", 80, 24, GLYPH_UNICODE, "0ma", "search"},
    {"stop", "no-shift", 80, 24, GLYPH_UNICODE, "", ""},
    {"scrap", "job", 40, 12, GLYPH_UNICODE, "", ""},
    {"scrap", "job", 80, 24, GLYPH_UNICODE, "", ""},
    {"scrap", "job", 132, 43, GLYPH_UNICODE, "", ""},
    {"scrap", "job", 200, 60, GLYPH_UNICODE, "", ""},
    {"scrap", "job", 80, 24, GLYPH_LINUX, "", ""},
    {"scrap", "job", 80, 24, GLYPH_ASCII, "", ""},
    {"scrap", "job", 40, 12, GLYPH_UNICODE, "12\r", "reason"},
    {"scrap", "job", 40, 12, GLYPH_UNICODE, "99\f99\r", "doubt"},
    {"scrap", "job", 80, 24, GLYPH_UNICODE, "12\r", "reason"},
    {"scrap", "job", 132, 43, GLYPH_UNICODE, "12\r", "reason"},
    {"scrap", "job", 40, 12, GLYPH_UNICODE, "3n", "note"},
    {"scrap", "job", 80, 24, GLYPH_UNICODE, "3n", "note"},
    {"job", "job", 40, 12, GLYPH_UNICODE, "", ""},
    {"job", "job", 80, 24, GLYPH_UNICODE, "", ""},
    {"job", "job", 132, 43, GLYPH_UNICODE, "", ""},
    {"job", "job", 200, 60, GLYPH_UNICODE, "", ""},
    {"job", "job", 80, 24, GLYPH_ASCII, "", ""},
    {"mode", "running", 40, 12, GLYPH_UNICODE, "", ""},
    {"mode", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"mode", "running", 132, 43, GLYPH_UNICODE, "", ""},
    {"mode", "running", 200, 60, GLYPH_UNICODE, "", ""},
    {"mode", "running", 80, 24, GLYPH_LINUX, "", ""},
    {"mode", "running", 40, 12, GLYPH_UNICODE, "2", "until"},
    {"mode", "running", 80, 24, GLYPH_UNICODE, "2", "until"},
    {"hours", "running", 40, 12, GLYPH_UNICODE, "", ""},
    {"hours", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"hours", "running", 132, 43, GLYPH_UNICODE, "", ""},
    {"hours", "running", 200, 60, GLYPH_UNICODE, "", ""},
    {"hours", "running", 80, 24, GLYPH_ASCII, "", ""},
    {"handover", "running", 40, 12, GLYPH_UNICODE, "", ""},
    {"handover", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"handover", "running", 132, 43, GLYPH_UNICODE, "", ""},
    {"handover", "running", 200, 60, GLYPH_UNICODE, "", ""},
    {"handover", "running", 80, 24, GLYPH_LINUX, "", ""},
    {"handover", "running", 80, 24, GLYPH_UNICODE, "i", "sign"},
    {"person", "running", 40, 12, GLYPH_UNICODE, "", ""},
    {"person", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"person", "running", 80, 24, GLYPH_ASCII, "", ""},
    {"log", "upstream", 40, 12, GLYPH_UNICODE, "", ""},
    {"log", "upstream", 80, 24, GLYPH_UNICODE, "", ""},
    {"log", "upstream", 132, 43, GLYPH_UNICODE, "", ""},
    {"log", "upstream", 80, 24, GLYPH_LINUX, "", ""},
    {"log", "upstream", 80, 24, GLYPH_ASCII, "", ""},
    {"log", "upstream", 80, 24, GLYPH_UNICODE, "f", "parked"},
    {"log", "upstream", 80, 24, GLYPH_UNICODE, "f\r", "parked-record"},
    {"station", "upstream", 200, 60, GLYPH_UNICODE, "", ""},
    {"station", "upstream", 132, 43, GLYPH_UNICODE, "", ""},
    {"log", "running", 40, 12, GLYPH_UNICODE, "ff", "filter"},
    {"log", "running", 80, 24, GLYPH_UNICODE, "ff", "filter"},
    {"log", "running", 80, 24, GLYPH_UNICODE, "\r", "record"},
    {"log", "running", 80, 24, GLYPH_UNICODE, "v", "verified"},
    {"log", "running", 40, 12, GLYPH_UNICODE, "v", "verify"},
    {"station", "andon", 80, 24, GLYPH_UNICODE, "", ""},
    {"station", "andon", 100, 30, GLYPH_UNICODE, "", ""},
    {"station", "andon", 132, 43, GLYPH_UNICODE, "", ""},
    {"station", "andon", 200, 60, GLYPH_UNICODE, "", ""},
    {"station", "andon", 40, 12, GLYPH_UNICODE, "", ""},
    {"station", "andon", 80, 24, GLYPH_LINUX, "", ""},
    {"station", "andon", 80, 24, GLYPH_ASCII, "", ""},
    {"station", "call", 132, 43, GLYPH_LINUX, "", ""},
    {"station", "flood", 80, 24, GLYPH_UNICODE, "", ""},
    {"calls", "andon", 40, 12, GLYPH_UNICODE, "", ""},
    {"calls", "andon", 80, 24, GLYPH_UNICODE, "", ""},
    {"calls", "andon", 100, 30, GLYPH_UNICODE, "", ""},
    {"calls", "andon", 132, 43, GLYPH_UNICODE, "", ""},
    {"calls", "andon", 200, 60, GLYPH_UNICODE, "", ""},
    {"calls", "andon", 80, 24, GLYPH_ASCII, "", ""},
    {"calls", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"calls", "andon", 80, 24, GLYPH_UNICODE, "s", "solve"},
    {"alerts", "andon", 40, 12, GLYPH_UNICODE, "", ""},
    {"alerts", "andon", 80, 24, GLYPH_UNICODE, "", ""},
    {"alerts", "andon", 100, 30, GLYPH_UNICODE, "", ""},
    {"alerts", "andon", 132, 43, GLYPH_UNICODE, "", ""},
    {"alerts", "andon", 200, 60, GLYPH_UNICODE, "", ""},
    {"alerts", "andon", 80, 24, GLYPH_LINUX, "", ""},
    {"alerts", "andon", 80, 24, GLYPH_ASCII, "", ""},
    {"alerts", "flood", 80, 24, GLYPH_UNICODE, "", ""},
    {"alerts", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"alerts", "andon", 80, 24, GLYPH_UNICODE, "\r", "guidance"},
    {"alerts", "andon", 40, 12, GLYPH_UNICODE, "\r", "guidance"},
    {"alerts", "andon", 132, 43, GLYPH_UNICODE, "\r", "guidance"},
    {"alerts", "andon", 80, 24, GLYPH_UNICODE, "s", "shelve"},
    {"predictions", "andon", 40, 12, GLYPH_UNICODE, "", ""},
    {"predictions", "andon", 80, 24, GLYPH_UNICODE, "", ""},
    {"predictions", "andon", 100, 30, GLYPH_UNICODE, "", ""},
    {"predictions", "andon", 132, 43, GLYPH_UNICODE, "", ""},
    {"predictions", "andon", 200, 60, GLYPH_UNICODE, "", ""},
    {"predictions", "andon", 80, 24, GLYPH_LINUX, "", ""},
    {"predictions", "andon", 80, 24, GLYPH_ASCII, "", ""},
    {"predictions", "andon", 80, 24, GLYPH_UNICODE, "l", "not-now"},
    {"predictions", "andon", 80, 24, GLYPH_UNICODE, "d", "done"},
    {"orders", "andon", 40, 12, GLYPH_UNICODE, "", ""},
    {"orders", "andon", 80, 24, GLYPH_UNICODE, "", ""},
    {"orders", "andon", 132, 43, GLYPH_UNICODE, "", ""},
    {"orders", "andon", 200, 60, GLYPH_UNICODE, "", ""},
    {"orders", "andon", 80, 24, GLYPH_ASCII, "", ""},
    {"maintenance", "andon", 40, 12, GLYPH_UNICODE, "", ""},
    {"maintenance", "andon", 80, 24, GLYPH_UNICODE, "", ""},
    {"maintenance", "andon", 100, 30, GLYPH_UNICODE, "", ""},
    {"maintenance", "andon", 132, 43, GLYPH_UNICODE, "", ""},
    {"maintenance", "andon", 200, 60, GLYPH_UNICODE, "", ""},
    {"maintenance", "andon", 80, 24, GLYPH_LINUX, "", ""},
    {"maintenance", "andon", 80, 24, GLYPH_ASCII, "", ""},
    {"maintenance", "running", 80, 24, GLYPH_UNICODE, "", ""},
    {"load", "andon", 40, 12, GLYPH_UNICODE, "", ""},
    {"load", "andon", 80, 24, GLYPH_UNICODE, "", ""},
    {"load", "andon", 132, 43, GLYPH_UNICODE, "", ""},
    {"load", "andon", 80, 24, GLYPH_ASCII, "", ""},
    {"lamps", "stopped", 80, 24, GLYPH_UNICODE, "o", "override"},
    {"lines", "line", 40, 12, GLYPH_UNICODE, "", ""},
    {"lines", "line", 80, 24, GLYPH_UNICODE, "", ""},
    {"lines", "line", 100, 30, GLYPH_UNICODE, "", ""},
    {"lines", "line", 132, 43, GLYPH_UNICODE, "", ""},
    {"lines", "line", 200, 60, GLYPH_UNICODE, "", ""},
    {"lines", "line", 80, 24, GLYPH_LINUX, "", ""},
    {"lines", "line", 80, 24, GLYPH_ASCII, "", ""},
    {"lines", "line-lost", 80, 24, GLYPH_UNICODE, "", ""},
    {"lines", "line", 80, 24, GLYPH_UNICODE, "/we", "search"},
    {"lines", "line", 80, 24, GLYPH_UNICODE, "\r", "open"},
    {"plant", "stops", 80, 24, GLYPH_UNICODE, "", ""},
    {"plant", "stops", 200, 60, GLYPH_UNICODE, "", ""},
    {"plant", "stops", 80, 24, GLYPH_LINUX, "", ""},
    {"plant", "stops", 80, 24, GLYPH_ASCII, "", ""},
    {"plant", "areas", 80, 24, GLYPH_UNICODE, "", ""},
    {"plant", "areas", 200, 60, GLYPH_UNICODE, "", ""},
    {"plant", "areas", 80, 24, GLYPH_LINUX, "", ""},
    {"plant", "areas", 80, 24, GLYPH_ASCII, "", ""},
    {"plant", "parts", 80, 24, GLYPH_UNICODE, "", ""},
    {"plant", "parts", 200, 60, GLYPH_UNICODE, "", ""},
    {"plant", "parts", 80, 24, GLYPH_LINUX, "", ""},
    {"plant", "parts", 80, 24, GLYPH_ASCII, "", ""},
    {"plant", "shifts", 80, 24, GLYPH_UNICODE, "", ""},
    {"plant", "shifts", 200, 60, GLYPH_UNICODE, "", ""},
    {"plant", "shifts", 80, 24, GLYPH_LINUX, "", ""},
    {"plant", "shifts", 80, 24, GLYPH_ASCII, "", ""},
    {"plant", "losses", 80, 24, GLYPH_UNICODE, "", ""},
    {"plant", "losses", 200, 60, GLYPH_UNICODE, "", ""},
    {"plant", "losses", 80, 24, GLYPH_LINUX, "", ""},
    {"plant", "losses", 80, 24, GLYPH_ASCII, "", ""},
    {"plant", "trends", 80, 24, GLYPH_UNICODE, "", ""},
    {"plant", "trends", 200, 60, GLYPH_UNICODE, "", ""},
    {"plant", "trends", 80, 24, GLYPH_LINUX, "", ""},
    {"plant", "trends", 80, 24, GLYPH_ASCII, "", ""},
    {"plant", "shifts", 40, 12, GLYPH_UNICODE, "", ""},
    {"plant", "no-database", 80, 24, GLYPH_UNICODE, "", ""},
    {"help", "line", 80, 24, GLYPH_UNICODE, "", ""},
};

static void test_golden(void **state)
{
    const struct golden *g = *state;
    struct ui *ui = picture_ui(g->fixture, g->screen, g->tier);
    struct canvas canvas;
    char name[128];
    assert_int_equal(canvas_init(&canvas, g->width, g->height, g->tier), 0);
    for (const char *key = g->keys; *key != '\0'; key++)
        (void)ui_key(ui, (uint32_t)*key);
    if (strcmp(g->name, "verified") == 0) {
        json_t *reply = json_pack("{s:[{s:b,s:i}]}", "rows", "ok", 1, "records", 48211);
        record_verified(&ui->view, reply);
        json_decref(reply);
    }
    ui_paint(ui, &canvas);
    char *text = picture_text(&canvas);
    snprintf(name, sizeof name, "%s-%s%s%s-%dx%d-%s", g->screen, g->fixture,
             g->name[0] != 0 ? "-" : "", g->name, g->width, g->height, tier_names[g->tier]);
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
        snprintf(names[i], sizeof names[i], "%s %s %s %dx%d %s", g->screen, g->fixture, g->name,
                 g->width, g->height, tier_names[g->tier]);
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
