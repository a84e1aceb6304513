/* SPDX-License-Identifier: MIT */
/* Between the hub's database and its webhooks. Everything here is done by the database thread but
 * send_forever, of which each webhook has one: it waits for a note, sends it, and says what came of
 * it. A note that failed is due again after 1 s, 2 s, 4 s … up to a limit, until it is given up.
 *
 * Limits: HUB_NOTES_MAX notes wait for a webhook (counted and told beyond); NOTES_MAX of one batch;
 * records that are older than max_age when they come in make no note, so that the backlog of an
 * outage rings no bell. */
#include "data/hub/hook/hooks.h"

#include "data/hub/hook/send.h"
#include "data/model/clock.h"
#include "data/model/text.h"
#include "data/service/crash.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#define NOTES_MAX  64
#define LEASE_MS   INT64_C(30000) /* beyond the time-out of the request */
#define FIRST_MS   INT64_C(1000)
#define KEPT_MS    MS_PER_DAY /* what is done with */
#define CARE_MS    INT64_C(60000)
#define CLOSE_S    3
#define FAILED_MAX 3 /* failures in a row that are told, then it is silent until it works again */

enum lane_state { LANE_FREE, LANE_READY, LANE_SENT, LANE_FAILED };

struct lane {
    struct hooks *hooks;
    const struct hook_conf *conf;
    struct mac_key key;
    pthread_t thread;
    pthread_cond_t turn;
    enum lane_state state; /* under the lock, and with it the rest */
    struct hub_due due;
    struct cause why;
    int failed;    /* in a row */
    bool was_full; /* and it was told */
    int64_t late;  /* too old to be news */
};

struct hooks {
    struct hook_conf conf[HOOKS_MAX];
    struct lane lane[HOOKS_MAX];
    int count, threads;
    atomic_bool stop;
    pthread_mutex_t lock;
    void (*wake)(void *);
    void *ctx;
    int64_t care_at;
};

/* ---- the threads ----------------------------------------------------------------------------- */

static int send_one(const struct lane *lane, struct cause *why)
{
    char id[40], signature[HOOK_SIGNATURE] = "";
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)text_format(id, sizeof id, "andon-%lld-%lld", (long long)lane->due.number,
                      (long long)lane->due.made_ms);
    if (lane->key.length > 0 &&
        !hook_sign(&lane->key, id, (int64_t)now.tv_sec, lane->due.body, signature))
        return cause_set(why, -1, "it cannot be signed");
    const struct send_request request = {.url = lane->conf->url,
                                         .ca_file = lane->conf->ca_file,
                                         .id = id,
                                         .signature = signature,
                                         .body = lane->due.body,
                                         .seconds = (int64_t)now.tv_sec,
                                         .timeout_ms = lane->conf->timeout_ms,
                                         .stop = &lane->hooks->stop};
    return send_post(&request, why);
}

