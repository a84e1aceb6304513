/* SPDX-License-Identifier: MIT */
/* The queue of signal history between the hub's loop and its database thread (ingest.c is both
 * sides' owner), what is done with a batch, and when minutes age. */
#include "data/hub/bulk.h"

#include "data/model/text.h"
#include "data/service/clock_ms.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define AGE_MS   INT64_C(3600000)
#define MS_A_DAY INT64_C(86400000)
#define SANE_DAY INT64_C(18000) /* a clock before 2019 ages nothing */

struct waiting {
    struct waiting *next;
    int64_t wall_ms;
    size_t length;
    char station[HUB_STATION_SIZE];
    char payload[];
};

struct bulk {
    pthread_mutex_t lock;
    struct waiting *first, *last;
    int count;
    /* The thread's own. */
    int64_t history_days, age_at; /* ms of CLOCK_BOOTTIME */
    struct minutes minutes;
};

struct bulk *bulk_new(int64_t history_days)
{
    struct bulk *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->history_days = history_days;
    (void)pthread_mutex_init(&b->lock, NULL);
    return b;
}

static struct waiting *next(struct bulk *b, bool *more)
{
    (void)pthread_mutex_lock(&b->lock);
    struct waiting *w = b->first;
    if (w) {
        b->first = w->next;
        b->last = b->first ? b->last : NULL;
        b->count--;
    }
    *more = b->first != NULL;
    (void)pthread_mutex_unlock(&b->lock);
    return w;
}

void bulk_free(struct bulk *b)
{
    bool more = true;
    while (b && more)
        free(next(b, &more));
    if (b)
        (void)pthread_mutex_destroy(&b->lock);
    free(b);
}

bool bulk_add(struct bulk *b, const char *station, const char *payload, size_t length,
              int64_t wall_ms)
{
    bool fits = length <= MINUTES_MAX && strlen(station) < HUB_STATION_SIZE;
    struct waiting *w = fits ? malloc(sizeof *w + length) : NULL;
    if (!w)
        return false;
    *w = (struct waiting){.wall_ms = wall_ms, .length = length};
    (void)text_copy(w->station, sizeof w->station, station);
    memcpy(w->payload, payload, length);
    (void)pthread_mutex_lock(&b->lock);
    bool room = b->count < BULK_WAITING;
    if (room && b->last)
        b->last->next = w;
    else if (room)
        b->first = w;
    if (room) {
        b->last = w;
        b->count++;
    }
    (void)pthread_mutex_unlock(&b->lock);
    if (!room)
        free(w);
    return room;
}

static enum hub_result age(struct bulk *b, struct hub_store *store, struct cause *why)
{
    int64_t now = clock_ms(CLOCK_BOOTTIME);
    int64_t day = clock_ms(CLOCK_REALTIME) / MS_A_DAY - b->history_days;
    if (b->history_days == 0 || now < b->age_at)
        return HUB_DONE;
    b->age_at = now + AGE_MS;
    return day > SANE_DAY ? hub_store_age(store, day, why) : HUB_DONE;
}

enum hub_result bulk_take(struct bulk *b, struct hub_store *store, struct bulk_done *done,
                          struct cause *why)
{
    struct minutes *minutes = &b->minutes;
    *done = (struct bulk_done){.bad = false};
    struct waiting *w = next(b, &done->more);
    if (!w)
        return age(b, store, why) == HUB_LATER ? HUB_LATER : HUB_DONE;
    (void)text_copy(done->station, sizeof done->station, w->station);
    enum hub_result rc = HUB_SINGLE;
    if (minutes_read(w->payload, w->length, minutes, why) == 0) {
        const struct hub_history in = {w->station, w->wall_ms, minutes};
        done->ack = (struct minutes_ack){.from = minutes->from, .to = minutes->to};
        rc = hub_store_history(store, &in, &done->ack.have, why);
    }
    done->bad = rc == HUB_SINGLE;
    minutes_done(minutes);
    free(w);
    return rc == HUB_LATER ? HUB_LATER : HUB_DONE;
}
