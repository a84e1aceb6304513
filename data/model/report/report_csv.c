/* SPDX-License-Identifier: MIT */
/* A report as CSV: one row a figure and window, in the columns and under the names that
 * andonctl(1) documents; figures of windows are those of `andonctl export kpi`, to the digit. And
 * as one JSON object. Called by whoever tells a report. */
#include "data/model/amount.h"
#include "data/model/csv.h"
#include "data/model/report/report_money.h"
#include "data/model/sheet.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

struct csv {
    const struct report *r;
    const struct report_out *out;
    const struct report_window *window;
};

static void field(struct csv *c, const char *text, bool is_text)
{
    csv_field(text, is_text, c->out->put, c->out->ctx);
}

static void comma(struct csv *c)
{
    c->out->put(c->out->ctx, ",", 1);
}

/* "": not known. */
static void put_row(struct csv *c, const char *figure, const char *of, const char *value)
{
    const struct report_window *w = c->window;
    char from[TIME_ISO_SIZE], to[TIME_ISO_SIZE], number[24];
    (void)text_format(number, sizeof number, "%lld", (long long)w->from_ms);
    (void)time_to_iso8601_in(c->r->zone, w->from_ms, from);
    (void)time_to_iso8601_in(c->r->zone, w->to_ms, to);
    const char *const cells[] = {c->r->station, word_name(&words_report_span, (int)c->r->span),
                                 c->r->name,    word_name(&words_report_part, (int)w->part),
                                 w->name,       from,
                                 number,        to,
                                 figure,        of,
                                 value};
    const size_t count = sizeof cells / sizeof *cells;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            comma(c);
        field(c, cells[i], i + 1 < count && i != 6);
    }
    c->out->put(c->out->ctx, "\r\n", 2);
}

static void put_ms(struct csv *c, const char *figure, const char *of, int64_t ms)
{
    char text[AMOUNT_TEXT_SIZE];
    put_row(c, figure, of, ms < 0 ? "" : amount_to_text(ms * 1000, text));
}

static void put_int(struct csv *c, enum report_step step, const char *figure, int64_t number)
{
    char text[24];
    (void)text_format(text, sizeof text, "%lld", (long long)number);
    put_row(c, figure, "", report_has(c->r, step) ? text : "");
}

static void put_number(struct csv *c, const char *figure, const char *of, const json_t *number)
{
    static char text[SHEET_CELL];
    json_t *row = json_pack("{s:O?}", "n", (json_t *)(uintptr_t)number);
    const struct column column = {.name = "n", .path = "n", .form = CELL_NUMBER};
    put_row(c, figure, of, sheet_cell(&column, c->r->zone, row, text) == IS_NULL ? "" : text);
    json_decref(row);
}

/* The figures among the columns of `kpi`: behind those that say of which time they are. */
static void put_kpi(struct csv *c)
{
    static char text[SHEET_CELL];
    const struct sheet *sheet = sheet_find("kpi");
    for (size_t i = 0; i < sheet->count; i++) {
        const struct column *column = &sheet->columns[i];
        if (column->form != CELL_NUMBER)
            continue;
        enum cell_kind kind = sheet_cell(column, c->r->zone, c->window->kpi, text);
        put_row(c, column->name, "", kind == IS_NULL ? "" : text);
    }
}

static void put_lists(struct csv *c)
{
    const json_t *row;
    size_t i;
    json_array_foreach(c->r->losses, i, row)
    {
        const char *loss = json_string_value(json_object_get(row, "loss"));
        put_number(c, "loss_s", loss ? loss : "", json_object_get(row, "lost_s"));
        put_number(c, "loss_parts", loss ? loss : "", json_object_get(row, "parts"));
    }
    json_array_foreach(c->r->pareto, i, row)
    {
        const char *reason = json_string_value(json_object_get(row, "reason"));
        const char *kind = json_string_value(json_object_get(row, "kind"));
        const char *of = reason ? reason : kind ? kind : "";
        put_number(c, "reason_lost_s", of, json_object_get(row, "lost_s"));
        put_number(c, "reason_stops", of, json_object_get(row, "count"));
    }
    for (int s = 0; s < c->r->scraps; s++) {
        char text[AMOUNT_TEXT_SIZE];
        if (c->r->scrap[s].amount != 0)
            put_row(c, "scrap_entered", c->r->scrap[s].reason,
                    amount_to_text(c->r->scrap[s].amount, text));
    }
}

