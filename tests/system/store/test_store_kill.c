/* SPDX-License-Identifier: MIT */
/* Invariant 2: a writer is killed (SIGKILL) at a random moment, twenty times on one file
 * (KILLS=200: as often as that; SEED=…: as in the run that printed it). Whatever it was told "kept"
 * is there when the file is opened again; the chain fits over all epochs; no number is used twice;
 * the checkpoint is the one of the last records. */
#include "data/store/store.h"
#include "tests/support/store_kit.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
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

#define KILLS 20

static unsigned number_of(const char *name, unsigned otherwise)
{
    const char *given = getenv(name);
    return given && given[0] ? (unsigned)strtoul(given, NULL, 10) : otherwise;
}

/* ---- the child ------------------------------------------------------------------------------- */

/* Record k of a round is named "<round>.<k>"; the checkpoint says the last k it knows of. */
static uint64_t append_some(struct kit *kit, int round, uint64_t first, int count, bool urgent)
{
    struct record_list list = {.count = 0};
    char checkpoint[4000], body[128];
    struct record_draft interval = {.kind = REC_INTERVAL, .rev = 1, .actor = "machine"};
    (void)snprintf(interval.id, sizeof interval.id, "I%llu", (unsigned long long)first);
    (void)snprintf(body, sizeof body, "{\"begin\":%d}", round); /* a new one, or a later version */
    interval.rev = round;
    if (record_list_add(&list, &interval, body) != 0)
        _exit(3);
    for (int i = 0; i < count; i++) {
        struct record_draft draft = {
            .kind = REC_STOP,
            .rev = 1,
            .wall_ms = KIT_WALL + (int64_t)first,
            .actor = "machine",
        };
        (void)snprintf(draft.id, sizeof draft.id, "%d.%llu", round,
                       (unsigned long long)first + (unsigned long long)i);
        (void)snprintf(body, sizeof body, "{\"begin\":%llu,\"state\":\"stopped\",\"ms\":%d}",
                       (unsigned long long)first, i);
        if (record_list_add(&list, &draft, body) != 0)
            _exit(3);
    }
    memset(checkpoint, ' ', sizeof checkpoint - 1); /* a few pages, as the engine's */
    int n = snprintf(checkpoint, sizeof checkpoint, "{\"round\":%d,\"k\":%llu}", round,
                     (unsigned long long)first + (unsigned long long)count - 1);
    checkpoint[n] = ' ';
    checkpoint[sizeof checkpoint - 1] = '\0';
    uint64_t ticket = kit_append_list(kit, &list, checkpoint, urgent);
    record_list_done(&list);
    return ticket;
}

struct told {
    uint64_t last_record; /* of everything said to be kept */
};

/* Appends as fast as it is kept, with up to 40 tickets in flight; tells the parent what is kept. */
static void child(struct kit *kit, int round, unsigned seed, int out)
{
    enum { WINDOW = 64 };
    uint64_t last_of[WINDOW] = {0}, next = 1, told = 0;
    if (!kit_open(kit) || !kit_start(kit))
        _exit(2);
    for (;;) {
        int count = 1 + rand_r(&seed) % 5;
        uint64_t ticket = append_some(kit, round, next, count, rand_r(&seed) % 4 == 0);
        if (ticket == 0)
            _exit(4);
        next += (uint64_t)count;
        last_of[ticket % WINDOW] = next - 1;
        do {
            struct pollfd fd = {.fd = kit->wake_fd, .events = POLLIN};
            (void)poll(&fd, 1, ticket - kit->kept >= 40 ? 1000 : 0);
            kit_drain(kit);
        } while (ticket - kit->kept >= 40);
        struct told now = {.last_record = last_of[kit->kept % WINDOW]};
        if (kit->kept > told && write(out, &now, sizeof now) != (ssize_t)sizeof now)
            _exit(5);
        told = kit->kept;
    }
}

/* ---- the parent ------------------------------------------------------------------------------ */

static uint64_t read_told(int in, int timeout_ms, uint64_t last)
{
    struct pollfd fd = {.fd = in, .events = POLLIN};
    struct told told;
    while (poll(&fd, 1, timeout_ms) > 0 && read(in, &told, sizeof told) == (ssize_t)sizeof told) {
        last = told.last_record;
        if (timeout_ms > 0)
            break;
    }
    return last;
}

