/* SPDX-License-Identifier: MIT */
/* People at a shared terminal: the real daemon, real yescrypt hashes, and a client that the kernel
 * says is nobody, as a kiosk's user is. */
#include "tests/support/andond.h"
#include "tests/support/memory.h"

#include "andon/service/secret.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <grp.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY 65534

static struct andond a;
static struct talk own, kiosk;
static char extra[1600];

/* Cheap hashes of the right kind: what they cost is libcrypt's business. */
static void hash(const char *secret, char out[SECRET_HASH_SIZE])
{
    assert_int_equal(secret_hash(secret, "$y$j75$3nGtLV42BvynoL.WW0qai.$", out), 0);
}

static void make(const char *terminal)
{
    char anna[SECRET_HASH_SIZE], badge[SECRET_HASH_SIZE], mike[SECRET_HASH_SIZE],
        sue[SECRET_HASH_SIZE];
    hash("1234", anna);
    hash("B-7", badge);
    hash("M-1", mike);
    hash("9876", sue);
    (void)snprintf(extra, sizeof extra,
                   "[person anna]\ntitle = Anna\nrole = operator\npin = %s\nbadge = %s\n"
                   "[person mike]\ntitle = Mike\nrole = maintenance\nbadge = %s\n"
                   "[person sue]\nrole = supervisor\npin = %s\n[terminal]\n%s",
                   anna, badge, mike, sue, terminal);
    andond_make(&a, "mqtt://127.0.0.1:1", extra);
}

/* The kernel says who connects. */
static bool open_as_nobody(struct talk *t)
{
    (void)chmod(a.dir, 0711);
    (void)chmod(a.run, 0711);
    (void)chmod(a.socket, 0666);
    if (setgroups(0, NULL) != 0 || setegid(NOBODY) != 0 || seteuid(NOBODY) != 0)
        return false;
    bool open = talk_open(t, a.socket);
    return seteuid(0) == 0 && setegid(0) == 0 && open;
}

static void start(const char *terminal)
{
    if (geteuid() != 0)
        skip(); /* only root can be somebody else */
    make(terminal);
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&own, a.socket));
    assert_true(open_as_nobody(&kiosk));
}

static int teardown(void **state)
{
    (void)state;
    talk_close(&own);
    talk_close(&kiosk);
    if (a.dir[0])
        andond_remove(&a);
    a.dir[0] = '\0';
    return 0;
}

static void ask(struct talk *t, const char *cmd, const char *arguments, json_t **reply)
{
    *reply = talk_ask(t, cmd, arguments);
    if (!*reply)
        fail_msg("no answer to %s %s", cmd, arguments);
}

/* "operator anna", "viewer", or the error's code. */
static void expect(struct talk *t, const char *arguments, const char *wanted)
{
    json_t *reply;
    char text[128];
    ask(t, "session", arguments, &reply);
    if (json_is_true(json_object_get(reply, "ok")))
        (void)snprintf(text, sizeof text, "%s%s%s", json_word(reply, "role"),
                       json_word(reply, "person.id")[0] ? " " : "", json_word(reply, "person.id"));
    else
        (void)snprintf(text, sizeof text, "%s", json_word(reply, "error.code"));
    json_decref(reply);
    if (strcmp(text, wanted) != 0)
        fail_msg("%s: %s, not %s", arguments, text, wanted);
}

/* Until the log has so many sessions; the latest body that says this. */
static void log_says(const char *person, const char *why)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (test_now_ms() < give_up) {
        json_t *log = talk_ask(&own, "log", ""), *row;
        bool found = false;
        size_t i;
        json_array_foreach(json_object_get(log, "rows"), i, row)
        {
            found |= strcmp(json_word(row, "kind"), "session") == 0 &&
                     strcmp(json_word(row, "actor"), person) == 0 &&
                     strcmp(json_word(row, "body.person"), person) == 0 &&
                     strcmp(json_word(row, "body.from"), "nobody") == 0 &&
                     strcmp(json_word(row, "body.why"), why) == 0;
        }
        json_decref(log);
        if (found)
            return;
        test_pause();
    }
    fail_msg("no record says that %s %s", person, why);
}

/* ---- who is there ---- */

