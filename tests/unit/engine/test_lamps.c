/* SPDX-License-Identifier: MIT */
/* The rule table: which rule holds, which wins, what it is because of. */
#include "rig.h"

enum lamp { RED, YELLOW, GREEN };

static struct rig *make(void)
{
    static const char *const names[] = {"red", "yellow", "green"};
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "fault", ROLE_FAULT);
    rig_signal(r, "total", ROLE_TOTAL);
    struct signal_conf *oil = rig_signal(r, "oil", ROLE_SENSOR);
    oil->max_age_ms = 60000;
    (void)text_copy(oil->unit, sizeof oil->unit, "degC");
    for (int i = 0; i < 3; i++) {
        (void)text_copy(r->lamp[i].name, sizeof r->lamp[i].name, names[i]);
        (void)text_copy(r->lamp[i].colour, sizeof r->lamp[i].colour, names[i]);
    }
    r->config.lamps = 3;
    return r;
}

static struct rule_conf *rule(struct rig *r, const char *name, enum condition_kind kind,
                              enum lamp lamp, enum lamp_pattern pattern)
{
    struct rule_conf *rule = &r->rule[r->config.rules++];
    *rule = (struct rule_conf){.conditions = 1, .shows = 1};
    (void)text_copy(rule->name, sizeof rule->name, name);
    rule->condition[0].kind = kind;
    rule->show[0].lamp = (int)lamp;
    rule->show[0].pattern = pattern;
    return rule;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

/* Each condition by itself lights red. */
static void test_conditions(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct condition c;
        const char *script;
        bool red;
    } rows[] = {
        {"starting", {.kind = COND_STARTING}, "0 tick", true},
        {"starting: for ten seconds", {.kind = COND_STARTING}, "9.999 tick", true},
        {"starting: no longer", {.kind = COND_STARTING}, "0 tick; 10 tick", false},
        {"starting: until a state is known",
         {.kind = COND_STARTING},
         "0 tick; 1 state=Held",
         false},
        {"starting: a word in no map is no state",
         {.kind = COND_STARTING},
         "0 tick; 1 state=Hm",
         true},
        {"stopping", {.kind = COND_STOPPING}, "0 state=Execute; 1 stopping", true},
        {"not stopping", {.kind = COND_STOPPING}, "0 state=Execute", false},
        {"link down", {.kind = COND_LINK_DOWN}, "0 link=up; 1 link=down", true},
        {"link connecting again", {.kind = COND_LINK_DOWN}, "0 link=down; 1 link=connecting", true},
        {"link up", {.kind = COND_LINK_DOWN}, "0 link=down; 1 link=up", false},
        {"link not yet up", {.kind = COND_LINK_DOWN}, "0 link=connecting", false},
        {"store failed", {.kind = COND_STORE_FAILED}, "0 store=failed", true},
        {"store again", {.kind = COND_STORE_FAILED}, "0 store=failed; 1 store=ok", false},
        {"unknown", {.kind = COND_UNKNOWN}, "0 tick", true},
        {"known", {.kind = COND_UNKNOWN}, "0 state=Idle", false},
        {"one of the states",
         {.kind = COND_STATE, .words = 1 << MS_IDLE | 1 << MS_STOPPED},
         "0 state=Idle",
         true},
        {"none of them",
         {.kind = COND_STATE, .words = 1 << MS_IDLE | 1 << MS_STOPPED},
         "0 state=Wait",
         false},
        {"negated",
         {.kind = COND_STATE, .words = 1 << MS_IDLE, .negated = true},
         "0 state=Wait",
         true},
        {"mode", {.kind = COND_MODE, .words = 1 << MODE_TRIAL}, "0 mode=trial", true},
        {"any stop", {.kind = COND_STOP, .words = 3}, "0 state=Held; 1 tick", true},
        {"any stop, said without a word", {.kind = COND_STOP}, "0 state=Held; 1 tick", true},
        {"a small one", {.kind = COND_STOP, .words = 1}, "0 state=Held; 120 tick", true},
        {"no longer small", {.kind = COND_STOP, .words = 1}, "0 state=Held; 121 tick", false},
        {"a long one", {.kind = COND_STOP, .words = 2}, "0 state=Held; 121 tick", true},
        {"no stop", {.kind = COND_STOP, .words = 3}, "0 state=Execute", false},
        {"unexplained", {.kind = COND_UNEXPLAINED}, "0 state=Held; 121 tick", true},
        {"… afterwards too", {.kind = COND_UNEXPLAINED}, "0 state=Held; 130 state=Execute", true},
        {"small ones need no reason", {.kind = COND_UNEXPLAINED}, "0 state=Held; 100 tick", false},
        {"no shift", {.kind = COND_BREAK}, "0 tick", false},
        {"above",
         {.kind = COND_SIGNAL, .signal = 4, .compare = '>', .amount = 70000000},
         "0 oil=71.5",
         true},
        {"not above",
         {.kind = COND_SIGNAL, .signal = 4, .compare = '>', .amount = 70000000},
         "0 oil=70",
         false},
        {"below",
         {.kind = COND_SIGNAL, .signal = 4, .compare = '<', .amount = 70000000},
         "0 oil=69",
         true},
        {"equal",
         {.kind = COND_SIGNAL, .signal = 4, .compare = '=', .amount = 70000000},
         "0 oil=70",
         true},
        {"a word",
         {.kind = COND_SIGNAL, .signal = 2, .compare = '=', .text = "E-1"},
         "0 fault=E-1",
         true},
        {"another word",
         {.kind = COND_SIGNAL, .signal = 2, .compare = '=', .text = "E-1"},
         "0 fault=E-2",
         false},
        {"never heard",
         {.kind = COND_SIGNAL, .signal = 4, .compare = '<', .amount = 70000000},
         "0 tick",
         false},
        {"… not even the contrary",
         {.kind = COND_SIGNAL, .negated = true, .signal = 4, .compare = '<', .amount = 70000000},
         "0 tick",
         false},
        {"the contrary",
         {.kind = COND_SIGNAL, .negated = true, .signal = 4, .compare = '<', .amount = 70000000},
         "0 oil=71",
         true},
        {"too old",
         {.kind = COND_SIGNAL, .signal = 4, .compare = '>', .amount = 70000000},
         "0 oil=71.5; 60 tick",
         false},
        {"always", {.kind = COND_ALWAYS}, "0 tick", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rule(r, "row", rows[i].c.kind, RED, LAMP_ON)->condition[0] = rows[i].c;
        rig_play(r, rows[i].script);
        if ((r->fx.lamp[RED].pattern == LAMP_ON) != rows[i].red)
            fail_msg("%s", rows[i].what);
        rig_free(&r);
    }
}

static void test_break_and_behind(void **state)
{
    (void)state;
    struct rig *r = make();
    struct shift_plan *early = rig_shift(r, "early", 6 * 60, 14 * 60);
    early->pause[early->pauses++] = (struct shift_break){9 * 60, 10 * 60};
    r->begin += 6 * 60 * MS_PER_MIN;
    rule(r, "break", COND_BREAK, RED, LAMP_ON);
    struct rule_conf *behind = rule(r, "behind", COND_BEHIND, YELLOW, LAMP_FLASH_SLOW);
    behind->condition[0].amount = 10 * AMOUNT_ONE; /* per cent */
    r->config.target_per_shift = 700 * AMOUNT_ONE;
    rig_play(r, "0 state=Execute; 1 total=0; 7000 total=200");
    expect("on target", rig_tower(r), "red off, yellow off, green off");
    rig_play(r, "7260 tick");
    /* 222.222223 due is too much; that takes 8000 s at 100 an hour */
    int64_t due = station_deadline(r->st);
    assert_true(due - RIG_BOOT > 7999000 && due - RIG_BOOT < 8001000);
    rig_tick(r, due - RIG_BOOT - 1);
    expect("still", rig_tower(r), "red off, yellow off, green off");
    rig_tick(r, due - RIG_BOOT);
    expect("behind, and nobody sent anything", rig_tower(r),
           "red off, yellow flash_slow, green off");
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 3 * MS_PER_HOUR); /* the break */
    char why[200];
    assert_int_equal(station_why(r->st, "yellow", r->now, why, sizeof why), 0);
    expect("why", why, "yellow is flash_slow by rule behind: 200 made, 222 due");
    rig_play(r, "10800 tick");
    assert_int_equal(station_why(r->st, "red", r->now, why, sizeof why), 0);
    expect("why", why, "red is on by rule break: break");
    rig_play(r, "29200 tick");
    assert_int_equal(station_why(r->st, "red", r->now, why, sizeof why), 0);
    expect("why", why, "red is on by rule break: no shift");
    rig_free(&r);
}

