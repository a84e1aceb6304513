/* SPDX-License-Identifier: MIT */
/* See drain.h. One poll over all stations; whatever is late or odd ends the bench. */
#include "tests/bench/drain.h"

#include "data/model/sync/batch.h"
#include "data/store/hash.h"
#include "tests/bench/day.h"
#include "tests/bench/figure.h"
#include "tests/bench/flow.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STATIONS_MAX 1024
#define PATIENCE_MS  60000
#define SECOND_NS    INT64_C(1000000000)
#define RESEND_MS    10000 /* as a station's outbox: at first, then twice as long each time */
#define IN_SIZE      8192
#define TOPIC        "andon/v1/acme/monterrey/stamping/line1/press%d/%s"

/* ---- the log --------------------------------------------------------------------------------- */

static void make_record(struct record *r, int64_t seq, const char *before)
{
    struct record_draft draft;
    char body[DAY_BODY_SIZE];
    unsigned char bytes[HASH_BYTES];
    day_record(seq, &draft, body);
    *r = (struct record){.epoch = DRAIN_EPOCH,
                         .seq = seq,
                         .kind = draft.kind,
                         .rev = draft.rev,
                         .wall_ms = draft.wall_ms,
                         .boot_ms = draft.boot_ms,
                         .boot_id = "b3f1c1de-6f0d-4a53-9d0c-2f2d8f0e9a11",
                         .synced = 1,
                         .actor = "machine",
                         .config = "0123456789abcdef",
                         .body = strdup(body),
                         .body_length = strlen(body)};
    memcpy(r->id, draft.id, sizeof r->id);
    if (!r->body || hash_record(before, r, bytes, r->hash) != 0)
        figure_die("a record cannot be made");
}

static void make_batches(struct drain_log *log, int64_t together)
{
    static char out[BATCH_MAX + 1];
    for (int64_t i = 0; i < log->records;) {
        struct batch_writer w;
        struct drain_batch *b = &log->batch[log->batches++];
        b->first = log->record[i].seq;
        batch_begin(&w, out, sizeof out, &log->record[i],
                    i == 0 ? hash_genesis : log->record[i - 1].hash, NULL);
        while (i < log->records && w.records < together && batch_add(&w, &log->record[i]))
            i++;
        b->length = batch_end(&w);
        b->payload = strdup(out);
        if (!b->payload || b->length == 0)
            figure_die("a batch cannot be made");
    }
}

void drain_log_make(struct drain_log *log, int64_t records, int64_t together)
{
    *log = (struct drain_log){.records = records};
    log->record = calloc((size_t)records, sizeof *log->record);
    log->batch = calloc((size_t)records, sizeof *log->batch);
    if (!log->record || !log->batch)
        figure_die("out of memory");
    for (int64_t i = 0; i < records; i++)
        make_record(&log->record[i], i + 1, i == 0 ? hash_genesis : log->record[i - 1].hash);
    make_batches(log, together);
}

void drain_log_done(struct drain_log *log)
{
    for (int64_t i = 0; i < log->records; i++)
        free((char *)(uintptr_t)log->record[i].body);
    for (int i = 0; i < log->batches; i++)
        free(log->batch[i].payload);
    free(log->record);
    free(log->batch);
    *log = (struct drain_log){.records = 0};
}

/* ---- a connection ---------------------------------------------------------------------------- */

struct sent {
    int64_t at_ns, wait_ms;
    bool acked;
};

struct station {
    struct flow flow;
    int number, next, under_way, acked;
    struct sent *sent; /* of each batch */
    const struct drain_log *log;
    bool tells;
    int64_t told_ns;
    unsigned char in[IN_SIZE];
    size_t in_length;
};

static void subscribe(struct station *s, const char *topic)
{
    unsigned char packet[256];
    size_t length = strlen(topic), at = 0;
    packet[at++] = 0x82;
    packet[at++] = (unsigned char)(2 + 2 + length + 1);
    packet[at++] = 0;
    packet[at++] = 1;
    packet[at++] = 0;
    packet[at++] = (unsigned char)length;
    memcpy(packet + at, topic, length);
    at += length;
    packet[at++] = 0;
    if (send(s->flow.fd, packet, at, MSG_NOSIGNAL) != (ssize_t)at)
        figure_die("a subscription cannot be sent");
}

/* The next whole packet of what came: its type, payload and length; 0: there is none. */
static unsigned char next_packet(const struct station *s, size_t *at, const unsigned char **payload,
                                 size_t *length)
{
    size_t p = *at + 1, rest = 0;
    for (int shift = 0; p < s->in_length && shift < 28; shift += 7) {
        unsigned char byte = s->in[p++];
        rest |= (size_t)(byte & 127) << shift;
        if ((byte & 128) != 0)
            continue;
        if (p + rest > s->in_length)
            return 0;
        *payload = s->in + p;
        *length = rest;
        unsigned char type = (unsigned char)(s->in[*at] & 0xf0);
        *at = p + rest;
        return type;
    }
    return 0;
}

