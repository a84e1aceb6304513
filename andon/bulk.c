/* SPDX-License-Identifier: MIT */
/* Signal history on its way upstream, behind the records: one batch at a time, and only while
 * (nearly) all records are there. Where to go on the hub says, so nothing is remembered here: the
 * first batch asks. What is not answered is asked again at doubling intervals, from where the hub
 * is then; what retention has removed meanwhile is lost, and a gap there. Called by ship.c with
 * what concerns it. */
#include "andon/daemon.h"
#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/topics.h"
#include "data/model/sync/minutes.h"

#include <string.h>

#define RECORDS_FIRST 64             /* with more pending it waits */
#define TOGETHER_MIN  5              /* minutes in a batch of what goes on */
#define PACE_MS       INT64_C(250)   /* between batches of a backlog */
#define RETRY_MS      INT64_C(10000) /* first time-out */
#define RETRY_MAX_MS  INT64_C(300000)

int bulk_prepare(struct daemon *d, struct cause *why)
{
    struct bulk_shipper *b = &d->shipper.bulk;
    b->on = d->config->upstream && d->config->upstream_history;
    b->have = -1;
    b->wait = RETRY_MS;
    if (!topic_own(d->config, TOPIC_HISTORY, b->topic, sizeof b->topic) ||
        !topic_own(d->config, TOPIC_HISTORY_ACK, b->ack_topic, sizeof b->ack_topic))
        return cause_set(why, -1, "the station's names make a topic longer than %d bytes",
                         CONFIG_TOPIC_MAX - 1);
    return 0;
}

static bool is_open(const struct daemon *d)
{
    const struct shipper *s = &d->shipper;
    return s->bulk.on && s->outbox.open && d->keeper.store && d->uplink.link &&
           outbox_pending(&s->outbox) < RECORDS_FIRST;
}

/* Asked again after a while, unless an answer comes. */
static void publish(struct daemon *d, const char *payload, size_t length, int64_t boot_ms)
{
    struct bulk_shipper *b = &d->shipper.bulk;
    (void)link_publish(d->uplink.link, b->topic, payload, length, 1, false, 0);
    b->due = boot_ms + b->wait;
    b->wait = b->wait * 2 < RETRY_MAX_MS ? b->wait * 2 : RETRY_MAX_MS;
}

static void ask_where(struct daemon *d, int64_t boot_ms)
{
    char text[100];
    struct jw w;
    minutes_begin(&w, text, sizeof text, 0, 0);
    publish(d, text, minutes_end(&w), boot_ms);
}

/* The last minute that is over, and whose rows are on disk. */
static int64_t last_minute(void)
{
    return history_minute(clock_now().wall_ms) - 2;
}

static void read_page(struct daemon *d, int64_t boot_ms)
{
    struct bulk_shipper *b = &d->shipper.bulk;
    const struct store_ask ask = {
        .what = "ship-history", .from_ms = b->have + 1, .to_ms = last_minute()};
    b->due = boot_ms + b->wait;
    b->query = ask.to_ms >= ask.from_ms ? store_ask(d->keeper.store, &ask) : 0;
}

void bulk_tick(struct daemon *d, int64_t boot_ms)
{
    struct bulk_shipper *b = &d->shipper.bulk;
    if (!is_open(d) || boot_ms < b->due || b->query != 0)
        return;
    if (b->have < 0 || b->wait > RETRY_MS) /* an answer is missing: where is it? */
        ask_where(d, boot_ms);
    else
        read_page(d, boot_ms);
}

int64_t bulk_deadline(const struct daemon *d)
{
    return is_open(d) && d->shipper.bulk.query == 0 ? d->shipper.bulk.due : TIME_NEVER;
}

/* Some minutes at a time, once it has caught up. */
static void go_on(struct bulk_shipper *b, int64_t boot_ms)
{
    int64_t behind = last_minute() - b->have;
    b->wait = RETRY_MS;
    b->due = behind > TOGETHER_MIN
                 ? boot_ms + PACE_MS
                 : boot_ms + (TOGETHER_MIN - (behind > 0 ? behind : 0) + 1) * MS_PER_MIN;
}

bool bulk_rows(struct daemon *d, const struct store_event *event)
{
    struct bulk_shipper *b = &d->shipper.bulk;
    int64_t boot_ms = clock_now().boot_ms;
    if (event->query == 0 || event->query != b->query)
        return false;
    b->query = 0;
    const struct shipment *ship = event->shipment;
    if (ship && ship->to == 0)
        b->due = boot_ms + TOGETHER_MIN * MS_PER_MIN; /* nothing was heard */
    else if (ship && is_open(d))
        publish(d, event->rows, event->rows_length, boot_ms);
    return true;
}

static bool is_signed(const struct daemon *d, const struct minutes_ack *ack)
{
    char text[CONFIG_TOPIC_MAX + 100];
    const struct mac_key *key = &d->shipper.key;
    size_t length = minutes_ack_signed(ack, d->path, text, sizeof text);
    return key->length == 0 || (length > 0 && mac_fits(key, text, length, ack->mac));
}

bool bulk_message(struct daemon *d, const struct link_event *event)
{
    struct bulk_shipper *b = &d->shipper.bulk;
    struct minutes_ack ack;
    struct cause why = {{0}};
    if (!b->on || strcmp(event->topic, b->ack_topic) != 0)
        return false;
    if (event->stored)
        return true;
    int rc = minutes_ack_read(event->payload, event->length, &ack, &why);
    if (rc == 0 && !is_signed(d, &ack))
        rc = cause_set(&why, -1, "an answer that is not signed with this station's key");
    if (rc != 0) {
        d->shipper.refused++;
        report(MSG_ACK_REFUSED, "%s", why.text);
        return true;
    }
    b->have = ack.have;
    go_on(b, clock_now().boot_ms);
    return true;
}

/* A hub has come, maybe another one with a database of its own. */
void bulk_opened(struct daemon *d)
{
    struct bulk_shipper *b = &d->shipper.bulk;
    b->have = -1;
    b->query = 0;
    b->due = clock_now().boot_ms + PACE_MS;
    b->wait = RETRY_MS;
}
