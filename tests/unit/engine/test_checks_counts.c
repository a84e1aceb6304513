/* SPDX-License-Identifier: MIT */
/* Cross-checks of parts counted: each fires on what is wrong and on nothing else, stays while it is
 * in doubt, is over when it is mended, and outlives a restart. */
#include "checks_rig.h"

struct row {
    const char *what;
    struct phase_of phase[6];
    const char *wrong, *records;
};

static void play(struct shop *s, const struct phase_of *phase)
{
    for (int i = 0; i < 6 && phase[i].minutes > 0; i++)
        shop_run(s, &phase[i]);
}

static void judge(const struct row *row, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        struct shop s = shop_open();
        play(&s, row[i].phase);
        shop_expect(row[i].what, shop_wrong(&s), row[i].wrong);
        shop_expect(row[i].what, shop_records(&s), row[i].records);
        shop_close(&s);
    }
}
#define JUDGE(rows) judge(rows, sizeof(rows) / sizeof *(rows))

#define BALANCE "total, good, scrap count-balance x1"

static void counts_that_do_not_add_up(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"they add up", {{"Execute", 240, 15, 14, 1}}, "", ""},
        {"within the tolerance", {{"Execute", 240, 15, 13.8, 1}}, "", ""},
        {"parts fill a buffer once",
         {{"Execute", 10, 15, 0, 0}, {"Execute", 230, 15, 14, 1}},
         "",
         ""},
        {"one span is none",
         {{"Execute", 30, 15, 14, 1}, {"Execute", 10, 15, 5, 1}, {"Execute", 30, 15, 14, 1}},
         "",
         ""},
        {"good is missing",
         {{"Execute", 30, 15, 14, 1}, {"Execute", 20, 15, 12, 1}},
         "count-balance: good 240 + scrap 20 are 260, but total says 300 since 06:30",
         "1.1 " BALANCE},
        {"total is too small",
         {{"Execute", 30, 15, 14, 1}, {"Execute", 20, 12, 14, 1}},
         "count-balance: good 280 + scrap 20 are 300, but total says 241 since 06:30",
         "1.1 " BALANCE},
        {"it stays while in doubt",
         {{"Execute", 20, 15, 12, 1}, {"Execute", 30, 15, 13.5, 1}},
         "count-balance: good 238 + scrap 19.83 are 258, but total says 298 since 06:00",
         "1.1 " BALANCE},
        {"a span that adds up proves nothing",
         {{"Execute", 20, 15, 12, 1},
          {"Execute", 20, 15, 14, 1},
          {"Execute", 10, 15, 12, 1},
          {"Execute", 20, 15, 14, 1}},
         "count-balance: good 238 + scrap 19.83 are 258, but total says 298 since 06:00",
         "1.1 " BALANCE},
        {"it is over when mended",
         {{"Execute", 20, 15, 12, 1}, {"Execute", 31, 15, 14, 1}},
         "",
         "1.1 " BALANCE "; 1.2 " BALANCE},
        {"slow machines take their time",
         {{"Execute", 120, 1, 0.5, 0}},
         "count-balance: good 54.92 + scrap 0 are 54.92, but total says 110 since 06:00",
         "1.1 " BALANCE},
    };
    JUDGE(rows);
}

