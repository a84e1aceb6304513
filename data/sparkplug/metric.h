/* SPDX-License-Identifier: MIT */
/* What a value of the wire means under its type; liberal in what it takes, since clients write the
 * same type into different fields. Pure. */
#ifndef DATA_SPARKPLUG_METRIC_H
#define DATA_SPARKPLUG_METRIC_H

#include "data/sparkplug/payload.h"

#define SPB_QUALITY_BAD   0
#define SPB_QUALITY_GOOD  192
#define SPB_QUALITY_STALE 500

/* An integer type's value in either field, cut to the type's width and with its sign; DateTime is
 * ms; Boolean 0 or 1. UInt64 beyond INT64_MAX comes back as a negative number: see the type. 0;
 * -1: the type is none of these, or nothing that can be one is there. */
int spb_integer(const struct spb_value *value, uint32_t type, int64_t *out);

/* Any number: integers, Float, Double, Boolean. Never NaN or infinite. 0; -1. */
int spb_real(const struct spb_value *value, uint32_t type, double *out);

/* The type that the form suggests, for metrics whose type nobody has said: SPB_UNKNOWN: none. */
enum spb_type spb_type_of(enum spb_form form);

/* The property of that name, or NULL. */
const struct spb_property *spb_property(const struct spb_metric *metric, const char *key);
/* Property `Quality`, else SPB_QUALITY_GOOD. */
int64_t spb_quality(const struct spb_metric *metric);

/* Arrays (types 22 … 34) and their items, little-endian and packed, Booleans after their number in
 * four bytes with the first in the highest bit, texts each with its NUL. The number of items; -1:
 * not an array, or bytes are left over or missing. */
int64_t spb_array_count(const struct spb_value *value, uint32_t type);
/* The type of an array's items; SPB_UNKNOWN: it is no array. */
enum spb_type spb_array_of(uint32_t type);

#endif
