/* SPDX-License-Identifier: MIT */
/* A record that is kept for years: what goes when it is old, what stays for ever, what stays until
 * upstream has it; the chain over what is gone; the quota, and little room on the disk. */
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

#include <cmocka.h>

#define DAY MS_PER_DAY

static int set_up(void **state)
{
    assert_int_equal(kit_set_up(state), 0);
    struct kit *kit = *state;
    kit->conf.now.wall_ms = KIT_WALL - 100 * DAY;
    return 0;
}

static void add(struct record_list *list, enum record_kind kind, int number, int64_t wall_ms)
{
    char body[400];
    struct record_draft draft = {.kind = kind, .rev = 1, .wall_ms = wall_ms, .boot_ms = number};
    (void)snprintf(draft.id, sizeof draft.id, "%c%d",
                   word_name(&words_record_kind, (int)kind)[0] - 'a' + 'A', number);
    (void)snprintf(draft.actor, sizeof draft.actor, "machine");
    (void)snprintf(body, sizeof body,
                   "{\"begin\":%lld,\"end\":%lld,\"ms\":1000,\"state\":\"running\",\"total\":5}",
                   (long long)wall_ms, (long long)wall_ms + 1000);
    assert_int_equal(record_list_add(list, &draft, body), 0);
}

static const struct now synced = {.boot_ms = 5000, .wall_ms = KIT_WALL, .synced = true};

static void hand_over(struct kit *kit, const struct store_batch *batch, const struct now *now)
{
    uint64_t ticket = 0;
    assert_int_equal(store_hand_over(kit->store, batch, now, &ticket), 0);
    assert_true(kit_wait_kept(kit, ticket));
}

/* `days` days up to KIT_WALL, each with a shift, 20 intervals, 20 minutes, 2 stops and a call; and
 * an hour of minutes of two signals. */
#define A_DAY 44
static void keep_days(struct kit *kit, int days, const struct now *now)
{
    for (int d = 0; d < days; d++) {
        struct record_list list = {.count = 0};
        struct history_list history = {.count = 0};
        int64_t begin = KIT_WALL - (days - d) * DAY;
        add(&list, REC_SHIFT, d, begin);
        for (int i = 0; i < 20; i++) {
            add(&list, REC_INTERVAL, d * 20 + i, begin + i * 1000);
            add(&list, REC_MINUTE, d * 20 + i, begin + i * 1000);
        }
        add(&list, REC_STOP, d * 2, begin + 30000);
        add(&list, REC_STOP, d * 2 + 1, begin + 31000);
        add(&list, REC_CALL, d, begin + 32000);
        for (int i = 0; i < 120; i++) {
            struct history_row row = {.minute = begin / MS_PER_MIN + i / 2};
            (void)snprintf(row.signal, sizeof row.signal, i % 2 ? "speed" : "oil");
            history_take(&row.span, i, true);
            history_list_add(&history, &row);
        }
        hand_over(kit, &(struct store_batch){.records = &list, .history = &history, .urgent = true},
                  now);
        record_list_done(&list);
        history_list_done(&history);
    }
}

static void keep_one(struct kit *kit, int64_t wall_ms, const struct now *now)
{
    static int number;
    struct record_list list = {.count = 0};
    add(&list, REC_ALERT, number++, wall_ms);
    hand_over(kit, &(struct store_batch){.records = &list, .urgent = true}, now);
    record_list_done(&list);
}

/* Something happens, so that the store knows what time it is. */
static void tell_time(struct kit *kit, const struct now *now)
{
    hand_over(kit, &(struct store_batch){.checkpoint = "{}", .checkpoint_length = 2}, now);
}

static int64_t rows_of_log(struct kit *kit)
{
    const char *rows = kit_ask(kit, "log", TIME_NONE, TIME_NEVER, 100000);
    int64_t count = 0;
    for (const char *at = rows; at && (at = strstr(at, "{\"n\":")); at++)
        count++;
    return count;
}

