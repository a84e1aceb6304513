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

/* Sends what waits, says offline; whoever puts afterwards is not heard. */
void outlet_flush(struct outlet *outlet);
/* The same, and frees. */
void outlet_close(struct outlet **outlet);

#endif
