/* SPDX-License-Identifier: MIT */
/* The store as the daemon uses it: epochs, group commit, "kept", checkpoint, refusals at opening.
 */
#include "data/store/machine.h"
#include "data/store/store.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/store_kit.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void must_not_open(struct kit *kit, const char *word)
{
    assert_false(kit_open(kit));
    if (!strstr(kit->why.text, word))
        fail_msg("wanted \"%s\" in \"%s\"", word, kit->why.text);
}

static struct record_draft stop_draft(int number, int64_t rev)
{
    struct record_draft draft = {
        .kind = REC_STOP,
        .rev = rev,
        .wall_ms = KIT_WALL + number,
        .boot_ms = number,
        .actor = "machine",
    };
    (void)snprintf(draft.id, sizeof draft.id, "S%d", number);
    return draft;
}

static uint64_t append_stop(struct kit *kit, int number, const char *checkpoint, bool urgent)
{
    struct record_list list = {.count = 0};
    struct record_draft draft = stop_draft(number, 1);
    assert_int_equal(
        record_list_add(&list, &draft, "{\"begin\":1,\"end\":2,\"small\":true,\"state\":\"idle\"}"),
        0);
    uint64_t ticket = kit_append_list(kit, &list, checkpoint, urgent);
    record_list_done(&list);
    return ticket;
}

/* ---- epochs ---------------------------------------------------------------------------------- */

static void test_new_file_starts_with_an_open_record(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    assert_true(kit->opened.fresh);
    assert_true(kit->opened.clean);
    assert_null(kit->opened.checkpoint);
    assert_int_equal(strlen(kit->opened.epoch), 32);
    assert_int_equal(strspn(kit->opened.epoch, "0123456789abcdef"), 32);
    kit_close(kit);

    char text[256];
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM record"), 1);
    assert_true(kit_sql(kit->path, "SELECT kind || seq || epoch FROM records", text, sizeof text));
    assert_memory_equal(text, "open1", 5);
    assert_string_equal(text + 5, kit->opened.epoch);
    assert_true(kit_sql(kit->path,
                        "SELECT json_extract(body, '$.previous') IS NULL"
                        " AND json_extract(body, '$.schema') = 5"
                        " AND json_extract(body, '$.station') = 'acme/plant/area/line1/press'"
                        " AND json_extract(body, '$.machine_id') = "
                        "'feedfacefeedfacefeedfacefeedface' FROM record",
                        text, sizeof text));
    assert_string_equal(text, "1");
}

static void test_every_opening_is_an_epoch_that_names_its_predecessor(void **state)
{
    struct kit *kit = *state;
    char first[RECORD_EPOCH_SIZE], text[128], head[RECORD_HASH_SIZE];
    assert_true(kit_run(kit));
    memcpy(first, kit->opened.epoch, sizeof first);
    uint64_t ticket = append_stop(kit, 1, NULL, true);
    assert_true(kit_wait_kept(kit, ticket));
    kit_close(kit);
    assert_true(kit_sql(kit->path, "SELECT lower(hex(hash)) FROM head", head, sizeof head));

    assert_true(kit_run(kit));
    assert_false(kit->opened.fresh);
    assert_true(kit->opened.clean);
    assert_string_not_equal(kit->opened.epoch, first);
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM epoch"), 2);
    assert_int_equal(kit_number(kit->path, "SELECT seq FROM record WHERE n = 3"), 1);
    const char *members[][2] = {{"epoch", first}, {"seq", "2"}, {"hash", head}};
    for (size_t i = 0; i < 3; i++) {
        char sql[128];
        (void)snprintf(sql, sizeof sql,
                       "SELECT json_extract(body, '$.previous.%s') FROM record WHERE n = 3",
                       members[i][0]);
        assert_true(kit_sql(kit->path, sql, text, sizeof text));
        assert_string_equal(text, members[i][1]);
    }
    struct verify_result result;
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 0);
    assert_int_equal(result.records, 3);
    assert_int_equal(result.epochs, 2);
}

/* ---- kept ------------------------------------------------------------------------------------ */

