/* SPDX-License-Identifier: MIT */
/* Help is there for every screen and every field, from the tables; what comes next is said for each
 * condition, the most pressing first, and nothing when nothing waits. */
#include "console/input/deeds.h"
#include "console/input/fkeys.h"
#include "console/input/help.h"
#include "console/input/next_step.h"
#include "console/panels/keys.h"
#include "tests/screens/bench.h"

static bool holds(const struct help_item *item, int count, const char *text)
{
    for (int i = 0; i < count; i++)
        if (strcmp(item[i].text, text) == 0)
            return true;
    return false;
}

static void test_every_screen(void **state)
{
    (void)state;
    for (int s = 0; screen_list[s] != NULL; s++) {
        const char *name = screen_list[s]->name;
        if (strcmp(name, "plain") == 0 || strcmp(name, "help") == 0)
            continue;
        const char *purpose = screen_purpose(name);
        purpose = purpose[0] != '\0' ? purpose : screen_list[s]->help;
        if (purpose[0] == '\0')
            fail_msg("no help for the screen %s", name);
        bool hub = strcmp(name, "lines") == 0 || strcmp(name, "plant") == 0;
        struct ui *ui = picture_ui(hub ? "line" : "running", name, GLYPH_UNICODE);
        struct help_item item[HELP_ITEMS];
        ui->view.boot_ms += 200;
        (void)ui_key(ui, KEY_CODE_F1 + (hub ? 14 : 0));
        assert_string_equal(ui->view.screen, "help");
        assert_string_equal(ui->view.help_for, name);
        int count = help_items(&ui->view, item);
        assert_true(count < HELP_ITEMS);
        assert_true(holds(item, count, purpose));
        for (const struct deed *d = deeds; d->screen != NULL; d++)
            assert_true(strcmp(d->screen, name) != 0 || holds(item, count, d->help));
        const struct key_row *rows = hub ? line_key_rows : key_rows;
        for (; rows->action != ACTION_NONE; rows++)
            assert_true(holds(item, count, rows->help));
        (void)ui_key(ui, KEY_CODE_ESC);
        assert_string_equal(ui->view.screen, name);
        picture_done(ui);
    }
}

