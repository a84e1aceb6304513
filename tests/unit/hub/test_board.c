/* SPDX-License-Identifier: MIT */
/* The line board without a broker: rows out of summaries, orders, filters, windows, roll-ups. */
#include "data/hub/line/board.h"
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/snapshot.h"
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

#define NOW      INT64_C(1790000000000)
#define ONLINE   "{\"online\":true,\"ts\":1789999000000}"
#define OFFLINE  "{\"online\":false,\"ts\":1789999000000}"
#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct snapshot snap;
static char text[4096];

static void summary(struct board *b, const char *station, void (*change)(struct snapshot *))
{
    snapshot_init(&snap);
    snap.machine.state = MS_RUNNING;
    snap.machine.since = NOW - 60000;
    snap.online = true;
    if (change)
        change(&snap);
    size_t n = snapshot_summary(&snap, text, sizeof text);
    assert_true(n > 0);
    assert_int_equal(board_summary(b, station, text, n, NOW), 0);
    assert_int_equal(board_status(b, station, ONLINE, strlen(ONLINE), NOW), 0);
}

static void stopped(struct snapshot *s)
{
    s->machine.state = MS_STOPPED;
    s->machine.since = s->stop.since = NOW - 120000;
    (void)text_copy(s->stop.id, sizeof s->stop.id, "S7");
    (void)text_copy(s->stop.suggested, sizeof s->stop.suggested, "die jam");
}

static void stopped_long(struct snapshot *s)
{
    stopped(s);
    s->machine.since = NOW - 7200000;
    (void)text_copy(s->stop.reason, sizeof s->stop.reason, "mech.jam");
}

static void called(struct snapshot *s)
{
    s->calls = 1;
    call_view_init(&s->call[0]);
    (void)text_copy(s->call[0].title, sizeof s->call[0].title, "maintenance");
    s->call[0].raised = NOW - 9 * 60000;
    s->call[0].blocking = true;
}

static void alerted(struct snapshot *s)
{
    s->alerts = 1;
    s->alerting.active = s->alerting.unacked = 1;
    alert_view_init(&s->alert[0]);
    (void)text_copy(s->alert[0].title, sizeof s->alert[0].title, "oil hot");
}

static void expected(struct snapshot *s)
{
    s->predictions = 2;
    prediction_view_init(&s->prediction[0]);
    prediction_view_init(&s->prediction[1]);
    s->prediction[0].state = PREDICTION_WATCHED;
    s->prediction[1].state = PREDICTION_RAISED;
    (void)text_copy(s->prediction[1].title, sizeof s->prediction[1].title, "bearing");
}

static void unexplained(struct snapshot *s)
{
    s->stops.unexplained = 3;
    s->unexplained_ms = 90000;
}

static void starved(struct snapshot *s)
{
    s->machine.state = MS_STARVED;
}

static void counted(struct snapshot *s)
{
    s->counts.good = 812 * AMOUNT_ONE;
    s->counts.target_now = 900 * AMOUNT_ONE;
    s->job.target = 1800 * AMOUNT_ONE;
    s->oee.oee = 0.703;
    (void)text_copy(s->title, sizeof s->title, "Weld 1");
}

static void silent(struct snapshot *s)
{
    s->machine.stale = true;
}

static struct board *plant(void)
{
    struct board *b = board_new();
    assert_non_null(b);
    summary(b, "acme/mty/stamping/line1/press10", NULL);
    summary(b, "acme/mty/stamping/line1/press2", stopped);
    summary(b, "acme/mty/stamping/line1/press3", called);
    summary(b, "acme/mty/stamping/line1/press1", stopped_long);
    summary(b, "acme/mty/welding/line2/weld1", counted);
    summary(b, "acme/mty/welding/line2/weld2", starved);
    summary(b, "acme/mty/welding/line2/weld3", alerted);
    summary(b, "acme/mty/welding/line2/weld4", expected);
    summary(b, "acme/mty/welding/line2/weld5", unexplained);
    summary(b, "acme/mty/welding/line2/weld6", silent);
    assert_true(board_refresh(b));
    return b;
}

static const char *name_at(const struct board *b, size_t index)
{
    return strrchr(board_row(b, index)->station, '/') + 1;
}

/* Names of what is selected, with blanks between. */
static const char *select_names(const struct board *b, const struct board_query *q)
{
    static char out[512];
    size_t index[32], n;
    struct board_totals totals;
    out[0] = '\0';
    n = board_select(b, q, index, &totals);
    for (size_t i = 0; i < n; i++) {
        char more[512];
        (void)text_format(more, sizeof more, "%s%s%s", out, i > 0 ? " " : "", name_at(b, index[i]));
        (void)text_copy(out, sizeof out, more);
    }
    return out;
}