static void test_records_come_back_in_order_with_their_stamps(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    uint64_t ticket = 0;
    for (int i = 1; i <= 200; i++) {
        uint64_t next = append_stop(kit, i, NULL, false);
        assert_int_equal(next, ticket + 1);
        ticket = next;
    }
    assert_true(kit_wait_kept(kit, ticket));
    assert_int_equal(kit->kept, ticket);
    struct store_stats stats = {0};
    for (int tries = 0; stats.file_bytes == 0 && tries < 2000; tries++) {
        store_stats(kit->store, &stats); /* the size is looked up after the commit was told */
        (void)poll(NULL, 0, stats.file_bytes == 0 ? 5 : 0);
    }
    assert_int_equal(stats.records, 200);
    assert_int_equal(stats.queue, 0);
    assert_true(stats.commits >= 1 && stats.commits <= 200);
    assert_true(stats.file_bytes > 0);
    assert_true(stats.heartbeat_boot_ms > 0);
    assert_string_equal(stats.epoch, kit->opened.epoch);
    kit_close(kit);

    char text[128];
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM record WHERE kind = 'stop'"), 200);
    assert_int_equal(kit_number(kit->path,
                                "SELECT count(*) FROM record WHERE kind = 'stop' AND id <> 'S' "
                                "|| (n - 1) OR n <> seq"),
                     0);
    assert_true(kit_sql(kit->path,
                        "SELECT rev || ' ' || wall_ms || ' ' || boot_ms || ' ' || boot_id || ' ' "
                        "|| synced || ' ' || actor || ' ' || config FROM records WHERE id = 'S7'",
                        text, sizeof text));
    assert_string_equal(text, "1 1764000000007 7 11111111-2222-3333-4444-555555555555 1 machine "
                              "0123456789abcdef");
    assert_int_equal(store_verify(kit->path, &(struct verify_result){0}, &kit->why), 0);
}

static bool gate_holds(struct kit *kit)
{
    (void)kit;
    return fault_gate_holds();
}

/* Whatever is appended while a commit waits for the disk goes into the next one, and nobody is told
 * "kept" before the fsync has returned. */
static void test_group_commit_and_kept_only_after_the_sync(void **state)
{
    struct kit *kit = *state;
    struct store_stats before, after;
    assert_true(kit_run(kit));
    store_stats(kit->store, &before);
    fault_gate(true);
    uint64_t first = append_stop(kit, 1, NULL, true);
    assert_true(kit_wait(kit, gate_holds));
    uint64_t last = 0;
    for (int i = 2; i <= 301; i++)
        last = append_stop(kit, i, NULL, i % 3 == 0);
    for (int i = 0; i < 5; i++) {
        (void)poll(NULL, 0, 5);
        kit_drain(kit);
    }
    assert_int_equal(kit->kept, 0);
    store_stats(kit->store, &after);
    assert_int_equal(after.queue, 301);
    assert_int_equal(after.commits, before.commits);
    fault_gate(false);
    assert_true(kit_wait_kept(kit, last));
    assert_true(last > first);
    store_stats(kit->store, &after);
    assert_int_equal(after.commits, before.commits + 2);
    assert_int_equal(after.records, before.records + 301);
    assert_int_equal(after.queue, 0);
}

static void test_full_queue_refuses_and_loses_nothing(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    fault_gate(true);
    int taken = 0;
    uint64_t last = 0, ticket;
    while ((ticket = append_stop(kit, taken + 1, NULL, true)) != 0) {
        taken++;
        last = ticket;
        assert_true(taken <= 4096);
    }
    assert_int_equal(taken, 4096);
    assert_int_equal(last, 4096);
    fault_gate(false);
    assert_true(kit_wait_kept(kit, last));
    assert_int_equal(append_stop(kit, 4097, NULL, true), last + 1);
    assert_true(kit_wait_kept(kit, last + 1));
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM stop"), 4097);
}

/* What is no record is refused as a whole; a control character in a field cannot block the rest. */
/* Which one was in force when it was handed over, not when it was written. */
static void test_records_carry_the_configuration_of_their_time(void **state)
{
    struct kit *kit = *state;
    char config[64];
    assert_true(kit_run(kit));
    struct record_draft draft = {.kind = REC_SCRAP, .id = "K1", .rev = 1, .actor = "anna"};
    assert_int_not_equal(kit_append(kit, &draft, "{}"), 0);
    store_config(kit->store, "00000000feedbeef");
    (void)snprintf(draft.id, sizeof draft.id, "K2");
    uint64_t ticket = kit_append(kit, &draft, "{}");
    assert_true(kit_wait_kept(kit, ticket));
    kit_close(kit);
    assert_true(
        kit_sql(kit->path, "SELECT config FROM records WHERE id = 'K1'", config, sizeof config));
    assert_string_equal(config, kit->conf.config);
    assert_true(
        kit_sql(kit->path, "SELECT config FROM records WHERE id = 'K2'", config, sizeof config));
    assert_string_equal(config, "00000000feedbeef");
}

