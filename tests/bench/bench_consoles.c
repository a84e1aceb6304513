/* SPDX-License-Identifier: MIT */
/* What many consoles cost the daemon: the turns of its loop while a simulated press speaks as in
 * the demo, alone, with one console, with 50, with 50 and one whose terminal nobody reads, with 50
 * and one that is stopped itself, so that nobody reads its socket either; beside them how long
 * somebody else's request waits. All on ptys, with real programs. The first phase is made again at
 * the end: how far it is from itself is what the machine does. */
#include "tests/bench/figure.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"

#include "data/service/lag.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANY       50
#define SPAN_S     20
#define SETTLE_S   6
#define FILL_S     30 /* until the socket of a stopped one is full */
#define ASK_MS     50
#define ASKS_MAX   2000
#define GIVE_UP_S  60
#define FIRST_TURN 8 /* bytes: it has drawn something */

struct terminal {
    pid_t pid; /* 0: none */
    int fd;
    bool unread;
    int64_t bytes;
};

struct bench {
    struct broker broker;
    struct andond andond;
    struct talk talk;
    pid_t sim;
    char console[300], simulator[300];
    struct terminal terminal[MANY + 1];
    int terminals;
};

/* Of one phase, in us. */
struct lags {
    double p50, p99, ask_p50, ask_p99, cpu; /* cpu: ms a second of andond */
    int64_t turns;
};

static struct bench bench;

/* ---- programs -------------------------------------------------------------------------------- */

