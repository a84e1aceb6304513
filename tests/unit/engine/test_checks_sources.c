/* SPDX-License-Identifier: MIT */
/* Cross-checks of what sources say beside counts: their clocks, the order of their messages, and
 * readings that cannot be, stand still or contradict each other. */
#include "checks_rig.h"

/* ---- clocks ---- */

struct times {
    const char *what;
    int64_t off_ms, jitter_ms; /* how far off the source is, and by what more now and then */
    int64_t every_ms;
    int messages;
    const char *zone; /* "" UTC; else an hour's offset of the plant */
    const char *wrong;
};

static void say_at(struct shop *s, const char *signal, double value, int64_t source_ms)
{
    char text[64];
    int at = config_signal_index(&s->r->config, signal);
    (void)text_format(text, sizeof text, "%.3f@%.3f", value, (double)source_ms / 1000);
    rig_update(s->r, (size_t)at, text, s->ms);
}

static void tell(struct shop *s, int64_t off, int64_t jitter, int64_t every, int messages)
{
    for (int i = 0; i < messages; i++) {
        s->ms += every;
        s->total += 1;
        say_at(s, "total", s->total, s->ms + off - (i % 3) * jitter);
    }
}

static void a_clock_is_off(void **state)
{
    (void)state;
    static const struct times rows[] = {
        {"right", 0, 100, 5000, 200, "", ""},
        {"a minute late", -60000, 1000, 5000, 200, "", ""},
        {"seldom, and of the quarter of an hour before", -900000, 0, 900000, 20, "", ""},
        {"late by chance", -200000, 90000, 120000, 100, "", ""},
        {"five minutes behind", -300000, 500, 5000, 100, "",
         "clock-off: the source's clock is 5 min 00 s behind"},
        {"five minutes ahead", 300000, 500, 5000, 100, "",
         "clock-off: the source's clock is 4 min 59 s ahead"},
        {"an hour", 3600000, 0, 5000, 100, "",
         "clock-off: the source's clock is 1 h 00 min ahead: summer time, or the next time zone?"},
        {"half an hour, as some zones", -5400000, 0, 5000, 100, "",
         "clock-off: the source's clock is 1 h 30 min behind: another time zone?"},
        {"plant time", -21600000, 0, 5000, 100, "-6",
         "clock-off: the source's clock is 6 h 00 min behind: as if plant time were sent as UTC"},
        {"the other way", 21600000, 0, 5000, 100, "-6",
         "clock-off: the source's clock is 6 h 00 min ahead: as if UTC were sent as plant time"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop s = shop_open();
        if (rows[i].zone[0])
            s.r->config.zone.change[0].offset_s = (int32_t)strtol(rows[i].zone, NULL, 10) * 3600;
        s.ms = MS_PER_DAY / 4;
        rig_start(s.r, s.ms);
        tell(&s, rows[i].off_ms, rows[i].jitter_ms, rows[i].every_ms, rows[i].messages);
        shop_expect(rows[i].what, shop_wrong(&s), rows[i].wrong);
        tell(&s, 0, 0, 5000, 4);
        shop_expect("a few good ones prove nothing", shop_wrong(&s), rows[i].wrong);
        tell(&s, 0, 0, 5000, 4);
        shop_expect("mended", shop_wrong(&s), "");
        const char *told = strstr(shop_records(&s), "clock-off");
        int times = 0;
        for (; told; told = strstr(told + 1, "clock-off"))
            times++;
        assert_int_equal(times, rows[i].wrong[0] ? 2 : 0); /* that it is, and that it is over */
        shop_close(&s);
    }
}

/* What a gateway kept while it was offline comes at once. */
static void a_backlog_is_no_clock(void **state)
{
    (void)state;
    struct shop s = shop_open();
    s.ms = MS_PER_DAY / 4;
    rig_start(s.r, s.ms);
    tell(&s, 0, 0, 5000, 20);
    int64_t from = s.ms;
    s.ms += MS_PER_HOUR;
    for (int i = 0; i < 720; i++) {
        s.ms += 20;
        say_at(&s, "total", s.total += 1, from + i * 5000);
    }
    shop_expect("a backlog", shop_wrong(&s), "");
    shop_close(&s);
}

/* Two signals of a gateway are one fault; it outlives a restart. */
static void one_fault_a_gateway(void **state)
{
    (void)state;
    struct shop s = shop_open();
    s.ms = MS_PER_DAY / 4;
    rig_start(s.r, s.ms);
    for (int i = 0; i < 100; i++) {
        tell(&s, -300000, 0, 5000, 1);
        say_at(&s, "scrap", 100, s.ms - 300000);
    }
    shop_expect("both", rig_snapshot(s.r)->check[0].signals, "total, scrap");
    assert_int_equal(rig_snapshot(s.r)->checks, 1);
    shop_restart(&s, 2);
    tell(&s, -300000, 0, 5000, 2);
    shop_expect("it stays", shop_wrong(&s), "clock-off: the source's clock is 5 min 00 s behind");
    tell(&s, 0, 0, 5000, 8);
    shop_expect("one is mended", rig_snapshot(s.r)->check[0].signals, "scrap");
    for (int i = 0; i < 8; i++) {
        s.ms += 5000;
        say_at(&s, "scrap", 101, s.ms);
    }
    shop_expect("both are", shop_wrong(&s), "");
    shop_close(&s);
}

/* A signal that is read from elsewhere begins anew, and takes what was found with it. */
static void a_reload_takes_it_away(void **state)
{
    (void)state;
    static struct signal_conf signals[RIG_SIGNALS];
    struct shop s = shop_open();
    s.ms = MS_PER_DAY / 4;
    rig_start(s.r, s.ms);
    tell(&s, -300000, 0, 5000, 100);
    memcpy(signals, s.r->signal, sizeof signals);
    struct config *other = rig_other(s.r);
    other->signal = signals;
    (void)text_copy(signals[5].topic, sizeof signals[5].topic, "another");
    rig_reload(s.r, s.ms);
    shop_expect("another's topic", shop_wrong(&s),
                "clock-off: the source's clock is 5 min 00 s behind");
    static struct signal_conf moved[RIG_SIGNALS];
    memcpy(moved, signals, sizeof moved);
    other = rig_other(s.r);
    other->signal = moved;
    (void)text_copy(moved[1].topic, sizeof moved[1].topic, "another");
    rig_reload(s.r, s.ms);
    shop_expect("its own", shop_wrong(&s), "");
    shop_close(&s);
}

static void an_unsynced_station_says_so(void **state)
{
    (void)state;
    struct shop s = shop_open();
    s.ms = MS_PER_DAY / 4;
    rig_start(s.r, s.ms);
    for (int i = 0; i < 100; i++) {
        struct update u = {.signal = 1, .quality = Q_GOOD, .mapped = -1};
        s.ms += 5000;
        rig_value(&u.value, "1000");
        u.source_ms = s.r->begin + s.ms - 300000;
        s.r->now = rig_at(s.r, s.ms);
        s.r->now.synced = false;
        station_step(s.r->st, &(struct event){.kind = EVENT_UPDATE, .update = &u}, s.r->now,
                     &s.r->fx);
        rig_log(s.r);
    }
    shop_expect(
        "whose clock?", shop_wrong(&s),
        "clock-off: the source's clock is 5 min 00 s behind (this station's own clock is not "
        "synchronised)");
    shop_close(&s);
}

/* ---- order, and copies ---- */

static void times_go_backwards(void **state)
{
    (void)state;
    struct shop s = shop_open();
    s.ms = MS_PER_DAY / 4;
    rig_start(s.r, s.ms);
    tell(&s, 0, 0, 5000, 100);
    for (int i = 0; i < 3; i++) { /* overtaken on the way */
        tell(&s, 0, 0, 5000, 20);
        say_at(&s, "total", s.total, s.ms - 4000);
    }
    shop_expect("some are overtaken", shop_wrong(&s), "");
    for (int i = 0; i < 60; i++) { /* two gateways, one of them behind */
        tell(&s, 0, 0, 5000, 1);
        say_at(&s, "total", s.total, s.ms - 30000);
    }
    const char *wrong = shop_wrong(&s);
    assert_non_null(strstr(wrong, "time-order: "));
    assert_non_null(strstr(wrong, "are older than the one before them, by up to 30 s"));
    tell(&s, 0, 0, 5000, 120);
    assert_non_null(strstr(shop_wrong(&s), "time-order: ")); /* until ten minutes were well */
    tell(&s, 0, 0, 5000, 240);
    shop_expect("mended", shop_wrong(&s), "");
    shop_expect("told once", shop_records(&s),
                "1.1 total late x1; 2.1 total time-order x1; 2.2 total time-order x1");
    shop_close(&s);
}

static void amounts_come_twice(void **state)
{
    (void)state;
    for (int cumulative = 0; cumulative < 2; cumulative++) {
        struct shop s = shop_open();
        s.r->signal[1].counter.kind = cumulative ? COUNTER_CUMULATIVE : COUNTER_DELTA;
        s.ms = MS_PER_DAY / 4;
        rig_start(s.r, s.ms);
        for (int i = 0; i < 50; i++) {
            s.ms += 5000;
            say_at(&s, "total", cumulative ? 1000 + i : 2, s.ms);
            if (i >= 20) {
                s.ms += 100;
                say_at(&s, "total", cumulative ? 1000 + i : 2, s.ms - 100);
            }
        }
        const char *wrong = shop_wrong(&s);
        if (cumulative)
            shop_expect("a reading may be repeated", wrong, "");
        else
            assert_non_null(strstr(wrong, "say time and amount of the one before them again"));
        shop_close(&s);
    }
}

/* ---- readings ---- */

static void readings_in_other_units(void **state)
{
    (void)state;
    static const struct {
        const char *what, *name, *unit;
        double reading, swing;
        const char *wrong;
    } rows[] = {
        {"an oil may be hot", "oil", "\u00B0C", 160, 1, ""},
        {"a room in °C", "room_temp", "\u00B0C", 23, 1, ""},
        {"a room in °F", "room_temp", "\u00B0C", 72, 0,
         "unit: room_temp says 72 \u00B0C, where people are: \u00B0F?"},
        {"colder than can be", "chamber", "\u00B0C", -300, 0,
         "unit: chamber says -300 \u00B0C, which is colder than can be"},
        {"a load", "load", "%", 64, 3, ""},
        {"a load at idle", "load", "%", 0.5, 0, ""},
        {"a load that is a ratio", "load", "%", 0.64, 0.01,
         "unit: load says 0.63 %, and was never above 1 in an hour of running: a ratio, 100 times "
         "off?"},
        {"oxygen in per cent", "o2", "%", 0.64, 0.01, ""},
        {"a battery in parts per thousand", "battery", "%", 930, 0,
         "unit: battery says 930 %, which is more than all: parts per thousand?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop s = shop_open();
        struct signal_conf *conf = &s.r->signal[5];
        (void)text_copy(conf->name, sizeof conf->name, rows[i].name);
        (void)text_copy(conf->unit, sizeof conf->unit, rows[i].unit);
        rig_start(s.r, 0);
        shop_state(&s, "Execute");
        for (int n = 0; n < 400; n++) {
            s.ms += 10 * MS_PER_S;
            shop_say(&s, rows[i].name, rows[i].reading + (n % 3 - 1) * rows[i].swing);
            if (n == 30)
                shop_say(&s, rows[i].name, rows[i].reading);
        }
        shop_say(&s, rows[i].name, rows[i].reading);
        shop_expect(rows[i].what, shop_wrong(&s), rows[i].wrong);
        s.ms += 1000;
        shop_say(&s, rows[i].name, 20);
        shop_expect("mended", shop_wrong(&s), "");
        shop_close(&s);
    }
}

/* The reading moves once a minute, or every ten seconds, or not at all. */
static void read_for(struct shop *s, int minutes, int moves_a_minute)
{
    for (int i = 0; i < 6 * minutes; i++) {
        s->ms += 10 * MS_PER_S;
        bool moves = moves_a_minute > 0 && i % (6 / moves_a_minute) == 0;
        if (moves)
            s->good += 0.1;
        shop_say(s, "oil", s->good);
    }
}

static void a_reading_that_stands_still(void **state)
{
    (void)state;
#define STUCK "oil stuck x1"
    static const struct {
        const char *what;
        int moving, every, standing, still;
        const char *wrong;
    } rows[] = {
        {"moves", 120, 6, 0, 0, ""},
        {"an hour", 120, 6, 0, 60, ""},
        {"while it stands", 120, 6, 600, 60, ""},
        {"a setting", 600, 0, 0, 600, ""},
        {"slow as a rule", 600, 1, 0, 95, ""},
        {"stuck", 120, 6, 0, 130,
         "stuck: oil has been 972 \u00B0C through 2 h 00 min of running; it used to move every 10 "
         "s at "
         "least"},
        {"stuck over a stop", 120, 6, 60, 125,
         "stuck: oil has been 972 \u00B0C through 2 h 00 min of running; it used to move every 10 "
         "s at "
         "least"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop s = shop_open();
        rig_start(s.r, 0);
        shop_state(&s, "Execute");
        read_for(&s, rows[i].moving, rows[i].every);
        if (rows[i].standing > 0) {
            shop_state(&s, "Held");
            read_for(&s, rows[i].standing, 0);
            shop_state(&s, "Execute");
        }
        read_for(&s, rows[i].still, 0);
        shop_expect(rows[i].what, shop_wrong(&s), rows[i].wrong);
        if (rows[i].wrong[0]) {
            shop_restart(&s, 1);
            shop_state(&s, "Execute");
            shop_expect("over a restart", shop_wrong(&s), rows[i].wrong);
            read_for(&s, 1, 1);
            shop_expect("one move is not enough", shop_wrong(&s), rows[i].wrong);
            read_for(&s, 1, 6);
            shop_expect("mended", shop_records(&s), "1.1 " STUCK "; 1.2 " STUCK);
        }
        shop_close(&s);
    }
}

static void state_and_bit_disagree(void **state)
{
    (void)state;
    static const struct {
        const char *what, *script, *wrong;
    } rows[] = {
        {"they agree", "0 state=Execute;1 run=true;600 state=Held;601 run=false;7200 tick", ""},
        {"the bit is late", "0 state=Execute;90 run=true;600 state=Held;7200 tick",
         "disagree: state says stopped, but run says on since 06:10"},
        {"a motor idles", "0 state=Idle;1 run=true;7200 tick", ""},
        {"it runs on for a while",
         "0 state=Execute;1 run=true;600 state=Held;1200 run=false;7200 tick", ""},
        {"inverted", "0 state=Execute;1 run=false;300 tick",
         "disagree: state says running, but run says off since 06:00"},
        {"mended, not for long", "0 state=Execute;1 run=false;300 run=true;330 tick",
         "disagree: state says running, but run says off since 06:00"},
        {"mended", "0 state=Execute;1 run=false;300 run=true;361 tick", ""},
        {"the bit is lost", "0 state=Execute;1 run=false;60 link=down;7200 tick", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop s = shop_open();
        rig_signal(s.r, "run", ROLE_RUNNING);
        rig_play(s.r, rows[i].script);
        shop_expect(rows[i].what, shop_wrong(&s), rows[i].wrong);
        shop_close(&s);
    }
}

/* More is wrong than there is room for: what is left out is counted. */
static void there_is_a_limit(void **state)
{
    (void)state;
    struct shop s = shop_open();
    for (int i = 0; i < 18; i++) {
        char name[16];
        (void)text_format(name, sizeof name, "room%d", i);
        (void)text_copy(rig_signal(s.r, name, ROLE_SENSOR)->unit, 16, "\u00B0C");
    }
    rig_start(s.r, 0);
    for (int n = 0; n < 100; n++) {
        s.ms += 10 * MS_PER_S;
        for (size_t i = 6; i < s.r->config.signals; i++)
            shop_say(&s, s.r->signal[i].name, 99);
    }
    const struct snapshot *snap = rig_snapshot(s.r);
    assert_int_equal(snap->checks, 16);
    assert_true(snap->health.faults > 16);
    static char json[SNAPSHOT_JSON_MAX];
    assert_true(snapshot_to_json(snap, json, sizeof json) > 0);
    shop_restart(&s, 1);
    assert_int_equal(rig_snapshot(s.r)->checks, 16);
    shop_close(&s);
}

/* A checkpoint that cannot be is refused whole. */
static void broken_checkpoints(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } rows[] = {
        {"\"check\":\"clock-off\"", "\"check\":\"moon-off\""},
        {"\"run_ms\":", "\"run_ms\":-"},
        {"\"away\":", "\"away\":9"},
        {"\"number\":1,\"rev\":1,\"begin\":", "\"number\":0,\"rev\":1,\"begin\":"},
        {"\"w_far_from\":", "\"w_far_from\":-"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct shop s = shop_open();
        struct cause why = {0};
        s.ms = MS_PER_DAY / 4;
        rig_start(s.r, s.ms);
        rig_happen(s.r, "state", "Execute", s.ms);
        tell(&s, -300000, 0, 5000, 100);
        rig_happen(s.r, "state", "Held", s.ms);
        size_t length = station_checkpoint(s.r->st, s.r->now, shop_saved, sizeof shop_saved - 64);
        char *at = strstr(shop_saved, rows[i].from);
        if (!at)
            fail_msg("%s is not in %.*s", rows[i].from, 6000, shop_saved);
        size_t from = strlen(rows[i].from), to = strlen(rows[i].to);
        memmove(at + to, at + from, strlen(at + from) + 1);
        memcpy(at, rows[i].to, to);
        length = length - from + to;
        station_free(&s.r->st);
        s.r->st = station_new(&s.r->config, s.r->now, TIME_NONE, TIME_NONE);
        assert_int_equal(
            station_restore(s.r->st, shop_saved, length, true, s.r->now, &s.r->fx, &why), -1);
        assert_int_equal(rig_snapshot(s.r)->checks, 0);
        shop_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_is_off),
        cmocka_unit_test(a_backlog_is_no_clock),
        cmocka_unit_test(one_fault_a_gateway),
        cmocka_unit_test(a_reload_takes_it_away),
        cmocka_unit_test(an_unsynced_station_says_so),
        cmocka_unit_test(times_go_backwards),
        cmocka_unit_test(amounts_come_twice),
        cmocka_unit_test(readings_in_other_units),
        cmocka_unit_test(a_reading_that_stands_still),
        cmocka_unit_test(state_and_bit_disagree),
        cmocka_unit_test(there_is_a_limit),
        cmocka_unit_test(broken_checkpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
