/* SPDX-License-Identifier: MIT */
/* Parts: what is derived from which counters, where it is booked, what is refused, and what is due.
 */
#include "rig.h"

enum { TOTAL = 1, GOOD = 2, SCRAP = 4, REWORK = 8 };

static struct rig *make(int counters)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    if (counters & TOTAL)
        rig_signal(r, "total", ROLE_TOTAL);
    if (counters & GOOD)
        rig_signal(r, "good", ROLE_GOOD);
    if (counters & SCRAP)
        rig_signal(r, "scrap", ROLE_SCRAP);
    if (counters & REWORK)
        rig_signal(r, "rework", ROLE_REWORK);
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static bool has_quality(struct rig *r)
{
    return !isnan(rig_snapshot(r)->oee.quality);
}

static void test_derived(void **state)
{
    (void)state;
    static const struct {
        int counters;
        const char *script, *counts;
        bool measured;
    } rows[] = {
        {TOTAL, "1 total=0; 2 total=10", "10/10/0/0", false},
        {GOOD, "1 good=0; 2 good=10", "10/10/0/0", false},
        {TOTAL | SCRAP, "1 total=0; 1 scrap=0; 2 total=10; 3 scrap=2", "10/8/2/0", true},
        {GOOD | SCRAP, "1 good=0; 1 scrap=0; 2 good=10; 3 scrap=2", "12/10/2/0", true},
        {TOTAL | GOOD, "1 total=0; 1 good=0; 2 total=10; 3 good=9", "10/9/0/0", true},
        {TOTAL | GOOD | SCRAP, "1 total=0; 1 good=0; 1 scrap=0; 2 total=10; 3 good=7; 4 scrap=2",
         "10/7/2/0", true},
        {TOTAL | SCRAP | REWORK,
         "1 total=0; 1 scrap=0; 1 rework=0; 2 total=10; 3 scrap=2; 4 rework=1", "10/7/2/1", true},
        {GOOD | SCRAP | REWORK, "1 good=0; 1 scrap=0; 1 rework=0; 2 good=7; 3 scrap=2; 4 rework=1",
         "10/7/2/1", true},
        {SCRAP, "1 scrap=0; 2 scrap=3", "3/0/3/0", true},
        {TOTAL, "1 total=0.5; 2 total=2.25", "1.75/1.75/0/0", false},
        {TOTAL, "1 total=~100; 2 total=~150; 3 total=160", "60/60/0/0", false},
        {TOTAL, "1 total=100; 2 total=true", "1/1/0/0", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(rows[i].counters);
        rig_play(r, "0 state=Execute");
        rig_play(r, rows[i].script);
        expect(rows[i].script, rig_counts(r), rows[i].counts);
        rig_play(r, "60 tick");
        assert_int_equal(has_quality(r), rows[i].measured);
        r->config.quality = QUALITY_MEASURED;
        assert_true(has_quality(r));
        r->config.quality = QUALITY_NOT_MEASURED;
        assert_false(has_quality(r));
        rig_free(&r);
    }
}

/* What was made in unknown time is in the counts, and in no ratio: the ideal cycle is 1 s. */
static void test_unknown_time(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *counts;
        double performance, coverage;
    } rows[] = {
        {"the state is not heard yet", "0 total=0; 50 total=600; 60 state=Execute; 160 total=650",
         "650/650/0/0", 0.5, 0.625},
        {"a lump after the link was away",
         "0 state=Execute; 0 total=0; 100 total=50; 100 link=down; 300 link=up; "
         "300 state=Execute; 301 total=5000; 400 total=5049",
         "5049/5049/0/0", 0.495, 0.5},
        {"a lump told with the state",
         "0 state=Execute; 0 total=0; 100 total=50; 100 link=down; 300 link=up; "
         "301 total=5000; 301 state=Execute; 401 total=5050",
         "5050/5050/0/0", 0.5, 200.0 / 401},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(TOTAL);
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_counts(r), rows[i].counts);
        const struct oee *oee = &rig_snapshot(r)->oee;
        if (fabs(oee->performance - rows[i].performance) > 1e-9 ||
            fabs(oee->coverage - rows[i].coverage) > 1e-9)
            fail_msg("%s: performance %g, coverage %g", rows[i].what, oee->performance,
                     oee->coverage);
        rig_free(&r);
    }
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        enum counter_kind kind;
        const char *script, *counts;
    } rows[] = {
        {"delta", COUNTER_DELTA, "1 total=5; 2 total=3; 3 total=3", "11/11/0/0"},
        {"delta: a redelivered one is one", COUNTER_DELTA, "1 total=5@1; 2 total=^5@1", "5/5/0/0"},
        {"delta: a stored one is none", COUNTER_DELTA, "1 total=~5; 2 total=3", "3/3/0/0"},
        {"delta: late ones belong to their own time", COUNTER_DELTA, "10 total=5@10; 12 total=3@8",
         "8/8/0/0"},
        {"delta: negative is refused", COUNTER_DELTA, "1 total=5; 2 total=-3", "5/5/0/0"},
        {"pulse: each message is one", COUNTER_PULSE, "1 total=1; 2 total=1; 3 total=1", "3/3/0/0"},
        {"pulse: a falling bit is none", COUNTER_PULSE,
         "1 total=true; 2 total=false; 3 total=true; 4 total=0", "2/2/0/0"},
        {"cumulative: a fall is a reset", COUNTER_CUMULATIVE, "1 total=100; 2 total=105; 3 total=3",
         "8/8/0/0"},
        {"cumulative: late is not counted", COUNTER_CUMULATIVE,
         "1 total=100@1; 10 total=105@10; 11 total=103@5; 12 total=106@12", "6/6/0/0"},
        {"cumulative: text is refused", COUNTER_CUMULATIVE,
         "1 total=100; 2 total=many; 3 total=101", "1/1/0/0"},
        {"cumulative: bad moves nothing", COUNTER_CUMULATIVE, "1 total=1; 2 total=!; 3 total=4",
         "3/3/0/0"},
        {"beyond all measure", COUNTER_DELTA, "1 total=2000000000000; 2 total=1", "1/1/0/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(TOTAL);
        r->signal[1].counter.kind = rows[i].kind;
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_counts(r), rows[i].counts);
        rig_free(&r);
    }
}

