/* SPDX-License-Identifier: MIT */
/* Predicted failures from the first message to the label and the score, and the work orders made
 * from them: standards.md §7.2's tests as written, and what people and time do to them. */
#include "rig.h"

#include "data/decode/prediction.h"
#include "data/decode/workorder.h"

#define RAISED "raised"

static struct prediction_conf modes[] = {
    {.name = "bearing",
     .title = "Bearing",
     .p_on = 700000,
     .p_off = 500000,
     .messages = 2,
     .valid_ms = 2 * MS_PER_HOUR,
     .signals = "vib"},
    {.name = "motor",
     .title = "Motor",
     .p_on = 700000,
     .p_off = 500000,
     .messages = 1,
     .valid_ms = 2 * MS_PER_HOUR,
     .life_on_ms = MS_PER_HOUR,
     .alarm = true,
     .priority = PRIO_HIGH,
     .action = "Call maintenance",
     .order = "Change the motor"},
};
static struct model_conf models[] = {
    {.name = "wb", .title = "Waveform", .floor = 500000, .answers = 4}};

static struct rig *make(void)
{
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    rig_signal(r, "vib", ROLE_SENSOR);
    r->config.prediction = modes;
    r->config.predictions = 2;
    r->config.model = models;
    r->config.models = 1;
    r->config.work_orders.wanted_ms[PRIO_LOW] = 7 * MS_PER_DAY;
    r->config.work_orders.wanted_ms[PRIO_HIGH] = 4 * MS_PER_HOUR;
    (void)text_copy(r->config.work_orders.word[PRIO_HIGH], 16, "1");
    rig_start(r, 0);
    return r;
}

/* ---- what models say ------------------------------------------------------------------------ */

static int64_t wall_of(const struct rig *r, double s)
{
    return r->begin + r->clock_ms + llround(s * 1000);
}

/* A message of `mode` that arrives at second `s`; refused ones fail the test. */
static void hear(struct rig *r, double s, const char *mode, const char *payload, bool stored)
{
    struct prediction_message m;
    struct cause why = {.text = ""};
    char topic[160];
    (void)text_format(topic, sizeof topic, "andon/v1/a/b/c/d/e/prediction/%s", mode);
    const struct prediction_source source = {.config = &r->config,
                                             .conf = config_prediction(&r->config, mode),
                                             .topic = topic,
                                             .stored = stored};
    if (prediction_read(&source, payload, strlen(payload), &m, &why) != 0)
        fail_msg("%s: %s", payload, why.text);
    rig_step(r, &(struct event){.kind = EVENT_PREDICTION, .prediction = &m}, llround(s * 1000));
}

/* … said at second `at`, with more members behind the probability. */
static void say_at(struct rig *r, double s, double at, const char *mode, double p, const char *more)
{
    char payload[768];
    (void)text_format(payload, sizeof payload,
                      "{\"ts\":%lld,\"asset\":\"spindle\",\"mode\":\"%s\",\"p\":%.3f,"
                      "\"horizon_s\":86400,\"model\":\"wb\",\"ver\":\"1\",\"valid_s\":3600%s}",
                      (long long)wall_of(r, at), mode, p, more);
    hear(r, s, mode, payload, false);
}

static void say(struct rig *r, double s, const char *mode, double p)
{
    say_at(r, s, s, mode, p, "");
}

/* Of that mode; an id "" when there is none. */
static const struct prediction_view *view(struct rig *r, const char *mode)
{
    static struct prediction_view all[PREDICTION_VIEWS];
    static struct prediction_view none;
    int count = station_predictions(r->st, r->now, all);
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].mode, mode) == 0)
            return &all[i];
    prediction_view_init(&none);
    return &none;
}

static const char *state_of(struct rig *r, const char *mode)
{
    const struct prediction_view *v = view(r, mode);
    return v->id[0] ? word_name(&words_prediction_state, (int)v->state) : "none";
}

static struct prediction_counts counts(struct rig *r)
{
    struct prediction_counts c;
    station_prediction_counts(r->st, &c);
    return c;
}

static int kept(const struct rig *r, const char *kind)
{
    int count = 0;
    size_t length = strlen(kind);
    for (const char *at = r->log; at && *at; at = strchr(at, '\n') + 1)
        count += strncmp(at, kind, length) == 0 && at[length] == '\t';
    return count;
}

