/* SPDX-License-Identifier: MIT */
/* What a message costs from the broker to state, counters and records: the real andond on the press
 * station beside a bare paho subscriber that only counts, on the same broker, in turns, the same
 * messages. CPU is that of the whole process with its threads; the rate is from the first byte
 * published to the last message's effect (a lamp; the count). Nothing may be lost. */
#include "tests/bench/figure.h"
#include "tests/bench/flow.h"
#include "tests/bench/lamp.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES    60000
#define ROUNDS      7
#define SLOW_RATE   1000 /* messages a second of a busy line */
#define SLOW_FOR    1000 /* messages */
#define SETTLE_US   250000
#define PATIENCE_MS 5000
#define OTHER       "factory/line1/press4" /* what the counter listens to */

/* A lamp that only the last message of a round changes. */
static const char extra[] = "[tower]\nrules = add\n[lamp bench]\ncolour = white\n"
                            "[rule bench-end]\nwhen = signal load > 150\nshow = bench on\n"
                            "text = the end of a round\n";

struct bench {
    struct broker broker;
    struct andond andond;
    struct talk talk;
    struct lamp lamp;
    struct flow flow;
    struct flow_counter counter;
    struct flow_press press, other, base;
    bool end_lit;
    int ends_again;
};

struct cost {
    double cpu_us, rate;
};

/* ---- one round ------------------------------------------------------------------------------- */

static void fill(struct flow_press *press, struct flow_batch *batch, int64_t messages)
{
    for (int64_t i = 1; i < messages; i++)
        flow_press_say(press, batch);
}

static void add_end(struct bench *b, struct flow_press *press, struct flow_batch *batch)
{
    char payload[256], topic[128];
    flow_press_sensors(payload, sizeof payload, b->end_lit ? 50 : 200, flow_wall_ms());
    (void)snprintf(topic, sizeof topic, "%s/sensors", press->root);
    flow_add(batch, topic, payload, false);
}

static void say_end(struct bench *b)
{
    struct flow_batch batch = {.qos = 0};
    b->end_lit = !b->end_lit;
    add_end(b, &b->press, &batch);
    b->end_lit = !b->end_lit;
    flow_send(&b->flow, &batch);
    flow_batch_done(&batch);
    b->ends_again++;
}

static struct cost run_andond(struct bench *b, int qos)
{
    struct flow_batch batch = {.qos = qos};
    fill(&b->press, &batch, MESSAGES);
    add_end(b, &b->press, &batch);
    int64_t cpu = figure_cpu_ns(b->andond.pid), begin = figure_now_ns();
    flow_send(&b->flow, &batch);
    b->end_lit = !b->end_lit;
    for (int tries = 0; !lamp_wait(&b->lamp, b->end_lit, PATIENCE_MS); tries++) {
        if (tries == 10)
            figure_die("andond does not get to the end");
        say_end(b); /* it was among what was lost */
    }
    double took = figure_seconds_since(begin);
    figure_pause_us(SETTLE_US); /* what is still to be committed belongs to it */
    cpu = figure_cpu_ns(b->andond.pid) - cpu;
    flow_batch_done(&batch);
    return (struct cost){.cpu_us = (double)cpu / 1000 / MESSAGES, .rate = MESSAGES / took};
}

static struct cost run_counter(struct bench *b, int qos)
{
    struct flow_batch batch = {.qos = qos};
    fill(&b->other, &batch, MESSAGES);
    add_end(b, &b->other, &batch);
    long long until = atomic_load(&b->counter.counted->messages) + MESSAGES;
    int64_t cpu = figure_cpu_ns(b->counter.pid), begin = figure_now_ns();
    flow_send(&b->flow, &batch);
    for (int tries = 0; atomic_load(&b->counter.counted->messages) < until; tries++) {
        if (tries > 60000)
            figure_die("the counter lost messages");
        figure_pause_us(1000);
    }
    double took = figure_seconds_since(begin);
    figure_pause_us(SETTLE_US);
    cpu = figure_cpu_ns(b->counter.pid) - cpu;
    flow_batch_done(&batch);
    return (struct cost){.cpu_us = (double)cpu / 1000 / MESSAGES, .rate = MESSAGES / took};
}

/* CPU a message when they come one by one. */
static double slow_cost(struct bench *b, struct flow_press *press, pid_t pid)
{
    int64_t cpu = figure_cpu_ns(pid);
    flow_press_slowly(press, &b->flow, SLOW_FOR, SLOW_RATE);
    figure_pause_us(SETTLE_US);
    return (double)(figure_cpu_ns(pid) - cpu) / 1000 / SLOW_FOR;
}

static void run_slow(struct bench *b)
{
    double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        theirs[i] = slow_cost(b, &b->other, b->counter.pid);
        ours[i] = slow_cost(b, &b->press, b->andond.pid);
        ratio[i] = ours[i] / theirs[i];
    }
    figure_print(&(struct figure){.name = "ingest.cpu_at_1000",
                                  .value = figure_median(ours, ROUNDS),
                                  .unit = "us/message",
                                  .baseline = "paho counter",
                                  .baseline_value = figure_median(theirs, ROUNDS),
                                  .ratio = figure_median(ratio, ROUNDS)});
}

/* ---- what was lost --------------------------------------------------------------------------- */

struct tally {
    double total, scrap, messages, dropped, shift;
};

