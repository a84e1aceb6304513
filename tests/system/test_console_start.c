/* SPDX-License-Identifier: MIT */
/* Starting andond from the console as tmux starts its server, and what the console says when that
 * cannot be; the page of text; the command line. */
#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/term.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct bench {
    struct broker broker;
    struct andond andond; /* directories only: the console starts the daemon */
    struct term term[2];
    char program[256];
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    const char *build = getenv("BUILD");
    if (b == NULL || broker_start(&b->broker, NULL) != 0)
        return -1;
    snprintf(b->program, sizeof b->program, "%s/andon-console", build != NULL ? build : "build");
    andond_make(&b->andond, b->broker.url, NULL);
    b->term[0].fd = b->term[1].fd = -1;
    *state = b;
    return 0;
}

/* The daemon that serves this run directory, as its lock says; 0: none. */
static pid_t daemon_pid(const struct bench *b)
{
    char path[128], text[32] = {0};
    snprintf(path, sizeof path, "%s/andond.lock", b->andond.run);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return 0;
    char *line = fgets(text, sizeof text, f);
    fclose(f);
    return line != NULL ? (pid_t)strtol(text, NULL, 10) : 0;
}

static bool is_gone(pid_t pid)
{
    return kill(pid, 0) != 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    pid_t pid = daemon_pid(b);
    term_done(&b->term[0]);
    term_done(&b->term[1]);
    if (pid > 1) {
        (void)kill(pid, SIGTERM);
        int64_t until = test_now_ms() + ANDOND_WAIT_MS;
        while (!is_gone(pid) && test_now_ms() < until)
            test_pause();
        (void)kill(pid, SIGKILL);
    }
    andond_remove(&b->andond);
    broker_done(&b->broker);
    free(b);
    return 0;
}

static void open_console(struct bench *b, int i, const char *config)
{
    const char *const argv[] = {b->program,      "--config", config,        "--config",
                                b->andond.layer, "--run",    b->andond.run, "--data",
                                b->andond.data,  NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&b->term[i], &conf));
}

/* Processes whose command line names this run directory and the daemon's program. */
static int daemons(const struct bench *b)
{
    int count = 0;
    DIR *proc = opendir("/proc");
    assert_non_null(proc);
    for (struct dirent *e = readdir(proc); e != NULL; e = readdir(proc)) {
        char path[300], line[1024];
        snprintf(path, sizeof path, "/proc/%s/cmdline", e->d_name);
        int fd = e->d_name[0] >= '0' && e->d_name[0] <= '9' ? open(path, O_RDONLY) : -1;
        if (fd < 0)
            continue;
        ssize_t n = read(fd, line, sizeof line);
        close(fd);
        bool ours = n > 0 && memmem(line, (size_t)n, b->andond.run, strlen(b->andond.run)) != NULL;
        size_t first = n > 0 ? strnlen(line, (size_t)n) : 0;
        if (ours && first >= 6 && memcmp(line + first - 6, "andond", 6) == 0)
            count++;
    }
    closedir(proc);
    return count;
}

static void test_starts_the_daemon(void **state)
{
    struct bench *b = *state;
    open_console(b, 0, "layouts/stations/press");
    assert_true(term_shows(&b->term[0], "live"));
    assert_int_equal(daemons(b), 1);
    pid_t pid = daemon_pid(b);
    assert_true(pid > 1);
    term_keys(&b->term[0], "q");
    assert_int_equal(term_wait_end(&b->term[0]), 0);
    assert_false(is_gone(pid)); /* lights and records do not depend on a screen */
    term_done(&b->term[0]);
    open_console(b, 0, "layouts/stations/press");
    assert_true(term_shows(&b->term[0], "live"));
    assert_int_equal(daemon_pid(b), pid);
}

static void test_two_at_once_start_one(void **state)
{
    struct bench *b = *state;
    open_console(b, 0, "layouts/stations/press");
    open_console(b, 1, "layouts/stations/press");
    assert_true(term_shows(&b->term[0], "live"));
    assert_true(term_shows(&b->term[1], "live"));
    int64_t until = test_now_ms() + ANDOND_WAIT_MS;
    while (daemons(b) != 1 && test_now_ms() < until) /* the refused one may still be ending */
        test_pause();
    assert_int_equal(daemons(b), 1);
}

