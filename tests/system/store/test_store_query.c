/* SPDX-License-Identifier: MIT */
/* Questions to the record: what is in a window, paging with writes in between, limits. Answers are
 * parsed with jansson, so a page that is no JSON fails. */
#include "data/model/clock.h"
#include "data/store/store.h"
#include "tests/support/store_kit.h"

#include <jansson.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)

static void add(struct record_list *list, enum record_kind kind, const char *id, const char *body)
{
    struct record_draft draft = {.kind = kind, .rev = 1, .wall_ms = KIT_WALL, .actor = "machine"};
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

/* `count` intervals of one minute from KIT_WALL on; every tenth belongs to a stop of its own. */
static void keep_intervals(struct kit *kit, int count)
{
    struct record_list list = {.count = 0};
    for (int i = 0; i < count; i++) {
        char body[400], id[32], stop[40] = "null";
        int64_t begin = KIT_WALL + i * MINUTE;
        if (i % 10 == 9) {
            (void)snprintf(stop, sizeof stop, "\"S%d\"", i);
            (void)snprintf(id, sizeof id, "S%d", i);
            (void)snprintf(body, sizeof body,
                           "{\"begin\":%lld,\"end\":%lld,\"ms\":60000,\"small\":%s,"
                           "\"state\":\"stopped\",\"reason\":\"mech.jam\"}",
                           (long long)begin, (long long)begin + MINUTE,
                           i % 20 == 9 ? "true" : "false");
            add(&list, REC_STOP, id, body);
        }
        (void)snprintf(id, sizeof id, "I%d", i);
        (void)snprintf(body, sizeof body,
                       "{\"begin\":%lld,\"end\":%lld,\"ms\":60000,\"state\":\"%s\","
                       "\"detail\":\"Execute\",\"plan\":true,\"stop\":%s,\"later\":\"member\"}",
                       (long long)begin, (long long)begin + MINUTE,
                       i % 10 == 9 ? "stopped" : "running", stop);
        add(&list, REC_INTERVAL, id, body);
    }
    keep(kit, &list);
}

/* The number of such a question, which waits for its answer; 0: refused. */
static uint64_t question(struct kit *kit, const char *what, int64_t from, int64_t to, int64_t limit)
{
    return store_ask(kit->store, &(struct store_ask){
                                     .what = what, .from_ms = from, .to_ms = to, .limit = limit});
}

/* The rows of all pages as one array; pages are arrays one after the other. */
static json_t *ask(struct kit *kit, const char *what, int64_t from, int64_t to, int64_t limit)
{
    const char *rows = kit_ask(kit, what, from, to, limit);
    assert_non_null(rows);
    json_t *all = json_array();
    for (size_t at = 0; at < kit->rows_length;) {
        json_error_t error;
        json_t *page = json_loadb(rows + at, kit->rows_length - at, JSON_DISABLE_EOF_CHECK, &error);
        if (!page)
            fail_msg("%s at %d of %s", error.text, error.position, rows + at);
        assert_true(json_is_array(page));
        assert_int_equal(json_array_extend(all, page), 0);
        json_decref(page);
        at += (size_t)error.position;
    }
    return all;
}

static const char *text(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static int64_t number(const json_t *row, const char *key)
{
    return json_integer_value(json_object_get(row, key));
}

static void test_timeline_of_a_window(void **state)
{
    static const struct {
        int64_t from, to;
        int first, count;
    } cases[] = {
        {0, 100 * MINUTE, 0, 100},
        {10 * MINUTE, 20 * MINUTE, 10, 10},
        {10 * MINUTE + 1, 20 * MINUTE + 1, 10, 11}, /* reaching in from the left counts */
        {-5 * MINUTE, 1, 0, 1},
        {-5 * MINUTE, 0, 0, 0},
        {100 * MINUTE, 200 * MINUTE, 0, 0},
        {99 * MINUTE + 59999, 200 * MINUTE, 99, 1},
    };
    struct kit *kit = *state;
    keep_intervals(kit, 100);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *rows = ask(kit, "timeline", KIT_WALL + cases[i].from, KIT_WALL + cases[i].to, 0);
        assert_int_equal(json_array_size(rows), cases[i].count);
        for (int k = 0; k < cases[i].count; k++) {
            char id[32];
            (void)snprintf(id, sizeof id, "I%d", cases[i].first + k);
            const json_t *row = json_array_get(rows, (size_t)k);
            assert_string_equal(text(row, "id"), id);
            assert_int_equal(number(row, "begin"), KIT_WALL + (cases[i].first + k) * MINUTE);
        }
        json_decref(rows);
    }
}

static void test_members_of_a_timeline_row(void **state)
{
    struct kit *kit = *state;
    keep_intervals(kit, 30);
    json_t *rows = ask(kit, "timeline", TIME_NONE, TIME_NEVER, 0);
    assert_int_equal(json_array_size(rows), 30);
    const json_t *running = json_array_get(rows, 0), *small = json_array_get(rows, 9),
                 *large = json_array_get(rows, 19);
    assert_int_equal(number(running, "end"), KIT_WALL + MINUTE);
    assert_int_equal(number(running, "ms"), 60000);
    assert_string_equal(text(running, "state"), "running");
    assert_string_equal(text(running, "detail"), "Execute");
    assert_true(json_is_true(json_object_get(running, "plan")));
    assert_true(json_is_null(json_object_get(running, "stop")));
    assert_true(json_is_null(json_object_get(running, "small")));
    assert_true(json_is_null(json_object_get(running, "job")));
    assert_string_equal(text(small, "stop"), "S9");
    assert_true(json_is_true(json_object_get(small, "small")));
    assert_true(json_is_false(json_object_get(large, "small")));
    assert_string_equal(text(large, "reason"), "mech.jam");
    assert_null(json_object_get(running, "later"));
    json_decref(rows);
}

static void test_open_interval_and_open_stop_reach_every_later_window(void **state)
{
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    add(&list, REC_INTERVAL, "I1", "{\"begin\":1000,\"state\":\"stopped\",\"stop\":\"S1\"}");
    add(&list, REC_STOP, "S1", "{\"begin\":1000,\"end\":null,\"small\":false}");
    keep(kit, &list);
    json_t *rows = ask(kit, "timeline", 500000, 600000, 0);
    assert_int_equal(json_array_size(rows), 1);
    json_decref(rows);
    rows = ask(kit, "stops", 500000, 600000, 0);
    assert_int_equal(json_array_size(rows), 1);
    const json_t *row = json_array_get(rows, 0);
    assert_int_equal(number(row, "rev"), 1);
    assert_true(json_is_null(json_object_get(row, "end")));
    assert_true(json_is_false(json_object_get(row, "small")));
    json_decref(rows);
}

/* S1 was split at 300, S3 is part of S4 by now; the intervals say what was when they ended. */
static void test_stops_as_people_shaped_them(void **state)
{
    static const struct {
        const char *id, *stop, *reason;
    } wanted[] = {{"I1", "S1", "jam"}, {"I2", "S2", "belt"}, {"I3", NULL, NULL},
                  {"I4", "S3", "far"}, {"I5", "S3", "far"},  {"I6", "S5", NULL}};
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    add(&list, REC_INTERVAL, "I1", "{\"begin\":100,\"end\":300,\"stop\":\"S1\"}");
    add(&list, REC_INTERVAL, "I2", "{\"begin\":300,\"end\":500,\"stop\":\"S1\"}");
    add(&list, REC_INTERVAL, "I3", "{\"begin\":500,\"end\":600,\"stop\":null}");
    add(&list, REC_INTERVAL, "I4", "{\"begin\":600,\"end\":700,\"stop\":\"S3\"}");
    add(&list, REC_INTERVAL, "I5", "{\"begin\":800,\"end\":900,\"stop\":\"S4\"}");
    add(&list, REC_INTERVAL, "I6", "{\"begin\":950,\"end\":960,\"stop\":\"S5\"}");
    add(&list, REC_STOP, "S1", "{\"begin\":100,\"end\":300,\"ms\":200,\"reason\":\"jam\"}");
    add(&list, REC_STOP, "S2", "{\"begin\":300,\"end\":500,\"ms\":200,\"reason\":\"belt\"}");
    add(&list, REC_STOP, "S3", "{\"begin\":600,\"end\":900,\"ms\":200,\"reason\":\"far\"}");
    add(&list, REC_STOP, "S4", "{\"begin\":800,\"end\":800,\"ms\":0,\"into\":\"S3\"}");
    keep(kit, &list); /* S5 is open and small: it has no record yet */
    json_t *rows = ask(kit, "timeline", TIME_NONE, TIME_NEVER, 0);
    assert_int_equal(json_array_size(rows), sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const json_t *row = json_array_get(rows, i);
        assert_string_equal(text(row, "id"), wanted[i].id);
        if (!wanted[i].stop)
            assert_null(text(row, "stop"));
        else
            assert_string_equal(text(row, "stop"), wanted[i].stop);
        if (!wanted[i].reason)
            assert_null(text(row, "reason"));
        else
            assert_string_equal(text(row, "reason"), wanted[i].reason);
    }
    json_decref(rows);
    rows = ask(kit, "stops", 850, TIME_NEVER, 0); /* not hidden by what became part of it */
    assert_int_equal(json_array_size(rows), 1);
    assert_string_equal(text(json_array_get(rows, 0), "id"), "S3");
    json_decref(rows);
}

static void test_amounts_are_integers(void **state)
{
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    add(&list, REC_MINUTE, "M1",
        "{\"begin\":60000,\"total\":12.5,\"good\":12,\"scrap\":0.5,\"rework\":0,"
        "\"product\":\"\\\"A\\\" 1\",\"gap\":false,\"shift\":\"early\"}");
    /* whatever a column cannot hold is unknown, and the others stay */
    add(&list, REC_MINUTE, "M2",
        "{\"begin\":120000,\"total\":\"many\",\"good\":[1],\"scrap\":1.6666666666,\"rework\":-9e99,"
        "\"gap\":1}");
    keep(kit, &list);
    json_t *rows = ask(kit, "minutes", 60000, 180000, 0);
    assert_int_equal(json_array_size(rows), 2);
    const json_t *one = json_array_get(rows, 0), *two = json_array_get(rows, 1);
    assert_int_equal(number(one, "total"), 12500000);
    assert_int_equal(number(one, "scrap"), 500000);
    assert_string_equal(text(one, "product"), "\"A\" 1");
    assert_true(json_is_false(json_object_get(one, "gap")));
    assert_int_equal(number(two, "begin"), 120000);
    assert_true(json_is_null(json_object_get(two, "total")));
    assert_true(json_is_null(json_object_get(two, "good")));
    assert_int_equal(number(two, "scrap"), 1666667);
    assert_true(json_is_null(json_object_get(two, "rework")));
    assert_true(json_is_true(json_object_get(two, "gap")));
    json_decref(rows);
    rows = ask(kit, "minutes", 60001, 120000, 0);
    assert_int_equal(json_array_size(rows), 0);
    json_decref(rows);
}

/* Minutes named by the wall clock, some of them twice after it was set back, some of another name
 * or another begin: all in order of time, over several pages, in any window. */
static void test_minutes_of_any_name_come_in_order(void **state)
{
    static const struct {
        int64_t from, to;
        size_t count;
    } cases[] = {
        {TIME_NONE, TIME_NEVER, 3000 + 30},
        {KIT_WALL, KIT_WALL + 3000 * MINUTE, 3000 + 30},
        {KIT_WALL + 200 * MINUTE, KIT_WALL + 300 * MINUTE, 101},
        {KIT_WALL + 200 * MINUTE + 1, KIT_WALL + 300 * MINUTE + 1, 101},
        {KIT_WALL + 201 * MINUTE, KIT_WALL + 201 * MINUTE, 0},
        {KIT_WALL + 3000 * MINUTE, TIME_NEVER, 0},
    };
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    for (int i = 0; i < 3000; i++) {
        static const char letters[] = "MMmMM";
        char id[40], body[100];
        int64_t begin = KIT_WALL + i * MINUTE;
        long long minute = begin / MINUTE;
        (void)snprintf(body, sizeof body, "{\"begin\":%lld,\"total\":1}", (long long)begin);
        (void)snprintf(id, sizeof id, "%c%s%lld%s", letters[i % 5], i % 5 == 3 ? "0" : "", minute,
                       i % 5 == 4 ? ".0" : "");
        add(&list, REC_MINUTE, id, body);
        if (i % 100 == 0) { /* the clock was set back */
            (void)snprintf(id, sizeof id, "M%lld.7", minute);
            add(&list, REC_MINUTE, id, body);
        }
    }
    keep(kit, &list);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *rows = ask(kit, "minutes", cases[i].from, cases[i].to, 100000);
        int64_t last = 0;
        assert_int_equal(json_array_size(rows), cases[i].count);
        for (size_t k = 0; k < cases[i].count; k++) {
            int64_t begin = number(json_array_get(rows, k), "begin");
            assert_true(begin >= last);
            last = begin;
        }
        json_decref(rows);
    }
    /* added up in spans of six minutes: nothing twice, nothing lost, none overlaps another */
    json_t *rows = ask(kit, "minute-spans", KIT_WALL, KIT_WALL + 3000 * MINUTE, 0);
    int64_t total = 0, minutes = 0, end = KIT_WALL;
    size_t count = json_array_size(rows);
    assert_true(count >= 500 && count < 1000);
    for (size_t k = 0; k < count; k++) {
        const json_t *row = json_array_get(rows, k);
        assert_true(number(row, "begin") >= end && number(row, "end") > number(row, "begin"));
        assert_true(number(row, "end") - number(row, "begin") <= 6 * MINUTE);
        end = number(row, "end");
        total += number(row, "total");
        minutes += number(row, "minutes");
    }
    assert_int_equal(total, INT64_C(3030) * 1000000);
    assert_int_equal(minutes, 3000);
    json_decref(rows);
}

