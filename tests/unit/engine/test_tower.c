/* SPDX-License-Identifier: MIT */
/* What happens to the tower itself: lamp tests, and lines that do not follow. */
#include "rig.h"

enum lamp { RED, YELLOW, GREEN };

/* Running lights green, held red; green is never lit while the state is unknown. */
static struct rig *make(void)
{
    static const char *const names[] = {"red", "yellow", "green"};
    static const enum machine_state states[] = {MS_STOPPED, MS_IDLE, MS_RUNNING};
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    for (int i = 0; i < 3; i++) {
        (void)text_copy(r->lamp[i].name, sizeof r->lamp[i].name, names[i]);
        (void)text_copy(r->lamp[i].colour, sizeof r->lamp[i].colour, names[i]);
        struct rule_conf *rule = &r->rule[i];
        *rule = (struct rule_conf){.conditions = 1, .shows = 1};
        (void)text_copy(rule->name, sizeof rule->name, names[i]);
        rule->condition[0] = (struct condition){.kind = COND_STATE, .words = 1U << states[i]};
        rule->show[0].lamp = i;
        rule->show[0].pattern = LAMP_ON;
    }
    r->config.lamps = r->config.rules = 3;
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static void test_shows_each_alone_then_all_then_the_truth(void **state)
{
    (void)state;
    static const struct {
        const char *script, *tower;
    } rows[] = {
        {"0 state=Execute; 10 tick", "red off, yellow off, green on"},
        {"20 lamptest=anna", "red on, yellow off, green off"},
        {"20.999 tick", "red on, yellow off, green off"},
        {"21 tick", "red off, yellow on, green off"},
        {"22 tick", "red off, yellow off, green on"},
        {"22.5 state=Held", "red off, yellow off, green on"}, /* the test goes on */
        {"23 tick", "red on, yellow on, green on"},
        {"24.999 tick", "red on, yellow on, green on"},
        {"25 tick", "red on, yellow off, green off"},
        {"26 state=Dark", "red off, yellow off, green off"},
        /* asleep over the whole test: nothing of it is left */
        {"30 lamptest=ben; 99 tick", "red off, yellow off, green off"},
        /* green is tested although the state is unknown */
        {"100 lamptest=ben; 102.1 tick", "red off, yellow off, green on"},
    };
    struct rig *r = make();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        expect(rows[i].script, rig_tower(r), rows[i].tower);
    }
    rig_free(&r);
}

/* The deadline leads from lamp to lamp; no tick rate is needed. */
static void test_asks_to_be_woken_for_each_lamp(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 100 tick; 100 lamptest=anna");
    for (int64_t s = 101; s <= 103; s++) {
        assert_int_equal(station_deadline(r->st), RIG_BOOT + s * 1000);
        rig_tick(r, s * 1000);
    }
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 105000);
    rig_tick(r, 105000);
    assert_true(station_deadline(r->st) > RIG_BOOT + 105000);
    rig_free(&r);
}

