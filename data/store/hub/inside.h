/* SPDX-License-Identifier: MIT */
/* What the two databases of a hub share. Inside data/store/hub only. */
#ifndef DATA_STORE_HUB_INSIDE_H
#define DATA_STORE_HUB_INSIDE_H

#include "data/store/hub/hub_store.h"

/* A statement beside the taking of batches, in both tongues: parameters $1… are texts. */
struct hub_sql {
    const char *lite, *postgres;
};
/* Told each column of the first row, when there is one. */
struct hub_row {
    int columns;
    void (*column)(void *ctx, int column, const char *text);
    void *ctx;
};
struct hub_call {
    const struct hub_sql *sql;
    const char *const *value;
    int count;
    struct hub_row *row; /* NULL: rows are not wanted */
};

/* One kind of database. `open` gets what follows the scheme; all may take long. */
struct hub_engine {
    const char *scheme; /* "sqlite:" */
    void *(*open)(const char *url, char *name, size_t name_size, struct cause *why);
    enum hub_result (*take)(void *engine, struct hub_item *const *items, int count,
                            struct cause *why);
    enum hub_result (*dead)(void *engine, const char *station, int64_t wall_ms, const char *payload,
                            size_t length, const char *reason, struct cause *why);
    enum hub_result (*call)(void *engine, const struct hub_call *call, struct cause *why);
    enum hub_result (*history)(void *engine, const struct hub_history *in, int64_t *have,
                               struct cause *why);
    enum hub_result (*age)(void *engine, int64_t before_day, struct cause *why);
    void (*close)(void *engine);
};
extern const struct hub_engine hub_sqlite, hub_postgres;
const struct hub_engine *hub_store_engine(const struct hub_store *store, void **at);

/* outbox.c: how a note is added, for the transaction that takes its record. */
struct hub_note;
#define HUB_NOTE_VALUES 5
#define HUB_NOTE_OF     1 /* its key */
extern const struct hub_sql *const hub_note_sql;
void hub_note_values(const struct hub_note *note, int64_t wall_ms, char number[24],
                     const char *value[HUB_NOTE_VALUES]);

#define WHY_CONFLICT "another record with this key is there"

/* Kept of a station; what is more is counted by its `flood` alarm. */
#define HUB_LETTERS INT64_C(10000)

/* What nobody could take. Terminated texts; the payload is one, too. */
struct hub_letter {
    const char *station, *epoch, *reason, *payload;
    int64_t seq, wall_ms;
    size_t length;
};
struct hub_letter hub_letter_of(const struct hub_item *item, int record);

/* NULL: it depends on what was found. */
const char *hub_alarm_detail(enum hub_alarm_kind kind);

/* What an `open` record says about the epoch before it; "" and 0: it is the first. */
struct hub_opening {
    char previous[RECORD_EPOCH_SIZE], hash[RECORD_HASH_SIZE], machine[64];
    int64_t seq;
};
/* False: the record is none, or says nothing of it. */
bool hub_opening_read(const struct batch_record *record, struct hub_opening *out);
/* Whether its batch follows the record that it names as the last of the epoch before. */
bool hub_opening_follows(const struct hub_opening *opening, const struct batch *batch);

/* SQL of signal history that both engines share: all before day %lld becomes a row a day, and goes.
 * What has aged is not taken again (HUB_HAS_AGED), so no minute counts twice. */
#define HUB_AGE_DAYS                                                                           \
    "INSERT INTO history_day AS d (station, day, signal, min, max, total, samples, bad)"       \
    " SELECT h.station, h.minute / 1440, h.signal, min(h.min), max(h.max),"                    \
    " sum(CAST(h.mean AS DOUBLE PRECISION) * h.samples), sum(h.samples), sum(h.bad)"           \
    " FROM station s JOIN history h ON h.station = s.number WHERE h.minute < %lld * 1440"      \
    " GROUP BY h.station, h.minute / 1440, h.signal"                                           \
    " ON CONFLICT (station, day, signal) DO UPDATE SET"                                        \
    " min = CASE WHEN d.min IS NULL OR excluded.min < d.min THEN excluded.min ELSE d.min END," \
    " max = CASE WHEN d.max IS NULL OR excluded.max > d.max THEN excluded.max ELSE d.max END," \
    " total = coalesce(d.total, 0) + coalesce(excluded.total, 0),"                             \
    " samples = d.samples + excluded.samples, bad = d.bad + excluded.bad"
#define HUB_AGE_MINUTES \
    "DELETE FROM history WHERE station IN (SELECT number FROM station) AND minute < %lld * 1440"

/* True of a minute that has become part of a day already: it comes again, as its acknowledgement
 * was lost, and would be counted twice. */
#define HUB_HAS_AGED(station, minute, signal)                                                    \
    "(" minute " <= (SELECT b.minute FROM history_head b WHERE b.station = " station ")"         \
    " AND EXISTS (SELECT 1 FROM history_day d WHERE d.station = " station " AND d.day = " minute \
    " / 1440 AND d.signal = " signal "))"

/* The latest version of an object goes over the one that is there, in both engines. */
#define HUB_OBJECT_NEWER                                                           \
    " ON CONFLICT (station, kind, id) DO UPDATE SET rev = excluded.rev, wall_ms =" \
    " excluded.wall_ms, hash = excluded.hash, body = excluded.body WHERE"          \
    " (excluded.rev, excluded.hash) > (object.rev, object.hash)"
/* Objects are of these; the rest is in the log, and in tables of facts. */
bool hub_is_projected(const char *kind);
/* A database's objects that are made anew: of stations with more than one lineage. */
#define HUB_OF_LINEAGES                                                                          \
    "IN (SELECT e.station FROM descent d JOIN epoch e ON e.number = d.epoch WHERE d.lineage <> " \
    "'')"

/* Numbers of stations and epochs in the database, remembered: some 49,000, then it forgets. */
struct hub_names;
struct hub_names *hub_names_new(void);
void hub_names_free(struct hub_names *names);
int64_t hub_names_find(const struct hub_names *names, const char *name); /* 0: not known */
void hub_names_add(struct hub_names *names, const char *name, int64_t number);
void hub_names_forget(struct hub_names *names);

/* Version of the tables; both engines' DDL is in schema.c, the rest in facts.c and views.c. */
#define HUB_SCHEMA_VERSION 8
/* Tables of a later version than that are refused, in these words: whose they are, and which
 * `program` (its version; "": not known) made them. Returns -1. */
int hub_is_newer(const char *whose, int version, const char *program, struct cause *why);
extern const char *const hub_schema_sqlite[HUB_SCHEMA_VERSION];
extern const char *const hub_schema_postgres[HUB_SCHEMA_VERSION];

/* In an order in which each stands on those before it. */
#define HUB_VIEWS 21
struct hub_view {
    const char *name, *text;
};
extern const struct hub_view hub_views_sqlite[HUB_VIEWS], hub_views_postgres[HUB_VIEWS];

#endif
