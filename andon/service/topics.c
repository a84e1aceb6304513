/* SPDX-License-Identifier: MIT */
/* Which topics a station's daemon reads and writes. uplink.c, ship.c and forecast.c take theirs
 * from the table here, and the broker's access list is printed from the same rows, so that neither
 * can leave the other behind. Of the signals both ask the decoder. Called by andonctl for the list.
 */
#include "andon/service/topics.h"

#include "data/config/signed/document.h"
#include "data/decode/decode.h"
#include "data/model/text.h"
#include "data/sparkplug/topic.h"

#include <string.h>

#define ANY_STATION "andon/v1/+/+/+/+/+/"

/* SHIPS: only with [upstream]; OBEYS: only where hubs may say something; PUBLISHES:
 * only with [publish] */
enum { READS = 1, WRITES = 2, SHIPS = 4, OBEYS = 8, PUBLISHES = 16 };

/* What the station reads or writes a hub does not; the last column is the hub's side of it. */
static const struct own {
    const char *leaf;
    int station, hub;
} own[TOPIC_OWN_COUNT] = {
    [TOPIC_STATUS] = {"status", WRITES, READS},
    [TOPIC_STATE] = {"state", WRITES, READS},
    [TOPIC_RECORD] = {"record", WRITES | SHIPS, READS},
    [TOPIC_ACK] = {"ack", READS | SHIPS, WRITES},
    [TOPIC_HISTORY] = {"history", WRITES | SHIPS, READS},
    [TOPIC_HISTORY_ACK] = {"history/ack", READS | SHIPS, WRITES},
    [TOPIC_COMMAND] = {"command", READS | OBEYS, WRITES},
    [TOPIC_REPLY] = {"reply", WRITES | OBEYS, READS},
    [TOPIC_TOLD] = {"told", READS | SHIPS, WRITES},
    [TOPIC_JOB] = {"job", READS, 0},
    [TOPIC_JOB_REPLY] = {"job/reply", WRITES, 0},
    [TOPIC_PREDICTION] = {"prediction/+", READS, 0},
    [TOPIC_ANSWER] = {"workorder/+/answer", READS, 0},
    [TOPIC_FEEDBACK] = {"prediction/+/feedback", WRITES, 0},
    [TOPIC_ANSWER_REPLY] = {"workorder/+/answer/reply", WRITES, 0},
    [TOPIC_WORKORDER] = {"workorder/+", WRITES, 0},
    [TOPIC_KPI] = {"kpi", WRITES | PUBLISHES, 0},
    [TOPIC_COUNT] = {"count", WRITES | PUBLISHES, 0},
    [TOPIC_EVENT] = {"event/+", WRITES | PUBLISHES, 0},
};

/* Likewise as an edge node. */
static const struct {
    enum spb_verb verb;
    int station;
} edge[EDGE_TOPIC_COUNT] = {
    [EDGE_NBIRTH] = {SPB_NBIRTH, WRITES}, [EDGE_NDATA] = {SPB_NDATA, WRITES},
    [EDGE_NDEATH] = {SPB_NDEATH, WRITES}, [EDGE_NCMD] = {SPB_NCMD, READS},
    [EDGE_STATE] = {SPB_STATE, READS},
};

bool topic_edge(const struct config *config, enum topic_edge which, char *out, size_t size)
{
    const struct sparkplug_conf *conf = &config->sparkplug;
    struct spb_topic topic = {.verb = edge[which].verb};
    bool state = which == EDGE_STATE;
    return text_copy(topic.group, sizeof topic.group, conf->group) &&
           text_copy(topic.node, sizeof topic.node, state ? conf->primary_host : conf->node) &&
           spb_topic_format(&topic, out, size);
}

bool topic_own(const struct config *config, enum topic_own which, char *out, size_t size)
{
    return config_topic(config, own[which].leaf, out, size);
}

bool topics_commands(const struct config *config)
{
    return config->upstream && config->upstream_key[0] != '\0' &&
           config->hub_commands != HUB_COMMANDS_NONE;
}

static void allow(FILE *out, int how, const char *topic)
{
    if (how & (READS | WRITES))
        (void)fprintf(out, "topic %s %s\n", how & WRITES ? "write" : "read", topic);
}

static bool allow_edge(FILE *out, const struct config *config)
{
    char topic[CONFIG_TOPIC_MAX];
    if (!config->sparkplug.group[0])
        return true;
    for (int i = 0; i < EDGE_TOPIC_COUNT; i++) {
        if (i == EDGE_STATE && !config->sparkplug.primary_host[0])
            continue;
        if (!topic_edge(config, (enum topic_edge)i, topic, sizeof topic))
            return false;
        allow(out, edge[i].station, topic);
    }
    return true;
}

static bool is_plugged(const struct source_conf *source)
{
    return source->format == FORMAT_SPARKPLUG;
}

bool topics_host(const struct config *config)
{
    bool any = false;
    for (size_t i = 0; i < config->sources; i++)
        any |= is_plugged(&config->source[i]);
    return any && config->sparkplug_host.role == SPARKPLUG_HOST;
}

