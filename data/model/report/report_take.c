/* SPDX-License-Identifier: MIT */
/* What is asked of andond for a report, one question after the other, and what is kept of the
 * answers. Called by whoever talks to it. Windows own their rows; report_done lets go of all. */
#include "data/model/report/report_line.h"
#include "data/model/report/report_marks.h"

#include "data/model/amount.h"
#include "data/model/json.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

#define BACK_MS  (17 * MS_PER_DAY) /* of shifts: a week and the one before */
#define AHEAD_MS (9 * MS_PER_DAY)

void report_begin(struct report *r, enum report_span span, int64_t at_ms, const struct zone *zone)
{
    memset(r, 0, sizeof *r);
    r->span = span;
    r->at_ms = at_ms;
    r->zone = zone;
}

void report_begin_line(struct report *r, enum report_span span, int64_t at_ms,
                       const struct zone *zone, const char *line)
{
    report_begin(r, span, at_ms, zone);
    r->of_line = true;
    (void)text_sanitise(line, strlen(line), r->line.path, sizeof r->line.path);
}

void report_done(struct report *r)
{
    for (int i = 0; i < r->windows; i++)
        json_decref(r->window[i].kpi);
    json_decref(r->losses);
    json_decref(r->pareto);
    json_decref(r->load);
    json_decref(r->money);
    json_decref(r->baselines);
    json_decref(r->line.shift);
    json_decref(r->line.made);
    memset(r, 0, sizeof *r);
}

const struct report_window *report_whole(const struct report *r)
{
    return &r->window[0];
}

/* ---- members -------------------------------------------------------------------------------- */

