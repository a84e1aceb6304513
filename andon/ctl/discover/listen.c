/* SPDX-License-Identifier: MIT */
/* Hears a broker for discovery: the link's thread brings messages, here one poll waits for them,
 * for the end of the time and for Ctrl-C, which is "enough" and no failure. On a terminal one line
 * tells how it goes. Called by discover.c. Owns the link while it listens. */
#include "andon/ctl/capture/broker.h"
#include "andon/ctl/discover/found.h"
#include "data/link/link.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define FOR_MS         INT64_C(60000)
#define REACH_MS       INT64_C(15000) /* to be connected in, else it fails */
#define TELL_MS        500
#define DRAIN          2000
#define QUEUE_MESSAGES 262144U
#define QUEUE_BYTES    (64U << 20)

struct listening {
    struct finding *f;
    struct link *link;
    int wake_fd, signal_fd;
    int64_t begin_ms, for_ms, told_ms, up_ms; /* boot times */
    bool up, stop, told;
    struct follow *follow; /* NULL: for a time, and then it is shown */
    char why[128];
};

static int64_t boot_ms(void)
{
    return clock_ms(CLOCK_BOOTTIME);
}

static void wake(void *ctx)
{
    const struct listening *l = ctx;
    static const uint64_t one = 1;
    (void)!write(l->wake_fd, &one, sizeof one);
}

static void on_event(void *ctx, const struct link_event *event)
{
    struct listening *l = ctx;
    switch (event->kind) {
    case LINK_EVENT_MESSAGE:
        discover_message(l->f->discover, &(struct message){.topic = event->topic,
                                                           .payload = event->payload,
                                                           .length = event->length,
                                                           .stored = event->stored,
                                                           .duplicate = event->duplicate,
                                                           .arrival_ms = event->arrival_wall_ms});
        break;
    case LINK_EVENT_STATE:
        if (event->state == LINK_UP && !l->up) {
            l->up = true;
            if (l->up_ms == 0)
                l->up_ms = boot_ms();
        }
        if (event->state == LINK_DOWN)
            l->up = false;
        if (event->why[0])
            (void)text_copy(l->why, sizeof l->why, event->why);
        break;
    case LINK_EVENT_OVERRUN:
        l->f->dropped += event->dropped;
        break;
    case LINK_EVENT_SENT:
        break;
    }
}

static void tell(struct listening *l, int64_t now)
{
    const struct discover_counts *counts = discover_counts(l->f->discover);
    char line[160];
    if (now - l->told_ms < TELL_MS || !isatty(STDERR_FILENO))
        return;
    l->told_ms = now;
    l->told = true;
    if (l->up_ms == 0)
        (void)text_format(line, sizeof line, "connecting ... %.90s", l->why);
    else
        (void)text_format(
            line, sizeof line,
            "listening %lld s of %lld s · %lld messages · %lld topics · Ctrl-C: enough",
            (long long)((now - l->up_ms) / 1000), (long long)(l->for_ms / 1000),
            (long long)counts->messages, (long long)counts->topics);
    (void)fprintf(stderr, "\r\033[K%s", line);
    (void)fflush(stderr);
}

static void turn(struct listening *l)
{
    struct pollfd fds[] = {{.fd = l->wake_fd, .events = POLLIN},
                           {.fd = l->signal_fd, .events = POLLIN},
                           {.fd = l->follow ? STDIN_FILENO : -1, .events = POLLIN}};
    uint64_t drop;
    bool more = link_drain_some(l->link, DRAIN, on_event, l) == DRAIN;
    int64_t now = boot_ms();
    if (l->follow)
        l->f->heard_ms = l->up_ms > 0 ? now - l->up_ms : 0;
    if (l->follow)
        follow_tell(l->follow, l->f, l->up ? "" : l->why[0] ? l->why : "connecting", now, boot_ms);
    else
        tell(l, now);
    bool over = l->up_ms > 0 ? now - l->up_ms >= l->for_ms : now - l->begin_ms >= REACH_MS;
    if (over && !l->follow) /* that one goes on until its input ends */
        l->stop = true;
    if (l->stop)
        return;
    (void)poll(fds, 3, more ? 0 : 100);
    if (fds[0].revents)
        (void)!read(l->wake_fd, &drop, sizeof drop);
    if (fds[1].revents || (fds[2].revents && !follow_read(l->follow, l->f)))
        l->stop = true;
}

static int open_descriptors(struct listening *l)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    l->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    l->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return l->signal_fd < 0 || l->wake_fd < 0 ? ctl_fail("no descriptors") : CTL_DONE;
}

/* From here on Ctrl-C ends the program again: somebody may be asked something. */
static void close_descriptors(struct listening *l)
{
    sigset_t set;
    if (l->signal_fd >= 0)
        (void)close(l->signal_fd);
    if (l->wake_fd >= 0)
        (void)close(l->wake_fd);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static int listen_to(struct listening *l, struct broker *broker)
{
    struct cause why;
    struct finding *f = l->f;
    broker->conf.queue_messages = QUEUE_MESSAGES;
    broker->conf.queue_bytes = QUEUE_BYTES;
    l->begin_ms = boot_ms();
    l->link = link_open(&broker->conf, wake, l, &why);
    if (!l->link)
        return ctl_fail("%s", why.text);
    while (!l->stop)
        turn(l);
    (void)link_drain(l->link, on_event, l);
    link_close(&l->link);
    if (l->told)
        (void)fprintf(stderr, "\r\033[K");
    f->heard_ms = l->up_ms > 0 ? boot_ms() - l->up_ms : 0;
    if (l->follow)
        return CTL_DONE;
    if (discover_counts(f->discover)->messages > 0)
        return CTL_DONE;
    if (l->up_ms == 0)
        return ctl_fail("%s: %s", f->url, l->why[0] ? l->why : "it cannot be reached");
    return ctl_fail("connected to %s, but nothing was said there%s", f->url,
                    ctl_has(f->ctl, OPT_TOPIC)
                        ? " under --topic"
                        : "; may this user read it? --user and --password-file say another");
}

int finding_listen(struct finding *f)
{
    struct broker broker = {.everything = true};
    struct listening l = {.f = f, .for_ms = FOR_MS, .wake_fd = -1, .signal_fd = -1};
    int result = CTL_DONE;
    if (ctl_has(f->ctl, OPT_FOR))
        result = ctl_length(f->ctl, OPT_FOR, &l.for_ms);
    if (ctl_has(f->ctl, OPT_FOLLOW) && !(l.follow = follow_new()))
        return ctl_fail("out of memory");
    if (result == CTL_DONE)
        result = broker_find(f->ctl, &broker);
    (void)text_copy(f->from, sizeof f->from, result == CTL_DONE ? broker.conf.url : "");
    f->url = f->from; /* what is configured is gone after this */
    if (result == CTL_DONE)
        result = open_descriptors(&l);
    if (result == CTL_DONE)
        result = listen_to(&l, &broker);
    close_descriptors(&l);
    broker_done(&broker);
    follow_free(&l.follow);
    return result;
}