/* Every form at every step that its keys lead to has a sentence about its field. */
static void test_every_field(void **state)
{
    static const struct {
        const char *world, *screen, *keys;
    } rows[] = {
        {"stopped", "stop", ""},        {"stopped", "stop", "n"},      {"stopped", "stop", "s"},
        {"job", "scrap", ""},           {"job", "scrap", "3\r"},       {"job", "scrap", "n"},
        {"job", "scrap", "o"},          {"job", "scrap", "t"},         {"job", "job", "c"},
        {"running", "mode", ""},        {"running", "mode", "2"},      {"running", "mode", "2n"},
        {"running", "handover", "n"},   {"running", "handover", "g"},  {"running", "person", ""},
        {"running", "person", "ann\r"}, {"andon", "calls", "s"},       {"andon", "alerts", "s"},
        {"andon", "alerts", "n"},       {"andon", "predictions", "l"}, {"andon", "orders", "n"},
        {"stopped", "lamps", "o"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench b = {.ui = picture_ui(rows[i].world, rows[i].screen, GLYPH_UNICODE)};
        press(&b, rows[i].keys);
        const char *wants = field_wants(&b.ui->desk, &b.ui->view);
        if (wants == NULL || wants[0] == '\0')
            fail_msg("%s after \"%s\": nothing says what is wanted", rows[i].screen, rows[i].keys);
        press_key(&b, KEY_CODE_F1);
        assert_string_equal(b.ui->view.screen, "help");
        assert_string_equal(b.ui->view.help_field, wants);
        assert_says(&b, "this screen");
        picture_done(b.ui);
    }
}

static const char *said(struct ui *ui)
{
    (void)next_step(&ui->view, ui->view.next_step, sizeof ui->view.next_step);
    return ui->view.next_step;
}

static void assert_begins(const char *text, const char *with)
{
    if (strncmp(text, with, strlen(with)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", text, with);
}

/* The conditions one after the other, each taken away when it was said. */
static void test_next_step(void **state)
{
    (void)state;
    struct ui *ui = picture_ui("andon", "station", GLYPH_UNICODE);
    struct snapshot *s = &ui->view.snap;
    s->asks = 2;
    s->ask[0].since = ui->view.wall_ms - 60000;
    assert_begins(said(ui), "S: say why it stopped at ");
    assert_non_null(strstr(said(ui), "1 more"));
    s->asks = 0;
    assert_true(s->calls > 0);
    assert_begins(said(ui), "C: take the call ");
    s->calls = 0;
    for (int i = 0; i < s->alerts; i++)
        s->alert[i].acked = false;
    assert_begins(said(ui), "A: look at the alert ");
    s->alerts = 0;
    s->declared.over = true;
    (void)text_copy(s->declared.title, sizeof s->declared.title, "cleaning");
    assert_begins(said(ui), "M: cleaning is longer");
    s->declared.over = false;
    (void)text_copy(s->job.id, sizeof s->job.id, "4711");
    s->job.state = JOB_RUNNING;
    s->job.quantity = s->job.made = 5000000;
    assert_begins(said(ui), "J: finish job 4711");
    s->job.made = 0;
    s->handover.waiting = 1;
    assert_begins(said(ui), "O: sign");
    s->handover.waiting = 0;
    s->sync.parked = 3;
    assert_begins(said(ui), "L: look at what the hub has put aside: 3");
    s->sync.parked = 0;
    for (int i = 0; i < s->predictions; i++)
        s->prediction[i].verdict = VERDICT_NONE;
    assert_true(s->predictions > 0);
    assert_begins(said(ui), "P: look at ");
    for (int i = 0; i < s->predictions; i++)
        s->prediction[i].state = PREDICTION_WATCHED; /* at 2 % nobody has to look */
    assert_string_equal(said(ui), "");
    s->predictions = 0;
    assert_string_equal(said(ui), "");
    s->asks = 1;
    ui->view.conn.read_only = true; /* who only looks is told nothing to do */
    assert_string_equal(said(ui), "");
    ui->view.conn.read_only = false;
    ui->view.conn.state = CONN_LOST;
    assert_string_equal(said(ui), "");
    picture_done(ui);
}

/* On its own screen it says what to do there; in a field what that wants. */
static void test_next_step_here(void **state)
{
    (void)state;
    struct bench b = {.ui = picture_ui("andon", "calls", GLYPH_UNICODE)};
    b.ui->view.snap.asks = 0;
    assert_begins(said(b.ui), "T: take the call ");
    press(&b, "s");
    assert_begins(said(b.ui), "Type the answer");
    picture_done(b.ui);
    b.ui = picture_ui("line", "lines", GLYPH_UNICODE);
    assert_begins(said(b.ui), "Enter: open the marked station");
    picture_done(b.ui);
}

/* C is another product there and S the end of a call: nobody is told to press those. */
static void test_next_step_elsewhere(void **state)
{
    static const struct {
        const char *screen, *begins;
        int asks;
    } rows[] = {
        {"job", "Esc, then C: take the call ", 0},
        {"job", "S: say why it stopped at ", 1},
        {"calls", "Esc, then S: say why it stopped at ", 1},
        {"alerts", "Esc, then S: say why it stopped at ", 1},
        {"maintenance", "C: take the call ", 0},
        {"signals", "C: take the call ", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ui *ui = picture_ui("andon", rows[i].screen, GLYPH_UNICODE);
        ui->view.snap.asks = rows[i].asks;
        ui->view.snap.ask[0].since = ui->view.wall_ms - 60000;
        assert_begins(said(ui), rows[i].begins);
        picture_done(ui);
    }
}

/* A hub has no machine that could be without data. */
static void test_a_hub_has_no_machine(void **state)
{
    (void)state;
    struct bench b = {.ui = picture_ui("line", "terminal", GLYPH_UNICODE)};
    assert_says(&b, "The line board of a hub");
    picture_done(b.ui);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_screen),        cmocka_unit_test(test_every_field),
        cmocka_unit_test(test_next_step),           cmocka_unit_test(test_next_step_here),
        cmocka_unit_test(test_next_step_elsewhere), cmocka_unit_test(test_a_hub_has_no_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
