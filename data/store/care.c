/* SPDX-License-Identifier: MIT */
/* Upkeep of the file, called by writer.c when neither a commit nor a question is due.
 *
 * By age: records and minutes older than `keep`, once an hour, and only while the wall clock is
 * synchronised: a clock that is wrong must not empty the record.
 * By room: near the quota what is older than `keep` goes first, then the oldest minutes of signals
 * but for those of the last day, then the oldest records that upstream has but for those of the
 * last month. When nothing more may go the loop is told, and records are refused once the quota is
 * reached. Little free space on the disk is told while there still is some. */
#include "data/store/care.h"

#include "data/model/text.h"
#include "data/store/clock.h"
#include "data/store/retain.h"

#include <string.h>
#include <sys/statvfs.h>

#define PAUSE_US      INT64_C(20000) /* between two slices of retention: the disk is slow */
#define LOOK_PAUSE_US INT64_C(5000)
#define ROOM_US       INT64_C(60000000)
#define RETAIN_US     INT64_C(3600000000)
#define UNSYNCED_US   INT64_C(60000000)
#define CROWDED       95 /* per cent of the quota in use; make room … */
#define ROOMY         90 /* … down to this */
#define MINUTE_BYTES  48 /* about what a minute of a signal takes */
#define MINUTES_MAX   INT64_C(20000000)
#define MINUTES_LEAST (MS_PER_DAY / MS_PER_MIN)
#define RECORDS_LEAST (31 * MS_PER_DAY)
#define SLACK_BYTES   INT64_C(262144)
#define HALVED_LEAST  1000 /* records; fewer are not halved */
#define LOW_BYTES     (INT64_C(128) << 20)
#define MIB           (INT64_C(1) << 20)

void care_crowded(struct care *care)
{
    care->crowded = true;
    care->retain_us = 0;
}

/* ---- room ------------------------------------------------------------------------------------ */

struct room {
    int64_t pages, free, most;
};

static int measure(const struct care *care, struct db *db, struct room *room, struct cause *why)
{
    int rc = db_integer(db, "PRAGMA main.page_count", 0, &room->pages, why);
    if (rc == SQLITE_OK)
        rc = db_integer(db, "PRAGMA main.freelist_count", 0, &room->free, why);
    room->most = care->conf->quota_bytes / DB_PAGE_SIZE;
    return rc;
}

static bool uses_more(const struct room *room, int64_t per_cent)
{
    return (room->pages - room->free) * 100 > room->most * per_cent;
}

bool care_is_full(const struct care *care, struct db *db)
{
    struct room room;
    struct cause why;
    return care->conf->quota_bytes > 0 && db->sql && measure(care, db, &room, &why) == SQLITE_OK &&
           room.pages * 100 > room.most * CROWDED;
}

/* Say it once when it begins, and once when it is over. */
static void tell_low(struct care *care, const struct cause *why)
{
    bool low = why->text[0] != '\0';
    if (low != care->low)
        care->low_news = true;
    care->low = low;
    care->low_why = *why;
}

static void look_at_disk(struct care *care, struct cause *low)
{
    struct statvfs info;
    int64_t least = care->conf->low_bytes > 0 ? care->conf->low_bytes : LOW_BYTES;
    if (care->low)
        least += least / 4; /* so that it is not told again and again */
    if (statvfs(care->conf->path, &info) != 0)
        return;
    int64_t bytes = (int64_t)info.f_bavail * (int64_t)info.f_frsize;
    if (bytes < least)
        (void)cause_set(low, -1,
                        "only %lld MiB are free on the disk of %s; make room before it is full",
                        (long long)(bytes / MIB), care->conf->path);
}

/* ---- what may go ----------------------------------------------------------------------------- */

static int64_t minute_budget(const struct care *care)
{
    int64_t quota = care->conf->quota_bytes;
    return quota > 0 ? quota / 2 / MINUTE_BYTES : MINUTES_MAX;
}

/* Records up to this one that upstream has. */
static int remove_upto(struct care *care, struct db *db, int64_t upto_n, int64_t until_us,
                       int64_t *removed, struct cause *why)
{
    int64_t sent;
    int rc = retain_sent(db, care->conf->upstream, &sent, why);
    if (rc != SQLITE_OK)
        return rc;
    return retain_records(db, sent < upto_n ? sent : upto_n, until_us, removed, why);
}

