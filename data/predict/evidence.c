/* SPDX-License-Identifier: MIT */
/* How unusual it is. Each statistic of each signal over its own limit (1 is the limit); of each the
 * score that k of the last n rows reached, so that a blow is no failure; the largest of all is the
 * evidence. A trend to `limit` and what is used up of a life come in beside them.
 *
 * Evidence e becomes a probability by a convention, not by statistics of failures:
 * p = 1 - 2^(-e²): 50 % at the limit, 70 % at 1.32 times, 94 % at twice the limit. */
#include "data/predict/core.h"

#include "data/model/clock.h"

#include <math.h>
#include <string.h>

#define LAMBDA      0.1
#define SLACK       0.5 /* k of the CUSUM */
#define FOLLOWED    2.0
#define WARM        20  /* rows until what is smoothed is worth a look */
#define DRIFT_ON    0.7 /* of the smoothed level's limit: a trend begins */
#define DRIFT_OFF   0.3
#define TREND_EVERY 20 /* rows between two looks at it */
#define TREND_LEAST 30
#define MOST        10.0
#define HOUR_MS     3600000.0

/* Below these no limit is, whatever was learnt. The CUSUM's textbook limit of 5 is passed by chance
 * every 465 rows: too often for rows of a minute; 10 is every fortnight, and 1.3 times as much is
 * never. */
static const double textbook[DETECTORS] = {
    [METHOD_LEVEL] = 4,  [METHOD_EWMA] = 3, [METHOD_CUSUM] = 10, [METHOD_RATE] = 0.1,
    [METHOD_CHANGE] = 5, [METHOD_T2] = 1,   [METHOD_Q] = 1};

static const double margins[] = {
    [SENSITIVITY_LOW] = 2, [SENSITIVITY_NORMAL] = 1.5, [SENSITIVITY_HIGH] = 1.2};

static bool asked(const struct predictor *p, int method)
{
    return (p->conf.methods >> method & 1U) != 0;
}

double evidence_limit(const struct predictor *p, int method, int signal)
{
    double learnt = signal < 0 ? p->learnt[method] : p->signal[signal].learnt[method];
    return fmax(textbook[method], margins[p->conf.sensitivity] * learnt);
}

/* ---- k of n --------------------------------------------------------------------------------- */

void window_put(struct window *w, double score, int most)
{
    w->score[w->next] = score;
    w->next = (w->next + 1) % most;
    if (w->count < most)
        w->count++;
}

