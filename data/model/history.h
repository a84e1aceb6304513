/* SPDX-License-Identifier: MIT */
/* Signal history: what a signal was in each wall minute. The engine takes samples and hands out a
 * row a minute, the store keeps and merges rows. A mean is never made from means: sums and samples
 * are added, and divided last (sums are 128 bits wide, so none overflows). Pure. */
#ifndef DATA_MODEL_HISTORY_H
#define DATA_MODEL_HISTORY_H

#include "data/model/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A span: a minute, or minutes merged. Zero-initialised: nothing was heard. */
struct history {
    int64_t samples;        /* good values taken */
    int64_t bad;            /* updates that had no good value */
    int64_t min, max, last; /* millionths; without samples they mean nothing */
    int64_t sum[2];         /* of the samples: low and high half */
    enum quality quality;   /* of the signal when the span ended */
};

/* `latest`: not overtaken by a newer one on its way, so it is the last value, too. */
void history_take(struct history *h, int64_t amount, bool latest);
void history_take_bad(struct history *h);
/* Add a span that is later than all in `h`. */
void history_merge(struct history *h, const struct history *later);

/* The sum as two numbers that need no 128 bits: sum = mean * samples + rest, 0 <= rest < samples.
 * Both 0 without samples. */
void history_mean(const struct history *h, int64_t *mean, int64_t *rest);
/* … and back, after `samples` is set. */
void history_set_mean(struct history *h, int64_t mean, int64_t rest);

/* For one that comes from outside: its numbers can belong together. */
bool history_is_sound(const struct history *h);

/* The wall minute of a time: whole minutes since the epoch. */
int64_t history_minute(int64_t wall_ms);

struct history_row {
    char signal[32];
    int64_t minute;
    struct history span;
};

/* Rows on their way from the engine to the store; reused, so that it allocates only while it grows.
 * More than HISTORY_ROWS_MAX (every signal for a quarter of an hour) are lost and counted. */
#define HISTORY_ROWS_MAX 4096
struct history_list {
    struct history_row *row;
    size_t count, capacity;
    int64_t lost;
};

void history_list_add(struct history_list *list, const struct history_row *row);
void history_list_append(struct history_list *list, const struct history_list *more);
void history_list_clear(struct history_list *list); /* keeps the memory and `lost` */
void history_list_done(struct history_list *list);

#endif