static void counting_while_it_stands(void **state)
{
    (void)state;
#define STOPPED "total, state counting-stopped x1"
    static const struct row rows[] = {
        {"it stands and counts nothing",
         {{"Execute", 10, 15, 14, 1}, {"Held", 60, 0, 0, 0}},
         "",
         ""},
        {"some by hand", {{"Execute", 10, 15, 14, 1}, {"Held", 10, 0.9, 0.9, 0}}, "", ""},
        {"they run out",
         {{"Execute", 10, 15, 14, 1}, {"Held", 1, 12, 12, 0}, {"Held", 20, 0, 0, 0}},
         "",
         ""},
        {"a changeover makes parts, too",
         {{"Execute", 10, 15, 14, 1}, {"Setup", 30, 15, 14, 1}, {"Execute", 10, 15, 14, 1}},
         "",
         ""},
        {"the map is wrong",
         {{"Execute", 10, 15, 14, 1}, {"Held", 3, 15, 14, 1}},
         "counting-stopped: 37.5 parts counted by total since 06:10, but the machine says stopped "
         "(Held)",
         "1.1 " STOPPED},
        {"other words of standing are one stop",
         {{"Execute", 10, 15, 14, 1}, {"Held", 1, 15, 14, 1}, {"Idle", 1, 15, 14, 1}},
         "counting-stopped: 22.5 parts counted by total since 06:10, but the machine says idle "
         "(Idle)",
         "1.1 " STOPPED},
        {"it stays while it runs",
         {{"Execute", 10, 15, 14, 1}, {"Held", 2, 15, 14, 1}, {"Execute", 50, 15, 14, 1}},
         "counting-stopped: 22.5 parts counted by total since 06:10, but the machine says stopped "
         "(Held)",
         "1.1 " STOPPED},
        {"a stop without parts ends it",
         {{"Execute", 10, 15, 14, 1},
          {"Held", 2, 15, 14, 1},
          {"Execute", 10, 15, 14, 1},
          {"Held", 5, 0, 0, 0}},
         "",
         "1.1 " STOPPED "; 1.2 " STOPPED},
        {"and so does an hour of running",
         {{"Execute", 10, 15, 14, 1}, {"Held", 2, 15, 14, 1}, {"Execute", 70, 15, 14, 1}},
         "",
         "1.1 " STOPPED "; 1.2 " STOPPED},
    };
    JUDGE(rows);
}

static void running_without_parts(void **state)
{
    (void)state;
#define NO_PARTS "total, state running-no-parts x1"
    static const struct row rows[] = {
        {"parts come", {{"Execute", 120, 15, 14, 1}}, "", ""},
        {"it stands", {{"Execute", 10, 15, 14, 1}, {"Held", 60, 0, 0, 0}}, "", ""},
        {"some minutes are none",
         {{"Execute", 10, 15, 14, 1}, {"Execute", 4, 0, 0, 0}, {"Execute", 5, 15, 14, 1}},
         "",
         ""},
        {"seldom as a rule", {{"Execute", 120, 0.05, 0.05, 0}}, "", ""},
        {"the sensor is dead",
         {{"Execute", 10, 15, 14, 1}, {"Execute", 6, 0, 0, 0}},
         "running-no-parts: total stands at 1 150 since 06:10, while the machine says it runs; "
         "ideal is one every 4 s",
         "1.1 " NO_PARTS},
        {"one part is not enough",
         {{"Execute", 10, 15, 14, 1}, {"Execute", 6, 0, 0, 0}, {"Execute", 1, 0.01, 0, 0}},
         "",
         "1.1 " NO_PARTS "; 1.2 " NO_PARTS},
        {"it stands for some time",
         {{"Execute", 10, 15, 14, 1}, {"Execute", 6, 0, 0, 0}, {"Held", 3, 0, 0, 0}},
         "running-no-parts: total stands at 1 150 since 06:10, while the machine says it runs; "
         "ideal is one every 4 s",
         "1.1 " NO_PARTS},
        {"it stands for a shift",
         {{"Execute", 10, 15, 14, 1}, {"Execute", 6, 0, 0, 0}, {"Held", 490, 0, 0, 0}},
         "",
         "1.1 " NO_PARTS "; 1.2 " NO_PARTS},
    };
    JUDGE(rows);
}