static void open_terminal(struct bench *b, int cols, int rows)
{
    struct winsize size = {.ws_col = (unsigned short)cols, .ws_row = (unsigned short)rows};
    struct terminal *t = &b->terminal[b->terminals++];
    *t = (struct terminal){.fd = -1};
    t->pid = forkpty(&t->fd, NULL, NULL, &size);
    if (t->pid < 0)
        figure_die("no terminal");
    if (t->pid > 0) {
        (void)fcntl(t->fd, F_SETFL, O_NONBLOCK);
        return;
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setenv("TERM", "xterm-256color", 1);
    (void)setenv("LC_ALL", "C.UTF-8", 1);
    (void)unsetenv("COLUMNS");
    (void)unsetenv("LINES");
    (void)execl(b->console, b->console, "--socket", b->andond.socket, (char *)NULL);
    _exit(127);
}

static void close_terminal(struct terminal *t)
{
    (void)kill(t->pid, SIGKILL);
    (void)waitpid(t->pid, NULL, 0);
    (void)close(t->fd);
    t->pid = 0;
}

/* A press like the demo's. */
static void open_sim(struct bench *b)
{
    b->sim = fork();
    if (b->sim != 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDWR);
    (void)dup2(null, STDIN_FILENO);
    (void)dup2(null, STDOUT_FILENO);
    (void)dup2(null, STDERR_FILENO);
    (void)execl(b->simulator, b->simulator, "--broker", b->broker.url, "--seed", "7", (char *)NULL);
    _exit(127);
}

/* Take what the consoles write, until then. */
static void pass(struct bench *b, int64_t until_ns)
{
    static char room[65536];
    for (;;) {
        struct pollfd p[MANY + 1];
        int64_t left_ms = (until_ns - figure_now_ns()) / 1000000;
        for (int i = 0; i < b->terminals; i++)
            p[i] = (struct pollfd){.fd = b->terminal[i].unread ? -1 : b->terminal[i].fd,
                                   .events = POLLIN};
        if (left_ms <= 0 || poll(p, (nfds_t)b->terminals, (int)left_ms) <= 0)
            return;
        for (int i = 0; i < b->terminals; i++) {
            if (p[i].revents == 0)
                continue;
            ssize_t n = read(p[i].fd, room, sizeof room);
            if (n <= 0 && errno != EAGAIN)
                figure_die("a console has ended");
            b->terminal[i].bytes += n > 0 ? n : 0;
        }
    }
}

static void pass_seconds(struct bench *b, int seconds)
{
    pass(b, figure_now_ns() + (int64_t)seconds * 1000000000);
}

/* … until all have drawn. */
static void until_drawn(struct bench *b)
{
    int64_t begin = figure_now_ns();
    for (int drawn = 0; drawn < b->terminals;) {
        pass(b, figure_now_ns() + 50000000);
        drawn = 0;
        for (int i = 0; i < b->terminals; i++)
            drawn += b->terminal[i].unread || b->terminal[i].bytes >= FIRST_TURN;
        if (figure_seconds_since(begin) > GIVE_UP_S)
            figure_die("not all consoles come up");
    }
}

/* ---- figures --------------------------------------------------------------------------------- */

struct turns {
    uint64_t count[LAG_BUCKETS], all;
};

static json_t *ask(struct bench *b, const char *cmd)
{
    json_t *reply = talk_ask(&b->talk, cmd, "");
    if (!reply)
        figure_die("andond does not answer");
    return reply;
}

static struct turns look(struct bench *b, int clients)
{
    struct turns turns = {.all = 0};
    json_t *row, *status = ask(b, "status");
    size_t i;
    if (json_number(status, "snapshot.health.clients") < clients)
        figure_die("not all consoles are connected");
    json_array_foreach(json_path(status, "loop.up_to_us"), i, row)
    {
        double limit = json_number_value(json_array_get(row, 0));
        unsigned at = 0;
        while (at + 1 < LAG_BUCKETS && (at == 1 || (double)lag_bucket_us(at) < limit))
            at++;
        turns.count[at] += (uint64_t)json_number_value(json_array_get(row, 1));
        turns.all += (uint64_t)json_number_value(json_array_get(row, 1));
    }
    json_decref(status);
    return turns;
}

/* Within its bucket as if all there were spread evenly. */
static double percentile(const struct turns *from, const struct turns *to, double percent)
{
    double wanted = (double)(to->all - from->all) * percent / 100, seen = 0;
    for (unsigned i = 0; i < LAG_BUCKETS; i++) {
        double here = (double)(to->count[i] - from->count[i]);
        if (here > 0 && seen + here >= wanted) {
            double low = i == 0 ? 0 : (double)lag_bucket_us(i - 1), high = (double)lag_bucket_us(i);
            return low + (high - low) * (wanted - seen) / here;
        }
        seen += here;
    }
    return 0;
}

static struct lags watch(struct bench *b, int clients)
{
    static double asks[ASKS_MAX];
    size_t n = 0;
    int64_t begin = figure_now_ns(), next = begin, cpu = figure_cpu_ns(b->andond.pid);
    struct turns from = look(b, clients);
    while (figure_seconds_since(begin) < SPAN_S && n < ASKS_MAX) {
        pass(b, next += (int64_t)ASK_MS * 1000000);
        int64_t asked = figure_now_ns();
        json_decref(ask(b, "unwatch")); /* the least there is */
        asks[n++] = (double)(figure_now_ns() - asked) / 1e3;
    }
    double took = figure_seconds_since(begin);
    struct turns to = look(b, clients);
    return (struct lags){.p50 = percentile(&from, &to, 50),
                         .p99 = percentile(&from, &to, 99),
                         .ask_p50 = figure_percentile(asks, n, 50),
                         .ask_p99 = figure_percentile(asks, n, 99),
                         .cpu = (double)(figure_cpu_ns(b->andond.pid) - cpu) / 1e6 / took,
                         .turns = (int64_t)(to.all - from.all)};
}

static void one(const char *phase, const char *what, double value, double alone, const char *unit)
{
    char name[80];
    (void)snprintf(name, sizeof name, "consoles.%s.%s", phase, what);
    figure_print(&(struct figure){.name = name,
                                  .value = value,
                                  .unit = unit,
                                  .baseline = "no console",
                                  .baseline_value = alone});
}

static void tell(const char *phase, const struct lags *l, const struct lags *alone)
{
    one(phase, "turn_p50", l->p50, alone->p50, "us");
    one(phase, "turn_p99", l->p99, alone->p99, "us");
    one(phase, "request_p50", l->ask_p50, alone->ask_p50, "us");
    one(phase, "request_p99", l->ask_p99, alone->ask_p99, "us");
    one(phase, "turns", (double)l->turns / SPAN_S, (double)alone->turns / SPAN_S, "1/s");
    one(phase, "cpu", l->cpu, alone->cpu, "ms/s");
}

/* ---- the bench ------------------------------------------------------------------------------- */

static void close_all(void)
{
    struct bench *b = &bench;
    for (int i = 0; i < b->terminals; i++)
        if (b->terminal[i].pid > 0)
            close_terminal(&b->terminal[i]);
    if (b->sim > 0) {
        (void)kill(b->sim, SIGKILL);
        (void)waitpid(b->sim, NULL, 0);
    }
    talk_close(&b->talk);
    (void)andond_stop(&b->andond);
    andond_remove(&b->andond);
    broker_done(&b->broker);
}

static void open_all(struct bench *b)
{
    figure_sibling(b->console, sizeof b->console, andond_program(), "andon-console");
    figure_sibling(b->simulator, sizeof b->simulator, andond_program(), "andon-sim");
    if (broker_start(&b->broker, NULL) != 0)
        figure_die("no broker");
    andond_make(&b->andond, b->broker.url, NULL);
    if (!andond_start(&b->andond, NULL) || !talk_open(&b->talk, b->andond.socket) ||
        !status_word(&b->talk, "sync.link", "up"))
        figure_die("andond does not come up");
    open_sim(b);
    if (!status_number(&b->talk, "counts.total", 1))
        figure_die("andond hears no press");
    pass_seconds(b, SETTLE_S);
}

/* So many on common terminals, then the phase. */
static struct lags with(struct bench *b, int count)
{
    while (b->terminals < count)
        open_terminal(b, 80, 24);
    until_drawn(b);
    pass_seconds(b, SETTLE_S);
    return watch(b, count + 1);
}

/* The largest terminal fills soonest. */
static struct lags with_unread(struct bench *b)
{
    open_terminal(b, 200, 60);
    b->terminal[MANY].unread = true;
    pass_seconds(b, SETTLE_S);
    return watch(b, MANY + 2);
}

static struct lags with_stopped(struct bench *b)
{
    b->terminal[MANY].unread = false;
    until_drawn(b);
    if (kill(b->terminal[MANY].pid, SIGSTOP) != 0)
        figure_die("a console cannot be stopped");
    pass_seconds(b, FILL_S);
    return watch(b, MANY + 2);
}

int main(void)
{
    struct bench *b = &bench;
    (void)atexit(close_all);
    open_all(b);
    struct lags alone = watch(b, 1);
    struct lags single = with(b, 1);
    struct lags many = with(b, MANY);
    struct lags unread = with_unread(b);
    struct lags stopped = with_stopped(b);
    while (b->terminals > 0)
        close_terminal(&b->terminal[--b->terminals]);
    pass_seconds(b, SETTLE_S);
    struct lags again = watch(b, 1);
    tell("one", &single, &alone);
    tell("fifty", &many, &alone);
    tell("fifty_and_unread", &unread, &alone);
    tell("fifty_and_stopped", &stopped, &alone);
    tell("none_again", &again, &alone);
    return 0;
}
