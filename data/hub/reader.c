/* SPDX-License-Identifier: MIT */
/* The thread that reads batches. data/hub/ingest.c is the only caller: its loop adds, its database
 * thread takes. One lock over both lists, held for a few pointers. A batch stands in the room of
 * its message, which the reader owns until it is given back. */
#include "data/hub/reader.h"

#include "data/decode/batch_read.h"
#include "data/model/text.h"
#include "data/service/crash.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

struct message {
    struct message *next;
    int64_t wall_ms;
    size_t length;
    char station[HUB_STATION_SIZE];
    char payload[]; /* terminated */
};

struct reader {
    void (*ready)(void *);
    void *ctx;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    struct message *first, *last;
    int64_t waiting, bytes;
    bool closing;
    struct read *free[READER_AHEAD]; /* a stack */
    int frees;
    struct read *done[READER_AHEAD]; /* a ring, in order */
    int done_first, dones;
};

/* ---- the thread ------------------------------------------------------------------------------ */

static void read_it(struct read *r, struct message *m)
{
    struct hub_item *item = &r->item;
    memset(item, 0, offsetof(struct hub_item, batch));
    item->alarms = 0;
    item->inserted = 0;
    item->wall_ms = m->wall_ms;
    (void)text_copy(item->station, sizeof item->station, m->station);
    r->message = m;
    r->payload = m->payload;
    r->length = m->length;
    r->bad = batch_read(m->payload, m->length, &item->batch, &r->why) != 0;
    if (!r->bad)
        hub_check(item);
}

static struct message *next_message(struct reader *reader)
{
    struct message *m = reader->first;
    reader->first = m->next;
    if (!reader->first)
        reader->last = NULL;
    reader->waiting--;
    reader->bytes -= (int64_t)m->length;
    return m;
}

static void *run(void *ctx)
{
    struct reader *reader = ctx;
    (void)prctl(PR_SET_NAME, "reader");
    crash_phase("reading batches");
    (void)pthread_mutex_lock(&reader->lock);
    while (!reader->closing) {
        if (!reader->first || reader->frees == 0) {
            (void)pthread_cond_wait(&reader->turn, &reader->lock);
            continue;
        }
        struct message *m = next_message(reader);
        struct read *r = reader->free[--reader->frees];
        (void)pthread_mutex_unlock(&reader->lock);
        read_it(r, m);
        (void)pthread_mutex_lock(&reader->lock);
        reader->done[(reader->done_first + reader->dones++) % READER_AHEAD] = r;
        (void)pthread_mutex_unlock(&reader->lock);
        reader->ready(reader->ctx);
        (void)pthread_mutex_lock(&reader->lock);
    }
    (void)pthread_mutex_unlock(&reader->lock);
    return NULL;
}

/* ---- the callers' side ----------------------------------------------------------------------- */

bool reader_add(struct reader *reader, const char *station, const char *payload, size_t length,
                int64_t wall_ms)
{
    bool fits = length <= BATCH_MAX && strlen(station) < HUB_STATION_SIZE;
    struct message *m = fits ? malloc(sizeof *m + length + 1) : NULL;
    if (!m)
        return false;
    *m = (struct message){.wall_ms = wall_ms, .length = length};
    (void)text_copy(m->station, sizeof m->station, station);
    memcpy(m->payload, payload, length);
    m->payload[length] = '\0';
    (void)pthread_mutex_lock(&reader->lock);
    bool room = reader->waiting < READER_WAITING && reader->bytes < READER_BYTES;
    if (room && reader->last)
        reader->last->next = m;
    else if (room)
        reader->first = m;
    if (room) {
        reader->last = m;
        reader->waiting++;
        reader->bytes += (int64_t)length;
        (void)pthread_cond_signal(&reader->turn);
    }
    (void)pthread_mutex_unlock(&reader->lock);
    if (!room)
        free(m);
    return room;
}

int64_t reader_waiting(struct reader *reader)
{
    (void)pthread_mutex_lock(&reader->lock);
    int64_t waiting = reader->waiting;
    (void)pthread_mutex_unlock(&reader->lock);
    return waiting;
}

bool reader_has(struct reader *reader)
{
    (void)pthread_mutex_lock(&reader->lock);
    bool has = reader->dones > 0;
    (void)pthread_mutex_unlock(&reader->lock);
    return has;
}

struct read *reader_take(struct reader *reader)
{
    struct read *r = NULL;
    (void)pthread_mutex_lock(&reader->lock);
    if (reader->dones > 0) {
        r = reader->done[reader->done_first];
        reader->done_first = (reader->done_first + 1) % READER_AHEAD;
        reader->dones--;
    }
    (void)pthread_mutex_unlock(&reader->lock);
    return r;
}

/* What it holds in memory is let go. */
static void empty(struct read *r)
{
    if (!r->bad)
        batch_done(&r->item.batch);
    free(r->message);
    r->message = NULL;
    r->payload = NULL;
}

void reader_give_back(struct reader *reader, struct read *r)
{
    empty(r);
    (void)pthread_mutex_lock(&reader->lock);
    reader->free[reader->frees++] = r;
    (void)pthread_cond_signal(&reader->turn);
    (void)pthread_mutex_unlock(&reader->lock);
}

/* ---- open and close -------------------------------------------------------------------------- */

static void let_go(struct reader *reader)
{
    for (struct read *r; (r = reader_take(reader));)
        reader_give_back(reader, r);
    while (reader->first)
        free(next_message(reader));
    while (reader->frees > 0)
        free(reader->free[--reader->frees]);
    (void)pthread_cond_destroy(&reader->turn);
    (void)pthread_mutex_destroy(&reader->lock);
    free(reader);
}

struct reader *reader_new(void (*ready)(void *), void *ctx, struct cause *why)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    reader->ready = ready;
    reader->ctx = ctx;
    (void)pthread_mutex_init(&reader->lock, NULL);
    (void)pthread_cond_init(&reader->turn, NULL);
    while (reader->frees < READER_AHEAD) {
        struct read *r = calloc(1, sizeof *r);
        if (!r) {
            let_go(reader);
            (void)cause_set(why, -1, "out of memory");
            return NULL;
        }
        reader->free[reader->frees++] = r;
    }
    int rc = pthread_create(&reader->thread, NULL, run, reader);
    if (rc == 0)
        return reader;
    (void)cause_set(why, -1, "no thread to read batches: %s", strerror(rc));
    let_go(reader);
    return NULL;
}

void reader_free(struct reader *reader)
{
    if (!reader)
        return;
    (void)pthread_mutex_lock(&reader->lock);
    reader->closing = true;
    (void)pthread_cond_signal(&reader->turn);
    (void)pthread_mutex_unlock(&reader->lock);
    (void)pthread_join(reader->thread, NULL);
    let_go(reader);
}
