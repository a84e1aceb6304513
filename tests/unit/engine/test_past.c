/* SPDX-License-Identifier: MIT */
/* What is told afterwards (historical): booked to its own minute, marked, bounded, and never a
 * change of what is shown as now. */
#include "rig.h"

static struct rig *make(enum counter_kind kind)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL)->counter.kind = kind;
    rig_signal(r, "oil", ROLE_SENSOR);
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "product", ROLE_PRODUCT);
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static void test_parts(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        enum counter_kind kind;
        const char *script, *counts, *minutes, *faults;
    } rows[] = {
        {"amounts: each in its own minute", COUNTER_DELTA,
         "10 total=5@10; 200 total=<3@70; 201 total=<4@130; 240 tick", "12/12/0/0",
         "1 0 5/5/0/0; 1 60 3/3/0/0 told-late; 1 120 4/4/0/0 told-late", ""},
        {"… redelivered: once", COUNTER_DELTA,
         "10 total=5@10; 200 total=<3@70; 201 total=^<3@70; 202 total=<3@71; 240 tick", "11/11/0/0",
         "1 0 5/5/0/0; 1 60 6/6/0/0 told-late", ""},
        {"… of a minute that is written: a new revision", COUNTER_DELTA,
         "10 total=5@10; 200 total=<3@20; 240 tick", "8/8/0/0",
         "1 0 5/5/0/0; 2 0 8/8/0/0 told-late", ""},
        {"… hours ago", COUNTER_DELTA, "10 total=5@10; 36000 total=<3@20; 36060 tick", "8/8/0/0",
         "1 0 5/5/0/0; 2 0 8/8/0/0 told-late", ""},
        {"… and what is told now is as without it", COUNTER_DELTA,
         "10 total=5@10; 20 link=down; 90 link=up; 100 total=<3@30; 110 total=4; 120 tick",
         "12/12/0/0", "1 0 5/5/0/0; 2 0 8/8/0/0 told-late; 1 60 4/4/0/0 gap", ""},
        {"… which was told before: once", COUNTER_DELTA, "10 total=5@10; 100 total=<5@10; 120 tick",
         "5/5/0/0", "1 0 5/5/0/0", ""},
        {"readings in order: each step where it was made", COUNTER_CUMULATIVE,
         "10 total=100@10; 300 total=<103@70; 300 total=<110@130; 301 total=112@300; 360 tick",
         "12/12/0/0", "1 60 3/3/0/0 told-late; 1 120 7/7/0/0 told-late; 1 240 2/2/0/0", ""},
        {"readings after the live one: it held them already", COUNTER_CUMULATIVE,
         "10 total=100@10; 300 total=112@300; 301 total=<103@70; 301 total=<110@130; 360 tick",
         "12/12/0/0", "1 240 12/12/0/0", ""},
        {"before the figures that are kept", COUNTER_DELTA,
         "90000 total=5; 90010 total=<3@-90000; 90020 total=<3@-90001; 90060 tick", "5/5/0/0",
         "1 89940 5/5/0/0", "1.1 total late-lost x1"},
        {"without a time", COUNTER_DELTA, "10 total=<5; 60 tick", "0/0/0/0", "",
         "1.1 total history x1"},
        {"ahead of its time: now", COUNTER_DELTA, "30 total=<5@50; 60 tick", "5/5/0/0",
         "1 0 5/5/0/0 told-late", ""},
        {"bad, or from the broker's store: nothing", COUNTER_DELTA, "30 total=<!@10; 60 tick",
         "0/0/0/0", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(rows[i].kind);
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_counts(r), rows[i].counts);
        expect(rows[i].what, rig_records(r, "minute"), rows[i].minutes);
        expect(rows[i].what, rig_records(r, "fault"), rows[i].faults);
        rig_free(&r);
    }
}

/* A source that has no such flag and whose clock is far behind: nothing is lost. */
static void test_a_clock_that_is_behind(void **state)
{
    (void)state;
    struct rig *r = make(COUNTER_DELTA);
    r->config.skew_past_ms = 10 * MS_PER_DAY;
    rig_play(r, "10 total=5@-100; 80 total=3@75; 1500 total=4@600; 1560 tick");
    expect("counts", rig_counts(r), "12/12/0/0");
    expect("minutes", rig_records(r, "minute"),
           "1 0 5/5/0/0; 1 60 3/3/0/0; 1 540 4/4/0/0 told-late");
    expect("said", rig_records(r, "fault"), "1.1 total source-clock x1");
    rig_free(&r);
}

