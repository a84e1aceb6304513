/* SPDX-License-Identifier: MIT */
/* A station whose database was lost, or restored from a backup, numbers its calls and stops from
 * where that stands. In both databases of a hub: nothing that was there is overwritten, what was
 * there before the backup goes on, and nothing is confused. */
#include "data/decode/batch_read.h"
#include "data/store/hub/hub_store.h"
#include "data/store/hub/inside.h"
#include "data/store/hub/outbox.h"
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

static struct postgres pg;
static char directory[64], url[160], path[128];
static bool with_postgres;
static struct hub_store *store;
static char text[BATCH_MAX + 1];
static struct hub_item item;

/* ---- a station's log ------------------------------------------------------------------------- */

/* A batch of one record, held until it arrives. */
struct parcel {
    size_t length;
    char text[8192];
};

static void pack(struct station_log *log, enum record_kind kind, const char *id, int64_t rev,
                 const char *body, struct parcel *out)
{
    const struct station_entry entry = {kind, id, rev, body};
    out->length = station_log_write(log, &entry, 1, text);
    assert_true(out->length > 0 && out->length < sizeof out->text);
    memcpy(out->text, text, out->length + 1);
}

static void arrive_with(const struct parcel *parcel, const struct hub_note *note)
{
    struct cause why = {{0}};
    struct hub_item *one = &item;
    station_log_arrive(STATION, parcel->text, parcel->length, &item);
    item.note = note;
    item.notes = note != NULL;
    if (hub_store_take(store, &one, 1, &why) != HUB_DONE)
        fail_msg("%s", why.text);
    for (int i = 0; i < item.batch.count; i++)
        assert_null(item.parked[i]);
    batch_done(&item.batch);
}

static void arrive(const struct parcel *parcel)
{
    arrive_with(parcel, NULL);
}

static void send(struct station_log *log, enum record_kind kind, const char *id, int64_t rev,
                 const char *body)
{
    struct parcel parcel;
    pack(log, kind, id, rev, body, &parcel);
    arrive(&parcel);
}

/* An epoch that goes on from where `before` is now, NULL: in a new file; says it in its `open`
 * record and, unless it is of an old station, with each batch. */
static struct station_log begin(int number, const struct station_log *before, bool old,
                                struct parcel *opening)
{
    char body[300];
    struct station_log log = station_log_new(number);
    station_log_opening(before, body, sizeof body);
    log.lineage.told = !old;
    (void)snprintf(log.lineage.root, sizeof log.lineage.root, "%s",
                   before ? before->lineage.root : log.epoch);
    if (before) {
        (void)snprintf(log.hash, sizeof log.hash, "%s", before->hash);
        (void)snprintf(log.lineage.previous, sizeof log.lineage.previous, "%s", before->epoch);
        log.lineage.seq = before->seq;
    }
    pack(&log, REC_OPEN, "E1", 1, body, opening);
    return log;
}

static struct station_log open_log(int number, const struct station_log *before)
{
    struct parcel opening;
    struct station_log log = begin(number, before, false, &opening);
    arrive(&opening);
    return log;
}

/* ---- the database ---------------------------------------------------------------------------- */

static void asked(const char *sql, char *out, size_t size)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    out[0] = '\0';
    if (with_postgres) {
        if (!postgres_ask(&pg, sql, out, size))
            fail_msg("%s", sql);
        return;
    }
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    if (sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 0))
        (void)snprintf(out, size, "%s", (const char *)sqlite3_column_text(s, 0));
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(db);
}

/* The rows of "a, b …" of a table, in the order of its id. */
static void rows_are(const char *columns, const char *table, const char *expected)
{
    char sql[400], out[1024];
    (void)snprintf(sql, sizeof sql,
                   "SELECT coalesce(%s, '') FROM (SELECT id || ' ' || %s AS t FROM %s ORDER BY id) "
                   "x",
                   with_postgres ? "string_agg(t, '|' ORDER BY t)" : "group_concat(t, '|')",
                   columns, table);
    asked(sql, out, sizeof out);
    if (strcmp(out, expected) != 0)
        fail_msg("%s of %s: \"%s\", not \"%s\"", columns, table, out, expected);
}

static void open_store(void)
{
    struct cause why = {{0}};
    hub_store_close(&store);
    store = hub_store_open(url, &why);
    if (!store)
        fail_msg("%s", why.text);
}

