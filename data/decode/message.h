/* SPDX-License-Identifier: MIT */
#ifndef DATA_DECODE_MESSAGE_H
#define DATA_DECODE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DECODE_PAYLOAD_MAX (256 * 1024)

struct message {
    const char *topic;   /* terminated; may hold anything */
    const char *payload; /* not terminated */
    size_t length;
    bool stored;        /* the broker delivered it from its store */
    bool duplicate;     /* MQTT DUP */
    int64_t arrival_ms; /* wall */
    int64_t now_ms;     /* the same by a clock that goes on; for sessions with timers */
};

#endif
