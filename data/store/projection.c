/* SPDX-License-Identifier: MIT */
/* The table of projections, and the SQL made from it: one row here is a column in the table, in
 * the upsert and in the comparison. db.c feeds new records through projection_apply, schema.c and
 * verify.c whole logs. A table whose text in the file is not today's is made anew from the log, so
 * a new column needs no migration of its own.
 *
 * Of two versions with the same rev (a station that went back to an older checkpoint) the later
 * record wins, so the outcome is the same in every order of arrival. */
#include "data/store/projection.h"

#include "data/model/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What a body's member becomes. */
enum column_type {
    COLUMN_TEXT,
    COLUMN_INTEGER, /* integers and booleans; anything else is unknown */
    COLUMN_AMOUNT,  /* a decimal number as int64 millionths */
};

struct column {
    const char *name;
    enum column_type type;
    const char *path;  /* of the record's body */
    const char *value; /* instead of a path: an expression over the parameters */
};

/* Parameters of every upsert. */
#define P_N    "?1"
#define P_KIND "?2"
#define P_ID   "?3"
#define P_REV  "?4"
#define P_WALL "?5"
#define P_BODY "?6"

/* clang-format off */
static const struct column interval_columns[] = {
    {"begin_ms", COLUMN_INTEGER, "$.begin",  NULL},
    {"end_ms",   COLUMN_INTEGER, "$.end",    NULL},
    {"ms",       COLUMN_INTEGER, "$.ms",     NULL},
    {"state",    COLUMN_TEXT,    "$.state",  NULL},
    {"detail",   COLUMN_TEXT,    "$.detail", NULL},
    {"mode",     COLUMN_TEXT,    "$.mode",   NULL},
    {"shift",    COLUMN_TEXT,    "$.shift",  NULL},
    {"shift_id", COLUMN_TEXT,    "$.window", NULL},
    {"plan",     COLUMN_INTEGER, "$.plan",   NULL},
    {"source",   COLUMN_TEXT,    "$.source", NULL},
    {"stop",     COLUMN_TEXT,    "$.stop",   NULL},
    {"job",      COLUMN_TEXT,    "$.job",    NULL},
    {NULL, COLUMN_TEXT, NULL, NULL},
};
static const struct column minute_columns[] = {
    {"begin_ms", COLUMN_INTEGER, "$.begin",   NULL},
    {"total",    COLUMN_AMOUNT,  "$.total",   NULL},
    {"good",     COLUMN_AMOUNT,  "$.good",    NULL},
    {"scrap",    COLUMN_AMOUNT,  "$.scrap",   NULL},
    {"rework",   COLUMN_AMOUNT,  "$.rework",  NULL},
    {"product",  COLUMN_TEXT,    "$.product", NULL},
    {"gap",      COLUMN_INTEGER, "$.gap",     NULL},
    {"shift",    COLUMN_TEXT,    "$.shift",   NULL},
    {"shift_id", COLUMN_TEXT,    "$.window",  NULL},
    {NULL, COLUMN_TEXT, NULL, NULL},
};
static const struct column stop_columns[] = {
    {"begin_ms",  COLUMN_INTEGER, "$.begin",     NULL},
    {"end_ms",    COLUMN_INTEGER, "$.end",       NULL},
    {"ms",        COLUMN_INTEGER, "$.ms",        NULL},
    {"small",     COLUMN_INTEGER, "$.small",     NULL},
    {"state",     COLUMN_TEXT,    "$.state",     NULL},
    {"detail",    COLUMN_TEXT,    "$.detail",    NULL},
    {"reason",    COLUMN_TEXT,    "$.reason",    NULL},
    {"suggested", COLUMN_TEXT,    "$.suggested", NULL},
    {NULL, COLUMN_TEXT, NULL, NULL},
};
static const struct column shift_columns[] = {
    {"name",     COLUMN_TEXT,    "$.name",   NULL},
    {"begin_ms", COLUMN_INTEGER, "$.begin",  NULL},
    {"end_ms",   COLUMN_INTEGER, "$.end",    NULL},
    {"closed",   COLUMN_INTEGER, "$.closed", NULL},
    {"body",     COLUMN_TEXT,    NULL,       P_BODY},
    {NULL, COLUMN_TEXT, NULL, NULL},
};
static const struct column object_columns[] = {
    {"wall_ms", COLUMN_INTEGER, NULL, P_WALL},
    {"body",    COLUMN_TEXT,    NULL, P_BODY},
    {NULL, COLUMN_TEXT, NULL, NULL},
};
/* clang-format on */

static const struct projection {
    const char *table;
    enum record_kind kind; /* RECORD_KIND_COUNT: every kind without a table of its own */
    const struct column *columns;
    const char *index; /* column to find rows by, or NULL */
} projections[PROJECTIONS] = {
    {"interval", REC_INTERVAL, interval_columns, "begin_ms"},
    {"minute", REC_MINUTE, minute_columns, "begin_ms"},
    {"stop", REC_STOP, stop_columns, "begin_ms"},
    {"shift", REC_SHIFT, shift_columns, "begin_ms"},
    {"object", RECORD_KIND_COUNT, object_columns, NULL},
};

