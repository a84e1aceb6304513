/* SPDX-License-Identifier: MIT */
/* What time counts as (design.md's table), windows and their edges, clocks that are set. */
#include "rig.h"

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "total", ROLE_TOTAL);
    return r;
}

/* early 06:00-14:00 with a break 09:00-09:30; late 14:00-22:00; then nothing until morning. */
static struct rig *make_shifts(int begin_min)
{
    struct rig *r = make();
    struct shift_plan *early = rig_shift(r, "early", 6 * 60, 14 * 60);
    early->pause[early->pauses++] = (struct shift_break){9 * 60, 9 * 60 + 30};
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += begin_min * MS_PER_MIN;
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

/* The table: every state in every kind of time. 100 s of it, in a station that had run for 100 s
 * before. small_stop is 120 s, so losses are small stops unless the limit is 0. */
static void test_table(void **state)
{
    (void)state;
    enum kind { RUN, LOSS, UNKNOWN, NOT_PLANNED };
    static const struct {
        const char *word;
        enum kind in_plan;
    } states[] = {
        {"Execute", RUN}, {"Held", LOSS},  {"Idle", LOSS},    {"Wait", LOSS},
        {"Full", LOSS},   {"Setup", LOSS}, {"Dark", UNKNOWN}, {"Lunch", NOT_PLANNED},
    };
    static const struct {
        const char *name, *mode;
        int begin_min;
        bool in_plan;
    } times[] = {
        {"shift, production", "production", 7 * 60, true},
        {"shift, trial", "trial", 7 * 60, true},
        {"shift, planned mode", "planned", 7 * 60, false},
        {"shift, maintenance", "maintenance", 7 * 60, false},
        {"break", "production", 9 * 60, false},
        {"no shift", "production", 23 * 60, false},
    };
    for (size_t t = 0; t < sizeof times / sizeof *times; t++) {
        for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
            struct rig *r = make_shifts(times[t].begin_min);
            char script[200], what[100];
            r->config.small_stop_ms = 0;
            (void)text_format(script, sizeof script,
                              "0 mode=%s; 0 state=Execute; 100 state=%s; 200 tick", times[t].mode,
                              states[s].word);
            (void)text_format(what, sizeof what, "%s, %s", times[t].name, states[s].word);
            rig_play(r, script);
            const struct snapshot *snap = rig_snapshot(r);
            enum kind kind = times[t].in_plan ? states[s].in_plan : NOT_PLANNED;
            int64_t before = times[t].begin_min == 7 * 60 ? MS_PER_HOUR : 0; /* unknown */
            if (before > 0 && times[t].in_plan)
                assert_int_equal(snap->oee.unknown_ms, before + (kind == UNKNOWN ? 100000 : 0));
            int64_t run = times[t].in_plan ? 100000 + (kind == RUN ? 100000 : 0) : 0;
            int64_t planned = run + (kind == LOSS ? 100000 : 0);
            if (snap->oee.run_ms != run || snap->oee.planned_ms != planned)
                fail_msg("%s: run %lld of %lld planned, not %lld of %lld", what,
                         (long long)snap->oee.run_ms, (long long)snap->oee.planned_ms,
                         (long long)run, (long long)planned);
            assert_int_equal(snap->stops.count, kind == LOSS);
            rig_free(&r);
        }
    }
}

static void test_unknown_policy(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 100 link=down; 150 tick");
    expect("excluded", rig_figures(r),
           "planned 100 run 100 unknown 50 | unknown 50 running 100 | stops 0 small 0 "
           "unexplained 0/0");
    assert_true(fabs(rig_snapshot(r)->oee.coverage - 100.0 / 150) < 1e-12);
    r->config.unknown = UNKNOWN_LOSS;
    expect("a loss", rig_figures(r),
           "planned 150 run 100 unknown 50 | unknown 50 running 100 | stops 0 small 0 "
           "unexplained 0/0");
    rig_free(&r);
}

struct row {
    const char *what;
    int begin_min;
    const char *script, *kind, *expected;
};

