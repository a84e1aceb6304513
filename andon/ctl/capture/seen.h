/* SPDX-License-Identifier: MIT */
/* How many different topics there were, as far as is worth counting. */
#ifndef ANDON_CTL_CAPTURE_SEEN_H
#define ANDON_CTL_CAPTURE_SEEN_H

#include <stdbool.h>
#include <stddef.h>

#define SEEN_MAX 100000

struct seen;
struct seen *seen_new(void); /* NULL: out of memory */
void seen_free(struct seen **seen);
void seen_add(struct seen *seen, const char *topic);
size_t seen_count(const struct seen *seen);
bool seen_full(const struct seen *seen); /* there were more than SEEN_MAX */

#endif
