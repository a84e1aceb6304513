/* SPDX-License-Identifier: MIT */
/* One terminal for several stations: which is shown, by keys and by itself; that an entry, a draft
 * and a scan stay where they were begun; the strip as a picture. */
#include "console/tend/tend.h"

#include "console/input/mouse.h"
#include "console/screens/touch_keys.h"
#include "console/widgets/key.h"
#include "tests/screens/picture.h"

#define STATIONS 3

struct cell_of_stations {
    struct ui *ui[TEND_MAX];
    struct tend tend;
    int count;
};

static void name_it(struct ui *ui, int i)
{
    struct snapshot *s = &ui->view.snap;
    snprintf(s->title, sizeof s->title, "Press %d", i + 1);
    snprintf(s->station, sizeof s->station, "acme/monterrey/stamping/line1/press%d", i + 1);
}

static void begin(struct cell_of_stations *c, int count, enum glyph_tier tier)
{
    c->count = count;
    for (int i = 0; i < count; i++) {
        c->ui[i] = picture_ui("job", "station", tier);
        name_it(c->ui[i], i);
    }
    tend_init(&c->tend, c->ui, count);
    (void)tend_update(&c->tend);
}

static void end(struct cell_of_stations *c)
{
    for (int i = 0; i < c->count; i++)
        picture_done(c->ui[i]);
}

static void later(struct cell_of_stations *c, int64_t ms)
{
    for (int i = 0; i < c->count; i++) {
        struct view *v = &c->ui[i]->view;
        v->boot_ms += ms;
        v->wall_ms += ms;
        v->snap_boot_ms += ms;
    }
    c->tend.read_ms = c->ui[0]->view.boot_ms;
    (void)tend_update(&c->tend);
}

/* Fingers: far apart. */
static void type(struct cell_of_stations *c, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        (void)tend_key(&c->tend, (uint32_t)(unsigned char)*keys);
        later(c, 100);
    }
}

static void stops(struct cell_of_stations *c, int i)
{
    struct view *v = &c->ui[i]->view;
    fixture_stopped(v);
    name_it(c->ui[i], i);
}

static void calls(struct cell_of_stations *c, int i)
{
    struct view *v = &c->ui[i]->view;
    struct call_view *call = &v->snap.call[0];
    call_view_init(call);
    snprintf(call->id, sizeof call->id, "C1");
    snprintf(call->type, sizeof call->type, "material");
    call->state = CALL_RAISED;
    call->raised = v->wall_ms;
    v->snap.calls = 1;
}

static void test_keys_choose(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    type(&c, "\t");
    assert_int_equal(c.tend.shown, 1);
    type(&c, "\t\t");
    assert_int_equal(c.tend.shown, 0);
    (void)tend_key(&c.tend, KEY_CODE_BACKTAB);
    assert_int_equal(c.tend.shown, 2);
    later(&c, 100);
    type(&c, "1");
    assert_int_equal(c.tend.shown, 0);
    type(&c, "4"); /* there is no fourth one */
    assert_int_equal(c.tend.shown, 0);
    type(&c, "g");
    assert_string_equal(c.ui[0]->view.screen, "signals");
    type(&c, "\t");
    assert_string_equal(c.ui[1]->view.screen, "station");
    type(&c, "1"); /* where one was, there one comes back to */
    assert_string_equal(tend_ui(&c.tend)->view.screen, "signals");
    type(&c, "2"); /* on other screens a digit may mean something */
    assert_int_equal(c.tend.shown, 0);
    end(&c);
}

static void test_one_station_is_as_ever(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, 1, GLYPH_UNICODE);
    assert_int_equal(tend_rows(&c.tend, 80, 24), 0);
    type(&c, "\t");
    assert_int_equal(c.tend.shown, 0);
    assert_string_equal(c.ui[0]->view.screen, "station");
    end(&c);
}

