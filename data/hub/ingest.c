/* SPDX-License-Identifier: MIT */
/* The thread that owns the hub's database. The loop adds what the broker brought and drains what is
 * to be told; both queues are under one lock that is never held while the database works. */
#include "data/hub/ingest.h"

#include "data/hub/bulk.h"
#include "data/hub/reader.h"

#include "data/model/sync/told.h"
#include "data/model/text.h"
#include "data/service/clock_ms.h"
#include "data/service/crash.h"
#include "data/store/hub/hub_store.h"
#include "data/store/upstream/mac.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#define BACKOFF_MIN_MS INT64_C(500)
#define BACKOFF_MAX_MS INT64_C(10000)
#define TELLING_MAX    4096

struct telling {
    struct telling *next;
    enum ingest_event_kind kind;
    char station[HUB_STATION_SIZE];
    size_t length;
    char text[];
};

struct ingest {
    char *database, *keys;
    void (*wake)(void *);
    void *ctx;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    /* Under the lock. */
    struct telling *told, *told_last;
    int tellings;
    bool closing;
    struct bulk *bulk; /* signal history */
    bool nudged;       /* there is some, or a webhook has been answered */
    struct ingest_stats stats;
    /* The thread's own. */
    struct hub_store *store;
    struct hooks *hooks; /* NULL: there are none */
    bool down;           /* and it was said */
    int64_t backoff_ms;
    struct reader *reader;
    struct read *read[HUB_TOGETHER];
    struct hub_item *item[HUB_TOGETHER]; /* of those */
    int items;
};

/* ---- telling --------------------------------------------------------------------------------- */

/* A telling that has no room is lost: an acknowledgement is earned again when the batch comes
 * again. */
static void tell(struct ingest *g, enum ingest_event_kind kind, const char *station,
                 const char *text, size_t length)
{
    struct telling *t = malloc(sizeof *t + length + 1);
    if (!t)
        return;
    *t = (struct telling){.kind = kind, .length = length};
    (void)text_copy(t->station, sizeof t->station, station);
    memcpy(t->text, text, length);
    t->text[length] = '\0';
    (void)pthread_mutex_lock(&g->lock);
    /* Whether the database is there is told in any case: it is seldom, and must not be missed. */
    bool room = g->tellings < TELLING_MAX || kind == INGEST_DOWN || kind == INGEST_UP;
    if (room && g->told_last)
        g->told_last->next = t;
    else if (room)
        g->told = t;
    if (room) {
        g->told_last = t;
        g->tellings++;
    }
    bool wake = !g->closing; /* who is closed has no loop any more */
    (void)pthread_mutex_unlock(&g->lock);
    if (!room)
        free(t);
    if (wake)
        g->wake(g->ctx);
}

static void tell_news(struct ingest *g, const char *station, const char *what)
{
    char text[HUB_STATION_SIZE + 256];
    (void)text_format(text, sizeof text, "%s: %s", station, what);
    tell(g, INGEST_NEWS, station, text, strlen(text));
}

/* ---- acknowledgements ------------------------------------------------------------------------ */

static void acknowledge(struct ingest *g, const struct hub_item *item)
{
    static struct batch_ack ack;
    static char text[BATCH_SIGNED_MAX + BATCH_PARKED_MAX * 4];
    struct mac_key key = {.length = 0};
    struct cause why = {{0}};
    hub_ack(item, &ack);
    if (g->keys && mac_key_of_station(g->keys, item->station, &key, &why) != 0) {
        tell_news(g, item->station, why.text);
        return; /* an unsigned one would not be believed */
    }
    if (g->keys) {
        size_t length = batch_ack_signed(&ack, item->station, text, sizeof text);
        if (length > 0)
            mac_make(&key, text, length, ack.mac);
        length = batch_why_signed(&ack, item->station, text, sizeof text);
        if (length > 0)
            mac_make(&key, text, length, ack.why_mac);
        mac_key_wipe(&key);
    }
    size_t length = batch_ack_write(&ack, text, sizeof text);
    if (length > 0)
        tell(g, INGEST_ACK, item->station, text, length);
}