static void run(const struct row *row)
{
    struct rig *r = row->begin_min >= 0 ? make_shifts(row->begin_min) : make();
    rig_play(r, row->script);
    bool figures = strcmp(row->kind, "figures") == 0;
    expect(row->what, figures ? rig_figures(r) : rig_records(r, row->kind), row->expected);
    rig_free(&r);
}

static void test_edges(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"intervals: each change of state, detail or mode", -1,
         "10 state=Execute; 20 state=Slow; 30 mode=trial; 40 state=Held; 40 state=Idle; 50 tick",
         "interval",
         "1.1 0-10 unknown start; 2.1 10-20 running Execute; 3.1 20-30 running Slow; "
         "4.1 30-40 running Slow trial"},
        {"begun in mid-shift: what was before is unknown, less the break", 10 * 60,
         "0 state=Execute; 60 tick", "interval",
         "1.1 -14400--3600 unknown early start; 2.1 -3600--1800 unknown off early start; "
         "3.1 -1800-0 unknown early start"},
        {"split at a break", 8 * 60, "0 state=Execute; 7200 tick", "interval",
         "1.1 -7200-0 unknown early start; 2.1 0-3600 running Execute early; "
         "3.1 3600-5400 running Execute off early"},
        {"… and not where it makes no difference", 8 * 60,
         "0 mode=maintenance; 0 state=Execute; 7200 tick", "interval",
         "1.1 -7200-0 unknown early start"},
        {"split at the end of a shift", 13 * 60, "0 state=Execute; 7200 tick", "interval",
         "1.1 -25200--14400 unknown early start; 2.1 -14400--12600 unknown off early start; "
         "3.1 -12600-0 unknown early start; 4.1 0-3600 running Execute early"},
        {"… and of the plant day", -1, "0 state=Execute; 90000 tick", "interval",
         "1.1 0-86400 running Execute"},
        {"figures are the shift's", 13 * 60, "0 state=Execute; 3700 tick", "figures",
         "planned 100 run 100 unknown 0 | running 100 | stops 0 small 0 unexplained 0/0"},
        {"a shift's records: begun, and its figures", 13 * 60,
         "0 state=Execute; 60 state=Held; 80 state=Execute; 3700 tick", "shift",
         "1 -25200-3600 early; 2 -25200-3600 early unknown 23400 running 3580 stopped 20 small 20 "
         "stops 1/1; 1 3600-32400 late"},
        {"a gap between shifts has none", 21 * 60 + 59, "0 state=Execute; 28900 tick", "shift",
         "1 -28740-60 late; 2 -28740-60 late unknown 28740 running 60 small 0 stops 0/0; "
         "1 28860-57660 early"},
        {"a plant day's", -1, "0 state=Execute; 86400 tick", "shift",
         "1 0-86400; 2 0-86400 running 86400 small 0 stops 0/0; 1 86400-172800"},
        {"outside every shift nothing is planned", 22 * 60, "0 state=Execute; 100 tick", "figures",
         "planned 0 run 0 unknown 0 | running 100 | stops 0 small 0 unexplained 0/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

static void test_clock(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"set forward: a record, and no time that never was", -1,
         "0 state=Execute; 100 clock=3600; 200 tick", "figures",
         "planned 200 run 200 unknown 0 | running 200 | stops 0 small 0 unexplained 0/0"},
        {"set forward", -1, "0 state=Execute; 100 clock=3600; 200 tick", "clock", "1.1 3600"},
        {"set back", -1, "5000 state=Execute; 5100 clock=-3600; 5200 tick", "clock", "1.1 -3600"},
        {"back into the day before: another window", -1,
         "0 state=Execute; 100 clock=-3600; 200 tick", "shift",
         "1 0-86400; 2 0-86400 running 100 small 0 stops 0/0; 1 -86400-0"},
        {"… and forth again: the day goes on", -1,
         "0 state=Execute; 100 clock=-3600; 200 clock=3600; 300 tick", "shift",
         "1 0-86400; 2 0-86400 running 100 small 0 stops 0/0; 1 -86400-0; "
         "2 -86400-0 running 100 small 0 stops 0/0; 3 0-86400"},
        {"… with its figures", -1, "0 state=Execute; 100 clock=-3600; 200 clock=3600; 300 tick",
         "figures",
         "planned 200 run 200 unknown 0 | running 200 | stops 0 small 0 unexplained 0/0"},
        {"over a shift edge: this shift ends here", 8 * 60,
         "0 state=Execute; 100 clock=21600; 200 tick", "shift",
         "1 -7200-21600 early; 2 -7200-21600 early unknown 7200 running 100 small 0 stops 0/0; "
         "1 21600-50400 late"},
        {"less than a second: followed in silence", -1, "0 state=Execute; 100 clock=0.9; 200 tick",
         "clock", ""},
        {"jitter: not followed", -1, "0 state=Execute; 100 clock=0.015; 200 state=Held; 210 tick",
         "interval", "1.1 0-200 running Execute"},
        {"slewing: followed", -1, "0 state=Execute; 100 clock=0.5; 200 state=Held; 210 tick",
         "interval", "1.1 0-200.5 running Execute"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run(&rows[i]);
}

/* Wall minutes and days come round again when the clock is set back; their ids do not. */
static void test_ids_after_set_back(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "10 total=0; 20 total=5; 70 total=6; 130 clock=-120; 135 total=7; 190 tick; "
                "200 clock=-86400; 210 tick");
    assert_non_null(strstr(r->log, "minute\tM29921760\t1\t"));
    assert_non_null(strstr(r->log, "minute\tM29921761\t1\t"));
    assert_non_null(strstr(r->log, "minute\tM29921760.1\t1\t"));
    assert_null(strstr(r->log, "minute\tM29921760\t2\t"));
    assert_non_null(strstr(r->log, "shift\tW29921760\t1\t"));
    assert_non_null(strstr(r->log, "shift\tW29920320.2\t1\t"));
    rig_free(&r);
}

