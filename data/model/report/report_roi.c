/* SPDX-License-Identifier: MIT */
/* What a report says of money and of goals: each figure with the formula that it comes from,
 * estimates apart from what was measured. Called by report_tell.c. */
#include "data/model/report/report_money.h"
#include "data/model/report/report_tell.h"

#include "data/model/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LOSSES_MAX 16

__attribute__((format(printf, 2, 3))) static void say(struct teller *t, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    t->line(t, line);
}

static const char *ratio(double value, char out[TELL_SIZE])
{
    (void)text_format(out, TELL_SIZE, isfinite(value) ? "%.1f %%" : "\u2013", value * 100);
    return out;
}

/* ---- losses --------------------------------------------------------------------------------- */

struct lost {
    char name[TELL_CELL];
    double seconds, money;
};

/* Time by its minutes, rejects by their parts; the dearest first. */
static size_t dearest(const struct report *r, double minute, struct lost out[LOSSES_MAX])
{
    const json_t *row;
    size_t i, count = 0;
    json_array_foreach(r->losses, i, row)
    {
        const char *loss = json_string_value(json_object_get(row, "loss"));
        double s = tell_number(row, "lost_s");
        if (!loss || !(s > 0) || strcmp(loss, "defect") == 0 || strcmp(loss, "startup") == 0 ||
            count + 1 == LOSSES_MAX)
            continue;
        struct lost one = {.seconds = s, .money = s / 60 * minute};
        (void)text_copy(one.name, sizeof one.name, tell_loss(loss));
        size_t at = count++;
        for (; at > 0 && out[at - 1].seconds < s; at--)
            out[at] = out[at - 1];
        out[at] = one;
    }
    return count;
}

static void loss_row(struct teller *t, const struct report_cost *cost, const struct lost *l,
                     double most)
{
    struct tell_row row = {.bar = most > 0 && l->money > 0 ? l->money / most : -1};
    char text[TELL_SIZE];
    (void)text_copy(row.cell[0], TELL_CELL, l->name);
    if (isfinite(l->seconds))
        (void)text_copy(row.cell[1], TELL_CELL, tell_ms((int64_t)(l->seconds * 1000), text));
    (void)text_copy(row.cell[2], TELL_CELL, tell_money_of(l->money, cost->currency, text));
    t->row(t, &row);
}

static void tell_losses(const struct report *r, struct teller *t)
{
    static const char *const head[] = {"loss", "time", "money", ""};
    const struct report_cost cost = money_cost(r);
    struct lost lost[LOSSES_MAX], scrap = {"scrap", (double)NAN, money_scrap(r)};
    size_t count = dearest(r, cost.minute, lost);
    char a[TELL_SIZE];
    double most = count > 0 ? lost[0].money : 0;
    most = scrap.money > most ? scrap.money : most;
    bool any_scrap = !(fabs(scrap.money) < 0.005); /* or it is not known */
    if (cost.currency[0] == '\0')
        return;
    t->section(t, "What it cost");
    if (count == 0 && !any_scrap) {
        t->line(t, "nothing");
        return;
    }
    t->table(t, "lrrb", head);
    for (size_t i = 0; i < count; i++)
        loss_row(t, &cost, &lost[i], most);
    if (any_scrap)
        loss_row(t, &cost, &scrap, most);
    t->end(t);
    say(t,
        "time: its minutes \u00d7 %s a minute at the constraint; scrap: its parts \u00d7 what a "
        "part of the product costs",
        tell_money_of(cost.minute, cost.currency, a));
    if (cost.changes)
        t->line(t, "another cost begins to hold within this time; that of its begin is used");
}

/* ---- goals ---------------------------------------------------------------------------------- */

/* Of ratios: the difference in percentage points. */
static void tell_change(struct teller *t, const struct report_goal *g,
                        const struct report_cost *cost)
{
    char points[TELL_SIZE] = "\u2013", worth[TELL_SIZE];
    bool worse = g->change < 0;
    if (isfinite(g->change))
        (void)text_format(points, sizeof points, "%.1f", fabs(g->change) * 100);
    if (strcmp(points, "0.0") == 0)
        t->line(t, "measured: the same as the baseline");
    else
        say(t, "measured: %s percentage points %s than the baseline, which %s %s in this time",
            points, worse ? "worse" : "better", worse ? "cost" : "was worth",
            tell_money_of(worse ? -g->worth : g->worth, cost->currency, worth));
}

static void tell_goal(const struct report *r, struct teller *t, size_t index)
{
    char now[TELL_SIZE], base[TELL_SIZE], target[TELL_SIZE];
    struct report_goal g;
    const struct report_cost cost = money_cost(r);
    money_goal(r, index, &g);
    say(t, "%s: %s", g.id, g.problem);
    say(t, "%s %s; target %s by %s; baseline %s%s%s%s", g.metric, ratio(g.now, now),
        ratio(g.target, target), g.date, ratio(g.base, base), g.base_is[0] ? " (" : "", g.base_is,
        g.base_is[0] ? ")" : "");
    if (g.why[0] != '\0')
        t->line(t, g.why);
    else
        tell_change(t, &g, &cost);
}

static void tell_goals(const struct report *r, struct teller *t)
{
    if (money_goals(r) == 0)
        return;
    t->section(t, "Goals");
    for (size_t i = 0; i < money_goals(r); i++)
        tell_goal(r, t, i);
    t->line(t, "worth: oee and availability (now \u2013 baseline) \u00d7 planned minutes \u00d7 "
               "cost of a minute; performance \u00d7 running minutes; quality and scrap \u00d7 "
               "parts made \u00d7 cost of a part");
}

static void tell_prevented(const struct report *r, struct teller *t)
{
    char a[TELL_SIZE], b[TELL_SIZE], c[TELL_SIZE];
    const struct report_cost cost = money_cost(r);
    if (r->forecast.prevented == 0 || cost.currency[0] == '\0')
        return;
    t->section(t, "Estimated, not measured");
    say(t,
        "failures prevented %lld \u00d7 MTTR %s \u00d7 %s a minute = %s; prevented: predicted, "
        "found, and the work order is done",
        (long long)r->forecast.prevented,
        tell_seconds(tell_member(report_whole(r)->kpi, "mttr_s"), a),
        tell_money_of(cost.minute, cost.currency, b),
        tell_money_of(money_prevented(r), cost.currency, c));
}

void tell_money(const struct report *r, struct teller *t)
{
    tell_losses(r, t);
    tell_goals(r, t);
    tell_prevented(r, t);
}
