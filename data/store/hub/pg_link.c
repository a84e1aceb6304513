/* SPDX-License-Identifier: MIT */
/* The connection to PostgreSQL: what the URL does not say, the tables, the prepared statements, and
 * what an error means: try again, or one row is to blame. Every wait has a limit: connecting, a
 * statement, a dead peer. pg.c is the only user. */
#include "data/store/hub/pg_link.h"

#include "data/model/text.h"
#include "data/service/clock_ms.h"
#include "data/store/hub/pg_facts.h"
#include "data/store/hub/roles.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MS INT64_C(75000) /* above statement_timeout */
#define LOCK      "7310579"      /* pg_advisory_lock: one hub at a time makes the tables */

const struct pg_column pg_columns[COLUMNS] = {
    [C_STATION] = {PG_INT4, 1007, true}, [C_EPOCH] = {PG_INT4, 1007, false},
    [C_SEQ] = {PG_INT8, 1016, false},    [C_KIND] = {PG_TEXT, 1009, true},
    [C_ID] = {PG_TEXT, 1009, true},      [C_REV] = {PG_INT8, 1016, true},
    [C_WALL] = {PG_INT8, 1016, true},    [C_BOOT] = {PG_INT8, 1016, false},
    [C_SYNCED] = {PG_BOOL, 1000, false}, [C_ACTOR] = {PG_TEXT, 1009, false},
    [C_CONFIG] = {PG_TEXT, 1009, false}, [C_HASH] = {PG_BYTEA, 1001, true},
    [C_BODY] = {PG_TEXT, 1009, true},
};

/* ---- statements ------------------------------------------------------------------------------ */

