/* SPDX-License-Identifier: MIT */
/* The hub's record, in SQLite and in PostgreSQL: what is taken, once; what is put aside; which
 * alarm is raised; and that the order of arrival changes nothing. */
#include "data/decode/batch_read.h"
#include "data/store/hub/hub_store.h"
#include "data/store/hub/inside.h"
#include "tests/support/postgres.h"
#include "tests/support/station_log.h"

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

#define STATION "acme/monterrey/stamping/line1/press3"
#define WALL    STATION_LOG_WALL

static struct postgres pg;
static char directory[64], url[160], path[128];
static bool with_postgres;
static struct hub_store *store;
static char text[BATCH_MAX + 1];

/* ---- a station's log ------------------------------------------------------------------------- */

/* The next records of the log, as a batch that arrived. */
static void make(struct station_log *log, const struct station_entry *entry, int count,
                 struct hub_item *item)
{
    size_t length = station_log_write(log, entry, count, text);
    station_log_arrive(STATION, text, length, item);
}

/* An opening that goes on from where `before` is now; NULL: the first. */
static void open_log(struct station_log *log, const struct station_log *before,
                     struct hub_item *item)
{
    char body[300];
    station_log_opening(before, body, sizeof body);
    const struct station_entry entry = {REC_OPEN, "E1", 1, body};
    make(log, &entry, 1, item);
}

/* ---- the database ---------------------------------------------------------------------------- */

