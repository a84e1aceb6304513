/* SPDX-License-Identifier: MIT */
/* What a replay found out beside the snapshot, for its report to people. */
#ifndef ANDON_CTL_REPLAY_H
#define ANDON_CTL_REPLAY_H

#include "data/config/config.h"
#include "data/model/record.h"
#include "data/model/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct replay_stop {
    char id[RECORD_ID_SIZE], detail[VALUE_TEXT_SIZE], suggested[VALUE_TEXT_SIZE], state[16];
    int64_t begin, end, ms; /* end TIME_NONE: still open */
    bool small;
};

/* The latest version of every stop, in the order in which they began. Zero-initialise. */
struct replay_stops {
    struct replay_stop *stop;
    size_t count, capacity;
    int64_t dropped; /* beyond the limit or memory */
};
void replay_stops_take(struct replay_stops *stops, const struct record_draft *record);
void replay_stops_done(struct replay_stops *stops);

/* What cross-checks found, in that order. Zero-initialise. */
#define REPLAY_CHECKS 32
struct replay_checks {
    struct replay_check {
        char id[RECORD_ID_SIZE], text[192];
        int64_t begin, end; /* end TIME_NONE: it is so at the end */
    } check[REPLAY_CHECKS];
    size_t count, more;
};
void replay_checks_take(struct replay_checks *checks, const struct record_draft *record);

struct replay_outcome {
    const struct config *config;
    const struct snapshot *snapshot;
    const struct replay_stops *stops;
    const struct replay_checks *checks;
    const struct load_report *load; /* of alerts, of the window or the last day; NULL: none */
    bool asked;                     /* for a window, by --from or --to */
    int64_t from, to;               /* wall: the window, as far as it was replayed */
    int64_t messages, malformed, unordered, other, unwanted, records;
};

/* Readable, with the formulas and their numbers, to standard output. */
void replay_report(const struct replay_outcome *outcome);

#endif
