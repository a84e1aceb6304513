/* SPDX-License-Identifier: MIT */
/* Records as tables for other programs: the sheets there are, their columns, and a row as JSON. One
 * table of columns each, which the manual lists too; `andonctl export` writes them as CSV as well,
 * and andond says them on …/event. Pure: the row is what the record's question or body says. */
#include "data/model/sheet.h"

#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct column stops[] = {
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER},
    {"begin", "begin", CELL_TIME}, {"begin_utc_ms", "begin", CELL_UTC_MS}, {"end", "end", CELL_TIME},
    {"lost_s", "ms", CELL_MS}, {"small", "small", CELL_FLAG}, {"state", "state", CELL_TEXT},
    {"detail", "detail", CELL_TEXT}, {"reason", "reason", CELL_TEXT}, {"suggested", "suggested", CELL_TEXT},
    {"note", "note", CELL_TEXT}, {"noticed", "five/noticed", CELL_TIME}, {"arrived", "five/arrived", CELL_TIME},
    {"repaired", "five/repaired", CELL_TIME}, {"entered_by", "entered/by", CELL_TEXT},
    {"entered", "entered/at", CELL_TIME}, {"split_of", "of", CELL_TEXT}, {"part_of", "into", CELL_TEXT},
};
static const struct column scrap[] = {
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER},
    {"at", "at", CELL_TIME}, {"at_utc_ms", "at", CELL_UTC_MS}, {"quantity", "quantity", CELL_NUMBER},
    {"rework", "rework", CELL_FLAG}, {"reason", "reason", CELL_TEXT}, {"note", "note", CELL_TEXT},
    {"product", "product", CELL_TEXT}, {"job", "job", CELL_TEXT}, {"shift", "shift", CELL_TEXT},
    {"part", "part", CELL_TEXT}, {"reverses", "of", CELL_TEXT}, {"source", "source", CELL_TEXT},
};
#define FIGURES \
    {"oee_ratio", "oee/oee", CELL_NUMBER}, {"availability_ratio", "oee/availability", CELL_NUMBER}, \
    {"performance_ratio", "oee/performance", CELL_NUMBER}, {"quality_ratio", "oee/quality", CELL_NUMBER}, \
    {"coverage_ratio", "oee/coverage", CELL_NUMBER}, {"planned_s", "oee/planned_s", CELL_NUMBER}, \
    {"run_s", "oee/run_s", CELL_NUMBER}, {"unexplained_s", "oee/unexplained_s", CELL_NUMBER}, \
    {"total", "counts/total", CELL_NUMBER}, {"good", "counts/good", CELL_NUMBER}, \
    {"scrap", "counts/scrap", CELL_NUMBER}, {"rework", "counts/rework", CELL_NUMBER}, \
    {"stops", "stops/count", CELL_NUMBER}, {"unexplained_stops", "stops/unexplained", CELL_NUMBER}, \
    {"small_stops", "stops/small", CELL_NUMBER}, {"failures", "failures", CELL_NUMBER}, \
    {"mtbf_s", "mtbf_s", CELL_NUMBER}, {"mttr_s", "mttr_s", CELL_NUMBER}, \
    {"running_s", "time_s/running", CELL_NUMBER}, {"idle_s", "time_s/idle", CELL_NUMBER}, \
    {"stopped_s", "time_s/stopped", CELL_NUMBER}, {"starved_s", "time_s/starved", CELL_NUMBER}, \
    {"blocked_s", "time_s/blocked", CELL_NUMBER}, {"changeover_s", "time_s/changeover", CELL_NUMBER}, \
    {"not_planned_s", "time_s/planned", CELL_NUMBER}, {"unknown_s", "time_s/unknown", CELL_NUMBER}