static int64_t number(const char *sql)
{
    if (with_postgres)
        return postgres_number(&pg, sql);
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    int64_t value = INT64_MIN;
    hub_store_close(&store); /* it keeps the lock to itself */
    if (sqlite3_open(path, &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        value = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    (void)sqlite3_close(db);
    struct cause why = {{0}};
    store = hub_store_open(url, &why);
    assert_non_null(store);
    return value;
}

static void take(struct hub_item *item)
{
    struct cause why = {{0}};
    item->alarms = 0;
    hub_check(item);
    if (hub_store_take(store, &item, 1, &why) != HUB_DONE)
        fail_msg("%s", why.text);
}

static int set_up(void **state)
{
    (void)state;
    char drop[16];
    struct cause why = {{0}};
    if (with_postgres) {
        (void)postgres_ask(&pg, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", drop,
                           sizeof drop);
        (void)snprintf(url, sizeof url, "%s", pg.url);
    } else {
        (void)snprintf(path, sizeof path, "%s/hub.db", directory);
        (void)snprintf(url, sizeof url, "sqlite:%s", path);
        (void)unlink(path);
    }
    store = hub_store_open(url, &why);
    if (!store)
        fprintf(stderr, "%s\n", why.text);
    return store ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    hub_store_close(&store);
    return 0;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static struct hub_item a, b, c, d;

static const struct station_entry entries[] = {
    {REC_STOP, "S1", 1, "{\"begin\":1,\"reason\":null}"},
    {REC_STOP, "S1", 2, "{\"begin\":1,\"end\":5,\"ms\":4,\"reason\":\"mech.jam\"}"},
    {REC_MINUTE, "M1", 1, "{\"begin\":60000,\"total\":3000000}"},
    {REC_SHIFT, "W1", 1, "{\"name\":\"early \\u00e9\",\"begin\":0,\"end\":9,\"stops\":1}"},
};

static void taken_once(void **state)
{
    (void)state;
    struct batch_ack ack;
    struct station_log log = station_log_new(1);
    open_log(&log, NULL, &a);
    make(&log, entries, 4, &b);
    take(&a);
    take(&b);
    assert_int_equal(b.inserted, 4);
    take(&b); /* the acknowledgement was lost */
    assert_int_equal(b.inserted, 0);
    assert_int_equal(b.alarms, 0);
    hub_ack(&b, &ack);
    assert_int_equal(ack.first, 2);
    assert_int_equal(ack.last, 5);
    assert_int_equal(ack.parked_count, 0);
    assert_string_equal(ack.hash, log.hash);
    assert_int_equal(number("SELECT count(*) FROM record"), 5);
    assert_int_equal(number("SELECT count(*) FROM object"), 3);
    assert_int_equal(number("SELECT rev FROM object WHERE kind = 'stop'"), 2);
    assert_int_equal(number("SELECT last_seq FROM epoch"), 5);
    assert_int_equal(number("SELECT records FROM epoch"), 5);
    assert_int_equal(number("SELECT count(*) FROM alarm"), 0);
    assert_int_equal(number("SELECT lost_ms FROM stops WHERE reason = 'mech.jam'"), 4);
    assert_int_equal(number("SELECT stops FROM shifts WHERE name = 'early é'"), 1);
    batch_done(&a.batch);
    batch_done(&b.batch);
}

static void in_any_order_and_together(void **state)
{
    (void)state;
    struct cause why = {{0}};
    struct station_log log = station_log_new(1);
    struct hub_item *all[] = {&c, &a, &b};
    open_log(&log, NULL, &a);
    make(&log, entries, 2, &b);
    make(&log, entries + 2, 2, &c);
    assert_int_equal(hub_store_take(store, all, 3, &why), HUB_DONE);
    assert_int_equal(number("SELECT count(*) FROM record"), 5);
    assert_int_equal(number("SELECT rev FROM object WHERE kind = 'stop'"), 2);
    assert_int_equal(number("SELECT records FROM epoch"), 5);
    assert_int_equal(number("SELECT count(*) FROM alarm"), 0);
    batch_done(&a.batch);
    batch_done(&b.batch);
    batch_done(&c.batch);
}

static void the_same_key_with_another_content(void **state)
{
    (void)state;
    struct batch_ack ack;
    struct station_log log = station_log_new(1), clone;
    open_log(&log, NULL, &a);
    clone = log;
    make(&log, entries, 2, &b);
    make(&clone, entries + 1, 2, &c);
    take(&a);
    take(&b);
    take(&c);
    assert_int_equal(c.alarms, 1 << HUB_CONFLICT);
    assert_int_equal(c.inserted, 0);
    hub_ack(&c, &ack);
    assert_int_equal(ack.parked_count, 2);
    assert_int_equal(number("SELECT count(*) FROM record"), 3);
    assert_int_equal(number("SELECT count(*) FROM dead_letter"), 2);
    assert_int_equal(number("SELECT count(*) FROM alarm WHERE kind = 'conflict'"), 1);
    take(&c); /* again: nothing is doubled */
    assert_int_equal(number("SELECT count(*) FROM dead_letter"), 2);
    assert_int_equal(number("SELECT max(times) FROM alarm"), 2);
    batch_done(&a.batch);
    batch_done(&b.batch);
    batch_done(&c.batch);
}

static void a_changed_record_is_put_aside(void **state)
{
    (void)state;
    struct batch_ack ack;
    struct station_log log = station_log_new(1);
    open_log(&log, NULL, &a);
    make(&log, entries, 4, &b);
    ((char *)(uintptr_t)b.batch.record[1].body)[10] ^= 1;
    memset(b.parked, 0, sizeof b.parked);
    hub_check(&b);
    take(&a);
    take(&b);
    hub_ack(&b, &ack);
    assert_int_equal(ack.parked_count, 1);
    assert_int_equal(ack.parked[0], 3);
    assert_int_equal(number("SELECT count(*) FROM record"), 4);
    assert_int_equal(number("SELECT count(*) FROM dead_letter WHERE seq = 3"), 1);
    assert_int_equal(number("SELECT count(*) FROM alarm WHERE kind = 'broken'"), 1);
    batch_done(&a.batch);
    batch_done(&b.batch);
}

/* Each batch by itself is sound. */
static void batches_that_do_not_follow(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        struct station_log log = station_log_new(1), changed;
        open_log(&log, NULL, &a);
        make(&log, entries, 2, &b);
        changed = log;
        changed.hash[5] = changed.hash[5] == 'a' ? 'b' : 'a'; /* of another record 3 */
        make(&changed, entries + 2, 1, &c);
        make(&changed, entries + 3, 1, &d);
        take(&a);
        take(order ? &c : &b);
        assert_int_equal(number("SELECT count(*) FROM alarm"), 0);
        take(order ? &b : &c);
        take(&d);
        assert_int_equal(number("SELECT count(*) FROM alarm WHERE kind = 'seam'"), 1);
        assert_int_equal(number("SELECT count(*) FROM record"), 5);
        assert_int_equal(number("SELECT count(*) FROM dead_letter"), 0);
        batch_done(&a.batch);
        batch_done(&b.batch);
        batch_done(&c.batch);
        batch_done(&d.batch);
        assert_int_equal(tear_down(state), 0);
        assert_int_equal(set_up(state), 0);
    }
}

/* Batches that overtake each other leave nothing behind. */
static void seams_close(void **state)
{
    (void)state;
    struct station_log log = station_log_new(1);
    open_log(&log, NULL, &a);
    make(&log, entries, 2, &b);
    make(&log, entries + 2, 1, &c);
    make(&log, entries + 3, 1, &d);
    take(&d);
    take(&b);
    assert_int_equal(number("SELECT count(*) FROM seam"), 2);
    take(&c);
    take(&a);
    take(&d);
    assert_int_equal(number("SELECT count(*) FROM seam"), 0);
    assert_int_equal(number("SELECT count(*) FROM alarm"), 0);
    batch_done(&a.batch);
    batch_done(&b.batch);
    batch_done(&c.batch);
    batch_done(&d.batch);
}

/* The log of an epoch begins where its opening says that the one before it ended. */
static void an_epoch_follows_what_its_opening_names(void **state)
{
    (void)state;
    struct station_log log = station_log_new(1), next = station_log_new(2),
                       odd = station_log_new(3);
    open_log(&log, NULL, &a);
    take(&a);
    (void)snprintf(next.hash, sizeof next.hash, "%s", log.hash);
    open_log(&next, &log, &b);
    take(&b);
    assert_int_equal(number("SELECT count(*) FROM alarm"), 0);
    open_log(&odd, &next, &c); /* it follows nothing */
    take(&c);
    assert_int_equal(c.alarms, 1 << HUB_SEAM);
    assert_int_equal(number("SELECT count(*) FROM alarm WHERE kind = 'seam'"), 1);
    assert_int_equal(number("SELECT count(*) FROM record"), 3);
    batch_done(&a.batch);
    batch_done(&b.batch);
    batch_done(&c.batch);
}

/* Two copies of a station go on from the same record. */
static void a_clone_forks(void **state)
{
    (void)state;
    struct station_log log = station_log_new(1), one = station_log_new(2),
                       other = station_log_new(3);
    open_log(&log, NULL, &a);
    (void)snprintf(one.hash, sizeof one.hash, "%s", log.hash);
    (void)snprintf(other.hash, sizeof other.hash, "%s", log.hash);
    open_log(&one, &log, &b);
    open_log(&other, &log, &c);
    make(&other, entries, 4, &d);
    take(&d); /* even before the opening that explains it */
    take(&c);
    take(&a);
    assert_int_equal(number("SELECT count(*) FROM alarm"), 0);
    take(&b);
    assert_int_equal(b.alarms, 1 << HUB_FORK);
    assert_int_equal(number("SELECT count(*) FROM alarm WHERE kind = 'fork'"), 1);
    assert_int_equal(number("SELECT count(*) FROM record"), 7); /* nothing is lost */
    batch_done(&a.batch);
    batch_done(&b.batch);
    batch_done(&c.batch);
    batch_done(&d.batch);
}

/* Last week's backup is put back: it goes on before what was sent since. */
static void a_backup_rewinds(void **state)
{
    (void)state;
    struct station_log log = station_log_new(1), old, again = station_log_new(2);
    open_log(&log, NULL, &a);
    old = log;
    make(&log, entries, 4, &b);
    (void)snprintf(again.hash, sizeof again.hash, "%s", old.hash);
    open_log(&again, &old, &c);
    for (int order = 0; order < 2; order++) {
        take(order ? &c : &a);
        take(&b);
        take(order ? &a : &c);
        assert_int_equal(number("SELECT count(*) FROM alarm WHERE kind = 'rewind'"), 1);
        assert_int_equal(number("SELECT count(*) FROM record"), 6);
        assert_int_equal(tear_down(state), 0);
        assert_int_equal(set_up(state), 0);
    }
    batch_done(&a.batch);
    batch_done(&b.batch);
    batch_done(&c.batch);
}

static void a_restart_is_no_fork(void **state)
{
    (void)state;
    struct station_log log = station_log_new(1), next = station_log_new(2);
    open_log(&log, NULL, &a);
    make(&log, entries, 4, &b);
    (void)snprintf(next.hash, sizeof next.hash, "%s", log.hash);
    open_log(&next, &log, &c);
    take(&c);
    take(&b);
    take(&a);
    take(&c);
    assert_int_equal(number("SELECT count(*) FROM alarm"), 0);
    batch_done(&a.batch);
    batch_done(&b.batch);
    batch_done(&c.batch);
}

/* Its database is a backup's, from before the second batch, which nobody sends again by himself:
 * how much is missing can be asked, and it is taken whenever it comes. */
static void a_hub_that_is_restored(void **state)
{
    (void)state;
    static const char missing[] = "SELECT sum(last_seq - records) FROM epoch";
    struct station_log log = station_log_new(1);
    open_log(&log, NULL, &a);
    make(&log, entries, 4, &b);
    make(&log, entries, 1, &c);
    take(&a);
    take(&c);
    assert_int_equal(c.inserted, 1);
    assert_int_equal(number(missing), 4);
    take(&b);
    assert_int_equal(number(missing), 0);
    assert_int_equal(number("SELECT count(*) FROM seam"), 0);
    assert_int_equal(number("SELECT count(*) FROM alarm"), 0);
    batch_done(&a.batch);
    batch_done(&b.batch);
    batch_done(&c.batch);
}

/* Somebody wrote into the database by hand: that does not earn an acknowledgement. */
static void a_record_by_hand(void **state)
{
    (void)state;
    char out[16];
    struct batch_ack ack;
    struct station_log log = station_log_new(1);
    if (!with_postgres)
        return; /* nobody else can open the file */
    open_log(&log, NULL, &a);
    make(&log, entries, 1, &b);
    take(&a);
    assert_true(postgres_ask(&pg,
                             "INSERT INTO record SELECT station, epoch, 2, 'stop', 'S9', 1, "
                             "wall_ms, boot_ms, synced, actor, config, '\\x00', '{}' FROM record",
                             out, sizeof out));
    take(&b);
    hub_ack(&b, &ack);
    assert_int_equal(ack.parked_count, 1);
    assert_int_equal(b.alarms, 1 << HUB_CONFLICT);
    assert_int_equal(number("SELECT count(*) FROM dead_letter WHERE seq = 2"), 1);
    batch_done(&a.batch);
    batch_done(&b.batch);
}

/* One row that the database refuses does not hold up the others. */
static void a_poisoned_row(void **state)
{
    (void)state;
    char out[16];
    struct batch_ack ack;
    struct station_log log = station_log_new(1);
    if (!with_postgres)
        return;
    assert_true(postgres_ask(&pg, "ALTER TABLE record ADD CHECK (id <> 'M1')", out, sizeof out));
    make(&log, entries, 4, &b);
    take(&b);
    hub_ack(&b, &ack);
    assert_int_equal(ack.parked_count, 1);
    assert_int_equal(ack.parked[0], 3);
    assert_int_equal(number("SELECT count(*) FROM record"), 3);
    assert_int_equal(number("SELECT count(*) FROM dead_letter"), 1);
    assert_int_equal(number("SELECT records FROM epoch"), 3);
    batch_done(&b.batch);
}

static void the_server_is_killed(void **state)
{
    (void)state;
    struct cause why = {{0}};
    struct station_log log = station_log_new(1);
    struct hub_item *one = &b;
    if (!with_postgres)
        return;
    make(&log, entries, 4, &b);
    postgres_kill(&pg);
    assert_int_equal(hub_store_take(store, &one, 1, &why), HUB_LATER);
    assert_true(why.text[0] != '\0');
    assert_int_equal(hub_store_take(store, &one, 1, &why), HUB_LATER);
    assert_int_equal(postgres_resume(&pg), 0);
    take(&b);
    assert_int_equal(number("SELECT count(*) FROM record"), 4);
    batch_done(&b.batch);
}

static bool exec(const char *sql)
{
    char out[16];
    sqlite3 *db = NULL;
    if (with_postgres)
        return postgres_ask(&pg, sql, out, sizeof out);
    bool well = sqlite3_open(path, &db) == SQLITE_OK &&
                sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
    (void)sqlite3_close(db);
    return well;
}

/* People read while the hub writes. */
static void readers_do_not_disturb(void **state)
{
    (void)state;
    sqlite3 *db = NULL;
    struct station_log log = station_log_new(1);
    open_log(&log, NULL, &a);
    make(&log, entries, 4, &b);
    take(&a);
    if (!with_postgres) {
        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, "BEGIN; SELECT * FROM stops", NULL, NULL, NULL),
                         SQLITE_OK);
    }
    take(&b);
    (void)sqlite3_close(db);
    assert_int_equal(number("SELECT count(*) FROM record"), 5);
    batch_done(&a.batch);
    batch_done(&b.batch);
}

