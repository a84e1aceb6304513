/* SPDX-License-Identifier: MIT */
/* The look through a file that was not closed properly. PRAGMA quick_check does the same in one
 * piece, which for the file of a year takes longer than a record may wait; so the rows are read in
 * the order of their keys, some at a time, with all that belongs to them. care.c calls it and has
 * the file opened anew, checked and put aside when it is damaged. */
#include "data/store/look.h"

#include "data/model/text.h"
#include "data/store/clock.h"

#define ROWS 200 /* between two looks at the clock */

static const struct {
    const char *name, *key[2];
} tables[] = {
    {"interval", {"number", "''"}},
    {"minute", {"number", "''"}},
    {"stop", {"id", "''"}},
    {"shift", {"id", "''"}},
    {"object", {"kind", "id"}},
    {"history", {"signal", "minute"}},
    {"signal", {"number", "''"}},
    {"epoch", {"number", "''"}},
    {"anchor", {"n", "''"}},
    {"checkpoint", {"one", "''"}},
    {"interval_span", {"block", "''"}},
    {"minute_span", {"block", "''"}},
};
#define TABLES (sizeof tables / sizeof *tables)

static int prepare(sqlite3 *sql, const struct look *look, sqlite3_stmt **s)
{
    char text[256], where[96] = "";
    const char *const *key = tables[look->table].key;
    if (look->key[0])
        (void)text_format(where, sizeof where, "WHERE (%s, %s) > (?1, ?2) ", key[0], key[1]);
    (void)text_format(text, sizeof text, "SELECT %s, %s, * FROM %s %sORDER BY %s, %s LIMIT %d",
                      key[0], key[1], tables[look->table].name, where, key[0], key[1], ROWS);
    int rc = sqlite3_prepare_v2(sql, text, -1, s, NULL);
    for (int i = 0; i < 2 && look->key[0] && rc == SQLITE_OK; i++)
        rc = sqlite3_bind_value(*s, i + 1, look->key[i]);
    return rc;
}

static int remember(struct look *look, sqlite3_stmt *s)
{
    for (int i = 0; i < 2; i++) {
        sqlite3_value_free(look->key[i]);
        look->key[i] = sqlite3_value_dup(sqlite3_column_value(s, i));
    }
    return look->key[0] && look->key[1] ? SQLITE_OK : SQLITE_NOMEM;
}

static void next_table(struct look *look)
{
    for (int i = 0; i < 2; i++) {
        sqlite3_value_free(look->key[i]);
        look->key[i] = NULL;
    }
    look->table++;
    look->done = look->table == TABLES;
}

static int read_rows(sqlite3 *sql, struct look *look)
{
    sqlite3_stmt *s = NULL;
    int rows = 0, rc = prepare(sql, look, &s);
    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        for (int i = 2; i < sqlite3_column_count(s); i++)
            (void)sqlite3_column_blob(s, i); /* with the pages that it runs over to */
        rc = sqlite3_errcode(sql) == SQLITE_NOMEM ? SQLITE_NOMEM : SQLITE_OK;
        if (++rows == ROWS && rc == SQLITE_OK)
            rc = remember(look, s);
    }
    sqlite3_finalize(s);
    if (rc == SQLITE_DONE && rows < ROWS)
        next_table(look);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int look_run(sqlite3 *sql, struct look *look, int64_t until_us)
{
    int rc = look->walk.done ? SQLITE_OK : walk_slice(sql, &look->walk, until_us);
    while (rc == SQLITE_OK && look->walk.done && !look->done && clock_us() < until_us)
        rc = read_rows(sql, look);
    return rc;
}

void look_done(struct look *look)
{
    for (int i = 0; i < 2; i++)
        sqlite3_value_free(look->key[i]);
    *look = (struct look){.done = true};
}
