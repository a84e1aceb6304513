/* SPDX-License-Identifier: MIT */
/* Reading what is left of a damaged file. epoch.c puts it aside and adopts its end, care.c runs the
 * slices. A record is taken over when its hash is that of its content and its predecessor's hash:
 * what cannot be proven is not invented. After a damaged page the first record proves nothing (its
 * predecessor is gone) but lends its hash to the next. Where records are missing an anchor carries
 * the chain. A restart in between begins again: what is there already is passed over. */
#include "data/store/salvage.h"

#include "data/model/text.h"
#include "data/store/clock.h"
#include "data/store/hash.h"
#include "data/store/log.h"
#include "data/store/model.h"
#include "data/store/upstream/parked.h"

#include <stdlib.h>
#include <string.h>

#define SKIP_MAX   (INT64_C(1) << 26) /* minutes: a hundred years */
#define MISSES_MAX 64

/* ---- the end of a log ------------------------------------------------------------------------ */

static void read_end(sqlite3 *sql, struct salvage_end *end)
{
    static const char *const texts[] = {
        "SELECT h.n, h.epoch, h.seq, h.hash, e.name, h.floor_n, h.floor_hash "
        "FROM head h JOIN epoch e ON e.number = h.epoch",
        "SELECT r.n, r.epoch, r.seq, r.hash, e.name, 0, zeroblob(32) "
        "FROM record r JOIN epoch e ON e.number = r.epoch ORDER BY r.n DESC LIMIT 1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !end->known; i++) {
        sqlite3_stmt *s = NULL;
        if (sqlite3_prepare_v2(sql, texts[i], -1, &s, NULL) == SQLITE_OK &&
            sqlite3_step(s) == SQLITE_ROW) {
            struct chain *c = &end->chain;
            const char *name = (const char *)sqlite3_column_text(s, 4);
            c->n = sqlite3_column_int64(s, 0);
            c->epoch_number = sqlite3_column_int64(s, 1);
            c->seq = sqlite3_column_int64(s, 2);
            end->floor_n = sqlite3_column_int64(s, 5);
            end->known = c->n > 0 && c->seq > 0 && c->seq <= c->n &&
                         log_hash_column(s, 3, c->hash) && log_hash_column(s, 6, end->floor_hash) &&
                         name && text_copy(c->epoch, sizeof c->epoch, name);
        }
        sqlite3_finalize(s);
    }
}

static void read_checkpoint(sqlite3 *sql, struct salvage_end *end)
{
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(sql, "SELECT n, wall_ms, body FROM checkpoint", -1, &s, NULL) ==
            SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 2)) {
        end->checkpoint_n = sqlite3_column_int64(s, 0);
        end->checkpoint_wall_ms = sqlite3_column_int64(s, 1);
        end->checkpoint_length = (size_t)sqlite3_column_bytes(s, 2);
        end->checkpoint = malloc(end->checkpoint_length + 1);
        if (end->checkpoint)
            memcpy(end->checkpoint, sqlite3_column_text(s, 2), end->checkpoint_length + 1);
    }
    sqlite3_finalize(s);
}

void salvage_look(const char *broken, const struct chain *told, struct salvage_end *end)
{
    struct db from;
    struct cause ignored;
    *end = (struct salvage_end){.known = false};
    if (db_open(&from, &(struct db_conf){.path = broken}, &ignored) == SQLITE_OK) {
        read_end(from.sql, end);
        read_checkpoint(from.sql, end);
    }
    db_close(&from);
    if (!end->known) { /* of what was half read nothing is to be believed */
        end->chain = (struct chain){.n = 0};
        end->floor_n = 0;
        (void)text_copy(end->chain.hash, sizeof end->chain.hash, hash_genesis);
        (void)text_copy(end->floor_hash, sizeof end->floor_hash, hash_genesis);
    }
    if (told && told->n > 0) {
        end->known = true;
        end->chain = *told;
    }
}

