/* SPDX-License-Identifier: MIT */
/* A difficult broker for a test: passes all on to a real one, but turns MQTT 5 away, as brokers do
 * that never heard of it, or denies a subscription. */
#ifndef TESTS_SUPPORT_PROXY_H
#define TESTS_SUPPORT_PROXY_H

#include <stdbool.h>

struct proxy;

enum proxy_manner {
    PROXY_REFUSES,       /* CONNACK 1: unacceptable protocol version */
    PROXY_REFUSES_AS_V5, /* CONNACK 0x84 with an empty property list */
    PROXY_HANGS_UP,      /* closes without a word */
    PROXY_DENIES /* speaks MQTT 5; the first filter of each subscription is not authorised */
};

/* A loopback listener in a thread, in front of the broker at `broker_port`. NULL on failure. */
struct proxy *proxy_open(int broker_port, enum proxy_manner manner);
const char *proxy_url(const struct proxy *proxy);
/* How many MQTT 5 connections it has turned away, and how many others it has let through. */
int proxy_refused(struct proxy *proxy);
int proxy_passed(struct proxy *proxy);
void proxy_close(struct proxy *proxy);

#endif
