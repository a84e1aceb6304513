/* SPDX-License-Identifier: MIT */
/* What the two faces of andon-sim share: the clocks, and waiting for whatever comes first. */
#ifndef ANDON_SIM_SIM_H
#define ANDON_SIM_SIM_H

#include "andon/sim/options.h"
#include "andon/sim/publisher.h"

struct sim {
    const struct options *options;
    struct publisher *publisher;
    int signals; /* signalfd: SIGINT, SIGTERM, SIGHUP */
    int control; /* standard input when --control was given, else -1 */
    bool stop;
};

/* The virtual press, and the player. They return the exit status. */
int live_run(struct sim *sim);
int playback_run(struct sim *sim);
/* Before anything is opened: every file must be readable. 0 or -1. */
int playback_check(const struct options *options, struct cause *why);

int64_t sim_now_us(void); /* monotonic */
int64_t sim_wall_ms(void);

/* Wait until `until_us` (monotonic), a signal, the link or the control input; turns the publisher.
 * Returns true when there is control input to read. */
bool sim_wait(struct sim *sim, int64_t until_us);

#endif
