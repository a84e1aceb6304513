/* SPDX-License-Identifier: MIT */
/* A supervisor's console on a pty at a view hub, with a real broker, hub and andond: from the line
 * board into a station's own screens, an entry there, and back; what is off is told in words. */
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
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define KEY_NAME "acme.monterrey.stamping.line1.press3.key"

struct bench {
    struct broker broker;
    struct andond andond;
    struct press press;
    struct term term;
    pid_t hub;
    char hub_program[256], console[256], view[96], keys[96], socket[128];
};

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
}

static void start_hub(struct bench *b)
{
    b->hub = fork();
    assert_true(b->hub >= 0);
    if (b->hub > 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (freopen("/dev/null", "w", stderr) == NULL)
        _exit(126);
    execl(b->hub_program, b->hub_program, "--view", "--broker", b->broker.url, "--run", b->view,
          "--id", "view1", "--keys", b->keys, (char *)NULL);
    _exit(127);
}

static void stop_hub(struct bench *b)
{
    if (b->hub <= 0)
        return;
    kill(b->hub, SIGTERM);
    waitpid(b->hub, NULL, 0);
    b->hub = 0;
}

static void make_upstream(struct bench *b)
{
    char path[256], text[512];
    snprintf(b->keys, sizeof b->keys, "%s/keys", b->andond.dir);
    snprintf(b->view, sizeof b->view, "%s/view", b->andond.dir);
    snprintf(b->socket, sizeof b->socket, "%s/andon-hub.sock", b->view);
    assert_int_equal(mkdir(b->keys, 0700), 0);
    snprintf(path, sizeof path, "%s/" KEY_NAME, b->keys);
    put(path, "a key of thirty two characters!!\n");
    snprintf(text, sizeof text, "[upstream]\nenabled = yes\nkey_file = %s\ncommands = supervisor\n",
             path);
    snprintf(path, sizeof path, "%s/upstream.ini", b->andond.layer);
    put(path, text);
}

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    const char *build = getenv("BUILD") ? getenv("BUILD") : "build";
    if (b == NULL || broker_start(&b->broker, NULL) != 0)
        return -1;
    snprintf(b->console, sizeof b->console, "%s/andon-console", build);
    snprintf(b->hub_program, sizeof b->hub_program, "%s/andon-hub", build);
    andond_make(&b->andond, b->broker.url, NULL);
    make_upstream(b);
    b->term.fd = -1;
    *state = b;
    if (!andond_start(&b->andond, NULL) || !press_open(&b->press, b->broker.url))
        return -1;
    start_hub(b);
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    term_done(&b->term);
    stop_hub(b);
    press_close(&b->press);
    andond_remove(&b->andond);
    broker_done(&b->broker);
    free(b);
    return 0;
}

static void open_console(struct bench *b)
{
    const char *const argv[] = {b->console, "--socket", b->socket, NULL};
    const struct term_conf conf = {.term = "xterm-256color", .cols = 110, .rows = 30, .argv = argv};
    assert_true(term_start(&b->term, &conf));
    if (!term_shows(&b->term, "1 stations") || !term_shows(&b->term, "Press 3")) {
        term_print(&b->term);
        fail_msg("no line board");
    }
}

static void shows(struct bench *b, const char *text)
{
    if (term_shows(&b->term, text))
        return;
    term_print(&b->term);
    fail_msg("not shown: %s", text);
}

/* Keys one after the other: what comes at once would be a scanner's. */
static void press_keys(struct bench *b, const char *keys)
{
    char one[2] = "";
    for (; *keys != '\0'; keys++) {
        one[0] = *keys;
        term_keys(&b->term, one);
        for (int64_t until = test_now_ms() + 40; test_now_ms() < until;)
            term_pump(&b->term, 10);
    }
}

static void enter_station(struct bench *b)
{
    press_keys(b, "\r");
    shows(b, "its screens");
    press_keys(b, "\r");
}

static void make_parts(struct bench *b)
{
    assert_true(press_alive(&b->press, "online"));
    assert_true(press_counts(&b->press, 100, 0));
    assert_true(press_state(&b->press, "RUN", ""));
    shows(b, "running");
    assert_true(press_counts(&b->press, 142, 0));
    shows(b, "total 42");
}

static void into_a_station_and_back(void **state)
{
    struct bench *b = *state;
    struct talk talk;
    open_console(b);
    enter_station(b);
    shows(b, "via hub");
    shows(b, "SIGNALS");
    make_parts(b);
    press_keys(b, "r1\r");
    shows(b, "Crack");
    press_keys(b, "4");
    shows(b, "kept R1");
    assert_true(talk_open(&talk, b->andond.socket));
    json_t *reply = talk_ask(&talk, "log", ",\"limit\":5");
    char *text = json_dumps(reply, JSON_COMPACT);
    assert_non_null(text);
    assert_non_null(strstr(text, "via hub view1")); /* the record says how it came */
    free(text);
    json_decref(reply);
    talk_close(&talk);
    press_keys(b, "\x1B");
    shows(b, "SIGNALS");
    press_keys(b, "l");
    shows(b, "scrap");
    press_keys(b, "\x1B");
    shows(b, "SIGNALS");
    press_keys(b, "\x1B");
    shows(b, "its screens");
    press_keys(b, "\x1B");
    shows(b, "worst first");
    press_keys(b, "q");
    assert_int_equal(term_wait_end(&b->term), 0);
}

