/* SPDX-License-Identifier: MIT */
/* The sources with format = sparkplug, whose messages only a host's session can read
 * (data/sparkplug/host.h): one host for all of them, and which node or device each is. Pure. For
 * decode.c. */
#ifndef DATA_DECODE_PLUG_H
#define DATA_DECODE_PLUG_H

#include "data/decode/feed.h"
#include "data/sparkplug/host.h"

struct plugs;

/* Why a signal's value is not known any more. */
enum plug_gone {
    PLUG_DEAD,   /* the node or device has died */
    PLUG_LOST,   /* messages of the node are missing */
    PLUG_ABSENT, /* the latest birth has no such metric */
    PLUG_NULL,   /* the source says that it has none, or only an old one */
};

struct plug_sink {
    feed_found *item;
    void (*gone)(void *ctx, uint16_t signal, enum plug_gone why);
    void *ctx;
};

/* What says whether the node or device is there: yes with each birth, no with its death. */
#define PLUG_ONLINE "$online"

/* Borrows both. NULL: out of memory. */
struct plugs *plugs_new(const struct config *config, struct feeds *feeds);
void plugs_free(struct plugs **plugs);
/* Go on with the sessions of `old`, which is about to end; its own take their place. */
void plugs_adopt(struct plugs *plugs, struct plugs *old);
/* Ask the nodes to say all there is: other signals want it now. */
void plugs_seek(struct plugs *plugs, int64_t now_ms);

/* 0; -1: no payload of Sparkplug's. */
int plugs_message(struct plugs *plugs, const struct message *message, const struct plug_sink *sink,
                  struct cause *why);

/* The clock of these is that of message.now_ms. */
int64_t plugs_due(const struct plugs *plugs);
void plugs_tick(struct plugs *plugs, int64_t now_ms, int64_t wall_ms, const struct plug_sink *sink);
void plugs_link(struct plugs *plugs, bool up, int64_t now_ms, int64_t wall_ms,
                const struct plug_sink *sink);

/* The next command to publish, QoS 0, not retained: the payload's length; 0: none. */
size_t plugs_command(struct plugs *plugs, int64_t wall_ms, char topic[CONFIG_TOPIC_MAX],
                     unsigned char out[SPB_COMMAND_SIZE]);

/* NULL: no source is one of Sparkplug's. */
const struct spb_host *plugs_host(const struct plugs *plugs);

#endif
