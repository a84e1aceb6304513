/* SPDX-License-Identifier: MIT */
/* andon-sim as a program: what a real broker hears from the press and from a played capture. The
 * listener is data/link, in this process. */
#include "data/link/link.h"
#include "data/model/text.h"
#include "tests/support/broker.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define DEADLINE_MS 30000
#define KEPT        4096
#define TEXT        200

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the listener ---- */

struct ear {
    struct link *link;
    int wake;
    bool up;
    char heard[KEPT][TEXT]; /* "topic=payload", "!" behind it when stored */
    size_t count;
};

static void wake(void *ctx)
{
    const struct ear *e = ctx;
    uint64_t one = 1;
    if (write(e->wake, &one, sizeof one) != (ssize_t)sizeof one)
        return;
}

static void hear(void *ctx, const struct link_event *event)
{
    struct ear *e = ctx;
    if (event->kind == LINK_EVENT_STATE)
        e->up = event->state == LINK_UP;
    if (event->kind == LINK_EVENT_MESSAGE && e->count < KEPT)
        (void)text_format(e->heard[e->count++], TEXT, "%s=%.120s%s", event->topic, event->payload,
                          event->stored ? "!" : "");
}

static void listen_once(struct ear *e)
{
    struct pollfd p = {.fd = e->wake, .events = POLLIN};
    uint64_t n;
    if (poll(&p, 1, 20) > 0 && read(e->wake, &n, sizeof n) > 0)
        (void)link_drain(e->link, hear, e);
}

static struct ear *ear_open(const struct broker *b)
{
    static const char *const all[] = {"#"};
    struct cause why;
    struct ear *e = calloc(1, sizeof *e);
    assert_non_null(e);
    e->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const struct link_conf conf = {.url = b->url,
                                   .client_id = "ear",
                                   .retry_min_ms = 20,
                                   .retry_max_ms = 100,
                                   .filters = all,
                                   .filter_count = 1};
    e->link = link_open(&conf, wake, e, &why);
    assert_non_null(e->link);
    for (int64_t end = now_ms() + DEADLINE_MS; !e->up && now_ms() < end;)
        listen_once(e);
    assert_true(e->up);
    return e;
}

static void ear_close(struct ear *e)
{
    link_close(&e->link);
    (void)close(e->wake);
    free(e);
}

/* Wait for a message, from the `from`th on, that begins so and contains `part`; its index. */
static size_t heard(struct ear *e, size_t from, const char *start, const char *part)
{
    int64_t end = now_ms() + DEADLINE_MS;
    for (size_t i = from;;) {
        for (; i < e->count; i++)
            if (strncmp(e->heard[i], start, strlen(start)) == 0 && strstr(e->heard[i], part))
                return i;
        if (now_ms() > end)
            fail_msg("not heard: %s…%s (last of %zu: %s)", start, part, e->count,
                     e->count ? e->heard[e->count - 1] : "");
        listen_once(e);
    }
}

/* ---- the program ---- */

struct sim {
    pid_t pid;
    int in, out;
};

#define ARGS 16

static void child(const char *broker, char **more, const int in[2], const int out[2])
{
    char path[256], name[] = "andon-sim", option[] = "--broker", url[64];
    const char *build = getenv("BUILD");
    char *argv[ARGS + 4] = {name, option, url};
    size_t n = 3;
    (void)snprintf(path, sizeof path, "%s/andon-sim", build ? build : "build");
    (void)snprintf(url, sizeof url, "%s", broker);
    for (; *more && n < ARGS + 3; more++)
        argv[n++] = *more;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)dup2(in[0], STDIN_FILENO);
    (void)dup2(out[1], STDOUT_FILENO);
    (void)execv(path, argv);
    _exit(127);
}

