/* SPDX-License-Identifier: MIT */
/* Calls, alerts, predictions and lamps at the real console, on a pty, with the real daemon, broker
 * and disk: two keys call, one acknowledges, one answers; and each stands in the snapshot. */
#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/memory.h"
#include "tests/support/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define BASE "andon/v1/acme/monterrey/stamping/line1/press3/"

static const char plant[] = "[prediction gearbox]\ntitle = Gearbox\np_on = 70 %\nn = 1\n"
                            "[call crane]\ntitle = Crane\nplace = 8\n"
                            "[alert hot]\ntitle = Gearbox hot\nwhen = signal oil_temp > 90\n"
                            "priority = high\ncause = No oil\nsteps = Look; fill up\n"
                            "link = https://plant.example/hot\n";

struct bench {
    struct broker broker;
    struct andond andond;
    struct press press;
    struct term term;
    struct talk talk;
    char program[256];
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    const char *build = getenv("BUILD");
    if (b == NULL || broker_start(&b->broker, NULL) != 0)
        return -1;
    snprintf(b->program, sizeof b->program, "%s/andon-console", build != NULL ? build : "build");
    andond_make(&b->andond, b->broker.url, plant);
    b->term.fd = -1;
    *state = b;
    if (!andond_start(&b->andond, NULL) || !press_open(&b->press, b->broker.url) ||
        !talk_open(&b->talk, b->andond.socket) || !status_word(&b->talk, "sync.link", "up"))
        return -1;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    term_done(&b->term);
    talk_close(&b->talk);
    press_close(&b->press);
    andond_remove(&b->andond);
    broker_done(&b->broker);
    free(b);
    return 0;
}

static void wait_shows(struct bench *b, const char *text)
{
    if (!term_shows(&b->term, text)) {
        term_print(&b->term);
        fail_msg("not on the screen: %s", text);
    }
}

static void open_term(struct bench *b)
{
    const char *const argv[] = {b->program, "--run", b->andond.run, NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&b->term, &conf));
    wait_shows(b, "CALLS AND ALERTS");
}

/* Keys as fingers press them: apart, or they would be a scanner's. */
static void press_keys(struct bench *b, const char *keys)
{
    char one[2] = "";
    for (; *keys != '\0'; keys++) {
        one[0] = *keys;
        term_keys(&b->term, one);
        for (int64_t until = test_now_ms() + 60; test_now_ms() < until;)
            term_pump(&b->term, 10);
    }
}

static void run_press(struct bench *b)
{
    assert_true(press_alive(&b->press, "online"));
    assert_true(press_counts(&b->press, 100, 0));
    assert_true(press_state(&b->press, "RUN", ""));
    assert_true(status_word(&b->talk, "machine.state", "running"));
}

static int64_t wall_ms(void)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void predict(struct bench *b, const char *id, double p)
{
    char text[512];
    int n = snprintf(text, sizeof text,
                     "{\"v\":1,\"id\":\"%s\",\"ts\":%lld,\"asset\":\"press3/gearbox\",\"mode\":"
                     "\"gearbox\",\"p\":%.2f,\"horizon_s\":86400,\"rul\":{\"p50_s\":57600,"
                     "\"lo_s\":21600,\"hi_s\":108000,\"ci\":0.9},\"action\":\"Look at the oil\","
                     "\"evidence\":[{\"name\":\"oil_temp\",\"value\":71.2,\"unit\":\"C\"}],"
                     "\"model\":\"wb\",\"ver\":\"2.3\",\"valid_s\":7200}",
                     id, (long long)wall_ms(), p);
    assert_true(press_say(&b->press, BASE "prediction/gearbox", text, (size_t)n, true));
}

