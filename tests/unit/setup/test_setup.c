/* SPDX-License-Identifier: MIT */
/* Setting up a station, page by page: what keys do, what the helper's lines mean (hostile ones
 * too), what is asked of it; and that every page can be drawn at any size on any terminal. */
#include "console/input/mouse.h"
#include "console/setup/setup.h"
#include "console/widgets/key.h"
#include "data/config/config.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct setup s;

#define TODAY 20782 /* 2026-11-25, a Wednesday */

#define MACHINE(name, ideal)                                                                   \
    "{\"name\":\"" name "\",\"title\":\"Title " name "\",\"path\":\"f/" name                   \
    "\",\"format\":\"JSON\",\"confidence\":86,\"signals\":[{\"signal\":\"state\",\"role\":"    \
    "\"state\",\"last\":\"RUN\",\"unit\":\"\",\"where\":\"state /state\",\"chart\":\"##..\","  \
    "\"confidence\":85,\"why\":\"its name\"},{\"signal\":\"oil\",\"role\":\"sensor\",\"last\"" \
    ":\"46\",\"unit\":\"degC\",\"confidence\":70}],\"words\":[{\"word\":\"STOP\",\"state\":"   \
    "\"stopped\",\"share\":9},{\"word\":\"RUN\",\"state\":\"running\",\"share\":91}],"         \
    "\"ideal_cycle_s\":" ideal ",\"ideal_why\":\"steady\",\"small_stop_s\":12,"                \
    "\"small_stop_why\":\"three\",\"advice\":[\"look\"]}"
#define FOUND(list)                                                                           \
    "{\"heard_s\":61.5,\"messages\":120,\"topics\":9,\"dropped\":0,\"machines\":2,\"assets\"" \
    ":2,\"link\":\"\",\"found\":[" list "]}"

static void take(const char *line)
{
    assert_true(setup_take(&s, line, strlen(line)));
}

static void type(const char *text)
{
    for (; *text != '\0'; text++)
        assert_int_equal(setup_key(&s, (uint32_t)*text), SETUP_REPAINT);
}

/* The picture has this text in some row. */
static bool shows_at(int width, int height, const char *text)
{
    struct canvas c;
    char out[80 * 24 * 4 + 100];
    assert_int_equal(canvas_init(&c, width, height, GLYPH_UNICODE), 0);
    setup_paint(&s, &c);
    (void)canvas_text(&c, out, sizeof out);
    canvas_done(&c);
    return strstr(out, text) != NULL;
}

static bool shows(const char *text)
{
    return shows_at(80, 24, text);
}

static int clean(void **state)
{
    (void)state;
    setup_init(&s, NULL, NULL, TODAY);
    return 0;
}

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

