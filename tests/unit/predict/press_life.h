/* SPDX-License-Identifier: MIT */
/* Weeks of the simulated press, told to a set as the daemon tells it: sensors every second with
 * their faults, states, products, parts; warnings raised as the engine raises them; a bearing that
 * fails is replaced, and that is told. Shared by the test and the bench. */
#ifndef TESTS_UNIT_PREDICT_PRESS_LIFE_H
#define TESTS_UNIT_PREDICT_PRESS_LIFE_H

#include "data/model/amount.h"
#include "data/model/text.h"
#include "data/predict/set.h"

#include "andon/sim/line.c"
#include "andon/sim/press.c"
#include "andon/sim/rng.c"
#include "andon/sim/sensors.c"
#include "andon/sim/wear.c"

#include <stdio.h>
#include <stdlib.h>

#define PRESS_BEGIN INT64_C(1795330800000) /* 2026-11-22T07:00:00Z */
#define PRESS_HOURS INT64_C(3600000)
#define FAILED_MOST 64

struct press_life {
    struct config config;
    struct signal_conf signal[PRESS_SENSOR_COUNT];
    struct predictor_conf predictor;
    struct prediction_conf mode;
    struct predict_set *set;
    struct line line;
    struct press *press;
    bool up;
    int hot;
    int64_t raised_run_ms; /* while the bearing wore: when it was warned of; -1 */
    /* what came of it */
    int failures, judged, warned; /* judged: what was learnt before its decline began */
    int in_time;                  /* of all, warned of at least four hours ahead */
    double lead_h[FAILED_MOST];   /* of those judged; 0 not warned */
    int false_warnings, messages;
    double watched_weeks;              /* wall, of a sound bearing or not, learnt */
    struct prediction_message warning; /* the latest while it was up */
    bool tell;                         /* false warnings, for whoever wants to see */
};

static inline void press_life_conf(struct press_life *l, const char *const *signals, int count)
{
    *l = (struct press_life){.config = {.zone = zone_utc}, .raised_run_ms = -1};
    for (int i = 0; i < PRESS_SENSOR_COUNT; i++)
        (void)text_copy(l->signal[i].name, sizeof l->signal[i].name, press_sensor_names[i]);
    l->predictor = (struct predictor_conf){.name = "bearing",
                                           .mode = "bearing",
                                           .asset = "acme/press3/spindle",
                                           .signal_count = count,
                                           .settle_ms = 30 * MS_PER_MIN,
                                           .every_ms = MS_PER_MIN,
                                           .learn_ms = 24 * PRESS_HOURS,
                                           .limit = 7.1,
                                           .horizon_ms = 24 * PRESS_HOURS,
                                           .sensitivity = SENSITIVITY_NORMAL,
                                           .retune = 300000};
    for (int i = 0; i < count; i++)
        (void)text_copy(l->predictor.signals[i], sizeof l->predictor.signals[i], signals[i]);
    l->predictor.methods = 1U << METHOD_LEVEL | 1U << METHOD_EWMA | 1U << METHOD_CUSUM |
                           1U << METHOD_T2 | 1U << METHOD_Q | 1U << METHOD_TREND;
    l->mode =
        (struct prediction_conf){.name = "bearing", .p_on = 700000, .p_off = 400000, .messages = 2};
    l->config.signal = l->signal;
    l->config.signals = PRESS_SENSOR_COUNT;
    l->config.predictor = &l->predictor;
    l->config.predictors = 1;
    l->config.prediction = &l->mode;
    l->config.predictions = 1;
}

static inline bool press_life_wears(const struct press_life *l)
{
    return l->press->run_ms >= l->press->bearing.onset_ms;
}

static inline void press_life_raise(struct press_life *l, const struct prediction_message *m)
{
    l->up = true;
    if (press_life_wears(l)) {
        l->raised_run_ms = l->press->run_ms;
        return;
    }
    l->false_warnings++;
    if (l->tell)
        (void)printf("# false at run %.1f h: p %.2f %s %.2f w %.2f\n",
                     (double)l->press->run_ms / 3.6e6, (double)m->said.p / 1e6,
                     m->said.evidence[0].name, (double)m->said.evidence[0].value / 1e6,
                     (double)m->said.evidence[0].weight / 1e6);
}

