/* SPDX-License-Identifier: MIT */
/* andonctl capture: what a broker says, into capture files. Called by main.c's table. The link has
 * its own thread; here one poll waits for it, for signals and for the clock. A flood that the disk
 * does not take is dropped by the link's queue, which counts it. Owns the link and the writer. */
#include "data/decode/capture.h"
#include "andon/ctl/capture/broker.h"
#include "andon/ctl/capture/seen.h"
#include "andon/ctl/capture/writer.h"
#include "andon/ctl/ctl.h"
#include "data/link/link.h"
#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define FLUSH_MS       500 /* a kill loses no more than this */
#define TELL_MS        10000
#define DRAIN          1000
#define QUEUE_MESSAGES 262144U
#define QUEUE_BYTES    (64U << 20)
#define PIECE_BYTES    (INT64_C(256) << 20) /* when --rotate says only how long */
#define SINGLE_BYTES   (INT64_C(1) << 30)   /* of the one file without --rotate */
#define KEEP           10
#define KEEP_MAX       99999
#define MIB            (INT64_C(1) << 20)

struct capture {
    const struct ctl *ctl;
    struct broker broker;
    struct link *link;
    struct writer *writer;
    struct seen *seen;
    struct writer_conf files;
    int64_t for_ms, count; /* when to end; INT64_MAX: not said */
    int wake_fd, signal_fd;
    int64_t begin_ms, flush_ms, tell_ms; /* boot times: the beginning; what is next due */
    int64_t told, told_ms;               /* messages when last told, and when */
    int64_t messages, bytes, dropped, unusable;
    int64_t down_ms, gap_ms, gaps; /* since when it is away; for how long in all, how often */
    bool up, was_up, stop;
    int result;
};

/* ---- options ---- */

/* "64MiB", "500 kB", "1G": bytes; -1: it is none. */
static int64_t size_of(const char *text)
{
    static const struct {
        const char *word;
        int64_t bytes;
    } units[] = {
        {"KiB", 1024},      {"MiB", MIB}, {"GiB", 1024 * MIB}, {"kB", 1000}, {"MB", 1000000},
        {"GB", 1000000000}, {"k", 1024},  {"K", 1024},         {"M", MIB},   {"G", 1024 * MIB},
    };
    char *unit;
    errno = 0;
    long long number = strtoll(text, &unit, 10);
    unit += strspn(unit, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].word) == 0 && errno == 0 && number > 0 && number < 1000000)
            return number * units[i].bytes;
    return -1;
}

static int read_rotate(struct capture *c)
{
    char text[64];
    const char *given = c->ctl->value[OPT_ROTATE];
    bool fits = text_copy(text, sizeof text, given);
    c->files.rotate = true;
    c->files.piece_bytes = PIECE_BYTES;
    c->files.keep = KEEP;
    for (char *part = text, *next; fits && part; part = next) {
        next = strchr(part, ',');
        if (next)
            *next++ = '\0';
        int64_t bytes = size_of(part);
        if (bytes > 0)
            c->files.piece_bytes = bytes;
        else if (ctl_span(part, &c->files.piece_ms) != 0 || c->files.piece_ms <= 0)
            fits = false;
    }
    return fits ? CTL_DONE
                : ctl_usage("--rotate %s: a size, a time or both: 64MiB, 1h, 64MiB,1h", given);
}

/* A whole number from 1 to `most`. */
static int read_number(const struct ctl *ctl, enum ctl_option option, int64_t most, int64_t *out)
{
    const char *text = ctl->value[option];
    int64_t amount;
    if (!text)
        return CTL_DONE;
    if (amount_from_text(text, strlen(text), &amount) != 0 || amount % AMOUNT_ONE != 0 ||
        amount < AMOUNT_ONE || amount / AMOUNT_ONE > most)
        return ctl_usage("--%s %s: a whole number from 1 to %" PRId64, ctl_option_name(option),
                         text, most);
    *out = amount / AMOUNT_ONE;
    return CTL_DONE;
}

static int read_options(struct capture *c)
{
    const struct ctl *ctl = c->ctl;
    if (!ctl_has(ctl, OPT_OUTPUT))
        return ctl_usage("capture needs --output FILE; - is standard output");
    bool standard = strcmp(ctl->value[OPT_OUTPUT], "-") == 0;
    c->files = (struct writer_conf){.path = ctl->value[OPT_OUTPUT],
                                    .piece_bytes = standard ? INT64_MAX : SINGLE_BYTES,
                                    .force = ctl_has(ctl, OPT_FORCE)};
    c->for_ms = c->count = INT64_MAX;
    if (ctl_has(ctl, OPT_KEEP) && !ctl_has(ctl, OPT_ROTATE))
        return ctl_usage("--keep says how many files of --rotate stay");
    if (standard && ctl_has(ctl, OPT_ROTATE))
        return ctl_usage("standard output cannot be rotated");
    int result = ctl_has(ctl, OPT_ROTATE) ? read_rotate(c) : CTL_DONE;
    if (result == CTL_DONE)
        result = read_number(ctl, OPT_KEEP, KEEP_MAX, &c->files.keep);
    if (result == CTL_DONE)
        result = read_number(ctl, OPT_COUNT, INT64_MAX / AMOUNT_ONE, &c->count);
    if (result == CTL_DONE && ctl_has(ctl, OPT_FOR))
        result = ctl_length(ctl, OPT_FOR, &c->for_ms);
    return result;
}

