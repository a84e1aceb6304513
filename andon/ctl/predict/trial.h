/* SPDX-License-Identifier: MIT */
/* One predictor on past data: what it would have warned of and when, against what really failed.
 * It hears what the set hears (data/predict/set.h) and judges as the engine does: raised by p_on or
 * life_on in n statements, cleared by p_off. Pure; the same data give the same trial to the byte.
 */
#ifndef ANDON_CTL_PREDICT_TRIAL_H
#define ANDON_CTL_PREDICT_TRIAL_H

#include "data/config/config.h"
#include "data/predict/set.h"

#define TRIAL_POINTS   2048 /* of the picture; more are merged in pairs, the worst stays */
#define TRIAL_WARNINGS 512  /* beyond them only the count goes on */
#define TRIAL_FAILURES 512

struct trial_point {
    int64_t end_ms;
    float evidence, p; /* NAN: nothing stated */
    float value[PREDICTOR_SIGNALS_MAX];
    enum predictor_state state;
};

struct trial_warning {
    int64_t on_ms, off_ms;                   /* TIME_NONE: it still holds */
    int64_t p, rul_ms, rul_lo_ms, rul_hi_ms; /* when raised, as in prediction_view */
    char why[160];                           /* its evidence, in words */
    int failure;                             /* index; -1: none came true */
    bool open; /* its horizon was not over when the data ended: neither right nor not */
};

struct trial_failure {
    int64_t at_ms;
    char what[64];
    int warning;     /* index; -1: none */
    int64_t lead_ms; /* from the warning */
};

struct trial {
    const struct config *config; /* borrowed */
    const struct predictor_conf *conf;
    const struct prediction_conf *mode;
    struct predict_set *set;
    int predictor;

    struct trial_point *point; /* TRIAL_POINTS */
    int points;
    int64_t merged; /* rows a point */
    struct trial_point open;
    int64_t in_open;

    struct trial_warning *warning;
    int warnings;
    struct trial_failure *failure;
    int failures;
    int64_t crowded; /* warnings and failures beyond the room */
    int hot;
    bool up, has_row;
    struct predict_row row; /* the latest, whose step is to come */

    int64_t rows, by_state[PREDICTOR_STATE_COUNT];
    int64_t from_ms, to_ms, learnt_ms; /* learnt_ms: when it first watched, TIME_NONE */
    char again[8][96];                 /* why it learnt again, the first ones */
    int64_t again_ms[8];
    int agains;
};

/* -1 with the cause: there is no such predictor, or no memory. A model that is given (trial_put)
 * goes on from what it learnt. */
int trial_begin(struct trial *trial, const struct config *config, const char *name,
                struct cause *why);
void trial_done(struct trial *trial);

/* In between, feed trial->set, and tick: */
void trial_tick(struct trial *trial, int64_t wall_ms);
/* Something failed that this is about. */
void trial_fail(struct trial *trial, int64_t wall_ms, const char *what);
/* The end of the data: matches warnings with failures. */
void trial_end(struct trial *trial);

struct trial_score {
    int64_t right, wrong, open, missed, failures;
    double precision, recall; /* NAN: of nothing */
    double wrong_a_week;      /* of the time that it watched or was frozen */
    int64_t lead_ms;          /* median over failures that were warned of; -1 none */
};
void trial_score(const struct trial *trial, struct trial_score *out);

#endif
