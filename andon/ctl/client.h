/* SPDX-License-Identifier: MIT */
/* A connection to andond's socket: one request at a time, each with a time limit. */
#ifndef ANDON_CTL_CLIENT_H
#define ANDON_CTL_CLIENT_H

#include "andon/ctl/ctl.h"
#include "data/model/cause.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct client;

/* A reply: the line as it came and what it says. Valid until the next request on its client. */
struct reply {
    const char *line;
    size_t length;
    const json_t *json;
    bool sent; /* the request, whole: without an answer nobody knows what came of it */
};

/* Connect by --socket, --run or the default places and exchange hello. NULL with the cause. */
struct client *client_open(const struct ctl *ctl, struct cause *why);
void client_close(struct client **client);

/* Where client_open looks first. */
#define CLIENT_PLACE_SIZE 600
void client_place(const struct ctl *ctl, char out[CLIENT_PLACE_SIZE]);

/* Ask {"cmd":name, ARGUMENTS}; `arguments` are members of a JSON object ("\"lamp\":\"red\"") or "".
 * 0, or with the cause 1: the daemon refuses that, in its own words; -1: it cannot be talked to. */
int client_ask(struct client *client, const char *name, const char *arguments, struct reply *reply,
               struct cause *why);

/* The next reply to the same request, for answers in pages. */
int client_more(struct client *client, struct reply *reply, struct cause *why);

/* Of the program that answers, as its hello says. */
const char *client_version(const struct client *client);

/* Its path, as its hello says; "" when that says none. */
const char *client_station(const struct client *client);

/* The station's time zone, UTC when the daemon cannot say. */
void client_zone(struct client *client, struct zone *zone);

#endif