static void put_people(struct csv *c)
{
    const struct report_stops *s = &c->r->stops;
    const struct report_calls *calls = &c->r->calls;
    const struct report_forecast *f = &c->r->forecast;
    const int64_t none = report_has(c->r, STEP_STOPS) ? 0 : -1;
    put_int(c, STEP_STOPS, "stops_asked", s->asked);
    put_int(c, STEP_STOPS, "stops_explained", s->explained);
    put_ms(c, "explained_after_s", "median", report_percentile(&s->delay, 50));
    put_ms(c, "explained_after_s", "p90", report_percentile(&s->delay, 90));
    put_int(c, STEP_STOPS, "stops_timed", s->timed);
    put_ms(c, "waiting_s", "", none < 0 ? none : s->waiting_ms);
    put_ms(c, "repair_s", "", none < 0 ? none : s->repair_ms);
    put_ms(c, "restart_s", "", none < 0 ? none : s->restart_ms);
    put_int(c, STEP_CALLS, "calls", calls->raised);
    put_int(c, STEP_CALLS, "calls_open", calls->open);
    put_ms(c, "call_taken_after_s", "median", report_percentile(&calls->take, 50));
    put_ms(c, "call_taken_after_s", "p90", report_percentile(&calls->take, 90));
    put_ms(c, "call_arrived_after_s", "median", report_percentile(&calls->arrive, 50));
    put_ms(c, "call_solved_after_s", "median", report_percentile(&calls->solve, 50));
    put_int(c, STEP_PREDICTIONS, "predictions", f->said);
    put_int(c, STEP_PREDICTIONS, "predictions_found", f->found);
    put_int(c, STEP_PREDICTIONS, "predictions_not_found", f->not_found);
    put_int(c, STEP_PREDICTIONS, "predictions_not_answered", f->unanswered);
    put_int(c, report_has(c->r, STEP_ORDERS) ? STEP_PREDICTIONS : STEP_ORDERS, "prevented",
            f->prevented);
    put_int(c, STEP_ORDERS, "work_orders", f->orders);
    for (int role = 0; role < PERSON_ROLE_COUNT; role++) {
        char text[24];
        (void)text_format(text, sizeof text, "%lld",
                          (long long)opened_sum(&c->r->opened, (enum person_role)role));
        if (report_has(c->r, STEP_SCREENS) && !c->r->of_line)
            put_row(c, "screens_opened", word_name(&words_person_role, role), text);
    }
    put_number(c, "alerts", "", json_object_get(c->r->load, "alerts"));
    put_number(c, "alerts_per_operator_hour", "", json_object_get(c->r->load, "per_operator_hour"));
}

static void put_double(struct csv *c, const char *figure, const char *of, double value)
{
    json_t *number = isfinite(value) ? json_real(value) : json_null();
    put_number(c, figure, of, number);
    json_decref(number);
}

static void put_marks(struct csv *c)
{
    for (int i = 0; i < c->r->marks; i++) {
        char at[TIME_ISO_SIZE];
        const struct report_mark *m = &c->r->mark[i];
        (void)time_to_iso8601_in(c->r->zone, m->at_ms, at);
        put_row(c, m->ideal ? "changed_ideal_cycle_at" : "improvement_at", m->text, at);
    }
}

