/* SPDX-License-Identifier: MIT */
/* Statements of models: what each form becomes, and what is refused with which words (standards.md
 * §7.2). */
#include "tests/unit/config/kit.h"

#include "data/decode/prediction.h"
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#define NOW INT64_C(1795353245123)

static const char station[] = KIT_STATION
    "[signal vib]\nrole = sensor\ntopic = shop/vib\nunit = mm/s\n"
    "[prediction bearing]\ntitle = Bearing\n"
    "[prediction motor]\nformat = lookout\nmodel = aws\ntopic = aws/motor\n"
    "[prediction belt]\nformat = umh\ntopic = umh/+/recommendation\n"
    "[prediction score]\nformat = plain\ntopic = plain/score\nhorizon = 8 h\n"
    "[prediction wear]\nformat = plain\ntopic = plain/wear\np = /a/~1x/1\nscale = 0.01\n"
    "life = /rul\nlife_unit = h\ntime = /t\nid = /n\n";

static int read_as(const char *mode, const char *payload, struct prediction_message *m,
                   struct cause *why)
{
    static struct config *config;
    if (!config)
        config = kit_load(station);
    const struct prediction_conf *conf = config_prediction(config, mode);
    char topic[128];
    (void)text_format(topic, sizeof topic, "andon/v1/e/s/a/l/m/prediction/%s", mode);
    const struct prediction_source source = {.config = config, .conf = conf, .topic = topic};
    why->text[0] = '\0';
    return prediction_read(&source, payload, strlen(payload), m, why);
}

