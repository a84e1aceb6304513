/* SPDX-License-Identifier: MIT */
/* What people and time do to the lamps beside the rules, for the files of andon/engine only: part
 * of the station. */
#ifndef ANDON_ENGINE_LIGHT_LIGHT_H
#define ANDON_ENGINE_LIGHT_LIGHT_H

#include "data/config/config.h"

#include <stdbool.h>
#include <stdint.h>

/* A lamp that a person of maintenance has taken out of the rules' hands, for a time. Rules about
 * faults keep it; it never makes green what is not known to be well. */
struct override {
    bool on;
    int64_t number, rev; /* of its record */
    int64_t begin, begin_wall, until;
    enum lamp_pattern pattern;
    char actor[32], from[32], why[96];
};

/* For how long a lamp has burned until the pattern that it shows now, and since when it does. */
struct burning {
    int64_t ms, since;
};

/* What a contact or a light sensor at the lamp says. */
struct feedback {
    bool heard, lit;
    bool wrong; /* it is not what the pattern makes of it */
    int64_t at; /* of the last edge */
};

struct light {
    struct override override[CONFIG_LAMPS_MAX];
    struct burning burning[CONFIG_LAMPS_MAX];
    struct feedback feedback[CONFIG_LAMPS_MAX];
    uint32_t mismatch; /* lines that do not follow, as last told */
    int64_t silenced;  /* what sounded until then is silent; TIME_NONE: nothing is */
    char silenced_by[32];
};

#endif
