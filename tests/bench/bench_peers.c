/* SPDX-License-Identifier: MIT */
/* The same job done by andond and by what people would use instead: what a press says as JSON over
 * MQTT comes in, its state and counters are kept, a change of the state goes into SQLite. All of
 * them hear the same messages from the same broker, one after the other; the baseline is a bare
 * paho subscriber that only counts. A peer that is not there is named as not measured.
 *
 * CPU and memory are those of all processes of a peer. The rate is from the first byte published to
 * the last message's effect: a lamp, a row in the database, the count. */
#include "tests/bench/child.h"
#include "tests/bench/figure.h"
#include "tests/bench/flow.h"
#include "tests/bench/lamp.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGES   40000
#define ROUNDS     5
#define SLOW_RATE  1000 /* messages a second of a busy line */
#define SLOW_FOR   1000 /* messages */
#define STARTS     5
#define SETTLE_US  250000
#define PATIENCE_S 10
#define ENDS_MAX   6 /* that many times the end of a round is said again */
#define LONGEST_US 1000
#define OTHER      "factory/line1"
#define BASELINE   "paho, counting only"
#define END_OF_ALL "IDLE" /* a state that the press does not come to by itself */
#define END_LAMP   "bench"
#define NODE_RED   "tests/bench/peer_node_red.sh"

/* Lit while the machine is in the state that ends a round. */
static const char extra[] = "[tower]\nrules = add\n[lamp " END_LAMP "]\ncolour = white\n"
                            "[rule bench-end]\nwhen = state idle\nshow = " END_LAMP " on\n"
                            "text = the end of a round\n";

struct bench;

/* Who does the job. `seen` is how many messages it says it has had. */
struct side {
    const char *name, *script; /* run as: script PORT ROOT DATABASE DIR; NULL: in another way */
    void (*start)(struct bench *b, struct side *s); /* until it has heard the retained state */
    bool (*ended)(struct bench *b, struct side *s,
                  bool idle); /* it has heard the state idle, RUN */
    double (*seen)(struct bench *b, struct side *s);
    void (*stop)(struct bench *b, struct side *s);
    struct flow_press press;
    pid_t group; /* 0: not in this run */
    sqlite3 *db;
    sqlite3_stmt *latest;
    char root[64], path[96], home[96];
    double base, sent, lost, rss, begin[STARTS];
    double cpu[ROUNDS], rate[ROUNDS], slow[ROUNDS];
};

struct bench {
    struct broker broker;
    struct andond andond;
    struct talk talk;
    struct lamp lamp;
    struct flow flow;
    struct flow_counter counter;
    char bare[300], job[300], log[96];
};

static struct bench bench;

/* ---- the baseline ---------------------------------------------------------------------------- */

static void paho_start(struct bench *b, struct side *s)
{
    char url[80], filter[80];
    (void)snprintf(url, sizeof url, "tcp%s", strchr(b->broker.url, ':'));
    (void)snprintf(filter, sizeof filter, "%s/#", s->root);
    const char *const arguments[] = {b->bare, url, filter, NULL};
    int status = -1;
    pid_t pid = child_start(arguments, b->log); /* this one ends at the first message */
    if (waitpid(pid, &status, 0) != pid || status != 0)
        figure_die("the bare program hears nothing");
}

static bool paho_ended(struct bench *b, struct side *s, bool idle)
{
    (void)idle;
    return (double)atomic_load(&b->counter.counted->messages) >= s->base + s->sent;
}

static double paho_seen(struct bench *b, struct side *s)
{
    (void)s;
    return (double)atomic_load(&b->counter.counted->messages);
}

static void paho_stop(struct bench *b, struct side *s)
{
    (void)b, (void)s;
}

/* ---- andond ---------------------------------------------------------------------------------- */

static void andond_begin(struct bench *b, struct side *s)
{
    (void)lamp_first_lit(&b->andond, "green");
    s->group = b->andond.pid;
}

static bool andond_ended(struct bench *b, struct side *s, bool idle)
{
    (void)s;
    return lamp_lit(&b->lamp) == idle;
}

