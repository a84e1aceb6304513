/* SPDX-License-Identifier: MIT */
/* All predictors of a station and what feeds them: samples, state, product, parts; in steps, rows,
 * statements. Used by the daemon, by replay and what-if alike. Pure. */
#ifndef DATA_PREDICT_SET_H
#define DATA_PREDICT_SET_H

#include "data/config/config.h"
#include "data/decode/prediction.h"
#include "data/predict/predictor.h"

struct predict_set;

/* Borrows `config` for its life. NULL: out of memory. */
struct predict_set *predict_set_new(const struct config *config);
void predict_set_free(struct predict_set **set);

/* What happened, in order of time; wall ms. `signal`: index into config.signal. */
void predict_set_sample(struct predict_set *set, size_t signal, int64_t amount, bool good,
                        int64_t wall_ms);
void predict_set_machine(struct predict_set *set, bool known, bool running, const char *product,
                         int64_t wall_ms);
void predict_set_parts(struct predict_set *set, int64_t cycles, int64_t wall_ms);

/* Close the steps that are over (and 5 s more, for sources that tell late). For each predictor with
 * something to state that differs from the last, or hourly, `say` is called. */
typedef void predict_say(void *ctx, size_t predictor, const struct prediction_message *message);
void predict_set_tick(struct predict_set *set, int64_t wall_ms, predict_say *say, void *ctx);
int64_t predict_set_deadline(const struct predict_set *set); /* wall ms of the next tick needed */

/* The active version, and one that runs in its shadow (NULL: none). */
struct predictor *predict_set_active(struct predict_set *set, size_t predictor);
struct predictor *predict_set_shadow(struct predict_set *set, size_t predictor);
/* Takes `one` over; the old one is freed. */
void predict_set_put(struct predict_set *set, size_t predictor, struct predictor *one, bool shadow);
int predict_set_find(const struct predict_set *set, const char *name); /* -1: none */

#endif
