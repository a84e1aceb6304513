/* SPDX-License-Identifier: MIT */
/* Least rights in a real PostgreSQL: what --schema-sql prints makes the database and its roles; a
 * hub in its role takes records and can neither change nor remove one; people read views and
 * nothing else; the owner brings tables up to date, and whoever may not is told in words. */
#include "data/decode/batch_read.h"
#include "data/store/hash.h"
#include "data/store/hub/hub_store.h"
#include "data/store/hub/inside.h"
#include "data/store/hub/roles.h"
#include "tests/support/postgres.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

static struct postgres pg, hub, bi, dba; /* the server as each of them */

static void as(struct postgres *who, const char *user)
{
    *who = pg;
    (void)snprintf(who->url, sizeof who->url, "postgresql://%s@127.0.0.1:%d/postgres", user,
                   pg.port);
}

static bool may(const struct postgres *who, const char *sql)
{
    char out[64];
    return postgres_ask(who, sql, out, sizeof out);
}

static int set_up(void **state)
{
    (void)state;
    char command[200];
    const char *build = getenv("BUILD");
    if (postgres_start(&pg) != 0)
        return -1;
    for (int again = 0; again < 2; again++) {
        (void)snprintf(command, sizeof command, "%s/andon-hub --schema-sql | psql -X -q -d %s",
                       build ? build : "build", pg.url);
        FILE *f = popen(command, "r"); /* NOLINT(cert-env33-c): a test's own words */
        if (!f || pclose(f) != 0)
            return -1;
    }
    as(&hub, "hub1");
    as(&bi, "bi");
    as(&dba, "dba");
    return may(&pg, "CREATE ROLE hub1 LOGIN IN ROLE andon_ingest; CREATE ROLE bi LOGIN IN ROLE"
                    " andon_view; CREATE ROLE dba LOGIN IN ROLE andon_owner; CREATE ROLE nobody"
                    " LOGIN")
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    postgres_done(&pg);
    return 0;
}

static char text[BATCH_MAX + 1];
static struct hub_item item;

/* A batch of two: a stop, and a record that can only be parked. */
static enum hub_result take(const struct postgres *who, int number, struct cause *why)
{
    struct batch_writer b;
    unsigned char bytes[HASH_BYTES];
    struct hub_item *one = &item;
    struct record r = {.seq = 1,
                       .kind = REC_STOP,
                       .id = "S1",
                       .rev = 1,
                       .wall_ms = 1764000000000,
                       .boot_id = "boot",
                       .actor = "anna",
                       .config = "0123456789abcdef",
                       .body = "{\"begin\":1,\"end\":5,\"ms\":4,\"home\":\"W1\"}"};
    r.body_length = strlen(r.body);
    (void)snprintf(r.epoch, sizeof r.epoch, "%032x", number);
    assert_int_equal(hash_record(hash_genesis, &r, bytes, r.hash), 0);
    batch_begin(&b, text, sizeof text, &r, hash_genesis, NULL);
    assert_true(batch_add(&b, &r));
    r.seq = 2;
    assert_true(batch_add(&b, &r)); /* its hash is not that of its content */
    size_t length = batch_end(&b);
    memset(&item, 0, sizeof item);
    (void)snprintf(item.station, sizeof item.station, "a/b/c/d/e");
    item.wall_ms = 1764000000000;
    assert_int_equal(batch_read(text, length, &item.batch, why), 0);
    hub_check(&item);
    struct hub_store *store = hub_store_open(who->url, why);
    enum hub_result rc = store ? hub_store_take(store, &one, 1, why) : HUB_LATER;
    if (store)
        hub_store_close(&store);
    batch_done(&item.batch);
    return rc;
}

