/* SPDX-License-Identifier: MIT */
/* Setting up a station, page by page: what keys do, what the helper's lines mean (hostile ones
 * too), what is asked of it; and that every page can be drawn at any size on any terminal. */
#include "tests/unit/setup/setup_kit.h"

/* From the station's page: a simulated tower, no shifts, the shipped reasons. */
static void to_the_summary(void)
{
    assert_int_equal(s.page, SETUP_STATION);
    s.which = 1;
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_LOOK | SETUP_TRY | SETUP_REPAINT);
    assert_int_equal(setup_key(&s, '2'), SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_CALENDAR);
    assert_int_equal(setup_key(&s, '5'), SETUP_REPAINT);
    assert_int_equal(setup_key(&s, '1'), SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_SUMMARY);
}

static void from_a_broker_to_a_station(void **state)
{
    (void)state;
    char order[256];
    assert_true(shows("mqtt://localhost:1883"));
    type("3");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_CONNECT | SETUP_REPAINT);
    assert_string_equal(s.url.text, "mqtt://localhost:18833");
    assert_true(shows("Connecting"));
    take("{\"link\":\"connecting\",\"found\":[]}");
    assert_false(shows("again and again"));
    take("{\"link\":\"not authorised\",\"found\":[]}");
    assert_true(shows("not authorised"));
    assert_true(shows("Esc: another address, user, password"));
    assert_false(shows("look at it")); /* there is nothing */
    assert_true(shows_at(40, 12, "not authorised"));
    take("{\"link\":\"\",\"messages\":0,\"found\":[]}");
    assert_true(shows("Nothing was said yet"));
    take(FOUND(MACHINE("a", "1.5") "," MACHINE("b", "4.1")));
    assert_true(shows("2 machines among 9 topics"));
    assert_true(shows("120 messages"));
    assert_true(shows_at(40, 12, "Enter  look at it"));
    assert_true(shows_at(40, 12, "Esc  back"));
    assert_true(shows_at(40, 12, "2/8 machines"));
    assert_false(shows_at(40, 12, "120 messages"));
    assert_int_equal(setup_key(&s, '2'), SETUP_REPAINT);
    assert_true(shows("RUN = running 91 % · STOP = stopped 9 %"));
    assert_true(shows("46 degC"));
    assert_true(shows("4.1 s"));
    assert_true(shows("look"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT);
    assert_true(shows("A station for Title b"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_LOOK | SETUP_TRY | SETUP_REPAINT);
    setup_refuse(&s, "a station stands there");
    assert_true(shows("a station stands there"));
    type("2");
    to_the_summary();
    assert_true(shows("A station for Title b"));
    assert_true(shows("simulated"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_WRITE | SETUP_REPAINT);
    assert_true(setup_order(&s, order, sizeof order) > 0);
    assert_string_equal(order, "{\"write\":2,\"directory\":\"b2\"}\n");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_BEEP); /* it is being written */
    take("{\"error\":\"b2/station.ini is there already\"}");
    assert_true(shows("is there already"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_WRITE | SETUP_REPAINT);
    take("{\"written\":\"b2\"}");
    assert_int_equal(setup_wishes(&s), SETUP_EDIT);
    assert_int_equal(setup_wishes(&s), 0);
    patch_is("{\"station\":{\"tower\":\"sim\"}}");
    setup_edited(&s, false, "b2/station.ini:7: no");
    assert_true(shows("b2/station.ini:7: no"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_EDIT | SETUP_REPAINT); /* it is there */
    setup_edited(&s, true, "");
    assert_int_equal(setup_wishes(&s), SETUP_APPLY);
    setup_applied(&s, false, true, "[lamp red] line needs a restart");
    assert_false(s.done);
    assert_true(shows("andond must start again"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_RESTART | SETUP_REPAINT);
    setup_applied(&s, true, true, "");
    assert_true(s.done);
}

/* The list moves while somebody looks: the machine that was chosen stays so; while its order is on
 * the way its number is that of the list it was made for. */
static void the_list_moves(void **state)
{
    (void)state;
    (void)setup_key(&s, KEY_CODE_ENTER);
    take(FOUND(MACHINE("a", "1") "," MACHINE("b", "2")));
    assert_int_equal(setup_key(&s, KEY_CODE_DOWN), SETUP_REPAINT);
    assert_int_equal(setup_key(&s, KEY_CODE_DOWN), SETUP_BEEP);
    take(FOUND(MACHINE("c", "1") "," MACHINE("a", "1") "," MACHINE("b", "2")));
    assert_int_equal(s.selected, 2);
    (void)setup_key(&s, KEY_CODE_ENTER);
    (void)setup_key(&s, KEY_CODE_ENTER);
    to_the_summary();
    (void)setup_key(&s, KEY_CODE_ENTER);
    assert_true(s.busy);
    take(FOUND(MACHINE("b", "2")));
    assert_int_equal(s.selected, 2);
    assert_int_equal(s.found, 3);
    s.busy = false;
    take(FOUND(""));
    assert_int_equal(s.selected, 0);
    (void)shows("");
}

/* What is learned goes on until somebody types; then it is theirs. */
static void the_ideal_cycle_is_the_person_s(void **state)
{
    (void)state;
    char order[256];
    (void)setup_key(&s, KEY_CODE_ENTER);
    take(FOUND(MACHINE("a", "null")));
    (void)setup_key(&s, '1');
    (void)setup_key(&s, KEY_CODE_ENTER);
    assert_true(shows("Too few parts"));
    assert_int_equal(s.which, 0);
    take(FOUND(MACHINE("a", "4.2")));
    assert_string_equal(s.ideal.text, "4.2");
    field_clear(&s.ideal, FIELD_NUMBER);
    type("3.5");
    take(FOUND(MACHINE("a", "4.3")));
    assert_string_equal(s.ideal.text, "3.5");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT); /* to the directory */
    to_the_summary();
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_WRITE | SETUP_REPAINT);
    assert_true(setup_order(&s, order, sizeof order) > 0);
    assert_string_equal(order, "{\"write\":1,\"directory\":\"a\",\"ideal_cycle_s\":3.5}\n");
    assert_int_equal(setup_order(&s, order, 10), 0);
}

static void the_way_back(void **state)
{
    (void)state;
    (void)setup_key(&s, KEY_CODE_ENTER);
    take(FOUND(MACHINE("a", "1")));
    (void)setup_key(&s, '1');
    (void)setup_key(&s, KEY_CODE_ENTER);
    static const enum setup_page pages[] = {SETUP_STATION, SETUP_MACHINE, SETUP_LIST};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        assert_int_equal(s.page, pages[i]);
        assert_int_equal(setup_key(&s, KEY_CODE_ESC), SETUP_REPAINT);
    }
    assert_int_equal(setup_key(&s, KEY_CODE_ESC), SETUP_QUIT);
    assert_int_equal(setup_key(&s, KEY_CODE_BREAK), SETUP_QUIT);
    (void)setup_key(&s, KEY_CODE_ENTER);
    setup_lost(&s, "nobody at mqtt://x\033[2J");
    assert_int_equal(s.page, SETUP_BROKER);
    assert_true(shows("nobody at mqtt://x"));
    assert_null(strchr(s.error, '\033'));
}

/* ---- the tower ---- */

static void trial_is(const char *wanted)
{
    char order[256];
    size_t length = setup_trial(&s, order, sizeof order);
    assert_int_equal(length, strlen(wanted));
    assert_memory_equal(order, wanted, length);
}

static void to_the_tower(void)
{
    (void)setup_key(&s, KEY_CODE_ENTER);
    take(FOUND(MACHINE("a", "1")));
    (void)setup_key(&s, '1');
    (void)setup_key(&s, KEY_CODE_ENTER);
    s.which = 1;
    (void)setup_key(&s, KEY_CODE_ENTER);
    assert_int_equal(s.page, SETUP_TOWER);
    trial_is("{\"release\":true}\n{\"list\":true}\n");
}

static void which_lamp_is_lit(void **state)
{
    (void)state;
    to_the_tower();
    /* Who is faster than the list finds it on the next page. */
    assert_int_equal(setup_key(&s, '1'), SETUP_TRY | SETUP_REPAINT);
    assert_true(shows("Looking for GPIO lines"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_BEEP);
    (void)setup_key(&s, KEY_CODE_ESC);
    outputs("{\"trouble\":\"this machine has no GPIO chip\",\"lines\":[]}");
    assert_int_equal(setup_key(&s, '1'), SETUP_BEEP | SETUP_REPAINT);
    assert_true(shows("this machine has no GPIO chip"));
    outputs(LINES);
    s.tower.row = SETUP_ON_GPIO;
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_TRY | SETUP_REPAINT);
    assert_true(shows("Which lines lead to the tower?"));
    assert_true(shows("in use: spi"));
    assert_true(shows_at(40, 12, "in use: spi"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_BEEP); /* none is chosen */
    press(" v v v");
    assert_int_equal(setup_key(&s, ' '), SETUP_BEEP); /* D is in use */
    assert_true(shows("3 to be tested"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_TRY | SETUP_REPAINT);
    trial_is("{\"try\":\"A\",\"drive\":\"blink\"}\n");
    assert_int_equal(setup_key(&s, '1'), SETUP_BEEP); /* nobody can have seen it */
    outputs("{\"driven\":\"A\",\"drive\":\"blink\"}");
    assert_true(shows("Which lamp does?"));
    assert_true(shows_at(40, 12, "two at once"));
    assert_int_equal(setup_key(&s, '1'), SETUP_TRY | SETUP_REPAINT);
    trial_is("{\"try\":\"A\",\"drive\":\"high\"}\n");
    outputs("{\"driven\":\"A\",\"drive\":\"blink\"}"); /* late: of the question before */
    assert_int_equal(setup_key(&s, '2'), SETUP_BEEP);
    outputs("{\"driven\":\"A\",\"drive\":\"high\"}");
    assert_true(shows("Is this on: red?"));
    assert_int_equal(setup_key(&s, '2'), SETUP_TRY | SETUP_REPAINT);
    trial_is("{\"try\":\"B\",\"drive\":\"blink\"}\n");
    /* one back: to the first question of the line before */
    outputs("{\"driven\":\"B\",\"drive\":\"blink\"}");
    press("<");
    trial_is("{\"try\":\"A\",\"drive\":\"blink\"}\n");
    outputs("{\"driven\":\"A\",\"drive\":\"blink\"}");
    press("1");
    outputs("{\"driven\":\"A\",\"drive\":\"high\"}");
    press("2");
    outputs("{\"driven\":\"B\",\"drive\":\"blink\"}");
    press("7"); /* two at once */
    trial_is("{\"try\":\"C\",\"drive\":\"blink\"}\n");
    outputs("{\"released\":true,\"why\":\"nobody answered for 2 min\"}");
    assert_true(shows("nobody answered"));
    assert_int_equal(setup_key(&s, ' '), SETUP_TRY | SETUP_REPAINT);
    outputs("{\"driven\":\"C\",\"drive\":\"blink\"}");
    press("3");
    outputs("{\"driven\":\"C\",\"drive\":\"high\"}");
    assert_int_equal(setup_key(&s, '1'), SETUP_TRY | SETUP_REPAINT);
    trial_is("{\"release\":true}\n");
    assert_int_equal(s.page, SETUP_CALENDAR);
    press("51");
    assert_true(shows("red A"));
    assert_true(shows("green C"));
    patch_is("{\"station\":{\"tower\":\"gpio\"},\"lamp red\":{\"line\":\"A\",\"polarity\":\"low\"},"
             "\"lamp green\":{\"line\":\"C\",\"polarity\":null},\"lamp yellow\":null,"
             "\"lamp white\":null}");
}

/* Esc lets the line go, whatever stands there; so does a helper that ends. */
static void the_test_is_left(void **state)
{
    (void)state;
    to_the_tower();
    outputs(LINES);
    press("\r v \r");
    outputs("{\"driven\":\"A\",\"drive\":\"blink\"}");
    assert_int_equal(setup_key(&s, KEY_CODE_ESC), SETUP_TRY | SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_LINES);
    trial_is("{\"release\":true}\n{\"list\":true}\n");
    outputs(LINES); /* what was chosen stays so */
    assert_int_equal(setup_wanted(&s), 2);
    press("\r");
    outputs(
        "{\"error\":\"the lamp test: line A of gpiochip0 is held by \\\"x\\\"\",\"line\":\"A\"}");
    assert_true(shows("is held by \"x\""));
    assert_true(shows("leave it out"));
    assert_int_equal(setup_key(&s, '0'), SETUP_TRY | SETUP_REPAINT);
    trial_is("{\"try\":\"B\",\"drive\":\"blink\"}\n");
    setup_outputs_lost(&s, "was killed");
    assert_int_equal(s.page, SETUP_LINES);
    assert_true(shows("was killed"));
    patch_is("");
    outputs("{\"trouble\":\"this machine has no GPIO chip\",\"lines\":[]}");
    (void)setup_key(&s, KEY_CODE_ESC);
    assert_true(shows("this machine has no GPIO chip"));
}

/* A tower of which no lamp was seen is none: it is told what may be wrong, and nothing is chosen.
 */
static void no_lamp_is_seen(void **state)
{
    (void)state;
    to_the_tower();
    outputs(LINES);
    press("\r v \r");
    outputs("{\"driven\":\"A\",\"drive\":\"blink\"}");
    press("0");
    outputs("{\"driven\":\"B\",\"drive\":\"blink\"}");
    assert_int_equal(setup_key(&s, '7'), SETUP_TRY | SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_LINES);
    assert_true(shows("No lamp was seen."));
    assert_true(shows_at(40, 12, "No lamp was seen."));
    trial_is("{\"release\":true}\n{\"list\":true}\n");
    patch_is("");
    (void)setup_key(&s, KEY_CODE_ESC);
    press("2");
    assert_int_equal(s.page, SETUP_CALENDAR);
}

/* Nor one whose lines were left out after their lamps had been seen: it was to be written, and
 * refused by who writes. */
static void no_lamp_is_left(void **state)
{
    (void)state;
    to_the_tower();
    outputs(LINES);
    press("1 \r");
    outputs("{\"driven\":\"A\",\"drive\":\"blink\"}");
    press("1");
    outputs("{\"driven\":\"A\",\"drive\":\"high\"}");
    press("1");
    assert_int_equal(s.page, SETUP_CALENDAR);
    press("51");
    assert_int_equal(s.page, SETUP_SUMMARY);
    press("31 ");
    (void)setup_key(&s, KEY_CODE_ESC);
    (void)setup_key(&s, KEY_CODE_ESC);
    assert_int_equal(s.page, SETUP_SUMMARY);
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_TRY | SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_LINES);
    assert_false(s.busy);
    (void)setup_key(&s, KEY_CODE_ESC);
    press("2");
    assert_int_equal(s.page, SETUP_SUMMARY);
    patch_is("{\"station\":{\"tower\":\"sim\"}}");
}

static void who_holds_the_lines(void **state)
{
    (void)state;
    to_the_tower();
    outputs("{\"lines\":[" LINE("A", "true", "andond:red") "," LINE("B", "false", "") "]}");
    press("\r");
    assert_true(shows("andond holds lines of this machine"));
    assert_int_equal(setup_key(&s, 't'), SETUP_OWN | SETUP_REPAINT);
    setup_said(&s, "andond tests its lamps");
    assert_true(shows("andond tests its lamps"));
}

static void hostile_lines(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "{\"found\":7}",
        "{\"found\":[7,null,{},{\"signals\":3,\"words\":[[]],\"advice\":[1]}]}",
        "{\"found\":[{\"title\":\"\\u001b[2J\\u202e\",\"confidence\":99999999999,\"path\":\"\","
        "\"ideal_cycle_s\":1e300,\"small_stop_s\":-1e300}],\"messages\":-5,\"heard_s\":-1e18}",
        "{\"written\":5}",
        "{\"error\":{}}",
        "{\"lines\":[7,{\"line\":\"\\u001b[2J\",\"name\":5},{}],\"trouble\":9}",
        "{\"lines\":[{\"line\":\"A\",\"name\":\"A\",\"used\":1,\"user\":\"\\u001b\"}]}",
        "{\"driven\":0}",
        "{\"replace\":7}",
        "{\"replace\":{\"rows\":[7,{\"signal\":\"\\u001b[2J\",\"deed\":5}],\"patch\":{}}}",
        "{\"released\":true,\"why\":[]}",
    };
    (void)setup_key(&s, KEY_CODE_ENTER);
    assert_false(setup_take(&s, "{", 1));
    assert_false(setup_take(&s, "", 0));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        (void)setup_take(&s, lines[i], strlen(lines[i]));
        (void)setup_take_outputs(&s, lines[i], strlen(lines[i]));
        for (int page = 0; page < SETUP_PAGES; page++) {
            s.page = (enum setup_page)page;
            assert_false(shows("\033"));
        }
    }
}

