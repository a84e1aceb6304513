/* SPDX-License-Identifier: MIT */
/* What each role makes of what sources write: numbers, bits, words, maps, scale and offset. */
#include "data/decode/raw.h"
#include "data/decode/value.h"
#include "data/model/amount.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define M        AMOUNT_ONE

static struct scan_value json(const char *text)
{
    struct scan_node node[1];
    struct scan_plan plan;
    struct scan_value value[1];
    scan_plan_init(&plan, node, 1, NULL, 0);
    assert_int_equal(scan_plan_add(&plan, "", 0), 0);
    assert_int_equal(scan_document(&plan, text, strlen(text), value, NULL), SCAN_FINE);
    return value[0];
}

static struct update update;
static struct cause why;

static int read_json(const struct signal_conf *signal, const char *text)
{
    struct scan_value value = json(text);
    update = (struct update){.mapped = -1};
    why.text[0] = '\0';
    return value_read(signal, &value, &update, &why);
}

static int read_raw(const struct signal_conf *signal, const char *text)
{
    struct scan_value value = raw_value(text, strlen(text));
    update = (struct update){.mapped = -1};
    why.text[0] = '\0';
    return value_read(signal, &value, &update, &why);
}

static struct signal_conf signal_of(enum signal_role role)
{
    return (struct signal_conf){.name = "x", .role = role, .format = FORMAT_JSON, .scale = M};
}

static void test_numbers(void **state)
{
    static const struct {
        const char *json;
        int result;
        int64_t amount;
        const char *why;
    } rows[] = {
        {"42", 0, 42 * M, NULL},
        {"-0", 0, 0, NULL},
        {"-3.5", 0, -3500000, NULL},
        {"1.6666666666666667", 0, 1666667, NULL},
        {"1e3", 0, 1000 * M, NULL},
        {"\"150.500000\"", 0, 150500000, NULL},
        {"\" 7 \"", 0, 7 * M, NULL},
        {"\"+7\"", 0, 7 * M, NULL},
        {"\"007\"", 0, 7 * M, NULL},
        {"\"\\u0037\"", 0, 7 * M, NULL},
        {"9223372036854", 0, 9223372036854 * M, NULL},
        {"9223372036855", -1, 0, "number out of range"},
        {"18446744073709551616", -1, 0, "number out of range"},
        {"\"18446744073709551616\"", -1, 0, "number out of range"},
        {"1e400", -1, 0, "number out of range"},
        {"-1e400", -1, 0, "number out of range"},
        {"1e-400", 0, 0, NULL},
        {"true", -1, 0, "'true' is not a number"},
        {"\"RUN\"", -1, 0, "'RUN' is not a number"},
        {"\"12 pcs\"", -1, 0, "'12 pcs' is not a number"},
        {"\"1,5\"", -1, 0, "'1,5' is not a number"},
        {"\"0x10\"", -1, 0, "'0x10' is not a number"},
        {"\"\\u0000\"", -1, 0, "'?' is not a number"},
        {"\"5\\u0000\"", -1, 0, "'5?' is not a number"},
        {"\"\\u001b[2J\"", -1, 0, "'?[2J' is not a number"},
        {"null", -1, 0, "no value: 'null'"},
        {"\"\"", -1, 0, "empty"},
        {"\"  \"", -1, 0, "empty"},
        {"\"NaN\"", -1, 0, "no value: 'NaN'"},
        {"\"-Inf\"", -1, 0, "no value: '-Inf'"},
        {"\"Infinity\"", -1, 0, "no value: 'Infinity'"},
        {"\"UNAVAILABLE\"", -1, 0, "no value: 'UNAVAILABLE'"},
        {"{}", -1, 0, "an object is no value"},
        {"[1]", -1, 0, "an array is no value"},
    };
    static const enum signal_role roles[] = {ROLE_TOTAL, ROLE_GOOD, ROLE_SCRAP, ROLE_REWORK};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct signal_conf signal = signal_of(roles[i % COUNT(roles)]);
        print_message("%s\n", rows[i].json);
        assert_int_equal(read_json(&signal, rows[i].json), rows[i].result);
        assert_int_equal(update.mapped, -1);
        if (rows[i].result == 0) {
            assert_int_equal(update.value.type, VALUE_NUMBER);
            assert_true(update.value.amount == rows[i].amount);
            assert_string_equal(why.text, "");
        } else {
            assert_string_equal(why.text, rows[i].why);
        }
    }
}

