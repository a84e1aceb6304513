/* SPDX-License-Identifier: MIT */
/* Report by exception: what is worth a message. Pure. */
#ifndef DATA_GATEWAY_CORE_REPORT_H
#define DATA_GATEWAY_CORE_REPORT_H

#include "data/gateway/core/register.h"

struct report_rule {
    double deadband;  /* a number that moved by no more stays unsaid */
    int64_t every_ms; /* but at least so often it is said */
};

struct report {
    bool said, good;
    struct reg_value value; /* what was last said */
    char error[96];
    int64_t at_ms;
};

/* Whether this is to be said now; it then counts as said. `value` is NULL for bad quality, with
 * `error` in words. */
bool report_take(struct report *r, const struct report_rule *rule, const struct reg_value *value,
                 const char *error, int64_t now_ms);

/* {"ts":…,"v":…,"q":"good","unit":…}; value NULL: "v":null,"q":"bad","error":…. Returns the length,
 * 0: it does not fit. */
size_t report_json(char *out, size_t size, int64_t wall_ms, const struct reg_value *value,
                   const char *unit_or_error);

#endif
