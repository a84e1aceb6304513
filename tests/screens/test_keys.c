/* SPDX-License-Identifier: MIT */
/* The key table and what keys do: one key one action, Esc always safe, lists scroll and clamp,
 * pasted text is no keys. */
#include "console/panels/keys.h"
#include "tests/screens/picture.h"

static void test_table(void **state)
{
    (void)state;
    bool acted[ACTION_COUNT] = {false};
    for (const struct key_row *a = key_rows; a->action != ACTION_NONE; a++) {
        assert_true(a->cap != NULL && a->cap[0] != '\0');
        assert_true(a->word != NULL && a->word[0] != '\0');
        assert_true(a->help != NULL && strlen(a->help) > 8);
        assert_int_equal(a->help[strlen(a->help) - 1], '.');
        assert_false(a->key >= 'A' && a->key <= 'Z'); /* kept small: both cases are one */
        assert_false(acted[a->action]);
        acted[a->action] = true;
        for (const struct key_row *b = key_rows; b < a; b++) {
            assert_int_not_equal(a->key, b->key);
            assert_int_not_equal(a->key, b->also);
            assert_true(a->also == 0 || (a->also != b->key && a->also != b->also));
        }
    }
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
        assert_true(acted[i]);
}

static void test_look_up(void **state)
{
    (void)state;
    assert_int_equal(key_action('q'), ACTION_QUIT);
    assert_int_equal(key_action('Q'), ACTION_QUIT);
    assert_int_equal(key_action(KEY_CODE_BREAK), ACTION_QUIT);
    assert_int_equal(key_action(KEY_CODE_F1), ACTION_HELP);
    assert_int_equal(key_action(0), ACTION_NONE);
    assert_int_equal(key_action(0x10FFFF), ACTION_NONE);
    assert_int_equal(key_action('#'), ACTION_NONE);
}

static void test_screens(void **state)
{
    static const struct {
        uint32_t key;
        const char *screen;
    } steps[] = {
        {'g', "signals"},
        {'L', "log"},
        {'t', "lamps"},
        {'?', "help"},
        {'?', "lamps"}, /* back to what was asked about */
        {KEY_CODE_ESC, "station"},
        {'G', "signals"},
        {'G', "station"},
        {'t', "lamps"},
        {KEY_CODE_ESC, "station"},
        {KEY_CODE_ESC, "station"},
        {'#', "station"},
    };
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        ui->view.boot_ms += 200; /* fingers, no scanner */
        unsigned reaction = ui_key(ui, steps[i].key);
        assert_int_equal(reaction & UI_QUIT, 0);
        assert_string_equal(ui->view.screen, steps[i].screen);
    }
    assert_int_equal(ui_key(ui, '#'), UI_NOTHING);
    assert_true(ui_key(ui, KEY_CODE_REDRAW) & UI_REDRAW);
    assert_true(ui_key(ui, KEY_CODE_RESIZE) & UI_REDRAW);
    assert_int_equal(ui_key(ui, 'Q'), UI_QUIT);
    picture_done(ui);
}

static void test_lists(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "log", GLYPH_UNICODE);
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 10, GLYPH_UNICODE), 0);
    int last = (int)ui->view.log.count - 1;
    ui_paint(ui, &c);
    (void)ui_key(ui, KEY_CODE_UP);
    assert_int_equal(ui->view.list.selected, 0);
    (void)ui_key(ui, KEY_CODE_DOWN);
    assert_int_equal(ui->view.list.selected, 1);
    (void)ui_key(ui, KEY_CODE_PAGE_DOWN);
    assert_true(ui->view.list.selected > 2);
    (void)ui_key(ui, KEY_CODE_END);
    assert_int_equal(ui->view.list.selected, last);
    (void)ui_key(ui, KEY_CODE_DOWN);
    assert_int_equal(ui->view.list.selected, last);
    ui_paint(ui, &c);
    char *text = picture_text(&c);
    assert_non_null(
        strstr(text, "\u25B806:00:00  \u25CB kept  shift")); /* what is selected is in sight */
    free(text);
    (void)ui_key(ui, 'g'); /* each screen remembers its place */
    assert_int_equal(ui->view.list.selected, 0);
    (void)ui_key(ui, 'l');
    assert_int_equal(ui->view.list.selected, last);
    for (size_t i = 0; i < ui->view.log.count; i++) {
        free(ui->view.log.row[i].body);
        ui->view.log.row[i].body = NULL;
    }
    ui->view.log.count = 2; /* the rows got fewer */
    ui_paint(ui, &c);
    assert_int_equal(ui->view.list.selected, 1);
    ui->view.log.count = 0;
    ui_paint(ui, &c);
    assert_int_equal(ui_key(ui, KEY_CODE_DOWN), UI_NOTHING);
    (void)ui_key(ui, KEY_CODE_PAGE_UP);
    (void)ui_key(ui, KEY_CODE_HOME);
    assert_int_equal(ui->view.list.selected, 0);
    canvas_done(&c);
    picture_done(ui);
}

