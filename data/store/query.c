/* SPDX-License-Identifier: MIT */
/* Questions to the record: one row of the table below each; store.h says what comes back. A row is
 * made into JSON by SQLite; what this file adds is paging: by key, never by offset, so that a page
 * costs the same wherever it is, and every statement is finalised before the slice ends (an open
 * one would keep the write-ahead log from being folded back). */
#include "data/store/query.h"

#include "data/model/json.h"
#include "data/model/text.h"
#include "data/store/clock.h"
#include "data/store/span.h"
#include "data/store/upstream/bulk.h"
#include "data/store/upstream/ship.h"

#include <string.h>
#include <unistd.h>

struct query_kind {
    const char *name;
    /* Columns key, id and the row's JSON, NULL when the row is passed over: so each step is short,
     * whatever is asked. ?1 from, ?2 to, ?3 and ?4 the last row's key and id. */
    const char *sql;
    const char *start; /* the first key; NULL: the greatest */
    int64_t limit;     /* default */
    /* Instead of SQL. */
    enum query_state (*slice)(struct db *db, struct query *q, int64_t until_us, struct cause *why);
    const char *chunk; /* the key that the rows of this SQL end before (?5), or NULL: ?2 */
};

static enum query_state verify_slice(struct db *db, struct query *q, int64_t until_us,
                                     struct cause *why);
static enum query_state history_slice(struct db *db, struct query *q, int64_t until_us,
                                      struct cause *why);
static enum query_state backup_query_slice(struct db *db, struct query *q, int64_t until_us,
                                           struct cause *why);
static enum query_state figures_slice(struct db *db, struct query *q, int64_t until_us,
                                      struct cause *why);
static enum query_state ship_slice(struct db *db, struct query *q, int64_t until_us,
                                   struct cause *why);
static enum query_state bulk_slice(struct db *db, struct query *q, int64_t until_us,
                                   struct cause *why);

#define BOOLEAN(column) \
    "json(CASE " column " WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"
/* Rows come one after the other in time: only the last that began before may reach into the window.
 */
#define FIRST_OF(table, also) \
    "SELECT coalesce(max(begin_ms), ?1) FROM " table " WHERE begin_ms <= ?1" also
/* The body's own members behind id and rev: numbers stay as they were written. */
#define FLAT(id, rev, body) \
    "'{\"id\":' || json_quote(" id ") || ',\"rev\":' || " rev " || ',' || substr(" body ", 2)"
/* The stop that an interval is part of by now: people split and merge them. */
#define STOP_AT(begin)                                                                       \
    "(SELECT id FROM stop WHERE begin_ms <= " begin " AND (ms > 0 OR end_ms IS NULL) ORDER " \
    "BY begin_ms DESC LIMIT 1)"
/* How far record n has come: way_of of data/model/sync/way.h. ?6 is it on, ?7 confirmed, ?8 sent,
 * ?9 live, ?10 and ?11 of that. */
#define WAY_WORD(n)                                                               \
    "CASE WHEN EXISTS (SELECT 1 FROM parked p WHERE p.epoch = records.epoch AND " \
    "p.seq = records.seq) THEN 'parked' WHEN NOT ?6 THEN 'kept' "                 \
    "WHEN " n " <= iif(?9 > 0 AND " n " > ?9, ?10, ?7) THEN 'confirmed' "         \
    "WHEN " n " <= iif(?9 > 0 AND " n " > ?9, ?11, ?8) THEN 'sent' ELSE 'kept' END"
#define LIMIT_MAX   INT64_C(1000000000) /* who asks for people asks for less: andon/commands.c */
#define POINTS      INT64_C(500)        /* default */
#define PROGRESS_US INT64_C(1000000)
#define POINTS_MAX  INT64_C(1000000)

/* clang-format off */
/* Whole objects of a kind that reach into the window, in the order in which they changed last: a
 * walk along an index, however many there are. `end`: when it was over, NULL while it is not. */
#define OBJECTS(kind, row, begin, end)                                                            \
    "SELECT n, '', CASE WHEN json_valid(body) AND coalesce(body ->> '" begin "', wall_ms) < ?2 "  \
    "AND coalesce(" end " > ?1, 1) THEN " row " END "                                             \
    "FROM object WHERE kind = '" kind "' AND n > ?3 AND ?4 IS NOT NULL ORDER BY n",               \
    "SELECT 0", LIMIT_MAX, NULL, NULL
