/* SPDX-License-Identifier: MIT */
/* Records on their way upstream: the shell around data/store/upstream/outbox.h, which decides. It
 * reads batches from the store, publishes them, believes only acknowledgements that bear the
 * station's signature, and tells the store how far upstream has the log. Called by keep.c with what
 * the store says, by uplink.c with what the broker says, and by the loop when time has passed.
 *
 * Memory: a batch stays until it is acknowledged, at most ten of 64 KiB. */
#include "andon/daemon.h"
#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "andon/service/topics.h"
#include "data/model/sync/batch.h"
#include "data/model/sync/told.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define GAP_MAX_MS INT64_C(60000)

int ship_prepare(struct daemon *d, struct cause *why)
{
    struct shipper *s = &d->shipper;
    s->on = d->config->upstream;
    if (!s->on)
        return 0;
    if (bulk_prepare(d, why) != 0)
        return -1;
    if (!topic_own(d->config, TOPIC_RECORD, s->record_topic, sizeof s->record_topic) ||
        !topic_own(d->config, TOPIC_ACK, s->ack_topic, sizeof s->ack_topic) ||
        !topic_own(d->config, TOPIC_TOLD, s->told_topic, sizeof s->told_topic))
        return cause_set(why, -1, "the station's names make a topic longer than %d bytes",
                         CONFIG_TOPIC_MAX - 1);
    if (d->config->upstream_key[0] == '\0')
        return 0;
    return mac_key_read(d->config->upstream_key, &s->key, why);
}

size_t ship_filters(const struct daemon *d, const char *filters[SHIP_FILTERS])
{
    if (!d->shipper.on)
        return 0;
    filters[0] = d->shipper.ack_topic;
    filters[1] = TOPIC_HUB_FILTER;
    filters[2] = d->shipper.told_topic;
    filters[3] = d->shipper.bulk.ack_topic;
    return d->shipper.bulk.on ? SHIP_FILTERS : SHIP_FILTERS - 1;
}

/* ---- batches --------------------------------------------------------------------------------- */

static void let_go(struct parcel *parcel)
{
    free(parcel->payload);
    *parcel = (struct parcel){.payload = NULL};
}

static void let_all_go(struct shipper *s)
{
    for (int i = 0; i < OUTBOX_STREAMS * OUTBOX_SLOTS; i++)
        let_go(&s->parcel[i / OUTBOX_SLOTS][i % OUTBOX_SLOTS]);
}

void ship_opened(struct daemon *d, const struct ship_state *state)
{
    struct shipper *s = &d->shipper;
    if (!s->on)
        return;
    let_all_go(s);
    memset(s->query, 0, sizeof s->query);
    uint64_t seed = 0;
    for (const char *c = d->keeper.epoch; *c; c++) /* random, and new at each opening */
        seed = seed * 31 + (unsigned char)*c;
    outbox_init(&s->outbox, state->acked, state->head, seed);
    s->oldest_wall = state->oldest_wall;
    ship_gate(d);
}

void ship_grown(struct daemon *d)
{
    struct store_stats stats;
    if (!d->shipper.on || !d->keeper.store)
        return;
    store_stats(d->keeper.store, &stats);
    outbox_grown(&d->shipper.outbox, stats.ship.head);
    d->shipper.oldest_wall = stats.ship.oldest_wall;
}

static void read_batch(struct daemon *d, const struct outbox_do *what, int64_t boot_ms)
{
    struct shipper *s = &d->shipper;
    const struct store_ask ask = {.what = "ship", .from_ms = what->n, .to_ms = what->limit};
    uint64_t query = store_ask(d->keeper.store, &ask);
    if (query == 0) {
        outbox_unread(&s->outbox, what->stream, what->slot, boot_ms);
        return;
    }
    s->query[what->stream] = query;
    s->reading[what->stream] = what->slot;
}

