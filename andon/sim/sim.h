/* SPDX-License-Identifier: MIT */
/* What the faces of andon-sim share: the clocks, and waiting for whatever comes first. */
#ifndef ANDON_SIM_SIM_H
#define ANDON_SIM_SIM_H

#include "andon/sim/options.h"
#include "andon/sim/publisher.h"
#include "data/model/clock.h"

struct sim {
    const struct options *options;
    struct publisher *publisher[LINE_STATIONS_MAX]; /* one a station; the player has one */
    size_t publishers;
    int signals; /* signalfd: SIGINT, SIGTERM, SIGHUP */
    int control; /* standard input when --control was given, else -1 */
    bool stop;
};

/* The virtual line, the player, the recorder. They return the exit status. */
int live_run(struct sim *sim);
int playback_run(struct sim *sim);
int record_run(const struct options *options);
/* Before anything is opened: every file must be readable. 0 or -1. */
int playback_check(const struct options *options, struct cause *why);

/* Print what the presses did, if that is wanted. The exit status. */
int sim_tell_truth(const struct options *options, const struct plant *plant);

int64_t sim_now_us(void); /* monotonic */
int64_t sim_wall_ms(void);

/* Wait until `until_us` (monotonic), a signal, a link or the control input; turns the publishers.
 * Returns true when there is control input to read. */
bool sim_wait(struct sim *sim, int64_t until_us);

#endif
