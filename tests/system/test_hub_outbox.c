/* SPDX-License-Identifier: MIT */
/* What a hub has to tell others, in SQLite and in PostgreSQL: noted with the records, once; taken
 * by one hub at a time; due again when it failed; bounded. And which records are news at all. */
#include "data/hub/hook/note.h"
#include "data/model/clock.h"
#include "data/store/hub/outbox.h"
#include "tests/support/postgres.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define STATION "acme/monterrey/stamping/line1/press3"
#define T       INT64_C(1795353672123)

static struct postgres pg;
static char directory[64], url[160];
static bool with_postgres;
static struct hub_store *store;

static struct hub_store *open_it(void)
{
    struct cause why = {{0}};
    struct hub_store *opened = hub_store_open(url, &why);
    if (!opened)
        fail_msg("%s", why.text);
    return opened;
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
        char path[128];
        (void)snprintf(path, sizeof path, "%s/hub.db", directory);
        (void)unlink(path);
        (void)snprintf(url, sizeof url, "sqlite:%s", path);
    }
    store = open_it();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    hub_store_close(&store);
    return 0;
}

/* ---- the outbox ------------------------------------------------------------------------------ */

static void add(const char *hook, const char *key, const char *body)
{
    struct cause why = {{0}};
    const struct hub_note note = {hook, key, STATION, body};
    if (hub_outbox_add(store, &note, T, &why) != HUB_DONE)
        fail_msg("%s", why.text);
}

static const struct hub_due *take_by(struct hub_store *hub, const char *hook, int64_t now)
{
    static struct hub_due due;
    struct cause why = {{0}};
    if (hub_outbox_take(hub, hook, now, 1000, &due, &why) != HUB_DONE)
        fail_msg("%s", why.text);
    return due.number > 0 ? &due : NULL;
}

static void settle(int64_t number, int64_t due, int64_t now, const char *outcome)
{
    struct cause why = {{0}};
    if (hub_outbox_settle(store, number, due, now, outcome, &why) != HUB_DONE)
        fail_msg("%s", why.text);
}

static int64_t waiting(const char *hook)
{
    struct cause why = {{0}};
    int64_t count = -1;
    assert_int_equal(hub_outbox_waiting(store, hook, &count, &why), HUB_DONE);
    return count;
}

static void each_note_is_sent_once(void **state)
{
    (void)state;
    struct cause why = {{0}};
    add("chat", "C1 raised", "{\"a\":\"it's\"}");
    add("chat", "C1 raised", "{}");
    add("chat", "C2 raised", "{}");
    add("page", "C1 raised", "{}");
    assert_int_equal(waiting("chat"), 2);
    assert_null(take_by(store, "none", T));
    const struct hub_due *due = take_by(store, "chat", T);
    assert_non_null(due);
    int64_t first = due->number;
    assert_string_equal(due->key, "C1 raised");
    assert_string_equal(due->station, STATION);
    assert_string_equal(due->body, "{\"a\":\"it's\"}");
    assert_true(due->made_ms == T && due->tries == 1);

    struct hub_store *other = open_it();
    due = take_by(other, "chat", T);
    assert_string_equal(due->key, "C2 raised"); /* the first one is out */
    int64_t second = due->number;
    assert_null(take_by(other, "chat", T + 999));
    settle(second, TIME_NONE, T, "sent");
    due = take_by(other, "chat", T + 1000); /* whoever took it is gone */
    assert_true(due->number == first && due->tries == 2);
    hub_store_close(&other);

    settle(first, T + 60000, T, "it answers 503");
    assert_null(take_by(store, "chat", T + 59999));
    assert_true(take_by(store, "chat", T + 60000)->tries == 3);
    settle(first, TIME_NONE, T + 61000, "sent");
    settle(first, T, T, "too late: it is done");
    assert_null(take_by(store, "chat", T + 999999));
    add("chat", "C1 raised", "{}"); /* the record came again */
    assert_int_equal(waiting("chat"), 0);
    assert_int_equal(hub_outbox_forget(store, T + 61001, &why), HUB_DONE);
    add("chat", "C1 raised", "{}");
    assert_int_equal(waiting("chat"), 1);
    assert_int_equal(waiting("page"), 1);
}

