/* SPDX-License-Identifier: MIT */
/* The store as the loop sees it: hand over records, ask, hear. Nothing here waits for the disk: the
 * lock is held only to move pointers and copies. The daemon owns the store; writer.c is its thread;
 * andonctl uses store_verify alone (verify.c). */
#include "data/store/store.h"

#include "data/model/text.h"
#include "data/service/crash.h"
#include "data/store/clock.h"
#include "data/store/epoch.h"
#include "data/store/inside.h"
#include "data/store/upstream/ship.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* ---- open and close -------------------------------------------------------------------------- */

/* One block for all texts of the configuration: they are needed again when the file is reopened. */
static int copy_conf(struct store *store, const struct store_conf *conf)
{
    const char *from[] = {conf->path, conf->station, conf->config, conf->boot_id, conf->machine_id};
    const char **to[] = {&store->conf.path, &store->conf.station, &store->conf.config,
                         &store->conf.boot_id, &store->conf.machine_id};
    size_t total = 0;
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++)
        total += (from[i] ? strlen(from[i]) : 0) + 1;
    store->conf = *conf;
    store->texts = calloc(1, total);
    if (!store->texts)
        return -1;
    char *at = store->texts;
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        size_t length = from[i] ? strlen(from[i]) : 0;
        if (length)
            memcpy(at, from[i], length);
        *to[i] = at;
        at += length + 1;
    }
    (void)text_copy(store->config, sizeof store->config, store->conf.config);
    return 0;
}