static void the_pace_is_another(void **state)
{
    (void)state;
#define CYCLE "total ideal-cycle x1"
    static const struct row rows[] = {
        {"as the ideal", {{"Execute", 120, 15, 14, 1}}, "", ""},
        {"a bit better", {{"Execute", 120, 17, 16, 1}}, "", ""},
        {"slow", {{"Execute", 120, 4, 4, 0}}, "", ""},
        {"twice as fast for a while",
         {{"Execute", 20, 30, 29, 1}, {"Execute", 60, 15, 14, 1}},
         "",
         ""},
        {"twice as fast",
         {{"Execute", 40, 30, 29, 1}},
         "ideal-cycle: a part took 2 s while it ran since 06:00, but the ideal cycle is 4 s",
         "1.1 " CYCLE},
        {"ten times",
         {{"Execute", 40, 150, 149, 1}},
         "ideal-cycle: a part took 0.4 s while it ran since 06:00, but the ideal cycle is 4 s: 10 "
         "times off",
         "1.1 " CYCLE},
        {"minutes for seconds",
         {{"Execute", 400, 0.25, 0.25, 0}},
         "ideal-cycle: a part took 240 s while it ran since 06:00, but the ideal cycle is 4 s: 60 "
         "times off",
         "1.1 " CYCLE},
        {"corrected",
         {{"Execute", 40, 30, 29, 1}, {"Execute", 30, 15, 14, 1}},
         "",
         "1.1 " CYCLE "; 1.2 " CYCLE},
    };
    JUDGE(rows);
}

static void a_counter_that_jumps(void **state)
{
    (void)state;
#define JUMP "total counter-jump x1"
    static const struct row rows[] = {
        {"a lump",
         {{"Execute", 30, 15, 14, 1}, {"Execute", 1, 60, 60, 0}, {"Execute", 5, 15, 14, 1}},
         "",
         ""},
    };
    JUDGE(rows);
    struct shop s = shop_open();
    shop_run(&s, &(struct phase_of){"Execute", 30, 15, 14, 1});
    s.total += 65536;
    shop_run(&s, &(struct phase_of){"Execute", 1, 15, 14, 1});
    shop_expect(
        "it is said", shop_wrong(&s),
        "counter-jump: total rose by 65 539 in 10 s, in which about 2.5 can be made: they are "
        "counted");
    shop_expect("and counted all the same", rig_counts(s.r), "66001/434/31/0");
    shop_run(&s, &(struct phase_of){"Execute", 61, 15, 14, 1});
    shop_expect("for an hour", shop_records(&s), "1.1 " JUMP "; 1.2 " JUMP);
    shop_close(&s);
}

static void the_speed_is_in_other_units(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        double speed, parts;
        const char *unit, *wrong;
    } rows[] = {
        {"as counted", 15, 15, "1/min", ""},
        {"a set speed that is not reached", 18, 12, "1/min", ""},
        {"two parts a stroke", 7.5, 15, "1/min", ""},
        {"an hour", 900, 15, "1/h", ""},
        {"strokes an hour", 900, 15, "1/min",
         "speed-unit: speed says 900 1/min while it runs, but 15 are counted in that time: 60 "
         "times off"},
        {"strokes a second", 0.25, 15, "1/min",
         "speed-unit: speed says 0.25 1/min while it runs, but 15 are counted in that time: 60 "
         "times off"},
        {"no unit of speed", 900, 15, "rpm", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop s = shop_open();
        (void)text_copy(s.r->signal[4].unit, sizeof s.r->signal[4].unit, rows[i].unit);
        for (int minute = 0; minute < 40; minute++) {
            if (s.r->st)
                shop_say(&s, "speed", rows[i].speed);
            shop_run(&s, &(struct phase_of){"Execute", 1, rows[i].parts, rows[i].parts - 1, 1});
        }
        shop_expect(rows[i].what, shop_wrong(&s), rows[i].wrong);
        for (int minute = 0; minute < 20; minute++) {
            shop_say(&s, "speed", 15);
            shop_run(&s, &(struct phase_of){"Execute", 1, 15, 14, 1});
        }
        shop_expect("mended", shop_wrong(&s), "");
        shop_close(&s);
    }
}

/* What is wrong outlives a restart, is told once, and is over when it is mended. */
static void restarts(void **state)
{
    (void)state;
    struct shop s = shop_open();
    shop_run(&s, &(struct phase_of){"Execute", 20, 15, 12, 1});
    shop_restart(&s, 3);
    shop_expect("it stays", shop_wrong(&s),
                "count-balance: good 238 + scrap 19.83 are 258, but total says 298 since 06:00");
    shop_run(&s, &(struct phase_of){"Execute", 10, 15, 12, 1});
    shop_expect("once", shop_records(&s), "1.1 " BALANCE);
    shop_run(&s, &(struct phase_of){"Execute", 41, 15, 14, 1});
    shop_expect("over", shop_records(&s), "1.1 " BALANCE "; 1.2 " BALANCE);
    shop_close(&s);
}