/* Arguments as one text, split at blanks. */
static struct sim sim_start(const char *broker, const char *arguments)
{
    static char text[1024];
    char *more[ARGS + 1] = {NULL};
    int in[2], out[2];
    (void)text_copy(text, sizeof text, arguments);
    size_t n = 0;
    for (char *at = text; at && *at && n < ARGS;) {
        more[n++] = at;
        at = strchr(at, ' ');
        if (at)
            *at++ = '\0';
    }
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0)
        child(broker, more, in, out);
    assert_true(pid > 0);
    (void)close(in[0]);
    (void)close(out[1]);
    return (struct sim){.pid = pid, .in = in[1], .out = out[0]};
}

static void tell(const struct sim *s, const char *command)
{
    char line[128];
    (void)text_format(line, sizeof line, "%s\n", command);
    assert_int_equal(write(s->in, line, strlen(line)), (ssize_t)strlen(line));
}

/* Wait for its end; what it printed, and its exit status (128 + signal when killed). */
static int sim_end(struct sim *s, char *printed, size_t size)
{
    size_t used = 0;
    int status = 0;
    for (ssize_t n; used + 1 < size && (n = read(s->out, printed + used, size - 1 - used)) > 0;)
        used += (size_t)n;
    printed[used] = '\0';
    assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
    (void)close(s->in);
    (void)close(s->out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int sim_stop(struct sim *s, int signal_number)
{
    char printed[256];
    (void)kill(s->pid, signal_number);
    return sim_end(s, printed, sizeof printed);
}

#define ROOT "factory/line1/press3/"

static void test_a_press_speaks(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url, "--seed 3 --speed 20");
    size_t at = heard(e, 0, ROOT "alive=online", "");
    (void)heard(e, at,
                ROOT "state={\"state\":\"RUN\",\"code\":\"\",\"product\":\"bracket\",\"ts\":", "}");
    at = heard(e, at, ROOT "counts={\"total\":", ",\"scrap\":");
    (void)heard(e, at + 1, ROOT "counts={\"total\":", ",\"scrap\":");
    (void)heard(e, 0, ROOT "sensors={\"oil_temp\":", ",\"pressure\":");
    struct ear *late = ear_open(*state);
    (void)heard(late, 0, ROOT "alive=online!", "");
    (void)heard(late, 0, ROOT "state={", "!");
    ear_close(late);
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    (void)heard(e, at, ROOT "alive=offline", "");
    ear_close(e);
}

static void test_names_are_the_topic(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url, "--line l7 --station weld-2");
    (void)heard(e, 0, "factory/l7/weld-2/alive=online", "");
    assert_int_equal(sim_stop(&s, SIGINT), 0);
    ear_close(e);
}

static void test_the_will_speaks_for_a_killed_press(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url, "");
    size_t at = heard(e, 0, ROOT "alive=online", "");
    assert_int_equal(sim_stop(&s, SIGKILL), 128 + SIGKILL);
    (void)heard(e, at, ROOT "alive=offline", "");
    ear_close(e);
}

static int64_t total_of(const char *message)
{
    return strtoll(strstr(message, "\"total\":") + strlen("\"total\":"), NULL, 10);
}

static void test_commands_force_states(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url, "--control");
    size_t at = heard(e, 0, ROOT "counts=", "");
    tell(&s, "stop E-217 die jam");
    at = heard(e, at, ROOT "state=", "\"FAULT\",\"code\":\"E-217 die jam\"");
    tell(&s, "scrap 3");
    size_t counts = heard(e, at, ROOT "counts=", "");
    tell(&s, "nonsense");
    tell(&s, "scrap");
    size_t more = heard(e, counts + 1, ROOT "counts=", "");
    assert_int_equal(total_of(e->heard[more]) - total_of(e->heard[counts]), 1);
    tell(&s, "starve");
    at = heard(e, at, ROOT "state=", "\"STARVED\"");
    tell(&s, "sensor oil_temp 75");
    (void)heard(e, at, ROOT "sensors=", "\"oil_temp\":75,");
    tell(&s, "run");
    at = heard(e, at, ROOT "state=", "\"RUN\"");
    tell(&s, "quit");
    char printed[64];
    assert_int_equal(sim_end(&s, printed, sizeof printed), 0);
    ear_close(e);
}

