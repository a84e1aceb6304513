/* SPDX-License-Identifier: MIT */
/* The simulator's commands and its command line. */
#include "andon/sim/control.c"
#include "andon/sim/options.c"
#include "andon/sim/press.c"
#include "andon/sim/rng.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_commands(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum control_kind kind;
        enum press_state state;
        const char *code;
        int count;
    } cases[] = {
        {"run", CONTROL_HOLD, PRESS_RUN, "", 0},
        {"  run", CONTROL_HOLD, PRESS_RUN, "", 0},
        {"stop E-217 die jam", CONTROL_HOLD, PRESS_FAULT, "E-217 die jam", 0},
        {"stop", CONTROL_HOLD, PRESS_FAULT, "", 0},
        {"stop \033[2Jx", CONTROL_HOLD, PRESS_FAULT, "?[2Jx", 0},
        {"starve", CONTROL_HOLD, PRESS_STARVED, "", 0},
        {"block", CONTROL_HOLD, PRESS_BLOCKED, "", 0},
        {"idle", CONTROL_HOLD, PRESS_IDLE, "", 0},
        {"setup coil change", CONTROL_HOLD, PRESS_SETUP, "coil change", 0},
        {"off", CONTROL_HOLD, PRESS_OFF, "", 0},
        {"auto", CONTROL_AUTO, PRESS_RUN, "", 0},
        {"scrap 3", CONTROL_SCRAP, PRESS_RUN, "", 3},
        {"scrap", CONTROL_SCRAP, PRESS_RUN, "", 1},
        {"silence", CONTROL_SILENCE, PRESS_RUN, "", 0},
        {"offline", CONTROL_OFFLINE, PRESS_RUN, "", 0},
        {"online", CONTROL_ONLINE, PRESS_RUN, "", 0},
        {"quit", CONTROL_QUIT, PRESS_RUN, "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct control c;
        struct cause why;
        assert_int_equal(control_parse(cases[i].line, &c, &why), 1);
        assert_int_equal(c.kind, cases[i].kind);
        assert_int_equal(c.state, cases[i].state);
        assert_string_equal(c.code, cases[i].code);
        assert_int_equal(c.count, cases[i].count);
    }
}

static void test_the_sensor_command(void **state)
{
    (void)state;
    struct control c;
    struct cause why;
    assert_int_equal(control_parse("sensor vibration 7.5", &c, &why), 1);
    assert_int_equal(c.sensor, PRESS_VIBRATION);
    assert_true(c.value > 7.4 && c.value < 7.6 && !c.free);
    assert_int_equal(control_parse("sensor pressure auto", &c, &why), 1);
    assert_int_equal(c.sensor, PRESS_PRESSURE);
    assert_true(c.free);
}

static void test_what_is_no_command(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int rc;
        const char *words;
    } cases[] = {
        {"", 0, ""},
        {"   ", 0, ""},
        {"# a comment", 0, ""},
        {"runs", -1, "'runs' is no command"},
        {"run now", -1, "nothing may follow"},
        {"scrap x", -1, "a number of parts must follow"},
        {"scrap 0", -1, "from 1 to 10000 parts"},
        {"scrap 99999", -1, "from 1 to 10000 parts"},
        {"sensor", -1, "oil_temp, vibration, load or pressure must follow"},
        {"sensor oil 3", -1, "oil_temp, vibration, load or pressure must follow"},
        {"sensor load", -1, "a value or `auto` must follow the sensor"},
        {"sensor load nan", -1, "a value or `auto` must follow the sensor"},
        {"\033[31mred", -1, "'?[31mred' is no command"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct control c;
        struct cause why = {""};
        assert_int_equal(control_parse(cases[i].line, &c, &why), cases[i].rc);
        assert_string_equal(why.text, cases[i].words);
    }
}

#define ARGS_MAX 12

static int parse(struct options *o, const char *line, struct cause *why)
{
    static char text[256];
    char *argv[ARGS_MAX + 1] = {NULL};
    int argc = 0;
    (void)text_format(text, sizeof text, "andon-sim %s", line);
    for (char *at = text; at && argc < ARGS_MAX;) {
        argv[argc++] = at;
        at = strchr(at, ' ');
        if (at)
            *at++ = '\0';
    }
    optind = 0;
    return options_parse(o, argc, argv, why);
}

static void test_options(void **state)
{
    (void)state;
    struct options o;
    struct cause why;
    assert_int_equal(parse(&o, "--broker mqtt://h", &why), 0);
    assert_string_equal(o.line, "line1");
    assert_string_equal(o.station, "press3");
    assert_true(o.speed > 0.99 && o.speed < 1.01);
    assert_int_equal(o.file_count, 0);
    assert_int_equal(parse(&o, "--broker u --line l2 --station p1 --speed 2.5 --seed 9", &why), 0);
    assert_string_equal(o.line, "l2");
    assert_string_equal(o.station, "p1");
    assert_true(o.speed > 2.4 && o.speed < 2.6);
    assert_int_equal(o.seed, 9);
    assert_int_equal(parse(&o, "--capture a b --broker u --from 1.5 --to 3 --loop c", &why), 0);
    assert_int_equal(o.file_count, 3);
    assert_string_equal(o.files[2], "c");
    assert_int_equal(o.from_us, 1500000);
    assert_int_equal(o.to_us, 3000000);
    assert_true(o.loop);
    assert_int_equal(parse(&o, "--broker u --capture a --speed max", &why), 0);
    assert_false(o.speed > 0);
    assert_int_equal(parse(&o, "--help", &why), 0);
    assert_true(o.help);
}

static void test_wrong_options(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words;
    } cases[] = {
        {"", ": not an option"},
        {"--line x", "--broker is missing"},
        {"--broker", "--broker: unknown option, or its value is missing"},
        {"--bogus", "--bogus: unknown option, or its value is missing"},
        {"--broker u extra", "extra: not an option"},
        {"--broker u --line a/b", "--line: 'a/b' cannot be one level of a topic"},
        {"--broker u --station +", "--station: '+' cannot be one level of a topic"},
        {"--broker u --speed 0", "--speed: '0' is not above 0 and up to 1000000"},
        {"--broker u --speed fast", "--speed: 'fast' is not a number from 0"},
        {"--broker u --speed max", "--speed max is for captures only"},
        {"--broker u --seed -1", "--seed: '-1' is not a whole number"},
        {"--broker u --loop", "--from, --to and --loop need --capture"},
        {"--broker u --capture a --from 5 --to 5", "--from is not before --to"},
        {"--broker u --capture a --control", "--control is not for captures"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct options o;
        struct cause why;
        assert_int_equal(parse(&o, cases[i].line, &why), -1);
        assert_string_equal(why.text, cases[i].words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),           cmocka_unit_test(test_the_sensor_command),
        cmocka_unit_test(test_what_is_no_command), cmocka_unit_test(test_options),
        cmocka_unit_test(test_wrong_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
