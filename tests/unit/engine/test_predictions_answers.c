/* SPDX-License-Identifier: MIT */
/* Predicted failures: what people answer, the label that goes back to the model, and its score. */
#include "predictions_rig.h"

/* ---- answers -------------------------------------------------------------------------------- */

static void an_answer_is_a_record_and_a_label(void **state)
{
    (void)state;
    struct rig *r = make();
    struct outgoing out;
    say_at(r, 1, 1, "motor", .8, ",\"id\":\"01J9\"");
    assert_false(station_outgoing(r->st, &out));
    assert_int_equal(
        answer(r, 100, (struct command){.target = "P1", .word = "found", .note = "worn"}),
        COMMAND_DONE);
    assert_string_equal(r->outcome.id, "F1");
    assert_string_equal(state_of(r, "motor"), "closed");
    assert_true(station_outgoing(r->st, &out));
    assert_string_equal(out.leaf, "prediction/motor/feedback");
    json_t *label = json_loads(out.payload, 0, NULL);
    assert_non_null(label);
    assert_string_equal(rig_word(label, "id"), "01J9");
    assert_string_equal(rig_word(label, "verdict"), "found");
    assert_string_equal(rig_word(label, "by"), "anna");
    assert_true(json_is_true(json_object_get(label, "found")));
    assert_null(json_object_get(label, "from"));
    json_decref(label);
    restart(r, 200); /* it is not lost */
    struct outgoing again;
    assert_true(station_outgoing(r->st, &again));
    assert_string_equal(again.payload, out.payload);
    rig_step(r, &(struct event){.kind = EVENT_SENT, .sent = &out}, 201000);
    assert_false(station_outgoing(r->st, &again));
    struct model_view model[MODEL_VIEWS];
    assert_int_equal(station_models(r->st, model), 1);
    assert_true(model[0].hits == 1 && model[0].precision == AMOUNT_ONE &&
                model[0].lead_ms == 99000);
    rig_free(&r);
}

static void answers_are_checked(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .8);
    static const struct {
        struct command c;
        enum command_result result;
        const char *text;
    } rows[] = {
        {{.target = "P7", .word = "found"}, COMMAND_NOT_FOUND, "there is no prediction P7"},
        {{.target = "P1", .word = "maybe"}, COMMAND_BAD, "answer found, not-found"},
        {{.target = "P1", .word = "none"}, COMMAND_BAD, "answer found, not-found"},
        {{.target = "P1", .word = "not-now"}, COMMAND_BAD, "not-now wants a planned time"},
        {{.target = "P1", .word = "not-now", .until = RIG_BEGIN}, COMMAND_BAD, "is to come"},
        {{.target = "P1", .word = "done"}, COMMAND_BAD, "done wants whether it was found"},
        {{.target = "P1", .word = "done", .job = "yes"}, COMMAND_BAD, "what had really failed"},
        {{.target = "P1", .word = "found", .rev = 9}, COMMAND_STALE, "answered meanwhile"},
        {{.target = "P1", .word = "found", .role = PERSON_VIEWER}, COMMAND_FORBIDDEN, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct command c = rows[i].c;
        if (c.role == PERSON_VIEWER)
            continue;
        assert_int_equal(answer(r, 2, c), rows[i].result);
        assert_non_null(strstr(r->outcome.text, rows[i].text));
    }
    assert_string_equal(state_of(r, "motor"), RAISED);
    assert_int_equal(kept(r, "feedback"), 0);
    assert_int_equal(
        answer(r, 3,
               (struct command){.target = "motor", .word = "done", .job = "yes", .reason = "belt"}),
        COMMAND_DONE);
    rig_free(&r);
}

static void not_now_takes_it_off_until_it_is_worse(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .75);
    assert_int_equal(
        answer(r, 2,
               (struct command){.target = "P1", .word = "not-now", .until = wall_of(r, 50000)}),
        COMMAND_DONE);
    assert_string_equal(state_of(r, "motor"), "planned");
    say(r, 3, "motor", .80); /* the same band */
    assert_string_equal(state_of(r, "motor"), "planned");
    restart(r, 4);
    say(r, 5, "motor", .86);
    assert_string_equal(state_of(r, "motor"), RAISED);
    assert_string_equal(view(r, "motor")->id, "P1");
    assert_int_equal(
        answer(r, 6,
               (struct command){.target = "P1", .word = "not-now", .until = wall_of(r, 50000)}),
        COMMAND_DONE);
    assert_string_equal(state_of(r, "motor"), "planned");
    say_at(r, 7, 7, "motor", .86, ",\"rul\":{\"p50_s\":60000}");
    assert_string_equal(state_of(r, "motor"), "planned");
    say_at(r, 8, 8, "motor", .86, ",\"rul\":{\"p50_s\":60000,\"lo_s\":40000,\"hi_s\":90000}");
    assert_string_equal(state_of(r, "motor"), RAISED); /* it may not last until then */
    rig_free(&r);
}

