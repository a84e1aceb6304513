/* SPDX-License-Identifier: MIT */
/* History of signals: what a minute's row says, when it is handed out, what is no sample; over
 * late values, clock steps and restarts. */
#include "rig.h"

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL);
    rig_signal(r, "scrap", ROLE_SCRAP)->counter.kind = COUNTER_DELTA;
    rig_signal(r, "fault", ROLE_FAULT);
    rig_signal(r, "oil", ROLE_SENSOR);
    rig_signal(r, "door", ROLE_SENSOR)->max_age_ms = 90000;
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static void test_rows(void **state)
{
    static const struct {
        const char *what, *script, *signal, *rows;
    } cases[] = {
        {"a minute", "1 oil=70.5; 20 oil=71; 59.999 oil=70; 65 tick", "oil",
         "0 3 70..71 mean 70.5 last 70 good"},
        {"open until a little after its end", "1 oil=70; 64.999 tick", "oil", ""},
        {"each in its own", "1 oil=1; 61 oil=2; 62 oil=4; 190 tick", "oil",
         "0 1 1..1 mean 1 last 1 good; 1 2 2..4 mean 3 last 4 good"},
        {"silence makes no rows", "1 oil=1; 1000 oil=2; 1100 tick", "oil",
         "0 1 1..1 mean 1 last 1 good; 16 1 2..2 mean 2 last 2 good"},
        {"on the edge: of the one that begins", "59.999 oil=1; 60 oil=2; 130 tick", "oil",
         "0 1 1..1 mean 1 last 1 good; 1 1 2..2 mean 2 last 2 good"},
        {"a bit is a number", "1 door=true; 2 door=false; 3 door=true; 4 door=true; 65 tick",
         "door", "0 4 0..1 mean 0.75 last 1 good"},
        {"a text is not", "1 oil=warm; 65 tick", "oil", ""},
        {"bad values are counted", "1 oil=70; 2 oil=!; 3 oil=!; 65 tick", "oil",
         "0 1 70..70 mean 70 last 70 bad 2 bad"},
        {"… alone, too", "1 oil=!; 65 tick", "oil", "0 0 bad 1 bad"},
        {"… and good again", "1 oil=!; 2 oil=5; 65 tick", "oil",
         "0 1 5..5 mean 5 last 5 bad 1 good"},
        {"a reading of a counter", "1 total=100; 30 total=105; 65 tick", "total",
         "0 2 100..105 mean 102.5 last 105 good"},
        {"increments are in the minute records", "1 scrap=2; 30 scrap=1; 65 tick", "scrap", ""},
        {"a fault code has no mean", "1 fault=217; 65 tick", "fault", ""},
        {"nor has a state", "1 state=Execute; 65 tick", "state", ""},
        {"the broker's store is no sample", "1 oil=~70; 2 oil=71; 65 tick", "oil",
         "0 1 71..71 mean 71 last 71 good"},
        {"a redelivery is none", "1 oil=70@1; 2 oil=^70@1; 65 tick", "oil",
         "0 1 70..70 mean 70 last 70 good"},
        {"too old: a trend ends", "1 door=1; 95 tick; 200 tick", "door",
         "0 1 1..1 mean 1 last 1 good; 1 0 stale"},
        {"the link is lost", "0 link=up; 1 oil=5; 10 link=down; 65 tick", "oil",
         "0 1 5..5 mean 5 last 5 stale"},
        {"… and back in the same minute",
         "0 link=up; 1 oil=5; 10 link=down; 11 link=up; "
         "12 oil=6; 65 tick",
         "oil", "0 2 5..6 mean 5.5 last 6 good"},
        {"… of what was never heard nothing is told", "0 link=up; 10 link=down; 65 tick", "oil",
         ""},
        {"messages were dropped", "1 oil=5; 2 oil=!!; 65 tick", "oil",
         "0 1 5..5 mean 5 last 5 bad 1 stale"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig *r = make();
        rig_play(r, cases[i].script);
        expect(cases[i].what, rig_history(r, cases[i].signal), cases[i].rows);
        rig_free(&r);
    }
}

static void test_times_of_the_source(void **state)
{
    static const struct {
        const char *what, *script, *rows;
    } cases[] = {
        {"told a little late", "58 oil=1@57; 61 oil=2@59; 62 oil=3@60; 130 tick",
         "0 2 1..2 mean 1.5 last 2 good; 1 1 3..3 mean 3 last 3 good"},
        {"overtaken within the minute", "10 oil=1@9; 11 oil=5@7; 12 oil=2@12; 65 tick",
         "0 3 1..5 mean 2.666666 last 2 good"},
        {"… is not the last", "10 oil=1@9; 11 oil=5@7; 65 tick", "0 2 1..5 mean 3 last 1 good"},
        {"overtaken into a minute that is over", "55 oil=1@54; 62 oil=2@61; 63 oil=9@58; 130 tick",
         "0 1 1..1 mean 1 last 1 good; 1 1 2..2 mean 2 last 2 good"},
        /* its row comes in parts, which the store puts together */
        {"always minutes behind",
         "200 oil=1@30; 201 oil=2@31; 250 oil=3@59; 270 oil=4@61; 400 tick;"
         "410 tick",
         "0 2 1..2 mean 1.5 last 2 good; 0 1 3..3 mean 3 last 3 good; "
         "1 1 4..4 mean 4 last 4 good"},
        {"ahead: as of its arrival", "55 oil=1@62; 130 tick", "0 1 1..1 mean 1 last 1 good"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig *r = make();
        rig_play(r, cases[i].script);
        expect(cases[i].what, rig_history(r, "oil"), cases[i].rows);
        rig_free(&r);
    }
}

/* What is open when the wall clock is set belongs to the minute that the clock said then. */
static void test_clock_steps(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "10 oil=1; 20 clock=3600; 21 oil=2; 30 clock=-3600; 31 oil=3; 200 tick");
    expect("forward and back", rig_history(r, "oil"),
           "0 1 1..1 mean 1 last 1 good; 60 1 2..2 mean 2 last 2 good; "
           "0 1 3..3 mean 3 last 3 good");
    rig_free(&r);
    r = make();
    rig_play(r, "10 oil=1; 20 clock=0.3; 30 oil=2; 200 tick");
    expect("slewing ends nothing", rig_history(r, "oil"), "0 2 1..2 mean 1.5 last 2 good");
    rig_free(&r);
}

/* ---- restart -------------------------------------------------------------------------------- */

static char text[CHECKPOINT_MAX];

static int restore(struct rig *r, const char *json, size_t length, int64_t ms)
{
    struct cause why = {.text = ""};
    station_free(&r->st);
    r->now = rig_at(r, ms);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    assert_non_null(r->st);
    int result = station_restore(r->st, json, length, true, r->now, &r->fx, &why);
    if (result == 0)
        rig_log(r);
    return result;
}

static void restart(struct rig *r, int64_t ms)
{
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    assert_true(length > 0);
    assert_int_equal(restore(r, text, length, ms), 0);
}

static void test_the_open_minute_outlives_a_restart(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "10 oil=-3.5; 20 oil=9; 21 door=1; 22 oil=!");
    restart(r, 30000);
    rig_play(r, "40 oil=1; 70 tick");
    expect("in the same minute", rig_history(r, "oil"),
           "0 3 -3.5..9 mean 2.166666 last 1 bad 1 good");
    expect("not heard again", rig_history(r, "door"), "0 1 1..1 mean 1 last 1 stale");
    rig_free(&r);
    r = make();
    rig_play(r, "10 oil=4; 20 oil=9");
    restart(r, 600000);
    rig_play(r, "610 oil=1; 700 tick");
    expect("minutes later", rig_history(r, "oil"),
           "0 2 4..9 mean 6.5 last 9 stale; 10 1 1..1 mean 1 last 1 good");
    rig_free(&r);
}

