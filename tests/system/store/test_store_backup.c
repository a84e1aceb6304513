/* SPDX-License-Identifier: MIT */
/* Copies of the record: one made while records are being written, and the one that is made before a
 * file of an older schema is migrated. tests/data/store_schema1.db is such a file, written by the
 * program of that time. */
#include "data/model/clock.h"
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
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define OLD_RECORDS 210
#define SCHEMA_NOW  5
#define OLD_HEAD    "5b931864e77cee54a0bf6523db1c7d79bd254b22b199b31b914f193f3bfb1e69"

static void must_verify(const char *path, int64_t records, const char *head)
{
    struct verify_result result;
    struct cause why;
    char difference[200];
    int rc = store_verify(path, &result, &why);
    if (rc != 0)
        fail_msg("%s: %d %s %s", path, rc, result.first_bad, rc < 0 ? why.text : "");
    assert_int_equal(result.records, records);
    if (head)
        assert_string_equal(result.head, head);
    rc = store_rebuild_check(path, difference, sizeof difference, &why);
    if (rc != 0)
        fail_msg("%s: %d %s", path, rc, difference);
}

/* ---- migration ------------------------------------------------------------------------------- */

static void copy_file(const char *from, const char *to)
{
    char buffer[4096];
    size_t count;
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    if (!in || !out)
        fail_msg("%s or %s cannot be opened", from, to);
    while ((count = fread(buffer, 1, sizeof buffer, in)) > 0)
        assert_int_equal(fwrite(buffer, 1, count, out), count);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

static void lay_old_file(struct kit *kit)
{
    copy_file("tests/data/store_schema1.db", kit->path);
}

static void old_name(const struct kit *kit, char *out, size_t size)
{
    (void)snprintf(out, size, "%s.schema-1", kit->path);
}

static void an_older_file_is_migrated(void **state)
{
    struct kit *kit = *state;
    char old[128], text[200];
    lay_old_file(kit);
    assert_true(kit_run(kit));
    assert_false(kit->opened.fresh);
    assert_true(kit->opened.clean);
    kit_close(kit);
    must_verify(kit->path, OLD_RECORDS + 1, NULL);
    assert_int_equal(kit_number(kit->path, "PRAGMA user_version"), SCHEMA_NOW);
    assert_true(kit_sql(kit->path,
                        "SELECT json_extract(body, '$.previous.hash') FROM record "
                        "WHERE kind = 'open' ORDER BY n DESC",
                        text, sizeof text));
    assert_string_equal(text, OLD_HEAD);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM interval"), 90);
    assert_int_equal(kit_number(kit->path, "SELECT sum(total) FROM minute"), 90 * 18500000);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM stop WHERE rev = 2"), 9);
    /* the file as it was stands beside it */
    old_name(kit, old, sizeof old);
    assert_int_equal(kit_number(old, "PRAGMA user_version"), 1);
    assert_int_equal(kit_number(old, "SELECT count(*) FROM record"), OLD_RECORDS);
    assert_true(kit_sql(old, "PRAGMA integrity_check", text, sizeof text));
    assert_string_equal(text, "ok");
}

static void a_file_of_version_two_is_migrated(void **state)
{
    struct kit *kit = *state;
    char old[128];
    assert_true(kit_run(kit));
    kit_close(kit);
    assert_true(kit_exec(kit->path, "ALTER TABLE head DROP COLUMN salvage_n;"
                                    "ALTER TABLE head DROP COLUMN parked; DROP TABLE parked;"
                                    "DROP TABLE model;"
                                    "PRAGMA user_version = 2"));
    assert_true(kit_run(kit));
    assert_false(kit->opened.fresh);
    kit_close(kit);
    must_verify(kit->path, 2, NULL);
    assert_int_equal(kit_number(kit->path, "PRAGMA user_version"), SCHEMA_NOW);
    assert_int_equal(kit_number(kit->path, "SELECT salvage_n FROM head"), 0);
    assert_int_equal(kit_number(kit->path, "SELECT parked FROM head"), 0);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM parked"), 0);
    (void)snprintf(old, sizeof old, "%s.schema-2", kit->path);
    assert_int_equal(kit_number(old, "SELECT count(*) FROM record"), 1);
}

static void the_checkpoint_comes_along(void **state)
{
    struct kit *kit = *state;
    int epoch = 0, k = 0;
    lay_old_file(kit);
    assert_true(kit_open(kit));
    assert_non_null(kit->opened.checkpoint);
    assert_int_equal(sscanf(kit->opened.checkpoint, "{\"epoch\":%d,\"k\":%d}", &epoch, &k), 2);
    assert_int_equal(epoch, 3);
    assert_int_equal(k, 89);
}

static void a_migrated_file_keeps_everything_new(void **state)
{
    struct kit *kit = *state;
    struct history_list history = {.count = 0};
    struct history_row row = {.signal = "speed", .minute = KIT_WALL / MS_PER_MIN};
    lay_old_file(kit);
    assert_true(kit_run(kit));
    history_take(&row.span, 5, true);
    history_list_add(&history, &row);
    uint64_t ticket =
        kit_hand_over(kit, &(struct store_batch){.history = &history, .urgent = true});
    assert_true(kit_wait_kept(kit, ticket));
    history_list_done(&history);
    assert_non_null(kit_ask(kit, "signals", TIME_NONE, TIME_NEVER, 0));
    assert_non_null(strstr(kit->rows, "\"speed\""));
    kit_close(kit);
    must_verify(kit->path, OLD_RECORDS + 1, NULL);
}

/* Whatever write fails on the way: the file is the old one or the new one, and the next try works.
 */
static void a_migration_that_fails_leaves_the_old_file(void **state)
{
    int failed = 0;
    (void)state;
    for (int skip = 0; skip < 60; skip += 3) {
        struct kit kit;
        char old[128];
        kit_make(&kit);
        lay_old_file(&kit);
        fault_plan(skip % 2 ? FAULT_SYNC : FAULT_WRITE, skip % 2 ? skip / 6 : skip, 1000000,
                   SQLITE_FULL);
        bool open = kit_open(&kit);
        failed += !open;
        if (!open)
            assert_true(strlen(kit.why.text) > 20);
        kit_close(&kit);
        fault_clear();
        assert_true(kit_run(&kit));
        kit_close(&kit);
        /* an opening that failed may have left its record nevertheless */
        must_verify(kit.path, kit_number(kit.path, "SELECT count(*) FROM record"), NULL);
        assert_int_equal(
            kit_number(kit.path, "SELECT count(*) FROM record WHERE epoch <= 3 AND kind <> 'open'"),
            OLD_RECORDS - 3);
        old_name(&kit, old, sizeof old);
        assert_int_equal(kit_number(old, "SELECT count(*) FROM record"), OLD_RECORDS);
        kit_remove(&kit);
    }
    assert_true(failed >= 10);
}

/* Without a backup there is no migration: the words say so, and the old file stays. */
static void no_room_for_the_backup_is_a_refusal(void **state)
{
    struct kit *kit = *state;
    char part[160];
    lay_old_file(kit);
    old_name(kit, part, sizeof part - 8);
    (void)strncat(part, ".part", 6);
    assert_int_equal(mkdir(part, 0700), 0);
    assert_false(kit_open(kit));
    assert_non_null(strstr(kit->why.text, "backup"));
    assert_int_equal(kit_number(kit->path, "PRAGMA user_version"), 1);
    assert_int_equal(rmdir(part), 0);
    assert_true(kit_run(kit));
}

/* ---- online ---------------------------------------------------------------------------------- */

static uint64_t keep_stops(struct kit *kit, int first, int count)
{
    struct record_list list = {.count = 0};
    for (int i = first; i < first + count; i++) {
        char body[400];
        struct record_draft draft = {.kind = REC_STOP, .rev = 1, .wall_ms = KIT_WALL + i};
        (void)snprintf(draft.id, sizeof draft.id, "S%d", i);
        (void)snprintf(draft.actor, sizeof draft.actor, "machine");
        (void)snprintf(body, sizeof body, "{\"begin\":%lld,\"state\":\"idle\",\"note\":\"%200d\"}",
                       (long long)KIT_WALL + i, i);
        assert_int_equal(record_list_add(&list, &draft, body), 0);
    }
    uint64_t ticket = kit_append_list(kit, &list, NULL, true);
    assert_int_not_equal(ticket, 0);
    record_list_done(&list);
    return ticket;
}

/* The last row of the last page. */
static json_t *last_row(struct kit *kit)
{
    const char *at = strrchr(kit->rows, '[');
    json_t *page = json_loads(at, 0, NULL);
    assert_non_null(page);
    json_t *row = json_incref(json_array_get(page, json_array_size(page) - 1));
    json_decref(page);
    return row;
}

static void a_copy_made_while_records_come(void **state)
{
    struct kit *kit = *state;
    char copy[128];
    struct stat info;
    (void)snprintf(copy, sizeof copy, "%s/copy.db", kit->dir);
    assert_true(kit_run(kit));
    int next = 1;
    uint64_t ticket = 0;
    for (int i = 0; i < 40; i++, next += 100)
        ticket = keep_stops(kit, next, 100);
    assert_true(kit_wait_kept(kit, ticket));
    kit->answered = false;
    kit->query = store_ask(kit->store, &(struct store_ask){.what = "backup", .text = copy});
    assert_int_not_equal(kit->query, 0);
    while (!kit->answered) { /* more all the time */
        ticket = keep_stops(kit, next, 20);
        next += 20;
        assert_true(kit_wait_kept(kit, ticket));
    }
    assert_false(kit->query_failed);
    json_t *row = last_row(kit);
    assert_int_equal(json_integer_value(json_object_get(row, "left")), 0);
    assert_int_equal(stat(copy, &info), 0);
    assert_int_equal(json_integer_value(json_object_get(row, "bytes")), info.st_size);
    int64_t seq = json_integer_value(json_object_get(row, "seq"));
    assert_true(seq >= 4001);
    must_verify(copy, seq, json_string_value(json_object_get(row, "head")));
    json_decref(row);
    kit_close(kit);
    must_verify(kit->path, next, NULL);
    /* it is a record of its own from here on */
    kit->conf.path = copy;
    assert_true(kit_run(kit));
    kit_close(kit);
    must_verify(copy, seq + 1, NULL);
}

static void what_no_backup_can_be_written_to(void **state)
{
    struct kit *kit = *state;
    char there[128], nowhere[128];
    (void)snprintf(there, sizeof there, "%s/there", kit->dir);
    (void)snprintf(nowhere, sizeof nowhere, "%s/none/copy.db", kit->dir);
    copy_file("tests/data/README.md", there);
    const struct {
        const char *path, *word;
    } cases[] = {{there, "is there already"}, {nowhere, "cannot be made"}, {"", "cannot be made"}};
    assert_true(kit_run(kit));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit->words[0] = '\0';
        assert_null(kit_ask_all(kit, &(struct store_ask){.what = "backup", .text = cases[i].path}));
        if (!kit->query_failed || !strstr(kit->words, cases[i].word))
            fail_msg("%s: %s", cases[i].path, kit->words);
    }
    assert_int_equal(access(there, R_OK), 0);
}