static void every_size(void **state)
{
    (void)state;
    (void)setup_key(&s, KEY_CODE_ENTER);
    take(FOUND(MACHINE("a", "1") "," MACHINE("b", "2")));
    for (int tier = 0; tier < 2 * GLYPH_TIERS; tier++) {
        s.touch.on = tier >= GLYPH_TIERS;
        for (int w = 1; w <= 200; w += w < 90 ? 13 : 50) {
            for (int h = 1; h <= 60; h += 7) {
                struct canvas c;
                assert_int_equal(canvas_init(&c, w, h, (enum glyph_tier)(tier % GLYPH_TIERS)), 0);
                for (int page = 0; page < SETUP_PAGES; page++) {
                    s.page = (enum setup_page)page;
                    s.scroll = h % 3;
                    setup_paint(&s, &c);
                }
                canvas_done(&c);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(from_a_broker_to_a_station, clean),
        cmocka_unit_test_setup(the_list_moves, clean),
        cmocka_unit_test_setup(the_ideal_cycle_is_the_person_s, clean),
        cmocka_unit_test_setup(the_way_back, clean),
        cmocka_unit_test_setup(which_lamp_is_lit, clean),
        cmocka_unit_test_setup(the_test_is_left, clean),
        cmocka_unit_test_setup(no_lamp_is_seen, clean),
        cmocka_unit_test_setup(no_lamp_is_left, clean),
        cmocka_unit_test_setup(who_holds_the_lines, clean),
        cmocka_unit_test_setup(hostile_lines, clean),
        cmocka_unit_test_setup(every_size, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
