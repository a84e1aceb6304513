/* SPDX-License-Identifier: MIT */
/* The scoreboard of models: what really failed, which of it was warned of and how long before, by
 * each model side by side, and what that comes to in money. */
#include "predictions_rig.h"

static struct reason_conf reasons[] = {
    {.name = "mech", .title = "mechanical", .parent = -1},
    {.name = "mech.drive",
     .title = "drive",
     .parent = 0,
     .level = 1,
     .leaf = true,
     .faults = "E-217"},
    {.name = "mech.belt", .title = "belt", .parent = 0, .level = 1, .leaf = true},
};

/* Two modes of the same failure: ours and another's; fault and state are signals 2 and 0. */
static struct rig *board(void)
{
    static struct prediction_conf same[2];
    struct rig *r = make();
    memcpy(same, modes, sizeof same);
    for (int i = 0; i < 2; i++) {
        same[i].messages = 1;
        (void)text_copy(same[i].reasons, sizeof same[i].reasons, "mech.drive");
    }
    rig_free(&r);
    r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "vib", ROLE_SENSOR);
    rig_signal(r, "fault", ROLE_FAULT);
    r->config.prediction = same;
    r->config.predictions = 2;
    r->config.reason = reasons;
    r->config.reasons = sizeof reasons / sizeof *reasons;
    rig_start(r, 0);
    rig_play(r, "1 state=Execute");
    return r;
}

static void speak(struct rig *r, double s, const char *mode, const char *model, double p)
{
    char payload[256];
    (void)text_format(payload, sizeof payload,
                      "{\"ts\":%lld,\"asset\":\"spindle\",\"mode\":\"%s\",\"p\":%.3f,"
                      "\"horizon_s\":86400,\"model\":\"%s\",\"ver\":\"1\",\"valid_s\":360000}",
                      (long long)wall_of(r, s), mode, p, model);
    hear(r, s, mode, payload, false);
}

/* A stop from `s` on, of so many seconds, with that fault of the machine. */
static void fails(struct rig *r, int s, int lasts, const char *fault)
{
    char script[160];
    (void)text_format(script, sizeof script,
                      "%d fault=%s; %d state=Aborted; %d state=Execute; %d "
                      "fault=",
                      s, fault, s, s + lasts, s + lasts);
    rig_play(r, script);
}

/* Of that model; zeros when there is none. */
static struct model_view score(struct rig *r, const char *model)
{
    struct model_view all[MODEL_VIEWS];
    int count = station_models(r->st, all);
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].model, model) == 0)
            return all[i];
    return (struct model_view){.failures = 0, .recall = -1};
}

static void expect(struct rig *r, const char *model, int failures, int warned, int64_t ahead_s)
{
    struct model_view v = score(r, model);
    int64_t recall = failures ? (int64_t)warned * AMOUNT_ONE / failures : -1;
    if (v.failures != failures || v.warned != warned || v.recall != recall ||
        v.ahead_ms != (ahead_s < 0 ? -1 : ahead_s * 1000))
        fail_msg("%s: %lld failures, %lld warned of, %lld ms ahead", model, (long long)v.failures,
                 (long long)v.warned, (long long)v.ahead_ms);
}

static void two_models_are_scored_side_by_side(void **state)
{
    (void)state;
    struct rig *r = board();
    fails(r, 20, 100, "E-217 drive"); /* before anybody spoke */
    speak(r, 200, "bearing", "ours", .2);
    speak(r, 200, "motor", "theirs", .2);
    expect(r, "ours", 0, 0, -1);
    fails(r, 300, 100, "E-217 drive");
    expect(r, "ours", 1, 0, -1);
    expect(r, "theirs", 1, 0, -1);
    speak(r, 500, "bearing", "ours", .9);
    fails(r, 800, 100, "E-217 drive");
    expect(r, "ours", 2, 1, 300);
    expect(r, "theirs", 2, 0, -1);
    fails(r, 1000, 100, "E-9 door"); /* is another failure */
    speak(r, 1200, "bearing", "ours", .1);
    fails(r, 1300, 100, "E-217 drive"); /* it had gone back on it */
    expect(r, "ours", 3, 1, 300);
    hear(r, 1500, "motor", "", false); /* it speaks no more */
    fails(r, 1600, 100, "E-217 drive");
    expect(r, "ours", 4, 1, 300);
    expect(r, "theirs", 3, 0, -1);
    restart(r, 2000);
    expect(r, "ours", 4, 1, 300);
    expect(r, "theirs", 3, 0, -1);
    rig_free(&r);
}

