/* SPDX-License-Identifier: MIT */
/* The hub's record in SQLite: the default, for a line or a plant with one hub. WAL, FULL: a commit
 * that returned is on the disk, and people may read the file meanwhile; a second hub on it would
 * wait for the first, but do no harm. The hub's database thread is the only caller. */
#include "data/model/text.h"
#include "data/store/hash.h"
#include "data/store/hub/inside.h"
#include "data/store/hub/lineage.h"
#include "data/store/hub/lite_facts.h"
#include "data/store/hub/lite_history.h"
#include "data/store/hub/outbox.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define SCHEME      "sqlite:"
#define APPLICATION 0x616e6875 /* "anhu" */

enum statement {
    BEGIN,
    COMMIT,
    RECORD,
    SAME,
    OBJECT,
    EPOCH_ON,
    OPENED,
    FORKED,
    REWOUND,
    BEFORE,
    SEAM_OPEN,
    SEAM_CLOSED,
    SEAM_WRONG,
    DEAD,
    LETTERS,
    ALARM,
    STATION_NEW,
    STATION,
    EPOCH_NEW,
    EPOCH,
    STATEMENTS
};

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [RECORD] = "INSERT INTO record VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)"
               " ON CONFLICT DO NOTHING",
    [SAME] = "SELECT hash = ?4 FROM record WHERE station = ?1 AND epoch = ?2 AND seq = ?3",
    [OBJECT] = "INSERT INTO object VALUES (?1,?2,?3,?4,?5,?6,?7)" HUB_OBJECT_NEWER,
    [EPOCH_ON] = "UPDATE epoch SET last_seq = max(last_seq, ?2), records = records + ?3"
                 " WHERE number = ?1",
    [OPENED] = "UPDATE epoch SET previous = ?2, previous_seq = ?3, previous_hash = ?4,"
               " machine = ?5 WHERE number = ?1",
    [FORKED] = "SELECT group_concat(name) FROM epoch WHERE station = ?1 AND previous = ?2"
               " HAVING count(*) > 1",
    [REWOUND] = "SELECT later.name FROM epoch later JOIN epoch e ON e.station = later.station"
                " AND e.name = later.previous WHERE e.station = ?1 AND (e.name = ?2 OR"
                " later.name = ?2) AND e.last_seq > later.previous_seq",
    [BEFORE] = "SELECT hash = ?4 FROM record WHERE station = ?1 AND epoch = ?2 AND seq = ?3",
    [SEAM_OPEN] = "INSERT INTO seam VALUES (?1,?2,?3,?4) ON CONFLICT DO NOTHING",
    [SEAM_CLOSED] = "DELETE FROM seam WHERE station = ?1 AND epoch = ?2 AND EXISTS (SELECT 1 FROM"
                    " record r WHERE r.station = seam.station AND r.epoch = seam.epoch"
                    " AND r.seq = seam.seq AND r.hash = seam.hash)",
    [SEAM_WRONG] = "SELECT 1 FROM seam s JOIN record r ON r.station = s.station"
                   " AND r.epoch = s.epoch AND r.seq = s.seq WHERE s.station = ?1 AND s.epoch = ?2"
                   " AND r.hash <> s.hash LIMIT 1",
    [DEAD] = "INSERT INTO dead_letter (station, epoch, seq, wall_ms, reason, payload, digest)"
             " VALUES (?1,?2,?3,?4,?5,?6,?7) ON CONFLICT DO NOTHING",
    [LETTERS] = "SELECT count(*) FROM (SELECT 1 FROM dead_letter WHERE station = ?1 LIMIT ?2)",
    [ALARM] = "INSERT INTO alarm (station, kind, epoch, detail, first_ms, last_ms)"
              " VALUES (?1,?2,?3,?4,?5,?5) ON CONFLICT DO UPDATE SET times = times + 1,"
              " last_ms = excluded.last_ms",
    [STATION_NEW] = "INSERT INTO station (path, first_ms, last_ms) VALUES (?1,?2,?2)"
                    " ON CONFLICT DO UPDATE SET last_ms = excluded.last_ms",
    [STATION] = "SELECT number FROM station WHERE path = ?1",
    [EPOCH_NEW] = "INSERT INTO epoch (station, name, boot_id, first_ms) VALUES (?1,?2,?3,?4)"
                  " ON CONFLICT DO NOTHING",
    [EPOCH] = "SELECT number FROM epoch WHERE station = ?1 AND name = ?2",
};