double window_kth(const struct window *w, const struct sustained *rows)
{
    double sorted[WINDOW_MOST];
    int count = 0;
    if (w->count < rows->k)
        return 0;
    for (int i = 0; i < w->count; i++) {
        int at = count++;
        for (; at > 0 && sorted[at - 1] < w->score[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = w->score[i];
    }
    return sorted[rows->k - 1];
}

/* ---- statistics ----------------------------------------------------------------------------- */

/* A level that is followed cannot wander off. */
double evidence_wander(const struct predictor *p, const struct baseline *b)
{
    return p->conf.follow_ms > 0 ? 0 : b->wander;
}

/* z without the level that was followed so far; a row moves that by two spreads' part at most. */
static double follow(const struct predictor *p, struct statistics *s, double z)
{
    if (p->conf.follow_ms <= 0 || isnan(z))
        return z;
    double off = z - s->level, part = fmin(1, (double)p->conf.every_ms / (double)p->conf.follow_ms);
    s->level += part * fmax(-FOLLOWED, fmin(off, FOLLOWED));
    return off;
}

void evidence_figures(const struct predictor *p, struct statistics *s, const struct baseline *b,
                      double z, double out[DETECTORS])
{
    z = follow(p, s, z);
    /* A row adds so much to sums and means; what is farther off is for METHOD_LEVEL to say. */
    double held = fmax(-BASELINE_FAR, fmin(z, BASELINE_FAR)) - b->lean;
    for (int m = 0; m < (int)DETECTORS; m++)
        out[m] = (double)NAN;
    if (isnan(z))
        return;
    out[METHOD_LEVEL] = fabs(z);
    out[METHOD_EWMA] = fabs(ewma_step(&s->drift, held, LAMBDA));
    out[METHOD_CUSUM] = cusum_step(&s->sum, held, SLACK + 2 * evidence_wander(p, b));
    out[METHOD_RATE] = fabs(rate_step(&s->rate, held));
    out[METHOD_CHANGE] = change_step(&s->change, held, NULL);
}

double evidence_smooth(const struct statistics *s)
{
    return s->drift.n < WARM ? (double)NAN : s->drift.s;
}

/* Of smoothed rows: what is a little off for long counts, one row does not (as in MEWMA charts). A
 * signal that is not known is taken as usual: it accuses nobody. */
void evidence_together(const struct predictor *p, const double *smooth, struct pca_score *out)
{
    double row[PREDICTOR_SIGNALS_MAX];
    int known = 0;
    *out = (struct pca_score){.t2 = (double)NAN, .q = (double)NAN};
    for (int i = 0; i < p->signals; i++) {
        bool has = !isnan(smooth[i]) && p->smooth[i] > 0;
        row[i] = has ? smooth[i] / p->smooth[i] : 0;
        known += has;
    }
    if (!p->pca.closed || known < 2)
        return;
    pca_score(&p->pca, row, out);
    out->t2 = sqrt(out->t2); /* as distances: twice as far is twice the score */
    out->q = sqrt(out->q);
}

/* What has long been beyond its limit is known: the sum goes back to it soon after. */
static void bound_sums(const struct predictor *p, struct signal_state *s, int i)
{
    double most = 3 * evidence_limit(p, METHOD_CUSUM, i);
    s->statistics.sum.up = fmin(s->statistics.sum.up, most);
    s->statistics.sum.down = fmin(s->statistics.sum.down, most);
}

static void take_score(struct predictor *p, int method, int signal, double score)
{
    if (isnan(score) || !asked(p, method))
        return;
    if (isnan(p->score[method]) || score > p->score[method]) {
        p->score[method] = score;
        p->worst[method] = signal;
    }
}

static int largest(const double *part, int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        if (part[i] > part[best])
            best = i;
    return best;
}

/* ---- trend ---------------------------------------------------------------------------------- */

int64_t evidence_clock(const struct predictor *p)
{
    return p->conf.always ? p->last_ms : p->run_ms;
}

/* The smoothed level of the first signal has left what is usual, towards the limit: from there on
 * its values are its trend. */
static void follow_trend(struct predictor *p, const struct predict_row *row)
{
    double at_h = (double)evidence_clock(p) / HOUR_MS;
    if (p->signals == 0 || !asked(p, METHOD_TREND) || isnan(p->conf.limit) || isnan(p->z[0]))
        return;
    const struct statistics *s = &p->signal[0].statistics;
    bool towards = p->conf.limit_below ? s->drift.s < 0 : s->drift.s > 0;
    double score = towards ? p->signal[0].score[METHOD_EWMA] : 0;
    if (p->drifting && score < DRIFT_OFF) {
        life_forget(&p->life);
        p->left = (struct life_left){.known = false};
        p->drifting = false;
        p->life_rows = 0;
    }
    p->drifting = p->drifting || score >= DRIFT_ON;
    if (!p->drifting)
        return;
    life_take(&p->life, at_h, row->value[0]);
    if (++p->life_rows < TREND_LEAST || p->life_rows % TREND_EVERY != 0)
        return;
    life_left(&p->life, p->conf.limit, p->conf.limit_below, at_h, &p->left);
    p->left_at_ms = evidence_clock(p);
}

static double trend_score(const struct predictor *p)
{
    if (!p->drifting || !p->left.known || !asked(p, METHOD_TREND))
        return (double)NAN;
    double left = p->left.h * HOUR_MS - (double)(evidence_clock(p) - p->left_at_ms);
    double horizon = (double)p->conf.horizon_ms;
    return left * MOST <= horizon ? MOST : horizon / left;
}

static double usage_score(const struct predictor *p)
{
    double count = p->conf.uses == USES_HOURS    ? (double)p->run_ms / HOUR_MS
                   : p->conf.uses == USES_CYCLES ? (double)p->cycles
                                                 : (double)p->starts;
    if (!asked(p, METHOD_USAGE) || p->conf.uses == USES_NONE || !(p->conf.life > 0))
        return (double)NAN;
    return fmin(count / p->conf.life, MOST);
}

/* ---- all of it ------------------------------------------------------------------------------ */

void evidence_forget(struct predictor *p)
{
    memset(p->window, 0, sizeof p->window);
    memset(p->part, 0, sizeof p->part);
    life_forget(&p->life);
    p->left = (struct life_left){.known = false};
    p->drifting = false;
    p->life_rows = 0;
    p->method = -1;
    p->evidence = 0;
    p->p = (double)NAN;
    p->together = (struct pca_score){.t2 = (double)NAN, .q = (double)NAN};
    for (int m = 0; m < METHOD_COUNT; m++)
        p->score[m] = (double)NAN;
    for (int m = 0; m < (int)DETECTORS; m++)
        p->worst[m] = -1;
    for (int i = 0; i < p->signals; i++) {
        p->signal[i].statistics =
            (struct statistics){.level = p->signal[i].statistics.level}; /* is usual by now */
        for (int m = 0; m < (int)DETECTORS; m++)
            p->signal[i].score[m] = (double)NAN;
    }
}

static void score_signals(struct predictor *p)
{
    double figure[DETECTORS];
    for (int i = 0; i < p->signals; i++) {
        struct signal_state *s = &p->signal[i];
        evidence_figures(p, &s->statistics, baseline_of(p, p->now, i), p->z[i], figure);
        bound_sums(p, s, i);
        for (int m = 0; m < (int)DETECTORS; m++) {
            s->score[m] = isnan(figure[m]) ? figure[m] : figure[m] / evidence_limit(p, m, i);
            take_score(p, m, i, s->score[m]);
        }
    }
}

static void score_together(struct predictor *p)
{
    double smooth[PREDICTOR_SIGNALS_MAX];
    struct pca_score *t = &p->together;
    for (int i = 0; i < p->signals; i++)
        smooth[i] = isnan(p->z[i]) ? (double)NAN : evidence_smooth(&p->signal[i].statistics);
    evidence_together(p, smooth, t);
    if (isnan(t->t2))
        return;
    take_score(p, METHOD_T2, largest(t->t2_part, p->signals),
               t->t2 / evidence_limit(p, METHOD_T2, -1));
    take_score(p, METHOD_Q, largest(t->q_part, p->signals), t->q / evidence_limit(p, METHOD_Q, -1));
}

void evidence_step(struct predictor *p, const struct predict_row *row)
{
    for (int m = 0; m < (int)DETECTORS; m++) {
        p->score[m] = (double)NAN;
        p->worst[m] = -1;
    }
    score_signals(p);
    score_together(p);
    for (int m = 0; m < (int)DETECTORS; m++)
        if (!isnan(p->score[m]))
            window_put(&p->window[m], p->score[m], sustained_of(p)->of);
    follow_trend(p, row);
}

/* Shares of the signals in the method that says most; of the one before while a row says nothing.
 */
static void share(struct predictor *p)
{
    double part[PREDICTOR_SIGNALS_MAX] = {0}, sum = 0;
    for (int i = 0; i < p->signals; i++) {
        double score = p->method < 0 || p->method >= (int)DETECTORS ? (double)NAN
                                                                    : p->signal[i].score[p->method];
        if (p->method == METHOD_T2 && !isnan(p->together.t2))
            part[i] = p->together.t2_part[i];
        else if (p->method == METHOD_Q && !isnan(p->together.q))
            part[i] = p->together.q_part[i];
        else if (p->method == METHOD_TREND)
            part[i] = i == 0;
        else if (!isnan(score))
            part[i] = score * score;
        sum += part[i];
    }
    for (int i = 0; i < p->signals && sum > 0; i++)
        p->part[i] = part[i] / sum;
    if (p->method == METHOD_USAGE)
        memset(p->part, 0, sizeof p->part);
}

void evidence_weigh(struct predictor *p)
{
    double most = 0;
    bool judged = false;
    p->method = -1;
    p->score[METHOD_TREND] = trend_score(p);
    p->score[METHOD_USAGE] = usage_score(p);
    for (int m = 0; m < METHOD_COUNT; m++) {
        double score = m < (int)DETECTORS
                           ? window_kth(&p->window[m], sustained_of(p)) / p->threshold
                           : p->score[m];
        if (isnan(score) || (m < (int)DETECTORS && p->window[m].count == 0))
            continue;
        judged = true;
        if (p->method >= 0 && score <= most)
            continue;
        most = score;
        p->method = m;
    }
    p->evidence = fmin(most, MOST);
    p->p = judged ? 1 - exp2(-p->evidence * p->evidence) : (double)NAN;
    share(p);
}