/* A gateway that hangs says nothing, not even that it hangs; one that leaves says so. */
/* What is commanded before the broker has answered takes nothing from the first words. */
static void test_an_early_command_costs_no_greeting(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s =
        sim_start(((struct broker *)*state)->url, "--control --stations 2 --station press3");
    tell(&s, "press3 model on");
    (void)heard(e, 0, ROOT "state=", "\"RUN\"");
    (void)heard(e, 0, "factory/line1/press4/state=", "\"RUN\"");
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    ear_close(e);
}

static void test_silence_and_offline(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url, "--control --speed 50");
    (void)heard(e, 0, ROOT "sensors=", "");
    tell(&s, "offline");
    size_t at = heard(e, 0, ROOT "alive=offline", "");
    tell(&s, "stop unheard");
    tell(&s, "online");
    (void)heard(e, at + 1, ROOT, "");
    assert_string_equal(e->heard[at + 1], ROOT "alive=online");
    (void)heard(e, at, ROOT "state=", "unheard");
    tell(&s, "stop last words");
    at = heard(e, at, ROOT "state=", "last words");
    tell(&s, "silence");
    tell(&s, "stop unheard");
    tell(&s, "online");
    at = heard(e, at, ROOT "alive=online", "");
    for (size_t i = 0; i < at; i++)
        if (strstr(e->heard[i], "last words"))
            for (size_t k = i; k < at; k++)
                assert_null(strstr(e->heard[k], "\"unheard\""));
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    ear_close(e);
}

static void test_a_press_outlives_its_broker(void **state)
{
    struct broker *b = *state;
    struct ear *e = ear_open(b);
    struct sim s = sim_start(b->url, "");
    (void)heard(e, 0, ROOT "counts=", "");
    broker_kill(b);
    assert_int_equal(broker_resume(b), 0);
    for (int64_t end = now_ms() + DEADLINE_MS; e->up && now_ms() < end;)
        listen_once(e);
    size_t at = e->count;
    (void)heard(e, at, ROOT "alive=online", "");
    (void)heard(e, at, ROOT "state=", "");
    (void)heard(e, at, ROOT "counts=", "");
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    ear_close(e);
}

/* ---- a line, its gateways, its sensors ---- */

static void test_a_line_speaks_with_several_voices(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url,
                             "--stations 3 --line l7 --control --speed 20 --breaks none");
    static const char *const names[] = {"press1", "press2", "press3"};
    char topic[64];
    for (size_t i = 0; i < 3; i++) {
        (void)text_format(topic, sizeof topic, "factory/l7/%s/alive=online", names[i]);
        (void)heard(e, 0, topic, "");
        (void)text_format(topic, sizeof topic, "factory/l7/%s/counts=", names[i]);
        (void)heard(e, 0, topic, "");
    }
    tell(&s, "run");
    tell(&s, "press2 stop E-217 die jam");
    size_t at = heard(e, 0, "factory/l7/press2/state=", "E-217 die jam");
    (void)heard(e, at, "factory/l7/press3/state=", "\"STARVED\"");
    (void)heard(e, at, "factory/l7/press1/state=", "\"BLOCKED\"");
    tell(&s, "press2 offline");
    (void)heard(e, at, "factory/l7/press2/alive=offline", "");
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    for (size_t i = 0; i < e->count; i++)
        assert_null(strstr(e->heard[i], "press1/state={\"state\":\"FAULT\""));
    ear_close(e);
}

static void test_a_cut_off_gateway_catches_up(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url, "--control --speed 20");
    (void)heard(e, 0, ROOT "counts=", "");
    tell(&s, "cut 60");
    size_t at = heard(e, 0, ROOT "alive=offline", "");
    int64_t total = 0;
    for (size_t i = 0; i < at; i++)
        if (strncmp(e->heard[i], ROOT "counts=", strlen(ROOT "counts=")) == 0)
            total = total_of(e->heard[i]);
    size_t back = heard(e, at, ROOT "alive=online", "");
    assert_int_equal(back, at + 1);
    size_t first = heard(e, back, ROOT "counts=", "");
    assert_int_equal(total_of(e->heard[first]), total + 1); /* what was made meanwhile, in order */
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    ear_close(e);
}

