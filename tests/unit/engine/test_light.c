/* SPDX-License-Identifier: MIT */
/* Beside the rules: overrides, silence, a buzzer's hours, hours of light, feedback. */
#include "rig.h"

#include "andon/engine/parts.h"

#include <malloc.h>

enum lamp { RED, YELLOW, GREEN, BUZZER, LAMPS };

static char saved[CHECKPOINT_MAX];

static struct rule_conf *rule(struct rig *r, const char *name, struct condition c)
{
    struct rule_conf *rule = &r->rule[r->config.rules++];
    *rule = (struct rule_conf){.conditions = 1};
    (void)text_copy(rule->name, sizeof rule->name, name);
    rule->condition[0] = c;
    rule->fault = c.kind == COND_LINK_DOWN;
    return rule;
}

static void show(struct rule_conf *rule, enum lamp lamp, enum lamp_pattern pattern)
{
    rule->show[rule->shows].lamp = (int)lamp;
    rule->show[rule->shows++].pattern = pattern;
}

/* link-down: yellow, and the buzzer; held: red and beeps; starved: chime; running: green. */
static struct rig *make(void)
{
    static const char *const names[] = {"red", "yellow", "green", "buzzer"};
    struct rig *r = rig_new();
    rig_signal(r, "state", ROLE_STATE);
    for (int i = 0; i < LAMPS; i++) {
        (void)text_copy(r->lamp[i].name, sizeof r->lamp[i].name, names[i]);
        (void)text_copy(r->lamp[i].colour, sizeof r->lamp[i].colour, names[i]);
    }
    r->config.lamps = LAMPS;
    r->config.light.override_max_ms = MS_PER_HOUR;
    show(rule(r, "link", (struct condition){.kind = COND_LINK_DOWN}), YELLOW, LAMP_FLASH_DOUBLE);
    struct rule_conf *held =
        rule(r, "held", (struct condition){.kind = COND_STATE, .words = 1U << MS_STOPPED});
    show(held, RED, LAMP_ON);
    show(held, BUZZER, LAMP_BEEP);
    show(rule(r, "waits",
              (struct condition){.kind = COND_STATE, .words = 1U << MS_STARVED | 1U << MS_STOPPED}),
         BUZZER, LAMP_CHIME);
    show(rule(r, "runs", (struct condition){.kind = COND_STATE, .words = 1U << MS_RUNNING}), GREEN,
         LAMP_ON);
    return r;
}

static void expect(const char *what, const char *got, const char *want)
{
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  got  %s\n  want %s", what, got, want);
}

static const char *why(struct rig *r, const char *lamp)
{
    static char text[400];
    assert_int_equal(station_why(r->st, lamp, r->now, text, sizeof text), 0);
    return text;
}

static void restart(struct rig *r, int64_t s)
{
    struct cause cause = {.text = ""};
    size_t length = station_checkpoint(r->st, r->now, saved, sizeof saved);
    assert_true(length > 0);
    station_free(&r->st);
    rig_start(r, s * 1000);
    if (station_restore(r->st, saved, length, true, r->now, &r->fx, &cause) != 0)
        fail_msg("%s", cause.text);
}

/* ---- overrides ---- */

#define BY "role=maintenance pin=1 actor=ben "

