/* SPDX-License-Identifier: MIT */
/* What is asked for when, and what replies become: rows by hand, hostile and nonsense rows, pages,
 * refusals, limits. */
#include "console/panels/asks.h"
#include "console/panels/panel.h"
#include "console/panels/record.h"
#include "console/panels/rows.h"
#include "tests/screens/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct bench {
    struct view view;
    struct asks asks;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    if (b == NULL || view_init(&b->view, GLYPH_UNICODE) != 0)
        return -1;
    b->view.boot_ms = 10000;
    b->view.wall_ms = at(13, 7, 22);
    b->view.conn.state = CONN_LIVE;
    asks_begin(&b->asks, &b->view);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    view_done(&b->view);
    free(b);
    return 0;
}

static void reply(struct bench *b, const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    (void)asks_reply(&b->asks, &b->view, json);
    json_decref(json);
}

/* The next request but for what can be chosen: those are always wanted, and answered here. */
static bool next_rows(struct bench *b, char line[ASKS_LINE])
{
    static const char *const choices[] = {"reasons\"", "\"modes\"", "\"jobs\"", "\"scraps\"",
                                          "\"call-types\""};
    while (asks_next(&b->asks, &b->view, line)) {
        bool choice = false;
        for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
            choice = choice || strstr(line, choices[i]) != NULL;
        if (!choice)
            return true;
        char answer[64];
        (void)text_format(answer, sizeof answer, "{\"id\":%lld,\"ok\":true}",
                          (long long)b->asks.next_id);
        reply(b, answer);
    }
    return false;
}

static void take_snapshot(struct bench *b)
{
    struct snapshot s;
    fixture_snapshot(&s);
    view_take_snapshot(&b->view, &s);
    asks_notice(&b->asks, &b->view);
}

static void expect(struct bench *b, const char *want)
{
    char line[ASKS_LINE];
    bool any = next_rows(b, line);
    if (want == NULL && any)
        fail_msg("asked %s", line);
    if (want != NULL) {
        assert_true(any);
        assert_string_equal(line, want);
    }
}

static void test_beginning(void **state)
{
    struct bench *b = *state;
    asks_want(&b->asks, &b->view, NEED_TIMELINE | NEED_LOG, false, "");
    expect(b, "{\"cmd\":\"zone\",\"id\":1}");
    expect(b, "{\"cmd\":\"watch\",\"id\":2}");
    expect(b, NULL); /* the window of rows is not known before the first snapshot */
    take_snapshot(b);
    expect(b, "{\"cmd\":\"timeline\",\"id\":3,\"from\":1773316800000,\"limit\":4000}");
    expect(b, "{\"cmd\":\"log\",\"id\":4,\"limit\":200}");
    expect(b, NULL);
    assert_false(asks_settled(&b->asks, &b->view));
    reply(b, "{\"id\":1,\"ok\":true,\"name\":\"America/Monterrey\",\"offsets\":[[0,-21600],"
             "[\"x\",1],[5,999999],3]}");
    reply(b, "{\"id\":2,\"ok\":true}");
    reply(b, "{\"id\":3,\"ok\":true,\"rows\":[],\"more\":false}");
    reply(b, "{\"id\":4,\"ok\":true,\"rows\":[],\"more\":false}");
    assert_true(asks_settled(&b->asks, &b->view));
    assert_true(b->view.zone_known);
    assert_int_equal(b->view.zone.count, 1);
    assert_string_equal(b->view.zone.name, "America/Monterrey");
}

/* The load is of the shift; alerts are asked for only when the snapshot cannot hold them. */
static void test_alerts_beyond_the_snapshot(void **state)
{
    struct bench *b = *state;
    char line[ASKS_LINE], text[64];
    asks_want(&b->asks, &b->view, NEED_LOAD | NEED_ALERTS, false, "");
    take_snapshot(b);
    b->view.snap.alerts = 47;
    expect(b, "{\"cmd\":\"zone\",\"id\":1}");
    expect(b, "{\"cmd\":\"watch\",\"id\":2}");
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "{\"cmd\":\"alarm-load\""));
    assert_non_null(strstr(line, "\"from\":1773316800000}"));
    expect(b, NULL);
    b->view.snap.alerts = SNAPSHOT_ALERTS;
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "{\"cmd\":\"alerts\""));
    (void)text_format(text, sizeof text, "{\"id\":%lld,\"ok\":true,\"alerts\":[],\"count\":0}",
                      (long long)b->asks.next_id);
    reply(b, text);
    expect(b, NULL);
    b->view.boot_ms += 5000; /* and again while it is looked at */
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "{\"cmd\":\"alerts\""));
}