static void what_people_say_of_a_stop_counts(void **state)
{
    (void)state;
    struct rig *r = board();
    speak(r, 10, "bearing", "ours", .9);
    fails(r, 110, 100, "");
    expect(r, "ours", 0, 0, -1);
    speak(r, 300, "bearing", "ours", .1);
    rig_play(r, "310 do=reason S1 reason=mech.drive"); /* late: it is looked at as it was then */
    expect(r, "ours", 1, 1, 100);
    restart(r, 320);
    expect(r, "ours", 1, 1, 100);
    rig_free(&r);
    r = board();
    speak(r, 10, "bearing", "ours", .9);
    fails(r, 110, 100, "E-217");
    expect(r, "ours", 1, 1, 100);
    rig_play(r, "310 do=reason S1 reason=mech.belt"); /* the fault was not it */
    expect(r, "ours", 0, 0, -1);
    rig_play(r, "320 do=undo");
    expect(r, "ours", 1, 1, 100);
    rig_free(&r);
}

static void what_was_found_counts_once(void **state)
{
    (void)state;
    struct rig *r = board();
    speak(r, 10, "bearing", "ours", .2);
    speak(r, 10, "motor", "theirs", .2);
    /* Nobody was warned: it was found all the same. */
    assert_int_equal(answer(r, 50, (struct command){.target = "bearing", .word = "found"}),
                     COMMAND_DONE);
    expect(r, "ours", 1, 0, -1);
    expect(r, "theirs", 1, 0, -1); /* they share a reason */
    assert_int_equal(answer(r, 60, (struct command){.target = "bearing", .word = "not-found"}),
                     COMMAND_DONE);
    expect(r, "ours", 0, 0, -1);
    speak(r, 70, "motor", "theirs", .9);
    assert_int_equal(answer(r, 170, (struct command){.target = "motor", .word = "found"}),
                     COMMAND_DONE);
    expect(r, "theirs", 1, 1, 100);
    fails(r, 200, 100, "E-217"); /* is what was found */
    expect(r, "theirs", 1, 1, 130);
    expect(r, "ours", 1, 0, -1);
    rig_free(&r);
}

static void answered_as_done_it_warns_no_more(void **state)
{
    (void)state;
    struct rig *r = board();
    speak(r, 10, "bearing", "ours", .9);
    assert_int_equal(
        answer(r, 20,
               (struct command){
                   .target = "bearing", .word = "done", .job = "yes", .reason = "mech.drive"}),
        COMMAND_DONE);
    expect(r, "ours", 1, 1, 10);
    fails(r, 100, 100, "E-217"); /* again, and nobody said it */
    expect(r, "ours", 2, 1, 10);
    rig_free(&r);
}

static void failures_that_make_room_go_on_counting(void **state)
{
    (void)state;
    struct rig *r = board();
    speak(r, 5, "bearing", "ours", .9);
    for (int i = 0; i < 60; i++)
        fails(r, 105 + i * 200, 100, "E-217");
    struct model_view v = score(r, "ours");
    assert_true(v.failures == 60 && v.warned == 60 && v.stops_warned == 48);
    int64_t ahead = v.ahead_ms;
    assert_true(ahead == (100 + 59 * 100) * 1000);
    restart(r, 20000);
    expect(r, "ours", 60, 60, ahead / 1000);
    rig_free(&r);
}

