/* SPDX-License-Identifier: MIT */
/* The daemon under a service manager, with a real notify socket, and what must hold between two
 * checkpoints: told when ready, reloading and stopping; watched by threads that really stop. */
#include "tests/support/live.h"
#include "tests/support/manager.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static struct manager manager = {.fd = -1};
static pid_t frozen; /* a thread of the daemon that we hold */

static void thaw_thread(void)
{
    if (frozen > 0)
        (void)ptrace(PTRACE_DETACH, frozen, NULL, NULL);
    frozen = 0;
}

static int teardown(void **state)
{
    thaw_thread();
    manager_close(&manager);
    return live_teardown(state);
}

/* ---- the service manager ---- */

static void start_watched(const char *watchdog_usec)
{
    if (watchdog_usec)
        setenv("WATCHDOG_USEC", watchdog_usec, 1);
    bool started = manager_start(&manager, &a, NULL);
    unsetenv("WATCHDOG_USEC");
    assert_true(started);
}

static void one_line_for_people_follows_what_happens(void **state)
{
    (void)state;
    start_watched(NULL);
    assert_string_equal(manager_told(&manager, ANDOND_WAIT_MS), "READY=1");
    daemon_heard();
    press_runs();
    assert_true(manager_hears(&manager, "STATUS=machine running; broker up; records kept"));
    broker_stop(&broker);
    assert_true(manager_hears(&manager, "STATUS=machine unknown; broker down: "));
    assert_string_not_equal(manager_told(&manager, 0), "WATCHDOG=1"); /* nobody asked for that */
    assert_int_equal(andond_stop(&a), 0);
    assert_true(manager_hears(&manager, "STOPPING=1"));
}

/* ---- the watchdog ---- */

/* The thread of this name, or -1. */
static pid_t thread_of(const char *name)
{
    char path[320], comm[32];
    snprintf(path, sizeof path, "/proc/%ld/task", (long)a.pid);
    DIR *dir = opendir(path);
    pid_t found = -1;
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        snprintf(path, sizeof path, "/proc/%ld/task/%s/comm", (long)a.pid, e->d_name);
        FILE *f = fopen(path, "r");
        if (!f)
            continue;
        if (fgets(comm, sizeof comm, f) && strncmp(comm, name, strlen(name)) == 0)
            found = (pid_t)strtol(e->d_name, NULL, 10);
        fclose(f);
    }
    if (dir)
        closedir(dir);
    return found;
}

/* Stop one thread and no other, as a disk that never answers would. */
static bool freeze_thread(pid_t tid)
{
    if (ptrace(PTRACE_SEIZE, tid, NULL, NULL) != 0 ||
        ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) != 0)
        return false;
    if (waitpid(tid, NULL, __WALL) != tid)
        return false;
    frozen = tid;
    return true;
}

static void fed_while_every_thread_turns(const char *thread)
{
    start_watched("400000");
    daemon_heard();
    press_runs();
    for (int i = 0; i < 5; i++)
        assert_true(manager_hears(&manager, "WATCHDOG=1"));
    pid_t tid = thread_of(thread);
    assert_true(tid > 0 && tid != a.pid);
    if (!freeze_thread(tid)) {
        print_message("ptrace is not allowed here: %s\n", strerror(errno));
        skip();
    }
    char said[64];
    snprintf(said, sizeof said, "[A011] the %s does not turn", thread);
    assert_true(andond_log_comes(&a, said));
    while (manager_told(&manager, 0)[0])
        ;
    /* the loop lives: it answers and its lamps work, yet the watchdog hears nothing */
    assert_true(press_state(&press, "FAULT", "E-1"));
    if (strcmp(thread, "store") == 0)
        assert_true(lamp_becomes(&a, "red", "set", '1'));
    assert_true(status_number(&talk, "health.clients", 1));
    for (int i = 0; i < 10; i++)
        assert_string_not_equal(manager_told(&manager, 100), "WATCHDOG=1");
    thaw_thread();
    assert_true(manager_hears(&manager, "WATCHDOG=1"));
    assert_true(andond_log_comes(&a, "[A012]"));
    assert_int_equal(andond_stop(&a), 0);
}

