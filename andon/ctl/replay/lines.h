/* SPDX-License-Identifier: MIT */
/* The lines of a file, compressed by gzip or not, or of standard input ("-"). */
#ifndef ANDON_CTL_REPLAY_LINES_H
#define ANDON_CTL_REPLAY_LINES_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lines;

/* Copies the path. NULL with the cause. */
struct lines *lines_open(const char *path, struct cause *why);
void lines_close(struct lines **lines);

/* What the file begins with, before anything is read: as much as there is of `most` bytes. */
size_t lines_head(struct lines *lines, size_t most, const char **head);

enum lines_next {
    LINES_END,
    LINES_ONE,
    LINES_CUT, /* one: the last, without its newline */
    LINES_LONG /* longer than CAPTURE_LINE_MAX: passed over */
};
/* The next one without its newline, valid until the next call. */
enum lines_next lines_next(struct lines *lines, const char **text, size_t *length);
int64_t lines_number(const struct lines *lines); /* of that one, from 1 */

/* Back to the first; -1 where that cannot be (a pipe). */
int lines_rewind(struct lines *lines);

/* Why it ended before its end: NULL, or in words. */
const char *lines_trouble(struct lines *lines);

#endif
