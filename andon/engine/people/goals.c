/* SPDX-License-Identifier: MIT */
/* Baselines of [goal] with baseline = first N shifts. Called by window.c when a shift ends, and by
 * checkpoint.c and restore.c. Sums are whole ms and amounts; a record divides them last, as figures
 * do. */
#include "andon/engine/people/goals.h"

#include "andon/engine/parts.h"
#include "andon/engine/saved_fields.h"
#include "andon/engine/station_private.h"
#include "data/model/text.h"

#include <string.h>

#define COVERED_LEAST 0.9
#define BEYOND        "others"

/* ---- adding up ------------------------------------------------------------------------------ */

static struct goal_run *run_of(struct goals *goals, const struct goal_conf *conf)
{
    for (size_t i = 0; i < CONFIG_GOALS_MAX; i++)
        if (strcmp(goals->run[i].goal, conf->name) == 0 && goals->run[i].want == conf->first_shifts)
            return &goals->run[i];
    return NULL;
}

static bool is_configured(const struct config *config, const struct goal_run *run)
{
    for (size_t i = 0; i < config->goals; i++)
        if (strcmp(config->goal[i].name, run->goal) == 0 &&
            config->goal[i].first_shifts == run->want)
            return true;
    return false;
}

/* There are as many slots as goals. One that is configured no more may come back: it gives way only
 * where no slot is free, that of the longest past first. */
static struct goal_run *open_run(struct station *st, const struct goal_conf *conf)
{
    struct goal_run *found = run_of(&st->goals, conf), *open = NULL;
    if (found != NULL)
        return found;
    for (size_t i = 0; i < CONFIG_GOALS_MAX; i++) {
        struct goal_run *run = &st->goals.run[i];
        if (is_configured(st->config, run))
            continue;
        if (open == NULL ||
            (open->goal[0] != '\0' && (run->goal[0] == '\0' || run->to_wall < open->to_wall)))
            open = run;
    }
    if (open == NULL)
        return NULL;
    *open = (struct goal_run){.want = conf->first_shifts};
    (void)text_copy(open->goal, sizeof open->goal, conf->name);
    return open;
}

static void begin_anew(struct goal_run *run, const char *definitions)
{
    struct goal_run fresh = {.want = run->want};
    (void)text_copy(fresh.goal, sizeof fresh.goal, run->goal);
    (void)text_copy(fresh.definitions, sizeof fresh.definitions, definitions);
    *run = fresh;
}

static void add_product(struct goal_run *run, const struct account_segment *made)
{
    int at = 0;
    while (at < run->products && strcmp(run->product[at].name, made->product) != 0)
        at++;
    if (at == GOAL_PRODUCTS) {
        at = GOAL_PRODUCTS - 1;
        run->product[at].ideal_us = 0;
        (void)text_copy(run->product[at].name, sizeof run->product[at].name, BEYOND);
    } else if (at == run->products) {
        run->product[run->products++] = (struct goal_product){.ideal_us = made->ideal_us};
        (void)text_copy(run->product[at].name, sizeof run->product[at].name, made->product);
    }
    run->product[at].total += made->total;
}

static int64_t known_of(const struct account *account)
{
    int64_t known = account->ms[1][MS_RUNNING];
    for (int s = 0; s < MACHINE_STATE_COUNT; s++)
        if (s != MS_RUNNING && state_is_loss((enum machine_state)s))
            known += account->ms[1][s];
    return known;
}

static void add_shift(struct goal_run *run, const struct window *win, const struct account *account,
                      const struct oee_conf *conf)
{
    const struct oee oee = oee_of(account, conf);
    struct account_sum sum = {0};
    account_sum_add(&sum, account);
    if (run->shifts++ == 0)
        run->from_wall = win->begin_wall;
    run->to_wall = win->end_wall;
    run->planned_ms += oee.planned_ms;
    run->run_ms += oee.run_ms;
    run->known_ms += known_of(account);
    run->unknown_ms += oee.unknown_ms;
    run->ideal = run->ideal || sum.known;
    run->gap = run->gap || sum.gap;
    run->measured = run->measured || conf->quality_measured || sum.planned.entered_scrap > 0 ||
                    sum.planned.entered_rework > 0;
    run->ideal_ms += (int64_t)(sum.ideal_total / ACCOUNT_IDEAL_MS);
    run->ideal_good_ms += (int64_t)(account_sum_good(&sum, conf) / ACCOUNT_IDEAL_MS);
    run->total += sum.planned.total;
    run->good += sum.planned.good;
    run->scrap += sum.planned.scrap;
    for (int i = 0; i < account->segments; i++) {
        const struct account_segment made = account_settled(&account->segment[i]);
        if (made.total > 0)
            add_product(run, &made);
    }
}

