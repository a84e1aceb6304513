/* SPDX-License-Identifier: MIT */
/* Messages for a bench: a bare MQTT publisher without a client library, so that what it costs is
 * little and the same for all, and the baseline to compare with: a paho subscriber in a process of
 * its own that does nothing but count. */
#ifndef TESTS_BENCH_FLOW_H
#define TESTS_BENCH_FLOW_H

#include "tests/bench/counted.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- the publisher ---- */

struct flow {
    int fd;
    uint16_t packet_id; /* of the last QoS 1 packet in a batch */
    int64_t acks;
};

void flow_open(struct flow *f, int port);
void flow_close(struct flow *f);

/* A batch of ready PUBLISH packets, one after the other. */
struct flow_batch {
    unsigned char *bytes;
    size_t length, size;
    int64_t messages;
    int qos;
    uint16_t packet_id;
};

void flow_add(struct flow_batch *batch, const char *topic, const char *payload, bool retain);
void flow_batch_done(struct flow_batch *batch);
/* Send it all as fast as the broker takes it; QoS 1: until every packet is acknowledged. */
void flow_send(struct flow *f, const struct flow_batch *batch);
/* One message at QoS 0, now. */
void flow_say(struct flow *f, const char *topic, const char *payload, bool retain);

/* ---- the counter ---- */

struct flow_counter {
    pid_t pid;
    struct flow_counted {
        atomic_bool up;
        atomic_llong messages;
    } * counted; /* shared with the child */
};

/* Start a bare paho subscriber of `filter` at QoS 1 and wait until it is subscribed. */
void flow_counter_open(struct flow_counter *c, const char *url, const char *filter);
void flow_counter_close(struct flow_counter *c);

/* ---- the press ---- */

/* What a press with its gateway says, 150 to 200 bytes each: of a hundred messages 75 are sensors
 * (four values), 24 counts (two), one is a state, another than before. */
struct flow_press {
    const char *root; /* of its topics */
    int64_t said, total, scrap, states;
};

void flow_press_say(struct flow_press *p, struct flow_batch *batch);
/* `messages` of it one by one, so many a second. */
void flow_press_slowly(struct flow_press *p, struct flow *f, int64_t messages, int64_t per_second);
void flow_press_state(char *out, size_t size, const char *state, int64_t ts);
void flow_press_sensors(char *out, size_t size, double load, int64_t ts);

int64_t flow_wall_ms(void);

#endif