static double andond_seen(struct bench *b, struct side *s)
{
    (void)s;
    json_t *reply = talk_ask(&b->talk, "status", "");
    double seen = json_number(reply, "snapshot.health.messages") -
                  json_number(reply, "snapshot.health.dropped");
    json_decref(reply);
    return seen;
}

static void andond_end(struct bench *b, struct side *s)
{
    (void)andond_stop(&b->andond);
    s->group = 0;
}

/* ---- scripts and bare programs
 * --------------------------------------------------------------------------------- */

/* An empty table, so that none of them has to make it. */
static void make_database(struct side *s)
{
    static const char sql[] = "PRAGMA journal_mode = WAL;"
                              "DROP TABLE IF EXISTS change;"
                              "CREATE TABLE change (at INTEGER, state TEXT, messages INTEGER,"
                              " total INTEGER, scrap INTEGER)";
    if ((!s->db && sqlite3_open(s->path, &s->db) != SQLITE_OK) ||
        sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        figure_die("no database for a script");
    if (!s->latest && sqlite3_prepare_v2(s->db,
                                         "SELECT state = '" END_OF_ALL "', messages FROM change"
                                         " ORDER BY rowid DESC LIMIT 1",
                                         -1, &s->latest, NULL) != SQLITE_OK)
        figure_die("no database for a script");
}

/* The last row: 1 idle, 0 another state, -1 none yet. */
static int latest(struct side *s, double *messages)
{
    int idle = -1;
    if (sqlite3_step(s->latest) == SQLITE_ROW) {
        idle = sqlite3_column_int(s->latest, 0);
        *messages = (double)sqlite3_column_int64(s->latest, 1);
    }
    (void)sqlite3_reset(s->latest);
    return idle;
}

static bool script_ended(struct bench *b, struct side *s, bool idle)
{
    double messages;
    (void)b;
    return latest(s, &messages) == (idle ? 1 : 0);
}

static double script_seen(struct bench *b, struct side *s)
{
    double messages = 0;
    (void)b;
    (void)latest(s, &messages);
    return messages;
}

static void script_start(struct bench *b, struct side *s)
{
    char port[16];
    double messages;
    (void)snprintf(port, sizeof port, "%d", b->broker.port);
    const char *const arguments[] = {s->script, port, s->root, s->path, s->home, NULL};
    s->group = child_start(arguments, b->log);
    for (int64_t begin = figure_now_ns(); latest(s, &messages) < 0;) {
        if (s->group <= 0 || figure_seconds_since(begin) > PATIENCE_S * 3)
            figure_die(s->name);
        figure_pause_us(LONGEST_US);
    }
}

static void script_stop(struct bench *b, struct side *s)
{
    (void)b;
    child_end(s->group);
    s->group = 0;
}

/* ---- who there is ---------------------------------------------------------------------------- */

#define A_SCRIPT \
    .start = script_start, .ended = script_ended, .seen = script_seen, .stop = script_stop

enum { PAHO, ANDOND, BARE, PIPE, RED, SIDES };
static struct side sides[SIDES] = {
    [PAHO] = {.name = "paho",
              .start = paho_start,
              .ended = paho_ended,
              .seen = paho_seen,
              .stop = paho_stop},
    [ANDOND] = {.name = "andond",
                .start = andond_begin,
                .ended = andond_ended,
                .seen = andond_seen,
                .stop = andond_end},
    [BARE] = {.name = "bare_c", .script = bench.job, A_SCRIPT},
    [PIPE] = {.name = "pipe", .script = "tests/bench/peer_pipe.sh", A_SCRIPT},
    [RED] = {.name = "node_red", .script = NODE_RED, A_SCRIPT},
};

/* npm fetches it once, which may take a minute, and needs a network. */
static bool can_be_had(const struct bench *b, const struct side *s)
{
    const char *const arguments[] = {NODE_RED, NULL};
    int status = -1;
    if (strcmp(s->script ? s->script : "", NODE_RED) != 0)
        return true;
    pid_t pid = child_start(arguments, b->log);
    if (waitpid(pid, &status, 0) == pid && status == 0)
        return true;
    figure_skip("peers.node_red", "npm cannot fetch Node-RED here");
    return false;
}

static void say_state(struct bench *b, struct side *s, const char *state, bool retain)
{
    char payload[256], topic[96];
    (void)snprintf(topic, sizeof topic, "%s/state", s->root);
    flow_press_state(payload, sizeof payload, state, flow_wall_ms());
    flow_say(&b->flow, topic, payload, retain);
}

/* ---- one round ------------------------------------------------------------------------------- */

/* Until it has heard a state that was just said; said again when it was among what was lost. */
static void wait_for(struct bench *b, struct side *s, const char *state)
{
    for (int again = 0;; again++) {
        int64_t begin = figure_now_ns();
        while (figure_seconds_since(begin) < PATIENCE_S) {
            if (s->ended(b, s, strcmp(state, END_OF_ALL) == 0))
                return;
            figure_pause_us(LONGEST_US);
        }
        if (again == ENDS_MAX)
            figure_die("one of them does not get to the end");
        say_state(b, s, state, false);
        s->sent++;
    }
}

static void say_and_wait(struct bench *b, struct side *s, const char *state)
{
    say_state(b, s, state, false);
    s->sent++;
    wait_for(b, s, state);
}

static void flood(struct bench *b, struct side *s, int round)
{
    char payload[256], topic[96];
    struct flow_batch batch = {.qos = 0};
    for (int i = 1; i < MESSAGES; i++)
        flow_press_say(&s->press, &batch);
    (void)snprintf(topic, sizeof topic, "%s/state", s->root);
    flow_press_state(payload, sizeof payload, END_OF_ALL, flow_wall_ms());
    flow_add(&batch, topic, payload, false);
    s->sent += MESSAGES;
    int64_t cpu = child_cpu_ns(s->group), begin = figure_now_ns();
    flow_send(&b->flow, &batch);
    wait_for(b, s, END_OF_ALL);
    s->rate[round] = MESSAGES / figure_seconds_since(begin);
    figure_pause_us(SETTLE_US); /* what is still to be committed belongs to it */
    s->cpu[round] = (double)(child_cpu_ns(s->group) - cpu) / 1000 / MESSAGES;
    flow_batch_done(&batch);
    say_and_wait(b, s, "RUN");
}

static void slowly(struct bench *b, struct side *s, int round)
{
    int64_t cpu = child_cpu_ns(s->group);
    flow_press_slowly(&s->press, &b->flow, SLOW_FOR, SLOW_RATE);
    s->sent += SLOW_FOR;
    figure_pause_us(SETTLE_US);
    s->slow[round] = (double)(child_cpu_ns(s->group) - cpu) / 1000 / SLOW_FOR;
}

/* From exec to what the first message does, several times; the last one stays. */
static void starts(struct bench *b, struct side *s)
{
    for (int i = 0; i < STARTS; i++) {
        if (s->script)
            make_database(s);
        int64_t begin = figure_now_ns();
        s->start(b, s);
        s->begin[i] = figure_seconds_since(begin) * 1000;
        if (i + 1 < STARTS)
            s->stop(b, s);
    }
}

/* ---- figures --------------------------------------------------------------------------------- */

/* The median of the rounds, and of their ratios to the baseline's in the same round. */
static void print(const struct side *s, const char *what, const char *unit, const double *values,
                  const double *of, int count)
{
    char name[64];
    double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
    for (int i = 0; i < count; i++) {
        ours[i] = values[i];
        theirs[i] = of[i];
        ratio[i] = values[i] / of[i];
    }
    (void)snprintf(name, sizeof name, "peers.%s.%s", s->name, what);
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(ours, (size_t)count),
                                  .unit = unit,
                                  .baseline = BASELINE,
                                  .baseline_value = figure_median(theirs, (size_t)count),
                                  .ratio = figure_median(ratio, (size_t)count)});
}

