/* SPDX-License-Identifier: MIT */
/* Predictions and work orders with the real daemon and a real broker: a model warns, a person
 * answers, the label arrives; work is asked for, the maintenance system answers; over a broker that
 * goes away, a restart and a kill. */
#include "tests/support/live.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BASE "andon/v1/acme/monterrey/stamping/line1/press3/"
#define ROOM 64

/* Who listens to what andond publishes: a model's trainer and the maintenance system. */
struct ear {
    struct link *link;
    struct {
        char topic[160], text[4096];
        bool retained;
    } heard[ROOM];
    int count;
    bool up;
};

static struct ear ear;

static const char plant[] =
    "[prediction gearbox]\ntitle = Gearbox\np_on = 70 %\nn = 2\nmodel = wb\n"
    "[prediction motor]\nformat = plain\ntopic = shop/score\np = /score\n"
    "time = /t\nn = 1\n"
    "[work-orders]\nhigh = 1\n";

/* ---- listening ------------------------------------------------------------------------------ */

static void ear_wakes(void *ctx)
{
    (void)ctx;
}

static void ear_hears(void *ctx, const struct link_event *event)
{
    struct ear *e = ctx;
    if (event->kind == LINK_EVENT_STATE)
        e->up = event->state == LINK_UP;
    if (event->kind != LINK_EVENT_MESSAGE || e->count == ROOM)
        return;
    (void)text_copy(e->heard[e->count].topic, sizeof e->heard[0].topic, event->topic);
    (void)text_copy_n(e->heard[e->count].text, sizeof e->heard[0].text, event->payload,
                      event->length);
    e->heard[e->count++].retained = event->stored;
}

static void ear_open(void)
{
    static const char *const filters[] = {BASE "prediction/+/feedback", BASE "workorder/+"};
    struct cause why;
    ear = (struct ear){0};
    ear.link = link_open(&(struct link_conf){.url = broker.url,
                                             .client_id = "ear",
                                             .keepalive_s = 30,
                                             .retry_min_ms = 50,
                                             .retry_max_ms = 200,
                                             .filters = filters,
                                             .filter_count = 2},
                         ear_wakes, NULL, &why);
    assert_non_null(ear.link);
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    while (!ear.up && test_now_ms() < end) {
        (void)link_drain(ear.link, ear_hears, &ear);
        test_pause();
    }
    assert_true(ear.up);
}

static void ear_close(void)
{
    if (ear.link)
        link_close(&ear.link);
}

/* The latest message of the topic whose `key` says `word`, waited for; the caller releases it. */
static json_t *ear_waits(const char *leaf, const char *key, const char *word)
{
    char topic[160];
    (void)text_format(topic, sizeof topic, BASE "%s", leaf);
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end; test_pause()) {
        (void)link_drain(ear.link, ear_hears, &ear);
        for (int i = ear.count - 1; i >= 0; i--) {
            json_t *json = strcmp(ear.heard[i].topic, topic) == 0
                               ? json_loads(ear.heard[i].text, 0, NULL)
                               : NULL;
            if (json && strcmp(json_word(json, key), word) == 0)
                return json;
            json_decref(json);
        }
    }
    fail_msg("%s never said %s %s", leaf, key, word);
    return NULL;
}

static int ear_counts(const char *leaf)
{
    char topic[160];
    int count = 0;
    (void)text_format(topic, sizeof topic, BASE "%s", leaf);
    (void)link_drain(ear.link, ear_hears, &ear);
    for (int i = 0; i < ear.count; i++)
        count += strcmp(ear.heard[i].topic, topic) == 0;
    return count;
}

/* ---- the plant ------------------------------------------------------------------------------ */

static int setup(void **state)
{
    (void)state;
    return live_make(plant);
}

static int teardown(void **state)
{
    ear_close();
    return live_teardown(state);
}

static void everything_up(void)
{
    daemon_up();
    assert_true(press_open(&press, broker.url));
    ear_open();
}

static void model_says(const char *leaf, const char *text, bool retain)
{
    char topic[160];
    (void)text_format(topic, sizeof topic, BASE "%s", leaf);
    assert_true(press_say(&press, topic, text, strlen(text), retain));
}

static int64_t said;

static void model_warns(double p)
{
    char text[512];
    int64_t now = test_wall_ms();
    said = now > said ? now : said + 1; /* a later one has a later time */
    (void)text_format(
        text, sizeof text,
        "{\"v\":1,\"id\":\"m%lld\",\"ts\":%lld,\"asset\":\"press3/gearbox\","
        "\"mode\":\"gearbox\",\"p\":%.2f,\"horizon_s\":86400,\"valid_s\":3600,"
        "\"model\":\"wb\",\"ver\":\"2\",\"evidence\":[{\"name\":\"load\",\"value\":71}]}",
        (long long)said, (long long)said, p);
    model_says("prediction/gearbox", text, true);
}