static int64_t wanted_rows;

static bool log_has_shrunk(struct kit *kit)
{
    (void)poll(NULL, 0, 20);
    return rows_of_log(kit) <= wanted_rows;
}

/* Wait for retention to come to its end: as many rows are left. */
static void wait_rows(struct kit *kit, int64_t rows)
{
    wanted_rows = rows;
    bool done = false;
    for (int i = 0; i < 500 && !done; i++)
        done = log_has_shrunk(kit);
    assert_int_equal(rows_of_log(kit), rows);
}

/* The earliest of any signal. */
static int64_t first_minute(struct kit *kit)
{
    const char *at = kit_ask(kit, "signals", TIME_NONE, TIME_NEVER, 0);
    int64_t first = -1;
    while (at && (at = strstr(at, "\"from\":")) != NULL) {
        int64_t from = strtoll(at += 7, NULL, 10);
        first = first < 0 || from < first ? from : first;
    }
    return first;
}

/* Wait until signal history begins as many days ago. */
static void wait_first_minute(struct kit *kit, int days)
{
    int64_t first = -1;
    for (int i = 0; i < 500 && first != KIT_WALL - days * DAY; i++) {
        (void)poll(NULL, 0, 20);
        first = first_minute(kit);
    }
    assert_int_equal(first, KIT_WALL - days * DAY);
}

/* ---- by age ---------------------------------------------------------------------------------- */

static void what_is_old_goes_and_roll_ups_stay(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    assert_true(kit_run(kit));
    keep_days(kit, 20, &synced);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
    assert_int_equal(result.records, 20 * A_DAY + 1);
    assert_int_equal(result.missing, 0);
    assert_string_equal(result.from, "");
    char head[RECORD_HASH_SIZE];
    memcpy(head, result.head, sizeof head);

    kit->conf.keep_ms = 5 * DAY;
    assert_true(kit_run(kit));
    tell_time(kit, &synced);
    /* of 15 days only the shifts, and all openings */
    wait_rows(kit, 15 + 5 * A_DAY + 2);
    wait_first_minute(kit, 5);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
    assert_int_equal(result.records, 15 + 5 * A_DAY + 2);
    assert_int_equal(result.missing, 15 * (A_DAY - 1));
    assert_int_equal(result.epochs, 2);
    /* whole from the first record of the oldest day that stays */
    assert_true(result.from[0]);
    assert_int_equal(strtoll(strchr(result.from, '/') + 1, NULL, 10), 15 * A_DAY + 2);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM shift"), 20);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM interval"), 5 * 20);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM stop"), 5 * 2);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM object WHERE kind = 'call'"), 5);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM history"), 5 * 120);
    assert_int_equal(kit_number(kit->path, "SELECT minutes FROM head"), 5 * 120);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM signal"), 2);
    /* numbers are never used again */
    assert_int_equal(kit_number(kit->path, "SELECT n FROM head"), 20 * A_DAY + 2);
}

