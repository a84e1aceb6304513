/* SPDX-License-Identifier: MIT */
/* What holds for every picture: each cell is one that the terminal's tier can show, whatever the
 * text; any size can be painted; what people need is on the screen from 40×12 on. */
#include "tests/screens/picture.h"

static void check_cells(const struct canvas *c)
{
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++) {
            const struct cell *cell = canvas_cell(c, x, y);
            if (cell->code == 0) { /* the right half of the wide one before it */
                assert_true(x > 0 && canvas_cell(c, x - 1, y)->wide == 1);
                continue;
            }
            uint32_t code = canvas_code(c, cell);
            if (!glyph_allowed(c->tier, code))
                fail_msg("U+%04X at %d,%d on tier %s", code, x, y, tier_names[c->tier]);
            assert_true(c->tier == GLYPH_UNICODE || cell->mark[0] == 0);
            assert_true(cell->style < STYLE_COUNT);
        }
}

static void paint_at(struct ui *ui, int width, int height, enum glyph_tier tier)
{
    struct canvas canvas;
    assert_int_equal(canvas_init(&canvas, width, height, tier), 0);
    ui->view.tier = tier;
    ui_paint(ui, &canvas);
    check_cells(&canvas);
    canvas_done(&canvas);
}

static void test_every_cell_can_be_shown(void **state)
{
    static const int sizes[][2] = {{80, 24}, {100, 30}, {132, 43}, {200, 60}, {40, 12}, {30, 8}};
    (void)state;
    for (size_t f = 0; f < FIXTURES; f++)
        for (int s = 0; screen_list[s] != NULL; s++) {
            struct ui *ui = picture_ui(fixtures[f].name, screen_list[s]->name, GLYPH_UNICODE);
            for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
                for (int tier = 0; tier < GLYPH_TIERS; tier++)
                    paint_at(ui, sizes[i][0], sizes[i][1], (enum glyph_tier)tier);
            picture_done(ui);
        }
}

static void test_any_size(void **state)
{
    static const int widths[] = {0,  1,  2,  3,  5,  10,  20,  39,  40,
                                 41, 59, 79, 80, 81, 131, 160, 511, 600};
    static const int heights[] = {0,  1,  2,  3,  7,  8,  11, 12,  13, 17,
                                  19, 21, 22, 27, 28, 35, 36, 199, 300};
    (void)state;
    for (int s = 0; screen_list[s] != NULL; s++) {
        struct ui *ui =
            picture_ui(s % 2 == 0 ? "hostile" : "huge", screen_list[s]->name, GLYPH_UNICODE);
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
            for (size_t h = 0; h < sizeof heights / sizeof *heights; h++)
                paint_at(ui, widths[w], heights[h], (enum glyph_tier)((w + h) % GLYPH_TIERS));
        picture_done(ui);
    }
}

static void assert_shows(const char *picture, const char *text, int width, int height)
{
    if (strstr(picture, text) == NULL)
        fail_msg("%dx%d does not show \"%s\":\n%s", width, height, text, picture);
}

/* State, OEE, count, lamps, connection and keys are there at every size from the minimum on. */
static void test_what_people_need_is_there(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("stopped", "station", GLYPH_ASCII);
    for (int width = 40; width <= 220; width += 3)
        for (int height = 12; height <= 66; height += 5) {
            struct canvas c;
            assert_int_equal(canvas_init(&c, width, height, GLYPH_ASCII), 0);
            ui_paint(ui, &c);
            char *text = picture_text(&c);
            assert_shows(text, "live", width, height);
            assert_shows(text, "OEE", width, height);
            assert_shows(text, "GOOD", width, height);
            assert_shows(text, "4 min 02 s", width, height);
            assert_shows(text, "help", width, height);
            assert_shows(text, "RED", width, height);
            assert_true(strstr(text, "stopped") != NULL || strstr(text, "S T O P P E D") != NULL);
            free(text);
            canvas_done(&c);
        }
    picture_done(ui);
}

/* Old figures carry no style of a live one: nothing bright, no colour but the words about it. */
static void test_old_is_not_drawn_as_live(void **state)
{
    static const char *const values[] = {"oee", "counts", "stop", "tower"};
    (void)state;
    struct ui *ui = picture_ui("connection-lost", "station", GLYPH_UNICODE);
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(ui, &c);
    struct layout_placed placed[LAYOUT_PLACED];
    const struct layout_now now = ui_now(ui, 80, 24);
    int count = layout_solve(ui->screens.builtin[0], &now, placed);
    int seen = 0;
    for (int i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            if (placed[i].node == NULL || strcmp(placed[i].node->kind, values[k]) != 0)
                continue;
            seen++;
            const struct rect *r = &placed[i].rect;
            for (int y = r->y; y < r->y + r->h; y++)
                for (int x = r->x; x < r->x + r->w; x++) {
                    const struct cell *cell = canvas_cell(&c, x, y);
                    bool blank = cell->code == ' ' && cell->style == ST_NORMAL;
                    assert_true(blank || cell->style == ST_OLD || cell->style == ST_UNKNOWN);
                }
        }
    assert_int_equal(seen, 4);
    canvas_done(&c);
    picture_done(ui);
}

/* A value that changes does not move its neighbours: the picture differs in few cells. */
static void test_a_second_changes_little(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    struct canvas a, b;
    assert_int_equal(canvas_init(&a, 80, 24, GLYPH_UNICODE), 0);
    assert_int_equal(canvas_init(&b, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(ui, &a);
    ui->view.boot_ms += 2000; /* a whole cycle of every pattern */
    ui->view.wall_ms += 2000;
    ui->view.snap_boot_ms += 2000;
    ui->view.snap.machine.for_ms += 2000;
    ui->view.snap.ts += 2000;
    ui_paint(ui, &b);
    int changed = 0;
    for (int i = 0; i < 80 * 24; i++)
        changed += memcmp(&a.cell[i], &b.cell[i], sizeof a.cell[i]) != 0;
    assert_in_range(changed, 1, 6);
    canvas_done(&a);
    canvas_done(&b);
    picture_done(ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cell_can_be_shown),
        cmocka_unit_test(test_any_size),
        cmocka_unit_test(test_what_people_need_is_there),
        cmocka_unit_test(test_old_is_not_drawn_as_live),
        cmocka_unit_test(test_a_second_changes_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
