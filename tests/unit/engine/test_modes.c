/* SPDX-License-Identifier: MIT */
/* Modes that people declare. small_stop is 120 s, the ideal cycle 1 s, the window the plant day. */
#include "rig.h"

static struct mode_conf modes[] = {
    {.name = "cleaning", .title = "cleaning", .mode = MODE_PLANNED, .for_ms = 600000},
    {.name = "no-orders", .title = "", .mode = MODE_PLANNED},
    {.name = "tryout", .title = "trial of a die", .mode = MODE_TRIAL},
};

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "mode", ROLE_MODE);
    rig_signal(r, "total", ROLE_TOTAL);
    rig_signal(r, "scrap", ROLE_SCRAP);
    r->config.mode = modes;
    r->config.modes = sizeof modes / sizeof *modes;
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static const char *declared(struct rig *r)
{
    const struct snapshot *s = rig_snapshot(r);
    char *at = rig_put(r->text, "%s", word_name(&words_station_mode, (int)s->machine.mode));
    if (s->declared.id[0])
        at = rig_put(at, " %s \"%s\"", s->declared.id, s->declared.title);
    if (s->declared.until != TIME_NONE)
        at = rig_put_seconds(rig_put(at, " until "), s->declared.until - r->begin);
    if (s->declared.over)
        (void)rig_put(at, " over");
    return r->text;
}

/* ---- what is answered ----------------------------------------------------------------------- */

static void test_answers(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum command_result result;
        const char *text, *declared;
    } rows[] = {
        {"mode production", COMMAND_BAD, "it is production already", "production"},
        {"mode party", COMMAND_NOT_FOUND, "there is no mode party; see andonctl modes",
         "production"},
        {"mode trail", COMMAND_NOT_FOUND,
         "there is no mode trail; did you mean trial? See andonctl modes", "production"},
        {"mode cleaning until=5", COMMAND_BAD, "it should end later than now, within 31 days",
         "production"},
        {"mode cleaning until=9999999", COMMAND_BAD, "it should end later than now, within 31 days",
         "production"},
        {"mode cleaning", COMMAND_DONE, "cleaning for 10 min 00 s",
         "planned cleaning \"cleaning\" until 700"},
        {"mode cleaning until=1000 note=dirty", COMMAND_DONE, "cleaning for 15 min 00 s",
         "planned cleaning \"cleaning\" until 1000"},
        {"mode cleaning note=oil", COMMAND_DONE, "cleaning for 15 min 00 s",
         "planned cleaning \"cleaning\" until 1000"},
        {"mode no-orders", COMMAND_DONE, "no-orders", "planned no-orders \"no-orders\""},
        {"mode tryout", COMMAND_DONE, "trial of a die", "trial tryout \"trial of a die\""},
        {"mode maintenance until=400", COMMAND_DONE, "maintenance for 5 min 00 s",
         "maintenance maintenance \"maintenance\" until 400"},
        {"mode production", COMMAND_DONE, "maintenance ended: production", "production"},
    };
    struct rig *r = make();
    rig_play(r, "0 state=Held; 100 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_do(r, rows[i].command, 100000);
        if (r->outcome.result != rows[i].result || strcmp(r->outcome.text, rows[i].text) != 0)
            fail_msg("%s: %d %s", rows[i].command, (int)r->outcome.result, r->outcome.text);
        expect(rows[i].command, declared(r), rows[i].declared);
    }
    assert_string_equal(r->outcome.id, "D4");
    assert_non_null(strstr(r->outcome.body, "\"ended_by\":\"person\""));
    assert_non_null(strstr(r->outcome.body, "\"from\":\"tty1\""));
    expect("records", rig_records(r, "mode"),
           "1.1 100- cleaning planned until 700; 1.2 100- cleaning planned until 1000 dirty; "
           "1.3 100- cleaning planned until 1000 oil; "
           "1.4 100-100 cleaning planned until 1000 oil by person; 2.1 100- no-orders planned; "
           "2.2 100-100 no-orders planned by person; 3.1 100- tryout trial; "
           "3.2 100-100 tryout trial by person; 4.1 100- maintenance maintenance until 400; "
           "4.2 100-100 maintenance maintenance until 400 by person");
    rig_free(&r);
}

/* ---- undo ----------------------------------------------------------------------------------- */

