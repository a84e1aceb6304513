/* SPDX-License-Identifier: MIT */
/* Between engine and store: records wait here until the store takes them, together with the
 * checkpoint that belongs to them, so that a crash never leaves records newer than the engine's
 * state. A store that cannot be opened is tried again from a worker thread while the station runs
 * on with its lamps. Owns the store and the pending records.
 *
 * Limits: PENDING_MAX records wait; beyond it new ones are lost, counted and reported. */
#include "andon/daemon.h"

#include "andon/foresee.h"
#include "andon/service/clock.h"
#include "andon/service/messages.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The engine's checkpoint is kept with the boot it was made in:
 * {"boot_id":"…","engine":{…}}; the head has a fixed length. */
#define BOOT_ID_LENGTH 36
#define HEAD_BEGIN     "{\"boot_id\":\""
#define HEAD_END       "\",\"engine\":"
#define HEAD_LENGTH    (sizeof HEAD_BEGIN - 1 + BOOT_ID_LENGTH + sizeof HEAD_END - 1)

#define RETRY_MS INT64_C(200) /* a refused batch is offered again */

static char checkpoint_text[CHECKPOINT_MAX + 128];

/* ---- checkpoints ---- */

static size_t write_checkpoint(struct daemon *d)
{
    int head = snprintf(checkpoint_text, sizeof checkpoint_text, HEAD_BEGIN "%-36.36s" HEAD_END,
                        d->boot_id);
    size_t length = station_checkpoint(d->station, d->last, checkpoint_text + head, CHECKPOINT_MAX);
    if (length == 0) {
        report(MSG_CHECKPOINT, "the engine's state does not fit into a checkpoint");
        return 0;
    }
    checkpoint_text[(size_t)head + length] = '}';
    return (size_t)head + length + 1;
}

static bool restore(struct daemon *d, const struct store_opened *opened)
{
    struct cause why = {{0}};
    const char *text = opened->checkpoint;
    size_t length = opened->checkpoint_length;
    if (length <= HEAD_LENGTH + 1 || strncmp(text, HEAD_BEGIN, sizeof HEAD_BEGIN - 1) != 0) {
        report(MSG_RESTORE, "the last checkpoint cannot be read; figures start anew");
        return false;
    }
    const char *boot_id = text + sizeof HEAD_BEGIN - 1;
    bool same = d->boot_id[0] != '\0' && strncmp(boot_id, d->boot_id, BOOT_ID_LENGTH) == 0;
    if (step_restore(d, text + HEAD_LENGTH, length - HEAD_LENGTH - 1, same, &why) == 0)
        return true;
    report(MSG_RESTORE, "the last checkpoint: %s; figures start anew", why.text);
    return false;
}

/* What is over and may still be changed: kinds, and how many of the newest. */
static const struct {
    enum record_kind kind;
    int64_t limit;
} recalled[] = {
    {REC_STOP, 512},
    {REC_HANDOVER, 8},
    {REC_CALL, 64},
    /* Of these only the numbers that are taken: what is at hand the checkpoint knows. */
    {REC_SCRAP, 16},
    {REC_JOB, 16},
    {REC_MODE, 16},
    {REC_SESSION, 16},
    {REC_PREDICTION, 16},
    {REC_FEEDBACK, 16},
    {REC_WORKORDER, 32},
    {REC_GOAL, 16},
    {REC_IMPROVEMENT, 16},
};

#define ALERTS_MAX   4096 /* the load meter counts them: too many for a turn */
#define ALERTS_SLICE 64

struct recall {
    struct station *station;
    int64_t lost;
    struct cause why;
};

static void recall_one(void *ctx, const struct record *record)
{
    struct recall *r = ctx;
    struct cause why;
    if (station_recall(r->station, record, &why) != 0 && r->lost++ == 0)
        r->why = why;
}

/* On the thread that opens the store. Without room for all the oldest are not counted. */
static void gather_one(void *ctx, const struct record *record)
{
    struct gathered *g = ctx;
    struct record *copy =
        g->count < ALERTS_MAX ? malloc(sizeof *copy + record->body_length + 1) : NULL;
    if (!copy)
        return;
    char *body = (char *)(copy + 1);
    memcpy(body, record->body, record->body_length);
    body[record->body_length] = '\0';
    *copy = *record;
    copy->body = body;
    g->item[g->count++].record = copy;
}

static void gather(struct store *store, struct gathered *g, struct cause *why)
{
    *g = (struct gathered){.item = calloc(ALERTS_MAX, sizeof *g->item)};
    if (!g->item)
        (void)cause_set(why, -1, "out of memory: alerts are not recalled");
    else
        (void)store_recall(store, REC_ALERT, ALERTS_MAX, gather_one, g, why);
}

