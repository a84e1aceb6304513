/* SPDX-License-Identifier: MIT */
/* The table of projections, and the SQL made from it: one row here is a column in the table, in
 * the upsert and in the comparison. db.c feeds new records through projection_apply, schema.c and
 * verify.c whole logs. A table whose text in the file is not today's is made anew from the log, so
 * a new column needs no migration of its own. Members are picked out of the body here and not in
 * SQL: three times faster, amounts stay exact, and the statement is the same for any database.
 *
 * Of two versions with the same rev (a station that went back to an older checkpoint) the later
 * record wins, so the outcome is the same in every order of arrival. */
#include "data/store/projection.h"

#include "data/model/amount.h"
#include "data/model/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column_type {
    COLUMN_TEXT,    /* a text; of anything else its own JSON */
    COLUMN_INTEGER, /* integers and booleans; anything else is unknown */
    COLUMN_AMOUNT,  /* a decimal number as int64 millionths */
    COLUMN_WALL,    /* not of the body: the record's wall_ms */
    COLUMN_BODY     /* the body as it is */
};

/* Parameters of every upsert. The key is the kind where kinds share a table, the number of the id
 * where a table has an integer key, and not used elsewhere. */
enum { P_ID = 1, P_N, P_REV, P_KEY, P_COLUMNS };

struct column {
    const char *name;
    enum column_type type;
    const char *pointer; /* JSON Pointer into the record's body */
};

/* clang-format off */
static const struct column interval_columns[] = {
    {"begin_ms", COLUMN_INTEGER, "/begin"},
    {"end_ms",   COLUMN_INTEGER, "/end"},
    {"ms",       COLUMN_INTEGER, "/ms"},
    {"state",    COLUMN_TEXT,    "/state"},
    {"detail",   COLUMN_TEXT,    "/detail"},
    {"mode",     COLUMN_TEXT,    "/mode"},
    {"shift",    COLUMN_TEXT,    "/shift"},
    {"shift_id", COLUMN_TEXT,    "/window"},
    {"plan",     COLUMN_INTEGER, "/plan"},
    {"source",   COLUMN_TEXT,    "/source"},
    {"stop",     COLUMN_TEXT,    "/stop"},
    {"job",      COLUMN_TEXT,    "/job"},
    {NULL, COLUMN_TEXT, NULL},
};
static const struct column minute_columns[] = {
    {"begin_ms", COLUMN_INTEGER, "/begin"},
    {"total",    COLUMN_AMOUNT,  "/total"},
    {"good",     COLUMN_AMOUNT,  "/good"},
    {"scrap",    COLUMN_AMOUNT,  "/scrap"},
    {"rework",   COLUMN_AMOUNT,  "/rework"},
    {"product",  COLUMN_TEXT,    "/product"},
    {"gap",      COLUMN_INTEGER, "/gap"},
    {"shift",    COLUMN_TEXT,    "/shift"},
    {"shift_id", COLUMN_TEXT,    "/window"},
    {"ideal_us", COLUMN_INTEGER, "/ideal_us"},
    /* Most minutes have none of these: a byte each. */
    {"outside_total",  COLUMN_AMOUNT, "/outside/total"},
    {"outside_good",   COLUMN_AMOUNT, "/outside/good"},
    {"outside_scrap",  COLUMN_AMOUNT, "/outside/scrap"},
    {"outside_rework", COLUMN_AMOUNT, "/outside/rework"},
    {"trial_total",    COLUMN_AMOUNT, "/trial/total"},
    {"trial_good",     COLUMN_AMOUNT, "/trial/good"},
    {"trial_scrap",    COLUMN_AMOUNT, "/trial/scrap"},
    {"trial_rework",   COLUMN_AMOUNT, "/trial/rework"},
    {NULL, COLUMN_TEXT, NULL},
};
static const struct column stop_columns[] = {
    {"begin_ms",  COLUMN_INTEGER, "/begin"},
    {"end_ms",    COLUMN_INTEGER, "/end"},
    {"ms",        COLUMN_INTEGER, "/ms"},
    {"small",     COLUMN_INTEGER, "/small"},
    {"state",     COLUMN_TEXT,    "/state"},
    {"detail",    COLUMN_TEXT,    "/detail"},
    {"reason",    COLUMN_TEXT,    "/reason"},
    {"suggested", COLUMN_TEXT,    "/suggested"},
    {"asks",      COLUMN_INTEGER, "/asks"},
    {"into_id",   COLUMN_TEXT,    "/into"},
    {NULL, COLUMN_TEXT, NULL},
};
static const struct column shift_columns[] = {
    {"name",     COLUMN_TEXT,    "/name"},
    {"begin_ms", COLUMN_INTEGER, "/begin"},
    {"end_ms",   COLUMN_INTEGER, "/end"},
    {"closed",   COLUMN_INTEGER, "/closed"},
    {"body",     COLUMN_BODY,    NULL},
    {NULL, COLUMN_TEXT, NULL},
};
static const struct column scrap_columns[] = {
    {"begin_ms", COLUMN_INTEGER, "/at"},
    {"quantity", COLUMN_AMOUNT,  "/quantity"},
    {"rework",   COLUMN_INTEGER, "/rework"},
    {"reason",   COLUMN_TEXT,    "/reason"},
    {"product",  COLUMN_TEXT,    "/product"},
    {"ideal_us", COLUMN_INTEGER, "/ideal_us"},
    {"part",     COLUMN_TEXT,    "/part"},
    {"shift_id", COLUMN_TEXT,    "/window"},
    {"body",     COLUMN_BODY,    NULL},
    {NULL, COLUMN_TEXT, NULL},
};
static const struct column object_columns[] = {
    {"wall_ms", COLUMN_WALL, NULL},
    {"body",    COLUMN_BODY,    NULL},
    {NULL, COLUMN_TEXT, NULL},
};
/* clang-format on */

