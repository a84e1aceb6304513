/* SPDX-License-Identifier: MIT */
/* Power cuts at a hub on SQLite. A load of three stations, from the making of the file on, is
 * taped; then files are made as they may stand on the disk when the power goes at any point of the
 * tape. Each is opened: its tables are to the last byte those after the last thing that was
 * acknowledged, or after the one that was being taken; and when the stations send again what was
 * not acknowledged, and some that was, they become what they would have been without the cut. */
#include "data/store/hub/hub_store.h"
#include "data/store/hub/outbox.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/power_cut.h"
#include "tests/support/station_log.h"
#include "tests/support/store_kit.h"

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

#include "data/decode/batch_read.h"

#define STATIONS    3
#define STEPS       150
#define TOGETHER    3 /* batches in a transaction, at most */
#define AGAIN       3 /* steps that were taken and are sent again, as acknowledgements were lost */
#define ONWARDS     4 /* and those after the cut that are sent then */
#define FIRST_DAY   INT64_C(20000)
#define RANDOM_CUTS 18
#define SYNC_CUTS   20
#define PREFIXES    25
#define FOLD_CUTS   12

static const char *const stations[STATIONS] = {"acme/mty/stamping/line1/press1",
                                               "acme/mty/stamping/line1/press2",
                                               "acme/mty/stamping/line2/robot"};

/* ---- what the stations send ------------------------------------------------------------------ */

/* One transaction of the hub's, acknowledged when it returns. */
struct step {
    enum { BATCHES, MINUTES, LETTER, AGEING, REOPENING } kind;
    int count; /* of payloads */
    struct payload {
        int station;
        size_t length;
        char *text;
    } payload[TOGETHER];
    int64_t minute;
};
static struct step steps[STEPS];
static uint64_t digests[STEPS + 1]; /* of all tables after so many steps */

static struct station_log logs[STATIONS];
static int epochs, objects;

static struct payload write_batch(int station, const struct station_entry *entry, int count)
{
    static char text[BATCH_MAX + 1];
    struct payload p = {.station = station};
    p.length = station_log_write(&logs[station], entry, count, text);
    p.text = malloc(p.length);
    assert_non_null(p.text);
    memcpy(p.text, text, p.length);
    return p;
}

/* The station begins anew: its log goes on in another epoch. */
static struct payload open_epoch(int station)
{
    char body[300];
    struct station_log before = logs[station], next = station_log_new(++epochs);
    bool first = before.seq == 0;
    station_log_opening(first ? NULL : &before, body, sizeof body);
    const struct station_entry entry = {REC_OPEN, "E1", 1, body};
    logs[station] = next;
    if (!first)
        (void)snprintf(logs[station].hash, sizeof next.hash, "%s", before.hash);
    return write_batch(station, &entry, 1);
}

static struct payload some_records(int station, unsigned *seed)
{
    enum { MOST = 12 };
    char id[MOST][16], body[MOST][400];
    struct station_entry entry[MOST];
    int count = 1 + rand_r(seed) % MOST;
    for (int i = 0; i < count; i++) {
        bool old = objects > 20 && rand_r(seed) % 3 == 0; /* a new version of it */
        bool minute = !old && rand_r(seed) % 3 == 0;
        int number = old ? objects - rand_r(seed) % 20 : ++objects;
        (void)snprintf(id[i], sizeof id[i], "%c%d", minute ? 'M' : 'S', number);
        (void)snprintf(body[i], sizeof body[i],
                       minute
                           ? "{\"begin\":%d,\"total\":%d}"
                           : "{\"begin\":%d,\"ms\":%d,\"reason\":\"mech.jam\",\"note\":\"%0*d\"}",
                       number * 60000, rand_r(seed) % 9000, rand_r(seed) % 300, 7);
        entry[i] = (struct station_entry){minute ? REC_MINUTE : REC_STOP, id[i],
                                          minute ? 1 : 1 + (int64_t)logs[station].seq, body[i]};
    }
    return write_batch(station, entry, count);
}

static void make_steps(void)
{
    unsigned seed = 7;
    for (int i = 0; i < STEPS; i++) {
        struct step *s = &steps[i];
        *s = (struct step){.kind = i % 17 == 5    ? MINUTES
                                   : i % 41 == 11 ? LETTER
                                   : i % 71 == 70 ? AGEING
                                   : i == 130     ? REOPENING
                                                  : BATCHES,
                           .minute = FIRST_DAY * 1440 + (int64_t)i * 30};
        s->count = s->kind == BATCHES ? 1 + rand_r(&seed) % TOGETHER : 0;
        for (int k = 0; k < s->count; k++) {
            int station = rand_r(&seed) % STATIONS;
            bool opens = logs[station].seq == 0 || rand_r(&seed) % 40 == 0;
            s->payload[k] = opens ? open_epoch(station) : some_records(station, &seed);
        }
    }
}

/* ---- taking it ------------------------------------------------------------------------------- */

