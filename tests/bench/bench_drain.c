/* SPDX-License-Identifier: MIT */
/* A backlog upstream: twenty stations send what an outage left, through a stock mosquitto, to one
 * hub (and to two) into PostgreSQL, and into SQLite. The baseline is what anybody would write: the
 * same records, one connection, a thousand in a transaction, into a table with the same columns and
 * key: unnest() of binary arrays in PostgreSQL, one prepared INSERT in SQLite. The hub also reads
 * JSON, follows every record's hash, keeps the latest version of each object, looks for forks, and
 * answers; broker and stations are on the same machine. DRAIN_RECORDS=1000000 is the whole backlog;
 * DRAIN_BATCH=1 is live traffic, a record a batch; DRAIN_BROKER has lines for mosquitto.conf;
 * DRAIN_STATIONS (to 1024), DRAIN_WINDOW, DRAIN_ROUNDS and DRAIN_ONLY=sqlite|postgres change the
 * rest. */
#include "data/store/hash.h"
#include "data/store/hub/pg_array.h"
#include "tests/bench/drain.h"
#include "tests/bench/figure.h"
#include "tests/support/broker.h"
#include "tests/support/postgres.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATIONS   20 /* unless DRAIN_STATIONS says another number */
#define RECORDS    100000
#define ROUNDS     3
#define ROUNDS_MAX 9
#define TOGETHER   1000
#define HUBS_MAX   2
#define COLUMNS    13

struct bench {
    struct broker broker;
    struct postgres postgres;
    struct drain_log log;
    char directory[64];
    pid_t hub[HUBS_MAX];
    int64_t records;
    int stations, window, rounds;
};

static int64_t setting(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);
    int64_t value = text ? strtoll(text, NULL, 10) : 0;
    return value > 0 ? value : otherwise;
}

/* ---- baselines ------------------------------------------------------------------------------- */

static const char table[] =
    "station INTEGER NOT NULL, epoch INTEGER NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL,"
    " id TEXT NOT NULL, rev BIGINT NOT NULL, wall_ms BIGINT NOT NULL, boot_ms BIGINT NOT NULL,"
    " synced %s NOT NULL, actor TEXT NOT NULL, config TEXT NOT NULL, hash %s NOT NULL,"
    " body TEXT NOT NULL, PRIMARY KEY (station, epoch, seq)";

static void check_sqlite(sqlite3 *sql, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
        figure_die(sqlite3_errmsg(sql));
}

