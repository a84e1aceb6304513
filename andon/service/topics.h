/* SPDX-License-Identifier: MIT */
/* The topics of a station's own: one table that the daemon subscribes and publishes by and that the
 * broker's access list is made from. */
#ifndef ANDON_SERVICE_TOPICS_H
#define ANDON_SERVICE_TOPICS_H

#include "data/config/config.h"

#include <stdio.h>

#define TOPIC_HUB_PREFIX "andon/v1/hub/"
#define TOPIC_HUB_SUFFIX "/status"
#define TOPIC_HUB_FILTER TOPIC_HUB_PREFIX "+" TOPIC_HUB_SUFFIX

enum topic_own {
    TOPIC_STATUS,
    TOPIC_STATE,
    TOPIC_RECORD,
    TOPIC_ACK,
    TOPIC_HISTORY,
    TOPIC_HISTORY_ACK,
    TOPIC_COMMAND,
    TOPIC_REPLY,
    TOPIC_TOLD,
    TOPIC_JOB,
    TOPIC_JOB_REPLY,
    TOPIC_PREDICTION,
    TOPIC_ANSWER,
    TOPIC_FEEDBACK,
    TOPIC_ANSWER_REPLY,
    TOPIC_WORKORDER,
    TOPIC_KPI,
    TOPIC_COUNT,
    TOPIC_EVENT,
    TOPIC_OWN_COUNT
};

/* The topic, or the filter for a kind of topics, of this station. False when cut. */
bool topic_own(const struct config *config, enum topic_own which, char *out, size_t size);

/* Whether commands of people at hubs are taken, as far as the configuration says. */
bool topics_commands(const struct config *config);

/* Of the station as a Sparkplug edge node; STATE of its primary host. */
enum topic_edge { EDGE_NBIRTH, EDGE_NDATA, EDGE_NDEATH, EDGE_NCMD, EDGE_STATE, EDGE_TOPIC_COUNT };
bool topic_edge(const struct config *config, enum topic_edge which, char *out, size_t size);

/* Whether the station is a host of Sparkplug nodes that says so; its STATE. */
bool topics_host(const struct config *config);
bool topic_host_state(const struct config *config, char *out, size_t size);

/* mosquitto's access list for this station: its own topics, and those that its configuration
 * names. `user` is its name at the broker. 0, or -1 without memory or when a topic cannot be. */
int topics_acl(const struct config *config, const char *user, FILE *out);
/* That of who sends the plant's configuration of a scope: nobody else may write there. */
void topics_acl_plant(const char *user, const char *scope, FILE *out);
/* That of a hub's user, for all stations. */
void topics_acl_hub(const char *user, FILE *out);

#endif
