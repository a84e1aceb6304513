/* SPDX-License-Identifier: MIT */
/* How soon calls were answered, a type at a time: from the rows of the query `calls`, so that the
 * figures are those of the records. Durations are ms of the boot clock since the call was raised.
 */
#ifndef DATA_MODEL_ANDON_CALL_TIMES_H
#define DATA_MODEL_ANDON_CALL_TIMES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALL_TIMES_TYPES 32     /* further types are counted in `others` */
#define CALL_TIMES_MOST  100000 /* calls of a type: as many as one question gives */

enum call_step_kind { CALL_STEP_TAKE, CALL_STEP_ARRIVE, CALL_STEP_SOLVE, CALL_STEP_COUNT };

struct call_span {
    int64_t *ms; /* of each call */
    size_t count, room;
};

struct call_times_row {
    char type[48], title[64];
    int64_t calls, solved, cancelled, open, line_stops;
    struct call_span span[CALL_STEP_COUNT];
};

struct call_times {
    struct call_times_row row[CALL_TIMES_TYPES]; /* in the order in which they first came */
    size_t rows;
    int64_t others; /* calls beyond the limits, or beyond memory: in no figure */
};

/* Begin with {0}. One row of the answer. */
void call_times_add(struct call_times *times, const json_t *call);
/* Of the calls that came so far: half were sooner; an even number: between the middle two. -1: none
 * did. They are sorted by it. */
int64_t call_times_median(struct call_times_row *row, enum call_step_kind kind);
int64_t call_times_worst(const struct call_times_row *row, enum call_step_kind kind); /* -1: none */
void call_times_done(struct call_times *times);

#endif