static void insert_sqlite(sqlite3_stmt *s, int station, const struct record *r)
{
    unsigned char hash[HASH_BYTES];
    const char *kind = word_name(&words_record_kind, (int)r->kind);
    (void)hash_from_hex(r->hash, hash);
    (void)sqlite3_bind_int64(s, 1, station);
    (void)sqlite3_bind_int64(s, 2, station);
    (void)sqlite3_bind_int64(s, 3, r->seq);
    (void)sqlite3_bind_text(s, 4, kind, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 5, r->id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(s, 6, r->rev);
    (void)sqlite3_bind_int64(s, 7, r->wall_ms);
    (void)sqlite3_bind_int64(s, 8, r->boot_ms);
    (void)sqlite3_bind_int64(s, 9, r->synced);
    (void)sqlite3_bind_text(s, 10, r->actor, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 11, r->config, -1, SQLITE_STATIC);
    (void)sqlite3_bind_blob(s, 12, hash, sizeof hash, SQLITE_STATIC);
    (void)sqlite3_bind_text(s, 13, r->body, (int)r->body_length, SQLITE_STATIC);
    check_sqlite(sqlite3_db_handle(s), sqlite3_step(s));
    (void)sqlite3_reset(s);
}

static double bare_sqlite(const struct bench *b)
{
    char path[128], make[700], text[1000];
    sqlite3 *sql = NULL;
    sqlite3_stmt *s = NULL;
    (void)snprintf(path, sizeof path, "%s/bare.db", b->directory);
    (void)snprintf(make, sizeof make, table, "INTEGER", "BLOB");
    (void)snprintf(text, sizeof text,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size ="
                   " -16384; CREATE TABLE record (%s) WITHOUT ROWID",
                   make);
    check_sqlite(sql, sqlite3_open(path, &sql));
    check_sqlite(sql, sqlite3_exec(sql, text, NULL, NULL, NULL));
    check_sqlite(sql, sqlite3_prepare_v2(sql,
                                         "INSERT INTO record VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,"
                                         "?10,?11,?12,?13) ON CONFLICT DO NOTHING",
                                         -1, &s, NULL));
    int64_t begin = figure_now_ns(), done = 0;
    for (int station = 1; station <= b->stations; station++)
        for (int64_t i = 0; i < b->log.records; i++) {
            if (done % TOGETHER == 0)
                check_sqlite(sql, sqlite3_exec(sql, "BEGIN", NULL, NULL, NULL));
            insert_sqlite(s, station, &b->log.record[i]);
            if (++done % TOGETHER == 0 || done == b->records)
                check_sqlite(sql, sqlite3_exec(sql, "COMMIT", NULL, NULL, NULL));
        }
    double seconds = figure_seconds_since(begin);
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(sql);
    (void)unlink(path);
    return seconds;
}

static void add_postgres(struct pg_array row[COLUMNS], int station, const struct record *r)
{
    unsigned char hash[HASH_BYTES];
    const char *kind = word_name(&words_record_kind, (int)r->kind);
    (void)hash_from_hex(r->hash, hash);
    pg_array_number(&row[0], station);
    pg_array_number(&row[1], station);
    pg_array_number(&row[2], r->seq);
    pg_array_bytes(&row[3], kind, strlen(kind));
    pg_array_bytes(&row[4], r->id, strlen(r->id));
    pg_array_number(&row[5], r->rev);
    pg_array_number(&row[6], r->wall_ms);
    pg_array_number(&row[7], r->boot_ms);
    pg_array_number(&row[8], r->synced);
    pg_array_bytes(&row[9], r->actor, strlen(r->actor));
    pg_array_bytes(&row[10], r->config, strlen(r->config));
    pg_array_bytes(&row[11], hash, HASH_BYTES);
    pg_array_bytes(&row[12], r->body, r->body_length);
}

static const struct {
    enum pg_type type;
    Oid array;
} columns[COLUMNS] = {{PG_INT4, 1007}, {PG_INT4, 1007}, {PG_INT8, 1016}, {PG_TEXT, 1009},
                      {PG_TEXT, 1009}, {PG_INT8, 1016}, {PG_INT8, 1016}, {PG_INT8, 1016},
                      {PG_BOOL, 1000}, {PG_TEXT, 1009}, {PG_TEXT, 1009}, {PG_BYTEA, 1001},
                      {PG_TEXT, 1009}};

static void check_postgres(PGconn *link, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        figure_die(PQerrorMessage(link));
    PQclear(result);
}

/* What is gathered goes as one statement, which is a transaction. */
static void insert_postgres(PGconn *link, struct pg_array row[COLUMNS])
{
    const char *value[COLUMNS];
    int length[COLUMNS], format[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
        pg_array_end(&row[c]);
        value[c] = row[c].data;
        length[c] = (int)row[c].length;
        format[c] = 1;
    }
    check_postgres(link, PQexecPrepared(link, "bare", COLUMNS, value, length, format, 0));
}

static double bare_postgres(const struct bench *b)
{
    static struct pg_array row[COLUMNS];
    char make[700], text[1000];
    Oid types[COLUMNS];
    PGconn *link = PQconnectdb(b->postgres.url);
    (void)snprintf(make, sizeof make, table, "BOOLEAN", "BYTEA");
    (void)snprintf(text, sizeof text, "CREATE TABLE bare (%s)", make);
    check_postgres(link, PQexec(link, text));
    for (int c = 0; c < COLUMNS; c++)
        types[c] = columns[c].array;
    check_postgres(link,
                   PQprepare(link, "bare",
                             "INSERT INTO bare SELECT * FROM unnest($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,"
                             "$11,$12,$13) ON CONFLICT DO NOTHING",
                             COLUMNS, types));
    int64_t begin = figure_now_ns(), done = 0;
    for (int station = 1; station <= b->stations; station++)
        for (int64_t i = 0; i < b->log.records; i++) {
            for (int c = 0; done % TOGETHER == 0 && c < COLUMNS; c++)
                pg_array_begin(&row[c], columns[c].type);
            add_postgres(row, station, &b->log.record[i]);
            if (++done % TOGETHER == 0 || done == b->records)
                insert_postgres(link, row);
        }
    double seconds = figure_seconds_since(begin);
    check_postgres(link, PQexec(link, "DROP TABLE bare"));
    PQfinish(link);
    return seconds;
}

/* ---- hubs ------------------------------------------------------------------------------------ */

static pid_t start_hub(const struct bench *b, const char *database, int number)
{
    char program[300], log[128], id[16];
    figure_beside(program, sizeof program, "../../andon-hub");
    (void)snprintf(log, sizeof log, "%s/hub.log", b->directory);
    (void)snprintf(id, sizeof id, "h%d", number);
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (fd >= 0)
            (void)dup2(fd, STDERR_FILENO);
        (void)execl(program, program, "--broker", b->broker.url, "--database", database, "--id", id,
                    (char *)NULL);
        _exit(127);
    }
    return pid;
}

