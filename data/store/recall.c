/* SPDX-License-Identifier: MIT */
/* Objects read back at start: the engine's checkpoint holds only what goes on, people may change
 * what is over. Called by the daemon between store_open and store_start, on its thread. */
#include "data/model/text.h"
#include "data/store/inside.h"
#include "data/store/log.h"
#include "data/store/projection.h"

static int prepare(struct store *store, enum record_kind kind, int64_t limit, sqlite3_stmt **s)
{
    char sql[640];
    const struct projection_place at = projection_place(kind);
    if (!text_format(sql, sizeof sql,
                     "SELECT " LOG_COLUMNS " FROM (SELECT n, %s AS came FROM main.%s%s"
                     " ORDER BY %s DESC LIMIT ?1) t JOIN main.record r ON r.n = t.n"
                     " LEFT JOIN main.epoch e ON e.number = r.epoch ORDER BY t.came, t.n",
                     at.order, at.table, at.shared ? " WHERE kind = ?2" : "", at.order))
        return SQLITE_TOOBIG;
    int rc = sqlite3_prepare_v2(store->db.sql, sql, -1, s, NULL);
    if (rc != SQLITE_OK)
        return rc;
    (void)sqlite3_bind_int64(*s, 1, limit);
    if (at.shared)
        (void)sqlite3_bind_text(*s, 2, word_name(&words_record_kind, (int)kind), -1, SQLITE_STATIC);
    return SQLITE_OK;
}

int store_recall(struct store *store, enum record_kind kind, int64_t limit,
                 void (*each)(void *ctx, const struct record *record), void *ctx, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    struct log_row row;
    int rc = prepare(store, kind, limit, &s);
    if (rc == SQLITE_OK)
        rc = SQLITE_ROW;
    while (rc == SQLITE_ROW && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        log_row_read(s, &row);
        if (row.whole)
            each(ctx, &row.record);
    }
    sqlite3_finalize(s);
    return db_words(&store->db, rc == SQLITE_DONE ? SQLITE_OK : rc, "be recalled", why) == SQLITE_OK
               ? 0
               : -1;
}