typedef bool take_message(struct station *s, const char *text, size_t length);

/* Whether a message was news. */
static bool receive(struct station *s, take_message *take)
{
    bool news = false;
    const unsigned char *payload = NULL;
    size_t at = 0, length = 0;
    ssize_t n = recv(s->flow.fd, s->in + s->in_length, sizeof s->in - s->in_length, MSG_DONTWAIT);
    if (n == 0)
        figure_die("the broker closed a station's connection");
    s->in_length += n > 0 ? (size_t)n : 0;
    for (unsigned char type; (type = next_packet(s, &at, &payload, &length)) != 0;) {
        if (type != 0x30)
            continue; /* PUBACK, SUBACK */
        size_t topic = (size_t)payload[0] << 8 | payload[1];
        news |= take(s, (const char *)payload + 2 + topic, length - 2 - topic);
    }
    memmove(s->in, s->in + at, s->in_length - at);
    s->in_length -= at;
    if (s->in_length == sizeof s->in)
        figure_die("an answer that is too long");
    return news;
}

static bool says(const char *text, size_t length, const char *what)
{
    return memmem(text, length, what, strlen(what)) != NULL;
}

/* ---- hubs ------------------------------------------------------------------------------------ */

static bool take_status(struct station *s, const char *text, size_t length)
{
    s->acked += says(text, length, "\"online\":true");
    return true;
}

void drain_wait_hubs(int port, int hubs)
{
    struct station s = {.number = 0};
    flow_open(&s.flow, port);
    subscribe(&s, "andon/v1/hub/+/status");
    while (s.acked < hubs) {
        struct pollfd p = {.fd = s.flow.fd, .events = POLLIN};
        if (poll(&p, 1, PATIENCE_MS) != 1)
            figure_die("no hub has come");
        (void)receive(&s, take_status);
    }
    flow_close(&s.flow);
}

/* ---- what waits, on the line board ----------------------------------------------------------- */

static int64_t records_of(const struct drain_log *log, int batch)
{
    return (batch + 1 < log->batches ? log->batch[batch + 1].first
                                     : log->record[0].seq + log->records) -
           log->batch[batch].first;
}

/* As a station's summary says it; the oldest is an hour old at first. */
static void tell(struct station *s)
{
    char topic[128], text[512];
    int64_t waits = 0, oldest = -1, hour = 3600, now = flow_wall_ms();
    for (int i = 0; i < s->log->batches; i++) {
        if (s->sent[i].acked)
            continue;
        waits += records_of(s->log, i);
        if (oldest < 0)
            oldest = hour - hour * (s->log->batch[i].first - 1) / s->log->records;
    }
    (void)snprintf(topic, sizeof topic, TOPIC, s->number, "state");
    (void)snprintf(text, sizeof text,
                   "{\"title\":\"Press %d\",\"machine\":{\"state\":\"running\",\"since\":%lld},"
                   "\"oee\":{\"oee\":0.8},\"counts\":{\"good\":1885,\"target_now\":2010},"
                   "\"open\":{\"calls\":0,\"pending\":%lld,\"oldest_s\":%lld}}",
                   s->number, (long long)now - 60000, (long long)waits,
                   (long long)(oldest > 0 ? oldest : 0));
    flow_say(&s->flow, topic, text, true);
    s->told_ns = figure_now_ns();
}

static void tell_online(struct station *s)
{
    char topic[128], text[80];
    (void)snprintf(topic, sizeof topic, TOPIC, s->number, "status");
    (void)snprintf(text, sizeof text, "{\"online\":true,\"ts\":%lld}", (long long)flow_wall_ms());
    flow_say(&s->flow, topic, text, true);
}

/* ---- draining -------------------------------------------------------------------------------- */

/* The batch that an acknowledgement is for. */
static int batch_of(const struct drain_log *log, const char *text, size_t length)
{
    const char *first = memmem(text, length, "\"first\":", 8);
    int64_t seq = first ? strtoll(first + 8, NULL, 10) : 0;
    int low = 0, high = log->batches - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (log->batch[middle].first < seq)
            low = middle + 1;
        else
            high = middle;
    }
    if (log->batch[low].first != seq)
        figure_die("an acknowledgement of what was not sent");
    return low;
}