/* ---- the record ----------------------------------------------------------------------------- */

static void put_ratio(struct jw *w, const char *key, int64_t part, int64_t whole)
{
    if (whole > 0)
        jw_real(w, key, (double)part / (double)whole);
    else
        jw_null(w, key);
}

static void put_mix(struct jw *w, const struct goal_run *run)
{
    jw_array(w, "mix");
    for (int i = 0; i < run->products; i++) {
        jw_object(w, NULL);
        jw_text(w, "product", run->product[i].name[0] != '\0' ? run->product[i].name : NULL);
        jw_amount(w, "total", run->product[i].total);
        jw_int(w, "ideal_us", run->product[i].ideal_us);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void freeze(struct station *st, struct goal_run *run, const struct goal_conf *conf)
{
    struct records_body b;
    struct record_draft d = records_begin(st, &b, REC_GOAL, 1);
    const bool weighed = run->ideal && !run->gap; /* else OEE is not known, as in kpi */
    (void)text_format(d.id, sizeof d.id, "G%lld.%d", (long long)(run->to_wall / MS_PER_MIN),
                      (int)(run - st->goals.run) + 1);
    run->frozen = true;
    jw_text(&b.w, "goal", run->goal);
    jw_text(&b.w, "title", conf->problem);
    jw_text(&b.w, "metric", goal_metric_words[conf->metric]);
    jw_int(&b.w, "shifts", run->shifts);
    jw_bool(&b.w, "frozen", true);
    jw_int(&b.w, "from", run->from_wall);
    jw_int(&b.w, "to", run->to_wall);
    jw_int(&b.w, "planned_ms", run->planned_ms);
    jw_int(&b.w, "run_ms", run->run_ms);
    jw_int(&b.w, "ideal_ms", run->ideal_ms);
    jw_int(&b.w, "ideal_good_ms", run->ideal_good_ms);
    jw_amount(&b.w, "total", run->total);
    jw_amount(&b.w, "good", run->good);
    put_ratio(&b.w, "oee", run->ideal_good_ms, weighed ? run->planned_ms : 0);
    put_ratio(&b.w, "availability", run->run_ms, run->planned_ms);
    put_ratio(&b.w, "performance", run->ideal_ms, weighed ? run->run_ms : 0);
    if (weighed && run->ideal_ms > 0)
        put_ratio(&b.w, "quality", run->ideal_good_ms, run->measured ? run->ideal_ms : 0);
    else
        put_ratio(&b.w, "quality", run->good, run->measured ? run->total : 0);
    put_ratio(&b.w, "scrap", run->scrap, run->measured ? run->total : 0);
    put_ratio(&b.w, "coverage", run->known_ms, run->known_ms + run->unknown_ms);
    jw_text(&b.w, "definitions", run->definitions);
    put_mix(&b.w, run);
    records_end(st, &b, &d);
}

/* ---- a shift has ended ---------------------------------------------------------------------- */

static bool is_complete(const struct station *st, const struct window *win, const struct oee *oee)
{
    return station_wall(st, win->begin) <= win->begin_wall && oee->planned_ms > 0 &&
           oee->coverage >= COVERED_LEAST && station_wall(st, st->t) >= win->end_wall;
}

static bool began_since(const struct station *st, const struct window *win,
                        const struct goal_conf *conf)
{
    return conf->since == 0 ||
           win->begin_wall >= zone_instant(&st->config->zone, conf->since * MS_PER_DAY);
}

void goals_shift(struct station *st, int index)
{
    const struct window *win = &st->window[index];
    const struct window_view v = window_view(st, index, st->t);
    const struct oee_conf conf = station_oee_conf(st, index);
    const struct oee oee = oee_of(&v.account, &conf);
    char definitions[17];
    if (!is_complete(st, win, &oee))
        return;
    config_definitions(st->config, definitions);
    for (size_t i = 0; i < st->config->goals; i++) {
        const struct goal_conf *goal = &st->config->goal[i];
        struct goal_run *run = goal->first_shifts > 0 ? open_run(st, goal) : NULL;
        if (run == NULL || run->frozen || !began_since(st, win, goal))
            continue;
        if (strcmp(run->definitions, definitions) != 0)
            begin_anew(run, definitions);
        if (run->shifts > 0 && win->begin_wall < run->to_wall)
            continue; /* the clock was set back: it was counted */
        add_shift(run, win, &v.account, &conf);
        if (run->shifts >= run->want)
            freeze(st, run, goal);
    }
}

/* ---- a restart ------------------------------------------------------------------------------ */

static const struct saved_field run_fields[] = {
    TEXT(goal_run, "goal", goal),         TEXT(goal_run, "definitions", definitions),
    NUMBER(goal_run, "want", want),       NUMBER(goal_run, "shifts", shifts),
    FLAG(goal_run, "frozen", frozen),     NUMBER(goal_run, "from", from_wall),
    NUMBER(goal_run, "to", to_wall),      NUMBER(goal_run, "planned", planned_ms),
    NUMBER(goal_run, "run", run_ms),      NUMBER(goal_run, "unknown", unknown_ms),
    NUMBER(goal_run, "ideal", ideal_ms),  NUMBER(goal_run, "ideal_good", ideal_good_ms),
    NUMBER(goal_run, "total", total),     NUMBER(goal_run, "good", good),
    NUMBER(goal_run, "scrap", scrap),     NUMBER(goal_run, "known_ms", known_ms),
    FLAG(goal_run, "has_ideal", ideal),   FLAG(goal_run, "gap", gap),
    FLAG(goal_run, "measured", measured),
};
static const struct saved_table saved_run = {run_fields, sizeof run_fields / sizeof *run_fields};

static const struct saved_field product_fields[] = {
    TEXT(goal_product, "name", name),
    NUMBER(goal_product, "total", total),
    NUMBER(goal_product, "ideal", ideal_us),
};
static const struct saved_table saved_product = {product_fields,
                                                 sizeof product_fields / sizeof *product_fields};

void goals_write(struct jw *w, const struct station *st)
{
    jw_array(w, "goals");
    for (size_t i = 0; i < CONFIG_GOALS_MAX; i++) {
        const struct goal_run *run = &st->goals.run[i];
        if (run->goal[0] == '\0')
            continue;
        jw_object(w, NULL);
        saved_write(w, &saved_run, run);
        jw_array(w, "mix");
        for (int p = 0; p < run->products; p++) {
            jw_object(w, NULL);
            saved_write(w, &saved_product, &run->product[p]);
            jw_object_end(w);
        }
        jw_array_end(w);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static int read_run(const json_t *json, struct goal_run *run, struct cause *why)
{
    const json_t *mix = json_object_get(json, "mix");
    size_t products = json_array_size(mix);
    *run = (struct goal_run){.want = 0};
    if (saved_read(json, &saved_run, run, why) != 0)
        return -1;
    if (products > GOAL_PRODUCTS || run->want <= 0 || run->shifts < 0 || run->planned_ms < 0)
        return cause_set(why, -1, "checkpoint: a goal makes no sense");
    for (size_t i = 0; i < products; i++)
        if (saved_read(json_array_get(mix, i), &saved_product, &run->product[i], why) != 0)
            return -1;
    run->products = (int)products;
    return 0;
}

int goals_read(const json_t *json, struct station *st, struct cause *why)
{
    size_t count = json_array_size(json);
    st->goals = (struct goals){.run[0].want = 0};
    if (count > CONFIG_GOALS_MAX)
        return cause_set(why, -1, "checkpoint: more goals than there can be");
    for (size_t i = 0; i < count; i++)
        if (read_run(json_array_get(json, i), &st->goals.run[i], why) != 0)
            return -1;
    return 0;
}

int goals_recall(struct station *st, const struct record *record, struct cause *why)
{
    json_t *body = json_loadb(record->body, record->body_length, 0, NULL);
    const char *name = json_string_value(json_object_get(body, "goal"));
    json_int_t shifts = json_integer_value(json_object_get(body, "shifts"));
    int result = name != NULL && shifts > 0 ? 0 : cause_set(why, -1, "%s is no goal", record->id);
    for (size_t i = 0; i < st->config->goals && name != NULL && result == 0; i++) {
        const struct goal_conf *conf = &st->config->goal[i];
        struct goal_run *run = strcmp(conf->name, name) == 0 && conf->first_shifts == shifts
                                   ? open_run(st, conf)
                                   : NULL;
        if (run != NULL)
            run->frozen = true;
    }
    json_decref(body);
    return result;
}