static void test_hostile_drafts(void **state)
{
    struct kit *kit = *state;
    struct record_list list = {.count = 0};
    struct record_draft draft = stop_draft(1, 1);
    assert_true(kit_run(kit));
    assert_int_equal(record_list_add(&list, &draft, "{}"), 0);
    draft = stop_draft(2, 1);
    draft.kind = RECORD_KIND_COUNT;
    assert_int_equal(record_list_add(&list, &draft, "{}"), 0);
    assert_int_equal(kit_append_list(kit, &list, NULL, true), 0);
    record_list_done(&list);

    draft = stop_draft(3, 1);
    draft.id[1] = '\t';
    draft.actor[2] = '\n';
    assert_int_not_equal(kit_append(kit, &draft, "{}"), 0);
    draft = stop_draft(4, 1);
    uint64_t ticket = kit_append(kit, &draft, "this is no JSON");
    assert_true(kit_wait_kept(kit, ticket));
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM record WHERE kind = 'stop'"), 2);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM stop"), 1);
    assert_int_equal(store_verify(kit->path, &(struct verify_result){0}, &kit->why), 0);
    char text[128];
    assert_int_equal(store_rebuild_check(kit->path, text, sizeof text, &kit->why), 0);
}

/* ---- checkpoint and clean flag --------------------------------------------------------------- */

static void test_checkpoint_comes_back(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    (void)append_stop(kit, 1, "{\"step\":1}", false);
    (void)append_stop(kit, 2, "{\"step\":2}", false);
    uint64_t ticket = kit_append_list(kit, NULL, "{\"step\":3, \"longer\":true}", false);
    assert_true(kit_wait_kept(kit, ticket));
    kit_close(kit);

    assert_true(kit_open(kit));
    assert_non_null(kit->opened.checkpoint);
    assert_string_equal(kit->opened.checkpoint, "{\"step\":3, \"longer\":true}");
    assert_int_equal(kit->opened.checkpoint_length, strlen(kit->opened.checkpoint));
    assert_int_equal(kit->opened.checkpoint_wall_ms, KIT_WALL + 5000);
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT n FROM checkpoint"), 3);
}

static void test_large_checkpoint(void **state)
{
    struct kit *kit = *state;
    size_t size = 256 * 1024 - 1;
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, 'x', size);
    text[size] = '\0';
    assert_true(kit_run(kit));
    assert_true(kit_wait_kept(kit, append_stop(kit, 1, text, true)));
    kit_close(kit);
    assert_true(kit_open(kit));
    assert_int_equal(kit->opened.checkpoint_length, size);
    assert_memory_equal(kit->opened.checkpoint, text, size + 1);
    free(text);
}

static void test_closing_commits_what_is_queued(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    for (int i = 1; i <= 10; i++)
        assert_int_not_equal(append_stop(kit, i, "{\"last\":true}", false), 0);
    kit_close(kit);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM stop"), 10);
    assert_int_equal(kit_number(kit->path, "SELECT clean FROM head"), 1);
    assert_int_equal(kit_number(kit->path, "SELECT c.n - h.n FROM checkpoint c, head h"), 0);
}

/* ---- refusals -------------------------------------------------------------------------------- */

/* Fork before anything is open; the child holds the file until its pipe closes. */
static pid_t hold_in_child(struct kit *kit, int pipe_out[2])
{
    int ready[2], release[2];
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(release), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char byte = 1;
        (void)close(release[1]);
        bool open = kit_open(kit);
        if (write(ready[1], open ? "y" : "n", 1) != 1 || read(release[0], &byte, 1) < 0)
            _exit(2);
        _exit(0); /* without closing: as a crash */
    }
    char answer = 0;
    (void)close(release[0]);
    assert_int_equal(read(ready[0], &answer, 1), 1);
    assert_int_equal(answer, 'y');
    (void)close(ready[0]);
    (void)close(ready[1]);
    pipe_out[0] = release[1];
    return pid;
}

