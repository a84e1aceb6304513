/* SPDX-License-Identifier: MIT */
/* The report of a line from a hub's rows, worked out by hand. Two presses, shifts 06:00 to 14:00 in
 * a plant six hours behind UTC, in the week of Monday, 16 November 2026:
 *   press1, Monday   planned 480 min, run 410 (1 of it a small stop), ideal 354, of good ones 350
 *   press1, Tuesday  planned 240, run 120, ideal 100, of good ones 90; 240 min without data
 *   press2, Monday   planned 480, run 400, ideal 300, of good ones 300; its Tuesday goes on
 * So press1: A = 530/720, P = 454/530, OEE = 440/720 = 0.611…, which is no mean of 0.729… and
 * 0.375. Both: OEE = 740/1200. The week before both made 480 min whole, OEE 0.5. */
#include "data/model/amount.h"
#include "data/model/report/report.h"
#include "data/model/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MIN(n)    ((int64_t)(n)*MS_PER_MIN)
#define HOURS(n)  ((int64_t)(n)*MS_PER_HOUR)
#define MONDAY_MS (INT64_C(1794787200000) + HOURS(6))
#define NOW       (MONDAY_MS + 8 * MS_PER_DAY)
#define LINE      "acme/monterrey/stamping/line1"

static const struct zone zone = {"Etc/GMT+6", 1, {{0, -6 * 3600}}};
static struct report r;
static char text[200000];
static size_t length;
static const char *constraint, *last, *money, *second;
static int pages; /* rows of one */

static const struct closed {
    const char *station;
    int day, planned, known, unknown, run, small, ideal, judged, total, good;
} closed[] = {
    {"press1", 0, 480, 480, 0, 410, 1, 354, 350, 708, 700},
    {"press1", 1, 240, 240, 240, 120, 0, 100, 90, 200, 180},
    {"press2", 0, 480, 480, 0, 400, 0, 300, 300, 600, 600},
    {"press1", -7, 480, 480, 0, 400, 0, 300, 240, 600, 480},
    {"press2", -7, 480, 480, 0, 400, 0, 300, 240, 600, 480},
};

static json_t *shift_row(const struct closed *c)
{
    int64_t begin = MONDAY_MS + c->day * MS_PER_DAY + HOURS(6);
    const json_int_t ps = INT64_C(60000000000000);
    return json_pack(
        "{s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:b,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:i,"
        "s:i,s:i,s:I}",
        "station", strcmp(c->station, "press2") == 0 ? second : c->station, "name", "early",
        "begin", (json_int_t)begin, "end", (json_int_t)(begin + HOURS(8)), "known_ms",
        (json_int_t)MIN(c->known), "unknown_ms", (json_int_t)MIN(c->unknown), "running_ms",
        (json_int_t)MIN(c->run - c->small), "small_ms", (json_int_t)MIN(c->small), "run_ms",
        (json_int_t)MIN(c->run), "planned_ms", (json_int_t)MIN(c->planned), "measured", 1, "total",
        (json_int_t)(c->total * AMOUNT_ONE), "good", (json_int_t)(c->good * AMOUNT_ONE), "scrap",
        (json_int_t)((c->total - c->good) * AMOUNT_ONE), "ideal_ps", (json_int_t)(c->ideal * ps),
        "judged_ps", (json_int_t)(c->judged * ps), "weighed_ps", (json_int_t)(c->ideal * ps),
        "weighed_good_ps", (json_int_t)(c->judged * ps), "stops", 3, "small_stops", 1,
        "unexplained", 1, "unexplained_ms", (json_int_t)MIN(10));
}

