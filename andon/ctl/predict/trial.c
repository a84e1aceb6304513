/* SPDX-License-Identifier: MIT */
/* Past data through a predictor. Called by feeding.c, which brings the data, and by predict.c,
 * which tells what came of it (told.c, page.c). Owns the set and the lists. */
#include "andon/ctl/predict/trial.h"

#include "data/model/amount.h"
#include "data/model/clock.h"
#include "data/model/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- points of the picture ------------------------------------------------------------------ */

static int gravity(const struct trial_point *p)
{
    static const int rank[PREDICTOR_STATE_COUNT] = {
        [PREDICTOR_WATCHING] = 3, [PREDICTOR_BLIND] = 2, [PREDICTOR_LEARNING] = 1};
    return rank[p->state];
}

static float worse(float a, float b)
{
    return isnan(a) || b > a ? b : a;
}

/* Two points as one: what was worst stays, of values the later one. */
static struct trial_point merge(const struct trial_point *a, const struct trial_point *b)
{
    struct trial_point m = *b;
    m.evidence = worse(a->evidence, b->evidence);
    m.p = worse(a->p, b->p);
    if (gravity(a) > gravity(b))
        m.state = a->state;
    for (int i = 0; i < PREDICTOR_SIGNALS_MAX; i++)
        if (isnan(m.value[i]))
            m.value[i] = a->value[i];
    return m;
}

static void halve(struct trial *t)
{
    for (int i = 0; i < TRIAL_POINTS / 2; i++)
        t->point[i] = merge(&t->point[2 * i], &t->point[2 * i + 1]);
    t->points = TRIAL_POINTS / 2;
    t->merged *= 2;
}

static void add_point(struct trial *t, const struct trial_point *p)
{
    t->open = t->in_open > 0 ? merge(&t->open, p) : *p;
    if (++t->in_open < t->merged)
        return;
    t->in_open = 0;
    t->point[t->points++] = t->open;
    if (t->points == TRIAL_POINTS)
        halve(t);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void note_again(struct trial *t, const struct predictor_view *v, int64_t ms)
{
    bool again = v->state == PREDICTOR_LEARNING && t->learnt_ms != TIME_NONE && v->why[0];
    if (!again || t->agains == 8 || (t->agains > 0 && strcmp(t->again[t->agains - 1], v->why) == 0))
        return;
    t->again_ms[t->agains] = ms;
    (void)text_copy(t->again[t->agains++], sizeof t->again[0], v->why);
}

/* What the row before came to. */
static void look_back(struct trial *t)
{
    struct predictor_view v;
    if (!t->has_row)
        return;
    t->has_row = false;
    predictor_view(predict_set_active(t->set, (size_t)t->predictor), &v);
    struct trial_point p = {
        .end_ms = t->row.end_ms, .state = v.state, .evidence = (float)v.evidence, .p = (float)v.p};
    for (int i = 0; i < PREDICTOR_SIGNALS_MAX; i++) {
        bool good = i < t->conf->signal_count && t->row.cell[i] == CELL_GOOD;
        p.value[i] = good ? (float)t->row.value[i] : NAN;
    }
    if (v.state != PREDICTOR_WATCHING)
        p.evidence = p.p = NAN;
    if (t->learnt_ms == TIME_NONE && v.state == PREDICTOR_WATCHING)
        t->learnt_ms = t->row.end_ms;
    note_again(t, &v, t->row.end_ms);
    t->by_state[v.state]++;
    t->rows++;
    if (t->from_ms == TIME_NONE || t->row.end_ms - t->row.step_ms < t->from_ms)
        t->from_ms = t->row.end_ms - t->row.step_ms; /* files out of order, or a clock set back */
    if (t->to_ms == TIME_NONE || t->row.end_ms > t->to_ms)
        t->to_ms = t->row.end_ms;
    add_point(t, &p);
}

static void on_row(void *ctx, size_t predictor, const struct predict_row *row)
{
    struct trial *t = ctx;
    if ((int)predictor != t->predictor)
        return;
    look_back(t);
    t->row = *row;
    t->has_row = true;
}

/* ---- warnings ------------------------------------------------------------------------------- */

static void words_of(const struct prediction_view *said, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < said->evidences && i < 3 && used + 1 < size; i++) {
        const struct evidence *e = &said->evidence[i];
        (void)text_format(out + used, size - used, "%s%.40s %.4g%s%.12s", i ? ", " : "", e->name,
                          (double)e->value / AMOUNT_ONE, e->unit[0] ? " " : "", e->unit);
        used += strlen(out + used);
    }
}

static void raise_it(struct trial *t, const struct prediction_message *m)
{
    if (t->warnings == TRIAL_WARNINGS) {
        t->crowded++;
        return;
    }
    struct trial_warning *w = &t->warning[t->warnings++];
    *w = (struct trial_warning){.on_ms = m->said.ts,
                                .off_ms = TIME_NONE,
                                .p = m->said.p,
                                .rul_ms = m->said.rul_ms,
                                .rul_lo_ms = m->said.rul_lo_ms,
                                .rul_hi_ms = m->said.rul_hi_ms,
                                .failure = -1};
    words_of(&m->said, w->why, sizeof w->why);
}

static void clear_it(struct trial *t, int64_t ms)
{
    if (t->up && t->warnings > 0)
        t->warning[t->warnings - 1].off_ms = ms;
    t->up = false;
    t->hot = 0;
}

