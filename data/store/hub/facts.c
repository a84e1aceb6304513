/* SPDX-License-Identifier: MIT */
/* What is picked out of bodies, and the SQL that is made from the same list. The engines (lite.c,
 * pg.c) are the callers. Of two versions with the same rev the greater hash wins, so that the order
 * of arrival changes nothing. */
#include "data/store/hub/facts.h"

#include "data/decode/scan.h"
#include "data/model/account.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct fact_column interval_columns[] = {
    {"begin_ms", FACT_NUMBER, "begin"},
    {"end_ms",   FACT_NUMBER, "end"},
    {"ms",       FACT_NUMBER, "ms"},
    {"state",    FACT_TEXT,   "state"},
    {"detail",   FACT_TEXT,   "detail"},
    {"mode",     FACT_TEXT,   "mode"},
    {"plan",     FACT_NUMBER, "plan"},
    {"product",  FACT_TEXT,   "product"},
    {"job",      FACT_TEXT,   "job"},
    {"stop",     FACT_REF,    "stop"},
    {"shift_id", FACT_REF,    "window"},
};
static const struct fact_column shift_columns[] = {
    {"name",           FACT_TEXT,   "name"},
    {"team",           FACT_TEXT,   "team"},
    {"begin_ms",       FACT_NUMBER, "begin"},
    {"end_ms",         FACT_NUMBER, "end"},
    {"closed",         FACT_NUMBER, "closed"},
    {"running_ms",     FACT_NUMBER, "plan_ms.running"},
    {"idle_ms",        FACT_NUMBER, "plan_ms.idle"},
    {"stopped_ms",     FACT_NUMBER, "plan_ms.stopped"},
    {"starved_ms",     FACT_NUMBER, "plan_ms.starved"},
    {"blocked_ms",     FACT_NUMBER, "plan_ms.blocked"},
    {"changeover_ms",  FACT_NUMBER, "plan_ms.changeover"},
    {"unknown_ms",     FACT_NUMBER, "plan_ms.unknown"},
    {"fixed_ms",       FACT_NUMBER, "planned_ms"},
    {"unknown_is_loss", FACT_NUMBER, "unknown_is_loss"},
    {"small_ms",       FACT_NUMBER, "small_ms"},
    {"stops",          FACT_NUMBER, "stops"},
    {"small_stops",    FACT_NUMBER, "small_stops"},
    {"unexplained",    FACT_NUMBER, "unexplained"},
    {"unexplained_ms", FACT_NUMBER, "unexplained_ms"},
    {"total",          FACT_SUM,    NULL},
    {"good",           FACT_SUM,    NULL},
    {"scrap",          FACT_SUM,    NULL},
    {"rework",         FACT_SUM,    NULL},
    {"ideal_ps",       FACT_SUM,    NULL},
    {"good_ps",        FACT_SUM,    NULL},
    {"measured",       FACT_SUM,    NULL},
};
static const struct fact_column made_columns[] = {
    {"product",        FACT_TEXT,   "product"},
    {"ideal_us",       FACT_NUMBER, "ideal_us"},
    {"total",          FACT_AMOUNT, "total"},
    {"good",           FACT_AMOUNT, "good"},
    {"scrap",          FACT_AMOUNT, "scrap"},
    {"rework",         FACT_AMOUNT, "rework"},
    {"entered_scrap",  FACT_AMOUNT, "entered_scrap"},
    {"entered_rework", FACT_AMOUNT, "entered_rework"},
};
static const struct fact_column stop_columns[] = {
    {"begin_ms",     FACT_NUMBER, "begin"},
    {"end_ms",       FACT_NUMBER, "end"},
    {"ms",           FACT_NUMBER, "ms"},
    {"small",        FACT_NUMBER, "small"},
    {"asks",         FACT_NUMBER, "asks"},
    {"state",        FACT_TEXT,   "state"},
    {"detail",       FACT_TEXT,   "detail"},
    {"reason",       FACT_TEXT,   "reason"},
    {"suggested",    FACT_TEXT,   "suggested"},
    {"note",         FACT_TEXT,   "note"},
    {"into_id",      FACT_REF,    "into"},
    {"reason_title", FACT_TEXT,   "title"},
    {"shift_id",     FACT_REF,    "home"},
};
static const struct fact_column scrap_columns[] = {
    {"at_ms",    FACT_NUMBER, "at"},
    {"quantity", FACT_AMOUNT, "quantity"},
    {"rework",   FACT_NUMBER, "rework"},
    {"reason",   FACT_TEXT,   "reason"},
    {"note",     FACT_TEXT,   "note"},
    {"product",  FACT_TEXT,   "product"},
    {"job",      FACT_TEXT,   "job"},
    {"part",     FACT_TEXT,   "part"},
    {"of_id",    FACT_REF,    "of"},
    {"shift_id", FACT_REF,    "window"},
};
static const struct fact_column job_columns[] = {
    {"order_id", FACT_TEXT,   "order"},
    {"title",    FACT_TEXT,   "title"},
    {"product",  FACT_TEXT,   "product"},
    {"quantity", FACT_AMOUNT, "quantity"},
    {"begin_ms", FACT_NUMBER, "begin"},
    {"end_ms",   FACT_NUMBER, "end"},
    {"ms",       FACT_NUMBER, "ms"},
    {"state",    FACT_TEXT,   "state"},
    {"ideal_us", FACT_NUMBER, "ideal_us"},
    {"total",    FACT_AMOUNT, "total"},
    {"good",     FACT_AMOUNT, "good"},
    {"scrap",    FACT_AMOUNT, "scrap"},
    {"rework",   FACT_AMOUNT, "rework"},
};
static const struct fact_column call_columns[] = {
    {"type",         FACT_TEXT,   "type"},
    {"title",        FACT_TEXT,   "title"},
    {"state",        FACT_TEXT,   "state"},
    {"raised_ms",    FACT_NUMBER, "raised"},
    {"taken_ms",     FACT_NUMBER, "taken"},
    {"arrived_ms",   FACT_NUMBER, "arrived"},
    {"ended_ms",     FACT_NUMBER, "ended"},
    {"take_ms",      FACT_NUMBER, "take_ms"},
    {"arrive_ms",    FACT_NUMBER, "arrive_ms"},
    {"solve_ms",     FACT_NUMBER, "solve_ms"},
    {"line_stop_ms", FACT_NUMBER, "line_stop_ms"},
    {"by_name",      FACT_TEXT,   "by"},
    {"taken_by",     FACT_TEXT,   "taken_by"},
    {"arrived_by",   FACT_TEXT,   "arrived_by"},
    {"ended_by",     FACT_TEXT,   "ended_by"},
    {"note",         FACT_TEXT,   "note"},
    {"stop",         FACT_REF,    "stop"},
    {"workorder",    FACT_REF,    "order"},
    {"blocking",     FACT_NUMBER, "blocking"},
};
static const struct fact_column alert_columns[] = {
    {"name",      FACT_TEXT,   "name"},
    {"title",     FACT_TEXT,   "title"},
    {"priority",  FACT_TEXT,   "priority"},
    {"state",     FACT_TEXT,   "state"},
    {"begin_ms",  FACT_NUMBER, "begin"},
    {"end_ms",    FACT_NUMBER, "end"},
    {"ms",        FACT_NUMBER, "ms"},
    {"text",      FACT_TEXT,   "text"},
    {"times",     FACT_NUMBER, "count"},
    {"announced", FACT_NUMBER, "announced"},
    {"acted",     FACT_NUMBER, "acted"},
    {"acked_by",  FACT_TEXT,   "ack.by"},
    {"acked_ms",  FACT_NUMBER, "ack.at"},
    {"asset",     FACT_TEXT,   "asset"},
};
static const struct fact_column prediction_columns[] = {
    {"mode",        FACT_TEXT,   "mode"},
    {"title",       FACT_TEXT,   "title"},
    {"asset",       FACT_TEXT,   "asset"},
    {"state",       FACT_TEXT,   "state"},
    {"since_ms",    FACT_NUMBER, "since"},
    {"said_ms",     FACT_NUMBER, "ts"},
    {"probability", FACT_AMOUNT, "p"},
    {"horizon_us",  FACT_AMOUNT, "horizon_s"},
    {"rul_us",      FACT_AMOUNT, "rul_s"},
    {"severity",    FACT_TEXT,   "severity"},
    {"alarm",       FACT_NUMBER, "alarm"},
    {"model",       FACT_TEXT,   "model"},
    {"version",     FACT_TEXT,   "version"},
    {"verdict",     FACT_TEXT,   "verdict"},
    {"answered_by", FACT_TEXT,   "answered_by"},
    {"answered_ms", FACT_NUMBER, "answered_at"},
    {"workorder",   FACT_REF,    "order"},
};
static const struct fact_column feedback_columns[] = {
    {"prediction",  FACT_REF,    "prediction"},
    {"mode",        FACT_TEXT,   "mode"},
    {"asset",       FACT_TEXT,   "asset"},
    {"verdict",     FACT_TEXT,   "verdict"},
    {"found",       FACT_NUMBER, "found"},
    {"failure",     FACT_TEXT,   "failure"},
    {"note",        FACT_TEXT,   "note"},
    {"by_name",     FACT_TEXT,   "by"},
    {"at_ms",       FACT_NUMBER, "ts"},
    {"said_ms",     FACT_NUMBER, "said"},
    {"raised_ms",   FACT_NUMBER, "raised"},
    {"planned_ms",  FACT_NUMBER, "planned"},
    {"probability", FACT_AMOUNT, "p"},
    {"model",       FACT_TEXT,   "model"},
    {"version",     FACT_TEXT,   "ver"},
};
static const struct fact_column workorder_columns[] = {
    {"state",       FACT_TEXT,   "state"},
    {"priority",    FACT_TEXT,   "priority"},
    {"asset",       FACT_TEXT,   "asset"},
    {"symptom",     FACT_TEXT,   "symptom"},
    {"of_id",       FACT_REF,    "of"},
    {"stop",        FACT_REF,    "stop"},
    {"call_id",     FACT_REF,    "call"},
    {"asked_ms",    FACT_NUMBER, "asked"},
    {"wanted_ms",   FACT_NUMBER, "wanted"},
    {"planned_ms",  FACT_NUMBER, "planned"},
    {"started_ms",  FACT_NUMBER, "started"},
    {"done_ms",     FACT_NUMBER, "done"},
    {"by_name",     FACT_TEXT,   "by"},
    {"answered_by", FACT_TEXT,   "answered_by"},
    {"number",      FACT_TEXT,   "number"},
    {"answer",      FACT_TEXT,   "answer"},
    {"waiting_us",  FACT_AMOUNT, "waiting_s"},
    {"repair_us",   FACT_AMOUNT, "repair_s"},
    {"restart_us",  FACT_AMOUNT, "restart_s"},
};