static void test_a_restarted_gateway_counts_from_zero(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url, "--control --speed 50");
    (void)heard(e, 0, ROOT "counts=", "");
    tell(&s, "restart reset");
    size_t at = heard(e, 0, ROOT "alive=offline", "");
    at = heard(e, at, ROOT "alive=online", "");
    at = heard(e, at, ROOT "counts=", "");
    assert_int_equal(total_of(e->heard[at]), 0);
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    ear_close(e);
}

static void test_sensors_fail_on_command(void **state)
{
    struct ear *e = ear_open(*state);
    struct sim s = sim_start(((struct broker *)*state)->url, "--control --speed 20");
    (void)heard(e, 0, ROOT "sensors=", "");
    tell(&s, "fault vibration bad 1 h");
    tell(&s, "fault oil_temp nan 1 h");
    size_t at = heard(e, 0, ROOT "sensors={\"oil_temp\":\"NaN\"", "");
    (void)heard(e, at, ROOT "sensors=", "\"quality\":{\"vibrat");
    tell(&s, "fault oil_temp dropout 1 h");
    (void)heard(e, at, ROOT "sensors={\"vibration\":", "");
    tell(&s, "fail bearing in 30 s");
    (void)heard(e, at, ROOT "state=", "E-310 spindle bearing");
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    ear_close(e);
}

static int64_t time_of(const char *message)
{
    return strtoll(strstr(message, "\"ts\":") + strlen("\"ts\":"), NULL, 10);
}

/* By default times are those of the wall; the virtual clock is as fast as the line. */
static void test_times_are_what_was_asked_for(void **state)
{
    struct ear *e = ear_open(*state);
    struct timespec t;
    struct sim s = sim_start(((struct broker *)*state)->url,
                             "--speed 100 --clock virtual --start 2026-01-05T06:00:00Z");
    size_t at = heard(e, 0, ROOT "state=", "");
    assert_int_equal(time_of(e->heard[at]), INT64_C(1767592800000));
    for (int i = 0; i < 5; i++)
        at = heard(e, at + 1, ROOT "counts=", "");
    assert_in_range(time_of(e->heard[at]), INT64_C(1767592816000), INT64_C(1767593500000));
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    (void)clock_gettime(CLOCK_REALTIME, &t);
    int64_t wall_ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
    size_t from = e->count;
    s = sim_start(((struct broker *)*state)->url, "--speed 100");
    at = heard(e, from, ROOT "counts=", "");
    at = heard(e, at + 1, ROOT "counts=", "");
    assert_in_range(time_of(e->heard[at]), wall_ms, wall_ms + DEADLINE_MS);
    assert_int_equal(sim_stop(&s, SIGTERM), 0);
    ear_close(e);
}

/* What it says it did is what it published, to the last part. */
static void test_a_span_ends_with_the_truth(void **state)
{
    struct ear *e = ear_open(*state);
    char printed[1024], last[96];
    struct sim s =
        sim_start(((struct broker *)*state)->url, "--speed 600 --hours 0.1 --breaks none --truth");
    assert_int_equal(sim_end(&s, printed, sizeof printed), 0);
    assert_non_null(strstr(printed, "\"line_s\":360,"));
    const char *counter = strstr(printed, "\"counter\":");
    assert_non_null(counter);
    (void)text_format(last, sizeof last, "{\"total\":%lld,",
                      strtoll(counter + strlen("\"counter\":"), NULL, 10));
    (void)heard(e, 0, ROOT "counts=", last);
    ear_close(e);
}

/* ---- playing captures ---- */

struct capture {
    char path[64];
    FILE *f;
};

static struct capture capture_open(void)
{
    struct capture c = {.path = "/tmp/andon-capture-XXXXXX"};
    int fd = mkstemp(c.path);
    assert_true(fd >= 0);
    c.f = fdopen(fd, "w");
    assert_non_null(c.f);
    return c;
}

