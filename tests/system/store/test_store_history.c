/* SPDX-License-Identifier: MIT */
/* Signal history in the store: minutes kept with their records, merged into what is asked for, over
 * restarts, clock steps and retired names; its limits. */
#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/history.h"
#include "data/store/store.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/store_kit.h"

#include <jansson.h>
#include <poll.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define FIRST (KIT_WALL / MS_PER_MIN)

static void reopen(struct kit *kit)
{
    kit_close(kit);
    if (!kit_open(kit))
        fail_msg("%s", kit->why.text);
    assert_true(kit_start(kit));
}

static void add(struct history_list *list, const char *signal, int64_t minute,
                const struct history *span)
{
    struct history_row row = {.minute = FIRST + minute, .span = *span};
    (void)snprintf(row.signal, sizeof row.signal, "%s", signal);
    history_list_add(list, &row);
}

/* One sample in the minute. */
static void add_one(struct history_list *list, const char *signal, int64_t minute, int64_t amount)
{
    struct history span = {.quality = Q_GOOD};
    history_take(&span, amount, true);
    add(list, signal, minute, &span);
}

static void keep(struct kit *kit, struct history_list *list)
{
    uint64_t ticket = kit_hand_over(kit, &(struct store_batch){.history = list, .urgent = true});
    assert_int_not_equal(ticket, 0);
    assert_true(kit_wait_kept(kit, ticket));
    history_list_done(list);
}

/* Pages are arrays one after the other. */
static json_t *join_pages(struct kit *kit, const char *rows)
{
    json_t *all = json_array();
    assert_non_null(rows);
    for (size_t at = 0; at < kit->rows_length;) {
        json_error_t error;
        json_t *page = json_loadb(rows + at, kit->rows_length - at, JSON_DISABLE_EOF_CHECK, &error);
        if (!page)
            fail_msg("%s at %d of %s", error.text, error.position, rows + at);
        assert_int_equal(json_array_extend(all, page), 0);
        json_decref(page);
        at += (size_t)error.position;
    }
    return all;
}

static json_t *ask(struct kit *kit, const char *signal, int64_t from, int64_t to, int64_t points)
{
    return join_pages(kit, kit_ask_all(kit, &(struct store_ask){
                                                .what = "history",
                                                .text = signal,
                                                .from_ms = (FIRST + from) * MS_PER_MIN,
                                                .to_ms = (FIRST + to) * MS_PER_MIN,
                                                .points = points,
                                            }));
}

static void must_be(const json_t *row, const char *want)
{
    char *text = json_dumps(row, JSON_COMPACT);
    if (!text || strcmp(text, want) != 0)
        fail_msg("%s\nwanted %s", text ? text : "nothing", want);
    free(text);
}

static void a_minute_comes_back_as_it_was(void **state)
{
    struct kit *kit = *state;
    struct history_list list = {.count = 0};
    struct history span = {.quality = Q_STALE};
    history_take(&span, 20500000, true);
    history_take(&span, -3000000, true);
    history_take(&span, 7000001, true);
    history_take_bad(&span);
    add(&list, "temperature", 0, &span);
    add(&list, "temperature", 1, &(struct history){.bad = 2, .quality = Q_BAD});
    keep(kit, &list);
    for (int round = 0; round < 2; round++) {
        json_t *rows = ask(kit, "temperature", 0, 10, 10);
        assert_int_equal(json_array_size(rows), 2);
        must_be(json_array_get(rows, 0),
                "{\"begin\":1764000000000,\"end\":1764000060000,\"min\":-3000000,"
                "\"mean\":8166667,\"max\":20500000,\"last\":7000001,\"samples\":3,\"bad\":1,"
                "\"quality\":\"stale\"}");
        must_be(json_array_get(rows, 1),
                "{\"begin\":1764000060000,\"end\":1764000120000,\"min\":null,\"mean\":null,"
                "\"max\":null,\"last\":null,\"samples\":0,\"bad\":2,\"quality\":\"bad\"}");
        json_decref(rows);
        reopen(kit); /* survives it */
    }
}

static void it_is_outside_log_and_chain(void **state)
{
    struct kit *kit = *state;
    struct history_list list = {.count = 0};
    struct verify_result result;
    for (int i = 0; i < 100; i++)
        add_one(&list, "speed", i, i);
    keep(kit, &list);
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM history"), 100);
    assert_int_equal(kit_number(kit->path, "SELECT minutes FROM head"), 100);
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 0);
    assert_int_equal(result.records, 1); /* the opening */
    /* small: so many rows of so many signals are kept for years */
    assert_true(kit_number(kit->path, "SELECT sum(pgsize) FROM dbstat WHERE name = 'history'") <=
                2 * 4096);
}

struct sample_set {
    int64_t minute[2000], amount[2000];
    int count;
};