static void test_scale_and_offset(void **state)
{
    static const struct {
        int64_t scale, offset;
        const char *json;
        int result;
        int64_t amount;
    } rows[] = {
        {M / 10, 0, "715", 0, 71500000},
        {M * 9 / 5, 32 * M, "100", 0, 212 * M},
        {-M, 0, "5", 0, -5 * M},
        {0, 7 * M, "123", 0, 7 * M},
        /* raw beyond an amount's range, brought back by the scale */
        {M / 1000, 0, "1000000000000000", 0, 1000000000000 * M},
        {1, 0, "18446744073709551615", -1, 0},
        /* digits beyond an amount's precision, brought up by the scale */
        {M * 1000000, 0, "0.0000005", 0, 500000},
        {M * 2, 0, "9000000000000", -1, 0},
        {M, INT64_MAX, "1", -1, 0},
        {M, INT64_MIN + 1, "-1", -1, 0},
        {INT64_MAX, 0, "1000000", -1, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct signal_conf signal = signal_of(ROLE_SENSOR);
        signal.scale = rows[i].scale;
        signal.offset = rows[i].offset;
        print_message("%s\n", rows[i].json);
        assert_int_equal(read_json(&signal, rows[i].json), rows[i].result);
        if (rows[i].result == 0)
            assert_true(update.value.amount == rows[i].amount);
        else
            assert_string_equal(why.text, "number out of range");
    }
}

static void test_sensors(void **state)
{
    static const struct {
        const char *json;
        int result;
        enum value_type type;
        int64_t amount;
        const char *text;
    } rows[] = {
        {"71.25", 0, VALUE_NUMBER, 71250000, ""},
        {"\"71.25\"", 0, VALUE_NUMBER, 71250000, ""},
        {"true", 0, VALUE_BOOL, M, "true"},
        {"false", 0, VALUE_BOOL, 0, "false"},
        {"\"AUTOMATIC\"", 0, VALUE_TEXT, 0, "AUTOMATIC"},
        {"\"a\\u001b[31mb\"", 0, VALUE_TEXT, 0, "a?[31mb"},
        {"\"\\u202eevil\"", 0, VALUE_TEXT, 0, "?evil"},
        {"\"\\u0000\"", 0, VALUE_TEXT, 0, "?"},
        /* a number of twenty digits is a bar code, not a quantity */
        {"\"00340123456789012345\"", 0, VALUE_TEXT, 0, "00340123456789012345"},
        {"340123456789012345", -1, VALUE_NONE, 0, ""},
        {"\"UNAVAILABLE\"", -1, VALUE_NONE, 0, ""},
        {"null", -1, VALUE_NONE, 0, ""},
    };
    struct signal_conf signal = signal_of(ROLE_SENSOR);
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        print_message("%s\n", rows[i].json);
        assert_int_equal(read_json(&signal, rows[i].json), rows[i].result);
        if (rows[i].result != 0)
            continue;
        assert_int_equal(update.value.type, rows[i].type);
        assert_true(update.value.amount == rows[i].amount);
        assert_string_equal(update.value.text, rows[i].text);
    }
}

/* Text is cut at a whole character. */
static void test_long_text(void **state)
{
    struct signal_conf signal = signal_of(ROLE_FAULT);
    char text[500] = "\"";
    (void)state;
    for (size_t i = 0; i < 100; i++)
        memcpy(text + 1 + 3 * i, "\xE2\x82\xAC", 3);
    memcpy(text + 301, "\"", 2);
    assert_int_equal(read_json(&signal, text), 0);
    assert_int_equal(strlen(update.value.text), 63);
    memset(text, '7', 400); /* more digits than any number has */
    text[400] = '\0';
    signal = signal_of(ROLE_TOTAL);
    assert_int_equal(read_raw(&signal, text), -1);
    signal = signal_of(ROLE_RUNNING);
    assert_int_equal(read_raw(&signal, text), -1);
}

