/* SPDX-License-Identifier: MIT */
/* A disk that is full, fails to write or fails to sync at the n-th call: nothing said to be kept is
 * lost, nothing is kept twice, the words say what to do, and it goes on by itself. */
#include "data/model/clock.h"
#include "data/store/store.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/store_kit.h"

#include <poll.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static uint64_t append(struct kit *kit, int number, const char *checkpoint)
{
    struct record_list list = {.count = 0};
    struct record_draft draft = {
        .kind = REC_STOP, .rev = 1, .wall_ms = KIT_WALL + number, .actor = "machine"};
    (void)snprintf(draft.id, sizeof draft.id, "S%d", number);
    assert_int_equal(record_list_add(&list, &draft, "{\"begin\":1,\"state\":\"idle\"}"), 0);
    uint64_t ticket = kit_append_list(kit, &list, checkpoint, true);
    record_list_done(&list);
    return ticket;
}

/* S1 … Sn once each, in order, in a chain that fits. */
static void must_hold(struct kit *kit, int count)
{
    struct verify_result result;
    char text[200];
    kit_close(kit);
    fault_clear();
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM record WHERE kind = 'stop'"),
                     count);
    assert_int_equal(kit_number(kit->path,
                                "SELECT count(*) FROM (SELECT id, row_number() OVER (ORDER BY n) "
                                "AS k FROM record WHERE kind = 'stop') WHERE id <> 'S' || k"),
                     0);
    int rc = store_verify(kit->path, &result, &kit->why);
    if (rc != 0)
        fail_msg("%d %s %s", rc, result.first_bad, kit->why.text);
    assert_int_equal(store_rebuild_check(kit->path, text, sizeof text, &kit->why), 0);
}

static void test_full_disk_waits_and_recovers(void **state)
{
    struct kit *kit = *state;
    char epoch[RECORD_EPOCH_SIZE];
    memcpy(epoch, kit->opened.epoch, sizeof epoch);
    assert_true(kit_wait_kept(kit, append(kit, 1, "{}")));
    fault_plan(FAULT_WRITE, 0, 1000000, SQLITE_FULL);
    (void)append(kit, 2, "{}");
    assert_true(kit_wait_failed(kit, 1));
    assert_non_null(strstr(kit->words, "disk full"));
    assert_non_null(strstr(kit->words, kit->path));
    assert_non_null(strstr(kit->words, "free space"));
    uint64_t last = 0;
    for (int i = 3; i <= 50; i++)
        last = append(kit, i, "{\"last\":50}");
    assert_int_not_equal(last, 0);
    assert_true(kit->kept < last);
    /* what is on the disk can still be read */
    assert_non_null(kit_ask(kit, "stops", TIME_NONE, TIME_NEVER, 0));
    assert_non_null(strstr(kit->rows, "S1"));
    assert_null(strstr(kit->rows, "S2"));
    fault_clear();
    assert_true(kit_wait_recovered(kit, 1));
    assert_true(kit_wait_kept(kit, last));
    assert_int_equal(kit->failed, 1);
    struct store_stats stats;
    store_stats(kit->store, &stats);
    assert_string_equal(stats.epoch, epoch); /* no reason to open it anew */
    assert_int_equal(stats.queue, 0);
    must_hold(kit, 50);
    assert_int_equal(kit_number(kit->path, "SELECT json_extract(body, '$.last') FROM checkpoint"),
                     50);
}

static void test_full_disk_at_closing_does_not_hang(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_wait_kept(kit, append(kit, 1, "{}")));
    fault_plan(FAULT_WRITE, 0, 1000000, SQLITE_FULL);
    (void)append(kit, 2, "{}");
    kit_close(kit);
    fault_clear();
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM record WHERE kind = 'stop'"), 1);
    assert_int_equal(kit_number(kit->path, "SELECT clean FROM head"), 0);
}

static bool fault_struck(struct kit *kit)
{
    (void)kit;
    return fault_hits() > 0;
}

static bool queue_empty(struct kit *kit)
{
    struct store_stats stats;
    store_stats(kit->store, &stats);
    return stats.queue == 0;
}

/* Without listening: kit_wait would drain. */
static void wait_unheard(struct kit *kit, bool (*done)(struct kit *kit))
{
    for (int i = 0; i < 6000 && !done(kit); i++)
        (void)poll(NULL, 0, 5);
    assert_true(done(kit));
}

