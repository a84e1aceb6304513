/* SPDX-License-Identifier: MIT */
/* Invariants 2 and 5: a changed byte of any record is found; tables rebuilt from the log are equal
 * to those that grew with it, whatever the order of arrival. */
#include "data/store/projection.h"
#include "data/store/store.h"
#include "tests/support/store_kit.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define RECORDS 400

static void add(struct record_list *list, enum record_kind kind, int number, int64_t rev,
                const char *body)
{
    struct record_draft draft = {
        .kind = kind,
        .rev = rev,
        .wall_ms = KIT_WALL + number,
        .boot_ms = number,
        .actor = "machine",
    };
    (void)snprintf(draft.id, sizeof draft.id, "X%d", number);
    assert_int_equal(record_list_add(list, &draft, body), 0);
}

/* Every kind, several revs of one object, now and then two with the same rev. */
static void keep_mixed(struct kit *kit, int first, int count)
{
    struct record_list list = {.count = 0};
    for (int i = first; i < first + count; i++) {
        char body[300];
        (void)snprintf(body, sizeof body,
                       "{\"begin\":%d,\"end\":%s,\"ms\":%d,\"total\":%d.25,\"good\":%d,"
                       "\"small\":%s,\"state\":\"running\",\"detail\":\"Zeit %d \\u00fc\","
                       "\"name\":\"early\",\"nested\":{\"a\":[%d]}}",
                       i * 1000, i % 7 == 0 ? "null" : "12345678", i, i, i % 5,
                       i % 2 ? "true" : "false", i, i);
        add(&list, (enum record_kind)(i % RECORD_KIND_COUNT), i % 60, i / 60 % 4 + 1, body);
    }
    uint64_t ticket = kit_append_list(kit, &list, "{}", true);
    assert_int_not_equal(ticket, 0);
    assert_true(kit_wait_kept(kit, ticket));
    record_list_done(&list);
}

/* Two epochs, 2 + RECORDS records. */
static int set_up(void **state)
{
    assert_int_equal(kit_set_up(state), 0);
    struct kit *kit = *state;
    for (int i = 0; i < 2; i++) {
        assert_true(kit_run(kit));
        keep_mixed(kit, i * RECORDS / 2, RECORDS / 2);
        kit_close(kit);
    }
    return 0;
}

/* ---- the chain ------------------------------------------------------------------------------- */

static void test_untouched_file_fits(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    char head[RECORD_HASH_SIZE];
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 0);
    assert_int_equal(result.records, RECORDS + 2);
    assert_int_equal(result.epochs, 2);
    assert_string_equal(result.first_bad, "");
    assert_true(kit_sql(kit->path, "SELECT lower(hex(hash)) FROM head", head, sizeof head));
    assert_string_equal(result.head, head);
}

