/* SPDX-License-Identifier: MIT */
/* Cross-checks as configured. Part of struct config. */
#ifndef DATA_CONFIG_CHECKS_H
#define DATA_CONFIG_CHECKS_H

#include "data/config/origin.h"

#include <stdbool.h>
#include <stdint.h>

/* [checks]; a limit of 0: that check is off */
struct checks_conf {
    bool enabled;
    char off[192];           /* names of checks that are off, ", " between them */
    uint32_t off_bits;       /* … as 1 << enum check_kind */
    int64_t count_tolerance; /* millionths of 1 */
    int64_t stopped_parts;   /* amount */
    int64_t running_ms;      /* running without parts */
    int64_t clock_ms;
    int64_t stuck_ms;
    char speed[32]; /* the signal that is the machine's speed; "": found by its unit */
};

#endif
