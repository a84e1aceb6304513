/* SPDX-License-Identifier: MIT */
/* Shared by host*.c and by nobody else: what is known of each edge node, and a message on its way.
 */
#ifndef DATA_SPARKPLUG_HOST_PRIVATE_H
#define DATA_SPARKPLUG_HOST_PRIVATE_H

#include "data/model/clock.h"
#include "data/sparkplug/host.h"
#include "data/sparkplug/table.h"

#define SEQS        256
#define RECENT      64 /* messages that are told from their repetition */
#define COMMANDS    64
#define ASK_MIN_MS  INT64_C(10000)
#define ASK_MAX_MS  INT64_C(300000)
#define JITTER_MS   2000
#define GRACE_MS    INT64_C(5000) /* of devices after their node's rebirth */
#define MEMBERS_MAX 4             /* templates within templates */

/* The node's own metrics, or a device. */
struct scope {
    char name[SPB_ID_SIZE]; /* "" the node's own */
    bool born;
    int64_t grace; /* born before its node's rebirth: until then its own is waited for */
    struct spb_table table;
};

struct held {
    int64_t due, wall_ms; /* due: it has waited enough */
    enum spb_verb verb;
    char device[SPB_ID_SIZE];
    size_t length;
    unsigned char payload[];
};

struct order {
    bool any; /* the birth had no seq: the next message's is right */
    uint8_t next;
    int64_t due; /* when the gap is given up, TIME_NEVER: there is none */
    size_t holds;
    struct held **held;       /* SEQS of them, NULL until there is a gap */
    uint64_t gone[SEQS / 64]; /* given up: late when they come */
    uint64_t recent[RECENT];  /* hashes of messages that were taken */
    size_t recents;
};

struct ask {
    int64_t due;  /* TIME_NEVER: nothing to ask for */
    int64_t last; /* TIME_NONE: never asked */
    int64_t pause;
};

struct peer {
    char group[SPB_ID_SIZE], node[SPB_ID_SIZE];
    bool wanted;
    bool online; /* born and not dead since */
    bool dead;   /* said so */
    bool synced;
    bool has_bdseq;
    int64_t bdseq;
    struct scope own;
    struct scope **device;
    size_t devices, device_room;
    struct order order;
    struct ask ask;
    int64_t births, expired, asked, unverified;
};

struct spb_host {
    struct spb_host_conf conf;
    struct spb_host_stats stats;
    struct peer **peer;
    size_t peers, peer_room;
    uint32_t *slot; /* by group and node: place + 1 */
    size_t slots;
    struct spb_budget tables, holds;
    int64_t due; /* never later than what is due first */
    uint64_t random;
    size_t command[COMMANDS]; /* peers to ask, a ring */
    size_t first_command, commands;
    struct spb_room room;
};

/* A message, new or held until now, on its way. */
struct pass {
    struct spb_host *host;
    struct peer *peer;
    int64_t now, wall_ms;
    spb_sink *sink;
    void *ctx;
    enum spb_verb verb;
    const char *device;
    const void *bytes;
    size_t length;
    struct spb_payload payload;
};

/* host.c */
int host_decode(struct pass *pass); /* -1: it was counted, and a rebirth asked for */
void host_soon(struct spb_host *host, int64_t due);
void host_tell(const struct pass *pass, enum spb_event_kind kind, const char *device,
               int64_t at_ms);
/* NULL: no more room, counted. */
struct scope *host_device_made(struct spb_host *host, struct peer *peer, const char *name);
int64_t host_payload_ms(const struct pass *pass); /* else the arrival */

/* host_apply.c: what payloads say */
void apply_node_birth(struct pass *pass); /* seq and session are set */
void apply_learn(struct pass *pass);      /* an old birth: only what things are called */
void apply(struct pass *pass);            /* DBIRTH, DDEATH, DATA: in their order */
bool apply_bdseq(const struct pass *pass, int64_t *out);
void apply_device_death(struct pass *pass, struct scope *device, int64_t at_ms);

/* host_order.c: seq */
void order_birth(struct pass *pass);
void order_take(struct pass *pass);                          /* the payload is decoded */
void order_expire(struct pass *pass);                        /* the gap is given up */
void order_drop(struct spb_host *host, struct order *order); /* what waits */

/* host_ask.c: rebirths */
void ask_rebirth(struct spb_host *host, struct peer *peer, int64_t now);
void ask_done(struct peer *peer);
void ask_tick(struct spb_host *host, size_t place, int64_t now);

#endif
