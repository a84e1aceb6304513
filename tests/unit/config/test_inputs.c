/* SPDX-License-Identifier: MIT */
/* [input NAME]: what each does, the signal it becomes, and what is refused with file, line, key and
 * the fix. */
#include "tests/unit/config/kit.h"

#include "data/model/amount.h"

#define GPIO KIT_STATION "tower = gpio\n[lamp red]\nline = RED\n"
/* what follows is line 10 and on with KIT_STATION, 12 and on with GPIO */

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    static const struct kit_mistake list[] = {
        {KIT_STATION "[input b]\ndoes = ack\n", ""},
        {KIT_STATION "[input b]\n", "f:9: [input b] does is missing; write e.g. does = "},
        {KIT_STATION "[input b]\ndoes = akc\n", "f:10: [input b] does = akc: not one of call, "
                                                "cancel, ack, silence, nothing, running, part, "
                                                "feedback, signal; did you mean ack?"},
        {KIT_STATION "[input b]\ndoes = ack all\n",
         "f:10: [input b] does = ack all: nothing follows behind ack"},
        {KIT_STATION "[input b]\ndoes = feedback\n",
         "f:10: [input b] does = feedback: needs a name behind it: feedback NAME, as in [lamp "
         "NAME]"},
        {KIT_STATION "[lamp red]\n[input b]\ndoes = feedback rad\n",
         "f:11: [input b] does = feedback rad: there is no [lamp rad]; did you mean red?"},
        {KIT_STATION "[input b]\ndoes = signal x\n",
         "f:10: [input b] does = signal x: there is no [signal x]"},
        {KIT_STATION "[signal x]\ntopic = a/b\n[input b]\ndoes = signal x\n",
         "f:12: [input b] does = signal x: [signal x] (f:9) has a topic; remove one of them"},
        {KIT_STATION "[signal x]\nrole = total\n[input b]\ndoes = signal x\n",
         "f:12: [input b] does = signal x: a contact is open or closed: role = total"},
        {KIT_STATION "[signal x]\n", "f:9: [signal x] topic is missing; write e.g. topic = "},
        {KIT_STATION "[signal x]\ntopic = a\n[input x]\ndoes = ack\n",
         "f:11: [input x] [signal x] (f:9) has the same name; write does = signal x, or"},
        {KIT_STATION "[signal r]\nrole = running\ntopic = a\n[input b]\ndoes = running\n",
         "f:12: [input b] role = running is already that of r (f:9)"},
        {KIT_STATION "[input a]\ndoes = part\n[input b]\ndoes = part\n",
         "f:11: [input b] role = total is already that of a (f:9)"},
        {KIT_STATION "[input a]\ndoes = part\n[input b]\ndoes = part\ncounts = scrap\n", ""},
        {KIT_STATION "[input b]\ndoes = part\nlong = ack\n",
         "f:11: [input b] long = ack: means nothing without a button's does; remove it"},
        {KIT_STATION "[input b]\ndoes = ack\nscale = 2\n",
         "f:11: [input b] scale = 2: means nothing without does = part; remove it"},
        {KIT_STATION "[input b]\ndoes = ack\nhold = 1 s\n",
         "f:11: [input b] hold = 1 s: means nothing without long; remove it"},
        {KIT_STATION "[input b]\ndoes = ack\ndouble_within = 1 s\n",
         "f:11: [input b] double_within = 1 s: means nothing without double; remove it"},
        {KIT_STATION "[input b]\ndoes = ack\nlong = part\n",
         "f:11: [input b] long = part: is for presses: call TYPE, cancel, ack or silence"},
        {KIT_STATION "[input b]\ndoes = ack\nlong = cancel\nhold = 30 s\n",
         "f:9: [input b] stuck is not longer than hold: a long press would be stuck"},
        {GPIO "[input b]\ndoes = ack\nline = B\n", ""},
        {GPIO "[input b]\ndoes = ack\n",
         "f:12: [input b] an input on GPIO needs a line; write e.g. line = BUTTON_1"},
        {GPIO "[input b]\ndoes = ack\nline = RED\n",
         "f:14: [input b] line = RED: is already that of [lamp red] (f:10)"},
        {GPIO "[input a]\ndoes = ack\nline = B\n[input b]\ndoes = ack\nline = B\n",
         "f:17: [input b] line = B: is already that of [input a] (f:12)"},
        {GPIO "[tower]\nheartbeat = B\n[input b]\ndoes = ack\nline = B\n",
         "f:16: [input b] line = B: is already that of [tower] heartbeat"},
        {GPIO "[input b]\ndoes = ack\nline = B\n[rule r]\nwhen = input b stuck\nshow = red on\n",
         ""},
        {GPIO "[input b]\ndoes = ack\nline = B\n[rule r]\nwhen = input lost\nshow = red on\n", ""},
        {GPIO "[input b]\ndoes = ack\nline = B\n[rule r]\nwhen = input\nshow = red on\n", ""},
        {GPIO "[input b]\ndoes = ack\nline = B\n[rule r]\nwhen = input c stuck\nshow = red on\n",
         "f:16: [rule r] when = input c stuck: there is no [input c]"},
        {GPIO "[input b]\ndoes = ack\nline = B\n[rule r]\nwhen = input b dead\nshow = red on\n",
         "f:16: [rule r] when = input b dead: \"dead\" is neither stuck nor lost"},
        {KIT_STATION "inputs = gpio\n[input b]\ndoes = ack\n",
         "f:10: [input b] an input on GPIO needs a line"},
        {KIT_STATION "tower = none\n[input b]\ndoes = ack\n",
         "f:10: [input b] an input on GPIO needs a line"},
        {KIT_STATION "tower = none\ninputs = sim\n[input b]\ndoes = ack\n", ""},
    };
    kit_mentions("", list);
}

