/* SPDX-License-Identifier: MIT */
/* Which reads there are, when they go, and what a failure concerns: the schedule against a device
 * that is a table of addresses it knows. */
#include "data/gateway/core/schedule.h"
#include "data/model/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define ITEMS    64

static void test_plan(void **state)
{
    static const struct {
        const char *what;
        struct plan_limits limits;
        struct reg_place item[5]; /* count 0 ends them */
        struct reg_place want[5];
    } rows[] = {
        {"neighbours", {0, 0, 0}, {{3, 0, 1}, {3, 1, 2}, {3, 3, 1}}, {{3, 0, 4}}},
        {"in any order", {0, 0, 0}, {{3, 3, 1}, {3, 0, 1}, {3, 1, 2}}, {{3, 0, 4}}},
        {"over each other", {0, 0, 0}, {{3, 0, 4}, {3, 1, 1}, {3, 0, 2}}, {{3, 0, 4}}},
        {"a gap that may be", {0, 0, 3}, {{3, 0, 1}, {3, 4, 1}}, {{3, 0, 5}}},
        {"a gap too wide", {0, 0, 2}, {{3, 0, 1}, {3, 4, 1}}, {{3, 0, 1}, {3, 4, 1}}},
        {"another table", {0, 0, 9}, {{3, 0, 1}, {2, 1, 1}}, {{2, 1, 1}, {3, 0, 1}}},
        {"at most 125", {0, 0, 200}, {{3, 0, 1}, {3, 124, 1}}, {{3, 0, 125}}},
        {"not 126", {0, 0, 200}, {{3, 0, 1}, {3, 124, 2}}, {{3, 0, 1}, {3, 124, 2}}},
        {"2000 bits", {0, 0, 2000}, {{0, 0, 1}, {0, 1999, 1}}, {{0, 0, 2000}}},
        {"not 2001", {0, 0, 2000}, {{0, 0, 1}, {0, 2000, 1}}, {{0, 0, 1}, {0, 2000, 1}}},
        {"a weak device", {4, 0, 8}, {{3, 0, 2}, {3, 2, 2}, {3, 4, 2}}, {{3, 0, 4}, {3, 4, 2}}},
        {"a limit beyond the protocol's",
         {999, 0, 200},
         {{3, 0, 1}, {3, 125, 1}},
         {{3, 0, 1}, {3, 125, 1}}},
        {"the last address", {0, 0, 8}, {{3, 65535, 1}, {3, 65530, 2}}, {{3, 65530, 6}}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct plan_item item[5] = {{.apart = false}};
        struct plan_read read[5];
        size_t order[5], n = 0, reads;
        print_message("%s\n", rows[i].what);
        for (; n < 5 && rows[i].item[n].count > 0; n++)
            item[n].place = rows[i].item[n];
        plan_sort(item, n, order);
        reads = plan_make(item, order, n, &rows[i].limits, read);
        for (size_t k = 0; k < reads; k++) {
            assert_int_equal(read[k].place.kind, rows[i].want[k].kind);
            assert_int_equal(read[k].place.address, rows[i].want[k].address);
            assert_int_equal(read[k].place.count, rows[i].want[k].count);
        }
        assert_true(reads == 5 || rows[i].want[reads].count == 0);
    }
}

/* Whatever the items are: each is wholly in one read, in its place, and no read is too long. */
static void test_plan_random(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 2000; round++) {
        struct plan_item item[ITEMS] = {{.apart = false}};
        struct plan_read read[ITEMS];
        size_t order[ITEMS], n = 1 + (size_t)rand() % ITEMS, covered = 0;
        const struct plan_limits limits = {(uint16_t)(rand() % 130), (uint16_t)(rand() % 2100),
                                           (uint16_t)(rand() % 20)};
        for (size_t i = 0; i < n; i++)
            item[i] =
                (struct plan_item){.place = {(enum reg_kind)(rand() % 4), (uint16_t)(rand() % 400),
                                             (uint16_t)(1 + rand() % 4)},
                                   .apart = rand() % 8 == 0,
                                   .refused = rand() % 16 == 0};
        plan_sort(item, n, order);
        size_t reads = plan_make(item, order, n, &limits, read);
        for (size_t k = 0; k < reads; k++) {
            assert_int_equal(read[k].first, covered);
            covered += read[k].items;
            assert_true(read[k].place.count <=
                        (reg_is_bit(read[k].place.kind) ? BITS_READ_MAX : REG_READ_MAX));
            for (size_t i = read[k].first; i < covered; i++) {
                const struct plan_item *it = &item[order[i]];
                assert_int_equal(it->place.kind, read[k].place.kind);
                assert_true(it->place.address >= read[k].place.address);
                assert_true(it->place.address + it->place.count <=
                            read[k].place.address + read[k].place.count);
                assert_true(read[k].items == 1 || !it->refused);
                assert_true(i == read[k].first || !it->apart);
            }
        }
        assert_int_equal(covered, n);
    }
}

