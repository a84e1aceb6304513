/* SPDX-License-Identifier: MIT */
/* A week worked out by hand, and somebody who answers for it as andond does: by data/model/figures
 * over the facts of each window asked for. For the tests of reports.
 *
 * Each day from Monday, 16 November 2026, to Friday, one shift, 06:00 to 14:00 in a plant six hours
 * behind UTC, ideal cycle 30 s:
 *   06:00 run 180 min   09:00 stop 40 min (S1, jam)    09:40 run 120 min   11:40 small stop 1 min
 *   11:41 run 60 min    12:41 stop 30 min (S3, no reason)                  13:11 run 49 min
 * and parts (good of total) at 06, 07, 08: 98 of 100; 09: 36 of 36; 10: 110 of 110; 11: 74 of 74;
 * 12: 98 of 100; 13: 88 of 88. So in each shift: planned 480 min, run 409 and 1 of a small stop,
 * 700 good of 708:
 *   A = 410/480 = 0.8541666…  P = 354/410 = 0.8634146…  Q = 700/708 = 0.9887005…
 *   OEE = 350/480 = 0.7291666…
 *   lost: breakdown 40 min, not explained 30, small 1, slow 409 - 354 = 55, defects 4: 130 min. */
#ifndef TESTS_UNIT_REPORT_PLANT_H
#define TESTS_UNIT_REPORT_PLANT_H

#include "data/model/amount.h"
#include "data/model/figures.h"
#include "data/model/report/report.h"
#include "data/model/snapshot.h"
#include "data/model/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MIN(n)   ((int64_t)(n)*MS_PER_MIN)
#define HOURS(n) ((int64_t)(n)*MS_PER_HOUR)
/* Monday's midnight in the plant. */
#define MONDAY_MS (INT64_C(1794787200000) + HOURS(6))
#define JAM_TITLE "Jam <script>alert(1)</script> & \"it's\""

static const struct zone plant_zone = {"Etc/GMT+6", 1, {{0, -6 * 3600}}};

/* Minutes from midnight. */
static const struct fact_interval {
    int begin, end;
    enum machine_state state;
    bool plan, small;
} intervals[] = {{0, 360, MS_PLANNED, false, false},   {360, 540, MS_RUNNING, true, false},
                 {540, 580, MS_STOPPED, true, false},  {580, 700, MS_RUNNING, true, false},
                 {700, 701, MS_STOPPED, true, true},   {701, 761, MS_RUNNING, true, false},
                 {761, 791, MS_STARVED, true, false},  {791, 840, MS_RUNNING, true, false},
                 {840, 1440, MS_PLANNED, false, false}};
static const struct fact_stop {
    int begin, end;
    bool small;
    const char *reason;
} stops[] = {{540, 580, false, "jam"}, {700, 701, true, ""}, {761, 791, false, ""}};
static const struct fact_parts {
    int at, good, total;
} parts[] = {{360, 98, 100},  {420, 98, 100}, {480, 98, 100}, {580, 36, 36},
             {600, 110, 110}, {660, 74, 74},  {720, 98, 100}, {780, 88, 88}};
#define EACH(list) sizeof(list) / sizeof *(list)

static int64_t plant_now;
static const char *plant_money, *plant_goals; /* JSON: of `money`, rows of goals */
static const char *plant_refuses;             /* a command or kind that is not known */
static int64_t plant_faster_from; /* 0: never; parts are made with 24 s, not 30, from then */
static bool plant_breaks; /* each first hour, 50 of 100 parts of a break are scrap, besides */
static char plant_text[200000];

static bool plant_words(void *ctx, const char *reason, struct figure_words *out)
{
    (void)ctx;
    (void)text_copy(out->title, sizeof out->title, JAM_TITLE);
    out->loss = LOSS_BREAKDOWN;
    return strcmp(reason, "jam") == 0;
}