static void acknowledge_minutes(struct ingest *g, struct bulk_done *done)
{
    char text[512];
    struct mac_key key = {.length = 0};
    struct cause why = {{0}};
    if (g->keys && mac_key_of_station(g->keys, done->station, &key, &why) != 0) {
        tell_news(g, done->station, why.text);
        return;
    }
    if (g->keys) {
        size_t length = minutes_ack_signed(&done->ack, done->station, text, sizeof text);
        if (length > 0)
            mac_make(&key, text, length, done->ack.mac);
        mac_key_wipe(&key);
    }
    size_t length = minutes_ack_write(&done->ack, text, sizeof text);
    if (length > 0)
        tell(g, INGEST_HISTORY, done->station, text, length);
}

/* ---- webhooks -------------------------------------------------------------------------------- */

static void nudge(void *ctx)
{
    struct ingest *g = ctx;
    (void)pthread_mutex_lock(&g->lock);
    g->nudged = true;
    (void)pthread_cond_signal(&g->turn);
    (void)pthread_mutex_unlock(&g->lock);
}

/* The station is told that the step of its call reached somebody. */
static void tell_told(struct ingest *g, const struct hook_outcome *o)
{
    char text[1024];
    struct told told = {.tier = o->tier, .by = "webhook"};
    struct mac_key key = {.length = 0};
    struct cause why = {{0}};
    (void)text_copy(told.call, sizeof told.call, o->call);
    if (g->keys && mac_key_of_station(g->keys, o->station, &key, &why) != 0) {
        tell_news(g, o->station, why.text);
        return;
    }
    if (g->keys)
        mac_make(&key, text, told_signed(&told, o->station, text, sizeof text), told.mac);
    mac_key_wipe(&key);
    size_t length = told_write(&told, text, sizeof text);
    if (length > 0)
        tell(g, INGEST_TOLD, o->station, text, length);
}

static void on_hook(void *ctx, const struct hook_outcome *outcome)
{
    struct ingest *g = ctx;
    if (outcome->call)
        tell_told(g, outcome);
    else
        tell(g, INGEST_HOOK, outcome->station, outcome->text, strlen(outcome->text));
}

static void turn_hooks(struct ingest *g)
{
    struct timespec now = {0};
    if (!g->hooks)
        return;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    hooks_turn(g->hooks, g->store, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000, on_hook, g);
}

static void tell_alarms(struct ingest *g, const struct hub_item *item)
{
    static const char *const words[HUB_ALARM_COUNT] = {
        [HUB_CONFLICT] = "a record came with the key of another one; it was put aside: two "
                         "stations with this name?",
        [HUB_FORK] = "its database goes on in two places: a cloned station, or one that was "
                     "restored from a backup; everything is kept",
        [HUB_REWIND] = "its database began again at an older point: restored from a backup?; "
                       "everything is kept",
        [HUB_BROKEN] = "records are not what was written at the station; they were put aside",
        [HUB_SEAM] =
            "its records do not follow those that are here: the log was changed there, or by "
            "hand in this database; everything is kept",
        [HUB_FLOOD] = "so many records were put aside that no more of them are kept",
    };
    for (int kind = 0; kind < HUB_ALARM_COUNT; kind++)
        if ((item->alarms >> kind & 1) != 0)
            tell_news(g, item->station, words[kind]);
}

static void count(struct ingest *g, const struct hub_item *item)
{
    int parked = 0;
    for (int i = 0; i < item->batch.count; i++)
        parked += item->parked[i] != NULL;
    (void)pthread_mutex_lock(&g->lock);
    g->stats.batches++;
    g->stats.records += item->inserted;
    g->stats.parked += parked;
    g->stats.duplicates += item->batch.count - parked - item->inserted;
    (void)pthread_mutex_unlock(&g->lock);
}

