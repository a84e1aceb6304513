/* SPDX-License-Identifier: MIT */
/* A line's figures: rows of ended shifts as a hub has them, added up for each window and station.
 * What they are told as is what andond tells of a station (`kpi`, `losses`, `pareto`), so that one
 * report serves both. Called by report_take.c, which owns the rows. */
#include "data/model/report/report_line.h"

#include "data/model/account.h"
#include "data/model/members.h"
#include "data/model/report/report_money.h"
#include "data/model/report/report_tell.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define PS_PER_MS  1e9
#define PS_PER_S   1e12
#define AMOUNT_MAX 9.2e18

/* ---- taking --------------------------------------------------------------------------------- */

static int64_t int_of(const json_t *row, const char *key)
{
    return json_integer_value(json_object_get(row, key));
}

/* Its place among the line's stations; -1: it is none of those that found room. */
static int station_at(const struct report_line *line, const json_t *row)
{
    const char *name = json_string_value(json_object_get(row, "station"));
    for (int i = 0; i < line->stations && name; i++)
        if (strcmp(line->station[i].name, name) == 0)
            return i;
    return -1;
}

void line_take_stations(struct report *r, const json_t *reply)
{
    struct report_line *line = &r->line;
    const json_t *row;
    const char *slash = strrchr(line->path, '/');
    size_t i;
    r->now_ms = int_of(reply, "now");
    if (r->at_ms == TIME_NONE)
        r->at_ms = r->now_ms;
    (void)text_copy(r->station, sizeof r->station, line->path);
    (void)text_copy(r->title, sizeof r->title, slash ? slash + 1 : line->path);
    member_take_text(reply, "constraint", line->constraint, sizeof line->constraint);
    member_take_text(reply, "last", line->last, sizeof line->last);
    json_array_foreach(json_object_get(reply, "rows"), i, row)
    {
        if (line->stations == REPORT_STATIONS) {
            line->stations_beyond++;
            continue;
        }
        struct report_station *s = &line->station[line->stations++];
        *s = (struct report_station){.heard_ms = int_of(row, "heard")};
        member_take_text(row, "station", s->name, sizeof s->name);
        line->constraint_known |= strcmp(s->name, line->constraint) == 0;
        line->last_known |= strcmp(s->name, line->last) == 0;
    }
    if (line->stations > 0)
        return;
    r->failed = true;
    (void)text_copy(r->why, sizeof r->why, "the hub has no record of a station of this line");
}

void line_take_shift(struct report *r, const json_t *row)
{
    struct report_line *line = &r->line;
    if (station_at(line, row) < 0)
        return;
    if (line->rows == REPORT_ROWS) {
        line->rows_beyond++;
        return;
    }
    line->rows++;
    if (!line->shift)
        line->shift = json_array();
    (void)json_array_append_new(line->shift, json_deep_copy(row));
}

void line_take_open(struct report *r, const json_t *row)
{
    int at = station_at(&r->line, row);
    if (at < 0)
        return;
    struct report_station *s = &r->line.station[at];
    member_take_text(row, "name", s->open, sizeof s->open);
    if (s->open[0] == '\0')
        (void)text_copy(s->open, sizeof s->open, "plant day");
}

/* A row of the pareto. */
void line_take_loss(struct report *r, const json_t *row)
{
    json_t *copy = json_deep_copy(row);
    (void)json_object_set_new(copy, "lost_s", json_real((double)int_of(row, "lost_ms") / 1000));
    if (!r->pareto)
        r->pareto = json_array();
    (void)json_array_append_new(r->pareto, copy);
}

/* ---- adding up ------------------------------------------------------------------------------ */

struct sums {
    int rows;
    int64_t known, unknown, planned, run, running, small, fixed, unexplained_ms;
    int64_t total, good, scrap, rework, stops, small_stops, unexplained;
    account_wide ideal, judged, weighed, weighed_good;
    int64_t measured_total, measured_good;
    bool measured, gap; /* quality is known of some; an ideal cycle is missing of some */
};

static void add_parts(struct sums *s, const json_t *row)
{
    s->total += int_of(row, "total");
    s->good += int_of(row, "good");
    s->rework += int_of(row, "rework");
    s->scrap += int_of(row, "scrap");
}