/* One changed value a case, in a file of which the first half is gone. */
static void a_changed_byte_is_found_over_what_is_gone(void **state)
{
    static const char *const changes[] = {
        "UPDATE record SET body = body || ' ' WHERE kind = 'shift' AND id = 'S3'",
        "UPDATE record SET wall_ms = wall_ms + 1 WHERE kind = 'shift' AND id = 'S0'",
        "DELETE FROM record WHERE kind = 'shift' AND id = 'S3'",
        "DELETE FROM record WHERE n = 1",
        "DELETE FROM record WHERE n = (SELECT floor_n + 1 FROM head)",
        "DELETE FROM record WHERE n = (SELECT floor_n + 40 FROM head)",
        "UPDATE anchor SET hash = randomblob(32) WHERE n = (SELECT min(n) FROM anchor)",
        "DELETE FROM anchor WHERE n = (SELECT max(n) FROM anchor)",
        "UPDATE head SET floor_hash = randomblob(32)",
        "UPDATE head SET floor_n = floor_n - 1",
        "UPDATE record SET rev = 9 WHERE n = (SELECT max(n) FROM record)",
    };
    struct kit *kit = *state;
    struct verify_result result;
    char copy[128], sql[300];
    (void)snprintf(copy, sizeof copy, "%s/copy.db", kit->dir);
    kit->conf.keep_ms = 5 * DAY;
    assert_true(kit_run(kit));
    keep_days(kit, 10, &synced);
    wait_rows(kit, 5 + 5 * A_DAY + 1);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        (void)remove(copy);
        (void)snprintf(sql, sizeof sql, "VACUUM INTO '%s'", copy);
        assert_true(kit_exec(kit->path, sql));
        assert_true(kit_exec(copy, changes[i]));
        int rc = store_verify(copy, &result, &kit->why);
        if (rc != 1 || !result.first_bad[0])
            fail_msg("%s: %d", changes[i], rc);
    }
}

static void what_upstream_does_not_have_stays(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    kit->conf.upstream = true;
    assert_true(kit_run(kit));
    keep_days(kit, 10, &synced);
    kit_close(kit);
    kit->conf.keep_ms = 5 * DAY;
    assert_true(kit_run(kit));
    tell_time(kit, &synced);
    assert_int_equal(rows_of_log(kit), 10 * A_DAY + 2);
    kit_close(kit);
    /* Upstream has two days of the first opening. */
    char sql[128];
    (void)snprintf(sql, sizeof sql, "UPDATE epoch SET acked = %d WHERE number = 1", 1 + 2 * A_DAY);
    assert_true(kit_exec(kit->path, sql));
    assert_true(kit_run(kit));
    tell_time(kit, &synced);
    wait_rows(kit, 2 + 8 * A_DAY + 3);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
    /* Now it has all of it, but of the second opening nothing: those are young anyway. */
    (void)snprintf(sql, sizeof sql, "UPDATE epoch SET acked = %d WHERE number = 1", 1 + 10 * A_DAY);
    assert_true(kit_exec(kit->path, sql));
    assert_true(kit_run(kit));
    tell_time(kit, &synced);
    wait_rows(kit, 5 + 5 * A_DAY + 4);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
    assert_int_equal(kit_number(kit->path, "SELECT floor_n FROM head"), 1 + 5 * A_DAY);
}

/* A clock that is wrong must not empty the record. */
static void nothing_goes_while_the_clock_is_not_synchronised(void **state)
{
    static const struct now ahead = {.boot_ms = 5000, .wall_ms = KIT_WALL + 4000 * DAY};
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    keep_days(kit, 10, &synced);
    kit_close(kit);
    kit->conf.keep_ms = 5 * DAY;
    assert_true(kit_run(kit));
    for (int i = 0; i < 5; i++) {
        tell_time(kit, &ahead);
        (void)poll(NULL, 0, 10);
    }
    assert_int_equal(rows_of_log(kit), 10 * A_DAY + 2);
}

/* A log that is thinned, killed and opened again and again stays one chain. */
static void retention_survives_crashes(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    assert_true(kit_run(kit));
    keep_days(kit, 12, &synced);
    for (int round = 0; round < 12; round++) {
        kit_close(kit);
        kit->conf.keep_ms = (12 - round) * DAY;
        assert_true(kit_run(kit));
        fault_plan(FAULT_SYNC, 2 + round % 5, 2, SQLITE_IOERR_FSYNC);
        uint64_t ticket = 0;
        assert_int_equal(
            store_hand_over(
                kit->store,
                &(struct store_batch){.checkpoint = "{}", .checkpoint_length = 2, .urgent = true},
                &synced, &ticket),
            0);
        assert_true(kit_wait_kept(kit, ticket));
        for (int i = 0; i < 20; i++) {
            (void)poll(NULL, 0, 5);
            kit_drain(kit);
        }
        fault_clear();
        kit_close(kit);
        assert_true(kit_verify(kit->path, &result));
        assert_true(kit_run(kit));
    }
    assert_true(result.missing > 0);
}