/* Nobody waits for it any more, or the program ends: nothing half is left. */
static void a_backup_that_is_broken_off_leaves_nothing(void **state)
{
    struct kit *kit = *state;
    char copy[128];
    (void)snprintf(copy, sizeof copy, "%s/copy.db", kit->dir);
    assert_true(kit_run(kit));
    for (int i = 0; i < 20; i++)
        assert_true(kit_wait_kept(kit, keep_stops(kit, 1 + i * 200, 200)));
    for (int round = 0; round < 2; round++) {
        const struct store_ask ask = {.what = "backup", .text = copy};
        kit->answered = false;
        kit->query = store_ask(kit->store, &ask);
        assert_int_not_equal(kit->query, 0);
        if (round == 0)
            store_cancel(kit->store, kit->query);
        else
            kit_close(kit);
        for (int i = 0; i < 2000 && access(copy, F_OK) == 0; i++) {
            (void)poll(NULL, 0, 5);
            if (kit->store)
                kit_drain(kit);
        }
        assert_int_equal(access(copy, F_OK), -1);
    }
}

struct outcome {
    int whole, refused;
    char why[200];
};

static void count_outcome(void *ctx, const struct store_event *event)
{
    struct outcome *o = ctx;
    if (event->kind != STORE_ROWS || event->more)
        return;
    o->whole += event->rows != NULL;
    o->refused += event->rows == NULL;
    if (!event->rows)
        (void)snprintf(o->why, sizeof o->why, "%s", event->why);
}