static void add_times(struct sums *s, const json_t *row)
{
    s->rows++;
    s->known += int_of(row, "known_ms");
    s->unknown += int_of(row, "unknown_ms");
    s->planned += int_of(row, "planned_ms");
    s->fixed += int_of(row, "fixed_ms") > 0;
    s->run += int_of(row, "run_ms");
    s->running += int_of(row, "running_ms");
    s->small += int_of(row, "small_ms");
    s->unexplained_ms += int_of(row, "unexplained_ms");
    s->stops += int_of(row, "stops");
    s->small_stops += int_of(row, "small_stops");
    s->unexplained += int_of(row, "unexplained");
    s->gap = s->gap || !json_is_integer(json_object_get(row, "ideal_ps"));
    s->ideal += int_of(row, "ideal_ps");
    s->judged += int_of(row, "judged_ps");
    s->weighed += int_of(row, "weighed_ps");
    s->weighed_good += int_of(row, "weighed_good_ps");
    if (!json_is_true(json_object_get(row, "measured")))
        return;
    s->measured = true;
    s->measured_total += int_of(row, "total");
    s->measured_good += int_of(row, "good");
}

/* Whose it is: `only`, else anybody's. */
static bool is_of(const json_t *row, const char *only)
{
    const char *name = json_string_value(json_object_get(row, "station"));
    return only[0] == '\0' || (name && strcmp(name, only) == 0);
}

/* A shift belongs to where it began. */
static bool is_in(const struct report_window *w, const json_t *row)
{
    int64_t begin = int_of(row, "begin");
    return w->part == PART_SHIFT ? begin == w->from_ms : begin >= w->from_ms && begin < w->to_ms;
}

static struct sums add_up(struct report *r, struct report_window *w)
{
    struct report_line *line = &r->line;
    struct sums s = {.rows = 0};
    const char *own = w->station > 0 ? line->station[w->station - 1].name : NULL;
    const char *times = own ? own : line->constraint_known ? line->constraint : "";
    const char *parts = own ? own : line->last_known ? line->last : "";
    const json_t *row;
    size_t i;
    w->stations = 0;
    json_array_foreach(line->shift, i, row)
    {
        int station = station_at(line, row);
        if (station < 0 || !is_in(w, row) || (own && !is_of(row, own)))
            continue;
        w->stations |= 1U << station;
        if (is_of(row, times))
            add_times(&s, row);
        if (is_of(row, parts))
            add_parts(&s, row);
    }
    return s;
}

/* ---- as andond tells them ------------------------------------------------------------------- */

static json_t *ratio(double part, double whole)
{
    return whole > 0 ? json_real(part / whole) : json_null();
}

static json_t *share(double part, double whole)
{
    double is = whole > 0 ? part / whole : (double)NAN;
    return isfinite(is) ? json_real(is < 0 ? 0 : is > 1 ? 1 : is) : json_null();
}

static json_t *quality(const struct sums *s)
{
    if (!s->measured || s->measured_total <= 0)
        return json_null();
    if (s->weighed > 0 && !s->gap)
        return share((double)s->weighed_good, (double)s->weighed);
    return share((double)s->measured_good, (double)s->measured_total);
}

static json_t *seconds(int64_t ms)
{
    return json_real((double)ms / 1000);
}

static json_t *amount(int64_t millionths)
{
    return json_real((double)millionths / 1e6);
}

static json_t *kpi_of(const struct report_window *w, const struct sums *s)
{
    if (w->stations == 0)
        return NULL;
    json_t *oee =
        json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "availability",
                  ratio((double)s->run, (double)s->planned), "performance",
                  s->gap ? json_null() : ratio((double)s->ideal, (double)s->run * PS_PER_MS),
                  "quality", quality(s), "oee",
                  s->gap ? json_null() : ratio((double)s->judged, (double)s->planned * PS_PER_MS),
                  "coverage", ratio((double)s->known, (double)(s->known + s->unknown)), "planned_s",
                  seconds(s->planned), "run_s", seconds(s->run), "unknown_s", seconds(s->unknown),
                  "unexplained_s", seconds(s->unexplained_ms));
    json_t *counts =
        json_pack("{s:o,s:o,s:o,s:o}", "total", amount(s->total), "good", amount(s->good), "scrap",
                  amount(s->scrap), "rework", amount(s->rework));
    json_t *stops =
        json_pack("{s:I,s:I,s:I}", "count", (json_int_t)s->stops, "small",
                  (json_int_t)s->small_stops, "unexplained", (json_int_t)s->unexplained);
    return json_pack("{s:I,s:I,s:o,s:o,s:o}", "from", (json_int_t)w->from_ms, "to",
                     (json_int_t)w->to_ms, "oee", oee, "counts", counts, "stops", stops);
}

