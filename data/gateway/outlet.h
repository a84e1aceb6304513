/* SPDX-License-Identifier: MIT */
/* The way to the broker. There is a place for each topic that holds its last message: whoever
 * measures never waits for the network, and what the broker has not heard is replaced by what is
 * newer. All is retained and sent again after each connect. */
#ifndef DATA_GATEWAY_OUTLET_H
#define DATA_GATEWAY_OUTLET_H

#include "data/gateway/conf.h"

#define OUTLET_PAYLOAD_MAX 512

/* Places: those of devices first, since a device's status has to be there before its values. */
enum outlet_what { OUT_STATUS, OUT_INFO, OUT_REGISTER, OUT_RUNNING, OUT_LEARNED };

struct outlet;

/* Starts the broker's thread; call it before other threads are. */
struct outlet *outlet_open(const struct gateway_conf *conf, struct cause *why);

/* Any thread. `index`: which device, register or [running]. */
void outlet_put(struct outlet *outlet, enum outlet_what what, size_t index, const char *payload,
                size_t length);

/* The main thread: readable when there is something to do, and what is then done. */
int outlet_fd(const struct outlet *outlet);
void outlet_turn(struct outlet *outlet);

/* Messages that were replaced before the broker had them. */
int64_t outlet_replaced(struct outlet *outlet);

/* The main thread: how it fares. */
struct outlet_stats {
    bool up;                            /* the broker is connected */
    const char *why;                    /* it is not; sanitised, valid until the next turn */
    int64_t waiting, replaced, refused; /* topics that wait; values since the start */
};
void outlet_stats(struct outlet *outlet, struct outlet_stats *out);
/* Any thread: the last message of a place as text. Its length, 0: there was none, or no room. */
size_t outlet_last(struct outlet *outlet, enum outlet_what what, size_t index, char *out,
                   size_t size);

/* Sends what waits, says offline; whoever puts afterwards is not heard. */
void outlet_flush(struct outlet *outlet);
/* The same, and frees. */
void outlet_close(struct outlet **outlet);

#endif
