/* SPDX-License-Identifier: MIT */
/* Numbers of ids, and the spans of their blocks; span.h says what for. projection.c calls it for
 * every row, in any order of arrival; query.c reads the spans.
 *
 * A block is closed, its rows looked at once, when the first row of a higher one comes; a row that
 * comes to a closed block later widens it. So of a row with the highest block nothing is written,
 * and which block that is is asked of the table anew in every transaction. Rows that go, or begin
 * at another time than they did, leave a span that is wider than it must be. */
#include "data/store/span.h"

#include "data/model/text.h"

#define NUMBER_SHIFT 21
#define LETTER_BITS  5
#define ERA_BITS     (NUMBER_SHIFT - LETTER_BITS)
#define ERA_MAX      ((INT64_C(1) << ERA_BITS) - 2)
#define NUMBER_MAX   ((INT64_C(1) << (62 - NUMBER_SHIFT)) - 1)
#define BLOCK_BITS   29 /* as in the SQL of span.h */
#define SQL_MAX      512

/* A decimal number as it would be written; false when it is no such or too large. */
static bool take_number(const char **at, int64_t most, int64_t *value)
{
    const char *p = *at;
    *value = 0;
    if (*p == '0' && p[1] >= '0' && p[1] <= '9')
        return false;
    for (; *p >= '0' && *p <= '9'; p++) {
        *value = *value * 10 + (*p - '0');
        if (*value > most)
            return false;
    }
    bool any = p != *at;
    *at = p;
    return any;
}

int64_t span_number(const char *id)
{
    int64_t number, era = -1;
    const char *at = id + 1;
    if (id[0] >= 'A' && id[0] <= 'Z' && take_number(&at, NUMBER_MAX, &number)) {
        bool fits = *at != '.' || (at++, take_number(&at, ERA_MAX, &era));
        if (fits && *at == '\0')
            return (((number << ERA_BITS) | (era + 1)) << LETTER_BITS) | (id[0] - 'A');
    }
    uint64_t mix = UINT64_C(0xcbf29ce484222325);
    for (at = id; *at; at++)
        mix = (mix ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    return -1 - (int64_t)(mix >> 1);
}

int span_prepare(sqlite3 *sql, const char *schema, const char *table, struct span_keeper *keeper)
{
    char text[SPAN_STATEMENTS][SQL_MAX];
    int rc = SQLITE_OK;
    *keeper = (struct span_keeper){.open_known = false};
    bool fits =
        text_format(text[SPAN_LATEST], SQL_MAX, "SELECT max(number) FROM %s.%s", schema, table);
    fits = text_format(text[SPAN_CLOSE], SQL_MAX,
                       "REPLACE INTO %s.%s_span SELECT ?1, first, last FROM (SELECT "
                       "min(begin_ms) AS first, max(begin_ms) AS last FROM %s.%s t "
                       "WHERE " SPAN_IN_BLOCK("t", "?1") ") WHERE first NOT NULL",
                       schema, table, schema, table) &&
           fits;
    fits = text_format(text[SPAN_WIDEN], SQL_MAX,
                       "INSERT INTO %s.%s_span AS t VALUES (?1, ?2, ?2) ON CONFLICT (block) "
                       "DO UPDATE SET first_ms = min(first_ms, ?2), last_ms = max(last_ms, ?2) "
                       "WHERE ?2 < first_ms OR ?2 > last_ms",
                       schema, table) &&
           fits;
    for (int i = 0; i < SPAN_STATEMENTS && rc == SQLITE_OK && fits; i++)
        rc = sqlite3_prepare_v3(sql, text[i], -1, SQLITE_PREPARE_PERSISTENT, &keeper->statement[i],
                                NULL);
    return fits ? rc : SQLITE_TOOBIG;
}

void span_done(struct span_keeper *keeper)
{
    for (int i = 0; i < SPAN_STATEMENTS; i++) {
        sqlite3_finalize(keeper->statement[i]);
        keeper->statement[i] = NULL;
    }
}

void span_begin(struct span_keeper *keeper)
{
    keeper->open_known = false;
}

static int64_t block_of(int64_t number)
{
    return number < 0 ? -1 : number >> BLOCK_BITS;
}

static int know_open(struct span_keeper *keeper)
{
    sqlite3_stmt *s = keeper->statement[SPAN_LATEST];
    if (keeper->open_known)
        return SQLITE_OK;
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        bool any = sqlite3_column_type(s, 0) == SQLITE_INTEGER;
        keeper->open = any ? block_of(sqlite3_column_int64(s, 0)) : -1;
        keeper->open_known = true;
    }
    (void)sqlite3_reset(s);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

int span_keep(struct span_keeper *keeper, int64_t number, const int64_t *begin_ms)
{
    int64_t block = block_of(number);
    int rc = know_open(keeper);
    if (rc != SQLITE_OK || block == keeper->open || (block < keeper->open && !begin_ms))
        return rc;
    bool close = block > keeper->open;
    sqlite3_stmt *s = keeper->statement[close ? SPAN_CLOSE : SPAN_WIDEN];
    (void)sqlite3_bind_int64(s, 1, close ? keeper->open : block);
    if (!close)
        (void)sqlite3_bind_int64(s, 2, *begin_ms);
    rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    if (close)
        keeper->open = block;
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int span_compare(sqlite3 *sql, const char *table, char *difference, size_t size)
{
    char text[SQL_MAX];
    sqlite3_stmt *s = NULL;
    bool fits = text_format(text, sizeof text,
                            "SELECT 1 FROM main.%s t LEFT JOIN main.%s_span s ON s.block "
                            "= " SPAN_BLOCK("t") " WHERE " SPAN_BLOCK("t") " < (" SPAN_OPEN_BLOCK(
                                "main.%s") ") AND t.begin_ms NOT NULL "
                                           "AND (t.begin_ms BETWEEN s.first_ms AND s.last_ms) IS "
                                           "NOT 1 LIMIT 1",
                            table, table, table);
    difference[0] = '\0';
    int rc = fits ? sqlite3_prepare_v2(sql, text, -1, &s, NULL) : SQLITE_TOOBIG;
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        (void)text_format(difference, size, "a row of %s is not in the span of its block", table);
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}
