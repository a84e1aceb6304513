/* SPDX-License-Identifier: MIT */
/* A link under test with everything that it reported, against a real mosquitto. */
#ifndef TESTS_SYSTEM_LINK_END_H
#define TESTS_SYSTEM_LINK_END_H

#include "data/link/link.h"
#include "data/model/text.h"
#include "tests/support/broker.h"
#include "tests/support/proxy.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define DEADLINE_MS 30000
#define KEPT        64

static inline int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A link with everything that it reported. */
struct end {
    struct link *link;
    int wake;
    char messages[KEPT][160]; /* "topic=payload", "!" behind it when stored */
    size_t message_count;
    enum link_state state;
    char why[96], first_why[96]; /* of the first DOWN */
    int ups, downs, sent, failed;
    uint64_t last_tag;
    bool sent_in_order;
    char overrun[64];
    int64_t dropped;
    size_t last_length;
    int64_t arrival_boot_ms, arrival_wall_ms;
};

static inline void wake(void *ctx)
{
    const struct end *e = ctx;
    uint64_t one = 1;
    if (write(e->wake, &one, sizeof one) != (ssize_t)sizeof one)
        return; /* the counter is full: it is awake anyway */
}

static inline void on_sent(struct end *e, const struct link_event *event)
{
    *(event->ok ? &e->sent : &e->failed) += 1;
    if (event->tag < e->last_tag)
        e->sent_in_order = false;
    e->last_tag = event->tag;
}

static inline void collect(void *ctx, const struct link_event *event)
{
    struct end *e = ctx;
    switch (event->kind) {
    case LINK_EVENT_MESSAGE:
        (void)text_format(e->messages[e->message_count % KEPT], sizeof e->messages[0],
                          "%s=%.100s%s", event->topic, event->payload, event->stored ? "!" : "");
        e->message_count++;
        e->last_length = event->length;
        e->arrival_boot_ms = event->arrival_boot_ms;
        e->arrival_wall_ms = event->arrival_wall_ms;
        break;
    case LINK_EVENT_STATE:
        e->state = event->state;
        e->ups += event->state == LINK_UP;
        e->downs += event->state == LINK_DOWN;
        (void)text_copy(e->why, sizeof e->why, event->why);
        if (event->state == LINK_DOWN && e->downs == 1)
            (void)text_copy(e->first_why, sizeof e->first_why, event->why);
        break;
    case LINK_EVENT_SENT:
        on_sent(e, event);
        break;
    case LINK_EVENT_OVERRUN:
        (void)text_copy(e->overrun, sizeof e->overrun, event->topic ? event->topic : "several");
        e->dropped += event->dropped;
        break;
    }
}

static inline void pump(struct end *e)
{
    struct pollfd p = {.fd = e->wake, .events = POLLIN};
    uint64_t count;
    if (poll(&p, 1, 20) > 0 && read(e->wake, &count, sizeof count) > 0)
        (void)link_drain(e->link, collect, e);
}

static inline bool is_up(const struct end *e)
{
    return e->state == LINK_UP;
}
static inline bool is_down(const struct end *e)
{
    return e->downs > 0;
}
static inline bool has_message(const struct end *e)
{
    return e->message_count > 0;
}
static inline bool is_up_again(const struct end *e)
{
    return e->ups == 2;
}

/* Turn the loop until `done` holds. */
static inline void until(struct end *e, bool (*done)(const struct end *))
{
    int64_t end = now_ms() + DEADLINE_MS;
    while (!done(e)) {
        if (now_ms() > end)
            fail_msg("gave up waiting; state %s, '%s', %zu messages, %d sent, %d failed",
                     word_name(&words_link_state, (int)e->state), e->why, e->message_count, e->sent,
                     e->failed);
        pump(e);
    }
}

static const char *const all[] = {"#"};

static inline struct link_conf conf_for(const char *url, const char *id)
{
    return (struct link_conf){.url = url,
                              .client_id = id,
                              .keepalive_s = 10,
                              .retry_min_ms = 50,
                              .retry_max_ms = 200,
                              .filters = all,
                              .filter_count = 1};
}

static inline void open_with(struct end *e, const struct link_conf *conf)
{
    struct cause why;
    *e = (struct end){.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), .sent_in_order = true};
    assert_true(e->wake >= 0);
    e->link = link_open(conf, wake, e, &why);
    if (!e->link)
        fail_msg("link_open: %s", why.text);
}

static inline void open_up(struct end *e, const char *url, const char *id)
{
    struct link_conf conf = conf_for(url, id);
    open_with(e, &conf);
    until(e, is_up);
}

static inline void end_link(struct end *e)
{
    link_close(&e->link);
    assert_null(e->link);
    (void)close(e->wake);
}

static inline void publish(struct end *e, const char *topic, const char *payload, bool retain)
{
    assert_int_equal(link_publish(e->link, topic, payload, strlen(payload), 1, retain, 1), 0);
}

static inline int start_broker(void **state)
{
    static struct broker b;
    *state = &b;
    return broker_start(&b, NULL);
}

static inline int stop_broker(void **state)
{
    broker_done(*state);
    return 0;
}

#define WITH_BROKER(f) cmocka_unit_test_setup_teardown(f, start_broker, stop_broker)

#endif
