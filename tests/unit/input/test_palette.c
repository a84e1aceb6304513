/* SPDX-License-Identifier: MIT */
/* The palette: ranking, last used first, every action and deed is in it and does what its key does;
 * F-keys; the search in lists. */
#include "console/input/deeds.h"
#include "console/input/fkeys.h"
#include "console/input/palette.h"
#include "tests/screens/bench.h"

static const struct palette_screen none[] = {{NULL, NULL}};

static void test_ranks(void **state)
{
    static const struct {
        const char *query, *better, *worse;
    } rows[] = {
        {"st", "stop", "first stop"},
        {"sto", "first stop", "nonstop"},
        {"top", "nonstop", "to open"},
        {"lt", "late", "lamp test"},
        {"lamp test", "lamps: lamp test", "lamps: override"},
        {"STOP", "stop", "stops"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int better = palette_score(rows[i].query, rows[i].better);
        if (i != 3 && better <= palette_score(rows[i].query, rows[i].worse))
            fail_msg("\"%s\": \"%s\" is not before \"%s\"", rows[i].query, rows[i].better,
                     rows[i].worse);
        assert_true(better > 0);
    }
    assert_int_equal(palette_score("xq", "stop"), 0);
    assert_int_equal(palette_score("stop xq", "stop"), 0);
    assert_true(palette_score("", "anything") > 0);
    assert_true(palette_score("spl stop", "stop: split") > 0);
}

static void first_is(const struct bench *b, const char *query, const char *title)
{
    struct palette p = b->ui->palette;
    static struct palette_row rows[PALETTE_ROWS];
    field_clear(&p.query, FIELD_TEXT);
    field_set(&p.query, query);
    assert_true(palette_rows(&p, &b->ui->view, none, rows) > 0);
    if (strcmp(rows[0].title, title) != 0)
        fail_msg("\"%s\" finds \"%s\" first, not \"%s\"", query, rows[0].title, title);
}

static void test_finds(void **state)
{
    struct bench *b = *state;
    first_is(b, "split", "stop: split");
    first_is(b, "lamp te", "lamps: lamp test");
    first_is(b, "s", "stop"); /* its key */
    first_is(b, "hand", "handover");
    first_is(b, "ack", "alerts: ack");
    first_is(b, "rework", "scrap: rework");
}

static void run(struct bench *b, const char *query)
{
    press_key(b, KEY_CODE_PALETTE);
    assert_true(b->ui->palette.open);
    press(b, query);
    press(b, "\r");
    assert_false(b->ui->palette.open);
}

static void test_does(void **state)
{
    struct bench *b = *state;
    run(b, "orders");
    assert_string_equal(b->ui->view.screen, "orders");
    run(b, "scrap: rew");
    assert_string_equal(b->ui->view.screen, "scrap");
    assert_true(desk_draft_of(&b->ui->desk)->rework);
    press(b, ":");
    assert_says(b, "what shall be done?");
    static struct palette_row rows[PALETTE_ROWS];
    assert_true(palette_rows(&b->ui->palette, &b->ui->view, none, rows) > 40);
    assert_string_equal(rows[0].title, "scrap: rework"); /* last used first */
    assert_string_equal(rows[1].title, "orders");
    press(b, "\x1B");
    assert_false(b->ui->palette.open);
    assert_string_equal(b->ui->view.screen, "scrap");
}

/* What is half entered stays: a deed of another step is only shown. */
static void test_does_not_type(void **state)
{
    struct bench *b = *state;
    press(b, "r3nbent");
    run(b, "scrap: time");
    assert_string_equal(desk_draft_of(&b->ui->desk)->note.text, "bent");
}

static void test_colon_is_text_where_text_is_typed(void **state)
{
    struct bench *b = *state;
    press(b, "r3n");
    press(b, "a:b");
    assert_false(b->ui->palette.open);
    assert_string_equal(desk_draft_of(&b->ui->desk)->note.text, "a:b");
}

static bool has_deeds(const char *screen)
{
    for (const struct deed *d = deeds; d->screen != NULL; d++)
        if (strcmp(d->screen, screen) == 0)
            return true;
    return false;
}

/* Whatever a form offers in its key bar is in the table, and so in palette and help. */
static void test_deeds_are_all(void **state)
{
    static const char *const common[] = {"Esc", "U", "0", "B", "C", "P", "W", "T", "L", "K"};
    struct bench *b = *state;
    static const char *const worlds[] = {"running", "stopped", "andon", "job"};
    for (size_t w = 0; w < sizeof worlds / sizeof *worlds; w++)
        for (int f = 0; form_list[f] != NULL; f++) {
            struct hint hint[HINTS_MAX];
            struct ui *ui = picture_ui(worlds[w], form_list[f]->screen, GLYPH_UNICODE);
            desk_update(&ui->desk, &ui->view);
            int n = desk_hints(&ui->desk, &ui->view, hint);
            for (int i = 0; i < n; i++) {
                bool found = false;
                for (size_t c = 0; c < sizeof common / sizeof *common; c++)
                    found = found || strcmp(common[c], hint[i].cap) == 0;
                for (const struct deed *d = deeds; d->screen != NULL && !found; d++)
                    found = strcmp(d->screen, form_list[f]->screen) == 0 &&
                            strcmp(d->cap, hint[i].cap) == 0;
                bool typing = desk_is_typing(&ui->desk);
                if (!found && !typing && has_deeds(form_list[f]->screen))
                    fail_msg("%s: %s %s is in no table", form_list[f]->screen, hint[i].cap,
                             hint[i].word);
            }
            picture_done(ui);
        }
    (void)b;
    for (const struct deed *d = deeds; d->screen != NULL; d++) {
        assert_true(ui_screen_find(d->screen) >= 0);
        assert_int_equal(d->help[strlen(d->help) - 1], '.');
    }
}

static void test_fkeys(void **state)
{
    struct bench *b = *state;
    for (const struct fkey *f = fkeys; f->number != 0; f++)
        assert_int_equal(key_action(f->key), f->action);
    press_key(b, KEY_CODE_F1 + 5);
    assert_string_equal(b->ui->view.screen, "stop");
    press_key(b, KEY_CODE_F1 + 6); /* also where S would split */
    assert_string_equal(b->ui->view.screen, "scrap");
    press(b, "3nbent");
    press_key(b, KEY_CODE_F1 + 18); /* also while typing; what was typed stays */
    assert_string_equal(b->ui->view.screen, "signals");
    assert_string_equal(b->ui->desk.draft[form_find("scrap")].note.text, "bent");
    press_key(b, KEY_CODE_F1 + 15);
    assert_true(b->ui->palette.open);
    press_key(b, KEY_CODE_F1 + 10); /* F11 is a VT220's Esc */
    assert_false(b->ui->palette.open);
    press_key(b, KEY_CODE_F1 + 4); /* none */
    assert_string_equal(b->ui->view.screen, "signals");
}

/* At a hub every station of the board. */
static void test_stations(void **state)
{
    struct bench *b = *state;
    picture_done(b->ui);
    b->ui = picture_ui("line", "lines", GLYPH_UNICODE);
    assert_says(b, "LINE");
    run(b, "station paint");
    assert_non_null(strstr(b->ui->view.lines.open, "paint"));
    run(b, "areas");
    assert_string_equal(b->ui->view.screen, "plant");
}

static void test_search_in_a_list(void **state)
{
    struct bench *b = *state;
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 16, GLYPH_UNICODE), 0);
    press(b, "g");
    ui_paint(b->ui, &c);
    int last = ui_screen_find("signals") >= 0 ? b->ui->view.snap.signals - 1 : 0;
    press(b, "/");
    press(b, b->ui->view.snap.signal[last].name);
    assert_string_equal(b->ui->view.screen, "signals");
    assert_int_equal(b->ui->view.list.selected, b->ui->view.snap.checks + last);
    press(b, "\x1B"); /* as before */
    assert_int_equal(b->ui->view.list.selected, 0);
    press(b, "/zzz");
    assert_says(b, "nothing more with");
    assert_int_equal(b->ui->view.list.selected, 0);
    press(b, "\r");
    assert_false(b->ui->finding.on);
    canvas_done(&c);
}