/* First to find out which, then to remove them. */
static int remove_before(struct care *care, struct db *db, int64_t before_ms, int64_t until_us,
                         int64_t *removed, struct cause *why)
{
    struct retain_scan *scan = &care->scan;
    bool another = before_ms < scan->before_ms || before_ms > scan->before_ms + MS_PER_HOUR;
    if (!scan->begun || another)
        *scan = (struct retain_scan){.before_ms = before_ms};
    int rc = scan->done ? SQLITE_OK : retain_scan(db, scan, until_us, why);
    if (rc != SQLITE_OK)
        return rc;
    if (!scan->done) {
        *removed = 1; /* not yet, but there is more to do */
        return rc;
    }
    rc = remove_upto(care, db, scan->upto_n, until_us, removed, why);
    if (*removed == 0)
        scan->begun = scan->done = false;
    return rc;
}

static int by_age(struct care *care, struct db *db, int64_t until_us, int64_t *removed,
                  struct cause *why)
{
    int64_t before = care->latest.wall_ms - care->conf->keep_ms;
    if (care->conf->keep_ms <= 0 || !care->latest.synced)
        return SQLITE_OK;
    int rc = remove_before(care, db, before, until_us, removed, why);
    if (rc == SQLITE_OK && *removed == 0)
        rc = retain_minutes(db, history_minute(before), until_us, removed, why);
    return rc;
}

/* The oldest day of signal history. */
static int oldest_minutes(struct care *care, struct db *db, int64_t until_us, int64_t *removed,
                          struct cause *why)
{
    int64_t first, last = history_minute(care->latest.wall_ms) - MINUTES_LEAST;
    int rc = retain_first_minute(db, &first, why);
    if (rc != SQLITE_OK || first >= last)
        return rc;
    int64_t before = first + MINUTES_LEAST < last ? first + MINUTES_LEAST : last;
    return retain_minutes(db, before, until_us, removed, why);
}

/* More rows of history than there is to be. */
static int by_count(struct care *care, struct db *db, int64_t until_us, int64_t *removed,
                    struct cause *why)
{
    return db->chain.minutes > minute_budget(care)
               ? oldest_minutes(care, db, until_us, removed, why)
               : SQLITE_OK;
}

/* But for those of the last month; without a clock to tell, the older half. */
static int oldest_records(struct care *care, struct db *db, int64_t until_us, int64_t *removed,
                          struct cause *why)
{
    int64_t floor;
    if (care->latest.synced)
        return remove_before(care, db, care->latest.wall_ms - RECORDS_LEAST, until_us, removed,
                             why);
    int rc = retain_floor(db, &floor, why);
    if (rc != SQLITE_OK || db->chain.n - floor < HALVED_LEAST)
        return rc;
    return remove_upto(care, db, floor + (db->chain.n - floor) / 2, until_us, removed, why);
}

/* `*removed` comes as 0 and stays so when nothing is left that may go. */
typedef int remover(struct care *care, struct db *db, int64_t until_us, int64_t *removed,
                    struct cause *why);

/* The first of them that finds something. */
static int remove_first(remover *const *removers, size_t count, struct care *care, struct db *db,
                        int64_t until_us, struct cause *why, int64_t *removed)
{
    int rc = SQLITE_OK;
    *removed = 0;
    for (size_t i = 0; i < count && rc == SQLITE_OK && *removed == 0; i++)
        rc = removers[i](care, db, until_us, removed, why);
    return rc;
}

/* ---- slices ---------------------------------------------------------------------------------- */

static int look_at_room(struct care *care, struct db *db, struct cause *why)
{
    struct room room;
    struct cause low = {.text = ""};
    care->room_us = clock_us() + ROOM_US;
    int rc = measure(care, db, &room, why);
    if (rc != SQLITE_OK)
        return rc;
    bool crowded = care->conf->quota_bytes > 0 && uses_more(&room, CROWDED);
    if (crowded && care->stuck)
        (void)cause_set(&low, -1,
                        "%s has used %lld %% of its quota of %lld MiB and nothing more may be "
                        "removed%s; raise quota in [store]",
                        care->conf->path, (long long)((room.pages - room.free) * 100 / room.most),
                        (long long)(care->conf->quota_bytes / MIB),
                        care->conf->upstream ? " (upstream does not have it yet)" : "");
    else
        look_at_disk(care, &low);
    tell_low(care, &low);
    if (crowded)
        care_crowded(care);
    return rc;
}

