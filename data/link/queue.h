/* SPDX-License-Identifier: MIT */
/* The bounded inbound queue between paho's receive thread, the link thread and the loop. Writers
 * copy and leave; the loop takes everything that is there and walks it without the lock. */
#ifndef DATA_LINK_QUEUE_H
#define DATA_LINK_QUEUE_H

#include "data/link/link.h"

#define QUEUE_MESSAGES 32768
#define QUEUE_BYTES    (16U << 20)

struct queue;

struct queue_counts {
    int64_t received, dropped, queue, queue_peak, queue_max;
};

/* Limits of 0 mean the defaults above. `wake` is called, without the queue's lock, when something
 * comes into an empty queue. NULL without memory. */
struct queue *queue_new(size_t messages, size_t bytes, void (*wake)(void *), void *ctx);
void queue_free(struct queue *q);

/* After this no wake is called any more, whoever still writes: waits for one under way. */
void queue_mute(struct queue *q);
/* Wake the loop though nothing came (there is room to publish again). */
void queue_nudge(struct queue *q);

struct queue_message {
    const char *topic, *payload;
    size_t topic_length, length;
    int qos; /* at which the broker delivered it */
    bool stored, duplicate;
    int64_t boot_ms, wall_ms;
};

/* Copy a message in. At the limit it is dropped and remembered as an overrun of its topic. In a
 * flood not every message wakes the loop. True when a wake is owed and nobody ticks yet: then
 * queue_tick must be called in about a millisecond, and on until it returns false. */
bool queue_message(struct queue *q, const struct queue_message *message);
bool queue_tick(struct queue *q);
/* Never dropped, but a flood of states that nobody drains is cut to the latest. */
void queue_state(struct queue *q, enum link_state state, const char *why);
/* Never dropped: the publisher bounds them. */
void queue_sent(struct queue *q, uint64_t tag, bool ok);

/* Hand over what has come, at most `limit` events; how many. The rest waits for the next call. */
size_t queue_drain(struct queue *q, size_t limit, link_sink *sink, void *ctx);
void queue_count(struct queue *q, struct queue_counts *out);

#endif
