/* SPDX-License-Identifier: MIT */
/* Built-in detectors with the real daemon, broker and store: one warns on its topic and at the
 * station, is killed and goes on, hears what people answer, has versions, and takes its statement
 * back when it is configured no more. */
#include "tests/support/live.h"

#include "data/config/config.h"
#include "data/model/text.h"
#include "data/predict/predictor.h"
#include "data/store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BASE  "andon/v1/acme/monterrey/stamping/line1/press3/"
#define TOPIC BASE "prediction/seal"

#define SEAL(life)                                                                           \
    "[prediction seal]\ntitle = Seal of the ram\nn = 1\naction = Replace the seal\nasset = " \
    "press3/ram\n[predictor seal]\nuses = cycles\nlife = " life "\nevery = 1 s\nsettle = 0\n"
#define WEAR                                                                            \
    "[prediction wear]\n[predictor wear]\nsignals = vibration, oil_temp\nevery = 1 s\n" \
    "learn = 30 s\n"

/* What the broker keeps on the topic. */
static struct link *ear;
static char heard[8192];
static int messages;

static void ear_wakes(void *ctx)
{
    (void)ctx;
}

static void ear_hears(void *ctx, const struct link_event *event)
{
    (void)ctx;
    if (event->kind != LINK_EVENT_MESSAGE)
        return;
    (void)text_copy_n(heard, sizeof heard, event->payload, event->length);
    messages++;
}

static void ear_open(void)
{
    static const char *const filters[] = {TOPIC};
    struct cause why;
    ear = link_open(&(struct link_conf){.url = broker.url,
                                        .client_id = "ear",
                                        .keepalive_s = 30,
                                        .retry_min_ms = 50,
                                        .retry_max_ms = 200,
                                        .filters = filters,
                                        .filter_count = 1},
                    ear_wakes, NULL, &why);
    assert_non_null(ear);
}

/* Retained, so nobody has to be in time. */
static void ear_waits(const char *part)
{
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end; test_pause()) {
        (void)link_drain(ear, ear_hears, NULL);
        if (messages > 0 && (part ? strstr(heard, part) != NULL : heard[0] == '\0'))
            return;
    }
    fail_msg("never %s but %s", part ? part : "taken back", heard);
}

/* The layer's own file of predictors; NULL: none. */
static void predictors(const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/predictors.ini", a.layer);
    FILE *file = text ? fopen(path, "w") : NULL;
    if (file) {
        (void)fputs(text, file);
        assert_int_equal(fclose(file), 0);
    } else {
        assert_int_equal(unlink(path), 0);
    }
}

/* What an earlier run has learnt lies in the records' file. */
static void lay_learnt(void)
{
    static char text[PREDICTOR_TEXT_MAX + 8] = "wear\n";
    char path[128];
    const char *const layers[] = {"layouts/stations/press", a.layer};
    struct config_report report;
    struct config *config = config_load(layers, 2, &report);
    assert_non_null(config);
    size_t wear = 0;
    while (wear + 1 < config->predictors && strcmp(config->predictor[wear].name, "wear") != 0)
        wear++;
    struct predictor *p = predictor_new(&config->predictor[wear]);
    assert_non_null(p);
    for (int i = 1; i < 400; i++) {
        struct predict_row row = {.end_ms = INT64_C(1764000000000) + i * INT64_C(1000),
                                  .step_ms = 1000,
                                  .run_ms = 1000,
                                  .known = true,
                                  .value = {2 + (i * 37 % 11) * .01, 48 + (i * 53 % 13) * .02}};
        predictor_step(p, &row);
    }
    size_t length = predictor_save(p, text + 5, sizeof text - 5);
    assert_true(length > 0);
    assert_int_equal(mkdir(a.data, 0750), 0);
    (void)snprintf(path, sizeof path, "%s/station.db", a.data);
    struct store_opened opened;
    struct cause why;
    struct store *store =
        store_open(&(struct store_conf){.path = path,
                                        .station = "acme/monterrey/stamping/line1/press3",
                                        .config = config->digest,
                                        .boot_id = "b",
                                        .machine_id = "m",
                                        .now = {.wall_ms = INT64_C(1764000400000), .boot_ms = 1}},
                   &opened, &why);
    assert_non_null(store);
    const struct store_model rows[] = {{"wear", 0, 1, text, 5 + length},
                                       {"wear", 1, 1, text, 5 + length}};
    assert_int_equal(store_model_keep(store, &rows[0]), 0);
    assert_int_equal(store_model_keep(store, &rows[1]), 0);
    store_close(&store);
    predictor_free(&p);
    config_free(&config);
    config_report_done(&report);
}

static int setup(void **state)
{
    (void)state;
    if (live_make(NULL) != 0)
        return -1;
    predictors(SEAL("5") WEAR);
    lay_learnt();
    return 0;
}

static int teardown(void **state)
{
    if (ear)
        link_close(&ear);
    return live_teardown(state);
}

/* A member of a built-in one, in the order of the file. */
static double figure_of(size_t i, const char *path)
{
    json_t *reply = ask("models", "");
    double value = json_number(json_array_get(json_object_get(reply, "built_in"), i), path);
    json_decref(reply);
    return value;
}

