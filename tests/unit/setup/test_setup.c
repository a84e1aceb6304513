/* SPDX-License-Identifier: MIT */
/* Setting up a station, page by page: what keys do, what the helper's lines mean (hostile ones
 * too), what is asked of it; and that every page can be drawn at any size on any terminal. */
#include "console/setup/setup.h"
#include "console/widgets/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct setup s;

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
    setup_init(&s, NULL, NULL);
    return 0;
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
    take("{\"link\":\"\",\"messages\":0,\"found\":[]}");
    assert_true(shows("Nothing was said yet"));
    take(FOUND(MACHINE("a", "1.5") "," MACHINE("b", "4.1")));
    assert_true(shows("2 machines among 9 topics"));
    assert_true(shows("120 messages"));
    assert_true(shows_at(40, 12, "Enter  look at it"));
    assert_true(shows_at(40, 12, "Esc  back"));
    assert_true(shows_at(40, 12, "2/4 machines"));
    assert_false(shows_at(40, 12, "120 messages"));
    assert_int_equal(setup_key(&s, '2'), SETUP_REPAINT);
    assert_true(shows("RUN = running 91 % · STOP = stopped 9 %"));
    assert_true(shows("46 degC"));
    assert_true(shows("4.1 s"));
    assert_true(shows("look"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_REPAINT);
    assert_true(shows("A station for Title b"));
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_WRITE | SETUP_REPAINT);
    assert_true(setup_order(&s, order, sizeof order) > 0);
    assert_string_equal(order, "{\"write\":2,\"directory\":\"b\"}\n");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_BEEP); /* it is being written */
    take("{\"error\":\"b/station.ini is there already\"}");
    assert_true(shows("is there already"));
    type("2");
    assert_int_equal(setup_key(&s, KEY_CODE_ENTER), SETUP_WRITE | SETUP_REPAINT);
    take("{\"written\":\"b2\"}");
    assert_string_equal(s.written, "b2");
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
    for (int page = SETUP_STATION; page > SETUP_BROKER; page--) {
        assert_int_equal(s.page, page);
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
    };
    (void)setup_key(&s, KEY_CODE_ENTER);
    assert_false(setup_take(&s, "{", 1));
    assert_false(setup_take(&s, "", 0));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        (void)setup_take(&s, lines[i], strlen(lines[i]));
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
    for (int tier = 0; tier < GLYPH_TIERS; tier++) {
        for (int w = 1; w <= 200; w += w < 90 ? 13 : 50) {
            for (int h = 1; h <= 60; h += 7) {
                struct canvas c;
                assert_int_equal(canvas_init(&c, w, h, (enum glyph_tier)tier), 0);
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
        cmocka_unit_test_setup(hostile_lines, clean),
        cmocka_unit_test_setup(every_size, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
