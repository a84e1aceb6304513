/* SPDX-License-Identifier: MIT */
/* The console on a terminal of 80 by 24: from exec to its first full screen beside a bare curses
 * program that draws the same cells, what it sends while nothing happens and while sensors speak
 * once a second, and what it occupies in memory. A real andond stands behind it. */
#include "tests/bench/figure.h"
#include "tests/bench/flow.h"
#include "tests/bench/screen.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COLS       80
#define ROWS       24
#define ROUNDS     9
#define BUDGET_MS  50
#define BUDGET_BPS 300
#define BUDGET_KIB (8.0 * 1024)
#define WATCH_S    10

struct bench {
    struct broker broker;
    struct andond andond;
    struct talk talk;
    struct flow flow;
    char console[300], bare[300], cells[80];
};

static struct bench bench;

/* ---- figures --------------------------------------------------------------------------------- */

static void open_console(struct bench *b, struct screen *s)
{
    const char *const arguments[] = {b->console, "--socket", b->andond.socket, NULL};
    screen_open(s, COLS, ROWS, arguments);
}

static void paint(struct bench *b)
{
    double ours[ROUNDS], bare[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        struct screen s;
        const char *const arguments[] = {b->bare, b->cells, "80", NULL};
        open_console(b, &s);
        ours[i] = screen_first_paint(&s, "RUN");
        screen_save(&s, b->cells);
        screen_close(&s);
        screen_open(&s, COLS, ROWS, arguments);
        bare[i] = screen_first_paint(&s, "RUN");
        screen_close(&s);
    }
    double value = figure_median(ours, ROUNDS);
    figure_print(&(struct figure){.name = "console.first_paint",
                                  .value = value,
                                  .unit = "ms",
                                  .baseline = "budget",
                                  .baseline_value = BUDGET_MS,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    figure_print(&(struct figure){.name = "console.first_paint_beside_bare",
                                  .value = value,
                                  .unit = "ms",
                                  .baseline = "bare curses, the same cells",
                                  .baseline_value = figure_median(bare, ROUNDS)});
}

static void say_all(struct bench *b, double load)
{
    char payload[256];
    flow_press_sensors(payload, sizeof payload, load, flow_wall_ms());
    flow_say(&b->flow, PRESS_ROOT "/sensors", payload, false);
}

/* Bytes a second and ms of CPU a second, while `live` or not sensors speak once a second. */
static void watch(struct bench *b, const char *name, bool live, enum figure_aim aim)
{
    struct screen s;
    open_console(b, &s);
    (void)screen_first_paint(&s, "RUN");
    int64_t begin = figure_now_ns(), from = s.bytes, cpu = figure_cpu_ns(s.pid);
    for (int second = 0; second < WATCH_S; second++) {
        if (live)
            say_all(b, 20 + second * 3);
        while (figure_seconds_since(begin) < second + 1)
            (void)screen_take(&s, 20);
    }
    double took = figure_seconds_since(begin);
    figure_print(&(struct figure){.name = name,
                                  .value = (double)(s.bytes - from) / took,
                                  .unit = "bytes/s",
                                  .baseline = "budget",
                                  .baseline_value = BUDGET_BPS,
                                  .aim = aim,
                                  .target = 1});
    if (!live) {
        figure_print(&(struct figure){.name = "console.idle_cpu",
                                      .value = (double)(figure_cpu_ns(s.pid) - cpu) / 1e6 / took,
                                      .unit = "ms/s",
                                      .baseline = "htop at 1 Hz",
                                      .baseline_value = 2.7});
        figure_print(&(struct figure){.name = "console.rss",
                                      .value = (double)figure_rss_bytes(s.pid) / 1024,
                                      .unit = "KiB",
                                      .baseline = "budget",
                                      .baseline_value = BUDGET_KIB,
                                      .aim = AIM_AT_MOST,
                                      .target = 1});
    }
    screen_close(&s);
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
    if (broker_start(&b->broker, NULL) != 0)
        figure_die("no broker");
    andond_make(&b->andond, b->broker.url, NULL);
    (void)snprintf(b->cells, sizeof b->cells, "%s.cells", b->andond.dir);
    if (!andond_start(&b->andond, NULL) || !talk_open(&b->talk, b->andond.socket) ||
        !status_word(&b->talk, "sync.link", "up"))
        figure_die("andond does not come up");
    flow_open(&b->flow, b->broker.port);
    flow_press_state(payload, sizeof payload, "RUN", flow_wall_ms());
    flow_say(&b->flow, PRESS_ROOT "/state", payload, false);
    flow_say(&b->flow, PRESS_ROOT "/alive", "online", false);
    for (int total = 18234; total < 18240; total++) {
        (void)snprintf(payload, sizeof payload, "{\"total\":%d,\"scrap\":211,\"ts\":%lld}", total,
                       (long long)flow_wall_ms());
        flow_say(&b->flow, PRESS_ROOT "/counts", payload, false);
    }
    say_all(b, 61);
    if (!status_word(&b->talk, "machine.state", "running"))
        figure_die("andond hears nothing");
}

int main(void)
{
    struct bench *b = &bench;
    figure_beside(b->bare, sizeof b->bare, "bare_curses");
    (void)atexit(close_all);
    open_all(b);
    paint(b);
    watch(b, "console.live", true, AIM_NONE);
    watch(b, "console.idle", false, AIM_AT_MOST);
    return 0;
}
