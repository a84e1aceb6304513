/* SPDX-License-Identifier: MIT */
/* The hub's loop: what the broker brings goes to the database thread, what that thread earned goes
 * back to the stations. Its presence on …/hub/<id>/status lets stations send; while the database is
 * away it says so there, and they keep what they have. Stateless: any number of hubs share one
 * subscription, and one that is killed leaves nothing behind that a station does not send again. */
#include "data/hub/hub.h"

#include "data/confine/confine.h"
#include "data/hub/ingest.h"
#include "data/hub/messages.h"
#include "data/link/link.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/serve/post.h"
#include "data/service/clock_ms.h"
#include "data/service/crash.h"
#include "data/service/usage.h"
#include "data/service/vitals.h"
#include "data/service/wake.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define TOPIC_ROOT   "andon/v1/"
#define SHARE        "$share/hub/" TOPIC_ROOT "+/+/+/+/+/record"
#define HISTORY      "$share/hub/" TOPIC_ROOT "+/+/+/+/+/history"
#define TOPIC_SIZE   400
#define STATUS_SIZE  768
#define ACKS_WAITING 8192
#define TICK_MS      1000
#define REPORT_MS    INT64_C(60000)
#define HANGS_MS     INT64_C(15000) /* a database that does not answer for so long is away */
/* From the broker, not yet with the reader: after an outage a thousand stations begin at once. */
#define QUEUE_BYTES (32U << 20)
#define FLOOD       100 /* batches in a tick */

struct waiting_ack {
    size_t length;
    char *payload, *topic; /* in one block, which begins with the payload */
};

struct hub {
    uv_loop_t loop;
    struct wake link_wake, ingest_wake;
    uv_signal_t sigterm, sigint;
    uv_timer_t timer;
    struct vitals vitals;
    struct post post; /* who asks how it is */
    bool keys;        /* acknowledgements are signed */
    char why[96];     /* why there is no broker, or no database, in words that are sanitised */
    char store_why[160];
    struct link *link;
    struct ingest *ingest;
    bool up;
    bool database, hangs; /* it takes records; it has been silent for too long */
    bool status_due;
    int64_t gap_ms;    /* between batches of a station's backlog */
    int64_t report_at; /* boot_ms */
    char status_topic[TOPIC_SIZE];
    char status_online[STATUS_SIZE], status_offline[STATUS_SIZE];
    struct waiting_ack ack[ACKS_WAITING]; /* a ring: what the link would not take yet */
    size_t ack_first, acks;
    struct ingest_stats last; /* as last reported */
    int64_t batches;          /* at the tick before */
    bool flooded;             /* there were many, and memory was kept since */
};

/* ---- presence -------------------------------------------------------------------------------- */

/* How it fares: since the start, and of the last two minutes' turns. */
static void put_figures(struct hub *h, struct jw *w)
{
    const struct lag *lag = &h->vitals.turn.lag;
    const struct usage usage = usage_read();
    struct ingest_stats s;
    struct link_stats link;
    ingest_stats(h->ingest, &s);
    link_stats(h->link, &link);
    jw_object(w, "figures");
    jw_int(w, "records", s.records);
    jw_int(w, "duplicates", s.duplicates);
    jw_int(w, "parked", s.parked);
    jw_int(w, "dropped", s.dropped);
    jw_int(w, "waiting", s.waiting);
    jw_int(w, "queue", link.queue);
    jw_int(w, "queue_max", link.queue_max);
    jw_int(w, "loop_p50_us", (int64_t)lag_percentile_us(lag, 50));
    jw_int(w, "loop_p99_us", (int64_t)lag_percentile_us(lag, 99));
    jw_int(w, "loop_max_us", (int64_t)lag_max_us(lag));
    jw_int(w, "resident_bytes", usage.resident_bytes);
    jw_int(w, "descriptors", usage.descriptors);
    jw_seconds(w, "uptime_s", clock_ms(CLOCK_BOOTTIME) - h->vitals.started_ms);
    jw_object_end(w);
}