static void test_minutes(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *minutes;
    } rows[] = {
        {"written when they are over", "5 total=0; 10 total=2; 50 total=3; 60 tick", "1 0 3/3/0/0"},
        {"… and not before", "5 total=0; 10 total=2; 50 total=3; 59.999 tick", ""},
        {"those without parts are not", "5 total=0; 10 total=2; 300 tick; 310 total=3; 400 tick",
         "1 0 2/2/0/0; 1 300 1/1/0/0"},
        {"on the edge: made in the one that ends", "5 total=0; 60 total=1; 120 tick",
         "1 0 1/1/0/0"},
        {"… a moment later: in the one that begins", "5 total=0; 60.001 total=1; 120 tick",
         "1 60 1/1/0/0"},
        {"late: its own minute, told again",
         "5 total=0; 10 total=2; 65 total=3; 70 scrap=0@20; 80 scrap=1@30; 120 tick",
         "1 0 2/2/0/0; 2 0 2/1/1/0 told-late; 1 60 1/1/0/0"},
        {"very late: its own, too", "5 scrap=0; 1000 scrap=1@10; 1020 tick",
         "1 0 0/-1/1/0 told-late"},
        {"after a gap it says so",
         "5 total=0; 10 total=1; 20 link=down; 30 link=up; 40 total=9; 60 tick", "1 0 9/9/0/0 gap"},
        {"… for all of the minute",
         "5 total=0; 10 total=1; 20 link=down; 30 link=up; 40 total=9; 50 total=10; 60 tick",
         "1 0 10/10/0/0 gap"},
        {"after dropped messages too", "5 total=0; 70 total=!!; 80 total=9; 130 tick",
         "1 60 9/9/0/0 gap"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(TOTAL | SCRAP);
        r->signal[2].counter.kind = COUNTER_CUMULATIVE;
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_records(r, "minute"), rows[i].minutes);
        rig_free(&r);
    }
}