/* ---- a rig: one device or two, and time -------------------------------------------------------
 */

struct rig {
    struct schedule s;
    struct schedule_device d[2];
    struct plan_item item[2][ITEMS];
    size_t order[2][ITEMS];
    struct schedule_read read[2][ITEMS];
    struct plan_read scratch[2][ITEMS];
    int64_t now_us;
    bool bad[2][ITEMS], known[2][ITEMS]; /* of items, as they were told */
    int told_offline[2];
    int64_t asked[4000]; /* when each request went */
    size_t asks;
};

static const struct schedule_rule plain = {
    .poll_ms = 100, .retry_min_ms = 1000, .retry_max_ms = 8000, .retries = 1, .limits = {0, 0, 0}};

static void begin(struct rig *r, const struct schedule_rule *rule, size_t devices, size_t items,
                  int apart)
{
    memset(r, 0, sizeof *r);
    r->s = (struct schedule){.device = r->d, .devices = devices, .space_us = 1000};
    for (size_t k = 0; k < devices; k++) {
        r->d[k] = (struct schedule_device){.rule = *rule,
                                           .item = r->item[k],
                                           .order = r->order[k],
                                           .read = r->read[k],
                                           .scratch = r->scratch[k],
                                           .items = items};
        for (size_t i = 0; i < items; i++)
            r->item[k][i].place = (struct reg_place){REG_HOLDING, (uint16_t)(i * (size_t)apart), 1};
        schedule_begin(&r->d[k], 0);
    }
}

typedef enum read_outcome rig_device(size_t device, const struct reg_place *place);

static void tell(struct rig *r, size_t k, const struct plan_read *plan, enum read_scope scope,
                 bool bad)
{
    for (size_t i = 0; i < r->d[k].items; i++) {
        const size_t item = r->d[k].order[i];
        if (scope == SCOPE_DEVICE ||
            (scope == SCOPE_READ && i >= plan->first && i < plan->first + plan->items)) {
            r->bad[k][item] = bad;
            r->known[k][item] = true;
        }
    }
    r->told_offline[k] += scope == SCOPE_DEVICE;
}

/* Lets `ms` pass; the device answers at once, or after `slow_us`. */
static void run(struct rig *r, int64_t ms, rig_device *device, int64_t slow_us)
{
    const int64_t until = r->now_us + ms * 1000;
    while (r->now_us < until) {
        size_t k = 0;
        int64_t wait = 0;
        int read = schedule_next(&r->s, r->now_us, &k, &wait);
        if (read < 0) {
            assert_true(wait > 0);
            r->now_us += wait * 1000;
            continue;
        }
        const struct plan_read plan = r->d[k].read[read].plan;
        if (r->asks < COUNT(r->asked))
            r->asked[r->asks++] = r->now_us;
        enum read_outcome outcome = device(k, &plan.place);
        r->now_us += slow_us;
        enum read_scope scope =
            schedule_result(&r->s, k, (size_t)read, outcome, r->now_us, (uint32_t)rand() << 1);
        tell(r, k, &plan, scope, outcome != READ_GOOD);
    }
}

static size_t bad_items(const struct rig *r, size_t k)
{
    size_t n = 0;
    for (size_t i = 0; i < r->d[k].items; i++)
        n += r->bad[k][i];
    return n;
}

static enum read_outcome good(size_t device, const struct reg_place *place)
{
    (void)device;
    (void)place;
    return READ_GOOD;
}

