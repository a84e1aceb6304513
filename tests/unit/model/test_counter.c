/* SPDX-License-Identifier: MIT */
/* standards.md §1.5: the series of its table, and what the rate guard, the store's copies and
 * restarts add. */
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/counter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define N   AMOUNT_ONE
#define MAX 8

struct series {
    const char *name;
    struct counter_conf conf;
    int n;
    struct {
        int64_t at_s, reading, increment;
        enum counter_note note;
        bool stored, stated;
    } s[MAX];
    int64_t sum;
};

static const struct series table[] = {
    {"reset",
     {.kind = COUNTER_CUMULATIVE},
     5,
     {{0, 100, 0, COUNTER_BASED, 0, 0},
      {1, 105, 5, COUNTER_OK, 0, 0},
      {2, 105, 0, COUNTER_OK, 0, 0},
      {3, 3, 3, COUNTER_RESET, 0, 0},
      {4, 7, 4, COUNTER_OK, 0, 0}},
     12},
    {"rollover 65536",
     {.kind = COUNTER_CUMULATIVE, .modulus = 65536 * N},
     2,
     {{0, 65530, 0, COUNTER_BASED, 0, 0}, {1, 4, 10, COUNTER_ROLLOVER, 0, 0}},
     10},
    {"rollover of a four digit display",
     {.kind = COUNTER_CUMULATIVE, .modulus = 10000 * N},
     2,
     {{0, 9998, 0, COUNTER_BASED, 0, 0}, {1, 2, 4, COUNTER_ROLLOVER, 0, 0}},
     4},
    {"rollover 256",
     {.kind = COUNTER_CUMULATIVE, .modulus = 256 * N},
     2,
     {{0, 250, 0, COUNTER_BASED, 0, 0}, {1, 5, 11, COUNTER_ROLLOVER, 0, 0}},
     11},
    {"a fall far from the top is a reset, modulus or not",
     {.kind = COUNTER_CUMULATIVE, .modulus = 65536 * N},
     2,
     {{0, 30000, 0, COUNTER_BASED, 0, 0}, {1, 4, 4, COUNTER_RESET, 0, 0}},
     4},
    {"dip",
     {.kind = COUNTER_CUMULATIVE, .glitch_ms = 5000},
     3,
     {{0, 100, 0, COUNTER_BASED, 0, 0},
      {1, 0, 0, COUNTER_HELD, 0, 0},
      {2, 101, 1, COUNTER_DIP, 0, 0}},
     1},
    {"fall that lasts",
     {.kind = COUNTER_CUMULATIVE, .glitch_ms = 5000},
     4,
     {{0, 100, 0, COUNTER_BASED, 0, 0},
      {1, 0, 0, COUNTER_HELD, 0, 0},
      {7, 1, 1, COUNTER_RESET, 0, 0},
      {8, 2, 1, COUNTER_OK, 0, 0}},
     2},
    {"counted while held, and reset again",
     {.kind = COUNTER_CUMULATIVE, .glitch_ms = 5000},
     5,
     {{0, 100, 0, COUNTER_BASED, 0, 0},
      {1, 3, 0, COUNTER_HELD, 0, 0},
      {2, 5, 0, COUNTER_HELD, 0, 0},
      {3, 1, 0, COUNTER_HELD, 0, 0},
      {7, 2, 7, COUNTER_RESET, 0, 0}},
     7},
    {"operator corrected the display",
     {.kind = COUNTER_CUMULATIVE, .correction_max = 5 * N},
     2,
     {{0, 100, 0, COUNTER_BASED, 0, 0}, {1, 98, -2, COUNTER_CORRECTED, 0, 0}},
     -2},
    {"late",
     {.kind = COUNTER_CUMULATIVE},
     3,
     {{2, 100, 0, COUNTER_BASED, 0, 0},
      {1, 90, 0, COUNTER_LATE, 0, 0},
      {3, 101, 1, COUNTER_OK, 0, 0}},
     1},
    {"flux E9",
     {.kind = COUNTER_CUMULATIVE},
     5,
     {{0, 1200, 0, COUNTER_BASED, 0, 0},
      {1, 1300, 100, COUNTER_OK, 0, 0},
      {2, 1400, 100, COUNTER_OK, 0, 0},
      {3, 1400, 0, COUNTER_OK, 0, 0},
      {4, 1440, 40, COUNTER_OK, 0, 0}},
     240},
    {"duplicate",
     {.kind = COUNTER_CUMULATIVE},
     3,
     {{0, 5, 0, COUNTER_BASED, 0, 0},
      {1, 6, 1, COUNTER_OK, 0, 0},
      {1, 6, 0, COUNTER_DUPLICATE, 0, 0}},
     1},
    {"the store's copy makes a base and nothing else",
     {.kind = COUNTER_CUMULATIVE},
     4,
     {{0, 5, 0, COUNTER_BASED, 1, 0},
      {1, 7, 2, COUNTER_OK, 0, 0},
      {2, 9, 0, COUNTER_BASED, 1, 0},
      {3, 10, 3, COUNTER_OK, 0, 0}},
     5},
    {"negative readings say nothing",
     {.kind = COUNTER_CUMULATIVE},
     3,
     {{0, 5, 0, COUNTER_BASED, 0, 0},
      {1, -7, 0, COUNTER_INVALID, 0, 0},
      {2, 6, 1, COUNTER_OK, 0, 0}},
     1},
    {"spike above the rate guard",
     {.kind = COUNTER_CUMULATIVE, .rate_max = 10 * N},
     4,
     {{0, 100, 0, COUNTER_BASED, 0, 0},
      {1, 1000000, 0, COUNTER_QUARANTINE, 0, 0},
      {2, 102, 2, COUNTER_OK, 0, 0},
      {3, 103, 1, COUNTER_OK, 0, 0}},
     3},
    {"leap above the rate guard that goes on",
     {.kind = COUNTER_CUMULATIVE, .rate_max = 10 * N},
     4,
     {{0, 100, 0, COUNTER_BASED, 0, 0},
      {1, 5000, 0, COUNTER_QUARANTINE, 0, 0},
      {2, 5003, 3, COUNTER_LEAP, 0, 0},
      {3, 5004, 1, COUNTER_OK, 0, 0}},
     4},
    {"delta",
     {.kind = COUNTER_DELTA},
     5,
     {{0, 10, 10, COUNTER_OK, 0, 1},
      {60, 5, 5, COUNTER_OK, 0, 1},
      {60, 5, 0, COUNTER_DUPLICATE, 0, 1},
      {30, 2, 2, COUNTER_OK, 0, 1},
      {61, -1, 0, COUNTER_INVALID, 0, 1}},
     17},
    {"pulses that share an arrival time all count",
     {.kind = COUNTER_PULSE},
     4,
     {{0, 1, 1, COUNTER_OK, 0, 0},
      {0, 1, 1, COUNTER_OK, 0, 0},
      {0, 1, 0, COUNTER_BASED, 1, 0},
      {1, 0, 0, COUNTER_OK, 0, 0}},
     2},
    {"delta above the rate guard",
     {.kind = COUNTER_DELTA, .rate_max = 10 * N},
     3,
     {{0, 1, 1, COUNTER_OK, 0, 1},
      {1, 900, 0, COUNTER_QUARANTINE, 0, 1},
      {2, 2, 2, COUNTER_OK, 0, 1}},
     3},
};