static void *send_forever(void *ctx)
{
    struct lane *lane = ctx;
    struct hooks *h = lane->hooks;
    (void)prctl(PR_SET_NAME, "webhook");
    crash_phase("sending to a webhook");
    (void)pthread_mutex_lock(&h->lock);
    while (!atomic_load(&h->stop)) {
        if (lane->state != LANE_READY) {
            (void)pthread_cond_wait(&lane->turn, &h->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&h->lock);
        struct cause why = {{0}};
        int rc = send_one(lane, &why);
        (void)pthread_mutex_lock(&h->lock);
        lane->why = why;
        lane->state = rc == 0 ? LANE_SENT : LANE_FAILED;
        if (!atomic_load(&h->stop))
            h->wake(h->ctx);
    }
    (void)pthread_mutex_unlock(&h->lock);
    return NULL;
}

/* ---- notes of records ------------------------------------------------------------------------ */

struct kept {
    struct hub_note note[NOTES_MAX];
    char *text[NOTES_MAX][2];
    int count;
};

static void keep(struct kept *k, const struct hook_conf *hook, const struct hub_item *item,
                 const struct hook_note *note)
{
    if (k->count == NOTES_MAX)
        return;
    char *key = strdup(note->key), *body = strdup(note->body);
    if (!key || !body) {
        free(key);
        free(body);
        return;
    }
    k->text[k->count][0] = key;
    k->text[k->count][1] = body;
    k->note[k->count++] = (struct hub_note){hook->name, key, item->station, body};
}

static bool wants(const struct hook_conf *hook, enum hook_event event)
{
    return (hook->events >> event & 1U) != 0;
}

static void note_record(struct hooks *h, struct kept *k, const struct hub_item *item,
                        const struct batch_record *r)
{
    static struct hook_note note[HOOK_NOTES_OF];
    int count = hook_notes_of(item->station, r, note);
    for (int i = 0; i < count; i++)
        for (int n = 0; n < h->count; n++) {
            bool late = r->synced && item->wall_ms - r->wall_ms > h->conf[n].max_age_ms;
            if (wants(&h->conf[n], note[i].event) && !late)
                keep(k, &h->conf[n], item, &note[i]);
            h->lane[n].late += wants(&h->conf[n], note[i].event) && late;
        }
}

void hooks_note(struct hooks *h, struct hub_item *item)
{
    struct kept *k = h ? calloc(1, sizeof *k) : NULL;
    if (!k)
        return;
    for (int i = 0; i < item->batch.count; i++)
        if (!item->parked[i])
            note_record(h, k, item, &item->batch.record[i]);
    item->note = k->note;
    item->notes = k->count;
}

void hooks_let_go(struct hub_item *item)
{
    struct kept *k = (struct kept *)(uintptr_t)item->note;
    for (int i = 0; k && i < k->count; i++) {
        free(k->text[i][0]);
        free(k->text[i][1]);
    }
    free(k);
    item->note = NULL;
    item->notes = 0;
}

void hooks_alarms(struct hooks *h, struct hub_store *store, const struct hub_item *item)
{
    static struct hook_note note;
    struct cause why;
    for (int kind = 0; h && kind < HUB_ALARM_COUNT; kind++) {
        if ((item->alarms >> kind & 1U) == 0)
            continue;
        hook_note_alarm(item->station, item->batch.epoch, (enum hub_alarm_kind)kind, item->wall_ms,
                        &note);
        for (int n = 0; n < h->count; n++)
            if (wants(&h->conf[n], HOOK_ALARM))
                (void)hub_outbox_add(
                    store, &(struct hub_note){h->conf[n].name, note.key, item->station, note.body},
                    item->wall_ms, &why);
    }
}

/* ---- the database thread's turn -------------------------------------------------------------- */

struct turn {
    struct hooks *hooks;
    struct hub_store *store;
    int64_t wall_ms;
    hook_sink *sink;
    void *ctx;
};

static void say(const struct turn *t, const struct lane *lane, const char *what, const char *why)
{
    char text[400];
    (void)text_format(text, sizeof text, "webhook %s: %s%s%s", lane->conf->name, what,
                      why[0] ? ": " : "", why);
    t->sink(t->ctx, &(struct hook_outcome){.station = lane->due.station, .text = text});
}

/* When it is due again; TIME_NONE: it is given up. */
static int64_t next_try(const struct turn *t, const struct lane *lane)
{
    int64_t wait = FIRST_MS;
    for (int64_t i = 1; i < lane->due.tries && wait < lane->conf->retry_max_ms; i++)
        wait *= 2;
    if (wait > lane->conf->retry_max_ms)
        wait = lane->conf->retry_max_ms;
    bool over = t->wall_ms + wait - lane->due.made_ms > lane->conf->give_up_ms;
    return over ? TIME_NONE : t->wall_ms + wait;
}

/* False: the database did not take it; it is tried again in the next turn. */
static bool settle(const struct turn *t, struct lane *lane, enum lane_state state)
{
    struct cause why = {{0}};
    char call[RECORD_ID_SIZE];
    int64_t tier, due = state == LANE_SENT ? TIME_NONE : next_try(t, lane);
    const char *outcome = state == LANE_SENT ? "sent" : lane->why.text;
    if (hub_outbox_settle(t->store, lane->due.number, due, t->wall_ms, outcome, &why) != HUB_DONE)
        return false;
    if (state == LANE_SENT && hook_key_tier(lane->due.key, call, &tier))
        t->sink(t->ctx, &(struct hook_outcome){lane->due.station, call, tier, NULL});
    if (state == LANE_SENT && lane->failed > 0)
        say(t, lane, "it takes messages again", "");
    lane->failed = state == LANE_SENT ? 0 : lane->failed + 1;
    if (state == LANE_FAILED && due == TIME_NONE)
        say(t, lane, "a message is given up", lane->why.text);
    else if (state == LANE_FAILED && lane->failed <= FAILED_MAX)
        say(t, lane, "not sent, it is tried again", lane->why.text);
    return true;
}

static bool take(const struct turn *t, struct lane *lane, struct hub_due *due)
{
    struct cause why;
    return hub_outbox_take(t->store, lane->conf->name, t->wall_ms,
                           lane->conf->timeout_ms + LEASE_MS, due, &why) == HUB_DONE &&
           due->number > 0;
}

static void turn_lane(const struct turn *t, struct lane *lane)
{
    static struct hub_due due;
    struct hooks *h = t->hooks;
    (void)pthread_mutex_lock(&h->lock);
    enum lane_state state = lane->state;
    (void)pthread_mutex_unlock(&h->lock);
    /* But for LANE_READY the lane is this thread's. */
    if (state == LANE_READY || (state != LANE_FREE && !settle(t, lane, state)))
        return;
    bool some = take(t, lane, &due);
    (void)pthread_mutex_lock(&h->lock);
    lane->state = some ? LANE_READY : LANE_FREE;
    if (some) {
        lane->due = due;
        (void)pthread_cond_signal(&lane->turn);
    }
    (void)pthread_mutex_unlock(&h->lock);
}

/* Now and then: what is old, what has no room, what was too late. */
static void care(const struct turn *t)
{
    struct cause why;
    char text[64];
    (void)hub_outbox_forget(t->store, t->wall_ms - KEPT_MS, &why);
    for (int i = 0; i < t->hooks->count; i++) {
        struct lane *lane = &t->hooks->lane[i];
        int64_t waiting = 0;
        if (hub_outbox_waiting(t->store, lane->conf->name, &waiting, &why) == HUB_DONE) {
            bool full = waiting >= HUB_NOTES_MAX;
            if (full && !lane->was_full)
                say(t, lane, "no room: what comes is not sent until some of it is", "");
            lane->was_full = full;
        }
        (void)text_format(text, sizeof text, "%lld", (long long)lane->late);
        if (lane->late > 0)
            say(t, lane, "messages that were too old and not made", text);
        lane->late = 0;
    }
}

void hooks_turn(struct hooks *h, struct hub_store *store, int64_t wall_ms, hook_sink *sink,
                void *ctx)
{
    const struct turn t = {h, store, wall_ms, sink, ctx};
    if (!h)
        return;
    bool due = wall_ms >= h->care_at || h->care_at > wall_ms + CARE_MS;
    for (int i = 0; i < h->count; i++)
        turn_lane(&t, &h->lane[i]);
    if (!due)
        return;
    h->care_at = wall_ms + CARE_MS;
    care(&t);
}

/* ---- open and close -------------------------------------------------------------------------- */

static int open_lane(struct hooks *h, struct lane *lane, const struct hook_conf *conf,
                     struct cause *why)
{
    struct cause key = {{0}};
    lane->hooks = h;
    lane->conf = conf;
    (void)pthread_cond_init(&lane->turn, NULL);
    if (conf->key_file[0] && hook_key_read(conf->key_file, &lane->key, &key) != 0)
        return cause_set(why, -1, "[webhook %s] key_file: %s", conf->name, key.text);
    return 0;
}

static int start(struct hooks *h, struct cause *why)
{
    sigset_t every, before;
    int rc = 0;
    crash_thread_mask(&every);
    (void)pthread_sigmask(SIG_SETMASK, &every, &before);
    for (; h->threads < h->count && rc == 0; h->threads += rc == 0)
        rc = pthread_create(&h->lane[h->threads].thread, NULL, send_forever, &h->lane[h->threads]);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc == 0 ? 0 : cause_set(why, -1, "no thread for a webhook: %s", strerror(rc));
}

struct hooks *hooks_open(const struct hook_conf *conf, int count, void (*wake)(void *), void *ctx,
                         struct cause *why)
{
    struct hooks *h = calloc(1, sizeof *h);
    int rc = h ? 0 : cause_set(why, -1, "out of memory");
    if (h) {
        h->count = count < HOOKS_MAX ? count : HOOKS_MAX;
        h->wake = wake;
        h->ctx = ctx;
        (void)pthread_mutex_init(&h->lock, NULL);
        memcpy(h->conf, conf, (size_t)h->count * sizeof *conf);
    }
    for (int i = 0; h && rc == 0 && i < h->count; i++)
        rc = open_lane(h, &h->lane[i], &h->conf[i], why);
    if (rc == 0 && send_prepare() != 0)
        rc = cause_set(why, -1, "libcurl cannot be used");
    if (h && rc == 0)
        rc = start(h, why);
    if (rc != 0)
        hooks_close(&h);
    return h;
}

void hooks_close(struct hooks **hooks)
{
    struct hooks *h = *hooks;
    struct timespec until;
    bool all = true;
    *hooks = NULL;
    if (!h)
        return;
    (void)pthread_mutex_lock(&h->lock);
    atomic_store(&h->stop, true);
    for (int i = 0; i < h->threads; i++)
        (void)pthread_cond_signal(&h->lane[i].turn);
    (void)pthread_mutex_unlock(&h->lock);
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += CLOSE_S;
    for (int i = 0; i < h->threads; i++)
        all = pthread_timedjoin_np(h->lane[i].thread, NULL, &until) == 0 && all;
    for (int i = 0; i < h->count && all; i++)
        mac_key_wipe(&h->lane[i].key);
    if (all) /* else one hangs in a resolver: the process ends */
        free(h);
}