static const struct column shifts[] = {
    {"id", "id", CELL_TEXT}, {"name", "name", CELL_TEXT},
    {"begin", "begin", CELL_TIME}, {"begin_utc_ms", "begin", CELL_UTC_MS}, {"end", "end", CELL_TIME},
    {"closed", "closed", CELL_FLAG}, FIGURES,
};
static const struct column kpi[] = {
    {"from", "from", CELL_TIME}, {"from_utc_ms", "from", CELL_UTC_MS}, {"to", "to", CELL_TIME},
    {"record_begins", "first", CELL_TIME}, FIGURES,
};
static const struct column pareto[] = {
    {"kind", "kind", CELL_TEXT}, {"reason", "reason", CELL_TEXT}, {"title", "title", CELL_TEXT},
    {"loss", "loss", CELL_TEXT}, {"planned", "planned", CELL_FLAG}, {"stops", "count", CELL_NUMBER},
    {"lost_s", "lost_s", CELL_NUMBER},
};
static const struct column losses[] = {
    {"loss", "loss", CELL_TEXT}, {"lost_s", "lost_s", CELL_NUMBER}, {"parts", "parts", CELL_NUMBER},
};
static const struct column calls[] = {
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER}, {"type", "type", CELL_TEXT},
    {"title", "title", CELL_TEXT}, {"state", "state", CELL_TEXT},
    {"raised", "raised", CELL_TIME}, {"raised_utc_ms", "raised", CELL_UTC_MS}, {"taken", "taken", CELL_TIME},
    {"arrived", "arrived", CELL_TIME}, {"ended", "ended", CELL_TIME}, {"take_s", "take_ms", CELL_MS},
    {"arrive_s", "arrive_ms", CELL_MS}, {"solve_s", "solve_ms", CELL_MS}, {"line_stop_s", "line_stop_ms", CELL_MS},
    {"by", "by", CELL_TEXT}, {"taken_by", "taken_by", CELL_TEXT}, {"arrived_by", "arrived_by", CELL_TEXT},
    {"ended_by", "ended_by", CELL_TEXT}, {"note", "note", CELL_TEXT}, {"stop", "stop", CELL_TEXT},
    {"order", "order", CELL_TEXT}, {"blocking", "blocking", CELL_FLAG}, {"tiers", "tiers", CELL_NUMBER},
};
static const struct column alerts[] = {
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER}, {"name", "name", CELL_TEXT},
    {"title", "title", CELL_TEXT}, {"priority", "priority", CELL_TEXT}, {"to", "to", CELL_TEXT},
    {"state", "state", CELL_TEXT}, {"begin", "begin", CELL_TIME}, {"begin_utc_ms", "begin", CELL_UTC_MS},
    {"end", "end", CELL_TIME}, {"active_s", "ms", CELL_MS}, {"text", "text", CELL_TEXT},
    {"occurrences", "count", CELL_NUMBER}, {"active", "active", CELL_FLAG}, {"acked", "acked", CELL_FLAG},
    {"acked_by", "ack/by", CELL_TEXT}, {"acked_at", "ack/at", CELL_TIME}, {"note", "ack/note", CELL_TEXT},
    {"shelved_until", "shelf/until", CELL_TIME}, {"shelved_by", "shelf/by", CELL_TEXT},
    {"shelved_why", "shelf/why", CELL_TEXT}, {"out_of_service", "out_of_service", CELL_FLAG},
    {"asset", "asset", CELL_TEXT}, {"order", "order", CELL_TEXT},
};
static const struct column predictions[] = {
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER}, {"mode", "mode", CELL_TEXT},
    {"title", "title", CELL_TEXT}, {"asset", "asset", CELL_TEXT},
    {"since", "since", CELL_TIME}, {"since_utc_ms", "since", CELL_UTC_MS}, {"said", "ts", CELL_TIME},
    {"expires", "expires", CELL_TIME}, {"probability_ratio", "p", CELL_NUMBER},
    {"horizon_s", "horizon_s", CELL_NUMBER}, {"remaining_s", "rul_s", CELL_NUMBER},
    {"remaining_low_s", "rul_lo_s", CELL_NUMBER}, {"remaining_high_s", "rul_hi_s", CELL_NUMBER},
    {"confidence_ratio", "confidence", CELL_NUMBER}, {"health_ratio", "health", CELL_NUMBER},
    {"severity", "severity", CELL_TEXT}, {"action", "action", CELL_TEXT}, {"model", "model", CELL_TEXT},
    {"version", "version", CELL_TEXT}, {"alarm", "alarm", CELL_FLAG}, {"verdict", "verdict", CELL_TEXT},
    {"answered_by", "answered_by", CELL_TEXT}, {"answered", "answered_at", CELL_TIME},
    {"planned", "planned_at", CELL_TIME}, {"note", "note", CELL_TEXT}, {"order", "order", CELL_TEXT},
};
static const struct column workorders[] = {
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER}, {"state", "state", CELL_TEXT},
    {"priority", "priority", CELL_TEXT}, {"asset", "asset", CELL_TEXT}, {"symptom", "symptom", CELL_TEXT},
    {"evidence", "evidence", CELL_TEXT}, {"of", "of", CELL_TEXT}, {"stop", "stop", CELL_TEXT},
    {"call", "call", CELL_TEXT}, {"asked", "asked", CELL_TIME}, {"asked_utc_ms", "asked", CELL_UTC_MS},
    {"wanted", "wanted", CELL_TIME}, {"planned", "planned", CELL_TIME}, {"started", "started", CELL_TIME},
    {"done", "done", CELL_TIME}, {"by", "by", CELL_TEXT}, {"answered_by", "answered_by", CELL_TEXT},
    {"number", "number", CELL_TEXT}, {"answer", "answer", CELL_TEXT}, {"waiting_s", "waiting_s", CELL_NUMBER},
    {"repair_s", "repair_s", CELL_NUMBER}, {"restart_s", "restart_s", CELL_NUMBER},
};
static const struct column jobs[] = {
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER}, {"order", "order", CELL_TEXT},
    {"title", "title", CELL_TEXT}, {"product", "product", CELL_TEXT}, {"quantity", "quantity", CELL_NUMBER},
    {"begin", "begin", CELL_TIME}, {"begin_utc_ms", "begin", CELL_UTC_MS}, {"end", "end", CELL_TIME},
    {"lasted_s", "ms", CELL_MS}, {"state", "state", CELL_TEXT}, {"ideal_cycle_s", "ideal_us", CELL_US},
    {"total", "total", CELL_NUMBER}, {"good", "good", CELL_NUMBER}, {"scrap", "scrap", CELL_NUMBER},
    {"rework", "rework", CELL_NUMBER},
};
static const struct column modes[] = {
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER}, {"begin", "begin", CELL_TIME},
    {"begin_utc_ms", "begin", CELL_UTC_MS}, {"end", "end", CELL_TIME}, {"lasted_s", "ms", CELL_MS},
    {"mode", "mode", CELL_TEXT}, {"declared", "declared", CELL_TEXT}, {"title", "title", CELL_TEXT},
    {"until", "until", CELL_TIME}, {"note", "note", CELL_TEXT},
};
static const struct column improvements[] = {
    {"id", "id", CELL_TEXT}, {"at", "at", CELL_TIME}, {"at_utc_ms", "at", CELL_UTC_MS}, {"text", "text", CELL_TEXT},
};
static const struct column states[] = {
    {"id", "id", CELL_TEXT}, {"begin", "begin", CELL_TIME}, {"begin_utc_ms", "begin", CELL_UTC_MS},
    {"end", "end", CELL_TIME}, {"lasted_s", "ms", CELL_MS}, {"state", "state", CELL_TEXT},
    {"detail", "detail", CELL_TEXT}, {"mode", "mode", CELL_TEXT}, {"shift", "shift", CELL_TEXT},
    {"planned_time", "plan", CELL_FLAG}, {"stop", "stop", CELL_TEXT}, {"small", "small", CELL_FLAG},
    {"reason", "reason", CELL_TEXT}, {"job", "job", CELL_TEXT},
};
static const struct column minutes[] = {
    {"begin", "begin", CELL_TIME}, {"begin_utc_ms", "begin", CELL_UTC_MS}, {"total", "total", CELL_MILLION},
    {"good", "good", CELL_MILLION}, {"scrap", "scrap", CELL_MILLION}, {"rework", "rework", CELL_MILLION},
    {"product", "product", CELL_TEXT}, {"gap", "gap", CELL_FLAG}, {"shift", "shift", CELL_TEXT},
};
static const struct column records[] = {
    {"time", "wall", CELL_TIME}, {"utc_ms", "wall", CELL_UTC_MS}, {"n", "n", CELL_NUMBER},
    {"epoch", "epoch", CELL_TEXT}, {"seq", "seq", CELL_NUMBER}, {"kind", "kind", CELL_TEXT},
    {"id", "id", CELL_TEXT}, {"rev", "rev", CELL_NUMBER}, {"actor", "actor", CELL_TEXT},
    {"clock_synced", "synced", CELL_FLAG}, {"config", "config", CELL_TEXT}, {"hash", "hash", CELL_TEXT},
    {"body", "body", CELL_JSON},
};
#define SHEET(columns) columns, sizeof columns / sizeof *columns
static const struct sheet sheets[] = {
    {"stops", "export", "stops", NULL, SHEET(stops)},
    {"scrap", "export", "scrap", NULL, SHEET(scrap)},
    {"shifts", "export", "shifts", "kpi", SHEET(shifts)},
    {"kpi", "kpi", NULL, NULL, SHEET(kpi)},
    {"pareto", "pareto", NULL, NULL, SHEET(pareto)},
    {"losses", "losses", NULL, NULL, SHEET(losses)},
    {"calls", "export", "calls", NULL, SHEET(calls)},
    {"alerts", "export", "alerts", NULL, SHEET(alerts)},
    {"predictions", "export", "predictions", NULL, SHEET(predictions)},
    {"workorders", "export", "workorders", NULL, SHEET(workorders)},
    {"jobs", "export", "jobs", NULL, SHEET(jobs)},
    {"modes", "export", "modes", NULL, SHEET(modes)},
    {"improvements", "export", "improvements", NULL, SHEET(improvements)},
    {"states", "export", "states", NULL, SHEET(states)},
    {"minutes", "export", "minutes", NULL, SHEET(minutes)},
    {"log", "export", "log", NULL, SHEET(records)},
};
/* clang-format on */
#define SHEETS (sizeof sheets / sizeof *sheets)

