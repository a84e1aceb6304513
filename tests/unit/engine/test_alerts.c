/* SPDX-License-Identifier: MIT */
/* Alerts of a station: scripts of what the machine says and people do, and the alert records that
 * came of it; restarts, floods, the load, and what lamps and the snapshot say. */
#include "tests/unit/engine/alerts_rig.h"

#define HOT "[alert hot]\ntitle = Oil hot\nwhen = signal oil > 70\n"

static const struct {
    const char *config, *script, *want;
} rows[] = {
    /* limits and delays */
    {HOT, "0 oil=70; 1 oil=71; 2 oil=72; 3 oil=69", "A1.1 B; A1.2 D"},
    {HOT "deadband = 5\n", "0 oil=71; 1 oil=66; 2 oil=64", "A1.1 B; A1.2 D"},
    {HOT "for = 3 s\n", "0 oil=71; 2 oil=72; 2.5 oil=69; 4 oil=71; 9 tick", "A1.1 B"},
    {HOT "off_delay = 5 s\n", "0 oil=71; 1 oil=60; 4 oil=71; 5 oil=60; 12 tick", "A1.1 B; A1.2 D"},
    {HOT "count = 3\nwithin = 1 min\n", "0 oil=71; 1 oil=1; 2 oil=71; 3 oil=1; 4 oil=71", "A1.1 B"},
    {HOT "worse = 80\n", "0 oil=75; 1 oil=85; 2 do=ack A1; 3 oil=75; 4 oil=85; 5 oil=60",
     "A1.1 B; A1.2 B; A1.3 C; A1.4 A"},
    {HOT "ack = no\n", "0 oil=71; 1 oil=60; 2 oil=71", "A1.1 C; A1.2 A; A2.1 C"},
    {HOT "latching = yes\n", "0 oil=71; 1 do=ack hot; 2 oil=1; 3 do=reset hot",
     "A1.1 B; A1.2 C; A1.3 M; A1.4 A"},
    {HOT, "0 oil=71; 1 oil=1; 2 oil=71; 3 do=ack A2", "A1.1 B; A1.2 D; A2.1 B; A2.2 C"},
    /* what is not known changes nothing */
    {HOT, "0 oil=71; 61 tick; 70 link=down; 80 oil=60", "A1.1 B; A1.2 D"},
    {HOT "for = 10 s\n", "0 oil=71; 5 oil=!; 12 tick; 13 oil=71; 24 tick", "A1.1 B"},
    {"[alert silent]\nwhen = signal oil stale\n", "0 oil=71; 59 tick; 61 tick; 62 oil=1",
     "A1.1 B; A1.2 D"},
    /* other conditions */
    {"[alert rate]\nwhen = signal air rate > 30\n", "0 air=1; 10 air=2; 20 air=8; 30 air=8",
     "A1.1 B; A1.2 D"},
    {"[alert off]\nwhen = signal oil off air > 5\n", "0 oil=7; 1 air=7; 2 air=1; 3 oil=3",
     "A1.1 B; A1.2 D"},
    {"[alert door]\nwhen = signal door is open\n", "0 door=shut; 1 door=open; 2 door=shut",
     "A1.1 B; A1.2 D"},
    {"[alert long]\nwhen = state stopped\nfor = 10 min\n",
     "0 state=Execute; 10 state=Held; 600 tick; 609.9 tick; 610 tick; 700 state=Execute",
     "A1.1 B; A1.2 D"},
    {"[alert both]\nwhen = signal oil > 70 and state running\n",
     "0 oil=90; 1 state=Execute; 2 state=Held", "A1.1 B; A1.2 D"},
    {"[alert disk]\nwhen = disk-under 1 MiB\n", "0 tick; 1 health=0,2000000; 2 health=0,5",
     "A1.1 B"},
    {"[alert sync]\nwhen = sync-older 1 h\n", "0 health=3600,-1; 1 health=3601,-1; 2 health=0,-1",
     "A1.1 B; A1.2 D"},
    {"[alert clock]\nwhen = clock stepped\n", "0 tick; 1 clock=100; 30 tick; 62 tick",
     "A1.1 B; A1.2 D"},
    {"[alert store]\nwhen = store-failed\n", "0 tick; 1 store=failed; 2 store=ok",
     "A1.1 B; A1.2 D"},
    {"[alert oee]\nwhen = oee-under 60 %\nfor = 5 min\n",
     "0 state=Execute; 0 total=0; 600 total=600; 600 state=Held; 1299 tick; 1400 tick",
     "A1.1 B; A1.2 D; A2.1 B"},
    /* suppressed by design */
    {HOT "suppress = changeover\n",
     "0 state=Setup; 1 oil=71; 2 oil=1; 3 oil=71; 4 state=Execute; 5 state=Setup",
     "A1.1 F; A1.2 F; A2.1 F; A2.2 B; A2.3 F"},
    {HOT "suppress = start-up\n[alarms]\nstart_up = 60 s\n",
     "0 state=Held; 100 state=Execute; 101 oil=71; 170 tick", "A1.1 F; A1.2 B"},
    {HOT "suppress = maintenance\n", "0 do=mode maintenance; 1 oil=71; 2 do=mode production",
     "A1.1 F; A1.2 B"},
    /* people */
    {HOT, "0 oil=71; 1 do=ack A1; 2 do=ack A1; 3 do=unack hot; 4 do=ack A1",
     "A1.1 B; A1.2 C; A1.3 B; A1.4 C"},
    {HOT, "0 oil=71; 1 do=silence; 2 do=silence", "A1.1 B; A1.2 B"},
    {HOT "realarm = 1 h\n", "0 oil=71; 1 do=ack hot; 50 oil=72; 3601 oil=73; 3602 tick",
     "A1.1 B; A1.2 C; A1.3 B"},
    {HOT,
     "0 oil=71; 1 do=shelve hot note=noise pin=1 for=600; 2 oil=1; 3 oil=71; 601 oil=72; 602 "
     "tick",
     "A1.1 B; A1.2 E; A1.3 E; A2.1 E; A2.2 B"},
    {HOT, "0 do=shelve hot note=noise pin=1; 1 oil=71; 2 do=unshelve hot",
     "A1.1 E; A2.1 E; A2.2 B"},
    {HOT, "0 oil=71; 1 do=shelve hot note=noise pin=1 once=1; 2 oil=1; 3 oil=71",
     "A1.1 B; A1.2 E; A1.3 D; A2.1 B"},
    {HOT, "0 do=shelve hot note=x; 1 do=shelve hot pin=1; 2 do=shelve hot note=x pin=1 for=99999",
     ""},
    {HOT,
     "0 oil=71; 1 do=out-of-service hot note=broken pin=1 role=maintenance; 2 oil=1; 3 "
     "oil=71; 4 do=in-service hot pin=1 role=maintenance",
     "A1.1 B; A1.2 G; A1.3 G; A2.1 G; A3.1 B"},
    {HOT, "0 oil=71; 1 do=out-of-service hot note=broken pin=1", "A1.1 B"},
    {HOT "[alert air]\nwhen = signal air > 1\n", "0 oil=71; 1 air=5; 2 do=ack",
     "A1.1 B; A2.1 B; A1.2 C; A2.2 C"},
    {HOT "[alert air]\nwhen = signal air > 1\n", "0 oil=71; 1 air=5; 2 do=ack list=A1:1",
     "A1.1 B; A2.1 B; A1.2 C"},
    /* taken back */
    {HOT, "0 oil=71; 1 do=ack A1; 2 do=undo; 3 do=undo", "A1.1 B; A1.2 C; A1.3 B"},
    {HOT, "0 oil=71; 1 do=ack A1; 2 oil=1; 3 do=undo", "A1.1 B; A1.2 C; A1.3 A"},
    {HOT, "0 oil=71; 1 do=ack A1; 2 do=unack A1; 3 do=ack A1 actor=bob; 4 do=undo A1",
     "A1.1 B; A1.2 C; A1.3 B; A1.4 C"},
    {HOT "[alert air]\nwhen = signal air > 1\n",
     "0 oil=71; 1 air=5; 2 do=ack; 3 do=ack A2; 4 do=undo",
     "A1.1 B; A2.1 B; A1.2 C; A2.2 C; A1.3 B; A2.3 B"},
    {HOT, "0 oil=71; 1 do=shelve hot note=noise pin=1; 2 do=undo", "A1.1 B; A1.2 E; A1.3 B"},
    {HOT, "0 oil=71; 1 do=ack A1 rev=7; 2 do=ack A9; 3 do=ack list=A1:7", "A1.1 B"},
};