/* Failing, recovering and failing while the loop hears nothing comes down to what matters now. */
static void test_reports_that_wait_do_not_pile_up(void **state)
{
    struct kit *kit = *state;
    uint64_t kept = 0;
    for (int i = 1; i <= 3; i++) {
        fault_plan(FAULT_WRITE, 0, 1000000, SQLITE_FULL);
        uint64_t ticket = append(kit, i, "{}");
        wait_unheard(kit, fault_struck);
        if (i == 3)
            break;
        kept = ticket;
        fault_clear();
        wait_unheard(kit, queue_empty);
    }
    assert_true(kit_wait_failed(kit, 1));
    assert_int_equal(kit->failed, 1);
    assert_int_equal(kit->recovered, 0);
    assert_non_null(strstr(kit->words, "disk full"));
    assert_int_equal(kit->kept, kept);
    fault_clear();
    assert_true(kit_wait_recovered(kit, 1));
    assert_int_equal(kit->failed, 1);
    must_hold(kit, 3);
}

/* The n-th write or sync from here on fails, once or twice; 12 commits are under way. */
static void test_nth_call_fails(void **state)
{
    static const struct {
        enum fault_call call;
        int skip, times, code;
    } cases[] = {
        {FAULT_WRITE, 0, 1, SQLITE_IOERR_WRITE},  {FAULT_WRITE, 1, 1, SQLITE_IOERR_WRITE},
        {FAULT_WRITE, 3, 1, SQLITE_FULL},         {FAULT_WRITE, 7, 2, SQLITE_IOERR_WRITE},
        {FAULT_WRITE, 20, 1, SQLITE_IOERR_WRITE}, {FAULT_SYNC, 0, 1, SQLITE_IOERR_FSYNC},
        {FAULT_SYNC, 1, 1, SQLITE_IOERR_FSYNC},   {FAULT_SYNC, 2, 3, SQLITE_IOERR_FSYNC},
        {FAULT_SYNC, 5, 4, SQLITE_IOERR_FSYNC},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kit kit;
        kit_make(&kit);
        assert_true(kit_open(&kit));
        assert_true(kit_start(&kit));
        assert_true(kit_wait_kept(&kit, append(&kit, 1, "{}")));
        fault_plan(cases[i].call, cases[i].skip, cases[i].times, cases[i].code);
        uint64_t last = 0;
        for (int k = 2; k <= 13; k++) {
            last = append(&kit, k, "{}");
            if (!kit.failed)
                for (int tries = 0; tries < 2000 && kit.kept < last && !kit.failed; tries++) {
                    (void)poll(NULL, 0, 5);
                    kit_drain(&kit);
                }
        }
        assert_true(kit_wait_failed(&kit, 1));
        assert_true(kit_wait_recovered(&kit, 1));
        assert_true(kit_wait_kept(&kit, last));
        assert_true(fault_hits() >= 1);
        must_hold(&kit, 13);
        kit_remove(&kit);
    }
}

/* The commit's fsync fails and so does the one at closing: the log then still holds the commit, and
 * the file opened anew has it. It must not be written again. */
static void test_commit_that_landed_after_all(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_wait_kept(kit, append(kit, 1, "{}")));
    fault_plan(FAULT_SYNC, 0, 2, SQLITE_IOERR_FSYNC);
    uint64_t ticket = append(kit, 2, "{\"at\":2}");
    assert_true(kit_wait_failed(kit, 1));
    assert_true(kit_wait_recovered(kit, 1));
    assert_true(kit_wait_kept(kit, ticket));
    assert_int_equal(fault_hits(), 2);
    struct store_stats stats;
    store_stats(kit->store, &stats);
    assert_string_not_equal(stats.epoch, kit->opened.epoch); /* told where to look */
    assert_true(kit_wait_kept(kit, append(kit, 3, "{\"at\":3}")));
    must_hold(kit, 3);
    assert_int_equal(kit_number(kit->path, "SELECT epoch FROM record WHERE id = 'S2'"), 1);
    assert_int_equal(kit_number(kit->path, "SELECT epoch FROM record WHERE id = 'S3'"), 2);
}

static void test_folding_fails(void **state)
{
    struct kit *kit = *state;
    char *big = malloc(200 * 1024);
    assert_non_null(big);
    memset(big, 'x', 200 * 1024 - 1);
    big[200 * 1024 - 1] = '\0';
    int number = 0;
    while (!kit->failed && number < 200) {
        fault_plan(FAULT_SYNC, 1, 1, SQLITE_IOERR_FSYNC); /* the commit's own may pass */
        assert_true(kit_wait_kept(kit, append(kit, ++number, big)));
        for (int i = 0; i < 20 && !kit->failed && number % 20 == 0; i++) {
            (void)poll(NULL, 0, 5);
            kit_drain(kit);
        }
    }
    assert_true(kit_wait_failed(kit, 1));
    assert_non_null(strstr(kit->words, "disk error"));
    fault_clear();
    assert_true(kit_wait_recovered(kit, 1));
    assert_true(kit_wait_kept(kit, append(kit, ++number, big)));
    free(big);
    must_hold(kit, number);
}

