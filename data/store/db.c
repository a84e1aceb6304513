/* SPDX-License-Identifier: MIT */
/* The connection: settings, statements, transactions, the words for what can go wrong. Used by
 * station.c (open, new epoch), store.c (the thread's writes) and verify.c (looking at a file).
 *
 * One connection a file, and the exclusive lock before WAL: no -shm file, and nobody else can get
 * in (SQLite before 3.51.3 can lose commits in WAL with two connections). Folding back is ours, not
 * SQLite's own, because it must happen where nothing waits. */
#include "data/store/db.h"

#include "data/model/text.h"
#include "data/store/hash.h"
#include "data/store/schema.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- words ----------------------------------------------------------------------------------- */

static const struct trouble {
    int code; /* primary */
    const char *what, *fix;
} troubles[] = {
    {SQLITE_FULL, "disk full", "free space on its file system"},
    {SQLITE_IOERR, "disk error", "check the disk and its cable; the system log tells more"},
    {SQLITE_READONLY, "cannot be written",
     "make the file and its directory writable for this user"},
    {SQLITE_PERM, "no permission", "make the file and its directory writable for this user"},
    {SQLITE_CANTOPEN, "cannot be opened",
     "see that its directory exists and is writable for this user"},
    {SQLITE_AUTH, "no permission", "make the file and its directory writable for this user"},
    {SQLITE_NOTADB, "is not a database", "move the file away"},
    {SQLITE_CORRUPT, "damaged", "move the file away or restore a backup"},
    {SQLITE_NOMEM, "out of memory", "free memory"},
};

/* SQLite's last try is to read what is not there; what it could not write is the reason. */
static int why_not_open(const char *path, int error)
{
    char directory[400];
    if (access(path, F_OK) == 0)
        return access(path, R_OK | W_OK) == 0 ? error : errno;
    if (!text_copy(directory, sizeof directory, path))
        return error;
    char *slash = strrchr(directory, '/');
    if (!slash)
        return error;
    slash[slash == directory] = '\0';
    return access(directory, W_OK | X_OK) == 0 ? error : errno;
}

int db_words(const struct db *db, int rc, const char *doing, struct cause *why)
{
    if (rc == SQLITE_OK)
        return rc;
    const struct trouble *t = NULL;
    for (size_t i = 0; i < sizeof troubles / sizeof troubles[0] && !t; i++)
        if (troubles[i].code == (rc & 0xff))
            t = &troubles[i];
    int error = db->sql ? sqlite3_system_errno(db->sql) : 0;
    if ((rc & 0xff) == SQLITE_CANTOPEN && error != 0)
        error = why_not_open(db->path, error);
    bool system = error != 0 && ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN);
    const char *detail = system ? strerror(error) : sqlite3_errstr(rc);
    char holder[64];
    if ((rc & 0xff) == SQLITE_BUSY) {
        db_holder(db->path, holder, sizeof holder);
        return cause_set(why, rc, "%s is held by %s; stop that one first", db->path, holder);
    }
    if (!t)
        return cause_set(why, rc, "%s: cannot %s: %s", db->path, doing,
                         db->sql ? sqlite3_errmsg(db->sql) : detail);
    if ((rc & 0xff) == SQLITE_CANTOPEN) /* no need to say it twice */
        return cause_set(why, rc, "%s cannot be opened: %s; %s", db->path, detail, t->fix);
    return cause_set(why, rc, "%s: %s: cannot %s (%s); %s", t->what, db->path, doing, detail,
                     t->fix);
}

bool db_is_broken(int rc)
{
    return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB;
}

/* A full disk leaves everything as it was; after anything else the pages in memory and those on the
 * disk may differ (a failed fsync is not repeated by the kernel), so start from the file again. */
bool db_wants_reopen(int rc)
{
    int code = rc & 0xff;
    return code != SQLITE_FULL && code != SQLITE_NOMEM && code != SQLITE_OK;
}

/* ---- statements ------------------------------------------------------------------------------ */

static const char *const statements[DB_STATEMENTS] = {
    [DB_BEGIN] = "BEGIN IMMEDIATE",
    [DB_COMMIT] = "COMMIT",
    [DB_INSERT] = "INSERT INTO record (n, epoch, seq, kind, id, rev, wall_ms, boot_ms, synced, "
                  "actor, config, hash, body) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [DB_HEAD] = "UPDATE head SET n = ?1, epoch = ?2, seq = ?3, hash = ?4, clean = ?5, "
                "commits = ?6, minutes = ?7",
    [DB_CHECKPOINT] = "INSERT INTO checkpoint (one, n, wall_ms, body) VALUES (1, ?1, ?2, ?3) "
                      "ON CONFLICT (one) DO UPDATE SET n = excluded.n, wall_ms = excluded.wall_ms, "
                      "body = excluded.body",
};

