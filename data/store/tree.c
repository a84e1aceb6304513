/* SPDX-License-Identifier: MIT */
/* Every tree of the file, read in the order of its keys. A row must be found again by its key, in
 * its table and in each of its indexes, and an entry of an index in its table: so pages above the
 * leaves and pages of an earlier day are noticed too, which a mere reading goes past. A body that a
 * projection holds must be the record's.
 *
 * An index that can be read but does not fit its table is made anew. One that cannot be read is
 * not: to remove it SQLite would free what its damaged pages name, whoever that belongs to now. */
#include "data/store/tree.h"

#include "data/store/clock.h"
#include "data/store/db.h"

#include <stdlib.h>
#include <string.h>

#define REINDEX_ROWS 100000 /* more would keep records waiting for too long */

/* Indexes that are not plain (none of ours) cannot be followed like this. The log is left out:
 * verify.c walks it. */
static const char list_sql[] =
    "SELECT type = 'index', tbl_name, name FROM sqlite_schema AS s WHERE rootpage > 0 "
    "AND name <> 'record' AND (type = 'table' OR coalesce(sql, '') NOT LIKE '%WHERE%') "
    "AND NOT EXISTS (SELECT 1 FROM pragma_index_xinfo(s.name) AS x "
    "WHERE type = 'index' AND (x.cid = -2 OR x.\"desc\" OR x.coll <> 'BINARY')) "
    "ORDER BY tbl_name, type = 'index', name LIMIT 1 OFFSET ?1";

static const char indexes_sql[] =
    "SELECT name FROM sqlite_schema AS s WHERE type = 'index' AND tbl_name = ?1 "
    "AND coalesce(sql, '') NOT LIKE '%WHERE%' AND NOT EXISTS (SELECT 1 FROM "
    "pragma_index_xinfo(s.name) AS x WHERE x.cid = -2 OR x.\"desc\" OR x.coll <> 'BINARY')";
static const char table_key_sql[] =
    "SELECT 'rowid' FROM pragma_table_list(?1) WHERE schema = 'main' AND NOT wr UNION ALL "
    "SELECT * FROM (SELECT i.name FROM pragma_table_info(?1) AS i, pragma_table_list(?1) AS l "
    "WHERE l.schema = 'main' AND l.wr AND i.pk > 0 ORDER BY i.pk)";
static const char columns_sql[] =
    "SELECT coalesce(name, 'rowid') FROM pragma_index_xinfo(?1) ORDER BY seqno";
static const char is_projection_sql[] =
    "SELECT name FROM pragma_table_info(?1) WHERE name IN ('n', 'rev', 'body')";

#define NAMES_MAX 32

struct names {
    size_t count;
    char *name[NAMES_MAX];
};

struct tree {
    bool index;
    char *table, *name;
    struct names row; /* the key of the table's rows */
    struct names key; /* of this tree: no two entries have the same */
};

/* ---- what the schema says -------------------------------------------------------------------- */

static void names_done(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        sqlite3_free(names->name[i]);
    names->count = 0;
}

