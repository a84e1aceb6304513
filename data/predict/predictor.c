/* SPDX-License-Identifier: MIT */
/* A predictor's life: rows come in, are guarded, learnt or judged, and become one statement. Called
 * by the set for live rows, by backtests for those of a history. It owns one allocation: the
 * struct, its signals, a baseline for each signal of each group, the latest rows of learning. */
#include "data/predict/core.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_MS      3600000.0
#define LIFE_MOST_MS (INT64_C(50) * 366 * MS_PER_DAY)
#define MORE         0.95 /* a warning that was right: so much more sensitive */
#define LESS         1.2  /* one that was wrong: so much less than what it had seen */

const struct sustained *sustained_of(const struct predictor *p)
{
    static const struct sustained rows[] = {
        {10 * MS_PER_MIN, 6, 5, 3}, {30 * MS_PER_S, 20, 15, 12}, {0, 12, 9, 4}};
    const struct sustained *s = rows;
    while (p->conf.every_ms < s->from_ms)
        s++;
    return s;
}

struct baseline *baseline_of(const struct predictor *p, int group, int signal)
{
    return &p->baseline[group * p->signals + signal];
}

/* ---- beginning and end ---------------------------------------------------------------------- */

/* All but what is learnt. */
static struct predictor *predictor_place(const struct predictor_conf *conf)
{
    bool many = conf->by_product || conf->bands > 0;
    size_t signals = (size_t)conf->signal_count, groups = many ? PREDICTOR_GROUPS_MAX : 1;
    size_t rows = many ? KEPT_ROWS_MOST / 2 : KEPT_ROWS_MOST;
    if (conf->signal_count < 0 || conf->signal_count > PREDICTOR_SIGNALS_MAX)
        return NULL;
    size_t at_baseline = sizeof(struct predictor) + signals * sizeof(struct signal_state);
    size_t at_value = at_baseline + groups * signals * sizeof(struct baseline);
    size_t at_row = at_value + rows * signals * sizeof(double);
    size_t bytes = at_row + rows * sizeof(struct kept_row);
    char *memory = calloc(1, bytes);
    if (!memory)
        return NULL;
    struct predictor *p = (struct predictor *)(void *)memory;
    p->conf = *conf;
    p->signals = conf->signal_count;
    p->groups = (int)groups;
    p->kept_rows = (int)rows;
    p->bytes = bytes;
    p->signal = (struct signal_state *)(void *)(memory + sizeof(struct predictor));
    p->baseline = (struct baseline *)(void *)(memory + at_baseline);
    p->kept_value = (double *)(void *)(memory + at_value);
    p->row = (struct kept_row *)(void *)(memory + at_row);
    return p;
}

struct predictor *predictor_new(const struct predictor_conf *conf)
{
    struct predictor *p = predictor_place(conf);
    if (!p)
        return NULL;
    p->threshold = 1;
    p->settle_ms = conf->settle_ms;
    p->last_ms = p->back_ms = TIME_NONE;
    learn_again(p, "");
    return p;
}

void predictor_free(struct predictor **predictor)
{
    free(*predictor);
    *predictor = NULL;
}

void predictor_number(struct predictor *predictor, int64_t version)
{
    predictor->numbered = version;
}