bool ship_rows(struct daemon *d, const struct store_event *event)
{
    struct shipper *s = &d->shipper;
    int64_t boot_ms = clock_now().boot_ms;
    int stream = 0;
    if (bulk_rows(d, event))
        return true;
    while (stream < OUTBOX_STREAMS && s->query[stream] != event->query)
        stream++;
    if (event->query == 0 || stream == OUTBOX_STREAMS)
        return false;
    int slot = s->reading[stream];
    struct parcel *parcel = &s->parcel[stream][slot];
    s->query[stream] = 0;
    const struct shipment *ship = event->shipment;
    char *copy = ship && ship->to != 0 ? malloc(event->rows_length) : NULL;
    if (!ship || (ship->to != 0 && !copy)) {
        outbox_unread(&s->outbox, (enum outbox_stream)stream, slot, boot_ms);
        return true;
    }
    const struct outbox_page page = {
        .to = ship->to, .epoch = ship->epoch, .first = ship->first, .last = ship->last};
    bool wanted = outbox_paged(&s->outbox, (enum outbox_stream)stream, slot, &page, boot_ms);
    if (!wanted || !copy) {
        free(copy);
        return true;
    }
    memcpy(copy, event->rows, event->rows_length);
    let_go(parcel);
    *parcel = (struct parcel){.payload = copy, .length = event->rows_length};
    (void)text_copy(parcel->hash, sizeof parcel->hash, ship->hash);
    return true;
}

static void publish(struct daemon *d, const struct outbox_do *what, int64_t boot_ms)
{
    struct shipper *s = &d->shipper;
    const struct parcel *parcel = &s->parcel[what->stream][what->slot];
    bool taken = link_publish(d->uplink.link, s->record_topic, parcel->payload, parcel->length, 1,
                              false, 0) == 0;
    outbox_published(&s->outbox, what->stream, what->slot, taken, boot_ms);
    d->snapshot_due = true;
}

void ship_tick(struct daemon *d, int64_t boot_ms)
{
    struct shipper *s = &d->shipper;
    if (!s->on || !d->keeper.store)
        return;
    for (;;) {
        struct outbox_do what = outbox_next(&s->outbox, boot_ms);
        if (what.act == OUTBOX_NOTHING)
            break;
        if (what.act == OUTBOX_STORE)
            store_acked(d->keeper.store, what.n);
        else if (what.act == OUTBOX_READ)
            read_batch(d, &what, boot_ms);
        else
            publish(d, &what, boot_ms);
    }
    bulk_tick(d, boot_ms);
}

void ship_way(const struct daemon *d, struct way *out)
{
    *out = (struct way){.on = false};
    if (d->shipper.on && d->keeper.store)
        outbox_way(&d->shipper.outbox, out);
}

int64_t ship_deadline(const struct daemon *d)
{
    int64_t records =
        d->shipper.on && d->keeper.store ? outbox_deadline(&d->shipper.outbox) : TIME_NEVER;
    int64_t bulk = bulk_deadline(d);
    return records < bulk ? records : bulk;
}

/* ---- hubs ------------------------------------------------------------------------------------ */

static bool hub_there(const struct shipper *s)
{
    for (int i = 0; i < s->hubs; i++)
        if (s->hub[i].online)
            return true;
    return false;
}

void ship_gate(struct daemon *d)
{
    struct shipper *s = &d->shipper;
    if (!s->on)
        return;
    bool up = d->uplink.link && d->uplink.state == LINK_UP;
    bool open = up && hub_there(s), was = s->outbox.open;
    outbox_gate(&s->outbox, open, clock_now().boot_ms);
    if (open && !was) {
        let_all_go(s);
        bulk_opened(d);
    }
    if (open != was)
        d->snapshot_due = true;
}

static struct hub_seen *find_hub(struct shipper *s, const char *id, size_t length)
{
    for (int i = 0; i < s->hubs; i++)
        if (strlen(s->hub[i].id) == length && memcmp(s->hub[i].id, id, length) == 0)
            return &s->hub[i];
    int at = 0;
    while (at < s->hubs && (s->hubs < HUBS_SEEN || s->hub[at].online))
        at++; /* when there is no room one that is gone makes it */
    if (at == HUBS_SEEN || length >= sizeof s->hub[0].id)
        return NULL;
    struct hub_seen *hub = &s->hub[at];
    s->hubs += at == s->hubs;
    *hub = (struct hub_seen){.online = false};
    memcpy(hub->id, id, length);
    return hub;
}

