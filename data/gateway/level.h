/* SPDX-License-Identifier: MIT */
/* One [running NAME]: the level of a register to a running bit, with what it learns. */
#ifndef DATA_GATEWAY_LEVEL_H
#define DATA_GATEWAY_LEVEL_H

#include "data/gateway/core/report.h"
#include "data/gateway/core/running.h"
#include "data/gateway/outlet.h"
#include "data/gateway/poll.h"
#include "data/gateway/state.h"

struct level {
    const struct gateway_conf *conf;
    const struct running_conf *own;
    size_t index;
    struct outlet *outlet;
    struct running running;
    struct running_rule rule;
    struct learner *learner; /* NULL: its thresholds are configured */
    bool learnt;             /* the rule has thresholds */
    bool kept;               /* and they are in the file */
    struct report report;
    char path[512], source[STATE_SOURCE_SIZE], lacks[200];
    int64_t look_ms, tell_ms;
};

/* Takes up what was learnt before. 0 or -1. */
int level_begin(struct level *l, const struct gateway_conf *conf, size_t index,
                struct outlet *outlet, struct cause *why);
void level_end(struct level *l);

/* A reading of its register. */
void level_take(struct level *l, const struct poll_item *item);
/* Now and then: whether somebody deleted the file, and how far it is. */
void level_look(struct level *l, int64_t boot_ms);

#endif