static void print_side(const struct side *s, const struct side *of)
{
    char name[64];
    print(s, "rate", "messages/s", s->rate, of->rate, ROUNDS);
    print(s, "cpu", "us/message", s->cpu, of->cpu, ROUNDS);
    print(s, "cpu_at_1000", "us/message", s->slow, of->slow, ROUNDS);
    print(s, "start", "ms", s->begin, of->begin, STARTS);
    print(s, "rss", "KiB", &s->rss, &of->rss, 1);
    (void)snprintf(name, sizeof name, "peers.%s.messages_lost", s->name);
    figure_print(&(struct figure){.name = name,
                                  .value = s->lost,
                                  .unit = "lost",
                                  .baseline = "messages sent",
                                  .baseline_value = s->sent,
                                  .aim = AIM_AT_MOST,
                                  .target = 0});
}

static void close_all(void)
{
    struct bench *b = &bench;
    flow_close(&b->flow);
    lamp_close(&b->lamp);
    talk_close(&b->talk);
    for (int i = 0; i < SIDES; i++) {
        struct side *s = &sides[i];
        if (s->script)
            script_stop(b, s);
        (void)sqlite3_finalize(s->latest);
        (void)sqlite3_close(s->db);
    }
    (void)andond_stop(&b->andond);
    andond_remove(&b->andond); /* with all that is in its directory */
    flow_counter_close(&b->counter);
    broker_done(&b->broker);
}