static void stop_hubs(struct bench *b)
{
    for (int i = 0; i < HUBS_MAX; i++) {
        if (b->hub[i] <= 0)
            continue;
        (void)kill(b->hub[i], SIGTERM);
        (void)waitpid(b->hub[i], NULL, 0);
        b->hub[i] = 0;
    }
}

struct outcome {
    double seconds, cpu_us; /* of all hubs, a record */
    int resent;             /* batches that had no answer in time */
    double bytes; /* that a record takes in the database, indexes and typed rows and all */
};

static struct outcome drain(struct bench *b, const char *database, int hubs)
{
    struct outcome out = {.cpu_us = 0};
    for (int i = 0; i < hubs; i++)
        b->hub[i] = start_hub(b, database, i + 1);
    drain_wait_hubs(b->broker.port, hubs);
    const struct drain_plan plan = {
        .port = b->broker.port, .stations = b->stations, .window = b->window};
    out.seconds = drain_run(&plan, &b->log, &out.resent);
    for (int i = 0; i < hubs; i++)
        out.cpu_us += (double)figure_cpu_ns(b->hub[i]) / 1e3 / (double)b->records;
    stop_hubs(b);
    return out;
}

static struct outcome drain_sqlite(struct bench *b)
{
    char url[160];
    sqlite3 *sql = NULL;
    sqlite3_stmt *s = NULL;
    (void)snprintf(url, sizeof url, "sqlite:%s/hub.db", b->directory);
    struct outcome out = drain(b, url, 1);
    check_sqlite(sql, sqlite3_open(strchr(url, '/'), &sql));
    check_sqlite(sql, sqlite3_prepare_v2(sql, "SELECT count(*) FROM record", -1, &s, NULL));
    if (sqlite3_step(s) != SQLITE_ROW || sqlite3_column_int64(s, 0) != b->records)
        figure_die("SQLite has not every record once");
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(sql);
    struct stat file;
    if (stat(strchr(url, '/'), &file) == 0)
        out.bytes = (double)file.st_size / (double)b->records;
    (void)unlink(strchr(url, '/'));
    return out;
}

static struct outcome drain_postgres(struct bench *b, int hubs)
{
    char text[16];
    struct outcome out = drain(b, b->postgres.url, hubs);
    if (postgres_number(&b->postgres, "SELECT count(*) FROM record") != b->records)
        figure_die("PostgreSQL has not every record once");
    out.bytes =
        (double)postgres_number(&b->postgres, "SELECT sum(pg_total_relation_size(oid))"
                                              " FROM pg_class WHERE relkind IN ('r', 'p')"
                                              " AND relnamespace = 'public'::regnamespace") /
        (double)b->records;
    (void)postgres_ask(&b->postgres, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", text,
                       sizeof text);
    return out;
}

/* ---- figures --------------------------------------------------------------------------------- */

static void print(const char *name, double *rate, const char *baseline, double *base, double *ratio,
                  int rounds, double target)
{
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(rate, (size_t)rounds),
                                  .unit = "records/s",
                                  .baseline = baseline,
                                  .baseline_value = figure_median(base, (size_t)rounds),
                                  .ratio = figure_median(ratio, (size_t)rounds),
                                  .aim = AIM_AT_LEAST,
                                  .target = target});
}

static void print_bytes(const char *name, double bytes)
{
    figure_print(&(struct figure){.name = name,
                                  .value = bytes,
                                  .unit = "bytes/record",
                                  .baseline = "1 byte",
                                  .baseline_value = 1});
}