/* ---- room ------------------------------------------------------------------------------------ */

static bool is_low(struct kit *kit)
{
    return kit->low;
}

static bool has_room(struct kit *kit)
{
    return !kit->low && kit->lows > 0;
}

/* Full of what may go: it goes, minutes of signals first, and records are kept all the time. */
static void near_the_quota_old_things_go_first(void **state)
{
    static const struct {
        int64_t quota;
        bool records_go;
    } cases[] = {{800 * 1024, false}, {640 * 1024, true}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit kit;
        struct verify_result result;
        kit_make(&kit);
        kit.conf.now.wall_ms = KIT_WALL - 100 * DAY;
        kit.conf.quota_bytes = cases[i].quota;
        assert_true(kit_run(&kit));
        keep_days(&kit, 60, &synced); /* about 900 KiB */
        assert_int_equal(kit.lows, 0);
        kit_close(&kit);
        assert_true(kit_verify(kit.path, &result));
        int64_t minutes = kit_number(kit.path, "SELECT count(*) FROM history");
        assert_true(kit_number(kit.path, "PRAGMA page_count") * 4096 <= cases[i].quota + 262144);
        assert_true(minutes < 60 * 120);
        assert_int_equal(kit_number(kit.path, "SELECT count(*) FROM shift"), 60);
        assert_int_equal(result.missing > 0, cases[i].records_go);
        if (cases[i].records_go)
            assert_true(minutes <= 30 * 120);
        /* those of the last month stay */
        assert_true(kit_number(kit.path, "SELECT count(*) FROM interval") >= 31 * 20);
        kit_remove(&kit);
    }
}

/* A station that never knew the time cannot tell what is old: half of it goes. */
static void near_the_quota_without_a_clock(void **state)
{
    static const struct now unsynced = {.boot_ms = 5000, .wall_ms = KIT_WALL};
    struct kit *kit = *state;
    struct verify_result result;
    kit->conf.now.synced = false;
    kit->conf.quota_bytes = 640 * 1024;
    assert_true(kit_run(kit));
    keep_days(kit, 60, &unsynced);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
    assert_true(result.missing > 0);
    assert_true(result.records >= 60 * A_DAY / 3);
}

/* The clock was wrong for a while, far in the past and in the future: that neither empties the log
 * nor keeps it for ever. */
static void wrong_times_in_between_do_not_matter(void **state)
{
    static const struct now past = {.boot_ms = 1, .wall_ms = 1000},
                            future = {.boot_ms = 1, .wall_ms = KIT_WALL + 4000 * DAY};
    struct kit *kit = *state;
    struct verify_result result;
    assert_true(kit_run(kit));
    keep_one(kit, KIT_WALL + 4000 * DAY, &future);
    keep_one(kit, 1000, &past);
    keep_days(kit, 10, &synced);
    keep_one(kit, 2000, &past);
    keep_one(kit, KIT_WALL + 4000 * DAY, &future);
    kit_close(kit);
    kit->conf.keep_ms = 5 * DAY;
    kit->conf.now.wall_ms = KIT_WALL;
    assert_true(kit_run(kit));
    tell_time(kit, &synced);
    wait_rows(kit, 5 + 5 * A_DAY + 2 + 2);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
}

/* Nothing may go because upstream has nothing: told before it is full, refused with words, and on
 * again when upstream has it. */