static const struct {
    const char *name, *text;
} prepared[] = {
    /* Rows come sorted by key. Where none of them is there, the plain INSERT: looking for each one
     * first costs the server a tenth of all. */
    {"present",
     "SELECT 1 FROM unnest($1::int4[],$2::int4[],$3::int8[],$4::int8[])"
     " AS b(station,epoch,first,last), LATERAL (SELECT 1 FROM record r WHERE r.station = b.station"
     " AND r.epoch = b.epoch AND r.seq BETWEEN b.first AND b.last LIMIT 1) AS found LIMIT 1"},
    {"records", "INSERT INTO record"
                " SELECT * FROM unnest($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)"},
    {"counted", "WITH made AS (INSERT INTO record"
                " SELECT * FROM unnest($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)"
                " ON CONFLICT DO NOTHING RETURNING epoch)"
                " SELECT epoch, count(*) FROM made GROUP BY epoch"},
    {"others",
     "SELECT r.place - 1 FROM unnest($1::int4[],$2::int4[],$3::int8[],$4::bytea[])"
     " WITH ORDINALITY AS r(station,epoch,seq,hash,place) JOIN record o"
     " ON o.station = r.station AND o.epoch = r.epoch AND o.seq = r.seq WHERE o.hash <> r.hash"},
    {"objects",
     "INSERT INTO object SELECT DISTINCT ON (station, kind, id) station, kind, id, rev, wall_ms,"
     " hash, body FROM unnest($1::int4[],$2::text[],$3::text[],$4::int8[],$5::int8[],$6::bytea[],"
     "$7::text[]) AS r(station,kind,id,rev,wall_ms,hash,body)"
     " ORDER BY station, kind, id, rev DESC, hash DESC" HUB_OBJECT_NEWER},
    /* locked in one order by all hubs */
    {"epochs_on",
     "WITH held AS (SELECT number FROM epoch WHERE number = ANY($1::int4[]) ORDER BY number"
     " FOR UPDATE) UPDATE epoch SET last_seq = greatest(last_seq, b.last),"
     " records = records + b.made FROM held JOIN (SELECT epoch, max(last) AS last,"
     " sum(made)::int8 AS made FROM unnest($1::int4[],$2::int8[],$3::int8[]) AS r(epoch,last,made)"
     " GROUP BY epoch) b ON b.epoch = held.number WHERE epoch.number = held.number"},
    {"opened",
     "UPDATE epoch SET previous = $2, previous_seq = $3::int8, previous_hash = $4, machine = $5"
     " WHERE number = $1::int4"},
    {"forked",
     "SELECT 1 FROM epoch WHERE station = $1::int4 AND previous = $2 HAVING count(*) > 1"},
    {"rewound",
     "SELECT b.place - 1, found.name FROM unnest($1::int4[],$2::text[]) WITH ORDINALITY"
     " AS b(station,name,place), LATERAL (SELECT later.name FROM epoch later JOIN epoch e"
     " ON e.station = later.station AND e.name = later.previous WHERE e.station = b.station"
     " AND (e.name = b.name OR later.name = b.name) AND e.last_seq > later.previous_seq LIMIT 1)"
     " AS found"},
    {"seams",
     "WITH b AS (SELECT * FROM unnest($1::int4[],$2::int4[],$3::int8[],$4::bytea[])"
     " WITH ORDINALITY AS b(station,epoch,seq,hash,place)),"
     " here AS (SELECT b.place, r.hash <> b.hash AS wrong FROM b JOIN record r"
     " ON r.station = b.station AND r.epoch = b.epoch AND r.seq = b.seq),"
     " open AS (INSERT INTO seam SELECT station, epoch, seq, hash FROM b WHERE seq > 0"
     " AND NOT EXISTS (SELECT FROM here WHERE here.place = b.place) ON CONFLICT DO NOTHING),"
     " closed AS (DELETE FROM seam s USING record r WHERE (s.station, s.epoch) IN"
     " (SELECT station, epoch FROM b) AND r.station = s.station AND r.epoch = s.epoch"
     " AND r.seq = s.seq AND r.hash = s.hash)"
     " SELECT place - 1 FROM here WHERE wrong"
     " UNION SELECT b.place - 1 FROM b JOIN seam s ON s.station = b.station AND s.epoch = b.epoch"
     " JOIN record r ON r.station = s.station AND r.epoch = s.epoch AND r.seq = s.seq"
     " WHERE r.hash <> s.hash"},
    {"signals", "INSERT INTO signal (station, name) SELECT DISTINCT s, n"
                " FROM unnest($1::int4[], $2::text[]) AS r(s, n) ON CONFLICT DO NOTHING"},
    {"minutes",
     "INSERT INTO history SELECT DISTINCT ON (r.minute, s.number) r.station, r.minute, s.number,"
     " r.min, r.mean, r.max, r.last, r.samples, r.bad, r.quality"
     " FROM unnest($1::int4[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::int8[],"
     " $7::int8[], $8::int8[], $9::int8[], $10::text[]) AS r(station, name, minute, min, mean, max,"
     " last, samples, bad, quality) JOIN signal s ON s.station = r.station AND s.name = r.name"
     " WHERE NOT " HUB_HAS_AGED(
         "r.station", "r.minute",
         "s.number") " ORDER BY r.minute, s.number ON CONFLICT (station, minute, signal) DO UPDATE "
                     "SET"
                     " min = excluded.min, mean = excluded.mean, max = excluded.max, last = "
                     "excluded.last,"
                     " samples = excluded.samples, bad = excluded.bad, quality = excluded.quality"},
    {"history_head",
     "INSERT INTO history_head AS h VALUES ($1::int4, $2::int8) ON CONFLICT (station) DO UPDATE"
     " SET minute = greatest(h.minute, excluded.minute) RETURNING minute"},
    {"dead", "INSERT INTO dead_letter (station, epoch, seq, wall_ms, reason, payload, digest)"
             " VALUES ($1,$2,$3::int8,$4::int8,$5,$6,$7) ON CONFLICT DO NOTHING"},
    {"letters", "SELECT count(*) FROM (SELECT 1 FROM dead_letter WHERE station = $1"
                " LIMIT $2::int8) AS those"},
    {"alarm", "INSERT INTO alarm (station, kind, epoch, detail, first_ms, last_ms)"
              " VALUES ($1,$2,$3,$4,$5::int8,$5::int8) ON CONFLICT (station, kind, epoch, detail)"
              " DO UPDATE SET times = alarm.times + 1, last_ms = excluded.last_ms"},
    {"station",
     "WITH made AS (INSERT INTO station (path, first_ms, last_ms) VALUES ($1,$2::int8,$2::int8)"
     " ON CONFLICT (path) DO UPDATE SET last_ms = excluded.last_ms RETURNING number)"
     " SELECT number FROM made"},
    {"epoch", "WITH made AS (INSERT INTO epoch (station, name, boot_id, first_ms)"
              " VALUES ($1::int4,$2,$3,$4::int8) ON CONFLICT (station, name) DO UPDATE"
              " SET boot_id = epoch.boot_id RETURNING number) SELECT number FROM made"},
};