static void put_money(struct csv *c)
{
    const struct report_cost cost = money_cost(c->r);
    if (cost.currency[0] != '\0') {
        put_double(c, "cost_minute", cost.currency, cost.minute);
        put_double(c, "scrap_cost", cost.currency, money_scrap(c->r));
        put_double(c, "prevented_estimate", cost.currency, money_prevented(c->r));
    }
    for (size_t i = 0; i < money_goals(c->r); i++) {
        struct report_goal g;
        money_goal(c->r, i, &g);
        put_double(c, "goal_now_ratio", g.id, g.now);
        put_double(c, "goal_target_ratio", g.id, g.target);
        put_double(c, "goal_baseline_ratio", g.id, g.base);
        put_double(c, "goal_better_ratio", g.id, g.change);
        put_double(c, "goal_worth", g.id, g.worth);
    }
}

void report_as_csv(const struct report *r, const struct report_out *out)
{
    static const char head[] =
        "station,report,name,part,window,from,from_utc_ms,to,figure,of,value\r\n";
    struct csv c = {.r = r, .out = out};
    out->put(out->ctx, head, sizeof head - 1);
    for (int i = 0; i < r->windows; i++) {
        c.window = &r->window[i];
        put_kpi(&c);
    }
    c.window = report_whole(r);
    put_lists(&c);
    put_people(&c);
    put_money(&c);
    put_marks(&c);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static json_t *length(int64_t ms)
{
    return ms < 0 ? json_null() : json_real((double)ms / 1000);
}

static json_t *windows_json(const struct report *r)
{
    json_t *list = json_array();
    for (int i = 0; i < r->windows; i++) {
        const struct report_window *w = &r->window[i];
        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:I, s:O?}", "part",
                                                    word_name(&words_report_part, (int)w->part),
                                                    "name", w->name, "from", (json_int_t)w->from_ms,
                                                    "to", (json_int_t)w->to_ms, "kpi", w->kpi));
    }
    return list;
}

static json_t *stops_json(const struct report_stops *s)
{
    json_t *list = json_array();
    for (int i = 0; i < s->listed; i++) {
        const struct report_stop *stop = &s->longest[i];
        (void)json_array_append_new(
            list, json_pack("{s:s, s:I, s:o, s:s, s:s?}", "id", stop->id, "begin",
                            (json_int_t)stop->begin_ms, "lost_s", length(stop->ms), "state",
                            stop->state, "reason", stop->reason[0] ? stop->reason : NULL));
    }
    return json_pack("{s:I, s:I, s:o, s:o, s:I, s:o, s:o, s:o, s:o}", "asked", (json_int_t)s->asked,
                     "explained", (json_int_t)s->explained, "explained_after_median_s",
                     length(report_percentile(&s->delay, 50)), "explained_after_p90_s",
                     length(report_percentile(&s->delay, 90)), "timed", (json_int_t)s->timed,
                     "waiting_s", length(s->waiting_ms), "repair_s", length(s->repair_ms),
                     "restart_s", length(s->restart_ms), "longest", list);
}

static json_t *calls_json(const struct report_calls *c)
{
    return json_pack("{s:I, s:I, s:o, s:o, s:o, s:o}", "raised", (json_int_t)c->raised, "open",
                     (json_int_t)c->open, "taken_after_median_s",
                     length(report_percentile(&c->take, 50)), "taken_after_p90_s",
                     length(report_percentile(&c->take, 90)), "arrived_after_median_s",
                     length(report_percentile(&c->arrive, 50)), "solved_after_median_s",
                     length(report_percentile(&c->solve, 50)));
}

static json_t *forecast_json(const struct report_forecast *f)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "said", (json_int_t)f->said, "found",
                     (json_int_t)f->found, "not_found", (json_int_t)f->not_found, "not_now",
                     (json_int_t)f->not_now, "not_answered", (json_int_t)f->unanswered, "prevented",
                     (json_int_t)f->prevented, "work_orders", (json_int_t)f->orders);
}