void salvage_end_done(struct salvage_end *end)
{
    free(end->checkpoint);
    end->checkpoint = NULL;
}

/* ---- adopting it ----------------------------------------------------------------------------- */

static int bind_hash(sqlite3_stmt *s, int at, const char hex[RECORD_HASH_SIZE])
{
    unsigned char hash[HASH_BYTES];
    return hash_from_hex(hex, hash) == 0
               ? sqlite3_bind_blob(s, at, hash, HASH_BYTES, SQLITE_TRANSIENT)
               : SQLITE_MISUSE;
}

static int finish(sqlite3_stmt *s, int rc)
{
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int adopt_head(sqlite3 *sql, const struct salvage_end *end, const char *broken)
{
    const struct chain *c = &end->chain;
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql,
                                "UPDATE head SET n = ?1, epoch = ?2, seq = ?3, hash = ?4, "
                                "floor_n = ?5, floor_hash = ?6, salvage = ?7, salvage_n = ?1",
                                -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, c->n);
        (void)sqlite3_bind_int64(s, 2, c->epoch_number);
        (void)sqlite3_bind_int64(s, 3, c->seq);
        (void)sqlite3_bind_int64(s, 5, end->floor_n);
        (void)sqlite3_bind_text(s, 7, broken, -1, SQLITE_STATIC);
        rc = bind_hash(s, 4, c->hash);
    }
    if (rc == SQLITE_OK)
        rc = bind_hash(s, 6, end->floor_hash);
    return finish(s, rc);
}

/* The last one; its boot id comes with its records. */
static int adopt_epoch(sqlite3 *sql, const struct chain *c)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql,
                                "INSERT INTO epoch (number, name, base, boot_id) "
                                "VALUES (?1, ?2, ?3, '')",
                                -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, c->epoch_number);
        (void)sqlite3_bind_text(s, 2, c->epoch, -1, SQLITE_STATIC);
        rc = sqlite3_bind_int64(s, 3, c->n - c->seq);
    }
    return finish(s, rc);
}

static int adopt_checkpoint(sqlite3 *sql, const struct salvage_end *end)
{
    sqlite3_stmt *s = NULL;
    if (!end->checkpoint)
        return SQLITE_OK;
    int rc = sqlite3_prepare_v2(
        sql, "INSERT INTO checkpoint (one, n, wall_ms, body) VALUES (1, ?1, ?2, ?3)", -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, end->checkpoint_n);
        (void)sqlite3_bind_int64(s, 2, end->checkpoint_wall_ms);
        rc = sqlite3_bind_text(s, 3, end->checkpoint, (int)end->checkpoint_length, SQLITE_STATIC);
    }
    return finish(s, rc);
}

int salvage_adopt(struct db *db, const struct salvage_end *end, const char *broken,
                  struct cause *why)
{
    int rc = db_exec(db, "BEGIN IMMEDIATE", why);
    if (rc != SQLITE_OK)
        return rc;
    rc = adopt_head(db->sql, end, broken);
    if (rc == SQLITE_OK && end->known)
        rc = adopt_epoch(db->sql, &end->chain);
    if (rc == SQLITE_OK && end->known)
        rc = log_set_anchor(db->sql, end->chain.n, end->chain.hash);
    if (rc == SQLITE_OK)
        rc = adopt_checkpoint(db->sql, end);
    (void)db_words(db, rc, "go on from the damaged file", why);
    return rc == SQLITE_OK ? db_exec(db, "COMMIT", why) : rc;
}

/* ---- records --------------------------------------------------------------------------------- */

