/* SPDX-License-Identifier: MIT */
/* One line of a capture file (design.md §7):
 * {"t":s,"wall":ms,"topic":"…","qos":0|1,"retain":bool,"b64":"…"}. */
#ifndef DATA_DECODE_CAPTURE_H
#define DATA_DECODE_CAPTURE_H

#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPTURE_LINE_MAX (4 * 1024 * 1024) /* a longer line is malformed */

struct capture_line {
    int64_t t_us;           /* from the start of the capture */
    int64_t wall_ms;        /* TIME_NONE when absent */
    char *topic;            /* owned */
    unsigned char *payload; /* owned; not terminated */
    size_t length;
    int qos;
    bool retain;     /* the publisher's flag */
    bool stored;     /* the broker delivered it from its store */
    char source[16]; /* "mqtt", "gpio", "command" */
};

/* What the cause says when it is not the line's fault. */
#define CAPTURE_NO_MEMORY "out of memory"

/* Parse one line. 1: a message; 0: blank line; -1: malformed, or CAPTURE_NO_MEMORY: cause says why.
 */
int capture_parse(const char *line, size_t length, struct capture_line *out, struct cause *why);
void capture_line_done(struct capture_line *line);

/* Write one line without newline, terminated. Returns its length, or 0 when it does not fit or the
 * topic is not UTF-8. */
size_t capture_format(const struct capture_line *line, char *out, size_t size);

#endif
