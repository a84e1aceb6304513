/* SPDX-License-Identifier: MIT */
/* The pump on pipes, where it cannot open the terminal anew and writes byte by byte, and on
 * terminals: it never waits, all that was added comes out in order, and it sees the end. */
#include "console/output/pump.c"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <termios.h>

#include <cmocka.h>

#define MUCH (256 * 1024) /* more than a pipe of a page or a terminal holds */

struct end {
    int theirs, ours; /* what is read here; the descriptor that the pump is given */
    struct pump pump;
};

static void fill(char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)('a' + i % 23);
}

static void open_pipe(struct end *e, int flags)
{
    int fd[2];
    assert_int_equal(pipe2(fd, O_CLOEXEC | flags), 0);
    e->theirs = fd[0];
    e->ours = fd[1];
    assert_true(fcntl(e->ours, F_SETPIPE_SZ, 4096) >= 0);
    pump_open(&e->pump, e->ours);
    assert_false(e->pump.own);
    assert_int_equal(e->pump.fd, e->ours);
}

/* Raw, as curses has it. */
static void open_terminal(struct end *e)
{
    struct termios raw;
    char name[64];
    e->theirs = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(e->theirs >= 0 && grantpt(e->theirs) == 0 && unlockpt(e->theirs) == 0);
    assert_int_equal(ptsname_r(e->theirs, name, sizeof name), 0);
    e->ours = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(e->ours >= 0);
    assert_int_equal(tcgetattr(e->ours, &raw), 0);
    cfmakeraw(&raw);
    assert_int_equal(tcsetattr(e->ours, TCSANOW, &raw), 0);
    pump_open(&e->pump, e->ours);
    assert_true(e->pump.own);
    assert_int_not_equal(e->pump.fd, e->ours);
}

static void close_end(struct end *e)
{
    pump_close(&e->pump);
    assert_true(fcntl(e->ours, F_GETFD) >= 0); /* the caller's stays open */
    close(e->ours);
    if (e->theirs >= 0)
        close(e->theirs);
}

/* What is there now, appended. */
static size_t take(const struct end *e, char *out, size_t length, size_t room)
{
    struct pollfd p = {.fd = e->theirs, .events = POLLIN};
    while (length < room && poll(&p, 1, 0) == 1 && (p.revents & POLLIN) != 0) {
        ssize_t n = read(e->theirs, out + length, room - length);
        if (n <= 0)
            break;
        length += (size_t)n;
    }
    return length;
}

/* Far more than fits: the pump comes back, and goes on when there is room. */
static void passes_all(struct end *e)
{
    static char sent[MUCH], got[MUCH];
    size_t length = 0;
    int rounds = 0;
    fill(sent, sizeof sent);
    assert_true(pump_add(&e->pump, sent, MUCH / 2));
    assert_false(pump_run(&e->pump));
    assert_true(pump_waits(&e->pump));
    assert_true(pump_add(&e->pump, sent + MUCH / 2, MUCH / 2)); /* behind what waits */
    assert_false(pump_drain(&e->pump, 0));
    for (; rounds < 1000000 && !(pump_run(&e->pump) && length == MUCH); rounds++) {
        size_t more = take(e, got, length, sizeof got);
        struct pollfd p = {.fd = e->theirs, .events = POLLIN};
        if (more == length)
            (void)poll(&p, 1, 5); /* a terminal's bytes go by way of a kernel thread */
        length = more;
    }
    assert_int_equal(length, MUCH);
    assert_memory_equal(got, sent, MUCH);
    assert_false(pump_waits(&e->pump));
    assert_int_equal(pump_stalled_ms(&e->pump), 0);
    assert_true(pump_drain(&e->pump, 0));
    assert_int_equal(fcntl(e->ours, F_GETFL) & O_NONBLOCK, 0); /* the shell has it, too */
}

static void test_pipe_passes_all(void **state)
{
    struct end e;
    (void)state;
    open_pipe(&e, 0);
    passes_all(&e);
    close_end(&e);
}

static void test_terminal_passes_all(void **state)
{
    struct end e;
    (void)state;
    open_terminal(&e);
    passes_all(&e);
    close_end(&e);
}