static int make_room(struct care *care, struct db *db, int64_t until_us, struct cause *why)
{
    static remover *const removers[] = {by_age, oldest_minutes, oldest_records};
    struct room room;
    int64_t removed;
    struct cause ignored;
    /* Removing may need some pages before it frees more. */
    int rc = db_limit(db, care->conf->quota_bytes + SLACK_BYTES, why);
    if (rc == SQLITE_OK)
        rc = remove_first(removers, 3, care, db, until_us, why, &removed);
    (void)db_limit(db, care->conf->quota_bytes, &ignored);
    if (rc == SQLITE_OK)
        rc = measure(care, db, &room, why);
    if (rc != SQLITE_OK)
        return rc;
    care->made_room = removed > 0;
    bool stuck = removed == 0 && uses_more(&room, CROWDED);
    care->crowded = removed > 0 && uses_more(&room, ROOMY);
    if (!care->crowded)
        care->retain_us = clock_us() + RETAIN_US;
    if (stuck != care->stuck && !care->crowded) {
        care->stuck = stuck;
        care->room_us = 0; /* tell it */
    }
    return rc;
}

static int retain(struct care *care, struct db *db, int64_t until_us, struct cause *why)
{
    static remover *const removers[] = {by_age, by_count};
    int64_t removed, pause = care->latest.synced ? RETAIN_US : UNSYNCED_US;
    int rc = remove_first(removers, 2, care, db, until_us, why, &removed);
    care->retain_us = clock_us() + (removed > 0 ? PAUSE_US : pause);
    return rc;
}

/* What an opening brings with it. Nothing else is done to the file before what was lost is back. */
static bool begins(const struct care *care)
{
    return !care->opened || care->salvage.broken || (care->looking && !care->crowded);
}

static int look_on(struct care *care, struct db *db, int64_t until_us, struct cause *note,
                   struct cause *why)
{
    struct look *look = &care->look;
    int rc = db_words(db, look_run(db->sql, look, until_us, note), "be read", why);
    care->begin_us = clock_us() + LOOK_PAUSE_US;
    care->condemned = db_is_broken(rc);
    if (rc == SQLITE_OK && !look->done)
        return rc;
    if (rc == SQLITE_OK && look->walk.first_bad[0])
        (void)cause_set(note, 0, "after an unclean stop a record is not as it was written: %s",
                        look->walk.first_bad);
    else if (rc == SQLITE_OK)
        (void)cause_set(note, 0, "after an unclean stop all %lld records were found whole",
                        (long long)look->walk.records);
    look_done(look);
    care->looking = false;
    return rc;
}

static int begin(struct care *care, struct db *db, int64_t until_us, struct cause *note,
                 struct cause *why)
{
    if (care->salvage.broken) {
        int rc = salvage_run(&care->salvage, db, until_us, note, why);
        bool more = care->salvage.stage != SALVAGE_END;
        if (!more || (rc & 0xff) != SQLITE_FULL || !care_is_full(care, db))
            return rc;
        salvage_give_up(&care->salvage); /* at once: room is made only after it */
        return SQLITE_OK;
    }
    if (care->looking)
        return look_on(care, db, until_us, note, why);
    int rc = salvage_begin(&care->salvage, db, why);
    care->opened = rc == SQLITE_OK;
    care->looking = !db->clean && !care->checked;
    care->look = (struct look){.done = false};
    return rc;
}

void care_reopened(struct care *care)
{
    care_done(care);
    care->opened = care->condemned = false;
    care->checked = true;
    care->begin_us = 0;
}

void care_done(struct care *care)
{
    salvage_done(&care->salvage);
    look_done(&care->look);
    care->looking = false;
}

int care_run(struct care *care, struct db *db, int64_t until_us, struct cause *note,
             struct cause *why)
{
    care->made_room = false;
    if (begins(care))
        return begin(care, db, until_us, note, why);
    if (care->room_us <= clock_us())
        return look_at_room(care, db, why);
    return care->crowded ? make_room(care, db, until_us, why) : retain(care, db, until_us, why);
}

int64_t care_due(const struct care *care)
{
    int64_t due = care->retain_us < care->room_us ? care->retain_us : care->room_us;
    return begins(care) ? care->begin_us : due;
}

void care_now(struct care *care, const struct now *now)
{
    if (care->latest.wall_ms == 0)
        care->retain_us = 0;
    care->latest = *now;
}

void care_later(struct care *care)
{
    care->retain_us = care->room_us = care->begin_us = clock_us() + ROOM_US;
}
