/* SPDX-License-Identifier: MIT */
/* The daemon as a whole, with a real broker, a real press and its real socket: from message to lamp
 * and record, starting, refusing, detaching and stopping. */
#include "tests/support/live.h"
#include "tests/support/manager.h"

#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the main job ---- */

static void a_message_becomes_state_lamp_and_record(void **state)
{
    (void)state;
    all_up();
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    assert_true(lamp_is(&a, "red", "set", '0'));
    assert_true(press_counts(&press, 1000, 10));
    assert_true(press_counts(&press, 1005, 11));
    assert_true(status_number(&talk, "counts.total", 5));
    assert_true(status_number(&talk, "counts.scrap", 1));

    assert_true(press_state(&press, "FAULT", "E-217"));
    assert_true(status_word(&talk, "machine.state", "stopped"));
    assert_true(lamp_becomes(&a, "red", "set", '1')); /* after small_stop */
    assert_true(lamp_is(&a, "green", "set", '0'));
    json_t *why = ask("why", ",\"lamp\":\"red\"");
    assert_string_equal(json_word(why, "lamp"), "red");
    assert_non_null(strstr(json_word(why, "text"), "down"));
    json_decref(why);

    assert_true(press_state(&press, "RUN", ""));
    assert_true(lamp_becomes(&a, "red", "set", '0'));
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    bool interval = false, stop = false;
    while (!(interval && stop) && test_now_ms() < give_up) {
        json_t *log = ask("log", ""), *row;
        size_t i;
        json_array_foreach(json_object_get(log, "rows"), i, row)
        {
            interval |= strcmp(json_word(row, "kind"), "interval") == 0;
            stop |= strcmp(json_word(row, "kind"), "stop") == 0;
        }
        json_decref(log);
        test_pause();
    }
    assert_true(interval && stop);
    json_t *stops = ask("stops", "");
    assert_true(json_array_size(json_object_get(stops, "rows")) >= 1);
    json_decref(stops);
    json_t *verify = ask("verify", "");
    assert_true(json_is_true(json_path(verify, "rows.0.ok")));
    json_decref(verify);
}

static void two_watchers_see_equal_numbers(void **state)
{
    (void)state;
    all_up();
    struct talk other;
    assert_true(talk_open(&other, a.socket));
    json_decref(ask("watch", ""));
    json_decref(talk_ask(&other, "watch", ""));
    enum { EVENTS = 6 };
    char *seen[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
        assert_true(press_counts(&press, i * 10, 0));
        json_decref(talk_read(&talk, ANDOND_WAIT_MS));
        seen[i] = strdup(talk.last);
    }
    /* Every broadcast is one text for all; the first one may have come before the other watched. */
    int equal = 0;
    for (int i = 0; i < EVENTS; i++) {
        json_t *snapshot = talk_read(&other, ANDOND_WAIT_MS);
        assert_string_equal(json_word(snapshot, "event"), "snapshot");
        json_decref(snapshot);
        for (int k = 0; k < EVENTS; k++)
            equal += strcmp(seen[k], other.last) == 0;
    }
    assert_true(equal >= EVENTS - 2);
    for (int i = 0; i < EVENTS; i++)
        free(seen[i]);
    json_decref(talk_ask(&other, "unwatch", ""));
    talk_close(&other);
}