#define WHOLE FLAT("id", "rev", "body")
#define OVER(end, is) "coalesce(body ->> '" end "', CASE WHEN " is " THEN wall_ms END)"
/* clang-format on */

/* Rows of a table with spans are sorted a chunk at a time: it ends (?5) where the next block
 * begins. What was sorted is used up to the end of the page, however long it took: on a slow
 * machine a slice would else be over before its first row. */
#define CHUNK_END(table) \
    "SELECT first_ms FROM " table "_span WHERE first_ms > ?3 ORDER BY first_ms LIMIT 1"
#define BLOCKS(table)           \
    "(SELECT block FROM " table \
    "_span WHERE last_ms >= ?3 AND first_ms < ?5 UNION " SPAN_OPEN_BLOCK(table) ") b"
/* Where the last row that begins before ?1 is; a span may be wider than what is in it. */
#define LAST_BLOCKS(table)                                                           \
    "SELECT block FROM " table "_span WHERE first_ms <= ?1 AND last_ms >= ?1 UNION " \
    "SELECT * FROM (SELECT block FROM " table "_span WHERE last_ms < ?1 "            \
    "ORDER BY last_ms DESC LIMIT 3) UNION " SPAN_OPEN_BLOCK(table)

/* clang-format off */
static const struct query_kind kinds[] = {
    {"timeline",
     "SELECT i.begin_ms, i.id, CASE WHEN i.end_ms IS NULL OR i.end_ms > ?1 THEN json_object("
     "'id', i.id, 'begin', i.begin_ms, 'end', i.end_ms, 'ms', i.ms, 'state', i.state, "
     "'detail', i.detail, 'mode', i.mode, 'shift', i.shift, 'plan', " BOOLEAN("i.plan") ", "
     "'stop', coalesce(s.id, i.stop), 'small', " BOOLEAN("s.small") ", 'reason', s.reason, 'job', i.job) END "
     "FROM " BLOCKS("interval") " JOIN interval i ON " SPAN_IN_BLOCK("i", "b.block") " "
     "LEFT JOIN stop s ON s.id = CASE WHEN i.stop IS NOT NULL THEN " STOP_AT("i.begin_ms") " END "
     "AND (s.end_ms IS NULL OR s.end_ms > i.begin_ms) "
     "WHERE (i.begin_ms, i.id) > (?3, ?4) AND i.begin_ms < ?5 ORDER BY i.begin_ms, i.id",
     "SELECT coalesce(max(begin_ms), ?1) FROM (" LAST_BLOCKS("interval") ") b JOIN interval i ON "
     SPAN_IN_BLOCK("i", "b.block") " WHERE begin_ms <= ?1",
     2000, NULL, CHUNK_END("interval")},
    {"stops",
     "SELECT begin_ms, id, CASE WHEN end_ms IS NULL OR end_ms > ?1 THEN json_object("
     "'id', id, 'rev', rev, 'begin', begin_ms, 'end', end_ms, 'ms', ms, 'small', " BOOLEAN("small") ", "
     "'state', state, 'detail', detail, 'reason', reason, 'suggested', suggested, "
     "'into', into_id) END FROM stop WHERE (begin_ms, id) > (?3, ?4) AND begin_ms < ?2 ORDER BY begin_ms, id",
     FIRST_OF("stop", " AND into_id IS NULL"), 500, NULL, NULL},
    {"handovers",
     "SELECT begin, id, CASE WHEN body ->> 'end' > ?1 THEN json_object("
     "'id', id, 'rev', rev, 'shift', body ->> 'shift', 'begin', begin, 'end', body ->> 'end', "
     "'name', body ->> 'name', 'team', body ->> 'team', 'state', body ->> 'state', "
     "'frozen', body ->> 'frozen', 'revision', body ->> 'revision', "
     "'outgoing', body ->> '$.outgoing.by', 'incoming', body ->> '$.incoming.by', "
     "'supervisor', body ->> '$.supervisor.by', 'figures', json(body -> 'figures'), "
     "'stops', json(body -> 'stops'), 'notes', json(body -> 'notes')) END "
     "FROM (SELECT id, rev, body, body ->> 'begin' AS begin FROM object "
     "WHERE kind = 'handover' AND json_valid(body)) "
     "WHERE (begin, id) > (?3, ?4) AND begin < ?2 ORDER BY begin, id",
     "SELECT 0", 500, NULL, NULL},
    {"hours",
     "SELECT h.key, '', json_object('begin', h.value ->> 0, 'end', h.value ->> 1, "
     "'due', h.value ->> 2, 'good', h.value ->> 3, 'scrap', h.value ->> 4, 'lost_ms', h.value ->> 5, "
     "'cause_ms', h.value ->> 6, 'stop', s.id, 'small', " BOOLEAN("s.small") ", 'reason', s.reason) "
     "FROM shift w, json_each(w.body, '$.hours') h LEFT JOIN stop o ON o.id = h.value ->> 7 "
     "LEFT JOIN stop s ON s.id = coalesce(o.into_id, o.id) "
     "WHERE w.id = 'W' || ?1 AND w.closed AND json_valid(w.body) AND h.key > ?3 ORDER BY h.key",
     "SELECT -1", 100, NULL, NULL},
    {"scraps",
     "SELECT begin_ms, id, CASE WHEN json_valid(body) THEN " FLAT("id", "rev", "body") " END "
     "FROM scrap WHERE (begin_ms, id) > (?3, ?4) AND begin_ms < ?2 ORDER BY begin_ms, id",
     "SELECT ?1", 500, NULL, NULL},
    {"modes-log",
     "SELECT begin, id, CASE WHEN end IS NULL OR end > ?1 THEN " FLAT("id", "rev", "body") " END "
     "FROM (SELECT id, rev, body, body ->> 'begin' AS begin, body ->> 'end' AS end FROM object "
     "WHERE kind = 'mode' AND json_valid(body)) "
     "WHERE (begin, id) > (?3, ?4) AND begin < ?2 ORDER BY begin, id",
     "SELECT 0", 500, NULL, NULL},
    {"calls",
     "SELECT begin, id, CASE WHEN end IS NULL OR end > ?1 THEN " FLAT("id", "rev", "body") " END "
     "FROM (SELECT id, rev, body, body ->> 'raised' AS begin, body ->> 'ended' AS end FROM object "
     "WHERE kind = 'call' AND json_valid(body)) "
     "WHERE (begin, id) > (?3, ?4) AND begin < ?2 ORDER BY begin, id",
     "SELECT 0", 500, NULL, NULL},
    {"minutes",
     "SELECT i.begin_ms, i.id, json_object('begin', begin_ms, 'total', total, 'good', good, "
     "'scrap', scrap, 'rework', rework, 'product', product, 'gap', " BOOLEAN("gap") ", "
     "'shift', shift) "
     "FROM " BLOCKS("minute") " JOIN minute i ON " SPAN_IN_BLOCK("i", "b.block") " "
     "WHERE (i.begin_ms, i.id) > (?3, ?4) AND i.begin_ms < ?5 ORDER BY i.begin_ms, i.id",
     "SELECT ?1", 2000, NULL, CHUNK_END("minute")},
    /* The spans of a chunk; one that reaches over its end is told in two. What follows is looked
     * for behind the span's last minute: '~' is behind every id. */
    {"minute-spans",
     "SELECT max(at), '~', json_object('begin', min(at), 'end', max(at) + 60000, 'minutes', "
     "count(*), 'total', sum(total), 'good', sum(good), 'scrap', sum(scrap), 'rework', sum(rework), "
     "'good_min', min(good), 'good_max', max(good), 'scrap_min', min(scrap), 'scrap_max', "
     "max(scrap)) FROM (SELECT i.begin_ms AS at, sum(total) AS total, sum(good) AS good, "
     "sum(scrap) AS scrap, sum(rework) AS rework "
     "FROM " BLOCKS("minute") " JOIN minute i ON " SPAN_IN_BLOCK("i", "b.block") " "
     "WHERE (i.begin_ms, i.id) > (?3, ?4) AND i.begin_ms < ?5 GROUP BY i.begin_ms) "
     "GROUP BY (at - ?1) / ?12 ORDER BY 1",
     "SELECT ?1", POINTS_MAX, NULL, CHUNK_END("minute")},
    {"log",
     "SELECT n, '', CASE WHEN wall_ms >= ?1 AND wall_ms < ?2 THEN json_object("
     "'n', n, 'epoch', epoch, 'seq', seq, 'kind', kind, 'id', id, 'rev', rev, 'wall', wall_ms, "
     "'synced', " BOOLEAN("synced") ", 'actor', actor, 'config', config, 'hash', hash, "
     "'state', " WAY_WORD("n") ", 'parked', (SELECT why FROM parked p WHERE p.epoch = records.epoch "
     "AND p.seq = records.seq), 'body', json(iif(json_valid(body), body, 'null'))) END "
     "FROM records WHERE n < ?3 AND ?4 IS NOT NULL ORDER BY n DESC",
     NULL, 100, NULL, NULL},
    {"parked",
     "SELECT p.number, '', CASE WHEN p.wall_ms >= ?1 AND p.wall_ms < ?2 THEN json_object("
     "'n', r.n, 'epoch', p.epoch, 'seq', p.seq, 'kind', p.kind, 'id', p.id, 'rev', p.rev, "
     "'wall', p.wall_ms, 'synced', " BOOLEAN("r.synced") ", 'actor', p.actor, 'config', r.config, "
     "'hash', lower(hex(r.hash)), 'state', 'parked', 'parked', p.why, "
     "'body', json(iif(json_valid(r.body), r.body, 'null'))) END "
     "FROM parked p LEFT JOIN epoch e ON e.name = p.epoch LEFT JOIN record r ON r.n = e.base + p.seq "
     "AND r.epoch = e.number WHERE p.number < ?3 AND ?4 IS NOT NULL ORDER BY p.number DESC",
     NULL, 100, NULL, NULL},
    {"export-stops",
     "SELECT s.begin_ms, s.id, CASE WHEN (s.end_ms IS NULL OR s.end_ms > ?1) AND json_valid(r.body) THEN "
     FLAT("s.id", "s.rev", "r.body") " END FROM stop s LEFT JOIN record r ON r.n = s.n "
     "WHERE (s.begin_ms, s.id) > (?3, ?4) AND s.begin_ms < ?2 ORDER BY s.begin_ms, s.id",
     FIRST_OF("stop", " AND into_id IS NULL"), LIMIT_MAX, NULL, NULL},
    {"export-shifts",
     "SELECT begin_ms, id, CASE WHEN end_ms IS NULL OR end_ms > ?1 OR NOT closed THEN json_object("
     "'id', id, 'name', name, 'begin', begin_ms, 'end', end_ms, 'closed', " BOOLEAN("closed") ") END "
     "FROM shift WHERE (begin_ms, id) > (?3, ?4) AND begin_ms < ?2 ORDER BY begin_ms, id",
     "SELECT 0", LIMIT_MAX, NULL, NULL},
    {"export-calls", OBJECTS("call", WHOLE, "raised", "body ->> 'ended'")},
    {"export-alerts", OBJECTS("alert", WHOLE, "begin", OVER("end", "NOT body ->> 'active'"))},
    {"export-predictions", OBJECTS("prediction", "body", "since", "wall_ms + 1")},
    {"export-feedback", OBJECTS("feedback", "body", "ts", "wall_ms + 1")},
    {"export-goals", OBJECTS("goal", "body", "to", "wall_ms + 1")},
    {"export-screens", OBJECTS("screens", "body", "from", "body ->> 'to'")},
    {"export-improvements", OBJECTS("improvement", WHOLE, "at", "(body ->> 'at') + 1")},
    {"export-workorders", OBJECTS("workorder", "body", "asked",
     OVER("done", "body ->> 'state' IN ('refused', 'cancelled')"))},
    {"export-jobs", OBJECTS("job", WHOLE, "begin", "body ->> 'end'")},
    {"export-modes", OBJECTS("mode", WHOLE, "begin", "body ->> 'end'")},
    {"export-log",
     "SELECT n, '', CASE WHEN wall_ms >= ?1 AND wall_ms < ?2 THEN json_object("
     "'n', n, 'epoch', epoch, 'seq', seq, 'kind', kind, 'id', id, 'rev', rev, 'wall', wall_ms, "
     "'synced', " BOOLEAN("synced") ", 'actor', actor, 'config', config, 'hash', hash, "
     "'body', json(iif(json_valid(body), body, 'null'))) END "
     "FROM records WHERE n > ?3 AND ?4 IS NOT NULL ORDER BY n",
     "SELECT 0", LIMIT_MAX, NULL, NULL},
    {"signals",
     "SELECT number, '', json_object('signal', name, "
     "'from', (SELECT min(minute) FROM history WHERE signal = number) * 60000, "
     "'to', ((SELECT max(minute) FROM history WHERE signal = number) + 1) * 60000) "
     "FROM signal WHERE number > ?3 ORDER BY number",
     "SELECT 0", 1000, NULL, NULL},
    /* In pieces that fit into a page however they are quoted. */
    {"model",
     "WITH RECURSIVE piece(at) AS (VALUES (?3 + 8192) UNION ALL SELECT at + 8192 FROM piece WHERE at < "
     "(SELECT length(body) FROM model WHERE name = ?13 AND version = ?1)) "
     "SELECT at, '', json_object('at', at, 'text', substr(body, at + 1, 8192)) FROM model CROSS JOIN piece "
     "WHERE name = ?13 AND version = ?1 AND at < length(body)",
     "SELECT -8192", LIMIT_MAX, NULL, NULL},
    {"models",
     "SELECT rowid, '', json_object('name', name, 'version', version, 'made', made_ms, 'bytes', "
     "length(body)) FROM model WHERE rowid > ?3 ORDER BY rowid",
     "SELECT 0", LIMIT_MAX, NULL, NULL},
    {"history", NULL, NULL, POINTS_MAX, history_slice, NULL},
    {"figures", NULL, NULL, 1, figures_slice, NULL},
    {"stop-figures", NULL, NULL, 1, figures_slice, NULL},
    {"ship", NULL, NULL, 1, ship_slice, NULL},
    {"ship-history", NULL, NULL, 1, bulk_slice, NULL},
    {"verify", NULL, NULL, 1, verify_slice, NULL},
    {"backup", NULL, NULL, 1, backup_query_slice, NULL},
};
/* clang-format on */

