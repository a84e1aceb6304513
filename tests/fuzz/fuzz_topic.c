/* SPDX-License-Identifier: MIT */
/* A filter and a topic, one a line: matching agrees with a plain reading of MQTT 4.7, the index
 * with matching, and captures lie inside the topic. */
#include "data/decode/pointer.h"
#include "data/decode/topic.h"
#include "data/model/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define hold(promise)   \
    do {                \
        if (!(promise)) \
            abort();    \
    } while (0)

/* Level by level, as the standard says it. */
static bool matches(const char *filter, const char *topic)
{
    size_t f = strcspn(filter, "/"), t = strcspn(topic, "/");
    if (strcmp(filter, "#") == 0)
        return true;
    if (!(f == 1 && *filter == '+') && (f != t || strncmp(filter, topic, f) != 0))
        return false;
    bool filter_ends = filter[f] == '\0', topic_ends = topic[t] == '\0';
    if (filter_ends || topic_ends)
        return (filter_ends && topic_ends) || (topic_ends && strcmp(filter + f, "/#") == 0);
    return matches(filter + f + 1, topic + t + 1);
}

static bool wants(const char *filter, const char *topic)
{
    if (topic[0] == '$' && (filter[0] == '+' || filter[0] == '#'))
        return false;
    return matches(filter, topic);
}

static void check(const char *filter, const char *topic)
{
    struct topic_level level[TOPIC_LEVELS_MAX];
    struct topic_hit hit;
    char pointer[SCAN_POINTER_MAX];
    const char *end = topic + strlen(topic);
    int levels = topic_match(filter, topic, level, TOPIC_LEVELS_MAX);
    hold((levels >= 0) == wants(filter, topic));
    hold(levels <= TOPIC_LEVELS_MAX);
    for (int i = 0; i < levels; i++) {
        hold(level[i].text >= topic && level[i].text + level[i].length <= end);
        hold(level[i].text[level[i].length] == '\0' || level[i].text[level[i].length] == '/');
    }
    struct topic_index *index = topic_index_new(&filter, 1);
    hold(index);
    hold(topic_index_first(index, topic, &hit) == (levels >= 0));
    hold(levels < 0 || hit.levels == levels);
    topic_index_free(&index);
    int used = pointer_fill(filter, level, levels < 0 ? 0 : levels, pointer);
    hold(used >= -2 && used <= SCAN_POINTER_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    hold(text);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    char *topic = strchr(text, '\n');
    if (topic) {
        *topic++ = '\0';
        (void)topic_name_valid(topic);
        if (topic_filter_valid(text))
            check(text, topic);
    }
    free(text);
    return 0;
}