static bool holds(const struct reg_place *place, unsigned address)
{
    return place->address <= address && address < (unsigned)place->address + place->count;
}

static enum read_outcome refuses_7(size_t device, const struct reg_place *place)
{
    (void)device;
    return holds(place, 7) ? READ_REFUSED : READ_GOOD;
}

static enum read_outcome silent_at_30(size_t device, const struct reg_place *place)
{
    (void)device;
    return holds(place, 30) ? READ_SILENT : READ_GOOD;
}

static enum read_outcome dead(size_t device, const struct reg_place *place)
{
    (void)place;
    return device == 0 ? READ_SILENT : READ_GOOD;
}

static enum read_outcome unplugged(size_t device, const struct reg_place *place)
{
    (void)place;
    return device == 0 ? READ_LOST : READ_GOOD;
}

static enum read_outcome busy(size_t device, const struct reg_place *place)
{
    (void)device;
    (void)place;
    return READ_BUSY;
}

static void test_steady(void **state)
{
    static struct rig r;
    (void)state;
    begin(&r, &plain, 1, 4, 10);
    assert_int_equal(r.d[0].reads, 4);
    assert_int_equal(schedule_demand(&r.d[0]), 40000);
    run(&r, 10000, good, 0);
    assert_in_range(r.d[0].stats.requests, 396, 404);
    assert_true(r.d[0].online && !r.d[0].slow);
    assert_int_equal(r.d[0].stats.late, 0);
    assert_in_range(r.d[0].stats.round_ms, 95, 105);
}

/* Never closer than the budget says, and told. */
static void test_budget(void **state)
{
    static struct rig r;
    (void)state;
    begin(&r, &plain, 2, 4, 10);
    r.s.space_us = 50000;
    run(&r, 20000, good, 0);
    for (size_t i = 1; i < r.asks; i++)
        assert_true(r.asked[i] - r.asked[i - 1] >= 50000);
    assert_in_range(r.asks, 390, 401);
    assert_true(r.d[0].slow && r.d[1].slow);
    assert_in_range(r.d[0].stats.round_ms, 380, 420);
    /* both alike */
    assert_in_range(r.d[0].stats.requests, 190, 210);
    r.s.space_us = 1000;
    run(&r, 5000, good, 0);
    assert_false(r.d[0].slow);
}

/* A slow device is not asked twice to make up for it. */
static void test_slow_device(void **state)
{
    static struct rig r;
    (void)state;
    begin(&r, &plain, 1, 1, 1);
    run(&r, 10000, good, 250000);
    assert_true(r.d[0].slow);
    assert_in_range(r.d[0].stats.requests, 30, 41);
}

static void test_pause(void **state)
{
    static struct rig r;
    struct schedule_rule rule = plain;
    (void)state;
    rule.pause_ms = 40;
    begin(&r, &rule, 1, 4, 10);
    run(&r, 4000, good, 0);
    for (size_t i = 1; i < r.asks; i++)
        assert_true(r.asked[i] - r.asked[i - 1] >= 40000);
}

static void test_refused(void **state)
{
    static struct rig r;
    (void)state;
    begin(&r, &plain, 1, 32, 1);
    assert_int_equal(r.d[0].reads, 1);
    run(&r, 1000, refuses_7, 0);
    assert_int_equal(bad_items(&r, 0), 1);
    assert_true(r.bad[0][7]);
    assert_true(r.d[0].online);
    assert_in_range(r.d[0].reads, 2, 11);
    int64_t before = r.d[0].stats.refused;
    run(&r, 60000, refuses_7, 0);
    assert_in_range(r.d[0].stats.refused - before, 5, 25); /* of 600 rounds */
    assert_int_equal(bad_items(&r, 0), 1);
    run(&r, 20000, good, 0);
    assert_int_equal(bad_items(&r, 0), 0);
}

/* One read without an answer is no dead device. */
static void test_silent_read(void **state)
{
    static struct rig r;
    (void)state;
    begin(&r, &plain, 1, 4, 10);
    run(&r, 20000, silent_at_30, 0);
    assert_true(r.d[0].online);
    assert_int_equal(r.told_offline[0], 0);
    assert_int_equal(bad_items(&r, 0), 1);
    assert_true(r.bad[0][3]);
    assert_in_range(r.d[0].stats.silent, 4, 40);
}

