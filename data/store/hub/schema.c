/* SPDX-License-Identifier: MIT */
/* The hub's tables, for both databases. They are the same but for the types: what people and BI
 * tools read are the views, which have the same names and columns in both.
 *
 *   station      a path, and when it was first and last heard
 *   epoch        an opening of a station's database: what it says of its predecessor, how far it
 *                has come, how many of its records are here
 *   record       the log, once each. In PostgreSQL partitioned by hash of the station, so that the
 *                key (station, epoch, seq) is unique as it stands; what Citus and TimescaleDB
 *                make of it is in andon-hub(8)
 *   object       the latest version of each object: highest rev, then highest hash, so that the
 *                order of arrival does not matter. Minutes and intervals are in the log alone
 *   fact_…       what the views sum and select of these versions, and of intervals (facts.c)
 *   history…     minutes of signals, bulk data beside the log; up to which minute a station's is
 *                here; a row a day of what has aged out, for good
 *   descent      of which lineage an epoch is, and the first epoch of its station's database
 *   lineage      where numbers of a station begin again: lineage.h
 *   seam         the hash of a record that is not here yet, as the batch after it says: compared
 *                when it comes
 *   dead_letter  what nobody could take, with the reason
 *   alarm        what must be looked at: a key with two contents, a fork, a rewind
 *   webhook      what others are still to be told, and for a day what they were (outbox.h) */
#include "data/store/hub/inside.h"

#define RECORD_COLUMNS(integer, big, boolean, bytes)                                    \
    " station " integer " NOT NULL, epoch " integer " NOT NULL, seq " big " NOT NULL,"  \
    " kind TEXT NOT NULL, id TEXT NOT NULL, rev " big " NOT NULL,"                      \
    " wall_ms " big " NOT NULL, boot_ms " big " NOT NULL, synced " boolean " NOT NULL," \
    " actor TEXT NOT NULL, config TEXT NOT NULL, hash " bytes " NOT NULL,"              \
    " body TEXT NOT NULL, PRIMARY KEY (station, epoch, seq)"

#define OTHER_TABLES(integer, big, serial, bytes)                                              \
    "CREATE TABLE station (number " serial ", path TEXT NOT NULL UNIQUE,"                      \
    " first_ms " big " NOT NULL, last_ms " big " NOT NULL);"                                   \
    "CREATE TABLE epoch (number " serial ", station " integer " NOT NULL, name TEXT NOT NULL," \
    " boot_id TEXT NOT NULL, first_ms " big " NOT NULL, last_seq " big " NOT NULL DEFAULT 0,"  \
    " records " big " NOT NULL DEFAULT 0, previous TEXT, previous_seq " big ","                \
    " previous_hash TEXT, machine TEXT, UNIQUE (station, name));"                              \
    "CREATE INDEX epoch_previous ON epoch (station, previous);"                                \
    "CREATE TABLE object (station " integer " NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL," \
    " rev " big " NOT NULL, wall_ms " big " NOT NULL, hash " bytes                             \
    " NOT NULL, body TEXT NOT NULL,"                                                           \
    " PRIMARY KEY (station, kind, id));"                                                       \
    "CREATE INDEX object_wall ON object (kind, wall_ms);"                                      \
    "CREATE TABLE dead_letter (number " serial ", station TEXT NOT NULL, epoch TEXT,"          \
    " seq " big ", wall_ms " big " NOT NULL, reason TEXT NOT NULL, payload TEXT NOT NULL,"     \
    " UNIQUE (station, epoch, seq, payload));"                                                 \
    "CREATE TABLE alarm (number " serial ", station TEXT NOT NULL, kind TEXT NOT NULL,"        \
    " epoch TEXT NOT NULL, detail TEXT NOT NULL, first_ms " big " NOT NULL,"                   \
    " last_ms " big " NOT NULL, times " big " NOT NULL DEFAULT 1,"                             \
    " UNIQUE (station, kind, epoch, detail));"

/* Version 2: a letter is told from others by its digest, for an index takes no long text. Numbers
 * are given anew. */
#define LETTER_DIGESTS(integer, big, serial)                                               \
    "ALTER TABLE dead_letter RENAME TO dead_letter_1;"                                     \
    "CREATE TABLE dead_letter (number " serial ", station TEXT NOT NULL, epoch TEXT,"      \
    " seq " big ", wall_ms " big " NOT NULL, reason TEXT NOT NULL, payload TEXT NOT NULL," \
    " digest TEXT NOT NULL, UNIQUE (station, epoch, seq, digest));"                        \
    "INSERT INTO dead_letter (station, epoch, seq, wall_ms, reason, payload, digest)"      \
    " SELECT station, epoch, seq, wall_ms, reason, payload, 'letter ' || number"           \
    " FROM dead_letter_1 ORDER BY number; DROP TABLE dead_letter_1;"

/* Version 3: the tables of facts.c, which are made anew from the log at every new version. */
#define FACTS_FOLLOW "SELECT 3;"

/* Version 4. */
#define SEAMS(integer, big, bytes)                                                  \
    "CREATE TABLE IF NOT EXISTS seam (station " integer " NOT NULL, epoch " integer \
    " NOT NULL, seq " big " NOT NULL, hash " bytes                                  \
    " NOT NULL, PRIMARY KEY (station, epoch, seq));"