static void test_undo(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum command_result result;
        const char *declared;
    } rows[] = {
        {"undo", COMMAND_NOT_FOUND, "production"},
        {"mode cleaning", COMMAND_DONE, "planned cleaning \"cleaning\" until 700"},
        {"mode cleaning until=1000 note=dirty", COMMAND_DONE,
         "planned cleaning \"cleaning\" until 1000"},
        {"undo D1", COMMAND_DONE, "planned cleaning \"cleaning\" until 700"},
        {"undo D1", COMMAND_STALE, "planned cleaning \"cleaning\" until 700"},
        {"mode no-orders", COMMAND_DONE, "planned no-orders \"no-orders\""},
        {"undo D2", COMMAND_DONE, "planned cleaning \"cleaning\" until 700"},
        {"mode production", COMMAND_DONE, "production"},
        {"undo D3", COMMAND_DONE, "planned cleaning \"cleaning\" until 700"},
        {"mode production", COMMAND_DONE, "production"},
        {"mode tryout", COMMAND_DONE, "trial tryout \"trial of a die\""},
        {"undo", COMMAND_DONE, "production"},
    };
    struct rig *r = make();
    rig_play(r, "0 state=Held; 100 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_do(r, rows[i].command, 100000);
        if (r->outcome.result != rows[i].result)
            fail_msg("%s: %d %s", rows[i].command, (int)r->outcome.result, r->outcome.text);
        expect(rows[i].command, declared(r), rows[i].declared);
    }
    assert_string_equal(r->outcome.text, "undone: mode of D5");
    rig_free(&r);
}

/* ---- what time counts as -------------------------------------------------------------------- */

static void test_time(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *figures, *intervals, *records;
    } rows[] = {
        {"planned time is outside the figures",
         "0 state=Execute; 100 state=Held; 110 do=mode cleaning; 300 do=mode production; "
         "310 state=Execute; 400 tick",
         "planned 210 run 210 unknown 0 | running 190 stopped 210 | stops 1 small 1 unexplained "
         "0/0",
         "1.1 0-100 running Execute; 2.1 100-110 stopped Held S1; "
         "3.1 110-300 stopped Held planned off; 4.1 300-310 stopped Held S1",
         "1.1 110- cleaning planned until 710; "
         "1.2 110-300 cleaning planned until 710 by person"},
        {"too long: from that moment on it is lost",
         "0 state=Execute; 100 state=Held; 100 do=mode cleaning; 1000 tick",
         "planned 400 run 100 unknown 0 | running 100 stopped 900 | stops 1 small 0 unexplained "
         "1/300",
         "1.1 0-100 running Execute; 2.1 100-700 stopped Held planned off",
         "1.1 100- cleaning planned until 700; 1.2 100- cleaning planned until 700 over 700"},
        {"prolonged when it is too late: what was lost stays lost",
         "0 state=Execute; 100 state=Held; 100 do=mode cleaning; 1000 do=mode cleaning until=2000; "
         "1500 state=Execute; 1500 do=mode production; 1600 tick",
         "planned 500 run 200 unknown 0 | running 200 stopped 1400 | stops 1 small 0 unexplained "
         "1/300",
         "1.1 0-100 running Execute; 2.1 100-700 stopped Held planned off; "
         "3.1 700-1000 stopped Held planned S1; 4.1 1000-1500 stopped Held planned off",
         "1.1 100- cleaning planned until 700; 1.2 100- cleaning planned until 700 over 700; "
         "1.3 100- cleaning planned until 2000; 1.4 100-1500 cleaning planned until 2000 by "
         "person"},
        {"a word more when it is too late prolongs nothing",
         "0 state=Execute; 100 state=Held; 100 do=mode cleaning; 800 do=mode cleaning note=oil; "
         "1000 tick",
         "planned 400 run 100 unknown 0 | running 100 stopped 900 | stops 1 small 0 unexplained "
         "1/300",
         "1.1 0-100 running Execute; 2.1 100-700 stopped Held planned off",
         "1.1 100- cleaning planned until 700; 1.2 100- cleaning planned until 700 over 700; "
         "1.3 100- cleaning planned until 700 over 700 oil"},
        {"an open stop stays open",
         "0 state=Execute; 100 state=Held; 400 do=mode no-orders; 900 do=mode production; "
         "950 state=Execute; 1000 tick",
         "planned 500 run 150 unknown 0 | running 150 stopped 850 | stops 1 small 0 unexplained "
         "1/350",
         "1.1 0-100 running Execute; 2.1 100-400 stopped Held S1; "
         "3.1 400-900 stopped Held planned off; 4.1 900-950 stopped Held S1",
         "1.1 400- no-orders planned; 1.2 400-900 no-orders planned by person"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_play(r, rows[i].script);
        expect(rows[i].what, rig_figures(r), rows[i].figures);
        expect(rows[i].what, rig_records(r, "interval"), rows[i].intervals);
        expect(rows[i].what, rig_records(r, "mode"), rows[i].records);
        rig_free(&r);
    }
}

/* ---- with the machine's own word ------------------------------------------------------------ */

static void test_machine(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *declared, *records;
    } rows[] = {
        {"a person's word holds against the same word of the machine",
         "0 mode=production; 10 do=mode no-orders; 20 mode=production; 30 tick",
         "planned no-orders \"no-orders\"", "1.1 10- no-orders planned"},
        {"… and until the machine says another",
         "0 mode=production; 10 do=mode no-orders; 20 mode=maintenance; 30 tick", "maintenance",
         "1.1 10- no-orders planned; 1.2 10-20 no-orders planned by machine"},
        {"its first word is no change", "10 do=mode no-orders; 20 mode=maintenance; 30 tick",
         "planned no-orders \"no-orders\"", "1.1 10- no-orders planned"},
        {"then production is the machine's word",
         "10 do=mode no-orders; 20 mode=maintenance; 30 do=mode production", "maintenance",
         "1.1 10- no-orders planned; 1.2 10-30 no-orders planned by person"},
        {"nobody declared what the machine says",
         "10 mode=maintenance; 30 do=mode production; 31 tick", "maintenance", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_play(r, rows[i].script);
        expect(rows[i].what, declared(r), rows[i].declared);
        expect(rows[i].what, rig_records(r, "mode"), rows[i].records);
        rig_free(&r);
    }
    struct rig *r = make();
    rig_play(r, "10 mode=maintenance; 30 do=mode production");
    expect("why not", r->outcome.text,
           "the machine itself says maintenance: nothing else was declared");
    rig_free(&r);
}