/* A pipe of packets shows each write: a write of two could block where there is room for one. */
static void test_one_byte_at_a_time(void **state)
{
    struct end e;
    char got[64];
    (void)state;
    open_pipe(&e, O_DIRECT);
    assert_true(pump_add(&e.pump, "\033[1mx", 5));
    for (size_t i = 0; i < 5; i++) {
        bool out = pump_run(&e.pump); /* a page holds one packet */
        assert_int_equal(out, i == 4);
        assert_int_equal(read(e.theirs, got, sizeof got), 1);
        assert_int_equal(got[0], "\033[1mx"[i]);
    }
    assert_int_equal(take(&e, got, 0, sizeof got), 0);
    close_end(&e);
}

/* Nobody is at the other end any more: nothing waits, nothing is tried again. */
static void is_broken(struct end *e)
{
    close(e->theirs);
    e->theirs = -1;
    assert_true(pump_run(&e->pump));
    assert_true(e->pump.broken);
    assert_false(pump_waits(&e->pump));
    assert_true(pump_add(&e->pump, "more", 4));
    assert_false(pump_waits(&e->pump));
    assert_false(pump_drain(&e->pump, 1000));
}

static void test_end_of_a_pipe(void **state)
{
    static char much[MUCH];
    (void)state;
    fill(much, sizeof much);
    for (int full = 0; full < 2; full++) {
        struct end e;
        open_pipe(&e, 0);
        assert_true(pump_add(&e.pump, much, sizeof much));
        if (full)
            assert_false(pump_run(&e.pump));
        is_broken(&e);
        close_end(&e);
    }
}

static void test_end_of_a_terminal(void **state)
{
    static char much[MUCH];
    (void)state;
    fill(much, sizeof much);
    for (int full = 0; full < 2; full++) {
        struct end e;
        open_terminal(&e);
        assert_true(pump_add(&e.pump, much, sizeof much));
        if (full)
            assert_false(pump_run(&e.pump));
        is_broken(&e);
        close_end(&e);
    }
}

/* What is let go of: all, where nothing of it is out; else all from the next sequence on. */
static void test_cut(void **state)
{
    struct end e;
    char got[64];
    (void)state;
    open_pipe(&e, O_DIRECT);
    assert_true(pump_add(&e.pump, "\033[1mx\033[0m", 9));
    pump_cut(&e.pump);
    assert_false(pump_waits(&e.pump));
    assert_true(pump_run(&e.pump));
    assert_int_equal(take(&e, got, 0, sizeof got), 0);
    assert_true(pump_add(&e.pump, "\033[1mx\033[0m", 9));
    assert_false(pump_run(&e.pump)); /* one is out */
    pump_cut(&e.pump);
    size_t length = 0;
    for (int i = 0; i < 5; i++) {
        length = take(&e, got, length, sizeof got);
        (void)pump_run(&e.pump);
    }
    assert_int_equal(take(&e, got, length, sizeof got), 5);
    assert_memory_equal(got, "\033[1mx", 5);
    close_end(&e);
}

/* All of a message or nothing of it. */
static void test_bounded(void **state)
{
    struct end e;
    (void)state;
    open_pipe(&e, 0);
    char *much = calloc(1, PUMP_MAX);
    assert_non_null(much);
    assert_false(pump_add(&e.pump, much, PUMP_MAX));
    assert_false(pump_waits(&e.pump));
    assert_true(pump_add(&e.pump, "x", 1));
    assert_false(pump_add(&e.pump, much, PUMP_MAX - 1));
    assert_int_equal(e.pump.dropped, 2);
    assert_int_equal(e.pump.end - e.pump.begin, 1);
    free(much);
    close_end(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pipe_passes_all),
        cmocka_unit_test(test_terminal_passes_all),
        cmocka_unit_test(test_one_byte_at_a_time),
        cmocka_unit_test(test_end_of_a_pipe),
        cmocka_unit_test(test_end_of_a_terminal),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_bounded),
    };
    (void)signal(SIGPIPE, SIG_IGN); /* as the console does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