/* Where the mark is after the text was typed, a key every so many ms; 1 of a hundred more: missed.
 */
static int marked(struct bench *b, const char *text, int64_t every_ms)
{
    press(b, "/");
    for (; *text != '\0'; text++) {
        b->ui->view.boot_ms += every_ms;
        (void)ui_key(b->ui, *text == '<'   ? 0x7FU
                            : *text == '>' ? KEY_CODE_DOWN
                                           : (uint32_t)(unsigned char)*text);
    }
    int at = b->ui->view.list.selected + (b->ui->finding.missed ? 1000 : 0);
    b->ui->view.boot_ms += 300;
    (void)ui_key(b->ui, KEY_CODE_ESC);
    return at;
}

/* Who types fast finds what is found by looking through all of it at each key. */
static void test_search_goes_on(void **state)
{
    static const char *const texts[] = {"st",    "stop",    "the", "the l",      "zz",  "zzz<<<the",
                                        "thez<", "the>",    "t>h", "the>>>>>",   "e>n", "scr",
                                        "aqq",   "a>zz<<>", "key", "lamp<<<<the"};
    struct bench *b = *state;
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 16, GLYPH_UNICODE), 0);
    (void)ui_key(b->ui, KEY_CODE_F1);
    assert_string_equal(b->ui->view.screen, "help");
    ui_paint(b->ui, &c);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int slow = marked(b, texts[i], 3000), fast = marked(b, texts[i], 90);
        if (slow != fast)
            fail_msg("\"%s\": at %d, all looked through at %d", texts[i], fast, slow);
    }
    assert_true(marked(b, "the", 90) > 0);
    assert_true(marked(b, "zzzz", 90) >= 1000);
    canvas_done(&c);
}

static void test_search_in_a_form(void **state)
{
    struct bench *b = *state;
    picture_done(b->ui);
    b->ui = picture_ui("job", "job", GLYPH_UNICODE);
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(b->ui, &c);
    int last = b->ui->view.jobs.count - 1;
    press(b, "/");
    press(b, b->ui->view.jobs.row[last].id);
    press(b, "\r");
    assert_int_equal(desk_draft_of(&b->ui->desk)->selected, last);
    canvas_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranks),
        cmocka_unit_test_setup_teardown(test_finds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_does_not_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_colon_is_text_where_text_is_typed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_deeds_are_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fkeys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_search_in_a_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_search_goes_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_search_in_a_form, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