static void a_store_that_hangs_starves_the_watchdog(void **state)
{
    (void)state;
    fed_while_every_thread_turns("store");
}

static void a_link_that_hangs_starves_the_watchdog(void **state)
{
    (void)state;
    fed_while_every_thread_turns("link");
}

/* Restarting would not bring the broker back. */
static void a_lost_broker_does_not(void **state)
{
    (void)state;
    start_watched("400000");
    daemon_heard();
    press_runs();
    broker_freeze(&broker); /* it hangs, then it is gone */
    assert_true(manager_hears(&manager, "WATCHDOG=1"));
    broker_thaw(&broker);
    broker_stop(&broker);
    assert_true(status_word(&talk, "sync.link", "down"));
    for (int i = 0; i < 20; i++)
        assert_true(manager_hears(&manager, "WATCHDOG=1"));
    assert_false(andond_log_has(&a, "[A011]"));
}

static void a_watchdog_of_another_process_is_not_ours(void **state)
{
    (void)state;
    setenv("WATCHDOG_PID", "1", 1);
    start_watched("400000");
    unsetenv("WATCHDOG_PID");
    daemon_heard();
    press_runs();
    assert_true(manager_hears(&manager, "STATUS=machine running"));
    for (int i = 0; i < 8; i++)
        assert_string_not_equal(manager_told(&manager, 100), "WATCHDOG=1");
}

/* ---- between two checkpoints ---- */

/* What was heard first makes no record, yet it must not be lost: a counter's base above all. */
static void killed_at_once_the_base_is_known(void **state)
{
    (void)state;
    all_up();
    assert_true(press_counts(&press, 5000, 7));
    assert_true(status_number(&talk, "signals.total.value", 5000));
    int64_t begin = test_now_ms(), give_up = begin + ANDOND_WAIT_MS;
    for (bool safe = false; !safe && test_now_ms() < give_up;) {
        json_t *status = talk_ask(&talk, "status", "");
        safe = json_number(status, "snapshot.health.safe") >=
               json_number(status, "snapshot.signals.total.ts");
        json_decref(status);
    }
    print_message("on disk after %lld ms\n", (long long)(test_now_ms() - begin));
    andond_kill(&a);
    talk_close(&talk);
    daemon_up();
    assert_true(press_counts(&press, 5010, 8));
    assert_true(status_number(&talk, "counts.total", 10));
    assert_true(status_number(&talk, "counts.scrap", 1));
}

/* ---- figures about itself ---- */

static void it_tells_what_it_takes(void **state)
{
    (void)state;
    static const char *const members[][2] = {
        {"snapshot.health.resident_bytes", "1000000"},
        {"snapshot.health.descriptors", "8"},
        {"snapshot.health.clients", "1"},
        {"snapshot.health.file_bytes", "4096"},
        {"snapshot.health.loop_max_us", "1"},
        {"snapshot.health.loop_p99_us", "1"},
        {"snapshot.health.commit_us", "1"},
        {"snapshot.health.safe", "1700000000000"},
    };
    all_up();
    assert_true(status_number(&talk, "health.commit_us", 1));
    assert_true(status_number(&talk, "health.safe", 1));
    json_t *status = talk_ask(&talk, "status", "");
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (!(json_number(status, members[i][0]) >= strtod(members[i][1], NULL)))
            fail_msg("%s: %f", members[i][0], json_number(status, members[i][0]));
    assert_int_equal(json_integer_value(json_path(status, "snapshot.health.lost")), 0);
    json_decref(status);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, live_setup, teardown)

int main(void)
{
    talk.fd = -1;
    const struct CMUnitTest tests[] = {
        CASE(one_line_for_people_follows_what_happens),
        CASE(a_store_that_hangs_starves_the_watchdog),
        CASE(a_link_that_hangs_starves_the_watchdog),
        CASE(a_lost_broker_does_not),
        CASE(a_watchdog_of_another_process_is_not_ours),
        CASE(killed_at_once_the_base_is_known),
        CASE(it_tells_what_it_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