static void a_badge_or_pin_raises(void **state)
{
    (void)state;
    start("");
    static const struct {
        const char *arguments, *wanted;
    } rows[] = {
        {"", "viewer"},
        {",\"badge\":\"B-7\"", "operator anna"},
        {"", "operator anna"},
        {",\"badge\":\"M-1\"", "maintenance mike"},
        {",\"person\":\"sue\",\"pin\":\"9876\"", "supervisor sue"},
        {",\"leave\":true", "viewer"},
        {",\"leave\":true", "viewer"},
        {",\"pin\":\"9876\"", "bad-request"}, /* whose? */
        {",\"badge\":7", "viewer"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(&kiosk, rows[i].arguments, rows[i].wanted);
    expect(&own, "", "supervisor");
    log_says("anna", "replaced");
    log_says("sue", "left");
    json_t *status, *reply;
    ask(&kiosk, "status", "", &status); /* no names there */
    char *text = json_dumps(status, 0);
    assert_null(strstr(text, "sue"));
    free(text);
    json_decref(status);
    expect(&kiosk, ",\"badge\":\"M-1\"", "maintenance mike");
    talk_close(&kiosk);
    log_says("mike", "gone");
    ask(&own, "verify", "", &reply);
    assert_true(json_is_true(json_path(reply, "rows.0.ok")));
    json_decref(reply);
}

/* Right or wrong, for a session or with an entry, in a line or in two. */
static void a_pin_stays_nowhere(void **state)
{
    (void)state;
    start("");
    static const char *const rows[] = {
        ",\"person\":\"sue\",\"pin\":\"73914268\"",
        ",\"person\":\"nobody-here\",\"pin\":\"73914268\"",
        ",\"badge\":\"73914268\"",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *reply;
        ask(&kiosk, "session", rows[i], &reply);
        json_decref(reply);
        ask(&own, "session", rows[i], &reply);
        json_decref(reply);
    }
    json_t *reply;
    ask(&own, "sign", ",\"as\":\"outgoing\",\"person\":\"sue\",\"pin\":\"73914268\"", &reply);
    json_decref(reply);
    int control = memory_has(a.pid, a.socket);
    if (control < 0)
        skip(); /* not even for root here */
    assert_int_equal(control, 1);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (memory_has(a.pid, "73914268") == 1 && test_now_ms() < give_up)
        test_pause();
    assert_int_equal(memory_has(a.pid, "73914268"), 0);
}

/* How many sessions of that id have begun, by the log; -1 while it does not answer. */
static int begun(const char *id)
{
    json_t *log = talk_ask(&own, "log", ""), *row;
    int count = json_is_true(json_object_get(log, "ok")) ? 0 : -1;
    size_t i;
    json_array_foreach(json_object_get(log, "rows"), i, row)
    {
        count += count >= 0 && strcmp(json_word(row, "kind"), "session") == 0 &&
                 strcmp(json_word(row, "id"), id) == 0 && json_number(row, "rev") < 1.5;
    }
    json_decref(log);
    return count;
}

/* Somebody came while the records were away: who it is has an id that nobody had before. */
static void a_late_store_gives_no_id_twice(void **state)
{
    (void)state;
    start("");
    char path[128], away[128];
    (void)snprintf(path, sizeof path, "%s/station.db", a.data);
    (void)snprintf(away, sizeof away, "%s/away", a.dir);
    expect(&kiosk, ",\"badge\":\"B-7\"", "operator anna");
    talk_close(&kiosk);
    log_says("anna", "gone");
    talk_close(&own);
    assert_int_equal(andond_stop(&a), 0);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(mkdir(path, 0755), 0);
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&own, a.socket));
    assert_true(open_as_nobody(&kiosk));
    expect(&kiosk, ",\"badge\":\"M-1\"", "maintenance mike");
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rename(away, path), 0);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (begun("U2") != 1 && test_now_ms() < give_up)
        test_pause();
    assert_int_equal(begun("U2"), 1);
    assert_int_equal(begun("U1"), 1);
    expect(&kiosk, "", "maintenance mike");
    talk_close(&kiosk);
    log_says("mike", "gone");
    assert_int_equal(begun("U1"), 1);
}

