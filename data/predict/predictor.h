/* SPDX-License-Identifier: MIT */
/* One predictor: it learns what is usual, watches, and states how far the failure is. Pure:
 * (state, row) to a statement; the same rows give the same statements to the byte.
 *
 * Life: learning (learn_ms of rows that count) -> watching; frozen while the machine does not run,
 * its state or the signals are unknown; learning again after maintenance, a replaced sensor or
 * another unit, and it says so. A score is a statistic over its limit: 1 is the limit. */
#ifndef DATA_PREDICT_PREDICTOR_H
#define DATA_PREDICT_PREDICTOR_H

#include "data/model/andon/prediction.h"
#include "data/model/cause.h"
#include "data/predict/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PREDICTOR_STATES(X)                                                    \
    X(PREDICTOR_LEARNING, "learning")                                          \
    X(PREDICTOR_WATCHING, "watching")                                          \
    X(PREDICTOR_FROZEN, "frozen") /* this row does not count; `why` says it */ \
    X(PREDICTOR_BLIND, "blind")   /* a signal is dead: constant, silent or bad for long */
#define PREDICTOR_ENUM(value, text) value,
enum predictor_state { PREDICTOR_STATES(PREDICTOR_ENUM) PREDICTOR_STATE_COUNT };
#undef PREDICTOR_ENUM

/* What the latest row came to. Scores NAN where a method has no say. */
struct predictor_view {
    enum predictor_state state;
    char why[96];               /* in words: why frozen, blind, learning again; "" */
    int64_t version;            /* of what it learnt; 0: nothing yet */
    int64_t learnt;             /* millionths of learn_ms */
    int64_t since_ms;           /* wall: when this version was learnt */
    double score[METHOD_COUNT]; /* by method, the worst signal's */
    int worst[METHOD_COUNT];    /* … which signal; -1 */
    double evidence;            /* all of it together: 1 is the limit */
    double
        part[PREDICTOR_SIGNALS_MAX]; /* each signal's share of it, sum 1; 0 where there is none */
    double usual[PREDICTOR_SIGNALS_MAX], spread[PREDICTOR_SIGNALS_MAX]; /* now; NAN not learnt */
    double p;                             /* of failure within the horizon; NAN: none stated */
    int64_t rul_ms, rul_lo_ms, rul_hi_ms; /* operating time left, 80 % interval; -1 none */
    double used;                          /* of `life`, 1 is all; NAN none */
    double threshold;                     /* factor by which labels have moved the limit; 1: none */
};

enum predictor_told {
    TOLD_FOUND,      /* the warning was right: nothing moves up; it may become more sensitive */
    TOLD_NOT_FOUND,  /* … was wrong: the limit moves up, within `retune` */
    TOLD_MAINTAINED, /* parts are new: usage from 0, statistics anew, baseline learnt again */
    TOLD_RELEARN,    /* only the baseline */
    TOLD_RESET,      /* the threshold as it was before any answer */
    TOLD_BACK        /* … before the last one, which is corrected; not after a restart */
};

struct predictor;

/* Copies `conf`. NULL: out of memory. At most 64 KiB for each signal. */
struct predictor *predictor_new(const struct predictor_conf *conf);
void predictor_free(struct predictor **predictor);
/* Versions that it learns from now on are greater than this one. */
void predictor_number(struct predictor *predictor, int64_t version);
size_t predictor_bytes(const struct predictor *predictor);

/* Rows in order of time; a row that is not later than the one before changes nothing and is
 * counted (the clock was set back); a gap resets what needs rows in a row. */
void predictor_step(struct predictor *predictor, const struct predict_row *row);
void predictor_tell(struct predictor *predictor, enum predictor_told told, int64_t wall_ms);
void predictor_view(const struct predictor *predictor, struct predictor_view *out);

/* Its statement in the words of everybody's predictions (topic …/prediction/MODE): p with horizon
 * and/or remaining life, confidence, health, evidence with shares and limits, model "built-in
 * NAME", version "vN". `title_of` etc. are the caller's. False: it has nothing to state (learning,
 * usage far from its limit). */
bool predictor_state_of(const struct predictor *predictor, struct prediction_view *out);

/* What it learnt and where it stands, as JSON text; numbers are written so that they come back to
 * the bit. Length, 0: does not fit (PREDICTOR_TEXT_MAX is enough). */
#define PREDICTOR_TEXT_MAX (2048 * 1024) /* all groups of 16 signals learning; else a few KiB */
size_t predictor_save(const struct predictor *predictor, char *out, size_t size);
/* NULL with the cause: not ours, damaged, or of other signals than `conf` names. */
struct predictor *predictor_load(const struct predictor_conf *conf, const char *text, size_t length,
                                 struct cause *why);

#endif