static void run(const struct series *t)
{
    struct counter c = {0};
    int64_t sum = 0;
    for (int i = 0; i < t->n; i++) {
        struct counter_sample s = {.at_ms = t->s[i].at_s * 1000,
                                   .reading = t->s[i].reading * N,
                                   .stored = t->s[i].stored,
                                   .stated = t->s[i].stated};
        struct counter_step step = counter_read(&t->conf, &c, &s);
        if (step.increment != t->s[i].increment * N || step.note != t->s[i].note)
            fail_msg("%s: sample %d: increment %lld note %d", t->name, i,
                     (long long)(step.increment / N), (int)step.note);
        sum += step.increment;
    }
    if (sum != t->sum * N)
        fail_msg("%s: sum %lld", t->name, (long long)(sum / N));
}

static void test_series(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        run(&table[i]);
}

/* A counter whose neighbour has leapt. */
static void test_set_aside(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool leap;
        int64_t increments[2]; /* of the readings 47 and 48 after 5, 45 and 46 */
    } rows[] = {{"a leap: from the first that was set aside", true, {2, 1}},
                {"a spike: from the one before", false, {42, 1}}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct counter_conf conf = {.kind = COUNTER_CUMULATIVE};
        struct counter c = {0};
        struct counter_sample s = {.reading = 5 * N};
        (void)counter_read(&conf, &c, &s);
        for (int k = 1; k <= 2; k++) {
            s = (struct counter_sample){.at_ms = k * 1000, .reading = (44 + k) * N};
            struct counter_step step = counter_set_aside(&c, &s);
            assert_true(step.note == COUNTER_QUARANTINE && step.increment == 0);
        }
        counter_resolve(&c, rows[i].leap);
        counter_resolve(&c, rows[i].leap); /* no more than once */
        for (int k = 0; k < 2; k++) {
            s = (struct counter_sample){.at_ms = (3 + k) * 1000, .reading = (47 + k) * N};
            if (counter_read(&conf, &c, &s).increment != rows[i].increments[k] * N)
                fail_msg("%s: reading %d", rows[i].name, k);
        }
    }
}