/* The first rule that holds and names the lamp; others may still decide its neighbours. */
static void test_order(void **state)
{
    (void)state;
    struct rig *r = make();
    rule(r, "unknown", COND_UNKNOWN, YELLOW, LAMP_ALTERNATE);
    struct rule_conf *down = rule(r, "down", COND_STOP, RED, LAMP_ON);
    down->show[down->shows].lamp = GREEN;
    down->show[down->shows++].pattern = LAMP_OFF;
    struct rule_conf *waits = rule(r, "waits", COND_STATE, RED, LAMP_FLASH_FAST);
    waits->condition[0].words = 1 << MS_STARVED;
    waits->show[waits->shows].lamp = YELLOW;
    waits->show[waits->shows++].pattern = LAMP_ON;
    rule(r, "always", COND_ALWAYS, GREEN, LAMP_ON);
    static const struct {
        const char *script, *tower;
        bool changed;
    } rows[] = {
        {"0 tick", "red off, yellow alternate, green off", true},
        {"1 state=Execute", "red off, yellow off, green on", true},
        {"2 tick", "red off, yellow off, green on", false},
        {"3 state=Wait", "red on, yellow on, green off", true},
        {"4 state=Held", "red on, yellow off, green off", true},
        {"5 state=Execute", "red off, yellow off, green on", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        expect(rows[i].script, rig_tower(r), rows[i].tower);
        assert_int_equal(r->fx.lamps_changed, rows[i].changed);
        assert_int_equal(r->fx.lamps, 3);
    }
    rig_free(&r);
}

static void test_for(void **state)
{
    (void)state;
    struct rig *r = make();
    struct rule_conf *late = rule(r, "late", COND_STOP, RED, LAMP_ON);
    late->for_ms = 10000;
    late->condition[1] = (struct condition){.kind = COND_MODE, .words = 1 << MODE_PRODUCTION};
    late->conditions = 2;
    static const struct {
        const char *script;
        bool red;
    } rows[] = {
        {"0 state=Execute", false}, {"5 state=Held", false},       {"14.999 tick", false},
        {"15 tick", true},          {"16 state=Execute", false},   {"20 state=Held", false},
        {"25 mode=trial", false},   {"31 mode=production", false}, {"40.999 tick", false},
        {"41 tick", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        if ((r->fx.lamp[RED].pattern == LAMP_ON) != rows[i].red)
            fail_msg("%s", rows[i].script);
    }
    rig_play(r, "50 state=Execute; 60 state=Held");
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 70000);
    rig_free(&r);
}

/* Lamps of a turn: values move them when they are asked for, or with the moment after; what is on
 * record moves them at once. */
static void test_turn(void **state)
{
    (void)state;
    struct rig *r = make();
    rule(r, "down", COND_STOP, RED, LAMP_ON)->for_ms = 10000;
    struct condition *oil = rule(r, "oil", COND_SIGNAL, YELLOW, LAMP_ON)->condition;
    oil->signal = config_signal_index(&r->config, "oil");
    oil->compare = '>';
    rig_play(r, "0 state=Execute; 1 oil=0");
    assert_false(station_light(r->st, &r->fx));
    r->together = true;
    rig_play(r, "5 oil=1");
    assert_false(r->fx.lamps_changed);
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 5000); /* what is owed is due */
    rig_play(r, "5.001 oil=0");
    assert_true(r->fx.lamps_changed); /* of the moment that is over */
    expect("a later moment", rig_tower(r), "red off, yellow on, green off");
    rig_light(r);
    assert_true(r->fx.lamps_changed);
    expect("the last one", rig_tower(r), "red off, yellow off, green off");
    rig_play(r, "6 state=Held; 15.999 oil=1");
    rig_light(r);
    expect("not yet", rig_tower(r), "red off, yellow on, green off");
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 16000);
    rig_play(r, "16 oil=2");
    rig_light(r);
    expect("for", rig_tower(r), "red on, yellow on, green off");
    rig_play(r, "20 state=Execute");
    assert_true(r->fx.lamps_changed);
    expect("on record", rig_tower(r), "red off, yellow on, green off");
    rig_play(r, "20 state=Wait; 20 oil=0; 20 tick");
    expect("a step is whole", rig_tower(r), "red off, yellow off, green off");
    assert_false(station_light(r->st, &r->fx));
    rig_free(&r);
}