struct lite {
    sqlite3 *sql;
    char path[400];
    sqlite3_stmt *statement[STATEMENTS];
    struct lite_facts facts;
    struct hub_lineage lineage; /* of the batch at hand */
    struct hub_names *names;
};

/* ---- statements ------------------------------------------------------------------------------ */

/* What a parameter is: an integer, or a text or bytes of `length` (-1: terminated). */
struct value {
    const void *text;
    int64_t number;
    int length;
    bool blob;
};
#define NUMBER(n)     \
    (struct value)    \
    {                 \
        .number = (n) \
    }
#define TEXT(t)                   \
    (struct value)                \
    {                             \
        .text = (t), .length = -1 \
    }
#define BYTES(b, n)                                   \
    (struct value)                                    \
    {                                                 \
        .text = (b), .length = (int)(n), .blob = true \
    }

static sqlite3_stmt *bind(struct lite *l, enum statement which, const struct value *value,
                          int count)
{
    sqlite3_stmt *s = l->statement[which];
    (void)sqlite3_reset(s);
    for (int i = 0; i < count; i++) {
        if (!value[i].text)
            (void)sqlite3_bind_int64(s, i + 1, value[i].number);
        else if (value[i].blob)
            (void)sqlite3_bind_blob(s, i + 1, value[i].text, value[i].length, SQLITE_STATIC);
        else
            (void)sqlite3_bind_text(s, i + 1, value[i].text, value[i].length, SQLITE_STATIC);
    }
    return s;
}