static void settle(struct bench *b)
{
    char line[ASKS_LINE], text[128];
    while (next_rows(b, line)) {
        (void)text_format(text, sizeof text, "{\"id\":%lld,\"ok\":true,\"rows\":[],\"more\":false}",
                          (long long)b->asks.next_id);
        reply(b, text);
    }
}

static void test_changes_are_asked_for_once(void **state)
{
    struct bench *b = *state;
    asks_want(&b->asks, &b->view, NEED_TIMELINE | NEED_STOPS | NEED_MINUTES, false, "");
    take_snapshot(b);
    settle(b);
    take_snapshot(b); /* nothing new */
    b->view.boot_ms += 1000;
    expect(b, NULL);
    struct snapshot s;
    fixture_snapshot(&s);
    s.machine.since += 60000; /* another state: its rows, a moment later */
    view_take_snapshot(&b->view, &s);
    asks_notice(&b->asks, &b->view);
    expect(b, NULL);
    assert_int_equal(asks_deadline(&b->asks, &b->view), b->view.boot_ms + 400);
    b->view.boot_ms += 400;
    char line[ASKS_LINE];
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "\"timeline\""));
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "\"stops\""));
    expect(b, NULL);
    settle(b);
    b->view.wall_ms += MS_PER_MIN; /* a minute is over: it is on record soon */
    asks_notice(&b->asks, &b->view);
    expect(b, NULL);
    b->view.boot_ms += 3000;
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "\"minutes\""));
}

static void test_no_answer_and_refusal(void **state)
{
    struct bench *b = *state;
    char line[ASKS_LINE];
    settle(b);
    asks_want(&b->asks, &b->view, NEED_TIMELINE, false, "");
    take_snapshot(b);
    assert_true(next_rows(b, line));
    b->view.boot_ms += 9000;
    asks_want(&b->asks, &b->view, 0, false, "");
    asks_want(&b->asks, &b->view, NEED_TIMELINE, false, "");
    expect(b, NULL); /* it is under way */
    b->view.boot_ms += 2000;
    assert_true(next_rows(b, line));                /* given up, asked anew */
    reply(b, "{\"id\":3,\"ok\":true,\"rows\":[]}"); /* the old one's answer: nobody's */
    (void)text_format(line, sizeof line,
                      "{\"id\":%lld,\"ok\":false,\"error\":{\"code\":\"store\",\"text\":\"x\"}}",
                      (long long)b->asks.next_id);
    reply(b, line);
    expect(b, NULL);
    b->view.boot_ms += 5000;
    assert_true(next_rows(b, line));
}

static void test_why_follows_the_selection(void **state)
{
    struct bench *b = *state;
    char line[ASKS_LINE];
    settle(b);
    take_snapshot(b);
    asks_want(&b->asks, &b->view, NEED_WHY, false, "");
    expect(b, NULL);
    asks_want(&b->asks, &b->view, NEED_WHY, false, "yellow");
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "\"lamp\":\"yellow\""));
    (void)text_format(line, sizeof line,
                      "{\"id\":%lld,\"ok\":true,\"lamp\":\"yellow\",\"text\":\"be\\u0007cause\"}",
                      (long long)b->asks.next_id);
    reply(b, line);
    assert_string_equal(b->view.why_lamp, "yellow");
    assert_null(strchr(b->view.why, 7));
    asks_notice(&b->asks, &b->view);
    settle(b);
    b->view.snap.lamp[1].pattern = LAMP_ON;
    asks_notice(&b->asks, &b->view);
    assert_true(next_rows(b, line));
}

static void test_whole_log(void **state)
{
    struct bench *b = *state;
    char line[ASKS_LINE];
    take_snapshot(b);
    settle(b);
    asks_want(&b->asks, &b->view, NEED_LOG, true, "");
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "\"limit\":512"));
    (void)text_format(line, sizeof line, "{\"id\":%lld,\"ok\":true,\"rows\":[],\"more\":false}",
                      (long long)b->asks.next_id);
    reply(b, line);
    assert_int_equal(asks_deadline(&b->asks, &b->view), b->view.boot_ms + 15000);
}