static struct hub_store *open_hub(const char *path)
{
    char url[160];
    struct cause why = {{0}};
    (void)snprintf(url, sizeof url, "sqlite:%s", path);
    struct hub_store *store = hub_store_open(url, &why);
    if (!store)
        fail_msg("%s", why.text);
    return store;
}

static enum hub_result take_batches(struct hub_store *store, const struct step *s,
                                    struct cause *why)
{
    static struct hub_item item[TOGETHER];
    struct hub_item *items[TOGETHER];
    struct hub_note note[TOGETHER];
    char key[TOGETHER][96];
    for (int k = 0; k < s->count; k++) {
        const struct payload *p = &s->payload[k];
        station_log_arrive(stations[p->station], p->text, p->length, &item[k]);
        (void)snprintf(key[k], sizeof key[k], "%s %lld", item[k].batch.epoch,
                       (long long)item[k].batch.first);
        note[k] = (struct hub_note){"hook", key[k], item[k].station, "{\"text\":\"a call\"}"};
        item[k].note = &note[k];
        item[k].notes = item[k].batch.first % 5 == 0;
        items[k] = &item[k];
    }
    enum hub_result rc = hub_store_take(store, items, s->count, why);
    for (int k = 0; k < s->count; k++)
        batch_done(&item[k].batch);
    return rc;
}

static enum hub_result take_minutes(struct hub_store *store, const struct step *s,
                                    struct cause *why)
{
    static struct minutes m;
    int64_t have = 0;
    const struct hub_history in = {stations[0], STATION_LOG_WALL, &m};
    m = (struct minutes){.from = s->minute, .to = s->minute + 29, .count = 30};
    for (int i = 0; i < m.count; i++)
        m.row[i] = (struct minute_row){"oil", s->minute + i, 1, 2 + i, 40, 3, 10, 1, "good"};
    return hub_store_history(store, &in, &have, why);
}

/* All up to it is acknowledged. */
static void take_step(struct hub_store **store, const char *path, const struct step *s)
{
    struct cause why = {{0}};
    enum hub_result rc = HUB_DONE;
    char letter[64];
    (void)snprintf(letter, sizeof letter, "no batch %lld", (long long)s->minute);
    if (s->kind == BATCHES) {
        rc = take_batches(*store, s, &why);
    } else if (s->kind == MINUTES) {
        rc = take_minutes(*store, s, &why);
    } else if (s->kind == LETTER) {
        rc = hub_store_dead(*store, stations[1], STATION_LOG_WALL, letter, strlen(letter), "cut",
                            &why);
    } else if (s->kind == AGEING) {
        rc = hub_store_age(*store, s->minute / 1440 - 1, &why);
    } else {
        hub_store_close(store); /* its log is folded and goes */
        *store = open_hub(path);
    }
    if (rc != HUB_DONE)
        fail_msg("%s", why.text);
}

/* ---- what there is --------------------------------------------------------------------------- */

static uint64_t mix(uint64_t digest, const void *data, size_t length)
{
    const unsigned char *byte = data;
    for (size_t i = 0; i < length; i++)
        digest = (digest ^ byte[i]) * UINT64_C(0x100000001b3);
    return digest;
}

static uint64_t digest_rows(sqlite3 *db, const char *sql, uint64_t digest)
{
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    int rc;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW)
        for (int c = 0; c < sqlite3_column_count(s); c++) {
            const void *data = sqlite3_column_blob(s, c);
            digest = mix(digest, data, (size_t)sqlite3_column_bytes(s, c));
            digest = mix(digest, "|", 1);
        }
    assert_int_equal(rc, SQLITE_DONE);
    sqlite3_finalize(s);
    return digest;
}

/* Of every table, whatever the order of its rows. */
static uint64_t digest_of(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *names = NULL;
    uint64_t digest = UINT64_C(0xcbf29ce484222325);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT name, (SELECT group_concat(cid + 1) FROM"
                                        " pragma_table_info(s.name)) FROM sqlite_schema s"
                                        " WHERE type = 'table' ORDER BY name",
                                        -1, &names, NULL),
                     SQLITE_OK);
    while (sqlite3_step(names) == SQLITE_ROW) {
        char sql[300];
        (void)snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY %s",
                       (const char *)sqlite3_column_text(names, 0),
                       (const char *)sqlite3_column_text(names, 1));
        digest = digest_rows(db, sql, mix(digest, sql, strlen(sql)));
    }
    sqlite3_finalize(names);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return digest;
}

/* ---- the load, once looked at and once taped ---------------------------------------------------
 */

static void look_at_each_step(const char *path)
{
    struct hub_store *store = open_hub(path);
    digests[0] = digest_of(path);
    for (int i = 0; i < STEPS; i++) {
        take_step(&store, path, &steps[i]);
        digests[i + 1] = digest_of(path);
    }
    hub_store_close(&store);
}

static void tape_them(const char *path)
{
    cut_tape(path);
    struct hub_store *store = open_hub(path);
    for (int i = 0; i < STEPS; i++) {
        take_step(&store, path, &steps[i]);
        cut_mark(i + 1);
    }
    hub_store_close(&store);
    cut_tape_ends();
}

/* ---- the cut --------------------------------------------------------------------------------- */

