/* SPDX-License-Identifier: MIT */
/* Losses in money, goals against their baselines. Called by report_tell.c and report_csv.c. */
#include "data/model/report/report_money.h"

#include "data/model/report/report_tell.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define UNKNOWN ((double)NAN)

static const json_t *list(const json_t *object, const char *key)
{
    return json_object_get(object, key);
}

static void word(const json_t *row, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(row, key));
    out[0] = '\0';
    if (text)
        (void)text_sanitise(text, strlen(text), out, size);
}

bool money_is_configured(const struct report *r)
{
    return json_array_size(list(r->money, "goals")) > 0 ||
           json_array_size(list(r->money, "costs")) > 0;
}

/* ---- costs ---------------------------------------------------------------------------------- */

static int64_t begins(const json_t *cost)
{
    return json_integer_value(json_object_get(cost, "from"));
}

/* The latest that holds when the window begins and says `key`; of a product its own before any. */
static double value_at(const struct report *r, const char *key, const char *product)
{
    const json_t *row, *best = NULL;
    size_t i;
    bool own_best = false;
    json_array_foreach(list(r->money, "costs"), i, row)
    {
        const char *of = json_string_value(json_object_get(row, "product"));
        bool own = of && product && strcmp(of, product) == 0;
        if (begins(row) > r->from_ms || (of && product && !own) || !(tell_number(row, key) > 0))
            continue;
        if (best && (own_best > own || (own_best == own && begins(best) > begins(row))))
            continue;
        best = row;
        own_best = own;
    }
    return best ? tell_number(best, key) : UNKNOWN;
}

struct report_cost money_cost(const struct report *r)
{
    struct report_cost cost = {.minute = value_at(r, "minute", NULL)};
    const json_t *row;
    size_t i;
    word(json_array_get(list(r->money, "costs"), 0), "currency", cost.currency,
         sizeof cost.currency);
    json_array_foreach(list(r->money, "costs"), i, row)
    {
        cost.changes |= begins(row) > r->from_ms && begins(row) < r->end_ms;
    }
    return cost;
}

/* The products of the window, each with what a part of it costs. */
static double sum_parts(const struct report *r, const char *of, double *parts)
{
    const json_t *row;
    size_t i;
    double sum = 0;
    *parts = 0;
    json_array_foreach(list(report_whole(r)->kpi, "made"), i, row)
    {
        double amount = tell_number(row, of);
        const char *product = json_string_value(json_object_get(row, "product"));
        if (!(amount > 0))
            continue;
        *parts += amount;
        sum += amount * value_at(r, "part", product ? product : "");
    }
    return sum;
}

double money_scrap(const struct report *r)
{
    double parts;
    return sum_parts(r, "scrap", &parts);
}

double money_part(const struct report *r)
{
    double parts, sum = sum_parts(r, "total", &parts);
    return parts > 0 ? sum / parts : UNKNOWN;
}

double money_prevented(const struct report *r)
{
    double mttr_s = tell_number(report_whole(r)->kpi, "mttr_s");
    return r->forecast.prevented == 0
               ? UNKNOWN
               : (double)r->forecast.prevented * mttr_s / 60 * money_cost(r).minute;
}

/* ---- goals ---------------------------------------------------------------------------------- */

/* What the metrics are made of, and what a point of them is worth. */
static const struct metric {
    const char *word, *path, *base; /* in kpi; in the record of a baseline */
    double better;                  /* 1: more, -1: less */
    const char *times;              /* of what it is a share, in seconds … */
    bool parts;                     /* … or it is one of the parts made in planned time */
} metrics[] = {
    {"oee", "oee/oee", "oee", 1, "oee/planned_s", false},
    {"availability", "oee/availability", "availability", 1, "oee/planned_s", false},
    {"performance", "oee/performance", "performance", 1, "oee/run_s", false},
    {"quality", "oee/quality", "quality", 1, "", true},
    {"scrap", "", "scrap", -1, "", true},
};

static const struct metric *metric_of(const char *text)
{
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
        if (strcmp(metrics[i].word, text) == 0)
            return &metrics[i];
    return &metrics[0];
}

static double now_of(const struct report *r, const struct metric *m)
{
    double total, scrap;
    if (m->path[0])
        return tell_number(report_whole(r)->kpi, m->path);
    (void)sum_parts(r, "total", &total);
    (void)sum_parts(r, "scrap", &scrap);
    return total > 0 ? scrap / total : UNKNOWN;
}

/* The frozen baseline of a goal: the latest on record of that name and so many shifts. It has every
 * figure: the goal may be about another one since then. */
static const json_t *frozen(const struct report *r, const char *id, int64_t shifts)
{
    const json_t *row, *found = NULL;
    size_t i;
    json_array_foreach(r->baselines, i, row)
    {
        const char *goal = json_string_value(json_object_get(row, "goal"));
        if (goal && strcmp(goal, id) == 0 &&
            json_integer_value(json_object_get(row, "shifts")) == shifts &&
            json_is_true(json_object_get(row, "frozen")))
            found = row;
    }
    return found;
}

