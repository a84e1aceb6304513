/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_TOPIC_H
#define DATA_DECODE_TOPIC_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `filter` is a valid MQTT filter (4.7.1) and `topic` a valid topic name: UTF-8, no NUL, no
 * wildcards in a name, whole levels only. */
bool topic_filter_valid(const char *filter);
bool topic_name_valid(const char *topic);

/* Match; captured levels of + and the rest of # as (start, length) into `topic`. Returns the number
 * of captures, or -1 when it does not match. Topics that begin with $ match no leading wildcard. */
struct topic_level {
    const char *text;
    size_t length;
};
int topic_match(const char *filter, const char *topic, struct topic_level *captured, size_t max);

#endif
