/* SPDX-License-Identifier: MIT */
/* A predicted failure that is an alarm is an alert: announced, acknowledged, shelved; it ends with
 * the warning. Alerts about buttons and unexplained stops follow what they ask for, too. */
#include "alerts_rig.h"

#include "data/decode/prediction.h"

#define MODES                                                                            \
    "[prediction motor]\ntitle = Motor\nn = 1\nalarm = yes\npriority = medium\n"         \
    "action = Listen to the motor; call maintenance\nasset = press/motor\n"              \
    "[prediction belt]\ntitle = Belt\nn = 1\nalarm = yes\npriority = high\naction = x\n" \
    "[prediction seal]\ntitle = Seal\nn = 1\n"                                           \
    "[person ben]\nrole = maintenance\n"

static void model_says(struct rig *r, int64_t s, const char *mode, const char *p)
{
    char payload[256];
    struct prediction_message m;
    struct cause why = {.text = ""};
    (void)text_format(payload, sizeof payload,
                      "{\"ts\":%lld,\"asset\":\"x\",\"mode\":\"%s\",\"p\":%s,\"horizon_s\":86400,"
                      "\"model\":\"wb\",\"ver\":\"1\",\"valid_s\":360000}",
                      (long long)(r->begin + s * 1000), mode, p);
    const struct prediction_source source = {
        .config = &r->config, .conf = config_prediction(&r->config, mode), .topic = "x"};
    if (prediction_read(&source, payload, strlen(payload), &m, &why) != 0)
        fail_msg("%s", why.text);
    rig_step(r, &(struct event){.kind = EVENT_PREDICTION, .prediction = &m}, s * 1000);
}

/* "A1 predicted-motor B" of all that are not normal. */
static const char *now(struct rig *r)
{
    static char out[400];
    const struct snapshot *s = rig_snapshot(r);
    size_t length = 0;
    out[0] = '\0';
    for (int i = 0; i < s->alerts; i++) {
        (void)text_format(out + length, sizeof out - length, "%s%s %s %s", i ? "; " : "",
                          s->alert[i].id, s->alert[i].name, s->alert[i].letter);
        length = strlen(out);
    }
    return out;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static void its_life(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(MODES);
    rig_play(r, "0 link=up; 11 state=Execute");
    model_says(r, 20, "seal", "0.99"); /* advice: nobody has to acknowledge it */
    expect("advice", now(r), "");
    model_says(r, 21, "motor", "0.8");
    expect("raised", now(r), "A1 predicted-motor B");
    const struct alert_view *a = &rig_snapshot(r)->alert[0];
    assert_string_equal(a->title, "Motor");
    assert_int_equal(a->priority, PRIO_MEDIUM);
    assert_non_null(strstr(a->text, "80 % in 1 d"));
    model_says(r, 22, "belt", "0.9"); /* one more is one of its own */
    expect("another", now(r), "A2 predicted-belt B; A1 predicted-motor B");
    rig_play(r,
             "23 do=ack predicted-motor actor=anna; 24 do=shelve predicted-belt role=maintenance "
             "pin=1 for=60 note=known");
    expect("answered", now(r), "A1 predicted-motor C; A2 predicted-belt E");
    alerts_restart(r, 30000);
    rig_play(r, "31 link=up");
    expect("after a restart", now(r), "A1 predicted-motor C; A2 predicted-belt E");
    model_says(r, 32, "motor", "0.1");
    expect("over", now(r), "A2 predicted-belt E");
    rig_play(r, "84 tick");
    expect("off the shelf", now(r), "A2 predicted-belt B");
    alerts_free_rig(&r);
}

/* Maintenance has planned it: nothing to respond to until it gets worse. */
static void planned_work_ends_it(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(MODES);
    rig_play(r, "0 link=up; 11 state=Execute");
    model_says(r, 21, "motor", "0.8");
    rig_play(r, "22 do=ack; 23 tick");
    struct command c = {.verb = COMMAND_FEEDBACK,
                        .target = "P1",
                        .word = "not-now",
                        .at = TIME_NONE,
                        .until = r->begin + MS_PER_HOUR,
                        .role = PERSON_MAINTENANCE};
    (void)rig_command(r, c, 24000);
    expect("planned", now(r), "");
    model_says(r, 30, "motor", "0.97");
    expect("worse", now(r), "A2 predicted-motor B");
    alerts_free_rig(&r);
}

static void the_plants_own_words_stand(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(MODES "[alert predicted-motor]\nwhen = prediction motor alarm\n"
                                     "priority = low\ntitle = Ours\nfor = 10 s\n");
    rig_play(r, "0 link=up; 11 state=Execute");
    model_says(r, 21, "motor", "0.8");
    expect("not yet", now(r), "");
    rig_play(r, "31 tick");
    expect("then", now(r), "A1 predicted-motor B");
    assert_string_equal(rig_snapshot(r)->alert[0].title, "Ours");
    alerts_free_rig(&r);
}

static void what_changes_without_a_signal(void **state)
{
    (void)state;
    struct rig *r = alerts_rig("[alert why]\nwhen = unexplained\npriority = low\n");
    rig_play(r, "0 link=up; 11 state=Execute; 100 state=Held; 161 tick");
    expect("a stop that nobody explained", now(r), "A1 why B");
    alerts_free_rig(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_life),
        cmocka_unit_test(planned_work_ends_it),
        cmocka_unit_test(the_plants_own_words_stand),
        cmocka_unit_test(what_changes_without_a_signal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
