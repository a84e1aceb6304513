/* SPDX-License-Identifier: MIT */
/* The console on a large terminal, 200 by 60, beside what people know: htop and btop of Debian,
 * each on the same kind of terminal at one look a second, and bare curses. First paint, bytes a
 * second with every figure changing, a key's way to the changed cell, the cost of drawing all of it
 * anew, CPU while nothing happens. A peer that is not installed is said and left out. */
#include "tests/bench/figure.h"
#include "tests/bench/flow.h"
#include "tests/bench/screen.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COLS     200
#define ROWS     60
#define ROUNDS   7
#define WATCH_S  12
#define KEYS     300
#define REDRAWS  100
#define KEY_MS   10
#define HTOP     "/usr/bin/htop"
#define BTOP     "/usr/bin/btop"
#define PEER_FOR "of Debian at 1 Hz"

struct bench {
    struct broker broker;
    struct andond andond;
    struct talk talk;
    struct flow flow;
    char console[300], bare[300], cells[80], home[80];
    int64_t total;
};

static struct bench bench;

struct seen {
    double paint, bytes, cpu; /* ms, bytes/s, ms/s; below 0: not there */
};

/* ---- programs -------------------------------------------------------------------------------- */

static void open_console(struct bench *b, struct screen *s)
{
    const char *const arguments[] = {b->console, "--socket", b->andond.socket, NULL};
    screen_open(s, COLS, ROWS, arguments);
    (void)screen_first_paint(s, "RUN");
}

static void say_all(struct bench *b)
{
    char payload[256];
    int64_t at = flow_wall_ms(), scrap = 211 + (++b->total - 18234) / 7;
    flow_press_sensors(payload, sizeof payload, 20 + (double)(b->total % 41) * 1.3, at);
    flow_say(&b->flow, PRESS_ROOT "/sensors", payload, false);
    (void)snprintf(payload, sizeof payload, "{\"total\":%lld,\"scrap\":%lld,\"ts\":%lld}",
                   (long long)b->total, (long long)scrap, (long long)at);
    flow_say(&b->flow, PRESS_ROOT "/counts", payload, false);
}

/* Bytes and CPU a second of a program that is up. */
static void watch(struct bench *b, struct screen *s, struct seen *seen, bool live)
{
    int64_t begin = figure_now_ns(), from = s->bytes, cpu = figure_cpu_ns(s->pid);
    for (int second = 0; second < WATCH_S; second++) {
        if (live)
            say_all(b);
        while (figure_seconds_since(begin) < second + 1)
            (void)screen_take(s, 20);
    }
    double took = figure_seconds_since(begin);
    seen->bytes = (double)(s->bytes - from) / took;
    seen->cpu = (double)(figure_cpu_ns(s->pid) - cpu) / 1e6 / took;
}

/* A peer with everything at one look a second. */
static struct seen see_peer(struct bench *b, const char *name, const char *const *arguments,
                            const char *text)
{
    struct seen seen = {-1, -1, -1};
    double paints[ROUNDS];
    if (access(arguments[0], X_OK) != 0) {
        figure_skip(name, "it is not installed: apt-get install htop btop");
        return seen;
    }
    for (int i = 0; i < ROUNDS; i++) {
        struct screen s;
        screen_open(&s, COLS, ROWS, arguments);
        paints[i] = screen_first_paint(&s, text);
        if (i == ROUNDS - 1)
            watch(b, &s, &seen, false);
        screen_close(&s);
    }
    seen.paint = figure_median(paints, ROUNDS);
    return seen;
}

/* btop reads what it does from a file. */
static void make_home(struct bench *b)
{
    char path[200];
    (void)snprintf(path, sizeof path, "%s/btop", b->home);
    if (mkdir(b->home, 0700) != 0 || mkdir(path, 0700) != 0)
        figure_die("no home for btop");
    (void)snprintf(path, sizeof path, "%s/btop/btop.conf", b->home);
    FILE *f = fopen(path, "we");
    if (!f || fputs("update_ms = 1000\nclock_format = \"%X\"\n", f) < 0 || fclose(f) != 0)
        figure_die("no configuration for btop");
    (void)setenv("XDG_CONFIG_HOME", b->home, 1);
}

/* ---- figures --------------------------------------------------------------------------------- */

/* Beside a peer, if it is there. */
static void beside(const char *name, double value, const char *unit, const char *peer, double of,
                   double target)
{
    if (of >= 0)
        figure_print(&(struct figure){.name = name,
                                      .value = value,
                                      .unit = unit,
                                      .baseline = peer,
                                      .baseline_value = of,
                                      .aim = AIM_AT_MOST,
                                      .target = target});
}

static void paint_and_watch(struct bench *b, const struct seen *htop, const struct seen *btop)
{
    struct seen live = {-1, -1, -1}, idle = live;
    double paints[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        struct screen s;
        const char *const arguments[] = {b->console, "--socket", b->andond.socket, NULL};
        screen_open(&s, COLS, ROWS, arguments);
        paints[i] = screen_first_paint(&s, "RUN");
        if (i == ROUNDS - 1) {
            watch(b, &s, &live, true);
            watch(b, &s, &idle, false);
        }
        screen_close(&s);
    }
    double paint = figure_median(paints, ROUNDS);
    beside("terminal.first_paint", paint, "ms", "btop", btop->paint, 1);
    beside("terminal.bytes_beside_htop", live.bytes, "bytes/s", "htop " PEER_FOR, htop->bytes, 0.2);
    beside("terminal.bytes_beside_btop", live.bytes, "bytes/s", "btop " PEER_FOR, btop->bytes,
           0.01);
    beside("terminal.idle_cpu", idle.cpu, "ms/s", "htop " PEER_FOR, htop->cpu, 1);
    figure_print(&(struct figure){.name = "terminal.live_cpu",
                                  .value = live.cpu,
                                  .unit = "ms/s",
                                  .baseline = htop->cpu >= 0 ? "htop " PEER_FOR : "while idle",
                                  .baseline_value = htop->cpu >= 0 ? htop->cpu : idle.cpu});
    figure_print(&(struct figure){.name = "terminal.idle_bytes",
                                  .value = idle.bytes,
                                  .unit = "bytes/s",
                                  .baseline = "with all changing",
                                  .baseline_value = live.bytes});
}

