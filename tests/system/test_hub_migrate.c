/* SPDX-License-Identifier: MIT */
/* Databases that an older andon-hub wrote are brought up to date: every record stays as it is, the
 * views say of its shift what its station said then, and records go on. What a newer one wrote is
 * refused in words and left alone. */
#include "data/decode/batch_read.h"
#include "data/store/hash.h"
#include "data/store/hub/hub_store.h"
#include "data/store/hub/inside.h"
#include "tests/support/postgres.h"

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

#include <math.h>

static struct postgres pg;
static char path[64] = "/tmp/andon-hub-XXXXXX", url[160];
static bool with_postgres;

static void shell(const char *command)
{
    FILE *f = popen(command, "r"); /* NOLINT(cert-env33-c): a test's own words */
    char rest[256];
    assert_non_null(f);
    while (fgets(rest, sizeof rest, f))
        continue;
    assert_int_equal(pclose(f), 0);
}

static void text_of(const char *sql, char *out, size_t size)
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

static double number(const char *sql)
{
    char out[64];
    text_of(sql, out, sizeof out);
    return strtod(out, NULL);
}

static struct hub_store *open_store(void)
{
    struct cause why = {{0}};
    struct hub_store *store = hub_store_open(url, &why);
    if (!store)
        fail_msg("%s", why.text);
    return store;
}

static int set_up(void **state)
{
    (void)state;
    char command[300];
    if (with_postgres)
        (void)snprintf(command, sizeof command,
                       "psql -X -q -v ON_ERROR_STOP=1 -d %s -c 'DROP SCHEMA public CASCADE; CREATE "
                       "SCHEMA public' -f tests/data/hub_schema2.sql",
                       pg.url);
    else
        (void)snprintf(command, sizeof command, "cp tests/data/hub_schema2.db %s", path);
    (void)snprintf(url, sizeof url, "%s%s",
                   with_postgres ? "" : "sqlite:", with_postgres ? pg.url : path);
    shell(command);
    return 0;
}

/* What `andonctl kpi` said of the shift when the file was made. */
struct figures {
    double oee, performance, quality, coverage, planned_s, unknown_s, total, good, scrap;
};
static const struct figures said[] = {
    {54.6219375568, 55.5520324688, 0.983257229833, 0.00164260416667, 47.307, 28752.693, 657, 646,
     11},
    {54.5121392579, 55.3366926248, 0.985099337748, 0.00151597222222, 43.66, 28756.34, 604, 595, 9},
};

static void is(const char *column, double value)
{
    char sql[200];
    (void)snprintf(sql, sizeof sql, "SELECT %s FROM oee_shifts", column);
    double there = number(sql);
    if (fabs(there - value) > 1e-9)
        fail_msg("%s is %.12f, was %.12f", column, there, value);
}

static void the_log_stays_and_views_come(void **state)
{
    (void)state;
    static const char log[] = "SELECT count(*) || ' ' || sum(length(body)) || ' ' || min(body)"
                              " || max(body) FROM record";
    char before[4096], after[4096];
    const struct figures *f = &said[with_postgres];
    text_of(log, before, sizeof before);
    struct hub_store *store = open_store();
    hub_store_close(&store);
    text_of(log, after, sizeof after);
    assert_string_equal(before, after);
    is("oee", f->oee);
    is("performance", f->performance);
    is("quality", f->quality);
    is("coverage", f->coverage);
    is("planned_s", f->planned_s);
    is("unknown_s", f->unknown_s);
    is("total", f->total);
    is("good", f->good);
    is("scrap", f->scrap);
    assert_int_equal((int)number("SELECT quantity FROM scraps WHERE reason = 'crack'"), 2);
    assert_int_equal((int)number("SELECT count(*) FROM calls WHERE type = 'maintenance'"), 1);
    assert_int_equal((int)number("SELECT sum(stops) FROM downtime_pareto"), 5);
    assert_int_equal((int)number("SELECT count(*) FROM oee_products WHERE product = 'bracket'"), 1);
}

