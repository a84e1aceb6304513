/* SPDX-License-Identifier: MIT */
/* Sets of topic filters, as one block of memory each. Private to data/link. */
#ifndef DATA_LINK_FILTERS_H
#define DATA_LINK_FILTERS_H

#include <stdbool.h>
#include <stddef.h>

struct filters {
    size_t count;
    const char *item[]; /* the texts stand behind */
};

/* A copy; NULL without memory. */
struct filters *filters_new(const char *const *item, size_t count);

/* Those of `set` that `without` has not, borrowing their texts from it. NULL without memory. */
struct filters *filters_minus(const struct filters *set, const struct filters *without);

#endif
