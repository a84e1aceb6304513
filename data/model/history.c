/* SPDX-License-Identifier: MIT */
/* Spans of a signal's history and lists of their rows. Called by the engine for each sample and
 * each minute's end, by the store when it merges minutes into what a trend has room for. */
#include "data/model/history.h"

#include "data/model/clock.h"

#include <stdlib.h>
#include <string.h>

/* More than any signal says in a hundred years; sums of a few such spans fit in 128 bits. */
#define SAMPLES_MAX (INT64_C(1) << 50)

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

static wide sum_of(const struct history *h)
{
    return (wide)((unsigned_wide)(uint64_t)h->sum[1] << 64 | (uint64_t)h->sum[0]);
}

static void set_sum(struct history *h, wide sum)
{
    h->sum[0] = (int64_t)(uint64_t)(unsigned_wide)sum;
    h->sum[1] = (int64_t)(uint64_t)((unsigned_wide)sum >> 64);
}

void history_take(struct history *h, int64_t amount, bool latest)
{
    if (h->samples == 0 || amount < h->min)
        h->min = amount;
    if (h->samples == 0 || amount > h->max)
        h->max = amount;
    if (h->samples == 0 || latest)
        h->last = amount;
    set_sum(h, sum_of(h) + amount);
    h->samples++;
}

void history_take_bad(struct history *h)
{
    h->bad++;
}

void history_merge(struct history *h, const struct history *later)
{
    h->quality = later->quality;
    h->bad += later->bad;
    if (later->samples == 0)
        return;
    if (h->samples == 0 || later->min < h->min)
        h->min = later->min;
    if (h->samples == 0 || later->max > h->max)
        h->max = later->max;
    h->last = later->last;
    h->samples += later->samples;
    set_sum(h, sum_of(h) + sum_of(later));
}

void history_mean(const struct history *h, int64_t *mean, int64_t *rest)
{
    *mean = *rest = 0;
    if (h->samples <= 0)
        return;
    wide sum = sum_of(h), quotient = sum / h->samples, remainder = sum % h->samples;
    if (remainder < 0) {
        remainder += h->samples;
        quotient--;
    }
    *mean = (int64_t)quotient;
    *rest = (int64_t)remainder;
}

void history_set_mean(struct history *h, int64_t mean, int64_t rest)
{
    set_sum(h, (wide)mean * h->samples + rest);
}

bool history_is_sound(const struct history *h)
{
    if (h->samples < 0 || h->samples > SAMPLES_MAX || h->bad < 0 || h->bad > SAMPLES_MAX)
        return false;
    wide sum = sum_of(h);
    if (h->samples == 0)
        return sum == 0;
    return h->min <= h->last && h->last <= h->max && sum >= (wide)h->min * h->samples &&
           sum <= (wide)h->max * h->samples;
}

int64_t history_minute(int64_t wall_ms)
{
    int64_t minute = wall_ms / MS_PER_MIN;
    return wall_ms % MS_PER_MIN < 0 ? minute - 1 : minute;
}

/* ---- lists ----------------------------------------------------------------------------------- */

static int grow(struct history_list *list)
{
    size_t capacity = list->capacity ? list->capacity * 2 : 32;
    struct history_row *row = realloc(list->row, capacity * sizeof *row);
    if (!row)
        return -1;
    list->row = row;
    list->capacity = capacity;
    return 0;
}

void history_list_add(struct history_list *list, const struct history_row *row)
{
    bool room = list->count < HISTORY_ROWS_MAX;
    if (!room || (list->count == list->capacity && grow(list) != 0)) {
        list->lost++;
        return;
    }
    list->row[list->count++] = *row;
}

void history_list_append(struct history_list *list, const struct history_list *more)
{
    for (size_t i = 0; i < more->count; i++)
        history_list_add(list, &more->row[i]);
    list->lost += more->lost;
}

void history_list_clear(struct history_list *list)
{
    list->count = 0;
}

void history_list_done(struct history_list *list)
{
    free(list->row);
    *list = (struct history_list){0};
}
