/* SPDX-License-Identifier: MIT */
/* The store against the bare database, in one run on one disk: rows a second at 100 records a
 * commit. The baseline is what anybody would write: the same connection settings, one prepared
 * INSERT into a table of the record's columns with two indexes, bound and committed. The store also
 * makes the chain's hash and the typed projection, copies through its queue and hops threads twice.
 * Prints one JSON line a figure. */
#include "data/model/clock.h"
#include "data/store/clock.h"
#include "data/store/db.h"
#include "data/store/store.h"
#include "tests/bench/day.h"
#include "tests/bench/figure.h"
#include "tests/support/store_kit.h"

#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define BATCH   100
#define BATCHES 200
#define ROUNDS  7

static void make_batch(struct record_list *list, int64_t first)
{
    record_list_clear(list);
    for (int64_t i = first; i < first + BATCH; i++) {
        struct record_draft draft;
        char body[DAY_BODY_SIZE];
        day_record(i, &draft, body);
        (void)record_list_add(list, &draft, body);
    }
}

/* All made before the clock runs: neither side's figure holds what making them costs. */
static struct record_list batches[BATCHES];

static double cpu_s(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

struct outcome {
    double rows_per_s, cpu_us_per_row;
};

static struct outcome outcome_of(int64_t begin_us, double begin_cpu)
{
    double rows = (double)BATCH * BATCHES;
    return (struct outcome){
        .rows_per_s = rows * 1e6 / (double)(clock_us() - begin_us),
        .cpu_us_per_row = (cpu_s() - begin_cpu) * 1e6 / rows,
    };
}

/* ---- the store ------------------------------------------------------------------------------- */

static void wait_kept(struct kit *kit, uint64_t ticket)
{
    while (kit->kept < ticket) {
        struct pollfd fd = {.fd = kit->wake_fd, .events = POLLIN};
        (void)poll(&fd, 1, 1000);
        kit_drain(kit);
    }
}

/* As the loop does it: while one batch is being committed the next one waits. A batch is a commit
 * of its own. */
static struct outcome run_store(void)
{
    struct kit kit;
    kit_make(&kit);
    if (!kit_open(&kit) || !kit_start(&kit)) {
        (void)fprintf(stderr, "%s\n", kit.why.text);
        exit(1);
    }
    int64_t begin_us = clock_us();
    double begin_cpu = cpu_s();
    for (int64_t b = 0; b < BATCHES; b++) {
        wait_kept(&kit, (uint64_t)b);
        (void)kit_append_list(&kit, &batches[b], NULL, true);
    }
    wait_kept(&kit, BATCHES);
    struct outcome outcome = outcome_of(begin_us, begin_cpu);
    struct store_stats stats;
    store_stats(kit.store, &stats);
    if (stats.commits != BATCHES)
        (void)fprintf(stderr, "%lld commits, not %d\n", (long long)stats.commits, BATCHES);
    kit_remove(&kit);
    return outcome;
}

/* ---- the baseline ---------------------------------------------------------------------------- */

static const char baseline_schema[] =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = -1024;"
    "CREATE TABLE event (n INTEGER PRIMARY KEY, epoch INTEGER, seq INTEGER, kind TEXT, id TEXT,"
    " rev INTEGER, wall_ms INTEGER, boot_ms INTEGER, synced INTEGER, actor TEXT, config TEXT,"
    " hash BLOB, body TEXT) STRICT;"
    "CREATE INDEX event_kind ON event (kind, id); CREATE INDEX event_wall ON event (wall_ms)";

static void insert_row(sqlite3_stmt *s, int64_t n, const struct record_draft *draft)
{
    static const unsigned char hash[32] = {1, 2, 3};
    (void)sqlite3_bind_int64(s, 1, n);
    (void)sqlite3_bind_int64(s, 2, 1);
    (void)sqlite3_bind_int64(s, 3, n);
    (void)sqlite3_bind_text(s, 4, word_name(&words_record_kind, (int)draft->kind), -1,
                            SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 5, draft->id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 6, draft->rev);
    (void)sqlite3_bind_int64(s, 7, draft->wall_ms);
    (void)sqlite3_bind_int64(s, 8, draft->boot_ms);
    (void)sqlite3_bind_int64(s, 9, 1);
    (void)sqlite3_bind_text(s, 10, draft->actor, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 11, "0123456789abcdef", -1, SQLITE_STATIC);
    (void)sqlite3_bind_blob(s, 12, hash, sizeof hash, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 13, draft->body, (int)draft->body_length, SQLITE_STATIC);
    (void)sqlite3_step(s);
    (void)sqlite3_reset(s);
}

static struct outcome run_baseline(void)
{
    struct kit kit;
    sqlite3 *sql = NULL;
    sqlite3_stmt *s = NULL;
    kit_make(&kit);
    (void)sqlite3_open(kit.path, &sql);
    (void)sqlite3_exec(sql, baseline_schema, NULL, NULL, NULL);
    (void)sqlite3_prepare_v2(
        sql, "INSERT INTO event VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)", -1, &s, NULL);
    int64_t begin_us = clock_us(), n = 0;
    double begin_cpu = cpu_s();
    for (int64_t b = 0; b < BATCHES; b++) {
        const struct record_list *list = &batches[b];
        (void)sqlite3_exec(sql, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        for (size_t i = 0; i < list->count; i++)
            insert_row(s, ++n, &list->item[i]);
        (void)sqlite3_exec(sql, "COMMIT", NULL, NULL, NULL);
    }
    struct outcome outcome = outcome_of(begin_us, begin_cpu);
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(sql);
    if (kit_number(kit.path, "SELECT count(*) FROM event") != (int64_t)BATCH * BATCHES)
        (void)fprintf(stderr, "the baseline lost rows\n");
    kit_remove(&kit);
    return outcome;
}

/* ---- figures --------------------------------------------------------------------------------- */

int main(void)
{
    double store[ROUNDS], base[ROUNDS], ratio[ROUNDS];
    double cpu[ROUNDS], base_cpu[ROUNDS], cpu_ratio[ROUNDS];
    for (int64_t b = 0; b < BATCHES; b++)
        make_batch(&batches[b], b * BATCH);
    for (int i = 0; i < ROUNDS; i++) { /* in turns, so that a busy moment hits both */
        struct outcome b = run_baseline(), s = run_store();
        store[i] = s.rows_per_s;
        base[i] = b.rows_per_s;
        ratio[i] = s.rows_per_s / b.rows_per_s;
        cpu[i] = s.cpu_us_per_row;
        base_cpu[i] = b.cpu_us_per_row;
        cpu_ratio[i] = s.cpu_us_per_row / b.cpu_us_per_row;
    }
    figure_print(&(struct figure){.name = "store.group_commit",
                                  .value = figure_median(store, ROUNDS),
                                  .unit = "records/s",
                                  .baseline = "sqlite, two indexes",
                                  .baseline_value = figure_median(base, ROUNDS),
                                  .ratio = figure_median(ratio, ROUNDS),
                                  .aim = AIM_AT_LEAST,
                                  .target = 0.6});
    figure_print(&(struct figure){.name = "store.cpu",
                                  .value = figure_median(cpu, ROUNDS),
                                  .unit = "us/record",
                                  .baseline = "sqlite, two indexes",
                                  .baseline_value = figure_median(base_cpu, ROUNDS),
                                  .ratio = figure_median(cpu_ratio, ROUNDS)});
    for (int64_t b = 0; b < BATCHES; b++)
        record_list_done(&batches[b]);
    return 0;
}
