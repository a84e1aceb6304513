/* SPDX-License-Identifier: MIT */
/* Setting up: shifts and reasons, and what is done with a station that is there. */
#include "tests/unit/setup/setup_kit.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(shapes_of_a_day, clean),
        cmocka_unit_test_setup(what_is_there_is_kept, clean),
        cmocka_unit_test_setup(days_breaks_and_teams, clean),
        cmocka_unit_test_setup(what_is_no_shift_is_told, clean),
        cmocka_unit_test_setup(a_week_that_is_there, clean),
        cmocka_unit_test_setup(another_machine, clean),
        cmocka_unit_test_setup(another_machine_that_is_not_found, clean),
        cmocka_unit_test_setup(short_and_long_reasons, clean),
        cmocka_unit_test_setup(by_touch, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