static void gathered_free(struct gathered *g)
{
    while (g->count > 0)
        free(g->item[--g->count].record);
    free(g->item);
    g->item = NULL;
}

static void say_lost(const struct recall *r)
{
    if (r->lost > 0)
        report(MSG_RECALL, "%lld objects cannot be changed any more: %s", (long long)r->lost,
               r->why.text);
}

/* The newest first: numbers go on behind them. */
static void recall_alerts(struct daemon *d, size_t most)
{
    struct gathered *g = &d->keeper.alerts;
    struct recall r = {.station = d->station};
    for (; g->count > 0 && most > 0; most--) {
        struct record *one = g->item[--g->count].record;
        recall_one(&r, one);
        free(one);
    }
    say_lost(&r);
    if (g->count == 0)
        gathered_free(g);
}

static void recall(struct daemon *d, struct store *store)
{
    struct recall r = {.station = d->station};
    for (size_t i = 0; i < sizeof recalled / sizeof *recalled; i++) {
        struct cause why;
        if (store_recall(store, recalled[i].kind, recalled[i].limit, recall_one, &r, &why) != 0)
            report(MSG_RECALL, "%s", why.text);
    }
    say_lost(&r);
}

/* ---- records ---- */

static void set_failed(struct keeper *k, bool failed, const char *why)
{
    text_sanitise(why, strlen(why), k->why, sizeof k->why);
    k->failed = failed;
    k->news = true;
    if (failed)
        report(MSG_STORE_FAILED, "records cannot be kept: %s", k->why);
    else
        report(MSG_STORE_WELL, "records are kept again");
}

void keep_records(struct daemon *d, const struct record_list *records)
{
    struct keeper *k = &d->keeper;
    for (size_t i = 0; i < records->count; i++) {
        const struct record_draft *draft = &records->item[i];
        if (k->pending.count < PENDING_MAX && record_list_add(&k->pending, draft, draft->body) == 0)
            continue;
        k->lost++;
        report(MSG_RECORD_LOST, "record %s %s could not be kept waiting (%lld so far)",
               word_name(&words_record_kind, (int)draft->kind), draft->id, (long long)k->lost);
    }
}

static void on_its_way(struct keeper *k, int64_t wall_ms)
{
    int place = k->way[0].ticket == 0 && k->way[1].ticket == 0 ? 0 : 1;
    k->way[place].ticket = k->ticket;
    k->way[place].wall_ms = wall_ms;
}

static void flush(struct daemon *d, bool checkpoint, bool urgent)
{
    struct keeper *k = &d->keeper;
    if (!k->store || (k->pending.count == 0 && !checkpoint) ||
        (k->refused && !d->stopping && d->last.boot_ms < k->retry_at))
        return;
    size_t length = write_checkpoint(d);
    k->checkpoint_at = d->last.boot_ms + CHECKPOINT_MS;
    const struct store_batch batch = {
        .records = &k->pending,
        .history = &k->minutes,
        .checkpoint = length > 0 ? checkpoint_text : NULL,
        .checkpoint_length = length,
        .urgent = urgent,
    };
    if (store_hand_over(k->store, &batch, &d->last, &k->ticket) == 0) {
        record_list_clear(&k->pending);
        history_list_clear(&k->minutes);
        if (length > 0)
            on_its_way(k, d->last.wall_ms);
        if (k->refused && k->failed)
            set_failed(k, false, "");
        k->refused = false;
        return;
    }
    k->retry_at = d->last.boot_ms + RETRY_MS;
    if (!k->refused)
        set_failed(k, true, "the store's queue is full");
    k->refused = true;
}

void keep_flush(struct daemon *d, bool checkpoint)
{
    flush(d, checkpoint, d->stopping);
}

void keep_now(struct daemon *d)
{
    flush(d, true, true);
}

void keep_soon(struct daemon *d)
{
    int64_t soon = d->last.boot_ms + SOON_MS;
    if (d->keeper.checkpoint_at > soon)
        d->keeper.checkpoint_at = soon;
}

int64_t keep_deadline(const struct daemon *d)
{
    const struct keeper *k = &d->keeper;
    if (k->alerts.count > 0)
        return d->last.boot_ms;
    if (!k->store)
        return TIME_NEVER;
    return k->refused && k->retry_at > k->checkpoint_at ? k->retry_at : k->checkpoint_at;
}

