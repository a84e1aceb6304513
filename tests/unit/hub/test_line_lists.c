/* SPDX-License-Identifier: MIT */
/* Lists over many stations: stops that nobody has explained, the handover in one line, and the rows
 * as JSON and back. */
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
#include <string.h>

#include <cmocka.h>

#define NOW    INT64_C(1790000000000)
#define ONLINE "{\"online\":true,\"ts\":1789999000000}"

static struct snapshot snap;
static char text[8192];

static void say(struct board *b, const char *station)
{
    size_t n = snapshot_summary(&snap, text, sizeof text);
    assert_in_range(n, 100, 2048);
    assert_int_equal(board_summary(b, station, text, n, NOW), 0);
    assert_int_equal(board_status(b, station, ONLINE, strlen(ONLINE), NOW), 0);
}

static void begin(const char *shift, int good)
{
    snapshot_init(&snap);
    snap.online = true;
    snap.machine.state = MS_RUNNING;
    snap.machine.since = NOW - 60000;
    snap.shift.start = NOW - 3 * MS_PER_HOUR;
    snap.counts.good = good * AMOUNT_ONE;
    snap.counts.target_now = (good + 10) * AMOUNT_ONE;
    snap.job.target = 900 * AMOUNT_ONE;
    snap.oee.oee = good / 1000.0;
    (void)text_copy(snap.shift.name, sizeof snap.shift.name, shift);
}

static void ask(const char *id, int64_t ago_ms, int64_t ms, bool open)
{
    struct snapshot_ask *a = &snap.ask[snap.asks++];
    *a = (struct snapshot_ask){.since = NOW - ago_ms, .end = TIME_NONE, .ms = ms, .rev = 3};
    if (!open)
        a->end = a->since + ms;
    a->state = MS_STOPPED;
    (void)text_copy(a->id, sizeof a->id, id);
    (void)text_copy(a->detail, sizeof a->detail, "E-217 die jam");
    (void)text_copy(a->suggested, sizeof a->suggested, "mech.jam");
    snap.stops.unexplained++;
    snap.unexplained_ms += ms;
}

static void lose(const char *title, int64_t ms)
{
    (void)text_copy(snap.loss.kind, sizeof snap.loss.kind, "reason");
    (void)text_copy(snap.loss.title, sizeof snap.loss.title, title);
    snap.loss.ms = ms;
}

static struct board *plant(void)
{
    struct board *b = board_new();
    assert_non_null(b);
    begin("early", 500);
    ask("S9", 60000, 60000, true);
    ask("S4", 9000000, 30000, false);
    snap.ask[snap.asks++] = (struct snapshot_ask){.id = "B2", .burst = 5, .ms = 99000};
    lose("die jam", 500000);
    say(b, "acme/mty/stamping/line1/press1");
    begin("early", 400);
    ask("S1", 7200000, 400000, false);
    snap.stops.unexplained = 6; /* more than it lists */
    lose("misfeed", 900000);
    snap.handover.waiting = 2;
    snap.handover.outgoing = true;
    (void)text_copy(snap.handover.name, sizeof snap.handover.name, "night");
    (void)text_copy(snap.title, sizeof snap.title, "Press 2");
    say(b, "acme/mty/stamping/line1/press2");
    begin("day", 300);
    say(b, "acme/mty/welding/line2/weld1");
    assert_int_equal(board_known(b, "acme/mty/welding/line2/weld2"), 0);
    assert_true(board_refresh(b));
    return b;
}

static void stops_of_all_stations(void **state)
{
    (void)state;
    struct line_stop stop[8];
    struct board_stops totals;
    struct board_window all = {.count = 8}, late = {.first = 1, .count = 1};
    struct board *b = plant();
    assert_int_equal(board_unexplained(b, &all, false, stop, &totals), 3);
    assert_string_equal(stop[0].id, "S4");
    assert_string_equal(stop[1].id, "S1");
    assert_string_equal(stop[2].id, "S9");
    assert_true(stop[2].end == TIME_NONE && stop[2].online && stop[2].rev == 3);
    assert_string_equal(stop[1].title, "Press 2");
    assert_string_equal(stop[1].detail, "E-217 die jam");
    assert_string_equal(stop[1].suggested, "mech.jam");
    assert_true(totals.matching == 3 && totals.counted == 8 && totals.unlisted == 5);
    assert_true(totals.stations == 2 && totals.unheard == 1);
    assert_int_equal(board_unexplained(b, &all, true, stop, &totals), 3);
    assert_string_equal(stop[0].id, "S1");
    assert_int_equal(board_unexplained(b, &late, true, stop, &totals), 1);
    assert_string_equal(stop[0].id, "S9");
    (void)text_copy(all.under, sizeof all.under, "acme/mty/welding");
    assert_int_equal(board_unexplained(b, &all, true, stop, &totals), 0);
    assert_true(totals.unheard == 1 && totals.unlisted == 0);
    board_free(&b);
}

