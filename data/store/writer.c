/* SPDX-License-Identifier: MIT */
/* The store's thread: the only one that touches the database once it runs. It commits what the
 * loop queued, in one transaction each time; makes pages of rows in between, never for longer than
 * a slice; folds the write-ahead log back when nothing waits. "Kept" is reported after COMMIT has
 * returned, which in WAL with synchronous=FULL is after its fsync.
 *
 * On failure the work stays where it is, in order, and is tried again. After a disk error the
 * connection is given up and the file opened anew; the counter row then tells whether the failed
 * commit is in it after all, so that nothing is kept twice. */
#include "data/store/inside.h"

#include "data/model/text.h"
#include "data/service/crash.h"
#include "data/store/clock.h"
#include "data/store/epoch.h"
#include "data/store/upstream/ship.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#define SLICE_US       INT64_C(5000)
#define HEARTBEAT_US   INT64_C(1000000)
#define BACKOFF_MIN_US INT64_C(1000000)
#define BACKOFF_MAX_US INT64_C(30000000)
/* Pages in the write-ahead log: fold when it has been quiet for a while, and fold in any case. */
#define FOLD_PAGES      1024
#define FOLD_PAGES_MUST 4096
#define HOPES           3 /* commits that fail in silence while room is being made */
#define FOLD_QUIET_US   INT64_C(50000)
#define REST_QUIET_US   INT64_C(1000000)

enum job { JOB_STOP, JOB_REOPEN, JOB_COMMIT, JOB_MODELS, JOB_QUERY, JOB_FOLD, JOB_CARE, JOB_REST };

static struct now read_now(const struct store *s)
{
    return (struct now){
        .boot_ms = clock_read_us(CLOCK_BOOTTIME) / 1000,
        .wall_ms = clock_read_us(CLOCK_REALTIME) / 1000,
        .synced = s->conf.now.synced,
    };
}

/* ---- reports --------------------------------------------------------------------------------- */

static void wake(const struct store *s)
{
    if (s->wake)
        s->wake(s->wake_ctx);
}

/* Two states not yet heard and a third: the first two cancel each other out. */
static void report_state(struct store *s, enum store_event_kind kind, const struct cause *why)
{
    struct reports *r = &s->reports;
    (void)pthread_mutex_lock(&s->lock);
    if (r->states > 0 && (r->states == 2 || r->state[r->states - 1].kind == kind))
        r->states = r->states == 2 && r->state[1].kind == kind ? 1 : 0;
    r->state[r->states].kind = kind;
    r->state[r->states].why = *why;
    r->states++;
    (void)pthread_mutex_unlock(&s->lock);
    wake(s);
}

static void report_low(struct store *s)
{
    if (!s->care.low_news)
        return;
    s->care.low_news = false;
    (void)pthread_mutex_lock(&s->lock);
    s->reports.room = true;
    s->reports.low = (struct report){.kind = STORE_LOW, .why = s->care.low_why};
    (void)pthread_mutex_unlock(&s->lock);
    wake(s);
}

static void report_note(struct store *s, const struct cause *note)
{
    struct reports *r = &s->reports;
    if (!note->text[0])
        return;
    (void)pthread_mutex_lock(&s->lock);
    if (r->notes < STORE_NOTES)
        r->note[r->notes++] = (struct report){.kind = STORE_NOTE, .why = *note};
    (void)pthread_mutex_unlock(&s->lock);
    wake(s);
}

static int64_t file_bytes(const char *path)
{
    struct stat info;
    char wal[512];
    int64_t bytes = stat(path, &info) == 0 ? (int64_t)info.st_size : 0;
    if (text_format(wal, sizeof wal, "%s-wal", path) && stat(wal, &info) == 0)
        bytes += (int64_t)info.st_size;
    return bytes;
}

static void report_kept(struct store *s, int64_t took_us)
{
    uint64_t ticket = s->work.last ? s->work.last->ticket : 0;
    (void)pthread_mutex_lock(&s->lock);
    s->unkept -= s->work.records;
    s->minutes -= s->work.minutes;
    s->stats.records += (int64_t)s->work.records;
    s->stats.commits++;
    s->stats.last_commit_us = took_us;
    if (s->conf.upstream)
        s->stats.ship.head = s->db.chain.n;
    if (ticket > 0) {
        s->reports.kept = true;
        s->reports.ticket = ticket;
    }
    (void)pthread_mutex_unlock(&s->lock);
    wake(s); /* first of all: somebody may be waiting for it */
    queue_clear(&s->work);
    int64_t bytes = file_bytes(s->conf.path);
    (void)pthread_mutex_lock(&s->lock);
    s->stats.file_bytes = bytes;
    (void)pthread_mutex_unlock(&s->lock);
}

