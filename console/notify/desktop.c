/* SPDX-License-Identifier: MIT */
/* The life of the child: started, ready, busy with one order, absent service, gone. It is killed,
 * never joined: a process in a call that does not return cannot be asked to leave. Owned by
 * main.c. */
#include "console/notify/desktop.h"

#include "console/notify/wire.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RETRY_MIN_MS 500
#define RETRY_MAX_MS 60000
#define NO_BUS_MS    10000 /* so long without a bus: the session is over */
#define CHILD_FD     3

enum desktop_state { STATE_NONE, STATE_STARTING, STATE_ABSENT, STATE_READY, STATE_BUSY };

struct desktop {
    enum desktop_state state;
    pid_t pid;
    int fd;
    bool probing;                /* the order is a question whether somebody is there */
    int64_t patience_ms, due_ms; /* boot: deadline of an order, time of a try */
    int64_t retry_ms, no_bus_ms; /* since when there is no bus, TIME_NONE */
};

int desktop_find_bus(struct cause *why)
{
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS"), *run = getenv("XDG_RUNTIME_DIR");
    char path[256];
    struct stat st;
    (void)unsetenv("DISPLAY"); /* with it, a missing bus would be started */
    if (address != NULL && address[0] != '\0' && strncmp(address, "autolaunch:", 11) != 0)
        return 0;
    if (run != NULL && text_format(path, sizeof path, "%s/bus", run) && stat(path, &st) == 0 &&
        S_ISSOCK(st.st_mode) && text_format(path, sizeof path, "unix:path=%s/bus", run)) {
        (void)setenv("DBUS_SESSION_BUS_ADDRESS", path, 1);
        return 0;
    }
    return cause_set(why, -1,
                     "there is no session bus here (neither DBUS_SESSION_BUS_ADDRESS nor "
                     "$XDG_RUNTIME_DIR/bus): start it in a desktop session");
}

struct desktop *desktop_new(int64_t patience_ms)
{
    struct desktop *d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    d->fd = -1;
    d->pid = -1;
    d->patience_ms = patience_ms;
    d->retry_ms = RETRY_MIN_MS;
    d->no_bus_ms = TIME_NONE;
    return d;
}

/* Kill it, unless it is `leaving` by itself; its exit status then, else -1. */
static int end_child(struct desktop *d, bool leaving)
{
    int status = 0;
    if (d->fd >= 0)
        close(d->fd);
    d->fd = -1;
    d->state = STATE_NONE;
    if (d->pid <= 0)
        return -1;
    if (!leaving)
        (void)kill(d->pid, SIGKILL); /* then it is gone at once, stopped or not */
    pid_t ended = waitpid(d->pid, &status, 0);
    d->pid = -1;
    return ended > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void desktop_free(struct desktop **desktop)
{
    if (*desktop == NULL)
        return;
    (void)end_child(*desktop, false);
    free(*desktop);
    *desktop = NULL;
}

static _Noreturn void be_child(int fd, pid_t parent)
{
    sigset_t none;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)signal(SIGINT, SIG_IGN); /* Ctrl-C is the parent's */
    if (fd != CHILD_FD && dup2(fd, CHILD_FD) < 0)
        _exit(1);
    (void)close_range(CHILD_FD + 1, ~0U, 0); /* no station's socket over there */
    (void)fcntl(CHILD_FD, F_SETFD, FD_CLOEXEC);
    _exit(bus_run(CHILD_FD));
}

static void later(struct desktop *d, int64_t boot_ms)
{
    d->due_ms = boot_ms + d->retry_ms;
    d->retry_ms = d->retry_ms * 2 > RETRY_MAX_MS ? RETRY_MAX_MS : d->retry_ms * 2;
}

static void start(struct desktop *d, int64_t boot_ms)
{
    int pair[2];
    pid_t self = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        later(d, boot_ms);
        return;
    }
    d->pid = fork();
    if (d->pid == 0)
        be_child(pair[1], self);
    close(pair[1]);
    d->fd = pair[0];
    (void)fcntl(d->fd, F_SETFL, O_NONBLOCK);
    if (d->pid < 0) {
        (void)end_child(d, false);
        later(d, boot_ms);
        return;
    }
    d->state = STATE_STARTING;
    d->due_ms = boot_ms + d->patience_ms;
}

int desktop_fd(const struct desktop *desktop)
{
    return desktop->fd;
}

int64_t desktop_due(const struct desktop *desktop)
{
    return desktop->state == STATE_READY ? TIME_NEVER : desktop->due_ms;
}

bool desktop_ready(const struct desktop *desktop)
{
    return desktop->state == STATE_READY;
}

static bool put_order(struct desktop *d, const struct wire_order *order, int64_t boot_ms)
{
    d->state = STATE_BUSY;
    d->due_ms = boot_ms + d->patience_ms;
    return send(d->fd, order, sizeof *order, MSG_NOSIGNAL) == (ssize_t)sizeof *order;
}