/* ---- the database ---------------------------------------------------------------------------- */

static void is_up(struct ingest *g)
{
    g->backoff_ms = 0;
    if (!g->down)
        return;
    g->down = false;
    const char *name = hub_store_name(g->store);
    tell(g, INGEST_UP, "", name, strlen(name));
}

static void is_down(struct ingest *g, const struct cause *why)
{
    if (!g->down || g->backoff_ms == 0)
        tell(g, INGEST_DOWN, "", why->text, strlen(why->text));
    g->down = true;
    g->backoff_ms = g->backoff_ms == 0 ? BACKOFF_MIN_MS : g->backoff_ms * 2;
    if (g->backoff_ms > BACKOFF_MAX_MS)
        g->backoff_ms = BACKOFF_MAX_MS;
}

static bool open_store(struct ingest *g)
{
    struct cause why = {{0}};
    if (g->store)
        return true; /* it is up when it has taken something */
    g->store = hub_store_open(g->database, &why);
    if (g->store)
        is_up(g);
    else
        is_down(g, &why);
    return g->store != NULL;
}

/* Wait for `ms`, or until there is something to do, or the end; false: the end. */
static bool wait_for(struct ingest *g, int64_t ms, bool for_work)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    (void)pthread_mutex_lock(&g->lock);
    int rc = 0;
    g->stats.heartbeat_boot_ms = clock_ms(CLOCK_BOOTTIME);
    while (!g->closing && rc != ETIMEDOUT && !(for_work && (g->nudged || reader_has(g->reader))))
        rc = pthread_cond_timedwait(&g->turn, &g->lock, &until);
    g->nudged = false;
    bool on = !g->closing;
    (void)pthread_mutex_unlock(&g->lock);
    return on;
}

/* ---- batches --------------------------------------------------------------------------------- */

/* From the reader's thread. */
static void on_read(void *ctx)
{
    struct ingest *g = ctx;
    (void)pthread_mutex_lock(&g->lock);
    (void)pthread_cond_signal(&g->turn);
    (void)pthread_mutex_unlock(&g->lock);
}

/* What is no batch: its bytes are put aside as they are, when they are a text. */
static void bury(struct ingest *g, const struct read *r)
{
    static char clean[8192];
    struct cause why = {{0}};
    const char *station = r->item.station, *reason = r->why.text;
    (void)text_sanitise(r->payload, r->length, clean, sizeof clean);
    (void)pthread_mutex_lock(&g->lock);
    g->stats.unreadable++;
    (void)pthread_mutex_unlock(&g->lock);
    tell_news(g, station, reason);
    (void)hub_store_dead(g->store, station, r->item.wall_ms, clean, strlen(clean), reason, &why);
}

/* All that have been read meanwhile, as far as they go into one transaction. */
static void take_some(struct ingest *g)
{
    struct read *r;
    while (g->items < HUB_TOGETHER && (r = reader_take(g->reader))) {
        if (r->bad) {
            bury(g, r);
            reader_give_back(g->reader, r);
            continue;
        }
        hooks_note(g->hooks, &r->item);
        g->item[g->items] = &r->item;
        g->read[g->items++] = r;
    }
}

static void finish(struct ingest *g, int begin, int end)
{
    for (int i = begin; i < end; i++) {
        count(g, g->item[i]);
        tell_alarms(g, g->item[i]);
        hooks_alarms(g->hooks, g->store, g->item[i]);
        acknowledge(g, g->item[i]);
    }
    (void)pthread_mutex_lock(&g->lock);
    g->stats.commits++;
    (void)pthread_mutex_unlock(&g->lock);
}

