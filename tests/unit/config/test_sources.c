/* SPDX-License-Identifier: MIT */
/* [source NAME] and [preset NAME]: what signals have of them, templates, the plant's own beside the
 * shipped ones, and what is refused with file, line, key and the fix. */
#include "tests/unit/config/kit.h"

#define GATEWAY                                                                       \
    KIT_STATION "[preset gw]\nformat = json\ntopic = {root}/x/{item}\npointer = /v\n" \
                "time = /t\ntime_unit = ms\nstate = st\nstate_map = words\n"          \
                "counter = delta\nalive_topic = {root}/lwt\nalive_map = there\n"      \
                "[map words]\nRUN = running\n[map there]\nup = yes\n"                 \
                "[source plc]\npreset = gw\nroot = plant/m1\n"

static void plain_signals_have_all_of_their_source(void **state)
{
    (void)state;
    struct config *c =
        kit_load(GATEWAY "[signal state]\nrole = state\nsource = plc\n"
                         "[signal good]\nrole = good\nsource = plc\nitem = a/good\npointer = /n\n"
                         "[signal there]\nrole = alive\nsource = plc\n"
                         "[signal temp]\nsource = plc\nitem = /temp\n");
    assert_string_equal(c->signal[0].topic, "plant/m1/x/st");
    assert_int_equal(c->signal[0].format, FORMAT_JSON);
    assert_string_equal(c->signal[0].pointer, "/v");
    assert_string_equal(c->signal[0].time_pointer, "/t");
    assert_int_equal(c->signal[0].time_unit, TIME_MS);
    assert_string_equal(c->signal[0].map->name, "words");
    assert_int_equal(c->signal[0].source, 0);
    assert_string_equal(c->signal[1].topic, "plant/m1/x/a/good");
    assert_string_equal(c->signal[1].pointer, "/n"); /* its own wins */
    assert_int_equal(c->signal[1].counter.kind, COUNTER_DELTA);
    assert_string_equal(c->signal[2].topic, "plant/m1/lwt");
    assert_int_equal(c->signal[2].format, FORMAT_RAW);
    assert_string_equal(c->signal[2].map->name, "there");
    assert_string_equal(c->signal[3].topic, "plant/m1/x/temp"); /* no doubled slash */
    config_free(&c);
}

static void items_are_the_source_s(void **state)
{
    (void)state;
    struct config *c = kit_load(
        KIT_STATION "topic_root = here\n[source a]\nformat = list\n"
                    "topic = {root}/#, g/{root1}/n/{root2}, g/{root1}/{root3}\nroot = one/two\n"
                    "good = G\n[source b]\npreset = kepware\n"
                    "[signal x]\nrole = good\nsource = a\n[signal y]\nsource = b\nitem = C.D.T\n");
    assert_int_equal(c->source[0].filters, 2); /* the third wants a level that is not there */
    assert_string_equal(c->source[0].filter[0], "one/two/#");
    assert_string_equal(c->source[0].filter[1], "g/one/n/two");
    assert_string_equal(c->source[1].filter[0], "here"); /* the station's root */
    assert_string_equal(c->source[1].title, "Kepware IoT Gateway");
    assert_string_equal(c->signal[0].item, "G");
    assert_string_equal(c->signal[0].topic, "");
    assert_int_equal(c->signal[0].format, FORMAT_LIST);
    assert_string_equal(c->signal[1].item, "C.D.T");
    assert_int_equal(c->signal[1].source, 1);
    config_free(&c);
}

static void items_may_have_topics_of_their_own(void **state)
{
    (void)state;
    struct config *c =
        kit_load(KIT_STATION "[source a]\nformat = envelope\ntopic = {root}/{item}\nroot = r\n"
                             "[signal x]\nsource = a\nitem = n/temp\n"
                             "[signal y]\nsource = a\nitem = n/all\npointer = /b/c\n");
    assert_string_equal(c->signal[0].topic, "r/n/temp");
    assert_int_equal(c->signal[0].format, FORMAT_ENVELOPE);
    assert_string_equal(c->signal[1].pointer, "/b/c");
    assert_int_equal(c->source[0].filters, 0);
    config_free(&c);
}

static void a_plant_s_preset_stands_for_the_shipped_one(void **state)
{
    (void)state;
    struct config *c = kit_load(KIT_STATION "[preset kepware]\nformat = raw\ntopic = own/{item}\n"
                                            "[preset mine]\npreset = kepware\ntitle = Mine\n"
                                            "[source s]\npreset = mine\n"
                                            "[signal x]\nsource = s\nitem = i\n");
    assert_string_equal(c->signal[0].topic, "own/i");
    config_free(&c);
}