/* How far upstream has it: the time of the oldest is asked for only when another one is. */
static void report_ship(struct store *s)
{
    struct cause why;
    struct ship_state state = s->stats.ship; /* this thread alone writes it */
    if (!s->conf.upstream)
        return;
    bool other = state.acked != s->acked_kept || state.oldest_wall == TIME_NONE || s->parked_news;
    s->parked_news = false;
    state.head = s->db.chain.n;
    state.acked = s->acked_kept;
    if (other && ship_state(&s->db, &state, &why) != SQLITE_OK)
        return;
    (void)pthread_mutex_lock(&s->lock);
    s->stats.ship = state;
    (void)pthread_mutex_unlock(&s->lock);
}

/* ---- trouble --------------------------------------------------------------------------------- */

static void fail(struct store *s, struct trouble *t, int rc, const struct cause *why)
{
    bool news = (!s->write.on && !s->fold.on) || strcmp(why->text, s->told.text) != 0;
    if (db_wants_reopen(rc))
        s->reopen = true;
    t->on = true;
    t->backoff_us = t->backoff_us == 0 ? BACKOFF_MIN_US : t->backoff_us * 2;
    if (t->backoff_us > BACKOFF_MAX_US)
        t->backoff_us = BACKOFF_MAX_US;
    t->retry_us = clock_us() + t->backoff_us;
    s->told = *why;
    if (news)
        report_state(s, STORE_FAILED, why);
}

static void recover(struct store *s, struct trouble *t, const struct cause *why)
{
    bool was = t->on;
    *t = (struct trouble){.on = false};
    if (was && !s->write.on && !s->fold.on)
        report_state(s, STORE_RECOVERED, why);
}

/* ---- writing --------------------------------------------------------------------------------- */

static int write_append(struct store *s, const struct append *a, struct record *r,
                        struct cause *why)
{
    int rc = SQLITE_OK;
    r->synced = a->now.synced;
    (void)text_copy(r->config, sizeof r->config, a->config);
    for (size_t i = 0; i < a->count && rc == SQLITE_OK; i++) {
        const struct record_draft *draft = &a->draft[i];
        r->kind = draft->kind;
        r->rev = draft->rev;
        r->wall_ms = draft->wall_ms;
        r->boot_ms = draft->boot_ms;
        r->body = draft->body;
        r->body_length = draft->body_length;
        (void)text_copy(r->id, sizeof r->id, draft->id);
        (void)text_copy(r->actor, sizeof r->actor, draft->actor);
        rc = db_record(&s->db, r, why);
    }
    for (size_t i = 0; i < a->minutes && rc == SQLITE_OK; i++)
        rc = db_minute(&s->db, &a->minute[i], why);
    return rc;
}

/* What upstream has, when that is news. */
static int write_acked(struct store *s, int64_t *acked, struct cause *why)
{
    (void)pthread_mutex_lock(&s->lock);
    *acked = s->acked;
    s->acked_us = INT64_MAX;
    parkings_move(&s->parking, &s->parked);
    (void)pthread_mutex_unlock(&s->lock);
    int rc = SQLITE_OK;
    if (s->parking.first || s->parking.unlisted > 0)
        rc = parkings_write(&s->db, &s->parking, why);
    if (rc == SQLITE_OK && *acked > s->acked_kept)
        rc = ship_write_acked(&s->db, s->acked_kept, *acked, why);
    return rc;
}

