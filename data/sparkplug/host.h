/* SPDX-License-Identifier: MIT */
/* A host of edge nodes (standards.md §5.3): messages and times in, what they say of nodes, devices
 * and metrics out. Pure: no clock, no connection; memory within limits. Two clocks: `now` is of any
 * that goes on, wall times are those that payloads state. Nothing of what is told is sanitised. */
#ifndef DATA_SPARKPLUG_HOST_H
#define DATA_SPARKPLUG_HOST_H

#include "data/sparkplug/metric.h"
#include "data/sparkplug/topic.h"

struct spb_host;

/* 0 stands for what is usual. */
struct spb_host_conf {
    bool observer;      /* never asks for anything: not a conformant host, and harmless */
    bool silent;        /* a host that does not ask for rebirths either */
    int64_t reorder_ms; /* how long a missing message is waited for; 0: not at all */
    uint64_t seed;      /* of the jitter: another one on every machine */
    size_t nodes_max, devices_max; /* devices: of a node */
    size_t bytes_max;              /* of what is known of metrics, all nodes together */
    size_t held_max;               /* bytes of messages that wait for a missing one */
};

enum spb_event_kind {
    SPB_EVENT_BIRTH, /* of a node or a device; its metrics follow, */
    SPB_EVENT_ITEM,
    SPB_EVENT_BORN,  /* … and that was all of them: what it did not say it does not have */
    SPB_EVENT_DEATH, /* of a node (its devices are told by themselves) or a device */
    SPB_EVENT_LOST,  /* messages of the node are missing: what is known may be outdated */
};

struct spb_event {
    enum spb_event_kind kind;
    const char *group, *node, *device; /* device: "" the node itself */
    int64_t at_ms;                     /* wall: what the payload says, or the arrival */
    /* of an item */
    const char *name; /* a template's member: "template/member" */
    struct spb_value value;
    uint32_t type;     /* the value can be read under it, or null is set */
    int64_t quality;   /* SPB_QUALITY_… */
    int64_t source_ms; /* the metric's time, else its payload's; TIME_NONE: neither */
    bool birth;        /* said because of a birth: it is so, and need not be news */
    bool historical;   /* told afterwards: never the live value */
    bool transient, null;
    bool unverified; /* of births, too: nobody knows whether it means what it says: there is no
                        valid birth */
};

typedef void spb_sink(void *ctx, const struct spb_event *event);

struct spb_message {
    const char *topic;
    const void *payload;
    size_t length;
    bool stored;     /* from the broker's store: old */
    int64_t wall_ms; /* arrival */
};

/* NULL: out of memory. */
struct spb_host *spb_host_new(const struct spb_host_conf *conf);
void spb_host_free(struct spb_host **host);
/* What may change while it lives: the role, whether it asks, the reorder timeout. */
void spb_host_set(struct spb_host *host, const struct spb_host_conf *conf);

void spb_host_message(struct spb_host *host, const struct spb_message *message, int64_t now,
                      spb_sink *sink, void *ctx);

/* When something is due, by `now`'s clock; TIME_NEVER. After a tick there may be commands. */
int64_t spb_host_due(const struct spb_host *host);
void spb_host_tick(struct spb_host *host, int64_t now, int64_t wall_ms, spb_sink *sink, void *ctx);

/* The connection has gone: everything is unknown; or has come: nodes that are wanted are asked. */
void spb_host_link(struct spb_host *host, bool up, int64_t now, int64_t wall_ms, spb_sink *sink,
                   void *ctx);
/* A node that is needed even if it says nothing. 0; -1: no more room. */
int spb_host_want(struct spb_host *host, const char *group, const char *node);
void spb_host_want_none(struct spb_host *host);
/* Others are wanted now, or other metrics of them: they are asked to say all there is. */
void spb_host_seek(struct spb_host *host, int64_t now);

/* The next command to publish (QoS 0, not retained): 0 none, else the payload's length. */
#define SPB_COMMAND_SIZE 96
size_t spb_host_command(struct spb_host *host, int64_t wall_ms, struct spb_topic *topic,
                        unsigned char out[SPB_COMMAND_SIZE]);

struct spb_host_stats {
    int64_t messages;
    int64_t foreign;                 /* no topic of Sparkplug's, or a verb that is not known */
    int64_t malformed;               /* payloads */
    int64_t commands;                /* other hosts' to nodes: not for us */
    int64_t states;                  /* of hosts */
    int64_t stored;                  /* old messages of the broker's store: not used */
    int64_t no_room;                 /* nodes, devices, metrics beyond a limit */
    int64_t gaps, expired;           /* of seq; and those that stayed open */
    int64_t late, repeated, dropped; /* messages: after their gap; again; waiting in vain */
    int64_t no_seq;                  /* messages without one that can be */
    int64_t deaths_ignored;          /* of another session, or of what is dead already */
    int64_t asked, not_asked;        /* rebirths; not: by role, or commands that found no room */
    int64_t unverified;              /* values, see there */
    int64_t unknown;                 /* metrics whose alias or name no birth gave */
    int64_t nameless;                /* metrics of a birth with neither name nor alias */
    int64_t skipped;                 /* values of types that are no value of a signal */
    int64_t retyped;                 /* values that are not of the type they are said to be */
    int64_t frozen;                  /* times that stood still while the value changed */
};
const struct spb_host_stats *spb_host_stats(const struct spb_host *host);

struct spb_host_view {
    const char *group, *node;
    bool wanted, online, synced; /* synced: none of its messages is missing */
    size_t devices, devices_online, metrics;
    int64_t births, expired, asked, unverified;
};
/* The i-th node; false: there is none. */
bool spb_host_node(const struct spb_host *host, size_t i, struct spb_host_view *out);

#endif