/* Longer than any index takes, and not compressible. */
static void long_letters_are_kept_once(void **state)
{
    (void)state;
    static char payload[60000];
    struct cause why = {{0}};
    unsigned random = 1;
    for (size_t i = 0; i < sizeof payload - 1; i++) {
        random = random * 1103515245U + 12345U;
        payload[i] = (char)('!' + (random >> 16) % 90);
    }
    for (int i = 0; i < 4; i++) {
        payload[50000] = i < 2 ? 'a' : 'b';
        assert_int_equal(
            hub_store_dead(store, STATION, WALL, payload, strlen(payload), "no batch", &why),
            HUB_DONE);
    }
    assert_int_equal(number("SELECT count(*) FROM dead_letter"), 2);
    assert_int_equal(number("SELECT max(length(payload)) FROM dead_letter"), sizeof payload - 1);
}

/* What a hostile or broken station floods the hub with is bounded, and that is said. */
static void letters_are_bounded(void **state)
{
    (void)state;
    struct batch_ack ack;
    struct station_log log = station_log_new(1), other = station_log_new(2);
    assert_true(exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
                     " i < 9999) INSERT INTO dead_letter (station, epoch, seq, wall_ms, reason,"
                     " payload, digest) SELECT '" STATION "', '', i, 0, 'x', 'y', 'z' FROM n"));
    make(&log, entries, 4, &a);
    make(&other, entries, 4, &b);
    for (int i = 0; i < 4; i++)
        a.parked[i] = "a test's";
    a.alarms = 0;
    struct cause why = {{0}};
    struct hub_item *one = &a;
    assert_int_equal(hub_store_take(store, &one, 1, &why), HUB_DONE);
    assert_int_equal(a.alarms, 1 << HUB_FLOOD);
    hub_ack(&a, &ack);
    assert_int_equal(ack.parked_count, 4);
    take(&b); /* what is good is taken all the same */
    assert_int_equal(b.inserted, 4);
    assert_int_equal(number("SELECT count(*) FROM dead_letter"), 10000);
    assert_int_equal(number("SELECT count(*) FROM alarm WHERE kind = 'flood'"), 1);
    batch_done(&a.batch);
    batch_done(&b.batch);
}

