/* SPDX-License-Identifier: MIT */
/* The virtual press: the same seed gives the same day, the day is believable, commands hold. One
 * press is a line of one. */
#include "andon/sim/line.c"
#include "andon/sim/press.c"
#include "andon/sim/rng.c"
#include "andon/sim/sensors.c"
#include "andon/sim/wear.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define DAY INT64_C(86400000)

/* What a day was like. */
struct day {
    int breakdowns, micros, starved, blocked, coils, changeovers;
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
    d->coils += e->state == PRESS_SETUP && strcmp(e->code, "coil change") == 0;
    d->changeovers += e->state == PRESS_SETUP && strncmp(e->code, "changeover", 10) == 0;
}

static void count_sensors(struct day *d, const struct press_event *e)
{
    for (int s = 0; s < PRESS_SENSOR_COUNT; s++) {
        double x = e->sensors.value[s];
        if (d->sensors == 0 || x > d->high[s])
            d->high[s] = x;
        if (d->sensors == 0 || x < d->low[s])
            d->low[s] = x;
        mix(d, (int64_t)(x * 1000));
    }
    d->sensors++;
}

static bool step(struct line *line, int64_t now, struct press_event *e)
{
    size_t station;
    return line_step(line, now, &station, e);
}

/* Step through a day in strides of `stride` ms. */
static struct day live_a_day(const struct press_conf *conf, uint64_t seed, int64_t stride)
{
    struct day d = {.mark = 1};
    struct line line;
    struct press_event e;
    line_init(&line, conf, seed, 1);
    int64_t total = line.press[0].total, scrap = line.press[0].scrap, at = 0;
    enum press_state state = PRESS_RUN;
    int streak = 0;
    for (int64_t now = 0; now <= DAY; now += stride)
        while (step(&line, now, &e)) {
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
    for (int s = 0; s < PRESS_STATE_COUNT; s++) /* its own account of the day, to the last event */
        assert_true(llabs(line.press[0].span[s] - d.span[s]) <= DAY - at);
    return d;
}

static const struct press_conf *const usual = &press_conf_default;
/* Nothing but the press: no breaks, one product. */
static const struct press_conf plain = {.product = {{"bracket", 4000}}, .products = 1};

static void test_the_same_seed_gives_the_same_day(void **state)
{
    (void)state;
    struct day a = live_a_day(usual, 42, 1000), b = live_a_day(usual, 42, 1000);
    struct day c = live_a_day(usual, 43, 1000);
    assert_true(a.mark == b.mark);
    assert_true(a.mark != c.mark);
}

/* How often somebody looks changes nothing. */
static void test_the_stride_changes_nothing(void **state)
{
    (void)state;
    struct day a = live_a_day(usual, 7, 100), b = live_a_day(usual, 7, 3600 * 1000);
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
        struct day d = live_a_day(&plain, (uint64_t)seed, 1000);
        double run = (double)d.span[PRESS_RUN];
        BETWEEN(d.breakdowns, 3, 14);
        BETWEEN(d.micros, 50, 130);
        BETWEEN(d.starved, 4, 35);
        BETWEEN(d.blocked, 2, 28);
        BETWEEN(d.coils, 4, 9);
        BETWEEN(d.changeovers, 0, 0);
        BETWEEN(run / (double)DAY, 0.6, 0.95);
        BETWEEN(run / (double)d.parts, 4080, 4250); /* close to the ideal cycle of 4 s */
        BETWEEN((double)d.scrap / (double)d.parts, 0.01, 0.03);
        BETWEEN(d.longest_streak, 3, 20);
        BETWEEN(d.sensors, DAY / 1000, DAY / 1000 + 1);
        BETWEEN(d.high[PRESS_OIL_TEMP], 50, 62);
        BETWEEN(d.low[PRESS_OIL_TEMP], 32, 50);
        BETWEEN(d.high[PRESS_VIBRATION], 2.2, 10);
        BETWEEN(d.high[PRESS_LOAD], 60, 110);
        BETWEEN(d.high[PRESS_PRESSURE], 180, 192);
        BETWEEN(d.high[PRESS_SPINDLE_TEMP], 54, 90);
    }
}

