/* SPDX-License-Identifier: MIT */
/* The stop form that opens by itself: when, over what, and what keys mean that come too soon. */
#include "tests/screens/bench.h"

/* It opens when a stop wants its reason, is put off with Esc, and comes once more when the machine
 * runs again; never over something that is being entered. */
static void test_opens_by_itself(void **state)
{
    struct bench *b = *state;
    assert_true(ui_update(b->ui));
    assert_string_equal(b->ui->view.screen, "stop");
    press(b, "\x1B");
    assert_string_equal(b->ui->view.screen, "station");
    assert_false(ui_update(b->ui));
    b->ui->view.snap.ask[0].end = b->ui->view.wall_ms;
    press(b, "r12");
    assert_false(ui_update(b->ui));
    assert_string_equal(b->ui->view.screen, "scrap");
    press(b, "\x1B\x1B");
    assert_true(ui_update(b->ui));
    press(b, "\x1Bg");
    (void)text_copy(b->ui->view.snap.ask[0].id, sizeof b->ui->view.snap.ask[0].id, "S130");
    assert_false(ui_update(b->ui)); /* somebody is reading */
    later(b, 11000);
    assert_true(ui_update(b->ui));
    press(b, "\x1B");
    b->ui->view.snap.asks = 0;
    assert_false(ui_update(b->ui));
}

/* A question that nobody touches gives way to a newer one; what was put off does not come again
 * because something else was explained; a letter that comes too soon is meant for the station, and
 * a digit or Enter for nothing, which is said. */
static void test_asks_about_the_newest(void **state)
{
    struct bench *b = *state;
    struct snapshot_ask *ask = b->ui->view.snap.ask;
    assert_true(ui_update(b->ui));
    press(b, "m"); /* the mode; no merge */
    assert_string_equal(b->ui->view.screen, "mode");
    press(b, "\x1B");
    later(b, 1000);
    (void)text_copy(ask[0].id, sizeof ask[0].id, "S130");
    assert_true(ui_update(b->ui));
    press(b, "3\r1\r3");
    assert_string_equal(sent(b), "");
    assert_string_equal(desk_draft(&b->ui->desk)->pick.level, "");
    assert_says(b, "keys count in a moment");
    assert_int_equal(ui_next(b->ui, 80, 24), b->ui->asked_ms + 700);
    b->ui->key_ms = b->ui->asked_ms - 1; /* none since it opened */
    (void)text_copy(ask[0].id, sizeof ask[0].id, "S131");
    assert_true(ui_update(b->ui));
    assert_string_equal(desk_draft(&b->ui->desk)->target, "S131");
    press(b, "3"); /* nobody has read it yet */
    assert_string_equal(sent(b), "");
    later(b, 1000);
    press(b, "3");
    assert_non_null(strstr(sent(b), "\"stop\":\"S131\""));
    press(b, "\x1B");
    (void)text_copy(ask[0].id, sizeof ask[0].id, "S118");
    assert_false(ui_update(b->ui));
}

int main(void)
{
#define FORM_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        FORM_TEST(test_opens_by_itself),
        FORM_TEST(test_asks_about_the_newest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
