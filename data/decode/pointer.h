/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_POINTER_H
#define DATA_DECODE_POINTER_H

#include "data/decode/scan.h"
#include "data/decode/topic.h"

#include <stdbool.h>

/* Whether a pointer holds {1}, {2} …: places for captured topic levels. */
bool pointer_has_places(const char *pointer);

/* Put the captured levels into their places, escaped for RFC 6901. Returns the length (not
 * terminated); -1: there is no such level; -2: too long. */
int pointer_fill(const char *pointer, const struct topic_level *level, int levels,
                 char text[SCAN_POINTER_MAX]);

#endif