static void a_hub_that_restarts(void **state)
{
    struct bench *b = *state;
    open_console(b);
    enter_station(b);
    shows(b, "via hub");
    shows(b, "SIGNALS");
    press_keys(b, "l");
    shows(b, "LOG");
    stop_hub(b);
    shows(b, "no connection to the hub");
    start_hub(b);
    assert_true(term_hides(&b->term, "no connection to the hub"));
    shows(b, "via hub"); /* where it was, on the screen where it was */
    shows(b, "LOG");
}

/* What was shown is old at once, an entry is refused in words, and it goes on by itself. */
static void a_station_that_restarts(void **state)
{
    struct bench *b = *state;
    open_console(b);
    enter_station(b);
    shows(b, "SIGNALS");
    make_parts(b);
    press_keys(b, "r1\r");
    shows(b, "Crack");
    assert_int_equal(andond_stop(&b->andond), 0);
    shows(b, "the station has said nothing since");
    press_keys(b, "4");
    shows(b, "nothing was sent");
    press_keys(b, "\x1B\x1B");
    assert_true(andond_start(&b->andond, NULL));
    assert_true(term_hides(&b->term, "has said nothing"));
    shows(b, "live");
    press_keys(b, "r1\r4");
    shows(b, "kept R1");
}

/* The hub's "not known whether it was done" is neither kept nor refused: it is looked for, and
 * stands there once. */
static void a_station_that_hangs(void **state)
{
    struct bench *b = *state;
    struct talk hub, talk;
    double late = 0;
    open_console(b);
    enter_station(b);
    shows(b, "SIGNALS");
    make_parts(b);
    press_keys(b, "r3\r");
    shows(b, "Crack");
    assert_true(talk_open(&hub, b->socket));
    kill(b->andond.pid, SIGSTOP);
    press_keys(b, "4");
    for (int64_t until = test_now_ms() + ANDOND_WAIT_MS; late < 1 && test_now_ms() < until;) {
        json_t *reply = talk_ask(&hub, "visits", "");
        late = json_number(reply, "late");
        json_decref(reply);
        term_pump(&b->term, 20);
    }
    assert_true(late >= 1);
    assert_false(term_has(&b->term, "not kept"));
    kill(b->andond.pid, SIGCONT);
    shows(b, "kept R1");
    assert_true(talk_open(&talk, b->andond.socket));
    json_t *reply = talk_ask(&talk, "scraps", "");
    assert_int_equal(json_array_size(json_object_get(reply, "rows")), 1);
    json_decref(reply);
    talk_close(&talk);
    talk_close(&hub);
}

static void a_station_that_is_off(void **state)
{
    struct bench *b = *state;
    open_console(b);
    press_keys(b, "\r");
    shows(b, "its screens");
    assert_int_equal(andond_stop(&b->andond), 0);
    shows(b, "no data");
    press_keys(b, "\r");
    shows(b, "the station is offline");
    press_keys(b, "\x1B");
    shows(b, "worst first");
}

/* Without the board: to the station of that name, by what is in the hub's run directory; Esc leads
 * to the board. A name that nobody has is told there. */
static void a_station_by_its_name(void **state)
{
    struct bench *b = *state;
    const char *name[] = {b->console, "--run", b->view, "--station", "press3", NULL};
    struct term_conf conf = {.term = "xterm-256color", .cols = 110, .rows = 30, .argv = name};
    open_console(b); /* the hub has heard of it */
    press_keys(b, "q");
    assert_int_equal(term_wait_end(&b->term), 0);
    term_done(&b->term);
    assert_true(term_start(&b->term, &conf));
    shows(b, "via hub");
    shows(b, "SIGNALS");
    make_parts(b);
    press_keys(b, "\x1B");
    shows(b, "worst first");
    press_keys(b, "q");
    assert_int_equal(term_wait_end(&b->term), 0);
    term_done(&b->term);
    name[4] = "press9";
    assert_true(term_start(&b->term, &conf));
    shows(b, "no such station has been heard of");
    shows(b, "worst first");
    press_keys(b, "q");
    assert_int_equal(term_wait_end(&b->term), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(into_a_station_and_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_hub_that_restarts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_station_that_restarts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_station_that_hangs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_station_that_is_off, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_station_by_its_name, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
