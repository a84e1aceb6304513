/* SPDX-License-Identifier: MIT */
/* What is to be gained and what is lost in money: [goal] and [cost]. */
#ifndef DATA_CONFIG_MONEY_H
#define DATA_CONFIG_MONEY_H

#include "data/config/origin.h"
#include "data/model/clock.h"
#include "data/model/json.h"

#include <stdint.h>

#define CONFIG_GOALS_MAX 8

enum goal_metric {
    GOAL_OEE,
    GOAL_AVAILABILITY,
    GOAL_PERFORMANCE,
    GOAL_QUALITY,
    GOAL_SCRAP, /* scrap of what was made */
    GOAL_METRICS
};

/* [goal NAME] */
struct goal_conf {
    char name[32];
    char problem[128];
    enum goal_metric metric;
    int64_t target; /* millionths of 1 */
    int32_t date;   /* by when: days since the epoch */
    char baseline_text[32];
    int64_t paper;    /* baseline from paper, likewise; -1: none */
    int first_shifts; /* … of the first so many complete shifts; 0: from paper, or none */
    int32_t since;    /* no shift that began before this day is one of them; 0: any */
    struct config_origin origin;
};

/* [cost NAME] */
struct cost_conf {
    char name[32];
    int32_t from; /* days since the epoch: it holds from this day on */
    char currency[8];
    int64_t minute;   /* amount: of a minute lost at the constraint; 0: none is known */
    char product[48]; /* of which a part costs this; "": of any */
    int64_t part;     /* amount: of a part that is scrap */
    struct config_origin origin;
};

/* As rows of the answer to `money`. */
void goal_put(struct jw *w, const struct goal_conf *goal);
void cost_put(struct jw *w, const struct zone *zone, const struct cost_conf *cost);

struct config;
extern const char *const goal_metric_words[GOAL_METRICS];

/* What figures are made with: ideal cycles, planned time, what unknown time and quality count as.
 * 16 hexadecimal digits; others where any of these is another one. */
void config_definitions(const struct config *config, char out[17]);

#endif
