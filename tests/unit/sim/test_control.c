/* SPDX-License-Identifier: MIT */
/* The simulator's commands and its command line. */
#include "andon/sim/control.c"
#include "andon/sim/gateway.c"
#include "andon/sim/options.c"
#include "andon/sim/press.c"
#include "andon/sim/rng.c"
#include "andon/sim/sensors.c"
#include "andon/sim/wear.c"

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
        const char *text;
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
        {"change cover", CONTROL_CHANGE, PRESS_RUN, "cover", 0},
        {"change", CONTROL_CHANGE, PRESS_RUN, "", 0},
        {"silence", CONTROL_SILENCE, PRESS_RUN, "", 0},
        {"offline", CONTROL_OFFLINE, PRESS_RUN, "", 0},
        {"online", CONTROL_ONLINE, PRESS_RUN, "", 0},
        {"quit", CONTROL_QUIT, PRESS_RUN, "", 0},
        {"model on", CONTROL_MODEL, PRESS_RUN, "", 0},
        {"model off", CONTROL_MODEL, PRESS_RUN, "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct control c;
        struct cause why;
        assert_int_equal(control_parse(cases[i].line, &c, &why), 1);
        assert_int_equal(c.kind, cases[i].kind);
        assert_int_equal(c.state, cases[i].state);
        assert_string_equal(c.text, cases[i].text);
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

static void test_faults_on_command(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum control_kind kind;
        enum sensor_fault fault;
        enum gateway_return returns;
        int64_t span_ms;
    } cases[] = {
        {"fault vibration stuck", CONTROL_FAULT, SENSOR_STUCK, RETURN_KEEP, 60000},
        {"fault load spikes 90", CONTROL_FAULT, SENSOR_SPIKES, RETURN_KEEP, 90000},
        {"fault load dropout 2 min", CONTROL_FAULT, SENSOR_DROPOUT, RETURN_KEEP, 120000},
        {"fault oil_temp nan 1 h", CONTROL_FAULT, SENSOR_NAN, RETURN_KEEP, 3600000},
        {"fault pressure bad 0.5 s", CONTROL_FAULT, SENSOR_BAD, RETURN_KEEP, 500},
        {"fault pressure off", CONTROL_FAULT, SENSOR_SOUND, RETURN_KEEP, 60000},
        {"fail bearing", CONTROL_FAIL, SENSOR_SOUND, RETURN_KEEP, 0},
        {"fail bearing in 10 min", CONTROL_FAIL, SENSOR_SOUND, RETURN_KEEP, 600000},
        {"restart", CONTROL_RESTART, SENSOR_SOUND, RETURN_KEEP, 0},
        {"restart reset", CONTROL_RESTART, SENSOR_SOUND, RETURN_RESET, 0},
        {"restart jump", CONTROL_RESTART, SENSOR_SOUND, RETURN_JUMP, 0},
        {"restart old", CONTROL_RESTART, SENSOR_SOUND, RETURN_OLD, 0},
        {"cut", CONTROL_CUT, SENSOR_SOUND, RETURN_KEEP, 60000},
        {"cut 5 min", CONTROL_CUT, SENSOR_SOUND, RETURN_KEEP, 300000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct control c;
        struct cause why;
        assert_int_equal(control_parse(cases[i].line, &c, &why), 1);
        assert_int_equal(c.kind, cases[i].kind);
        assert_int_equal(c.fault, cases[i].fault);
        assert_int_equal(c.returns, cases[i].returns);
        assert_int_equal(c.span_ms, cases[i].span_ms);
    }
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
        {"model", -1, "on or off must follow"},
        {"scrap x", -1, "a number of parts must follow"},
        {"scrap 0", -1, "from 1 to 10000 parts"},
        {"scrap 99999", -1, "from 1 to 10000 parts"},
        {"sensor", -1, "the name of a sensor must follow: oil_temp, vibration, …"},
        {"sensor oil 3", -1, "the name of a sensor must follow: oil_temp, vibration, …"},
        {"fault oil stuck", -1, "the name of a sensor must follow: oil_temp, vibration, …"},
        {"fault load", -1, "stuck, spikes, dropout, nan, bad or off must follow"},
        {"fault load broken", -1, "stuck, spikes, dropout, nan, bad or off must follow"},
        {"fault load bad soon", -1, "a time must follow: 90 s, 10 min or 4 h"},
        {"fail", -1, "`bearing` must follow"},
        {"fail gearbox", -1, "`bearing` must follow"},
        {"fail bearing soon", -1, "`in` and a time may follow"},
        {"fail bearing in", -1, "`in` and a time may follow"},
        {"fail bearing in -1 min", -1, "a time must follow: 90 s, 10 min or 4 h"},
        {"restart twice", -1, "keep, reset, jump or old may follow"},
        {"cut nan", -1, "a time must follow: 90 s, 10 min or 4 h"},
        {"cut 1000 h", -1, "a time must follow: 90 s, 10 min or 4 h"},
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
    assert_null(o.station);
    assert_int_equal(o.plant.stations, 1);
    assert_int_equal(o.plant.press.break_every_ms, 120 * 60000);
    assert_false(o.plant.press.sensor_faults || o.plant.gateway_faults || o.virtual_time);
    assert_true(o.speed > 0.99 && o.speed < 1.01);
    assert_int_equal(o.file_count, 0);
    assert_int_equal(parse(&o, "--broker u --line l2 --station p1 --speed 2.5 --seed 9", &why), 0);
    assert_string_equal(o.line, "l2");
    assert_string_equal(o.station, "p1");
    assert_true(o.speed > 2.4 && o.speed < 2.6);
    assert_int_equal(o.plant.seed, 9);
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

static void test_options_of_the_line(void **state)
{
    (void)state;
    struct options o;
    struct cause why;
    assert_int_equal(parse(&o, "--broker u --stations 3 --breaks 10/60 --faults all", &why), 0);
    assert_int_equal(o.plant.stations, 3);
    assert_int_equal(o.plant.press.break_every_ms, 3600000);
    assert_int_equal(o.plant.press.break_ms, 600000);
    assert_true(o.plant.press.sensor_faults && o.plant.gateway_faults);
    assert_int_equal(parse(&o, "--broker u --breaks none --faults gateway", &why), 0);
    assert_int_equal(o.plant.press.break_every_ms, 0);
    assert_true(!o.plant.press.sensor_faults && o.plant.gateway_faults);
    assert_int_equal(parse(&o, "--broker u --products a=4.5,b", &why), 0);
    assert_int_equal(o.plant.press.products, 2);
    assert_string_equal(o.plant.press.product[0].name, "a");
    assert_string_equal(o.plant.press.product[1].name, "b");
    assert_int_equal(o.plant.press.product[0].cycle_ms, 4500);
    assert_int_equal(o.plant.press.product[1].cycle_ms, 4000);
    assert_int_equal(
        parse(&o, "--broker u --clock virtual --start 2026-01-05T06:00:00Z --truth", &why), 0);
    assert_true(o.virtual_time && o.truth);
    assert_int_equal(o.start_ms, INT64_C(1767592800000));
    assert_int_equal(parse(&o, "--output f --hours 1.5", &why), 0);
    assert_string_equal(o.output, "f");
    assert_int_equal(o.span_ms, 5400000);
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
        {"--broker u --stations 0", "--stations: from 1 to 16"},
        {"--broker u --stations 17", "--stations: from 1 to 16"},
        {"--broker u --stations 1.5", "--stations: from 1 to 16"},
        {"--broker u --breaks 15",
         "--breaks: none, or like 15/120: the last 15 of each 120 minutes"},
        {"--broker u --breaks 15/15",
         "--breaks: none, or like 15/120: the last 15 of each 120 minutes"},
        {"--broker u --products a,,b",
         "--products: up to 8 like bracket=4,cover=5.5 (seconds a part)"},
        {"--broker u --products a=0",
         "--products: up to 8 like bracket=4,cover=5.5 (seconds a part)"},
        {"--broker u --products a,b,c,d,e,f,g,h,i",
         "--products: up to 8 like bracket=4,cover=5.5 (seconds a part)"},
        {"--broker u --faults some", "--faults: sensors, gateway, or all"},
        {"--broker u --clock mine", "--clock: wall or virtual"},
        {"--broker u --start 2026-01-05T06:00:00Z", "--start needs --clock virtual or --output"},
        {"--broker u --start soon", "--start: 'soon' is no time like 2026-01-05T06:00:00Z"},
        {"--broker u --hours 0", "--hours: above 0 and up to 100000"},
        {"--output f", "--output needs --hours"},
        {"--output f --hours 1 --control", "--control is not for --output"},
        {"--broker u --capture a --truth", "--output, --truth and --hours are not for captures"},
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
        cmocka_unit_test(test_commands),          cmocka_unit_test(test_the_sensor_command),
        cmocka_unit_test(test_faults_on_command), cmocka_unit_test(test_what_is_no_command),
        cmocka_unit_test(test_options),           cmocka_unit_test(test_options_of_the_line),
        cmocka_unit_test(test_wrong_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
