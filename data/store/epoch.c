/* SPDX-License-Identifier: MIT */
/* The way into a station's record: settings, schema, new epoch, `open` record. store.c calls it at
 * the start and again from its thread after a disk error. seq counts from 1 in each epoch; the hash
 * chain runs on from the predecessor, which the `open` record names. */
#include "data/store/epoch.h"

#include "data/model/json.h"
#include "data/model/text.h"
#include "data/store/hash.h"
#include "data/store/salvage.h"
#include "data/store/schema.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define BUSY_MS 5000 /* an old instance may just be closing */

static int random_epoch(char out[RECORD_EPOCH_SIZE])
{
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return -1;
    hash_to_hex(bytes, sizeof bytes, out);
    return 0;
}

static bool open_body(const struct db *db, const struct store_conf *conf,
                      const struct epoch_facts *facts, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    if (db->chain.seq > 0) {
        jw_object(&w, "previous");
        jw_text(&w, "epoch", db->chain.epoch);
        jw_int(&w, "seq", db->chain.seq);
        jw_text(&w, "hash", db->chain.hash);
        jw_object_end(&w);
    } else {
        jw_null(&w, "previous");
    }
    jw_text(&w, "station", conf->station);
    jw_text(&w, "machine_id", conf->machine_id);
    jw_text(&w, "version", ANDON_VERSION);
    jw_int(&w, "schema", SCHEMA_VERSION);
    jw_bool(&w, "clean", facts->clean);
    if (facts->broken[0])
        jw_text(&w, "broken", facts->broken);
    jw_object_end(&w);
    return !w.overflow;
}

static int add_epoch_row(struct db *db, const struct store_conf *conf, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql,
                                "INSERT INTO epoch (number, name, base, boot_id) "
                                "VALUES (?1, ?2, ?3, ?4)",
                                -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, db->chain.epoch_number);
        (void)sqlite3_bind_text(s, 2, db->chain.epoch, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(s, 3, db->chain.n);
        (void)sqlite3_bind_text(s, 4, conf->boot_id, -1, SQLITE_STATIC);
        rc = sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : db_words(db, rc, "begin an epoch", why);
}

static int write_open(struct db *db, const struct store_conf *conf, const char *body,
                      struct cause *why)
{
    struct record record = {
        .kind = REC_OPEN,
        .rev = 1,
        .wall_ms = conf->now.wall_ms,
        .boot_ms = conf->now.boot_ms,
        .synced = conf->now.synced,
        .actor = "system",
        .body = body,
        .body_length = strlen(body),
    };
    (void)text_format(record.id, sizeof record.id, "E%lld", (long long)db->chain.epoch_number);
    (void)text_copy(record.boot_id, sizeof record.boot_id, conf->boot_id);
    (void)text_copy(record.config, sizeof record.config, conf->config);
    int rc = add_epoch_row(db, conf, why);
    if (rc == SQLITE_OK)
        rc = db_record(db, &record, why);
    return rc == SQLITE_OK ? db_head(db, false, why) : rc;
}

static int begin_epoch(struct db *db, const struct store_conf *conf, struct epoch_facts *facts,
                       struct cause *why)
{
    char body[RECORD_BODY_MAX];
    if (!open_body(db, conf, facts, body, sizeof body))
        return cause_set(why, SQLITE_TOOBIG, "%s: station or machine id is too long", db->path);
    (void)text_copy(facts->previous, sizeof facts->previous, db->chain.epoch);
    facts->commits = db->chain.commits;
    if (random_epoch(db->chain.epoch) != 0)
        return cause_set(why, SQLITE_ERROR, "no random bytes from the kernel: %s", strerror(errno));
    db->chain.epoch_number++;
    db->chain.seq = 0;
    int rc = db_begin(db, why);
    if (rc == SQLITE_OK)
        rc = write_open(db, conf, body, why);
    if (rc == SQLITE_OK)
        rc = db_commit(db, why);
    return rc;
}

/* Read before the epoch begins: a file whose checkpoint is damaged is a damaged file. */
static int read_checkpoint(struct db *db, struct epoch_facts *facts, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql, "SELECT wall_ms, body FROM checkpoint", -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        const char *body = (const char *)sqlite3_column_text(s, 1);
        size_t bytes = (size_t)sqlite3_column_bytes(s, 1);
        facts->checkpoint_wall_ms = sqlite3_column_int64(s, 0);
        facts->checkpoint = body ? malloc(bytes + 1) : NULL;
        if (facts->checkpoint) {
            memcpy(facts->checkpoint, body, bytes);
            facts->checkpoint[bytes] = '\0';
            facts->checkpoint_length = bytes;
            rc = SQLITE_OK;
        } else {
            rc = sqlite3_errcode(db->sql) == SQLITE_ROW ? SQLITE_NOMEM : sqlite3_errcode(db->sql);
        }
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : db_words(db, rc, "read the checkpoint", why);
}

