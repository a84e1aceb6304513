/* SPDX-License-Identifier: MIT */
/* What is usual. A group (product, band of speed) learns for `learn_ms` of counting time: medians
 * and spreads of all its rows; then the latest of them are gone through again for how the signals
 * go together and for how far the statistics go by chance: no limit is below that. With a daily
 * profile the first half learns only that. Called by predictor_step. */
#include "data/predict/core.h"

#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <string.h>

#define EWMA_ERROR 0.2294157338705618 /* standard error of the smoothed z, lambda 0.1 */
#define EXPLAINED  0.9
#define ALPHA      0.01

static void forget_signal(struct signal_state *s)
{
    double last = s->last;
    int64_t silent = s->silent;
    *s = (struct signal_state){.last = last, .silent = silent};
    for (int m = 0; m < (int)DETECTORS; m++)
        s->score[m] = (double)NAN;
}

void learn_again(struct predictor *p, const char *why)
{
    (void)text_copy(p->again, sizeof p->again, why);
    p->state = PREDICTOR_LEARNING;
    (void)text_copy(p->why, sizeof p->why, why);
    p->daily = false;
    p->now = -1;
    p->kept = p->kept_next = 0;
    p->since_ms = 0;
    memset(p->group, 0, sizeof p->group);
    memset(p->learnt, 0, sizeof p->learnt);
    p->pca = (struct pca){.signals = 0};
    memset(p->smooth, 0, sizeof p->smooth);
    for (int i = 0; i < p->signals; i++)
        forget_signal(&p->signal[i]);
    evidence_forget(p);
    guards_break(p);
}

static void learn_same(struct predictor *p, int signal)
{
    struct signal_state *s = &p->signal[signal];
    if (s->same > s->same_most)
        s->same_most = s->same;
}

static void keep_row(struct predictor *p, int group)
{
    double *value = &p->kept_value[p->kept_next * p->signals];
    p->row[p->kept_next] = (struct kept_row){.group = (int16_t)group, .joined = p->joined};
    memcpy(value, p->value, (size_t)p->signals * sizeof *value);
    p->kept_next = (p->kept_next + 1) % p->kept_rows;
    if (p->kept < p->kept_rows)
        p->kept++;
}

/* Index of the n-th kept row, oldest first. */
static int kept_at(const struct predictor *p, int n)
{
    return (p->kept_next - p->kept + n + p->kept_rows) % p->kept_rows;
}

/* z of a kept row; false: it is of another group. */
static bool kept_z(const struct predictor *p, int n, int group, double *z)
{
    int at = kept_at(p, n);
    if (p->row[at].group != group)
        return false;
    for (int i = 0; i < p->signals; i++)
        z[i] = baseline_z(baseline_of(p, group, i), p->kept_value[at * p->signals + i]);
    return true;
}

/* ---- together ------------------------------------------------------------------------------- */

/* The kept rows of a group again, smoothed as they are when it watches. */
struct again {
    struct statistics signal[PREDICTOR_SIGNALS_MAX];
    double smooth[PREDICTOR_SIGNALS_MAX];
};

static bool again_row(const struct predictor *p, struct again *a, int n, int group)
{
    double z[PREDICTOR_SIGNALS_MAX], figure[DETECTORS];
    if (!kept_z(p, n, group, z))
        return false;
    for (int i = 0; i < p->signals; i++) {
        evidence_figures(p, &a->signal[i], baseline_of(p, group, i), z[i], figure);
        a->smooth[i] = isnan(z[i]) ? (double)NAN : evidence_smooth(&a->signal[i]);
    }
    return true;
}

/* What a smoothed signal is to be measured by: its own spread, and how far its level may wander.
 * That of the first group holds for all. */
