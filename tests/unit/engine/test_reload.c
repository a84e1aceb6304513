/* SPDX-License-Identifier: MIT */
/* Another configuration while the station runs: what goes on, what begins anew, and that no time
 * becomes unknown on the way. */
#include "rig.h"

/* A copy of what the rig's configuration says, to be changed by the test. */
struct other {
    struct config config;
    struct signal_conf signal[RIG_SIGNALS];
    struct lamp_conf lamp[5];
    struct rule_conf rule[RIG_RULES];
};

static struct other other;

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL);
    rig_signal(r, "scrap", ROLE_SCRAP);
    rig_signal(r, "oil", ROLE_SENSOR);
    for (size_t i = 0; i < r->config.signals; i++)
        (void)text_format(r->signal[i].topic, sizeof r->signal[i].topic, "a/%s", r->signal[i].name);
    (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "red");
    r->rule[0] = (struct rule_conf){.conditions = 1, .shows = 1, .for_ms = 60000};
    (void)text_copy(r->rule[0].name, sizeof r->rule[0].name, "held");
    r->rule[0].condition[0] = (struct condition){.kind = COND_STATE, .words = 1U << MS_STOPPED};
    r->rule[0].show[0].pattern = LAMP_ON;
    r->config.lamps = r->config.rules = 1;
    return r;
}

static struct other *copy_of(const struct rig *r)
{
    other.config = r->config;
    memcpy(other.signal, r->signal, sizeof other.signal);
    memcpy(other.lamp, r->lamp, sizeof other.lamp);
    memcpy(other.rule, r->rule, sizeof other.rule);
    other.config.signal = other.signal;
    other.config.lamp = other.lamp;
    other.config.rule = other.rule;
    return &other;
}