/* It would break every view over its kind. */
static void a_body_that_is_no_json(void **state)
{
    (void)state;
    static const struct station_entry bad[] = {
        {REC_STOP, "S1", 1, "{\"begin\":1"},
        {REC_STOP, "S2", 1, "{\"begin\":\"x\",\"end\":1.5,\"ms\":1e300}"},
        {REC_STOP, "S3", 1, "{\"begin\":1,\"ms\":7}"},
        {REC_STOP, "S4", 1, "{} {}"},
    };
    struct station_log log = station_log_new(1);
    make(&log, bad, 4, &a);
    take(&a);
    assert_int_equal(number("SELECT count(*) FROM dead_letter"), 2);
    assert_int_equal(number("SELECT sum(lost_ms) FROM stops"), 7);
    assert_int_equal(number("SELECT count(*) FROM stops WHERE begin_ms IS NULL"), 1);
    batch_done(&a.batch);
}

/* Tables of the first version are brought up to date with what is in them. */
static void an_older_database(void **state)
{
    (void)state;
    struct cause why = {{0}};
    char first[8192];
    (void)snprintf(first, sizeof first, "%s%s%s",
                   with_postgres ? "DROP SCHEMA public CASCADE; CREATE SCHEMA public;" : "",
                   with_postgres ? hub_schema_postgres[0] : hub_schema_sqlite[0],
                   with_postgres ? "CREATE TABLE andon_schema AS SELECT 1 AS version"
                                 : "PRAGMA application_id = 1634625653; PRAGMA user_version = 1");
    hub_store_close(&store);
    if (!with_postgres)
        (void)unlink(path);
    assert_true(exec(first));
    assert_true(exec("INSERT INTO dead_letter (station, epoch, seq, wall_ms, reason, payload)"
                     " VALUES ('s', '', 0, 1, 'r', 'p'), ('s', '', 0, 1, 'r', 'q')"));
    store = hub_store_open(url, &why);
    if (!store)
        fail_msg("%s", why.text);
    assert_int_equal(number("SELECT count(*) FROM dead_letter WHERE payload IN ('p', 'q')"), 2);
    assert_int_equal(hub_store_dead(store, "s", 1, "p2", 2, "r", &why), HUB_DONE);
    /* … and one that is newer is left alone. */
    hub_store_close(&store);
    assert_true(
        exec(with_postgres ? "UPDATE andon_schema SET version = 99" : "PRAGMA user_version = 99"));
    assert_null(hub_store_open(url, &why));
    assert_non_null(strstr(why.text, "newer andon-hub"));
    assert_true(
        exec(with_postgres ? "UPDATE andon_schema SET version = 6" : "PRAGMA user_version = 6"));
    store = hub_store_open(url, &why);
    assert_non_null(store);
}

