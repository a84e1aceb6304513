/* SPDX-License-Identifier: MIT */
/* The views of a hub's database, in SQLite and in PostgreSQL: a day of the virtual press goes in as
 * a station would send it, and each shift has the figures that a replay of that shift has, to the
 * last digit; products and lines add up to them. What people entered comes out as they entered it;
 * every column stands in andon-sql(7). */
#include "data/decode/batch_read.h"
#include "data/store/hash.h"
#include "data/store/hub/hub_store.h"
#include "data/store/hub/inside.h"
#include "tests/support/postgres.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>

#define LINE "acme/monterrey/stamping/line1"
#define DAY  "--from 2026-01-05T06:00:00Z --to 2026-01-06T06:00:00Z"

static struct postgres pg;
static char directory[64], url[160], path[128];
static bool with_postgres;
static struct hub_store *store;
static char text[BATCH_MAX + 1];
static struct hub_item item;

static const char *build(void)
{
    const char *b = getenv("BUILD");
    return b ? b : "build";
}

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void shell(const char *format, ...)
{
    char command[900];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(command, sizeof command, format, args);
    va_end(args);
    FILE *f = popen(command, "r"); /* NOLINT(cert-env33-c): a test's own words */
    assert_non_null(f);
    int status = pclose(f);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("%s", command);
}

/* ---- records of a replay as a station's log -------------------------------------------------- */

struct log {
    char hash[RECORD_HASH_SIZE], epoch[RECORD_EPOCH_SIZE];
    const char *station;
    int64_t seq;
    struct batch_writer b;
    bool open;
};

static void send_batch(struct log *log)
{
    struct cause why = {{0}};
    struct hub_item *one = &item;
    if (!log->open)
        return;
    log->open = false;
    size_t length = batch_end(&log->b);
    memset(&item, 0, offsetof(struct hub_item, batch));
    memset(item.parked, 0, sizeof item.parked);
    item.alarms = 0;
    item.wall_ms = 1767600000000;
    (void)snprintf(item.station, sizeof item.station, "%s", log->station);
    assert_int_equal(batch_read(text, length, &item.batch, &why), 0);
    hub_check(&item);
    if (hub_store_take(store, &one, 1, &why) != HUB_DONE)
        fail_msg("%s", why.text);
    for (int i = 0; i < item.batch.count; i++)
        assert_null(item.parked[i]);
    batch_done(&item.batch);
}

static void add_record(struct log *log, const char *kind, const char *id, int64_t rev,
                       const char *body)
{
    char before[RECORD_HASH_SIZE];
    unsigned char bytes[HASH_BYTES];
    int word = word_find(&words_record_kind, kind, strlen(kind));
    struct record r = {.seq = ++log->seq,
                       .kind = (enum record_kind)word,
                       .rev = rev,
                       .wall_ms = 1767600000000,
                       .boot_id = "boot",
                       .actor = "machine",
                       .config = "0123456789abcdef",
                       .body = body,
                       .body_length = strlen(body)};
    assert_true(word >= 0);
    (void)snprintf(r.id, sizeof r.id, "%s", id);
    (void)snprintf(r.epoch, sizeof r.epoch, "%s", log->epoch);
    (void)snprintf(before, sizeof before, "%s", log->hash);
    assert_int_equal(hash_record(before, &r, bytes, r.hash), 0);
    (void)snprintf(log->hash, sizeof log->hash, "%s", r.hash);
    if (log->open && batch_add(&log->b, &r))
        return;
    send_batch(log);
    batch_begin(&log->b, text, sizeof text, &r, before, NULL);
    assert_true(batch_add(&log->b, &r));
    log->open = true;
}

static struct log new_log(int number, const char *station)
{
    struct log log = {.station = station};
    (void)snprintf(log.epoch, sizeof log.epoch, "%032x", number);
    (void)snprintf(log.hash, sizeof log.hash, "%s", hash_genesis);
    return log;
}

