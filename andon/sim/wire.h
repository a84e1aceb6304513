/* SPDX-License-Identifier: MIT */
/* What the gateways' news look like on the wire: topics and payloads. Pure. */
#ifndef ANDON_SIM_WIRE_H
#define ANDON_SIM_WIRE_H

#include "andon/sim/options.h"

struct wire_message {
    char topic[192], payload[512];
    size_t length;
    int qos;
    bool retain;
};

#define WIRE_NAME_SIZE 80

/* The name of one station of the line. */
const char *wire_station(const struct options *o, size_t station, char out[WIRE_NAME_SIZE]);
/* The topic of `leaf`. */
void wire_topic(const struct options *o, size_t station, const char *leaf,
                struct wire_message *out);
/* News whose event happened at `ts`, ms since 1970. */
void wire_news(const struct options *o, size_t station, const struct gateway_news *news, int64_t ts,
               struct wire_message *out);

/* What a press did, as a JSON object. Returns its length. */
size_t wire_truth(const struct options *o, size_t station, const struct plant *plant, char *out,
                  size_t size);

#endif
