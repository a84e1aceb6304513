/* SPDX-License-Identifier: MIT */
/* The virtual press: the same seed gives the same day, the day is believable, commands hold. */
#include "andon/sim/press.c"
#include "andon/sim/rng.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DAY INT64_C(86400000)

/* What a day was like. */
struct day {
    int breakdowns, micros, starved, blocked, setups;
    int64_t parts, scrap, sensors;
    int64_t span[PRESS_STATE_COUNT];
    double high[PRESS_SENSOR_COUNT], low[PRESS_SENSOR_COUNT];
    uint64_t mark; /* of all events in order */
    int longest_streak;
};

static void mix(struct day *d, int64_t x)
{
    d->mark = (d->mark ^ (uint64_t)x) * UINT64_C(1099511628211);
}

static bool is_micro(const char *code)
{
    for (size_t i = 0; i < sizeof micro_codes / sizeof *micro_codes; i++)
        if (strcmp(code, micro_codes[i]) == 0)
            return true;
    return false;
}

static void count_state(struct day *d, const struct press_event *e)
{
    bool micro = e->state == PRESS_FAULT && is_micro(e->code);
    d->micros += micro;
    d->breakdowns += e->state == PRESS_FAULT && !micro;
    d->starved += e->state == PRESS_STARVED;
    d->blocked += e->state == PRESS_BLOCKED;
    d->setups += e->state == PRESS_SETUP;
}

static void count_sensors(struct day *d, const struct press_event *e)
{
    for (int s = 0; s < PRESS_SENSOR_COUNT; s++) {
        if (d->sensors == 0 || e->sensors[s] > d->high[s])
            d->high[s] = e->sensors[s];
        if (d->sensors == 0 || e->sensors[s] < d->low[s])
            d->low[s] = e->sensors[s];
        mix(d, (int64_t)(e->sensors[s] * 1000));
    }
    d->sensors++;
}

/* Step through a day in strides of `stride` ms. */
static struct day live_a_day(uint64_t seed, int64_t stride)
{
    struct day d = {.mark = 1};
    struct press p;
    struct press_event e;
    press_init(&p, seed);
    int64_t total = p.total, scrap = p.scrap, at = 0;
    enum press_state state = p.state;
    int streak = 0;
    for (int64_t now = 0; now <= DAY; now += stride)
        while (press_step(&p, now, &e)) {
            assert_true(e.at_ms >= at && e.at_ms <= now);
            d.span[state] += e.at_ms - at;
            at = e.at_ms;
            state = e.state;
            mix(&d, e.at_ms);
            if (e.kind == PRESS_EVENT_STATE)
                count_state(&d, &e);
            if (e.kind == PRESS_EVENT_SENSORS)
                count_sensors(&d, &e);
            if (e.kind == PRESS_EVENT_COUNTS) {
                assert_true(e.total - total <= 1 && e.scrap - scrap <= e.total - total);
                streak = e.scrap > scrap ? streak + 1 : 0;
                d.longest_streak = streak > d.longest_streak ? streak : d.longest_streak;
                d.parts += e.total - total;
                d.scrap += e.scrap - scrap;
                total = e.total;
                scrap = e.scrap;
            }
        }
    return d;
}

static void test_the_same_seed_gives_the_same_day(void **state)
{
    (void)state;
    struct day a = live_a_day(42, 1000), b = live_a_day(42, 1000), c = live_a_day(43, 1000);
    assert_true(a.mark == b.mark);
    assert_true(a.mark != c.mark);
}

/* How often somebody looks changes nothing. */
static void test_the_stride_changes_nothing(void **state)
{
    (void)state;
    struct day a = live_a_day(7, 100), b = live_a_day(7, 3600 * 1000);
    assert_true(a.mark == b.mark);
}