/* The documented rule, spelled out: previous hash in hex, envelope, body, through coreutils. */
static void test_first_hash_is_as_documented(void **state)
{
    struct kit *kit = *state;
    char path[128], text[1500], stored[80], printed[80] = "";
    assert_true(kit_sql(kit->path,
                        "SELECT epoch || char(9) || seq || char(9) || kind || char(9) || id || "
                        "char(9) || rev || char(9) || wall_ms || char(9) || boot_ms || char(9) || "
                        "boot_id || char(9) || synced || char(9) || actor || char(9) || config || "
                        "char(10) || body FROM records WHERE n = 1",
                        text, sizeof text));
    assert_true(kit_sql(kit->path, "SELECT hash FROM records WHERE n = 1", stored, sizeof stored));
    (void)snprintf(path, sizeof path, "%s/first", kit->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 64; i++)
        assert_int_not_equal(fputc('0', file), EOF);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    int out[2];
    assert_int_equal(pipe(out), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)dup2(out[1], STDOUT_FILENO);
        (void)execlp("sha256sum", "sha256sum", path, (char *)NULL);
        _exit(127);
    }
    (void)close(out[1]);
    assert_int_equal(read(out[0], printed, 64), 64);
    (void)close(out[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_string_equal(printed, stored);
}

/* One changed value a case; 150 is in the first epoch, 300 in the second. */
static void test_any_changed_byte_is_found(void **state)
{
    static const struct {
        const char *sql;
        int64_t before; /* records that still fit */
    } cases[] = {
        {"UPDATE record SET seq = seq + 1 WHERE n = 150", 149},
        {"UPDATE record SET kind = 'call' WHERE n = 150", 149},
        {"UPDATE record SET kind = 'nonsense' WHERE n = 150", 149},
        {"UPDATE record SET id = id || 'x' WHERE n = 150", 149},
        {"UPDATE record SET id = 'a' || char(9) || 'b' WHERE n = 150", 149},
        {"UPDATE record SET id = hex(zeroblob(100)) WHERE n = 150", 149},
        {"UPDATE record SET rev = rev + 1 WHERE n = 150", 149},
        {"UPDATE record SET wall_ms = wall_ms - 1 WHERE n = 150", 149},
        {"UPDATE record SET boot_ms = boot_ms + 1 WHERE n = 150", 149},
        {"UPDATE record SET synced = 1 - synced WHERE n = 150", 149},
        {"UPDATE record SET actor = 'Machine' WHERE n = 150", 149},
        {"UPDATE record SET config = 'f' || substr(config, 2) WHERE n = 150", 149},
        {"UPDATE record SET hash = zeroblob(32) WHERE n = 150", 149},
        {"UPDATE record SET hash = zeroblob(31) WHERE n = 150", 149},
        {"UPDATE record SET body = replace(body, 'running', 'Running') WHERE n = 150", 149},
        {"UPDATE record SET body = body || ' ' WHERE n = 300", 299},
        {"UPDATE record SET body = '' WHERE n = 300", 299},
        {"UPDATE record SET epoch = 1 WHERE n = 300", 299},
        {"UPDATE record SET epoch = 77 WHERE n = 300", 299},
        {"UPDATE record SET n = 100000 WHERE n = 300", 299},
        {"DELETE FROM record WHERE n = 1", 0},
        {"DELETE FROM record WHERE n = 300", 299},
        {"DELETE FROM record WHERE n = (SELECT max(n) FROM record)", RECORDS + 1},
        {"DELETE FROM record WHERE epoch = 2", RECORDS / 2 + 1},
        {"INSERT INTO record SELECT n + 1, epoch, seq + 1, kind, id, rev, wall_ms, boot_ms, "
         "synced, actor, config, hash, body FROM record ORDER BY n DESC LIMIT 1",
         RECORDS + 2},
        {"INSERT INTO record SELECT 0, epoch, 0, kind, id, rev, wall_ms, boot_ms, synced, actor, "
         "config, hash, body FROM record WHERE n = 1",
         0},
        {"UPDATE epoch SET name = 'f' || substr(name, 2) || 'x' WHERE number = 1", 0},
        {"UPDATE epoch SET boot_id = 'x' WHERE number = 2", RECORDS / 2 + 1},
        {"UPDATE epoch SET base = base + 1 WHERE number = 2", RECORDS / 2 + 1},
        {"UPDATE head SET n = n + 1", RECORDS + 2},
        {"UPDATE head SET seq = seq - 1", RECORDS + 2},
        {"UPDATE head SET epoch = 1", RECORDS + 2},
        {"UPDATE head SET hash = zeroblob(32)", RECORDS + 2},
        {"UPDATE head SET floor_hash = randomblob(32)", RECORDS + 2},
        {"UPDATE head SET floor_n = 10", RECORDS + 2},
    };
    struct kit *kit = *state;
    char copy[128], sql[300];
    (void)snprintf(copy, sizeof copy, "%s/copy.db", kit->dir);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct verify_result result;
        (void)unlink(copy);
        (void)snprintf(sql, sizeof sql, "VACUUM INTO '%s'", copy);
        assert_true(kit_exec(kit->path, sql));
        assert_int_equal(store_verify(copy, &result, &kit->why), 0);
        assert_true(kit_exec(copy, cases[i].sql));
        int rc = store_verify(copy, &result, &kit->why);
        if (rc != 1 || result.records != cases[i].before || !result.first_bad[0])
            fail_msg("%s: %d, %lld records fit, \"%s\"", cases[i].sql, rc,
                     (long long)result.records, result.first_bad);
    }
}