static void patch_is(const char *wanted)
{
    char *patch;
    size_t length = setup_patch(&s, &patch);
    if (wanted[0] == '\0')
        assert_null(patch);
    else
        assert_string_equal(patch, wanted);
    assert_int_equal(length, strlen(wanted));
    free(patch);
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

#define LINE(name, used, user)                                                    \
    "{\"line\":\"" name "\",\"name\":\"" name "\",\"label\":\"c\",\"used\":" used \
    ",\"user\":\"" user "\"}"
#define LINES                                                                             \
    "{\"trouble\":\"\",\"lines\":[{\"line\":\"c:9\",\"name\":\"\",\"used\":false}," LINE( \
        "A", "false", "") "," LINE("B", "false", "") "," LINE("C", "false",               \
                                                              "") "," LINE("D", "true",   \
                                                                           "spi") "]}"

static void outputs(const char *line)
{
    assert_true(setup_take_outputs(&s, line, strlen(line)));
}

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

static void press(const char *keys)
{
    for (; *keys != '\0'; keys++)
        (void)setup_key(&s, *keys == 'v'    ? (uint32_t)KEY_CODE_DOWN
                            : *keys == '<'  ? (uint32_t)KEY_CODE_LEFT
                            : *keys == '\r' ? (uint32_t)KEY_CODE_ENTER
                                            : (uint32_t)*keys);
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

/* ---- shifts and reasons ---- */

static void shapes_of_a_day(void **state)
{
    (void)state;
    s.page = SETUP_CALENDAR;
    assert_int_equal(setup_key(&s, '0'), SETUP_BEEP); /* there is nothing to be kept */
    press("2");
    assert_true(shows("early 06:00\u201314:00, late 14:00\u201322:00"));
    press("\r");
    field_set(&s.calendar.time[1], "5:00");
    press("\r");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT | SETUP_BEEP);
    assert_true(shows("no shifts one behind the other"));
    field_set(&s.calendar.time[0], "6");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT | SETUP_BEEP);
    assert_int_equal(s.calendar.at, 0); /* the one that is none */
    type("0600");                       /* in the place of what stood there */
    assert_string_equal(s.calendar.time[0].text, "0600");
    field_set(&s.calendar.time[1], "1430");
    s.calendar.at = 2;
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_WEEK);
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_REASONS);
    patch_is("{\"shift early\":{\"start\":\"06:00\",\"end\":\"14:30\"},"
             "\"shift late\":{\"start\":\"14:30\",\"end\":\"22:00\"}}");
    (void)setup_key(&s, KEY_CODE_ESC);
    press("3\r\r\r");
    patch_is("{\"shift early\":{\"start\":\"06:00\",\"end\":\"14:00\"},"
             "\"shift late\":{\"start\":\"14:00\",\"end\":\"22:00\"},"
             "\"shift night\":{\"start\":\"22:00\",\"end\":\"06:00\"}}");
    static const char *const wrong[] = {"", "24:00", "6", "0660", "6:0:0", "x", "123456"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct setup_shift shift[SHIFTS_MAX];
        field_set(&s.calendar.time[0], wrong[i]);
        assert_int_equal(setup_shifts_of(&s.calendar, shift), -1);
    }
}

static struct config *load(const char *text)
{
    const struct config_text file = {"/d/station.ini", text, strlen(text)};
    const struct config_layer layer = {.text = &file, .texts = 1};
    struct config_report problems = {0};
    struct config *config = config_load_layers(&layer, 1, &problems);
    for (size_t i = 0; i < problems.count; i++)
        print_error("%s\n", problems.message[i]);
    assert_non_null(config);
    config_report_done(&problems);
    return config;
}

#define STATION                                                                            \
    "[site]\nenterprise = e\nname = s\n[line]\narea = a\nname = l\n[station]\nname = p3\n" \
    "title = Press 3\nideal_cycle = 4 s\n"

/* What is there is shown; nothing that is not changed is in the patch. */
static void what_is_there_is_kept(void **state)
{
    (void)state;
    struct config *config =
        load(STATION "tower = gpio\n[broker b]\nurl = mqtt://x\n[lamp alarm]\ncolour = red\n"
                     "line = A\npolarity = low\n[lamp green]\nline = C\n[shift early]\nstart = "
                     "06:00\nend = 14:00\n[shift late]\nstart = 14:00\nend = 23:00\n");
    setup_existing(&s, config);
    config_free(&config);
    assert_int_equal(s.page, SETUP_SUMMARY);
    assert_true(shows("A station for Press 3"));
    assert_true(shows("mqtt://x"));
    assert_true(shows("4 s"));
    assert_true(shows("alarm A"));
    assert_true(shows("late 14:00\u201323:00"));
    assert_true(shows("as shipped"));
    patch_is("");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_EDIT | SETUP_REPAINT);
    s.busy = false;
    /* Each part leads back here. */
    press("1");
    type("y");
    press("\r");
    assert_int_equal(s.page, SETUP_SUMMARY);
    patch_is("{\"broker b\":{\"url\":\"mqtt://xy\"}}");
    press("1v");
    type("me");
    press("\r");
    press("2");
    type("5");
    press("\r");
    assert_int_equal(s.page, SETUP_SUMMARY);
    patch_is("{\"broker b\":{\"url\":\"mqtt://xy\",\"user\":\"me\"},\"station\":{"
             "\"ideal_cycle\":\"45 s\"}}");
    (void)text_copy(s.access_was[ACCESS_USER], sizeof s.access_was[0], "me");
    s.typed_url = s.typed_ideal = false;
    /* The same lamps on other lines: names stay, since rules go by them. */
    assert_int_equal(setup_key(&s, '3'), SETUP_TRY | SETUP_REPAINT);
    outputs(LINES);
    press("\r");
    assert_true(shows("red, when low"));
    press("\r");
    outputs("{\"driven\":\"A\",\"drive\":\"blink\"}");
    press("2"); /* yellow now */
    outputs("{\"driven\":\"A\",\"drive\":\"high\"}");
    press("1");
    outputs("{\"driven\":\"C\",\"drive\":\"blink\"}");
    press("1");
    outputs("{\"driven\":\"C\",\"drive\":\"high\"}");
    press("1");
    assert_int_equal(s.page, SETUP_SUMMARY);
    patch_is("{\"station\":{\"tower\":\"gpio\"},\"lamp alarm\":{\"colour\":\"red\",\"line\":\"C\","
             "\"polarity\":null},\"lamp yellow\":{\"line\":\"A\",\"polarity\":null},"
             "\"lamp green\":null}");
    s.tower.chosen = false;
    press("4");
    assert_int_equal(setup_key(&s, '0'), SETUP_REPAINT); /* as it is */
    patch_is("");
    press("\r41\r\r\r");
    patch_is("{\"shift early\":null,\"shift late\":null,\"shift day\":{\"start\":\"06:00\","
             "\"end\":\"14:00\"}}");
    assert_int_equal(setup_key(&s, KEY_CODE_ESC), SETUP_QUIT);
}

