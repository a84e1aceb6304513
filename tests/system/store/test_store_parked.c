/* SPDX-License-Identifier: MIT */
/* What a hub has put aside stays listed at the station, whatever happens to it; and the log says of
 * each record how far it has come, by the rule of data/model/sync/way.h. */
#include "data/model/sync/way.h"
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

static int set_up(void **state)
{
    assert_int_equal(kit_set_up(state), 0);
    ((struct kit *)*state)->conf.upstream = true;
    return 0;
}

static void keep(struct kit *kit, int count)
{
    static int number;
    struct record_list list = {.count = 0};
    for (int i = 0; i < count; i++) {
        struct record_draft draft = {.kind = REC_CALL, .rev = 2, .wall_ms = KIT_WALL + number};
        (void)snprintf(draft.id, sizeof draft.id, "C%d", ++number);
        (void)snprintf(draft.actor, sizeof draft.actor, "anna");
        assert_int_equal(record_list_add(&list, &draft, "{\"type\":\"help\"}"), 0);
    }
    uint64_t ticket = kit_append_list(kit, &list, NULL, true);
    assert_true(ticket > 0);
    assert_true(kit_wait_kept(kit, ticket));
    record_list_done(&list);
}

static struct ship_state ship_of(struct kit *kit)
{
    struct store_stats stats;
    store_stats(kit->store, &stats);
    return stats.ship;
}

static int64_t wanted;
static bool is_parked(struct kit *kit)
{
    return ship_of(kit).parked == wanted;
}
static bool is_acked(struct kit *kit)
{
    return ship_of(kit).acked == wanted;
}

static void park(struct kit *kit, int64_t seq, const char *why)
{
    struct parked_record row = {.seq = seq};
    (void)snprintf(row.epoch, sizeof row.epoch, "%s", kit->opened.epoch);
    (void)snprintf(row.why, sizeof row.why, "%s", why);
    store_parked(kit->store, &row, 1);
}

static json_t *ask(struct kit *kit, const struct store_ask *question)
{
    const char *rows = kit_ask_all(kit, question);
    assert_non_null(rows);
    json_t *json = json_loads(rows, 0, NULL);
    assert_true(json_is_array(json));
    return json;
}

static const char *text(const json_t *row, const char *key)
{
    const char *value = json_string_value(json_object_get(row, key));
    return value ? value : "";
}

static void it_is_listed_and_outlives_a_restart(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    keep(kit, 6); /* n and seq 2..7 */
    assert_int_equal(ship_of(kit).parked, 0);
    park(kit, 4, "its hash is not that of its content");
    park(kit, 6, "");
    park(kit, 4, "told twice, it counts once");
    store_acked(kit->store, 7);
    wanted = 2;
    assert_true(kit_wait(kit, is_parked));
    kit_close(kit);
    assert_true(kit_run(kit));
    assert_int_equal(kit->opened.ship.parked, 2);
    assert_int_equal(kit->opened.ship.acked, 7);
    json_t *rows =
        ask(kit, &(struct store_ask){.what = "parked", .from_ms = TIME_NONE, .to_ms = TIME_NEVER});
    assert_int_equal(json_array_size(rows), 2);
    const json_t *row = json_array_get(rows, 1);
    assert_int_equal(json_integer_value(json_object_get(row, "n")), 4);
    assert_int_equal(json_integer_value(json_object_get(row, "rev")), 2);
    assert_string_equal(text(row, "kind"), "call");
    assert_string_equal(text(row, "actor"), "anna");
    assert_string_equal(text(row, "state"), "parked");
    assert_string_equal(text(row, "parked"), "its hash is not that of its content");
    assert_string_equal(text(json_object_get(row, "body"), "type"), "help");
    json_decref(rows);
    rows = ask(kit, &(struct store_ask){.what = "log", .from_ms = TIME_NONE, .to_ms = TIME_NEVER});
    for (size_t i = 0; i < json_array_size(rows); i++) {
        row = json_array_get(rows, i);
        int64_t n = json_integer_value(json_object_get(row, "n"));
        assert_string_equal(text(row, "state"), n == 4 || n == 6 ? "parked" : "kept");
        assert_int_equal(json_is_string(json_object_get(row, "parked")), n == 4 || n == 6);
    }
    json_decref(rows);
}

/* Retention takes what upstream has acknowledged, parked or not; the list still says what it was.
 */
