/* SPDX-License-Identifier: MIT */
/* The real console on a pty, against the real daemon and a real broker: what it shows, what it
 * sends, how it ends, and that nothing it suffers touches the daemon. */
#include "tests/support/stand.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

static int set_up(void **state)
{
    return stand_make(state, NULL);
}

static void test_shows_what_the_machine_says(void **state)
{
    struct stand *b = *state;
    stand_open(b, "xterm-256color", 80, 24);
    assert_true(term_shows(&b->term, "unknown"));
    stand_runs(b, 100);
    assert_true(term_shows(&b->term, "running"));
    assert_true(term_shows(&b->term, "live"));
    assert_true(term_shows(&b->term, "Press 3"));
    assert_true(press_counts(&b->press, 142, 0));
    assert_true(term_shows(&b->term, "total 42"));
    assert_true(press_state(&b->press, "FAULT", "E-217 die jam"));
    assert_true(term_shows(&b->term, "stopped"));
    assert_true(term_shows(&b->term, "machine says: E-217 die jam"));
    assert_true(press_state(&b->press, "RUN", ""));
    assert_true(term_shows(&b->term, "running"));
}

static void test_two_consoles_agree(void **state)
{
    struct stand *b = *state;
    struct term other;
    const char *const argv[] = {b->program, "--socket", b->andond.socket, NULL};
    const struct term_conf conf = {.term = "linux", .cols = 80, .rows = 24, .argv = argv};
    stand_open(b, "xterm-256color", 80, 24);
    assert_true(term_start(&other, &conf));
    stand_runs(b, 100);
    assert_true(press_counts(&b->press, 177, 3));
    for (int i = 0; i < 2; i++) {
        struct term *t = i == 0 ? &b->term : &other;
        assert_true(term_shows(t, "running"));
        assert_true(term_shows(t, "177 pcs"));
        assert_true(term_shows(t, "Q 96.1"));
    }
    term_done(&other);
}

static void test_terminals(void **state)
{
    static const struct {
        const char *term, *shown;
    } terms[] = {
        {"xterm-256color", "\u25CF live"},
        {"screen", "\u25CF live"},
        {"tmux-256color", "\u25CF live"},
        {"xterm-kitty", "\u25CF live"},
        {"no-such-term", "\u25CF live"},
        {"linux", "* live"},
        {"vt220", "* live"},
    };
    struct stand *b = *state;
    stand_runs(b, 100);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        stand_open(b, terms[i].term, 80, 24);
        if (!term_shows(&b->term, "running") || !term_shows(&b->term, terms[i].shown))
            fail_msg("TERM=%s", terms[i].term);
        term_keys(&b->term, "q");
        assert_int_equal(term_wait_end(&b->term), 0);
        term_done(&b->term);
    }
}

static void test_screens_by_keys(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    assert_true(term_shows(&b->term, "running"));
    term_keys(&b->term, "g");
    assert_true(term_shows(&b->term, "QUALITY"));
    assert_true(term_shows(&b->term, "oil_temp"));
    term_keys(&b->term, "t");
    assert_true(term_shows(&b->term, "not a safety device"));
    term_keys(&b->term, "L");
    assert_true(term_shows(&b->term, "configuration"));
    term_keys(&b->term, "\x1B[B"); /* an arrow is not Esc */
    assert_true(term_shows(&b->term, "2 of "));
    term_keys(&b->term, "?");
    assert_true(term_shows(&b->term, "Why it stopped; split"));
    term_keys(&b->term, "\x1B"); /* to the log, whose help it was */
    assert_true(term_hides(&b->term, "Why it stopped; split"));
    term_keys(&b->term, "\x1B");
    assert_true(term_shows(&b->term, "\u2500 SHIFT \u2500"));
    term_keys(&b->term, "\x1B[200~q\x1B[201~"); /* pasted: no key */
    term_keys(&b->term, "g");
    assert_true(term_shows(&b->term, "QUALITY"));
}