/* Days, breaks and teams of each shift; what is written is read back by the configuration. */
static void days_breaks_and_teams(void **state)
{
    (void)state;
    s.page = SETUP_CALENDAR;
    press("2\r\r\r");
    assert_int_equal(s.page, SETUP_WEEK);
    assert_true(shows("every day"));
    press("0"); /* the days of both */
    assert_int_equal(s.page, SETUP_SHIFT);
    press("8\r");
    assert_true(shows("Mon\u2013Fri"));
    press("1");
    assert_true(shows("Shift early"));
    assert_true(shows_at(40, 12, "Mon\u2013Fri"));
    assert_true(shows("5[x]Fri 6[ ]Sat"));
    press("6");
    assert_true(shows("6[x]Sat"));
    press("\r0900-0915\r12:00 - 12:30\r\r");
    field_set(&s.calendar.form.teams, "A, Team B,Fr\u00FCh");
    press("\r");
    assert_int_equal(s.page, SETUP_WEEK);
    assert_true(shows("Mon\u2013Sat"));
    assert_true(shows("09:00\u201309:15, 12:00\u201312:30"));
    assert_true(shows("Several teams take turns, week by week."));
    assert_true(shows("2026-11-23"));
    /* The other shift has them one turn later. */
    patch_is("{\"shift "
             "early\":{\"start\":\"06:00\",\"end\":\"14:00\",\"days\":\"mon-sat\",\"breaks\":\"09:"
             "00-09:15, 12:00-12:30\",\"teams\":\"a, team-b, "
             "frh\"},\"shift "
             "late\":{\"start\":\"14:00\",\"end\":\"22:00\",\"days\":\"mon-fri\",\"teams\":\"team-"
             "b, frh, a\"},\"team a\":{\"title\":\"A\"},"
             "\"team team-b\":{\"title\":\"Team B\"},\"team frh\":{\"title\":\"Früh\"},"
             "\"calendar\":{\"rotation_start\":\"2026-11-23\"}}");
    assert_int_equal(setup_key(&s, 't'), SETUP_REPAINT);
    assert_true(shows("day by day"));
    /* Other times keep them. */
    (void)setup_key(&s, KEY_CODE_ESC);
    press("2");
    field_set(&s.calendar.time[0], "10:00");
    press("\r\r\r");
    assert_true(shows("Team B"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT | SETUP_BEEP);
    assert_true(shows("early: the break 09:00-09:15 does not lie within the shift."));
    assert_int_equal(s.page, SETUP_WEEK);
    assert_int_equal(setup_key(&s, KEY_CODE_ESC), SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_CALENDAR);
}

/* What no configuration would take is told where it is typed. */
static void what_is_no_shift_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *told;
    } rows[] = {
        {"\r0900\r\r\r", "A break is e.g. 09:00-09:15."},
        {"\r13:50-14:10\r\r\r", "early: the break 13:50-14:10 does not lie within the shift."},
        {"\r0900-0930\r0915-1000\r\r\r", "early: two breaks are at one time."},
        {"91234567\r\r\r", "A shift is on one day of the week at least."},
        {"\r\ra,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\r", "too many teams"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        setup_init(&s, NULL, NULL, TODAY);
        s.page = SETUP_CALENDAR;
        press("2\r\r\r1");
        press(rows[i].keys);
        assert_int_equal(s.page, SETUP_SHIFT);
        if (!shows(rows[i].told))
            fail_msg("not told: %s", rows[i].told);
        (void)setup_key(&s, KEY_CODE_ESC); /* nothing of it counts */
        assert_int_equal(s.page, SETUP_WEEK);
        assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT);
        assert_int_equal(s.page, SETUP_REASONS);
    }
    /* Two at one time are told where they are seen, and do not get further. */
    (void)setup_key(&s, KEY_CODE_ESC);
    press("2\r\r\r1");
    s.calendar.form.row = SHIFT_ENDS;
    field_set(&s.calendar.form.end, "1500");
    press("\r\r\r\r");
    assert_int_equal(s.page, SETUP_WEEK);
    assert_true(shows("early and late are at one time on Mon."));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT | SETUP_BEEP);
}