/* Who it is not makes no difference, and each try makes the next one wait longer. */
static void wrong_ones_are_refused_alike(void **state)
{
    (void)state;
    start("");
    static const char *const rows[] = {
        ",\"person\":\"anna\",\"pin\":\"4321\"",
        ",\"person\":\"nobody-here\",\"pin\":\"1234\"",
        ",\"badge\":\"B-8\"",
    };
    char text[256] = "";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *reply;
        ask(&kiosk, "session", rows[i], &reply);
        assert_string_equal(json_word(reply, "error.code"), "forbidden");
        if (text[0])
            assert_string_equal(json_word(reply, "error.text"), text);
        (void)snprintf(text, sizeof text, "%s", json_word(reply, "error.text"));
        json_decref(reply);
    }
    json_t *reply;
    ask(&kiosk, "session", ",\"badge\":\"B-7\"", &reply); /* right, and too soon */
    assert_string_equal(json_word(reply, "error.code"), "busy");
    assert_non_null(strstr(json_word(reply, "error.text"), "wait"));
    json_decref(reply);
    expect(&kiosk, "", "viewer");
    assert_true(andond_log_has(&a, "[A064]"));
    /* It is not the person's fault: she may come at another terminal, a moment later. */
    struct talk other;
    assert_true(open_as_nobody(&other));
    expect(&other, ",\"person\":\"anna\",\"pin\":\"1234\"", "operator anna");
    talk_close(&other);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    bool back = false;
    while (!back && test_now_ms() < give_up) {
        ask(&kiosk, "session", ",\"badge\":\"B-7\"", &reply);
        back = json_is_true(json_object_get(reply, "ok"));
        json_decref(reply);
        test_pause();
    }
    assert_true(back);
}

static void the_terminal_has_a_ceiling(void **state)
{
    (void)state;
    start("ceiling = operator\n");
    expect(&kiosk, ",\"person\":\"sue\",\"pin\":\"9876\"", "operator sue");
    json_t *reply;
    ask(&kiosk, "backup", ",\"file\":\"/tmp/never.db\"", &reply);
    assert_string_equal(json_word(reply, "error.code"), "forbidden");
    json_decref(reply);
}

static void time_runs_out(void **state)
{
    (void)state;
    start("raised = 1 s\n");
    expect(&kiosk, ",\"badge\":\"B-7\"", "operator anna");
    json_t *event = talk_read(&kiosk, ANDOND_WAIT_MS);
    assert_non_null(event);
    assert_string_equal(json_word(event, "event"), "session");
    assert_string_equal(json_word(event, "role"), "viewer");
    assert_true(json_is_null(json_object_get(event, "person")));
    json_decref(event);
    expect(&kiosk, "", "viewer"); /* the connection is still there */
    log_says("anna", "expired");
}

/* The daemon stands still, as when the machine is suspended: what is asked meanwhile is looked at
 * before its timers, and the time is over all the same. */
static void time_runs_out_over_a_suspend(void **state)
{
    (void)state;
    start("raised = 1 s\n");
    expect(&kiosk, ",\"badge\":\"B-7\"", "operator anna");
    assert_int_equal(kill(a.pid, SIGSTOP), 0);
    for (int64_t end = test_now_ms() + 1100; test_now_ms() < end;)
        test_pause();
    assert_true(talk_say(&kiosk, "{\"cmd\":\"note\",\"id\":4711,\"note\":\"oil\"}\n"));
    assert_int_equal(kill(a.pid, SIGCONT), 0);
    json_t *reply = NULL;
    do {
        json_decref(reply);
        reply = talk_read(&kiosk, ANDOND_WAIT_MS);
        assert_non_null(reply);
    } while (!json_is_integer(json_object_get(reply, "id")));
    assert_string_equal(json_word(reply, "error.code"), "forbidden");
    json_decref(reply);
}

/* ---- what it is good for ---- */

static void entries_name_the_person(void **state)
{
    (void)state;
    start("");
    json_t *reply;
    ask(&kiosk, "note", ",\"note\":\"oil\"", &reply);
    assert_string_equal(json_word(reply, "error.code"), "forbidden");
    json_decref(reply);
    expect(&kiosk, ",\"badge\":\"B-7\"", "operator anna");
    ask(&kiosk, "note", ",\"note\":\"oil\",\"actor\":\"sue\"", &reply);
    assert_true(json_is_true(json_object_get(reply, "ok")));
    assert_string_equal(json_word(reply, "object.notes.0.by"), "anna");
    assert_int_equal(strncmp(json_word(reply, "object.from"), "nobody", 6), 0);
    json_decref(reply);
    ask(&kiosk, "handover", "", &reply);
    assert_string_equal(json_word(reply, "packet.notes.0.text"), "oil");
    json_decref(reply);
}