/* After a failed fsync the kernel holds pages for clean that never reached the disk: fold them into
 * the file, which writes and syncs them again, before anything is built on them. */
static int trust_again(struct db *db, struct cause *why)
{
    int rc = db_fold(db, true, why);
    return rc == SQLITE_OK ? db_quick_check(db, why) : rc;
}

/* The file went away while it was open: the same log goes on in a new one. So do the engine's
 * numbers, which a hub must not take for those of a station that begins anew. */
static int adopt_told(struct db *db, const struct chain *told, struct cause *why)
{
    struct salvage_end end = {.known = true, .chain = *told, .floor_n = told->n};
    (void)text_copy(end.floor_hash, sizeof end.floor_hash, told->hash);
    return salvage_adopt(db, &end, NULL, why);
}

/* `end`: of a damaged file that this one goes on from, or NULL. */
static int try_open(struct db *db, const struct store_conf *conf, const struct salvage_end *end,
                    struct epoch_facts *facts, struct cause *why)
{
    bool distrust = facts->told && !end;
    const struct db_conf how = {
        .path = conf->path,
        .create = true,
        .busy_ms = BUSY_MS,
    };
    int rc = db_open(db, &how, why);
    if (rc == SQLITE_OK && distrust && !db->empty)
        rc = trust_again(db, why);
    if (rc == SQLITE_OK)
        rc = schema_prepare(db, why);
    if (rc == SQLITE_OK && end && db->empty)
        rc = salvage_adopt(db, end, facts->broken, why);
    if (rc == SQLITE_OK && distrust && db->empty && facts->told->n > 0)
        rc = adopt_told(db, facts->told, why);
    if (rc == SQLITE_OK)
        rc = db_prepare(db, why);
    if (rc == SQLITE_OK && !facts->told)
        rc = read_checkpoint(db, facts, why);
    if (rc == SQLITE_OK) {
        facts->fresh = db->empty;
        facts->clean = db->clean;
        rc = begin_epoch(db, conf, facts, why);
    }
    if (rc == SQLITE_OK) /* only now: a full file must still open, so that room can be made */
        rc = db_limit(db, conf->quota_bytes, why);
    if (rc != SQLITE_OK) {
        db_rollback(db);
        db_close(db);
        free(facts->checkpoint);
        facts->checkpoint = NULL;
    }
    return rc;
}

/* The damaged file keeps its name with the time behind it, and its write-ahead log with it, so that
 * what can be read may still be read from it. */
static int put_aside(const char *path, int64_t wall_ms, char *out, size_t size, struct cause *why)
{
    char time[TIME_ISO_SIZE], from[300], to[300];
    (void)time_to_iso8601(wall_ms, time);
    for (char *p = time; *p; p++)
        if (*p == ':')
            *p = '.';
    if (!text_format(out, size, "%s.broken-%s", path, time) ||
        !text_format(from, sizeof from, "%s-wal", path) ||
        !text_format(to, sizeof to, "%s-wal", out))
        return cause_set(why, SQLITE_CANTOPEN, "%s: the path is too long", path);
    if (rename(path, out) != 0)
        return cause_set(why, SQLITE_CANTOPEN, "%s is damaged and cannot be put aside: %s", path,
                         strerror(errno));
    (void)rename(from, to); /* there may be none */
    return SQLITE_OK;
}

int epoch_open(struct db *db, const struct store_conf *conf, const struct chain *told,
               struct epoch_facts *facts, struct cause *why)
{
    struct salvage_end end;
    *facts = (struct epoch_facts){.clean = true, .told = told, .condemned = facts->condemned};
    int rc = facts->condemned ? SQLITE_CORRUPT : try_open(db, conf, NULL, facts, why);
    if (!db_is_broken(rc))
        return rc;
    rc = put_aside(conf->path, conf->now.wall_ms, facts->broken, sizeof facts->broken, why);
    if (rc != SQLITE_OK)
        return rc;
    facts->condemned = false;
    salvage_look(facts->broken, told, &end);
    rc = try_open(db, conf, &end, facts, why);
    salvage_end_done(&end);
    return rc;
}