/* Checkpoint, and on from it in another process. */
static void restart(struct rig *r, double s)
{
    static char text[CHECKPOINT_MAX];
    struct cause why = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    assert_true(length > 0);
    station_free(&r->st);
    rig_start(r, llround(s * 1000));
    if (station_restore(r->st, text, length, true, r->now, &r->fx, &why) != 0)
        fail_msg("%s", why.text);
    rig_log(r);
}

static void tick(struct rig *r, double s)
{
    rig_step(r, &(struct event){.kind = EVENT_TICK}, llround(s * 1000));
}

static enum command_result answer(struct rig *r, double s, struct command c)
{
    c.verb = COMMAND_FEEDBACK;
    c.at = TIME_NONE;
    if (c.until == 0)
        c.until = TIME_NONE;
    return rig_command(r, c, llround(s * 1000))->result;
}

/* ---- the sequences -------------------------------------------------------------------------- */

static void it_is_raised_on_the_fourth(void **state)
{
    (void)state;
    struct rig *r = make();
    static const double p[] = {.55, .65, .72, .72};
    static const char *const is[] = {"watched", "watched", "watched", RAISED};
    for (int i = 0; i < 4; i++) {
        say(r, i + 1, "bearing", p[i]);
        assert_string_equal(state_of(r, "bearing"), is[i]);
    }
    assert_int_equal(kept(r, "prediction"), 1);
    say(r, 6, "bearing", .6); /* between: it stays */
    assert_string_equal(state_of(r, "bearing"), RAISED);
    say(r, 7, "bearing", .5);
    assert_string_equal(state_of(r, "bearing"), "watched");
    rig_free(&r);
}

static void two_modes_are_two(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .8);
    say(r, 1, "bearing", .2);
    assert_string_equal(state_of(r, "motor"), RAISED);
    assert_string_equal(state_of(r, "bearing"), "watched");
    assert_true(view(r, "motor")->alarm && !view(r, "bearing")->alarm);
    say(r, 2, "bearing", .1);
    assert_string_equal(state_of(r, "motor"), RAISED);
    const struct snapshot *s = rig_snapshot(r);
    assert_int_equal(s->predictions, 2);
    assert_string_equal(s->prediction[0].mode, "motor"); /* the most pressing first */
    rig_free(&r);
}

static void it_expires_and_lights_nothing(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .8);
    assert_string_equal(state_of(r, "motor"), RAISED);
    tick(r, 3600.9);
    assert_string_equal(state_of(r, "motor"), RAISED);
    tick(r, 3601);
    assert_string_equal(state_of(r, "motor"), "expired");
    say(r, 3700, "motor", .75); /* the same warning goes on */
    assert_string_equal(state_of(r, "motor"), RAISED);
    assert_string_equal(view(r, "motor")->id, "P1");
    rig_free(&r);
}

static void what_was_stored_and_is_too_old_is_expired(void **state)
{
    (void)state;
    struct rig *r = make();
    char payload[256];
    (void)text_format(payload, sizeof payload,
                      "{\"ts\":%lld,\"asset\":\"x\",\"mode\":\"motor\",\"p\":0.9,\"horizon_s\":60,"
                      "\"valid_s\":60}",
                      (long long)wall_of(r, -3600));
    hear(r, 1, "motor", payload, true);
    assert_string_equal(state_of(r, "motor"), "expired");
    assert_int_equal(kept(r, "prediction"), 0);
    rig_free(&r);
}

static void repeated_and_late_ones_do_nothing(void **state)
{
    (void)state;
    struct rig *r = make();
    say_at(r, 1, 1, "bearing", .8, ",\"id\":\"a\"");
    say_at(r, 2, 2, "bearing", .8, ",\"id\":\"a\""); /* the same id */
    assert_string_equal(state_of(r, "bearing"), "watched");
    say_at(r, 3, .5, "bearing", .8, ",\"id\":\"b\""); /* older */
    say_at(r, 4, 1, "bearing", .8, "");               /* the same time, no id */
    assert_string_equal(state_of(r, "bearing"), "watched");
    struct prediction_counts c = counts(r);
    assert_true(c.duplicates == 2 && c.late == 1 && c.heard == 4);
    say_at(r, 5, 300, "bearing", .8, ""); /* of a time that is to come */
    assert_true(counts(r).ahead == 1);
    say_at(r, 6, 6, "bearing", .8, ",\"id\":\"c\"");
    assert_string_equal(state_of(r, "bearing"), RAISED);
    rig_free(&r);
}

