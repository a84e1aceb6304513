/* SPDX-License-Identifier: MIT */
/* Reads from items, in one pass over their order: an item joins the read before it when that stays
 * within its limits. Called by schedule.c when a device begins and when it has refused a read; the
 * caller owns all arrays. */
#include "data/gateway/core/plan.h"

static bool stands_before(const struct reg_place *a, const struct reg_place *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->address != b->address ? a->address < b->address : a->count < b->count;
}

/* Insertion: configurations are nearly in order, and there are a thousand items at most. */
void plan_sort(const struct plan_item *item, size_t items, size_t *order)
{
    for (size_t i = 0; i < items; i++) {
        size_t at = i;
        for (; at > 0 && stands_before(&item[i].place, &item[order[at - 1]].place); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

static unsigned most_of(const struct plan_limits *limits, enum reg_kind kind)
{
    const unsigned wanted = reg_is_bit(kind) ? limits->bits : limits->registers;
    const unsigned allowed = reg_is_bit(kind) ? BITS_READ_MAX : REG_READ_MAX;
    return wanted == 0 || wanted > allowed ? allowed : wanted;
}

/* Whether the item fits into the read as it goes on; `*count` is then how long it is. */
static bool joins(const struct plan_read *read, const struct plan_item *item,
                  const struct plan_limits *limits, unsigned *count)
{
    const unsigned end = (unsigned)read->place.address + read->place.count;
    const unsigned first = item->place.address, last = first + item->place.count;
    if (item->apart || item->refused || item->place.kind != read->place.kind)
        return false;
    *count = (last > end ? last : end) - read->place.address;
    return (first <= end || first - end <= limits->gap) &&
           *count <= most_of(limits, item->place.kind);
}

size_t plan_make(const struct plan_item *item, const size_t *order, size_t items,
                 const struct plan_limits *limits, struct plan_read *out)
{
    size_t reads = 0;
    for (size_t i = 0; i < items; i++) {
        const struct plan_item *next = &item[order[i]];
        unsigned count = 0;
        if (reads > 0 && !item[order[out[reads - 1].first]].refused &&
            joins(&out[reads - 1], next, limits, &count)) {
            out[reads - 1].place.count = (uint16_t)count;
            out[reads - 1].items++;
        } else {
            out[reads++] = (struct plan_read){.place = next->place, .first = i, .items = 1};
        }
    }
    return reads;
}