static void test_resize_storm(void **state)
{
    static const int sizes[][2] = {{200, 60}, {1, 1}, {40, 12},  {80, 1},  {1, 60},   {132, 43},
                                   {30, 8},   {2, 2}, {100, 30}, {79, 23}, {300, 100}};
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    assert_true(term_shows(&b->term, "running"));
    for (int round = 0; round < 5; round++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            term_resize(&b->term, sizes[i][0], sizes[i][1]);
            term_pump(&b->term, round * 3);
        }
    term_resize(&b->term, 30, 8);
    assert_true(term_shows(&b->term, "needs 40x12"));
    term_resize(&b->term, 1, 1);
    term_pump(&b->term, 50);
    term_resize(&b->term, 80, 24);
    assert_true(term_shows(&b->term, "\u2500 SHIFT \u2500"));
    assert_true(term_shows(&b->term, "help"));
    term_resize(&b->term, 132, 43);
    assert_true(term_shows(&b->term, "HOUR BY HOUR"));
}

/* The terminal as it was: main screen, cursor, no paste mode, cooked. */
static void assert_restored(struct term *t)
{
    struct termios now;
    assert_false(t->alternate);
    assert_true(t->cursor_shown);
    assert_true(term_sent(t, "\x1B[?2004h"));
    assert_true(term_sent(t, "\x1B[?2004l"));
    assert_int_equal(tcgetattr(t->fd, &now), 0);
    assert_true((now.c_lflag & ICANON) != 0 && (now.c_lflag & ECHO) != 0);
    assert_true((now.c_oflag & OPOST) != 0);
}

static void test_every_end_restores(void **state)
{
    static const struct {
        const char *keys;
        int signal, exit_status;
    } ends[] = {
        {"q", 0, 0},
        {"Q", 0, 0},
        {"\x03", 0, 0},
        {NULL, SIGTERM, 0},
        {NULL, SIGINT, 0},
        {NULL, SIGSEGV, -SIGSEGV},
        {NULL, SIGABRT, -SIGABRT},
    };
    struct stand *b = *state;
    stand_runs(b, 100);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        stand_open(b, "xterm-256color", 80, 24);
        assert_true(term_shows(&b->term, "running"));
        assert_true(b->term.alternate);
        assert_false(b->term.cursor_shown);
        if (ends[i].keys != NULL)
            term_keys(&b->term, ends[i].keys);
        else
            assert_int_equal(kill(b->term.pid, ends[i].signal), 0);
        int status = term_wait_end(&b->term);
        int got = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        assert_int_equal(got, ends[i].exit_status);
        assert_restored(&b->term);
        term_done(&b->term);
    }
}

/* A lost line ends the program, even where SIGHUP is ignored: it must not spin on end of file. */
static void test_hang_up(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    for (int ignore = 0; ignore < 2; ignore++) {
        const char *const argv[] = {b->program, "--run", b->andond.run, NULL};
        const struct term_conf conf = {.term = "xterm-256color",
                                       .cols = 80,
                                       .rows = 24,
                                       .argv = argv,
                                       .ignore_hangup = ignore == 1};
        assert_true(term_start(&b->term, &conf));
        assert_true(term_shows(&b->term, "running"));
        close(b->term.fd);
        b->term.fd = -1;
        int status = term_wait_end(&b->term);
        assert_int_not_equal(status, -1);
        term_done(&b->term);
    }
}

/* Nobody reads the terminal: the daemon goes on as if nothing were, and the console either skips
 * frames and shows the present when it is read again, or is gone. */
static void test_stalled_terminal(void **state)
{
    struct stand *b = *state;
    struct talk talk;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 200, 60);
    assert_true(term_shows(&b->term, "running"));
    assert_true(talk_open(&talk, b->andond.socket));
    for (int i = 1; i <= 60; i++) { /* each redraw is a whole screen; the pty takes 20 kB */
        ssize_t n = write(b->term.fd, "\x0C", 1);
        assert_true(n == 1);
        assert_true(press_counts(&b->press, 100 + i, 0));
        assert_true(status_number(&talk, "counts.total", i));
    }
    assert_true(press_state(&b->press, "FAULT", "E-1"));
    assert_true(status_word(&talk, "machine.state", "stopped"));
    talk_close(&talk);
    assert_true(term_shows(&b->term, "stopped") || b->term.gone);
}