static void scripts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = alerts_rig(rows[i].config);
        rig_play(r, rows[i].script);
        const char *got = alerts_log(r);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: %s: \"%s\", not \"%s\" (%s)", rows[i].config, rows[i].script, got,
                     rows[i].want, r->outcome.text);
        alerts_free_rig(&r);
    }
}

/* The same after a restart behind every step. */
static void restarts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char script[1024];
        struct rig *r = alerts_rig(rows[i].config);
        (void)text_copy(script, sizeof script, rows[i].script);
        if (strstr(script, "rate") || strstr(rows[i].config, "rate") ||
            strstr(rows[i].config, "for =") || strstr(rows[i].config, "count") ||
            strstr(rows[i].config, "oee") || strstr(rows[i].config, "suppress") ||
            strstr(rows[i].config, "clock") || strstr(rows[i].config, "health") ||
            strstr(rows[i].config, "off_delay") || strstr(rows[i].config, "store-failed") ||
            strstr(script, "health") || strstr(script, "state=") || strstr(script, "; 61")) {
            alerts_free_rig(&r); /* a restart forgets what time or values these rest on */
            continue;
        }
        for (char *step = script, *next; step; step = next) {
            next = strchr(step, ';');
            if (next)
                *next++ = '\0';
            rig_play(r, step);
            alerts_restart(r, r->now.boot_ms - RIG_BOOT);
        }
        const char *got = alerts_log(r);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: %s: \"%s\", not \"%s\"", rows[i].config, rows[i].script, got,
                     rows[i].want);
        alerts_free_rig(&r);
    }
}