/* Unknown never lights green, whatever the table says; only start and stop have a say. */
static void test_never_green(void **state)
{
    (void)state;
    struct rig *r = make();
    rule(r, "stopping", COND_STOPPING, GREEN, LAMP_PULSE);
    rule(r, "starting", COND_STARTING, GREEN, LAMP_PULSE);
    rule(r, "careless", COND_STOP, GREEN, LAMP_ON)->condition[0].negated = true;
    rule(r, "red", COND_ALWAYS, RED, LAMP_ON);
    static const struct {
        const char *script, *tower;
    } rows[] = {
        {"0 tick", "red on, yellow off, green pulse"},
        {"11 tick", "red on, yellow off, green off"},
        {"12 state=Execute", "red on, yellow off, green on"},
        {"13 link=down", "red on, yellow off, green off"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        expect(rows[i].script, rig_tower(r), rows[i].tower);
    }
    char why[200];
    assert_int_equal(station_why(r->st, "green", r->now, why, sizeof why), 0);
    expect("why", why, "green is off by rule careless: no stop; never green while unknown");
    rig_play(r, "14 stopping");
    expect("stopping", rig_tower(r), "red on, yellow off, green pulse");
    rig_free(&r);
}

static void test_why(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
        struct condition c;
        const char *script, *why;
    } rows[] = {
        {"state",
         "",
         {.kind = COND_STATE, .words = 1 << MS_STOPPED},
         "0 state=Execute; 67 state=stopped; 67 state=Held",
         "red is on by rule row: stopped since 13:01:07, Held"},
        {"a text of its own",
         "press is down",
         {.kind = COND_STATE, .words = 1 << MS_STOPPED},
         "67 state=Held; 68 fault=E-217 die jam",
         "red is on by rule row: press is down: stopped since 13:01:07, E-217 die jam"},
        {"since another day",
         "",
         {.kind = COND_STATE, .words = 1 << MS_STOPPED},
         "67 state=Held; 90000 tick",
         "red is on by rule row: stopped since 2026-11-22 13:01:07, Held"},
        {"unknown",
         "",
         {.kind = COND_UNKNOWN},
         "5 state=Execute; 60 link=down",
         "red is on by rule row: unknown since 13:01:00, the broker was lost and it has not "
         "spoken since"},
        {"a word that is in no map",
         "",
         {.kind = COND_UNKNOWN},
         "5 state=Execute; 60 state=Fluffy",
         "red is on by rule row: unknown since 13:01:00, Fluffy is no word that is known here: "
         "give state a map"},
        {"mode",
         "",
         {.kind = COND_MODE, .words = 1 << MODE_TRIAL},
         "60 mode=trial",
         "red is on by rule row: mode trial"},
        {"stop",
         "",
         {.kind = COND_STOP},
         "60 state=Wait; 61 fault=7; 185 tick",
         "red is on by rule row: S1 starved since 13:01:00, 2 min 05 s lost, 7"},
        {"unexplained",
         "",
         {.kind = COND_UNEXPLAINED},
         "0 state=Held; 125 tick; 200 state=Execute",
         "red is on by rule row: 1 not explained, 3 min 20 s"},
        {"link",
         "",
         {.kind = COND_LINK_DOWN},
         "60 link=down",
         "red is on by rule row: broker lost since 13:01:00, connection refused"},
        {"store",
         "",
         {.kind = COND_STORE_FAILED},
         "60 store=failed",
         "red is on by rule row: records not kept since 13:01:00, disk full"},
        {"signal",
         "",
         {.kind = COND_SIGNAL, .signal = 4, .compare = '>', .amount = 70000000},
         "60 oil=71.2",
         "red is on by rule row: oil 71.2 degC, > 70"},
        {"not signal",
         "",
         {.kind = COND_SIGNAL, .negated = true, .signal = 2, .compare = '=', .text = "ok"},
         "60 fault=E-1",
         "red is on by rule row: fault E-1, not = ok"},
        {"starting",
         "",
         {.kind = COND_STARTING},
         "0 tick",
         "red is on by rule row: andond has started and knows nothing yet"},
        {"always",
         "",
         {.kind = COND_ALWAYS},
         "60 state=Execute",
         "red is on by rule row: running since 13:01:00, Execute"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        char why[300];
        r->begin += 13 * MS_PER_HOUR;
        struct rule_conf *row = rule(r, "row", COND_ALWAYS, RED, LAMP_ON);
        row->condition[0] = rows[i].c;
        (void)text_copy(row->text, sizeof row->text, rows[i].text);
        rig_play(r, rows[i].script);
        assert_int_equal(station_why(r->st, "red", r->now, why, sizeof why), 0);
        expect(rows[i].what, why, rows[i].why);
        const struct snapshot_lamp *lamp = &rig_snapshot(r)->lamp[0];
        assert_string_equal(lamp->rule, "row");
        assert_string_equal(lamp->why, why + strlen("red is on by rule row: "));
        rig_free(&r);
    }
}

static void test_why_more(void **state)
{
    (void)state;
    struct rig *r = make();
    char why[300];
    rule(r, "one", COND_ALWAYS, RED, LAMP_ON)->conditions = 0;
    rule(r, "two", COND_ALWAYS, RED, LAMP_FLASH_FAST);
    rule(r, "three", COND_ALWAYS, YELLOW, LAMP_ON);
    rule(r, "four", COND_ALWAYS, RED, LAMP_OFF);
    rig_play(r, "60 state=Execute");
    assert_int_equal(station_why(r->st, "red", r->now, why, sizeof why), 0);
    expect("more", why, "red is on by rule one: running since 00:01:00, Execute; 2 more");
    assert_int_equal(station_why(r->st, "green", r->now, why, sizeof why), 0);
    expect("none", why, "green is off: no rule names it now");
    assert_int_equal(station_why(r->st, "pink", r->now, why, sizeof why), -1);
    char cut[24]; /* a short buffer is cut, not overrun */
    assert_int_equal(station_why(r->st, "red", r->now, cut, sizeof cut), 0);
    assert_int_equal(strlen(cut), sizeof cut - 1);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conditions), cmocka_unit_test(test_break_and_behind),
        cmocka_unit_test(test_order),      cmocka_unit_test(test_for),
        cmocka_unit_test(test_turn),       cmocka_unit_test(test_never_green),
        cmocka_unit_test(test_why),        cmocka_unit_test(test_why_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
