/* SPDX-License-Identifier: MIT */
/* Writing and reading of minutes of signals. db.c writes rows in the commit of the records that
 * came with them; query.c reads them in slices, merged into as many buckets as the asker has room
 * for. What is kept of a mean is the sum: mean * samples + rest. */
#include "data/store/history.h"

#include "data/model/clock.h"
#include "data/model/json.h"
#include "data/model/text.h"
#include "data/store/clock.h"

#include <string.h>

#define LOOK_EVERY 32 /* rows between two looks at the clock */
#define JSON_MAX   320

static const char *const statements[HISTORY_STATEMENTS] = {
    [HISTORY_FIND] = "SELECT number FROM signal WHERE name = ?1",
    [HISTORY_NAME] = "INSERT INTO signal (name) VALUES (?1)",
    [HISTORY_INSERT] = "INSERT INTO history (signal, minute, min, mean, rest, max, last, samples, "
                       "bad, quality) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
                       "ON CONFLICT DO NOTHING",
    [HISTORY_READ] = "SELECT minute, min, mean, rest, max, last, samples, bad, quality "
                     "FROM history WHERE signal = ?1 AND minute = ?2",
    [HISTORY_REPLACE] = "REPLACE INTO history (signal, minute, min, mean, rest, max, last, "
                        "samples, bad, quality) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
};