/* A key that moves the mark in a list: until a cell has changed at the other end. */
static void key_to_cell(struct bench *b)
{
    struct screen s;
    static double took[KEYS];
    open_console(b, &s);
    screen_keys(&s, "?");
    screen_settle(&s);
    for (int i = 0; i < KEYS; i++) {
        screen_settle(&s); /* the clock's second is over */
        int64_t from = figure_now_ns(), bytes = s.bytes;
        screen_keys(&s, i % 2 == 0 ? "g" : "?");
        while (s.bytes == bytes)
            if (!screen_take(&s, 1000))
                figure_die("a key changes nothing");
        took[i] = (double)(s.last_ns - from) / 1e6;
    }
    screen_close(&s);
    double p99 = figure_percentile(took, KEYS, 99);
    figure_print(&(struct figure){.name = "terminal.key_p99",
                                  .value = p99,
                                  .unit = "ms",
                                  .baseline = "budget",
                                  .baseline_value = KEY_MS,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
}

/* us of CPU and bytes for all of the screen anew. */
static double redraw_us(struct screen *s, double *bytes)
{
    screen_settle(s);
    int64_t cpu = figure_cpu_ns(s->pid), from = s->bytes;
    for (int i = 0; i < REDRAWS; i++) {
        int64_t before = s->bytes;
        screen_keys(s, "\x0C");
        while (s->bytes - before < COLS) /* a whole one is thousands */
            (void)screen_take(s, 1000);
        while (screen_take(s, 3))
            ;
    }
    *bytes = (double)(s->bytes - from) / REDRAWS;
    return (double)(figure_cpu_ns(s->pid) - cpu) / 1e3 / REDRAWS;
}

static void redraw(struct bench *b)
{
    struct screen s;
    double our_bytes, bare_bytes;
    open_console(b, &s);
    double ours = redraw_us(&s, &our_bytes);
    screen_settle(&s);
    screen_save(&s, b->cells);
    screen_close(&s);
    const char *const arguments[] = {b->bare, b->cells, "200", NULL};
    screen_open(&s, COLS, ROWS, arguments);
    (void)screen_first_paint(&s, "RUN");
    double bare = redraw_us(&s, &bare_bytes);
    screen_close(&s);
    figure_print(&(struct figure){.name = "terminal.repaint",
                                  .value = ours,
                                  .unit = "us",
                                  .baseline = "bare curses, the same cells",
                                  .baseline_value = bare,
                                  .aim = AIM_AT_MOST,
                                  .target = 2});
    figure_print(&(struct figure){.name = "terminal.repaint_bytes",
                                  .value = our_bytes,
                                  .unit = "bytes",
                                  .baseline = "bare curses, the same cells",
                                  .baseline_value = bare_bytes});
}

/* ---- the bench ------------------------------------------------------------------------------- */

static void close_all(void)
{
    struct bench *b = &bench;
    (void)unlink(b->cells);
    flow_close(&b->flow);
    talk_close(&b->talk);
    (void)andond_stop(&b->andond);
    andond_remove(&b->andond);
    broker_done(&b->broker);
}

static void open_all(struct bench *b)
{
    char payload[256];
    figure_sibling(b->console, sizeof b->console, andond_program(), "andon-console");
    figure_beside(b->bare, sizeof b->bare, "bare_curses");
    if (broker_start(&b->broker, NULL) != 0)
        figure_die("no broker");
    andond_make(&b->andond, b->broker.url, "[product bracket]\nideal_cycle = 1 s\n");
    (void)snprintf(b->cells, sizeof b->cells, "%s.cells", b->andond.dir);
    (void)snprintf(b->home, sizeof b->home, "%s/home", b->andond.dir);
    if (!andond_start(&b->andond, NULL) || !talk_open(&b->talk, b->andond.socket) ||
        !status_word(&b->talk, "sync.link", "up"))
        figure_die("andond does not come up");
    flow_open(&b->flow, b->broker.port);
    flow_press_state(payload, sizeof payload, "RUN", flow_wall_ms());
    flow_say(&b->flow, PRESS_ROOT "/state", payload, false);
    flow_say(&b->flow, PRESS_ROOT "/alive", "online", false);
    b->total = 18234;
    for (int i = 0; i < 6; i++)
        say_all(b);
    if (!status_word(&b->talk, "machine.state", "running"))
        figure_die("andond hears nothing");
}

int main(void)
{
    static const char *const htop_arguments[] = {HTOP, "-d", "10", NULL};
    static const char *const btop_arguments[] = {BTOP, "--utf-force", NULL};
    struct bench *b = &bench;
    (void)atexit(close_all);
    open_all(b);
    make_home(b);
    struct seen htop = see_peer(b, "terminal beside htop", htop_arguments, "Tasks");
    struct seen btop = see_peer(b, "terminal beside btop", btop_arguments, "cpu");
    paint_and_watch(b, &htop, &btop);
    key_to_cell(b);
    redraw(b);
    return 0;
}