static struct tally tally(struct bench *b)
{
    json_t *reply = talk_ask(&b->talk, "status", "");
    struct tally t = {.total = json_number(reply, "snapshot.counts.total"),
                      .scrap = json_number(reply, "snapshot.counts.scrap"),
                      .messages = json_number(reply, "snapshot.health.messages"),
                      .dropped = json_number(reply, "snapshot.health.dropped"),
                      .shift = json_number(reply, "snapshot.shift.start")};
    json_decref(reply);
    return t;
}

/* Messages that were dropped or never came. */
static double messages_lost(const struct tally *from, const struct tally *to, double sent)
{
    return fabs(sent - (to->messages - from->messages)) + to->dropped - from->dropped;
}

/* Parts and scrap made against counted. A shift that ended on the way has taken its parts along:
 * then there is nothing to compare. */
static double parts_lost(const struct bench *b, const struct tally *from, const struct tally *to)
{
    if (fabs(to->shift - from->shift) > 0)
        return 0;
    return fabs((double)(b->press.total - b->base.total) - (to->total - from->total)) +
           fabs((double)(b->press.scrap - b->base.scrap) - (to->scrap - from->scrap));
}

/* ---- figures --------------------------------------------------------------------------------- */

static void open_all(struct bench *b)
{
    if (broker_start(&b->broker, NULL) != 0)
        figure_die("no broker");
    flow_counter_open(&b->counter, b->broker.url, OTHER "/#");
    andond_make(&b->andond, b->broker.url, extra);
    if (!andond_start(&b->andond, NULL) || !talk_open(&b->talk, b->andond.socket) ||
        !status_word(&b->talk, "sync.link", "up") || !lamp_open(&b->lamp, b->andond.tower, "bench"))
        figure_die("andond does not come up");
    flow_open(&b->flow, b->broker.port);
    b->press.root = PRESS_ROOT;
    b->other.root = OTHER;
}

static struct bench bench;

static void close_all(void)
{
    struct bench *b = &bench;
    flow_close(&b->flow);
    lamp_close(&b->lamp);
    talk_close(&b->talk);
    (void)andond_stop(&b->andond);
    andond_remove(&b->andond);
    flow_counter_close(&b->counter);
    broker_done(&b->broker);
}

static void flood(struct bench *b, int qos, const char *cpu_name, const char *rate_name)
{
    double cpu[ROUNDS], base_cpu[ROUNDS], cpu_ratio[ROUNDS];
    double rate[ROUNDS], base_rate[ROUNDS], rate_ratio[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) { /* in turns, so that a busy moment hits both */
        struct cost theirs = run_counter(b, qos), ours = run_andond(b, qos);
        cpu[i] = ours.cpu_us;
        base_cpu[i] = theirs.cpu_us;
        cpu_ratio[i] = ours.cpu_us / theirs.cpu_us;
        rate[i] = ours.rate;
        base_rate[i] = theirs.rate;
        rate_ratio[i] = ours.rate / theirs.rate;
    }
    figure_print(&(struct figure){.name = cpu_name,
                                  .value = figure_median(cpu, ROUNDS),
                                  .unit = "us/message",
                                  .baseline = "paho counter",
                                  .baseline_value = figure_median(base_cpu, ROUNDS),
                                  .ratio = figure_median(cpu_ratio, ROUNDS),
                                  .aim = AIM_AT_MOST,
                                  .target = 1.4});
    figure_print(&(struct figure){.name = rate_name,
                                  .value = figure_median(rate, ROUNDS),
                                  .unit = "messages/s",
                                  .baseline = "paho counter",
                                  .baseline_value = figure_median(base_rate, ROUNDS),
                                  .ratio = figure_median(rate_ratio, ROUNDS),
                                  .aim = AIM_AT_LEAST,
                                  .target = 0.7});
}

static void print_lost(const char *name, double lost, const char *baseline, double of)
{
    figure_print(&(struct figure){.name = name,
                                  .value = lost,
                                  .unit = "lost",
                                  .baseline = baseline,
                                  .baseline_value = of,
                                  .aim = AIM_AT_MOST,
                                  .target = 0});
}

/* A counter counts from its first value on. */
static void say_first(struct bench *b)
{
    struct flow_batch batch = {.qos = 1};
    while (b->press.total == 0)
        flow_press_say(&b->press, &batch);
    flow_send(&b->flow, &batch);
    flow_batch_done(&batch);
    if (!status_number(&b->talk, "signals.total.value", 1))
        figure_die("andond hears nothing");
}

int main(void)
{
    struct bench *b = &bench;
    (void)atexit(close_all);
    open_all(b);
    say_first(b);
    struct tally from = tally(b);
    b->base = b->press;

    flood(b, 0, "ingest.cpu", "ingest.rate");
    flood(b, 1, "ingest.cpu_qos1", "ingest.rate_qos1");
    run_slow(b);
    struct tally to = tally(b);
    double sent = 2.0 * ROUNDS * MESSAGES + (double)ROUNDS * SLOW_FOR + b->ends_again;
    print_lost("ingest.messages_lost", messages_lost(&from, &to, sent), "messages sent", sent);
    print_lost("ingest.parts_lost", parts_lost(b, &from, &to), "parts made",
               (double)(b->press.total - b->base.total));
    return 0;
}
