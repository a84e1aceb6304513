/* SPDX-License-Identifier: MIT */
/* The outbox: which records of the log are upstream, which are on their way, which go next
 * (design.md §7). Pure: functions of (state, event, now); the shell reads pages of the log,
 * publishes and hears acknowledgements, and does what outbox_next says.
 *
 * Records are counted by n, their number in the file, which runs on over epochs; a batch never
 * spans two of them. There are two streams: the backlog, oldest first, and, when sending begins
 * again after an outage, what was recorded from then on, which does not wait behind it. A batch is
 * done when its acknowledgement has come, not when the broker took it; until then it is sent again
 * and again, at doubling intervals. Everything may arrive twice and in any order. */
#ifndef DATA_STORE_UPSTREAM_OUTBOX_H
#define DATA_STORE_UPSTREAM_OUTBOX_H

#include "data/model/record.h"
#include "data/model/sync/way.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUTBOX_SLOTS                                                       \
    5 /* batches on their way, of each stream: 10, half of what a broker's \
         Receive Maximum lets through */
#define OUTBOX_RESEND_MS  INT64_C(10000)  /* first time-out of an acknowledgement */
#define OUTBOX_RESEND_MAX INT64_C(300000) /* … doubling up to here */
#define OUTBOX_JITTER_MS  INT64_C(60000)  /* a backlog's drain begins within it */
#define OUTBOX_REFUSED_MS INT64_C(1000)   /* the link took it not: again after this */

enum outbox_stream { OUTBOX_LIVE, OUTBOX_BACKLOG, OUTBOX_STREAMS };

enum slot_state {
    SLOT_FREE,
    SLOT_ASKED, /* its page is being read */
    SLOT_READY, /* to be published as soon as it is due */
    SLOT_SENT,  /* published, not acknowledged */
    SLOT_LANDED /* acknowledged; one before it is not */
};

struct outbox_slot {
    enum slot_state state;
    int64_t from, to; /* n; `to` known once its page is read */
    char epoch[RECORD_EPOCH_SIZE];
    int64_t first, last; /* seq */
    int64_t due, wait;   /* boot_ms of the next try; the time-out after that one */
    int64_t sent;        /* how often */
    bool stale;          /* asked before sending was interrupted: its page is thrown away */
};

struct outbox_queue {
    int64_t acked; /* all up to this n are upstream */
    int64_t next;  /* n of the next batch */
    int64_t end;   /* none after this one is its concern; INT64_MAX: open */
    int64_t due;   /* boot_ms: not before */
    struct outbox_slot slot[OUTBOX_SLOTS];
};

struct outbox {
    bool open;      /* link up and a hub there */
    int64_t head;   /* n of the last record on disk */
    int64_t stored; /* acked as the store has been told */
    struct outbox_queue queue[OUTBOX_STREAMS];
    bool split;      /* there is a backlog beside the live stream */
    uint64_t random; /* of the jitter */
    int64_t gap_ms;  /* between batches of the backlog, as the hub wishes; 0 none */
    /* for people */
    int64_t batches, resent, parked, foreign; /* foreign: acknowledgements of what is not ours */
    int64_t acked_at; /* boot_ms of the last acknowledgement, INT64_MIN never */
};

/* All up to `acked` are upstream, the log ends with `head` (n). `seed`: any number that differs
 * from station to station. */
void outbox_init(struct outbox *o, int64_t acked, int64_t head, uint64_t seed);

/* Records up to `head` are on disk. */
void outbox_grown(struct outbox *o, int64_t head);

/* Sending can begin, or must end. What was on its way will go again. */
void outbox_gate(struct outbox *o, bool open, int64_t boot_ms);

enum outbox_act {
    OUTBOX_NOTHING,
    OUTBOX_READ,    /* read a batch from record n on into the slot: then outbox_page */
    OUTBOX_PUBLISH, /* publish the slot's batch: then outbox_published */
    OUTBOX_STORE    /* write down that all up to n are upstream */
};
struct outbox_do {
    enum outbox_act act;
    enum outbox_stream stream;
    int slot;
    int64_t n;
    int64_t limit; /* READ: not beyond this n */
};
/* What is to be done now; call again until NOTHING. */
struct outbox_do outbox_next(struct outbox *o, int64_t boot_ms);
int64_t outbox_deadline(const struct outbox *o); /* boot_ms, INT64_MAX: nothing waits for time */

/* A page that was asked for: up to `to` (n), whatever of it there is. 0: there is nothing up to the
 * limit, for retention or a damaged file took it; go on behind. */
struct outbox_page {
    int64_t to;
    const char *epoch;
    int64_t first, last; /* seq */
};
/* True when the slot wants the payload; false: throw it away. */
bool outbox_paged(struct outbox *o, enum outbox_stream stream, int slot,
                  const struct outbox_page *page, int64_t boot_ms);
/* The page could not be read: again later. */
void outbox_unread(struct outbox *o, enum outbox_stream stream, int slot, int64_t boot_ms);
/* The link took it, or not. */
void outbox_published(struct outbox *o, enum outbox_stream stream, int slot, bool taken,
                      int64_t boot_ms);

/* A hub is known to be there (again): what waits long to be sent again waits as at first. An
 * acknowledgement does the same. */
void outbox_hurry(struct outbox *o, int64_t boot_ms);

/* The batch on its way with these records; false: there is none. */
bool outbox_find(const struct outbox *o, const char *epoch, int64_t first, int64_t last,
                 enum outbox_stream *stream, int *slot);
/* An acknowledgement that was proved to be the hub's. Returns whether it was for a batch on its
 * way; then `*stream` and `*slot` are whose payload may be let go. */
bool outbox_acked(struct outbox *o, const char *epoch, int64_t first, int64_t last, int parked,
                  int64_t boot_ms, enum outbox_stream *stream, int *slot);

int64_t outbox_pending(const struct outbox *o); /* records that are not upstream */
/* How far each record has come. */
void outbox_way(const struct outbox *o, struct way *out);

#endif
