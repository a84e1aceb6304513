/* SPDX-License-Identifier: MIT */
/* Questions to the record for what people entered: the current version of each entry with all that
 * its record says, in the order of time, whatever the order of arrival. */
#include "data/model/clock.h"
#include "data/store/store.h"
#include "tests/support/store_kit.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void add(struct record_list *list, enum record_kind kind, const char *id, int64_t rev,
                const char *body)
{
    struct record_draft draft = {.kind = kind, .rev = rev, .wall_ms = KIT_WALL, .actor = "anna"};
    (void)snprintf(draft.id, sizeof draft.id, "%s", id);
    assert_int_equal(record_list_add(list, &draft, body), 0);
}

static void keep(struct kit *kit, struct record_list *list)
{
    uint64_t ticket = kit_append_list(kit, list, NULL, true);
    assert_int_not_equal(ticket, 0);
    assert_true(kit_wait_kept(kit, ticket));
    record_list_done(list);
}

static json_t *ask(struct kit *kit, const char *what, int64_t from, int64_t to)
{
    const char *rows = kit_ask(kit, what, from, to, 0);
    assert_non_null(rows);
    json_error_t error;
    json_t *page = json_loads(rows, 0, &error);
    if (!page)
        fail_msg("%s of %s", error.text, rows);
    return page;
}

/* "id rev; …" of the rows. */
static void expect(struct kit *kit, const char *what, int64_t from, int64_t to, const char *wanted)
{
    char got[400] = "";
    json_t *rows = ask(kit, what, from, to), *row;
    size_t i, at = 0;
    json_array_foreach(rows, i, row)
    {
        at += (size_t)snprintf(got + at, sizeof got - at, "%s%s %d", i ? "; " : "",
                               json_string_value(json_object_get(row, "id")),
                               (int)json_integer_value(json_object_get(row, "rev")));
    }
    json_decref(rows);
    assert_string_equal(got, wanted);
}

static void test_scraps_are_rows_of_their_records(void **state)
{
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    add(&list, REC_SCRAP, "R2", 1, "{\"at\":3000,\"quantity\":0.5,\"reason\":\"burr\"}");
    add(&list, REC_SCRAP, "R1", 1,
        "{\"at\":1000,\"quantity\":12.000001,\"rework\":false,\"reason\":\"crack \\\"A\\\"\","
        "\"note\":null,\"product\":\"plate\",\"of\":null,\"source\":\"person\"}");
    add(&list, REC_SCRAP, "R10", 1, "{\"at\":3000,\"quantity\":-0.5,\"of\":\"R2\"}");
    add(&list, REC_SCRAP, "R3", 1, "{\"at\":9000,\"quantity\":1}");
    keep(kit, &list);
    expect(kit, "scraps", 0, 10000, "R1 1; R10 1; R2 1; R3 1");
    expect(kit, "scraps", 1000, 9000, "R1 1; R10 1; R2 1");
    expect(kit, "scraps", 1001, 3000, "");
    json_t *rows = ask(kit, "scraps", 0, 2000);
    const json_t *row = json_array_get(rows, 0);
    assert_string_equal(json_string_value(json_object_get(row, "reason")), "crack \"A\"");
    assert_true(json_is_false(json_object_get(row, "rework")));
    assert_true(json_is_null(json_object_get(row, "note")));
    assert_string_equal(json_string_value(json_object_get(row, "source")), "person");
    assert_non_null(strstr(kit->rows, "\"quantity\":12.000001,"));
    json_decref(rows);
}

static void test_modes_that_reach_into_the_window(void **state)
{
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    add(&list, REC_MODE, "D1", 2, "{\"begin\":1000,\"end\":2000,\"mode\":\"planned\"}");
    add(&list, REC_MODE, "D1", 1, "{\"begin\":1000,\"end\":null,\"mode\":\"planned\"}");
    add(&list, REC_MODE, "D2", 1, "{\"begin\":5000,\"end\":null,\"declared\":\"cleaning\"}");
    add(&list, REC_CALL, "C1", 1, "{\"begin\":1000}");
    keep(kit, &list);
    expect(kit, "modes-log", 0, 10000, "D1 2; D2 1");
    expect(kit, "modes-log", 2000, 10000, "D2 1");
    expect(kit, "modes-log", 1999, 5000, "D1 2");
    expect(kit, "modes-log", 90000, 99000, "D2 1");
}

/* A stop that became part of another one is told as such, and hides no stop that reaches in. */
static void test_stops_that_are_part_of_others(void **state)
{
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    add(&list, REC_STOP, "S1", 2, "{\"begin\":1000,\"end\":9000,\"ms\":8000,\"small\":false}");
    add(&list, REC_STOP, "S2", 2,
        "{\"begin\":3000,\"end\":3000,\"ms\":0,\"small\":false,\"into\":\"S1\"}");
    keep(kit, &list);
    expect(kit, "stops", 5000, 6000, "S1 2");
    json_t *rows = ask(kit, "stops", 0, 6000);
    assert_int_equal(json_array_size(rows), 2);
    assert_true(json_is_null(json_object_get(json_array_get(rows, 0), "into")));
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 1), "into")), "S1");
    json_decref(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(test_##name, kit_set_up_running, kit_tear_down)
        CASE(scraps_are_rows_of_their_records),
        CASE(modes_that_reach_into_the_window),
        CASE(stops_that_are_part_of_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