/* A check that is no longer wanted takes its fault with it; a reload changes nothing else. */
static void reloads(void **state)
{
    (void)state;
    struct shop s = shop_open();
    shop_run(&s, &(struct phase_of){"Execute", 20, 15, 12, 1});
    (void)rig_other(s.r);
    rig_reload(s.r, s.ms);
    shop_expect("it stays", shop_records(&s), "1.1 " BALANCE);
    struct config *other = rig_other(s.r);
    other->checks.off_bits = 1U << CHECK_BALANCE;
    rig_reload(s.r, s.ms);
    shop_expect("off", shop_records(&s), "1.1 " BALANCE "; 1.2 " BALANCE);
    shop_run(&s, &(struct phase_of){"Execute", 40, 15, 12, 1});
    shop_expect("stays off", shop_wrong(&s), "");
    shop_close(&s);
}

/* Nothing of a check moves a figure, and no tick rate moves a check. */
static void figures_and_ticks(void **state)
{
    (void)state;
    static const struct phase_of phase[] = {{"Execute", 40, 30, 20, 1}, {"Held", 5, 15, 14, 1},
                                            {"Execute", 20, 0, 0, 0},   {"Execute", 5, 15, 14, 1},
                                            {"Held", 10, 0, 0, 0},      {"Execute", 10, 15, 14, 1}};
    char log[3][RIG_TEXT], figures[3][1024];
    for (int way = 0; way < 3; way++) {
        struct shop s = shop_open();
        s.r->config.checks.enabled = way != 2;
        s.ticks = way == 1;
        for (int i = 0; i < 6; i++)
            shop_run(&s, &phase[i]);
        rig_tick(s.r, s.ms + 10 * MS_PER_S);
        assert_true(text_copy(log[way], RIG_TEXT, s.r->log));
        (void)text_format(figures[way], sizeof figures[way], "%s", rig_figures(s.r));
        shop_close(&s);
    }
    {
        FILE *f = fopen("/tmp/w-cross.l0", "w");
        fputs(log[0], f);
        fclose(f);
        f = fopen("/tmp/w-cross.l1", "w");
        fputs(log[1], f);
        fclose(f);
    }
    assert_string_equal(log[0], log[1]);
    assert_string_equal(figures[0], figures[2]);
    assert_non_null(strstr(log[0], "running-no-parts"));
}

static void an_alert_may_ask(void **state)
{
    (void)state;
    struct shop s = shop_open();
    struct lamp_conf *lamp = &s.r->lamp[0];
    struct rule_conf *rule = &s.r->rule[0];
    s.r->config.lamps = s.r->config.rules = 1;
    (void)text_copy(lamp->name, sizeof lamp->name, "white");
    rule->condition[0] = (struct condition){
        .kind = COND_QUALITY, .words = 1U << CHECK_BALANCE, .signal = -1, .other = -1};
    rule->conditions = rule->shows = 1;
    rule->show[0].pattern = LAMP_ON;
    shop_run(&s, &(struct phase_of){"Execute", 10, 15, 12, 1});
    shop_expect("not yet", rig_tower(s.r), "white off");
    shop_run(&s, &(struct phase_of){"Execute", 11, 15, 12, 1});
    shop_expect("a rule may, too", rig_tower(s.r), "white on");
    shop_expect("in words", rig_snapshot(s.r)->lamp[0].why,
                "good 238 + scrap 19.83 are 258, but total says 298 since 06:00");
    shop_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_that_do_not_add_up),
        cmocka_unit_test(counting_while_it_stands),
        cmocka_unit_test(running_without_parts),
        cmocka_unit_test(the_pace_is_another),
        cmocka_unit_test(a_counter_that_jumps),
        cmocka_unit_test(the_speed_is_in_other_units),
        cmocka_unit_test(restarts),
        cmocka_unit_test(reloads),
        cmocka_unit_test(figures_and_ticks),
        cmocka_unit_test(an_alert_may_ask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
