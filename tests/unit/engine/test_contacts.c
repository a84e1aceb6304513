/* SPDX-License-Identifier: MIT */
/* Contacts in the engine: a machine without a PLC, what a press does, and lines in trouble. */
#include "calls_rig.h"

enum { RUN, PARTS, CORD };

/* A running contact, a part sensor and a cord; the broker is there, or not. */
static struct rig *make(bool by_pulses)
{
    static struct input_conf input[3];
    static const char *const names[] = {"run", "parts", "cord"};
    struct rig *r = rig_new();
    rig_signal(r, "run", by_pulses ? ROLE_SENSOR : ROLE_RUNNING);
    rig_signal(r, "parts", ROLE_TOTAL)->counter.kind = COUNTER_PULSE;
    rig_signal(r, "cord", ROLE_SENSOR);
    for (int i = 0; i < 3; i++) {
        input[i] = (struct input_conf){.scale = AMOUNT_ONE, .signal = i};
        (void)text_copy(input[i].name, sizeof input[i].name, names[i]);
        r->signal[i].contact = true;
    }
    input[RUN].press.does = INPUT_RUNNING;
    input[PARTS].press.does = INPUT_PART;
    input[CORD].press = (struct input_action){.does = INPUT_CALL, .of = "maintenance"};
    input[CORD].held.does = INPUT_NOTHING;
    r->config.input = input;
    r->config.inputs = 3;
    r->config.pulse_stop_after_ms = by_pulses ? 10 * MS_PER_S : 0;
    return r;
}

static void contact(struct rig *r, size_t input, enum contact_event_kind kind, int64_t count,
                    int64_t ms)
{
    struct contact_event c = {.kind = kind, .input = input, .count = count, .why = "chip is gone"};
    rig_step(r, &(struct event){.kind = EVENT_CONTACT, .contact = &c}, ms);
}

static enum machine_state machine(struct rig *r)
{
    return rig_snapshot(r)->machine.state;
}

static int64_t total(struct rig *r)
{
    return rig_snapshot(r)->counts.total / AMOUNT_ONE;
}

static int64_t missing(struct rig *r)
{
    return rig_snapshot(r)->counts.missing / AMOUNT_ONE;
}

static void a_machine_without_plc_or_broker_runs(void **state)
{
    (void)state;
    struct rig *r = make(false);
    rig_play(r, "0 link=down; 1 run=0; 2 run=1; 3 parts=1; 4 parts=1; 5 parts=1");
    assert_int_equal(machine(r), MS_RUNNING);
    assert_int_equal(total(r), 3);
    rig_play(r, "6 link=up; 7 link=down; 8 tick");
    assert_int_equal(machine(r), MS_RUNNING); /* the broker has no part in it */
    rig_play(r, "9 run=0; 10 tick");
    assert_int_equal(machine(r), MS_STOPPED);
    rig_free(&r);
}

static void the_broker_matters_where_it_says_something(void **state)
{
    (void)state;
    static const struct {
        bool other;
        const char *tower;
    } rows[] = {{false, "red off"}, {true, "red on"}};
    for (size_t i = 0; i < 2; i++) {
        struct rig *r = make(false);
        if (rows[i].other)
            rig_signal(r, "oil", ROLE_SENSOR);
        (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "red");
        r->rule[0] = (struct rule_conf){.conditions = 1, .shows = 1};
        r->rule[0].condition[0].kind = COND_LINK_DOWN;
        r->rule[0].show[0].pattern = LAMP_ON;
        r->config.lamps = r->config.rules = 1;
        rig_play(r, "0 link=up; 1 run=1; 2 link=down; 3 tick");
        assert_string_equal(rig_tower(r), rows[i].tower);
        rig_free(&r);
    }
}

static void parts_alone_say_whether_it_runs(void **state)
{
    (void)state;
    struct rig *r = make(true);
    rig_play(r, "0 link=down; 0.1 parts=0; 5 tick");
    assert_int_equal(machine(r), MS_UNKNOWN);
    rig_play(r, "11 tick");
    assert_int_equal(machine(r), MS_STOPPED);
    rig_play(r, "12 parts=1; 15 parts=1; 20 link=connecting");
    assert_int_equal(machine(r), MS_RUNNING);
    rig_play(r, "26 tick");
    assert_int_equal(machine(r), MS_STOPPED);
    assert_int_equal(total(r), 2);
    rig_free(&r);
}

static void a_lost_line_is_unknown_and_told(void **state)
{
    (void)state;
    struct rig *r = make(false);
    rig_play(r, "0 link=down; 1 run=1; 2 tick");
    contact(r, RUN, CONTACT_EVENT_AWAY, 0, 3000);
    assert_int_equal(machine(r), MS_UNKNOWN);
    assert_true(station_contact(r->st, RUN)->away);
    assert_string_equal(station_contact(r->st, RUN)->why, "chip is gone");
    assert_non_null(strstr(r->log, "\"kind\":\"line-lost\",\"text\":\"chip is gone\""));
    contact(r, RUN, CONTACT_EVENT_BACK, 0, 5000);
    rig_play(r, "5.1 run=1");
    assert_int_equal(machine(r), MS_RUNNING);
    assert_false(station_contact(r->st, RUN)->away);
    rig_free(&r);
}

