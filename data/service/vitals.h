/* SPDX-License-Identifier: MIT */
/* How a program that runs for long is itself: its loop, its memory, its last crash. The object
 * "health" of its answer to `status`, for doctor and metrics. */
#ifndef DATA_SERVICE_VITALS_H
#define DATA_SERVICE_VITALS_H

#include "data/model/json.h"
#include "data/service/crash.h"
#include "data/service/turn.h"

#include <stdint.h>

struct vitals {
    struct turn turn;
    int64_t started_ms;      /* boot_ms */
    struct crash_note crash; /* the latest there is a report of; wall_ms TIME_NONE: none */
};

/* Before the loop runs: 0 or a uv error. `slow`: the message of a turn that took long. */
int vitals_begin(struct vitals *vitals, uv_loop_t *loop, int slow);
/* After crash_begin: what is in DATA/crash of `program`; `data` NULL: nowhere. */
void vitals_crashes(struct vitals *vitals, const char *data, const char *program);
/* `clients` of its socket, and the bytes that the slowest of them has not read. */
void vitals_put(const struct vitals *vitals, size_t clients, size_t backlog, struct jw *w);
void vitals_end(struct vitals *vitals); /* closes its handle */

#endif
