/* SPDX-License-Identifier: MIT */
/* Bytes in, signal updates out (design.md §4.2). Pure: no clock, no I/O, no state between messages
 * except counters of what could not be decoded. Allocates only in decoder_new. */
#ifndef DATA_DECODE_DECODE_H
#define DATA_DECODE_DECODE_H

#include "data/config/config.h"
#include "data/decode/message.h"
#include "data/decode/scan.h"
#include "data/decode/topic.h"
#include "data/model/clock.h"
#include "data/model/value.h"

#include <stddef.h>
#include <stdint.h>

#define DECODE_DEPTH_MAX  SCAN_DEPTH_MAX
#define DECODE_LEVELS_MAX TOPIC_LEVELS_MAX /* captured topic levels */

struct decoder;

/* Borrows the configuration. NULL: out of memory. */
struct decoder *decoder_new(const struct config *config);
void decoder_free(struct decoder **decoder);

/* The topic filters to subscribe to, without duplicates. */
size_t decoder_filters(const struct decoder *decoder, const char *const **filters);

typedef void decode_sink(void *ctx, const struct update *update);

/* Decode one message: every signal that it feeds gives one update (GOOD, or BAD when its value
 * cannot be had). A signal whose pointer is absent from a document that is otherwise fine gives
 * none. Returns the number of updates; 0 when nothing wants the topic. */
int decoder_message(struct decoder *decoder, const struct message *message, decode_sink *sink,
                    void *ctx);

/* Messages of `topic` were dropped before they could be decoded (NULL: of any topic): each signal
 * it feeds gets a BAD update with `overrun` set. */
int decoder_overrun(struct decoder *decoder, const char *topic, decode_sink *sink, void *ctx);

/* Sources with sessions (Sparkplug) wait for messages that are missing, and die with the link. By
 * the clock of message.now_ms; TIME_NEVER. */
int64_t decoder_due(const struct decoder *decoder);
enum decoder_event { DECODER_TICK, DECODER_LINK_UP, DECODER_LINK_DOWN };
void decoder_time(struct decoder *decoder, enum decoder_event what, const struct now *now,
                  decode_sink *sink, void *ctx);
/* Go on with what `old`, which is about to end after a reload, knows of sources: sessions, names.
 */
void decoder_adopt(struct decoder *decoder, struct decoder *old);
/* For plug.h: commands to publish, figures. */
struct plugs *decoder_plugs(const struct decoder *decoder);

struct decode_stats {
    int64_t messages; /* fed to this signal */
    int64_t errors;
    char error[96];   /* the last one in words, sanitised */
    int64_t error_ms; /* arrival of it */
};
const struct decode_stats *decoder_stats(const struct decoder *decoder, size_t signal);
/* Messages that no signal wanted. */
int64_t decoder_unwanted(const struct decoder *decoder);

#endif