static void test_override(void **state)
{
    (void)state;
    static const struct {
        const char *script, *tower;
    } rows[] = {
        {"0 link=up; 1 state=Execute", "red off, yellow off, green on, buzzer off"},
        {"2 do=lamp-override red " BY "word=flash_slow for=60 note=relay",
         "red flash_slow, yellow off, green on, buzzer off"},
        {"3 state=Held", "red flash_slow, yellow off, green off, buzzer beep"},
        {"61.999 tick", "red flash_slow, yellow off, green off, buzzer beep"},
        {"62 tick", "red on, yellow off, green off, buzzer beep"},
        /* Released before its end; a second one replaces the first. */
        {"70 do=lamp-override red " BY "word=off for=60 note=x",
         "red off, yellow off, green off, buzzer beep"},
        {"71 do=lamp-override red " BY "word=flash_fast for=60 note=y",
         "red flash_fast, yellow off, green off, buzzer beep"},
        {"72 do=lamp-release red role=maintenance", "red on, yellow off, green off, buzzer beep"},
        /* Faults stand before it. */
        {"80 do=lamp-override yellow " BY "word=on for=60 note=z",
         "red on, yellow on, green off, buzzer beep"},
        {"81 link=down", "red off, yellow flash_double, green off, buzzer off"},
        {"82 link=up", "red off, yellow on, green off, buzzer off"},
        /* What is not known is never green. */
        {"83 do=lamp-override green " BY "word=on for=60 note=z",
         "red off, yellow on, green off, buzzer off"},
        {"84 state=Held", "red on, yellow on, green on, buzzer beep"},
        /* The test stands before all; it beeps, and does not sound without pauses. */
        {"85 lamptest=anna", "red on, yellow off, green off, buzzer off"},
        {"88 tick", "red off, yellow off, green off, buzzer beep"},
    };
    struct rig *r = make();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        expect(rows[i].script, rig_tower(r), rows[i].tower);
    }
    assert_string_equal(rig_snapshot(r)->lamp[RED].rule, "lamp test");
    rig_free(&r);
}

static void test_override_is_told_and_recorded(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 link=up; 1 state=Held; 2 do=lamp-override red " BY "word=off for=60 note=relay");
    expect("answer", r->outcome.text, "red is overridden: off for 1 min 00 s");
    assert_int_equal(r->outcome.kind, REC_LAMP);
    assert_string_equal(r->outcome.id, "L1");
    rig_play(r, "12 tick");
    expect("why", why(r, "red"), "red is off: OVERRIDE by ben, 50 s left: relay");
    assert_string_equal(rig_snapshot(r)->lamp[RED].rule, "OVERRIDE");
    assert_non_null(strstr(rig_snapshot(r)->lamp[RED].why, "OVERRIDE by ben"));
    assert_non_null(strstr(r->log, "lamp\tL1\t1\t"));
    assert_non_null(strstr(r->log, "\"what\":\"override\",\"lamp\":\"red\",\"pattern\":\"off\","
                                   "\"why\":\"relay\",\"by\":\"ben\""));
    rig_play(r, "12.5 do=lamp-override yellow " BY "word=on for=60 note=z; 12.6 link=down");
    expect("a fault first", why(r, "yellow"),
           "yellow is flash_double by rule link: broker lost since 00:00:12, connection refused; "
           "OVERRIDE by ben waits");
    rig_play(r, "12.7 do=lamp-override green " BY "word=on for=60 note=z");
    expect("never green", why(r, "green"),
           "green is off: OVERRIDE by ben, 1 min 00 s left: z; never green while unknown");
    rig_play(r, "13 do=lamp-release red role=maintenance actor=anna");
    expect("answer", r->outcome.text, "red follows the rules again");
    assert_non_null(strstr(r->log, "lamp\tL1\t2\t"));
    assert_non_null(strstr(r->log, "\"released\":\"anna\""));
    rig_free(&r);
}

static void test_override_refused(void **state)
{
    (void)state;
    static const struct {
        const char *command, *text;
    } rows[] = {
        {"lamp-override red word=off for=9 note=x pin=1",
         "lamp-override is for maintenance and above"},
        {"lamp-override red word=off for=9 note=x role=maintenance",
         "lamp-override wants your PIN"},
        {"lamp-override rad word=off for=9 note=x " BY,
         "there is no lamp \"rad\"; did you mean red? See andonctl lamps"},
        {"lamp-override red word=flash for=9 note=x " BY,
         "\"flash\" is no pattern; there are off, on, flash_slow, flash_fast, flash_double, pulse, "
         "chime, beep, varying"},
        {"lamp-override buzzer word=on for=9 note=x " BY,
         "a continuous tone is kept for evacuation; take chime, beep or varying"},
        {"lamp-override red word=off note=x " BY, "say for how long: from 1 s to 1 h 00 min"},
        {"lamp-override red word=off for=3601 note=x " BY,
         "say for how long: from 1 s to 1 h 00 min"},
        {"lamp-override red word=off for=9 " BY, "say why: who sees the lamp will ask"},
        {"lamp-release red " BY, "red is not overridden"},
        {"lamp-release rad " BY, "there is no lamp \"rad\"; did you mean red? See andonctl lamps"},
        {"lamp-replaced x " BY, "there is no lamp \"x\"; see andonctl lamps"},
        {"silence", "nothing sounds"},
    };
    struct rig *r = make();
    rig_play(r, "0 link=up; 1 state=Execute");
    size_t length = r->log_length;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_do(r, rows[i].command, 2000);
        assert_int_not_equal(r->outcome.result, COMMAND_DONE);
        expect(rows[i].command, r->outcome.text, rows[i].text);
    }
    assert_int_equal(r->log_length, length);
    expect("nothing changed", rig_tower(r), "red off, yellow off, green on, buzzer off");
    rig_free(&r);
}

