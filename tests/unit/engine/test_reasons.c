/* SPDX-License-Identifier: MIT */
/* What people say about stops, as commands of the engine. small_stop is 120 s. */
#include "rig.h"

static struct reason_conf reasons[] = {
    {.name = "mech", .title = "mechanical", .parent = -1},
    {.name = "mech.jam", .title = "die jam", .parent = 0, .level = 1, .leaf = true},
    {.name = "other", .title = "other", .parent = -1, .leaf = true, .note = true},
};

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    r->config.reason = reasons;
    r->config.reasons = sizeof reasons / sizeof *reasons;
    return r;
}

static struct outcome outcome;

static void command(struct rig *r, struct command c)
{
    const char **texts[] = {&c.target, &c.other, &c.reason, &c.note, &c.job, &c.word};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = *texts[i] ? *texts[i] : "";
    c.actor = c.actor ? c.actor : "anna";
    c.from = "tty1";
    c.role = c.role ? c.role : PERSON_OPERATOR;
    struct event event = {.kind = EVENT_COMMAND, .command = &c, .outcome = &outcome};
    station_step(r->st, &event, r->now, &r->fx);
    rig_log(r);
}

static void test_reason(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct command command;
        enum command_result result;
        const char *text;
    } rows[] = {
        {"a leaf", {.target = "current", .reason = "mech.jam"}, COMMAND_DONE, "S1: die jam"},
        {"again, by its id", {.target = "S1", .reason = "mech.jam"}, COMMAND_DONE, "S1: die jam"},
        {"a group",
         {.target = "S1", .reason = "mech"},
         COMMAND_BAD,
         "mech is a group: choose one of its reasons"},
        {"no such reason",
         {.target = "S1", .reason = "mech.jm"},
         COMMAND_NOT_FOUND,
         "there is no reason mech.jm"},
        {"no such stop",
         {.target = "S2", .reason = "mech.jam"},
         COMMAND_NOT_FOUND,
         "there is no stop S2"},
        {"a note is wanted",
         {.target = "S1", .reason = "other"},
         COMMAND_BAD,
         "other wants a note: say what happened"},
        {"and given",
         {.target = "S1", .reason = "other", .note = "bird"},
         COMMAND_DONE,
         "S1: other"},
        {"an old view",
         {.target = "S1", .rev = 1, .reason = "mech.jam"},
         COMMAND_STALE,
         "somebody changed the stop meanwhile"},
        {"back", {.target = "S1", .rev = 4, .reason = "mech.jam"}, COMMAND_DONE, "S1: die jam"},
    };
    struct rig *r = make();
    rig_play(r, "0 state=Execute; 10 state=Held; 300 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        command(r, rows[i].command);
        if (outcome.result != rows[i].result || strcmp(outcome.text, rows[i].text) != 0)
            fail_msg("%s: %d %s", rows[i].what, (int)outcome.result, outcome.text);
    }
    assert_string_equal(outcome.id, "S1");
    assert_int_equal(outcome.rev, 5);
    assert_non_null(strstr(outcome.body, "\"reason\":\"mech.jam\""));
    assert_non_null(strstr(outcome.body, "\"from\":\"tty1\""));
    assert_string_equal(rig_snapshot(r)->stop.reason, "mech.jam");
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
