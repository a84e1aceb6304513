/* SPDX-License-Identifier: MIT */
/* SQLite's n-th call of each kind fails, once, wherever that is in the life of a file: it is made,
 * commits, is folded, gets rid of what is old, is copied, closed, and opened again. What was said
 * to be kept is there, once; the chain fits; the same store goes on, or the next opening does. Each
 * case is a process of its own, several at a time. NTH=all tries every call, else some of them. */
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define DAY     INT64_C(86400000)
#define BATCHES 24
#define SLOTS   8
#define EACH    12 /* calls of a kind that are tried, without NTH=all */

static const char *const names[FAULT_CALLS] = {
    [FAULT_WRITE] = "write", [FAULT_SYNC] = "sync",         [FAULT_READ] = "read",
    [FAULT_OPEN] = "open",   [FAULT_TRUNCATE] = "truncate", [FAULT_DELETE] = "delete",
    [FAULT_SHM] = "shm",     [FAULT_SIZE] = "size",         [FAULT_LOCK] = "lock",
};
static const int codes[FAULT_CALLS] = {
    [FAULT_WRITE] = SQLITE_IOERR_WRITE,       [FAULT_SYNC] = SQLITE_IOERR_FSYNC,
    [FAULT_READ] = SQLITE_IOERR_READ,         [FAULT_OPEN] = SQLITE_CANTOPEN,
    [FAULT_TRUNCATE] = SQLITE_IOERR_TRUNCATE, [FAULT_DELETE] = SQLITE_IOERR_DELETE,
    [FAULT_SHM] = SQLITE_IOERR_SHMMAP,        [FAULT_SIZE] = SQLITE_IOERR_FSTAT,
    [FAULT_LOCK] = SQLITE_IOERR_LOCK,
};

/* In the children: no assertion of cmocka's. */
static _Noreturn void wrong(struct kit *kit, const char *what)
{
    (void)fprintf(stderr, "# %s; %s; %s\n", what, kit->why.text, kit->words);
    fault_clear();
    kit_remove(kit);
    _exit(1);
}

/* ---- a life ---------------------------------------------------------------------------------- */

/* Until it opens: what failed once does not fail again. */
static void open_it(struct kit *kit)
{
    for (int tries = 0; tries < 3; tries++) {
        kit->why.text[0] = '\0';
        if (kit_open(kit)) {
            if (kit->opened.broken[0])
                wrong(kit, "a file that is well was put aside");
            if (kit_start(kit))
                return;
            kit_close(kit);
        }
        if (kit->why.text[0] == '\0')
            wrong(kit, "it does not open, without a word");
    }
    wrong(kit, "it does not open");
}

/* Stops of a day that is so many days ago; the ticket. */
static uint64_t keep(struct kit *kit, int *number, int days_ago)
{
    static char checkpoint[60000];
    struct record_list list = {.count = 0};
    for (int i = 0; i < 5; i++) {
        struct record_draft draft = {.kind = REC_STOP, .rev = 1, .actor = "machine"};
        draft.wall_ms = KIT_WALL - days_ago * DAY + i;
        (void)snprintf(draft.id, sizeof draft.id, "S%d", ++*number);
        if (record_list_add(&list, &draft, "{\"begin\":1,\"state\":\"idle\"}") != 0)
            wrong(kit, "a record is refused");
    }
    int n = snprintf(checkpoint, sizeof checkpoint, "{\"k\":%d}", *number);
    memset(checkpoint + n, ' ', sizeof checkpoint - 1 - (size_t)n);
    uint64_t ticket = kit_append_list(kit, &list, checkpoint, true);
    record_list_done(&list);
    if (ticket == 0)
        wrong(kit, "the queue is full");
    return ticket;
}

static void keep_all(struct kit *kit, int *number, int days_ago)
{
    for (int i = 0; i < BATCHES; i++)
        if (!kit_wait_kept(kit, keep(kit, number, days_ago)))
            wrong(kit, "it is never kept");
}

static bool answered(struct kit *kit)
{
    return kit->answered;
}

/* An error in words and no file, or a file that is looked at when nothing fails any more: true. */
static bool copy_it(struct kit *kit, char copy[128])
{
    (void)snprintf(copy, 128, "%s/copy.db", kit->dir);
    kit->answered = kit->query_failed = false;
    kit->query = store_ask(kit->store, &(struct store_ask){.what = "backup", .text = copy});
    if (kit->query == 0 || !kit_wait(kit, answered))
        wrong(kit, "a copy never comes");
    if (kit->query_failed && access(copy, F_OK) == 0)
        wrong(kit, "a copy that failed is there");
    return !kit->query_failed;
}

