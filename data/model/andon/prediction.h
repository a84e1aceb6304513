/* SPDX-License-Identifier: MIT */
/* A prediction: a model's statement that a failure mode is likely within a horizon (standards.md
 * §7.2), as the snapshot and the console see it. */
#ifndef DATA_MODEL_ANDON_PREDICTION_H
#define DATA_MODEL_ANDON_PREDICTION_H

#include "data/model/json.h"
#include "data/model/record.h"
#include "data/model/words.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* What people answered. */
#define VERDICTS(X)                                                   \
    X(VERDICT_NONE, "none")                                           \
    X(VERDICT_FOUND, "found")         /* it was so */                 \
    X(VERDICT_NOT_FOUND, "not-found") /* looked: nothing */           \
    X(VERDICT_NOT_NOW, "not-now")     /* planned for a stated time */ \
    X(VERDICT_DONE, "done")           /* repaired; with found or not and the real failure mode */
#define PREDICTION_STATES(X)                                                                \
    X(PREDICTION_WATCHED, "watched") /* below what raises it: listed, no light */           \
    X(PREDICTION_RAISED, "raised")                                                          \
    X(PREDICTION_PLANNED, "planned") /* answered not-now: off the tower until it worsens */ \
    X(PREDICTION_EXPIRED, "expired") /* nothing newer in its validity: greyed */            \
    X(PREDICTION_SILENT, "silent")   /* its model is below its floor */                     \
    X(PREDICTION_CLOSED, "closed")
#define PREDICTION_ENUM(value, text) value,
enum verdict { VERDICTS(PREDICTION_ENUM) VERDICT_COUNT };
enum prediction_state { PREDICTION_STATES(PREDICTION_ENUM) PREDICTION_STATE_COUNT };
#undef PREDICTION_ENUM
extern const struct words words_verdict, words_prediction_state;

#define EVIDENCE_NONE INT64_MIN
struct evidence {
    char name[48], unit[16];
    int64_t value, limit, weight; /* millionths; limit, weight: EVIDENCE_NONE */
    char signal[32];              /* of this station, whose history is its trend; "" none */
};
#define EVIDENCE_MAX 8

/* Times wall ms, TIME_NONE none; ratios and probabilities millionths, -1 none; durations ms, -1
 * none. */
struct prediction_view {
    char id[RECORD_ID_SIZE]; /* P3: this warning, over its updates */
    int64_t rev;
    char mode[48], title[64], asset[96];
    enum prediction_state state;
    int64_t ts, expires, age_ms, since;   /* since: raised */
    int64_t p, horizon_ms;                /* probability of failure within the horizon */
    int64_t rul_ms, rul_lo_ms, rul_hi_ms; /* remaining life: median and interval */
    int64_t ci;                           /* … of so much probability */
    bool frozen;  /* the machine is off: what the model goes on to say does not count */
    bool rul_run; /* in operating time, not calendar time */
    int64_t confidence, health; /* confidence level; 0 failed .. 1 new */
    char severity[16], ne107[4];
    char action[160];
    char model[48], version[24];
    bool alarm; /* a configured rule makes it an alarm; otherwise it is advice to maintenance */
    enum verdict verdict;
    char answered_by[32], note[96];
    int64_t answered_at, planned_at;
    char order[RECORD_ID_SIZE];
    struct evidence evidence[EVIDENCE_MAX];
    int evidences;
};
#define SNAPSHOT_PREDICTIONS 8 /* the most pressing; the command `predictions` has all */

void prediction_view_init(struct prediction_view *prediction);
void prediction_view_put(struct jw *w, const struct prediction_view *prediction);
void prediction_view_members(struct jw *w, const struct prediction_view *prediction);
void prediction_view_get(const json_t *json, struct prediction_view *prediction);

/* How right the warnings of a version of a model were. */
struct model_view {
    char model[48], version[24], title[64];
    int64_t hits, false_alarms, unanswered;
    int64_t precision;      /* millionths of the answered ones, -1: none is */
    int64_t lead_ms;        /* mean from warning to finding, -1: nothing was found */
    int64_t floor, answers; /* as configured; floor 0: none */
    int64_t wanted_ms;      /* lead time wanted, 0: none */
    bool silent;            /* below its floor */
    /* Against what really failed, since it speaks: */
    int64_t since, there_ms;            /* wall, TIME_NONE; how long it was there */
    int64_t failures, warned, recall;   /* millionths, -1: nothing has failed */
    int64_t ahead_ms;                   /* mean from warning to failure, -1: none was warned of */
    int64_t false_week;                 /* false alarms a week, an amount; -1: there for < 1 day */
    int64_t stops_warned, stops_missed; /* of the last failures those that ended as stops */
    int64_t stop_warned_ms, stop_missed_ms; /* … their median time, -1 none */
    int64_t minute, saved; /* amounts: what one costs, -1: no [cost]; estimate, if `enough` */
    bool enough;
    char currency[8];
};
void model_view_put(struct jw *w, const struct model_view *model);

/* How a built-in detector is: the first few, for whoever looks at predictions. */
#define SNAPSHOT_PREDICTORS 8
#define PREDICTOR_MOODS(X)       \
    X(MOOD_LEARNING, "learning") \
    X(MOOD_WATCHING, "watching") \
    X(MOOD_FROZEN, "frozen")     \
    X(MOOD_BLIND, "blind")
#define MOOD_ENUM(value, text) value,
enum predictor_mood { PREDICTOR_MOODS(MOOD_ENUM) PREDICTOR_MOOD_COUNT };
#undef MOOD_ENUM
extern const struct words words_predictor_mood;
struct predictor_brief {
    char name[48], title[64];
    enum predictor_mood mood;
    char why[96];   /* in words, "" none */
    int64_t learnt; /* millionths of what it learns from */
    int64_t version;
};
struct predictor_briefs {
    struct predictor_brief item[SNAPSHOT_PREDICTORS];
    int count, blind; /* listed; of all, those that are blind */
};
void predictor_briefs_put(struct jw *w, const char *key, const struct predictor_briefs *all);
void predictor_briefs_get(const json_t *json, struct predictor_briefs *list);

#endif