const char *projection_table(size_t index)
{
    return projections[index].table;
}

static size_t projection_of(enum record_kind kind)
{
    size_t i = 0;
    while (projections[i].kind != kind && projections[i].kind != RECORD_KIND_COUNT)
        i++;
    return i;
}

static bool has_kind(const struct projection *p)
{
    return p->kind == RECORD_KIND_COUNT;
}

/* ---- SQL text -------------------------------------------------------------------------------- */

struct sql_text {
    char text[PROJECTION_SQL];
    size_t length;
    bool cut;
};

__attribute__((format(printf, 2, 3))) static void put(struct sql_text *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(t->text + t->length, sizeof t->text - t->length, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof t->text - t->length)
        t->cut = true;
    else
        t->length += (size_t)n;
}

/* The definition as SQLite keeps it, from the table's name on. The path stands in a comment so that
 * a changed path is a changed definition. */
static void put_definition(struct sql_text *t, const struct projection *p)
{
    put(t, "%s (%sid TEXT NOT NULL, n INTEGER NOT NULL, rev INTEGER NOT NULL", p->table,
        has_kind(p) ? "kind TEXT NOT NULL, " : "");
    for (const struct column *c = p->columns; c->name; c++)
        put(t, ", %s %s /* %s%s */", c->name, c->type == COLUMN_TEXT ? "TEXT" : "INTEGER",
            c->path ? c->path : c->value, c->type == COLUMN_AMOUNT ? " in millionths" : "");
    put(t, ", PRIMARY KEY (%sid)) STRICT, WITHOUT ROWID", has_kind(p) ? "kind, " : "");
}

/* Paths are read once, in a step of their own; an integer column takes nothing but integers, so
 * that no body can make the insert fail. */
static void put_source(struct sql_text *t, const struct projection *p)
{
    put(t, "WITH b AS MATERIALIZED (SELECT 1 AS one");
    for (const struct column *c = p->columns; c->name; c++)
        if (c->path)
            put(t, ", json_extract(" P_BODY ", '%s') AS %s", c->path, c->name);
    put(t, " WHERE json_valid(" P_BODY ")) ");
}

static void put_value(struct sql_text *t, const struct column *c)
{
    static const char *const how[] = {
        [COLUMN_TEXT] = "b.%s",
        [COLUMN_INTEGER] = "iif(typeof(b.%s) = 'integer', b.%s, NULL)",
        /* The cast bounds what is too large; up to 9e9 the millionths are exact. */
        [COLUMN_AMOUNT] = "CASE typeof(b.%s) WHEN 'integer' THEN CAST(b.%s * 1000000 AS INTEGER) "
                          "WHEN 'real' THEN CAST(round(b.%s * 1000000.0) AS INTEGER) END",
    };
    put(t, ", ");
    if (!c->path)
        put(t, "%s", c->value);
    for (const char *p = c->path ? how[c->type] : ""; *p; p++) {
        bool name = p[0] == '%';
        put(t, "%.*s", name ? (int)strlen(c->name) : 1, name ? c->name : p);
        p += name;
    }
}

static void put_upsert(struct sql_text *t, const char *schema, const struct projection *p)
{
    put_source(t, p);
    put(t, "INSERT INTO %s.%s AS t (%sid, n, rev", schema, p->table, has_kind(p) ? "kind, " : "");
    for (const struct column *c = p->columns; c->name; c++)
        put(t, ", %s", c->name);
    put(t, ") SELECT %s" P_ID ", " P_N ", " P_REV, has_kind(p) ? P_KIND ", " : "");
    for (const struct column *c = p->columns; c->name; c++)
        put_value(t, c);
    put(t, " FROM b WHERE true ON CONFLICT (%sid) DO UPDATE SET n = excluded.n, rev = excluded.rev",
        has_kind(p) ? "kind, " : "");
    for (const struct column *c = p->columns; c->name; c++)
        put(t, ", %s = excluded.%s", c->name, c->name);
    put(t, " WHERE (excluded.rev, excluded.n) > (t.rev, t.n)");
}

static int run(sqlite3 *sql, const struct sql_text *t)
{
    return t->cut ? SQLITE_TOOBIG : sqlite3_exec(sql, t->text, NULL, NULL, NULL);
}

/* ---- tables ---------------------------------------------------------------------------------- */

int projection_create(sqlite3 *sql, const char *schema, size_t index)
{
    const struct projection *p = &projections[index];
    struct sql_text t = {.length = 0};
    put(&t, "CREATE TABLE %s.", schema);
    put_definition(&t, p);
    if (p->index)
        put(&t, "; CREATE INDEX %s.%s_%s ON %s (%s)", schema, p->table, p->index, p->table,
            p->index);
    return run(sql, &t);
}

