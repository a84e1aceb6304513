/* SPDX-License-Identifier: MIT */
/* A damaged file: found after an unclean stop, put aside, and what can be read of it brought into
 * the new one under its old numbers, while new records are being kept. */
#include "data/model/clock.h"
#include "data/store/store.h"
#include "tests/support/damage.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/store_kit.h"

#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static bool has_note(struct kit *kit)
{
    return kit->notes > 0 && strstr(kit->note, "were read from the damaged file");
}

static bool is_looked_through(struct kit *kit)
{
    return kit->notes > 0 && strstr(kit->note, "after an unclean stop");
}

/* "N of M records" of the note. */
static void read_note(struct kit *kit, long long *found, long long *all, long long *minutes)
{
    if (sscanf(kit->note, "%lld of %lld records and %lld minutes", found, all, minutes) != 3)
        fail_msg("\"%s\"", kit->note);
}

/* ---- finding it ------------------------------------------------------------------------------ */

static void a_whole_file_is_found_whole(void **state)
{
    struct kit *kit = *state;
    assert_true(damage_make_file(kit));
    assert_true(damage_mark_unclean(kit));
    assert_true(kit_run(kit));
    assert_false(kit->opened.clean);
    assert_true(kit_wait(kit, is_looked_through));
    assert_non_null(strstr(kit->note, "all 1204 records were found whole"));
    kit_close(kit);
    /* after a proper end nobody looks */
    kit->notes = 0;
    assert_true(kit_run(kit));
    assert_true(damage_keep(kit, 2001, 50));
    assert_int_equal(kit->notes, 0);
}

static void a_changed_record_is_named(void **state)
{
    struct kit *kit = *state;
    assert_true(damage_make_file(kit));
    assert_true(damage_mark_unclean(kit));
    assert_true(kit_exec(kit->path, "UPDATE record SET body = body || ' ' WHERE id = 'S600'"));
    assert_true(kit_run(kit));
    assert_true(kit_wait(kit, is_looked_through));
    assert_non_null(strstr(kit->note, "stop S600: was changed"));
    assert_true(damage_keep(kit, 2001, 50)); /* the file as such is sound: it goes on */
}

/* A damaged page of any table is found while records come, and nothing that can be read is lost. */
static void a_damaged_page_is_found_after_an_unclean_stop(void **state)
{
    static const char *const tables[] = {"record", "stop", "history", "epoch", "record"};
    (void)state;
    const char *given = getenv("SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct kit kit;
        struct verify_result result;
        long long found, all, minutes;
        kit_make(&kit);
        assert_true(damage_make_file(&kit));
        assert_true(damage_mark_unclean(&kit));
        bool record = strcmp(tables[i], "record") == 0, root = strcmp(tables[i], "epoch") == 0;
        int64_t page =
            root ? damage_root(&kit, tables[i]) : damage_page(&kit, tables[i], "leaf", 1 + (int)i);
        assert_true(page > 1);
        assert_true(damage_spoil(kit.path, page, seed + (unsigned)i));
        assert_true(kit_run(&kit));
        assert_true(damage_keep(&kit, 5001, 100));
        assert_true(kit_wait(&kit, has_note));
        read_note(&kit, &found, &all, &minutes);
        print_message("%s: %s\n", tables[i], kit.note);
        assert_true(damage_keep(&kit, 6001, 100));
        kit_close(&kit);
        assert_true(kit_verify(kit.path, &result));
        if (!root) { /* without the names of its openings a record proves nothing */
            /* the page, and one record that proves nothing any more */
            assert_true(found >= all - (record ? 40 : 0));
            /* a page of minutes; what was written to the damaged file comes along */
            assert_true(minutes >= 1200 - 600);
            assert_int_equal(kit_number(kit.path,
                                        "SELECT count(*) FROM stop WHERE id IN "
                                        "('S1', 'S1200', 'S5001', 'S5100', 'S6001', 'S6100')"),
                             6);
        }
        /* kept after the damage, whichever file it went to */
        assert_true(kit_number(kit.path, "SELECT count(*) FROM stop WHERE "
                                         "CAST(substr(id, 2) AS INTEGER) > 5000") >= 100);
        kit_remove(&kit);
    }
}

