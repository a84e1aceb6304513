/* SPDX-License-Identifier: MIT */
/* Power cuts. All that a real load of commits and folded logs does to the file and its write-ahead
 * log is taped; then files are made as they may stand on the disk when the power goes at any point
 * of the tape: what was synced is there, what was written since is there, or not, or in part, and
 * in any order. Each is opened: it is no damaged file, all that was said to be kept until then is
 * in it, the chain fits, the checkpoint is the one of the last records, and it goes on. */
#include "data/store/store.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/store_kit.h"

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

#define BATCHES_MAX 400
#define PAD         160000 /* bytes of a checkpoint: so that the log grows */
#define RANDOM_CUTS 40
#define SYNC_CUTS   40
#define PREFIXES    60 /* of a span between two syncs, without POWERCUT=all */

/* What happens to what was written and not yet synced. */
enum fate { FATE_NONE, FATE_ALL, FATE_SOME, FATE_TORN_512, FATE_TORN_4096, FATES };

/* Until where on the tape which record was not yet, and from there on is, said to be kept. */
static struct mark {
    size_t at;
    int64_t record;
} marks[BATCHES_MAX];
static size_t mark_count;

struct image {
    unsigned char *data;
    size_t size, room;
};
static struct image base; /* of the file when the tape begins */

static void grow(struct image *image, size_t size)
{
    if (size > image->room) {
        image->room = size * 2;
        image->data = realloc(image->data, image->room);
        assert_non_null(image->data);
    }
    if (size > image->size)
        memset(image->data + image->size, 0, size - image->size);
    if (size > image->size)
        image->size = size;
}

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
    assert_true(mark_count < BATCHES_MAX);
    marks[mark_count++] = (struct mark){.at = fault_tape_length(), .record = next_record - 1};
}

static void read_base(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    grow(&base, 1 << 20);
    base.size = fread(base.data, 1, base.room, file);
    assert_int_equal(fclose(file), 0);
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
    read_base(kit.path);
    fault_tape(true);
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
    fault_tape(false);
    kit_remove(&kit);
}

/* ---- the cut --------------------------------------------------------------------------------- */

static void apply_write(struct image *image, const struct fault_op *op, size_t from, size_t to)
{
    size_t offset = (size_t)op->offset;
    grow(image, offset + to);
    memcpy(image->data + offset + from, op->data + from, to - from);
}

/* Each block of the disk is written or is not. */
static void apply_torn(struct image *image, const struct fault_op *op, size_t block, unsigned *seed)
{
    for (size_t from = 0; from < op->length;) {
        size_t to = ((size_t)op->offset + from) / block * block + block - (size_t)op->offset;
        if (to > op->length)
            to = op->length;
        if (rand_r(seed) % 2)
            apply_write(image, op, from, to);
        from = to;
    }
}

static void apply(struct image *image, const struct fault_op *op, enum fate fate, unsigned *seed)
{
    bool torn = fate == FATE_TORN_512 || fate == FATE_TORN_4096;
    if (fate == FATE_ALL || (fate != FATE_NONE && rand_r(seed) % 3 == 0))
        return;
    if (op->kind == FAULT_OP_TRUNCATE) {
        grow(image, (size_t)op->offset);
        image->size = (size_t)op->offset;
    } else if (torn && rand_r(seed) % 2) {
        apply_torn(image, op, fate == FATE_TORN_512 ? 512 : 4096, seed);
    } else {
        apply_write(image, op, 0, op->length);
    }
}

/* What of `file` is on the disk when the power goes before operation `at`. */
static void make_image(struct image *image, enum fault_file file, size_t at, enum fate fate,
                       unsigned *seed)
{
    size_t synced = 0;
    image->size = 0;
    if (file == FAULT_DB) {
        grow(image, base.size);
        memcpy(image->data, base.data, base.size);
    }
    for (size_t i = 0; i < at; i++)
        if (fault_tape_op(i)->file == file && fault_tape_op(i)->kind == FAULT_OP_SYNC)
            synced = i;
    for (size_t i = 0; i < at; i++) {
        const struct fault_op *op = fault_tape_op(i);
        if (op->file == file && op->kind != FAULT_OP_SYNC)
            apply(image, op, i < synced ? FATE_NONE : fate, seed);
    }
}

static void lay(const struct image *image, const char *path)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(image->data, 1, image->size, file), image->size);
    assert_int_equal(fclose(file), 0);
}

static void lay_cut(struct kit *kit, size_t at, enum fate fate, unsigned *seed)
{
    static struct image image[FAULT_FILES];
    char wal[128];
    for (int f = 0; f < FAULT_FILES; f++)
        make_image(&image[f], (enum fault_file)f, at, fate, seed);
    (void)snprintf(wal, sizeof wal, "%s-wal", kit->path);
    lay(&image[FAULT_DB], kit->path);
    if (image[FAULT_WAL].size > 0)
        lay(&image[FAULT_WAL], wal);
}