static int init_lock(struct store *store)
{
    pthread_condattr_t attributes;
    if (pthread_mutex_init(&store->lock, NULL) != 0)
        return -1;
    int rc = pthread_condattr_init(&attributes);
    if (rc == 0) {
        (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        rc = pthread_cond_init(&store->changed, &attributes);
        (void)pthread_condattr_destroy(&attributes);
    }
    if (rc != 0)
        (void)pthread_mutex_destroy(&store->lock);
    return rc == 0 ? 0 : -1;
}

static void free_store(struct store *store)
{
    queue_done(&store->inbox);
    queue_done(&store->work);
    parkings_done(&store->parked);
    parkings_done(&store->parking);
    model_list_done(&store->models);
    model_list_done(&store->modelling);
    free(store->first_checkpoint);
    free(store->texts);
    free(store);
}

static void tell_opened(struct store *store, const struct epoch_facts *facts,
                        struct store_opened *opened)
{
    *opened = (struct store_opened){
        .fresh = facts->fresh,
        .clean = facts->clean,
        .checkpoint = facts->checkpoint,
        .checkpoint_length = facts->checkpoint_length,
        .checkpoint_wall_ms = facts->checkpoint_wall_ms,
    };
    opened->ship = store->stats.ship;
    store->acked = store->acked_kept = store->stats.ship.acked;
    store->first_checkpoint = facts->checkpoint;
    (void)text_copy(opened->epoch, sizeof opened->epoch, store->db.chain.epoch);
    (void)text_copy(opened->broken, sizeof opened->broken, facts->broken);
    (void)text_copy(store->stats.epoch, sizeof store->stats.epoch, store->db.chain.epoch);
}

struct store *store_open(const struct store_conf *conf, struct store_opened *opened,
                         struct cause *why)
{
    struct epoch_facts facts = {.condemned = false};
    struct store *store = calloc(1, sizeof *store);
    if (!store || copy_conf(store, conf) != 0 || init_lock(store) != 0) {
        if (store)
            free_store(store);
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    store->acked_us = store->models_us = INT64_MAX;
    store->care = (struct care){.conf = &store->conf, .retain_us = INT64_MAX};
    int rc = epoch_open(&store->db, &store->conf, NULL, &facts, why);
    if (rc == SQLITE_OK && conf->upstream)
        rc = ship_state(&store->db, &store->stats.ship, why);
    else if (rc == SQLITE_OK) /* upstream was switched off: they stay in sight */
        rc = parked_total(&store->db, &store->stats.ship.parked, why);
    if (rc == SQLITE_OK) {
        tell_opened(store, &facts, opened);
        return store;
    }
    db_close(&store->db);
    (void)pthread_cond_destroy(&store->changed);
    (void)pthread_mutex_destroy(&store->lock);
    free_store(store);
    return NULL;
}

int store_start(struct store *store, void (*wake)(void *), void *ctx, struct cause *why)
{
    free(store->first_checkpoint);
    store->first_checkpoint = NULL;
    store->wake = wake;
    store->wake_ctx = ctx;
    store->stats.heartbeat_boot_ms = clock_read_us(CLOCK_BOOTTIME) / 1000;
    /* Signals are the loop's business. */
    sigset_t all, before;
    crash_thread_mask(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&store->thread, NULL, writer_run, store);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc != 0)
        return cause_set(why, -1, "cannot start the store's thread: %s", strerror(rc));
    store->started = true;
    return 0;
}

void store_close(struct store **store)
{
    struct store *s = *store;
    if (!s)
        return;
    *store = NULL;
    if (s->started) {
        (void)pthread_mutex_lock(&s->lock);
        s->stopping = true;
        (void)pthread_cond_signal(&s->changed);
        (void)pthread_mutex_unlock(&s->lock);
        (void)pthread_join(s->thread, NULL);
    }
    writer_finish(s);
    (void)pthread_cond_destroy(&s->changed);
    (void)pthread_mutex_destroy(&s->lock);
    free_store(s);
}

/* ---- records --------------------------------------------------------------------------------- */

static int add(struct store *s, const struct store_batch *b, const struct history_list *history,
               const struct now *now)
{
    if (b->checkpoint && queue_reserve(&s->inbox, b->checkpoint_length) != 0)
        return -1;
    const struct append_head head = {.now = *now, .config = s->config, .ticket = s->tickets + 1};
    if (queue_add(&s->inbox, b->records, history, &head) != 0)
        return -1;
    if (b->checkpoint)
        queue_set_checkpoint(&s->inbox, b->checkpoint, b->checkpoint_length, now->wall_ms);
    return 0;
}

int store_hand_over(struct store *store, const struct store_batch *batch, const struct now *now,
                    uint64_t *ticket)
{
    size_t count = batch->records ? batch->records->count : 0;
    size_t minutes = batch->history ? batch->history->count : 0;
    bool sooner = false;
    (void)pthread_mutex_lock(&store->lock);
    /* What alone is more than the queue holds would never get in otherwise. */
    bool fits = store->unkept == 0 || store->unkept + count <= STORE_QUEUE_MAX;
    bool minutes_fit = store->minutes + minutes <= STORE_MINUTES_MAX;
    bool first = queue_is_empty(&store->inbox);
    int rc = fits ? add(store, batch, minutes_fit ? batch->history : NULL, now) : -1;
    if (rc == 0) {
        store->unkept += count;
        if (minutes_fit)
            store->minutes += minutes;
        else
            store->stats.minutes_lost += (int64_t)minutes;
        *ticket = ++store->tickets;
        if (first)
            store->due_us = clock_us() + STORE_GROUP_US;
        if (batch->urgent || store->inbox.records >= STORE_GROUP)
            store->due_us = 0;
        sooner = first || store->due_us == 0;
    }
    (void)pthread_mutex_unlock(&store->lock);
    if (sooner) /* after the lock, or the thread wakes only to wait for it */
        (void)pthread_cond_signal(&store->changed);
    return rc;
}

void store_config(struct store *store, const char *digest)
{
    (void)pthread_mutex_lock(&store->lock);
    (void)text_copy(store->config, sizeof store->config, digest);
    (void)pthread_mutex_unlock(&store->lock);
}

#define ACKED_US INT64_C(1000000)

void store_acked(struct store *store, int64_t n)
{
    (void)pthread_mutex_lock(&store->lock);
    if (n > store->acked) {
        if (store->acked_us == INT64_MAX)
            store->acked_us = clock_us() + ACKED_US;
        store->acked = n;
        (void)pthread_cond_signal(&store->changed);
    }
    (void)pthread_mutex_unlock(&store->lock);
}

void store_parked(struct store *store, const struct parked_record *rows, size_t count)
{
    (void)pthread_mutex_lock(&store->lock);
    parkings_add(&store->parked, rows, count);
    store->acked_us = clock_us();
    (void)pthread_cond_signal(&store->changed);
    (void)pthread_mutex_unlock(&store->lock);
}

#define MODELS_US INT64_C(100000)

int store_model_keep(struct store *store, const struct store_model *one)
{
    (void)pthread_mutex_lock(&store->lock);
    int rc = model_list_add(&store->models, one);
    if (store->models_us == INT64_MAX)
        store->models_us = clock_us() + MODELS_US;
    (void)pthread_cond_signal(&store->changed);
    (void)pthread_mutex_unlock(&store->lock);
    return rc;
}

void store_stats(struct store *store, struct store_stats *out)
{
    (void)pthread_mutex_lock(&store->lock);
    *out = store->stats;
    out->queue = (int64_t)store->unkept;
    (void)pthread_mutex_unlock(&store->lock);
}

/* ---- questions ------------------------------------------------------------------------------- */

uint64_t store_ask(struct store *store, const struct store_ask *ask)
{
    const struct query_kind *kind = query_find(ask);
    uint64_t number = 0;
    if (!kind)
        return 0;
    (void)pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < STORE_QUERIES_MAX && number == 0; i++) {
        struct question *q = &store->question[i];
        if (q->turn != TURN_NONE)
            continue;
        number = ++store->queries;
        query_begin(&q->query, kind, ask);
        if (query_is_fresh(kind) && !queue_is_empty(&store->inbox))
            store->due_us = 0;
        q->query.number = number;
        q->held = q->cancelled = false;
        q->turn = TURN_THREAD;
        (void)pthread_cond_signal(&store->changed);
    }
    (void)pthread_mutex_unlock(&store->lock);
    return number;
}

