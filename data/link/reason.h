/* SPDX-License-Identifier: MIT */
/* What a broker's reason codes mean, in words for a person. */
#ifndef DATA_LINK_REASON_H
#define DATA_LINK_REASON_H

#include <stdbool.h>

/* Words of a CONNACK, SUBACK, PUBACK or DISCONNECT code, MQTT 3.1.1 (1..5) or 5 (from 128).
 * Static. NULL when the code is not known. */
const char *reason_words(int code);

/* The broker does not speak the protocol version that was asked for. */
bool reason_is_version(int code);

#endif