static void test_bits(void **state)
{
    static const struct {
        const char *json;
        int result;
        bool bit;
    } rows[] = {
        {"true", 0, true},        {"false", 0, false},       {"1", 0, true},
        {"0", 0, false},          {"-0.0e5", 0, false},      {"0.001", 0, true},
        {"1e-400", 0, true},      {"1e400", 0, true},        {"0e7", 0, false},
        {"-1", 0, true},          {"\"1\"", 0, true},        {"\"0\"", 0, false},
        {"\"00\"", 0, false},     {"\"2.0\"", 0, true},      {"\"True\"", 0, true},
        {"\"FALSE\"", 0, false},  {"\"on\"", 0, true},       {"\"Off\"", 0, false},
        {"\"yes\"", 0, true},     {"\"no\"", 0, false},      {"\"run\"", 0, true},
        {"\"Running\"", 0, true}, {"\"stop\"", 0, false},    {"\"stopped\"", 0, false},
        {"\"Online\"", 0, true},  {"\"OFFLINE\"", 0, false}, {"\"available\"", 0, true},
        {"\"open\"", 0, true},    {"\"closed\"", 0, false},  {"\"onl\"", -1, false},
        {"\"maybe\"", -1, false}, {"\"\"", -1, false},       {"null", -1, false},
        {"[]", -1, false},
    };
    static const enum signal_role roles[] = {ROLE_RUNNING, ROLE_STARVED, ROLE_BLOCKED, ROLE_ALIVE};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct signal_conf signal = signal_of(roles[i % COUNT(roles)]);
        signal.scale = 0; /* does not matter to a bit */
        print_message("%s\n", rows[i].json);
        assert_int_equal(read_json(&signal, rows[i].json), rows[i].result);
        if (rows[i].result != 0)
            continue;
        assert_int_equal(update.value.type, VALUE_BOOL);
        assert_true(update.value.amount == (rows[i].bit ? M : 0));
    }
    /* for most roles this is no value, for a source's life sign it is its death */
    struct signal_conf signal = signal_of(ROLE_RUNNING);
    assert_int_equal(read_json(&signal, "\"unavailable\""), -1);
    signal = signal_of(ROLE_ALIVE);
    assert_int_equal(read_json(&signal, "\"unavailable\""), 0);
    assert_true(update.value.amount == 0);
    assert_string_equal(update.value.text, "unavailable");
}

static struct map_entry packml_entries[] = {
    {"Execute", "running"}, {"Idle", "idle"},    {"6", "running"},           {"HELD", "starved"},
    {"held", "stopped"},    {"null", "planned"}, {"Complete", "Changeover"},
};
static const struct value_map packml = {
    .name = "packml", .entry = packml_entries, .count = COUNT(packml_entries)};
static struct map_entry rest_entries[] = {{"Execute", "running"}, {"*", "stopped"}};
static const struct value_map rest = {.name = "rest", .entry = rest_entries, .count = 2};

