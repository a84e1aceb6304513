/* SPDX-License-Identifier: MIT */
/* What people enter, end to end: andonctl, the daemon's socket, the engine, the disk. An entry is
 * kept when it is answered, refused with words and nothing changed when it is not, and after a kill
 * at any point kept or not, never half. */
#include "tests/support/live.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char said[65536]; /* by andonctl, both streams */

static const char plant[] = "[reason crane]\ntitle = Crane\nnote = yes\n"
                            "[product plate]\nideal_cycle = 5 s\n"
                            "[job 4711]\nproduct = bracket\nquantity = 100\n"
                            "[job 4712]\nproduct = plate\nquantity = 50\ntitle = Plates\n";

static int setup(void **state)
{
    (void)state;
    return live_make(plant);
}

/* ---- what the tests say ---- */

static int ctl(const char *arguments, const char *errors)
{
    return andond_ctl(&a, arguments, errors, said, sizeof said);
}

/* Exit status and words, with what was said when it is otherwise. */
static void gives(int status, const char *words, const char *arguments)
{
    int got = ctl(arguments, "&1");
    if (got != status || !strstr(said, words))
        fail_msg("andonctl %s: %d, wanted %d and \"%s\"; it said: %s", arguments, got, status,
                 words, said);
}

/* What --json printed; the caller's to release. */
static json_t *gives_json(int status, const char *arguments)
{
    char with[800];
    (void)snprintf(with, sizeof with, "%s --json", arguments);
    int got = ctl(with, "/dev/null");
    json_t *json = json_loads(said, 0, NULL);
    if (got != status || !json)
        fail_msg("andonctl %s: %d, %s", with, got, said);
    return json;
}

