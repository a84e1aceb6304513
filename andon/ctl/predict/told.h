/* SPDX-License-Identifier: MIT */
/* What came of a trial: for people, for scripts, as a page. */
#ifndef ANDON_CTL_PREDICT_TOLD_H
#define ANDON_CTL_PREDICT_TOLD_H

#include "andon/ctl/predict/trial.h"

#include <stdio.h>

void told_text(const struct trial *trial);
/* What it says at the end, and why: each signal beside what is usual, each method's score. */
void told_explain(const struct trial *trial);
void told_json(const struct trial *trial, bool explain);
/* Two configurations on the same data: what the other would have warned of. */
void told_against(const struct trial *trial, const struct trial *other);
/* A page that needs nothing else; false: not written. */
bool told_page(const struct trial *trial, FILE *out);

float told_evidence(const struct trial_point *p, int which);
float told_value(const struct trial_point *p, int signal);
extern const struct words words_predictor_state;

#endif