static void test_override_outlives_a_restart(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r,
             "0 link=up; 1 state=Held; 2 do=lamp-override red " BY "word=pulse for=60 note=relay");
    restart(r, 30);
    rig_play(r, "30 link=up; 31 state=Held");
    expect("still", rig_tower(r), "red pulse, yellow off, green off, buzzer beep");
    expect("why", why(r, "red"), "red is pulse: OVERRIDE by ben, 31 s left: relay");
    rig_play(r, "62 tick");
    expect("over", rig_tower(r), "red on, yellow off, green off, buzzer beep");
    restart(r, 63);
    rig_play(r, "64 link=up; 65 state=Held");
    expect("over for good", rig_tower(r), "red on, yellow off, green off, buzzer beep");
    rig_free(&r);
}

static void test_override_is_handed_over(void **state)
{
    (void)state;
    static char packet[8192];
    struct rig *r = make();
    rig_shift(r, "early", 0, 8 * 60);
    rig_play(r, "0 link=up; 1 state=Held; 2 do=lamp-override red " BY "word=off for=60 note=relay; "
                "3 lines=0010");
    assert_true(station_handover(r->st, "", packet, sizeof packet) > 0);
    assert_non_null(strstr(packet, "\"lamps\":[{\"lamp\":\"red\",\"what\":\"override\",\"pattern\":"
                                   "\"off\",\"by\":\"ben\""));
    assert_non_null(strstr(packet, "{\"lamp\":\"yellow\",\"what\":\"line\""));
    rig_play(r, "4 do=lamp-release red role=maintenance; 5 lines=0000; 20 tick");
    assert_true(station_handover(r->st, "", packet, sizeof packet) > 0);
    assert_non_null(strstr(packet, "\"lamps\":[]"));
    rig_free(&r);
}

/* ---- silence and hours ---- */

static void test_silence_until_the_next_cause(void **state)
{
    (void)state;
    static const struct {
        const char *script, *buzzer;
    } rows[] = {
        {"0 link=up; 1 state=Wait", "chime"},
        {"2 do=silence", "off"},
        {"9 tick", "off"},
        {"10 state=Held", "beep"}, /* another rule holds */
        {"11 do=silence", "off"},
        {"12 state=Wait", "off"}, /* what was silenced goes on */
        {"13 state=Execute", "off"},
        {"14 state=Wait", "chime"}, /* it comes again */
    };
    struct rig *r = make();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        expect(rows[i].script, word_name(&words_lamp_pattern, (int)r->fx.lamp[BUZZER].pattern),
               rows[i].buzzer);
        if (i == 1) {
            expect("answer", r->outcome.text, "silent until the next cause");
            assert_non_null(
                strstr(r->log, "\"what\":\"silence\",\"lamp\":\"buzzer\",\"rule\":\"waits\""));
            expect("why", why(r, "buzzer"),
                   "buzzer is off by rule waits: starved since 00:00:01, Wait; silenced by anna");
        }
    }
    rig_free(&r);
}

static void test_silence_outlives_a_reload(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 link=up; 1 state=Held; 2 do=silence");
    (void)rig_other(r);
    rig_reload(r, 3000);
    assert_int_equal(r->fx.lamp[BUZZER].pattern, LAMP_OFF);
    assert_int_equal(r->fx.lamp[RED].pattern, LAMP_ON);
    restart(r, 4); /* whether it is still the same stop nobody knows: it is heard again */
    rig_play(r, "5 link=up; 6 state=Held");
    assert_int_equal(r->fx.lamp[BUZZER].pattern, LAMP_BEEP);
    rig_free(&r);
}