static double figure(const char *path)
{
    return figure_of(0, path);
}

static bool prediction_is(const char *key, const char *word)
{
    json_t *reply = ask("predictions", "");
    json_t *row = json_array_get(json_object_get(reply, "predictions"), 0);
    bool is = row && strcmp(json_word(row, key), word) == 0;
    json_decref(reply);
    return is;
}

static void prediction_becomes(const char *key, const char *word)
{
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end; test_pause())
        if (prediction_is(key, word))
            return;
    fail_msg("%s never became %s", key, word);
}

static void does(const char *cmd, const char *arguments, bool well)
{
    json_t *reply = ask(cmd, arguments);
    if (json_is_true(json_object_get(reply, "ok")) != well)
        fail_msg("%s%s: %s", cmd, arguments, json_dumps(reply, 0));
    json_decref(reply);
}

/* What is on its way to the disk has come there. */
static void is_kept(void)
{
    double kept = 0;
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end; test_pause()) {
        json_t *reply = ask("models", "");
        kept = json_number(reply, "kept");
        json_decref(reply);
        if (kept >= 2)
            return;
    }
    fail_msg("only %.0f rows are kept", kept);
}

static void again(void)
{
    andond_kill(&a);
    talk_close(&talk);
    daemon_up();
}

static void order_is_done(const char *order)
{
    char topic[128], text[96];
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)text_format(topic, sizeof topic, BASE "workorder/%s/answer", order);
    (void)text_format(text, sizeof text, "{\"v\":1,\"ts\":%lld,\"state\":\"done\"}",
                      (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    assert_true(press_say(&press, topic, text, strlen(text), true));
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end; test_pause()) {
        bool done = false;
        size_t i;
        json_t *reply = ask("workorders", ""), *row;
        json_array_foreach(json_object_get(reply, "workorders"), i, row)
        {
            done |= strcmp(json_word(row, "id"), order) == 0 &&
                    strcmp(json_word(row, "state"), "done") == 0;
        }
        json_decref(reply);
        if (done)
            return;
    }
    fail_msg("%s was never done", order);
}

/* Work on the station is not on each of its parts; of a prediction it is of what that is about. */
static void work_renews_what_it_is_about(void)
{
    does("workorder", ",\"symptom\":\"a new lamp\"", true);
    order_is_done("O1");
    assert_true(figure_of(1, "learnt") > .99);
    assert_true(figure("used") > .19);
    does("workorder", ",\"of\":\"P1\"", true);
    order_is_done("O2");
    assert_true(figure("used") < .01);
    assert_true(figure_of(1, "learnt") > .99);
}

static void one_warns_and_is_heard(void **state)
{
    (void)state;
    all_up();
    ear_open();
    assert_true(press_counts(&press, 1000, 0));
    assert_true(status_number(&talk, "counts.total", 0));
    assert_true(press_counts(&press, 1010, 0));
    ear_waits("\"model\":\"built-in seal\"");
    assert_non_null(strstr(heard, "\"asset\":\"press3/ram\""));
    assert_non_null(strstr(heard, "\"mode\":\"seal\""));
    prediction_becomes("state", "raised");
    assert_true(prediction_is("model", "built-in seal"));
    assert_true(prediction_is("title", "Seal of the ram"));
    json_t *reply = ask("predictions", ""); /* what came back from the broker is no news */
    assert_int_equal(json_array_size(json_object_get(reply, "predictions")), 1);
    json_decref(reply);
    assert_true(figure("used") >= 2);
    assert_true(figure_of(1, "version") > 0); /* learnt by the run before */

    does("feedback", ",\"prediction\":\"P1\",\"verdict\":\"not-found\"", true);
    assert_true(figure("threshold") > 1.05);
    double moved = figure("threshold");
    is_kept();
    again();
    assert_true(figure("threshold") >= moved && figure("used") >= 2);
    does("model-reset", ",\"model\":\"belt\"", false);
    does("model-reset", ",\"model\":\"seal\"", true);
    assert_true(figure("threshold") < 1.01 && figure("threshold") > 0.99);

    does("model-shadow", ",\"model\":\"seal\",\"version\":\"new\"", true);
    assert_true(figure("shadow.used") < 1);
    does("model-shadow", ",\"model\":\"seal\",\"version\":\"77\"", false);
    does("model-shadow", ",\"model\":\"seal\",\"version\":\"off\"", true);
    does("model-use", ",\"model\":\"seal\",\"version\":\"new\"", false);
    does("model-shadow", ",\"model\":\"wear\",\"version\":\"v1\"", true); /* from the store */
    assert_true(figure_of(1, "shadow.version") > 0);
    does("model-use", ",\"model\":\"wear\",\"version\":1", true);

    predictors(SEAL("50") WEAR); /* another life of the same part: what is used stays */
    does("reload", "", true);
    assert_true(figure("used") > .19 && figure("used") < .21);
    assert_true(figure_of(1, "version") > 0);
    work_renews_what_it_is_about();
    predictors(NULL);
    does("reload", "", true);
    ear_waits(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_warns_and_is_heard, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
