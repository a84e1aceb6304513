/* SPDX-License-Identifier: MIT */
/* From a broker that nobody knows to the station's screen: andon-console --setup on a terminal,
 * with andonctl, andond and a virtual press as they are. */
#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/term.h"

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
#include <unistd.h>

#include <cmocka.h>

struct bench {
    struct broker broker;
    struct andond andond; /* directories only */
    struct term term;
    char console[256], sim[256], home[64], station[100];
    char password[100]; /* a file with that of the press; "" the broker asks for none */
    pid_t press;
};

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    const char *build = getenv("BUILD");
    if (b == NULL || broker_start(&b->broker, NULL) != 0)
        return -1;
    snprintf(b->console, sizeof b->console, "%s/andon-console", build ? build : "build");
    snprintf(b->sim, sizeof b->sim, "%s/andon-sim", build ? build : "build");
    andond_make(&b->andond, b->broker.url, NULL);
    snprintf(b->home, sizeof b->home, "/tmp/andon-setup-XXXXXX");
    if (mkdtemp(b->home) == NULL)
        return -1;
    snprintf(b->station, sizeof b->station, "%s/found", b->home);
    b->term.fd = -1;
    *state = b;
    return 0;
}

static pid_t daemon_pid(const struct bench *b)
{
    char path[160], text[32] = {0};
    snprintf(path, sizeof path, "%s/andond.lock", b->andond.run);
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return 0;
    char *line = fgets(text, sizeof text, f);
    fclose(f);
    return line != NULL ? (pid_t)strtol(text, NULL, 10) : 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    char path[256];
    term_done(&b->term);
    pid_t pid = daemon_pid(b);
    if (pid > 1) {
        (void)kill(pid, SIGTERM);
        int64_t until = test_now_ms() + ANDOND_WAIT_MS;
        while (kill(pid, 0) == 0 && test_now_ms() < until)
            test_pause();
        (void)kill(pid, SIGKILL);
    }
    if (b->press > 0) {
        (void)kill(b->press, SIGTERM);
        (void)waitpid(b->press, NULL, 0);
    }
    snprintf(path, sizeof path, "%s/station.ini", b->station);
    (void)unlink(path);
    (void)rmdir(b->station);
    (void)rmdir(b->home);
    andond_remove(&b->andond);
    broker_done(&b->broker);
    free(b);
    return 0;
}

static void start_press(struct bench *b, const char *name)
{
    b->press = fork();
    assert_true(b->press >= 0);
    if (b->press > 0)
        return;
    execl(b->sim, b->sim, "--broker", b->broker.url, "--station", name, "--speed", "4", "--breaks",
          "none", "--products", "bracket=2", b->password[0] ? "--user" : (char *)NULL, "line",
          "--password-file", b->password, (char *)NULL);
    _exit(127);
}

/* `below`: a layer under the station's, or NULL. */
static void open_over(struct bench *b, const char *url, const char *below)
{
    const char *const argv[] = {b->console,
                                "--setup",
                                "--broker",
                                url,
                                "--run",
                                b->andond.run,
                                "--data",
                                b->andond.data,
                                "--config",
                                below != NULL ? below : b->station,
                                below != NULL ? "--config" : NULL,
                                b->station,
                                NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 80, .rows = 24, .argv = argv};
    assert_true(term_start(&b->term, &conf));
}

static void open_setup(struct bench *b, const char *url)
{
    open_over(b, url, NULL);
}

static void wait_for(struct bench *b, const char *text)
{
    for (int tries = 0; tries < 4; tries++) /* a list takes as long as the machine makes parts */
        if (term_shows(&b->term, text))
            return;
    term_print(&b->term);
    fail_msg("not shown: %s", text);
}

/* What RUN/tower says of a lamp: what was set, or ' '. */
static char lamp_of(const struct bench *b, const char *lamp)
{
    char path[160], line[80], is = ' ';
    snprintf(path, sizeof path, "%s/tower", b->andond.run);
    FILE *f = fopen(path, "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        const char *set = strstr(line, "set=");
        if (set != NULL && strncmp(line, lamp, strlen(lamp)) == 0)
            is = set[4];
    }
    if (f != NULL)
        fclose(f);
    return is;
}