static void on_say(void *ctx, size_t predictor, const struct prediction_message *m)
{
    struct trial *t = ctx;
    const struct prediction_view *said = &m->said;
    if ((int)predictor != t->predictor || m->machine_off)
        return;
    if (m->withdrawn) {
        clear_it(t, t->row.end_ms);
        return;
    }
    int64_t on = t->mode ? t->mode->p_on : 700000, off = t->mode ? t->mode->p_off : 500000;
    int64_t life = t->mode ? t->mode->life_on_ms : 0;
    int wanted = t->mode ? t->mode->messages : 2;
    bool hot = said->p >= on || (life > 0 && said->rul_ms >= 0 && said->rul_ms < life);
    t->hot = hot ? t->hot + 1 : 0;
    if (!t->up && t->hot >= wanted) {
        t->up = true;
        raise_it(t, m);
    } else if (t->up && !hot && said->p <= off) {
        clear_it(t, said->ts);
    }
}

/* ---- beginning and end ---------------------------------------------------------------------- */

int trial_begin(struct trial *t, const struct config *config, const char *name, struct cause *why)
{
    *t = (struct trial){.config = config,
                        .merged = 1,
                        .from_ms = TIME_NONE,
                        .to_ms = TIME_NONE,
                        .learnt_ms = TIME_NONE};
    t->set = predict_set_new(config);
    t->point = calloc(TRIAL_POINTS, sizeof *t->point);
    t->warning = calloc(TRIAL_WARNINGS, sizeof *t->warning);
    t->failure = calloc(TRIAL_FAILURES, sizeof *t->failure);
    if (!t->set || !t->point || !t->warning || !t->failure)
        return cause_set(why, -1, "out of memory");
    t->predictor = predict_set_find(t->set, name);
    if (t->predictor < 0)
        return cause_set(why, -1, "there is no [predictor %.60s] in the configuration", name);
    t->conf = &config->predictor[t->predictor];
    t->mode = config_prediction(config, t->conf->mode[0] ? t->conf->mode : t->conf->name);
    predict_set_look(t->set, on_row, t);
    return 0;
}

void trial_done(struct trial *t)
{
    if (t->set)
        predict_set_free(&t->set);
    free(t->point);
    free(t->warning);
    free(t->failure);
    *t = (struct trial){0};
}

void trial_tick(struct trial *t, int64_t wall_ms)
{
    predict_set_tick(t->set, wall_ms, on_say, t);
}

void trial_fail(struct trial *t, int64_t wall_ms, const char *what)
{
    if (t->failures == TRIAL_FAILURES) {
        t->crowded++;
        return;
    }
    struct trial_failure *f = &t->failure[t->failures++];
    *f = (struct trial_failure){.at_ms = wall_ms, .warning = -1, .lead_ms = -1};
    (void)text_sanitise(what, strlen(what), f->what, sizeof f->what);
}

/* A warning was right when what it is about failed while it held or within its horizon; the first
 * failure only, and each failure has the first such warning. */
void trial_end(struct trial *t)
{
    int64_t horizon = t->conf->horizon_ms;
    look_back(t);
    if (t->in_open > 0 && t->points < TRIAL_POINTS)
        t->point[t->points++] = t->open;
    t->in_open = 0;
    for (int k = 0; k < t->warnings; k++) {
        struct trial_warning *w = &t->warning[k];
        int64_t until = w->off_ms == TIME_NONE ? t->to_ms : w->off_ms;
        if (until < w->on_ms + horizon)
            until = w->on_ms + horizon;
        for (int i = 0; i < t->failures && w->failure < 0; i++) {
            struct trial_failure *f = &t->failure[i];
            if (f->at_ms < w->on_ms || f->at_ms > until)
                continue;
            w->failure = i;
            if (f->warning < 0) {
                f->warning = k;
                f->lead_ms = f->at_ms - w->on_ms;
            }
        }
        w->open = w->failure < 0 && t->to_ms < w->on_ms + horizon;
    }
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void trial_score(const struct trial *t, struct trial_score *out)
{
    int64_t lead[TRIAL_FAILURES] = {0};
    int leads = 0;
    *out = (struct trial_score){.failures = t->failures, .lead_ms = -1};
    for (int k = 0; k < t->warnings; k++) {
        const struct trial_warning *w = &t->warning[k];
        out->right += w->failure >= 0;
        out->open += w->open;
        out->wrong += w->failure < 0 && !w->open;
    }
    for (int i = 0; i < t->failures; i++) {
        out->missed += t->failure[i].warning < 0;
        if (t->failure[i].warning >= 0)
            lead[leads++] = t->failure[i].lead_ms;
    }
    qsort(lead, (size_t)leads, sizeof *lead, by_value);
    if (leads > 0)
        out->lead_ms = lead[leads / 2];
    int64_t judged = out->right + out->wrong;
    out->precision = judged ? (double)out->right / (double)judged : (double)NAN;
    out->recall = t->failures ? (double)leads / (double)t->failures : (double)NAN;
    double weeks = t->learnt_ms == TIME_NONE
                       ? 0
                       : (double)(t->to_ms - t->learnt_ms) / (7.0 * 24 * MS_PER_HOUR);
    out->wrong_a_week = weeks > 0 ? (double)out->wrong / weeks : (double)NAN;
}