/* 0 or a code. */
static int run(struct lite *l, enum statement which, const struct value *value, int count)
{
    sqlite3_stmt *s = bind(l, which, value, count);
    int rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* The first column of the first row; `*out` as it was without one. */
static int ask(struct lite *l, enum statement which, const struct value *value, int count,
               int64_t *out)
{
    sqlite3_stmt *s = bind(l, which, value, count);
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(s, 0);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static int say(const struct lite *l, int rc, struct cause *why)
{
    if (rc != SQLITE_OK)
        (void)cause_set(why, rc, "%s: %s", l->path, sqlite3_errmsg(l->sql));
    return rc;
}

/* $1 is a name to SQLite, numbered as it comes. */
static int bind_named(sqlite3_stmt *s, int number, const char *text)
{
    char name[8];
    (void)text_format(name, sizeof name, "$%d", number);
    return sqlite3_bind_text(s, sqlite3_bind_parameter_index(s, name), text, -1, SQLITE_STATIC);
}

static int call(struct lite *l, const struct hub_call *c)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(l->sql, c->sql->lite, -1, &s, NULL);
    for (int i = 0; i < c->count && rc == SQLITE_OK; i++)
        rc = bind_named(s, i + 1, c->value[i]);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    for (int i = 0; rc == SQLITE_ROW && c->row && i < c->row->columns; i++) {
        const char *text = (const char *)sqlite3_column_text(s, i);
        c->row->column(c->row->ctx, i, text ? text : "");
    }
    while (rc == SQLITE_ROW)
        rc = sqlite3_step(s);
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int failure_of(const struct lite *l)
{
    int rc = sqlite3_errcode(l->sql);
    return rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_ERROR : rc;
}

static enum hub_result ask_for_lineage(void *engine, const struct hub_call *c, struct cause *why)
{
    (void)why; /* the caller asks SQLite */
    return call(engine, c) == SQLITE_OK ? HUB_DONE : HUB_LATER;
}

/* ---- opening --------------------------------------------------------------------------------- */

static int number_of(struct lite *l, const char *text)
{
    sqlite3_stmt *s = NULL;
    int value = -1;
    if (sqlite3_prepare_v2(l->sql, text, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW)
        value = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return value;
}

static int exec(struct lite *l, const char *text)
{
    return sqlite3_exec(l->sql, text, NULL, NULL, NULL);
}

/* In one transaction: a power cut leaves the old file or the new one. */
static int bring_up_to_date(struct lite *l, int version)
{
    const struct hub_asker asker = {l, ask_for_lineage};
    struct cause why;
    char marks[256];
    int rc = exec(l, "BEGIN IMMEDIATE");
    if (rc == SQLITE_OK)
        rc = lite_facts_drop(l->sql);
    for (int v = version; v < HUB_SCHEMA_VERSION && rc == SQLITE_OK; v++)
        rc = exec(l, hub_schema_sqlite[v]);
    if (rc == SQLITE_OK && hub_lineage_settle_all(&asker, &why) != HUB_DONE)
        rc = failure_of(l);
    if (rc == SQLITE_OK)
        rc = lite_facts_make(l->sql, &asker);
    /* For who must go back to an older hub: which one these tables are of. */
    (void)text_format(
        marks, sizeof marks,
        "PRAGMA application_id = %d; PRAGMA user_version = %d;"
        "DROP TABLE IF EXISTS program; CREATE TABLE program AS SELECT '%s' AS version",
        APPLICATION, HUB_SCHEMA_VERSION, ANDON_VERSION);
    if (rc == SQLITE_OK)
        rc = exec(l, marks);
    return rc == SQLITE_OK ? exec(l, "COMMIT") : rc;
}

static int is_newer(struct lite *l, int version, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    char program[32] = "";
    if (sqlite3_prepare_v2(l->sql, "SELECT version FROM program", -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(s, 0);
        if (text)
            (void)text_sanitise(text, (size_t)sqlite3_column_bytes(s, 0), program, sizeof program);
    }
    sqlite3_finalize(s);
    return hub_is_newer(l->path, version, program, why);
}

/* Refuses another program's file and a newer hub's before anything is written to it. */
static int look_first(struct lite *l, int *version, struct cause *why)
{
    int application = number_of(l, "PRAGMA application_id");
    bool empty = number_of(l, "SELECT count(*) FROM sqlite_schema") == 0;
    *version = number_of(l, "PRAGMA user_version");
    if (*version < 0)
        return say(l, sqlite3_errcode(l->sql), why);
    if (!empty && application != APPLICATION)
        return cause_set(why, SQLITE_MISMATCH,
                         "%s is a database of another program; give another --database", l->path);
    return *version > HUB_SCHEMA_VERSION ? is_newer(l, *version, why) : SQLITE_OK;
}

static int set_up(struct lite *l, struct cause *why)
{
    static const struct {
        int option, value;
    } options[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                   {SQLITE_DBCONFIG_DQS_DML, 0},
                   {SQLITE_DBCONFIG_DQS_DDL, 0},
                   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        (void)sqlite3_db_config(l->sql, options[i].option, options[i].value, NULL);
    int version = 0;
    /* What is refused is left as it is, with what its write-ahead log has. */
    (void)sqlite3_db_config(l->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    (void)sqlite3_busy_timeout(l->sql, 10000);
    int rc = look_first(l, &version, why);
    if (rc != SQLITE_OK)
        return rc;
    (void)sqlite3_db_config(l->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    rc = exec(l, "PRAGMA page_size = 8192;" /* of a new file: ours are long rows */
                 "PRAGMA journal_mode = WAL;"
                 "PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF;"
                 "PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 16777216;"
                 "PRAGMA wal_autocheckpoint = 2000");
    if (rc == SQLITE_OK && version < HUB_SCHEMA_VERSION)
        rc = bring_up_to_date(l, version);
    if (rc != SQLITE_OK)
        return say(l, rc, why);
    for (int i = 0; i < STATEMENTS && rc == SQLITE_OK; i++)
        rc = say(l,
                 sqlite3_prepare_v3(l->sql, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
                                    &l->statement[i], NULL),
                 why);
    return rc == SQLITE_OK ? say(l, lite_facts_prepare(l->sql, &l->facts), why) : rc;
}

static void lite_close(void *engine)
{
    struct lite *l = engine;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(l->statement[i]);
    lite_facts_done(&l->facts);
    (void)sqlite3_close_v2(l->sql);
    hub_names_free(l->names);
    free(l);
}

/* Nobody asks SQLite how much memory it has, and counting it takes a lock for each piece. */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void count_nothing(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static void *lite_open(const char *url, char *name, size_t name_size, struct cause *why)
{
    struct lite *l = calloc(1, sizeof *l);
    if (!l || !(l->names = hub_names_new())) {
        free(l);
        (void)cause_set(why, -1, "out of memory");
        return NULL;
    }
    int rc = SQLITE_CANTOPEN;
    (void)pthread_once(&once, count_nothing);
    if (!text_copy(l->path, sizeof l->path, url + strlen(SCHEME)))
        (void)cause_set(why, -1, "%.40s…: the path is too long", url);
    else
        rc = say(l,
                 sqlite3_open_v2(l->path, &l->sql,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                                     SQLITE_OPEN_EXRESCODE,
                                 NULL),
                 why);
    if (rc == SQLITE_OK)
        rc = set_up(l, why);
    if (rc != SQLITE_OK) {
        lite_close(l);
        return NULL;
    }
    (void)text_format(name, name_size, "%s", l->path);
    return l;
}

/* ---- taking ---------------------------------------------------------------------------------- */

static int station_number(struct lite *l, const struct hub_item *item, int64_t *number)
{
    *number = hub_names_find(l->names, item->station);
    if (*number != 0)
        return SQLITE_OK;
    const struct value made[] = {TEXT(item->station), NUMBER(item->wall_ms)};
    int rc = run(l, STATION_NEW, made, 2);
    if (rc == SQLITE_OK)
        rc = ask(l, STATION, made, 1, number);
    if (rc == SQLITE_OK)
        hub_names_add(l->names, item->station, *number);
    return rc;
}

static int epoch_number(struct lite *l, const struct hub_item *item, int64_t station,
                        int64_t *number)
{
    char name[HUB_STATION_SIZE + RECORD_EPOCH_SIZE];
    (void)text_format(name, sizeof name, "%s %s", item->batch.epoch, item->station);
    *number = hub_names_find(l->names, name);
    if (*number != 0)
        return SQLITE_OK;
    const struct value made[] = {NUMBER(station), TEXT(item->batch.epoch),
                                 TEXT(item->batch.boot_id), NUMBER(item->wall_ms)};
    int rc = run(l, EPOCH_NEW, made, 4);
    return rc == SQLITE_OK ? ask(l, EPOCH, made, 2, number) : rc;
}

static int raise_alarm(struct lite *l, struct hub_item *item, enum hub_alarm_kind kind,
                       const char *detail)
{
    const struct value v[] = {TEXT(item->station), TEXT(hub_alarm_name(kind)),
                              TEXT(item->batch.epoch), TEXT(detail), NUMBER(item->wall_ms)};
    item->alarms |= 1U << kind;
    return run(l, ALARM, v, 5);
}

/* True: it was kept, or was there before; false: there is no room for more of this station. */
static int bury_one(struct lite *l, const struct hub_letter *letter, bool *kept)
{
    char digest[RECORD_HASH_SIZE];
    int64_t letters = 0;
    hash_text(letter->payload, letter->length, digest);
    const struct value v[] = {
        TEXT(letter->station), TEXT(letter->epoch),
        NUMBER(letter->seq),   NUMBER(letter->wall_ms),
        TEXT(letter->reason),  {.text = letter->payload, .length = (int)letter->length},
        TEXT(digest)};
    const struct value most[] = {v[0], NUMBER(HUB_LETTERS)};
    int rc = ask(l, LETTERS, most, 2, &letters);
    *kept = letters < HUB_LETTERS;
    return rc == SQLITE_OK && *kept ? run(l, DEAD, v, 7) : rc;
}

static int bury(struct lite *l, struct hub_item *item, int i)
{
    const struct hub_letter letter = hub_letter_of(item, i);
    bool kept = true;
    if ((item->alarms >> HUB_FLOOD & 1) != 0)
        return SQLITE_OK; /* one before it found no room */
    int rc = bury_one(l, &letter, &kept);
    item->alarms |= kept ? 0 : 1U << HUB_FLOOD;
    return rc;
}

static int project(struct lite *l, int64_t station, const struct batch_record *said,
                   const unsigned char hash[HASH_BYTES])
{
    struct hub_lineage_record own;
    const struct batch_record *r = hub_lineage_record(&l->lineage, said, &own);
    int rc = lite_facts_take(&l->facts, station, &l->lineage, r, hash);
    if (rc != SQLITE_OK || !hub_is_projected(r->kind))
        return rc;
    const struct value v[] = {NUMBER(station),
                              TEXT(r->kind),
                              TEXT(r->id),
                              NUMBER(r->rev),
                              NUMBER(r->wall_ms),
                              BYTES(hash, HASH_BYTES),
                              {.text = r->body, .length = (int)r->body_length}};
    return run(l, OBJECT, v, 7);
}

/* The key is there already: with this content, or with another one. */
static int compare(struct lite *l, struct hub_item *item, int i, const struct value key[4])
{
    int64_t same = 1;
    int rc = ask(l, SAME, key, 4, &same);
    if (rc != SQLITE_OK || same)
        return rc;
    item->parked[i] = WHY_CONFLICT;
    item->alarms |= 1U << HUB_CONFLICT;
    return SQLITE_OK;
}

static int take_record(struct lite *l, struct hub_item *item, int i, int64_t station, int64_t epoch)
{
    const struct batch_record *r = &item->batch.record[i];
    const unsigned char *hash = item->hash[i];
    if (item->parked[i])
        return bury(l, item, i);
    const struct value v[] = {NUMBER(station),
                              NUMBER(epoch),
                              NUMBER(r->seq),
                              TEXT(r->kind),
                              TEXT(r->id),
                              NUMBER(r->rev),
                              NUMBER(r->wall_ms),
                              NUMBER(r->boot_ms),
                              NUMBER(r->synced),
                              TEXT(r->actor),
                              TEXT(r->config),
                              BYTES(hash, HASH_BYTES),
                              {.text = r->body, .length = (int)r->body_length}};
    int rc = run(l, RECORD, v, 13);
    if (rc != SQLITE_OK)
        return rc;
    if (sqlite3_changes(l->sql) == 1) {
        item->inserted++;
        return project(l, station, r, hash);
    }
    const struct value key[] = {v[0], v[1], v[2], v[11]};
    rc = compare(l, item, i, key);
    return rc == SQLITE_OK && item->parked[i] ? bury(l, item, i) : rc;
}

/* What an `open` record says, and whether it is the only one that says so. */
static int take_opening(struct lite *l, struct hub_item *item, int64_t station, int64_t epoch)
{
    struct hub_opening opening;
    const struct batch_record *first = &item->batch.record[0];
    if (item->parked[0] || !hub_opening_read(first, &opening))
        return SQLITE_OK;
    item->alarms |= hub_opening_follows(&opening, &item->batch) ? 0 : 1U << HUB_SEAM;
    const struct value v[] = {NUMBER(epoch), TEXT(opening.previous), NUMBER(opening.seq),
                              TEXT(opening.hash), TEXT(opening.machine)};
    int rc = run(l, OPENED, v, 5);
    if (rc != SQLITE_OK || opening.previous[0] == '\0')
        return rc;
    const struct value both[] = {NUMBER(station), TEXT(opening.previous)};
    sqlite3_stmt *s = bind(l, FORKED, both, 2);
    rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        char detail[128];
        (void)text_format(detail, sizeof detail, "epoch %s has more than one successor",
                          opening.previous);
        (void)sqlite3_reset(s);
        return raise_alarm(l, item, HUB_FORK, detail);
    }
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int look_for_rewind(struct lite *l, struct hub_item *item, int64_t station)
{
    const struct value v[] = {NUMBER(station), TEXT(item->batch.epoch)};
    char detail[128] = "";
    sqlite3_stmt *s = bind(l, REWOUND, v, 2);
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        (void)text_format(detail, sizeof detail, "epoch %s begins before its predecessor's end",
                          (const char *)sqlite3_column_text(s, 0));
    (void)sqlite3_reset(s);
    if (detail[0])
        return raise_alarm(l, item, HUB_REWIND, detail);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* What the batch says it follows is here, or comes later: either way it must be that. The first
 * record of an epoch follows another one's last, which its `open` record names: see take_opening.
 */
static int look_at_seam(struct lite *l, struct hub_item *item, int64_t station, int64_t epoch)
{
    unsigned char before[HASH_BYTES];
    int64_t same = -1, wrong = 0;
    const int64_t seq = item->batch.first - 1;
    if (hash_from_hex(item->batch.before, before) != 0)
        return SQLITE_OK;
    const struct value v[] = {NUMBER(station), NUMBER(epoch), NUMBER(seq),
                              BYTES(before, HASH_BYTES)};
    int rc = seq > 0 ? ask(l, BEFORE, v, 4, &same) : SQLITE_OK;
    if (rc == SQLITE_OK && seq > 0 && same < 0)
        rc = run(l, SEAM_OPEN, v, 4);
    if (rc == SQLITE_OK)
        rc = run(l, SEAM_CLOSED, v, 2);
    if (rc == SQLITE_OK)
        rc = ask(l, SEAM_WRONG, v, 2, &wrong);
    item->alarms |= same == 0 || wrong != 0 ? 1U << HUB_SEAM : 0;
    return rc;
}

/* ---- beside the batches ---------------------------------------------------------------------- */

static enum hub_result lite_call(void *engine, const struct hub_call *c, struct cause *why)
{
    struct lite *l = engine;
    return say(l, call(l, c), why) == SQLITE_OK ? HUB_DONE : HUB_LATER;
}

/* What cannot be noted keeps no record out; where the disk is to blame the commit fails. */
static void take_notes(struct lite *l, const struct hub_item *item)
{
    for (int i = 0; i < item->notes; i++) {
        const char *value[HUB_NOTE_VALUES];
        char number[24], key[HUB_NOTE_KEY];
        hub_note_values(&item->note[i], item->wall_ms, number, value);
        hub_lineage_key(&l->lineage, &item->note[i], key, sizeof key);
        value[HUB_NOTE_OF] = key;
        (void)call(
            l, &(struct hub_call){.sql = hub_note_sql, .value = value, .count = HUB_NOTE_VALUES});
    }
}

/* The name of an epoch of another lineage than the first has its number below 0. */
static int find_lineage(struct lite *l, const struct hub_item *item, int64_t station,
                        int64_t *epoch)
{
    const struct hub_asker asker = {l, ask_for_lineage};
    struct cause why;
    char name[HUB_STATION_SIZE + RECORD_EPOCH_SIZE];
    enum hub_result rc = HUB_DONE;
    l->lineage.depth = 0;
    (void)text_format(name, sizeof name, "%s %s", item->batch.epoch, item->station);
    if (hub_names_find(l->names, name) == 0) {
        bool tagged = false;
        rc = hub_lineage_settle(&asker, station, *epoch, item, &tagged, &why);
        if (rc == HUB_DONE)
            hub_names_add(l->names, name, tagged ? -*epoch : *epoch);
        *epoch = tagged ? -*epoch : *epoch;
    }
    if (rc == HUB_DONE && *epoch < 0) {
        *epoch = -*epoch;
        rc = hub_lineage_load(&asker, station, *epoch, &l->lineage, &why);
    }
    return rc == HUB_DONE ? SQLITE_OK : failure_of(l);
}

static int take_item(struct lite *l, struct hub_item *item)
{
    int64_t station = 0, epoch = 0;
    item->inserted = 0;
    int rc = station_number(l, item, &station);
    if (rc == SQLITE_OK)
        rc = epoch_number(l, item, station, &epoch);
    if (rc == SQLITE_OK)
        rc = find_lineage(l, item, station, &epoch);
    for (int i = 0; i < item->batch.count && rc == SQLITE_OK; i++)
        rc = take_record(l, item, i, station, epoch);
    if (rc == SQLITE_OK) {
        const struct value on[] = {NUMBER(epoch), NUMBER(item->batch.first + item->batch.count - 1),
                                   NUMBER(item->inserted)};
        rc = run(l, EPOCH_ON, on, 3);
    }
    if (rc == SQLITE_OK)
        take_notes(l, item);
    if (rc == SQLITE_OK)
        rc = take_opening(l, item, station, epoch);
    if (rc == SQLITE_OK && item->inserted > 0)
        rc = look_for_rewind(l, item, station);
    if (rc == SQLITE_OK)
        rc = look_at_seam(l, item, station, epoch);
    for (int kind = 0; kind < HUB_ALARM_COUNT && rc == SQLITE_OK; kind++)
        if ((item->alarms >> kind & 1) != 0 && hub_alarm_detail((enum hub_alarm_kind)kind))
            rc = raise_alarm(l, item, (enum hub_alarm_kind)kind,
                             hub_alarm_detail((enum hub_alarm_kind)kind));
    return rc;
}

/* Of a full or failing disk everybody is told; nothing was taken then. */
static enum hub_result end(struct lite *l, int rc, struct cause *why)
{
    if (rc == SQLITE_OK)
        rc = run(l, COMMIT, NULL, 0);
    if (rc == SQLITE_OK)
        return HUB_DONE;
    (void)say(l, rc, why);
    if (!sqlite3_get_autocommit(l->sql))
        (void)sqlite3_exec(l->sql, "ROLLBACK", NULL, NULL, NULL);
    hub_names_forget(l->names);
    return HUB_LATER;
}

static enum hub_result lite_take(void *engine, struct hub_item *const *items, int count,
                                 struct cause *why)
{
    struct lite *l = engine;
    int rc = run(l, BEGIN, NULL, 0);
    for (int i = 0; i < count && rc == SQLITE_OK; i++)
        rc = take_item(l, items[i]);
    return end(l, rc, why);
}

static enum hub_result lite_dead(void *engine, const char *station, int64_t wall_ms,
                                 const char *payload, size_t length, const char *reason,
                                 struct cause *why)
{
    struct lite *l = engine;
    const struct hub_letter letter = {.station = station,
                                      .epoch = "",
                                      .wall_ms = wall_ms,
                                      .reason = reason,
                                      .payload = payload,
                                      .length = length};
    bool kept = true;
    int rc = run(l, BEGIN, NULL, 0);
    if (rc == SQLITE_OK)
        rc = bury_one(l, &letter, &kept);
    return end(l, rc, why);
}

static enum hub_result lite_history(void *engine, const struct hub_history *in, int64_t *have,
                                    struct cause *why)
{
    struct lite *l = engine;
    struct hub_item who = {.wall_ms = in->wall_ms};
    int64_t station = 0;
    (void)text_copy(who.station, sizeof who.station, in->station);
    int rc = run(l, BEGIN, NULL, 0);
    if (rc == SQLITE_OK)
        rc = station_number(l, &who, &station);
    if (rc == SQLITE_OK)
        rc = lite_history_take(l->sql, station, in->minutes, have);
    return end(l, rc, why);
}

static enum hub_result lite_age(void *engine, int64_t before_day, struct cause *why)
{
    struct lite *l = engine;
    int rc = run(l, BEGIN, NULL, 0);
    if (rc == SQLITE_OK)
        rc = lite_history_age(l->sql, before_day);
    return end(l, rc, why);
}

const struct hub_engine hub_sqlite = {SCHEME,    lite_open,    lite_take, lite_dead,
                                      lite_call, lite_history, lite_age,  lite_close};