/* `h` NULL: without figures, for the Will. */
static void write_status(char out[STATUS_SIZE], struct hub *h, bool online, const char *why)
{
    struct jw w;
    const int64_t gap_ms = h ? h->gap_ms : 0;
    jw_init(&w, out, STATUS_SIZE);
    jw_object(&w, NULL);
    jw_bool(&w, "online", online);
    jw_text(&w, "version", ANDON_VERSION);
    jw_int(&w, "ts", clock_ms(CLOCK_REALTIME));
    if (gap_ms > 0)
        jw_int(&w, "gap_ms", gap_ms);
    if (why)
        jw_text(&w, "why", why);
    if (h)
        put_figures(h, &w);
    jw_object_end(&w);
}

/* The link says `offline` by itself at each connect, for nothing can be promised yet. */
static void publish_status(struct hub *h)
{
    char text[STATUS_SIZE];
    bool well = h->database && !h->hangs;
    if (!h->up || !h->status_due)
        return;
    write_status(text, h, well, well ? NULL : "its database is away");
    h->status_due = link_publish(h->link, h->status_topic, text, strlen(text), 1, true, 0) != 0;
}

/* Whether this hub can take records: told to the stations; and without a database it takes none
 * out of the subscription that it shares with hubs that have one. */
static void follow_database(struct hub *h)
{
    static const char *const filters[] = {SHARE, HISTORY};
    h->status_due = true;
    if (link_subscribe(h->link, filters, h->database && !h->hangs ? 2 : 0) != 0)
        report(HM_MEMORY, "out of memory: the subscription stays as it is");
    publish_status(h);
}

/* ---- acknowledgements ------------------------------------------------------------------------ */

/* What does not fit is earned again when the batch comes again. */
static void keep_ack(struct hub *h, const char *topic, const char *payload, size_t length)
{
    if (h->acks == ACKS_WAITING)
        return;
    struct waiting_ack *a = &h->ack[(h->ack_first + h->acks) % ACKS_WAITING];
    const size_t topic_size = strlen(topic) + 1;
    a->payload = malloc(length + topic_size);
    if (!a->payload)
        return;
    memcpy(a->payload, payload, length);
    a->length = length;
    a->topic = a->payload + length;
    memcpy(a->topic, topic, topic_size);
    h->acks++;
}

static void send_acks(struct hub *h)
{
    while (h->acks > 0) {
        struct waiting_ack *a = &h->ack[h->ack_first];
        if (h->up && link_publish(h->link, a->topic, a->payload, a->length, 1, false, 0) != 0)
            return; /* when there is room the link wakes us */
        free(a->payload);
        h->ack_first = (h->ack_first + 1) % ACKS_WAITING;
        h->acks--;
    }
}

static void on_ingest(void *ctx, const struct ingest_event *event)
{
    struct hub *h = ctx;
    char topic[TOPIC_SIZE];
    switch (event->kind) {
    case INGEST_ACK:
        if (text_format(topic, sizeof topic, TOPIC_ROOT "%s/ack", event->station))
            keep_ack(h, topic, event->payload, event->length);
        break;
    case INGEST_TOLD:
        if (text_format(topic, sizeof topic, TOPIC_ROOT "%s/told", event->station))
            keep_ack(h, topic, event->payload, event->length);
        break;
    case INGEST_HISTORY:
        if (text_format(topic, sizeof topic, TOPIC_ROOT "%s/history/ack", event->station))
            keep_ack(h, topic, event->payload, event->length);
        break;
    case INGEST_NEWS:
        report(HM_NEWS, "%s", event->text);
        break;
    case INGEST_HOOK:
        report(HM_HOOK, "%s", event->text);
        break;
    case INGEST_DOWN:
        report(HM_STORE_DOWN, "records cannot be taken: %s (it is tried again)", event->text);
        (void)text_sanitise(event->text, strlen(event->text), h->store_why, sizeof h->store_why);
        h->database = false;
        follow_database(h);
        break;
    case INGEST_UP:
        report(HM_STORE_UP, "records go to %s", event->text);
        h->store_why[0] = '\0';
        h->database = true;
        follow_database(h);
        break;
    }
}

