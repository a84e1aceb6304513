/* SPDX-License-Identifier: MIT */
/* Publishing with back-pressure: a short queue in front of data/link that loses nothing on its
 * way. For a capture it also keeps what the broker has not confirmed over a loss of the link. */
#ifndef ANDON_SIM_PUBLISHER_H
#define ANDON_SIM_PUBLISHER_H

#include "data/link/link.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct publisher;

struct publisher_conf {
    const char *url;
    const char *user, *password; /* NULL: none */
    struct link_tls tls;
    const char *alive_topic; /* online/offline, retained, with a Will; NULL: none */
    bool keep;               /* what was not confirmed is sent again after a loss */
};

struct publisher *publisher_open(const struct publisher_conf *conf, struct cause *why);
void publisher_close(struct publisher **publisher);

int publisher_fd(const struct publisher *p); /* readable: call publisher_turn */
void publisher_turn(struct publisher *p);

bool publisher_is_up(const struct publisher *p);
int publisher_ups(const struct publisher *p); /* how often it came up */
bool publisher_has_room(const struct publisher *p);
bool publisher_is_idle(const struct publisher *p); /* all is sent and confirmed */

/* Queue a message (copied). False when there is no room. */
bool publisher_put(struct publisher *p, const char *topic, const void *payload, size_t length,
                   int qos_and_retain);
#define PUBLISH_QOS1   1
#define PUBLISH_RETAIN 2

#endif