int history_prepare(sqlite3 *sql, struct history_writer *writer)
{
    int rc = SQLITE_OK;
    for (size_t i = 0; i < HISTORY_STATEMENTS && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(sql, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                                &writer->statement[i], NULL);
    return rc;
}

void history_done(struct history_writer *writer)
{
    for (size_t i = 0; i < HISTORY_STATEMENTS; i++) {
        sqlite3_finalize(writer->statement[i]);
        writer->statement[i] = NULL;
    }
}

/* ---- writing --------------------------------------------------------------------------------- */

static int step_done(sqlite3_stmt *s)
{
    int rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int number_of(struct history_writer *writer, const char *name, int64_t *number)
{
    sqlite3_stmt *find = writer->statement[HISTORY_FIND], *add = writer->statement[HISTORY_NAME];
    (void)sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
    int rc = sqlite3_step(find);
    *number = rc == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
    (void)sqlite3_reset(find);
    if (rc != SQLITE_DONE)
        return rc == SQLITE_ROW ? SQLITE_OK : rc;
    (void)sqlite3_bind_text(add, 1, name, -1, SQLITE_STATIC);
    rc = step_done(add);
    *number = sqlite3_last_insert_rowid(sqlite3_db_handle(add));
    return rc;
}

/* Values that there is none of are NULL. */
static void bind_span(sqlite3_stmt *s, int64_t signal, int64_t minute, const struct history *span)
{
    int64_t mean, rest;
    history_mean(span, &mean, &rest);
    const int64_t value[] = {span->min, mean, rest, span->max, span->last};
    (void)sqlite3_bind_int64(s, 1, signal);
    (void)sqlite3_bind_int64(s, 2, minute);
    for (int i = 0; i < 5; i++) {
        if (span->samples > 0)
            (void)sqlite3_bind_int64(s, 3 + i, value[i]);
        else
            (void)sqlite3_bind_null(s, 3 + i);
    }
    (void)sqlite3_bind_int64(s, 8, span->samples);
    (void)sqlite3_bind_int64(s, 9, span->bad);
    (void)sqlite3_bind_int(s, 10, (int)span->quality);
}

/* Columns from `minute` on. */
static int64_t read_span(sqlite3_stmt *s, struct history *span)
{
    int quality = sqlite3_column_int(s, 8);
    *span = (struct history){
        .min = sqlite3_column_int64(s, 1),
        .max = sqlite3_column_int64(s, 4),
        .last = sqlite3_column_int64(s, 5),
        .samples = sqlite3_column_int64(s, 6),
        .bad = sqlite3_column_int64(s, 7),
        .quality = quality >= 0 && quality < QUALITY_COUNT ? (enum quality)quality : Q_NONE,
    };
    history_set_mean(span, sqlite3_column_int64(s, 2), sqlite3_column_int64(s, 3));
    if (!history_is_sound(span)) /* the file was damaged */
        *span = (struct history){.quality = Q_BAD};
    return sqlite3_column_int64(s, 0);
}

static int merge_row(struct history_writer *writer, int64_t signal, const struct history_row *row)
{
    sqlite3_stmt *read = writer->statement[HISTORY_READ];
    struct history span = {.samples = 0};
    (void)sqlite3_bind_int64(read, 1, signal);
    (void)sqlite3_bind_int64(read, 2, row->minute);
    int rc = sqlite3_step(read);
    if (rc == SQLITE_ROW)
        (void)read_span(read, &span);
    (void)sqlite3_reset(read);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE ? SQLITE_CORRUPT : rc;
    history_merge(&span, &row->span);
    sqlite3_stmt *replace = writer->statement[HISTORY_REPLACE];
    bind_span(replace, signal, row->minute, &span);
    return step_done(replace);
}

/* *is_new: there was none yet. */
static int insert_row(struct history_writer *writer, const struct history_row *row, int64_t *signal,
                      bool *is_new)
{
    sqlite3_stmt *insert = writer->statement[HISTORY_INSERT];
    int rc = number_of(writer, row->signal, signal);
    if (rc != SQLITE_OK)
        return rc;
    bind_span(insert, *signal, row->minute, &row->span);
    rc = step_done(insert);
    *is_new = rc == SQLITE_OK && sqlite3_changes(sqlite3_db_handle(insert)) > 0;
    return rc;
}

int history_write(struct history_writer *writer, const struct history_row *row, int64_t *minutes)
{
    int64_t signal = 0;
    bool is_new = false;
    int rc = insert_row(writer, row, &signal, &is_new);
    *minutes += is_new;
    return rc == SQLITE_OK && !is_new ? merge_row(writer, signal, row) : rc;
}

int history_restore(struct history_writer *writer, const struct history_row *row, int64_t *minutes,
                    int64_t *restored)
{
    int64_t signal = 0;
    bool is_new = false;
    int rc = insert_row(writer, row, &signal, &is_new);
    *minutes += is_new;
    ++*restored;
    return rc;
}

/* ---- another file ---------------------------------------------------------------------------- */

int history_read_prepare(sqlite3 *sql, int64_t signal, int64_t minute, sqlite3_stmt **s)
{
    int rc =
        sqlite3_prepare_v2(sql,
                           "SELECT h.minute, h.min, h.mean, h.rest, h.max, h.last, h.samples, "
                           "h.bad, h.quality, h.signal, s.name FROM history h LEFT JOIN signal "
                           "s ON s.number = h.signal WHERE (h.signal, h.minute) > (?1, ?2) "
                           "ORDER BY h.signal, h.minute",
                           -1, s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(*s, 1, signal);
    return rc == SQLITE_OK ? sqlite3_bind_int64(*s, 2, minute) : rc;
}

void history_read_row(sqlite3_stmt *s, struct history_row *row, int64_t *signal)
{
    const char *name = (const char *)sqlite3_column_text(s, 10);
    row->minute = read_span(s, &row->span);
    *signal = sqlite3_column_int64(s, 9);
    if (!name || !text_is_clean(name, strlen(name)) ||
        !text_copy(row->signal, sizeof row->signal, name))
        row->signal[0] = '\0';
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Number of the name, and the minutes that there are of it. */
static int look_up(sqlite3 *sql, struct history_scan *scan, const char *name, int64_t known[2])
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(
        sql,
        "SELECT number, (SELECT min(minute) FROM history WHERE signal = number), "
        "(SELECT max(minute) + 1 FROM history WHERE signal = number) FROM signal WHERE name = ?1",
        -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
        rc = sqlite3_step(s);
    }
    if (rc == SQLITE_ROW) {
        scan->signal = sqlite3_column_int64(s, 0);
        known[0] = sqlite3_column_int64(s, 1);
        known[1] = sqlite3_column_int64(s, 2);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int history_scan_begin(sqlite3 *sql, struct history_scan *scan, const char *name,
                       const int64_t range_ms[2], int64_t points)
{
    int64_t known[2] = {0, 0};
    *scan = (struct history_scan){.begun = true, .bucket = -1, .width = 1};
    int rc = look_up(sql, scan, name, known);
    if (rc != SQLITE_OK || scan->signal == 0)
        return rc;
    /* A bucket is as wide as the question says, not as what happens to be there. */
    int64_t from = range_ms[0] == TIME_NONE ? known[0] : history_minute(range_ms[0]);
    int64_t to = range_ms[1] == TIME_NEVER ? known[1] : history_minute(range_ms[1] - 1) + 1;
    if (from >= to)
        return rc;
    scan->width = (to - from + points - 1) / points;
    scan->first = scan->next = from;
    scan->end = to;
    return rc;
}

static size_t bucket_json(const struct history_scan *scan, char json[JSON_MAX])
{
    const struct history *h = &scan->span;
    int64_t begin = scan->first + scan->bucket * scan->width, mean, rest;
    struct jw w;
    history_mean(h, &mean, &rest);
    const struct {
        const char *key;
        int64_t value;
    } value[] = {{"min", h->min}, {"mean", mean}, {"max", h->max}, {"last", h->last}};
    jw_init(&w, json, JSON_MAX);
    jw_object(&w, NULL);
    jw_int(&w, "begin", begin * MS_PER_MIN);
    jw_int(&w, "end", (begin + scan->width) * MS_PER_MIN);
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        if (h->samples > 0)
            jw_int(&w, value[i].key, value[i].value);
        else
            jw_null(&w, value[i].key);
    }
    jw_int(&w, "samples", h->samples);
    jw_int(&w, "bad", h->bad);
    jw_text(&w, "quality", word_name(&words_quality, (int)h->quality));
    jw_object_end(&w);
    return w.length;
}

/* Hand the open bucket on; false: no room. */
static bool put_bucket(struct history_scan *scan, history_put *put, void *ctx)
{
    char json[JSON_MAX];
    size_t length = bucket_json(scan, json);
    scan->whole = !put(ctx, json, length);
    if (!scan->whole)
        scan->bucket = -1;
    return !scan->whole;
}

/* Whether a minute goes into another bucket than the open one. */
static bool begins_another(const struct history_scan *scan, int64_t minute)
{
    return scan->bucket >= 0 && (minute - scan->first) / scan->width != scan->bucket;
}

static void take(struct history_scan *scan, int64_t minute, const struct history *span)
{
    if (scan->bucket < 0)
        scan->span = (struct history){.samples = 0};
    scan->bucket = (minute - scan->first) / scan->width;
    history_merge(&scan->span, span);
    scan->next = minute + 1;
}

static int scan_prepare(sqlite3 *sql, const struct history_scan *scan, sqlite3_stmt **s)
{
    const int64_t bound[] = {scan->signal, scan->next, scan->end};
    int rc = sqlite3_prepare_v2(sql,
                                "SELECT minute, min, mean, rest, max, last, samples, bad, quality "
                                "FROM history WHERE signal = ?1 AND minute >= ?2 AND minute < ?3 "
                                "ORDER BY minute",
                                -1, s, NULL);
    for (int i = 0; i < 3 && rc == SQLITE_OK; i++)
        rc = sqlite3_bind_int64(*s, i + 1, bound[i]);
    return rc;
}

bool history_scan_over(const struct history_scan *scan)
{
    return scan->next >= scan->end && scan->bucket < 0;
}

int history_scan_slice(sqlite3 *sql, struct history_scan *scan, int64_t until_us, history_put *put,
                       void *ctx)
{
    sqlite3_stmt *s = NULL;
    bool room = !scan->whole || put_bucket(scan, put, ctx);
    int rc = room ? scan_prepare(sql, scan, &s) : SQLITE_OK;
    for (int rows = 1; rc == SQLITE_OK && room; rows++) {
        struct history span;
        rc = sqlite3_step(s);
        if (rc != SQLITE_ROW)
            break;
        rc = SQLITE_OK;
        int64_t minute = read_span(s, &span);
        if (begins_another(scan, minute))
            room = put_bucket(scan, put, ctx);
        if (room)
            take(scan, minute, &span);
        if (rows % LOOK_EVERY == 0 && clock_us() >= until_us)
            break;
    }
    sqlite3_finalize(s);
    if (rc != SQLITE_DONE)
        return rc;
    scan->next = scan->end;
    if (scan->bucket >= 0)
        (void)put_bucket(scan, put, ctx);
    return SQLITE_OK;
}
