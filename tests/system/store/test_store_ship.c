/* SPDX-License-Identifier: MIT */
/* The log read for upstream: batches over several openings of the file that a hub can check to the
 * last hash, how far upstream has it over restarts, and what retention may take meanwhile. */
#include "data/decode/batch_read.h"
#include "data/model/clock.h"
#include "data/model/sync/batch.h"
#include "data/store/hash.h"
#include "data/store/store.h"
#include "tests/support/store_kit.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct batch batch;

static int set_up(void **state)
{
    assert_int_equal(kit_set_up(state), 0);
    ((struct kit *)*state)->conf.upstream = true;
    return 0;
}

static int number;

static void keep(struct kit *kit, int count)
{
    struct record_list list = {.count = 0};
    for (int i = 0; i < count; i++) {
        char body[600];
        struct record_draft draft = {.kind = REC_CALL, .rev = 1, .wall_ms = KIT_WALL + number};
        (void)snprintf(draft.id, sizeof draft.id, "C%d", ++number);
        (void)snprintf(draft.actor, sizeof draft.actor, "anna");
        (void)snprintf(body, sizeof body, "{\"note\":\"say \\\"%0*d\\\"\"}", i % 500, number);
        assert_int_equal(record_list_add(&list, &draft, body), 0);
    }
    const struct now now = {.boot_ms = 5000, .wall_ms = KIT_WALL, .synced = true};
    uint64_t ticket = 0;
    const struct store_batch handed = {.records = &list, .urgent = true};
    assert_int_equal(store_hand_over(kit->store, &handed, &now, &ticket), 0);
    assert_true(kit_wait_kept(kit, ticket));
    record_list_done(&list);
}

static struct ship_state ship_of(struct kit *kit)
{
    struct store_stats stats;
    store_stats(kit->store, &stats);
    return stats.ship;
}

/* A hub's look at a batch: every hash is that of the content after the one before. */
static void check_chain(const char *before)
{
    char hash[RECORD_HASH_SIZE];
    unsigned char bytes[HASH_BYTES];
    if (before)
        assert_string_equal(batch.before, before);
    (void)snprintf(hash, sizeof hash, "%s", batch.before);
    for (int i = 0; i < batch.count; i++) {
        const struct batch_record *b = &batch.record[i];
        struct record r = {.seq = b->seq,
                           .rev = b->rev,
                           .wall_ms = b->wall_ms,
                           .boot_ms = b->boot_ms,
                           .synced = b->synced,
                           .body = b->body,
                           .body_length = b->body_length};
        assert_null(b->why);
        r.kind = (enum record_kind)word_find(&words_record_kind, b->kind, strlen(b->kind));
        (void)snprintf(r.epoch, sizeof r.epoch, "%s", batch.epoch);
        (void)snprintf(r.boot_id, sizeof r.boot_id, "%s", batch.boot_id);
        (void)snprintf(r.id, sizeof r.id, "%s", b->id);
        (void)snprintf(r.actor, sizeof r.actor, "%s", b->actor);
        (void)snprintf(r.config, sizeof r.config, "%s", b->config);
        char next[RECORD_HASH_SIZE];
        assert_int_equal(hash_record(hash, &r, bytes, next), 0);
        assert_string_equal(next, b->hash);
        (void)snprintf(hash, sizeof hash, "%s", next);
    }
}

/* Everything from record n on, batch by batch; returns how many batches. */
static int read_all(struct kit *kit, int64_t n, int64_t head)
{
    char before[RECORD_HASH_SIZE] = "";
    int batches = 0;
    while (n <= head) {
        const char *payload = kit_ask(kit, "ship", n, head, 0);
        assert_non_null(payload);
        assert_int_equal(batch_read(payload, kit->rows_length, &batch, NULL), 0);
        check_chain(before[0] ? before : NULL);
        const struct shipment *s = &kit->shipment;
        assert_int_equal(s->from, n);
        assert_int_equal(s->to - s->from, batch.count - 1);
        assert_int_equal(s->last - s->first, batch.count - 1);
        assert_int_equal(s->first, batch.first);
        assert_string_equal(s->epoch, batch.epoch);
        (void)snprintf(before, sizeof before, "%s", batch.record[batch.count - 1].hash);
        batch_done(&batch);
        n = s->to + 1;
        batches++;
    }
    return batches;
}

