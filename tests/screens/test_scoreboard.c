/* SPDX-License-Identifier: MIT */
/* The scoreboard: its pages in their sizes and tiers against pictures that were looked at; when it
 * cycles, stays, and gives its place to a call; that no name is on it. */
#include "console/panels/score/score.h"
#include "console/widgets/digits.h"
#include "console/widgets/key.h"
#include "tests/screens/picture.h"

struct golden {
    const char *fixture;
    int width, height;
    enum glyph_tier tier;
    enum score_page page;
};

static const char *const page_words[SCORE_PAGES] = {"line", "pace", "oee", "hours"};

static const struct golden goldens[] = {
    {"running", 40, 12, GLYPH_UNICODE, SCORE_PACE},
    {"running", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"running", 132, 43, GLYPH_UNICODE, SCORE_PACE},
    {"running", 200, 60, GLYPH_UNICODE, SCORE_PACE},
    {"running", 80, 24, GLYPH_LINUX, SCORE_PACE},
    {"running", 40, 12, GLYPH_LINUX, SCORE_PACE},
    {"running", 132, 43, GLYPH_ASCII, SCORE_PACE},
    {"running", 80, 24, GLYPH_ASCII, SCORE_PACE},
    {"stopped", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"stopped", 40, 12, GLYPH_UNICODE, SCORE_PACE},
    {"link-lost", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"connection-lost", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"connection-lost", 80, 24, GLYPH_ASCII, SCORE_PACE},
    {"starting", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"huge", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"hostile", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"no-shift", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"ahead", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"running", 40, 12, GLYPH_UNICODE, SCORE_OEE},
    {"running", 80, 24, GLYPH_UNICODE, SCORE_OEE},
    {"running", 200, 60, GLYPH_UNICODE, SCORE_OEE},
    {"running", 80, 24, GLYPH_LINUX, SCORE_OEE},
    {"running", 80, 24, GLYPH_ASCII, SCORE_OEE},
    {"running", 40, 12, GLYPH_UNICODE, SCORE_HOURS},
    {"running", 80, 24, GLYPH_UNICODE, SCORE_HOURS},
    {"running", 200, 60, GLYPH_UNICODE, SCORE_HOURS},
    {"running", 80, 24, GLYPH_ASCII, SCORE_HOURS},
    {"starved", 80, 24, GLYPH_UNICODE, SCORE_LINE},
    {"starved", 80, 24, GLYPH_LINUX, SCORE_LINE},
    {"starved", 40, 12, GLYPH_ASCII, SCORE_LINE},
    {"andon", 40, 12, GLYPH_UNICODE, SCORE_PACE},
    {"andon", 80, 24, GLYPH_UNICODE, SCORE_PACE},
    {"andon", 132, 43, GLYPH_UNICODE, SCORE_PACE},
    {"andon", 200, 60, GLYPH_UNICODE, SCORE_PACE},
    {"andon", 80, 24, GLYPH_LINUX, SCORE_PACE},
    {"andon", 80, 24, GLYPH_ASCII, SCORE_PACE},
    {"line", 40, 12, GLYPH_UNICODE, SCORE_LINE},
    {"line", 80, 24, GLYPH_UNICODE, SCORE_LINE},
    {"line", 132, 43, GLYPH_UNICODE, SCORE_LINE},
    {"line", 200, 60, GLYPH_UNICODE, SCORE_LINE},
    {"line", 80, 24, GLYPH_LINUX, SCORE_LINE},
    {"line", 80, 24, GLYPH_ASCII, SCORE_LINE},
    {"line-lost", 80, 24, GLYPH_UNICODE, SCORE_LINE},
    {"one-line", 80, 24, GLYPH_UNICODE, SCORE_LINE},
    {"one-line", 132, 43, GLYPH_ASCII, SCORE_LINE},
};

