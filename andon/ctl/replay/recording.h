/* SPDX-License-Identifier: MIT */
/* The lines of a file, compressed by gzip or not, or of standard input ("-"). */
#ifndef ANDON_CTL_REPLAY_LINES_H
#define ANDON_CTL_REPLAY_LINES_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recording;

/* Copies the path. NULL with the cause. */
struct recording *recording_open(const char *path, struct cause *why);
void recording_close(struct recording **lines);

/* What the file begins with, before anything is read: as much as there is of `most` bytes. */
size_t recording_head(struct recording *lines, size_t most, const char **head);

enum recording_next {
    RECORDING_END,
    RECORDING_ONE,
    RECORDING_CUT, /* one: the last, without its newline */
    RECORDING_LONG /* longer than CAPTURE_LINE_MAX: passed over */
};
/* The next one without its newline, valid until the next call. */
enum recording_next recording_next(struct recording *lines, const char **text, size_t *length);
int64_t recording_number(const struct recording *lines); /* of that one, from 1 */

/* Back to the first; -1 where that cannot be (a pipe). */
int recording_rewind(struct recording *lines);

/* Why it ended before its end: NULL, or in words. */
const char *recording_trouble(struct recording *lines);

#endif