static void test_states(void **state)
{
    static const struct {
        const struct value_map *map;
        const char *json;
        int result, mapped;
        const char *text, *why;
    } rows[] = {
        {&packml, "\"Execute\"", 0, MS_RUNNING, "Execute", ""},
        {&packml, "\"EXECUTE\"", 0, MS_RUNNING, "EXECUTE", ""},
        {&packml, "\"held\"", 0, MS_STOPPED, "held", ""},
        {&packml, "\"HELD\"", 0, MS_STARVED, "HELD", ""},
        {&packml, "\"Complete\"", 0, MS_CHANGEOVER, "Complete", ""},
        {&packml, "6", 0, MS_RUNNING, "6", ""},
        {&packml, "6.0", 0, MS_RUNNING, "6.0", ""},
        {&packml, "\"6\"", 0, MS_RUNNING, "6", ""},
        {&packml, "null", 0, MS_PLANNED, "null", ""},
        {&packml, "1007", 1, MS_UNKNOWN, "1007",
         "the map packml has no word 1007: add 1007 = \u2026"},
        {&packml, "\"stopped\"", 1, MS_UNKNOWN, "stopped",
         "the map packml has no word stopped: add stopped = \u2026"},
        {&packml, "\"\\u001b\"", 1, MS_UNKNOWN, "?",
         "the map packml has no word ?: add ? = \u2026"},
        {&packml, "\"UNAVAILABLE\"", 0, MS_UNKNOWN, "UNAVAILABLE", ""},
        {&packml, "\"\"", -1, -1, NULL, "empty"},
        {&packml, "{}", -1, -1, NULL, "an object is no value"},
        {&rest, "\"Whatever\"", 0, MS_STOPPED, "Whatever", ""},
        {&rest, "true", 0, MS_STOPPED, "true", ""},
        {&rest, "null", -1, -1, NULL, "no value: 'null'"},
        {&rest, "\"UNAVAILABLE\"", 0, MS_UNKNOWN, "UNAVAILABLE", ""},
        {NULL, "\"running\"", 0, MS_RUNNING, "running", ""},
        {NULL, "\"Blocked\"", 0, MS_BLOCKED, "Blocked", ""},
        {NULL, "\"unknown\"", 0, MS_UNKNOWN, "unknown", ""},
        {NULL, "6", 1, MS_UNKNOWN, "6", "'6' is no machine state; give the signal a map"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct signal_conf signal = signal_of(ROLE_STATE);
        signal.map = rows[i].map;
        print_message("%s\n", rows[i].json);
        assert_int_equal(read_json(&signal, rows[i].json), rows[i].result);
        assert_int_equal(update.mapped, rows[i].mapped);
        assert_string_equal(why.text, rows[i].why);
        if (rows[i].result < 0)
            continue;
        assert_int_equal(update.value.type, VALUE_TEXT);
        assert_string_equal(update.value.text, rows[i].text);
    }
}

static void test_modes(void **state)
{
    static struct map_entry entries[] = {{"1", "production"}, {"3", "maintenance"}};
    static const struct value_map modes = {.name = "modes", .entry = entries, .count = 2};
    struct signal_conf signal = signal_of(ROLE_MODE);
    (void)state;
    assert_int_equal(read_json(&signal, "\"Production\""), 0);
    assert_int_equal(update.mapped, MODE_PRODUCTION);
    assert_string_equal(update.value.text, "Production");
    assert_int_equal(read_json(&signal, "\"Manual\""), -1);
    assert_string_equal(why.text, "'Manual' is no mode; give the signal a map");
    signal.map = &modes;
    assert_int_equal(read_json(&signal, "3"), 0);
    assert_int_equal(update.mapped, MODE_MAINTENANCE);
    assert_int_equal(read_json(&signal, "2"), -1);
    assert_string_equal(why.text, "the map modes has no word 2: add 2 = \u2026");
}

static void test_other_maps(void **state)
{
    static struct map_entry entries[] = {
        {"ON", "yes"}, {"OFF", "no"}, {"17", "door open"}, {"ten", "10"}, {"odd", "perhaps"}};
    static const struct value_map map = {.name = "m", .entry = entries, .count = COUNT(entries)};
    struct signal_conf signal = signal_of(ROLE_RUNNING);
    (void)state;
    signal.map = &map;
    assert_int_equal(read_json(&signal, "\"on\""), 0);
    assert_true(update.value.amount == M);
    assert_string_equal(update.value.text, "on");
    assert_int_equal(read_json(&signal, "\"OFF\""), 0);
    assert_true(update.value.amount == 0);
    assert_int_equal(read_json(&signal, "\"true\""), -1);
    assert_string_equal(why.text, "the map m has no word true: add true = \u2026");
    assert_int_equal(read_json(&signal, "\"odd\""), -1);
    assert_string_equal(why.text, "'odd' is neither yes nor no");
    signal.role = ROLE_FAULT;
    assert_int_equal(read_json(&signal, "17"), 0);
    assert_int_equal(update.value.type, VALUE_TEXT);
    assert_string_equal(update.value.text, "door open");
    signal.role = ROLE_SENSOR;
    assert_int_equal(read_json(&signal, "\"ten\""), 0);
    assert_int_equal(update.value.type, VALUE_NUMBER);
    assert_true(update.value.amount == 10 * M);
    signal.role = ROLE_TOTAL;
    assert_int_equal(read_json(&signal, "\"ten\""), 0);
    assert_true(update.value.amount == 10 * M);
    assert_int_equal(read_json(&signal, "11"), -1);
    assert_string_equal(why.text, "the map m has no word 11: add 11 = \u2026");
}

static void test_faults(void **state)
{
    static const struct {
        const char *json, *text;
    } rows[] = {{"17", "17"}, {"\"E001\"", "E001"}, {"true", "true"}, {"1.50", "1.50"},
                {"\"\"", ""}, {"null", ""}}; /* no fault is known, not missing */
    struct signal_conf signal = signal_of(ROLE_FAULT);
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(read_json(&signal, rows[i].json), 0);
        assert_int_equal(update.value.type, VALUE_TEXT);
        assert_string_equal(update.value.text, rows[i].text);
    }
    assert_int_equal(read_raw(&signal, ""), 0);
    assert_string_equal(update.value.text, "");
    assert_int_equal(read_json(&signal, "\"UNAVAILABLE\""), -1);
}