static void notes_are_bounded(void **state)
{
    (void)state;
    char key[32];
    for (int64_t i = 0; i < HUB_NOTES_MAX + 20; i++) {
        (void)snprintf(key, sizeof key, "C%lld raised", (long long)i);
        add("chat", key, "{}");
    }
    assert_int_equal(waiting("chat"), HUB_NOTES_MAX);
    add("page", "C1 raised", "{}");
    assert_int_equal(waiting("page"), 1);
    settle(take_by(store, "chat", T)->number, TIME_NONE, T, "sent");
    add("chat", "C5000 raised", "{}");
    assert_int_equal(waiting("chat"), HUB_NOTES_MAX);
}

/* ---- news ------------------------------------------------------------------------------------ */

static void some_records_are_news(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *id, *body, *keys;
        int64_t rev;
    } cases[] = {
        {"call", "C7", "{\"state\":\"raised\",\"tiers\":0}", "call-raised " STATION " C7 raised;",
         1},
        {"call", "C7", "{\"state\":\"raised\",\"tiers\":0}", "", 2},
        {"call", "C7",
         "{\"state\":\"raised\",\"tiers\":2,\"ladder\":[{\"webhook\":\"reached\"},{\"webhook\":"
         "\"waiting\"}]}",
         "call-escalated " STATION " C7 tier 2;", 4},
        {"call", "C7", "{\"state\":\"raised\",\"tiers\":1,\"ladder\":[{\"webhook\":\"waiting\"}]}",
         "call-raised " STATION " C7 raised;call-escalated " STATION " C7 tier 1;", 1},
        {"call", "C7", "{\"state\":\"taken\",\"tiers\":1,\"ladder\":[{\"webhook\":\"reached\"}]}",
         "", 3},
        {"call", "C7", "{\"state\":\"solved\",\"tiers\":1,\"ladder\":[{\"webhook\":\"waiting\"}]}",
         "", 3},
        {"alert", "A1", "{\"priority\":\"high\",\"active\":true,\"acked\":false,\"shelf\":null}",
         "alert-high " STATION " A1 high;", 1},
        {"alert", "A1", "{\"priority\":\"high\",\"active\":true,\"acked\":true}", "", 1},
        {"alert", "A1", "{\"priority\":\"medium\",\"active\":true,\"acked\":false}", "", 1},
        {"alert", "A1", "{\"priority\":\"high\",\"active\":true,\"shelf\":{\"by\":\"x\"}}", "", 1},
        {"prediction", "P3", "{\"state\":\"raised\"}", "prediction " STATION " P3 raised;", 2},
        {"prediction", "P3", "{\"state\":\"watched\"}", "", 2},
        {"prediction", "P3", "[]", "", 2},
        {"prediction", "P3", "{\"state\":\"raised\"", "", 2},
        {"stop", "S1", "{\"state\":\"raised\"}", "", 1},
        {"from-the-future", "X1", "{\"state\":\"raised\"}", "", 1},
    };
    static struct hook_note note[HOOK_NOTES_OF];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char keys[1000] = "";
        const struct batch_record r = {.kind = cases[i].kind,
                                       .id = cases[i].id,
                                       .rev = cases[i].rev,
                                       .wall_ms = T,
                                       .body = cases[i].body,
                                       .body_length = strlen(cases[i].body)};
        int count = hook_notes_of(STATION, &r, note);
        for (int k = 0; k < count; k++)
            (void)snprintf(keys + strlen(keys), sizeof keys - strlen(keys), "%s %s;",
                           word_name(&words_hook_event, (int)note[k].event), note[k].key);
        if (strcmp(keys, cases[i].keys) != 0)
            fail_msg("%zu: \"%s\", not \"%s\"", i, keys, cases[i].keys);
    }
}