/* Over to `other`, and further steps name its signals. */
static void reload(struct rig *r, int64_t ms)
{
    struct cause why = {{0}};
    rig_tick(r, ms);
    if (station_reload(&r->st, &other.config, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
    memcpy(r->signal, other.signal, sizeof r->signal);
    memcpy(r->lamp, other.lamp, sizeof r->lamp);
    memcpy(r->rule, other.rule, sizeof r->rule);
    r->config = other.config;
    r->config.signal = r->signal;
    r->config.lamp = r->lamp;
    r->config.rule = r->rule;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

#define BEFORE "0 link=up; 0 store=ok; 0 state=Execute; 10 total=100; 70 total=160; 100 state=Held"
#define AFTER  "200 scrap=3; 210 total=170; 250 scrap=5; 300 state=Execute; 400 tick"

/* The same configuration again: every record and every figure as if there had been none. */
static void test_the_same_again_changes_nothing(void **state)
{
    (void)state;
    static char log[RIG_TEXT], figures[RIG_TEXT];
    struct rig *r = make();
    rig_play(r, BEFORE ";" AFTER);
    (void)text_copy(log, sizeof log, r->log);
    (void)text_copy(figures, sizeof figures, rig_figures(r));
    rig_free(&r);
    static const int64_t at[] = {0, 50000, 100000, 130000, 205000, 299999, 400000};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        char begin[64];
        r = make();
        (void)copy_of(r);
        bool before = at[i] <= 100000, done = false;
        (void)text_copy(begin, sizeof begin, before ? BEFORE : AFTER);
        char script[] = BEFORE ";" AFTER, *save = NULL;
        for (char *step = strtok_r(script, ";", &save); step; step = strtok_r(NULL, ";", &save)) {
            if (!done && rig_ms(step, NULL) > at[i]) {
                reload(r, at[i]);
                done = true;
            }
            rig_play(r, step);
        }
        if (!done)
            reload(r, at[i]);
        if (strcmp(r->log, log) != 0)
            fail_msg("at %lld:\n%s\nwant\n%s", (long long)at[i], r->log, log);
        expect("figures", rig_figures(r), figures);
        rig_free(&r);
    }
}

static void test_an_open_stop_and_the_counters_go_on(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, BEFORE);
    struct other *o = copy_of(r);
    o->config.ideal_us = 2000000;
    o->config.small_stop_ms = 30000;
    reload(r, 150000);
    expect("machine", rig_machine(r), "stopped 50 Held");
    expect("counts", rig_counts(r), "60/60/0/0");
    assert_int_equal(rig_snapshot(r)->job.ideal_us, 2000000);
    rig_play(r, "160 total=165; 200 state=Execute; 240 tick");
    expect("counts", rig_counts(r), "65/65/0/0");
    expect("the stop is long now", rig_records(r, "stop"),
           "1.1 100- long 50 stopped; 1.2 100-200 long 100 stopped");
    expect("no time is unknown", rig_figures(r),
           "planned 240 run 140 unknown 0 | running 140 stopped 100 | stops 1 small 0 unexplained "
           "1/100");
    assert_null(strstr(rig_records(r, "minute"), "gap"));
    rig_free(&r);
}

static void test_what_is_read_otherwise_begins_anew(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t signal;
        const char *machine, *counts;
    } rows[] = {
        {"the state's topic", 0, "unknown 0", "60/60/0/0"},
        {"the total's", 1, "stopped 100 Held", "60/60/0/0"},
        {"a sensor's", 3, "stopped 100 Held", "70/70/0/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_play(r, BEFORE "; 110 oil=55");
        struct other *o = copy_of(r);
        (void)text_copy(o->signal[rows[i].signal].topic, sizeof o->signal[0].topic, "b/other");
        reload(r, 200000);
        const struct snapshot *s = rig_snapshot(r);
        for (size_t k = 0; k < 4; k++) {
            bool kept = k != rows[i].signal && k != 2; /* scrap was never heard */
            assert_int_equal(s->signal[k].quality, kept ? Q_GOOD : Q_NONE);
        }
        expect(rows[i].what, rig_machine(r), rows[i].machine);
        /* a base of another source would make parts of nothing */
        rig_play(r, "210 total=170");
        if (rows[i].signal > 0)
            expect(rows[i].what, rig_counts(r), rows[i].counts);
        rig_free(&r);
    }
}

static void test_each_way_of_reading_counts(void **state)
{
    (void)state;
    for (int way = 0; way < 7; way++) {
        struct rig *r = make();
        rig_play(r, BEFORE);
        struct other *o = copy_of(r);
        struct signal_conf *c = &o->signal[1];
        switch (way) {
        case 0:
            c->format = FORMAT_JSON;
            break;
        case 1:
            (void)text_copy(c->pointer, sizeof c->pointer, "/n");
            break;
        case 2:
            c->level = 2;
            break;
        case 3:
            c->scale *= 10;
            break;
        case 4:
            c->offset = AMOUNT_ONE;
            break;
        case 5:
            c->role = ROLE_GOOD;
            break;
        default:
            c->counter.rate_max = AMOUNT_ONE; /* this says nothing about the value */
            break;
        }
        reload(r, 200000);
        assert_int_equal(rig_snapshot(r)->signal[1].quality, way < 6 ? Q_NONE : Q_GOOD);
        rig_free(&r);
    }
}

/* Of items of sources nothing is in the signal's topic: another item, another machine. */
static void test_each_way_of_a_source_counts(void **state)
{
    static const struct {
        const char *root, *filter, *where, *item, *name;
        bool kept;
    } rows[] = {
        {"g/n", "g/#", "", "Good", "plc", true},    {"g/n", "g/#", "", "Good", "other", true},
        {"g/n", "g/#", "", "Total", "plc", false},  {"g/m", "g/#", "", "Good", "plc", false},
        {"g/n", "g/m/#", "", "Good", "plc", false}, {"g/n", "g/#", "host=h", "Good", "plc", false},
    };
    static struct source_conf source[2];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        source[0] = (struct source_conf){
            .name = "plc", .format = FORMAT_ENVELOPE, .root = "g/n", .filter = {"g/#"}};
        source[0].filters = 1;
        r->config.source = &source[0];
        r->config.sources = 1;
        r->signal[1].format = FORMAT_ENVELOPE;
        r->signal[1].topic[0] = '\0';
        (void)text_copy(r->signal[1].item, sizeof r->signal[1].item, "Good");
        rig_play(r, BEFORE);
        struct other *o = copy_of(r);
        source[1] = source[0];
        o->config.source = &source[1];
        (void)text_copy(source[1].name, sizeof source[1].name, rows[i].name);
        (void)text_copy(source[1].root, sizeof source[1].root, rows[i].root);
        (void)text_copy(source[1].where, sizeof source[1].where, rows[i].where);
        (void)text_copy(source[1].filter[0], sizeof source[1].filter[0], rows[i].filter);
        (void)text_copy(o->signal[1].item, sizeof o->signal[1].item, rows[i].item);
        reload(r, 200000);
        assert_int_equal(rig_snapshot(r)->signal[1].quality, rows[i].kept ? Q_GOOD : Q_NONE);
        rig_free(&r);
    }
}

