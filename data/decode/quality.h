/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_QUALITY_H
#define DATA_DECODE_QUALITY_H

#include "data/decode/scan.h"
#include "data/model/words.h"

#include <stdbool.h>

/* What a source says about its value. `code` is what stands at …/Code when the quality is an OPC UA
 * status object. `status`: the pointer names an OPC UA status, for which 0 is good (everywhere else
 * 0 is bad). Absent and null are good: sources leave out what is normal. Returns Q_GOOD, Q_BAD, or
 * Q_NONE when it is not understood. */
enum quality quality_read(const struct scan_value *value, const struct scan_value *code,
                          bool status);

/* Whether a quality pointer names an OPC UA status: "/StatusCode", "/Status/Code". */
bool quality_is_status(const char *pointer);

#endif
