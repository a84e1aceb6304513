/* SPDX-License-Identifier: MIT */
/* What a station hears from a gateway that hangs, leaves, restarts or was cut off. Driven through
 * the plant, as the program does. */
#include "andon/sim/gateway.c"
#include "andon/sim/line.c"
#include "andon/sim/plant.c"
#include "andon/sim/press.c"
#include "andon/sim/rng.c"
#include "andon/sim/sensors.c"
#include "andon/sim/wear.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MIN 60000
#define DAY INT64_C(86400000)

static struct plant plant;
static struct plant_conf conf;

static struct press *press_of(size_t i)
{
    return &plant.line.press[i];
}

static struct gateway *gateway_of(size_t i)
{
    return &plant.gateway[i];
}

/* One station that runs without trouble; five minutes have gone. */
static int start(void **state)
{
    struct gateway_news news;
    size_t station;
    (void)state;
    conf = (struct plant_conf){.press = press_conf_default, .stations = 1, .seed = 2};
    plant_init(&plant, &conf);
    press_hold(press_of(0), PRESS_RUN, "");
    while (plant_step(&plant, 5 * MIN, &station, &news))
        ;
    return 0;
}

/* What goes out until `to`: the words in order, and the last counts and state. */
struct heard {
    int messages, sensors, online, offline;
    int64_t online_at, offline_at, total, first_total;
    struct press_event state, first_state;
    int64_t oldest_ms; /* the furthest back that a message's time was when it came */
    bool backwards;    /* times of counts went back */
};

static struct heard listen_to(int64_t to)
{
    struct heard h = {.total = -1, .first_total = -1, .first_state = {.at_ms = -1}};
    struct gateway_news news;
    size_t station;
    int64_t last = -1;
    while (plant_step(&plant, to, &station, &news)) {
        const struct press_event *e = &news.event;
        h.messages++;
        if (news.is_alive) {
            *(news.online ? &h.online : &h.offline) += 1;
            *(news.online ? &h.online_at : &h.offline_at) = plant.now_ms;
            continue;
        }
        if (plant.now_ms - e->at_ms > h.oldest_ms)
            h.oldest_ms = plant.now_ms - e->at_ms;
        h.sensors += e->kind == PRESS_EVENT_SENSORS;
        if (e->kind == PRESS_EVENT_STATE) {
            if (h.first_state.at_ms < 0)
                h.first_state = *e;
            h.state = *e;
        }
        if (e->kind == PRESS_EVENT_COUNTS) {
            h.backwards |= e->at_ms < last;
            last = e->at_ms;
            h.first_total = h.first_total < 0 ? e->total : h.first_total;
            h.total = e->total;
        }
    }
    return h;
}

static void test_all_is_well(void **state)
{
    (void)state;
    struct heard h = listen_to(10 * MIN);
    assert_int_equal(h.online + h.offline, 0);
    assert_int_equal(h.sensors, 300);
    assert_int_equal(h.oldest_ms, 0);
    assert_int_equal(h.total, press_of(0)->total);
}

static void test_a_hanging_gateway_says_nothing(void **state)
{
    (void)state;
    gateway_hang(gateway_of(0));
    struct heard h = listen_to(10 * MIN);
    assert_int_equal(h.messages, 0);
    gateway_come(gateway_of(0), press_of(0));
    h = listen_to(11 * MIN);
    assert_int_equal(h.online, 1);
    assert_int_equal(h.state.state, PRESS_RUN);
    assert_int_equal(h.total, press_of(0)->total);
}

static void test_one_that_leaves_says_so(void **state)
{
    (void)state;
    gateway_leave(gateway_of(0));
    struct heard h = listen_to(10 * MIN);
    assert_int_equal(h.messages, 1);
    assert_int_equal(h.offline, 1);
    gateway_connected(gateway_of(0), press_of(0)); /* the link comes back, the gateway does not */
    h = listen_to(11 * MIN);
    assert_int_equal(h.messages, 1);
    assert_int_equal(h.offline, 1);
}

/* Restart in this way; the totals of the press when it went and when it was back. */
static struct heard restart(enum gateway_return returns, int64_t *before, int64_t *after)
{
    *before = press_of(0)->total;
    gateway_restart(gateway_of(0), plant.now_ms, returns);
    while (gateway_of(0)->phase == GATEWAY_DEAD && plant.now_ms < 10 * MIN) {
        struct heard h = listen_to(plant.now_ms + 100);
        assert_int_equal(h.sensors, 0); /* dead: only the Will and what it says as it returns */
        if (h.online > 0)
            return *after = press_of(0)->total, h;
        assert_int_equal(h.messages, h.offline);
    }
    fail_msg("it did not return");
    return (struct heard){0};
}

