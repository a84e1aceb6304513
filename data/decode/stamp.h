/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_STAMP_H
#define DATA_DECODE_STAMP_H

#include "data/decode/scan.h"
#include "data/model/clock.h"

#include <stdint.h>

/* The time a source states (standards.md §6.1): a number of `unit` or by magnitude, a number as
 * text, or ISO 8601; without a zone that is the plant's local time (`zone` with no rows: UTC).
 * Returns 0, or -1 when it is none. */
int stamp_read(const struct scan_value *value, enum time_unit unit, const struct zone *zone,
               int64_t *wall_ms);

#endif