static char text[BATCH_MAX + 1];
static struct hub_item item;

/* The station's next record, after the last one that is there. */
static void records_go_on(void **state)
{
    (void)state;
    struct batch_writer b;
    unsigned char bytes[HASH_BYTES];
    char before[RECORD_HASH_SIZE];
    struct cause why = {{0}};
    struct hub_item *one = &item;
    struct hub_store *store = open_store();
    hub_store_close(&store);
    struct record r = {.kind = REC_STOP,
                       .id = "S90",
                       .rev = 1,
                       .wall_ms = 1764000000000,
                       .boot_id = "boot",
                       .actor = "anna",
                       .config = "0123456789abcdef",
                       .body = "{\"begin\":1,\"end\":5,\"ms\":4}"};
    r.body_length = strlen(r.body);
    r.seq = (int64_t)number("SELECT max(seq) + 1 FROM record");
    text_of("SELECT name FROM epoch", r.epoch, sizeof r.epoch);
    text_of(with_postgres ? "SELECT encode(hash, 'hex') FROM record ORDER BY seq DESC LIMIT 1"
                          : "SELECT lower(hex(hash)) FROM record ORDER BY seq DESC LIMIT 1",
            before, sizeof before);
    assert_int_equal(hash_record(before, &r, bytes, r.hash), 0);
    batch_begin(&b, text, sizeof text, &r, before, NULL);
    assert_true(batch_add(&b, &r));
    size_t length = batch_end(&b);
    memset(&item, 0, sizeof item);
    (void)snprintf(item.station, sizeof item.station, "acme/monterrey/stamping/line1/press3");
    assert_int_equal(batch_read(text, length, &item.batch, &why), 0);
    hub_check(&item);
    store = open_store();
    assert_int_equal(hub_store_take(store, &one, 1, &why), HUB_DONE);
    hub_store_close(&store);
    assert_int_equal(item.inserted, 1);
    assert_int_equal(item.alarms, 0);
    assert_int_equal((int)number("SELECT lost_ms FROM stops WHERE id = 'S90'"), 4);
    assert_int_equal((int)number("SELECT count(*) FROM station"), 1);
    batch_done(&item.batch);
}

static void change(const char *lite, const char *post)
{
    char out[64];
    if (with_postgres) {
        assert_true(postgres_ask(&pg, post, out, sizeof out));
        return;
    }
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, lite, NULL, NULL, NULL), 0);
    (void)sqlite3_close(db);
}

static void refused(const char *words)
{
    struct cause why = {{0}};
    assert_null(hub_store_open(url, &why));
    if (!strstr(why.text, words))
        fail_msg("wanted \"%s\" in \"%s\"", words, why.text);
}

static void a_newer_one_is_refused(void **state)
{
    (void)state;
    change("PRAGMA user_version = 1000", "UPDATE andon_schema SET version = 1000");
    refused(" is of a newer andon-hub (tables of version 1000, ");
    change("CREATE TABLE program AS SELECT '9.8.7' AS version",
           "ALTER TABLE andon_schema ADD program TEXT; UPDATE andon_schema SET program = '9.8.7'");
    refused(" is of a newer andon-hub 9.8.7 (tables of version 1000, ");
    refused("; install andon-hub 9.8.7 again");
    assert_true(number("SELECT count(*) FROM shifts") >= 1); /* its own views are untouched */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_log_stays_and_views_come, set_up),
        cmocka_unit_test_setup(records_go_on, set_up),
        cmocka_unit_test_setup(a_newer_one_is_refused, set_up),
    };
    int fd = mkstemp(path);
    if (fd < 0 || close(fd) != 0 || postgres_start(&pg) != 0)
        return 1;
    int failed = cmocka_run_group_tests_name("sqlite", tests, NULL, NULL);
    with_postgres = true;
    failed += cmocka_run_group_tests_name("postgresql", tests, NULL, NULL);
    postgres_done(&pg);
    (void)unlink(path);
    return failed;
}