/* Shifts of the plant's own: only what is changed of them is in the patch. */
static void a_week_that_is_there(void **state)
{
    (void)state;
    struct config *config =
        load(STATION "[team r]\ntitle = Red\n[team b]\ntitle = Blue\n[calendar]\nrotation_start = "
                     "2026-01-05\n[shift a]\nstart = 18:00\nend = 06:00\ndays = mon-fri\nbreaks = "
                     "23:00-23:30, 02:00-02:15\nteams = r, b\n[shift extra]\nstart = 07:00\nend = "
                     "24:00\ndates = 2026-12-05\n");
    setup_existing(&s, config);
    config_free(&config);
    press("40");
    assert_int_equal(s.page, SETUP_WEEK);
    assert_true(shows("23:00\u201323:30, 02:00\u201302:15"));
    assert_true(shows("Red, Blue"));
    assert_true(shows("2026-01-05"));
    assert_true(shows("single dates"));
    press("1\r\r\r\r\r"); /* through all of it */
    assert_int_equal(s.page, SETUP_WEEK);
    press("2\r\r\r");
    assert_int_equal(s.page, SETUP_WEEK);
    patch_is("");
    press("1");
    (void)setup_key(&s, KEY_CODE_DOWN);
    type("\x15"
         "2200-2215");
    (void)setup_key(&s, KEY_CODE_DOWN);
    type("\x15");
    (void)setup_key(&s, KEY_CODE_DOWN);
    (void)setup_key(&s, KEY_CODE_DOWN);
    type("\x15"
         "Blue");
    press("\r");
    assert_int_equal(s.page, SETUP_WEEK);
    press("\r");
    assert_int_equal(s.page, SETUP_SUMMARY);
    patch_is("{\"shift a\":{\"breaks\":\"22:00-22:15\",\"teams\":\"b\"}}");
    assert_true(shows("a 18:00\u201306:00"));
}

/* ---- another machine ---- */

#define ROW(signal, was, is, deed, by)                                                \
    "{\"signal\":\"" signal "\",\"role\":\"sensor\",\"was\":\"" was "\",\"is\":\"" is \
    "\",\"deed\":\"" deed "\",\"for\":\"" by "\"}"
#define REPLACE                                                                                    \
    "{\"replace\":{\"rows\":[" ROW("total", "f/a/counts /n", "f/b/counts /n", "changed",           \
                                   "") "," ROW("oil", "f/a/oil", "", "stays",                      \
                                               "alert hot") "," ROW("vib", "f/a/v", "", "retired", \
                                                                    "") "],\"patch\":{"            \
                                                                        "\"station\":{"            \
                                                                        "\"topic_root\":"          \
                                                                        "\"f/b\"}}}}"