static void test_hours_of_a_buzzer(void **state)
{
    (void)state;
    static const struct {
        const char *script, *buzzer;
    } rows[] = {
        {"0 link=up; 1 state=Held", "beep"},
        {"3600 tick", "off"},
        {"21599.999 tick", "off"},
        {"21600 tick", "beep"},
        {"79199 tick", "beep"},
        {"79200 tick", "off"},
        {"82800 tick", "beep"},
        {"86400 tick", "beep"},
        {"90000 tick", "off"},
        {"108000 tick", "beep"},
    };
    struct rig *r = make();
    struct shift_plan *hours = &r->lamp[BUZZER].hours;
    hours->pause[hours->pauses++] = (struct shift_break){6 * 60, 22 * 60};
    hours->pause[hours->pauses++] = (struct shift_break){23 * 60, 60};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rig_play(r, rows[i].script);
        expect(rows[i].script, word_name(&words_lamp_pattern, (int)r->fx.lamp[BUZZER].pattern),
               rows[i].buzzer);
        assert_int_equal(r->fx.lamp[RED].pattern, LAMP_ON);
    }
    rig_play(r, "165600 tick"); /* 22:00 of the second day */
    expect("why", why(r, "buzzer"),
           "buzzer is off by rule held: stopped since 2026-11-22 00:00:01, Held; quiet at this "
           "hour; 1 more");
    assert_true(station_deadline(r->st) <= RIG_BOOT + 169200000);
    r->lamp[BUZZER].quiet = LAMP_CHIME;
    rig_play(r, "165601 tick");
    assert_int_equal(r->fx.lamp[BUZZER].pattern, LAMP_CHIME);
    rig_free(&r);
}

/* ---- hours of light ---- */

static void test_hours_of_light(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 link=up; 1 state=Execute; 101 state=Held; 121 tick");
    assert_int_equal(station_lamp_ms(r->st, GREEN), 100000);
    assert_int_equal(station_lamp_ms(r->st, RED), 20000);
    assert_int_equal(station_lamp_ms(r->st, BUZZER), 20000 * 4 / 10);
    restart(r, 200); /* nobody knows what was lit while andond was away */
    rig_play(r, "201 link=up; 202 state=Execute; 212 tick");
    assert_int_equal(station_lamp_ms(r->st, GREEN), 110000);
    assert_int_equal(station_lamp_ms(r->st, RED), 20000);
    (void)rig_other(r);
    rig_reload(r, 222000);
    rig_play(r, "232 tick");
    assert_int_equal(station_lamp_ms(r->st, GREEN), 130000);
    rig_play(r, "232 do=lamp-replaced green role=maintenance; 242 tick");
    expect("answer", r->outcome.text, "green is new: its hours count from 0");
    assert_non_null(strstr(r->log, "\"what\":\"replaced\",\"lamp\":\"green\""));
    assert_non_null(strstr(r->log, "\"burned_ms\":130000"));
    assert_int_equal(station_lamp_ms(r->st, GREEN), 10000);
    rig_free(&r);
}

/* ---- feedback ---- */

static void hear(struct rig *r, enum lamp lamp, bool lit, int64_t ms)
{
    r->now = rig_at(r, ms);
    station_begin(r->st, &r->fx);
    station_run(r->st, station_time(r->st, r->now));
    r->st->arrival = r->st->t;
    lamps_feedback(r->st, (int)lamp, lit);
    station_end(r->st, r->now);
    rig_log(r);
}

static bool mismatch(struct rig *r, enum lamp lamp)
{
    return rig_snapshot(r)->lamp[lamp].mismatch;
}

static void test_feedback_of_steady_lamps(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 link=up; 1 state=Execute");
    assert_false(mismatch(r, GREEN)); /* nothing is wired to it */
    hear(r, GREEN, false, 2000);
    assert_false(mismatch(r, GREEN));
    assert_int_equal(station_deadline(r->st), RIG_BOOT + 3000);
    rig_tick(r, 3000);
    assert_true(mismatch(r, GREEN));
    expect("records", rig_records(r, "lamp"),
           "1.1 line green 3- it is dark although it should burn");
    hear(r, GREEN, true, 4000);
    assert_false(mismatch(r, GREEN));
    rig_tick(r, 14000);
    expect("well", rig_records(r, "lamp"),
           "1.1 line green 3- it is dark although it should burn; "
           "1.2 line green 3-4 it is dark although it should burn");
    rig_play(r, "20 state=Held");
    rig_tick(r, 20999);
    assert_false(mismatch(r, GREEN));
    rig_tick(r, 21000); /* it is off by now, and still said to burn */
    assert_true(mismatch(r, GREEN));
    rig_play(r, "22 state=Execute");
    assert_false(mismatch(r, GREEN));
    rig_free(&r);
}

