/* SPDX-License-Identifier: MIT */
/* A part of the plant, an area or a line, as one row: what a hub's view adds up over its stations,
 * and the same as JSON both ways. */
#ifndef DATA_MODEL_LINE_PART_H
#define DATA_MODEL_LINE_PART_H

#include "data/model/line/row.h"

/* Amounts millionths, -1 unknown; durations ms, -1 unknown; times wall ms or TIME_NONE. */
struct line_part {
    char path[LINE_STATION_SIZE]; /* an area's has three levels, a line's four */
    int64_t stations, lines;
    int64_t grade[LINE_GRADE_COUNT];
    int64_t state[MACHINE_STATE_COUNT]; /* who is not heard is unknown */
    int64_t unexplained, unexplained_ms, calls, blocking, alerts, unacked, pending;
    int64_t oldest_ms; /* the worst: the oldest record that is not upstream */
    int64_t
        heard_at; /* the worst: when the summary came that is the oldest; TIME_NONE: of one none */
    /* Of the line's last station; without one the sum over machines, which counts a part once for
     * each machine it went through. -1 unknown */
    int64_t good, target, target_now;
    char last[64], constraint[64]; /* "": not configured, or not heard */
    double oee, oee_last;          /* of the constraint and of the last station; NaN without one */
};

void line_part_init(struct line_part *part);
/* An object in an array, and back (text sanitised). */
void line_part_put(struct jw *w, const struct line_part *part);
void line_part_get(const json_t *json, struct line_part *part);

#endif