static void on_ingest_wake(void *ctx)
{
    struct hub *h = ctx;
    crash_phase("acknowledging");
    ingest_drain(h->ingest, on_ingest, h);
    send_acks(h);
}

/* ---- the broker ------------------------------------------------------------------------------ */

/* The station of a topic that ends with `tail`. */
static bool station_of(const char *topic, const char *tail, char station[TOPIC_SIZE])
{
    size_t length = strlen(topic), root = strlen(TOPIC_ROOT), end = strlen(tail);
    return length > root + end && memcmp(topic, TOPIC_ROOT, root) == 0 &&
           strcmp(topic + length - end, tail) == 0 &&
           text_copy_n(station, TOPIC_SIZE, topic + root, length - root - end);
}

static void take_message(struct hub *h, const struct link_event *event)
{
    char station[TOPIC_SIZE];
    int64_t wall_ms = clock_ms(CLOCK_REALTIME);
    if (station_of(event->topic, "/record", station))
        (void)ingest_add(h->ingest, station, event->payload, event->length, wall_ms);
    else if (station_of(event->topic, "/history", station))
        (void)ingest_add_history(h->ingest, station, event->payload, event->length, wall_ms);
}

static void take_state(struct hub *h, const struct link_event *event)
{
    bool was = h->up;
    h->up = event->state == LINK_UP;
    (void)text_sanitise(event->why, h->up ? 0 : strlen(event->why), h->why, sizeof h->why);
    if (h->up && !was) {
        report(HM_LINK_UP, "connected to the broker%s%s", event->why[0] ? ": " : "", event->why);
        h->status_due = true;
        publish_status(h);
        send_acks(h);
    } else if (!h->up && event->state == LINK_DOWN) {
        report(HM_LINK_DOWN, "no broker: %s (it is tried again)", event->why);
    }
}

static void on_link(void *ctx, const struct link_event *event)
{
    struct hub *h = ctx;
    switch (event->kind) {
    case LINK_EVENT_MESSAGE:
        take_message(h, event);
        break;
    case LINK_EVENT_STATE:
        take_state(h, event);
        break;
    case LINK_EVENT_SENT:
    case LINK_EVENT_OVERRUN:
        break; /* the station sends again what was not acknowledged */
    }
}

static void on_link_wake(void *ctx)
{
    struct hub *h = ctx;
    crash_phase("taking messages");
    link_drain(h->link, on_link, h);
    publish_status(h);
    send_acks(h);
}

/* ---- now and then ---------------------------------------------------------------------------- */

static void tell_figures(struct hub *h, const struct ingest_stats *now)
{
    const struct ingest_stats s = *now;
    if (s.batches != h->last.batches || s.dropped != h->last.dropped)
        report(HM_TAKEN,
               "%lld records taken, %lld came again, %lld put aside, %lld batches dropped, %lld "
               "wait",
               (long long)(s.records - h->last.records),
               (long long)(s.duplicates - h->last.duplicates),
               (long long)(s.parked - h->last.parked), (long long)(s.dropped - h->last.dropped),
               (long long)s.waiting);
    h->last = s;
}

/* See keep_memory. */
static void give_back_memory(struct hub *h, const struct ingest_stats *s)
{
    if (s->waiting == 0 && s->batches == h->batches && h->flooded)
        (void)malloc_trim(0);
    h->flooded = s->waiting > 0 || s->batches > h->batches + FLOOD ||
                 (h->flooded && s->batches != h->batches);
    h->batches = s->batches;
}