#define HEAD "{\"ts\":1795353245123,\"asset\":\"x/spindle\",\"mode\":\"bearing\","

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *mode, *payload, *why;
    } rows[] = {
        {"bearing", HEAD "\"p\":1.2,\"horizon_s\":60}", "p is 1.2, and may be from 0 to 1"},
        {"bearing", HEAD "\"p\":-0.1,\"horizon_s\":60}", "p is -0.1, and may be from 0 to 1"},
        {"bearing", HEAD "\"p\":NaN,\"horizon_s\":60}", "it is no JSON: invalid token near 'NaN'"},
        {"bearing", HEAD "\"p\":\"high\",\"horizon_s\":60}", "p is no number"},
        {"bearing", HEAD "\"p\":0.7,\"horizon_s\":0}",
         "horizon_s is 0, and may be more than 0 s, up to 100 years"},
        {"bearing", HEAD "\"p\":0.7,\"horizon_s\":-5}",
         "horizon_s is -5, and may be more than 0 s, up to 100 years"},
        {"bearing", HEAD "\"p\":0.7}", "p needs horizon_s: within how long"},
        {"bearing", HEAD "\"health\":0.7}", "p with horizon_s, or rul, is missing"},
        {"bearing", HEAD "\"rul\":{\"p50_s\":50,\"lo_s\":90,\"hi_s\":10}}",
         "rul: lo_s is more than hi_s"},
        {"bearing", HEAD "\"rul\":{\"p50_s\":50,\"lo_s\":60,\"hi_s\":100}}",
         "rul: p50_s is not between lo_s and hi_s"},
        {"bearing", HEAD "\"rul\":{\"p50_s\":-1}}",
         "p50_s is -1, and may be from 0 s to 100 years"},
        {"bearing", HEAD "\"rul\":{\"lo_s\":1,\"hi_s\":2}}", "rul has no p50_s"},
        {"bearing", HEAD "\"rul\":7}", "rul is no object"},
        {"bearing", HEAD "\"rul\":{\"p50_s\":1,\"basis\":\"moon\"}}",
         "basis is \"moon\", which is none of its words"},
        {"bearing", HEAD "\"rul\":{\"p50_s\":1,\"ci\":1}}", "ci is 1, and may be between 0 and 1"},
        {"bearing", HEAD "\"rul\":{\"p50_s\":1,\"ci\":0}}", "ci is 0, and may be between 0 and 1"},
        {"bearing", HEAD "\"p\":0.7,\"horizon_s\":60,\"conf\":101}",
         "conf is 101, and may be from 0 to 100 per cent"},
        {"bearing", HEAD "\"p\":0.7,\"horizon_s\":60,\"health\":2}",
         "health is 2, and may be from 0 to 1"},
        {"bearing", HEAD "\"p\":0.7,\"horizon_s\":60,\"sev\":\"doom\"}",
         "sev is \"doom\", which is none of its words"},
        {"bearing", HEAD "\"p\":0.7,\"horizon_s\":60,\"valid_s\":0}",
         "valid_s is 0, and may be more than 0 s, up to 100 years"},
        {"bearing", "{\"asset\":\"a\",\"mode\":\"m\",\"p\":0.7,\"horizon_s\":60}",
         "ts is missing: when it was said"},
        {"bearing", "{\"ts\":\"soon\",\"asset\":\"a\",\"mode\":\"m\"}",
         "ts is \"soon\", which is no time"},
        {"bearing", "{\"ts\":1795353245123,\"mode\":\"m\",\"p\":0.7,\"horizon_s\":60}",
         "asset is missing"},
        {"bearing", "{\"ts\":1795353245123,\"asset\":\"m\",\"p\":0.7,\"horizon_s\":60}",
         "mode is missing"},
        {"bearing", "[1]", "it is no JSON object"},
        {"bearing", "{\"p\":1,\"p\":2}", "it is no JSON: duplicate object key near '\"p\"'"},
        {"bearing", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "it is nested deeper than 16"},
        {"motor", "{\"timestamp\":\"2026-11-22T10:00:00\",\"prediction\":7}",
         "prediction is 7, and may be 0 or 1"},
        {"motor", "{\"prediction\":1}", "timestamp is missing"},
        {"motor", "{\"timestamp\":1795353245,\"prediction\":1,\"anomaly_score\":3}",
         "anomaly_score is 3, and may be from 0 to 1"},
        {"belt", "{\"uid\":\"1\"}", "timestamp_ms is missing"},
        {"belt", "{\"timestamp_ms\":1795353245123,\"enabled\":\"no\"}",
         "enabled is \"no\", and may be true or false"},
        {"score", "1.5", "the probability is 1.5, and may be from 0 to 1 after scale"},
        {"score", "true", "the probability is true, which is no number"},
        {"wear", "{\"a\":{\"/x\":[1,250]},\"t\":1795353245}",
         "the probability is 250, and may be from 0 to 1 after scale"},
        {"wear", "{\"b\":1}", "there is nothing at /a/~1x/1"},
        {"wear", "{\"rul\":\"long\",\"t\":1795353245}",
         "the remaining life is \"long\", which is no number"},
        {"wear", "{\"rul\":-2,\"t\":1795353245}",
         "the remaining life is -2, and may be from 0 s to 100 years"},
        {"wear", "{\"rul\":2}", "there is no time at /t"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct prediction_message m;
        struct cause why;
        assert_int_equal(read_as(rows[i].mode, rows[i].payload, &m, &why), -1);
        assert_string_equal(why.text, rows[i].why);
    }
}

static void our_own_form_is_read_whole(void **state)
{
    (void)state;
    struct prediction_message m;
    struct cause why;
    static const char payload[] =
        "{\"v\":1,\"id\":\"01J9Z7\",\"ts\":1795353245123,\"asset\":\"acme/spindle\","
        "\"mode\":\"bearing_outer_race\",\"p\":0.72,\"horizon_s\":86400,\"rul\":{\"p50_s\":57600,"
        "\"lo_s\":21600,\"hi_s\":108000,\"ci\":0.9,\"basis\":\"run\"},\"conf\":85,\"health\":0.41,"
        "\"ne107\":\"M\",\"sev\":\"warn\",\"action\":\"Inspect \\u001bbearing\",\"evidence\":["
        "{\"name\":\"vib.rms\",\"value\":7.9,\"limit\":7.1,\"w\":0.62,\"src\":\"shop/vib\"},"
        "{\"name\":\"\",\"value\":1},{\"name\":\"x\"},{\"name\":\"vib\",\"value\":1}],"
        "\"model\":\"spindle-wb\",\"ver\":\"2.3.1\",\"valid_s\":7200,\"status\":\"active\","
        "\"later\":{}}";
    assert_int_equal(read_as("bearing", payload, &m, &why), 0);
    assert_string_equal(m.id, "01J9Z7");
    assert_string_equal(m.said.mode, "bearing"); /* as it is configured */
    assert_string_equal(m.said.asset, "acme/spindle");
    assert_true(m.said.ts == NOW && m.said.p == 720000 && m.said.horizon_ms == 86400000);
    assert_true(m.said.rul_ms == 57600000 && m.said.rul_lo_ms == 21600000 &&
                m.said.rul_hi_ms == 108000000 && m.said.ci == 900000 && m.said.rul_run);
    assert_true(m.said.confidence == 85 * AMOUNT_ONE && m.said.health == 410000);
    assert_string_equal(m.said.action, "Inspect ?bearing");
    assert_string_equal(m.said.severity, "warn");
    assert_true(m.valid_ms == 7200000 && !m.withdrawn && m.judged == JUDGED_NOT);
    assert_int_equal(m.said.evidences, 2);
    assert_int_equal(m.dropped, 2);
    assert_string_equal(m.said.evidence[0].signal, "vib"); /* by its topic */
    assert_string_equal(m.said.evidence[0].unit, "mm/s");
    assert_string_equal(m.said.evidence[1].signal, "vib"); /* by its name */
    assert_true(m.said.evidence[1].limit == EVIDENCE_NONE);
}

