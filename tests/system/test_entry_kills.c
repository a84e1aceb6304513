/* SPDX-License-Identifier: MIT */
/* Entries at the real console, and console or daemon killed at any moment of them: each is kept
 * once, or is still on the screen. ENTRY_KILLS is how often (more over a night), ENTRY_SEED which
 * moments. */
#include "tests/support/live.h"
#include "tests/support/term.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define STATION "\u2500 SHIFT \u2500"
#define KEYS    "r2\r8" /* two parts, scratched */
#define KEY_MS  45      /* between them, as fingers do */
#define QUIET   400     /* so long after the connection stands all that was left is sent */

static struct term term;
static char program[256];
static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(seed >> 33) % below;
}

static void pump(int64_t ms)
{
    for (int64_t end = test_now_ms() + ms; test_now_ms() < end;)
        term_pump(&term, 5);
}

static double status(const char *path)
{
    json_t *reply = talk_ask(&talk, "status", "");
    double number = json_number(reply, path);
    json_decref(reply);
    return number;
}

static int entered(void)
{
    return (int)(status("snapshot.counts.entered_scrap") + 0.5);
}

static void open_console(void)
{
    const char *const argv[] = {program, "--run", a.run, NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&term, &conf));
    assert_true(term_shows(&term, "live"));
}

static int setup(void **state)
{
    const char *build = getenv("BUILD"), *given = getenv("ENTRY_SEED");
    (void)state;
    seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("ENTRY_SEED=%llu\n", (unsigned long long)seed);
    snprintf(program, sizeof program, "%s/andon-console", build != NULL ? build : "build");
    talk.fd = term.fd = -1;
    if (broker_start(&broker, NULL) != 0)
        return -1;
    andond_make(&a, broker.url, "[scrap-reason scratch]\ntitle = Scratch\nplace = 8\n");
    daemon_up();
    if (!press_open(&press, broker.url) || !press_alive(&press, "online") ||
        !press_counts(&press, 100, 0) || !press_state(&press, "RUN", "") ||
        !status_word(&talk, "machine.state", "running") || !press_counts(&press, 9100, 0) ||
        !status_number(&talk, "counts.total", 9000))
        return -1;
    bool safe = status_number(&talk, "health.safe", status("snapshot.ts"));
    open_console();
    return safe ? 0 : -1;
}

static int teardown(void **state)
{
    term_done(&term);
    return live_teardown(state);
}

static void to_station(void)
{
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; !term_has(&term, STATION);) {
        assert_true(test_now_ms() < end);
        term_keys(&term, "\x1B");
        pump(KEY_MS + 60);
    }
}

/* Keys from `from` on until the moment comes. How many were pressed. */
static int type_until(int from, int64_t moment)
{
    int i = from;
    for (int64_t next = test_now_ms(); test_now_ms() < moment;) {
        if (KEYS[i] != '\0' && test_now_ms() >= next) {
            const char one[2] = {KEYS[i++], '\0'};
            term_keys(&term, one);
            next = test_now_ms() + KEY_MS;
        }
        term_pump(&term, 2);
    }
    return i;
}

static void wait_entered(int wanted)
{
    for (int64_t end = test_now_ms() + ANDOND_WAIT_MS; entered() != wanted; pump(10))
        if (test_now_ms() > end) {
            term_print(&term);
            fail_msg("%d parts are entered, not %d", entered(), wanted);
        }
}

/* The daemon dies; the person goes on typing. */
static void kill_daemon(int64_t moment, int before)
{
    int pressed = type_until(0, moment);
    talk_close(&talk);
    andond_kill(&a);
    (void)type_until(pressed, test_now_ms() + 4 * KEY_MS + 100);
    daemon_up();
    wait_entered(before + 2);
    assert_true(term_shows(&term, "kept R"));
}

/* The console dies; what had been on the screen is there again, or was kept. */
static void kill_console(int64_t moment, int before)
{
    (void)type_until(0, moment);
    bool asked = term_has(&term, "Why?");
    (void)kill(term.pid, SIGKILL);
    (void)term_wait_end(&term);
    term_done(&term);
    open_console();
    pump(QUIET);
    if (entered() == before) {
        if (!term_has(&term, "Why?") && !term_has(&term, "How many?")) {
            term_keys(&term, "r");
            pump(200);
        }
        if (asked && !term_has(&term, "Why?")) {
            term_print(&term);
            fail_msg("neither kept nor on the screen");
        }
        if (term_has(&term, "Why?")) {
            term_keys(&term, "8");
        } else { /* it had not come so far when it died: once more */
            to_station();
            (void)type_until(0, test_now_ms() + 4 * KEY_MS + 100);
        }
    }
    wait_entered(before + 2);
}

static void test_kills(void **state)
{
    const char *given = getenv("ENTRY_KILLS");
    int rounds = given != NULL ? (int)strtol(given, NULL, 10) : 8;
    (void)state;
    for (int i = 0; i < rounds; i++) {
        bool daemon = draw(2) == 0;
        unsigned after = draw(4 * KEY_MS + 90);
        int before = entered();
        assert_int_equal(before, 2 * i);
        to_station();
        if (daemon)
            kill_daemon(test_now_ms() + after, before);
        else
            kill_console(test_now_ms() + after, before);
    }
    assert_int_equal(entered(), 2 * rounds);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kills, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
