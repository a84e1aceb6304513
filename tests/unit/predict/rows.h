/* SPDX-License-Identifier: MIT */
/* Rows for predictors under test: a machine that runs, signals of a level and noise that are the
 * same on each run. */
#ifndef TESTS_UNIT_PREDICT_ROWS_H
#define TESTS_UNIT_PREDICT_ROWS_H

#include "data/model/clock.h"
#include "data/predict/predictor.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BEGIN INT64_C(1795330800000) /* 2026-11-22T07:00:00Z */

struct feed {
    struct predictor *p;
    int64_t now;
    uint64_t dice;
    struct predict_row row; /* of the latest step; what is set here stays */
    double level[PREDICTOR_SIGNALS_MAX], noise[PREDICTOR_SIGNALS_MAX];
    int warnings; /* times that it came to say 70 % or more */
    bool up;
    double most;
};

static inline struct predictor_conf conf_of(int signals)
{
    struct predictor_conf conf = {.name = "bearing",
                                  .mode = "bearing",
                                  .asset = "acme/press3/spindle",
                                  .signal_count = signals,
                                  .methods = (1U << METHOD_COUNT) - 1,
                                  .every_ms = 60000,
                                  .learn_ms = 300 * INT64_C(60000),
                                  .horizon_ms = 24 * MS_PER_HOUR,
                                  .limit = (double)NAN,
                                  .sensitivity = SENSITIVITY_NORMAL,
                                  .retune = 500000};
    for (int i = 0; i < signals; i++)
        (void)snprintf(conf.signals[i], sizeof conf.signals[i], "s%d", i);
    return conf;
}

static inline double feed_dice(struct feed *f)
{
    double sum = -6; /* twelve of them: nearly normal */
    for (int i = 0; i < 12; i++) {
        f->dice = f->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        sum += (double)(f->dice >> 11) / 9007199254740992.0;
    }
    return sum;
}

static inline void feed_begin(struct feed *f, const struct predictor_conf *conf)
{
    *f = (struct feed){.now = BEGIN, .dice = 7};
    f->row = (struct predict_row){.known = true, .speed = (double)NAN};
    f->p = predictor_new(conf);
    assert_non_null(f->p);
    for (int i = 0; i < conf->signal_count; i++) {
        f->level[i] = 10.0 * (i + 1);
        f->noise[i] = 0.5;
    }
    f->row.step_ms = f->row.run_ms = conf->every_ms;
}

/* One step with the row as it is set; the values anew. */
static inline void feed_one(struct feed *f)
{
    struct predictor_view view;
    f->now += f->row.step_ms;
    f->row.end_ms = f->now;
    f->row.local_ms = f->now - f->row.step_ms / 2;
    for (int i = 0; i < PREDICTOR_SIGNALS_MAX; i++)
        f->row.value[i] = f->level[i] + f->noise[i] * feed_dice(f);
    predictor_step(f->p, &f->row);
    predictor_view(f->p, &view);
    bool up = view.p >= 0.7;
    f->warnings += up && !f->up;
    f->up = up;
    f->most = view.p > f->most ? view.p : f->most;
}

static inline void feed_rows(struct feed *f, int rows)
{
    for (int i = 0; i < rows; i++)
        feed_one(f);
}

static inline struct predictor_view feed_view(const struct feed *f)
{
    struct predictor_view view;
    predictor_view(f->p, &view);
    return view;
}

#endif
