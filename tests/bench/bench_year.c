/* SPDX-License-Identifier: MIT */
/* Questions to a year: a million records, an interval and a minute each 63 s and one stop in twenty
 * records, in a file that the store has written. The store's own questions are asked through it;
 * sums are asked of its tables as a report does. Medians against a budget of 50 ms. */
#include "data/model/clock.h"
#include "data/store/store.h"
#include "tests/bench/figure.h"
#include "tests/support/store_kit.h"

#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define RECORDS   INT64_C(1000000)
#define BATCH     500
#define STEP      INT64_C(63000)
#define YEAR_MS   (RECORDS / 2 * STEP)
#define ROUNDS    9
#define BUDGET_MS 50.0

static void add(struct record_list *list, enum record_kind kind, char letter, int64_t number,
                const char *body)
{
    struct record_draft draft = {.kind = kind, .rev = 1, .actor = "machine", .wall_ms = KIT_WALL};
    (void)snprintf(draft.id, sizeof draft.id, "%c%lld", letter, (long long)number);
    if (record_list_add(list, &draft, body) != 0)
        figure_die("a record");
}

/* Records 2k and 2k + 1. */
static void add_pair(struct record_list *list, int64_t k)
{
    static const char *const states[] = {"running", "stopped", "idle"};
    static const char *const reasons[] = {"mech.jam", "mech.tool", "el.sensor", "org.material"};
    char body[500], stop[24] = "null";
    long long begin = KIT_WALL + k * STEP, minute = begin / MS_PER_MIN + k / 1000;
    bool stopped = k % 10 == 9;
    if (stopped) {
        (void)snprintf(body, sizeof body,
                       "{\"begin\":%lld,\"end\":%lld,\"ms\":%lld,\"small\":%s,"
                       "\"state\":\"stopped\",\"detail\":\"E-217\",\"reason\":\"%s.%d\"}",
                       begin, begin + STEP, (long long)STEP, k % 20 == 9 ? "true" : "false",
                       reasons[k / 10 % 4], (int)(k / 40 % 8));
        add(list, REC_STOP, 'S', k, body);
        (void)snprintf(stop, sizeof stop, "\"S%lld\"", (long long)k);
    }
    (void)snprintf(body, sizeof body,
                   "{\"begin\":%lld,\"end\":%lld,\"ms\":%lld,\"state\":\"%s\","
                   "\"detail\":\"Execute\",\"mode\":\"production\",\"shift\":\"early\","
                   "\"window\":\"W29400360\",\"plan\":true,\"source\":\"state\",\"stop\":%s}",
                   begin, begin + STEP, (long long)STEP, states[stopped ? 1 : k % 2 * 2], stop);
    add(list, REC_INTERVAL, 'I', k, body);
    if (stopped)
        return;
    (void)snprintf(body, sizeof body,
                   "{\"begin\":%lld,\"total\":18,\"good\":17,\"scrap\":1,\"rework\":0,"
                   "\"product\":\"A-100\",\"gap\":false,\"shift\":\"early\","
                   "\"window\":\"W29400360\"}",
                   minute * (long long)MS_PER_MIN);
    add(list, REC_MINUTE, 'M', minute, body);
}

static void fill(struct kit *kit)
{
    struct record_list list = {.count = 0};
    for (int64_t k = 0; k < RECORDS / 2;) {
        record_list_clear(&list);
        for (int i = 0; i < BATCH; i++)
            add_pair(&list, k++);
        uint64_t ticket = kit_append_list(kit, &list, NULL, true);
        if (ticket == 0 || !kit_wait_kept(kit, ticket))
            figure_die("the year");
    }
    record_list_done(&list);
}

static void print(const char *name, double *values)
{
    figure_print(&(struct figure){.name = name,
                                  .value = figure_median(values, ROUNDS),
                                  .unit = "ms",
                                  .baseline = "budget",
                                  .baseline_value = BUDGET_MS,
                                  .aim = AIM_AT_MOST,
                                  .target = 1});
}

static void ask(struct kit *kit, const char *name, const char *what, int64_t span_ms)
{
    double values[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        int64_t from = KIT_WALL + (YEAR_MS - span_ms) / ROUNDS * i;
        int64_t begin = figure_now_ns();
        const char *rows = kit_ask(kit, what, from, from + span_ms, 0);
        if (!rows || strlen(rows) < 1000)
            figure_die(name);
        values[i] = figure_seconds_since(begin) * 1000;
    }
    print(name, values);
}