static void test_counters_that_are_the_controllers(void **state)
{
    (void)state;
    int64_t before, after;
    struct heard h = restart(RETURN_KEEP, &before, &after);
    assert_true(after > before);
    assert_int_equal(h.total, after);
    assert_int_equal(h.state.state, PRESS_RUN);
}

static void test_counters_from_zero(void **state)
{
    (void)state;
    int64_t before, after;
    struct heard h = restart(RETURN_RESET, &before, &after);
    assert_int_equal(h.total, 0);
    h = listen_to(plant.now_ms + 5 * MIN);
    assert_int_equal(h.total, press_of(0)->total - after);
}

static void test_counters_that_jump(void **state)
{
    (void)state;
    int64_t before, after;
    struct heard h = restart(RETURN_JUMP, &before, &after);
    assert_true(h.total > after + 100);
}

static void test_old_news_first(void **state)
{
    (void)state;
    press_hold(press_of(0), PRESS_FAULT, "last words");
    (void)listen_to(plant.now_ms);
    int64_t said_ms = plant.now_ms;
    gateway_restart(gateway_of(0), plant.now_ms, RETURN_OLD);
    press_hold(press_of(0), PRESS_RUN, "");
    struct heard h = listen_to(gateway_of(0)->back_ms);
    assert_int_equal(h.online, 1);
    assert_string_equal(h.state.code, "last words");
    assert_int_equal(h.state.at_ms, said_ms);
    assert_true(h.total < press_of(0)->total);
    h = listen_to(plant.now_ms + 41000); /* then it has read anew */
    assert_int_equal(h.first_state.state, PRESS_RUN);
    assert_int_equal(h.total, press_of(0)->total);
}

static void test_what_was_cut_off_comes_late(void **state)
{
    (void)state;
    int64_t from = plant.now_ms, before = press_of(0)->total;
    gateway_cut(gateway_of(0), from, 2 * MIN);
    struct heard h = listen_to(from + 2 * MIN - 1);
    assert_int_equal(h.messages, 1);
    assert_int_equal(h.offline, 1);
    assert_int_equal(h.offline_at - from, WILL_MS);
    h = listen_to(from + 2 * MIN);
    assert_int_equal(h.online, 1);
    assert_in_range(h.sensors, 119, 121);
    assert_in_range(h.oldest_ms, 2 * MIN - 1000, 2 * MIN);
    assert_int_equal(h.first_total, before + 1); /* nothing is missing */
    assert_int_equal(h.total, press_of(0)->total);
    assert_false(h.backwards);
    assert_int_equal(gateway_of(0)->lost, 0);
}

static void test_a_short_cut_is_not_noticed(void **state)
{
    (void)state;
    gateway_cut(gateway_of(0), plant.now_ms, 10000);
    struct heard h = listen_to(plant.now_ms + 20000);
    assert_int_equal(h.offline, 0);
    assert_int_equal(h.sensors, 20);
}

static void test_a_long_cut_loses_the_oldest(void **state)
{
    (void)state;
    int64_t from = plant.now_ms;
    gateway_cut(gateway_of(0), from, 60 * MIN);
    (void)listen_to(from + 60 * MIN - 1);
    struct heard h = listen_to(from + 60 * MIN);
    assert_int_equal(h.messages, GATEWAY_BUFFER + 1);
    assert_in_range(gateway_of(0)->lost, 3000, 5000);
    assert_int_equal(h.total, press_of(0)->total); /* counters catch up by themselves */
}

static void test_trouble_by_chance(void **state)
{
    (void)state;
    conf.gateway_faults = true;
    plant_init(&plant, &conf);
    struct heard h = listen_to(20 * DAY);
    assert_in_range(h.online, 60, 200); /* one in four hours */
    assert_in_range(h.offline, 50, h.online);
    assert_true(h.oldest_ms > 250000);
    conf.gateway_faults = false;
    plant_init(&plant, &conf);
    h = listen_to(2 * DAY);
    assert_int_equal(h.online + h.offline, 0);
}