static void a_bit_may_come_from_a_number(void **state)
{
    (void)state;
    struct config *c = kit_load(KIT_STATION "[signal r]\nrole = running\ntopic = a\nabove = 120\n"
                                            "below = 60.5\n[signal b]\nrole = blocked\n"
                                            "topic = b\nabove = 3\n[signal x]\ntopic = c\n");
    assert_true(c->signal[0].threshold);
    assert_int_equal(c->signal[0].below, 60500000);
    assert_int_equal(c->signal[1].below, 3000000); /* as above */
    assert_false(c->signal[2].threshold);
    config_free(&c);
}

static void figures_depend_on_what_a_source_says(void **state)
{
    (void)state;
    struct config *a = kit_load(GATEWAY "[signal g]\nrole = good\nsource = plc\nitem = g\n");
    struct config *b = kit_load(GATEWAY "[signal g]\nrole = good\nsource = plc\nitem = h\n");
    assert_string_not_equal(a->digest, b->digest);
    config_free(&a);
    config_free(&b);
}

static void each_mistake_has_its_message(void **state)
{
    (void)state;
    static const struct kit_mistake list[] = {
        {KIT_STATION "[signal x]\nitem = y\ntopic = a\n",
         "f:10: [signal x] item = y: means nothing without source; remove it"},
        {KIT_STATION "[signal x]\nsource = plc\n",
         "f:10: [signal x] source = plc: there is no [source plc]"},
        {KIT_STATION "[source plc]\npreset = kepwar\n",
         "f:10: [source plc] preset = kepwar: there is no such preset; did you mean kepware?"},
        {KIT_STATION "[source plc]\npreset = kepware\nroot = a\n[signal x]\nsource = plc\n",
         "f:13: [signal x] source = plc: item is missing: what the source calls it"},
        {KIT_STATION "[source plc]\npreset = kepware\n[signal x]\nsource = plc\nitem = i\n",
         "f:9: [source plc] root is missing; write e.g. root = "},
        {GATEWAY "[signal x]\nsource = plc\n", "f:28: [signal x] source = plc: item is missing"},
        {KIT_STATION "[source a]\nformat = json\ntopic = {root}\n[signal x]\nsource = a\n",
         "f:13: [signal x] source = a: [source a] needs a root"},
        {KIT_STATION "[source a]\nformat = json\ntopic = b, c\n[signal x]\nsource = a\n",
         "f:13: [signal x] source = a: [source a] has several topics"},
        {KIT_STATION "[source a]\nformat = json\n[signal x]\nsource = a\n",
         "f:12: [signal x] source = a: [source a] has no topic"},
        {KIT_STATION "[source a]\nformat = list\ntopic = a/#/b\n",
         "f:11: [source a] topic = a/#/b: 'a/#/b' is no topic filter"},
        {KIT_STATION "[source a]\nformat = list\n", "f:9: [source a] topic is missing"},
        {KIT_STATION "[source a]\nformat = list\ntopic = t\nzone = Mars\n",
         "f:12: [source a] zone = Mars: "},
        {KIT_STATION "[source a]\nformat = list\ntopic = t\n"
                     "[signal x]\nsource = a\nitem = i\npointer = /x\n",
         "f:15: [signal x] pointer = /x: means nothing without format = json; remove it"},
        {KIT_STATION "[source a]\nformat = list\ntopic = t\n"
                     "[signal x]\nsource = a\nitem = i\ntopic = x\n",
         "f:15: [signal x] topic = x: is [source a]'s to say; remove it"},
        {KIT_STATION "[signal x]\ntopic = x\nformat = list\n",
         "f:11: [signal x] format = list: needs source = NAME of a [source NAME]"},
        {KIT_STATION "[signal x]\ntopic = a\nabove = 1\n",
         "f:11: [signal x] above = 1: means nothing without role = running, starved"},
        {KIT_STATION "[signal x]\ntopic = a\nrole = running\nbelow = 1\n",
         "f:12: [signal x] below = 1: means nothing without above; remove it"},
        {KIT_STATION "[signal x]\ntopic = a\nrole = running\nabove = 1\nbelow = 2\n",
         "f:13: [signal x] below = 2: is more than above"},
        {KIT_STATION "[signal x]\ntopic = a\nrole = running\nabove = much\n",
         "f:12: [signal x] above = much: not a number; write e.g. 120"},
        {KIT_STATION "[preset p]\npreset = q\n[preset q]\npreset = p\n[source s]\npreset = p\n",
         "f:12: [preset q] preset = p: presets made like presets, more than 4 deep"},
    };
    kit_mentions("", list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_signals_have_all_of_their_source),
        cmocka_unit_test(items_are_the_source_s),
        cmocka_unit_test(items_may_have_topics_of_their_own),
        cmocka_unit_test(a_plant_s_preset_stands_for_the_shipped_one),
        cmocka_unit_test(a_bit_may_come_from_a_number),
        cmocka_unit_test(figures_depend_on_what_a_source_says),
        cmocka_unit_test(each_mistake_has_its_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
