/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_VALUE_H
#define DATA_DECODE_VALUE_H

#include "data/config/config.h"
#include "data/decode/scan.h"
#include "data/model/cause.h"
#include "data/model/value.h"

/* Make of a value what the signal's role wants: value map, scale and offset, words of its role.
 * Fills `value` and `mapped` of `out`. Returns 0; 1: taken, but `why` tells what is odd; -1: no
 * value, `why` tells why. */
int value_read(const struct signal_conf *signal, const struct scan_value *value, struct update *out,
               struct cause *why);

#endif