static void test_pulses(void **state)
{
    static const struct {
        enum decode_format format;
        const char *text;
        int result;
        int64_t amount;
    } rows[] = {
        {FORMAT_JSON, "true", 0, 4 * M},   {FORMAT_JSON, "1", 0, 4 * M},
        {FORMAT_JSON, "17.5", 0, 4 * M},   {FORMAT_JSON, "false", 0, 0},
        {FORMAT_JSON, "0", 0, 0},          {FORMAT_JSON, "\"on\"", 0, 4 * M},
        {FORMAT_JSON, "-1", -1, 0},        {FORMAT_JSON, "\"part\"", -1, 0},
        {FORMAT_JSON, "null", -1, 0},      {FORMAT_JSON, "\"\"", -1, 0},
        {FORMAT_RAW, "part", 0, 4 * M},    {FORMAT_RAW, "", 0, 4 * M},
        {FORMAT_RAW, "NaN", 0, 4 * M},     {FORMAT_RAW, "1", 0, 4 * M},
        {FORMAT_RAW, "0", 0, 0},           {FORMAT_RAW, "off", 0, 0},
        {FORMAT_RAW, "-2", -1, 0},         {FORMAT_TOPIC, "done", 0, 4 * M},
        {FORMAT_ENVELOPE, "on", 0, 4 * M}, {FORMAT_ENVELOPE, "double", -1, 0},
        {FORMAT_ENVELOPE, "", -1, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct signal_conf signal = signal_of(ROLE_GOOD);
        signal.format = rows[i].format;
        signal.counter.kind = COUNTER_PULSE;
        signal.scale = 4 * M; /* a mould with four cavities */
        signal.offset = M;    /* has no meaning here */
        print_message("%s\n", rows[i].text);
        int result = rows[i].format == FORMAT_JSON ? read_json(&signal, rows[i].text)
                                                   : read_raw(&signal, rows[i].text);
        assert_int_equal(result, rows[i].result);
        if (result == 0)
            assert_true(update.value.amount == rows[i].amount);
    }
    /* a pulse that needs its map */
    static struct map_entry entries[] = {{"single", "1"}, {"hold", "0"}};
    static const struct value_map map = {.name = "button", .entry = entries, .count = 2};
    struct signal_conf signal = signal_of(ROLE_GOOD);
    signal.counter.kind = COUNTER_PULSE;
    signal.map = &map;
    assert_int_equal(read_json(&signal, "\"single\""), 0);
    assert_true(update.value.amount == M);
    assert_int_equal(read_json(&signal, "\"hold\""), 0);
    assert_true(update.value.amount == 0);
    assert_int_equal(read_json(&signal, "\"double\""), -1);
}

static void test_every_role_has_a_reader(void **state)
{
    (void)state;
    for (int role = 0; role < SIGNAL_ROLE_COUNT; role++) {
        struct signal_conf signal = signal_of((enum signal_role)role);
        assert_true(read_json(&signal, "1") >= -1);
        assert_int_equal(read_json(&signal, "{}"), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_scale_and_offset),
        cmocka_unit_test(test_sensors),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_other_maps),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_pulses),
        cmocka_unit_test(test_every_role_has_a_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