/* More open minutes than the ring keeps: each is written once, none is lost. */
static void test_many_minutes(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL);
    int64_t sum = 0;
    r->signal[1].counter.kind = COUNTER_DELTA;
    for (int i = 0; i < 100; i++)
        rig_update(r, 1, "2", i * 45000 + 1);
    rig_tick(r, 100 * 45000 + 60000);
    char *save = NULL, *text = strdup(rig_records(r, "minute"));
    for (char *m = strtok_r(text, ";", &save); m; m = strtok_r(NULL, ";", &save)) {
        long long rev, begin, total;
        assert_int_equal(sscanf(m, "%lld %lld %lld", &rev, &begin, &total), 3);
        assert_int_equal(rev, 1);
        sum += total;
    }
    assert_int_equal(sum, 200);
    free(text);
    rig_free(&r);
}

/* Parts told after the shift's end that were made in it. */
static void test_late_into_shift(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL);
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += (14 * 60 - 1) * MS_PER_MIN;
    r->signal[1].counter.kind = COUNTER_DELTA;
    rig_play(r, "1 state=Execute; 10 total=4@10; 70 total=5@50; 80 total=6@75; 130 tick");
    expect("this shift", rig_counts(r), "6/6/0/0");
    expect("minutes", rig_records(r, "minute"),
           "1 0 4/4/0/0 early; 2 0 9/9/0/0 told-late early; 1 60 6/6/0/0 late");
    assert_non_null(strstr(r->log, "shift\tW29922120\t3\t"));
    assert_non_null(strstr(strstr(r->log, "shift\tW29922120\t3\t"), "\"total\":9,"));
    rig_free(&r);
}

/* Told at the very end of a shift: made in it, and counted once. */
static void test_on_shift_edge(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL);
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += (14 * 60 - 1) * MS_PER_MIN;
    rig_play(r, "1 state=Execute; 10 total=0; 60 total=7; 70 total=9; 120 tick");
    expect("this shift", rig_counts(r), "2/2/0/0");
    expect("minutes", rig_records(r, "minute"), "1 0 7/7/0/0 early; 1 60 2/2/0/0 late");
    assert_non_null(strstr(strstr(r->log, "shift\tW29922120\t3\t"), "\"total\":7,"));
    rig_free(&r);
}

/* The clock is set three shifts on within the minute: what was booked late is told nevertheless. */
static void test_late_and_set_clocks(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL);
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    rig_shift(r, "night", 22 * 60, 6 * 60);
    r->begin += (14 * 60 - 1) * MS_PER_MIN;
    r->signal[1].counter.kind = COUNTER_DELTA;
    rig_play(r, "1 state=Execute; 70 total=5@50; 71 clock=28800; 72 clock=28800; 73 clock=28800");
    assert_non_null(strstr(r->log, "shift\tW29922120\t3\t"));
    assert_non_null(strstr(strstr(r->log, "shift\tW29922120\t3\t"), "\"total\":5,"));
    rig_free(&r);
}

static void test_settling(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL);
    r->signal[1].counter.glitch_ms = 5000;
    rig_play(r, "1 total=100; 2 total=3; 6 tick");
    expect("held", rig_counts(r), "0/0/0/0");
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 7000);
    rig_play(r, "7 tick");
    expect("a reset after all", rig_counts(r), "3/3/0/0");
    rig_play(r, "10 total=5; 11 total=0; 12 total=6; 30 tick");
    expect("a dip", rig_counts(r), "6/6/0/0");
    rig_free(&r);
}

