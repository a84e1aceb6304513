/* SPDX-License-Identifier: MIT */
/* SQLite's side of signal history: a batch every few minutes a station, so statements are prepared
 * when they are needed. lite.c is the only caller. */
#include "data/store/hub/lite_history.h"

#include "data/store/hub/inside.h"

#include <stdio.h>

static const char row_text[] =
    "INSERT INTO history SELECT ?1, ?3, number, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM signal"
    " WHERE station = ?1 AND name = ?2 AND NOT " HUB_HAS_AGED(
        "?1", "?3", "number") " ON CONFLICT DO UPDATE SET min = excluded.min,"
                              " mean = excluded.mean, max = excluded.max, last = excluded.last, "
                              "samples = excluded.samples,"
                              " bad = excluded.bad, quality = excluded.quality";
static const char name_text[] =
    "INSERT INTO signal (station, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
static const char head_text[] =
    "INSERT INTO history_head VALUES (?1, ?2) ON CONFLICT DO UPDATE SET minute ="
    " max(minute, excluded.minute) RETURNING minute";

static int step(sqlite3_stmt *s)
{
    int rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static int put_row(sqlite3_stmt *s, const struct minute_row *row)
{
    const int64_t amounts[] = {row->min, row->mean, row->max, row->last};
    (void)sqlite3_bind_text(s, 2, row->signal, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 3, row->minute);
    for (int i = 0; i < 4; i++) {
        if (row->samples > 0)
            (void)sqlite3_bind_int64(s, 4 + i, amounts[i]);
        else
            (void)sqlite3_bind_null(s, 4 + i);
    }
    (void)sqlite3_bind_int64(s, 8, row->samples);
    (void)sqlite3_bind_int64(s, 9, row->bad);
    (void)sqlite3_bind_text(s, 10, row->quality, -1, SQLITE_STATIC);
    return step(s);
}

static int put_rows(sqlite3 *sql, int64_t station, const struct minutes *minutes)
{
    sqlite3_stmt *name = NULL, *row = NULL;
    int rc = sqlite3_prepare_v2(sql, name_text, -1, &name, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(sql, row_text, -1, &row, NULL);
    for (int i = 0; i < minutes->count && rc == SQLITE_OK; i++) {
        (void)sqlite3_bind_int64(name, 1, station);
        (void)sqlite3_bind_text(name, 2, minutes->row[i].signal, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(row, 1, station);
        rc = step(name);
        if (rc == SQLITE_OK)
            rc = put_row(row, &minutes->row[i]);
    }
    sqlite3_finalize(name);
    sqlite3_finalize(row);
    return rc;
}

int lite_history_take(sqlite3 *sql, int64_t station, const struct minutes *minutes, int64_t *have)
{
    sqlite3_stmt *s = NULL;
    int rc = put_rows(sql, station, minutes);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(sql, head_text, -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, station);
        (void)sqlite3_bind_int64(s, 2, minutes->to);
        rc = sqlite3_step(s);
        *have = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    }
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int lite_history_age(sqlite3 *sql, int64_t before_day)
{
    char text[2000];
    const long long day = (long long)before_day;
    (void)snprintf(text, sizeof text, HUB_AGE_DAYS "; " HUB_AGE_MINUTES, day, day);
    return sqlite3_exec(sql, text, NULL, NULL, NULL);
}