/* One that the database refuses whole must not hold up the others. Its station keeps it. */
static void refuse(struct ingest *g, const struct hub_item *item, const struct cause *why)
{
    char text[300];
    (void)pthread_mutex_lock(&g->lock);
    g->stats.refused++;
    (void)pthread_mutex_unlock(&g->lock);
    (void)text_format(text, sizeof text, "a batch cannot be taken and is not acknowledged: %s",
                      why->text);
    tell_news(g, item->station, text);
}

/* One by one, where one of several was refused. -1: the database is away. */
static int take_singly(struct ingest *g, int *done)
{
    struct cause why = {{0}};
    for (; *done < g->items; (*done)++) {
        struct hub_item *one = g->item[*done];
        enum hub_result rc = hub_store_take(g->store, &one, 1, &why);
        if (rc == HUB_LATER) {
            is_down(g, &why);
            return -1;
        }
        if (rc == HUB_DONE)
            finish(g, *done, *done + 1);
        else
            refuse(g, one, &why);
    }
    return 0;
}

static void let_go(struct ingest *g, int done)
{
    for (int i = 0; i < done; i++) {
        hooks_let_go(g->item[i]);
        reader_give_back(g->reader, g->read[i]);
    }
    for (int i = done; i < g->items; i++) {
        g->item[i - done] = g->item[i];
        g->read[i - done] = g->read[i];
    }
    g->items -= done;
}

static int take(struct ingest *g)
{
    struct cause why = {{0}};
    int done = 0;
    for (int i = 0; i < g->items; i++)
        g->item[i]->alarms &= 1U << HUB_BROKEN;
    enum hub_result rc = hub_store_take(g->store, g->item, g->items, &why);
    if (rc == HUB_DONE) {
        finish(g, 0, g->items);
        done = g->items;
    } else if (rc == HUB_LATER) {
        is_down(g, &why);
    } else {
        rc = take_singly(g, &done) == 0 ? HUB_DONE : HUB_LATER;
    }
    let_go(g, done);
    if (rc == HUB_DONE)
        is_up(g);
    return rc == HUB_DONE ? 0 : -1;
}

#define HEARTBEAT_MS 1000

/* No records wait: a batch of signal history, if there is one. Returns how long to wait then. */
static int64_t take_history(struct ingest *g)
{
    struct bulk_done done;
    struct cause why = {{0}};
    if (bulk_take(g->bulk, g->store, &done, &why) == HUB_LATER) {
        is_down(g, &why);
        return g->backoff_ms;
    }
    if (done.bad)
        tell_news(g, done.station, why.text);
    else if (done.station[0])
        acknowledge_minutes(g, &done);
    if (done.station[0] && !done.bad)
        is_up(g);
    return done.more ? 0 : HEARTBEAT_MS;
}

static void *run(void *ctx)
{
    struct ingest *g = ctx;
    bool on = true;
    (void)prctl(PR_SET_NAME, "database");
    crash_phase("taking records");
    while (on) {
        if (!open_store(g)) {
            on = wait_for(g, g->backoff_ms, false);
            continue;
        }
        turn_hooks(g);
        take_some(g);
        if (g->items == 0)
            on = wait_for(g, take_history(g), true);
        else if (take(g) != 0)
            on = wait_for(g, g->backoff_ms, false);
        else
            on = wait_for(g, 0, true);
    }
    return NULL;
}

/* ---- open and close -------------------------------------------------------------------------- */

#define CLOSE_S 5

static void free_ingest(struct ingest *g)
{
    reader_free(g->reader);
    while (g->told) {
        struct telling *t = g->told;
        g->told = t->next;
        free(t);
    }
    bulk_free(g->bulk);
    if (g->database)
        explicit_bzero(g->database, strlen(g->database));
    free(g->database);
    free(g->keys);
    free(g);
}

static bool make_rooms(struct ingest *g, const struct ingest_conf *conf)
{
    g->database = strdup(conf->database);
    g->bulk = bulk_new(conf->history_days);
    g->keys = conf->keys ? strdup(conf->keys) : NULL;
    return g->database && g->bulk && (g->keys || !conf->keys);
}