static void fill(json_t *rows, const char *of, int64_t from, int64_t to)
{
    if (strcmp(of, "stations") == 0) {
        json_array_append_new(
            rows, json_pack("{s:s,s:I}", "station", "press1", "heard", (json_int_t)NOW));
        json_array_append_new(rows,
                              json_pack("{s:s,s:I}", "station", second, "heard", (json_int_t)NOW));
    }
    for (size_t i = 0; i < sizeof closed / sizeof *closed && strcmp(of, "shifts") == 0; i++) {
        int64_t begin = MONDAY_MS + closed[i].day * MS_PER_DAY + HOURS(6);
        if (begin >= from && begin < to)
            json_array_append_new(rows, shift_row(&closed[i]));
    }
    if (strcmp(of, "open") == 0)
        json_array_append_new(rows, json_pack("{s:s,s:s}", "station", second, "name", "late"));
    if (strcmp(of, "losses") == 0)
        json_array_append_new(rows, json_pack("{s:s,s:s,s:s,s:i,s:I,s:i}", "kind", "reason",
                                              "reason", "jam", "title", "Die <b>jam", "count", 4,
                                              "lost_ms", (json_int_t)MIN(90), "stations", 2));
    if (strcmp(of, "stops") == 0)
        json_array_append_new(rows, json_pack("{s:s,s:I,s:I,s:I,s:s,s:s,s:s}", "id", "press1 S4",
                                              "begin", (json_int_t)(MONDAY_MS + HOURS(7)), "end",
                                              (json_int_t)(MONDAY_MS + HOURS(8)), "ms",
                                              (json_int_t)HOURS(1), "kind", "unexplained", "state",
                                              "stopped", "note", "<img src=x>"));
    if (strcmp(of, "calls") == 0)
        json_array_append_new(
            rows, json_pack("{s:I,s:I,s:I}", "raised", (json_int_t)(MONDAY_MS + HOURS(7)), "ended",
                            (json_int_t)(MONDAY_MS + HOURS(8)), "take_ms", (json_int_t)MIN(2)));
    if (strcmp(of, "made") == 0) {
        json_array_append_new(rows, json_pack("{s:s,s:s,s:f,s:f}", "station", "press1", "product",
                                              "p", "total", 908.0, "scrap", 28.0));
        json_array_append_new(rows, json_pack("{s:s,s:s,s:f,s:f}", "station", second, "product",
                                              "p", "total", 600.0, "scrap", 0.0));
    }
}

static json_t *answer(const char *members)
{
    char request[REPORT_MEMBERS + 8];
    (void)snprintf(request, sizeof request, "{%s}", members);
    json_t *ask = json_loads(request, 0, NULL), *rows = json_array(), *page = json_array();
    assert_non_null(ask);
    assert_string_equal(json_string_value(json_object_get(ask, "under")), LINE);
    const char *of = json_string_value(json_object_get(ask, "of"));
    const json_t *to = json_object_get(ask, "to");
    size_t first = (size_t)json_integer_value(json_object_get(ask, "first_row"));
    fill(rows, of, json_integer_value(json_object_get(ask, "from")),
         to ? json_integer_value(to) : NOW);
    size_t all = json_array_size(rows),
           end = first + (size_t)pages < all ? first + (size_t)pages : all;
    for (size_t i = first; i < end; i++)
        json_array_append(page, json_array_get(rows, i));
    json_t *reply = strcmp(of, "money") == 0
                        ? json_loads(money, 0, NULL)
                        : json_pack("{s:I,s:s,s:s,s:b,s:O}", "now", (json_int_t)NOW, "constraint",
                                    constraint, "last", last, "rest", end < all, "rows", page);
    json_decref(ask);
    json_decref(rows);
    json_decref(page);
    return reply;
}

static void put(void *ctx, const char *bytes, size_t count)
{
    (void)ctx;
    assert_true(length + count < sizeof text);
    memcpy(text + length, bytes, count);
    text[length += count] = '\0';
}

static const struct report_out out = {put, NULL, NULL, NULL};

static void make(enum report_span span, int64_t at)
{
    char members[REPORT_MEMBERS];
    const char *cmd;
    report_begin_line(&r, span, at, &zone, LINE);
    for (int i = 0; i < 200 && (cmd = report_ask(&r, members)) != NULL; i++) {
        assert_string_equal(cmd, "line-report");
        json_t *reply = answer(members);
        assert_non_null(reply);
        report_answer(&r, reply);
        json_decref(reply);
    }
    assert_null(report_ask(&r, members));
    length = 0;
    text[0] = '\0';
}

static double kpi(const char *name, const char *group, const char *figure)
{
    for (int i = 0; i < r.windows; i++)
        if (strcmp(r.window[i].name, name) == 0)
            return json_number_value(
                json_object_get(json_object_get(r.window[i].kpi, group), figure));
    fail_msg("no window %s", name);
    return 0;
}

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-9)

static void sums_are_divided_last(void **state)
{
    (void)state;
    make(REPORT_WEEK, MONDAY_MS + HOURS(30));
    assert_false(r.failed);
    assert_string_equal(r.name, "2026-W47");
    NEAR(kpi("press1", "oee", "oee"), 440.0 / 720);
    NEAR(kpi("press1", "oee", "availability"), 530.0 / 720);
    NEAR(kpi("press1", "oee", "performance"), 454.0 / 530);
    NEAR(kpi("press1", "oee", "coverage"), 720.0 / 960);
    NEAR(kpi("press2", "oee", "oee"), 300.0 / 480);
    NEAR(kpi("2026-W47", "oee", "oee"), 740.0 / 1200); /* nobody speaks for it */
    NEAR(kpi("2026-W47", "counts", "good"), 1480);
    NEAR(kpi("2026-W46", "oee", "oee"), 0.5);
    NEAR(kpi("2026-11-17 early", "oee", "oee"), 90.0 / 240);
    NEAR(kpi("2026-11-16", "oee", "oee"), 650.0 / 960);
    double lost = 0;
    const json_t *row;
    size_t i;
    json_array_foreach(r.losses, i, row)
    {
        lost += json_number_value(json_object_get(row, "lost_s"));
    }
    NEAR(lost, (1200 - 740) * 60.0);
    report_done(&r);
}