static void learn_smooth(struct predictor *p, int group)
{
    struct again again = {.smooth = {0}};
    double sum[PREDICTOR_SIGNALS_MAX] = {0};
    int rows[PREDICTOR_SIGNALS_MAX] = {0};
    for (int n = 0; n < p->kept; n++) {
        bool counts = again_row(p, &again, n, group);
        for (int i = 0; counts && i < p->signals; i++)
            if (!isnan(again.smooth[i])) {
                sum[i] += again.smooth[i] * again.smooth[i];
                rows[i]++;
            }
    }
    for (int i = 0; i < p->signals; i++)
        if (!(p->smooth[i] > 0) && rows[i] > 0 && baseline_of(p, group, i)->closed)
            p->smooth[i] =
                hypot(sqrt(sum[i] / rows[i]), evidence_wander(p, baseline_of(p, group, i)));
}

static bool is_known(const struct predictor *p, const double *smooth)
{
    for (int i = 0; i < p->signals; i++)
        if (isnan(smooth[i]) && p->smooth[i] > 0)
            return false;
    return true;
}

static void learn_together(struct predictor *p, int group)
{
    struct again again = {.smooth = {0}};
    double row[PREDICTOR_SIGNALS_MAX];
    if (p->signals < 2)
        return;
    learn_smooth(p, group);
    if (p->pca.signals == 0)
        pca_begin(&p->pca, p->signals);
    p->pca.closed = false; /* a further group adds to what is known */
    for (int n = 0; n < p->kept; n++) {
        if (!again_row(p, &again, n, group) || !is_known(p, again.smooth))
            continue;
        for (int i = 0; i < p->signals; i++)
            row[i] = p->smooth[i] > 0 ? again.smooth[i] / p->smooth[i] : 0;
        pca_take(&p->pca, row);
    }
    for (int i = 0; i < p->signals; i++)
        if (p->smooth[i] > 0)
            p->pca.wander[i] =
                fmax(p->pca.wander[i], evidence_wander(p, baseline_of(p, group, i)) / p->smooth[i]);
    (void)pca_close(&p->pca, EXPLAINED, ALPHA);
}

/* ---- limits --------------------------------------------------------------------------------- */

struct chance {
    struct window window[DETECTORS];
    double most[DETECTORS];
    int rows;
};

static void take_chance(struct chance *c, const struct sustained *rows,
                        const double figure[DETECTORS])
{
    c->rows++;
    for (int m = 0; m < (int)DETECTORS; m++) {
        if (isnan(figure[m]))
            continue;
        window_put(&c->window[m], figure[m], rows->of);
        c->most[m] = fmax(c->most[m], window_kth(&c->window[m], rows));
    }
}

static void learn_limits_of(struct predictor *p, int group, int signal)
{
    struct chance chance = {.rows = 0};
    struct statistics s = {.drift = {.n = 0}};
    const struct baseline *b = baseline_of(p, group, signal);
    double figure[DETECTORS];
    for (int n = 0; n < p->kept; n++) {
        int at = kept_at(p, n);
        double z = baseline_z(b, p->kept_value[at * p->signals + signal]);
        if (p->row[at].group != group || isnan(z))
            continue;
        evidence_figures(p, &s, b, z, figure);
        take_chance(&chance, sustained_of(p), figure);
    }
    double wander = evidence_wander(p, b);
    p->signal[signal].statistics.level = s.level;
    chance.most[METHOD_LEVEL] = hypot(chance.most[METHOD_LEVEL], wander);
    chance.most[METHOD_EWMA] = hypot(chance.most[METHOD_EWMA], wander / EWMA_ERROR);
    for (int m = 0; m < (int)DETECTORS; m++)
        p->signal[signal].learnt[m] = fmax(p->signal[signal].learnt[m], chance.most[m]);
}

