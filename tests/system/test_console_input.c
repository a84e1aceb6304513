/* SPDX-License-Identifier: MIT */
/* What real terminals send for keys and fingers, on a pty: a VT220's F-keys and its keypad in
 * application mode, mouse reports. The mouse is taken with --touch only, and given back. No daemon
 * is needed: the screens are there without one. */
#include "tests/support/term.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define MOUSE_ON  "\033[?1000h"
#define MOUSE_OFF "\033[?1000l"

struct bench {
    char dir[64], program[256];
    struct term term;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    const char *build = getenv("BUILD");
    if (b == NULL)
        return -1;
    snprintf(b->program, sizeof b->program, "%s/andon-console", build != NULL ? build : "build");
    snprintf(b->dir, sizeof b->dir, "/tmp/andon-input.XXXXXX");
    b->term.fd = -1;
    *state = b;
    return mkdtemp(b->dir) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    char path[96];
    term_done(&b->term);
    snprintf(path, sizeof path, "%s/andon-console.log", b->dir);
    (void)unlink(path);
    (void)rmdir(b->dir);
    free(b);
    return 0;
}

static void begin(struct bench *b, const char *term, const char *option, const char *more)
{
    const char *const argv[] = {b->program, "--run", b->dir, option, more, NULL};
    const struct term_conf conf = {.term = term, .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&b->term, &conf));
    if (!term_shows(&b->term, "OEE"))
        fail_msg("no station's screen");
}

static void ends(struct bench *b)
{
    term_keys(&b->term, "q");
    int status = term_wait_end(&b->term);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* As fingers do: a burst would be a scanner's. */
static void press(struct bench *b, const char *sequence)
{
    struct timespec t;
    term_keys(&b->term, sequence);
    clock_gettime(CLOCK_MONOTONIC, &t);
    for (int64_t begin = t.tv_sec * 1000 + t.tv_nsec / 1000000, now = begin; now < begin + 60;
         now = t.tv_sec * 1000 + t.tv_nsec / 1000000) {
        term_pump(&b->term, 10);
        clock_gettime(CLOCK_MONOTONIC, &t);
    }
}

static void test_vt220(void **state)
{
    struct bench *b = *state;
    begin(b, "vt220", NULL, NULL);
    term_keys(&b->term, "\033[18~"); /* F7 */
    assert_true(term_shows(&b->term, "How many?"));
    press(b, "\033Oq"); /* the keypad: 1 */
    press(b, "\033Ol"); /* … its comma */
    press(b, "\033Ou"); /* … 5 */
    press(b, "\033OM"); /* … and Enter */
    assert_true(term_shows(&b->term, "Why?"));
    term_keys(&b->term, "\033[32~"); /* F18 */
    assert_true(term_shows(&b->term, "LOG"));
    term_keys(&b->term, "\033[28~"); /* F15, Help */
    assert_true(term_shows(&b->term, "this screen"));
    term_keys(&b->term, "\033[23~"); /* F11, Esc */
    assert_true(term_hides(&b->term, "this screen"));
    term_keys(&b->term, "\033[29~"); /* F16, Do */
    assert_true(term_shows(&b->term, "what shall be done?"));
    term_keys(&b->term, "\033[23~");
    assert_true(term_hides(&b->term, "what shall be done?"));
    ends(b);
    assert_false(term_sent(&b->term, MOUSE_ON));
}

static void test_fingers(void **state)
{
    struct bench *b = *state;
    begin(b, "xterm-256color", "--touch", NULL);
    assert_true(term_sent(&b->term, MOUSE_ON) && term_sent(&b->term, "\033[?1006h"));
    assert_true(term_shows(&b->term, "handover"));
    term_keys(&b->term, "\033[<0;14;21M\033[<0;14;21m"); /* the second button: R */
    assert_true(term_shows(&b->term, "How many?"));
    term_keys(&b->term, "\033[<35;1;1M\033[<2;1;1Mq"); /* a move and another button: nothing */
    assert_true(term_hides(&b->term, "How many?"));
    int status = term_wait_end(&b->term);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(term_sent(&b->term, MOUSE_OFF) && term_sent(&b->term, "\033[?1006l"));
}

static void test_never_the_mouse(void **state)
{
    struct bench *b = *state;
    begin(b, "xterm-256color", "--touch", "--no-mouse");
    assert_true(term_shows(&b->term, "handover"));
    ends(b);
    assert_false(term_sent(&b->term, MOUSE_ON));
}

/* A label whose code begins with Q, or any letter: no key of it is one. */
static void test_a_scan_does_not_quit(void **state)
{
    struct bench *b = *state;
    begin(b, "xterm-256color", NULL, NULL);
    press(b, "Q100\r");
    press(b, "r");
    assert_true(term_shows(&b->term, "How many?"));
    ends(b);
}

static void dies(struct bench *b)
{
    (void)kill(b->term.pid, SIGKILL);
    (void)term_wait_end(&b->term);
    term_done(&b->term);
    b->term.fd = -1;
}

/* What a console left that died is for one of the same station, though all share a folder. */
static void test_left_for_its_own_station(void **state)
{
    struct bench *b = *state;
    begin(b, "xterm-256color", "--socket", "/tmp/andon-no-such-1.sock");
    press(b, "r");
    press(b, "7");
    assert_true(term_shows(&b->term, "How many?"));
    dies(b);
    begin(b, "xterm-256color", "--socket", "/tmp/andon-no-such-2.sock");
    assert_false(term_has(&b->term, "How many?"));
    ends(b);
    term_done(&b->term);
    b->term.fd = -1;
    const char *const argv[] = {
        b->program, "--run", b->dir, "--socket", "/tmp/andon-no-such-1.sock", NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&b->term, &conf));
    assert_true(term_shows(&b->term, "How many?"));
    ends(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_vt220, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fingers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_never_the_mouse, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_scan_does_not_quit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_left_for_its_own_station, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