bool topic_host_state(const struct config *config, char *out, size_t size)
{
    struct spb_topic topic = {.verb = SPB_STATE};
    return text_copy(topic.node, sizeof topic.node, config->sparkplug_host.id) &&
           spb_topic_format(&topic, out, size);
}

/* Its own STATE, and asking the nodes of its sources; those are filters of theirs with NCMD in the
 * verb's place, as far as they name one node. */
static bool allow_host(FILE *out, const struct config *config)
{
    char topic[CONFIG_TOPIC_MAX];
    if (!topics_host(config))
        return true;
    if (!topic_host_state(config, topic, sizeof topic))
        return false;
    allow(out, READS, topic);
    allow(out, WRITES, topic);
    for (size_t i = 0; i < config->sources; i++) {
        const struct source_conf *source = &config->source[i];
        struct spb_topic node;
        if (!is_plugged(source) || !config->sparkplug_host.rebirth)
            continue;
        const char *root = source->root[0] ? source->root : config->topic_root;
        if (!spb_root_read(root, &node))
            return false;
        node.verb = SPB_NCMD;
        if (!spb_topic_format(&node, topic, sizeof topic))
            return false;
        allow(out, WRITES, topic);
    }
    return true;
}

/* A level with a {placeholder} is any level. */
static void allow_tower(FILE *out, const char *topic)
{
    char filter[CONFIG_TOPIC_MAX];
    size_t n = 0;
    for (const char *level = topic; *level && n + 1 < sizeof filter;) {
        size_t length = strcspn(level, "/");
        if (memchr(level, '{', length))
            filter[n++] = '+';
        else
            for (size_t i = 0; i < length && n + 1 < sizeof filter; i++)
                filter[n++] = level[i];
        level += length;
        if (*level == '/' && n + 1 < sizeof filter)
            filter[n++] = *level++;
    }
    filter[n] = '\0';
    allow(out, WRITES, filter);
}

int topics_acl(const struct config *config, const char *user, FILE *out)
{
    char topic[CONFIG_TOPIC_MAX];
    const char *const *signals;
    struct decoder *decoder = decoder_new(config);
    if (!decoder)
        return -1;
    (void)fprintf(out, "user %s\n", user);
    size_t count = decoder_filters(decoder, &signals);
    for (size_t i = 0; i < count; i++)
        allow(out, READS, signals[i]);
    bool fits = true;
    for (int i = 0; i < TOPIC_OWN_COUNT && fits; i++) {
        if (((own[i].station & SHIPS) && !config->upstream) ||
            ((own[i].station & PUBLISHES) && !config->publish) ||
            ((own[i].station & OBEYS) && !topics_commands(config)))
            continue;
        fits = topic_own(config, (enum topic_own)i, topic, sizeof topic);
        if (fits)
            allow(out, own[i].station, topic);
    }
    for (size_t i = 0; i < config->predictions; i++)
        allow(out, READS, config->prediction[i].topic);
    for (size_t i = 0; i < config->predictors && fits; i++) { /* foresee.c */
        char leaf[80];
        (void)text_format(leaf, sizeof leaf, "prediction/%s", config->predictor[i].mode);
        fits = config_topic(config, leaf, topic, sizeof topic);
        if (fits)
            allow(out, WRITES, topic);
    }
    if (config->upstream)
        allow(out, READS, TOPIC_HUB_FILTER);
    if (config->config_key[0]) { /* plant.c */
        char scope[DOCUMENT_SCOPE_SIZE];
        fits = fits && document_scope(config, scope, sizeof scope) &&
               document_topic(scope, topic, sizeof topic);
        if (fits)
            allow(out, READS, topic);
    }
    for (int i = 0; i < 2; i++) { /* neighbours.c */
        if (config_neighbour(config, i, "state", topic, sizeof topic))
            allow(out, READS, topic);
        if (config_neighbour(config, i, "status", topic, sizeof topic))
            allow(out, READS, topic);
    }
    if (config->tower == TOWER_MQTT && config->light.topic[0])
        allow_tower(out, config->light.topic);
    fits = allow_edge(out, config) && allow_host(out, config) && fits;
    decoder_free(&decoder);
    return fits ? 0 : -1;
}

void topics_acl_plant(const char *user, const char *scope, FILE *out)
{
    char topic[CONFIG_TOPIC_MAX];
    (void)fprintf(out, "user %s\n", user);
    if (!document_topic(scope, topic, sizeof topic))
        return;
    allow(out, WRITES, topic);
    allow(out, READS, topic);
}

void topics_acl_hub(const char *user, FILE *out)
{
    (void)fprintf(out, "user %s\n", user);
    for (int i = 0; i < TOPIC_OWN_COUNT; i++) {
        char topic[CONFIG_TOPIC_MAX];
        (void)text_format(topic, sizeof topic, ANY_STATION "%s", own[i].leaf);
        allow(out, own[i].hub, topic);
    }
    allow(out, WRITES, TOPIC_HUB_FILTER);
}