static void another_machine(void **state)
{
    (void)state;
    char order[64];
    struct config *config =
        load(STATION "[broker b]\nurl = mqtt://x\nuser = me\n[shift day]\nstart "
                     "= 06:00\nend = 14:00\n");
    setup_existing(&s, config);
    config_free(&config);
    press("6");
    assert_true(shows("Where is the other machine"));
    assert_true(shows("me"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_CONNECT | SETUP_REPAINT);
    take(FOUND(MACHINE("a", "1.5") "," MACHINE("b", "4.1")));
    press("2");
    assert_string_equal(s.ideal.text, "4"); /* the station's own stays */
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_WRITE | SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_REPLACE);
    assert_true(shows("Comparing"));
    assert_true(setup_order(&s, order, sizeof order) > 0);
    assert_string_equal(order, "{\"replace\":2}\n");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_BEEP); /* nothing is to be taken yet */
    take("{\"error\":\"/d/station.ini: line 7: no\"}");
    assert_true(shows("line 7: no"));
    /* Back, and an answer that comes too late is nobody's. */
    assert_int_equal(setup_key(&s, KEY_CODE_ESC), SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_MACHINE);
    take(REPLACE);
    assert_false(s.replace.compared);
    press("\r");
    take(REPLACE);
    assert_true(shows("In the place of Press 3: Title b"));
    assert_true(shows("f/a/counts /n"));
    assert_true(shows("f/b/counts /n"));
    assert_true(shows("stays: [alert hot] needs it"));
    assert_true(shows_at(40, 12, "retired: there is none"));
    patch_is(""); /* not before it is taken */
    press("\r");
    assert_int_equal(s.page, SETUP_SUMMARY);
    assert_true(shows("another one: Title b"));
    patch_is("{\"station\":{\"topic_root\":\"f/b\"}}");
    press("2");
    type("5");
    press("\r");
    patch_is("{\"station\":{\"topic_root\":\"f/b\",\"ideal_cycle\":\"45 s\"}}");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_EDIT | SETUP_REPAINT);
}