#define STEPS 3000

struct step {
    int number;
    int64_t begin;
};

static int compare_steps(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    char left[16], right[16];
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    (void)snprintf(left, sizeof left, "I%d", x->number);
    (void)snprintf(right, sizeof right, "I%d", y->number);
    return strcmp(left, right);
}

/* An interval of a minute each, while the clock is set back and forth; some numbers come late, some
 * again with another begin. */
static void keep_steps(struct kit *kit, struct step steps[STEPS], unsigned *seed)
{
    struct record_list list = {.count = 0};
    int64_t clock = KIT_WALL;
    for (int i = 0; i < STEPS; i++) {
        if (rand_r(seed) % 300 == 0)
            clock += (rand_r(seed) % 2000 - 1200) * MINUTE;
        steps[i] = (struct step){.number = i, .begin = clock};
        clock += MINUTE;
    }
    for (int i = 0; i < STEPS + 400; i++) {
        char id[16], body[100];
        int k = i >= STEPS ? (i - STEPS) * 7 : i;
        bool late = i < STEPS && k % 7 == 0 && k < 2800, again = i >= STEPS && k % 2;
        int64_t begin = steps[k].begin + (again ? 0 : late ? -90 * MINUTE : 0);
        if (late && k % 2 == 0)
            continue;
        (void)snprintf(id, sizeof id, "I%d", k);
        (void)snprintf(body, sizeof body, "{\"begin\":%lld,\"end\":%lld}", (long long)begin,
                       (long long)begin + MINUTE);
        add(&list, REC_INTERVAL, id, body);
        if (list.count >= 200)
            keep(kit, &list);
    }
    keep(kit, &list);
    qsort(steps, STEPS, sizeof *steps, compare_steps);
}

