/* SPDX-License-Identifier: MIT */
/* The outbox's decisions. andon/ship.c is the shell around it: it reads pages from the store,
 * publishes them and hears what came back. Nothing here is lost when the process ends: `acked` is
 * in the store, and whatever was on its way goes again. */
#include "data/store/upstream/outbox.h"

#include "data/model/text.h"

#include <string.h>

/* splitmix64: spreads the stations of a plant, no more is asked of it. */
static uint64_t draw(struct outbox *o)
{
    uint64_t z = (o->random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static int64_t up_to(struct outbox *o, int64_t limit)
{
    return (int64_t)(draw(o) % (uint64_t)(limit + 1));
}

static void begin(struct outbox_queue *q, int64_t acked, int64_t end, int64_t due)
{
    for (int i = 0; i < OUTBOX_SLOTS; i++) {
        /* A page that is being read still comes, and is not wanted then. */
        bool asked = q->slot[i].state == SLOT_ASKED;
        q->slot[i] = (struct outbox_slot){.state = asked ? SLOT_ASKED : SLOT_FREE, .stale = asked};
    }
    q->acked = acked;
    q->next = acked + 1;
    q->end = end;
    q->due = due;
}

void outbox_init(struct outbox *o, int64_t acked, int64_t head, uint64_t seed)
{
    *o = (struct outbox){.head = head, .stored = acked, .random = seed, .acked_at = INT64_MIN};
    begin(&o->queue[OUTBOX_LIVE], acked, INT64_MAX, 0);
    begin(&o->queue[OUTBOX_BACKLOG], acked, acked, 0);
}

void outbox_grown(struct outbox *o, int64_t head)
{
    if (head > o->head)
        o->head = head;
}

/* The end of what is upstream without a gap. */
static int64_t whole(const struct outbox *o)
{
    return o->queue[o->split ? OUTBOX_BACKLOG : OUTBOX_LIVE].acked;
}

int64_t outbox_pending(const struct outbox *o)
{
    const struct outbox_queue *live = &o->queue[OUTBOX_LIVE], *back = &o->queue[OUTBOX_BACKLOG];
    return o->head - live->acked + (o->split ? back->end - back->acked : 0);
}

/* The end of what is on its way without a gap. */
static int64_t sent_of(const struct outbox_queue *q)
{
    int64_t sent = q->acked;
    for (int i = 0; i < OUTBOX_SLOTS; i++) {
        const struct outbox_slot *s = &q->slot[i];
        bool gone = s->state == SLOT_SENT || s->state == SLOT_LANDED;
        if (!gone || s->from != sent + 1)
            continue;
        sent = s->to;
        i = -1; /* it may be what another one follows */
    }
    return sent;
}

void outbox_way(const struct outbox *o, struct way *out)
{
    const struct outbox_queue *live = &o->queue[OUTBOX_LIVE], *back = &o->queue[OUTBOX_BACKLOG];
    const struct outbox_queue *first = o->split ? back : live;
    *out = (struct way){.on = true, .confirmed = first->acked, .sent = sent_of(first)};
    if (!o->split)
        return;
    out->live = back->end;
    out->live_confirmed = live->acked;
    out->live_sent = sent_of(live);
}

/* Above a batch or two it is a backlog, and what comes from now on goes beside it. */
#define BACKLOG_FROM 256

void outbox_gate(struct outbox *o, bool open, int64_t boot_ms)
{
    if (open == o->open)
        return;
    o->open = open;
    if (!open)
        return;
    int64_t acked = whole(o), due = o->queue[OUTBOX_BACKLOG].due;
    bool waits = o->split && due > boot_ms; /* it had not begun: a hub that flaps starves it not */
    o->split = o->head - acked > BACKLOG_FROM;
    begin(&o->queue[OUTBOX_LIVE], o->split ? o->head : acked, INT64_MAX, 0);
    begin(&o->queue[OUTBOX_BACKLOG], acked, o->split ? o->head : acked,
          !o->split ? 0
          : waits   ? due
                    : boot_ms + up_to(o, OUTBOX_JITTER_MS));
}

static struct outbox_slot *free_slot(struct outbox_queue *q)
{
    for (int i = 0; i < OUTBOX_SLOTS; i++)
        if (q->slot[i].state == SLOT_FREE)
            return &q->slot[i];
    return NULL;
}

/* A page's end is not known before it is read, so there is one reader a stream. */
static bool is_reading(const struct outbox_queue *q)
{
    for (int i = 0; i < OUTBOX_SLOTS; i++)
        if (q->slot[i].state == SLOT_ASKED)
            return true;
    return false;
}

static int64_t last_of(const struct outbox *o, const struct outbox_queue *q)
{
    return q->end < o->head ? q->end : o->head;
}

static bool wants_page(const struct outbox *o, const struct outbox_queue *q)
{
    return q->next <= last_of(o, q) && !is_reading(q);
}

static struct outbox_do look_at(struct outbox *o, enum outbox_stream stream, int64_t boot_ms)
{
    struct outbox_queue *q = &o->queue[stream];
    for (int i = 0; i < OUTBOX_SLOTS; i++) {
        struct outbox_slot *s = &q->slot[i];
        if ((s->state == SLOT_READY || s->state == SLOT_SENT) && s->due <= boot_ms)
            return (struct outbox_do){.act = OUTBOX_PUBLISH, .stream = stream, .slot = i};
    }
    struct outbox_slot *s = wants_page(o, q) && q->due <= boot_ms ? free_slot(q) : NULL;
    if (!s)
        return (struct outbox_do){.act = OUTBOX_NOTHING};
    *s = (struct outbox_slot){.state = SLOT_ASKED, .from = q->next, .to = last_of(o, q)};
    return (struct outbox_do){.act = OUTBOX_READ,
                              .stream = stream,
                              .slot = (int)(s - q->slot),
                              .n = q->next,
                              .limit = last_of(o, q)};
}

struct outbox_do outbox_next(struct outbox *o, int64_t boot_ms)
{
    if (whole(o) > o->stored) {
        o->stored = whole(o);
        return (struct outbox_do){.act = OUTBOX_STORE, .n = o->stored};
    }
    struct outbox_do what = {.act = OUTBOX_NOTHING};
    for (int stream = 0; o->open && stream < OUTBOX_STREAMS; stream++) {
        what = look_at(o, (enum outbox_stream)stream, boot_ms);
        if (what.act != OUTBOX_NOTHING)
            return what;
    }
    return what;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t outbox_deadline(const struct outbox *o)
{
    int64_t due = whole(o) > o->stored ? INT64_MIN : INT64_MAX;
    for (int stream = 0; o->open && stream < OUTBOX_STREAMS; stream++) {
        const struct outbox_queue *q = &o->queue[stream];
        bool room = false;
        for (int i = 0; i < OUTBOX_SLOTS; i++) {
            const struct outbox_slot *s = &q->slot[i];
            room = room || s->state == SLOT_FREE;
            if (s->state == SLOT_READY || s->state == SLOT_SENT)
                due = earlier(due, s->due);
        }
        if (room && wants_page(o, q))
            due = earlier(due, q->due);
    }
    return due;
}

/* Those that have landed without a gap before them are done. */
static void settle(struct outbox *o, struct outbox_queue *q)
{
    for (int i = 0; i < OUTBOX_SLOTS; i++) {
        struct outbox_slot *s = &q->slot[i];
        if (s->state != SLOT_LANDED || s->from != q->acked + 1)
            continue;
        q->acked = s->to;
        *s = (struct outbox_slot){.state = SLOT_FREE};
        i = -1; /* it may have been what another one waited for */
    }
    struct outbox_queue *back = &o->queue[OUTBOX_BACKLOG];
    if (o->split && back->acked >= back->end)
        o->split = false;
}

bool outbox_paged(struct outbox *o, enum outbox_stream stream, int slot,
                  const struct outbox_page *page, int64_t boot_ms)
{
    struct outbox_queue *q = &o->queue[stream];
    struct outbox_slot *s = &q->slot[slot];
    if (s->state != SLOT_ASKED)
        return false;
    if (s->stale) {
        *s = (struct outbox_slot){.state = SLOT_FREE};
        return false;
    }
    if (page->to == 0) {
        s->state = SLOT_LANDED;
        q->next = s->to + 1;
        settle(o, q);
        return false;
    }
    s->state = SLOT_READY;
    s->to = page->to;
    (void)text_copy(s->epoch, sizeof s->epoch, page->epoch);
    s->first = page->first;
    s->last = page->last;
    s->due = boot_ms;
    s->wait = OUTBOX_RESEND_MS;
    q->next = page->to + 1;
    if (stream == OUTBOX_BACKLOG && o->gap_ms > 0)
        q->due = boot_ms + o->gap_ms;
    return true;
}

void outbox_unread(struct outbox *o, enum outbox_stream stream, int slot, int64_t boot_ms)
{
    struct outbox_queue *q = &o->queue[stream];
    if (q->slot[slot].state != SLOT_ASKED)
        return;
    q->slot[slot] = (struct outbox_slot){.state = SLOT_FREE};
    q->due = boot_ms + OUTBOX_REFUSED_MS;
}

void outbox_published(struct outbox *o, enum outbox_stream stream, int slot, bool taken,
                      int64_t boot_ms)
{
    struct outbox_slot *s = &o->queue[stream].slot[slot];
    if (s->state != SLOT_READY && s->state != SLOT_SENT)
        return;
    if (!taken) {
        s->due = boot_ms + OUTBOX_REFUSED_MS;
        return;
    }
    o->batches++;
    o->resent += s->sent > 0;
    s->sent++;
    s->state = SLOT_SENT;
    s->due = boot_ms + s->wait + up_to(o, s->wait / 4);
    s->wait = s->wait * 2 < OUTBOX_RESEND_MAX ? s->wait * 2 : OUTBOX_RESEND_MAX;
}

void outbox_hurry(struct outbox *o, int64_t boot_ms)
{
    for (int k = 0; k < OUTBOX_STREAMS * OUTBOX_SLOTS; k++) {
        struct outbox_slot *s = &o->queue[k / OUTBOX_SLOTS].slot[k % OUTBOX_SLOTS];
        if (s->state != SLOT_SENT || s->due <= boot_ms + OUTBOX_RESEND_MS)
            continue;
        s->due = boot_ms + up_to(o, OUTBOX_RESEND_MS);
        s->wait = OUTBOX_RESEND_MS;
    }
}

bool outbox_find(const struct outbox *o, const char *epoch, int64_t first, int64_t last,
                 enum outbox_stream *stream, int *slot)
{
    for (int k = 0; k < OUTBOX_STREAMS * OUTBOX_SLOTS; k++) {
        const struct outbox_slot *s = &o->queue[k / OUTBOX_SLOTS].slot[k % OUTBOX_SLOTS];
        if (s->state != SLOT_SENT || s->first != first || s->last != last ||
            strcmp(s->epoch, epoch) != 0)
            continue;
        *stream = (enum outbox_stream)(k / OUTBOX_SLOTS);
        *slot = k % OUTBOX_SLOTS;
        return true;
    }
    return false;
}

bool outbox_acked(struct outbox *o, const char *epoch, int64_t first, int64_t last, int parked,
                  int64_t boot_ms, enum outbox_stream *stream, int *slot)
{
    if (!outbox_find(o, epoch, first, last, stream, slot)) {
        o->foreign++;
        return false;
    }
    o->queue[*stream].slot[*slot].state = SLOT_LANDED;
    o->parked += parked;
    o->acked_at = boot_ms;
    settle(o, &o->queue[*stream]);
    outbox_hurry(o, boot_ms);
    return true;
}