const struct sheet *sheet_find(const char *name)
{
    for (size_t i = 0; i < SHEETS; i++)
        if (strcmp(sheets[i].name, name) == 0)
            return &sheets[i];
    return NULL;
}

const char *sheet_names(void)
{
    static char names[200];
    names[0] = '\0';
    for (size_t i = 0; i < SHEETS; i++) {
        size_t n = strlen(names);
        (void)text_format(names + n, sizeof names - n, "%s%s", i ? ", " : "", sheets[i].name);
    }
    return names;
}

/* ---- cells ----------------------------------------------------------------------------------- */

static const json_t *member_of(const json_t *row, const char *path)
{
    while (row && *path) {
        size_t length = strcspn(path, "/");
        char key[32];
        row = text_copy_n(key, sizeof key, path, length) ? json_object_get(row, key) : NULL;
        path += length + (path[length] == '/');
    }
    return row;
}

/* A number of the record's, or of a snapshot's: at most six decimals, never an exponent. */
static enum cell_kind put_number(const json_t *value, char *out)
{
    int64_t amount;
    if (json_is_integer(value))
        (void)text_format(out, SHEET_CELL, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value) && amount_from_double(json_real_value(value), &amount) == 0)
        (void)amount_to_text(amount, out);
    else
        return IS_NULL;
    return IS_PLAIN;
}