static void answers_have_the_promised_members(void **state)
{
    (void)state;
    all_up();
    assert_true(press_say(&press, "nobody/wants/this", "1", 1, false));
    json_t *status = ask("status", "");
    assert_string_equal(json_word(status, "snapshot.station"),
                        "acme/monterrey/stamping/line1/press3");
    assert_true(json_number(status, "loop.turns") > 0);
    assert_true(json_number(status, "loop.turn_p99_us") >= 0);
    double turns = 0;
    const json_t *some, *up_to = json_path(status, "loop.up_to_us");
    size_t bucket;
    json_array_foreach(up_to, bucket, some) turns += json_number_value(json_array_get(some, 1));
    assert_true(turns > 0 && turns <= json_number(status, "loop.turns"));
    json_decref(status);

    json_t *lamps = ask("lamps", "");
    assert_int_equal(json_array_size(json_object_get(lamps, "lamps")), 6);
    assert_string_equal(json_word(lamps, "lamps.2.name"), "green");
    assert_string_equal(json_word(lamps, "lamps.2.rule"), "running");
    assert_true(json_is_true(json_path(lamps, "lamps.2.lit")));
    assert_true(json_is_false(json_path(lamps, "lamps.2.mismatch")));
    assert_string_equal(json_word(lamps, "backend"), "sim");
    json_decref(lamps);

    json_t *signals = ask("signals", "");
    assert_string_equal(json_word(signals, "signals.0.name"), "state");
    assert_string_equal(json_word(signals, "signals.0.role"), "state");
    assert_string_equal(json_word(signals, "signals.0.topic"), PRESS_ROOT "/state");
    assert_string_equal(json_word(signals, "signals.0.value"), "RUN");
    assert_string_equal(json_word(signals, "signals.0.quality"), "good");
    assert_true(json_number(signals, "signals.0.messages") >= 1);
    assert_int_equal(json_integer_value(json_path(signals, "signals.0.errors")), 0);
    json_decref(signals);

    json_t *zone = ask("zone", "");
    int west = 0; /* the test's own layer lies in a zone of whole hours */
    assert_int_equal(sscanf(json_word(zone, "name"), "Etc/GMT%d", &west), 1);
    assert_int_equal(json_integer_value(json_path(zone, "offsets.0.1")), -3600 * west);
    json_decref(zone);

    static const char *const bad[][3] = {
        {"why", "", "bad-request"},
        {"why", ",\"lamp\":\"violet\"", "not-found"},
        {"timeline", ",\"from\":\"yesterday\"", "bad-request"},
        {"stops", ",\"from\":9,\"to\":3", "bad-request"},
        {"log", ",\"limit\":-1", "bad-request"},
        {"dance", "", "unknown-command"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_t *reply = ask(bad[i][0], bad[i][1]);
        assert_string_equal(json_word(reply, "error.code"), bad[i][2]);
        json_decref(reply);
    }
}

/* The Will and the retained status, as a hub would see them. */
static void presence_is_retained(void **state)
{
    (void)state;
    all_up();
    json_t *log = ask("log", ",\"limit\":1000");
    size_t rows = json_array_size(json_object_get(log, "rows"));
    json_t *first = json_array_get(json_object_get(log, "rows"), rows - 1);
    assert_string_equal(json_word(first, "kind"), "open");
    char command[512], text[4096];
    static const char *const topic = "andon/v1/acme/monterrey/stamping/line1/press3";
    snprintf(command, sizeof command, "mosquitto_sub -p %d -t '%s/#' -C 2 -W 20 -v", broker.port,
             topic);
    FILE *f = popen(command, "r");
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    assert_int_equal(pclose(f), 0);
    assert_non_null(strstr(text, "/status {\"online\":true,\"epoch\":\""));
    assert_non_null(strstr(text, json_word(first, "epoch")));
    assert_non_null(strstr(text, "/state {"));
    json_decref(log);
    assert_int_equal(andond_stop(&a), 0);
    snprintf(command, sizeof command, "mosquitto_sub -p %d -t '%s/status' -C 1 -W 20", broker.port,
             topic);
    f = popen(command, "r");
    n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    pclose(f);
    assert_non_null(strstr(text, "{\"online\":false"));
}

/* ---- start ---- */

static pid_t holder(void)
{
    char path[128], text[32] = {0};
    snprintf(path, sizeof path, "%s/andond.lock", a.run);
    FILE *f = fopen(path, "r");
    if (!f)
        return 0;
    (void)!fread(text, 1, sizeof text - 1, f);
    fclose(f);
    return (pid_t)strtol(text, NULL, 10);
}

/* Now or within the wait. */
static bool andond_says(const char *words)
{
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    while (!andond_log_has(&a, words) && test_now_ms() < end)
        test_pause();
    return andond_log_has(&a, words);
}

/* What andond left in its run directory, and the directory. It stands still from then on, until it
 * is told to go on: else it may be first with something new. */
static void tidy_up(void)
{
    char path[128];
    assert_int_equal(kill(a.pid, SIGSTOP), 0);
    assert_int_equal(waitpid(a.pid, NULL, WUNTRACED), a.pid);
    snprintf(path, sizeof path, "%s/andond.lock", a.run);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(unlink(a.socket), 0);
    (void)unlink(a.tower);
    assert_int_equal(rmdir(a.run), 0);
}

static void wait_for_a_socket(void)
{
    int64_t end = test_now_ms() + ANDOND_WAIT_MS;
    struct talk fresh; /* it may be there, and nobody listens yet */
    bool open = talk_open(&fresh, a.socket);
    for (; !open && test_now_ms() < end; open = talk_open(&fresh, a.socket))
        test_pause();
    assert_true(open);
    json_decref(talk_ask(&fresh, "status", ""));
    talk_close(&fresh);
}

/* Somebody tidies up too much: who was connected stays, and somebody new gets in again. */
static void a_removed_socket_is_made_anew(void **state)
{
    (void)state;
    struct stat before, after, lock;
    struct stat socket_before, socket_after;
    assert_true(andond_start(&a, NULL));
    assert_true(talk_open(&talk, a.socket));
    assert_int_equal(chmod(a.run, 0711), 0);
    assert_int_equal(andond_stop(&a), 0);
    talk_close(&talk);
    assert_true(andond_start(&a, NULL)); /* in a directory that it found */
    assert_true(talk_open(&talk, a.socket));
    assert_int_equal(stat(a.run, &before), 0);
    assert_int_equal(stat(a.socket, &socket_before), 0);
    for (int round = 0; round < 4; round++) {
        if (round == 1) /* the socket alone */
            assert_int_equal(unlink(a.socket), 0);
        else
            tidy_up();
        if (round == 2) { /* something else stands there: that is said, and tried again */
            FILE *file = fopen(a.run, "w");
            assert_non_null(file);
            fclose(file);
            assert_int_equal(kill(a.pid, SIGCONT), 0);
            assert_true(andond_says("cannot be made anew"));
            assert_int_equal(unlink(a.run), 0);
        }
        if (round == 3 && geteuid() == 0) { /* somebody else was first */
            assert_int_equal(mkdir(a.run, 0777), 0);
            assert_int_equal(chown(a.run, 65534, 65534), 0);
            assert_int_equal(kill(a.pid, SIGCONT), 0);
            assert_true(andond_says("belongs to user"));
            assert_int_equal(rmdir(a.run), 0);
        }
        assert_int_equal(kill(a.pid, SIGCONT), 0);
        wait_for_a_socket();
        json_decref(ask("status", ""));
        assert_int_equal(stat(a.run, &after), 0);
        assert_int_equal(stat(a.socket, &socket_after), 0);
        assert_int_equal(after.st_mode, before.st_mode);
        assert_int_equal(after.st_mode & 0777, 0711);
        assert_int_equal(socket_after.st_mode, socket_before.st_mode);
        assert_int_equal(socket_after.st_gid, socket_before.st_gid);
        assert_int_equal(holder(), a.pid);
    }
    char path[128];
    snprintf(path, sizeof path, "%s/andond.lock", a.run);
    assert_int_equal(stat(path, &lock), 0);
    assert_int_equal(lock.st_mode & 0777, 0640);
    assert_true(andond_says("is made anew"));
    assert_int_equal(andond_stop(&a), 0);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(access(a.socket, F_OK), -1);
}

/* Somebody tidies up too much, and another station is started in the directory that was ours. */
static void another_s_socket_and_lock_are_left_alone(void **state)
{
    (void)state;
    char path[128];
    struct andond b;
    assert_true(andond_start(&a, NULL));
    snprintf(path, sizeof path, "%s/andond.lock", a.run);
    tidy_up();
    andond_make(&b, broker.url, NULL);
    text_copy(b.run, sizeof b.run, a.run);
    text_copy(b.socket, sizeof b.socket, a.socket);
    assert_true(andond_start(&b, NULL));
    assert_int_equal(kill(a.pid, SIGCONT), 0);
    assert_true(andond_says("another andond (pid"));
    assert_int_equal(andond_stop(&a), 0);
    assert_int_equal(access(path, F_OK), 0);
    assert_true(talk_open(&talk, b.socket));
    json_decref(ask("status", ""));
    assert_int_equal(andond_stop(&b), 0); /* and what is its own it removes */
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(access(b.socket, F_OK), -1);
    andond_remove(&b);
}

static void a_second_one_is_refused(void **state)
{
    (void)state;
    char out[2048], pid[32], elsewhere[96];
    assert_true(andond_start(&a, NULL));
    snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", a.dir);
    const char *same_run[] = {
        "--config", "layouts/stations/press", "--config", a.layer, "--run", a.run, "--data",
        elsewhere,  "--foreground",           NULL};
    assert_int_equal(andond_run(&a, same_run, out, sizeof out), 1);
    snprintf(pid, sizeof pid, "(pid %ld)", (long)a.pid);
    assert_non_null(strstr(out, pid));
    assert_non_null(strstr(out, "--run"));
    const char *same_data[] = {"--config", "layouts/stations/press",
                               "--config", a.layer,
                               "--run",    elsewhere,
                               "--data",   a.data,
                               NULL};
    assert_int_equal(andond_run(&a, same_data, out, sizeof out), 1);
    assert_non_null(strstr(out, "another andond keeps its records in"));
    /* and the first one did not notice */
    assert_true(talk_open(&talk, a.socket));
    assert_true(status_word(&talk, "sync.link", "up"));
    assert_false(andond_log_has(&a, "connection lost"));
}

struct usage_case {
    const char *argument[4];
    int status;
    const char *says;
};

static const struct usage_case usage_cases[] = {
    {{"--help"}, 0, "usage: andond"},      {{"--version"}, 0, "andond " ANDON_VERSION},
    {{"--dump-defaults"}, 0, "[station]"}, {{"--wrong"}, 2, "--wrong: no such option"},
    {{"--run"}, 2, "--run needs a value"}, {{"--run", ""}, 2, "empty path"},
    {{"press"}, 2, "not an option"},       {{"--config", "/nonexistent"}, 1, "no such directory"},
};

static void says_what_is_wrong_with_the_call(void **state)
{
    (void)state;
    char out[65536];
    for (size_t i = 0; i < sizeof usage_cases / sizeof usage_cases[0]; i++) {
        int status = andond_run(&a, usage_cases[i].argument, out, sizeof out);
        if (status != usage_cases[i].status || !strstr(out, usage_cases[i].says))
            fail_msg("case %zu: status %d: %.500s", i, status, out);
    }
}

static void names_every_problem_of_a_configuration(void **state)
{
    (void)state;
    char path[128], out[4096];
    snprintf(path, sizeof path, "%s/wrong.ini", a.layer);
    FILE *f = fopen(path, "w");
    fputs("[station]\nsmal_stop = 3 s\n[signal x]\ntopic = a/#/b\n", f);
    fclose(f);
    const char *arguments[] = {
        "--config", "layouts/stations/press", "--config", a.layer, "--run", a.run, "--data", a.data,
        NULL};
    assert_int_equal(andond_run(&a, arguments, out, sizeof out), 1);
    assert_non_null(strstr(out, "wrong.ini:2"));
    assert_non_null(strstr(out, "small_stop"));
    assert_non_null(strstr(out, "wrong.ini:4"));
    assert_int_equal(access(a.run, F_OK), -1); /* nothing was touched */
}

static void detaches_when_it_serves(void **state)
{
    (void)state;
    char out[2048], log[128];
    const char *arguments[] = {
        "--config", "layouts/stations/press", "--config", a.layer, "--run", a.run, "--data", a.data,
        NULL};
    assert_int_equal(andond_run(&a, arguments, out, sizeof out), 0);
    pid_t pid = holder();
    assert_true(pid > 1);
    assert_true(talk_open(&talk, a.socket)); /* at once: it was serving when it returned */
    struct stat run, data;
    assert_int_equal(stat(a.run, &run), 0);
    assert_int_equal(stat(a.data, &data), 0);
    assert_int_equal(run.st_mode & 0777, 0755);
    assert_int_equal(data.st_mode & 0777, 0750);
    assert_int_not_equal(getsid(pid), getsid(0));
    /* the second call fails with the reason on the caller's terminal, though it would detach */
    assert_int_equal(andond_run(&a, arguments, out, sizeof out), 1);
    assert_non_null(strstr(out, "another andond"));
    assert_int_equal(kill(pid, SIGTERM), 0);
    int64_t give_up = test_now_ms() + ANDOND_WAIT_MS;
    while (access(a.socket, F_OK) == 0 || holder() != 0) {
        assert_true(test_now_ms() < give_up);
        test_pause();
    }
    snprintf(log, sizeof log, "%s/andond.log", a.run);
    assert_int_equal(access(log, R_OK), 0);
    while (kill(pid, 0) == 0 && test_now_ms() < give_up)
        test_pause();
}

static void tells_a_service_manager(void **state)
{
    (void)state;
    char text[256], mark[128];
    struct manager manager;
    assert_true(manager_start(&manager, &a, NULL));
    assert_string_equal(manager_told(&manager, ANDOND_WAIT_MS), "READY=1");
    snprintf(mark, sizeof mark, "%s/service", a.data);
    FILE *f = fopen(mark, "r");
    assert_non_null(f);
    assert_non_null(fgets(text, sizeof text, f));
    assert_string_equal(text, "systemd\n");
    fclose(f);
    assert_int_equal(andond_stop(&a), 0);
    assert_true(manager_hears(&manager, "STOPPING=1")); /* behind lines for people */
    manager_close(&manager);
    /* started by hand afterwards: the mark goes */
    assert_true(andond_start(&a, NULL));
    assert_int_equal(access(mark, F_OK), -1);
}

/* ---- end ---- */

static void sigterm_leaves_nothing_but_the_stop_pattern(void **state)
{
    (void)state;
    all_up();
    assert_true(lamp_becomes(&a, "green", "set", '1'));
    json_decref(ask("watch", ""));
    assert_int_equal(andond_stop(&a), 0);
    assert_int_equal(access(a.socket, F_OK), -1);
    assert_int_equal(holder(), 0);
    assert_true(lamp_is(&a, "green", "set", '0'));
    assert_true(lamp_is(&a, "yellow", "set", '1'));
    assert_true(lamp_is(&a, "white", "set", '1'));
    assert_false(andond_log_has(&a, "could not be closed"));
    char wal[128];
    struct stat st;
    snprintf(wal, sizeof wal, "%s/station.db-wal", a.data);
    assert_true(stat(wal, &st) != 0 || st.st_size == 0); /* closed properly */
}

static void a_socket_path_too_long_is_refused(void **state)
{
    (void)state;
    char run[200], out[2048];
    memset(run, 'r', sizeof run);
    memcpy(run, a.dir, strlen(a.dir));
    run[strlen(a.dir)] = '/';
    run[110] = '\0';
    const char *arguments[] = {
        "--config", "layouts/stations/press", "--config", a.layer, "--run", run, "--data",
        a.data,     "--foreground",           NULL};
    assert_int_equal(andond_run(&a, arguments, out, sizeof out), 1);
    assert_non_null(strstr(out, "at most 107 bytes"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, live_setup, live_teardown)

int main(void)
{
    talk.fd = -1;
    const struct CMUnitTest tests[] = {
        CASE(a_message_becomes_state_lamp_and_record),
        CASE(two_watchers_see_equal_numbers),
        CASE(answers_have_the_promised_members),
        CASE(presence_is_retained),
        CASE(a_second_one_is_refused),
        CASE(a_removed_socket_is_made_anew),
        CASE(another_s_socket_and_lock_are_left_alone),
        CASE(says_what_is_wrong_with_the_call),
        CASE(names_every_problem_of_a_configuration),
        CASE(detaches_when_it_serves),
        CASE(tells_a_service_manager),
        CASE(sigterm_leaves_nothing_but_the_stop_pattern),
        CASE(a_socket_path_too_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
