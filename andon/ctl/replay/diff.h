/* SPDX-License-Identifier: MIT */
/* What would have been different: two replays of the same capture under two configurations. Pure
 * but for the report. */
#ifndef ANDON_CTL_REPLAY_DIFF_H
#define ANDON_CTL_REPLAY_DIFF_H

#include "andon/ctl/replay/story.h"

#define DIFF_ROWS_MAX 200000 /* of each list; the rest is counted in `lost`, and in the sums */
#define DIFF_NOTHING  MACHINE_STATE_COUNT /* in `pair_ms`: the story says nothing of that time */

/* From `begin` to `end` the one said `a`, the other `b`; kind -1: nothing. */
struct diff_span {
    int64_t begin, end;
    struct span a, b;
    uint32_t lamp; /* its name, of a lamp */
};
struct diff_spans {
    struct diff_span *item;
    size_t count, capacity;
};

/* NULL: it is only in the other one. */
struct diff_stop {
    const struct story_stop *a, *b;
    bool moved, renamed, resized; /* begin or end; state, detail or reason; small or not */
};
struct diff_raised {
    const struct story_raised *a, *b;
    bool moved;
};
struct diff_shift {
    const struct story_shift *a, *b;
};

/* How many in the one and in the other, and what became of them. */
struct diff_tally {
    int64_t a, b, vanish, appear, moved, renamed, resized;
};

struct diff {
    const struct story *a, *b;
    struct diff_spans states, lamps;
    int64_t state_ms, word_ms; /* another state; the same in another word */
    int64_t pair_ms[MACHINE_STATE_COUNT + 1]
                   [MACHINE_STATE_COUNT + 1]; /* [in a][in b], other ones */
    int64_t lamp_ms[2 * CONFIG_LAMPS_MAX];    /* per lamp_name */
    uint32_t lamp_name[2 * CONFIG_LAMPS_MAX];
    size_t lamp_names;
    struct diff_stop *stop; /* those that differ */
    size_t stops, stops_room;
    struct diff_tally long_stops, small_stops, all_stops;
    struct diff_raised *raised; /* those that differ */
    size_t raisings, raised_room;
    struct diff_tally alerts, predictions, calls;
    struct diff_shift *shift; /* all of them */
    size_t shifts, shifts_room;
    int64_t lost;
};

/* Compare within [from, to), wall. Borrows the stories. 0; -1 out of memory. Done at any rate. */
int diff_make(const struct story *a, const struct story *b, int64_t from, int64_t to,
              struct diff *out);
void diff_done(struct diff *diff);
bool diff_is_nothing(const struct diff *diff); /* but for figures, which are the snapshots' */

/* To standard output: for people, or as one JSON object. */
struct diff_outcome {
    const struct diff *diff;
    const struct snapshot *snapshot[2];
    const struct config *config[2];
    const char *name[2]; /* of the configurations: their layers */
    int64_t messages, from, to;
    bool json;
};
void diff_report(const struct diff_outcome *outcome);

#endif