static void say_mix(const json_t *record, char *out, size_t size)
{
    const json_t *row;
    size_t i, n = strlen(out);
    double total = 0;
    json_array_foreach(list(record, "mix"), i, row)
    {
        total += tell_number(row, "total");
    }
    json_array_foreach(list(record, "mix"), i, row)
    {
        char product[64];
        word(row, "product", product, sizeof product);
        if (i < 4 && total > 0 &&
            !text_format(out + n, size - n, "%s%s %.0f %%", i == 0 ? "; made: " : ", ",
                         product[0] ? product : "no product",
                         tell_number(row, "total") / total * 100))
            out[n] = '\0'; /* cut, it may end within a character */
        n = strlen(out);
    }
}

/* Words for what does not fit together; "" when all does. */
static void judge(const struct report *r, const json_t *record, struct report_goal *g)
{
    char is[20], was[20];
    double covers = tell_number(report_whole(r)->kpi, "oee/coverage");
    double covered = tell_number(record, "coverage");
    int silent = 0;
    for (int i = 0; i < r->line.stations; i++)
        silent += !r->line.station[i].closed;
    word(r->money, "definitions", is, sizeof is);
    word(record, "definitions", was, sizeof was);
    if (!isfinite(g->base))
        (void)text_format(g->why, sizeof g->why, "there is no baseline yet");
    else if (!isfinite(g->now))
        (void)text_format(g->why, sizeof g->why, "the figure is not known for this time");
    else if (silent > 0)
        (void)text_format(g->why, sizeof g->why,
                          "not compared: %d of the line's stations have no ended shift in this "
                          "time",
                          silent);
    else if (!(covers >= COVERAGE_LEAST))
        (void)text_format(g->why, sizeof g->why,
                          "not compared: there is data of %.0f %% of this time, and %.0f %% are "
                          "needed",
                          isfinite(covers) ? covers * 100 : 0, COVERAGE_LEAST * 100);
    else if (record && !(covered >= COVERAGE_LEAST))
        (void)text_format(g->why, sizeof g->why,
                          "not compared: there was data of %.0f %% of the baseline's time, and "
                          "%.0f %% are needed",
                          isfinite(covered) ? covered * 100 : 0, COVERAGE_LEAST * 100);
    else if (record && fabs(covers - covered) > COVERAGE_APART)
        (void)text_format(g->why, sizeof g->why,
                          "not compared: there is data of %.0f %% of this time, and was of %.0f %% "
                          "of the baseline's",
                          covers * 100, covered * 100);
    else if (record && strcmp(is, was) != 0)
        (void)text_format(g->why, sizeof g->why,
                          "not compared: ideal cycles, planned time or what counts as what were "
                          "others when the baseline was taken");
}

static void weigh(const struct report *r, const struct metric *m, struct report_goal *g)
{
    double amount = tell_number(report_whole(r)->kpi, m->times);
    if (m->parts)
        (void)sum_parts(r, "total", &amount);
    g->change = (g->now - g->base) * m->better;
    g->worth = g->change * (m->parts ? amount * money_part(r) : amount / 60 * money_cost(r).minute);
}

size_t money_goals(const struct report *r)
{
    return json_array_size(list(r->money, "goals"));
}

void money_goal(const struct report *r, size_t index, struct report_goal *out)
{
    const json_t *row = json_array_get(list(r->money, "goals"), index), *record = NULL;
    int64_t shifts = json_integer_value(json_object_get(row, "first_shifts"));
    *out = (struct report_goal){.base = tell_number(row, "paper"),
                                .target = tell_number(row, "target"),
                                .change = UNKNOWN,
                                .worth = UNKNOWN};
    word(row, "id", out->id, sizeof out->id);
    word(row, "problem", out->problem, sizeof out->problem);
    word(row, "metric", out->metric, sizeof out->metric);
    word(row, "date", out->date, sizeof out->date);
    const struct metric *m = metric_of(out->metric);
    out->now = now_of(r, m);
    if (shifts > 0 && (record = frozen(r, out->id, shifts)) != NULL) {
        out->base = tell_number(record, m->base);
        (void)text_format(out->base_is, sizeof out->base_is, "of the first %lld shifts, frozen",
                          (long long)shifts);
        say_mix(record, out->base_is, sizeof out->base_is);
    } else if (shifts > 0) {
        (void)text_format(out->base_is, sizeof out->base_is,
                          "will be that of the first %lld complete shifts", (long long)shifts);
    } else if (isfinite(out->base)) {
        (void)text_copy(out->base_is, sizeof out->base_is,
                        "from paper: what it was made of is not known here");
    }
    judge(r, record, out);
    if (out->why[0] == '\0')
        weigh(r, m, out);
}