/* How often somebody looks changes nothing. */
static uint64_t mark_of(int64_t stride)
{
    struct gateway_news news;
    size_t station;
    uint64_t mark = 1;
    conf.gateway_faults = true;
    conf.stations = 3;
    plant_init(&plant, &conf);
    for (int64_t now = 0; now <= DAY; now += stride)
        while (plant_step(&plant, now, &station, &news)) {
            int64_t x = news.is_alive ? news.online : news.event.at_ms * 8 + (int64_t)station;
            mark = (mark ^ (uint64_t)x) * UINT64_C(1099511628211);
            mark ^= (uint64_t)(plant.now_ms + news.event.total);
        }
    return mark;
}

static void test_the_stride_changes_nothing(void **state)
{
    (void)state;
    assert_true(mark_of(500) == mark_of(7200 * 1000));
}

/* ---- commands ---- */

static void test_commands_reach_what_they_mean(void **state)
{
    (void)state;
    struct cause why = {""};
    struct control c = {.kind = CONTROL_CHANGE};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), -1);
    assert_string_equal(why.text, "its state is commanded: `auto` first");
    c = (struct control){.kind = CONTROL_AUTO};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), 0);
    c = (struct control){.kind = CONTROL_CHANGE, .text = "nothing"};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), -1);
    assert_string_equal(why.text, "there is no other such product");
    c = (struct control){.kind = CONTROL_CHANGE, .text = "cover"};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), 0);
    assert_int_equal(press_of(0)->state, PRESS_SETUP);
    c = (struct control){.kind = CONTROL_HOLD, .state = PRESS_OFF};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), 0);
    assert_int_equal(press_of(0)->state, PRESS_OFF);
    int64_t total = press_of(0)->total;
    c = (struct control){.kind = CONTROL_SCRAP, .count = 2};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), 0);
    assert_int_equal(press_of(0)->total, total + 2);
    c = (struct control){.kind = CONTROL_FAULT, .fault = SENSOR_NAN, .span_ms = 1000};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), 0);
    assert_int_equal(press_of(0)->sensors.fault[0], SENSOR_NAN);
    c = (struct control){.kind = CONTROL_SENSOR, .sensor = PRESS_LOAD, .value = 7};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), 0);
    assert_true(press_of(0)->sensors.is_forced[PRESS_LOAD]);
    c.free = true;
    assert_int_equal(plant_obey(&plant, 0, &c, &why), 0);
    assert_false(press_of(0)->sensors.is_forced[PRESS_LOAD]);
    c = (struct control){.kind = CONTROL_FAIL, .span_ms = 5};
    assert_int_equal(plant_obey(&plant, 0, &c, &why), 0);
    assert_int_equal(press_of(0)->bearing.end_ms, press_of(0)->run_ms + 5);
}

static void test_commands_to_the_gateway(void **state)
{
    (void)state;
    static const struct {
        enum control_kind kind;
        enum gateway_phase phase;
    } cases[] = {{CONTROL_SILENCE, GATEWAY_SILENT}, {CONTROL_OFFLINE, GATEWAY_LEFT},
                 {CONTROL_RESTART, GATEWAY_DEAD},   {CONTROL_CUT, GATEWAY_CUT},
                 {CONTROL_ONLINE, GATEWAY_SPEAKS},  {CONTROL_QUIT, GATEWAY_SPEAKS}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct control c = {.kind = cases[i].kind, .span_ms = MIN};
        assert_int_equal(plant_obey(&plant, 0, &c, NULL), 0);
        assert_int_equal(gateway_of(0)->phase, cases[i].phase);
    }
}

#define FRESH(f) cmocka_unit_test_setup(f, start)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(test_all_is_well),
        FRESH(test_a_hanging_gateway_says_nothing),
        FRESH(test_one_that_leaves_says_so),
        FRESH(test_counters_that_are_the_controllers),
        FRESH(test_counters_from_zero),
        FRESH(test_counters_that_jump),
        FRESH(test_old_news_first),
        FRESH(test_what_was_cut_off_comes_late),
        FRESH(test_a_short_cut_is_not_noticed),
        FRESH(test_a_long_cut_loses_the_oldest),
        FRESH(test_trouble_by_chance),
        FRESH(test_the_stride_changes_nothing),
        FRESH(test_commands_reach_what_they_mean),
        FRESH(test_commands_to_the_gateway),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
