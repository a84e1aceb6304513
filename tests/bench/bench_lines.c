/* SPDX-License-Identifier: MIT */
/* The line board under load. 10,000 stations: from exec of a view hub until it has all of them,
 * beside a bare paho subscriber that only counts the same retained summaries; the console connected
 * to drawn; then 10,000 summaries a second, and the CPU of view hub and console. A thousand
 * stations that drain an hour of traffic (104 records each) into one hub: how many the board shows
 * with records that wait, until it shows none. LINES_STATIONS, LINES_RATE and LINES_BATCH (records
 * in a batch of the drain) change it. */
#include "tests/bench/drain.h"
#include "tests/bench/figure.h"
#include "tests/bench/flow.h"
#include "tests/support/andond.h"
#include "tests/support/broker.h"
#include "tests/support/term.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATIONS   10000
#define RATE       10000 /* summaries a second */
#define SLICE_MS   20
#define WATCH_S    10
#define VERSIONS   3 /* of each summary: what the board shows changes each time */
#define DRAINERS   1000
#define RECORDS    104 /* of each: an hour's */
#define GIVE_UP_S  60
#define TEXT_SIZE  2048
#define VIEW_MIB   100
#define SUMMARY_OF 1400 /* bytes of a summary, as a press's */

struct bench {
    struct broker broker;
    pid_t view, hub, stations;
    char directory[64], socket[96];
    int64_t count, rate;
    atomic_llong *said; /* shared with the stations */
};

static struct bench bench;

static int64_t setting(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);
    int64_t value = text ? strtoll(text, NULL, 10) : 0;
    return value > 0 ? value : otherwise;
}

/* ---- programs -------------------------------------------------------------------------------- */

static pid_t spawn(const char *const *arguments)
{
    char log[96];
    (void)snprintf(log, sizeof log, "%s/log", bench.directory);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    (void)dup2(fd, STDERR_FILENO);
    (void)execv(arguments[0], (char *const *)(uintptr_t)arguments);
    _exit(127);
}

static void end(pid_t *pid)
{
    if (*pid <= 0)
        return;
    (void)kill(*pid, SIGTERM);
    (void)waitpid(*pid, NULL, 0);
    *pid = 0;
}

static void start_view(struct bench *b)
{
    char program[300];
    figure_beside(program, sizeof program, "../../andon-hub");
    const char *const arguments[] = {program, "--view",     "--broker", b->broker.url,
                                     "--run", b->directory, NULL};
    b->view = spawn(arguments);
}

static void start_hub(struct bench *b)
{
    char program[300], database[96];
    figure_beside(program, sizeof program, "../../andon-hub");
    (void)snprintf(database, sizeof database, "sqlite:%s/hub.db", b->directory);
    const char *const arguments[] = {program,  "--broker", b->broker.url, "--database",
                                     database, "--id",     "h1",          NULL};
    b->hub = spawn(arguments);
}

static bool has_all(struct talk *t, int64_t stations, bool complete)
{
    json_t *answer = talk_ask(t, "lines", ",\"count\":1");
    bool all = answer && json_number(answer, "stations") >= (double)stations &&
               json_number(answer, "unknown") < 1 &&
               (!complete || json_is_true(json_object_get(answer, "complete")));
    json_decref(answer);
    return all;
}

static _Noreturn void die_of_missing(struct talk *t)
{
    json_t *answer = talk_ask(t, "lines", ",\"only\":\"unknown\",\"count\":3");
    char *text = json_dumps(answer, JSON_COMPACT);
    (void)fprintf(stderr, "%s\n", text ? text : "no answer");
    free(text);
    json_decref(answer);
    figure_die("the view hub does not have every station");
}

/* Until the board has the summary of each; `complete`: and has asked the broker for each once more.
 */
static void ask_board(struct bench *b, struct talk *t, int64_t stations, bool complete)
{
    int64_t begin = figure_now_ns();
    while (t->fd < 0 && !talk_open(t, b->socket)) {
        t->fd = -1;
        if (figure_seconds_since(begin) > GIVE_UP_S)
            figure_die("the view hub does not answer");
        figure_pause_us(5000);
    }
    while (!has_all(t, stations, complete)) {
        if (figure_seconds_since(begin) > GIVE_UP_S)
            die_of_missing(t);
        figure_pause_us(5000);
    }
}