/* As a look through all rows would find them. */
static void check_window(struct kit *kit, const struct step steps[STEPS], int64_t from, int64_t to)
{
    char id[16];
    size_t count = 0;
    int64_t start = from;
    for (int i = 0; i < STEPS && steps[i].begin <= from; i++)
        start = steps[i].begin;
    json_t *rows = ask(kit, "timeline", from, to, 100000);
    for (int i = 0; i < STEPS; i++) {
        if (steps[i].begin < start || steps[i].begin >= to || steps[i].begin + MINUTE <= from)
            continue;
        (void)snprintf(id, sizeof id, "I%d", steps[i].number);
        if (count >= json_array_size(rows) || strcmp(text(json_array_get(rows, count), "id"), id))
            fail_msg("[%lld,%lld): row %zu is not %s", (long long)from, (long long)to, count, id);
        count++;
    }
    assert_int_equal(json_array_size(rows), count);
    json_decref(rows);
}

static void test_timeline_over_steps_of_the_clock(void **state)
{
    static struct step steps[STEPS];
    struct kit *kit = *state;
    char difference[200];
    unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    keep_steps(kit, steps, &seed);
    check_window(kit, steps, TIME_NONE, TIME_NEVER);
    for (int i = 0; i < 60; i++) {
        int64_t from = steps[rand_r(&seed) % STEPS].begin + rand_r(&seed) % 3 - 1;
        check_window(kit, steps, from, from + rand_r(&seed) % (1 << rand_r(&seed) % 29));
    }
    kit_close(kit);
    assert_int_equal(store_rebuild_check(kit->path, difference, sizeof difference, &kit->why), 0);
    /* a row that would not be found any more is told */
    assert_true(kit_exec(kit->path, "UPDATE interval_span SET last_ms = first_ms WHERE block = 3"));
    assert_int_equal(store_rebuild_check(kit->path, difference, sizeof difference, &kit->why), 1);
    assert_non_null(strstr(difference, "span"));
}