int salvage_begin(struct salvage *v, struct db *db, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    salvage_done(v);
    int rc = sqlite3_prepare_v2(
        db->sql, "SELECT salvage, salvage_n, floor_n FROM head WHERE salvage NOT NULL", -1, &s,
        NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW && sqlite3_column_text(s, 0)) {
        v->broken = strdup((const char *)sqlite3_column_text(s, 0));
        v->upto_n = sqlite3_column_int64(s, 1);
        v->floor_n = sqlite3_column_int64(s, 2);
        v->chained = true;
        (void)text_copy(v->hash, sizeof v->hash, hash_genesis);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : db_words(db, rc, "be read", why);
}

void salvage_done(struct salvage *v)
{
    if (v->open)
        db_close(&v->from);
    free(v->broken);
    *v = (struct salvage){.stage = SALVAGE_OPEN};
}

/* All openings that can be read; older files do not know `acked`. */
static int copy_epochs(struct salvage *v, struct db *db)
{
    sqlite3_stmt *read = NULL, *write = NULL;
    const char *text = v->from.schema >= 2 ? "SELECT number, name, base, boot_id, acked FROM epoch"
                                           : "SELECT number, name, base, boot_id, 0 FROM epoch";
    int rc = sqlite3_prepare_v2(db->sql,
                                "INSERT INTO epoch (number, name, base, boot_id, acked) "
                                "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (number) DO UPDATE SET "
                                "boot_id = excluded.boot_id, acked = excluded.acked "
                                "WHERE name = excluded.name",
                                -1, &write, NULL);
    if (sqlite3_prepare_v2(v->from.sql, text, -1, &read, NULL) == SQLITE_OK)
        while (rc == SQLITE_OK && sqlite3_step(read) == SQLITE_ROW) {
            if (sqlite3_column_int64(read, 0) >= db->chain.epoch_number)
                continue; /* its number is in use, or will be */
            for (int i = 0; i < 5; i++)
                (void)sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
            rc = sqlite3_step(write);
            (void)sqlite3_reset(write);
            /* a damaged row that does not go in is one that cannot be read */
            rc = rc == SQLITE_DONE || (rc & 0xff) == SQLITE_CONSTRAINT ? SQLITE_OK : rc;
        }
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    return rc;
}

static int open_source(struct salvage *v, struct db *db)
{
    struct cause ignored;
    v->open = true;
    if (db_open(&v->from, &(struct db_conf){.path = v->broken}, &ignored) != SQLITE_OK) {
        v->stage = SALVAGE_END; /* it can be read no more */
        return SQLITE_OK;
    }
    v->stage = SALVAGE_RECORDS;
    int rc = copy_epochs(v, db);
    if (rc == SQLITE_OK && v->from.schema >= 4)
        rc = parked_salvage(db, v->from.sql);
    return rc == SQLITE_OK && v->from.schema >= 5 ? models_salvage(db, v->from.sql) : rc;
}

static int insert(struct db *db, const struct log_row *row)
{
    const struct record *r = &row->record;
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql,
                                "INSERT OR IGNORE INTO record (n, epoch, seq, kind, id, rev, "
                                "wall_ms, boot_ms, synced, actor, config, hash, body) VALUES "
                                "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                                -1, &s, NULL);
    if (rc != SQLITE_OK)
        return rc;
    const int64_t numbers[][2] = {{1, row->n},     {2, row->epoch}, {3, r->seq},   {6, r->rev},
                                  {7, r->wall_ms}, {8, r->boot_ms}, {9, r->synced}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        (void)sqlite3_bind_int64(s, (int)numbers[i][0], numbers[i][1]);
    (void)sqlite3_bind_text(s, 4, word_name(&words_record_kind, (int)r->kind), -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 5, r->id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 10, r->actor, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 11, r->config, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 13, r->body, (int)r->body_length, SQLITE_STATIC);
    return finish(s, bind_hash(s, 12, row->hash));
}

static int store_row(struct salvage *v, struct db *db, const struct log_row *row)
{
    const struct record *r = &row->record;
    int rc = v->stored_n == row->n - 1 ? SQLITE_OK : log_set_anchor(db->sql, row->n - 1, v->hash);
    if (rc == SQLITE_OK)
        rc = insert(db, row);
    if (rc == SQLITE_OK)
        rc = projection_apply(&db->projector, &(struct projection_row){
                                                  .n = row->n,
                                                  .kind = r->kind,
                                                  .id = r->id,
                                                  .rev = r->rev,
                                                  .wall_ms = r->wall_ms,
                                                  .body = r->body,
                                                  .body_length = r->body_length,
                                              });
    v->stored_n = row->n;
    v->stored++;
    v->above += row->n > v->floor_n;
    return rc;
}

static int take_row(struct salvage *v, struct db *db, const struct log_row *row)
{
    int rc = SQLITE_OK;
    v->misses = 0;
    if (row->n != v->n + 1)
        v->chained = log_anchor(v->from.sql, row->n - 1, v->hash) == SQLITE_ROW;
    if (v->chained && !log_row_misfit(row, v->hash))
        rc = store_row(v, db, row);
    v->n = row->n;
    v->chained = row->whole;
    (void)text_copy(v->hash, sizeof v->hash, row->hash);
    return rc;
}

/* Whether the log can be read from record n on; *found gets the first one there. */
static int probe(sqlite3 *sql, int64_t n, int64_t *found)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql, "SELECT n FROM record WHERE n >= ?1 ORDER BY n LIMIT 1", -1,
                                &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, n);
        rc = sqlite3_step(s);
    }
    if (rc == SQLITE_ROW)
        *found = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return rc;
}

