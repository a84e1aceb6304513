/* SPDX-License-Identifier: MIT */
/* What an electrician asks at the cabinet: --check, --once, --scan. They print to stdout. */
#ifndef DATA_GATEWAY_SHOW_H
#define DATA_GATEWAY_SHOW_H

#include "data/gateway/conf.h"

/* What was understood: devices, their reads, how the budget is spent. 0 or -1. */
int show_check(const struct gateway_conf *conf, struct cause *why);

/* Each register once, with what came and what it means. 0; 1: some have no value; -1. */
int show_once(const struct gateway_conf *conf, struct cause *why);

struct scan_range {
    int unit_from, unit_to; /* which units are asked */
    unsigned from, to;      /* addresses, from 0 */
};

/* Which units answer on each line, and what can be read of those that do. 0; 1: nobody answers;
 * -1. */
int show_scan(const struct gateway_conf *conf, const struct scan_range *range, struct cause *why);

#endif