/* What the source said stands, and when; what it means is another thing from now on. */
static void test_another_map_is_read_anew(void **state)
{
    (void)state;
    static const struct {
        const char *what, *from, *to, *machine;
    } rows[] = {
        {"means another state", "Held", "planned", "planned 0 Held"},
        {"means the same", "Held", "stopped", "stopped 50 Held"},
        {"in no map any more", "Execute", "running", "unknown 0 Held"},
        {"caught with the rest", "*", "changeover", "changeover 0 Held"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make();
        rig_play(r, BEFORE);
        struct other *o = copy_of(r);
        struct map_entry entry = {{0}, {0}};
        struct value_map map = {.name = "states", .entry = &entry, .count = 1};
        (void)text_copy(entry.from, sizeof entry.from, rows[i].from);
        (void)text_copy(entry.to, sizeof entry.to, rows[i].to);
        o->signal[0].map = &map;
        reload(r, 150000);
        expect(rows[i].what, rig_machine(r), rows[i].machine);
        assert_int_equal(rig_snapshot(r)->signal[0].quality, Q_GOOD);
        assert_int_equal(rig_snapshot(r)->signal[0].age_ms, 50000);
        assert_int_equal(rig_snapshot(r)->signal[1].quality, Q_GOOD);
        reload(r, 151000); /* and once more: nothing happens */
        rig_free(&r);
    }
}

static void test_signals_come_go_and_change_places(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, BEFORE "; 110 oil=55");
    struct other *o = copy_of(r);
    struct signal_conf total = o->signal[1];
    o->signal[1] = o->signal[3]; /* oil */
    o->signal[3] = total;
    (void)text_copy(o->signal[2].name, sizeof o->signal[2].name, "pressure");
    o->signal[2].role = ROLE_SENSOR;
    reload(r, 125000);
    const struct snapshot *s = rig_snapshot(r);
    assert_string_equal(s->signal[1].name, "oil");
    assert_int_equal(s->signal[1].value.amount, 55 * AMOUNT_ONE);
    assert_int_equal(s->signal[1].age_ms, 15000);
    assert_int_equal(s->signal[2].quality, Q_NONE);
    expect("the minute so far is handed out", rig_history(r, "oil"),
           "1 1 55..55 mean 55 last 55 good");
    rig_play(r, "126 pressure=7; 130 total=163; 140 state=Execute; 300 tick");
    expect("counts", rig_counts(r), "63/63/0/0");
    expect("pressure", rig_history(r, "pressure"), "2 1 7..7 mean 7 last 7 good");
    rig_free(&r);
}

