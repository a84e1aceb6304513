/* SPDX-License-Identifier: MIT */
/* The inbound queue: entries of any size in a list of chunks. Writers (paho's receive thread, the
 * link thread) append under a lock that is held for a copy; the loop unhooks the whole list and
 * walks it without the lock, as far as it wants at a time, giving each chunk back as it is done.
 * Messages count against two
 * limits until they have been handed over. Once a message had to be dropped, further ones are too
 * until a quarter of the room is free again, so that each flood makes one overrun notice a topic,
 * placed where the messages are missing. */
#include "data/link/queue.h"

#include "data/model/text.h"

#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES      (64U << 10)
#define SPARE_MAX        4
#define STATES_MAX       32
#define WAKES_PER_MS     4 /* for messages; a wake costs as much as fifty of them */
#define IDLE_TICKS       20
#define LOST_TOPICS      64
#define LOST_TOPIC_BYTES 1024 /* a longer topic counts as one of several */

struct entry {
    size_t size; /* with topic and payload, rounded up */
    size_t topic_length, length;
    enum link_event_kind kind;
    enum link_state state;
    int qos;
    bool stored, duplicate, ok, has_topic;
    int64_t boot_ms, wall_ms, dropped;
    uint64_t tag;
    char text[]; /* topic, NUL, payload (or why), NUL */
};

struct chunk {
    struct chunk *next;
    size_t size, used, messages, message_bytes;
    alignas(struct entry) unsigned char data[];
};

struct lost {
    char *topic;
    size_t length;
    int64_t dropped;
};

struct queue {
    pthread_mutex_t lock;
    void (*wake)(void *);
    void *ctx;
    bool woken, full, muted;
    atomic_int ringing; /* wakes under way */
    bool owed, ticking; /* a wake was put off; somebody sees to it */
    int64_t wake_ms;    /* the millisecond that `wakes` counts */
    int wakes, idle_ticks;
    struct chunk *first, *last, *spare;
    struct chunk *reserve; /* kept for states and sents when there is no memory */
    size_t spares, states;
    size_t messages, bytes, messages_max, bytes_max; /* queued or being handed over */
    int64_t received, dropped, peak;
    struct lost lost[LOST_TOPICS];
    size_t lost_count;
    int64_t lost_several; /* drops of topics that found no room in the table */
    bool state_cut;
    enum link_state latest;
    char latest_why[sizeof((struct link_event *)0)->why];
    struct {
        struct chunk *first;
        size_t at;    /* what of it was handed over */
        bool has_cut; /* after the last chunk: `cut` */
        struct link_event cut;
    } taken; /* the loop's own, without the lock */
};

static struct chunk *chunk_new(size_t size)
{
    struct chunk *c = malloc(sizeof *c + size);
    if (c)
        *c = (struct chunk){.size = size};
    return c;
}

struct queue *queue_new(size_t messages, size_t bytes, void (*wake)(void *), void *ctx)
{
    struct queue *q = calloc(1, sizeof *q);
    if (!q)
        return NULL;
    q->reserve = chunk_new(CHUNK_BYTES);
    if (!q->reserve || pthread_mutex_init(&q->lock, NULL) != 0) {
        free(q->reserve);
        free(q);
        return NULL;
    }
    q->messages_max = messages ? messages : QUEUE_MESSAGES;
    q->bytes_max = bytes ? bytes : QUEUE_BYTES;
    q->wake = wake;
    q->ctx = ctx;
    return q;
}

static void chunks_free(struct chunk *c)
{
    while (c) {
        struct chunk *next = c->next;
        free(c);
        c = next;
    }
}

void queue_free(struct queue *q)
{
    if (!q)
        return;
    chunks_free(q->first);
    chunks_free(q->taken.first);
    chunks_free(q->spare);
    free(q->reserve);
    for (size_t i = 0; i < q->lost_count; i++)
        free(q->lost[i].topic);
    (void)pthread_mutex_destroy(&q->lock);
    free(q);
}

