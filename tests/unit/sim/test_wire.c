/* SPDX-License-Identifier: MIT */
/* Topics and payloads to the letter: stations and captures depend on them. */
#include "andon/sim/wire.c"

#include "andon/sim/press.c"
#include "andon/sim/rng.c"
#include "andon/sim/sensors.c"
#include "andon/sim/wear.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct options options = {.line = "line1", .plant = {.stations = 1}};

static struct press_event event_of(enum press_event_kind kind)
{
    return (struct press_event){
        .kind = kind,
        .state = PRESS_FAULT,
        .code = "E-217 die jam",
        .product = "bracket",
        .total = 18234,
        .scrap = 211,
        .sensors.value = {48.1, 2.31, 61.2, 182, 57.5},
    };
}

static void test_payloads(void **state)
{
    (void)state;
    static const struct {
        enum press_event_kind kind;
        enum sensor_fault load, vibration;
        const char *topic, *payload;
        int qos;
        bool retain;
    } cases[] = {
        {PRESS_EVENT_STATE, SENSOR_SOUND, SENSOR_SOUND, "factory/line1/press3/state",
         "{\"state\":\"FAULT\",\"code\":\"E-217 die jam\",\"product\":\"bracket\",\"ts\":99}", 1,
         true},
        {PRESS_EVENT_COUNTS, SENSOR_SOUND, SENSOR_SOUND, "factory/line1/press3/counts",
         "{\"total\":18234,\"scrap\":211,\"ts\":99}", 1, false},
        {PRESS_EVENT_SENSORS, SENSOR_SOUND, SENSOR_STUCK, "factory/line1/press3/sensors",
         "{\"oil_temp\":48.1,\"vibration\":2.31,\"load\":61.2,\"pressure\":182,"
         "\"spindle_temp\":57.5,\"ts\":99}",
         0, false},
        {PRESS_EVENT_SENSORS, SENSOR_DROPOUT, SENSOR_NAN, "factory/line1/press3/sensors",
         "{\"oil_temp\":48.1,\"vibration\":\"NaN\",\"pressure\":182,\"spindle_temp\":57.5,"
         "\"ts\":99}",
         0, false},
        {PRESS_EVENT_SENSORS, SENSOR_BAD, SENSOR_BAD, "factory/line1/press3/sensors",
         "{\"oil_temp\":48.1,\"vibration\":2.31,\"load\":61.2,\"pressure\":182,"
         "\"spindle_temp\":57.5,\"quality\":{\"vibration\":\"bad\",\"load\":\"bad\"},\"ts\":99}",
         0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gateway_news news = {.event = event_of(cases[i].kind)};
        struct wire_message m;
        news.event.sensors.fault[PRESS_LOAD] = cases[i].load;
        news.event.sensors.fault[PRESS_VIBRATION] = cases[i].vibration;
        wire_news(&options, 0, &news, 99, &m);
        assert_string_equal(m.topic, cases[i].topic);
        assert_string_equal(m.payload, cases[i].payload);
        assert_int_equal(m.length, strlen(m.payload));
        assert_int_equal(m.qos, cases[i].qos);
        assert_int_equal(m.retain, cases[i].retain);
    }
}

static void test_alive(void **state)
{
    (void)state;
    struct wire_message m;
    struct gateway_news news = {.is_alive = true, .online = true};
    wire_news(&options, 0, &news, 99, &m);
    assert_string_equal(m.topic, "factory/line1/press3/alive");
    assert_string_equal(m.payload, "online");
    assert_true(m.retain && m.qos == 1);
    news.online = false;
    wire_news(&options, 0, &news, 99, &m);
    assert_string_equal(m.payload, "offline");
    assert_int_equal(m.length, 7);
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *station;
        size_t stations, i;
        const char *name;
    } cases[] = {
        {NULL, 1, 0, "press3"},
        {NULL, 3, 0, "press1"},
        {NULL, 3, 2, "press3"},
        {"weld", 1, 0, "weld"},
        {"weld", 2, 1, "weld2"},
        {"weld-9", 2, 1, "weld-10"},
        {"42", 2, 1, "43"},
        {"press7", 1, 0, "press7"},
        {"x99999999999", 2, 1,
         "x99"
         "1000000000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[WIRE_NAME_SIZE];
        struct options o = options;
        o.station = cases[i].station;
        o.plant.stations = cases[i].stations;
        assert_string_equal(wire_station(&o, cases[i].i, name), cases[i].name);
    }
}

static void test_the_truth(void **state)
{
    (void)state;
    static struct plant plant;
    char text[512];
    struct press *p = &plant.line.press[0];
    plant.gateway[0].lost = 3;
    press_init(p, &press_conf_default, 1, 0, 1);
    p->total += 10;
    p->scrap += 2;
    press_pass(p, 61500);
    assert_true(wire_truth(&options, 0, &plant, text, sizeof text) > 0);
    char expected[512];
    (void)text_format(expected, sizeof expected,
                      "{\"station\":\"press3\",\"made\":10,\"scrap\":2,\"counter\":%lld,"
                      "\"line_s\":61.5,\"time_s\":{\"OFF\":0,\"IDLE\":0,\"RUN\":61.5,\"FAULT\":0,"
                      "\"STARVED\":0,\"BLOCKED\":0,\"SETUP\":0},\"lost_news\":3}",
                      (long long)p->total);
    assert_string_equal(text, expected);
    assert_int_equal(wire_truth(&options, 0, &plant, text, 20), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_payloads),
        cmocka_unit_test(test_alive),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_the_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
