/* SPDX-License-Identifier: MIT */
/* Rows of the log read back. verify.c walks them, salvage.c reads them out of a damaged file,
 * retain.c leaves anchors where it removed some. */
#include "data/store/log.h"

#include "data/model/text.h"
#include "data/store/hash.h"

#include <string.h>

/* Columns of LOG_ROWS. */
enum {
    COL_N,
    COL_EPOCH,
    COL_NAME,
    COL_BOOT_ID,
    COL_SEQ,
    COL_KIND,
    COL_ID,
    COL_REV,
    COL_WALL,
    COL_BOOT,
    COL_SYNCED,
    COL_ACTOR,
    COL_CONFIG,
    COL_HASH,
    COL_BODY,
    COL_BASE
};

static const char *column(sqlite3_stmt *s, int index)
{
    const char *text = (const char *)sqlite3_column_text(s, index);
    return text ? text : "";
}

bool log_hash_column(sqlite3_stmt *s, int index, char out[RECORD_HASH_SIZE])
{
    const unsigned char *bytes = sqlite3_column_blob(s, index);
    if (!bytes || sqlite3_column_bytes(s, index) != HASH_BYTES)
        return false;
    hash_to_hex(bytes, HASH_BYTES, out);
    return true;
}

void log_row_read(sqlite3_stmt *s, struct log_row *row)
{
    const char *kind = column(s, COL_KIND);
    int word = word_find(&words_record_kind, kind, strlen(kind));
    *row = (struct log_row){
        .n = sqlite3_column_int64(s, COL_N),
        .epoch = sqlite3_column_int64(s, COL_EPOCH),
        .base = sqlite3_column_int64(s, COL_BASE),
        .record =
            {
                .seq = sqlite3_column_int64(s, COL_SEQ),
                .kind = (enum record_kind)(word < 0 ? 0 : word),
                .rev = sqlite3_column_int64(s, COL_REV),
                .wall_ms = sqlite3_column_int64(s, COL_WALL),
                .boot_ms = sqlite3_column_int64(s, COL_BOOT),
                .synced = sqlite3_column_int(s, COL_SYNCED),
                .body = column(s, COL_BODY),
                .body_length = (size_t)sqlite3_column_bytes(s, COL_BODY),
            },
    };
    struct record *r = &row->record;
    bool texts = text_copy(r->epoch, sizeof r->epoch, column(s, COL_NAME));
    texts = text_copy(r->id, sizeof r->id, column(s, COL_ID)) && texts;
    texts = text_copy(r->boot_id, sizeof r->boot_id, column(s, COL_BOOT_ID)) && texts;
    texts = text_copy(r->actor, sizeof r->actor, column(s, COL_ACTOR)) && texts;
    texts = text_copy(r->config, sizeof r->config, column(s, COL_CONFIG)) && texts;
    row->whole = log_hash_column(s, COL_HASH, row->hash) && texts && word >= 0;
}

const char *log_row_misfit(const struct log_row *row, const char before[RECORD_HASH_SIZE])
{
    unsigned char bytes[HASH_BYTES];
    char hash[RECORD_HASH_SIZE];
    if (!row->whole)
        return "a column is damaged";
    if (row->n - row->record.seq != row->base)
        return "its number does not follow";
    if (hash_record(before, &row->record, bytes, hash) != 0 || strcmp(hash, row->hash) != 0)
        return "was changed";
    return NULL;
}

void log_row_name(const struct log_row *row, const char *what, char *out, size_t size)
{
    char name[160];
    (void)text_format(name, sizeof name, "%.32s/%lld %s %.31s: %s", row->record.epoch,
                      (long long)row->record.seq,
                      row->whole ? word_name(&words_record_kind, (int)row->record.kind) : "?",
                      row->record.id, what);
    (void)text_sanitise(name, strlen(name), out, size);
}

/* ---- anchors --------------------------------------------------------------------------------- */

int log_anchor(sqlite3 *sql, int64_t n, char hash[RECORD_HASH_SIZE])
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(sql,
                                "SELECT hash FROM anchor WHERE n = ?1 UNION ALL "
                                "SELECT floor_hash FROM head WHERE floor_n = ?1",
                                -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, n);
        rc = sqlite3_step(s);
    }
    if (rc == SQLITE_ROW && !log_hash_column(s, 0, hash))
        rc = SQLITE_DONE;
    sqlite3_finalize(s);
    return rc;
}

int log_set_anchor(sqlite3 *sql, int64_t n, const char hash[RECORD_HASH_SIZE])
{
    unsigned char bytes[HASH_BYTES];
    sqlite3_stmt *s = NULL;
    if (hash_from_hex(hash, bytes) != 0)
        return SQLITE_MISUSE;
    int rc = sqlite3_prepare_v2(sql, "REPLACE INTO anchor (n, hash) VALUES (?1, ?2)", -1, &s, NULL);
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_int64(s, 1, n);
        (void)sqlite3_bind_blob(s, 2, bytes, HASH_BYTES, SQLITE_STATIC);
        rc = sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}