#define OF(list) list##_columns, sizeof list##_columns / sizeof *list##_columns
const struct fact_table fact_tables[FACT_TABLES] = {
    {"fact_interval",   "interval",   NULL,   OF(interval),   "station, shift_id"},
    {"fact_shift",      "shift",      NULL,   OF(shift),      "begin_ms"},
    {"fact_made",       "shift",      "made", OF(made),       NULL},
    {"fact_stop",       "stop",       NULL,   OF(stop),       "begin_ms"},
    {"fact_scrap",      "scrap",      NULL,   OF(scrap),      "at_ms"},
    {"fact_job",        "job",        NULL,   OF(job),        "begin_ms"},
    {"fact_call",       "call",       NULL,   OF(call),       "raised_ms"},
    {"fact_alert",      "alert",      NULL,   OF(alert),      "begin_ms"},
    {"fact_prediction", "prediction", NULL,   OF(prediction), "since_ms"},
    {"fact_feedback",   "feedback",   NULL,   OF(feedback),   "at_ms"},
    {"fact_workorder",  "workorder",  NULL,   OF(workorder),  "asked_ms"},
};
#undef OF
/* clang-format on */
_Static_assert(sizeof shift_columns / sizeof *shift_columns <= FACT_COLUMNS, "the widest table");

