/* SPDX-License-Identifier: MIT */
/* How much alerts ask of people (EEMUA 191, ISA-18.2): floods as they come, and the alarm load of a
 * span of time. Pure; times are any ms of one axis. */
#ifndef DATA_MODEL_ANDON_LOAD_H
#define DATA_MODEL_ANDON_LOAD_H

#include "data/model/andon/alert.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FLOOD_MAX 64
struct flood_conf {
    int start, end;    /* so many in the window begin a flood, fewer than so many end it */
    int64_t window_ms; /* … of this length */
};

struct flood {
    bool on;
    int64_t since;
    int64_t at[FLOOD_MAX]; /* the latest ones, ascending; conf.start of them are enough */
    int count;
};
/* One came, or time passed. Whether the flood began or ended with that. */
bool flood_come(const struct flood_conf *conf, struct flood *f, int64_t t);
bool flood_tick(const struct flood_conf *conf, struct flood *f, int64_t t);
int64_t flood_deadline(const struct flood_conf *conf, const struct flood *f);

/* An occurrence that wanted an operator: announced, not hidden, no advice. */
struct load_item {
    int64_t begin, end; /* end TIME_NONE: it goes on */
    int64_t acked;      /* TIME_NONE: not */
    int source;         /* which alert: from 0 */
    enum priority priority;
    bool acted; /* a person did something about it: see struct alarms_conf */
};

struct load_conf {
    struct flood_conf flood;
    int chatter_n;
    int64_t chatter_ms, standing_ms, action_ms;
    int operators;
};

#define LOAD_TOP 10
struct load_report {
    int64_t from, to;
    int64_t alerts;
    int64_t per_operator_hour;        /* millionths */
    int64_t per_operator_10_min;      /* … one is what a person can bear */
    int64_t worst_hour, worst_10_min; /* most in any such span */
    int64_t floods, flood_ms;
    int64_t chattering;       /* alerts that came chatter_n times within chatter_ms */
    int64_t standing;         /* active for longer than standing_ms */
    int64_t acked, idle_acks; /* idle: acknowledged and nothing followed */
    int64_t waiting;          /* acknowledgements too young to say */
    int64_t ack_ms;           /* median time to acknowledge, -1: none */
    int64_t by_priority[PRIORITY_COUNT];
    struct {
        int source;
        int64_t count;
        bool chattering;
    } top[LOAD_TOP];
    int tops;
    int64_t top_count; /* of all of these */
};

/* `items` ascend by begin; those that began in [from, to) count, those before it for what stands.
 * `scratch` has room for `sources` and for `count` numbers. */
void load_make(const struct load_conf *conf, const struct load_item *items, size_t count,
               struct load_report *out, int64_t *scratch, size_t sources);

#endif
