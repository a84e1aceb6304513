/* SPDX-License-Identifier: MIT */
/* [alert NAME] and [alarms]: what a good one becomes, and what is refused with its line and fix. */
#include "tests/unit/config/kit.h"

#define SIGNALS \
    "[signal oil]\ntopic = a\n[signal air]\ntopic = b\n[signal st]\nrole = state\ntopic = c\n"
#define BASE KIT_STATION SIGNALS

static struct config *load(const char *body)
{
    return kit_load_of(BASE, body);
}

static void a_whole_one(void **state)
{
    (void)state;
    struct config *c =
        load("[alert oil-hot]\ntitle = Oil too hot\nwhen = signal oil > 70 and state running\n"
             "for = 5 s\noff_delay = 20 s\ndeadband = 2\ncount = 3\nwithin = 1 min\n"
             "priority = low\nworse = 80\nsuppress = changeover, planned, start-up, break\n"
             "realarm = 1 h\nto = maintenance\nalways = yes\ncheck = Fan?\nsteps = One;two; three\n"
             "link = https://x.example/a\n[alarms]\noperators = 2\n");
    const struct alert_conf *a = &c->alert[0];
    assert_int_equal(c->alerts, 1);
    assert_string_equal(a->name, "oil-hot");
    assert_int_equal(a->conditions, 2);
    assert_int_equal(a->limit, 0);
    assert_int_equal(a->limits.levels, 2);
    assert_int_equal(a->limits.at[0], 70000001);
    assert_int_equal(a->limits.at[1], 80000001);
    assert_int_equal(a->limits.deadband, 2000000);
    assert_true(!a->limits.low && a->severity.hold && a->life.ack && !a->life.latching);
    assert_int_equal(a->severity.on_ms, 5000);
    assert_int_equal(a->severity.off_ms, 20000);
    assert_int_equal(a->worse_priority, PRIO_HIGH);
    assert_int_equal(a->suppress, SUPPRESS_STATE(MS_CHANGEOVER) | SUPPRESS_STATE(MS_PLANNED) |
                                      SUPPRESS_MODE(MODE_PLANNED) | SUPPRESS_START_UP |
                                      SUPPRESS_BREAK);
    assert_string_equal(a->steps, "One; two; three");
    assert_int_equal(c->alarms.load.operators, 2);
    assert_int_equal(c->alarms.load.flood.start, 11);
    assert_int_equal(c->alarms.load.flood.end, 5);
    assert_int_equal(c->alarms.load.flood.window_ms, 600000);
    assert_int_equal(c->alarms.load.standing_ms, 86400000);
    assert_int_equal(c->alarms.shelf_ms, 1800000);
    config_free(&c);
}

static void every_kind(void **state)
{
    (void)state;
    static const char *const whens[] = {
        "signal oil < -3",
        "signal oil rate > 5",
        "signal oil off air > 5",
        "signal oil off 60 > 5",
        "signal oil is 7",
        "signal st is RUN",
        "signal oil stale",
        "not signal oil stale",
        "state stopped blocked",
        "mode maintenance",
        "oee-under 60 %",
        "sync-older 1 h",
        "disk-under 500 MiB",
        "clock unsynced",
        "clock unsynced stepped",
        "store-failed",
        "link-down",
        "unknown",
        "stop long and not break",
        "unexplained",
        "behind 10 %",
    };
    for (size_t i = 0; i < sizeof whens / sizeof *whens; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "[alert a]\nwhen = %s\n", whens[i]);
        struct config *c = load(text);
        assert_true(c->alert[0].conditions > 0);
        assert_int_equal(c->alert[0].limit >= 0, i < 4);
        config_free(&c);
    }
}

static void refused(void **state)
{
    (void)state;
    static const struct kit_mistake rows[] = {
        {"[alert a]\n", "f:16: [alert a] when is missing; write e.g. when ="},
        {"[alert a]\nwhen = signal oill > 7\n",
         "f:17: [alert a] when = signal oill > 7: there is no [signal oill]; did you mean oil?"},
        {"[alert a]\nwhen = hot\n", "\"hot\" is not one of"},
        {"[alert a]\nwhen = always\n", "an alert cannot ask for that: it would never be over"},
        {"[alert a]\nwhen = alert high\n", "an alert about alerts never ends"},
        {"[alert a]\nwhen = starting\n", "use suppress = start-up"},
        {"[alert a]\nwhen = signal oil > 70\nworse = 60\n",
         "f:18: [alert a] worse = 60: contradicts the first limit: it must be above 70"},
        {"[alert a]\nwhen = signal oil < 70\nworse = 70\n", "it must be below 70"},
        {"[alert a]\nwhen = signal oil > 70\nworse = 80\nworse_priority = low\n",
         "worse_priority is lower than priority"},
        {"[alert a]\nwhen = signal oil is 7\nworse = 80\n", "needs a limit"},
        {"[alert a]\nwhen = state stopped\ndeadband = 8\n", "needs a limit"},
        {"[alert a]\nwhen = signal oil > 70 and signal oil < 60\n",
         "conditions 1 and 2 exclude each other"},
        {"[alert a]\nwhen = state stopped and state running\n", "exclude each other"},
        {"[alert a]\nwhen = state changeover\nsuppress = changeover\n",
         "it would never be announced"},
        {"[alert a]\nwhen = signal oil > 7\nsuppress = chanegover\n",
         "\"chanegover\" is no machine state, mode, start-up or break; did you mean changeover"},
        {"[alert a]\nwhen = signal oil > 7\npriority = hi\n",
         "not one of advice, low, medium, high"},
        {"[alert a]\nwhen = signal oil > 7\nto = operater\n", "did you mean operator?"},
        {"[alert a]\nwhen = signal oil > 7\nlink = wiki/oil\n", "not a link; write e.g. https"},
        {"[alert a]\nwhen = signal oil > 7\ncount = 1\n", "once is no count"},
        {"[alert a]\nwhen = signal oil > 7\ncount = 3\nfor = 2 min\n", "for is longer than within"},
        {"[alert a]\nwhen = signal oil > 7\npriority = advice\nrealarm = 1 h\n",
         "advice is never announced"},
        {"[alert a]\nwhen = signal oil > 7\non_dealy = 1 s\n",
         "no such key; did you mean off_delay?"},
        {"[alarms]\nflood_start = 5\nflood_end = 6\n", "flood_end is more than flood_start"},
    };
    kit_mentions(BASE, rows);
}

static void advice_wants_nothing(void **state)
{
    (void)state;
    struct config *c = load("[alert a]\nwhen = signal oil > 7\npriority = advice\n");
    assert_false(c->alert[0].life.ack || c->alert[0].severity.hold);
    assert_string_equal(c->alert[0].title, "a");
    config_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_whole_one), cmocka_unit_test(every_kind),
                                       cmocka_unit_test(refused),
                                       cmocka_unit_test(advice_wants_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