static int write_all(struct store *s, bool clean, struct cause *why)
{
    int64_t acked = 0;
    struct record r = {.synced = 0};
    (void)text_copy(r.boot_id, sizeof r.boot_id, s->conf.boot_id);
    s->attempted.commits = -1;
    s->db.chain.commits++;
    int rc = db_begin(&s->db, why);
    for (const struct append *a = s->work.first; a && rc == SQLITE_OK; a = a->next)
        rc = write_append(s, a, &r, why);
    if (rc == SQLITE_OK && s->work.has_checkpoint)
        rc = db_checkpoint(&s->db, s->work.checkpoint_wall_ms, s->work.checkpoint,
                           s->work.checkpoint_length, why);
    if (rc == SQLITE_OK)
        rc = write_acked(s, &acked, why);
    if (rc == SQLITE_OK)
        rc = db_head(&s->db, clean, why);
    if (rc != SQLITE_OK)
        return rc;
    s->attempted = s->db.chain;
    rc = db_commit(&s->db, why);
    if (rc == SQLITE_OK) {
        s->parked_news = s->parking.first || s->parking.unlisted > 0;
        s->acked_kept = acked;
        parkings_done(&s->parking);
    }
    return rc;
}

/* A file that has reached its quota is no full disk: something can be done about it here. True when
 * that is to be tried before anybody is told. */
static bool makes_room(struct store *s, int rc, struct cause *why)
{
    if ((rc & 0xff) != SQLITE_FULL || !care_is_full(&s->care, &s->db))
        return false;
    bool hope = !s->care.stuck && ++s->hopes <= HOPES;
    care_crowded(&s->care);
    (void)cause_set(why, rc, "%s has reached its quota of %lld MiB; raise quota in [store]",
                    s->conf.path, (long long)(s->conf.quota_bytes >> 20));
    if (hope)
        s->write.retry_us = clock_us() + BACKOFF_MIN_US;
    return hope;
}

/* What is kept would be gone with a file that nobody finds again: all of it goes into that file,
 * wherever it is by now, and from here on records go where they are looked for. */
static void leave_moved(struct store *s)
{
    struct cause why;
    if (!db_has_moved(&s->db))
        return;
    bool whole = db_fold(&s->db, true, &why) == SQLITE_OK;
    (void)cause_set(&why, SQLITE_READONLY_DBMOVED,
                    "%s was moved, removed or replaced while in use; what was kept until now is in "
                    "the file that was moved%s",
                    s->conf.path, whole ? "" : " and in the -wal beside it");
    fail(s, &s->write, SQLITE_READONLY_DBMOVED, &why);
}

static int commit(struct store *s, bool clean)
{
    struct cause why = {.text = ""};
    struct chain before = s->db.chain;
    if (s->work.last)
        care_now(&s->care, &s->work.last->now);
    int64_t begin_us = clock_us();
    int rc = write_all(s, clean, &why);
    if (rc == SQLITE_OK) {
        recover(s, &s->write, &(struct cause){.text = ""});
        s->hopes = 0;
        report_kept(s, clock_us() - begin_us);
        report_ship(s);
        leave_moved(s);
        return rc;
    }
    db_rollback(&s->db);
    s->db.chain = before;
    if (!makes_room(s, rc, &why))
        fail(s, &s->write, rc, &why);
    return rc;
}

#define MODELS_AGAIN_US INT64_C(60000000)

/* Not with the records: what finds no room for a model is tried again, and keeps no record waiting.
 */
static void keep_models(struct store *s)
{
    struct cause why = {.text = ""};
    (void)pthread_mutex_lock(&s->lock);
    (void)model_list_move(&s->modelling, &s->models);
    s->models_us = INT64_MAX;
    (void)pthread_mutex_unlock(&s->lock);
    int rc = s->modelling.count > 0 ? db_begin(&s->db, &why) : SQLITE_OK;
    if (rc == SQLITE_OK && s->modelling.count > 0) {
        rc = models_write(&s->db, &s->modelling, &why);
        if (rc == SQLITE_OK)
            rc = db_commit(&s->db, &why);
    }
    int64_t count = (int64_t)s->modelling.count;
    if (rc == SQLITE_OK)
        model_list_done(&s->modelling);
    else
        db_rollback(&s->db);
    (void)pthread_mutex_lock(&s->lock);
    if (rc != SQLITE_OK)
        s->models_us = clock_us() + MODELS_AGAIN_US;
    else
        s->stats.models_kept += count;
    (void)pthread_mutex_unlock(&s->lock);
    if (rc != SQLITE_OK && db_wants_reopen(rc))
        fail(s, &s->write, rc, &why);
}

static void take_inbox(struct store *s)
{
    (void)pthread_mutex_lock(&s->lock);
    queue_move(&s->work, &s->inbox);
    (void)pthread_mutex_unlock(&s->lock);
}

