/* SPDX-License-Identifier: MIT */
/* Random sequences of values, silence, modes, people and restarts against a model of one alert that
 * was written from the standard's table alone, second by second. Whatever happens, the counts fit
 * the alerts, and a restart at any point changes nothing. */
#include "tests/unit/engine/alerts_rig.h"

#define RUNS  40
#define STEPS 250

#define CONFIG                                                                                    \
    "[alert a]\nwhen = signal oil > 70\ndeadband = 5\n[alert b]\nwhen = signal oil > 70\nack = "  \
    "no\nsuppress = maintenance\n[alert c]\nwhen = signal air < 10\nlatching = yes\n[lamp red]\n" \
    "[rule r]\nwhen = alert unacked\nshow = red on\n"

/* One alert as the table of the standard has it. */
struct model {
    bool ack, latching, low;
    int64_t limit, back; /* whole units */
    bool active, acked, latched, suppressed, oos;
    int64_t until; /* 0: not shelved */
    bool once;
};

static char letter(const struct model *m)
{
    if (m->oos)
        return 'G';
    if (m->suppressed)
        return 'F';
    if (m->until)
        return 'E';
    if (m->active)
        return m->acked ? 'C' : 'B';
    if (m->latched)
        return m->acked ? 'M' : 'L';
    return m->acked ? 'A' : 'D';
}

static void hear(struct model *m, int64_t value)
{
    bool beyond = m->low ? value < m->limit : value > m->limit;
    bool stays = m->active && (m->low ? value < m->back : value > m->back);
    bool holds = beyond || stays;
    if (holds && !m->active) {
        m->active = true;
        m->acked = !m->ack;
        m->latched = false;
    } else if (!holds && m->active) {
        m->active = false;
        m->latched = m->latching;
        if (m->once)
            m->until = m->once = 0;
    }
}

static void expire(struct model *m, int64_t t)
{
    if (m->until && m->until <= t)
        m->until = m->once = 0;
}

static void person(struct model *m, const char *verb, int64_t t)
{
    if (strcmp(verb, "ack") == 0)
        m->acked = true;
    else if (strcmp(verb, "unack") == 0 && m->ack && (m->active || m->latched))
        m->acked = false;
    else if (strcmp(verb, "reset") == 0 && m->latched && m->acked)
        m->latched = false;
    else if (strcmp(verb, "unshelve") == 0)
        m->until = m->once = 0;
    else if (strcmp(verb, "shelve") == 0) {
        m->until = t + 90;
        m->once = false;
    } else if (strcmp(verb, "once") == 0) {
        m->until = t + 90;
        m->once = true;
    } else if (strcmp(verb, "out-of-service") == 0)
        m->oos = true;
    else if (strcmp(verb, "in-service") == 0 && m->oos) {
        m->oos = false;
        if (m->active && m->ack)
            m->acked = false;
    }
}

static void check(struct rig *r, const struct model *model, const char *what)
{
    static const char *const names[] = {"a", "b", "c"};
    int64_t active = 0, unacked = 0, shelved = 0;
    struct alert_view view;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(station_alerts(r->st, names[i], &view, 1), 1);
        if (view.letter[0] != letter(&model[i]))
            fail_msg("%s: alert %s is %s, not %c", what, names[i], view.letter, letter(&model[i]));
        bool hidden = strchr("EFG", view.letter[0]) != NULL;
        active += model[i].active && !hidden;
        unacked += !model[i].acked && !hidden;
        shelved += model[i].until != 0;
    }
    const struct alert_counts counts = station_alerting(r->st);
    assert_int_equal(counts.active, active);
    assert_int_equal(counts.unacked, unacked);
    assert_int_equal(counts.shelved, shelved);
    assert_int_equal(r->fx.lamp[0].pattern == LAMP_ON, unacked > 0);
}

static void one_run(unsigned seed)
{
    static const char *const verbs[] = {"ack",  "unack",    "reset",          "shelve",
                                        "once", "unshelve", "out-of-service", "in-service"};
    struct model model[3] = {
        {.ack = true, .acked = true, .limit = 70, .back = 65},
        {.acked = true, .limit = 70, .back = 70},
        {.ack = true, .latching = true, .acked = true, .low = true, .limit = 10, .back = 10}};
    struct rig *r = alerts_rig(CONFIG);
    bool maintenance = false;
    srand(seed);
    rig_play(r, "0 oil=50; 0 air=50; 30 tick");
    for (int64_t t = 31; t < STEPS; t++) {
        char step[96];
        int dice = rand() % 100;
        for (int i = 0; i < 3; i++)
            expire(&model[i], t);
        if (dice < 45) {
            int value = 60 + rand() % 16;
            (void)snprintf(step, sizeof step, "%lld oil=%d", (long long)t, value);
            hear(&model[0], value);
            hear(&model[1], value);
        } else if (dice < 60) {
            int value = 5 + rand() % 10;
            (void)snprintf(step, sizeof step, "%lld air=%d", (long long)t, value);
            hear(&model[2], value);
        } else if (dice < 64) {
            maintenance = !maintenance;
            (void)snprintf(step, sizeof step, "%lld do=mode %s", (long long)t,
                           maintenance ? "maintenance" : "production");
            model[1].suppressed = maintenance;
        } else if (dice < 90) {
            int i = rand() % 3;
            const char *verb = verbs[rand() % 8];
            bool once = strcmp(verb, "once") == 0;
            (void)snprintf(step, sizeof step,
                           "%lld do=%s %c note=n pin=1 role=maintenance for=90 %s", (long long)t,
                           once ? "shelve" : verb, 'a' + i, once ? "once=1" : "");
            person(&model[i], verb, t);
        } else if (dice < 94) {
            (void)snprintf(step, sizeof step, "%lld oil=!", (long long)t); /* says nothing */
        } else {
            (void)snprintf(step, sizeof step, "%lld tick", (long long)t);
        }
        char what[160];
        (void)snprintf(what, sizeof what, "seed %u: %s", seed, step);
        rig_play(r, step);
        check(r, model, what);
        if (rand() % 12 == 0) {
            alerts_restart(r, t * 1000);
            rig_tick(r, t * 1000);
            check(r, model, "after a restart");
        }
    }
    alerts_free_rig(&r);
}

static void against_the_model(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= RUNS; seed++)
        one_run(seed);
}

/* The same messages at other tick rates give the same records. */
static void any_tick_rate(void **state)
{
    (void)state;
    static char first[RIG_TEXT];
    for (int rate = 1; rate <= 4; rate++) {
        struct rig *r = alerts_rig(CONFIG "[alert d]\nwhen = signal oil > 60\nfor = 7 s\noff_delay "
                                          "= 9 s\nrealarm = 30 s\n");
        srand(77);
        int64_t said = 0;
        for (int64_t ms = 0; ms < 300000; ms += rate == 4 ? 5000 : 250 * rate) {
            while (said * 5000 <= ms) {
                char step[64];
                (void)snprintf(step, sizeof step, "%lld oil=%d", (long long)said * 5,
                               55 + rand() % 20);
                rig_play(r, step);
                said++;
            }
            rig_tick(r, ms);
        }
        rig_tick(r, 310000);
        if (rate == 1)
            (void)text_copy(first, sizeof first, alerts_log(r));
        else
            assert_string_equal(alerts_log(r), first);
        alerts_free_rig(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(against_the_model),
                                       cmocka_unit_test(any_tick_rate)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
