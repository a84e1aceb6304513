/* SPDX-License-Identifier: MIT */
/* What a report of a line asks of a hub's database: rows of the views of andon-sql(7) as JSON, in
 * pages. SQL selects and counts, the report adds up (data/model/report/report_line.c). The thread
 * that data/hub/past.c gives it is the only caller. */
#include "data/store/hub/look_inside.h"

#include "data/model/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD(value, text) text,
static const char *const words[] = {HUB_LINE_X(WORD)};
#undef WORD
const struct words words_hub_line = {words, HUB_LINE_COUNT};

#define NUMBER(n) "CAST($" n " AS BIGINT)"
#define WITHIN(time) \
    time " >= " NUMBER("1") " AND " time " < " NUMBER("2") " AND line = CAST($3 AS TEXT)"
#define PAGE(order) " ORDER BY " order " LIMIT 501 OFFSET " NUMBER("4")
_Static_assert(HUB_LINE_ROWS == 500, "one more than a page is asked for");
#define MS(seconds) "CAST(" seconds " * 1000 AS BIGINT)"

/* A column's first letter is its type: t text, l the last part of a path, p the same before another
 * column's text (ids are a station's own), i a whole number, r any, b a flag; then its name. */
static const struct {
    const char *columns, *sql;
} rows[HUB_LINE_COUNT] = {
    [HUB_LINE_STATIONS] = {"lstation iheard",
                           "SELECT station, last_ms FROM stations WHERE " NUMBER("1") " < " NUMBER(
                               "2") " AND line = CAST($3 AS TEXT)" PAGE("station")},
    [HUB_LINE_SHIFTS] =
        {"lstation tname ibegin iend iknown_ms iunknown_ms irunning_ms ismall_ms irun_ms "
         "iplanned_ms ifixed_ms bmeasured itotal igood iscrap irework iideal_ps ijudged_ps "
         "iweighed_ps iweighed_good_ps istops ismall_stops iunexplained iunexplained_ms",
         "SELECT station, name, begin_ms, end_ms, known_ms, unknown_ms, running_ms, small_ms,"
         " run_ms, planned_ms, fixed_ms, measured, total, good, scrap, rework, ideal_ps, judged_ps,"
         " weighed_ps, weighed_good_ps, stops, small_stops, unexplained, unexplained_ms"
         " FROM shift_sums WHERE " WITHIN("begin_ms") PAGE("begin_ms, station")},
    [HUB_LINE_OPEN] = {"lstation tname ibegin",
                       "SELECT station, name, begin_ms FROM shifts WHERE " WITHIN(
                           "begin_ms") " AND coalesce(closed, 0) = 0" PAGE("begin_ms, station")},
    [HUB_LINE_LOSSES] =
        {"tkind treason ttitle icount ilost_ms istations",
         "SELECT kind, reason, max(title), count(*), CAST(sum(lost) AS BIGINT),"
         " count(DISTINCT station) FROM (SELECT t.station, t.kind,"
         " CASE WHEN t.kind = 'reason' THEN t.reason END AS reason, t.reason_title AS title,"
         " CASE WHEN t.end_ms IS NULL AND s.last_ms - t.begin_ms > coalesce(t.lost_ms, 0)"
         " AND " HUB_IS_LAST_STOP("t") " THEN s.last_ms - t.begin_ms ELSE t.lost_ms END AS lost"
                                       " FROM stops t JOIN stations s ON s.station = t.station "
                                       "WHERE t.merged_into IS NULL AND"
                                       " t.begin_ms >= " NUMBER("1") " AND t.begin_ms < " NUMBER(
                                           "2") " AND t.line = CAST($3 AS TEXT)) x GROUP BY kind, "
                                                "reason" PAGE("5 DESC, kind,"
                                                              " reason")},
    [HUB_LINE_STOPS] =
        {"lstation pid ibegin iend ims tkind tstate treason ttitle tnote",
         "SELECT station, id, begin_ms, end_ms, lost_ms, kind, state, reason, reason_title, note"
         " FROM stops WHERE " WITHIN("begin_ms") " AND merged_into IS NULL"
                                                 " AND coalesce(small, 0) = 0" PAGE(
                                                     "begin_ms, station, id")},
    [HUB_LINE_CALLS] = {"lstation pid iraised iended itake_ms iarrive_ms isolve_ms",
                        "SELECT station, id, raised_ms, ended_ms, " MS("take_s") ", " MS(
                            "arrive_s") ", " MS("solve_s") " FROM calls WHERE " WITHIN("raised_"
                                                                                       "ms")
                            PAGE("raised_ms, station, id")},
    [HUB_LINE_ORDERS] = {"lstation pid pof tstate iasked",
                         "SELECT station, id, cause, state, asked_ms FROM workorders WHERE " WITHIN(
                             "asked_ms") PAGE("asked_ms, station, id")},
    [HUB_LINE_FEEDBACK] = {"lstation pprediction bfound",
                           "SELECT station, prediction, found FROM prediction_outcomes"
                           " WHERE " WITHIN("at_ms") PAGE("at_ms, station, id")},
    [HUB_LINE_PREDICTIONS] = {"lstation pid isince tverdict porder",
                              "SELECT station, id, since_ms, verdict, workorder FROM predictions"
                              " WHERE " WITHIN("since_ms") PAGE("since_ms, station, id")},
    [HUB_LINE_MADE] = {"lstation tproduct rtotal rgood rscrap",
                       "SELECT station, product, sum(total), sum(good), sum(scrap)"
                       " FROM oee_products WHERE " WITHIN(
                           "begin_ms") " GROUP BY station, product" PAGE("station, product")},
    [HUB_LINE_SCRAP] =
        {"treason iat rquantity",
         "SELECT reason, min(at_ms), sum(quantity) FROM scraps WHERE " WITHIN(
             "at_ms") " AND coalesce(rework, 0) = 0 GROUP BY reason" PAGE("3 DESC, reason")},
};

