/* SPDX-License-Identifier: MIT */
/* Baselines of the first N complete shifts: what is complete, what they come to by hand, frozen
 * once and over restarts. Shifts of two hours, ideal cycle 1 s. */
#include "rig.h"

#include "andon/engine/station_private.h"

#define HOUR 3600

static struct goal_conf goal;

static struct rig *make(int shifts)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "total", ROLE_TOTAL)->counter.kind = COUNTER_CUMULATIVE;
    for (int i = 0; i < 12; i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "s%d", i + 1);
        rig_shift(r, name, i * 120, (i + 1) * 120);
    }
    goal = (struct goal_conf){.name = "jams",
                              .problem = "It jams",
                              .metric = GOAL_AVAILABILITY,
                              .paper = -1,
                              .first_shifts = shifts};
    r->config.goal = &goal;
    r->config.goals = 1;
    r->config.calendar.zone = &r->config.zone;
    return r;
}

/* From second 3600 on; in each shift 30 min stopped, `parts` made. */
static void shift(struct rig *r, int number, int parts)
{
    static int made;
    char script[256];
    int from = (number - 1) * 2 * HOUR;
    made = number == 1 ? 0 : made;
    (void)snprintf(script, sizeof script,
                   "%d total=%d; %d state=Aborted; %d state=Execute; "
                   "%d total=%d",
                   from + HOUR + 60, made, from + HOUR + 600, from + HOUR + 2400,
                   from + HOUR + 3000, made + parts);
    made += parts;
    rig_play(r, script);
}

/* Of the one record: a ratio in millionths, or -1. */
static int64_t in_record(struct rig *r, const char *key)
{
    const char *line = r->log ? strstr(r->log, "goal\tG") : NULL;
    char word[40];
    (void)snprintf(word, sizeof word, "\"%s\":", key);
    const char *at = line ? strstr(line, word) : NULL;
    return at ? llround(strtod(at + strlen(word), NULL) * 1e6) : -1;
}

static int records(const struct rig *r)
{
    int count = 0;
    for (const char *at = r->log; at && (at = strstr(at, "goal\tG")) != NULL; at++)
        count++;
    return count;
}

static void first_complete_shifts_are_frozen(void **state)
{
    struct rig *r = make(2);
    (void)state;
    rig_play(r, "3600 state=Execute"); /* the first shift was not watched from its begin */
    shift(r, 1, 100);
    shift(r, 2, 1000);
    rig_tick(r, (int64_t)4 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 0);
    shift(r, 3, 2000);
    rig_tick(r, (int64_t)6 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1);
    /* planned 2 x 7200 s, run 2 x 5400 s, 3000 parts of 1 s */
    assert_int_equal(in_record(r, "availability"), 750000);
    assert_int_equal(in_record(r, "performance"), 277778);
    assert_int_equal(in_record(r, "oee"), 208333);
    assert_int_equal(in_record(r, "coverage"), 1000000);
    assert_int_equal(in_record(r, "shifts"), 2000000);
    shift(r, 4, 500);
    rig_tick(r, (int64_t)8 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1); /* once */
    rig_free(&r);
}

static const char *record_of(const struct rig *r)
{
    const char *line = r->log ? strstr(r->log, "goal\tG") : NULL;
    assert_non_null(line);
    return line;
}

/* As kpi has it: what an ideal cycle is missing of has no OEE, and 0 % would be no baseline. */
static void without_an_ideal_cycle_there_is_no_oee(void **state)
{
    struct rig *r = make(1);
    (void)state;
    r->config.ideal_us = 0;
    rig_play(r, "3600 state=Execute");
    shift(r, 1, 100);
    shift(r, 2, 1000);
    rig_tick(r, (int64_t)4 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1);
    assert_non_null(strstr(record_of(r), "\"oee\":null"));
    assert_non_null(strstr(record_of(r), "\"performance\":null"));
    assert_int_equal(in_record(r, "availability"), 750000);
    assert_non_null(strstr(record_of(r), "\"quality\":null")); /* nobody tells rejects */
    assert_non_null(strstr(record_of(r), "\"scrap\":null"));
    rig_free(&r);
}

static void rejects_make_a_quality(void **state)
{
    struct rig *r = make(1);
    (void)state;
    rig_signal(r, "scrap", ROLE_SCRAP)->counter.kind = COUNTER_CUMULATIVE;
    rig_play(r, "3600 state=Execute");
    shift(r, 1, 100);
    rig_play(r, "7260 scrap=0");
    shift(r, 2, 1000);
    rig_play(r, "10300 scrap=100");
    rig_tick(r, (int64_t)4 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1);
    assert_int_equal(in_record(r, "quality"), 900000);
    assert_int_equal(in_record(r, "scrap"), 100000);
    rig_free(&r);
}

/* Unknown time is planned time here, and is still without data. */
static void unknown_time_covers_nothing(void **state)
{
    struct rig *r = make(1);
    (void)state;
    r->config.unknown = UNKNOWN_LOSS;
    rig_play(r, "3600 state=Execute");
    shift(r, 1, 100);
    rig_play(r, "7300 state=Dark; 8056 state=Execute"); /* s2: 756 of 7200 s are 10.5 % */
    rig_tick(r, (int64_t)4 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 0);
    rig_free(&r);
}