static void planned_work_that_nobody_did_brings_it_back(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .75);
    assert_int_equal(
        answer(r, 2, (struct command){.target = "P1", .word = "not-now", .until = wall_of(r, 60)}),
        COMMAND_DONE);
    tick(r, 59);
    assert_string_equal(state_of(r, "motor"), "planned");
    tick(r, 60);
    assert_string_equal(state_of(r, "motor"), RAISED);
    rig_free(&r);
}

static void an_answered_one_stays_quiet_until_it_is_worse_or_anew(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .75);
    assert_int_equal(answer(r, 2, (struct command){.target = "P1", .word = "not-found"}),
                     COMMAND_DONE);
    for (int i = 3; i < 10; i++)
        say(r, i, "motor", .78);
    assert_string_equal(state_of(r, "motor"), "closed");
    say(r, 20, "motor", .9);
    assert_string_equal(state_of(r, "motor"), RAISED);
    assert_string_equal(view(r, "motor")->id, "P2");
    assert_int_equal(answer(r, 21, (struct command){.target = "P2", .word = "found"}),
                     COMMAND_DONE);
    say(r, 22, "motor", .3);
    say(r, 23, "motor", .75);
    assert_string_equal(view(r, "motor")->id, "P3");
    assert_string_equal(state_of(r, "motor"), RAISED);
    rig_free(&r);
}

static void a_model_below_its_floor_goes_silent(void **state)
{
    (void)state;
    struct rig *r = make();
    static const char *const verdicts[] = {"found", "not-found", "not-found"};
    for (int i = 0; i < 3; i++) {
        say(r, i * 10 + 1, "motor", .75);
        assert_string_equal(state_of(r, "motor"), RAISED);
        char id[8];
        (void)snprintf(id, sizeof id, "P%d", i + 1);
        assert_int_equal(answer(r, i * 10 + 2, (struct command){.target = id, .word = verdicts[i]}),
                         COMMAND_DONE);
        say(r, i * 10 + 3, "motor", .1);
    }
    say(r, 41, "motor", .75);
    assert_string_equal(state_of(r, "motor"), RAISED); /* three have ended, it takes four */
    hear(r, 42, "motor", "", false);                   /* nobody answered: it counts */
    say(r, 43, "motor", .75);
    assert_string_equal(state_of(r, "motor"), "silent");
    restart(r, 44);
    assert_string_equal(state_of(r, "motor"), "silent");
    struct model_view model[MODEL_VIEWS];
    assert_int_equal(station_models(r->st, model), 1);
    assert_true(model[0].silent && model[0].false_alarms == 2 && model[0].unanswered == 1);
    /* What is found in silence counts, and brings it back. */
    assert_int_equal(answer(r, 45, (struct command){.target = "P5", .word = "found"}),
                     COMMAND_DONE);
    say(r, 46, "motor", .1);
    say(r, 47, "motor", .75);
    assert_int_equal(answer(r, 48, (struct command){.target = "P6", .word = "found"}),
                     COMMAND_DONE);
    say(r, 49, "motor", .1);
    say(r, 50, "motor", .75);
    assert_string_equal(state_of(r, "motor"), RAISED);
    rig_free(&r);
}

static void an_answer_may_be_corrected(void **state)
{
    (void)state;
    struct rig *r = make();
    struct model_view model[MODEL_VIEWS];
    say(r, 1, "motor", .75);
    assert_int_equal(answer(r, 2, (struct command){.target = "P1", .word = "not-found"}),
                     COMMAND_DONE);
    assert_int_equal(
        answer(r, 3,
               (struct command){.target = "P1", .word = "done", .job = "yes", .reason = "motor"}),
        COMMAND_DONE);
    assert_int_equal(station_models(r->st, model), 1);
    assert_true(model[0].hits == 1 && model[0].false_alarms == 0);
    assert_int_equal(kept(r, "feedback"), 2);
    rig_free(&r);
}

static void labels_are_bounded(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .75);
    for (int i = 0; i < 100; i++)
        assert_int_equal(answer(r, i + 2, (struct command){.target = "P1", .word = "found"}),
                         COMMAND_DONE);
    assert_true(counts(r).labels_waiting == 24 && counts(r).labels_lost == 76);
    rig_free(&r);
}

static void signals_are_evidence(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "1 vib=7.5");
    say(r, 2, "bearing", .8);
    const struct prediction_view *v = view(r, "bearing");
    assert_int_equal(v->evidences, 1);
    assert_string_equal(v->evidence[0].signal, "vib");
    assert_true(v->evidence[0].value == 7500000);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_a_record_and_a_label),
        cmocka_unit_test(answers_are_checked),
        cmocka_unit_test(not_now_takes_it_off_until_it_is_worse),
        cmocka_unit_test(planned_work_that_nobody_did_brings_it_back),
        cmocka_unit_test(an_answered_one_stays_quiet_until_it_is_worse_or_anew),
        cmocka_unit_test(a_model_below_its_floor_goes_silent),
        cmocka_unit_test(an_answer_may_be_corrected),
        cmocka_unit_test(labels_are_bounded),
        cmocka_unit_test(signals_are_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