static void life_alone_is_enough(void **state)
{
    (void)state;
    struct prediction_message m;
    struct cause why;
    assert_int_equal(read_as("bearing", HEAD "\"rul\":{\"p50_s\":3600}}", &m, &why), 0);
    assert_true(m.said.p == -1 && m.said.rul_ms == 3600000 && !m.said.rul_run);
    assert_true(m.valid_ms == MS_PER_DAY); /* the configuration's */
}

static void withdrawals_are_told(void **state)
{
    (void)state;
    struct prediction_message m;
    struct cause why;
    assert_int_equal(read_as("bearing", "", &m, &why), 0);
    assert_true(m.withdrawn && m.said.asset[0] == '\0' && m.said.ts == TIME_NONE);
    assert_int_equal(read_as("bearing", HEAD "\"status\":\"cleared\"}", &m, &why), 0);
    assert_true(m.withdrawn && m.said.ts == NOW);
    assert_int_equal(
        read_as("belt", "{\"timestamp_ms\":1795353245123,\"enabled\":false}", &m, &why), 0);
    assert_true(m.withdrawn);
    assert_int_equal(read_as("bearing", HEAD "\"status\":\"asleep\"}", &m, &why), -1);
}

static void an_unknown_version_is_advice(void **state)
{
    (void)state;
    struct prediction_message m;
    struct cause why;
    assert_int_equal(
        read_as("bearing", "{\"v\":2,\"ts\":1795353245123,\"p\":7,\"action\":\"Look\"}", &m, &why),
        0);
    assert_true(m.foreign && m.said.p == -1 && m.said.ts == NOW);
    assert_string_equal(m.said.action, "Look");
    assert_int_equal(read_as("bearing", "{\"v\":\"x\"}", &m, &why), 0);
    assert_true(m.foreign && m.said.action[0] != '\0');
}