static int is_current(sqlite3 *sql, const struct projection *p, bool *current)
{
    struct sql_text t = {.length = 0};
    put(&t, "CREATE TABLE ");
    put_definition(&t, p);
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(
        sql, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1 AND sql = ?2", -1, &s,
        NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_text(s, 1, p->table, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(s, 2, t.text, -1, SQLITE_STATIC);
        rc = sqlite3_step(s);
        *current = rc == SQLITE_ROW;
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int projection_renew(sqlite3 *sql, int *made)
{
    *made = 0;
    for (size_t i = 0; i < PROJECTIONS; i++) {
        bool current = false;
        int rc = is_current(sql, &projections[i], &current);
        if (rc == SQLITE_OK && !current) {
            struct sql_text t = {.length = 0};
            put(&t, "DROP TABLE IF EXISTS main.%s", projections[i].table);
            rc = run(sql, &t);
            if (rc == SQLITE_OK)
                rc = projection_create(sql, "main", i);
            ++*made;
        }
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

/* ---- rows ------------------------------------------------------------------------------------ */

int projection_prepare(sqlite3 *sql, const char *schema, struct projector *projector)
{
    for (size_t i = 0; i < PROJECTIONS; i++) {
        struct sql_text t = {.length = 0};
        put_upsert(&t, schema, &projections[i]);
        int rc = t.cut ? SQLITE_TOOBIG
                       : sqlite3_prepare_v3(sql, t.text, -1, SQLITE_PREPARE_PERSISTENT,
                                            &projector->upsert[i], NULL);
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

void projection_done(struct projector *projector)
{
    for (size_t i = 0; i < PROJECTIONS; i++) {
        sqlite3_finalize(projector->upsert[i]);
        projector->upsert[i] = NULL;
    }
}

/* A body that does not fit its table must not keep the records behind it from the disk; it is left
 * out here as it will be in a rebuild. */
static bool is_of_the_body(int rc)
{
    int code = rc & 0xff;
    return code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_ERROR;
}

int projection_apply(struct projector *projector, const struct projection_row *row)
{
    sqlite3_stmt *s = projector->upsert[projection_of(row->kind)];
    (void)sqlite3_bind_int64(s, 1, row->n);
    (void)sqlite3_bind_text(s, 2, word_name(&words_record_kind, (int)row->kind), -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 3, row->id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 4, row->rev);
    (void)sqlite3_bind_int64(s, 5, row->wall_ms);
    int rc = sqlite3_bind_text(s, 6, row->body, (int)row->body_length, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE || is_of_the_body(rc) ? SQLITE_OK : rc;
}

static int apply_stored(struct projector *projector, sqlite3_stmt *s)
{
    const char *kind = (const char *)sqlite3_column_text(s, 1);
    int word = kind ? word_find(&words_record_kind, kind, strlen(kind)) : -1;
    if (word < 0)
        return SQLITE_OK; /* of a newer program: kept, not projected */
    const struct projection_row row = {
        .n = sqlite3_column_int64(s, 0),
        .kind = (enum record_kind)word,
        .id = (const char *)sqlite3_column_text(s, 2),
        .rev = sqlite3_column_int64(s, 3),
        .wall_ms = sqlite3_column_int64(s, 4),
        .body = (const char *)sqlite3_column_text(s, 5),
        .body_length = (size_t)sqlite3_column_bytes(s, 5),
    };
    return projection_apply(projector, &row);
}

int projection_rebuild(sqlite3 *sql, struct projector *projector)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(
        sql, "SELECT n, kind, id, rev, wall_ms, body FROM main.record ORDER BY n", -1, &s, NULL);
    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW)
        rc = apply_stored(projector, s);
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* ---- comparison ------------------------------------------------------------------------------ */

static int first_extra(sqlite3 *sql, const char *left, const char *right, size_t index, char *out,
                       size_t size)
{
    const char *table = projections[index].table;
    struct sql_text t = {.length = 0};
    put(&t, "SELECT id, rev FROM (SELECT * FROM %s.%s EXCEPT SELECT * FROM %s.%s) LIMIT 1", left,
        table, right, table);
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql, t.text, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    out[0] = '\0';
    if (rc == SQLITE_ROW) {
        char id[RECORD_ID_SIZE];
        const char *found = (const char *)sqlite3_column_text(s, 0);
        text_sanitise(found ? found : "", found ? strlen(found) : 0, id, sizeof id);
        (void)text_format(out, size, "%s %s rev %lld", table, id,
                          (long long)sqlite3_column_int64(s, 1));
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int projection_compare(sqlite3 *sql, const char *schema, size_t index, char *difference,
                       size_t size)
{
    static const char *const saying[2] = {"is in the log but not so in its table",
                                          "is in its table but not so in the log"};
    const char *side[2] = {schema, "main"};
    char row[96];
    difference[0] = '\0';
    for (size_t i = 0; i < 2; i++) {
        int rc = first_extra(sql, side[i], side[1 - i], index, row, sizeof row);
        if (rc != SQLITE_OK)
            return rc;
        if (row[0]) {
            (void)text_format(difference, size, "%s %s", row, saying[i]);
            break;
        }
    }
    return SQLITE_OK;
}