#define BETWEEN(x, low, high)                                     \
    do {                                                          \
        if (!((x) >= (low) && (x) <= (high)))                     \
            fail_msg("seed %d: %s is %g", seed, #x, (double)(x)); \
    } while (0)

static void test_a_day_is_believable(void **state)
{
    (void)state;
    for (int seed = 0; seed < 40; seed++) {
        struct day d = live_a_day((uint64_t)seed, 1000);
        double run = (double)d.span[PRESS_RUN];
        BETWEEN(d.breakdowns, 3, 14);
        BETWEEN(d.micros, 50, 130);
        BETWEEN(d.starved, 4, 35);
        BETWEEN(d.blocked, 2, 28);
        BETWEEN(d.setups, 4, 9);
        BETWEEN(run / (double)DAY, 0.6, 0.95);
        BETWEEN(run / (double)d.parts, 4080, 4250); /* close to the ideal cycle of 4 s */
        BETWEEN((double)d.scrap / (double)d.parts, 0.01, 0.03);
        BETWEEN(d.longest_streak, 3, 20);
        BETWEEN(d.sensors, DAY / 1000, DAY / 1000 + 1);
        BETWEEN(d.high[PRESS_OIL_TEMP], 50, 60);
        BETWEEN(d.low[PRESS_OIL_TEMP], 35, 50);
        BETWEEN(d.high[PRESS_VIBRATION], 2.2, 8);
        BETWEEN(d.high[PRESS_LOAD], 60, 90);
        BETWEEN(d.high[PRESS_PRESSURE], 180, 192);
    }
}

static int breakdowns_on_average(void)
{
    int sum = 0;
    for (uint64_t seed = 100; seed < 140; seed++)
        sum += live_a_day(seed, 1000).breakdowns;
    return sum / 40;
}

static void test_a_handful_of_breakdowns_a_day(void **state)
{
    (void)state;
    int mean = breakdowns_on_average();
    assert_in_range(mean, 5, 12);
}

/* Step to `now` and return the last event of a kind; *count is how many there were. */
static struct press_event run_to(struct press *p, int64_t now, enum press_event_kind kind,
                                 int *count)
{
    struct press_event e, last = {.at_ms = -1};
    *count = 0;
    while (press_step(p, now, &e))
        if (e.kind == kind) {
            last = e;
            ++*count;
        }
    return last;
}

static void test_a_held_state_stays(void **state)
{
    (void)state;
    struct press p;
    int n;
    press_init(&p, 5);
    (void)run_to(&p, 10000, PRESS_EVENT_STATE, &n);
    press_hold(&p, PRESS_FAULT, "E-217 die jam");
    struct press_event e = run_to(&p, 10000, PRESS_EVENT_STATE, &n);
    assert_int_equal(n, 1);
    assert_int_equal(e.at_ms, 10000);
    assert_int_equal(e.state, PRESS_FAULT);
    assert_string_equal(e.code, "E-217 die jam");
    (void)run_to(&p, DAY, PRESS_EVENT_COUNTS, &n);
    assert_int_equal(n, 0);
    press_hold(&p, PRESS_RUN, "");
    (void)run_to(&p, DAY, PRESS_EVENT_STATE, &n);
    assert_int_equal(n, 1);
    (void)run_to(&p, 2 * DAY, PRESS_EVENT_STATE, &n);
    assert_int_equal(n, 0); /* no trouble of its own while a command holds it */
    press_release(&p);
    (void)run_to(&p, 3 * DAY, PRESS_EVENT_STATE, &n);
    assert_true(n > 100);
}

static void test_scrap_on_command(void **state)
{
    (void)state;
    struct press p;
    int n;
    press_init(&p, 5);
    press_hold(&p, PRESS_IDLE, "");
    struct press_event a = run_to(&p, 1000, PRESS_EVENT_COUNTS, &n);
    press_make_scrap(&p, 3);
    struct press_event b = run_to(&p, 1000, PRESS_EVENT_COUNTS, &n);
    assert_int_equal(n, 1);
    assert_int_equal(b.total - a.total, 3);
    assert_int_equal(b.scrap - a.scrap, 3);
}

static void test_a_sensor_on_command(void **state)
{
    (void)state;
    struct press p;
    int n;
    press_init(&p, 5);
    press_set_sensor(&p, PRESS_OIL_TEMP, 75.5);
    assert_true(fabs(run_to(&p, 60000, PRESS_EVENT_SENSORS, &n).sensors[PRESS_OIL_TEMP] - 75.5) <
                0.06);
    press_free_sensor(&p, PRESS_OIL_TEMP);
    assert_true(run_to(&p, 120000, PRESS_EVENT_SENSORS, &n).sensors[PRESS_OIL_TEMP] < 60);
}

static void test_press_next_is_when_something_comes(void **state)
{
    (void)state;
    struct press p;
    struct press_event e;
    press_init(&p, 9);
    for (int i = 0; i < 20000; i++) {
        int64_t next = press_next(&p);
        int64_t before = p.now_ms;
        if (next > before + 1)
            assert_false(press_step(&p, next - 1, &e));
        (void)press_step(&p, next, &e);
        assert_true(p.now_ms >= before);
    }
}

static void test_a_failing_bearing_announces_itself(void **state)
{
    (void)state;
    struct press p;
    struct press_event e;
    int warned = 0, silent = 0;
    press_init(&p, 3);
    double before = 0;
    for (int64_t now = 0; now < 30 * DAY; now += 1000)
        while (press_step(&p, now, &e)) {
            if (e.kind == PRESS_EVENT_SENSORS && e.state == PRESS_RUN)
                before = e.sensors[PRESS_VIBRATION];
            if (e.kind == PRESS_EVENT_STATE && strcmp(e.code, "E-618 bearing") == 0)
                *(before > 4 ? &warned : &silent) += 1;
        }
    assert_true(warned > 10);
    assert_true(silent <= warned / 10); /* a restart just before it hides the growth */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_seed_gives_the_same_day),
        cmocka_unit_test(test_the_stride_changes_nothing),
        cmocka_unit_test(test_a_day_is_believable),
        cmocka_unit_test(test_a_handful_of_breakdowns_a_day),
        cmocka_unit_test(test_a_held_state_stays),
        cmocka_unit_test(test_scrap_on_command),
        cmocka_unit_test(test_a_sensor_on_command),
        cmocka_unit_test(test_press_next_is_when_something_comes),
        cmocka_unit_test(test_a_failing_bearing_announces_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