/* ---- reading --------------------------------------------------------------------------------- */

static const json_t *member_at(const json_t *object, const char *path)
{
    char key[32];
    const char *dot = strchr(path, '.');
    if (!dot)
        return json_object_get(object, path);
    (void)text_copy_n(key, sizeof key, path, (size_t)(dot - path));
    return json_object_get(json_object_get(object, key), dot + 1);
}

static struct fact_value pick(const struct fact_column *c, const json_t *object)
{
    struct fact_value v = {.none = true};
    const json_t *m = member_at(object, c->path);
    if (fact_is_text(c->type) && json_is_string(m)) {
        v = (struct fact_value){.text = json_string_value(m), .length = json_string_length(m)};
    } else if (c->type == FACT_NUMBER && json_is_boolean(m)) {
        v = (struct fact_value){.number = json_is_true(m)};
    } else if (c->type == FACT_NUMBER && json_is_integer(m)) {
        v = (struct fact_value){.number = json_integer_value(m)};
    } else if (c->type == FACT_AMOUNT && json_is_number(m)) {
        v = (struct fact_value){.number = INT64_MIN};
        member_read_amount(m, &v.number);
        v.none = v.number == INT64_MIN;
    }
    return v;
}

/* The ideal time of all, and of the good, is in picoseconds (µs × millionths of a part), so that it
 * is exact: 106 days of it in one shift are more than there are. */