/* The next request, and a reply with these rows to it. */
static void answer_next(struct bench *b, const char *want, const char *rows)
{
    char line[ASKS_LINE], text[512];
    assert_true(next_rows(b, line));
    if (strstr(line, want) == NULL)
        fail_msg("asked %s", line);
    (void)text_format(text, sizeof text, "{\"id\":%lld,\"ok\":true,\"rows\":[%s],\"more\":false}",
                      (long long)b->asks.next_id, rows);
    reply(b, text);
}

/* What a hub has put aside may be older than all of the log that is at hand. */
static void test_what_is_parked_is_asked_for(void **state)
{
    struct bench *b = *state;
    take_snapshot(b);
    settle(b);
    asks_want(&b->asks, &b->view, NEED_LOG, true, "");
    answer_next(b, "{\"cmd\":\"log\",",
                "{\"n\":9,\"kind\":\"stop\",\"id\":\"S1\",\"rev\":1,\"wall\":1773316800000,"
                "\"actor\":\"a\",\"state\":\"sent\",\"parked\":null,\"body\":{}}");
    b->view.snap.sync.way = (struct way){.on = true, .confirmed = 8, .sent = 8};
    assert_int_equal(record_way(&b->view, &b->view.log.row[0]), WAY_KEPT);
    b->view.snap.sync.way.confirmed = 9;
    assert_int_equal(record_way(&b->view, &b->view.log.row[0]), WAY_CONFIRMED);
    b->view.log_kind = LOG_PARKED;
    asks_want(&b->asks, &b->view, NEED_LOG, true, "");
    answer_next(b, "{\"cmd\":\"parked\",",
                "{\"n\":null,\"kind\":\"stop\",\"id\":\"S0\",\"rev\":1,\"wall\":1773316800000,"
                "\"actor\":\"a\",\"state\":\"parked\",\"parked\":\"no\\u001b[2Jt\",\"body\":null}");
    assert_int_equal(log_count(&b->view), 1);
    assert_int_equal(record_way(&b->view, log_at(&b->view, 0)), WAY_PARKED);
    assert_null(strchr(log_at(&b->view, 0)->parked, 0x1b));
    /* another screen wants the log itself */
    asks_want(&b->asks, &b->view, NEED_LOG, false, "");
    answer_next(b, "{\"cmd\":\"log\",", "");
}

/* V in the log: one walk, one answer in words; asked again where the connection broke. */
static void test_verify(void **state)
{
    static const struct {
        const char *members, *told;
    } rows[] = {
        {"\"ok\":true,\"rows\":[{\"records\":1204,\"ok\":true}]",
         "every record is as it was written: 1 204 records"},
        {"\"ok\":true,\"rows\":[{\"records\":9,\"ok\":false,\"first_bad\":\"record 7: its hash\"}]",
         "the record was changed or damaged: record 7: its hash"},
        {"\"ok\":false,\"error\":{\"code\":\"busy\",\"text\":\"one runs\"}",
         "the record cannot be verified now: one runs"},
    };
    struct bench *b = *state;
    char line[ASKS_LINE];
    take_snapshot(b);
    settle(b);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        record_verify(&b->view);
        assert_true(b->view.verifying);
        asks_want(&b->asks, &b->view, NEED_VERIFY, false, "");
        assert_true(next_rows(b, line));
        assert_non_null(strstr(line, "\"cmd\":\"verify\""));
        b->view.boot_ms += 30000; /* a long record */
        expect(b, NULL);
        if (i == 1) { /* the connection broke */
            asks_begin(&b->asks, &b->view);
            do
                assert_true(next_rows(b, line));
            while (!strstr(line, "\"cmd\":\"verify\""));
        }
        (void)text_format(line, sizeof line, "{\"id\":%lld,%s,\"more\":false}",
                          (long long)b->asks.next_id, rows[i].members);
        reply(b, line);
        assert_string_equal(b->view.notice, rows[i].told);
        assert_false(b->view.verifying);
    }
}

static json_t *rows_from(const char *text)
{
    json_t *rows = json_loads(text, 0, NULL);
    assert_non_null(rows);
    return rows;
}