/* Signal history: by minutes, whose head the hub knows; what has aged becomes days. */
static void minutes_come_and_age(void **state)
{
    (void)state;
    static struct minutes m;
    struct cause why = {{0}};
    int64_t have = -1;
    const struct hub_history in = {STATION, WALL, &m};
    const int64_t day = 20000, first = day * 1440;
    m = (struct minutes){.from = 0, .to = 0};
    assert_int_equal(hub_store_history(store, &in, &have, &why), HUB_DONE);
    assert_int_equal(have, 0);
    m = (struct minutes){.from = 1, .to = first + 1440, .count = 4};
    m.row[0] = (struct minute_row){"oil", first, 1, 2, 3, 3, 10, 0, "good"};
    m.row[1] = (struct minute_row){"oil", first + 1, 3, 5, 9, 4, 20, 1, "good"};
    m.row[2] = (struct minute_row){"oil", first + 1440, 3, 5, 9, 4, 20, 1, "good"};
    m.row[3] = (struct minute_row){"load", first + 1, 0, 0, 0, 0, 0, 7, "bad"};
    static struct minutes sent;
    sent = m;
    for (int again = 0; again < 2; again++) {
        if (hub_store_history(store, &in, &have, &why) != HUB_DONE)
            fail_msg("%s", why.text);
        assert_int_equal(have, first + 1440);
    }
    assert_int_equal(number("SELECT count(*) FROM history"), 4);
    m = (struct minutes){.from = 5, .to = 6}; /* from a station that was set back */
    assert_int_equal(hub_store_history(store, &in, &have, &why), HUB_DONE);
    assert_int_equal(have, first + 1440);
    for (int again = 0; again < 2; again++) {
        if (hub_store_age(store, day + 1, &why) != HUB_DONE)
            fail_msg("%s", why.text);
        m = sent; /* its acknowledgement was lost */
        assert_int_equal(hub_store_history(store, &in, &have, &why), HUB_DONE);
    }
    assert_int_equal(number("SELECT count(*) FROM signal_history"), 1);
    assert_int_equal(number("SELECT count(*) FROM signal_days"), 2);
    assert_int_equal(number("SELECT samples FROM signal_days WHERE signal = 'oil'"), 30);
    assert_int_equal(number("SELECT round(mean * 1000000 * 30) FROM signal_days WHERE"
                            " signal = 'oil' AND least < greatest"),
                     120);
    assert_int_equal(number("SELECT bad FROM signal_days WHERE mean IS NULL"), 7);
}