static void add_day(struct figures *f, int64_t midnight)
{
    for (size_t i = 0; i < EACH(intervals); i++) {
        int64_t begin = midnight + MIN(intervals[i].begin), end = midnight + MIN(intervals[i].end);
        end = end < plant_now ? end : plant_now;
        if (end > begin)
            figures_interval(f, &(struct figure_interval){.begin_ms = begin,
                                                          .end_ms = end,
                                                          .ms = end - begin,
                                                          .state = intervals[i].state,
                                                          .in_plan = intervals[i].plan});
    }
    for (size_t i = 0; i < EACH(stops); i++) {
        struct figure_stop s = {.begin_ms = midnight + MIN(stops[i].begin),
                                .end_ms = midnight + MIN(stops[i].end),
                                .small = stops[i].small,
                                .asks = !stops[i].small};
        s.ms = s.end_ms - s.begin_ms;
        (void)text_copy(s.reason, sizeof s.reason, stops[i].reason);
        int64_t from = s.begin_ms > f->from_ms ? s.begin_ms : f->from_ms;
        int64_t to = s.end_ms < f->to_ms ? s.end_ms : f->to_ms;
        s.lost_ms = to - from;
        if (to > from && s.begin_ms < plant_now)
            figures_stop(f, &s);
    }
    for (size_t i = 0; i < EACH(parts); i++) {
        int64_t at = midnight + MIN(parts[i].at);
        struct figure_parts p = {
            .planned = {.ideal_us =
                            plant_faster_from && at >= plant_faster_from ? 24000000 : 30000000,
                        .total = parts[i].total * AMOUNT_ONE,
                        .good = parts[i].good * AMOUNT_ONE,
                        .scrap = (parts[i].total - parts[i].good) * AMOUNT_ONE}};
        (void)text_copy(p.planned.product, sizeof p.planned.product, "bracket");
        if (plant_breaks && i == 0)
            p.outside = (struct account_segment){
                .total = 100 * AMOUNT_ONE, .good = 50 * AMOUNT_ONE, .scrap = 50 * AMOUNT_ONE};
        if (at >= f->from_ms && at < f->to_ms && at < plant_now)
            figures_parts(f, &p);
    }
}

/* kpi, losses, pareto of [from, to). */
static json_t *plant_figures(const char *cmd, int64_t from, int64_t to)
{
    static struct figures f;
    static struct snapshot scratch;
    static const struct figures_conf conf = {
        .oee = {.quality_measured = true}, .ideal_known = true, .stop_words = plant_words};
    struct jw w;
    figures_init(&f, from, to);
    for (int day = 0; day < 5; day++)
        add_day(&f, MONDAY_MS + day * MS_PER_DAY);
    jw_init(&w, plant_text, sizeof plant_text);
    jw_object(&w, NULL);
    jw_array(&w, "rows");
    if (strcmp(cmd, "kpi") == 0)
        figures_put_kpi(&w, &f, &conf, &scratch);
    else if (strcmp(cmd, "losses") == 0)
        figures_put_losses(&w, &f, &conf);
    else
        figures_put_pareto(&w, &f, &conf, false, 0);
    jw_array_end(&w);
    jw_object_end(&w);
    assert_false(w.overflow);
    return json_loads(plant_text, 0, NULL);
}

static void plant_shifts(json_t *rows)
{
    for (int day = 0; day < 5; day++) {
        int64_t begin = MONDAY_MS + day * MS_PER_DAY + HOURS(6);
        if (begin < plant_now)
            json_array_append_new(rows, json_pack("{s:s,s:I,s:I}", "name", "early", "begin",
                                                  (json_int_t)begin, "end",
                                                  (json_int_t)(begin + HOURS(8))));
    }
}

static void plant_states(json_t *rows)
{
    for (int day = 0; day < 5; day++)
        for (size_t i = 0; i < EACH(intervals); i++) {
            int64_t midnight = MONDAY_MS + day * MS_PER_DAY;
            const struct fact_interval *v = &intervals[i];
            if (midnight + MIN(v->begin) < plant_now)
                json_array_append_new(rows,
                                      json_pack("{s:I,s:I,s:s,s:b,s:b}", "begin",
                                                (json_int_t)(midnight + MIN(v->begin)), "end",
                                                (json_int_t)(midnight + MIN(v->end)), "state",
                                                word_name(&words_machine_state, (int)v->state),
                                                "plan", v->plan, "small", v->small));
        }
}

/* The jam was explained 12 minutes after it began; somebody came after 10, had mended it after 30
 * more than that, and it was back at rate at its end. */