static void test_a_capture_goes_out_as_recorded(void **state)
{
    struct ear *e = ear_open(*state);
    struct capture c = capture_open();
    char arguments[128], printed[256];
    (void)fputs(
        "{\"t\":0.001,\"wall\":1,\"topic\":\"a/one\",\"qos\":1,\"retain\":false,"
        "\"b64\":\"aGVsbG8=\",\"more\":[1]}\n"
        "\n"
        "this is no capture line\n"
        "{\"t\":0.002,\"topic\":\"a/kept\",\"qos\":0,\"retain\":true,\"b64\":\"a2VwdA==\"}\n"
        "{\"t\":0.003,\"topic\":\"bad/#\",\"qos\":0,\"retain\":false,\"b64\":\"\"}\n"
        "{\"t\":0.004,\"src\":\"gpio\",\"topic\":\"cord\",\"qos\":0,\"retain\":false,"
        "\"b64\":\"MQ==\"}\n"
        "{\"t\":0.005,\"topic\":\"a/empty\",\"qos\":1,\"retain\":false,\"b64\":\"\"}\n"
        "{\"t\":0.006,\"topic\":\"a/old\",\"qos\":1,\"retain\":true,\"stored\":true,"
        "\"b64\":\"b2xk\"}\n",
        c.f);
    (void)fclose(c.f);
    (void)text_format(arguments, sizeof arguments, "--capture %s", c.path);
    struct sim s = sim_start(((struct broker *)*state)->url, arguments);
    assert_int_equal(sim_end(&s, printed, sizeof printed), 0);
    assert_string_equal(printed, "played 4 messages, skipped 3 lines\n");
    (void)heard(e, 0, "a/old=old", "");
    assert_int_equal(e->count, 4);
    assert_string_equal(e->heard[0], "a/one=hello");
    assert_string_equal(e->heard[1], "a/kept=kept");
    assert_string_equal(e->heard[2], "a/empty=");
    struct ear *late = ear_open(*state);
    (void)heard(late, 0, "a/kept=kept!", "");
    (void)heard(late, 0, "a/old=old!", "");
    ear_close(late);
    ear_close(e);
    (void)unlink(c.path);
}

static void write_numbers(struct capture *c, int count, double step)
{
    for (int i = 0; i < count; i++) /* base64 of "000" … in the topic instead */
        (void)fprintf(
            c->f, "{\"t\":%.3f,\"topic\":\"n/%d\",\"qos\":1,\"retain\":false,\"b64\":\"eA==\"}\n",
            i * step, i);
    (void)fclose(c->f);
}