/* The thread turns once a second unless it waits for its database, which may hang as a whole. */
static void on_timer(uv_timer_t *timer)
{
    struct hub *h = timer->data;
    char refused[CONFINE_SAID_SIZE];
    struct ingest_stats s;
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    ingest_stats(h->ingest, &s);
    bool hangs = h->database && now - s.heartbeat_boot_ms > HANGS_MS;
    if (hangs != h->hangs) {
        h->hangs = hangs;
        report(hangs ? HM_STORE_HANGS : HM_STORE_ANSWERS, "%s",
               hangs ? "the database does not answer" : "the database answers again");
        follow_database(h);
    }
    give_back_memory(h, &s);
    if (confine_refused(refused))
        report(HM_CONFINED, "%s", refused);
    report_tick();
    post_tick(&h->post, now);
    if (now >= h->report_at) {
        h->report_at = now + REPORT_MS;
        h->status_due = true;
        publish_status(h);
        tell_figures(h, &s);
    }
}

/* ---- how it is ------------------------------------------------------------------------------- */

static void put_link(struct hub *h, struct jw *w)
{
    struct link_stats stats;
    link_stats(h->link, &stats);
    jw_object(w, "link");
    jw_bool(w, "up", h->up);
    jw_text(w, "why", h->why[0] ? h->why : NULL);
    jw_int(w, "queue", stats.queue);
    jw_int(w, "queue_max", stats.queue_max);
    jw_int(w, "messages", stats.received);
    jw_int(w, "dropped", stats.dropped);
    jw_object_end(w);
}

/* Its answer to `status`. Asked before link and database are opened: nobody, the loop runs later.
 */
static void put_status(void *ctx, struct jw *w)
{
    struct hub *h = ctx;
    struct ingest_stats s;
    ingest_stats(h->ingest, &s);
    put_link(h, w);
    jw_object(w, "database");
    jw_bool(w, "up", h->database && !h->hangs);
    jw_text(w, "why", h->hangs ? "it does not answer" : h->store_why[0] ? h->store_why : NULL);
    jw_object_end(w);
    jw_bool(w, "keys", h->keys);
    jw_int(w, "batches", s.batches);
    jw_int(w, "dropped", s.dropped);
    jw_int(w, "unreadable", s.unreadable);
    jw_int(w, "refused", s.refused);
    jw_int(w, "records", s.records);
    jw_int(w, "duplicates", s.duplicates);
    jw_int(w, "parked", s.parked);
    jw_int(w, "commits", s.commits);
    jw_int(w, "waiting", s.waiting);
    jw_int(w, "acks", (int64_t)h->acks);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct hub *h = handle->data;
    report(HM_STOPPING, "stopping: %s", number == SIGINT ? "SIGINT" : "SIGTERM");
    uv_stop(&h->loop);
}

/* ---- start and end --------------------------------------------------------------------------- */

static void wake_link(void *ctx)
{
    wake_ring(&((struct hub *)ctx)->link_wake);
}

static void wake_ingest(void *ctx)
{
    wake_ring(&((struct hub *)ctx)->ingest_wake);
}

static int open_loop(struct hub *h, struct cause *why)
{
    int rc = uv_loop_init(&h->loop);
    if (rc != 0)
        return cause_set(why, -1, "the event loop: %s", uv_strerror(rc));
    uv_signal_init(&h->loop, &h->sigterm);
    uv_signal_init(&h->loop, &h->sigint);
    uv_timer_init(&h->loop, &h->timer);
    h->sigterm.data = h->sigint.data = h->timer.data = h;
    rc = uv_signal_start(&h->sigterm, on_signal, SIGTERM);
    if (rc == 0)
        rc = uv_signal_start(&h->sigint, on_signal, SIGINT);
    if (rc == 0)
        rc = uv_timer_start(&h->timer, on_timer, TICK_MS, TICK_MS);
    if (rc == 0)
        rc = vitals_begin(&h->vitals, &h->loop, HM_LAG);
    if (rc == 0)
        rc = wake_open(&h->link_wake, &h->loop, on_link_wake, h);
    if (rc == 0)
        rc = wake_open(&h->ingest_wake, &h->loop, on_ingest_wake, h);
    h->report_at = clock_ms(CLOCK_BOOTTIME) + REPORT_MS;
    return rc == 0 ? 0 : cause_set(why, -1, "the event loop: %s", uv_strerror(rc));
}

