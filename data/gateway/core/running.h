/* SPDX-License-Identifier: MIT */
/* A machine's running bit from a level (a current sensor): two thresholds, minimum times, and
 * levels that are learnt. Pure. */
#ifndef DATA_GATEWAY_CORE_RUNNING_H
#define DATA_GATEWAY_CORE_RUNNING_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct running_rule {
    double on, off;                /* from `on` up it runs, from `off` down it stands; on > off */
    int64_t on_for_ms, off_for_ms; /* the level must stay there for so long */
};

struct running {
    bool known, on;   /* `on` holds when it is known */
    int leans;        /* -1 towards standing, 1 towards running, 0 neither */
    int64_t since_ms; /* of that */
};

/* A level that was read. What it is between the thresholds is what it was. */
void running_take(struct running *r, const struct running_rule *rule, double level, int64_t now_ms);
/* The level is not known: neither is the bit. */
void running_lose(struct running *r);

/* ---- learning: two clusters -------------------------------------------------------------------
 */

#define LEARN_SAMPLES 4096
#define LEARN_MIN     20 /* samples of each cluster */

struct learner {
    double sample[LEARN_SAMPLES];
    size_t samples;
    unsigned stride, skipped; /* every how-manieth is kept: doubled when it is full */
    int64_t good_ms, last_ms; /* time with values; a gap does not count */
    int64_t ask_ms;           /* of good_ms: not judged sooner */
};

struct learned {
    double idle, load; /* medians of the clusters */
    double off, on;    /* the thresholds that follow */
};

void learner_begin(struct learner *l, int64_t for_ms);
void learner_take(struct learner *l, double level, int64_t now_ms);
void learner_gap(struct learner *l);
/* Once the time is over: 0 and what it learnt; 1: it is not over yet; -1: so far there are no two
 * levels, with what is missing; then it goes on. */
int learner_judge(struct learner *l, int64_t for_ms, struct learned *out, struct cause *why);

#endif