static void test_file_held_by_another_process(void **state)
{
    struct kit *kit = *state;
    int release[2];
    char holder[32];
    struct verify_result result;
    pid_t pid = hold_in_child(kit, release);
    must_not_open(kit, "is held by");
    (void)snprintf(holder, sizeof holder, "(pid %d)", (int)pid);
    if (access("/proc/locks", R_OK) == 0)
        assert_non_null(strstr(kit->why.text, holder));
    assert_int_equal(store_verify(kit->path, &result, &kit->why), -1);
    assert_non_null(strstr(kit->why.text, "is held by"));
    (void)close(release[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(kit_run(kit));
    assert_false(kit->opened.clean);
    assert_false(kit->opened.fresh);
}

static void test_newer_schema_is_refused_and_left_alone(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    assert_true(kit_run(kit));
    kit_close(kit);
    assert_true(kit_exec(kit->path, "PRAGMA user_version = 99"));
    must_not_open(kit, "newer andond");
    must_not_open(kit, "schema 99");
    assert_int_equal(store_verify(kit->path, &result, &kit->why), -1);
    assert_int_equal(kit_number(kit->path, "PRAGMA user_version"), 99);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM record"), 1);
}

struct bytes {
    char text[262144];
    size_t length;
};

static void read_bytes(const char *path, struct bytes *out)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    out->length = fread(out->text, 1, sizeof out->text, file);
    assert_true(out->length < sizeof out->text);
    assert_int_equal(fclose(file), 0);
}

/* What a newer program wrote last is in the write-ahead log when it was killed: there it stays. The
 * file is refused by name of who wrote it, and not a byte of it is another afterwards. */
static void test_newer_file_keeps_every_byte(void **state)
{
    struct kit *kit = *state;
    static struct bytes before[2], after[2];
    char wal[400];
    sqlite3 *newer = NULL;
    (void)snprintf(wal, sizeof wal, "%s-wal", kit->path);
    assert_true(kit_run(kit));
    kit_close(kit);
    assert_int_equal(sqlite3_open_v2(kit->path, &newer, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    (void)sqlite3_db_config(newer, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    assert_int_equal(sqlite3_exec(newer,
                                  "UPDATE record SET body = json_set(body, '$.version', '9.8.7');"
                                  "PRAGMA user_version = 99",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(newer), SQLITE_OK);
    read_bytes(kit->path, &before[0]);
    read_bytes(wal, &before[1]);
    assert_true(before[1].length > 0);
    for (int again = 0; again < 2; again++)
        must_not_open(kit, "is of a newer andond 9.8.7 (record schema 99");
    must_not_open(kit, "; install andond 9.8.7 again");
    read_bytes(kit->path, &after[0]);
    read_bytes(wal, &after[1]);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(after[i].length, before[i].length);
        assert_memory_equal(after[i].text, before[i].text, before[i].length);
    }
    assert_int_equal(kit_number(kit->path, "PRAGMA user_version"), 99);
}

static void test_foreign_database_is_refused_and_left_alone(void **state)
{
    struct kit *kit = *state;
    char mode[16];
    FILE *file = fopen(kit->path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_true(kit_exec(kit->path, "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)"));
    must_not_open(kit, "another program");
    assert_true(kit_sql(kit->path, "PRAGMA journal_mode", mode, sizeof mode));
    assert_string_equal(mode, "delete");
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM sqlite_schema"), 1);
}

/* The second column is what systemd-id128(1) says of it. */
static void test_the_machine_s_id_is_not_told_as_it_is(void **state)
{
    static const struct {
        const char *id, *name;
    } rows[] = {{"feedfacefeedfacefeedfacefeedface", "ddeb1ae9a1ff488abd572249ae5935df"},
                {"", ""},
                {"uninitialized", ""},
                {"feedfacefeedfacefeedfacefeedfac", ""},
                {"feedfacefeedfacefeedfacefeedfacg", ""},
                {"feedfacefeedfacefeedfacefeedface0", ""}};
    char name[MACHINE_NAME_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        machine_name(rows[i].id, name);
        assert_string_equal(name, rows[i].name);
    }
}

static void spoil(const char *path, long offset, size_t count)
{
    FILE *file = fopen(path, "r+");
    if (!file)
        file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    for (size_t i = 0; i < count; i++)
        assert_int_not_equal(fputc('?', file), EOF);
    assert_int_equal(fclose(file), 0);
}

/* Garbage from the start, and a file whose first table page is garbage. */
static void test_broken_file_is_put_aside(void **state)
{
    static const struct {
        bool made_before;
        long offset;
    } cases[] = {{false, 0}, {true, 0}, {true, 4096}, {true, 8192}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kit kit;
        kit_make(&kit);
        if (cases[i].made_before) {
            assert_true(kit_run(&kit));
            kit_close(&kit);
        }
        spoil(kit.path, cases[i].offset, 4096);
        assert_true(kit_run(&kit));
        assert_true(kit.opened.fresh);
        assert_non_null(strstr(kit.opened.broken, "station.db.broken-2025-11-24T"));
        assert_int_equal(access(kit.opened.broken, R_OK), 0);
        kit_close(&kit);
        char text[300];
        assert_true(kit_sql(kit.path, "SELECT json_extract(body, '$.broken') FROM record", text,
                            sizeof text));
        assert_string_equal(text, kit.opened.broken);
        kit_remove(&kit);
    }
}

static void test_no_permission_and_no_directory(void **state)
{
    struct kit *kit = *state;
    char path[160];
    (void)snprintf(path, sizeof path, "%s/missing/station.db", kit->dir);
    kit->conf.path = path;
    must_not_open(kit, "cannot be opened");
    assert_non_null(strstr(kit->why.text, path));
    kit->conf.path = kit->dir; /* a directory is no file */
    must_not_open(kit, "cannot be opened");
    if (geteuid() == 0) /* root may write everywhere */
        return;
    kit->conf.path = kit->path;
    assert_true(kit_run(kit));
    kit_close(kit);
    assert_int_equal(chmod(kit->path, 0400), 0);
    must_not_open(kit, "writable");
}

/* ---- the file -------------------------------------------------------------------------------- */

static void test_types_and_settings_of_the_file(void **state)
{
    static const struct {
        const char *sql, *want;
    } cases[] = {
        {"PRAGMA journal_mode", "wal"},
        {"SELECT group_concat(DISTINCT typeof(n) || typeof(seq) || typeof(rev) || "
         "typeof(wall_ms) || typeof(boot_ms)) FROM record",
         "integerintegerintegerintegerinteger"},
        {"SELECT group_concat(DISTINCT typeof(kind) || typeof(id) || typeof(body) || "
         "typeof(hash)) FROM record",
         "texttexttextblob"},
        {"SELECT group_concat(typeof(begin_ms) || typeof(end_ms) || typeof(ms) || typeof(small) || "
         "typeof(state) || typeof(reason)) FROM stop",
         "integerintegernullintegertextnull"},
        {"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%'",
         "0"},
        {"SELECT n = seq AND length(hash) = 32 FROM head", "1"},
    };
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    assert_true(kit_wait_kept(kit, append_stop(kit, 1, "{}", true)));
    char path[128];
    (void)snprintf(path, sizeof path, "%s-shm", kit->path);
    assert_int_equal(access(path, F_OK), -1); /* exclusive: no shared memory */
    kit_close(kit);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        assert_true(kit_sql(kit->path, cases[i].sql, text, sizeof text));
        if (strcmp(text, cases[i].want) != 0)
            fail_msg("%s: %s, wanted %s", cases[i].sql, text, cases[i].want);
    }
    (void)snprintf(path, sizeof path, "%s-wal", kit->path);
    (void)unlink(path);
}

static bool is_folded(struct kit *kit)
{
    struct store_stats stats;
    store_stats(kit->store, &stats);
    char wal[128];
    (void)snprintf(wal, sizeof wal, "%s-wal", kit->path);
    FILE *file = fopen(wal, "r");
    if (!file)
        return false;
    (void)fseek(file, 0, SEEK_END);
    long size = ftell(file);
    (void)fclose(file);
    return size == 0;
}

static void test_write_ahead_log_is_folded_back(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    char checkpoint[64 * 1024];
    for (int i = 1; i <= 100; i++) { /* what stays the same is not written again */
        memset(checkpoint, 'a' + i % 20, sizeof checkpoint - 1);
        checkpoint[sizeof checkpoint - 1] = '\0';
        assert_true(kit_wait_kept(kit, append_stop(kit, i, checkpoint, true)));
    }
    struct store_stats stats;
    store_stats(kit->store, &stats);
    assert_true(stats.file_bytes > 4 * 1024 * 1024);
    assert_true(kit_wait(kit, is_folded));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(test_##name, kit_set_up, kit_tear_down)
        CASE(new_file_starts_with_an_open_record),
        CASE(every_opening_is_an_epoch_that_names_its_predecessor),
        CASE(records_come_back_in_order_with_their_stamps),
        CASE(group_commit_and_kept_only_after_the_sync),
        CASE(full_queue_refuses_and_loses_nothing),
        CASE(records_carry_the_configuration_of_their_time),
        CASE(hostile_drafts),
        CASE(checkpoint_comes_back),
        CASE(large_checkpoint),
        CASE(closing_commits_what_is_queued),
        CASE(file_held_by_another_process),
        CASE(newer_schema_is_refused_and_left_alone),
        CASE(newer_file_keeps_every_byte),
        CASE(foreign_database_is_refused_and_left_alone),
        CASE(the_machine_s_id_is_not_told_as_it_is),
        CASE(broken_file_is_put_aside),
        CASE(no_permission_and_no_directory),
        CASE(types_and_settings_of_the_file),
        CASE(write_ahead_log_is_folded_back),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
