/* SPDX-License-Identifier: MIT */
/* The sources whose messages hold items (formats/format.h): which signals want which item. Pure;
 * owns what formats keep of their sources. For decode.c. */
#ifndef DATA_DECODE_FEED_H
#define DATA_DECODE_FEED_H

#include "data/decode/formats/format.h"

/* Borrows the configuration. NULL: out of memory. */
struct feeds *feeds_new(const struct config *config);
void feeds_free(struct feeds **feeds);
/* Remember what the sources of `old`, which is about to end, have been told once (names of ids,
 * conditions): brokers do not tell again what stays subscribed to. Those whose format or topics are
 * others begin anew. */
void feeds_adopt(struct feeds *feeds, struct feeds *old);

/* Take a message of the source apart: `found` is called for each signal and item of it that it
 * wants, in the message's order. 0; -1: it is not of the source's format. */
typedef void feed_found(void *ctx, uint16_t signal, const struct item *item);
int feeds_read(struct feeds *feeds, size_t source, const struct message *message, feed_found *found,
               void *ctx, struct cause *why);

/* The same for a signal of an item format that has a topic of its own: the items of the message
 * that it wants are what its pointer names, without one the whole. */
int feeds_read_one(struct feeds *feeds, uint16_t signal, const struct message *message,
                   feed_found *found, void *ctx, struct cause *why);
/* An item of the source that was found elsewhere (plug.h). */
void feeds_offer(struct feeds *feeds, size_t source, const struct item *item, feed_found *found,
                 void *ctx);

/* The signals of the source, in the order of the configuration. */
size_t feeds_signals(const struct feeds *feeds, size_t source, const uint16_t **signals);

#endif