/* Run a writer until `wanted` messages have come and a little more; kill it; what was it told? */
static uint64_t kill_a_writer(struct kit *kit, int round, unsigned *seed)
{
    int wanted = 1 + rand_r(seed) % 12, extra_us = rand_r(seed) % 20000;
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t pid = fork(); /* nothing is open here */
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)close(pipes[0]);
        child(kit, round, *seed, pipes[1]);
    }
    (void)close(pipes[1]);
    uint64_t kept = 0;
    for (int i = 0; i < wanted; i++)
        kept = read_told(pipes[0], 30000, kept);
    struct timespec now, end;
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_nsec += extra_us * 1000L;
    do { /* a moment finer than poll can wait */
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - end.tv_sec) * 1000000000L + now.tv_nsec - end.tv_nsec < 0);
    assert_int_equal(kill(pid, SIGKILL), 0);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    kept = read_told(pipes[0], 0, kept);
    (void)close(pipes[0]);
    return kept;
}

static void must_have(struct kit *kit, int round, uint64_t kept)
{
    char sql[400];
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM stop WHERE id LIKE '%d.%%' "
                   "AND CAST(substr(id, instr(id, '.') + 1) AS INTEGER) <= %llu",
                   round, (unsigned long long)kept);
    assert_int_equal(kit_number(kit->path, sql), (int64_t)kept);
    /* of what was not yet said to be kept a beginning may be there, without a gap */
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) - max(CAST(substr(id, instr(id, '.') + 1) AS INTEGER)) "
                   "FROM stop WHERE id LIKE '%d.%%'",
                   round);
    assert_int_equal(kit_number(kit->path, sql), 0);
}

/* The restart: it opens, finds the checkpoint that goes with the last record, and closes. */
static void restart(struct kit *kit, int round)
{
    char sql[300];
    if (!kit_open(kit))
        fail_msg("%s", kit->why.text);
    assert_false(kit->opened.clean);
    assert_non_null(kit->opened.checkpoint);
    int was_round = 0;
    unsigned long long k = 0;
    assert_int_equal(sscanf(kit->opened.checkpoint, "{\"round\":%d,\"k\":%llu}", &was_round, &k),
                     2);
    kit_close(kit);
    assert_int_equal(was_round, round);
    (void)snprintf(sql, sizeof sql,
                   "SELECT max(CAST(substr(id, instr(id, '.') + 1) AS INTEGER)) FROM stop "
                   "WHERE id LIKE '%d.%%'",
                   round);
    assert_int_equal(kit_number(kit->path, sql), (int64_t)k);
    assert_int_equal(kit_number(kit->path,
                                "SELECT (SELECT n FROM checkpoint) = (SELECT max(n) FROM record "
                                "WHERE kind = 'stop')"),
                     1);
}

static void test_kills_lose_nothing(void **state)
{
    struct kit kit;
    struct verify_result result;
    char text[200];
    unsigned seed = number_of("SEED", (unsigned)time(NULL));
    int rounds = (int)number_of("KILLS", KILLS);
    (void)state;
    print_message("KILLS=%d SEED=%u\n", rounds, seed);
    kit_make(&kit);
    uint64_t total = 0;
    for (int round = 1; round <= rounds; round++) {
        uint64_t kept = kill_a_writer(&kit, round, &seed);
        assert_true(kept > 0);
        total += kept;
        restart(&kit, round);
        must_have(&kit, round, kept);
        int rc = store_verify(kit.path, &result, &kit.why);
        if (rc != 0)
            fail_msg("round %d: %d %s %s", round, rc, result.first_bad, kit.why.text);
        assert_int_equal(result.epochs, 2 * round);
    }
    assert_true(result.records >= (int64_t)total + 2 * rounds);
    assert_int_equal(kit_number(kit.path, "SELECT count(*) - count(DISTINCT epoch || '/' || seq) "
                                          "FROM record"),
                     0);
    assert_int_equal(kit_number(kit.path, "SELECT count(*) - count(DISTINCT name) FROM epoch"), 0);
    assert_int_equal(store_rebuild_check(kit.path, text, sizeof text, &kit.why), 0);
    print_message("%llu records were said to be kept, %lld are there\n", (unsigned long long)total,
                  (long long)result.records);
    kit_remove(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kills_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