static int set_up(void **state)
{
    (void)state;
    char drop[16];
    if (with_postgres) {
        (void)postgres_ask(&pg, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", drop,
                           sizeof drop);
        (void)snprintf(url, sizeof url, "%s", pg.url);
    } else {
        (void)snprintf(path, sizeof path, "%s/hub.db", directory);
        (void)snprintf(url, sizeof url, "sqlite:%s", path);
        (void)unlink(path);
    }
    open_store();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    hub_store_close(&store);
    return 0;
}

/* ---- bodies ---------------------------------------------------------------------------------- */

#define CALL(type, state) "{\"type\":\"" type "\",\"state\":\"" state "\",\"raised\":1}"
#define STOP(ms, reason)                                                                   \
    "{\"begin\":1,\"ms\":" #ms ",\"small\":false,\"asks\":true,\"reason\":\"" reason "\"," \
    "\"home\":\"W100\"}"

/* The first life of a station: 1, and 2 after a restart. */
static struct station_log first_life(void)
{
    struct station_log log = open_log(1, NULL);
    send(&log, REC_CALL, "C1", 1, CALL("maintenance", "raised"));
    send(&log, REC_STOP, "S1", 1, STOP(4, "mech.jam"));
    log = open_log(2, &log);
    send(&log, REC_CALL, "C1", 2, CALL("maintenance", "solved"));
    send(&log, REC_CALL, "C2", 1, CALL("quality", "raised"));
    return log;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void a_restart_is_the_same_life(void **state)
{
    (void)state;
    (void)first_life();
    rows_are("state", "calls", "C1 solved|C2 raised");
    rows_are("kind", "object", "C1 call|C2 call|E1 open|S1 stop");
}

static void a_lost_database(void **state)
{
    (void)state;
    (void)first_life();
    struct station_log new = open_log(3, NULL);
    send(&new, REC_CALL, "C1", 1, CALL("logistics", "raised"));
    send(&new, REC_STOP, "S1", 1, STOP(7, "elec.fuse"));
    new = open_log(4, &new);
    send(&new, REC_CALL, "C1", 2, CALL("logistics", "taken"));
    send(&new, REC_STOP, "S2", 1,
         "{\"begin\":1,\"ms\":1,\"small\":true,\"into\":\"S1\",\"home\":\"W100\"}");
    rows_are("type || ' ' || state || ' ' || (rev % 1099511627776)", "calls",
             "C1 maintenance solved 2|C1~000003 logistics taken 2|C2 quality raised 1");
    rows_are("reason || ' ' || lost_ms || ' ' || shift", "stops WHERE reason IS NOT NULL",
             "S1 mech.jam 4 W100|S1~000003 elec.fuse 7 W100~000003");
    rows_are("merged_into", "stops WHERE merged_into IS NOT NULL", "S2~000003 S1~000003");
    rows_are("rev", "object WHERE kind = 'call' AND id = 'C1'", "C1 2");
}

/* Whatever comes first, also at a hub that is asked for the first time. */
static void in_any_order(void **state)
{
    (void)state;
    static const int orders[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 0, 3, 2}, {2, 3, 0, 1}};
    struct parcel parcel[4];
    (void)first_life();
    struct station_log new = begin(3, NULL, false, &parcel[0]);
    pack(&new, REC_CALL, "C1", 1, CALL("logistics", "raised"), &parcel[1]);
    new = begin(4, &new, false, &parcel[2]);
    pack(&new, REC_CALL, "C1", 2, CALL("logistics", "taken"), &parcel[3]);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        (void)set_up(NULL);
        (void)first_life();
        for (int k = 0; k < 4; k++)
            arrive(&parcel[orders[i][k]]);
        rows_are("state", "calls", "C1 solved|C1~000003 taken|C2 raised");
    }
    (void)set_up(NULL);
    for (int k = 3; k >= 0; k--)
        arrive(&parcel[k]);
    rows_are("state", "calls", "C1 taken");
}

static void of_an_older_station(void **state)
{
    (void)state;
    struct parcel opening;
    (void)first_life();
    struct station_log new = begin(3, NULL, true, &opening);
    arrive(&opening);
    send(&new, REC_CALL, "C1", 1, CALL("logistics", "raised"));
    new = begin(4, &new, true, &opening);
    struct parcel early;
    pack(&new, REC_CALL, "C1", 2, CALL("logistics", "taken"), &early);
    arrive(&early); /* before the opening */
    arrive(&opening);
    rows_are("state", "calls", "C1 solved|C1~000003 taken|C2 raised");
}

/* The backup was made after C2 was raised; then it was solved, C3 raised, and the disk died. */
static struct station_log restored(int number)
{
    struct station_log log = first_life();
    struct station_log backup = log;
    send(&log, REC_CALL, "C2", 2, CALL("quality", "taken"));
    send(&log, REC_CALL, "C2", 3, CALL("quality", "solved"));
    send(&log, REC_CALL, "C3", 1, CALL("material", "raised"));
    return open_log(number, &backup);
}

