/* SPDX-License-Identifier: MIT */
/* The line board at the console: what is asked of a hub, what comes, and its keys. */
#include "console/widgets/key.h"
#include "tests/screens/picture.h"

static struct ui *ui;
static char request[LINES_REQUEST];

static json_t *next_request(void)
{
    struct canvas c;
    assert_int_equal(canvas_init(&c, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(ui, &c);
    canvas_done(&c);
    return lines_next(&ui->view.lines, request) ? json_loads(request, 0, NULL) : NULL;
}

static void assert_asks(const char *key, const char *word)
{
    json_t *json = next_request();
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, key)), word);
    json_decref(json);
    assert_null(next_request());
}

static void take(const char *text, bool ours)
{
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    assert_int_equal(lines_take(&ui->view.lines, json, &ui->view.snap), ours);
    json_decref(json);
}

static int begin(void **state)
{
    (void)state;
    ui = picture_ui("line", "lines", GLYPH_UNICODE);
    return 0;
}

static int end(void **state)
{
    (void)state;
    picture_done(ui);
    return 0;
}

static void keys_ask(void **state)
{
    (void)state;
    assert_null(next_request());
    ui_key(ui, 'o');
    assert_asks("order", "floor");
    ui_key(ui, 'f');
    assert_asks("only", "wanted");
    ui_key(ui, KEY_CODE_ESC);
    assert_asks("filter", "");
    ui_key(ui, '/');
    ui_key(ui, 'q'); /* typed: it does not quit */
    assert_asks("filter", "q");
    assert_int_equal(ui_key(ui, KEY_CODE_ESC) & UI_QUIT, 0);
    assert_asks("filter", "");
    assert_int_equal(ui_key(ui, 's'), UI_NOTHING); /* a station's key */
    assert_string_equal(ui->view.screen, "lines");
    ui_key(ui, '?');
    assert_string_equal(ui->view.screen, "help");
    ui_key(ui, KEY_CODE_ESC);
    assert_string_equal(ui->view.screen, "lines");
    assert_int_equal(ui_key(ui, 'q'), UI_QUIT);
}

static void ten_thousand_rows_are_not_kept(void **state)
{
    (void)state;
    take("{\"event\":\"lines\",\"first\":0,\"shown\":60,\"matching\":10000,\"stations\":10000,"
         "\"complete\":true,\"broker\":true,\"rows\":[]}",
         true);
    ui_key(ui, KEY_CODE_END);
    json_t *json = next_request();
    assert_non_null(json);
    json_int_t first = json_integer_value(json_object_get(json, "first"));
    json_int_t count = json_integer_value(json_object_get(json, "count"));
    assert_true(first <= 9980 && first + count >= 10000 && count <= LINES_ROWS_MAX);
    json_decref(json);
    assert_null(lines_at(&ui->view.lines, 9999));
    take("{\"id\":1000002,\"ok\":true,\"first\":9962,\"shown\":38,\"matching\":10000,\"rows\":[{"
         "\"at\":"
         "9999,\"station\":\"a/b/c/d/last\"},{\"at\":5},{\"at\":99999}]}",
         true);
    assert_string_equal(lines_at(&ui->view.lines, 9999)->station, "a/b/c/d/last");
    assert_null(lines_at(&ui->view.lines, 5));
    ui_key(ui, KEY_CODE_UP); /* within the window: nothing to ask */
    assert_null(next_request());
}

static void what_is_not_ours(void **state)
{
    (void)state;
    take("{\"id\":7,\"ok\":true,\"rows\":[]}", false);
    take("{\"id\":1000001,\"ok\":false,\"error\":{\"code\":\"busy\",\"text\":\"x\"}}", false);
    take("{\"event\":\"snapshot\",\"snapshot\":{}}", false);
    take("{\"event\":\"lines\",\"first\":-4,\"matching\":\"x\",\"rows\":7}", true);
    assert_int_equal(ui->view.lines.matching, 0);
}

