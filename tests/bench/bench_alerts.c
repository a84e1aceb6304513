/* SPDX-License-Identifier: MIT */
/* A thousand alerts at a station: what one step costs while all of them are active, and the longest
 * step while they come, change and go all at once. Microseconds of CPU against the budget of 1 ms.
 */
#include "andon/engine/station.h"
#include "data/config/load.h"
#include "data/model/amount.h"
#include "tests/bench/figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALERTS  1000
#define SIGNALS 20
#define STEPS   4000
#define BEGIN   INT64_C(1795330800000)

static struct station *st;
static struct effects fx;
static struct now now = {.boot_ms = 1000000, .wall_ms = BEGIN, .synced = true};
static double took[STEPS * 4];
static size_t steps;

static struct config *configure(void)
{
    static char text[512 * 1024];
    size_t n = (size_t)snprintf(text, sizeof text,
                                "[site]\nenterprise = e\nname = s\narea = a\n[line]\nname = l\n"
                                "[station]\nname = m\n[signal state]\nrole = state\ntopic = s\n"
                                "[signal all]\ntopic = x\nmax_age = 1 min\n");
    for (int i = 0; i < SIGNALS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "[signal s%d]\ntopic = t%d\n", i, i);
    for (int i = 0; i < ALERTS; i++)
        n += (size_t)snprintf(text + n, sizeof text - n,
                              "[alert a%d]\nwhen = signal %s%.0d > %d%s\nsuppress = changeover\n"
                              "deadband = 0.5\nworse = %d\n",
                              i, i % 2 ? "s" : "all", i % 2 ? i % SIGNALS + 0 : 0, i % 50,
                              i % 10 == 3 ? " and not mode maintenance" : "", i % 50 + 1000);
    struct config_report report;
    struct config *config = config_load_text("bench", text, n, &report);
    if (!config)
        figure_die(report.message[0]);
    config_report_done(&report);
    return config;
}

static void step(const struct event *event, int64_t ms)
{
    now.boot_ms += ms;
    now.wall_ms += ms;
    int64_t start = figure_cpu_ns(0);
    station_step(st, event, now, &fx);
    if (steps < sizeof took / sizeof *took)
        took[steps++] = (double)(figure_cpu_ns(0) - start) / 1000;
}

/* Time passes as for the daemon, which wakes at each deadline. */
static void timed(const struct event *event, int64_t ms)
{
    for (int64_t end = now.boot_ms + ms, due; (due = station_deadline(st)) < end;) {
        step(&(struct event){.kind = EVENT_TICK}, due > now.boot_ms ? due - now.boot_ms : 1);
        ms = end - now.boot_ms;
    }
    step(event, ms > 0 ? ms : 0);
}

static void say(size_t signal, int64_t value, int mapped)
{
    struct update u = {.signal = (uint16_t)signal,
                       .quality = Q_GOOD,
                       .mapped = mapped,
                       .source_ms = TIME_NONE,
                       .value = {.type = VALUE_NUMBER, .amount = value * AMOUNT_ONE}};
    timed(&(struct event){.kind = EVENT_UPDATE, .update = &u}, 10);
}

static void settle(void)
{
    timed(&(struct event){.kind = EVENT_TICK}, 500);
}

static void everywhere(int64_t value)
{
    for (size_t s = 1; s < SIGNALS + 2; s++)
        say(s, value, -1);
    settle();
}

static void print_of(const char *name, double us, double budget)
{
    figure_print(&(struct figure){.name = name,
                                  .value = us,
                                  .unit = "us",
                                  .baseline = "budget",
                                  .baseline_value = budget,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
}

static void print(const char *name, double us)
{
    print_of(name, us, 1000);
}

static double longest(void)
{
    double most = 0;
    for (size_t i = 0; i < steps; i++)
        most = took[i] > most ? took[i] : most;
    return most;
}

static void measure_rest(void)
{
    steps = 0;
    for (int i = 0; i < STEPS; i++)
        say(2 + (size_t)i % SIGNALS, 60 + i % 7, -1);
    print("alerts.update_of_50_active", figure_median(took, steps));
    steps = 0;
    for (int i = 0; i < STEPS; i++)
        say(1, 60 + i % 7, -1);
    print("alerts.update_of_500_active", figure_median(took, steps));
}

/* All come, worsen, are suppressed, come back, are acknowledged in lots, go. */
static void measure_storm(void)
{
    struct outcome outcome;
    const struct command ack = {.verb = COMMAND_ACK,
                                .target = "",
                                .other = "",
                                .reason = "",
                                .note = "",
                                .job = "",
                                .word = "",
                                .actor = "anna",
                                .role = PERSON_OPERATOR,
                                .from = "b",
                                .at = TIME_NONE,
                                .until = TIME_NONE};
    steps = 0;
    for (int i = 0; i < 12; i++) {
        everywhere(0);
        everywhere(60);
        everywhere(2000);
        say(0, 0, MS_CHANGEOVER);
        settle();
        say(0, 0, MS_RUNNING);
        settle();
        for (int k = 0; k < 16; k++)
            timed(&(struct event){.kind = EVENT_COMMAND, .command = &ack, .outcome = &outcome}, 5);
        timed(&(struct event){.kind = EVENT_LINK, .link = LINK_DOWN, .why = "gone"}, 5);
        settle();
        timed(&(struct event){.kind = EVENT_LINK, .link = LINK_UP}, 5);
        settle();
    }
    double most = longest();
    print("alerts.storm_step_p99", figure_percentile(took, steps, 99));
    print("alerts.storm_step_max", most);
}

static void measure_looks(void)
{
    static struct snapshot snapshot;
    static char text[CHECKPOINT_MAX];
    double look[200], save[200];
    size_t length = 0;
    for (int i = 0; i < 200; i++) {
        int64_t start = figure_now_ns();
        station_snapshot(st, now, &snapshot);
        int64_t middle = figure_now_ns();
        length = station_checkpoint(st, now, text, sizeof text);
        look[i] = (double)(middle - start) / 1000;
        save[i] = (double)(figure_now_ns() - middle) / 1000;
    }
    print("alerts.snapshot", figure_median(look, 200));
    print_of("alerts.checkpoint", figure_median(save, 200), 5000); /* of a turn of the loop */
    (void)fprintf(stderr, "%lld alerts active, checkpoint of %zu bytes\n",
                  (long long)snapshot.alerting.active, length);
}

int main(void)
{
    struct config *config = configure();
    st = station_new(config, now, TIME_NONE, TIME_NONE);
    if (!st)
        figure_die("out of memory");
    say(0, 0, MS_RUNNING);
    everywhere(60);
    measure_looks();
    measure_rest();
    measure_storm();
    station_free(&st);
    effects_done(&fx);
    config_free(&config);
    return 0;
}