/* So many whole pictures that the pty is full and stays so while nobody reads it. */
static void fill(const struct term *t)
{
    for (int i = 0; i < 30; i++) {
        ssize_t n = write(t->fd, "\x0C", 1);
        assert_true(n == 1);
        test_pause();
    }
}

/* Nobody reads: the console goes on hearing keys and talking with the daemon. Read again it shows
 * the present, and no more than what was on its way. Told to end it ends, however full. */
static void test_blocked_terminal(void **state)
{
    struct stand *b = *state;
    struct talk talk;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 300, 100);
    assert_true(term_shows(&b->term, "running"));
    assert_true(talk_open(&talk, b->andond.socket));
    fill(&b->term);
    ssize_t n = write(b->term.fd, "c2", 2); /* somebody calls, blind */
    assert_true(n == 2);
    assert_true(status_word(&talk, "calls.0.type", "material"));
    for (int i = 1; i <= 20; i++)
        assert_true(press_counts(&b->press, 100 + i, 0));
    assert_true(status_number(&talk, "counts.total", 20));
    talk_close(&talk);
    size_t before = b->term.raw_length;
    assert_true(term_shows(&b->term, "total 20"));
    assert_true(b->term.raw_length - before < 200000); /* thirty of them are a million */
    fill(&b->term);
    assert_int_equal(kill(b->term.pid, SIGTERM), 0);
    int status = 0;
    int64_t until = test_now_ms() + ANDOND_WAIT_MS;
    while (waitpid(b->term.pid, &status, WNOHANG) == 0 && test_now_ms() < until)
        test_pause();
    b->term.pid = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    struct termios now;
    assert_int_equal(tcgetattr(b->term.fd, &now), 0);
    assert_true((now.c_lflag & ICANON) != 0 && (now.c_lflag & ECHO) != 0);
}

/* Stopped it gives the terminal back, and takes it and draws all of it when the shell goes on with
 * it; also after a stop that it was not told of. */