static void test_cycle(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script;
        int64_t cycle_ms;
    } rows[] = {
        {"nothing to go by", "1 state=Execute; 2 total=0; 5 total=1", -1},
        {"from part to part", "1 state=Execute; 2 total=0; 5 total=1; 9 total=2; 13 total=3", 4000},
        {"several a message", "1 state=Execute; 2 total=0; 5 total=5; 9 total=9; 13 total=13",
         1000},
        {"a stop is not in it",
         "1 state=Execute; 2 total=0; 5 total=1; 9 total=2; 20 state=Held; 100 state=Execute; 101 "
         "total=3; 103 total=4",
         2000},
        {"while stopped there is none",
         "1 state=Execute; 2 total=0; 5 total=1; 9 total=2; 20 state=Held", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(TOTAL);
        rig_play(r, rows[i].script);
        if (rig_snapshot(r)->counts.cycle_ms != rows[i].cycle_ms)
            fail_msg("%s: %lld", rows[i].what, (long long)rig_snapshot(r)->counts.cycle_ms);
        rig_free(&r);
    }
    struct rig *r = make(TOTAL);
    rig_play(r, "0 state=Execute");
    for (int i = 0; i < 100; i++) { /* it got faster: only the recent ones count */
        char text[16];
        (void)text_format(text, sizeof text, "%d", i);
        rig_update(r, 1, text, i < 50 ? i * 10000 : 500000 + (i - 50) * 3000);
    }
    assert_int_equal(rig_snapshot(r)->counts.cycle_ms, 3000);
    rig_free(&r);
}

static void test_target(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL);
    struct shift_plan *early = rig_shift(r, "early", 6 * 60, 14 * 60);
    early->pause[early->pauses++] = (struct shift_break){9 * 60, 10 * 60};
    r->begin += 6 * 60 * MS_PER_MIN;
    r->config.target_per_shift = 700 * AMOUNT_ONE;
    rig_play(r, "0 tick");
    assert_int_equal(rig_snapshot(r)->job.target, 700 * AMOUNT_ONE);
    assert_int_equal(rig_snapshot(r)->counts.target_now, 0);
    rig_play(r, "7200 tick");
    assert_int_equal(rig_snapshot(r)->counts.target_now, 200 * AMOUNT_ONE);
    rig_play(r, "10800 tick");
    assert_int_equal(rig_snapshot(r)->counts.target_now, 300 * AMOUNT_ONE);
    rig_play(r, "14400 tick"); /* the break */
    assert_int_equal(rig_snapshot(r)->counts.target_now, 300 * AMOUNT_ONE);
    rig_play(r, "18000 tick");
    assert_int_equal(rig_snapshot(r)->counts.target_now, 400 * AMOUNT_ONE);
    rig_free(&r);

    /* set up in mid-shift: nothing was due before, everything is from the next shift on */
    r = make(TOTAL);
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += 12 * 60 * MS_PER_MIN;
    r->config.target_per_shift = 800 * AMOUNT_ONE;
    rig_play(r, "0 tick");
    assert_int_equal(rig_snapshot(r)->counts.target_now, 0);
    rig_play(r, "3600 tick");
    assert_int_equal(rig_snapshot(r)->counts.target_now, 100 * AMOUNT_ONE);
    rig_play(r, "10800 tick");
    assert_int_equal(rig_snapshot(r)->counts.target_now, 100 * AMOUNT_ONE);
    rig_free(&r);

    r = make(TOTAL);
    r->config.target_oee = 800000;
    rig_play(r, "0 tick; 3600 tick");
    assert_int_equal(rig_snapshot(r)->job.target, INT64_C(86400) * 800000);
    assert_int_equal(rig_snapshot(r)->counts.target_now, INT64_C(3600) * 800000);
    r->config.planned_ms = 8 * MS_PER_HOUR;
    assert_int_equal(rig_snapshot(r)->job.target, INT64_C(28800) * 800000);
    rig_free(&r);

    r = make(TOTAL);
    r->config.target_oee = 800000;
    r->config.ideal_us = 0;
    rig_play(r, "0 tick; 3600 tick");
    assert_int_equal(rig_snapshot(r)->job.target, 0);
    assert_int_equal(rig_snapshot(r)->counts.target_now, -1);
    rig_free(&r);
}