static void fold(struct store *s)
{
    struct cause why = {.text = ""};
    bool cut = s->db.wal_pages < FOLD_PAGES_MUST; /* in a hurry its blocks are used again */
    int rc = db_fold(&s->db, cut, &why);
    if (rc != SQLITE_OK) {
        fail(s, &s->fold, rc, &why);
        return;
    }
    recover(s, &s->fold, &(struct cause){.text = ""});
    int64_t bytes = file_bytes(s->conf.path);
    (void)pthread_mutex_lock(&s->lock);
    s->stats.file_bytes = bytes;
    (void)pthread_mutex_unlock(&s->lock);
}

/* ---- after a disk error ---------------------------------------------------------------------- */

/* The failed commit is in the file when that counts as many commits as it was to be. */
static bool has_landed(const struct store *s, const struct epoch_facts *facts)
{
    return facts->commits == s->attempted.commits;
}

/* A file that is another one than before may not know what upstream has: it is told with the next
 * commit, for what it does not know as sent it never removes. */
static void tell_acked(struct store *s)
{
    struct cause why;
    int64_t sent = 0;
    if (retain_sent(&s->db, s->conf.upstream, &sent, &why) == SQLITE_OK && sent < s->acked_kept)
        s->acked_kept = sent;
}

static int reopen(struct store *s)
{
    struct epoch_facts facts = {.condemned = s->care.condemned};
    struct cause why = {.text = ""}, note = {.text = ""};
    int64_t begin_us = clock_us();
    if (s->db.sql)
        s->told_end = s->db.chain; /* of a failed attempt nothing is left in it */
    db_close(&s->db);
    s->conf.now = read_now(s);
    (void)pthread_mutex_lock(&s->lock);
    (void)text_copy(s->config_opened, sizeof s->config_opened, s->config);
    (void)pthread_mutex_unlock(&s->lock);
    s->conf.config = s->config_opened;
    int rc = epoch_open(&s->db, &s->conf, &s->told_end, &facts, &why);
    s->care.condemned = facts.condemned;
    if (rc != SQLITE_OK) {
        fail(s, &s->write, rc, &why);
        return rc;
    }
    s->reopen = false;
    tell_acked(s);
    care_reopened(&s->care);
    (void)pthread_mutex_lock(&s->lock);
    (void)text_copy(s->stats.epoch, sizeof s->stats.epoch, s->db.chain.epoch);
    (void)pthread_mutex_unlock(&s->lock);
    if (facts.broken[0])
        (void)cause_set(&note, 0, "the damaged file was put aside as %s; a new one was begun",
                        facts.broken);
    recover(s, &s->fold, &note);
    if (has_landed(s, &facts))
        report_kept(s, clock_us() - begin_us);
    if (queue_is_empty(&s->work) || facts.broken[0])
        recover(s, &s->write, &note);
    s->write.retry_us = 0;
    return rc;
}

/* ---- questions ------------------------------------------------------------------------------- */

/* Under the lock. */
static struct question *next_question(struct store *s)
{
    for (size_t i = 1; i <= STORE_QUERIES_MAX; i++) {
        struct question *q = &s->question[(s->asked + i) % STORE_QUERIES_MAX];
        if (q->turn == TURN_THREAD)
            return q;
    }
    return NULL;
}

static void answer(struct store *s)
{
    (void)pthread_mutex_lock(&s->lock);
    struct question *q = next_question(s);
    bool cancelled = q && q->cancelled;
    (void)pthread_mutex_unlock(&s->lock);
    if (!q)
        return;
    s->asked = (size_t)(q - s->question);
    q->why.text[0] = '\0';
    enum query_state state = QUERY_LAST;
    if (cancelled)
        query_drop(&s->db, &q->query);
    else
        state = query_slice(&s->db, &q->query, clock_us() + SLICE_US, &q->why);
    if (state == QUERY_AGAIN)
        return;
    q->state = state;
    (void)pthread_mutex_lock(&s->lock);
    q->turn = cancelled ? TURN_NONE : TURN_LOOP;
    (void)pthread_mutex_unlock(&s->lock);
    wake(s);
}

/* ---- upkeep ---------------------------------------------------------------------------------- */

static void care(struct store *s)
{
    struct cause why = {.text = ""}, note = {.text = ""};
    int rc = care_run(&s->care, &s->db, clock_us() + SLICE_US, &note, &why);
    report_low(s);
    report_note(s, &note);
    if (s->care.made_room)
        s->write.retry_us = s->hopes = 0;
    if (rc == SQLITE_OK)
        return;
    care_later(&s->care);
    if (db_wants_reopen(rc)) /* a full disk is told when a record cannot be kept */
        fail(s, &s->write, rc, &why);
}