static void test_golden(void **state)
{
    const struct golden *g = *state;
    struct ui *ui = picture_ui(g->fixture, "scoreboard", g->tier);
    struct canvas canvas;
    char name[128];
    ui->view.score.page = g->page;
    assert_int_equal(canvas_init(&canvas, g->width, g->height, g->tier), 0);
    ui_paint(ui, &canvas);
    char *text = picture_text(&canvas);
    snprintf(name, sizeof name, "scoreboard-%s-%s-%dx%d-%s", page_words[g->page], g->fixture,
             g->width, g->height, tier_names[g->tier]);
    golden_check(name, text);
    free(text);
    canvas_done(&canvas);
    picture_done(ui);
}

/* ---- what it shows when ---- */

static void later(struct ui *ui, int64_t ms)
{
    ui->view.boot_ms += ms;
    ui->view.wall_ms += ms;
    ui->view.snap_boot_ms += ms;
    (void)ui_update(ui);
}

static void test_cycles(void **state)
{
    struct ui *ui = picture_ui("running", "scoreboard", GLYPH_UNICODE);
    struct score *score = &ui->view.score;
    (void)state;
    score->cycle_ms = 10000;
    (void)ui_update(ui);
    assert_int_equal(score->page, SCORE_PACE);
    later(ui, 9999);
    assert_int_equal(score->page, SCORE_PACE);
    later(ui, 1);
    assert_int_equal(score->page, SCORE_OEE);
    later(ui, 10000);
    assert_int_equal(score->page, SCORE_HOURS);
    later(ui, 10000); /* no line here: it stands alone */
    assert_int_equal(score->page, SCORE_PACE);
    (void)ui_key(ui, KEY_CODE_RIGHT);
    assert_int_equal(score->page, SCORE_OEE);
    later(ui, SCORE_HOLD_MS - 1);
    assert_int_equal(score->page, SCORE_OEE);
    later(ui, 1);
    assert_int_equal(score->page, SCORE_HOURS);
    (void)ui_key(ui, KEY_CODE_LEFT);
    (void)ui_key(ui, KEY_CODE_LEFT);
    assert_int_equal(score->page, SCORE_PACE);
    score->cycle_ms = 0; /* --cycle 0 */
    later(ui, 10 * SCORE_HOLD_MS);
    assert_int_equal(score->page, SCORE_PACE);
    (void)ui_key(ui, KEY_CODE_ESC);
    assert_string_equal(ui->view.screen, "station");
    (void)ui_key(ui, 'z');
    assert_string_equal(ui->view.screen, "scoreboard");
    (void)ui_key(ui, 'Z');
    assert_string_equal(ui->view.screen, "station");
    picture_done(ui);
}

/* A stop, a call: the page where the eye looks first, and it stays. */
static void test_stays_while_somebody_is_wanted(void **state)
{
    static const char *const names[] = {"stopped", "andon"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct ui *ui = picture_ui(names[i], "scoreboard", GLYPH_UNICODE);
        ui->view.score.page = SCORE_OEE;
        for (int k = 0; k < 20; k++) {
            later(ui, SCORE_CYCLE_MS);
            assert_int_equal(ui->view.score.page, SCORE_PACE);
        }
        assert_string_equal(ui->view.screen, "scoreboard"); /* no form opens over it */
        picture_done(ui);
    }
}

/* A call takes the screen only until somebody has it. */
static void test_call_takes_the_screen(void **state)
{
    struct ui *ui = picture_ui("andon", "scoreboard", GLYPH_UNICODE);
    struct score_call call;
    struct snapshot *s = &ui->view.snap;
    (void)state;
    assert_ptr_equal(score_pressing(&ui->view, &call), &ui->view);
    assert_true(call.ms > 0);
    for (int i = 0; i < s->calls; i++)
        s->call[i].state = CALL_TAKEN;
    for (int i = 0; i < s->alerts; i++)
        s->alert[i].acked = true;
    assert_null(score_pressing(&ui->view, &call));
    s->alert[0].acked = false;
    s->alert[0].priority = PRIO_HIGH;
    assert_ptr_equal(score_pressing(&ui->view, &call), &ui->view);
    s->alert[0].shelve = SHELVE_TIMED;
    assert_null(score_pressing(&ui->view, &call));
    s->alert[0].shelve = SHELVE_NONE;
    ui->view.boot_ms += VIEW_OLD_MS + 1; /* what is not of now calls nobody */
    assert_null(score_pressing(&ui->view, &call));
    picture_done(ui);
}

