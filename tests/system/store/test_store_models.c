/* SPDX-License-Identifier: MIT */
/* What built-in detectors have learnt is kept beside the log: bounded, written over, there after a
 * kill and after damage, read in pieces. */
#include "data/store/store.h"
#include "tests/support/damage.h"
#include "tests/support/store_kit.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BIG 60000

static void keep(struct kit *kit, const char *name, int64_t version, const char *body)
{
    const struct store_model one = {.name = name,
                                    .version = version,
                                    .made_ms = KIT_WALL + version,
                                    .body = body,
                                    .length = strlen(body)};
    assert_int_equal(store_model_keep(kit->store, &one), 0);
}

struct seen {
    char text[4000]; /* "name version body," */
};

static void see(void *ctx, const struct store_model *one)
{
    struct seen *seen = ctx;
    size_t at = strlen(seen->text);
    (void)snprintf(seen->text + at, sizeof seen->text - at, "%s %d %.9s,", one->name,
                   (int)one->version, one->body ? one->body : "-");
}

static void they_are_there_after_a_restart(void **state)
{
    struct kit *kit = *state;
    struct seen seen = {.text = ""};
    struct cause why;
    assert_true(kit_run(kit));
    keep(kit, "pump", 1, "{\"one\":1}");
    keep(kit, "bearing", 0, "first");
    keep(kit, "bearing", 0, "now"); /* written over */
    keep(kit, "bearing", -1, "shadow");
    kit_close(kit); /* what is on its way is written */
    assert_true(kit_open(kit));
    assert_int_equal(store_models(kit->store, see, &seen, &why), 0);
    assert_string_equal(seen.text, "bearing -1 shadow,bearing 0 now,pump 1 -,");
    kit_close(kit);
    struct verify_result result;
    assert_true(kit_verify(kit->path, &result));
}

static int64_t wanted;
static bool are_kept(struct kit *kit)
{
    struct store_stats stats;
    store_stats(kit->store, &stats);
    return stats.models_kept >= wanted;
}

static void they_are_bounded(void **state)
{
    struct kit *kit = *state;
    char name[32];
    assert_true(kit_run(kit));
    for (int v = 1; v <= 13; v++)
        keep(kit, "pump", v, "{}");
    keep(kit, "pump", 0, "{}");
    wanted = 14;
    assert_true(kit_wait(kit, are_kept));
    for (int i = 0; i < STORE_MODEL_NAMES; i++) {
        (void)snprintf(name, sizeof name, "p%d", i);
        keep(kit, name, 20 + i, "{}");
    }
    wanted += STORE_MODEL_NAMES;
    assert_true(kit_wait(kit, are_kept));
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM model WHERE name = 'pump'"), 0);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM model"), STORE_MODEL_NAMES);
    assert_true(kit_run(kit));
    for (int v = 1; v <= 13; v++)
        keep(kit, "p3", 100 + v, "{}");
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM model WHERE name = 'p3'"),
                     STORE_MODEL_VERSIONS);
    assert_int_equal(kit_number(kit->path, "SELECT min(version) FROM model WHERE name = 'p3'"),
                     104);
    /* what waits is bounded, too */
    assert_true(kit_run(kit));
    const struct store_model huge = {.name = "p", .body = "", .length = STORE_MODEL_MAX + 1};
    assert_int_equal(store_model_keep(kit->store, &huge), -1);
}

static void a_long_one_is_read_in_pieces(void **state)
{
    struct kit *kit = *state;
    static char body[BIG * 4 + 1], got[BIG * 4 + 1];
    for (size_t i = 0; i < BIG * 4; i++)
        body[i] = "\"\\abc,1.5e-300"[i % 14];
    assert_true(kit_run(kit));
    keep(kit, "pump", 7, body);
    keep(kit, "pump", 8, "short");
    wanted = 2;
    assert_true(kit_wait(kit, are_kept));
    const struct store_ask question = {
        .what = "model", .text = "pump", .from_ms = 7, .to_ms = TIME_NEVER};
    const char *pages = kit_ask_all(kit, &question);
    assert_non_null(pages);
    while (*pages) {
        json_error_t end;
        json_t *page = json_loads(pages, JSON_DISABLE_EOF_CHECK, &end), *row;
        size_t index;
        assert_non_null(page);
        json_array_foreach(page, index, row)
        {
            assert_int_equal(json_integer_value(json_object_get(row, "at")), strlen(got));
            (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s",
                           json_string_value(json_object_get(row, "text")));
        }
        pages += end.position;
        json_decref(page);
    }
    assert_string_equal(got, body);
    json_t *rows = json_loads(kit_ask(kit, "models", TIME_NONE, TIME_NEVER, 0), 0, NULL);
    assert_int_equal(json_array_size(rows), 2);
    const json_t *row = json_array_get(rows, 0);
    assert_int_equal(json_integer_value(json_object_get(row, "bytes")), BIG * 4);
    assert_string_equal(json_string_value(json_object_get(row, "name")), "pump");
    json_decref(rows);
    const struct store_ask none = {.what = "model", .text = "belt", .from_ms = 1};
    assert_string_equal(kit_ask_all(kit, &none), "[]");
}

static bool has_note(struct kit *kit)
{
    return kit->notes > 0 && strstr(kit->note, "were read from the damaged file");
}

static void they_come_out_of_a_damaged_file(void **state)
{
    struct kit *kit = *state;
    assert_true(damage_make_file(kit));
    assert_true(kit_exec(kit->path, "INSERT INTO model VALUES ('pump', 3, 5, '{}'), "
                                    "('pump', 0, 6, '{\"now\":1}')"));
    assert_true(damage_spoil(kit->path, damage_page(kit, "record", "leaf", 5), 3));
    assert_true(damage_mark_unclean(kit));
    assert_true(kit_run(kit));
    assert_true(damage_keep(kit, 5001, 50));
    assert_true(kit_wait(kit, has_note));
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM model"), 2);
    assert_int_equal(kit_number(kit->path, "SELECT made_ms FROM model WHERE version = 0"), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(they_are_there_after_a_restart, kit_set_up, kit_tear_down),
        cmocka_unit_test_setup_teardown(they_are_bounded, kit_set_up, kit_tear_down),
        cmocka_unit_test_setup_teardown(a_long_one_is_read_in_pieces, kit_set_up, kit_tear_down),
        cmocka_unit_test_setup_teardown(they_come_out_of_a_damaged_file, kit_set_up, kit_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
