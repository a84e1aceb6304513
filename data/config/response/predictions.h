/* SPDX-License-Identifier: MIT */
/* Predicted failures and work orders, as configured: parts of struct config. */
#ifndef DATA_CONFIG_RESPONSE_PREDICTIONS_H
#define DATA_CONFIG_RESPONSE_PREDICTIONS_H

#include "data/config/origin.h"
#include "data/model/andon/alert.h"

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_PREDICTIONS_MAX 64
#define CONFIG_MODELS_MAX      32

/* What a model's messages look like. */
enum prediction_format { PREDICTION_V1, PREDICTION_LOOKOUT, PREDICTION_UMH, PREDICTION_PLAIN };
/* In what a plain message counts remaining life. */
/* In which states of the machine messages move nothing: what sensors say of a machine that stands
 * is not about its wear. */
enum freeze { FREEZE_NEVER, FREEZE_STOPPED, FREEZE_STANDING };
enum life_unit { LIFE_S, LIFE_MIN, LIFE_H, LIFE_D, LIFE_UNITS };

/* [prediction MODE]: a failure mode that models warn of */
struct prediction_conf {
    char name[48], title[64];
    char asset[96];  /* "": the station */
    char topic[256]; /* MQTT filter; "" as written: …/prediction/MODE of the station */
    enum prediction_format format;
    /* PLAIN: JSON Pointers; "": the message has no such thing. Without p and life the whole message
     * is the probability. */
    char p[128], life[128], time[128], id[128];
    int64_t scale; /* millionths: p = what is said times this */
    enum life_unit life_unit;
    char model[48];      /* of messages that name none */
    int64_t horizon_ms;  /* likewise; 0: none */
    int64_t valid_ms;    /* likewise */
    int64_t p_on, p_off; /* millionths of 1 */
    int messages;        /* so many in a row raise it */
    enum freeze freeze;
    int64_t life_on_ms; /* remaining life below this raises it, too; 0: never */
    bool alarm;         /* an operator has to respond; otherwise it is advice to maintenance */
    enum priority priority;
    char action[160];  /* what to do, when the model does not say */
    char order[160];   /* symptom of a work order made from it; "": title and figures */
    char signals[192]; /* of its evidence, ", " between them */
    char reasons[256]; /* of stops that are this failure, likewise; "": only what people find */
    struct config_origin origin;
};

/* [model NAME]: what is asked of a model */
struct model_conf {
    char name[48], title[64];
    int64_t floor;   /* millionths: precision below which it goes silent; 0: never */
    int answers;     /* … once so many of its warnings have ended */
    int64_t lead_ms; /* wanted from the warning to the finding */
    struct config_origin origin;
};

/* [work-orders] */
struct work_orders_conf {
    int64_t wanted_ms[PRIORITY_COUNT]; /* from asking, by priority */
    char word[PRIORITY_COUNT][16]; /* what the maintenance system calls the priority; "": ours */
};

#endif