static void open_side(struct bench *b, struct side *s, int number)
{
    if (s == &sides[ANDOND])
        (void)snprintf(s->root, sizeof s->root, "%s", PRESS_ROOT);
    else
        (void)snprintf(s->root, sizeof s->root, "%s/press%d", OTHER, 10 + number);
    s->press.root = s->root;
    (void)snprintf(s->path, sizeof s->path, "%s/%s.db", b->andond.dir, s->name);
    (void)snprintf(s->home, sizeof s->home, "%s/%s", b->andond.dir, s->name);
    say_state(b, s, "RUN", true);
    starts(b, s);
    if (s == &sides[PAHO]) {
        char filter[80];
        (void)snprintf(filter, sizeof filter, "%s/#", s->root);
        flow_counter_open(&b->counter, b->broker.url, filter);
        s->group = b->counter.pid;
        s->base = 1; /* the retained one */
    }
    if (s == &sides[ANDOND] &&
        (!talk_open(&b->talk, b->andond.socket) || !lamp_open(&b->lamp, b->andond.tower, END_LAMP)))
        figure_die("andond does not come up");
    say_and_wait(b, s, END_OF_ALL);
    say_and_wait(b, s, "RUN");
    s->base = s->seen(b, s);
    s->sent = 0;
}

int main(void)
{
    struct bench *b = &bench;
    bool there[SIDES];
    (void)atexit(close_all);
    figure_beside(b->bare, sizeof b->bare, "bare_paho");
    figure_beside(b->job, sizeof b->job, "bare_job");
    if (broker_start(&b->broker, NULL) != 0)
        figure_die("no broker");
    andond_make(&b->andond, b->broker.url, extra);
    (void)snprintf(b->log, sizeof b->log, "%.64s/peers.log", b->andond.dir);
    flow_open(&b->flow, b->broker.port);
    for (int i = 0; i < SIDES; i++) {
        there[i] = can_be_had(b, &sides[i]);
        if (there[i])
            open_side(b, &sides[i], i);
    }
    for (int round = 0; round < ROUNDS; round++) /* in turns, so that a busy moment hits all */
        for (int i = 0; i < SIDES; i++)
            if (there[i]) {
                flood(b, &sides[i], round);
                slowly(b, &sides[i], round);
            }
    for (int i = 0; i < SIDES; i++) {
        if (!there[i])
            continue;
        sides[i].rss = (double)child_rss_bytes(sides[i].group) / 1024;
        say_and_wait(b, &sides[i], END_OF_ALL);
        sides[i].lost = fabs(sides[i].sent - (sides[i].seen(b, &sides[i]) - sides[i].base));
        if (i != PAHO)
            print_side(&sides[i], &sides[PAHO]);
    }
    return 0;
}