static void test_timeline_rows(void **state)
{
    struct bench *b = *state;
    json_t *rows =
        rows_from("[{\"begin\":100,\"end\":200,\"state\":\"running\",\"plan\":true,\"small\":null},"
                  "{\"begin\":200,\"end\":300,\"state\":\"stopped\",\"plan\":true,\"small\":true},"
                  "{\"begin\":300,\"end\":400,\"state\":\"bananas\",\"plan\":false},"
                  "{\"begin\":null,\"end\":500},{\"end\":7},7,null]");
    rows_timeline(&b->view, rows, 100, true);
    json_decref(rows);
    const struct timeline *t = &b->view.timeline;
    assert_int_equal(t->count, 3);
    assert_int_equal(t->row[0].state, MS_RUNNING);
    assert_true(t->row[1].small && t->row[1].planned);
    assert_int_equal(t->row[2].state, MS_UNKNOWN);
    rows = rows_from("[{\"begin\":300,\"end\":450,\"state\":\"idle\",\"plan\":true},"
                     "{\"begin\":450,\"end\":460,\"state\":\"running\",\"plan\":true}]");
    rows_timeline(&b->view, rows, 250, true); /* asked again from 250 on: those are replaced */
    json_decref(rows);
    assert_int_equal(t->count, 4);
    assert_int_equal(t->row[2].state, MS_IDLE);
    assert_int_equal(t->row[3].end_ms, 460);
}

static void test_tables_are_bounded(void **state)
{
    struct bench *b = *state;
    json_t *rows = json_array();
    for (int i = 0; i < 6000; i++)
        (void)json_array_append_new(
            rows, json_pack("{s:I,s:I,s:s,s:I,s:s,s:s,s:I,s:I}", "begin", (json_int_t)i * 10, "end",
                            (json_int_t)i * 10 + 10, "state", "running", "ms", (json_int_t)10, "id",
                            i % 2 ? "S1" : "S2", "kind", "stop", "wall", (json_int_t)i, "good",
                            (json_int_t)1000000));
    rows_timeline(&b->view, rows, 0, true);
    rows_minutes(&b->view, rows, 0, true);
    rows_stops(&b->view, rows, 0, true);
    rows_log(&b->view, rows, true);
    json_decref(rows);
    assert_in_range(b->view.timeline.count, 1, VIEW_TIMELINE_MAX);
    assert_in_range(b->view.minutes.count, 1, VIEW_MINUTES_MAX);
    assert_in_range(b->view.stops.count, 1, VIEW_STOPS_MAX);
    assert_int_equal(b->view.log.count, VIEW_LOG_MAX);
    assert_true(b->view.log.more);
    /* the latest are kept, the log's first are; the timeline gets coarser, without a hole */
    const struct timeline *t = &b->view.timeline;
    assert_int_equal(t->row[0].begin_ms, 0);
    assert_int_equal(t->row[t->count - 1].begin_ms, 59990);
    for (size_t i = 1; i < t->count; i++)
        assert_int_equal(t->row[i].begin_ms, t->row[i - 1].end_ms);
    assert_int_equal(b->view.minutes.row[b->view.minutes.count - 1].good, 1000000);
    assert_int_equal(b->view.log.row[0].wall_ms, 0);
}

/* A full reply may not be all there is. */
static void test_full_replies_are_followed(void **state)
{
    struct bench *b = *state;
    char line[ASKS_LINE];
    settle(b);
    asks_want(&b->asks, &b->view, NEED_TIMELINE, false, "");
    take_snapshot(b);
    assert_true(next_rows(b, line));
    json_t *rows = json_array();
    int64_t begin = b->view.snap.shift.start;
    for (int i = 0; i < 2000; i++)
        (void)json_array_append_new(
            rows, json_pack("{s:I,s:I,s:s}", "begin", (json_int_t)(begin + i * 10), "end",
                            (json_int_t)(begin + i * 10 + 10), "state", "running"));
    for (int page = 0; page < 2; page++) {
        json_t *reply_ = json_pack("{s:I,s:b,s:b,s:O}", "id", (json_int_t)b->asks.next_id, "ok", 1,
                                   "more", page == 0, "rows", rows);
        (void)asks_reply(&b->asks, &b->view, reply_);
        json_decref(reply_);
    }
    json_decref(rows);
    assert_true(next_rows(b, line));
    assert_non_null(strstr(line, "\"timeline\""));
}