/* Version 5: the outbox of webhooks. */
#define WEBHOOKS(big, serial)                                                      \
    "CREATE TABLE IF NOT EXISTS webhook (number " serial                           \
    ", hook TEXT NOT NULL, key TEXT NOT NULL,"                                     \
    " station TEXT NOT NULL, body TEXT NOT NULL, made_ms " big " NOT NULL,"        \
    " due_ms " big " NOT NULL, tries " big " NOT NULL DEFAULT 0, done_ms " big "," \
    " outcome TEXT, UNIQUE (hook, key));"                                          \
    "CREATE INDEX IF NOT EXISTS webhook_due ON webhook (hook, due_ms) WHERE done_ms IS NULL;"

/* Version 6: signal history. */
/* clang-format off */
#define HISTORIES(integer, big, serial, real)                                                   \
    "CREATE TABLE IF NOT EXISTS signal (number " serial ", station " integer " NOT NULL,"       \
    " name TEXT NOT NULL, UNIQUE (station, name));"                                             \
    "CREATE TABLE IF NOT EXISTS history (station " integer " NOT NULL, minute " big             \
    " NOT NULL, signal " integer " NOT NULL, min " big ", mean " big ", max " big ", last " big \
    ", samples " big " NOT NULL, bad " big " NOT NULL, quality TEXT NOT NULL,"                  \
    " PRIMARY KEY (station, minute, signal));"                                                  \
    "CREATE TABLE IF NOT EXISTS history_day (station " integer " NOT NULL, day " big            \
    " NOT NULL, signal " integer " NOT NULL, min " big ", max " big ", total " real ", samples "\
    big " NOT NULL, bad " big " NOT NULL, PRIMARY KEY (station, day, signal));"                 \
    "CREATE TABLE IF NOT EXISTS history_head (station " integer " NOT NULL PRIMARY KEY, minute "\
    big " NOT NULL);"
/* clang-format on */

/* Version 7: titles of the reasons of stops, again in the tables of facts.c. */

/* Version 8: lineages; objects of stations that have several are made anew, with the facts. */
#define LINEAGES(integer)                                                                  \
    "CREATE TABLE IF NOT EXISTS descent (epoch " integer " NOT NULL PRIMARY KEY,"          \
    " root TEXT NOT NULL, lineage TEXT NOT NULL);"                                         \
    "CREATE TABLE IF NOT EXISTS lineage (station " integer " NOT NULL, tag TEXT NOT NULL," \
    " above TEXT NOT NULL, numbers TEXT NOT NULL, PRIMARY KEY (station, tag));"

#define LITE_KEY     "INTEGER PRIMARY KEY"
#define POST_KEY     "INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
#define LITE_RECORDS RECORD_COLUMNS("INTEGER", "INTEGER", "INTEGER", "BLOB")
#define POST_RECORDS RECORD_COLUMNS("INTEGER", "BIGINT", "BOOLEAN", "BYTEA")
#define PART(n)                                                        \
    "CREATE TABLE record_" #n " PARTITION OF record FOR VALUES WITH (" \
    "MODULUS 16, REMAINDER " #n ");"
/* clang-format off */
#define PARTS                                                                          \
    PART(0) PART(1) PART(2) PART(3) PART(4) PART(5) PART(6) PART(7)                    \
    PART(8) PART(9) PART(10) PART(11) PART(12) PART(13) PART(14) PART(15)
/* clang-format on */

const char *const hub_schema_sqlite[HUB_SCHEMA_VERSION] = {
    "CREATE TABLE record (" LITE_RECORDS
    ") WITHOUT ROWID;" OTHER_TABLES("INTEGER", "INTEGER", LITE_KEY, "BLOB"),
    LETTER_DIGESTS("INTEGER", "INTEGER", LITE_KEY),
    FACTS_FOLLOW,
    SEAMS("INTEGER", "INTEGER", "BLOB"),
    WEBHOOKS("INTEGER", LITE_KEY),
    HISTORIES("INTEGER", "INTEGER", LITE_KEY, "REAL"),
    FACTS_FOLLOW,
    LINEAGES("INTEGER"),
};
const char *const hub_schema_postgres[HUB_SCHEMA_VERSION] = {
    "CREATE TABLE record (" POST_RECORDS ") PARTITION BY HASH (station);" PARTS
    "CREATE INDEX record_wall ON record USING BRIN (wall_ms);" //
    OTHER_TABLES("INTEGER", "BIGINT", POST_KEY, "BYTEA"),
    LETTER_DIGESTS("INTEGER", "BIGINT", POST_KEY),
    FACTS_FOLLOW,
    SEAMS("INTEGER", "BIGINT", "BYTEA"),
    WEBHOOKS("BIGINT", POST_KEY),
    HISTORIES("INTEGER", "BIGINT", POST_KEY, "DOUBLE PRECISION"),
    FACTS_FOLLOW,
    LINEAGES("INTEGER"),
};

int hub_is_newer(const char *whose, int version, const char *program, struct cause *why)
{
    const char *space = program[0] ? " " : "";
    return cause_set(why, -1,
                     "%s is of a newer andon-hub%s%s (tables of version %d, this one knows %d) and "
                     "left as it is; install andon-hub%s%s again",
                     whose, space, program, version, HUB_SCHEMA_VERSION, space, program);
}