/* Nobody has asked for a while: pages that were read for it need not stay in memory. What commits
 * touch is read again once. */
static void rest(struct store *s)
{
    s->rest_us = INT64_MAX;
    (void)sqlite3_db_release_memory(s->db.sql);
    (void)malloc_trim(0);
}

/* ---- the thread ------------------------------------------------------------------------------ */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t commit_due(const struct store *s)
{
    if (!queue_is_empty(&s->work))
        return s->write.retry_us;
    int64_t due = queue_is_empty(&s->inbox) ? INT64_MAX : s->due_us;
    if (s->acked_us < due)
        due = s->acked_us;
    return due == INT64_MAX ? due : later(due, s->write.retry_us);
}

static int64_t fold_due(const struct store *s)
{
    if (s->db.wal_pages >= FOLD_PAGES_MUST)
        return s->fold.retry_us;
    return s->db.wal_pages < FOLD_PAGES ? INT64_MAX
                                        : later(s->fold.retry_us, s->quiet_us + FOLD_QUIET_US);
}

/* What is to be done now; -1 when there is nothing before `*until_us`. Under the lock. */
static int choose(struct store *s, int64_t now_us, int64_t *until_us)
{
    *until_us = now_us + HEARTBEAT_US;
    if (s->stopping)
        return JOB_STOP;
    const int64_t due[] = {
        [JOB_REOPEN] = s->reopen ? s->write.retry_us : INT64_MAX,
        [JOB_COMMIT] = s->reopen ? INT64_MAX : commit_due(s),
        [JOB_MODELS] = s->reopen ? INT64_MAX : s->models_us,
        [JOB_QUERY] = next_question(s) ? 0 : INT64_MAX,
        [JOB_FOLD] = s->reopen ? INT64_MAX : fold_due(s),
        [JOB_CARE] = s->reopen ? INT64_MAX : care_due(&s->care),
        [JOB_REST] = s->reopen ? INT64_MAX : s->rest_us,
    };
    for (int job = JOB_REOPEN; job <= JOB_REST; job++) {
        if (due[job] <= now_us)
            return job;
        if (due[job] < *until_us)
            *until_us = due[job];
    }
    return -1;
}

static enum job wait_for_job(struct store *s)
{
    (void)pthread_mutex_lock(&s->lock);
    int job = -1;
    while (job < 0) {
        int64_t until_us;
        s->stats.heartbeat_boot_ms = clock_read_us(CLOCK_BOOTTIME) / 1000;
        job = choose(s, clock_us(), &until_us);
        if (job < 0) {
            const struct timespec until = {
                .tv_sec = until_us / 1000000,
                .tv_nsec = (until_us % 1000000) * 1000,
            };
            (void)pthread_cond_timedwait(&s->changed, &s->lock, &until);
        }
    }
    (void)pthread_mutex_unlock(&s->lock);
    return (enum job)job;
}

void *writer_run(void *store)
{
    struct store *s = store;
    (void)prctl(PR_SET_NAME, "store");
    crash_phase("keeping records");
    for (;;) {
        switch (wait_for_job(s)) {
        case JOB_STOP:
            return NULL;
        case JOB_REOPEN:
            (void)reopen(s);
            break;
        case JOB_COMMIT:
            take_inbox(s);
            (void)commit(s, false);
            s->quiet_us = clock_us();
            break;
        case JOB_MODELS:
            keep_models(s);
            s->quiet_us = clock_us();
            break;
        case JOB_QUERY:
            answer(s);
            s->rest_us = clock_us() + REST_QUIET_US;
            break;
        case JOB_FOLD:
            fold(s);
            break;
        case JOB_CARE:
            care(s);
            s->rest_us = clock_us() + REST_QUIET_US;
            break;
        case JOB_REST:
            rest(s);
            break;
        }
    }
}

void writer_finish(struct store *s)
{
    s->wake = NULL;
    care_done(&s->care);
    take_inbox(s);
    if (!s->reopen || reopen(s) == SQLITE_OK) {
        keep_models(s);
        (void)commit(s, true);
    }
    db_close(&s->db); /* folds the log back and removes it */
}