static void a_shift_in_one_line(void **state)
{
    (void)state;
    struct line_shift shift[8];
    struct board_window all = {.count = 8}, second = {.first = 1, .count = 1};
    size_t matching;
    struct board *b = plant();
    assert_int_equal(board_shifts(b, &all, false, shift, &matching), 4);
    assert_int_equal(matching, 4);
    assert_string_equal(shift[1].loss, "misfeed");
    assert_true(shift[1].waiting == 2 && shift[1].outgoing && !shift[1].incoming);
    assert_string_equal(shift[1].unsigned_shift, "night");
    assert_true(shift[3].unknown == 1 && shift[3].good == -1 && isnan(shift[3].oee));
    assert_int_equal(board_shifts(b, &all, true, shift, &matching), 2);
    assert_string_equal(shift[0].station, "acme/mty/stamping/line1");
    assert_string_equal(shift[0].shift, "early");
    assert_true(shift[0].machines && shift[0].good == 900 * AMOUNT_ONE && isnan(shift[0].oee));
    assert_string_equal(shift[0].loss, "misfeed");
    assert_string_equal(shift[0].where, "Press 2");
    assert_true(shift[0].stations == 2 && shift[0].unexplained == 8 && shift[0].waiting == 2);
    assert_string_equal(shift[1].shift, ""); /* one of them says none */
    assert_int_equal(shift[1].unknown, 1);
    assert_int_equal(board_line(b, "acme/mty/stamping/line1", "press1", "press2"), 0);
    assert_int_equal(board_shifts(b, &all, true, shift, &matching), 2);
    assert_true(!shift[0].machines && shift[0].good == 400 * AMOUNT_ONE);
    assert_true(fabs(shift[0].oee - 0.5) < 1e-9);
    assert_string_equal(shift[0].counted, "press2");
    assert_int_equal(board_shifts(b, &second, true, shift, &matching), 1);
    assert_string_equal(shift[0].station, "acme/mty/welding/line2");
    board_free(&b);
}

static void parts_add_up(void **state)
{
    (void)state;
    struct line_part part[8], back;
    struct board *b = plant();
    assert_int_equal(board_parts(b, 3, part, 8), 2);
    assert_true(part[0].lines == 1 && part[0].stations == 2 && part[0].state[MS_RUNNING] == 2);
    assert_true(part[1].state[MS_UNKNOWN] == 1 && part[1].heard_at == NOW);
    struct jw w;
    jw_init(&w, text, sizeof text);
    line_part_put(&w, &part[1]);
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    line_part_get(json, &back);
    json_decref(json);
    assert_memory_equal(&back.state, &part[1].state, sizeof back.state);
    assert_memory_equal(&back.grade, &part[1].grade, sizeof back.grade);
    assert_string_equal(back.path, "acme/mty/welding");
    assert_true(back.good == 300 * AMOUNT_ONE && isnan(back.oee_last));
    board_free(&b);
}

static void rows_come_back_from_json(void **state)
{
    (void)state;
    static const char past[] =
        "{\"station\":\"a/b/c/d/e\",\"heard_at\":5,\"shifts\":[{\"begin\":7,\"name\":\"early\","
        "\"oee\":0.5},{\"begin\":null,\"name\":7,\"oee\":null}]}";
    struct line_trend trend, again;
    json_t *json = json_loads(past, 0, NULL);
    line_trend_get(json, &trend);
    json_decref(json);
    assert_true(trend.shifts == 2 && trend.heard_at == 5 && isnan(trend.oee[1]));
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    line_trend_put(&w, &trend);
    jw_object_end(&w);
    json = json_loads(text, 0, NULL);
    line_trend_get(json, &again);
    json_decref(json);
    assert_true(again.shifts == 2 && again.begin[0] == 7 && again.begin[1] == TIME_NONE);
    assert_string_equal(again.name[0], "early");

    struct line_loss loss;
    json = json_loads("{\"kind\":\"reason\",\"reason\":\"mech.jam\\u001b[2J\",\"lost_s\":90.5,"
                      "\"count\":3,\"stations\":2}",
                      0, NULL);
    line_loss_get(json, &loss);
    json_decref(json);
    assert_true(loss.lost_ms == 90500 && loss.count == 3 && loss.stations == 2);
    assert_null(strchr(loss.reason, '\033'));

    struct line_stop stop;
    line_stop_get(NULL, &stop);
    assert_true(stop.since == TIME_NONE && stop.ms == -1);
    struct line_shift shift;
    line_shift_get(NULL, &shift);
    assert_true(shift.good == -1 && shift.loss_ms == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stops_of_all_stations),
        cmocka_unit_test(a_shift_in_one_line),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(rows_come_back_from_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