static void learn_limits_together(struct predictor *p, int group)
{
    struct chance chance = {.rows = 0};
    struct again again = {.smooth = {0}};
    double figure[DETECTORS];
    struct pca_score score;
    for (int m = 0; m < (int)DETECTORS; m++)
        figure[m] = (double)NAN;
    for (int n = 0; n < p->kept && p->pca.closed; n++) {
        if (!again_row(p, &again, n, group))
            continue;
        evidence_together(p, again.smooth, &score);
        figure[METHOD_T2] = score.t2;
        figure[METHOD_Q] = score.q;
        take_chance(&chance, sustained_of(p), figure);
    }
    p->learnt[METHOD_T2] = fmax(p->learnt[METHOD_T2], chance.most[METHOD_T2]);
    p->learnt[METHOD_Q] = fmax(p->learnt[METHOD_Q], chance.most[METHOD_Q]);
}

/* ---- life of a group ------------------------------------------------------------------------ */

/* The profile of the day is known: from here on values are without it. */
static void close_days(struct predictor *p)
{
    for (int i = 0; i < p->signals; i++)
        season_close(&p->signal[i].season);
    p->daily = true;
    p->kept = p->kept_next = 0;
    for (int i = 0; i < p->groups * p->signals; i++)
        p->baseline[i] = (struct baseline){.count = 0};
}

/* Off the median of the group so far, so that products do not look like times of day. */
static void take_day(struct predictor *p, int group, int i, int64_t local_ms)
{
    double work[BASELINE_KEPT], middle = 0;
    const struct baseline *b = baseline_of(p, group, i);
    if (p->groups > 1) {
        memcpy(work, b->kept, (size_t)b->count * sizeof *work);
        middle = b->count > 0 ? median_of(work, b->count) : 0;
    }
    season_take(&p->signal[i].season, local_ms, p->value[i] - middle);
}

static bool first_group(const struct predictor *p)
{
    for (int i = 0; i < p->groups; i++)
        if (p->group[i].closed)
            return false;
    return true;
}

/* Its rows have said what they can. */
static void drop_rows(struct predictor *p, int group)
{
    bool needed = false;
    for (int n = 0; n < p->kept; n++) {
        if (p->row[n].group == group)
            p->row[n].group = -1;
        needed = needed || p->row[n].group >= 0;
    }
    if (!needed)
        p->kept = p->kept_next = 0;
}

static void close_group(struct predictor *p, int group, int64_t wall_ms)
{
    struct group *g = &p->group[group];
    int known = 0;
    for (int i = 0; i < p->signals; i++) {
        struct baseline *b = baseline_of(p, group, i);
        double floor = b->count > 0 ? 1e-6 * fabs(b->kept[b->count / 2]) : 0;
        known += baseline_close(b, floor);
    }
    if (known == 0) { /* nothing varied: it cannot judge, and goes on learning */
        g->learnt_ms = p->conf.learn_ms / 2;
        (void)text_copy(p->again, sizeof p->again, "no signal varied while it learnt");
        return;
    }
    if (first_group(p)) {
        p->version = (p->version > p->numbered ? p->version : p->numbered) + 1;
        p->since_ms = wall_ms;
        evidence_forget(p);
    }
    g->closed = true;
    p->again[0] = '\0';
    learn_together(p, group);
    for (int i = 0; i < p->signals; i++)
        learn_limits_of(p, group, i);
    learn_limits_together(p, group);
    drop_rows(p, group);
}

void learn_take(struct predictor *p, const struct predict_row *row, int group)
{
    struct group *g = &p->group[group];
    bool days = p->conf.daily && !p->daily, any = false;
    for (int i = 0; i < p->signals; i++) {
        if (isnan(p->value[i]))
            continue;
        any = true;
        learn_same(p, i);
        if (days)
            take_day(p, group, i, row->local_ms);
        baseline_take(baseline_of(p, group, i), p->value[i]);
    }
    if (!any)
        return;
    keep_row(p, group);
    g->learnt_ms += row->step_ms;
    if (days && g->learnt_ms >= p->conf.learn_ms / 2)
        close_days(p);
    else if (!days && g->learnt_ms >= p->conf.learn_ms)
        close_group(p, group, row->end_ms);
}
