/* SPDX-License-Identifier: MIT */
/* From a message published to the lamp's line, beside from a message published to a bare paho
 * callback: one after the other on the same broker, while ten consoles watch and the store commits
 * the records that each change of the machine makes. Both ends are seen in the same way, by looking
 * at a shared byte without a pause. */
#include "tests/bench/figure.h"
#include "tests/bench/flow.h"
#include "tests/bench/lamp.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS     7
#define SAMPLES    600 /* a round, of each kind */
#define CONSOLES   10
#define GAP_MIN_US 1000
#define GAP_MAX_US 4000
#define SILENCES   15
#define SILENCE_US 1000000
/* … and up to this more */
#define SILENCE_SPREAD_US 90000
#define GIVE_UP_NS        INT64_C(5000000000)
#define OTHER             "factory/line1/press4"
#define PATIENCE_MS       30000

struct bench {
    struct broker broker;
    struct andond andond;
    struct talk talk;
    struct lamp lamp;
    struct flow flow;
    struct flow_counter counter;
    pid_t consoles;
    unsigned dice;
};

static struct bench bench;

/* ---- ten who watch --------------------------------------------------------------------------- */

_Noreturn static void be_consoles(const char *socket_path)
{
    static struct talk talk[CONSOLES];
    static char room[1 << 16];
    struct pollfd fds[CONSOLES];
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int i = 0; i < CONSOLES; i++) {
        if (!talk_open(&talk[i], socket_path))
            _exit(1);
        json_decref(talk_ask(&talk[i], "watch", ""));
        fds[i] = (struct pollfd){.fd = talk[i].fd, .events = POLLIN};
    }
    while (poll(fds, CONSOLES, PATIENCE_MS) > 0)
        for (int i = 0; i < CONSOLES; i++)
            if (fds[i].revents != 0 && recv(fds[i].fd, room, sizeof room, 0) <= 0)
                _exit(1);
    _exit(1);
}

/* ---- samples --------------------------------------------------------------------------------- */

static void gap(struct bench *b)
{
    b->dice = b->dice * 1103515245U + 12345U;
    figure_pause_us(GAP_MIN_US + (int64_t)(b->dice >> 16) % (GAP_MAX_US - GAP_MIN_US));
}

static double to_lamp(struct bench *b)
{
    char payload[256];
    bool lit = lamp_lit(&b->lamp);
    flow_press_state(payload, sizeof payload, lit ? "FAULT" : "RUN", flow_wall_ms());
    int64_t begin = figure_now_ns();
    flow_say(&b->flow, PRESS_ROOT "/state", payload, false);
    while (lamp_lit(&b->lamp) == lit) {
        if (figure_now_ns() - begin > GIVE_UP_NS)
            figure_die("the lamp does not follow");
        (void)sched_yield();
    }
    return (double)(figure_now_ns() - begin) / 1000;
}

static double to_callback(struct bench *b)
{
    char payload[256];
    long long before = atomic_load(&b->counter.counted->messages);
    flow_press_state(payload, sizeof payload, "RUN", flow_wall_ms());
    int64_t begin = figure_now_ns();
    flow_say(&b->flow, OTHER "/state", payload, false);
    while (atomic_load(&b->counter.counted->messages) == before) {
        if (figure_now_ns() - begin > GIVE_UP_NS)
            figure_die("the callback does not come");
        (void)sched_yield();
    }
    return (double)(figure_now_ns() - begin) / 1000;
}

/* ---- figures --------------------------------------------------------------------------------- */

static void close_all(void)
{
    struct bench *b = &bench;
    if (b->consoles > 0) {
        (void)kill(b->consoles, SIGKILL);
        (void)waitpid(b->consoles, NULL, 0);
    }
    flow_close(&b->flow);
    lamp_close(&b->lamp);
    talk_close(&b->talk);
    (void)andond_stop(&b->andond);
    andond_remove(&b->andond);
    flow_counter_close(&b->counter);
    broker_done(&b->broker);
}

static void open_all(struct bench *b)
{
    if (broker_start(&b->broker, NULL) != 0)
        figure_die("no broker");
    flow_counter_open(&b->counter, b->broker.url, OTHER "/#");
    andond_make(&b->andond, b->broker.url, NULL);
    if (!andond_start(&b->andond, NULL) || !talk_open(&b->talk, b->andond.socket) ||
        !status_word(&b->talk, "sync.link", "up") || !lamp_open(&b->lamp, b->andond.tower, "green"))
        figure_die("andond does not come up");
    b->consoles = fork();
    if (b->consoles == 0)
        be_consoles(b->andond.socket);
    flow_open(&b->flow, b->broker.port);
}

static double stops(struct bench *b)
{
    json_t *reply = talk_ask(&b->talk, "status", "");
    double count =
        json_number(reply, "snapshot.stops.count") + json_number(reply, "snapshot.stops.small");
    json_decref(reply);
    return count;
}

struct outcome {
    double p50[ROUNDS], p99[ROUNDS];
};

static void one_round(struct bench *b, int round, struct outcome *lamp, struct outcome *callback)
{
    double ours[SAMPLES], theirs[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) { /* in turns, so that a busy moment hits both */
        gap(b);
        theirs[i] = to_callback(b);
        gap(b);
        ours[i] = to_lamp(b);
    }
    lamp->p50[round] = figure_percentile(ours, SAMPLES, 50);
    lamp->p99[round] = figure_percentile(ours, SAMPLES, 99);
    callback->p50[round] = figure_percentile(theirs, SAMPLES, 50);
    callback->p99[round] = figure_percentile(theirs, SAMPLES, 99);
}

static void print(const char *name, double *ours, double *theirs, double target)
{
    double ratio[ROUNDS];
    for (int i = 0; i < ROUNDS; i++)
        ratio[i] = ours[i] / theirs[i];
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(ours, ROUNDS),
                                  .unit = "us",
                                  .baseline = "paho callback",
                                  .baseline_value = figure_median(theirs, ROUNDS),
                                  .ratio = figure_median(ratio, ROUNDS),
                                  .aim = AIM_AT_MOST,
                                  .target = target});
}

/* A message after a second without any, when a client may have stopped listening for a while. */
static void after_silence(struct bench *b)
{
    double ours[SILENCES], theirs[SILENCES];
    for (int i = 0; i < SILENCES; i++) {
        figure_pause_us(SILENCE_US + i * SILENCE_SPREAD_US / SILENCES);
        theirs[i] = to_callback(b);
        ours[i] = to_lamp(b);
    }
    figure_print(&(struct figure){.name = "lamp.p50_after_silence",
                                  .value = figure_median(ours, SILENCES),
                                  .unit = "us",
                                  .baseline = "paho callback",
                                  .baseline_value = figure_median(theirs, SILENCES),
                                  .aim = AIM_AT_MOST,
                                  .target = 1.15});
}

int main(void)
{
    static struct outcome lamp, callback;
    struct bench *b = &bench;
    (void)atexit(close_all);
    open_all(b);
    for (int i = 0; i < 50; i++) { /* nobody is measured while he warms up */
        gap(b);
        (void)to_lamp(b);
        (void)to_callback(b);
    }
    double before = stops(b);
    for (int i = 0; i < ROUNDS; i++)
        one_round(b, i, &lamp, &callback);
    if (!(stops(b) > before))
        figure_die("no records were made on the way");
    print("lamp.p50", lamp.p50, callback.p50, 1.15);
    print("lamp.p99", lamp.p99, callback.p99, 1.5);
    after_silence(b);
    return 0;
}