/* The rows after v->n cannot be read: find the first one behind the damage. */
static void skip_damage(struct salvage *v)
{
    int64_t bad = v->n + 1, good = bad, step = 1, found = 0;
    int rc = SQLITE_CORRUPT;
    while (rc != SQLITE_ROW && good <= v->upto_n) {
        good += step;
        step *= 2;
        rc = probe(v->from.sql, good, &found);
    }
    if (rc != SQLITE_ROW || good > v->upto_n) {
        good = v->upto_n + 1;
        rc = SQLITE_DONE;
    }
    while (good - bad > 1) {
        int64_t middle = bad + (good - bad) / 2;
        if (probe(v->from.sql, middle, &found) == SQLITE_ROW)
            good = middle;
        else
            bad = middle;
    }
    /* When nothing can be read although the log is there (its epochs are gone): in growing steps.
     */
    v->n = good - 1;
    if (++v->misses > MISSES_MAX)
        v->n += INT64_C(1) << (v->misses < MISSES_MAX + 32 ? v->misses - MISSES_MAX : 32);
    v->chained = false;
}

static int read_records(struct salvage *v, struct db *db, int64_t until_us)
{
    sqlite3_stmt *s = NULL;
    struct log_row row;
    int rc = SQLITE_OK, read = sqlite3_prepare_v2(v->from.sql, LOG_ROWS, -1, &s, NULL);
    if (read == SQLITE_OK)
        (void)sqlite3_bind_int64(s, 1, v->n);
    while (read == SQLITE_OK && rc == SQLITE_OK) {
        read = sqlite3_step(s);
        if (read != SQLITE_ROW)
            break;
        read = SQLITE_OK;
        log_row_read(s, &row);
        if (row.n <= v->n)
            read = SQLITE_CORRUPT; /* not in order */
        else if (row.n > v->upto_n)
            read = SQLITE_DONE;
        else
            rc = take_row(v, db, &row);
        if (clock_us() >= until_us)
            break;
    }
    sqlite3_finalize(s);
    if (rc != SQLITE_OK || read == SQLITE_OK)
        return rc;
    if (read != SQLITE_DONE)
        skip_damage(v);
    if (read == SQLITE_DONE || v->n >= v->upto_n) {
        v->stage = SALVAGE_MINUTES;
        v->misses = 0;
    }
    return rc;
}

/* ---- minutes --------------------------------------------------------------------------------- */

/* Over the damage in growing steps, then on to the next signal; when many of them have none the
 * table is gone. */