static void test_first_bad_names_the_record(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    char want[160];
    assert_true(kit_exec(kit->path, "UPDATE record SET rev = 99 WHERE n = 300"));
    assert_true(kit_sql(kit->path,
                        "SELECT epoch || '/' || seq || ' ' || kind || ' ' || id || ': was changed' "
                        "FROM records WHERE n = 300",
                        want, sizeof want));
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 1);
    assert_string_equal(result.first_bad, want);
    assert_int_equal(result.epochs, 2);
    /* hostile text in the column is not handed on */
    assert_true(kit_exec(kit->path, "UPDATE record SET id = char(27) || '[2J' WHERE n = 300"));
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 1);
    assert_null(strchr(result.first_bad, 27));
}

/* Looking changes nothing: the write-ahead log of a crashed station is evidence. */
static void test_looking_leaves_the_file_as_it_is(void **state)
{
    struct kit *kit = *state;
    char before[80], after[80], difference[200];
    struct verify_result result;
    assert_true(kit_sql(kit->path, "SELECT clean || ' ' || n || ' ' || epoch FROM head", before,
                        sizeof before));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_verify(kit->path, &result, &kit->why), 0);
        assert_int_equal(store_rebuild_check(kit->path, difference, sizeof difference, &kit->why),
                         0);
    }
    assert_true(kit_sql(kit->path, "SELECT clean || ' ' || n || ' ' || epoch FROM head", after,
                        sizeof after));
    assert_string_equal(before, after);
}

static void test_what_cannot_be_read(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    char path[128], difference[200];
    (void)snprintf(path, sizeof path, "%s/none.db", kit->dir);
    assert_int_equal(store_verify(path, &result, &kit->why), -1);
    assert_non_null(strstr(kit->why.text, path));
    assert_int_equal(store_rebuild_check(path, difference, sizeof difference, &kit->why), -1);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(store_verify(path, &result, &kit->why), -1);
    assert_non_null(strstr(kit->why.text, "no records yet"));
}

/* ---- projections ----------------------------------------------------------------------------- */

static void test_rebuilt_equals_live(void **state)
{
    struct kit *kit = *state;
    char difference[200];
    int rc = store_rebuild_check(kit->path, difference, sizeof difference, &kit->why);
    if (rc != 0)
        fail_msg("%d %s %s", rc, difference, kit->why.text);
    for (size_t i = 0; i < PROJECTIONS; i++) {
        char sql[80];
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", projection_table(i));
        assert_true(kit_number(kit->path, sql) > 0);
    }
}

static void test_a_changed_table_is_found(void **state)
{
    static const char *const changes[] = {
        "UPDATE interval SET ms = ms + 1 WHERE id = (SELECT min(id) FROM interval)",
        "UPDATE minute SET total = NULL WHERE id = (SELECT max(id) FROM minute)",
        "UPDATE stop SET reason = 'x' WHERE id = (SELECT max(id) FROM stop)",
        "UPDATE stop SET rev = rev - 1 WHERE id = (SELECT max(id) FROM stop)",
        "UPDATE shift SET body = '{}' WHERE id = (SELECT max(id) FROM shift)",
        "DELETE FROM object WHERE id = (SELECT max(id) FROM object)",
        "INSERT INTO stop (id, n, rev) VALUES ('S99999', 1, 1)",
    };
    struct kit *kit = *state;
    char copy[128], sql[300], difference[200];
    (void)snprintf(copy, sizeof copy, "%s/copy.db", kit->dir);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        (void)unlink(copy);
        (void)snprintf(sql, sizeof sql, "VACUUM INTO '%s'", copy);
        assert_true(kit_exec(kit->path, sql));
        assert_true(kit_exec(copy, changes[i]));
        int rc = store_rebuild_check(copy, difference, sizeof difference, &kit->why);
        if (rc != 1 || !difference[0])
            fail_msg("%s: %d %s", changes[i], rc, difference);
    }
}

/* ---- order of arrival ------------------------------------------------------------------------ */

struct stored {
    struct projection_row row;
    char id[RECORD_ID_SIZE], body[400];
};