struct writing {
    const char *columns;
    struct jw *w;
    struct hub_rows *rows;
};

static const char *leaf(const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    return slash != NULL ? slash + 1 : path;
}

static void put_cell(struct jw *w, const char *spec, size_t length, const char *const *column,
                     int at)
{
    char key[24], text[256], clean[256];
    const char *value = column[at];
    (void)text_copy_n(key, sizeof key, spec + 1, length - 1);
    if (value == NULL) {
        jw_null(w, key);
        return;
    }
    switch (*spec) {
    case 'i':
        jw_int(w, key, strtoll(value, NULL, 10));
        return;
    case 'r':
        jw_real(w, key, strtod(value, NULL));
        return;
    case 'b':
        jw_bool(w, key, strtol(value, NULL, 10) != 0);
        return;
    case 'l':
        value = leaf(value);
        break;
    case 'p':
        (void)text_format(text, sizeof text, "%s %s", leaf(column[0]), value);
        value = text;
        break;
    default:
        break;
    }
    (void)text_sanitise(value, strlen(value), clean, sizeof clean);
    jw_text(w, key, clean);
}

/* A row that finds no room is of the next page. */
static void put_row(void *ctx, const char *const *column)
{
    struct writing *g = ctx;
    const struct jw before = *g->w;
    int at = 0;
    if (g->rows->more || g->rows->count == HUB_LINE_ROWS) {
        g->rows->more = true;
        return;
    }
    jw_object(g->w, NULL);
    for (const char *spec = g->columns; *spec != '\0'; at++) {
        size_t length = strcspn(spec, " ");
        put_cell(g->w, spec, length, column, at);
        spec += length + (spec[length] == ' ');
    }
    jw_object_end(g->w);
    if (!g->w->overflow && g->w->length + 8 < g->w->size) { /* the end of the array fits, too */
        g->rows->count++;
        return;
    }
    *g->w = before;
    g->w->out[before.length] = '\0';
    g->rows->more = true;
}

int hub_look_line(struct hub_look *look, enum hub_line of, const struct hub_span *span,
                  struct hub_rows *out, struct jw *w, struct cause *why)
{
    char from[24], to[24], first[24];
    const char *const value[] = {from, to, span->under, first};
    struct writing writing = {rows[of].columns, w, out};
    (void)snprintf(from, sizeof from, "%lld", (long long)span->from_ms);
    (void)snprintf(to, sizeof to, "%lld", (long long)span->to_ms);
    (void)snprintf(first, sizeof first, "%lld", (long long)out->first);
    out->count = 0;
    out->more = false;
    return hub_look_ask(look, rows[of].sql, value, 4, put_row, &writing, why);
}