void queue_mute(struct queue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    q->muted = true;
    (void)pthread_mutex_unlock(&q->lock);
    while (atomic_load(&q->ringing) > 0)
        (void)sched_yield();
}

/* Whether the loop is to be woken: then unlock_and_wake must follow. */
static bool wake_due(struct queue *q)
{
    if (q->woken || q->muted)
        return false;
    q->woken = true;
    q->owed = false;
    (void)atomic_fetch_add(&q->ringing, 1);
    return true;
}

/* The loop may run before `wake` returns: it must not find the lock taken. */
static void unlock_and_wake(struct queue *q, bool due)
{
    (void)pthread_mutex_unlock(&q->lock);
    if (!due)
        return;
    q->wake(q->ctx);
    (void)atomic_fetch_sub(&q->ringing, 1);
}

/* Every message of a few wakes the loop at once. In a flood a wake for each would cost more than
 * all the rest, so the loop finds them in handfuls. */
static bool wake_due_for_message(struct queue *q, int64_t boot_ms)
{
    if (q->woken)
        return false;
    if (boot_ms != q->wake_ms) {
        q->wake_ms = boot_ms;
        q->wakes = 0;
    }
    if (q->wakes >= WAKES_PER_MS) {
        q->owed = true;
        return false;
    }
    q->wakes++;
    return wake_due(q);
}

bool queue_tick(struct queue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    q->idle_ticks = q->owed ? 0 : q->idle_ticks + 1;
    bool due = q->owed && wake_due(q);
    q->owed = false;
    q->ticking = q->idle_ticks < IDLE_TICKS;
    bool ticking = q->ticking;
    unlock_and_wake(q, due);
    return ticking;
}

void queue_nudge(struct queue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    unlock_and_wake(q, wake_due(q));
}

static struct chunk *chunk_take(struct queue *q, size_t size, bool must)
{
    struct chunk *c = NULL;
    if (size <= CHUNK_BYTES && q->spare) {
        c = q->spare;
        q->spare = c->next;
        c->next = NULL;
        q->spares--;
    } else {
        c = chunk_new(size > CHUNK_BYTES ? size : CHUNK_BYTES);
    }
    if (!c && must && size <= CHUNK_BYTES) {
        c = q->reserve;
        q->reserve = NULL;
    }
    return c;
}

static void chunk_give_back(struct queue *q, struct chunk *c)
{
    *c = (struct chunk){.next = q->spare, .size = c->size};
    if (c->size == CHUNK_BYTES && !q->reserve) {
        c->next = NULL;
        q->reserve = c;
    } else if (c->size == CHUNK_BYTES && q->spares < SPARE_MAX) {
        q->spare = c;
        q->spares++;
    } else {
        free(c);
    }
}

static size_t entry_size(size_t topic_length, size_t length)
{
    size_t size = offsetof(struct entry, text) + topic_length + 1 + length + 1;
    return (size + alignof(struct entry) - 1) & ~(alignof(struct entry) - 1);
}

/* Room for an entry at the end of the queue; the caller fills in what its kind needs. */
static struct entry *append(struct queue *q, const struct queue_message *text, bool must)
{
    size_t size = entry_size(text->topic_length, text->length);
    if (!q->last || q->last->size - q->last->used < size) {
        struct chunk *c = chunk_take(q, size, must);
        if (!c)
            return NULL;
        if (q->last)
            q->last->next = c;
        else
            q->first = c;
        q->last = c;
    }
    struct entry *e = (struct entry *)(void *)(q->last->data + q->last->used);
    q->last->used += size;
    *e = (struct entry){.size = size, .topic_length = text->topic_length, .length = text->length};
    if (text->topic_length)
        memcpy(e->text, text->topic, text->topic_length);
    e->text[text->topic_length] = '\0';
    if (text->length)
        memcpy(e->text + text->topic_length + 1, text->payload, text->length);
    e->text[text->topic_length + 1 + text->length] = '\0';
    return e;
}