static void restart(struct rig *r, int64_t ms)
{
    static char checkpoint[CHECKPOINT_MAX];
    struct cause why = {{0}};
    size_t length = station_checkpoint(r->st, r->now, checkpoint, sizeof checkpoint);
    assert_true(length > 0);
    station_free(&r->st);
    r->now = rig_at(r, ms);
    r->st = station_new(&r->config, r->now, TIME_NONE, TIME_NONE);
    if (station_restore(r->st, checkpoint, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static void a_restart_forgets_nothing(void **state)
{
    struct rig *r = make(2);
    (void)state;
    rig_play(r, "3600 state=Execute");
    shift(r, 1, 100);
    shift(r, 2, 1000);
    rig_tick(r, (int64_t)4 * HOUR * 1000 + 1000);
    restart(r, (int64_t)4 * HOUR * 1000 + 2000);
    rig_play(r, "14403 state=Execute");
    shift(r, 3, 2000);
    rig_tick(r, (int64_t)6 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1);
    restart(r, (int64_t)6 * HOUR * 1000 + 2000);
    rig_play(r, "21603 state=Execute");
    shift(r, 4, 500);
    rig_tick(r, (int64_t)8 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1);
    rig_free(&r);
}

/* The checkpoint is lost; the record is not. */
static void what_is_on_record_is_not_frozen_again(void **state)
{
    static const char body[] = "{\"goal\":\"jams\",\"shifts\":2,\"frozen\":true}";
    static const char odd[] = "{\"shifts\":2}";
    struct rig *r = make(2);
    struct cause why;
    struct record record = {
        .kind = REC_GOAL, .id = "G1.1", .body = body, .body_length = sizeof body - 1};
    (void)state;
    rig_play(r, "3600 state=Execute");
    assert_int_equal(station_recall(r->st, &record, &why), 0);
    for (int i = 1; i <= 4; i++)
        shift(r, i, 100);
    rig_tick(r, (int64_t)8 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 0);
    record.body = odd;
    record.body_length = sizeof odd - 1;
    assert_int_equal(station_recall(r->st, &record, &why), -1);
    rig_free(&r);
}

static void other_definitions_begin_anew(void **state)
{
    struct rig *r = make(2);
    (void)state;
    rig_play(r, "3600 state=Execute");
    shift(r, 1, 100);
    shift(r, 2, 100);
    rig_tick(r, (int64_t)4 * HOUR * 1000 + 1000);
    assert_int_equal(r->st->goals.run[0].shifts, 1);
    rig_other(r)->ideal_us = 2000000;
    rig_reload(r, (int64_t)4 * HOUR * 1000 + 2000);
    shift(r, 3, 100);
    rig_tick(r, (int64_t)6 * HOUR * 1000 + 1000);
    assert_int_equal(r->st->goals.run[0].shifts, 1);
    assert_int_equal(records(r), 0);
    shift(r, 4, 100);
    rig_tick(r, (int64_t)8 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1);
    rig_free(&r);
}

static void shifts_without_data_and_before_the_day_do_not_count(void **state)
{
    struct rig *r = make(1);
    (void)state;
    rig_play(r, "3600 state=Execute");
    shift(r, 1, 100);
    rig_play(r, "7300 state=Dark; 10000 state=Execute"); /* s2: 45 min unknown */
    rig_tick(r, (int64_t)4 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 0);
    goal.since = (int32_t)(RIG_BEGIN / MS_PER_DAY) + 1;
    shift(r, 3, 100);
    rig_tick(r, (int64_t)6 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 0);
    goal.since = 0;
    shift(r, 4, 100);
    rig_tick(r, (int64_t)8 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1);
    rig_free(&r);
}

/* What it had measured is still there when it comes back. */
static void a_goal_that_was_taken_out_may_come_back(void **state)
{
    struct rig *r = make(2);
    (void)state;
    rig_play(r, "3600 state=Execute");
    shift(r, 1, 100);
    shift(r, 2, 1000);
    rig_tick(r, (int64_t)4 * HOUR * 1000 + 1000);
    (void)snprintf(goal.name, sizeof goal.name, "dust");
    shift(r, 3, 2000);
    rig_tick(r, (int64_t)6 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 0);
    (void)snprintf(goal.name, sizeof goal.name, "jams");
    shift(r, 4, 500);
    rig_tick(r, (int64_t)8 * HOUR * 1000 + 1000);
    assert_int_equal(records(r), 1);
    assert_int_equal(in_record(r, "shifts"), 2000000);
    assert_int_equal(in_record(r, "total"), 1500LL * 1000000);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_complete_shifts_are_frozen),
        cmocka_unit_test(without_an_ideal_cycle_there_is_no_oee),
        cmocka_unit_test(rejects_make_a_quality),
        cmocka_unit_test(unknown_time_covers_nothing),
        cmocka_unit_test(a_restart_forgets_nothing),
        cmocka_unit_test(what_is_on_record_is_not_frozen_again),
        cmocka_unit_test(other_definitions_begin_anew),
        cmocka_unit_test(shifts_without_data_and_before_the_day_do_not_count),
        cmocka_unit_test(a_goal_that_was_taken_out_may_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