static void plant_stops(json_t *rows)
{
    for (int day = 0; day < 5; day++)
        for (size_t i = 0; i < EACH(stops); i++) {
            int64_t begin = MONDAY_MS + day * MS_PER_DAY + MIN(stops[i].begin);
            int64_t end = MONDAY_MS + day * MS_PER_DAY + MIN(stops[i].end);
            json_t *row =
                json_pack("{s:s,s:I,s:I,s:I,s:b,s:b,s:s}", "id", "S1", "begin", (json_int_t)begin,
                          "end", (json_int_t)end, "ms", (json_int_t)(end - begin), "small",
                          stops[i].small, "asks", !stops[i].small, "state", "stopped");
            if (stops[i].reason[0]) {
                json_object_set_new(row, "reason", json_string(stops[i].reason));
                json_object_set_new(row, "note", json_string("</td><img src=x onerror=alert(1)>"));
                json_object_set_new(row, "entered",
                                    json_pack("{s:I}", "at", (json_int_t)(begin + MIN(12))));
                json_object_set_new(row, "five",
                                    json_pack("{s:I,s:I,s:I}", "detected", (json_int_t)begin,
                                              "arrived", (json_int_t)(begin + MIN(10)), "repaired",
                                              (json_int_t)(begin + MIN(35))));
            }
            if (begin < plant_now)
                json_array_append_new(rows, row);
            else
                json_decref(row);
        }
}

static void plant_calls(json_t *rows)
{
    for (int i = 0; i < 3; i++)
        json_array_append_new(rows,
                              json_pack("{s:s,s:I,s:I,s:I,s:I,s:I}", "id", "C1", "raised",
                                        (json_int_t)(MONDAY_MS + HOURS(9) + MIN(i)), "ended",
                                        (json_int_t)(MONDAY_MS + HOURS(10)), "take_ms",
                                        (json_int_t)MIN(1 + i), "arrive_ms", (json_int_t)MIN(5 + i),
                                        "solve_ms", (json_int_t)MIN(20 + i)));
}

/* P1 was found and its work is done; P2 was found, its work is not; P3 was nothing. */
static void plant_predictions(json_t *rows)
{
    static const char *const said[][3] = {
        {"P1", "done", "O1"}, {"P2", "found", "O2"}, {"P3", "not-found", ""}};
    for (size_t i = 0; i < EACH(said); i++)
        json_array_append_new(rows, json_pack("{s:s,s:s,s:s,s:I}", "id", said[i][0], "verdict",
                                              said[i][1], "order", said[i][2], "since",
                                              (json_int_t)(MONDAY_MS + HOURS(7))));
}

static void plant_orders(json_t *rows)
{
    static const char *const orders[][3] = {{"O1", "done", "P1"}, {"O2", "accepted", "P2"}};
    for (size_t i = 0; i < EACH(orders); i++)
        json_array_append_new(rows, json_pack("{s:s,s:s,s:s,s:I}", "id", orders[i][0], "state",
                                              orders[i][1], "of", orders[i][2], "asked",
                                              (json_int_t)(MONDAY_MS + HOURS(8))));
}

static void plant_feedback(json_t *rows)
{
    json_array_append_new(rows, json_pack("{s:s,s:b}", "prediction", "P1", "found", 1));
    json_array_append_new(rows, json_pack("{s:s,s:b}", "prediction", "P3", "found", 0));
}

static void plant_scrap(json_t *rows)
{
    json_array_append_new(rows, json_pack("{s:I,s:f,s:s}", "at", (json_int_t)(MONDAY_MS + HOURS(8)),
                                          "quantity", 3.0, "reason", "crack"));
    json_array_append_new(rows, json_pack("{s:I,s:f,s:s}", "at", (json_int_t)(MONDAY_MS + HOURS(8)),
                                          "quantity", -1.0, "reason", "crack"));
}

static void plant_improvements(json_t *rows)
{
    json_array_append_new(rows, json_pack("{s:I,s:s}", "at",
                                          (json_int_t)(MONDAY_MS + MS_PER_DAY + HOURS(10)), "text",
                                          "die 4 <script>polished"));
}

static void plant_screens(json_t *rows)
{
    for (int i = 0; i < 2; i++)
        json_array_append_new(rows, json_pack("{s:I,s:I,s:s,s:{s:i,s:i}}", "from",
                                              (json_int_t)(MONDAY_MS + HOURS(7 + i)), "to",
                                              (json_int_t)(MONDAY_MS + HOURS(8 + i)), "role",
                                              "operator", "screens", "stop", 2, "details", 5));
}