static void feed(int number, const char *station)
{
    char file[128], line[8192];
    struct log log = new_log(number, station);
    (void)snprintf(file, sizeof file, "%s/records", directory);
    FILE *f = fopen(file, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        json_t *r = json_loads(line, 0, NULL);
        const char *body = strstr(line, "\"body\":");
        assert_non_null(body);
        line[strlen(line) - 2] = '\0'; /* the bytes as they are, without the brace of the record */
        add_record(&log, json_string_value(json_object_get(r, "kind")),
                   json_string_value(json_object_get(r, "id")),
                   json_integer_value(json_object_get(r, "rev")), body + strlen("\"body\":"));
        json_decref(r);
    }
    (void)fclose(f);
    send_batch(&log);
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* The columns of the first row as an array. */
static json_t *row(const char *columns, const char *rest)
{
    static char sql[2000], out[8000];
    (void)snprintf(sql, sizeof sql, "SELECT %s(%s) %s",
                   with_postgres ? "json_build_array" : "json_array", columns, rest);
    out[0] = '\0';
    if (with_postgres) {
        if (!postgres_ask(&pg, sql, out, sizeof out))
            fail_msg("%s", sql);
    } else {
        sqlite3 *db = NULL;
        sqlite3_stmt *s = NULL;
        assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
            fail_msg("%s: %s", sql, sqlite3_errmsg(db));
        if (sqlite3_step(s) == SQLITE_ROW)
            (void)snprintf(out, sizeof out, "%s", (const char *)sqlite3_column_text(s, 0));
        (void)sqlite3_finalize(s);
        (void)sqlite3_close(db);
    }
    json_t *json = json_loads(out, 0, NULL);
    if (!json)
        fail_msg("no row: %s", sql);
    return json;
}

static double number(const json_t *array, size_t i)
{
    const json_t *value = json_array_get(array, i);
    return json_is_number(value) ? json_number_value(value) : -1;
}

static void is_row(const char *columns, const char *rest, const double *expected, size_t count)
{
    json_t *r = row(columns, rest);
    for (size_t i = 0; i < count; i++)
        if (fabs(number(r, i) - expected[i]) > 1e-6)
            fail_msg("%s %s: column %zu is %f, not %f", columns, rest, i, number(r, i),
                     expected[i]);
    json_decref(r);
}
#define IS(columns, rest, ...)                                               \
    do {                                                                     \
        const double expected[] = {__VA_ARGS__};                             \
        is_row(columns, rest, expected, sizeof expected / sizeof *expected); \
    } while (0)

/* ---- the day --------------------------------------------------------------------------------- */

static const struct {
    const char *column, *group, *key;
} figures[] = {
    {"availability", "oee", "availability"},
    {"performance", "oee", "performance"},
    {"quality", "oee", "quality"},
    {"oee", "oee", "oee"},
    {"coverage", "oee", "coverage"},
    {"planned_s", "oee", "planned_s"},
    {"run_s", "oee", "run_s"},
    {"unknown_s", "oee", "unknown_s"},
    {"unexplained_s", "oee", "unexplained_s"},
    {"total", "counts", "total"},
    {"good", "counts", "good"},
    {"scrap", "counts", "scrap"},
    {"stops", "stops", "count"},
    {"small_stops", "stops", "small"},
    {"unexplained", "stops", "unexplained"},
};
#define FIGURES (sizeof figures / sizeof *figures)

/* Parts outside of planned time are in counts, and in no ratio. */
static double replayed(const json_t *snapshot, size_t i)
{
    double value = json_number_value(
        json_object_get(json_object_get(snapshot, figures[i].group), figures[i].key));
    const json_t *counts = json_object_get(snapshot, "counts");
    if (strcmp(figures[i].column, "total") == 0)
        value -= json_number_value(json_object_get(counts, "outside_total"));
    if (strcmp(figures[i].column, "good") == 0)
        value -= json_number_value(json_object_get(counts, "outside_good"));
    if (strcmp(figures[i].column, "scrap") == 0)
        value -= json_number_value(json_object_get(counts, "outside_total")) -
                 json_number_value(json_object_get(counts, "outside_good"));
    return value;
}

static void is_as_replayed(const char *shift, int64_t begin, int64_t end)
{
    char out[128], columns[400] = "", rest[200];
    (void)snprintf(out, sizeof out, "%s/out", directory);
    shell("%s/andonctl replay --config layouts/stations/press --config %s/layer --from %lld --to "
          "%lld --json %s/day >%s",
          build(), directory, (long long)begin, (long long)end, directory, out);
    json_t *snapshot = json_load_file(out, 0, NULL);
    assert_non_null(snapshot);
    for (size_t i = 0; i < FIGURES; i++)
        (void)snprintf(columns + strlen(columns), sizeof columns - strlen(columns), "%s%s",
                       i ? ", " : "", figures[i].column);
    (void)snprintf(rest, sizeof rest,
                   "FROM oee_shifts WHERE station = '" LINE "/press3' AND shift = '%s'", shift);
    json_t *is = row(columns, rest);
    for (size_t i = 0; i < FIGURES; i++) {
        double want = replayed(snapshot, i), got = number(is, i);
        if (fabs(got - want) > 1e-11)
            fail_msg("%s %s: %.13f at the hub, %.13f in the replay", shift, figures[i].column, got,
                     want);
    }
    json_decref(is);
    json_decref(snapshot);
}

static void shifts_are_as_replayed(void **state)
{
    (void)state;
    json_t *ids = row("count(*), min(begin_ms), max(begin_ms)",
                      "FROM oee_shifts WHERE station = '" LINE "/press3'");
    assert_int_equal((int)number(ids, 0), 3);
    int64_t first = (int64_t)number(ids, 1), hours8 = INT64_C(8) * 3600000;
    json_decref(ids);
    for (int i = 0; i < 3; i++) {
        char shift[32];
        int64_t begin = first + i * hours8;
        (void)snprintf(shift, sizeof shift, "W%lld", (long long)(begin / 60000));
        is_as_replayed(shift, begin, begin + hours8);
    }
}

static void products_and_lines_add_up(void **state)
{
    (void)state;
    json_t *shifts = row("sum(total), sum(good), sum(planned_s), sum(run_s), sum(ideal_s),"
                         " sum(good_ideal_s)",
                         "FROM oee_shifts WHERE station = '" LINE "/press3'");
    json_t *products = row("sum(total), sum(good), sum(planned_s), sum(run_s), sum(ideal_s),"
                           " sum(good_ideal_s)",
                           "FROM oee_products WHERE station = '" LINE "/press3'");
    for (size_t i = 0; i < 6; i++)
        if (fabs(number(shifts, i) - number(products, i)) > 1e-6 || number(shifts, i) < 1000)
            fail_msg("column %zu: %f of shifts, %f of products", i, number(shifts, i),
                     number(products, i));
    IS("count(*), count(DISTINCT product), count(oee)",
       "FROM oee_products WHERE station = '" LINE "/press3'", 5, 2, 5);
    /* The same day at two machines: twice the sums, the same ratios. */
    IS("count(*), min(machines), sum(machine_total), sum(planned_s)", "FROM oee_lines", 3, 2,
       2 * number(shifts, 0), 2 * number(shifts, 2));
    IS("count(*)",
       "FROM oee_lines l JOIN oee_shifts s ON s.line = l.line AND s.begin_ms = l.begin_ms WHERE"
       " abs(l.oee - s.oee) < 1e-12 AND abs(l.quality - s.quality) < 1e-12 AND"
       " abs(l.performance - s.performance) < 1e-12 AND abs(l.availability - s.availability)"
       " < 1e-12 AND l.coverage = s.coverage",
       6);
    json_decref(shifts);
    json_decref(products);
}

static void stops_are_in_the_pareto(void **state)
{
    (void)state;
    IS("(SELECT sum(stops) FROM downtime_pareto) - (SELECT count(*) FROM stops WHERE merged_into"
       " IS NULL), (SELECT sum(lost_s) FROM downtime_pareto) * 1000 - (SELECT sum(lost_ms) FROM"
       " stops WHERE merged_into IS NULL)",
       "", 0, 0);
    IS("count(DISTINCT kind)", "FROM downtime_pareto", 3);
    IS("count(*)",
       "FROM stations WHERE short_name IN ('press3', 'press4') AND line = '" LINE
       "' AND area = 'acme/monterrey/stamping'",
       2);
}

/* Made anew from the log they are the same. */
static void they_can_be_made_anew(void **state)
{
    (void)state;
    static const char columns[] = "(SELECT count(*) FROM fact_interval),"
                                  " (SELECT sum(total) FROM fact_made),"
                                  " (SELECT sum(oee) FROM oee_shifts),"
                                  " (SELECT sum(lost_s) FROM downtime_pareto)";
    struct cause why = {{0}};
    char out[8];
    json_t *before = row(columns, "");
    hub_store_close(&store);
    if (with_postgres) {
        assert_true(postgres_ask(&pg, "UPDATE andon_schema SET version = 2", out, sizeof out));
    } else {
        sqlite3 *db = NULL;
        assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 2", NULL, NULL, NULL), SQLITE_OK);
        (void)sqlite3_close(db);
    }
    store = hub_store_open(url, &why);
    if (!store)
        fail_msg("%s", why.text);
    json_t *after = row(columns, "");
    for (size_t i = 0; i < 4; i++)
        assert_true(number(before, i) > 0 && fabs(number(before, i) - number(after, i)) < 1e-9);
    json_decref(before);
    json_decref(after);
}

/* ---- what people entered --------------------------------------------------------------------- */

static const struct {
    const char *kind, *id, *body;
    int64_t rev;
} entries[] = {
    {"scrap", "R1",
     "{\"at\":1767600000000,\"quantity\":3,\"rework\":false,\"reason\":\"crack\",\"product\":"
     "\"bracket\",\"part\":\"planned\",\"window\":\"W1\",\"of\":null}",
     1},
    {"scrap", "R2",
     "{\"at\":1767600060000,\"quantity\":-1.5,\"rework\":false,\"reason\":\"crack\",\"product\":"
     "\"bracket\",\"part\":\"planned\",\"window\":\"W1\",\"of\":\"R1\"}",
     1},
    {"call", "C1", "{\"type\":\"maintenance\",\"state\":\"raised\",\"raised\":1767600000000}", 1},
    {"call", "C1",
     "{\"type\":\"maintenance\",\"state\":\"solved\",\"raised\":1767600000000,\"taken\":"
     "1767600030000,\"ended\":1767600600000,\"take_ms\":30000,\"arrive_ms\":null,\"solve_ms\":"
     "600000,\"by\":\"anna\",\"blocking\":false}",
     2},
    {"call", "C2",
     "{\"type\":\"maintenance\",\"state\":\"taken\",\"raised\":1767600000000,\"take_ms\":90000}",
     1},
    {"alert", "A1",
     "{\"name\":\"hot\",\"priority\":\"high\",\"begin\":1767600000000,\"end\":1767600005000,\"ms\":"
     "5000,\"count\":2,\"announced\":true,\"ack\":{\"by\":\"ben\",\"at\":1767600001000}}",
     1},
    {"prediction", "P1",
     "{\"mode\":\"bearing\",\"since\":1767600000000,\"ts\":1767600000000,\"p\":0.75,\"horizon_s\":"
     "3600,\"model\":\"m\",\"version\":\"2\",\"verdict\":\"found\"}",
     1},
    {"feedback", "F1",
     "{\"prediction\":\"P1\",\"mode\":\"bearing\",\"verdict\":\"found\",\"found\":true,\"ts\":"
     "1767600060000,\"raised\":1767600000000,\"p\":0.75,\"model\":\"m\",\"ver\":\"2\"}",
     1},
    {"feedback", "F2",
     "{\"prediction\":\"P2\",\"mode\":\"bearing\",\"verdict\":\"not-found\",\"found\":false,\"ts\":"
     "1767600060000,\"raised\":1767600000000,\"p\":0.5,\"model\":\"m\",\"ver\":\"2\"}",
     1},
    {"workorder", "O1",
     "{\"state\":\"done\",\"priority\":\"high\",\"of\":\"P1\",\"asked\":1767600000000,\"done\":"
     "1767603600000,\"waiting_s\":600,\"repair_s\":1800.5,\"number\":\"4711\"}",
     1},
    {"job", "J1",
     "{\"order\":\"A-1\",\"product\":\"bracket\",\"quantity\":100,\"begin\":1767600000000,"
     "\"state\":"
     "\"running\",\"ideal_us\":4000000,\"total\":12.5,\"good\":12}",
     1},
};

static void what_people_entered(void **state)
{
    (void)state;
    struct log log = new_log(9, "other/site/area/line9/cell");
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        add_record(&log, entries[i].kind, entries[i].id, entries[i].rev, entries[i].body);
    send_batch(&log);
    IS("count(*), sum(quantity)", "FROM scraps WHERE line = 'other/site/area/line9'", 2, 1.5);
    IS("entries, quantity", "FROM scrap_pareto WHERE reason = 'crack'", 2, 1.5);
    IS("rev, take_s, solve_s, ended_ms - raised_ms", "FROM calls WHERE id = 'C1'", 2, 30, 600,
       600000);
    IS("calls, taken, take_s, longest_take_s, solved, solve_s",
       "FROM response_times WHERE type = 'maintenance'", 2, 2, 120, 90, 1, 600);
    IS("times, announced, acted, lasted_s", "FROM alerts WHERE acked_by = 'ben'", 2, 1, 0, 5);
    IS("alerts, announced", "FROM alert_load", 1, 1);
    IS("probability, horizon_s", "FROM predictions WHERE verdict = 'found'", 0.75, 3600);
    IS("answers, hits, false_alarms, not_now, hit_ratio",
       "FROM model_scores WHERE mode = 'bearing' AND model = 'm'", 2, 1, 1, 0, 0.5);
    IS("answered_after_s", "FROM prediction_outcomes WHERE prediction = 'P1'", 60);
    IS("waiting_s, repair_s, done_ms - asked_ms", "FROM workorders WHERE number = '4711'", 600,
       1800.5, 3600000);
    IS("quantity, ideal_cycle_s, total, good", "FROM jobs WHERE job = 'A-1'", 100, 4, 12.5, 12);
}

/* ---- the manual ------------------------------------------------------------------------------ */

/* The part of andon-sql(7) about the view. */
static char *section_of(const char *manual, const char *view)
{
    char head[64];
    (void)snprintf(head, sizeof head, "\n.Ss %s\n", view);
    const char *at = strstr(manual, head);
    if (!at)
        fail_msg("andon-sql(7) has no section on %s", view);
    at += strlen(head);
    const char *end = strstr(at, "\n.S");
    return strndup(at, end ? (size_t)(end - at) + 1 : strlen(at));
}

static bool has_item(const char *section, const char *column)
{
    const char *at = section;
    size_t length = strlen(column);
    while ((at = strstr(at, column)) != NULL) {
        const char *line = at;
        while (line > section && line[-1] != '\n')
            line--;
        bool word = at[-1] == ' ' && strchr(" \n", at[length]) != NULL;
        if (word && strncmp(line, ".It Va ", 7) == 0)
            return true;
        at += length;
    }
    return false;
}

static void every_column_is_documented(void **state)
{
    (void)state;
    static char manual[100000];
    sqlite3 *db = NULL;
    FILE *f = fopen("packaging/man/andon-sql.7", "r");
    assert_non_null(f);
    manual[fread(manual, 1, sizeof manual - 1, f)] = '\0';
    (void)fclose(f);
    if (with_postgres)
        return; /* a join there has them alike */
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (int v = 0; v < HUB_VIEWS; v++) {
        char *section = section_of(manual, hub_views_sqlite[v].name), sql[100];
        sqlite3_stmt *s = NULL;
        (void)snprintf(sql, sizeof sql, "SELECT * FROM %s", hub_views_sqlite[v].name);
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
        for (int c = 0; c < sqlite3_column_count(s); c++)
            if (!has_item(section, sqlite3_column_name(s, c)))
                fail_msg("andon-sql(7): %s has a column %s", hub_views_sqlite[v].name,
                         sqlite3_column_name(s, c));
        (void)sqlite3_finalize(s);
        free(section);
    }
    (void)sqlite3_close(db);
}

/* ---- start and end --------------------------------------------------------------------------- */

static int set_up(void **state)
{
    (void)state;
    struct cause why = {{0}};
    if (with_postgres)
        (void)snprintf(url, sizeof url, "%s", pg.url);
    else
        (void)snprintf(url, sizeof url, "sqlite:%s", path);
    store = hub_store_open(url, &why);
    if (!store) {
        fprintf(stderr, "%s\n", why.text);
        return -1;
    }
    feed(1, LINE "/press3");
    feed(2, LINE "/press4");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    hub_store_close(&store);
    return 0;
}

static void make_day(void)
{
    shell("mkdir %s/layer && printf '[product cover]\\nideal_cycle = 5.5 s\\n\\n[signal product]\\n"
          "role = product\\ntopic = {root}/state\\nformat = json\\npointer = /product\\n"
          "time = /ts\\n' >%s/layer/products.ini",
          directory, directory);
    shell("%s/andon-sim --output %s/day --hours 24 --start 2026-01-05T06:00:00Z --seed 11 "
          "--products bracket=4,cover=5.5",
          build(), directory);
    shell("%s/andonctl replay --config layouts/stations/press --config %s/layer " DAY
          " --json --records %s/records %s/day >%s/out",
          build(), directory, directory, directory, directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shifts_are_as_replayed),  cmocka_unit_test(products_and_lines_add_up),
        cmocka_unit_test(stops_are_in_the_pareto), cmocka_unit_test(they_can_be_made_anew),
        cmocka_unit_test(what_people_entered),     cmocka_unit_test(every_column_is_documented),
    };
    (void)snprintf(directory, sizeof directory, "/tmp/andon-hub-XXXXXX");
    if (!mkdtemp(directory) || postgres_start(&pg) != 0)
        return 1;
    (void)snprintf(path, sizeof path, "%s/hub.db", directory);
    make_day();
    int failed = cmocka_run_group_tests_name("sqlite", tests, set_up, tear_down);
    with_postgres = true;
    failed += cmocka_run_group_tests_name("postgresql", tests, set_up, tear_down);
    postgres_done(&pg);
    shell("rm -rf '%s'", directory);
    return failed;
}