static void test_a_hostile_checkpoint_is_refused(void **state)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"\"samples\":2", "\"samples\":-2"},
        {"\"samples\":2", "\"samples\":9000000000000000000"},
        {"\"bad\":1", "\"bad\":-1"},
        {"\"min\":4000000", "\"min\":400000000"},
        {"\"sum_low\":13000000", "\"sum_low\":1"},
        {"\"open\":\"good\"", "\"open\":\"splendid\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig *r = make();
        char json[8192];
        rig_play(r, "10 oil=4; 20 oil=9; 21 oil=!");
        size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
        assert_true(length > 0 && length < sizeof json / 2);
        char *at = strstr(strstr(text, "\"history\""), cases[i].from);
        if (!at)
            fail_msg("no %s in %.*s", cases[i].from, (int)length, text);
        (void)snprintf(json, sizeof json, "%.*s%s%s", (int)(at - text), text, cases[i].to,
                       at + strlen(cases[i].from));
        assert_int_equal(restore(r, json, strlen(json), 30000), -1);
        rig_play(r, "40 oil=1; 70 tick"); /* the station is as new */
        rig_free(&r);
    }
}

/* Every value that was taken is in exactly one row. */
static void test_none_is_lost(void **state)
{
    (void)state;
    unsigned seed = 20261122;
    for (int round = 0; round < 30; round++) {
        struct rig *r = make();
        int64_t ms = 0, taken = 0, told = 0, sum = 0, told_sum = 0;
        for (int i = 0; i < 300; i++) {
            char value[32];
            int whole = rand_r(&seed) % 1000;
            ms += rand_r(&seed) % 20000;
            (void)snprintf(value, sizeof value, "%d", whole);
            if (rand_r(&seed) % 40 == 0 && r->st) {
                restart(r, ms);
                continue;
            }
            rig_happen(r, "oil", value, ms);
            taken++;
            sum += whole * AMOUNT_ONE;
        }
        rig_tick(r, ms + 200000);
        for (size_t i = 0; i < r->history.count; i++) {
            int64_t mean, rest;
            const struct history *h = &r->history.row[i].span;
            history_mean(h, &mean, &rest);
            told += h->samples;
            told_sum += mean * h->samples + rest;
        }
        assert_int_equal(told, taken);
        assert_int_equal(told_sum, sum);
        rig_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_times_of_the_source),
        cmocka_unit_test(test_clock_steps),
        cmocka_unit_test(test_the_open_minute_outlives_a_restart),
        cmocka_unit_test(test_a_hostile_checkpoint_is_refused),
        cmocka_unit_test(test_none_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
