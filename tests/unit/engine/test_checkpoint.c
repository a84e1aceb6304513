/* SPDX-License-Identifier: MIT */
/* A restart: what carries on, what the time between counts as, and what is refused. */
#include "rig.h"

static char text[CHECKPOINT_MAX];

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "total", ROLE_TOTAL);
    rig_signal(r, "scrap", ROLE_SCRAP);
    rig_signal(r, "fault", ROLE_FAULT);
    rig_signal(r, "oil", ROLE_SENSOR);
    (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "red");
    r->config.lamps = 1;
    return r;
}

static struct rig *make_shifts(int begin_min)
{
    struct rig *r = make();
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += begin_min * MS_PER_MIN;
    return r;
}

static size_t save(struct rig *r)
{
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    assert_true(length > 0);
    return length;
}

/* The process ends now and another one begins at second `s`; after a reboot the boot clock begins
 * anew. */
static void restart(struct rig *r, double s, bool reboot)
{
    struct cause why = {0};
    size_t length = save(r);
    int64_t ms = llround(s * 1000);
    station_free(&r->st);
    r->now = rig_at(r, ms);
    if (reboot)
        r->now.boot_ms = 5000;
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, text, length, !reboot, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static void test_continues(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(
        r, "0 state=Execute; 0 total=100; 0 scrap=0; 50 total=150; 100 state=Held; 105 fault=E-1; "
           "110 tick");
    restart(r, 140, false);
    expect("state", rig_machine(r), "unknown 30 stale");
    expect("figures", rig_figures(r),
           "planned 110 run 110 unknown 30 | unknown 30 running 100 stopped 10 | stops 1 small 1 "
           "unexplained 0/0");
    expect("counts", rig_counts(r), "50/50/0/0");
    rig_play(r, "150 state=~Held; 160 total=170; 400 state=Execute; 500 tick");
    expect("the stop stayed open", rig_records(r, "stop"),
           "1.1 100- long 120.001 stopped E-1; 1.2 100-400 long 260 stopped E-1");
    expect("intervals", rig_records(r, "interval"),
           "1.1 0-100 running Execute; 2.1 100-110 stopped Held S1; 3.1 110-150 unknown restart; "
           "4.1 150-400 stopped Held S1");
    expect("counted over the gap, and marked", rig_records(r, "minute"),
           "1 0 50/50/0/0; 1 120 20/20/0/0 gap");
    expect("a shift is told once", rig_records(r, "shift"), "1 0-86400");
    rig_free(&r);
}

static void test_reboot(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 100 tick");
    restart(r, 160, true);
    expect("by the wall clock", rig_figures(r),
           "planned 100 run 100 unknown 60 | unknown 60 running 100 | stops 0 small 0 unexplained "
           "0/0");
    expect("no clock was set", rig_records(r, "clock"), "");
    assert_int_equal(station_deadline(r->st), 5000 + 10000); /* in this boot's time */
    rig_free(&r);

    r = make();
    rig_play(r, "1000 state=Execute; 1100 tick");
    r->clock_ms = -600000; /* no battery: it comes up in the past */
    restart(r, 1160, true);
    expect("no time is known to have passed", rig_figures(r),
           "planned 100 run 100 unknown 1000 | unknown 1000 running 100 | stops 0 small 0 "
           "unexplained 0/0");
    expect("and that is told", rig_records(r, "clock"), "1.1 -540");
    rig_free(&r);
}

static void test_over_shift_edges(void **state)
{
    (void)state;
    struct rig *r = make_shifts(13 * 60 + 59);
    rig_play(r, "0 state=Execute; 10 state=Held; 20 tick");
    restart(r, 100, false);
    expect(
        "the edge was walked over", rig_records(r, "shift"),
        "1 -28740-60 early; 2 -28740-60 early unknown 28780 running 10 stopped 10 small 10 stops "
        "1/1; 1 60-28860 late");
    expect("so was the interval", rig_records(r, "interval"),
           "1.1 -28740-0 unknown early start; 2.1 0-10 running Execute early; "
           "3.1 10-20 stopped Held early S1; 4.1 20-60 unknown early restart");
    rig_play(r, "100 state=Held; 250 tick");
    expect(
        "and the shift before can still change", rig_records(r, "shift"),
        "1 -28740-60 early; 2 -28740-60 early unknown 28780 running 10 stopped 10 small 10 stops "
        "1/1; 1 60-28860 late; 3 -28740-60 early unknown 28780 running 10 stopped 10 small 0 "
        "stops 1/0");
    rig_free(&r);
}

/* Put away for years, or a clock that began in 1970: the shifts of a month are told, then one clock
 * record; the memory of the burst is given back. */
static void test_years_away(void **state)
{
    (void)state;
    struct rig *r = make_shifts(8 * 60);
    rig_play(r, "0 state=Execute; 10 tick");
    restart(r, 40.0 * 365 * 86400, true);
    assert_in_range(r->fx.records.count, 100, 1000);
    char *clock = strstr(r->log, "\"delta_ms\"");
    assert_non_null(clock);
    expect("and it goes on", rig_machine(r), "unknown 2678400 stale");
    rig_play(r, "1261440010 state=Execute; 1261440020 tick");
    expect("from now on", rig_machine(r), "running 10 Execute");
    size_t held = 0;
    for (size_t i = 0; i < r->fx.records.capacity; i++)
        held += r->fx.records.item[i].body != NULL;
    assert_in_range(held, 1, 64);
    rig_free(&r);
}

/* A restart that takes no time changes nothing at all. */
static void test_no_gap(void **state)
{
    (void)state;
    static const char before[] = "0 state=Execute; 0 total=0; 10 total=1; 14 total=2; 20 oil=71; "
                                 "30 state=Held; 31 fault=E-7; "
                                 "40 mode=trial";
    static const char after[] = "50 state=Execute; 55 total=9; 61 tick; 90 state=Held; 300 tick";
    struct rig *plain = make(), *r = make();
    rig_play(plain, before);
    rig_play(r, before);
    restart(r, 40, false);
    expect("machine", rig_machine(r), "stopped 10 Held trial");
    rig_play(plain, after);
    rig_play(r, after);
    assert_string_equal(r->log, plain->log);
    struct snapshot a = *rig_snapshot(plain);
    struct snapshot *b = rig_snapshot(r);
    assert_memory_equal(&a.counts, &b->counts, sizeof a.counts);
    assert_memory_equal(&a.stop, &b->stop, sizeof a.stop);
    assert_memory_equal(a.time_ms, b->time_ms, sizeof a.time_ms);
    rig_free(&plain);
    rig_free(&r);
}

/* Another configuration: what still exists is kept, by name. */
static void test_changed_config(void **state)
{
    (void)state;
    struct rig *r = make();
    struct cause why = {0};
    rig_play(r, "0 state=Execute; 0 mode=trial; 0 total=100; 10 total=110; 20 oil=5; 30 tick");
    size_t length = save(r);
    struct rig *other = rig_new();
    rig_signal(other, "oil", ROLE_SENSOR);
    rig_signal(other, "scrap", ROLE_SCRAP);
    rig_signal(other, "total", ROLE_TOTAL);
    rig_signal(other, "state", ROLE_SENSOR); /* another role: begins anew */
    rig_start(other, 60000);
    assert_int_equal(station_restore(other->st, text, length, true, other->now, &other->fx, &why),
                     0);
    rig_log(other);
    const struct snapshot *s = rig_snapshot(other);
    assert_int_equal(s->signal[0].value.amount, 5 * AMOUNT_ONE);
    assert_int_equal(s->signal[0].quality, Q_STALE);
    assert_int_equal(s->signal[3].quality, Q_NONE);
    assert_int_equal(s->machine.mode, MODE_PRODUCTION); /* no signal says otherwise any more */
    rig_play(other, "70 total=112");
    expect("the counter goes on", rig_counts(other), "2/2/0/0");
    assert_int_equal(rig_snapshot(other)->counts.trial_total, 10 * AMOUNT_ONE);
    rig_free(&other);

    /* Another calendar: the old window ends at the checkpoint, with what it has. */
    other = make_shifts(0);
    rig_start(other, 60000);
    assert_int_equal(station_restore(other->st, text, length, true, other->now, &other->fx, &why),
                     0);
    rig_log(other);
    expect("windows", rig_records(other, "shift"), "2 0-86400 running 30 small 0 stops 0/0");
    assert_false(rig_snapshot(other)->shift.in_shift);
    rig_free(&other);
    rig_free(&r);
}

/* Deadlines between the last step and the checkpoint belong to the time that was watched. */
static void test_checkpoint_later_than_step(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 10 state=Held");
    r->now = rig_at(r, 200000);
    restart(r, 300, false);
    expect("stop", rig_records(r, "stop"), "1.1 10- long 120.001 stopped");
    expect("interval", rig_records(r, "interval"),
           "1.1 0-10 running Execute; 2.1 10-200 stopped Held S1");
    rig_free(&r);
}

/* What a past shift has yet to tell is not forgotten. */
static void test_amended_shift(void **state)
{
    (void)state;
    struct rig *r = make_shifts(13 * 60 + 59);
    rig_play(r, "1 state=Execute; 2 total=100@2; 70 total=105@50; 71 tick");
    restart(r, 75, false);
    rig_play(r, "120 tick");
    assert_non_null(strstr(r->log, "shift\tW29922120\t3\t"));
    assert_non_null(strstr(strstr(r->log, "shift\tW29922120\t3\t"), "\"total\":5,"));
    rig_free(&r);
}

static void test_link_begins_anew(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 link=up; 1 state=Execute; 2 link=down; 3 tick");
    restart(r, 10, false);
    assert_int_equal(rig_snapshot(r)->sync.link, LINK_CONNECTING);
    expect("state", rig_machine(r), "unknown 8 stale");
    rig_free(&r);
}

/* Replace the first `from` of the checkpoint by `to`; whatever it does, the station must refuse or
 * carry on, and if it refuses it must be as new. */
static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *why;
    } rows[] = {
        {"{\"v\":1", "{\"v\":2", "checkpoint: version 2, this program reads 1"},
        {"{\"v\":1", "{\"v\":\"1\"", "checkpoint: version 0, this program reads 1"},
        {"\"now\":", "\"no\":", "checkpoint: \"now\" cannot be what it says"},
        {"\"station\":{", "\"stations\":{", "checkpoint: an object is missing"},
        {"\"t\":1", "\"t\":-1", "checkpoint: its times do not fit"},
        {"\"t\":", "\"t\":\"a\",\"u\":", "checkpoint: \"t\" cannot be what it says"},
        {"\"boot_to_t\":", "\"boot_to_t\":9000000000000000000,\"x\":",
         "checkpoint: \"boot_to_t\" cannot be what it says"},
        {"\"mode\":\"trial\"", "\"mode\":\"party\"", "checkpoint: \"mode\" cannot be what it says"},
        {"\"mode\":\"trial\"", "\"mode\":7", "checkpoint: \"mode\" cannot be what it says"},
        {"\"started\":true", "\"started\":1", "checkpoint: \"started\" cannot be what it says"},
        {"\"cycles\":2", "\"cycles\":21", "checkpoint: its times do not fit"},
        {"\"cycles\":2", "\"cycles\":99999", "checkpoint: \"cycles\" cannot be what it says"},
        {"\"cycle_at\":[", "\"cycle_at\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,",
         "checkpoint: \"cycle_at\" cannot be what it says"},
        {"\"cycle_at\":[", "\"cycle_at\":[null,",
         "checkpoint: \"cycle_at\" cannot be what it says"},
        {"\"detail\":\"Execute\"", "\"detail\":5", "checkpoint: \"detail\" cannot be what it says"},
        {"\"windows\":[", "\"windows\":[{},", "checkpoint: \"windows\" cannot be what it says"},
        {"\"windows\":[", "\"windows\":[],\"w\":[",
         "checkpoint: \"windows\" cannot be what it says"},
        {"\"plan\":{\"running\":", "\"plan\":{\"running\":-",
         "checkpoint: \"windows\" cannot be what it says"},
        {"\"segments\":[[", "\"segments\":[[\"a\",",
         "checkpoint: \"windows\" cannot be what it says"},
        {"\"detail\":[\"", "\"detail\":[1,2,\"", "checkpoint: \"windows\" cannot be what it says"},
        {"\"minutes\":[", "\"minutes\":[1,", "checkpoint: an object is missing"},
        {"\"minutes\":[",
         "\"minutes\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,"
         "29,30,31,32,33,",
         "checkpoint: \"minutes\" cannot be what it says"},
        {"\"makings\":[", "\"makings\":[1,", "checkpoint: an object is missing"},
        {"\"makings\":[", "\"makings\":[{},{},", "checkpoint: \"makings\" cannot be what it says"},
        {"\"makings\":[", "\"makings\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,",
         "checkpoint: \"makings\" cannot be what it says"},
        {"\"heard\":", "\"heard\":1000000000000000000,\"x\":",
         "checkpoint: \"state\" cannot be what it says"},
        {"\"counter\":{", "\"counter\":1,\"c\":{", "checkpoint: an object is missing"},
        {"\"begin\":1", "\"begin\":9", "checkpoint: its times do not fit"},
        {"{", "", NULL},
        {"}", "", NULL},
    };
    struct rig *r = make();
    rig_play(
        r, "0 mode=trial; 0 state=Execute; 0 total=100; 10 total=110; 20 total=120; 70 state=Held; "
           "75 state=Execute; 80 total=130; 81 total=131");
    (void)save(r);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static char broken[CHECKPOINT_MAX];
        struct cause why = {0};
        const char *at = strstr(text, rows[i].from);
        assert_non_null(at);
        (void)snprintf(broken, sizeof broken, "%.*s%s%s", (int)(at - text), text, rows[i].to,
                       at + strlen(rows[i].from));
        struct rig *fresh = make();
        rig_start(fresh, 100000);
        assert_int_equal(
            station_restore(fresh->st, broken, strlen(broken), true, fresh->now, &fresh->fx, &why),
            -1);
        if (rows[i].why && strcmp(why.text, rows[i].why) != 0)
            fail_msg("%s -> %s: %s", rows[i].from, rows[i].to, why.text);
        rig_play(fresh, "110 state=Execute; 120 tick");
        expect("as new", rig_figures(fresh),
               "planned 10 run 10 unknown 110 | unknown 110 running 10 | stops 0 small 0 "
               "unexplained 0/0");
        rig_free(&fresh);
    }
    rig_free(&r);
}