static void an_input_is_a_signal(void **state)
{
    (void)state;
    struct config *c =
        kit_load(KIT_STATION "pulse_stop_after = 1 min\n"
                             "[lamp red]\n[lamp green]\n"
                             "[signal x]\nrole = starved\n"
                             "[signal t]\ntopic = a/b\n"
                             "[input run]\ndoes = running\n"
                             "[input parts]\ndoes = part\nscale = 2\ncounts = good\n"
                             "[input hopper]\ndoes = signal x\n"
                             "[input lit]\ndoes = feedback green\n"
                             "[input cord]\ndoes = silence\nlong = cancel\ndouble = ack\n");
    assert_int_equal(c->inputs, 5);
    assert_int_equal(c->signals, 6);
    const struct input_conf *in = c->input;
    assert_int_equal(in[0].signal, 2);
    assert_string_equal(c->signal[2].name, "run");
    assert_int_equal(c->signal[2].role, ROLE_RUNNING);
    assert_int_equal(in[1].scale, 2 * AMOUNT_ONE);
    assert_int_equal(c->signal[in[1].signal].role, ROLE_GOOD);
    assert_int_equal(c->signal[in[1].signal].counter.kind, COUNTER_PULSE);
    assert_int_equal(in[2].signal, 0);
    assert_int_equal(in[3].press.index, 1);
    assert_string_equal(in[3].press.of, "green");
    assert_int_equal(c->signal[in[3].signal].role, ROLE_SENSOR);
    assert_int_equal(in[4].press.does, INPUT_SILENCE);
    assert_int_equal(in[4].held.does, INPUT_CANCEL);
    assert_int_equal(in[4].twice.does, INPUT_ACK);
    assert_int_equal(in[4].debounce_ms, 20);
    assert_int_equal(in[4].hold_ms, 2000);
    assert_int_equal(in[4].stuck_ms, 30000);
    assert_int_equal(config_signal_index(c, "cord"), in[4].signal);
    config_free(&c);
}

static void figures_depend_on_what_counts(void **state)
{
    (void)state;
    struct config *a = kit_load(KIT_STATION "[input p]\ndoes = part\n");
    struct config *b = kit_load(KIT_STATION "[input p]\ndoes = part\nscale = 2\n");
    struct config *c = kit_load(KIT_STATION "[input p]\ndoes = part\nbias = pull-up\n");
    assert_string_not_equal(a->digest, b->digest);
    assert_string_equal(a->digest, c->digest);
    config_free(&a);
    config_free(&b);
    config_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_has_its_message),
        cmocka_unit_test(an_input_is_a_signal),
        cmocka_unit_test(figures_depend_on_what_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
