/* SPDX-License-Identifier: MIT */
/* What link.c (the loop's side) and session.c (the link thread) share. Private to data/link. */
#ifndef DATA_LINK_INTERNAL_H
#define DATA_LINK_INTERNAL_H

#include "data/link/client.h"
#include "data/link/filters.h"
#include "data/link/probe.h"
#include "data/service/clock_ms.h"

#include <pthread.h>
#include <stdatomic.h>

#define OUTBOX_MAX  64 /* publishes accepted and not yet answered for */
#define WINDOW      10 /* QoS 1 in flight: below mosquitto's Receive Maximum of 20 */
#define WINDOW_QOS0 32 /* handed to paho and not yet written */
#define FLIGHTS     256
#define WHY_SIZE    sizeof((struct link_event *)0)->why

static inline int64_t now_boot_ms(void)
{
    return clock_ms(CLOCK_BOOTTIME);
}
static inline int64_t now_wall_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}
static inline int64_t now_monotonic_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

struct outgoing {
    char *topic; /* owned; the payload stands behind it in the same block */
    const char *payload;
    size_t length;
    int qos;
    bool retain;
    uint64_t tag;
};

/* A message given to paho. When the link is lost it is answered for at once (`orphan`) though paho
 * may call back about it much later; until then its slot is not used again. */
struct flight {
    struct client_flight base; /* first */
    struct link *link;
    uint64_t tag;
    uint64_t serial; /* to find the oldest */
    int qos;
    bool used, orphan, report;
};

/* What paho's callbacks left for the link thread; under link.lock. */
struct notes {
    bool connected, subscribed, lost, disconnected;
    bool tick;        /* queue_tick is wanted */
    uint64_t attempt; /* of `connected` and `subscribed` */
    int code, refused;
    int lost_code;
};

struct link {
    /* set by link_open, read by all */
    struct link_conf conf; /* its strings are copies in `strings` */
    char *strings;
    struct filters *filters; /* the link thread's, once it runs */
    struct address address;
    struct queue *queue;
    pthread_t thread;

    pthread_mutex_t lock; /* never held across a call of paho's */
    pthread_cond_t turn;  /* something for the link thread */
    pthread_cond_t done;  /* it has ended */
    bool finished, up, want_room;
    bool again;             /* leave and connect anew */
    struct filters *wanted; /* to follow `filters`, or NULL */
    bool stalled;           /* paho takes no more until it has answered for something */
    struct outgoing outbox[OUTBOX_MAX];
    size_t outbox_head, outbox_count;
    struct flight flights[FLIGHTS];
    uint64_t flight_serial;
    int in_flight, in_flight_qos0;
    struct notes notes;
    int ending; /* the broker's reason, said before the connection is lost */

    atomic_bool closing;
    atomic_bool looking; /* the thread may hang in the resolver */
    _Atomic int64_t heartbeat, connects, failures;

    size_t unanswered; /* loop thread only: accepted QoS 1 whose SENT was not handed over */
    link_sink *sink;   /* during link_drain */
    void *sink_ctx;
};

/* The outbox (outbox.c). */
bool outbox_can_send(const struct link *link);              /* under the lock, as the next */
bool outbox_is_landed(const struct link *link);             /* all is sent and answered */
void outbox_send(struct link *link, struct client *client); /* what the window lets through */
/* Our own presence, before all that waits; not reported to anybody. */
void outbox_send_own(struct link *link, struct client *client, const struct client_message *own);
/* The link is gone: nothing is kept here, and every QoS 1 publish gets its answer. */
void outbox_give_up(struct link *link);
void outbox_landed(struct client_flight *flight, bool ok); /* from paho's threads */

/* The link thread. */
void *session_run(void *link);

/* Free what link_open made. The thread has ended. */
void link_free(struct link *link);

#endif