static void test_wrong_configuration(void **state)
{
    struct bench *b = *state;
    open_console(b, 0, "no/such/directory");
    int status = term_wait_end(&b->term[0]);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 1);
    assert_true(term_sent(&b->term[0], "andond would not start"));
    assert_true(term_sent(&b->term[0], "no/such/directory"));
    assert_false(term_sent(&b->term[0], "\x1B[?1049h")); /* the terminal was never taken */
    assert_int_equal(daemons(b), 0);
}

static void make_service(struct bench *b)
{
    char path[128];
    assert_int_equal(mkdir(b->andond.data, 0700), 0);
    snprintf(path, sizeof path, "%s/service", b->andond.data);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
}

/* A station that a service owns is not started by a person's console. */
static void test_service_is_left_alone(void **state)
{
    struct bench *b = *state;
    make_service(b);
    open_console(b, 0, "layouts/stations/press");
    assert_true(term_shows(&b->term[0], "systemctl start andond"));
    assert_int_equal(daemons(b), 0);
    assert_true(andond_start(&b->andond, NULL)); /* as the service manager would */
    assert_true(term_shows(&b->term[0], "live"));
    assert_int_equal(andond_stop(&b->andond), 0);
}

static void test_nobody_there(void **state)
{
    struct bench *b = *state;
    const char *const argv[] = {b->program, "--run", b->andond.run, NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&b->term[0], &conf));
    assert_true(term_shows(&b->term[0], "no andond at"));
    assert_true(term_shows(&b->term[0], "connecting"));
    assert_true(andond_start(&b->andond, NULL));
    assert_true(term_shows(&b->term[0], "live"));
    assert_int_equal(andond_stop(&b->andond), 0);
}

static void put_layout(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fprintf(f,
                        "[screen own]\nroot = page\n[column page]\nchildren = body, message\n"
                        "[panel body]\nkind = note\ntext = %s\n[panel message]\nheight = 1\n",
                        text) > 0);
    assert_int_equal(fclose(f), 0);
}

/* A screen of one's own, and while it is shown its file changes and breaks. */
static void test_own_layouts(void **state)
{
    struct bench *b = *state;
    char path[160];
    snprintf(path, sizeof path, "%s/own.ini", b->andond.layer);
    put_layout(path, "ask Maria 4711");
    const char *const argv[] = {b->program,      "--run",    b->andond.run, "--layouts",
                                b->andond.layer, "--screen", "own",         NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&b->term[0], &conf));
    assert_true(term_shows(&b->term[0], "ask Maria 4711"));
    put_layout(path, "ask Jens 4712");
    assert_true(term_shows(&b->term[0], "ask Jens 4712"));
    assert_false(term_has(&b->term[0], "4711"));
    term_keys(&b->term[0], "q");
    assert_int_equal(term_wait_end(&b->term[0]), 0);
    assert_int_equal(unlink(path), 0);
}