static void forms_of_others_are_read(void **state)
{
    (void)state;
    struct prediction_message m;
    struct cause why;
    static const char aws[] =
        "{\"timestamp\":\"2026-11-22T22:25:00.000000\",\"prediction\":1,\"prediction_reason\":"
        "\"ANOMALY_DETECTED\",\"anomaly_score\":0.72385,\"diagnostics\":[{\"name\":"
        "\"component\\\\sensor0\",\"value\":0.02346},{\"name\":\"vib\",\"value\":0.9}]}";
    assert_int_equal(read_as("motor", aws, &m, &why), 0);
    assert_true(m.said.p == 723850 && m.said.horizon_ms == -1 && m.judged == JUDGED_LIKELY);
    assert_string_equal(m.said.severity, "warn");
    assert_string_equal(m.said.model, "aws");
    assert_string_equal(m.said.asset, "e/s/a/l/m");
    assert_true(m.said.evidences == 2 && m.said.evidence[1].weight == 900000);
    assert_string_equal(m.said.evidence[1].signal, "vib");
    assert_int_equal(read_as("motor",
                             "{\"timestamp\":1795353245,\"prediction\":0,\"prediction_reason\":"
                             "\"NO_ANOMALY_DETECTED\",\"anomaly_score\":0.9}",
                             &m, &why),
                     0);
    assert_int_equal(m.judged, JUDGED_UNLIKELY);
    assert_int_equal(
        read_as("motor",
                "{\"timestamp\":1795353245,\"prediction\":0,\"prediction_reason\":\"MACHINE_OFF\"}",
                &m, &why),
        0);
    assert_true(m.machine_off);
    static const char umh[] =
        "{\"uid\":\"3556\",\"timestamp_ms\":1795353245123,\"asset\":\"line/"
        "filler\",\"enabled\":true,"
        "\"recommendationType\":1,\"recommendationValues\":{\"Threshold\":30,\"StoppedForTime\":"
        "\"612\","
        "\"note\":\"x\"},\"diagnoseTextEN\":\"Machine is stopped\",\"recommendationTextEN\":\"\"}";
    assert_int_equal(read_as("belt", umh, &m, &why), 0);
    assert_true(m.said.evidences == 2 && m.dropped == 1 && m.judged == JUDGED_LIKELY);
    assert_string_equal(m.said.action, "Machine is stopped");
    assert_string_equal(m.said.asset, "line/filler");
    assert_string_equal(m.id, "3556");
}

static void plain_numbers_are_read_where_they_stand(void **state)
{
    (void)state;
    struct prediction_message m;
    struct cause why;
    assert_int_equal(read_as("score", "0.31", &m, &why), 0);
    assert_true(m.said.p == 310000 && m.said.ts == TIME_NONE && m.said.horizon_ms == 8 * 3600000);
    assert_int_equal(read_as("score", "\"0.5\"", &m, &why), 0);
    assert_true(m.said.p == 500000);
    assert_int_equal(read_as("wear",
                             "{\"a\":{\"/x\":[1,72]},\"rul\":1.5,\"t\":\"2026-11-22T10:00:00Z\","
                             "\"n\":\"k9\"}",
                             &m, &why),
                     0);
    assert_true(m.said.p == 720000 && m.said.rul_ms == 5400000);
    assert_string_equal(m.id, "k9");
}

static void a_mode_that_is_not_configured_is_its_topic_s(void **state)
{
    (void)state;
    struct prediction_message m;
    struct cause why;
    assert_int_equal(read_as("hydraulics", HEAD "\"p\":0.7,\"horizon_s\":60}", &m, &why), 0);
    assert_string_equal(m.said.mode, "hydraulics");
    assert_int_equal(read_as("", HEAD "\"p\":0.7,\"horizon_s\":60}", &m, &why), -1);
    assert_int_equal(read_as("a-name-of-a-mode-that-is-longer-than-any-mode-may-be-here-at-all",
                             HEAD "\"p\":0.7,\"horizon_s\":60}", &m, &why),
                     -1);
}

static void configuration_is_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"[prediction b]\np_on = 50 %\np_off = 60 %\n", "p_off is not less than p_on"},
        {"[prediction b]\nalarm = yes\npriority = high\n", "needs action"},
        {"[prediction b]\nalarm = yes\naction = Look\n", "needs priority"},
        {"[prediction b]\nsignals = heat\n", "there is no [signal heat]"},
        {"[prediction b]\np = /x\n", "means nothing without format = plain"},
        {"[prediction b]\nformat = plain\nlife_on = 1 h\n", "needs life"},
        {"[prediction b]\nformat = plain\nlife_unit = h\n", "means nothing without life"},
        {"[prediction b]\ntopic = {root}/x\n", "{root} needs topic_root"},
        {"[prediction b]\ntopic = x\n[prediction c]\ntopic = x\n", "hears the same topic"},
        {"[model m]\nfloor = 120 %\n", "floor"},
        {"[work-orders]\nwanted_high = soon\n", "wanted_high"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[512];
        (void)text_format(text, sizeof text, KIT_STATION "%s", rows[i].text);
        const char *problems = kit_problems(text);
        if (!strstr(problems, rows[i].why))
            fail_msg("%s: %s", rows[i].why, problems);
    }
    struct config *config = kit_load(station);
    assert_string_equal(config->prediction[0].topic, "andon/v1/e/s/a/l/m/prediction/bearing");
    assert_true(config->prediction[0].p_on == 700000 && config->prediction[0].messages == 2);
    assert_null(config_prediction(config, "none"));
    assert_null(config_model(config, "none"));
    config_free(&config);
    config = kit_load(KIT_STATION "[model wb]\nfloor = 40 %\n");
    assert_ptr_equal(config_model(config, "WB"), &config->model[0]);
    assert_string_equal(config->model[0].title, "wb");
    config_free(&config);
}

