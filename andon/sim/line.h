/* SPDX-License-Identifier: MIT */
/* Presses one behind the other with a conveyor between each two: one that stands lets the next one
 * starve and the one before it block, after a while. Pure. */
#ifndef ANDON_SIM_LINE_H
#define ANDON_SIM_LINE_H

#include "andon/sim/press.h"

#define LINE_STATIONS_MAX 16
#define LINE_BELT_PARTS   16 /* what a conveyor holds; six of them are under way */
#define LINE_BELT_FILL    10 /* what lies on it at the beginning */

/* A ring of the times at which its parts arrive at the far end. */
struct belt {
    int64_t there_ms[LINE_BELT_PARTS];
    size_t first, count;
};

struct line {
    struct press press[LINE_STATIONS_MAX];
    struct belt belt[LINE_STATIONS_MAX]; /* behind each press; the last one's is not used */
    int64_t taken[LINE_STATIONS_MAX], given[LINE_STATIONS_MAX]; /* of what the presses count */
    size_t stations;
};

/* All run, and there is something on each belt. */
void line_init(struct line *line, const struct press_conf *conf, uint64_t seed, size_t stations);

/* The next thing that happens at or before `now_ms`: true, at which station and what; false when
 * nothing does. Call until false. How often it is called changes nothing. */
bool line_step(struct line *line, int64_t now_ms, size_t *station, struct press_event *out);
/* When line_step will have something next, or a little before that. */
int64_t line_next(const struct line *line);

#endif