/* Minutes are taken while no hub ages: what comes in between would go without a trace. */
static void no_minute_comes_while_they_age(void **state)
{
    (void)state;
    static struct minutes m = {.from = 10, .to = 11, .count = 1};
    const struct hub_history in = {STATION, STATION_LOG_WALL, &m};
    struct cause why = {{0}};
    int64_t have = 0;
    if (!with_postgres)
        return; /* one writer at a time */
    assert_true(exec(
        "CREATE FUNCTION locked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS"
        " (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 7310580"
        " AND mode = 'ShareLock' AND granted AND pid = pg_backend_pid()) THEN"
        " RAISE EXCEPTION 'not locked'; END IF; RETURN NEW; END $$;"
        "CREATE TRIGGER locked BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION locked()"));
    m.row[0] = (struct minute_row){"oil", 10, 1, 2, 3, 3, 10, 0, "good"};
    if (hub_store_history(store, &in, &have, &why) != HUB_DONE)
        fail_msg("%s", why.text);
    assert_int_equal(number("SELECT count(*) FROM history"), 1);
}

static void bad_addresses(void **state)
{
    (void)state;
    static const char *const rows[] = {"", "mysql://x", "sqlite:/nowhere/at/all/hub.db",
                                       "postgresql://postgres@127.0.0.1:1/postgres",
                                       "postgresql://%zz"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cause why = {{0}};
        assert_null(hub_store_open(rows[i], &why));
        assert_true(why.text[0] != '\0');
        assert_null(strchr(why.text, '\n'));
    }
}