/* For stations at once: batches that a full queue lost. */
static void print_resent(const char *name, int resent, const struct bench *b)
{
    figure_print(&(struct figure){.name = name,
                                  .value = resent,
                                  .unit = "batches",
                                  .baseline = "of",
                                  .baseline_value = (double)b->log.batches * b->stations});
}

static void print_cpu(const char *name, double *cpu, int rounds)
{
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(cpu, (size_t)rounds),
                                  .unit = "us/record",
                                  .baseline = "1 us",
                                  .baseline_value = 1});
}

static void bench_sqlite(struct bench *b)
{
    double rate[ROUNDS_MAX], base[ROUNDS_MAX], ratio[ROUNDS_MAX], cpu[ROUNDS_MAX], bytes = 0;
    int resent = 0;
    for (int i = 0; i < b->rounds; i++) { /* in turns, so that a busy moment hits both */
        base[i] = (double)b->records / bare_sqlite(b);
        struct outcome one = drain_sqlite(b);
        rate[i] = (double)b->records / one.seconds;
        cpu[i] = one.cpu_us;
        bytes = one.bytes;
        resent += one.resent;
        ratio[i] = rate[i] / base[i];
    }
    print_resent("drain.sqlite_resent", resent / b->rounds, b);
    print("drain.sqlite", rate, "bare batched insert", base, ratio, b->rounds, 0.5);
    print_cpu("drain.sqlite_hub_cpu", cpu, b->rounds);
    print_bytes("drain.sqlite_bytes", bytes);
}

static void bench_postgres(struct bench *b)
{
    double rate[ROUNDS_MAX], base[ROUNDS_MAX], ratio[ROUNDS_MAX], cpu[ROUNDS_MAX];
    double two[ROUNDS_MAX], faster[ROUNDS_MAX], bytes = 0;
    int resent = 0;
    if (postgres_start(&b->postgres) != 0)
        figure_die("no PostgreSQL");
    for (int i = 0; i < b->rounds; i++) {
        base[i] = (double)b->records / bare_postgres(b);
        struct outcome one = drain_postgres(b, 1);
        rate[i] = (double)b->records / one.seconds;
        cpu[i] = one.cpu_us;
        bytes = one.bytes;
        ratio[i] = rate[i] / base[i];
        two[i] = (double)b->records / drain_postgres(b, 2).seconds;
        faster[i] = two[i] / rate[i];
    }
    print_resent("drain.postgres_resent", resent / b->rounds, b);
    print("drain.two_hubs", two, "one hub", rate, faster, b->rounds, 1);
    print("drain.postgres", rate, "bare batched insert", base, ratio, b->rounds, 0.5);
    print_cpu("drain.postgres_hub_cpu", cpu, b->rounds);
    print_bytes("drain.postgres_bytes", bytes);
    postgres_done(&b->postgres);
}

int main(void)
{
    struct bench b = {.stations = (int)setting("DRAIN_STATIONS", STATIONS),
                      .window = (int)setting("DRAIN_WINDOW", 5),
                      .rounds = (int)setting("DRAIN_ROUNDS", ROUNDS)};
    const char *only = getenv("DRAIN_ONLY");
    b.records = setting("DRAIN_RECORDS", RECORDS) / b.stations * b.stations;
    b.rounds = b.rounds < ROUNDS_MAX ? b.rounds : ROUNDS_MAX;
    (void)snprintf(b.directory, sizeof b.directory, "/tmp/andon-drain-XXXXXX");
    if (!mkdtemp(b.directory) || broker_start(&b.broker, getenv("DRAIN_BROKER")) != 0)
        figure_die("no directory, or no broker");
    drain_log_make(&b.log, b.records / b.stations, setting("DRAIN_BATCH", INT64_MAX));
    double wire = 0;
    for (int i = 0; i < b.log.batches; i++)
        wire += (double)b.log.batch[i].length;
    print_bytes("drain.wire_bytes", wire / (double)b.log.records);
    if (!only || strcmp(only, "sqlite") == 0)
        bench_sqlite(&b);
    if (!only || strcmp(only, "postgres") == 0)
        bench_postgres(&b);
    drain_log_done(&b.log);
    broker_done(&b.broker);
    char log[128];
    (void)snprintf(log, sizeof log, "%s/hub.log", b.directory);
    (void)unlink(log);
    (void)rmdir(b.directory);
    return 0;
}
