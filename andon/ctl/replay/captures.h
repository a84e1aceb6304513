/* SPDX-License-Identifier: MIT */
/* Several capture files as one stream of messages in time order. */
#ifndef ANDON_CTL_CAPTURES_H
#define ANDON_CTL_CAPTURES_H

#include "data/decode/capture.h"
#include "data/model/cause.h"
#include "data/model/clock.h"

#include <stddef.h>
#include <stdint.h>

struct captures;

/* Called for every line that cannot be used, with file, line and cause in words. */
typedef void captures_complain(void *ctx, const char *text);

/* Borrows `paths`. NULL with the cause when a file cannot be opened. */
struct captures *captures_open(const char *const *paths, size_t count, captures_complain *listener,
                               void *ctx, struct cause *why);
void captures_close(struct captures **captures);

/* The next message and its time, which never goes back; both clocks in ms. NULL at the end. Valid
 * until the next call. */
const struct capture_line *captures_next(struct captures *captures, struct now *now);

struct captures_stats {
    int64_t messages, malformed;
    int64_t unordered; /* earlier than the one before it: taken at that one's time */
};
struct captures_stats captures_stats(const struct captures *captures);

#endif