void desktop_give(struct desktop *desktop, const struct note_order *order, int64_t boot_ms)
{
    struct wire_order wire = {.ask = order->what == NOTE_SHOW ? WIRE_SHOW : WIRE_CLOSE,
                              .note = *order};
    desktop->probing = false;
    if (!put_order(desktop, &wire, boot_ms))
        desktop->due_ms = boot_ms; /* the next step finds out what is wrong */
}

static void probe(struct desktop *d, int64_t boot_ms)
{
    struct wire_order wire = {.ask = WIRE_PROBE};
    d->probing = true;
    if (!put_order(d, &wire, boot_ms))
        d->due_ms = boot_ms;
}

static struct desktop_event event(enum desktop_news news, uint32_t serial, const char *text)
{
    struct desktop_event e = {.news = news, .serial = serial};
    (void)text_copy(e.text, sizeof e.text, text);
    return e;
}

/* The child has ended, or is ended because it hangs. */
static struct desktop_event lose(struct desktop *d, int64_t boot_ms, bool leaving, const char *text)
{
    bool no_bus = end_child(d, leaving) == BUS_EXIT_NO_BUS;
    later(d, boot_ms);
    if (no_bus && d->no_bus_ms == TIME_NONE)
        d->no_bus_ms = boot_ms;
    if (no_bus && boot_ms - d->no_bus_ms >= NO_BUS_MS)
        return event(DESKTOP_NO_BUS, 0, "the session bus is gone");
    if (no_bus && d->due_ms > d->no_bus_ms + NO_BUS_MS)
        d->due_ms = d->no_bus_ms + NO_BUS_MS;
    return event(DESKTOP_LOST, 0, no_bus ? "the session bus does not answer" : text);
}

static void be_ready(struct desktop *d)
{
    d->state = STATE_READY;
    d->retry_ms = RETRY_MIN_MS;
    d->no_bus_ms = TIME_NONE;
}

static struct desktop_event be_absent(struct desktop *d, int64_t boot_ms)
{
    bool news = d->state != STATE_ABSENT;
    d->state = STATE_ABSENT;
    d->no_bus_ms = TIME_NONE;
    later(d, boot_ms);
    return event(news ? DESKTOP_LOST : DESKTOP_NOTHING, 0,
                 "nobody shows notifications on this desktop");
}

/* An order failed: nothing more until somebody answers a question. */
static struct desktop_event fail(struct desktop *d, int64_t boot_ms, const char *text)
{
    bool probing = d->probing;
    d->state = STATE_ABSENT;
    later(d, boot_ms);
    return event(probing ? DESKTOP_NOTHING : DESKTOP_FAILED, 0, text);
}

static struct desktop_event take(struct desktop *d, const struct wire_report *report,
                                 int64_t boot_ms)
{
    switch (report->tell) {
    case WIRE_READY:
        if (d->state != STATE_BUSY)
            be_ready(d);
        break;
    case WIRE_ABSENT:
        return be_absent(d, boot_ms);
    case WIRE_DONE:
        if (d->state != STATE_BUSY)
            break;
        be_ready(d);
        return event(d->probing ? DESKTOP_NOTHING : DESKTOP_DONE, report->serial, "");
    case WIRE_FAILED:
        if (d->state == STATE_BUSY)
            return fail(d, boot_ms, report->text);
        break;
    case WIRE_ACTED:
        return event(DESKTOP_ACTED, report->serial, "");
    case WIRE_CLOSED:
        return event(DESKTOP_CLOSED, report->serial, "");
    }
    return event(DESKTOP_NOTHING, 0, "");
}

static struct desktop_event on_time(struct desktop *d, int64_t boot_ms, bool wanted)
{
    switch (d->state) {
    case STATE_NONE:
        start(d, boot_ms);
        break;
    case STATE_ABSENT:
        if (wanted)
            probe(d, boot_ms);
        else
            d->due_ms = boot_ms + RETRY_MAX_MS;
        break;
    case STATE_STARTING:
    case STATE_BUSY:
        return lose(d, boot_ms, false, "the desktop takes no notification; trying again");
    case STATE_READY:
        break;
    }
    return event(DESKTOP_NOTHING, 0, "");
}

struct desktop_event desktop_step(struct desktop *desktop, int64_t boot_ms, bool wanted)
{
    struct desktop *d = desktop;
    while (d->fd >= 0) {
        struct wire_report report;
        ssize_t n = recv(d->fd, &report, sizeof report, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            break;
        if (n != (ssize_t)sizeof report)
            return lose(d, boot_ms, n <= 0, "the desktop's notifications broke off; trying again");
        struct desktop_event e = take(d, &report, boot_ms);
        if (e.news != DESKTOP_NOTHING)
            return e;
    }
    return boot_ms >= desktop_due(d) ? on_time(d, boot_ms, wanted) : event(DESKTOP_NOTHING, 0, "");
}