/* The configuration in force: the same values make the same records. */
static void add_config_records(struct daemon *d)
{
    char body[RECORD_BODY_MAX];
    int result = 1;
    for (int part = 0; result == 1; part++) {
        struct record_draft draft = {
            .kind = REC_CONFIG, .rev = 1, .wall_ms = d->last.wall_ms, .boot_ms = d->last.boot_ms};
        result = config_kpi_record(d->config, part, draft.id, body, sizeof body);
        text_copy(draft.actor, sizeof draft.actor, "system");
        if (result == 1 && record_list_add(&d->keeper.pending, &draft, body) != 0)
            result = -1;
    }
    if (result < 0)
        report(MSG_CONFIG_RECORD, "the configuration's record does not fit");
}

void keep_config(struct daemon *d)
{
    if (!d->keeper.store)
        return; /* adopt does it */
    store_config(d->keeper.store, d->config->digest);
    add_config_records(d);
    keep_flush(d, true);
}

/* ---- opening ---- */

static void on_store_thread(void *ctx)
{
    struct daemon *d = ctx;
    wake_ring(&d->store_wake);
}

/* A store that opened only after a while: the engine goes on from its checkpoint, or without one
 * from the numbers that its records have, because numbers and ids must continue there. What the
 * interim engine recorded was never said to be kept; that time is `unknown`, as the time of a
 * restart is. */
static bool restart_engine(struct daemon *d)
{
    struct cause why = {{0}};
    if (step_start(d, &why) != 0) {
        report(MSG_RESTORE, "%s", why.text);
        return false;
    }
    if (d->keeper.pending.count > 0)
        report(MSG_INTERIM,
               "%zu records made while there was no store give way to "
               "what the store knew",
               d->keeper.pending.count);
    record_list_clear(&d->keeper.pending);
    return true;
}

struct opening {
    uv_work_t work;
    struct daemon *daemon;
    char path[ARGS_PATH_SIZE + 16];
    char config[sizeof((struct config *)0)->digest]; /* a reload may free the original meanwhile */
    struct store_conf conf;
    struct store *store;
    struct store_opened opened;
    struct gathered alerts;
    struct cause why;
};

/* The engine continues what the store knew. What alerts are, a checkpoint knows, too: then only the
 * load meter waits for the older ones. */
static void go_on(struct daemon *d, struct opening *o, bool late)
{
    const struct store_opened *opened = &o->opened;
    bool restored = false;
    bool anew = late && (opened->checkpoint || !opened->fresh) && restart_engine(d);
    if (opened->checkpoint && (anew || !late))
        restored = restore(d, opened);
    gathered_free(&d->keeper.alerts);
    d->keeper.alerts = o->alerts;
    o->alerts = (struct gathered){0};
    if (!opened->fresh) {
        if (o->why.text[0])
            report(MSG_RECALL, "%s", o->why.text);
        recall_alerts(d, restored ? ALERTS_SLICE : ALERTS_MAX);
        recall(d, o->store);
    }
    if (!anew)
        return;
    step_refeed(d);
    sessions_again(d);
    wiring_again(d);
}

static void adopt(struct daemon *d, struct opening *o, bool late)
{
    struct cause why = {{0}};
    struct store *store = o->store;
    const struct store_opened *opened = &o->opened;
    struct keeper *k = &d->keeper;
    text_copy(k->epoch, sizeof k->epoch, opened->epoch);
    if (opened->broken[0])
        report(MSG_STORE_CHANGED, "the damaged file was put aside as %s; a new one was begun",
               opened->broken);
    k->way[0].ticket = k->way[1].ticket = 0;
    go_on(d, o, late);
    learnt_adopt(d, store);
    if (store_start(store, on_store_thread, d, &why) != 0) {
        store_close(&store);
        k->reopen_at = d->last.boot_ms + REOPEN_MS;
        set_failed(k, true, why.text);
        return;
    }
    k->store = store;
    ship_opened(d, &opened->ship);
    if (k->failed)
        set_failed(k, false, "");
    k->news = true;
    keep_config(d);
}

static void could_not_open(struct daemon *d, const struct cause *why)
{
    d->keeper.reopen_at = clock_now().boot_ms + REOPEN_MS;
    if (!d->keeper.failed || strcmp(d->keeper.why, why->text) != 0)
        set_failed(&d->keeper, true, why->text);
}

static void prepare_opening(struct daemon *d, struct opening *o)
{
    *o = (struct opening){.daemon = d};
    text_format(o->path, sizeof o->path, "%s/station.db", d->options->data);
    text_copy(o->config, sizeof o->config, d->config->digest);
    o->conf = (struct store_conf){.path = o->path,
                                  .station = d->path,
                                  .config = o->config,
                                  .boot_id = d->boot_id,
                                  .machine_id = d->machine,
                                  .now = clock_now(),
                                  .quota_bytes = d->config->quota_bytes,
                                  .keep_ms = d->config->keep_ms,
                                  .low_bytes = d->config->low_bytes,
                                  .upstream = d->config->upstream};
}