static struct question *find_question(struct store *s, uint64_t number)
{
    for (size_t i = 0; i < STORE_QUERIES_MAX && number > 0; i++) {
        struct question *q = &s->question[i];
        if (q->turn != TURN_NONE && q->query.number == number)
            return q;
    }
    return NULL;
}

void store_hold(struct store *store, uint64_t query)
{
    (void)pthread_mutex_lock(&store->lock);
    struct question *q = find_question(store, query);
    if (q)
        q->held = true;
    (void)pthread_mutex_unlock(&store->lock);
}

void store_resume(struct store *store, uint64_t query)
{
    (void)pthread_mutex_lock(&store->lock);
    struct question *q = find_question(store, query);
    if (q)
        q->held = false;
    if (q && q->turn == TURN_HELD) {
        q->turn = TURN_THREAD;
        (void)pthread_cond_signal(&store->changed);
    }
    (void)pthread_mutex_unlock(&store->lock);
}

/* The thread lets go of what it is at, and of what the query holds. */
void store_cancel(struct store *store, uint64_t query)
{
    (void)pthread_mutex_lock(&store->lock);
    struct question *q = find_question(store, query);
    if (q)
        q->cancelled = true;
    if (q && q->turn == TURN_HELD) {
        q->turn = TURN_THREAD;
        (void)pthread_cond_signal(&store->changed);
    }
    (void)pthread_mutex_unlock(&store->lock);
}

/* ---- answers --------------------------------------------------------------------------------- */

static void take_first(struct report *reports, size_t *count, struct report *out)
{
    *out = reports[0];
    --*count;
    memmove(reports, reports + 1, *count * sizeof *reports);
}

/* Take the next report of the writer's state or of what is kept; false when there is none. */
static bool take_report(struct store *s, struct report *report, struct store_event *event)
{
    struct reports *r = &s->reports;
    bool any = true;
    *event = (struct store_event){.ticket = 0};
    *report = (struct report){.kind = STORE_KEPT};
    (void)pthread_mutex_lock(&s->lock);
    if (r->states > 0) {
        take_first(r->state, &r->states, report);
    } else if (r->kept) {
        r->kept = false;
        report->kind = STORE_KEPT;
        event->ticket = r->ticket;
    } else if (r->room) {
        r->room = false;
        *report = r->low;
    } else if (r->notes > 0) {
        take_first(r->note, &r->notes, report);
    } else {
        any = false;
    }
    (void)pthread_mutex_unlock(&s->lock);
    event->kind = report->kind;
    event->why = report->why.text[0] ? report->why.text : NULL;
    return any;
}

static enum turn turn_of(struct store *s, struct question *q, bool *wanted)
{
    (void)pthread_mutex_lock(&s->lock);
    enum turn turn = q->turn;
    *wanted = !q->cancelled;
    (void)pthread_mutex_unlock(&s->lock);
    return turn;
}

/* The page stays the loop's until the sink has returned; only then is the next one made, unless the
 * sink wishes otherwise. Without a sink nobody wants it any more. */
static void give_page(struct store *s, struct question *q, store_sink *sink, void *ctx)
{
    bool failed = q->state == QUERY_FAILED;
    const struct store_event event = {
        .kind = STORE_ROWS,
        .query = q->query.number,
        .rows = failed ? NULL : q->query.page,
        .rows_length = failed ? 0 : q->query.length,
        .why = failed ? q->why.text : NULL,
        .shipment = failed ? NULL : query_shipment(&q->query),
        .figures = failed ? NULL : query_figures(&q->query),
        .more = q->state == QUERY_PAGE,
    };
    if (sink)
        sink(ctx, &event);
    (void)pthread_mutex_lock(&s->lock);
    if (!event.more)
        q->turn = TURN_NONE;
    else
        q->turn = q->held && !q->cancelled ? TURN_HELD : TURN_THREAD;
    (void)pthread_cond_signal(&s->changed);
    (void)pthread_mutex_unlock(&s->lock);
}

size_t store_drain(struct store *store, store_sink *sink, void *ctx)
{
    size_t count = 0;
    struct report state;
    struct store_event event;
    while (take_report(store, &state, &event)) {
        sink(ctx, &event);
        count++;
    }
    for (size_t i = 0; i < STORE_QUERIES_MAX; i++) {
        struct question *q = &store->question[i];
        bool wanted;
        if (turn_of(store, q, &wanted) != TURN_LOOP)
            continue;
        give_page(store, q, wanted ? sink : NULL, ctx);
        count += wanted;
    }
    return count;
}