/* ---- what comes of it ------------------------------------------------------------------------ */

/* The numbers, the checkpoint and the chain go on. */
static void what_can_be_read_comes_back_under_its_numbers(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    long long found, all, minutes;
    char hash[2][80];
    assert_true(damage_make_file(kit));
    assert_true(kit_sql(kit->path, "SELECT hex(hash) FROM record WHERE id = 'S1000'", hash[0],
                        sizeof hash[0]));
    int64_t n = kit_number(kit->path, "SELECT n FROM head");
    assert_true(kit_exec(kit->path,
                         "INSERT INTO parked (epoch, seq, kind, id, rev, wall_ms, actor, why) "
                         "SELECT name, 3, 'stop', 'S2', 1, 1, 'a', 'bad' FROM epoch WHERE "
                         "number = 1; UPDATE head SET parked = 1"));
    assert_true(damage_spoil(kit->path, damage_root(kit, "signal"), 7));
    assert_true(damage_spoil(kit->path, damage_page(kit, "record", "leaf", 9), 8));
    assert_true(damage_mark_unclean(kit));
    assert_true(kit_run(kit));
    assert_true(damage_keep(kit, 5001, 50));
    assert_true(kit_wait(kit, has_note));
    read_note(kit, &found, &all, &minutes);
    assert_true(found >= 1203 - 40 && found < all && all >= 1203);
    kit_close(kit);
    assert_true(kit_verify(kit->path, &result));
    assert_int_equal(result.missing, all - found);
    assert_true(kit_number(kit->path, "SELECT n FROM head") > n);
    assert_true(kit_sql(kit->path, "SELECT hex(hash) FROM record WHERE id = 'S1000'", hash[1],
                        sizeof hash[1]));
    assert_string_equal(hash[0], hash[1]);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM epoch WHERE number <= 3"), 3);
    assert_int_equal(kit_number(kit->path, "SELECT salvage IS NULL FROM head"), 1);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) FROM parked WHERE id = 'S2'"), 1);
    assert_int_equal(kit_number(kit->path, "SELECT parked FROM head"), 1);
}

static void lay_broken(struct kit *kit)
{
    assert_true(damage_make_file(kit));
    assert_true(damage_spoil(kit->path, damage_page(kit, "record", "leaf", 5), 3));
    assert_true(damage_spoil(kit->path, damage_page(kit, "record", "leaf", 20), 4));
    assert_true(damage_mark_unclean(kit));
}

static void the_checkpoint_comes_along(void **state)
{
    struct kit *kit = *state;
    lay_broken(kit);
    assert_true(kit_run(kit));
    assert_true(kit_wait(kit, has_note));
    kit_close(kit);
    assert_true(kit_open(kit));
    assert_non_null(kit->opened.checkpoint);
    assert_string_equal(kit->opened.checkpoint, "{\"at\":1151}");
}

static bool is_put_aside(struct kit *kit)
{
    DIR *dir = opendir(kit->dir);
    bool found = false;
    for (struct dirent *e = dir ? readdir(dir) : NULL; e && !found; e = readdir(dir))
        found = strstr(e->d_name, "broken") != NULL;
    if (dir)
        assert_int_equal(closedir(dir), 0);
    return found;
}

/* Killed while it reads: the next one begins again, nothing comes twice. It may come to its end in
 * the moment in which it is closed: then nobody has heard of it. */