static void what_is_withdrawn_is_gone(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .8);
    hear(r, 2, "motor", "", false);
    assert_string_equal(state_of(r, "motor"), "none");
    say(r, 3, "motor", .8);
    assert_string_equal(view(r, "motor")->id, "P2");
    say_at(r, 4, 4, "motor", .8, ",\"status\":\"cleared\"");
    assert_string_equal(state_of(r, "motor"), "none");
    say_at(r, 5, 3.5, "motor", .9, ""); /* said before it was cleared */
    assert_string_equal(state_of(r, "motor"), "none");
    struct model_view model[MODEL_VIEWS];
    assert_int_equal(station_models(r->st, model), 1);
    assert_int_equal(model[0].unanswered, 2);
    rig_free(&r);
}

static void a_machine_that_is_off_freezes_it(void **state)
{
    (void)state;
    struct rig *r = make();
    modes[1].format = PREDICTION_LOOKOUT;
    static const char *const says[] = {
        "\"prediction\":1,\"anomaly_score\":0.6",
        "\"prediction\":0,\"prediction_reason\":\"MACHINE_OFF\"",
        "\"prediction\":0,\"anomaly_score\":0.6",
    };
    static const char *const is[] = {RAISED, RAISED, "watched"};
    for (int i = 0; i < 3; i++) {
        char payload[256];
        (void)text_format(payload, sizeof payload, "{\"timestamp\":%lld,%s}",
                          (long long)wall_of(r, 4000 * i + 1), says[i]);
        hear(r, 4000 * i + 1, "motor", payload, false);
        assert_string_equal(state_of(r, "motor"), is[i]);
    }
    modes[1].format = PREDICTION_V1;
    rig_free(&r);
}

/* The station knows by itself that it is off; a model that goes on about it moves nothing, and what
 * holds while it speaks is shown with its age. */