/* Who listens may end in the midst of it. */
static void another_machine_that_is_not_found(void **state)
{
    (void)state;
    struct config *config = load(STATION "[broker b]\nurl = mqtt://x\n");
    setup_existing(&s, config);
    config_free(&config);
    press("6\r");
    take(FOUND(MACHINE("a", "1.5")));
    press("1\r");
    setup_lost(&s, "was killed");
    assert_int_equal(s.page, SETUP_BROKER);
    assert_true(shows("was killed"));
    assert_false(s.busy);
    press("\x1b");
    assert_int_equal(s.page, SETUP_SUMMARY);
    setup_lost(&s, "of no interest");
    assert_int_equal(s.page, SETUP_SUMMARY);
    patch_is("");
    /* More than a station can be told. */
    press("6\r");
    take(FOUND(MACHINE("a", "1.5")));
    press("1\r");
    static char long_one[70000];
    (void)snprintf(long_one, sizeof long_one,
                   "{\"replace\":{\"rows\":[],\"patch\":{\"a\":\"%060000d\"}}}", 7);
    take(long_one);
    assert_true(shows("says too much"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_BEEP);
}

static void short_and_long_reasons(void **state)
{
    (void)state;
    struct config *config = load(STATION);
    setup_existing(&s, config);
    config_free(&config);
    assert_int_equal(s.reasons.tops, 8);
    assert_int_equal(s.reasons.top[0].place, 1);
    press("5");
    assert_true(shows("Mechanical"));
    assert_true(shows_at(40, 12, "Mechanical"));
    press("2");
    assert_int_equal(s.page, SETUP_SUMMARY);
    assert_true(shows("the short list"));
    char *patch, again[8192] = STATION;
    assert_true(setup_patch(&s, &patch) > 0);
    assert_non_null(strstr(patch, "\"reason mech.jam\":{\"retired\":\"yes\"}"));
    assert_null(strstr(patch, "planned."));
    free(patch);
    for (int i = 0; i < s.reasons.leaves; i++) {
        size_t n = strlen(again);
        assert_true((size_t)snprintf(again + n, sizeof again - n, "[reason %s]\nretired = yes\n",
                                     s.reasons.leaf[i]) < sizeof again - n);
    }
    /* It knows its own short list again, and takes it back. */
    config = load(again);
    setup_init(&s, NULL, "/d", TODAY);
    setup_existing(&s, config);
    config_free(&config);
    assert_true(s.reasons.is_short);
    press("51");
    assert_true(setup_patch(&s, &patch) > 0);
    assert_non_null(strstr(patch, "\"reason mech.jam\":null"));
    free(patch);
    /* Reasons of the plant are not this page's to change. */
    config = load(STATION "[reason mech.belt]\ntitle = Belt\n");
    setup_init(&s, NULL, "/d", TODAY);
    setup_existing(&s, config);
    config_free(&config);
    assert_true(s.reasons.own);
    press("5");
    assert_true(shows("those of this station"));
    press("0");
    patch_is("");
}

/* ---- fingers ---- */

/* Where a text stands in the picture of 80 by 24; what is touched there. */
static unsigned touch(const char *text)
{
    struct canvas c;
    static char out[80 * 24 * 4 + 100];
    int y = 0;
    assert_int_equal(canvas_init(&c, 80, 24, GLYPH_UNICODE), 0);
    setup_paint(&s, &c);
    (void)canvas_text(&c, out, sizeof out);
    canvas_done(&c);
    for (char *line = out, *end; (end = strchr(line, '\n')) != NULL; line = end + 1, y++) {
        *end = '\0';
        char *at = strstr(line, text);
        if (at == NULL)
            continue;
        *at = '\0';
        int x = text_cells(line);
        (void)setup_key(&s, mouse_key(MOUSE_PRESS, x, y));
        return setup_key(&s, mouse_key(MOUSE_RELEASE, x, y));
    }
    fail_msg("not there to be touched: %s", text);
    return 0;
}

/* The week by touch alone. */
static void by_touch(void **state)
{
    (void)state;
    setup_touch(&s);
    s.page = SETUP_CALENDAR;
    (void)touch("two shifts");
    assert_true(s.calendar.typing);
    (void)touch("then ");
    assert_int_equal(s.calendar.at, 1);
    (void)touch(" 1 ");
    (void)touch(" 3 ");
    (void)touch(" 3 ");
    (void)touch(" 3 ");
    assert_string_equal(s.calendar.time[1].text, "1333");
    (void)touch("OK");
    (void)touch("OK");
    assert_int_equal(s.page, SETUP_WEEK);
    (void)touch("early");
    assert_int_equal(s.page, SETUP_SHIFT);
    (void)touch("[x]Sat");
    (void)touch("[x]Sun");
    assert_int_equal(s.calendar.form.days, 0x1F);
    (void)touch("teams ");
    (void)touch("Aa");
    (void)touch(" R ");
    (void)touch(" e ");
    (void)touch(" d ");
    assert_string_equal(s.calendar.form.teams.text, "Red");
    (void)touch("OK");
    assert_true(shows("Red"));
    assert_int_equal(s.page, SETUP_WEEK);
    (void)touch("Enter");
    assert_int_equal(s.page, SETUP_REASONS);
    (void)touch("Esc");
    assert_int_equal(s.page, SETUP_CALENDAR);
    /* Beside everything nothing happens. */
    assert_int_equal(setup_key(&s, mouse_key(MOUSE_RELEASE, 1, 1)), SETUP_REPAINT);
    assert_int_equal(setup_key(&s, mouse_key(MOUSE_WHEEL_UP, 1, 1)), SETUP_REPAINT);
    assert_int_equal(s.page, SETUP_CALENDAR);
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
        cmocka_unit_test_setup(who_holds_the_lines, clean),
        cmocka_unit_test_setup(shapes_of_a_day, clean),
        cmocka_unit_test_setup(what_is_there_is_kept, clean),
        cmocka_unit_test_setup(days_breaks_and_teams, clean),
        cmocka_unit_test_setup(what_is_no_shift_is_told, clean),
        cmocka_unit_test_setup(a_week_that_is_there, clean),
        cmocka_unit_test_setup(another_machine, clean),
        cmocka_unit_test_setup(another_machine_that_is_not_found, clean),
        cmocka_unit_test_setup(short_and_long_reasons, clean),
        cmocka_unit_test_setup(by_touch, clean),
        cmocka_unit_test_setup(hostile_lines, clean),
        cmocka_unit_test_setup(every_size, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