/* ---- what comes ---- */

static void end(struct capture *c, int result)
{
    c->stop = true;
    if (result != CTL_DONE)
        c->result = result;
}

static void take_message(struct capture *c, const struct link_event *event)
{
    struct cause why;
    if (c->stop)
        return;
    const struct capture_line line = {
        .t_us = (event->arrival_boot_ms - c->begin_ms) * 1000,
        .wall_ms = event->arrival_wall_ms,
        .topic = (char *)(uintptr_t)event->topic, /* only read */
        .payload = (unsigned char *)(uintptr_t)event->payload,
        .length = event->length,
        .qos = event->qos,
        .retain = event->stored, /* what is stored was published so; of others nobody is told */
        .stored = event->stored,
        .source = "mqtt",
    };
    switch (writer_put(c->writer, &line, event->arrival_boot_ms, &why)) {
    case WRITER_FAILED:
        end(c, ctl_fail("%s", why.text));
        return;
    case WRITER_FULL:
        end(c, ctl_fail("%s is full at %" PRId64 " MiB: the capture ends; --rotate goes on",
                        c->files.path, c->files.piece_bytes / MIB));
        return;
    case WRITER_DROPPED:
        c->unusable++;
        return;
    case WRITER_DONE:
        break;
    }
    seen_add(c->seen, event->topic);
    c->messages++;
    c->bytes += (int64_t)event->length;
    if (c->messages >= c->count)
        end(c, CTL_DONE);
}

static void take_state(struct capture *c, const struct link_event *event)
{
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    if (event->state == LINK_UP) {
        if (!c->up)
            (void)ctl_fail("connected to %s", c->broker.conf.url);
        if (event->why[0])
            (void)ctl_fail("%s", event->why);
        if (c->was_up && !c->up)
            c->gap_ms += now - c->down_ms;
        c->up = c->was_up = true;
    } else if (event->state == LINK_DOWN) {
        (void)ctl_fail("%s: %s", c->broker.conf.url, event->why);
        if (c->up) {
            c->gaps++;
            c->down_ms = now;
        }
        c->up = false;
    }
}

static void on_event(void *ctx, const struct link_event *event)
{
    struct capture *c = ctx;
    switch (event->kind) {
    case LINK_EVENT_MESSAGE:
        take_message(c, event);
        break;
    case LINK_EVENT_STATE:
        take_state(c, event);
        break;
    case LINK_EVENT_OVERRUN:
        c->dropped += event->dropped;
        (void)ctl_fail("%" PRId64 " messages of %s were dropped: too many at once, or longer than "
                       "%u KiB",
                       event->dropped, event->topic ? event->topic : "several topics",
                       LINK_PAYLOAD_MAX >> 10);
        break;
    case LINK_EVENT_SENT:
        break;
    }
}

/* ---- what is told ---- */

static double rate(int64_t messages, int64_t ms)
{
    return ms > 0 ? (double)messages * 1000.0 / (double)ms : 0;
}

static void tell(struct capture *c, int64_t now)
{
    (void)ctl_fail("%" PRId64 " messages (%.1f/s), %zu topics%s, %.1f MiB%s", c->messages,
                   rate(c->messages - c->told, now - c->told_ms), seen_count(c->seen),
                   seen_full(c->seen) ? " and more" : "", (double)c->bytes / (double)MIB,
                   c->up ? "" : "; not connected");
    c->told = c->messages;
    c->told_ms = now;
}

static void tell_json(const struct capture *c, const struct writer_stats *stats, int64_t ms)
{
    char text[1024];
    struct jw w;
    jw_init(&w, text, sizeof text);
    jw_object(&w, NULL);
    jw_int(&w, "messages", c->messages);
    jw_int(&w, "topics", (int64_t)seen_count(c->seen));
    jw_bool(&w, "more_topics", seen_full(c->seen));
    jw_int(&w, "payload_bytes", c->bytes);
    jw_int(&w, "file_bytes", stats->bytes);
    jw_int(&w, "files", stats->pieces);
    jw_int(&w, "files_removed", stats->removed);
    jw_int(&w, "dropped", c->dropped);
    jw_int(&w, "unusable", c->unusable);
    jw_real(&w, "seconds", (double)ms / 1000);
    jw_int(&w, "interruptions", c->gaps);
    jw_real(&w, "interrupted_s", (double)c->gap_ms / 1000);
    jw_object_end(&w);
    puts(text);
}