static int open_link(struct hub *h, const struct hub_conf *conf, struct cause *why)
{
    char client[64];
    if (!text_format(h->status_topic, sizeof h->status_topic, TOPIC_ROOT "hub/%s/status",
                     conf->id) ||
        !text_format(client, sizeof client, "andon-hub-%s", conf->id))
        return cause_set(why, -1, "--id %.20s…: the id is too long", conf->id);
    write_status(h->status_online, NULL, false, "it has just come");
    write_status(h->status_offline, NULL, false, "it is gone");
    const struct link_conf link = {.url = conf->broker,
                                   .client_id = client,
                                   .tls = conf->tls,
                                   .user = conf->user,
                                   .password = conf->password,
                                   .keepalive_s = conf->keepalive_s,
                                   .retry_min_ms = conf->retry_min_ms,
                                   .retry_max_ms = conf->retry_max_ms,
                                   .status_topic = h->status_topic,
                                   .status_online = h->status_online,
                                   .status_offline = h->status_offline,
                                   .queue_bytes = QUEUE_BYTES};
    h->link = link_open(&link, wake_link, h, why);
    return h->link ? 0 : -1;
}

static void open_post(struct hub *h, const struct hub_conf *conf)
{
    const struct post_conf post = {.loop = &h->loop,
                                   .run = conf->run,
                                   .program = "andon-hub-ingest",
                                   .group = "", /* figures of a plant are not every operator's */
                                   .vitals = &h->vitals,
                                   .put = put_status,
                                   .ctx = h,
                                   .member = "ingest",
                                   .say = {HM_SERVING, HM_SOCKET, HM_PLACE, HM_PLACE_LOST}};
    vitals_crashes(&h->vitals, conf->data, "andon-hub");
    h->keys = conf->keys != NULL;
    post_open(&h->post, &post);
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* A flood of batches is memory taken and let go ten thousand times a second. Given back to the
 * kernel each time it cost more in page faults than the batches in work; so it is kept, and given
 * back when the flood is over. */
static void keep_memory(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
    (void)mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

int hub_run(const struct hub_conf *conf, struct cause *why)
{
    static struct hub hub;
    struct hub *h = &hub;
    const struct ingest_conf ingest = {.database = conf->database,
                                       .history_days = conf->history_days,
                                       .keys = conf->keys,
                                       .hook = conf->hook,
                                       .hooks = conf->hooks};
    struct cause confined;
    keep_memory();
    h->gap_ms = conf->drain_gap_ms;
    int rc = open_loop(h, why);
    if (rc != 0)
        return rc;
    open_post(h, conf);
    if (confine_begin(CONFINE_HUB, &confined) != 0)
        report(HM_CONFINED, "%s", confined.text);
    rc = open_link(h, conf, why); /* before other threads: it changes the environment */
    if (rc == 0 && !(h->ingest = ingest_open(&ingest, wake_ingest, h, why)))
        rc = -1;
    if (rc == 0)
        uv_run(&h->loop, UV_RUN_DEFAULT);
    post_close(&h->post);
    ingest_close(&h->ingest);
    if (h->link)
        link_close(&h->link);
    for (; h->acks > 0; h->acks--) {
        free(h->ack[h->ack_first].payload);
        h->ack_first = (h->ack_first + 1) % ACKS_WAITING;
    }
    wake_close(&h->link_wake);
    wake_close(&h->ingest_wake);
    uv_walk(&h->loop, close_handle, NULL);
    uv_run(&h->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&h->loop);
    return rc;
}
