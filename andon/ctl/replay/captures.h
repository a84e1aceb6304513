/* SPDX-License-Identifier: MIT */
/* Several recordings (data/decode/capture/foreign.h), packed by gzip or not, as one stream of
 * messages in time order. */
#ifndef ANDON_CTL_CAPTURES_H
#define ANDON_CTL_CAPTURES_H

#include "data/decode/capture.h"
#include "data/model/cause.h"
#include "data/model/clock.h"

#include <stddef.h>
#include <stdint.h>

struct captures;

/* Called for every line that cannot be used, with file, line and cause in words; and once for a
 * file that is not our own, with what it is taken for. */
typedef void captures_complain(void *ctx, const char *text);

struct captures_conf {
    const struct zone *zone; /* of times without one; borrowed. NULL: UTC */
    /* Lines without a time are so far apart, from that moment on. 0: such a file is refused */
    int64_t every_ms, start_ms;
    const char *const *filter; /* which topics are wanted; borrowed */
    size_t filters;
};

/* "-" is standard input. Borrows `paths`. `conf` NULL: all its defaults. NULL with the cause when a
 * file cannot be opened, or is none. */
struct captures *captures_open(const char *const *paths, size_t count,
                               const struct captures_conf *conf, captures_complain *listener,
                               void *ctx, struct cause *why);
void captures_close(struct captures **captures);

/* The next message and its time, which never goes back; both clocks in ms. NULL at the end. Valid
 * until the next call. */
const struct capture_line *captures_next(struct captures *captures, struct now *now);

struct captures_stats {
    int64_t messages, malformed;
    int64_t cut;       /* files whose end is missing */
    int64_t unordered; /* earlier than the one before it: taken at that one's time */
    int64_t unread;    /* not given though nothing is wrong with them: memory was refused */
};
struct captures_stats captures_stats(const struct captures *captures);

#endif