/* Shifts of 8 hours by the wall clock in the nights of 23 and 25 hours. */
static void test_dst(void **state)
{
    (void)state;
    static const struct zone berlin = {
        .name = "Europe/Berlin",
        .count = 3,
        .change = {{0, 3600}, {INT64_C(1774746000000), 7200}, {INT64_C(1792890000000), 3600}}};
    static const struct {
        int64_t begin; /* 22:00 local */
        int64_t hours;
    } rows[] = {{INT64_C(1774731600000), 7}, {INT64_C(1792872000000), 9}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        r->config.zone = berlin;
        rig_shift(r, "night", 22 * 60, 6 * 60);
        r->begin = rows[i].begin;
        rig_play(r, "0 state=Execute");
        rig_tick(r, rows[i].hours * MS_PER_HOUR - 1);
        const struct snapshot *s = rig_snapshot(r);
        assert_int_equal(s->oee.run_ms, rows[i].hours * MS_PER_HOUR - 1);
        assert_int_equal(s->shift.end - s->shift.start, rows[i].hours * MS_PER_HOUR);
        assert_true(s->shift.in_shift);
        r->config.planned_ms = 8 * MS_PER_HOUR; /* given, not measured by the clock on the wall */
        assert_true(fabs(rig_snapshot(r)->oee.availability -
                         (double)(rows[i].hours * MS_PER_HOUR - 1) / (8.0 * MS_PER_HOUR)) < 1e-12);
        r->config.planned_ms = 0;
        rig_tick(r, rows[i].hours * MS_PER_HOUR);
        assert_false(rig_snapshot(r)->shift.in_shift);
        rig_free(&r);
    }
}

/* `planned = 8h`: what a shift is measured by, from its first minute and whatever else was
 * declared; between shifts nothing is planned. */
