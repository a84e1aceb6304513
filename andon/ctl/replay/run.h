/* SPDX-License-Identifier: MIT */
/* One configuration's engine on virtual time: what a replay feeds, once or twice over. */
#ifndef ANDON_CTL_REPLAY_RUN_H
#define ANDON_CTL_REPLAY_RUN_H

#include "andon/engine/station.h"
#include "data/config/config.h"
#include "data/decode/capture.h"
#include "data/decode/decode.h"

struct run {
    struct config *config;
    struct decoder *decoder;
    struct station *station; /* NULL until the first message */
    struct effects effects;  /* of the last step */
    char job_topic[CONFIG_TOPIC_MAX], prediction_filter[CONFIG_TOPIC_MAX];
    struct now now;
    int64_t messages, records;
    int64_t refused; /* of the order system or a model, that could not be read */
    bool exact; /* each deadline is a step of its own: what lamps show between messages is seen */
    void (*after)(void *ctx, struct run *run); /* each step; NULL: nobody */
    /* each update, before its step; NULL: nobody */
    void (*sampled)(void *ctx, const struct update *update, struct now now);
    void *ctx;
};

/* Loads layers; zero-initialise but for `exact`, `after` and `ctx`. Returns CTL_DONE, or says what
 * is wrong. */
int run_load(struct run *run, const char *const *layers, size_t count);
/* The station begins, linked and kept, at `now`, with the figures of [from, to) (or TIME_NONE). */
int run_begin(struct run *run, struct now now, int64_t from, int64_t to);
void run_step(struct run *run, const struct event *event, struct now now);
/* A message at `now`: of the machine, the order system or a model. */
void run_feed(struct run *run, const struct capture_line *line, struct now now);
/* boot_ms at which a source with a session has waited long enough, or TIME_NEVER; and what comes of
 * that, if it is so at `now`. */
int64_t run_due(const struct run *run);
void run_wait_over(struct run *run, struct now now);
void run_done(struct run *run);

/* The final snapshot, with what could not be decoded. */
void run_snapshot(const struct run *run, struct snapshot *out);

#endif