/* A row is to blame when the server speaks of data, constraints, what a trigger refuses, or of
 * limits (a text too long for an index). All else is worth trying again: connection, resources,
 * rights, the operator's intervention; serialisation and deadlock at once. */
static enum hub_result judge(struct pg *p, const PGresult *result, struct cause *why)
{
    static const char *const own[] = {"22", "23", "P0", "54"};
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    char text[200];
    const char *from = primary ? primary : PQerrorMessage(p->link);
    (void)text_sanitise(from, strcspn(from, "\n"), text, sizeof text);
    (void)cause_set(why, -1, "%s%s%s", text, state ? ", SQLSTATE " : "", state ? state : "");
    if (PQstatus(p->link) != CONNECTION_OK)
        p->down = true;
    p->again = state && strncmp(state, "40", 2) == 0;
    for (size_t i = 0; state && i < sizeof own / sizeof *own; i++)
        if (strncmp(state, own[i], 2) == 0)
            return HUB_SINGLE;
    return HUB_LATER;
}

/* A server that is frozen keeps its TCP alive: libpq alone would wait for ever. False: it does not
 * answer, or the connection broke. */
static bool wait_for_answer(struct pg *p, int64_t until)
{
    for (;;) {
        int unsent = PQflush(p->link);
        if (unsent < 0 || (unsent == 0 && !PQisBusy(p->link)))
            return unsent == 0;
        int64_t left = until - clock_ms(CLOCK_MONOTONIC);
        struct pollfd fd = {.fd = PQsocket(p->link),
                            .events = unsent > 0 ? POLLIN | POLLOUT : POLLIN};
        int ready = left > 0 ? poll(&fd, 1, (int)left) : 0;
        if (ready == 0) {
            p->down = true;
            return false;
        }
        if (ready > 0 && (fd.revents & (POLLIN | POLLHUP | POLLERR)) != 0 &&
            PQconsumeInput(p->link) == 0)
            return false;
    }
}

/* What the server says to what was `sent`. `*out`, when not NULL, gets the result, which the caller
 * clears; NULL on failure. */
static enum hub_result answer(struct pg *p, int sent, PGresult **out, struct cause *why)
{
    int64_t until = clock_ms(CLOCK_MONOTONIC) + ANSWER_MS;
    PGresult *result = NULL;
    bool heard = sent == 1;
    while (heard && (heard = wait_for_answer(p, until))) {
        PGresult *next = PQgetResult(p->link);
        if (!next)
            break;
        PQclear(result);
        result = next;
    }
    if (out)
        *out = NULL;
    ExecStatusType status = PQresultStatus(result);
    enum hub_result rc = HUB_DONE;
    if (!heard && p->down && PQstatus(p->link) == CONNECTION_OK) {
        (void)cause_set(why, -1, "the database does not answer");
        rc = HUB_LATER;
    } else if (!heard || (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)) {
        rc = judge(p, heard ? result : NULL, why);
    }
    if (out && rc == HUB_DONE)
        *out = result;
    else
        PQclear(result);
    return rc;
}

enum hub_result pg_command(struct pg *p, const char *text, struct cause *why)
{
    return answer(p, PQsendQuery(p->link, text), NULL, why);
}

enum hub_result pg_ask(struct pg *p, const char *text, const char *const *value, int count,
                       PGresult **out, struct cause *why)
{
    return answer(p, PQsendQueryParams(p->link, text, count, NULL, value, NULL, NULL, 0), out, why);
}