static void test_shows_no_name(void **state)
{
    static const char *const names[] = {"running", "stopped", "andon", "flood", "line"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int page = 0; page < SCORE_PAGES; page++) {
            struct ui *ui = picture_ui(names[i], "scoreboard", GLYPH_UNICODE);
            struct canvas canvas;
            ui->view.score.page = (enum score_page)page;
            for (int k = 0; k < ui->view.snap.calls; k++)
                snprintf(ui->view.snap.call[k].taken_by, 32, "NAMEOFONE");
            for (int k = 0; k < ui->view.snap.alerts; k++)
                snprintf(ui->view.snap.alert[k].acked_by, 32, "NAMEOFONE");
            assert_int_equal(canvas_init(&canvas, 120, 40, GLYPH_UNICODE), 0);
            ui_paint(ui, &canvas);
            char *text = picture_text(&canvas);
            assert_null(strstr(text, "NAMEOFONE"));
            free(text);
            canvas_done(&canvas);
            picture_done(ui);
        }
}

/* Whatever the figures say is there in block letters, in each tier. */
static void test_all_letters(void **state)
{
    static const char *const texts[] = {"+88 MIN",
                                        "\u221288 MIN",
                                        "1 842,5",
                                        "12.345",
                                        "7/300",
                                        "1:02:15",
                                        "3 D 4 H",
                                        "\u2013",
                                        "L\u00C4UFT",
                                        "\u00C9T\u00C9",
                                        "CAMBIO DE PRODUCCI\u00D3N",
                                        "GESPERRT"};
    const struct rect room = {0, 0, 300, 9};
    (void)state;
    for (int tier = 0; tier < GLYPH_TIERS; tier++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            struct digits_scale scale =
                digits_scale((enum glyph_tier)tier, texts[i], texts[i], &room);
            assert_int_equal(scale.rows, 9);
            assert_true(digits_scale_width(scale, texts[i]) <= room.w);
        }
    assert_int_equal(digits_scale(GLYPH_UNICODE, "\u6F22", "8", &room).rows, 0);
    const struct rect low = {0, 0, 300, 4};
    assert_int_equal(digits_scale(GLYPH_LINUX, "8", "8", &low).rows, 0);
    assert_int_equal(digits_scale(GLYPH_UNICODE, "8", "8", &low).rows, 4);
}

/* Every size up to a wall's: nothing is drawn outside, nothing is divided by nothing. */
static void test_every_size(void **state)
{
    static const char *const names[] = {"running", "andon", "huge", "hostile", "line"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int size = 1; size < 60; size += 3)
            for (int page = 0; page < SCORE_PAGES; page++) {
                struct ui *ui = picture_ui(names[i], "scoreboard", GLYPH_LINUX);
                struct canvas canvas;
                ui->view.score.page = (enum score_page)page;
                assert_int_equal(canvas_init(&canvas, size * 3, 61 - size, GLYPH_LINUX), 0);
                ui_paint(ui, &canvas);
                canvas_done(&canvas);
                picture_done(ui);
            }
}

int main(void)
{
    static const struct CMUnitTest behaviour[] = {
        cmocka_unit_test(test_cycles),
        cmocka_unit_test(test_stays_while_somebody_is_wanted),
        cmocka_unit_test(test_call_takes_the_screen),
        cmocka_unit_test(test_shows_no_name),
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_all_letters),
    };
    size_t count = sizeof goldens / sizeof *goldens;
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    static char names[sizeof goldens / sizeof *goldens][128];
    for (size_t i = 0; i < count; i++) {
        const struct golden *g = &goldens[i];
        snprintf(names[i], sizeof names[i], "%s %s %dx%d %s", page_words[g->page], g->fixture,
                 g->width, g->height, tier_names[g->tier]);
        union {
            const struct golden *is;
            void *asked;
        } u = {.is = g};
        tests[i] = (struct CMUnitTest){names[i], test_golden, NULL, NULL, u.asked};
    }
    int failed = _cmocka_run_group_tests("goldens", tests, count, NULL, NULL);
    free(tests);
    return failed + cmocka_run_group_tests(behaviour, NULL, NULL);
}