/* Each batch says what its epoch goes on from, not the `open` record alone. */
static void check_lineage(struct kit *kit, int64_t n, int64_t head, int epochs)
{
    struct batch_lineage is = {.told = true};
    char epoch[RECORD_EPOCH_SIZE] = "";
    int64_t last = 0;
    for (; n <= head; n = kit->shipment.to + 1) {
        const char *payload = kit_ask(kit, "ship", n, head, 0);
        assert_int_equal(batch_read(payload, kit->rows_length, &batch, NULL), 0);
        if (strcmp(epoch, batch.epoch) != 0) {
            (void)snprintf(is.previous, sizeof is.previous, "%s", epoch);
            (void)snprintf(epoch, sizeof epoch, "%s", batch.epoch);
            is.seq = last;
            epochs--;
        }
        if (is.root[0] == '\0')
            (void)snprintf(is.root, sizeof is.root, "%s", epoch);
        last = kit->shipment.last;
        assert_true(batch.lineage.told);
        assert_string_equal(batch.lineage.root, is.root);
        assert_string_equal(batch.lineage.previous, is.previous);
        assert_int_equal(batch.lineage.seq, is.seq);
        batch_done(&batch);
    }
    assert_int_equal(epochs, 0);
}

static void reopen(struct kit *kit)
{
    kit_close(kit);
    assert_true(kit_run(kit));
}

static void batches_over_openings(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    keep(kit, 700);
    reopen(kit);
    keep(kit, 3);
    reopen(kit);
    struct ship_state s = ship_of(kit);
    assert_int_equal(s.acked, 0);
    assert_int_equal(s.head, 700 + 3 + 3);
    assert_int_equal(kit->opened.ship.head, s.head);
    assert_true(read_all(kit, 1, s.head) >
                5); /* an opening begins a batch, and so does a full one */
    /* Part of one, and nothing at all. */
    (void)read_all(kit, 703, 704);
    check_lineage(kit, 1, s.head, 3);
    const char *none = kit_ask(kit, "ship", s.head + 1, s.head + 9, 0);
    assert_non_null(none);
    assert_int_equal(kit->shipment.to, 0);
}

static int64_t wanted_acked;
static bool is_acked(struct kit *kit)
{
    return ship_of(kit).acked == wanted_acked;
}

static void what_upstream_has_outlives_a_restart(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    keep(kit, 10); /* n 2..11 after the opening's record */
    assert_int_equal(ship_of(kit).head, 11);
    reopen(kit);  /* 12 */
    keep(kit, 5); /* 13..17 */
    store_acked(kit->store, 14);
    store_acked(kit->store, 7); /* an older one changes nothing */
    wanted_acked = 14;
    assert_true(kit_wait(kit, is_acked));
    assert_int_equal(ship_of(kit).oldest_wall, KIT_WALL + number - 3);
    reopen(kit); /* 18 */
    assert_int_equal(ship_of(kit).acked, 14);
    store_acked(kit->store, 18);
    wanted_acked = 18;
    assert_true(kit_wait(kit, is_acked));
    assert_int_equal(ship_of(kit).oldest_wall, TIME_NONE);
    keep(kit, 1);
    assert_int_equal(ship_of(kit).head, 19);
    kit_close(kit);
    struct verify_result verified;
    assert_true(kit_verify(kit->path, &verified));
    assert_int_equal(kit_number(kit->path, "SELECT sum(acked) FROM epoch"), 18);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM epoch WHERE acked > "
                                           "(SELECT max(seq) FROM record r WHERE r.epoch = "
                                           "epoch.number)"),
                     0);
}

/* It is written with the last commit even when the daemon ends at once. */
static void an_acknowledgement_just_before_the_end(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    keep(kit, 4);
    store_acked(kit->store, 5);
    reopen(kit);
    assert_int_equal(ship_of(kit).acked, 5);
    assert_int_equal(ship_of(kit).head, 6);
}

static void a_damaged_record_is_passed_over(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    keep(kit, 6);
    kit_close(kit);
    assert_true(kit_exec(kit->path, "UPDATE record SET hash = x'00' WHERE n = 4"));
    assert_true(kit_run(kit));
    const char *payload = kit_ask(kit, "ship", 1, 7, 0);
    assert_non_null(payload);
    assert_int_equal(kit->shipment.to, 3);
    payload = kit_ask(kit, "ship", 4, 7, 0);
    assert_int_equal(kit->shipment.from, 5);
    assert_int_equal(kit->shipment.to, 7);
    assert_int_equal(batch_read(payload, kit->rows_length, &batch, NULL), 0);
    assert_int_equal(batch.count, 3);
    batch_done(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(batches_over_openings, set_up, kit_tear_down),
        cmocka_unit_test_setup_teardown(what_upstream_has_outlives_a_restart, set_up,
                                        kit_tear_down),
        cmocka_unit_test_setup_teardown(an_acknowledgement_just_before_the_end, set_up,
                                        kit_tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_record_is_passed_over, set_up, kit_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