/* Run to the end without a terminal: exit status; what it wrote is in `out`. */
static int run(const struct bench *b, const char *const *arguments, const char *term, char *out,
               size_t size)
{
    const char *argv[16] = {b->program};
    for (int i = 0; arguments[i] != NULL && i < 14; i++)
        argv[i + 1] = arguments[i];
    int ends[2], status = -1;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        int null = open("/dev/null", O_RDONLY);
        dup2(null, STDIN_FILENO);
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        (void)setenv("TERM", term, 1);
        execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(ends[1]);
    size_t have = 0;
    ssize_t n;
    while (have + 1 < size && (n = read(ends[0], out + have, size - 1 - have)) > 0)
        have += (size_t)n;
    out[have] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_plain_page(void **state)
{
    struct bench *b = *state;
    char out[16384];
    const char *const plain[] = {"--run", b->andond.run, "--plain", NULL};
    const char *const bare[] = {"--run", b->andond.run, NULL};
    assert_int_equal(run(b, plain, "xterm", out, sizeof out), 1);
    assert_non_null(strstr(out, "no andond at"));
    assert_true(andond_start(&b->andond, NULL));
    assert_int_equal(run(b, plain, "xterm", out, sizeof out), 0);
    assert_non_null(strstr(out, "Press 3"));
    assert_non_null(strstr(out, "NO DATA"));
    assert_non_null(strstr(out, "oil_temp"));
    assert_null(strchr(out, '\x1B'));
    assert_null(strstr(out, "\n\n"));
    assert_int_equal(run(b, bare, "xterm", out, sizeof out), 0); /* stdout is no terminal */
    assert_non_null(strstr(out, "oil_temp"));
    assert_int_equal(andond_stop(&b->andond), 0);
}

/* A terminal of no use gets the page too, with the reason. */
static void test_hopeless_terminal(void **state)
{
    struct bench *b = *state;
    assert_true(andond_start(&b->andond, NULL));
    const char *const argv[] = {b->program, "--run", b->andond.run, NULL};
    const struct term_conf conf = {.term = "dumb", .cols = 80, .rows = 50, .argv = argv};
    assert_true(term_start(&b->term[0], &conf));
    assert_int_equal(term_wait_end(&b->term[0]), 0);
    assert_true(term_sent(&b->term[0], "not known here"));
    assert_true(term_sent(&b->term[0], "oil_temp"));
    assert_int_equal(andond_stop(&b->andond), 0);
}

static void test_command_line(void **state)
{
    static const struct {
        const char *arguments[6];
        int status;
        const char *says;
    } cases[] = {
        {{"--help"}, 0, "--check-layout"},
        {{"--version"}, 0, "andon-console "},
        {{"--demo"}, 2, "--demo: no such option"},
        {{"--set-up"}, 2, "--set-up: no such option"},
        {{"--broker", "mqtt://x"}, 2, "--broker is for --setup"},
        {{"--run"}, 2, "--run needs a value"},
        {{"--run", ""}, 2, "an empty path"},
        {{"station"}, 2, "station: not an option"},
        {{"--socket", "/a", "--config", "b"}, 2, "--socket or --config, not both"},
        {{"--socket", "/a", "--socket", "/a"}, 2, "--socket /a: given twice"},
        {{"--socket", "/a", "--socket", "/b", "--setup"}, 2, "--setup: one station at a time"},
        {{"--cycle", "1 s"}, 2, "from 2 s to 1 h, or 0"},
        {{"--socket", "/a", "--screen", "nonsense"}, 1, "there is no screen \"nonsense\""},
        {{"--socket", "/a", "--screen", "statoin"}, 1, "did you mean station?"},
        {{"--check-layout", "layouts/screens/station.ini", "--size", "80x24"}, 0, "screen station"},
        {{"--check-layout", "layouts/stations/press/station.ini"}, 1, "station.ini:"},
        {{"--check-layout", "/nonexistent.ini"}, 1, "/nonexistent.ini: No such file"},
        {{"--check-layout", "layouts/screens", "--size", "40x8"}, 0, "layouts, 0 problems"},
        {{"--check-layout", "layouts/ssh"}, 1, "no *.ini in it"},
        {{"--check-layout", "layouts/screens/log.ini", "--size", "60x20"}, 0, "list = log 60x15"},
        {{"--check-layout", "layouts/screens", "--size", "80"}, 2, "like 80x24"},
        {{"--size", "80x24"}, 2, "--size is for --check-layout"},
        {{"--list-panels"}, 0, "signals = NAME"},
    };
    struct bench *b = *state;
    char out[16384];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = run(b, cases[i].arguments, "xterm", out, sizeof out);
        if (status != cases[i].status || strstr(out, cases[i].says) == NULL)
            fail_msg("case %zu: exit %d, says: %s", i, status, out);
    }
}

int main(void)
{
#define START_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        START_TEST(test_starts_the_daemon),   START_TEST(test_two_at_once_start_one),
        START_TEST(test_wrong_configuration), START_TEST(test_service_is_left_alone),
        START_TEST(test_nobody_there),        START_TEST(test_own_layouts),
        START_TEST(test_plain_page),          START_TEST(test_hopeless_terminal),
        START_TEST(test_command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
