/* SPDX-License-Identifier: MIT */
/* `andonctl config send`: the document, retained, to the topic of its scope. The broker's "taken"
 * proves nothing (it may have refused the user in silence), so it is heard again before it counts
 * as sent. Called by main.c's table. Owns the link while it sends. */
#include "andon/ctl/capture/broker.h"
#include "andon/ctl/config/config.h"

#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define PATIENCE_MS INT64_C(15000)

struct sending {
    struct link *link;
    char topic[DOCUMENT_SCOPE_SIZE + 32];
    const char *bytes;
    size_t length;
    int wake_fd;
    bool up, put, there;
    char why[128];
};

static void wake(void *ctx)
{
    const struct sending *s = ctx;
    static const uint64_t one = 1;
    (void)!write(s->wake_fd, &one, sizeof one);
}

static void on_event(void *ctx, const struct link_event *event)
{
    struct sending *s = ctx;
    if (event->kind == LINK_EVENT_STATE) {
        s->up = event->state == LINK_UP;
        if (event->why[0])
            (void)text_copy(s->why, sizeof s->why, event->why);
        if (!s->up)
            s->put = false;
    } else if (event->kind == LINK_EVENT_MESSAGE && event->length == s->length &&
               memcmp(event->payload, s->bytes, s->length) == 0) {
        s->there = true;
    }
}

static int run(struct sending *s)
{
    int64_t end = clock_ms(CLOCK_BOOTTIME) + PATIENCE_MS;
    while (!s->there && clock_ms(CLOCK_BOOTTIME) < end) {
        struct pollfd fd = {.fd = s->wake_fd, .events = POLLIN};
        uint64_t drop;
        (void)poll(&fd, 1, 100);
        (void)!read(s->wake_fd, &drop, sizeof drop);
        (void)link_drain(s->link, on_event, s);
        if (s->up && !s->put)
            s->put = link_publish(s->link, s->topic, s->bytes, s->length, 1, true, 1) == 0;
    }
    if (s->there)
        return CTL_DONE;
    if (!s->up)
        return ctl_fail("the broker cannot be reached: %s", s->why);
    return ctl_fail("the broker does not give it back: may this user write and read %s? See "
                    "andonctl acl --scope",
                    s->topic);
}

static int send_it(const struct ctl *ctl, struct sending *s)
{
    struct cause why;
    struct broker broker = {.config = NULL};
    int result = broker_find(ctl, &broker);
    const char *filter = s->topic;
    broker.conf.filters = &filter;
    broker.conf.filter_count = 1;
    s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (result == CTL_DONE) {
        s->link = link_open(&broker.conf, wake, s, &why);
        result = s->link ? run(s) : ctl_fail("%s", why.text);
    }
    if (s->link)
        link_close(&s->link);
    if (s->wake_fd >= 0)
        (void)close(s->wake_fd);
    broker_done(&broker);
    return result;
}

int ctl_config_send(const struct ctl *ctl)
{
    struct sending s = {.wake_fd = -1};
    char *bytes = NULL;
    struct document *d = calloc(1, sizeof *d);
    if (!d)
        return ctl_fail("out of memory");
    int result = config_open(ctl->arg[0], d, &bytes, &s.length);
    if (result == CTL_DONE && !document_topic(d->scope, s.topic, sizeof s.topic))
        result = ctl_fail("the scope is too long");
    s.bytes = bytes;
    if (result == CTL_DONE)
        result = send_it(ctl, &s);
    if (result == CTL_DONE && !ctl_has(ctl, OPT_JSON))
        printf("revision %lld is at the broker, on %s\n", (long long)d->rev, s.topic);
    if (result == CTL_DONE && ctl_has(ctl, OPT_JSON))
        printf("{\"rev\":%lld,\"topic\":\"%s\"}\n", (long long)d->rev, s.topic);
    free(bytes);
    document_done(d);
    free(d);
    return result;
}
