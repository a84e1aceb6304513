/* SPDX-License-Identifier: MIT */
/* Presses behind one another: no part is lost or made of nothing, and one that stands stops its
 * neighbours, later. */
#include "andon/sim/line.c"
#include "andon/sim/press.c"
#include "andon/sim/rng.c"
#include "andon/sim/sensors.c"
#include "andon/sim/wear.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DAY       INT64_C(86400000)
#define MINUTE_MS 60000

static uint64_t live(uint64_t seed, size_t stations, int64_t stride)
{
    uint64_t mark = 1;
    struct line line;
    struct press_event e;
    size_t station;
    int64_t at = 0;
    line_init(&line, &press_conf_default, seed, stations);
    for (int64_t now = 0; now <= DAY; now += stride)
        while (line_step(&line, now, &station, &e)) {
            assert_true(station < stations && e.at_ms >= at && e.at_ms <= now);
            at = e.at_ms;
            int64_t x = (e.at_ms * 8 + (int64_t)e.kind) * 64 + (int64_t)station * 8 + e.state;
            mark = (mark ^ (uint64_t)x ^ (uint64_t)e.total << 40) * UINT64_C(1099511628211);
        }
    return mark;
}

static void test_the_same_seed_whoever_looks(void **state)
{
    (void)state;
    assert_true(live(1, 4, 1000) == live(1, 4, 1800 * 1000));
    assert_true(live(1, 4, 1000) != live(2, 4, 1000));
}

/* The first of a line has the same dice as a press alone. */
static void test_presses_differ(void **state)
{
    (void)state;
    struct line line;
    line_init(&line, &press_conf_default, 3, 3);
    assert_true(line.press[0].total != line.press[1].total);
    assert_true(line.press[1].total != line.press[2].total);
    assert_true(line.press[0].trouble[TROUBLE_STARVED] < PRESS_NEVER);
    assert_true(line.press[0].trouble[TROUBLE_BLOCKED] == PRESS_NEVER);
    assert_true(line.press[1].trouble[TROUBLE_STARVED] == PRESS_NEVER);
    assert_true(line.press[2].trouble[TROUBLE_BLOCKED] < PRESS_NEVER);
}

static void check_parts(const struct line *line)
{
    for (size_t i = 0; i + 1 < line->stations; i++) {
        const struct belt *b = &line->belt[i];
        int64_t taken = line->press[i + 1].started - 1; /* the first one lay there already */
        assert_true(b->count <= LINE_BELT_PARTS);
        assert_int_equal(line->press[i].handed_on + LINE_BELT_FILL - taken, b->count);
    }
}

static void test_no_part_is_lost(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 5; seed++) {
        struct line line;
        struct press_event e;
        size_t station;
        line_init(&line, &press_conf_default, seed, 5);
        while (line_step(&line, DAY, &station, &e))
            if (e.kind != PRESS_EVENT_SENSORS)
                check_parts(&line);
        for (size_t i = 0; i < 5; i++) {
            const struct press *p = &line.press[i];
            int64_t good = p->total - p->first_total - (p->scrap - p->first_scrap);
            assert_int_equal(p->handed_on, good);
            assert_in_range(p->total - p->first_total, 4000, 18000);
        }
    }
}

static struct line held_line(void)
{
    struct line line;
    line_init(&line, &press_conf_default, 3, 3);
    for (size_t i = 0; i < 3; i++)
        press_hold(&line.press[i], PRESS_RUN, "");
    return line;
}

static void pass(struct line *line, int64_t now)
{
    struct press_event e;
    size_t station;
    while (line_step(line, now, &station, &e))
        ;
}

/* When it comes into this state. */
static int64_t until(struct line *line, size_t i, enum press_state state)
{
    int64_t from = line->press[0].now_ms;
    while (line->press[i].state != state && line->press[0].now_ms < from + 600000)
        pass(line, line->press[0].now_ms + 100);
    assert_int_equal(line->press[i].state, state);
    return line->press[0].now_ms - from;
}

static void test_a_stop_reaches_its_neighbours(void **state)
{
    (void)state;
    struct line line = held_line();
    pass(&line, 5 * MINUTE_MS);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(line.press[i].state, PRESS_RUN);
    press_hold(&line.press[1], PRESS_FAULT, "E-217 die jam");
    int64_t starved = until(&line, 2, PRESS_STARVED);
    assert_in_range(starved, 20000, 70000); /* what is on the belt comes first */
    int64_t blocked = until(&line, 0, PRESS_BLOCKED) + starved;
    assert_in_range(blocked, 20000, 120000);
    int64_t made = line.press[0].total;
    pass(&line, line.press[0].now_ms + 10 * MINUTE_MS);
    assert_int_equal(line.press[0].total, made);
    assert_int_equal(line.belt[0].count, LINE_BELT_PARTS);
    assert_int_equal(line.belt[1].count, 0);
    press_hold(&line.press[1], PRESS_RUN, "");
    assert_in_range(until(&line, 0, PRESS_RUN), 0, 10000);     /* the first part makes room */
    assert_in_range(until(&line, 2, PRESS_RUN), 15000, 45000); /* it has a way to go */
    check_parts(&line);
}

/* Waiting for a moment is not yet starving: only a streak of scrap leaves a gap that is long
 * enough. */
static void test_jitter_is_no_state(void **state)
{
    (void)state;
    struct line line = held_line();
    struct press_event e;
    size_t station;
    int changes = 0;
    while (line_step(&line, 480 * MINUTE_MS, &station, &e)) {
        changes += e.kind == PRESS_EVENT_STATE && e.at_ms > 0;
        assert_true(e.state == PRESS_RUN || (e.state == PRESS_STARVED && station > 0));
    }
    assert_in_range(changes, 0, 60);
    assert_in_range(line.press[2].total - line.press[2].first_total, 6500, 7000);
}

/* A commanded state is stronger than the neighbours, except that nothing comes from nothing. */
static void test_a_held_press_waits_all_the_same(void **state)
{
    (void)state;
    struct line line = held_line();
    press_hold(&line.press[0], PRESS_OFF, "");
    (void)until(&line, 1, PRESS_STARVED);
    (void)until(&line, 2, PRESS_STARVED);
    press_hold(&line.press[2], PRESS_SETUP, "tool");
    pass(&line, line.press[0].now_ms + 10 * MINUTE_MS);
    assert_int_equal(line.press[2].state, PRESS_SETUP);
    press_hold(&line.press[0], PRESS_RUN, "");
    (void)until(&line, 1, PRESS_RUN);
    (void)until(&line, 1, PRESS_BLOCKED);
    assert_int_equal(line.press[2].state, PRESS_SETUP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_seed_whoever_looks),
        cmocka_unit_test(test_presses_differ),
        cmocka_unit_test(test_no_part_is_lost),
        cmocka_unit_test(test_a_stop_reaches_its_neighbours),
        cmocka_unit_test(test_jitter_is_no_state),
        cmocka_unit_test(test_a_held_press_waits_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