struct ingest *ingest_open(const struct ingest_conf *conf, void (*wake)(void *), void *ctx,
                           struct cause *why)
{
    pthread_condattr_t monotonic;
    sigset_t every, before;
    struct ingest *g = calloc(1, sizeof *g);
    if (!g || !make_rooms(g, conf)) {
        if (g)
            free_ingest(g);
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    g->wake = wake;
    g->ctx = ctx;
    g->down = true; /* the first connection is news */
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&g->lock, NULL);
    (void)pthread_cond_init(&g->turn, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    g->stats.heartbeat_boot_ms = clock_ms(CLOCK_BOOTTIME);
    crash_thread_mask(&every);
    (void)pthread_sigmask(SIG_SETMASK, &every, &before);
    bool begun =
        (g->reader = reader_new(on_read, g, why)) &&
        (conf->hooks == 0 || (g->hooks = hooks_open(conf->hook, conf->hooks, nudge, g, why)));
    int rc = begun ? pthread_create(&g->thread, NULL, run, g) : 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (begun && rc == 0)
        return g;
    if (begun)
        (void)cause_set(why, -1, "no thread for the database: %s", strerror(rc));
    hooks_close(&g->hooks);
    free_ingest(g);
    return NULL;
}

void ingest_close(struct ingest **ingest)
{
    struct ingest *g = *ingest;
    if (!g)
        return;
    (void)pthread_mutex_lock(&g->lock);
    g->closing = true;
    (void)pthread_cond_signal(&g->turn);
    (void)pthread_mutex_unlock(&g->lock);
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += CLOSE_S;
    *ingest = NULL;
    if (pthread_timedjoin_np(g->thread, NULL, &until) != 0)
        return; /* it hangs in the database */
    hooks_close(&g->hooks);
    let_go(g, g->items);
    reader_free(g->reader); /* its thread uses what follows */
    g->reader = NULL;
    hub_store_close(&g->store);
    (void)pthread_cond_destroy(&g->turn);
    (void)pthread_mutex_destroy(&g->lock);
    free_ingest(g);
}

/* ---- the loop's side ------------------------------------------------------------------------- */

bool ingest_add(struct ingest *g, const char *station, const char *payload, size_t length,
                int64_t wall_ms)
{
    if (reader_add(g->reader, station, payload, length, wall_ms))
        return true;
    (void)pthread_mutex_lock(&g->lock);
    g->stats.dropped++;
    (void)pthread_mutex_unlock(&g->lock);
    return false;
}

bool ingest_add_history(struct ingest *g, const char *station, const char *payload, size_t length,
                        int64_t wall_ms)
{
    bool room = bulk_add(g->bulk, station, payload, length, wall_ms);
    (void)pthread_mutex_lock(&g->lock);
    g->nudged = true;
    (void)pthread_cond_signal(&g->turn);
    (void)pthread_mutex_unlock(&g->lock);
    return room;
}

size_t ingest_drain(struct ingest *g, ingest_sink *sink, void *ctx)
{
    (void)pthread_mutex_lock(&g->lock);
    struct telling *t = g->told;
    g->told = g->told_last = NULL;
    g->tellings = 0;
    (void)pthread_mutex_unlock(&g->lock);
    size_t drained = 0;
    while (t) {
        struct telling *next = t->next;
        const struct ingest_event event = {.kind = t->kind,
                                           .station = t->station,
                                           .payload = t->text,
                                           .text = t->text,
                                           .length = t->length};
        sink(ctx, &event);
        free(t);
        t = next;
        drained++;
    }
    return drained;
}

void ingest_stats(struct ingest *g, struct ingest_stats *out)
{
    (void)pthread_mutex_lock(&g->lock);
    *out = g->stats;
    (void)pthread_mutex_unlock(&g->lock);
    out->waiting = reader_waiting(g->reader);
}