/* As the engine: n in a row raise it, p_off clears it. */
static inline void press_life_hear(void *ctx, size_t predictor, const struct prediction_message *m)
{
    struct press_life *l = ctx;
    (void)predictor;
    l->messages++;
    if (m->machine_off)
        return;
    l->hot = !m->withdrawn && m->said.p >= l->mode.p_on ? l->hot + 1 : 0;
    if (m->withdrawn || m->said.p <= l->mode.p_off)
        l->up = false;
    if (!l->up && l->hot >= l->mode.messages)
        press_life_raise(l, m);
    if (l->up)
        l->warning = *m;
}

static inline void press_life_failed(struct press_life *l, int64_t onset, int64_t end,
                                     int64_t learnt_run_ms)
{
    l->failures++;
    l->in_time += l->raised_run_ms >= 0 && end - l->raised_run_ms >= 4 * PRESS_HOURS;
    if (learnt_run_ms >= 0 && learnt_run_ms <= onset && l->judged < FAILED_MOST) {
        double lead = l->raised_run_ms < 0 ? 0 : (double)(end - l->raised_run_ms) / 3.6e6;
        l->lead_h[l->judged++] = lead;
        l->warned += lead >= 4;
        if (l->tell && lead < 4)
            (void)printf("# lead %.1f h of a decline of %.1f h\n", lead,
                         (double)(end - onset) / 3.6e6);
    }
    l->raised_run_ms = -1;
}

static inline void press_life_event(struct press_life *l, const struct press_event *e,
                                    int64_t *total)
{
    int64_t wall = PRESS_BEGIN + e->at_ms;
    for (int i = 0; e->kind == PRESS_EVENT_SENSORS && i < PRESS_SENSOR_COUNT; i++) {
        enum sensor_fault fault = e->sensors.fault[i];
        bool none = fault == SENSOR_DROPOUT, bad = fault == SENSOR_NAN || fault == SENSOR_BAD;
        if (!none)
            predict_set_sample(l->set, (size_t)i,
                               (int64_t)round(e->sensors.value[i] * (double)AMOUNT_ONE), !bad,
                               wall);
    }
    if (e->kind == PRESS_EVENT_COUNTS) {
        predict_set_parts(l->set, e->total - *total, wall);
        *total = e->total;
    }
    if (e->kind == PRESS_EVENT_STATE)
        predict_set_machine(l->set, true, e->state == PRESS_RUN, e->product, wall);
}

/* A bearing that failed is replaced, and that is told. */
static inline void press_life_replaced(struct press_life *l, const struct wear *was,
                                       int64_t *learnt_run_ms, int64_t wall)
{
    press_life_failed(l, was->onset_ms, was->end_ms, *learnt_run_ms);
    predictor_tell(predict_set_active(l->set, 0), TOLD_MAINTAINED, wall);
    *learnt_run_ms = -1;
    l->up = false;
    l->hot = 0;
}

/* Until `days` of the wall are over or it was judged `failures` times. */
static inline void press_life_run(struct press_life *l, const struct press_conf *conf,
                                  uint64_t seed, int days, int failures)
{
    struct press_event e;
    struct predictor_view view;
    size_t station;
    int64_t learnt_run_ms = -1, watched_ms = 0;
    l->press = &l->line.press[0];
    l->set = predict_set_new(&l->config);
    line_init(&l->line, conf, seed, 1);
    int64_t total = l->press->total;
    struct wear was = l->press->bearing;
    for (int64_t now = 0; now < (int64_t)days * MS_PER_DAY && l->judged < failures;
         now += MS_PER_MIN) {
        while (line_step(&l->line, now, &station, &e)) {
            press_life_event(l, &e, &total);
            if (l->press->bearing.end_ms != was.end_ms)
                press_life_replaced(l, &was, &learnt_run_ms, PRESS_BEGIN + now);
            was = l->press->bearing;
        }
        predict_set_tick(l->set, PRESS_BEGIN + now, press_life_hear, l);
        predictor_view(predict_set_active(l->set, 0), &view);
        watched_ms += view.since_ms > 0 ? MS_PER_MIN : 0;
        if (view.since_ms > 0 && learnt_run_ms < 0)
            learnt_run_ms = l->press->run_ms;
    }
    l->watched_weeks = (double)watched_ms / (7.0 * (double)MS_PER_DAY);
    predict_set_free(&l->set);
}

#endif