static void a_hub_adds_and_no_more(void **state)
{
    (void)state;
    struct cause why = {{0}};
    static const char *const not [] = {
        "DELETE FROM record",
        "UPDATE record SET body = '{}'",
        "UPDATE record_1 SET body = '{}'",
        "DELETE FROM record_3",
        "TRUNCATE record",
        "DROP TABLE record",
        "DELETE FROM dead_letter",
        "UPDATE dead_letter SET reason = ''",
        "DELETE FROM object",
        "DELETE FROM fact_stop",
        "DELETE FROM epoch",
        "DELETE FROM alarm",
        "UPDATE andon_schema SET version = 1",
        "CREATE TABLE mine (x int)",
        "ALTER TABLE record ADD COLUMN x int",
    };
    for (int again = 0; again < 2; again++)
        if (take(&hub, 1, &why) != HUB_DONE)
            fail_msg("%s", why.text);
    assert_int_equal(postgres_number(&pg, "SELECT count(*) FROM record WHERE epoch = 1"), 1);
    assert_int_equal(postgres_number(&pg, "SELECT count(*) FROM dead_letter WHERE epoch LIKE '%1'"),
                     1);
    assert_int_equal(
        postgres_number(&pg,
                        "SELECT count(*) FROM alarm WHERE kind = 'broken' AND epoch LIKE '%1'"),
        1);
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        if (may(&hub, not [i]))
            fail_msg("a hub may: %s", not [i]);
}

static void people_read_views(void **state)
{
    (void)state;
    static const char *const not [] = {"SELECT * FROM record",
                                       "SELECT * FROM object",
                                       "SELECT * FROM fact_stop",
                                       "SELECT * FROM dead_letter",
                                       "SELECT * FROM station",
                                       "SELECT * FROM record_1",
                                       "INSERT INTO stations VALUES (1)",
                                       "CREATE TABLE mine (x int)"};
    char sql[100];
    for (int i = 0; i < HUB_VIEWS; i++) {
        (void)snprintf(sql, sizeof sql, "SELECT * FROM %s", hub_views_postgres[i].name);
        if (!may(&bi, sql))
            fail_msg("%s is not for people", hub_views_postgres[i].name);
    }
    assert_int_equal(postgres_number(&bi, "SELECT count(*) FROM stops WHERE lost_ms = 4"), 1);
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        if (may(&bi, not [i]))
            fail_msg("people may: %s", not [i]);
}

/* A hub of a newer version comes first: it cannot, and says who can; afterwards it is let in. */
static void the_owner_brings_them_up_to_date(void **state)
{
    (void)state;
    struct cause why = {{0}};
    assert_true(may(&dba, "UPDATE andon_schema SET version = 2"));
    assert_int_equal(take(&hub, 2, &why), HUB_LATER);
    assert_non_null(strstr(why.text, "run andon-hub --migrate as their owner"));
    assert_int_equal(postgres_number(&pg, "SELECT count(*) FROM fact_stop"), 1);
    struct hub_store *store = hub_store_open(dba.url, &why);
    if (!store)
        fail_msg("%s", why.text);
    hub_store_close(&store);
    assert_int_equal(postgres_number(&pg, "SELECT count(*) FROM pg_tables WHERE schemaname ="
                                          " 'public' AND tableowner <> 'andon_owner'"),
                     0);
    if (take(&hub, 2, &why) != HUB_DONE)
        fail_msg("%s", why.text);
    a_hub_adds_and_no_more(state);
    assert_true(may(&bi, "SELECT * FROM oee_shifts"));
}

static void who_may_nothing_is_told(void **state)
{
    (void)state;
    struct cause why = {{0}};
    struct postgres nobody;
    as(&nobody, "nobody");
    assert_null(hub_store_open(nobody.url, &why));
    assert_non_null(strstr(why.text, "permission denied"));
    assert_true(may(&pg, "CREATE DATABASE empty"));
    (void)snprintf(nobody.url, sizeof nobody.url, "postgresql://nobody@127.0.0.1:%d/empty",
                   pg.port);
    assert_null(hub_store_open(nobody.url, &why));
    assert_non_null(strstr(why.text, "--schema-sql"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hub_adds_and_no_more),
        cmocka_unit_test(people_read_views),
        cmocka_unit_test(the_owner_brings_them_up_to_date),
        cmocka_unit_test(who_may_nothing_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