static void wait_for_lamp(const struct bench *b, const char *lamp)
{
    int64_t until = test_now_ms() + ANDOND_WAIT_MS;
    while (lamp_of(b, lamp) != '1') {
        if (test_now_ms() > until)
            fail_msg("%s is not lit", lamp);
        test_pause();
    }
}

static bool holds(const struct bench *b, const char *words)
{
    static char text[65536];
    char path[256];
    snprintf(path, sizeof path, "%s/station.ini", b->station);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    return strstr(text, words) != NULL;
}

static void leave(struct bench *b)
{
    term_keys(&b->term, "q");
    int status = term_wait_end(&b->term);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    term_done(&b->term);
    b->term.fd = -1;
}

/* From the broker's address to a lit lamp. */
static void found(struct bench *b)
{
    char path[256];
    start_press(b, "press3");
    open_setup(b, b->broker.url);
    wait_for(b, "Which broker");
    term_keys(&b->term, "\r");
    wait_for(b, "1 machine among");
    wait_for(b, "press3");
    term_keys(&b->term, "1");
    wait_for(b, "counts /total");
    wait_for(b, "RUN = running");
    wait_for(b, "steady run"); /* the ideal cycle is learned */
    term_keys(&b->term, "\r");
    wait_for(b, "A station for press3");
    term_keys(&b->term, "\r");
    wait_for(b, "What are the lamps on?");
    term_keys(&b->term, "2");
    wait_for(b, "When are the shifts?");
    term_keys(&b->term, "3");
    wait_for(b, "night 22:00");
    term_keys(&b->term, "\r\r\r");
    wait_for(b, "Days, breaks and teams");
    term_keys(&b->term, "\r");
    wait_for(b, "Why does a machine stop?");
    term_keys(&b->term, "1");
    wait_for(b, "on to its screen");
    snprintf(path, sizeof path, "%s/station.ini", b->station);
    assert_int_equal(access(path, R_OK), -1); /* nothing is written before it is wanted */
    term_keys(&b->term, "\r");
    wait_for(b, "CALLS AND ALERTS"); /* the station's screen */
    assert_int_equal(access(path, R_OK), 0);
    assert_true(holds(b, "[shift night]\nstart = 22:00\nend = 06:00\n"));
    assert_true(daemon_pid(b) > 1);
    wait_for_lamp(b, "green");
}

static void an_unknown_broker_becomes_a_station(void **state)
{
    struct bench *b = *state;
    found(b);
    leave(b);
}

/* On the station that is there: what is changed is changed, the daemon reads it, or starts again
 * for what it cannot take while it runs. */
static void it_is_run_again(void **state)
{
    struct bench *b = *state;
    found(b);
    leave(b);
    pid_t before = daemon_pid(b);
    open_setup(b, b->broker.url);
    wait_for(b, "Only what you change is changed");
    wait_for(b, "night 22:00");
    term_keys(&b->term, "4");
    wait_for(b, "as it is");
    term_keys(&b->term, "2");
    wait_for(b, "early 06:00");
    term_keys(&b->term, "\x08\x08\x08\x08\x08"
                        "0530\r\r\r");
    wait_for(b, "Days, breaks and teams");
    term_keys(&b->term, "08\r");
    wait_for(b, "Mon\u2013Fri");
    term_keys(&b->term, "1");
    wait_for(b, "Shift early");
    term_keys(&b->term, "\r0900-0915\r1200-1230\r\rRed, Blue\r");
    wait_for(b, "week by week");
    wait_for(b, "Blue, Red"); /* the late shift's */
    term_keys(&b->term, "\r");
    wait_for(b, "early 05:30");
    wait_for(b, "comments stay");
    term_keys(&b->term, "\r");
    wait_for(b, "CALLS AND ALERTS");
    assert_int_equal(daemon_pid(b), before);
    assert_true(holds(b, "[shift early]\nstart = 05:30\nend = 14:00\ndays = mon-fri\nbreaks = "
                         "09:00-09:15, 12:00-12:30\nteams = red, blue\n"));
    assert_true(holds(b, "[team red]\ntitle = Red\n"));
    assert_true(holds(b, "[calendar]\nrotation_start = 20"));
    assert_false(holds(b, "[shift night]"));
    assert_true(holds(b, "# Learned"));
    leave(b);
    /* The station over another layer: that is read, and left alone. */
    char below[128], file[160];
    snprintf(below, sizeof below, "%s/below", b->home);
    snprintf(file, sizeof file, "%s/site.ini", below);
    assert_int_equal(mkdir(below, 0755), 0);
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    assert_true(fputs("[shift extra]\nstart = 22:30\nend = 23:30\n", f) >= 0);
    fclose(f);
    open_over(b, b->broker.url, below);
    wait_for(b, "early 05:30");
    wait_for(b, "extra 22:30");
    term_keys(&b->term, "3");
    wait_for(b, "no tower");
    term_keys(&b->term, "3");
    wait_for(b, "comments stay");
    term_keys(&b->term, "\r");
    wait_for(b, "andond must start again");
    term_keys(&b->term, "\r");
    wait_for(b, "CALLS AND ALERTS");
    assert_int_not_equal(daemon_pid(b), before);
    assert_true(holds(b, "tower = none"));
    assert_false(holds(b, "extra"));
    leave(b);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(below), 0);
}