static void rows_are_what_summaries_say(void **state)
{
    (void)state;
    static const struct {
        const char *station;
        enum line_grade grade;
        const char *worst;
    } rows[] = {
        {"press10", LINE_FINE, ""},
        {"press2", LINE_WANTED, "? die jam"},
        {"press1", LINE_WANTED, "mech.jam"},
        {"press3", LINE_WANTED, "call: maintenance 9 min"},
        {"Weld 1", LINE_FINE, ""},
        {"weld2", LINE_WAITING, ""},
        {"weld3", LINE_WARNED, "! oil hot"},
        {"weld4", LINE_WARNED, "expected: bearing"},
        {"weld5", LINE_WARNED, "? 3 not explained"},
        {"weld6", LINE_UNKNOWN, "machine silent 60 s"},
    };
    struct board *b = plant();
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t at = board_find(b, rows[i].station);
        assert_true(at >= 0);
        const struct line_row *row = board_row(b, (size_t)at);
        char words[128];
        assert_int_equal(row->grade, rows[i].grade);
        assert_string_equal(line_row_worst(row, NOW, words, sizeof words), rows[i].worst);
    }
    const struct line_row *weld = board_row(b, (size_t)board_find(b, "weld1"));
    assert_true(weld->good == 812 * AMOUNT_ONE && weld->target == 1800 * AMOUNT_ONE);
    assert_true(fabs(weld->oee - 0.703) < 1e-9);
    assert_string_equal(line_row_name(weld), "Weld 1");
    assert_int_equal(board_find(b, "weld"), -1);
    assert_int_equal(board_find(b, "acme/mty/welding/line2/weld9"), -1);
    board_free(&b);
}

static void orders_filters_and_windows(void **state)
{
    (void)state;
    static const struct {
        struct board_query q;
        const char *names;
        size_t matching;
    } rows[] = {
        {{.order = LINE_BY_FLOOR, .only = -1, .count = 32},
         "press1 press2 press3 press10 weld1 weld2 weld3 weld4 weld5 weld6",
         10},
        {{.order = LINE_BY_WORST, .only = -1, .count = 32},
         "press3 press1 press2 weld6 weld3 weld4 weld5 weld2 press10 weld1",
         10},
        {{.order = LINE_BY_WORST, .only = -1, .first = 2, .count = 3}, "press2 weld6 weld3", 10},
        {{.order = LINE_BY_WORST, .only = -1, .first = 20, .count = 3}, "", 10},
        {{.order = LINE_BY_FLOOR, .only = LINE_WANTED, .count = 32}, "press1 press2 press3", 3},
        {{.order = LINE_BY_FLOOR, .only = -1, .filter = "WELD oil", .count = 32}, "weld3", 1},
        {{.order = LINE_BY_FLOOR, .only = -1, .filter = "starved", .count = 32}, "weld2", 1},
        {{.order = LINE_BY_FLOOR, .only = -1, .filter = "nowhere", .count = 32}, "", 0},
        {{.order = LINE_BY_FLOOR, .only = -1, .unexplained = true, .count = 32}, "weld5", 1},
        {{.order = LINE_BY_FLOOR, .only = -1, .under = "acme/mty/stamping", .count = 2},
         "press1 press2",
         4},
        {{.order = LINE_BY_FLOOR, .only = -1, .under = "acme/mty/stamp", .count = 2}, "", 0},
    };
    struct board *b = plant();
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t index[32];
        struct board_totals totals;
        assert_string_equal(select_names(b, &rows[i].q), rows[i].names);
        (void)board_select(b, &rows[i].q, index, &totals);
        assert_int_equal(totals.matching, rows[i].matching);
        if (rows[i].q.under[0] == '\0') {
            assert_int_equal(totals.grade[LINE_WANTED], 3);
            assert_int_equal(totals.unexplained, 3);
        }
    }
    board_free(&b);
}