static void it_is_listed_when_the_record_is_gone(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    keep(kit, 4);
    park(kit, 3, "another record with this key is there");
    wanted = 1;
    assert_true(kit_wait(kit, is_parked));
    kit_close(kit);
    assert_true(kit_exec(kit->path, "DELETE FROM record WHERE n = 3"));
    assert_true(kit_run(kit));
    json_t *rows =
        ask(kit, &(struct store_ask){.what = "parked", .from_ms = TIME_NONE, .to_ms = TIME_NEVER});
    assert_int_equal(json_array_size(rows), 1);
    const json_t *row = json_array_get(rows, 0);
    assert_string_equal(text(row, "kind"), "call");
    assert_string_equal(text(row, "parked"), "another record with this key is there");
    assert_true(json_is_null(json_object_get(row, "n")));
    assert_true(json_is_null(json_object_get(row, "body")));
    assert_true(json_integer_value(json_object_get(row, "wall")) >= KIT_WALL);
    json_decref(rows);
}

static void the_list_ends_and_the_count_does_not(void **state)
{
    struct kit *kit = *state;
    static struct parked_record rows[STORE_PARKED_MAX / 4];
    size_t count = sizeof rows / sizeof *rows;
    assert_true(kit_run(kit));
    for (int64_t k = 0; k < 6; k++) {
        for (size_t i = 0; i < count; i++) {
            rows[i] = (struct parked_record){.seq = k * 1000 + (int64_t)i + 1, .why = "flood"};
            (void)snprintf(rows[i].epoch, sizeof rows[i].epoch, "%s", kit->opened.epoch);
        }
        store_parked(kit->store, rows, count);
    }
    wanted = 6 * (int64_t)count;
    assert_true(kit_wait(kit, is_parked));
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM parked"), STORE_PARKED_MAX);
    assert_int_equal(kit_number(kit->path, "SELECT parked FROM head"), wanted);
}

/* In the same commit as the acknowledgement, however soon the end comes. */
static void it_is_never_later_than_the_acknowledgement(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    for (int i = 0; i < 20; i++) {
        keep(kit, 1);
        int64_t head = ship_of(kit).head;
        park(kit, head, "bad");
        store_acked(kit->store, head);
        wanted = head;
        assert_true(kit_wait(kit, is_acked));
        assert_int_equal(ship_of(kit).parked, i + 1);
    }
    keep(kit, 1);
    int64_t head = ship_of(kit).head;
    park(kit, head, "bad");
    store_acked(kit->store, head);
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT parked FROM head"), 21);
    assert_int_equal(kit_number(kit->path, "SELECT acked FROM epoch"), head);
}

static void the_log_says_what_the_rule_says(void **state)
{
    struct kit *kit = *state;
    static const struct way ways[] = {
        {.on = false, .confirmed = 40, .sent = 50},
        {.on = true},
        {.on = true, .confirmed = 10, .sent = 20},
        {.on = true, .confirmed = 60, .sent = 60},
        {.on = true, .confirmed = 5, .sent = 9, .live = 30, .live_confirmed = 33, .live_sent = 41},
        {.on = true, .confirmed = 0, .sent = 0, .live = 12, .live_confirmed = 12, .live_sent = 12},
    };
    assert_true(kit_run(kit));
    keep(kit, 50);
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        json_t *rows =
            ask(kit, &(struct store_ask){
                         .what = "log", .from_ms = TIME_NONE, .to_ms = TIME_NEVER, .way = ways[k]});
        assert_int_equal(json_array_size(rows), 51);
        for (size_t i = 0; i < json_array_size(rows); i++) {
            const json_t *row = json_array_get(rows, i);
            int64_t n = json_integer_value(json_object_get(row, "n"));
            assert_string_equal(text(row, "state"),
                                word_name(&words_way, (int)way_of(&ways[k], n)));
        }
        json_decref(rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_listed_and_outlives_a_restart, set_up, kit_tear_down),
        cmocka_unit_test_setup_teardown(it_is_listed_when_the_record_is_gone, set_up,
                                        kit_tear_down),
        cmocka_unit_test_setup_teardown(the_list_ends_and_the_count_does_not, set_up,
                                        kit_tear_down),
        cmocka_unit_test_setup_teardown(it_is_never_later_than_the_acknowledgement, set_up,
                                        kit_tear_down),
        cmocka_unit_test_setup_teardown(the_log_says_what_the_rule_says, set_up, kit_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