/* Each way to know nothing has its words. */
static void why_names_the_lost_contact(void **state)
{
    (void)state;
    struct rig *r = make(false);
    char why[256];
    (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "red");
    r->rule[0] = (struct rule_conf){.conditions = 1, .shows = 1};
    r->rule[0].condition[0].kind = COND_UNKNOWN;
    r->rule[0].show[0].pattern = LAMP_ON;
    r->config.lamps = r->config.rules = 1;
    rig_play(r, "0 run=1");
    contact(r, RUN, CONTACT_EVENT_AWAY, 0, 1000);
    assert_int_equal(station_why(r->st, "red", r->now, why, sizeof why), 0);
    assert_non_null(strstr(why, "the contact that says it cannot be read"));
    rig_free(&r);
}

static void lost_parts_say_how_many_at_most(void **state)
{
    (void)state;
    struct rig *r = make(false);
    rig_play(r, "0 run=1; 1 parts=1; 2 parts=1");
    contact(r, PARTS, CONTACT_EVENT_MISSED, 40, 3000);
    assert_int_equal(missing(r), 40);
    contact(r, PARTS, CONTACT_EVENT_MISSED, 2, 4000);
    contact(r, PARTS, CONTACT_EVENT_MISSED, -1, 5000);
    contact(r, CORD, CONTACT_EVENT_MISSED, 7, 5000);
    assert_int_equal(missing(r), 42);
    assert_int_equal(total(r), 2);
    assert_non_null(strstr(r->log, "\"kind\":\"edges-lost\",\"text\":\"edges were lost: up to 40 "
                                   "parts may be missing\""));
    /* it outlives a restart */
    char *text = malloc(CHECKPOINT_MAX);
    assert_non_null(text);
    size_t length = station_checkpoint(r->st, r->now, text, CHECKPOINT_MAX);
    station_free(&r->st);
    rig_start(r, 6000);
    struct cause why = {{0}};
    assert_int_equal(station_restore(r->st, text, length, true, r->now, &r->fx, &why), 0);
    assert_int_equal(missing(r), 42);
    free(text);
    rig_free(&r);
}

static void a_stuck_button_is_told(void **state)
{
    (void)state;
    struct rig *r = make(false);
    rig_play(r, "0 run=1");
    contact(r, CORD, CONTACT_EVENT_STUCK, 0, 1000);
    assert_true(station_contact(r->st, CORD)->stuck);
    assert_non_null(strstr(r->log, "\"signal\":\"cord\",\"kind\":\"stuck\""));
    contact(r, CORD, CONTACT_EVENT_FREED, 0, 2000);
    assert_false(station_contact(r->st, CORD)->stuck);
    contact(r, CORD, CONTACT_EVENT_TOO_FAST, 0, 3000);
    assert_non_null(strstr(r->log, "\"signal\":\"cord\",\"kind\":\"quarantine\""));
    rig_free(&r);
}

