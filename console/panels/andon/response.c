/* SPDX-License-Identifier: MIT */
/* Replies to `guidance`, `history`, `models`, `alarm-load`, `inputs` and `alerts` as tables of the
 * view. Called by console/panels/asks.c; the response panels and forms read them. */
#include "console/panels/andon/response.h"

#include "data/model/clock.h"
#include "data/model/members.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

static int64_t take_int(const json_t *row, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(row, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : otherwise;
}

/* Seconds as ms. */
static int64_t take_seconds(const json_t *row, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(row, key);
    double s = json_number_value(value);
    return json_is_number(value) && fabs(s) < 1e12 ? (int64_t)llround(s * 1000) : otherwise;
}

void guide_read(struct guide *g, const char *alert, const json_t *reply)
{
    size_t i;
    const json_t *step, *guidance = json_object_get(reply, "guidance");
    if (guidance == NULL)
        guidance = reply;
    *g = (struct guide){.steps = 0};
    (void)text_copy(g->alert, sizeof g->alert, alert);
    member_take_text(guidance, "cause", g->cause, sizeof g->cause);
    member_take_text(guidance, "check", g->check, sizeof g->check);
    member_take_text(guidance, "link", g->link, sizeof g->link);
    json_array_foreach(json_object_get(guidance, "steps"), i, step)
    {
        if (g->steps < GUIDE_STEPS && json_is_string(step))
            (void)text_sanitise(json_string_value(step), json_string_length(step),
                                g->step[g->steps++], sizeof g->step[0]);
    }
}

static struct signal_trend *trend_of(struct response *r, const char *signal)
{
    int oldest = 0;
    for (int i = 0; i < r->trends; i++) {
        if (strcmp(r->trend[i].signal, signal) == 0)
            return &r->trend[i];
        if (r->trend[i].boot_ms < r->trend[oldest].boot_ms)
            oldest = i;
    }
    struct signal_trend *t = &r->trend[r->trends < EVIDENCE_MAX ? r->trends++ : oldest];
    *t = (struct signal_trend){.points = 0};
    (void)text_copy(t->signal, sizeof t->signal, signal);
    return t;
}

void trend_read(struct response *r, const char *signal, const json_t *rows, bool first)
{
    size_t i;
    const json_t *row;
    struct signal_trend *t = trend_of(r, signal);
    if (first)
        t->points = 0;
    json_array_foreach(rows, i, row)
    {
        struct trend_point p = {.begin_ms = member_take_time(row, "begin"),
                                .end_ms = member_take_time(row, "end"),
                                .min = take_int(row, "min", TREND_NONE),
                                .mean = take_int(row, "mean", TREND_NONE),
                                .max = take_int(row, "max", TREND_NONE)};
        bool heard = p.begin_ms != TIME_NONE && p.end_ms > p.begin_ms && p.max >= p.min &&
                     p.min != TREND_NONE && p.mean != TREND_NONE;
        if (heard && t->points < TREND_POINTS)
            t->point[t->points++] = p;
    }
}

void trend_came(struct response *r, const char *signal, int64_t begin_ms, int64_t end_ms,
                int64_t boot_ms)
{
    struct signal_trend *t = trend_of(r, signal);
    t->begin_ms = begin_ms;
    t->end_ms = end_ms;
    t->boot_ms = boot_ms;
}

void models_read(struct response *r, const json_t *reply)
{
    size_t i;
    const json_t *row;
    r->models = 0;
    json_array_foreach(json_object_get(reply, "models"), i, row)
    {
        if (r->models == MODEL_ROWS)
            return;
        struct model_row *m = &r->model[r->models++];
        *m = (struct model_row){.hits = take_int(row, "hits", 0),
                                .false_alarms = take_int(row, "false_alarms", 0),
                                .unanswered = take_int(row, "unanswered", 0),
                                .failures = take_int(row, "failures", 0),
                                .warned = take_int(row, "warned", 0),
                                .precision = member_take_amount(row, "precision", -1),
                                .floor = member_take_amount(row, "floor", -1),
                                .lead_ms = take_seconds(row, "lead_s", -1),
                                .silent = json_is_true(json_object_get(row, "silent"))};
        member_take_text(row, "model", m->model, sizeof m->model);
        member_take_text(row, "version", m->version, sizeof m->version);
    }
}

void load_read(struct load *l, const json_t *reply)
{
    size_t i;
    const json_t *row, *load = json_object_get(reply, "load");
    if (load == NULL)
        load = reply;
    *l = (struct load){.known = true,
                       .from_ms = member_take_time(load, "from"),
                       .to_ms = member_take_time(load, "to"),
                       .alerts = take_int(load, "alerts", -1),
                       .operators = take_int(load, "operators", 1),
                       .per_operator_hour = member_take_amount(load, "per_operator_hour", -1),
                       .worst_hour = take_int(load, "worst_hour", -1),
                       .worst_10_min = take_int(load, "worst_10_min", -1),
                       .floods = take_int(load, "floods", -1),
                       .flood_ms = take_seconds(load, "flood_s", -1),
                       .chattering = take_int(load, "chattering", -1),
                       .standing = take_int(load, "standing", -1),
                       .acked = take_int(load, "acked", -1),
                       .idle_acks = take_int(load, "idle_acks", -1),
                       .ack_ms = take_seconds(load, "ack_s", -1)};
    json_array_foreach(json_object_get(load, "top"), i, row)
    {
        if (l->tops == LOAD_TOP)
            return;
        struct load_source *s = &l->top[l->tops++];
        *s = (struct load_source){.count = take_int(row, "count", 0),
                                  .chattering = json_is_true(json_object_get(row, "chattering"))};
        member_take_text(row, "name", s->alert, sizeof s->alert);
        member_take_text(row, "title", s->title, sizeof s->title);
        if (s->title[0] == '\0')
            (void)text_copy(s->title, sizeof s->title, s->alert);
    }
}

void inputs_read(struct response *r, const json_t *reply)
{
    size_t i;
    const json_t *row;
    r->inputs = 0;
    json_array_foreach(json_object_get(reply, "inputs"), i, row)
    {
        if (r->inputs == INPUT_ROWS)
            return;
        struct input_row *in = &r->input[r->inputs++];
        *in = (struct input_row){.closed = json_is_true(json_object_get(row, "closed")),
                                 .held = json_is_true(json_object_get(row, "held")),
                                 .stuck = json_is_true(json_object_get(row, "stuck")),
                                 .closings = take_int(row, "closings", 0),
                                 .bounces = take_int(row, "bounces", 0),
                                 .missed = take_int(row, "missed", 0),
                                 .closed_at = member_take_time(row, "closed_at")};
        member_take_text(row, "name", in->name, sizeof in->name);
        member_take_text(row, "does", in->does, sizeof in->does);
        member_take_text(row, "outcome", in->outcome, sizeof in->outcome);
        member_take_text(row, "trouble", in->trouble, sizeof in->trouble);
    }
}

void alerts_read_all(struct response *r, const json_t *reply)
{
    size_t i;
    const json_t *row;
    r->alerts = 0;
    json_array_foreach(json_object_get(reply, "alerts"), i, row)
    {
        if (r->alerts == ALERT_ROWS)
            break;
        alert_view_init(&r->alert[r->alerts]);
        alert_view_get(row, &r->alert[r->alerts]);
        if (r->alert[r->alerts].name[0] != '\0')
            r->alerts++;
    }
    r->alerts_in_all = take_int(reply, "count", r->alerts);
}

const struct signal_trend *trend_find(const struct response *r, const char *signal)
{
    for (int i = 0; i < r->trends; i++)
        if (strcmp(r->trend[i].signal, signal) == 0)
            return &r->trend[i];
    return NULL;
}

const struct model_row *model_find(const struct response *r, const char *model, const char *version)
{
    const struct model_row *found = NULL;
    for (int i = 0; i < r->models; i++) {
        if (strcmp(r->model[i].model, model) != 0)
            continue;
        if (strcmp(r->model[i].version, version) == 0)
            return &r->model[i];
        if (r->model[i].version[0] == '\0')
            found = &r->model[i];
    }
    return found;
}
