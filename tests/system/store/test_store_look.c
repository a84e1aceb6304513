/* SPDX-License-Identifier: MIT */
/* The look through a file after an unclean stop: it notices damage to every kind of page, also
 * where reading rows one after the other goes past it. A damaged file loses nothing that can be
 * read; an index that does not fit its table is made anew. */
#include "data/store/store.h"
#include "tests/support/damage.h"
#include "tests/support/fault_vfs.h"
#include "tests/support/store_kit.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define LONG_BODY 4000 /* runs over to a page of its own */

static bool is_put_back(struct kit *kit)
{
    return kit->notes > 0 && strstr(kit->note, "were read from the damaged file");
}

static bool is_over(struct kit *kit)
{
    return is_put_back(kit) || (kit->notes > 0 && (strstr(kit->note, "were found whole") ||
                                                   strstr(kit->note, "not as it was written")));
}

static bool has_note(struct kit *kit)
{
    return kit->notes > 0;
}

static void must_hold(const char *path, const char *sql, int64_t number)
{
    int64_t found = kit_number(path, sql);
    if (found != number)
        fail_msg("%lld, not %lld: %s", (long long)found, (long long)number, sql);
}

static void must_be_sound(struct kit *kit)
{
    char text[200];
    assert_true(kit_sql(kit->path, "PRAGMA integrity_check", text, sizeof text));
    assert_string_equal(text, "ok");
}

/* 1200 stops, 40 shifts and calls with bodies of two pages, and room left by what was removed. */
static void lay_file(struct kit *kit)
{
    char body[LONG_BODY + 100];
    assert_true(damage_make_file(kit));
    assert_true(kit_run(kit));
    for (int i = 0; i < 80; i++) {
        struct record_draft draft = {.kind = i % 2 ? REC_CALL : REC_SHIFT,
                                     .rev = 1,
                                     .wall_ms = KIT_WALL,
                                     .actor = "machine"};
        (void)snprintf(draft.id, sizeof draft.id, "%c%d", i % 2 ? 'C' : 'W', i);
        (void)snprintf(body, sizeof body, "{\"name\":\"%d\",\"begin\":%d,\"note\":\"%0*d\"}", i, i,
                       LONG_BODY, i);
        assert_true(kit_wait_kept(kit, kit_append(kit, &draft, body)));
    }
    kit_close(kit);
    assert_true(kit_exec(kit->path, "DELETE FROM history WHERE minute % 1000 < 900;"
                                    "UPDATE head SET minutes = (SELECT count(*) FROM history)"));
    assert_true(damage_mark_unclean(kit));
    must_be_sound(kit);
}

/* ---- pages that are anything ----------------------------------------------------------------- */

struct place {
    const char *tree, *type; /* NULL: its root */
    int which;
    int lost; /* records at most; -1: a record is named and the file kept */
};

static const struct place places[] = {
    {"record", "leaf", 3, 40},
    {"record", "internal", 0, 1300}, /* of so small a file it is the root */
    {"record", "overflow", 1, -1},
    {"stop", "leaf", 4, 0},
    {"stop", "internal", 0, 0},
    {"history", NULL, 0, 0},
    {"stop_begin_ms", "leaf", 2, 0},
    {"stop_begin_ms", "internal", 0, 0},
    {"stop_begin_ms", NULL, 0, 0},
    {"scrap_begin_ms", NULL, 0, 0},
    {"sqlite_autoindex_signal_1", NULL, 0, 0},
    {"shift", "overflow", 5, 0},
    {"object", "overflow", 5, 0},
    {"scrap", NULL, 0, 0},
};

static void must_be_found(struct kit *kit, const struct place *place)
{
    struct verify_result result;
    long long found = 0, all = 0;
    kit->notes = 0;
    assert_true(kit_run(kit));
    assert_true(kit_wait(kit, is_over));
    print_message("%s %s: %s\n", place->tree, place->type ? place->type : "root", kit->note);
    kit_close(kit);
    if (place->lost < 0) {
        assert_non_null(strstr(kit->note, "not as it was written"));
        return;
    }
    assert_true(is_put_back(kit));
    assert_int_equal(sscanf(kit->note, "%lld of %lld", &found, &all), 2);
    assert_true(found <= all && found + place->lost >= all);
    assert_true(kit_verify(kit->path, &result));
    must_be_sound(kit);
}

static void a_page_of_anything_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct place *place = &places[i];
        struct kit kit;
        kit_make(&kit);
        lay_file(&kit);
        int64_t page = place->type ? damage_page(&kit, place->tree, place->type, place->which)
                                   : damage_root(&kit, place->tree);
        if (page < 2)
            fail_msg("there is no page %s %s", place->tree, place->type ? place->type : "root");
        assert_true(damage_spoil(kit.path, page, 7 + (unsigned)i));
        must_be_found(&kit, place);
        kit_remove(&kit);
    }
}

