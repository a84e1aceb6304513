/* SPDX-License-Identifier: MIT */
/* What sensors and their wires do wrong, the bearing's decline, and that neither changes what the
 * machine does. */
#include "andon/sim/line.c"
#include "andon/sim/press.c"
#include "andon/sim/rng.c"
#include "andon/sim/sensors.c"
#include "andon/sim/wear.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DAY INT64_C(86400000)

/* A minute of one sensor with this fault. */
struct minute {
    int different, marked, far;
    double last;
};

static struct minute look(enum press_sensor sensor, enum sensor_fault fault)
{
    struct minute m = {.last = -1};
    struct line line;
    struct press_event e;
    size_t station;
    line_init(&line, &press_conf_default, 5, 1);
    press_hold(&line.press[0], PRESS_RUN, "");
    sensors_break(&line.press[0].sensors, sensor, fault, 60000);
    while (line_step(&line, 59999, &station, &e))
        if (e.kind == PRESS_EVENT_SENSORS) {
            double x = e.sensors.value[sensor];
            m.different += x < m.last || x > m.last;
            m.marked += e.sensors.fault[sensor] == fault;
            m.far += x > 5.5;
            m.last = x;
        }
    assert_true(line_step(&line, 60000, &station, &e));
    assert_int_equal(e.sensors.fault[sensor], SENSOR_SOUND); /* its time is over */
    return m;
}

static void test_each_fault(void **state)
{
    (void)state;
    static const struct {
        enum sensor_fault fault;
        int different_min, different_max, far_min, far_max;
    } cases[] = {
        {SENSOR_SOUND, 40, 60, 0, 0},   {SENSOR_STUCK, 1, 1, 0, 0}, {SENSOR_SPIKES, 40, 60, 3, 20},
        {SENSOR_DROPOUT, 40, 60, 0, 0}, {SENSOR_NAN, 40, 60, 0, 0}, {SENSOR_BAD, 40, 60, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct minute m = look(PRESS_VIBRATION, cases[i].fault);
        assert_int_equal(m.marked, 60);
        assert_in_range(m.different, cases[i].different_min, cases[i].different_max);
        assert_in_range(m.far, cases[i].far_min, cases[i].far_max);
    }
}

struct story {
    uint64_t mark; /* of states and counts */
    int faulty, kinds;
};

static struct story live(bool by_chance)
{
    struct story s = {.mark = 1};
    struct press_conf conf = press_conf_default;
    struct line line;
    struct press_event e;
    size_t station;
    unsigned seen = 0;
    conf.sensor_faults = by_chance;
    line_init(&line, &conf, 8, 1);
    while (line_step(&line, 10 * DAY, &station, &e)) {
        for (int i = 0; e.kind == PRESS_EVENT_SENSORS && i < PRESS_SENSOR_COUNT; i++) {
            s.faulty += e.sensors.fault[i] != SENSOR_SOUND;
            seen |= 1U << e.sensors.fault[i];
        }
        if (e.kind != PRESS_EVENT_SENSORS)
            s.mark = (s.mark ^ (uint64_t)(e.at_ms * 8 + e.state)) * UINT64_C(1099511628211);
    }
    for (unsigned k = 1; k < SENSOR_FAULT_COUNT; k++)
        s.kinds += (seen >> k & 1U) != 0;
    return s;
}

static void test_faults_change_nothing_else(void **state)
{
    (void)state;
    struct story sound = live(false), faulty = live(true);
    assert_true(sound.mark == faulty.mark);
    assert_int_equal(sound.faulty, 0);
    assert_in_range(faulty.faulty, 5000, 80000); /* readings of 10 days */
    assert_int_equal(faulty.kinds, SENSOR_FAULT_COUNT - 1);
}

/* ---- wear ---- */

#define HOURS(n) ((int64_t)(n)*3600000)

static void test_wear_only_grows(void **state)
{
    (void)state;
    struct rng dice;
    struct wear w;
    for (uint64_t seed = 0; seed < 50; seed++) {
        double last = 0;
        rng_seed(&dice, seed);
        if (seed % 2)
            wear_renew(&w, &dice, HOURS(1000));
        else
            wear_begin(&w, &dice);
        assert_true(w.end_ms >= HOURS(24) && w.end_ms - w.onset_ms >= HOURS(9));
        assert_true(wear_level(&w, w.onset_ms) < 1e-9);
        for (int64_t t = w.onset_ms; t <= w.end_ms; t += 60000) {
            assert_true(wear_level(&w, t) >= last);
            last = wear_level(&w, t);
        }
        assert_true(last > 0.99 && last < 1.001);
    }
}

/* A commanded end neither heals nor jumps. */
static void test_an_early_end_goes_on_from_where_it_is(void **state)
{
    (void)state;
    struct rng dice;
    struct wear w;
    rng_seed(&dice, 1);
    for (int part = 0; part <= 9; part++) {
        wear_begin(&w, &dice);
        int64_t now = w.onset_ms + (w.end_ms - w.onset_ms) * part / 10;
        double before = wear_level(&w, now);
        wear_end_in(&w, now, 600000);
        assert_true(fabs(wear_level(&w, now) - before) < 0.001);
        assert_true(wear_level(&w, now + 600000) > 0.999);
        assert_int_equal(w.end_ms, now + 600000);
    }
    wear_begin(&w, &dice);
    int64_t decline = w.end_ms - w.onset_ms;
    wear_end_in(&w, 0, HOURS(100)); /* time enough for all of it */
    assert_int_equal(w.end_ms, HOURS(100));
    assert_int_equal(w.end_ms - w.onset_ms, decline);
    wear_end_in(&w, 5, 0);
    assert_true(wear_level(&w, 5) > 0.999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_fault),
        cmocka_unit_test(test_faults_change_nothing_else),
        cmocka_unit_test(test_wear_only_grows),
        cmocka_unit_test(test_an_early_end_goes_on_from_where_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