/* A stop at another station comes, is answered there, and nothing of it is at the first. */
static void test_a_stop_comes_forward(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    later(&c, 20000);
    stops(&c, 1);
    later(&c, 0);
    assert_int_equal(c.tend.shown, 1);
    assert_string_equal(c.ui[1]->view.screen, "stop");
    assert_true(tend_key(&c.tend, '2') & UI_BEEP); /* it was meant for the other */
    later(&c, TEND_HASTY_MS);
    later(&c, TEND_GAP_MS);
    type(&c, "3");
    assert_int_equal(c.ui[1]->desk.queued, 1);
    assert_int_equal(c.ui[0]->desk.queued + c.ui[2]->desk.queued, 0);
    later(&c, 1000);
    assert_int_equal(c.tend.shown, 1);
    end(&c);
}

/* The form closes with the digit that answers it: that one is no station's place as well. */
static void test_an_answer_is_no_place(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    type(&c, "\t");
    json_t *types = fixture_json(fixture_call_types);
    choices_read(&c.ui[1]->view.call_types, types, "types");
    json_decref(types);
    type(&c, "c1");
    assert_int_equal(c.ui[1]->desk.queued, 1);
    assert_string_equal(c.ui[1]->view.screen, "station");
    later(&c, 1000);
    assert_int_equal(c.tend.shown, 1);
    type(&c, "1");
    assert_int_equal(c.tend.shown, 0);
    end(&c);
}

/* Screens need 12 rows: a strip never makes them too small to be shown. */
static void test_the_strip_leaves_room(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, 2, GLYPH_UNICODE);
    for (int height = 12; height < 40; height++)
        assert_true(height - tend_rows(&c.tend, 40, height) >= 12);
    assert_int_equal(tend_rows(&c.tend, 40, 12), 0);
    assert_int_equal(tend_rows(&c.tend, 40, 13), 1);
    end(&c);
}

static void test_never_while_somebody_types(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    type(&c, "r12");
    assert_string_equal(c.ui[0]->view.screen, "scrap");
    stops(&c, 1);
    calls(&c, 2);
    for (int i = 0; i < 100; i++)
        later(&c, 1000);
    assert_int_equal(c.tend.shown, 0);
    type(&c, "\r1"); /* taken: when its form is left the stop comes */
    assert_int_equal(c.ui[0]->desk.queued, 1);
    assert_int_equal(c.ui[1]->desk.queued, 0);
    (void)tend_key(&c.tend, KEY_CODE_ESC);
    later(&c, TEND_QUIET_MS - 1);
    assert_int_equal(c.tend.shown, 0);
    later(&c, 1);
    assert_int_equal(c.tend.shown, 1);
    end(&c);
}

/* What was typed is there again, at its own station only. */
static void test_drafts_stay(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    type(&c, "r12\t");
    assert_int_equal(c.tend.shown, 1);
    type(&c, "r");
    int scrap = form_find("scrap");
    assert_string_equal(c.ui[0]->desk.draft[scrap].number.text, "12");
    assert_string_equal(c.ui[1]->desk.draft[scrap].number.text, "");
    type(&c, "7");
    (void)tend_key(&c.tend, KEY_CODE_BACKTAB);
    later(&c, 100);
    assert_int_equal(c.tend.shown, 0);
    assert_string_equal(c.ui[0]->desk.draft[scrap].number.text, "12");
    assert_string_equal(c.ui[1]->desk.draft[scrap].number.text, "7");
    end(&c);
}

/* A scanner's code that begins with a digit: all of it at the station that is shown. */
static void test_a_scan_is_not_cut(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    later(&c, 20000);
    stops(&c, 2); /* … though another station would like to come */
    for (const char *code = "2750031\r"; *code != '\0'; code++) {
        (void)tend_key(&c.tend, (uint32_t)(unsigned char)*code);
        later(&c, 5);
    }
    assert_int_equal(c.tend.shown, 0);
    assert_int_equal(c.ui[0]->desk.queued, 1); /* a badge */
    for (int i = 1; i < STATIONS; i++)
        assert_int_equal(c.ui[i]->desk.queued, 0);
    end(&c);
}