static void one_backup_at_a_time(void **state)
{
    struct kit *kit = *state;
    struct outcome outcome = {.whole = 0};
    char copy[2][128];
    assert_true(kit_run(kit));
    for (int i = 0; i < 20; i++)
        assert_true(kit_wait_kept(kit, keep_stops(kit, 1 + i * 200, 200)));
    fault_gate(true); /* nothing goes on while both are asked for */
    (void)keep_stops(kit, 10000, 1);
    for (int i = 0; i < 2; i++) {
        (void)snprintf(copy[i], sizeof copy[i], "%s/copy%d.db", kit->dir, i);
        assert_int_not_equal(
            store_ask(kit->store, &(struct store_ask){.what = "backup", .text = copy[i]}), 0);
    }
    fault_gate(false);
    for (int i = 0; i < 6000 && outcome.whole + outcome.refused < 2; i++) {
        (void)poll(NULL, 0, 5);
        (void)store_drain(kit->store, count_outcome, &outcome);
    }
    assert_int_equal(outcome.whole, 1);
    assert_int_equal(outcome.refused, 1);
    assert_non_null(strstr(outcome.why, "another backup"));
    kit_close(kit);
    int made = access(copy[0], F_OK) == 0 ? 0 : 1;
    must_verify(copy[made], 4002, NULL);
    assert_int_equal(access(copy[1 - made], F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, kit_set_up, kit_tear_down)
        CASE(an_older_file_is_migrated),
        CASE(a_file_of_version_two_is_migrated),
        CASE(the_checkpoint_comes_along),
        CASE(a_migrated_file_keeps_everything_new),
        CASE(a_migration_that_fails_leaves_the_old_file),
        CASE(no_room_for_the_backup_is_a_refusal),
        CASE(a_copy_made_while_records_come),
        CASE(what_no_backup_can_be_written_to),
        CASE(a_backup_that_is_broken_off_leaves_nothing),
        CASE(one_backup_at_a_time),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
