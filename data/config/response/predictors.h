/* SPDX-License-Identifier: MIT */
/* Built-in detectors, as configured: [predictor NAME], parts of struct config. */
#ifndef DATA_CONFIG_RESPONSE_PREDICTORS_H
#define DATA_CONFIG_RESPONSE_PREDICTORS_H

#include "data/config/origin.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_PREDICTORS_MAX 32
#define PREDICTOR_SIGNALS_MAX 16 /* of one predictor */
#define PREDICTOR_BANDS_MAX   3  /* limits between bands of speed */
#define PREDICTOR_GROUPS_MAX  8  /* (product, band of speed) that have a baseline of their own */

/* What is looked for, a bit each. */
#define PREDICTOR_METHODS(X)                                                   \
    X(METHOD_LEVEL, "level")   /* far from what is usual, now */               \
    X(METHOD_EWMA, "drift")    /* … smoothed: slowly away from it */         \
    X(METHOD_CUSUM, "cusum")   /* … summed up: a little, for long */         \
    X(METHOD_RATE, "rate")     /* rising or falling faster than ever */        \
    X(METHOD_CHANGE, "change") /* another level than before, since a moment */ \
    X(METHOD_T2, "together")   /* unusual together: T² of the PCA */          \
    X(METHOD_Q, "apart")       /* signals no longer agree: Q of the PCA */     \
    X(METHOD_TREND, "trend")   /* on its way to `limit` */                     \
    X(METHOD_USAGE, "usage")   /* used up: hours, cycles, starts */
#define PREDICTOR_ENUM(value, text) value,
enum predictor_method { PREDICTOR_METHODS(PREDICTOR_ENUM) METHOD_COUNT };
/* What of a step's samples counts. */
#define PREDICTOR_FEATURES(X) \
    X(FEATURE_MEAN, "mean") X(FEATURE_MIN, "min") X(FEATURE_MAX, "max") X(FEATURE_RANGE, "range")
enum predictor_feature { PREDICTOR_FEATURES(PREDICTOR_ENUM) FEATURE_COUNT };
/* What a usage counter counts. */
#define PREDICTOR_USES(X)                   \
    X(USES_NONE, "none")                    \
    X(USES_HOURS, "hours") /* of running */ \
    X(USES_CYCLES, "cycles") X(USES_STARTS, "starts")
enum predictor_uses { PREDICTOR_USES(PREDICTOR_ENUM) USES_COUNT };
enum predictor_sensitivity { SENSITIVITY_LOW, SENSITIVITY_NORMAL, SENSITIVITY_HIGH };
#undef PREDICTOR_ENUM
extern const struct words words_predictor_method, words_predictor_feature, words_predictor_uses;
extern const struct words words_predictor_sensitivity;

/* [predictor NAME]: which signals of which asset speak for which failure mode */
struct predictor_conf {
    char name[48], title[64];
    char mode[48];  /* failure mode, [prediction MODE]; "": the name */
    char asset[96]; /* "": as [prediction MODE] says, else the station */
    char signals[PREDICTOR_SIGNALS_MAX][CONFIG_ID_SIZE];
    int signal_count;
    enum predictor_feature feature;
    uint32_t methods;  /* bits 1 << METHOD_… */
    bool always;       /* also while the machine is not running */
    int64_t settle_ms; /* after a start or a change of product nothing counts for so long */
    bool by_product;   /* a baseline for each product */
    char speed[CONFIG_ID_SIZE]; /* signal whose bands have baselines of their own; "" none */
    double band[PREDICTOR_BANDS_MAX];
    int bands;
    int64_t every_ms;  /* a step: 1 s … 1 h, divides a day */
    int64_t learn_ms;  /* of counting time until it speaks */
    int64_t follow_ms; /* the usual level goes along with the signal's within so long; 0: stays */
    bool daily;        /* what a time of day usually brings is taken off */
    double limit;      /* of the first signal: where the failure is; NAN none (remaining life) */
    bool limit_below;  /* … from above */
    enum predictor_uses uses;
    double life;        /* hours, cycles or starts that it lasts; 0 none */
    int64_t horizon_ms; /* within which a probability is stated */
    enum predictor_sensitivity sensitivity;
    int64_t retune; /* millionths: labels may move the threshold by so much either way; 0: never */
    struct {
        char signals[512], look_for[128], bands[64], limit[32];
        int64_t life;
    } written; /* as in the file: the members above are made of it */
    struct config_origin origin;
};

#endif
