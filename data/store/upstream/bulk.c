/* SPDX-License-Identifier: MIT */
/* Pages of signal history by minutes. The table is by signal and minute, so each page seeks once a
 * signal; its width follows from how many signals there are, so that it fits at the first try. */
#include "data/store/upstream/bulk.h"

#include "data/model/sync/minutes.h"
#include "data/model/text.h"

#define ROWS_WANTED 400 /* some 100 bytes each */
#define WIDTH_MAX   60

static const char first_text[] = "SELECT min((SELECT min(h.minute) FROM history h WHERE h.signal = "
                                 "s.number AND h.minute >= ?1)),"
                                 " count(*) FROM signal s";
static const char rows_text[] =
    "SELECT s.name, h.minute, h.min, h.mean, h.max, h.last, h.samples, h.bad, h.quality"
    " FROM signal s CROSS JOIN history h ON h.signal = s.number AND h.minute BETWEEN ?1 AND ?2";

/* The first minute from `from` on of which there is something, and how many signals. */
static int find_first(struct db *db, int64_t from, int64_t *first, int64_t *signals)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql, first_text, -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, from);
        rc = sqlite3_step(s);
    }
    *first = rc == SQLITE_ROW && sqlite3_column_type(s, 0) == SQLITE_INTEGER
                 ? sqlite3_column_int64(s, 0)
                 : INT64_MAX;
    *signals = rc == SQLITE_ROW ? sqlite3_column_int64(s, 1) : 0;
    sqlite3_finalize(s);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static bool add_row(struct jw *w, sqlite3_stmt *s)
{
    const char *name = (const char *)sqlite3_column_text(s, 0);
    int quality = sqlite3_column_int(s, 8);
    const struct minute_row row = {
        .signal = name ? name : "",
        .minute = sqlite3_column_int64(s, 1),
        .min = sqlite3_column_int64(s, 2),
        .mean = sqlite3_column_int64(s, 3),
        .max = sqlite3_column_int64(s, 4),
        .last = sqlite3_column_int64(s, 5),
        .samples = sqlite3_column_int64(s, 6),
        .bad = sqlite3_column_int64(s, 7),
        .quality = word_name(&words_quality, quality > 0 && quality < QUALITY_COUNT ? quality : 0)};
    return minutes_add(w, &row);
}

/* *fits false: the page has no room for them all. */
static int write_page(struct db *db, struct jw *w, int64_t first, int64_t end, bool *fits)
{
    sqlite3_stmt *s = NULL;
    *fits = true;
    int rc = sqlite3_prepare_v2(db->sql, rows_text, -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, first);
        (void)sqlite3_bind_int64(s, 2, end);
    }
    while (rc == SQLITE_OK && *fits && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        *fits = add_row(w, s);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* What does not fit of a single minute is left behind: more signals than any station has. */
int bulk_read(struct db *db, int64_t from, int64_t to, char *out, size_t size, size_t *length,
              struct shipment *ship, struct cause *why)
{
    int64_t first = 0, signals = 0;
    struct jw w;
    bool fits = false;
    *ship = (struct shipment){.from = from};
    *length = 0;
    int rc = find_first(db, from, &first, &signals);
    if (rc != SQLITE_OK || first > to)
        return db_words(db, rc, "be asked for signal history", why);
    int64_t width = signals < 1 || signals > ROWS_WANTED ? 1 : ROWS_WANTED / signals;
    width = width > WIDTH_MAX ? WIDTH_MAX : width;
    for (; rc == SQLITE_OK && !fits && width > 0; width /= 2) {
        ship->to = first + width - 1 < to ? first + width - 1 : to;
        minutes_begin(&w, out, size, from, ship->to);
        rc = write_page(db, &w, first, ship->to, &fits);
    }
    if (rc == SQLITE_OK)
        *length = minutes_end(&w);
    return db_words(db, rc, "be asked for signal history", why);
}