/* ---- trials --------------------------------------------------------------------------------- */

static void test_trial(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 0 total=0; 0 scrap=0; 50 total=40; 60 do=mode tryout; "
                "70 total=50; 80 scrap=3; 90 do=mode production; 100 total=60@85; 100 tick");
    const struct snapshot *s = rig_snapshot(r);
    expect("counts", rig_counts(r), "40/40/0/0");
    s = rig_snapshot(r);
    assert_int_equal(s->counts.trial_total, 20 * AMOUNT_ONE); /* the late ones, too */
    assert_int_equal(s->counts.trial_good, 17 * AMOUNT_ONE);
    assert_int_equal(s->oee.planned_ms, 100000); /* its time is planned production time */
    assert_true(fabs(s->oee.oee - 0.4) < 1e-12);
    rig_play(r, "120 tick");
    expect("minutes", rig_records(r, "minute"), "1 0 40/40/0/0; 1 60 0/0/0/0");
    assert_non_null(
        strstr(r->log, "\"trial\":{\"total\":20,\"good\":17,\"scrap\":3,\"rework\":0}"));
    rig_free(&r);
}

/* ---- lamps, restarts ------------------------------------------------------------------------ */

static void test_lamps_follow(void **state)
{
    (void)state;
    struct rig *r = make();
    r->config.lamps = 1;
    (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "yellow");
    r->config.rules = 1;
    r->rule[0] = (struct rule_conf){
        .name = "cleaning",
        .condition = {{.kind = COND_MODE, .words = 1U << MODE_PLANNED}},
        .conditions = 1,
        .show = {{0, LAMP_ON}},
        .shows = 1,
    };
    rig_play(r, "0 state=Held");
    expect("before", rig_tower(r), "yellow off");
    rig_play(r, "10 do=mode cleaning");
    expect("declared", rig_tower(r), "yellow on");
    rig_play(r, "20 do=mode production");
    expect("after", rig_tower(r), "yellow off");
    rig_free(&r);
}

static char checkpoint[CHECKPOINT_MAX];

static void restart(struct rig *r, int64_t seconds)
{
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint);
    assert_true(length > 0);
    station_free(&r->st);
    r->now = rig_at(r, seconds * 1000);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, checkpoint, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static void test_restart(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 mode=production; 0 state=Execute; 100 do=mode cleaning note=oil");
    restart(r, 200);
    expect("goes on", declared(r), "planned cleaning \"cleaning\" until 700");
    restart(r, 900);
    expect("ended while nobody watched", declared(r),
           "planned cleaning \"cleaning\" until 700 over");
    rig_play(r, "910 do=mode production; 920 do=mode tryout");
    expect("records", rig_records(r, "mode"),
           "1.1 100- cleaning planned until 700 oil; 1.2 100- cleaning planned until 700 over 700 "
           "oil; 1.3 100-910 cleaning planned until 700 over 700 oil by person; 2.1 920- tryout "
           "trial");
    rig_free(&r);
}

static void test_reload(void **state)
{
    (void)state;
    struct rig *r = make();
    struct cause why = {.text = ""};
    rig_play(r, "0 mode=production; 0 state=Execute; 100 do=mode cleaning");
    struct config other = r->config;
    other.modes = 0; /* the section is gone; what was declared stays readable */
    assert_int_equal(station_reload(&r->st, &other, r->now, &r->fx, &why), 0);
    rig_log(r);
    expect("goes on", declared(r), "planned cleaning \"cleaning\" until 700");
    rig_play(r, "200 do=mode cleaning");
    assert_int_equal(r->outcome.result, COMMAND_NOT_FOUND);
    rig_free(&r);
}

/* The wall clock is set: the end is a time of day. */
static void test_clock(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 state=Held; 100 do=mode cleaning; 200 clock=300; 395 tick");
    expect("not yet", declared(r), "planned cleaning \"cleaning\" until 700");
    rig_play(r, "401 tick");
    expect("by the clock", declared(r), "planned cleaning \"cleaning\" until 700 over");
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers), cmocka_unit_test(test_undo),
        cmocka_unit_test(test_time),    cmocka_unit_test(test_machine),
        cmocka_unit_test(test_trial),   cmocka_unit_test(test_lamps_follow),
        cmocka_unit_test(test_restart), cmocka_unit_test(test_reload),
        cmocka_unit_test(test_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