#define TESTS                                                                                  \
    cmocka_unit_test_setup_teardown(taken_once, set_up, tear_down),                            \
        cmocka_unit_test_setup_teardown(in_any_order_and_together, set_up, tear_down),         \
        cmocka_unit_test_setup_teardown(the_same_key_with_another_content, set_up, tear_down), \
        cmocka_unit_test_setup_teardown(a_changed_record_is_put_aside, set_up, tear_down),     \
        cmocka_unit_test_setup_teardown(batches_that_do_not_follow, set_up, tear_down),        \
        cmocka_unit_test_setup_teardown(seams_close, set_up, tear_down),                       \
        cmocka_unit_test_setup_teardown(an_epoch_follows_what_its_opening_names, set_up,       \
                                        tear_down),                                            \
        cmocka_unit_test_setup_teardown(a_clone_forks, set_up, tear_down),                     \
        cmocka_unit_test_setup_teardown(a_backup_rewinds, set_up, tear_down),                  \
        cmocka_unit_test_setup_teardown(a_restart_is_no_fork, set_up, tear_down),              \
        cmocka_unit_test_setup_teardown(a_hub_that_is_restored, set_up, tear_down),            \
        cmocka_unit_test_setup_teardown(a_record_by_hand, set_up, tear_down),                  \
        cmocka_unit_test_setup_teardown(a_poisoned_row, set_up, tear_down),                    \
        cmocka_unit_test_setup_teardown(the_server_is_killed, set_up, tear_down),              \
        cmocka_unit_test_setup_teardown(readers_do_not_disturb, set_up, tear_down),            \
        cmocka_unit_test_setup_teardown(long_letters_are_kept_once, set_up, tear_down),        \
        cmocka_unit_test_setup_teardown(letters_are_bounded, set_up, tear_down),               \
        cmocka_unit_test_setup_teardown(a_body_that_is_no_json, set_up, tear_down),            \
        cmocka_unit_test_setup_teardown(an_older_database, set_up, tear_down),                 \
        cmocka_unit_test_setup_teardown(minutes_come_and_age, set_up, tear_down),              \
        cmocka_unit_test_setup_teardown(no_minute_comes_while_they_age, set_up, tear_down),    \
        cmocka_unit_test(bad_addresses)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS};
    (void)snprintf(directory, sizeof directory, "/tmp/andon-hub-XXXXXX");
    if (!mkdtemp(directory) || postgres_start(&pg) != 0)
        return 1;
    int failed = cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
    with_postgres = true;
    failed += cmocka_run_group_tests_name("postgresql", tests, NULL, NULL);
    postgres_done(&pg);
    (void)unlink(path);
    (void)rmdir(directory);
    return failed;
}
