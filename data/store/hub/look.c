/* SPDX-License-Identifier: MIT */
/* Questions to the views of a hub's database, the same text for both engines. SQL adds up and
 * selects; rows come as text. The thread that data/hub/past.c gives it is the only caller. Owns its
 * connection, opened for reading only. */
#include "data/store/hub/look_inside.h"

#include "data/model/clock.h"
#include "data/model/text.h"

#include <libpq-fe.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LITE_SCHEME "sqlite:"
#define POST_SCHEME "postgres"
#define BUSY_MS     2000

struct hub_look {
    sqlite3 *lite;
    PGconn *post;
};

#define UNDER(x, n)                                                           \
    "(CAST($" n " AS TEXT) = '' OR " x " = CAST($" n " AS TEXT) OR substr(" x \
    ", 1, length(CAST($" n " AS TEXT)) + 1) = CAST($" n " AS TEXT) || '/')"

/* ---- the engines ----------------------------------------------------------------------------- */

static int lite_open(struct hub_look *look, const char *path, struct cause *why)
{
    int rc = sqlite3_open_v2(path, &look->lite, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_timeout(look->lite, BUSY_MS);
    if (rc == SQLITE_OK)
        return 0;
    return cause_set(why, -1, "%.200s: %s", path,
                     look->lite != NULL ? sqlite3_errmsg(look->lite) : "out of memory");
}

static int lite_ask(struct hub_look *look, const char *sql, const char *const *value, int values,
                    look_row *row, void *ctx)
{
    sqlite3_stmt *s = NULL;
    const char *column[LOOK_COLUMNS] = {NULL};
    int rc = sqlite3_prepare_v2(look->lite, sql, -1, &s, NULL);
    for (int i = 0; i < values && rc == SQLITE_OK; i++)
        rc = sqlite3_bind_text(s, i + 1, value[i], -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    for (; rc == SQLITE_ROW; rc = sqlite3_step(s)) {
        int columns = sqlite3_column_count(s);
        for (int i = 0; i < columns && i < LOOK_COLUMNS; i++)
            column[i] = (const char *)sqlite3_column_text(s, i);
        row(ctx, column);
    }
    (void)sqlite3_finalize(s);
    return rc == SQLITE_DONE ? 0 : -1;
}

static void quiet(void *ctx, const char *message)
{
    (void)ctx;
    (void)message;
}

/* Words of libpq on one line. */
static int post_fail(PGconn *link, struct cause *why)
{
    char text[256];
    const char *said = PQerrorMessage(link);
    (void)text_sanitise(said, strcspn(said, "\n"), text, sizeof text);
    if (strstr(text, "://") != NULL) /* it quotes the address, and what password is in it */
        return cause_set(why, -1, "the address of the database cannot be read");
    return cause_set(why, -1, "the database: %s", text);
}

static int post_open(struct hub_look *look, const char *url, struct cause *why)
{
    static const char *const keys[] = {"connect_timeout",
                                       "keepalives_idle",
                                       "tcp_user_timeout",
                                       "application_name",
                                       "options",
                                       "dbname",
                                       NULL};
    const char *const values[] = {"10",
                                  "10",
                                  "20000",
                                  "andon-view",
                                  "-c default_transaction_read_only=on -c statement_timeout=30000",
                                  url,
                                  NULL};
    look->post = PQconnectdbParams(keys, values, 1);
    if (look->post == NULL || PQstatus(look->post) != CONNECTION_OK)
        return post_fail(look->post, why);
    (void)PQsetNoticeProcessor(look->post, quiet, NULL);
    return 0;
}

static int post_ask(struct hub_look *look, const char *sql, const char *const *value, int values,
                    look_row *row, void *ctx)
{
    const char *column[LOOK_COLUMNS] = {NULL};
    PGresult *result = PQexecParams(look->post, sql, values, NULL, value, NULL, NULL, 0);
    bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
    int rows = fine ? PQntuples(result) : 0, columns = fine ? PQnfields(result) : 0;
    for (int r = 0; r < rows; r++) {
        for (int i = 0; i < columns && i < LOOK_COLUMNS; i++)
            column[i] = PQgetisnull(result, r, i) ? NULL : PQgetvalue(result, r, i);
        row(ctx, column);
    }
    PQclear(result);
    return fine ? 0 : -1;
}

int hub_look_ask(struct hub_look *look, const char *sql, const char *const *value, int values,
                 look_row *row, void *ctx, struct cause *why)
{
    if (look->lite != NULL) {
        if (lite_ask(look, sql, value, values, row, ctx) == 0)
            return 0;
        return cause_set(why, -1, "the database: %s", sqlite3_errmsg(look->lite));
    }
    return post_ask(look, sql, value, values, row, ctx) == 0 ? 0 : post_fail(look->post, why);
}

struct hub_look *hub_look_open(const char *url, struct cause *why)
{
    struct hub_look *look = calloc(1, sizeof *look);
    int rc = -1;
    if (look == NULL)
        (void)cause_set(why, -1, "out of memory");
    else if (strncmp(url, LITE_SCHEME, strlen(LITE_SCHEME)) == 0)
        rc = lite_open(look, url + strlen(LITE_SCHEME), why);
    else if (strncmp(url, POST_SCHEME, strlen(POST_SCHEME)) == 0)
        rc = post_open(look, url, why);
    else
        (void)cause_set(why, -1, "give sqlite:PATH or postgresql://HOST/NAME");
    if (rc != 0)
        hub_look_close(&look);
    return look;
}

void hub_look_close(struct hub_look **look)
{
    if (*look == NULL)
        return;
    (void)sqlite3_close((*look)->lite);
    if ((*look)->post != NULL)
        PQfinish((*look)->post);
    free(*look);
    *look = NULL;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static int64_t number(const char *text, int64_t otherwise)
{
    return text != NULL ? strtoll(text, NULL, 10) : otherwise;
}

static void clean(const char *text, char *out, size_t size)
{
    (void)text_sanitise(text != NULL ? text : "", text != NULL ? strlen(text) : 0, out, size);
}

struct sink {
    void *out;
    size_t max, at;
    int64_t count;
};

static void take_station(void *ctx, const char *const *column)
{
    struct sink *sink = ctx;
    struct hub_seen *seen = sink->out;
    if (sink->count++ >= (int64_t)sink->max)
        return;
    seen += sink->count - 1;
    clean(column[0], seen->station, sizeof seen->station);
    seen->last_ms = number(column[1], TIME_NONE);
}

int64_t hub_look_stations(struct hub_look *look, const char *under, struct hub_seen *out,
                          size_t max, struct cause *why)
{
    static const char sql[] =
        "SELECT station, last_ms FROM stations WHERE " UNDER("station", "1") " ORDER BY station";
    struct sink sink = {.out = out, .max = max};
    const char *const value[] = {under};
    return hub_look_ask(look, sql, value, 1, take_station, &sink, why) == 0 ? sink.count : -1;
}

/* A reason that no station has given a title goes by its id. */
static const char *title_of(const char *kind, const char *reason, const char *title)
{
    static const struct {
        const char *kind, *title;
    } rows[] = {{"unexplained", "not explained"}, {"small", "small stops"}, {"waiting", "waiting"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].kind, kind) == 0)
            return rows[i].title;
    return title[0] != '\0' ? title : reason;
}

static void take_loss(void *ctx, const char *const *column)
{
    struct sink *sink = ctx;
    struct line_loss *loss = sink->out;
    char title[sizeof loss->title];
    if (sink->count++ >= (int64_t)sink->max)
        return;
    loss += sink->count - 1;
    *loss = (struct line_loss){.count = number(column[2], 0),
                               .lost_ms = number(column[3], 0),
                               .stations = number(column[4], 0)};
    clean(column[0], loss->kind, sizeof loss->kind);
    clean(column[1], loss->reason, sizeof loss->reason);
    clean(column[5], title, sizeof title);
    (void)text_copy(loss->title, sizeof loss->title, title_of(loss->kind, loss->reason, title));
}

#define LOST_BY(order)                                                                      \
    "SELECT kind, reason, count(*), CAST(sum(lost) AS BIGINT), count(DISTINCT station),"    \
    " max(title) FROM ("                                                                    \
    "SELECT t.station, t.kind, CASE WHEN t.kind = 'reason' THEN t.reason END AS reason,"    \
    " t.reason_title AS title, CASE WHEN"                                                   \
    " t.end_ms IS NULL AND s.last_ms - t.begin_ms > t.lost_ms AND " HUB_IS_LAST_STOP(       \
        "t") " THEN s.last_ms - t.begin_ms ELSE"                                            \
             " t.lost_ms END AS lost FROM stops t JOIN stations s ON s.station = t.station" \
             " WHERE t.merged_into IS NULL AND t.begin_ms >= CAST($1 AS BIGINT)"            \
             " AND t.begin_ms < CAST($2 AS BIGINT) AND " UNDER(                             \
                 "t.station", "3") ") x"                                                    \
                                   " GROUP BY kind, reason ORDER BY " order                 \
                                   " DESC, kind, reason LIMIT 200"

int64_t hub_look_losses(struct hub_look *look, const struct hub_span *span, bool by_count,
                        struct line_loss *out, size_t max, struct cause *why)
{
    char from[24], to[24];
    struct sink sink = {.out = out, .max = max};
    const char *const value[] = {from, to, span->under};
    (void)snprintf(from, sizeof from, "%lld", (long long)span->from_ms);
    (void)snprintf(to, sizeof to, "%lld", (long long)span->to_ms);
    const char *sql = by_count ? LOST_BY("3") : LOST_BY("4");
    return hub_look_ask(look, sql, value, 3, take_loss, &sink, why) == 0 ? sink.count : -1;
}

/* Rows come in the order of the stations. */
static void take_shift(void *ctx, const char *const *column)
{
    struct sink *sink = ctx;
    struct line_trend *trend = sink->out;
    char station[LINE_STATION_SIZE];
    clean(column[0], station, sizeof station);
    for (size_t tries = 0; tries < sink->max && strcmp(trend[sink->at].station, station) != 0;
         tries++)
        sink->at = (sink->at + 1) % sink->max;
    trend += sink->at;
    if (strcmp(trend->station, station) != 0 || trend->shifts == LINE_TREND_SHIFTS)
        return;
    int n = trend->shifts++;
    clean(column[1], trend->name[n], sizeof trend->name[n]);
    trend->begin[n] = number(column[2], TIME_NONE);
    trend->oee[n] = column[3] != NULL ? strtod(column[3], NULL) : (double)NAN;
}

int hub_look_shifts(struct hub_look *look, const struct hub_span *span, struct line_trend *trend,
                    size_t count, struct cause *why)
{
    static const char sql[] =
        "SELECT station, name, begin_ms, oee FROM oee_shifts WHERE station >= CAST($1 AS TEXT)"
        " AND station <= CAST($2 AS TEXT) AND begin_ms >= CAST($3 AS BIGINT)"
        " AND begin_ms < CAST($4 AS BIGINT) ORDER BY station, begin_ms DESC";
    char from[24], to[24];
    struct sink sink = {.out = trend, .max = count};
    if (count == 0)
        return 0;
    const char *const value[] = {trend[0].station, trend[count - 1].station, from, to};
    (void)snprintf(from, sizeof from, "%lld", (long long)span->from_ms);
    (void)snprintf(to, sizeof to, "%lld", (long long)span->to_ms);
    return hub_look_ask(look, sql, value, 4, take_shift, &sink, why);
}