static void test_stop_rows(void **state)
{
    struct bench *b = *state;
    json_t *rows = rows_from(
        "[{\"id\":\"S1\",\"begin\":100,\"end\":200,\"ms\":90,\"small\":false,\"state\":\"stopped\","
        "\"reason\":null,\"suggested\":\"E\\u001b[31m-7\"},"
        "{\"id\":\"S1\",\"begin\":100,\"end\":250,\"ms\":140,\"small\":false,\"state\":\"stopped\","
        "\"reason\":\"die jam\"},"
        "{\"id\":\"S3\",\"begin\":260,\"end\":260,\"ms\":0,\"state\":\"stopped\","
        "\"into\":\"S1\"},"
        "{\"id\":\"S2\",\"begin\":300,\"end\":null,\"ms\":null,\"state\":\"starved\"}]");
    rows_stops(&b->view, rows, 0, true);
    json_decref(rows);
    const struct stops *s = &b->view.stops;
    assert_int_equal(s->count, 2);
    assert_string_equal(s->row[0].reason, "die jam");
    assert_int_equal(s->row[0].ms, 140);
    assert_int_equal(s->row[1].end_ms, TIME_NONE);
    assert_int_equal(s->row[1].ms, 0);
}

static void test_log_in_words(void **state)
{
    static const struct {
        const char *kind, *body, *want;
    } cases[] = {
        {"interval", "{\"ms\":761000,\"state\":\"running\",\"detail\":\"Execute\"}",
         "running for 12 min 41 s \u00B7 Execute"},
        {"interval", "{\"ms\":5000,\"state\":\"idle\",\"detail\":null}", "idle for 5 s"},
        {"stop", "{\"ms\":0,\"end\":null,\"state\":\"stopped\",\"small\":true}",
         "small stop: stopped began"},
        {"stop",
         "{\"ms\":242000,\"end\":5,\"state\":\"stopped\",\"small\":false,"
         "\"suggested\":\"E-217\"}",
         "stopped 4 min 02 s \u00B7 E-217"},
        {"minute", "{\"good\":14.5,\"scrap\":1,\"gap\":true}", "good 14.5, scrap 1, with a gap"},
        {"fault", "{\"signal\":\"oil\",\"text\":\"not a number\"}", "oil: not a number"},
        {"shift", "{\"name\":\"early\",\"closed\":false}", "early runs"},
        {"shift", "{\"name\":null,\"closed\":true}", "plant day closed"},
        {"clock", "{\"delta_ms\":-3600000}", "the clock went back by 1 h 00 min"},
        {"config", "{\"id\":\"0405d0c0ba283fc5\"}", "configuration 0405d0c0ba283fc5 accepted"},
        {"open", "{\"station\":\"a/b\"}", "the record of a/b was opened"},
        {"scrap", "{\"quantity\":-3,\"reason\":\"burr\",\"note\":\"x\",\"of\":\"R2\"}",
         "-3 scrap \u00B7 burr \u00B7 x \u00B7 reverses R2"},
        {"job", "{\"order\":\"4711\",\"product\":\"P7\",\"state\":\"running\",\"good\":12}",
         "4711 \u00B7 P7 \u00B7 running \u00B7 good 12"},
        {"mode", "{\"mode\":\"planned\",\"title\":\"Cleaning\",\"end\":7}",
         "Cleaning \u00B7 ended"},
        {"handover", "{\"name\":\"early\",\"state\":\"waiting\",\"outgoing\":{\"by\":\"anna\"}}",
         "early \u00B7 waiting \u00B7 goes: anna"},
        {"session", "{\"person\":\"anna\",\"role\":\"supervisor\",\"why\":null}",
         "anna \u00B7 as supervisor"},
        {"call", "{\"title\":\"Material\",\"state\":\"raised\"}", "Material \u00B7 raised"},
        {"call", "{}", ""},
        {"call", "null", ""},
    };
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        (void)text_format(text, sizeof text,
                          "[{\"kind\":\"%s\",\"id\":\"X\",\"wall\":%zu,\"body\":%s}]",
                          cases[i].kind, i, cases[i].body);
        json_t *rows = rows_from(text);
        rows_log(&b->view, rows, true);
        json_decref(rows);
        assert_int_equal(b->view.log.count, 1);
        assert_string_equal(b->view.log.row[0].text, cases[i].want);
    }
    json_t *rows = rows_from("[{\"kind\":\"nonsense\",\"wall\":1},{\"kind\":\"stop\"}]");
    rows_log(&b->view, rows, true);
    json_decref(rows);
    assert_int_equal(b->view.log.count, 0);
}