static void a_quota_full_of_what_must_stay(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    kit->conf.quota_bytes = 512 * 1024;
    kit->conf.upstream = true;
    assert_true(kit_run(kit));
    struct record_list list = {.count = 0};
    int number = 0;
    while (!kit->failed && number < 20000) {
        uint64_t ticket;
        record_list_clear(&list);
        for (int i = 0; i < 20; i++)
            add(&list, REC_STOP, number++, KIT_WALL - 50 * DAY);
        assert_int_equal(store_hand_over(kit->store,
                                         &(struct store_batch){.records = &list, .urgent = true},
                                         &synced, &ticket),
                         0);
        for (int i = 0; i < 5000 && kit->kept < ticket && !kit->failed; i++) {
            (void)poll(NULL, 0, 1);
            kit_drain(kit);
        }
    }
    record_list_done(&list);
    assert_true(number < 20000);
    assert_non_null(strstr(kit->words, "quota of 0 MiB"));
    assert_true(kit_wait(kit, is_low));
    assert_non_null(strstr(kit->low_words, "upstream does not have it yet"));
    assert_non_null(strstr(kit->low_words, "[store]"));
    kit_close(kit);
    assert_true(kit_exec(kit->path, "UPDATE epoch SET acked = 1000000"));
    assert_true(kit_run(kit));
    keep_days(kit, 3, &synced);
    assert_int_equal(kit->failed, 0);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
}

/* Upstream has a part: near the quota that part goes, but for the roll-ups, and not one record
 * more, however little room is left; and that is told. */
static void near_the_quota_upstream_comes_first(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    char sql[128];
    int64_t sent = 1 + 10 * A_DAY;
    kit->conf.upstream = true;
    assert_true(kit_run(kit));
    keep_days(kit, 60, &synced);
    kit_close(kit);
    (void)snprintf(sql, sizeof sql, "UPDATE epoch SET acked = %lld WHERE number = 1",
                   (long long)sent);
    assert_true(kit_exec(kit->path, sql));
    kit->conf.quota_bytes = 400 * 1024;
    assert_true(kit_run(kit));
    uint64_t ticket = 0;
    assert_int_equal(
        store_hand_over(
            kit->store,
            &(struct store_batch){.checkpoint = "{}", .checkpoint_length = 2, .urgent = true},
            &synced, &ticket),
        0);
    assert_true(kit_wait(kit, is_low));
    assert_non_null(strstr(kit->low_words, "upstream does not have it yet"));
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
    assert_int_equal(kit_number(kit->path, "SELECT floor_n FROM head"), sent);
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM record WHERE epoch = 1 AND n > %lld",
                   (long long)sent);
    assert_int_equal(kit_number(kit->path, sql), 50 * A_DAY);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM shift"), 60);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM interval"), 50 * 20);
}

static void little_room_on_the_disk_is_told(void **state)
{
    struct kit *kit = *state;
    kit->conf.low_bytes = INT64_MAX / 4;
    assert_true(kit_run(kit));
    assert_true(kit_wait(kit, is_low));
    assert_non_null(strstr(kit->low_words, "MiB are free"));
    assert_non_null(strstr(kit->low_words, kit->path));
    keep_days(kit, 1, &synced); /* goes on nevertheless */
    assert_int_equal(kit->lows, 1);
    kit_close(kit);
    kit->lows = 0;
    kit->low = false;
    kit->conf.low_bytes = 1;
    assert_true(kit_run(kit));
    keep_days(kit, 1, &synced);
    assert_int_equal(kit->lows, 0);
    assert_false(has_room(kit));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, kit_tear_down)
        CASE(what_is_old_goes_and_roll_ups_stay),
        CASE(a_changed_byte_is_found_over_what_is_gone),
        CASE(what_upstream_does_not_have_stays),
        CASE(nothing_goes_while_the_clock_is_not_synchronised),
        CASE(retention_survives_crashes),
        CASE(near_the_quota_old_things_go_first),
        CASE(near_the_quota_without_a_clock),
        CASE(wrong_times_in_between_do_not_matter),
        CASE(a_quota_full_of_what_must_stay),
        CASE(near_the_quota_upstream_comes_first),
        CASE(little_room_on_the_disk_is_told),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
