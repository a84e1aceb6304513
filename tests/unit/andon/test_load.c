/* SPDX-License-Identifier: MIT */
/* Floods begin and end as the standard says, and the load meter counts what happened. */
#include "data/model/andon/load.h"

#include "data/model/amount.h"
#include "data/model/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct load_conf conf = {
    .flood = {.start = 11, .end = 5, .window_ms = 600 * MS_PER_S},
    .chatter_n = 3,
    .chatter_ms = 60 * MS_PER_S,
    .standing_ms = MS_PER_DAY,
    .action_ms = 10 * MS_PER_MIN,
    .operators = 1,
};

/* Eleven, one a second: a flood at t=10 s that ends just after t=606 s. */
static void the_flood_of_the_standard(void **state)
{
    (void)state;
    struct flood f = {0};
    for (int t = 0; t < 10; t++)
        assert_false(flood_come(&conf.flood, &f, t * 1000));
    assert_true(flood_come(&conf.flood, &f, 10000));
    assert_true(f.on && f.since == 10000);
    assert_int_equal(flood_deadline(&conf.flood, &f), 606001);
    assert_false(flood_tick(&conf.flood, &f, 606000));
    assert_true(flood_tick(&conf.flood, &f, 606001));
    assert_int_equal(flood_deadline(&conf.flood, &f), TIME_NEVER);
}

/* Ten in ten minutes are none. */
static void no_flood(void **state)
{
    (void)state;
    struct flood f = {0};
    for (int i = 0; i < 200; i++)
        assert_false(flood_come(&conf.flood, &f, i * (int64_t)60001));
}

/* The rings hold enough: the same as counting all of them. */
static void any_flood(void **state)
{
    (void)state;
    srand(5);
    static int64_t all[3000];
    struct flood f = {0};
    bool on = false;
    int64_t t = 0;
    for (int n = 0; n < 3000; n++) {
        int64_t next = t + rand() % (n / 500 % 2 == 0 ? 20000 : 150000);
        for (int64_t due = flood_deadline(&conf.flood, &f); due <= next;
             due = flood_deadline(&conf.flood, &f))
            assert_true(flood_tick(&conf.flood, &f, due));
        t = next;
        all[n] = t;
        int in = 0, before = 0;
        for (int i = 0; i <= n; i++) {
            in += t - all[i] <= 600000;
            before += i < n && t - all[i] <= 600000;
        }
        if (on && before < 5)
            on = false;
        on = on || in >= 11;
        (void)flood_come(&conf.flood, &f, t);
        assert_int_equal(f.on, on);
    }
}

static struct load_item item(int64_t begin_s, int64_t end_s, int source)
{
    return (struct load_item){.begin = begin_s * 1000,
                              .end = end_s < 0 ? TIME_NONE : end_s * 1000,
                              .acked = TIME_NONE,
                              .source = source,
                              .priority = source == 0 ? PRIO_HIGH : PRIO_LOW};
}

static void a_report(void **state)
{
    (void)state;
    struct load_item items[40];
    int64_t scratch[40];
    size_t n = 0;
    items[n++] = item(-200000, -1, 5); /* stands since long before */
    items[n++] = item(10, 20, 0);
    items[n] = item(100, 200, 1);
    items[n].acked = 130 * 1000;
    items[n++].acted = true;
    items[n] = item(150, 200, 1);
    items[n++].acked = 170 * 1000;
    items[n++] = item(155, 160, 1); /* the third within a minute: it chatters */
    for (int i = 0; i < 8; i++)
        items[n++] = item(200 + i, 300, 2 + i % 2); /* the twelfth: a flood since the eleventh */
    items[n] = item(3590, -1, 4);
    items[n++].acked = 3595 * 1000; /* too young to say that nothing follows */
    items[n++] = item(3600, -1, 4); /* beyond the span */
    struct load_report r = {.from = 0, .to = 3600 * 1000};
    load_make(&conf, items, n, &r, scratch, 6);
    assert_int_equal(r.alerts, 13);
    assert_int_equal(r.per_operator_hour, 13 * AMOUNT_ONE);
    assert_int_equal(r.per_operator_10_min, 13 * AMOUNT_ONE / 6);
    assert_int_equal(r.worst_hour, 13);
    assert_int_equal(r.worst_10_min, 12);
    assert_int_equal(r.floods, 1);
    assert_int_equal(r.flood_ms, 600000 + 203001 - 206000 + 0);
    assert_int_equal(r.chattering, 3);
    assert_int_equal(r.standing, 1);
    assert_int_equal(r.acked, 3);
    assert_int_equal(r.idle_acks, 1);
    assert_int_equal(r.waiting, 1);
    assert_int_equal(r.ack_ms, 20000);
    assert_int_equal(r.by_priority[PRIO_HIGH], 1);
    assert_int_equal(r.by_priority[PRIO_LOW], 12);
    assert_int_equal(r.tops, 5);
    assert_int_equal(r.top[0].count, 4);
    assert_int_equal(r.top[2].source, 1);
    assert_true(r.top[2].chattering && !r.top[3].chattering);
    assert_int_equal(r.top_count, 13);
}

static void nothing(void **state)
{
    (void)state;
    struct load_report r = {.from = 0, .to = 0};
    int64_t scratch[1];
    load_make(&conf, NULL, 0, &r, scratch, 1);
    assert_true(r.alerts == 0 && r.per_operator_hour == 0 && r.ack_ms == -1 && r.tops == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_flood_of_the_standard),
                                       cmocka_unit_test(no_flood), cmocka_unit_test(any_flood),
                                       cmocka_unit_test(a_report), cmocka_unit_test(nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