/* Another machine in its place: what the plant has said stays, byte for byte; the daemon hears it.
 */
static void another_machine_takes_its_place(void **state)
{
    struct bench *b = *state;
    found(b);
    leave(b);
    (void)kill(b->press, SIGTERM);
    (void)waitpid(b->press, NULL, 0);
    start_press(b, "press4");
    assert_true(holds(b, "topic_root = factory/line1/press3"));
    open_setup(b, b->broker.url);
    wait_for(b, "Only what you change is changed");
    term_keys(&b->term, "6");
    wait_for(b, "Where is the other machine");
    term_keys(&b->term, "\r");
    wait_for(b, "1 press4");
    term_keys(&b->term, "1");
    wait_for(b, "counts /total");
    wait_for(b, "state /state");
    term_keys(&b->term, "\r");
    wait_for(b, "In the place of press3: press4");
    wait_for(b, "press4/counts /total");
    term_keys(&b->term, "\r");
    wait_for(b, "another one: press4");
    term_keys(&b->term, "\r");
    wait_for(b, "CALLS AND ALERTS");
    assert_true(holds(b, "topic_root = factory/line1/press4"));
    assert_true(holds(b, "[station]\nname = press3\n"));
    assert_true(holds(b, "[shift night]\nstart = 22:00\nend = 06:00\n"));
    assert_true(holds(b, "# Learned"));
    wait_for_lamp(b, "green");
    leave(b);
}