static void the_snapshot(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(HOT "worse = 80\npriority = low\ncheck = Fan?\n"
                                   "[alert air]\nwhen = signal air > 1\npriority = high\n");
    rig_play(r, "0 oil=71; 1 oil=1; 5 oil=75; 10 air=5; 11 tick");
    const struct snapshot *s = rig_snapshot(r);
    assert_int_equal(s->alerts, 2);
    assert_string_equal(s->alert[0].name, "air");
    const struct alert_view *hot = &s->alert[1];
    assert_string_equal(hot->id, "A2");
    assert_string_equal(hot->letter, "B");
    assert_string_equal(hot->text, "oil 75 °C, > 70");
    assert_string_equal(hot->check, "Fan?");
    assert_int_equal(hot->priority, PRIO_LOW);
    assert_int_equal(hot->count, 2);
    assert_int_equal(hot->for_ms, 6000);
    assert_int_equal(s->alerting.active, 2);
    assert_int_equal(s->alerting.unacked, 2);
    assert_int_equal(s->alerting.high_unacked, 1);
    assert_true(s->alerting.sounding);
    rig_play(r, "12 oil=85; 13 do=silence");
    s = rig_snapshot(r);
    assert_int_equal(s->alerting.high_unacked, 2);
    assert_false(s->alerting.sounding);
    rig_play(r, "14 do=ack; 15 do=shelve air note=n pin=1");
    s = rig_snapshot(r);
    assert_true(s->alerting.active == 1 && s->alerting.unacked == 0 && s->alerting.shelved == 1);
    assert_string_equal(s->alert[1].shelved_why, "n");
    assert_string_equal(s->alert[1].shelved_by, "anna");
    assert_int_equal(s->alert[1].shelved_until, RIG_BEGIN + 15000 + 30 * MS_PER_MIN);
    alerts_free_rig(&r);
}

/* A clock that is set by a day loses no shelf and moves none. */
static void shelf_and_clock(void **state)
{
    (void)state;
    static const char *const steps[] = {"5 clock=86400; 6 tick", "5 clock=-86400; 6 tick"};
    for (int i = 0; i < 2; i++) {
        struct rig *r = alerts_rig(HOT);
        rig_play(r, "0 oil=71; 1 do=shelve hot note=n pin=1 for=600");
        rig_play(r, steps[i]);
        alerts_restart(r, 7000);
        rig_play(r, "590 tick");
        assert_string_equal(alerts_log(r), "A1.1 B; A1.2 E");
        rig_play(r, "601 tick");
        assert_string_equal(alerts_log(r), "A1.1 B; A1.2 E; A1.3 B");
        alerts_free_rig(&r);
    }
}

/* Of the time before the process began nothing is known: no delay runs in it, though the figures of
 * the shift begin with the shift. */
static void nobody_watched(void **state)
{
    (void)state;
    struct rig *r = alerts_rig("[alert lost]\nwhen = unknown\nfor = 10 min\n"
                               "[shift a]\nstart = 00:00\nend = 08:00\n"
                               "breaks = 05:00-05:15\n");
    rig_play(r, "25000 tick; 25100 tick; 25599.9 tick");
    assert_string_equal(alerts_log(r), "");
    rig_play(r, "25600 tick");
    assert_string_equal(alerts_log(r), "A1.1 B");
    rig_play(r, "25601 state=Execute; 25700 state=!");
    assert_string_equal(alerts_log(r), "A1.1 B; A1.2 D");
    alerts_restart(r, 27000000);
    assert_string_equal(alerts_log(r), "A1.1 B; A1.2 D");
    rig_play(r, "27599.9 tick");
    assert_string_equal(alerts_log(r), "A1.1 B; A1.2 D");
    rig_play(r, "27601 tick");
    assert_string_equal(alerts_log(r), "A1.1 B; A1.2 D; A2.1 B");
    alerts_free_rig(&r);
}

