/* SPDX-License-Identifier: MIT */
/* Alerts as configured: what somebody must respond to, how it is told and for how long it may be
 * put aside. Parts of struct config. */
#ifndef DATA_CONFIG_ALERTS_H
#define DATA_CONFIG_ALERTS_H

#include "data/config/condition.h"
#include "data/config/origin.h"
#include "data/model/andon/alert.h"
#include "data/model/andon/lifecycle.h"
#include "data/model/andon/load.h"
#include "data/model/andon/severity.h"

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_ALERTS_MAX 1000

/* When it is expected and says nothing new: bits of alert_conf.suppress. */
#define SUPPRESS_STATE(state) (1u << (unsigned)(state))       /* of enum machine_state */
#define SUPPRESS_MODE(mode)   (1u << (8u + (unsigned)(mode))) /* of enum station_mode */
#define SUPPRESS_START_UP     (1u << 16)
#define SUPPRESS_BREAK        (1u << 17)

/* Whom it addresses. What is for maintenance asks nothing of the operator and is not in the load.
 */
enum alert_to { ALERT_TO_OPERATOR, ALERT_TO_MAINTENANCE };
extern const struct words words_alert_to;

/* [alert NAME] */
struct alert_conf {
    char name[48], title[64];
    struct condition condition[CONFIG_CONDITIONS_MAX];
    int conditions;
    int limit;            /* index of the condition that compares a number and so has a deadband
                             and a second limit; -1: none does */
    struct limits limits; /* of that one */
    int64_t worse;        /* key; limits.at[1] once resolved */
    enum priority priority, worse_priority;
    struct severity_conf severity;
    struct life_conf life;
    uint32_t suppress; /* SUPPRESS_ bits */
    char suppress_text[160];
    int64_t realarm_ms; /* 0: never again by itself */
    int64_t deadband;
    enum alert_to to;
    bool always; /* announced by itself even in a flood */
    bool sound;
    char cause[160], check[96], steps[384], link[160]; /* steps: "; " between them */
    char asset[96];                                    /* "": the station */
    struct config_origin origin;
};

/* [alarms] */
struct alarms_conf {
    struct load_conf load;
    int64_t shelf_ms;    /* when nobody says how long */
    int64_t start_up_ms; /* so long after it begins to run the machine is starting up */
};

#endif