static void random_samples(struct sample_set *set, unsigned *seed)
{
    set->count = 2000;
    for (int i = 0; i < set->count; i++) {
        set->minute[i] = i / 3 + i / 300 * 40; /* with gaps */
        set->amount[i] = (int64_t)(rand_r(seed) % 2000001 - 1000000) * 1000;
    }
}

static void keep_samples(struct kit *kit, const struct sample_set *set)
{
    struct history_list list = {.count = 0};
    struct history span = {.quality = Q_GOOD};
    for (int i = 0; i < set->count; i++) {
        history_take(&span, set->amount[i], true);
        if (i + 1 == set->count || set->minute[i + 1] != set->minute[i]) {
            add(&list, "torque", set->minute[i], &span);
            span = (struct history){.quality = Q_GOOD};
        }
    }
    keep(kit, &list);
}

/* What a row says of [begin, end) from the samples themselves. */
static void must_match(const json_t *row, const struct sample_set *set)
{
    struct history h = {.quality = Q_GOOD};
    int64_t mean, rest;
    json_t *begin = json_object_get(row, "begin"), *end = json_object_get(row, "end");
    for (int i = 0; i < set->count; i++) {
        int64_t at = (FIRST + set->minute[i]) * MS_PER_MIN;
        if (at >= json_integer_value(begin) && at < json_integer_value(end))
            history_take(&h, set->amount[i], true);
    }
    history_mean(&h, &mean, &rest);
    const struct {
        const char *key;
        int64_t value;
    } member[] = {{"min", h.min},   {"mean", mean},         {"max", h.max},
                  {"last", h.last}, {"samples", h.samples}, {"bad", 0}};
    assert_true(h.samples > 0);
    for (size_t i = 0; i < sizeof member / sizeof *member; i++)
        assert_int_equal(json_integer_value(json_object_get(row, member[i].key)), member[i].value);
}

/* However few points are asked for, each is exact: no average of averages. */
static void merged_spans_are_exact(void **state)
{
    static const int64_t points[] = {1, 2, 3, 7, 10, 99, 100, 500, 906, 907, 5000};
    struct kit *kit = *state;
    struct sample_set *set = malloc(sizeof *set);
    assert_non_null(set);
    unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    random_samples(set, &seed);
    keep_samples(kit, set);
    int64_t minutes = set->minute[set->count - 1] + 1;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        json_t *rows = ask(kit, "torque", 0, minutes, points[i]), *row;
        size_t k;
        int64_t samples = 0, last = INT64_MIN;
        assert_true(json_array_size(rows) >= 1 && json_array_size(rows) <= (size_t)points[i]);
        json_array_foreach(rows, k, row)
        {
            must_match(row, set);
            samples += json_integer_value(json_object_get(row, "samples"));
            assert_true(json_integer_value(json_object_get(row, "begin")) > last);
            last = json_integer_value(json_object_get(row, "begin"));
        }
        assert_int_equal(samples, set->count);
        json_decref(rows);
    }
    free(set);
}

static void long_answers_come_in_pages(void **state)
{
    struct kit *kit = *state;
    for (int part = 0; part < 3; part++) {
        struct history_list list = {.count = 0};
        for (int i = 0; i < 1000; i++)
            add_one(&list, "level", part * 1000 + i, (part * 1000 + i) * AMOUNT_ONE);
        keep(kit, &list);
    }
    json_t *rows = ask(kit, "level", 0, 3000, 3000), *row;
    size_t i;
    assert_int_equal(json_array_size(rows), 3000);
    json_array_foreach(rows, i, row)
        assert_int_equal(json_integer_value(json_object_get(row, "last")), (int64_t)i * AMOUNT_ONE);
    json_decref(rows);
    assert_true(kit->pages > 5);
    assert_true(kit->longest <= 64 * 1024);
}

static void windows_and_unknown_names(void **state)
{
    static const struct {
        const char *signal;
        int64_t from, to; /* ms from the first minute; TIME_NONE, TIME_NEVER */
        size_t rows;
    } cases[] = {
        {"flow", TIME_NONE, TIME_NEVER, 4},
        {"flow", TIME_NONE, 2 * MS_PER_MIN, 2},
        {"flow", 2 * MS_PER_MIN, TIME_NEVER, 2},
        {"flow", 30000, 30001, 1}, /* a minute that is only touched is told whole */
        {"flow", -MS_PER_DAY, 0, 0},
        {"flow", 5 * MS_PER_MIN, 5 * MS_PER_MIN, 0},
        {"nobody", TIME_NONE, TIME_NEVER, 0},
        {"", TIME_NONE, TIME_NEVER, 0},
    };
    struct kit *kit = *state;
    struct history_list list = {.count = 0};
    for (int i = 0; i < 4; i++)
        add_one(&list, "flow", i, i);
    keep(kit, &list);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t from = cases[i].from, to = cases[i].to;
        json_t *rows = join_pages(
            kit, kit_ask_all(kit, &(struct store_ask){
                                      .what = "history",
                                      .text = cases[i].signal,
                                      .from_ms = from == TIME_NONE ? from : KIT_WALL + from,
                                      .to_ms = to == TIME_NEVER ? to : KIT_WALL + to,
                                  }));
        if (json_array_size(rows) != cases[i].rows)
            fail_msg("case %zu: %zu rows", i, json_array_size(rows));
        json_decref(rows);
    }
    char name[600];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_int_equal(store_ask(kit->store, &(struct store_ask){.what = "history", .text = name}),
                     0);
}