static void it_goes_on_after_a_restart(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    long long found = 0, all = 0, minutes = 0;
    lay_broken(kit);
    int rounds = 0;
    for (; rounds < 200; rounds++) {
        assert_true(kit_run(kit));
        kit->notes = 0;
        for (int i = 0; i < rounds && !has_note(kit); i++) {
            (void)poll(NULL, 0, 2);
            kit_drain(kit);
        }
        kit_close(kit);
        bool reading = kit_number(kit->path, "SELECT salvage NOT NULL FROM head") == 1;
        if (!reading && is_put_aside(kit))
            break;
        if (!reading)
            assert_true(damage_mark_unclean(kit)); /* stopped before anything was found */
    }
    assert_true(rounds < 200);
    assert_true(kit_verify(kit->path, &result));
    if (has_note(kit)) {
        read_note(kit, &found, &all, &minutes);
        assert_int_equal(result.missing, all - found);
    }
    assert_in_range(result.missing, 2, 80);
    assert_int_equal(kit_number(kit->path, "SELECT count(*) - count(DISTINCT epoch || '/' || seq) "
                                           "FROM record"),
                     0);
    assert_int_equal(kit_number(kit->path, "SELECT sum(samples) - count(*) FROM history"), 0);
    assert_int_equal(kit_number(kit->path, "SELECT minutes - (SELECT count(*) FROM history) "
                                           "FROM head"),
                     0);
}

/* Garbage all over, or only its first page: nothing can be read, it is begun anew nevertheless. */
static void what_cannot_be_read_at_all(void **state)
{
    (void)state;
    for (int whole = 0; whole < 2; whole++) {
        struct kit kit;
        struct verify_result result;
        kit_make(&kit);
        assert_true(damage_make_file(&kit));
        int64_t pages = kit_number(kit.path, "PRAGMA page_count");
        for (int64_t page = 1; page <= (whole ? pages : 1); page++)
            assert_true(damage_spoil(kit.path, page, (unsigned)page));
        assert_true(kit_run(&kit));
        assert_true(kit.opened.broken[0]);
        assert_true(kit.opened.fresh);
        assert_true(damage_keep(&kit, 1, 50));
        kit_close(&kit);
        assert_true(kit_verify(kit.path, &result));
        assert_int_equal(result.records, 51);
        kit_remove(&kit);
    }
}

/* Any pages, at random: it always opens, goes on, and what it holds is proven. */
static void any_damage(void **state)
{
    (void)state;
    const char *given = getenv("SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    print_message("seed %u\n", seed);
    for (int round = 0; round < 12; round++) {
        struct kit kit;
        struct verify_result result;
        kit_make(&kit);
        assert_true(damage_make_file(&kit));
        assert_true(damage_mark_unclean(&kit));
        int64_t pages = kit_number(kit.path, "PRAGMA page_count");
        for (int i = 1 + rand_r(&seed) % 12; i > 0; i--)
            assert_true(damage_spoil(kit.path, 2 + rand_r(&seed) % (pages - 1), seed));
        assert_true(kit_run(&kit));
        assert_true(damage_keep(&kit, 5001, 50));
        for (int i = 0; i < 6000 && !has_note(&kit) && !is_looked_through(&kit); i++) {
            (void)poll(NULL, 0, 5);
            kit_drain(&kit);
        }
        assert_true(damage_keep(&kit, 6001, 50));
        print_message("%s\n", kit.note);
        kit_close(&kit);
        assert_true(kit_run(&kit));
        kit_close(&kit);
        assert_true(kit_verify(kit.path, &result));
        assert_true(kit_number(kit.path, "SELECT count(*) FROM stop WHERE "
                                         "CAST(substr(id, 2) AS INTEGER) > 6000") == 50);
        kit_remove(&kit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, kit_set_up, kit_tear_down)
        CASE(a_whole_file_is_found_whole),
        CASE(a_changed_record_is_named),
        CASE(a_damaged_page_is_found_after_an_unclean_stop),
        CASE(what_can_be_read_comes_back_under_its_numbers),
        CASE(the_checkpoint_comes_along),
        CASE(it_goes_on_after_a_restart),
        CASE(what_cannot_be_read_at_all),
        CASE(any_damage),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
