/* SPDX-License-Identifier: MIT */
/* Power cuts. All that a real load of commits and folded logs does to the file and its write-ahead
 * log is taped; then files are made as they may stand on the disk when the power goes at any point
 * of the tape: what was synced is there, what was written since is there, or not, or in part, and
 * in any order. Each is opened: it is no damaged file, all that was said to be kept until then is
 * in it, the chain fits, the checkpoint is the one of the last records, and it goes on. */
#include "data/store/store.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/power_cut.h"
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

#define PAD         160000 /* bytes of a checkpoint: so that the log grows */
#define RANDOM_CUTS 40
#define SYNC_CUTS   40
#define PREFIXES    60

static size_t promises;

/* ---- the load -------------------------------------------------------------------------------- */

static int64_t next_record = 1;

static void keep_batch(struct kit *kit, int count, size_t pad)
{
    static char checkpoint[PAD];
    struct record_list list = {.count = 0};
    for (int i = 0; i < count; i++, next_record++) {
        char body[100];
        struct record_draft draft = {.kind = REC_STOP, .rev = 1, .actor = "machine"};
        draft.wall_ms = KIT_WALL + next_record;
        (void)snprintf(draft.id, sizeof draft.id, "S%lld", (long long)next_record);
        (void)snprintf(body, sizeof body, "{\"begin\":%lld}", (long long)draft.wall_ms);
        assert_int_equal(record_list_add(&list, &draft, body), 0);
    }
    memset(checkpoint, 'a' + (int)(next_record % 26), pad); /* what is the same is not written */
    int n = snprintf(checkpoint, sizeof checkpoint, "{\"k\":%lld}", (long long)next_record - 1);
    checkpoint[n] = '.';
    checkpoint[pad] = '\0';
    uint64_t ticket = kit_append_list(kit, &list, checkpoint, true);
    record_list_done(&list);
    assert_true(ticket > 0 && kit_wait_kept(kit, ticket));
    cut_mark(next_record - 1);
    promises++;
}

static bool last_is_cut(struct kit *kit)
{
    struct store_stats stats;
    store_stats(kit->store, &stats);
    return stats.file_bytes < INT64_C(2000000); /* the log is cut to nothing when folded */
}

/* Some commits and a pause in which the log is folded, twice; then so many that it is folded
 * without one and written over from its beginning. */
static void play(void)
{
    struct kit kit;
    unsigned seed = 5;
    kit_make(&kit);
    assert_true(kit_run(&kit));
    kit_close(&kit);
    cut_tape(kit.path);
    assert_true(kit_run(&kit));
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 30; i++)
            keep_batch(&kit, 1 + rand_r(&seed) % 9, PAD - 1);
        assert_true(kit_wait(&kit, last_is_cut));
        for (int i = 0; i < 10; i++)
            keep_batch(&kit, 1 + rand_r(&seed) % 9, 3000);
    }
    for (int i = 0; i < 100; i++)
        keep_batch(&kit, 1 + rand_r(&seed) % 9, PAD - 1);
    cut_tape_ends();
    kit_remove(&kit);
}

/* ---- the cut --------------------------------------------------------------------------------- */

static int64_t stops(struct kit *kit, const char *what)
{
    char sql[160];
    (void)snprintf(sql, sizeof sql, "SELECT %s FROM stop WHERE id LIKE 'S%%'", what);
    return kit_number(kit->path, sql);
}

/* Open it, see what the checkpoint says, keep one more. */
static int64_t go_on(struct kit *kit)
{
    long long k = 0;
    struct record_draft draft = {.kind = REC_CALL, .id = "C1", .rev = 1, .actor = "anna"};
    if (!kit_open(kit))
        fail_msg("%s", kit->why.text);
    assert_string_equal(kit->opened.broken, "");
    assert_false(kit->opened.fresh);
    if (kit->opened.checkpoint)
        assert_int_equal(sscanf(kit->opened.checkpoint, "{\"k\":%lld}", &k), 1);
    assert_true(kit_start(kit));
    assert_true(kit_wait_kept(kit, kit_append(kit, &draft, "{}")));
    assert_int_equal(kit->failed, 0);
    kit_close(kit);
    return k;
}