static void test_feedback_of_lamps_that_flash(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 link=up; 1 state=Execute; 2 link=down");
    bool lit = false;
    for (int64_t ms = 3000; ms < 20000; ms += 500, lit = !lit)
        hear(r, YELLOW, lit, ms);
    assert_false(mismatch(r, YELLOW));
    rig_tick(r, 24499); /* the last edge was at 19.5 */
    assert_false(mismatch(r, YELLOW));
    rig_tick(r, 24500);
    assert_true(mismatch(r, YELLOW));
    hear(r, YELLOW, lit, 25000);
    assert_false(mismatch(r, YELLOW));
    rig_free(&r);
}

/* A line that is lost and a lamp that is dark are one fault, well when both are. */
static void test_feedback_beside_the_line(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_play(r, "0 link=up; 1 state=Execute; 2 lines=0100");
    hear(r, GREEN, false, 3000);
    rig_play(r, "5 lines=0000; 30 tick");
    assert_true(mismatch(r, GREEN));
    hear(r, GREEN, true, 31000);
    rig_tick(r, 50000);
    expect("records", rig_records(r, "lamp"),
           "1.1 line green 2- held by \"gpioset\"; 1.2 line green 2-31 held by \"gpioset\"");
    rig_free(&r);
}

/* ---- the lamp path -------------------------------------------------------------------------- */

/* From an update to the tower's new pattern, and back, with an override and a silence in force:
 * no memory is taken. */
static void test_the_lamp_path_allocates_nothing(void **state)
{
    (void)state;
    struct rig *r = make();
    rig_signal(r, "oil", ROLE_SENSOR);
    show(rule(r, "hot",
              (struct condition){.kind = COND_SIGNAL,
                                 .signal = 1,
                                 .other = -1,
                                 .compare = '>',
                                 .amount = 70 * AMOUNT_ONE}),
         YELLOW, LAMP_FLASH_SLOW);
    rig_play(r, "0 link=up; 1 state=Held; 2 do=lamp-override red " BY "word=off for=600 note=x; "
                "3 do=silence; 4 oil=80; 5 oil=60; 6 oil=80; 7 oil=60");
    struct update u = {.signal = 1, .quality = Q_GOOD, .mapped = -1, .source_ms = TIME_NONE};
    const struct event event = {.kind = EVENT_UPDATE, .update = &u};
    u.value.type = VALUE_NUMBER;
    struct mallinfo2 before = mallinfo2();
    int changes = 0;
    for (int i = 0; i < 500; i++) {
        u.value.amount = (i % 2 ? 60 : 80) * AMOUNT_ONE;
        station_step(r->st, &event, rig_at(r, 8000 + i * 100), &r->fx);
        changes += r->fx.lamps_changed;
    }
    struct mallinfo2 after = mallinfo2();
    assert_int_equal(changes, 500);
    assert_int_equal(after.uordblks, before.uordblks);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_override),
        cmocka_unit_test(test_override_is_told_and_recorded),
        cmocka_unit_test(test_override_refused),
        cmocka_unit_test(test_override_outlives_a_restart),
        cmocka_unit_test(test_override_is_handed_over),
        cmocka_unit_test(test_silence_until_the_next_cause),
        cmocka_unit_test(test_silence_outlives_a_reload),
        cmocka_unit_test(test_hours_of_a_buzzer),
        cmocka_unit_test(test_hours_of_light),
        cmocka_unit_test(test_feedback_of_steady_lamps),
        cmocka_unit_test(test_feedback_of_lamps_that_flash),
        cmocka_unit_test(test_feedback_beside_the_line),
        cmocka_unit_test(test_the_lamp_path_allocates_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