static void a_station_is_opened(void **state)
{
    (void)state;
    ui_key(ui, KEY_CODE_DOWN);
    ui_key(ui, KEY_CODE_ENTER);
    assert_asks("station", "acme/monterrey/stamping/line1/weld1");
    take(
        "{\"id\":1000001,\"ok\":true,\"row\":{\"station\":\"acme/monterrey/stamping/line1/weld1\"},"
        "\"summary\":{\"ts\":1773342442000,\"counts\":{\"good\":812}}}",
        true);
    assert_true(ui->view.lines.has_summary && ui->view.snap.counts.good == 812 * AMOUNT_ONE);
    ui_key(ui, KEY_CODE_ESC);
    assert_string_equal(ui->view.lines.open, "");
}

static struct canvas shown;

static json_t *next_page(void)
{
    assert_int_equal(canvas_init(&shown, 80, 24, GLYPH_UNICODE), 0);
    ui_paint(ui, &shown);
    canvas_done(&shown);
    ui->view.boot_ms += 200; /* no scanner */
    return pages_next(&ui->view.pages, ui->view.boot_ms, request) ? json_loads(request, 0, NULL)
                                                                  : NULL;
}

static void assert_page(const char *cmd, const char *key, const char *word)
{
    json_t *json = next_page();
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "cmd")), cmd);
    if (word != NULL)
        assert_string_equal(json_string_value(json_object_get(json, key)), word);
    else
        assert_null(json_object_get(json, key));
    json_decref(json);
    assert_null(next_page());
}

static void answer_to(int64_t id, const char *members)
{
    char text[1024];
    (void)text_format(text, sizeof text, "{\"id\":%lld,%s}", (long long)id, members);
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    assert_true(pages_take(&ui->view.pages, json));
    json_decref(json);
}

static void answer(const char *members)
{
    answer_to(ui->view.pages.id, members);
}

static void lists_are_asked_for(void **state)
{
    (void)state;
    ui_key(ui, 'n');
    assert_string_equal(ui->view.screen, "plant");
    assert_page("unexplained", "order", "oldest");
    ui_key(ui, 'o');
    assert_page("unexplained", "order", "longest");
    ui_key(ui, 'h');
    assert_page("handover", "by", "line");
    ui_key(ui, 'd');
    assert_page("losses", "by", "minutes");
    ui_key(ui, 't');
    assert_page("trend", "under", NULL);
    ui_key(ui, 't'); /* again: back */
    assert_string_equal(ui->view.screen, "lines");
    assert_false(ui_update(ui));
    assert_int_equal(ui_key(ui, 's'), UI_NOTHING);
}

static void a_list_is_asked_for_again(void **state)
{
    (void)state;
    struct pages *p = &ui->view.pages;
    ui_key(ui, 'n');
    json_decref(next_page());
    answer("\"ok\":true,\"matching\":1,\"stops\":[{\"station\":\"a/b/c/d/e\"}]");
    assert_true(pages_deadline(p) > ui->view.boot_ms);
    ui->view.boot_ms = pages_deadline(p);
    json_t *json = next_page();
    assert_non_null(json);
    json_decref(json);
    answer_to(p->id - 1, /* to an older question: it is nobody's any more */
              "\"ok\":true,\"matching\":0,\"stops\":[]");
    assert_int_equal(p->matching, 1);
    answer("\"ok\":false,\"error\":{\"code\":\"store\",\"text\":\"no\\u001b[2Jpe\"}");
    assert_true(p->matching == 0 && strchr(p->error, '\033') == NULL && p->error[0] == 'n');
    json = json_loads("{\"id\":1000001,\"ok\":true,\"rows\":[]}", 0, NULL);
    assert_false(pages_take(p, json));
    json_decref(json);
}

static void an_area_is_entered_and_left(void **state)
{
    (void)state;
    ui_key(ui, 'a');
    json_decref(next_page());
    answer("\"ok\":true,\"matching\":2,\"areas\":[{\"path\":\"acme/mty/a\"},{\"path\":"
           "\"acme/mty/b\"}]");
    ui_key(ui, KEY_CODE_DOWN);
    ui_key(ui, KEY_CODE_ENTER);
    assert_string_equal(ui->view.screen, "lines");
    assert_asks("under", "acme/mty/b");
    ui_key(ui, 'n');
    assert_page("unexplained", "under", "acme/mty/b");
    answer("\"ok\":true,\"matching\":1,\"stops\":[{\"station\":\"acme/mty/b/c/d\"}]");
    ui_key(ui, KEY_CODE_ENTER);
    assert_asks("station", "acme/mty/b/c/d");
    ui_key(ui, KEY_CODE_ESC); /* the station, the area, the areas, all */
    ui_key(ui, KEY_CODE_ESC);
    assert_string_equal(ui->view.screen, "plant");
    assert_page("areas", "under", NULL);
    ui_key(ui, KEY_CODE_ESC);
    assert_string_equal(ui->view.lines.under, "");
    assert_asks("filter", "");
}