/* Until the first of a list's rows whose id is this has that word. */
static void becomes(const char *cmd, const char *id, const char *key, const char *word)
{
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; test_now_ms() < end; test_pause()) {
        json_t *reply = ask(cmd, ""), *rows = json_object_get(reply, cmd), *row;
        bool found = false;
        size_t i;
        json_array_foreach(rows, i, row) if (strcmp(json_word(row, "id"), id) == 0) found =
            strcmp(json_word(row, key), word) == 0;
        json_decref(reply);
        if (found)
            return;
    }
    fail_msg("%s %s: %s never became %s", cmd, id, key, word);
}

static void keeps_as(const char *cmd, const char *arguments, const char *id)
{
    json_t *reply = ask(cmd, arguments);
    if (!json_is_true(json_object_get(reply, "ok")) || strcmp(json_word(reply, "kept.id"), id) != 0)
        fail_msg("%s%s: %s", cmd, arguments, json_dumps(reply, 0));
    json_decref(reply);
}

/* ---- the story ------------------------------------------------------------------------------ */

static void a_warning_is_answered_and_the_model_hears_it(void **state)
{
    (void)state;
    everything_up();
    model_warns(.6);
    becomes("predictions", "P1", "state", "watched");
    model_warns(.72);
    model_warns(.74);
    becomes("predictions", "P1", "state", "raised");
    refuses("feedback", ",\"prediction\":\"P1\",\"verdict\":\"not-now\"", "", "planned time");
    refuses("feedback", ",\"prediction\":\"P9\",\"verdict\":\"found\"", "", "no prediction P9");
    keeps_as("feedback", ",\"prediction\":\"P1\",\"verdict\":\"found\",\"note\":\"pitted\"", "F1");
    json_t *label = ear_waits("prediction/gearbox/feedback", "verdict", "found");
    assert_string_equal(json_word(label, "note"), "pitted");
    assert_string_equal(json_word(label, "model"), "wb");
    assert_true(json_is_true(json_object_get(label, "found")));
    json_decref(label);
    json_t *models = ask("models", "");
    assert_int_equal(
        json_integer_value(json_path(json_array_get(json_object_get(models, "models"), 0), "hits")),
        1);
    json_decref(models);
}

static void what_cannot_be_is_refused_with_words(void **state)
{
    (void)state;
    everything_up();
    model_says("prediction/gearbox", "{\"v\":1,\"p\":1.2}", false);
    model_says("prediction/hydraulics",
               "{\"ts\":1695353245123,\"asset\":\"a\",\"mode\":\"h\",\"p\":0.9,\"horizon_s\":60}",
               true);
    becomes("predictions", "P1", "mode", "hydraulics");
    becomes("predictions", "P1", "state", "expired");
    json_t *reply = ask("predictions", "");
    assert_int_equal(json_integer_value(json_path(reply, "counts.refused")), 1);
    assert_int_equal(json_integer_value(json_path(reply, "counts.unknown")), 1);
    assert_non_null(strstr(json_word(reply, "counts.why"), "p is 1.2"));
    json_decref(reply);
    assert_true(andond_log_has(&a, "p is 1.2"));
}

static void others_topics_are_heard(void **state)
{
    (void)state;
    everything_up();
    char text[80];
    (void)text_format(text, sizeof text, "{\"score\":0.8,\"t\":%lld}", (long long)test_wall_ms());
    assert_true(press_say(&press, "shop/score", text, strlen(text), false));
    becomes("predictions", "P1", "state", "raised");
}

static void cmms(const char *order, const char *state, const char *more)
{
    char text[256], leaf[64];
    (void)text_format(leaf, sizeof leaf, "workorder/%s/answer", order);
    (void)text_format(text, sizeof text, "{\"v\":1,\"ts\":%lld,\"state\":\"%s\"%s}",
                      (long long)test_wall_ms(), state, more);
    model_says(leaf, text, true);
}

static void work_is_asked_for_and_answered(void **state)
{
    (void)state;
    everything_up();
    model_warns(.8);
    model_warns(.8);
    becomes("predictions", "P1", "state", "raised");
    refuses("workorder", "", "", "symptom");
    keeps_as("workorder", ",\"of\":\"P1\",\"priority\":\"high\"", "O1");
    refuses("workorder", ",\"of\":\"P1\"", "", "O1 is asked for P1 already");
    json_t *order = ear_waits("workorder/O1", "state", "asked");
    assert_string_equal(json_word(order, "symptom"), "Gearbox: 80 % in 1 d");
    assert_string_equal(json_word(order, "asset"), "press3/gearbox");
    assert_string_equal(json_word(order, "evidence"), "load 71 %");
    assert_string_equal(json_word(order, "priority_there"), "1");
    json_decref(order);
    becomes("predictions", "P1", "order", "O1");
    char planned[64];
    (void)text_format(planned, sizeof planned, ",\"planned\":%lld,\"number\":\"4711\"",
                      (long long)test_wall_ms() + 3600000);
    cmms("O1", "planned", planned);
    becomes("workorders", "O1", "state", "planned");
    becomes("predictions", "P1", "state", "planned"); /* off the tower */
    json_decref(ear_waits("workorder/O1", "state", "planned"));
    cmms("O1", "dancing", "");
    cmms("O77", "done", "");
    cmms("O1", "done", ",\"text\":\"new gears\"");
    becomes("workorders", "O1", "state", "done");
    becomes("workorders", "O1", "answer", "new gears");
    json_decref(ear_waits("workorder/O1", "state", "done"));
    json_t *reply = ask("predictions", "");
    assert_int_equal(json_integer_value(json_path(reply, "counts.refused")), 1);
    assert_int_equal(json_integer_value(json_path(reply, "counts.answers_strange")), 1);
    json_decref(reply);
    refuses("workorder-cancel", ",\"order\":\"O1\"", "", "is done already");
}