/* Step a statement that returns no rows; it is left reset, so that it holds nothing back. */
static int step_done(sqlite3_stmt *s)
{
    int rc = sqlite3_step(s);
    (void)sqlite3_reset(s);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

int db_exec(struct db *db, const char *sql, struct cause *why)
{
    int rc = sqlite3_exec(db->sql, sql, NULL, NULL, NULL);
    return db_words(db, rc, "be set up", why);
}

int db_integer(struct db *db, const char *sql, int64_t fallback, int64_t *value, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql, sql, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    *value = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : fallback;
    sqlite3_finalize(s);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : db_words(db, rc, "be read", why);
}

int db_begin(struct db *db, struct cause *why)
{
    projection_begin(&db->projector);
    return db_words(db, step_done(db->statement[DB_BEGIN]), "begin to write", why);
}

int db_commit(struct db *db, struct cause *why)
{
    return db_words(db, step_done(db->statement[DB_COMMIT]), "keep records", why);
}

/* SQLite has rolled back by itself after some errors and not after others. */
void db_rollback(struct db *db)
{
    if (db->sql && !sqlite3_get_autocommit(db->sql))
        (void)sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- open ------------------------------------------------------------------------------------ */

static void configure(sqlite3 *sql)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        (void)sqlite3_db_config(sql, options[i].option, options[i].value, NULL);
}

static int remember_wal(void *ctx, sqlite3 *sql, const char *schema, int pages)
{
    (void)sql;
    (void)schema;
    ((struct db *)ctx)->wal_pages = pages;
    return SQLITE_OK;
}

/* The lock is taken by the first read after this. */
static int settle(struct db *db, struct cause *why)
{
    return db_exec(db,
                   "PRAGMA locking_mode = EXCLUSIVE;"
                   "PRAGMA cell_size_check = ON;"
                   "PRAGMA cache_size = -1024",
                   why);
}

static int settle_for_writing(struct db *db, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql, "PRAGMA main.journal_mode = WAL", -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    const char *mode = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
    bool wal = mode && strcmp(mode, "wal") == 0;
    sqlite3_finalize(s);
    if (!wal)
        return db_words(db, rc == SQLITE_ROW ? SQLITE_CANTOPEN : rc, "have a write-ahead log", why);
    rc = db_exec(db,
                 "PRAGMA synchronous = FULL;"
                 "PRAGMA secure_delete = OFF;"
                 "PRAGMA journal_size_limit = 1048576",
                 why);
    (void)sqlite3_wal_hook(db->sql, remember_wal, db);
    (void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    return rc;
}

/* SQLite falls back to reading only when it may not write. */
static int must_be_writable(struct db *db, struct cause *why)
{
    if (sqlite3_db_readonly(db->sql, "main") != 1)
        return SQLITE_OK;
    return db_words(db, SQLITE_READONLY, "keep records", why);
}

int db_open(struct db *db, const struct db_conf *conf, struct cause *why)
{
    *db = (struct db){.path = strdup(conf->path), .backup = {.fd = -1}};
    if (!db->path)
        return cause_set(why, SQLITE_NOMEM, "out of memory");
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (conf->create ? SQLITE_OPEN_CREATE : 0);
    int rc = sqlite3_open_v2(conf->path, &db->sql, flags, NULL);
    if (rc != SQLITE_OK)
        return db_words(db, rc, "be opened", why);
    configure(db->sql);
    /* A file that is refused is left as it is to the byte, with what a killed program left in its
     * write-ahead log. */
    (void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (!conf->create) {
        /* else nothing at all could be read of a file that lacks its end */
        (void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
        (void)sqlite3_db_config(db->sql, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
    }
    (void)sqlite3_busy_timeout(db->sql, conf->busy_ms);
    rc = settle(db, why);
    if (rc == SQLITE_OK)
        rc = schema_look(db, why);
    if (rc == SQLITE_OK && conf->create)
        rc = must_be_writable(db, why);
    if (rc == SQLITE_OK && conf->create)
        rc = settle_for_writing(db, why);
    if (rc == SQLITE_OK)
        (void)sqlite3_busy_timeout(db->sql, 0);
    return rc;
}

int db_limit(struct db *db, int64_t quota_bytes, struct cause *why)
{
    char text[64];
    if (quota_bytes <= 0)
        return SQLITE_OK;
    (void)text_format(text, sizeof text, "PRAGMA max_page_count = %" PRId64,
                      quota_bytes / DB_PAGE_SIZE);
    return db_exec(db, text, why);
}

static int read_head(struct db *db, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(
        db->sql,
        "SELECT h.n, h.epoch, h.seq, h.hash, coalesce(e.name, ''), h.clean, "
        "h.commits, h.minutes FROM head h LEFT JOIN epoch e ON e.number = h.epoch",
        -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        struct chain *c = &db->chain;
        c->n = sqlite3_column_int64(s, 0);
        c->epoch_number = sqlite3_column_int64(s, 1);
        c->seq = sqlite3_column_int64(s, 2);
        db->clean = sqlite3_column_int(s, 5) != 0;
        c->commits = sqlite3_column_int64(s, 6);
        c->minutes = sqlite3_column_int64(s, 7);
        const unsigned char *hash = sqlite3_column_blob(s, 3);
        bool whole = sqlite3_column_bytes(s, 3) == HASH_BYTES;
        if (hash && whole)
            hash_to_hex(hash, HASH_BYTES, c->hash);
        const char *name = (const char *)sqlite3_column_text(s, 4);
        bool fits = name && text_copy(c->epoch, sizeof c->epoch, name);
        rc = hash && whole && fits ? SQLITE_OK : SQLITE_CORRUPT;
    } else if (rc == SQLITE_DONE) {
        rc = SQLITE_CORRUPT;
    }
    sqlite3_finalize(s);
    return db_words(db, rc, "find the end of the log", why);
}

int db_prepare(struct db *db, struct cause *why)
{
    for (size_t i = 0; i < DB_STATEMENTS; i++) {
        int rc = sqlite3_prepare_v3(db->sql, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                                    &db->statement[i], NULL);
        if (rc != SQLITE_OK)
            return db_words(db, rc, "prepare", why);
    }
    int rc = projection_prepare(db->sql, "main", &db->projector);
    if (rc == SQLITE_OK)
        rc = history_prepare(db->sql, &db->history);
    if (rc != SQLITE_OK)
        return db_words(db, rc, "prepare", why);
    return read_head(db, why);
}

void db_close(struct db *db)
{
    backup_end(&db->backup, false);
    projection_done(&db->projector);
    history_done(&db->history);
    for (size_t i = 0; i < DB_STATEMENTS; i++) {
        sqlite3_finalize(db->statement[i]);
        db->statement[i] = NULL;
    }
    (void)sqlite3_close_v2(db->sql);
    db->sql = NULL;
    free(db->path);
    db->path = NULL;
}

/* ---- records --------------------------------------------------------------------------------- */

static int insert(struct db *db, const struct record *r, const unsigned char hash[HASH_BYTES])
{
    sqlite3_stmt *s = db->statement[DB_INSERT];
    const char *kind = word_name(&words_record_kind, (int)r->kind);
    const int64_t numbers[][2] = {{1, db->chain.n}, {2, db->chain.epoch_number},
                                  {3, r->seq},      {6, r->rev},
                                  {7, r->wall_ms},  {8, r->boot_ms},
                                  {9, r->synced}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        (void)sqlite3_bind_int64(s, (int)numbers[i][0], numbers[i][1]);
    (void)sqlite3_bind_text(s, 4, kind, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 5, r->id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 10, r->actor, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 11, r->config, -1, SQLITE_STATIC);
    (void)sqlite3_bind_blob(s, 12, hash, HASH_BYTES, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 13, r->body, (int)r->body_length, SQLITE_STATIC);
    return step_done(s);
}

int db_record(struct db *db, struct record *record, struct cause *why)
{
    struct chain *c = &db->chain;
    unsigned char hash[HASH_BYTES];
    record->seq = c->seq + 1;
    (void)text_copy(record->epoch, sizeof record->epoch, c->epoch);
    if (hash_record(c->hash, record, hash, record->hash) != 0)
        return cause_set(why, SQLITE_MISUSE, "%s: record %s has a control character in a field",
                         db->path, record->id);
    c->n++;
    c->seq++;
    (void)text_copy(c->hash, sizeof c->hash, record->hash);
    int rc = insert(db, record, hash);
    if (rc == SQLITE_OK)
        rc = projection_apply(&db->projector, &(struct projection_row){
                                                  .n = c->n,
                                                  .kind = record->kind,
                                                  .id = record->id,
                                                  .rev = record->rev,
                                                  .wall_ms = record->wall_ms,
                                                  .body = record->body,
                                                  .body_length = record->body_length,
                                              });
    return db_words(db, rc, "keep records", why);
}

int db_minute(struct db *db, const struct history_row *row, struct cause *why)
{
    return db_words(db, history_write(&db->history, row, &db->chain.minutes), "keep signal history",
                    why);
}

int db_head(struct db *db, bool clean, struct cause *why)
{
    sqlite3_stmt *s = db->statement[DB_HEAD];
    const struct chain *c = &db->chain;
    unsigned char hash[HASH_BYTES];
    if (hash_from_hex(c->hash, hash) != 0)
        return db_words(db, SQLITE_MISUSE, "keep records", why);
    (void)sqlite3_bind_int64(s, 1, c->n);
    (void)sqlite3_bind_int64(s, 2, c->epoch_number);
    (void)sqlite3_bind_int64(s, 3, c->seq);
    (void)sqlite3_bind_blob(s, 4, hash, HASH_BYTES, SQLITE_STATIC);
    (void)sqlite3_bind_int(s, 5, clean);
    (void)sqlite3_bind_int64(s, 6, c->commits);
    (void)sqlite3_bind_int64(s, 7, c->minutes);
    return db_words(db, step_done(s), "keep records", why);
}

int db_checkpoint(struct db *db, int64_t wall_ms, const char *text, size_t length,
                  struct cause *why)
{
    sqlite3_stmt *s = db->statement[DB_CHECKPOINT];
    (void)sqlite3_bind_int64(s, 1, db->chain.n);
    (void)sqlite3_bind_int64(s, 2, wall_ms);
    (void)sqlite3_bind_text(s, 3, text, (int)length, SQLITE_STATIC);
    return db_words(db, step_done(s), "keep the checkpoint", why);
}

/* ---- care ------------------------------------------------------------------------------------ */

bool db_has_moved(const struct db *db)
{
    int moved = 0;
    int rc = sqlite3_file_control(db->sql, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return rc == SQLITE_OK && moved;
}

int db_fold(struct db *db, bool cut, struct cause *why)
{
    int mode = cut ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int rc = sqlite3_wal_checkpoint_v2(db->sql, "main", mode, NULL, NULL);
    if (rc == SQLITE_OK)
        db->wal_pages = 0;
    return db_words(db, rc, "fold the write-ahead log back", why);
}

int db_quick_check(struct db *db, struct cause *why)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(db->sql, "PRAGMA main.quick_check(1)", -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        const char *found = (const char *)sqlite3_column_text(s, 0);
        rc = found && strcmp(found, "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
    }
    sqlite3_finalize(s);
    return db_words(db, rc, "pass its check", why);
}

/* One line of /proc/locks: "4: POSIX  ADVISORY  WRITE 1234 fe:00:5678 1073741824 1073742335". The
 * database itself must not be opened to ask: closing it again would drop our own locks. */
static int holder_of(const char *line, uint64_t inode)
{
    static const char word[] = " WRITE ";
    const char *at = strstr(line, word);
    if (!at)
        return 0;
    char *end;
    long pid = strtol(at + sizeof word - 1, &end, 10);
    const char *major = strchr(end, ':');
    const char *minor = major ? strchr(major + 1, ':') : NULL;
    return minor && strtoull(minor + 1, NULL, 10) == inode ? (int)pid : 0;
}

static void process_name(int pid, char *out, size_t size)
{
    char path[48], name[32] = "";
    (void)text_format(path, sizeof path, "/proc/%d/comm", pid);
    FILE *file = fopen(path, "re");
    if (file) {
        if (!fgets(name, sizeof name, file))
            name[0] = '\0';
        (void)fclose(file);
    }
    (void)text_sanitise(name, strcspn(name, "\n"), out, size);
}

void db_holder(const char *path, char *out, size_t size)
{
    struct stat info;
    char line[256], name[32];
    int pid = 0;
    (void)text_copy(out, size, "another process");
    FILE *locks = stat(path, &info) == 0 ? fopen("/proc/locks", "re") : NULL;
    if (!locks)
        return;
    while (pid <= 0 && fgets(line, sizeof line, locks))
        pid = holder_of(line, (uint64_t)info.st_ino);
    (void)fclose(locks);
    if (pid <= 0)
        return;
    process_name(pid, name, sizeof name);
    (void)text_format(out, size, "%s (pid %d)", name[0] ? name : "a process", pid);
}