/* What our own detectors say is read back as it was meant. */
static void what_is_written_is_read(void **state)
{
    (void)state;
    static char text[PREDICTION_WRITE_MAX];
    struct config *config = kit_load(station);
    struct cause why = {.text = ""};
    struct prediction_message said = {.valid_ms = 7200000}, got;
    prediction_view_init(&said.said);
    struct prediction_view *v = &said.said;
    (void)text_copy(said.id, sizeof said.id, "bearing.v3.1795353245123");
    (void)text_copy(v->mode, sizeof v->mode, "bearing");
    (void)text_copy(v->asset, sizeof v->asset, "x/spindle");
    (void)text_copy(v->model, sizeof v->model, "built-in bearing");
    (void)text_copy(v->version, sizeof v->version, "v3");
    (void)text_copy(v->severity, sizeof v->severity, "warn");
    (void)text_copy(v->ne107, sizeof v->ne107, "M");
    (void)text_copy(v->action, sizeof v->action, "Listen to \"it\"");
    v->ts = NOW;
    v->p = 723456;
    v->horizon_ms = 86400000;
    v->rul_ms = 57600001;
    v->rul_lo_ms = 21600000;
    v->rul_hi_ms = 108000000;
    v->ci = 800000;
    v->rul_run = true;
    v->confidence = 85500000;
    v->health = 410000;
    v->evidence[0] = (struct evidence){
        .name = "vib", .unit = "mm/s", .value = 7900001, .limit = 7100000, .weight = 620000};
    (void)text_copy(v->evidence[0].signal, sizeof v->evidence[0].signal, "vib");
    v->evidence[1] = (struct evidence){
        .name = "used", .value = -5, .limit = EVIDENCE_NONE, .weight = EVIDENCE_NONE};
    v->evidences = 2;
    size_t length = prediction_write(config, &said, text, sizeof text);
    assert_true(length > 0 && length == strlen(text));
    assert_non_null(strstr(text, "\"src\":\"shop/vib\""));
    assert_int_equal(read_as("bearing", text, &got, &why), 0);
    said.topic = got.topic; /* by which it came */
    assert_memory_equal(&got.said.evidence, &v->evidence, sizeof v->evidence);
    assert_true(got.said.rul_run && got.said.ts == NOW && got.said.p == v->p);
    assert_true(got.said.rul_ms == v->rul_ms && got.said.rul_hi_ms == v->rul_hi_ms);
    assert_true(got.said.ci == v->ci && got.said.confidence == v->confidence);
    assert_true(got.said.health == v->health && got.valid_ms == said.valid_ms);
    assert_true(got.said.horizon_ms == v->horizon_ms && got.said.evidences == 2);
    assert_string_equal(got.id, said.id);
    assert_string_equal(got.said.action, v->action);
    assert_string_equal(got.said.model, "built-in bearing");
    assert_string_equal(got.said.version, "v3");
    assert_string_equal(got.said.ne107, "M");
    assert_false(got.withdrawn);
    said.withdrawn = true;
    assert_true(prediction_write(config, &said, text, sizeof text) > 0);
    assert_int_equal(read_as("bearing", text, &got, &why), 0);
    assert_true(got.withdrawn);
    assert_int_equal(prediction_write(config, &said, text, 100), 0);
    config_free(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(our_own_form_is_read_whole),
        cmocka_unit_test(life_alone_is_enough),
        cmocka_unit_test(withdrawals_are_told),
        cmocka_unit_test(an_unknown_version_is_advice),
        cmocka_unit_test(forms_of_others_are_read),
        cmocka_unit_test(plain_numbers_are_read_where_they_stand),
        cmocka_unit_test(a_mode_that_is_not_configured_is_its_topic_s),
        cmocka_unit_test(configuration_is_checked),
        cmocka_unit_test(what_is_written_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