static void a_note_says_what_it_is_about(void **state)
{
    (void)state;
    static struct hook_note note[HOOK_NOTES_OF];
    static char huge[HUB_NOTE_BODY + 100];
    char call[RECORD_ID_SIZE];
    int64_t tier;
    struct batch_record r = {.kind = "alert",
                             .id = "A1",
                             .rev = 3,
                             .wall_ms = T,
                             .body = "{\"title\":\"oil \\\"hot\\\"\",\"priority\":\"high\","
                                     "\"active\":true}"};
    r.body_length = strlen(r.body);
    assert_int_equal(hook_notes_of(STATION, &r, note), 1);
    assert_string_equal(note->body,
                        "{\"type\":\"andon.alert-high\",\"timestamp\":\"2026-11-22T13:21:12.123Z\","
                        "\"data\":{\"station\":\"" STATION "\",\"kind\":\"alert\",\"id\":\"A1\","
                        "\"rev\":3,\"title\":\"oil \\\"hot\\\"\",\"object\":{\"title\":\"oil "
                        "\\\"hot\\\"\",\"priority\":\"high\",\"active\":true}}}");
    (void)snprintf(huge, sizeof huge, "{\"priority\":\"high\",\"active\":true,\"x\":\"%0*d\"}",
                   HUB_NOTE_BODY, 0);
    r.body = huge;
    r.body_length = strlen(huge);
    assert_int_equal(hook_notes_of("a\x1b[1m/b", &r, note), 1);
    assert_null(strstr(note->body, "object"));
    assert_null(strchr(note->body, '\x1b'));
    hook_note_alarm(STATION, "e1", HUB_FORK, T, note);
    assert_string_equal(note->key, STATION " fork e1");
    assert_true(hook_key_tier(STATION " C12 tier 34", call, &tier) && tier == 34);
    assert_string_equal(call, "C12");
    assert_false(hook_key_tier(STATION " C12 raised", call, &tier));
    assert_false(hook_key_tier(STATION " C12 tier x", call, &tier));
}

/* The example of the Standard Webhooks specification's own test suite. */
static void signatures_are_the_standard_s(void **state)
{
    (void)state;
    char path[128], out[HOOK_SIGNATURE];
    struct mac_key key;
    struct cause why = {{0}};
    (void)snprintf(path, sizeof path, "%s/secret", directory);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fputs("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", f);
    (void)fclose(f);
    assert_int_equal(hook_key_read(path, &key, &why), 0);
    assert_int_equal(key.length, 24);
    assert_true(
        hook_sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}", out));
    assert_string_equal(out, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    f = fopen(path, "w");
    assert_non_null(f);
    (void)fputs("whsec_not Base64 at all\n", f);
    (void)fclose(f);
    assert_int_equal(hook_key_read(path, &key, &why), -1);
    assert_non_null(strstr(why.text, "is no Base64"));
}

int main(void)
{
    const struct CMUnitTest both[] = {
        cmocka_unit_test_setup_teardown(each_note_is_sent_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(notes_are_bounded, set_up, tear_down),
    };
    const struct CMUnitTest once[] = {
        cmocka_unit_test(some_records_are_news),
        cmocka_unit_test(a_note_says_what_it_is_about),
        cmocka_unit_test(signatures_are_the_standard_s),
    };
    (void)snprintf(directory, sizeof directory, "/tmp/andon-outbox-XXXXXX");
    if (!mkdtemp(directory))
        return 1;
    int rc = cmocka_run_group_tests_name("news", once, NULL, NULL);
    rc += cmocka_run_group_tests_name("sqlite", both, NULL, NULL);
    with_postgres = postgres_start(&pg) == 0;
    rc += with_postgres ? cmocka_run_group_tests_name("postgresql", both, NULL, NULL) : 1;
    postgres_done(&pg);
    static const char *const left[] = {"hub.db", "secret"};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s/%s", directory, left[i]);
        (void)unlink(path);
    }
    (void)rmdir(directory);
    return rc;
}