static void presence_decides(void **state)
{
    (void)state;
    struct board *b = plant();
    const char *path = "acme/mty/stamping/line1/press3";
    char words[128];
    assert_false(board_refresh(b)); /* nothing came */
    assert_int_equal(board_status(b, path, OFFLINE, strlen(OFFLINE), NOW), 0);
    assert_true(board_refresh(b));
    const struct line_row *row = board_row(b, (size_t)board_find(b, path));
    assert_int_equal(row->grade, LINE_UNKNOWN);
    assert_string_equal(line_row_worst(row, NOW + 31 * 60000, words, sizeof words), "gone 31 min");

    assert_int_equal(board_status(b, path, "", 0, NOW), 0); /* taken off: both are gone */
    assert_true(board_refresh(b));
    assert_int_equal(board_count(b), 10);
    assert_int_equal(board_summary(b, path, "", 0, NOW), 0);
    assert_true(board_refresh(b));
    assert_int_equal(board_count(b), 9);
    assert_int_equal(board_find(b, path), -1);
    assert_true(board_find(b, "acme/mty/welding/line2/weld6") >= 0);

    assert_int_equal(board_status(b, "a/b/c/d/e", ONLINE, strlen(ONLINE), NOW), 0);
    assert_true(board_refresh(b));
    size_t at = (size_t)board_find(b, "a/b/c/d/e"), length;
    assert_true(board_is_partial(b, at));
    assert_null(board_raw(b, at, &length));
    board_free(&b);
}

static void strangers_are_refused(void **state)
{
    (void)state;
    static char big[BOARD_SUMMARY_MAX + 1];
    struct board *b = plant();
    assert_int_equal(board_summary(b, "a/b/c/d", "{}", 2, NOW), -1);
    assert_int_equal(board_summary(b, "a/b/c/d/e/f", "{}", 2, NOW), -1);
    assert_int_equal(board_summary(b, "a/b/c/d/\x1b[2J", "{}", 2, NOW), -1);
    assert_int_equal(board_summary(b, "a/b/c/d/e", big, sizeof big, NOW), -1);
    assert_int_equal(board_status(b, "a/b/c/d/e", "{\"online\":1}", 12, NOW), -1);
    assert_int_equal(board_refused(b), 5);
    assert_int_equal(board_summary(b, "a/b/c/d/x", "{\"machine\":", 11, NOW), 0);
    assert_true(board_refresh(b));
    assert_int_equal(board_refused(b), 6);
    assert_int_equal(board_row(b, (size_t)board_find(b, "x"))->grade, LINE_UNKNOWN);
    const char *odd =
        "{\"title\":\"\\u001b[31mred\",\"machine\":{\"state\":\"dancing\",\"since\":\"x\"},"
        "\"counts\":{\"good\":true},\"oee\":{\"oee\":null}}";
    assert_int_equal(board_summary(b, "a/b/c/d/x", odd, strlen(odd), NOW), 0);
    assert_true(board_refresh(b));
    const struct line_row *row = board_row(b, (size_t)board_find(b, "a/b/c/d/x"));
    assert_null(strchr(row->title, '\x1b'));
    assert_true(row->since == TIME_NONE && row->good == -1 && isnan(row->oee));
    assert_int_equal(row->state, MS_UNKNOWN);
    board_free(&b);
}

static void parts_have_their_speakers(void **state)
{
    (void)state;
    struct line_part part[8];
    struct board *b = plant();
    summary(b, "acme/mty/welding/line2/weld2", counted);
    assert_true(board_refresh(b));
    assert_int_equal(board_parts(b, 3, part, 8), 2);
    assert_string_equal(part[1].path, "acme/mty/welding");
    assert_int_equal(part[0].stations, 4);
    assert_int_equal(part[0].grade[LINE_WANTED], 3);
    assert_int_equal(part[0].calls, 1);
    assert_true(part[1].good == 1624 * AMOUNT_ONE && part[1].last[0] == '\0');
    assert_int_equal(board_line(b, "acme/mty/welding/line2", "weld1", "weld2"), 0);
    assert_int_equal(board_line(b, "acme/mty/stamping/line1", "press9", "press9"), 0);
    assert_int_equal(board_parts(b, 4, part, 8), 2);
    assert_true(part[1].good == 812 * AMOUNT_ONE && fabs(part[1].oee - 0.703) < 1e-9);
    assert_true(part[0].good == -1 && isnan(part[0].oee)); /* not heard: no sum in its place */
    assert_int_equal(board_parts(b, 4, part, 1), 1);
    struct jw w;
    jw_init(&w, text, sizeof text);
    line_part_put(&w, &part[0]);
    assert_false(w.overflow);
    assert_non_null(strstr(text, "\"counted_by\":\"last\""));
    board_free(&b);
}