/* A rule that waits goes on waiting; one that means something else waits anew. */
static void test_rules_keep_their_patience(void **state)
{
    (void)state;
    for (int changed = 0; changed < 2; changed++) {
        struct rig *r = make();
        rig_play(r, BEFORE);
        struct other *o = copy_of(r);
        o->rule[1] = o->rule[0]; /* it moves down */
        o->rule[0] = (struct rule_conf){.conditions = 1, .condition[0].kind = COND_STARTING};
        o->config.rules = 2;
        if (changed)
            o->rule[1].condition[0].words |= 1U << MS_IDLE;
        reload(r, 140000);
        expect("not yet", rig_tower(r), "red off");
        rig_play(r, "160 tick");
        expect("60 s after it was held", rig_tower(r), changed ? "red off" : "red on");
        rig_play(r, "200 tick");
        expect("60 s after the reload", rig_tower(r), "red on");
        rig_free(&r);
    }
}

/* A station that never starts: no lamp may say so because of a reload. */
static void test_what_no_checkpoint_holds_goes_over(void **state)
{
    (void)state;
    struct rig *r = make();
    r->rule[0].condition[0] = (struct condition){.kind = COND_STORE_FAILED};
    r->rule[0].for_ms = 0;
    rig_play(r, "0 link=up; 0 state=Execute; 5 store=failed; 6 lamptest=anna; 6.5 lines=1");
    (void)copy_of(r);
    reload(r, 7000);
    assert_int_equal(rig_snapshot(r)->sync.link, LINK_UP);
    assert_string_equal(rig_snapshot(r)->lamp[0].rule, "lamp test");
    rig_play(r, "10 tick");
    expect("the store still fails", rig_tower(r), "red on");
    assert_non_null(strstr(rig_snapshot(r)->lamp[0].why, "disk full"));
    rig_play(r, "11 lines=0; 30 tick");
    expect("lamps", rig_records(r, "lamp"),
           "1.1 test 6-9; 2.1 line red 6.5- held by \"gpioset\"; "
           "2.2 line red 6.5-11 held by \"gpioset\"");
    rig_free(&r);
}

/* Another calendar: the old window ends here, a new one begins, nothing is lost between. */
static void test_another_calendar_closes_the_window(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, BEFORE);
    struct other *o = copy_of(r);
    struct shift_plan *s = &o->config.calendar.shift[o->config.calendar.shifts++];
    *s = (struct shift_plan){.begin_min = 0, .end_min = 480, .days = 0x7F};
    (void)text_copy(s->name, sizeof s->name, "early");
    reload(r, 150000);
    assert_string_equal(rig_snapshot(r)->shift.name, "early");
    expect("intervals", rig_records(r, "interval"),
           "1.1 0-100 running Execute; 2.1 100-150 stopped Held S1");
    expect("machine", rig_machine(r), "stopped 50 Held");
    rig_free(&r);
}

/* A shift that is called otherwise from now on: two records, neither hides the other. */
static void test_a_renamed_shift_has_a_record_of_its_own(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_shift(r, "early", 0, 24 * 60);
    rig_play(r, BEFORE);
    struct other *o = copy_of(r);
    (void)text_copy(o->config.calendar.shift[0].name, sizeof o->config.calendar.shift[0].name,
                    "day");
    reload(r, 150000);
    assert_string_equal(rig_snapshot(r)->shift.name, "day");
    assert_non_null(strstr(r->log, "-2\t"));
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_again_changes_nothing),
        cmocka_unit_test(test_an_open_stop_and_the_counters_go_on),
        cmocka_unit_test(test_what_is_read_otherwise_begins_anew),
        cmocka_unit_test(test_each_way_of_reading_counts),
        cmocka_unit_test(test_each_way_of_a_source_counts),
        cmocka_unit_test(test_another_map_is_read_anew),
        cmocka_unit_test(test_signals_come_go_and_change_places),
        cmocka_unit_test(test_rules_keep_their_patience),
        cmocka_unit_test(test_what_no_checkpoint_holds_goes_over),
        cmocka_unit_test(test_another_calendar_closes_the_window),
        cmocka_unit_test(test_a_renamed_shift_has_a_record_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