static void write_password(struct bench *b, const char *name, const char *password)
{
    snprintf(b->password, sizeof b->password, "%s/%s", b->home, name);
    FILE *f = fopen(b->password, "w");
    assert_non_null(f);
    assert_int_equal(fchmod(fileno(f), 0600), 0);
    assert_true(fputs(password, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* A broker that wants to know who asks: what is wrong is told, what is right is written. */
static void a_broker_that_wants_a_password(void **state)
{
    struct bench *b = *state;
    char text[256];
    broker_done(&b->broker);
    assert_int_equal(broker_start_with_password(&b->broker, "line", "right"), 0);
    write_password(b, "right", "right");
    start_press(b, "press3");
    open_setup(b, b->broker.url);
    wait_for(b, "Which broker");
    term_keys(&b->term, "\r");
    wait_for(b, "not authorised");
    wait_for(b, "Esc: another address, user, password");
    term_keys(&b->term, "\x1B");
    wait_for(b, "Which broker");
    snprintf(text, sizeof text, "\x1B[Bline\x1B[B%s/none\r", b->home);
    term_keys(&b->term, text);
    wait_for(b, "No such file or directory");
    snprintf(text, sizeof text, "\x15%s\r", b->password);
    term_keys(&b->term, text);
    wait_for(b, "1 machine among");
    term_keys(&b->term, "1");
    wait_for(b, "counts /total");
    term_keys(&b->term, "\r");
    wait_for(b, "A station for press3");
    term_keys(&b->term, "\x1B[B\r");
    wait_for(b, "What are the lamps on?");
    term_keys(&b->term, "2");
    wait_for(b, "When are the shifts?");
    term_keys(&b->term, "5");
    wait_for(b, "Why does a machine stop?");
    term_keys(&b->term, "1");
    wait_for(b, "on to its screen");
    term_keys(&b->term, "\r");
    wait_for(b, "CALLS AND ALERTS");
    snprintf(text, sizeof text, "user = line\npassword_file = %s\n", b->password);
    assert_true(holds(b, text));
    wait_for_lamp(b, "green"); /* the daemon is let in, too */
    leave(b);
    assert_int_equal(unlink(b->password), 0);
}

static void copy_shipped(const struct bench *b)
{
    static char text[65536];
    char path[256];
    FILE *from = fopen("layouts/stations/press/station.ini", "r");
    assert_non_null(from);
    size_t n = fread(text, 1, sizeof text, from);
    fclose(from);
    assert_int_equal(mkdir(b->station, 0755), 0);
    snprintf(path, sizeof path, "%s/station.ini", b->station);
    FILE *to = fopen(path, "w");
    assert_non_null(to);
    assert_int_equal(fwrite(text, 1, n, to), n);
    fclose(to);
}

/* Who serves this socket runs other files: it neither reads them nor is ended, though it may be of
 * the same station. */
static void a_daemon_of_another_directory_is_left_alone(void **state)
{
    struct bench *b = *state;
    copy_shipped(b);
    assert_true(andond_start(&b->andond, NULL));
    open_setup(b, b->broker.url);
    wait_for(b, "Only what you change is changed");
    term_keys(&b->term, "3");
    wait_for(b, "no tower");
    term_keys(&b->term, "3");
    wait_for(b, "comments stay");
    term_keys(&b->term, "\r");
    wait_for(b, "in force here is that of");
    assert_true(holds(b, "tower = none"));
    term_keys(&b->term, "\r"); /* once more is not "start it again" */
    term_keys(&b->term, "\x1B");
    (void)term_wait_end(&b->term);
    assert_int_equal(daemon_pid(b), b->andond.pid);
    assert_false(andond_log_has(&b->andond, "the new configuration is in force"));
    assert_false(andond_log_has(&b->andond, "restart"));
    assert_int_equal(andond_stop(&b->andond), 0);
}

/* A new station does not go over one that is there. */
static void what_is_there_is_not_lost(void **state)
{
    struct bench *b = *state;
    char path[256];
    start_press(b, "press3");
    open_setup(b, b->broker.url);
    wait_for(b, "Which broker");
    term_keys(&b->term, "\r");
    wait_for(b, "press3");
    term_keys(&b->term, "1");
    wait_for(b, "steady run");
    snprintf(path, sizeof path, "%s/station.ini", b->station);
    assert_int_equal(mkdir(b->station, 0755), 0);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fclose(f);
    term_keys(&b->term, "\r");
    wait_for(b, "A station for press3");
    term_keys(&b->term, "\r");
    wait_for(b, "A station stands there");
    term_keys(&b->term, "\x03");
    (void)term_wait_end(&b->term);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 0);
}

static void a_broker_that_is_none_is_told(void **state)
{
    struct bench *b = *state;
    open_setup(b, "http://localhost");
    wait_for(b, "Which broker");
    term_keys(&b->term, "\r");
    wait_for(b, "write mqtt://host"); /* back on the first page, with the reason */
    term_keys(&b->term, "\x1B");
    int status = term_wait_end(&b->term);
    assert_true(WIFEXITED(status));
    assert_int_equal(daemon_pid(b), 0);
}

static void without_a_terminal_it_says_what_to_do(void **state)
{
    struct bench *b = *state;
    char command[700], text[400] = {0};
    snprintf(command, sizeof command, "%s --setup --run %s --data %s 2>&1 </dev/null", b->console,
             b->andond.run, b->andond.data);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_non_null(fgets(text, sizeof text, f));
    assert_int_equal(WEXITSTATUS(pclose(f)), 1);
    assert_non_null(strstr(text, "andonctl discover --broker URL"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_unknown_broker_becomes_a_station, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_is_run_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_machine_takes_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_broker_that_wants_a_password, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_daemon_of_another_directory_is_left_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_there_is_not_lost, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_broker_that_is_none_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_terminal_it_says_what_to_do, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