/* What a model sees coming stands on the first screen; its answer is one key, a work order too. */
static void test_prediction(void **state)
{
    struct bench *b = *state;
    run_press(b);
    open_term(b);
    wait_shows(b, "no calls, no alerts");
    predict(b, "g1", 0.72);
    wait_shows(b, "72 % in 24 h");
    press_keys(b, "p");
    wait_shows(b, "16 h left (6 h\u201330 h)");
    wait_shows(b, "Look at the oil");
    wait_shows(b, "oil_temp");
    press_keys(b, "w");
    wait_shows(b, "kept O1");
    press_keys(b, "n");
    wait_shows(b, "Looked, not found: Gearbox");
    press_keys(b, "dry");
    press_keys(b, "\r");
    wait_shows(b, "kept F1");
    json_t *reply = talk_ask(&b->talk, "models", "");
    const json_t *models = json_object_get(reply, "models");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(models, 0), "false_alarms")),
                     1);
    json_decref(reply);
    press_keys(b, "\x1Bw");
    wait_shows(b, "made from");
    press_keys(b, "x");
    wait_shows(b, "no work order is open");
}

/* Two keys call; the strip says who is wanted; it is taken, arrived and solved without a look at
 * anything else, and ends. */
static void test_call(void **state)
{
    struct bench *b = *state;
    run_press(b);
    open_term(b);
    press_keys(b, "c");
    wait_shows(b, "Crane");
    press_keys(b, "8");
    wait_shows(b, "kept C1");
    wait_shows(b, "nobody");
    press_keys(b, "c8"); /* the blocking one is shown */
    wait_shows(b, "Crane is called already (C1): nobody yet");
    press_keys(b, "t");
    wait_shows(b, "comes");
    press_keys(b, "h");
    wait_shows(b, "is here");
    press_keys(b, "s");
    wait_shows(b, "What was it?");
    press_keys(b, "hook\r");
    wait_shows(b, "nobody is called");
    press_keys(b, "\x1B");
    wait_shows(b, "no calls, no alerts");
}

/* An alert stands on the first screen; what to do about it is two keys away, its code for a phone
 * too; it is acknowledged, shelved with a reason, and seen by maintenance. */
static void test_alert(void **state)
{
    static const char hot[] = "{\"oil_temp\":95.5,\"vibration\":1.0,\"load\":40,\"pressure\":180}";
    struct bench *b = *state;
    run_press(b);
    open_term(b);
    assert_true(press_say(&b->press, PRESS_ROOT "/sensors", hot, sizeof hot - 1, false));
    wait_shows(b, "Gearbox hot");
    press_keys(b, "a");
    wait_shows(b, "1 not acknowledged");
    press_keys(b, "\r");
    wait_shows(b, "1  Look");
    wait_shows(b, "https://plant.example/hot");
    wait_shows(b, "\u2588\u2580\u2580\u2580\u2580\u2580\u2588"); /* a corner of the code */
    press_keys(b, "\ra");
    wait_shows(b, "kept A1");
    wait_shows(b, "0 not acknowledged");
    press_keys(b, "s2fan is coming\r");
    wait_shows(b, "shelved until");
    wait_shows(b, "fan is coming");
    press_keys(b, "\r");
    wait_shows(b, "1  Look");
    wait_shows(b, "fan is coming");
    press_keys(b, "\x1B");
    wait_shows(b, "0 not acknowledged");
    press_keys(b, "\x1B");
    wait_shows(b, "1 alert off");
    press_keys(b, "x");
    wait_shows(b, "nobody is called, no alerts");
    wait_shows(b, "Gearbox hot"); /* in what was done */
}

/* A lamp is overridden for a while, visibly, and released; the test of all lamps begins. */
static void test_lamps(void **state)
{
    struct bench *b = *state;
    run_press(b);
    open_term(b);
    press_keys(b, "t");
    wait_shows(b, "This light is not a safety device");
    press_keys(b, "o2");
    wait_shows(b, "For how long?");
    press_keys(b, "1bulb\r\r");
    wait_shows(b, "OVERRIDE");
    assert_true(lamp_becomes(&b->andond, "red", "set", '1'));
    press_keys(b, "r");
    assert_true(lamp_becomes(&b->andond, "red", "set", '0'));
    press_keys(b, "e");
    wait_shows(b, "lamp test");
}

int main(void)
{
#define ANDON_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ANDON_TEST(test_prediction),
        ANDON_TEST(test_call),
        ANDON_TEST(test_alert),
        ANDON_TEST(test_lamps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
