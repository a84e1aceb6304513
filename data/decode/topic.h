/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_TOPIC_H
#define DATA_DECODE_TOPIC_H

#include <stdbool.h>
#include <stddef.h>

#define TOPIC_LEVELS_MAX 16 /* captured levels kept */

/* Whether `filter` is a valid MQTT filter (4.7.1) and `topic` a valid topic name: UTF-8, no NUL, no
 * wildcards in a name, whole levels only. */
bool topic_filter_valid(const char *filter);
bool topic_name_valid(const char *topic);

/* Match; captured levels of + and the rest of # as (start, length) into `topic`. Returns the number
 * of captures (at most `max`), or -1 when it does not match. Topics that begin with $ match no
 * leading wildcard. */
struct topic_level {
    const char *text;
    size_t length;
};
int topic_match(const char *filter, const char *topic, struct topic_level *captured, size_t max);

/* Which of many filters want a topic: a hash for those without wildcards, a list for the others. */
struct topic_index;

/* Borrows the filters, which must not repeat. NULL: out of memory. */
struct topic_index *topic_index_new(const char *const *filters, size_t count);
void topic_index_free(struct topic_index **index);

/* Walk the filters that match `topic`: first, then next until false. The filter without wildcards
 * comes first, the others in the order given. */
struct topic_hit {
    size_t filter; /* which */
    int levels;    /* captured */
    struct topic_level level[TOPIC_LEVELS_MAX];
    size_t position; /* of the walk */
};
bool topic_index_first(const struct topic_index *index, const char *topic, struct topic_hit *hit);
bool topic_index_next(const struct topic_index *index, const char *topic, struct topic_hit *hit);

#endif