/* So that forms have them when they open; a person's entry asks for them anew, and for old stops.
 */
static void test_choices(void **state)
{
    struct bench *b = *state;
    char line[ASKS_LINE];
    int asked = 0;
    take_snapshot(b);
    while (asks_next(&b->asks, &b->view, line))
        asked += strstr(line, "\"reasons\"") || strstr(line, "\"modes\"") ||
                 strstr(line, "\"jobs\"") || strstr(line, "\"scrap-reasons\"");
    assert_int_equal(asked, 4);
    for (int i = 1; i <= b->asks.next_id; i++) {
        (void)text_format(line, sizeof line, "{\"id\":%d,\"ok\":true}", i);
        reply(b, line);
    }
    asks_want(&b->asks, &b->view, NEED_STOPS | NEED_SCRAPS, false, "");
    settle(b);
    fixture_rows(&b->view);
    asks_refresh(&b->asks, &b->view);
    bool whole = false, reasons = false;
    while (asks_next(&b->asks, &b->view, line)) {
        whole = whole || strstr(line, "\"stops\",\"id\"") != NULL;
        if (strstr(line, "\"stops\"") != NULL)
            assert_non_null(strstr(line, "\"from\":1773316800000"));
        reasons = reasons || strstr(line, "\"reasons\"") != NULL;
    }
    assert_true(whole && reasons);
}

static void test_another_shift_forgets(void **state)
{
    struct bench *b = *state;
    take_snapshot(b);
    fixture_rows(&b->view);
    struct snapshot s;
    fixture_snapshot(&s);
    s.shift.start = at(14, 0, 0);
    s.shift.end = at(22, 0, 0);
    view_take_snapshot(&b->view, &s);
    asks_notice(&b->asks, &b->view);
    assert_int_equal(b->view.timeline.count, 0);
    assert_int_equal(b->view.minutes.count, 0);
    assert_int_equal(b->view.stops.count, 0);
}

/* Told a moment later, once, as many as fit in a line; the others with the next one. */
static void test_opened_screens(void **state)
{
    struct bench *b = *state;
    char line[ASKS_LINE], name[OPENED_NAME];
    int64_t told = 0;
    for (int i = 0; i < 12; i++) {
        (void)snprintf(name, sizeof name, "screen-with-a-name-%d", i);
        opened_add(&b->view.opened, name, PERSON_VIEWER, 2);
    }
    for (int round = 0; round < 6; round++) {
        take_snapshot(b);
        b->view.boot_ms += 5000;
        while (asks_next(&b->asks, &b->view, line)) {
            char answer[64];
            json_t *json = json_loads(line, 0, NULL);
            assert_non_null(json);
            struct opened one = {.rows = 0};
            opened_read(&one, json_object_get(json, "screens"), PERSON_VIEWER);
            told += opened_sum(&one, PERSON_VIEWER);
            json_decref(json);
            (void)text_format(answer, sizeof answer, "{\"id\":%lld,\"ok\":true}",
                              (long long)b->asks.next_id);
            reply(b, answer);
        }
    }
    assert_int_equal(told, 24);
    assert_int_equal(b->view.opened.rows, 0);
}

int main(void)
{
#define ASKS_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ASKS_TEST(test_beginning),
        ASKS_TEST(test_alerts_beyond_the_snapshot),
        ASKS_TEST(test_changes_are_asked_for_once),
        ASKS_TEST(test_no_answer_and_refusal),
        ASKS_TEST(test_why_follows_the_selection),
        ASKS_TEST(test_whole_log),
        ASKS_TEST(test_verify),
        ASKS_TEST(test_what_is_parked_is_asked_for),
        ASKS_TEST(test_timeline_rows),
        ASKS_TEST(test_tables_are_bounded),
        ASKS_TEST(test_full_replies_are_followed),
        ASKS_TEST(test_stop_rows),
        ASKS_TEST(test_log_in_words),
        ASKS_TEST(test_choices),
        ASKS_TEST(test_another_shift_forgets),
        ASKS_TEST(test_opened_screens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