static int steps_there(uint64_t digest, int promised)
{
    for (int i = promised; i <= promised + 1 && i <= STEPS; i++)
        if (digests[i] == digest)
            return i;
    return -1;
}

/* 0: all is as it must be; else what is not was said. */
static int look_after(const char *path, size_t at, enum cut_fate fate)
{
    int promised = (int)cut_promised(at);
    struct hub_store *store = open_hub(path);
    int there = steps_there(digest_of(path), promised);
    int from = there > AGAIN ? there - AGAIN : 0;
    int to = there + ONWARDS > STEPS ? STEPS : there + ONWARDS;
    for (int i = from; i < to && there >= 0; i++)
        take_step(&store, path, &steps[i]);
    hub_store_close(&store);
    if (there < 0)
        print_message("cut %zu, fate %d: it is not what was acknowledged (%d)\n", at, (int)fate,
                      promised);
    else if (digest_of(path) != digests[to])
        print_message("cut %zu, fate %d: %d to %d sent again: another record\n", at, (int)fate,
                      from, to);
    else
        return 0;
    return -1;
}

static void survive(size_t at, enum cut_fate fate, unsigned *seed)
{
    struct kit kit;
    char said[64];
    kit_make(&kit);
    cut_lay(kit.path, at, fate, seed);
    assert_int_equal(look_after(kit.path, at, fate), 0);
    assert_true(kit_sql(kit.path, "PRAGMA integrity_check", said, sizeof said));
    assert_string_equal(said, "ok");
    kit_remove(&kit);
}

/* ---- cases ----------------------------------------------------------------------------------- */

/* It is made, commits, is folded while it goes on and as it ends, or the tape proves nothing. */
static void the_tape_holds_what_it_should(void **state)
{
    size_t syncs[FAULT_FILES] = {0}, deleted = 0, folds = 0;
    enum fault_file last = FAULT_FILES;
    (void)state;
    for (size_t i = 0; i < fault_tape_length(); i++) {
        const struct fault_op *op = fault_tape_op(i);
        syncs[op->file] += op->kind == FAULT_OP_SYNC;
        deleted += op->file == FAULT_WAL && op->kind == FAULT_OP_DELETE;
        folds += op->file == FAULT_DB && last == FAULT_WAL;
        last = op->file;
    }
    print_message("%zu operations, %zu syncs of the log, %zu of the file, folded %zu times\n",
                  fault_tape_length(), syncs[FAULT_WAL], syncs[FAULT_DB], folds);
    assert_true(syncs[FAULT_WAL] >= STEPS - 10);
    assert_true(folds >= 2);
    assert_int_equal(deleted, 2);
}

static void at_syncs(void **state)
{
    unsigned seed = cut_seed();
    (void)state;
    assert_true(cut_at_syncs(survive, SYNC_CUTS, &seed) >= 15);
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

static void while_the_log_is_folded(void **state)
{
    unsigned seed = cut_seed();
    (void)state;
    assert_true(cut_while_folded(survive, FOLD_CUTS, &seed) > 2);
}

/* Before anything was acknowledged there is nothing to lose, but a file that no hub opens would
 * need somebody. */
static void while_it_is_made(void **state)
{
    unsigned seed = cut_seed();
    size_t end = 0, cuts = 0;
    (void)state;
    while (end < fault_tape_length() && cut_promised(end) == 0)
        end++;
    for (size_t at = 0; at < end; at += end / 20 + 1, cuts++)
        survive(at, (enum cut_fate)(cuts % CUT_FATES), &seed);
    assert_true(cuts > 10);
}

/* The test itself: were the log not synced before the acknowledgement, it would find out. */
static void a_disk_that_lies_is_found_out(void **state)
{
    unsigned seed = 1;
    size_t at = 0;
    struct kit kit;
    (void)state;
    while (cut_promised(at) < 40)
        at++;
    int promised = (int)cut_promised(at);
    while (fault_tape_op(at - 1)->kind != FAULT_OP_SYNC)
        at--;
    kit_make(&kit);
    cut_lay(kit.path, at - 1, CUT_NONE_THERE, &seed);
    struct hub_store *store = open_hub(kit.path);
    assert_int_equal(steps_there(digest_of(kit.path), promised), -1);
    hub_store_close(&store);
    kit_remove(&kit);
}

static int set_up(void **state)
{
    struct kit kit;
    (void)state;
    fault_install();
    make_steps();
    kit_make(&kit);
    look_at_each_step(kit.path);
    kit_remove(&kit);
    kit_make(&kit);
    tape_them(kit.path);
    kit_remove(&kit);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cut_forget();
    for (int i = 0; i < STEPS; i++)
        for (int k = 0; k < steps[i].count; k++)
            free(steps[i].payload[k].text);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tape_holds_what_it_should),
        cmocka_unit_test(while_it_is_made),
        cmocka_unit_test(at_syncs),
        cmocka_unit_test(anywhere),
        cmocka_unit_test(every_prefix),
        cmocka_unit_test(while_the_log_is_folded),
        cmocka_unit_test(a_disk_that_lies_is_found_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