static void test_a_usual_day_has_breaks_and_changeovers(void **state)
{
    (void)state;
    for (int seed = 0; seed < 20; seed++) {
        struct day d = live_a_day(usual, (uint64_t)seed, 1000);
        BETWEEN(d.changeovers, 1, 5);
        BETWEEN((double)d.span[PRESS_IDLE] / (double)DAY, 0.07, 0.16); /* a break is an eighth */
        BETWEEN((double)d.span[PRESS_RUN] / (double)DAY, 0.5, 0.86);
    }
}

static int breakdowns_on_average(void)
{
    int sum = 0;
    for (uint64_t seed = 100; seed < 140; seed++)
        sum += live_a_day(&plain, seed, 1000).breakdowns;
    return sum / 40;
}

static void test_a_handful_of_breakdowns_a_day(void **state)
{
    (void)state;
    int mean = breakdowns_on_average();
    assert_in_range(mean, 5, 12);
}

/* Step to `now` and return the last event of a kind; *count is how many there were. */
static struct press_event run_to(struct line *line, int64_t now, enum press_event_kind kind,
                                 int *count)
{
    struct press_event e, last = {.at_ms = -1};
    *count = 0;
    while (step(line, now, &e))
        if (e.kind == kind) {
            last = e;
            ++*count;
        }
    return last;
}

static void test_a_held_state_stays(void **state)
{
    (void)state;
    struct line line;
    struct press *p = &line.press[0];
    int n;
    line_init(&line, usual, 5, 1);
    (void)run_to(&line, 10000, PRESS_EVENT_STATE, &n);
    press_hold(p, PRESS_FAULT, "E-217 die jam");
    struct press_event e = run_to(&line, 10000, PRESS_EVENT_STATE, &n);
    assert_int_equal(n, 1);
    assert_int_equal(e.at_ms, 10000);
    assert_int_equal(e.state, PRESS_FAULT);
    assert_string_equal(e.code, "E-217 die jam");
    (void)run_to(&line, DAY, PRESS_EVENT_COUNTS, &n);
    assert_int_equal(n, 0);
    press_hold(p, PRESS_RUN, "");
    (void)run_to(&line, DAY, PRESS_EVENT_STATE, &n);
    assert_int_equal(n, 1);
    (void)run_to(&line, 2 * DAY, PRESS_EVENT_STATE, &n);
    assert_int_equal(n, 0); /* no trouble and no break of its own while a command holds it */
    press_release(p);
    (void)run_to(&line, 3 * DAY, PRESS_EVENT_STATE, &n);
    assert_true(n > 100);
}

static void test_scrap_on_command(void **state)
{
    (void)state;
    struct line line;
    int n;
    line_init(&line, usual, 5, 1);
    press_hold(&line.press[0], PRESS_IDLE, "");
    struct press_event a = run_to(&line, 1000, PRESS_EVENT_COUNTS, &n);
    press_make_scrap(&line.press[0], 3);
    struct press_event b = run_to(&line, 1000, PRESS_EVENT_COUNTS, &n);
    assert_int_equal(n, 1);
    assert_int_equal(b.total - a.total, 3);
    assert_int_equal(b.scrap - a.scrap, 3);
}

static void test_a_sensor_on_command(void **state)
{
    (void)state;
    struct line line;
    int n;
    line_init(&line, usual, 5, 1);
    sensors_force(&line.press[0].sensors, PRESS_OIL_TEMP, 75.5);
    struct press_event e = run_to(&line, 60000, PRESS_EVENT_SENSORS, &n);
    assert_true(fabs(e.sensors.value[PRESS_OIL_TEMP] - 75.5) < 0.06);
    sensors_free(&line.press[0].sensors, PRESS_OIL_TEMP);
    e = run_to(&line, 120000, PRESS_EVENT_SENSORS, &n);
    assert_true(e.sensors.value[PRESS_OIL_TEMP] < 60);
}

static void test_line_next_is_when_something_comes(void **state)
{
    (void)state;
    struct line line;
    struct press_event e;
    line_init(&line, usual, 9, 1);
    for (int i = 0; i < 20000; i++) {
        int64_t next = line_next(&line);
        int64_t before = line.press[0].now_ms;
        if (next > before + 1)
            assert_false(step(&line, next - 1, &e));
        (void)step(&line, next, &e);
        assert_true(line.press[0].now_ms >= before);
    }
}

/* ---- breaks ---- */