/* Nothing that is shown as now moves. */
static void test_the_present_stays(void **state)
{
    (void)state;
    static const char *const rows[] = {"state=<Held@50",       "state=<Fluffy@50",
                                       "mode=<maintenance@50", "product=<other@50",
                                       "oil=<99@50",           "total=<50@50"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(COUNTER_DELTA);
        char script[80];
        rig_play(r, "0 state=Execute; 0 mode=production; 0 product=p1; 0 total=1; 10 oil=70");
        rig_tick(r, 100000);
        struct snapshot before = *rig_snapshot(r);
        (void)text_format(script, sizeof script, "100 %s", rows[i]);
        rig_play(r, script);
        const struct snapshot *s = rig_snapshot(r);
        assert_int_equal(s->machine.state, before.machine.state);
        assert_int_equal(s->machine.since, before.machine.since);
        assert_int_equal(s->machine.age_ms, before.machine.age_ms);
        assert_int_equal(s->machine.mode, before.machine.mode);
        assert_string_equal(s->job.product, before.job.product);
        assert_int_equal(s->counts.cycle_ms, before.counts.cycle_ms);
        for (int k = 0; k < s->signals; k++) {
            assert_int_equal(s->signal[k].age_ms, before.signal[k].age_ms);
            assert_int_equal(s->signal[k].value.amount, before.signal[k].value.amount);
            assert_string_equal(s->signal[k].value.text, before.signal[k].value.text);
        }
        bool told = i < 4;
        if ((strstr(rig_records(r, "fault"), "history") != NULL) != told)
            fail_msg("%s: %s", rows[i], rig_records(r, "fault"));
        rig_free(&r);
    }
}

/* Parts as a sign of life: not those of an hour ago. */
static void test_no_sign_of_life(void **state)
{
    (void)state;
    struct rig *r = rig_new();
    rig_signal(r, "total", ROLE_TOTAL)->counter.kind = COUNTER_DELTA;
    r->config.pulse_stop_after_ms = 30000;
    rig_play(r, "0 total=1; 100 tick; 3600 total=<5@50");
    expect("machine", rig_machine(r), "stopped 3600 stopped");
    expect("counts", rig_counts(r), "6/6/0/0");
    rig_free(&r);
}

/* A night's worth, minute by minute and then again in another order: all of it is in records of its
 * minute, whose ids and revisions never repeat, and in the shift's. */
static void test_a_long_flush(void **state)
{
    (void)state;
    struct rig *r = make(COUNTER_DELTA);
    rig_shift(r, "early", 6 * 60, 14 * 60);
    rig_shift(r, "late", 14 * 60, 22 * 60);
    r->begin += 6 * 60 * MS_PER_MIN;
    rig_play(r, "0 state=Execute; 1 total=1");
    for (int round = 0; round < 2; round++) {
        for (int m = 0; m < 200; m++) {
            int minute = round == 0 ? m : m * 37 % 200;
            char value[32];
            (void)text_format(value, sizeof value, "<2@%d.5", minute * 60 + 30 + round);
            rig_update(r, 1, value, 30000000 + round * 60000 + m);
        }
    }
    rig_tick(r, 30300000);
    int64_t sum = 0;
    json_t *seen = json_object();
    for (const char *line = r->log; (line = strstr(line, "minute\t")) != NULL; line++) {
        char id[40];
        long long rev;
        assert_int_equal(sscanf(line, "minute\t%39[^\t]\t%lld", id, &rev), 2);
        json_t *body = json_loads(strchr(line, '{'), JSON_DISABLE_EOF_CHECK, NULL);
        const json_t *before = json_object_get(seen, id);
        assert_int_equal(rev, json_integer_value(json_object_get(before, "rev")) + 1);
        sum += json_integer_value(json_object_get(body, "total")) -
               json_integer_value(json_object_get(before, "total"));
        json_object_set_new(body, "rev", json_integer(rev));
        json_object_set_new(seen, id, body);
    }
    assert_int_equal(sum, 801);
    assert_non_null(strstr(r->log, "-L1\t1\t"));
    const char *last = NULL;
    for (const char *line = r->log; (line = strstr(line, "shift\tW29922120\t")) != NULL; line++)
        last = line;
    assert_non_null(strstr(last, "\"total\":801,"));
    json_decref(seen);
    rig_free(&r);
}

/* Samples are handed out as rows of their own minutes. */
static void test_samples(void **state)
{
    (void)state;
    struct rig *r = make(COUNTER_CUMULATIVE);
    rig_play(r, "100 oil=70; 110 oil=<60@10; 111 oil=<62@20; 112 oil=<65@70; 130 tick");
    expect("oil", rig_history(r, "oil"),
           "0 1 60..60 mean 60 last 60 good; 0 1 62..62 mean 62 last 62 good; "
           "1 1 65..65 mean 65 last 65 good; 1 1 70..70 mean 70 last 70 good");
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_a_clock_that_is_behind),
        cmocka_unit_test(test_the_present_stays),
        cmocka_unit_test(test_no_sign_of_life),
        cmocka_unit_test(test_a_long_flush),
        cmocka_unit_test(test_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