/* The program was busy: what the scanner has typed meanwhile is read first. */
static void test_a_scan_is_not_cut_by_a_pause(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    later(&c, 20000);
    (void)tend_key(&c.tend, '2');
    later(&c, 0);
    for (int i = 0; i < STATIONS; i++)
        c.ui[i]->view.boot_ms += 60;
    (void)tend_update(&c.tend);
    assert_int_equal(c.tend.shown, 0);
    for (const char *code = "750031\r"; *code != '\0'; code++)
        (void)tend_key(&c.tend, (uint32_t)(unsigned char)*code);
    later(&c, 100);
    assert_int_equal(c.tend.shown, 0);
    assert_int_equal(c.ui[1]->desk.queued, 0);
    end(&c);
}

/* Keys while one comes: swallowed to the end of the burst, so that no half of a code is read. */
static void test_guard_lasts_as_long_as_keys_come(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    later(&c, 20000);
    stops(&c, 1);
    later(&c, 0);
    assert_int_equal(c.tend.shown, 1);
    later(&c, TEND_HASTY_MS - 30);
    for (int i = 0; i < 40; i++) {
        assert_true(tend_key(&c.tend, '1') & UI_BEEP);
        later(&c, 10);
    }
    later(&c, TEND_GAP_MS);
    type(&c, "1");
    assert_false(desk_rests(&c.ui[1]->desk));
    end(&c);
}

static void test_calls_come_after_stops(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    later(&c, 20000);
    calls(&c, 1);
    stops(&c, 2);
    later(&c, 0);
    assert_int_equal(c.tend.shown, 2);
    for (int i = 0; i < 59; i++)
        later(&c, 1000);
    assert_int_equal(c.tend.shown, 2); /* there is time to answer */
    later(&c, 2000);
    assert_int_equal(c.tend.shown, 1);
    for (int i = 0; i < 100; i++)
        later(&c, 1000);
    assert_int_equal(c.tend.shown, 1); /* each comes once */
    c.ui[1]->view.snap.call[0].state = CALL_TAKEN;
    type(&c, "1");
    later(&c, 100000);
    assert_int_equal(c.tend.shown, 0);
    end(&c);
}

static void test_dead_station_wants_nobody(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, 2, GLYPH_UNICODE);
    later(&c, 20000);
    c.ui[1]->view.conn.state = CONN_LOST;
    calls(&c, 1);
    for (int i = 0; i < 100; i++)
        later(&c, 1000);
    assert_int_equal(c.tend.shown, 0);
    end(&c);
}

static void check_picture(struct cell_of_stations *c, int width, int height, const char *what)
{
    struct canvas canvas;
    char name[128];
    enum glyph_tier tier = c->ui[0]->view.tier;
    assert_int_equal(canvas_init(&canvas, width, height, tier), 0);
    tend_paint(&c->tend, &canvas);
    if (strcmp(what, "strip") == 0) /* what stands below it is not this test's */
        canvas.height = tend_rows(&c->tend, width, height);
    char *text = picture_text(&canvas);
    snprintf(name, sizeof name, "tend-%s-%d-%dx%d-%s", what, c->count, width, height,
             tier_names[tier]);
    golden_check(name, text);
    free(text);
    canvas_done(&canvas);
}