enum hub_result pg_one_call(void *engine, const struct hub_call *c, struct cause *why)
{
    PGresult *result = NULL;
    enum hub_result rc = pg_ask(engine, c->sql->postgres, c->value, c->count, &result, why);
    for (int i = 0; rc == HUB_DONE && c->row && PQntuples(result) > 0 && i < c->row->columns; i++)
        c->row->column(c->row->ctx, i, PQgetvalue(result, 0, i));
    PQclear(result);
    return rc;
}

enum hub_result pg_call(struct pg *p, const char *name, const char *const *value, int count,
                        PGresult **out, struct cause *why)
{
    return answer(p, PQsendQueryPrepared(p->link, name, count, value, NULL, NULL, 0), out, why);
}

enum hub_result pg_answer(struct pg *p, int sent, PGresult **out, struct cause *why)
{
    return answer(p, sent, out, why);
}

enum hub_result pg_call_arrays(struct pg *p, const char *name, struct pg_array *const *array,
                               int count, PGresult **out, struct cause *why)
{
    return answer(p, pg_send_arrays(p, name, array, count), out, why);
}

int pg_send_arrays(struct pg *p, const char *name, struct pg_array *const *array, int count)
{
    const char *value[FACT_PARAMETERS];
    int length[FACT_PARAMETERS], format[FACT_PARAMETERS];
    _Static_assert(FACT_PARAMETERS >= COLUMNS, "the longest list");
    for (int i = 0; i < count; i++) {
        if (array[i]->broken)
            return 0;
        value[i] = array[i]->data;
        length[i] = (int)array[i]->length;
        format[i] = 1;
    }
    int sent = PQsendQueryPrepared(p->link, name, count, value, length, format, 0);
    return sent == 1 && PQflush(p->link) < 0 ? 0 : sent;
}

enum hub_result pg_prepare(struct pg *p, const char *name, const char *text, int count,
                           const Oid *types, struct cause *why)
{
    return answer(p, PQsendPrepare(p->link, name, text, count, types), NULL, why);
}

const char *number_text(struct number_text *out, int64_t value)
{
    (void)snprintf(out->text, sizeof out->text, "%lld", (long long)value);
    return out->text;
}

/* ---- opening --------------------------------------------------------------------------------- */

static enum hub_result version_of(struct pg *p, int *version, struct cause *why)
{
    *version = 0;
    PGresult *result = PQexec(p->link, "SELECT version FROM andon_schema");
    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
        *version = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool absent = state && strcmp(state, "42P01") == 0; /* no such table: a new database */
    enum hub_result rc =
        PQresultStatus(result) == PGRES_TUPLES_OK || absent ? HUB_DONE : judge(p, result, why);
    PQclear(result);
    return rc;
}

/* Tables of a newer hub: which one, as far as it has said so. */
static void is_newer(struct pg *p, int version, struct cause *why)
{
    char program[32] = "";
    PGresult *result =
        PQexec(p->link, "SELECT coalesce(to_jsonb(s)->>'program', '') FROM andon_schema s");
    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
        (void)text_sanitise(PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0), program,
                            sizeof program);
    PQclear(result);
    (void)hub_is_newer("the database", version, program, why);
}

struct grants {
    char text[8192];
    size_t length;
};

static void add_grant(void *ctx, const char *text)
{
    struct grants *g = ctx;
    size_t length = strlen(text);
    if (length < sizeof g->text - g->length) {
        memcpy(g->text + g->length, text, length + 1);
        g->length += length;
    }
}

/* Who adds records may not make tables. */
static enum hub_result explain(int version, enum hub_result rc, struct cause *why)
{
    if (rc == HUB_DONE || !strstr(why->text, "SQLSTATE 42501"))
        return rc;
    if (version == 0)
        (void)cause_set(why, -1,
                        "there are no tables of andon-hub in this database, and this user "
                        "may not make them: see andon-hub(8), --schema-sql");
    else
        (void)cause_set(why, -1,
                        "the tables are of version %d, this andon-hub has %d, and this user may "
                        "not bring them up to date: run andon-hub --migrate as their owner",
                        version, HUB_SCHEMA_VERSION);
    return HUB_LATER;
}