static void a_stopped_machine_freezes_it(void **state)
{
    (void)state;
    static const struct {
        enum freeze freeze;
        const char *machine, *is; /* after a low word of the model in that state */
        bool frozen;
    } rows[] = {
        {FREEZE_STOPPED, "Execute", "watched", false},  {FREEZE_STOPPED, "Held", RAISED, true},
        {FREEZE_STOPPED, "Idle", "watched", false},     {FREEZE_STANDING, "Idle", RAISED, true},
        {FREEZE_STANDING, "Execute", "watched", false}, {FREEZE_NEVER, "Held", "watched", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char script[64];
        struct rig *r = make();
        modes[1].freeze = rows[i].freeze;
        rig_play(r, "0 state=Execute");
        say(r, 1, "motor", .9);
        (void)text_format(script, sizeof script, "5 state=%s", rows[i].machine);
        rig_play(r, script);
        say(r, 1800, "motor", .1);
        if (strcmp(state_of(r, "motor"), rows[i].is) != 0)
            fail_msg("%zu: %s in %s", i, state_of(r, "motor"), rows[i].machine);
        const struct prediction_view *v = view(r, "motor");
        assert_int_equal(v->frozen, rows[i].frozen);
        assert_int_equal(v->p, rows[i].frozen ? 900000 : 100000);
        assert_int_equal(v->age_ms, rows[i].frozen ? 1799000 : 0);
        assert_true(v->expires > wall_of(r, 5000));
        rig_play(r, "2000 state=Execute");
        say(r, 2001, "motor", .1);
        assert_string_equal(state_of(r, "motor"), "watched");
        assert_false(view(r, "motor")->frozen);
        rig_play(r, "2100 state=Held");
        say(r, 2101, "bearing", .9); /* the first word of it: listed, not raised */
        assert_string_equal(state_of(r, "bearing"), "watched");
        rig_free(&r);
    }
    modes[1].freeze = FREEZE_NEVER;
}

static void unknown_modes_are_listed_and_bounded(void **state)
{
    (void)state;
    struct rig *r = make();
    for (int i = 0; i < 200; i++) {
        char mode[32];
        (void)snprintf(mode, sizeof mode, "mode-%d", i);
        say(r, i + 1, mode, .99);
        assert_string_equal(state_of(r, mode), i < 6 ? "watched" : "none");
    }
    assert_true(counts(r).unknown == 200 && counts(r).crowded == 194);
    say(r, 300, "motor", .9); /* those that are known have room */
    assert_string_equal(state_of(r, "motor"), RAISED);
    assert_int_equal(kept(r, "prediction"), 1);
    rig_free(&r);
}

static void many_assets_of_a_mode_are_bounded(void **state)
{
    (void)state;
    struct rig *r = make();
    for (int i = 0; i < 100; i++) {
        char payload[256];
        (void)text_format(payload, sizeof payload,
                          "{\"ts\":%lld,\"asset\":\"a%d\",\"mode\":\"motor\",\"p\":0.9,"
                          "\"horizon_s\":60}",
                          (long long)wall_of(r, i + 1), i);
        hear(r, i + 1, "motor", payload, false);
    }
    struct prediction_view all[PREDICTION_VIEWS];
    assert_int_equal(station_predictions(r->st, r->now, all), PREDICTION_VIEWS);
    assert_true(counts(r).crowded == 100 - PREDICTION_VIEWS);
    rig_free(&r);
}

static void a_model_that_flutters_makes_few_records(void **state)
{
    (void)state;
    struct rig *r = make();
    for (int i = 0; i < 1000; i++)
        say(r, i + 1, "motor", i % 2 ? .1 : .9);
    assert_true(kept(r, "prediction") <= 13);
    tick(r, 3600 + 1000);
    assert_true(kept(r, "prediction") <= 14); /* what was left out: its latest state */
    rig_free(&r);
}

static void an_unknown_version_lights_nothing(void **state)
{
    (void)state;
    struct rig *r = make();
    hear(r, 1, "motor", "{\"v\":2,\"p\":1,\"action\":\"Look at it\"}", false);
    assert_string_equal(state_of(r, "motor"), "watched");
    assert_string_equal(view(r, "motor")->action, "Look at it");
    rig_free(&r);
}

static void remaining_life_raises_too(void **state)
{
    (void)state;
    struct rig *r = make();
    say_at(r, 1, 1, "motor", .2, ",\"rul\":{\"p50_s\":7200}");
    assert_string_equal(state_of(r, "motor"), "watched");
    say_at(r, 2, 2, "motor", .2, ",\"rul\":{\"p50_s\":3000}");
    assert_string_equal(state_of(r, "motor"), RAISED);
    say_at(r, 3, 3, "motor", .2, ",\"rul\":{\"p50_s\":3700}"); /* not by so little */
    assert_string_equal(state_of(r, "motor"), RAISED);
    say_at(r, 4, 4, "motor", .2, ",\"rul\":{\"p50_s\":7200}");
    assert_string_equal(state_of(r, "motor"), "watched");
    rig_free(&r);
}

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

/* ---- light ---------------------------------------------------------------------------------- */

static void rules_see_what_is_raised(void **state)
{
    (void)state;
    struct rig *r = make();
    char why[400];
    (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "blue");
    r->config.lamps = 1;
    r->rule[0] = (struct rule_conf){.name = "failing", .conditions = 1, .shows = 1};
    r->rule[0].condition[0] =
        (struct condition){.kind = COND_PREDICTION, .words = PREDICTION_ANY, .signal = -1};
    r->rule[0].show[0].pattern = LAMP_FLASH_SLOW;
    r->config.rules = 1;
    station_free(&r->st);
    rig_start(r, 0);
    say(r, 1, "motor", .8);
    assert_int_equal(r->fx.lamp[0].pattern, LAMP_FLASH_SLOW);
    assert_int_equal(station_why(r->st, "blue", r->now, why, sizeof why), 0);
    assert_non_null(strstr(why, "P1 Motor: 80 % in 1 d"));
    assert_int_equal(answer(r, 2, (struct command){.target = "P1", .word = "found"}), COMMAND_DONE);
    assert_int_equal(r->fx.lamp[0].pattern, LAMP_OFF);
    static const struct {
        uint32_t words;
        const char *severity;
        bool lit;
    } rows[] = {{PREDICTION_ALARM, "info", true},
                {PREDICTION_WARN, "info", false},
                {PREDICTION_WARN, "alarm", true},
                {PREDICTION_CRITICAL, "alarm", false},
                {PREDICTION_CRITICAL, "critical", true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char more[40];
        (void)text_format(more, sizeof more, ",\"sev\":\"%s\"", rows[i].severity);
        r->rule[0].condition[0].words = rows[i].words;
        say(r, 10 * (double)i + 10, "motor", .1);
        say_at(r, 10 * (double)i + 11, 10 * (double)i + 11, "motor", .9, more);
        assert_int_equal(r->fx.lamp[0].pattern != LAMP_OFF, rows[i].lit);
    }
    rig_free(&r);
}

/* A mode that is configured no more lights nothing; one that is, again. */
static void a_reload_takes_modes_away(void **state)
{
    (void)state;
    struct rig *r = make();
    say(r, 1, "motor", .8);
    r->other[0] = r->other[1] = r->config;
    r->other[0].predictions = 1;
    rig_reload(r, 2000);
    assert_string_equal(state_of(r, "motor"), "watched");
    rig_reload(r, 3000);
    assert_string_equal(state_of(r, "motor"), RAISED);
    assert_string_equal(view(r, "motor")->id, "P1");
    rig_free(&r);
}

/* ---- chance --------------------------------------------------------------------------------- */

static uint64_t next_random(uint64_t *random)
{
    uint64_t z = *random += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static void happen(struct rig *r, uint64_t x, double s)
{
    static const char *const verdicts[] = {"found", "not-found", "not-now", "done"};
    static const char *const all[] = {"bearing", "motor", "unknown-a", "unknown-b"};
    char id[16];
    const char *mode = all[x % 4];
    double p = (double)(x >> 8 & 0xff) / 255;
    (void)snprintf(id, sizeof id, "P%d", (int)(x >> 16 & 0xf) + 1);
    if ((x >> 24) % 8 < 5)
        say(r, s, mode, p);
    else if ((x >> 24) % 8 == 5)
        hear(r, s, mode, "", false);
    else
        (void)answer(r, s,
                     (struct command){.target = id,
                                      .word = verdicts[x >> 32 & 3],
                                      .until = wall_of(r, s + 500),
                                      .job = x >> 36 & 1 ? "yes" : "no",
                                      .reason = "belt"});
}

/* With and without restarts the same things are seen and recorded. */
static void restarts_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct rig *a = make(), *b = make();
        uint64_t random = seed;
        for (int i = 1; i < 120; i++) {
            uint64_t x = next_random(&random);
            double s = i * 40 + (double)(x % 30);
            happen(a, x, s);
            happen(b, x, s);
            if ((x >> 40) % 5 == 0)
                restart(b, s);
            struct prediction_view va[PREDICTION_VIEWS], vb[PREDICTION_VIEWS];
            int na = station_predictions(a->st, a->now, va);
            int nb = station_predictions(b->st, b->now, vb);
            assert_int_equal(na, nb);
            for (int k = 0; k < na; k++) {
                assert_string_equal(va[k].id, vb[k].id);
                assert_int_equal(va[k].state, vb[k].state);
                assert_true(va[k].rev == vb[k].rev && va[k].since == vb[k].since);
                bool light = va[k].state == PREDICTION_RAISED;
                assert_true(!light || va[k].expires > wall_of(a, s));
                assert_true(!light || config_prediction(&a->config, va[k].mode));
            }
        }
        assert_int_equal(kept(a, "prediction"), kept(b, "prediction"));
        rig_free(&a);
        rig_free(&b);
    }
}

/* One member made wrong is enough: the whole checkpoint is refused, and the station is as new. */
static void a_checkpoint_that_cannot_be_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *list, *object, *key, *value;
    } rows[] = {
        {"all", NULL, "number", "0"},        {"all", NULL, "number", "99"},
        {"all", NULL, "last_ts", "-5"},      {"all", NULL, "scored", "7"},
        {"all", "said", "p", "1.5"},         {"all", "said", "mode", "\"\""},
        {"scores", NULL, "lead", "-1"},      {"labels", NULL, "body", "7"},
        {"orders", NULL, "number", "44"},    {"orders", "said", "rev", "0"},
        {"orders", "said", "asked", "null"},
    };
    struct rig *r = make();
    static char text[CHECKPOINT_MAX];
    say(r, 1, "motor", .8);
    assert_int_equal(answer(r, 2, (struct command){.target = "P1", .word = "found"}), COMMAND_DONE);
    rig_play(r, "3 do=workorder P1");
    assert_int_equal(r->outcome.result, COMMAND_DONE);
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {.text = ""};
        json_t *root = json_loadb(text, length, 0, NULL);
        json_t *all = json_object_get(root, "predictions");
        json_t *at = json_array_get(json_object_get(all, rows[i].list), 0);
        at = rows[i].object ? json_object_get(at, rows[i].object) : at;
        assert_non_null(at);
        json_object_set_new(at, rows[i].key, json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
        char *changed = json_dumps(root, JSON_COMPACT);
        station_free(&r->st);
        rig_start(r, 10000);
        if (station_restore(r->st, changed, strlen(changed), true, r->now, &r->fx, &why) != -1)
            fail_msg("%s %s = %s was taken", rows[i].list, rows[i].key, rows[i].value);
        assert_true(why.text[0] != '\0');
        assert_string_equal(state_of(r, "motor"), "none");
        free(changed);
        json_decref(root);
    }
    rig_free(&r);
}