/* ---- pages that look right ------------------------------------------------------------------- */

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Above the leaves: rows can still be read one after the other, some are not found by number. */
static void a_wrong_signpost_is_found(void **state)
{
    struct kit *kit = *state;
    unsigned char page[DAMAGE_PAGE];
    lay_file(kit);
    int64_t at = damage_page(kit, "record", "internal", 0);
    assert_true(damage_read(kit->path, at, page));
    assert_int_equal(page[0], 5);
    size_t cell = (size_t)page[12] << 8 | page[13];
    assert_true(page[cell + 4] > 3 && page[cell + 4] < 0x80); /* a number of one byte */
    page[cell + 4] = (unsigned char)(page[cell + 4] - 3);
    assert_true(damage_write(kit->path, at, page));
    must_be_found(kit, &(struct place){"record", "internal", 0, 0});
}

/* Free pages: the first trunk says what is not so. */
static void a_wrong_list_of_free_pages_is_found(void **state)
{
    static const struct {
        const char *what;
        size_t at;
    } numbers[] = {{"next trunk", 0}, {"how many", 4}, {"the first", 8}};
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct kit kit;
        unsigned char page[DAMAGE_PAGE];
        kit_make(&kit);
        lay_file(&kit);
        assert_true(damage_read(kit.path, 1, page));
        int64_t trunk = number_at(page + 32);
        assert_true(trunk > 1 && number_at(page + 36) > 1);
        assert_true(damage_read(kit.path, trunk, page));
        page[numbers[i].at + 2] = 0x7f;
        assert_true(damage_write(kit.path, trunk, page));
        must_be_found(&kit, &(struct place){"free list", numbers[i].what, 0, 0});
        kit_remove(&kit);
    }
}

/* A page as it was before: a write that the disk has said was done. */
static void an_index_of_yesterday_is_made_anew(void **state)
{
    struct kit *kit = *state;
    struct verify_result result;
    unsigned char page[DAMAGE_PAGE];
    lay_file(kit);
    int64_t at = damage_page(kit, "stop_begin_ms", "leaf", 3);
    assert_true(damage_read(kit->path, at, page));
    assert_true(kit_exec(kit->path, "UPDATE stop SET small = 1"));
    assert_true(damage_write(kit->path, at, page));
    assert_true(kit_exec(kit->path, "UPDATE stop SET small = NULL WHERE id = 'S1'"));
    assert_true(damage_mark_unclean(kit));
    assert_true(kit_run(kit));
    assert_true(kit_wait(kit, has_note));
    assert_non_null(strstr(kit->note, "an index of stop did not fit its rows"));
    assert_non_null(strstr(kit->note, "nothing is lost"));
    assert_true(kit_wait(kit, is_over));
    assert_non_null(strstr(kit->note, "were found whole"));
    assert_true(damage_keep(kit, 5001, 50));
    kit_close(kit);
    must_be_sound(kit);
    must_hold(kit->path, "SELECT count(*) FROM stop INDEXED BY stop_begin_ms WHERE small = 1",
              1199);
    assert_int_equal(store_verify(kit->path, &result, &kit->why), 0);
}

/* ---- what is no damage ----------------------------------------------------------------------- */

/* Stops without a begin, equal begins, an index and a table that somebody has added by hand. */
static void odd_rows_are_whole(void **state)
{
    struct kit *kit = *state;
    assert_true(kit_run(kit));
    for (int i = 0; i < 900; i++) {
        struct record_draft draft = {.kind = REC_STOP, .rev = 1, .actor = "machine"};
        (void)snprintf(draft.id, sizeof draft.id, "S%d", i);
        (void)kit_append(kit, &draft, i % 3 ? "{\"begin\":5}" : "{}");
    }
    assert_true(damage_keep(kit, 1001, 100));
    kit_close(kit);
    assert_true(kit_exec(kit->path,
                         "CREATE TABLE \"a \"\"table\" (x, \"y z\", UNIQUE (x, \"y z\"));"
                         "INSERT INTO \"a \"\"table\" VALUES (1, 'a'), (2.5, NULL), (NULL, x'00');"
                         "CREATE INDEX of_states ON stop (state, begin_ms DESC);"
                         "CREATE INDEX of_records ON record (kind, wall_ms);"
                         "CREATE INDEX of_some ON stop (id) WHERE small = 1;"
                         "CREATE INDEX of_sums ON stop (begin_ms + ms)"));
    assert_true(damage_mark_unclean(kit));
    assert_true(kit_run(kit));
    assert_true(kit_wait(kit, is_over));
    assert_int_equal(kit->notes, 1);
    assert_non_null(strstr(kit->note, "were found whole"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, kit_set_up, kit_tear_down)
        CASE(a_page_of_anything_is_found),
        CASE(a_wrong_signpost_is_found),
        CASE(a_wrong_list_of_free_pages_is_found),
        CASE(an_index_of_yesterday_is_made_anew),
        CASE(odd_rows_are_whole),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