static void test_planned_is_given(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int begin_min;
        const char *script;
        int64_t planned_s;
        double availability; /* < 0: none */
    } rows[] = {
        {"half an hour of a shift", 6 * 60, "0 state=Execute; 1800 tick", 28800, 1800.0 / 28800},
        {"a break is not in it twice", 8 * 60 + 30,
         "0 state=Execute; 1800 state=Held; 3600 state=Execute; 7200 tick", 28800, 5400.0 / 28800},
        {"begun in mid-shift", 12 * 60, "0 state=Execute; 7199 tick", 28800, 7199.0 / 28800},
        {"unknown time does not make it less", 6 * 60, "0 state=Execute; 60 link=down; 3600 tick",
         28800, 60.0 / 28800},
        {"nor does a declared mode", 6 * 60, "0 state=Execute; 60 mode=maintenance; 3600 tick",
         28800, 60.0 / 28800},
        {"the next shift begins with all of it", 13 * 60 + 59, "0 state=Execute; 120 tick", 28800,
         60.0 / 28800},
        {"outside every shift nothing is planned", 22 * 60, "0 state=Execute; 100 tick", 0, -1},
        {"of a plant day without a calendar", -1, "0 state=Execute; 100 tick", 28800,
         100.0 / 28800},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = rows[i].begin_min >= 0 ? make_shifts(rows[i].begin_min) : make();
        r->config.planned_ms = 8 * MS_PER_HOUR;
        rig_play(r, rows[i].script);
        const struct snapshot *s = rig_snapshot(r);
        double a = s->oee.availability, want = rows[i].availability;
        if (s->oee.planned_ms != rows[i].planned_s * 1000 ||
            (want < 0 ? !isnan(a) : fabs(a - want) > 1e-12))
            fail_msg("%s: %lld, %f", rows[i].what, (long long)s->oee.planned_ms, a);
        rig_tick(r, 9 * MS_PER_HOUR);
        if (rows[i].begin_min == 6 * 60) /* its record says what it was measured by */
            assert_non_null(
                strstr(strstr(r->log, "shift\tW29922120\t2\t"), "\"planned_ms\":28800000"));
        rig_free(&r);
    }
}

/* Whose turn it is goes with the shift and its record. */
static void test_team(void **state)
{
    (void)state;
    struct rig *r = make_shifts(13 * 60);
    struct calendar *c = &r->config.calendar;
    c->teams = 2;
    (void)text_copy(c->team[0], sizeof c->team[0], "red");
    (void)text_copy(c->team[1], sizeof c->team[1], "blue");
    c->shift[1].turns = 1;
    c->shift[1].rota[0] = 1;
    rig_play(r, "0 tick");
    assert_string_equal(rig_snapshot(r)->shift.team, "");
    rig_play(r, "3700 tick");
    assert_string_equal(rig_snapshot(r)->shift.team, "blue");
    assert_non_null(strstr(r->log, "{\"name\":\"early\",\"team\":null,"));
    assert_non_null(strstr(r->log, "{\"name\":\"late\",\"team\":\"blue\","));
    rig_free(&r);
}

/* A replay's own window: time before the first message is unknown, time outside is not in it. */
static void test_fixed_window(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int64_t from_s, to_s;
        const char *script, *figures;
    } rows[] = {
        {"all of it", 0, 300, "0 state=Execute; 100 state=Held; 250 state=Execute; 300 tick",
         "planned 300 run 150 unknown 0 | running 150 stopped 150 | stops 1 small 0 unexplained "
         "1/150"},
        {"clipped on both sides", 50, 200,
         "0 state=Execute; 100 state=Held; 250 state=Execute; 300 tick",
         "planned 150 run 50 unknown 0 | running 50 stopped 100 | stops 1 small 0 unexplained "
         "1/100"},
        {"within one open interval", 50, 80, "0 state=Execute; 300 tick",
         "planned 30 run 30 unknown 0 | running 30 | stops 0 small 0 unexplained 0/0"},
        {"the stop began before it", 110, 200,
         "0 state=Execute; 100 state=Held; 250 state=Execute; 300 tick",
         "planned 90 run 0 unknown 0 | stopped 90 | stops 0 small 0 unexplained 1/90"},
        {"not begun", 500, 600, "0 state=Execute; 300 tick",
         "planned 0 run 0 unknown 0 | | stops 0 small 0 unexplained 0/0"},
        {"from before the day began", -3600, 100, "0 state=Execute; 100 tick",
         "planned 100 run 100 unknown 3600 | unknown 3600 running 100 | stops 0 small 0 "
         "unexplained 0/0"},
        {"small stops in it", 0, 300,
         "0 state=Execute; 100 state=Held; 150 state=Execute; 300 tick",
         "planned 300 run 300 unknown 0 | running 250 stopped 50 | stops 1 small 1 unexplained "
         "0/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        r->now = rig_at(r, 0);
        r->st = station_new(&r->config, r->now, RIG_BEGIN + rows[i].from_s * 1000,
                            RIG_BEGIN + rows[i].to_s * 1000);
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_figures(r), rows[i].figures);
        rig_free(&r);
    }
}

