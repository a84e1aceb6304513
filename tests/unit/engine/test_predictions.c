/* SPDX-License-Identifier: MIT */
/* Predicted failures: what models say, from the first message on, what time and the machine do to
 * it, what is lit, and what a restart keeps: standards.md §7.2's tests as written. */
#include "predictions_rig.h"

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
        cmocka_unit_test(rules_see_what_is_raised),
        cmocka_unit_test(a_reload_takes_modes_away),
        cmocka_unit_test(restarts_change_nothing),
        cmocka_unit_test(the_worst_checkpoint_fits),
        cmocka_unit_test(a_checkpoint_that_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