enum { SUM_TOTAL, SUM_GOOD, SUM_SCRAP, SUM_REWORK, SUM_IDEAL, SUM_IDEAL_GOOD, SUMS };

struct sums {
    account_wide sum[SUMS];
    bool known, gap, entered; /* as account.h has them */
};

static void add_made(struct sums *s, const json_t *made)
{
    static const char *const keys[] = {"total", "good", "scrap", "rework"};
    int64_t amount[SUM_IDEAL] = {0};
    const json_int_t ideal_us = json_integer_value(json_object_get(made, "ideal_us"));
    for (int i = 0; i < SUM_IDEAL; i++) {
        member_read_amount(json_object_get(made, keys[i]), &amount[i]);
        s->sum[i] += amount[i];
    }
    s->sum[SUM_IDEAL] += (account_wide)ideal_us * amount[SUM_TOTAL];
    s->sum[SUM_IDEAL_GOOD] += (account_wide)ideal_us * amount[SUM_GOOD];
    s->known = s->known || ideal_us > 0;
    s->entered = s->entered || json_number_value(json_object_get(made, "entered_scrap")) > 0 ||
                 json_number_value(json_object_get(made, "entered_rework")) > 0;
    s->gap = s->gap || (ideal_us <= 0 && (amount[SUM_TOTAL] != 0 || amount[SUM_GOOD] != 0 ||
                                          amount[SUM_SCRAP] != 0));
}

/* Without an ideal cycle of everything there is no ideal time. */
static void fill_sums(const json_t *body, struct fact_value *value)
{
    struct sums s = {.known = false};
    const json_t *made = json_object_get(body, "made");
    for (size_t i = 0; i < json_array_size(made); i++)
        add_made(&s, json_array_get(made, i));
    for (int i = 0; i < SUMS; i++) {
        bool ideal = i == SUM_IDEAL || i == SUM_IDEAL_GOOD;
        bool none =
            !made || (ideal && (!s.known || s.gap)) || s.sum[i] > INT64_MAX || s.sum[i] < INT64_MIN;
        value[i] = (struct fact_value){.none = none};
        if (!none)
            value[i].number = (int64_t)s.sum[i];
    }
    bool measured = s.entered || !json_is_true(json_object_get(body, "unmeasured"));
    value[SUMS] = (struct fact_value){.number = measured};
}

static int hand_over(const json_t *object, int table, int64_t place, fact_sink *sink, void *ctx)
{
    const struct fact_table *t = &fact_tables[table];
    struct fact_value value[FACT_COLUMNS];
    for (int c = 0; c < t->columns; c++) {
        if (t->column[c].type == FACT_SUM) {
            fill_sums(object, &value[c]);
            break;
        }
        value[c] = pick(&t->column[c], object);
    }
    return sink(ctx, table, place, value);
}