static void test_pictures(void **state)
{
    static const struct {
        int count, width, height;
        enum glyph_tier tier;
        const char *keys, *what;
    } rows[] = {
        {2, 80, 24, GLYPH_UNICODE, "", "strip"},   {2, 80, 24, GLYPH_ASCII, "", "strip"},
        {3, 40, 13, GLYPH_UNICODE, "", "strip"},   {8, 80, 24, GLYPH_LINUX, "", "strip"},
        {16, 40, 20, GLYPH_UNICODE, "", "strip"},  {3, 132, 43, GLYPH_UNICODE, "", "strip"},
        {3, 80, 24, GLYPH_UNICODE, "z", "score"},  {2, 200, 60, GLYPH_UNICODE, "z", "score"},
        {16, 80, 24, GLYPH_UNICODE, "z", "score"}, {3, 80, 24, GLYPH_ASCII, "z", "score"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cell_of_stations c;
        begin(&c, rows[i].count, rows[i].tier);
        type(&c, rows[i].keys);
        stops(&c, 1);
        if (rows[i].count > 2) {
            fixture_connection_lost(&c.ui[2]->view);
            name_it(c.ui[2], 2);
        }
        if (rows[i].keys[0] == 'z')
            c.ui[0]->view.score.page = SCORE_LINE;
        check_picture(&c, rows[i].width, rows[i].height, rows[i].what);
        end(&c);
    }
}

static void header_is(struct cell_of_stations *c, const char *holds, const char * not )
{
    struct canvas canvas;
    assert_int_equal(canvas_init(&canvas, 80, 24, GLYPH_UNICODE), 0);
    tend_paint(&c->tend, &canvas);
    canvas.cell += canvas.width; /* below the strip */
    canvas.height = 1;
    char *text = picture_text(&canvas);
    assert_non_null(strstr(text, holds));
    assert_null(strstr(text, not ));
    free(text);
    canvas.cell -= canvas.width;
    canvas_done(&canvas);
}

/* The header of the scoreboard is of whose figures stand below it. */
static void test_score_names_whose_it_is(void **state)
{
    struct cell_of_stations c;
    (void)state;
    begin(&c, STATIONS, GLYPH_UNICODE);
    type(&c, "z");
    c.ui[0]->view.score.page = SCORE_LINE;
    header_is(&c, "3 stations", "Press");
    c.ui[0]->view.score.page = SCORE_PACE;
    header_is(&c, "Press 1", "stations");
    c.ui[2]->view.conn.state = CONN_LOST;
    c.ui[0]->view.score.page = SCORE_LINE;
    header_is(&c, "1 without data", "Press");
    calls(&c, 1);
    header_is(&c, "Press 2", "Press 1");
    end(&c);
}

/* A finger on the strip shows that station; one below it means the station's own picture. */
static void test_taps(void **state)
{
    (void)state;
    struct cell_of_stations c;
    struct canvas canvas;
    begin(&c, STATIONS, GLYPH_UNICODE);
    for (int i = 0; i < STATIONS; i++)
        touch_begin(c.ui[i]);
    assert_int_equal(canvas_init(&canvas, 80, 24, GLYPH_UNICODE), 0);
    tend_paint(&c.tend, &canvas);
    assert_int_equal(c.tend.strip, TOUCH_ROW);
    (void)tend_key(&c.tend, mouse_key(MOUSE_PRESS, 40, 1));
    (void)tend_key(&c.tend, mouse_key(MOUSE_RELEASE, 40, 1));
    assert_int_equal(c.tend.shown, 1);
    later(&c, 2 * TEND_HASTY_MS);
    tend_paint(&c.tend, &canvas);
    (void)tend_key(&c.tend, mouse_key(MOUSE_PRESS, 2, 20)); /* the first button: S */
    (void)tend_key(&c.tend, mouse_key(MOUSE_RELEASE, 2, 20));
    assert_string_equal(c.ui[1]->view.screen, "stop");
    canvas_done(&canvas);
    end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_choose),
        cmocka_unit_test(test_taps),
        cmocka_unit_test(test_one_station_is_as_ever),
        cmocka_unit_test(test_an_answer_is_no_place),
        cmocka_unit_test(test_the_strip_leaves_room),
        cmocka_unit_test(test_a_stop_comes_forward),
        cmocka_unit_test(test_never_while_somebody_types),
        cmocka_unit_test(test_drafts_stay),
        cmocka_unit_test(test_a_scan_is_not_cut),
        cmocka_unit_test(test_a_scan_is_not_cut_by_a_pause),
        cmocka_unit_test(test_guard_lasts_as_long_as_keys_come),
        cmocka_unit_test(test_calls_come_after_stops),
        cmocka_unit_test(test_dead_station_wants_nobody),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_score_names_whose_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
