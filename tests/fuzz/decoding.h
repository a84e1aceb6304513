/* SPDX-License-Identifier: MIT */
/* What every update and every error text must be, whatever the bytes: shared by the targets that
 * feed the decoder. */
#ifndef TESTS_FUZZ_DECODING_H
#define TESTS_FUZZ_DECODING_H

#include "data/decode/decode.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

struct heard {
    int count;
    uint64_t sum; /* of what was said, to compare two runs */
};

static inline void hold_value(const struct update *u, enum signal_role role)
{
    const struct value *v = &u->value;
    size_t length = strnlen(v->text, sizeof v->text);
    hold(length < sizeof v->text && text_is_clean(v->text, length));
    if (u->quality != Q_GOOD) {
        hold(v->type == VALUE_NONE && v->amount == 0 && v->text[0] == '\0' && u->mapped == -1);
        return;
    }
    hold(v->type != VALUE_NONE);
    hold(v->type != VALUE_BOOL || v->amount == 0 || v->amount == AMOUNT_ONE);
    if (role == ROLE_STATE)
        hold(u->mapped >= 0 && u->mapped < MACHINE_STATE_COUNT);
    else if (role == ROLE_MODE)
        hold(u->mapped >= 0 && u->mapped < STATION_MODE_COUNT);
    else
        hold(u->mapped == -1);
}

static const struct config *fuzzed; /* the configuration under test */

static inline void hear(void *ctx, const struct update *u)
{
    struct heard *heard = ctx;
    hold(u->signal < fuzzed->signals);
    hold(u->quality == Q_GOOD || u->quality == Q_BAD);
    hold(!u->overrun && !u->stored && !u->duplicate);
    hold_value(u, fuzzed->signal[u->signal].role);
    heard->count++;
    heard->sum = heard->sum * 31 + (uint64_t)u->value.amount + (uint64_t)u->source_ms +
                 (uint64_t)(u->mapped + 1) + u->quality;
}

/* One message through a decoder; the error texts are fit to show. */
static inline struct heard feed(struct decoder *decoder, const char *topic, const char *payload,
                                size_t length)
{
    const struct message message = {
        .topic = topic, .payload = payload, .length = length, .arrival_ms = 1};
    struct heard heard = {0};
    hold(decoder_message(decoder, &message, hear, &heard) == heard.count);
    for (size_t i = 0; i < fuzzed->signals; i++) {
        const struct decode_stats *stats = decoder_stats(decoder, i);
        size_t n = strnlen(stats->error, sizeof stats->error);
        hold(n < sizeof stats->error && text_is_clean(stats->error, n));
        hold(stats->errors <= stats->messages);
        hold((stats->errors > 0) == (n > 0));
    }
    return heard;
}

/* The same bytes give the same updates on a decoder that has seen others too. Making a new one
 * takes most of the time, so every eighth input is compared. */
static inline void feed_twice(const char *topic, const uint8_t *data, size_t size)
{
    static struct decoder *worn;
    static unsigned turn;
    if (!worn)
        worn = decoder_new(fuzzed);
    hold(worn);
    struct heard a = feed(worn, topic, (const char *)data, size);
    if (turn++ % 8 != 0)
        return;
    struct decoder *fresh = decoder_new(fuzzed);
    hold(fresh);
    struct heard b = feed(fresh, topic, (const char *)data, size);
    hold(a.count == b.count && a.sum == b.sum);
    decoder_free(&fresh);
}

#endif