static bool take_ack(struct station *s, const char *text, size_t length)
{
    if (!says(text, length, "\"parked\":[]"))
        figure_die("a hub has put records aside");
    struct sent *sent = &s->sent[batch_of(s->log, text, length)];
    if (sent->acked)
        return false; /* it was sent twice, and answered twice */
    sent->acked = true;
    s->acked++;
    s->under_way--;
    if (s->tells && (s->acked == s->log->batches || figure_now_ns() - s->told_ns > SECOND_NS))
        tell(s);
    for (int i = s->next - 1; i >= 0 && i >= s->next - 2 * s->under_way - 16;
         i--) /* a hub is there: what waits long waits as at first */
        s->sent[i].wait_ms = RESEND_MS;
    return true;
}

static void send_batch(struct station *s, int which)
{
    char topic[128];
    struct flow_batch one = {.qos = 1, .packet_id = (uint16_t)(which % 65000)};
    (void)snprintf(topic, sizeof topic, TOPIC, s->number, "record");
    flow_add(&one, topic, s->log->batch[which].payload, false);
    for (size_t sent = 0; sent < one.length;) {
        ssize_t n = send(s->flow.fd, one.bytes + sent, one.length - sent, MSG_NOSIGNAL);
        if (n <= 0)
            figure_die("the broker takes no batch");
        sent += (size_t)n;
    }
    flow_batch_done(&one);
    s->sent[which].at_ns = figure_now_ns();
}

static void send_some(struct station *s, int window)
{
    while (s->under_way < window && s->next < s->log->batches) {
        s->sent[s->next].wait_ms = RESEND_MS;
        send_batch(s, s->next++);
        s->under_way++;
    }
}

/* What was not answered in time. */
static int send_again(struct station *s)
{
    int resent = 0;
    for (int i = 0, found = 0; i < s->next && found < s->under_way; i++) {
        struct sent *sent = &s->sent[i];
        found += !sent->acked;
        if (sent->acked || figure_now_ns() - sent->at_ns < sent->wait_ms * 1000000)
            continue;
        sent->wait_ms *= 2;
        send_batch(s, i);
        resent++;
    }
    return resent;
}

static void open_station(struct station *s, int number, const struct drain_plan *plan,
                         const struct drain_log *log)
{
    char topic[128];
    *s = (struct station){.number = number, .log = log, .tells = plan->tell};
    s->sent = calloc((size_t)log->batches, sizeof *s->sent);
    if (!s->sent)
        figure_die("out of memory");
    flow_open(&s->flow, plan->port);
    (void)snprintf(topic, sizeof topic, TOPIC, number, "ack");
    subscribe(s, topic);
    if (plan->tell) {
        tell_online(s);
        tell(s);
    }
}

/* Sends what may be sent; those that are not through yet. */
static int send_round(struct station *all, const struct drain_plan *plan, bool look, int *resent)
{
    int left = 0;
    for (int i = 0; i < plan->stations; i++) {
        send_some(&all[i], plan->window);
        *resent += look ? send_again(&all[i]) : 0;
        left += all[i].acked < all[i].log->batches;
    }
    return left;
}

static void drain_all(struct station *all, const struct drain_plan *plan, struct pollfd *p,
                      int *resent)
{
    int64_t heard = figure_now_ns(), looked = heard;
    for (;;) {
        bool look = figure_now_ns() - looked > SECOND_NS;
        looked = look ? figure_now_ns() : looked;
        if (send_round(all, plan, look, resent) == 0)
            return;
        (void)poll(p, (nfds_t)plan->stations, 1000);
        for (int i = 0; i < plan->stations; i++)
            if ((p[i].revents & (POLLIN | POLLHUP)) != 0 && receive(&all[i], take_ack))
                heard = figure_now_ns();
        if (figure_now_ns() - heard > PATIENCE_MS * INT64_C(1000000))
            figure_die("no acknowledgement comes any more");
    }
}

double drain_run(const struct drain_plan *plan, const struct drain_log *log, int *resent)
{
    static struct station all[STATIONS_MAX];
    struct pollfd p[STATIONS_MAX];
    if (plan->stations > STATIONS_MAX)
        figure_die("too many stations");
    for (int i = 0; i < plan->stations; i++) {
        open_station(&all[i], i + 1, plan, log);
        p[i] = (struct pollfd){.fd = all[i].flow.fd, .events = POLLIN};
    }
    if (plan->tell)
        drain_wait_hubs(plan->port, 1);
    *resent = 0;
    int64_t begin = figure_now_ns();
    drain_all(all, plan, p, resent);
    double seconds = figure_seconds_since(begin);
    for (int i = 0; i < plan->stations; i++) {
        flow_close(&all[i].flow);
        free(all[i].sent);
    }
    return seconds;
}
