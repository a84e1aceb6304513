/* SPDX-License-Identifier: MIT */
/* Rows of andond's replies (data/model/protocol.h) into the view's tables. Text is sanitised here;
 * beyond a table's limit the oldest goes; of the log the rest; intervals are made coarser. */
#ifndef CONSOLE_ROWS_H
#define CONSOLE_ROWS_H

#include "console/panels/view.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* One page of rows, asked for from `from_ms` on. `first`: the first page of its reply, which
 * replaces the rows that began at or after `from_ms` (the log: all rows). */
void rows_timeline(struct view *v, const json_t *rows, int64_t from_ms, bool first);
void rows_minutes(struct view *v, const json_t *rows, int64_t from_ms, bool first);
void rows_stops(struct view *v, const json_t *rows, int64_t from_ms, bool first);
void rows_log(struct view *v, const json_t *rows, bool first);

/* The same into tables of one's own, of VIEW_TIMELINE_MAX rows, and as many as `max` says. */
void timeline_take(struct timeline *t, const json_t *rows, int64_t from_ms, bool first);
void stops_take(struct stops *s, const json_t *rows, int64_t from_ms, bool first);

/* The reply to `zone`. */
void rows_zone(struct view *v, const json_t *reply);

#endif