static enum hub_result bring_up_to_date(struct pg *p, int version, struct cause *why)
{
    const struct hub_asker asker = {p, pg_one_call};
    char mark[160];
    struct grants grants = {.length = 0};
    enum hub_result rc = pg_command(p, "BEGIN", why);
    if (rc == HUB_DONE)
        rc = pg_command(p, roles_become_owner, why);
    if (rc == HUB_DONE)
        rc = pg_facts_drop(p, why);
    for (int v = version; v < HUB_SCHEMA_VERSION && rc == HUB_DONE; v++)
        rc = pg_command(p, hub_schema_postgres[v], why);
    if (rc == HUB_DONE)
        rc = hub_lineage_settle_all(&asker, why);
    if (rc == HUB_DONE)
        rc = pg_facts_make(p, why);
    (void)snprintf(mark, sizeof mark,
                   "DROP TABLE IF EXISTS andon_schema; CREATE TABLE andon_schema AS SELECT %d "
                   "AS version, '%s'::text AS program",
                   HUB_SCHEMA_VERSION, ANDON_VERSION);
    if (rc == HUB_DONE)
        rc = pg_command(p, mark, why);
    roles_grants(add_grant, &grants);
    if (rc == HUB_DONE)
        rc = pg_command(p, grants.text, why);
    return explain(version, rc == HUB_DONE ? pg_command(p, "COMMIT", why) : rc, why);
}

static enum hub_result make_tables(struct pg *p, struct cause *why)
{
    int version = 0;
    enum hub_result rc = pg_command(p, "SELECT pg_advisory_lock(" LOCK ")", why);
    if (rc == HUB_DONE)
        rc = version_of(p, &version, why);
    if (rc == HUB_DONE && version > HUB_SCHEMA_VERSION) {
        is_newer(p, version, why);
        rc = HUB_LATER;
    }
    if (rc == HUB_DONE && version < HUB_SCHEMA_VERSION)
        rc = bring_up_to_date(p, version, why);
    if (rc != HUB_DONE)
        (void)pg_command(p, "ROLLBACK", NULL);
    (void)pg_command(p, "SELECT pg_advisory_unlock(" LOCK ")", NULL);
    return rc;
}

static enum hub_result prepare(struct pg *p, struct cause *why)
{
    Oid types[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        types[i] = pg_columns[i].array;
    for (size_t i = 0; i < sizeof prepared / sizeof *prepared; i++) {
        bool rows =
            strcmp(prepared[i].name, "records") == 0 || strcmp(prepared[i].name, "counted") == 0;
        enum hub_result rc = pg_prepare(p, prepared[i].name, prepared[i].text, rows ? COLUMNS : 0,
                                        rows ? types : NULL, why);
        if (rc != HUB_DONE)
            return rc;
    }
    return pg_facts_prepare(p, why);
}

static void quiet(void *ctx, const char *message)
{
    (void)ctx;
    (void)message; /* notices of the server are for its own log */
}

/* The last one counts: what stands in the URL goes over what is before it. */
static const char *const keys[] = {"connect_timeout",
                                   "keepalives_idle",
                                   "keepalives_interval",
                                   "keepalives_count",
                                   "tcp_user_timeout",
                                   "target_session_attrs",
                                   "application_name",
                                   "options",
                                   "dbname",
                                   NULL};

static const char session[] =
    "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000"
    " -c synchronous_commit=on -c client_min_messages=error";

enum hub_result pg_connect(struct pg *p, struct cause *why)
{
    const char *const values[] = {"10",         "10",        "5",     "3",    "20000",
                                  "read-write", "andon-hub", session, p->url, NULL};
    if (p->link)
        PQfinish(p->link);
    p->link = PQconnectdbParams(keys, values, 1);
    hub_names_forget(p->names);
    if (PQstatus(p->link) != CONNECTION_OK) {
        p->down = true;
        return judge(p, NULL, why);
    }
    (void)PQsetNoticeProcessor(p->link, quiet, NULL);
    (void)PQsetnonblocking(p->link, 1);
    p->down = false;
    enum hub_result rc = make_tables(p, why);
    if (rc == HUB_DONE)
        rc = prepare(p, why);
    if (rc != HUB_DONE)
        p->down = true;
    return rc;
}