/* What is younger than the retention is there, each once, and the chain fits. */
static void must_hold(struct kit *kit, int first, int last)
{
    struct verify_result result;
    char text[200], sql[120];
    kit_close(kit);
    fault_clear();
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM record WHERE kind = 'stop' AND CAST(substr(id, 2) AS "
                   "INTEGER) >= %d",
                   first);
    if (kit_number(kit->path, sql) != last - first + 1)
        wrong(kit, "not every record is there once");
    if (store_verify(kit->path, &result, &kit->why) != 0)
        wrong(kit, result.first_bad);
    if (store_rebuild_check(kit->path, text, sizeof text, &kit->why) != 0)
        wrong(kit, text);
    (void)snprintf(sql, sizeof sql, "SELECT json_extract(body, '$.k') FROM checkpoint");
    if (kit_number(kit->path, sql) != last)
        wrong(kit, "the checkpoint is not the last one");
}

static void live(struct kit *kit)
{
    char copy[128];
    struct verify_result result;
    int number = 0, young;
    open_it(kit);
    keep_all(kit, &number, 9);
    kit_close(kit);
    kit->conf.keep_ms = 5 * DAY;
    open_it(kit);
    young = number + 1;
    keep_all(kit, &number, 0);
    bool copied = copy_it(kit, copy);
    (void)kit_ask(kit, "log", TIME_NONE, TIME_NEVER, 50); /* may fail, in words */
    keep_all(kit, &number, 0);
    kit_close(kit);
    open_it(kit);
    keep_all(kit, &number, 0);
    must_hold(kit, young, number);
    if (copied && store_verify(copy, &result, &kit->why) != 0)
        wrong(kit, "a copy is not whole");
}

/* ---- each call ------------------------------------------------------------------------------- */

static long counts[FAULT_CALLS]; /* of a life in which nothing fails */

static void one_life(enum fault_call call, long n)
{
    struct kit kit;
    kit_make(&kit);
    fault_plan(call, (int)n, 1, codes[call]);
    live(&kit);
    kit_remove(&kit);
    _exit(0);
}

static void count_calls(void **state)
{
    int ends[2], status = 0;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct kit kit;
        kit_make(&kit);
        live(&kit);
        for (int call = 0; call < FAULT_CALLS; call++)
            counts[call] = fault_count((enum fault_call)call);
        kit_remove(&kit);
        _exit(write(ends[1], counts, sizeof counts) != (ssize_t)sizeof counts);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(read(ends[0], counts, sizeof counts), sizeof counts);
    (void)close(ends[0]);
    (void)close(ends[1]);
    for (int call = 0; call < FAULT_CALLS; call++)
        print_message("%s: %ld calls\n", names[call], counts[call]);
    assert_true(counts[FAULT_WRITE] > 100 && counts[FAULT_SYNC] > BATCHES);
}

static struct slot {
    pid_t pid;
    enum fault_call call;
    long n;
} slots[SLOTS];
static int failures, tried;

static void wait_for_one(void)
{
    int status = 0;
    pid_t pid = wait(&status);
    for (int i = 0; i < SLOTS; i++) {
        if (slots[i].pid != pid)
            continue;
        slots[i].pid = 0;
        tried++;
        if (status != 0) {
            failures++;
            print_message("%s %ld fails: status %x\n", names[slots[i].call], slots[i].n, status);
        }
    }
}

static void begin_one(enum fault_call call, long n)
{
    int i = 0;
    while (i < SLOTS && slots[i].pid != 0)
        i++;
    if (i == SLOTS) {
        wait_for_one();
        begin_one(call, n);
        return;
    }
    slots[i] = (struct slot){.pid = fork(), .call = call, .n = n};
    if (slots[i].pid == 0)
        one_life(call, n);
}

static void any_call_fails(void **state)
{
    const char *wanted = getenv("NTH");
    bool all = wanted && strcmp(wanted, "all") == 0;
    (void)state;
    for (int call = 0; call < FAULT_CALLS; call++) {
        long step = all || counts[call] <= EACH ? 1 : counts[call] / EACH;
        for (long n = 0; n < counts[call]; n += step)
            begin_one((enum fault_call)call, n);
    }
    bool left = true;
    while (left) {
        left = false;
        for (int i = 0; i < SLOTS; i++)
            left = left || slots[i].pid != 0;
        if (left)
            wait_for_one();
    }
    print_message("%d lives\n", tried);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(count_calls),
        cmocka_unit_test(any_call_fails),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
