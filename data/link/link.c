/* SPDX-License-Identifier: MIT */
/* The loop's side of the broker connection: open, drain, publish, count, close. Nothing here calls
 * paho, and no lock taken here is held across a call of paho's elsewhere, so the loop never waits
 * for a socket, a resolver or a broker. The link thread is in session.c. */
#include "data/link/link.h"

#include "data/link/internal.h"
#include "data/model/text.h"
#include "data/service/crash.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEEPALIVE_S   15
#define RETRY_MIN_MS  1000
#define RETRY_MAX_MS  60000
#define CLOSE_MS      2000
#define CLOSE_LOST_MS 200 /* when the thread hangs in the resolver there is nothing to say */

/* ---- the copied configuration ---- */

static const char *keep(char **at, const char *text)
{
    if (!text)
        return NULL;
    size_t size = strlen(text) + 1;
    char *to = *at;
    memcpy(to, text, size);
    *at += size;
    return to;
}

static size_t size_of(const char *text)
{
    return text ? strlen(text) + 1 : 0;
}

static int copy_conf(struct link *link, const struct link_conf *c)
{
    size_t size = 1 + size_of(c->url) + size_of(c->client_id) + size_of(c->user) +
                  size_of(c->password) + size_of(c->status_topic) + size_of(c->status_online) +
                  size_of(c->status_offline) + size_of(c->will.topic) + size_of(c->tls.ca_file) +
                  size_of(c->tls.cert_file) + size_of(c->tls.key_file);
    link->strings = malloc(size);
    link->filters = filters_new(c->filters, c->filter_count);
    if (!link->strings || !link->filters)
        return -1;
    char *at = link->strings;
    link->conf = (struct link_conf){
        .url = keep(&at, c->url),
        .client_id = keep(&at, c->client_id ? c->client_id : NULL),
        .tls = {.ca_file = keep(&at, c->tls.ca_file),
                .cert_file = keep(&at, c->tls.cert_file),
                .key_file = keep(&at, c->tls.key_file)},
        .user = keep(&at, c->user),
        .password = keep(&at, c->password),
        .keepalive_s = c->keepalive_s > 0 ? c->keepalive_s : KEEPALIVE_S,
        .retry_min_ms = c->retry_min_ms > 0 ? c->retry_min_ms : RETRY_MIN_MS,
        .retry_max_ms = c->retry_max_ms > 0 ? c->retry_max_ms : RETRY_MAX_MS,
        .status_topic = keep(&at, c->status_topic),
        .status_online = keep(&at, c->status_online),
        .status_offline = keep(&at, c->status_offline),
        .will = c->will,
    };
    link->conf.will.topic = keep(&at, c->will.topic);
    if (!link->conf.client_id)
        link->conf.client_id = "";
    if (!link->conf.status_online || !link->conf.status_offline)
        link->conf.status_topic = NULL;
    return 0;
}

int link_read_password(const char *path, char *out, size_t size, struct cause *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, out, size - 1);
    int error = errno;
    if (fd >= 0)
        (void)close(fd);
    if (n < 0)
        return cause_set(why, -1, "%s: %s", path, strerror(error));
    out[n] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return 0;
}

/* ---- open and close ---- */