static void plant_handovers(json_t *rows)
{
    json_array_append_new(rows,
                          json_pack("{s:I,s:s,s:s}", "begin", (json_int_t)(MONDAY_MS + HOURS(6)),
                                    "name", "early", "state", "signed"));
}

static json_t *plant_rows(const char *kind)
{
    static const struct {
        const char *kind;
        void (*fill)(json_t *rows);
    } kinds[] = {{"shifts", plant_shifts},       {"states", plant_states},
                 {"stops", plant_stops},         {"calls", plant_calls},
                 {"workorders", plant_orders},   {"feedback", plant_feedback},
                 {"scrap", plant_scrap},         {"predictions", plant_predictions},
                 {"handovers", plant_handovers}, {"improvements", plant_improvements},
                 {"screens", plant_screens}};
    json_t *rows = json_array();
    for (size_t i = 0; i < EACH(kinds); i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            kinds[i].fill(rows);
    return json_pack("{s:o,s:b}", "rows", rows, "more", 0);
}

static json_t *plant_answer(const char *cmd, const char *members)
{
    char request[REPORT_MEMBERS + 8];
    (void)snprintf(request, sizeof request, "{%s}", members);
    json_t *json = json_loads(request, 0, NULL), *reply = NULL;
    assert_non_null(json);
    const char *kind = json_string_value(json_object_get(json, "kind"));
    bool goals = kind && strcmp(kind, "goals") == 0;
    const json_t *until = json_object_get(json, "to");
    int64_t from = json_integer_value(json_object_get(json, "from"));
    int64_t to = until ? json_integer_value(until) : plant_now;
    if (strcmp(cmd, "money") == 0)
        reply = json_loads(plant_money ? plant_money : "{}", 0, NULL);
    else if (goals && plant_goals)
        reply = json_loads(plant_goals, 0, NULL);
    else if (strcmp(cmd, "status") == 0)
        reply = json_pack("{s:{s:s,s:s,s:I}}", "snapshot", "station",
                          "acme/monterrey/stamping/line1/press3", "title", "Press 3", "ts",
                          (json_int_t)plant_now);
    else if (strcmp(cmd, "scrap-reasons") == 0)
        reply = json_pack("{s:[{s:s,s:s}]}", "reasons", "id", "crack", "title", "Crack <b>");
    else if (strcmp(cmd, "alarm-load") == 0)
        reply =
            json_pack("{s:i,s:f,s:i,s:i,s:[{s:s,s:i}]}", "alerts", 12, "per_operator_hour", 0.3,
                      "worst_10_min", 4, "idle_acks", 2, "top", "title", "Oil <temp>", "count", 7);
    else if (strcmp(cmd, "kpi") == 0 || strcmp(cmd, "losses") == 0 || strcmp(cmd, "pareto") == 0)
        reply = plant_figures(cmd, from, to);
    else
        reply = plant_rows(kind ? kind : cmd);
    json_decref(json);
    assert_non_null(reply);
    return reply;
}

/* All of it asked and answered. */
static inline void plant_report(struct report *r, enum report_span span, int64_t at, int64_t now)
{
    char members[REPORT_MEMBERS];
    const char *cmd;
    plant_now = now;
    report_begin(r, span, at, &plant_zone);
    for (int i = 0; i < 200 && (cmd = report_ask(r, members)) != NULL; i++) {
        if (plant_refuses && (strcmp(plant_refuses, cmd) == 0 || strstr(members, plant_refuses))) {
            report_refused(r, "there is no such command");
            continue;
        }
        json_t *reply = plant_answer(cmd, members);
        report_answer(r, reply);
        json_decref(reply);
    }
    assert_null(report_ask(r, members));
}

__attribute__((unused)) static size_t plant_length;
static inline void plant_put(void *ctx, const char *text, size_t length)
{
    (void)ctx;
    assert_true(plant_length + length < sizeof plant_text);
    memcpy(plant_text + plant_length, text, length);
    plant_text[plant_length += length] = '\0';
}

__attribute__((unused)) static const struct report_out plant_out = {plant_put, NULL, NULL, NULL};

#endif
