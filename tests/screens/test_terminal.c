/* SPDX-License-Identifier: MIT */
/* The screen of this terminal: keys choose, what holds is marked, it opens anywhere. */
#include "console/widgets/key.h"
#include "console/words/words.h"
#include "tests/screens/picture.h"

static void keys(struct ui *ui, const char *text)
{
    for (; *text != '\0'; text++)
        (void)ui_key(ui, (uint32_t)*text);
}

static int languages(void)
{
    int n = 0;
    while (words_tag(n) != NULL)
        n++;
    return n;
}

static bool shows(struct ui *ui, int width, int height, const char *text)
{
    struct canvas c;
    assert_int_equal(canvas_init(&c, width, height, GLYPH_ASCII), 0);
    ui_paint(ui, &c);
    char *picture = picture_text(&c);
    bool found = strstr(picture, text) != NULL;
    free(picture);
    canvas_done(&c);
    return found;
}

static void test_a_digit_chooses(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "station", GLYPH_ASCII);
    assert_int_equal(ui->desk.terminal.theme, -1);
    keys(ui, "y3");
    assert_string_equal(ui->view.screen, "terminal");
    assert_int_equal(ui->desk.terminal.theme, theme_find("contrast"));
    picture_done(ui);
}

static void test_arrows_and_enter_choose(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "terminal", GLYPH_ASCII);
    (void)ui_key(ui, KEY_CODE_UP); /* stays at the first */
    (void)ui_key(ui, KEY_CODE_DOWN);
    assert_int_equal(ui->desk.terminal.theme, -1);
    (void)ui_key(ui, KEY_CODE_ENTER);
    assert_int_equal(ui->desk.terminal.theme, theme_find("light"));
    for (int i = 0; i < 20; i++)
        (void)ui_key(ui, KEY_CODE_DOWN);
    (void)ui_key(ui, KEY_CODE_ENTER);
    assert_int_equal(ui->desk.terminal.language, languages()); /* the last row of all */
    keys(ui, "Y");                                             /* the same key leads back */
    assert_string_equal(ui->view.screen, "station");
    picture_done(ui);
}

static void test_what_holds_is_marked(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "terminal", GLYPH_ASCII);
    ui->view.terminal.theme = theme_find("grey");
    assert_true(shows(ui, 80, 24, "6 * grey"));
    assert_true(shows(ui, 80, 24, "o dark"));
    assert_true(shows(ui, 40, 12, "xterm-256color"));
    ui->view.terminal.theme_from = FROM_DEFAULT;
    ui->view.terminal.kept[0] = '\0';
    assert_true(shows(ui, 100, 24, "not kept"));
    assert_true(shows(ui, 80, 24, "not kept"));
    ui->view.terminal.glyphs = 1 + GLYPH_LINUX;
    ui->view.terminal.language = 1;
    assert_true(shows(ui, 80, 24, "9 * linux"));
    assert_true(shows(ui, 80, 24, "* en "));
    assert_true(shows(ui, 80, 24, "o auto "));
    picture_done(ui);
}

/* Characters are rows behind the themes; what a language needs and these have not is said. */
static void test_characters_and_languages(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "terminal", GLYPH_ASCII);
    assert_int_equal(ui->desk.terminal.glyphs, -1);
    keys(ui, "8");
    assert_int_equal(ui->desk.terminal.glyphs, 1 + GLYPH_UNICODE);
    for (int i = 0; i < 2; i++)
        (void)ui_key(ui, KEY_CODE_DOWN);
    (void)ui_key(ui, KEY_CODE_ENTER);
    assert_int_equal(ui->desk.terminal.glyphs, 1 + GLYPH_ASCII);
    assert_int_equal(ui->desk.terminal.language, -1);
    (void)ui_key(ui, KEY_CODE_DOWN);
    (void)ui_key(ui, KEY_CODE_ENTER);
    assert_int_equal(ui->desk.terminal.language, TERMINAL_AUTO);
    assert_int_equal(ui->desk.terminal.theme, -1);
    picture_done(ui);
}

/* What wins over a choice made here is named; a person's own language for now, too. */
static void test_what_wins_is_said(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("running", "terminal", GLYPH_ASCII);
    struct terminal_view *t = &ui->view.terminal;
    t->theme_from = t->glyphs_from = t->language_from = FROM_KEPT;
    assert_false(shows(ui, 80, 24, "at each start"));
    t->theme_from = FROM_OPTION;
    t->glyphs_from = FROM_ENVIRONMENT;
    assert_true(shows(ui, 80, 24, "set by --theme at each start"));
    assert_true(shows(ui, 132, 43, "set by ANDON_GLYPHS at each start"));
    t->language_from = FROM_OPTION;
    assert_true(shows(ui, 132, 43, "set by --language at each start"));
    struct person *p = &ui->desk.person;
    (void)text_copy(p->id, sizeof p->id, "anna");
    (void)text_copy(p->title, sizeof p->title, "Anna");
    (void)text_copy(p->language, sizeof p->language, "de");
    assert_true(shows(ui, 132, 43, "that of Anna for now"));
    picture_done(ui);
}

/* Also at a hub, where most screens of a station are not. */
static void test_at_a_hub(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("line", "lines", GLYPH_ASCII);
    keys(ui, "y");
    assert_false(ui_update(ui));
    assert_string_equal(ui->view.screen, "terminal");
    assert_true(shows(ui, 80, 24, "grey on black"));
    (void)ui_key(ui, KEY_CODE_ESC);
    assert_string_equal(ui->view.screen, "lines");
    picture_done(ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_digit_chooses),
        cmocka_unit_test(test_arrows_and_enter_choose),
        cmocka_unit_test(test_what_holds_is_marked),
        cmocka_unit_test(test_characters_and_languages),
        cmocka_unit_test(test_what_wins_is_said),
        cmocka_unit_test(test_at_a_hub),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
