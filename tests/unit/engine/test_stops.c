/* SPDX-License-Identifier: MIT */
/* Stops: when they open and close, small and long, back through shift edges, and what is suggested
 * as their reason. small_stop is 120 s. */
#include "rig.h"

static struct rig *make(int begin_min)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "fault", ROLE_FAULT);
    rig_signal(r, "fault2", ROLE_FAULT);
    rig_signal(r, "total", ROLE_TOTAL);
    if (begin_min < 0)
        return r;
    struct shift_plan *early = rig_shift(r, "early", 6 * 60, 14 * 60);
    early->pause[early->pauses++] = (struct shift_break){9 * 60, 9 * 60 + 30};
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += begin_min * MS_PER_MIN;
    return r;
}

struct row {
    const char *what;
    int begin_min;
    const char *script, *kind, *expected;
};

static void run(const struct row *row)
{
    struct rig *r = make(row->begin_min);
    rig_play(r, row->script);
    bool figures = strcmp(row->kind, "figures") == 0;
    const char *got = figures ? rig_figures(r) : rig_records(r, row->kind);
    if (strcmp(got, row->expected) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", row->what, got, row->expected);
    rig_free(&r);
}

static void test_life(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a small one is one record", -1,
         "0 state=Execute; 10 state=Held; 130 state=Execute; 200 tick", "stop",
         "1.1 10-130 small 120 stopped"},
        {"a long one is two", -1, "0 state=Execute; 10 state=Held; 300 state=Execute; 301 tick",
         "stop", "1.1 10- long 120.001 stopped; 1.2 10-300 long 290 stopped"},
        {"its states may change", -1,
         "0 state=Execute; 10 state=Held; 20 state=Setup; 30 state=Idle; 60 state=Execute", "stop",
         "1.1 10-60 small 50 stopped"},
        {"its intervals name it", -1,
         "0 state=Held; 20 state=Setup; 30 state=Execute; 40 state=Held", "interval",
         "1.1 0-20 stopped Held S1; 2.1 20-30 changeover Setup S1; 3.1 30-40 running Execute"},
        {"unknown neither ends it nor adds to it", -1,
         "0 state=Execute; 10 state=Held; 20 link=down; 80 link=up; 90 state=Held; 100 "
         "state=Execute",
         "stop", "1.1 10-100 small 20 stopped"},
        {"running after unknown ends it there", -1,
         "0 state=Execute; 10 state=Held; 20 link=down; 80 link=up; 500 state=Execute", "stop",
         "1.1 10-500 small 10 stopped"},
        {"planned mode adds nothing", -1,
         "0 state=Execute; 10 state=Held; 20 mode=maintenance; 500 mode=production; 510 "
         "state=Execute",
         "stop", "1.1 10-510 small 20 stopped"},
        {"running in maintenance ends it", -1,
         "0 state=Execute; 10 state=Held; 20 mode=maintenance; 30 state=Execute", "stop",
         "1.1 10-30 small 10 stopped"},
        {"a planned state adds nothing", -1,
         "0 state=Execute; 10 state=Held; 20 state=Lunch; 500 state=Execute", "stop",
         "1.1 10-500 small 10 stopped"},
        {"in planned time there is none", -1, "0 mode=planned; 10 state=Held; 500 state=Execute",
         "stop", ""},
        {"it begins with the first planned moment", -1,
         "0 mode=planned; 10 state=Held; 30 mode=production; 40 state=Execute", "stop",
         "1.1 30-40 small 10 stopped"},
        {"a break inside adds nothing", 8 * 60 + 59, "0 state=Held; 1890 state=Execute", "stop",
         "1.1 0-1890 small 90 stopped"},
        {"one that begins in a break begins after it", 9 * 60, "0 state=Held; 1810 state=Execute",
         "stop", "1.1 1800-1810 small 10 stopped"},
        {"two of them", -1,
         "0 state=Execute; 10 state=Held; 20 state=Execute; 30 state=Idle; 50 state=Execute",
         "stop", "1.1 10-20 small 10 stopped; 2.1 30-50 small 20 idle"},
        {"one of no time never was", -1,
         "0 state=Execute; 10 state=Held; 10 state=Execute; 20 state=Held; 30 state=Execute",
         "stop", "1.1 20-30 small 10 stopped"},
        {"what it begins with may change in the same moment", -1,
         "0 state=Execute; 10 state=Held; 10 state=Setup; 20 state=Execute", "stop",
         "1.1 10-20 small 10 changeover"},
        {"stopped by a mode in the same message", -1,
         "0 state=Execute; 10 state=Held; 10 mode=maintenance; 20 state=Execute", "stop", ""},
        {"still open", -1, "0 state=Execute; 10 state=Held; 100 tick", "stop", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

static void test_limit(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"so far small: performance", -1, "0 state=Execute; 100 state=Held; 220 tick", "figures",
         "planned 220 run 220 unknown 0 | running 100 stopped 120 | stops 1 small 1 unexplained "
         "0/0"},
        {"past the limit: all of it availability", -1,
         "0 state=Execute; 100 state=Held; 220.001 tick", "figures",
         "planned 220.001 run 100 unknown 0 | running 100 stopped 120.001 | stops 1 small 0 "
         "unexplained 1/120.001"},
        {"closed small", -1, "0 state=Execute; 100 state=Held; 220 state=Execute; 300 tick",
         "figures",
         "planned 300 run 300 unknown 0 | running 180 stopped 120 | stops 1 small 1 unexplained "
         "0/0"},
        {"closed long", -1, "0 state=Execute; 100 state=Held; 230 state=Execute; 300 tick",
         "figures",
         "planned 300 run 170 unknown 0 | running 170 stopped 130 | stops 1 small 0 unexplained "
         "1/130"},
        {"lost time counts, not the time it takes", -1,
         "0 state=Held; 100 mode=planned; 1000 mode=production; 1020 tick", "figures",
         "planned 120 run 120 unknown 0 | stopped 1020 | stops 1 small 1 unexplained 0/0"},
        {"… and passes the limit later", -1,
         "0 state=Held; 100 mode=planned; 1000 mode=production; 1030 tick", "stop",
         "1.1 0- long 120.001 stopped"},
        {"told late that it had ended before: small after all", -1,
         "0 state=Execute; 100 state=Held; 250 state=Execute@210; 300 tick", "stop",
         "1.1 100- long 120.001 stopped; 1.2 100-210 small 110 stopped"},
        {"… in the figures too", -1,
         "0 state=Execute; 100 state=Held; 250 state=Execute@210; 300 tick", "figures",
         "planned 300 run 300 unknown 0 | running 190 stopped 110 | stops 1 small 1 unexplained "
         "0/0"},
        {"told late, and long at once", -1, "0 state=Execute; 500 state=Held@100", "stop",
         "1.1 100- long 400 stopped"},
        {"told as long, then that it never was", -1,
         "0 state=Execute; 500 state=Held@100; 600 state=Execute@100; 700 tick", "stop",
         "1.1 100- long 400 stopped; 1.2 100-100 small 0 stopped"},
        {"… nor anything else", -1,
         "0 state=Execute; 500 state=Held@100; 600 state=Dark@100; 700 tick", "stop",
         "1.1 100- long 400 stopped; 1.2 100-100 small 0 stopped"},
        {"… but another loss", -1,
         "0 state=Execute; 500 state=Held@100; 600 state=Setup@100; 700 state=Execute", "stop",
         "1.1 100- long 400 stopped; 1.2 100-700 long 600 changeover"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
    struct rig *r = make(-1);
    r->config.small_stop_ms = 0;
    rig_play(r, "0 state=Execute; 10 state=Held; 11 state=Execute");
    assert_string_equal(rig_records(r, "stop"),
                        "1.1 10- long 0.001 stopped; 1.2 10-11 long 1 stopped");
    rig_free(&r);
}

/* One stop, two shifts (or three: there may be a gap between). */
static void test_shift_edges(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"each shift has its part, the first one counts it", 13 * 60 + 59,
         "0 state=Execute; 10 state=Held; 90 state=Execute; 120 tick", "shift",
         "1 -28740-60 early; 2 -28740-60 early unknown 26940 running 10 stopped 50 small 50 stops "
         "1/1; 1 60-28860 late"},
        {"… the other does not", 13 * 60 + 59,
         "0 state=Execute; 10 state=Held; 90 state=Execute; 120 tick", "figures",
         "planned 60 run 60 unknown 0 | running 30 stopped 30 | stops 0 small 0 unexplained 0/0"},
        {"it turns long: the shift before is told again", 13 * 60 + 59,
         "0 state=Execute; 10 state=Held; 200 tick", "shift",
         "1 -28740-60 early; 2 -28740-60 early unknown 26940 running 10 stopped 50 small 50 stops "
         "1/1; 1 60-28860 late; 3 -28740-60 early unknown 26940 running 10 stopped 50 small 0 "
         "stops 1/0"},
        {"this shift's part is not explained", 13 * 60 + 59,
         "0 state=Execute; 10 state=Held; 260 state=Execute; 300 tick", "figures",
         "planned 240 run 40 unknown 0 | running 40 stopped 200 | stops 0 small 0 unexplained "
         "1/200"},
        {"over a night without shift", 21 * 60 + 59, "0 state=Execute; 10 state=Held; 28931 tick",
         "shift",
         "1 -28740-60 late; 2 -28740-60 late unknown 28740 running 10 stopped 50 small 50 stops "
         "1/1; 1 28860-57660 early; 3 -28740-60 late unknown 28740 running 10 stopped 50 small 0 "
         "stops 1/0"},
        {"told late that it was small: told again", 13 * 60 + 59,
         "0 state=Execute; 10 state=Held; 200 state=Execute@100; 210 tick", "shift",
         "1 -28740-60 early; 2 -28740-60 early unknown 26940 running 10 stopped 50 small 50 stops "
         "1/1; 1 60-28860 late; 3 -28740-60 early unknown 26940 running 10 stopped 50 small 0 "
         "stops 1/0; 4 -28740-60 early unknown 26940 running 10 stopped 50 small 50 stops 1/1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

static void test_suggested(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"what the machine says while it is down", -1,
         "0 state=Execute; 10 state=Held; 11 fault=E-217 die jam; 20 state=Execute", "stop",
         "1.1 10-20 small 10 stopped E-217 die jam"},
        {"… or said just before", -1,
         "0 state=Execute; 9 fault=E-217; 10 state=Held; 20 state=Execute", "stop",
         "1.1 10-20 small 10 stopped E-217"},
        {"the first one is the cause", -1,
         "0 state=Execute; 10 state=Held; 11 fault=E-1; 12 fault=E-2; 20 state=Execute", "stop",
         "1.1 10-20 small 10 stopped E-1"},
        {"of whichever source", -1,
         "0 state=Execute; 10 state=Held; 11 fault2=E-9; 12 fault=E-2; 20 state=Execute", "stop",
         "1.1 10-20 small 10 stopped E-9"},
        {"none", -1, "0 state=Execute; 9 fault=0; 10 state=Held; 20 state=Execute", "stop",
         "1.1 10-20 small 10 stopped"},
        {"a number", -1, "0 state=Execute; 10 state=Held; 11 fault=217; 20 state=Execute", "stop",
         "1.1 10-20 small 10 stopped 217"},
        {"a bit", -1, "0 state=Execute; 10 state=Held; 11 fault=true; 20 state=Execute", "stop",
         "1.1 10-20 small 10 stopped fault"},
        {"a bit that is off", -1,
         "0 state=Execute; 10 state=Held; 11 fault=false; 20 state=Execute", "stop",
         "1.1 10-20 small 10 stopped"},
        {"not what is stale", -1,
         "0 state=Execute; 1 fault=E-1; 2 link=down; 3 link=up; 4 state=Execute; 10 state=Held; 20 "
         "state=Execute",
         "stop", "1.1 10-20 small 10 stopped"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

/* The stop that is shown: the open one, else the last that touches the window. */
static void test_shown(void **state)
{
    (void)state;
    struct rig *r = make(13 * 60 + 50);
    rig_play(r, "0 state=Execute; 100 tick");
    assert_string_equal(rig_snapshot(r)->stop.id, "");
    rig_play(r, "110 state=Wait; 111 fault=E-5; 150 tick");
    const struct snapshot *s = rig_snapshot(r);
    assert_string_equal(s->stop.id, "S1");
    assert_int_equal(s->stop.since, r->begin + 110000);
    assert_int_equal(s->stop.end, TIME_NONE);
    assert_int_equal(s->stop.ms, 40000);
    assert_int_equal(s->stop.state, MS_STARVED);
    assert_string_equal(s->stop.suggested, "E-5");
    assert_true(s->stop.small);
    rig_play(r, "160 state=Execute; 170 tick");
    s = rig_snapshot(r);
    assert_string_equal(s->stop.id, "S1");
    assert_int_equal(s->stop.end, r->begin + 160000);
    assert_int_equal(s->stop.ms, 50000);
    rig_play(r, "700 tick"); /* the next shift has seen none */
    assert_string_equal(rig_snapshot(r)->stop.id, "");
    rig_free(&r);
}

/* Stops of a machine that only makes parts: the stop began with the last part, and is known now. */
/* The clock is set back to the shift before: that one goes on, and shows its stops. */
static void test_shown_in_resumed_shift(void **state)
{
    (void)state;
    struct rig *r = make(13 * 60 + 59);
    rig_play(r, "0 state=Execute; 70 clock=-60; 75 state=Held; 80 tick");
    assert_string_equal(rig_snapshot(r)->shift.name, "early");
    assert_string_equal(rig_snapshot(r)->stop.id, "S1");
    assert_int_equal(rig_snapshot(r)->stops.count, 1);
    rig_free(&r);
}

static void test_from_pulses(void **state)
{
    (void)state;
    struct rig *r = rig_new();
    rig_signal(r, "total", ROLE_TOTAL)->counter.kind = COUNTER_PULSE;
    r->config.pulse_stop_after_ms = 30000;
    r->config.small_stop_ms = 20000;
    rig_play(r, "10 total=1; 15 total=1; 20 total=1; 60 tick; 90 total=1; 95 total=1");
    assert_string_equal(rig_records(r, "stop"),
                        "1.1 20- long 30 stopped; 1.2 20-90 long 70 stopped");
    assert_non_null(strstr(r->log, "\"detected\":1795305650000"));
    assert_string_equal(rig_records(r, "interval"),
                        "1.1 0-10 unknown start; 2.1 10-20 running; 3.1 20-90 stopped S1");
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life),        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_shift_edges), cmocka_unit_test(test_suggested),
        cmocka_unit_test(test_shown),       cmocka_unit_test(test_shown_in_resumed_shift),
        cmocka_unit_test(test_from_pulses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