/* {"online":true,"gap_ms":n}: presence gates sending, it proves nothing. */
static void take_hub(struct daemon *d, const struct link_event *event, const char *id,
                     size_t length)
{
    struct shipper *s = &d->shipper;
    struct hub_seen *hub = find_hub(s, id, length);
    if (!hub)
        return;
    json_t *json = json_loadb(event->payload, event->length, 0, NULL);
    bool was = hub->online;
    hub->online = json_is_true(json_object_get(json, "online"));
    int64_t gap = json_integer_value(json_object_get(json, "gap_ms"));
    if (hub->online)
        s->outbox.gap_ms = gap > 0 && gap <= GAP_MAX_MS ? gap : 0;
    if (hub->online && !was)
        outbox_hurry(&s->outbox, clock_now().boot_ms);
    json_decref(json);
    ship_gate(d);
}

/* ---- acknowledgements ------------------------------------------------------------------------ */

/* Words that are not signed are taken away. */
static bool is_signed(const struct daemon *d, struct batch_ack *ack)
{
    static char text[BATCH_SIGNED_MAX + BATCH_PARKED_MAX * 4];
    const struct mac_key *key = &d->shipper.key;
    if (key->length == 0)
        return true;
    size_t length = batch_ack_signed(ack, d->path, text, sizeof text);
    if (length == 0 || !mac_fits(key, text, length, ack->mac))
        return false;
    length = batch_why_signed(ack, d->path, text, sizeof text);
    if (length == 0 || !mac_fits(key, text, length, ack->why_mac))
        batch_ack_unworded(ack);
    return true;
}

/* Visible here for good: the store lists them. */
static void park(struct daemon *d, const struct batch_ack *ack)
{
    static struct parked_record row[BATCH_PARKED_MAX];
    for (int i = 0; i < ack->parked_count; i++) {
        row[i] = (struct parked_record){.seq = ack->parked[i]};
        (void)text_copy(row[i].epoch, sizeof row[i].epoch, ack->epoch);
        (void)text_copy(row[i].why, sizeof row[i].why, batch_ack_why(ack, i));
    }
    if (d->keeper.store)
        store_parked(d->keeper.store, row, (size_t)ack->parked_count);
    const char *why = batch_ack_why(ack, 0);
    report(MSG_PARKED, "the hub has put aside %d of the records %lld to %lld, epoch %s%s%s",
           ack->parked_count, (long long)ack->first, (long long)ack->last, ack->epoch,
           why[0] ? ": " : "", why);
}

/* A clone of this station, or a copy of a running one, sends batches of the same epoch and numbers
 * with its own content: what the hub says of those is not about ours. */
static bool is_of_ours(const struct shipper *s, const struct batch_ack *ack)
{
    enum outbox_stream stream;
    int slot;
    return !outbox_find(&s->outbox, ack->epoch, ack->first, ack->last, &stream, &slot) ||
           strcmp(s->parcel[stream][slot].hash, ack->hash) == 0;
}

static void take_ack(struct daemon *d, const struct link_event *event)
{
    static struct batch_ack ack;
    struct shipper *s = &d->shipper;
    struct cause why = {{0}};
    enum outbox_stream stream;
    int slot;
    if (event->stored)
        return; /* nobody retains one: it is not for now */
    int rc = batch_ack_read(event->payload, event->length, &ack, &why);
    if (rc == 0 && !is_signed(d, &ack))
        rc = cause_set(&why, -1, "an acknowledgement that is not signed with this station's key");
    if (rc == 0 && !is_of_ours(s, &ack))
        rc = cause_set(&why, -1,
                       "an acknowledgement of records %lld to %lld that are not ours: is "
                       "there a copy of this station?",
                       (long long)ack.first, (long long)ack.last);
    if (rc != 0) {
        s->refused++;
        report(MSG_ACK_REFUSED, "%s", why.text);
        return;
    }
    bool drains = s->outbox.split; /* before this one: the last tells that it is over */
    if (!outbox_acked(&s->outbox, ack.epoch, ack.first, ack.last, ack.parked_count,
                      clock_now().boot_ms, &stream, &slot))
        return;
    let_go(&s->parcel[stream][slot]);
    if (ack.parked_count > 0)
        park(d, &ack);
    d->snapshot_due = true;
    if (drains) /* the line sees it fall, though nothing happens at the machine */
        d->uplink.summary_due = true;
}