/* The shelf ends with the shift. */
static void shelf_and_shift(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(HOT "[shift a]\nstart = 00:00\nend = 00:10\n");
    rig_play(r, "0 oil=71; 300 do=shelve hot note=n pin=1; 599 oil=71");
    assert_string_equal(r->outcome.text,
                        "Oil hot: shelved for 5 min 00 s, to the end of the shift");
    assert_string_equal(alerts_log(r), "A1.1 B; A1.2 E");
    rig_play(r, "600 tick");
    assert_string_equal(alerts_log(r), "A1.1 B; A1.2 E; A1.3 B");
    alerts_free_rig(&r);
}

/* Thirty alerts at once are a flood: announced as a number, silenced as one. */
static void a_flood(void **state)
{
    (void)state;
    char config[8192] = "";
    size_t n = 0;
    for (int i = 0; i < 30; i++)
        n += (size_t)snprintf(config + n, sizeof config - n,
                              "[alert a%02d]\nwhen = signal oil > %d\n%s", i, i,
                              i == 29 ? "always = yes\n" : "");
    struct rig *r = alerts_rig(config);
    for (int i = 0; i < 30; i++) {
        char script[64];
        (void)snprintf(script, sizeof script, "%d oil=%d.5", i, i);
        rig_play(r, script);
    }
    const struct snapshot *s = rig_snapshot(r);
    assert_true(s->alerting.flood);
    assert_int_equal(s->alerting.active, 30);
    assert_int_equal(s->alerting.in_flood, 19);
    assert_true(s->alerting.sounding);
    rig_play(r, "40 do=silence");
    assert_false(rig_snapshot(r)->alerting.sounding);
    rig_play(r, "650 tick");
    s = rig_snapshot(r);
    assert_false(s->alerting.flood);
    assert_int_equal(s->alerting.in_flood, 0);
    assert_false(s->alerting.sounding);
    struct load_report load;
    int64_t since;
    assert_int_equal(station_alarm_load(r->st, RIG_BEGIN, RIG_BEGIN + MS_PER_HOUR, &load, &since),
                     0);
    assert_int_equal(load.alerts, 30);
    assert_int_equal(load.floods, 1);
    assert_int_equal(since, TIME_NONE);
    alerts_free_rig(&r);
}

/* An acknowledgement after which something is entered is one with an action. */
static void acts(void **state)
{
    (void)state;
    struct load_report load;
    int64_t since;
    struct rig *r = alerts_rig(HOT "[alert air]\nwhen = signal air > 1\n");
    rig_play(r, "0 oil=71; 10 do=ack hot; 100 do=mode maintenance; 200 air=5; 210 do=ack air; 2000 "
                "tick");
    (void)station_alarm_load(r->st, RIG_BEGIN, RIG_BEGIN + 2000000, &load, &since);
    assert_int_equal(load.acked, 2);
    assert_int_equal(load.idle_acks, 1);
    assert_int_equal(load.ack_ms, 10000);
    alerts_free_rig(&r);
}

/* Lamps: which alerts a rule asks for, and what it says of them. */
static void lamps(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(
        HOT "[alert air]\nwhen = signal air > 1\npriority = low\n[lamp red]\n[lamp blue]\n[lamp "
            "buzzer]\n[rule a]\nwhen = alert high medium unacked\nshow = red flash_fast\n[rule "
            "b]\nwhen = alert low acked\nshow = blue on\n[rule c]\nwhen = sounding\nshow = buzzer "
            "chime\n");
    rig_play(r, "0 tick");
    assert_int_equal(r->fx.lamp[0].pattern, LAMP_OFF);
    rig_play(r, "1 oil=71; 2 oil=72");
    assert_int_equal(r->fx.lamp[0].pattern, LAMP_FLASH_FAST);
    assert_int_equal(r->fx.lamp[2].pattern, LAMP_CHIME);
    char why[256];
    assert_int_equal(station_why(r->st, "red", r->now, why, sizeof why), 0);
    assert_non_null(strstr(why, "by rule a: A1 Oil hot: oil 71 °C, > 70, for 1 s"));
    rig_play(r, "3 do=silence");
    assert_int_equal(r->fx.lamp[2].pattern, LAMP_OFF);
    rig_play(r, "4 do=ack; 5 air=5");
    assert_int_equal(r->fx.lamp[0].pattern, LAMP_OFF);
    assert_int_equal(r->fx.lamp[2].pattern, LAMP_CHIME);
    rig_play(r, "6 do=ack");
    assert_int_equal(r->fx.lamp[1].pattern, LAMP_ON);
    rig_play(r, "7 do=shelve air note=n pin=1");
    assert_int_equal(r->fx.lamp[1].pattern, LAMP_OFF);
    alerts_free_rig(&r);
}

