/* SPDX-License-Identifier: MIT */
/* Record lists that own and reuse their bodies, and the envelope that is hashed. */
#include "data/model/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct record_draft draft(int n)
{
    struct record_draft d = {.kind = REC_STOP, .rev = n, .wall_ms = 1000 + n, .boot_ms = n};
    (void)snprintf(d.id, sizeof d.id, "S%d", n);
    (void)snprintf(d.actor, sizeof d.actor, "machine");
    return d;
}

static void a_list_keeps_copies(void **state)
{
    (void)state;
    struct record_list list = {0};
    for (int i = 0; i < 100; i++) {
        char body[32];
        struct record_draft d = draft(i);
        (void)snprintf(body, sizeof body, "{\"n\":%d}", i);
        assert_int_equal(record_list_add(&list, &d, body), 0);
    }
    assert_int_equal(list.count, 100);
    for (int i = 0; i < 100; i++) {
        char body[32], id[8];
        (void)snprintf(body, sizeof body, "{\"n\":%d}", i);
        (void)snprintf(id, sizeof id, "S%d", i);
        assert_string_equal(list.item[i].body, body);
        assert_int_equal(list.item[i].body_length, strlen(body));
        assert_string_equal(list.item[i].id, id);
        assert_int_equal(list.item[i].kind, REC_STOP);
    }
    record_list_done(&list);
    assert_int_equal(list.capacity, 0);
    record_list_done(&list);
}

static void clearing_keeps_the_memory(void **state)
{
    (void)state;
    struct record_list list = {0};
    struct record_draft d = draft(1);
    for (int i = 0; i < 9; i++)
        assert_int_equal(record_list_add(&list, &d, "{\"a\":\"longer the first time\"}"), 0);
    struct record_draft *items = list.item;
    char *body = list.item[4].body;
    size_t capacity = list.capacity;
    record_list_clear(&list);
    assert_int_equal(list.count, 0);
    for (int i = 0; i < 9; i++)
        assert_int_equal(record_list_add(&list, &d, "{}"), 0);
    assert_ptr_equal(list.item, items);
    assert_ptr_equal(list.item[4].body, body);
    assert_string_equal(list.item[4].body, "{}");
    assert_int_equal(list.capacity, capacity);
    record_list_done(&list);
}

static void a_body_has_a_limit(void **state)
{
    static char body[RECORD_BODY_MAX + 2];
    (void)state;
    struct record_list list = {0};
    struct record_draft d = draft(1);
    memset(body, 'x', RECORD_BODY_MAX);
    assert_int_equal(record_list_add(&list, &d, body), 0);
    assert_int_equal(list.item[0].body_length, RECORD_BODY_MAX);
    body[RECORD_BODY_MAX] = 'x';
    assert_int_equal(record_list_add(&list, &d, body), -1);
    assert_int_equal(list.count, 1);
    record_list_done(&list);
}

static struct record sample(void)
{
    return (struct record){.epoch = "0123456789abcdef0123456789abcdef",
                           .seq = 42,
                           .kind = REC_STOP,
                           .id = "S118",
                           .rev = 3,
                           .wall_ms = 1702286893123,
                           .boot_ms = 5000,
                           .boot_id = "b00t",
                           .synced = 1,
                           .actor = "machine",
                           .config = "00ff00ff00ff00ff",
                           .hash = "not part of it",
                           .body = "{}"};
}

static void the_envelope_is_fixed(void **state)
{
    static const char expected[] = "0123456789abcdef0123456789abcdef\t42\tstop\tS118\t3\t"
                                   "1702286893123\t5000\tb00t\t1\tmachine\t00ff00ff00ff00ff\n";
    char out[256];
    (void)state;
    struct record r = sample();
    assert_int_equal(record_envelope(&r, "stop", out, sizeof out), sizeof expected - 1);
    assert_string_equal(out, expected);
    assert_int_equal(record_envelope(&r, "stop", out, sizeof expected), sizeof expected - 1);
    assert_int_equal(record_envelope(&r, "stop", out, sizeof expected - 1), 0);
}

static void no_field_can_pose_as_two(void **state)
{
    char out[256];
    (void)state;
    struct record r = sample();
    (void)snprintf(r.actor, sizeof r.actor, "ann\tx");
    assert_int_equal(record_envelope(&r, "stop", out, sizeof out), 0);
    r = sample();
    (void)snprintf(r.id, sizeof r.id, "S1\n");
    assert_int_equal(record_envelope(&r, "stop", out, sizeof out), 0);
    r = sample();
    (void)snprintf(r.actor, sizeof r.actor, "Zoë");
    assert_int_not_equal(record_envelope(&r, "stop", out, sizeof out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_keeps_copies),      cmocka_unit_test(clearing_keeps_the_memory),
        cmocka_unit_test(a_body_has_a_limit),       cmocka_unit_test(the_envelope_is_fixed),
        cmocka_unit_test(no_field_can_pose_as_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
