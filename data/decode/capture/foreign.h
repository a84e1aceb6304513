/* SPDX-License-Identifier: MIT */
/* Recordings of broker traffic as people have them: our own capture files, the output of
 * mosquitto_sub (%j, %J, or a text line with or without a time, payload plain or as hex), messages
 * of Node-RED and the like as JSON lines. Pure: told apart by their content. */
#ifndef DATA_DECODE_CAPTURE_FOREIGN_H
#define DATA_DECODE_CAPTURE_FOREIGN_H

#include "data/decode/capture.h"
#include "data/model/clock.h"

enum foreign_kind {
    FOREIGN_OURS, /* capture.h */
    FOREIGN_JSON, /* an object a line, with topic and payload */
    FOREIGN_TEXT  /* [time] topic [payload] */
};

struct foreign {
    enum foreign_kind kind;
    bool timed;                /* a line says when it was */
    bool hex;                  /* TEXT: payloads are hexadecimal */
    const struct zone *zone;   /* of times without one; NULL: UTC. Not set by foreign_recognise */
    const char *const *filter; /* foreign_wants */
    size_t filters;
    bool blanks; /* one of them has a blank */
};

#define FOREIGN_HEAD (64 * 1024) /* as much of a file tells what it is */

/* What a file is that begins with these bytes, the last line of which may be cut. Nothing in it
 * counts as ours. 0; -1 with the cause: what it is instead, and what to do with it. */
int foreign_recognise(const char *head, size_t length, struct foreign *out, struct cause *why);

/* Which topics are wanted (borrowed): where a text line's topic has blanks, that tells it from the
 * payload. */
void foreign_wants(struct foreign *foreign, const char *const *filter, size_t filters);

/* In words, for people; NULL: it is ours, there is nothing to say. */
const char *foreign_words(const struct foreign *foreign);

/* As capture_parse. Of a line with a time `t_us` is that time, since 1970; of one without it is 0
 * and `wall_ms` TIME_NONE. What a subscriber was told as retained was stored. */
int foreign_parse(const struct foreign *foreign, const char *line, size_t length,
                  struct capture_line *out, struct cause *why);

#endif