/* A key that was chosen, or one that is no letter, is not text. */
static void what_is_chosen_is_not_typed(void **state)
{
    struct lines *l = &ui->view.lines;
    (void)state;
    ui_key(ui, '/');
    ui_key(ui, 'p');
    ui_key(ui, KEY_CODE_F1);
    assert_string_equal(l->filter, "p");
    assert_string_equal(ui->view.screen, "help");
    ui_key(ui, KEY_CODE_ESC);
    ui_key(ui, '/');
    ui_key(ui, KEY_CODE_PALETTE);
    ui_key(ui, 'o');
    ui_key(ui, KEY_CODE_ENTER);
    assert_string_equal(l->filter, "p");
    assert_int_equal(l->order, LINE_BY_FLOOR);
}

/* The log of a station does not begin with what was looked for on the board, nor the other way. */
static void each_has_a_search_of_its_own(void **state)
{
    struct view *v = &ui->view;
    (void)state;
    ui_key(ui, '/');
    ui_key(ui, 'p');
    ui_key(ui, KEY_CODE_ENTER);
    v->conn.hub = false;
    v->conn.via = true;
    (void)ui_update(ui);
    ui_show(ui, ui_screen_find("log"));
    ui_key(ui, '/');
    v->boot_ms += 100;
    ui_key(ui, 'j');
    assert_string_equal(v->log_search, "j");
    ui_key(ui, KEY_CODE_ENTER);
    v->conn.hub = true;
    v->conn.via = false;
    (void)ui_update(ui);
    v->boot_ms += 100;
    ui_key(ui, '/');
    v->boot_ms += 100;
    ui_key(ui, 'r');
    assert_string_equal(v->lines.filter, "pr");
}

static void scan(const char *code)
{
    for (; *code != '\0'; code++) {
        ui->view.boot_ms += 4;
        ui_key(ui, (uint32_t)(unsigned char)*code);
    }
}

/* The board takes no entries; what a station has not yet kept keeps its screens open. */
static void entries_are_a_stations(void **state)
{
    struct view *v = &ui->view;
    (void)state;
    scan("SCRAP:burr:3\r");
    assert_int_equal(ui->desk.queued, 0);
    assert_true(v->notice[0] != '\0');
    v->boot_ms += 100;
    ui_key(ui, 'z');
    ui_key(ui, 'u');
    assert_int_equal(ui->desk.queued, 0);
    ui_key(ui, KEY_CODE_ESC);
    v->conn.hub = false;
    v->conn.via = true;
    (void)ui_update(ui);
    (void)text_copy(v->lines.visit, sizeof v->lines.visit, "acme/mty/b/c/d");
    v->boot_ms += 100;
    ui_key(ui, 'u');
    assert_int_equal(ui->desk.queued, 1);
    assert_true((ui_key(ui, KEY_CODE_ESC) & UI_BEEP) != 0);
    assert_string_equal(v->lines.visit, "acme/mty/b/c/d");
    ui->desk.queued = 0;
    ui_key(ui, KEY_CODE_ESC);
    assert_string_equal(v->lines.visit, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keys_ask, begin, end),
        cmocka_unit_test_setup_teardown(ten_thousand_rows_are_not_kept, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_ours, begin, end),
        cmocka_unit_test_setup_teardown(a_station_is_opened, begin, end),
        cmocka_unit_test_setup_teardown(lists_are_asked_for, begin, end),
        cmocka_unit_test_setup_teardown(a_list_is_asked_for_again, begin, end),
        cmocka_unit_test_setup_teardown(an_area_is_entered_and_left, begin, end),
        cmocka_unit_test_setup_teardown(what_is_chosen_is_not_typed, begin, end),
        cmocka_unit_test_setup_teardown(each_has_a_search_of_its_own, begin, end),
        cmocka_unit_test_setup_teardown(entries_are_a_stations, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