static void survive(size_t at, enum cut_fate fate, unsigned *seed)
{
    struct kit kit;
    struct verify_result result;
    char text[200];
    kit_make(&kit);
    cut_lay(kit.path, at, fate, seed);
    int64_t k = go_on(&kit), least = cut_promised(at);
    if (stops(&kit, "count(*)") < least || k < least)
        fail_msg("cut %zu, fate %d: %lld records were kept, %lld are there", at, (int)fate,
                 (long long)least, (long long)k);
    assert_int_equal(stops(&kit, "count(*)"), k); /* all of a commit or nothing of it */
    assert_int_equal(stops(&kit, "coalesce(max(CAST(substr(id, 2) AS INTEGER)), 0)"), k);
    int rc = store_verify(kit.path, &result, &kit.why);
    if (rc != 0)
        fail_msg("cut %zu: %d %s %s", at, rc, result.first_bad, rc < 0 ? kit.why.text : "");
    assert_int_equal(result.missing, 0);
    assert_int_equal(store_rebuild_check(kit.path, text, sizeof text, &kit.why), 0);
    kit_remove(&kit);
}

/* ---- cases ----------------------------------------------------------------------------------- */

/* The tape has commits, folds in a hurry and folds that cut the log, or it proves nothing. */
static void the_tape_holds_what_it_should(void **state)
{
    size_t syncs[FAULT_FILES] = {0}, cuts = 0;
    (void)state;
    for (size_t i = 0; i < fault_tape_length(); i++) {
        const struct fault_op *op = fault_tape_op(i);
        syncs[op->file] += op->kind == FAULT_OP_SYNC;
        cuts += op->kind == FAULT_OP_TRUNCATE && op->file == FAULT_WAL && op->offset == 0;
    }
    print_message("%zu operations, %zu syncs of the log, %zu of the file, cut %zu times\n",
                  fault_tape_length(), syncs[FAULT_WAL], syncs[FAULT_DB], cuts);
    assert_true(syncs[FAULT_WAL] >= promises);
    assert_true(syncs[FAULT_DB] >= 2);
    assert_true(cuts >= 2);
}

static void at_syncs(void **state)
{
    unsigned seed = cut_seed();
    (void)state;
    assert_true(cut_at_syncs(survive, SYNC_CUTS, &seed) >= 20);
}

static void anywhere(void **state)
{
    unsigned seed = cut_seed();
    (void)state;
    (void)cut_anywhere(survive, RANDOM_CUTS, &seed);
}

static void every_prefix(void **state)
{
    unsigned seed = cut_seed();
    (void)state;
    size_t done = cut_every_prefix(survive, PREFIXES, &seed);
    print_message("%zu prefixes\n", done);
    assert_true(done > 20);
}

/* Where the file itself is written the log must still hold all of it. */
static void while_the_log_is_folded(void **state)
{
    unsigned seed = cut_seed();
    (void)state;
    assert_true(cut_while_folded(survive, 20, &seed) > 5);
}

/* The test itself: were the log not synced before "kept", it would find out. */
static void a_disk_that_lies_is_found_out(void **state)
{
    unsigned seed = 1;
    size_t at = 0;
    struct kit kit;
    (void)state;
    while (cut_promised(at) < 40)
        at++;
    int64_t promised = cut_promised(at);
    while (fault_tape_op(at - 1)->kind != FAULT_OP_SYNC)
        at--;
    kit_make(&kit);
    cut_lay(kit.path, at - 1, CUT_NONE_THERE, &seed);
    assert_true(go_on(&kit) < promised);
    kit_remove(&kit);
}

static int set_up(void **state)
{
    (void)state;
    fault_install();
    play();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cut_forget();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tape_holds_what_it_should),
        cmocka_unit_test(at_syncs),
        cmocka_unit_test(anywhere),
        cmocka_unit_test(every_prefix),
        cmocka_unit_test(while_the_log_is_folded),
        cmocka_unit_test(a_disk_that_lies_is_found_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