/* ---- reading what comes in floods ------------------------------------------------------------ */

/* Intervals and stops are most of a log: a body with one row of texts and numbers is read without a
 * tree. The pointers of a table, made when it is first met; each thread has its own. */
struct picker {
    bool made, fits;
    struct scan_plan plan;
    struct scan_node node[2 * FACT_COLUMNS + 1];
    char text[512];
};

static void make_picker(struct picker *p, const struct fact_table *t)
{
    scan_plan_init(&p->plan, p->node, sizeof p->node / sizeof *p->node, p->text, sizeof p->text);
    p->made = true;
    p->fits = t->rows == NULL;
    for (int c = 0; c < t->columns && p->fits; c++) {
        char pointer[64];
        const struct fact_column *column = &t->column[c];
        bool plain = fact_is_text(column->type) || column->type == FACT_NUMBER;
        p->fits = plain && !strchr(column->path, '.') &&
                  text_format(pointer, sizeof pointer, "/%s", column->path) &&
                  scan_plan_add(&p->plan, pointer, strlen(pointer)) == c;
    }
}

static bool pick_number(const struct scan_value *s, struct fact_value *v)
{
    bool minus = s->text[0] == '-';
    if (s->length > 18U + minus)
        return false;
    for (size_t i = minus; i < s->length; i++) {
        if (s->text[i] < '0' || s->text[i] > '9')
            return true; /* a fraction: none */
        v->number = v->number * 10 + (s->text[i] - '0');
    }
    v->number = minus ? -v->number : v->number;
    v->none = false;
    return true;
}

/* False: the tree must decide. */
static bool pick_scanned(const struct fact_column *c, const struct scan_value *s,
                         struct fact_value *v)
{
    *v = (struct fact_value){.none = true};
    if (fact_is_text(c->type) && s->kind == SCAN_TEXT)
        *v = (struct fact_value){.text = s->text, .length = s->length};
    else if (c->type == FACT_NUMBER && (s->kind == SCAN_TRUE || s->kind == SCAN_FALSE))
        *v = (struct fact_value){.number = s->kind == SCAN_TRUE};
    else if (c->type == FACT_NUMBER && s->kind == SCAN_NUMBER)
        return pick_number(s, v);
    return !s->escaped;
}

/* Whether the row could be read so; `*rc` is the sink's then. */
static bool read_scanned(int table, const char *body, size_t length, fact_sink *sink, void *ctx,
                         int *rc)
{
    static _Thread_local struct picker pickers[FACT_TABLES];
    struct picker *p = &pickers[table];
    const struct fact_table *t = &fact_tables[table];
    struct scan_value found[FACT_COLUMNS];
    struct fact_value value[FACT_COLUMNS];
    if (!p->made)
        make_picker(p, t);
    if (!p->fits || length == 0 || body[0] != '{' ||
        scan_document(&p->plan, body, length, found, NULL) != SCAN_FINE)
        return false;
    for (int c = 0; c < t->columns; c++)
        if (!pick_scanned(&t->column[c], &found[c], &value[c]))
            return false;
    *rc = sink(ctx, table, 0, value);
    return true;
}

bool facts_of(const char *kind)
{
    for (int i = 0; i < FACT_TABLES; i++)
        if (strcmp(fact_tables[i].kind, kind) == 0)
            return true;
    return false;
}

static int read_tree(const char *kind, const char *body, size_t length, fact_sink *sink, void *ctx)
{
    json_t *json = json_loadb(body, length, 0, NULL);
    int rc = 0;
    for (int i = 0; json_is_object(json) && i < FACT_TABLES && rc == 0; i++) {
        const struct fact_table *t = &fact_tables[i];
        if (strcmp(t->kind, kind) != 0)
            continue;
        const json_t *rows = t->rows ? json_object_get(json, t->rows) : NULL;
        if (!t->rows)
            rc = hand_over(json, i, 0, sink, ctx);
        for (size_t k = 0; k < json_array_size(rows) && rc == 0; k++)
            rc = hand_over(json_array_get(rows, k), i, (int64_t)k, sink, ctx);
    }
    json_decref(json);
    return rc;
}