static void open_and_gather(struct opening *o)
{
    o->store = store_open(&o->conf, &o->opened, &o->why);
    if (o->store && !o->opened.fresh) {
        o->why.text[0] = '\0';
        gather(o->store, &o->alerts, &o->why);
    }
}

void keep_open(struct daemon *d)
{
    struct opening o;
    prepare_opening(d, &o);
    open_and_gather(&o);
    if (o.store)
        adopt(d, &o, false);
    else
        could_not_open(d, &o.why);
}

static void work_open(uv_work_t *work)
{
    open_and_gather(work->data);
}

static void work_done(uv_work_t *work, int status)
{
    struct opening *o = work->data;
    struct daemon *d = o->daemon;
    d->keeper.opening = false;
    if (d->stopping || status != 0) {
        gathered_free(&o->alerts);
        store_close(&o->store);
    } else {
        if (o->store)
            adopt(d, o, true);
        else
            could_not_open(d, &o->why);
        daemon_settle(d);
    }
    free(o);
}

static void reopen(struct daemon *d)
{
    struct opening *o = malloc(sizeof *o);
    if (!o)
        return;
    prepare_opening(d, o);
    o->work.data = o;
    if (uv_queue_work(&d->loop, &o->work, work_open, work_done) == 0)
        d->keeper.opening = true;
    else
        free(o);
}

/* ---- the store's answers ---- */

/* After a disk error the store goes on in a new epoch. */
static void recovered(struct daemon *d, const char *why)
{
    struct store_stats stats;
    store_stats(d->keeper.store, &stats);
    text_copy(d->keeper.epoch, sizeof d->keeper.epoch, stats.epoch);
    if (why)
        report(MSG_STORE_CHANGED, "%s", why);
    set_failed(&d->keeper, false, "");
    uplink_epoch_changed(d);
    keep_config(d); /* it may be another file: each epoch tells what its figures depend on */
}

static void heard_kept(struct keeper *k, uint64_t ticket)
{
    k->kept = ticket;
    for (size_t i = 0; i < 2; i++) {
        if (k->way[i].ticket == 0 || ticket < k->way[i].ticket)
            continue;
        k->safe = k->way[i].wall_ms;
        k->way[i].ticket = 0;
    }
}

/* Records are still kept, but soon there may be no room for them. */
static void told_low(struct keeper *k, const char *why)
{
    text_sanitise(why ? why : "", why ? strlen(why) : 0, k->low, sizeof k->low);
    if (why)
        report(MSG_STORE_LOW, "%s", k->low);
    else
        report(MSG_STORE_NOTE, "there is room for records again");
}

static void on_store_event(void *ctx, const struct store_event *event)
{
    struct daemon *d = ctx;
    switch (event->kind) {
    case STORE_KEPT:
        heard_kept(&d->keeper, event->ticket);
        ship_grown(d);
        entries_kept(d, event->ticket);
        break;
    case STORE_FAILED:
        set_failed(&d->keeper, true, event->why ? event->why : "");
        break;
    case STORE_RECOVERED:
        recovered(d, event->why);
        break;
    case STORE_ROWS:
        if (!ship_rows(d, event) && !learnt_rows(d, event))
            ask_rows(d, event);
        break;
    case STORE_LOW:
        told_low(&d->keeper, event->why);
        d->snapshot_due = true;
        break;
    case STORE_NOTE:
        report(MSG_STORE_NOTE, "%s", event->why ? event->why : "");
        break;
    }
}

void keep_drain(struct daemon *d)
{
    if (d->keeper.store)
        store_drain(d->keeper.store, on_store_event, d);
}

void keep_tick(struct daemon *d, int64_t boot_ms)
{
    struct keeper *k = &d->keeper;
    if (k->alerts.count > 0)
        recall_alerts(d, ALERTS_SLICE);
    if (k->news) {
        k->news = false;
        struct event event = {.kind = EVENT_STORE, .store_ok = !k->failed, .why = k->why};
        step_event(d, &event, clock_now());
        d->snapshot_due = true;
    }
    if (!k->store && !k->opening && boot_ms >= k->reopen_at)
        reopen(d);
    keep_flush(d, boot_ms >= k->checkpoint_at);
}

void keep_close(struct daemon *d)
{
    if (d->keeper.store)
        store_close(&d->keeper.store);
    gathered_free(&d->keeper.alerts);
    record_list_done(&d->keeper.pending);
    history_list_done(&d->keeper.minutes);
}