static void test_a_part_of_a_capture(void **state)
{
    struct ear *e = ear_open(*state);
    struct capture a = capture_open(), b = capture_open();
    char arguments[256], printed[256];
    write_numbers(&a, 10, 1);
    write_numbers(&b, 10, 1); /* starts over: it comes behind the first, at 9 s */
    (void)text_format(arguments, sizeof arguments, "--capture %s %s --from 7 --to 11.5 --speed 100",
                      a.path, b.path);
    struct sim s = sim_start(((struct broker *)*state)->url, arguments);
    assert_int_equal(sim_end(&s, printed, sizeof printed), 0);
    assert_string_equal(printed, "played 6 messages\n");
    (void)heard(e, 0, "n/2=x", "");
    static const char *const expected[] = {"n/7=x", "n/8=x", "n/9=x", "n/0=x", "n/1=x", "n/2=x"};
    assert_int_equal(e->count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(e->heard[i], expected[i]);
    ear_close(e);
    (void)unlink(a.path);
    (void)unlink(b.path);
}

static void test_a_capture_keeps_its_pace(void **state)
{
    struct capture c = capture_open();
    char arguments[256], printed[256];
    write_numbers(&c, 11, 1);
    (void)text_format(arguments, sizeof arguments, "--capture %s --speed 20", c.path);
    int64_t start = now_ms();
    struct sim s = sim_start(((struct broker *)*state)->url, arguments);
    assert_int_equal(sim_end(&s, printed, sizeof printed), 0);
    assert_true(now_ms() - start >= 490); /* ten seconds at twentyfold speed; no upper limit here */
    assert_string_equal(printed, "played 11 messages\n");
    (void)unlink(c.path);
}

/* The broker dies in the middle: all of QoS 1 arrives, in order but for repetitions. */
static void test_a_capture_survives_its_broker(void **state)
{
    struct broker *b = *state;
    struct ear *e = ear_open(b);
    struct capture c = capture_open();
    char arguments[128], printed[256], topic[32];
    write_numbers(&c, 2000, 0.001);
    (void)text_format(arguments, sizeof arguments, "--capture %s", c.path);
    struct sim s = sim_start(b->url, arguments);
    (void)heard(e, 0, "n/300=", "");
    broker_kill(b);
    assert_int_equal(broker_resume(b), 0);
    assert_int_equal(sim_end(&s, printed, sizeof printed), 0);
    assert_string_equal(printed, "played 2000 messages\n");
    /* The ear, too, was cut off, so only what it heard before and after its own gap is known. */
    (void)text_format(topic, sizeof topic, "n/%d=", 1999);
    (void)heard(e, 0, topic, "");
    ear_close(e);
    (void)unlink(c.path);
}

static void test_a_loop_ends_on_a_signal(void **state)
{
    struct ear *e = ear_open(*state);
    struct capture c = capture_open();
    char arguments[128], printed[256];
    write_numbers(&c, 3, 0.01);
    (void)text_format(arguments, sizeof arguments, "--capture %s --loop", c.path);
    struct sim s = sim_start(((struct broker *)*state)->url, arguments);
    size_t at = heard(e, 0, "n/2=", "");
    at = heard(e, at + 1, "n/2=", "");
    (void)heard(e, at + 1, "n/2=", "");
    (void)kill(s.pid, SIGTERM);
    assert_int_equal(sim_end(&s, printed, sizeof printed), 0);
    assert_non_null(strstr(printed, "played "));
    ear_close(e);
    (void)unlink(c.path);
}

static void test_what_cannot_work_is_refused(void **state)
{
    struct broker *b = *state;
    static const struct {
        const char *broker, *arguments;
        int status;
    } cases[] = {
        {"mqtt://127.0.0.1:1", "--speed nothing", 2},
        {"mqtt://127.0.0.1:1", "--capture /nowhere/at/all", 1},
        {"127.0.0.1", "", 1},
    };
    (void)b;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char printed[256];
        struct sim s = sim_start(cases[i].broker, cases[i].arguments);
        assert_int_equal(sim_end(&s, printed, sizeof printed), cases[i].status);
        assert_string_equal(printed, "");
    }
}

static int start_broker(void **state)
{
    static struct broker b;
    *state = &b;
    return broker_start(&b, NULL);
}

static int stop_broker(void **state)
{
    broker_done(*state);
    return 0;
}

#define WITH_BROKER(f) cmocka_unit_test_setup_teardown(f, start_broker, stop_broker)

int main(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        WITH_BROKER(test_a_press_speaks),
        WITH_BROKER(test_names_are_the_topic),
        WITH_BROKER(test_the_will_speaks_for_a_killed_press),
        WITH_BROKER(test_commands_force_states),
        WITH_BROKER(test_an_early_command_costs_no_greeting),
        WITH_BROKER(test_silence_and_offline),
        WITH_BROKER(test_a_press_outlives_its_broker),
        WITH_BROKER(test_a_line_speaks_with_several_voices),
        WITH_BROKER(test_a_cut_off_gateway_catches_up),
        WITH_BROKER(test_a_restarted_gateway_counts_from_zero),
        WITH_BROKER(test_sensors_fail_on_command),
        WITH_BROKER(test_times_are_what_was_asked_for),
        WITH_BROKER(test_a_span_ends_with_the_truth),
        WITH_BROKER(test_a_capture_goes_out_as_recorded),
        WITH_BROKER(test_a_part_of_a_capture),
        WITH_BROKER(test_a_capture_keeps_its_pace),
        WITH_BROKER(test_a_capture_survives_its_broker),
        WITH_BROKER(test_a_loop_ends_on_a_signal),
        WITH_BROKER(test_what_cannot_work_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
