/* SPDX-License-Identifier: MIT */
/* When the service manager is told that all is well, as tables. */
#include "andon/service/watchdog.h"
#include "data/model/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#define NOW INT64_C(10000000)

/* Ages in ms; -1: there is no such thread. */
struct row {
    int64_t loop, store, link;
    enum link_state state;
    int64_t period;
    const char *stale;
};

static const struct row rows[] = {
    {0, 0, 0, LINK_UP, 20000, NULL},
    {9999, 10000, 10000, LINK_UP, 20000, NULL},
    {10001, 0, 0, LINK_UP, 20000, "loop"},
    {0, 10001, 0, LINK_UP, 20000, "store"},
    {0, 0, 10001, LINK_UP, 20000, "link"},
    {10001, 10001, 10001, LINK_UP, 20000, "loop"},
    /* threads beat once a second: a short period does not make them stale */
    {1000, 3000, 3000, LINK_UP, 500, NULL},
    {0, 3001, 0, LINK_UP, 500, "store"},
    /* no broker, no disk: the station runs on */
    {0, -1, -1, LINK_DOWN, 20000, NULL},
    {0, 0, 60000, LINK_DOWN, 20000, NULL},
    {0, 0, 60000, LINK_CONNECTING, 20000, NULL},
    {0, 0, 300001, LINK_CONNECTING, 20000, "link"},
    {0, 0, 300001, LINK_DOWN, 20000, "link"},
    {0, 0, 400000, LINK_DOWN, 1000000, NULL},
    {0, 10001, 60000, LINK_DOWN, 20000, "store"},
    /* a beat that is newer than now: it came while we looked */
    {-5, -5, -5, LINK_UP, 20000, NULL},
};

static int64_t beat(int64_t age)
{
    return age == -1 ? TIME_NEVER : NOW - age;
}

static void each_thread_must_turn(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        const struct heartbeats beats = {.loop_ms = beat(r->loop),
                                         .store_ms = beat(r->store),
                                         .link_ms = beat(r->link),
                                         .link = r->state};
        const char *stale = watchdog_stale(&beats, r->period, NOW);
        bool equal = stale && r->stale ? strcmp(stale, r->stale) == 0 : stale == r->stale;
        if (!equal)
            fail_msg("row %zu: %s", i, stale ? stale : "fresh");
    }
}

struct period {
    const char *usec, *pid;
    int64_t ms;
};

static const struct period periods[] = {
    {"20000000", NULL, 20000},
    {"20000000", "77", 20000},
    {"20000000", "78", 0}, /* another's */
    {"20000000", "", 0},
    {"20000000", "77x", 0},
    {NULL, NULL, 0},
    {NULL, "77", 0},
    {"", NULL, 0},
    {"x", NULL, 0},
    {"20s", NULL, 0},
    {"-5", NULL, 0},
    {"0", NULL, 0},
    {"999", NULL, 0},
    {"1000", NULL, 1},
    {"99999999999999999999999", NULL, 0},
    {"9223372036854775807", NULL, 0},
};

static void the_environment_is_read_with_care(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        if (watchdog_period_ms(periods[i].usec, periods[i].pid, 77) != periods[i].ms)
            fail_msg("row %zu", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_thread_must_turn),
        cmocka_unit_test(the_environment_is_read_with_care),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