/* One that comes and goes ten times a second fills no disk; nothing of it is lost all the same. */
static void chatter(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(HOT);
    for (int i = 0; i < 1200; i++)
        rig_update(r, 1, i % 2 ? "60" : "75", i * 50);
    rig_play(r, "61 do=ack hot; 200 tick");
    size_t lines = 0;
    for (const char *at = alerts_log(r); (at = strchr(at, ';')) != NULL; at++)
        lines++;
    assert_in_range(lines, 10, 24);
    struct alert_view v;
    assert_int_equal(rig_snapshot(r)->alerts, 0);
    assert_int_equal(station_alerts(r->st, "hot", &v, 1), 1);
    assert_int_equal(v.count, 600);
    struct load_report load;
    int64_t since;
    (void)station_alarm_load(r->st, RIG_BEGIN, RIG_BEGIN + 200000, &load, &since);
    assert_int_equal(load.alerts, 600);
    assert_true(load.top[0].chattering);
    alerts_free_rig(&r);
}

/* Another limit: what was acknowledged stays so, what was put aside too. */
static void reload(void **state)
{
    (void)state;
    struct cause why;
    struct rig *r = alerts_rig(HOT "[alert air]\nwhen = signal air > 1\n");
    rig_play(r, "0 oil=90; 1 air=5; 2 do=ack hot note=seen; 3 do=shelve air note=n pin=1; 4 tick");
    struct rig *other = alerts_rig("[alert air]\nwhen = signal air > 2\n[alert hot]\ntitle = "
                                   "Oil\nwhen = signal oil > 80\n[alert new]\nwhen = signal oil "
                                   "> 85\n");
    assert_int_equal(station_reload(&r->st, &other->config, r->now, &r->fx, &why), 0);
    rig_log(r);
    struct alert_view v[3];
    assert_int_equal(station_alerts(r->st, "all", v, 3), 3);
    assert_string_equal(v[0].name, "new");
    assert_string_equal(v[0].letter, "B");
    assert_string_equal(v[1].title, "Oil");
    assert_string_equal(v[1].letter, "C");
    assert_string_equal(v[1].note, "seen");
    assert_string_equal(v[2].letter, "E");
    struct load_report load;
    int64_t since;
    (void)station_alarm_load(r->st, RIG_BEGIN, RIG_BEGIN + 5000, &load, &since);
    assert_int_equal(load.alerts, 3);
    alerts_free_rig(&r);
    alerts_free_rig(&other);
}

/* What the checkpoint does not know comes from the records. */
static void recall(void **state)
{
    (void)state;
    struct rig *r = alerts_rig(HOT);
    struct cause why;
    rig_play(r, "0 oil=71; 1 do=ack hot note=seen; 2 do=shelve hot note=noise pin=1 for=600");
    struct record last = {.kind = REC_ALERT, .rev = 3};
    const struct record_draft *d = &r->fx.records.item[0];
    (void)text_copy(last.id, sizeof last.id, d->id);
    char *body = strdup(d->body);
    last.body = body;
    last.body_length = strlen(body);
    station_free(&r->st);
    rig_start(r, 5000);
    assert_int_equal(station_recall(r->st, &last, &why), 0);
    rig_play(r, "6 oil=71");
    const struct alert_view *v = &rig_snapshot(r)->alert[0];
    assert_string_equal(v->id, "A1");
    assert_string_equal(v->letter, "E");
    assert_true(v->acked && v->active);
    assert_string_equal(v->acked_by, "anna");
    assert_string_equal(v->shelved_why, "noise");
    rig_play(r, "603 tick");
    assert_string_equal(rig_snapshot(r)->alert[0].letter, "C");
    free(body);
    alerts_free_rig(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts),        cmocka_unit_test(restarts),
        cmocka_unit_test(the_snapshot),   cmocka_unit_test(shelf_and_clock),
        cmocka_unit_test(nobody_watched), cmocka_unit_test(shelf_and_shift),
        cmocka_unit_test(a_flood),        cmocka_unit_test(acts),
        cmocka_unit_test(lamps),          cmocka_unit_test(recall),
        cmocka_unit_test(chatter),        cmocka_unit_test(reload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
