/* SPDX-License-Identifier: MIT */
/* All predictors of a station and what feeds them: samples, state, product, parts; in steps, rows,
 * statements. Used by the daemon, by replay and what-if alike. Pure. */
#ifndef DATA_PREDICT_SET_H
#define DATA_PREDICT_SET_H

#include "data/config/config.h"
#include "data/decode/prediction.h"
#include "data/model/history.h"
#include "data/predict/predictor.h"

struct predict_set;

/* Borrows `config` for its life. NULL: out of memory. */
struct predict_set *predict_set_new(const struct config *config);
void predict_set_free(struct predict_set **set);

/* What happened, in order of time; wall ms. `signal`: index into config.signal. A sample that comes
 * when its step is closed, or lies more than six steps ahead, is counted and no more. */
void predict_set_sample(struct predict_set *set, size_t signal, int64_t amount, bool good,
                        int64_t wall_ms);
/* The same from the history: a minute of samples (history.h). Where a step is a whole number of
 * minutes the rows are those of the samples, to the bit; shorter steps do not take it. Machine and
 * parts are told of before the minute's samples, and a tick comes after each minute. */
void predict_set_minute(struct predict_set *set, size_t signal, int64_t minute,
                        const struct history *span);
void predict_set_machine(struct predict_set *set, bool known, bool running, const char *product,
                         int64_t wall_ms);
void predict_set_parts(struct predict_set *set, int64_t cycles, int64_t wall_ms);

/* Close the steps that are over (and 5 s more, for sources that tell late). `say` is called for a
 * predictor with something to state: the first time; when the probability moves by 5 points or past
 * what raises or clears its warning, the remaining life by a tenth, the version, or who is to
 * blame; then until enough messages in a row were said to raise it; every 10 minutes from 50 % on;
 * and hourly. Not more often than every 30 s. While it is frozen it says so hourly (machine_off),
 * when it learns again it withdraws what it said. `message->topic` is the caller's. */
typedef void predict_say(void *ctx, size_t predictor, const struct prediction_message *message);
void predict_set_tick(struct predict_set *set, int64_t wall_ms, predict_say *say, void *ctx);
int64_t predict_set_deadline(const struct predict_set *set); /* wall ms of the next tick needed */

/* Each row, before its predictor steps: for plots and backtests. NULL: nobody. */
typedef void predict_look(void *ctx, size_t predictor, const struct predict_row *row);
void predict_set_look(struct predict_set *set, predict_look *look, void *ctx);

struct predict_counts {
    int64_t late, ahead; /* samples that did not count */
    int64_t rows, said;
};
void predict_set_counts(const struct predict_set *set, struct predict_counts *out);

/* The active version, and one that runs in its shadow (NULL: none). */
struct predictor *predict_set_active(struct predict_set *set, size_t predictor);
struct predictor *predict_set_shadow(struct predict_set *set, size_t predictor);
/* Takes `one` over; the old one is freed. */
void predict_set_put(struct predict_set *set, size_t predictor, struct predictor *one, bool shadow);
int predict_set_find(const struct predict_set *set, const char *name); /* -1: none */

#endif