static void test_list_top(void **state)
{
    (void)state;
    assert_int_equal(list_top(0, 0, 10, 5), 0);
    assert_int_equal(list_top(0, 5, 10, 5), 1);
    assert_int_equal(list_top(6, 3, 10, 5), 3);
    assert_int_equal(list_top(9, 9, 10, 5), 5);
    assert_int_equal(list_top(3, 0, 2, 5), 0);
}

static void test_paste_is_no_keys(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    assert_int_equal(ui_key(ui, KEY_CODE_PASTE_BEGIN), UI_NOTHING);
    for (const char *p = "quit\rg?\x1B"; *p != '\0'; p++)
        assert_int_equal(ui_key(ui, (uint32_t)*p), UI_NOTHING);
    assert_string_equal(ui->view.screen, "station");
    (void)ui_key(ui, KEY_CODE_PASTE_END);
    assert_int_equal(ui_key(ui, 'q'), UI_QUIT);
    picture_done(ui);
}

static void test_notice(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_ASCII);
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 24, GLYPH_ASCII), 0);
    (void)text_copy(ui->view.notice, sizeof ui->view.notice, "kept S118");
    ui->view.notice_until_ms = ui->view.boot_ms + 700;
    ui_paint(ui, &c);
    char *text = picture_text(&c);
    assert_non_null(strstr(text, "kept S118"));
    free(text);
    assert_true(ui_next(ui, 80, 24) <= ui->view.boot_ms + 700);
    ui->view.boot_ms += 700;
    ui_paint(ui, &c);
    text = picture_text(&c);
    assert_null(strstr(text, "kept S118"));
    free(text);
    canvas_done(&c);
    picture_done(ui);
}

/* The next frame comes at a lamp's edge, else at the next second. */
static void test_next_change(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    ui->view.boot_ms = ui->view.snap_boot_ms = 5000100;
    assert_int_equal(ui_next(ui, 80, 24), 5001000);
    ui->view.snap.lamp[0].pattern = LAMP_FLASH_FAST;
    assert_int_equal(ui_next(ui, 80, 24), 5000250);
    ui->view.conn.state = CONN_LOST; /* nobody knows what is lit */
    assert_int_equal(ui_next(ui, 80, 24), 5001000);
    picture_done(ui);
}

static void test_needs(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_UNICODE);
    const uint32_t titles = NEED_CALL_TYPES | NEED_MODES; /* by language */
    assert_int_equal(ui_needs(ui, 20, 5), 0);
    assert_int_equal(ui_needs(ui, 40, 12), titles);
    assert_int_equal(ui_needs(ui, 80, 24), titles | NEED_TIMELINE | NEED_STOPS);
    assert_int_equal(ui_needs(ui, 132, 43), titles | NEED_TIMELINE | NEED_STOPS | NEED_MINUTES |
                                                NEED_LOG | NEED_TREND | NEED_CHART_PARETO);
    (void)ui_key(ui, 'l');
    assert_int_equal(ui_needs(ui, 80, 24), NEED_MODES | NEED_LOG);
    (void)ui_key(ui, 't');
    assert_int_equal(ui_needs(ui, 80, 24), NEED_MODES | NEED_WHY);
    picture_done(ui);
}

