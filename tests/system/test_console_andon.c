/* SPDX-License-Identifier: MIT */
/* Calls, alerts, predictions and lamps at the real console, on a pty, with the real daemon, broker
 * and disk: two keys call, one acknowledges, one answers; and each stands in the snapshot. */
#include "tests/support/memory.h"
#include "tests/support/stand.h"

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

static int set_up(void **state)
{
    return stand_make(state, plant);
}

static void open_term(struct stand *b)
{
    stand_open(b, "xterm-256color", 80, 24);
    stand_shows(b, "CALLS AND ALERTS");
}

static void predict(struct stand *b, const char *id, double p)
{
    char text[512];
    int n = snprintf(text, sizeof text,
                     "{\"v\":1,\"id\":\"%s\",\"ts\":%lld,\"asset\":\"press3/gearbox\",\"mode\":"
                     "\"gearbox\",\"p\":%.2f,\"horizon_s\":86400,\"rul\":{\"p50_s\":57600,"
                     "\"lo_s\":21600,\"hi_s\":108000,\"ci\":0.9},\"action\":\"Look at the oil\","
                     "\"evidence\":[{\"name\":\"oil_temp\",\"value\":71.2,\"unit\":\"C\"}],"
                     "\"model\":\"wb\",\"ver\":\"2.3\",\"valid_s\":7200}",
                     id, (long long)test_wall_ms(), p);
    assert_true(press_say(&b->press, BASE "prediction/gearbox", text, (size_t)n, true));
}

/* What a model sees coming stands on the first screen; its answer is one key, a work order too. */
static void test_prediction(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    open_term(b);
    stand_shows(b, "no calls, no alerts");
    predict(b, "g1", 0.72);
    stand_shows(b, "72 % in 24 h");
    stand_keys(b, "p");
    stand_shows(b, "16 h left (6 h\u201330 h)");
    stand_shows(b, "Look at the oil");
    stand_shows(b, "oil_temp");
    stand_keys(b, "w");
    stand_shows(b, "kept O1");
    stand_keys(b, "n");
    stand_shows(b, "Looked, not found: Gearbox");
    stand_keys(b, "dry");
    stand_keys(b, "\r");
    stand_shows(b, "kept F1");
    json_t *reply = talk_ask(&b->talk, "models", "");
    const json_t *models = json_object_get(reply, "models");
    assert_int_equal(json_integer_value(json_object_get(json_array_get(models, 0), "false_alarms")),
                     1);
    json_decref(reply);
    stand_keys(b, "\x1Bw");
    stand_shows(b, "made from");
    stand_keys(b, "x");
    stand_shows(b, "no work order is open");
}

/* Two keys call; the strip says who is wanted; it is taken, arrived and solved without a look at
 * anything else, and ends. */
static void test_call(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    open_term(b);
    stand_keys(b, "c");
    stand_shows(b, "Crane");
    stand_keys(b, "8");
    stand_shows(b, "kept C1");
    stand_shows(b, "nobody");
    stand_keys(b, "c8"); /* the blocking one is shown */
    stand_shows(b, "Crane is called already (C1): nobody yet");
    stand_keys(b, "t");
    stand_shows(b, "comes");
    stand_keys(b, "h");
    stand_shows(b, "is here");
    stand_keys(b, "s");
    stand_shows(b, "What was it?");
    stand_keys(b, "hook\r");
    stand_shows(b, "nobody is called");
    stand_keys(b, "\x1B");
    stand_shows(b, "no calls, no alerts");
}

/* An alert stands on the first screen; what to do about it is two keys away, its code for a phone
 * too; it is acknowledged, shelved with a reason, and seen by maintenance. */
static void test_alert(void **state)
{
    static const char hot[] = "{\"oil_temp\":95.5,\"vibration\":1.0,\"load\":40,\"pressure\":180}";
    struct stand *b = *state;
    stand_runs(b, 100);
    open_term(b);
    assert_true(press_say(&b->press, PRESS_ROOT "/sensors", hot, sizeof hot - 1, false));
    stand_shows(b, "Gearbox hot");
    stand_keys(b, "a");
    stand_shows(b, "1 not acknowledged");
    stand_keys(b, "\r");
    stand_shows(b, "1  Look");
    stand_shows(b, "https://plant.example/hot");
    stand_shows(b, "\u2588\u2580\u2580\u2580\u2580\u2580\u2588"); /* a corner of the code */
    stand_keys(b, "\ra");
    stand_shows(b, "kept A1");
    stand_shows(b, "0 not acknowledged");
    stand_keys(b, "s2fan is coming\r");
    stand_shows(b, "shelved until");
    stand_shows(b, "fan is coming");
    stand_keys(b, "\r");
    stand_shows(b, "1  Look");
    stand_shows(b, "fan is coming");
    stand_keys(b, "\x1B");
    stand_shows(b, "0 not acknowledged");
    stand_keys(b, "\x1B");
    stand_shows(b, "1 alert off");
    stand_keys(b, "x");
    stand_shows(b, "nobody is called, no alerts");
    stand_shows(b, "Gearbox hot"); /* in what was done */
}

/* A lamp is overridden for a while, visibly, and released; the test of all lamps begins. */
static void test_lamps(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    open_term(b);
    stand_keys(b, "t");
    stand_shows(b, "This light is not a safety device");
    stand_keys(b, "o2");
    stand_shows(b, "For how long?");
    stand_keys(b, "1bulb\r\r");
    stand_shows(b, "OVERRIDE");
    assert_true(lamp_becomes(&b->andond, "red", "set", '1'));
    stand_keys(b, "r");
    assert_true(lamp_becomes(&b->andond, "red", "set", '0'));
    stand_keys(b, "e");
    stand_shows(b, "lamp test");
}

int main(void)
{
#define ANDON_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, stand_teardown)
    const struct CMUnitTest tests[] = {
        ANDON_TEST(test_prediction),
        ANDON_TEST(test_call),
        ANDON_TEST(test_alert),
        ANDON_TEST(test_lamps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