static void sign(struct talk *t, const char *arguments, const char *code, const char *text)
{
    json_t *reply;
    ask(t, "sign", arguments, &reply);
    if (strcmp(json_word(reply, "error.code"), code) != 0 ||
        !strstr(json_word(reply, "error.text"), text))
        fail_msg("sign%s: %s: %s", arguments, json_word(reply, "error.code"),
                 json_word(reply, "error.text"));
    json_decref(reply);
}

/* A wrong PIN on a connection of its own: was it looked at, or too soon? */
static bool guess(const char *person)
{
    char arguments[96];
    json_t *reply;
    struct talk t;
    (void)snprintf(arguments, sizeof arguments, ",\"person\":\"%s\",\"pin\":\"4321\"", person);
    assert_true(open_as_nobody(&t));
    ask(&t, "session", arguments, &reply);
    bool busy = strcmp(json_word(reply, "error.code"), "busy") == 0;
    if (!busy)
        assert_string_equal(json_word(reply, "error.code"), "forbidden");
    json_decref(reply);
    talk_close(&t);
    return !busy;
}

/* Names that nobody has, and new connections, do not make anybody forget whose PIN was guessed. */
static void guesses_are_not_forgotten(void **state)
{
    (void)state;
    start("");
    for (int i = 0; i < 3; i++)
        assert_true(guess("anna"));
    for (int i = 0; i < 70; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "n%d", i);
        (void)guess(name);
    }
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (!guess("anna") && test_now_ms() < give_up)
        test_pause();
    assert_false(guess("anna")); /* the fifth one waits again */
}

/* No shift is over in this test: who gets as far as that has proved who they are. */
static void a_signature_wants_a_pin(void **state)
{
    (void)state;
    start("");
    static const char over[] = "no shift waits";
    sign(&kiosk, ",\"as\":\"incoming\"", "forbidden", "sign needs the role operator");
    expect(&kiosk, ",\"badge\":\"B-7\"", "operator anna");
    sign(&kiosk, ",\"as\":\"incoming\"", "forbidden", "sign wants your PIN");
    sign(&kiosk, ",\"as\":\"incoming\",\"pin\":\"4321\"", "forbidden", "not known here");
    sign(&kiosk, ",\"as\":\"incoming\",\"pin\":\"1234\"", "not-found", over);
    sign(&kiosk, ",\"as\":\"incoming\",\"person\":\"sue\",\"pin\":\"9876\"", "not-found", over);
    sign(&kiosk, ",\"as\":\"incoming\",\"person\":\"anna\",\"pin\":\"no\",\"badge\":\"B-7\"",
         "forbidden", "not known here"); /* a badge is no PIN, whatever it is called */
    sign(&kiosk, ",\"as\":\"incoming\",\"badge\":\"B-7\"", "forbidden", "wants your PIN here");
    sign(&kiosk, ",\"as\":\"incoming\"", "forbidden", "sign wants your PIN"); /* it was once */
    expect(&kiosk, ",\"person\":\"anna\",\"pin\":\"1234\"", "operator anna");
    sign(&kiosk, ",\"as\":\"incoming\"", "not-found", over);
    sign(&own, ",\"as\":\"incoming\"", "not-found", over); /* known by an own login */
}

/* … or where the site says so a badge, which is scanned for it. */
static void a_badge_signs(void **state)
{
    (void)state;
    start("[entry]\nsign_by = badge\n");
    expect(&kiosk, ",\"badge\":\"B-7\"", "operator anna");
    sign(&kiosk, ",\"as\":\"incoming\"", "forbidden", "sign wants your badge, scanned once more");
    sign(&kiosk, ",\"as\":\"incoming\",\"badge\":\"B-8\"", "forbidden", "not known here");
    sign(&kiosk, ",\"as\":\"incoming\",\"badge\":\"B-7\"", "not-found", "no shift waits");
    sign(&kiosk, ",\"as\":\"incoming\",\"badge\":\"M-1\"", "not-found", "no shift waits");
    sign(&kiosk, ",\"as\":\"incoming\",\"pin\":\"1234\"", "not-found", "no shift waits");
    sign(&kiosk, ",\"as\":\"incoming\"", "forbidden", "sign wants your badge"); /* it was once */
}