/* What looks like the number of an id is not always one: each of these is an object of its own. */
static void test_ids_are_told_apart(void **state)
{
    static const char *const ids[] = {
        "I1",
        "I01",
        "i1",
        "I1.0",
        "I1.1",
        "I1.01",
        "I1.",
        "I.1",
        "I",
        "M1",
        "1",
        "1.1",
        "-1",
        "I-1",
        "I+1",
        "I1 ",
        "I1.65533",
        "I1.65534",
        "I1.99",
        "I1.1.1",
        "I1.a",
        "I99999999999",
        "I2199023255551",
        "I2199023255552",
        "I9223372036854775807",
        "I0",
        "I0.0",
        "Ix",
    };
    size_t count = sizeof ids / sizeof *ids;
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    char difference[200];
    for (size_t i = 0; i < count; i++)
        add(&list, REC_INTERVAL, ids[i], "{\"begin\":1000,\"end\":2000}");
    keep(kit, &list);
    json_t *rows = ask(kit, "timeline", 0, 3000, 0);
    assert_int_equal(json_array_size(rows), count);
    json_decref(rows);
    kit_close(kit);
    assert_int_equal(store_rebuild_check(kit->path, difference, sizeof difference, &kit->why), 0);
}

static void test_log_is_latest_first_with_whole_bodies(void **state)
{
    struct kit *kit = *state;
    keep_intervals(kit, 50);
    json_t *rows = ask(kit, "log", TIME_NONE, TIME_NEVER, 0);
    assert_int_equal(json_array_size(rows), 56); /* 50 intervals, 5 stops, open */
    int64_t last = INT64_MAX;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        assert_true(number(row, "n") < last);
        last = number(row, "n");
        assert_string_equal(text(row, "epoch"), kit->opened.epoch);
        assert_true(json_is_object(json_object_get(row, "body")));
        assert_int_equal(strlen(text(row, "hash")), 64);
    }
    const json_t *newest = json_array_get(rows, 0);
    assert_string_equal(text(json_object_get(newest, "body"), "later"), "member");
    assert_string_equal(text(newest, "kind"), "interval");
    json_decref(rows);
    rows = ask(kit, "log", TIME_NONE, TIME_NEVER, 7);
    assert_int_equal(json_array_size(rows), 7);
    json_decref(rows);
    rows = ask(kit, "log", KIT_WALL + 1, TIME_NEVER, 0);
    assert_int_equal(json_array_size(rows), 0);
    json_decref(rows);
}

