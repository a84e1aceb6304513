/* SPDX-License-Identifier: MIT */
/* Baselines of goals: figures of the first N complete shifts, added up as shifts end and frozen as
 * a record when there are so many. */
#ifndef ANDON_ENGINE_GOALS_H
#define ANDON_ENGINE_GOALS_H

#include "data/config/money.h"
#include "data/model/account.h"
#include "data/model/cause.h"
#include "data/model/json.h"
#include "data/model/record.h"

#include <jansson.h>
#include <stdint.h>

#define GOAL_PRODUCTS 8

struct station;

/* A shift is complete when it was watched from its begin to its end, planned time is in it, and
 * there is data of nine tenths of that. Others do not count. When what figures are made with
 * changes before there are enough, counting begins anew. */
struct goal_run {
    char goal[32]; /* "": this slot is free */
    char definitions[17];
    int64_t want, shifts; /* how many it is to be, and are so far; want met: frozen */
    bool frozen;
    int64_t from_wall, to_wall; /* of the first and the last */
    int64_t planned_ms, run_ms, known_ms, unknown_ms, ideal_ms, ideal_good_ms;
    bool measured;   /* rejects are told or were entered: else there is no quality */
    bool ideal, gap; /* an ideal cycle is known of anything; of something that was made none is */
    int64_t total, good, scrap; /* amounts */
    struct goal_product {
        char name[ACCOUNT_PRODUCT_SIZE]; /* "" none is known; the last: what is beyond */
        int64_t total, ideal_us;
    } product[GOAL_PRODUCTS];
    int products;
};

struct goals {
    struct goal_run run[CONFIG_GOALS_MAX];
};

/* Window `index` has just ended as a whole. */
void goals_shift(struct station *st, int index);
void goals_write(struct jw *w, const struct station *st);
int goals_read(const json_t *json, struct station *st, struct cause *why);
/* A record says that it is frozen, whatever the checkpoint knew. */
int goals_recall(struct station *st, const struct record *record, struct cause *why);

#endif