int facts_read(const char *kind, const char *body, size_t length, fact_sink *sink, void *ctx)
{
    int table = 0, rc = 0;
    while (table < FACT_TABLES && strcmp(fact_tables[table].kind, kind) != 0)
        table++;
    if (table == FACT_TABLES || read_scanned(table, body, length, sink, ctx, &rc))
        return rc;
    return read_tree(kind, body, length, sink, ctx);
}

/* ---- SQL ------------------------------------------------------------------------------------- */

struct sql {
    char *out;
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void put(struct sql *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(s->out + s->length, FACT_SQL - s->length, format, args);
    va_end(args);
    s->length += n > 0 && (size_t)n < FACT_SQL - s->length ? (size_t)n : 0;
}

static const char *const own[FACT_OWN] = {"station", "id", "place", "rev", "hash"};

static void put_columns(struct sql *s, const struct fact_table *t, const char *before)
{
    for (int i = 0; i < FACT_OWN; i++)
        put(s, "%s%s%s", i ? ", " : "", before, own[i]);
    for (int i = 0; i < t->columns; i++)
        put(s, ", %s%s", before, t->column[i].name);
}

void fact_make(enum fact_engine engine, const struct fact_table *t, char out[FACT_SQL])
{
    const bool lite = engine == FACT_LITE;
    const char *big = lite ? "INTEGER" : "BIGINT";
    struct sql s = {.out = out};
    put(&s,
        "CREATE TABLE %s (station INTEGER NOT NULL, id TEXT NOT NULL, place %s NOT NULL,"
        " rev %s NOT NULL, hash %s NOT NULL",
        t->name, big, big, lite ? "BLOB" : "BYTEA");
    for (int i = 0; i < t->columns; i++)
        put(&s, ", %s %s", t->column[i].name, fact_is_text(t->column[i].type) ? "TEXT" : big);
    put(&s, ", PRIMARY KEY (station, id, place))%s;", lite ? " WITHOUT ROWID" : "");
    if (t->index)
        put(&s, "CREATE INDEX %s_by ON %s (%s);", t->name, t->name, t->index);
}

void fact_drop(const struct fact_table *t, char out[FACT_SQL])
{
    struct sql s = {.out = out};
    put(&s, "DROP TABLE IF EXISTS %s;", t->name);
}

static void put_rows(struct sql *s, const struct fact_table *t)
{
    static const char *const types[FACT_OWN] = {"int4", "text", "int8", "int8", "bytea"};
    put(s, "SELECT DISTINCT ON (station, id, place) * FROM unnest(");
    for (int i = 0; i < FACT_OWN + t->columns; i++) {
        bool text = i >= FACT_OWN && fact_is_text(t->column[i - FACT_OWN].type);
        put(s, "%s$%d::%s[]", i ? ", " : "", i + 1,
            i < FACT_OWN ? types[i]
            : text       ? "text"
                         : "int8");
    }
    put(s, ") AS r(");
    put_columns(s, t, "");
    put(s, ") ORDER BY station, id, place, rev DESC, hash DESC");
}

void fact_upsert(enum fact_engine engine, const struct fact_table *t, char out[FACT_SQL])
{
    struct sql s = {.out = out};
    put(&s, "INSERT INTO %s AS t (", t->name);
    put_columns(&s, t, "");
    put(&s, ") ");
    if (engine == FACT_LITE) {
        put(&s, "VALUES (");
        for (int i = 0; i < FACT_OWN + t->columns; i++)
            put(&s, "%s?%d", i ? ", " : "", i + 1);
        put(&s, ")");
    } else {
        put_rows(&s, t);
    }
    put(&s, " ON CONFLICT (station, id, place) DO UPDATE SET rev = excluded.rev,"
            " hash = excluded.hash");
    for (int i = 0; i < t->columns; i++)
        put(&s, ", %s = excluded.%s", t->column[i].name, t->column[i].name);
    put(&s, " WHERE (excluded.rev, excluded.hash) > (t.rev, t.hash)");
}