static void trouble_lights_a_lamp(void **state)
{
    (void)state;
    static const struct {
        struct condition condition;
        const char *stuck, *both, *lost; /* tower */
        const char *why;                 /* while both */
    } rows[] = {
        {{.kind = COND_INPUT, .words = INPUT_STUCK, .other = -1},
         "red on",
         "red on",
         "red off",
         "cord stays closed"},
        {{.kind = COND_INPUT, .words = INPUT_LOST, .other = -1},
         "red off",
         "red on",
         "red on",
         "chip is gone"},
        {{.kind = COND_INPUT, .words = INPUT_STUCK | INPUT_LOST, .other = -1},
         "red on",
         "red on",
         "red on",
         "chip is gone; 1 more"},
        {{.kind = COND_INPUT, .words = INPUT_STUCK | INPUT_LOST, .other = CORD},
         "red on",
         "red on",
         "red off",
         "cord stays closed"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = make(false);
        char why[256];
        (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "red");
        r->rule[0] =
            (struct rule_conf){.condition = {rows[i].condition}, .conditions = 1, .shows = 1};
        r->rule[0].show[0].pattern = LAMP_ON;
        r->config.lamps = r->config.rules = 1;
        rig_play(r, "0 run=1");
        contact(r, CORD, CONTACT_EVENT_STUCK, 0, 1000);
        assert_string_equal(rig_tower(r), rows[i].stuck);
        contact(r, RUN, CONTACT_EVENT_AWAY, 0, 2000);
        assert_string_equal(rig_tower(r), rows[i].both);
        assert_int_equal(station_why(r->st, "red", r->now, why, sizeof why), 0);
        if (!strstr(why, rows[i].why))
            fail_msg("row %zu: %s", i, why);
        contact(r, CORD, CONTACT_EVENT_FREED, 0, 3000);
        assert_string_equal(rig_tower(r), rows[i].lost);
        contact(r, RUN, CONTACT_EVENT_BACK, 0, 4000);
        assert_string_equal(rig_tower(r), "red off");
        rig_free(&r);
    }
}

/* A feedback that says otherwise is a lamp that does not follow; one that is lost says nothing. */
static void feedback_reaches_its_lamp(void **state)
{
    (void)state;
    struct rig *r = make(false);
    struct input_conf *cord = &r->config.input[CORD];
    cord->press = (struct input_action){.does = INPUT_FEEDBACK, .index = 0};
    (void)text_copy(r->lamp[0].name, sizeof r->lamp[0].name, "red");
    r->rule[0] = (struct rule_conf){.conditions = 1, .shows = 1};
    r->rule[0].condition[0].kind = COND_ALWAYS;
    r->rule[0].show[0].pattern = LAMP_ON;
    r->config.lamps = r->config.rules = 1;
    rig_play(r, "0 run=1; 1 cord=0; 5 tick");
    assert_non_null(strstr(rig_records(r, "lamp"), "dark"));
    contact(r, CORD, CONTACT_EVENT_AWAY, 0, 6000);
    rig_play(r, "30 tick");
    assert_non_null(strstr(rig_records(r, "lamp"), "1.2 line red 2-6")); /* it is over */
    rig_free(&r);
}

/* Whatever comes of it: the press is kept in mind with words, by the button's name. */
static void a_press_has_an_outcome(void **state)
{
    (void)state;
    struct rig *r = make(false);
    rig_play(r, "0 run=1");
    assert_int_equal(station_contact(r->st, CORD)->pressed_wall, TIME_NONE);
    contact(r, CORD, CONTACT_EVENT_PRESS, 0, 1000);
    const struct contact_state *c = station_contact(r->st, CORD);
    assert_int_equal(c->presses, 1);
    assert_int_equal(c->pressed_wall, r->begin + 1000);
    assert_true(c->outcome[0] != '\0');
    contact(r, CORD, CONTACT_EVENT_LONG, 0, 2000); /* does nothing */
    assert_int_equal(c->presses, 1);
    contact(r, 3, CONTACT_EVENT_PRESS, 0, 3000); /* there is none */
    assert_null(station_contact(r->st, 3));
    rig_free(&r);
}

/* The cord calls, a second pull takes it back; a person's answer makes the second pull its end. */
static void a_cord_calls_and_a_second_pull_ends_it(void **state)
{
    (void)state;
    struct rig *r = make(false);
    r->config.call = call_types;
    r->config.calls = 3;
    rig_play(r, "0 run=1");
    contact(r, CORD, CONTACT_EVENT_PRESS, 0, 1000);
    struct snapshot *s = rig_snapshot(r);
    assert_int_equal(s->calls, 1);
    assert_string_equal(s->call[0].type, "maintenance");
    assert_int_equal(s->call[0].state, CALL_RAISED);
    assert_non_null(strstr(station_contact(r->st, CORD)->outcome, "C1"));
    assert_non_null(strstr(r->log, "input:cord"));
    contact(r, CORD, CONTACT_EVENT_PRESS, 0, 2000);
    assert_int_equal(rig_snapshot(r)->calls, 0);
    assert_non_null(strstr(r->log, "\"state\":\"cancelled\""));
    contact(r, CORD, CONTACT_EVENT_PRESS, 0, 3000);
    assert_int_equal(rig_snapshot(r)->calls, 1);
    assert_false(station_contact(r->st, CORD)->refused);
    rig_free(&r);
}

static void a_reload_keeps_it_by_name(void **state)
{
    (void)state;
    static struct input_conf moved[2];
    struct rig *r = make(false);
    rig_play(r, "0 run=1");
    contact(r, CORD, CONTACT_EVENT_STUCK, 0, 1000);
    struct config *other = rig_other(r);
    moved[0] = r->config.input[CORD];
    moved[1] = r->config.input[RUN];
    other->input = moved;
    other->inputs = 2;
    rig_reload(r, 2000);
    assert_true(station_contact(r->st, 0)->stuck);
    assert_false(station_contact(r->st, 1)->stuck);
    rig_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_without_plc_or_broker_runs),
        cmocka_unit_test(the_broker_matters_where_it_says_something),
        cmocka_unit_test(parts_alone_say_whether_it_runs),
        cmocka_unit_test(a_lost_line_is_unknown_and_told),
        cmocka_unit_test(why_names_the_lost_contact),
        cmocka_unit_test(lost_parts_say_how_many_at_most),
        cmocka_unit_test(a_stuck_button_is_told),
        cmocka_unit_test(trouble_lights_a_lamp),
        cmocka_unit_test(feedback_reaches_its_lamp),
        cmocka_unit_test(a_press_has_an_outcome),
        cmocka_unit_test(a_cord_calls_and_a_second_pull_ends_it),
        cmocka_unit_test(a_reload_keeps_it_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