static void those_that_speak_for_the_line(void **state)
{
    (void)state;
    constraint = "press1";
    last = "press2";
    make(REPORT_WEEK, MONDAY_MS + HOURS(30));
    NEAR(kpi("2026-W47", "oee", "oee"), 440.0 / 720);
    NEAR(kpi("2026-W47", "counts", "good"), 600);
    NEAR(kpi("press1", "counts", "good"), 880); /* its own */
    report_as_text(&r, 300, &out);
    assert_non_null(strstr(text, "that of its constraint, press1"));
    assert_non_null(strstr(text, "that of its last station, press2"));
    report_done(&r);
    constraint = "gone"; /* was never heard of */
    make(REPORT_WEEK, MONDAY_MS + HOURS(30));
    NEAR(kpi("2026-W47", "oee", "oee"), 740.0 / 1200);
    report_done(&r);
}

static void what_is_missing_is_said(void **state)
{
    (void)state;
    make(REPORT_WEEK, MONDAY_MS + HOURS(30));
    report_as_text(&r, 300, &out);
    assert_non_null(strstr(text, "2 of 2 stations have an ended shift"));
    assert_non_null(strstr(text, "press2 is in late"));
    assert_non_null(strstr(text, "without data: 4 h"));                   /* of press1's Tuesday */
    assert_non_null(strstr(text, "not compared: there is data of 83 %")); /* 1200 of 1440 min */
    report_done(&r);
    make(REPORT_DAY, MONDAY_MS + HOURS(32));
    report_as_text(&r, 300, &out);
    assert_non_null(strstr(text, "1 of 2 stations"));
    assert_non_null(strstr(text, "not compared: not the same stations"));
    report_done(&r);
    make(REPORT_SHIFT, MONDAY_MS + HOURS(8));
    NEAR(kpi("2026-11-16 early", "oee", "oee"), 650.0 / 960);
    report_as_text(&r, 300, &out);
    assert_non_null(strstr(text, "points higher than then"));
    assert_null(strstr(text, "Hour by hour"));
    report_done(&r);
}

static void money_and_goals_of_a_line(void **state)
{
    (void)state;
    money =
        "{\"goals\":[{\"id\":\"jams\",\"problem\":\"It jams\",\"metric\":\"oee\",\"target\":0.75,"
        "\"date\":\"2027-03-31\",\"paper\":0.6}],\"costs\":[{\"id\":\"y\",\"from\":0,"
        "\"currency\":\"EUR\",\"minute\":2,\"part\":0.5,\"product\":null}]}";
    make(REPORT_SHIFT, MONDAY_MS + HOURS(8));
    report_as_text(&r, 300, &out);
    assert_non_null(strstr(text, "worth 148.00 EUR")); /* (650/960 - 0.6) x 960 min x 2 */
    assert_non_null(strstr(text, "14.00 EUR"));        /* 28 parts of scrap */
    report_done(&r);
    make(REPORT_DAY, MONDAY_MS + HOURS(32));
    report_as_text(&r, 300, &out);
    assert_non_null(strstr(text, "1 of the line's stations have no ended shift"));
    report_done(&r);
}

static void pages_and_pictures(void **state)
{
    (void)state;
    pages = 1;
    second = "press<2>";
    make(REPORT_WEEK, MONDAY_MS + HOURS(30));
    NEAR(kpi("2026-W47", "oee", "oee"), 740.0 / 1200);
    report_as_html(&r, &out);
    assert_non_null(strstr(text, "press&lt;2&gt;"));
    assert_null(strstr(text, "<img"));
    assert_null(strstr(text, "<b>jam"));
    assert_non_null(strstr(text, "Die &lt;b&gt;jam"));
    length = 0;
    report_as_csv(&r, &out);
    assert_non_null(strstr(text, ",station,press1,"));
    length = 0;
    report_as_json(&r, &out);
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(json, "line"), "stations")),
                     2);
    json_decref(json);
    report_done(&r);
}

static int set_up(void **state)
{
    (void)state;
    constraint = last = "";
    second = "press2";
    money = "{\"goals\":[],\"costs\":[]}";
    pages = 100;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sums_are_divided_last, set_up),
        cmocka_unit_test_setup(those_that_speak_for_the_line, set_up),
        cmocka_unit_test_setup(what_is_missing_is_said, set_up),
        cmocka_unit_test_setup(money_and_goals_of_a_line, set_up),
        cmocka_unit_test_setup(pages_and_pictures, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