static void print(const char *name, double value, const char *unit, const char *baseline,
                  double limit)
{
    figure_print(&(struct figure){.name = name,
                                  .value = value,
                                  .unit = unit,
                                  .baseline = baseline,
                                  .baseline_value = limit,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
}

/* ---- summaries ------------------------------------------------------------------------------- */

static void add_summary(struct flow_batch *batch, int64_t i, int64_t round)
{
    static const char *const states[] = {"running", "running", "stopped", "changeover", "running"};
    char topic[128], text[TEXT_SIZE];
    (void)snprintf(topic, sizeof topic, "andon/v1/acme/mty/area%lld/line%lld/press%lld/state",
                   (long long)(i / 200), (long long)(i / 10), (long long)i);
    int n = snprintf(
        text, sizeof text,
        "{\"v\":1,\"title\":\"Press %lld\",\"machine\":{\"state\":\"%s\",\"since\":%lld,\"detail\":"
        "\"Execute\",\"stale\":false},\"job\":{\"id\":\"4711\",\"product\":\"A-100\",\"target\":"
        "2010},\"oee\":{\"oee\":0.%03lld,\"unexplained_s\":12.5},\"counts\":{\"good\":%lld,"
        "\"target_now\":1900},\"open\":{\"calls\":0,\"alerts\":%lld,\"pending\":0},\"stops\":{"
        "\"unexplained\":1},\"shift\":{\"name\":\"early\"},\"signals\":[",
        (long long)i, states[(i + round) % 5], (long long)(1795000000000 + i * 1000),
        (long long)((i * 7 + round) % 1000), (long long)(1000 + round), (long long)(i % 97 == 0));
    while (n < SUMMARY_OF)
        n += snprintf(text + n, sizeof text - (size_t)n,
                      "{\"name\":\"oil_temp\",\"value\":71.2,\"quality\":\"good\",\"age_s\":0.4},");
    (void)snprintf(text + n - 1, sizeof text - (size_t)n + 1, "]}");
    flow_add(batch, topic, text, true);
}

static void add_presence(struct flow_batch *batch, int64_t i)
{
    char topic[128];
    (void)snprintf(topic, sizeof topic, "andon/v1/acme/mty/area%lld/line%lld/press%lld/status",
                   (long long)(i / 200), (long long)(i / 10), (long long)i);
    flow_add(batch, topic, "{\"online\":true,\"ts\":1795000000000}", true);
}

static void say_all(struct bench *b)
{
    struct flow flow;
    struct flow_batch batch = {.qos = 1};
    flow_open(&flow, b->broker.port);
    for (int64_t i = 0; i < b->count; i++) {
        add_summary(&batch, i, 0);
        add_presence(&batch, i);
        if (i % 1000 == 999 || i + 1 == b->count) {
            flow_send(&flow, &batch);
            flow_batch_done(&batch);
            batch = (struct flow_batch){.qos = 1};
        }
    }
    flow_close(&flow);
}

/* In a process of its own until it is killed: every station in turn, so many a second. */
static void say_on(struct bench *b)
{
    struct flow flow;
    int64_t together = b->rate * SLICE_MS / 1000, slices = (b->count + together - 1) / together;
    struct flow_batch *batch = calloc((size_t)slices * VERSIONS, sizeof *batch);
    b->stations = fork();
    if (b->stations != 0) {
        free(batch);
        return;
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!batch)
        _exit(1);
    flow_open(&flow, b->broker.port);
    for (int64_t version = 0; version < VERSIONS; version++)
        for (int64_t i = 0; i < b->count; i++)
            add_summary(&batch[version * slices + i / together], i, version);
    int64_t begin = figure_now_ns();
    for (int64_t n = 0;; n++) {
        int64_t due = begin + n * SLICE_MS * 1000000 - figure_now_ns();
        if (due > 0)
            figure_pause_us(due / 1000);
        flow_send(&flow, &batch[n % (slices * VERSIONS)]);
        atomic_fetch_add(b->said, batch[n % (slices * VERSIONS)].messages);
    }
}

/* ---- ten thousand stations ------------------------------------------------------------------- */

static double bare_seconds(struct bench *b)
{
    struct flow_counter counter;
    int64_t begin = figure_now_ns();
    flow_counter_open(&counter, b->broker.url, "andon/v1/+/+/+/+/+/state");
    while (atomic_load(&counter.counted->messages) < b->count) {
        if (figure_seconds_since(begin) > GIVE_UP_S)
            figure_die("the bare subscriber does not get all of them");
        figure_pause_us(1000);
    }
    double took = figure_seconds_since(begin);
    flow_counter_close(&counter);
    return took;
}

static double start_console(struct bench *b, struct term *t)
{
    char program[300], all[40];
    figure_beside(program, sizeof program, "../../andon-console");
    const char *const arguments[] = {program, "--socket", b->socket, NULL};
    (void)snprintf(all, sizeof all, "%lld stations", (long long)b->count);
    int64_t begin = figure_now_ns();
    if (!term_start(t,
                    &(struct term_conf){
                        .term = "xterm-256color", .cols = 132, .rows = 43, .argv = arguments}) ||
        !term_shows(t, all)) {
        term_print(t);
        figure_die("the console does not show the board");
    }
    return figure_seconds_since(begin);
}

/* Percent of a core over the time that the console shows what changes. */
static void watch(struct bench *b, struct term *t)
{
    int64_t begin = figure_now_ns();
    int64_t view = figure_cpu_ns(b->view), console = figure_cpu_ns(t->pid);
    long long said = atomic_load(b->said);
    size_t bytes = t->raw_length;
    while (figure_seconds_since(begin) < WATCH_S)
        term_pump(t, 20);
    double took = figure_seconds_since(begin) * 1e9;
    print("lines.said", (double)(atomic_load(b->said) - said) / took * 1e9, "summaries/s",
          "asked for", (double)b->rate);
    print("lines.console_bytes", (double)(t->raw_length - bytes) / took * 1e9, "bytes/s", "limit",
          20000);
    print("lines.view_cpu", (double)(figure_cpu_ns(b->view) - view) / took * 100, "%", "limit", 50);
    print("lines.console_cpu", (double)(figure_cpu_ns(t->pid) - console) / took * 100, "%", "limit",
          10);
    print("lines.view_memory", (double)figure_rss_bytes(b->view) / 1048576, "MiB", "limit",
          VIEW_MIB);
    print("lines.console_memory", (double)figure_rss_bytes(t->pid) / 1048576, "MiB", "limit",
          VIEW_MIB);
}

static void many(struct bench *b)
{
    struct term term;
    struct talk talk = {.fd = -1};
    say_all(b);
    double bare = bare_seconds(b);
    int64_t begin = figure_now_ns();
    start_view(b);
    ask_board(b, &talk, b->count, false);
    double known = figure_seconds_since(begin);
    double drawn = start_console(b, &term);
    ask_board(b, &talk, b->count, true);
    print("lines.checked: each asked for once more", figure_seconds_since(begin), "s", "limit", 60);
    print("lines.all_known: from exec of the view hub", known, "s", "bare subscriber + 2 s",
          bare + 2);
    print("lines.drawn: the console, connected to a hub that has them", drawn, "s",
          "bare subscriber + 2 s", bare + 2);
    say_on(b);
    figure_pause_us(2000000);
    watch(b, &term);
    end(&b->stations);
    term_done(&term);
    talk_close(&talk);
    end(&b->view);
}

/* ---- a thousand that drain ------------------------------------------------------------------- */

struct lag {
    int behind; /* stations with records that wait */
    int64_t waits;
    double oldest_s;
};

static struct lag lag_of(struct talk *t)
{
    struct lag lag = {0};
    for (int first = 0; first < DRAINERS; first += 200) {
        char arguments[64];
        size_t i;
        json_t *row;
        (void)snprintf(arguments, sizeof arguments,
                       ",\"order\":\"floor\",\"first\":%d,\"count\":200", first);
        json_t *answer = talk_ask(t, "lines", arguments);
        json_array_foreach(json_object_get(answer, "rows"), i, row)
        {
            int64_t waits = (int64_t)json_number(row, "pending");
            double oldest = json_number(row, "oldest_s");
            lag.behind += waits > 0;
            lag.waits += waits;
            lag.oldest_s = oldest > lag.oldest_s ? oldest : lag.oldest_s;
        }
        json_decref(answer);
    }
    return lag;
}

static void drainers(struct bench *b, const struct drain_log *log)
{
    const struct drain_plan plan = {
        .port = b->broker.port, .stations = DRAINERS, .window = 5, .tell = true};
    b->stations = fork();
    if (b->stations != 0)
        return;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    int resent = 0;
    double took = drain_run(&plan, log, &resent);
    print("lines.drain", took, "s", "an hour's traffic of 1,000", 60);
    print("lines.drain_resent", resent, "batches", "of", (double)log->batches * DRAINERS);
    (void)fflush(stdout);
    _exit(0);
}

/* Until the board shows no station behind; the course of it as lines for people. */
static double follow(struct talk *t)
{
    int64_t begin = figure_now_ns();
    for (int64_t shown = -1;;) {
        struct lag lag = lag_of(t);
        if (lag.waits != shown)
            (void)fprintf(
                stderr, "  %5.1f s: %4d stations behind, %6lld records, the oldest %4.0f s\n",
                figure_seconds_since(begin), lag.behind, (long long)lag.waits, lag.oldest_s);
        shown = lag.waits;
        if (lag.behind == 0)
            return figure_seconds_since(begin);
        if (figure_seconds_since(begin) > GIVE_UP_S)
            figure_die("the board shows stations behind for ever");
        figure_pause_us(250000);
    }
}

static void lagging(struct bench *b)
{
    struct drain_log log;
    struct talk talk = {.fd = -1};
    struct lag lag;
    drain_log_make(&log, RECORDS, setting("LINES_BATCH", 8));
    start_view(b);
    drainers(b, &log);
    ask_board(b, &talk, DRAINERS, true);
    int64_t begin = figure_now_ns();
    while (lag = lag_of(&talk), lag.behind < DRAINERS)
        if (figure_seconds_since(begin) > GIVE_UP_S)
            figure_die("the board does not show that every station is behind");
    print("lines.behind: shown before a hub is there, of 1,000", lag.behind, "stations", "all",
          DRAINERS);
    start_hub(b);
    double took = follow(&talk);
    (void)waitpid(b->stations, NULL, 0);
    b->stations = 0;
    print("lines.caught_up: from start of the hub until none is behind", took, "s", "limit", 60);
    talk_close(&talk);
    end(&b->hub);
    end(&b->view);
    drain_log_done(&log);
}

/* ---- the bench ------------------------------------------------------------------------------- */

static void fresh_broker(struct bench *b)
{
    /* As layouts/broker has it: so many retained messages at once the stock one drops. */
    if (broker_start(&b->broker, "max_queued_messages 200000\nmax_queued_bytes 0\n"
                                 "set_tcp_nodelay true\n") != 0)
        figure_die("no broker");
}

static void close_all(void)
{
    char command[128];
    end(&bench.stations);
    end(&bench.hub);
    end(&bench.view);
    broker_done(&bench.broker);
    static const char *const files[] = {"log",
                                        "hub.db",
                                        "hub.db-wal",
                                        "hub.db-shm",
                                        "andon-hub.stations",
                                        "andon-hub.sock",
                                        "andon-hub.lock"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        (void)snprintf(command, sizeof command, "%s/%s", bench.directory, files[i]);
        (void)unlink(command);
    }
    (void)rmdir(bench.directory);
}

int main(void)
{
    struct bench *b = &bench;
    const char *only = getenv("LINES_ONLY");
    b->count = setting("LINES_STATIONS", STATIONS);
    b->rate = setting("LINES_RATE", RATE);
    (void)snprintf(b->directory, sizeof b->directory, "/tmp/andon-lines-XXXXXX");
    if (!mkdtemp(b->directory))
        figure_die("no directory");
    (void)snprintf(b->socket, sizeof b->socket, "%.60s/andon-hub.sock", b->directory);
    (void)atexit(close_all);
    void *room =
        mmap(NULL, sizeof *b->said, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        figure_die("no shared memory");
    b->said = room;
    fresh_broker(b);
    if (!only || strcmp(only, "drain") == 0)
        lagging(b);
    broker_done(&b->broker);
    fresh_broker(b);
    if (!only || strcmp(only, "many") == 0)
        many(b);
    return 0;
}