static void test_suspended(void **state)
{
    static const int signals[] = {SIGTSTP, SIGSTOP};
    struct stand *b = *state;
    const char *const argv[] = {"sh",       "-mc",         "\"$0\" --run \"$1\"; tty; fg; tty; fg",
                                b->program, b->andond.run, NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    stand_runs(b, 100);
    assert_true(term_start(&b->term, &conf));
    for (int i = 0; i < 2; i++) {
        assert_true(term_shows(&b->term, "running"));
        assert_true(b->term.alternate && !b->term.cursor_shown);
        size_t before = b->term.raw_length;
        pid_t job = tcgetpgrp(b->term.fd);
        assert_true(job > 0 && job != b->term.pid);
        assert_int_equal(kill(-job, signals[i]), 0);
        const char *has = i == 0 ? "\x1B[?1049l" : "\x1B[?2004h"; /* given back; taken again */
        int64_t until = test_now_ms() + ANDOND_WAIT_MS;
        while (memmem(b->term.raw + before, b->term.raw_length - before, has, 8) == NULL &&
               test_now_ms() < until)
            term_pump(&b->term, 20);
        while (b->term.raw_length - before < 1500 && test_now_ms() < until)
            term_pump(&b->term, 20);
    }
    assert_true(term_shows(&b->term, "running"));
    assert_true(b->term.alternate && !b->term.cursor_shown);
    term_keys(&b->term, "q");
    assert_int_equal(term_wait_end(&b->term), 0);
    assert_restored(&b->term);
}

static void test_daemon_goes_and_comes(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    assert_true(term_shows(&b->term, "running"));
    assert_true(press_counts(&b->press, 188, 0));
    assert_true(term_shows(&b->term, "total 88"));
    andond_kill(&b->andond);
    assert_true(term_shows(&b->term, "reconnecting"));
    assert_true(term_shows(&b->term, "no connection to andond since"));
    assert_true(term_shows(&b->term, "unknown"));
    assert_true(term_shows(&b->term, "was running then"));
    assert_true(andond_start(&b->andond, NULL));
    stand_link(b);
    assert_true(term_shows(&b->term, "live"));
    assert_true(term_hides(&b->term, "no connection"));
    assert_true(press_counts(&b->press, 199, 0));
    assert_true(press_state(&b->press, "RUN", ""));
    assert_true(term_shows(&b->term, "running"));
}

/* A daemon that hangs: connected, yet nothing comes. Its last figures must not look live. */
static void test_daemon_hangs(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    assert_true(term_shows(&b->term, "running"));
    assert_int_equal(kill(b->andond.pid, SIGSTOP), 0);
    bool said = term_shows(&b->term, "andond has said nothing since") &&
                term_shows(&b->term, "silent") && term_shows(&b->term, "unknown");
    assert_int_equal(kill(b->andond.pid, SIGCONT), 0);
    assert_true(said);
    assert_true(term_shows(&b->term, "live"));
}

static void test_broker_lost(void **state)
{
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    assert_true(term_shows(&b->term, "running"));
    broker_stop(&b->broker);
    assert_true(term_shows(&b->term, "no broker since"));
    assert_true(term_shows(&b->term, "unknown"));
    assert_int_equal(broker_resume(&b->broker), 0);
    assert_true(term_shows(&b->term, "live"));
}

/* Whatever the plant sends, no byte of it steers the terminal. */
static void test_hostile_text(void **state)
{
    static const char code[] = "x\\u001b]0;pwned\\u0007\\u001b[5i\\u009b31m\\u202e\\u200bend";
    char payload[256];
    struct stand *b = *state;
    stand_runs(b, 100);
    stand_open(b, "xterm-256color", 80, 24);
    assert_true(term_shows(&b->term, "running"));
    int n = snprintf(payload, sizeof payload, "{\"state\":\"FAULT\",\"code\":\"%s\"}", code);
    assert_true(press_say(&b->press, PRESS_ROOT "/state", payload, (size_t)n, false));
    assert_true(term_shows(&b->term, "stopped"));
    assert_true(term_shows(&b->term, "]0;pwned"));
    term_keys(&b->term, "l");
    assert_true(term_shows(&b->term, "configuration"));
    term_keys(&b->term, "g");
    assert_true(term_shows(&b->term, "QUALITY"));
    term_keys(&b->term, "q");
    assert_int_equal(term_wait_end(&b->term), 0);
    static const char *const foreign[] = {"\x1B]",    "\x07",         "\x1B[5i",
                                          "\xC2\x9B", "\xE2\x80\xAE", "\xE2\x80\x8B"};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (term_sent(&b->term, foreign[i]))
            fail_msg("foreign bytes, case %zu", i);
    assert_string_equal(b->term.title, "");
}

int main(void)
{
#define CONSOLE_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, stand_teardown)
    const struct CMUnitTest tests[] = {
        CONSOLE_TEST(test_shows_what_the_machine_says),
        CONSOLE_TEST(test_two_consoles_agree),
        CONSOLE_TEST(test_terminals),
        CONSOLE_TEST(test_screens_by_keys),
        CONSOLE_TEST(test_resize_storm),
        CONSOLE_TEST(test_every_end_restores),
        CONSOLE_TEST(test_hang_up),
        CONSOLE_TEST(test_stalled_terminal),
        CONSOLE_TEST(test_blocked_terminal),
        CONSOLE_TEST(test_suspended),
        CONSOLE_TEST(test_daemon_goes_and_comes),
        CONSOLE_TEST(test_daemon_hangs),
        CONSOLE_TEST(test_broker_lost),
        CONSOLE_TEST(test_hostile_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