/* However small the terminal, the last line says how to leave. */
static void test_the_way_out_is_shown(void **state)
{
    static const char *const rows[][2] = {
        {"stopped", "stop"},    {"job", "scrap"},         {"job", "job"},
        {"running", "mode"},    {"running", "handover"},  {"andon", "calls"},
        {"andon", "alerts"},    {"andon", "predictions"}, {"andon", "maintenance"},
        {"stopped", "lamps"},   {"running", "report"},    {"running", "details"},
        {"running", "terminal"}};
    static const int sizes[][2] = {{40, 12}, {80, 24}, {132, 43}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows * 3; i++) {
        const char *screen = rows[i / 3][1];
        const int *size = sizes[i % 3];
        struct ui *ui = picture_ui(rows[i / 3][0], screen, GLYPH_UNICODE);
        struct canvas canvas;
        assert_int_equal(canvas_init(&canvas, size[0], size[1], GLYPH_UNICODE), 0);
        ui_paint(ui, &canvas);
        char *text = picture_text(&canvas), *end = strstr(text, "-- styles --");
        assert_non_null(end);
        end[-1] = '\0'; /* the end of the last line */
        const char *line = strrchr(text, '\n');
        if (line == NULL || strstr(line, "Esc") == NULL)
            fail_msg("%s %dx%d:%s", screen, size[0], size[1], line != NULL ? line : text);
        free(text);
        canvas_done(&canvas);
        picture_done(ui);
    }
}

/* Too small for the screen: nobody sees what a key does, so it does nothing but lead out. */
static void test_too_small_takes_no_keys(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("job", "station", GLYPH_UNICODE);
    struct canvas large, small;
    assert_int_equal(canvas_init(&large, 80, 24, GLYPH_UNICODE), 0);
    assert_int_equal(canvas_init(&small, 39, 11, GLYPH_UNICODE), 0);
    ui_paint(ui, &large);
    for (const char *p = "r12"; *p != '\0'; p++, ui->view.boot_ms += 200)
        (void)ui_key(ui, (uint32_t)(unsigned char)*p);
    const struct draft *draft = &ui->desk.draft[form_find("scrap")];
    assert_string_equal(draft->number.text, "12");
    ui_paint(ui, &small);
    static const uint32_t keys[] = {'3', KEY_CODE_ENTER, KEY_CODE_ESC, 'u', 'S',
                                    ':', KEY_CODE_F1 + 1};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++, ui->view.boot_ms += 200)
        assert_int_equal(ui_key(ui, keys[i]), UI_NOTHING);
    for (const char *p = "SCRAP:burr:3\r"; *p != '\0'; p++, ui->view.boot_ms += 3) /* a scanner */
        assert_int_equal(ui_key(ui, (uint32_t)(unsigned char)*p), UI_NOTHING);
    assert_int_equal(ui->desk.queued, 0);
    assert_string_equal(ui->view.screen, "scrap");
    assert_true(ui_key(ui, KEY_CODE_RESIZE) & UI_REDRAW);
    ui_paint(ui, &large); /* larger again: it is as it was left */
    assert_string_equal(draft->number.text, "12");
    ui->view.boot_ms += 200;
    (void)ui_key(ui, '4');
    assert_string_equal(draft->number.text, "124");
    ui_paint(ui, &small);
    assert_int_equal(ui_key(ui, KEY_CODE_BREAK), UI_QUIT);
    ui_paint(ui, &large);
    (void)ui_key(ui, KEY_CODE_ESC);
    (void)ui_key(ui, KEY_CODE_ESC);
    ui_paint(ui, &small);
    assert_int_equal(ui_key(ui, 'q'), UI_QUIT);
    (void)ui_key(ui, '?');
    assert_string_equal(ui->view.screen, "help"); /* which can do with less */
    canvas_done(&small);
    canvas_done(&large);
    picture_done(ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_look_up),
        cmocka_unit_test(test_screens),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_list_top),
        cmocka_unit_test(test_paste_is_no_keys),
        cmocka_unit_test(test_notice),
        cmocka_unit_test(test_next_change),
        cmocka_unit_test(test_too_small_takes_no_keys),
        cmocka_unit_test(test_needs),
        cmocka_unit_test(test_the_way_out_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