static size_t load_log(sqlite3 *sql, struct stored *out, size_t size)
{
    size_t count = 0;
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_prepare_v2(sql,
                                        "SELECT n, kind, id, rev, wall_ms, body FROM record "
                                        "ORDER BY n",
                                        -1, &s, NULL),
                     SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW && count < size) {
        struct stored *r = &out[count++];
        const char *kind = (const char *)sqlite3_column_text(s, 1);
        (void)snprintf(r->id, sizeof r->id, "%s", (const char *)sqlite3_column_text(s, 2));
        (void)snprintf(r->body, sizeof r->body, "%s", (const char *)sqlite3_column_text(s, 5));
        r->row = (struct projection_row){
            .n = sqlite3_column_int64(s, 0),
            .kind = (enum record_kind)word_find(&words_record_kind, kind, strlen(kind)),
            .rev = sqlite3_column_int64(s, 3),
            .wall_ms = sqlite3_column_int64(s, 4),
            .id = r->id,
            .body = r->body,
            .body_length = strlen(r->body),
        };
    }
    (void)sqlite3_finalize(s);
    return count;
}

/* Feed the log in random order, some records twice, into tables of their own. */
static void feed_shuffled(sqlite3 *sql, struct stored *log, size_t count, unsigned *seed)
{
    struct projector projector = {.upsert = {NULL}};
    assert_int_equal(sqlite3_exec(sql, "ATTACH ':memory:' AS shuffled", NULL, NULL, NULL), 0);
    for (size_t i = 0; i < PROJECTIONS; i++)
        assert_int_equal(projection_create(sql, "shuffled", i), SQLITE_OK);
    assert_int_equal(projection_prepare(sql, "shuffled", &projector), SQLITE_OK);
    for (size_t i = count - 1; i > 0; i--) {
        size_t k = (size_t)rand_r(seed) % (i + 1);
        struct projection_row row = log[i].row;
        log[i].row = log[k].row;
        log[k].row = row;
    }
    for (size_t i = 0; i < count; i++)
        for (int times = 1 + rand_r(seed) % 2; times > 0; times--)
            assert_int_equal(projection_apply(&projector, &log[i].row), SQLITE_OK);
    projection_done(&projector);
}

static void test_order_of_arrival_does_not_matter(void **state)
{
    struct kit *kit = *state;
    struct stored *log = calloc(RECORDS + 10, sizeof *log);
    assert_non_null(log);
    unsigned seed = (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    for (int round = 0; round < 10; round++) {
        sqlite3 *sql = NULL;
        char difference[200] = "";
        assert_int_equal(sqlite3_open(kit->path, &sql), SQLITE_OK);
        size_t count = load_log(sql, log, RECORDS + 10);
        assert_int_equal(count, RECORDS + 2);
        feed_shuffled(sql, log, count, &seed);
        for (size_t i = 0; i < PROJECTIONS && !difference[0]; i++)
            assert_int_equal(projection_compare(sql, "shuffled", i, difference, sizeof difference),
                             SQLITE_OK);
        assert_string_equal(difference, "");
        assert_int_equal(sqlite3_close(sql), SQLITE_OK);
    }
    free(log);
}

/* A table that is not as described today is made again from the log at the next opening. */
static void test_changed_definition_is_rebuilt(void **state)
{
    struct kit *kit = *state;
    char difference[200], before[32];
    assert_true(kit_sql(kit->path, "SELECT sum(ms) FROM interval", before, sizeof before));
    assert_true(kit_exec(kit->path, "ALTER TABLE interval ADD COLUMN former TEXT;"
                                    "DROP TABLE stop; UPDATE interval SET ms = 0"));
    assert_true(kit_open(kit));
    kit_close(kit);
    char after[32];
    assert_true(kit_sql(kit->path, "SELECT sum(ms) FROM interval", after, sizeof after));
    assert_string_equal(after, before);
    assert_int_equal(store_rebuild_check(kit->path, difference, sizeof difference, &kit->why), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(test_##name, set_up, kit_tear_down)
        CASE(untouched_file_fits),
        CASE(first_hash_is_as_documented),
        CASE(any_changed_byte_is_found),
        CASE(first_bad_names_the_record),
        CASE(looking_leaves_the_file_as_it_is),
        CASE(what_cannot_be_read),
        CASE(rebuilt_equals_live),
        CASE(a_changed_table_is_found),
        CASE(order_of_arrival_does_not_matter),
        CASE(changed_definition_is_rebuilt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