/* A name that no configuration has any more is still listed and still read. */
static void names_stay(void **state)
{
    struct kit *kit = *state;
    struct history_list list = {.count = 0};
    add_one(&list, "retired", 0, 1);
    keep(kit, &list);
    reopen(kit);
    for (int i = 5; i < 8; i++)
        add_one(&list, "its-successor", i, 2);
    keep(kit, &list);
    json_t *rows = join_pages(kit, kit_ask(kit, "signals", TIME_NONE, TIME_NEVER, 0));
    assert_int_equal(json_array_size(rows), 2);
    must_be(json_array_get(rows, 0),
            "{\"signal\":\"retired\",\"from\":1764000000000,\"to\":1764000060000}");
    must_be(json_array_get(rows, 1),
            "{\"signal\":\"its-successor\",\"from\":1764000300000,\"to\":1764000480000}");
    json_decref(rows);
    rows = ask(kit, "retired", 0, 1, 1);
    assert_int_equal(json_array_size(rows), 1);
    json_decref(rows);
}

/* The wall clock is set back: the minute comes twice, and has the samples of both. */
static void a_minute_that_comes_again_is_merged(void **state)
{
    struct kit *kit = *state;
    for (int round = 0; round < 3; round++) {
        struct history_list list = {.count = 0};
        struct history span = {.quality = Q_GOOD, .bad = 1};
        history_take(&span, 10 + round, true);
        history_take(&span, 20 - round, true);
        add(&list, "speed", 3, &span);
        keep(kit, &list);
    }
    json_t *rows = ask(kit, "speed", 3, 4, 1);
    must_be(json_array_get(rows, 0),
            "{\"begin\":1764000180000,\"end\":1764000240000,\"min\":10,\"mean\":15,\"max\":20,"
            "\"last\":18,\"samples\":6,\"bad\":3,\"quality\":\"good\"}");
    json_decref(rows);
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT minutes FROM head"), 1);
}

/* A commit that landed although its fsync was said to have failed is not written again: a minute
 * that was merged with itself would count twice. */
static void a_commit_that_landed_is_not_merged_with_itself(void **state)
{
    struct kit *kit = *state;
    struct history_list list = {.count = 0};
    add_one(&list, "speed", 0, 5);
    keep(kit, &list);
    fault_plan(FAULT_SYNC, 0, 2, SQLITE_IOERR_FSYNC);
    add_one(&list, "speed", 1, 7);
    uint64_t ticket = kit_hand_over(kit, &(struct store_batch){.history = &list, .urgent = true});
    assert_true(kit_wait_failed(kit, 1));
    assert_true(kit_wait_recovered(kit, 1));
    assert_true(kit_wait_kept(kit, ticket));
    history_list_done(&list);
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT sum(samples) FROM history"), 2);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM history"), 2);
}

/* While nothing can be kept, rows wait up to a limit; then records go before them. */
static void rows_beyond_the_limit_are_lost_and_counted(void **state)
{
    struct kit *kit = *state;
    struct history_list list = {.count = 0};
    struct store_stats stats;
    uint64_t last = 0;
    fault_gate(true);
    for (int i = 0; i < 1000; i++)
        add_one(&list, "speed", i, i);
    for (int round = 0; round < 6; round++) {
        last = kit_hand_over(kit, &(struct store_batch){.history = &list, .urgent = true});
        assert_int_not_equal(last, 0);
    }
    store_stats(kit->store, &stats);
    assert_int_equal(stats.minutes_lost, 2000);
    struct record_draft draft = {.kind = REC_STOP, .id = "S1", .rev = 1, .wall_ms = KIT_WALL};
    assert_int_not_equal(kit_append(kit, &draft, "{}"), 0);
    fault_gate(false);
    assert_true(kit_wait_kept(kit, last));
    history_list_clear(&list);
    add_one(&list, "speed", 5000, 1);
    keep(kit, &list); /* room again */
    store_stats(kit->store, &stats);
    assert_int_equal(stats.minutes_lost, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, kit_set_up_running, kit_tear_down)
        CASE(a_minute_comes_back_as_it_was),
        CASE(it_is_outside_log_and_chain),
        CASE(merged_spans_are_exact),
        CASE(long_answers_come_in_pages),
        CASE(windows_and_unknown_names),
        CASE(names_stay),
        CASE(a_minute_that_comes_again_is_merged),
        CASE(a_commit_that_landed_is_not_merged_with_itself),
        CASE(rows_beyond_the_limit_are_lost_and_counted),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