static void a_restored_backup(void **state)
{
    (void)state;
    struct station_log log = restored(5);
    assert_true((item.alarms & 1U << HUB_REWIND) != 0);
    rows_are("state", "calls", "C1 solved|C2 solved|C3 raised");
    /* What it says of what was there before is of the same call, although it knows an older one. */
    send(&log, REC_CALL, "C2", 2, CALL("quality", "cancelled"));
    send(&log, REC_CALL, "C3", 1, CALL("logistics", "taken"));
    rows_are("type || ' ' || state || ' ' || rev", "calls",
             "C1 maintenance solved 2|C2 quality cancelled 2|C3 material raised 1|"
             "C3~000005 logistics taken 1");
    log = open_log(6, &log);
    send(&log, REC_CALL, "C3", 2, CALL("logistics", "solved"));
    send(&log, REC_CALL, "C1", 3, CALL("maintenance", "corrected"));
    send(&log, REC_FEEDBACK, "F1", 1, "{\"prediction\":\"C2\",\"verdict\":\"found\"}");
    rows_are("state || ' ' || rev", "calls",
             "C1 corrected 3|C2 cancelled 2|C3 raised 1|C3~000005 solved 2");
    rows_are("prediction", "prediction_outcomes", "F1~000005 C2");
}

/* Restored, restored again from a backup of the restored one, and then lost. */
static void lives_above_lives(void **state)
{
    (void)state;
    struct station_log log = restored(5);
    send(&log, REC_CALL, "C3", 1, CALL("b", "raised"));
    struct station_log backup = log;
    send(&log, REC_CALL, "C4", 1, CALL("b", "raised"));
    log = open_log(6, &backup);
    send(&log, REC_CALL, "C1", 3, CALL("a", "again"));
    send(&log, REC_CALL, "C3", 2, CALL("b", "taken"));
    send(&log, REC_CALL, "C4", 1, CALL("c", "raised"));
    log = open_log(7, NULL);
    send(&log, REC_CALL, "C4", 1, CALL("d", "raised"));
    rows_are("type || ' ' || state", "calls",
             "C1 a again|C2 quality solved|C3 material raised|C3~000005 b taken|"
             "C4~000005 b raised|C4~000006 c raised|C4~000007 d raised");
}

#define SHIFT(ms)                                                                      \
    "{\"name\":\"early\",\"begin\":60000,\"end\":120000,\"closed\":true,\"plan_ms\":{" \
    "\"running\":" #ms "}}"

/* One that the first life closed, and the restored one, too: it is not counted twice. */
static void a_shift_is_counted_once(void **state)
{
    (void)state;
    struct station_log log = first_life();
    struct station_log backup = log;
    send(&log, REC_SHIFT, "W1", 1, SHIFT(60000));
    log = open_log(5, &backup);
    send(&log, REC_SHIFT, "W1", 1, SHIFT(7));
    send(&log, REC_SHIFT, "W2", 1, SHIFT(30000));
    rows_are("running_ms", "shifts", "W1 60000|W1~000005 7|W2~000005 30000");
    rows_are("running_ms", "(SELECT shift AS id, running_ms FROM shift_sums) s",
             "W1 60000|W2~000005 30000");
}

#define OPEN_SHIFT "{\"name\":\"early\",\"begin\":60000,\"end\":120000,\"closed\":false}"

/* One that was open in the backup: what the first life closed is not what the restored one knows;
 * where nobody closed it, it goes on. */
static void a_shift_that_was_open(void **state)
{
    (void)state;
    struct station_log log = first_life();
    send(&log, REC_SHIFT, "W1", 1, OPEN_SHIFT);
    struct station_log backup = log;
    send(&log, REC_SHIFT, "W1", 2, SHIFT(60000));
    log = open_log(5, &backup);
    send(&log, REC_SHIFT, "W1", 2, SHIFT(7));
    rows_are("running_ms", "(SELECT shift AS id, running_ms FROM shift_sums) s", "W1 60000");
    (void)set_up(NULL);
    log = first_life();
    send(&log, REC_SHIFT, "W1", 1, OPEN_SHIFT);
    backup = log;
    send(&log, REC_CALL, "C3", 1, CALL("material", "raised"));
    log = open_log(5, &backup);
    send(&log, REC_SHIFT, "W1", 2, SHIFT(59000));
    rows_are("running_ms", "shifts", "W1 59000");
}

