/* SPDX-License-Identifier: MIT */
/* Which reads fetch a device's registers: neighbours together, within what one request may carry
 * and the configured gaps. Pure. */
#ifndef DATA_GATEWAY_CORE_PLAN_H
#define DATA_GATEWAY_CORE_PLAN_H

#include "data/gateway/core/register.h"

struct plan_item {
    struct reg_place place;
    bool apart;   /* never in one read with what stands before it: the device refused that */
    bool refused; /* the device refused this one alone: always a read of its own */
};

struct plan_limits {
    uint16_t registers, bits; /* in one read; 0: what the protocol allows */
    uint16_t gap;             /* that may be read for nothing between two items */
};

struct plan_read {
    struct reg_place place;
    size_t first, items; /* of the items in their order */
};

/* Puts indices of `item` into `order` so that neighbours stand side by side. */
void plan_sort(const struct plan_item *item, size_t items, size_t *order);

/* The reads for the items in `order`; at most `items` of them. Each item is in one read, wholly. */
size_t plan_make(const struct plan_item *item, const size_t *order, size_t items,
                 const struct plan_limits *limits, struct plan_read *out);

#endif