static void test_quota(void **state)
{
    struct kit *kit = *state;
    kit_close(kit);
    kit->conf.quota_bytes = 256 * 1024;
    assert_true(kit_run(kit));
    int number = 0;
    uint64_t kept = 0;
    while (!kit->failed && number < 4000) {
        kept = append(kit, ++number, NULL);
        for (int i = 0; i < 10000 && kit->kept < kept && !kit->failed; i++) {
            (void)poll(NULL, 0, 1);
            kit_drain(kit);
        }
    }
    assert_true(number > 50 && number < 4000);
    assert_non_null(strstr(kit->words, "has reached its quota"));
    assert_non_null(strstr(kit->words, "[store]"));
    kit_close(kit);
    kit->conf.quota_bytes = 0;
    assert_true(kit_run(kit));
    assert_true(kit_wait_kept(kit, append(kit, number, NULL)));
    must_hold(kit, number);
}

/* While it runs, somebody writes garbage over the file: put aside, begun anew, nothing queued lost.
 */
static void test_file_damaged_while_open(void **state)
{
    struct kit *kit = *state;
    for (int i = 1; i <= 20; i++)
        assert_true(kit_wait_kept(kit, append(kit, i, "{}")));
    kit_close(kit);
    FILE *file = fopen(kit->path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(kit_run(kit));
    for (long at = 4096; at < size; at++) {
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        assert_int_not_equal(fputc(0xa5, file), EOF);
    }
    assert_int_equal(fclose(file), 0);
    /* The pages in memory hide it until there is an error on the disk as well. */
    fault_plan(FAULT_SYNC, 0, 1, SQLITE_IOERR_FSYNC);
    uint64_t ticket = append(kit, 21, "{\"at\":21}");
    assert_true(kit_wait_recovered(kit, 1));
    assert_true(kit_wait_kept(kit, ticket));
    struct verify_result result;
    kit_close(kit);
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 0);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM record WHERE id = 'S21'"), 1);
}

/* Its log goes on in a new file, as the engine's numbers do. */
static bool has_acked_3(struct kit *kit)
{
    struct store_stats stats;
    store_stats(kit->store, &stats);
    return stats.ship.acked == 3;
}

static void test_file_gone_while_open(void **state)
{
    struct kit *kit = *state;
    char aside[400], before[RECORD_EPOCH_SIZE], text[200];
    struct verify_result result;
    kit_close(kit);
    (void)unlink(kit->path);
    kit->conf.upstream = true;
    assert_true(kit_run(kit));
    memcpy(before, kit->opened.epoch, sizeof before);
    assert_true(kit_wait_kept(kit, append(kit, 1, "{}")));
    assert_true(kit_wait_kept(kit, append(kit, 2, "{}")));
    (void)snprintf(aside, sizeof aside, "%s.aside", kit->path);
    store_acked(kit->store, 3); /* upstream has all of it */
    assert_true(kit_wait(kit, has_acked_3));
    assert_int_equal(rename(kit->path, aside), 0);
    const struct record_list none = {.count = 0};
    assert_true(kit_wait_kept(kit, kit_append_list(kit, &none, "{\"state\":1}", true)));
    uint64_t ticket = append(kit, 3, "{}");
    assert_true(kit_wait_recovered(kit, 1));
    assert_true(kit_wait_kept(kit, ticket));
    assert_non_null(kit_ask(kit, "ship", 1, 9, 0));
    int64_t first = kit->shipment.from; /* behind what the other file has */
    assert_in_range(first, 4, 5);
    store_acked(kit->store, kit->shipment.to);
    (void)snprintf(text, sizeof text, "\"root\":\"%s\",\"previous\":\"%s\",\"previous_seq\":%lld,",
                   before, before, (long long)first - 1);
    assert_non_null(strstr(kit->rows, text));
    kit_close(kit);
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 0);
    (void)snprintf(text, sizeof text,
                   "SELECT json_extract(body, '$.previous.seq') FROM record WHERE n = %lld AND "
                   "json_extract(body, '$.previous.epoch') = '%s'",
                   (long long)first, before);
    assert_int_equal(kit_number(kit->path, text), first - 1);
    /* What is known as sent is what may be removed one day. */
    assert_int_equal(kit_number(kit->path,
                                "SELECT count(*) FROM epoch e WHERE base + acked < "
                                "(SELECT min(base) FROM epoch later WHERE later.number > "
                                "e.number)"),
                     0);
    assert_true(kit_run(kit)); /* once more */
    kit_close(kit);
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 0);
    assert_int_equal(store_verify(aside, &result, &kit->why), 0);
    assert_int_equal(result.records, first - 1);
    (void)unlink(aside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(test_##name, kit_set_up_running, kit_tear_down)
        CASE(full_disk_waits_and_recovers),
        CASE(full_disk_at_closing_does_not_hang),
        CASE(reports_that_wait_do_not_pile_up),
        CASE(nth_call_fails),
        CASE(commit_that_landed_after_all),
        CASE(folding_fails),
        CASE(quota),
        CASE(file_damaged_while_open),
        CASE(file_gone_while_open),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
