/* SPDX-License-Identifier: MIT */
/* From exec to the first message's effect, with a million records in the database: the real andond
 * on a broker that holds the machine's state, until the green lamp is lit. After a proper end, and
 * after a kill. Beside it a bare paho program until its first callback. Also what andond then
 * occupies in memory, at rest. */
#include "tests/bench/child.h"
#include "tests/bench/figure.h"
#include "tests/bench/flow.h"
#include "tests/bench/lamp.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/store_kit.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RECORDS   1000000
#define BATCH     2000
#define ROUNDS    7
#define BUDGET_MS 100
#define MEMORY    (10.0 * 1024) /* KiB */
#define REST_US   3000000
#define GIVE_UP_S 60
#define DAY_MS    INT64_C(86400000)

struct bench {
    struct broker broker;
    struct andond andond;
    struct flow flow;
    struct kit kit;
    char bare[300];
};

static struct bench bench;

/* ---- a year of records ----------------------------------------------------------------------- */

static void add_interval(struct record_list *list, int64_t i, int64_t wall_ms)
{
    char body[400];
    struct record_draft draft = {.kind = i % 20 == 0 ? REC_STOP : REC_INTERVAL,
                                 .rev = 1,
                                 .wall_ms = wall_ms,
                                 .boot_ms = i,
                                 .actor = "machine"};
    (void)snprintf(draft.id, sizeof draft.id, "%s%lld", draft.kind == REC_STOP ? "S" : "I",
                   (long long)i);
    (void)snprintf(body, sizeof body,
                   "{\"begin\":%lld,\"end\":%lld,\"ms\":20000,\"small\":true,\"state\":\"stopped\","
                   "\"detail\":\"FAULT\",\"mode\":\"production\",\"shift\":\"early\","
                   "\"window\":\"W29400360\",\"plan\":true,\"source\":\"state\",\"stop\":null,"
                   "\"reason\":null,\"suggested\":\"E-104 misfeed\",\"job\":null}",
                   (long long)wall_ms, (long long)wall_ms + 20000);
    (void)record_list_add(list, &draft, body);
}

static void wait_kept(struct kit *kit, uint64_t ticket)
{
    while (kit->kept < ticket) {
        struct pollfd fd = {.fd = kit->wake_fd, .events = POLLIN};
        (void)poll(&fd, 1, 1000);
        kit_drain(kit);
    }
}

/* Through the store, after andond has made the database and its first checkpoint. */
static void fill(struct bench *b)
{
    struct record_list list = {.count = 0};
    int64_t first = flow_wall_ms() - 365 * DAY_MS, pause = 364 * DAY_MS / RECORDS;
    kit_make(&b->kit);
    (void)snprintf(b->kit.path, sizeof b->kit.path, "%s/station.db", b->andond.data);
    b->kit.conf.station = "acme/monterrey/stamping/line1/press3";
    if (!kit_open(&b->kit) || !kit_start(&b->kit))
        figure_die(b->kit.why.text);
    uint64_t ticket = 0;
    for (int64_t i = 0; i < RECORDS; i++) {
        add_interval(&list, 1000000 + i, first + i * pause);
        if (list.count < BATCH)
            continue;
        wait_kept(&b->kit, ticket);
        ticket = kit_append_list(&b->kit, &list, NULL, true);
        if (ticket == 0)
            figure_die("the store takes no records");
        record_list_clear(&list);
    }
    wait_kept(&b->kit, ticket);
    record_list_done(&list);
    kit_remove(&b->kit);
}

/* ---- starts ---------------------------------------------------------------------------------- */

/* ms until a bare paho program has ended at its first message. */
static double start_paho(struct bench *b)
{
    char url[80];
    (void)snprintf(url, sizeof url, "tcp%s", strchr(b->broker.url, ':'));
    const char *const arguments[] = {b->bare, url, PRESS_ROOT "/#", NULL};
    int status = -1;
    int64_t begin = figure_now_ns();
    pid_t pid = child_start(arguments, b->andond.log);
    if (waitpid(pid, &status, 0) != pid || status != 0)
        figure_die("the bare program hears nothing");
    return figure_seconds_since(begin) * 1000;
}

static void run(struct bench *b, const char *name, void (*end)(struct andond *))
{
    double took[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        took[i] = lamp_first_lit(&b->andond, "green");
        figure_pause_us(200000);
        end(&b->andond);
    }
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(took, ROUNDS),
                                  .unit = "ms",
                                  .baseline = "budget",
                                  .baseline_value = BUDGET_MS,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
}

static void end_well(struct andond *a)
{
    (void)andond_stop(a);
}

static void run_paho(struct bench *b)
{
    double took[ROUNDS];
    for (int i = 0; i < ROUNDS; i++)
        took[i] = start_paho(b);
    figure_print(&(struct figure){.name = "start.bare_paho",
                                  .value = figure_median(took, ROUNDS),
                                  .unit = "ms",
                                  .baseline = "budget",
                                  .baseline_value = BUDGET_MS});
}

static bool has_looked(const struct andond *a)
{
    char line[512];
    bool found = false;
    FILE *log = fopen(a->log, "re");
    while (log && !found && fgets(line, sizeof line, log))
        found = strstr(line, "were found whole") != NULL;
    if (log)
        (void)fclose(log);
    return found;
}

/* Once the look that follows a kill is over. */
static void memory(struct bench *b)
{
    (void)unlink(b->andond.log);
    (void)lamp_first_lit(&b->andond, "green");
    for (int64_t begin = figure_now_ns(); !has_looked(&b->andond);) {
        if (figure_seconds_since(begin) > GIVE_UP_S)
            figure_die("andond does not end its look through the records");
        figure_pause_us(100000);
    }
    figure_pause_us(REST_US);
    figure_print(&(struct figure){.name = "andond.rss",
                                  .value = (double)figure_rss_bytes(b->andond.pid) / 1024,
                                  .unit = "KiB",
                                  .baseline = "budget",
                                  .baseline_value = MEMORY,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
    end_well(&b->andond);
}

/* ---- the bench ------------------------------------------------------------------------------- */

static void close_all(void)
{
    struct bench *b = &bench;
    flow_close(&b->flow);
    (void)andond_stop(&b->andond);
    andond_remove(&b->andond);
    broker_done(&b->broker);
}

int main(void)
{
    struct bench *b = &bench;
    char payload[256];
    figure_beside(b->bare, sizeof b->bare, "bare_paho");
    if (broker_start(&b->broker, NULL) != 0)
        figure_die("no broker");
    andond_make(&b->andond, b->broker.url, NULL);
    (void)atexit(close_all);
    flow_open(&b->flow, b->broker.port);
    flow_press_state(payload, sizeof payload, "RUN", flow_wall_ms());
    flow_say(&b->flow, PRESS_ROOT "/state", payload, true);
    run(b, "start.empty", end_well);
    fill(b);
    run_paho(b);
    run(b, "start.million", end_well);
    run(b, "start.million_after_kill", andond_kill);
    memory(b);
    return 0;
}