static void test_settle(void **state)
{
    (void)state;
    struct counter_conf conf = {.kind = COUNTER_CUMULATIVE, .glitch_ms = 500};
    struct counter c = {0};
    assert_true(counter_deadline(&conf, &c) == TIME_NEVER);
    assert_int_equal(counter_settle(&conf, &c, 0).increment, 0);
    counter_read(&conf, &c, &(struct counter_sample){.at_ms = 1000, .reading = 100 * N});
    counter_read(&conf, &c, &(struct counter_sample){.at_ms = 2000, .reading = 4 * N});
    assert_int_equal(counter_deadline(&conf, &c), 2500);
    struct counter_step step = counter_settle(&conf, &c, 2500);
    assert_int_equal(step.increment, 4 * N);
    assert_int_equal(step.at_ms, 2500);
    assert_int_equal(step.note, COUNTER_RESET);
    assert_true(counter_deadline(&conf, &c) == TIME_NEVER);
    step = counter_read(&conf, &c, &(struct counter_sample){.at_ms = 3000, .reading = 6 * N});
    assert_int_equal(step.increment, 2 * N);
}

static void test_gap(void **state)
{
    (void)state;
    struct counter_conf conf = {.kind = COUNTER_CUMULATIVE};
    struct counter c = {0};
    counter_mark_gap(&c); /* nothing known yet: nothing was missed */
    struct counter_sample s = {.at_ms = 0, .reading = 10 * N};
    assert_false(counter_read(&conf, &c, &s).gap);
    counter_mark_gap(&c);
    s = (struct counter_sample){.at_ms = 1000, .reading = 25 * N};
    struct counter_step step = counter_read(&conf, &c, &s);
    assert_true(step.gap);
    assert_int_equal(step.increment, 15 * N);
    s = (struct counter_sample){.at_ms = 2000, .reading = 26 * N};
    assert_false(counter_read(&conf, &c, &s).gap);
}

static void test_overflow(void **state)
{
    (void)state;
    struct counter_conf conf = {.kind = COUNTER_CUMULATIVE, .rate_max = INT64_MAX};
    struct counter c = {0};
    counter_read(&conf, &c, &(struct counter_sample){.at_ms = 0, .reading = INT64_MIN});
    struct counter_step step =
        counter_read(&conf, &c, &(struct counter_sample){.at_ms = 1, .reading = INT64_MAX});
    assert_int_equal(step.note, COUNTER_INVALID);
    assert_int_equal(step.increment, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_series),   cmocka_unit_test(test_set_aside),
        cmocka_unit_test(test_settle),   cmocka_unit_test(test_gap),
        cmocka_unit_test(test_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