/* Versions that say something once push out none that has counted. */
static void new_versions_do_not_push_out_scores(void **state)
{
    (void)state;
    struct rig *r = board();
    speak(r, 5, "bearing", "ours", .9);
    fails(r, 105, 100, "E-217");
    for (int i = 0; i < 100; i++) {
        char model[16];
        (void)text_format(model, sizeof model, "m%d", i);
        speak(r, 300 + i, "motor", model, .2);
    }
    expect(r, "ours", 1, 1, 100);
    struct model_view all[MODEL_VIEWS];
    assert_int_equal(station_models(r->st, all), MODEL_VIEWS);
    rig_free(&r);
}

static void false_alarms_are_told_by_the_week(void **state)
{
    (void)state;
    struct rig *r = board();
    speak(r, 1, "bearing", "ours", .9);
    assert_int_equal(answer(r, 10, (struct command){.target = "bearing", .word = "not-found"}),
                     COMMAND_DONE);
    assert_true(score(r, "ours").false_week == -1); /* too short a time */
    for (int day = 1; day <= 14; day++)
        speak(r, 1 + day * 86400, "bearing", "ours", .1);
    assert_true(score(r, "ours").there_ms == 14 * MS_PER_DAY);
    assert_true(score(r, "ours").false_week == AMOUNT_ONE / 2);
    tick(r, 40 * 86400); /* it says nothing more: after 100 hours it is not there */
    assert_true(score(r, "ours").there_ms == 14 * MS_PER_DAY + 100 * MS_PER_HOUR);
    speak(r, 40 * 86400, "bearing", "ours", .1);
    assert_true(score(r, "ours").there_ms == 14 * MS_PER_DAY + 100 * MS_PER_HOUR);
    rig_free(&r);
}

static void saving_is_an_estimate_of_enough_failures(void **state)
{
    (void)state;
    static struct cost_conf cost[] = {
        {.name = "old", .from = 1, .currency = "EUR", .minute = 7 * AMOUNT_ONE},
        {.name = "now", .from = 2, .currency = "EUR", .minute = 12 * AMOUNT_ONE},
        {.name = "later", .from = 4000000, .currency = "EUR", .minute = 90 * AMOUNT_ONE},
    };
    static const int missed[] = {600, 1200, 900}, warned[] = {300, 120, 60};
    struct rig *r = board();
    double s = 100;
    speak(r, 10, "bearing", "ours", .1);
    for (int i = 0; i < 3; i++, s += 2000)
        fails(r, (int)s, missed[i], "E-217");
    assert_true(score(r, "ours").minute == -1 && !score(r, "ours").enough);
    r->config.cost = cost;
    r->config.costs = 3;
    speak(r, s, "bearing", "ours", .9);
    for (int i = 0; i < 3; i++, s += 2000) {
        assert_false(score(r, "ours").enough);
        fails(r, (int)s + 10, warned[i], "E-217");
    }
    struct model_view v = score(r, "ours");
    assert_true(v.enough && v.stops_warned == 3 && v.stops_missed == 3);
    assert_true(v.stop_warned_ms == 120000 && v.stop_missed_ms == 900000);
    assert_true(v.minute == 12 * AMOUNT_ONE && strcmp(v.currency, "EUR") == 0);
    assert_true(v.saved == 3 * 13 * 12 * AMOUNT_ONE);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_models_are_scored_side_by_side),
        cmocka_unit_test(what_people_say_of_a_stop_counts),
        cmocka_unit_test(what_was_found_counts_once),
        cmocka_unit_test(answered_as_done_it_warns_no_more),
        cmocka_unit_test(failures_that_make_room_go_on_counting),
        cmocka_unit_test(new_versions_do_not_push_out_scores),
        cmocka_unit_test(false_alarms_are_told_by_the_week),
        cmocka_unit_test(saving_is_an_estimate_of_enough_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