static void add_file(const char *name, const char *text)
{
    char path[160];
    (void)snprintf(path, sizeof path, "%s/%s", a.layer, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Scans that follow each other at one terminal. */
static void scans(int status, const char *words, const char *codes)
{
    char line[200];
    add_file("scans.txt", codes);
    (void)snprintf(line, sizeof line, "scan < %s/scans.txt", a.layer);
    gives(status, words, line);
}

/* The latest version of a stop on the disk: its body, NULL: none. The caller's to release. */
static json_t *stop_kept(const char *id)
{
    json_t *reply = ask("log", ",\"limit\":1000");
    json_t *rows = json_object_get(reply, "rows"), *found = NULL;
    for (size_t i = 0; i < json_array_size(rows) && !found; i++) {
        json_t *row = json_array_get(rows, i);
        if (strcmp(json_word(row, "kind"), "stop") == 0 && strcmp(json_word(row, "id"), id) == 0)
            found = json_incref(json_object_get(row, "body"));
    }
    json_decref(reply);
    return found;
}

static void stop_has(const char *id, const char *reason, const char *note)
{
    json_t *body = stop_kept(id);
    assert_non_null(body);
    assert_string_equal(json_word(body, "reason"), reason);
    assert_string_equal(json_word(body, "note"), note);
    json_decref(body);
}

static void stop_waits(void)
{
    json_t *status = ask("status", "");
    assert_string_equal(json_word(status, "snapshot.stop.id"), "S1");
    assert_string_equal(json_word(status, "snapshot.stop.reason"), "");
    json_decref(status);
}

/* Not only answered: in the file, for whoever opens it next. */
static void verified(void)
{
    json_t *verify = ask("verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    json_decref(verify);
}

static void killed_and_back(void)
{
    daemon_again();
}

/* ---- reasons ---- */

static void a_reason_is_kept_when_it_is_answered(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    press_stops("E-217 die jam");
    json_t *json = gives_json(0, "reason mech.jam --note 'Blech verkantet'");
    assert_string_equal(json_word(json, "kept.kind"), "stop");
    assert_string_equal(json_word(json, "kept.id"), "S1");
    assert_true(json_number(json, "kept.rev") >= 1);
    assert_string_equal(json_word(json, "object.reason"), "mech.jam");
    assert_null(json_object_get(json, "ok"));
    json_decref(json);
    /* The power goes the moment it was answered. */
    killed_and_back();
    stop_has("S1", "mech.jam", "Blech verkantet");
    verified();
    /* Late, by its id, and once more: the latest counts. */
    assert_true(press_state(&press, "RUN", ""));
    assert_true(status_word(&talk, "machine.state", "running"));
    gives(0, "kept: S1", "reason S1 tool.stuck");
    stop_has("S1", "tool.stuck", "");
    gives(0, "; reason Jam \u2192 Part stuck; note Blech verkantet \u2192 -", "log --limit 5");
}

static void what_is_refused_has_changed_nothing(void **state)
{
    (void)state;
    daemon_up();
    gives(1, "no stop", "reason mech.jam");
    press_runs_from(100);
    press_stops("");
    gives(1, "there is no reason mech.jm; did you mean mech.jam? See andonctl reasons",
          "reason mech.jm");
    gives(1, "group", "reason mech");
    gives(1, "wants a note", "reason crane");
    gives(1, "no stop S99", "reason S99 mech.jam");
    gives(2, "is no revision", "reason mech.jam --rev 0");
    gives(1, "may have 160 bytes", "reason mech.jam --note \"$(printf 'x%.0s' $(seq 161))\"");
    gives(1, "not-found", "scan REASON:mech.jm");
    stop_waits();
    json_t *error = gives_json(1, "reason mech.jm");
    assert_string_equal(json_word(error, "error.code"), "not-found");
    json_decref(error);
    gives(0, "kept: S1", "reason crane --note 'hook'");
    stop_has("S1", "crane", "hook");
}

static void a_stale_entry_is_refused_with_the_object(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    press_stops("");
    /* That it is no longer small is a revision, too. */
    assert_true(status_number(&talk, "stop.rev", 1));
    json_t *json = gives_json(0, "reason mech.jam");
    int rev = (int)json_number(json, "kept.rev");
    json_decref(json);
    char line[128];
    /* Two people saw the same; the second one is told what it is now. */
    (void)snprintf(line, sizeof line, "reason S1 elec.guard --rev %d", rev);
    gives(0, "kept: S1", line);
    (void)snprintf(line, sizeof line, "reason S1 tool.worn --rev %d", rev);
    (void)snprintf(said, sizeof said, "S1 is now at revision %d: ", rev + 1);
    char *words = strdup(said);
    assert_non_null(words);
    gives(1, words, line);
    assert_non_null(strstr(said, "reason elec.guard"));
    assert_non_null(strstr(said, "(stale)"));
    free(words);
    json = gives_json(1, line);
    assert_string_equal(json_word(json, "error.code"), "stale");
    assert_string_equal(json_word(json, "object.reason"), "elec.guard");
    assert_int_equal((int)json_number(json, "rev"), rev + 1);
    json_decref(json);
    stop_has("S1", "elec.guard", "");
}

static void a_scan_is_an_entry(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    press_stops("");
    gives(0, "kept: S1", "scan reason:MECH.JAM");
    stop_has("S1", "mech.jam", "");
    /* One after the other, as a scanner types them; a bad one does not end it. */
    scans(1, "the code is cut", "REASON:tool.worn\r\n\r\nREASON:\r\nREASON:mech.feed\r\n");
    stop_has("S1", "mech.feed", "");
}

/* Until andonctl says (or no longer says) these words. */
static void comes_to_say(const char *words, bool there, const char *arguments)
{
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    bool is = !there;
    while (is != there && test_now_ms() < give_up) {
        (void)ctl(arguments, "&1");
        is = strstr(said, words) != NULL;
        test_pause();
    }
    if (is != there)
        fail_msg("andonctl %s goes on saying: %s", arguments, said);
}

static void what_is_retired_stays_readable(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    press_stops("");
    gives(0, "kept: S1", "reason mech.jam");
    gives(0, "mech.jam", "reasons");
    char path[160];
    (void)snprintf(path, sizeof path, "%s/zz-late.ini", a.layer);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs("[reason mech]\nretired = yes\n[scrap-reason burr]\nretired = yes\n", file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(kill(a.pid, SIGHUP), 0);
    comes_to_say("mech.jam", false, "reasons");
    gives(0, "mech.jam", "stops");
    gives(1, "the reason mech.jam is no longer used", "reason mech.jam");
    stop_has("S1", "mech.jam", "");
    gives(0, "kept: S1", "reason tool.worn");
    gives(0, "kept: ", "undo");
    stop_has("S1", "mech.jam", "");
    /* And after a restart without any word of it. */
    killed_and_back();
    gives(0, "mech.jam", "stops");
}

static void what_can_be_chosen_is_listed(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    press_stops("E-217 die jam");
    json_t *json = gives_json(0, "reasons");
    json_t *reasons = json_object_get(json, "reasons");
    assert_string_equal(json_word(json, "suggested"), "mech.jam");
    assert_true(json_array_size(reasons) > 40);
    assert_string_equal(json_word(json_array_get(reasons, 0), "id"), "mech");
    assert_int_equal((int)json_number(json_array_get(reasons, 0), "place"), 1);
    json_decref(json);
    gives(0, "the machine suggests mech.jam", "reasons");
    gives(0, "wants a note", "reasons");
    gives(0, "Start-up", "scrap-reasons");
    gives(0, "15 min 00 s", "modes");
    json = gives_json(0, "modes");
    assert_string_equal(json_word(json, "modes.0.id"), "production");
    json_decref(json);
    json = gives_json(0, "hours");
    assert_int_equal(json_array_size(json_object_get(json, "hours")), 8);
    json_decref(json);
    gives(0, "ACTUAL", "hours");
}

/* ---- correcting ---- */

/* Until the open stop has lasted so long. */
static void stop_lasts(double seconds)
{
    double now = 0, since = 0;
    while (!(now - since > seconds * 1000)) {
        json_t *status = ask("status", "");
        now = json_number(status, "snapshot.ts");
        since = json_number(status, "snapshot.stop.since");
        json_decref(status);
        test_pause();
    }
}

static void a_stop_is_split_merged_and_put_back(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    press_stops("E-217 die jam");
    gives(0, "kept: S1", "reason mech.jam");
    stop_lasts(1.5);
    json_t *json = gives_json(0, "stop split --at -1s --reason tool.worn --note second");
    assert_string_equal(json_word(json, "object.reason"), "tool.worn");
    char later[32], line[128];
    (void)snprintf(later, sizeof later, "%s", json_word(json, "kept.id"));
    json_decref(json);
    assert_string_not_equal(later, "S1");
    stop_has("S1", "mech.jam", "");
    stop_has(later, "tool.worn", "second");
    gives(1, "", "stop split --at +10m");
    gives(1, "", "stop split S1 --at -1h");
    gives(2, "is no time", "stop split --at yesterday");
    /* Taken back, and done again; what was split is one again. */
    gives(0, "kept: ", "undo");
    stop_has("S1", "mech.jam", "");
    json = gives_json(0, "stop split --at -1s --reason elec.guard");
    (void)snprintf(later, sizeof later, "%s", json_word(json, "kept.id"));
    json_decref(json);
    (void)snprintf(line, sizeof line, "stop merge S1 %s", later);
    gives(0, "kept: ", line);
    gives(1, "", "stop merge S1 S99");
    gives(0, "part of S1", "stops");
    gives(0, "no stop waits for a reason", "stops --unexplained");
}

static void the_five_times_are_kept(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    press_stops("");
    stop_lasts(1.1);
    gives(0, "kept: S1", "stop touch noticed --at -1s");
    gives(0, "kept: S1", "stop touch arrived");
    gives(0, "kept: S1", "stop touch S1 repaired");
    gives(1, "", "stop touch S1 finished");
    json_t *body = stop_kept("S1");
    assert_true(json_number(body, "five.noticed") < json_number(body, "five.arrived"));
    assert_true(json_number(body, "five.arrived") <= json_number(body, "five.repaired"));
    json_decref(body);
}

static void undo_puts_back_what_was(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    press_stops("");
    gives(0, "kept: S1", "reason mech.jam");
    gives(0, "kept: S1", "reason mech.feed");
    gives(0, "kept: ", "undo");
    stop_has("S1", "mech.jam", "");
    gives(0, "kept: ", "scan undo");
    stop_has("S1", "", "");
    gives(1, "", "undo");
}

/* ---- modes and the handover ---- */

static void a_mode_is_declared_and_ends(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    gives(0, "kept: ", "mode cleaning --until +20m --note 'weekly'");
    assert_true(status_word(&talk, "machine.mode", "planned"));
    gives(1, "", "mode dancing");
    killed_and_back();
    assert_true(status_word(&talk, "machine.mode", "planned"));
    gives(0, "kept: ", "scan MODE:PRODUCTION");
    assert_true(status_word(&talk, "machine.mode", "production"));
}

static void a_note_stands_in_the_handover(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    gives(0, "kept: ", "note 'Öl nachfüllen'");
    gives(0, "Öl nachfüllen", "handover show");
    json_t *json = gives_json(0, "handover show");
    assert_true(json_is_object(json_object_get(json, "packet")));
    json_decref(json);
    gives(0, "early", "shift");
    json = gives_json(0, "shift");
    assert_string_equal(json_word(json, "shift.name"), "early");
    json_decref(json);
    gives(0, "Öl nachfüllen", "log --filter 'kind=handover nachfüllen'");
    gives(0, "no records", "log --filter kind=scrap");
}

/* ---- scrap ---- */

static double counted(const char *what)
{
    char path[64];
    (void)snprintf(path, sizeof path, "snapshot.counts.%s", what);
    json_t *status = ask("status", "");
    double number = json_number(status, path);
    json_decref(status);
    return number;
}

static void scrap_is_entered_and_reversed(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    assert_true(press_counts(&press, 150, 0));
    assert_true(status_number(&talk, "counts.total", 50));
    json_t *json = gives_json(0, "scrap add --quantity 3 --reason burr --note 'edge'");
    char id[32], line[128];
    (void)snprintf(id, sizeof id, "%s", json_word(json, "kept.id"));
    assert_string_equal(json_word(json, "kept.kind"), "scrap");
    json_decref(json);
    gives(0, "kept: ", "scan SCRAP:crack:2");
    gives(0, "kept: ", "scan REWORK:surface:1");
    gives(1, "", "scrap add --quantity -1 --reason crack");
    gives(1, "", "scrap add --quantity 5000 --reason crack");
    gives(1, "", "scrap add --quantity 1 --reason rust");
    gives(1, "", "scrap add --quantity 1 --reason crack --at +1h");
    gives(2, "is no number", "scrap add --quantity two --reason crack");
    gives(1, "a quantity is more than 0", "scan SCRAP:crack:-2");
    killed_and_back();
    assert_int_equal((int)(counted("scrap") + counted("rework")), 6);
    (void)snprintf(line, sizeof line, "scrap reverse %s --quantity 1 --note typo", id);
    gives(0, "kept: ", line);
    (void)snprintf(line, sizeof line, "scrap reverse %s", id);
    gives(0, "kept: ", line);
    gives(1, "", line);
    assert_int_equal((int)(counted("scrap") + counted("rework")), 3);
    verified();
}

/* ---- jobs ---- */

static void a_job_is_started_paused_and_finished(void **state)
{
    (void)state;
    daemon_up();
    press_runs_from(100);
    gives(0, "4711", "job list");
    gives(1, "4799", "job start 4799");
    gives(1, "", "job finish");
    gives(0, "kept: ", "job start 4711");
    assert_true(status_word(&talk, "job.id", "4711"));
    gives(0, "running", "job list");
    gives(0, "kept: ", "product plate");
    gives(1, "", "product unheard-of");
    gives(0, "kept: ", "job pause");
    gives(0, "paused", "job list");
    gives(0, "kept: ", "scan JOB:4712");
    killed_and_back();
    json_t *json = gives_json(0, "job list");
    json_t *jobs = json_object_get(json, "jobs");
    for (size_t i = 0; i < json_array_size(jobs); i++) {
        const json_t *job = json_array_get(jobs, i);
        const char *id = json_string_value(json_object_get(job, "id"));
        const char *is = json_string_value(json_object_get(job, "state"));
        assert_string_equal(is, strcmp(id, "4711") == 0 ? "paused" : "running");
    }
    assert_int_equal(json_array_size(jobs), 2);
    json_decref(json);
    gives(0, "kept: ", "job finish");
}

/* ---- whose they are ---- */

static void a_badge_says_whose_entries_they_are(void **state)
{
    (void)state;
    add_file("badge.txt", "0815\n");
    char line[200], hash[200], person[400];
    (void)snprintf(line, sizeof line, "hash < %s/badge.txt", a.layer);
    char command[300];
    (void)snprintf(command, sizeof command, "%s/andonctl %s",
                   getenv("BUILD") ? getenv("BUILD") : "build", line);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_non_null(fgets(hash, sizeof hash, f));
    (void)pclose(f);
    (void)snprintf(person, sizeof person,
                   "[person anna]\ntitle = Anna\nrole = operator\nbadge = %s", hash);
    add_file("people.ini", person);
    daemon_up();
    press_runs_from(100);
    press_stops("");
    scans(0, "Anna", "BADGE:0815\nREASON:mech.jam\n");
    gives(0, "anna", "log --filter 'kind=stop mech.jam'");
    scans(1, "", "BADGE:0816\n");
    /* It was hers for as long as that terminal had it. */
    scans(0, "kept: S1", "REASON:mech.feed\n");
    gives(0, "no records", "log --filter 'kind=stop mech.feed actor=anna'");
    gives(0, "Feed, transport", "log --filter 'kind=stop reason=MECH.FEED'");
}

/* ---- kill -9 between entry and reply ---- */

/* Send an entry and do not wait: kill the daemon after so long, see what came of the answer. */
static bool killed_after(const char *line, int wait_ms)
{
    struct talk t;
    char buffer[4096];
    size_t length = 0;
    assert_true(talk_open(&t, a.socket));
    assert_true(talk_say(&t, line));
    (void)poll(NULL, 0, wait_ms);
    andond_kill(&a);
    /* What it had sent before is still in the socket. */
    for (ssize_t n; length < sizeof buffer - 1 &&
                    (n = recv(t.fd, buffer + length, sizeof buffer - 1 - length, 0)) > 0;)
        length += (size_t)n;
    buffer[length] = '\0';
    talk_close(&t);
    return strstr(buffer, "\"kept\":{") != NULL;
}

static void killed_at_any_point_it_is_kept_or_not(void **state)
{
    (void)state;
    static const char *const reasons[] = {"mech.jam", "mech.feed", "tool.worn", "elec.guard"};
    int kept = 0;
    const char *before = "other.line";
    daemon_up();
    press_runs_from(100);
    press_stops("");
    gives(0, "kept: S1", "reason S1 other.line");
    for (int i = 0; i < 16; i++) {
        char line[200];
        const char *now = reasons[i % 4];
        (void)snprintf(line, sizeof line,
                       "{\"cmd\":\"reason\",\"id\":1,\"stop\":\"S1\",\"reason\":\"%s\","
                       "\"note\":\"note %d\"}\n",
                       now, i);
        talk_close(&talk);
        bool answered = killed_after(line, i % 8);
        daemon_up();
        json_t *row = stop_kept("S1");
        assert_non_null(row);
        char note[32];
        (void)snprintf(note, sizeof note, "note %d", i);
        bool whole =
            strcmp(json_word(row, "reason"), now) == 0 && strcmp(json_word(row, "note"), note) == 0;
        bool none = strcmp(json_word(row, "note"), note) != 0;
        assert_true(whole || none);
        if (none)
            assert_string_equal(json_word(row, "reason"), before);
        assert_true(whole || !answered);
        before = whole ? now : before;
        kept += whole;
        json_decref(row);
    }
    verified();
    print_message("# kept %d of 16\n", kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_reason_is_kept_when_it_is_answered, setup, live_teardown),
        cmocka_unit_test_setup_teardown(what_is_refused_has_changed_nothing, setup, live_teardown),
        cmocka_unit_test_setup_teardown(a_stale_entry_is_refused_with_the_object, setup,
                                        live_teardown),
        cmocka_unit_test_setup_teardown(a_scan_is_an_entry, setup, live_teardown),
        cmocka_unit_test_setup_teardown(what_is_retired_stays_readable, setup, live_teardown),
        cmocka_unit_test_setup_teardown(what_can_be_chosen_is_listed, setup, live_teardown),
        cmocka_unit_test_setup_teardown(a_stop_is_split_merged_and_put_back, setup, live_teardown),
        cmocka_unit_test_setup_teardown(the_five_times_are_kept, setup, live_teardown),
        cmocka_unit_test_setup_teardown(undo_puts_back_what_was, setup, live_teardown),
        cmocka_unit_test_setup_teardown(a_mode_is_declared_and_ends, setup, live_teardown),
        cmocka_unit_test_setup_teardown(a_note_stands_in_the_handover, setup, live_teardown),
        cmocka_unit_test_setup_teardown(scrap_is_entered_and_reversed, setup, live_teardown),
        cmocka_unit_test_setup_teardown(a_job_is_started_paused_and_finished, setup, live_teardown),
        cmocka_unit_test_setup_teardown(a_badge_says_whose_entries_they_are, setup, live_teardown),
        cmocka_unit_test_setup_teardown(killed_at_any_point_it_is_kept_or_not, setup,
                                        live_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