/* Faults and answers to predictions have one letter, and count by themselves. */
static void answers_and_faults(void **state)
{
    (void)state;
    struct station_log log = first_life();
    send(&log, REC_FAULT, "F812", 1, "{\"signal\":\"oil\"}");
    send(&log, REC_FEEDBACK, "F3", 1, "{\"prediction\":\"C2\",\"verdict\":\"found\"}");
    struct station_log backup = log;
    send(&log, REC_FEEDBACK, "F4", 1, "{\"prediction\":\"P9\",\"verdict\":\"found\"}");
    log = open_log(5, &backup);
    send(&log, REC_FEEDBACK, "F3", 2, "{\"prediction\":\"C2\",\"verdict\":\"nothing\"}");
    send(&log, REC_FEEDBACK, "F4", 1, "{\"prediction\":\"P11\",\"verdict\":\"not-now\"}");
    rows_are("prediction || ' ' || verdict", "prediction_outcomes",
             "F3 C2 nothing|F4 P9 found|F4~000005 P11~000005 not-now");
}

/* Restored twice from one backup, and both closed it: the tag of the first is the greater one. */
static void a_shift_of_two_backups(void **state)
{
    (void)state;
    struct station_log log = first_life();
    struct station_log backup = log;
    send(&log, REC_CALL, "C3", 1, CALL("material", "raised"));
    log = open_log(6, &backup);
    send(&log, REC_SHIFT, "W1", 1, SHIFT(60000));
    log = open_log(5, &backup);
    send(&log, REC_SHIFT, "W1", 1, SHIFT(7));
    send(&log, REC_SHIFT, "W2", 1, SHIFT(30000));
    rows_are("running_ms", "shifts", "W1~000005 7|W1~000006 60000|W2~000005 30000");
    rows_are("running_ms", "(SELECT shift AS id, running_ms FROM shift_sums) s",
             "W1~000006 60000|W2~000005 30000");
}

/* Somebody who goes back again and again keeps nobody busy for long, and confuses nothing. */
static void too_many_lives(void **state)
{
    (void)state;
    struct station_log log = first_life();
    struct station_log backup = log;
    send(&log, REC_CALL, "C3", 1, CALL("x", "raised"));
    for (int i = 0; i < 65; i++)
        log = open_log(16 + i, &backup);
    send(&log, REC_CALL, "C1", 3, CALL("x", "again"));
    rows_are("state", "calls", "C1 solved|C1~000050 again|C2 raised|C3 raised");
}

/* Another system's number is nobody's id. */
static void what_others_call_it_stays(void **state)
{
    (void)state;
    (void)first_life();
    struct station_log log = open_log(3, NULL);
    send(&log, REC_CALL, "C1", 1, "{\"type\":\"x\",\"raised\":1,\"order\":\"4711\"}");
    send(&log, REC_CALL, "C2", 1, "{\"type\":\"x\",\"raised\":1,\"order\":\"O1\"}");
    rows_are("workorder", "calls WHERE workorder IS NOT NULL",
             "C1~000003 4711|C2~000003 O1~000003");
}

/* A note of the new C1 is not taken for that of the old one. */
static void webhooks_know_them_apart(void **state)
{
    (void)state;
    char out[400];
    struct parcel parcel;
    const struct hub_note note = {"pager", STATION " C1 tier 2", STATION, "{}"};
    struct station_log log = open_log(1, NULL);
    pack(&log, REC_CALL, "C1", 1, CALL("a", "raised"), &parcel);
    arrive_with(&parcel, &note);
    log = open_log(2, NULL);
    pack(&log, REC_CALL, "C1", 1, CALL("a", "raised"), &parcel);
    arrive_with(&parcel, &note);
    asked("SELECT min(key) || '|' || max(key) FROM webhook", out, sizeof out);
    assert_string_equal(out, STATION " C1 tier 2|" STATION " C1~000002 tier 2");
}

/* The first life's end and the restored one's beginning come together. */
static void both_at_once(void **state)
{
    (void)state;
    static struct hub_item last, first;
    struct hub_item *both[] = {&last, &first};
    struct cause why = {{0}};
    struct parcel end, opening;
    struct station_log log = first_life();
    struct station_log backup = log;
    pack(&log, REC_CALL, "C3", 1, CALL("material", "raised"), &end);
    log = begin(5, &backup, false, &opening);
    station_log_arrive(STATION, end.text, end.length, &last);
    station_log_arrive(STATION, opening.text, opening.length, &first);
    if (hub_store_take(store, both, 2, &why) != HUB_DONE)
        fail_msg("%s", why.text);
    batch_done(&last.batch);
    batch_done(&first.batch);
    send(&log, REC_CALL, "C3", 2, CALL("logistics", "solved"));
    rows_are("type || ' ' || state", "calls",
             "C1 maintenance solved|C2 quality raised|C3 material raised|"
             "C3~000005 logistics solved");
}

