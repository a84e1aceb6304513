/* SPDX-License-Identifier: MIT */
/* The bell between threads on a real loop: no ring is lost, rings meanwhile are one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data/service/wake.h"

#include <pthread.h>
#include <stdatomic.h>

#define THINGS 20000

static uv_loop_t loop;
static struct wake wake;
static atomic_int made;
static int heard, seen;

static void on_heard(void *ctx)
{
    assert_ptr_equal(ctx, &seen);
    heard++;
    seen = atomic_load(&made);
    if (seen == THINGS)
        uv_stop(&loop);
}

static void *ring(void *ctx)
{
    (void)ctx;
    for (int i = 0; i < THINGS; i++) {
        atomic_fetch_add(&made, 1);
        wake_ring(&wake);
    }
    return NULL;
}

/* The loop ends only if it hears of the last thing. */
static void test_none_lost(void **state)
{
    (void)state;
    static struct wake other;
    pthread_t thread;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(wake_open(&wake, &loop, on_heard, &seen), 0);
    assert_int_equal(pthread_create(&thread, NULL, ring, NULL), 0);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 1);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(seen, THINGS);
    assert_in_range(heard, 1, THINGS);
    wake_close(&other); /* was never opened */
    wake_close(&wake);
    wake_close(&wake);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&loop), 0);
}

static int twice;

static void on_twice(void *ctx)
{
    (void)ctx;
    twice++;
}

static void test_together(void **state)
{
    (void)state;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(wake_open(&wake, &loop, on_twice, NULL), 0);
    for (int i = 0; i < 3; i++)
        wake_ring(&wake);
    (void)uv_run(&loop, UV_RUN_NOWAIT);
    (void)uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(twice, 1);
    wake_ring(&wake);
    (void)uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(twice, 2);
    wake_close(&wake);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none_lost),
        cmocka_unit_test(test_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