static json_t *real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *money_json(const struct report *r)
{
    const struct report_cost cost = money_cost(r);
    json_t *goals = json_array();
    for (size_t i = 0; i < money_goals(r); i++) {
        struct report_goal g;
        money_goal(r, i, &g);
        (void)json_array_append_new(
            goals,
            json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:s?}", "id", g.id, "metric",
                      g.metric, "date", g.date, "now", real(g.now), "target", real(g.target),
                      "baseline", real(g.base), "baseline_is", g.base_is, "better", real(g.change),
                      "worth", real(g.worth), "not_compared", g.why[0] != '\0' ? g.why : NULL));
    }
    return json_pack("{s:s?, s:o, s:o, s:o, s:o}", "currency",
                     cost.currency[0] != '\0' ? cost.currency : NULL, "minute", real(cost.minute),
                     "scrap", real(money_scrap(r)), "prevented_estimate", real(money_prevented(r)),
                     "goals", goals);
}

static json_t *if_answered(const struct report *r, enum report_step step, json_t *told)
{
    if (report_has(r, step))
        return told;
    json_decref(told);
    return json_null();
}

static json_t *marks_json(const struct report *r)
{
    json_t *list = json_array();
    for (int i = 0; i < r->marks; i++)
        (void)json_array_append_new(list, json_pack("{s:I, s:b, s:s}", "at",
                                                    (json_int_t)r->mark[i].at_ms, "ideal_cycle",
                                                    r->mark[i].ideal, "text", r->mark[i].text));
    return list;
}

static json_t *opened_json(const struct report *r)
{
    json_t *all = json_object();
    for (int role = 0; role < PERSON_ROLE_COUNT; role++) {
        json_t *screens = json_object();
        for (int i = 0; i < r->opened.rows; i++)
            if (r->opened.row[i].count[role] > 0)
                (void)json_object_set_new(screens, r->opened.row[i].screen,
                                          json_integer(r->opened.row[i].count[role]));
        (void)json_object_set_new(all, word_name(&words_person_role, role), screens);
    }
    return all;
}

static json_t *line_json(const struct report *r)
{
    const struct report_line *line = &r->line;
    int closed = 0;
    int64_t unknown = 0;
    for (int i = 0; i < line->stations; i++) {
        closed += line->station[i].closed;
        unknown += line->station[i].unknown_ms;
    }
    return json_pack("{s:s?, s:s?, s:i, s:i, s:o}", "constraint",
                     line->constraint_known ? line->constraint : NULL, "last",
                     line->last_known ? line->last : NULL, "stations", line->stations,
                     "with_ended_shifts", closed, "unknown_s", length(unknown));
}

static int to_out(const char *text, size_t size, void *ctx)
{
    const struct report_out *out = ctx;
    out->put(out->ctx, text, size);
    return 0;
}

void report_as_json(const struct report *r, const struct report_out *out)
{
    struct report_out own = *out;
    json_t *all = json_pack(
        "{s:i, s:s, s:s, s:s, s:s, s:I, s:I, s:b, s:o, s:O?, s:O?, s:o, s:o, s:o, s:o, s:O?, s:s?}",
        "v", 1, "report", word_name(&words_report_span, (int)r->span), "name", r->name, "station",
        r->station, "title", r->title, "from", (json_int_t)r->from_ms, "to", (json_int_t)r->to_ms,
        "so_far", r->end_ms < r->to_ms, "windows", windows_json(r), "losses", r->losses, "pareto",
        r->pareto, "stops", if_answered(r, STEP_STOPS, stops_json(&r->stops)), "calls",
        if_answered(r, STEP_CALLS, calls_json(&r->calls)), "predictions",
        if_answered(r, STEP_PREDICTIONS, forecast_json(&r->forecast)), "money", money_json(r),
        "alarm_load", r->load, "missing", r->why[0] != '\0' ? r->why : NULL);
    (void)json_object_set_new(all, "screens_opened", if_answered(r, STEP_SCREENS, opened_json(r)));
    (void)json_object_set_new(all, "marks", if_answered(r, STEP_IMPROVEMENTS, marks_json(r)));
    if (all && r->of_line)
        (void)json_object_set_new(all, "line", line_json(r));
    if (all)
        (void)json_dump_callback(all, to_out, &own, JSON_COMPACT | JSON_REAL_PRECISION(12));
    out->put(out->ctx, "\n", 1);
    json_decref(all);
}