/* What a span adds up to, as the station asks it. NULL: it has no budget. */
static double add_up(struct kit *kit, const char *name, const char *what, int64_t span_ms)
{
    double values[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        int64_t from = KIT_WALL + (YEAR_MS - span_ms) / ROUNDS * i;
        int64_t begin = figure_now_ns();
        if (!kit_ask(kit, what, from, from + span_ms, 0))
            figure_die(what);
        values[i] = figure_seconds_since(begin) * 1000;
    }
    if (name)
        print(name, values);
    return figure_median(values, ROUNDS);
}

/* A bare look at every row of the table is what SQLite needs at least. */
static void compare(sqlite3 *sql, const char *name, double ms, const char *text)
{
    double values[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        int64_t begin = figure_now_ns();
        if (sqlite3_exec(sql, text, NULL, NULL, NULL) != SQLITE_OK)
            figure_die(name);
        values[i] = figure_seconds_since(begin) * 1000;
    }
    figure_print(&(struct figure){.name = name,
                                  .value = ms,
                                  .unit = "ms",
                                  .baseline = "count(*)",
                                  .baseline_value = figure_median(values, ROUNDS),
                                  .aim = AIM_NONE});
}

static void sum(sqlite3 *sql, const char *name, const char *text)
{
    double values[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        sqlite3_stmt *s = NULL;
        int rows = 0;
        int64_t begin = figure_now_ns();
        if (sqlite3_prepare_v2(sql, text, -1, &s, NULL) == SQLITE_OK) {
            (void)sqlite3_bind_int64(s, 1, KIT_WALL);
            (void)sqlite3_bind_int64(s, 2, KIT_WALL + YEAR_MS);
        }
        while (s && sqlite3_step(s) == SQLITE_ROW)
            rows++;
        values[i] = figure_seconds_since(begin) * 1000;
        (void)sqlite3_finalize(s);
        if (rows < 2)
            figure_die(name);
    }
    print(name, values);
}

int main(void)
{
    struct kit kit;
    sqlite3 *sql = NULL;
    kit_make(&kit);
    if (!kit_open(&kit) || !kit_start(&kit))
        figure_die(kit.why.text);
    fill(&kit);
    ask(&kit, "year.timeline_of_a_day", "timeline", MS_PER_DAY);
    ask(&kit, "year.minutes_of_a_day", "minutes", MS_PER_DAY);
    ask(&kit, "year.stops_of_a_month", "stops", 30 * MS_PER_DAY);
    double pareto = add_up(&kit, "year.pareto", "stop-figures", YEAR_MS);
    double kpi = add_up(&kit, NULL, "figures", YEAR_MS);
    (void)add_up(&kit, "year.pareto_of_a_month", "stop-figures", 30 * MS_PER_DAY);
    (void)add_up(&kit, "year.kpi_of_a_day", "figures", MS_PER_DAY);
    (void)add_up(&kit, "year.kpi_of_a_shift", "figures", 8 * MS_PER_HOUR);
    kit_close(&kit);
    if (sqlite3_open(kit.path, &sql) != SQLITE_OK)
        figure_die(kit.path);
    (void)sqlite3_exec(sql, "PRAGMA cache_size = -1024", NULL, NULL, NULL);
    sum(sql, "year.pareto_by_minutes",
        "SELECT reason, sum(ms) FROM stop WHERE begin_ms >= ?1 AND begin_ms < ?2 "
        "GROUP BY reason ORDER BY 2 DESC");
    sum(sql, "year.pareto_by_count",
        "SELECT reason, count(*) FROM stop WHERE begin_ms >= ?1 AND begin_ms < ?2 AND small = 0 "
        "GROUP BY reason ORDER BY 2 DESC");
    compare(sql, "year.pareto_and_a_bare_count", pareto,
            "SELECT count(begin_ms) FROM stop WHERE begin_ms > 0");
    compare(sql, "year.kpi_and_a_bare_count", kpi,
            "SELECT count(begin_ms) FROM interval NOT INDEXED; "
            "SELECT count(begin_ms) FROM minute NOT INDEXED; "
            "SELECT count(begin_ms) FROM stop NOT INDEXED");
    (void)sqlite3_close(sql);
    kit_remove(&kit);
    return 0;
}
