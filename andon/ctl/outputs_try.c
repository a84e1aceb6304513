/* SPDX-License-Identifier: MIT */
/* `andonctl outputs try`: one line is driven so that somebody sees which lamp it is. Given a line
 * it drives that; else it takes orders, a JSON object a line, and answers each:
 *
 *   {"try":"RED","drive":"blink"}   {"driven":"RED","drive":"blink"}
 *   {"release":true}                {"released":true,"why":""}
 *   {"list":true}                   the object of `andonctl outputs --json`
 *                                   {"error":"…","line":"RED"}
 *
 * At most one line is driven, and never beyond the life of who asked: the work is done in a child,
 * which ends with its input, with its parent, and when nobody said anything for two minutes. The
 * parent puts the line back when the child is killed. Called by main.c's table. */
#include "andon/ctl/ctl.h"
#include "andon/ctl/outputs.h"
#include "andon/outputs/gpio_try.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BLINK_MS    500
#define PATIENCE_MS (2 * 60 * MS_PER_S)

enum drive { DRIVE_LOW, DRIVE_HIGH, DRIVE_BLINK };
static const char *const drive_names[] = {"low", "high", "blink"};

/* Seen by both processes: what is driven and how it was. */
struct promise {
    char line[64]; /* "": none */
    struct gpio_before before;
};

struct trial {
    volatile struct promise *promise;
    struct gpio_try try;
    char line[64]; /* of it */
    enum drive drive;
    bool high;
    bool alone; /* one line was named: words for people, and that is all */
    int64_t turn_ms, until_ms;
    char in[1024];
    size_t have;
};

static volatile sig_atomic_t told_to_end;

static void on_signal(int number)
{
    (void)number;
    told_to_end = 1;
}

static int64_t boot_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * MS_PER_S + t.tv_nsec / 1000000;
}

/* ---- answers --------------------------------------------------------------------------------- */

static void answer(const char *member, const char *text, const char *also, const char *other)
{
    char line[1200];
    struct jw w;
    jw_init(&w, line, sizeof line);
    jw_object(&w, NULL);
    if (text)
        jw_text(&w, member, text);
    else
        jw_bool(&w, member, true);
    jw_text(&w, also, other);
    jw_object_end(&w);
    puts(line);
    (void)fflush(stdout);
}

static int refuse(const struct trial *t, const char *line, const struct cause *why)
{
    if (t->alone)
        return ctl_fail("%s", why->text);
    answer("error", why->text, "line", line);
    return CTL_FAILED;
}

/* ---- the line -------------------------------------------------------------------------------- */

static void keep_promise(struct trial *t, const char *line)
{
    t->promise->line[0] = '\0'; /* never a line with another one's past */
    t->promise->before.output = t->try.before.output;
    t->promise->before.high = t->try.before.high;
    for (size_t i = 1; line[0] && i < sizeof t->promise->line - 1; i++)
        t->promise->line[i] = line[i];
    t->promise->line[0] = line[0];
}

static void release(struct trial *t)
{
    gpio_try_release(&t->try);
    keep_promise(t, "");
}

static int begin(struct trial *t, const char *line, enum drive drive)
{
    struct cause why = {.text = ""};
    int64_t now = boot_ms();
    release(t);
    if (strlen(line) >= sizeof t->promise->line)
        return refuse(t, "", (cause_set(&why, -1, "no line has such a long name"), &why));
    if (gpio_try_take(&t->try, line, &why) != 0)
        return refuse(t, line, &why);
    (void)text_copy(t->line, sizeof t->line, line);
    keep_promise(t, line);
    t->drive = drive;
    t->high = drive != DRIVE_LOW;
    t->turn_ms = now + BLINK_MS;
    t->until_ms = now + PATIENCE_MS;
    if (gpio_try_drive(&t->try, t->high, &why) != 0) {
        release(t);
        return refuse(t, line, &why);
    }
    if (t->alone)
        printf("%s is driven, %s; it is let go with Ctrl-C, or after 2 min\n", line,
               drive_names[drive]);
    else
        answer("driven", line, "drive", drive_names[drive]);
    (void)fflush(stdout);
    return CTL_DONE;
}

/* What time does to it; ms until it does something again, -1: never. */
static int turn(struct trial *t)
{
    struct cause why;
    int64_t now = boot_ms();
    if (t->try.held.chip == NULL)
        return -1;
    if (now >= t->until_ms) {
        release(t);
        if (t->alone)
            told_to_end = 1;
        else
            answer("released", NULL, "why", "nobody answered for 2 min");
        return -1;
    }
    if (t->drive != DRIVE_BLINK)
        return (int)(t->until_ms - now);
    if (now >= t->turn_ms) {
        t->high = !t->high;
        t->turn_ms = now + BLINK_MS;
        if (gpio_try_drive(&t->try, t->high, &why) != 0) {
            (void)refuse(t, t->line, &why);
            release(t);
            return -1;
        }
    }
    return (int)(t->turn_ms - now);
}

/* ---- orders ---------------------------------------------------------------------------------- */