/* Her PIN makes nobody a supervisor because one is signed in at the terminal. */
static void a_pin_has_the_role_of_its_person(void **state)
{
    (void)state;
    start("");
    andond_end_shift(&a);
    assert_true(status_number(&own, "handover.waiting", 1));
    expect(&kiosk, ",\"person\":\"sue\",\"pin\":\"9876\"", "supervisor sue");
    json_t *reply;
    ask(&kiosk, "sign", ",\"as\":\"outgoing\",\"person\":\"anna\",\"pin\":\"1234\"", &reply);
    assert_true(json_is_true(json_object_get(reply, "ok")));
    assert_string_equal(json_word(reply, "object.outgoing.by"), "anna");
    json_decref(reply);
    sign(&kiosk, ",\"as\":\"incoming\",\"person\":\"anna\",\"pin\":\"1234\"", "forbidden",
         "two people");
    sign(&kiosk, ",\"as\":\"incoming\"", "", "");
}

/* The configuration may take away what somebody was raised to. */
static void a_reload_ends_what_it_takes_away(void **state)
{
    (void)state;
    start("");
    char path[160];
    expect(&kiosk, ",\"badge\":\"M-1\"", "maintenance mike");
    (void)snprintf(path, sizeof path, "%s/z.ini", a.layer);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs("[entry]\nundo = 7 min\n", f) >= 0);
    assert_int_equal(fclose(f), 0);
    (void)snprintf(path, sizeof path, "%s/test.ini", a.layer);
    f = fopen(path, "r+");
    assert_non_null(f);
    static char text[4096];
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    char *at = strstr(text, "role = maintenance");
    assert_non_null(at);
    memcpy(at, "role = operator   ", 18);
    rewind(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    kill(a.pid, SIGHUP);
    json_t *event = talk_read(&kiosk, ANDOND_WAIT_MS);
    assert_string_equal(json_word(event, "event"), "session");
    json_decref(event);
    log_says("mike", "configuration");
}

/* Clients that go while their badge is being checked, and a daemon that stops meanwhile. */
static void nobody_waits_for_the_answer(void **state)
{
    (void)state;
    start("");
    for (int i = 0; i < 20; i++) {
        struct talk t;
        assert_true(open_as_nobody(&t));
        assert_true(
            talk_say(&t, "{\"cmd\":\"session\",\"id\":1,\"person\":\"anna\",\"pin\":\"1234\"}\n"));
        talk_close(&t);
    }
    assert_true(talk_say(&kiosk, "{\"cmd\":\"session\",\"id\":1,\"badge\":\"B-7\"}\n"));
    assert_int_equal(andond_stop(&a), 0);
    assert_false(andond_log_has(&a, "left open"));
}

static void hashes(void **state)
{
    (void)state;
    char one[SECRET_HASH_SIZE], two[SECRET_HASH_SIZE], three[SECRET_HASH_SIZE];
    assert_int_equal(secret_hash("1234", NULL, one), 0);
    assert_int_equal(secret_hash("1234", NULL, two), 0);
    assert_int_equal(strncmp(one, "$y$", 3), 0);
    assert_false(secret_same(one, two)); /* salted */
    assert_false(secret_alike(one, two));
    assert_int_equal(secret_hash("1234", one, three), 0);
    assert_true(secret_same(one, three));
    assert_true(secret_alike(one, three));
    assert_int_equal(secret_hash("1235", one, three), 0);
    assert_false(secret_same(one, three));
    assert_int_equal(secret_hash("1234", "$nothing$known$", three), -1);
    assert_int_equal(secret_hash("1234", secret_nobody, three), 0);
    assert_false(secret_same(three, secret_nobody));
}

#define CASE(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        CASE(a_badge_or_pin_raises),
        CASE(a_late_store_gives_no_id_twice),
        CASE(a_pin_stays_nowhere),
        CASE(wrong_ones_are_refused_alike),
        CASE(the_terminal_has_a_ceiling),
        CASE(time_runs_out),
        CASE(time_runs_out_over_a_suspend),
        CASE(entries_name_the_person),
        CASE(a_signature_wants_a_pin),
        CASE(a_badge_signs),
        CASE(guesses_are_not_forgotten),
        CASE(a_pin_has_the_role_of_its_person),
        CASE(a_reload_ends_what_it_takes_away),
        CASE(nobody_waits_for_the_answer),
        cmocka_unit_test(hashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
