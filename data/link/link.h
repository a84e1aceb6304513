/* SPDX-License-Identifier: MIT */
/* The broker connection (design.md §4.1, §7): one thread makes every paho call; callbacks copy into
 * a bounded queue and wake the loop. Never blocks the caller. The broker is a lossy pipe: no
 * session, no persistence, QoS 1 at most; MQTT 5, or 3.1.1 with a broker that knows no better. */
#ifndef DATA_LINK_LINK_H
#define DATA_LINK_LINK_H

#include "data/model/cause.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A longer payload is not published, and a longer one that arrives is an overrun of its topic. */
#define LINK_PAYLOAD_MAX (256U << 10)

/* Files (PEM), read anew at each connect; NULL: the system's CAs, no certificate of ours, the key
 * stands in cert_file. They must be readable to the process, and the key without a password. */
struct link_tls {
    const char *ca_file, *cert_file, *key_file;
};

/* Another Will than the status: made anew for each connect, since something in it must change with
 * each (Sparkplug: bdSeq, a host's time), and once more to be published before the link leaves,
 * which it then does with MQTT 5's "Disconnect with Will Message". `make` is called on the link
 * thread; it returns the length, at most `size`. Nothing is published at a connect: that is the
 * caller's, when it hears of STATE up. */
#define LINK_WILL_MAX 256
enum link_will_for { LINK_WILL_CONNECT, LINK_WILL_LEAVE };
struct link_will {
    const char *topic; /* NULL: none of these, the status is the Will */
    bool retain;
    bool plain; /* leave with a plain DISCONNECT: what was published then is the last word */
    size_t (*make)(void *ctx, enum link_will_for what, char *out, size_t size);
    void *ctx;
};

struct link_conf {
    /* mqtt://host[:port] (or tcp://), or mqtts://host[:port] (or ssl://): TLS, the broker's name
     * and certificate verified. Never one in the other's place. */
    const char *url;
    struct link_tls tls; /* of mqtts:// */
    const char *client_id;
    const char *user, *password; /* NULL: none */
    int keepalive_s;
    int64_t retry_min_ms, retry_max_ms; /* back-off with full jitter */
    const char *const *filters;         /* subscribed at QoS 1 after each connect */
    size_t filter_count;
    const char *status_topic;  /* Will and retained status; NULL: none */
    const char *status_online; /* payloads, retained, QoS 1 */
    const char *status_offline;
    struct link_will will;
    size_t queue_messages, queue_bytes; /* limits of the inbound queue; 0: 32768 and 16 MiB */
};

enum link_event_kind { LINK_EVENT_MESSAGE, LINK_EVENT_STATE, LINK_EVENT_SENT, LINK_EVENT_OVERRUN };

struct link_event {
    enum link_event_kind kind;
    /* MESSAGE (valid during the call) */
    const char *topic, *payload;
    size_t length;
    int qos; /* at which the broker delivered it */
    bool stored, duplicate;
    int64_t arrival_boot_ms, arrival_wall_ms; /* stamped in the callback */
    /* STATE: connecting once after link_open; then down (again when the reason changes) or up.
     * Before a DOWN every QoS 1 publish that was accepted has had its SENT. */
    enum link_state state;
    char why[96]; /* of DOWN, in words; of UP: empty, or which subscription was refused */
    /* SENT */
    uint64_t tag;
    bool ok;
    /* OVERRUN: messages of `topic` (NULL: of several topics) were dropped, `dropped` of them */
    int64_t dropped;
};

struct link;

/* Start the thread; it connects and reconnects until link_close. `wake` is called from other
 * threads, under a lock of the link's: it may do no more than wake_ring does. Copies the
 * configuration. NULL on failure. Removes http_proxy and the like from the environment, which paho
 * would follow: open the link before starting other threads. */
struct link *link_open(const struct link_conf *conf, void (*wake)(void *), void *ctx,
                       struct cause *why);

/* Loop thread: hand over everything that is queued, in order. Returns the number of events. The
 * sink may publish, but neither drain nor close. A payload is followed by a NUL of ours. */
typedef void link_sink(void *ctx, const struct link_event *event);
size_t link_drain(struct link *link, link_sink *sink, void *ctx);
/* The same, but at most `limit` events: a loop must not spend its turn on a flood. When it returns
 * `limit` more may be left, for which `wake` is not called again: come back by yourself. */
size_t link_drain_some(struct link *link, size_t limit, link_sink *sink, void *ctx);

/* Loop thread: from now on these filters (copied). What is new is subscribed to, what is gone
 * unsubscribed from; what stays is not heard again. A refusal is told by a further STATE up with
 * the reason. 0; -1 without memory: nothing has changed. */
int link_subscribe(struct link *link, const char *const *filters, size_t count);

/* Loop thread: queue a publish (copied, ≤ LINK_PAYLOAD_MAX). QoS 1 ends in a SENT event with `tag`.
 * 0; -1 when its queue (64) is full or the link is down: nothing is kept here, the caller's outbox
 * is the only buffer. After a full queue `wake` is called when there is room again. */
int link_publish(struct link *link, const char *topic, const void *payload, size_t length, int qos,
                 bool retain, uint64_t tag);

/* Leave as link_close does and connect anew, when it is up; a STATE down and up tell of it. */
void link_reconnect(struct link *link);

/* The first line of a password file. 0, or -1 with the reason. */
int link_read_password(const char *path, char *out, size_t size, struct cause *why);

struct link_stats {
    int64_t received, dropped, connects, failures, queue, queue_peak, queue_max;
    int64_t heartbeat_boot_ms; /* when the link thread last turned */
};
void link_stats(struct link *link, struct link_stats *out);

/* Send what is queued, publish the offline status, disconnect, stop the thread, all within 2 s.
 * Frees and clears. A thread that hangs in a resolver or in paho is left behind with its memory. */
void link_close(struct link **link);

#endif
