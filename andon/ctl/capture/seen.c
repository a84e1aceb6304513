/* SPDX-License-Identifier: MIT */
/* A set of topics' hashes (64 bits: among a hundred thousand two are the same once in four thousand
 * million captures). Called by capture.c for each message. */
#include "andon/ctl/capture/seen.h"

#include <stdint.h>
#include <stdlib.h>

#define SLOTS 262144U

struct seen {
    size_t count;
    bool full;
    uint64_t slot[SLOTS]; /* 0: free */
};

struct seen *seen_new(void)
{
    return calloc(1, sizeof(struct seen));
}

void seen_free(struct seen **seen)
{
    free(*seen);
    *seen = NULL;
}

void seen_add(struct seen *seen, const char *topic)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (const char *p = topic; *p; p++)
        hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
    hash += hash == 0;
    size_t at = (size_t)(hash % SLOTS);
    while (seen->slot[at] != 0 && seen->slot[at] != hash)
        at = (at + 1) % SLOTS;
    if (seen->slot[at] == hash)
        return;
    if (seen->count == SEEN_MAX) {
        seen->full = true;
        return;
    }
    seen->slot[at] = hash;
    seen->count++;
}

size_t seen_count(const struct seen *seen)
{
    return seen->count;
}

bool seen_full(const struct seen *seen)
{
    return seen->full;
}
