/* SPDX-License-Identifier: MIT */
/* [goal] and [cost]: their tables, what their values mean for each other, and the digest by which
 * figures of different times are known to be made in the same way. Called by schema.c and
 * resolve.c. */
#include "data/config/money.h"

#include "data/config/plant/fields.h"
#include "data/config/plant/plant.h"
#include "data/config/plant/rows.h"
#include "data/model/text.h"

#include <stdio.h>
#include <string.h>

#define SHIFTS_MOST 200 /* that make a baseline */

const char *const goal_metric_words[GOAL_METRICS] = {[GOAL_OEE] = "oee",
                                                     [GOAL_AVAILABILITY] = "availability",
                                                     [GOAL_PERFORMANCE] = "performance",
                                                     [GOAL_QUALITY] = "quality",
                                                     [GOAL_SCRAP] = "scrap"};
static const struct words words_metric = WORDS(goal_metric_words);

#define GOAL(member) IN(struct goal_conf, member)
const struct field goal_name = {NAME(F_ID, GOAL(name)), EXAMPLE("jams"), FLAGS(FIELD_REQUIRED)};
const struct field goal_fields[] = {
    {KEY("problem", F_TEXT, GOAL(problem)), EXAMPLE("The die jams twice a shift"),
     FLAGS(FIELD_REQUIRED), HELP("What is to become better, in a sentence.")},
    {KEY("metric", F_WORD, GOAL(metric)), OF(&words_metric), DEFAULT("oee"),
     HELP("By which figure that is seen. scrap is the share of what was made.")},
    {KEY("target", F_PERCENT, GOAL(target)), EXAMPLE("75 %"), FLAGS(FIELD_REQUIRED),
     HELP("What the figure is to be.")},
    {KEY("date", F_DATE, GOAL(date)), EXAMPLE("2027-03-31"), FLAGS(FIELD_REQUIRED),
     HELP("By which day that is to be so.")},
    {KEY("baseline", F_TEXT, GOAL(baseline_text)), EXAMPLE("first 20 shifts"),
     HELP("What it was before: a percentage from paper, as 61 %, or first N shifts: of the first N "
          "complete shifts since then. These are frozen on record when there are so many. Not "
          "given: there is none, and nothing is compared.")},
    {KEY("since", F_DATE, GOAL(since)), EXAMPLE("2026-11-01"),
     HELP("No shift that began before this day is one of the first. Not given: from when the goal "
          "was first configured.")},
};

#define COST(member) IN(struct cost_conf, member)
const struct field cost_name = {NAME(F_ID, COST(name)), EXAMPLE("year-2026"),
                                FLAGS(FIELD_REQUIRED)};
const struct field cost_fields[] = {
    {KEY("from", F_DATE, COST(from)), EXAMPLE("2026-01-01"), FLAGS(FIELD_REQUIRED),
     HELP("From this day on it holds, until the next one of the same product.")},
    {KEY("currency", F_TEXT, COST(currency)), EXAMPLE("EUR"), FLAGS(FIELD_REQUIRED),
     HELP("The same in all of them.")},
    {KEY("minute", F_AMOUNT, COST(minute)), RANGE(0, MANY), DEFAULT("0"), EXAMPLE("14.50"),
     HELP("What a minute of lost time costs when the station is the constraint. 0: not known.")},
    {KEY("product", F_PRODUCT, COST(product)), EXAMPLE("bracket"),
     HELP("The [product] that a part costs this of. Not given: of any other.")},
    {KEY("part", F_AMOUNT, COST(part)), RANGE(0, MANY), DEFAULT("0"), EXAMPLE("1.20"),
     HELP("What a part that is scrap costs, in material and work. 0: not known.")},
};

/* ---- what they mean ------------------------------------------------------------------------- */

static void read_baseline(struct loader *l, const struct section *s, struct goal_conf *g)
{
    int shifts = 0, end = 0;
    g->paper = -1;
    if (g->baseline_text[0] == '\0')
        return;
    if (sscanf(g->baseline_text, "first %4d shifts%n", &shifts, &end) == 1 && end > 0 &&
        g->baseline_text[end] == '\0' && shifts > 0 && shifts <= SHIFTS_MOST)
        g->first_shifts = shifts;
    else if (percent_parse(g->baseline_text, &g->paper) == 0)
        g->paper /= 100; /* of a per cent */
    else
        problem_entry(l, s, section_entry(s, "baseline"),
                      "no baseline; write a percentage as 61 %%, or first N shifts, N up to %d",
                      SHIFTS_MOST);
}