static void add_loss(struct report *r, const char *loss, double lost_s, const json_t *parts)
{
    if (isfinite(lost_s) && !(lost_s > 0 || lost_s < 0))
        return;
    if (!r->losses)
        r->losses = json_array();
    (void)json_array_append_new(
        r->losses, json_pack("{s:s,s:o,s:O?}", "loss", loss, "lost_s",
                             isfinite(lost_s) ? json_real(lost_s) : json_null(), "parts", parts));
}

/* They add up to planned time less ideal time of good parts: what stopped it longer than a small
 * stop, split by whether it was explained; no data where that counts; then speed and quality. */
static void losses_of(struct report *r, const struct sums *s)
{
    int64_t stopped = s->known - s->run;
    int64_t dark = s->unexplained_ms < stopped ? s->unexplained_ms : stopped;
    int64_t rest = s->planned - s->known;
    const double unknown = (double)NAN;
    add_loss(r, "stops", (double)(stopped - dark) / 1000, NULL);
    add_loss(r, "unexplained", (double)dark / 1000, NULL);
    add_loss(r, s->fixed > 0 ? "unmeasured" : "unknown", (double)rest / 1000, NULL);
    add_loss(r, "small-stop", (double)s->small / 1000, NULL);
    add_loss(r, "slow", s->gap ? unknown : (double)s->running / 1000 - (double)s->ideal / PS_PER_S,
             NULL);
    add_loss(r, "defect", s->gap ? unknown : (double)(s->ideal - s->judged) / PS_PER_S, NULL);
}

/* Of each station: data, and that it is missing. */
static void look_at_stations(struct report *r, const struct report_window *whole)
{
    const json_t *row;
    size_t i;
    json_array_foreach(r->line.shift, i, row)
    {
        if (!is_in(whole, row))
            continue;
        struct report_station *s = &r->line.station[station_at(&r->line, row)];
        s->closed = true;
        s->unknown_ms += int_of(row, "unknown_ms");
    }
}

void line_figures(struct report *r)
{
    for (int i = 0; i < r->windows; i++) {
        struct report_window *w = &r->window[i];
        const struct sums s = add_up(r, w);
        w->kpi = kpi_of(w, &s);
        if (i == 0)
            losses_of(r, &s);
    }
    if (r->windows > 0)
        look_at_stations(r, report_whole(r));
}

/* ---- what was made -------------------------------------------------------------------------- */

/* Parts of where they are counted; scrap of every machine. */
void line_take_made(struct report *r, const json_t *row)
{
    const char *counted = r->line.last_known ? r->line.last : "";
    json_t *copy = json_deep_copy(row);
    if (!is_of(row, counted)) {
        (void)json_object_del(copy, "total");
        (void)json_object_del(copy, "good");
    }
    if (!r->line.made)
        r->line.made = json_array();
    (void)json_array_append_new(r->line.made, copy);
}

void line_finish(struct report *r)
{
    json_t *kpi = r->windows > 0 ? r->window[0].kpi : NULL;
    if (kpi && r->line.made)
        (void)json_object_set(kpi, "made", r->line.made);
}

/* ---- comparing ------------------------------------------------------------------------------ */

void report_compare(const struct report *r, const struct report_window *now,
                    const struct report_window *before, char out[200])
{
    double is = tell_number(now->kpi, "oee/coverage"),
           was = tell_number(before->kpi, "oee/coverage");
    out[0] = '\0';
    if (!isfinite(tell_number(now->kpi, "oee/oee")) ||
        !isfinite(tell_number(before->kpi, "oee/oee")))
        (void)text_copy(out, 200, "not compared: one of them has no OEE");
    else if (r->of_line && now->stations != before->stations)
        (void)text_copy(out, 200,
                        "not compared: not the same stations have an ended shift in both");
    else if (!(is >= COVERAGE_LEAST) || !(was >= COVERAGE_LEAST))
        (void)text_format(out, 200,
                          "not compared: there is data of %.0f %% and %.0f %% of their time, and "
                          "%.0f %% are needed",
                          is * 100, was * 100, COVERAGE_LEAST * 100);
    else if (fabs(is - was) > COVERAGE_APART)
        (void)text_format(out, 200,
                          "not compared: there is data of %.0f %% and %.0f %% of their time: more "
                          "than %.0f points apart",
                          is * 100, was * 100, COVERAGE_APART * 100);
}
