/* SPDX-License-Identifier: MIT */
/* Sessions in the audit trail: who came to which terminal, as what, how long, and why it ended. */
#include "rig.h"

static struct outcome outcome;

static void session(struct rig *r, struct command c)
{
    const char **texts[] = {&c.target, &c.other, &c.reason, &c.note, &c.job, &c.word};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = *texts[i] ? *texts[i] : "";
    c.verb = COMMAND_SESSION;
    c.actor = "anna";
    c.from = "kiosk";
    c.role = PERSON_OPERATOR;
    c.at = RIG_BEGIN;
    c.until = RIG_BEGIN + 300000;
    struct event event = {.kind = EVENT_COMMAND, .command = &c, .outcome = &outcome};
    station_step(r->st, &event, r->now, &r->fx);
    rig_log(r);
}

static void restart(struct rig *r, int64_t ms)
{
    static char text[CHECKPOINT_MAX];
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    station_free(&r->st);
    rig_start(r, ms);
    assert_int_equal(station_restore(r->st, text, length, true, r->now, &r->fx, &why), 0);
}

static void test_session(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct command command;
        const char *id;
        int64_t rev;
        const char *says;
    } rows[] = {
        {"by badge",
         {.pin = false},
         "U1",
         1,
         "{\"person\":\"anna\",\"role\":\"operator\",\"pin\":false,\"begin\":1795305600000,"
         "\"until\":1795305900000,\"end\":null,\"why\":null,\"from\":\"kiosk\"}"},
        {"by PIN, at another terminal", {.pin = true}, "U2", 1, "\"pin\":true"},
        {"gone",
         {.target = "U1", .word = "gone"},
         "U1",
         2,
         "\"end\":1795305610000,\"why\":\"gone\",\"from\":\"kiosk\"}"},
        {"over", {.target = "U2", .word = "expired", .pin = true}, "U2", 2, "\"why\":\"expired\""},
    };
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_play(r, "0 state=Execute; 10 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        session(r, rows[i].command);
        if (outcome.result != COMMAND_DONE || strcmp(outcome.id, rows[i].id) != 0 ||
            outcome.rev != rows[i].rev || !strstr(outcome.body, rows[i].says))
            fail_msg("%s: %s %lld %s", rows[i].what, outcome.id, (long long)outcome.rev,
                     outcome.body);
        assert_int_equal(outcome.kind, REC_SESSION);
    }
    restart(r, 20000);
    session(r, (struct command){.pin = false});
    assert_string_equal(outcome.id, "U3");
    rig_free(&r);
}

/* Without a checkpoint the numbers that records have are not given again. */
static void test_recall(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int result;
    } rows[] = {{"U3", 0}, {"U7", 0}, {"U5", 0}, {"S9", -1}, {"U", -1}, {"U-1", -1}};
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_play(r, "0 state=Execute; 10 tick");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        struct record record = {.kind = REC_SESSION, .rev = 2, .body = "{}", .body_length = 2};
        (void)text_copy(record.id, sizeof record.id, rows[i].id);
        assert_int_equal(station_recall(r->st, &record, &why), rows[i].result);
    }
    session(r, (struct command){.pin = false});
    assert_string_equal(outcome.id, "U8");
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_recall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