static void test_pages_are_bounded_and_lose_no_row(void **state)
{
    struct kit *kit = *state;
    for (int i = 0; i < 3; i++)
        keep_intervals(kit, 2000); /* the later ones replace: same objects, same rev */
    json_t *rows = ask(kit, "timeline", TIME_NONE, TIME_NEVER, 0);
    assert_int_equal(json_array_size(rows), 2000);
    assert_true(kit->pages >= 4);
    assert_true(kit->longest <= 64 * 1024);
    assert_true(kit->longest > 32 * 1024);
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(number(json_array_get(rows, i), "begin"), KIT_WALL + (int64_t)i * MINUTE);
    json_decref(rows);
    rows = ask(kit, "log", TIME_NONE, TIME_NEVER, 100000);
    assert_int_equal(json_array_size(rows), 3 * 2200 + 1);
    json_decref(rows);
}

/* ---- writes in between ----------------------------------------------------------------------- */

struct order {
    struct kit *kit;
    uint64_t ticket, query;
    int pages, pages_when_kept;
};

static void watch_order(void *ctx, const struct store_event *event)
{
    struct order *order = ctx;
    if (event->kind == STORE_KEPT && order->ticket != 0 && event->ticket >= order->ticket)
        order->pages_when_kept = order->pages;
    if (event->kind != STORE_ROWS || event->query != order->query)
        return;
    order->pages++;
    if (!event->more)
        order->query = 0;
}