static struct lost *lost_find(struct queue *q, const struct queue_message *m)
{
    for (size_t i = q->lost_count; i-- > 0;) {
        struct lost *l = &q->lost[i];
        if (l->length == m->topic_length && memcmp(l->topic, m->topic, m->topic_length) == 0)
            return l;
    }
    return NULL;
}

static void drop(struct queue *q, const struct queue_message *m)
{
    q->dropped++;
    struct lost *l = lost_find(q, m);
    if (l) {
        l->dropped++;
        return;
    }
    bool fits = q->lost_count < LOST_TOPICS && m->topic_length <= LOST_TOPIC_BYTES &&
                !memchr(m->topic, '\0', m->topic_length);
    char *topic = fits ? malloc(m->topic_length + 1) : NULL;
    if (!topic) {
        q->lost_several++;
        return;
    }
    memcpy(topic, m->topic, m->topic_length);
    topic[m->topic_length] = '\0';
    q->lost[q->lost_count++] =
        (struct lost){.topic = topic, .length = m->topic_length, .dropped = 1};
}

static bool has_lost(const struct queue *q)
{
    return q->lost_count > 0 || q->lost_several > 0;
}

/* Put the notices of what was dropped into the queue, where it is missing. What finds no memory
 * stays for the next time. */
static void flush_lost(struct queue *q)
{
    while (q->lost_count > 0) {
        struct lost *l = &q->lost[q->lost_count - 1];
        struct entry *e =
            append(q, &(struct queue_message){.topic = l->topic, .topic_length = l->length}, false);
        if (!e)
            return;
        e->kind = LINK_EVENT_OVERRUN;
        e->has_topic = true;
        e->dropped = l->dropped;
        free(l->topic);
        q->lost_count--;
    }
    if (q->lost_several > 0) {
        struct entry *e = append(q, &(struct queue_message){.length = 0}, false);
        if (!e)
            return;
        e->kind = LINK_EVENT_OVERRUN;
        e->dropped = q->lost_several;
        q->lost_several = 0;
    }
}

static bool has_room(const struct queue *q, size_t size)
{
    return q->messages < q->messages_max && size <= q->bytes_max && q->bytes <= q->bytes_max - size;
}

static void put_message(struct queue *q, const struct queue_message *m)
{
    size_t size = entry_size(m->topic_length, m->length);
    /* A NUL would let a hostile topic pass as another one. */
    if (m->length > LINK_PAYLOAD_MAX || memchr(m->topic, '\0', m->topic_length)) {
        drop(q, m);
        return;
    }
    if (q->full || !has_room(q, size)) {
        q->full = true;
        drop(q, m);
        return;
    }
    if (has_lost(q))
        flush_lost(q);
    struct entry *e = append(q, m, false);
    if (!e) {
        q->full = true;
        drop(q, m);
        return;
    }
    e->kind = LINK_EVENT_MESSAGE;
    e->has_topic = true;
    e->qos = m->qos;
    e->stored = m->stored;
    e->duplicate = m->duplicate;
    e->boot_ms = m->boot_ms;
    e->wall_ms = m->wall_ms;
    q->last->messages++;
    q->last->message_bytes += e->size;
    q->messages++;
    q->bytes += e->size;
    if ((int64_t)q->messages > q->peak)
        q->peak = (int64_t)q->messages;
}

bool queue_message(struct queue *q, const struct queue_message *message)
{
    (void)pthread_mutex_lock(&q->lock);
    q->received++;
    put_message(q, message);
    bool due = wake_due_for_message(q, message->boot_ms);
    bool tick = q->owed && !q->ticking;
    if (tick) {
        q->ticking = true;
        q->idle_ticks = 0;
    }
    unlock_and_wake(q, due);
    if (due)
        (void)sched_yield(); /* the loop runs before paho tidies up, when both are on one core */
    return tick;
}