static void change(const char *sql)
{
    char out[16];
    sqlite3 *db = NULL;
    if (with_postgres) {
        assert_true(postgres_ask(&pg, sql, out, sizeof out));
        return;
    }
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
}

/* Another hub has just begun with the lost database's first epoch, and not yet settled it. */
static void settled_by_another_hub(void **state)
{
    (void)state;
    char sql[300];
    struct parcel opening, next, taken;
    (void)first_life();
    struct station_log log = begin(3, NULL, false, &opening);
    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO epoch (station, name, boot_id, first_ms) VALUES (1, '%s', '', 1)",
                   log.epoch);
    log = begin(4, &log, false, &next);
    pack(&log, REC_CALL, "C1", 5, CALL("logistics", "taken"), &taken);
    change(sql);
    arrive(&taken);
    arrive(&opening);
    rows_are("state", "calls", "C1 solved|C1~000003 taken|C2 raised");
}

/* A station that is well, and says since it was upgraded what its epochs go on from: the last comes
 * first. */
static void an_upgraded_station(void **state)
{
    (void)state;
    struct parcel opening, next, solved;
    struct station_log log = station_log_new(39);
    (void)snprintf(log.lineage.root, sizeof log.lineage.root, "%032x", 1);
    log = begin(40, &log, true, &opening);
    arrive(&opening);
    send(&log, REC_CALL, "C41", 1, CALL("quality", "raised"));
    log = begin(42, &log, false, &next);
    log = begin(43, &log, false, &opening);
    pack(&log, REC_CALL, "C41", 2, CALL("quality", "solved"), &solved);
    arrive(&solved);
    arrive(&next);
    rows_are("state", "calls", "C41 solved");
}

/* What an older hub confused is put right from its log. */
static void an_older_hub(void **state)
{
    (void)state;
    struct station_log log = restored(5);
    send(&log, REC_CALL, "C2", 2, CALL("quality", "cancelled"));
    send(&log, REC_CALL, "C3", 1, CALL("logistics", "taken"));
    log = open_log(7, NULL);
    send(&log, REC_CALL, "C1", 1, CALL("d", "raised"));
    change("UPDATE epoch SET last_seq = last_seq"); /* a write, so that the log is all there */
    hub_store_close(&store);
    change(with_postgres ? "DROP TABLE descent CASCADE" : "DROP TABLE descent"); /* and views */
    change(with_postgres ? "DROP TABLE lineage CASCADE" : "DROP TABLE lineage");
    change("DELETE FROM object WHERE id LIKE '%~%'");
    change("UPDATE object SET body = 'wrong', rev = 1 WHERE id IN ('C1', 'C3')");
    change(with_postgres ? "UPDATE andon_schema SET version = 7" : "PRAGMA user_version = 7");
    open_store();
    rows_are("type || ' ' || state || ' ' || rev", "calls",
             "C1 maintenance solved 2|C1~000007 d raised 1|C2 quality cancelled 2|"
             "C3 material raised 1|C3~000005 logistics taken 1");
    rows_are("body", "object WHERE kind = 'call' AND id = 'C1'",
             "C1 " CALL("maintenance", "solved"));
    rows_are("kind", "object WHERE kind <> 'stop'",
             "C1 call|C1~000007 call|C2 call|C3 call|C3~000005 call|E1 open|E1~000005 open|"
             "E1~000007 open");
    send(&log, REC_CALL, "C1", 2, CALL("d", "solved"));
    rows_are("state", "calls WHERE id LIKE 'C1%'", "C1 solved|C1~000007 solved");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(a_restart_is_the_same_life),
        TEST(a_lost_database),
        TEST(in_any_order),
        TEST(of_an_older_station),
        TEST(a_restored_backup),
        TEST(lives_above_lives),
        TEST(both_at_once),
        TEST(a_shift_is_counted_once),
        TEST(a_shift_that_was_open),
        TEST(a_shift_of_two_backups),
        TEST(answers_and_faults),
        TEST(settled_by_another_hub),
        TEST(an_upgraded_station),
        TEST(what_others_call_it_stays),
        TEST(webhooks_know_them_apart),
        TEST(an_older_hub),
        TEST(too_many_lives),
    };
    (void)snprintf(directory, sizeof directory, "/tmp/andon-lineage-XXXXXX");
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