static void test_dead(void **state)
{
    static const struct {
        rig_device *device;
        int64_t most; /* requests in a minute */
    } rows[] = {{dead, 24}, {unplugged, 24}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static struct rig r;
        begin(&r, &plain, 2, 4, 10);
        run(&r, 1000, good, 0);
        run(&r, 1000, rows[i].device, 0);
        assert_false(r.d[0].online);
        assert_int_equal(bad_items(&r, 0), 4);
        assert_true(r.d[1].online);
        assert_int_equal(bad_items(&r, 1), 0);
        int64_t before = r.d[0].stats.requests, other = r.d[1].stats.requests;
        run(&r, 60000, rows[i].device, 0);
        assert_in_range(r.d[0].stats.requests - before, 6, rows[i].most);
        assert_in_range(r.d[1].stats.requests - other, 2380, 2420);
        run(&r, 8500, good, 0);
        assert_true(r.d[0].online);
        assert_int_equal(bad_items(&r, 0), 0);
    }
}

/* A device that was never there is told offline, too; the back-off is diced. */
static void test_never_there(void **state)
{
    static struct rig r;
    int64_t least = INT64_MAX, most = 0;
    (void)state;
    for (int i = 0; i < 50; i++) {
        begin(&r, &plain, 1, 1, 1);
        run(&r, 60000, unplugged, 0);
        assert_true(r.d[0].known && !r.d[0].online);
        assert_true(r.known[0][0] && r.bad[0][0]);
        for (size_t k = 6; k < r.asks; k++) {
            int64_t apart = r.asked[k] - r.asked[k - 1];
            least = apart < least ? apart : least;
            most = apart > most ? apart : most;
        }
    }
    assert_in_range(least, 4000000, 5000000);
    assert_in_range(most, 7000000, 8001000);
}

static void test_busy(void **state)
{
    static struct rig r;
    (void)state;
    begin(&r, &plain, 1, 2, 10);
    run(&r, 20000, busy, 0);
    assert_true(r.d[0].online); /* it answers */
    assert_int_equal(bad_items(&r, 0), 2);
    run(&r, 9000, good, 0);
    assert_int_equal(bad_items(&r, 0), 0);
}

static void test_nothing(void **state)
{
    static struct rig r;
    size_t k;
    int64_t wait;
    (void)state;
    begin(&r, &plain, 1, 0, 1);
    assert_int_equal(schedule_next(&r.s, 0, &k, &wait), -1);
    assert_int_equal(wait, MS_PER_S);
}

static enum read_outcome chaos(size_t device, const struct reg_place *place)
{
    (void)device;
    (void)place;
    int dice = rand() % 12;
    return dice < 4 ? READ_GOOD : (enum read_outcome)(1 + dice % 4);
}

/* Whatever it answers: items stay covered once, and when it is good again all is. */
static void test_chaos(void **state)
{
    static struct rig r;
    (void)state;
    srand(3);
    for (int round = 0; round < 60; round++) {
        begin(&r, &plain, 2, (size_t)(1 + rand() % ITEMS), 1 + rand() % 3);
        run(&r, 30000, chaos, rand() % 50000);
        for (size_t k = 0; k < 2; k++) {
            size_t covered = 0;
            for (size_t i = 0; i < r.d[k].reads; i++) {
                assert_int_equal(r.d[k].read[i].plan.first, covered);
                covered += r.d[k].read[i].plan.items;
            }
            assert_int_equal(covered, r.d[k].items);
        }
        run(&r, 60000, good, 0);
        assert_int_equal(bad_items(&r, 0) + bad_items(&r, 1), 0);
        assert_true(r.d[0].online && r.d[1].online);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plan),        cmocka_unit_test(test_plan_random),
        cmocka_unit_test(test_steady),      cmocka_unit_test(test_budget),
        cmocka_unit_test(test_slow_device), cmocka_unit_test(test_pause),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_silent_read),
        cmocka_unit_test(test_dead),        cmocka_unit_test(test_never_there),
        cmocka_unit_test(test_busy),        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_chaos),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