static void tell_the_end(struct capture *c, const struct writer_stats *stats)
{
    int64_t now = clock_ms(CLOCK_BOOTTIME), ms = now - c->begin_ms;
    char lasted[TEXT_DURATION_SIZE], gone[TEXT_DURATION_SIZE];
    if (!c->up && c->was_up)
        c->gap_ms += now - c->down_ms;
    (void)ctl_fail(
        "%" PRId64 " messages in %s (%.1f/s), %zu topics%s, %.1f MiB in %" PRId64 " file%s%s",
        c->messages, text_duration(ms, lasted), rate(c->messages, ms), seen_count(c->seen),
        seen_full(c->seen) ? " and more" : "", (double)stats->bytes / (double)MIB, stats->pieces,
        stats->pieces == 1 ? "" : "s", stats->removed ? ", of which the oldest are gone" : "");
    if (c->dropped || c->unusable)
        (void)ctl_fail("%" PRId64 " messages are missing: %" PRId64 " dropped, %" PRId64
                       " with a topic that is no UTF-8",
                       c->dropped + c->unusable, c->dropped, c->unusable);
    if (c->gaps)
        (void)ctl_fail("the broker was away %" PRId64
                       " times, %s in all: nothing is known of that time",
                       c->gaps, text_duration(c->gap_ms, gone));
    if (ctl_has(c->ctl, OPT_JSON) && strcmp(c->files.path, "-") != 0)
        tell_json(c, stats, ms);
}

/* ---- the loop ---- */

static void wake(void *ctx)
{
    const struct capture *c = ctx;
    static const uint64_t one = 1;
    (void)!write(c->wake_fd, &one, sizeof one);
}

static int earliest_ms(const struct capture *c, int64_t now)
{
    int64_t due = c->flush_ms < c->tell_ms ? c->flush_ms : c->tell_ms;
    if (c->for_ms != INT64_MAX && c->begin_ms + c->for_ms < due)
        due = c->begin_ms + c->for_ms;
    return due <= now ? 0 : (int)(due - now);
}

static void run_timers(struct capture *c)
{
    struct cause why;
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    if (now >= c->flush_ms) {
        if (writer_flush(c->writer, &why) != 0)
            end(c, ctl_fail("%s", why.text));
        c->flush_ms = now + FLUSH_MS;
    }
    if (now >= c->tell_ms) {
        tell(c, now);
        c->tell_ms = now + TELL_MS;
    }
    if (c->for_ms != INT64_MAX && now - c->begin_ms >= c->for_ms)
        end(c, CTL_DONE);
}

static void turn(struct capture *c)
{
    struct pollfd fds[] = {{.fd = c->wake_fd, .events = POLLIN},
                           {.fd = c->signal_fd, .events = POLLIN}};
    uint64_t drop;
    bool more = link_drain_some(c->link, DRAIN, on_event, c) == DRAIN;
    run_timers(c);
    if (c->stop)
        return;
    (void)poll(fds, 2, more ? 0 : earliest_ms(c, clock_ms(CLOCK_BOOTTIME)));
    if (fds[0].revents)
        (void)!read(c->wake_fd, &drop, sizeof drop);
    if (fds[1].revents)
        end(c, CTL_DONE);
}

/* Signals end it in an orderly way; the link's threads get none. */
static int open_descriptors(struct capture *c)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    c->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    c->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    c->seen = seen_new();
    if (c->signal_fd < 0 || c->wake_fd < 0 || !c->seen)
        return ctl_fail("no descriptors, or no memory");
    return CTL_DONE;
}

static int record(struct capture *c)
{
    struct cause why;
    struct writer_stats stats;
    c->writer = writer_open(&c->files, &why);
    if (!c->writer)
        return ctl_fail("%s", why.text);
    c->broker.conf.queue_messages = QUEUE_MESSAGES;
    c->broker.conf.queue_bytes = QUEUE_BYTES;
    c->begin_ms = c->told_ms = clock_ms(CLOCK_BOOTTIME);
    c->flush_ms = c->begin_ms + FLUSH_MS;
    c->tell_ms = c->begin_ms + TELL_MS;
    c->link = link_open(&c->broker.conf, wake, c, &why);
    if (!c->link)
        return ctl_fail("%s", why.text);
    while (!c->stop)
        turn(c);
    link_close(&c->link);
    writer_stats(c->writer, &stats);
    if (writer_close(&c->writer, &why) != 0)
        c->result = ctl_fail("%s", why.text);
    tell_the_end(c, &stats);
    if (!c->was_up && c->messages == 0) /* stored messages come before the connection counts */
        c->result = ctl_fail("the broker was never reached");
    return c->result;
}

int ctl_capture(const struct ctl *ctl)
{
    struct cause why;
    struct capture c = {.ctl = ctl, .wake_fd = -1, .signal_fd = -1, .result = CTL_DONE};
    int result = read_options(&c);
    if (result == CTL_DONE)
        result = broker_find(ctl, &c.broker);
    if (result == CTL_DONE)
        result = open_descriptors(&c);
    if (result == CTL_DONE)
        result = record(&c);
    link_close(&c.link);
    (void)writer_close(&c.writer, &why);
    broker_done(&c.broker);
    seen_free(&c.seen);
    if (c.wake_fd >= 0)
        (void)close(c.wake_fd);
    if (c.signal_fd >= 0)
        (void)close(c.signal_fd);
    return result;
}