const struct query_kind *query_find(const struct store_ask *ask)
{
    if (ask->text && strlen(ask->text) >= QUERY_TEXT_SIZE)
        return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].name, ask->what) == 0)
            return &kinds[i];
    return NULL;
}

bool query_is_fresh(const struct query_kind *kind)
{
    return kind->slice == figures_slice;
}

static int64_t within(int64_t wanted, int64_t otherwise, int64_t most)
{
    if (wanted <= 0)
        wanted = otherwise;
    return wanted < most ? wanted : most;
}

void query_begin(struct query *query, const struct query_kind *kind, const struct store_ask *ask)
{
    query->kind = kind;
    query->ask = *ask;
    query->ask.points = within(ask->points, POINTS, POINTS_MAX);
    (void)text_copy(query->text, sizeof query->text, ask->text ? ask->text : "");
    query->left = within(ask->limit, kind->limit, kind->slice ? POINTS_MAX : LIMIT_MAX);
    query->key = INT64_MAX;
    query->id[0] = '\0';
    query->begun = query->whole = false;
    query->walk = (struct walk){.begun = false};
    query->scan = (struct history_scan){.begun = false};
    query->ask.open = NULL; /* it is copied */
    if (kind->slice == figures_slice)
        gather_begin(&query->gather, ask->from_ms, ask->to_ms,
                     strcmp(kind->name, "stop-figures") == 0, ask->open);
    query->length = 0;
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* Of one of `points` spans of the window: whole minutes. */
static int64_t span_of(const struct store_ask *ask)
{
    int64_t points = ask->points > 0 ? ask->points : 1, minute = 60000;
    int64_t from = ask->from_ms > 0 ? ask->from_ms : 0;
    int64_t length = ask->to_ms > from ? ask->to_ms - from : 0;
    return (length / points / minute + (length % (points * minute) != 0 ? 1 : 0)) * minute;
}

static int prepare(struct db *db, const struct query *q, const char *sql, sqlite3_stmt **s)
{
    int rc = sqlite3_prepare_v2(db->sql, sql, -1, s, NULL);
    if (rc != SQLITE_OK)
        return rc;
    const int64_t numbers[] = {q->ask.from_ms, q->ask.to_ms, q->key};
    int parameters = sqlite3_bind_parameter_count(*s);
    for (int i = 0; i < 3 && i < parameters; i++)
        (void)sqlite3_bind_int64(*s, i + 1, numbers[i]);
    if (parameters >= 5)
        (void)sqlite3_bind_int64(*s, 5, q->end_ms);
    const struct way *way = &q->ask.way;
    const int64_t ways[] = {way->on,   way->confirmed,      way->sent,
                            way->live, way->live_confirmed, way->live_sent};
    for (int i = 0; i < 6 && i + 6 <= parameters; i++)
        (void)sqlite3_bind_int64(*s, i + 6, ways[i]);
    if (parameters >= 12)
        (void)sqlite3_bind_int64(*s, 12, span_of(&q->ask));
    if (parameters >= 13)
        (void)sqlite3_bind_text(*s, 13, q->text, -1, SQLITE_STATIC);
    return parameters < 4 ? SQLITE_OK : sqlite3_bind_text(*s, 4, q->id, -1, SQLITE_STATIC);
}

static int find_end(struct db *db, struct query *q)
{
    sqlite3_stmt *s = NULL;
    q->end_ms = q->ask.to_ms;
    if (!q->kind->chunk)
        return SQLITE_OK;
    int rc = prepare(db, q, q->kind->chunk, &s);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW && sqlite3_column_int64(s, 0) < q->end_ms)
        q->end_ms = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The chunk is over: on to the next one; false when it was the last. */
static bool next_chunk(struct query *q)
{
    if (!q->kind->chunk || q->end_ms >= q->ask.to_ms || q->left == 0)
        return false;
    q->key = q->end_ms;
    q->id[0] = '\0';
    return true;
}

static int find_start(struct db *db, struct query *q)
{
    q->begun = true;
    if (!q->kind->start)
        return SQLITE_OK;
    sqlite3_stmt *s = NULL;
    int rc = prepare(db, q, q->kind->start, &s);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        q->key = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static void put(struct query *q, const char *text, size_t length)
{
    memcpy(q->page + q->length, text, length);
    q->length += length;
    q->page[q->length] = '\0';
}

/* False when the page has no room for it: it begins the next one. */
static bool put_row(struct query *q, const char *json, size_t length)
{
    if (q->length + length + 2 > QUERY_PAGE_MAX)
        return false;
    put(q, q->length ? "," : "[", 1);
    put(q, json, length);
    q->left--;
    return true;
}

static enum query_state end_page(struct query *q, enum query_state state)
{
    if (q->length == 0)
        put(q, "[", 1);
    put(q, "]", 1);
    q->whole = true;
    return state;
}

/* Take the current row of `s`; false when the page is full. */
static bool take_row(struct query *q, sqlite3_stmt *s)
{
    const char *json = (const char *)sqlite3_column_text(s, 2);
    if (json && !put_row(q, json, (size_t)sqlite3_column_bytes(s, 2)))
        return false;
    const char *id = (const char *)sqlite3_column_text(s, 1);
    q->key = sqlite3_column_int64(s, 0);
    (void)text_copy(q->id, sizeof q->id, id ? id : "");
    return true;
}

static enum query_state rows_slice(struct db *db, struct query *q, int64_t until_us,
                                   struct cause *why)
{
    sqlite3_stmt *s = NULL;
    enum query_state state = QUERY_AGAIN;
    int rc = q->begun ? SQLITE_OK : find_start(db, q);
    if (rc == SQLITE_OK)
        rc = find_end(db, q);
    if (rc == SQLITE_OK)
        rc = prepare(db, q, q->kind->sql, &s);
    while (rc == SQLITE_OK && state == QUERY_AGAIN) {
        rc = sqlite3_step(s);
        if (rc == SQLITE_DONE && next_chunk(q))
            break;
        if (rc == SQLITE_DONE || (rc == SQLITE_ROW && q->left == 0)) {
            state = end_page(q, QUERY_LAST);
        } else if (rc == SQLITE_ROW) {
            rc = SQLITE_OK;
            if (!take_row(q, s))
                state = end_page(q, QUERY_PAGE);
            else if (!q->kind->chunk && clock_us() >= until_us)
                break;
        }
    }
    sqlite3_finalize(s);
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
        return state;
    (void)db_words(db, rc, "be asked", why);
    return QUERY_FAILED;
}

/* ---- for upstream --------------------------------------------------------------------------- */

static enum query_state ship_slice(struct db *db, struct query *q, int64_t until_us,
                                   struct cause *why)
{
    (void)until_us; /* a batch is made at once: it is no longer than a page */
    int rc = ship_read(db, q->ask.from_ms, q->ask.to_ms, q->page, sizeof q->page, &q->length,
                       &q->shipment, why);
    q->whole = true;
    return rc == SQLITE_OK ? QUERY_LAST : QUERY_FAILED;
}

static enum query_state bulk_slice(struct db *db, struct query *q, int64_t until_us,
                                   struct cause *why)
{
    (void)until_us; /* a seek a signal, and some hundred rows */
    int rc = bulk_read(db, q->ask.from_ms, q->ask.to_ms, q->page, sizeof q->page, &q->length,
                       &q->shipment, why);
    q->whole = true;
    return rc == SQLITE_OK ? QUERY_LAST : QUERY_FAILED;
}

const struct shipment *query_shipment(const struct query *query)
{
    bool ships =
        query->kind && (query->kind->slice == ship_slice || query->kind->slice == bulk_slice);
    return ships ? &query->shipment : NULL;
}

/* ---- signals --------------------------------------------------------------------------------- */

static bool put_bucket(void *ctx, const char *json, size_t length)
{
    return put_row(ctx, json, length);
}

static enum query_state history_slice(struct db *db, struct query *q, int64_t until_us,
                                      struct cause *why)
{
    int rc = SQLITE_OK;
    if (!q->scan.begun)
        rc = history_scan_begin(db->sql, &q->scan, q->text,
                                (const int64_t[2]){q->ask.from_ms, q->ask.to_ms}, q->ask.points);
    if (rc == SQLITE_OK)
        rc = history_scan_slice(db->sql, &q->scan, until_us, put_bucket, q);
    if (rc != SQLITE_OK) {
        (void)db_words(db, rc, "be asked", why);
        return QUERY_FAILED;
    }
    if (history_scan_over(&q->scan))
        return end_page(q, QUERY_LAST);
    return q->scan.whole ? end_page(q, QUERY_PAGE) : QUERY_AGAIN;
}

/* ---- sums ------------------------------------------------------------------------------------ */

static enum query_state figures_slice(struct db *db, struct query *q, int64_t until_us,
                                      struct cause *why)
{
    int rc = gather_slice(db->sql, &q->gather, until_us);
    if (rc != SQLITE_OK) {
        (void)db_words(db, rc, "be asked", why);
        return QUERY_FAILED;
    }
    return q->gather.phase == GATHER_DONE ? end_page(q, QUERY_LAST) : QUERY_AGAIN;
}

/* ---- the chain ------------------------------------------------------------------------------- */

static enum query_state verify_slice(struct db *db, struct query *q, int64_t until_us,
                                     struct cause *why)
{
    struct walk *walk = &q->walk;
    int rc = walk_slice(db->sql, walk, until_us);
    if (rc != SQLITE_OK) {
        (void)db_words(db, rc, "be verified", why);
        return QUERY_FAILED;
    }
    if (!walk->done)
        return QUERY_AGAIN;
    char row[400];
    struct jw w;
    jw_init(&w, row, sizeof row);
    jw_object(&w, NULL);
    jw_int(&w, "records", walk->records);
    jw_int(&w, "epochs", walk->epochs);
    jw_bool(&w, "ok", walk->first_bad[0] == '\0');
    jw_text(&w, "first_bad", walk->first_bad[0] ? walk->first_bad : NULL);
    jw_text(&w, "head", walk->hash);
    jw_int(&w, "missing", walk->missing);
    jw_text(&w, "from", walk->from[0] ? walk->from : NULL);
    jw_object_end(&w);
    (void)put_row(q, row, w.length);
    return end_page(q, QUERY_LAST);
}

/* ---- a copy of the file ---------------------------------------------------------------------- */

static void put_backup(struct db *db, struct query *q, bool whole)
{
    char row[1024];
    struct jw w;
    int64_t left, pages = backup_pages(&db->backup, &left);
    jw_init(&w, row, sizeof row);
    jw_object(&w, NULL);
    jw_int(&w, "bytes", pages * DB_PAGE_SIZE);
    jw_int(&w, "left", left * DB_PAGE_SIZE);
    jw_text(&w, "epoch", db->chain.epoch);
    jw_int(&w, "seq", db->chain.seq);
    jw_text(&w, "head", whole ? db->chain.hash : NULL);
    jw_object_end(&w);
    (void)put_row(q, row, w.length);
}

/* It is made beside and renamed at the end, so that a half one never bears the name, whatever ends
 * this program. */
static int begin_backup(struct db *db, struct query *q, struct cause *why)
{
    char half[QUERY_TEXT_SIZE + 8];
    (void)text_format(half, sizeof half, "%s.part", q->text);
    if (q->text[0] == '\0')
        return cause_set(why, SQLITE_CANTOPEN, "the backup cannot be made: it has no name");
    if (access(q->text, F_OK) == 0)
        return cause_set(why, SQLITE_CANTOPEN,
                         "the backup %s cannot be made: it is there already; give another name",
                         q->text);
    (void)unlink(half); /* of one that was broken off */
    return backup_begin(&db->backup, db->sql, half, why);
}

static int finish_backup(struct db *db, struct query *q, struct cause *why)
{
    char half[QUERY_TEXT_SIZE + 8];
    (void)text_copy(half, sizeof half, db->backup.path);
    put_backup(db, q, true);
    backup_end(&db->backup, true);
    return backup_name(half, q->text, why);
}

/* A row a second says how far it is; the last one that it is whole, and up to which record. */
static enum query_state backup_query_slice(struct db *db, struct query *q, int64_t until_us,
                                           struct cause *why)
{
    struct backup *b = &db->backup;
    if (q->begun && b->owner != q->number) {
        (void)cause_set(why, -1, "the backup was broken off by a disk error");
        return QUERY_FAILED;
    }
    if (!q->begun && b->path) {
        (void)cause_set(why, -1, "another backup is being made; wait for its end");
        return QUERY_FAILED;
    }
    int rc = q->begun ? SQLITE_OK : begin_backup(db, q, why);
    if (!q->begun && rc == SQLITE_OK) {
        q->begun = true;
        b->owner = q->number;
        q->key = clock_us();
    }
    if (rc == SQLITE_OK)
        rc = backup_slice(b, until_us, why);
    if (rc == SQLITE_DONE) {
        rc = finish_backup(db, q, why);
        return rc == SQLITE_OK ? end_page(q, QUERY_LAST) : QUERY_FAILED;
    }
    if (rc != SQLITE_OK) {
        backup_end(b, false);
        return QUERY_FAILED;
    }
    if (clock_us() - q->key < PROGRESS_US)
        return QUERY_AGAIN;
    q->key = clock_us();
    put_backup(db, q, false);
    return end_page(q, QUERY_PAGE);
}

const struct figures *query_figures(const struct query *query)
{
    return query->kind->slice == figures_slice ? &query->gather.figures : NULL;
}

void query_drop(struct db *db, struct query *query)
{
    if (db->backup.path && db->backup.owner == query->number)
        backup_end(&db->backup, false);
}

enum query_state query_slice(struct db *db, struct query *q, int64_t until_us, struct cause *why)
{
    if (q->whole)
        q->length = 0;
    q->whole = false;
    if (!db->sql) {
        (void)cause_set(why, -1, "the record cannot be read at the moment");
        return QUERY_FAILED;
    }
    return q->kind->slice ? q->kind->slice(db, q, until_us, why) : rows_slice(db, q, until_us, why);
}