static int64_t revision;
static const char *whose;
static void configured(struct snapshot *s)
{
    counted(s);
    s->config.plant_rev = revision;
    (void)text_copy(s->config.plant, sizeof s->config.plant, whose);
}

static void runs(struct board *b, const char *station, const char *scope, int64_t rev)
{
    whose = scope;
    revision = rev;
    summary(b, station, configured);
    assert_int_equal(board_status(b, station, ONLINE, strlen(ONLINE), NOW), 0);
}

static void says(const struct board *b, const char *station, enum line_grade grade,
                 const char *worst)
{
    char said[160];
    int64_t at = board_find(b, station);
    assert_true(at >= 0);
    const struct line_row *r = board_row(b, (size_t)at);
    assert_int_equal(r->grade, grade);
    assert_string_equal(line_row_worst(r, NOW, said, sizeof said), worst);
}

/* Who runs an older revision than a neighbour that listens to the same one is told. */
static void an_older_revision_is_told(void **state)
{
    struct board *b = board_new();
    (void)state;
    assert_non_null(b);
    runs(b, "a/s/area/line1/p1", "site", 7);
    runs(b, "a/s/area/line1/p2", "site", 6);
    runs(b, "a/s/area/line2/p3", "site", 0);
    runs(b, "a/s/area/line2/p4", "line", 2);
    runs(b, "a/s/area/line3/p5", "line", 3);
    runs(b, "a/s/area/line3/p6", "", 0);
    runs(b, "a/s2/area/line1/p7", "site", 1);
    assert_true(board_refresh(b));
    says(b, "p1", LINE_FINE, "");
    says(b, "p2", LINE_WARNED, "plant's configuration 6, not 7");
    says(b, "p3", LINE_WARNED, "plant's configuration 0, not 7");
    says(b, "p4", LINE_FINE, "");
    says(b, "p5", LINE_FINE, "");
    says(b, "p6", LINE_FINE, "");
    says(b, "p7", LINE_FINE, "");
    runs(b, "a/s/area/line1/p2", "site", 8);
    assert_true(board_refresh(b));
    says(b, "p1", LINE_WARNED, "plant's configuration 7, not 8");
    says(b, "p2", LINE_FINE, "");
    board_free(&b);
}

static void a_row_comes_back_from_json(void **state)
{
    (void)state;
    struct board *b = plant();
    struct line_row back;
    for (size_t i = 0; i < board_count(b); i++) {
        const struct line_row *row = board_row(b, i);
        struct jw w;
        char again[4096];
        jw_init(&w, text, sizeof text);
        line_row_put(&w, row);
        json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
        assert_non_null(json);
        line_row_get(json, &back);
        json_decref(json);
        jw_init(&w, again, sizeof again);
        line_row_put(&w, &back);
        assert_string_equal(again, text);
    }
    board_free(&b);
}

static void ten_thousand_and_the_limit(void **state)
{
    (void)state;
    struct board *b = board_new();
    char path[64];
    for (int i = 0; i <= BOARD_STATIONS_MAX; i++) {
        (void)snprintf(path, sizeof path, "a/b/c%d/l%d/s%d", i / 1000, i / 100, i);
        assert_int_equal(board_status(b, path, ONLINE, strlen(ONLINE), NOW),
                         i < BOARD_STATIONS_MAX ? 0 : -1);
    }
    assert_true(board_refresh(b));
    assert_int_equal(board_count(b), BOARD_STATIONS_MAX);
    assert_string_equal(board_row(b, 1999)->station, "a/b/c1/l19/s1999");
    assert_int_equal(board_find(b, "a/b/c19/l199/s19999"), BOARD_STATIONS_MAX - 1);
    assert_int_equal(board_find(b, "s20000"), -1);
    board_free(&b);
}

static void spans(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *words;
    } rows[] = {{-5, "0 s"},      {99999, "99 s"},     {100000, "1 min"}, {5999999, "99 min"},
                {6000000, "1 h"}, {172799999, "47 h"}, {172800000, "2 d"}};
    char out[LINE_SPAN_SIZE];
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(line_span(rows[i].ms, out), rows[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_what_summaries_say),
        cmocka_unit_test(orders_filters_and_windows),
        cmocka_unit_test(presence_decides),
        cmocka_unit_test(strangers_are_refused),
        cmocka_unit_test(parts_have_their_speakers),
        cmocka_unit_test(an_older_revision_is_told),
        cmocka_unit_test(a_row_comes_back_from_json),
        cmocka_unit_test(ten_thousand_and_the_limit),
        cmocka_unit_test(spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