/* A person's entry while pages are still to come: one slice, at most the page in the making, is
 * between it and its commit. */
static void test_writes_go_between_the_pages(void **state)
{
    struct kit *kit = *state;
    for (int i = 0; i < 2; i++)
        keep_intervals(kit, 3500);
    struct order order = {.kit = kit, .pages_when_kept = -1};
    order.query = question(kit, "log", TIME_NONE, TIME_NEVER, 100000);
    assert_int_not_equal(order.query, 0);
    for (int i = 0; i < 60000 && (order.query != 0 || order.pages_when_kept < 0); i++) {
        if (store_drain(kit->store, watch_order, &order) == 0)
            (void)poll(NULL, 0, 1);
        if (order.pages >= 2 && order.ticket == 0) {
            struct record_draft draft = {.kind = REC_SCRAP, .id = "K1", .rev = 1, .actor = "anna"};
            order.ticket = kit_append(kit, &draft, "{}");
        }
    }
    assert_int_equal(order.query, 0);
    assert_true(order.pages > 20);
    assert_in_range(order.pages_when_kept, 2, 10);
}

/* ---- a reader that cannot follow ---------------------------------------------------------------
 */

struct reader {
    struct kit *kit;
    uint64_t query;
    int pages, cancel_at;
    bool hold, last;
};

static void read_slowly(void *ctx, const struct store_event *event)
{
    struct reader *r = ctx;
    if (event->kind != STORE_ROWS || event->query != r->query)
        return;
    r->pages++;
    r->last = !event->more;
    if (r->hold)
        store_hold(r->kit->store, r->query);
    if (r->cancel_at == r->pages)
        store_cancel(r->kit->store, r->query);
}

/* Drain while something comes, and until `pages` were read. */
static void read_pages(struct reader *r, int pages)
{
    for (int i = 0; i < 6000 && r->pages < pages; i++)
        if (store_drain(r->kit->store, read_slowly, r) == 0)
            (void)poll(NULL, 0, 1);
    assert_int_equal(r->pages, pages);
}

static void test_a_held_question_waits_until_it_is_resumed(void **state)
{
    struct kit *kit = *state;
    keep_intervals(kit, 2000);
    struct reader r = {.kit = kit, .hold = true};
    r.query = question(kit, "timeline", TIME_NONE, TIME_NEVER, 0);
    for (int pages = 1; !r.last; pages++) {
        read_pages(&r, pages);
        /* another question goes all the way: this one is not even being made */
        json_t *rows = ask(kit, "timeline", TIME_NONE, TIME_NEVER, 0);
        assert_int_equal(json_array_size(rows), 2000);
        json_decref(rows);
        assert_int_equal(r.pages, pages);
        store_resume(kit->store, r.query);
    }
    assert_true(r.pages >= 4);
    store_resume(kit->store, r.query); /* it is over: nothing happens */
    store_hold(kit->store, 0);
}