/* Answered while the broker is away: the label and the order come when it is there again. */
static void a_broker_that_is_away_gets_it_later(void **state)
{
    (void)state;
    everything_up();
    model_warns(.8);
    model_warns(.8);
    becomes("predictions", "P1", "state", "raised");
    broker_kill(&broker);
    assert_true(status_word(&talk, "sync.link", "down"));
    keeps_as("feedback", ",\"prediction\":\"P1\",\"verdict\":\"not-found\"", "F1");
    keeps_as("workorder", ",\"symptom\":\"it rattles\"", "O1");
    ear_close();
    /* What is not retained is heard by those who listen then: the ear is there first. */
    assert_int_equal(kill(a.pid, SIGSTOP), 0);
    assert_int_equal(broker_resume(&broker), 0);
    ear_open();
    assert_int_equal(kill(a.pid, SIGCONT), 0);
    json_decref(ear_waits("prediction/gearbox/feedback", "verdict", "not-found"));
    json_decref(ear_waits("workorder/O1", "state", "asked"));
    assert_int_equal(ear_counts("prediction/gearbox/feedback"), 1);
}

/* Killed right after "kept", with the broker away: nothing of it is lost. */
static void a_kill_loses_no_answer_and_no_order(void **state)
{
    (void)state;
    everything_up();
    model_warns(.8);
    model_warns(.8);
    becomes("predictions", "P1", "state", "raised");
    broker_kill(&broker);
    assert_true(status_word(&talk, "sync.link", "down"));
    keeps_as("workorder", ",\"of\":\"P1\"", "O1");
    keeps_as("feedback",
             ",\"prediction\":\"P1\",\"verdict\":\"done\",\"found\":true,\"mode\":\"belt\"", "F1");
    andond_kill(&a);
    talk_close(&talk);
    ear_close();
    press_close(&press);
    assert_int_equal(broker_resume(&broker), 0);
    ear_open();
    daemon_up();
    becomes("predictions", "P1", "verdict", "done");
    becomes("workorders", "O1", "state", "asked");
    json_t *label = ear_waits("prediction/gearbox/feedback", "verdict", "done");
    assert_string_equal(json_word(label, "failure"), "belt");
    json_decref(label);
    json_decref(ear_waits("workorder/O1", "state", "asked"));
    keeps_as("workorder", ",\"symptom\":\"another\"", "O2"); /* no id twice */
    json_decref(ear_waits("workorder/O2", "state", "asked"));
    /* A broker that forgot everything has open orders again. */
    ear_close();
    broker_kill(&broker);
    assert_true(status_word(&talk, "sync.link", "down"));
    assert_int_equal(broker_resume(&broker), 0);
    ear_open();
    json_decref(ear_waits("workorder/O1", "state", "asked"));
    json_decref(ear_waits("workorder/O2", "state", "asked"));
}

/* Warned of while the records were away: the engine that goes on with them knows it, too. */
static void a_late_store_loses_no_warning(void **state)
{
    (void)state;
    char path[128], away[128], text[80];
    everything_up();
    keeps_as("workorder", ",\"symptom\":\"it rattles\"", "O1");
    (void)snprintf(path, sizeof path, "%s/station.db", a.data);
    (void)snprintf(away, sizeof away, "%s/away", a.dir);
    talk_close(&talk);
    assert_int_equal(andond_stop(&a), 0);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(mkdir(path, 0755), 0);
    daemon_up();
    (void)text_format(text, sizeof text, "{\"score\":0.8,\"t\":%lld}", (long long)test_wall_ms());
    assert_true(press_say(&press, "shop/score", text, strlen(text), false));
    becomes("predictions", "P1", "state", "raised");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rename(away, path), 0);
    becomes("workorders", "O1", "state", "asked");
    becomes("predictions", "P1", "state", "raised");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_warning_is_answered_and_the_model_hears_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_is_refused_with_words, setup, teardown),
        cmocka_unit_test_setup_teardown(others_topics_are_heard, setup, teardown),
        cmocka_unit_test_setup_teardown(work_is_asked_for_and_answered, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broker_that_is_away_gets_it_later, setup, teardown),
        cmocka_unit_test_setup_teardown(a_kill_loses_no_answer_and_no_order, setup, teardown),
        cmocka_unit_test_setup_teardown(a_late_store_loses_no_warning, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