/* What rows are told apart by. */
enum key_kind {
    KEY_ID,
    KEY_NUMBER, /* of the id: where there are many rows, appended in order, it takes half the time
                 */
    KEY_KIND_ID
};

static const struct projection {
    const char *table;
    enum record_kind kind; /* RECORD_KIND_COUNT: every kind without a table of its own */
    enum key_kind key;
    const struct column *columns;
    const char *index; /* to find rows by their begin and sum them up by reason, of objects all of
                          a kind in the order of the log; or NULL */
} projections[PROJECTIONS] = {
    {"interval", REC_INTERVAL, KEY_NUMBER, interval_columns, NULL},
    {"minute", REC_MINUTE, KEY_NUMBER, minute_columns, NULL},
    {"stop", REC_STOP, KEY_ID, stop_columns,
     "begin_ms, id, reason, small, ms, end_ms, asks, into_id"},
    {"shift", REC_SHIFT, KEY_ID, shift_columns, NULL},
    {"scrap", REC_SCRAP, KEY_ID, scrap_columns, "begin_ms, id"},
    {"object", RECORD_KIND_COUNT, KEY_KIND_ID, object_columns, "kind, n"},
};

static const struct key {
    const char *column; /* before id, or "" */
    const char *names;  /* of the primary key */
    const char *begin;  /* of the definition */
    const char *end;
    const char *conflict; /* beside the names: the same key must be the same id */
} keys[] = {
    [KEY_ID] = {"", "id", "id TEXT NOT NULL", ", PRIMARY KEY (id)) STRICT, WITHOUT ROWID", ""},
    [KEY_NUMBER] = {"number, ", "number",
                    "number INTEGER PRIMARY KEY /* of id */, id TEXT NOT NULL", ") STRICT",
                    " AND excluded.id = t.id"},
    [KEY_KIND_ID] = {"kind, ", "kind, id", "kind TEXT NOT NULL, id TEXT NOT NULL",
                     ", PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID", ""},
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

struct projection_place projection_place(enum record_kind kind)
{
    const struct projection *p = &projections[projection_of(kind)];
    return (struct projection_place){.table = p->table,
                                     .order = p->kind == REC_STOP ? "begin_ms" : "n",
                                     .shared = p->key == KEY_KIND_ID};
}

/* Memory for the texts of one body whose escapes are resolved. */
struct scratch {
    size_t used;
    char text[RECORD_BODY_MAX];
};

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

/* The definition as SQLite keeps it, from the table's name on. The pointer stands in a comment so
 * that a changed pointer is a changed definition. */
static void put_definition(struct sql_text *t, const struct projection *p)
{
    static const char *const types[] = {
        [COLUMN_TEXT] = "TEXT",      [COLUMN_INTEGER] = "INTEGER",
        [COLUMN_AMOUNT] = "INTEGER", /* millionths */
        [COLUMN_WALL] = "INTEGER",   [COLUMN_BODY] = "TEXT",
    };
    put(t, "%s (%s, n INTEGER NOT NULL, rev INTEGER NOT NULL", p->table, keys[p->key].begin);
    for (const struct column *c = p->columns; c->name; c++)
        put(t, ", %s %s /* %s%s */", c->name, types[c->type], c->pointer ? c->pointer : "record",
            c->type == COLUMN_AMOUNT ? " in millionths" : "");
    put(t, "%s", keys[p->key].end);
}

static void put_index(struct sql_text *t, const struct projection *p)
{
    put(t, "%s_begin_ms ON %s (%s)", p->table, p->table, p->index);
}

static void put_upsert(struct sql_text *t, const char *schema, const struct projection *p)
{
    int parameter = P_COLUMNS;
    const struct key *key = &keys[p->key];
    put(t, "INSERT INTO %s.%s AS t (%sid, n, rev", schema, p->table, key->column);
    for (const struct column *c = p->columns; c->name; c++)
        put(t, ", %s", c->name);
    put(t, ") VALUES (");
    if (p->key != KEY_ID)
        put(t, "?%d, ", P_KEY);
    put(t, "?%d, ?%d, ?%d", P_ID, P_N, P_REV);
    for (const struct column *c = p->columns; c->name; c++)
        put(t, ", ?%d", parameter++);
    put(t, ") ON CONFLICT (%s) DO UPDATE SET n = excluded.n, rev = excluded.rev", key->names);
    for (const struct column *c = p->columns; c->name; c++)
        put(t, ", %s = excluded.%s", c->name, c->name);
    put(t, " WHERE (excluded.rev, excluded.n) > (t.rev, t.n)%s", key->conflict);
}

static void put_forget(struct sql_text *t, const char *schema, const struct projection *p)
{
    put(t, "DELETE FROM %s.%s WHERE id = ?%d AND n = ?%d", schema, p->table, P_ID, P_N);
    static const char *const also[] = {
        [KEY_ID] = "", [KEY_NUMBER] = " AND number = ?4", [KEY_KIND_ID] = " AND kind = ?4"};
    _Static_assert(P_KEY == 4, "the key's parameter");
    put(t, "%s", also[p->key]);
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
    if (p->index) {
        put(&t, "; CREATE INDEX %s.", schema);
        put_index(&t, p);
    }
    if (p->key == KEY_NUMBER)
        put(&t, SPAN_TABLE, schema, p->table);
    return run(sql, &t);
}

static int has_definition(sqlite3 *sql, const char *type, const struct sql_text *t, bool *has)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(
        sql, "SELECT 1 FROM sqlite_schema WHERE sql = 'CREATE ' || ?1 || ' ' || ?2", -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_text(s, 1, type, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(s, 2, t->text, -1, SQLITE_STATIC);
        rc = sqlite3_step(s);
        *has = rc == SQLITE_ROW;
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int is_current(sqlite3 *sql, const struct projection *p, bool *current)
{
    struct sql_text table = {.length = 0}, index = {.length = 0};
    put_definition(&table, p);
    int rc = has_definition(sql, "TABLE", &table, current);
    if (rc != SQLITE_OK || !*current || !p->index)
        return rc;
    put_index(&index, p);
    return has_definition(sql, "INDEX", &index, current);
}

int projection_renew(sqlite3 *sql, int *made)
{
    *made = 0;
    for (size_t i = 0; i < PROJECTIONS; i++) {
        bool current = false;
        int rc = is_current(sql, &projections[i], &current);
        if (rc == SQLITE_OK && !current) {
            struct sql_text t = {.length = 0};
            put(&t, "DROP TABLE IF EXISTS main.%s; DROP TABLE IF EXISTS main.%s_span",
                projections[i].table, projections[i].table);
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

static int prepare_reader(struct projection_reader *reader, const struct projection *p)
{
    scan_plan_init(&reader->plan, reader->node, PROJECTION_COLUMNS + 1, reader->text,
                   sizeof reader->text);
    size_t k = 0;
    for (const struct column *c = p->columns; c->name; c++, k++) {
        if (k == PROJECTION_COLUMNS)
            return SQLITE_TOOBIG;
        reader->slot[k] =
            c->pointer ? scan_plan_add(&reader->plan, c->pointer, strlen(c->pointer)) : 0;
        if (reader->slot[k] < 0)
            return SQLITE_TOOBIG;
    }
    return SQLITE_OK;
}

int projection_prepare(sqlite3 *sql, const char *schema, struct projector *projector)
{
    *projector = (struct projector){.upsert = {NULL}};
    for (size_t i = 0; i < PROJECTIONS; i++) {
        struct sql_text t = {.length = 0};
        put_upsert(&t, schema, &projections[i]);
        int rc = t.cut ? SQLITE_TOOBIG : prepare_reader(&projector->reader[i], &projections[i]);
        if (rc == SQLITE_OK)
            rc = sqlite3_prepare_v3(sql, t.text, -1, SQLITE_PREPARE_PERSISTENT,
                                    &projector->upsert[i], NULL);
        t.length = 0;
        put_forget(&t, schema, &projections[i]);
        if (rc == SQLITE_OK)
            rc = sqlite3_prepare_v3(sql, t.text, -1, SQLITE_PREPARE_PERSISTENT,
                                    &projector->forget[i], NULL);
        if (rc == SQLITE_OK && projections[i].key == KEY_NUMBER)
            rc = span_prepare(sql, schema, projections[i].table, &projector->span[i]);
        if (rc != SQLITE_OK)
            return rc;
    }
    return SQLITE_OK;
}

void projection_done(struct projector *projector)
{
    for (size_t i = 0; i < PROJECTIONS; i++) {
        sqlite3_finalize(projector->upsert[i]);
        sqlite3_finalize(projector->forget[i]);
        projector->upsert[i] = projector->forget[i] = NULL;
        span_done(&projector->span[i]);
    }
}

/* An integer as it stands; false for fractions, exponents and what is too large. */
static bool integer_of(const struct scan_value *v, int64_t *value)
{
    char digits[24];
    char *end;
    if (v->kind == SCAN_TRUE || v->kind == SCAN_FALSE) {
        *value = v->kind == SCAN_TRUE;
        return true;
    }
    if (v->kind != SCAN_NUMBER || !text_copy_n(digits, sizeof digits, v->text, v->length))
        return false;
    errno = 0;
    *value = strtoll(digits, &end, 10);
    return errno == 0 && *end == '\0';
}

/* Escapes are resolved into `scratch`, which holds all texts of one body. */
static void bind_text(sqlite3_stmt *s, int at, const struct scan_value *v, struct scratch *scratch)
{
    if (!v->escaped) {
        (void)sqlite3_bind_text(s, at, v->text, (int)v->length, SQLITE_STATIC);
        return;
    }
    char *out = scratch->text + scratch->used;
    size_t length = scan_text(v, out, sizeof scratch->text - scratch->used, NULL);
    (void)sqlite3_bind_text(s, at, out, (int)length, SQLITE_STATIC);
    scratch->used += length;
}

/* The column's integer; false: it has none. */
static bool number_of(const struct column *c, const struct scan_value *v, int64_t *value)
{
    if (c->type == COLUMN_INTEGER)
        return integer_of(v, value);
    return c->type == COLUMN_AMOUNT && v->kind == SCAN_NUMBER &&
           amount_from_text(v->text, v->length, value) == 0;
}

static void bind_member(sqlite3_stmt *s, int at, const struct column *c, const struct scan_value *v,
                        struct scratch *scratch)
{
    int64_t value;
    if (c->type == COLUMN_TEXT && v->kind != SCAN_ABSENT && v->kind != SCAN_NULL)
        bind_text(s, at, v, scratch);
    else if (number_of(c, v, &value))
        (void)sqlite3_bind_int64(s, at, value);
    else
        (void)sqlite3_bind_null(s, at);
}

void projection_begin(struct projector *projector)
{
    for (size_t i = 0; i < PROJECTIONS; i++)
        span_begin(&projector->span[i]);
}

static void bind_key(sqlite3_stmt *s, const struct projection *p, enum record_kind kind,
                     const char *id, int64_t n)
{
    (void)sqlite3_bind_text(s, P_ID, id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, P_N, n);
    if (p->key == KEY_NUMBER)
        (void)sqlite3_bind_int64(s, P_KEY, span_number(id));
    else if (p->key == KEY_KIND_ID)
        (void)sqlite3_bind_text(s, P_KEY, word_name(&words_record_kind, (int)kind), -1,
                                SQLITE_STATIC);
}

int projection_apply(struct projector *projector, const struct projection_row *row)
{
    size_t index = projection_of(row->kind);
    const struct projection *p = &projections[index];
    struct projection_reader *reader = &projector->reader[index];
    sqlite3_stmt *s = projector->upsert[index];
    struct scan_value values[PROJECTION_COLUMNS];
    struct scratch scratch;
    scratch.used = 0;
    if (scan_document(&reader->plan, row->body, row->body_length, values, NULL) != SCAN_FINE)
        return SQLITE_OK;
    bind_key(s, p, row->kind, row->id, row->n);
    (void)sqlite3_bind_int64(s, P_REV, row->rev);
    for (int k = 0; p->columns[k].name; k++) {
        const struct column *c = &p->columns[k];
        int at = P_COLUMNS + k;
        if (c->type == COLUMN_WALL)
            (void)sqlite3_bind_int64(s, at, row->wall_ms);
        else if (c->type == COLUMN_BODY)
            (void)sqlite3_bind_text(s, at, row->body, (int)row->body_length, SQLITE_STATIC);
        else
            bind_member(s, at, c, &values[reader->slot[k]], &scratch);
    }
    int rc = SQLITE_OK;
    int64_t begin;
    if (p->key == KEY_NUMBER)
        rc = span_keep(&projector->span[index], span_number(row->id),
                       number_of(&p->columns[0], &values[reader->slot[0]], &begin) ? &begin : NULL);
    if (rc != SQLITE_OK)
        return rc;
    rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int projection_forget(struct projector *projector, enum record_kind kind, const char *id, int64_t n)
{
    size_t index = projection_of(kind);
    sqlite3_stmt *s = projector->forget[index];
    bind_key(s, &projections[index], kind, id, n);
    int rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
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
            return SQLITE_OK;
        }
    }
    return projections[index].key == KEY_NUMBER
               ? span_compare(sql, projections[index].table, difference, size)
               : SQLITE_OK;
}