static void test_fixed_counts_and_open_ends(void **state)
{
    (void)state;
    struct rig *r = make();
    r->now = rig_at(r, 0);
    r->st = station_new(&r->config, r->now, RIG_BEGIN + 50000, TIME_NONE);
    rig_play(r, "0 state=Execute; 10 total=0; 40 total=5; 60 total=7; 100 tick");
    expect("from only", rig_counts(r), "2/2/0/0");
    assert_int_equal(rig_snapshot(r)->oee.run_ms, 50000);
    rig_free(&r);

    r = make();
    r->now = rig_at(r, 0);
    r->st = station_new(&r->config, r->now, TIME_NONE, RIG_BEGIN + 50000);
    rig_play(r, "0 state=Execute; 10 total=0; 40 total=5; 60 total=7; 100 tick");
    expect("to only", rig_counts(r), "5/5/0/0");
    assert_int_equal(rig_snapshot(r)->oee.run_ms, 50000);
    rig_free(&r);
}

/* Seconds by the source's word, whatever the mode; past the last row they share one. */
static void test_details(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 10 mode=maintenance; 30 state=Held; 40 state=Fluffy; 45 tick");
    const struct snapshot *s = rig_snapshot(r);
    assert_int_equal(s->details, 3);
    assert_string_equal(s->detail[0].name, "Execute");
    assert_int_equal(s->detail[0].ms, 30000);
    assert_string_equal(s->detail[2].name, "Fluffy");
    assert_int_equal(s->detail[2].ms, 5000);
    for (int i = 0; i < 60; i++) {
        char word[20];
        (void)text_format(word, sizeof word, "word%d", i);
        rig_update(r, 0, word, 50000 + i * 1000);
    }
    rig_tick(r, 110000);
    s = rig_snapshot(r);
    assert_int_equal(s->details, SNAPSHOT_DETAILS);
    assert_string_equal(s->detail[SNAPSHOT_DETAILS - 1].name, "other");
    int64_t sum = 0;
    for (int i = 0; i < s->details; i++)
        sum += s->detail[i].ms;
    assert_int_equal(sum, 110000);
    rig_free(&r);
}

static void test_deadline(void **state)
{
    (void)state;
    struct rig *r = make_shifts(8 * 60);
    rig_play(r, "0 tick");
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 10000); /* starting is over */
    rig_play(r, "1 state=Execute");
    assert_int_equal(station_deadline(r->st), RIG_BOOT + MS_PER_HOUR); /* the break */
    rig_play(r, "100 state=Held");
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 220001); /* no longer small */
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_unknown_policy),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_clock),
        cmocka_unit_test(test_ids_after_set_back),
        cmocka_unit_test(test_dst),
        cmocka_unit_test(test_planned_is_given),
        cmocka_unit_test(test_team),
        cmocka_unit_test(test_fixed_window),
        cmocka_unit_test(test_fixed_counts_and_open_ends),
        cmocka_unit_test(test_details),
        cmocka_unit_test(test_deadline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