static void resolve_goals(struct loader *l)
{
    const struct section_kind *kind = kind_find("goal", true);
    for (each_section(l, kind, s))
        if (s->item)
            read_baseline(l, s, s->item);
}

static void check_other(struct loader *l, const struct section *s, const struct section *a)
{
    const struct cost_conf *c = s->item, *other = a->item;
    if (!other)
        return;
    if (strcmp(other->currency, c->currency) != 0)
        problem_section(l, s, "is in %s and [cost %s] (%s:%d) in %s: write one currency",
                        c->currency, a->name, a->origin.file, a->origin.line, other->currency);
    if (other->from == c->from && strcmp(other->product, c->product) == 0)
        problem_section(l, s, "holds from the same day as [cost %s] (%s:%d)", a->name,
                        a->origin.file, a->origin.line);
}

void resolve_money(struct loader *l)
{
    const struct section_kind *kind = kind_find("cost", true);
    resolve_goals(l);
    for (each_section(l, kind, s)) {
        const struct cost_conf *c = s->item;
        if (!c)
            continue;
        check_product(l, s, "product", c->product);
        for (struct section *a = section_live(l->section, kind); a && a != s;
             a = section_live(a->next, kind))
            check_other(l, s, a);
    }
}

/* ---- telling them ---------------------------------------------------------------------------- */

static void put_date(struct jw *w, const char *key, int32_t day)
{
    char text[16];
    int64_t year;
    int month, mday;
    if (day == 0) {
        jw_null(w, key);
        return;
    }
    days_to_civil(day, &year, &month, &mday);
    (void)text_format(text, sizeof text, "%04lld-%02d-%02d", (long long)year, month, mday);
    jw_text(w, key, text);
}

/* Millionths as a ratio. */
static void put_ratio(struct jw *w, const char *key, int64_t percent)
{
    if (percent < 0)
        jw_null(w, key);
    else
        jw_real(w, key, (double)percent / 1e6);
}

void goal_put(struct jw *w, const struct goal_conf *g)
{
    jw_object(w, NULL);
    jw_text(w, "id", g->name);
    jw_text(w, "problem", g->problem);
    jw_text(w, "metric", goal_metric_words[g->metric]);
    put_ratio(w, "target", g->target);
    put_date(w, "date", g->date);
    put_ratio(w, "paper", g->paper);
    jw_int(w, "first_shifts", g->first_shifts);
    jw_object_end(w);
}

void cost_put(struct jw *w, const struct zone *zone, const struct cost_conf *c)
{
    jw_object(w, NULL);
    jw_text(w, "id", c->name);
    jw_time(w, "from", zone_instant(zone, c->from * MS_PER_DAY));
    jw_text(w, "currency", c->currency);
    jw_amount(w, "minute", c->minute);
    jw_text(w, "product", c->product[0] ? c->product : NULL);
    jw_amount(w, "part", c->part);
    jw_object_end(w);
}

/* ---- the digest ----------------------------------------------------------------------------- */

static uint64_t mix(uint64_t digest, int64_t value)
{
    for (int i = 0; i < 8; i++)
        digest = (digest ^ ((uint64_t)value >> (8 * i) & 0xFF)) * UINT64_C(1099511628211);
    return digest;
}

static uint64_t mix_text(uint64_t digest, const char *text)
{
    for (; *text; text++)
        digest = (digest ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return mix(digest, 0);
}

/* The order of sections is none of theirs, so each is digested alone and added. */
static uint64_t of_plan(const struct shift_plan *plan)
{
    uint64_t d = mix_text(0, plan->name);
    d = mix(mix(mix(d, plan->begin_min), plan->end_min), plan->days);
    for (int i = 0; i < plan->pauses; i++)
        d = mix(mix(d, plan->pause[i].begin_min), plan->pause[i].end_min);
    return d;
}

void config_definitions(const struct config *config, char out[17])
{
    uint64_t d = mix(0, config->ideal_us);
    d = mix(mix(d, config->planned_ms), (int64_t)config->unknown);
    d = mix(d, (int64_t)config->quality);
    for (size_t i = 0; i < config->products; i++)
        d += mix(mix_text(1, config->product_list[i].name), config->product_list[i].ideal_us);
    for (int i = 0; i < config->calendar.shifts; i++)
        d += of_plan(&config->calendar.shift[i]);
    (void)text_format(out, 17, "%016llx", (unsigned long long)d);
}