static int read_names(sqlite3 *sql, const char *select, const char *of, struct names *names)
{
    sqlite3_stmt *s = NULL;
    names->count = 0;
    int rc = sqlite3_prepare_v2(sql, select, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(s, 1, of, -1, SQLITE_STATIC);
    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        char *name = sqlite3_mprintf("%s", (const char *)sqlite3_column_text(s, 0));
        rc = names->count == NAMES_MAX ? SQLITE_TOOBIG : name ? SQLITE_OK : SQLITE_NOMEM;
        if (rc == SQLITE_OK)
            names->name[names->count++] = name;
        else
            sqlite3_free(name);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static bool has_name(const struct names *names, size_t count, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < count && !found; i++)
        found = strcmp(names->name[i], name) == 0;
    return found;
}

/* Of an index: its columns, up to where they hold the whole key of a row. */
static int read_key(sqlite3 *sql, struct tree *t)
{
    int rc = read_names(sql, t->index ? columns_sql : table_key_sql, t->name, &t->key);
    size_t count = 0, found = 0;
    while (rc == SQLITE_OK && count < t->key.count && found < t->row.count)
        found += has_name(&t->row, t->row.count, t->key.name[count++]);
    while (t->key.count > count)
        sqlite3_free(t->key.name[--t->key.count]);
    return rc;
}

static void free_tree(struct tree *t)
{
    names_done(&t->row);
    names_done(&t->key);
    sqlite3_free(t->table);
    sqlite3_free(t->name);
}

/* SQLITE_DONE: there are no more. */
static int read_tree(sqlite3 *sql, int64_t number, struct tree *t)
{
    sqlite3_stmt *s = NULL;
    *t = (struct tree){.table = NULL};
    int rc = sqlite3_prepare_v2(sql, list_sql, -1, &s, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(s, 1, number);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    if (rc == SQLITE_ROW) {
        t->index = sqlite3_column_int(s, 0) != 0;
        t->table = sqlite3_mprintf("%s", (const char *)sqlite3_column_text(s, 1));
        t->name = sqlite3_mprintf("%s", (const char *)sqlite3_column_text(s, 2));
        rc = t->table && t->name ? SQLITE_OK : SQLITE_NOMEM;
    }
    sqlite3_finalize(s);
    if (rc == SQLITE_OK)
        rc = read_names(sql, table_key_sql, t->table, &t->row);
    return rc == SQLITE_OK ? read_key(sql, t) : rc;
}

/* ---- SQL text -------------------------------------------------------------------------------- */

static void put_keys(sqlite3_str *out, const struct names *key)
{
    for (size_t i = 0; i < key->count; i++)
        sqlite3_str_appendf(out, "%sr.\"%w\"", i > 0 ? ", " : "", key->name[i]);
}

/* Whether the row is found again by its key; as a tree of its own that begins at the root. */
static void put_found(sqlite3_str *out, const struct tree *t)
{
    sqlite3_str_appendf(out, "EXISTS (SELECT 1 FROM \"%w\" AS s WHERE ", t->table);
    for (size_t i = 0; i < t->row.count; i++)
        sqlite3_str_appendf(out, "%ss.\"%w\" = r.\"%w\"", i > 0 ? " AND " : "", t->row.name[i],
                            t->row.name[i]);
}

static int put_table(sqlite3 *sql, sqlite3_str *out, const struct tree *t, bool proven)
{
    struct names indexes = {.count = 0}, columns = {.count = 0};
    put_found(out, t);
    sqlite3_str_appendall(out, ")");
    int rc = read_names(sql, is_projection_sql, t->table, &columns);
    if (rc == SQLITE_OK && columns.count == 3 && proven)
        sqlite3_str_appendall(out, " AND r.body IS coalesce((SELECT body FROM record "
                                   "WHERE record.n = r.n), r.body)");
    names_done(&columns);
    sqlite3_str_appendall(out, ", 1");
    if (rc == SQLITE_OK)
        rc = read_names(sql, indexes_sql, t->table, &indexes);
    for (size_t i = 0; rc == SQLITE_OK && i < indexes.count; i++) {
        sqlite3_str_appendf(out, " AND EXISTS (SELECT 1 FROM \"%w\" AS s INDEXED BY \"%w\" WHERE 1",
                            t->table, indexes.name[i]);
        rc = read_names(sql, columns_sql, indexes.name[i], &columns);
        for (size_t k = 0; k < columns.count; k++)
            sqlite3_str_appendf(out, " AND s.\"%w\" IS r.\"%w\"", columns.name[k], columns.name[k]);
        sqlite3_str_appendall(out, ")");
        names_done(&columns);
    }
    names_done(&indexes);
    sqlite3_str_appendf(out, ", r.* FROM \"%w\" AS r", t->table);
    return rc;
}

/* The plus: by the key of the row, not by this index again. */
static int put_index(sqlite3 *sql, sqlite3_str *out, const struct tree *t)
{
    struct names columns;
    int rc = read_names(sql, columns_sql, t->name, &columns);
    sqlite3_str_appendall(out, "1, ");
    put_found(out, t);
    for (size_t i = 0; i < columns.count; i++)
        if (!has_name(&t->row, t->row.count, columns.name[i]))
            sqlite3_str_appendf(out, " AND +s.\"%w\" IS r.\"%w\"", columns.name[i],
                                columns.name[i]);
    sqlite3_str_appendf(out, ") FROM \"%w\" AS r INDEXED BY \"%w\"", t->table, t->name);
    names_done(&columns);
    return rc;
}

/* After the last key. NULL, which is less than anything, makes it long and the search slow. */
static void put_after(sqlite3_str *out, const struct tree *t, const struct tree_walk *walk)
{
    size_t null = 0;
    while (null < walk->keys && sqlite3_value_type(walk->key[null]) != SQLITE_NULL)
        null++;
    sqlite3_str_appendall(out, " WHERE ");
    if (null == walk->keys) {
        sqlite3_str_appendall(out, "(");
        put_keys(out, &t->key);
        sqlite3_str_appendall(out, ") > (");
        for (size_t i = 0; i < walk->keys; i++)
            sqlite3_str_appendf(out, "%s?%d", i > 0 ? ", " : "", (int)i + 1);
        sqlite3_str_appendall(out, ")");
        return;
    }
    for (size_t i = 0; i < walk->keys; i++) {
        bool is_null = sqlite3_value_type(walk->key[i]) == SQLITE_NULL;
        sqlite3_str_appendf(out, "%s(", i > 0 ? " OR " : "");
        for (size_t k = 0; k < i; k++)
            sqlite3_str_appendf(out, "r.\"%w\" IS ?%d AND ", t->key.name[k], (int)k + 1);
        sqlite3_str_appendf(out, is_null ? "r.\"%w\" IS NOT NULL)" : "r.\"%w\" > ?%d)",
                            t->key.name[i], (int)i + 1);
    }
}

/* The key, whether the row and its entries are found, and for a table the row. */
static int prepare(sqlite3 *sql, const struct tree *t, const struct tree_walk *walk,
                   sqlite3_stmt **s)
{
    sqlite3_str *out = sqlite3_str_new(sql);
    sqlite3_str_appendall(out, "SELECT ");
    put_keys(out, &t->key);
    sqlite3_str_appendall(out, ", ");
    int rc = t->index ? put_index(sql, out, t) : put_table(sql, out, t, walk->proven);
    if (walk->keys > 0)
        put_after(out, t, walk);
    sqlite3_str_appendall(out, " ORDER BY ");
    put_keys(out, &t->key);
    char *text = sqlite3_str_finish(out);
    if (rc == SQLITE_OK)
        rc = text ? sqlite3_prepare_v2(sql, text, -1, s, NULL) : SQLITE_NOMEM;
    sqlite3_free(text);
    for (size_t i = 0; i < walk->keys && rc == SQLITE_OK; i++)
        if (sqlite3_value_type(walk->key[i]) != SQLITE_NULL)
            rc = sqlite3_bind_value(*s, (int)i + 1, walk->key[i]);
    return rc;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void forget_key(struct tree_walk *walk)
{
    for (size_t i = 0; i < TREE_KEYS; i++) {
        sqlite3_value_free(walk->key[i]);
        walk->key[i] = NULL;
    }
    walk->keys = 0;
}

static int compare(sqlite3_value *a, sqlite3_value *b)
{
    static const int ranks[] = {[SQLITE_INTEGER] = 1,
                                [SQLITE_FLOAT] = 1,
                                [SQLITE_TEXT] = 2,
                                [SQLITE_BLOB] = 3,
                                [SQLITE_NULL] = 0};
    int rank[] = {ranks[sqlite3_value_type(a)], ranks[sqlite3_value_type(b)]};
    if (rank[0] != rank[1] || rank[0] == 0)
        return rank[0] - rank[1];
    if (rank[0] == 1) {
        sqlite3_int64 x = sqlite3_value_int64(a), y = sqlite3_value_int64(b);
        return (x > y) - (x < y);
    }
    const void *x = sqlite3_value_blob(a), *y = sqlite3_value_blob(b);
    int lengths[] = {sqlite3_value_bytes(a), sqlite3_value_bytes(b)};
    int least = lengths[0] < lengths[1] ? lengths[0] : lengths[1];
    int order = x && y ? memcmp(x, y, (size_t)least) : 0;
    return order != 0 ? order : lengths[0] - lengths[1];
}

/* Keys rise. */
static bool is_next(const struct tree_walk *walk, sqlite3_stmt *s)
{
    int order = walk->keys > 0 ? 0 : 1;
    for (size_t i = 0; i < walk->keys && order == 0; i++)
        order = compare(sqlite3_column_value(s, (int)i), walk->key[i]);
    return order > 0;
}

static int remember(struct tree_walk *walk, sqlite3_stmt *s, size_t keys)
{
    forget_key(walk);
    for (; walk->keys < keys; walk->keys++) {
        walk->key[walk->keys] = sqlite3_value_dup(sqlite3_column_value(s, (int)walk->keys));
        if (!walk->key[walk->keys])
            return SQLITE_NOMEM;
    }
    return SQLITE_OK;
}

enum fit { FIT, INDEX_MISFIT, TABLE_MISFIT };

static int read_rows(sqlite3 *sql, const struct tree *t, struct tree_walk *walk, int64_t until_us,
                     enum fit *fit)
{
    sqlite3_stmt *s = NULL;
    size_t keys = t->key.count;
    int rc = prepare(sql, t, walk, &s);
    while (rc == SQLITE_OK && *fit == FIT && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        bool found = sqlite3_column_int(s, (int)keys) != 0, next = is_next(walk, s);
        for (int i = (int)keys + 2; i < sqlite3_column_count(s); i++)
            (void)sqlite3_column_blob(s, i); /* with the pages that it runs over to */
        rc = sqlite3_errcode(sql) == SQLITE_NOMEM ? SQLITE_NOMEM : SQLITE_OK;
        if (!found || (!next && !t->index))
            *fit = TABLE_MISFIT;
        else if (!next || !sqlite3_column_int(s, (int)keys + 1))
            *fit = INDEX_MISFIT;
        if (rc == SQLITE_OK)
            rc = remember(walk, s, keys);
        if (clock_us() >= until_us)
            break;
    }
    sqlite3_finalize(s);
    return rc;
}

/* ---- a tree after the other ------------------------------------------------------------------ */

static void next_tree(struct tree_walk *walk, bool was_table)
{
    forget_key(walk);
    if (was_table)
        walk->table = walk->tree;
    walk->tree++;
}

static int count_rows(sqlite3 *sql, const char *table, int64_t *rows)
{
    sqlite3_stmt *s = NULL;
    char *text = sqlite3_mprintf("SELECT count(*) FROM (SELECT 1 FROM \"%w\" NOT INDEXED LIMIT %d)",
                                 table, REINDEX_ROWS + 1);
    int rc = text ? sqlite3_prepare_v2(sql, text, -1, &s, NULL) : SQLITE_NOMEM;
    if (rc == SQLITE_OK)
        rc = sqlite3_step(s);
    *rows = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    sqlite3_free(text);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* Then from the table on once more: that it fits now. */
static int renew(sqlite3 *sql, const struct tree *t, struct tree_walk *walk, struct cause *note)
{
    int64_t rows = 0;
    int rc = walk->renewed ? SQLITE_CORRUPT : count_rows(sql, t->table, &rows);
    if (rc == SQLITE_OK && rows > REINDEX_ROWS)
        rc = SQLITE_CORRUPT;
    if (rc != SQLITE_OK)
        return rc;
    char *text = sqlite3_mprintf("BEGIN IMMEDIATE; REINDEX \"%w\"; COMMIT", t->table);
    rc = text ? sqlite3_exec(sql, text, NULL, NULL, NULL) : SQLITE_NOMEM;
    sqlite3_free(text);
    if (rc != SQLITE_OK) {
        if (!sqlite3_get_autocommit(sql))
            (void)sqlite3_exec(sql, "ROLLBACK", NULL, NULL, NULL);
        return rc;
    }
    (void)cause_set(note, 0,
                    "after an unclean stop an index of %s did not fit its rows; it was made anew "
                    "and nothing is lost",
                    t->table);
    walk->tree = t->index ? walk->table : walk->tree;
    walk->renewed = true;
    forget_key(walk);
    return rc;
}

static int read_on(sqlite3 *sql, struct tree_walk *walk, int64_t until_us, struct cause *note)
{
    struct tree t;
    enum fit fit = FIT;
    int rc = read_tree(sql, walk->tree, &t);
    bool more = rc == SQLITE_OK, plain = more && t.key.count <= TREE_KEYS;
    if (plain && !t.index && walk->table != walk->tree) {
        walk->table = walk->tree;
        walk->renewed = false;
    }
    if (plain)
        rc = read_rows(sql, &t, walk, until_us, &fit);
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW) {
        if (fit == TABLE_MISFIT)
            rc = SQLITE_CORRUPT;
        else if (fit == INDEX_MISFIT)
            rc = renew(sql, &t, walk, note);
        else if (!more)
            walk->done = true;
        else if (!plain || rc == SQLITE_DONE)
            next_tree(walk, !t.index);
    }
    free_tree(&t);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int tree_slice(sqlite3 *sql, struct tree_walk *walk, int64_t until_us, struct cause *note)
{
    int rc = SQLITE_OK;
    while (rc == SQLITE_OK && !walk->done && !note->text[0] && clock_us() < until_us)
        rc = read_on(sql, walk, until_us, note);
    return rc;
}

void tree_done(struct tree_walk *walk)
{
    forget_key(walk);
    walk->done = true;
}