static void test_nothing_is_made_in_a_break(void **state)
{
    (void)state;
    struct line line;
    struct press_event e;
    int breaks = 0, parts = 0;
    line_init(&line, usual, 11, 1);
    while (step(&line, 3 * DAY, &e)) {
        bool in = e.at_ms % usual->break_every_ms > usual->break_every_ms - usual->break_ms;
        breaks += e.kind == PRESS_EVENT_STATE && strcmp(e.code, "break") == 0;
        parts += e.kind == PRESS_EVENT_COUNTS;
        assert_false(in && e.state == PRESS_RUN);
        assert_false(in && e.kind == PRESS_EVENT_COUNTS);
        if (strcmp(e.code, "break") == 0)
            assert_int_equal(e.state, PRESS_IDLE);
    }
    assert_in_range(breaks, 30, 36); /* of 36; a repair may last through one */
    assert_true(parts > 30000);
}

static void test_a_command_ends_a_break(void **state)
{
    (void)state;
    struct line line;
    int n;
    line_init(&line, usual, 11, 1);
    int64_t begin = usual->break_every_ms - usual->break_ms;
    (void)run_to(&line, begin + 600000, PRESS_EVENT_STATE, &n);
    press_hold(&line.press[0], PRESS_RUN, "");
    struct press_event e = run_to(&line, begin + 601000, PRESS_EVENT_STATE, &n);
    assert_int_equal(e.state, PRESS_RUN);
    press_release(&line.press[0]);
    e = run_to(&line, begin + 602000, PRESS_EVENT_STATE, &n);
    assert_string_equal(e.code, "break");
}

/* ---- changeovers ---- */

static void test_a_changeover_changes_the_product(void **state)
{
    (void)state;
    struct line line;
    struct press_event e;
    char product[PRESS_PRODUCT_SIZE] = "bracket", to[PRESS_PRODUCT_SIZE] = "";
    int changes = 0;
    line_init(&line, usual, 4, 1);
    while (step(&line, 5 * DAY, &e)) {
        if (strcmp(e.product, product) != 0) {
            assert_string_equal(e.product, to); /* announced, and in no other state */
            assert_int_not_equal(e.state, PRESS_SETUP);
            memcpy(product, e.product, sizeof product);
            changes++;
        }
        if (e.kind == PRESS_EVENT_STATE && strncmp(e.code, "changeover to ", 14) == 0) {
            set_text(to, sizeof to, e.code + 14);
            assert_string_not_equal(to, product);
        }
    }
    assert_in_range(changes, 8, 20);
}

static void test_a_product_has_its_cycle(void **state)
{
    (void)state;
    static const struct press_conf two = {.product = {{"slow", 8000}, {"fast", 2000}},
                                          .products = 2};
    struct line line;
    int slow, fast;
    line_init(&line, &two, 4, 1);
    press_hold(&line.press[0], PRESS_RUN, "");
    (void)run_to(&line, 600000, PRESS_EVENT_COUNTS, &slow);
    assert_false(press_change(&line.press[0], "fast")); /* held */
    press_release(&line.press[0]);
    assert_false(press_change(&line.press[0], "other"));
    assert_true(press_change(&line.press[0], "fast"));
    press_hold(&line.press[0], PRESS_RUN, ""); /* in the middle of it: done */
    (void)run_to(&line, 1200000, PRESS_EVENT_COUNTS, &fast);
    assert_in_range(slow, 65, 75);
    assert_in_range(fast, 260, 300);
    press_release(&line.press[0]);
    assert_true(press_change(&line.press[0], ""));
    assert_string_equal(line.press[0].code, "changeover to slow");
    line_init(&line, &plain, 4, 1);
    assert_false(press_change(&line.press[0], ""));
}

/* ---- the bearing ---- */

#define HOURS(n) ((int64_t)(n)*3600000)

/* Mean vibration and spindle temperature of the running press, hour by hour before it fails. */
#define HOURS_KEPT 48
struct decline {
    double shake[HOURS_KEPT], heat[HOURS_KEPT];
    bool failed;
};