static void skip_minutes(struct salvage *v)
{
    v->skip = v->skip ? v->skip * 8 : 60;
    v->minute += v->skip;
    if (v->skip < SKIP_MAX)
        return;
    v->signal++;
    v->skip = v->minute = 0;
    if (++v->misses > MISSES_MAX)
        v->stage = SALVAGE_END;
}

/* From the last row on, up to damage, the end or until time is up. 0 or a code of the new file. */
static int read_on(struct salvage *v, struct db *db, int64_t until_us)
{
    sqlite3_stmt *s = NULL;
    int rc = SQLITE_OK, read = history_read_prepare(v->from.sql, v->signal, v->minute, &s);
    bool table = read == SQLITE_OK;
    while (read == SQLITE_OK && rc == SQLITE_OK && clock_us() < until_us) {
        struct history_row row;
        read = sqlite3_step(s);
        if (read != SQLITE_ROW)
            break;
        read = SQLITE_OK;
        history_read_row(s, &row, &v->signal);
        v->minute = row.minute;
        v->skip = v->misses = 0;
        if (row.signal[0])
            rc = history_restore(&db->history, &row, &db->chain.minutes, &v->minutes);
    }
    sqlite3_finalize(s);
    if (read == SQLITE_DONE || !table) /* an older file has none */
        v->stage = SALVAGE_END;
    else if (read != SQLITE_OK)
        skip_minutes(v);
    return rc;
}

static int read_minutes(struct salvage *v, struct db *db, int64_t until_us)
{
    int rc;
    do {
        rc = read_on(v, db, until_us);
    } while (rc == SQLITE_OK && v->stage == SALVAGE_MINUTES && clock_us() < until_us);
    return rc;
}

/* ---- slices ---------------------------------------------------------------------------------- */

/* Anchors of gaps that were filled are of no use. */
static int end(struct salvage *v, struct db *db, struct cause *note)
{
    int rc = sqlite3_exec(db->sql,
                          "DELETE FROM anchor WHERE EXISTS "
                          "(SELECT 1 FROM record WHERE record.n = anchor.n);"
                          "UPDATE head SET salvage = NULL",
                          NULL, NULL, NULL);
    int64_t lost = v->upto_n - v->floor_n - v->above;
    (void)cause_set(note, 0,
                    "%lld of %lld records and %lld minutes of signals were read from the damaged "
                    "file %s",
                    (long long)v->stored, (long long)v->stored + (long long)(lost > 0 ? lost : 0),
                    (long long)v->minutes, v->broken);
    return rc;
}

static int run_stage(struct salvage *v, struct db *db, int64_t until_us, struct cause *note)
{
    switch (v->stage) {
    case SALVAGE_OPEN:
        return open_source(v, db);
    case SALVAGE_RECORDS:
        return read_records(v, db, until_us);
    case SALVAGE_MINUTES:
        return read_minutes(v, db, until_us);
    case SALVAGE_END:
        break;
    }
    return end(v, db, note);
}

int salvage_run(struct salvage *v, struct db *db, int64_t until_us, struct cause *note,
                struct cause *why)
{
    const struct salvage before = *v;
    int64_t minutes = db->chain.minutes;
    int rc = db_begin(db, why);
    if (rc == SQLITE_OK)
        rc = db_words(db, run_stage(v, db, until_us, note), "take over a damaged file", why);
    if (rc == SQLITE_OK)
        rc = db_head(db, false, why);
    if (rc == SQLITE_OK)
        rc = db_commit(db, why);
    if (rc == SQLITE_OK) {
        if (before.stage == SALVAGE_END)
            salvage_done(v);
        return rc;
    }
    if (v->open && !before.open)
        db_close(&v->from);
    *v = before;
    db->chain.minutes = minutes;
    note->text[0] = '\0';
    db_rollback(db);
    return rc;
}

void salvage_give_up(struct salvage *v)
{
    v->stage = SALVAGE_END;
}