static int drive_find(const char *word)
{
    for (size_t i = 0; word && i < sizeof drive_names / sizeof *drive_names; i++)
        if (strcmp(word, drive_names[i]) == 0)
            return (int)i;
    return -1;
}

static void list(struct trial *t)
{
    char *text = malloc(OUTPUTS_BYTES);
    if (text && outputs_json(text, OUTPUTS_BYTES))
        puts(text);
    else
        (void)refuse(t, "", &(struct cause){.text = "out of memory"});
    (void)fflush(stdout);
    free(text);
}

static void take_order(struct trial *t, const char *text)
{
    json_t *order = json_loads(text, 0, NULL);
    const char *line = json_string_value(json_object_get(order, "try"));
    int drive = drive_find(json_string_value(json_object_get(order, "drive")));
    if (line && drive >= 0) {
        (void)begin(t, line, (enum drive)drive);
    } else if (json_is_true(json_object_get(order, "release"))) {
        release(t);
        answer("released", NULL, "why", "");
    } else if (json_is_true(json_object_get(order, "list"))) {
        list(t);
    } else {
        (void)refuse(t, "", &(struct cause){.text = "what is to be done? try, release or list"});
    }
    json_decref(order);
}

/* False: the input has ended, or is no line. */
static bool read_orders(struct trial *t)
{
    ssize_t n = read(STDIN_FILENO, t->in + t->have, sizeof t->in - 1 - t->have);
    if (n <= 0)
        return n < 0 && errno == EINTR;
    t->have += (size_t)n;
    t->in[t->have] = '\0';
    for (char *end; (end = strchr(t->in, '\n')) != NULL;) {
        *end = '\0';
        if (!t->alone)
            take_order(t, t->in);
        t->have -= (size_t)(end + 1 - t->in);
        memmove(t->in, end + 1, t->have + 1);
    }
    return t->have < sizeof t->in - 1;
}

/* ---- two processes --------------------------------------------------------------------------- */

static int work(const struct ctl *ctl, enum drive how, volatile struct promise *promise,
                const sigset_t *open)
{
    struct trial t = {.promise = promise, .alone = ctl->args > 0};
    int result = t.alone ? begin(&t, ctl->arg[0], how) : CTL_DONE;
    while (result == CTL_DONE && !told_to_end) {
        struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
        int ms = turn(&t);
        struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
        if (t.alone && t.try.held.chip == NULL)
            break;
        if (ppoll(&in, 1, ms >= 0 ? &wait : NULL, open) > 0 && !read_orders(&t))
            break;
    }
    release(&t);
    return result;
}

/* The child was killed in the middle: what it drove is as it was before. */
static void make_good(const volatile struct promise *promise)
{
    struct cause why;
    struct gpio_try try = {.held = {0}};
    char line[sizeof promise->line];
    for (size_t i = 0; i < sizeof line; i++)
        line[i] = promise->line[i];
    line[sizeof line - 1] = '\0';
    if (line[0] == '\0' || gpio_try_take(&try, line, &why) != 0)
        return;
    try.before.output = promise->before.output;
    try.before.high = promise->before.high;
    gpio_try_release(&try);
    (void)ctl_fail("was killed; line %s is as it was", line);
}

static int guard(pid_t child, const volatile struct promise *promise, const sigset_t *signals)
{
    int status = 0;
    for (;;) {
        int number = sigwaitinfo(signals, NULL);
        if (number > 0 && number != SIGCHLD)
            (void)kill(child, SIGTERM);
        if (number == SIGCHLD && waitpid(child, &status, WNOHANG) == child)
            break;
    }
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    make_good(promise);
    return CTL_FAILED;
}

int ctl_outputs_try(const struct ctl *ctl)
{
    sigset_t signals, before;
    /* Ctrl-Z, too: what stands still would leave the lamp as it is for as long. */
    static const int ends[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP};
    const struct sigaction end = {.sa_handler = on_signal}, usual = {.sa_handler = SIG_DFL};
    int how = ctl->args > 1 ? drive_find(ctl->arg[1]) : DRIVE_BLINK;
    if (how < 0)
        return ctl_usage("outputs try: %s is not high, low or blink", ctl->arg[1]);
    volatile struct promise *promise =
        mmap(NULL, sizeof *promise, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (promise == MAP_FAILED)
        return ctl_fail("out of memory");
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGCHLD);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        (void)sigaddset(&signals, ends[i]);
        (void)sigaction(ends[i], &end, NULL);
    }
    (void)sigaction(SIGCHLD, &usual, NULL); /* ignored, it would be waited for in vain */
    (void)sigprocmask(SIG_BLOCK, &signals, &before);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        (void)sigdelset(&before, ends[i]);
    pid_t parent = getpid(), child = fork();
    if (child < 0)
        return ctl_fail("cannot fork: %s", strerror(errno));
    if (child > 0)
        return guard(child, promise, &signals);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    return getppid() == parent ? work(ctl, (enum drive)how, promise, &before) : CTL_FAILED;
}