void queue_state(struct queue *q, enum link_state state, const char *why)
{
    (void)pthread_mutex_lock(&q->lock);
    q->latest = state;
    (void)text_copy(q->latest_why, sizeof q->latest_why, why ? why : "");
    struct entry *e = NULL;
    if (q->states < STATES_MAX)
        e = append(
            q, &(struct queue_message){.payload = q->latest_why, .length = strlen(q->latest_why)},
            true);
    if (e) {
        e->kind = LINK_EVENT_STATE;
        e->state = state;
        q->states++;
    } else {
        q->state_cut = true;
    }
    unlock_and_wake(q, wake_due(q));
}

void queue_sent(struct queue *q, uint64_t tag, bool ok)
{
    (void)pthread_mutex_lock(&q->lock);
    struct entry *e = append(q, &(struct queue_message){.length = 0}, true);
    if (e) {
        e->kind = LINK_EVENT_SENT;
        e->tag = tag;
        e->ok = ok;
    }
    unlock_and_wake(q, wake_due(q));
}

static void hand_over(const struct entry *e, link_sink *sink, void *ctx)
{
    const char *rest = e->text + e->topic_length + 1;
    struct link_event event = {
        .kind = e->kind,
        .topic = e->has_topic ? e->text : NULL,
        .payload = rest,
        .length = e->length,
        .qos = e->qos,
        .stored = e->stored,
        .duplicate = e->duplicate,
        .arrival_boot_ms = e->boot_ms,
        .arrival_wall_ms = e->wall_ms,
        .state = e->state,
        .tag = e->tag,
        .ok = e->ok,
        .dropped = e->dropped,
    };
    if (e->kind == LINK_EVENT_STATE)
        (void)text_copy(event.why, sizeof event.why, rest);
    sink(ctx, &event);
}

static void reopen(struct queue *q)
{
    if (q->messages <= q->messages_max / 4 * 3 && q->bytes <= q->bytes_max / 4 * 3)
        q->full = false;
}

static void done_with(struct queue *q, struct chunk *c)
{
    (void)pthread_mutex_lock(&q->lock);
    q->messages -= c->messages;
    q->bytes -= c->message_bytes;
    reopen(q);
    chunk_give_back(q, c);
    (void)pthread_mutex_unlock(&q->lock);
}

/* Unhook everything. */
static void take_all(struct queue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    q->woken = q->owed = false;
    if (has_lost(q))
        flush_lost(q);
    reopen(q);
    q->taken.first = q->first;
    q->taken.at = 0;
    q->taken.has_cut = q->state_cut;
    q->taken.cut = (struct link_event){.kind = LINK_EVENT_STATE, .state = q->latest};
    (void)text_copy(q->taken.cut.why, sizeof q->taken.cut.why, q->latest_why);
    q->first = q->last = NULL;
    q->states = 0;
    q->state_cut = false;
    (void)pthread_mutex_unlock(&q->lock);
}

/* The next entry of what was taken; false when there is none. */
static bool hand_over_next(struct queue *q, link_sink *sink, void *ctx)
{
    struct chunk *c = q->taken.first;
    if (!c) {
        bool cut = q->taken.has_cut;
        q->taken.has_cut = false;
        if (cut)
            sink(ctx, &q->taken.cut);
        return cut;
    }
    const struct entry *e = (const struct entry *)(const void *)(c->data + q->taken.at);
    hand_over(e, sink, ctx);
    q->taken.at += e->size;
    if (q->taken.at >= c->used) {
        q->taken.first = c->next;
        q->taken.at = 0;
        done_with(q, c);
    }
    return true;
}

size_t queue_drain(struct queue *q, size_t limit, link_sink *sink, void *ctx)
{
    size_t events = 0;
    if (!q->taken.first && !q->taken.has_cut)
        take_all(q);
    while (events < limit && hand_over_next(q, sink, ctx))
        events++;
    return events;
}

void queue_count(struct queue *q, struct queue_counts *out)
{
    (void)pthread_mutex_lock(&q->lock);
    *out = (struct queue_counts){
        .received = q->received,
        .dropped = q->dropped,
        .queue = (int64_t)q->messages,
        .queue_peak = q->peak,
        .queue_max = (int64_t)q->messages_max,
    };
    (void)pthread_mutex_unlock(&q->lock);
}