size_t predictor_bytes(const struct predictor *predictor)
{
    return predictor->bytes;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void count_usage(struct predictor *p, const struct predict_row *row)
{
    p->run_ms += row->run_ms;
    p->cycles += row->cycles;
    p->starts += row->starts;
}

/* A signal that is dead is said, the others are still judged. */
static void say_dead(struct predictor *p)
{
    static const char *const words[] = {[DEAD_NOT] = "",
                                        [DEAD_SILENT] = "no good value for long",
                                        [DEAD_CONSTANT] = "the same value for long"};
    for (int i = 0; i < p->signals; i++) {
        if (p->signal[i].dead == DEAD_NOT)
            continue;
        p->state = PREDICTOR_BLIND;
        (void)text_format(p->why, sizeof p->why, "%s: %s", p->conf.signals[i],
                          words[p->signal[i].dead]);
        return;
    }
}

static void judge(struct predictor *p, const struct predict_row *row, int group)
{
    if (p->signals > 0 && !p->group[group].closed) {
        p->state = PREDICTOR_LEARNING;
        (void)text_copy(p->why, sizeof p->why, p->again);
        learn_take(p, row, group);
        say_dead(p);
        return;
    }
    p->state = PREDICTOR_WATCHING;
    p->why[0] = '\0';
    evidence_step(p, row);
    say_dead(p);
}

void predictor_step(struct predictor *predictor, const struct predict_row *row)
{
    struct predictor *p = predictor;
    if (!guards_order(p, row))
        return;
    count_usage(p, row);
    guards_silence(p, row);
    const char *why = guards_row(p, row);
    int group = why ? -1 : guards_group(p, row);
    if (why) {
        p->state = PREDICTOR_FROZEN;
        (void)text_copy(p->why, sizeof p->why, why);
        guards_break(p);
        say_dead(p);
    } else {
        p->now = group;
        p->group[group].seen_ms = row->end_ms;
        /* Another unit, another sensor: what was learnt is gone, this row is the first again. */
        if (!guards_values(p, row, group)) {
            p->now = group = guards_group(p, row);
            (void)guards_values(p, row, group);
        }
        judge(p, row, group);
        p->joined = true;
    }
    evidence_weigh(p);
}

/* ---- what people tell ----------------------------------------------------------------------- */

void predictor_tell(struct predictor *predictor, enum predictor_told told, int64_t wall_ms)
{
    struct predictor *p = predictor;
    double way = (double)p->conf.retune / (double)AMOUNT_ONE;
    (void)wall_ms;
    switch (told) {
    case TOLD_FOUND:
        p->before = p->threshold;
        p->threshold = fmax(fmin(p->threshold * MORE, p->threshold), fmax(1 - way, 0.1));
        break;
    case TOLD_NOT_FOUND:
        p->before = p->threshold;
        /* What it had seen is no failure: more than that is needed, within what may be moved. */
        p->threshold = fmin(p->threshold * LESS * fmax(1, fmin(p->evidence, 10)), 1 + way);
        evidence_forget(p);
        break;
    case TOLD_MAINTAINED:
        p->run_ms = p->cycles = p->starts = 0;
        learn_again(p, "learning again after maintenance");
        break;
    case TOLD_RELEARN:
        learn_again(p, "learning again, as told");
        break;
    case TOLD_RESET:
        p->threshold = 1;
        p->before = 0;
        break;
    case TOLD_BACK:
        p->threshold = p->before > 0 ? p->before : p->threshold;
        p->before = 0;
        break;
    }
    evidence_weigh(p);
}

/* ---- what it says --------------------------------------------------------------------------- */

static double used_of(const struct predictor *p)
{
    const double count[USES_COUNT] = {[USES_NONE] = 0,
                                      [USES_HOURS] = (double)p->run_ms / HOUR_MS,
                                      [USES_CYCLES] = (double)p->cycles,
                                      [USES_STARTS] = (double)p->starts};
    return p->conf.uses == USES_NONE || !(p->conf.life > 0) ? (double)NAN
                                                            : count[p->conf.uses] / p->conf.life;
}

static int64_t life_ms(double ms)
{
    return ms < 0 ? 0 : ms < (double)LIFE_MOST_MS ? (int64_t)ms : LIFE_MOST_MS;
}

/* The trend's remaining life as it is now; used up goes on at the pace it had. */
static void put_life(const struct predictor *p, struct predictor_view *out)
{
    double gone = (double)(evidence_clock(p) - p->left_at_ms);
    out->rul_ms = out->rul_lo_ms = out->rul_hi_ms = -1;
    if (p->drifting && p->left.known) {
        out->rul_ms = life_ms(p->left.h * HOUR_MS - gone);
        out->rul_lo_ms = life_ms(fmin(p->left.lo_h * HOUR_MS - gone, (double)out->rul_ms));
        out->rul_hi_ms = life_ms(fmax(p->left.hi_h * HOUR_MS - gone, (double)out->rul_ms));
    }
    if (!(out->used > 0.01) || p->run_ms < MS_PER_HOUR)
        return;
    int64_t left = life_ms((1 - out->used) / out->used * (double)p->run_ms);
    if (out->rul_ms < 0 || left < out->rul_ms)
        out->rul_ms = out->rul_lo_ms = out->rul_hi_ms = left;
}

static bool has_learnt(const struct predictor *p)
{
    for (int i = 0; i < p->groups; i++)
        if (p->group[i].closed)
            return true;
    return false;
}

void predictor_view(const struct predictor *predictor, struct predictor_view *out)
{
    const struct predictor *p = predictor;
    *out = (struct predictor_view){.state = p->state,
                                   .version = p->version,
                                   .since_ms = p->since_ms,
                                   .evidence = p->evidence,
                                   .p = p->p,
                                   .used = used_of(p),
                                   .threshold = p->threshold};
    (void)text_copy(out->why, sizeof out->why, p->why);
    for (int m = 0; m < METHOD_COUNT; m++) {
        out->score[m] = p->score[m];
        out->worst[m] = m < (int)DETECTORS ? p->worst[m] : m == METHOD_TREND ? 0 : -1;
    }
    int group = p->now < 0 ? 0 : p->now;
    for (int i = 0; i < PREDICTOR_SIGNALS_MAX; i++) {
        const struct baseline *b = i < p->signals ? baseline_of(p, group, i) : NULL;
        out->part[i] = p->part[i];
        out->usual[i] =
            b && b->closed ? b->median + p->signal[i].statistics.level * b->spread : (double)NAN;
        out->spread[i] = b && b->closed ? b->spread : (double)NAN;
    }
    int64_t learnt = p->group[group].closed ? p->conf.learn_ms : p->group[group].learnt_ms;
    out->learnt = p->conf.learn_ms > 0 ? (int64_t)((double)learnt / (double)p->conf.learn_ms * 1e6)
                                       : AMOUNT_ONE;
    put_life(p, out);
}

static int64_t millionths(double value)
{
    int64_t amount;
    return amount_from_double(value, &amount) == 0 ? amount : EVIDENCE_NONE;
}

/* The value at which the signal's level alone would be the limit, on the side where it is. */
static int64_t limit_of(const struct predictor *p, int i)
{
    const struct baseline *b = baseline_of(p, p->now, i);
    int method = p->method == METHOD_LEVEL ? METHOD_LEVEL : METHOD_EWMA;
    if (p->method == METHOD_TREND)
        return millionths(p->conf.limit);
    if (!b->closed || method != p->method)
        return EVIDENCE_NONE;
    double far = evidence_limit(p, method, i) * b->spread * p->threshold;
    if (method == METHOD_EWMA) /* its standard error: the smoothed value's own spread */
        far *= 0.22941573387056177;
    double middle = b->median + p->signal[i].statistics.level * b->spread;
    middle += method == METHOD_EWMA ? b->lean * b->spread : 0;
    return millionths(middle + (p->z[i] < 0 ? -far : far));
}

static void put_evidence(const struct predictor *p, struct prediction_view *out)
{
    bool done[PREDICTOR_SIGNALS_MAX] = {false};
    while (out->evidences < EVIDENCE_MAX && p->now >= 0) {
        int best = -1;
        for (int i = 0; i < p->signals; i++)
            if (!done[i] && p->part[i] > 0.005 && (best < 0 || p->part[i] > p->part[best]))
                best = i;
        if (best < 0)
            return;
        done[best] = true;
        struct evidence *e = &out->evidence[out->evidences++];
        *e = (struct evidence){.value = millionths(p->signal[best].last),
                               .limit = limit_of(p, best),
                               .weight = millionths(p->part[best])};
        (void)text_copy(e->name, sizeof e->name, p->conf.signals[best]);
        (void)text_copy_n(e->signal, sizeof e->signal, p->conf.signals[best],
                          strnlen(p->conf.signals[best], sizeof e->signal - 1));
    }
}

static const char *severity_of(double probability)
{
    return probability < 0.5 ? "info" : probability < 0.85 ? "warn" : "alarm";
}

bool predictor_state_of(const struct predictor *predictor, struct prediction_view *out)
{
    const struct predictor *p = predictor;
    struct predictor_view view;
    predictor_view(p, &view);
    prediction_view_init(out);
    out->ts = p->last_ms;
    bool judges = p->now >= 0 && p->group[p->now].closed && has_learnt(p);
    if (isnan(view.p) || (!judges && !(view.used > 0.5)))
        return false;
    out->p = millionths(view.p);
    out->horizon_ms = p->conf.horizon_ms;
    out->rul_ms = view.rul_ms;
    out->rul_lo_ms = view.rul_lo_ms;
    out->rul_hi_ms = view.rul_hi_ms;
    bool calendar = p->conf.always && p->drifting && p->left.known;
    out->rul_run = view.rul_ms >= 0 && !calendar;
    out->ci = view.rul_ms >= 0 ? 800000 : -1;
    out->health =
        millionths(isnan(view.used) ? 1 - view.p : fmax(0, fmin(1 - view.p, 1 - view.used)));
    (void)text_copy(out->severity, sizeof out->severity, severity_of(view.p));
    (void)text_copy(out->ne107, sizeof out->ne107, view.p < 0.5 ? "N" : "M");
    (void)text_copy(out->mode, sizeof out->mode, p->conf.mode[0] ? p->conf.mode : p->conf.name);
    (void)text_copy(out->asset, sizeof out->asset, p->conf.asset);
    (void)text_format(out->model, sizeof out->model, "built-in %s", p->conf.name);
    (void)text_format(out->version, sizeof out->version, "v%lld", (long long)p->version);
    put_evidence(p, out);
    return true;
}
