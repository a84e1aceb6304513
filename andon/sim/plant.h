/* SPDX-License-Identifier: MIT */
/* A line of presses with their gateways: who says what and when, on the line's own clock. Pure. */
#ifndef ANDON_SIM_PLANT_H
#define ANDON_SIM_PLANT_H

#include "andon/sim/control.h"
#include "andon/sim/gateway.h"
#include "andon/sim/line.h"

struct plant_conf {
    struct press_conf press;
    size_t stations; /* at least 1 */
    uint64_t seed;
    bool gateway_faults;
};

struct plant {
    struct line line;
    struct gateway gateway[LINE_STATIONS_MAX];
    int64_t now_ms;
};

/* Borrows the configuration. */
void plant_init(struct plant *plant, const struct plant_conf *conf);

/* The next message that goes out by `now_ms`: true, whose and what; false when there is none. */
bool plant_step(struct plant *plant, int64_t now_ms, size_t *station, struct gateway_news *out);
/* When plant_step may have something next. */
int64_t plant_next(const struct plant *plant);

/* A command to one station, now (except QUIT and MODEL, which are the program's). 0; -1: it cannot
 * be done, and why. */
int plant_obey(struct plant *plant, size_t station, const struct control *c, struct cause *why);

#endif