static enum cell_kind put_scaled(const json_t *value, int64_t to_millionths, char *out)
{
    int64_t is = json_integer_value(value);
    if (!json_is_integer(value) || is > INT64_MAX / to_millionths || is < INT64_MIN / to_millionths)
        return IS_NULL;
    (void)amount_to_text(is * to_millionths, out);
    return IS_PLAIN;
}

static enum cell_kind put_json(const json_t *value, char *out)
{
    size_t length = json_dumpb(value, out, SHEET_CELL - 1,
                               JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
    if (!value || json_is_null(value) || length >= SHEET_CELL)
        return IS_NULL;
    out[length] = '\0';
    return IS_JSON;
}

static enum cell_kind put_cell(const struct zone *zone, const json_t *value, enum cell_form form,
                               char *out)
{
    const char *text = json_string_value(value);
    switch (form) {
    case CELL_TEXT:
        if (text)
            (void)text_sanitise(text, json_string_length(value), out, SHEET_CELL);
        return text ? IS_TEXT : IS_NULL;
    case CELL_TIME:
        if (json_is_integer(value))
            (void)time_to_iso8601_in(zone, json_integer_value(value), out);
        return json_is_integer(value) ? IS_TEXT : IS_NULL;
    case CELL_UTC_MS:
    case CELL_NUMBER:
        return put_number(value, out);
    case CELL_MS:
        return put_scaled(value, AMOUNT_ONE / MS_PER_S, out);
    case CELL_US:
    case CELL_MILLION:
        return put_scaled(value, 1, out);
    case CELL_FLAG:
        (void)text_copy(out, SHEET_CELL, json_is_true(value) ? "true" : "false");
        return IS_PLAIN;
    case CELL_JSON:
        return put_json(value, out);
    }
    return IS_NULL;
}

enum cell_kind sheet_cell(const struct column *column, const struct zone *zone, const json_t *row,
                          char out[SHEET_CELL])
{
    return put_cell(zone, member_of(row, column->path), column->form, out);
}

size_t sheet_json(const struct sheet *sheet, const struct sheet_of *of, const json_t *row,
                  char *out, size_t size)
{
    static _Thread_local char text[SHEET_CELL];
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_text(&w, "station", of->station);
    for (size_t i = 0; i < sheet->count; i++) {
        const struct column *c = &sheet->columns[i];
        enum cell_kind kind = sheet_cell(c, of->zone, row, text);
        if (kind == IS_NULL)
            jw_null(&w, c->name);
        else if (kind == IS_TEXT)
            jw_text(&w, c->name, text);
        else
            jw_raw(&w, c->name, text);
    }
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}