static void test_is_told_and_recorded(void **state)
{
    (void)state;
    char why[200];
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 20 lamptest=anna\x1b[2J; 21 tick");
    const struct snapshot *s = rig_snapshot(r);
    assert_string_equal(s->lamp[RED].rule, "lamp test");
    assert_non_null(strstr(s->lamp[RED].why, "lamp test by anna"));
    assert_null(strchr(s->lamp[RED].why, '\x1b'));
    assert_int_equal(s->lamp[YELLOW].pattern, LAMP_ON);
    assert_int_equal(station_why(r->st, "green", r->now, why, sizeof why), 0);
    assert_non_null(strstr(why, "green is off: lamp test by anna"));
    assert_non_null(strstr(why, "4 s left"));
    rig_play(r, "60 tick");
    expect("whole", rig_records(r, "lamp"), "1.1 test 20-25");
    assert_non_null(strstr(r->log, "lamp\tL1\t1\t"));
    assert_non_null(strstr(r->log, "\tanna"));
    rig_free(&r);
}

static void test_one_at_a_time_and_none_at_the_end(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute");
    assert_null(station_test_refusal(r->st));
    rig_play(r, "20 lamptest=anna; 21 tick");
    assert_string_equal(station_test_refusal(r->st), "a lamp test is running");
    rig_play(r, "22 lamptest=ben; 23 stopping");
    expect("cut short", rig_records(r, "lamp"), "1.1 test 20-25; 1.2 test 20-23");
    assert_string_equal(station_test_refusal(r->st), "andond is stopping");
    rig_play(r, "24 lamptest=ben");
    expect("not at the end", rig_records(r, "lamp"), "1.1 test 20-25; 1.2 test 20-23");
    expect("the rules speak", rig_tower(r), "red off, yellow off, green on");
    rig_free(&r);
    r = make();
    r->config.lamps = r->config.rules = 0;
    rig_play(r, "0 state=Execute; 20 lamptest=anna");
    assert_string_equal(station_test_refusal(r->st), "this station has no lamps");
    expect("nothing to test", rig_records(r, "lamp"), "");
    rig_free(&r);
}

static void test_lines_that_fail_are_recorded_once_and_when_they_are_well(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *records;
    } rows[] = {
        {"none fails", "0 lines=000; 60 lines=0", ""},
        {"fails", "5 lines=001; 6 lines=001", "1.1 line red 5- held by \"gpioset\""},
        {"two", "5 lines=100; 6 lines=101",
         "1.1 line green 5- held by \"gpioset\"; 2.1 line red 6- held by \"gpioset\""},
        {"well again: not yet sure", "5 lines=001; 20 lines=000; 29.9 tick",
         "1.1 line red 5- held by \"gpioset\""},
        {"well again", "5 lines=001; 20 lines=000; 30 tick; 90 tick",
         "1.1 line red 5- held by \"gpioset\"; 1.2 line red 5-20 held by \"gpioset\""},
        {"chatters", "5 lines=1; 6 lines=0; 7 lines=1; 8 lines=0; 9 lines=1; 10 lines=0; 60 tick",
         "1.1 line red 5- held by \"gpioset\"; 1.2 line red 5-10 held by \"gpioset\""},
        {"fails again later", "5 lines=1; 6 lines=0; 60 lines=1",
         "1.1 line red 5- held by \"gpioset\"; 1.2 line red 5-6 held by \"gpioset\"; "
         "2.1 line red 60- held by \"gpioset\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_play(r, "0 state=Execute");
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_records(r, "lamp"), rows[i].records);
        rig_free(&r);
    }
}

/* What is open goes on over a restart, under its number. */
static void test_outlives_a_restart(void **state)
{
    (void)state;
    static char text[CHECKPOINT_MAX];
    struct cause why = {{0}};
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 3 lamptest=anna; 5 lines=010; 60 tick");
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    assert_true(length > 0);
    station_free(&r->st);
    rig_start(r, 90000);
    assert_int_equal(station_restore(r->st, text, length, true, r->now, &r->fx, &why), 0);
    rig_log(r);
    rig_play(r, "91 lines=000; 120 tick; 130 lines=001");
    expect("goes on", rig_records(r, "lamp"),
           "1.1 test 3-8; 2.1 line yellow 5- held by \"gpioset\"; "
           "2.2 line yellow 5-91 held by \"gpioset\"; 3.1 line red 130- held by \"gpioset\"");
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shows_each_alone_then_all_then_the_truth),
        cmocka_unit_test(test_asks_to_be_woken_for_each_lamp),
        cmocka_unit_test(test_is_told_and_recorded),
        cmocka_unit_test(test_one_at_a_time_and_none_at_the_end),
        cmocka_unit_test(test_lines_that_fail_are_recorded_once_and_when_they_are_well),
        cmocka_unit_test(test_outlives_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