static void test_a_cancelled_question_says_no_more(void **state)
{
    struct kit *kit = *state;
    keep_intervals(kit, 2000);
    for (int round = 0; round < 40; round++) { /* more than there are places */
        struct reader r = {.kit = kit, .hold = round % 2 == 0, .cancel_at = round % 4 < 2 ? 1 : 0};
        r.query = question(kit, "timeline", TIME_NONE, TIME_NEVER, 0);
        assert_int_not_equal(r.query, 0);
        if (round % 3 > 0 || r.cancel_at > 0)
            read_pages(&r, 1);
        store_cancel(kit->store, r.query);
        int pages = r.pages;
        json_t *rows = ask(kit, "stops", TIME_NONE, TIME_NEVER, 0);
        json_decref(rows);
        (void)store_drain(kit->store, read_slowly, &r);
        assert_int_equal(r.pages, pages);
    }
}

static void test_limits_of_questions(void **state)
{
    struct kit *kit = *state;
    assert_int_equal(question(kit, "everything", 0, 1, 0), 0);
    assert_int_equal(question(kit, "", 0, 1, 0), 0);
    uint64_t last = 0;
    for (int i = 0; i < 16; i++) {
        uint64_t number = question(kit, "minutes", 0, 1, 0);
        assert_int_equal(number, last + 1);
        last = number;
    }
    assert_int_equal(question(kit, "minutes", 0, 1, 0), 0);
    kit->query = last;
    kit->answered = false;
    for (int i = 0; i < 1000 && !kit->answered; i++) {
        (void)poll(NULL, 0, 5);
        kit_drain(kit);
    }
    json_t *rows = ask(kit, "minutes", 0, 1, 0); /* there is room again */
    assert_int_equal(json_array_size(rows), 0);
    json_decref(rows);
}

static void test_closing_with_open_questions(void **state)
{
    struct kit *kit = *state;
    keep_intervals(kit, 500);
    for (int i = 0; i < 16; i++)
        assert_int_not_equal(question(kit, "timeline", TIME_NONE, TIME_NEVER, 0), 0);
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT clean FROM head"), 1);
}

static void test_verify_on_the_live_file(void **state)
{
    struct kit *kit = *state;
    keep_intervals(kit, 3000);
    json_t *rows = ask(kit, "verify", 0, 0, 0);
    assert_int_equal(json_array_size(rows), 1);
    const json_t *row = json_array_get(rows, 0);
    assert_int_equal(number(row, "records"), 3301);
    assert_int_equal(number(row, "epochs"), 1);
    assert_true(json_is_true(json_object_get(row, "ok")));
    assert_true(json_is_null(json_object_get(row, "first_bad")));
    char head[128];
    (void)snprintf(head, sizeof head, "%s", text(row, "head"));
    json_decref(rows);
    kit_close(kit);
    char stored[128];
    assert_true(kit_sql(kit->path, "SELECT lower(hex(hash)) FROM head", stored, sizeof stored));
    assert_string_equal(head, stored);
    assert_true(kit_exec(kit->path, "UPDATE record SET rev = 2 WHERE n = 1000"));
    assert_true(kit_run(kit));
    rows = ask(kit, "verify", 0, 0, 0);
    row = json_array_get(rows, 0);
    assert_true(json_is_false(json_object_get(row, "ok")));
    assert_int_equal(number(row, "records"), 999);
    assert_non_null(strstr(text(row, "first_bad"), "/1000 interval I"));
    json_decref(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(test_##name, kit_set_up_running, kit_tear_down)
        CASE(timeline_of_a_window),
        CASE(members_of_a_timeline_row),
        CASE(open_interval_and_open_stop_reach_every_later_window),
        CASE(stops_as_people_shaped_them),
        CASE(amounts_are_integers),
        CASE(minutes_of_any_name_come_in_order),
        CASE(ids_are_told_apart),
        CASE(timeline_over_steps_of_the_clock),
        CASE(log_is_latest_first_with_whole_bodies),
        CASE(pages_are_bounded_and_lose_no_row),
        CASE(writes_go_between_the_pages),
        CASE(a_held_question_waits_until_it_is_resumed),
        CASE(a_cancelled_question_says_no_more),
        CASE(limits_of_questions),
        CASE(closing_with_open_questions),
        CASE(verify_on_the_live_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