/* ---- calls ----------------------------------------------------------------------------------- */

/* Only of the step that was the last when the hub was told: another one waits for its own. */
static bool is_last_step(struct daemon *d, const struct told *told)
{
    const struct snapshot *view = view_now(d);
    for (int i = 0; i < view->calls; i++)
        if (strcmp(view->call[i].id, told->call) == 0)
            return view->call[i].tier == told->tier;
    return false;
}

static void take_told(struct daemon *d, const struct link_event *event)
{
    struct shipper *s = &d->shipper;
    struct told told;
    struct cause why = {{0}};
    char text[SNAPSHOT_PATH + 128];
    if (event->stored)
        return;
    int rc = told_read(event->payload, event->length, &told, &why);
    size_t length = rc == 0 ? told_signed(&told, d->path, text, sizeof text) : 0;
    if (rc == 0 && s->key.length > 0 && !mac_fits(&s->key, text, length, told.mac))
        rc = cause_set(&why, -1, "word of a call that is not signed with this station's key");
    if (rc != 0) {
        s->refused++;
        report(MSG_ACK_REFUSED, "%s", why.text);
        return;
    }
    if (!is_last_step(d, &told))
        return;
    const struct command command = {.verb = COMMAND_CALL_TOLD,
                                    .target = told.call,
                                    .other = "",
                                    .reason = "",
                                    .note = "",
                                    .job = "",
                                    .word = told.by,
                                    .at = TIME_NONE,
                                    .until = TIME_NONE,
                                    .actor = "hub",
                                    .role = PERSON_VIEWER,
                                    .from = "hub"};
    step_event(d,
               &(struct event){.kind = EVENT_COMMAND, .command = &command, .outcome = &d->outcome},
               clock_now());
}

bool ship_message(struct daemon *d, const struct link_event *event)
{
    const char *topic = event->topic;
    size_t length = strlen(topic), prefix = strlen(TOPIC_HUB_PREFIX),
           suffix = strlen(TOPIC_HUB_SUFFIX);
    if (!d->shipper.on)
        return false;
    if (strcmp(topic, d->shipper.ack_topic) == 0) {
        take_ack(d, event);
        return true;
    }
    if (bulk_message(d, event))
        return true;
    if (strcmp(topic, d->shipper.told_topic) == 0) {
        take_told(d, event);
        return true;
    }
    if (length <= prefix + suffix || memcmp(topic, TOPIC_HUB_PREFIX, prefix) != 0 ||
        strcmp(topic + length - suffix, TOPIC_HUB_SUFFIX) != 0)
        return false;
    take_hub(d, event, topic + prefix, length - prefix - suffix);
    return true;
}

/* ---- what people see ------------------------------------------------------------------------- */

void ship_fill(const struct daemon *d, struct snapshot *out)
{
    const struct shipper *s = &d->shipper;
    if (d->keeper.store) {
        struct store_stats stats;
        store_stats(d->keeper.store, &stats);
        out->sync.parked = stats.ship.parked;
    }
    if (!s->on)
        return;
    out->sync.pending = outbox_pending(&s->outbox);
    ship_way(d, &out->sync.way);
    bool waits = out->sync.pending > 0 && s->oldest_wall != TIME_NONE;
    out->sync.oldest_ms = waits && out->ts > s->oldest_wall ? out->ts - s->oldest_wall
                          : out->sync.pending > 0           ? 0
                                                            : -1;
}

void ship_done(struct daemon *d)
{
    let_all_go(&d->shipper);
    mac_key_wipe(&d->shipper.key);
}