/* Made in a break: shown and counted towards the target, but its run time is not planned, so it is
 * in no ratio. */
static void test_outside_planned_time(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL);
    struct shift_plan *early = rig_shift(r, "early", 6 * 60, 14 * 60);
    early->pause[early->pauses++] = (struct shift_break){7 * 60, 8 * 60};
    r->begin += 6 * 60 * MS_PER_MIN;
    rig_play(r, "0 state=Execute; 1 total=0; 3600 total=1800; 5400 total=3600; 7200 total=5400; "
                "9000 total=7200");
    const struct snapshot *s = rig_snapshot(r);
    assert_int_equal(s->counts.total, 7200 * AMOUNT_ONE);
    assert_int_equal(s->counts.outside_total, 3600 * AMOUNT_ONE);
    assert_int_equal(s->counts.outside_good, 3600 * AMOUNT_ONE);
    assert_int_equal(s->oee.run_ms, 5400 * 1000);
    assert_true(s->oee.performance < 1 &&
                s->oee.performance > 0.6); /* 3600 parts of 1 s in 5400 s */
    rig_play(r, "9060 tick");
    assert_non_null(strstr(r->log, "\"outside\""));
    rig_free(&r);
}

static void test_product(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL);
    r->config.products = 1;
    r->product[0] = (struct product_conf){.name = "p7", .title = "Bracket P7", .ideal_us = 2000000};
    (void)text_copy(r->config.product, sizeof r->config.product, "p7");
    rig_play(r, "0 state=Execute; 0 total=0; 60 total=15; 100 tick");
    const struct snapshot *s = rig_snapshot(r);
    assert_string_equal(s->job.product, "Bracket P7");
    assert_int_equal(s->job.ideal_us, 2000000);
    assert_true(fabs(s->oee.performance - 0.3) < 1e-12);
    assert_string_equal(rig_records(r, "minute"), "");
    rig_tick(r, 120000);
    assert_non_null(strstr(r->log, "\"product\":\"p7\""));
    rig_free(&r);
}

/* What rate_max refuses of the total is refused of the rejects, however small their own leap. */
static void test_leaps_together(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int counters;
        const char *script, *counts;
    } rows[] = {
        {"both leap, and go on", TOTAL | SCRAP,
         "1 total=100; 1 scrap=5; 10 total=120; 10 scrap=6; 11 total=9000; 11 scrap=45; "
         "12 total=9003; 12 scrap=46; 20 total=9010; 20 scrap=47",
         "30/27/3/0"},
        {"… the rejects told twice in between", TOTAL | SCRAP,
         "1 total=100; 1 scrap=5; 11 total=9000; 11 scrap=45; 11.5 scrap=46; 12 total=9003; "
         "13 scrap=47",
         "3/1/2/0"},
        {"a spike of the total: nothing is lost", TOTAL | SCRAP,
         "1 total=100; 1 scrap=5; 11 total=9000; 11 scrap=7; 12 total=103; 13 scrap=8", "3/0/3/0"},
        {"rejects alone leap: the total's guard is theirs", TOTAL | SCRAP,
         "1 total=100; 1 scrap=5; 2 scrap=900; 3 scrap=901; 3 total=110; 4 scrap=902", "10/8/2/0"},
        {"rework too", TOTAL | REWORK,
         "1 total=100; 1 rework=5; 11 total=9000; 11 rework=45; 12 total=9003; 12 rework=46",
         "3/2/0/1"},
        {"without a total the good ones lead", GOOD | SCRAP,
         "1 good=100; 1 scrap=5; 11 good=9000; 11 scrap=45; 12 good=9003; 12 scrap=46", "4/3/1/0"},
        {"a reset is none", TOTAL | SCRAP,
         "1 total=100; 1 scrap=5; 10 total=110; 11 total=0; 11 scrap=0; 12 total=2; 12 scrap=1",
         "12/11/1/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(rows[i].counters);
        r->signal[1].counter.rate_max = 50 * AMOUNT_ONE;
        r->signal[2].counter.rate_max = i == 4 ? 80 * AMOUNT_ONE : 0;
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_counts(r), rows[i].counts);
        rig_free(&r);
    }
}