static void test_too_small_a_buffer(void **state)
{
    (void)state;
    struct rig *r = make();
    char small[500];
    rig_play(r, "0 state=Execute");
    assert_int_equal(station_checkpoint(r->st, r->now, small, sizeof small), 0);
    rig_free(&r);
}

/* Names and words from outside survive as they were shown. */
static void test_hostile_text(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=a\"b\\c; 1 fault=\xE2\x82\xAC 5; 2 state=Held");
    restart(r, 2, false);
    rig_play(r, "3 tick");
    assert_non_null(strstr(r->log, "a\\\"b\\\\c"));
    assert_string_equal(rig_snapshot(r)->stop.suggested, "\xE2\x82\xAC 5");
    rig_free(&r);
}

/* Edited while it was down: a total of another topic is no news of parts. */
static void test_another_source_has_no_base(void **state)
{
    (void)state;
    for (int other = 0; other < 2; other++) {
        struct rig *r = make();
        struct cause why = {0};
        rig_play(r, "0 state=Execute; 0 total=100; 50 total=160");
        size_t length = save(r);
        for (size_t i = 0; other && i < r->config.signals; i++)
            if (r->signal[i].role == ROLE_TOTAL)
                (void)text_copy(r->signal[i].topic, sizeof r->signal[i].topic, "b/other");
        station_free(&r->st);
        r->now = rig_at(r, 100000);
        r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
        assert_int_equal(station_restore(r->st, text, length, true, r->now, &r->fx, &why), 0);
        rig_log(r);
        rig_play(r, "110 state=Execute; 110 total=250");
        expect(other ? "another topic" : "the same", rig_counts(r),
               other ? "60/60/0/0" : "150/150/0/0");
        rig_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_continues),
        cmocka_unit_test(test_reboot),
        cmocka_unit_test(test_over_shift_edges),
        cmocka_unit_test(test_no_gap),
        cmocka_unit_test(test_changed_config),
        cmocka_unit_test(test_checkpoint_later_than_step),
        cmocka_unit_test(test_amended_shift),
        cmocka_unit_test(test_link_begins_anew),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_too_small_a_buffer),
        cmocka_unit_test(test_another_source_has_no_base),
        cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_years_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