static int64_t int_of(const json_t *row, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(row, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static bool is(const json_t *row, const char *key, const char *word)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text && strcmp(text, word) == 0;
}

static void text_of(const json_t *row, const char *key, char *out, size_t size)
{
    out[0] = '\0';
    member_read_text(json_object_get(row, key), out, size);
}

static void add_time(struct report_times *times, int64_t ms)
{
    if (ms < 0)
        return;
    if (times->count == REPORT_TIMES)
        times->beyond++;
    else
        times->ms[times->count++] = ms;
}

static int by_length(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

int64_t report_percentile(const struct report_times *times, int percent)
{
    if (times->count == 0)
        return -1;
    size_t rank = (times->count * (size_t)percent + 99) / 100;
    return times->ms[rank > 0 ? rank - 1 : 0];
}

/* ---- when, and its shifts ------------------------------------------------------------------- */

static int by_begin(const void *a, const void *b)
{
    const struct report_shift *one = a, *other = b;
    return (one->begin_ms > other->begin_ms) - (one->begin_ms < other->begin_ms);
}

static int64_t distance(const struct report *r, int64_t at)
{
    return at > r->at_ms ? at - r->at_ms : r->at_ms - at;
}

/* The one that is farthest from the report's time gives way to a nearer one. */
static bool make_room(struct report *r, int64_t begin)
{
    int far = distance(r, r->shift[0].begin_ms) >= distance(r, r->shift[REPORT_SHIFTS - 1].begin_ms)
                  ? 0
                  : REPORT_SHIFTS - 1;
    r->shifts_beyond++;
    if (distance(r, r->shift[far].begin_ms) <= distance(r, begin))
        return false;
    memmove(&r->shift[far], &r->shift[far + 1], (size_t)(r->shifts - far - 1) * sizeof *r->shift);
    r->shifts--;
    return true;
}

static void add_shift(struct report *r, const json_t *row, const char *begin, const char *end)
{
    struct report_shift s = {.begin_ms = member_take_time(row, begin),
                             .end_ms = member_take_time(row, end)};
    if (s.begin_ms == TIME_NONE || s.end_ms <= s.begin_ms)
        return;
    for (int i = 0; i < r->shifts; i++)
        if (r->shift[i].begin_ms == s.begin_ms)
            return;
    if (r->shifts == REPORT_SHIFTS && !make_room(r, s.begin_ms))
        return;
    text_of(row, "name", s.name, sizeof s.name);
    r->shift[r->shifts++] = s;
    qsort(r->shift, (size_t)r->shifts, sizeof *r->shift, by_begin);
}

static void take_status(struct report *r, const json_t *reply)
{
    const json_t *s = json_object_get(reply, "snapshot");
    r->now_ms = int_of(s, "ts", 0);
    if (r->at_ms == TIME_NONE)
        r->at_ms = r->now_ms;
    text_of(s, "station", r->station, sizeof r->station);
    text_of(s, "title", r->title, sizeof r->title);
    add_shift(r, json_object_get(s, "shift"), "start", "end");
}

static void take_shift(struct report *r, const json_t *row)
{
    add_shift(r, row, "begin", "end");
}

static void take_line_shift(struct report *r, const json_t *row)
{
    take_shift(r, row);
    line_take_shift(r, row);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void take_kpi(struct report *r, const json_t *row)
{
    struct report_window *w = &r->window[r->asking];
    if (!w->kpi)
        w->kpi = json_deep_copy(row);
}

static void append(json_t **list, const json_t *row)
{
    if (!*list)
        *list = json_array();
    (void)json_array_append_new(*list, json_deep_copy(row));
}

static void take_loss(struct report *r, const json_t *row)
{
    append(&r->losses, row);
}

static void take_reason(struct report *r, const json_t *row)
{
    append(&r->pareto, row);
}

static void take_state(struct report *r, const json_t *row)
{
    const char *word = json_string_value(json_object_get(row, "state"));
    int state = word ? word_find(&words_machine_state, word, strlen(word)) : -1;
    struct report_state s = {
        .from_ms = member_take_time(row, "begin"),
        .to_ms = int_of(row, "end", r->end_ms),
        .state = state < 0 ? MS_UNKNOWN : (enum machine_state)state,
        .small = json_is_true(json_object_get(row, "small")),
        .in_plan = json_is_true(json_object_get(row, "plan")),
    };
    s.from_ms = s.from_ms < r->from_ms ? r->from_ms : s.from_ms;
    s.to_ms = s.to_ms > r->end_ms ? r->end_ms : s.to_ms;
    struct report_state *last = r->states > 0 ? &r->state[r->states - 1] : NULL;
    if (s.to_ms <= s.from_ms)
        return;
    if (last && last->state == s.state && last->small == s.small && last->in_plan == s.in_plan &&
        last->to_ms == s.from_ms)
        last->to_ms = s.to_ms;
    else if (r->states == REPORT_STATES)
        r->states_beyond++;
    else
        r->state[r->states++] = s;
}

/* ---- stops ---------------------------------------------------------------------------------- */

static void time_stop(struct report_stops *stops, const json_t *row)
{
    const json_t *five = json_object_get(row, "five");
    int64_t detected = int_of(five, "detected", TIME_NONE), arrived = int_of(five, "arrived", -1),
            repaired = int_of(five, "repaired", -1), back = int_of(row, "end", -1);
    if (detected == TIME_NONE || arrived < detected || repaired < arrived || back < repaired)
        return;
    stops->timed++;
    stops->waiting_ms += arrived - detected;
    stops->repair_ms += repaired - arrived;
    stops->restart_ms += back - repaired;
}

static void list_stop(struct report_stops *stops, const json_t *row, int64_t ms)
{
    int at = stops->listed;
    while (at > 0 && stops->longest[at - 1].ms < ms)
        at--;
    if (at == REPORT_LONGEST)
        return;
    if (stops->listed < REPORT_LONGEST)
        stops->listed++;
    memmove(&stops->longest[at + 1], &stops->longest[at],
            (size_t)(stops->listed - at - 1) * sizeof *stops->longest);
    struct report_stop *s = &stops->longest[at];
    *s = (struct report_stop){.begin_ms = int_of(row, "begin", 0),
                              .ms = ms,
                              .open = !json_is_integer(json_object_get(row, "end"))};
    text_of(row, "id", s->id, sizeof s->id);
    text_of(row, "state", s->state, sizeof s->state);
    text_of(row, "reason", s->reason, sizeof s->reason);
    text_of(row, "title", s->title, sizeof s->title);
    text_of(row, "note", s->note, sizeof s->note);
}

static void take_stop(struct report *r, const json_t *row)
{
    int64_t begin = member_take_time(row, "begin"), end = int_of(row, "end", r->now_ms);
    bool explained = json_is_string(json_object_get(row, "reason"));
    if (begin < r->from_ms || begin >= r->to_ms || json_is_true(json_object_get(row, "small")) ||
        json_is_string(json_object_get(row, "into")))
        return;
    int64_t ms = json_is_integer(json_object_get(row, "end")) ? int_of(row, "ms", 0) : end - begin;
    list_stop(&r->stops, row, ms);
    time_stop(&r->stops, row);
    if (!json_is_true(json_object_get(row, "asks")) && !explained)
        return;
    r->stops.asked++;
    if (!explained)
        return;
    r->stops.explained++;
    int64_t at = int_of(json_object_get(row, "entered"), "at", TIME_NONE);
    add_time(&r->stops.delay, at == TIME_NONE ? -1 : at - begin);
}

/* As a hub has it: who entered the reason when is not told. */
static void take_line_stop(struct report *r, const json_t *row)
{
    json_t *copy = json_copy((json_t *)(uintptr_t)row);
    (void)json_object_set_new(copy, "asks", json_boolean(is(row, "kind", "unexplained")));
    take_stop(r, copy);
    json_decref(copy);
}

/* ---- what somebody responded to ------------------------------------------------------------- */

static void take_call(struct report *r, const json_t *row)
{
    int64_t raised = int_of(row, "raised", TIME_NONE);
    if (raised < r->from_ms || raised >= r->to_ms)
        return;
    r->calls.raised++;
    r->calls.open += !json_is_integer(json_object_get(row, "ended"));
    add_time(&r->calls.take, int_of(row, "take_ms", -1));
    add_time(&r->calls.arrive, int_of(row, "arrive_ms", -1));
    add_time(&r->calls.solve, int_of(row, "solve_ms", -1));
}

static void take_order(struct report *r, const json_t *row)
{
    struct report_forecast *f = &r->forecast;
    int64_t asked = int_of(row, "asked", TIME_NONE);
    f->orders += asked >= r->from_ms && asked < r->to_ms;
    if (!is(row, "state", "done") || f->orders_done == REPORT_ORDERS)
        return;
    struct report_order *o = &f->done[f->orders_done++];
    text_of(row, "id", o->id, sizeof o->id);
    text_of(row, "of", o->of, sizeof o->of);
}

static bool work_is_done(const struct report_forecast *f, const json_t *row)
{
    for (int i = 0; i < f->orders_done; i++)
        if (is(row, "order", f->done[i].id) || is(row, "id", f->done[i].of))
            return true;
    return false;
}

static void take_answer(struct report *r, const json_t *row)
{
    struct report_forecast *f = &r->forecast;
    if (json_is_true(json_object_get(row, "found")) && f->trues < REPORT_ORDERS)
        text_of(row, "prediction", f->true_ones[f->trues++], sizeof f->true_ones[0]);
}

static bool was_true(const struct report_forecast *f, const json_t *row)
{
    for (int i = 0; i < f->trues; i++)
        if (is(row, "id", f->true_ones[i]))
            return true;
    return is(row, "verdict", "found");
}

static void take_prediction(struct report *r, const json_t *row)
{
    struct report_forecast *f = &r->forecast;
    int64_t since = int_of(row, "since", TIME_NONE);
    if (since < r->from_ms || since >= r->to_ms)
        return;
    bool found = was_true(f, row);
    f->said++;
    f->found += found;
    f->not_found += !found && (is(row, "verdict", "not-found") || is(row, "verdict", "done"));
    f->not_now += is(row, "verdict", "not-now");
    f->unanswered += !json_is_string(json_object_get(row, "verdict")) ||
                     is(row, "verdict", "none") || is(row, "verdict", "");
    f->prevented += found && work_is_done(f, row);
}

/* ---- scrap, handovers ----------------------------------------------------------------------- */

/* Room for those that are beyond is in the last. */
static struct report_scrap *scrap_of(struct report *r, const char *reason)
{
    const int most = (int)(sizeof r->scrap / sizeof *r->scrap);
    for (int i = 0; i < r->scraps; i++)
        if (strcmp(r->scrap[i].reason, reason) == 0)
            return &r->scrap[i];
    if (r->scraps == most)
        return &r->scrap[most - 1];
    struct report_scrap *s = &r->scrap[r->scraps++];
    *s = (struct report_scrap){.amount = 0};
    (void)text_copy(s->reason, sizeof s->reason, r->scraps < most ? reason : "others");
    (void)text_copy(s->title, sizeof s->title, s->reason[0] ? s->reason : "no reason given");
    return s;
}

static void take_scrap_names(struct report *r, const json_t *reply)
{
    const json_t *row;
    size_t i;
    json_array_foreach(json_object_get(reply, "reasons"), i, row)
    {
        char id[48];
        text_of(row, "id", id, sizeof id);
        struct report_scrap *s = scrap_of(r, id);
        if (strcmp(s->reason, id) == 0)
            text_of(row, "title", s->title, sizeof s->title);
    }
}

static void take_scrap(struct report *r, const json_t *row)
{
    char reason[48];
    int64_t amount, at = int_of(row, "at", TIME_NONE);
    const json_t *quantity = json_object_get(row, "quantity");
    if (at < r->from_ms || at >= r->to_ms || json_is_true(json_object_get(row, "rework")) ||
        !json_is_number(quantity) || amount_from_double(json_number_value(quantity), &amount) != 0)
        return;
    text_of(row, "reason", reason, sizeof reason);
    scrap_of(r, reason)->amount += amount;
}

static void take_screens(struct report *r, const json_t *row)
{
    const char *word = json_string_value(json_object_get(row, "role"));
    int role = word ? word_find(&words_person_role, word, strlen(word)) : -1;
    int64_t from = int_of(row, "from", TIME_NONE);
    if (role >= 0 && from >= r->from_ms && from < r->to_ms)
        opened_read(&r->opened, json_object_get(row, "screens"), (enum person_role)role);
}

static void take_handover(struct report *r, const json_t *row)
{
    int64_t begin = member_take_time(row, "begin");
    if (begin < r->from_ms || begin >= r->to_ms ||
        r->handovers == (int)(sizeof r->handover / sizeof *r->handover))
        return;
    struct report_handover *h = &r->handover[r->handovers++];
    *h = (struct report_handover){.begin_ms = begin};
    text_of(row, "name", h->name, sizeof h->name);
    text_of(row, "state", h->state, sizeof h->state);
}

static void take_load(struct report *r, const json_t *reply)
{
    json_decref(r->load);
    r->load = json_deep_copy(reply);
}

static void take_money(struct report *r, const json_t *reply)
{
    json_decref(r->money);
    r->money = json_deep_copy(reply);
}

static void take_baseline(struct report *r, const json_t *row)
{
    append(&r->baselines, row);
}

/* ---- the questions -------------------------------------------------------------------------- */

struct step {
    const char *cmd, *kind;
    void (*whole)(struct report *r, const json_t *reply); /* of the reply, or … */
    void (*row)(struct report *r, const json_t *row);
    bool needed, timeless, to_now, of_all;
    unsigned spans; /* bits; 0: all */
};

static const struct step station_steps[STEP_DONE] = {
    [STEP_STATUS] = {.cmd = "status", .whole = take_status, .needed = true, .timeless = true},
    [STEP_SHIFTS] = {"export", "shifts", .row = take_shift, .needed = true},
    [STEP_KPI] = {.cmd = "kpi", .row = take_kpi, .needed = true},
    [STEP_LOSSES] = {.cmd = "losses", .row = take_loss},
    [STEP_PARETO] = {.cmd = "pareto", .row = take_reason},
    [STEP_STATES] = {"export", "states", .row = take_state,
                     .spans = 1U << REPORT_SHIFT | 1U << REPORT_DAY},
    [STEP_STOPS] = {"export", "stops", .row = take_stop},
    [STEP_CALLS] = {"export", "calls", .row = take_call},
    [STEP_ORDERS] = {"export", "workorders", .row = take_order, .to_now = true},
    [STEP_FEEDBACK] = {"export", "feedback", .row = take_answer, .to_now = true},
    [STEP_PREDICTIONS] = {"export", "predictions", .row = take_prediction},
    [STEP_SCRAP_NAMES] = {.cmd = "scrap-reasons", .whole = take_scrap_names, .timeless = true},
    [STEP_SCRAP] = {"export", "scrap", .row = take_scrap},
    [STEP_HANDOVERS] = {.cmd = "handovers", .row = take_handover},
    [STEP_LOAD] = {.cmd = "alarm-load", .whole = take_load},
    [STEP_MONEY] = {.cmd = "money", .whole = take_money, .timeless = true},
    [STEP_BASELINES] = {"export", "goals", .row = take_baseline, .to_now = true, .of_all = true},
    [STEP_IMPROVEMENTS] = {"export", "improvements", .row = marks_improvement},
    [STEP_SCREENS] = {"export", "screens", .row = take_screens},
};

/* Of a line; all by one command, whose kinds these are. */
#define OF_LINE .cmd = "line-report"
static const struct step line_steps[STEP_DONE] = {
    [STEP_STATUS] = {OF_LINE, "stations", .whole = line_take_stations, .needed = true,
                     .timeless = true},
    [STEP_SHIFTS] = {OF_LINE, "shifts", .row = take_line_shift, .needed = true},
    [STEP_PARETO] = {OF_LINE, "losses", .row = line_take_loss},
    [STEP_STOPS] = {OF_LINE, "stops", .row = take_line_stop},
    [STEP_CALLS] = {OF_LINE, "calls", .row = take_call},
    [STEP_ORDERS] = {OF_LINE, "workorders", .row = take_order, .to_now = true},
    [STEP_FEEDBACK] = {OF_LINE, "feedback", .row = take_answer, .to_now = true},
    [STEP_PREDICTIONS] = {OF_LINE, "predictions", .row = take_prediction},
    [STEP_SCRAP] = {OF_LINE, "scrap", .row = take_scrap},
    [STEP_MONEY] = {OF_LINE, "money", .whole = take_money, .timeless = true},
    [STEP_OPEN] = {OF_LINE, "open", .row = line_take_open},
    [STEP_MADE] = {OF_LINE, "made", .row = line_take_made},
};

static const struct step *step_of(const struct report *r)
{
    return r->of_line ? &line_steps[r->step] : &station_steps[r->step];
}

static const char *ask_line(const struct report *r, char members[REPORT_MEMBERS], int64_t from,
                            int64_t to)
{
    const struct step *step = step_of(r);
    struct jw w;
    jw_init(&w, members, REPORT_MEMBERS);
    jw_text(&w, "under", r->line.path);
    jw_text(&w, "of", step->kind);
    jw_int(&w, "first_row", r->line.first);
    if (!step->timeless)
        jw_int(&w, "from", from);
    if (!step->timeless && !step->to_now)
        jw_int(&w, "to", to);
    return step->cmd;
}

const char *report_ask(const struct report *r, char members[REPORT_MEMBERS])
{
    const struct report_window *w = &r->window[r->step == STEP_KPI ? r->asking : 0];
    if (r->failed || r->step >= STEP_DONE)
        return NULL;
    const struct step *step = step_of(r);
    int64_t from = w->from_ms, to = w->to_ms;
    char until[40] = "", kind[40] = "";
    if (r->step == STEP_SHIFTS) {
        from = r->at_ms - BACK_MS;
        to = r->at_ms + AHEAD_MS;
    }
    if (r->of_line)
        return ask_line(r, members, from, to);
    if (step->of_all)
        from = 0;
    if (step->kind)
        (void)text_format(kind, sizeof kind, "\"kind\":\"%s\",", step->kind);
    if ((to < r->now_ms && !step->to_now) || r->step == STEP_SHIFTS)
        (void)text_format(until, sizeof until, ",\"to\":%lld", (long long)to);
    if (step->timeless)
        members[0] = '\0';
    else
        (void)text_format(members, REPORT_MEMBERS, "%s\"from\":%lld%s", kind, (long long)from,
                          until);
    return step->cmd;
}

/* What availability loses first, then performance, then quality: as time falls away. */
static void order_losses(struct report *r)
{
    static const char *const order[] = {"breakdown", "setup",       "waiting",    "other",
                                        "unknown",   "unexplained", "unmeasured", "small-stop",
                                        "slow",      "defect",      "startup"};
    if (!report_has(r, STEP_LOSSES))
        return;
    json_t *list = json_array(), *row;
    size_t at;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        json_array_foreach(r->losses, at, row)
        {
            if (is(row, "loss", order[i]))
                (void)json_array_append(list, row);
        }
    json_decref(r->losses);
    r->losses = list;
}

#define TIMES 4
static void sort_times(struct report *r)
{
    struct report_times *const all[TIMES] = {&r->stops.delay, &r->calls.take, &r->calls.arrive,
                                             &r->calls.solve};
    for (size_t i = 0; i < TIMES; i++)
        qsort(all[i]->ms, all[i]->count, sizeof *all[i]->ms, by_length);
}

static bool is_asked(const struct report *r)
{
    const struct step *step = step_of(r);
    return step->cmd && (step->spans == 0 || step->spans & 1U << r->span);
}

static void next_step(struct report *r)
{
    if (r->step == STEP_SHIFTS)
        report_plan(r);
    if (r->step == STEP_SHIFTS && r->of_line && !r->failed)
        line_figures(r);
    if (r->step == STEP_KPI && ++r->asking < r->windows)
        return;
    do
        r->step++;
    while (r->step < STEP_DONE && !is_asked(r));
    if (r->step < STEP_DONE)
        return;
    sort_times(r);
    if (r->of_line)
        line_finish(r);
    else
        order_losses(r);
    if (!r->of_line)
        marks_ideals(r);
}

void report_answer(struct report *r, const json_t *reply)
{
    const json_t *row;
    size_t i;
    if (r->failed || r->step >= STEP_DONE)
        return;
    const struct step *step = step_of(r);
    if (step->whole)
        step->whole(r, reply);
    else
        json_array_foreach(json_object_get(reply, "rows"), i, row)
        {
            step->row(r, row);
        }
    i = json_array_size(json_object_get(reply, "rows"));
    if (r->of_line && i > 0 && json_is_true(json_object_get(reply, "rest"))) {
        r->line.first += (int64_t)i;
        return;
    }
    r->line.first = 0;
    if (!json_is_true(json_object_get(reply, "more")))
        next_step(r);
}

void report_refused(struct report *r, const char *why)
{
    if (r->failed || r->step >= STEP_DONE)
        return;
    const struct step *step = step_of(r);
    char all[2 * sizeof r->why];
    (void)text_format(all, sizeof all, "%s%s%s: %.200s", r->why, r->why[0] ? "; " : "",
                      step->kind ? step->kind : step->cmd, why);
    (void)text_sanitise(all, strlen(all), r->why, sizeof r->why);
    r->failed = step->needed;
    r->gaps |= 1U << r->step;
    r->line.first = 0;
    next_step(r);
}

void report_lost(struct report *r, const char *why)
{
    r->failed = true;
    (void)text_sanitise(why, strlen(why), r->why, sizeof r->why);
}

bool report_has(const struct report *r, enum report_step step)
{
    return (r->gaps >> step & 1U) == 0;
}