static int make_locks(struct link *link)
{
    pthread_condattr_t monotonic;
    if (pthread_condattr_init(&monotonic) != 0)
        return -1;
    int rc = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    if (rc == 0)
        rc = pthread_mutex_init(&link->lock, NULL);
    if (rc == 0)
        rc = pthread_cond_init(&link->turn, &monotonic);
    if (rc == 0)
        rc = pthread_cond_init(&link->done, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    return rc == 0 ? 0 : -1;
}

/* No signal may end up in our thread or in paho's, which inherit its mask. */
static int start_thread(struct link *link)
{
    sigset_t all, before;
    crash_thread_mask(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
        return -1;
    int rc = pthread_create(&link->thread, NULL, session_run, link);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc == 0 ? 0 : -1;
}

void link_free(struct link *link)
{
    while (link->outbox_count > 0) {
        free(link->outbox[link->outbox_head].topic);
        link->outbox_head = (link->outbox_head + 1) % OUTBOX_MAX;
        link->outbox_count--;
    }
    queue_free(link->queue);
    free(link->filters);
    free(link->wanted);
    free(link->strings);
    free(link);
}

struct link *link_open(const struct link_conf *conf, void (*wake)(void *), void *ctx,
                       struct cause *why)
{
    static const char *const proxies[] = {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"};
    struct link *link = calloc(1, sizeof *link);
    if (!link || copy_conf(link, conf) != 0) {
        (void)cause_set(why, -1, "out of memory");
        goto failed;
    }
    if (address_parse(link->conf.url ? link->conf.url : "", &link->address, why) != 0)
        goto failed;
    link->queue = queue_new(conf->queue_messages, conf->queue_bytes, wake, ctx);
    /* paho 1.3.12 sends plain MQTT through a web proxy when these are set. */
    for (size_t i = 0; i < sizeof proxies / sizeof *proxies; i++)
        (void)unsetenv(proxies[i]);
    if (link->queue && make_locks(link) == 0) {
        atomic_store(&link->heartbeat, now_boot_ms());
        if (start_thread(link) == 0)
            return link;
    }
    (void)cause_set(why, -1, "the link thread cannot be started");
failed:
    if (link)
        link_free(link);
    return NULL;
}

/* True when the thread ended in time. */
static bool wait_for_end(struct link *link, int64_t limit_ms)
{
    int64_t end = now_monotonic_ms() + limit_ms;
    struct timespec t = {.tv_sec = end / 1000, .tv_nsec = end % 1000 * 1000000};
    int rc = 0;
    (void)pthread_mutex_lock(&link->lock);
    while (!link->finished && rc == 0)
        rc = pthread_cond_timedwait(&link->done, &link->lock, &t);
    bool finished = link->finished;
    (void)pthread_mutex_unlock(&link->lock);
    return finished;
}

void link_close(struct link **at)
{
    struct link *link = *at;
    if (!link)
        return;
    *at = NULL;
    queue_mute(link->queue);
    (void)pthread_mutex_lock(&link->lock);
    atomic_store(&link->closing, true);
    (void)pthread_cond_signal(&link->turn);
    (void)pthread_mutex_unlock(&link->lock);
    bool looking = atomic_load(&link->looking);
    if (!wait_for_end(link, looking ? CLOSE_LOST_MS : CLOSE_MS)) {
        /* It hangs in a resolver or in paho and may still use all of this: give it up. */
        (void)pthread_detach(link->thread);
        return;
    }
    (void)pthread_join(link->thread, NULL);
    (void)pthread_cond_destroy(&link->turn);
    (void)pthread_cond_destroy(&link->done);
    (void)pthread_mutex_destroy(&link->lock);
    link_free(link);
}

/* ---- events ---- */

static void count_and_pass(void *ctx, const struct link_event *event)
{
    struct link *link = ctx;
    if (event->kind == LINK_EVENT_SENT)
        link->unanswered--;
    link->sink(link->sink_ctx, event);
}

size_t link_drain_some(struct link *link, size_t limit, link_sink *sink, void *ctx)
{
    link->sink = sink;
    link->sink_ctx = ctx;
    return queue_drain(link->queue, limit, count_and_pass, link);
}

size_t link_drain(struct link *link, link_sink *sink, void *ctx)
{
    return link_drain_some(link, SIZE_MAX, sink, ctx);
}

int link_subscribe(struct link *link, const char *const *filters, size_t count)
{
    struct filters *wanted = filters_new(filters, count);
    if (!wanted)
        return -1;
    (void)pthread_mutex_lock(&link->lock);
    struct filters *overtaken = link->wanted;
    link->wanted = wanted;
    (void)pthread_cond_signal(&link->turn);
    (void)pthread_mutex_unlock(&link->lock);
    free(overtaken);
    return 0;
}

void link_reconnect(struct link *link)
{
    (void)pthread_mutex_lock(&link->lock);
    link->again = link->up;
    (void)pthread_cond_signal(&link->turn);
    (void)pthread_mutex_unlock(&link->lock);
}

static int outbox_put(struct link *link, const struct outgoing *out)
{
    int rc = -1;
    (void)pthread_mutex_lock(&link->lock);
    if (link->up && link->outbox_count < OUTBOX_MAX) {
        link->outbox[(link->outbox_head + link->outbox_count++) % OUTBOX_MAX] = *out;
        (void)pthread_cond_signal(&link->turn);
        rc = 0;
    } else if (link->up) {
        link->want_room = true;
    }
    (void)pthread_mutex_unlock(&link->lock);
    return rc;
}

int link_publish(struct link *link, const char *topic, const void *payload, size_t length, int qos,
                 bool retain, uint64_t tag)
{
    size_t topic_size = strlen(topic) + 1;
    if (length > LINK_PAYLOAD_MAX || (qos > 0 && link->unanswered >= OUTBOX_MAX))
        return -1;
    char *block = malloc(topic_size + length);
    if (!block)
        return -1;
    memcpy(block, topic, topic_size);
    if (length)
        memcpy(block + topic_size, payload, length);
    const struct outgoing out = {.topic = block,
                                 .payload = block + topic_size,
                                 .length = length,
                                 .qos = qos > 0,
                                 .retain = retain,
                                 .tag = tag};
    if (outbox_put(link, &out) != 0) {
        free(block);
        return -1;
    }
    link->unanswered += qos > 0;
    return 0;
}

void link_stats(struct link *link, struct link_stats *out)
{
    struct queue_counts q;
    queue_count(link->queue, &q);
    *out = (struct link_stats){
        .received = q.received,
        .dropped = q.dropped,
        .connects = atomic_load(&link->connects),
        .failures = atomic_load(&link->failures),
        .queue = q.queue,
        .queue_peak = q.queue_peak,
        .queue_max = q.queue_max,
        .heartbeat_boot_ms = atomic_load(&link->heartbeat),
    };
}