static struct decline run_to_failure(struct line *line)
{
    static double shake[2000], heat[2000];
    static int n[2000];
    struct decline d = {.failed = false};
    struct press_event e;
    memset(shake, 0, sizeof shake);
    memset(heat, 0, sizeof heat);
    memset(n, 0, sizeof n);
    while (!d.failed && step(line, HOURS(1999), &e)) {
        size_t hour = (size_t)(line->press[0].run_ms / HOURS(1));
        if (e.kind == PRESS_EVENT_SENSORS && e.state == PRESS_RUN) {
            shake[hour] += e.sensors.value[PRESS_VIBRATION];
            heat[hour] += e.sensors.value[PRESS_SPINDLE_TEMP];
            n[hour]++;
        }
        d.failed = e.kind == PRESS_EVENT_STATE && strcmp(e.code, "E-310 spindle bearing") == 0;
        for (int i = 0; d.failed && i < HOURS_KEPT && (size_t)i <= hour; i++) {
            d.shake[i] = shake[hour - (size_t)i] / n[hour - (size_t)i];
            d.heat[i] = heat[hour - (size_t)i] / n[hour - (size_t)i];
        }
    }
    return d;
}

static void test_a_failing_bearing_announces_itself(void **state)
{
    (void)state;
    for (uint64_t s = 1; s <= 10; s++) {
        int seed = (int)s;
        struct line line;
        line_init(&line, usual, s, 1);
        struct decline d = run_to_failure(&line);
        assert_true(d.failed);
        BETWEEN(d.shake[23], 1.9, 2.3); /* a day before: nothing */
        BETWEEN(d.shake[5], 2.5, 8);    /* four hours and more: to be seen over noise of 0.1 */
        BETWEEN(d.shake[1], 4, 10);
        BETWEEN(d.heat[1] - d.heat[23], 4, 32);
        BETWEEN(line.press[0].state_end - line.press[0].now_ms, 30 * 60000, 160 * 60000);
    }
}

static void test_a_repair_resets_it(void **state)
{
    (void)state;
    struct line line;
    int n;
    line_init(&line, &plain, 3, 1);
    assert_true(run_to_failure(&line).failed);
    int64_t at = line.press[0].now_ms;
    struct press_event e = run_to(&line, at + HOURS(3), PRESS_EVENT_STATE, &n);
    assert_string_not_equal(e.code, BEARING_CODE);
    assert_true(wear_level(&line.press[0].bearing, line.press[0].run_ms) < 1e-9);
    assert_true(line.press[0].bearing.end_ms > line.press[0].run_ms + HOURS(24));
}

static void test_a_bearing_fails_on_command(void **state)
{
    (void)state;
    struct line line;
    struct press *p = &line.press[0];
    int n;
    line_init(&line, &plain, 3, 1);
    (void)run_to(&line, HOURS(1), PRESS_EVENT_STATE, &n);
    int64_t run = p->run_ms;
    press_fail_bearing(p, 10 * 60000);
    while (strcmp(p->code, BEARING_CODE) != 0)
        (void)run_to(&line, p->now_ms + 1000, PRESS_EVENT_STATE, &n);
    assert_int_equal(p->run_ms - run, 10 * 60000);
    press_release(p);
    press_hold(p, PRESS_RUN, "");
    press_fail_bearing(p, 60000);
    (void)run_to(&line, p->now_ms + HOURS(1), PRESS_EVENT_STATE, &n);
    assert_int_equal(p->state, PRESS_RUN); /* held */
    press_release(p);
    (void)run_to(&line, p->now_ms + 1, PRESS_EVENT_STATE, &n);
    assert_string_equal(p->code, BEARING_CODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_seed_gives_the_same_day),
        cmocka_unit_test(test_the_stride_changes_nothing),
        cmocka_unit_test(test_a_day_is_believable),
        cmocka_unit_test(test_a_usual_day_has_breaks_and_changeovers),
        cmocka_unit_test(test_a_handful_of_breakdowns_a_day),
        cmocka_unit_test(test_a_held_state_stays),
        cmocka_unit_test(test_scrap_on_command),
        cmocka_unit_test(test_a_sensor_on_command),
        cmocka_unit_test(test_line_next_is_when_something_comes),
        cmocka_unit_test(test_nothing_is_made_in_a_break),
        cmocka_unit_test(test_a_command_ends_a_break),
        cmocka_unit_test(test_a_changeover_changes_the_product),
        cmocka_unit_test(test_a_product_has_its_cycle),
        cmocka_unit_test(test_a_failing_bearing_announces_itself),
        cmocka_unit_test(test_a_repair_resets_it),
        cmocka_unit_test(test_a_bearing_fails_on_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
