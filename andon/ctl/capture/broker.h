/* SPDX-License-Identifier: MIT */
/* Which broker a command listens to, and to what: as a station's configuration has it, or as the
 * command line says. */
#ifndef ANDON_CTL_CAPTURE_BROKER_H
#define ANDON_CTL_CAPTURE_BROKER_H

#include "andon/ctl/ctl.h"
#include "data/config/config.h"
#include "data/decode/decode.h"
#include "data/link/link.h"

struct broker {
    struct link_conf conf; /* borrows from below and from the command line */
    struct config *config; /* NULL: there is none */
    struct decoder *decoder;
    const char **filters;
    char own[2][CONFIG_TOPIC_MAX]; /* the station's jobs and predictions */
    char password[256], client_id[48];
    bool everything; /* set by the caller: without --topic all, not what the station hears */
};

/* From --config, --broker, --user, --password-file, --ca-file, --cert-file, --key-file and --topic;
 * what the command line says goes over the configuration. Returns CTL_DONE, or says what is wrong.
 * Zero-initialise; done at any rate. */
int broker_find(const struct ctl *ctl, struct broker *out);
void broker_done(struct broker *broker);

#endif