static int64_t promised(size_t at)
{
    int64_t record = 0;
    for (size_t i = 0; i < mark_count && marks[i].at <= at; i++)
        record = marks[i].record;
    return record;
}

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

static void survive(size_t at, enum fate fate, unsigned *seed)
{
    struct kit kit;
    struct verify_result result;
    char text[200];
    kit_make(&kit);
    lay_cut(&kit, at, fate, seed);
    int64_t k = go_on(&kit), least = promised(at);
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

static unsigned first_seed(void)
{
    const char *given = getenv("SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    print_message("SEED=%u\n", seed);
    return seed;
}

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
    assert_true(syncs[FAULT_WAL] >= mark_count);
    assert_true(syncs[FAULT_DB] >= 2);
    assert_true(cuts >= 2);
}

/* Just before and just after a sync; the file's own all, of the log's some. */
static void at_syncs(void **state)
{
    unsigned seed = first_seed();
    size_t total = 0, done = 0, length = fault_tape_length();
    (void)state;
    for (size_t i = 0; i < length; i++)
        total += fault_tape_op(i)->kind == FAULT_OP_SYNC;
    for (size_t i = 0; i < length; i++) {
        const struct fault_op *op = fault_tape_op(i);
        bool chosen = op->file == FAULT_DB || (size_t)rand_r(&seed) % total < SYNC_CUTS;
        if (op->kind != FAULT_OP_SYNC || !chosen)
            continue;
        survive(i + (size_t)rand_r(&seed) % 2, (enum fate)(rand_r(&seed) % FATES), &seed);
        done++;
    }
    print_message("%zu cuts\n", done);
    assert_true(done >= 20);
}

static void anywhere(void **state)
{
    unsigned seed = first_seed();
    (void)state;
    for (int i = 0; i < RANDOM_CUTS; i++)
        survive((size_t)rand_r(&seed) % fault_tape_length(), (enum fate)(i % FATES), &seed);
}

/* The end of the span between two syncs that begins behind operation `at`. */
static size_t span_end(size_t at)
{
    size_t length = fault_tape_length();
    while (at < length && fault_tape_op(at)->kind != FAULT_OP_SYNC)
        at++;
    return at;
}

/* Every prefix of the writes after the last sync, in the order in which they were made: of a span
 * in which the log is written and of one in which the file is; POWERCUT=all: of all spans. */
static void every_prefix(void **state)
{
    const char *wanted = getenv("POWERCUT");
    bool all = wanted && strcmp(wanted, "all") == 0, seen[FAULT_FILES] = {false};
    unsigned seed = first_seed();
    size_t length = fault_tape_length(), done = 0, from = (size_t)rand_r(&seed) % (length / 2);
    (void)state;
    for (size_t at = all ? 0 : span_end(from) + 1, end; at < length; at = end + 1) {
        end = span_end(at);
        enum fault_file file = fault_tape_op(at)->file;
        if (end - at < 2 || (!all && seen[file]))
            continue;
        seen[file] = true;
        size_t most = all ? length : PREFIXES, step = (end - at) / most + 1;
        for (size_t cut = at + 1; cut <= end && cut <= length; cut += step, done++)
            survive(cut, FATE_ALL, &seed);
    }
    print_message("%zu prefixes\n", done);
    assert_true(seen[FAULT_DB] && seen[FAULT_WAL] && done > 20);
}

/* Where the file itself is written the log must still hold all of it. */
static void while_the_log_is_folded(void **state)
{
    unsigned seed = first_seed();
    size_t count = 0, seen = 0;
    (void)state;
    for (size_t i = 0; i < fault_tape_length(); i++)
        count += fault_tape_op(i)->file == FAULT_DB;
    for (size_t i = 0; i < fault_tape_length(); i++) {
        if (fault_tape_op(i)->file != FAULT_DB || (size_t)rand_r(&seed) % count >= 20)
            continue;
        survive(i, (enum fate)(seen++ % FATES), &seed);
    }
    assert_true(seen > 5);
}

/* The test itself: were the log not synced before "kept", it would find out. */
static void a_disk_that_lies_is_found_out(void **state)
{
    unsigned seed = 1;
    size_t at = marks[9].at;
    struct kit kit;
    (void)state;
    while (fault_tape_op(at - 1)->kind != FAULT_OP_SYNC)
        at--;
    kit_make(&kit);
    lay_cut(&kit, at - 1, FATE_ALL, &seed);
    assert_true(go_on(&kit) < marks[9].record);
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
    fault_tape(true); /* forgets */
    fault_tape(false);
    free(base.data);
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