/* Rejects told before their parts: flagged, at the screen and in the record, and never a figure
 * that cannot be. */
static void test_more_rejects_than_parts(void **state)
{
    (void)state;
    struct rig *r = make(TOTAL | SCRAP);
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += (14 * 60 - 2) * MS_PER_MIN;
    rig_play(r, "0 state=Execute; 1 total=0; 1 scrap=0; 50 total=3; 60 scrap=5");
    const struct snapshot *s = rig_snapshot(r);
    assert_true(s->oee.scrap_over && s->oee.quality >= 0 && s->oee.quality <= 0);
    assert_true(s->oee.oee >= 0 && s->oee.oee <= 0);
    assert_int_equal(s->counts.good, -2 * AMOUNT_ONE); /* the ledger keeps its sign */
    rig_play(r, "130 tick");
    assert_non_null(strstr(r->log, "\"scrap_over\":true"));
    assert_false(rig_snapshot(r)->oee.scrap_over);
    rig_free(&r);

    r = make(TOTAL | GOOD);
    rig_play(r, "0 state=Execute; 1 total=0; 1 good=0; 50 total=3; 60 good=5");
    s = rig_snapshot(r);
    assert_true(s->oee.good_over && s->oee.quality >= 1 && s->oee.quality <= 1);
    rig_play(r, "86500 tick");
    assert_non_null(strstr(r->log, "\"good_over\":true"));
    rig_free(&r);
}

/* A source gone mad: told once, then counted for an hour. */
static void test_faults(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *faults;
    } rows[] = {
        {"late", "10 total=5@10; 11 total=4@5; 12 tick", "1.1 total late x1"},
        {"too fast", "10 total=5; 11 total=1000; 12 tick", "1.1 total quarantine x1"},
        {"not a number", "10 total=five", "1.1 total invalid x1"},
        {"of two kinds", "10 total=five; 11 total=!!",
         "1.1 total invalid x1; 2.1 total overrun x1"},
        {"again within the hour", "10 total=a; 20 total=b; 30 total=c; 3609 tick",
         "1.1 total invalid x1"},
        {"… and told with it", "10 total=a; 20 total=b; 30 total=c; 3610 tick",
         "1.1 total invalid x1; 1.2 total invalid x3"},
        {"after the hour it is a new one", "10 total=a; 4000 total=b",
         "1.1 total invalid x1; 2.1 total invalid x1"},
        {"too large", "10 total=1; 11 total=9000000000000", "1.1 total invalid x1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(TOTAL);
        r->signal[1].counter.rate_max = i == 7 ? 0 : 100 * AMOUNT_ONE;
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_records(r, "fault"), rows[i].faults);
        assert_true(rig_snapshot(r)->health.faults > 0);
        assert_true(rig_snapshot(r)->signal[1].errors > 0);
        rig_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_derived),
        cmocka_unit_test(test_unknown_time),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_minutes),
        cmocka_unit_test(test_many_minutes),
        cmocka_unit_test(test_late_into_shift),
        cmocka_unit_test(test_late_and_set_clocks),
        cmocka_unit_test(test_on_shift_edge),
        cmocka_unit_test(test_settling),
        cmocka_unit_test(test_cycle),
        cmocka_unit_test(test_target),
        cmocka_unit_test(test_outside_planned_time),
        cmocka_unit_test(test_product),
        cmocka_unit_test(test_leaps_together),
        cmocka_unit_test(test_more_rejects_than_parts),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
