/* SPDX-License-Identifier: MIT */
/* Payloads that travel compressed: uuid SPBV1.0_COMPRESSED, the whole payload in `body` as GZIP or
 * DEFLATE. Pure: zlib's memory is the room. */
#ifndef DATA_SPARKPLUG_INFLATE_H
#define DATA_SPARKPLUG_INFLATE_H

#include "data/sparkplug/payload.h"

#define SPB_COMPRESSED "SPBV1.0_COMPRESSED"

/* What a compressed payload holds takes its place; seq and time stay those outside when they stand
 * there. 0: done, or it is none; -1: malformed, compressed twice, or more than SPB_PAYLOAD_MAX
 * once it is unpacked. */
int spb_inflate(struct spb_payload *payload, struct spb_room *room, struct cause *why);

#endif