/* As long as all of it can be: names, texts, evidence, answers, orders. */
static void the_worst_checkpoint_fits(void **state)
{
    (void)state;
    struct rig *r = make();
    static char text[CHECKPOINT_MAX];
    char evidence[1200] = "";
    for (int i = 0; i < 8; i++)
        (void)text_format(evidence + strlen(evidence), sizeof evidence - strlen(evidence),
                          "%s{\"name\":\"%040d\",\"value\":123456.789012,\"unit\":\"\\\"mm/s\","
                          "\"limit\":7.123456,\"w\":0.123456}",
                          i ? "," : "", i);
    for (int i = 0; i < 40; i++) {
        char payload[3000];
        (void)text_format(payload, sizeof payload,
                          "{\"ts\":%lld,\"id\":\"%060d\",\"asset\":\"%090d\",\"mode\":\"motor\","
                          "\"p\":0.923456,\"horizon_s\":86400,\"action\":\"%0150d\",\"model\":"
                          "\"%040d\",\"ver\":\"%020d\",\"evidence\":[%s]}",
                          (long long)wall_of(r, i + 1), i, i, i, i, i, evidence);
        hear(r, i + 1, "motor", payload, false);
    }
    for (int i = 0; i < 60; i++) {
        char id[8], note[96];
        (void)snprintf(id, sizeof id, "P%d", i % 24 + 1);
        (void)snprintf(note, sizeof note, "%090d", i);
        (void)answer(r, 100 + i, (struct command){.target = id, .word = "found", .note = note});
        struct command order = {.verb = COMMAND_WORKORDER,
                                .target = id,
                                .at = TIME_NONE,
                                .until = TIME_NONE,
                                .note = note};
        (void)rig_command(r, order, 200000 + i);
    }
    size_t length = station_checkpoint(r->st, r->now, text, sizeof text);
    assert_in_range(length, 50000, CHECKPOINT_MAX / 2); /* others need room, too */
    restart(r, 300);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_raised_on_the_fourth),
        cmocka_unit_test(two_modes_are_two),
        cmocka_unit_test(it_expires_and_lights_nothing),
        cmocka_unit_test(what_was_stored_and_is_too_old_is_expired),
        cmocka_unit_test(repeated_and_late_ones_do_nothing),
        cmocka_unit_test(what_is_withdrawn_is_gone),
        cmocka_unit_test(a_machine_that_is_off_freezes_it),
        cmocka_unit_test(a_stopped_machine_freezes_it),
        cmocka_unit_test(unknown_modes_are_listed_and_bounded),
        cmocka_unit_test(many_assets_of_a_mode_are_bounded),
        cmocka_unit_test(a_model_that_flutters_makes_few_records),
        cmocka_unit_test(an_unknown_version_lights_nothing),
        cmocka_unit_test(remaining_life_raises_too),
        cmocka_unit_test(an_answer_is_a_record_and_a_label),
        cmocka_unit_test(answers_are_checked),
        cmocka_unit_test(not_now_takes_it_off_until_it_is_worse),
        cmocka_unit_test(planned_work_that_nobody_did_brings_it_back),
        cmocka_unit_test(an_answered_one_stays_quiet_until_it_is_worse_or_anew),
        cmocka_unit_test(a_model_below_its_floor_goes_silent),
        cmocka_unit_test(an_answer_may_be_corrected),
        cmocka_unit_test(labels_are_bounded),
        cmocka_unit_test(signals_are_evidence),
        cmocka_unit_test(rules_see_what_is_raised),
        cmocka_unit_test(a_reload_takes_modes_away),
        cmocka_unit_test(restarts_change_nothing),
        cmocka_unit_test(the_worst_checkpoint_fits),
        cmocka_unit_test(a_checkpoint_that_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
