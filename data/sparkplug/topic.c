/* SPDX-License-Identifier: MIT */
/* Topics and hosts' statements, read strictly: what is not exactly of the grammar is nobody's.
 * Called by the edge node and by hosts. */
#include "data/sparkplug/topic.h"

#include "data/model/json.h"
#include "data/model/text.h"

#include <jansson.h>
#include <string.h>

#define CERTIFICATES "$sparkplug/certificates/"
#define LEVELS       5

static const struct {
    const char *word;
    size_t levels;
} verbs[SPB_VERB_COUNT] = {
    [SPB_NBIRTH] = {"NBIRTH", 4}, [SPB_NDEATH] = {"NDEATH", 4}, [SPB_NDATA] = {"NDATA", 4},
    [SPB_NCMD] = {"NCMD", 4},     [SPB_DBIRTH] = {"DBIRTH", 5}, [SPB_DDEATH] = {"DDEATH", 5},
    [SPB_DDATA] = {"DDATA", 5},   [SPB_DCMD] = {"DCMD", 5},     [SPB_STATE] = {"STATE", 3},
};

const char *spb_verb_word(enum spb_verb verb)
{
    return verb > SPB_NONE && verb < SPB_VERB_COUNT ? verbs[verb].word : "?";
}

struct level {
    const char *at;
    size_t length;
};

static bool level_is(const struct level *level, const char *word)
{
    return strlen(word) == level->length && memcmp(level->at, word, level->length) == 0;
}

static size_t split(const char *text, struct level level[LEVELS])
{
    size_t count = 0;
    for (;;) {
        size_t length = strcspn(text, "/");
        if (count == LEVELS || length == 0)
            return 0;
        level[count++] = (struct level){.at = text, .length = length};
        if (text[length] == '\0')
            return count;
        text += length + 1;
    }
}

static bool keep(char out[SPB_ID_SIZE], const struct level *level)
{
    return text_copy_n(out, SPB_ID_SIZE, level->at, level->length);
}

bool spb_topic_parse(const char *text, struct spb_topic *out)
{
    struct level level[LEVELS];
    if (strncmp(text, CERTIFICATES, strlen(CERTIFICATES)) == 0)
        text += strlen(CERTIFICATES);
    size_t levels = split(text, level);
    *out = (struct spb_topic){.verb = SPB_NONE};
    if (levels < 3 || !level_is(&level[0], SPB_NAMESPACE))
        return false;
    if (levels == 3) {
        out->verb = level_is(&level[1], "STATE") ? SPB_STATE : SPB_NONE;
        return out->verb == SPB_STATE && keep(out->node, &level[2]);
    }
    for (int v = SPB_NBIRTH; v < SPB_STATE; v++)
        if (verbs[v].levels == levels && level_is(&level[2], verbs[v].word))
            out->verb = (enum spb_verb)v;
    return out->verb != SPB_NONE && keep(out->group, &level[1]) && keep(out->node, &level[3]) &&
           (levels == 4 || keep(out->device, &level[4]));
}

bool spb_root_read(const char *text, struct spb_topic *out)
{
    struct level level[LEVELS];
    size_t levels = split(text, level);
    *out = (struct spb_topic){.verb = SPB_NONE};
    return (levels == 2 || levels == 3) && keep(out->group, &level[0]) &&
           keep(out->node, &level[1]) && (levels == 2 || keep(out->device, &level[2]));
}

bool spb_topic_format(const struct spb_topic *topic, char *out, size_t size)
{
    const char *word = spb_verb_word(topic->verb);
    if (topic->verb == SPB_STATE)
        return text_format(out, size, SPB_NAMESPACE "/%s/%s", word, topic->node);
    bool device = verbs[topic->verb].levels == LEVELS;
    return text_format(out, size, SPB_NAMESPACE "/%s/%s/%s%s%s", topic->group, word, topic->node,
                       device ? "/" : "", device ? topic->device : "");
}

int spb_host_state_read(const char *payload, size_t length, struct spb_host_state *out)
{
    json_t *json = json_loadb(payload, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *online = json_object_get(json, "online");
    const json_t *timestamp = json_object_get(json, "timestamp");
    int rc = json_is_boolean(online) && json_is_integer(timestamp) ? 0 : -1;
    if (rc == 0)
        *out = (struct spb_host_state){.online = json_is_true(online),
                                       .timestamp = json_integer_value(timestamp)};
    json_decref(json);
    return rc;
}

size_t spb_host_state_write(const struct spb_host_state *state, char *out, size_t size)
{
    struct jw w;
    jw_init(&w, out, size);
    jw_object(&w, NULL);
    jw_bool(&w, "online", state->online);
    jw_int(&w, "timestamp", state->timestamp);
    jw_object_end(&w);
    return w.overflow ? 0 : w.length;
}

bool spb_host_state_take(struct spb_host_state *last, bool *known,
                         const struct spb_host_state *heard)
{
    if (*known && heard->timestamp < last->timestamp)
        return false;
    bool news = !*known || heard->online != last->online;
    *known = true;
    *last = *heard;
    return news;
}
